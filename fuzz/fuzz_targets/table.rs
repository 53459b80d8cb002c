//! See `passmuster_fuzz::table`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| passmuster_fuzz::table(data));
