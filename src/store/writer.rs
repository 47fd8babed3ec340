//! Group commit: acts that come at the same time share one transaction and one wait for the disk.
//!
//! A durable commit costs a few milliseconds whatever is in it. Acts queue; a task takes all that wait, runs each under
//! a savepoint of its own, commits once, and only then answers. An act that fails takes nothing with it, and where the
//! database is gone all that wait are told at once: none waits for the patience of those before it.

use super::tx::{Begun, Trouble, Tx};
use super::{Pool, StoreError};
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use tokio::sync::{Mutex, mpsc, oneshot};

/// An act that changes rows: all of it happens, or nothing.
///
/// It may be run more than once before it is committed (two processes stood in each other's way), so it keeps no trace
/// outside the transaction.
pub trait Write: Send + Sync + 'static {
    /// Result of the act.
    type Done: Send;
    /// Reason for which it may not happen.
    type Error: From<StoreError> + Send;

    /// Lock that it holds to the end of the transaction and that others want too: the organ whose numbers it takes.
    /// Acts of a group run in this order; in any other, two groups could each hold what the other waits for.
    fn holds(&self) -> &str {
        ""
    }

    /// Runs it.
    fn run(&self, tx: &mut Tx) -> impl Future<Output = Result<Self::Done, Self::Error>> + Send;
}

/// Acts of one transaction at most: more would keep the first waiting for the last.
const GROUP: usize = 64;
/// Acts that may wait; then callers wait to queue.
const QUEUE: usize = 1_024;
/// Writers at once where rows are locked one by one. SQLite has one writer whatever we wish.
const POSTGRES_WRITERS: usize = 4;

/// The tasks that commit.
#[derive(Clone, Debug)]
pub(super) struct Writers {
    queue: mpsc::Sender<Box<dyn QueuedWrite>>,
}

/// Queue from which several tasks take acts.
type Queue = Arc<Mutex<mpsc::Receiver<Box<dyn QueuedWrite>>>>;

impl Writers {
    pub(super) fn start(pool: &Pool) -> Self {
        let (queue, acts) = mpsc::channel(QUEUE);
        let acts = Arc::new(Mutex::new(acts));
        let writers = if matches!(pool, Pool::Postgres(_)) { POSTGRES_WRITERS } else { 1 };
        for _ in 0..writers {
            tokio::spawn(commit_groups(pool.clone(), Arc::clone(&acts)));
        }
        Self { queue }
    }

    pub(super) async fn write<W: Write>(&self, write: W) -> Result<W::Done, W::Error> {
        let (answer, answered) = oneshot::channel();
        let act = Waiting { write, outcome: None, answer };
        let closed = || W::Error::from(StoreError::Unavailable("the store is closed".to_owned()));
        self.queue.send(Box::new(act)).await.map_err(|_| closed())?;
        answered.await.unwrap_or_else(|_| Err(closed()))
    }
}

/// A [`Write`] without its types.
trait QueuedWrite: Send {
    /// See [`Write::holds`].
    fn holds(&self) -> &str;
    /// Runs it and keeps what came of it; whether it is to be committed.
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>>;
    /// Tells the caller, once the fate of the transaction is known.
    fn answer(self: Box<Self>, committed: Result<(), String>);
}

struct Waiting<W: Write> {
    write: W,
    outcome: Option<Result<W::Done, W::Error>>,
    answer: oneshot::Sender<Result<W::Done, W::Error>>,
}

impl<W: Write> QueuedWrite for Waiting<W> {
    fn holds(&self) -> &str {
        self.write.holds()
    }

    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
        Box::pin(async move {
            let outcome = caught(self.write.run(tx)).await;
            let good = matches!(&outcome, Some(Ok(_)));
            let panicked = || Err(StoreError::Refused("the act panicked".to_owned()).into());
            self.outcome = Some(outcome.unwrap_or_else(panicked));
            good
        })
    }

    fn answer(self: Box<Self>, committed: Result<(), String>) {
        let outcome = match (committed, self.outcome) {
            (Ok(()), Some(outcome)) => outcome,
            // Its own refusal counts no more: it may be due to a neighbour whose act did not happen either.
            (Err(said), _) => Err(StoreError::Unavailable(said).into()),
            (Ok(()), None) => Err(StoreError::Unavailable("not run".to_owned()).into()),
        };
        // Nobody may be waiting any more: the caller hung up.
        let _ = self.answer.send(outcome);
    }
}

/// Output of a future; `None` where it panics. The task that commits serves all callers and must outlive the fault of
/// one.
async fn caught<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(polled) => polled.map(Some),
        Err(_) => Poll::Ready(None),
    })
    .await
}

