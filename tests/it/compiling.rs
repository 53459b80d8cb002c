//! The child that compiles, and the cache of what it compiled: whatever they do, nothing is loaded
//! that this program has not made, and no child outlives its time.

use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use passmuster::plugin::{Cache, Compiler, Limits, Plugin};
use passmuster::policy;

use crate::attacks::bombs::{checked, workplace};
use crate::attacks::{AROUND, COMPILE, Came, honest};
use crate::common::{AS_OF, Folder, findings, program, ran};
use crate::guest::{plugin, with_section};
use crate::plugins::{PASS, check_with, files, reporting};

/// Compiles the honest plugin with a script in the place of the program.
fn scripted(folder: &Folder, number: usize, script: &str) -> Result<(), (&'static str, String)> {
    let path = folder.write(
        format!("compiler-{number}"),
        format!("#!/bin/sh\n{script}\n"),
    );
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
    let limits = Limits {
        compile_seconds: 1,
        compile_output: 1 << 20,
        ..Limits::default()
    };
    loop {
        let plugin = Plugin::load(honest()).unwrap();
        let result = plugin.compile_with(&Compiler::Child(path.clone()), None, &limits);
        // Another thread's child may still hold the file that was just written.
        if !matches!(&result, Err((_, message)) if message.contains("Text file busy")) {
            return result;
        }
    }
}

fn misbehaving_children(came: &mut Vec<Came>) {
    let folder = Folder::new();
    // The SHA-256 of `abc` (FIPS 180-2, appendix B.1).
    let digest: String = [
        0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22,
        0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00,
        0x15, 0xad,
    ]
    .iter()
    .map(|byte: &u8| format!("\\{byte:03o}"))
    .collect();
    let genuine = format!("printf '{digest}abc'");
    let cases = [
        ("is killed from outside", "kill -KILL $$", "compile-killed"),
        (
            "runs into its bound of processor time",
            "kill -XCPU $$",
            "compile-cpu",
        ),
        ("crashes", "kill -SEGV $$", "compile-crashed"),
        ("hangs", "exec sleep 60", "compile-seconds"),
        ("says nothing and is content", "exit 0", "compile-crashed"),
        ("fails", "echo oh no >&2; exit 7", "compile-crashed"),
        (
            "gives something else than code",
            "echo garbage",
            "compile-crashed",
        ),
        (
            "gives something else with the right digest",
            genuine.as_str(),
            "not-loadable",
        ),
        (
            "gives a gigabyte",
            "exec head -c 1000000000 /dev/zero",
            "compile-output",
        ),
        (
            "floods its errors and hangs",
            "yes >&2 & exec sleep 60",
            "compile-seconds",
        ),
        (
            "refuses the component",
            "printf 'so it is\\033[31m\\n' >&2; exit 10",
            "not-loadable",
        ),
    ];
    for (number, (what, script, reason)) in cases.into_iter().enumerate() {
        let begun = Instant::now();
        let (found, message) = scripted(&folder, number, script).unwrap_err();
        assert_eq!(found, reason, "{what}: {message}");
        assert!(!message.contains('\u{1b}'), "{message}");
        assert!(begun.elapsed() < Duration::from_secs(20), "{what}");
        came.push(Came {
            stage: AROUND,
            attack: format!("the compiling child {what}"),
            ended: format!("error `{reason}`"),
            exit: 4,
        });
    }
    let (_, message) = scripted(
        &folder,
        90,
        "echo $(env | grep -v -e ^PWD= -e ^_= -e ^SHLVL= -e ^OLDPWD=) END >&2; exit 10",
    )
    .unwrap_err();
    assert_eq!(message, "END.", "the child has an environment");
    let missing = Plugin::load(honest()).unwrap();
    let compiler = Compiler::Child(folder.join("none"));
    let (reason, _) = missing
        .compile_with(&compiler, None, &Limits::default())
        .unwrap_err();
    assert_eq!(reason, "host");
}

/// Where nobody can be bounded, only what somebody vouches for is compiled.
#[test]
fn without_a_child_only_vouched_components_are_compiled() {
    let limits = Limits::default();
    let digest = Plugin::load(honest()).unwrap().sha256;
    for (vouched, expected) in [
        (vec![digest], true),
        (vec!["0".repeat(64)], false),
        (vec![], false),
    ] {
        let compiler = Compiler::Only(vouched.into_iter().collect());
        let plugin = Plugin::load(honest()).unwrap();
        let result = plugin.compile_with(&compiler, None, &limits);
        assert_eq!(result.is_ok(), expected, "{result:?}");
        if let Err((reason, message)) = result {
            assert_eq!(reason, "not-compiled");
            assert!(message.contains("the lock names"), "{message}");
        }
    }
    // What the program carries needs nobody's word.
    let path = crate::common::repository("plugins/finance/finance.wasm");
    let carried = Plugin::load(std::fs::read(path).unwrap()).unwrap();
    carried
        .compile_with(
            &Compiler::Only(std::collections::BTreeSet::new()),
            None,
            &limits,
        )
        .unwrap();
}

