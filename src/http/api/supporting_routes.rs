//! Routes beside those of documents: rendering, templates, checks, organs, series, images, register, batches,
//! deliveries.

use super::{assets, batches, checks, organs, register, render, templates, webhooks};
use crate::http::App;
use utoipa_axum::router::OpenApiRouter;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(render::routes())
        .merge(batches::routes())
        .merge(templates::routes())
        .merge(checks::routes())
        .merge(organs::routes())
        .merge(register::routes())
        .merge(assets::routes())
        .merge(webhooks::routes())
}
