//! The HTTP service: requests in, answers out; the API for programs, the form for people.
//!
//! Every request passes the same layers: a request id and a line in the log, limits of size and time, the caller's
//! scope, the rate limit, the idempotency key, a handler that calls one use case, one translation of failures into
//! answers. Handlers decide nothing.

pub mod api;
mod auth;
mod auth_layers;
mod client;
mod error;
mod extract;
mod files;
mod health;
mod idempotency;
mod log;
mod log_writer;
mod metrics;
mod middleware;
mod range;
mod request_id;
mod serving;
mod unread_body;
pub mod web;
mod write_timeout;

pub use auth::Caller;
pub use error::{ApiError, ErrorResponse, FieldProblem, ProblemDetails};
pub use extract::{DraftForm, DraftUpload, JsonBody, PathParams, QueryParams, ReplacementUpload};
pub use idempotency::OperationId;
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
use metrics::Metrics;

/// State shared by all handlers.
#[derive(Clone, Debug)]
pub struct App {
    /// The use cases.
    pub service: Service,
    /// Rate limit of the callers.
    rate: Rate,
    /// Proxies whose `X-Forwarded-For` is trusted.
    proxies: TrustedProxies,
    /// Metrics.
    metrics: Metrics,
    /// Last readiness check.
    ready: Readiness,
}

impl App {
    /// A service with a limit of requests a minute for each key; 0: none.
    pub fn new(service: Service, per_minute: u32) -> Self {
        Self {
            service,
            rate: Rate::new(per_minute),
            proxies: TrustedProxies::default(),
            metrics: Metrics::new(),
            ready: Readiness::default(),
        }
    }

    /// The same behind these proxies.
    pub fn with_proxies(self, proxies: TrustedProxies) -> Self {
        Self { proxies, ..self }
    }
}

/// The whole service.
pub fn router(app: App) -> Router {
    let own = health::routes().merge(metrics::routes());
    let routes = api::router(&app).merge(own).merge(web::routes()).fallback(middleware::fallback);
    routes
        .layer(DefaultBodyLimit::max(limits::FORM_BYTES))
        .layer(from_fn(middleware::timeout))
        .layer(from_fn(middleware::problem_bodies))
        .layer(middleware::catch_panic())
        .layer(from_fn(middleware::security_headers))
        .layer(from_fn_with_state(app.clone(), log::access_log))
        .layer(from_fn(unread_body::drain_or_close))
        .with_state(app)
}
