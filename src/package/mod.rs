//! A document's files as one package: a reproducible BagIt ZIP whose manifest says what they are and how they came
//! to be.
//!
//! Finished files and what is known of the document come in; a [`Package`] goes out, a pure function of them: no
//! clock, no ids, no users, so the same document is the same package on any day. Refused are file names that some
//! system could not unpack; nothing else can be wrong here.

mod bagit;
mod entries;
mod file_stem;
mod files;
mod json;
mod manifest;

pub use bagit::Bag;
pub use entries::{PackageEntry, entries};
pub use file_stem::stem;
pub use files::{DocumentFile, DocumentFiles, FileKind, SOURCE};
pub use json::canonical_json;
pub use manifest::{
    AcceptedFinding, BilingualText, Correction, DocumentFacts, Engine, FileEntry, ManifestVersion,
    PackageManifest,
};

use crate::digest::sha256;
use std::collections::HashSet;

/// The name of the manifest among the files of a package.
pub const MANIFEST: &str = "manifest.json";
/// Bytes of the longest name of a file or a stem, well inside what any file system takes.
const NAME_BYTES: usize = 100;

/// Error of making a package.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// A name that is not safe on every system.
    #[error(
        "`{name}` cannot name a file of a package: only ASCII letters, digits, `-`, `_`, `.` and `/` between folders, \
         at most {NAME_BYTES} bytes"
    )]
    Name {
        /// The name.
        name: String,
    },
    /// Two files whose names differ in nothing or in case only.
    #[error("two files of the package are named `{name}`")]
    Duplicate {
        /// The name.
        name: String,
    },
    /// A file that the package of a document must have is not in it.
    #[error("the package has no file `{name}`")]
    Missing {
        /// Its name inside the package.
        name: String,
    },
    /// The manifest could not be written.
    #[error("the manifest could not be written: {0}")]
    Manifest(#[from] serde_json::Error),
    /// The archive could not be written.
    #[error("the package could not be written: {0}")]
    Zip(#[from] zip::result::ZipError),
}

/// A file of a package, with its digest. Immutable, so that the digest stays true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackagedFile {
    name: String,
    bytes: Vec<u8>,
    sha256: String,
}

impl PackagedFile {
    /// A file under its name inside the package: `39-KH-LDLD-2024-02-23.pdf`, `images/….png`.
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        let sha256 = sha256(&bytes);
        Self { name: name.into(), bytes, sha256 }
    }

    /// Its name inside the package; `/` stands between folders.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Content.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The SHA-256 of its bytes, in lower-case hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Its media type (RFC 6838), by the ending of its name.
    pub fn media_type(&self) -> &'static str {
        match self.name.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "pdf" => "application/pdf",
            "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "json" => "application/json",
            "png" => "image/png",
            "svg" => "image/svg+xml",
            "txt" => "text/plain; charset=utf-8",
            _ => "application/octet-stream",
        }
    }
}

/// A document's files with their manifest.
#[derive(Clone, Debug)]
pub struct Package {
    stem: String,
    files: Vec<PackagedFile>,
    manifest: PackageManifest,
}

impl Package {
    /// A package of files in the order of their names; the list of files in `manifest` is written here, and so is
    /// [`MANIFEST`]. `stem` names the folder inside the ZIP (see [`stem`]).
    ///
    /// Errors: names that are unsafe or not all different, [`MANIFEST`] among them.
    pub fn new(
        stem: impl Into<String>,
        mut files: Vec<PackagedFile>,
        mut manifest: PackageManifest,
    ) -> Result<Self, PackageError> {
        let stem = stem.into();
        check_names(&stem, &files)?;
        files.sort_by(|a, b| a.name.cmp(&b.name));
        manifest.files = files.iter().map(FileEntry::of).collect();
        let mut written = serde_json::to_vec_pretty(&manifest)?;
        written.push(b'\n');
        let place = files.partition_point(|f| f.name.as_str() < MANIFEST);
        files.insert(place, PackagedFile::new(MANIFEST, written));
        Ok(Self { stem, files, manifest })
    }

    /// Common stem of the names of the files.
    pub fn stem(&self) -> &str {
        &self.stem
    }

