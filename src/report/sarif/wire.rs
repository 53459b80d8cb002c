//! The part of SARIF 2.1.0 that is written, as structs: what the schema forbids (a null, a key too
//! many) cannot be said. The numbers are sections of the OASIS standard.

use std::collections::BTreeMap;

use serde::Serialize;

/// 3.13, `sarifLog`.
#[derive(Serialize)]
pub(super) struct Log {
    #[serde(rename = "$schema")]
    pub(super) schema: &'static str,
    pub(super) version: &'static str,
    pub(super) runs: [Run; 1],
}

/// 3.14, `run`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run {
    pub(super) tool: Tool,
    pub(super) automation_details: Automation,
    pub(super) invocations: [Invocation; 1],
    /// 3.14.17: the columns of a place count Unicode scalar values, without which a reader would
    /// take them for UTF-16 units.
    pub(super) column_kind: &'static str,
    pub(super) original_uri_base_ids: BTreeMap<String, Base>,
    pub(super) artifacts: Vec<Artifact>,
    pub(super) results: Vec<Result>,
}

/// 3.18, `tool`.
#[derive(Serialize)]
pub(super) struct Tool {
    pub(super) driver: Driver,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) extensions: Vec<Extension>,
}

/// 3.19, `toolComponent`: the program.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Driver {
    pub(super) name: &'static str,
    pub(super) version: String,
    pub(super) semantic_version: String,
    pub(super) rules: Vec<Rule>,
}

/// 3.18.3: a plugin whose checks were made.
#[derive(Serialize)]
pub(super) struct Extension {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) properties: Digest,
}

#[derive(Serialize)]
pub(super) struct Digest {
    pub(super) sha256: String,
}

/// 3.49, `reportingDescriptor`: a control.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) short_description: Text,
    pub(super) full_description: Text,
    pub(super) help: Text,
    pub(super) default_configuration: Configuration,
    pub(super) properties: RuleProperties,
}

/// 3.12, `multiformatMessageString`, and 3.11, `message`.
#[derive(Serialize)]
pub(super) struct Text {
    pub(super) text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) markdown: Option<String>,
}

/// 3.50, `reportingConfiguration`.
#[derive(Serialize)]
pub(super) struct Configuration {
    pub(super) level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RuleProperties {
    pub(super) area: String,
    pub(super) severity: &'static str,
    pub(super) enforcement: &'static str,
    #[serde(rename = "security-severity", skip_serializing_if = "Option::is_none")]
    pub(super) security_severity: Option<&'static str>,
    pub(super) tags: Vec<String>,
    pub(super) cites: Vec<Cited>,
}

#[derive(Serialize)]
pub(super) struct Cited {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) status: String,
}

/// 3.17, `runAutomationDetails`.
#[derive(Serialize)]
pub(super) struct Automation {
    pub(super) id: String,
}

/// 3.20, `invocation`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation {
    pub(super) execution_successful: bool,
    pub(super) exit_code: u8,
    pub(super) exit_code_description: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tool_execution_notifications: Vec<Notification>,
    pub(super) properties: InvocationProperties,
}

/// 3.58, `notification`.
#[derive(Serialize)]
pub(super) struct Notification {
    pub(super) level: &'static str,
    pub(super) message: Text,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct InvocationProperties {
    pub(super) as_of: String,
    pub(super) verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) enforce: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) decisions: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) since: Option<String>,
    pub(super) packs: Vec<Pack>,
    pub(super) dossiers: Vec<Dossier>,
    /// Whether what documents say stands in this file.
    pub(super) excerpts: bool,
    pub(super) rerun: String,
}

#[derive(Serialize)]
pub(super) struct Pack {
    pub(super) id: String,
    pub(super) version: String,
    pub(super) sha256: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Dossier {
    pub(super) path: String,
    pub(super) subject: String,
    pub(super) action: String,
    pub(super) risk_tier: String,
    pub(super) verdict: &'static str,
    pub(super) counts: BTreeMap<&'static str, usize>,
}

/// 3.4, `artifactLocation`, of 3.14.14: a base that only whoever reads the file can resolve.
#[derive(Serialize)]
pub(super) struct Base {
    pub(super) description: Text,
}

/// 3.24, `artifact`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Artifact {
    pub(super) location: ArtifactLocation,
    pub(super) length: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mime_type: Option<&'static str>,
    pub(super) roles: [&'static str; 1],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) hashes: BTreeMap<&'static str, String>,
}

/// 3.4, `artifactLocation`.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArtifactLocation {
    pub(super) uri: String,
    pub(super) uri_base_id: String,
    /// Of the artifact in the run's list, if it is one of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) index: Option<usize>,
}

/// 3.27, `result`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Result {
    pub(super) rule_id: String,
    pub(super) rule_index: usize,
    pub(super) kind: &'static str,
    pub(super) level: &'static str,
    pub(super) message: Text,
    pub(super) locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) related_locations: Vec<Location>,
    pub(super) partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) suppressions: Option<Vec<Suppression>>,
    pub(super) properties: ResultProperties,
}

/// 3.35, `suppression`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Suppression {
    pub(super) kind: &'static str,
    pub(super) status: &'static str,
    pub(super) justification: String,
    pub(super) properties: SuppressionProperties,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SuppressionProperties {
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) approver: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) until: Option<String>,
}

/// 3.27.17: what recognises a finding for years. `primaryLocationLineHash`, the only one that
/// GitHub looks at, is computed from the file by GitHub's own upload action.
#[derive(Serialize)]
pub(super) struct Fingerprints {
    #[serde(rename = "passmuster/v1")]
    pub(super) passmuster: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResultProperties {
    pub(super) dossier: String,
    pub(super) principal: String,
    pub(super) entity: String,
    pub(super) outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reported: Option<&'static str>,
    pub(super) severity: &'static str,
    pub(super) enforcement: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) enforcement_note: Option<String>,
    /// What would satisfy it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) remedy: Vec<String>,
    /// Who answered what the check left to a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reviewed: Option<String>,
    /// Places beyond those that are listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) more_places: Option<usize>,
}

/// 3.28, `location`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location {
    pub(super) physical_location: Physical,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) logical_locations: Vec<Logical>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<Text>,
}

/// 3.33, `logicalLocation`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Logical {
    pub(super) fully_qualified_name: String,
}

/// 3.29, `physicalLocation`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Physical {
    pub(super) artifact_location: ArtifactLocation,
    pub(super) region: Region,
}

/// 3.30, `region`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    pub(super) start_line: usize,
    pub(super) start_column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) snippet: Option<Snippet>,
}

/// 3.3, `artifactContent`.
#[derive(Serialize)]
pub(super) struct Snippet {
    pub(super) text: String,
}
