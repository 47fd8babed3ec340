//! The HTTP service: requests in, answers out; the API for programs, the form for people.
//!
//! Every request passes the same stations: a request id and a line in the log, limits of size and time, the caller's
//! scope, the rate limit, the idempotency key, a handler that calls one use case, one translation of failures into
//! answers. Handlers decide nothing.

mod answer;
pub mod api;
mod caller;
mod idempotency;
mod incoming;
pub mod web;

pub use answer::Trouble;
pub use caller::Caller;
pub use idempotency::Operation;
pub use incoming::Incoming;

use crate::service::Service;
use axum::Router;

/// What every handler has at hand.
#[derive(Clone, Debug)]
pub struct App {
    /// The use cases.
    pub service: Service,
}

/// The whole service.
pub fn router(app: App) -> Router {
    let (api, _description) = api::routes().split_for_parts();
    api.merge(web::routes()).with_state(app)
}
