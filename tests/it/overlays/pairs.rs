//! Pairs of a base and an overlay, and how the one stands to the other.

use passmuster::authoring::prove::Standing;

/// A base, an overlay of it, and what is true of them. Controls are written
/// `ID | annotations | clauses`, one a line.
#[derive(Clone, Copy)]
pub(crate) struct Pair {
    pub(crate) name: &'static str,
    pub(crate) base: &'static str,
    /// What `pack.toml` of the overlay says more.
    pub(crate) manifest: &'static str,
    pub(crate) overlay: &'static str,
    pub(crate) standing: Standing,
    /// What one of the reasons says.
    pub(crate) says: &'static str,
    /// Whether a counterexample shows it.
    pub(crate) shown: bool,
    /// Whether random dossiers are tried on it.
    pub(crate) random: bool,
}

/// Cases that the loader asks for; whether they hold is not the loader's business.
pub(crate) const CASES: &str = r#"
case = [
  { name = "a", outcome = "pass", document = [{ path = "a.md", text = "x" }] },
  { name = "b", outcome = "fail" },
  { name = "c", outcome = "insufficient" },
]
"#;

/// The controls of a text: id, Cedar.
pub(crate) fn controls(text: &str) -> Vec<(String, String)> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let mut parts = line.splitn(3, '|');
            let mut next = || parts.next().unwrap().trim();
            let (id, more, clauses) = (next(), next(), next());
            let annotation = |name: &str, default: &str| {
                if more.contains(&format!("@{name}(")) {
                    String::new()
                } else {
                    format!("@{name}(\"{default}\")\n")
                }
            };
            let mut head = format!("// Why: a trial.\n@id(\"{id}\")\n");
            for (name, default) in [
                ("title", "A trial"),
                ("area", "trial"),
                ("severity", "medium"),
                ("enforcement", "mandatory"),
                ("remediation", "Try."),
                ("since", "0.1.0"),
            ] {
                head.push_str(&annotation(name, default));
            }
            let scope = if clauses.starts_with('(') {
                String::new()
            } else {
                "(principal is Vendor, action, resource is Dossier) ".to_owned()
            };
            (
                id.to_owned(),
                format!("{head}{more}\nforbid {scope}{clauses};\n"),
            )
        })
        .collect()
}

const HOURS: &str =
    "A | | unless { resource has incident_notice_hours && resource.incident_notice_hours <= 72 }";

const CHECK: &str = "A | @check(\"finance/adverse-impact\") | (principal is Model, action, resource is Finding) unless { resource has outcome && resource.outcome == \"pass\" }";

const fn pair(
    name: &'static str,
    base: &'static str,
    overlay: &'static str,
    standing: Standing,
    says: &'static str,
) -> Pair {
    Pair {
        name,
        base,
        manifest: "",
        overlay,
        standing,
        says,
        shown: false,
        random: false,
    }
}

impl Pair {
    const fn shown(mut self) -> Self {
        self.shown = true;
        self
    }

    const fn random(mut self) -> Self {
        self.random = true;
        self
    }

    const fn manifest(mut self, text: &'static str) -> Self {
        self.manifest = text;
        self
    }
}

