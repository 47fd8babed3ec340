//! Middleware of every response: a time limit, panics caught, errors in one format, security headers.

use super::error::{ErrorResponse, PROBLEM_JSON};
use crate::limits;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::any::Any;
use std::time::Duration;
use tower_http::catch_panic::{CatchPanicLayer, ResponseForPanic};

/// Limits the time of a request (503 afterwards). What was begun under an idempotency key goes on; the next try is
/// told.
pub(super) async fn timeout(request: Request, next: Next) -> Response {
    let most = Duration::from_secs(limits::REQUEST_SECONDS);
    match tokio::time::timeout(most, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ErrorResponse::too_long().into_response(),
    }
}

/// Fallback: problem+json below `/api/`, an HTML 404 elsewhere.
pub(super) async fn fallback(uri: Uri) -> Response {
    match uri.path().starts_with("/api/") {
        true => ErrorResponse::no_route().into_response(),
        false => super::web::nowhere(),
    }
}

/// Gives errors worded by the framework a problem+json body; pages keep their own.
pub(super) async fn problem_bodies(request: Request, next: Next) -> Response {
    let is_page = !request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    let status = response.status();
    let said = response.headers().get(header::CONTENT_TYPE);
    let refused = status.is_client_error() || status.is_server_error();
    if !refused || is_page || said.is_some_and(|kind| kind == PROBLEM_JSON) {
        return response;
    }
    match status {
        StatusCode::METHOD_NOT_ALLOWED => {
            ErrorResponse::no_method(response.headers().get(header::ALLOW).cloned())
        }
        StatusCode::PAYLOAD_TOO_LARGE => ErrorResponse::too_large(limits::FORM_BYTES),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ErrorResponse::media_type("application/json"),
        status if status.is_server_error() => ErrorResponse::broken("an answer without words"),
        status => ErrorResponse::new(status, "unreadable", "Yêu cầu không đọc được."),
    }
    .into_response()
}

/// A panic is a fault of this program: the caller is told so, the log is told what.
pub(super) fn catch_panic() -> CatchPanicLayer<PanicResponder> {
    CatchPanicLayer::custom(PanicResponder)
}

/// The answer to a request that met a panic.
#[derive(Clone, Copy, Debug)]
pub(super) struct PanicResponder;

impl ResponseForPanic for PanicResponder {
    type ResponseBody = axum::body::Body;

    fn response_for_panic(&mut self, panic: Box<dyn Any + Send + 'static>) -> Response {
        let said = panic.downcast_ref::<String>().map(String::as_str);
        let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no words");
        ErrorResponse::broken(format!("panic: {said}")).into_response()
    }
}

/// Headers that keep browsers from sniffing, framing, sharing or caching a response that does not set them itself.
const SECURITY_HEADERS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
];

/// The policy of answers to programs: should a browser show one, it runs and loads nothing.
const API_CONTENT_POLICY: &str =
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/// The policy of pages: own styles and pictures, no script, forms to this service only.
const PAGE_CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; \
    form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Adds the guards that an answer does not bring itself.
pub(super) async fn security_headers(request: Request, next: Next) -> Response {
    let is_page = !request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let policy = HeaderValue::from_static(if is_page { PAGE_CONTENT_POLICY } else { API_CONTENT_POLICY });
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    for (name, value) in SECURITY_HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
