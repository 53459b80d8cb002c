//! What the Markdown formats of cards share: sections, and what is a card at all.

use crate::fact::{EntityRef, Reading, is_placeholder};
use crate::source::Span;
use crate::tree::{Node, Value};

use self::lines::{bold_headings, contacts, labelled, plain, source_lines};

use super::Probe;

mod dataset;
mod front;
mod headings;
mod lines;

pub(super) use front::{is_broken_dataset_card, is_broken_hub_card, is_dataset_card, is_hub_card};
pub(super) use headings::normal;

/// One section, with what its heading means.
struct Section<'a> {
    heading: &'a str,
    normal: String,
    level: u8,
    text: &'a str,
    node: &'a Node,
    words: Vec<&'static str>,
    /// Whether it or a section inside that belongs to it says something.
    content: bool,
    /// Whether there is any text, which for a licence or an address is enough.
    terse: bool,
}

/// The body of a card.
pub(super) struct Card<'a> {
    sections: Vec<Section<'a>>,
}

impl<'a> Card<'a> {
    pub(super) fn new(root: &'a Node) -> Self {
        let nodes = root.get("sections").map(Node::items).unwrap_or_default();
        let mut titled = false;
        let mut sections: Vec<Section<'a>> = nodes
            .iter()
            .map(|node| {
                let heading = node.get("heading").and_then(Node::text).unwrap_or("");
                let text = node.get("text").and_then(Node::text).unwrap_or("");
                let level = node.get("level").and_then(Node::scalar);
                let level = level.and_then(|level| level.parse().ok()).unwrap_or(0);
                let normal = normal(heading);
                let mut words = headings::words(&normal);
                // The title names the model; "Credit risk scorer" is no section on risk.
                if level > 0 && !titled && !heading.is_empty() {
                    titled = true;
                    if level == 1 && !is_section_name(&normal) {
                        words.clear();
                    }
                }
                let tables = node.get("tables").map(Node::items).unwrap_or_default();
                Section {
                    heading,
                    normal,
                    level,
                    text,
                    node,
                    words,
                    content: says_something(text, 3) || tables.iter().any(has_cells),
                    terse: says_something(text, 1),
                }
            })
            .collect();
        lift_content(&mut sections);
        Self { sections }
    }

