//! Reading the files of a listing: texts whole, of everything else what is needed to name it.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use super::listing::Listing;
use super::{Dossier, Opaque, Refused};
use crate::limits::Limits;
use crate::platform::{self, Unopened};
use crate::source::artifact::{extension, is_opaque, recognise};
use crate::source::packed::{self, Packed, PackedKind};
use crate::source::{Artifact, ArtifactKind, SourceFile, looks_like_utf16};

/// Enough of a file to tell what it is.
const HEAD: u64 = 8 << 10;
/// The end of a zip archive, where the names of its entries stand.
const TAIL: u64 = 64 << 10;

/// Where a file is opened: a folder without links on the way, and a path beneath it.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) folder: PathBuf,
    pub(super) relative: PathBuf,
}

impl Place {
    fn open(&self) -> Result<(File, u64), String> {
        let file = platform::open_regular(&self.folder, &self.relative).map_err(sentence)?;
        let length = file.metadata().map_err(sentence)?.len();
        Ok((file, length))
    }

    pub(super) fn sha256(&self) -> Result<String, String> {
        let (file, length) = self.open()?;
        // One byte more shows a file that grows.
        let mut file = file.take(length.saturating_add(1));
        let mut digest = Sha256::new();
        let mut buffer = vec![0; 64 << 10];
        let mut total = 0;
        loop {
            match file.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => {
                    digest.update(buffer.get(..read).unwrap_or_default());
                    total += read as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(sentence(error)),
            }
        }
        if total != length {
            return Err("it changed while it was read: run again when nothing writes it".into());
        }
        Ok(digest
            .finalize()
            .iter()
            .fold(String::new(), |text, byte| text + &format!("{byte:02x}")))
    }
}

pub(super) fn sentence(error: impl Into<Unopened>) -> String {
    error.into().to_string()
}

/// Reads what `listing` found; `root` is the caller's name of the folder.
pub(super) fn read(root: PathBuf, listing: Listing, limits: &Limits) -> Dossier {
    let mut dossier = Dossier {
        root,
        unread: listing.unread.into_iter().collect(),
        refused: listing.refused.into_iter().collect(),
        places: listing.places,
        ..Dossier::default()
    };
    let mut left = limits.dossier_bytes;
    let mut refused = Vec::new();
    for (path, place) in &dossier.places {
        match look(path, place, limits, left) {
            Ok(Content::Text(bytes)) => {
                left = left.saturating_sub(bytes.len() as u64);
                dossier.documents.push(SourceFile::new(path, bytes));
            }
            Ok(Content::Packed(file)) => {
                let unpacked = file.packed().map_or(0, Packed::weight);
                let bytes = file.bytes().len() as u64 + unpacked;
                if bytes > left {
                    refused.push((path.clone(), too_little(limits)));
                    continue;
                }
                left -= bytes;
                dossier.documents.push(file);
            }
            Ok(Content::Artifact(artifact)) => dossier.artifacts.push(artifact),
            Ok(Content::Opaque(opaque)) => dossier.opaque.push(opaque),
            Err(reason) => refused.push((path.clone(), reason)),
        }
    }
    // After the texts, so that a folder of images never uses up what they are read with.
    for opaque in &mut dossier.opaque {
        let fits = opaque.bytes <= left.min(limits.opaque_bytes);
        if let Some(place) = dossier.places.get(&opaque.path).filter(|_| fits) {
            left = left.saturating_sub(opaque.bytes);
            match place.sha256() {
                Ok(sha256) => opaque.sha256 = Some(sha256),
                Err(reason) => refused.push((opaque.path.clone(), reason)),
            }
        }
    }
    for (path, reason) in refused {
        dossier.places.remove(&path);
        dossier.refused.push(Refused { path, reason });
    }
    let places = &dossier.places;
    dossier
        .opaque
        .retain(|opaque| places.contains_key(&opaque.path));
    dossier.refused.sort();
    dossier
}

enum Content {
    Text(Vec<u8>),
    Packed(SourceFile),
    Artifact(Artifact),
    Opaque(Opaque),
}

