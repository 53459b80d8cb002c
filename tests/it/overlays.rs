//! Overlays: what they may say, and whether what is proven of them holds when packs are run.

use std::io::Write as _;
use std::path::PathBuf;

use passmuster::authoring::prove::{Proof, Standing, prove};
use passmuster::authoring::run_case;
use passmuster::fact::vocabulary::attribute;
use passmuster::finding::Outcome;
use passmuster::policy::cedar::prove::Solver;
use passmuster::policy::{self, Case, Pack};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::common::{Folder, run};

mod pairs;

use pairs::{CASES, PAIRS, Pair, controls};

/// The configuration of the base's plugin.
const CONFIG: &str =
    "basis = \"coalition norm\"\nthreshold = 0.8\nsignificance = 0.05\nmin-group = 30";

/// The solver. It is an optional program: without it the test says so, and fails where `CI` is set.
fn solver() -> Option<Solver> {
    match Solver::new(&PathBuf::from("cvc5")) {
        Ok(solver) => Some(solver),
        Err(error) => {
            assert!(
                std::env::var_os("CI").is_none(),
                "{error}; apt-get install cvc5"
            );
            let said = format!("NOT RUN: {error}; apt-get install cvc5\n");
            std::io::stderr().write_all(said.as_bytes()).unwrap();
            None
        }
    }
}

/// A base pack and an overlay of it, as folders.
fn folders(pair: &Pair) -> Folder {
    let folder = Folder::new();
    let manifest = |id: &str, more: &str| {
        format!(
            "id = \"{id}\"\nversion = \"0.1.0\"\nedition = \"2026-11\"\nschema = 1\ntitle = \"{id}\"\n{more}"
        )
    };
    let pinned = &policy::load("finance").unwrap().plugins["finance"];
    let plugin = format!(
        "[[plugin]]\nid = \"finance\"\nsha256 = \"{}\"\n[plugin.config.adverse-impact]\n{CONFIG}\n[plugin.stricter.adverse-impact]\nthreshold = \"higher\"\n",
        pinned.plugin.sha256
    );
    let uses = pair.base.contains("finance/");
    folder.write(
        "base/pack.toml",
        manifest("base", if uses { &plugin } else { "" }),
    );
    folder.write(
        "base/controls/actions.cedar",
        "permit (principal, action, resource);\n",
    );
    for (id, text) in controls(pair.base) {
        folder.write(format!("base/controls/{id}.cedar"), text);
        folder.write(format!("base/tests/{id}.toml"), CASES);
    }
    let base = load(&folder, "base");
    let extends = format!(
        "extends = {{ pack = \"../base\", version = \"0.1.0\", sha256 = \"{}\" }}\n{}",
        base.sha256,
        pair.manifest.replace("DIGEST", &pinned.plugin.sha256)
    );
    folder.write("member/pack.toml", manifest("member", &extends));
    for (id, text) in controls(pair.overlay) {
        folder.write(format!("member/controls/{id}.cedar"), text);
        folder.write(format!("member/tests/{id}.toml"), CASES);
    }
    folder
}

fn load(folder: &Folder, name: &str) -> Pack {
    let path = folder.join(name).display().to_string();
    policy::load(&path).unwrap_or_else(|problems| panic!("{problems}"))
}

fn proven(pair: &Pair, solver: &mut Solver) -> (Pack, Pack, Proof) {
    let folder = folders(pair);
    let (base, overlay) = (load(&folder, "base"), load(&folder, "member"));
    let proof = prove(&base, &overlay, solver);
    (base, overlay, proof)
}

#[test]
fn each_pair_stands_as_it_should_and_what_shows_it_is_real() {
    let Some(mut solver) = solver() else { return };
    for pair in PAIRS {
        let (_, _, proof) = proven(pair, &mut solver);
        assert_eq!(proof.standing(), pair.standing, "{}: {proof:#?}", pair.name);
        let reasons: Vec<&String> = proof.judged.iter().flat_map(|it| &it.reasons).collect();
        assert!(
            pair.says.is_empty() || reasons.iter().any(|it| it.contains(pair.says)),
            "{}: {reasons:#?}",
            pair.name
        );
        let shown: Vec<_> = proof
            .judged
            .iter()
            .filter_map(|it| it.counterexample.as_ref())
            .collect();
        assert_eq!(!shown.is_empty(), pair.shown, "{}: {proof:#?}", pair.name);
        for it in shown {
            assert!(it.is_confirmed(), "{}: {it:#?}", pair.name);
        }
    }
}

