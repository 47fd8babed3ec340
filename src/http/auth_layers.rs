//! Layers of the API in front of its handlers: authentication, rate limit, idempotency.

use super::auth::{Caller, is_operator};
use super::error::{ApiError, ErrorResponse};
use super::{App, idempotency};
use crate::access::Scope;
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Name of the caller; rides on the response to the access log.
#[derive(Clone, Debug)]
pub(super) struct Principal(pub(super) String);

/// Lets a known caller through who does not ask too often; a repeated request is answered here.
pub(super) async fn authenticate(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let scope = match Caller::from_request_parts(&mut parts, &app).await {
        Ok(Caller(scope)) => scope,
        Err(trouble) => return trouble.into_response(),
    };
    let principal = Principal(scope.principal.clone());
    let request = Request::from_parts(parts, body);
    let mut response = match check_rate(&app, &scope) {
        Ok(()) => idempotency::run_once(app, scope, request, next).await,
        Err(trouble) => trouble.into_response(),
    };
    response.extensions_mut().insert(principal);
    response
}

/// Tests whether a caller may ask once more now. The operator at the machine itself is not counted.
fn check_rate(app: &App, scope: &Scope) -> Result<(), ApiError> {
    if is_operator(scope) {
        return Ok(());
    }
    app.rate.check(&scope.principal).map_err(|seconds| ErrorResponse::too_many(seconds).into())
}
