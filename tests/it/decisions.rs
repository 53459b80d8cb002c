//! What people decide, from `decide` to the verdict: what is excepted stays a failure in every
//! output, what has ended or changed counts for nothing, and nobody decides for the vendor.

use passmuster::attest::{self, SigningKey, VOUCH};
use passmuster::printable::is_dangerous;
use passmuster::record::Record;
use passmuster::source::{SourceFile, sha256_hex};
use passmuster::trust::DECISIONS;
use serde_json::{Value, json};

use crate::common::{AS_OF, Folder, Ran, copy, repository, says};

mod earlier;

/// A copy of an example: the dossier, and the review file beside it.
fn example(name: &str) -> Folder {
    let folder = Folder::new();
    let example = repository(&format!("examples/{name}"));
    copy(&example.join("dossier"), &folder.join("d"), &|_| {});
    std::fs::copy(example.join("review.toml"), folder.join("review.toml")).unwrap();
    folder
}

fn check_on(folder: &Folder, as_of: &str, more: &[&str]) -> Ran {
    let mut args = vec!["check", "d", "--review", "review.toml", "--as-of", as_of];
    args.extend(more);
    folder.run(&args)
}

fn check(folder: &Folder, more: &[&str]) -> Ran {
    check_on(folder, AS_OF, more)
}

/// Writes the run as it is now.
fn record(folder: &Folder, more: &[&str]) -> Value {
    let mut args = vec!["--output", "json"];
    args.extend(more);
    let ran = check(folder, &args);
    folder.write("run.json", &ran.stdout);
    ran.json()
}

fn found(run: &Value) -> &Vec<Value> {
    run["dossiers"][0]["findings"].as_array().unwrap()
}

/// A run's JSON, which is what its schema says, and can be read again.
fn good(ran: &Ran) -> Value {
    let schema = std::fs::read_to_string(repository("docs/schema/check-v1.json")).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let run = ran.json();
    let errors: Vec<String> = validator
        .iter_errors(&run)
        .map(|it| format!("{}: {it}", it.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let written = SourceFile::new("run.json", ran.stdout.clone());
    let record = Record::parse(&written).unwrap_or_else(|it| panic!("{it}"));
    assert_eq!(record.run.exit_code, u8::try_from(ran.code).unwrap());
    run
}

/// The fingerprints of what keeps the gate shut.
fn gating(run: &Value) -> Vec<String> {
    let gating = found(run).iter().filter(|it| it["gates"] == true);
    gating
        .map(|it| it["fingerprint"].as_str().unwrap().to_owned())
        .collect()
}

fn finding<'a>(run: &'a Value, fingerprint: &str) -> &'a Value {
    let mut all = found(run).iter();
    all.find(|it| it["fingerprint"] == fingerprint).unwrap()
}

fn standings(run: &Value) -> Vec<&str> {
    let decisions = run["dossiers"][0]["decisions"].as_array().unwrap();
    decisions
        .iter()
        .map(|it| it["standing"].as_str().unwrap())
        .collect()
}

const REASON: &str = "Contract 7.2, \"no training\"";

fn decide(folder: &Folder, findings: &[String], more: &[&str]) -> Ran {
    let mut args: Vec<&str> = vec!["decide", "--from", "run.json"];
    args.extend(findings.iter().map(String::as_str));
    args.extend([
        "--reason",
        REASON,
        "--owner",
        "Data office",
        "--approver",
        "Risk board",
        "--decided",
        AS_OF,
    ]);
    args.extend(more);
    folder.run(&args)
}

#[track_caller]
fn decided(folder: &Folder, findings: &[String], kind: &str, until: &str) {
    let to = ["--kind", kind, "--until", until, "--to", "decisions.toml"];
    let ran = decide(folder, findings, &to);
    assert_eq!(ran.code, 0, "{ran}");
}

const WITH: [&str; 2] = ["--decisions", "decisions.toml"];

/// The vendor with gaps: all that gates is excepted but the first, which is under a condition.
fn approved() -> (Folder, Vec<String>) {
    let folder = example("vendor-gaps");
    let open = gating(&record(&folder, &[]));
    assert!(open.len() > 10, "{open:?}");
    decided(&folder, &open[..1], "condition", "2026-12-31");
    decided(&folder, &open[1..], "exception", "2027-06-30");
    (folder, open)
}

