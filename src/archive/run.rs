//! Many documents at once, told of in order.

use super::select::Filter;
use super::{ArchiveError, Step};
use crate::store::Store;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

/// The cores a run may keep busy.
#[derive(Clone, Debug)]
pub(super) struct Cores {
    free: Arc<Semaphore>,
    count: usize,
}

impl Cores {
    /// So many; 0: all there are.
    pub(super) fn new(count: usize) -> Self {
        let all = || std::thread::available_parallelism().map_or(1, usize::from);
        let count = if count == 0 { all() } else { count };
        Self { free: Arc::new(Semaphore::new(count)), count }
    }

    /// Does work that keeps a core busy; a sentence where it panicked.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, String> {
        let permit = Arc::clone(&self.free).acquire_owned().await.map_err(|error| error.to_string())?;
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        done.await.map_err(|panic| panic.to_string())
    }

    /// Documents under way at once: enough that a core never waits for the disk, few enough to bound memory.
    fn ahead(&self) -> usize {
        self.count * 2 + 2
    }
}

/// Does something with every document of a filter, several at a time, and tells of each in the order of their ids: the
/// order is that of creation, so a run that is stopped has finished a beginning.
pub(super) async fn each<T, W>(
    store: &Store,
    filter: &Filter,
    cores: &Cores,
    work: impl Fn(String) -> W,
    tell: &mut (dyn FnMut(Step<T>) -> Result<(), ArchiveError> + '_),
) -> Result<(), ArchiveError>
where
    T: Send + 'static,
    W: Future<Output = Result<Option<T>, ArchiveError>> + Send + 'static,
{
    tell(Step::Total(filter.count(store).await?))?;
    let mut under_way: VecDeque<JoinHandle<W::Output>> = VecDeque::new();
    let mut after = String::new();
    loop {
        let page = filter.page(store, &after).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(last);
        for id in page {
            if under_way.len() >= cores.ahead() {
                finish(under_way.pop_front(), tell).await?;
            }
            under_way.push_back(tokio::spawn(work(id)));
        }
    }
    while let Some(first) = under_way.pop_front() {
        finish(Some(first), tell).await?;
    }
    Ok(())
}

async fn finish<T>(
    first: Option<JoinHandle<Result<Option<T>, ArchiveError>>>,
    tell: &mut (dyn FnMut(Step<T>) -> Result<(), ArchiveError> + '_),
) -> Result<(), ArchiveError> {
    let Some(first) = first else { return Ok(()) };
    let broken = |panic: tokio::task::JoinError| crate::service::ServiceError::Broken(panic.to_string());
    match first.await.map_err(broken)?? {
        Some(done) => tell(Step::Done(done)),
        None => Ok(()),
    }
}
