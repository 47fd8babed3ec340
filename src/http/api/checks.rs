//! The checks of form: what each asks and why, with its page.

use crate::http::{ApiError, App, Caller, PathParams};
use crate::office::{CheckEntry, CheckPage, check_offered, checks_offered};
use crate::service::ServiceError;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(checks)).routes(routes!(check))
}

/// The checks.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Checks)]
pub(super) struct CheckList {
    /// In order of id.
    checks: Vec<CheckEntry>,
}

/// Các quy tắc thể thức.
///
/// `id` là mã (`code`) của các phát hiện khi soát; `severity` là mức theo Nghị định, kiểu trình bày của cơ quan có thể xếp khác.
#[utoipa::path(
    get, path = "/checks", tag = "checks", operation_id = "checks",
    responses((status = 200, description = "Mọi quy tắc, theo thứ tự mã.", body = CheckList)),
)]
async fn checks(Caller(_): Caller) -> Json<CheckList> {
    Json(CheckList { checks: checks_offered() })
}

/// Một quy tắc: điều phải đúng và lý do, ví dụ sai, ví dụ đúng, cách sửa.
///
/// Ví dụ loại `draft` là phần thay đổi (JSON merge patch, RFC 7396) của một dự thảo không có lỗi nào.
#[utoipa::path(
    get, path = "/checks/{id}", tag = "checks", operation_id = "check",
    params(("id" = String, Path, description = "Mã quy tắc, chữ hoa hay chữ thường đều được.")),
    responses((status = 200, description = "Quy tắc.", body = CheckPage)),
)]
async fn check(Caller(_): Caller, PathParams(id): PathParams<String>) -> Result<Json<CheckPage>, ApiError> {
    Ok(Json(check_offered(&id).ok_or(ServiceError::NotFound)?))
}
