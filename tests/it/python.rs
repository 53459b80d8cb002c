//! A check in Python and the same check in Rust, which the program carries, give the same findings.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use passmuster::check::CheckRun;
use passmuster::evaluate::Enforce;
use passmuster::policy::load_files;
use passmuster::review::Review;
use passmuster::source::{Dossier, SourceFile};
use passmuster::{Settings, Target, plugin};
use serde_json::{Value, json};

use crate::common::{Folder, repository};

/// Where the check in Python stands.
const EXAMPLE: &str = "examples/adverse-impact-python";
const SUBJECT: &str = "Model::\"net\"";

const CONTROL: &str = r#"
permit (principal, action in [Action::"procure"], resource);

// Why: a test has to weigh something.
@id("T-01")
@title("Outcomes do not differ by group")
@area("test")
@severity("high")
@enforcement("mandatory")
@check("finance/adverse-impact")
@remediation("Look into it.")
@since("0.1.0")
forbid (principal is Model, action in [Action::"procure"], resource is Finding)
unless { resource has outcome && resource.outcome == "pass" };
"#;

const CASES: &str = r#"
[[case]]
name = "passes"
outcome = "pass"
[[case.each]]
facts = { outcome = "pass", reported = "pass" }

[[case]]
name = "fails"
outcome = "fail"
[[case.each]]
facts = { outcome = "fail", reported = "fail" }

[[case]]
name = "a table"
outcome = "pass"
[[case.document]]
path = "outcomes.csv"
text = """
characteristic,group,applicants,selected
sex,women,480,312
sex,men,520,351
"""
"#;

/// Numbers without a pattern, the same each time: Vigna's SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % most
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

/// A table with its header. Most counts are counts; some cells are what people write.
fn table(random: &mut Random) -> Vec<Vec<String>> {
    let marks = random.below(4) == 0;
    let mut header = vec!["characteristic", "group", "applicants", "selected"];
    if marks {
        header.push("reference");
    }
    let mut rows = vec![header.into_iter().map(str::to_owned).collect()];
    let scale = [40, 200, 2_000][usize::try_from(random.below(3)).unwrap()];
    for _ in 0..2 + random.below(5) {
        let total = random.below(scale) + 1;
        let rate = 30 + random.below(60);
        let selected = (total * rate / 100 + random.below(3)).min(total);
        let (mut total, mut selected) = (total.to_string(), selected.to_string());
        match random.below(25) {
            0 => total = random.one(&["0", "n/a", "1,200", "12.5"]).to_owned(),
            1 => selected = random.one(&["0", "-1", "many", "999999"]).to_owned(),
            _ => {}
        }
        let mut row = vec![
            random.one(&["sex", "age"]).to_owned(),
            random
                .one(&["women", "men", "Ärzte", "under 40", "40 and over", "Women"])
                .to_owned(),
            total,
            selected,
        ];
        if marks {
            row.push(
                random
                    .one(&["no", "no", "no", "yes", "x", "maybe"])
                    .to_owned(),
            );
        }
        rows.push(row);
    }
    rows
}

fn csv(rows: &[Vec<String>]) -> String {
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().map(|cell| format!("\"{cell}\"")).collect();
        cells.join(",") + "\n"
    };
    rows.iter().map(line).collect()
}

/// The findings of the Rust guest in the real host.
fn in_the_host(tables: &BTreeMap<String, Vec<Vec<String>>>, config: &str) -> CheckRun {
    let sha256 = plugin::built_in("finance").unwrap().unwrap().sha256.clone();
    let manifest = format!(
        "id = \"test\"\nversion = \"0.1.0\"\nedition = \"2026-11\"\nschema = 1\ntitle = \"Test\"\n\
         [[plugin]]\nid = \"finance\"\nsha256 = \"{sha256}\"\n[plugin.config.adverse-impact]\n{config}"
    );
    let files = [
        ("pack.toml", manifest),
        ("controls/t.cedar", CONTROL.to_owned()),
        ("tests/T-01.toml", CASES.to_owned()),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text.into_bytes()));
    let pack = load_files("test", files.into()).unwrap();
    let mut dossier = Dossier::default();
    let mut review =
        "schema = 1\nreviewer = \"risk office\"\n[subject]\nkind = \"model\"\nname = \"net\"\n"
            .to_owned();
    for (name, rows) in tables {
        dossier
            .documents
            .push(SourceFile::new(name.clone(), csv(rows).into_bytes()));
        review += &format!("[[document]]\npath = \"{name}\"\nabout = \"subject\"\n");
    }
    let review = SourceFile::new("review.toml", review.into_bytes());
    let target = Target {
        path: "dossier".to_owned(),
        dossier,
        review: Some(Review::parse(review).unwrap()),
    };
    let settings = Settings {
        as_of: "2026-11-01".parse().unwrap(),
        action: None,
        enforce: Enforce::Pack,
        limits: passmuster::limits::Limits::default(),
        checks: plugin::Limits::default(),
        trust: None,
        decisions: None,
    };
    let mut result = target.check(&[pack], &settings).unwrap();
    assert_eq!(result.checks.len(), 1);
    result.checks.remove(0)
}

