//! One finding at length: what happened, the lines of the documents, the clause, what would help.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::grouped::{by_control, group};
use crate::excerpt::Excerpt;
use crate::fact::{Key, Origin, Worth};
use crate::finding::Finding;
use crate::printable::{one_line, terminal, truncate};
use crate::report::screen::{Role, Screen};
use crate::report::{Options, entity_words, place_words, worth_words};
use crate::run::DossierResult;

/// Most places of one finding that are shown with their lines.
const PLACES: usize = 3;

pub(super) fn section(
    title: &str,
    dossier: &DossierResult,
    findings: &[&Finding],
    options: &Options,
    screen: &mut Screen,
) {
    if findings.is_empty() {
        return;
    }
    screen.heading(Role::Bad, &format!("{title} ({})", findings.len()));
    for findings in by_control(findings) {
        // A check can report dozens: those of one control stand together.
        if findings.len() > 1 && findings.iter().all(|it| it.reported.is_some()) {
            group(dossier, &findings, options, screen);
            continue;
        }
        for finding in findings {
            problem(dossier, finding, options, screen);
            screen.blank();
        }
    }
}

fn problem(dossier: &DossierResult, finding: &Finding, options: &Options, screen: &mut Screen) {
    screen.wrapped_as(Role::Strong, "- ", &one_line(&finding.title));
    let mut what = format!(
        "{}, {}",
        terminal(&finding.control),
        finding.severity.name()
    );
    if finding.entity != dossier.subject {
        what.push_str(&format!(", {}", terminal(&entity_words(&finding.entity))));
    }
    let digits: String = finding.fingerprint.chars().take(12).collect();
    what.push_str(&format!(", finding {digits}"));
    screen.wrapped_as(Role::Faint, "  ", &what);
    screen.wrapped("  ", &one_line(&finding.message));
    excerpts(dossier, finding, screen);
    if options.verbose {
        for clause in &finding.clauses {
            let wanted = match (clause.decisive, clause.wanted) {
                (false, _) => "",
                (true, true) => ", has to be true",
                (true, false) => ", has to be false",
            };
            let lead = format!("  {}{wanted}: ", clause.truth.name());
            screen.wrapped(&lead, &one_line(&clause.text));
        }
    }
    remedies(finding, screen);
    if options.verbose && !finding.why.is_empty() {
        screen.wrapped("  Why: ", &one_line(&finding.why));
    }
    if options.verbose {
        for citation in &finding.citations {
            let title = one_line(&citation.title);
            let text = format!("{title} ({})", one_line(&citation.status));
            screen.wrapped_as(Role::Faint, "  Cites: ", &text);
        }
    } else if !finding.citations.is_empty() {
        let ids: Vec<String> = finding
            .citations
            .iter()
            .map(|it| one_line(&it.id))
            .collect();
        screen.wrapped_as(Role::Faint, "  Cites: ", &ids.join(", "));
    }
}

/// The lines of the first places that a finding rests on.
pub(super) fn excerpts(dossier: &DossierResult, finding: &Finding, screen: &mut Screen) {
    for place in places(finding).iter().take(PLACES) {
        excerpt(dossier, place, screen);
    }
}

/// The alternatives that would satisfy the control; the pack's advice where there are none.
pub(super) fn remedies(finding: &Finding, screen: &mut Screen) {
    for (number, remedy) in finding.remedy.iter().enumerate() {
        let lead = if number == 0 {
            "  To satisfy: "
        } else {
            "          or: "
        };
        screen.wrapped(lead, &one_line(remedy));
    }
    if finding.remedy.is_empty() && !finding.remediation.is_empty() {
        screen.wrapped("  To satisfy: ", &one_line(&finding.remediation));
    }
}

/// A value at a place.
struct Place<'a> {
    origin: &'a Origin,
    worth: Worth,
    key: Option<&'a Key>,
    value: &'a str,
    below_minimum: bool,
}

/// The places that a finding rests on, each once: first the values of the clauses that do not
/// hold, then its other evidence.
fn places(finding: &Finding) -> Vec<Place<'_>> {
    let read = finding
        .clauses
        .iter()
        .filter(|clause| clause.decisive)
        .flat_map(|clause| &clause.values)
        .map(|it| Place {
            origin: &it.origin,
            worth: it.worth,
            key: Some(&it.key),
            value: &it.value,
            below_minimum: it.below_minimum,
        });
    let rest = finding.evidence.iter().map(|it| Place {
        origin: &it.origin,
        worth: it.worth,
        key: it.key.as_ref(),
        value: &it.value,
        below_minimum: false,
    });
    let mut places: Vec<Place<'_>> = Vec::new();
    for place in read.chain(rest) {
        let same = |it: &Place<'_>| {
            it.origin.document == place.origin.document && it.origin.span == place.origin.span
        };
        if !places.iter().any(same) {
            places.push(place);
        }
    }
    places
}

fn excerpt(dossier: &DossierResult, place: &Place<'_>, screen: &mut Screen) {
    let origin = place.origin;
    let head = place_words(origin);
    let mut worth = worth_words(place.worth);
    if place.below_minimum {
        worth.push_str("; worth too little here");
    }
    let head = format!("--> {head} ({worth})");
    screen.wrapped_as(Role::Faint, "    ", &head);
    let columns = screen.width.saturating_sub(14);
    let shown = dossier
        .sources
        .get(&origin.document)
        .and_then(|source| Excerpt::of(source, origin.span, columns));
    let Some(shown) = shown else {
        return;
    };
    let label = place.key.map(|key| {
        let label = format!("{} = {}", terminal(&key.to_string()), one_line(place.value));
        let before = shown.text.get(..shown.marked.start).unwrap_or_default();
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        let used = shown.marked.end.saturating_sub(line);
        truncate(&label, columns.saturating_sub(used).max(columns / 3))
    });
    let annotation = AnnotationKind::Primary
        .span(shown.marked.clone())
        .label(label);
    let snippet = Snippet::source(shown.text.as_str())
        .line_start(shown.line)
        .fold(false)
        .annotation(annotation);
    let renderer = if screen.color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let report = [Group::with_level(Level::ERROR).element(snippet)];
    let text = renderer.term_width(screen.width - 4).render(&report);
    screen.indented("    ", &text);
}