/// Looks at the beginning of a file, and reads it whole if it is a text. `left` is what remains of
/// the limit on the whole dossier.
fn look(path: &str, place: &Place, limits: &Limits, left: u64) -> Result<Content, String> {
    let (mut file, length) = place.open()?;
    let mut bytes = Vec::new();
    let mut head = file.by_ref().take(HEAD);
    head.read_to_end(&mut bytes).map_err(sentence)?;
    if bytes.starts_with(b"PK\x03\x04") && length > HEAD {
        let tail = length.saturating_sub(TAIL).max(HEAD);
        file.seek(SeekFrom::Start(tail)).map_err(sentence)?;
        let mut tail = file.by_ref().take(TAIL);
        tail.read_to_end(&mut bytes).map_err(sentence)?;
    }
    let artifact = |kind| {
        Content::Artifact(Artifact {
            path: path.to_owned(),
            bytes: length,
            kind,
        })
    };
    let opaque = |hint| {
        Content::Opaque(Opaque {
            path: path.to_owned(),
            bytes: length,
            sha256: None,
            hint,
        })
    };
    let found = recognise(&bytes, path, length);
    let archive = match found {
        None | Some(ArtifactKind::Zip) => packed::kind(&bytes, path),
        // Whatever else it may be, it holds code or weights.
        Some(_) => None,
    };
    match (archive, found) {
        (Some(_), _) => {
            within(length, limits, left)?;
            file.seek(SeekFrom::Start(0)).map_err(sentence)?;
            bytes.clear();
            read_rest(file, &mut bytes, limits, left)?;
            let file = SourceFile::new(path, bytes).within(limits);
            return Ok(match (file.packed(), found) {
                // An archive of something else is nothing that anybody looked into.
                (Some(Packed::Unreadable(it)), Some(kind))
                    if it.kind == PackedKind::EvalLog && !it.damaged && !it.exceeds =>
                {
                    artifact(kind)
                }
                _ => Content::Packed(file),
            });
        }
        (None, Some(kind)) => return Ok(artifact(kind)),
        (None, None) => {}
    }
    if is_opaque(&bytes) || !is_text(&bytes, path) {
        return Ok(opaque(packed::hint(&bytes, path)));
    }
    within(length, limits, left)?;
    read_rest(file, &mut bytes, limits, left)?;
    Ok(Content::Text(bytes))
}

/// Reads a file on to its end.
fn read_rest(file: File, bytes: &mut Vec<u8>, limits: &Limits, left: u64) -> Result<(), String> {
    let most = limits.file_bytes.min(left).saturating_add(1);
    let mut rest = file.take(most.saturating_sub(bytes.len() as u64));
    rest.read_to_end(bytes).map_err(sentence)?;
    within(bytes.len() as u64, limits, left)
}

fn too_little(limits: &Limits) -> String {
    format!(
        "the texts before it leave too little of the {} bytes that are read of one dossier {}",
        limits.dossier_bytes,
        limits.exceeded("dossier-bytes")
    )
}

fn within(length: u64, limits: &Limits, left: u64) -> Result<(), String> {
    let file_bytes = limits.file_bytes;
    if length > file_bytes {
        Err(format!(
            "it is longer than the {file_bytes} bytes that are read of one text {}",
            limits.exceeded("file-bytes")
        ))
    } else if length > left {
        Err(too_little(limits))
    } else {
        Ok(())
    }
}

/// Whether the beginning of a file is a text's. A file that is named as a text is one whatever it
/// holds, so that a stray NUL makes it a broken document and not one that nobody reads.
fn is_text(head: &[u8], path: &str) -> bool {
    const NAMES: [&str; 14] = [
        "csv", "htm", "html", "json", "jsonl", "markdown", "md", "ndjson", "toml", "tsv", "txt",
        "xml", "yaml", "yml",
    ];
    looks_like_utf16(head)
        || memchr::memchr(0, head).is_none()
        || NAMES.contains(&extension(path).as_str())
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot make its own fixture has failed"
)]
mod tests {
    use std::fs;

    use super::*;
    use crate::source::{open, sha256_hex};

