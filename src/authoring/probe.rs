//! One check of a plugin, made over a dossier without a pack: nothing is judged.

use crate::check::CheckRun;
use crate::fact::{EntityId, EntityKind};
use crate::limits::Limits;
use crate::plugin::{Plugin, Task};
use crate::problem::{Problem, Problems};
use crate::review::Review;
use crate::source::{Dossier, SourceFile};
use crate::{Settings, Target};

/// What stands in a run's place for the pack that asked for it.
const NO_PACK: &str = "none";

/// Makes a check about a principal of the dossier; where none is named, about its subject.
///
/// # Errors
/// The plugin has no such check, the review file names a file that is not there, or nobody says
/// whom the dossier is about.
pub fn probe(
    target: &Target,
    (plugin, check): (&Plugin, &str),
    config: &str,
    about: Option<&str>,
    settings: &Settings,
) -> Result<CheckRun, Problems> {
    let wrong = |message: String, help: &str| {
        Problems::from(Problem::file(&target.path, message).help(help))
    };
    let Some(spec) = plugin.check(check) else {
        let message = format!("the plugin `{}` has no check `{check}`", plugin.manifest.id);
        return Err(wrong(message, "passmuster plugin inspect FILE lists them"));
    };
    let mut intake = target.intake(settings)?;
    let subject = intake.assembled.subject.clone();
    let principals = &intake.assembled.principals;
    let principal = match about {
        Some(text) => principals.iter().find(|it| it.to_string() == text),
        None => subject.as_ref(),
    };
    let Some(principal) = principal.cloned() else {
        let known: Vec<String> = principals.iter().map(ToString::to_string).collect();
        return Err(match about {
            Some(text) => wrong(
                format!("the dossier is not about {text}"),
                &format!("it is about {}", known.join(", ")),
            ),
            None => wrong(
                "nobody says whom the dossier is about".to_owned(),
                "give --review FILE; `passmuster init DIR` makes one",
            ),
        });
    };
    let task = Task {
        pack: NO_PACK,
        plugin,
        check: spec,
        config,
        is_subject: subject.as_ref() == Some(&principal),
        principal: &principal,
    };
    let runs = settings.made(&[task], &mut intake);
    runs.into_iter().next().ok_or_else(|| {
        wrong(
            "internal error: the check made no run".to_owned(),
            "report it with the plugin",
        )
    })
}

/// A review that ties every document of a dossier to `Model::"subject"`.
///
/// # Errors
/// A path that no review file can name.
pub fn tied(dossier: &Dossier) -> Result<Review, Problems> {
    let subject = EntityId::new(EntityKind::Model, "subject");
    let paths = dossier.documents.iter().map(SourceFile::path);
    Review::parse(SourceFile::new(
        "fixture",
        review_of(&subject, paths).into_bytes(),
    ))
}

/// The text of a review that ties documents to a principal.
pub(super) fn review_of<'a>(principal: &EntityId, paths: impl Iterator<Item = &'a str>) -> String {
    let mut review = format!(
        "schema = 1\n[subject]\nkind = \"{}\"\nname = \"{}\"\n",
        principal.kind.name().to_lowercase(),
        principal.name
    );
    for path in paths {
        let path = toml::Value::String(path.to_owned());
        review.push_str(&format!(
            "[[document]]\npath = {path}\nabout = \"subject\"\n"
        ));
    }
    review
}

/// The settings under which a fixture is tried: the defaults, at its date.
pub fn settings(as_of: jiff::civil::Date) -> Settings {
    Settings {
        as_of,
        action: None,
        enforce: crate::evaluate::Enforce::Pack,
        limits: Limits::default(),
        checks: crate::plugin::Limits::default(),
        trust: None,
        decisions: None,
    }
}
