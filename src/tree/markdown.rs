//! Markdown: front matter, and the text and tables under each heading.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use self::html::{Token, Tokens};
use super::{Budget, Member, Node, SyntaxError, Tree, Value, weight};
use crate::limits::Limits;
use crate::source::Span;

mod front_matter;
mod html;

/// Reads Markdown into `/frontmatter` (only if there is any) and
/// `/sections/N/{heading,level,text,tables}`; `base` is added to every offset. A section reaches
/// to the next heading of any level; text before the first heading has level 0.
///
/// # Errors
/// [`SyntaxError`] if front matter is not closed, is not YAML or not a mapping, or if the document
/// exceeds `limits`. Markdown itself cannot be wrong.
pub fn parse(text: &str, base: usize, limits: &Limits) -> Result<Tree, SyntaxError> {
    let whole = Span::new(base, base + text.len());
    let mut members = Vec::new();
    let mut body = 0;
    if let Some(front) = front_matter::split(text, base, limits)? {
        body = front.end;
        members.push(front.member);
    }
    let mut builder = Builder::new(text, body, base, limits)?;
    let parser = Parser::new_ext(text.get(body..).unwrap_or_default(), Options::ENABLE_TABLES);
    for (event, range) in parser.into_offset_iter() {
        builder.event(event, body + range.start..body + range.end)?;
    }
    members.push(member(
        "sections",
        Value::Array(builder.finish()?),
        Span::new(base + body, whole.end),
    ));
    Ok(Tree {
        root: Node {
            value: Value::Object(members),
            span: whole,
        },
    })
}

fn member(key: &str, value: Value, span: Span) -> Member {
    Member {
        key: key.to_owned(),
        key_span: span,
        node: Node { value, span },
    }
}

/// What a heading is written in; HTML headings may stay open over blocks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Heading {
    Markdown,
    Html,
}

struct Section {
    start: usize,
    level: u8,
    heading: String,
    heading_range: Range<usize>,
    text: String,
    tables: Vec<Node>,
}

#[derive(Default)]
struct Table {
    header: Vec<Column>,
    rows: Vec<Node>,
    cells: Vec<(String, Span)>,
    cell: Option<String>,
}

struct Column {
    name: String,
    span: Span,
}

/// HTML lines of one block and where each stands in the document.
#[derive(Default)]
struct HtmlBlock {
    html: String,
    pieces: Vec<(usize, usize)>,
}

impl HtmlBlock {
    fn push(&mut self, line: &str, at: usize) {
        self.pieces.push((self.html.len(), at));
        self.html.push_str(line);
    }

    fn place(&self, offset: usize) -> usize {
        let after = self.pieces.partition_point(|(begin, _)| *begin <= offset);
        let (begin, at) = after
            .checked_sub(1)
            .and_then(|index| self.pieces.get(index))
            .copied()
            .unwrap_or_default();
        at + (offset - begin)
    }
}

