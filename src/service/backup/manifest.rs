//! Manifest of a backup, and the names of its files.

use crate::store::portable::TableCopy;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The version of the format that is written; older ones are read, newer ones refused.
pub(super) const FORMAT: u32 = 1;

/// The file `manifest.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of this format.
    pub format: u32,
    /// The version of the program that took it.
    pub engine: String,
    /// The last migration of the database.
    pub migration: i64,
    /// `sqlite` or `postgres`.
    pub database: String,
    /// The moment whose rows they are.
    pub taken_at: String,
    /// The tables.
    pub tables: Vec<TableFile>,
    /// The blobs.
    pub blobs: BlobList,
}

/// A table of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableFile {
    /// Its name.
    pub name: String,
    /// Its rows.
    pub rows: u64,
    /// SHA-256 of its file.
    pub sha256: String,
}

/// The blobs of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlobList {
    /// Number of blobs.
    pub count: u64,
    /// Their bytes.
    pub bytes: u64,
    /// SHA-256 of the list.
    pub sha256: String,
}

/// Characters of a digest in a file's name.
const SHORT: usize = 16;

fn short(sha256: &str) -> &str {
    sha256.get(..SHORT).unwrap_or(sha256)
}

impl TableFile {
    /// Path in the folder: `tables/<name>-<digest>.jsonl`.
    pub(super) fn path(&self) -> PathBuf {
        ["tables", &format!("{}-{}.jsonl", self.name, short(&self.sha256))].iter().collect()
    }

    /// Table of the database that it holds; `None` where there is none of that name or the digest is not one, so that
    /// names from a file lead nowhere else.
    pub(super) fn table(&self) -> Option<&'static TableCopy> {
        TableCopy::named(&self.name).filter(|_| is_digest(&self.sha256))
    }
}

impl BlobList {
    /// Path of the list in the folder: `blobs-<digest>.txt`.
    pub(super) fn path(&self) -> PathBuf {
        format!("blobs-{}.txt", short(&self.sha256)).into()
    }
}

/// Tests whether a file of the folder is a table or a list of blobs that a backup has written, this one or one before.
pub(super) fn is_ours(inside: &Path) -> bool {
    let Some(name) = inside.to_str() else { return false };
    let is_short = |digest: &str| digest.len() == SHORT && digest.bytes().all(|b| b.is_ascii_hexdigit());
    let of_table = |name: &str| {
        let (table, digest) = name.strip_suffix(".jsonl")?.rsplit_once('-')?;
        Some(TableCopy::named(table).is_some() && is_short(digest))
    };
    match name.strip_prefix("tables/") {
        Some(table) => of_table(table).unwrap_or_default(),
        None => name.strip_prefix("blobs-").and_then(|rest| rest.strip_suffix(".txt")).is_some_and(is_short),
    }
}

/// Path of a blob in the folder: `blobs/ab/abcd…`.
pub(super) fn blob_path(digest: &str) -> PathBuf {
    ["blobs", digest.get(..2).unwrap_or("__"), digest].iter().collect()
}

/// Tests whether a word is a SHA-256 as this program writes it: 64 hexadecimal digits in lower case.
pub(super) fn is_digest(word: &str) -> bool {
    word.len() == 64 && word.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_backup_has_written_is_taken_away_from_its_folder() {
        let table = crate::store::portable::TABLES.first().unwrap().name;
        let file = TableFile { name: table.to_owned(), rows: 0, sha256: "0123456789abcdef".repeat(4) };
        let list = BlobList { count: 0, bytes: 0, sha256: file.sha256.clone() };
        assert!(is_ours(&file.path()) && is_ours(&list.path()));
        for name in [
            "notes.jsonl",
            "tables/notes.jsonl",
            "tables/x-0123456789abcdef.jsonl",
            "blobs-list.txt",
            "blobs-of-2024.txt",
        ] {
            assert!(!is_ours(Path::new(name)), "{name}");
        }
    }
}
