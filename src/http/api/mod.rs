//! The API for programs, version 1: routes, and the description made of them.

mod description;
mod documents;
mod library;

use super::{App, gate};
use axum::Router;
use axum::middleware::from_fn_with_state;
use utoipa_axum::router::OpenApiRouter;

/// Every route under `/api/v1`, with its description.
pub fn routes() -> OpenApiRouter<App> {
    let api = documents::routes().merge(library::routes());
    OpenApiRouter::with_openapi(description::document()).nest("/api/v1", api)
}

/// Every route behind the gate.
pub(super) fn router(app: &App) -> Router<App> {
    let (routes, _description) = routes().split_for_parts();
    routes.route_layer(from_fn_with_state(app.clone(), gate::pass))
}
