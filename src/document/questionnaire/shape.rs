//! The shapes in which questionnaires come, and the names that their fields have.

use std::borrow::Cow;

use super::{Answer, Sheet, standard, typed};
use crate::limits::Limits;
use crate::tree::{self, Member, Node, Tree, Value, child, item};

const NAME: &[&str] = &[
    "questionnaire",
    "questionnairename",
    "questionnaireid",
    "questionnairetitle",
    "framework",
    "assessment",
];
const VERSION: &[&str] = &["questionnaireversion", "version", "frameworkversion"];
const VENDOR: &[&str] = &[
    "vendor",
    "vendorname",
    "company",
    "companyname",
    "organization",
    "organisation",
    "supplier",
    "serviceprovider",
    "provider",
];
const DATE: &[&str] = &[
    "completed",
    "completedon",
    "completiondate",
    "date",
    "assessmentdate",
    "dateanswered",
    "answeredon",
    "answerdate",
    "datecompleted",
    "lastupdated",
    "asof",
];
const BY: &[&str] = &[
    "answeredby",
    "respondent",
    "completedby",
    "by",
    "preparedby",
    "respondentname",
    "answerer",
    "owner",
];
const ANSWERS: &[&str] = &["answers", "responses"];
const ID: &[&str] = &[
    "id",
    "questionid",
    "qid",
    "controlid",
    "questionnumber",
    "ref",
];
const ANSWER: &[&str] = &[
    "answer",
    "response",
    "cspcaiqanswer",
    "serviceprovideraicaiqanswer",
    "vendorresponse",
    "vendoranswer",
    "vendoranswers",
    "value",
    "responsevalue",
];
/// What the respondent says beside the answer.
const COMMENT: &[&str] = &[
    "comment",
    "comments",
    "additionalinformation",
    "cspimplementationdescription",
    "serviceproviderimplementationdescription",
    "implementationdescription",
];
const EVIDENCE: &[&str] = &[
    "evidence",
    "evidenceprovided",
    "evidencereference",
    "evidenceref",
    "evidenceurl",
    "supportingevidence",
    "reference",
    "attachment",
];
/// Whom an answer of the project's own form is about.
const ABOUT: &[&str] = &["about"];
/// Columns that only questionnaires have beside ids and answers.
const TELLING: &[&str] = &[
    "questionnaire",
    "questionnairename",
    "questionnaireid",
    "questionnaireversion",
    "evidence",
    "evidenceprovided",
    "evidencereference",
    "answeredby",
    "respondent",
    "cspcaiqanswer",
    "serviceprovideraicaiqanswer",
    "vendorresponse",
    "vendoranswer",
    "vendoranswers",
    "ssrmcontrolownership",
    "implementationdescription",
    "supportingevidence",
    "evidenceurl",
];

/// Letters and digits only, lower case, without what stands in parentheses behind it: `Question ID`,
/// `question_id` and `questionId (required)` are one name.
pub(super) fn bare(key: &str) -> String {
    let key = match key.trim().split_once('(') {
        Some((front, _)) if key.trim().ends_with(')') && !front.trim().is_empty() => front,
        _ => key,
    };
    key.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The first member with one of the names, in the order of the names.
fn find<'a>(node: &'a Node, names: &[&str]) -> Option<&'a Member> {
    let keys: Vec<String> = node
        .members()
        .iter()
        .map(|member| bare(&member.key))
        .collect();
    names.iter().find_map(|name| {
        let index = keys.iter().position(|key| key == name)?;
        node.members().get(index)
    })
}

/// All members with one of the names, in their order.
fn all<'a>(node: &'a Node, names: &[&str]) -> impl Iterator<Item = &'a Member> {
    let members = node.members().iter();
    members.filter(move |it| names.contains(&bare(&it.key).as_str()))
}

fn scalar<'a>(node: &'a Node, names: &[&str]) -> &'a str {
    find(node, names)
        .and_then(|member| member.node.scalar())
        .unwrap_or("")
        .trim()
}

fn place<'a>(node: &'a Node, pointer: &str, names: &[&str]) -> Option<(String, &'a Node)> {
    find(node, names).map(|member| (child(pointer, &member.key), &member.node))
}

/// Whether a tree is a questionnaire that somebody could have filled: answers by id, and a name of
/// a questionnaire or of a vendor. A template has questions, but no answers.
pub(super) fn is_filled(root: &Node) -> bool {
    let Some(answers) = find(root, ANSWERS) else {
        return false;
    };
    let named = find(root, NAME).is_some() || find(root, VENDOR).is_some();
    let shaped = match &answers.node.value {
        Value::Array(items) => items.iter().all(|item| {
            find(item, ID).is_some() && (find(item, ANSWER).is_some() || item.members().len() < 4)
                || find(item, ANSWER).is_some()
        }),
        Value::Object(members) => members.iter().all(|member| match &member.node.value {
            Value::Object(_) => find(&member.node, ANSWER).is_some(),
            Value::Array(items) => items.iter().all(|item| item.scalar().is_some()),
            _ => true,
        }),
        Value::Null => true,
        _ => false,
    };
    let vocabulary = answers
        .node
        .members()
        .iter()
        .any(|member| typed::is_asked(&member.key));
    shaped && (named || vocabulary)
}

