//! Dossiers that are none, or that hold what cannot be read: each gets a message that names the
//! thing, the place and the next step, the right exit code, and the rest is still judged.

#[cfg(unix)]
use std::path::Path;

use crate::common::{AS_OF, Folder, facts, findings, ran, unread};

#[test]
fn what_is_no_dossier_is_said_at_once() {
    let folder = Folder::new();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("loop", folder.join("loop")).unwrap();
        std::os::unix::fs::symlink("gone", folder.join("dangling")).unwrap();
        fifo(&folder.join("fifo"));
        std::os::unix::net::UnixListener::bind(folder.join("socket")).unwrap();
    }
    for (dir, expected) in [
        (
            "gone",
            &["`gone` does not exist", "name a folder of documents"][..],
        ),
        ("gone/a/b", &["`gone/a/b` does not exist"]),
        #[cfg(unix)]
        (
            "/dev/null",
            &[
                "`/dev/null` is neither a folder nor a file",
                "name a folder",
            ],
        ),
        #[cfg(unix)]
        ("fifo", &["`fifo` is neither a folder nor a file"]),
        #[cfg(unix)]
        ("socket", &["`socket` is neither a folder nor a file"]),
        #[cfg(unix)]
        (
            "loop",
            &["`loop` cannot be opened: its links lead back to themselves"],
        ),
        #[cfg(unix)]
        ("dangling", &["`dangling` does not exist"]),
    ] {
        for command in ["check", "facts", "init"] {
            let ran = folder.run(&[command, dir]);
            ran.complains(2, expected);
            assert!(ran.stdout.is_empty(), "{ran}");
        }
    }
    for command in ["check", "facts"] {
        folder.run(&[command]).complains(
            2,
            &[
                "no dossier is named",
                "name a folder of documents, or one document",
            ],
        );
    }
}

#[test]
fn an_empty_dossier_is_never_a_pass() {
    let folder = Folder::with(&[(
        "review.toml",
        b"schema = 1\nreviewer = \"Me\"\n[subject]\nkind = \"model\"\nname = \"x\"\n",
    )]);
    std::fs::create_dir(folder.join("empty")).unwrap();
    for review in [&[][..], &["--review", "review.toml"]] {
        let mut args = vec!["check", "empty", "--as-of", AS_OF];
        args.extend(review);
        folder.run(&args).answers(
            3,
            &[
                "The dossier has no document that a format reads.",
                "Add the vendor's documents",
            ],
        );
    }
    assert!(
        folder
            .run(&["facts", "empty"])
            .out()
            .contains("0 documents")
    );
    // The same of a folder that holds only what no format reads.
    folder.write("notes/todo.txt", "call them");
    folder.write("notes/.git/HEAD", "ref");
    folder.run(&["check", "notes", "--as-of", AS_OF]).answers(
        3,
        &[
            "The dossier has no document that a format reads.",
            "todo.txt",
        ],
    );
}

#[cfg(unix)]
fn fifo(at: &Path) {
    let kind = rustix::fs::FileType::Fifo;
    let mode = rustix::fs::Mode::from_raw_mode(0o644);
    rustix::fs::mknodat(rustix::fs::CWD, at, kind, mode, 0).unwrap();
}

