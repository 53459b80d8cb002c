//! Seeds of the fuzz target `document`: the examples of every format, each under a name by which the
//! target finds it. `UPDATE=1 cargo test --test it seeds` writes them.

use std::path::Path;
use std::{env, fs};

use passmuster::document::{Detected, FORMATS, detect};
use passmuster::limits::Limits;
use passmuster::source::SourceFile;

/// The names of the target: the first byte of its input, modulo their number, chooses.
fn names() -> Vec<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/src/lib.rs");
    let text = fs::read_to_string(source).unwrap();
    let (_, rest) = text.split_once("const NAMES: &[&str] = &[").unwrap();
    let (list, _) = rest.split_once("];").unwrap();
    let names: Vec<String> = list
        .split('"')
        .skip(1)
        .step_by(2)
        .map(ToOwned::to_owned)
        .collect();
    assert!(names.len() > 5, "{names:?}");
    names
}

#[test]
fn every_format_has_seeds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds/document");
    let names = names();
    for format in FORMATS {
        let mut taken = Vec::new();
        for (example, text) in format.examples() {
            let chosen = names.iter().position(|name| {
                let file = SourceFile::new(name.as_str(), text.as_bytes().to_vec());
                let read = detect(&file, &Limits::default());
                matches!(read, Detected::Read(found, _, _) if found.name() == format.name())
            });
            // One for each name, that is for each syntax.
            let Some(index) = chosen.filter(|it| !taken.contains(it)) else {
                continue;
            };
            taken.push(index);
            let first = (0_u8..=255)
                .find(|it| it.is_ascii_alphanumeric() && usize::from(*it) % names.len() == index)
                .unwrap();
            let mut seed = vec![first];
            seed.extend(text.as_bytes());
            let path = folder.join(format!("{}-{index}", format.name()));
            if env::var_os("UPDATE").is_some_and(|it| it == "1") {
                fs::write(&path, &seed).unwrap();
            }
            let found = fs::read(&path).unwrap_or_default();
            assert_eq!(
                found,
                seed,
                "{} is not {example}: UPDATE=1 cargo test --test it seeds",
                path.display()
            );
        }
        assert!(!taken.is_empty(), "{} has no seed", format.name());
    }
}
