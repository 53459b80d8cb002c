//! Formats: what a document is, by its content, and what it says. One format is one file in
//! `document/` and one row in [`FORMATS`].

use crate::fact::Reading;
use crate::limits::Limits;
use crate::source::{Packed, PackedKind, SourceFile, Unreadable};
use crate::tree::{self, SyntaxError, Tree};

mod aiid;
mod atlas;
mod avid;
mod azure_model_spec;
mod card_fields;
mod chai_model_card;
#[cfg(test)]
mod checked;
mod columns;
mod croissant;
mod cyclonedx;
mod dsse;
mod eval_ailuminate;
mod eval_eee;
mod eval_garak;
mod eval_helm;
mod eval_inspect;
mod eval_lmeval;
mod fields;
mod gemara;
mod gpai_form;
mod group_outcomes;
mod hf_dataset_card;
mod hf_eval_results;
mod hf_model_card;
mod hub_fields;
mod in_toto;
mod junit;
mod layout;
mod mct_json;
mod measured;
mod model_card;
mod model_card_md;
mod model_card_yaml;
mod model_index;
mod oecd_incident;
mod openvex;
mod oscal;
mod questionnaire;
mod questionnaire_vsaq;
mod reason_codes;
mod sarif;
mod shared;
mod signed;
mod sigstore_bundle;
mod spdx2;
mod spdx3;
mod statement;
#[cfg(test)]
mod tests_models;
mod vulnerability;
mod xml_twin;

pub use layout::{Layout, Misfit};
use questionnaire::names_columns;

/// The syntax that a text is written in, decided by its first characters and, where those leave a
/// choice, by the file name's ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Syntax {
    /// JSON.
    Json,
    /// JSON Lines: each line is a JSON value.
    JsonLines,
    /// YAML.
    Yaml,
    /// Markdown, with or without front matter.
    Markdown,
    /// A table of separated values.
    Csv,
    /// XML.
    Xml,
    /// A workbook of Office Open XML.
    Workbook,
}

impl Syntax {
    /// The media type of a file in this syntax.
    pub fn media_type(self, file: &SourceFile) -> &'static str {
        match self {
            _ if matches!(file.packed(), Some(Packed::EvalLog(_))) => "application/zip",
            Self::Json => "application/json",
            // Not registered; the name that is in use (jsonlines.org).
            Self::JsonLines => "application/jsonl",
            Self::Yaml => "application/yaml",
            Self::Markdown => "text/markdown",
            Self::Csv => "text/csv",
            Self::Xml => "application/xml",
            Self::Workbook => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The tree of a file's text.
    fn parse(self, file: &SourceFile, text: &str, limits: &Limits) -> Result<Tree, SyntaxError> {
        let base = file.bom();
        match self {
            Self::Json => tree::json(text, base, limits),
            Self::JsonLines => tree::lines(text, base, limits),
            Self::Yaml => tree::yaml(text, base, limits),
            Self::Markdown => tree::markdown(text, base, limits),
            Self::Csv => tree::table_under(text, base, limits, names_columns),
            Self::Xml => tree::xml(text, base, limits),
            Self::Workbook => match file.packed() {
                Some(Packed::Workbook(book)) => tree::workbook(book, limits, names_columns),
                _ => Err(SyntaxError {
                    offset: 0,
                    message: "expected a workbook".to_owned(),
                    limit: None,
                }),
            },
        }
    }

    /// The tree of a text in a dialect.
    fn parse_dialect(
        self,
        dialect: Dialect,
        text: &str,
        base: usize,
        limits: &Limits,
    ) -> Option<Tree> {
        match (self, dialect) {
            (Self::Json, Dialect::Python) => tree::python_json(text, base, limits).ok(),
            (Self::JsonLines, Dialect::Python) => tree::python_lines(text, base, limits).ok(),
            (Self::Json, Dialect::CommentLines) => {
                tree::json(&without_comment_lines(text)?, base, limits).ok()
            }
            _ => None,
        }
    }

    /// What people call it, in the reason for not reading a text that is broken as one.
    fn announced(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::JsonLines => "JSON lines",
            Self::Yaml => "YAML",
            Self::Xml => "XML",
            Self::Csv => "CSV",
            Self::Workbook => "a workbook",
            // Markdown itself cannot be wrong.
            Self::Markdown => "Markdown with front matter",
        }
    }
}

/// What a tool writes that calls it JSON. A text that is not JSON is read in a dialect only for a
/// format whose tools write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// JSON, and nothing else.
    Strict,
    /// Python's `NaN` and `Infinity`, which are read as null.
    Python,
    /// Lines that are a `//` comment, and strings that are joined with `+`.
    CommentLines,
}

