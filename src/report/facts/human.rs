//! The facts of one dossier for people: by entity, in columns, then what counts for nothing and
//! why.

use std::collections::BTreeMap;

use super::FactsView;
use crate::fact::{Fact, Key};
use crate::printable::{one_line, pad, terminal, truncate, width};
use crate::report::screen::{Role, Screen};
use crate::report::{Options, count, entity_words, place_words};

pub(super) fn render(view: &FactsView<'_>, options: &Options) -> String {
    let mut screen = Screen::new(options);
    let subject = terminal(&entity_words(view.subject));
    let subject = screen.paint(Role::Strong, &subject);
    screen.line(&format!("{subject}, from {}", terminal(view.path)));
    if !options.quiet {
        assumed(view, &mut screen);
        facts(&view.facts.facts, options, &mut screen);
        contradictions(view, &mut screen);
        hollow(view, &mut screen);
        untied(view, options, &mut screen);
        crate::report::signed::section("Who stands behind it", view.attested, options, &mut screen);
        documents(view, &mut screen);
        unread(view, options, &mut screen);
    }
    screen.blank();
    let line = [
        count(view.facts.facts.len(), "fact", "facts"),
        format!("{} hollow", view.facts.hollow.len()),
        format!("{} untied", view.facts.untied_facts.len()),
        count(
            view.facts.contradictions.len(),
            "contradiction",
            "contradictions",
        ),
        count(view.documents.len(), "document", "documents"),
        count(view.artifacts.len(), "artifact", "artifacts"),
        format!("{} not read", count(view.unread.len(), "file", "files")),
        format!("{} refused", view.refused.len()),
    ];
    screen.wrapped("", &format!("{}.", line.join(", ")));
    screen.finish()
}

fn assumed(view: &FactsView<'_>, screen: &mut Screen) {
    if view.assumed.is_empty() {
        return;
    }
    screen.heading(Role::Open, "Assumed");
    for sentence in view.assumed {
        screen.wrapped("  - ", &one_line(sentence));
    }
}

/// Attribute, value, place and worth, one fact a line, aligned over all entities. Long values and
/// the folders of places are cut to the width, unless everything is asked for.
fn facts(facts: &[Fact], options: &Options, screen: &mut Screen) {
    let whole = options.verbose;
    let rows: Vec<[String; 4]> = facts
        .iter()
        .map(|fact| {
            let [name, value, place, worth] = row(fact);
            let value = match written(fact) {
                Some(text) if whole => format!("{value}, written \"{text}\""),
                _ => value,
            };
            let place = if whole { place } else { tail(&place, PLACE) };
            [name, value, place, worth]
        })
        .collect();
    let widest = |column: usize, most: usize| {
        let widths = rows
            .iter()
            .filter_map(|row| row.get(column))
            .map(|it| width(it));
        widths.max().unwrap_or(0).min(most)
    };
    let most = if whole { usize::MAX } else { PLACE };
    let (names, places, worths) = (widest(0, 30), widest(2, most), widest(3, 24));
    let taken = names + places + worths + 8;
    let values = if whole {
        widest(1, 60)
    } else {
        widest(1, 60).min(screen.width.saturating_sub(taken).max(12))
    };
    for (group, rows) in facts
        .chunk_by(|a, b| a.entity == b.entity)
        .scan(0, |at, group| {
            let from = *at;
            *at += group.len();
            Some((group, rows.get(from..*at).unwrap_or_default()))
        })
    {
        let Some(first) = group.first() else {
            continue;
        };
        screen.heading(Role::Strong, &terminal(&entity_words(&first.entity)));
        for [name, value, place, worth] in rows {
            let name = pad(&truncate(name, names), names);
            let value = if whole {
                pad(value, values)
            } else {
                pad(&truncate(value, values), values)
            };
            screen.line(&format!(
                "  {name}  {value}  {}  {worth}",
                pad(place, places)
            ));
        }
    }
}

/// Columns of a place: enough for a file name with its line and column.
const PLACE: usize = 30;

/// The end of a text, which of a place says the most.
fn tail(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars().rev() {
        if width(&kept) + width(c.encode_utf8(&mut [0; 4])) + 1 > columns {
            break;
        }
        kept.insert(0, c);
    }
    format!("\u{2026}{kept}")
}

/// How a value is written, where that differs.
fn written(fact: &Fact) -> Option<String> {
    let value = fact.value.to_string();
    let differs = !value.eq_ignore_ascii_case(&fact.text) && !fact.text.is_empty();
    differs.then(|| one_line(&fact.text))
}

