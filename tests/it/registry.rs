//! Packs and plugins in a registry: a real one on this machine, and servers that lie.
//! Needs `docker-registry` (Debian's package of this name); where it is missing the test says so and
//! looks at nothing, except under `CI=true`, where it fails.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use passmuster::parcel::{Artifact, PACK_LAYER, tar};

use crate::common::{Folder, Ran, program, ran, repository};
use crate::sharing::{finance, members, sign};

/// `member:open sesame`, as htpasswd has it (bcrypt), and as docker's `config.json` has it.
const HTPASSWD: &str = "member:$2b$05$abcdefghijklmnopqrstuupx2xBUC4954936wVIjyyPHmUBFu0wCW\n";
const BASIC: &str = "bWVtYmVyOm9wZW4gc2VzYW1l";

/// Runs the program with a folder of its own for docker's passwords.
fn run(folder: &Folder, args: &[&str]) -> Ran {
    let mut command = program();
    command.current_dir(folder.path()).args(args);
    command.env("DOCKER_CONFIG", folder.join("docker"));
    ran(command, b"")
}

fn login(folder: &Folder, host: &str) {
    let config = format!("{{\"auths\": {{\"{host}\": {{\"auth\": \"{BASIC}\"}}}}}}");
    folder.write("docker/config.json", config);
}

/// A registry that ends with the test.
struct Registry(Child);

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a registry; nothing where the program is missing.
fn registry(folder: &Folder, locked: bool) -> Option<(Registry, String)> {
    let program = "docker-registry";
    if Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_err()
    {
        assert!(
            !std::env::var("CI").is_ok_and(|it| it == "true"),
            "registries cannot be tried without the program {program}"
        );
        let _ = writeln!(
            std::io::stderr(),
            "NOT TRIED: the registry needs the program {program}"
        );
        return None;
    }
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = free.local_addr().unwrap().to_string();
    drop(free);
    let mut config = format!(
        "version: 0.1\nlog:\n  level: error\n  accesslog:\n    disabled: true\nstorage:\n  filesystem:\n    rootdirectory: {}\nhttp:\n  addr: {host}\n",
        folder.join("storage").display()
    );
    if locked {
        let passwords = folder.write("htpasswd", HTPASSWD);
        config.push_str(&format!(
            "auth:\n  htpasswd:\n    realm: members\n    path: {}\n",
            passwords.display()
        ));
    }
    let config = folder.write("registry.yml", config);
    let child = Command::new(program)
        .arg("serve")
        .arg(config)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let registry = Registry(child);
    let begun = Instant::now();
    while TcpStream::connect(&host).is_err() {
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "the registry does not start"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    Some((registry, host))
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in walkdir(folder) {
        let name = entry
            .strip_prefix(folder)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        found.insert(name, std::fs::read(&entry).unwrap());
    }
    found
}

fn walkdir(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(walkdir(&path)),
            false => found.push(path),
        }
    }
    found
}