#[test]
fn what_is_excepted_is_open_in_every_output_and_gates_no_more() {
    let (folder, open) = approved();
    let bare = record(&folder, &[]);
    let ran = check(
        &folder,
        &["--output", "json", "--decisions", "decisions.toml"],
    );
    let run = good(&ran);
    assert_eq!((ran.code, &run["verdict"]), (0, &json!("conditional")));
    assert_eq!(
        run["dossiers"][0]["counts"]["fail"],
        bare["dossiers"][0]["counts"]["fail"]
    );
    let marked = &run["dossiers"][0]["marked"];
    assert_eq!(
        (&marked["conditioned"], &marked["excepted"]),
        (&json!(1), &json!(open.len() - 1))
    );
    for fingerprint in &open {
        let (before, after) = (finding(&bare, fingerprint), finding(&run, fingerprint));
        assert_eq!(before["outcome"], after["outcome"]);
        assert_eq!(before["message"], after["message"]);
        assert_eq!(
            (&before["gates"], &after["gates"]),
            (&json!(true), &json!(false))
        );
        assert_eq!(after["decision"]["reason"], REASON);
        assert_eq!(after["decision"]["approver"], "Risk board");
    }
    // The verdict without them is the one that a reviewer sees with --no-decisions.
    let without = check(
        &folder,
        &[
            "--output",
            "json",
            "--decisions",
            "decisions.toml",
            "--no-decisions",
        ],
    );
    let json = without.json();
    assert_eq!(without.code, 1);
    assert_eq!(found(&json), found(&bare));
    assert_eq!(json["decisions"]["unused"], "--no-decisions");

    let human = check(&folder, &WITH);
    human.answers(
        0,
        &[
            "PASSES WITH CONDITIONS",
            "Every other mandatory control that applies holds. Still open, and not gating: 20 excepted, 1 under a condition.",
            "EXCEPTED, still open (20)",
            "UNDER CONDITIONS, still open (1)",
            "Excepted until 2027-06-30, decided 2026-11-01, approved by Risk board, owner Data office: Contract 7.2",
            "Condition, due 2026-12-31",
            "Verdict: conditional (exit code 0)",
        ],
    );
    let sarif = check(&folder, &["--output", "sarif", WITH[0], WITH[1]]);
    let log = sarif.json();
    let results = log["runs"][0]["results"].as_array().unwrap().clone();
    let mut suppressed = 0;
    for result in &results {
        // All or none of a run's results have them (3.27.23).
        let suppressions = result["suppressions"].as_array().unwrap();
        let print = result["partialFingerprints"]["passmuster/v1"]
            .as_str()
            .unwrap();
        assert_eq!(
            suppressions.len() == 1,
            open.iter().any(|it| it == print),
            "{result:#}"
        );
        if let Some(it) = suppressions.first() {
            suppressed += 1;
            assert_eq!(
                (&it["kind"], &it["status"]),
                (&json!("external"), &json!("accepted"))
            );
            assert_eq!(result["kind"], "fail");
            says(
                it["justification"].as_str().unwrap(),
                &["approved by Risk board", "Contract 7.2"],
            );
        }
    }
    assert_eq!(suppressed, open.len());
    let junit = check(&folder, &["--output", "junit", WITH[0], WITH[1]]);
    junit.answers(
        0,
        &[
            "failures=\"0\"",
            "skipped message=\"Excepted until 2027-06-30",
        ],
    );
    let html = check(&folder, &["--output", "html", WITH[0], WITH[1]]);
    html.answers(
        0,
        &[
            "Exceptions and conditions",
            "approved by Risk board",
            "Contract 7.2",
        ],
    );
    // Twice the same.
    assert!(check(&folder, &WITH).stdout == human.stdout);
}

