//! Markdown for the comment of a pull request and the summary of a job: what stops the gate, why,
//! and what would open it; the rest folded.
//!
//! - The first line is a **marker**, `<!-- passmuster:ID -->`, the same from run to run for the same
//!   dossiers, action and packs, by which a bot finds the comment that it is to replace.
//! - It **fits**: GitHub takes 65,536 characters. What gates comes first, the gravest first; what
//!   finds no room is counted.
//! - **Nothing from outside is markup**: see [`printable::markdown`](crate::printable::markdown).
//!   What stands in a `<summary>` is this file's own.
//! - **No values**: see [`discreet`](super::discreet).

use std::collections::BTreeMap;
use std::io;

use super::decided;
use super::discreet::Discreet;
use super::{Options, Report, count, counts_line, entity_words, verdict_words, why};
use crate::finding::{Finding, Outcome};
use crate::printable::{markdown, markdown_code, one_line, terminal, truncate};
use crate::run::{DossierResult, Run};
use crate::source::sha256_hex;

/// Most bytes, which are at least as many as characters.
const LIMIT: usize = 65_000;
/// Most bytes of the table of several dossiers.
const TABLE: usize = 16_000;
/// Most bytes of the command that makes the run again.
const COMMAND: usize = 4_000;
/// Most findings of one control that are listed.
const LISTED: usize = 5;
/// Most columns of a name, and of a sentence.
const NAME: usize = 120;
const SENTENCE: usize = 700;

/// `markdown`.
pub(super) struct Markdown;

impl Report for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn extension(&self) -> &'static str {
        "md"
    }

    fn about(&self) -> &'static str {
        "for the comment of a pull request or the summary of a job: places, no values unless `?excerpts=true`"
    }

    fn options(&self) -> &'static [&'static str] {
        &[super::EXCERPTS]
    }

    fn write(&self, run: &Run, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
        out.write_all(page(run, options, LIMIT).as_bytes())
    }
}

fn page(run: &Run, options: &Options, limit: usize) -> String {
    let mut text = head(run);
    let foot = foot(run);
    let sections = if options.quiet {
        Vec::new()
    } else {
        sections(run, options)
    };
    let frames: usize = sections.iter().map(|it| it.frame("", 0).len()).sum();
    // Room for the sentences that say what was cut.
    let reserved = 200 * (sections.len() + 1);
    let mut room = limit.saturating_sub(text.len() + foot.len() + frames + reserved);
    for section in &sections {
        let mut body = String::new();
        let mut cut = 0;
        for (item, findings) in &section.items {
            if cut == 0 && item.len() <= room {
                room -= item.len();
                body.push_str(item);
            } else {
                cut += findings;
            }
        }
        text.push_str(&section.frame(&body, cut));
    }
    text.push_str(&foot);
    text
}

/// One folded part of the page.
struct Section {
    title: &'static str,
    open: bool,
    findings: usize,
    /// Each with the number of findings that it speaks of.
    items: Vec<(String, usize)>,
}

impl Section {
    fn frame(&self, body: &str, cut: usize) -> String {
        let open = if self.open { " open" } else { "" };
        let cut = if cut == 0 {
            String::new()
        } else {
            format!(
                "\n{} left out: a comment has no more room. The outputs `html` and `json` have all.\n",
                count(cut, "finding is", "findings are")
            )
        };
        format!(
            "\n<details{open}>\n<summary>{} ({})</summary>\n\n{body}{cut}\n</details>\n",
            self.title, self.findings
        )
    }
}

type Belongs = fn(&Finding) -> bool;

/// The parts in order of importance: what they are called, whether they are unfolded, whether they
/// are there unless all is asked for, and what belongs in them.
const SECTIONS: &[(&str, bool, bool, Belongs)] = &[
    ("Fails", true, true, |it| {
        it.gates() && it.outcome == Outcome::Fail
    }),
    ("Could not be checked", true, true, |it| {
        it.gates() && it.outcome == Outcome::Error
    }),
    ("Evidence missing", false, true, |it| {
        it.gates() && it.outcome == Outcome::Insufficient && !it.needs_review()
    }),
    ("A person has to look", false, true, |it| {
        it.gates() && it.needs_review()
    }),
    (
        "Does not gate: advisory, decided, or known before",
        false,
        true,
        |it| it.is_open() && !it.gates(),
    ),
    ("Holds", false, false, |it| it.outcome == Outcome::Pass),
];

