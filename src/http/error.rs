//! Failures as answers: RFC 9457 `application/problem+json`, by one match.
//!
//! Takes what a use case refused ([`ServiceError`]) or what the protocol itself refuses ([`ErrorResponse`]); gives a problem with
//! a stable code, a sentence in Vietnamese and every field's problem at once. What belongs to the operator (the words
//! of a database, of a panic) goes to the log, never to the caller.

use super::api::problem_types;
use super::request_id;
use crate::access::Right;
use crate::report::Report;
use crate::service::ServiceError;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::borrow::Cow;
use utoipa::ToSchema;

/// The media type of problems.
pub(super) const PROBLEM_JSON: &str = "application/problem+json";

/// Error of a request: a failure of a use case, or a rejection before one begins.
#[derive(Debug)]
pub enum ApiError {
    /// A use case did not come to its end.
    Failed(ServiceError),
    /// The request is refused before one begins.
    Rejected(ErrorResponse),
}

impl<F: Into<ServiceError>> From<F> for ApiError {
    fn from(failure: F) -> Self {
        Self::Failed(failure.into())
    }
}

impl From<ErrorResponse> for ApiError {
    fn from(refusal: ErrorResponse) -> Self {
        Self::Rejected(refusal)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        match self {
            Self::Failed(failure) => error_response(failure).into_response(),
            Self::Rejected(refusal) => refusal.into_response(),
        }
    }
}

/// Response to a request that failed: status, code, sentence, problems, headers, and a text for the log.
#[derive(Debug)]
pub struct ErrorResponse {
    status: StatusCode,
    code: Cow<'static, str>,
    detail: Cow<'static, str>,
    problems: Report,
    document: Option<String>,
    headers: HeaderMap,
    log: Option<String>,
}

/// The body of a refusal, RFC 9457.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDetails {
    /// Address of the kind of refusal: `/api/v1/problems/<code>`.
    #[serde(rename = "type")]
    #[schema(format = "uri-reference", examples("/api/v1/problems/rejected"))]
    kind: String,
    /// The kind in a few words, in Vietnamese.
    title: &'static str,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// Explanation of what is wrong with this request and what to do, in Vietnamese.
    detail: Cow<'static, str>,
    /// The kind, for programs.
    #[schema(examples("rejected"))]
    code: Cow<'static, str>,
    /// The id of the request, as it stands in the log and in `X-Request-Id`.
    request_id: String,
    /// All that is wrong with the draft or the values sent, each with its place; empty where nothing is to be said of
    /// single fields.
    #[schema(value_type = Vec<FieldProblem>)]
    problems: Report,
    /// The id of another document that stands in the way: the one that has the `external_id`, or that replaces this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    document: Option<String>,
}

/// One thing that is wrong, and where.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes `report::Problem` to readers of the API")]
pub struct FieldProblem {
    /// The place in the draft: `signers[0].full_name`; empty for the whole.
    at: String,
    /// A line of the value, from 1, where it has many.
    #[schema(minimum = 1, nullable = false)]
    line: Option<u64>,
    /// The bytes of the value that are meant.
    #[schema(nullable = false)]
    range: Option<FieldRange>,
    /// The kind, for programs: `missing`, `NUM-01`.
    code: String,
    /// `information`, `warning` or `error`.
    severity: FieldSeverity,
    /// Explanation of what is wrong and what to do, in Vietnamese.
    message: String,
    /// A change that certainly mends it.
    #[schema(nullable = false)]
    fix: Option<FieldFix>,
}

/// Bytes of a value: `end` is the one behind the last.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes `report::Problem` to readers of the API")]
pub(super) struct FieldRange {
    start: u64,
    end: u64,
}

/// Replacement for a range of bytes that mends the problem.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes `report::Problem` to readers of the API")]
pub(super) struct FieldFix {
    range: FieldRange,
    replacement: String,
}

/// Weight of a problem.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "describes `report::Problem` to readers of the API")]
pub(super) enum FieldSeverity {
    /// Worth knowing.
    Information,
    /// A person should look.
    Warning,
    /// The document cannot be made, or must not be issued.
    Error,
}

/// Text for the log that the caller is not told; rides on the response to the access log.
#[derive(Clone, Debug)]
pub(super) struct LogDetail(pub(super) String);

/// The code of a refusal; rides on the response to the line in the log.
#[derive(Clone, Debug)]
pub(super) struct ErrorCode(pub(super) String);

/// Says of an answer that it refuses what no circumstances could let pass; rides on the response.
#[derive(Clone, Copy, Debug)]
pub(super) struct Replayable;

