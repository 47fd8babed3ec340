//! Prometheus metrics: requests and their times by route, method and status; how busy the renderers are; what
//! waits. Labels come from the program's own lists, so that no caller can make up new ones.

use super::App;
use super::auth::Caller;
use super::error::{ApiError, ErrorResponse};
use super::log_writer::dropped_lines;
use crate::access::Right;
use crate::service::{Backlog, Load, ServiceError};
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// All that is counted. Clones share it.
#[derive(Clone)]
pub(super) struct Metrics {
    inner: Arc<MetricFamilies>,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

struct MetricFamilies {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    seconds: Family<RouteLabel, Histogram>,
    rendering: Gauge,
    rendering_most: Gauge,
    refused: Counter,
    log_dropped: Counter,
    numbers: Gauge,
    jobs: Gauge,
    jobs_parked: Gauge,
    events: Gauge,
    deliveries: Gauge,
    deliveries_parked: Gauge,
    issuing: Gauge,
    parked: Gauge,
    issuing_seconds: Gauge,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    route: String,
    method: &'static str,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabel {
    route: String,
    method: &'static str,
}

/// Upper ends of the classes of times, in seconds: from a word of the database to a long document on a busy machine.
const DURATION_BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

impl Metrics {
    pub(super) fn new() -> Self {
        let requests = Family::<RequestLabels, Counter>::default();
        let seconds =
            Family::new_with_constructor((|| Histogram::new(DURATION_BUCKETS)) as fn() -> Histogram);
        let mut inner = MetricFamilies {
            registry: Registry::with_prefix("vanthu"),
            requests,
            seconds,
            rendering: Gauge::default(),
            rendering_most: Gauge::default(),
            refused: Counter::default(),
            log_dropped: Counter::default(),
            numbers: Gauge::default(),
            jobs: Gauge::default(),
            jobs_parked: Gauge::default(),
            events: Gauge::default(),
            deliveries: Gauge::default(),
            deliveries_parked: Gauge::default(),
            issuing: Gauge::default(),
            parked: Gauge::default(),
            issuing_seconds: Gauge::default(),
        };
        inner.register();
        Self { inner: Arc::new(inner) }
    }

    /// Counts a request that was answered.
    pub(super) fn count(&self, route: &str, method: &'static str, status: u16, took: Duration) {
        let labels = RequestLabels { route: route.to_owned(), method, status };
        self.inner.requests.get_or_create(&labels).inc();
        let label = RouteLabel { route: labels.route, method };
        self.inner.seconds.get_or_create(&label).observe(took.as_secs_f64());
    }

    /// Everything as OpenMetrics text.
    fn text(&self, load: Load, backlog: &Backlog) -> Result<String, fmt::Error> {
        let inner = &self.inner;
        let whole = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        inner.rendering.set(whole(load.inside));
        inner.rendering_most.set(whole(load.most));
        inner.refused.inc_by((load.refused as u64).saturating_sub(inner.refused.get()));
        inner.log_dropped.inc_by(dropped_lines().saturating_sub(inner.log_dropped.get()));
        inner.numbers.set(backlog.numbers);
        inner.jobs.set(backlog.jobs);
        inner.jobs_parked.set(backlog.jobs_parked);
        inner.events.set(backlog.events);
        inner.deliveries.set(backlog.deliveries);
        inner.deliveries_parked.set(backlog.deliveries_parked);
        inner.issuing.set(backlog.issuing);
        inner.parked.set(backlog.parked);
        inner.issuing_seconds.set(backlog.issuing_seconds);
        let mut written = String::new();
        text::encode(&mut written, &inner.registry)?;
        Ok(written)
    }
}

impl MetricFamilies {
    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register("http_requests", "Requests answered", self.requests.clone());
        registry.register("http_request_seconds", "Time from head to answer", self.seconds.clone());
        registry.register("renderings", "Renderings under way or waiting", self.rendering.clone());
        registry.register("renderings_most", "Most that may be inside", self.rendering_most.clone());
        registry.register("renderings_refused", "Renderings refused as too many", self.refused.clone());
        registry.register(
            "log_lines_dropped",
            "Lines of the log that could not be written",
            self.log_dropped.clone(),
        );
        registry.register(
            "numbers",
            "Last numbers of all series together; its rate is that of issuing",
            self.numbers.clone(),
        );
        registry.register("jobs_waiting", "Batches waiting or under way", self.jobs.clone());
        registry.register(
            "jobs_parked",
            "Batches that could not be done and are not tried any more",
            self.jobs_parked.clone(),
        );
        registry.register("events_waiting", "Events not spread to webhooks yet", self.events.clone());
        registry.register("deliveries_waiting", "Webhook deliveries not made yet", self.deliveries.clone());
        registry.register(
            "deliveries_parked",
            "Webhook deliveries that could not be made and are not tried any more",
            self.deliveries_parked.clone(),
        );
        registry.register("issuing", "Documents with a number and no package yet", self.issuing.clone());
        registry.register(
            "issuing_parked",
            "Documents with a number whose package could not be made and is not tried any more",
            self.parked.clone(),
        );
        registry.register(
            "issuing_oldest_seconds",
            "Time since the oldest document without a package was given its number",
            self.issuing_seconds.clone(),
        );
    }
}

/// `/metrics`.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/metrics", get(metrics))
}

/// Serves the metrics to the operator of an open service, and to keys that may audit every organ: routes and rates
/// tell of people.
async fn metrics(State(app): State<App>, Caller(scope): Caller) -> Result<Response, ApiError> {
    if !scope.may_everywhere(Right::Audit) {
        return Err(ServiceError::Forbidden(Right::Audit).into());
    }
    let backlog = app.service.backlog().await?;
    let text = app.metrics.text(app.service.load(), &backlog);
    let text = text.map_err(|error| ErrorResponse::broken(error.to_string()))?;
    const KIND: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok((StatusCode::OK, [(header::CONTENT_TYPE, KIND)], text).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_report_what_was_counted() {
        let metrics = Metrics::new();
        metrics.count("/api/v1/documents/{id}", "GET", 200, Duration::from_millis(3));
        metrics.count("/api/v1/documents/{id}", "GET", 200, Duration::from_millis(30));
        let backlog = Backlog {
            numbers: 39,
            jobs: 1,
            jobs_parked: 5,
            events: 2,
            deliveries: 3,
            deliveries_parked: 6,
            issuing: 4,
            parked: 2,
            issuing_seconds: 7_200,
        };
        let load = Load { inside: 2, most: 10, refused: 5, begun: 9 };
        metrics.text(load, &backlog).unwrap();
        let text = metrics.text(load, &backlog).unwrap();
        for line in [
            "vanthu_http_requests_total{route=\"/api/v1/documents/{id}\",method=\"GET\",status=\"200\"} 2",
            "vanthu_http_request_seconds_bucket{le=\"0.005\",route=\"/api/v1/documents/{id}\",method=\"GET\"} 1",
            "vanthu_renderings_refused_total 5",
            "# TYPE vanthu_log_lines_dropped counter",
            "vanthu_numbers 39",
            "vanthu_jobs_parked 5",
            "vanthu_deliveries_waiting 3",
            "vanthu_deliveries_parked 6",
            "vanthu_issuing 4",
            "vanthu_issuing_parked 2",
            "vanthu_issuing_oldest_seconds 7200",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} is missing in\n{text}");
        }
    }
}
