//! The run as one page for people who read reports: no network, everything in the file, readable
//! without script. The template escapes markup; [`view`] cleans every text that it is given. The one
//! script narrows the list of findings; the page's content policy names it by its hash, so that
//! nothing else can run.

use std::io;

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::{Options, Report};
use crate::run::Run;

mod view;

/// `html`.
pub(super) struct Html;

impl Report for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn extension(&self) -> &'static str {
        "html"
    }

    fn about(&self) -> &'static str {
        "one self-contained page for people who decide"
    }

    fn write(&self, run: &Run, _: &Options, out: &mut dyn io::Write) -> io::Result<()> {
        let page = Page {
            script_hash: script_hash(),
            run: view::run(run),
        };
        page.write_into(out)?;
        out.write_all(b"\n")
    }
}

// Askama looks for `path` in `templates/` only; an include is looked for from the folder that
// rustc runs in, which is the package's.
#[derive(Template)]
#[template(source = "{% include \"src/report/html/page.html\" %}", ext = "html")]
struct Page {
    script_hash: String,
    run: view::Run,
}

/// The script's source expression (Content Security Policy Level 3, section 2.3.1): over the bytes
/// between the tags, line breaks included.
fn script_hash() -> String {
    let script = format!("\n{}\n", include_str!("html/filter.js").trim_end());
    let digest = STANDARD.encode(Sha256::digest(script));
    format!("sha256-{digest}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest as _, Sha256};

    use crate::printable::is_dangerous;
    use crate::report::{Options, report, sample};
    use crate::run::Run;

    fn written(run: &Run) -> String {
        let mut out = Vec::new();
        let options = Options::default();
        report("html")
            .unwrap()
            .write(run, &options, &mut out)
            .unwrap();
        let text = String::from_utf8(out).unwrap();
        if let Some(path) = std::env::var_os("PASSMUSTER_KEEP_HTML") {
            let name = format!("{}-{}.html", run.dossiers.len(), text.len());
            std::fs::write(std::path::Path::new(&path).join(name), &text).unwrap();
        }
        text
    }

    #[test]
    fn the_page_says_what_why_and_what_next() {
        let text = written(&sample::run(vec![sample::dossier()]));
        for part in [
            "<title>Fails: model chat-7b</title>",
            "1 mandatory control fails",
            "passmuster init &#39;dossiers/chat 7b&#39;",
            "What fails",
            "Customers are told of incidents within 72 hours</h4>",
            "<mark>120 hours</mark>",
            "worth too little here",
            "resource.incident_notice_hours &#60;= 72",
            "What needs a decision",
            "What is missing",
            "Please state the subprocessors of vendor Acme.",
            "id: red_team_date",
            "What holds",
            "EU AI Act, Annex IV, 2 (d)",
            "adopted 2024-06-13",
            "model.pt",
            "link.json",
            "The risk tier is high, because nobody said otherwise.",
            "the review has no dataset",
            "--as-of 2026-11-22",
        ] {
            assert!(text.contains(part), "{part}\n--- not in\n{text}");
        }
        assert!(!text.to_lowercase().contains("compliant"));
        written(&sample::run(vec![sample::dossier(), sample::passing()]));
        written(&sample::run(vec![sample::passing()]));
    }

    #[test]
    fn the_page_says_who_has_to_look_and_what_a_check_read() {
        let text = written(&sample::run(vec![sample::checked()]));
        for part in [
            "<strong>3</strong> for a person to look at",
            ">What a person has to look at</h3>",
            "· severity high · 2 findings</p>",
            "· severity high · 14 findings</p>",
            "<b class=\"open\">a person has to look</b>",
            ">Checks of plugins</h3>",
            "17 findings: 14 insufficient, 3 needs-review",
            "Read, not cited:",
            "and 3 more, which were dropped",
        ] {
            assert!(text.contains(part), "{part}\n--- not in\n{text}");
        }
    }

    #[test]
    fn nothing_is_loaded_and_nothing_runs() {
        let text = written(&sample::hostile());
        assert!(!text.contains(|c| c != '\n' && is_dangerous(c)));
        // The page's own script, once, and nothing but it may run.
        let (before, rest) = text.split_once("<script>").unwrap();
        let (script, after) = rest.split_once("</script>").unwrap();
        let digest = STANDARD.encode(Sha256::digest(script));
        let policy = format!(
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; \
             base-uri 'none'; form-action 'none'"
        );
        assert!(text.contains(&policy), "{digest}");
        assert_eq!(script.trim(), include_str!("html/filter.js").trim());
        for part in [
            "innerhtml",
            "eval",
            "fetch",
            "import",
            "write(",
            "function(",
        ] {
            assert!(!script.to_lowercase().contains(part), "{part}");
        }
        let text = format!("{before}{after}").replace("url(#", "");
        for part in [
            "<script",
            "src=",
            "href=\"http",
            "url(",
            "@import",
            "onload",
            "style=\"",
        ] {
            let text = text.to_lowercase();
            assert!(!text.contains(part), "{part}");
        }
        // What came from outside has no markup left: the tags are the template's.
        assert!(text.contains("&#60;script&#62;"));
    }

    #[test]
    fn the_template_cannot_be_talked_out_of_escaping() {
        for template in [
            include_str!("html/page.html"),
            include_str!("html/finding.html"),
            include_str!("html/bundle.html"),
            include_str!("html/glance.html"),
            include_str!("html/charts.html"),
            include_str!("html/bar.html"),
        ] {
            assert!(!template.contains("|safe") && !template.contains("| safe"));
            assert!(!template.contains("={{"), "attributes are quoted");
        }
    }

    /// Headings never skip a level, and tables have headers: what a screen reader goes by.
    #[test]
    fn the_outline_is_whole() {
        for run in [
            sample::run(vec![sample::dossier(), sample::passing()]),
            sample::run(vec![sample::checked()]),
            sample::hostile(),
        ] {
            let text = written(&run);
            sample::whole_outline(&text);
        }
    }
}
