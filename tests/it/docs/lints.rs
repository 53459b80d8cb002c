//! The page of lints, made from their table.

use std::fmt::Write as _;

use passmuster::authoring::lint::{LINTS, Level};

use super::{HEAD, code, row, table};

pub(super) fn lints_page() -> String {
    let mut text = String::from(HEAD);
    text.push_str(
        "# Lints of packs\n\n\
         What `passmuster pack lint DIR` finds, in one run. An *error* is something with which the pack does not load, or that says what is not so; a *warning* makes it weaker or harder to read than it looks. Exit code 1 where there are errors, or warnings with `--deny warnings`.\n\n\
         Conditions are tried out: for each attribute, the values on which they turn (each literal, what lies beside it, something else, nothing), with Cedar's own answers. Where there are too many combinations, nothing is said; pairs of controls that were therefore not compared are counted.\n\n",
    );
    text.push_str(&table(&["id", "level", "what"]));
    for lint in LINTS {
        text.push_str(&row([
            code(lint.id),
            lint.level.name().to_owned(),
            lint.title.to_owned(),
        ]));
    }
    for lint in LINTS {
        let level = match lint.level {
            Level::Error => "Error",
            Level::Warning => "Warning",
        };
        let show = |text: &str| {
            let text = text.trim_end();
            if text.is_empty() {
                "(nothing)".to_owned()
            } else {
                text.to_owned()
            }
        };
        let _ = write!(
            text,
            "\n## {}\n\n{level}: {}. {}\n\nFound, in `{}` of a pack:\n\n```text\n{}\n```\n\nRight:\n\n```text\n{}\n```\n",
            lint.id,
            lint.title,
            lint.about,
            lint.example.file,
            show(lint.example.bad).replace("{healthcare}", "…"),
            show(lint.example.good)
        );
    }
    text
}
