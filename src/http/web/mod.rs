//! The form: pages for people, in Vietnamese, without a script.
//!
//! Every page needs somebody signed in, but for the sign-in itself and the first administrator's link; every form brings
//! its session's token along and must come from a page of ours. Failures are pages too, by one match.

mod checks;
mod choose;
mod controls;
mod desk;
mod document;
mod edit;
mod findings;
mod guard;
mod issuing;
mod list;
mod page;
mod refusal;
mod session;
mod sign_in;
mod words;

use super::App;
use axum::Router;
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};

/// The pages.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(page::routes())
        .merge(sign_in::routes())
        .merge(list::routes())
        .merge(choose::routes())
        .merge(checks::routes())
        .merge(edit::routes())
        .merge(issuing::routes())
        .merge(document::routes())
        .layer(from_fn(session::carried))
        .layer(session::limit())
}

/// What people are told where there is no page.
pub(super) fn nowhere() -> Response {
    refusal::Refusal::not_found().into_response()
}
