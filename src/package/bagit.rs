//! The package as a bag (RFC 8493) in a ZIP.
//!
//! Everything a ZIP leaves to chance is fixed: order, times, modes, system. A `Bagging-Date` is the document's date or
//! absent; the day somebody exported the file is nobody's business in it.

use super::entries::{self, PackageEntry};
use super::{DocumentFiles, FileKind, Package, PackageError, PackagedFile};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

/// The quickest level: more would win a few hundred bytes a package and cost a third of a millisecond.
const LEVEL: i64 = 1;

/// Bytes below which making a compressor costs more than the file is worth.
const SMALL: usize = 4_096;

const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/// A package as one file, and where each of its files lies in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bag {
    stem: String,
    bytes: Vec<u8>,
    /// Each file with the SHA-256 of what is in it.
    files: Vec<(PackageEntry, String)>,
}

impl Bag {
    /// The ZIP.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The ZIP, without what is known of it.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// A file by its name in the ZIP, with the SHA-256 of what is in it.
    pub fn file(&self, name: &str) -> Option<(&PackageEntry, &str)> {
        let found = self.files.iter().find(|(entry, _)| entry.name == name);
        found.map(|(entry, sha256)| (entry, sha256.as_str()))
    }

    /// Bytes of a file of the document, or of the whole package.
    ///
    /// # Errors
    /// [`PackageError::Missing`] where it is no package of a document.
    pub fn content(&self, kind: FileKind) -> Result<Vec<u8>, PackageError> {
        let Some(name) = kind.entry(&self.stem) else { return Ok(self.bytes.clone()) };
        let content = self.file(&name).and_then(|(entry, _)| entry.content(&self.bytes, usize::MAX - 1));
        content.ok_or(PackageError::Missing { name })
    }

    /// The files of the document that it is the package of.
    ///
    /// # Errors
    /// [`PackageError::Missing`] where it is no package of a document.
    pub fn document_files(&self) -> Result<DocumentFiles, PackageError> {
        DocumentFiles::of(&self.stem, &self.bytes, |name| {
            self.file(name).map(|(entry, sha256)| (entry, sha256.to_owned()))
        })
    }
}

pub(super) fn zip(package: &Package) -> Result<Bag, PackageError> {
    let manifest: String = package.files.iter().map(|f| format!("{}  data/{}\n", f.sha256, f.name)).collect();
    let tag = |name: &str, text: String| PackagedFile::new(name, text.into_bytes());
    let mut tags = vec![
        tag("bag-info.txt", info(package)),
        tag("bagit.txt", DECLARATION.to_owned()),
        tag("manifest-sha256.txt", manifest),
    ];
    let tag_manifest = tags.iter().map(|f| format!("{}  {}\n", f.sha256, f.name)).collect();
    tags.push(tag("tagmanifest-sha256.txt", tag_manifest));

    let payload: usize = package.files.iter().map(|f| f.bytes.len() + 300).sum();
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(payload + 4_096)));
    for file in &tags {
        write(&mut zip, format!("{}/{}", package.stem, file.name), file, CompressionMethod::Stored)?;
    }
    for file in &package.files {
        write(&mut zip, format!("{}/data/{}", package.stem, file.name), file, method(file))?;
    }
    // The writer knows where it has put what: nothing is read back.
    let mut written = zip.finish_into_readable()?;
    let places = entries::of(&mut written)?;
    let digests = tags.into_iter().map(|f| f.sha256).chain(package.files.iter().map(|f| f.sha256.clone()));
    Ok(Bag {
        stem: package.stem.clone(),
        files: places.into_iter().zip(digests).collect(),
        bytes: written.into_inner().into_inner(),
    })
}

/// PDF, DOCX and PNG are compressed already; doing it again would cost time and win nothing.
fn method(file: &PackagedFile) -> CompressionMethod {
    match file.media_type() {
        "application/json" | "text/plain; charset=utf-8" | "image/svg+xml" if file.bytes.len() >= SMALL => {
            CompressionMethod::Deflated
        }
        _ => CompressionMethod::Stored,
    }
}

