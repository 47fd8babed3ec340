//! Documents: create, change, check, preview, issue, record, cancel, replace, files, find.

mod drafts;
mod files;
mod find;
mod issue;
mod view;

pub(super) use view::Findings;

use crate::http::App;
use crate::http::answer::Refusal;
use crate::service::{Failure, Stored};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
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

/// The tag of a version.
fn tag(version: i64) -> HeaderValue {
    HeaderValue::try_from(format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

/// The version that the caller wants to change.
///
/// # Errors
/// 428 where none is said, or any; 412 where a tag is said that no version of this document ever had.
fn version(headers: &HeaderMap, current: i64) -> Result<i64, crate::http::Trouble> {
    let mut given = headers.get_all(header::IF_MATCH).iter();
    let (Some(only), None) = (given.next(), given.next()) else { return Err(Refusal::no_version().into()) };
    let said = only.to_str().unwrap_or("").trim();
    if said == "*" {
        return Err(Refusal::no_version().into());
    }
    let number = said.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')?.parse().ok());
    number.ok_or_else(|| Failure::Stale(current).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Trouble;

    fn version_of(values: &[&'static str]) -> Result<i64, u16> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::IF_MATCH, HeaderValue::from_static(value));
        }
        version(&headers, 7).map_err(|trouble: Trouble| trouble.into_response().status().as_u16())
    }

    #[test]
    fn a_change_names_one_version() {
        assert_eq!(version_of(&["\"3\""]), Ok(3));
        for missing in [&[][..], &["*"], &["\"3\"", "\"4\""]] {
            assert_eq!(version_of(missing), Err(428), "{missing:?}");
        }
        for foreign in ["3", "W/\"3\"", "\"three\"", "\"3\", \"4\"", ""] {
            assert_eq!(version_of(&[foreign]), Err(412), "{foreign}");
        }
        assert_eq!(tag(7), "\"7\"");
    }
}
