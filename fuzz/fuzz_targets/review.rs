//! See `passmuster_fuzz::review`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| passmuster_fuzz::review(data));
