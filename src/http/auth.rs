//! Authentication of the API: `Authorization: Bearer id.secret`, or the operator on a machine without keys.
//!
//! Cookies say nothing here: the API takes keys only, so that no page of another site can make a browser use it (CSRF).
//! While the service is open (neither key nor account exists), whoever calls from the machine itself is its operator.
//! Two tricks would let a page of another site pass for that: a name of its own that it points at 127.0.0.1 (DNS
//! rebinding), and a form or script sent to `localhost`. The first shows in `Host`, the second in `Origin` or
//! `Sec-Fetch-Site`; both are refused.

use super::App;
use super::client::Client;
use super::error::{ApiError, ErrorResponse};
use crate::access::Scope;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use std::net::IpAddr;

/// The caller's scope.
#[derive(Clone, Debug)]
pub struct Caller(pub Scope);

impl FromRequestParts<App> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let caller = Self(identify(parts, app).await?);
        parts.extensions.insert(caller.clone());
        Ok(caller)
    }
}

/// The name of whoever works at the machine itself, while the service is open.
const OPERATOR: &str = "operator";

/// Tests whether a caller is the operator of an open service.
pub(super) fn is_operator(scope: &Scope) -> bool {
    scope.principal == OPERATOR
}

async fn identify(Parts { headers, uri, extensions, .. }: &Parts, app: &App) -> Result<Scope, ApiError> {
    if headers.contains_key(header::AUTHORIZATION) {
        let credential = bearer(headers).ok_or_else(ErrorResponse::unknown_caller)?;
        let scope = app.service.access().key_scope(credential).await?;
        return Ok(scope.ok_or_else(ErrorResponse::unknown_caller)?);
    }
    if !app.service.access().is_open().await? {
        return Err(ErrorResponse::unknown_caller().into());
    }
    // Behind a proxy that says whom it serves, that is the caller.
    let is_near = Client::address(extensions).is_none_or(|address| address.is_loopback());
    match is_near && is_from_here(headers, uri) {
        true => Ok(Scope::operator(OPERATOR)),
        false => Err(not_from_here().into()),
    }
}

fn not_from_here() -> ErrorResponse {
    let detail = "Máy chủ chưa có khóa nào nên chỉ nhận yêu cầu gửi từ chính máy này, đến localhost hoặc 127.0.0.1, \
        không qua trang của nơi khác. Hãy tạo khóa bằng lệnh «vanthu key create».";
    ErrorResponse::new(StatusCode::UNAUTHORIZED, "not-local", detail)
        .with(header::WWW_AUTHENTICATE, "Bearer realm=\"vanthu\"")
}

/// The credential of the only `Authorization` header, if that is of the kind `Bearer`.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut given = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(only), None) = (given.next(), given.next()) else { return None };
    let (scheme, credential) = only.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(credential.trim())
}

/// Tests whether a request was sent to this machine under one of its own names, and not by a page of another place.
pub(super) fn is_from_here(headers: &HeaderMap, uri: &Uri) -> bool {
    let Some(host) = host(headers, uri) else { return false };
    let one = |name: &str| match headers.get(name) {
        None => Some(None),
        Some(value) => value.to_str().ok().map(Some),
    };
    let (Some(origin), Some(site)) = (one("origin"), one("sec-fetch-site")) else { return false };
    let same_origin = |origin: &str| {
        origin.strip_prefix("http://").is_some_and(|authority| authority.eq_ignore_ascii_case(host))
    };
    // `none`: typed into the address bar by the person at the machine.
    is_loopback(host) && origin.is_none_or(same_origin) && matches!(site, None | Some("same-origin" | "none"))
}

/// The name and port the request was sent to; none where it says two.
fn host<'a>(headers: &'a HeaderMap, uri: &'a Uri) -> Option<&'a str> {
    let mut given = headers.get_all(header::HOST).iter();
    match (given.next(), given.next(), uri.authority()) {
        (Some(host), None, None) => host.to_str().ok(),
        (Some(host), None, Some(authority)) => host.to_str().ok().filter(|h| *h == authority.as_str()),
        (None, None, Some(authority)) => Some(authority.as_str()),
        _ => None,
    }
}

/// Tests whether `name`, `name:port`, `1.2.3.4:port` or `[::1]:port` is this machine to itself.
fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, port)) if port.is_empty() || port.starts_with(':') => address,
        Some(_) => return false,
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v))).collect()
    }

    fn from_here(pairs: &[(&'static str, &'static str)]) -> bool {
        is_from_here(&headers(pairs), &Uri::from_static("/api/v1/documents"))
    }

    #[test]
    fn loopback_hosts_are_the_operators() {
        for host in
            ["localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:8080", "127.9.9.9", "[::1]:80", "[::1]"]
        {
            assert!(from_here(&[("host", host)]), "{host}");
        }
    }

    #[test]
    fn dns_rebinding_hosts_are_not_loopback() {
        for host in
            ["vanthu.example", "localhost.example:80", "10.0.0.1", "0.0.0.0", "[::2]:80", "[::1]x", ""]
        {
            assert!(!from_here(&[("host", host)]), "{host}");
        }
        assert!(!from_here(&[]));
        let two = headers(&[("host", "localhost")]);
        assert!(!is_from_here(&two, &Uri::from_static("http://evil.example/x")));
    }

    #[test]
    fn cross_site_requests_are_not_the_operators() {
        let host = ("host", "localhost:8080");
        assert!(from_here(&[host, ("origin", "http://localhost:8080"), ("sec-fetch-site", "same-origin")]));
        assert!(from_here(&[host, ("sec-fetch-site", "none")]));
        for origin in ["http://localhost:9000", "https://localhost:8080", "http://evil.example", "null"] {
            assert!(!from_here(&[host, ("origin", origin)]), "{origin}");
        }
        for site in ["cross-site", "same-site"] {
            assert!(!from_here(&[host, ("sec-fetch-site", site)]), "{site}");
        }
    }

    #[test]
    fn one_bearer_token_is_a_credential_and_nothing_else() {
        assert_eq!(bearer(&headers(&[("authorization", "Bearer a.b")])), Some("a.b"));
        assert_eq!(bearer(&headers(&[("authorization", "bearer  a.b")])), Some("a.b"));
        for other in ["Basic a.b", "a.b", ""] {
            assert_eq!(bearer(&headers(&[("authorization", other)])), None);
        }
        let mut two = headers(&[("authorization", "Bearer a.b")]);
        two.append(header::AUTHORIZATION, HeaderValue::from_static("Bearer c.d"));
        assert_eq!(bearer(&two), None);
    }
}
