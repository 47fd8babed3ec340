//! Whether the service lives, and whether it can do its work.

use super::App;
use super::answer::Trouble;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use tokio::sync::Mutex;

/// When the service was last seen to be able to do its work; whoever looks while somebody else does waits for that.
pub(super) type Readiness = Arc<Mutex<Option<DateTime<Utc>>>>;

/// How long that is believed: looking writes to the disk, and anybody may ask.
const BELIEVED: TimeDelta = TimeDelta::seconds(1);

/// `/healthz` and `/readyz`; both tell nothing that a stranger may not know.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/healthz", get(|| async { "ok\n" })).route("/readyz", get(ready))
}

/// 200 where numbers can be given and files kept; 503 otherwise, with the reason in the log.
async fn ready(State(app): State<App>) -> Result<(StatusCode, &'static str), Trouble> {
    let mut seen = app.ready.lock().await;
    let now = app.service.world().instant();
    if seen.is_none_or(|seen| now < seen || now - seen >= BELIEVED) {
        *seen = None;
        app.service.ready().await?;
        *seen = Some(now);
    }
    Ok((StatusCode::OK, "ready\n"))
}
