//! Columns that the rows of a document and of its files must have, read out of its package alone.
//!
//! Takes the bytes of a package, which a digest in the ledger proves; gives the columns as freezing and naming write
//! them. It needs no templates, so it holds for a package of any version of the engine. What is no package of one
//! document gives nothing.

use super::draft_summary::{external_id, one_line, signers};
use super::files::{FileColumns, SOURCE_BYTES, file_columns};
use crate::digest::sha256;
use crate::package::{self, DocumentFiles, FileKind, PackageEntry, canonical_json};
use crate::pdf;
use crate::register::RowColumns;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Bytes of a manifest at most: it lists what is wrong with a source, place by place.
const MANIFEST_BYTES: usize = 16 * SOURCE_BYTES;

/// A package as it was read.
#[derive(Debug)]
pub(crate) struct StoredPackage {
    /// The canonical source.
    pub(crate) source: String,
    /// The organ's profile, as JSON.
    pub(crate) organ_profile: String,
    /// The version of the program that made it.
    pub(crate) engine: String,
    /// Digest of the type's folder.
    pub(crate) template_sha256: String,
    /// Digest of the style sheet.
    pub(crate) style_sha256: String,
    /// Columns that the row of the document must have.
    pub(crate) columns: RowColumns,
    /// Columns that the rows of its files must have, by kind.
    pub(crate) files: BTreeMap<&'static str, FileColumns>,
}

/// Parts of a manifest that rows repeat.
#[derive(Deserialize)]
struct Listing {
    engine: ListedEngine,
    document: ListedFacts,
    #[serde(default)]
    template_sha256: String,
    #[serde(default)]
    style_sha256: String,
    organ: Value,
    problems: Value,
}

#[derive(Deserialize)]
struct ListedEngine {
    version: String,
}

#[derive(Deserialize)]
struct ListedFacts {
    #[serde(rename = "type")]
    document_type: String,
    code_number: Option<String>,
    code_notation: String,
    issued_date: Option<String>,
    subject: String,
}

impl StoredPackage {
    /// Reads a package; none where it is not one of a document.
    pub(crate) fn read(zip: &[u8]) -> Option<Self> {
        let entries = package::entries(zip).ok()?;
        let (stem, _) = entries.first()?.name.split_once('/')?;
        let entry = |name: &str| entries.iter().find(|entry| entry.name == name);
        let content = |name: &str, most| entry(name)?.content(zip, most);
        let source = content(&FileKind::Source.entry(stem)?, SOURCE_BYTES)?;
        let source = String::from_utf8(source).ok()?;
        let manifest = content(&format!("{stem}/data/{}", package::MANIFEST), MANIFEST_BYTES)?;
        let manifest: Listing = serde_json::from_slice(&manifest).ok()?;
        let values: Map<String, Value> = serde_json::from_str(&source).ok()?;
        let pdf = content(&FileKind::Pdf.entry(stem)?, zip.len())?;
        let files = DocumentFiles::of(stem, zip, |name| digested(zip, entry(name)?)).ok()?;
        let files = files.iter().map(|file| (file.kind.name(), file_columns(file))).collect();
        let mut columns = manifest.columns(&values);
        columns.extend([
            ("source", Some(source.clone())),
            ("stem", Some(stem.to_owned())),
            ("package_bytes", Some(zip.len().to_string())),
        ]);
        columns.extend(pdf::page_count(&pdf).map(|pages| ("pages", Some(pages.to_string()))));
        Some(Self {
            source,
            organ_profile: manifest.organ.to_string(),
            engine: manifest.engine.version,
            template_sha256: manifest.template_sha256,
            style_sha256: manifest.style_sha256,
            columns,
            files,
        })
    }
}

/// A file of a package, and the digest of what is in it.
fn digested<'e>(zip: &[u8], entry: &'e PackageEntry) -> Option<(&'e PackageEntry, String)> {
    // Only a source lies deflated, and whatever does not is no longer than the package.
    let most = if entry.deflated { SOURCE_BYTES } else { zip.len() };
    Some((entry, sha256(&entry.content(zip, most)?)))
}

impl Listing {
    /// The columns that repeat the manifest, or follow from the source beside it.
    fn columns(&self, source: &Map<String, Value>) -> RowColumns {
        let document = &self.document;
        let year = document.issued_date.as_deref().and_then(|date| Some(date.split_once('-')?.0.to_owned()));
        RowColumns::from([
            ("organ", self.organ.get("id").and_then(Value::as_str).map(str::to_owned)),
            ("type", Some(document.document_type.clone())),
            ("subject", Some(one_line(&document.subject))),
            ("signer", Some(signers(source))),
            ("code_number", document.code_number.clone()),
            ("code_notation", Some(one_line(&document.code_notation))),
            ("issued_date", document.issued_date.clone()),
            ("year", year),
            ("external_id", external_id(source)),
            ("findings", Some(canonical_json(&self.problems))),
            ("organ_profile", Some(self.organ.to_string())),
            ("template_sha256", Some(self.template_sha256.clone())),
            ("style_sha256", Some(self.style_sha256.clone())),
            ("engine", Some(self.engine.version.clone())),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_package_of_a_document_gives_nothing() {
        use crate::package::{Package, PackageManifest, PackagedFile};
        assert!(StoredPackage::read(b"").is_none());
        assert!(StoredPackage::read(&[b'P'; 3_000]).is_none());
        let files = vec![PackagedFile::new("a.pdf", b"x".to_vec())];
        let without_source = Package::new("a", files, PackageManifest::default()).unwrap().zip().unwrap();
        assert!(StoredPackage::read(without_source.bytes()).is_none());
    }

    #[test]
    fn signers_are_named_as_a_record_names_them() {
        let source: Value =
            serde_json::json!({"signers": [{"full_name": " A "}, {"position": "x"}, {"full_name": "B"}]});
        assert_eq!(signers(source.as_object().unwrap()), "A, B");
        assert_eq!(signers(&Map::new()), "");
    }
}
