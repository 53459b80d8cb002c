//! The Rust SDK for plugins of Passmuster.
//!
//! A plugin is a function from a [`Dossier`] to [`Finding`]s, given to [`export!`]. The dossier is
//! the host's when the plugin runs and a [`Mock`] in its tests, which build and run natively: the
//! bindings of the plugin world (`wit/0.1`) are only there for WebAssembly.
//!
//! A reading comes with a [`Receipt`], also when nothing is there; a finding cites the receipts that
//! it rests on. A plugin reports, and policies decide: what could not be told is never a pass.

#[cfg(target_arch = "wasm32")]
mod allocator;
mod config;
mod decimal;
mod dossier;
mod finding;
#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub mod guest;
mod json;
mod mock;
mod places;
pub mod text;

pub use config::Config;
pub use decimal::Decimal;
pub use dossier::{
    Backing, Document, Dossier, Fact, Node, ReadError, Reading, Receipt, Strength, Subtree,
};
pub use finding::{CheckError, Citation, Finding, Outcome, Report, Severity, distinct_keys};
pub use json::{JsonError, Value};
pub use mock::{Mock, MockRead};
pub use places::Places;

/// Makes a function the check of this plugin: `export!(run)`, where `run` is
/// `fn(check: &str, dossier: &dyn Dossier, config: &str) -> Result<Vec<Finding>, CheckError>`.
///
/// If the function panics, the text of the panic goes to the host's log as an error before the
/// plugin stops. Outside of WebAssembly this only looks at the function's type.
#[macro_export]
macro_rules! export {
    ($run:path) => {
        const _: fn(
            &str,
            &dyn $crate::Dossier,
            &str,
        ) -> Result<Vec<$crate::Finding>, $crate::CheckError> = $run;

        #[cfg(target_arch = "wasm32")]
        #[allow(unsafe_code, reason = "the exports of the plugin world")]
        const _: () = {
            struct Guest;

            impl $crate::guest::bindings::exports::passmuster::plugin::check::Guest for Guest {
                fn run(
                    check: String,
                    subject: $crate::guest::Borrowed<'_>,
                    config: String,
                ) -> $crate::guest::Answer {
                    $crate::guest::run($run, &check, subject, &config)
                }
            }

    $crate::guest::bindings::export!(Guest with_types_in $crate::guest::bindings);
        };
    };
}
