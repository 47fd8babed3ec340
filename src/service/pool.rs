//! The renderers: as many at once as there are cores, a bounded queue before them, a clear refusal beyond.
//!
//! The images of all renderings share one budget of memory. Who needs of it waits for it before taking a renderer, so
//! that documents without images go past.

use super::gallery::Gallery;
use super::{Failure, Service};
use crate::catalog::Catalog;
use crate::limits;
use crate::office::Office;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// How busy the renderers are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Renderings under way or waiting.
    pub inside: usize,
    /// Most that may be inside.
    pub most: usize,
    /// How many were refused since the start.
    pub refused: usize,
}

/// Seconds after which a refused caller may try again.
const RETRY_SECONDS: u32 = 1;

#[derive(Debug)]
pub(super) struct Pool {
    workers: Arc<Semaphore>,
    /// Kibibytes of memory for images.
    images: Arc<Semaphore>,
    inside: AtomicUsize,
    refused: AtomicUsize,
    most: usize,
}

impl Pool {
    pub(super) fn new(workers: usize, queue: usize) -> Self {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let workers = if workers == 0 { cores() } else { workers };
        Self {
            workers: Arc::new(Semaphore::new(workers)),
            images: Arc::new(Semaphore::new(limits::IMAGES_MEMORY >> 10)),
            inside: AtomicUsize::new(0),
            refused: AtomicUsize::new(0),
            most: workers + queue,
        }
    }

    pub(super) fn load(&self) -> Load {
        Load {
            inside: self.inside.load(Ordering::Relaxed),
            most: self.most,
            refused: self.refused.load(Ordering::Relaxed),
        }
    }

    /// Does work that keeps a core busy and takes so many bytes for images; refuses where too many wait, or it for too
    /// long.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        memory: usize,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        if self.inside.fetch_add(1, Ordering::Relaxed) >= self.most {
            self.inside.fetch_sub(1, Ordering::Relaxed);
            self.refused.fetch_add(1, Ordering::Relaxed);
            return Err(Failure::Busy(RETRY_SECONDS));
        }
        let _inside = Inside(&self.inside);
        let patience = Duration::from_secs(limits::IMAGES_SECONDS);
        match timeout(patience, self.memory(memory)).await {
            Ok(memory) => self.work(memory?, work).await,
            Err(_) => {
                self.refused.fetch_add(1, Ordering::Relaxed);
                Err(Failure::Busy(RETRY_SECONDS))
            }
        }
    }

    /// The same, however many wait, and for however long.
    async fn run_in_turn<T: Send + 'static>(
        &self,
        memory: usize,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        self.work(self.memory(memory).await?, work).await
    }

    /// Bytes of the memory for images, when they are free; all of it where more is asked for than there is.
    async fn memory(&self, bytes: usize) -> Result<OwnedSemaphorePermit, Failure> {
        let kibibytes = bytes.min(limits::IMAGES_MEMORY) >> 10;
        let permits = u32::try_from(kibibytes).unwrap_or(u32::MAX);
        let held = Arc::clone(&self.images).acquire_many_owned(permits).await;
        held.map_err(|_| Failure::Busy(RETRY_SECONDS))
    }

    /// Does work on the next free core.
    async fn work<T: Send + 'static>(
        &self,
        memory: OwnedSemaphorePermit,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let permit = Arc::clone(&self.workers).acquire_owned().await;
        let permit = permit.map_err(|_| Failure::Busy(RETRY_SECONDS))?;
        let done = tokio::task::spawn_blocking(move || {
            // Held until the work is done, even where the caller has gone.
            let _held = (permit, memory);
            work()
        });
        done.await.map_err(|panic| Failure::Broken(format!("a rendering failed: {panic}")))
    }
}

/// Counts one out again, also where the caller hangs up.
struct Inside<'a>(&'a AtomicUsize);

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Service {
    /// Does pure work with an office of these templates on a renderer; it reads no images.
    pub(super) async fn on_renderer<T: Send + 'static>(
        &self,
        catalog: Arc<Catalog>,
        work: impl FnOnce(&Office<'_>) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        self.on_renderer_with(0, catalog, work).await
    }

    /// The same, with so many bytes of memory for images.
    pub(super) async fn on_renderer_with<T: Send + 'static>(
        &self,
        memory: usize,
        catalog: Arc<Catalog>,
        work: impl FnOnce(&Office<'_>) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        self.inner.pool.run(memory, move || work(&Office::new(&catalog))).await
    }

    /// Does pure work on a document and its images.
    pub(super) async fn drawn<T: Send + 'static>(
        &self,
        catalog: Arc<Catalog>,
        gallery: Gallery,
        work: impl FnOnce(&Office<'_>, &Gallery) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        self.on_renderer_with(gallery.memory(), catalog, move |office| work(office, &gallery)).await
    }

    /// The same for something begun that must come to its end: it waits its turn, and is never refused.
    pub(super) async fn drawn_in_turn<T: Send + 'static>(
        &self,
        catalog: Arc<Catalog>,
        gallery: Gallery,
        work: impl FnOnce(&Office<'_>, &Gallery) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let memory = gallery.memory();
        self.inner.pool.run_in_turn(memory, move || work(&Office::new(&catalog), &gallery)).await
    }
}
