//! Files for people: written whole beside their place, put there in one step, and never over other content.
//!
//! Takes paths and bytes; writes all of them or none. Refused: a place where a file with other content lies, unless the
//! caller was told to replace it. Equal content is left as it lies.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Treatment of a file with other content in the place of a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExistingFile {
    /// It stays, and nothing is written.
    Kept,
    /// The new file takes its place.
    Replaced,
}

/// Error of writing files; nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The disk did not do it.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Error of the operating system.
        source: io::Error,
    },
    /// A file with other content lies in the place.
    #[error("{}: a file with other content lies there", .0.display())]
    Occupied(PathBuf),
    /// The file is not what it was when it was read.
    #[error("{}: somebody else has changed it", .0.display())]
    Changed(PathBuf),
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> FileError {
    let path = path.to_owned();
    move |source| FileError::Io { path, source }
}

/// Writes files, all of them or none; their folders are made if need be.
///
/// # Errors
/// [`FileError::Occupied`] with [`ExistingFile::Kept`]; a disk that does not do it.
pub fn write_together(files: &[(PathBuf, &[u8])], other: ExistingFile) -> Result<(), FileError> {
    let mut waiting = Vec::new();
    for (path, bytes) in files {
        match lies_there(path, bytes)? {
            FileState::Same => {}
            FileState::Other if other == ExistingFile::Kept => return Err(FileError::Occupied(path.clone())),
            FileState::Other | FileState::Nothing => waiting.push((path, *bytes)),
        }
    }
    let parts =
        waiting.into_iter().map(|(path, bytes)| TempFile::write(path, bytes).map(|part| (part, bytes)));
    let parts = parts.collect::<Result<Vec<_>, _>>()?;
    let mut placed: Vec<&Path> = Vec::new();
    for (part, bytes) in &parts {
        let put = if other == ExistingFile::Kept { part.link(bytes) } else { part.rename() };
        if let Err(error) = put {
            // Another program was faster at one place: what was put before it goes again.
            let new = placed.into_iter().filter(|_| other == ExistingFile::Kept);
            new.for_each(|path| drop(fs::remove_file(path)));
            return Err(error);
        }
        placed.push(&part.target);
    }
    Ok(())
}

/// Writes a file anew that was read as `before`; a link to it stays a link, and it stays as readable as it was.
///
/// # Errors
/// [`FileError::Changed`] where it is not what was read; a disk that does not do it.
pub fn replace(path: &Path, before: &[u8], after: &[u8]) -> Result<(), FileError> {
    let target = fs::canonicalize(path).map_err(at(path))?;
    let part = TempFile::write(&target, after)?;
    let about = fs::metadata(&target).map_err(at(path))?;
    fs::set_permissions(&part.path, about.permissions()).map_err(at(path))?;
    if fs::read(&target).map_err(at(path))? != before {
        return Err(FileError::Changed(path.to_owned()));
    }
    part.rename()
}

/// State of a file's place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FileState {
    Nothing,
    Same,
    Other,
}

fn lies_there(path: &Path, bytes: &[u8]) -> Result<FileState, FileError> {
    let about = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(FileState::Nothing),
        about => about.map_err(at(path))?,
    };
    // What is no file, or a link to nothing, is not ours to write over.
    let same = (about.is_file() || about.is_symlink()) && fs::read(path).is_ok_and(|found| found == bytes);
    Ok(if same { FileState::Same } else { FileState::Other })
}

/// A file beside its place; gone when it is dropped and was not put there.
struct TempFile {
    path: PathBuf,
    target: PathBuf,
}

