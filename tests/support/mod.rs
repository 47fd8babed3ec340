//! What several tests need: the samples, rendering in process, made-up drafts.
#![allow(dead_code, reason = "each test crate uses its own part of this")]

pub(crate) mod adversarial;
pub(crate) mod attached;
pub(crate) mod faithful;
pub(crate) mod generate;
pub(crate) mod parity;
pub(crate) mod reference;
pub(crate) mod tables;

use serde_json::Value;
use std::path::{Path, PathBuf};
use vanthu::catalog::Catalog;
use vanthu::input::Draft;
use vanthu::office::{FolderImages, Format, Office, OfficeError, PdfForm, Rendered, Request};

/// The repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The sample drafts, in order of name.
pub(crate) fn samples() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join("samples")).unwrap();
    let mut files: Vec<_> = entries.map(|e| e.unwrap().path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "json"));
    files.sort();
    assert!(files.len() >= 8, "samples/ holds the five papers and three more");
    files
}

/// A file's name without folder and ending.
pub(crate) fn stem(file: &Path) -> String {
    file.file_stem().unwrap().to_str().unwrap().to_owned()
}

/// Renders a draft given as JSON.
pub(crate) fn render(draft: Value, fallback: &str, formats: &[Format]) -> Result<Rendered, OfficeError> {
    let Value::Object(values) = draft else { panic!("a draft is an object") };
    let images = FolderImages::new(&root().join("samples"));
    let request = Request { formats, mode: None, fallback, images: &images, pdf: PdfForm::default() };
    Office::new(Catalog::embedded()).render(Draft { values }, request)
}

/// A sample's draft.
pub(crate) fn sample(file: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

/// The bytes of the file with an ending.
pub(crate) fn file<'r>(rendered: &'r Rendered, ending: &str) -> &'r [u8] {
    let made = rendered.files.iter().find(|f| f.name.ends_with(ending));
    &made.unwrap_or_else(|| panic!("no {ending} among the files")).bytes
}
