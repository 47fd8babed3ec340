//! `Idempotency-Key`: a repeated request is answered as the first was, and does nothing twice.
//!
//! Takes POSTs with a key; gives the kept answer of the first, or lets it through as one act whose id is the same at
//! every try. It refuses a key that was used for another request, and asks to wait while the first try is under way.
//! Kept are successes, and refusals that follow from the request alone; what follows from the state of things, from
//! rights or from how busy the server is, is decided anew at the next try (`api::problem_types` has the table). Files are
//! not kept; they are simply made again.

use super::App;
use super::error::{ApiError, ErrorResponse, PROBLEM_JSON, Replayable};
use super::extract::body;
use super::request_id;
use crate::access::Scope;
use crate::limits;
use crate::service::{Answer, Claim, ServiceError};
use axum::body::{Body, Bytes};
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The header of requests.
pub(super) const KEY: &str = "idempotency-key";
/// Says of an answer that it is the first's, told again.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Headers that belong to an answer and are kept with it.
const KEPT: [HeaderName; 3] = [header::CONTENT_TYPE, header::ETAG, header::LOCATION];

/// The id of the act a request asks for: the same for every repetition with one key, new without one.
#[derive(Clone, Debug)]
pub struct OperationId(pub String);

impl FromRequestParts<App> for OperationId {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let claimed = parts.extensions.get::<Self>().cloned();
        Ok(claimed.unwrap_or_else(|| Self(app.service.runtime().id())))
    }
}

/// Does a request once, however often it comes.
pub(super) async fn run_once(app: App, scope: Scope, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !request.headers().contains_key(KEY) {
        return next.run(request).await;
    }
    claim_and_run(app, scope, request, next).await.unwrap_or_else(IntoResponse::into_response)
}

async fn claim_and_run(app: App, scope: Scope, request: Request, next: Next) -> Result<Response, ApiError> {
    let (mut parts, sent) = request.into_parts();
    let key = key(&parts.headers)?;
    let most = body::most(body::kind(&parts.headers));
    let bytes = body::collect(&parts.headers, sent, most).await?;
    match app.service.claim(&scope, &key, &digest(&parts, &bytes)).await? {
        Claim::Do { operation } => {
            parts.extensions.insert(OperationId(operation));
            let request = Request::from_parts(parts, Body::from(bytes));
            Ok(act(app, scope, key, request, next).await)
        }
        Claim::Answered(answer) => Ok(replay(answer)),
        Claim::UnderWay(seconds) => {
            let detail = "Yêu cầu cùng Idempotency-Key đang được xử lý; hãy hỏi lại sau ít giây.";
            Err(ErrorResponse::new(StatusCode::CONFLICT, "under-way", detail)
                .with(header::RETRY_AFTER, seconds)
                .into())
        }
        Claim::Reused => {
            let detail =
                "Idempotency-Key này đã dùng cho một yêu cầu khác. Mỗi yêu cầu mới cần một khóa mới.";
            Err(ErrorResponse::new(StatusCode::UNPROCESSABLE_ENTITY, "key-reused", detail).into())
        }
    }
}

/// The only key, if it is one: printable ASCII without blanks.
fn key(headers: &HeaderMap) -> Result<String, ErrorResponse> {
    let mut given = headers.get_all(KEY).iter();
    let only = given.next().filter(|_| given.next().is_none()).and_then(|key| key.to_str().ok());
    let sane = |key: &&str| {
        (1..=limits::KEY_CHARS).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic())
    };
    only.filter(sane).map(str::to_owned).ok_or_else(|| {
        let detail = format!(
            "Idempotency-Key phải là một chuỗi 1–{} ký tự ASCII, không có dấu cách.",
            limits::KEY_CHARS
        );
        ErrorResponse::new(StatusCode::BAD_REQUEST, "bad-key", detail)
    })
}

