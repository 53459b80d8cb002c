//! Tar archives of plain files and of nothing else (POSIX.1-1988 ustar, in POSIX.1-2017 `pax`,
//! "ustar Interchange Format").
//!
//! What is written has no time and no owner. What is read is someone else's: links, devices, long
//! names by extensions, names that lead elsewhere, and names that a file system could take for one
//! another are refused.

use std::collections::{BTreeMap, BTreeSet};

/// A block, in bytes.
const BLOCK: usize = 512;
/// Most entries.
const ENTRIES: usize = 6_000;
/// Longest name, in bytes: what fits into a header.
const NAME: usize = 100;
/// Longest beginning of a name, in bytes.
const PREFIX: usize = 155;

/// Writes files, in the order of their names.
///
/// # Errors
/// A name that [`read`] would refuse.
pub fn write(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, String> {
    if files.len() > ENTRIES {
        return Err(format!("there are more than {ENTRIES} files"));
    }
    let mut seen = Names::default();
    let mut out = Vec::new();
    for (name, bytes) in files {
        seen.take(name)?;
        let (prefix, rest) = split(name).ok_or_else(|| format!("the name `{name}` is too long"))?;
        let mut header = Vec::with_capacity(BLOCK);
        let mut field = |text: &str, width: usize| {
            header.extend(text.bytes());
            header.extend(std::iter::repeat_n(0, width.saturating_sub(text.len())));
        };
        field(rest, NAME);
        field("0000644", 8);
        field("0000000", 8);
        field("0000000", 8);
        field(&format!("{:011o}", bytes.len()), 12);
        field("00000000000", 12);
        field("        ", 8);
        field("0", 1);
        field("", 100);
        field("ustar", 6);
        field("00", 2);
        field("", 32);
        field("", 32);
        field("0000000", 8);
        field("0000000", 8);
        field(prefix, PREFIX);
        field("", 12);
        let sum: u32 = header.iter().map(|it| u32::from(*it)).sum();
        let sum = format!("{sum:06o}\0 ");
        header.splice(148..156, sum.bytes());
        out.extend(header);
        out.extend(bytes);
        pad(&mut out);
    }
    out.extend([0; 2 * BLOCK]);
    Ok(out)
}

fn pad(out: &mut Vec<u8>) {
    let whole = out.len().div_ceil(BLOCK) * BLOCK;
    out.resize(whole, 0);
}

/// A name as prefix and rest.
fn split(name: &str) -> Option<(&str, &str)> {
    if name.len() <= NAME {
        return Some(("", name));
    }
    let cuts = name.match_indices('/').map(|(at, _)| name.split_at(at));
    cuts.map(|(prefix, rest)| (prefix, rest.trim_start_matches('/')))
        .find(|(prefix, rest)| prefix.len() <= PREFIX && rest.len() <= NAME && !rest.is_empty())
}

/// Reads files.
///
/// # Errors
/// Why it is no archive of plain files, in one clause.
pub fn read(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let mut files = BTreeMap::new();
    let mut seen = Names::default();
    let mut rest = bytes;
    let mut entries = 0_usize;
    loop {
        let (header, after) = rest
            .split_at_checked(BLOCK)
            .ok_or("the archive ends early; get it again")?;
        rest = after;
        if header.iter().all(|it| *it == 0) {
            break;
        }
        entries += 1;
        if entries > ENTRIES {
            return Err(format!("the archive has more than {ENTRIES} entries"));
        }
        let (name, size, kind) = entry(header)?;
        let (body, after) = rest
            .split_at_checked(size)
            .ok_or("the archive ends early; get it again")?;
        let padding = size.div_ceil(BLOCK) * BLOCK - size;
        rest = after
            .get(padding..)
            .ok_or("the archive ends early; get it again")?;
        match kind {
            b'0' | 0 => {
                seen.take(&name)?;
                files.insert(name, body.to_vec());
            }
            // Folders come of themselves; other programs list them.
            b'5' if size == 0 => safe(name.trim_end_matches('/'))?,
            b'1' | b'2' => return Err(format!("`{name}` is a link, which is not taken")),
            _ => return Err(format!("`{name}` is not a plain file")),
        }
    }
    // What comes after the end is not looked at by any program, and could hide there.
    if rest.iter().any(|it| *it != 0) {
        return Err("there is something after the end of the archive".to_owned());
    }
    Ok(files)
}

/// Name, size and kind of an entry.
fn entry(header: &[u8]) -> Result<(String, usize, u8), String> {
    let field = |from: usize, width: usize| header.get(from..from + width).unwrap_or_default();
    let magic = field(257, 6);
    if magic != b"ustar\0" && magic != b"ustar " {
        return Err("it is no tar archive".to_owned());
    }
    let spaces = [b' '; 8];
    let summed = field(0, 148).iter().chain(&spaces).chain(field(156, 356));
    let sum: u64 = summed.map(|it| u64::from(*it)).sum();
    if octal(field(148, 8))? != sum {
        return Err("a header of the archive is damaged; get it again".to_owned());
    }
    let text = |from: usize, width: usize| -> Result<String, String> {
        let bytes = field(from, width);
        let bytes = bytes.split(|it| *it == 0).next().unwrap_or_default();
        String::from_utf8(bytes.to_vec()).map_err(|_| "a name in it is not UTF-8".to_owned())
    };
    let name = text(0, NAME)?;
    // GNU's own form has other things in the place of the prefix.
    let prefix = match magic {
        b"ustar\0" => text(345, PREFIX)?,
        _ => String::new(),
    };
    let name = match prefix.as_str() {
        "" => name,
        prefix => format!("{prefix}/{name}"),
    };
    let size = usize::try_from(octal(field(124, 12))?).map_err(|_| "a size is too large")?;
    Ok((name, size, field(156, 1).first().copied().unwrap_or(0)))
}

/// A number in octal digits, with spaces and zeros around it.
fn octal(field: &[u8]) -> Result<u64, String> {
    let text = std::str::from_utf8(field).map_err(|_| "a number of the archive is none")?;
    let text = text.trim_matches([' ', '\0']);
    if text.is_empty() || !text.bytes().all(|it| (b'0'..=b'7').contains(&it)) {
        return Err("a number of the archive is none".to_owned());
    }
    u64::from_str_radix(text, 8).map_err(|_| "a number of the archive is too large".to_owned())
}

/// Names that were taken, as file systems compare them.
#[derive(Default)]
struct Names {
    files: BTreeSet<String>,
    folders: BTreeSet<String>,
}

impl Names {
    fn take(&mut self, name: &str) -> Result<(), String> {
        safe(name)?;
        let key = name.to_lowercase();
        for (at, _) in key.match_indices('/') {
            let folder = key.split_at(at).0;
            if self.files.contains(folder) {
                return Err(format!("`{name}` lies in something that is a file"));
            }
            self.folders.insert(folder.to_owned());
        }
        if self.folders.contains(&key) || !self.files.insert(key) {
            return Err(format!("two entries are called `{name}`"));
        }
        Ok(())
    }
}

/// Whether a name leads to one place below the folder, on every system.
fn safe(name: &str) -> Result<(), String> {
    let odd = |c: char| c.is_control() || "\\:*?\"<>|".contains(c);
    let part = |part: &str| !part.is_empty() && !part.ends_with(['.', ' ']) && part.len() <= 255;
    if name.is_empty() || name.chars().any(odd) || !name.split('/').all(part) {
        return Err(format!(
            "the name `{}` is not taken: names are plain and lead downward",
            name.chars().take(80).collect::<String>()
        ));
    }
    Ok(())
}
