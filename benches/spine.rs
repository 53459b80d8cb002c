//! Benchmarks of the spine.

fn main() {}