pub(super) fn from_tree(root: &Node) -> Sheet<'_> {
    let mut sheet = Sheet {
        vendor: scalar(root, VENDOR),
        date: place(root, "", DATE),
        by: place(root, "", BY),
        version: scalar(root, VERSION).to_owned(),
        questionnaire: scalar(root, NAME),
        ..Sheet::default()
    };
    if let Some(member) = find(root, NAME)
        && !member.node.members().is_empty()
    {
        sheet.questionnaire = scalar(&member.node, &["name", "id", "title"]);
        if sheet.version.is_empty() {
            sheet.version = scalar(&member.node, VERSION).to_owned();
        }
    }
    if let Some(vendor) = find(root, VENDOR)
        && !vendor.node.members().is_empty()
    {
        sheet.vendor = scalar(&vendor.node, &["name", "legalname", "vendorname"]);
    }
    for answers in all(root, ANSWERS) {
        let at = child("", &answers.key);
        for (index, node) in answers.node.items().iter().enumerate() {
            let id = scalar(node, ID);
            let id = if id.is_empty() {
                scalar(node, &["question"])
            } else {
                id
            };
            let id = (!id.is_empty()).then_some(id);
            given(&mut sheet, &item(&at, index), node, id);
        }
        for member in answers.node.members() {
            let pointer = child(&at, &member.key);
            given(&mut sheet, &pointer, &member.node, Some(member.key.trim()));
        }
    }
    sheet
}

/// Enters what an entry answers. One that gives several answers is entered with each: they
/// contradict each other, or they are the same.
fn given<'a>(sheet: &mut Sheet<'a>, pointer: &str, node: &'a Node, id: Option<&'a str>) {
    let mut any = false;
    for member in all(node, ANSWER) {
        any = true;
        let place = (child(pointer, &member.key), &member.node);
        sheet.answers.push(answer(pointer, node, id, place));
    }
    if !any {
        // An entry without an answer has none, which its mapping is.
        let place = (pointer.to_owned(), node);
        sheet.answers.push(answer(pointer, node, id, place));
    }
}

fn answer<'a>(
    pointer: &str,
    node: &'a Node,
    id: Option<&'a str>,
    (value_pointer, value): (String, &'a Node),
) -> Answer<'a> {
    Answer {
        id,
        span: node.span,
        value_pointer,
        value: Cow::Borrowed(value),
        evidence: place(node, pointer, EVIDENCE).filter(|(_, node)| node.value != Value::Null),
        comment: None,
        date: place(node, pointer, DATE),
        by: place(node, pointer, BY),
        questionnaire: scalar(node, NAME),
        version: scalar(node, VERSION),
        about: scalar(node, ABOUT),
        pointer: pointer.to_owned(),
    }
}

/// Whether the cells of a row are the names of a questionnaire's columns.
pub(in crate::document) fn names_columns(cells: &[&str]) -> bool {
    let names: Vec<String> = cells.iter().map(|cell| bare(cell)).collect();
    let has = |known: &[&str]| names.iter().any(|name| known.contains(&name.as_str()));
    has(ANSWER)
        && (has(ID) || has(&["question", "guidance", "additionalinformation"]) || has(TELLING))
}

/// A table of a tree and where its rows stand.
pub(super) struct Table<'a> {
    /// The name of the sheet.
    pub(super) name: &'a str,
    pub(super) sheet: &'a Node,
    pub(super) pointer: String,
}

impl<'a> Table<'a> {
    pub(super) fn rows(&self) -> &'a [Node] {
        self.sheet.get("rows").map_or(&[][..], Node::items)
    }
}

/// The tables of a tree.
pub(super) fn tables(tree: &Tree) -> Vec<Table<'_>> {
    let sheets = tree.root.get("sheets").map_or(&[][..], Node::members);
    sheets
        .iter()
        .map(|member| Table {
            name: &member.key,
            sheet: &member.node,
            pointer: child(&child("/sheets", &member.key), "rows"),
        })
        .collect()
}

/// Whether a table is a filled questionnaire: ids and answers, and either a column that only
/// questionnaires have or ids as questionnaires number them. Tables of questions and answers for
/// training have the first only.
pub(super) fn is_table(rows: &[Node]) -> bool {
    let Some(first) = rows.first() else {
        return false;
    };
    let Some((id, _)) = columns(rows) else {
        return false;
    };
    if find(first, TELLING).is_some() {
        return true;
    }
    let numbered = rows
        .iter()
        .filter_map(|row| row.get(id).and_then(Node::text))
        .filter(|id| typed::is_asked(id) || is_question_number(id))
        .count();
    numbered * 2 > rows.len()
}

