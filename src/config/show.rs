//! The settings as `--show-config` prints them: as a `passmuster.toml` for the working directory,
//! each with where it came from.

use super::{Config, Kind, Pair, SETTINGS, Setting, Source};
use crate::printable::{terminal, toml_text};

impl Config {
    /// The settings of a run as a file that gives the same when it lies in the working directory.
    pub fn show(&self, pairs: &[Pair]) -> String {
        let mut text = String::from("schema = 1\n");
        for setting in SETTINGS {
            if ["dossier", "review"].contains(&setting.key) {
                continue;
            }
            let texts = self.texts(setting.key);
            let line = match self.source(setting.key) {
                Source::Default => {
                    format!("# {}: {}  (default)", setting.key, (setting.unset)())
                }
                source => format!(
                    "{} = {}  # {}",
                    setting.key,
                    shown(setting, &texts),
                    self.whence(setting, source)
                ),
            };
            text.push_str(&line);
            text.push('\n');
        }
        let of = |key: &str, source| {
            Setting::find(key).map_or_else(String::new, |it| self.whence(it, source))
        };
        for pair in pairs {
            let path = toml_text(&pair.dossier.to_string_lossy());
            let whence = match pair.dossier_source {
                Source::Flag => "command line".to_owned(),
                source => of("dossier", source),
            };
            text.push_str(&format!("\n[[dossier]]\npath = {path}  # {whence}\n"));
            let line = match &pair.review {
                Some(review) => format!(
                    "review = {}  # {}",
                    toml_text(&review.to_string_lossy()),
                    of("review", pair.review_source)
                ),
                None if pair.review_source == Source::Default => {
                    "# review: none  (default)".to_owned()
                }
                None => format!("# review: none  ({})", of("review", pair.review_source)),
            };
            text.push_str(&line);
            text.push('\n');
        }
        if pairs.is_empty() {
            text.push_str("\n# dossier: none: name one  (default)\n");
        }
        text
    }

    /// Where a value came from, on one line.
    fn whence(&self, setting: &Setting, source: Source) -> String {
        match (source, &self.file) {
            (Source::Flag, _) => setting.flag(),
            (Source::Environment, _) => setting.variable(),
            (Source::File(span), Some(file)) => {
                let line = file.source.location(span.start).line;
                format!("{}:{line}", terminal(file.source.path()))
            }
            (Source::File(_) | Source::Default, _) => "default".to_owned(),
        }
    }
}

/// Values as TOML.
fn shown(setting: &Setting, texts: &[String]) -> String {
    let one = |text: &String| match setting.kind {
        // A pack's folder is told from a built-in name by its slash.
        Kind::Pack if !text.contains('/') && std::path::Path::new(text).is_relative() => {
            let name = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            toml_text(&if name {
                text.clone()
            } else {
                format!("./{text}")
            })
        }
        Kind::Switch => (text == "true" || text == "1").to_string(),
        _ => toml_text(text),
    };
    if setting.many {
        let list: Vec<String> = texts.iter().map(one).collect();
        format!("[{}]", list.join(", "))
    } else {
        texts.first().map_or_else(String::new, one)
    }
}
