//! Documents found again.

use crate::http::extract::QueryParams;
use crate::http::{ApiError, App, Caller};
use crate::service::{self, Found};
use axum::Json;
use axum::extract::State;

/// Tìm văn bản theo loại, năm, số, cơ quan, người ký, chữ không dấu, ngày.
///
/// Mọi điều kiện ghi ra phải cùng đúng. Kết quả mới nhất trước; `next_cursor` dẫn tới trang sau.
#[utoipa::path(
    get, path = "/documents", tag = "documents", operation_id = "findDocuments", params(service::Query),
    responses((status = 200, description = "Một trang kết quả.", body = Found), (status = 422, description = "")),
)]
pub(super) async fn find(
    State(app): State<App>,
    Caller(scope): Caller,
    QueryParams(query): QueryParams<service::Query>,
) -> Result<Json<Found>, ApiError> {
    Ok(Json(app.service.find(&scope, &query).await?))
}
