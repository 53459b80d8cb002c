//! See `passmuster_fuzz::trust`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| passmuster_fuzz::trust(data));