fn row(fact: &Fact) -> [String; 4] {
    let name = match &fact.key {
        Key::Attribute(name) => (*name).to_owned(),
        Key::Answer(tag) => terminal(tag),
    };
    let place = place_words(&fact.origin);
    let worth = format!(
        "{}/{}",
        fact.worth.strength.name(),
        fact.worth.backing.name()
    );
    [name, one_line(&fact.value.to_string()), place, worth]
}

fn contradictions(view: &FactsView<'_>, screen: &mut Screen) {
    if view.facts.contradictions.is_empty() {
        return;
    }
    screen.heading(Role::Open, "Contradictions");
    for it in &view.facts.contradictions {
        let text = format!(
            "{}, {} (compared {})",
            terminal(&entity_words(&it.entity)),
            terminal(&it.key.to_string()),
            it.compared
        );
        screen.wrapped("  - ", &text);
        for (number, stated) in it.values.iter().enumerate() {
            let settles = if it.settled == Some(number) {
                ", settles it"
            } else {
                ""
            };
            for (at, worth) in &stated.places {
                let text = format!(
                    "{} {} ({}/{}{settles})",
                    one_line(&stated.shown()),
                    place_words(at),
                    worth.strength.name(),
                    worth.backing.name()
                );
                screen.wrapped("      ", &text);
            }
        }
    }
}

fn hollow(view: &FactsView<'_>, screen: &mut Screen) {
    if view.facts.hollow.is_empty() {
        return;
    }
    screen.heading(Role::Open, "Hollow: the field is there and says nothing");
    for it in &view.facts.hollow {
        let text = format!(
            "{} {}: {}",
            terminal(&it.key.to_string()),
            place_words(&it.origin),
            one_line(&it.reason)
        );
        screen.wrapped("  - ", &text);
    }
}

fn untied(view: &FactsView<'_>, options: &Options, screen: &mut Screen) {
    if view.facts.untied.is_empty() {
        return;
    }
    screen.heading(
        Role::Open,
        "Untied: about something else, counts for nothing",
    );
    let mut by_reason: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for it in &view.facts.untied {
        by_reason.entry(&it.reason).or_default().push(format!(
            "{}, {} in {}",
            terminal(&entity_words(&it.entity)),
            count(it.facts, "fact", "facts"),
            terminal(&it.document),
        ));
    }
    for (reason, entities) in by_reason {
        screen.wrapped("  ", &format!("{}:", one_line(reason)));
        for entity in entities {
            screen.wrapped("  - ", &entity);
        }
    }
    if options.verbose {
        for fact in &view.facts.untied_facts {
            let [name, value, place, worth] = row(fact);
            let entity = terminal(&entity_words(&fact.entity));
            screen.wrapped(
                "      ",
                &format!("{entity}: {name} = {value} {place} {worth}"),
            );
        }
    }
}

fn documents(view: &FactsView<'_>, screen: &mut Screen) {
    if view.documents.is_empty() && view.artifacts.is_empty() {
        return;
    }
    screen.heading(Role::Strong, "Documents and artifacts");
    for it in view.documents {
        let version = it.version.as_deref().map(|it| format!(" {}", terminal(it)));
        let text = format!(
            "{}: {}{}, {}, {}, {}/{}",
            terminal(&it.path),
            it.format,
            version.unwrap_or_default(),
            it.status.name(),
            count(it.facts, "fact", "facts"),
            it.strength.name(),
            it.backing.name()
        );
        screen.wrapped("  - ", &text);
        for remark in &it.remarks {
            screen.wrapped("      ", &one_line(remark));
        }
    }
    for it in view.artifacts {
        let code = if it.kind.can_run_code() {
            ", can run code when it is loaded"
        } else {
            ""
        };
        let text = format!(
            "{}: {}, {} bytes{code}",
            terminal(&it.path),
            it.kind.name(),
            it.bytes
        );
        screen.wrapped("  - ", &text);
    }
}

fn unread(view: &FactsView<'_>, options: &Options, screen: &mut Screen) {
    if view.unread.is_empty() && view.refused.is_empty() {
        return;
    }
    screen.heading(Role::Strong, "Not read");
    for it in view.refused {
        let text = format!("{} (refused): {}", terminal(&it.path), one_line(&it.reason));
        screen.wrapped("  - ", &text);
    }
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for it in view.unread {
        groups.entry(&it.reason).or_default().push(&it.path);
    }
    for (reason, paths) in groups {
        let shown = if options.verbose { paths.len() } else { 3 };
        let mut list: Vec<String> = paths.iter().take(shown).map(|it| terminal(it)).collect();
        if paths.len() > shown {
            list.push(format!("and {} more", paths.len() - shown));
        }
        let text = format!(
            "{}: {} ({})",
            paths.len(),
            one_line(reason),
            list.join(", ")
        );
        screen.wrapped("  - ", &text);
    }
}
