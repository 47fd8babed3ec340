//! The description for machines, and as a page for people.

mod curl;
mod view;

use super::problem_types;
use crate::http::ErrorResponse;
use crate::http::extract::PathParams;
use crate::http::{ApiError, App};
use axum::http::header;
use axum::response::{Html, IntoResponse, Redirect, Response};
use handlebars::Handlebars;
use std::sync::LazyLock;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(openapi))
        .routes(routes!(page))
        .route("/problems/{code}", axum::routing::get(problem))
}

/// The template of the page.
const TEMPLATE: &str = include_str!("../../../../templates/web/api.hbs");
/// Nothing but its own style: no script, nothing from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Mô tả này dưới dạng OpenAPI 3.1.
#[utoipa::path(
    get, path = "/openapi.json", tag = "description", operation_id = "openapi", security(()),
    responses((status = 200, description = "OpenAPI 3.1.", body = Object)),
)]
async fn openapi() -> Response {
    static TEXT: LazyLock<String> =
        LazyLock::new(|| serde_json::to_string_pretty(super::description()).unwrap_or_default());
    ([(header::CONTENT_TYPE, "application/json")], TEXT.as_str()).into_response()
}

/// Mô tả này dưới dạng trang cho người đọc.
#[utoipa::path(
    get, path = "", tag = "description", operation_id = "page", security(()),
    responses((status = 200, description = "Trang HTML.", content((String = "text/html")))),
)]
pub(super) async fn page() -> Result<Response, ApiError> {
    static PAGE: LazyLock<Result<String, String>> = LazyLock::new(written);
    match PAGE.as_ref() {
        Ok(page) => Ok(([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(page.as_str())).into_response()),
        Err(error) => Err(ErrorResponse::broken(error.as_str()).into()),
    }
}

/// Redirects the `type` of a problem to its place on the page.
async fn problem(PathParams(code): PathParams<String>) -> Result<Redirect, ApiError> {
    match problem_types::ALL.iter().any(|kind| kind.code == code) {
        true => Ok(Redirect::to(&format!("/api/v1#loi-{code}"))),
        false => Err(ErrorResponse::no_route().into()),
    }
}

/// The page.
fn written() -> Result<String, String> {
    let mut handlebars = Handlebars::new();
    handlebars.set_strict_mode(true);
    handlebars.register_helper("prose", Box::new(prose));
    handlebars.register_template_string("page", TEMPLATE).map_err(|error| error.to_string())?;
    handlebars.render("page", &view::page(super::description())).map_err(|error| error.to_string())
}

handlebars::handlebars_helper!(prose: |text: str| marked(text));

/// Text of a description as HTML: paragraphs, `code`, **bold**; everything else is inert.
fn marked(text: &str) -> String {
    let mut html = String::new();
    for paragraph in text.split("\n\n").map(str::trim).filter(|p| !p.is_empty()) {
        html.push_str("<p>");
        for (index, piece) in paragraph.split('`').enumerate() {
            match index % 2 {
                0 => html.push_str(&bold(piece)),
                _ => {
                    html.push_str("<code>");
                    html.push_str(&handlebars::html_escape(piece));
                    html.push_str("</code>");
                }
            }
        }
        html.push_str("</p>");
    }
    html
}

fn bold(text: &str) -> String {
    let mut html = String::new();
    for (index, piece) in text.split("**").enumerate() {
        let escaped = handlebars::html_escape(piece);
        if index % 2 == 0 {
            html.push_str(&escaped);
        } else {
            html.push_str(&format!("<b>{escaped}</b>"));
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_shows_every_operation_and_every_schema_and_asks_for_nothing() {
        let page = written().unwrap();
        let description = super::super::description();
        for (path, item) in description["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let id = operation["operationId"].as_str().unwrap();
                assert!(page.contains(&format!("id=\"{id}\"")), "{method} {path}");
            }
        }
        for schema in description["components"]["schemas"].as_object().unwrap().keys() {
            assert!(page.contains(&format!("id=\"schema-{schema}\"")), "{schema}");
        }
        for kind in problem_types::ALL {
            assert!(page.contains(&format!("id=\"loi-{}\"", kind.code)), "{}", kind.code);
        }
        for foreign in ["<script", "src=", "url(", "@import", "<link", "<iframe"] {
            assert!(!page.contains(foreign), "{foreign}");
        }
    }

    #[test]
    fn every_link_within_the_page_leads_somewhere() {
        let page = written().unwrap();
        for link in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(page.contains(&format!("id=\"{link}\"")), "{link}");
        }
    }

    #[test]
    fn text_of_the_description_is_escaped_as_html() {
        assert_eq!(marked("a `<b>` **c** <i>"), "<p>a <code>&lt;b&gt;</code> <b>c</b> &lt;i&gt;</p>");
        assert_eq!(marked("a\n\nb\n"), "<p>a</p><p>b</p>");
    }
}
