//! Who sits before the page: the cookie, and forms that bring the session's token along.
//!
//! Comes in: a request. Goes out: a [`Visitor`], or what a form says ([`Sent`]). Who is not signed in is asked to; and a
//! form that was sent after its session ended is kept on the page that asks, so that nothing typed is lost.

use super::guard::{Sender, sender};
use super::page::Page;
use super::refusal::Refusal;
use crate::access::{AccessError, Session};
use crate::http::App;
use crate::http::auth_layers::Principal;
use crate::http::client::Client;
use crate::input::form::Pairs;
use crate::limits;
use crate::service::ServiceError;
use axum::extract::{DefaultBodyLimit, Form, FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;
use std::sync::{Arc, OnceLock};

/// The cookie's name.
const COOKIE: &str = "vanthu";
/// … where the connection is encrypted: a browser takes a cookie of such a name from no one else, for no other path.
const SECURE_COOKIE: &str = "__Host-vanthu";

/// Under which names a page asks again who sits before it.
pub(super) const LOGIN: &str = "sign-in.login";
pub(super) const PASSWORD: &str = "sign-in.password";
/// The token's name in every form.
pub(super) const CSRF: &str = "csrf";

/// Bytes of a form: letters with diacritics take nine where the draft has three.
pub(super) const FORM_BYTES: usize = 3 * limits::DRAFT_BYTES + (64 << 10);

/// Somebody signed in.
#[derive(Clone, Debug)]
pub(super) struct Visitor {
    /// The session.
    pub(super) session: Session,
}

/// What a request finds out that its answer must carry, whatever the answer is.
#[derive(Clone, Debug, Default)]
struct Arrival(Arc<Found>);

#[derive(Debug, Default)]
struct Found {
    /// The cookie of a session that began with the request.
    cookie: OnceLock<HeaderValue>,
    /// Who came, for the line in the log.
    principal: OnceLock<String>,
}

/// Lets an answer carry what its request found out.
pub(super) async fn carried(mut request: Request, next: Next) -> Response {
    let arrival = Arrival::default();
    request.extensions_mut().insert(arrival.clone());
    let mut response = next.run(request).await;
    if let Some(cookie) = arrival.0.cookie.get() {
        response.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    if let Some(principal) = arrival.0.principal.get() {
        response.extensions_mut().insert(Principal(principal.clone()));
    }
    response
}

/// Lets somebody in who does not ask too often.
fn let_in(app: &App, session: Session, extensions: &Extensions) -> Result<Visitor, Response> {
    let principal = &session.scope.principal;
    if let Some(arrival) = extensions.get::<Arrival>() {
        // Somebody comes once with a request.
        let _ = arrival.0.principal.set(principal.clone());
    }
    match app.rate.check(principal) {
        Ok(()) => Ok(Visitor { session }),
        Err(seconds) => Err(Refusal::from(ServiceError::Busy(seconds)).into_response()),
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        match session(&parts.headers, app).await {
            Ok(Some(session)) => let_in(app, session, &parts.extensions),
            Ok(None) => Err(to_sign_in(&parts.uri)),
            Err(failure) => Err(Refusal::from(failure).into_response()),
        }
    }
}

/// Whose cookie a request brings.
async fn session(headers: &HeaderMap, app: &App) -> Result<Option<Session>, ServiceError> {
    match cookie(headers) {
        Some(cookie) => Ok(app.service.access().session(cookie).await?),
        None => Ok(None),
    }
}

/// The session's cookie; where there are both, that of the encrypted connection.
pub(super) fn cookie(headers: &HeaderMap) -> Option<&str> {
    let all = || headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let named = |wanted: &str| {
        all().flat_map(|line| line.split(';')).find_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            (name == wanted).then_some(value)
        })
    };
    named(SECURE_COOKIE).or_else(|| named(COOKIE))
}

/// Sets the session's cookie; an empty value takes it away.
pub(super) fn set_cookie(value: &str, secure: bool) -> HeaderValue {
    let name = if secure { SECURE_COOKIE } else { COOKIE };
    let end = if value.is_empty() { "; Max-Age=0" } else { "" };
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{end}");
    HeaderValue::try_from(cookie).unwrap_or(HeaderValue::from_static(""))
}

/// Whether the browser reached us over an encrypted connection. The proxy before us says so; a client that says it
/// itself only gets a cookie that it will not send back.
pub(super) fn is_secure(headers: &HeaderMap) -> bool {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    said("x-forwarded-proto").is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"))
        || said("origin").is_some_and(|origin| origin.starts_with("https://"))
}

fn to_sign_in(uri: &Uri) -> Response {
    let back = uri.path_and_query().map_or("/", |path| path.as_str());
    Redirect::to(&sign_in_address(back)).into_response()
}

/// The page to sign in, and where to go then.
pub(super) fn sign_in_address(back: &str) -> String {
    match back {
        "/" => "/sign-in".to_owned(),
        back => format!("/sign-in?next={}", percent(back)),
    }
}

/// A text as part of an address.
pub(super) fn percent(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                out.push(char::from(byte))
            }
            _ => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}

/// A form that was sent, by somebody signed in, from a page of ours.
#[derive(Debug)]
pub(super) struct Sent {
    /// Who sent it.
    pub(super) visitor: Visitor,
    /// What it says.
    pub(super) pairs: Pairs,
}

