//! A receiver on this machine, and things that happen: for the tests of the outbox.

use super::{Delivery, Event, NewWebhook, WebhookSender, Webhooks, announce};
use crate::access::Organs;
use crate::access::testing::Bench;
use crate::runtime::Runtime;
use crate::store::{StoreError, Tx, Write};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

/// A request as it came.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    headers: BTreeMap<String, String>,
    pub(super) body: Vec<u8>,
}

impl Seen {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(super) fn header(&self, name: &str) -> &str {
        &self.headers[name]
    }

    /// Value of `mark` in the event's data, by which a test knows it.
    pub(super) fn mark(&self) -> String {
        self.json()["data"]["mark"].as_str().unwrap().to_owned()
    }
}

/// Listens on this machine, and answers as told; 204 when nothing was said.
#[derive(Clone, Default)]
pub(super) struct Receiver {
    pub(super) url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    answers: Arc<Mutex<VecDeque<(u16, Duration)>>>,
}

impl Receiver {
    pub(super) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/su-kien", listener.local_addr().unwrap());
        let receiver = Self { url, ..Self::default() };
        let app = Router::new().fallback(receive).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        receiver
    }

    pub(super) fn answer(&self, statuses: &[u16]) {
        self.answers.lock().unwrap().extend(statuses.iter().map(|&status| (status, Duration::ZERO)));
    }

    pub(super) fn answer_late(&self, delay: Duration) {
        self.answers.lock().unwrap().push_back((204, delay));
    }

    pub(super) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(super) fn marks(&self) -> Vec<String> {
        self.seen().iter().map(Seen::mark).collect()
    }

    pub(super) fn forget(&self) {
        self.seen.lock().unwrap().clear();
    }
}

async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> Response {
    let headers = headers.iter().map(|(name, v)| (name.to_string(), v.to_str().unwrap().to_owned()));
    let seen = Seen { headers: headers.collect(), body: body.to_vec() };
    receiver.seen.lock().unwrap().push(seen);
    let answer = receiver.answers.lock().unwrap().pop_front();
    let (status, delay) = answer.unwrap_or((204, Duration::ZERO));
    tokio::time::sleep(delay).await;
    (StatusCode::from_u16(status).unwrap(), [(header::LOCATION, receiver.url)], "x".repeat(100_000))
        .into_response()
}

pub(super) struct Announce(pub(super) Runtime, pub(super) Event);

impl Write for Announce {
    type Done = ();
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<(), StoreError> {
        announce(tx, &self.0, &self.1).await
    }
}

/// Something happens in organ `a`, a moment after what happened before.
pub(super) async fn happens(bench: &Bench, document: &str, mark: &str) {
    happens_in(bench, "a", "document.issued", document, mark).await;
}

pub(super) async fn happens_in(bench: &Bench, organ: &str, kind: &'static str, document: &str, mark: &str) {
    bench.pass(Duration::from_millis(1));
    let event = Event {
        organ: organ.to_owned(),
        kind,
        document: Some(document.to_owned()),
        payload: json!({ "mark": mark }),
    };
    bench.store.write(Announce(bench.runtime.clone(), event)).await.unwrap();
}

pub(super) fn webhooks(bench: &Bench) -> Webhooks {
    Webhooks::new(bench.store.clone(), bench.runtime.clone())
}

pub(super) fn sender() -> WebhookSender {
    WebhookSender::with_patience(Duration::from_secs(5)).unwrap()
}

pub(super) fn target(url: &str) -> NewWebhook {
    NewWebhook { url: url.to_owned(), private: true, ..NewWebhook::default() }
}

/// Spreads and delivers once.
pub(super) async fn round(webhooks: &Webhooks) -> usize {
    webhooks.fan_out().await.unwrap();
    webhooks.deliver_due(&sender()).await.unwrap()
}

pub(super) async fn log(webhooks: &Webhooks) -> Vec<Delivery> {
    webhooks.deliveries(&Organs::All, &Organs::All, None, 100).await.unwrap()
}

/// Less than a courier's patience.
pub(super) async fn wait_for(done: impl Fn() -> bool) {
    for _ in 0..900 {
        if done() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it does not happen");
}