/// The findings of the Python check under CPython, by a mock dossier. Nothing where there is no
/// Python, which an automatic run does not put up with.
fn in_python(tables: &BTreeMap<String, Vec<Vec<String>>>, config: &Value) -> Option<Value> {
    let spawned = Command::new("python3")
        .arg("-B")
        .arg(repository(EXAMPLE).join("compare.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut child = match spawned {
        Ok(child) => child,
        Err(error) => {
            assert!(
                std::env::var_os("CI").is_none(),
                "python3 (3.11 or later) cannot be started: {error}"
            );
            return None;
        }
    };
    let asked = json!({ "subject": SUBJECT, "config": config, "tables": tables });
    serde_json::to_writer(child.stdin.take().unwrap(), &asked).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

fn findings(run: &CheckRun) -> Vec<Value> {
    let finding = |it: &passmuster::check::CheckFinding| {
        let evidence: Vec<Value> = run
            .cited(it)
            .map(|(read, _)| json!([read.origin.document, read.origin.pointer]))
            .collect();
        let attributes: BTreeMap<&String, &String> = it
            .attributes
            .iter()
            .map(|(name, value)| (name, value))
            .collect();
        json!({
            "outcome": it.reported.name(),
            "severity": it.severity.name(),
            "message": it.message,
            "remediation": it.remediation,
            "attributes": attributes,
            "evidence": evidence,
        })
    };
    run.findings.iter().map(finding).collect()
}

#[test]
fn the_check_in_python_finds_what_the_one_in_rust_finds() {
    let mut random = Random(20_261_101);
    let tables: BTreeMap<String, Vec<Vec<String>>> = (0..100)
        .map(|number| (format!("t{number:03}.csv"), table(&mut random)))
        .collect();
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    for (toml, config) in [
        ("basis = \"internal\"\n", json!({ "basis": "internal" })),
        (
            "basis = \"internal\"\nthreshold = 0.9\nsignificance = 0.01\nmin-group = 100\nreference = \"Men\"\n",
            json!({ "basis": "internal", "threshold": 0.9, "significance": 0.01, "min-group": 100, "reference": "Men" }),
        ),
    ] {
        let Some(python) = in_python(&tables, &config) else {
            return;
        };
        let run = in_the_host(&tables, toml);
        let rust = findings(&run);
        let python_findings = python["findings"].as_array().unwrap();
        for (rust, python) in rust.iter().zip(python_findings) {
            assert_eq!(rust, python);
        }
        assert_eq!(rust.len(), python_findings.len());
        assert_eq!(python["reads"], run.reads.len(), "the read log");
        for finding in &rust {
            let word = finding["outcome"].as_str().unwrap().to_owned();
            *outcomes.entry(word).or_default() += 1;
        }
    }
    // What is compared is not all of one kind.
    for word in ["pass", "fail", "needs-review", "insufficient"] {
        assert!(
            outcomes.get(word).is_some_and(|it| *it >= 10),
            "{outcomes:?}"
        );
    }
}

/// Runs the tests of a folder, of which there are so many.
fn unittest(folder: &Path, count: &str) {
    let ran = Command::new("python3")
        .args(["-B", "-m", "unittest"])
        .current_dir(folder)
        .output();
    match ran {
        Ok(ran) => {
            let said = String::from_utf8_lossy(&ran.stderr);
            assert!(
                ran.status.success() && said.contains(&format!("Ran {count}")),
                "{}: {said}",
                folder.display()
            );
        }
        Err(error) => assert!(
            std::env::var_os("CI").is_none(),
            "python3 (3.11 or later) cannot be started: {error}"
        ),
    }
}

/// The SDK in Python and the check have tests of their own, which any Python runs.
#[test]
fn the_tests_of_the_python_sdk_hold() {
    unittest(&repository("plugins/python"), "5 tests");
    unittest(&repository(EXAMPLE), "4 tests");
}

/// A project has the SDK beside it; the example's is the one that there is.
#[test]
fn the_example_has_the_sdk_of_today() {
    let read = |folder: &str| {
        std::fs::read_to_string(repository(folder).join("passmuster_plugin.py")).unwrap()
    };
    assert!(
        read("plugins/python") == read(EXAMPLE),
        "copy plugins/python/passmuster_plugin.py into {EXAMPLE}"
    );
}

/// The plugin in Python of docs/plugins.md passes its own tests, as they stand there.
#[test]
fn the_python_of_the_docs_passes_its_tests() {
    let text = std::fs::read_to_string(repository("docs/plugins.md")).unwrap();
    let folder = Folder::new();
    let mut files = 0;
    for part in text.split("<!-- python: ").skip(1) {
        let (name, rest) = part.split_once(" -->\n```python\n").unwrap();
        let (code, _) = rest.split_once("```").unwrap();
        folder.write(name, code);
        files += 1;
    }
    assert_eq!(files, 2);
    let sdk = repository("plugins/python/passmuster_plugin.py");
    std::fs::copy(sdk, folder.join("passmuster_plugin.py")).unwrap();
    unittest(folder.path(), "2 tests");
}
