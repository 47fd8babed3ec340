//! Signing in and out, and the first administrator.

use super::guard::{Sender, sender};
use super::page::Page;
use super::refusal::Refusal;
use super::session::{LOGIN, NotSignedIn, PASSWORD, Sent, begin, cookie, read_pairs, set_cookie};
use crate::access::{AccessError, NewAccount};
use crate::http::App;
use crate::input::form::Pairs;
use crate::service::ServiceError;
use axum::Router;
use axum::extract::{Path, Query, Request, State};
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};

/// The pages of those who are not signed in yet.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(ask).post(sign_in))
        .route("/sign-out", post(sign_out))
        .route("/setup/{secret}", get(set_up).post(redeem))
}

/// Where to go after signing in.
#[derive(Debug, Deserialize)]
struct Back {
    #[serde(default)]
    next: String,
}

/// An address of ours, or the list.
fn inside(next: &str) -> &str {
    // `//host` and `/\host` are addresses of other places.
    let own = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\n', '\r', '\t']);
    if own { next } else { "/" }
}

#[derive(Default, Serialize)]
struct Asked<'a> {
    next: &'a str,
    login: &'a str,
    wrong: &'a str,
    open: bool,
}

async fn ask(State(app): State<App>, headers: HeaderMap, Query(back): Query<Back>) -> Response {
    let known = match cookie(&headers) {
        Some(cookie) => app.service.access().session(cookie).await.unwrap_or_default(),
        None => None,
    };
    if known.is_some() {
        return Redirect::to(inside(&back.next)).into_response();
    }
    // Before there is an account, the way in is the link that was printed at the start.
    let open = app.service.access().is_open().await.unwrap_or_default();
    let asked = Asked { next: inside(&back.next), open, ..Asked::default() };
    Page::new("sign-in", "Đăng nhập", asked).shown_to(None)
}

async fn sign_in(
    State(app): State<App>,
    extensions: Extensions,
    headers: HeaderMap,
    request: Request,
) -> Response {
    if sender(&headers) == Sender::Foreign {
        return Refusal::foreign().into_response();
    }
    let mut pairs = match read_pairs(request, &app).await {
        Ok(pairs) => pairs,
        Err(response) => return response,
    };
    let mut one = |name: &str| pairs.take(name).pop().unwrap_or_default();
    let (login, password, next) = (one(LOGIN), one(PASSWORD), one("next"));
    match begin(&app, &headers, &extensions, &login, &password).await {
        Ok((_, cookie)) => signed_in(inside(&next), cookie),
        Err(NotSignedIn::Failed(failure)) => Refusal::from(failure).into_response(),
        Err(NotSignedIn::Refused(wrong)) => {
            let asked = Asked { next: inside(&next), login: &login, wrong: &wrong, open: false };
            Page::new("sign-in", "Đăng nhập", asked).status(StatusCode::UNAUTHORIZED).shown_to(None)
        }
    }
}

fn signed_in(next: &str, cookie: HeaderValue) -> Response {
    let mut response = Redirect::to(next).into_response();
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

async fn sign_out(State(app): State<App>, headers: HeaderMap, _: Sent) -> Response {
    if let Some(cookie) = cookie(&headers)
        && let Err(error) = app.service.access().sign_out(cookie).await
    {
        return Refusal::from(ServiceError::from(error)).into_response();
    }
    let mut response = Redirect::to("/sign-in").into_response();
    // Forms may be gone back to; after signing out nobody should.
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    for secure in [false, true] {
        response.headers_mut().append(header::SET_COOKIE, set_cookie("", secure));
    }
    response
}

#[derive(Default, Serialize)]
struct Setup<'a> {
    valid: bool,
    login: &'a str,
    name: &'a str,
    wrong: Vec<Wrong>,
}

#[derive(Serialize)]
struct Wrong {
    target: String,
    message: String,
}

async fn set_up(State(app): State<App>, Path(secret): Path<String>) -> Response {
    match app.service.access().setup_is_valid(&secret).await {
        Ok(valid) => setup_page(Setup { valid, ..Setup::default() }),
        Err(error) => Refusal::from(ServiceError::from(error)).into_response(),
    }
}

fn setup_page(setup: Setup<'_>) -> Response {
    let status = match (setup.valid, setup.wrong.is_empty()) {
        (false, _) => StatusCode::NOT_FOUND,
        (true, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, true) => StatusCode::OK,
    };
    Page::new("setup", "Tài khoản quản trị đầu tiên", setup).status(status).shown_to(None)
}

async fn redeem(
    State(app): State<App>,
    Path(secret): Path<String>,
    extensions: Extensions,
    headers: HeaderMap,
    request: Request,
) -> Response {
    if sender(&headers) == Sender::Foreign {
        return Refusal::foreign().into_response();
    }
    let mut pairs = match read_pairs(request, &app).await {
        Ok(pairs) => pairs,
        Err(response) => return response,
    };
    let (login, password) = (take(&mut pairs, "login"), take(&mut pairs, "password"));
    let (name, again) = (take(&mut pairs, "name"), take(&mut pairs, "again"));
    let mut wrong = vec![];
    if again != password {
        let message = "Hai lần nhập mật khẩu không giống nhau. Nhập lại cả hai.".to_owned();
        wrong.push(Wrong { target: "again".to_owned(), message });
    }
    let login = login.trim().to_lowercase();
    if wrong.is_empty() {
        let new = NewAccount {
            login: login.clone(),
            name: name.clone(),
            password: password.clone(),
            grants: vec![],
        };
        match app.service.access().redeem(&secret, new).await {
            Ok(_) => {
                return match begin(&app, &headers, &extensions, &login, &password).await {
                    Ok((_, cookie)) => signed_in("/", cookie),
                    Err(_) => Redirect::to("/sign-in").into_response(),
                };
            }
            Err(AccessError::Store(error)) => {
                return Refusal::from(ServiceError::from(error)).into_response();
            }
            Err(AccessError::Refused(report)) => {
                let told = report.problems.into_iter();
                wrong.extend(told.map(|p| Wrong { target: p.at.as_str().to_owned(), message: p.message }));
            }
        }
    }
    setup_page(Setup { valid: true, login: &login, name: &name, wrong })
}

fn take(pairs: &mut Pairs, name: &str) -> String {
    pairs.take(name).pop().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_signing_in_nobody_is_sent_to_another_place() {
        assert_eq!(inside("/documents/1?x=2"), "/documents/1?x=2");
        for elsewhere in
            ["https://evil.example", "//evil.example", "/\\evil.example", "", "javascript:x", "/\t/x"]
        {
            assert_eq!(inside(elsewhere), "/", "{elsewhere}");
        }
    }
}
