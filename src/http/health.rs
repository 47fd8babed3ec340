//! Whether the service lives, and whether it can do its work.

use super::App;
use super::answer::Trouble;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

/// `/healthz` and `/readyz`; both tell nothing that a stranger may not know.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/healthz", get(|| async { "ok\n" })).route("/readyz", get(ready))
}

/// 200 where numbers can be given and files kept; 503 otherwise, with the reason in the log.
async fn ready(State(app): State<App>) -> Result<(StatusCode, &'static str), Trouble> {
    app.service.ready().await?;
    Ok((StatusCode::OK, "ready\n"))
}
