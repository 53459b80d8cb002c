//! Patterns of a trust policy: a text with at most one `*`, which stands for any characters.

/// A pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern(String);

impl Pattern {
    /// A pattern of statement types: exact, or a beginning and `*`; `*` alone is every type.
    pub(super) fn of_types(text: &str) -> Result<Self, &'static str> {
        match text.split_once('*') {
            Some((_, after)) if !after.is_empty() => Err("`*` may stand only at the end"),
            _ if text.trim() != text || text.is_empty() => {
                Err("a type is a text without spaces around it")
            }
            _ => Ok(Self(text.to_owned())),
        }
    }

    /// A pattern of certificate subjects: it must say whose, so that `*` does not let in everybody
    /// whom a public certificate authority serves.
    pub(super) fn of_subjects(text: &str) -> Result<Self, &'static str> {
        let stars = text.matches('*').count();
        let Some((before, after)) = text.split_once('*') else {
            return if text.trim().is_empty() {
                Err("the subject is empty")
            } else {
                Ok(Self(text.to_owned()))
            };
        };
        let after_scheme = before.split_once("://").map(|(_, rest)| rest);
        let owner = |rest: &str| {
            let mut parts = rest.split('/');
            let host = parts.next().unwrap_or_default();
            !host.is_empty()
                && parts.next().is_some_and(|it| !it.is_empty())
                && rest.matches('/').count() >= 2
        };
        let address = after.starts_with('@') && after.contains('.');
        if stars == 1 && (after_scheme.is_some_and(owner) || (before.is_empty() && address)) {
            Ok(Self(text.to_owned()))
        } else {
            Err("this would let in strangers")
        }
    }

    /// Whether a text fits.
    pub(super) fn matches(&self, text: &str) -> bool {
        match self.0.split_once('*') {
            None => self.0 == text,
            Some((before, after)) => {
                text.len() >= before.len() + after.len()
                    && text.starts_with(before)
                    && text.ends_with(after)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
    use super::*;

    #[test]
    fn a_subject_says_whose() {
        for good in [
            "https://ci.example/acme/*",
            "https://ci.example/acme/claims/*@refs/heads/main",
            "*@acme.example",
            "anna@acme.example",
            "CN=acme",
        ] {
            assert!(Pattern::of_subjects(good).is_ok(), "{good}");
        }
        for bad in [
            "*",
            "",
            " ",
            "https://*",
            "https://ci.example/*",
            "https://ci.example/acme*",
            "*acme.example",
            "*@",
            "a*b",
            "https://ci.example/acme/*/*",
            "https:///acme/*",
        ] {
            assert!(Pattern::of_subjects(bad).is_err(), "{bad}");
        }
        let pattern = Pattern::of_subjects("https://ci.example/acme/*").unwrap();
        assert!(pattern.matches("https://ci.example/acme/x"));
        assert!(!pattern.matches("https://ci.example/acme-evil/x"));
        let overlap = Pattern::of_subjects("https://ci.example/acme/a*a").unwrap();
        assert!(!overlap.matches("https://ci.example/acme/a"));
    }

    #[test]
    fn a_type_is_exact_or_a_beginning() {
        assert!(
            Pattern::of_types("*")
                .unwrap()
                .matches("https://a.example/t/v1")
        );
        let slsa = Pattern::of_types("https://slsa.dev/provenance/*").unwrap();
        assert!(slsa.matches("https://slsa.dev/provenance/v1"));
        assert!(!slsa.matches("https://slsa.dev/verification_summary/v1"));
        for bad in ["", " a", "a*b", "**"] {
            assert!(Pattern::of_types(bad).is_err(), "{bad}");
        }
    }
}
