//! Dossiers as they really are: folders, single files, model repositories, several at once.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::common::{AS_OF, Folder, check, findings, program, ran, repository, run, says};

#[test]
fn a_single_file_is_a_dossier() {
    let folder = Folder::with(&[
        (
            "d/README.md",
            b"---\nlicense: mit\nlibrary_name: transformers\n---\n# x\n",
        ),
        ("d/other.json", b"{"),
    ]);
    for path in ["d/README.md", "./d/README.md"] {
        let facts = folder.run(&["facts", path, "--output", "json"]).json();
        let dossier = &facts["dossiers"][0];
        assert_eq!(dossier["documents"].as_array().unwrap().len(), 1);
        assert_eq!(dossier["documents"][0]["path"], "README.md");
        assert_eq!(dossier["unread"], Value::Array(Vec::new()));
        assert_eq!(folder.run(&["check", path]).code, 3);
    }
}

#[test]
fn of_several_dossiers_the_worst_counts_and_each_is_shown() {
    let path = |name: &str, file: &str| {
        repository(&format!("examples/{name}/{file}"))
            .to_str()
            .unwrap()
            .to_owned()
    };
    let mut args = vec!["check".to_owned()];
    for name in ["vendor-ready", "vendor-gaps"] {
        args.push(path(name, "dossier"));
        args.extend(["--review".to_owned(), path(name, "review.toml")]);
    }
    args.extend(["--as-of", AS_OF].map(ToOwned::to_owned));
    let text = run(&args);
    assert_eq!(text.code, 1, "{text}");
    says(
        &text.out(),
        &["acme/claims-triage", "northwind/risk-scorer"],
    );
    args.extend(["--output", "json"].map(ToOwned::to_owned));
    let both = run(&args).json();
    let verdicts: Vec<&str> = both["dossiers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["verdict"].as_str().unwrap())
        .collect();
    assert_eq!(verdicts, ["pass", "fail"]);
    assert_eq!(both["verdict"], "fail");
    // Each is judged as if it were alone.
    for (index, name) in ["vendor-ready", "vendor-gaps"].iter().enumerate() {
        let alone = check(name, &["--output", "json"]).json();
        assert_eq!(alone["dossiers"][0], both["dossiers"][index], "{name}");
    }
    let fewer = &args[..4];
    let mut fewer = fewer.to_vec();
    fewer.push(path("vendor-gaps", "dossier"));
    run(&fewer).complains(
        2,
        &[
            "1 review file for 2 dossiers",
            "give one --review for each dossier",
        ],
    );
}

#[test]
fn dossiers_are_read_from_a_list() {
    let folder = Folder::with(&[
        ("a/README.md", b"---\nlicense: mit\n---\n# a\n"),
        ("b c/README.md", b"---\nlicense: cc-by-nc-4.0\n---\n# b\n"),
        ("list.txt", b"# the dossiers\n a \n\nb c\n"),
    ]);
    let from_file = folder.run(&[
        "check",
        "--dossiers-from",
        "list.txt",
        "--as-of",
        AS_OF,
        "--output",
        "json",
    ]);
    let mut command = program();
    command.current_dir(folder.path()).args([
        "check",
        "--dossiers-from",
        "-",
        "--as-of",
        AS_OF,
        "--output",
        "json",
    ]);
    let from_input = ran(command, b"a\r\nb c\n");
    let named = folder.run(&["check", "a", "b c", "--as-of", AS_OF, "--output", "json"]);
    assert_eq!(named.code, 1, "{named}");
    for listed in [&from_file, &from_input] {
        assert_eq!(listed.code, 1, "{listed}");
        assert_eq!(listed.json()["dossiers"], named.json()["dossiers"]);
    }
    folder.write("list.txt", "# none\n");
    folder
        .run(&["check", "--dossiers-from", "list.txt"])
        .complains(2, &["no dossier is named"]);
    folder.write("list.txt", "a\ngone\n");
    folder
        .run(&["check", "--dossiers-from", "list.txt"])
        .complains(2, &["`gone` does not exist"]);
}

#[test]
fn the_reviewers_files_are_no_documents_wherever_they_lie() {
    let folder = Folder::with(&[
        ("d/README.md", b"---\nlicense: mit\n---\n# x\n"),
        ("d/passmuster.toml", b"schema = 1\n"),
    ]);
    let review = b"schema = 1\nreviewer = \"Me\"\n[subject]\nkind = \"model\"\nname = \"x\"\n";
    folder.write("d/review.toml", review);
    let listed = |args: &[&str]| folder.run(args).out();
    let named = listed(&[
        "facts",
        "d",
        "--review",
        "d/review.toml",
        "--output",
        "json",
    ]);
    assert!(
        !named.contains("review.toml") && !named.contains("passmuster.toml"),
        "{named}"
    );
    // Nobody who names none has one: a review file is never discovered inside the dossier.
    let unnamed = folder
        .run(&["check", "d", "--as-of", AS_OF, "--output", "json"])
        .json();
    assert_eq!(
        findings(&unnamed, "PM-REVIEW")[0]["outcome"],
        "insufficient"
    );
    assert!(
        listed(&["facts", "d", "--output", "json"]).contains("review.toml"),
        "it is listed as unread"
    );
}

#[test]
fn a_model_repository_is_a_dossier() {
    let folder = Folder::with(&[
        ("m/README.md", b"---\nlicense: mit\nlibrary_name: transformers\n---\n# x\n"),
        ("m/.git/config", b"---\nlicense: cc-by-nc-4.0\n---\n"),
        ("m/.git/README.md", b"---\nlicense: cc-by-nc-4.0\n---\n"),
        ("m/.eval_results/a.yaml", &std::fs::read(repository("examples/model-release/dossier/.eval_results/claims-bench.yaml")).unwrap()),
        ("m/model.safetensors", b"\x02\0\0\0\0\0\0\0{}"),
        ("m/model.gguf", b"GGUF\x03\0\0\0"),
        ("m/weights.bin", b"\x80\x02}q\0."),
        ("m/pointer.safetensors", b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n"),
        ("m/archive.zip", b"PK\x03\x04\x14\0\0\0\0\0"),
        ("m/config.json", b"{\"model_type\": \"bert\"}"),
        ("m/photo.png", b"\x89PNG\r\n\x1a\n\0\0"),
    ]);
    let ran = folder.run(&["facts", "m", "--output", "json"]);
    let facts = ran.json()["dossiers"][0].clone();
    let paths = |list: &str| -> Vec<String> {
        facts[list]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["path"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(paths("documents"), [".eval_results/a.yaml", "README.md"]);
    assert_eq!(
        paths("artifacts"),
        [
            "archive.zip",
            "model.gguf",
            "model.safetensors",
            "pointer.safetensors",
            "weights.bin"
        ]
    );
    assert_eq!(paths("unread"), ["config.json", "photo.png"]);
    assert!(
        !ran.out().contains("cc-by-nc"),
        "the repository's own files are read"
    );
    let judged = folder
        .run(&["check", "m", "--as-of", AS_OF, "--output", "json"])
        .json();
    assert_eq!(
        findings(&judged, "PM-DOC-READ")[0]["outcome"],
        "pass",
        "weights are no errors"
    );
    says(
        &folder.run(&["facts", "m"]).out(),
        &["5 artifacts", "2 files not read"],
    );
}

#[cfg(unix)]
#[test]
fn a_snapshot_of_a_hub_cache_is_a_dossier() {
    let folder = Folder::with(&[
        (
            "models--a--b/blobs/1111",
            b"---\nlicense: mit\nlibrary_name: transformers\n---\n# x\n",
        ),
        ("models--a--b/blobs/2222", b"GGUF\x03\0\0\0"),
        ("models--a--b/refs/main", b"abc"),
    ]);
    let snapshot = folder.join("models--a--b/snapshots/abc");
    std::fs::create_dir_all(&snapshot).unwrap();
    for (name, blob) in [("README.md", "1111"), ("model.gguf", "2222")] {
        std::os::unix::fs::symlink(format!("../../blobs/{blob}"), snapshot.join(name)).unwrap();
    }
    for path in ["models--a--b/snapshots/abc", "models--a--b"] {
        let facts = folder.run(&["facts", path, "--output", "json"]).json()["dossiers"][0].clone();
        assert_eq!(facts["documents"][0]["path"], "README.md", "{facts}");
        assert_eq!(facts["artifacts"][0]["path"], "model.gguf", "{facts}");
        assert!(facts["facts"].to_string().contains("MIT"));
        assert_eq!(folder.run(&["check", path, "--as-of", AS_OF]).code, 3);
    }
    // A link out of the blobs is a link out of the dossier.
    folder.write("secret", "x");
    std::os::unix::fs::symlink("../../../secret", snapshot.join("out.md")).unwrap();
    let ran = folder.run(&["check", "models--a--b", "--as-of", AS_OF]);
    ran.answers(
        4,
        &["out.md: a link to `../../../secret`, which is outside the dossier"],
    );
}

/// Every path of a dossier that the JSON names is one that the caller can open.
#[test]
fn paths_are_relative_to_the_dossier() {
    let json = check("vendor-ready", &["--output", "json"]).json();
    let root: PathBuf = repository("examples/vendor-ready/dossier");
    let mut count = 0;
    for finding in json["dossiers"][0]["findings"].as_array().unwrap() {
        for evidence in finding["evidence"].as_array().unwrap() {
            let path = evidence["document"].as_str().unwrap();
            assert!(
                !Path::new(path).is_absolute() && root.join(path).exists(),
                "{path}"
            );
            count += 1;
        }
    }
    assert!(count > 20, "{count}");
}
