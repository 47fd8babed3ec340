//! The files of a document: slices of its package.

use super::{Failure, Service};
use crate::access::Scope;
use std::ops::Range;

/// A file of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// The PDF.
    Pdf,
    /// The DOCX.
    Docx,
    /// The whole package.
    Package,
    /// The canonical source.
    Source,
}

/// A file, and where it lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its SHA-256, the ETag.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// The digest of the package it lies in, and the range of bytes there; none where it must be inflated first.
    pub slice: Option<(String, Range<u64>)>,
    /// The file itself, where it had to be inflated.
    pub content: Option<Vec<u8>>,
}

impl Service {
    /// A file of a document that has been issued or recorded.
    pub async fn file(&self, scope: &Scope, id: &str, kind: FileKind) -> Result<StoredFile, Failure> {
        todo!()
    }

    /// Bytes of a file; `range` lies within it.
    pub async fn file_bytes(&self, file: &StoredFile, range: Range<u64>) -> Result<Vec<u8>, Failure> {
        todo!()
    }
}
