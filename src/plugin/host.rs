//! The host: a fresh store for each call, with fuel, one budget over all memories, budgets for what
//! is asked of the host and answered to it, and nothing else. Whatever goes wrong in a plugin
//! becomes an error finding that names the plugin, the reason and what to do.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use wasmtime::component::Component;
use wasmtime::{
    Config, Engine, OptLevel, ResourceLimiter, Store, Strategy, Trap, WasmBacktraceDetails,
};

use super::manifest::{CheckSpec, Manifest};
use super::v0_1;
use super::view::{Reader, View};
use super::{Limits, Plugin};
use crate::check::{CheckFinding, CheckRun, Cited, Level};
use crate::fact::{Backing, EntityId, EntityKind, Strength, Worth};
use crate::finding::{Reported, Severity};

/// A check's answer: findings, or code and message of its error.
pub(super) type Answer = Result<Vec<GivenFinding>, (String, String)>;

/// A citation as the plugin gives it.
pub(super) struct Given {
    pub(super) receipt: u32,
    pub(super) note: String,
}

/// A finding as the plugin gives it.
pub(super) struct GivenFinding {
    pub(super) entity: Option<String>,
    pub(super) reported: Reported,
    pub(super) severity: Severity,
    pub(super) message: String,
    pub(super) remediation: String,
    pub(super) evidence: Vec<Given>,
    pub(super) attributes: Vec<(String, String)>,
}

/// Why a call was stopped, as a word for programs and a sentence with the next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stop {
    pub(super) reason: &'static str,
    pub(super) message: String,
}

impl Stop {
    pub(super) fn new(reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            reason,
            message: message.into(),
        }
    }
}

/// One budget over all memories and tables of a store: wasmtime's own limits are for each.
struct Limiter {
    memory_left: usize,
    elements_left: usize,
    hit: Option<&'static str>,
}

/// What grows.
#[derive(Clone, Copy)]
enum Budget {
    Memory,
    Tables,
}

impl Limiter {
    /// Takes growth from its budget. Growth that is refused gives -1, the same on every machine.
    fn spend(&mut self, budget: Budget, current: usize, desired: usize) -> bool {
        let (left, name) = match budget {
            Budget::Memory => (&mut self.memory_left, "memory"),
            Budget::Tables => (&mut self.elements_left, "tables"),
        };
        match left.checked_sub(desired.saturating_sub(current)) {
            Some(rest) => *left = rest,
            None => {
                self.hit = Some(name);
                return false;
            }
        }
        true
    }
}

impl ResourceLimiter for Limiter {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(self.spend(Budget::Memory, current, desired))
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        _: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(self.spend(Budget::Tables, current, desired))
    }

    fn memory_grow_failed(&mut self, error: wasmtime::Error) -> wasmtime::Result<()> {
        // Not the plugin's doing, and not the same on every machine: an error, not a -1.
        Err(error)
    }

    fn instances(&self) -> usize {
        INSTANCES
    }

    fn tables(&self) -> usize {
        TABLES
    }

    fn memories(&self) -> usize {
        MEMORIES
    }
}

/// Core instances a store may have.
const INSTANCES: usize = 64;
/// Tables a store may have.
const TABLES: usize = 64;
/// Memories a store may have.
const MEMORIES: usize = 8;
/// Milliseconds between two ticks of the backstop.
const TICK: u64 = 10;
/// Bytes of one line of the log, message, remediation or attribute; longer lines of the log are
/// cut, anything else that is longer is an error.
const TEXT: usize = 4 * 1024;
/// Attributes of a finding.
const ATTRIBUTES: usize = 64;
/// Citations of a finding.
const CITATIONS: usize = 1_000;

/// What a store holds: what the call may read, and what is left of its budgets.
pub(super) struct Call {
    pub(super) reader: Reader,
    limiter: Limiter,
    calls_left: usize,
    bytes_left: usize,
    lines_left: usize,
    log: Vec<(Level, String)>,
    log_dropped: usize,
    stop: Option<Stop>,
}