    /// The first heading, unless it is the name of a section.
    pub(super) fn title(&self) -> String {
        let Some(title) = self
            .sections
            .iter()
            .find(|section| !section.heading.is_empty())
        else {
            return String::new();
        };
        let mut name = title.heading.trim();
        let deep =
            title.level > 2 || title.level == 2 && self.sections.iter().any(|it| it.level == 1);
        if deep || is_section_name(&title.normal) {
            return String::new();
        }
        for prefix in TITLE_PREFIXES {
            if name
                .get(..prefix.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
            {
                name = name.get(prefix.len()..).unwrap_or("");
                break;
            }
        }
        let cut = name.len().saturating_sub("model card".len());
        if name
            .get(cut..)
            .is_some_and(|tail| tail.eq_ignore_ascii_case("model card"))
        {
            name = name.get(..cut).unwrap_or(name);
        }
        let name = name.trim_matches(|c: char| c.is_whitespace() || ":-–—".contains(c));
        let sentence =
            name.split_whitespace().count() > 10 || name.contains("://") || name.ends_with('?');
        if sentence || is_placeholder(name) {
            String::new()
        } else {
            name.to_owned()
        }
    }

    /// The heading of level 1 or, without one, the first heading; in a text without headings its
    /// first line, if that is short.
    pub(super) fn first_heading(&self) -> String {
        let one = self.sections.iter().find(|section| section.level == 1);
        let first = self
            .sections
            .iter()
            .find(|section| !section.heading.is_empty());
        match (one.or(first), self.sections.first()) {
            (Some(section), _) => section.normal.clone(),
            (None, Some(section)) => {
                let line = section.text.lines().next().unwrap_or("");
                if line.len() < 100 {
                    normal(line)
                } else {
                    String::new()
                }
            }
            (None, None) => String::new(),
        }
    }

    /// How many different words of `documented` lines such as "Intended use: …" show.
    pub(super) fn labels(&self) -> usize {
        let mut found: Vec<&str> = Vec::new();
        for line in self
            .sections
            .iter()
            .flat_map(|section| section.text.lines())
        {
            let label = line.split_once(':').map_or("", |(label, _)| label);
            if label.is_empty() || label.len() > 40 {
                continue;
            }
            for word in headings::words(&normal(label)) {
                if LABELLED.contains(&word) && !found.contains(&word) {
                    found.push(word);
                }
            }
            if found.len() == LABELLED.len() {
                break;
            }
        }
        found.len()
    }

    /// How many different headings are of model cards and little else, and how many others a model
    /// card may have.
    pub(super) fn signs(&self) -> (usize, usize) {
        let mut telling: Vec<&str> = Vec::new();
        let mut other: Vec<&str> = Vec::new();
        for section in &self.sections {
            if headings::is_telling(&section.normal) && section.level > 0 {
                if !telling.contains(&section.normal.as_str()) {
                    telling.push(&section.normal);
                }
            } else {
                for word in &section.words {
                    if !GENERIC.contains(word) && !other.contains(word) {
                        other.push(word);
                    }
                }
            }
            if telling.len() > 4 {
                break;
            }
        }
        (telling.len(), other.len())
    }

    pub(super) fn is_of_dataset(&self) -> bool {
        let first = self.first_heading();
        let dataset_headings = self
            .sections
            .iter()
            .filter(|section| headings::is_of_dataset_card(&section.normal))
            .count();
        first.starts_with("dataset card") || first.starts_with("data card") || dataset_headings >= 2
    }

    /// Whether the title speaks of data rather than of a model.
    pub(super) fn is_titled_dataset(&self) -> bool {
        let first = self.first_heading();
        let data = ["dataset", "datasets", "corpus"];
        first.split(' ').any(|word| data.contains(&word)) && !first.contains("model")
    }

    /// Sections with a meaning become words of `documented`; those without content are hollow.
    pub(super) fn sections(&self, reading: &mut Reading, main: EntityRef, probe: &Probe<'_>) {
        for (index, section) in self.sections.iter().enumerate() {
            let pointer = format!("/sections/{index}/heading");
            let span = section
                .node
                .get("heading")
                .map_or(section.node.span, |node| node.span);
            for word in &section.words {
                if section.content || section.terse && TERSE.contains(word) {
                    reading.state_text(main, "documented", &pointer, span, word);
                } else {
                    let reason = format!("nothing under `{}`", section.heading);
                    reading.hollow_word("documented", word, &pointer, span, &reason);
                }
            }
            if section.words.contains(&"contact") {
                contacts(reading, main, index, section, probe);
            }
            bold_headings(reading, main, index, section, probe);
            labelled(reading, main, index, section, probe);
        }
    }

    /// "Developed by: …" in the text of a section.
    pub(super) fn developer(&self, reading: &mut Reading, main: EntityRef, probe: &Probe<'_>) {
        let labels = ["developed by", "model developer", "model developers"];
        self.lines(&labels, probe, |at, value| {
            reading.state_text(main, "supplier", &at.pointer, at.span, value);
        });
    }

    /// Lines `label: value` of sections, with the value; placeholders too.
    pub(super) fn lines(
        &self,
        labels: &[&str],
        probe: &Probe<'_>,
        mut found: impl FnMut(&Place, &str),
    ) {
        for (index, section) in self.sections.iter().enumerate() {
            for (start, line) in source_lines(section, probe) {
                let Some((label, value)) = line.split_once(':') else {
                    continue;
                };
                if label.len() > 60 || !labels.contains(&normal(label).as_str()) {
                    continue;
                }
                let plain = plain(value);
                let lower = plain.to_lowercase();
                // "See the repository" says nothing here.
                let elsewhere = ["see ", "please see", "refer to", "please refer"];
                if !plain.is_empty() && !elsewhere.iter().any(|start| lower.starts_with(start)) {
                    let lead = value.len()
                        - value
                            .trim_start_matches(|c: char| c.is_whitespace() || c == '*')
                            .len();
                    let start = start + label.len() + 1 + lead;
                    let end = start + value.len() - lead;
                    let pointer = format!("/sections/{index}/text");
                    found(
                        &Place {
                            pointer,
                            span: Span::new(start, end),
                        },
                        &plain,
                    );
                }
            }
        }
    }

    /// Sections under one of these headings whose text is a single short line.
    pub(super) fn short_sections(
        &self,
        names: &[&str],
        probe: &Probe<'_>,
        mut found: impl FnMut(&Place, &str),
    ) {
        for (index, section) in self.sections.iter().enumerate() {
            if !names.contains(&section.normal.as_str())
                || section.text.split_whitespace().count() > 8
            {
                continue;
            }
            let mut lines = source_lines(section, probe)
                .into_iter()
                .filter(|(_, line)| !line.trim().is_empty());
            if let (Some((start, line)), None) = (lines.next(), lines.next()) {
                let pointer = format!("/sections/{index}/text");
                let span = Span::new(start, start + line.trim_end().len());
                found(&Place { pointer, span }, &plain(line));
            }
        }
    }

    /// Texts and tables of the sections, in order: (index, text, tables).
    pub(super) fn parts(&self) -> impl Iterator<Item = (usize, &'a str, &'a [Node])> {
        self.sections.iter().enumerate().map(|(index, section)| {
            let tables = section
                .node
                .get("tables")
                .map(Node::items)
                .unwrap_or_default();
            (index, section.text, tables)
        })
    }

    /// How often one of these is a heading, or a line on its own as bold text is.
    pub(super) fn count(&self, name: &str) -> usize {
        let lines = |section: &Section<'_>| {
            let lines = section.text.lines();
            lines
                .filter(|line| line.len() < 40 && normal(line) == name)
                .count()
        };
        self.sections
            .iter()
            .map(|section| usize::from(section.normal == name) + lines(section))
            .sum()
    }
}

