//! The renderers: as many at once as there are cores, a bounded queue before them, a clear refusal beyond.
//!
//! Work waits its turn in the order in which it came. Heavy work never has all renderers, and never waits for one in
//! front of light work: a short document is made while any number of long ones wait. Work whose caller has gone before
//! it has begun is not done.
//!
//! The images of all renderings share one budget of memory. Who needs of it waits for it before taking a renderer, so
//! that documents without images go past.

use super::image_resolver::ImageResolver;
use super::{Service, ServiceError};
use crate::catalog::Catalog;
use crate::input::Draft;
use crate::limits;
use crate::office::Office;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Load of the renderers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Renderings under way or waiting.
    pub inside: usize,
    /// Most that may be inside.
    pub most: usize,
    /// Renderings refused since the start.
    pub refused: usize,
    /// Renderings begun since the start.
    pub begun: usize,
}

/// Weight of a piece of work: the time for which it may keep a renderer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// A document of usual length, an image, a page of the register.
    Light,
    /// A document of more than [`limits::HEAVY_BYTES`].
    Heavy,
}

impl Weight {
    /// Of making or checking a draft.
    pub(super) fn of(draft: &Draft) -> Self {
        if draft.text_bytes() > limits::HEAVY_BYTES { Self::Heavy } else { Self::Light }
    }
}

/// Demand of a piece of work: renderer and memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Demand {
    weight: Weight,
    /// Bytes of memory for images.
    memory: usize,
}

impl Demand {
    /// Of light work without images.
    pub(super) const LIGHT: Self = Self { weight: Weight::Light, memory: 0 };

    /// Of light work that takes so many bytes for images.
    pub(super) const fn images(memory: usize) -> Self {
        Self { weight: Weight::Light, memory }
    }
}

/// Seconds after which a refused caller may try again.
const RETRY_SECONDS: u32 = 1;

#[derive(Debug)]
pub(super) struct Pool {
    workers: Arc<Semaphore>,
    /// Kibibytes of memory for images.
    images: Arc<Semaphore>,
    /// Heavy work takes one of these first, so that it stands before the renderers one by one.
    heavy: Arc<Semaphore>,
    inside: Arc<AtomicUsize>,
    refused: AtomicUsize,
    begun: AtomicUsize,
    most: usize,
}

impl Pool {
    pub(super) fn new(workers: usize, queue: usize) -> Self {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let workers = if workers == 0 { cores() } else { workers };
        Self {
            workers: Arc::new(Semaphore::new(workers)),
            images: Arc::new(Semaphore::new(limits::IMAGES_MEMORY >> 10)),
            heavy: Arc::new(Semaphore::new(workers.saturating_sub(1).max(1))),
            inside: Arc::default(),
            refused: AtomicUsize::new(0),
            begun: AtomicUsize::new(0),
            most: workers + queue,
        }
    }

    pub(super) fn load(&self) -> Load {
        Load {
            inside: self.inside.load(Ordering::Relaxed),
            most: self.most,
            refused: self.refused.load(Ordering::Relaxed),
            begun: self.begun.load(Ordering::Relaxed),
        }
    }

