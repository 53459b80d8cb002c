//! The run as JSON lines, a line a dossier, for programs that read many: each line is what `json`
//! would be of this dossier alone (`docs/schema/check-v1.json`), so that whatever reads
//! `.dossiers[]` of one reads the other. A dossier is written before the next one is looked at.
//! Without a dossier, no line would be no answer: one line has an empty list.

use std::io;

use super::wire::RunV1;
use super::{Options, Report};
use crate::printable;
use crate::run::Run;

/// `jsonl`.
pub(super) struct Jsonl;

impl Report for Jsonl {
    fn name(&self) -> &'static str {
        "jsonl"
    }

    fn extension(&self) -> &'static str {
        "jsonl"
    }

    fn about(&self) -> &'static str {
        "for programs that read many dossiers: a line each, which is the `json` of this dossier alone"
    }

    fn write(&self, run: &Run, _: &Options, out: &mut dyn io::Write) -> io::Result<()> {
        if run.dossiers.is_empty() {
            return printable::write_json_line(&RunV1::of(run, &[]), out);
        }
        for dossier in &run.dossiers {
            printable::write_json_line(&RunV1::of(run, std::slice::from_ref(dossier)), out)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test that fails may panic"
    )]
    use serde_json::Value;

    use crate::printable::is_dangerous;
    use crate::report::{Options, report, sample};
    use crate::run::Run;

    fn written(format: &str, run: &Run) -> String {
        let mut out = Vec::new();
        let options = Options::default();
        report(format)
            .unwrap()
            .write(run, &options, &mut out)
            .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_line_is_the_json_of_its_dossier() {
        let schema: Value =
            serde_json::from_str(include_str!("../../docs/schema/check-v1.json")).unwrap();
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let run = sample::run(vec![
            sample::passing(),
            sample::checked(),
            sample::dossier(),
        ]);
        let whole: Value = serde_json::from_str(&written("json", &run)).unwrap();
        let text = written("jsonl", &run);
        let lines: Vec<Value> = text
            .lines()
            .map(|it| serde_json::from_str(it).unwrap())
            .collect();
        assert_eq!(lines.len(), 3);
        for (line, dossier) in lines.iter().zip(whole["dossiers"].as_array().unwrap()) {
            assert!(validator.is_valid(line), "{line}");
            assert_eq!(&line["dossiers"][0], dossier);
            assert_eq!(line["verdict"], dossier["verdict"]);
            assert_eq!(line["exit_code"], dossier["exit_code"]);
        }
        let none: Value =
            serde_json::from_str(&written("jsonl", &sample::run(Vec::new()))).unwrap();
        assert_eq!(none["verdict"], "insufficient");
        let hostile = written("jsonl", &sample::hostile());
        assert_eq!(hostile.lines().count(), 1);
        assert!(!hostile.contains(|c| c != '\n' && is_dangerous(c)));
    }
}