/// A case that says something of what the controls of the pairs read.
fn cases() -> impl Strategy<Value = Case> {
    let maybe = |values: &'static [&'static str]| {
        proptest::option::weighted(0.8, proptest::sample::select(values))
    };
    (
        maybe(&["1", "4", "12", "24", "48", "71", "72", "73", "96"]),
        maybe(&["yes", "no"]),
        maybe(&["yes", "no"]),
        maybe(&["MIT", "Apache-2.0", "proprietary"]),
        proptest::sample::subsequence(vec!["DE", "FR", "US"], 0..3),
        proptest::sample::select(vec!["minimal", "limited", "high"]),
    )
        .prop_map(|(hours, audit, human, license, regions, tier)| {
            let mut facts = std::collections::BTreeMap::new();
            for (name, value) in [
                ("incident_notice_hours", hours),
                ("audit_right", audit),
                ("human_review", human),
                ("license", license),
            ] {
                if let Some(value) = value {
                    facts.insert(name.to_owned(), vec![value.to_owned()]);
                }
            }
            if !regions.is_empty() {
                let regions = regions.iter().map(ToString::to_string).collect();
                facts.insert("data_regions".to_owned(), regions);
            }
            Case {
                control: String::new(),
                name: "random".to_owned(),
                outcome: Outcome::Pass,
                facts,
                worth: passmuster::fact::Strength::Documented,
                each: Vec::new(),
                documents: Vec::new(),
                action: Some("procure".to_owned()),
                risk_tier: tier.to_owned(),
                sector: None,
                jurisdictions: None,
                as_of: "2026-11-01".to_owned(),
                exposure: None,
                file: String::new(),
                line: 0,
                outcome_span: passmuster::source::Span::default(),
            }
        })
}

/// Whatever a proven overlay accepts, the base accepts: over random dossiers, of which at least a
/// fifth are accepted. `DOSSIERS=10000` asks for more of them.
#[test]
fn what_is_proven_survives_random_dossiers() {
    let Some(mut solver) = solver() else { return };
    let wanted: usize = std::env::var("DOSSIERS")
        .ok()
        .map_or(1_500, |it| it.parse().unwrap());
    let proven: Vec<(Pack, Pack)> = PAIRS
        .iter()
        .filter(|pair| pair.random)
        .map(|pair| {
            let (base, overlay, proof) = proven(pair, &mut solver);
            assert_eq!(proof.standing(), Standing::AtLeast, "{}", pair.name);
            (base, overlay)
        })
        .collect();
    assert!(proven.len() >= 3);
    let mut runner = TestRunner::deterministic();
    let (mut made, mut accepted) = (0usize, 0usize);
    while made < wanted {
        let case = cases().new_tree(&mut runner).unwrap().current();
        for (base, overlay) in &proven {
            made += 1;
            let outcome = |pack: &Pack, id: &str| {
                let control = pack.controls.iter().find(|it| it.id == id).unwrap();
                let mut case = Case {
                    control: id.to_owned(),
                    ..case.clone()
                };
                case.facts.retain(|name, _| {
                    attribute(name).is_some_and(|it| it.is_about(control.compiled.principal))
                });
                let result = run_case(pack, &case);
                result.actual.unwrap_or_else(|| panic!("{result:?}"))
            };
            let accepts =
                |outcome: Outcome| matches!(outcome, Outcome::Pass | Outcome::NotApplicable);
            for control in &base.controls {
                let standing_in: Vec<&str> = overlay
                    .controls
                    .iter()
                    .filter(|it| {
                        it.id == control.id || it.replaces.as_deref() == Some(control.id.as_str())
                    })
                    .map(|it| it.id.as_str())
                    .collect();
                assert!(!standing_in.is_empty());
                if standing_in.iter().all(|id| accepts(outcome(overlay, id))) {
                    accepted += 1;
                    let of_base = outcome(base, &control.id);
                    assert!(accepts(of_base), "{}: {of_base}: {case:#?}", control.id);
                }
            }
        }
    }
    assert!(
        accepted * 5 >= made,
        "{accepted} of {made} were accepted: too few to show anything"
    );
}

