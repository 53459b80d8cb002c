//! Registries as text: references, addresses, challenges, and the file that docker keeps its
//! passwords in. Pure; the network is in `cli`.
//!
//! Specifications: OCI distribution-spec 1.1 (`spec.md`), RFC 9110 (section 11.6.1, `WWW-Authenticate`),
//! the token authentication of the distribution project, docker's `config.json`.

use crate::envelope::{base64_bytes, base64_text};
use crate::limits::Limits;
use crate::tree::{self, Node};

/// What is pulled or pushed: `HOST[:PORT]/NAME[:TAG][@sha256:DIGEST]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Host, with the port where it has one.
    pub host: String,
    /// The repository's name.
    pub name: String,
    /// The tag.
    pub tag: Option<String>,
    /// `sha256:` and the digest.
    pub digest: Option<String>,
}

impl Reference {
    /// Reads a reference.
    ///
    /// # Errors
    /// What it lacks, in one clause.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.strip_prefix("oci://").unwrap_or(text);
        if text.contains("://") {
            return Err("a reference has no `https://` before it".to_owned());
        }
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest.to_owned())),
            None => (text, None),
        };
        if digest.as_deref().is_some_and(|it| !is_digest(it)) {
            return Err("its digest is not `sha256:` and 64 hexadecimal digits".to_owned());
        }
        let (host, path) = rest
            .split_once('/')
            .ok_or("it has no host: write HOST/NAME:TAG")?;
        if !is_authority(host) || !(host.contains(['.', ':']) || host == "localhost") {
            return Err(format!("`{host}` is no host: write HOST/NAME:TAG"));
        }
        let (name, tag) = match path.rsplit_once(':') {
            Some((name, tag)) => (name, Some(tag.to_owned())),
            None => (path, None),
        };
        let part = |part: &str| {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
            part.starts_with(plain)
                && part.ends_with(plain)
                && part.chars().all(|c| plain(c) || "._-".contains(c))
        };
        if name.len() > 255 || !name.split('/').all(part) {
            return Err(format!(
                "`{name}` is no name of a repository: lower-case letters, digits and `._-` between slashes"
            ));
        }
        if tag.as_deref().is_some_and(|it| !is_version(it)) {
            return Err("its tag is not a version such as 1.2.3".to_owned());
        }
        Ok(Self {
            host: host.to_owned(),
            name: name.to_owned(),
            tag,
            digest,
        })
    }

    /// The same, by digest.
    pub fn pinned(&self, digest: &str) -> String {
        let tag = self.tag.as_ref().map(|it| format!(":{it}"));
        let tag = tag.unwrap_or_default();
        format!("{}/{}{tag}@{digest}", self.host, self.name)
    }

    /// Whether the registry is on this machine, so that plain HTTP is no risk.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.host)
    }
}

fn is_digest(text: &str) -> bool {
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.strip_prefix("sha256:")
        .is_some_and(|it| it.len() == 64 && it.bytes().all(hex))
}

/// Whether a text is a version of Semantic Versioning 2.0.0 that can be a tag (so without build
/// metadata, whose `+` no tag may have).
pub fn is_version(text: &str) -> bool {
    let (core, pre) = match text.split_once('-') {
        Some((core, pre)) => (core, Some(pre)),
        None => (text, None),
    };
    let digits = |it: &str| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit());
    let number = |it: &str| digits(it) && (it == "0" || !it.starts_with('0'));
    let word = |it: &str| {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        !it.is_empty() && it.bytes().all(plain) && (!digits(it) || number(it))
    };
    text.len() <= 128
        && core.split('.').count() == 3
        && core.split('.').all(number)
        && pre.is_none_or(|it| it.split('.').all(word))
}

/// Host and port, and nothing that could mean something else in an address.
fn is_authority(text: &str) -> bool {
    let (host, port) = match (text.rsplit_once(':'), text.ends_with(']')) {
        (Some((host, port)), false) => (host, Some(port)),
        _ => (text, None),
    };
    let port = port.is_none_or(|it| it.parse::<u16>().is_ok_and(|it| it > 0));
    let v6 = host.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    let plain = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
    port && match v6 {
        Some(v6) => !v6.is_empty() && v6.chars().all(|c| c.is_ascii_hexdigit() || c == ':'),
        None => !host.is_empty() && host.chars().all(plain) && !host.starts_with(['-', '.']),
    }
}

/// Whether a host with its port is this machine's own, by its name or address.
fn is_loopback(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    };
    let part = |it: &str| it.parse::<u8>().is_ok();
    let v4 = host.split('.').count() == 4 && host.split('.').all(part) && host.starts_with("127.");
    host == "localhost" || host == "[::1]" || v4
}

/// An address that a request goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Whether it is encrypted.
    pub https: bool,
    /// Host, with the port where it has one, in lower case.
    pub authority: String,
    /// From the first slash on.
    pub path: String,
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let scheme = if self.https { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority, self.path)
    }
}

impl Address {
    /// Where a registry answers.
    pub fn of(reference: &Reference) -> Self {
        Self {
            https: !reference.is_loopback(),
            authority: reference.host.to_ascii_lowercase(),
            path: "/".to_owned(),
        }
    }

    /// The same registry at another path.
    pub fn at(&self, path: &str) -> Self {
        Self {
            path: path.to_owned(),
            ..self.clone()
        }
    }

