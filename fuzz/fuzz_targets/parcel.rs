//! See `passmuster_fuzz::parcel`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| passmuster_fuzz::parcel(data));