#[test]
fn what_has_ended_or_changed_counts_for_nothing() {
    let (folder, open) = approved();
    let on = |as_of: &str| {
        let ran = check_on(&folder, as_of, &["--output", "json", WITH[0], WITH[1]]);
        (ran.code, ran.json())
    };
    // Ages are others on another day; the dates that they are of are the same.
    assert_eq!(on("2026-12-31").0, 0);
    let (code, run) = on("2027-01-01");
    assert_eq!(code, 1);
    assert_eq!(gating(&run), open[..1]);
    assert_eq!(
        standings(&run)
            .iter()
            .filter(|it| **it == "past-due")
            .count(),
        1
    );
    let (code, run) = on("2027-07-01");
    assert_eq!(code, 1);
    assert!(open.iter().all(|it| gating(&run).contains(it)));
    let (code, run) = on("2026-10-31");
    assert_eq!(code, 1);
    assert!(standings(&run).contains(&"early") && !standings(&run).contains(&"effective"));
    let decision = found(&run)
        .iter()
        .filter(|it| it["control"] == "PM-DECISION");
    assert_eq!(
        decision.filter(|it| it["outcome"] == "fail").count(),
        open.len()
    );

    // A change of a value outdates the decisions that were made on it, and no other.
    let path = folder.join("d/answers.yaml");
    let answers = std::fs::read_to_string(&path).unwrap();
    let retention = "- id: data_retention_days";
    assert!(answers.contains(retention));
    std::fs::write(&path, format!("# sent again\n\n{answers}")).unwrap();
    let same = check(&folder, &["--output", "json", WITH[0], WITH[1]]);
    assert_eq!(same.code, 0, "only lines have moved");
    let changed = answers.replace(
        "id: customer_data_opt_out\n    answer: no",
        "id: customer_data_opt_out\n    answer: \"no, never\"",
    );
    let changed = if changed == answers {
        answers.replace("answer: 30", "answer: 31")
    } else {
        changed
    };
    assert_ne!(changed, answers);
    std::fs::write(&path, changed.replace("answer: 30", "answer: 31")).unwrap();
    let ran = check(&folder, &["--output", "json", WITH[0], WITH[1]]);
    assert_ne!(ran.code, 0);
    let run = ran.json();
    assert!(standings(&run).contains(&"outdated") && standings(&run).contains(&"effective"));
    check(&folder, &WITH).answers(
        ran.code,
        &[
            "DECISIONS WITHOUT EFFECT",
            "was made on other evidence than there is now",
            "decide again",
        ],
    );
}

#[test]
fn a_reviewer_answers_what_a_check_leaves_to_a_person() {
    let folder = example("radiology-triage-gaps");
    let bare = record(&folder, &[]);
    let looks: Vec<String> = found(&bare)
        .iter()
        .filter(|it| it["reported"] == "needs-review" && it["gates"] == true)
        .map(|it| it["fingerprint"].as_str().unwrap().to_owned())
        .collect();
    assert!(looks.len() > 5);
    for (findings, answer) in [(&looks[..1], "fail"), (&looks[1..], "pass")] {
        let to = [
            "--kind",
            "reviewed",
            "--outcome",
            answer,
            "--to",
            "decisions.toml",
        ];
        let ran = decide(&folder, findings, &to);
        assert_eq!(ran.code, 0, "{ran}");
    }
    let ran = check(&folder, &["--output", "json", WITH[0], WITH[1]]);
    let run = good(&ran);
    assert_eq!(ran.code, 1, "a reviewer's no is a no");
    for (number, fingerprint) in looks.iter().enumerate() {
        let (before, after) = (finding(&bare, fingerprint), finding(&run, fingerprint));
        assert_eq!(before["outcome"], "insufficient");
        assert_eq!(after["outcome"], if number == 0 { "fail" } else { "pass" });
        assert_eq!(after["reported"], "needs-review", "the check's word stays");
        assert_eq!(after["decision"]["kind"], "reviewed");
    }
    // Nothing else has changed.
    for it in found(&bare) {
        let print = it["fingerprint"].as_str().unwrap();
        if !looks.iter().any(|it| it == print) && it["control"] != "PM-DECISION" {
            assert_eq!(finding(&run, print)["outcome"], it["outcome"], "{print}");
        }
    }
    assert_eq!(run["dossiers"][0]["marked"]["reviewed"], looks.len());
    check(&folder, &WITH).answers(1, &["REVIEWED", "approved by Risk board"]);
    // What a reviewer found can then be excepted, on the evidence of the review.
    record(&folder, &["--decisions", "decisions.toml"]);
    decided(&folder, &looks[..1], "exception", "2027-01-31");
    let run = record(&folder, &["--decisions", "decisions.toml"]);
    assert_eq!(finding(&run, &looks[0])["outcome"], "fail");
    assert_eq!(finding(&run, &looks[0])["gates"], false);
    // A check that reports anything else asks nobody.
    let other = found(&bare)
        .iter()
        .find(|it| it["reported"] == "insufficient" && it["gates"] == true)
        .unwrap();
    let other = [other["fingerprint"].as_str().unwrap().to_owned()];
    decide(
        &folder,
        &other,
        &["--kind", "reviewed", "--outcome", "pass"],
    )
    .complains(2, &["does not ask for a person's review"]);
}

