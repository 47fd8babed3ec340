//! Documents looked at: what is wrong with them, and the pages as they will print.

use crate::http::api::accept;
use crate::http::error::{ErrorResponse, FieldProblem};
use crate::http::extract::{PathParams, QueryParams};
use crate::http::{ApiError, App, Caller};
use crate::office::{Format, PageRequest};
use crate::report::{Report, Severity};
use crate::service::ServiceError;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// All that was found in a document.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Findings)]
pub(in crate::http::api) struct FindingList {
    /// Number of findings that keep it from being issued.
    errors: usize,
    /// Number of findings that a person should look at.
    warnings: usize,
    /// Number of findings that are only worth knowing.
    information: usize,
    /// All of them.
    #[schema(value_type = Vec<FieldProblem>)]
    problems: Report,
}

impl From<Report> for FindingList {
    fn from(problems: Report) -> Self {
        let count = |severity| problems.problems.iter().filter(|p| p.severity == severity).count();
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            information: count(Severity::Information),
            problems,
        }
    }
}

/// Page to be previewed.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PreviewOptions {
    /// Trang thứ mấy, từ 1.
    #[param(minimum = 1, default = 1)]
    page: Option<usize>,
    /// Ghi vào mỗi chữ của hình SVG chỗ của chữ đó trong dự thảo: `data-at` là trường, `data-from` và `data-to` là byte
    /// trong giá trị của trường. Trang của văn bản đã ban hành không có.
    #[param(default = false)]
    sources: Option<bool>,
}

/// Media types of a page, the usual first.
const OFFERED: [&str; 2] = ["image/svg+xml", "image/png"];
/// Header with the number of pages.
const PAGES: HeaderName = HeaderName::from_static("x-vanthu-pages");
/// Opened by itself, a picture of a page shows itself and does nothing.
const PICTURE_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; sandbox";

/// Soát thể thức và nội dung văn bản như hiện nay.
#[utoipa::path(
    post, path = "/documents/{id}/check", tag = "documents", operation_id = "checkDocument",
    params(("id" = String, Path, description = "Mã văn bản (UUIDv7).")),
    responses((status = 200, description = "Mọi chỗ cần xem lại.", body = FindingList)),
)]
pub(super) async fn check(
    State(app): State<App>,
    Caller(scope): Caller,
    PathParams(id): PathParams<String>,
) -> Result<Json<FindingList>, ApiError> {
    Ok(Json(app.service.check(&scope, &id).await?.into()))
}

/// Xem trước một trang, dạng SVG hoặc PNG: của dự thảo là trang sẽ in; của văn bản đã ban hành là trang trong tệp PDF đã
/// lưu, dù mẫu hay hồ sơ cơ quan đã sửa từ đó.
///
/// Với dự thảo, người không có quyền cấp số thấy chỗ ảnh chữ ký, con dấu của cơ quan để trống, và không xem được dự thảo
/// mang số (422, `number-not-given`).
#[utoipa::path(
    post, path = "/documents/{id}/preview", tag = "documents", operation_id = "previewDocument",
    params(("id" = String, Path, description = "Mã văn bản (UUIDv7)."), PreviewOptions),
    responses(
        (status = 200, description = "Hình của trang.",
            content(("image/svg+xml"), ("image/png")),
            headers(("X-Vanthu-Pages" = u64, description = "Số trang của văn bản."))),
        (status = 406, description = ""),
    ),
)]
pub(super) async fn preview(
    State(app): State<App>,
    Caller(scope): Caller,
    PathParams(id): PathParams<String>,
    QueryParams(PreviewOptions { page, sources }): QueryParams<PreviewOptions>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let form = accept::preferred(&headers, &OFFERED)
        .ok_or_else(|| ErrorResponse::not_acceptable(&OFFERED.join(", ")))?;
    let format = if form == "image/png" { Format::Png } else { Format::Svg };
    let page = page.unwrap_or(1).checked_sub(1).ok_or(ServiceError::NotFound)?;
    let wanted = PageRequest { page, format, sources: sources.unwrap_or(false) };
    let picture = app.service.preview_page(&scope, &id, wanted).await?;
    let headers = [
        (header::CONTENT_TYPE, picture.media_type.to_owned()),
        (header::VARY, "accept".to_owned()),
        (header::CONTENT_SECURITY_POLICY, PICTURE_POLICY.to_owned()),
        (PAGES, picture.pages.to_string()),
    ];
    Ok((headers, picture.bytes).into_response())
}

/// Xem trước một trang, như trên, để đặt thẳng vào trang web hay trình duyệt.
#[utoipa::path(
    get, path = "/documents/{id}/preview", tag = "documents", operation_id = "documentPage",
    params(("id" = String, Path, description = "Mã văn bản (UUIDv7)."), PreviewOptions),
    responses(
        (status = 200, description = "Hình của trang.",
            content(("image/svg+xml"), ("image/png")),
            headers(("X-Vanthu-Pages" = u64, description = "Số trang của văn bản."))),
        (status = 406, description = ""),
        (status = 422, description = ""),
    ),
)]
pub(super) async fn preview_again(
    app: State<App>,
    caller: Caller,
    id: PathParams<String>,
    looking: QueryParams<PreviewOptions>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    preview(app, caller, id, looking, headers).await
}
