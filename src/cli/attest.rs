//! `passmuster attest keygen|sign|verify`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::{Printing, message, stdout_options, usage, writable, write_file};
use crate::attest::{self, SigningKey, VOUCH};
use crate::evaluate::Enforce;
use crate::limits::Limits;
use crate::report;
use crate::source;
use crate::trust::{Standing, Trust};
use crate::{Settings, Target};

/// Subcommands of `attest`.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Make a key: the private one in FILE, which stays with you, the public one in FILE.pub
    Keygen(Keygen),
    /// Sign a document, or all files of a folder: an in-toto statement in a DSSE envelope beside it
    Sign(Sign),
    /// Say who signed a statement, of what type, about which files beside it
    Verify(Verify),
}

/// Arguments of `attest keygen`.
#[derive(Debug, clap::Args)]
pub(super) struct Keygen {
    /// Where the private key goes; an existing file is never overwritten
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Arguments of `attest sign`.
#[derive(Debug, clap::Args)]
pub(super) struct Sign {
    /// A document, or a folder
    #[arg(value_name = "FILE|DIR")]
    path: PathBuf,

    /// The private key (Ed25519, PKCS#8 in PEM)
    #[arg(long, value_name = "FILE")]
    key: PathBuf,

    /// The type of the statement
    #[arg(long = "type", value_name = "URI", default_value = VOUCH)]
    kind: String,

    /// Where the envelope goes [default: FILE.dsse.json, DIR/statement.dsse.json]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    #[command(flatten)]
    bounds: super::Bounds,
}

/// Arguments of `attest verify`.
#[derive(Debug, clap::Args)]
pub(super) struct Verify {
    /// The envelope or bundle; the files that it is about lie beside it
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Trust policy: whose signatures count, and for what
    #[arg(long, value_name = "FILE")]
    trust: PathBuf,

    /// Review file, which names the vendor; without it nobody's role can be told
    #[arg(long, value_name = "FILE")]
    review: Option<PathBuf>,

    /// The date of the review, YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,

    #[command(flatten)]
    bounds: super::Bounds,
}

pub(super) fn run(command: &Command) -> anyhow::Result<u8> {
    match command {
        Command::Keygen(args) => keygen(args),
        Command::Sign(args) => sign(args),
        Command::Verify(args) => verify(args),
    }
}

fn wrong(reason: String) -> anyhow::Error {
    anyhow::Error::msg(reason)
}

fn keygen(args: &Keygen) -> anyhow::Result<u8> {
    let public_path = with_ending(&args.file, ".pub");
    for path in [&args.file, &public_path] {
        if path.symlink_metadata().is_ok() {
            return Err(usage(
                format!("{} is there already", path.display()),
                "name another file; a key that is overwritten is lost",
            ));
        }
    }
    let mut seed = [0_u8; 32];
    aws_lc_rs::rand::fill(&mut seed)
        .map_err(|_| wrong("the system gives no random numbers".to_owned()))?;
    let key = SigningKey::from_seed(&seed).map_err(wrong)?;
    private_file(&args.file, &key.to_pem().map_err(wrong)?)?;
    let public = key.public_pem();
    write_file(&public_path, &|out| out.write_all(public.as_bytes()))?;
    message(&format!(
        "private key: {} (keep it secret, and out of what you send)\npublic key: {}",
        args.file.display(),
        public_path.display()
    ));
    let mut out = io::stdout().lock();
    write!(
        out,
        "# For the trust policy of whoever shall recognise this key. They must have it from you\n\
         # by a way that they trust, not from the documents that it signs.\n\
         # The policy's first line is: schema = 1\n\
         [[party]]\nname = \"Your name\"\nrole = \"vendor\"\ntypes = [\"{VOUCH}\"]\n\n\
         [[party.key]]\npem = \"\"\"\n{public}\"\"\"\n"
    )?;
    Ok(0)
}

/// Writes a new file that only its owner may read.
fn private_file(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let cannot = || format!("cannot write {}", path.display());
    let mut file = options.open(path).with_context(cannot)?;
    file.write_all(text.as_bytes()).with_context(cannot)?;
    file.sync_all().with_context(cannot)
}

pub(super) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn sign(args: &Sign) -> anyhow::Result<u8> {
    if args.kind.trim().is_empty() {
        return Err(usage(
            "--type is empty",
            "name the type of the statement, a URI",
        ));
    }
    let key = signing_key(&args.key)?;
    let folder = args.path.is_dir();
    let out = match &args.out {
        Some(out) => out.clone(),
        None if folder => args.path.join("statement.dsse.json"),
        None => with_ending(&args.path, ".dsse.json"),
    };
    writable(&out)?;
    if folder && inside(&args.key, &args.path) {
        return Err(usage(
            format!(
                "the key {} lies in the folder that is signed",
                args.key.display()
            ),
            "move it out: whoever gets the folder would get the key",
        ));
    }
    let files = digests(&args.path, &out, &args.bounds.limits()?)?;
    let envelope = attest::sign(&key, &attest::statement(&files, &args.kind)).map_err(wrong)?;
    write_file(&out, &|to| to.write_all(envelope.as_bytes()))?;
    message(&format!(
        "signed {}: {}",
        super::count(files.len(), "file"),
        out.display()
    ));
    Ok(0)
}

/// Reads a private key.
pub(super) fn signing_key(path: &Path) -> anyhow::Result<SigningKey> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        usage(
            format!("the key {} cannot be read: {error}", path.display()),
            "make one: passmuster attest keygen FILE",
        )
    })?;
    SigningKey::from_pem(&text).map_err(|reason| {
        usage(
            format!("{}: {reason}", path.display()),
            "make a key: passmuster attest keygen FILE",
        )
    })
}