impl Call {
    /// Charges calls of the host.
    pub(super) fn charge(&mut self, calls: usize) -> wasmtime::Result<()> {
        match self.calls_left.checked_sub(calls) {
            Some(left) => {
                self.calls_left = left;
                Ok(())
            }
            None => Err(self.stop(Stop::new(
                "host-calls",
                "it asked the host more often than it may in one check. Read subtrees with \
                 `read-json`, or several places with one `select`.",
            ))),
        }
    }

    /// Charges bytes that the host gives.
    pub(super) fn give(&mut self, bytes: usize) -> wasmtime::Result<()> {
        match self.bytes_left.checked_sub(bytes) {
            Some(left) => {
                self.bytes_left = left;
                Ok(())
            }
            None => Err(self.stop(Stop::new(
                "read-bytes",
                "it read more than it may in one check. Read only the places that it needs.",
            ))),
        }
    }

    /// Bytes that may still be given.
    pub(super) fn left(&self) -> usize {
        self.bytes_left
    }

    fn stop(&mut self, stop: Stop) -> wasmtime::Error {
        let error = wasmtime::Error::msg(stop.message.clone());
        self.stop = Some(stop);
        error
    }

    /// Adds a line to the log; beyond the bound it is dropped and counted, since the log decides
    /// nothing.
    pub(super) fn line(&mut self, level: Level, mut message: String) {
        if self.lines_left == 0 {
            self.log_dropped += 1;
            return;
        }
        self.lines_left -= 1;
        if message.len() > TEXT {
            let mut end = TEXT;
            while !message.is_char_boundary(end) {
                end -= 1;
            }
            message.truncate(end);
            message.push('…');
        }
        self.log.push((level, message));
    }
}

/// The engine of this process. Its settings are part of what makes a result reproducible.
fn engine() -> Result<&'static Engine, Stop> {
    static ENGINE: OnceLock<Result<Engine, String>> = OnceLock::new();
    ENGINE
        .get_or_init(|| {
            let mut config = Config::new();
            config
                .strategy(Strategy::Cranelift)
                .cranelift_opt_level(OptLevel::Speed)
                .cranelift_nan_canonicalization(true)
                .wasm_relaxed_simd(false)
                .wasm_memory64(false)
                .wasm_multi_memory(false)
                .wasm_tail_call(false)
                .wasm_component_model(true)
                .consume_fuel(true)
                .epoch_interruption(true)
                .max_wasm_stack(STACK)
                .wasm_backtrace_details(WasmBacktraceDetails::Disable);
            let engine = Engine::new(&config).map_err(|error| format!("{error:#}"))?;
            // The backstop's clock: it decides nothing unless a call outlives every budget.
            let weak = engine.weak();
            let ticker = std::thread::Builder::new()
                .name("passmuster-epoch".to_owned())
                .spawn(move || {
                    while let Some(engine) = weak.upgrade() {
                        engine.increment_epoch();
                        drop(engine);
                        std::thread::sleep(Duration::from_millis(TICK));
                    }
                });
            ticker.map_err(|error| error.to_string())?;
            Ok(engine)
        })
        .as_ref()
        .map_err(|error| Stop::new("host", format!("the runtime cannot start: {error}")))
}

/// Stack of a guest, in bytes; the thread that runs it has more.
const STACK: usize = 512 * 1024;
/// Stack of the thread that runs guests, in bytes.
const THREAD_STACK: usize = 8 * 1024 * 1024;

/// Compiles a component and links it to the world.
///
/// # Errors
/// It is no component of the world.
pub(super) fn compile(bytes: &[u8]) -> Result<v0_1::Ready, Stop> {
    let engine = engine()?;
    let component = Component::from_binary(engine, bytes)
        .map_err(|error| Stop::new("not-loadable", format!("{}.", first_line(&error))))?;
    v0_1::link(engine, &component)
        .map_err(|error| Stop::new("wrong-world", format!("{}.", first_line(&error))))
}

fn first_line(error: &wasmtime::Error) -> String {
    let text = format!("{error:#}");
    let line = text.lines().next().unwrap_or_default();
    line.trim_end_matches('.').to_owned()
}

/// One check to be made.
#[derive(Debug)]
pub struct Task<'a> {
    /// The pack that asks for it.
    pub pack: &'a str,
    /// The plugin.
    pub plugin: &'a Plugin,
    /// The check.
    pub check: &'a CheckSpec,
    /// Its configuration, a JSON object.
    pub config: &'a str,
    /// Whom it is made about.
    pub principal: &'a EntityId,
    /// Whether the principal is the subject, whose findings need no further name.
    pub is_subject: bool,
}

