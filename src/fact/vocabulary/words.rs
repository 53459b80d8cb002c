//! Sets of fixed words: what a document can show, and what a third party assures.

/// What a document can show about its subject by a section, field or answer with content.
pub const DOCUMENTED: &[(&str, &str)] = &[
    ("intended-use", "the intended use"),
    ("out-of-scope-use", "the uses that are out of scope"),
    ("limitations", "the known limitations"),
    ("bias-and-risks", "known biases and risks"),
    ("ethical-considerations", "the ethical considerations"),
    ("recommendations", "recommendations to the user"),
    ("training-data", "the training data"),
    ("training-procedure", "the training procedure"),
    ("data-preprocessing", "how the data was preprocessed"),
    ("data-collection", "how the data was collected"),
    ("evaluation", "how it was evaluated"),
    ("fairness-assessment", "a fairness assessment"),
    ("environmental-impact", "the environmental impact"),
    ("compute", "the compute infrastructure"),
    ("how-to-use", "how to use it"),
    ("human-oversight", "how people oversee it"),
    ("security", "security measures"),
    ("privacy", "how personal data is treated"),
    ("monitoring", "monitoring in operation"),
    ("contact", "whom to contact"),
    ("license", "the licence"),
    ("intended-users", "the intended users"),
    ("patient-population", "the targeted patient population"),
    ("outputs", "what it puts out"),
    ("bias-mitigation", "how bias is mitigated"),
    ("funding", "who funded the development"),
    ("data-annotation", "how the data was annotated"),
    ("maintenance", "how it is maintained"),
];

/// Kinds of assurance that a third party gives, as answers and opaque evidence name them.
pub const ASSURANCE: &[(&str, &str)] = &[
    ("soc2-type-1", "a SOC 2 Type 1 report"),
    ("soc2-type-2", "a SOC 2 Type 2 report"),
    ("iso-27001", "an ISO/IEC 27001 certificate"),
    ("iso-27701", "an ISO/IEC 27701 certificate"),
    ("iso-42001", "an ISO/IEC 42001 certificate"),
    ("hitrust", "a HITRUST certification"),
    ("fedramp", "a FedRAMP authorisation"),
    ("pci-dss", "a PCI DSS attestation"),
    ("penetration-test", "a penetration test report"),
    ("validation-report", "an independent validation report"),
    ("conformity-assessment", "a conformity assessment"),
    (
        "business-associate-agreement",
        "a business associate agreement",
    ),
];
