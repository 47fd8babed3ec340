//! The API for programs, version 1: routes, and the description made of them.

mod accept;
mod assets;
mod batches;
mod checks;
mod documents;
mod openapi;
mod organs;
mod page;
mod preconditions;
pub(super) mod problem_types;
mod register;
mod render;
mod supporting_routes;
mod templates;
mod webhooks;

use super::{App, auth_layers};
use axum::Router;
use axum::middleware::from_fn_with_state;
use utoipa_axum::router::OpenApiRouter;

/// Every route under `/api/v1`, with its description.
pub fn routes() -> OpenApiRouter<App> {
    authenticated_routes().merge(open_routes())
}

/// Routes that ask who calls.
fn authenticated_routes() -> OpenApiRouter<App> {
    let api = documents::routes().merge(supporting_routes::routes());
    OpenApiRouter::with_openapi(openapi::document()).nest("/api/v1", api)
}

/// Routes open to everybody: the description says nothing that is not in the source.
fn open_routes() -> OpenApiRouter<App> {
    let slash = axum::routing::get(page::page);
    OpenApiRouter::default().nest("/api/v1", page::routes()).route("/api/v1/", slash)
}

/// The description of all routes: OpenAPI 3.1.
pub fn description() -> &'static serde_json::Value {
    static DESCRIPTION: std::sync::LazyLock<serde_json::Value> =
        std::sync::LazyLock::new(|| openapi::complete(&routes().into_openapi()));
    &DESCRIPTION
}

/// Every route, behind authentication but for the description.
pub(super) fn router(app: &App) -> Router<App> {
    let authenticated_routes: Router<App> = authenticated_routes().into();
    let open_routes: Router<App> = open_routes().into();
    authenticated_routes
        .route_layer(from_fn_with_state(app.clone(), auth_layers::authenticate))
        .merge(open_routes)
}
