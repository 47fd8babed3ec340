//! What is around documents: rendering without keeping, templates, organs, series, images, register, batches, deliveries.

use crate::http::App;
use utoipa_axum::router::OpenApiRouter;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}