/// Each is an error of its own, the run neither hangs nor stops, and the rest is still judged.
#[cfg(unix)]
#[test]
fn what_is_no_file_is_refused_and_the_rest_is_read() {
    use std::os::unix::fs::symlink;
    let folder = Folder::with(&[
        (
            "d/README.md",
            b"---\nlicense: mit\nlibrary_name: transformers\n---\n# x\n",
        ),
        (
            "secret.json",
            b"{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}",
        ),
    ]);
    symlink("../secret.json", folder.join("d/out.json")).unwrap();
    symlink("/etc/passwd", folder.join("d/absolute.md")).unwrap();
    symlink("..", folder.join("d/up")).unwrap();
    symlink("loop.json", folder.join("d/loop.json")).unwrap();
    symlink("b.json", folder.join("d/a.json")).unwrap();
    symlink("a.json", folder.join("d/b.json")).unwrap();
    symlink("gone.json", folder.join("d/dangling.json")).unwrap();
    symlink("README.md", folder.join("d/inside.md")).unwrap();
    fifo(&folder.join("d/fifo.json"));
    std::os::unix::net::UnixListener::bind(folder.join("d/socket.json")).unwrap();
    // Only some users may make devices.
    let mode = rustix::fs::Mode::from_raw_mode(0o644);
    let null = rustix::fs::makedev(1, 3);
    let device = rustix::fs::mknodat(
        rustix::fs::CWD,
        folder.join("d/device.json"),
        rustix::fs::FileType::CharacterDevice,
        mode,
        null,
    );
    let mut expected = vec![
        (
            "out.json",
            "a link to `../secret.json`, which is outside the dossier: put the file itself in its place",
        ),
        (
            "absolute.md",
            "a link to `/etc/passwd`, which is outside the dossier",
        ),
        ("up", "a link to `..`, which is outside the dossier"),
        (
            "loop.json",
            "a link to `loop.json`, which leads back to itself: remove the link",
        ),
        ("a.json", "a link to `b.json`, which leads back to itself"),
        ("b.json", "a link to `a.json`, which leads back to itself"),
        (
            "dangling.json",
            "a link to `gone.json`, which does not exist: restore the file or remove the link",
        ),
        (
            "fifo.json",
            "it is a FIFO (a named pipe), not a file: leave it out",
        ),
        ("socket.json", "it is a socket, not a file: leave it out"),
    ];
    if device.is_ok() {
        expected.push(("device.json", "it is a device, not a file: leave it out"));
    }
    let ran = folder.run(&["check", "d", "--as-of", AS_OF, "--output", "json"]);
    assert_eq!(ran.code, 4, "{ran}");
    let check = ran.json();
    for (path, reason) in &expected {
        let (outcome, message) = unread(&check, path);
        assert_eq!(outcome, "error", "{path}");
        assert!(
            message.starts_with(&format!("{path}: {reason}")),
            "{message}"
        );
    }
    assert_eq!(findings(&check, "PM-DOC-READ").len(), expected.len());
    let facts = facts(&folder, "d");
    assert_eq!(facts["documents"][0]["path"], "README.md");
    assert!(facts["facts"].to_string().contains("MIT"));
    assert!(
        facts["unread"]
            .to_string()
            .contains("a link to `README.md`, which is read itself")
    );
    assert!(
        !facts.to_string().contains("root:"),
        "the file outside was read"
    );
}

/// Root may read everything, so the program is run as nobody where the test is run as root.
#[cfg(unix)]
#[test]
fn what_this_user_may_not_read_is_refused() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::CommandExt as _;
    let folder = Folder::with(&[
        ("d/README.md", b"---\nlicense: mit\n---\n# x\n"),
        (
            "d/secret.json",
            b"{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}",
        ),
        ("d/closed/a.json", b"{}"),
        ("shut/a.json", b"{}"),
        ("review.toml", b"schema = 1"),
    ]);
    let chmod = |path: &str, mode: u32| {
        std::fs::set_permissions(folder.join(path), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let root = std::fs::metadata(folder.path()).unwrap().uid() == 0;
    // The program may lie where nobody may go.
    let copy = folder.join("program");
    std::fs::copy(env!("CARGO_BIN_EXE_passmuster"), &copy).unwrap();
    chmod("program", 0o755);
    chmod("", 0o755);
    let run = |args: &[&str]| {
        let mut command = std::process::Command::new(&copy);
        command.current_dir(folder.path()).args(args).env_clear();
        if root {
            command.uid(65_534).gid(65_534);
        }
        ran(command, b"")
    };
    for path in ["d/secret.json", "d/closed", "shut", "review.toml"] {
        chmod(path, 0);
    }
    let judged = run(&["check", "d", "--as-of", AS_OF, "--output", "json"]);
    let shut = run(&["check", "shut"]);
    let review = run(&["check", "d", "--review", "review.toml"]);
    let output = root.then(|| run(&["check", "d", "--output", "json=out.json"]));
    for path in ["d/closed", "shut"] {
        chmod(path, 0o755);
    }
    assert_eq!(judged.code, 4, "{judged}");
    for path in ["secret.json", "closed"] {
        let (outcome, message) = unread(&judged.json(), path);
        assert_eq!(outcome, "error");
        assert!(
            message
                .contains("may not be read by this user: change its permissions or leave it out"),
            "{message}"
        );
    }
    shut.complains(2, &["`shut` cannot be opened: this user may not read it"]);
    review.complains(2, &["the review file cannot be read", "--> review.toml"]);
    if let Some(output) = output {
        output.complains(4, &["cannot write out.json", "permission denied"]);
    }
}
