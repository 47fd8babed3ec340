//! The use cases with a memory: documents made, checked, numbered, kept and found again.
//!
//! Takes a caller's [`Scope`], ids and drafts; gives stored documents, files and lists, or a [`ServiceError`] that says all
//! that is wrong. What is pure (reading, rendering, checking) is `office`'s; what is kept is `store`'s; this brings
//! them together so that nothing is announced before it is kept, and nothing given is ever lost.

mod assets;
mod backup;
mod batches;
mod catalogs;
mod doctor;
mod document_row;
mod documents;
mod draft_summary;
mod files;
mod find;
mod findings;
mod finishing;
mod forms;
mod freezing;
mod health;
mod image_resolver;
mod issue;
mod making;
mod numbers;
mod operations;
mod organs;
mod pool;
mod recording;
mod recovery;
mod rendering;
mod retention;
mod stored_package;
#[cfg(test)]
pub(crate) mod testing;
mod view;
mod webhooks;
mod withdrawal;

#[cfg(test)]
mod tests;

pub use crate::package::FileKind;
pub use assets::{Asset, NewAsset};
pub use backup::{BackupError, BackupStep, BlobList, Manifest, Restored, TableFile, Taken, read_backup};
pub use batches::{BatchIssuing, BatchItem, Job};
pub use catalogs::{CatalogLoss, Origin, with_organ};
pub use doctor::Examined;
pub use document_row::Versioned;
pub use documents::Upload;
pub use files::StoredFile;
pub(crate) use files::{FILE_COLUMNS, FileColumns};
pub use find::{Found, Query};
pub use forms::{Choice, Choices, Form, Spot, TypeChoice};
pub use health::Backlog;
pub use issue::{DryRun, Issuing};
pub use numbers::Reserving;
pub use operations::{Answer, Claim};
pub use organs::{OrganProfile, series_revision};
pub use pool::Load;
pub use recovery::Unfinished;
pub use rendering::PageImage;
pub(crate) use stored_package::StoredPackage;
pub use view::{ProblemsState, State, Stored, Summary};
pub use webhooks::Deliveries;

use crate::access::{Access, AccessError, Right, Scope};
use crate::catalog::Catalog;
use crate::office::{self, TemplateFolder};
use crate::outbox::OutboxError;
use crate::register::{Register, RegisterError};
use crate::report::Report;
use crate::runtime::Runtime;
use crate::store::{BlobSettings, Blobs, Store, StoreError};
use catalogs::KeptCatalogs;
use findings::Refreshing;
use pool::Pool;
use std::sync::{Arc, RwLock};

/// Reasons for which a use case does not come to its end. An edge turns each into its own kind of answer, by one match.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The input is at fault; the report says all that is.
    #[error("rejected with {} problems", .0.problems.len())]
    Rejected(Report),
    /// There is no such thing, or the caller may not know of it.
    #[error("there is no such thing")]
    NotFound,
    /// The caller may see it, but not do this.
    #[error("this takes the right {0:?}")]
    Forbidden(Right),
    /// It cannot be done in the state things are in.
    #[error("{code}: {message}")]
    Conflict {
        /// A stable code.
        code: &'static str,
        /// Explanation of the state and of what to do, in Vietnamese.
        message: String,
        /// The id of the document that stands in the way, where it is another.
        document: Option<String>,
    },
    /// Somebody has changed it since the caller read it.
    #[error("the version is {0} now")]
    Stale(i64),
    /// More is asked at once than can be done; in so many seconds it may pass.
    #[error("busy; try again in {0} seconds")]
    Busy(u32),
    /// Database or blobs cannot be reached or written.
    #[error(transparent)]
    Unavailable(StoreError),
    /// A fault of this program or its installation; the text is for the log.
    #[error("{0}")]
    Broken(String),
}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        if error.is_passing() { Self::Unavailable(error) } else { Self::Broken(error.to_string()) }
    }
}

impl From<AccessError> for ServiceError {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Refused(report) => Self::Rejected(report),
            AccessError::Store(error) => error.into(),
        }
    }
}

