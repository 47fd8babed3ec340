//! The ZIP archive: entries in a fixed order with a fixed time and mode, so that equal parts make equal bytes.

use super::DocxError;
use super::parts::{DocxPart, FIXED};
use super::picture::MediaFiles;
use std::io::{Cursor, Write};
use std::sync::LazyLock;
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipArchive, ZipWriter};

/// Bytes below which a part is stored as it is: making a compressor costs more than the part is worth, and the
/// quarter of a megabyte each takes drives everything else out of the cache.
const STORE_BELOW_BYTES: usize = 2_048;

/// The archive of the parts, the fixed parts and the pictures.
pub(super) fn pack(parts: &[DocxPart<'_>], media: &MediaFiles) -> Result<Vec<u8>, DocxError> {
    let size = parts.iter().map(|p| p.bytes.len() / 4).sum::<usize>();
    let pictures = media.files().map(|(_, png)| png.len() + 256).sum::<usize>();
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(size + pictures + (16 << 10))));
    for part in parts {
        let method = if part.bytes.len() < STORE_BELOW_BYTES {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        add(&mut zip, &part.name, &part.bytes, method)?;
    }
    copy_fixed(&mut zip)?;
    for (number, png) in media.files() {
        // A PNG is deflated already.
        add(&mut zip, &format!("word/media/image{number}.png"), png, CompressionMethod::Stored)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Adds an entry. Level 1: level 6 saves a fifth of the bytes for three times the time.
fn add(
    zip: &mut ZipWriter<Cursor<Vec<u8>>>,
    name: &str,
    bytes: &[u8],
    method: CompressionMethod,
) -> ZipResult<()> {
    let level = (method == CompressionMethod::Deflated).then_some(1);
    let options = SimpleFileOptions::default()
        .system(System::Unix)
        .compression_method(method)
        .compression_level(level)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    zip.start_file(name, options)?;
    Ok(zip.write_all(bytes)?)
}

/// The fixed parts, deflated once.
static DEFLATED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in FIXED {
        add(&mut zip, name, text.as_bytes(), CompressionMethod::Deflated)
            .expect("writing to memory does not fail");
    }
    zip.finish().expect("writing to memory does not fail").into_inner()
});

/// Copies the fixed parts as they were deflated.
fn copy_fixed(zip: &mut ZipWriter<Cursor<Vec<u8>>>) -> ZipResult<()> {
    let mut archive = ZipArchive::new(Cursor::new(DEFLATED.as_slice()))?;
    for index in 0..archive.len() {
        zip.raw_copy_file(archive.by_index_raw(index)?)?;
    }
    Ok(())
}
