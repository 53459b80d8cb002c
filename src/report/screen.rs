//! A terminal page under construction: width, colour and indentation in one place. Colour comes on
//! top of words and never instead of them.

use anstyle::{AnsiColor, Style};

use super::Options;
use crate::printable::{inert, wrap};

/// What a piece of text is, which decides how it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Good,
    Bad,
    Open,
    Strong,
    Faint,
}

pub(super) struct Screen {
    text: String,
    pub(super) color: bool,
    pub(super) width: usize,
}

impl Screen {
    pub(super) fn new(options: &Options) -> Self {
        Self {
            text: String::new(),
            color: options.color,
            // Narrower than this, indentation leaves no room for words.
            width: options.width.clamp(32, 100),
        }
    }

    pub(super) fn paint(&self, role: Role, text: &str) -> String {
        if !self.color {
            return text.to_owned();
        }
        let style = match role {
            Role::Good => Style::new().bold().fg_color(Some(AnsiColor::Green.into())),
            Role::Bad => Style::new().bold().fg_color(Some(AnsiColor::Red.into())),
            Role::Open => Style::new().bold().fg_color(Some(AnsiColor::Yellow.into())),
            Role::Strong => Style::new().bold(),
            Role::Faint => Style::new().dimmed(),
        };
        // Each line for itself, so that indentation is never painted.
        text.split('\n')
            .map(|line| {
                let start = line.len() - line.trim_start().len();
                let (indent, rest) = line.split_at_checked(start).unwrap_or(("", line));
                format!("{indent}{style}{rest}{style:#}")
            })
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// A line, or several, as they are.
    pub(super) fn line(&mut self, text: &str) {
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    pub(super) fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A cleaned text, wrapped: the first line after `first`, the others below it.
    pub(super) fn wrapped(&mut self, first: &str, text: &str) {
        let text = self.wrap(first, text);
        self.line(&text);
    }

    pub(super) fn wrapped_as(&mut self, role: Role, first: &str, text: &str) {
        let text = self.wrap(first, text);
        let text = self.paint(role, &text);
        self.line(&text);
    }

    fn wrap(&self, first: &str, text: &str) -> String {
        let indent = crate::printable::width(first);
        // On a narrow terminal a deep indent would leave columns of single words.
        let indent = if indent * 3 > self.width { 4 } else { indent };
        let rest = " ".repeat(indent);
        wrap(text, self.width, first, &rest)
    }

    /// The title of a section, with a blank line before and after it.
    pub(super) fn heading(&mut self, role: Role, title: &str) {
        self.blank();
        let title = self.paint(role, title);
        self.line(&title);
        self.blank();
    }

    /// A block of lines, indented.
    pub(super) fn indented(&mut self, indent: &str, block: &str) {
        for line in block.lines() {
            self.line(&format!("{indent}{line}"));
        }
    }

    pub(super) fn finish(self) -> String {
        // What is shown on a terminal ends up in the logs of CI systems too.
        let mut text = inert(&self.text);
        text.truncate(text.trim_end().len());
        text.push('\n');
        text
    }
}
