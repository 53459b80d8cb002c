//! Text in the log of a CI system, which takes certain lines for commands.

use super::block;

/// The message of a GitHub workflow command, line breaks kept (`escapeData` of actions/toolkit).
pub fn workflow_data(text: &str) -> String {
    block(text)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property of a GitHub workflow command (`escapeProperty` of actions/toolkit).
pub fn workflow_property(text: &str) -> String {
    workflow_data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Text for people in which no line is a command of a CI system: GitHub's runner takes a line that
/// begins with `::`, and `##[` anywhere in a line; Azure's `##vso[`; TeamCity's `##teamcity[`. A
/// space is put in between, where it can be seen.
pub fn inert(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let start = line.len() - line.trim_start().len();
        let (indent, rest) = line.split_at_checked(start).unwrap_or(("", line));
        out.push_str(indent);
        let mut rest = rest;
        if let Some(after) = rest.strip_prefix("::") {
            out.push_str(": :");
            rest = after;
        }
        while let Some((before, after)) = rest.split_once("##") {
            out.push_str(before);
            let command = ["[", "vso[", "teamcity["];
            // A third one could begin it as well.
            if command.iter().any(|it| after.starts_with(it)) {
                out.push_str("# #");
                rest = after;
            } else {
                out.push('#');
                rest = rest.get(before.len() + 1..).unwrap_or_default();
            }
        }
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_a_command() {
        assert_eq!(workflow_data("100%\r\n::x\u{1b}"), "100%25%0A::x\\u{1b}");
        assert_eq!(workflow_property("a:b,c%"), "a%3Ab%2Cc%25");
        for (text, written) in [
            (
                "::error::x\n  ::set-env\na ::b",
                ": :error::x\n  : :set-env\na ::b",
            ),
            ("a ##[add-mask]e", "a # #[add-mask]e"),
            (
                "###[x] ##vso[y] ##teamcity[z]",
                "## #[x] # #vso[y] # #teamcity[z]",
            ),
            ("## Direct Use\n### a ##", "## Direct Use\n### a ##"),
        ] {
            assert_eq!(inert(text), written);
        }
    }
}
