//! Every document of the corpus, cut off and with a byte changed, in places that its digest chooses:
//! detection and reading neither panic nor hang, stay inside the bytes, and make no more of a
//! document than its size allows.
//!
//! | command | what runs |
//! |---|---|
//! | `cargo test --test it mutations` | of each document 6 of the 32 mutations, chosen by its digest |
//! | `MUTATIONS=all cargo test --test it mutations` | 16 truncations and 16 changed bytes of each document |
//! | `MUTATIONS=exhaustive cargo test --test it mutations` | every truncation and every flipped bit of each document of at most 1 KiB |
//! | `MUTATIONS=exhaustive:8192 …` | the same of each document of at most so many bytes |

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;
use std::{env, thread};

use passmuster::document::{Detected, detect};
use passmuster::fact::Reading;
use passmuster::limits::Limits;
use passmuster::source::{SourceFile, sha256_hex};

use crate::corpus::{self, Case};

/// Mutations of each kind of a document.
const EACH: u64 = 16;
/// Of those, how many of each kind the normal run makes.
const SAMPLED: u64 = 3;
/// The largest document of the exhaustive run, in bytes.
const SMALL: usize = 1 << 10;
/// After so long without an answer something hangs; only to name it, for work is counted.
const HANGS: Duration = Duration::from_secs(180);

/// A document that is not what somebody wrote.
#[derive(Debug, Clone, Copy)]
enum Mutation {
    /// Cut off before this byte.
    Cut(usize),
    /// This byte, with these bits turned over.
    Flip(usize, u8),
}

impl Mutation {
    fn of(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Cut(at) => bytes[..at].to_vec(),
            Self::Flip(at, bits) => {
                let mut bytes = bytes.to_vec();
                bytes[at] ^= bits;
                bytes
            }
        }
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014), started with a document's digest.
struct Dice(u64);

impl Dice {
    fn of(digest: &str) -> Self {
        Self(u64::from_str_radix(&digest[..12], 16).unwrap())
    }

    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(sides).unwrap()).unwrap()
    }
}

/// The mutations of a document under the mode that the environment asks for.
fn mutations(digest: &str, bytes: &[u8]) -> Vec<Mutation> {
    let mode = env::var("MUTATIONS").unwrap_or_default();
    let (word, small) = match mode.split_once(':') {
        Some((word, bytes)) => (word, bytes.parse().unwrap()),
        None => (mode.as_str(), SMALL),
    };
    let many = match word {
        "" => SAMPLED,
        "all" => EACH,
        "exhaustive" if bytes.len() <= small => {
            let cuts = (0..bytes.len()).map(Mutation::Cut);
            let flips =
                (0..bytes.len()).flat_map(|at| (0..8).map(move |bit| Mutation::Flip(at, 1 << bit)));
            return cuts.chain(flips).collect();
        }
        "exhaustive" => 0,
        other => panic!("MUTATIONS={other} is neither `all` nor `exhaustive`"),
    };
    if bytes.is_empty() {
        return Vec::new();
    }
    let mut dice = Dice::of(digest);
    let mut all: Vec<(Mutation, Mutation)> = (0..EACH)
        .map(|_| {
            let cut = Mutation::Cut(dice.roll(bytes.len()));
            let bits = u8::try_from(1 + dice.roll(255)).unwrap();
            (cut, Mutation::Flip(dice.roll(bytes.len()), bits))
        })
        .collect();
    // The sample goes over all of them, from document to document.
    let start = dice.roll(all.len());
    all.rotate_left(start);
    all.truncate(usize::try_from(many).unwrap());
    all.into_iter()
        .flat_map(|(cut, flip)| [cut, flip])
        .collect()
}

/// What is wrong with what became of these bytes.
fn wrong(file: &SourceFile) -> Option<String> {
    let size = file.bytes().len();
    match detect(file, &Limits::default()) {
        Detected::Read(format, _, reading) => {
            let spans = reading.facts.iter().map(|it| it.span).chain(
                [&reading.hollow, &reading.skipped, &reading.defects]
                    .into_iter()
                    .flatten()
                    .map(|it| it.span),
            );
            for span in spans {
                if span.start > span.end || span.end > size {
                    return Some(format!("{}: {span:?} of {size} bytes", format.name()));
                }
                let _ = file.location(span.start);
            }
            let work = work(&reading);
            // Identifiers and texts of the document, and a few words about each of its places.
            let most = 64 * size + 4096;
            (work > most).then(|| format!("{}: {work} for {size} bytes", format.name()))
        }
        Detected::Broken(format, _, error) if error.offset > size => {
            Some(format!("{}: an error outside", format.name()))
        }
        Detected::Broken(format, _, error) if error.message.trim().is_empty() => {
            Some(format!("{}: broken without a word", format.name()))
        }
        Detected::Broken(..) => None,
        Detected::Unclaimed(reason) | Detected::Exceeded(reason) => {
            reason.trim().is_empty().then(|| "no reason".to_owned())
        }
    }
}