impl ErrorResponse {
    /// A refusal with a status, a stable code and a sentence in Vietnamese.
    pub fn new(
        status: StatusCode,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            code: code.into(),
            detail: detail.into(),
            problems: Report::new(),
            document: None,
            headers: HeaderMap::new(),
            log: None,
        }
    }

    /// 400: the request is not written as requests are.
    pub fn unreadable(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "unreadable", detail)
    }

    /// 401: no credential, or none that is known. It is not said which.
    pub fn unknown_caller() -> Self {
        let detail = "Chưa có hoặc sai khóa truy cập. Hãy gửi «Authorization: Bearer <id>.<bí mật>»; \
            người quản trị cấp khóa bằng lệnh «vanthu key create».";
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", detail)
            .with(header::WWW_AUTHENTICATE, "Bearer realm=\"vanthu\"")
    }

    /// 404: there is nothing at this address.
    pub fn no_route() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "no-route",
            "Không có gì ở địa chỉ này. Hãy xem /api/v1/openapi.json.",
        )
    }

    /// 405; the header `Allow` says what may be done.
    pub fn no_method(allow: Option<HeaderValue>) -> Self {
        let detail = "Địa chỉ này không nhận phương thức đó; phương thức được nhận nằm ở tiêu đề Allow.";
        let refusal = Self::new(StatusCode::METHOD_NOT_ALLOWED, "no-method", detail);
        match allow {
            Some(allow) => refusal.with(header::ALLOW, allow),
            None => refusal,
        }
    }

    /// 406: none of the forms asked for can be made.
    pub fn not_acceptable(offered: &str) -> Self {
        let detail = format!("Không có dạng được yêu cầu trong Accept; có thể nhận: {offered}.");
        Self::new(StatusCode::NOT_ACCEPTABLE, "not-acceptable", detail)
    }

    /// 408: the body did not come in time.
    pub fn too_slow() -> Self {
        let detail =
            "Nội dung yêu cầu chưa đến đủ trong thời hạn. Hãy gửi lại, với cùng Idempotency-Key nếu có.";
        Self::new(StatusCode::REQUEST_TIMEOUT, "too-slow", detail).with(header::CONNECTION, "close")
    }

    /// 503: the request was not done in time.
    pub fn too_long() -> Self {
        let detail = "Yêu cầu chưa xong trong thời hạn. Hãy gửi lại, với cùng Idempotency-Key nếu có.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "too-long", detail).with(header::RETRY_AFTER, 1)
    }

    /// 412: what is meant is not what there is now, which has this tag.
    pub fn stale(now: String) -> Self {
        let detail = format!(
            "Bản này không còn là bản đã đọc; bản hiện nay là {now}. Hãy đọc lại rồi làm trên bản mới."
        );
        Self::new(StatusCode::PRECONDITION_FAILED, "stale", detail).with(header::ETAG, now)
    }

    /// 413: more bytes than are taken.
    pub fn too_large(most: usize) -> Self {
        let detail = format!("Nội dung gửi lên lớn quá {} KiB.", most / 1024);
        // What was not read would be taken for the next request.
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", detail).with(header::CONNECTION, "close")
    }

    /// 415: the body is of a kind that is not read here.
    pub fn media_type(taken: &str) -> Self {
        let detail = format!("Kiểu nội dung (Content-Type) không đọc được ở đây; hãy gửi {taken}.");
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", detail)
    }

    /// 428: a change must say which version it changes.
    pub fn no_version() -> Self {
        let detail = "Thiếu If-Match. Hãy đọc trước và gửi lại ETag đã đọc, \
            để không ghi đè thay đổi của người khác.";
        Self::new(StatusCode::PRECONDITION_REQUIRED, "no-version", detail)
    }

    /// 429: the caller asks more often than agreed.
    pub fn too_many(seconds: u32) -> Self {
        let detail = format!("Khóa này đã dùng hết lượt yêu cầu. Hãy thử lại sau {seconds} giây.");
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many", detail).with(header::RETRY_AFTER, seconds)
    }

    /// 500: a fault of the program; the text is for the log.
    pub fn broken(log: impl Into<String>) -> Self {
        let detail = "Máy chủ gặp lỗi. Hãy báo cho người quản trị mã yêu cầu (request_id).";
        Self { log: Some(log.into()), ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "broken", detail) }
    }

    /// The same with all that is wrong, field by field.
    pub fn listing(self, problems: Report) -> Self {
        Self { problems, ..self }
    }

    /// The same with a header.
    pub fn with<V>(mut self, name: HeaderName, value: V) -> Self
    where
        HeaderValue: TryFrom<V>,
    {
        if let Ok(value) = HeaderValue::try_from(value) {
            self.headers.insert(name, value);
        }
        self
    }

    fn logging(self, log: impl Into<String>) -> Self {
        Self { log: Some(log.into()), ..self }
    }
}