impl FromRequest<App> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (address, headers) = (request.uri().clone(), request.headers().clone());
        let extensions = request.extensions().clone();
        let mut pairs = read_pairs(request, app).await?;
        let from = sender(&headers);
        if from == Sender::Foreign {
            return Err(Refusal::foreign().into_response());
        }
        let address = address.path_and_query().map_or("/", |path| path.as_str());
        let token = pairs.take(CSRF).pop().unwrap_or_default();
        let (login, password) = (pairs.take(LOGIN).pop(), pairs.take(PASSWORD).pop());
        let found = session(&headers, app).await.map_err(|failure| Refusal::from(failure).into_response())?;
        match (found, login.zip(password)) {
            (Some(session), _) if session.vouches_for(&token) => {
                Ok(Self { visitor: let_in(app, session, &extensions)?, pairs })
            }
            // Signed in anew meanwhile, on another page: what was typed here is sent once more on a word of the person.
            (Some(session), _) if from == Sender::Own => {
                Err(kept_page(address, &pairs, Some(&Visitor { session }), ""))
            }
            (Some(_), _) => Err(Refusal::foreign().into_response()),
            (None, None) => Err(kept_page(address, &pairs, None, "")),
            (None, Some((login, password))) => {
                match begin(app, &headers, &extensions, &login, &password).await {
                    Ok((visitor, cookie)) => {
                        if let Some(arrival) = extensions.get::<Arrival>() {
                            // There is one sign-in a request.
                            let _ = arrival.0.cookie.set(cookie);
                        }
                        Ok(Self { visitor: let_in(app, visitor.session, &extensions)?, pairs })
                    }
                    Err(NotSignedIn::Refused(message)) => Err(kept_page(address, &pairs, None, &message)),
                    Err(NotSignedIn::Failed(failure)) => Err(Refusal::from(failure).into_response()),
                }
            }
        }
    }
}

/// What a form says, whoever sent it.
pub(super) async fn read_pairs(request: Request, app: &App) -> Result<Pairs, Response> {
    let form = Form::<Vec<(String, String)>>::from_request(request, app).await;
    let pairs = match form {
        Ok(Form(pairs)) => Pairs::new(pairs),
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => None,
        Err(_) => return Err(Refusal::unreadable().into_response()),
    };
    pairs.ok_or_else(|| Refusal::too_large().into_response())
}

/// How much a form may hold.
pub(super) fn limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(FORM_BYTES)
}

/// Why somebody is not signed in.
pub(super) enum NotSignedIn {
    /// The words for the person.
    Refused(String),
    /// It could not be found out.
    Failed(ServiceError),
}

/// The same words whether the login or the password is wrong.
const WRONG: &str = "Tên đăng nhập hoặc mật khẩu không đúng.";

/// Begins a session; the cookie is for the answer.
pub(super) async fn begin(
    app: &App,
    headers: &HeaderMap,
    extensions: &Extensions,
    login: &str,
    password: &str,
) -> Result<(Visitor, HeaderValue), NotSignedIn> {
    let access = app.service.access();
    let signed_in = match access.sign_in(login, password, Client::address(extensions)).await {
        Ok(Some(signed_in)) => signed_in,
        Ok(None) => return Err(NotSignedIn::Refused(WRONG.to_owned())),
        Err(AccessError::Refused(report)) => {
            let said: Vec<String> = report.problems.into_iter().map(|p| p.message).collect();
            return Err(NotSignedIn::Refused(said.join(" ")));
        }
        Err(AccessError::Store(error)) => return Err(NotSignedIn::Failed(error.into())),
    };
    let session = access.session(&signed_in.cookie).await.map_err(|e| NotSignedIn::Failed(e.into()))?;
    let session = session.ok_or_else(|| NotSignedIn::Refused(WRONG.to_owned()))?;
    Ok((Visitor { session }, set_cookie(&signed_in.cookie, is_secure(headers))))
}

/// A page that holds what was sent until it can be sent again.
fn kept_page(address: &str, pairs: &Pairs, visitor: Option<&Visitor>, wrong: &str) -> Response {
    #[derive(Serialize)]
    struct Kept<'k> {
        address: &'k str,
        pairs: Vec<(&'k str, &'k str)>,
        ask: bool,
        wrong: &'k str,
    }
    let kept = Kept { address, pairs: pairs.iter().collect(), ask: visitor.is_none(), wrong };
    let status = if visitor.is_none() { StatusCode::UNAUTHORIZED } else { StatusCode::CONFLICT };
    Page::new("kept", "Phiên làm việc đã hết hạn", kept).status(status).shown_to(visitor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others_and_the_secure_one_first() {
        let headers =
            |line: &'static str| HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(line))]);
        assert_eq!(cookie(&headers("a=1; vanthu=x; b=2")), Some("x"));
        assert_eq!(cookie(&headers("vanthu=x; __Host-vanthu=y")), Some("y"));
        assert_eq!(cookie(&headers("notvanthu=x")), None);
    }

    #[test]
    fn a_cookie_is_for_this_place_and_no_script() {
        assert_eq!(set_cookie("x", false), "vanthu=x; Path=/; HttpOnly; SameSite=Lax");
        assert_eq!(set_cookie("", true), "__Host-vanthu=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0");
    }

    #[test]
    fn where_to_go_back_to_is_written_so_that_it_stays_one_value() {
        assert_eq!(sign_in_address("/"), "/sign-in");
        assert_eq!(sign_in_address("/?text=kế&year=1"), "/sign-in?next=/%3Ftext%3Dk%E1%BA%BF%26year%3D1");
    }
}
