//! The single test binary: behaviour through public doors.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails may panic"
)]

mod abi;
mod attacks;
mod authors;
mod bad_controls;
mod bad_documents;
mod bad_input;
mod bad_packs;
mod bad_review;
mod bad_usage;
mod book;
mod browser;
mod cases;
mod cli;
mod common;
mod comparing;
mod compiling;
mod corpus;
mod corpus_checks;
mod corpus_facts;
mod decisions;
mod docs;
mod dossiers;
mod gate;
mod guest;
mod hostile_text;
mod laws;
mod layouts;
mod limits;
mod mutations;
mod outputs;
mod packs;
mod plugins;
mod python;
mod questionnaire;

mod registry;
mod seeds;
mod settings;
mod sharing;
mod stories;
mod tidy;
mod toolchains;
mod trust;
mod verify;
mod workbooks;
