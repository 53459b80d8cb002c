//! From the files of a dossier to facts: recognises and reads each document, joins the reviewer's
//! opaque evidence, and asks whose facts they are.

use std::collections::BTreeMap;

use jiff::civil;

use crate::document::{Detected, Layout, Misfit, detect, read_as};
use crate::fact::{
    Assembled, Backing, Described, Fact, Hollow, Identities, Key, Origin, Reading, Strength, Value,
    Worth, assemble, dossier_entity,
};
use crate::limits::Limits;
use crate::problem::{Problem, Problems, nearest};
use crate::review::Review;
use crate::run::{DocumentRecord, Status};
use crate::source::{Dossier, Packed, Refused, SourceFile, Unread};
use crate::trust::{Attested, Trust};

mod backing;

/// A dossier, read.
#[derive(Debug)]
pub struct Intake {
    /// The documents, by path.
    pub documents: Vec<DocumentRecord>,
    /// What they say.
    pub assembled: Assembled,
    /// Files that were not read, by path.
    pub unread: Vec<Unread>,
    /// Files that could not be looked at, those of the dossier included, by path.
    pub refused: Vec<Refused>,
    /// Files that documents name by digest, compared.
    pub digests: Vec<DigestCheck>,
    /// The documents' bytes, by path.
    pub sources: BTreeMap<String, SourceFile>,
    /// What the signed statements of the documents come to; nothing without a trust policy.
    pub attested: Vec<Attested>,
}

/// A file of the dossier that a document names by digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigestCheck {
    /// The file, inside the dossier.
    pub path: String,
    /// The digest that the document gives.
    pub stated: String,
    /// The file's digest, or why it cannot be had.
    pub actual: Result<String, String>,
    /// Where the document gives it.
    pub origin: Origin,
    /// What the document is worth.
    pub worth: Worth,
}

struct Document {
    record: DocumentRecord,
    reading: Reading,
    answers: bool,
}

/// Reads the documents of a dossier. `name` is what an inferred subject is called if no document
/// names it.
///
/// # Errors
/// The review file names a file that is not in the dossier.
pub fn intake(
    dossier: &Dossier,
    review: Option<&Review>,
    name: &str,
    as_of: civil::Date,
    limits: &Limits,
) -> Result<Intake, Problems> {
    intake_trusting(dossier, review, name, as_of, limits, None)
}

/// The same with a trust policy: whatever its parties signed gets their backing.
///
/// # Errors
/// The review file names a file that is not in the dossier.
pub fn intake_trusting(
    dossier: &Dossier,
    review: Option<&Review>,
    name: &str,
    as_of: civil::Date,
    limits: &Limits,
    trust: Option<&Trust>,
) -> Result<Intake, Problems> {
    if let Some(review) = review {
        named_files(dossier, review)?;
    }
    let evidence =
        |path: &str| review.and_then(|review| review.evidence.iter().find(|it| it.file == path));
    let mut documents: Vec<Document> = Vec::new();
    let mut unread = dossier.unread.clone();
    let mut refused = dossier.refused.clone();
    if let Some(review) = review {
        readable_questionnaires(dossier, review)?;
    }
    for file in &dossier.documents {
        let detected = match review {
            Some(review) => laid_out(file, review, limits)?,
            None => None,
        };
        match detected.unwrap_or_else(|| detect(file, limits)) {
            Detected::Read(format, syntax, reading) => {
                documents.push(read(file, format, syntax.media_type(file), reading));
            }
            Detected::Broken(format, syntax, error) => {
                let place = file.place(error.offset);
                let mut record = record(file, format.name(), syntax.media_type(file));
                record.status = Status::Broken;
                record.remarks = vec![match file.packed() {
                    Some(Packed::Unreadable(_)) => error.message,
                    _ => format!("{place}: {}", error.message),
                }];
                documents.push(Document {
                    record,
                    reading: Reading::default(),
                    answers: false,
                });
            }
            Detected::Unclaimed(_) | Detected::Exceeded(_) if evidence(file.path()).is_some() => {}
            Detected::Unclaimed(reason) => unread.push(Unread {
                path: file.path().to_owned(),
                reason,
            }),
            Detected::Exceeded(reason) => refused.push(Refused {
                path: file.path().to_owned(),
                reason,
            }),
        }
    }
    for opaque in &dossier.opaque {
        if evidence(&opaque.path).is_none() {
            unread.push(Unread {
                path: opaque.path.clone(),
                reason: opaque.hint.map_or_else(
                    || {
                        "not text; list it as [[evidence]] in the review file to make it count"
                            .to_owned()
                    },
                    ToOwned::to_owned,
                ),
            });
        }
    }
    for item in review
        .map(|review| review.evidence.as_slice())
        .unwrap_or_default()
    {
        documents.push(opaque(dossier, item)?);
    }
    unread.sort();
    refused.sort();
    documents.sort_by(|a, b| a.record.path.cmp(&b.record.path));
    let sources: BTreeMap<String, SourceFile> = dossier
        .documents
        .iter()
        .map(|file| (file.path().to_owned(), file.clone()))
        .collect();
    let mut identities = review.map_or_else(Identities::default, |it| it.identities.clone());
    identities.fallback = name.to_owned();
    let signing = backing::Signing {
        dossier,
        identities: &identities,
        as_of,
        limits,
    };
    let (attested, unverified) = match trust {
        Some(trust) => (signing.apply(trust, &mut documents), None),
        None => (Vec::new(), signing.unverified(&documents)),
    };
    let described: Vec<Described<'_>> = documents
        .iter()
        .map(|document| Described {
            path: &document.record.path,
            sha256: &document.record.sha256,
            file: sources
                .get(&document.record.path)
                .filter(|_| document.record.format != "opaque"),
            reading: &document.reading,
            worth: Worth {
                strength: document.record.strength,
                backing: document.record.backing,
            },
            format: document.record.format,
            opaque: document.record.format == "opaque",
            answers: document.answers,
        })
        .collect();
    let mut assembled = assemble(&described, &identities, as_of);
    assembled.assumed.extend(unverified);
    let digests = digests(dossier, &described);
    let records: Vec<DocumentRecord> = documents.into_iter().map(|it| it.record).collect();
    count(dossier, &records, &mut assembled);
    Ok(Intake {
        documents: records,
        assembled,
        unread,
        refused,
        digests,
        sources,
        attested,
    })
}