pub(crate) const PAIRS: &[Pair] = &[
    pair(
        "a stricter number",
        HOURS,
        "A | | unless { resource has incident_notice_hours && resource.incident_notice_hours <= 24 }",
        Standing::AtLeast,
        "",
    )
    .random(),
    pair(
        "a looser number",
        HOURS,
        "A | | unless { resource has incident_notice_hours && resource.incident_notice_hours <= 96 }",
        Standing::Less,
        "accepts what the base does not",
    )
    .shown(),
    pair(
        "the same in other words",
        HOURS,
        "A | | unless { resource has incident_notice_hours && !(resource.incident_notice_hours > 72) }",
        Standing::AtLeast,
        "",
    )
    .random(),
    pair(
        "a demand more",
        HOURS,
        "A | | unless { resource has incident_notice_hours && resource.incident_notice_hours <= 72 && resource has audit_right && resource.audit_right }",
        Standing::AtLeast,
        "",
    )
    .random(),
    pair(
        "an alternative more",
        HOURS,
        "A | | unless { (resource has incident_notice_hours && resource.incident_notice_hours <= 72) || (resource has audit_right && resource.audit_right) }",
        Standing::Less,
        "accepts what the base does not",
    )
    .shown(),
    // Cedar alone would say that nothing changed here for an empty dossier: the reading of three
    // values has to be what is proven.
    pair(
        "presence for a value",
        HOURS,
        "A | | unless { resource has incident_notice_hours }",
        Standing::Less,
        "",
    )
    .shown(),
    pair(
        "narrower",
        HOURS,
        "A | | when { context.risk_tier == \"high\" } unless { resource has incident_notice_hours && resource.incident_notice_hours <= 72 }",
        Standing::Less,
        "",
    )
    .shown(),
    pair(
        "narrower by what the vendor says",
        HOURS,
        "A | | when { !(resource has human_review && resource.human_review) } unless { resource has incident_notice_hours && resource.incident_notice_hours <= 72 }",
        Standing::Less,
        "",
    )
    .shown(),
    pair(
        "wider",
        "A | | when { context.risk_tier == \"high\" } unless { resource has incident_notice_hours && resource.incident_notice_hours <= 72 }",
        HOURS,
        Standing::AtLeast,
        "",
    )
    .random(),
    pair(
        "split in two",
        "A | | unless { resource has incident_notice_hours && resource.incident_notice_hours <= 72 && resource has audit_right && resource.audit_right }",
        "A1 | @replaces(\"A\") | unless { resource has incident_notice_hours && resource.incident_notice_hours <= 48 }\n\
         A2 | @replaces(\"A\") | unless { resource has audit_right && resource.audit_right }",
        Standing::AtLeast,
        "",
    )
    .random(),
    pair(
        "split, and a part lost",
        "A | | unless { resource has incident_notice_hours && resource.incident_notice_hours <= 72 && resource has audit_right && resource.audit_right }",
        "A1 | @replaces(\"A\") | unless { resource has incident_notice_hours && resource.incident_notice_hours <= 48 }",
        Standing::Less,
        "`A1` accepts",
    )
    .shown(),
    pair(
        "split, and a part advisory",
        "A | | unless { resource has incident_notice_hours && resource.incident_notice_hours <= 72 && resource has audit_right && resource.audit_right }",
        "A1 | @replaces(\"A\") | unless { resource has incident_notice_hours && resource.incident_notice_hours <= 48 }\n\
         A2 | @replaces(\"A\") @enforcement(\"advisory\") | unless { resource has audit_right && resource.audit_right }",
        Standing::Less,
        "`A2` is advisory",
    ),
    pair(
        "patterns",
        "A | | (principal is Model, action, resource is Dossier) unless { resource has license && resource.license like \"*-2.0\" }",
        "A | | (principal is Model, action, resource is Dossier) unless { resource has license && resource.license like \"Apache-*2.0\" }",
        Standing::Less,
        "",
    )
    .shown(),
    pair(
        "a narrower pattern",
        "A | | (principal is Model, action, resource is Dossier) unless { resource has license && resource.license like \"*-2.0\" }",
        "A | | (principal is Model, action, resource is Dossier) unless { resource has license && resource.license like \"Apache-2.0\" }",
        Standing::AtLeast,
        "",
    )
    .random(),
    pair(
        "a list with a word less",
        "A | | (principal is Model, action, resource is Dossier) unless { resource has license && [\"MIT\", \"Apache-2.0\"].contains(resource.license) }",
        "A | | (principal is Model, action, resource is Dossier) unless { resource has license && [\"MIT\"].contains(resource.license) }",
        Standing::AtLeast,
        "",
    )
    .random(),
    pair(
        "dates",
        "A | | unless { resource has red_team_age_days && resource.red_team_age_days <= 365 }",
        "A | | unless { resource has red_team_age_days && resource.red_team_age_days <= 400 }",
        Standing::Less,
        "",
    )
    .shown(),
    // The host never makes a negative age, so both say the same.
    pair(
        "what the host never makes",
        "A | | unless { resource has red_team_age_days && resource.red_team_age_days <= 365 && resource.red_team_age_days >= 0 }",
        "A | | unless { resource has red_team_age_days && resource.red_team_age_days <= 365 }",
        Standing::AtLeast,
        "",
    ),
    pair(
        "words of an open set",
        "A | | unless { resource has documented && resource.documented.containsAll([\"limitations\", \"monitoring\"]) }",
        "A | | unless { resource has documented && resource.documented.contains(\"limitations\") }",
        Standing::Less,
        "",
    )
    .shown(),
    pair(
        "each evaluation",
        "A | | (principal is Model, action, resource is Evaluation) unless { resource has value && resource.value.greaterThanOrEqual(decimal(\"0.8\")) }",
        "A | | (principal is Model, action, resource is Evaluation) unless { resource has value && resource.value.greaterThanOrEqual(decimal(\"0.7\")) }",
        Standing::Less,
        "",
    )
    .shown(),
    pair(
        "a check's finding, and a person's task accepted",
        "A | @check(\"finance/adverse-impact\") | (principal is Model, action, resource is Finding) unless { resource has outcome && resource.outcome == \"pass\" }",
        "A | @check(\"finance/adverse-impact\") | (principal is Model, action, resource is Finding) unless { resource.reported != \"fail\" }",
        Standing::Less,
        "accepts what the base does not",
    )
    .shown(),
    pair("a stricter configuration", CHECK, "", Standing::AtLeast, "stricter, as the base declares")
        .manifest("[[plugin]]\nid = \"finance\"\nsha256 = \"DIGEST\"\n[plugin.config.adverse-impact]\nthreshold = 0.9\n"),
    pair("a looser configuration", CHECK, "", Standing::Less, "less strict, as the base declares")
        .manifest("[[plugin]]\nid = \"finance\"\nsha256 = \"DIGEST\"\n[plugin.config.adverse-impact]\nthreshold = 0.7\n"),
    pair("a configuration without a direction", CHECK, "", Standing::Unknown, "does not declare which way is stricter")
        .manifest("[[plugin]]\nid = \"finance\"\nsha256 = \"DIGEST\"\n[plugin.config.adverse-impact]\nmin-group = 20\n"),
    pair("advisory", HOURS, "A | @enforcement(\"advisory\") | unless { resource has incident_notice_hours && resource.incident_notice_hours <= 72 }", Standing::Less, "is advisory"),
    pair("less worth", "A | @strength(\"documented\") | unless { resource has incident_notice_hours && resource.incident_notice_hours <= 72 }", HOURS, Standing::Less, "takes evidence"),
    pair("waivable", "A | @waivable(\"false\") | unless { resource has incident_notice_hours && resource.incident_notice_hours <= 72 }", HOURS, Standing::Less, "can be excepted"),
    pair("later", HOURS, "A | @effective(\"2030-01-01\") | unless { resource has incident_notice_hours && resource.incident_notice_hours <= 72 }", Standing::Less, "takes effect later"),
    pair("nothing to ask", "A | | (principal is Model, action, resource is Evaluation) unless { resource has value }", "A | @when_none(\"not-applicable\") | (principal is Model, action, resource is Evaluation) unless { resource has value }", Standing::Less, "nothing to ask"),
    pair("fewer actions", HOURS, "A | | (principal is Vendor, action == Action::\"procure\", resource is Dossier) unless { resource has incident_notice_hours && resource.incident_notice_hours <= 72 }", Standing::Less, "is not asked for"),
    pair("another kind of subject", HOURS, "A | | (principal is System, action, resource is Dossier) unless { resource has human_review && resource.human_review }", Standing::Less, "asks a System"),
    pair("raised", HOURS, "", Standing::AtLeast, "is raised")
        .manifest("[raise.A]\nseverity = \"critical\"\nstrength = \"documented\"\n"),
    pair("added", HOURS, "B | | unless { resource has audit_right && resource.audit_right }", Standing::Added, ""),
    pair("nothing said", HOURS, "", Standing::Unchanged, ""),
    pair("a built-in control lowered", HOURS, "", Standing::Less, "advisory, in the base mandatory")
        .manifest("[builtin]\nPM-DOC-READ = \"advisory\"\n"),
];

/// What does not load: name, what the manifest says more (or `FROM => TO`), controls, the message.
pub(crate) const WRONG: &[(&str, &str, &str, &str)] = &[
    (
        "a lower severity",
        "[raise.A]\nseverity = \"low\"\n",
        "",
        "severity low is lower than the base's",
    ),
    (
        "an unknown control",
        "[raise.B]\nseverity = \"high\"\n",
        "",
        "no control of base has this id",
    ),
    (
        "an unknown word",
        "[raise.A]\nbacking = \"somebody\"\n",
        "",
        "`somebody` is not known",
    ),
    (
        "a control that replaces nothing",
        "",
        "C | @replaces(\"Z\") | unless { resource has audit_right && resource.audit_right }",
        "replaces `Z`, which base does not have",
    ),
    (
        "another version",
        "version = \"0.1.0\", sha => version = \"0.2.0\", sha",
        "",
        "`../base` has the version 0.1.0",
    ),
    (
        "no such base",
        "../base => ../bass",
        "",
        "which cannot be loaded",
    ),
    (
        "raised and replaced",
        "[raise.A]\nseverity = \"high\"\n",
        "A | | unless { resource has audit_right && resource.audit_right }",
        "no control of base has this id and is kept",
    ),
];