fn sections(run: &Run, options: &Options) -> Vec<Section> {
    let several = run.dossiers.len() > 1;
    SECTIONS
        .iter()
        .filter(|(_, _, always, _)| *always || options.verbose)
        .map(|(title, open, _, belongs)| {
            let mut section = Section {
                title,
                open: *open,
                findings: 0,
                items: Vec::new(),
            };
            for dossier in &run.dossiers {
                let discreet = Discreet::new(dossier, options);
                let mut groups: Vec<Vec<&Finding>> = Vec::new();
                let mut known: BTreeMap<&str, usize> = BTreeMap::new();
                for finding in dossier.findings.iter().filter(|it| belongs(it)) {
                    let next = groups.len();
                    let at = *known.entry(&finding.control).or_insert(next);
                    match groups.get_mut(at) {
                        Some(group) => group.push(finding),
                        None => groups.push(vec![finding]),
                    }
                }
                for group in groups {
                    section.findings += group.len();
                    let of = several.then_some(dossier);
                    section
                        .items
                        .push((item(&discreet, of, &group), group.len()));
                }
            }
            section
        })
        .filter(|it| it.findings > 0)
        .collect()
}

/// The findings of one control: what it asks, why each came to this, what would satisfy it.
fn item(discreet: &Discreet<'_>, of: Option<&DossierResult>, findings: &[&Finding]) -> String {
    let Some(first) = findings.first() else {
        return String::new();
    };
    let mut what = vec![
        markdown_code(&truncate(&terminal(&first.control), NAME)),
        first.severity.name().to_owned(),
    ];
    if let Some(dossier) = of {
        what.push(name(&entity_words(&dossier.subject)));
    }
    match findings {
        [one] if one.entity != *discreet.subject() => what.push(name(&discreet.entity(one))),
        [_] => {}
        many => what.push(count(many.len(), "finding", "findings")),
    }
    if let Some(note) = &first.enforcement_note {
        what.push(name(note));
    }
    let title = markdown(&truncate(&one_line(&first.title), SENTENCE));
    let mut text = format!("- **{title}** ({})\n", what.join(", "));
    let mut line = |lead: &str, said: &str| {
        let said = truncate(&one_line(said), SENTENCE);
        if !said.is_empty() {
            text.push_str(&format!("  - {lead}{}\n", markdown(&said)));
        }
    };
    for finding in findings.iter().take(LISTED) {
        let mut said = format!("{}{}", decided::lead(finding), discreet.said(finding));
        if findings.len() > 1 {
            said = format!("{}: {said}", discreet.entity(finding));
        }
        line("", &said);
    }
    if findings.len() > LISTED {
        line("", &format!("and {} more", findings.len() - LISTED));
    }
    for (number, remedy) in discreet.remedies(first).iter().enumerate() {
        line(if number == 0 { "To satisfy: " } else { "Or: " }, remedy);
    }
    text
}

fn name(text: &str) -> String {
    markdown(&truncate(&one_line(text), NAME))
}

fn head(run: &Run) -> String {
    let mut text = format!("<!-- passmuster:{} -->\n", id(run));
    let verdict = verdict_words(run.verdict());
    match run.dossiers.as_slice() {
        [one] => text.push_str(&format!(
            "### {verdict}: {}\n\n{}\n\nFor {}, risk tier {}, as of {}.\n",
            name(&entity_words(&one.subject)),
            markdown(&why(one)),
            name(&one.action),
            name(&one.risk_tier),
            name(&run.as_of),
        )),
        many => {
            text.push_str(&format!(
                "### {verdict}: {}\n\nAs of {}.\n\n| dossier | subject | verdict | why |\n|---|---|---|---|\n",
                count(many.len(), "dossier", "dossiers"),
                name(&run.as_of),
            ));
            // The worst first, so that a cut leaves out what is best.
            let mut order: Vec<&DossierResult> = many.iter().collect();
            order.sort_by_key(|it| std::cmp::Reverse(it.verdict));
            let start = text.len();
            for (number, dossier) in order.iter().enumerate() {
                let row = format!(
                    "| {} | {} | {} | {} |\n",
                    markdown_code(&truncate(&terminal(&dossier.path), NAME)),
                    name(&entity_words(&dossier.subject)),
                    verdict_words(dossier.verdict),
                    markdown(&why(dossier)),
                );
                if text.len() + row.len() > start + TABLE {
                    text.push_str(&format!("\nand {} more.\n", order.len() - number));
                    break;
                }
                text.push_str(&row);
            }
        }
    }
    if let Some(enforce) = &run.enforce {
        text.push_str(&format!(
            "\nOnly these gate (`--enforce`): {}.\n",
            name(enforce)
        ));
    }
    text
}

/// What is the same from run to run, and another for another gate.
fn id(run: &Run) -> String {
    let mut text: String = run.packs.iter().map(|it| format!("{}\n", it.id)).collect();
    for it in &run.dossiers {
        text.push_str(&format!("{}\0{}\0{}\n", it.action, it.subject, it.path));
    }
    sha256_hex(text.as_bytes()).chars().take(16).collect()
}

