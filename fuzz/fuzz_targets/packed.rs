//! See `passmuster_fuzz::packed`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| passmuster_fuzz::packed(data));
