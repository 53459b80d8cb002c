//! The pages in a real browser: accessible (axe-core), whole without script, on a phone, on paper.
//! Needs Node.js, Chromium and `npm ci --prefix tests/browser`; where one of them is missing the
//! test says which and looks at nothing, except under `CI=true`, where it fails.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use crate::common::{AS_OF, Folder, program, ran, repository};

/// Where Chromium may be; `PASSMUSTER_CHROMIUM` names another place.
const CHROMIUM: &[&str] = &[
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
];

fn browser() -> Result<String, &'static str> {
    let given = std::env::var("PASSMUSTER_CHROMIUM").ok();
    let known = CHROMIUM.iter().map(|it| (*it).to_owned());
    let chromium = given
        .into_iter()
        .chain(known)
        .find(|it| Path::new(it).is_file());
    let chromium = chromium.ok_or("Chromium (set PASSMUSTER_CHROMIUM to its path)")?;
    let node = Command::new("node").arg("--version").output();
    if !node.is_ok_and(|it| it.status.success()) {
        return Err("Node.js (`node`)");
    }
    for package in ["axe-core", "playwright-core"] {
        if !repository(&format!("tests/browser/node_modules/{package}")).is_dir() {
            return Err("the packages of tests/browser (`npm ci --prefix tests/browser`)");
        }
    }
    Ok(chromium)
}

#[test]
fn pages_are_right_in_a_browser() {
    let chromium = match browser() {
        Ok(chromium) => chromium,
        Err(missing) => {
            assert!(
                !std::env::var("CI").is_ok_and(|it| it == "true"),
                "the pages cannot be looked at without {missing}"
            );
            let _ = writeln!(std::io::stderr(), "NOT LOOKED AT: the pages need {missing}");
            return;
        }
    };
    let folder = Folder::new();
    let mut pages = Vec::new();
    let mut page = |name: &str, dossiers: &[&str]| {
        let path = folder.join(format!("{name}.html"));
        let mut command = program();
        command.current_dir(repository("."));
        command.args(["check", "--as-of", AS_OF, "--output"]);
        command.arg(format!("html={}", path.display()));
        for dossier in dossiers {
            command.args([format!("examples/{dossier}/dossier")]);
            command.args([
                "--review".to_owned(),
                format!("examples/{dossier}/review.toml"),
            ]);
        }
        let code = ran(command, b"").code;
        assert!([0, 1, 3].contains(&code), "{name}: {code}");
        pages.push(path);
    };
    page("gaps", &["vendor-gaps"]);
    page("checks", &["radiology-triage-gaps"]);
    page("two", &["model-release-blocked", "vendor-ready"]);
    // The script ends itself when a page hangs.
    let looked = Command::new("node")
        .arg(repository("tests/browser/check.mjs"))
        .arg(chromium)
        .args(&pages)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&looked.stdout);
    let all = format!(
        "{} checks of {} pages, 0 faults",
        5 * pages.len(),
        pages.len()
    );
    // A run that looked at nothing must not pass.
    assert!(
        looked.status.success() && said.contains(&all),
        "{said}\n{}",
        String::from_utf8_lossy(&looked.stderr)
    );
}