/// The status of a failure, for programs and people alike.
pub(super) fn status(failure: &ServiceError) -> StatusCode {
    match failure {
        ServiceError::Rejected(_) => StatusCode::UNPROCESSABLE_ENTITY,
        ServiceError::NotFound => StatusCode::NOT_FOUND,
        ServiceError::Forbidden(_) => StatusCode::FORBIDDEN,
        ServiceError::Conflict { .. } => StatusCode::CONFLICT,
        ServiceError::Stale(_) => StatusCode::PRECONDITION_FAILED,
        ServiceError::Busy(_) | ServiceError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        ServiceError::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Seconds after which a request that failed may be sent again.
pub(super) fn retry_after(failure: &ServiceError) -> Option<u32> {
    match failure {
        ServiceError::Busy(seconds) => Some(*seconds),
        ServiceError::Unavailable(_) => Some(UNAVAILABLE_SECONDS),
        _ => None,
    }
}

/// Each failure's own answer.
fn error_response(failure: ServiceError) -> ErrorResponse {
    let status = status(&failure);
    let retry = retry_after(&failure);
    let response = problem_response(failure, status);
    match retry {
        Some(seconds) => response.with(header::RETRY_AFTER, seconds),
        None => response,
    }
}

/// A failure's code, sentence and problems.
fn problem_response(failure: ServiceError, status: StatusCode) -> ErrorResponse {
    match failure {
        ServiceError::Rejected(report) => {
            let detail = match report.problems.as_slice() {
                [one] => Cow::Owned(one.to_string()),
                _ => Cow::Borrowed("Dữ liệu chưa hợp lệ; mỗi chỗ cần sửa nằm trong problems."),
            };
            ErrorResponse::new(status, "rejected", detail).listing(report)
        }
        ServiceError::NotFound => {
            ErrorResponse::new(status, "not-found", "Không tìm thấy, hoặc khóa này không được xem.")
        }
        ServiceError::Forbidden(right) => ErrorResponse::new(status, "forbidden", lacking(right)),
        ServiceError::Conflict { code, message, document } => {
            ErrorResponse { document, ..ErrorResponse::new(status, code, message) }
        }
        ServiceError::Stale(now) => ErrorResponse::stale(format!("\"{now}\"")),
        ServiceError::Busy(seconds) => {
            let detail = format!("Máy chủ đang bận. Hãy thử lại sau {seconds} giây.");
            ErrorResponse::new(status, "busy", detail)
        }
        ServiceError::Unavailable(error) => {
            let detail =
                "Cơ sở dữ liệu hoặc kho tệp tạm thời không dùng được. Chưa có gì bị ghi dở; hãy thử lại sau.";
            ErrorResponse::new(status, "unavailable", detail).logging(error.to_string())
        }
        ServiceError::Broken(log) => ErrorResponse::broken(log),
    }
}

/// After how long a database or bucket that is gone may be back.
const UNAVAILABLE_SECONDS: u32 = 5;

fn lacking(right: Right) -> &'static str {
    match right {
        Right::Read => "Khóa này không được xem văn bản của cơ quan đó.",
        Right::Draft => "Khóa này không được soạn thảo; cần vai trò drafter hoặc clerk.",
        Right::Number => "Khóa này không được cấp số, ban hành; cần vai trò clerk.",
        Right::Record => "Khóa này không được nhập văn bản đã ban hành; cần vai trò archivist.",
        Right::Audit => "Khóa này không được xem sổ và nhật ký; cần vai trò clerk, archivist hoặc auditor.",
        Right::Govern => "Khóa này không được thay đổi cơ quan, sổ, ảnh; cần vai trò admin.",
    }
}

fn title(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 => "Yêu cầu không đọc được",
        401 => "Chưa xác thực",
        403 => "Không có quyền",
        404 => "Không tìm thấy",
        405 => "Phương thức không được nhận",
        406 => "Không có dạng được yêu cầu",
        408 => "Quá thời hạn",
        409 => "Không làm được ở trạng thái hiện nay",
        412 => "Đã có bản mới hơn",
        413 => "Nội dung quá lớn",
        415 => "Kiểu nội dung không đọc được",
        416 => "Không có đoạn được yêu cầu",
        422 => "Dữ liệu chưa hợp lệ",
        428 => "Thiếu điều kiện If-Match",
        429 => "Quá nhiều yêu cầu",
        503 => "Tạm thời không phục vụ được",
        500.. => "Lỗi của máy chủ",
        _ => "Yêu cầu bị từ chối",
    }
}

impl IntoResponse for ErrorResponse {
    fn into_response(self) -> Response {
        let lasting = problem_types::depends_on_request_only(&self.code, &self.problems);
        let problem = ProblemDetails {
            kind: format!("/api/v1/problems/{}", self.code),
            title: title(self.status),
            status: self.status.as_u16(),
            detail: self.detail,
            code: self.code.clone(),
            request_id: request_id::current(),
            problems: self.problems,
            document: self.document,
        };
        // Text and numbers alone: it cannot fail.
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (self.status, self.headers, body).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if lasting {
            response.extensions_mut().insert(Replayable);
        }
        response.extensions_mut().insert(ErrorCode(self.code.into_owned()));
        if let Some(log) = self.log {
            response.extensions_mut().insert(LogDetail(log));
        }
        response
    }
}
