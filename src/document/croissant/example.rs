//! Small descriptions: with prefixes, with names of its own, and of before version 1.0.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "metadata.json",
        r#"{
  "@context": {"@vocab": "https://schema.org/", "sc": "https://schema.org/", "cr": "http://mlcommons.org/croissant/", "rai": "http://mlcommons.org/croissant/RAI/", "dct": "http://purl.org/dc/terms/", "conformsTo": "dct:conformsTo"},
  "@type": "sc:Dataset",
  "conformsTo": ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"],
  "name": "claims-2025",
  "description": "Claims of 2025 with the day of payment.",
  "license": "https://creativecommons.org/licenses/by/4.0/",
  "url": "https://acme.example/claims-2025",
  "version": "1.2.0",
  "datePublished": "2026-01-15",
  "inLanguage": ["en", "no"],
  "creator": {"@type": "sc:Organization", "name": "Acme Data Office", "email": "data@acme.example"},
  "prov:wasDerivedFrom": {"@id": "claims-2024", "prov:label": "Claims 2024"},
  "rai:dataCollection": "Letters that came in by post, typed by clerks.",
  "rai:dataBiases": ["Few claims of the north."],
  "rai:dataLimitations": "",
  "rai:personalSensitiveInformation": ["Gender", "Age"],
  "rai:useCases": "Training of triage models.",
  "distribution": [
    {"@type": "cr:FileObject", "@id": "claims.csv", "contentUrl": "data/claims.csv", "encodingFormat": "text/csv", "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"@type": "cr:FileObject", "@id": "all.zip", "contentUrl": "https://acme.example/all.zip", "encodingFormat": "application/zip"}
  ]
}
"#,
    ),
    (
        "named.jsonld",
        r#"{
  "@context": {"Daten": "https://schema.org/Dataset", "lizenz": "https://schema.org/license", "titel": {"@id": "https://schema.org/name"}, "croissant": "http://mlcommons.org/croissant/"},
  "@type": "Daten",
  "http://purl.org/dc/terms/conformsTo": {"@id": "http://mlcommons.org/croissant/1.0"},
  "titel": {"@value": "letters", "@language": "en"},
  "lizenz": {"@type": "CreativeWork", "name": "Acme data terms", "url": "https://acme.example/terms"}
}
"#,
    ),
    (
        "before.json",
        r#"{
  "@context": {"@vocab": "https://schema.org/", "sc": "https://schema.org/", "ml": "http://mlcommons.org/schema/", "dataBiases": "ml:dataBiases"},
  "@type": "sc:Dataset",
  "name": "calls",
  "license": "afl-3.0",
  "dataBiases": "Mostly calls of the morning.",
  "distribution": []
}
"#,
    ),
    (
        "private.json",
        r#"{"@context":{"@vocab":"https://schema.org/","cr":"http://mlcommons.org/croissant/","rai":"http://mlcommons.org/croissant/RAI/","dct":"http://purl.org/dc/terms/"},"@type":"Dataset","dct:conformsTo":"http://mlcommons.org/croissant/1.0","name":"notes","rai:personalSensitiveInformation":"yes","cr:recordSet":[]}"#,
    ),
];
