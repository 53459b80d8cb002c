//! See `passmuster_fuzz::document`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| passmuster_fuzz::document(data));
