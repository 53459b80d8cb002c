//! Small cards: full, minimal, with odd values.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "README.md",
        "---\nlicense: apache-2.0\nlanguage:\n- en\n- no\nbase_model: acme/tiny-base\ndatasets:\n- acme/claims-2025\nmetrics:\n- f1\npipeline_tag: text-classification\nlibrary_name: transformers\nco2_eq_emissions:\n  emissions: 31000\n  source: a meter\nmodel-index:\n- name: acme/claims-triage\n  results:\n  - task:\n      type: text-classification\n    dataset:\n      type: acme/claims-2025\n      name: Claims 2025\n      split: test\n    metrics:\n    - type: f1\n      value: 0.93\n      verifyToken: eyJhbGciOi\n    source:\n      url: https://acme.example/logs/17\n---\n\n# Model Card for claims-triage\n\n## Uses\n\n### Direct Use\n\nSorts claims by urgency before a person reads them.\n\n### Out-of-Scope Use\n\n[More Information Needed]\n\n## Model Card Contact\n\nWrite to <models@acme.example>.\n",
    ),
    (
        "card.md",
        "---\nlicense: mit\ntags:\n- claims\n---\n\n# claims-letter\n\nWrites letters.\n",
    ),
    ("MODEL.md", "---\nlibrary_name: claims-kit\n---\n"),
    (
        "trainer.md",
        "---\nlicense: other\nlicense_name: acme-terms\nlicense_link: https://acme.example/terms\ntags:\n- generated_from_trainer\ndatasets:\n- null\nmodel-index:\n- name: claims-tagger\n  results: []\n---\n\n# claims-tagger\n\n## Intended uses & limitations\n\nMore information needed\n",
    ),
    (
        "crlf.md",
        "---\r\nlanguage: no\r\nlicense: cc0-1.0\r\nwidget:\r\n- text: \"God dag\"\r\n---\r\n\r\n# Norsk\r\n",
    ),
    (
        "adapter.md",
        "---\nlicense: mit\nbase_model: acme/tiny-base\nbase_model_relation: adapter\nnew_version: acme/claims-letter-2\nmodel-index:\n- name: acme/claims-letter\n  results:\n  - task:\n      type: text-generation\n    dataset:\n      type: acme/letters\n      name: Letters\n    metrics:\n    - type: rouge\n      value: 0.4\n    source:\n      name: Letters board\n      url: https://acme.example/board\n---\n\n# claims-letter\n\nWrites letters.\n",
    ),
];
