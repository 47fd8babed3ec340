//! The description of the API: OpenAPI 3.1, made of the routes.

use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder};

/// The description without its routes.
pub(super) fn document() -> OpenApi {
    let info = InfoBuilder::new().title("Văn Thư").version(env!("CARGO_PKG_VERSION")).build();
    OpenApiBuilder::new().info(info).build()
}