/// A file as the reviewer says that it is laid out; nothing if he says nothing of it.
fn laid_out(
    file: &SourceFile,
    review: &Review,
    limits: &Limits,
) -> Result<Option<Detected>, Problems> {
    let given: Vec<_> = review
        .questionnaires
        .iter()
        .filter(|it| it.file == file.path())
        .collect();
    if given.is_empty() {
        return Ok(None);
    }
    let layouts: Vec<&Layout> = given.iter().map(|it| &it.layout).collect();
    read_as(file, &layouts, limits)
        .map(Some)
        .map_err(|(number, misfit)| {
            let problems = given
                .get(number)
                .map(|questionnaire| review.misfit(questionnaire, &misfit));
            Problems(problems.into_iter().collect())
        })
}

/// Refuses a layout for a file without cells: its answers would silently not be there.
fn readable_questionnaires(dossier: &Dossier, review: &Review) -> Result<(), Problems> {
    let problems: Vec<Problem> = review
        .questionnaires
        .iter()
        .filter_map(|questionnaire| {
            let is = |path: &str| path == questionnaire.file;
            if dossier.documents.iter().any(|it| is(it.path())) {
                return None;
            }
            let opaque = dossier.opaque.iter().find(|it| is(&it.path));
            let reason = opaque.and_then(|it| it.hint);
            Some(review.misfit(
                questionnaire,
                &Misfit {
                    key: "file",
                    message: reason.unwrap_or("not a workbook or a table").to_owned(),
                    help: "a questionnaire is a workbook (.xlsx) or a table of separated values (.csv)"
                        .to_owned(),
                },
            ))
        })
        .collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Problems(problems))
    }
}

/// Compares the files that documents name by digest; a name that is no file of the dossier names
/// something else. This is the one reason to hash weights.
fn digests(dossier: &Dossier, documents: &[Described<'_>]) -> Vec<DigestCheck> {
    let known = |path: &str| {
        dossier.documents.iter().any(|it| it.path() == path)
            || dossier.artifacts.iter().any(|it| it.path == path)
            || dossier.opaque.iter().any(|it| it.path == path)
    };
    let mut checks = Vec::new();
    for document in documents {
        let folder = document
            .path
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        for file in &document.reading.files {
            let beside = if folder.is_empty() {
                file.path.clone()
            } else {
                format!("{folder}/{}", file.path)
            };
            let Some(path) = [beside, file.path.clone()]
                .into_iter()
                .find(|path| known(path))
            else {
                continue;
            };
            checks.push(DigestCheck {
                actual: dossier.sha256(&path).map_err(|refused| refused.reason),
                stated: file.sha256.clone(),
                origin: Origin::new(
                    document.path,
                    document.sha256,
                    &file.pointer,
                    file.span,
                    document.file,
                ),
                worth: document.worth,
                path,
            });
        }
    }
    checks.sort_by(|a, b| (&a.path, &a.origin).cmp(&(&b.path, &b.origin)));
    checks
}

fn named_files(dossier: &Dossier, review: &Review) -> Result<(), Problems> {
    let mut paths: Vec<&str> = dossier.documents.iter().map(SourceFile::path).collect();
    paths.extend(dossier.opaque.iter().map(|it| it.path.as_str()));
    paths.extend(dossier.artifacts.iter().map(|it| it.path.as_str()));
    let problems: Vec<Problem> = review
        .named_files
        .iter()
        .filter(|(path, _)| !paths.contains(&path.as_str()))
        .map(|(path, span)| review.not_there(path, *span, nearest(path, paths.iter().copied())))
        .collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Problems(problems))
    }
}

