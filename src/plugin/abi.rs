//! The versions of the plugin world that this host runs, side by side, from one table. A guest of an
//! older minor version links to the newer one of its line; a change of types is a line of its own.

use wasmtime::component::Component;
use wasmtime::{Engine, Store};

use super::answer::Answer;
use super::calls::Call;
use super::v0_1;

/// A component that is linked to its version of the world.
pub(super) trait Ready: Send + Sync {
    /// Instantiates it in a store and makes one check.
    ///
    /// # Errors
    /// Traps, exhausted budgets and malformed answers, as wasmtime reports them.
    fn run(&self, store: &mut Store<Call>, check: &str, config: &str) -> wasmtime::Result<Answer>;
}

type Link = fn(&Engine, &Component) -> wasmtime::Result<Box<dyn Ready>>;

/// One line of the world.
pub(super) struct Abi {
    /// Its newest version.
    version: &'static str,
    /// Links a component to it.
    pub(super) link: Link,
}

/// All lines, newest last.
pub(super) const ABIS: &[Abi] = &[Abi {
    version: "0.1.0",
    link: v0_1::link,
}];

/// The line that runs what was built for a version: of the same line and no newer.
pub(super) fn abi(version: &str) -> Option<&'static Abi> {
    let asked = parts(version)?;
    ABIS.iter()
        .find(|abi| parts(abi.version).is_some_and(|has| line(has) == line(asked) && asked <= has))
}

/// The newest versions of all lines, newest last.
pub fn apis() -> Vec<&'static str> {
    ABIS.iter().map(|abi| abi.version).collect()
}

/// What the versions have in common that are compatible: below 1.0 the first two numbers, else the
/// first (Semantic Versioning 2.0.0 as the component model's linking reads it).
fn line((major, minor, _): (u64, u64, u64)) -> (u64, u64) {
    (major, if major == 0 { minor } else { 0 })
}

/// Three numbers and nothing else; a pre-release promises nothing to anybody.
fn parts(version: &str) -> Option<(u64, u64, u64)> {
    let mut numbers = version.split('.').map(|part| {
        let plain = !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && (part == "0" || !part.starts_with('0'));
        plain.then(|| part.parse::<u64>().ok()).flatten()
    });
    let parts = (numbers.next()??, numbers.next()??, numbers.next()??);
    numbers.next().is_none().then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_find_their_line() {
        for (version, runs) in [
            ("0.1.0", true),
            ("0.1.1", false),
            ("0.2.0", false),
            ("0.0.9", false),
            ("1.1.0", false),
            ("0.1.0-rc.1", false),
            ("0.1", false),
            ("0.1.0.0", false),
            ("00.1.0", false),
            ("0.1.", false),
            ("", false),
        ] {
            assert_eq!(abi(version).is_some(), runs, "{version}");
        }
        assert_eq!(line((1, 4, 2)), line((1, 0, 0)));
        assert_ne!(line((0, 1, 0)), line((0, 2, 0)));
    }

    #[test]
    fn each_line_is_there_once() {
        for (at, abi) in ABIS.iter().enumerate() {
            let own = parts(abi.version).map(line);
            assert!(own.is_some(), "{}", abi.version);
            let twice = ABIS.iter().skip(at + 1);
            assert!(
                twice
                    .into_iter()
                    .all(|it| parts(it.version).map(line) != own)
            );
        }
    }
}
