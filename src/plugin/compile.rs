//! From a component's bytes to code that can be loaded. Cranelift can be made to take minutes and
//! gigabytes by a small file, and the runtime's authors do not count that as a vulnerability
//! (<https://docs.wasmtime.dev/security-what-is-considered-a-security-vulnerability.html>): a
//! component of somebody else is compiled in a child that bounds itself and can be killed.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use sha2::Digest as _;
use wasmtime::Engine;

use super::code::Code;
use super::engine::settings;
use super::host::{Stop, first_line};
use super::{Limits, scan};
use crate::platform::child::{self, End, Outcome};

/// Where components are compiled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Compiler {
    /// In this process: for programs that know their plugins, and for tests.
    #[default]
    InProcess,
    /// In a child: this program, called as [`CHILD`] says.
    Child(PathBuf),
    /// In this process, and no component but those of these SHA-256 digests: where the system has
    /// no way to bound a child.
    Only(BTreeSet<String>),
}

impl Compiler {
    /// The compiler of a program that serves [`CHILD`]: a child where children can be bounded, else
    /// this process for the components that somebody vouches for.
    pub fn of_program(program: PathBuf, vouched: BTreeSet<String>) -> Self {
        if child::BOUNDED {
            Self::Child(program)
        } else {
            Self::Only(vouched)
        }
    }

    /// Compiles a component that is none of the program's own.
    pub(super) fn compile(
        &self,
        engine: &Engine,
        component: &Arc<[u8]>,
        sha256: &str,
        limits: &Limits,
    ) -> Result<Code, Stop> {
        match self {
            Self::InProcess => here(engine, component),
            Self::Only(vouched) if vouched.contains(sha256) => here(engine, component),
            Self::Only(_) => Err(Stop::new(
                "not-compiled",
                "this system has no way to bound a compiler, so that only plugins are compiled which \
                 the program carries or the lock names.",
            )),
            Self::Child(program) => {
                let arguments = [
                    CHILD.to_owned(),
                    limits.compile_cpu.to_string(),
                    limits.compile_memory.to_string(),
                ];
                let outcome = child::run(
                    program,
                    &arguments,
                    Arc::clone(component),
                    Duration::from_secs(limits.compile_seconds),
                    limits.compile_output.saturating_add(DIGEST),
                );
                taken(outcome, limits)
            }
        }
    }
}

/// Compiles in this process.
///
/// # Errors
/// It is not valid.
pub(super) fn here(engine: &Engine, component: &[u8]) -> Result<Code, Stop> {
    Code::compile(engine, component)
        .map_err(|error| Stop::new("not-loadable", format!("{}.", first_line(&error))))
}

/// The first argument of the program as a compiler's child. After it come the processor time in
/// seconds and the memory in bytes; the component is its standard input, and its standard output
/// the SHA-256 of the code and the code.
pub const CHILD: &str = "__compile";
/// What a child ends with that refuses the component; its standard error says why.
pub const REFUSED: u8 = 10;
/// Length of the digest before the code, in bytes.
const DIGEST: usize = 32;

/// The work of the child: bounds this process for good, and compiles what `component` gives.
///
/// # Errors
/// What is to be said on standard error: the bounds cannot be set, or the component is refused.
pub fn child(
    seconds: u64,
    memory: u64,
    component: impl FnOnce(usize) -> std::io::Result<Vec<u8>>,
) -> Result<Vec<u8>, String> {
    child::confine(seconds, memory).map_err(|error| format!("no bounds can be set: {error}"))?;
    let component = component(scan::FILE).map_err(|error| error.to_string())?;
    // Whoever called has looked already; this process trusts nobody either.
    scan::scan(&component)?;
    let engine = Engine::new(&settings()).map_err(|error| first_line(&error))?;
    let code = Code::compile(&engine, &component).map_err(|error| first_line(&error))?;
    let mut output = sha2::Sha256::digest(code.bytes()).to_vec();
    output.extend_from_slice(code.bytes());
    Ok(output)
}

/// What a child has given.
fn taken(outcome: Outcome, limits: &Limits) -> Result<Code, Stop> {
    let stopped = |name: &'static str, what: &str| {
        let limit = limits.exceeded(name);
        Err(Stop::new(
            name,
            format!("compiling it {what}, and was stopped {limit}."),
        ))
    };
    let said = said(&outcome.said);
    match outcome.end {
        End::Exited(0) => {}
        End::Exited(code) if code == i32::from(REFUSED) => {
            let reason = said.trim_end_matches('.');
            return Err(Stop::new("not-loadable", format!("{reason}.")));
        }
        End::TooLong => return stopped("compile-seconds", "took too long"),
        End::TooMuch => return stopped("compile-output", "gave too much code"),
        End::Signal(signal) => match child::signal_name(signal) {
            "XCPU" => return stopped("compile-cpu", "took too much processor time"),
            "ABRT" if said.contains("memory allocation of") => {
                return stopped("compile-memory", "took too much memory");
            }
            "KILL" => {
                return Err(Stop::new(
                    "compile-killed",
                    format!(
                        "its compiler was killed from outside; where memory is short, lower that of the \
                         compiler {}.",
                        limits.exceeded("compile-memory")
                    ),
                ));
            }
            name => {
                return Err(Stop::new(
                    "compile-crashed",
                    format!("its compiler crashed (signal {name}): {said}."),
                ));
            }
        },
        // A thread that could not be had is how a bound on memory is felt too.
        End::Exited(_) if said.contains("memory") || said.contains("WouldBlock") => {
            return stopped("compile-memory", "took too much memory");
        }
        End::Exited(code) => {
            return Err(Stop::new(
                "compile-crashed",
                format!("its compiler ended with the exit code {code}: {said}."),
            ));
        }
        End::NotStarted(error) => {
            return Err(Stop::new(
                "host",
                format!("no compiler can be started: {error}."),
            ));
        }
    }
    let whole = outcome
        .output
        .split_at_checked(DIGEST)
        .filter(|(digest, code)| sha2::Sha256::digest(code).as_slice() == *digest);
    match whole {
        Some((_, code)) => Ok(Code::of_child(code.to_vec())),
        None => Err(Stop::new(
            "compile-crashed",
            "its compiler gave something else than code.",
        )),
    }
}

/// What a child said, on one line without control characters: its words may be its input's.
fn said(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let line = line.strip_prefix("error: ").unwrap_or(line);
    let plain = line.chars().filter(|c| !c.is_control());
    let short: String = plain.take(400).collect();
    if short.is_empty() {
        "it said nothing".to_owned()
    } else {
        short
    }
}
