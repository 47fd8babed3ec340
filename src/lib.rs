//! Vietnamese administrative documents: from a draft to a signed-format package of DOCX and PDF.
//!
//! The order of the modules below is the architecture: a module uses only modules above it.
//! `tests/engine/architecture.rs` holds it to that.

pub mod digest;
pub mod length;
pub mod limits;
pub mod report;

pub mod document;

pub mod appearance;
pub mod text;

pub mod draft;
pub mod filing;

pub mod outline;

pub mod renumber;

pub mod style;

pub mod template;

pub mod catalog;

pub mod font;

pub mod display;

pub mod input;

pub mod picture;
pub mod record;

pub mod compose;

pub mod layout;

pub mod docx;
pub mod pdf;
pub mod preview;

pub mod check;
pub mod source_map;

pub mod package;

pub mod office;

pub mod runtime;

pub mod store;

pub mod lease;

pub mod access;
pub mod outbox;
pub mod register;

pub mod service;

pub mod archive;

pub mod config;

pub mod http;

pub mod cli;
