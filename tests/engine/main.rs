//! The engine from outside: drafts in, pages, DOCX, PDF and findings out; what is read back from stored files.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]

mod adversarial;
mod architecture;
mod attached;
mod check;
mod conformance;
mod faithful;
mod import;
mod properties;
mod samples;
mod source_map;
mod stored;
mod templates;

#[path = "../support/mod.rs"]
mod support;