/// How much a reading holds, in bytes of text and in things: what counts its work.
fn work(reading: &Reading) -> usize {
    let facts = reading.facts.iter();
    let facts: usize = facts.map(|it| 16 + it.text.len() + it.pointer.len()).sum();
    let entities: usize = reading
        .entities
        .iter()
        .map(|it| 16 + it.name.len() + it.ids.iter().map(String::len).sum::<usize>())
        .sum();
    let remarks: usize = [&reading.hollow, &reading.skipped, &reading.defects]
        .into_iter()
        .flatten()
        .map(|it| 16 + it.pointer.len() + it.message.len())
        .sum();
    facts + entities + remarks
}

/// Runs `look` over all items on as many threads as there are processors; what hangs is named.
fn over<T: Send + Sync + 'static>(
    items: Vec<T>,
    name: fn(&T) -> String,
    look: fn(&T) -> (usize, Vec<String>),
) -> (usize, Vec<String>) {
    let items = Arc::new(items);
    let next = Arc::new(AtomicUsize::new(0));
    let (sender, answers) = mpsc::channel();
    for _ in 0..thread::available_parallelism().map_or(2, |it| it.get()) {
        let (items, next, sender) = (items.clone(), next.clone(), sender.clone());
        // As large as the stack that the program gives its own work.
        let worker = thread::Builder::new().stack_size(32 << 20);
        worker
            .spawn(move || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else { return };
                    if sender.send((index, look(item))).is_err() {
                        return;
                    }
                }
            })
            .unwrap();
    }
    drop(sender);
    let mut done = BTreeMap::new();
    while done.len() < items.len() {
        match answers.recv_timeout(HANGS) {
            Ok((index, answer)) => {
                done.insert(index, answer);
            }
            Err(error) => {
                let begun = next.load(Ordering::Relaxed).min(items.len());
                let open = (0..begun).filter(|index| !done.contains_key(index));
                let open: Vec<String> = open.map(|index| name(&items[index])).collect();
                panic!("no answer ({error}) about {}", open.join(", "));
            }
        }
    }
    let tried = done.values().map(|(tried, _)| tried).sum();
    let wrong = done.into_values().flat_map(|(_, wrong)| wrong).collect();
    (tried, wrong)
}

fn look(case: &Case) -> (usize, Vec<String>) {
    let mut bad = Vec::new();
    let mutations = mutations(&case.digest, &case.bytes);
    for mutation in &mutations {
        let file = SourceFile::new(case.name(), mutation.of(&case.bytes));
        let looked = catch_unwind(AssertUnwindSafe(|| wrong(&file)));
        if let Some(reason) = looked.unwrap_or_else(|_| Some("a panic, see above".to_owned())) {
            bad.push(format!(
                "{} {}: {mutation:?}: {reason}",
                case.folder, case.digest
            ));
        }
    }
    (mutations.len(), bad)
}

#[test]
fn no_mutation_of_a_document_panics_hangs_or_grows() {
    let cases = corpus::cases();
    let documents = cases.len();
    let (tried, wrong) = over(
        cases,
        |case| format!("{} {}", case.folder, case.digest),
        look,
    );
    assert!(
        wrong.is_empty(),
        "{} of {tried}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    let sampled = env::var_os("MUTATIONS").is_none();
    assert!(
        tried > 5 * documents || !sampled && tried > 1_000,
        "{tried} mutations of {documents} documents"
    );
}

/// The same of what a trust policy is made of: keys, certificates and roots in files of their own.
#[test]
fn no_mutation_of_a_key_or_root_panics() {
    let (tried, wrong) = over(
        crate::verify::key_files(),
        |(path, _)| path.clone(),
        |(path, bytes)| {
            let mutations = mutations(&sha256_hex(bytes), bytes);
            let bad = mutations.iter().filter(|mutation| {
                let bytes = mutation.of(bytes);
                catch_unwind(AssertUnwindSafe(|| crate::verify::take(path, &bytes))).is_err()
            });
            let bad = bad.map(|mutation| format!("{path}: {mutation:?}: a panic, see above"));
            (mutations.len(), bad.collect())
        },
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried > 4, "{tried}");
}
