//! The page of the limits of plugins.

use passmuster::plugin::Limits;
use passmuster::plugin::limits::{FIXED, LIMITS};

use super::{HEAD, code, row, table};

/// A number with its thousands apart; bytes in the unit that they fit.
fn number(value: u64, unit: &str) -> String {
    if unit == "bytes" {
        for (name, shift) in [("GiB", 30), ("MiB", 20), ("KiB", 10)] {
            if value >= 1 << shift && value.is_multiple_of(1 << shift) {
                return format!("{} {name}", value >> shift);
            }
        }
    }
    let digits = value.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text} {unit}")
}

pub(super) fn limits_page() -> String {
    let defaults = Limits::default();
    let mut text = String::from(HEAD);
    text.push_str(
        "# Limits of plugins\n\n\
         What a plugin may take. `--plugin-limit NAME=VALUE`, `PASSMUSTER_PLUGIN_LIMIT` or `plugin_limit` in `passmuster.toml` sets the operator's value: no plugin gets more, and one that asks for nothing gets it whole. A manifest may ask for fuel and memory, up to the last column; one that asks for more is refused with both numbers. A limit that is hit is named in the error, with what raises it. How much of *documents* is read is bounded apart from this ([formats](formats.md#limits)); how to run what you do not trust is in [operators.md](operators.md).\n\n",
    );
    text.push_str(&table(&[
        "limit",
        "default",
        "what it bounds",
        "a manifest may ask for",
    ]));
    for limit in LIMITS {
        text.push_str(&row([
            code(limit.name),
            number(limit.of(&defaults), limit.unit),
            limit.meaning.trim().to_owned(),
            limit
                .asked(&defaults)
                .map_or(String::new(), |most| number(most, limit.unit)),
        ]));
    }
    text.push_str("\nFuel alone decides outcomes within a call: it is the same on every machine for one version of the runtime. Time is a backstop, and an error that comes of it says that other machines may not see it.\n\n## Fixed\n\nThese are the same for everybody. A component that exceeds one of the first eight is refused before anything of it is compiled.\n\n");
    text.push_str(&table(&["what", "at most", "meaning"]));
    for (name, value, unit, meaning) in FIXED {
        text.push_str(&row([
            (*name).to_owned(),
            number(*value, unit),
            (*meaning).to_owned(),
        ]));
    }
    text
}