fn foot(run: &Run) -> String {
    let mut text = String::new();
    if let [one] = run.dossiers.as_slice() {
        text.push_str(&format!("\n{}.\n", markdown(&counts_line(one))));
    }
    let packs: Vec<String> = run
        .packs
        .iter()
        .take(20)
        .map(|it| {
            let digest: String = it.sha256.chars().take(12).collect();
            name(&format!("{} {} (sha256 {digest})", it.id, it.version))
        })
        .collect();
    text.push_str(&format!(
        "\nPassmuster {}, {}. Exit code {}.\n",
        name(&run.engine),
        packs.join(", "),
        run.verdict().exit_code()
    ));
    let command = terminal(&run.rerun);
    if command.len() <= COMMAND {
        let longest = command.split(|c| c != '`').map(str::len).max();
        let fence = "`".repeat(longest.unwrap_or_default().max(2) + 1);
        text.push_str(&format!(
            "\n<details>\n<summary>Again</summary>\n\n{fence}sh\n{command}\n{fence}\n\n</details>\n"
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::panic,
        reason = "a test that fails may panic"
    )]
    use pulldown_cmark::{Event, Parser, Tag};

    use super::*;
    use crate::report::sample;

    fn written(run: &Run, excerpts: bool) -> String {
        let options = Options {
            excerpts,
            verbose: true,
            ..Options::default()
        };
        page(run, &options, LIMIT)
    }

    /// All HTML of a page, and the rest of what it is made of.
    fn html(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        for event in Parser::new_ext(text, pulldown_cmark::Options::all()) {
            match event {
                Event::Html(html) | Event::InlineHtml(html) => {
                    found.extend(html.lines().map(|it| it.trim().to_owned()));
                }
                Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::FootnoteDefinition(_)) => {
                    panic!("a link in {text}")
                }
                Event::FootnoteReference(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {
                    panic!("{event:?} in {text}")
                }
                _ => {}
            }
        }
        found.retain(|it| !it.is_empty());
        found
    }

    #[test]
    fn a_comment_says_what_stops_the_gate() {
        let text = written(&sample::run(vec![sample::checked()]), false);
        for line in [
            "### Fails: model chat-7b\n\n1 mandatory control fails",
            "<details open>\n<summary>Fails (1)</summary>\n\n- **Customers are told of incidents within 72 hours** \
             (`PM-INC-02`, high, vendor Acme)\n  - What decides:",
            "  - To satisfy: General advice.",
            "<summary>A person has to look (3)</summary>",
            "(`PM-SCAN-01`, high, 14 findings)",
            "  - and 9 more",
            "<summary>Does not gate: advisory, decided, or known before (1)</summary>",
            "```sh\npassmuster check 'dossiers/chat 7b'",
        ] {
            assert!(text.contains(line), "{line}\n--- not in\n{text}");
        }
        let marker = text.lines().next().unwrap().to_owned();
        let mut later = sample::run(vec![sample::passing()]);
        later.as_of = "2027-01-01".to_owned();
        assert!(written(&later, false).starts_with(&marker), "{marker}");
        later.dossiers.push(sample::dossier());
        let text = written(&later, false);
        assert!(!text.starts_with(&marker) && text.contains("### Fails: 2 dossiers"));
    }

    #[test]
    fn hostile_text_is_text() {
        for excerpts in [false, true] {
            let text = written(&sample::hostile(), excerpts);
            for line in html(&text) {
                let ours = line.starts_with("<!-- passmuster:")
                    || line == "<details>"
                    || line == "<details open>"
                    || line == "</details>"
                    || (line.starts_with("<summary>") && line.ends_with(")</summary>"))
                    || line == "<summary>Again</summary>";
                assert!(ours, "{line}\n{text}");
            }
            let opened = text.matches("\n<details").count();
            assert_eq!(opened, text.matches("\n</details>").count());
        }
    }

    /// What does not fit is cut from the end of what matters least, and counted.
    #[test]
    fn it_fits() {
        let mut dossier = sample::dossier();
        dossier.findings = (0..300)
            .map(|n| {
                let outcome = if n < 20 {
                    Outcome::Fail
                } else {
                    Outcome::Insufficient
                };
                sample::finding(&format!("C-{n}"), outcome, &"@".repeat(300))
            })
            .collect();
        let run = sample::run(vec![dossier; 12]);
        let text = written(&run, true);
        assert!(
            text.len() <= LIMIT && text.len() > LIMIT / 2,
            "{}",
            text.len()
        );
        assert!(text.contains("findings are left out: a comment has no more room"));
        assert!(text.ends_with("</details>\n"));
        html(&text);
        let one = sample::run(vec![sample::dossier()]);
        let text = page(&one, &Options::default(), 3_000);
        assert!(
            text.len() <= 3_000 && text.contains("`PM-INC-02`"),
            "{}\n{text}",
            text.len()
        );
        assert!(!text.contains("PM-ENV-01"), "{text}");
    }
}
