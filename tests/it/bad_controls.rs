//! What can be wrong with a control, its cases, its citations and its manifest, one at a time: each
//! is named with its place and the next step.

use crate::bad_packs::{T1, UNLESS, WHEN, problems, with};
use crate::common::says;

#[test]
fn each_problem_is_named_with_its_place_and_the_next_step() {
    for (what, path, from, to, expected) in [
        (
            "a syntax error",
            T1,
            "when {",
            "wenn {",
            &["wenn", "trial/controls/T-1.cedar:11:"][..],
        ),
        (
            "an unclosed string",
            T1,
            "@area(\"data\")",
            "@area(\"data)",
            &["trial/controls/T-1.cedar:"],
        ),
        (
            "an unknown attribute",
            T1,
            UNLESS,
            "resource has training_dataset && !resource.training_dataset.isEmpty()",
            &[
                "`T-1`: unknown attribute `training_dataset`",
                "trial/controls/T-1.cedar:12:",
                "did you mean `training_datasets`?",
            ],
        ),
        (
            "a misspelt guard, which Cedar by itself would read as never true",
            T1,
            UNLESS,
            "resource has training_datasetz && !resource.training_datasets.isEmpty()",
            &[
                "unknown attribute `training_datasetz`: no document can ever state it",
                "trial/controls/T-1.cedar:12:",
                "did you mean `training_datasets`?",
            ],
        ),
        (
            "an unknown attribute of the context",
            T1,
            WHEN,
            r#"context.risk_teer != "minimal""#,
            &[
                "unknown attribute `risk_teer`",
                "risk_tier",
                "T-1.cedar:11:",
            ],
        ),
        (
            "a missing annotation",
            T1,
            "@severity(\"high\")\n",
            "",
            &[
                "`T-1`: the annotation `@severity` is missing",
                "trial/controls/T-1.cedar:2:",
                "write `@severity(\"…\")` above `forbid`",
            ],
        ),
        (
            "a missing id",
            T1,
            "@id(\"T-1\")\n",
            "",
            &[
                "`a control without an id`: the annotation `@id` is missing",
                "T-1.cedar:2:",
            ],
        ),
        (
            "an unknown annotation",
            T1,
            "@area",
            "@aria",
            &["unknown annotation `@aria`", "did you mean `@area`?"],
        ),
        (
            "an unknown severity",
            T1,
            "@severity(\"high\")",
            "@severity(\"hihg\")",
            &[
                "`@severity(\"hihg\")` is not known",
                "the words are",
                "critical",
            ],
        ),
        (
            "no reason",
            T1,
            "// Why: a buyer wants to know.\n",
            "",
            &[
                "`T-1`: no comment above it says why it exists",
                "write `// Why: …`",
            ],
        ),
        (
            "no permit",
            "controls/actions.cedar",
            "",
            "",
            &[
                "`T-1` is for procure, which no `permit` of the pack opens",
                "trial/controls/T-1.cedar:",
                "add `permit (",
            ],
        ),
        (
            "a permit for another action",
            "controls/actions.cedar",
            "procure",
            "release",
            &["`T-1` is for procure, which no `permit` of the pack opens"],
        ),
        (
            "no cases",
            "tests/T-1.toml",
            "",
            "",
            &[
                "`T-1` has no cases",
                "trial/controls/T-1.cedar:",
                "write `tests/T-1.toml`",
            ],
        ),
        (
            "no case that passes",
            "tests/T-1.toml",
            "outcome = \"insufficient\"",
            "outcome = \"pass\"",
            &[
                "`T-1` has no case with the outcome `insufficient`",
                "trial/tests/T-1.toml",
            ],
        ),
        (
            "no case from a document",
            "tests/T-1.toml",
            "[[case.document]]\npath = \"README.md\"\ntext = \"\"\"\n---\ndatasets:\n- a/b\n---\n# x\n\"\"\"\n",
            "",
            &[
                "no case of `T-1` starts from a document",
                "add `[[case.document]]`",
            ],
        ),
        (
            "an unknown outcome in a case",
            "tests/T-1.toml",
            "outcome = \"insufficient\"",
            "outcome = \"maybe\"",
            &[
                "case \"not named\": unknown outcome `maybe`",
                "trial/tests/T-1.toml",
            ],
        ),
        (
            "template slots",
            T1,
            "principal is Model",
            "principal == ?principal",
            &[
                "a control cannot have template slots",
                "trial/controls/T-1.cedar",
                "replace `?principal`",
            ],
        ),
        (
            "arithmetic",
            T1,
            WHEN,
            "context.risk_tier != \"minimal\" && 1 + 1 == 2",
            &["`T-1`", "arithmetic on facts can overflow", "T-1.cedar:"],
        ),
        (
            "an unknown action",
            T1,
            "Action::\"procure\"",
            "Action::\"procur\"",
            &[
                "unknown action `procur`",
                "T-1.cedar:10:",
                "the actions are procure",
            ],
        ),
        (
            "an unknown citation",
            T1,
            "a.law",
            "a.lav",
            &[
                "`T-1`: cites `a.lav`, which is not in `citations.toml`",
                "did you mean `a.law`?",
            ],
        ),
        (
            "a citation that nobody has read",
            "citations.toml",
            "source_quality = \"R\"",
            "source_quality = \"X\"",
            &[
                "citation `a.law`: source_quality `X` may not be cited",
                "trial/citations.toml",
            ],
        ),
        (
            "a citation's date",
            "citations.toml",
            "2024-01-01",
            "2024-02-30",
            &["`2024-02-30` is not a date", "write it as YYYY-MM-DD"],
        ),
        (
            "an absence as the only way to pass: leaving a fact out would help",
            T1,
            UNLESS,
            "!(resource has training_datasets)",
            &[
                "`T-1`",
                "no evidence can ever satisfy this",
                "trial/controls/T-1.cedar:12:",
                "absence is unknown",
            ],
        ),
        (
            "no manifest",
            "pack.toml",
            "",
            "",
            &[
                "there is no `pack.toml`",
                "--> trial",
                "a pack is a folder with `pack.toml`",
            ],
        ),
        (
            "a broken manifest",
            "pack.toml",
            "id = \"trial\"",
            "id = trial",
            &["trial/pack.toml:1:"],
        ),
        (
            "an unknown key",
            "pack.toml",
            "title =",
            "titel =",
            &["unknown field `titel`", "trial/pack.toml:5:", "`title`"],
        ),
        (
            "a later schema",
            "pack.toml",
            "schema = 1",
            "schema = 2",
            &[
                "`schema = 2` is not known to this version",
                "this version reads `schema = 1`",
            ],
        ),
        (
            "an unknown built-in control",
            "pack.toml",
            "title = \"Trial\"",
            "title = \"Trial\"\nbuiltin = { \"PM-REVIEWS\" = \"advisory\" }",
            &["`PM-REVIEWS` is no built-in control", "PM-REVIEW,"],
        ),
        (
            "an id of a built-in control",
            T1,
            "@id(\"T-1\")",
            "@id(\"PM-REVIEW\")",
            &[
                "`PM-REVIEW` is a built-in control",
                "give the control an id of its own",
            ],
        ),
    ] {
        let text = format!("{what}:\n{}", problems(with(path, from, to)));
        says(&text, expected);
    }
}
