//! Many drafts as one job.

use crate::http::{ApiError, App, Caller, OperationId};
use crate::http::{JsonBody, PathParams};
use crate::limits;
use crate::service::{Act, BatchIssuing, Job};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(batch)).routes(routes!(job)).routes(routes!(resume_job))
}

/// Drafts of one organ.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Batch)]
pub(super) struct BatchRequest {
    /// The organ's id.
    organ: String,
    /// `true`: they are issued too, in the order given.
    #[serde(default)]
    issue: bool,
    /// Reason for dates before today, required where there is one; the ledger keeps it with each.
    #[schema(nullable = false)]
    back_dated: Option<String>,
    /// The drafts.
    #[schema(schema_with = drafts)]
    drafts: Vec<Map<String, Value>>,
}

/// Drafts as the description knows them.
fn drafts() -> utoipa::openapi::schema::Array {
    let draft = utoipa::openapi::Ref::from_schema_name("Draft");
    utoipa::openapi::ArrayBuilder::new().items(draft).min_items(Some(1)).build()
}

/// Nhận một lô dự thảo của một cơ quan.
///
/// Việc chạy nền; xem kết quả từng mục ở địa chỉ trong `Location`. Một dự thảo sai không cản các dự thảo khác.
#[utoipa::path(
    post, path = "/batches", tag = "batches", operation_id = "createBatch",
    request_body = BatchRequest,
    responses((status = 202, description = "Đã nhận.", body = Job,
        headers(("Location" = String, description = "Địa chỉ của việc.")))),
)]
async fn batch(
    State(app): State<App>,
    Caller(scope): Caller,
    OperationId(operation): OperationId,
    JsonBody(BatchRequest { organ, issue, back_dated, drafts }): JsonBody<
        BatchRequest,
        { limits::BATCH_BYTES },
    >,
) -> Result<Response, ApiError> {
    let act = Act { scope: &scope, operation: &operation };
    let issuing = issue.then_some(BatchIssuing { back_dated });
    let job = app.service.batch(act, &organ, drafts, issuing).await?;
    let location = format!("/api/v1/jobs/{}", job.id);
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, location)], axum::Json(job)).into_response())
}

/// Cho một việc đã thôi tự làm lại (`parked`) chạy tiếp từ mục chưa xong.
///
/// Việc không ở tình trạng `parked` giữ nguyên như đang có.
#[utoipa::path(
    post, path = "/jobs/{id}/resume", tag = "batches", operation_id = "resumeJob",
    params(("id" = String, Path, description = "Mã việc.")),
    responses((status = 200, description = "Việc như lúc này.", body = Job)),
)]
async fn resume_job(
    State(app): State<App>,
    Caller(scope): Caller,
    OperationId(operation): OperationId,
    PathParams(id): PathParams<String>,
) -> Result<axum::Json<Job>, ApiError> {
    let act = Act { scope: &scope, operation: &operation };
    Ok(axum::Json(app.service.resume_job(act, &id).await?))
}

/// Một việc và kết quả từng mục.
#[utoipa::path(
    get, path = "/jobs/{id}", tag = "batches", operation_id = "job",
    params(("id" = String, Path, description = "Mã việc.")),
    responses((status = 200, description = "Việc, xong đến đâu thì có kết quả đến đó.", body = Job)),
)]
async fn job(
    State(app): State<App>,
    Caller(scope): Caller,
    PathParams(id): PathParams<String>,
) -> Result<axum::Json<Job>, ApiError> {
    Ok(axum::Json(app.service.job(&scope, &id).await?))
}