#[test]
fn a_pack_is_published_signed_by_two_and_pulled_by_its_digest() {
    let folder = Folder::new();
    let Some((_registry, host)) = registry(&folder, true) else {
        return;
    };
    finance(&folder, "finance", "0.2.0");
    members(&folder, "");
    sign(&folder, "finance", "0.pem");
    let reference = format!("{host}/packs/finance");
    let push = || run(&folder, &["pack", "push", &reference, "finance"]);
    let refused = push();
    assert_eq!(refused.code, 4, "{refused}");
    assert!(
        refused
            .to_string()
            .contains("asks for a name and a password"),
        "{refused}"
    );
    login(&folder, &host);
    let first = push();
    assert_eq!(first.code, 0, "{first}");
    let pinned = first.out().trim().to_owned();
    assert!(
        pinned.starts_with(&format!("{reference}:0.2.0@sha256:")),
        "{pinned}"
    );
    // One signature is too few; the second one changes nothing about what was published.
    let tag = format!("{reference}:0.2.0");
    let pull = |reference: &str, into: &str| {
        run(
            &folder,
            &[
                "pack",
                "pull",
                reference,
                "--into",
                into,
                "--trust",
                "trust.toml",
            ],
        )
    };
    let short = pull(&tag, "pulled");
    assert_eq!(short.code, 2, "{short}");
    assert!(
        short.to_string().contains("it is signed by North Bank"),
        "{short}"
    );
    assert!(!folder.join("pulled").exists());
    sign(&folder, "finance", "1.pem");
    assert_eq!(push().out().trim(), pinned);
    for (reference, into) in [(tag.as_str(), "pulled"), (pinned.as_str(), "pinned")] {
        let ran = pull(reference, into);
        assert_eq!(ran.code, 0, "{ran}");
        assert_eq!(ran.out().trim(), pinned);
        assert_eq!(files(&folder.join(into)), files(&folder.join("finance")));
        let checked = run(
            &folder,
            &[
                "explain",
                "FN-FAIR-04",
                "--pack",
                &format!("./{into}"),
                "--trust",
                "trust.toml",
            ],
        );
        assert_eq!(checked.code, 0, "{checked}");
    }
    let again = pull(&tag, "pulled");
    assert_eq!(again.code, 2, "{again}");
    assert!(again.to_string().contains("is there already"), "{again}");
    // A version that is published does not change, and a tag says the version.
    folder.write("finance/controls/more.cedar", "// more\n");
    std::fs::remove_file(folder.join("finance.dsse.json")).unwrap();
    let changed = push();
    assert_eq!(changed.code, 4, "{changed}");
    assert!(changed.to_string().contains("does not change"), "{changed}");
    let other = run(
        &folder,
        &["pack", "push", &format!("{reference}:0.3.0"), "finance"],
    );
    assert_eq!(other.code, 2, "{other}");
    let none = pull(&format!("{reference}:0.9.0"), "none");
    assert_eq!(none.code, 4, "{none}");
    folder.write(
        "docker/config.json",
        format!("{{\"auths\": {{\"{host}\": {{\"auth\": \"bWVtYmVyOng=\"}}}}}}"),
    );
    let wrong = pull(&tag, "none");
    assert!(
        wrong.code == 4 && wrong.to_string().contains("does not accept"),
        "{wrong}"
    );
}