impl TempFile {
    fn write(target: &Path, bytes: &[u8]) -> Result<Self, FileError> {
        // Unlike that of any other file being written, of this process or another.
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let folder = target.parent().unwrap_or(Path::new(""));
        fs::create_dir_all(folder).map_err(at(folder))?;
        let name = format!(".vanthu-{}-{}.part", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let part = Self { path: folder.join(name), target: target.to_owned() };
        fs::write(&part.path, bytes).map_err(at(target))?;
        Ok(part)
    }

    /// Gives the file its name unless something has it already.
    fn link(&self, bytes: &[u8]) -> Result<(), FileError> {
        match fs::hard_link(&self.path, &self.target) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => self.taken(bytes),
            // A disk without links: an empty file takes the name, and the whole one its place.
            Err(_) => match OpenOptions::new().write(true).create_new(true).open(&self.target) {
                Ok(_) => self.rename(),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => self.taken(bytes),
                Err(error) => Err(at(&self.target)(error)),
            },
        }
    }

    fn taken(&self, bytes: &[u8]) -> Result<(), FileError> {
        match lies_there(&self.target, bytes)? {
            FileState::Same => Ok(()),
            _ => Err(FileError::Occupied(self.target.clone())),
        }
    }

    fn rename(&self) -> Result<(), FileError> {
        fs::rename(&self.path, &self.target).map_err(at(&self.target))
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("vanthu-files-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn nothing_is_written_over_other_content_and_equal_content_is_left() {
        let folder = folder("other");
        let (a, b) = (folder.join("a"), folder.join("b"));
        write_together(&[(a.clone(), b"1"), (b.clone(), b"2")], ExistingFile::Kept).unwrap();
        write_together(&[(a.clone(), b"1"), (b.clone(), b"2")], ExistingFile::Kept).unwrap();
        let more = folder.join("more/c");
        let refused = write_together(&[(more.clone(), b"3"), (b.clone(), b"4")], ExistingFile::Kept);
        assert!(matches!(refused, Err(FileError::Occupied(path)) if path == b));
        assert_eq!((fs::read(&b).unwrap(), more.exists()), (b"2".to_vec(), false), "all or none");
        write_together(&[(b.clone(), b"4")], ExistingFile::Replaced).unwrap();
        assert_eq!(
            (fs::read(&b).unwrap(), names(&folder)),
            (b"4".to_vec(), vec!["a".to_owned(), "b".to_owned()])
        );
        let refused = write_together(&[(folder.clone(), b"5")], ExistingFile::Kept);
        assert!(matches!(refused, Err(FileError::Occupied(_))), "a folder is no place for a file");
    }

    #[test]
    fn of_many_writers_at_once_one_has_the_place_and_no_other_content_comes_into_it() {
        let folder = folder("race");
        let path = folder.join("x");
        let writers: Vec<_> = (0..8_u8)
            .map(|n| {
                let path = path.clone();
                std::thread::spawn(move || {
                    write_together(&[(path, &[n; 1 << 16])], ExistingFile::Kept).is_ok()
                })
            })
            .collect();
        let won: Vec<bool> = writers.into_iter().map(|w| w.join().unwrap()).collect();
        assert_eq!(won.iter().filter(|won| **won).count(), 1);
        let winner = won.iter().position(|won| *won).unwrap() as u8;
        assert_eq!(fs::read(&path).unwrap(), vec![winner; 1 << 16]);
        assert_eq!(names(&folder), ["x"]);
    }

    #[test]
    fn a_file_that_was_changed_since_it_was_read_is_not_replaced() {
        let folder = folder("replace");
        let path = folder.join("a");
        fs::write(&path, b"mine").unwrap();
        assert!(matches!(replace(&path, b"yours", b"new"), Err(FileError::Changed(_))));
        assert_eq!(fs::read(&path).unwrap(), b"mine");
        replace(&path, b"mine", b"new").unwrap();
        assert_eq!((fs::read(&path).unwrap(), names(&folder)), (b"new".to_vec(), vec!["a".to_owned()]));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_to_the_replaced_file() {
        let folder = folder("link");
        fs::write(folder.join("a"), b"old").unwrap();
        std::os::unix::fs::symlink("a", folder.join("b")).unwrap();
        replace(&folder.join("b"), b"old", b"new").unwrap();
        assert!(fs::symlink_metadata(folder.join("b")).unwrap().is_symlink());
        assert_eq!(fs::read(folder.join("a")).unwrap(), b"new");
    }
}
