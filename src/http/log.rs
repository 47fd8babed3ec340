//! A line in the log for every request: what, how it ended, how long it took, who asked and from where. Never a body, never a secret,
//! never the words of an address (a route's pattern stands for them).

use super::auth_layers::Principal;
use super::client::Client;
use super::error::{ErrorCode, LogDetail};
use super::{App, request_id};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;

/// Route label of a request that fits no route.
const UNMATCHED_ROUTE: &str = "-";

/// Gives a request its id, lets it through, counts it, writes its line.
pub(super) async fn access_log(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let runtime = app.service.runtime();
    let started = runtime.instant();
    let id = request_id::from_headers(request.headers(), runtime);
    let method = method(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or(UNMATCHED_ROUTE, MatchedPath::as_str);
    let client = Client::of(request.extensions(), request.headers(), &app.proxies);
    let address = client.map(|client| client.to_string()).unwrap_or_default();
    if let Some(client) = client {
        request.extensions_mut().insert(client);
    }
    let mut response = request_id::with_id(id.clone(), next.run(request)).await;
    let took = (runtime.instant() - started).to_std().unwrap_or_default();
    app.metrics.count(route, method, response.status().as_u16(), took);
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(request_id::HEADER, value);
    }
    let seen = RequestRecord { id: &id, client: &address, method, route };
    write(&response, &seen, u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    response
}

/// A method by its name; whatever a caller makes up is one.
fn method(method: &Method) -> &'static str {
    const KNOWN: [(&Method, &str); 7] = [
        (&Method::GET, "GET"),
        (&Method::HEAD, "HEAD"),
        (&Method::POST, "POST"),
        (&Method::PUT, "PUT"),
        (&Method::DELETE, "DELETE"),
        (&Method::PATCH, "PATCH"),
        (&Method::OPTIONS, "OPTIONS"),
    ];
    KNOWN.iter().find(|(known, _)| *known == method).map_or("OTHER", |(_, name)| name)
}

/// Fields of a request's line in the log.
struct RequestRecord<'a> {
    id: &'a str,
    client: &'a str,
    method: &'static str,
    route: &'a str,
}

fn write(response: &Response, seen: &RequestRecord<'_>, us: u64) {
    let RequestRecord { id: request_id, client, method, route } = *seen;
    let extensions = response.extensions();
    let principal = extensions.get::<Principal>().map_or("", |p| p.0.as_str());
    let code = extensions.get::<ErrorCode>().map_or("", |c| c.0.as_str());
    let error = extensions.get::<LogDetail>().map_or("", |e| e.0.as_str());
    let status = response.status().as_u16();
    match status {
        // Busy, or without its database: circumstances, not faults, and many at once.
        503 => {
            tracing::warn!(request_id, client, method, route, status, us, principal, code, error, "request")
        }
        500.. => {
            tracing::error!(request_id, client, method, route, status, us, principal, code, error, "request")
        }
        _ => tracing::info!(request_id, client, method, route, status, us, principal, code, "request"),
    }
}
