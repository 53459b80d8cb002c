//! Markdown in which text from outside is text: no markup, and nothing that a forge makes a link,
//! a mention or a reference of after the Markdown was rendered.

use super::{one_line, terminal};

/// Characters that can open markup within a line (CommonMark 0.31, section 6; tables and
/// strikethrough of GFM).
const MARKUP: &str = "\\`*[]<>|~^";
/// Characters with which forges begin a mention, a reference or a formula. They look for them in
/// the rendered text, where a backslash is gone; code they leave alone.
const REFERS: &str = "@#$";
/// The same where a word follows at once: GitLab's merge requests, labels, milestones, epics, alerts.
const REFERS_TO_A_WORD: &str = "!~%&^";

/// Prose as Markdown on one line in which nothing is markup and nothing is a link: what could open
/// markup is escaped, what forges turn into mentions, references and addresses stands in code.
pub fn markdown(text: &str) -> String {
    let text = one_line(text);
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let before = |word: &str| {
            text.get(at.saturating_sub(word.len())..at)
                .is_some_and(|it| it.eq_ignore_ascii_case(word))
        };
        let word = next.is_some_and(|it| it.is_alphanumeric() || it == '"');
        let refers = REFERS.contains(c)
            || (REFERS_TO_A_WORD.contains(c) && word)
            || (c == ':' && next == Some('/'))
            || (c == '.' && before("www"))
            || (c == '-' && before("gh") && word);
        if refers != in_code {
            out.push('`');
            in_code = refers;
        }
        let begins = text.get(..at).unwrap_or_default();
        let digits = !begins.is_empty() && begins.bytes().all(|it| it.is_ascii_digit());
        let escaped = MARKUP.contains(c)
            // Within a word it emphasises nothing, and names of attributes have it.
            || (c == '_' && !(begins.ends_with(char::is_alphanumeric) && word))
            // What begins a list or underlines a heading.
            || (begins.is_empty() && "-+=".contains(c))
            || (digits && ".)".contains(c) && next.is_none_or(char::is_whitespace));
        if !in_code && escaped {
            out.push('\\');
        }
        out.push(c);
    }
    if in_code {
        out.push('`');
    }
    out
}

/// A path as Markdown: in code, as it is.
pub fn markdown_code(text: &str) -> String {
    let text = terminal(text);
    let text = text.trim();
    // In a table a bar ends the cell even in code.
    if text.is_empty() || text.contains('|') {
        return markdown(text);
    }
    let longest = text
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let edge = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{edge}{text}{edge}{fence}")
}

/// Prose for OSCAL's markup (a part of CommonMark), which some readers render and others show as it
/// is: only what opens code, emphasis, links, images, HTML, entities or insertions is escaped.
pub fn markup(text: &str) -> String {
    let text = one_line(text);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\`*[]<>{}&".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::panic,
        reason = "a test that fails may panic"
    )]
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;
    use crate::printable::is_dangerous;

    /// What is rendered by forges, and more.
    fn events(text: &str) -> Parser<'_> {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_GFM
            | Options::ENABLE_MATH
            | Options::ENABLE_WIKILINKS
            | Options::ENABLE_SUPERSCRIPT
            | Options::ENABLE_SUBSCRIPT;
        Parser::new_ext(text, options)
    }

    /// The text of an item of a list, which is nothing but that.
    fn item(markdown: &str) -> String {
        let mut all = String::new();
        for event in events(&format!("- {markdown}\n")) {
            match event {
                Event::Start(Tag::List(_) | Tag::Item) => {}
                Event::End(TagEnd::List(_) | TagEnd::Item) => {}
                Event::Text(text) | Event::Code(text) => all.push_str(&text),
                other => panic!("{other:?} from {markdown}"),
            }
        }
        all
    }

    /// The text of a table's cell, and whether a forge would find something in its plain part.
    fn cell(markdown: &str) -> (String, String) {
        let table = format!("| a | b |\n|---|---|\n| x {markdown} y | z |\n");
        let (mut all, mut plain, mut cells) = (String::new(), String::new(), 0);
        for event in events(&table) {
            match event {
                Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow) => {}
                Event::Start(Tag::TableCell) => cells += 1,
                Event::End(
                    TagEnd::Table | TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell,
                ) => {}
                Event::Text(text) if cells == 3 => {
                    all.push_str(&text);
                    plain.push_str(&text);
                }
                Event::Code(text) if cells == 3 => {
                    all.push_str(&text);
                    plain.push('\u{0}');
                }
                Event::Text(_) => {}
                other => panic!("{other:?} from {markdown}"),
            }
        }
        assert_eq!(cells, 4, "{markdown}");
        (all, plain)
    }

    #[test]
    fn nothing_refers_to_anything() {
        assert_eq!(
            markdown("[a](b) <i>\n`c` http://d"),
            r"\[a\](b) \<i\> \`c\` http`:`//d"
        );
        for (text, written) in [
            ("data_retention_days: _a_", "data_retention_days: \\_a\\_"),
            ("- 1. a", "\\- 1. a"),
            ("12) a", "12\\) a"),
            ("0.1.0", "0.1.0"),
            ("@someone", "`@`someone"),
            ("a@b.example", "a`@`b.example"),
            ("org/repo#12, gh-3", "org/repo`#`12, gh`-`3"),
            ("see www.x.example", "see www`.`x.example"),
            ("@@#", "`@@#`"),
            ("`@`", "\\``@`\\`"),
            ("100% of A&A", "100% of A`&`A"),
        ] {
            assert_eq!(markdown(text), written);
        }
        assert_eq!(markdown_code("a`b``c"), "```a`b``c```");
        assert_eq!(markdown_code("a|b"), "a\\|b");
        assert_eq!(markdown_code("`"), "`` ` ``");
        assert_eq!(markup("[a](b) <i> a_b"), r"\[a\](b) \<i\> a_b");
    }

    proptest! {
        #[test]
        fn markdown_says_what_the_text_says(text in prop::collection::vec(prop_oneof![
            any::<char>(), prop::sample::select("`@#$|\\<>!&~%^:/.-*_[]()wghGH1 a\n".chars().collect::<Vec<_>>())
        ], 0..60).prop_map(|it| it.into_iter().collect::<String>())) {
            let (all, plain) = cell(&markdown(&text));
            prop_assert_eq!(all, format!("x {} y", one_line(&text)));
            let single = one_line(&text);
            if !single.is_empty() {
                prop_assert_eq!(item(&markdown(&text)), single);
            }
            prop_assert!(!plain.contains(['@', '#', '$']), "{plain:?}");
            prop_assert!(!plain.contains("://") && !plain.to_lowercase().contains("www."));
            let (code, _) = cell(&markdown_code(&text));
            let wanted = terminal(&text);
            let wanted = if wanted.contains('|') { one_line(&wanted) } else { wanted };
            prop_assert!(code.contains(wanted.trim()), "{code:?} {wanted:?}");
            prop_assert!(!markup(&text).contains(is_dangerous));
            let rendered = markup(&text);
            let links = Parser::new(&rendered).any(|it| matches!(it,
                Event::Start(Tag::Link { .. } | Tag::Image { .. }) | Event::Html(_) | Event::InlineHtml(_)));
            prop_assert!(!links, "{rendered}");
        }
    }
}
