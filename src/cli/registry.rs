//! Registries: the only network of the program. Nothing that a server says is believed: sizes are
//! bounded before and while a body is read, digests are computed here, credentials go to the host
//! that they are for and to the source of tokens that it names, and nothing leaves encryption.

use std::io::Read as _;
use std::sync::Arc;
use std::time::Duration;

use anyhow::bail;
use ureq::http::{Request, Response, header::HeaderMap};

use crate::parcel::{
    Artifact, Blob, Contents, Descriptor, INDEX, Index, MANIFEST, MANIFEST_BYTES, MOST_SIGNATURES,
    Manifest, SIGNATURES, SignatureFile, contents, digest, signatures,
};
use crate::registry::{Address, Challenge, Reference, basic, token, token_query};

/// Redirects of one request.
const REDIRECTS: usize = 5;
/// Time for a whole request.
const PATIENCE: Duration = Duration::from_secs(300);
/// Time until something answers.
const ANSWER: Duration = Duration::from_secs(30);
/// Largest answer that is only looked at, in bytes.
const ANSWER_BYTES: u64 = 256 * 1024;
/// Largest `config.json` of docker, in bytes.
const CONFIG_BYTES: u64 = 1024 * 1024;

/// An answer.
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
    /// Who gave it.
    from: Address,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// What is sent.
struct Sent<'a> {
    method: &'a str,
    accept: &'a str,
    body: Option<(&'a str, &'a [u8])>,
    /// Most bytes of the answer.
    most: u64,
}

impl Sent<'_> {
    fn get(accept: &str, most: u64) -> Sent<'_> {
        Sent {
            method: "GET",
            accept,
            body: None,
            most,
        }
    }
}

/// A repository of a registry.
pub(super) struct Client {
    agent: ureq::Agent,
    home: Address,
    name: String,
    /// The value of a `Basic` header.
    basic: Option<String>,
    /// What is sent to the registry, once it asked.
    authorization: Option<String>,
    /// What is asked for: `pull`, or `pull,push`.
    actions: &'static str,
}

impl Client {
    pub(super) fn new(reference: &Reference, actions: &'static str) -> anyhow::Result<Self> {
        let home = Address::of(reference);
        let mut config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .https_only(home.https)
            .user_agent(concat!("passmuster/", env!("CARGO_PKG_VERSION")))
            .timeout_global(Some(PATIENCE))
            .timeout_connect(Some(ANSWER))
            .timeout_recv_response(Some(ANSWER));
        if !home.https {
            config = config.proxy(None);
        }
        // Also for a registry on this machine, which may lead elsewhere.
        config = config.tls_config(tls()?);
        Ok(Self {
            agent: ureq::Agent::new_with_config(config.build()),
            name: reference.name.clone(),
            basic: password(&reference.host)?,
            home,
            authorization: None,
            actions,
        })
    }

    fn path(&self, rest: &str) -> Address {
        self.home.at(&format!("/v2/{}/{rest}", self.name))
    }

    /// Sends something; where the registry asks who it is, once more with the answer to that.
    fn send(&mut self, to: &Address, sent: &Sent<'_>) -> anyhow::Result<Answer> {
        let answer = self.followed(to, sent)?;
        if answer.status != 401 || !answer.from.same_host(&self.home) {
            return Ok(answer);
        }
        let asked: Vec<Challenge> = answer
            .headers
            .get_all("www-authenticate")
            .iter()
            .filter_map(|it| Challenge::parse(it.to_str().ok()?))
            .collect();
        self.authorization = match asked.first() {
            Some(Challenge::Basic) => match &self.basic {
                Some(basic) => Some(format!("Basic {basic}")),
                None => bail!(
                    "{} asks for a name and a password: docker login, or write config.json yourself and name its folder by DOCKER_CONFIG",
                    self.home.authority
                ),
            },
            Some(Challenge::Bearer { realm, service, .. }) => {
                Some(format!("Bearer {}", self.token(realm, service.as_deref())?))
            }
            None => bail!(
                "{} asks who this is in a way that is not known",
                self.home.authority
            ),
        };
        let answer = self.followed(to, sent)?;
        if answer.status == 401 {
            bail!(
                "{} does not accept the name and password",
                self.home.authority
            );
        }
        Ok(answer)
    }

