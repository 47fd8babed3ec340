//! Bulk runs over what is stored: making documents again, and proving that nothing changed.
//!
//! Takes a service and a [`Filter`]; gives packages in a folder, or a [`Finding`] for each document: its original held
//! against the ledger, its rows against the original, and the original against what its source gives now. Runs stream: what they keep in memory does not grow with the archive. It prints nothing; whoever
//! calls is told of each step as it happens. It refuses a folder that another run is writing to.

mod again;
mod blobs;
mod compare;
mod finding;
mod journal;
mod places;
mod proof;
mod rebuild;
mod run;
mod select;
mod verify;

pub use blobs::{Orphans, orphans};
pub use finding::{Class, Discrepancy, DiscrepancyKind, Finding, OrganProof, Totals};
pub use rebuild::{Outcome, Rebuilt, rebuild};
pub use select::Filter;
pub use verify::{engine, verify};

use crate::service::ServiceError;
use crate::store::StoreError;
use std::io;
use std::path::{Path, PathBuf};

/// Reasons for which a bulk run stops. A single document never stops one.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// Database or blobs.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The templates or organs.
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
    /// A filter names an organ that no row names.
    #[error("there is no organ `{organ}`")]
    UnknownOrgan {
        /// As it was named.
        organ: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// A filter names a type that is in neither the templates nor a document.
    #[error("there is no document type `{0}`")]
    UnknownType(String),
    /// No document matches, and nothing is wrong: there was nothing to look at.
    #[error("no document with a number matches")]
    Empty,
    /// Another run writes to the same folder.
    #[error("another run is writing to {}", .0.display())]
    Locked(PathBuf),
}

/// Names the file in an error.
fn at(path: &Path) -> impl FnOnce(io::Error) -> ArchiveError {
    let path = path.to_owned();
    move |source| ArchiveError::Io { path, source }
}

/// A step of a run, told as it happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<T> {
    /// So many documents match; more may be added while the run goes on.
    Total(u64),
    /// One is finished.
    Done(T),
}
