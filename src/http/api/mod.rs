//! The API for programs, version 1: routes, and the description made of them.

mod description;
mod documents;
mod library;

use super::App;
use utoipa_axum::router::OpenApiRouter;

/// Every route under `/api/v1`, with its description.
pub fn routes() -> OpenApiRouter<App> {
    let api = documents::routes().merge(library::routes());
    OpenApiRouter::with_openapi(description::document()).nest("/api/v1", api)
}
