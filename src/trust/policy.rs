//! `trust.toml`: parsing and checks. What is wrong is said at its place, with the next step.

use std::collections::BTreeMap;

use jiff::civil;
use serde::Deserialize;
use toml::Spanned;

use super::pattern::Pattern;
use super::release::{Rule, Rules};
use super::{
    DECISIONS, Identity, Key, Party, PartyKey, RELEASE, Role, Root, Trust, sigstore, x509,
};
use crate::fact::parse_date;
use crate::problem::{Problem, Problems, nearest, toml_file};
use crate::source::{SourceFile, Span, sha256_hex};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    schema: u32,
    #[serde(default)]
    root: Vec<WireRoot>,
    #[serde(default)]
    party: Vec<WireParty>,
    decisions: Option<WireDecisions>,
    packs: Option<WirePacks>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WirePacks {
    signed_by: Spanned<Vec<Spanned<String>>>,
    threshold: Option<Spanned<u32>>,
    #[serde(default)]
    id: BTreeMap<String, WireRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireRule {
    signed_by: Spanned<Vec<Spanned<String>>>,
    threshold: Option<Spanned<u32>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireDecisions {
    signed_by: Spanned<Vec<Spanned<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireRoot {
    name: Spanned<String>,
    sigstore: Option<Spanned<String>>,
    certificates: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireParty {
    name: Spanned<String>,
    role: Spanned<String>,
    #[serde(default)]
    ids: Vec<String>,
    types: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    key: Vec<WireKey>,
    #[serde(default)]
    certificate: Vec<WireCertificate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireKey {
    file: Option<Spanned<String>>,
    pem: Option<Spanned<String>>,
    from: Option<Spanned<String>>,
    until: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireCertificate {
    root: Spanned<String>,
    issuer: Option<Spanned<String>>,
    subject: Spanned<String>,
}

struct Reader<'a> {
    source: &'a SourceFile,
    open: &'a dyn Fn(&str) -> Result<Vec<u8>, String>,
    problems: Vec<Problem>,
    /// Names and digests of the files that the policy names.
    files: BTreeMap<String, String>,
}

pub(super) fn parse(
    source: &SourceFile,
    open: &dyn Fn(&str) -> Result<Vec<u8>, String>,
) -> Result<Trust, Problems> {
    let wire: Wire = toml_file(source)?;
    if wire.schema != 1 {
        let message = format!("`schema = {}` is not known to this version", wire.schema);
        let problem = Problem::file(source.path(), message);
        return Err(problem.help("this version reads `schema = 1`").into());
    }
    let mut reader = Reader {
        source,
        open,
        problems: Vec::new(),
        files: BTreeMap::new(),
    };
    if wire.party.is_empty() {
        reader.problems.push(
            Problem::file(source.path(), "the trust policy names no party")
                .help("add a `[[party]]` with `name`, `role`, `types` and a `[[party.key]]`"),
        );
    }
    let mut roots = BTreeMap::new();
    for root in &wire.root {
        let name = root.name.get_ref().clone();
        if let Some(found) = reader.root(root)
            && roots.insert(name, found).is_some()
        {
            reader.wrong(&root.name, "two roots have this name", "give each its own");
        }
    }
    let parties: Vec<Party> = wire
        .party
        .iter()
        .map(|it| reader.party(it, &wire.root))
        .collect();
    reader.distinct(&wire.party, &parties);
    let deciders = wire
        .decisions
        .as_ref()
        .map(|it| reader.deciders(it, &parties));
    let releases = wire.packs.as_ref().map(|it| reader.releases(it, &parties));
    if !reader.problems.is_empty() {
        return Err(Problems(reader.problems));
    }
    // Over the policy and, by name, the files that it names: other keys are another policy.
    let mut all = source.sha256().to_owned();
    for (name, sha256) in &reader.files {
        all.push_str(&format!("\n{sha256} {name}"));
    }
    Ok(Trust {
        path: source.path().to_owned(),
        sha256: sha256_hex(all.as_bytes()),
        parties,
        deciders,
        releases,
        roots,
    })
}

impl Reader<'_> {
    fn wrong<T>(&mut self, at: &Spanned<T>, message: &str, help: &str) {
        let range = at.span();
        let bom = self.source.bom();
        let span = Span::new(range.start + bom, range.end + bom);
        let problem = Problem::at(self.source, span, message).help(help);
        self.problems.push(problem);
    }

    /// The text of a file that the policy names.
    fn file(&mut self, name: &Spanned<String>) -> Option<String> {
        let read = (self.open)(name.get_ref()).and_then(|bytes| {
            self.files
                .insert(name.get_ref().clone(), sha256_hex(&bytes));
            String::from_utf8(bytes).map_err(|_| "is not text".to_owned())
        });
        match read {
            Ok(text) => Some(text),
            Err(reason) => {
                let message = format!("`{}` {reason}", name.get_ref());
                self.wrong(name, &message, "paths are relative to the trust policy");
                None
            }
        }
    }

    fn root(&mut self, wire: &WireRoot) -> Option<Root> {
        let (file, sigstore) = match (&wire.sigstore, &wire.certificates) {
            (Some(file), None) => (file, true),
            (None, Some(file)) => (file, false),
            _ => {
                self.wrong(
                    &wire.name,
                    "a root is one file",
                    "give either `sigstore = \"trusted_root.json\"` or `certificates = \"roots.pem\"`",
                );
                return None;
            }
        };
        let text = self.file(file)?;
        let root = if sigstore {
            sigstore::Root::from_json(&text).map(|it| Root::Sigstore(Box::new(it)))
        } else {
            x509::Roots::from_pem(&text).map(Root::X509)
        };
        match root {
            Ok(root) => Some(root),
            Err(reason) => {
                let message = format!("`{}` is no root: {reason}", file.get_ref());
                self.wrong(
                    file,
                    &message,
                    "get the file again from whoever runs the root",
                );
                None
            }
        }
    }

    fn party(&mut self, wire: &WireParty, roots: &[WireRoot]) -> Party {
        let name = clean(wire.name.get_ref());
        if name.is_empty() {
            self.wrong(
                &wire.name,
                "the name is empty",
                "write the name that reports shall use",
            );
        }
        let role = Role::ALL
            .iter()
            .copied()
            .find(|it| it.name() == wire.role.get_ref());
        if role.is_none() {
            let message = format!("unknown role `{}`", wire.role.get_ref());
            self.wrong(
                &wire.role,
                &message,
                "the roles are vendor, auditor, coalition, member",
            );
        }
        if wire.types.get_ref().is_empty() {
            self.wrong(
                &wire.types,
                "a party that is trusted for no type of statement counts for nothing",
                "name predicate types, or write `types = [\"*\"]`",
            );
        }
        let mut types = Vec::new();
        for it in wire.types.get_ref() {
            match Pattern::of_types(it.get_ref()) {
                Ok(pattern) => types.push(pattern),
                Err(reason) => {
                    self.wrong(it, reason, "write the whole type, or its beginning and `*`")
                }
            }
        }
        if wire.key.is_empty() && wire.certificate.is_empty() {
            self.wrong(
                &wire.name,
                "the party has neither a key nor a certificate",
                "add a `[[party.key]]` with `file`, or a `[[party.certificate]]` with `root` and `subject`",
            );
        }
        let keys = wire
            .key
            .iter()
            .filter_map(|it| self.key(it, &wire.name))
            .collect();
        let certificates = wire
            .certificate
            .iter()
            .filter_map(|it| self.certificate(it, roots))
            .collect();
        Party {
            name,
            role: role.unwrap_or(Role::Vendor),
            ids: wire.ids.clone(),
            types,
            keys,
            certificates,
        }
    }

    fn key(&mut self, wire: &WireKey, party: &Spanned<String>) -> Option<PartyKey> {
        let (at, text) = match (&wire.file, &wire.pem) {
            (Some(file), None) => (file, self.file(file)?),
            (None, Some(pem)) => (pem, pem.get_ref().clone()),
            _ => {
                let help = "give either `file = \"key.pub.pem\"` or `pem = \"\"\"...\"\"\"`";
                self.wrong(party, "a key of this party is not one key", help);
                return None;
            }
        };
        let from = self.date(wire.from.as_ref());
        let until = self.date(wire.until.as_ref());
        match Key::from_pem(&text) {
            Ok(key) => Some(PartyKey { key, from, until }),
            Err(reason) => {
                let help = "ask the party for its public key in PEM";
                self.wrong(at, &reason, help);
                None
            }
        }
    }

    fn date(&mut self, text: Option<&Spanned<String>>) -> Option<civil::Date> {
        let text = text?;
        let date = parse_date(text.get_ref());
        if date.is_none() {
            self.wrong(text, "not a date", "write it as YYYY-MM-DD");
        }
        date
    }

    fn certificate(&mut self, wire: &WireCertificate, roots: &[WireRoot]) -> Option<Identity> {
        let named = roots
            .iter()
            .find(|it| it.name.get_ref() == wire.root.get_ref());
        let Some(named) = named else {
            let names = roots.iter().map(|it| it.name.get_ref().as_str());
            let help = match nearest(wire.root.get_ref(), names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "add a `[[root]]` with this name".to_owned(),
            };
            let message = format!("there is no root `{}`", wire.root.get_ref());
            self.wrong(&wire.root, &message, &help);
            return None;
        };
        match (&wire.issuer, named.sigstore.is_some()) {
            (None, true) => self.wrong(
                &wire.subject,
                "a certificate of a Sigstore instance is trusted by subject and issuer",
                "add `issuer`, the address of the identity provider",
            ),
            (Some(issuer), false) => self.wrong(
                issuer,
                "only certificates of a Sigstore instance have an `issuer` to compare",
                "take it out",
            ),
            _ => {}
        }
        match Pattern::of_subjects(wire.subject.get_ref()) {
            Ok(subject) => Some(Identity {
                root: wire.root.get_ref().clone(),
                issuer: wire.issuer.as_ref().map(|it| it.get_ref().clone()),
                subject,
            }),
            Err(reason) => {
                let help = "write the whole subject; one `*` may stand after `https://HOST/OWNER/` or before `@DOMAIN`";
                self.wrong(&wire.subject, reason, help);
                None
            }
        }
    }

    /// The roles whose signature decisions need. A policy under which nobody could sign them would
    /// read as one that needs none.
    fn deciders(&mut self, wire: &WireDecisions, parties: &[Party]) -> Vec<Role> {
        let roles = self.roles(
            &wire.signed_by,
            "a vendor cannot decide about what vendors sell",
        );
        let can = |it: &Party| roles.contains(&it.role) && it.may_state(DECISIONS);
        if self.problems.is_empty() && !parties.iter().any(can) {
            self.wrong(
                &wire.signed_by,
                "no party could sign decisions",
                &format!("give a party of such a role the type `{DECISIONS}`"),
            );
        }
        roles
    }

    /// Roles of whoever signs for the buyers.
    fn roles(&mut self, signed_by: &Spanned<Vec<Spanned<String>>>, no_vendor: &str) -> Vec<Role> {
        let mut roles = Vec::new();
        let help = "name auditor, coalition or member";
        for it in signed_by.get_ref() {
            let role = Role::ALL.iter().find(|role| role.name() == it.get_ref());
            match role {
                Some(Role::Vendor) => self.wrong(it, no_vendor, help),
                Some(role) => roles.push(*role),
                None => {
                    let message = format!("unknown role `{}`", it.get_ref());
                    self.wrong(it, &message, help);
                }
            }
        }
        roles
    }

    /// Whose signatures packs and plugins need, in general and by id.
    fn releases(&mut self, wire: &WirePacks, parties: &[Party]) -> Rules {
        let all = self.rule(&wire.signed_by, wire.threshold.as_ref(), parties);
        let by_id = wire
            .id
            .iter()
            .map(|(id, it)| {
                let rule = self.rule(&it.signed_by, it.threshold.as_ref(), parties);
                (id.clone(), rule)
            })
            .collect();
        Rules { all, by_id }
    }

    /// A rule that nobody could meet would stop everything, and one that nobody has to meet nothing.
    fn rule(
        &mut self,
        signed_by: &Spanned<Vec<Spanned<String>>>,
        threshold: Option<&Spanned<u32>>,
        parties: &[Party],
    ) -> Rule {
        let before = self.problems.len();
        let roles = self.roles(
            signed_by,
            "a vendor cannot release the packs that its products are judged by",
        );
        let wanted = threshold.map_or(1, |it| *it.get_ref());
        let rule = Rule {
            roles,
            threshold: usize::try_from(wanted).unwrap_or(usize::MAX),
        };
        if let Some(at) = threshold.filter(|it| *it.get_ref() == 0) {
            self.wrong(
                at,
                "with a threshold of 0 nobody would have to sign",
                "write how many parties have to sign, or take the table out",
            );
        }
        if self.problems.len() == before {
            let can = parties.iter().filter(|it| rule.counts(it)).count();
            let short = format!(
                "{} could sign packs, and {} are asked for",
                match can {
                    0 => "no party".to_owned(),
                    1 => "only 1 party".to_owned(),
                    can => format!("only {can} parties"),
                },
                rule.threshold
            );
            let help = format!("give parties of such a role the type `{RELEASE}`");
            match threshold {
                _ if can >= rule.threshold => {}
                Some(at) => self.wrong(at, &short, &help),
                None => self.wrong(signed_by, "no party could sign packs", &help),
            }
        }
        rule
    }

    /// One key under two names would let a vendor vouch for itself as somebody else.
    fn distinct(&mut self, wire: &[WireParty], parties: &[Party]) {
        for (index, party) in parties.iter().enumerate() {
            let Some(at) = wire.get(index).map(|it| &it.name) else {
                continue;
            };
            for other in parties.iter().take(index) {
                if other.name.to_lowercase() == party.name.to_lowercase() {
                    self.wrong(
                        at,
                        "two parties have this name",
                        "make them one, or name them apart",
                    );
                }
                let shared = party
                    .keys
                    .iter()
                    .any(|own| other.keys.iter().any(|it| it.key == own.key));
                if shared {
                    let message = format!("a key of this party is also one of {}", other.name);
                    self.wrong(at, &message, "a key speaks for one party; ask whose it is");
                }
            }
        }
    }
}

/// A name without control characters.
fn clean(name: &str) -> String {
    let name: String = name.chars().filter(|it| !it.is_control()).collect();
    name.trim().to_owned()
}
