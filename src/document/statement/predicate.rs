//! What the predicates of statements say, by their type: the types of the in-toto attestation
//! framework (spec/predicates), of SLSA, bills of materials and OpenVEX. A type that has no row is
//! said to be unread.

use super::super::{cyclonedx, openvex, spdx2, spdx3};
use super::{MODEL_SIGNATURE, scan};
use crate::fact::{EntityKind, EntityRef, Reading, is_placeholder};
use crate::limits::Limits;
use crate::tree::{Node, Value, child, item};

/// What is read besides the plain members.
type More = fn(&mut Reading, EntityRef, &Node, &Limits);
/// The items of a list: the path of the list, and the members of an item that name it, the first
/// that is there. Without members the items are text.
type List = (
    &'static [&'static str],
    &'static [&'static str],
    &'static str,
);

/// One type of predicate.
struct Predicate {
    /// A part of the predicate type that no other has.
    of: &'static str,
    /// Members that are facts as they stand: (path, attribute).
    plain: &'static [(&'static [&'static str], &'static str)],
    lists: &'static [List],
    more: Option<More>,
}

/// How a resource is named (in-toto attestation framework, ResourceDescriptor).
const RESOURCE: &[&str] = &["uri", "name", "downloadLocation"];
/// Most items of a list that are read.
const MOST: usize = 10_000;
const AT: &str = "/predicate";

const PREDICATES: &[Predicate] = &[
    // spec/predicates/test-result.md
    Predicate {
        of: "/test-result/",
        plain: &[(&["result"], "result")],
        lists: &[],
        more: Some(tests),
    },
    // SLSA verification summary, versions 0.2 and 1
    Predicate {
        of: "/verification_summary/",
        plain: &[
            (&["verificationResult"], "result"),
            (&["verification_result"], "result"),
            (&["verifier", "id"], "made_by"),
            (&["timeVerified"], "issued"),
            (&["time_verified"], "issued"),
            (&["resourceUri"], "subjects"),
            (&["resource_uri"], "subjects"),
            (&["policy", "uri"], "policies"),
        ],
        lists: &[],
        more: Some(levels),
    },
    // SLSA provenance, versions 0.1, 0.2 and 1
    Predicate {
        of: "/provenance/",
        plain: &[
            (&["builder", "id"], "made_by"),
            (&["metadata", "buildFinishedOn"], "issued"),
            (&["recipe", "type"], "build_type"),
            (&["buildType"], "build_type"),
            (&["runDetails", "builder", "id"], "made_by"),
            (&["runDetails", "metadata", "finishedOn"], "issued"),
            (&["buildDefinition", "buildType"], "build_type"),
        ],
        lists: &[
            (&["materials"], RESOURCE, "build_inputs"),
            (
                &["buildDefinition", "resolvedDependencies"],
                RESOURCE,
                "build_inputs",
            ),
        ],
        more: None,
    },
    // spec/predicates/vulns_02.md, vuln.md
    Predicate {
        of: "/vulns/",
        plain: SCAN,
        lists: &[],
        more: Some(scan::results),
    },
    // Cosign, COSIGN_VULN_ATTESTATION_SPEC.md: the result is the scanner's own report
    Predicate {
        of: "/attestation/vuln/",
        plain: SCAN,
        lists: &[],
        more: Some(scan::results),
    },
    // spec/predicates/svr.md
    Predicate {
        of: "/svr/",
        plain: &[
            (&["verifier", "id"], "made_by"),
            (&["timeCreated"], "issued"),
        ],
        lists: &[
            (&["properties"], &[], "attested_properties"),
            (&["verifier", "policies"], RESOURCE, "policies"),
        ],
        more: Some(policies),
    },
    // spec/predicates/scai.md
    Predicate {
        of: "/scai/",
        plain: &[(&["producer", "uri"], "made_by")],
        lists: &[],
        more: Some(attributes),
    },
    // spec/predicates/reference.md
    Predicate {
        of: "/reference/",
        plain: &[(&["attester", "id"], "made_by")],
        lists: &[],
        more: Some(references),
    },
    // Release, versions 0.1 and 0.2
    Predicate {
        of: "/attestation/release/",
        plain: &[(&["purl"], "subjects")],
        lists: &[],
        more: None,
    },
    // spec/predicates/link.md
    Predicate {
        of: "/link/",
        plain: &[(&["name"], "build_type")],
        lists: &[(&["materials"], RESOURCE, "build_inputs")],
        more: None,
    },
    // spec/predicates/runtime-trace.md
    Predicate {
        of: "/runtime-trace/",
        plain: &[
            (&["monitor", "type"], "made_by"),
            (&["monitoredProcess", "type"], "build_type"),
            (&["metadata", "buildFinishedOn"], "issued"),
        ],
        lists: &[],
        more: None,
    },
    // npm, specs/publish/v0.1: the registry says that it took the package in
    Predicate {
        of: "/specs/publish/",
        plain: &[(&["registry"], "made_by"), (&["name"], "subjects")],
        lists: &[],
        more: None,
    },
    // spec/predicates/cyclonedx.md
    Predicate {
        of: "cyclonedx.org/bom",
        plain: &[],
        lists: &[],
        more: Some(bill),
    },
    // spec/predicates/spdx2.md, spdx3.md
    Predicate {
        of: "spdx.dev/Document",
        plain: &[],
        lists: &[],
        more: Some(bill),
    },
    // OpenVEX specification 0.2, "Embedding"
    Predicate {
        of: "openvex.dev/ns",
        plain: &[],
        lists: &[],
        more: Some(vex),
    },
    // model-signing-spec v1.0: what it says is its manifest
    Predicate {
        of: MODEL_SIGNATURE,
        plain: &[],
        lists: &[],
        more: None,
    },
];

