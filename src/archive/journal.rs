//! Journal of a run: the documents it has finished, so that the next run goes on from there.
//!
//! A folder keeps one line for each document that lies in it: id and SHA-256. The first line names what the documents
//! were made with; made with anything else, they are to be made again. A line cut off by a stop is no line.

use super::{ArchiveError, at};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Its name in the folder.
const NAME: &str = ".vanthu-rebuild";
/// Bytes of a line at most; whatever is longer was not written here.
const LINE: u64 = 400;

/// A journal, open and locked until it is dropped.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    finished: BTreeMap<String, String>,
}

impl Journal {
    /// Opens the journal of a folder; `made_with` is the digest of program and templates.
    pub(super) fn open(folder: &Path, made_with: &str) -> Result<Self, ArchiveError> {
        std::fs::create_dir_all(folder).map_err(at(folder))?;
        let path = folder.join(NAME);
        let mut options = OpenOptions::new();
        let mut file =
            options.read(true).write(true).create(true).truncate(false).open(&path).map_err(at(&path))?;
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => ArchiveError::Locked(folder.to_owned()),
            TryLockError::Error(error) => at(&path)(error),
        })?;
        let (finished, whole) = read(&file, made_with).map_err(at(&path))?;
        // What a stop cut off goes, so that the next line begins a line.
        file.set_len(whole).map_err(at(&path))?;
        file.seek(SeekFrom::End(0)).map_err(at(&path))?;
        if whole == 0 {
            file.write_all(head(made_with).as_bytes()).map_err(at(&path))?;
        }
        Ok(Self { path, file, finished })
    }

    /// The digest of a document that an earlier run has finished.
    pub(super) fn finished(&self, id: &str) -> Option<&String> {
        self.finished.get(id)
    }

    /// Enters a document, once it lies in its place.
    pub(super) fn enter(&mut self, id: &str, digest: &str) -> Result<(), ArchiveError> {
        if self.finished.get(id).is_some_and(|known| known == digest) {
            return Ok(());
        }
        self.file.write_all(format!("{id} {digest}\n").as_bytes()).map_err(at(&self.path))
    }
}

fn head(made_with: &str) -> String {
    format!("vanthu-rebuild 1 {made_with}\n")
}

/// The documents finished, and the bytes of the file that are whole lines. None of them where something else made them.
fn read(file: &File, made_with: &str) -> std::io::Result<(BTreeMap<String, String>, u64)> {
    let mut reader = BufReader::new(file);
    let mut finished = BTreeMap::new();
    let mut whole = 0;
    loop {
        let mut line = Vec::new();
        let length = reader.by_ref().take(LINE).read_until(b'\n', &mut line)? as u64;
        let Some(text) = line.strip_suffix(b"\n").and_then(|text| std::str::from_utf8(text).ok()) else {
            return Ok((finished, whole));
        };
        if whole == 0 && format!("{text}\n") != head(made_with) {
            return Ok((finished, 0));
        }
        if let Some((id, digest)) = text.split_once(' ')
            && whole > 0
        {
            finished.insert(id.to_owned(), digest.to_owned());
        }
        whole += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("vanthu-journal-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        folder
    }

    #[test]
    fn what_was_entered_is_known_to_the_next_run_and_a_torn_line_is_not() {
        let folder = folder("torn");
        let mut journal = Journal::open(&folder, "x").unwrap();
        journal.enter("a", "1").unwrap();
        journal.enter("b", "2").unwrap();
        drop(journal);
        let path = folder.join(NAME);
        let text = std::fs::read_to_string(&path).unwrap();
        // Cut off anywhere in the last line.
        for cut in 1..4 {
            std::fs::write(&path, &text[..text.len() - cut]).unwrap();
            let mut journal = Journal::open(&folder, "x").unwrap();
            assert_eq!(journal.finished("a").map(String::as_str), Some("1"));
            assert_eq!(journal.finished("b"), None);
            journal.enter("b", "2").unwrap();
            drop(journal);
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
    }

    #[test]
    fn what_other_templates_made_is_not_finished() {
        let folder = folder("other");
        Journal::open(&folder, "x").unwrap().enter("a", "1").unwrap();
        assert_eq!(Journal::open(&folder, "y").unwrap().finished("a"), None);
        assert_eq!(Journal::open(&folder, "x").unwrap().finished("a"), None, "begun anew");
    }

    #[test]
    fn two_runs_do_not_write_to_one_folder() {
        let folder = folder("locked");
        let first = Journal::open(&folder, "x").unwrap();
        assert!(matches!(Journal::open(&folder, "x"), Err(ArchiveError::Locked(_))));
        drop(first);
        Journal::open(&folder, "x").unwrap();
    }

    #[test]
    fn a_file_of_another_kind_is_begun_anew() {
        let folder = folder("foreign");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(NAME), [0xff; 10_000]).unwrap();
        drop(Journal::open(&folder, "x").unwrap());
        assert_eq!(std::fs::read_to_string(folder.join(NAME)).unwrap(), "vanthu-rebuild 1 x\n");
    }
}