    /// A token from where the registry says.
    fn token(&self, realm: &str, service: Option<&str>) -> anyhow::Result<String> {
        // What a token shall be for is known here, and not the server's to widen.
        let scope = format!("repository:{}:{}", self.name, self.actions);
        let to = self
            .home
            .follow(&token_query(realm, service, &scope))
            .map_err(|reason| anyhow::anyhow!("the source of tokens: {reason}"))?;
        let authorization = self.basic.as_ref().map(|it| format!("Basic {it}"));
        let sent = Sent::get("application/json", ANSWER_BYTES);
        let answer = self.once(&to, &sent, authorization.as_deref())?;
        if answer.status != 200 {
            bail!("{} gives no token: status {}", to.authority, answer.status);
        }
        match token(&answer.body) {
            Some(token) => Ok(token),
            None => bail!("{} gives no token that could be sent", to.authority),
        }
    }

    /// Sends something and follows where it is led; only what is asked for, never what is sent.
    fn followed(&self, to: &Address, sent: &Sent<'_>) -> anyhow::Result<Answer> {
        let mut to = to.clone();
        for _ in 0..=REDIRECTS {
            let own = to.same_host(&self.home);
            let authorization = self.authorization.as_deref().filter(|_| own);
            let answer = self.once(&to, sent, authorization)?;
            if ![301, 302, 303, 307, 308].contains(&answer.status) {
                return Ok(answer);
            }
            if sent.body.is_some() || !["GET", "HEAD"].contains(&sent.method) {
                bail!(
                    "{} leads elsewhere with what is sent to it, which is not followed",
                    to.authority
                );
            }
            let location = answer.header("location").unwrap_or_default();
            to = to
                .follow(location)
                .map_err(|reason| anyhow::anyhow!("{}: {reason}", to.authority))?;
        }
        bail!(
            "{} leads from one place to the next without end",
            self.home.authority
        )
    }

    fn once(
        &self,
        to: &Address,
        sent: &Sent<'_>,
        authorization: Option<&str>,
    ) -> anyhow::Result<Answer> {
        let mut request = Request::builder()
            .method(sent.method)
            .uri(to.to_string())
            .header("accept", sent.accept);
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        let ran = match sent.body {
            Some((kind, bytes)) => {
                let request = request.header("content-type", kind).body(bytes)?;
                self.agent.run(request)
            }
            None => self.agent.run(request.body(())?),
        };
        let response = ran.map_err(|error| anyhow::anyhow!("{}: {error}", to.authority))?;
        read(response, to, sent.most)
    }

    /// Gets a blob of a descriptor, whose size bounds it.
    fn blob(&mut self, descriptor: &Descriptor) -> anyhow::Result<Vec<u8>> {
        let to = self.path(&format!("blobs/{}", descriptor.digest));
        let answer = self.send(&to, &Sent::get("*/*", descriptor.size))?;
        if answer.status != 200 {
            bail!("{to}: status {}", answer.status);
        }
        Ok(answer.body)
    }

    /// Gets a manifest or an index; nothing if there is none.
    fn manifest(&mut self, reference: &str, accept: &str) -> anyhow::Result<Option<Vec<u8>>> {
        let to = self.path(&format!("manifests/{reference}"));
        let answer = self.send(&to, &Sent::get(accept, MANIFEST_BYTES))?;
        match answer.status {
            200 if !reference.contains(':') || digest(&answer.body) == reference => {
                Ok(Some(answer.body))
            }
            200 => bail!("{to}: what came has the digest {}", digest(&answer.body)),
            404 => Ok(None),
            status => bail!("{to}: status {status}"),
        }
    }

    /// Pulls what a reference names: what it holds, the signatures over it, and its digest.
    pub(super) fn pull(
        &mut self,
        reference: &Reference,
    ) -> anyhow::Result<(Contents, Vec<SignatureFile>, String)> {
        let wanted = reference.digest.as_ref().or(reference.tag.as_ref());
        let Some(wanted) = wanted else {
            bail!("the reference has neither a version nor a digest");
        };
        let Some(bytes) = self.manifest(wanted, MANIFEST)? else {
            bail!("{} has no {}:{wanted}", self.home.authority, self.name);
        };
        let own = digest(&bytes);
        let manifest = parsed(&bytes)?;
        let held = contents::<Failed>(&manifest, &mut |it| Ok(self.blob(it)?))?;
        let mut files = Vec::new();
        for it in self.referrers(&own)? {
            let Some(bytes) = self.manifest(&it.digest, MANIFEST)? else {
                continue;
            };
            let manifest = parsed(&bytes)?;
            let found = signatures::<Failed>(&manifest, &own, &mut |it| Ok(self.blob(it)?))?;
            for file in found {
                if !files.contains(&file) {
                    files.push(file);
                }
            }
            if files.len() > MOST_SIGNATURES {
                bail!("there are more than {MOST_SIGNATURES} signatures");
            }
        }
        Ok((held, files, own))
    }

