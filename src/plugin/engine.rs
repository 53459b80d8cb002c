//! The engine of this process, and the clock of its backstop.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use wasmtime::{Config, Engine, OptLevel, Strategy, WasmBacktraceDetails};

use super::host::Stop;

/// Milliseconds between two ticks of the backstop.
const TICK: u64 = 10;
/// Stack of a guest, in bytes; the thread that runs it has more.
pub(super) const STACK: usize = 512 * 1024;
/// Stack of the thread that runs guests, in bytes.
pub(super) const THREAD_STACK: usize = 8 * 1024 * 1024;

/// The engine's settings. They are part of what makes a result reproducible, and the same in the
/// child that compiles.
pub(super) fn settings() -> Config {
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
    config
}

/// The engine of this process: one, so that no two can be mixed up (RUSTSEC-2026-0222).
pub(super) fn engine() -> Result<&'static Engine, Stop> {
    static ENGINE: OnceLock<Result<Engine, String>> = OnceLock::new();
    ENGINE
        .get_or_init(|| {
            let engine = Engine::new(&settings()).map_err(|error| format!("{error:#}"))?;
            // The backstop's clock: it decides nothing unless a call outlives every budget.
            let weak = engine.weak();
            let ticker = std::thread::Builder::new()
                .name("passmuster-epoch".to_owned())
                .spawn(move || {
                    while let Some(engine) = weak.upgrade() {
                        engine.increment_epoch();
                        TICKS.fetch_add(1, Ordering::Relaxed);
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

/// Ticks since the engine began.
static TICKS: AtomicU64 = AtomicU64::new(0);

/// How many ticks have passed since the engine began.
pub(super) fn ticks() -> u64 {
    TICKS.load(Ordering::Relaxed)
}

/// As many ticks as these seconds have.
pub(super) fn ticks_of(seconds: u64) -> u64 {
    seconds.saturating_mul(1000) / TICK
}