    fn dossier(files: &[(&str, &[u8])], limits: &Limits) -> Dossier {
        let dir = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            fs::write(dir.path().join(name), bytes).unwrap();
        }
        open(dir.path(), limits, &[]).unwrap()
    }

    #[test]
    fn each_file_is_in_one_list() {
        let mut archive = b"PK\x03\x04".to_vec();
        archive.resize(100_000, 1);
        archive.extend(b"m/data.pkl");
        let mut long = b"PKs in a table".to_vec();
        long.resize(20_000, b'.');
        let dossier = dossier(
            &[
                ("a.json", b"{}"),
                ("b.pdf", b"%PDF-1.7\n\0"),
                ("c.bin", b"\0\x01\x02"),
                ("d.gguf", b"GGUF\x03\0\0\0"),
                ("e.json", b"{\"a\": \"\0\"}"),
                ("f.txt", b"\xFF\xFEa\0"),
                ("g", b"a\0b\0c\0d\0e\0f\0g\0h\0"),
                ("h.md", b""),
                ("i.pt", &archive),
                ("j.txt", &long),
            ],
            &Limits::default(),
        );
        let documents: Vec<_> = dossier.documents.iter().map(SourceFile::path).collect();
        assert_eq!(
            documents,
            ["a.json", "e.json", "f.txt", "g", "h.md", "j.txt"]
        );
        assert_eq!(dossier.documents.last().unwrap().bytes(), long);
        let opaque: Vec<_> = dossier
            .opaque
            .iter()
            .map(|file| (&*file.path, file.bytes))
            .collect();
        assert_eq!(opaque, [("b.pdf", 10), ("c.bin", 3)]);
        let digest = dossier.opaque.first().unwrap().sha256.as_deref();
        assert_eq!(digest, Some(&*sha256_hex(b"%PDF-1.7\n\0")));
        let artifacts = dossier.artifacts.iter();
        let artifacts: Vec<_> = artifacts
            .map(|file| (&*file.path, file.kind.name()))
            .collect();
        assert_eq!(artifacts, [("d.gguf", "gguf"), ("i.pt", "pytorch-zip")]);
        assert_eq!(dossier.refused, []);
    }

    #[test]
    fn limits_refuse_texts_and_leave_the_rest_unhashed() {
        let limits = Limits {
            file_bytes: 10,
            dossier_bytes: 18,
            opaque_bytes: 4,
            ..Limits::default()
        };
        let dossier = dossier(
            &[
                ("a.bin", b"\0abc"),
                ("b.bin", b"\0abcd"),
                ("c.txt", b"0123456789"),
                ("d.txt", b"0123456789A"),
                ("e.txt", b"012345678"),
                ("f.txt", b"0123"),
                ("g.bin", b"\0"),
            ],
            &limits,
        );
        let read: Vec<_> = dossier.documents.iter().map(SourceFile::path).collect();
        assert_eq!(read, ["c.txt", "f.txt"]);
        let refused = dossier.refused.iter();
        let refused: Vec<_> = refused.map(|file| (&*file.path, &*file.reason)).collect();
        assert!(
            matches!(
                refused.as_slice(),
                [("d.txt", text), ("e.txt", all)]
                    if text.contains("the 10 bytes") && all.contains("the 18 bytes")
            ),
            "{refused:?}"
        );
        let hashed = dossier.opaque.iter().map(|file| file.sha256.is_some());
        assert_eq!(hashed.collect::<Vec<_>>(), [true, false, false]);
    }

    #[test]
    fn any_file_can_be_hashed_later() {
        let dir = tempfile::tempdir().unwrap();
        let weights = b"GGUF\x03\0\0\0";
        fs::write(dir.path().join("m.gguf"), weights).unwrap();
        fs::write(dir.path().join("card.md"), "text").unwrap();
        let dossier = open(dir.path(), &Limits::default(), &[]).unwrap();
        assert_eq!(dossier.sha256("m.gguf"), Ok(sha256_hex(weights)));
        assert_eq!(dossier.sha256("card.md"), Ok(sha256_hex(b"text")));
        assert!(dossier.sha256("other").is_err());
        fs::remove_file(dir.path().join("m.gguf")).unwrap();
        assert!(dossier.sha256("m.gguf").is_err());
    }
}