fn sign(folder: &Folder, key: &SigningKey, kind: &str) {
    let sha256 = sha256_hex(&std::fs::read(folder.join("decisions.toml")).unwrap());
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{ "name": "decisions.toml", "digest": { "sha256": sha256 } }],
        "predicateType": kind,
    });
    let envelope = attest::sign(key, &statement.to_string()).unwrap();
    folder.write("decisions.toml.dsse.json", envelope);
}

#[test]
fn decisions_that_have_to_be_signed_count_only_if_somebody_who_may_has_signed_them() {
    let (folder, _) = approved();
    let (board, vendor) = (
        SigningKey::from_seed(&[1; 32]).unwrap(),
        SigningKey::from_seed(&[2; 32]).unwrap(),
    );
    let party = |name: &str, role: &str, types: &str, key: &SigningKey| {
        format!(
            "[[party]]\nname = \"{name}\"\nrole = \"{role}\"\ntypes = [\"{types}\"]\n[[party.key]]\npem = \"\"\"\n{}\"\"\"\n",
            key.public_pem()
        )
    };
    let policy = |name: &str, role: &str| {
        format!(
            "schema = 1\n{}{}[decisions]\nsigned_by = [\"member\"]\n",
            party(name, role, "*", &board),
            party("Seller", "member", DECISIONS, &vendor)
        )
    };
    folder.write("trust.toml", policy("Risk board", "member"));
    let ran = || {
        check(
            &folder,
            &[
                "--output",
                "json",
                WITH[0],
                WITH[1],
                "--trust",
                "trust.toml",
            ],
        )
    };
    #[track_caller]
    fn refused(ran: &Ran, reason: &str) {
        let run = ran.json();
        assert_eq!(ran.code, 1, "{reason}");
        assert!(standings(&run).is_empty());
        let own = found(&run).iter().find(|it| it["control"] == "PM-DECISION");
        let own = own.unwrap();
        assert_eq!(own["outcome"], "fail");
        says(
            own["message"].as_str().unwrap(),
            &["No decision counts", reason],
        );
        assert!(found(&run).iter().all(|it| it["decision"].is_null()));
    }
    refused(&ran(), "there is no decisions.toml.dsse.json");
    sign(&folder, &board, VOUCH);
    refused(&ran(), "not as `urn:passmuster:decisions:v1`");
    sign(
        &folder,
        &SigningKey::from_seed(&[9; 32]).unwrap(),
        DECISIONS,
    );
    refused(&ran(), "no key of the policy made this signature");
    sign(&folder, &board, DECISIONS);
    let good = ran();
    assert_eq!(good.code, 0, "{good}");
    assert_eq!(good.json()["decisions"]["signed_by"], json!(["Risk board"]));
    // Another role, and the vendor of the review, may not.
    folder.write("trust.toml", policy("Risk board", "auditor"));
    refused(&ran(), "the role of auditor may not decide");
    folder.write("trust.toml", policy("Northwind Analytics", "member"));
    refused(&ran(), "Northwind Analytics, the vendor of this review");
    // A signed file that was changed is not the one that was signed.
    folder.write("trust.toml", policy("Risk board", "member"));
    let text = std::fs::read_to_string(folder.join("decisions.toml")).unwrap();
    folder.write("decisions.toml", text.replace("2027-06-30", "2029-06-30"));
    refused(&ran(), "other bytes than the one that was signed");
    folder.write("decisions.toml.dsse.json", "{");
    refused(&ran(), "it is not JSON");
    for (signed_by, expected) in [
        ("[\"vendor\"]", "a vendor cannot decide"),
        ("[\"boss\"]", "unknown role `boss`"),
        ("[\"auditor\"]", "no party could sign decisions"),
        ("[]", "no party could sign decisions"),
    ] {
        let text = policy("Risk board", "member").replace("[\"member\"]", signed_by);
        folder.write("trust.toml", text);
        ran().complains(2, &[expected, "trust.toml:"]);
    }
}