fn entry(cache: &Path) -> PathBuf {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(cache)
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.extension().is_some_and(|it| it == "cwasm"))
        .collect();
    assert_eq!(entries.len(), 1, "{entries:?}");
    entries.remove(0)
}

/// A cache with one entry, that of the honest plugin; and a second one of another user's key.
fn misbehaving_caches(came: &mut Vec<Came>) {
    let folder = workplace(&honest_as_acme());
    std::fs::remove_file(folder.join("pack/tests/T-02.toml")).unwrap();
    // One plugin is enough here.
    for (name, bytes) in files(&honest_as_acme(), crate::plugins::CONTROL, "") {
        folder.write(format!("pack/{name}"), bytes);
    }
    let check = |cache: &str| {
        let ran = checked(&folder, &["--cache-dir", cache, "--verbose"]);
        assert_eq!(ran.code, 0, "{ran}");
        assert_eq!(findings(&ran.json(), "T-01")[0]["outcome"], "pass");
        ran.err()
    };
    let said = check("cache");
    assert!(
        said.contains("plugin acme was compiled") && !said.contains("not used"),
        "{said}"
    );
    let said = check("cache");
    assert!(
        said.contains("plugin acme was loaded from the cache"),
        "{said}"
    );
    let mode = |path: &str| {
        std::fs::metadata(folder.join(path))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!((mode("cache"), mode("cache/key")), (0o700, 0o600));
    check("other");
    let genuine = std::fs::read(entry(&folder.join("cache"))).unwrap();
    let name = entry(&folder.join("cache"));
    let foreign = std::fs::read(entry(&folder.join("other"))).unwrap();
    let mut flipped = genuine.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    let put = |bytes: &[u8]| {
        let _ = std::fs::remove_file(&name);
        std::fs::write(&name, bytes).unwrap();
        std::fs::set_permissions(&name, std::fs::Permissions::from_mode(0o600)).unwrap();
    };
    let restore = || put(&genuine);
    let rename = |path: &Path| {
        // Genuine code of this cache, under the name of another component.
        let other = Plugin::load(reporting(1)).unwrap();
        let cache = Cache::at(path.to_owned(), [0; 32]);
        other
            .compile_with(&Compiler::InProcess, Some(&cache), &Limits::default())
            .unwrap();
        let newest = std::fs::read_dir(path)
            .unwrap()
            .map(|it| it.unwrap().path())
            .find(|it| it.extension().is_some_and(|it| it == "cwasm") && *it != name)
            .unwrap();
        let _ = std::fs::remove_file(&name);
        std::fs::rename(newest, &name).unwrap();
    };
    let everybody = |path: &Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    type Change<'a> = Box<dyn Fn() + 'a>;
    let cases: Vec<(&str, Change<'_>, &str)> = vec![
        (
            "an entry with one bit changed",
            Box::new(|| put(&flipped)),
            "has not signed it",
        ),
        (
            "an entry that is cut off",
            Box::new(|| put(&genuine[..genuine.len() - 9])),
            "has not signed it",
        ),
        ("an empty entry", Box::new(|| put(b"")), "has not signed it"),
        (
            "an entry of another user's key",
            Box::new(|| put(&foreign)),
            "has not signed it",
        ),
        (
            "the genuine entry of another plugin",
            Box::new(|| rename(&folder.join("cache"))),
            "has not signed it",
        ),
        (
            "an entry that is a link",
            Box::new(|| {
                put(b"");
                std::fs::remove_file(&name).unwrap();
                folder.write("elsewhere", &genuine);
                symlink(folder.join("elsewhere"), &name).unwrap();
            }),
            "it is a link",
        ),
        (
            "an entry that others may write to",
            Box::new(|| everybody(&name, 0o666)),
            "others may write to it",
        ),
        (
            "an entry that is a folder",
            Box::new(|| {
                let _ = std::fs::remove_file(&name);
                std::fs::create_dir(&name).unwrap();
            }),
            "it is of another kind",
        ),
    ];
    let mut all = Vec::new();
    for (attack, change, says) in cases {
        let _ = std::fs::remove_dir(&name);
        restore();
        change();
        let said = check("cache");
        assert!(
            said.contains("cache was not used") && said.contains(says),
            "{attack}: {said}"
        );
        assert!(
            said.contains("plugin acme was compiled"),
            "{attack}: {said}"
        );
        all.push((attack, says));
    }
    let _ = std::fs::remove_dir(&name);
    restore();
    // The folder and the key.
    everybody(&folder.join("cache"), 0o777);
    assert!(check("cache").contains("others may write to it"));
    everybody(&folder.join("cache"), 0o700);
    symlink("cache", folder.join("link")).unwrap();
    assert!(check("link").contains("it is a link"));
    everybody(&folder.join("cache/key"), 0o622);
    assert!(check("cache").contains("others may write to it"));
    everybody(&folder.join("cache/key"), 0o600);
    std::fs::write(folder.join("cache/key"), b"short").unwrap();
    assert!(check("cache").contains("its key is damaged"));
    std::fs::write(folder.join("cache/key"), [7; 32]).unwrap();
    assert!(check("cache").contains("has not signed it"));
    assert!(
        check("cache").contains("loaded from the cache"),
        "the new key holds"
    );
    for more in [
        (
            "a folder that others may write to",
            "others may write to it",
        ),
        ("a folder that is a link", "it is a link"),
        ("a key that others may write to", "others may write to it"),
        ("a key that is damaged", "its key is damaged"),
    ] {
        all.push(more);
    }
    for (attack, says) in all {
        came.push(Came {
            stage: AROUND,
            attack: format!("the cache has {attack}"),
            ended: format!("not loaded (*{says}*); compiled again"),
            exit: 0,
        });
    }
}

fn honest_as_acme() -> Vec<u8> {
    reporting(PASS)
}

/// What a file is after it was loaded changes nothing.
fn swapped(came: &mut Vec<Came>) {
    let folder = workplace(&honest_as_acme());
    for (name, bytes) in files(&honest_as_acme(), crate::plugins::CONTROL, "") {
        folder.write(format!("pack/{name}"), bytes);
    }
    std::fs::remove_file(folder.join("pack/tests/T-02.toml")).unwrap();
    let pack = policy::load(folder.join("pack").to_str().unwrap()).unwrap();
    folder.write("pack/acme.wasm", reporting(1));
    let result = check_with(&pack, Limits::default());
    assert_eq!(result.verdict.exit_code(), 0);
    came.push(Came {
        stage: AROUND,
        attack: "a component swapped after it was hashed".to_owned(),
        ended: "the bytes that were hashed are those that run".to_owned(),
        exit: 0,
    });
}

pub(crate) fn around() -> Vec<Came> {
    let mut came = Vec::new();
    misbehaving_children(&mut came);
    misbehaving_caches(&mut came);
    swapped(&mut came);
    assert!(came.iter().all(|it| it.stage != COMPILE));
    came
}

#[test]
fn the_oldest_entries_give_way() {
    let folder = Folder::new();
    let path = folder.join("cache");
    let variant = |n: u8| {
        let bytes = with_section(honest(), "variant", &[n]);
        Plugin::load(bytes).unwrap()
    };
    let size = |path: &Path| -> u64 {
        std::fs::read_dir(path)
            .unwrap()
            .map(|it| it.unwrap())
            .filter(|it| it.file_name() != "key")
            .map(|it| it.metadata().unwrap().len())
            .sum()
    };
    let limits = |cache_bytes| Limits {
        cache_bytes,
        ..Limits::default()
    };
    let cache = Cache::at(path.clone(), [3; 32]);
    let keep = |n, most| {
        variant(n)
            .compile_with(&Compiler::InProcess, Some(&cache), &limits(most))
            .unwrap();
    };
    keep(0, 1 << 30);
    let one = size(&path);
    for n in 1..5 {
        keep(n, one * 5 / 2);
        assert!(size(&path) <= one * 5 / 2, "{n}");
    }
    assert!(size(&path) >= one * 2, "what fits stays");
    // What is larger than the whole cache is not kept.
    let other = folder.join("small");
    let small = Cache::at(other.clone(), [3; 32]);
    variant(9)
        .compile_with(&Compiler::InProcess, Some(&small), &limits(10))
        .unwrap();
    assert_eq!(size(&other), 0);
}

/// On a machine that builds there is no cache, unless one is asked for.
#[test]
fn there_is_no_cache_under_ci_unless_it_is_asked_for() {
    let folder = workplace(&honest_as_acme());
    let run = |ci: Option<&str>, more: &[&str]| {
        let mut command = program();
        command.current_dir(folder.path());
        command
            .env_remove("CI")
            .env("XDG_CACHE_HOME", folder.join("home"));
        if let Some(ci) = ci {
            command.env("CI", ci);
        }
        command.args([
            "check",
            "dossier",
            "--review",
            "review.toml",
            "--pack",
            "./pack",
            "--as-of",
            AS_OF,
        ]);
        command.args(more);
        let ran = ran(command, b"");
        assert_eq!(ran.code, 0, "{ran}");
        let there = folder.join("home/passmuster/key").exists();
        let _ = std::fs::remove_dir_all(folder.join("home"));
        there
    };
    assert!(run(None, &[]));
    assert!(run(Some("false"), &[]));
    assert!(!run(Some("true"), &[]));
    assert!(!run(Some("1"), &[]));
    assert!(!run(None, &["--no-cache"]));
    assert!(!run(None, &["--cache-dir", "none"]));
    let asked = folder.join("asked");
    assert!(!run(
        Some("true"),
        &["--cache-dir", asked.to_str().unwrap()]
    ));
    assert!(asked.join("key").exists());
}

#[cfg(target_os = "linux")]
mod children {
    use super::*;

    /// What the kernel says of a process, by field; none where it is gone.
    fn status(pid: u32) -> Option<Vec<(String, String)>> {
        let text = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let fields = text.lines().filter_map(|it| it.split_once(':'));
        Some(
            fields
                .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
                .collect(),
        )
    }

    fn kilobytes(status: &[(String, String)], name: &str) -> u64 {
        let value = status.iter().find(|(it, _)| it == name);
        let number = value.and_then(|(_, it)| it.split(' ').next());
        number.and_then(|it| it.parse().ok()).unwrap_or(0)
    }

    /// The children of a process, by any of its threads.
    fn children(pid: u32) -> Vec<u32> {
        let Ok(tasks) = std::fs::read_dir(format!("/proc/{pid}/task")) else {
            return Vec::new();
        };
        tasks
            .flatten()
            .filter_map(|it| std::fs::read_to_string(it.path().join("children")).ok())
            .flat_map(|it| {
                it.split_whitespace()
                    .filter_map(|it| it.parse().ok())
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    fn bomb() -> Folder {
        let locals = "(local i32)".repeat(2_000);
        let touched: String = (0..2_000)
            .map(|n| format!("(local.set {n} (i32.add (local.get {n}) (i32.const 1)))"))
            .collect();
        let code = format!(
            "{locals} {} {touched} {}",
            "(loop ".repeat(200),
            ")".repeat(200)
        );
        workplace(&plugin(
            &format!("(func {code})"),
            "(call $finding (i32.const 0) (i32.const 0))",
        ))
    }

    fn start(folder: &Folder, limit: &str) -> std::process::Child {
        let mut command = program();
        command
            .current_dir(folder.path())
            .args([
                "check",
                "dossier",
                "--review",
                "review.toml",
                "--pack",
                "./pack",
                "--as-of",
                AS_OF,
            ])
            .args(["--no-cache", "--plugin-limit", limit])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.spawn().unwrap()
    }

    fn wait_for_child(parent: &std::process::Child) -> u32 {
        let begun = Instant::now();
        loop {
            if let Some(child) = children(parent.id()).first() {
                return *child;
            }
            assert!(begun.elapsed() < Duration::from_secs(30), "no child");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// What a compiler takes is the child's, within its bound, and the child is gone afterwards.
    #[test]
    fn memory_is_the_childs_and_within_its_bound() {
        let folder = bomb();
        let mut parent = start(&folder, "compile-memory=200MiB");
        let (mut most_of_child, mut most_of_parent) = (0, 0);
        let mut seen = Vec::new();
        let code = loop {
            for child in children(parent.id()) {
                if let Some(status) = status(child) {
                    most_of_child = most_of_child.max(kilobytes(&status, "RssAnon"));
                    seen.push(child);
                }
            }
            if let Some(status) = status(parent.id()) {
                most_of_parent = most_of_parent.max(kilobytes(&status, "RssAnon"));
            }
            if let Some(status) = parent.try_wait().unwrap() {
                break status.code();
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        assert_eq!(code, Some(4));
        assert!(
            most_of_child > 20 * 1024,
            "it was measured: {most_of_child} KiB"
        );
        assert!(most_of_child <= 201 * 1024, "{most_of_child} KiB");
        assert!(most_of_parent <= 150 * 1024, "{most_of_parent} KiB");
        assert!(
            seen.iter().all(|pid| status(*pid).is_none()),
            "a child is left"
        );
    }

    /// A program that is killed takes its child with it.
    #[test]
    fn no_child_outlives_its_parent() {
        let folder = bomb();
        let mut parent = start(&folder, "compile-cpu=600");
        let child = wait_for_child(&parent);
        std::thread::sleep(Duration::from_millis(200));
        parent.kill().unwrap();
        parent.wait().unwrap();
        let begun = Instant::now();
        let gone = || {
            status(child).is_none_or(|it| {
                it.iter()
                    .any(|(name, value)| name == "State" && value.starts_with('Z'))
            })
        };
        while !gone() {
            assert!(
                begun.elapsed() < Duration::from_secs(10),
                "the child is left"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
