//! The table of lints, each with an example: a line of a new pack (`pack new example`), and what
//! would be wrong in its place. The page of lints is made from it, and a test runs every example.

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The pack does not load, or says something that is not so.
    Error,
    /// The pack is weaker or harder to read than it looks.
    Warning,
}

impl Level {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A line of a pack, right and wrong.
#[derive(Debug)]
pub struct Example {
    /// The file of the pack `example`.
    pub file: &'static str,
    /// What stands there.
    pub good: &'static str,
    /// What is found when it is replaced by this.
    pub bad: &'static str,
    /// Files that the pack has besides.
    pub with: &'static [(&'static str, &'static str)],
}

/// One lint.
#[derive(Debug)]
pub struct Lint {
    /// Its id, which is stable.
    pub id: &'static str,
    /// How bad it is.
    pub level: Level,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// Why, and what to do.
    pub about: &'static str,
    /// An example.
    pub example: Example,
}

const CONTROL: &str = "controls/EXAMPLE-INC-01.cedar";
const CASES: &str = "tests/EXAMPLE-INC-01.toml";
const UNLESS: &str = "resource has incident_notice_hours && resource.incident_notice_hours <= 72 }";
const WHEN: &str = "when { context.risk_tier != \"minimal\" }";

const fn row(
    id: &'static str,
    level: Level,
    title: &'static str,
    about: &'static str,
    (file, good, bad): (&'static str, &'static str, &'static str),
) -> Lint {
    Lint {
        id,
        level,
        title,
        about,
        example: Example {
            file,
            good,
            bad,
            with: &[],
        },
    }
}

impl Lint {
    const fn with(mut self, files: &'static [(&'static str, &'static str)]) -> Self {
        self.example.with = files;
        self
    }
}

use Level::{Error, Warning};

/// The lints, by id.
pub const LINTS: &[Lint] = &[
    row("PL-ACTION", Error, "an action that no permit opens",
        "A control for an action that the pack does not open would never be asked. Add the action to the `permit`.",
        ("controls/actions.cedar", "[Action::\"procure\", Action::\"release\", Action::\"renew\"]", "[Action::\"release\"]")),
    row("PL-ANNOTATION", Error, "an annotation is missing, unknown or has an unknown word",
        "The message names it, and what is nearest among those that are known.",
        (CONTROL, "@severity(\"high\")", "@severity(\"grave\")")),
    row("PL-CASE-STRAY", Error, "cases without a control",
        "A file of cases is named after its control.",
        (CONTROL, "@id(\"EXAMPLE-INC-01\")", "@id(\"EXAMPLE-INC-02\")")),
    row("PL-CASES", Error, "a control without a passing, a failing and a document case",
        "Cases show what a control means. A control that can never be known to fail needs an insufficient case in the place of a failing one.",
        (CASES, "outcome = \"fail\"", "outcome = \"pass\"")),
    row("PL-CHECK-IDLE", Warning, "a check that no control weighs",
        "A check runs only where a control with `@check` weighs it.",
        ("pack.toml", "license = \"Apache-2.0\"\n", "license = \"Apache-2.0\"\n\n[[plugin]]\nid = \"healthcare\"\nsha256 = \"{healthcare}\"\n")),
    row("PL-CITE", Error, "a citation that is not in the register",
        "`@cites` names ids of `citations.toml`, and a control on law alone cites the law.",
        (CONTROL, "@cites(\"nist.ai-rmf.manage-4.3\")", "@cites(\"nist.ai-rmf.manage-4.4\")")),
    row("PL-CITE-UNDATED", Warning, "a citation without an event",
        "Without a dated event the status of what is cited is not known on any date.",
        ("citations.toml", "events = [{ date = \"2023-01-26\", status = \"in-force\" }]", "events = []")),
    row("PL-CITE-UNUSED", Warning, "a citation that nothing cites",
        "What nothing cites grows old unseen.",
        (CONTROL, "@cites(\"nist.ai-rmf.manage-4.3\")\n", "")),
    row("PL-CLAIM", Error, "words that claim compliance",
        "A control shows that something is documented on a day. It cannot show that somebody complies with an instrument.",
        (CONTROL, "Customers are told of an incident within 72 hours", "The vendor is compliant with incident rules")),
    row("PL-EFFECTIVE", Warning, "an `@effective` without effect",
        "`@effective` says from when a control is mandatory: on an advisory control, or with a date before the edition, it says nothing.",
        (CONTROL, "@since(\"0.1.0\")", "@since(\"0.1.0\")\n@effective(\"2020-01-01\")")),
    row("PL-FORM", Error, "a form that a control cannot have",
        "Cedar's strict validation, and what is refused because it would err, or pass by silence: see [what is refused](packs.md#what-is-refused).",
        (CONTROL, UNLESS, "resource has incident_notice_hours && resource.incident_notice_hours + 1 <= 73 }")),
    row("PL-GRADE", Warning, "a title or a remediation that is hard to read",
        "The Flesch-Kincaid grade of the English text is above 16. It is read by people who buy.",
        (CONTROL, "Agree on notice within 72 hours, in hours and not in words such as \\\"promptly\\\".",
            "Operationalise organisational accountability mechanisms concerning contractual incident notification obligations notwithstanding intermediary subcontracting arrangements.")),
    row("PL-GUARD", Error, "an attribute that is read without its guard",
        "What no document states is unknown, and reading it errs. The help has the line with its `has`.",
        (CONTROL, UNLESS, "resource.incident_notice_hours <= 72 }")),
    row("PL-ID", Error, "an id that is used twice, or is built in",
        "Ids are stable for ever: decisions and gates name them.",
        (CONTROL, "@id(\"EXAMPLE-INC-01\")", "@id(\"PM-REVIEW\")")),
    row("PL-LOAD", Error, "a file that cannot be read",
        "Syntax, manifests, pinned plugins: the message says what is expected.",
        (CONTROL, "resource is Dossier\n)", "resource is Dossier\n")),
    row("PL-NEEDS-REVIEW", Error, "a control that accepts what a person has to look at",
        "A check that cannot tell reports `needs-review` or `insufficient`. `resource.reported != \"fail\"` lets both pass; `resource.outcome` is there only where the check, or a person after it, could tell.",
        ("controls/EXAMPLE-EVAL-01.cedar", "resource has outcome && resource.outcome == \"pass\"", "resource.reported != \"fail\""))
        .with(WEIGHS),
    row("PL-NEVER-FAIL", Warning, "an `unless` that whatever is stated satisfies",
        "All values on which the conditions turn were tried, and none makes it fail.",
        (CONTROL, UNLESS, "resource has incident_notice_hours && (resource.incident_notice_hours <= 72 || resource.incident_notice_hours > 24) }")),
    row("PL-NEVER-PASS", Error, "an `unless` that nothing can satisfy",
        "Absence is unknown, an open set may have more members, and no number is in two places.",
        (CONTROL, UNLESS, "resource has incident_notice_hours && resource.incident_notice_hours <= 24 && resource.incident_notice_hours > 72 }")),
    row("PL-PRESENCE", Warning, "more than a third of the controls only ask for presence",
        "That a section is there says little. Ask for a value that can also be wrong.",
        (CONTROL, UNLESS, "resource has incident_notice_hours }")),
    row("PL-REDUNDANT", Warning, "a control that another makes redundant",
        "Two controls of the same kinds are held against each other over all values on which their conditions turn: numbers beside each literal, words, sets, absence. What it cannot see: that several together make one redundant, controls over different kinds, and pairs with too many combinations, which are counted.",
        ("controls/EXAMPLE-INC-02.cedar", "resource.incident_notice_hours <= 24", "resource.incident_notice_hours <= 96"))
        .with(STRICTER),
    row("PL-REGISTER", Error, "a citation that is not well formed",
        "An id that is used twice, a kind, a status or a date that is not known.",
        ("citations.toml", "kind = \"guidance\"", "kind = \"rumour\"")),
    row("PL-SINCE", Warning, "a `@since` that cannot be",
        "`@since` is the version of the pack that brought the control: three numbers, no later than the pack's.",
        (CONTROL, "@since(\"0.1.0\")", "@since(\"0.2.0\")")),
    row("PL-WHEN-ALWAYS", Warning, "a `when` that exempts nobody",
        "It can be known to hold, never to fail: every control under it is insufficient where it could fail. A `when` on what a vendor says exempts by a known value: `!(resource has x && resource.x == …)`.",
        (CONTROL, WHEN, "when { resource has ai_owner }")),
    row("PL-WHEN-NEVER", Warning, "a `when` that is never known to hold",
        "The control can then never fail.",
        (CONTROL, WHEN, "when { !(resource has ai_owner) }")),
    row("PL-WHY", Error, "no reason above a control",
        "The comment `// Why: …` is printed with every finding.",
        (CONTROL, "// Why: The buyer must tell others of an incident, and its own time starts when it hears of it.\n", "")),
    row("PL-WORD", Error, "an attribute, action, kind or word that is not known",
        "No document could ever state it. The help names what is nearest.",
        (CONTROL, UNLESS, "resource has incident_notice_hour && resource.incident_notice_hour <= 72 }")),
];

const STRICTER: &[(&str, &str)] = &[(
    "controls/EXAMPLE-INC-02.cedar",
    r#"// Why: A stricter bound, for services that others depend on.
@id("EXAMPLE-INC-02")
@title("Customers are told of an incident within a day")
@area("incidents")
@severity("medium")
@enforcement("mandatory")
@remediation("Agree on notice within a day.")
@since("0.1.0")
forbid (
  principal is Vendor,
  action in [Action::"procure", Action::"renew"],
  resource is Dossier
)
when { context.risk_tier != "minimal" }
unless { resource has incident_notice_hours && resource.incident_notice_hours <= 24 };
"#,
)];

const WEIGHS: &[(&str, &str)] = &[
    (
        "pack.toml",
        r#"id = "example"
version = "0.1.0"
edition = "2026-11"
schema = 1
title = "Example"

[[plugin]]
id = "healthcare"
sha256 = "{healthcare}"
"#,
    ),
    (
        "controls/EXAMPLE-EVAL-01.cedar",
        r#"// Why: An interval that does not follow from its figures says how carefully they were made.
@id("EXAMPLE-EVAL-01")
@title("Each reported interval can be recomputed")
@area("evaluation")
@severity("high")
@enforcement("mandatory")
@check("healthcare/interval-recompute")
@remediation("Correct the interval.")
@since("0.1.0")
forbid (
  principal is Model,
  action in [Action::"procure", Action::"renew"],
  resource is Finding
)
unless { resource has outcome && resource.outcome == "pass" };
"#,
    ),
];