#[test]
fn a_plugin_is_published_as_wkg_has_it() {
    let folder = Folder::new();
    let Some((_registry, host)) = registry(&folder, false) else {
        return;
    };
    std::fs::copy(
        repository("plugins/finance/finance.wasm"),
        folder.join("finance.wasm"),
    )
    .unwrap();
    members(&folder, "");
    sign(&folder, "finance.wasm", "0.pem");
    sign(&folder, "finance.wasm", "2.pem");
    let pushed = run(
        &folder,
        &["plugin", "push", &format!("{host}/finance"), "finance.wasm"],
    );
    assert_eq!(pushed.code, 0, "{pushed}");
    let pinned = pushed.out().trim().to_owned();
    let pulled = run(
        &folder,
        &[
            "plugin",
            "pull",
            &pinned,
            "--into",
            "there.wasm",
            "--trust",
            "trust.toml",
        ],
    );
    assert_eq!(pulled.code, 0, "{pulled}");
    assert_eq!(
        std::fs::read(folder.join("there.wasm")).unwrap(),
        std::fs::read(folder.join("finance.wasm")).unwrap()
    );
    let inspected = run(
        &folder,
        &["plugin", "inspect", "there.wasm", "--trust", "trust.toml"],
    );
    assert_eq!(inspected.code, 0, "{inspected}");
    // What other tools read: the manifest as it is in the registry.
    let version = pinned
        .split(['@'])
        .next()
        .unwrap()
        .rsplit(':')
        .next()
        .unwrap();
    let text = get(&host, &format!("/v2/finance/manifests/{version}"));
    for part in [
        "\"mediaType\":\"application/vnd.wasm.config.v0+json\"",
        "\"mediaType\":\"application/wasm\"",
        "\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\"",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

fn get(host: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {host}\r\naccept: application/vnd.oci.image.manifest.v1+json\r\nconnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

/// What a server says.
enum Reply {
    Says(u16, Vec<(&'static str, String)>, Vec<u8>),
    Endless,
}

type Requests = Arc<Mutex<Vec<(String, String)>>>;

/// A server that answers by a function of the path and the `Authorization` header, and what it was
/// asked.
fn server(answer: impl Fn(&str, &str, &str) -> Reply + Send + 'static) -> (String, Requests) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let asked: Requests = Arc::default();
    let (log, own) = (Arc::clone(&asked), host.clone());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|it| it == 1) {
                head.extend(byte);
            }
            let head = String::from_utf8_lossy(&head).into_owned();
            let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
            let authorization = head
                .lines()
                .find_map(|it| it.strip_prefix("authorization: "))
                .unwrap_or_default()
                .to_owned();
            log.lock()
                .unwrap()
                .push((path.clone(), authorization.clone()));
            match answer(&own, &path, &authorization) {
                Reply::Says(status, headers, body) => {
                    let headers: String = headers
                        .iter()
                        .map(|(name, value)| format!("{name}: {value}\r\n"))
                        .collect();
                    let _ = write!(
                        stream,
                        "HTTP/1.1 {status} x\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n",
                        body.len()
                    );
                    let _ = stream.write_all(&body);
                }
                Reply::Endless => {
                    let _ = write!(stream, "HTTP/1.1 200 x\r\nconnection: close\r\n\r\n");
                    while stream.write_all(&[b' '; 65536]).is_ok() {}
                }
            }
        }
    });
    (host, asked)
}

/// A pack that is small and whole, as an artifact.
fn artifact() -> Artifact {
    let folder = Folder::new();
    finance(&folder, "finance", "0.2.0");
    Artifact::pack("finance", "0.2.0", &files(&folder.join("finance"))).unwrap()
}

fn says(bytes: &[u8]) -> Reply {
    Reply::Says(200, Vec::new(), bytes.to_vec())
}

/// What an honest registry says.
fn honest(artifact: &Artifact, path: &str) -> Reply {
    if path.contains("/manifests/sha256-") || path.contains("/referrers/") {
        return Reply::Says(404, Vec::new(), Vec::new());
    }
    if path.contains("/manifests/") {
        return says(&artifact.manifest.bytes);
    }
    let blob = artifact
        .blobs
        .iter()
        .find(|it| path.ends_with(&it.descriptor.digest));
    blob.map_or_else(
        || Reply::Says(404, Vec::new(), Vec::new()),
        |it| says(&it.bytes),
    )
}

#[test]
fn a_server_that_lies_is_refused_and_gets_no_passwords_of_others() {
    let good = artifact();
    let manifest = String::from_utf8(good.manifest.bytes.clone()).unwrap();
    let digest = good.manifest.descriptor.digest.clone();
    let layer = good.blobs[1].bytes.clone();
    type Lie = Box<dyn Fn(&str) -> Option<Reply> + Send>;
    let about = |part: &'static str, reply: fn(&[u8]) -> Reply, bytes: Vec<u8>| -> Lie {
        Box::new(move |path| path.contains(part).then(|| reply(&bytes)))
    };
    let mut other = layer.clone();
    other[600] ^= 1;
    // A layer that leads elsewhere, with a digest and a size that are right.
    let mut evil =
        tar::write(&BTreeMap::from([("xx/xx/pwned".to_owned(), b"x".to_vec())])).unwrap();
    evil.splice(0..5, *b"../..");
    let sum: u32 = evil[..148]
        .iter()
        .chain(&evil[156..512])
        .map(|it| u32::from(*it))
        .sum();
    evil.splice(148..156, format!("{:06o}\0 ", sum + 256).bytes());
    let evil_digest = passmuster::parcel::digest(&evil);
    let evil_manifest = manifest
        .replace(&good.blobs[1].descriptor.digest, &evil_digest)
        .replace(
            &format!("\"size\":{}", layer.len()),
            &format!("\"size\":{}", evil.len()),
        );
    let cases: Vec<(&str, bool, Lie, &str)> = vec![
        (
            "another manifest",
            true,
            about(
                "/manifests/sha256:",
                says,
                manifest.replace("0.2.0", "0.2.1").into_bytes(),
            ),
            "what came has the digest",
        ),
        (
            "another layer",
            false,
            about("/blobs/", says, other),
            "wanted are",
        ),
        (
            "a shorter layer",
            false,
            about("/blobs/", says, layer[1..].to_vec()),
            "wanted are",
        ),
        (
            "a longer layer",
            false,
            about("/blobs/", says, [layer.clone(), vec![0]].concat()),
            "the answer has more than",
        ),
        (
            "an endless layer",
            false,
            about("/blobs/", |_| Reply::Endless, Vec::new()),
            "the answer has more than",
        ),
        (
            "an endless manifest",
            false,
            about("/manifests/", |_| Reply::Endless, Vec::new()),
            "the answer has more than",
        ),
        (
            "a huge manifest",
            false,
            about("/manifests/", says, vec![b' '; 1024 * 1024 + 1]),
            "the answer has more than",
        ),
        (
            "no manifest",
            false,
            about("/manifests/0", says, b"[]".to_vec()),
            "the manifest: ",
        ),
        (
            "another artifact",
            false,
            about(
                "/manifests/0",
                says,
                manifest
                    .replace(PACK_LAYER, "application/vnd.oci.image.layer.v1.tar")
                    .into_bytes(),
            ),
            "neither a pack nor a plugin",
        ),
        (
            "a size beyond all bounds",
            false,
            about(
                "/manifests/0",
                says,
                manifest
                    .replace(&format!("\"size\":{}", layer.len()), "\"size\":99999999999")
                    .into_bytes(),
            ),
            "at most",
        ),
        (
            "a redirect to plain HTTP",
            false,
            Box::new(|path| {
                path.contains("/blobs/").then(|| {
                    Reply::Says(
                        307,
                        vec![("location", "http://198.51.100.7/x".to_owned())],
                        Vec::new(),
                    )
                })
            }),
            "which is not encrypted",
        ),
        (
            "redirects without end",
            false,
            Box::new(|path| {
                path.contains("/blobs/").then(|| {
                    Reply::Says(
                        307,
                        vec![("location", "/v2/packs/finance/blobs/x".to_owned())],
                        Vec::new(),
                    )
                })
            }),
            "without end",
        ),
        (
            "a token that ends a header",
            false,
            Box::new(|path| {
                Some(if path.starts_with("/token") {
                    says(b"{\"token\":\"a\\r\\nhost: b\"}")
                } else {
                    Reply::Says(
                        401,
                        vec![("www-authenticate", "Bearer realm=\"/token\"".to_owned())],
                        Vec::new(),
                    )
                })
            }),
            "gives no token that could be sent",
        ),
        (
            "a name that leads elsewhere",
            false,
            Box::new(move |path| {
                if path.contains("/manifests/0") {
                    return Some(says(evil_manifest.as_bytes()));
                }
                path.ends_with(&evil_digest).then(|| says(&evil))
            }),
            "is not taken",
        ),
    ];
    for (what, pinned, lie, wanted) in cases {
        let folder = Folder::new();
        let truth = good.clone();
        let (host, _) = server(move |_, path, _| lie(path).unwrap_or_else(|| honest(&truth, path)));
        let reference = match pinned {
            true => format!("{host}/packs/finance@{digest}"),
            false => format!("{host}/packs/finance:0.2.0"),
        };
        let ran = run(&folder, &["pack", "pull", &reference]);
        assert!([2, 4].contains(&ran.code), "{what}: {ran}");
        assert!(ran.to_string().contains(wanted), "{what}: {ran}");
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            0,
            "{what}"
        );
    }
    // Another host gets the request and not the password.
    let truth = good.clone();
    let (blobs, asked) = server(move |_, path, _| honest(&truth, path));
    let truth = good.clone();
    let (host, own) = server(move |_, path, authorization| {
        if authorization.is_empty() {
            return Reply::Says(
                401,
                vec![("www-authenticate", "Basic realm=\"x\"".to_owned())],
                Vec::new(),
            );
        }
        match path.contains("/blobs/") {
            true => Reply::Says(
                307,
                vec![("location", format!("http://{blobs}{path}"))],
                Vec::new(),
            ),
            false => honest(&truth, path),
        }
    });
    let folder = Folder::new();
    login(&folder, &host);
    let ran = run(
        &folder,
        &[
            "pack",
            "pull",
            &format!("{host}/packs/finance:0.2.0"),
            "--into",
            "there",
        ],
    );
    assert_eq!(ran.code, 0, "{ran}");
    let asked = asked.lock().unwrap();
    assert!(
        !asked.is_empty() && asked.iter().all(|it| it.1.is_empty()),
        "{asked:?}"
    );
    assert!(
        own.lock()
            .unwrap()
            .iter()
            .any(|it| it.1 == format!("Basic {BASIC}"))
    );
    // A token is asked for with the password, for reading alone, and sent to the registry.
    let truth = good.clone();
    let (host, own) = server(move |own, path, authorization| {
        if path.starts_with("/token") {
            return says(b"{\"token\":\"t0ken\"}");
        }
        match authorization {
            "Bearer t0ken" => honest(&truth, path),
            _ => Reply::Says(
                401,
                vec![(
                    "www-authenticate",
                    format!(
                        "Bearer realm=\"http://{own}/token\",service=\"s\",scope=\"repository:x:delete\""
                    ),
                )],
                Vec::new(),
            ),
        }
    });
    login(&folder, &host);
    let ran = run(
        &folder,
        &[
            "pack",
            "pull",
            &format!("{host}/packs/finance:0.2.0"),
            "--into",
            "token",
        ],
    );
    assert_eq!(ran.code, 0, "{ran}");
    let own = own.lock().unwrap();
    let token = own.iter().find(|it| it.0.starts_with("/token")).unwrap();
    assert_eq!(
        token.0,
        "/token?scope=repository%3Apacks%2Ffinance%3Apull&service=s"
    );
    assert_eq!(token.1, format!("Basic {BASIC}"));
}