    /// Does work that keeps a core busy; refuses where too many wait, or it for the memory for images too long.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        demand: Demand,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ServiceError> {
        let inside = Inside::enter(&self.inside);
        if inside.before >= self.most {
            return Err(self.refusal());
        }
        let counted = move || {
            // Counted until the work is done, even where the caller has gone.
            let _inside = inside;
            work()
        };
        let patience = Duration::from_secs(limits::IMAGES_SECONDS);
        match timeout(patience, self.memory(demand.memory)).await {
            Ok(memory) => self.work(demand.weight, memory?, counted).await,
            Err(_) => Err(self.refusal()),
        }
    }

    /// The same, however many wait, and for however long.
    async fn run_in_turn<T: Send + 'static>(
        &self,
        demand: Demand,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ServiceError> {
        self.work(demand.weight, self.memory(demand.memory).await?, work).await
    }

    fn refusal(&self) -> ServiceError {
        self.refused.fetch_add(1, Ordering::Relaxed);
        ServiceError::Busy(RETRY_SECONDS)
    }

    /// Bytes of the memory for images, when they are free; all of it where more is asked for than there is.
    async fn memory(&self, bytes: usize) -> Result<OwnedSemaphorePermit, ServiceError> {
        let kibibytes = bytes.min(limits::IMAGES_MEMORY) >> 10;
        let permits = u32::try_from(kibibytes).unwrap_or(u32::MAX);
        let held = Arc::clone(&self.images).acquire_many_owned(permits).await;
        held.map_err(|_| ServiceError::Busy(RETRY_SECONDS))
    }

    /// Does work on the next free core.
    async fn work<T: Send + 'static>(
        &self,
        weight: Weight,
        memory: OwnedSemaphorePermit,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ServiceError> {
        let turn = |of: &Arc<Semaphore>| {
            let turn = Arc::clone(of).acquire_owned();
            async move { turn.await.map_err(|_| ServiceError::Busy(RETRY_SECONDS)) }
        };
        let heavy = match weight {
            Weight::Heavy => Some(turn(&self.heavy).await?),
            Weight::Light => None,
        };
        let permits = (turn(&self.workers).await?, heavy, memory);
        self.begun.fetch_add(1, Ordering::Relaxed);
        let mut begun = Begun(tokio::task::spawn_blocking(move || {
            // Held until the work is done, even where the caller has gone.
            let _permits = permits;
            work()
        }));
        (&mut begun.0).await.map_err(|panic| ServiceError::Broken(format!("a rendering failed: {panic}")))
    }
}

/// Counts one in, and out again when it is done or given up.
struct Inside {
    counter: Arc<AtomicUsize>,
    /// Number of those that were inside before.
    before: usize,
}

