//! Liveness and readiness of the service.

use super::App;
use super::error::ApiError;
use crate::service::Backlog;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use tokio::sync::Mutex;

/// Last successful readiness check: its moment and its text. Callers that come during a check wait for its result.
pub(super) type Readiness = Arc<Mutex<Option<(DateTime<Utc>, String)>>>;

/// Time for which a readiness result is reused: the check writes to the disk, and anybody may ask.
const READINESS_CACHE: TimeDelta = TimeDelta::seconds(1);

/// `/healthz` and `/readyz`; both tell nothing that a stranger may not know.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/healthz", get(|| async { "ok\n" })).route("/readyz", get(ready))
}

/// 200 where numbers can be given and files kept, with what is stuck all the same; 503 otherwise, with the reason in the
/// log.
async fn ready(State(app): State<App>) -> Result<(StatusCode, String), ApiError> {
    let mut seen = app.ready.lock().await;
    let now = app.service.runtime().instant();
    if let Some((at, said)) = seen.as_ref()
        && now >= *at
        && now - *at < READINESS_CACHE
    {
        return Ok((StatusCode::OK, said.clone()));
    }
    *seen = None;
    app.service.ready().await?;
    let said = readiness_text(&app.service.backlog().await?);
    *seen = Some((now, said.clone()));
    Ok((StatusCode::OK, said))
}

/// `ready`, and a line each for documents that wait for their package: counts and an age, which tell a stranger nothing.
fn readiness_text(backlog: &Backlog) -> String {
    match backlog.issuing {
        0 => "ready\n".to_owned(),
        issuing => format!(
            "ready\nissuing: {issuing}\nissuing parked: {}\nissuing oldest: {} s\n",
            backlog.parked, backlog.issuing_seconds
        ),
    }
}