    /// All files, the manifest included, in the order of their names.
    pub fn files(&self) -> &[PackagedFile] {
        &self.files
    }

    /// The file of a name.
    pub fn file(&self, name: &str) -> Option<&PackagedFile> {
        self.files.iter().find(|f| f.name == name)
    }

    /// Manifest.
    pub fn manifest(&self) -> &PackageManifest {
        &self.manifest
    }

    /// The package as a BagIt 1.0 bag (RFC 8493) in a ZIP; the same package is the same bytes.
    pub fn zip(&self) -> Result<Bag, PackageError> {
        bagit::zip(self)
    }
}

/// Refuses names that a file system could not hold, and those it could not tell apart.
fn check_names(stem: &str, files: &[PackagedFile]) -> Result<(), PackageError> {
    if !is_safe(stem) || stem.contains('/') {
        return Err(PackageError::Name { name: stem.to_owned() });
    }
    // Windows and macOS do not tell `A` from `a`.
    let mut seen = HashSet::from([MANIFEST.to_owned()]);
    for file in files {
        if !is_safe(&file.name) {
            return Err(PackageError::Name { name: file.name.clone() });
        }
        if !seen.insert(file.name.to_ascii_lowercase()) {
            return Err(PackageError::Duplicate { name: file.name.clone() });
        }
    }
    Ok(())
}

/// Tests whether every system can unpack a path of this name, inside the folder it is unpacked in.
fn is_safe(name: &str) -> bool {
    let safe = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.');
    name.len() <= NAME_BYTES
        && name.split('/').all(|part| {
            !part.is_empty() && !part.starts_with('.') && !part.ends_with('.') && part.bytes().all(safe)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(names: &[&str]) -> Vec<PackagedFile> {
        names.iter().map(|name| PackagedFile::new(*name, name.as_bytes().to_vec())).collect()
    }

    #[test]
    fn a_digest_is_that_of_the_standard() {
        assert_eq!(
            PackagedFile::new("a", b"abc".to_vec()).sha256(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn files_stand_in_the_order_of_their_names_whatever_the_order_they_came_in() {
        let names = ["source.json", "a.pdf", "images/x.png", "a.docx"];
        let package = Package::new("a", files(&names), PackageManifest::default()).unwrap();
        let order: Vec<_> = package.files().iter().map(PackagedFile::name).collect();
        assert_eq!(order, ["a.docx", "a.pdf", "images/x.png", "manifest.json", "source.json"]);
    }

    #[test]
    fn the_manifest_lists_every_file_but_itself() {
        let package =
            Package::new("a", files(&["a.pdf", "source.json"]), PackageManifest::default()).unwrap();
        let written: serde_json::Value =
            serde_json::from_slice(package.file(MANIFEST).unwrap().bytes()).unwrap();
        let listed = written["files"].as_array().unwrap();
        assert_eq!(listed.len(), 2);
        assert_eq!(listed[0]["name"], "a.pdf");
        assert_eq!(listed[0]["size"], 5);
        assert_eq!(listed[0]["sha256"], package.file("a.pdf").unwrap().sha256());
        assert_eq!(listed[1]["media_type"], "application/json");
        assert_eq!(written["signed"]["vi"], "Chưa ký số");
    }

    #[test]
    fn names_that_some_system_cannot_unpack_are_refused() {
        for name in [
            "",
            "/a",
            "a/",
            "../a",
            "a/../b",
            "a\\b",
            "kế-hoạch.pdf",
            "a b",
            "a:b",
            ".a",
            "a.",
            &"a".repeat(101),
        ] {
            let refused = Package::new("a", files(&[name]), PackageManifest::default());
            assert!(matches!(refused, Err(PackageError::Name { .. })), "{name:?}");
            assert!(Package::new(name, vec![], PackageManifest::default()).is_err(), "{name:?}");
        }
    }

    #[test]
    fn names_that_some_system_cannot_tell_apart_are_refused() {
        for names in [["a.pdf", "a.pdf"], ["a.pdf", "A.PDF"], ["a.pdf", "Manifest.json"]] {
            let refused = Package::new("a", files(&names), PackageManifest::default());
            assert!(matches!(refused, Err(PackageError::Duplicate { .. })), "{names:?}");
        }
    }
}