/// Where a text stands.
pub(super) struct Place {
    pub(super) pointer: String,
    pub(super) span: Span,
}

/// Before the name of the model in a title.
const TITLE_PREFIXES: &[&str] = &[
    "model card for",
    "model card of",
    "model card:",
    "model card",
    "dataset card for",
    "dataset card of",
    "dataset card:",
    "model details:",
    "model:",
];

/// Words that one word of text can show: `MIT`, `a@b.example`, `8 A100`.
const TERSE: &[&str] = &["license", "contact", "compute"];

/// Words that a line or a row of a table with a label can show. The others are too often labels of
/// something else: a list of features has "Performance: …" and "Security: …".
const LABELLED: &[&str] = &[
    "intended-use",
    "out-of-scope-use",
    "limitations",
    "bias-and-risks",
    "ethical-considerations",
    "training-data",
];

/// Words that any README may have a section for.
const GENERIC: &[&str] = &[
    "how-to-use",
    "license",
    "contact",
    "security",
    "monitoring",
    "privacy",
    "compute",
    "data-collection",
    "data-annotation",
    "maintenance",
];

/// Whether a title is the bare name of a section, so that it names no model.
fn is_section_name(normal: &str) -> bool {
    if normal.contains("model card") {
        return ["model card", "model card contact", "model card authors"].contains(&normal);
    }
    const BARE: &[&str] = &[
        "overview",
        "introduction",
        "readme",
        "table of contents",
        "description",
        "summary",
        "resources",
        "links",
        "bias",
        "risks",
        "bias and risks",
        "risks and limitations",
        "bias risks and limitations",
    ];
    // "Credit risk scorer" names a model.
    let named = normal.contains("risk") || normal.contains("bias");
    BARE.contains(&normal)
        || headings::is_telling(normal)
        || !named && normal.split(' ').count() <= 3 && !headings::words(normal).is_empty()
}

/// A section says what the sections inside it say, unless these are about something else.
fn lift_content(sections: &mut [Section<'_>]) {
    // Open ancestors, outermost first.
    let mut open: Vec<usize> = Vec::new();
    let mut parents: Vec<Option<usize>> = Vec::with_capacity(sections.len());
    for (index, section) in sections.iter().enumerate() {
        while open
            .last()
            .and_then(|last| sections.get(*last))
            .is_some_and(|last| last.level >= section.level)
        {
            open.pop();
        }
        parents.push(open.last().copied());
        if section.level > 0 {
            open.push(index);
        }
    }
    for (index, parent) in parents.iter().enumerate().rev() {
        let Some((content, words)) = sections
            .get(index)
            .map(|section| (section.content, section.words.clone()))
        else {
            continue;
        };
        if let Some(parent) = parent.and_then(|parent| sections.get_mut(parent)) {
            let about_it = words.is_empty() || words.iter().any(|word| parent.words.contains(word));
            parent.content |= content && about_it;
        }
    }
}

/// What the hub's template says by itself.
const BOILERPLATE: &[&str] = &[
    "users both direct and downstream should be made aware of the risks",
    "carbon emissions can be estimated using the machine learning impact calculator",
    "use the code below to get started with the model",
    "if there is a blog post or paper introducing the model",
    "relevant interpretability work for the model goes here",
];

/// Whether a text has at least so many words in lines that are neither placeholders nor the
/// template's own.
fn says_something(text: &str, least: usize) -> bool {
    let mut words = 0;
    for line in text.lines() {
        let value = line.split_once(':').map_or(line, |(_, value)| value);
        if is_placeholder(line) || (is_placeholder(value) && !value.trim().is_empty()) {
            continue;
        }
        let plain = normal(line);
        if BOILERPLATE
            .iter()
            .any(|sentence| plain.starts_with(sentence))
            || plain.ends_with("more information needed")
        {
            continue;
        }
        words += plain.split(' ').filter(|word| !word.is_empty()).count();
        // Chinese, Japanese and Korean write words without spaces.
        words += plain
            .chars()
            .filter(|c| ('\u{3040}'..='\u{9FFF}').contains(c))
            .count();
        if words >= least {
            return true;
        }
    }
    false
}

/// Whether a table has a cell that says something beside the first of its row.
fn has_cells(table: &Node) -> bool {
    let filled = |node: &Node| node.text().is_some_and(|text| !is_placeholder(text));
    table
        .items()
        .iter()
        .any(|row| row.members().iter().skip(1).any(|cell| filled(&cell.node)))
}

/// Members of front matter, or none.
pub(super) fn front_matter(root: &Node) -> Option<&Node> {
    root.get("frontmatter")
        .filter(|node| matches!(&node.value, Value::Object(members) if !members.is_empty()))
}