#[test]
fn hostile_text_in_a_decision_reaches_nobody_raw() {
    let (folder, open) = approved();
    let evil =
        "a\\u001b[31m\\u202e\\u2028</p><script>alert(1)</script>]]>\\n::error::x=1,2;\\\"'`|";
    let text = std::fs::read_to_string(folder.join("decisions.toml")).unwrap();
    let reason = "reason = 'Contract 7.2, \"no training\"'";
    assert!(text.contains(reason));
    let text = text
        .replace(reason, &format!("reason = \"{evil}\""))
        .replace("\"Risk board\"", &format!("\"{evil}\""))
        .replace("\"Data office\"", &format!("\"={evil}\""));
    folder.write("decisions.toml", &text);
    for report in passmuster::report::REPORTS {
        for as_of in [AS_OF, "2028-01-01"] {
            let ran = check_on(
                &folder,
                as_of,
                &["--output", report.name(), WITH[0], WITH[1]],
            );
            assert!([0, 1].contains(&ran.code), "{ran}");
            let out = ran.out();
            // A table begins with the mark of its encoding, and its lines end as RFC 4180 has them.
            let out = match report.name() {
                "csv" => out.trim_start_matches('\u{feff}').replace("\r\n", "\n"),
                _ => out,
            };
            let raw = out.chars().find(|c| *c != '\n' && is_dangerous(*c));
            assert_eq!(raw, None, "{} as of {as_of}", report.name());
            if ["html", "junit"].contains(&report.name()) {
                assert!(!out.contains("<script>alert"), "{}", report.name());
            }
        }
    }
    let run = check(&folder, &["--output", "json", WITH[0], WITH[1]]).json();
    let reason = finding(&run, &open[0])["decision"]["reason"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        reason.contains('\u{202e}') && reason.contains("::error::"),
        "the exact value"
    );
    for output in ["list", "csv", "ics"] {
        let due = folder.run(&[
            "due",
            "decisions.toml",
            "--as-of",
            AS_OF,
            "--horizon",
            "all",
            "--output",
            output,
        ]);
        assert_eq!(due.code, 0, "{due}");
        let out = due.out();
        assert!(
            !out.contains(|c| !"\r\n".contains(c) && is_dangerous(c)),
            "{output}"
        );
        assert!(!out.contains(",=a"), "{output}: a formula");
    }
    // What decide takes over from a run is cleaned where it is a comment.
    let run = std::fs::read_to_string(folder.join("run.json")).unwrap();
    let title = found(&check(&folder, &["--output", "json"]).json())[0]["title"].clone();
    let run = run.replace(&title.to_string(), "\"a\\nexpires = 1\\u202e\"");
    folder.write("run.json", run);
    let ran = decide(
        &folder,
        &open[..1],
        &["--kind", "exception", "--until", "2027-01-01"],
    );
    assert_eq!(ran.code, 0, "{ran}");
    assert!(
        ran.out().contains("a expires = 1\\u{202e}\n[[exception]]"),
        "{ran}"
    );
}