async fn commit_groups(pool: Pool, queue: Queue) {
    loop {
        let mut acts = Vec::new();
        {
            let mut queue = queue.lock().await;
            if queue.recv_many(&mut acts, GROUP).await == 0 {
                return;
            }
        }
        acts.sort_by(|a, b| a.holds().cmp(b.holds()));
        match commit(&pool, &mut acts).await {
            Ok(()) => answer_all(acts, Ok(())),
            // Together they failed; one of them, or a neighbour, may be why. Each has its own tries.
            Err(Failed::Inside(_) | Failed::Clashed) => commit_apart(&pool, acts).await,
            Err(failed) => answer_all(acts, Err(failed.to_string())),
        }
    }
}

fn answer_all(acts: impl IntoIterator<Item = Box<dyn QueuedWrite>>, committed: Result<(), String>) {
    acts.into_iter().for_each(|act| act.answer(committed.clone()));
}

/// Tries of an act that others stand in the way of.
const TRIES: usize = 5;

/// Commits acts one by one; once the database is gone, the rest is told so.
async fn commit_apart(pool: &Pool, acts: Vec<Box<dyn QueuedWrite>>) {
    let mut acts = acts.into_iter();
    while let Some(act) = acts.next() {
        let mut alone = [act];
        let mut committed = Ok(());
        for _ in 0..TRIES {
            committed = commit(pool, &mut alone).await;
            if !matches!(&committed, Err(Failed::Clashed)) {
                break;
            }
        }
        let gone = matches!(&committed, Err(Failed::NotBegun(_)));
        let committed = committed.map_err(|failed| failed.to_string());
        answer_all(alone, committed.clone());
        if gone {
            return answer_all(acts, committed);
        }
    }
}

/// Reasons for which a transaction did not happen, by what may be done about it.
#[derive(Debug, thiserror::Error)]
enum Failed {
    /// The database did not let one begin: the next would wait as long for nothing.
    #[error("{}", said(.0))]
    NotBegun(StoreError),
    /// Others hold what is to be changed: tried again, it may pass.
    #[error("others hold what is to be changed")]
    Clashed,
    /// Something in it failed.
    #[error("{}", said(.0))]
    Inside(StoreError),
    /// The answer to the commit was lost. It may have happened, so none of it may be run again.
    #[error("whether it was committed is not known: {}", said(.0))]
    Unknown(StoreError),
}

/// Message of the database's error; that it is not available is said once, by the answer.
fn said(error: &StoreError) -> String {
    match error {
        StoreError::Unavailable(said) => said.clone(),
        other => other.to_string(),
    }
}

/// Runs acts in one transaction and commits it; where SQLite fails, its connections are not used again.
async fn commit(pool: &Pool, acts: &mut [Box<dyn QueuedWrite>]) -> Result<(), Failed> {
    let done = run_together(pool, acts).await;
    if let (Pool::Sqlite(file), Err(Failed::NotBegun(_) | Failed::Inside(_))) = (pool, &done) {
        file.renew().await;
    }
    done
}

async fn run_together(pool: &Pool, acts: &mut [Box<dyn QueuedWrite>]) -> Result<(), Failed> {
    let mut tx = begin(pool).await.map_err(Failed::NotBegun)?;
    for act in acts {
        tx.execute("savepoint act", vec![]).await.map_err(Failed::Inside)?;
        if !act.run(&mut tx).await {
            match tx.trouble.take() {
                Some(Trouble::Clash) => return Err(Failed::Clashed),
                Some(Trouble::Broken(said)) => return Err(Failed::Inside(StoreError::Unavailable(said))),
                None => {}
            }
            tx.execute("rollback to savepoint act", vec![]).await.map_err(Failed::Inside)?;
        }
        tx.execute("release savepoint act", vec![]).await.map_err(Failed::Inside)?;
    }
    let postgres = matches!(pool, Pool::Postgres(_));
    // A file that cannot be written says so; only a connection can be lost between the deed and the word.
    tx.commit().await.map_err(|error| if postgres { Failed::Unknown(error) } else { Failed::Inside(error) })
}

async fn begin(pool: &Pool) -> Result<Tx, StoreError> {
    Ok(match pool {
        // IMMEDIATE takes the write lock at once: a reader turned writer could find it taken and would have to start anew.
        Pool::Sqlite(file) => Tx::new(Begun::Sqlite(file.begin("begin immediate").await?)),
        Pool::Postgres(pool) => Tx::new(Begun::Postgres(pool.begin().await?)),
    })
}