pub(super) fn inside(file: &Path, folder: &Path) -> bool {
    match (file.canonicalize(), folder.canonicalize()) {
        (Ok(file), Ok(folder)) => file.starts_with(folder),
        _ => false,
    }
}

/// Names and digests of what is signed. A file that cannot be read is no file to leave out.
fn digests(path: &Path, out: &Path, limits: &Limits) -> anyhow::Result<BTreeMap<String, String>> {
    let exclude: Vec<PathBuf> = out.canonicalize().into_iter().collect();
    let dossier = source::open(path, limits, &exclude)
        .map_err(|error| usage(error.to_string(), "name a document or a folder"))?;
    if let Some(refused) = dossier.refused.first() {
        return Err(wrong(format!("{}: {}", refused.path, refused.reason)));
    }
    let documents = dossier.documents.iter().map(|it| it.path());
    let artifacts = dossier.artifacts.iter().map(|it| it.path.as_str());
    let opaque = dossier.opaque.iter().map(|it| it.path.as_str());
    let mut files = BTreeMap::new();
    for name in documents.chain(artifacts).chain(opaque) {
        let sha256 = dossier
            .sha256(name)
            .map_err(|refused| wrong(format!("{name}: {}", refused.reason)))?;
        files.insert(name.to_owned(), sha256);
    }
    for unread in &dossier.unread {
        message(&format!("not signed: {}: {}", unread.path, unread.reason));
    }
    if files.is_empty() {
        return Err(usage(
            "there is nothing to sign",
            "name a document or a folder of them",
        ));
    }
    Ok(files)
}

fn verify(args: &Verify) -> anyhow::Result<u8> {
    let trust: Trust = super::trust(&args.trust)?;
    let review = args.review.as_deref().map(super::review).transpose()?;
    let as_of = super::date(args.as_of.as_deref())?;
    let name = args
        .file
        .file_name()
        .map(|it| it.to_string_lossy().into_owned());
    let name = name.unwrap_or_default();
    let folder = super::folder_of(&args.file);
    let limits = args.bounds.limits()?;
    let dossier = source::open(folder, &limits, &[])
        .map_err(|error| usage(error.to_string(), "name an envelope or a bundle"))?;
    if !dossier.documents.iter().any(|it| it.path() == name) {
        return Err(usage(
            format!("{} cannot be read as a document", args.file.display()),
            "name an envelope or a bundle",
        ));
    }
    let target = Target {
        path: folder.display().to_string(),
        dossier,
        review: review.map(|mut review| {
            // The review's documents need not lie beside the statement.
            review.named_files.clear();
            review.evidence.clear();
            review
        }),
    };
    let intake = target.intake(&Settings {
        as_of,
        action: None,
        enforce: Enforce::Pack,
        limits,
        checks: crate::plugin::Limits::default(),
        trust: Some(std::sync::Arc::new(trust)),
        decisions: None,
    })?;
    let mut own = intake.attested;
    own.retain(|it| it.document == name);
    if own.is_empty() {
        return Err(usage(
            format!("{} holds no signed statement", args.file.display()),
            "name a DSSE envelope or a Sigstore bundle",
        ));
    }
    let printing = Printing {
        verbose: true,
        quiet: false,
    };
    let mut out = io::stdout().lock();
    report::statements(&own, &stdout_options(&printing), &mut out)?;
    let refused =
        |it: &crate::trust::Attested| it.standing == Standing::Refused || !it.differs.is_empty();
    // As of a verdict: 1 where something is wrong, 3 where nobody is known to stand behind it.
    Ok(if own.iter().any(refused) {
        1
    } else if own.iter().any(|it| it.standing == Standing::Unknown) {
        3
    } else {
        0
    })
}
