//! Offsets of the files inside a package, so that each can be read without unpacking the package.

use super::PackageError;
use flate2::read::DeflateDecoder;
use std::io::{Cursor, Read, Seek};
use zip::{CompressionMethod, ZipArchive};

/// A file inside a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageEntry {
    /// Its whole name: `39-KH-LDLD-2024-02-23/data/source.json`.
    pub name: String,
    /// Its first byte in the package.
    pub start: u64,
    /// Its bytes there.
    pub bytes: u64,
    /// Flag: it is deflated (RFC 1951).
    pub deflated: bool,
}

impl PackageEntry {
    /// Content of the file, of `most` bytes at most; none where that does not lie in the package, is longer or
    /// cannot be inflated.
    pub fn content(&self, zip: &[u8], most: usize) -> Option<Vec<u8>> {
        let (start, bytes) = (usize::try_from(self.start).ok()?, usize::try_from(self.bytes).ok()?);
        let there = zip.get(start..start.checked_add(bytes)?)?;
        let mut content = Vec::new();
        // One byte more than allowed is enough to know that it is too much.
        let limit = most as u64 + 1;
        match self.deflated {
            true => DeflateDecoder::new(there).take(limit).read_to_end(&mut content).ok()?,
            false => there.take(limit).read_to_end(&mut content).ok()?,
        };
        (content.len() <= most).then_some(content)
    }
}

/// The files of a package, in the order in which they lie there.
///
/// # Errors
/// Bytes that are no ZIP.
pub fn entries(zip: &[u8]) -> Result<Vec<PackageEntry>, PackageError> {
    of(&mut ZipArchive::new(Cursor::new(zip))?)
}

/// The files of an archive that was opened, or written.
pub(super) fn of<Z: Read + Seek>(archive: &mut ZipArchive<Z>) -> Result<Vec<PackageEntry>, PackageError> {
    (0..archive.len())
        .map(|index| {
            let file = archive.by_index_raw(index)?;
            Ok(PackageEntry {
                name: file.name().to_owned(),
                start: file.data_start().unwrap_or_default(),
                bytes: file.compressed_size(),
                deflated: file.compression() == CompressionMethod::Deflated,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Package, PackageManifest, PackagedFile};
    use super::*;

    #[test]
    fn each_file_lies_where_its_entry_says() {
        let noise: Vec<u8> = (0..9_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let long = b"{}".repeat(5_000);
        let files = vec![
            PackagedFile::new("a.pdf", noise.clone()),
            PackagedFile::new("source.json", long.clone()),
            PackagedFile::new("z.docx", noise.clone()),
        ];
        let zip = Package::new("a", files, PackageManifest::default()).unwrap().zip().unwrap().into_bytes();
        let entries = entries(&zip).unwrap();
        for (name, wanted) in
            [("a/data/a.pdf", &noise), ("a/data/source.json", &long), ("a/data/z.docx", &noise)]
        {
            let entry = entries.iter().find(|entry| entry.name == name).unwrap();
            let there = &zip[entry.start as usize..][..entry.bytes as usize];
            assert_eq!(entry.deflated, name.ends_with("json"), "{name}");
            assert_eq!(entry.content(&zip, wanted.len()).as_ref(), Some(wanted), "{name}");
            assert_eq!(entry.content(&zip, wanted.len() - 1), None, "{name}: longer than allowed");
            if entry.deflated {
                let mut inflated = Vec::new();
                flate2::read::DeflateDecoder::new(there).read_to_end(&mut inflated).unwrap();
                assert_eq!(&inflated, wanted, "{name}");
            } else {
                assert_eq!(there, wanted, "{name}");
            }
        }
    }

    #[test]
    fn what_is_no_package_is_refused() {
        assert!(entries(b"").is_err());
        assert!(entries(&[b'P'; 3_000]).is_err());
    }
}
