//! Sections of dataset cards: headings mean other things there than in model cards.

use super::{Card, Section, TERSE, contacts, headings, lift_content};
use crate::document::Probe;
use crate::fact::{EntityRef, Reading};
use crate::tree::Node;

/// Words that a heading shows of a dataset as it does of a model.
const SHARED: &[&str] = &[
    "intended-use",
    "out-of-scope-use",
    "limitations",
    "bias-and-risks",
    "ethical-considerations",
    "recommendations",
    "data-preprocessing",
    "bias-mitigation",
    "privacy",
    "contact",
    "license",
    "funding",
    "how-to-use",
    "data-collection",
    "data-annotation",
    "maintenance",
];

/// (phrases that stand in the heading as whole words, word), by the hub's template and its
/// predecessor.
#[rustfmt::skip]
const WORDS: &[(&[&str], &str)] = &[
    (
        &[
            "curation rationale", "source data", "data collection", "collection process", "data source",
            "data sources", "source language producers", "dataset creation", "source data producers",
        ],
        "data-collection",
    ),
    (
        &["annotation", "annotations", "annotators", "labeling", "labelling"],
        "data-annotation",
    ),
    (&["sensitive information"], "privacy"),
    (&["maintenance", "update policy"], "maintenance"),
];

impl<'a> Card<'a> {
    /// The body of a dataset card.
    pub(in crate::document) fn of_dataset(root: &'a Node) -> Self {
        let mut card = Self::new(root);
        for section in &mut card.sections {
            section.words.retain(|word| SHARED.contains(word));
            let padded = format!(" {} ", section.normal);
            for (phrases, word) in WORDS {
                let named = phrases
                    .iter()
                    .any(|phrase| padded.contains(&format!(" {phrase} ")));
                if named && section.level > 0 && !section.words.contains(word) {
                    section.words.push(word);
                }
            }
        }
        // "# Annotations of Claims" names the dataset.
        if let Some(title) = card.sections.iter_mut().find(|it| !it.heading.is_empty())
            && title.level == 1
            && headings::words(&title.normal).is_empty()
        {
            title.words.clear();
        }
        lift_content(&mut card.sections);
        card
    }

    /// Whether the first heading is that of a dataset card in so many words.
    pub(in crate::document) fn is_called_dataset_card(&self) -> bool {
        let first = self.first_heading();
        first.starts_with("dataset card for") || first == "dataset card"
    }

    /// Whether the title is the name of data: `Claims dataset`, not `Classifier of a dataset of claims`.
    pub(in crate::document) fn is_named_dataset(&self) -> bool {
        let first = self.first_heading();
        let last = first.rsplit(' ').next().unwrap_or("");
        self.is_titled_dataset()
            && ["dataset", "datasets", "corpus"].contains(&last)
            && first.split(' ').count() <= 8
    }

    /// Sections with a meaning become words of `documented`; those without content are hollow.
    pub(in crate::document) fn dataset_sections(
        &self,
        reading: &mut Reading,
        main: EntityRef,
        probe: &Probe<'_>,
    ) {
        for (index, section) in self.sections.iter().enumerate() {
            let pointer = format!("/sections/{index}/heading");
            let span = section
                .node
                .get("heading")
                .map_or(section.node.span, |node| node.span);
            for word in &section.words {
                if says(section, word) {
                    reading.state_text(main, "documented", &pointer, span, word);
                } else {
                    let reason = format!("nothing under `{}`", section.heading);
                    reading.hollow_word("documented", word, &pointer, span, &reason);
                }
            }
            if section.words.contains(&"contact") {
                contacts(reading, main, index, section, probe);
            }
        }
        self.lines(&["curated by", "shared by"], probe, |at, value| {
            reading.state_text(main, "supplier", &at.pointer, at.span, value);
        });
        self.lines(&["funded by"], probe, |at, value| {
            if !crate::fact::is_placeholder(value) {
                reading.state_text(main, "documented", &at.pointer, at.span, "funding");
            }
        });
    }
}

fn says(section: &Section<'_>, word: &str) -> bool {
    section.content || section.terse && TERSE.contains(&word)
}