/// Members of a scan for vulnerabilities.
const SCAN: &[(&[&str], &str)] = &[
    (&["scanner", "uri"], "made_by"),
    (&["metadata", "scanFinishedOn"], "issued"),
];

/// What the predicate says, where its type is known.
pub(super) fn read(
    reading: &mut Reading,
    attestation: EntityRef,
    kind: &str,
    root: &Node,
    limits: &Limits,
) {
    let Some(predicate) = root.get("predicate") else {
        return;
    };
    if predicate.members().is_empty() {
        if !matches!(predicate.value, Value::Null | Value::Object(_)) {
            let message = "expected the predicate to be an object";
            reading.skip(AT, predicate.span, message);
        }
        return;
    }
    let Some(row) = PREDICATES.iter().find(|row| kind.contains(row.of)) else {
        let message = "what this type of predicate says is not read";
        reading.skip(AT, predicate.span, message);
        return;
    };
    for (path, attribute) in row.plain {
        let Some((pointer, node)) = under(predicate, path) else {
            continue;
        };
        match (*attribute, node.scalar()) {
            // PASSED, FAILED and WARNED are the specifications' own words.
            ("result", Some(text)) => {
                let word = text.trim().to_lowercase();
                reading.state_text(attestation, attribute, &pointer, node.span, &word);
            }
            _ => reading.state(attestation, attribute, &pointer, node),
        }
    }
    for (path, keys, attribute) in row.lists {
        if let Some((pointer, list)) = under(predicate, path) {
            state_items(reading, attestation, (&pointer, list), keys, attribute);
        }
    }
    if let Some(more) = row.more {
        more(reading, attestation, predicate, limits);
    }
}

/// A member of the predicate at a path, and where it stands.
pub(super) fn under<'a>(predicate: &'a Node, path: &[&str]) -> Option<(String, &'a Node)> {
    let mut found = (AT.to_owned(), predicate);
    for key in path {
        found = (child(&found.0, key), found.1.get(key)?);
    }
    Some(found)
}

fn state_items(
    reading: &mut Reading,
    entity: EntityRef,
    (pointer, list): (&str, &Node),
    keys: &[&str],
    attribute: &str,
) {
    if list.items().len() > MOST {
        let message = format!("only the first {MOST} are read");
        reading.skip(pointer, list.span, message);
    }
    for (index, entry) in list.items().iter().take(MOST).enumerate() {
        let pointer = item(pointer, index);
        let named = keys
            .iter()
            .find_map(|key| Some((child(&pointer, key), entry.get(key)?)));
        match (named, keys.is_empty()) {
            (Some((pointer, node)), _) => reading.state(entity, attribute, &pointer, node),
            (None, true) => reading.state(entity, attribute, &pointer, entry),
            (None, false) => {
                reading.hollow(attribute, &pointer, entry.span, "nothing that names it");
            }
        }
    }
}

/// How many tests there were, where all that passed and failed are listed.
fn tests(reading: &mut Reading, attestation: EntityRef, predicate: &Node, _: &Limits) {
    let list = |key: &str| {
        let node = predicate.get(key)?;
        matches!(node.value, Value::Array(_)).then_some(node)
    };
    let failed = list("failedTests");
    if let Some(failed) = failed {
        let count = failed.items().len().to_string();
        let pointer = child(AT, "failedTests");
        reading.state_text(attestation, "tests_failed", &pointer, failed.span, &count);
    }
    if let (Some(passed), Some(failed)) = (list("passedTests"), failed) {
        let warned = list("warnedTests").map_or(0, |it| it.items().len());
        let count = passed.items().len() + failed.items().len() + warned;
        let pointer = child(AT, "passedTests");
        let count = count.to_string();
        reading.state_text(attestation, "tests_run", &pointer, passed.span, &count);
    }
}

