//! The questions as a page to read and print. The answers come back in one of the other forms.

use std::io;

use super::{Form, Item, Questionnaire, Section, csv};
use crate::fact::EntityId;
use crate::printable::markdown;

/// `markdown`.
pub(super) struct Markdown;

impl Form for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn about(&self) -> &'static str {
        "a page to read and print"
    }

    fn write(&self, questions: &Questionnaire, out: &mut dyn io::Write) -> io::Result<()> {
        head(questions, out)?;
        let mut last: Option<(&EntityId, bool)> = None;
        for section in &questions.sections {
            let supply = section.items.first().is_some_and(|it| it.supply);
            if last != Some((&section.about, supply)) {
                let what = if supply {
                    "Documents about"
                } else {
                    "Questions about"
                };
                writeln!(out, "\n## {what} {}", markdown(&called(&section.about)))?;
                last = Some((&section.about, supply));
            }
            if !section.area.is_empty() {
                writeln!(out, "\n### {}", markdown(&heading(section)))?;
            }
            for item in &section.items {
                entry(item, out)?;
            }
        }
        Ok(())
    }
}

/// An entity as people read it.
pub(super) fn called(entity: &EntityId) -> String {
    format!("the {} {}", entity.kind.name().to_lowercase(), entity.name)
}

/// An area as a heading.
pub(super) fn heading(section: &Section) -> String {
    let text = section.area.replace('-', " ");
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// What is asked, of whom and until when, in sentences.
pub(super) fn introduction(questions: &Questionnaire) -> Vec<String> {
    let (answers, documents) = questions.counts();
    let counted = |number: usize, one: &str, many: &str| {
        format!("{number} {}", if number == 1 { one } else { many })
    };
    let mut lines = Vec::new();
    if answers + documents == 0 {
        lines.push("Nothing is missing that the vendor could answer.".to_owned());
    } else {
        lines.push(format!(
            "{} and {}. These are all that is missing for the review ({}); each is asked once.",
            counted(answers, "question", "questions"),
            counted(documents, "document", "documents"),
            questions.action
        ));
    }
    if let Some(due) = questions.due {
        lines.push(format!("Please answer by {due}."));
    }
    if !questions.owner.is_empty() {
        lines.push(format!("Return to: {}.", questions.owner));
    }
    lines
}

/// How the form is filled in, in sentences.
pub(super) const RULES: &[&str] = &[
    "Write each answer in the form that stands beside it, and on which day it was answered.",
    "Leave a question open rather than write N/A, TBD or None: these count as no answer. If there is none of something, say so in the question that asks whether there is.",
    "An answer that is not what is needed is an answer all the same: say what is, and add in the comment what is planned.",
    "Where a document is asked for, an answer alone will not do.",
    "The number with a letter (3a) is needed only if the question before it cannot be answered as needed.",
];

fn head(questions: &Questionnaire, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(
        out,
        "# Questions about {}\n",
        markdown(&called(&questions.subject))
    )?;
    for line in introduction(questions) {
        writeln!(out, "{}", markdown(&line))?;
    }
    writeln!(
        out,
        "\nAs of {}, by {}.\n",
        questions.as_of,
        markdown(&questions.packs.join(", "))
    )?;
    for rule in RULES {
        writeln!(out, "- {}", markdown(rule))?;
    }
    writeln!(
        out,
        "\nThis page is for reading; the answers go into the form beside it (.xlsx, .csv or .json)."
    )
}

fn entry(item: &Item, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(
        out,
        "\n**{}. {}**\n",
        markdown(&item.number),
        markdown(&csv::full(item))
    )?;
    let mut line = |name: &str, text: &str| -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        writeln!(out, "- {name}: {}", markdown(text))
    };
    line(if item.supply { "File" } else { "Answer" }, &item.how)?;
    line("Needed", &item.needed.join("; and "))?;
    line("Asked because", &csv::why(item))?;
    if item.supply {
        line("Accepted", &item.accepted)?;
    }
    line("Last time", item.prior.as_deref().unwrap_or_default())
}