/// Whether a text that is no table was meant to be a filled questionnaire: the rows that can be
/// read by themselves make one, or none can and the header is one's. Broken answers must not look
/// like a file that nobody needs.
pub(super) fn was_a_table(text: &str, limits: &Limits) -> bool {
    const LINE: usize = 16 * 1024;
    const ROWS: usize = 50;
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let Some(header) = lines.next().filter(|line| line.len() <= LINE) else {
        return false;
    };
    let few = Limits {
        rows: ROWS,
        ..*limits
    };
    let parsed = |text: &str| tree::table(text, 0, &few);
    let rows: Vec<&str> = lines
        .filter(|line| line.len() <= LINE)
        .take(ROWS)
        .filter(|line| parsed(&format!("{header}\n{line}\n")).is_ok())
        .collect();
    if rows.is_empty() {
        let names: Vec<String> = header.split([',', ';', '\t']).map(bare).collect();
        let has = |known: &[&str]| names.iter().any(|name| known.contains(&name.as_str()));
        return (has(ID) || has(&["question"])) && has(ANSWER);
    }
    parsed(&format!("{header}\n{}\n", rows.join("\n")))
        .is_ok_and(|tree| tables(&tree).iter().any(|it| is_table(it.rows())))
}

/// The columns of ids and of answers. Where no column is called an id, it is the one that holds
/// numbers of questions: HECVAT has the title of a section above them.
fn columns(rows: &[Node]) -> Option<(&str, &str)> {
    let first = rows.first()?;
    let answer = find(first, ANSWER)?;
    let named = find(first, ID).map(|it| it.key.as_str());
    let numbered = || {
        first
            .members()
            .iter()
            .map(|it| it.key.as_str())
            .find(|key| {
                let texts = rows.iter().filter_map(|row| row.get(key)?.text());
                let texts: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
                let numbers = texts.iter().filter(|it| is_question_number(it)).count();
                numbers > 0 && numbers * 2 > texts.len()
            })
    };
    let asked = || find(first, &["question"]).map(|it| it.key.as_str());
    let id = named.or_else(numbered).or_else(asked)?;
    (id != answer.key).then_some((id, &answer.key))
}

/// Whether several columns may hold the answers of a table: of two rounds, say, or under two of the
/// names that such columns have. Which counts is not for a program to choose.
pub(super) fn is_ambiguous(rows: &[Node]) -> bool {
    rows.first()
        .is_some_and(|first| all(first, ANSWER).nth(1).is_some())
}

/// `A&A-01.1`, `GRC-05`, `AIQU-02`: capitals, a hyphen or point, digits.
pub(super) fn is_question_number(id: &str) -> bool {
    let Some((letters, digits)) = id.trim().split_once(['-', '.']) else {
        return false;
    };
    (2..=8).contains(&letters.len())
        && letters.chars().all(|c| c.is_ascii_uppercase() || c == '&')
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits
            .chars()
            .all(|c| c.is_ascii_digit() || c == '.' || c == '-')
}

/// A table that [`is_table`].
pub(super) fn from_table<'a>(tree: &'a Tree, table: &Table<'a>) -> Sheet<'a> {
    let rows = table.rows();
    let mut sheet = Sheet::default();
    let Some((id, answer)) = columns(rows) else {
        return sheet;
    };
    let known = standard::of(tree, table, &bare(answer), id);
    if let Some(known) = &known {
        sheet.questionnaire = known.name;
        sheet.version.clone_from(&known.version);
    }
    let mut vendors = rows.iter().map(|row| scalar(row, VENDOR));
    sheet.vendor = vendors.find(|name| !name.is_empty()).unwrap_or("");
    let filled = |place: Option<(String, &'a Node)>| {
        place.filter(|(_, node)| node.text() != Some("") && node.value != Value::Null)
    };
    for (index, row) in rows.iter().enumerate() {
        let pointer = item(&table.pointer, index);
        let text = row.get(id).and_then(Node::scalar).unwrap_or("").trim();
        let value = row.get(answer).unwrap_or(row);
        if text.is_empty() && value.text().is_none_or(str::is_empty) {
            // Headings between the questions, and blank rows.
            continue;
        }
        // A section may begin with the names of the columns again, and with its own title as id.
        let heading = value
            .text()
            .is_some_and(|it| ANSWER.contains(&bare(it).as_str()));
        let numbered = known.as_ref().is_none_or(|_| is_question_number(text));
        if heading || (!numbered && value.text().is_none_or(str::is_empty)) {
            continue;
        }
        sheet.answers.push(Answer {
            id: (!text.is_empty()).then_some(text),
            span: row.span,
            value_pointer: child(&pointer, answer),
            value: Cow::Borrowed(value),
            evidence: filled(place(row, &pointer, EVIDENCE)),
            comment: filled(place(row, &pointer, COMMENT)),
            date: filled(place(row, &pointer, DATE)),
            by: filled(place(row, &pointer, BY)),
            questionnaire: scalar(row, NAME),
            version: scalar(row, VERSION),
            about: scalar(row, ABOUT),
            pointer,
        });
    }
    sheet
}
