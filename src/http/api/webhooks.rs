//! Receivers of events, and the log of what they were told.

use crate::http::extract::{PathParams, QueryParams};
use crate::http::{ApiError, App, Caller, ErrorResponse};
use crate::outbox::WebhookInfo;
use crate::service::Deliveries;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(webhooks))
        .routes(routes!(deliveries))
        .routes(routes!(resume_delivery))
}

/// Configured receivers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Webhooks)]
pub(super) struct WebhookList {
    /// Oldest first.
    webhooks: Vec<WebhookInfo>,
}

/// Page of the log of deliveries.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DeliveryQuery {
    /// Chỗ trang trước kết thúc.
    cursor: Option<String>,
    /// Số mục nhiều nhất của trang.
    #[param(minimum = 1, maximum = 199, default = 50)]
    limit: Option<usize>,
}

/// Các nơi nhận tin đã cấu hình; không có bí mật của chúng.
#[utoipa::path(
    get, path = "/webhooks", tag = "webhooks", operation_id = "webhooks",
    responses((status = 200, description = "Các nơi nhận tin.", body = WebhookList)),
)]
async fn webhooks(State(app): State<App>, Caller(scope): Caller) -> Result<Json<WebhookList>, ApiError> {
    let webhooks = app.service.webhooks(&scope).await?;
    Ok(Json(WebhookList { webhooks }))
}

/// Nhật ký gửi tin, mới nhất trước.
///
/// Địa chỉ nơi nhận (`url`) chỉ hiện cho người được xem nơi nhận đó.
#[utoipa::path(
    get, path = "/webhooks/deliveries", tag = "webhooks", operation_id = "deliveries", params(DeliveryQuery),
    responses((status = 200, description = "Một trang nhật ký.", body = Deliveries)),
)]
async fn deliveries(
    State(app): State<App>,
    Caller(scope): Caller,
    QueryParams(asked): QueryParams<DeliveryQuery>,
) -> Result<Json<Deliveries>, ApiError> {
    if asked.limit.is_some_and(|limit| !(1..=199).contains(&limit)) {
        return Err(ErrorResponse::unreadable("Tham số limit phải từ 1 đến 199.").into());
    }
    let page = app.service.deliveries(&scope, asked.cursor.as_deref(), asked.limit).await?;
    Ok(Json(page))
}

/// Gửi lại một tin đã thôi tự gửi (`parked`), các lần thử đếm lại từ đầu.
#[utoipa::path(
    post, path = "/webhooks/deliveries/{id}/resume", tag = "webhooks", operation_id = "resumeDelivery",
    params(("id" = String, Path, description = "Mã lần gửi, như trong nhật ký.")),
    responses((status = 204, description = "Sẽ gửi lại ngay.")),
)]
async fn resume_delivery(
    State(app): State<App>,
    Caller(scope): Caller,
    PathParams(id): PathParams<String>,
) -> Result<StatusCode, ApiError> {
    app.service.resume_delivery(&scope, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
