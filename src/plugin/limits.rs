//! Bounds on plugins: one table, from which the flag, the settings, the messages and the page of
//! limits are made. What a plugin gets is what the operator gives; a manifest may ask for fuel and
//! memory, and is refused where it asks for more than there is.

use super::Manifest;
use super::host::Stop;

/// One bound: a row of [`LIMITS`].
#[derive(Debug)]
pub struct Limit {
    /// The name, as `--plugin-limit NAME=VALUE` takes it.
    pub name: &'static str,
    /// What is counted.
    pub unit: &'static str,
    /// What it bounds.
    pub meaning: &'static str,
    /// The largest value that can be set.
    pub most: u64,
    get: fn(&Limits) -> u64,
    set: fn(&mut Limits, u64),
    /// What a manifest may ask for where nobody sets it; none: the host's alone.
    ask: Option<fn(&Limits) -> u64>,
}

macro_rules! limits {
    ($($(#[doc = $doc:literal])+ $field:ident: $kind:ty = $default:expr, $name:literal, $unit:literal, $most:expr $(, asked to $cap:ident)?;)+) => {
        /// Bounds on plugins. Of those that act in a call, fuel alone decides outcomes: it is the same
        /// on every machine.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct Limits {
            $($(#[doc = $doc])+ pub $field: $kind,)+
            /// Most fuel of a call, whatever is asked for.
            pub fuel_cap: u64,
            /// Most bytes over all memories, whatever is asked for.
            pub memory_cap: usize,
        }

        impl Default for Limits {
            fn default() -> Self {
                Self {
                    $($field: $default,)+
                    fuel_cap: 10_000_000_000,
                    memory_cap: 1 << 30,
                }
            }
        }

        /// All bounds that an operator can set, in the order in which a plugin meets them.
        pub const LIMITS: &[Limit] = &[
            $(Limit {
                name: $name,
                unit: $unit,
                meaning: concat!($($doc),+),
                most: $most,
                get: |limits| u64::try_from(limits.$field).unwrap_or(u64::MAX),
                set: |limits, value| {
                    limits.$field = <$kind>::try_from(value).unwrap_or(<$kind>::MAX);
                    $(limits.$cap = limits.$field;)?
                },
                ask: limits!(@ask $($cap)?),
            },)+
        ];
    };
    (@ask) => { None };
    (@ask $cap:ident) => { Some(|limits| u64::try_from(limits.$cap).unwrap_or(u64::MAX)) };
}

/// No bound on the bound but what a machine can hold.
const ANY: u64 = 1 << 40;
/// No longer than a day.
const DAY: u64 = 86_400;

limits! {
    /// Processor time of the child that compiles a component.
    compile_cpu: u64 = 120, "compile-cpu", "seconds", DAY;
    /// Memory of the child that compiles a component.
    compile_memory: u64 = 2 << 30, "compile-memory", "bytes", ANY;
    /// Time of the child that compiles a component, by the clock.
    compile_seconds: u64 = 180, "compile-seconds", "seconds", DAY;
    /// The code that a component is compiled to.
    compile_output: usize = 256 << 20, "compile-output", "bytes", 1 << 32;
    /// All entries of the cache of compiled components; the oldest give way.
    cache_bytes: u64 = 1 << 30, "cache-bytes", "bytes", ANY;
    /// Fuel of a call (WebAssembly operators), before what the dossier's size adds.
    fuel: u64 = 1_000_000_000, "fuel", "operators", ANY, asked to fuel_cap;
    /// Fuel more for each byte of the dossier, up to what may be asked for.
    fuel_per_byte: u64 = 1_000, "fuel-per-byte", "operators", 1_000_000_000;
    /// Fuel of all calls on a dossier together.
    run_fuel: u64 = 100_000_000_000, "run-fuel", "operators", 1 << 50;
    /// All memories of a call together.
    memory: usize = 256 << 20, "memory", "bytes", 1 << 32, asked to memory_cap;
    /// Elements of all tables of a call together.
    elements: usize = 100_000, "table-elements", "elements", 100_000_000;
    /// Handles of resources that a call holds at a time.
    handles: usize = 1_024, "handles", "handles", 1_000_000;
    /// Calls of the host, with the entries of `read-many` and the facts counted one by one.
    host_calls: usize = 100_000, "host-calls", "calls", 1_000_000_000;
    /// What the host gives in a call.
    read_bytes: usize = 64 << 20, "read-bytes", "bytes", ANY;
    /// What the plugin gives at a time: its answer, or what it hands to the host.
    answer_bytes: usize = 8 << 20, "answer-bytes", "bytes", 1 << 32;
    /// Lines of a call's log; more are dropped and counted.
    log_lines: usize = 1_000, "log-lines", "lines", 1_000_000;
    /// Findings of a call.
    findings: usize = 10_000, "findings", "findings", 1_000_000;
    /// Time of a call by the clock, a backstop: longer than its fuel lasts.
    seconds: u64 = 60, "seconds", "seconds", DAY;
    /// Time of all calls on a dossier together by the clock, a backstop.
    run_seconds: u64 = 600, "run-seconds", "seconds", DAY;
}

/// Bounds that nobody can set: name, value, unit, meaning.
pub const FIXED: &[(&str, u64, &str, &str)] = &[
    ("file", super::scan::FILE as u64, "bytes", "A component."),
    (
        "custom sections",
        super::scan::CUSTOM as u64,
        "bytes",
        "All custom sections of a component together, the manifest included.",
    ),
    (
        "inner components",
        super::scan::COMPONENTS as u64,
        "components",
        "Components inside a component.",
    ),
    (
        "modules",
        super::scan::MODULES as u64,
        "modules",
        "Core modules of a component.",
    ),
    (
        "functions",
        super::scan::FUNCTIONS as u64,
        "functions",
        "Functions of all modules together.",
    ),
    (
        "function",
        super::scan::FUNCTION as u64,
        "bytes",
        "The code of one function.",
    ),
    (
        "locals",
        super::scan::LOCALS,
        "locals",
        "Locals of one function.",
    ),
    (
        "exports",
        super::scan::EXPORTS as u64,
        "exports",
        "Exports of a component.",
    ),
    (
        "instances",
        super::limiter::INSTANCES as u64,
        "instances",
        "Core instances of a call.",
    ),
    (
        "tables",
        super::limiter::TABLES as u64,
        "tables",
        "Tables of a call.",
    ),
    (
        "memories",
        super::limiter::MEMORIES as u64,
        "memories",
        "Memories of a call.",
    ),
    (
        "stack",
        super::engine::STACK as u64,
        "bytes",
        "Calls of a plugin that are nested in each other.",
    ),
    (
        "text",
        super::answer::TEXT as u64,
        "bytes",
        "A message, an attribute, a note, a line of the log. Longer lines of the log are cut.",
    ),
    (
        "attributes",
        super::answer::ATTRIBUTES as u64,
        "attributes",
        "Attributes of a finding.",
    ),
    (
        "citations",
        super::answer::CITATIONS as u64,
        "citations",
        "Citations of a finding.",
    ),
];

/// The bound of this name.
pub fn limit(name: &str) -> Option<&'static Limit> {
    LIMITS.iter().find(|limit| limit.name == name)
}

impl Limit {
    /// Its value: what a plugin gets that asks for nothing.
    pub fn of(&self, limits: &Limits) -> u64 {
        (self.get)(limits)
    }

    /// What a manifest may ask for; none: nothing.
    pub fn asked(&self, limits: &Limits) -> Option<u64> {
        self.ask.map(|ask| ask(limits))
    }

    /// Sets it, and with it what may be asked for.
    ///
    /// # Errors
    /// The value is 0, or larger than [`Limit::most`]: one clause.
    pub fn set(&self, limits: &mut Limits, value: u64) -> Result<(), String> {
        if value == 0 {
            return Err(format!("a limit of 0 {} lets no plugin run", self.unit));
        }
        if value > self.most {
            return Err(format!("at most {} {} can be given", self.most, self.unit));
        }
        (self.set)(limits, value);
        Ok(())
    }
}

/// Reads `NAME=VALUE` into `limits`. A value may end in `KiB`, `MiB` or `GiB`.
///
/// # Errors
/// What is wrong, in one clause, and the name that no bound has, if that is it.
pub fn assign(limits: &mut Limits, text: &str) -> Result<(), (String, Option<String>)> {
    let plain = |reason: String| (reason, None);
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| plain("expected NAME=VALUE".to_owned()))?;
    let (name, value) = (name.trim(), value.trim());
    let Some(limit) = limit(name) else {
        return Err((
            format!("no limit of plugins is called `{name}`"),
            Some(name.to_owned()),
        ));
    };
    let number = crate::limits::number(value)
        .ok_or_else(|| plain(format!("`{value}` is not a whole number of {}", limit.unit)))?;
    limit.set(limits, number).map_err(plain)
}

impl Limits {
    /// Those that are not the defaults, in the order of the table.
    pub fn changed(&self) -> Vec<(&'static str, u64)> {
        let defaults = Self::default();
        LIMITS
            .iter()
            .filter(|limit| {
                (limit.of(self), limit.asked(self)) != (limit.of(&defaults), limit.asked(&defaults))
            })
            .map(|limit| (limit.name, limit.of(self)))
            .collect()
    }

    /// What a message about an exceeded bound ends with: its name, its value, and what raises it.
    pub(super) fn exceeded(&self, name: &str) -> String {
        let Some(limit) = limit(name) else {
            debug_assert!(false, "`{name}` is not a limit");
            return String::new();
        };
        let value = limit.of(self);
        if value == limit.most {
            return format!("(limit `{name}` is {value}, the most that can be given)");
        }
        format!("(limit `{name}` is {value}; to raise it: --plugin-limit {name}=NUMBER)")
    }

    /// What a manifest gets that asks for this much.
    fn granted(&self, name: &str, asked: Option<u64>) -> Result<u64, Stop> {
        let Some(limit) = limit(name) else {
            return Err(Stop::new("host", format!("`{name}` is not a limit.")));
        };
        let most = limit.asked(self).unwrap_or(0);
        match asked {
            None => Ok(limit.of(self)),
            Some(asked) if asked <= most => Ok(asked),
            Some(asked) => Err(Stop::new(
                "asks-too-much",
                format!(
                    "its manifest asks for {asked} {} of {name}, and at most {most} are given \
                     (to give more: --plugin-limit {name}={asked}).",
                    limit.unit
                ),
            )),
        }
    }

    /// The fuel of a call over a dossier of this many bytes.
    pub(super) fn fuel(&self, manifest: &Manifest, bytes: u64) -> Result<u64, Stop> {
        let base = self.granted("fuel", manifest.fuel)?;
        Ok(base
            .saturating_add(self.fuel_per_byte.saturating_mul(bytes))
            .min(self.fuel_cap))
    }

    /// The memory of a call, in bytes.
    pub(super) fn memory(&self, manifest: &Manifest) -> Result<usize, Stop> {
        let granted = self.granted("memory", manifest.memory)?;
        Ok(usize::try_from(granted).unwrap_or(usize::MAX))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn every_limit_can_be_set_and_shows() {
        for limit in LIMITS {
            let mut limits = Limits::default();
            let value = limit.of(&limits) + 1;
            assert!(value <= limit.most, "{}", limit.name);
            assign(&mut limits, &format!("{}={value}", limit.name)).unwrap();
            assert_eq!(limits.changed(), [(limit.name, value)]);
            assert!(limit.asked(&limits).is_none_or(|most| most == value));
            let said = limits.exceeded(limit.name);
            assert!(
                said.contains(&format!("--plugin-limit {}=", limit.name)),
                "{said}"
            );
            for wrong in [0, limit.most + 1] {
                let set = assign(&mut limits, &format!("{}={wrong}", limit.name));
                assert!(set.is_err(), "{}={wrong}", limit.name);
            }
        }
        let unknown = assign(&mut Limits::default(), "fule=1").unwrap_err();
        assert_eq!(unknown.1.as_deref(), Some("fule"));
        assert!(assign(&mut Limits::default(), "fuel=lots").is_err());
    }

    /// The value of an operator holds, whatever a manifest asks for, also where it is the default.
    #[test]
    fn what_an_operator_sets_is_the_most() {
        let manifest = |limits: &str| {
            let text = format!(
                r#"{{"schema":1,"id":"a","version":"1","api":"0.1.0","title":"A","check":[{{"id":"s","title":"S"}}],"limits":{limits}}}"#
            );
            Manifest::from_json(text.as_bytes()).unwrap()
        };
        let (modest, greedy) = (
            manifest("{}"),
            manifest(r#"{"fuel":9000000000,"memory":1000000000}"#),
        );
        let limits = Limits::default();
        assert_eq!(limits.fuel(&modest, 10), Ok(1_000_010_000));
        assert_eq!(limits.fuel(&greedy, 1 << 40), Ok(10_000_000_000));
        assert_eq!(limits.memory(&modest), Ok(256 << 20));
        assert_eq!(limits.memory(&greedy), Ok(1_000_000_000));
        for (text, most) in [("memory=256MiB", 256u64 << 20), ("memory=1GiB", 1 << 30)] {
            let mut limits = Limits::default();
            assign(&mut limits, text).unwrap();
            assert_eq!(limits.memory(&modest), Ok(usize::try_from(most).unwrap()));
            let asked = limits.memory(&greedy);
            assert_eq!(asked.is_ok(), most >= 1_000_000_000, "{asked:?}");
            if let Err(stop) = asked {
                assert_eq!(stop.reason, "asks-too-much");
                assert!(stop.message.contains("1000000000") && stop.message.contains("268435456"));
            }
        }
        let mut limits = Limits::default();
        assign(&mut limits, "fuel=5000").unwrap();
        assert_eq!(limits.fuel(&modest, 1 << 40), Ok(5_000));
        assert!(limits.fuel(&greedy, 0).is_err());
    }
}
