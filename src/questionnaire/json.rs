//! The questions as JSON, which goes back into the dossier once each `answer` is filled.

use std::io;

use serde_json::{Value, json};

use super::{Form, Questionnaire, VERSION};
use crate::printable;

/// `json`.
pub(super) struct Json;

impl Form for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn about(&self) -> &'static str {
        "for programs, with an answer to fill in each; goes back into the dossier"
    }

    fn write(&self, questions: &Questionnaire, out: &mut dyn io::Write) -> io::Result<()> {
        let answers: Vec<Value> = questions
            .items()
            .map(|it| {
                let why: Vec<Value> = it
                    .why
                    .iter()
                    .map(|why| {
                        json!({
                            "control": why.control,
                            "title": why.title,
                            "severity": why.severity.name(),
                            "mandatory": why.mandatory,
                        })
                    })
                    .collect();
                json!({
                    "number": it.number,
                    "id": it.id,
                    "about": it.role,
                    "question": it.text,
                    "answer": null,
                    "evidence": null,
                    "how": it.how,
                    "needed": it.needed,
                    "accepted": it.accepted,
                    "strength": it.worth.strength.name(),
                    "backing": it.worth.backing.name(),
                    "document": it.supply,
                    "why": why,
                    "note": it.note,
                    "last_time": it.prior,
                    "instead_of": it.instead_of,
                })
            })
            .collect();
        // Not under the names that a reader takes for the respondent and the day of the answers.
        printable::write_json(
            &json!({
                "questionnaire": "passmuster",
                "version": VERSION,
                "completed": null,
                "answered_by": null,
                "review": {
                    "subject": questions.subject.to_string(),
                    "for": questions.action,
                    "review_day": questions.as_of.to_string(),
                    "packs": questions.packs,
                },
                "due": questions.due.map(|it| it.to_string()),
                "return_to": questions.owner,
                "answers": answers,
                "for_the_reviewer": questions.left.iter().map(|it| json!({
                    "control": it.control,
                    "what": it.what,
                })).collect::<Vec<_>>(),
            }),
            out,
        )
    }
}
