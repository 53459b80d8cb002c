//! What was there before, or was decided, holds for what was seen then and for nothing else.

use super::{WITH, check, decided, example, gating, record};
use crate::common::{AS_OF, Folder};

/// What the earlier run had is what it saw: other bytes under the same name gate, and one recorded
/// dossier absorbs one.
#[test]
fn an_earlier_run_absorbs_only_what_it_saw() {
    let folder = example("model-release");
    let weights = folder.join("d/model.safetensors");
    let change = |folder: &Folder, byte: u8| {
        let mut bytes = std::fs::read(folder.join("d/model.safetensors")).unwrap();
        *bytes.last_mut().unwrap() = byte;
        std::fs::write(&weights, bytes).unwrap();
    };
    change(&folder, 1);
    folder.write("d/bom.cdx.json", "{\"bomFormat\": \"CycloneDX\",");
    assert_eq!(check(&folder, &["--output", "json=run.json"]).code, 1);
    let since = ["--since", "run.json"];
    assert_eq!(check(&folder, &since).code, 0, "nothing has changed");
    change(&folder, 2);
    let ran = check(&folder, &since);
    ran.answers(1, &["PM-DOC-DIGEST", "1 known before"]);
    change(&folder, 1);
    folder.write("d/bom.cdx.json", "{\"bomFormat\": \"CycloneDX\", \"x\":");
    check(&folder, &since).answers(1, &["PM-DOC-READ", "1 known before"]);
    crate::common::copy(&folder.join("d"), &folder.join("other"), &|_| ());
    let both = [
        "check",
        "d",
        "other",
        "--review",
        "review.toml",
        "--review",
        "review.toml",
    ];
    folder
        .run(&[&both[..], &["--as-of", AS_OF], &since].concat())
        .complains(2, &["is here more than once"]);
}

/// An exception of a contradiction is about the whole of the values.
#[test]
fn an_exception_sees_the_end_of_a_long_value() {
    let folder = example("vendor-ready");
    let long =
        "kept by the department that asked for it, as the contract of 2024 says in its annex "
            .repeat(2);
    let answers = |end: &str| {
        format!(
            "questionnaire: passmuster\nversion: \"0.1\"\nanswers:\n  - id: personal_data_basis\n    answer: \"{long}{end}\"\n"
        )
    };
    folder.write("d/one.yaml", answers("for ten days"));
    folder.write("d/two.yaml", answers("for a week"));
    let strict = ["--enforce", "PM-DOC-CONFLICT,PM-CUST-01"];
    let review = std::fs::read_to_string(folder.join("review.toml")).unwrap();
    let about = "\n[[document]]\npath = \"one.yaml\"\nabout = \"subject\"\n[[document]]\npath = \"two.yaml\"\nabout = \"subject\"\n";
    folder.write("review.toml", review + about);
    let run = record(&folder, &strict);
    let open: Vec<String> = gating(&run);
    assert_eq!(open.len(), 1, "{open:?}");
    decided(&folder, &open, "exception", "2027-06-30");
    let with = [&strict[..], &WITH].concat();
    assert_eq!(check(&folder, &with).code, 0);
    folder.write("d/two.yaml", answers("for ever"));
    check(&folder, &with).answers(1, &["PM-DOC-CONFLICT"]);
}