/// Makes checks, one after the other, on a thread with stack enough for guests.
pub fn run_all(tasks: &[Task<'_>], view: &Arc<View>, limits: &Limits) -> Vec<CheckRun> {
    if tasks.is_empty() {
        return Vec::new();
    }
    let work = || -> Vec<CheckRun> { tasks.iter().map(|task| run(task, view, limits)).collect() };
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new()
            .name("passmuster-checks".to_owned())
            .stack_size(THREAD_STACK)
            .spawn_scoped(scope, work);
        let failed = |message: &str| {
            tasks
                .iter()
                .map(|task| refused(task, &Stop::new("host", message)))
                .collect()
        };
        match worker {
            Ok(worker) => worker
                .join()
                .unwrap_or_else(|_| failed("internal error: the host of the checks stopped.")),
            Err(error) => failed(&format!("no thread to run it: {error}.")),
        }
    })
}

/// A run that could not begin.
fn refused(task: &Task<'_>, stop: &Stop) -> CheckRun {
    CheckRun {
        pack: task.pack.to_owned(),
        check: id(task),
        title: task.check.title.clone(),
        version: task.plugin.manifest.version.clone(),
        sha256: task.plugin.sha256.clone(),
        principal: task.principal.clone(),
        config: task.config.to_owned(),
        runtime: super::RUNTIME,
        fuel: 0,
        fuel_limit: 0,
        findings: vec![failure(task, stop)],
        reads: Vec::new(),
        log: Vec::new(),
        log_dropped: 0,
    }
}

fn id(task: &Task<'_>) -> String {
    format!("{}/{}", task.plugin.manifest.id, task.check.id)
}

/// The host's own finding where a check came to nothing.
fn failure(task: &Task<'_>, stop: &Stop) -> CheckFinding {
    let check = id(task);
    CheckFinding {
        entity: entity(task, "error"),
        about: task.principal.clone(),
        reported: Reported::Error,
        reviewed: None,
        severity: Severity::High,
        message: format!(
            "The check {check} could not be made ({}): {}",
            stop.reason, stop.message
        ),
        remediation: match stop.reason {
            "not-loadable" | "wrong-world" => format!(
                "Build the plugin {} for this version's world (wit/0.1), and pin its digest.",
                task.plugin.manifest.id
            ),
            _ => format!(
                "Tell the authors of the plugin {} {}; until it is put right, use another version or a pack without it.",
                task.plugin.manifest.id, task.plugin.manifest.version
            ),
        },
        evidence: Vec::new(),
        attributes: vec![("reason".to_owned(), stop.reason.to_owned())],
        worth: Worth::default(),
    }
}

fn entity(task: &Task<'_>, key: &str) -> EntityId {
    let check = id(task);
    let name = if task.is_subject {
        format!("{check}#{key}")
    } else {
        // Two principals' findings may have the same key.
        format!("{check}#{}/{key}", task.principal)
    };
    EntityId::new(EntityKind::Finding, name)
}