    /// Artifacts of signatures that refer to another (distribution-spec 1.1, "Listing Referrers"),
    /// where the registry lists none by the tag that is kept for them.
    fn referrers(&mut self, own: &str) -> anyhow::Result<Vec<Descriptor>> {
        let to = self.path(&format!("referrers/{own}"));
        let answer = self.send(&to, &Sent::get(INDEX, MANIFEST_BYTES))?;
        let bytes = match answer.status {
            200 => Some(answer.body),
            _ => self.manifest(&tag_of(own), INDEX)?,
        };
        let Some(bytes) = bytes else {
            return Ok(Vec::new());
        };
        let index = Index::parse(&bytes)
            .map_err(|reason| anyhow::anyhow!("the list of signatures: {reason}"))?;
        let mut found = index.manifests;
        found.retain(|it| it.artifact_type.as_deref() == Some(SIGNATURES));
        found.truncate(MOST_SIGNATURES);
        Ok(found)
    }

    /// Pushes an artifact under a tag, and the signatures over it: its digest.
    pub(super) fn push(
        &mut self,
        artifact: &Artifact,
        tag: &str,
        files: &[SignatureFile],
    ) -> anyhow::Result<String> {
        let own = artifact.manifest.descriptor.digest.clone();
        match self.manifest(tag, MANIFEST)? {
            Some(there) if digest(&there) != own => bail!(
                "{} has {}:{tag} with other bytes, {}; a version that is published does not change: raise it",
                self.home.authority,
                self.name,
                digest(&there)
            ),
            Some(_) => {}
            None => {
                self.artifact(artifact, tag)?;
            }
        }
        if files.is_empty() {
            return Ok(own);
        }
        let about = Artifact::signatures(&artifact.manifest.descriptor, files);
        let by_digest = about.manifest.descriptor.digest.clone();
        let answer = self.artifact(&about, &by_digest)?;
        // A registry that lists referrers says so; for any other the list is kept under a tag.
        if answer.header("oci-subject") == Some(own.as_str()) {
            return Ok(own);
        }
        let mut listed = match self.manifest(&tag_of(&own), INDEX)? {
            Some(bytes) => {
                Index::parse(&bytes)
                    .map_err(|reason| anyhow::anyhow!("the list of signatures: {reason}"))?
                    .manifests
            }
            None => Vec::new(),
        };
        if !listed.iter().any(|it| it.digest == by_digest) {
            listed.push(about.manifest.descriptor.clone());
            self.put(&Index::write(&listed), INDEX, &tag_of(&own))?;
        }
        Ok(own)
    }

    fn artifact(&mut self, artifact: &Artifact, reference: &str) -> anyhow::Result<Answer> {
        for blob in &artifact.blobs {
            self.upload(blob)?;
        }
        self.put(&artifact.manifest.bytes, MANIFEST, reference)
    }

    fn put(&mut self, bytes: &[u8], kind: &str, reference: &str) -> anyhow::Result<Answer> {
        let to = self.path(&format!("manifests/{reference}"));
        let answer = self.send(
            &to,
            &Sent {
                method: "PUT",
                accept: "*/*",
                body: Some((kind, bytes)),
                most: ANSWER_BYTES,
            },
        )?;
        let stored = answer.header("docker-content-digest");
        if answer.status != 201 || stored.is_some_and(|it| it != digest(bytes)) {
            bail!("{to}: it is not taken: {}", said(&answer));
        }
        Ok(answer)
    }

