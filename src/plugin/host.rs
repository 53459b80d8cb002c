//! The host: a fresh store for each call, with fuel, one budget over all memories, budgets for what
//! is asked of the host and answered to it, and nothing else. Whatever goes wrong in a plugin
//! becomes an error finding that names the plugin, the reason and what to do.

use std::collections::BTreeSet;
use std::sync::Arc;

use wasmtime::{Store, Trap};

use super::answer::{TEXT, cut, findings, weigh};
use super::calls::Call;
use super::engine::{THREAD_STACK, engine, ticks, ticks_of};
use super::manifest::{CheckSpec, Manifest};
use super::view::{Reader, View};
use super::{Limits, Plugin};
use crate::check::{CheckFinding, CheckRun, Level};
use crate::fact::{EntityId, EntityKind, Worth};
use crate::finding::{Reported, Severity};

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

/// The first line of an error, without its full stop.
pub(super) fn first_line(error: &wasmtime::Error) -> String {
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

/// What is left of the budgets of all calls on a dossier together.
struct Left {
    fuel: u64,
    ticks: u64,
}

/// Makes checks, one after the other, on a thread with stack enough for guests.
pub fn run_all(tasks: &[Task<'_>], view: &Arc<View>, limits: &Limits) -> Vec<CheckRun> {
    if tasks.is_empty() {
        return Vec::new();
    }
    let work = || -> Vec<CheckRun> {
        let mut left = Left {
            fuel: limits.run_fuel,
            ticks: ticks_of(limits.run_seconds),
        };
        tasks
            .iter()
            .map(|task| run(task, view, limits, &mut left))
            .collect()
    };
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
            "compile-cpu" | "compile-memory" | "compile-seconds" | "compile-output"
            | "asks-too-much" => format!(
                "Raise the limit only for authors whom you trust; else leave out the plugin {}.",
                task.plugin.manifest.id
            ),
            "run-fuel" => "Run fewer packs at a time, or raise the limit.".to_owned(),
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

/// The entity of a finding.
pub(super) fn entity(task: &Task<'_>, key: &str) -> EntityId {
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
fn run(task: &Task<'_>, view: &Arc<View>, limits: &Limits, left: &mut Left) -> CheckRun {
    let manifest = &task.plugin.manifest;
    let granted = limits
        .fuel(manifest, view.bytes())
        .and_then(|fuel| Ok((fuel, limits.memory(manifest)?)));
    let (own_fuel, memory) = match granted {
        Ok(granted) => granted,
        Err(stop) => return refused(task, &stop),
    };
    let (engine, ready) = match engine().and_then(|engine| {
        let ready = task.plugin.ready(limits).map_err(Stop::clone)?;
        Ok((engine, ready))
    }) {
        Ok(ready) => ready,
        Err(stop) => return refused(task, &stop),
    };
    if left.fuel == 0 || left.ticks == 0 {
        return refused(task, &spent(left, limits));
    }
    let fuel_limit = own_fuel.min(left.fuel);
    let reader = Reader::new(
        Arc::clone(view),
        Arc::clone(manifest),
        task.principal.clone(),
    );
    let mut store = Store::new(engine, Call::new(reader, memory, limits));
    store.limiter(|call| &mut call.limiter);
    store.set_epoch_deadline(ticks_of(limits.seconds).min(left.ticks));
    store.set_hostcall_fuel(limits.answer_bytes);
    store.set_max_component_handles(limits.handles);
    let begun = ticks();
    let answer = store
        .set_fuel(fuel_limit)
        .and_then(|()| ready.run(&mut store, &task.check.id, task.config));
    let fuel = fuel_limit.saturating_sub(store.get_fuel().unwrap_or(0));
    left.fuel = left.fuel.saturating_sub(fuel);
    left.ticks = left.ticks.saturating_sub(ticks().saturating_sub(begun));
    let mut call = store.into_data();
    let allowed = Allowed {
        fuel: fuel_limit,
        memory,
        left,
    };
    let answer = answer.map_err(|error| reason(&error, &mut call, &allowed, limits));
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

/// Why no further call on the dossier is made.
fn spent(left: &Left, limits: &Limits) -> Stop {
    if left.fuel == 0 {
        let limit = limits.exceeded("run-fuel");
        let message = format!("the checks of this dossier have used up their fuel {limit}.");
        Stop::new("run-fuel", message)
    } else {
        let limit = limits.exceeded("run-seconds");
        let message = format!("the checks of this dossier took too long {limit}.");
        Stop::new("host-timeout", message)
    }
}

/// What a call was allowed, and what it left for others.
struct Allowed<'a> {
    fuel: u64,
    memory: usize,
    left: &'a Left,
}

/// Why a call failed, from wasmtime's error and from what the host noted.
fn reason(
    error: &wasmtime::Error,
    call: &mut Call,
    allowed: &Allowed<'_>,
    limits: &Limits,
) -> Stop {
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
    let hit = call.limiter.hit;
    let over = match hit {
        Some("memory") => format!(
            " Before that it was refused more than {} MiB of memory {}.",
            allowed.memory / (1024 * 1024),
            limits.exceeded("memory")
        ),
        Some(name) => format!(
            " Before that its tables were refused more elements {}.",
            limits.exceeded(name)
        ),
        None => String::new(),
    };
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) if allowed.left.fuel == 0 => spent(allowed.left, limits),
        Some(Trap::OutOfFuel) => Stop::new(
            "fuel",
            format!(
                "it used up its fuel of {} operators without an answer {}.{said}",
                allowed.fuel,
                limits.exceeded("fuel")
            ),
        ),
        Some(Trap::Interrupt) if allowed.left.ticks == 0 => spent(allowed.left, limits),
        Some(Trap::Interrupt) => Stop::new(
            "host-timeout",
            format!(
                "it ran longer than {} seconds, which other machines may not see {}.",
                limits.seconds,
                limits.exceeded("seconds")
            ),
        ),
        Some(Trap::StackOverflow) => {
            Stop::new("stack", "its calls nested too deep (stack overflow).")
        }
        Some(trap) => Stop::new(
            hit.unwrap_or("trap"),
            format!("it stopped by a trap: {trap}.{over}{said}"),
        ),
        // Bad UTF-8, lists out of bounds, an exhausted budget of bytes: no trap of their own.
        None => {
            // Around it stands where in the guest it happened, which tells operators nothing.
            let cause = error.root_cause().to_string();
            let error = cause.lines().next().unwrap_or_default();
            let error = error.trim_end_matches('.');
            // The runtime's own words for `set_hostcall_fuel`, which has no type to ask for.
            if error.contains("fuel allocated for hostcalls has been exhausted") {
                let limit = limits.exceeded("answer-bytes");
                let message = format!("it gave the host more at a time than it may {limit}.");
                return Stop::new("answer-bytes", message);
            }
            Stop::new(hit.unwrap_or("malformed"), format!("{error}.{over}"))
        }
    }
}

/// What the manifest says of one check.
pub(super) fn check<'a>(manifest: &'a Manifest, id: &str) -> Option<&'a CheckSpec> {
    manifest.checks.iter().find(|check| check.id == id)
}
