//! Pages made of templates: what a handler found goes in, HTML with everything escaped comes out.

use super::session::Visitor;
use crate::digest::sha256;
use crate::http::App;
use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use handlebars::Handlebars;
use include_dir::{Dir, include_dir};
use serde::Serialize;
use serde_json::{Map, Value};
use std::sync::LazyLock;

static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates/web");

/// The templates, by the names of their files. Strict: a name that is not there is a fault, never a blank.
static PAGES: LazyLock<Handlebars<'static>> = LazyLock::new(|| {
    let mut pages = Handlebars::new();
    pages.set_strict_mode(true);
    for file in FILES.files() {
        let named = file.path().file_stem().zip(file.path().extension());
        let Some((name, extension)) = named.and_then(|(n, e)| Some((n.to_str()?, e.to_str()?))) else {
            continue;
        };
        if extension == "hbs" {
            let source = file.contents_utf8().unwrap_or_default();
            pages
                .register_template_string(name, source)
                .expect("every page is tried in the tests of this module");
        }
    }
    pages
});

/// The style sheet, and the first digits of its digest, by which browsers know when it changed.
static STYLE: LazyLock<(&'static [u8], String)> = LazyLock::new(|| {
    let css = FILES.get_file("style.css").map_or(&[][..], |file| file.contents());
    (css, sha256(css).chars().take(12).collect())
});

/// What goes with the pages.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/style.css", get(style))
}

async fn style() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        // Its address changes with it.
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, STYLE.0).into_response()
}

/// A page.
pub(super) struct Page {
    status: StatusCode,
    template: &'static str,
    title: String,
    values: Map<String, Value>,
}

impl Page {
    /// A page of a template.
    pub(super) fn new(template: &'static str, title: impl Into<String>, values: impl Serialize) -> Self {
        let values = match serde_json::to_value(values) {
            Ok(Value::Object(values)) => values,
            _ => Map::new(),
        };
        Self { status: StatusCode::OK, template, title: title.into(), values }
    }

    /// The same with another status.
    pub(super) fn status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// The page for somebody, or for nobody known.
    pub(super) fn shown_to(self, visitor: Option<&Visitor>) -> Response {
        let (csrf, person) = visitor.map_or(("", ""), |v| (v.session.csrf.as_str(), v.session.name.as_str()));
        match self.html(csrf, person) {
            Ok(html) => (self.status, Html(html)).into_response(),
            Err(error) => {
                tracing::error!(%error, template = self.template, "a page could not be made");
                (StatusCode::INTERNAL_SERVER_ERROR, "Máy chủ gặp lỗi khi dựng trang.").into_response()
            }
        }
    }

    fn html(&self, csrf: &str, person: &str) -> Result<String, handlebars::RenderError> {
        let mut values = self.values.clone();
        values.insert("csrf".to_owned(), csrf.into());
        let content = PAGES.render(self.template, &values)?;
        let frame = Frame { title: &self.title, style: &STYLE.1, content: &content, csrf, person };
        PAGES.render("frame", &frame)
    }
}

/// What stands around every page.
#[derive(Serialize)]
struct Frame<'p> {
    title: &'p str,
    style: &'p str,
    content: &'p str,
    csrf: &'p str,
    person: &'p str,
}

/// A form may be gone back to, with what was typed in it; it is still asked anew each time.
pub(super) fn to_be_gone_back_to(mut response: Response) -> Response {
    let value = HeaderValue::from_static("private, no-cache");
    response.headers_mut().insert(header::CACHE_CONTROL, value);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_can_be_read() {
        assert!(PAGES.get_templates().len() > 10);
        assert!(!STYLE.0.is_empty());
    }

    #[test]
    fn what_people_typed_is_text_on_a_page() {
        let values = serde_json::json!({
            "heading": "<script>alert(1)</script>", "detail": "\"><img src=x>", "links": [], "again": null
        });
        let html = Page::new("refusal", "<b>", values).html("t", "<i>").unwrap();
        for live in ["<script>", "<img", "<b>", "<i>"] {
            assert!(!html.contains(live), "{live}");
        }
    }
}