/// A text with its lines of `//` comments blanked, and strings that a `+` joins made one with blanks
/// in between, so that every byte keeps its place; nothing if it has no such lines.
fn without_comment_lines(text: &str) -> Option<String> {
    let is_comment = |line: &str| line.trim_start().starts_with("//");
    if !text.lines().any(is_comment) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        if is_comment(line) {
            let end = if line.ends_with('\n') { "\n" } else { "" };
            out.extend(std::iter::repeat_n(' ', line.len() - end.len()));
            out.push_str(end);
        } else {
            out.push_str(line);
        }
    }
    let mut joined = String::with_capacity(out.len());
    let mut rest = out.as_str();
    while let Some(at) = rest.find('+') {
        let (before, after) = rest.split_at(at);
        let kept = before.trim_end();
        let next = after.strip_prefix('+').unwrap_or(after);
        let follows = next.trim_start().strip_prefix('"');
        match (kept.strip_suffix('"'), follows) {
            // A quote behind a backslash is part of a string that goes on.
            (Some(inside), Some(follows)) if !inside.ends_with('\\') => {
                joined.push_str(inside);
                let gap = rest.len() - inside.len() - follows.len();
                joined.extend(std::iter::repeat_n(' ', gap));
                rest = follows;
            }
            _ => {
                joined.push_str(before);
                joined.push('+');
                rest = next;
            }
        }
    }
    joined.push_str(rest);
    Some(joined)
}

/// A document as formats look at it: text, syntax, and the tree if the text is of that syntax.
#[derive(Debug)]
pub struct Probe<'a> {
    /// The file.
    pub file: &'a SourceFile,
    /// The text; with bad bytes replaced where the encoding is broken.
    pub text: &'a str,
    /// The syntax.
    pub syntax: Syntax,
    /// How much is read of it.
    pub limits: &'a Limits,
    /// The tree, or why there is none.
    pub tree: Result<&'a Tree, &'a SyntaxError>,
}

impl Probe<'_> {
    /// Whether the first part of the text has this string: how a format recognises a document of
    /// its own that is too broken to have a tree.
    pub fn mentions(&self, needle: &str) -> bool {
        let mut end = self.text.len().min(65_536);
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        self.text
            .get(..end)
            .is_some_and(|head| head.contains(needle))
    }
}

