//! Numbers given and papers entered; documents taken back or replaced.

use super::super::preconditions::optional_if_match;
use super::{created, shown};
use crate::http::error::{ErrorResponse, FieldProblem};
use crate::http::extract::{DraftForm, JsonBody, PathParams, ReplacementUpload};
use crate::http::{ApiError, App, Caller, DraftUpload, OperationId};
use crate::register::NumberChoice;
use crate::report::{FieldPath, Report};
use crate::service::{Act, DryRun, Issuing, Stored};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Options of issuing a document; an empty object is the usual choice.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IssueRequest {
    /// Ngày ban hành; không ghi thì là hôm nay (giờ Việt Nam).
    #[schema(value_type = Option<String>, format = Date)]
    issued_date: Option<NaiveDate>,
    /// Dùng số đã giữ trước này.
    #[schema(minimum = 1)]
    reserved_number: Option<u32>,
    /// Lấy số chèn sau số này: 12 thì được 12a; sổ phải cho phép.
    #[schema(minimum = 1)]
    behind_number: Option<u32>,
    /// Lý do ghi ngày trước hôm nay, được ghi vào nhật ký; ngày cũ không có lý do thì bị từ chối (`back-dated`). Năm đã
    /// khóa sổ không nhận lý do nào (`year-closed`).
    back_dated: Option<String>,
    /// `true`: chỉ cho biết sẽ được số nào và còn lỗi gì; không ghi gì.
    dry_run: Option<bool>,
}

/// Result that issuing would have.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IssueForecast {
    /// The number it would have now; another may take it meanwhile.
    code_number: String,
    /// The date.
    #[schema(value_type = String, format = Date)]
    issued_date: NaiveDate,
    /// All that was found; of severity `error`: what keeps it from being issued.
    #[schema(value_type = Vec<FieldProblem>)]
    problems: Report,
}

/// Result of issuing, or its forecast.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes two answers of one operation")]
pub(super) enum IssueAnswer {
    /// Issued.
    Issued(Box<Stored>),
    /// Only asked.
    Forecast(IssueForecast),
}

/// Reason for taking something back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Reason)]
pub(super) struct ReasonRequest {
    /// Lý do, ghi vào sổ. Bắt buộc với văn bản đã có số; dự thảo thì không cần.
    #[serde(default)]
    reason: String,
}

/// A draft in place of an issued document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `Replacing` reads")]
#[schema(as = Replacement)]
pub(super) struct ReplaceRequest {
    /// Lý do thay thế.
    reason: String,
    /// Dự thảo của văn bản thay thế.
    #[schema(value_type = Object)]
    draft: serde_json::Value,
}

impl IssueRequest {
    fn issuing(self) -> Result<Issuing, ErrorResponse> {
        let wanted = match (self.reserved_number, self.behind_number) {
            (None, None) => NumberChoice::Next,
            (Some(reserved), None) => NumberChoice::Reserved(reserved),
            (None, Some(behind)) => NumberChoice::Behind(behind),
            (Some(_), Some(_)) => return Err(two_numbers()),
        };
        Ok(Issuing { date: self.issued_date, wanted, back_dated: self.back_dated })
    }
}

fn two_numbers() -> ErrorResponse {
    let message = "Chỉ ghi một trong hai: reserved_number (số đã giữ) hoặc behind_number (số chèn).";
    let mut report = Report::new();
    report.error(FieldPath::field("behind_number"), "two-numbers", message);
    ErrorResponse::unreadable(message).listing(report)
}

/// Cấp số, ghi ngày và ban hành.
///
/// Số được cấp một lần, không trùng, không bỏ cách; gói tệp được làm và lưu trước khi báo ra. Dự thảo còn lỗi mức `error`
/// bị từ chối (422) trừ khi có `overrides` kèm lý do. Gửi lại với cùng `Idempotency-Key` thì nhận lại đúng số đó. Gửi
/// `If-Match` với `ETag` của bản đã duyệt để không ban hành bản mà người khác vừa sửa.
#[utoipa::path(
    post, path = "/documents/{id}/issue", tag = "documents", operation_id = "issueDocument",
    params(
        ("id" = String, Path, description = "Mã văn bản (UUIDv7)."),
        ("If-Match" = Option<String>, Header, description = "ETag của bản đã xem; văn bản đã khác thì 412, không làm gì."),
    ),
    request_body(content = IssueRequest, content_type = "application/json"),
    responses(
        (status = 200, description = "Văn bản đã ban hành; hoặc dự kiến, khi `dry_run`.", body = IssueAnswer,
            headers(("ETag" = String, description = "Phiên bản mới; không có khi `dry_run`."))),
        (status = 412, description = ""),
    ),
)]
pub(super) async fn issue(
    State(app): State<App>,
    Caller(scope): Caller,
    OperationId(operation): OperationId,
    PathParams(id): PathParams<String>,
    headers: HeaderMap,
    JsonBody(request): JsonBody<IssueRequest>,
) -> Result<Response, ApiError> {
    let act = Act { scope: &scope, operation: &operation };
    let dry_run = request.dry_run.unwrap_or(false);
    let issuing = request.issuing()?;
    let draft = optional_if_match(&id, &headers);
    if dry_run {
        let DryRun { code_number, issued_date, report } = app.service.issue_dry(act, draft, &issuing).await?;
        return Ok(axum::Json(IssueForecast { code_number, issued_date, problems: report }).into_response());
    }
    Ok(shown(StatusCode::OK, &app.service.issue(act, draft, &issuing).await?))
}