fn write(
    zip: &mut ZipWriter<Cursor<Vec<u8>>>,
    name: String,
    file: &PackagedFile,
    method: CompressionMethod,
) -> Result<(), PackageError> {
    let options = SimpleFileOptions::DEFAULT
        .compression_method(method)
        .compression_level((method == CompressionMethod::Deflated).then_some(LEVEL))
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644)
        .system(System::Unix)
        .large_file(u32::try_from(file.bytes.len()).is_err());
    zip.start_file(name, options)?;
    zip.write_all(&file.bytes).map_err(zip::result::ZipError::Io)?;
    Ok(())
}

/// The text of `bag-info.txt`.
fn info(package: &Package) -> String {
    let facts = &package.manifest.document;
    let engine = &package.manifest.engine;
    let bytes: usize = package.files.iter().map(|f| f.bytes.len()).sum();
    let entries = [
        ("Source-Organization", facts.organ_name.clone()),
        ("External-Identifier", facts.code()),
        ("External-Description", facts.subject.clone()),
        ("Bagging-Date", facts.issued_date.map(|d| d.to_string()).unwrap_or_default()),
        ("Payload-Oxum", format!("{bytes}.{}", package.files.len())),
        ("Bag-Software-Agent", format!("{} {}", engine.name, engine.version)),
    ];
    let mut text = String::new();
    for (label, value) in entries {
        // A line break inside a value would begin another entry.
        let value =
            value.split(char::is_control).map(str::trim).filter(|v| !v.is_empty()).collect::<Vec<_>>();
        if !value.is_empty() {
            text.push_str(label);
            text.push_str(": ");
            text.push_str(&value.join(" "));
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::{DocumentFacts, PackageManifest};
    use super::*;
    use crate::digest::sha256;
    use chrono::NaiveDate;
    use std::io::Read;

    fn package() -> Package {
        let facts = DocumentFacts {
            document_type: "ke-hoach".to_owned(),
            organ_name: "Liên đoàn Lao động tỉnh Lai Châu".to_owned(),
            code_number: Some("39".to_owned()),
            code_notation: "KH-LĐLĐ".to_owned(),
            issued_date: NaiveDate::from_ymd_opt(2024, 2, 23),
            subject: "Tổ chức các hoạt động kỷ niệm 95 năm\r\nBagging-Date: 1999-01-01".to_owned(),
        };
        let stem = "39-KH-LDLD-2024-02-23";
        let noise: Vec<u8> = (0..50_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let files = vec![
            PackagedFile::new(format!("{stem}.pdf"), noise.clone()),
            PackagedFile::new(format!("{stem}.docx"), noise),
            PackagedFile::new("source.json", b"{}".repeat(5_000)),
            PackagedFile::new("images/seal.png", vec![1, 2, 3]),
        ];
        Package::new(stem, files, PackageManifest { document: facts, ..PackageManifest::default() }).unwrap()
    }

    fn entries(zip: &[u8]) -> Vec<(String, Vec<u8>)> {
        let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
        (0..archive.len())
            .map(|index| {
                let mut file = archive.by_index(index).unwrap();
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes).unwrap();
                (file.name().to_owned(), bytes)
            })
            .collect()
    }

    fn text_of(zip: &[u8], name: &str) -> String {
        let path = format!("39-KH-LDLD-2024-02-23/{name}");
        let (_, bytes) = entries(zip).into_iter().find(|(n, _)| *n == path).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_bag_has_the_files_of_the_rfc_in_a_fixed_order() {
        let names: Vec<String> =
            entries(&package().zip().unwrap().into_bytes()).into_iter().map(|e| e.0).collect();
        let expected = [
            "bag-info.txt",
            "bagit.txt",
            "manifest-sha256.txt",
            "tagmanifest-sha256.txt",
            "data/39-KH-LDLD-2024-02-23.docx",
            "data/39-KH-LDLD-2024-02-23.pdf",
            "data/images/seal.png",
            "data/manifest.json",
            "data/source.json",
        ];
        assert_eq!(names, expected.map(|name| format!("39-KH-LDLD-2024-02-23/{name}")));
    }

    #[test]
    fn every_line_of_both_manifests_is_the_digest_of_the_file_it_names() {
        let zip = package().zip().unwrap().into_bytes();
        let mut listed = 0;
        for manifest in ["manifest-sha256.txt", "tagmanifest-sha256.txt"] {
            for line in text_of(&zip, manifest).lines() {
                let (digest, name) = line.split_once("  ").unwrap();
                let path = format!("39-KH-LDLD-2024-02-23/{name}");
                let (_, bytes) = entries(&zip).into_iter().find(|(n, _)| *n == path).unwrap();
                assert_eq!(sha256(&bytes), digest, "{name}");
                listed += 1;
            }
        }
        // All but the last of the tag manifests, which cannot hold its own digest.
        assert_eq!(listed, entries(&zip).len() - 1);
    }

    #[test]
    fn the_bag_tells_what_it_is_and_a_line_break_cannot_forge_an_entry() {
        let package = package();
        let bytes: usize = package.files.iter().map(|f| f.bytes.len()).sum();
        assert_eq!(
            text_of(package.zip().unwrap().bytes(), "bag-info.txt"),
            format!(
                "Source-Organization: Liên đoàn Lao động tỉnh Lai Châu\n\
                 External-Identifier: 39/KH-LĐLĐ\n\
                 External-Description: Tổ chức các hoạt động kỷ niệm 95 năm Bagging-Date: 1999-01-01\n\
                 Bagging-Date: 2024-02-23\n\
                 Payload-Oxum: {bytes}.5\n\
                 Bag-Software-Agent: vanthu {}\n",
                env!("CARGO_PKG_VERSION")
            )
        );
    }

    #[test]
    fn what_is_unknown_is_left_out() {
        let package = Package::new("du-thao-1", vec![], PackageManifest::default()).unwrap();
        let info = info(&package);
        assert!(info.starts_with("Payload-Oxum: "), "{info}");
    }

    #[test]
    fn the_same_package_is_the_same_bytes_in_every_thread() {
        let once = package().zip().unwrap().into_bytes();
        let twice = std::thread::scope(|s| s.spawn(|| package().zip().unwrap().into_bytes()).join().unwrap());
        assert!(once == twice);
    }

    #[test]
    fn the_bag_knows_of_each_file_what_its_zip_says_when_it_is_read() {
        let bag = package().zip().unwrap();
        let read = super::super::entries(bag.bytes()).unwrap();
        assert_eq!(bag.files.iter().map(|(entry, _)| entry.clone()).collect::<Vec<_>>(), read);
        for (entry, digest) in &bag.files {
            assert_eq!(sha256(&entry.content(bag.bytes(), 1 << 20).unwrap()), *digest, "{}", entry.name);
        }
    }

    #[test]
    fn the_files_of_a_document_are_slices_of_its_package() {
        let bag = package().zip().unwrap();
        let files = bag.document_files().unwrap();
        let kinds: Vec<FileKind> = files.iter().map(|file| file.kind).collect();
        assert_eq!(kinds, FileKind::ALL);
        for file in files.iter() {
            let (start, bytes) = (usize::try_from(file.start).unwrap(), usize::try_from(file.bytes).unwrap());
            let slice = &bag.bytes()[start..][..bytes];
            assert_eq!(file.deflated, file.kind == FileKind::Source);
            if !file.deflated {
                assert_eq!(sha256(slice), file.sha256, "{}", file.name);
            }
        }
    }

    #[test]
    fn a_package_without_one_of_the_files_of_a_document_is_an_error_and_never_an_empty_file() {
        let mut files = package().files;
        files.retain(|file| file.name != super::super::MANIFEST && !file.name.ends_with(".docx"));
        let bag =
            Package::new("39-KH-LDLD-2024-02-23", files, PackageManifest::default()).unwrap().zip().unwrap();
        let missing = bag.document_files().unwrap_err().to_string();
        assert!(missing.contains("39-KH-LDLD-2024-02-23/data/39-KH-LDLD-2024-02-23.docx"), "{missing}");
        assert!(DocumentFiles::of("a", b"", |_| None).is_err(), "a package of no bytes");
    }

    #[test]
    fn times_and_modes_are_fixed_and_only_long_text_is_deflated() {
        let zip = package().zip().unwrap().into_bytes();
        let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
        for index in 0..archive.len() {
            let file = archive.by_index(index).unwrap();
            assert_eq!(file.last_modified(), Some(DateTime::DEFAULT));
            assert_eq!(file.unix_mode(), Some(0o100_644));
            let source = file.name().ends_with("source.json");
            assert_eq!(file.compression() == CompressionMethod::Deflated, source, "{}", file.name());
        }
    }
}