/// The levels of a summary that passed: one that failed vouches for none.
fn levels(reading: &mut Reading, attestation: EntityRef, predicate: &Node, _: &Limits) {
    let result = ["verificationResult", "verification_result"]
        .iter()
        .find_map(|key| predicate.get(key)?.text());
    for (key, is_list) in [("verifiedLevels", true), ("policy_level", false)] {
        let Some((pointer, node)) = under(predicate, &[key]) else {
            continue;
        };
        if result != Some("PASSED") {
            let reason = "the summary did not pass";
            reading.hollow("attested_properties", &pointer, node.span, reason);
        } else if is_list {
            let list = (pointer.as_str(), node);
            state_items(reading, attestation, list, &[], "attested_properties");
        } else {
            reading.state(attestation, "attested_properties", &pointer, node);
        }
    }
}

/// The policies of a verifier must be given, be it that there are none.
fn policies(reading: &mut Reading, _attestation: EntityRef, predicate: &Node, _: &Limits) {
    if let Some((pointer, verifier)) = under(predicate, &["verifier"])
        && !matches!(
            verifier.get("policies"),
            Some(Node {
                value: Value::Array(_),
                ..
            })
        )
    {
        let message = "expected a verifier with its policies, a list";
        reading.defect(&pointer, verifier.span, message);
    }
}

/// Attributes of the subjects themselves; one with a target is about something else.
fn attributes(reading: &mut Reading, attestation: EntityRef, predicate: &Node, _: &Limits) {
    let Some((pointer, list)) = under(predicate, &["attributes"]) else {
        return;
    };
    for (index, assertion) in list.items().iter().take(MOST).enumerate() {
        let pointer = item(&pointer, index);
        let Some(node) = assertion.get("attribute") else {
            let message = "expected an assertion with its attribute";
            reading.defect(&pointer, assertion.span, message);
            continue;
        };
        if assertion
            .get("target")
            .is_some_and(|it| !it.members().is_empty())
        {
            let message = "an attribute of another artifact is not read";
            reading.skip(&pointer, assertion.span, message);
            continue;
        }
        let pointer = child(&pointer, "attribute");
        reading.state(attestation, "attested_properties", &pointer, node);
    }
    let named = predicate.get("producer").and_then(|it| it.get("uri"));
    if named.is_none()
        && let Some((pointer, node)) = under(predicate, &["producer", "name"])
    {
        reading.state(attestation, "made_by", &pointer, node);
    }
}

/// How many documents the statement refers to.
fn references(reading: &mut Reading, attestation: EntityRef, predicate: &Node, _: &Limits) {
    if let Some((pointer, list)) = under(predicate, &["references"])
        && matches!(list.value, Value::Array(_))
    {
        let count = list.items().len().to_string();
        reading.state_text(attestation, "evidence_items", &pointer, list.span, &count);
    }
}

/// A bill of materials. What it is about has the digest of the subject, if that is one file.
fn bill(reading: &mut Reading, attestation: EntityRef, predicate: &Node, limits: &Limits) {
    let is_bill = predicate.get("bomFormat").is_some();
    let inner = if is_bill {
        cyclonedx::read(predicate, limits)
    } else if spdx2::is_document(predicate) {
        spdx2::read(predicate)
    } else if spdx3::is_document(predicate) {
        spdx3::read(predicate)
    } else {
        let message = "expected a bill of materials in JSON";
        reading.skip(AT, predicate.span, message);
        return;
    };
    let digests: Vec<String> = reading.ids_of(attestation).to_vec();
    if let Some(main) = reading.embed(inner, AT)
        && let [only] = digests.as_slice()
        && reading.kind_of(main) != Some(EntityKind::Document)
    {
        reading.identify(main, only);
    }
}

/// Statements about vulnerabilities.
fn vex(reading: &mut Reading, attestation: EntityRef, predicate: &Node, _: &Limits) {
    let author = predicate.get("author").and_then(Node::text);
    if author.is_some_and(|it| !is_placeholder(it))
        && let Some((pointer, node)) = under(predicate, &["author"])
    {
        reading.state(attestation, "made_by", &pointer, node);
    }
    let digests: Vec<String> = reading.ids_of(attestation).to_vec();
    if let Some(main) = reading.embed(openvex::read(predicate), AT) {
        for digest in digests {
            reading.identify(main, &digest);
        }
    }
}