impl Inside {
    fn enter(counter: &Arc<AtomicUsize>) -> Self {
        Self { counter: Arc::clone(counter), before: counter.fetch_add(1, Ordering::Relaxed) }
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.counter.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Work handed to a thread; where its caller goes before the thread has taken it up, it is never done.
struct Begun<T>(JoinHandle<T>);

impl<T> Drop for Begun<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Service {
    /// Does pure work with an office of these templates on a renderer.
    pub(super) async fn on_renderer<T: Send + 'static>(
        &self,
        catalog: Arc<Catalog>,
        demand: Demand,
        work: impl FnOnce(&Office<'_>) -> T + Send + 'static,
    ) -> Result<T, ServiceError> {
        self.inner.pool.run(demand, move || work(&Office::new(&catalog))).await
    }

    /// Does pure work on a document and its images.
    pub(super) async fn drawn<T: Send + 'static>(
        &self,
        catalog: Arc<Catalog>,
        weight: Weight,
        gallery: ImageResolver,
        work: impl FnOnce(&Office<'_>, &ImageResolver) -> T + Send + 'static,
    ) -> Result<T, ServiceError> {
        let demand = Demand { weight, memory: gallery.memory() };
        self.on_renderer(catalog, demand, move |office| work(office, &gallery)).await
    }

    /// The same for something begun that must come to its end: it waits its turn, and is never refused.
    pub(super) async fn drawn_in_turn<T: Send + 'static>(
        &self,
        catalog: Arc<Catalog>,
        weight: Weight,
        gallery: ImageResolver,
        work: impl FnOnce(&Office<'_>, &ImageResolver) -> T + Send + 'static,
    ) -> Result<T, ServiceError> {
        let demand = Demand { weight, memory: gallery.memory() };
        self.inner.pool.run_in_turn(demand, move || work(&Office::new(&catalog), &gallery)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;
    use std::sync::mpsc::{Receiver, Sender, channel};

    /// The names of pieces of work, in the order in which they were begun.
    type Begun = Arc<Mutex<Vec<String>>>;

    /// A pool with work that is done when it is told to be.
    struct House {
        pool: Arc<Pool>,
        begun: Begun,
        started: (Sender<()>, Receiver<()>),
    }

    impl House {
        fn new(workers: usize) -> Self {
            Self { pool: Arc::new(Pool::new(workers, 100)), begun: Begun::default(), started: channel() }
        }

        /// Asks for work that goes on until its sender is dropped.
        fn ask(&self, name: &str, weight: Weight) -> (JoinHandle<Result<(), ServiceError>>, Sender<()>) {
            let (pool, begun, name) = (Arc::clone(&self.pool), Arc::clone(&self.begun), name.to_owned());
            let (started, (held, end)) = (self.started.0.clone(), channel());
            let work = move || {
                begun.lock().unwrap().push(name);
                started.send(()).unwrap();
                let _: Result<(), _> = end.recv();
            };
            (tokio::spawn(async move { pool.run(Demand { weight, memory: 0 }, work).await }), held)
        }

        /// Waits until so many more pieces of work have begun.
        async fn until_begun(&self, count: usize) {
            for _ in 0..count {
                while self.started.1.try_recv().is_err() {
                    tokio::task::yield_now().await;
                }
            }
        }

        /// Waits until so many are inside.
        async fn until_inside(&self, count: usize) {
            while self.pool.load().inside != count {
                tokio::task::yield_now().await;
            }
        }

        fn names(&self) -> Vec<String> {
            self.begun.lock().unwrap().clone()
        }
    }

    #[tokio::test]
    async fn work_whose_caller_has_gone_before_it_began_is_never_done() {
        let house = House::new(1);
        let (first, held) = house.ask("first", Weight::Light);
        house.until_begun(1).await;
        let (gone, _gone) = house.ask("gone", Weight::Light);
        let (last, _) = house.ask("last", Weight::Light);
        house.until_inside(3).await;
        gone.abort();
        assert!(gone.await.unwrap_err().is_cancelled());
        house.until_inside(2).await;
        drop(held);
        first.await.unwrap().unwrap();
        last.await.unwrap().unwrap();
        assert_eq!(house.names(), ["first", "last"]);
    }

    #[tokio::test]
    async fn work_goes_on_counting_until_it_is_done_although_its_caller_has_gone() {
        let house = House::new(1);
        let (gone, held) = house.ask("gone", Weight::Light);
        house.until_begun(1).await;
        gone.abort();
        assert!(gone.await.unwrap_err().is_cancelled());
        assert_eq!(house.pool.load().inside, 1);
        drop(held);
        house.until_inside(0).await;
    }

    #[tokio::test]
    async fn any_number_of_heavy_pieces_leave_a_renderer_to_a_light_one() {
        let house = House::new(2);
        let heavy: Vec<_> = (0..20).map(|_| house.ask("heavy", Weight::Heavy)).collect();
        house.until_inside(20).await;
        house.until_begun(1).await;
        // Not one of them is done, and it is.
        let (light, held) = house.ask("light", Weight::Light);
        drop(held);
        light.await.unwrap().unwrap();
        assert_eq!(house.names(), ["heavy", "light"]);
        for (task, held) in heavy {
            drop(held);
            task.await.unwrap().unwrap();
        }
    }

    #[tokio::test]
    async fn a_light_piece_waits_for_one_heavy_piece_at_most_where_there_is_one_renderer() {
        let house = House::new(1);
        let mut heavy: Vec<_> = (0..20).map(|_| house.ask("heavy", Weight::Heavy)).collect();
        house.until_begun(1).await;
        house.until_inside(20).await;
        let (light, held) = house.ask("light", Weight::Light);
        house.until_inside(21).await;
        drop(held);
        let (first, held) = heavy.remove(0);
        drop(held);
        first.await.unwrap().unwrap();
        light.await.unwrap().unwrap();
        assert_eq!(house.names()[..2], ["heavy", "light"]);
        for (task, held) in heavy {
            drop(held);
            task.await.unwrap().unwrap();
        }
    }

    #[test]
    fn a_draft_is_heavy_by_the_bytes_of_all_its_texts() {
        let of = |body: usize, title: usize| {
            let values = serde_json::json!({
                "body": "a".repeat(body), "appendixes": [{ "title": ["b".repeat(title)] }], "code_number": 39,
            });
            Weight::of(&Draft { values: values.as_object().unwrap().clone() })
        };
        assert_eq!(of(limits::HEAVY_BYTES, 0), Weight::Light);
        assert_eq!(of(limits::HEAVY_BYTES, 1), Weight::Heavy);
    }
}