/// Nhập văn bản giấy đã có số và ngày.
///
/// Dự thảo phải có `code_number` và `issued_date`; số được ghi vào sổ như trên giấy, văn bản được in lại đúng như đã ban hành.
/// Ngày trên giấy không cần lý do, nhưng năm đã khóa sổ thì bị từ chối. Ảnh chữ ký, con dấu của cơ quan chỉ người có quyền
/// cấp số được dùng.
#[utoipa::path(
    post, path = "/documents/record", tag = "documents", operation_id = "recordDocument",
    request_body(content(
        (ref("#/components/schemas/Draft") = "application/json"),
        (DraftForm = "multipart/form-data"),
    )),
    responses((status = 201, description = "Văn bản đã nhập.", body = Stored, headers(
        ("Location" = String, description = "Địa chỉ của văn bản."),
        ("ETag" = String, description = "Phiên bản."),
    ))),
)]
pub(super) async fn record(
    State(app): State<App>,
    Caller(scope): Caller,
    OperationId(operation): OperationId,
    DraftUpload { draft, images }: DraftUpload,
) -> Result<Response, ApiError> {
    let act = Act { scope: &scope, operation: &operation };
    Ok(created(&app.service.record(act, draft, images).await?))
}

/// Hủy văn bản, có lý do; số vẫn nằm trong sổ.
#[utoipa::path(
    post, path = "/documents/{id}/cancel", tag = "documents", operation_id = "cancelDocument",
    params(
        ("id" = String, Path, description = "Mã văn bản (UUIDv7)."),
        ("If-Match" = Option<String>, Header, description = "ETag của bản đã xem; văn bản đã khác thì 412, không làm gì."),
    ),
    request_body(content = ReasonRequest, content_type = "application/json"),
    responses(
        (status = 200, description = "Văn bản đã hủy.", body = Stored, headers(
            ("ETag" = String, description = "Phiên bản mới."),
        )),
        (status = 412, description = ""),
    ),
)]
pub(super) async fn cancel(
    State(app): State<App>,
    Caller(scope): Caller,
    OperationId(operation): OperationId,
    PathParams(id): PathParams<String>,
    headers: HeaderMap,
    JsonBody(ReasonRequest { reason }): JsonBody<ReasonRequest>,
) -> Result<Response, ApiError> {
    let act = Act { scope: &scope, operation: &operation };
    Ok(shown(StatusCode::OK, &app.service.cancel(act, optional_if_match(&id, &headers), &reason).await?))
}

/// Tạo dự thảo thay thế cho văn bản đã ban hành (Điều 18 khoản 3 Nghị định 30/2020/NĐ-CP).
///
/// Khi dự thảo này được ban hành, văn bản cũ chuyển sang `replaced`.
#[utoipa::path(
    post, path = "/documents/{id}/replace", tag = "documents", operation_id = "replaceDocument",
    params(
        ("id" = String, Path, description = "Mã văn bản được thay thế."),
        ("If-Match" = Option<String>, Header, description = "ETag của bản đã xem; văn bản đã khác thì 412, không làm gì."),
    ),
    request_body(content(
        (ReplaceRequest = "application/json"),
        (DraftForm = "multipart/form-data"),
    )),
    responses(
        (status = 201, description = "Dự thảo thay thế.", body = Stored, headers(
            ("Location" = String, description = "Địa chỉ của dự thảo thay thế."),
            ("ETag" = String, description = "Phiên bản."),
        )),
        (status = 412, description = ""),
    ),
)]
pub(super) async fn replace(
    State(app): State<App>,
    Caller(scope): Caller,
    OperationId(operation): OperationId,
    PathParams(id): PathParams<String>,
    headers: HeaderMap,
    ReplacementUpload { reason, draft, images, wrapped }: ReplacementUpload,
) -> Result<Response, ApiError> {
    let act = Act { scope: &scope, operation: &operation };
    let replaced = app.service.replace(act, optional_if_match(&id, &headers), &reason, draft, images).await;
    Ok(created(&replaced.map_err(|failure| ReplacementUpload::placed(wrapped, failure))?))
}
