//! The run as JSON, `docs/schema/check-v1.json`: for programs. It carries values and places, and
//! no excerpts.

use std::io;

use super::wire::RunV1;
use super::{Options, Report};
use crate::printable;
use crate::run::Run;

/// `json`.
pub(super) struct Json;

impl Report for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn extension(&self) -> &'static str {
        "json"
    }

    fn about(&self) -> &'static str {
        "for programs: every finding with its clauses, values and places"
    }

    fn write(&self, run: &Run, _: &Options, out: &mut dyn io::Write) -> io::Result<()> {
        printable::write_json(&RunV1::of(run, &run.dossiers), out)
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

    fn written(run: &Run) -> (String, Value) {
        let mut out = Vec::new();
        let options = Options::default();
        report("json")
            .unwrap()
            .write(run, &options, &mut out)
            .unwrap();
        let text = String::from_utf8(out).unwrap();
        let value = serde_json::from_str(&text).unwrap();
        (text, value)
    }

    #[test]
    fn every_output_fits_the_schema() {
        let schema: Value =
            serde_json::from_str(include_str!("../../docs/schema/check-v1.json")).unwrap();
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        for run in [
            sample::run(vec![sample::dossier(), sample::passing()]),
            sample::run(vec![sample::checked()]),
            sample::run(Vec::new()),
        ] {
            let (_, value) = written(&run);
            let errors: Vec<String> = validator
                .iter_errors(&value)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert_eq!(errors, Vec::<String>::new());
            let mut more = value;
            more["surprise"] = Value::Null;
            assert!(!validator.is_valid(&more), "the schema is closed");
        }
    }

    #[test]
    fn the_contract_holds() {
        let (_, value) = written(&sample::run(vec![sample::dossier()]));
        assert_eq!(value["schema"], "passmuster/check/v1");
        assert_eq!(value["verdict"], "fail");
        assert_eq!(value["exit_code"], 1);
        let dossier = &value["dossiers"][0];
        assert_eq!(dossier["subject"], "Model::\"chat-7b\"");
        assert_eq!(dossier["counts"]["not-applicable"], 1);
        assert_eq!(dossier["counts"].as_object().unwrap().len(), 5);
        let finding = &dossier["findings"][0];
        assert_eq!(finding["control"], "PM-INC-02");
        assert_eq!(finding["outcome"], "fail");
        assert_eq!(finding["clauses"][0]["values"][0]["line"], 5);
        assert_eq!(finding["clauses"][0]["values"][0]["below_minimum"], true);
        assert_eq!(finding["evidence"][0]["document"], "answers.yaml");
        assert_eq!(finding["evidence"][0]["strength"], "stated");
        assert!(
            written(&sample::run(vec![sample::dossier()])).0
                == written(&sample::run(vec![sample::dossier()])).0
        );
    }

    #[test]
    fn values_are_exact_and_no_raw_control_reaches_a_reader() {
        let (text, value) = written(&sample::hostile());
        assert!(!text.contains(|c| c != '\n' && is_dangerous(c)));
        assert_eq!(
            value["dossiers"][0]["findings"][0]["title"],
            sample::HOSTILE
        );
    }

    #[test]
    fn excerpts_stay_home() {
        let (text, _) = written(&sample::run(vec![sample::dossier()]));
        assert!(!text.contains("- id: incident_notice_hours"));
    }
}