/// Fingerprint of a request: method, address, content type and body.
fn digest(parts: &Parts, bytes: &[u8]) -> String {
    let mut hash = Sha256::new();
    let mut field = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    field(parts.method.as_str().as_bytes());
    field(parts.uri.path_and_query().map_or("", |p| p.as_str()).as_bytes());
    let said = parts.headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    match said.split_once("boundary=") {
        // A client makes up a new boundary at every try; it says nothing.
        Some((kind, boundary)) => {
            let boundary = format!("--{}", boundary.split(';').next().unwrap_or("").trim().trim_matches('"'));
            field(kind.as_bytes());
            for line in bytes.split(|&b| b == b'\n') {
                field(if line.starts_with(boundary.as_bytes()) { b"--" } else { line });
            }
        }
        None => {
            field(said.as_bytes());
            field(bytes);
        }
    }
    hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Does the act to its end, also where the caller has hung up meanwhile: the answer waits for the next try.
async fn act(app: App, scope: Scope, key: String, request: Request, next: Next) -> Response {
    let id = request_id::current();
    let work = {
        let (app, scope, key) = (app.clone(), scope.clone(), key.clone());
        request_id::with_id(id, async move {
            let response = next.run(request).await;
            store_answer(&app, &scope, &key, response).await
        })
    };
    match tokio::spawn(work).await {
        Ok(response) => response,
        Err(panic) => {
            release_key(&app, &scope, &key).await;
            ErrorResponse::broken(panic.to_string()).into_response()
        }
    }
}

/// Keeps an answer for the next try, or gives the key free where there is none worth keeping.
async fn store_answer(app: &App, scope: &Scope, key: &str, response: Response) -> Response {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE);
    let tells = kind.is_none_or(|kind| kind == PROBLEM_JSON || kind == "application/json");
    let lasts = status.is_success() || response.extensions().get::<Replayable>().is_some();
    if !lasts || !tells {
        release_key(app, scope, key).await;
        return response;
    }
    let (parts, sent) = response.into_parts();
    let Ok(bytes) = body::collect(&HeaderMap::new(), sent, usize::MAX).await else {
        release_key(app, scope, key).await;
        return ErrorResponse::broken("an answer broke off").into_response();
    };
    if let Some(answer) = answer(status, &parts.headers, &bytes) {
        // Not kept, the next try does the same act again, which does nothing twice.
        if let Err(failure) = app.service.settle(scope, key, &answer).await {
            tracing::warn!(error = %failure, "an answer was not kept");
        }
    }
    Response::from_parts(parts, Body::from(bytes))
}

fn answer(status: StatusCode, headers: &HeaderMap, bytes: &Bytes) -> Option<Answer> {
    let text = |value: &HeaderValue| value.to_str().ok().map(str::to_owned);
    let kept = KEPT.iter().filter_map(|name| Some((name.to_string(), text(headers.get(name)?)?)));
    let body = std::str::from_utf8(bytes).ok()?.to_owned();
    Some(Answer { status: status.as_u16(), headers: kept.collect(), body })
}

/// The answer of the first try, told again.
fn replay(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = (status, answer.body).into_response();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_TYPE);
    for (name, value) in &answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.insert(name, value);
        }
    }
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

async fn release_key(app: &App, scope: &Scope, key: &str) {
    let released: Result<(), ServiceError> = app.service.release(scope, key).await;
    if let Err(failure) = released {
        tracing::warn!(error = %failure, "a key was not given free; its lease will end");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(content_type: &str, target: &str) -> Parts {
        let request = Request::post(target).header(header::CONTENT_TYPE, content_type).body(Body::empty());
        request.unwrap().into_parts().0
    }

    #[test]
    fn an_idempotency_key_is_one_word_of_ascii() {
        let with = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(KEY, HeaderValue::from_bytes(value.as_bytes()).unwrap());
            }
            key(&headers).is_ok()
        };
        assert!(with(&["9b2c-1"]) && with(&[&"k".repeat(limits::KEY_CHARS)]));
        assert!(!with(&[""]) && !with(&["a b"]) && !with(&["khóa"]) && !with(&["a", "b"]));
        assert!(!with(&[&"k".repeat(limits::KEY_CHARS + 1)]));
    }

    #[test]
    fn idempotency_compares_method_address_type_and_body() {
        let of = |kind: &str, target: &str, body: &str| digest(&parts(kind, target), body.as_bytes());
        let first = of("application/json", "/a?x=1", "{}");
        assert_eq!(first, of("application/json", "/a?x=1", "{}"));
        assert_ne!(first, of("application/json", "/a?x=1", "{ }"));
        assert_ne!(first, of("application/json", "/a?x=2", "{}"));
        assert_ne!(first, of("text/plain", "/a?x=1", "{}"));
    }

    #[test]
    fn idempotency_ignores_the_boundary_of_a_multipart_body() {
        let form = |boundary: &str, text: &str| {
            let body = format!(
                "--{boundary}\r\ncontent-disposition: form-data; name=\"draft\"\r\n\r\n{text}\r\n--{boundary}--\r\n"
            );
            digest(&parts(&format!("multipart/form-data; boundary={boundary}"), "/a"), body.as_bytes())
        };
        assert_eq!(form("one", "{}"), form("another", "{}"));
        assert_ne!(form("one", "{}"), form("another", "[]"));
    }
}
