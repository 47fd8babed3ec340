//! The HTTP service: requests in, answers out; the API for programs, the form for people.
//!
//! Every request passes the same stations: a request id and a line in the log, limits of size and time, the caller's
//! scope, the rate limit, the idempotency key, a handler that calls one use case, one translation of failures into
//! answers. Handlers decide nothing.

mod answer;
pub mod api;
mod caller;
mod client;
mod files;
mod gate;
mod health;
mod idempotency;
mod incoming;
mod log;
mod log_writer;
mod meters;
mod patience;
mod range;
mod request_id;
mod serving;
mod stations;
mod unread;
pub mod web;

pub use answer::{FieldProblem, Problem, Refusal, Trouble};
pub use caller::Caller;
pub use idempotency::Operation;
pub use incoming::{DraftForm, Incoming, Json, Path, Query, Replacing};
pub use log_writer::{LogWriter, dropped_lines};
pub use serving::serve;

use crate::access::Rate;
use crate::config::TrustedProxies;
use crate::limits;
use crate::service::Service;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use health::Readiness;
use meters::Meters;

/// What every handler has at hand.
#[derive(Clone, Debug)]
pub struct App {
    /// The use cases.
    pub service: Service,
    /// How often a caller may ask.
    rate: Rate,
    /// Whose word on whom they serve is believed.
    proxies: TrustedProxies,
    /// What is counted.
    meters: Meters,
    /// When the service was last seen to be able to do its work.
    ready: Readiness,
}

impl App {
    /// A service with a limit of requests a minute for each key; 0: none.
    pub fn new(service: Service, per_minute: u32) -> Self {
        Self {
            service,
            rate: Rate::new(per_minute),
            proxies: TrustedProxies::default(),
            meters: Meters::new(),
            ready: Readiness::default(),
        }
    }

    /// The same behind these proxies.
    pub fn behind(self, proxies: TrustedProxies) -> Self {
        Self { proxies, ..self }
    }
}

/// The whole service.
pub fn router(app: App) -> Router {
    let own = health::routes().merge(meters::routes());
    let routes = api::router(&app).merge(own).merge(web::routes()).fallback(stations::nowhere);
    routes
        .layer(DefaultBodyLimit::max(limits::FORM_BYTES))
        .layer(from_fn(stations::in_time))
        .layer(from_fn(stations::in_problems))
        .layer(stations::caught())
        .layer(from_fn(stations::guarded))
        .layer(from_fn_with_state(app.clone(), log::line))
        .layer(from_fn(unread::settled))
        .with_state(app)
}
