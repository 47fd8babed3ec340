//! Document types and ready-made contents: what drafts of them may hold.

use crate::access::{Organs, Right, Scope};
use crate::http::{ApiError, App, Caller};
use crate::http::{PathParams, QueryParams};
use crate::office::{ContentOffer, TypeEntry, TypeOffer, content_offered, type_offered, types_offered};
use crate::service::ServiceError;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(templates)).routes(routes!(template)).routes(routes!(content))
}

/// The document types.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Templates)]
pub(super) struct TemplateList {
    /// In order of id.
    templates: Vec<TypeEntry>,
}

/// Options of a sample draft.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SampleOptions {
    /// Cơ quan của dữ liệu mẫu; không ghi thì lấy một cơ quan mà khóa này được xem.
    organ: Option<String>,
}

/// Các loại văn bản và nội dung mẫu.
#[utoipa::path(
    get, path = "/templates", tag = "templates", operation_id = "templates",
    responses((status = 200, description = "Mọi loại, theo thứ tự mã.", body = TemplateList)),
)]
async fn templates(State(app): State<App>, Caller(_): Caller) -> Result<Json<TemplateList>, ApiError> {
    let catalog = app.service.catalog().await?;
    Ok(Json(TemplateList { templates: types_offered(&catalog) }))
}

/// Một loại văn bản: thuộc tính, lược đồ của dự thảo, dự thảo mẫu.
///
/// `schema` là JSON Schema 2020-12 của cả dự thảo loại này; `sample` là một dự thảo dựng được ngay.
#[utoipa::path(
    get, path = "/templates/{type}", tag = "templates", operation_id = "template",
    params(("type" = String, Path, description = "Mã loại văn bản."), SampleOptions),
    responses((status = 200, description = "Loại văn bản.", body = TypeOffer)),
)]
async fn template(
    State(app): State<App>,
    Caller(scope): Caller,
    PathParams(id): PathParams<String>,
    QueryParams(sampling): QueryParams<SampleOptions>,
) -> Result<Json<TypeOffer>, ApiError> {
    let organ = sampling.organ(&scope)?;
    let catalog = app.service.catalog().await?;
    let offer = type_offered(&catalog, &id, organ.as_deref()).ok_or(ServiceError::NotFound)?;
    Ok(Json(offer))
}

/// Một nội dung mẫu: lược đồ của dữ liệu, dự thảo mẫu.
///
/// `data_schema` là JSON Schema 2020-12 của `data`; `schema` là của cả dự thảo dùng nội dung này.
#[utoipa::path(
    get, path = "/templates/{type}/{content}", tag = "templates", operation_id = "templateContent",
    params(
        ("type" = String, Path, description = "Mã loại văn bản."),
        ("content" = String, Path, description = "Mã nội dung mẫu."),
        SampleOptions,
    ),
    responses((status = 200, description = "Nội dung mẫu.", body = ContentOffer)),
)]
async fn content(
    State(app): State<App>,
    Caller(scope): Caller,
    PathParams((id, content)): PathParams<(String, String)>,
    QueryParams(sampling): QueryParams<SampleOptions>,
) -> Result<Json<ContentOffer>, ApiError> {
    let organ = sampling.organ(&scope)?;
    let catalog = app.service.catalog().await?;
    let offer = content_offered(&catalog, &id, &content, organ.as_deref()).ok_or(ServiceError::NotFound)?;
    Ok(Json(offer))
}

impl SampleOptions {
    /// The organ asked for, if the caller may know of it; else one it knows; none where it knows all.
    fn organ(self, scope: &Scope) -> Result<Option<String>, ServiceError> {
        match (self.organ, scope.organs(Right::Read)) {
            (Some(organ), _) if scope.may(Right::Read, &organ) => Ok(Some(organ)),
            (Some(_), _) => Err(ServiceError::NotFound),
            (None, Organs::All) => Ok(None),
            (None, Organs::Only(known)) => Ok(Some(known.into_iter().next().unwrap_or_default())),
        }
    }
}
