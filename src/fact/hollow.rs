//! Placeholders: the one shared table of words that fill a field and say nothing.

/// Texts that are never facts, in lower case with surrounding punctuation removed. Gathered from
/// model card templates, bills of materials and questionnaires; "no" and "0" are answers and do
/// not stand here.
const PLACEHOLDERS: &[&str] = &[
    "n/a",
    "n.a",
    "na",
    "not applicable",
    "not available",
    "none",
    "none provided",
    "null",
    "nil",
    "undefined",
    "unknown",
    "unspecified",
    "not specified",
    "not provided",
    "not known",
    "not stated",
    "not disclosed",
    "not documented",
    "no information",
    "no information provided",
    "noassertion",
    "unanswered",
    "tbd",
    "tba",
    "tbc",
    "to be determined",
    "to be added",
    "to be done",
    "to be completed",
    "to do",
    "todo",
    "fixme",
    "wip",
    "work in progress",
    "coming soon",
    "pending",
    "placeholder",
    "example",
    "lorem ipsum",
    "xxx",
    "more information needed",
    "more info needed",
    "information needed",
    "needs more information",
    "more information needed for further recommendations",
    "add here",
    "insert here",
    "optional",
    "see above",
    "see below",
];

/// More than any of [`PLACEHOLDERS`] has.
const MOST_WORDS: usize = 8;

/// Texts that stand where the name of a dataset should, and name none.
const NAMELESS_DATA: &[&str] = &[
    "custom",
    "training",
    "train",
    "private",
    "proprietary",
    "confidential",
    "internal",
    "in house",
    "synthetic",
    "generated",
    "various",
    "multiple",
    "mixed",
    "other",
    "others",
    "public",
    "publicly available",
    "web",
    "internet",
];

/// Whether a text names no dataset: "custom", "private dataset", "Training Data".
pub(super) fn names_no_dataset(text: &str) -> bool {
    let words: Vec<String> = text
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(ToOwned::to_owned)
        .collect();
    let of_data =
        |word: &&String| !matches!(word.as_str(), "data" | "dataset" | "datasets" | "corpus");
    let bare: Vec<&str> = words.iter().filter(of_data).map(String::as_str).collect();
    bare.is_empty() || NAMELESS_DATA.contains(&bare.join(" ").as_str())
}

/// Whether a text only fills its field: empty, punctuation, a template's variable or instruction,
/// or one of the placeholder words.
pub fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    let trimmed = text
        .trim_matches(|c: char| c.is_whitespace() || "[](){}<>*_`\"'.,:;!-–—#|/\\=~…".contains(c));
    // No entry of the table has a digit or as many words: versions, digests, sentences end here.
    if !text.starts_with(['{', '$', '<', '['])
        && (trimmed.bytes().any(|byte| byte.is_ascii_digit())
            || trimmed.split_whitespace().nth(MOST_WORDS).is_some())
    {
        return false;
    }
    let bare: String = trimmed
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    if bare.trim_matches('?').is_empty() || PLACEHOLDERS.contains(&bare.as_str()) {
        return true;
    }
    // A template that nobody filled: `{{ model_summary | default("…") }}`, `<insert name>`,
    // `[optional]`, `${VERSION}`.
    let whole_template = (text.starts_with("{{") && text.ends_with("}}"))
        || (text.starts_with("${") && text.ends_with('}'));
    let instruction = (text.starts_with('<') && text.ends_with('>')
        || text.starts_with('[') && text.ends_with(']'))
        && ["insert", "your ", "add ", "enter ", "describe ", "fill "]
            .iter()
            .any(|word| bare.starts_with(word));
    whole_template || instruction
}

#[cfg(test)]
mod tests {
    use super::{MOST_WORDS, PLACEHOLDERS, is_placeholder, names_no_dataset};

    #[test]
    fn datasets_have_names() {
        for nameless in [
            "custom",
            "Training Data",
            "private dataset",
            "In-house data",
            "dataset",
        ] {
            assert!(names_no_dataset(nameless), "{nameless:?} names no dataset");
        }
        for named in [
            "acme/custom",
            "c4",
            "Claims of 2025",
            "private-claims",
            "openwebtext",
        ] {
            assert!(!names_no_dataset(named), "{named:?} names a dataset");
        }
    }

    #[test]
    fn no_placeholder_is_cut_short() {
        for word in PLACEHOLDERS {
            assert!(word.split_whitespace().count() < MOST_WORDS, "{word}");
            assert!(!word.contains(|c: char| c.is_ascii_digit()), "{word}");
        }
    }

    #[test]
    fn placeholders_are_told_from_answers() {
        for hollow in [
            "",
            "  ",
            "N/A",
            "n/a.",
            "[More Information Needed]",
            "TBD",
            "*None*",
            "-",
            "???",
            "{{ card_data }}",
            "<insert licence>",
            "Unknown",
            "TODO:",
            "_Coming soon…_",
            "${VERSION}",
            "More  information\nneeded",
        ] {
            assert!(is_placeholder(hollow), "{hollow:?} says nothing");
        }
        for said in [
            "no",
            "0",
            "No.",
            "mit",
            "none of the data is personal",
            "unknown to us until 2025",
            "Not applicable to minors",
            "x",
            "<a@b.example>",
            "true",
        ] {
            assert!(!is_placeholder(said), "{said:?} says something");
        }
    }
}
