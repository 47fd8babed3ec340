//! Storage flags of the commands that need a store, and opening it.

use super::CliError;
use crate::config::{Environment, StorageLocations};
use crate::office::TemplateFolder;
use crate::runtime::Runtime;
use crate::service::Service;
use clap::Args;
use std::path::PathBuf;

/// Flags of every command that works on what is kept.
#[derive(Args, Clone, Debug)]
pub(super) struct StoreArguments {
    /// The folder for all that is kept; made if need be [VANTHU_DATA, else vanthu-data].
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// `sqlite://PATH` or `postgres://…` [VANTHU_DATABASE, else a file in the data folder].
    #[arg(long, global = true, value_name = "URL")]
    database: Option<String>,
    /// A folder or `s3://BUCKET/PREFIX` for packages and images [VANTHU_BLOBS, else a folder in the data folder].
    #[arg(long, global = true, value_name = "PLACE")]
    blobs: Option<String>,
}

impl StoreArguments {
    pub(super) fn locations(&self) -> StorageLocations {
        StorageLocations {
            data: self.data.clone(),
            database: self.database.clone(),
            blobs: self.blobs.clone(),
        }
    }
}

/// Number of renderings at once and of those that may wait.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Capacity {
    /// Renderings at once; 0: one a core.
    pub(super) workers: usize,
    /// Renderings that may wait.
    pub(super) queue: usize,
}

/// Opens the service on the store that the flags and the environment name.
pub(super) async fn open_service(
    store: &StoreArguments,
    capacity: Capacity,
    templates: TemplateFolder,
    runtime: &Runtime,
) -> Result<Service, CliError> {
    let (environment, locations) = (Environment::read(), store.locations());
    let settings = environment.settings(&locations, capacity.workers, capacity.queue);
    if locations.database.is_none() || locations.blobs.is_none() {
        let folder = environment.data(&locations);
        make_private(&folder).map_err(super::at(&folder))?;
    }
    Ok(Service::open(&settings, templates, runtime.clone()).await?)
}

/// Makes a folder that only its owner reads: documents and the secrets of webhooks lie there.
fn make_private(folder: &std::path::Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