    /// Where something leads that a server says: a redirect, a place to upload to, a source of
    /// tokens. From an encrypted address only to encrypted ones; from this machine's own, also to
    /// others of its own.
    ///
    /// # Errors
    /// It leads where nothing is sent, in one clause.
    pub fn follow(&self, location: &str) -> Result<Self, String> {
        let shown: String = location.chars().take(120).collect();
        // RFC 3986 has only these; anything else could end a header or an address early.
        let plain = |c: char| c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c);
        if !location.chars().all(plain) || location.len() > 8_192 {
            return Err("it leads to what is no address".to_owned());
        }
        let location = location.split('#').next().unwrap_or_default();
        if location.starts_with('/') && !location.starts_with("//") {
            return Ok(self.at(location));
        }
        let (https, rest) = match location.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => (true, rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => (false, rest),
            _ => return Err(format!("it leads to `{shown}`, which is no web address")),
        };
        let at = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(at);
        let path = match path {
            "" => "/".to_owned(),
            path if path.starts_with('?') => format!("/{path}"),
            path => path.to_owned(),
        };
        if !is_authority(authority) {
            return Err(format!("it leads to `{shown}`, which is no plain host"));
        }
        let authority = authority.to_ascii_lowercase();
        if !https && (self.https || !is_loopback(&authority)) {
            return Err(format!("it leads to `{shown}`, which is not encrypted"));
        }
        Ok(Self {
            https,
            authority,
            path,
        })
    }

    /// Whether credentials for one are meant for the other.
    pub fn same_host(&self, other: &Self) -> bool {
        self.https == other.https && self.authority == other.authority
    }
}

/// How a registry asks who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Challenge {
    /// By name and password.
    Basic,
    /// By a token from elsewhere.
    Bearer {
        /// Where the token is had.
        realm: String,
        /// For whom it shall be.
        service: Option<String>,
        /// For what.
        scope: Option<String>,
    },
}

impl Challenge {
    /// Reads a `WWW-Authenticate` header; nothing if it is neither.
    pub fn parse(header: &str) -> Option<Self> {
        let (scheme, rest) = header.trim().split_once(' ').unwrap_or((header.trim(), ""));
        if scheme.eq_ignore_ascii_case("basic") {
            return Some(Self::Basic);
        }
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        let mut found: Vec<(String, String)> = Vec::new();
        let mut rest = rest.trim_start();
        while let Some((name, after)) = rest.split_once('=') {
            let (value, after) = match after.strip_prefix('"') {
                Some(quoted) => {
                    let (value, after) = quoted.split_once('"')?;
                    (value, after)
                }
                None => after.split_at(after.find([',', ' ']).unwrap_or(after.len())),
            };
            found.push((name.trim().to_ascii_lowercase(), value.to_owned()));
            rest = after.trim_start_matches([',', ' ', '\t']);
            if found.len() > 16 {
                return None;
            }
        }
        let mut take = |wanted: &str| {
            let at = found.iter().position(|(name, _)| name == wanted)?;
            Some(found.swap_remove(at).1)
        };
        Some(Self::Bearer {
            realm: take("realm")?,
            service: take("service"),
            scope: take("scope"),
        })
    }
}

/// Where a token is had, for a challenge.
pub fn token_query(realm: &str, service: Option<&str>, scope: &str) -> String {
    let mut query = format!(
        "{realm}{}scope={}",
        if realm.contains('?') { '&' } else { '?' },
        escaped(scope)
    );
    if let Some(service) = service {
        query.push_str(&format!("&service={}", escaped(service)));
    }
    query
}

/// A text as the value of a query (RFC 3986, section 2.1).
pub fn escaped(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b if b.is_ascii_alphanumeric() || b"-._~".contains(&b) => char::from(b).to_string(),
            b => format!("%{b:02X}"),
        })
        .collect()
}

/// The token of an answer: `token`, or `access_token`.
pub fn token(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let tree = tree::json(text, 0, &Limits::default()).ok()?;
    let token = tree.root.get("token").or(tree.root.get("access_token"))?;
    let token = token.text()?;
    let plain = !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic());
    plain.then(|| token.to_owned())
}

/// The name and password for a host in docker's `config.json`, as the value of a `Basic` header.
///
/// # Errors
/// Why there is none although the file has something for the host, in one clause.
pub fn basic(config: &str, host: &str) -> Result<Option<String>, String> {
    let tree = tree::json(config, 0, &Limits::default())
        .map_err(|error| format!("it is no JSON: {error}"))?;
    let bare = |key: &str| {
        let key = key.split_once("://").map_or(key, |it| it.1);
        key.split('/')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    let host = host.to_ascii_lowercase();
    let entry = tree.root.get("auths").and_then(|auths| {
        let mut members = auths.members().iter();
        members.find(|it| bare(&it.key) == host)
    });
    let helper = tree.root.get("credHelpers").is_some_and(|helpers| {
        let mut members = helpers.members().iter();
        members.any(|it| bare(&it.key) == host)
    });
    let stored = tree.root.get("credsStore").is_some() && entry.is_some();
    let auth = entry
        .and_then(|it| it.node.get("auth"))
        .and_then(Node::text);
    let Some(auth) = auth.filter(|it| !it.is_empty()) else {
        return match helper || stored {
            true => Err(
                "it leaves the password to a helper program, which is not run; put `auth` into a file of your own and name its folder by DOCKER_CONFIG"
                    .to_owned(),
            ),
            false => Ok(None),
        };
    };
    let pair = base64_bytes(auth).and_then(|it| String::from_utf8(it).ok());
    match pair.filter(|it| it.contains(':') && !it.chars().any(char::is_control)) {
        Some(pair) => Ok(Some(base64_text(pair.as_bytes()))),
        None => Err(format!(
            "the `auth` of {host} is not base64 of NAME:PASSWORD"
        )),
    }
}

#[cfg(test)]
mod tests;