    /// Uploads a blob, if it is not there (distribution-spec 1.1, "POST then PUT").
    fn upload(&mut self, blob: &Blob) -> anyhow::Result<()> {
        let named = &blob.descriptor.digest;
        let to = self.path(&format!("blobs/{named}"));
        let look = Sent {
            method: "HEAD",
            accept: "*/*",
            body: None,
            most: 0,
        };
        if self.send(&to, &look)?.status == 200 {
            return Ok(());
        }
        let mut sent = Sent {
            method: "POST",
            accept: "*/*",
            body: Some(("application/octet-stream", b"")),
            most: ANSWER_BYTES,
        };
        let begun = self.send(&self.path("blobs/uploads/"), &sent)?;
        if begun.status != 202 {
            bail!("{} takes no upload: {}", self.home.authority, said(&begun));
        }
        let location = begun.header("location").unwrap_or_default();
        let mut to = begun
            .from
            .follow(location)
            .map_err(|reason| anyhow::anyhow!("{}: {reason}", self.home.authority))?;
        let sign = if to.path.contains('?') { '&' } else { '?' };
        to.path.push_str(&format!("{sign}digest={named}"));
        sent.method = "PUT";
        sent.body = Some(("application/octet-stream", &blob.bytes));
        let done = self.send(&to, &sent)?;
        if done.status != 201 {
            bail!("{} does not take {named}: {}", to.authority, said(&done));
        }
        Ok(())
    }
}

/// A clause about what came, or an error on the way to it.
struct Failed(anyhow::Error);

impl From<String> for Failed {
    fn from(reason: String) -> Self {
        Self(anyhow::Error::msg(reason))
    }
}

impl From<anyhow::Error> for Failed {
    fn from(error: anyhow::Error) -> Self {
        Self(error)
    }
}

impl From<Failed> for anyhow::Error {
    fn from(failed: Failed) -> Self {
        failed.0
    }
}

fn parsed(bytes: &[u8]) -> anyhow::Result<Manifest> {
    Manifest::parse(bytes).map_err(|reason| anyhow::anyhow!("the manifest: {reason}"))
}

/// The tag under which referrers are listed (distribution-spec 1.1, "Referrers Tag Schema").
fn tag_of(digest: &str) -> String {
    digest.replacen(':', "-", 1)
}

/// What an answer says that is no success.
fn said(answer: &Answer) -> String {
    let text = String::from_utf8_lossy(&answer.body);
    let text: String = text.chars().take(300).collect();
    format!("status {} {}", answer.status, text.trim())
}

/// Reads an answer, never more of it than is allowed.
fn read(mut response: Response<ureq::Body>, from: &Address, most: u64) -> anyhow::Result<Answer> {
    let status = response.status().as_u16();
    // What says why something failed may be longer than what was asked for.
    let most = if status == 200 { most } else { ANSWER_BYTES };
    let mut body = Vec::new();
    let mut reader = response.body_mut().as_reader().take(most.saturating_add(1));
    reader
        .read_to_end(&mut body)
        .map_err(|error| anyhow::anyhow!("{}: {error}", from.authority))?;
    if u64::try_from(body.len()).unwrap_or(u64::MAX) > most {
        bail!("{}: the answer has more than {most} bytes", from.authority);
    }
    Ok(Answer {
        status,
        headers: response.headers().clone(),
        body,
        from: from.clone(),
    })
}

/// TLS by aws-lc-rs, against the certificates that this machine trusts.
fn tls() -> anyhow::Result<ureq::tls::TlsConfig> {
    let found = rustls_native_certs::load_native_certs();
    let roots: Vec<ureq::tls::Certificate<'static>> = found
        .certs
        .iter()
        .map(|it| ureq::tls::Certificate::from_der(it.as_ref()).to_owned())
        .collect();
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    Ok(ureq::tls::TlsConfig::builder()
        .provider(ureq::tls::TlsProvider::Rustls)
        .root_certs(ureq::tls::RootCerts::from(roots))
        .unversioned_rustls_crypto_provider(Arc::new(provider))
        .build())
}

/// The name and password for a host, from where docker keeps them.
fn password(host: &str) -> anyhow::Result<Option<String>> {
    let folder = match std::env::var_os("DOCKER_CONFIG").filter(|it| !it.is_empty()) {
        Some(folder) => Some(std::path::PathBuf::from(folder)),
        None => std::env::var_os("HOME").map(|it| std::path::Path::new(&it).join(".docker")),
    };
    let Some(path) = folder
        .map(|it| it.join("config.json"))
        .filter(|it| it.is_file())
    else {
        return Ok(None);
    };
    let help = "docker login writes it";
    let file = super::named_file(&path, "file of passwords", CONFIG_BYTES, help)?;
    let text = file.text()?;
    basic(text, host).map_err(|reason| {
        let problem = crate::problem::Problem::file(path.display().to_string(), reason);
        crate::problem::Problems::from(problem.help(help)).into()
    })
}
