//! A child process that is not trusted: without an environment, bounded in time and in what it
//! says, always ended and reaped; and what such a child does to bound itself.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, mpsc};
use std::time::Duration;

/// Most of what a child says on standard error that is kept, in bytes.
const SAID: u64 = 4 * 1024;
/// How long a child may take to end after it has closed its standard output.
const GRACE: Duration = Duration::from_secs(5);
/// Between two looks at a child that is about to end.
const LOOK: Duration = Duration::from_millis(2);

/// How a child ended.
#[derive(Debug)]
pub(crate) enum End {
    /// By itself, with this exit code.
    Exited(i32),
    /// By this signal.
    Signal(i32),
    /// It was ended: it took longer than it may.
    TooLong,
    /// It was ended: it wrote more than it may.
    TooMuch,
    /// It never began.
    NotStarted(io::Error),
}

/// What came of a child.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// How it ended.
    pub(crate) end: End,
    /// What it wrote on standard output.
    pub(crate) output: Vec<u8>,
    /// The beginning of what it wrote on standard error.
    pub(crate) said: String,
}

/// Runs a program on an input for at most `wall`, and takes at most `most` bytes of it. When this
/// returns, the child is gone.
pub(crate) fn run(
    program: &Path,
    arguments: &[String],
    input: Arc<[u8]>,
    wall: Duration,
    most: usize,
) -> Outcome {
    let nothing = |end| Outcome {
        end,
        output: Vec::new(),
        said: String::new(),
    };
    let spawned = Command::new(program)
        .args(arguments)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match spawned {
        Ok(child) => child,
        Err(error) => return nothing(End::NotStarted(error)),
    };
    // The threads are left to themselves: what a child of the child holds open must not keep us.
    if let Some(mut pipe) = child.stdin.take() {
        std::thread::spawn(move || {
            // A child that reads no further is told from its output.
            let _ = pipe.write_all(&input);
        });
    }
    let (sender, said) = mpsc::channel();
    if let Some(pipe) = child.stderr.take() {
        std::thread::spawn(move || {
            let mut text = Vec::new();
            let mut pipe = pipe;
            let _ = (&mut pipe).take(SAID).read_to_end(&mut text);
            let _ = sender.send(text);
            // What is beyond is read and dropped, so that the child does not wait for us.
            let _ = io::copy(&mut pipe, &mut io::sink());
        });
    }
    let (sender, output) = mpsc::channel();
    if let Some(pipe) = child.stdout.take() {
        let most = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let read = pipe.take(most).read_to_end(&mut bytes);
            let _ = sender.send(read.map(|_| bytes));
        });
    }
    let (output, stopped) = match output.recv_timeout(wall) {
        Ok(Ok(bytes)) if bytes.len() > most => (Vec::new(), Some(End::TooMuch)),
        Ok(Ok(bytes)) => (bytes, None),
        Ok(Err(_)) | Err(mpsc::RecvTimeoutError::Disconnected) => (Vec::new(), None),
        Err(mpsc::RecvTimeoutError::Timeout) => (Vec::new(), Some(End::TooLong)),
    };
    let end = match stopped {
        Some(end) => {
            let _ = child.kill();
            let _ = child.wait();
            end
        }
        None => ended(&mut child),
    };
    let said = said.recv_timeout(GRACE).unwrap_or_default();
    Outcome {
        end,
        output,
        said: String::from_utf8_lossy(&said).trim().to_owned(),
    }
}

/// Waits for a child that has nothing left to say.
fn ended(child: &mut std::process::Child) -> End {
    let mut waited = Duration::ZERO;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return how(status),
            Ok(None) if waited < GRACE => {
                std::thread::sleep(LOOK);
                waited += LOOK;
            }
            Ok(None) | Err(_) => {
                let _ = child.kill();
                let _ = child.wait();
                return End::TooLong;
            }
        }
    }
}

fn how(status: ExitStatus) -> End {
    match (status.code(), sys::signal(status)) {
        (Some(code), _) => End::Exited(code),
        (None, signal) => End::Signal(signal.unwrap_or(0)),
    }
}

pub(crate) use sys::{BOUNDED, confine, signal_name};

#[cfg(unix)]
mod sys {
    use std::io;
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::ExitStatus;

    use rustix::process::{Resource, Rlimit, Signal, getrlimit, setrlimit};

    /// Whether a child can bound itself here.
    pub(crate) const BOUNDED: bool = true;

    /// Files that a compiler may hold open.
    const FILES: u64 = 64;

    /// What counts as the memory of a process: on Linux what it may write to, since address space
    /// is also reserved without being used.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    const MEMORY: Resource = Resource::Data;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    const MEMORY: Resource = Resource::As;

    pub(super) fn signal(status: ExitStatus) -> Option<i32> {
        status.signal()
    }

    /// Bounds this process for good: processor time in seconds, memory in bytes, no core file, no
    /// file written, and its end with that of its parent.
    pub(crate) fn confine(seconds: u64, memory: u64) -> io::Result<()> {
        let bounds = [
            (Resource::Core, 0, 0),
            (Resource::Fsize, 0, 0),
            (Resource::Nofile, FILES, FILES),
            (Resource::Cpu, seconds, seconds.saturating_add(2)),
            (MEMORY, memory, memory),
        ];
        for (resource, soft, hard) in bounds {
            // What is bounded more tightly already stays so.
            let most = getrlimit(resource).maximum.unwrap_or(u64::MAX);
            setrlimit(
                resource,
                Rlimit {
                    current: Some(soft.min(most)),
                    maximum: Some(hard.min(most)),
                },
            )?;
        }
        #[cfg(any(target_os = "linux", target_os = "android"))]
        rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
        Ok(())
    }

    /// The signals by which bounds are felt.
    pub(crate) fn signal_name(signal: i32) -> &'static str {
        let names = [
            (Signal::XCPU, "XCPU"),
            (Signal::KILL, "KILL"),
            (Signal::ABORT, "ABRT"),
            (Signal::SEGV, "SEGV"),
            (Signal::BUS, "BUS"),
        ];
        names
            .into_iter()
            .find(|(it, _)| it.as_raw() == signal)
            .map_or("another", |(_, name)| name)
    }
}

#[cfg(not(unix))]
mod sys {
    use std::io;
    use std::process::ExitStatus;

    pub(crate) const BOUNDED: bool = false;

    pub(super) fn signal(_: ExitStatus) -> Option<i32> {
        None
    }

    pub(crate) fn confine(_: u64, _: u64) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(crate) fn signal_name(_: i32) -> &'static str {
        "another"
    }
}