/// One input format.
pub trait Format: Sync {
    /// The format id: kebab-case, unique, never reused.
    fn name(&self) -> &'static str;
    /// What people call it.
    fn title(&self) -> &'static str;
    /// Versions that are read, for the reference page.
    fn versions(&self) -> &'static str;
    /// Whether the document is of this format, by content. A document that has no tree may be
    /// claimed too, if it is clear what it was meant to be: it then counts as broken.
    fn claims(&self, probe: &Probe<'_>) -> bool;
    /// What the document says.
    fn read(&self, probe: &Probe<'_>, tree: &Tree) -> Reading;
    /// What the tools that write this format write beside JSON.
    fn dialect(&self) -> Dialect {
        Dialect::Strict
    }
    /// Whether a document of this format is a filled questionnaire.
    fn holds_answers(&self) -> bool {
        false
    }
    /// What packed files of this format are, so that a damaged one is known for what it was meant to
    /// be.
    fn packed(&self) -> Option<PackedKind> {
        None
    }
    /// Members that the format's specification has and that are left unread on purpose, since they
    /// say nothing that the vocabulary holds: (member, what it is).
    fn unread(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }
    /// Small documents of this format, (file name, text): claimed by it and by no other.
    fn examples(&self) -> &'static [(&'static str, &'static str)];
}

/// The table: the first that claims a document has it, so the specific stand before the general.
pub const FORMATS: &[&dyn Format] = &[
    &cyclonedx::CycloneDx,
    &spdx3::Spdx3,
    &spdx2::Spdx2,
    &chai_model_card::ChaiModelCard,
    &in_toto::InToto,
    &oscal::Oscal,
    &sarif::Sarif,
    &junit::Junit,
    &gemara::Gemara,
    &avid::Avid,
    &atlas::Atlas,
    &aiid::Aiid,
    &oecd_incident::OecdIncident,
    &sigstore_bundle::SigstoreBundle,
    &dsse::Dsse,
    &openvex::OpenVex,
    &eval_lmeval::LmEval,
    &eval_inspect::Inspect,
    &eval_eee::EveryEvalEver,
    &eval_garak::Garak,
    &eval_helm::Helm,
    &eval_ailuminate::AiLuminate,
    &group_outcomes::GroupOutcomes,
    &reason_codes::ReasonCodes,
    &mct_json::MctJson,
    &model_card_yaml::ModelCardYaml,
    &azure_model_spec::AzureModelSpec,
    &gpai_form::GpaiForm,
    &croissant::Croissant,
    &hf_eval_results::HfEvalResults,
    &questionnaire_vsaq::Vsaq,
    &questionnaire::Questionnaire,
    &hf_dataset_card::HfDatasetCard,
    &hf_model_card::HfModelCard,
    &model_card_md::ModelCardMd,
];

/// What became of a document.
pub enum Detected {
    /// A format read it.
    Read(&'static dyn Format, Syntax, Reading),
    /// A format claims it, but it is not to be read: why, and where.
    Broken(&'static dyn Format, Syntax, SyntaxError),
    /// No format claims it; the reason, for the list of unread files.
    Unclaimed(String),
    /// It exceeds a limit before any format could claim it; the reason, with its place.
    Exceeded(String),
}

/// Recognises a document by its content and reads it.
pub fn detect(file: &SourceFile, limits: &Limits) -> Detected {
    if let Some(Packed::Unreadable(it)) = file.packed() {
        return unreadable(it);
    }
    let lossy;
    let (text, encoding) = match file.text() {
        Ok(text) => (text, None),
        Err(error) => {
            lossy = file.lossy_text();
            (lossy.as_str(), Some(error))
        }
    };
    let mut reason = match file.packed() {
        Some(Packed::Workbook(_)) => "no format claims it; if it is a questionnaire, say in the review file how it is laid out: [[questionnaire]]".to_owned(),
        _ => "no format claims it".to_owned(),
    };
    let mut exceeded = false;
    for syntax in candidates(file, text, limits) {
        let parsed = parse(syntax, file, text, limits);
        let probe = Probe {
            file,
            text,
            syntax,
            limits,
            tree: parsed.as_ref(),
        };
        let Some(format) = FORMATS.iter().copied().find(|format| format.claims(&probe)) else {
            if let Err(error) = &parsed
                && error.limit.is_some()
            {
                // What it was meant to be stands further in than was looked.
                let place = file.location(error.offset);
                reason = format!("{}:{}: {}", place.line, place.column, error.message);
                exceeded = true;
            } else if let Err(error) = &parsed
                && !exceeded
            {
                let name = syntax.announced();
                reason = format!(
                    "not to be read as {name} ({}: {}), and no format claims it",
                    file.place(error.offset),
                    error.message
                );
            }
            continue;
        };
        if let Some(encoding) = encoding {
            let error = SyntaxError {
                offset: encoding.offset(),
                message: encoding.to_string(),
                limit: None,
            };
            return Detected::Broken(format, syntax, error);
        }
        return match &parsed {
            Ok(tree) => {
                let reading = format.read(&probe, tree);
                match too_much(&reading, limits) {
                    Some(error) => Detected::Broken(format, syntax, error),
                    None => Detected::Read(format, syntax, reading),
                }
            }
            Err(error) => Detected::Broken(format, syntax, error.clone()),
        };
    }
    if exceeded {
        return Detected::Exceeded(reason);
    }
    if let Some(encoding) = encoding {
        reason = encoding.to_string();
    }
    Detected::Unclaimed(reason)
}

/// The limit on things and facts that a reading exceeds.
fn too_much(reading: &Reading, limits: &Limits) -> Option<SyntaxError> {
    let counts = [
        (
            "entities",
            reading.entities.len(),
            limits.entities,
            "things that it describes",
        ),
        ("facts", reading.facts.len(), limits.facts, "facts"),
    ];
    let (name, _, most, what) = counts
        .into_iter()
        .find(|(_, count, most, _)| count > most)?;
    let offset = reading.facts.get(most).map_or(0, |fact| fact.span.start);
    Some(SyntaxError {
        offset,
        message: format!("expected at most {most} {what} {}", limits.exceeded(name)),
        limit: Some(name),
    })
}

/// A packed file whose text cannot be had: broken if it breaks its own rules, or else not read.
fn unreadable(file: &Unreadable) -> Detected {
    let syntax = match file.kind {
        PackedKind::Workbook => Syntax::Workbook,
        PackedKind::EvalLog => Syntax::Json,
    };
    let meant = FORMATS
        .iter()
        .copied()
        .find(|it| it.packed() == Some(file.kind));
    match meant {
        Some(format) if file.damaged => Detected::Broken(
            format,
            syntax,
            SyntaxError {
                offset: 0,
                message: file.reason.clone(),
                limit: None,
            },
        ),
        _ if file.exceeds => Detected::Exceeded(file.reason.clone()),
        _ => Detected::Unclaimed(file.reason.clone()),
    }
}

/// The tree of a text. What is JSON only in a dialect is read for a format that is written in it,
/// and for no other.
fn parse(
    syntax: Syntax,
    file: &SourceFile,
    text: &str,
    limits: &Limits,
) -> Result<Tree, SyntaxError> {
    let error = match syntax.parse(file, text, limits) {
        Ok(tree) => return Ok(tree),
        Err(error) => error,
    };
    for dialect in [Dialect::Python, Dialect::CommentLines] {
        let Some(tree) = syntax.parse_dialect(dialect, text, file.bom(), limits) else {
            continue;
        };
        let probe = Probe {
            file,
            text,
            syntax,
            limits,
            tree: Ok(&tree),
        };
        let claimed = FORMATS.iter().find(|format| format.claims(&probe));
        if claimed.is_some_and(|format| format.dialect() == dialect) {
            return Ok(tree);
        }
    }
    Err(error)
}

/// Reads a file as the questionnaire that the reviewer says it is: as many layouts as it has sheets
/// of different kinds.
///
/// # Errors
/// [`Misfit`] with the number of the layout, if the file has not what the layout names.
pub fn read_as(
    file: &SourceFile,
    layouts: &[&Layout],
    limits: &Limits,
) -> Result<Detected, (usize, Misfit)> {
    let format = &questionnaire::Questionnaire;
    let broken = |syntax, offset, message| {
        let error = SyntaxError {
            offset,
            message,
            limit: None,
        };
        Detected::Broken(format, syntax, error)
    };
    if let Some(Packed::Unreadable(it)) = file.packed() {
        return Ok(if it.exceeds {
            Detected::Exceeded(it.reason.clone())
        } else {
            broken(Syntax::Workbook, 0, it.reason.clone())
        });
    }
    let syntax = match file.packed() {
        Some(Packed::Workbook(_)) => Syntax::Workbook,
        _ => Syntax::Csv,
    };
    let text = match file.text() {
        Ok(text) => text,
        Err(error) => return Ok(broken(syntax, error.offset(), error.to_string())),
    };
    match syntax.parse(file, text, limits) {
        Ok(tree) => {
            let probe = Probe {
                file,
                text,
                syntax,
                limits,
                tree: Ok(&tree),
            };
            let reading = questionnaire::read_as(&probe, &tree, layouts)?;
            Ok(match too_much(&reading, limits) {
                Some(error) => Detected::Broken(format, syntax, error),
                None => Detected::Read(format, syntax, reading),
            })
        }
        Err(error) => Ok(Detected::Broken(format, syntax, error)),
    }
}

/// The tree of a document that a format claimed before; none where the text has none.
pub fn tree(file: &SourceFile, format: &str, limits: &Limits) -> Option<Tree> {
    let text = file.text().ok()?;
    candidates(file, text, limits)
        .into_iter()
        .find_map(|syntax| {
            let tree = parse(syntax, file, text, limits).ok()?;
            let probe = Probe {
                file,
                text,
                syntax,
                limits,
                tree: Ok(&tree),
            };
            let claimed = FORMATS.iter().find(|format| format.claims(&probe))?;
            (claimed.name() == format).then_some(tree)
        })
}

/// The syntaxes to try. JSON and lines of it announce themselves; the others overlap, so the name's ending decides,
/// and a text without a telling name is tried as Markdown with front matter, else as YAML.
fn candidates(file: &SourceFile, text: &str, limits: &Limits) -> Vec<Syntax> {
    match file.packed() {
        Some(Packed::Workbook(_)) => return vec![Syntax::Workbook],
        Some(Packed::EvalLog(_)) => return vec![Syntax::Json],
        Some(Packed::Unreadable(_)) => return Vec::new(),
        None => {}
    }
    let name = file.file_name().to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let first = text.trim_start().chars().next();
    let named_lines = matches!(ending, "jsonl" | "ndjson");
    let text_like = matches!(ending, "yaml" | "yml" | "md" | "csv" | "tsv");
    if first == Some('{') && !text_like && tree::is_lines(text, limits) {
        return vec![Syntax::JsonLines];
    }
    if named_lines {
        // One line is JSON as well, and is pointed into as such.
        return vec![Syntax::Json, Syntax::JsonLines];
    }
    if matches!(first, Some('{' | '[')) && !matches!(ending, "yaml" | "yml" | "md" | "csv") {
        return vec![Syntax::Json];
    }
    if text.trim_start().starts_with("<?xml") && ending != "md" {
        return vec![Syntax::Xml];
    }
    match ending {
        "json" => vec![Syntax::Json],
        "xml" => vec![Syntax::Xml],
        "yaml" | "yml" => vec![Syntax::Yaml],
        "md" | "markdown" => vec![Syntax::Markdown],
        "csv" | "tsv" => vec![Syntax::Csv],
        _ if text.starts_with("---") => vec![Syntax::Markdown, Syntax::Yaml],
        "" | "txt" => vec![Syntax::Markdown],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
