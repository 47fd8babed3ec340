//! The ZIP archive of a DOCX, read within bounds.
//!
//! Takes the bytes of a file; gives the parts that are asked for, each inflated only when it is. Refused: what is no
//! archive or is truncated, too many entries, two entries of one name, encrypted entries, parts that inflate past
//! their limits. Entries with names that lead elsewhere (`..`, a root, a backslash) are as good as absent: nothing is
//! ever unpacked to a disk, and no relationship can name them.

use super::refusal;
use crate::limits;
use crate::report::Report;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// An archive and what may still be inflated of it.
pub(super) struct Archive<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    /// Index by name in ASCII lower case: names of parts are compared so (ISO 29500-2, 9.1.1.3).
    by_name: BTreeMap<String, usize>,
    left: usize,
}

impl<'b> Archive<'b> {
    /// Lists the entries.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, Report> {
        if bytes.len() > limits::DOCX_BYTES {
            return Err(refusal::too_large(bytes.len()));
        }
        if !bytes.starts_with(b"PK") {
            return Err(refusal::no_archive(bytes));
        }
        let claimed = claimed_entries(bytes).ok_or_else(refusal::damaged)?;
        if claimed > limits::DOCX_ENTRIES {
            return Err(refusal::too_many_entries(claimed));
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| refusal::damaged())?;
        let mut by_name = BTreeMap::new();
        for index in 0..zip.len() {
            let name = zip.name_for_index(index).unwrap_or("");
            // Of two names that differ in case only, which one is meant is anybody's guess.
            if is_plain(name) && by_name.insert(name.to_ascii_lowercase(), index).is_some() {
                return Err(refusal::damaged());
            }
        }
        // The library keeps one of two entries of the same name.
        if zip.len() != claimed {
            return Err(refusal::damaged());
        }
        Ok(Self { zip, by_name, left: limits::DOCX_BYTES_INFLATED })
    }

    /// Whether there is a part of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(&name.to_ascii_lowercase())
    }

    /// A part, if there is one of this name.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, Report> {
        let Some(&index) = self.by_name.get(&name.to_ascii_lowercase()) else { return Ok(None) };
        let packed = match self.zip.by_index_raw(index) {
            Ok(entry) if entry.encrypted() => return Err(refusal::encrypted()),
            Ok(entry) => usize::try_from(entry.compressed_size()).unwrap_or(usize::MAX),
            Err(_) => return Err(refusal::damaged()),
        };
        let by_ratio = packed.saturating_mul(limits::DOCX_RATIO).max(limits::DOCX_RATIO_FREE);
        let most = limits::DOCX_PART_BYTES.min(by_ratio).min(self.left);
        let entry = self.zip.by_index(index).map_err(|_| refusal::damaged())?;
        // What the entry says of its size is not believed; one byte more than allowed is enough to know.
        let mut bytes = Vec::new();
        entry.take(most as u64 + 1).read_to_end(&mut bytes).map_err(|_| refusal::damaged())?;
        if bytes.len() > most {
            return Err(refusal::inflates(name));
        }
        self.left -= bytes.len();
        Ok(Some(bytes))
    }
}

/// How many entries the end of the archive says there are; none where the end is missing.
fn claimed_entries(bytes: &[u8]) -> Option<usize> {
    // The record is 22 bytes and a comment of at most 65 535.
    let from = bytes.len().saturating_sub(22 + 65_535);
    let tail = bytes.get(from..)?;
    let at = tail.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let count = tail.get(at + 10..at + 12)?;
    Some(usize::from(u16::from_le_bytes([*count.first()?, *count.get(1)?])))
}

/// Whether a name stays where the archive begins.
fn is_plain(name: &str) -> bool {
    let inside = |part: &str| !part.is_empty() && part != "." && part != "..";
    !name.contains(['\\', ':', '\0']) && name.trim_end_matches('/').split('/').all(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_elsewhere_are_no_parts() {
        for good in ["word/document.xml", "[Content_Types].xml", "word/media/"] {
            assert!(is_plain(good), "{good}");
        }
        for bad in ["../word/document.xml", "/word/document.xml", "word\\document.xml", "C:x", "a//b", ""] {
            assert!(!is_plain(bad), "{bad}");
        }
    }
}
