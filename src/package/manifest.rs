//! Manifest of a package: the content of `manifest.json`.
//!
//! Field names are those of the state's data standard (NĐ 30/2020, Phụ lục VI) where it has them. A reader must be able
//! to tell from this file alone what each file is, that it is whole, from which template and for which organ it was
//! made, what was changed on the way, and what was still wrong.

use super::PackagedFile;
use crate::report::Report;
use chrono::NaiveDate;
use serde::Serialize;

/// Description of a package. Never a clock time, a user or an id.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PackageManifest {
    /// The version of this format.
    pub schema_version: ManifestVersion,
    /// Program that made the package.
    pub engine: Engine,
    /// The name of the document for people, with its marks: `Kế hoạch số 39/KH-LĐLĐ ngày 23/02/2024`.
    pub name: String,
    /// Document facts.
    pub document: DocumentFacts,
    /// The files, in the order of their names, without the manifest.
    pub files: Vec<FileEntry>,
    /// The digest of the template the document was filled from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template_sha256: Option<String>,
    /// The digest of the style sheet it was laid out with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style_sha256: Option<String>,
    /// The organ's profile in full, as it was on the document's day.
    pub organ: serde_json::Value,
    /// Corrections made before the document was composed, by rule.
    pub corrections: Vec<Correction>,
    /// Problems that remain or are worth knowing; ranges are bytes of the fields of `source.json`.
    pub problems: Report,
    /// Findings that the office has seen and accepts, each with its reason.
    pub overrides: Vec<AcceptedFinding>,
    /// Statement on digital signatures.
    pub signed: BilingualText,
}

/// The version of the manifest's format, written as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct ManifestVersion(u32);

impl Default for ManifestVersion {
    fn default() -> Self {
        Self(1)
    }
}

/// The program that made a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Engine {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

impl Engine {
    /// The version of this program.
    pub const VERSION: &'static str = env!("CARGO_PKG_VERSION");
}

impl Default for Engine {
    fn default() -> Self {
        Self { name: env!("CARGO_PKG_NAME"), version: Self::VERSION }
    }
}

/// Facts of a document: the fields a register finds it by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DocumentFacts {
    /// The id of its type.
    #[serde(rename = "type")]
    pub document_type: String,
    /// The issuing organ's name.
    pub organ_name: String,
    /// The number, where given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_number: Option<String>,
    /// The symbol after the number.
    pub code_notation: String,
    /// The date of issue, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_date: Option<NaiveDate>,
    /// The subject (*trích yếu*) in one line.
    pub subject: String,
}

impl DocumentFacts {
    /// Number and symbol as printed, the symbol alone where there is no number.
    pub fn code(&self) -> String {
        match &self.code_number {
            Some(number) => format!("{number}/{}", self.code_notation),
            None => self.code_notation.clone(),
        }
    }
}

/// A file as the manifest lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileEntry {
    /// Its name inside the package.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub size: usize,
    /// Its digest, in lower-case hexadecimal.
    pub sha256: String,
}

impl FileEntry {
    pub(super) fn of(file: &PackagedFile) -> Self {
        Self {
            name: file.name.clone(),
            media_type: file.media_type(),
            size: file.bytes.len(),
            sha256: file.sha256.clone(),
        }
    }
}

/// Number of places a rule has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// The rule's code.
    pub rule: String,
    /// Number of places.
    pub count: usize,
}

/// A finding that the office accepts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AcceptedFinding {
    /// The check's id.
    pub id: String,
    /// Reason.
    pub reason: String,
}

/// A sentence for people, in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct BilingualText {
    /// Vietnamese text.
    pub vi: &'static str,
    /// English text.
    pub en: &'static str,
}

impl Default for BilingualText {
    /// Statement on every package made here: pictures of a signature and a seal are not a digital signature.
    fn default() -> Self {
        Self { vi: "Chưa ký số", en: "not digitally signed" }
    }
}
