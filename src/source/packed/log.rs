//! Zipped logs of Inspect AI: `header.json` is the log without its samples. While a run goes on, and
//! after one that died, there is only the `_journal/start.json` that it began with.

use super::archive::Archive;
use super::{EvalLog, Fault};
use crate::limits::Limits;

/// Members that hold a log, the best first (inspect_ai `log/_recorders/eval.py`).
const HEADERS: &[&str] = &["header.json", "_journal/start.json"];

pub(super) fn unpack(bytes: &[u8], limits: &Limits) -> Result<EvalLog, Fault> {
    let mut archive = Archive::open(bytes, limits)?;
    // A log holds nothing else. What does is an archive that nobody looks into, whatever it is called.
    if let Some(other) = archive.names().find(|name| !name.ends_with(".json")) {
        let other: String = other.chars().take(60).collect();
        return Err(Fault::refused(format!(
            "an archive with `{other}` in it is no evaluation log"
        )));
    }
    for member in HEADERS {
        if let Some(bytes) = archive.read(member)? {
            let text = String::from_utf8(bytes)
                .map_err(|_| Fault::damaged(format!("`{member}` is not UTF-8")))?;
            let text = match text.strip_prefix('\u{FEFF}') {
                Some(rest) => rest.to_owned(),
                None => text,
            };
            return Ok(EvalLog { member, text });
        }
    }
    Err(Fault::refused(
        "an archive without `header.json` is no evaluation log",
    ))
}
