//! See `passmuster_fuzz::decisions`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| passmuster_fuzz::decisions(data));
