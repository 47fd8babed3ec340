//! All that is kept, in one folder that any database can be filled from.
//!
//! ```text
//! DIR/manifest.json               what there is, with counts and digests; written last
//! DIR/tables/<name>-<digest>.jsonl  a row a line, of one moment
//! DIR/blobs-<digest>.txt          a line for each blob: digest, bytes
//! DIR/blobs/ab/abcd…              packages and images
//! ```
//!
//! A backup into the same folder copies only the blobs that are new. Names hold digests, so the manifest of the backup
//! before stays true until the new one takes its place. Secrets are in it as they are in the database: keys and passwords
//! hashed, those of webhooks readable; the folder is for its owner alone.

mod files;
mod manifest;
mod restore;
mod take;

pub use manifest::{BlobList, Manifest, TableFile};
pub use restore::{Restored, read as read_backup};
pub use take::Taken;

use super::ServiceError;
use crate::store::StoreError;
use std::io;
use std::path::{Path, PathBuf};

/// Reasons for which a backup or a restore does not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Database or blobs.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A use case that a restore ends with.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// A file or folder.
    #[error("{}: {source}", path.display())]
    Io {
        /// Path of the file or folder.
        path: PathBuf,
        /// Error of the operating system.
        source: io::Error,
    },
    /// Another backup writes to the same folder.
    #[error("another backup is writing to {}", .0.display())]
    Locked(PathBuf),
    /// A folder that holds no backup, or not a whole one; a sentence in Vietnamese.
    #[error("{}: {fault}", path.display())]
    Unsound {
        /// The file.
        path: PathBuf,
        /// Description of the fault, in Vietnamese.
        fault: String,
    },
    /// The database to be filled is not empty; the table that has rows.
    #[error("the table {0} is not empty")]
    NotEmpty(&'static str),
}

/// A step of a backup or a restore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackupStep {
    /// A table is written or read: its name and rows.
    Table(&'static str, u64),
    /// So many blobs of so many are looked at.
    Blobs(u64, u64),
}

/// Names the file in an error.
fn at(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.to_owned();
    move |source| BackupError::Io { path, source }
}
