//! Files of a document.

use crate::http::error::ErrorResponse;
use crate::http::extract::PathParams;
use crate::http::{ApiError, App, Caller, files};
use crate::service::FileKind;
use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::response::Response;

/// Tải tệp của văn bản đã ban hành: PDF, DOCX, cả gói, hoặc dữ liệu nguồn.
///
/// Tệp không bao giờ đổi: `ETag` là SHA-256 của nó. Nhận `If-None-Match`, `Range`, `If-Range` và HEAD.
#[utoipa::path(
    get, path = "/documents/{id}/{file}", tag = "documents", operation_id = "documentFile",
    params(
        ("id" = String, Path, description = "Mã văn bản (UUIDv7)."),
        ("file" = inline(FileKind), Path, description = "Tệp nào."),
        ("Range" = Option<String>, Header, description = "Một đoạn byte: `bytes=0-1023`."),
    ),
    responses(
        (status = 200, description = "Tệp.",
            content(("application/pdf"),
                ("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
                ("application/zip"), ("application/json")),
            headers(
                ("ETag" = String, description = "SHA-256 của tệp."),
                ("Content-Disposition" = String, description = "Tên tệp."),
            )),
        (status = 206, description = "Đoạn được yêu cầu.",
            content(("application/pdf"),
                ("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
                ("application/zip"), ("application/json")),
            headers(("Content-Range" = String, description = "Đoạn nào của bao nhiêu byte."))),
        (status = 304, description = "Không đổi so với If-None-Match."),
        (status = 409, description = ""),
        (status = 416, description = ""),
    ),
)]
pub(super) async fn file(
    State(app): State<App>,
    Caller(scope): Caller,
    PathParams((id, name)): PathParams<(String, String)>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let kind = FileKind::named(&name).ok_or_else(ErrorResponse::no_route)?;
    let file = app.service.file(&scope, &id, kind).await?;
    files::answer(&app, &method, &headers, file).await
}
