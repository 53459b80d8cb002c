//! What is wrong with a pack, a review file or another configuration file: one type for all, with
//! the place and the next step. A problem is an error of whoever runs the program (exit 2), never a
//! finding about a vendor.

use std::fmt;

use crate::source::{SourceFile, Span};

/// Characters of a line that are kept for the message.
const EXCERPT: usize = 160;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, as the user named it.
    pub file: String,
    /// 1-based line; 0 where the problem is the file as a whole.
    pub line: usize,
    /// 1-based column; 0 where the problem is the file as a whole.
    pub column: usize,
    /// What is wrong, naming the thing.
    pub message: String,
    /// The next step; may be empty.
    pub help: Box<str>,
    /// The start of the line, where the place stands in it.
    pub excerpt: Box<str>,
    /// How many characters from the column on are meant; at least one.
    pub width: usize,
    /// The lint of a pack that it is (`PL-…`, see `authoring::lint`); empty for everything else.
    pub lint: &'static str,
}

impl Problem {
    /// A problem with a file as a whole.
    pub fn file(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line: 0,
            column: 0,
            message: message.into(),
            help: Box::default(),
            excerpt: Box::default(),
            width: 1,
            lint: "",
        }
    }

    /// A problem at a place of a file.
    pub fn at(source: &SourceFile, span: Span, message: impl Into<String>) -> Self {
        let place = source.location(span.start);
        let end = source.location(span.end);
        let width = if end.line == place.line {
            end.column.saturating_sub(place.column)
        } else {
            1
        };
        Self {
            file: source.path().to_owned(),
            line: place.line,
            column: place.column,
            message: message.into(),
            help: Box::default(),
            // A place far along a line stands without the line: the start of it would not show it.
            excerpt: if place.column <= EXCERPT {
                source.line_text(place.line, EXCERPT).into()
            } else {
                Box::default()
            },
            width: width.max(1),
            lint: "",
        }
    }

    /// The same, known by a lint's id.
    #[must_use]
    pub fn lint(mut self, id: &'static str) -> Self {
        self.lint = id;
        self
    }

    /// The same, with the next step.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into().into_boxed_str();
        self
    }
}

impl fmt::Display for Problem {
    /// The compiler's way: message, place, the line with a mark, the next step. The caller makes
    /// it safe for its sink.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)?;
        if self.line == 0 {
            write!(f, "\n  --> {}", self.file)?;
        } else {
            let gutter = self.line.to_string().len();
            let pad = " ".repeat(gutter);
            write!(f, "\n{pad}--> {}:{}:{}", self.file, self.line, self.column)?;
            if self.column <= EXCERPT {
                let length = self.excerpt.chars().count();
                let before = self.column.saturating_sub(1).min(length);
                let width = self.width.min(length.saturating_sub(before)).max(1);
                let excerpt = self.excerpt.replace('\t', " ");
                write!(f, "\n{pad} |\n{} | {excerpt}", self.line)?;
                write!(f, "\n{pad} | {}{}", " ".repeat(before), "^".repeat(width))?;
            }
        }
        if !self.help.is_empty() {
            write!(f, "\n  = help: {}", self.help)?;
        }
        Ok(())
    }
}

/// Several problems, never none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

/// Reads a TOML file into its wire struct.
///
/// # Errors
/// The problem at its place.
pub(crate) fn toml_file<T: serde::de::DeserializeOwned>(
    source: &SourceFile,
) -> Result<T, Problems> {
    let text = source.text().map_err(|error| {
        Problem::at(
            source,
            Span::new(error.offset(), error.offset()),
            error.to_string(),
        )
    })?;
    toml::from_str(text).map_err(|error| {
        let message = error.message().trim().to_owned();
        match error.span() {
            Some(span) => Problem::at(
                source,
                Span::new(span.start + source.bom(), span.end + source.bom()),
                message,
            ),
            None => Problem::file(source.path(), message),
        }
        .into()
    })
}

/// The name of a list that is nearest to what was written, if one is near: for "did you mean".
pub fn nearest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = 1 + written.chars().count() / 3;
    names
        .into_iter()
        .map(|name| (distance(written, name), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| name)
}

/// Levenshtein distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut last = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, cb) in row.iter_mut().skip(1).zip(&b) {
            let cost = last + usize::from(ca != *cb);
            last = *cell;
            left = cost.min(last + 1).min(left + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or(0)
}
