//! Documents: create, change, check, preview, issue, record, cancel, replace, files, find.

mod drafts;
mod files;
mod find;
mod issue;
mod view;

pub(super) use view::FindingList;

use super::preconditions::tag;
use crate::http::App;
use crate::service::Stored;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(find::find, drafts::create))
        .routes(routes!(issue::record))
        .routes(routes!(drafts::document, drafts::change))
        .routes(routes!(view::check))
        .routes(routes!(view::preview, view::preview_again))
        .routes(routes!(issue::issue))
        .routes(routes!(issue::cancel))
        .routes(routes!(issue::replace))
        .routes(routes!(files::file))
}

/// A document as an answer, with the tag of its version.
fn shown(status: StatusCode, stored: &Stored) -> Response {
    let mut response = (status, axum::Json(stored)).into_response();
    response.headers_mut().insert(header::ETAG, tag(stored.summary.version));
    response
}

/// A document that has come to be, with its address.
fn created(stored: &Stored) -> Response {
    let mut response = shown(StatusCode::CREATED, stored);
    if let Ok(place) = HeaderValue::try_from(format!("/api/v1/documents/{}", stored.summary.id)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}
