//! Words of an address and small JSON bodies, read into the shape a route declares; what does not fit is named.

use super::body::{self, BodyKind};
use crate::http::App;
use crate::http::error::{ApiError, ErrorResponse};
use crate::limits;
use crate::report::{FieldPath, Report};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

/// A JSON body of at most `MOST` bytes.
#[derive(Clone, Copy, Debug)]
pub struct JsonBody<T, const MOST: usize = { limits::DRAFT_BYTES }>(pub T);

impl<T: DeserializeOwned, const MOST: usize> FromRequest<App> for JsonBody<T, MOST> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &App) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let kind = body::kind(&parts.headers);
        let bytes = body::collect(&parts.headers, body, MOST).await?;
        match kind {
            BodyKind::Json => {}
            // Nothing at all is what nothing need be said of.
            BodyKind::Unsaid if bytes.is_empty() => {}
            _ => return Err(ErrorResponse::media_type("application/json").into()),
        }
        let bytes = if bytes.is_empty() { &b"{}"[..] } else { &bytes };
        Ok(Self(read(bytes)?))
    }
}

/// JSON as a value of the declared shape.
///
/// # Errors
/// A refusal in Vietnamese with the place and the reason: the line and column, and the path of the field that does not
/// fit.
fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ErrorResponse> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let unreadable = |path: &str, error: &serde_json::Error| {
        let place = format!("dòng {}, cột {}", error.line(), error.column());
        match error.is_data() {
            true => misfit(&error.to_string(), path, &format!("Nội dung JSON, {place}")),
            false => ErrorResponse::unreadable(format!("Nội dung JSON sai cú pháp ở {place}.")),
        }
    };
    let value = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| unreadable(error.path().to_string().trim_matches('.'), error.inner()))?;
    json.end().map_err(|error| unreadable("", &error))?;
    Ok(value)
}

/// Response to a value that does not fit a declared shape. serde's words stop at `path`: the field in question
/// stands between back-ticks.
fn misfit(said: &str, path: &str, place: &str) -> ErrorResponse {
    let field = said.split('`').nth(1).unwrap_or("");
    let (code, message) = if said.starts_with("missing field") {
        ("missing", format!("Thiếu trường “{field}”."))
    } else if said.starts_with("unknown field") {
        ("unknown-field", format!("Không có trường “{field}”. Hãy xem lại tên trường."))
    } else if said.starts_with("duplicate field") {
        ("duplicate-key", format!("Trường “{field}” có hai lần. Hãy bỏ bớt một."))
    } else if said.starts_with("unknown variant") {
        ("unknown-value", format!("Không có giá trị “{field}”."))
    } else {
        ("wrong-kind", "Có giá trị sai kiểu hoặc ngoài phạm vi.".to_owned())
    };
    // Of a value that does not fit, serde tells the value and not its field; a field that is not there has no path yet.
    let path = FieldPath::from(path);
    let at = match code {
        "wrong-kind" | "unknown-value" => path,
        _ if path.steps().last() == Some(field) => path,
        _ => path.child(field),
    };
    let mut report = Report::new();
    report.error(at, code, message.clone());
    ErrorResponse::unreadable(format!("{place}: {message}")).listing(report)
}

/// The words of the address's path that a route names.
#[derive(Clone, Copy, Debug)]
pub struct PathParams<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for PathParams<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        match axum::extract::Path::<T>::from_request_parts(parts, app).await {
            Ok(axum::extract::Path(words)) => Ok(Self(words)),
            Err(_) => {
                Err(ErrorResponse::unreadable("Địa chỉ có phần sai kiểu hoặc không phải UTF-8.").into())
            }
        }
    }
}

/// Query parameters of the address.
#[derive(Clone, Copy, Debug)]
pub struct QueryParams<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for QueryParams<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        match axum::extract::Query::<T>::try_from_uri(&parts.uri) {
            Ok(axum::extract::Query(asked)) => Ok(Self(asked)),
            Err(rejection) => {
                let said = rejection.body_text();
                let said = said.rsplit_once("query string: ").map_or(said.as_str(), |(_, said)| said);
                Err(of_parameter(said).into())
            }
        }
    }
}

/// Response to a query parameter that does not fit. Before a wrong value, or an unknown name, stands its name:
/// `limit: invalid digit found …`.
fn of_parameter(said: &str) -> ErrorResponse {
    const PLACE: &str = "Tham số sau dấu ? của địa chỉ";
    let named = said.split_once(": ").filter(|(name, _)| !name.contains([' ', '`']));
    let (name, said) = named.unwrap_or(("", said));
    if name.is_empty()
        || ["unknown field", "missing field", "duplicate field"].iter().any(|w| said.starts_with(w))
    {
        return misfit(said, "", PLACE);
    }
    let message = format!("Tham số “{name}” có giá trị sai kiểu hoặc ngoài phạm vi.");
    let mut report = Report::new();
    report.error(FieldPath::field(name), "wrong-kind", message.clone());
    ErrorResponse::unreadable(message).listing(report)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;
    use axum::response::IntoResponse;
    use serde::Deserialize;
    use serde_json::Value;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Shape {
        name: String,
        count: Option<u32>,
        #[serde(default)]
        parts: Vec<Shape>,
    }

    async fn problem(refusal: ErrorResponse) -> (String, String, String) {
        let body = to_bytes(refusal.into_response().into_body(), 1 << 16).await.unwrap();
        let problem: Value = serde_json::from_slice(&body).unwrap();
        let first = &problem["problems"][0];
        let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
        (text(&first["code"]), text(&first["at"]), text(&problem["detail"]))
    }

    #[tokio::test]
    async fn a_json_body_that_does_not_fit_names_the_field() {
        for (body, code, at) in [
            ("{}", "missing", "name"),
            (r#"{"name": "a", "nmae": "b"}"#, "unknown-field", "nmae"),
            (r#"{"name": "a", "name": "b"}"#, "duplicate-key", "name"),
            (r#"{"name": 5}"#, "wrong-kind", "name"),
            (r#"{"name": "a", "count": -1}"#, "wrong-kind", "count"),
            (r#"{"name": "a", "parts": [{"name": "b"}, {}]}"#, "missing", "parts[1].name"),
            (r#"{"name": "a", "parts": [{"name": []}]}"#, "wrong-kind", "parts[0].name"),
        ] {
            let (told, place, detail) = problem(read::<Shape>(body.as_bytes()).unwrap_err()).await;
            assert_eq!((told.as_str(), place.as_str()), (code, at), "{body}");
            assert!(detail.contains("dòng 1"), "{detail}");
        }
        for body in ["{\n \"name\"", "{\"name\": \"a\"}\n}"] {
            assert!(
                problem(read::<Shape>(body.as_bytes()).unwrap_err()).await.2.contains("dòng 2"),
                "{body}"
            );
        }
    }

    #[tokio::test]
    async fn query_and_path_parameters_that_do_not_fit_are_named() {
        for (query, code, at) in [
            ("count=1", "missing", "name"),
            ("name=a&tpye=1", "unknown-field", "tpye"),
            ("name=a&name=b", "duplicate-key", "name"),
            ("name=a&count=many", "wrong-kind", "count"),
        ] {
            let uri = format!("/x?{query}").parse().unwrap();
            let rejection = axum::extract::Query::<Shape>::try_from_uri(&uri).unwrap_err().body_text();
            let (told, place, _) =
                problem(of_parameter(rejection.rsplit_once("query string: ").unwrap().1)).await;
            assert_eq!((told.as_str(), place.as_str()), (code, at), "{query}");
        }
    }
}
