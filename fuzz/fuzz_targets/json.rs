//! See `passmuster_fuzz::json`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| passmuster_fuzz::json(data));
