//! The first files of a pack: one control that asks for a number behind its guard, the cases that
//! show each of its outcomes, a citation with its date, and what to do next. It loads, lints clean,
//! passes its tests and reaches everything that can be reached.

use crate::policy::{PackFiles, built_in_packs};

/// Longest name of a pack, in characters.
const NAME: usize = 40;

/// The files of a new pack, by path inside its folder.
///
/// # Errors
/// One sentence that says why the name cannot be a pack's.
pub fn scaffold(name: &str, title: Option<&str>) -> Result<PackFiles, String> {
    let fits = name.len() <= NAME
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && !name.ends_with('-')
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !fits {
        return Err(format!(
            "`{name}` cannot be a pack's name: it is made of at most {NAME} small letters, digits and `-`, and begins with a letter"
        ));
    }
    if built_in_packs().contains(&name) {
        return Err(format!(
            "`{name}` is a built-in pack, and a plain name always means that one"
        ));
    }
    let title = title.map(str::trim).filter(|it| !it.is_empty());
    let title = title.map_or_else(|| words(name), ToOwned::to_owned);
    let prefix: String = name
        .split('-')
        .next()
        .unwrap_or(name)
        .chars()
        .take(8)
        .collect::<String>()
        .to_uppercase();
    let id = format!("{prefix}-INC-01");
    let fill = |text: &str| {
        text.replace("{name}", name)
            .replace("{id}", &id)
            .replace("{title}", &crate::printable::toml_text(&title))
            .replace("{heading}", &crate::printable::markdown(&title))
            .into_bytes()
    };
    Ok(PackFiles::from([
        ("pack.toml".to_owned(), fill(MANIFEST)),
        ("citations.toml".to_owned(), fill(CITATIONS)),
        ("controls/actions.cedar".to_owned(), fill(ACTIONS)),
        (format!("controls/{id}.cedar"), fill(CONTROL)),
        (format!("tests/{id}.toml"), fill(CASES)),
        ("README.md".to_owned(), fill(README)),
    ]))
}

/// `credit-models` as `Credit models`.
fn words(name: &str) -> String {
    let text = name.replace('-', " ");
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

const MANIFEST: &str = r#"id = "{name}"
version = "0.1.0"
edition = "2026-11"
schema = 1
title = {title}
description = ""
license = "Apache-2.0"
"#;

const CITATIONS: &str = r#"# What the controls cite, with dates: reports show the status on the day of the review.
# kind: law, standard, guidance. source_quality: R (you read the primary), W (several secondary
# pages agree). status: proposed, adopted, in-force, applicable, stayed, superseded, withdrawn.
[[citation]]
id = "nist.ai-rmf.manage-4.3"
instrument = "NIST AI RMF 1.0"
locator = "MANAGE 4.3"
title = "incidents and errors are communicated, also to affected communities"
kind = "guidance"
source = "NIST AI 100-1, January 2023"
source_quality = "R"
events = [{ date = "2023-01-26", status = "in-force" }]
"#;

const ACTIONS: &str = r#"// What the pack can be asked for; a control for another action does not load.
permit (
  principal,
  action in [Action::"procure", Action::"release", Action::"renew"],
  resource
);
"#;

const CONTROL: &str = r#"// Why: The buyer must tell others of an incident, and its own time starts when it hears of it.
@id("{id}")
@title("Customers are told of an incident within 72 hours")
@area("incidents")
@severity("high")
@enforcement("mandatory")
@cites("nist.ai-rmf.manage-4.3")
@remediation("Agree on notice within 72 hours, in hours and not in words such as \"promptly\".")
@since("0.1.0")
forbid (
  principal is Vendor,
  action in [Action::"procure", Action::"renew"],
  resource is Dossier
)
// Where it applies. What the reviewer says of the review is always known.
when { context.risk_tier != "minimal" }
// What satisfies it: a value behind its guard. What no document states is unknown, never "no".
unless { resource has incident_notice_hours && resource.incident_notice_hours <= 72 };
"#;

const CASES: &str = r#"# Each control has a case that passes, one that fails and one that starts from a document.
[[case]]
name = "three days"
outcome = "pass"
facts = { incident_notice_hours = "72" }

[[case]]
name = "an hour more"
outcome = "fail"
facts = { incident_notice_hours = "73" }

[[case]]
name = "little is at stake"
outcome = "not-applicable"
risk_tier = "minimal"
facts = { incident_notice_hours = "120" }

[[case]]
name = "answers that do not say"
outcome = "insufficient"

[[case.document]]
path = "answers.yaml"
text = '''
questionnaire: passmuster
version: "0.1"
vendor: Acme AI
answers:
  - id: incident_notice_hours
    answer: N/A
'''
"#;

const README: &str = r"# {heading}

A policy pack for Passmuster. One control a file in `controls/`, its cases in the file of the same
name in `tests/`, what it cites in `citations.toml`.

```sh
passmuster pack lint ./{name}                # what is wrong or weak, with the place and the fix
passmuster pack test ./{name} --coverage     # runs the cases, and says what none of them reaches
```
";
