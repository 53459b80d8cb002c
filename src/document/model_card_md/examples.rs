//! Small cards: by headings, by a table of attributes, by bold lines.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "model-card.md",
        "# Model Card: Claims Triage\n\n## Model Details\n\n- **Developed by:** Acme Claims\n- **License:** MIT\n- **Model date:** May 2026\n\n## Intended Use\n\nSorting incoming claims by urgency, before a person reads them.\n\n## Limitations\n\nTBD\n",
    ),
    (
        "claims-letter.md",
        "# Claims letter\n\nWrites letters.\n\n## Characteristics\n\n| Attribute | Details |\n|---|---|\n| **Provider** | Acme |\n| **Architecture** | llama |\n| **Languages** | English, German and Thai. |\n| **License** | Apache 2.0 |\n\n## Benchmark performance\n\n| Task | Score |\n|---|---|\n| letters | 0.8 |\n",
    ),
    (
        "triage.md",
        "# Triage\n\n**Model Details**\n\n- License: CC0-1.0\n\n**Intended Use**\n\n- Sorting claims by urgency.\n\n**Ethical Considerations**\n\n- None of the data is about children.\n",
    ),
    (
        "README.md",
        "---\n---\n# claims-tagger\n\n## Intended uses & limitations\n\nTags claims that are written in English.\n\n## Training procedure\n\nFine-tuned for three epochs.\n",
    ),
];