impl From<OutboxError> for ServiceError {
    fn from(error: OutboxError) -> Self {
        match error {
            OutboxError::Refused(report) => Self::Rejected(report),
            OutboxError::Store(error) => error.into(),
            other @ OutboxError::NoClient(_) => Self::Broken(other.to_string()),
        }
    }
}

impl From<RegisterError> for ServiceError {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::Refused(report) => Self::Rejected(report),
            RegisterError::Store(error) => error.into(),
        }
    }
}

impl From<office::OfficeError> for ServiceError {
    fn from(failure: office::OfficeError) -> Self {
        match failure {
            office::OfficeError::Rejected(report) => Self::Rejected(report),
            other => Self::Broken(other.to_string()),
        }
    }
}

impl From<Report> for ServiceError {
    fn from(report: Report) -> Self {
        Self::Rejected(report)
    }
}

/// Settings of a service.
#[derive(Debug)]
pub struct Settings {
    /// `sqlite://…` or `postgres://…`.
    pub database: String,
    /// Place of the blobs.
    pub blobs: BlobSettings,
    /// Renderings at once; 0: one a core.
    pub workers: usize,
    /// Renderings that may wait for a worker; beyond them the answer is [`ServiceError::Busy`].
    pub queue: usize,
}

/// A caller and the act asked for.
#[derive(Clone, Copy, Debug)]
pub struct Act<'a> {
    /// Rights of the caller.
    pub scope: &'a Scope,
    /// The id of the act (a UUIDv7): a repeated request has the same, and does nothing twice.
    pub operation: &'a str,
}

/// The service. Clones share it.
#[derive(Clone, Debug)]
pub struct Service {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    store: Store,
    blobs: Blobs,
    runtime: Runtime,
    access: Access,
    register: Register,
    templates: TemplateFolder,
    /// The catalog with the organs of the database, and their revision.
    catalog: RwLock<Option<(i64, Arc<Catalog>)>>,
    kept_catalogs: KeptCatalogs,
    refreshing: Refreshing,
    pool: Pool,
}

impl Service {
    /// Opens database and blobs, and seeds the organs of the templates that the database does not know yet.
    pub async fn open(
        settings: &Settings,
        templates: TemplateFolder,
        runtime: Runtime,
    ) -> Result<Self, ServiceError> {
        let store = Store::open(&settings.database).await?;
        let blobs = Blobs::open(&settings.blobs)?;
        let inner = Inner {
            access: Access::new(store.clone(), runtime.clone()),
            register: Register::new(store.clone(), runtime.clone()),
            pool: Pool::new(settings.workers, settings.queue),
            catalog: RwLock::new(None),
            kept_catalogs: KeptCatalogs::default(),
            refreshing: Refreshing::default(),
            store,
            blobs,
            runtime,
            templates,
        };
        let service = Self { inner: Arc::new(inner) };
        service.seed_organs().await?;
        Ok(service)
    }

    /// Keys, accounts, sessions.
    pub fn access(&self) -> &Access {
        &self.inner.access
    }

    /// The register, for those who look at it.
    pub fn register(&self) -> &Register {
        &self.inner.register
    }

    /// The rows.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The packages and images.
    pub fn blobs(&self) -> &Blobs {
        &self.inner.blobs
    }

    /// Time and chance.
    pub fn runtime(&self) -> &Runtime {
        &self.inner.runtime
    }

    /// Load of the renderers.
    pub fn load(&self) -> Load {
        self.inner.pool.load()
    }

    /// Tests the rights in an organ: to see it, then to do something in it. An organ that may not be seen is not found.
    fn permit(scope: &Scope, right: Right, organ: &str) -> Result<(), ServiceError> {
        match (scope.may(right, organ), scope.may(Right::Read, organ)) {
            (true, _) => Ok(()),
            (false, true) => Err(ServiceError::Forbidden(right)),
            (false, false) => Err(ServiceError::NotFound),
        }
    }
}