#[test]
fn what_an_overlay_may_not_say() {
    for (name, manifest, overlay, says) in pairs::WRONG {
        let folder = folders(&Pair {
            manifest: "",
            overlay: "",
            ..PAIRS[0]
        });
        let text = std::fs::read_to_string(folder.join("member/pack.toml")).unwrap();
        let text = if let Some((from, to)) = manifest.split_once(" => ") {
            text.replace(from, to)
        } else {
            format!("{text}{manifest}")
        };
        folder.write("member/pack.toml", text);
        for (id, text) in controls(overlay) {
            folder.write(format!("member/controls/{id}.cedar"), text);
            folder.write(format!("member/tests/{id}.toml"), CASES);
        }
        let path = folder.join("member").display().to_string();
        let problems = policy::load(&path).map_or_else(|it| it.to_string(), |_| String::new());
        assert!(problems.contains(says), "{name}: {problems}");
    }
}

#[test]
fn packs_that_extend_one_another_end() {
    let folder = folders(&PAIRS[0]);
    let text = std::fs::read_to_string(folder.join("base/pack.toml")).unwrap();
    let circle = "extends = { pack = \"../member\", version = \"0.1.0\", sha256 = \"x\" }\n";
    folder.write("base/pack.toml", format!("{text}{circle}"));
    run(&[
        "explain",
        "--pack",
        &folder.join("member").display().to_string(),
    ])
    .complains(2, &["extend one another"]);
}

#[test]
fn a_changed_base_is_not_the_base_that_was_extended() {
    let folder = folders(&PAIRS[0]);
    let text = std::fs::read_to_string(folder.join("base/pack.toml")).unwrap();
    folder.write(
        "base/pack.toml",
        text.replace("title = \"base\"", "title = \"b\""),
    );
    run(&[
        "explain",
        "--pack",
        &folder.join("member").display().to_string(),
    ])
    .complains(
        2,
        &["its digest is another", "member/pack.toml:6", "pack diff"],
    );
}

#[test]
fn without_the_solver_nothing_is_proven() {
    let folder = folders(&PAIRS[0]);
    let member = folder.join("member").display().to_string();
    run(&["pack", "prove", &member, "--solver", "no-such-program"])
        .complains(2, &["no-such-program", "apt-get install cvc5"]);
    // A program that is there and is no solver, and one that answers nothing.
    run(&["pack", "prove", &member, "--solver", "true"]).complains(2, &["is not cvc5"]);
    let liar = folder.write("liar", "#!/bin/sh\necho cvc5\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&liar, std::fs::Permissions::from_mode(0o755)).unwrap();
        run(&[
            "pack",
            "prove",
            &member,
            "--solver",
            &liar.display().to_string(),
        ])
        .answers(3, &["COULD NOT TELL", "could not be told"]);
    }
}

#[test]
fn what_shows_it_can_be_checked() {
    if solver().is_none() {
        return;
    }
    let pair = PAIRS
        .iter()
        .find(|it| it.name == "a looser number")
        .unwrap();
    let folder = folders(pair);
    let member = folder.join("member").display().to_string();
    let base = folder.join("base").display().to_string();
    let out = folder.join("shown").display().to_string();
    let proof = run(&["pack", "prove", &member, "--counterexample", &out]);
    proof.answers(
        1,
        &["LESS STRICT", "both packs were run on it", "NOT at least"],
    );
    let again = run(&["pack", "prove", &member, "--counterexample", &out]);
    assert_eq!(proof.out(), again.out(), "the same every time");
    let check = |pack: &str| {
        let dossier = folder.join("shown/A/dossier").display().to_string();
        let review = folder.join("shown/A/review.toml").display().to_string();
        let args = [
            "check",
            &dossier,
            "--review",
            &review,
            "--as-of",
            "2026-11-01",
            "--pack",
            pack,
            "--enforce",
            "A",
        ];
        run(&args).code
    };
    assert_eq!((check(&member), check(&base)), (0, 1));
}