fn record(file: &SourceFile, format: &'static str, media_type: &'static str) -> DocumentRecord {
    DocumentRecord {
        path: file.path().to_owned(),
        format,
        media_type,
        version: None,
        sha256: file.sha256().to_owned(),
        bytes: u64::try_from(file.bytes().len()).unwrap_or(u64::MAX),
        strength: Strength::Stated,
        backing: Backing::None,
        status: Status::Read,
        remarks: Vec::new(),
        facts: 0,
    }
}

fn read(
    file: &SourceFile,
    format: &'static dyn crate::document::Format,
    media_type: &'static str,
    reading: Reading,
) -> Document {
    let mut record = record(file, format.name(), media_type);
    record.version = reading.version.clone();
    record.strength = reading.strength;
    record.facts = reading.facts.len();
    for remark in reading.defects.iter().chain(&reading.skipped) {
        let place = file.place(remark.span.start);
        record.remarks.push(format!("{place}: {}", remark.message));
    }
    record.status = if !reading.defects.is_empty() {
        Status::Broken
    } else if !reading.skipped.is_empty() {
        Status::Partial
    } else {
        Status::Read
    };
    Document {
        record,
        reading,
        answers: format.holds_answers(),
    }
}

fn opaque(dossier: &Dossier, item: &crate::review::Evidence) -> Result<Document, Problems> {
    let known = dossier
        .documents
        .iter()
        .find(|file| file.path() == item.file)
        .map(|file| (file.sha256().to_owned(), file.bytes().len() as u64))
        .or_else(|| {
            let file = dossier.opaque.iter().find(|it| it.path == item.file)?;
            Some((file.sha256.clone()?, file.bytes))
        });
    let (sha256, bytes) = match known {
        Some(known) => known,
        None => {
            let sha256 = dossier.sha256(&item.file).map_err(|refused| {
                Problem::file(
                    refused.path,
                    format!("evidence of the review file: {}", refused.reason),
                )
            })?;
            let size = dossier
                .artifacts
                .iter()
                .find(|it| it.path == item.file)
                .map(|it| it.bytes)
                .or_else(|| {
                    dossier
                        .opaque
                        .iter()
                        .find(|it| it.path == item.file)
                        .map(|it| it.bytes)
                });
            (sha256, size.unwrap_or(0))
        }
    };
    Ok(Document {
        record: DocumentRecord {
            path: item.file.clone(),
            format: "opaque",
            media_type: "application/octet-stream",
            version: None,
            sha256,
            bytes,
            strength: item.reading.strength,
            backing: Backing::None,
            status: Status::Read,
            remarks: if item.confirmed {
                Vec::new()
            } else {
                vec!["no reviewer confirms having read it (`read_by`, `read_on`)".to_owned()]
            },
            facts: item.reading.facts.len(),
        },
        reading: item.reading.clone(),
        answers: false,
    })
}

/// What the host counts over the dossier. An artifact that can run code stands as the origin.
fn count(dossier: &Dossier, records: &[DocumentRecord], assembled: &mut Assembled) {
    let readable = records
        .iter()
        .filter(|record| record.status != Status::Broken)
        .count();
    let code: Vec<_> = dossier
        .artifacts
        .iter()
        .filter(|artifact| artifact.kind.can_run_code())
        .collect();
    let worth = Worth {
        strength: Strength::Recomputed,
        backing: Backing::None,
    };
    let host = |name: &'static str, value: usize, document: &str| Fact {
        entity: dossier_entity(),
        key: Key::Attribute(name),
        value: Value::Count(i64::try_from(value).unwrap_or(i64::MAX)),
        text: value.to_string(),
        origin: Origin::whole(document, ""),
        worth,
    };
    let facts = &mut assembled.facts.facts;
    facts.push(host("documents", readable, "."));
    facts.push(host("artifacts", dossier.artifacts.len(), "."));
    let unseen = dossier.artifacts.iter().find(|it| it.kind.is_unseen());
    match unseen {
        _ if !code.is_empty() => {}
        None => facts.push(host("code_artifacts", 0, ".")),
        Some(unseen) => assembled.facts.hollow.push(Hollow {
            key: Key::Attribute("code_artifacts"),
            word: None,
            origin: host("code_artifacts", 0, &unseen.path).origin,
            reason: "an archive, or a pointer to a file that is not there, is not looked into"
                .to_owned(),
        }),
    }
    for artifact in &code {
        facts.push(host("code_artifacts", code.len(), &artifact.path));
    }
    facts.sort_by(|a, b| (&a.entity, &a.key, &a.origin).cmp(&(&b.entity, &b.key, &b.origin)));
}
