//! The package as a bag (RFC 8493) in a ZIP.
//!
//! Everything a ZIP leaves to chance is fixed: order, times, modes, system. A `Bagging-Date` is the document's date or
//! absent; the day somebody exported the file is nobody's business in it.

use super::{Package, PackageError, PackagedFile};
use crate::digest::sha256;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

/// The quickest level: more would win a few hundred bytes a package and cost a third of a millisecond.
const LEVEL: i64 = 1;

/// Bytes below which making a compressor costs more than the file is worth.
const SMALL: usize = 4_096;

const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

pub(super) fn zip(package: &Package) -> Result<Vec<u8>, PackageError> {
    let info = info(package);
    let manifest: String = package.files.iter().map(|f| format!("{}  data/{}\n", f.sha256, f.name)).collect();
    let mut tags = vec![("bag-info.txt", info), ("bagit.txt", DECLARATION.to_owned())];
    tags.push(("manifest-sha256.txt", manifest));
    let tag_manifest =
        tags.iter().map(|(name, text)| format!("{}  {name}\n", sha256(text.as_bytes()))).collect();
    tags.push(("tagmanifest-sha256.txt", tag_manifest));

    let payload: usize = package.files.iter().map(|f| f.bytes.len() + 300).sum();
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(payload + 4_096)));
    for (name, text) in &tags {
        write(&mut zip, format!("{}/{name}", package.stem), text.as_bytes(), CompressionMethod::Stored)?;
    }
    for file in &package.files {
        write(&mut zip, format!("{}/data/{}", package.stem, file.name), &file.bytes, method(file))?;
    }
    Ok(zip.finish()?.into_inner())
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
    bytes: &[u8],
    method: CompressionMethod,
) -> Result<(), PackageError> {
    let options = SimpleFileOptions::DEFAULT
        .compression_method(method)
        .compression_level((method == CompressionMethod::Deflated).then_some(LEVEL))
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644)
        .system(System::Unix)
        .large_file(u32::try_from(bytes.len()).is_err());
    zip.start_file(name, options)?;
    zip.write_all(bytes).map_err(zip::result::ZipError::Io)?;
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
    use super::super::{Facts, Manifest};
    use super::*;
    use chrono::NaiveDate;
    use std::io::Read;

    fn package() -> Package {
        let facts = Facts {
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
        Package::new(stem, files, Manifest { document: facts, ..Manifest::default() }).unwrap()
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
        let names: Vec<String> = entries(&package().zip().unwrap()).into_iter().map(|e| e.0).collect();
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
        let zip = package().zip().unwrap();
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
            text_of(&package.zip().unwrap(), "bag-info.txt"),
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
        let package = Package::new("du-thao-1", vec![], Manifest::default()).unwrap();
        let info = info(&package);
        assert!(info.starts_with("Payload-Oxum: "), "{info}");
    }

    #[test]
    fn the_same_package_is_the_same_bytes_in_every_thread() {
        let once = package().zip().unwrap();
        let twice = std::thread::scope(|s| s.spawn(|| package().zip().unwrap()).join().unwrap());
        assert!(once == twice);
    }

    #[test]
    fn times_and_modes_are_fixed_and_only_long_text_is_deflated() {
        let zip = package().zip().unwrap();
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
