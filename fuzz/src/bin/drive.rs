//! Drives a target without a fuzzing engine: mutates its seeds for some seconds, the same way each
//! time. Blind to coverage, so weaker than `cargo fuzz`, but it needs nothing beyond a compiler.
//!
//! `drive TARGET SECONDS [FILE…]`: with files, runs these only.

use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use passmuster_fuzz::TARGETS;

/// Largest input.
const BYTES: usize = 16 * 1024;
/// An input that takes longer is reported.
const SLOW: Duration = Duration::from_millis(500);

struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(number).unwrap_or(0) % below.max(1)
    }
}

/// Pieces that parsers care about.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "'",
    "\\",
    "\\u0000",
    "\\ud800",
    "\n",
    "\r\n",
    "\t",
    " ",
    "---\n",
    ": ",
    "- ",
    "&a ",
    "*a",
    "<<: *a",
    "!!str ",
    "| ",
    ">-\n",
    "# ",
    "## ",
    "```",
    "|---|\n",
    "<!--",
    "-->",
    ",",
    ";",
    "\u{feff}",
    "\u{202e}",
    "\0",
    "é",
    "𐍈",
    "1e999",
    "-0",
    "0x",
    "null",
    "true",
    "NaN",
    "&&",
    "||",
    "!",
    "if ",
    " then ",
    " else ",
    "when {",
    "unless {",
    " has ",
    " like ",
    "resource",
    "decimal(\"1.0\")",
    "[[document]]\n",
    "= ",
    "@id(\"",
    "forbid (",
    "::",
    "//",
];

fn mutate(seed: &[u8], others: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut data = seed.to_vec();
    for _ in 0..=dice.roll(6) {
        let at = dice.roll(data.len() + 1);
        match dice.roll(8) {
            0 if !data.is_empty() => {
                let byte = at % data.len();
                data[byte] ^= 1 << dice.roll(8);
            }
            1 => {
                data.truncate(at);
            }
            2 | 3 => {
                let piece = PIECES[dice.roll(PIECES.len())].as_bytes();
                data.splice(at..at, piece.iter().copied());
            }
            4 => {
                let piece = PIECES[dice.roll(PIECES.len())].repeat(1 + dice.roll(300));
                data.splice(at..at, piece.into_bytes());
            }
            5 => {
                let end = (at + dice.roll(64)).min(data.len());
                data.drain(at..end);
            }
            6 => {
                let end = (at + dice.roll(128)).min(data.len());
                let copy = data[at..end].to_vec();
                let to = dice.roll(data.len() + 1);
                data.splice(to..to, copy);
            }
            _ => {
                let other = &others[dice.roll(others.len())];
                let from = dice.roll(other.len() + 1);
                data.truncate(at);
                data.extend_from_slice(&other[from..]);
            }
        }
        data.truncate(BYTES);
    }
    data
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, seconds, files @ ..] = arguments.as_slice() else {
        panic!("drive TARGET SECONDS [FILE…]");
    };
    let (_, target) = TARGETS
        .iter()
        .find(|(known, _)| known == name)
        .unwrap_or_else(|| panic!("no target {name}"));
    if !files.is_empty() {
        for file in files {
            let start = Instant::now();
            target(&std::fs::read(file).unwrap());
            println!("{file}: {:?}", start.elapsed());
        }
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("seeds")
        .join(name);
    let mut seeds: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    seeds.sort();
    let seeds: Vec<Vec<u8>> = seeds
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect();
    let last = std::env::temp_dir().join(format!("passmuster-fuzz-{name}-last"));
    let end = Instant::now() + Duration::from_secs(seconds.parse().unwrap());
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let (mut runs, mut slow) = (0u64, Duration::ZERO);
    for seed in &seeds {
        target(seed);
    }
    while Instant::now() < end {
        let seed = &seeds[dice.roll(seeds.len())];
        let data = mutate(seed, &seeds, &mut dice);
        // An abort (a stack overflow) leaves the input behind.
        let mut file = std::fs::File::create(&last).unwrap();
        file.write_all(&data).unwrap();
        let start = Instant::now();
        target(&data);
        let took = start.elapsed();
        if took > slow {
            slow = took;
            if took > SLOW {
                let kept = std::env::temp_dir().join(format!("passmuster-fuzz-{name}-slow"));
                std::fs::write(&kept, &data).unwrap();
                println!(
                    "{name}: {took:?} for {} bytes, kept as {}",
                    data.len(),
                    kept.display()
                );
            }
        }
        runs += 1;
    }
    let _ = std::fs::remove_file(&last);
    println!("{name}: {runs} inputs, slowest {slow:?}");
}