#[test]
fn decide_names_what_it_cannot_decide() {
    let folder = example("vendor-gaps");
    let run = record(&folder, &[]);
    let open = gating(&run);
    let passing = found(&run)
        .iter()
        .find(|it| it["outcome"] == "pass")
        .unwrap();
    let passing = passing["fingerprint"].as_str().unwrap();
    let until = ["--kind", "exception", "--until", "2027-01-31"];
    for (name, more, expected) in [
        (
            open[0].as_str(),
            &["--kind", "exception"][..],
            "an exception needs an end",
        ),
        (
            &open[0],
            &["--kind", "condition"],
            "a condition needs an end",
        ),
        (
            &open[0],
            &["--kind", "exception", "--until", "2026-10-01"],
            "end before it is made",
        ),
        (
            &open[0],
            &["--kind", "exception", "--until", "soon"],
            "`soon` is not a date",
        ),
        (
            &open[0],
            &["--kind", "reviewed", "--outcome", "pass"],
            "does not ask for a person",
        ),
        (
            &open[0],
            &[
                "--kind",
                "exception",
                "--until",
                "2027-01-31",
                "--outcome",
                "pass",
            ],
            "answers a review",
        ),
        (&open[0], &["--kind", "waiver"], "invalid value"),
        (passing, &until, "there is nothing to decide"),
        ("abc", &until, "too short"),
        ("0000000000", &until, "no open finding"),
        ("PM-CUST-99", &until, "did you mean PM-CUST-0"),
        ("PM-DOC-CONFLICT", &until, "means 2:"),
    ] {
        decide(&folder, &[name.to_owned()], more).complains(2, &[expected]);
    }
    assert!(!folder.join("decisions.toml").exists());
    // By the first digits, by the control, and to standard output as a whole file.
    for name in [open[0][..12].to_owned(), "pm-cust-01".to_owned()] {
        let ran = decide(&folder, &[name], &until);
        assert_eq!(ran.code, 0, "{ran}");
        folder.write("printed.toml", ran.out());
        let ran = check(
            &folder,
            &["--output", "json", "--decisions", "printed.toml"],
        );
        assert_eq!(standings(&ran.json()), ["effective"]);
    }
    // A file that is no file of decisions stays as it is.
    folder.write("decisions.toml", "schema = 1\nwaiver = 1\n");
    let ran = decide(
        &folder,
        &open[..1],
        &[
            "--kind",
            "exception",
            "--until",
            "2027-01-31",
            "--to",
            "decisions.toml",
        ],
    );
    ran.complains(2, &["decisions.toml:2", "unknown field `waiver`"]);
    // Without a reviewer nothing passes, and no decision changes that.
    let bare = folder.run(&[
        "check", "d", "--for", "procure", "--as-of", AS_OF, "--output", "json",
    ]);
    folder.write("run.json", &bare.stdout);
    decide(&folder, &["PM-REVIEW".to_owned()], &until).complains(2, &["may not be excepted"]);
    for (text, expected) in [
        ("", "names no schema"),
        ("[]", "names no schema"),
        ("{\"schema\":1}", "names no schema"),
    ] {
        folder.write("run.json", text);
        decide(&folder, &open[..1], &until).complains(2, &[expected, "--output json=FILE"]);
    }
}