/// Makes one check.
fn run(task: &Task<'_>, view: &Arc<View>, limits: &Limits) -> CheckRun {
    let ready = match task.plugin.ready() {
        Ok(ready) => ready,
        Err(stop) => return refused(task, stop),
    };
    let fuel_limit = limits.fuel(&task.plugin.manifest, view.bytes());
    let call = Call {
        reader: Reader::new(
            Arc::clone(view),
            Arc::clone(&task.plugin.manifest),
            task.principal.clone(),
        ),
        limiter: Limiter {
            memory_left: limits.memory(&task.plugin.manifest),
            elements_left: limits.elements,
            hit: None,
        },
        calls_left: limits.host_calls,
        bytes_left: limits.read_bytes,
        lines_left: limits.log_lines,
        log: Vec::new(),
        log_dropped: 0,
        stop: None,
    };
    let engine = match engine() {
        Ok(engine) => engine,
        Err(stop) => return refused(task, &stop),
    };
    let mut store = Store::new(engine, call);
    store.limiter(|call| &mut call.limiter);
    store.set_epoch_deadline(limits.seconds.saturating_mul(1000) / TICK);
    store.set_hostcall_fuel(limits.answer_bytes);
    store.set_max_component_handles(limits.handles);
    let answer = store
        .set_fuel(fuel_limit)
        .and_then(|()| v0_1::run(ready, &mut store, &task.check.id, task.config));
    let fuel = fuel_limit.saturating_sub(store.get_fuel().unwrap_or(0));
    let mut call = store.into_data();
    let answer = answer.map_err(|error| reason(&error, &mut call, fuel_limit, limits));
    let findings = match answer {
        Err(stop) => Err(stop),
        Ok(Err((code, message))) => Err(Stop::new(
            "check-error",
            format!(
                "{} ({}).",
                cut(&message, TEXT).trim_end_matches('.'),
                cut(&code, 64)
            ),
        )),
        Ok(Ok(given)) => findings(task, &call, given, limits),
    };
    let mut findings = findings.unwrap_or_else(|stop| vec![failure(task, &stop)]);
    if findings.is_empty() {
        findings.push(failure(
            task,
            &Stop::new(
                "no-finding",
                "it gave no finding, so nothing can be weighed.",
            ),
        ));
    }
    let cited: BTreeSet<usize> = findings
        .iter()
        .flat_map(|finding| &finding.evidence)
        .map(|cited| cited.read)
        .collect();
    let reads = call.reader.into_reads(&cited);
    for finding in &mut findings {
        weigh(finding, &reads, task.check.recomputing);
    }
    CheckRun {
        fuel,
        fuel_limit,
        findings,
        reads,
        log: call.log,
        log_dropped: call.log_dropped,
        ..refused_shell(task)
    }
}

/// What every run has, whatever came of it.
fn refused_shell(task: &Task<'_>) -> CheckRun {
    refused(task, &Stop::new("host", ""))
}

fn cut(text: &str, most: usize) -> String {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default().to_owned()
}

/// Why a call failed, from wasmtime's error and from what the host noted.
fn reason(error: &wasmtime::Error, call: &mut Call, fuel: u64, limits: &Limits) -> Stop {
    if let Some(stop) = call.stop.take() {
        return stop;
    }
    let said = call
        .log
        .iter()
        .rev()
        .find(|(level, _)| *level == Level::Error)
        .map(|(_, line)| format!(" It last said: {line}"))
        .unwrap_or_default();
    let over = call.limiter.hit.map(|what| match what {
        "memory" => format!(
            " Before that it was refused more than {} MiB of memory.",
            limits.memory / (1024 * 1024)
        ),
        _ => " Before that its tables were refused more elements.".to_owned(),
    });
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => Stop::new(
            "fuel",
            format!("it used up its fuel of {fuel} operators without an answer.{said}"),
        ),
        Some(Trap::Interrupt) => Stop::new(
            "host-timeout",
            format!(
                "it ran longer than {} seconds, which other machines may not see.",
                limits.seconds
            ),
        ),
        Some(Trap::StackOverflow) => {
            Stop::new("stack", "its calls nested too deep (stack overflow).")
        }
        Some(trap) => Stop::new(
            call.limiter.hit.unwrap_or("trap"),
            format!(
                "it stopped by a trap: {trap}.{}{said}",
                over.unwrap_or_default()
            ),
        ),
        // Bad UTF-8, lists out of bounds, an exhausted budget of bytes: no trap of their own.
        None => Stop::new(
            call.limiter.hit.unwrap_or("malformed"),
            format!("{}.{}", first_line(error), over.unwrap_or_default()),
        ),
    }
}

