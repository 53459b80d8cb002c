//! See `passmuster_fuzz::record`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| passmuster_fuzz::record(data));