struct Builder<'a> {
    text: &'a str,
    base: usize,
    budget: Budget,
    sections: Vec<Node>,
    section: Section,
    heading: Option<Heading>,
    table: Option<Table>,
    images: usize,
    html: HtmlBlock,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str, body: usize, base: usize, limits: &Limits) -> Result<Self, SyntaxError> {
        let mut budget = Budget::new(limits);
        budget.take(2, base)?;
        Ok(Self {
            text,
            base,
            budget,
            sections: Vec::new(),
            section: Section::new(body, 0),
            heading: None,
            table: None,
            images: 0,
            html: HtmlBlock::default(),
        })
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) -> Result<(), SyntaxError> {
        match event {
            Event::Start(tag) => self.start(&tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) | Event::Code(text) => {
                self.push(&text);
                Ok(())
            }
            Event::SoftBreak => {
                self.separate(' ');
                Ok(())
            }
            Event::HardBreak | Event::Rule => {
                self.separate('\n');
                Ok(())
            }
            Event::Html(line) => {
                self.html.push(&line, range.start);
                Ok(())
            }
            Event::InlineHtml(line) => {
                self.html.push(&line, range.start);
                self.flush_html()
            }
            _ => Ok(()),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) -> Result<(), SyntaxError> {
        match tag {
            Tag::Heading { level, .. } => {
                self.open_section(Heading::Markdown, *level as u8, range.start)?;
                self.section.heading_range = self.trimmed(range);
            }
            Tag::Image { .. } => self.images += 1,
            Tag::Table(_) => {
                if self.heading == Some(Heading::Html) {
                    self.close_html_heading(range.start);
                }
                self.table = Some(Table::default());
            }
            Tag::TableCell => {
                if let Some(table) = &mut self.table {
                    table.cell = Some(String::new());
                }
            }
            // A nested list begins inside the text of its item.
            Tag::List(_) | Tag::Item | Tag::CodeBlock(_) | Tag::BlockQuote(_) | Tag::HtmlBlock => {
                self.separate('\n');
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) -> Result<(), SyntaxError> {
        match tag {
            TagEnd::Heading(_) => self.heading = None,
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            TagEnd::HtmlBlock => {
                self.flush_html()?;
                self.end_block(range.end);
            }
            TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock => self.end_block(range.end),
            TagEnd::TableCell => {
                let range = self.trimmed(range);
                if let Some(table) = &mut self.table
                    && let Some(cell) = table.cell.take()
                {
                    let span = Span::new(self.base + range.start, self.base + range.end);
                    table.cells.push((one_line(&cell), span));
                }
            }
            TagEnd::TableHead => {
                if let Some(table) = &mut self.table {
                    table.header = columns(std::mem::take(&mut table.cells));
                }
            }
            TagEnd::TableRow => self.end_row(range)?,
            TagEnd::Table => {
                let span = self.span(range);
                self.budget.take(1, span.start)?;
                if let Some(table) = self.table.take() {
                    self.section.tables.push(Node {
                        value: Value::Array(table.rows),
                        span,
                    });
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end_row(&mut self, range: Range<usize>) -> Result<(), SyntaxError> {
        let span = self.span(range);
        let Some(table) = &mut self.table else {
            return Ok(());
        };
        self.budget.take(1, span.start)?;
        let mut members = Vec::with_capacity(table.header.len());
        for (column, (text, cell)) in table.header.iter().zip(table.cells.drain(..)) {
            self.budget.take(weight(&column.name), cell.start)?;
            // A cell that the row leaves out stands behind its line break.
            let cell = Span::new(cell.start.min(span.end), cell.end.min(span.end));
            members.push(Member {
                key: column.name.clone(),
                key_span: column.span,
                node: Node {
                    value: Value::Text(text),
                    span: cell,
                },
            });
        }
        table.rows.push(Node {
            value: Value::Object(members),
            span,
        });
        Ok(())
    }

    fn end_block(&mut self, end: usize) {
        self.separate('\n');
        if self.heading == Some(Heading::Html) && !self.section.heading.trim().is_empty() {
            self.close_html_heading(end);
        }
    }

    fn flush_html(&mut self) -> Result<(), SyntaxError> {
        let block = std::mem::take(&mut self.html);
        for token in Tokens::new(&block.html) {
            let name = match token {
                Token::Text(text) => {
                    self.push_collapsed(&html::decode(text));
                    continue;
                }
                Token::Open(name, _) | Token::Close(name, _) => name,
            };
            if let Some(separator) = html::breaks_line(name) {
                self.separate(separator);
            }
            if self.table.is_some() || self.heading == Some(Heading::Markdown) {
                continue;
            }
            match (token, html::heading_level(name)) {
                (Token::Open(_, at), Some(level)) => {
                    self.open_section(Heading::Html, level, block.place(at))?;
                }
                (Token::Close(_, at), Some(_)) if self.heading.is_some() => {
                    // One past the tag may be past its line.
                    self.close_html_heading(block.place(at.saturating_sub(1)) + 1);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn close_html_heading(&mut self, end: usize) {
        self.heading = None;
        self.section.heading_range = self.trimmed(self.section.heading_range.start..end);
    }

    fn open_section(&mut self, kind: Heading, level: u8, at: usize) -> Result<(), SyntaxError> {
        let section = std::mem::replace(&mut self.section, Section::new(at, level));
        self.heading = Some(kind);
        if section.level > 0 || !section.is_empty() {
            self.close_section(section, at)?;
        }
        Ok(())
    }

    fn close_section(&mut self, section: Section, end: usize) -> Result<(), SyntaxError> {
        let span = self.span(section.start..end);
        self.budget.take(5, span.start)?;
        let heading = self.span(section.heading_range.clone());
        let rest = Span::new(heading.end.min(span.end), span.end);
        let text = section.text.trim_end().to_owned();
        let members = vec![
            member("heading", Value::Text(one_line(&section.heading)), heading),
            member("level", Value::Number(section.level.to_string()), heading),
            member("text", Value::Text(text), rest),
            member("tables", Value::Array(section.tables), rest),
        ];
        self.sections.push(Node {
            value: Value::Object(members),
            span,
        });
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<Node>, SyntaxError> {
        let end = self.text.len();
        let section = std::mem::replace(&mut self.section, Section::new(end, 0));
        if section.level > 0 || !section.is_empty() || self.sections.is_empty() {
            self.close_section(section, end)?;
        }
        Ok(self.sections)
    }

    fn span(&self, range: Range<usize>) -> Span {
        let range = self.trimmed_end(range);
        Span::new(self.base + range.start, self.base + range.end)
    }

    fn trimmed_end(&self, range: Range<usize>) -> Range<usize> {
        let slice = self.text.get(range.clone()).unwrap_or_default();
        range.start..range.start + slice.trim_end().len()
    }

    fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let range = self.trimmed_end(range);
        let slice = self.text.get(range.clone()).unwrap_or_default();
        range.end - slice.trim_start().len()..range.end
    }

    /// Where text goes now; nowhere inside an image.
    fn sink(&mut self) -> Option<&mut String> {
        if self.images > 0 {
            return None;
        }
        match &mut self.table {
            Some(table) => table.cell.as_mut(),
            None if self.heading.is_some() => Some(&mut self.section.heading),
            None => Some(&mut self.section.text),
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(sink) = self.sink() {
            sink.push_str(text);
        }
    }

    fn push_collapsed(&mut self, text: &str) {
        if text.starts_with(char::is_whitespace) {
            self.separate(' ');
        }
        for (index, word) in text.split_whitespace().enumerate() {
            if index > 0 {
                self.push(" ");
            }
            self.push(word);
        }
        if text.ends_with(char::is_whitespace) {
            self.separate(' ');
        }
    }

    /// Ends a word or a line, once.
    fn separate(&mut self, separator: char) {
        if let Some(sink) = self.sink() {
            if separator == '\n' {
                sink.truncate(sink.trim_end_matches(' ').len());
            }
            if !sink.is_empty() && !sink.ends_with([' ', '\n']) {
                sink.push(separator);
            }
        }
    }
}

impl Section {
    fn new(start: usize, level: u8) -> Self {
        Self {
            start,
            level,
            heading: String::new(),
            heading_range: start..start,
            text: String::new(),
            tables: Vec::new(),
        }
    }

    fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.tables.is_empty()
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Names that are all there and all different.
fn columns(cells: Vec<(String, Span)>) -> Vec<Column> {
    let mut seen = HashSet::new();
    let mut columns = Vec::with_capacity(cells.len());
    for (index, (mut name, span)) in cells.into_iter().enumerate() {
        let number = format!("column {}", index + 1);
        if name.is_empty() {
            name.clone_from(&number);
        }
        while !seen.insert(name.clone()) {
            name = format!("{name} ({number})");
        }
        columns.push(Column { name, span });
    }
    columns
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Tree {
        parse(text, 3, &Limits::default()).unwrap()
    }

    fn sections(text: &str) -> Vec<(String, String, String)> {
        let tree = read(text);
        let part = |node: &Node, key| node.get(key).unwrap().scalar().unwrap().to_owned();
        let sections = tree.get("/sections").unwrap().items();
        sections
            .iter()
            .map(|node| {
                (
                    part(node, "level"),
                    part(node, "heading"),
                    part(node, "text"),
                )
            })
            .collect()
    }

    #[test]
    fn headings_and_their_text() {
        for (text, expected) in [
            ("", &[("0", "", "")][..]),
            (
                "intro\n# A *b* `c` #\r\n\r\nfirst\nline  \nnext\n\n- x\n  - y\n\n## D\n> ### E\n> e",
                &[
                    ("0", "", "intro"),
                    ("1", "A b c", "first line\nnext\nx\ny"),
                    ("2", "D", ""),
                    ("3", "E", "e"),
                ],
            ),
            (
                "Set\n===\n[link](u) <b>bold</b> ![alt *x*](i) <!-- no -->end\n\n```\ncode\n```\nz",
                &[("1", "Set", "link bold  end\ncode\nz")],
            ),
            (
                "<div>\n<h1 align=\"center\">\n  A &amp; B\n</h1><p>one<br>two</p>\n</div>\n\n<!-- a\n\n# no -->\n",
                &[("1", "A & B", "one\ntwo")],
            ),
            (
                "<h2>\n\n**Title** <img src=x>\n\n</h2>\n\nbody\n\n<h3>Open\n\nafter",
                &[("2", "Title", "body"), ("3", "Open", "after")],
            ),
        ] {
            let read = sections(text);
            let read: Vec<_> = read
                .iter()
                .map(|(l, h, t)| (l.as_str(), h.as_str(), t.as_str()))
                .collect();
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn front_matter_is_told_from_a_rule() {
        for (text, front, first) in [
            ("---\nlicense: mit\n---\n# A", Some(1), "A"),
            ("--- \r\na: 1\r\nb: no\r\n---\r\n# A", Some(2), "A"),
            ("---\n---\n# A", Some(0), "A"),
            ("---\n# only a comment\n---", Some(0), ""),
            ("---\nSome prose.\n\n---\n# A", None, ""),
            ("---\n\n# A\n", None, "A"),
            ("\n---\n# A\n---\n", None, "A"),
            ("# A\n---\na: b\n---\n", None, "A"),
        ] {
            let tree = read(text);
            let members = tree.get("/frontmatter").map(|node| node.members().len());
            let headings = tree.get("/sections").unwrap().items();
            let found = headings
                .iter()
                .filter_map(|node| node.get("heading").and_then(Node::text))
                .any(|heading| heading == first);
            assert_eq!((members, found), (front, true), "{text}");
        }
        let tree = read("---\na: mit\n---\n");
        assert_eq!(tree.get("/frontmatter/a").unwrap().span, Span::new(10, 13));
        for (text, offset) in [
            ("---\na: 1\n# A", 0),
            ("---\n[]\n---\n", 4),
            ("---\na: 1\na: 2\n---\n", 9),
            ("---\n{{ card_data }}\n---\n", 5),
        ] {
            let error = parse(text, 3, &Limits::default()).unwrap_err();
            assert_eq!(error.offset, offset + 3, "{text}: {error}");
        }
    }

    #[test]
    fn tables_have_cells_with_places() {
        let text = "# A\nbefore\n\n| Task | | Task |\n|--|--|--|\n| **x** y | 1.10 |\n\nafter";
        let tree = read(text);
        let row = tree.get("/sections/0/tables/0/0").unwrap();
        let cells: Vec<_> = row
            .members()
            .iter()
            .map(|cell| {
                let span = cell.node.span;
                (
                    cell.key.as_str(),
                    cell.node.text().unwrap(),
                    &text[span.start - 3..span.end - 3],
                )
            })
            .collect();
        assert_eq!(
            cells,
            [
                ("Task", "x y", "**x** y"),
                ("column 2", "1.10", "1.10"),
                ("Task (column 3)", "", ""),
            ]
        );
        let text = tree.get("/sections/0/text").unwrap();
        assert_eq!(text.text(), Some("before\nafter"));
    }

    #[test]
    fn hostile_documents_end_soon() {
        let table = format!("|{}|\n|-|\n{}", "h".repeat(100_000), "|x|\n".repeat(50_000));
        assert!(parse(&table, 0, &Limits::default()).is_err());
        for unit in [
            "- ", "> ", "<div", "<!--", "<h1>", "[", "![", "**a ", "&#x", "|a", "<a b=\"",
        ] {
            let text = unit.repeat(200_000 / unit.len());
            assert!(parse(&text, 0, &Limits::default()).is_ok(), "{unit}");
            let text = format!("{unit}\n\n").repeat(20_000);
            assert!(parse(&text, 0, &Limits::default()).is_ok(), "{unit}");
        }
    }

    fn check_spans(text: &str, node: &Node) {
        assert!(text.get(node.span.start..node.span.end).is_some());
        for child in node
            .members()
            .iter()
            .map(|member| &member.node)
            .chain(node.items())
        {
            assert!(node.span.start <= child.span.start && child.span.end <= node.span.end);
            check_spans(text, child);
        }
    }

    proptest! {
        #[test]
        fn any_text_has_sections_with_places(
            pieces in prop::collection::vec(
                prop_oneof![
                    prop::sample::select(vec![
                        "# ", "\n", "\r\n", "\n\n", "> ", "- ", "\t", "<h2>", "</h2>", "<!--", "-->",
                        "| a | b |\n|-|-|\n", "|x|", "![", "](u)", "`", "===", "---", "<p>", "é",
                    ])
                    .prop_map(str::to_owned),
                    any::<String>(),
                ],
                0..20,
            ),
        ) {
            let text = pieces.concat();
            match parse(&text, 0, &Limits::default()) {
                Ok(tree) => {
                    let sections = tree.get("/sections").unwrap();
                    prop_assert!(!sections.items().is_empty());
                    prop_assert!(sections.items().is_sorted_by_key(|section| section.span));
                    check_spans(&text, sections);
                }
                Err(error) => prop_assert!(error.offset <= text.len()),
            }
        }
    }
}