/// The findings as the host takes them: within bounds, with receipts that were given.
fn findings(
    task: &Task<'_>,
    call: &Call,
    given: Vec<GivenFinding>,
    limits: &Limits,
) -> Result<Vec<CheckFinding>, Stop> {
    if given.len() > limits.findings {
        return Err(Stop::new(
            "output",
            format!(
                "it gave {} findings; at most {} are taken.",
                given.len(),
                limits.findings
            ),
        ));
    }
    let mut keys: BTreeSet<String> = BTreeSet::new();
    let mut findings = Vec::with_capacity(given.len());
    for (index, finding) in given.into_iter().enumerate() {
        let number = index + 1;
        let too_much = |what: String| Stop::new("output", format!("finding {number} {what}"));
        if finding.attributes.len() > ATTRIBUTES || finding.evidence.len() > CITATIONS {
            return Err(too_much(format!(
                "has more than {ATTRIBUTES} attributes or {CITATIONS} citations."
            )));
        }
        let texts = [&finding.message, &finding.remediation].into_iter();
        let texts = texts.chain(finding.attributes.iter().flat_map(|(k, v)| [k, v]));
        let texts = texts.chain(finding.evidence.iter().map(|it| &it.note));
        if texts.into_iter().any(|text| text.len() > TEXT) {
            return Err(too_much(format!("has a text of more than {TEXT} bytes.")));
        }
        if finding.message.trim().is_empty() {
            return Err(too_much("says nothing: its message is empty.".to_owned()));
        }
        let mut attributes: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in &finding.attributes {
            if name.is_empty()
                || attributes
                    .insert(name.clone(), clean(value.clone()))
                    .is_some()
            {
                return Err(too_much(format!(
                    "has an attribute without a name, or `{}` twice.",
                    cut(name, 64)
                )));
            }
        }
        let mut evidence = Vec::new();
        for cited in &finding.evidence {
            let read = usize::try_from(cited.receipt).unwrap_or(usize::MAX);
            if read >= call.reader.count() {
                return Err(Stop::new(
                    "forged-receipt",
                    format!(
                        "finding {number} cites the receipt {}, which the host did not give.",
                        cited.receipt
                    ),
                ));
            }
            evidence.push(Cited {
                read,
                note: clean(cited.note.clone()),
            });
        }
        let about = match &finding.entity {
            None => task.principal.clone(),
            Some(text) => call
                .reader
                .view
                .entity(task.principal, text)
                .ok_or_else(|| {
                    Stop::new(
                        "unknown-entity",
                        format!(
                            "finding {number} is about {}, which nothing ties to {}.",
                            cut(text, 128),
                            task.principal
                        ),
                    )
                })?,
        };
        let key = attributes
            .get("key")
            .map(|key| key.trim().to_owned())
            .filter(|key| !key.is_empty())
            .unwrap_or_else(|| number.to_string());
        if !keys.insert(key.clone()) {
            return Err(too_much(format!(
                "has the key `{}`, as another has.",
                cut(&key, 64)
            )));
        }
        let mut taken = CheckFinding {
            entity: entity(task, &key),
            about,
            reported: finding.reported,
            reviewed: None,
            severity: finding.severity,
            message: clean(finding.message),
            remediation: clean(finding.remediation),
            evidence,
            attributes: attributes.into_iter().collect(),
            worth: Worth::default(),
        };
        if taken.reported == Reported::Pass && taken.evidence.is_empty() {
            taken.reported = Reported::Error;
            taken.message = format!(
                "It says that this passes, and cites nothing, so it cannot be taken: {}",
                taken.message
            );
        }
        findings.push(taken);
    }
    Ok(findings)
}

/// Without control characters: texts go into fingerprints, tables and terminals.
fn clean(text: String) -> String {
    if text.chars().any(char::is_control) {
        text.chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect()
    } else {
        text
    }
}

/// What a finding is worth: the least of what it cites.
fn weigh(finding: &mut CheckFinding, reads: &[crate::check::Read], recomputing: bool) {
    let cited: Vec<&crate::check::Read> = finding
        .evidence
        .iter()
        .filter_map(|cited| reads.get(cited.read))
        .collect();
    let least = |worth: fn(&Worth) -> Strength| cited.iter().map(|read| worth(&read.worth)).min();
    let strength = least(|worth| worth.strength).unwrap_or_default();
    let backing = cited
        .iter()
        .map(|read| read.worth.backing)
        .min()
        .unwrap_or(Backing::None);
    let there = cited.iter().any(|read| read.value_sha256.is_some());
    finding.worth = Worth {
        strength: if recomputing && there {
            Strength::Recomputed
        } else {
            strength
        },
        backing,
    };
}

/// What the manifest says of one check.
pub(super) fn check<'a>(manifest: &'a Manifest, id: &str) -> Option<&'a CheckSpec> {
    manifest.checks.iter().find(|check| check.id == id)
}
