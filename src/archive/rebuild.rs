//! Every stored document made again into a folder.

use super::again::{self, Templates};
use super::journal::Journal;
use super::places::{digest_of, place_of, write};
use super::run::{self, Cores};
use super::select::{Filter, Kept};
use super::{ArchiveError, Step};
use crate::service::Service;
use crate::store::{Blobs, Store};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Outcome for one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was written, the same bytes as the stored original.
    Identical(PathBuf),
    /// It was written, and differs from the stored original; `archive verify` says why.
    Different(PathBuf),
    /// It lies there already.
    Skipped,
    /// It has no package yet: it is being issued.
    Waiting,
    /// It could not be made; a sentence in Vietnamese.
    Failed {
        /// Its id.
        document: String,
        /// Number and symbol.
        number: String,
        /// Reason, a sentence in Vietnamese.
        why: String,
    },
}

/// Number of documents by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Written, the same bytes as the originals.
    pub identical: u64,
    /// Written, different from the originals.
    pub different: u64,
    /// There already.
    pub skipped: u64,
    /// Not yet issued.
    pub waiting: u64,
    /// Could not be made.
    pub failed: u64,
}

impl Rebuilt {
    /// Documents in all.
    pub fn documents(&self) -> u64 {
        self.identical + self.different + self.skipped + self.waiting + self.failed
    }

    fn add(&mut self, outcome: &Outcome) {
        *match outcome {
            Outcome::Identical(_) => &mut self.identical,
            Outcome::Different(_) => &mut self.different,
            Outcome::Skipped => &mut self.skipped,
            Outcome::Waiting => &mut self.waiting,
            Outcome::Failed { .. } => &mut self.failed,
        } += 1;
    }
}

/// Makes every document of a filter again into `out`; `workers` cores, 0: all. What lies there whole is skipped, so a
/// run that was stopped goes on.
///
/// # Errors
/// All that stops the run: a filter that names an unknown organ or type, nothing that matches, a database, a blob store
/// or a disk that does not answer; a folder another run writes to.
pub async fn rebuild(
    service: &Service,
    filter: &Filter,
    out: &Path,
    workers: usize,
    tell: &mut dyn FnMut(Step<&Outcome>) -> Result<(), ArchiveError>,
) -> Result<Rebuilt, ArchiveError> {
    filter.known(service).await?;
    if filter.count(service.store()).await? == 0 {
        return Err(ArchiveError::Empty);
    }
    let cores = Cores::new(workers);
    let templates = Templates::of(service);
    let journal = Journal::open(out, &templates.digest())?;
    let place = Place {
        store: service.store().clone(),
        blobs: service.blobs().clone(),
        templates,
        cores: cores.clone(),
        out: out.to_owned(),
        journal: Arc::new(Mutex::new(journal)),
    };
    let mut rebuilt = Rebuilt::default();
    let work = |id: String| {
        let place = place.clone();
        async move { place.rebuild(&id).await }
    };
    run::each(service.store(), filter, &cores, work, &mut |step| match step {
        Step::Total(total) => tell(Step::Total(total)),
        Step::Done((outcome, entry)) => {
            if let Some((id, digest)) = entry {
                let mut journal = place.journal.lock().unwrap_or_else(PoisonError::into_inner);
                journal.enter(&id, &digest)?;
            }
            rebuilt.add(&outcome);
            tell(Step::Done(&outcome))
        }
    })
    .await?;
    Ok(rebuilt)
}

/// Resources that the tasks of a rebuilding run share.
#[derive(Clone)]
struct Place {
    store: Store,
    blobs: Blobs,
    templates: Templates,
    cores: Cores,
    out: PathBuf,
    journal: Arc<Mutex<Journal>>,
}

/// Outcome for a document, and the entry of the journal for it: id and digest.
type Done = (Outcome, Option<(String, String)>);

impl Place {
    async fn rebuild(&self, id: &str) -> Result<Option<Done>, ArchiveError> {
        let Some(kept) = Kept::load(&self.store, id).await? else { return Ok(None) };
        let Some(original) = kept.package.clone() else {
            return Ok(Some(match kept.state.as_str() {
                "issuing" => (Outcome::Waiting, None),
                _ => (failed(&kept, "văn bản đã có số nhưng không có gói tệp".to_owned()), None),
            }));
        };
        let path = self.out.join(place_of(&self.store, &kept).await?);
        if let Some(digest) = self.lies_there(&path, &kept.id, &original).await? {
            return Ok(Some((Outcome::Skipped, Some((kept.id, digest)))));
        }
        let material = match again::material(&kept, &self.templates, &self.blobs).await? {
            Ok(material) => material,
            Err(unmade) => return Ok(Some((failed(&kept, unmade.to_string()), None))),
        };
        let stem = kept.stem.clone();
        let made = self.cores.run(move || {
            let made = material.make(&stem).map_err(|unmade| unmade.to_string())?;
            Ok((made.sha256().to_owned(), made.package))
        });
        let (digest, package) = match made.await.and_then(|made: Result<_, String>| made) {
            Ok(made) => made,
            Err(why) => return Ok(Some((failed(&kept, why), None))),
        };
        let target = path.clone();
        on_disk(move || write(&target, &package)).await?;
        let outcome = match digest == original {
            true => Outcome::Identical(path),
            false => Outcome::Different(path),
        };
        Ok(Some((outcome, Some((kept.id, digest)))))
    }

    /// The digest of what lies in a document's place, where that is its original or what an earlier run made.
    async fn lies_there(
        &self,
        path: &Path,
        id: &str,
        original: &str,
    ) -> Result<Option<String>, ArchiveError> {
        let finished = {
            let journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
            journal.finished(id).cloned()
        };
        let path = path.to_owned();
        let found = on_disk(move || digest_of(&path)).await?;
        Ok(found.filter(|found| *found == original || finished.as_ref() == Some(found)))
    }
}

/// Reads or writes a file where waiting for the disk keeps nobody else waiting.
async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ArchiveError> + Send + 'static,
) -> Result<T, ArchiveError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|panic| crate::service::ServiceError::Broken(panic.to_string()))?
}

fn failed(kept: &Kept, why: String) -> Outcome {
    Outcome::Failed { document: kept.id.clone(), number: kept.number.clone(), why }
}
