#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use crate::printable::{is_dangerous, width};
use crate::report::{Options, report, sample};
use crate::run::Run;

fn written(run: &Run, options: Options) -> String {
    let mut out = Vec::new();
    report("human")
        .unwrap()
        .write(run, &options, &mut out)
        .unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_failing_dossier_says_what_why_and_what_next() {
    let text = written(&sample::run(vec![sample::dossier()]), Options::default());
    for line in [
        "FAILS: model chat-7b",
        "1 mandatory control fails, 1 more could not be checked, and evidence is missing",
        "  for       procure, risk tier high, as of 2026-11-22",
        "  pack      baseline 0.1.0 (sha256 0123456789ab)",
        "Nobody has set the scope of this review.\n  ",
        "FAILS (1)",
        "- Customers are told of incidents within 72 hours\n  PM-INC-02, high, vendor Acme",
        "    --> answers.yaml:5:11 (stated; worth too little here)",
        "    4 | - id: incident_notice_hours",
        "    5 |   answer: 120 hours",
        "^^^^^^^^^ incident_notice_hours = 120",
        "  To satisfy: Have the contract say 72 hours or less",
        "          or: Lower the risk tier",
        "  Cites: eu.ai-act.annex-iv.2-d",
        "COULD NOT BE CHECKED (1)",
        "EVIDENCE MISSING (6)\n\n- A reviewer has set the scope\n  PM-REVIEW, high, finding ",
        "From the model card or ML-BOM:",
        "  - the training datasets (at least one) (PM-DATA-01, high)",
        "    README.md:3:1 holds a placeholder",
        "  - the subprocessors, of vendor Acme (PM-SEC-04, high; PM-SEC-05, high)",
        "    datasets: # the training datasets (at least one)\n    -",
        "    ## Bias, Risks, and Limitations",
        "    questionnaire: passmuster\n    version: \"0.1\"\n    answers:",
        "      - id: red_team_date\n        answer:",
        "      # or: State `no_subprocessors: true`, that there are none.",
        "    questionnaire: AI-CAIQ\n    version: \"1.1.0\"\n    answers:\n      # the answer to GRC-01.1",
        "ADVISORY (1), does not gate",
        "- fails: The carbon footprint is stated (PM-ENV-01, high; advisory until",
        "CONTRADICTIONS (1)",
        "    90 (answers.yaml:5:11)",
        "- 5 not read: no format reads it (assets/1.css, assets/2.css, assets/3.css, and",
        "- answers.yaml (partial): 2:1: the key `x` is not known",
        "- link.json (refused): it is a link",
        "11 controls: 1 pass, 2 fail (1 advisory), 6 insufficient, 1 not applicable, 1",
        "Again: passmuster check 'dossiers/chat 7b' --pack baseline --as-of 2026-11-22",
    ] {
        assert!(text.contains(line), "{line}\n--- not in\n{text}");
    }
    assert!(!text.contains('\u{1b}'), "no colour unless asked for");
}

#[test]
fn a_passing_dossier_is_short() {
    let text = written(&sample::run(vec![sample::passing()]), Options::default());
    assert!(
        text.starts_with("PASSES: model chat-7b\nThe one mandatory control that applies holds.\n")
    );
    assert!(text.contains("Verdict: pass (exit code 0)."));
    assert!(text.lines().count() <= 13, "{text}");
}

#[test]
fn many_findings_of_a_check_stay_readable_and_a_person_is_told_to_look() {
    let run = sample::run(vec![sample::checked()]);
    let text = written(&run, Options::default());
    for line in [
        "A PERSON HAS TO LOOK (3)\n\n- The scan passes\n  PM-SCAN-02, high, 2 findings\n",
        "  - Attribute 14 is described in other words. (answers.yaml:5:11)",
        // One alone has its lines.
        "  PM-SCAN-03, high, finding ",
        "\n  Attribute 16 is described in other words.\n    --> answers.yaml:5:11",
        "EVIDENCE MISSING (20)",
        "  PM-SCAN-01, high, 14 findings\n  - Attribute 0",
        "    and 2 more; --verbose lists them",
        "1 check was made by plugins; --verbose shows what was read.",
    ] {
        assert!(text.contains(line), "{line}\n--- not in\n{text}");
    }
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for sentence in [
        "evidence is missing for 7 more, and a person has to look at 2 more.",
        "23 insufficient (3 for a person to look at)",
    ] {
        assert!(flat.contains(sentence), "{sentence}\n--- not in\n{text}");
    }
    assert!(!text.contains("Attribute 13") && !text.contains("CHECKS"));
    assert_eq!(text.matches("Attribute 14").count(), 1);
    let options = Options {
        verbose: true,
        ..Options::default()
    };
    let text = written(&run, options);
    for line in [
        "Attribute 13",
        "CHECKS (1)\n\n- acme/scan, of model chat-7b\n  version 0.1.0 (sha256 fedcba987654), pack baseline",
        "  17 findings: 14 insufficient, 3 needs-review; fuel 1234 of 2000000",
        "  Read and cited:\n    answers.yaml:5:11 /answers/0/answer",
        "  Read, not cited:\n    answers.yaml:7:11 /answers/0/answer (nothing there)",
        "  Log:\n    warn: the table is short\n    and 3 more",
    ] {
        assert!(text.contains(line), "{line}\n--- not in\n{text}");
    }
}

#[test]
fn quiet_verbose_and_several() {
    let options = Options {
        quiet: true,
        ..Options::default()
    };
    let text = written(&sample::run(vec![sample::passing()]), options);
    assert_eq!(text.lines().count(), 4, "{text}");
    let options = Options {
        verbose: true,
        ..Options::default()
    };
    let text = written(&sample::run(vec![sample::dossier()]), options);
    assert!(
        text.contains("HOLDS (1)\n\n- PM-LIC-01: The licence is known (answers.yaml:1:16)"),
        "{text}"
    );
    assert!(text.contains("assets/5.css"));
    let text = written(
        &sample::run(vec![sample::dossier(), sample::passing()]),
        Options::default(),
    );
    assert!(
        text.contains("2 DOSSIERS\n\n  fail         model chat-7b  dossiers/chat 7b"),
        "{text}"
    );
    assert!(text.contains("Verdict over all: fail (exit code 1)."));
    let text = written(&sample::run(Vec::new()), Options::default());
    assert!(
        text.contains("Verdict over all: insufficient (exit code 3)."),
        "{text}"
    );
}

#[test]
fn colour_adds_nothing_but_escapes_and_narrow_terminals_are_kept() {
    let run = sample::run(vec![sample::dossier()]);
    let colored = written(
        &run,
        Options {
            color: true,
            ..Options::default()
        },
    );
    assert!(colored.contains("\u{1b}[1m"));
    let mut plain = String::new();
    let mut rest = colored.as_str();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    plain.push_str(rest);
    let lines = |text: &str| {
        text.lines()
            .map(|it| it.trim_end().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(lines(&plain), lines(&written(&run, Options::default())));
    let narrow = written(
        &run,
        Options {
            width: 40,
            ..Options::default()
        },
    );
    let kept = |it: &&str| !it.starts_with("    ") && !it.starts_with("Again");
    for line in narrow.lines().filter(kept) {
        // A word that is too long stands whole.
        let last = line.rsplit(' ').next().unwrap();
        assert!(width(line) <= 40 || width(last) > 20, "{line}");
    }
}

#[test]
fn nothing_hostile_survives() {
    for verbose in [false, true] {
        let text = written(
            &sample::hostile(),
            Options {
                verbose,
                ..Options::default()
            },
        );
        assert!(!text.contains(|c| c != '\n' && is_dangerous(c)), "{text:?}");
        assert!(!text.lines().any(|line| line.starts_with("FAKE")), "{text}");
        assert!(text.contains("\\u{202e}evil"));
    }
}
