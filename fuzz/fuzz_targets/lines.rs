//! See `passmuster_fuzz::lines`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| passmuster_fuzz::lines(data));
