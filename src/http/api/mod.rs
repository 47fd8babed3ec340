//! The API for programs, version 1: routes, and the description made of them.

mod accept;
mod assets;
mod batches;
mod checks;
mod condition;
mod description;
mod documents;
mod library;
mod organs;
mod page;
pub(super) mod problems;
mod register;
mod render;
mod templates;
mod webhooks;

use super::{App, gate};
use axum::Router;
use axum::middleware::from_fn_with_state;
use utoipa_axum::router::OpenApiRouter;

/// Every route under `/api/v1`, with its description.
pub fn routes() -> OpenApiRouter<App> {
    gated().merge(open())
}

/// Routes that ask who calls.
fn gated() -> OpenApiRouter<App> {
    let api = documents::routes().merge(library::routes());
    OpenApiRouter::with_openapi(description::document()).nest("/api/v1", api)
}

/// Routes open to everybody: the description says nothing that is not in the source.
fn open() -> OpenApiRouter<App> {
    let slash = axum::routing::get(page::page);
    OpenApiRouter::default().nest("/api/v1", page::routes()).route("/api/v1/", slash)
}

/// The description of all routes: OpenAPI 3.1.
pub fn description() -> &'static serde_json::Value {
    static DESCRIPTION: std::sync::LazyLock<serde_json::Value> =
        std::sync::LazyLock::new(|| description::complete(&routes().into_openapi()));
    &DESCRIPTION
}

/// Every route, behind the gate but for the description.
pub(super) fn router(app: &App) -> Router<App> {
    let gated: Router<App> = gated().into();
    let open: Router<App> = open().into();
    gated.route_layer(from_fn_with_state(app.clone(), gate::pass)).merge(open)
}
