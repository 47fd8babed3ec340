//! Background work of the service: finishes what a stop left half done, works off batches, delivers events, gives
//! older documents their templates, makes the findings of drafts anew, deletes what is past its retention. Each loop
//! goes on after a failure, with a pause; a panic in one turn ends that turn alone.

use crate::http::dropped_lines;
use crate::outbox::Webhooks;
use crate::service::{Service, ServiceError};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Between two looks for documents that a process has left half done.
const RECOVERY: Duration = Duration::from_secs(15);
/// Between two looks for documents that name no templates: a backup of before may have been restored.
const ADOPTION: Duration = Duration::from_secs(24 * 3_600);
/// Between two looks for work where there was none.
const IDLE: Duration = Duration::from_secs(1);
/// Between two looks for what need not be kept any longer.
const RETENTION: Duration = Duration::from_secs(3_600);
/// Between two looks for drafts whose findings are missing or stale.
const FINDINGS: Duration = Duration::from_secs(60);
/// Between two portions of it: others write meanwhile.
const PORTION_PAUSE: Duration = Duration::from_millis(200);
/// Between two looks whether lines of the log were dropped.
const LOG: Duration = Duration::from_secs(5);
/// After a failure.
const FAILED: Duration = Duration::from_secs(5);

/// The loops under way.
#[derive(Debug)]
pub(super) struct Background {
    loops: JoinSet<()>,
    stop: watch::Sender<bool>,
}

impl Background {
    /// Starts them all.
    pub(super) fn start(service: &Service) -> Self {
        let (stop, stopped) = watch::channel(false);
        let mut loops = JoinSet::new();
        loops.spawn(repeat("recovery", service.clone(), stopped.clone(), recover));
        loops.spawn(repeat("templates", service.clone(), stopped.clone(), adopt_templates));
        loops.spawn(repeat("batches", service.clone(), stopped.clone(), work));
        loops.spawn(repeat("wanted findings", service.clone(), stopped.clone(), refresh_wanted));
        loops.spawn(repeat("findings", service.clone(), stopped.clone(), refresh));
        loops.spawn(repeat("retention", service.clone(), stopped.clone(), purge_expired));
        let noted = Arc::<AtomicU64>::default();
        let note = move |service| note_dropped(service, Arc::clone(&noted));
        loops.spawn(repeat("log", service.clone(), stopped.clone(), note));
        loops.spawn(deliver(service.clone(), stopped));
        Self { loops, stop }
    }

    /// Stops them after the turn they are in, if that ends within `grace`; whether all did.
    pub(super) async fn stop(mut self, grace: Duration) -> bool {
        let _ = self.stop.send(true);
        let all = async { while self.loops.join_next().await.is_some() {} };
        tokio::time::timeout(grace, all).await.is_ok()
    }
}

/// One kind of work, turn after turn; each turn says how long to rest before the next.
async fn repeat<T>(
    name: &'static str,
    service: Service,
    mut stopped: watch::Receiver<bool>,
    turn: impl Fn(Service) -> T,
) where
    T: Future<Output = Result<Duration, ServiceError>> + Send + 'static,
{
    loop {
        let rest = match tokio::spawn(turn(service.clone())).await {
            Ok(Ok(rest)) => rest,
            Ok(Err(failure)) => {
                tracing::warn!(work = name, error = %failure, "background work failed");
                FAILED
            }
            Err(panic) => {
                tracing::error!(work = name, error = %panic, "background work failed");
                FAILED
            }
        };
        if tokio::time::timeout(rest, stopped.wait_for(|stop| *stop)).await.is_ok() {
            return;
        }
    }
}

async fn recover(service: Service) -> Result<Duration, ServiceError> {
    let finished = service.recover().await?;
    if finished > 0 {
        tracing::info!(finished, "documents that were left half done");
    }
    Ok(RECOVERY)
}

async fn adopt_templates(service: Service) -> Result<Duration, ServiceError> {
    let adopted = service.adopt_catalogs().await?;
    if adopted > 0 {
        tracing::info!(adopted, "documents of before were given the templates that made them");
    }
    Ok(ADOPTION)
}

async fn work(service: Service) -> Result<Duration, ServiceError> {
    Ok(if service.run_job().await? { Duration::ZERO } else { IDLE })
}

/// Drafts that somebody has read before their findings were there.
async fn refresh_wanted(service: Service) -> Result<Duration, ServiceError> {
    service.refresh_wanted().await?;
    Ok(IDLE)
}

async fn refresh(service: Service) -> Result<Duration, ServiceError> {
    Ok(if service.refresh_portion().await? { PORTION_PAUSE } else { FINDINGS })
}

async fn purge_expired(service: Service) -> Result<Duration, ServiceError> {
    Ok(if service.purge_expired().await? { PORTION_PAUSE } else { RETENTION })
}

/// Notes in the database that lines of the log were dropped since the last note.
async fn note_dropped(service: Service, noted: Arc<AtomicU64>) -> Result<Duration, ServiceError> {
    let dropped = dropped_lines();
    if dropped > noted.load(Ordering::Relaxed) {
        service.note_dropped_lines(dropped).await?;
        noted.store(dropped, Ordering::Relaxed);
    }
    Ok(LOG)
}

/// The outbox has a rhythm of its own; only where it cannot begin at all is it tried again.
async fn deliver(service: Service, mut stopped: watch::Receiver<bool>) {
    let outbox = Webhooks::new(service.store().clone(), service.runtime().clone());
    loop {
        let mut stop = stopped.clone();
        let run = outbox.run(async move {
            let _ = stop.wait_for(|stop| *stop).await;
        });
        match run.await {
            Ok(()) => return,
            Err(error) => tracing::error!(work = "outbox", %error, "background work failed"),
        }
        if tokio::time::timeout(FAILED, stopped.wait_for(|stop| *stop)).await.is_ok() {
            return;
        }
    }
}