#[test]
fn an_archive_carries_a_pack_and_its_signatures_to_where_there_is_no_network() {
    let folder = Folder::new();
    finance(&folder, "finance", "0.2.0");
    members(&folder, "");
    sign(&folder, "finance", "0.pem");
    sign(&folder, "finance", "1.pem");
    let save = |to: &str| {
        let ran = run(&folder, &["pack", "save", "finance", "-o", to]);
        assert_eq!(ran.code, 0, "{ran}");
        std::fs::read(folder.join(to)).unwrap()
    };
    let bytes = save("a.tar");
    assert_eq!(bytes, save("b.tar"));
    let load = |file: &str, into: &str| {
        run(
            &folder,
            &[
                "pack",
                "load",
                file,
                "--into",
                into,
                "--trust",
                "trust.toml",
            ],
        )
    };
    let ran = load("a.tar", "there");
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(files(&folder.join("there")), files(&folder.join("finance")));
    assert_eq!(
        std::fs::read(folder.join("there.dsse.json")).unwrap(),
        std::fs::read(folder.join("finance.dsse.json")).unwrap()
    );
    let verified = run(
        &folder,
        &["pack", "verify", "there", "--trust", "trust.toml"],
    );
    assert_eq!(verified.code, 0, "{verified}");
    // Other programs list folders, and have other times and owners.
    let unpacked = Command::new("tar")
        .current_dir(folder.path())
        .args(["xf", "a.tar", "--one-top-level=layout"])
        .status()
        .unwrap();
    assert!(unpacked.success());
    let packed = Command::new("tar")
        .current_dir(folder.join("layout"))
        .args(["cf", "../c.tar", "blobs", "index.json", "oci-layout"])
        .status()
        .unwrap();
    assert!(packed.success());
    let ran = load("c.tar", "again");
    assert_eq!(ran.code, 0, "{ran}");
    // Damaged, or not signed: nothing of it is written.
    let mut damaged = bytes.clone();
    let at = damaged.len() / 2;
    damaged[at] ^= 1;
    folder.write("damaged.tar", damaged);
    folder.write("short.tar", &bytes[..bytes.len() / 2]);
    std::fs::remove_file(folder.join("finance.dsse.json")).unwrap();
    save("unsigned.tar");
    for file in ["damaged.tar", "short.tar", "unsigned.tar", "trust.toml"] {
        let ran = load(file, "nowhere");
        assert_eq!(ran.code, 2, "{file}: {ran}");
        assert!(!folder.join("nowhere").exists(), "{file}");
    }
}
