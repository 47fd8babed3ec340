//! Drafts kept and changed.

use super::super::preconditions::{tag, version};
use super::{created, shown};
use crate::http::extract::{DraftForm, PathParams, QueryParams};
use crate::http::{ApiError, App, Caller, DraftUpload, OperationId, range};
use crate::service::{Act, Issuing, Stored};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;

/// Options of creating a document.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct CreateOptions {
    /// `true`: cấp số và ban hành ngay trong cùng yêu cầu; nếu không ban hành được thì không tạo gì.
    issue: Option<bool>,
    /// Ngày ban hành khi `issue=true`; không ghi thì là hôm nay (giờ Việt Nam).
    #[param(value_type = Option<String>, format = Date)]
    issued_date: Option<NaiveDate>,
    /// Lý do ghi ngày trước hôm nay khi `issue=true`, được ghi vào nhật ký; ngày cũ không có lý do thì bị từ chối.
    back_dated: Option<String>,
}

/// Tạo văn bản từ dự thảo; có thể ban hành luôn.
///
/// Dự thảo được phép còn thiếu, nhưng phải có loại (`type`) và cơ quan (`organ`); cơ quan ngoài danh mục (`issuer`) không có
/// sổ đăng ký (422, `issuer-without-register`). `problems` trong câu trả lời nêu mọi
/// chỗ còn phải sửa. Ghi `external_id` của hệ thống gọi vào dự thảo để tìm lại; trùng `external_id` trong một cơ quan là
/// 409. Ảnh chữ ký, con dấu gửi kèm bằng `multipart/form-data`. Với `issue=true`, một yêu cầu có `Idempotency-Key` vừa tạo
/// vừa ban hành, gửi lại bao nhiêu lần cũng chỉ ra một văn bản, một số.
#[utoipa::path(
    post, path = "/documents", tag = "documents", operation_id = "createDocument", params(CreateOptions),
    request_body(content(
        (ref("#/components/schemas/Draft") = "application/json"),
        (DraftForm = "multipart/form-data"),
    )),
    responses((status = 201, description = "Văn bản đã tạo.", body = Stored, headers(
        ("Location" = String, description = "Địa chỉ của văn bản."),
        ("ETag" = String, description = "Phiên bản, để gửi lại trong If-Match."),
    ))),
)]
pub(super) async fn create(
    State(app): State<App>,
    Caller(scope): Caller,
    OperationId(operation): OperationId,
    QueryParams(asked): QueryParams<CreateOptions>,
    DraftUpload { draft, images }: DraftUpload,
) -> Result<Response, ApiError> {
    let act = Act { scope: &scope, operation: &operation };
    let stored = match asked.issue.unwrap_or(false) {
        false => app.service.create(act, draft, images).await?,
        true => {
            let CreateOptions { issued_date: date, back_dated, .. } = asked;
            let issuing = Issuing { date, back_dated, ..Issuing::default() };
            app.service.create_issued(act, draft, images, &issuing).await?
        }
    };
    Ok(created(&stored))
}

/// Một văn bản: trạng thái, dự thảo (hay bản nguồn đã ban hành) và những chỗ cần xem lại.
///
/// Đọc không soát lại: `problems` của dự thảo là kết quả soát lúc ghi. `problems_state` cho biết kết quả ấy còn đúng
/// (`current`), đã cũ vì mẫu, hồ sơ cơ quan, ảnh, phiên bản chương trình hoặc ngày đã đổi (`stale`), hay chưa có (`pending`);
/// hai trường hợp sau được soát lại ngay sau đó, trong nền. Cần kết quả tức thì thì gọi `POST /documents/{id}/check`.
#[utoipa::path(
    get, path = "/documents/{id}", tag = "documents", operation_id = "document",
    params(("id" = String, Path, description = "Mã văn bản (UUIDv7).")),
    responses(
        (status = 200, description = "Văn bản.", body = Stored, headers(
            ("ETag" = String, description = "Phiên bản, để gửi lại trong If-Match."),
        )),
        (status = 304, description = "Không đổi so với If-None-Match."),
    ),
)]
pub(super) async fn document(
    State(app): State<App>,
    Caller(scope): Caller,
    PathParams(id): PathParams<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let stored = app.service.get(&scope, &id).await?;
    let tag = tag(stored.summary.version);
    if range::etag_matches(&headers, tag.to_str().unwrap_or("")) {
        return Ok((StatusCode::NOT_MODIFIED, [(axum::http::header::ETAG, tag)]).into_response());
    }
    Ok(shown(StatusCode::OK, &stored))
}

/// Thay dự thảo của một văn bản chưa ban hành.
///
/// Gửi lại `ETag` đã đọc trong `If-Match`: nếu người khác đã sửa trước thì câu trả lời là 412 và không có gì thay đổi.
#[utoipa::path(
    put, path = "/documents/{id}", tag = "documents", operation_id = "changeDocument",
    params(
        ("id" = String, Path, description = "Mã văn bản (UUIDv7)."),
        ("If-Match" = String, Header, description = "ETag của bản đã đọc."),
    ),
    request_body(content(
        (ref("#/components/schemas/Draft") = "application/json"),
        (DraftForm = "multipart/form-data"),
    )),
    responses(
        (status = 200, description = "Văn bản đã sửa.", body = Stored, headers(
            ("ETag" = String, description = "Phiên bản mới."),
        )),
        (status = 412, description = ""),
        (status = 428, description = ""),
    ),
)]
pub(super) async fn change(
    State(app): State<App>,
    Caller(scope): Caller,
    OperationId(operation): OperationId,
    PathParams(id): PathParams<String>,
    headers: HeaderMap,
    DraftUpload { draft, images }: DraftUpload,
) -> Result<Response, ApiError> {
    let current = app.service.get(&scope, &id).await?;
    let version = version(&headers, current.summary.version)?;
    let act = Act { scope: &scope, operation: &operation };
    let stored = app.service.update(act, &id, version, draft, images).await?;
    Ok(shown(StatusCode::OK, &stored))
}
