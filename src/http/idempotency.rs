//! `Idempotency-Key`: a repeated request is answered as the first was, and does nothing twice.

use super::App;
use super::answer::Trouble;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

/// The id of the act a request asks for: the same for every repetition with one key, new without one.
#[derive(Clone, Debug)]
pub struct Operation(pub String);

impl FromRequestParts<App> for Operation {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Trouble> {
        todo!()
    }
}