#[test]
fn a_gate_that_is_adopted_late_stops_what_is_new() {
    let folder = example("model-release-blocked");
    let bare = record(&folder, &[]);
    assert_eq!(check(&folder, &["--quiet"]).code, 1);
    let since = ["--since", "run.json"];
    let ran = check(&folder, &["--output", "json", since[0], since[1]]);
    let run = good(&ran);
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(run["dossiers"][0]["since"]["absorbed"], gating(&bare).len());
    assert_eq!(run["dossiers"][0]["counts"], bare["dossiers"][0]["counts"]);
    check(&folder, &since).answers(
        0,
        &[
            "PASSES, FOR WHAT IS NEW",
            "KNOWN BEFORE, still open",
            "no worse and not gating",
            "--since run.json",
        ],
    );
    check(&folder, &["--output", "junit", since[0], since[1]])
        .answers(0, &["failures=\"0\"", "Known before"]);
    let log = check(&folder, &["--output", "sarif", since[0], since[1]]).json();
    assert_eq!(
        log["runs"][0]["results"][0]["suppressions"][0]["properties"]["kind"],
        "since"
    );
    // What is new stops it; what is gone is said.
    folder.write("d/broken.cdx.json", "{\"bomFormat\":\"CycloneDX\",");
    let ran = check(&folder, &["--output", "json", since[0], since[1]]);
    assert_eq!(ran.code, 1, "{ran}");
    let run = ran.json();
    let new: Vec<&str> = found(&run)
        .iter()
        .filter(|it| it["gates"] == true)
        .map(|it| it["control"].as_str().unwrap())
        .collect();
    assert_eq!(new, ["PM-DOC-READ"]);
    std::fs::remove_file(folder.join("d/broken.cdx.json")).unwrap();
    std::fs::remove_file(folder.join("d/pytorch_model.bin")).unwrap();
    let run = check(&folder, &["--output", "json", since[0], since[1]]).json();
    assert!(
        !run["dossiers"][0]["since"]["gone"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    // Another action is another review.
    check(&folder, &["--for", "procure", since[0], since[1]])
        .complains(2, &["has nothing about", "for procure, only"]);
    check(&folder, &["--pack", "finance", since[0], since[1]])
        .complains(2, &["of the packs baseline, this one of finance"]);
    check_on(&folder, "2026-10-31", &since).complains(2, &["after this one"]);
    folder.write("other.json", "{}");
    check(&folder, &["--since", "other.json"]).complains(2, &["names no schema", "other.json"]);
    check(&folder, &["--since", "none.json"]).complains(2, &["cannot be read"]);
}

#[test]
fn decisions_are_never_found_in_the_dossier() {
    let (folder, _) = approved();
    std::fs::copy(
        folder.join("decisions.toml"),
        folder.join("d/decisions.toml"),
    )
    .unwrap();
    assert_eq!(check(&folder, &[]).code, 1);
    // Named, it counts, and is none of the documents.
    let ran = check(
        &folder,
        &["--decisions", "d/decisions.toml", "--output", "json"],
    );
    assert_eq!(ran.code, 0, "{ran}");
    assert!(!ran.out().contains("\"path\": \"decisions.toml\""));
    check(&folder, &["--decisions", "none.toml"])
        .complains(2, &["cannot be read", "docs/decisions.md"]);
    check(&folder, &["--decisions", "d"]).complains(2, &["is not a file"]);
}

#[test]
fn what_is_due_is_listed() {
    let (folder, open) = approved();
    record(&folder, &["--decisions", "decisions.toml"]);
    let due = |more: &[&str]| {
        let mut args = vec!["due", "decisions.toml", "run.json"];
        args.extend(more);
        folder.run(&args)
    };
    let near = due(&["--as-of", "2026-11-15"]);
    near.answers(
        0,
        &[
            "2026-12-31 condition falls due: model northwind/risk-scorer",
            "owner Data office",
        ],
    );
    assert!(!near.out().contains("exception expires"), "{near}");
    let all = due(&["--as-of", "2026-11-15", "--horizon", "all"]);
    all.answers(
        0,
        &[
            "2027-06-30 exception expires",
            "evidence goes stale",
            "2027-12-02 what is cited changes: model northwind/risk-scorer, EU AI Act is applicable",
            "2027-12-02 control becomes mandatory",
            "PAST evidence expires",
        ],
    );
    let rows = due(&[
        "--as-of",
        "2026-11-15",
        "--horizon",
        "all",
        "--output",
        "csv",
    ])
    .out();
    assert_eq!(rows.matches("\",\"exception\",\"").count(), open.len() - 1);
    let calendar = due(&["--as-of", "2026-11-15", "--output", "ics"]);
    assert!(
        calendar
            .out()
            .contains("DTSTAMP:20261115T000000Z\r\nDTSTART;VALUE=DATE:20261231\r\n")
    );
    assert_eq!(
        calendar.stdout,
        due(&["--as-of", "2026-11-15", "--output", "ics"]).stdout
    );
    for horizon in ["", "90", "-1d", "1y", "99999999999d", "4294967295w", "+1d"] {
        due(&["--as-of", "2026-11-15", "--horizon", horizon]).complains(2, &["is no span of time"]);
    }
    folder.write("x", "\u{0}");
    folder.run(&["due", "x"]).complains(2, &["x"]);
    folder
        .run(&["due", "review.toml"])
        .complains(2, &["unknown field"]);
}
