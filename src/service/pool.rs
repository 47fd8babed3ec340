//! The renderers: as many at once as there are cores, a bounded queue before them, a clear refusal beyond.

use super::{Failure, Service};
use crate::catalog::Catalog;
use crate::office::Office;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Semaphore;

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

    /// Does work that keeps a core busy; refuses where too many wait.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        if self.inside.fetch_add(1, Ordering::Relaxed) >= self.most {
            self.inside.fetch_sub(1, Ordering::Relaxed);
            self.refused.fetch_add(1, Ordering::Relaxed);
            return Err(Failure::Busy(RETRY_SECONDS));
        }
        let _inside = Inside(&self.inside);
        self.run_in_turn(work).await
    }

    /// The same, however many wait.
    async fn run_in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let permit = Arc::clone(&self.workers).acquire_owned().await;
        let permit = permit.map_err(|_| Failure::Busy(RETRY_SECONDS))?;
        let done = tokio::task::spawn_blocking(move || {
            // Held until the work is done, even where the caller has gone.
            let _permit = permit;
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
    /// Does pure work with an office of these templates on a renderer.
    pub(super) async fn on_renderer<T: Send + 'static>(
        &self,
        catalog: Arc<Catalog>,
        work: impl FnOnce(&Office<'_>) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        self.inner.pool.run(move || work(&Office::new(&catalog))).await
    }
    /// Does work for something begun that must come to its end: it waits its turn, and is never refused.
    pub(super) async fn on_renderer_in_turn<T: Send + 'static>(
        &self,
        catalog: Arc<Catalog>,
        work: impl FnOnce(&Office<'_>) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        self.inner.pool.run_in_turn(move || work(&Office::new(&catalog))).await
    }
}
