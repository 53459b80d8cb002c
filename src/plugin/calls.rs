//! What a store holds while a check runs: what it may read, and what is left of its budgets.

use super::Limits;
use super::answer::TEXT;
use super::host::Stop;
use super::limiter::Limiter;
use super::view::Reader;
use crate::check::Level;

/// What a store holds: what the call may read, and what is left of its budgets.
pub(super) struct Call {
    pub(super) reader: Reader,
    pub(super) limiter: Limiter,
    limits: Limits,
    calls_left: usize,
    bytes_left: usize,
    pub(super) log: Vec<(Level, String)>,
    pub(super) log_dropped: usize,
    /// Why the host stopped it, if it did.
    pub(super) stop: Option<Stop>,
}

impl Call {
    /// A call with all of its budgets; `memory` is what it is granted, in bytes.
    pub(super) fn new(reader: Reader, memory: usize, limits: &Limits) -> Self {
        Self {
            reader,
            limiter: Limiter::new(memory, limits.elements),
            limits: *limits,
            calls_left: limits.host_calls,
            bytes_left: limits.read_bytes,
            log: Vec::new(),
            log_dropped: 0,
            stop: None,
        }
    }

    /// Charges calls of the host.
    pub(super) fn charge(&mut self, calls: usize) -> wasmtime::Result<()> {
        match self.calls_left.checked_sub(calls) {
            Some(left) => {
                self.calls_left = left;
                Ok(())
            }
            None => Err(self.stop(Stop::new(
                "host-calls",
                format!(
                    "it asked the host more often than it may in one check {}. Its authors can read \
                     subtrees with `read-json`, or several places with one `select`.",
                    self.limits.exceeded("host-calls")
                ),
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
                format!(
                    "it read more than it may in one check {}. Its authors can read only the places \
                     that it needs.",
                    self.limits.exceeded("read-bytes")
                ),
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
        if self.log.len() >= self.limits.log_lines {
            self.log_dropped += 1;
            return;
        }
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
