//! See `passmuster_fuzz::sheet`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| passmuster_fuzz::sheet(data));
