//! Carries one message to one target: a signed POST, and how it was answered.

use super::address::{FORBIDDEN, Forbidden, Guard, url_of};
use super::{OutboxError, signature};
use reqwest::header::{CONTENT_TYPE, USER_AGENT};
use reqwest::{Client, ClientBuilder, redirect};
use serde::Deserialize;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

/// Time limit of a message, from the look-up of the target's name to its answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// HTTP clients for webhooks. Clones share their connections.
///
/// It follows no redirect, uses no proxy, and reads nothing of an answer but its status.
#[derive(Clone, Debug)]
pub struct WebhookSender {
    public: Client,
    private: Client,
}

/// Target of a message: address and secret.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Target {
    pub(super) id: String,
    pub(super) url: String,
    pub(super) secret: String,
    pub(super) private: bool,
}

/// Message to a target, before it is signed.
#[derive(Clone, Debug)]
pub(super) struct WebhookRequest {
    pub(super) delivery: String,
    pub(super) event: String,
    pub(super) body: Vec<u8>,
    /// Unix seconds.
    pub(super) timestamp: i64,
}

/// Answer of a target, or the error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) status: Option<u16>,
    /// Reason of the failure, in Vietnamese; `None`: the target has it.
    pub(super) error: Option<String>,
}

impl WebhookSender {
    /// A courier with ten seconds for each message.
    ///
    /// # Errors
    /// [`OutboxError::NoClient`] where no TLS can be set up.
    pub fn new() -> Result<Self, OutboxError> {
        Self::with_patience(PATIENCE)
    }

    pub(super) fn with_patience(patience: Duration) -> Result<Self, OutboxError> {
        // Whoever installed one first is as good: all are ours.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = |private| {
            let build = || builder(private, patience);
            // A machine without certificates can still call plain addresses inside the network.
            let made = build().build().or_else(|_| build().tls_certs_only([]).build());
            made.map_err(|error| OutboxError::NoClient(error.to_string()))
        };
        Ok(Self { public: client(false)?, private: client(true)? })
    }

    /// Carries a message.
    pub(super) async fn carry(&self, target: &Target, parcel: WebhookRequest) -> Outcome {
        // The rows may be older than the rules.
        let url = match url_of(&target.url, target.private) {
            Ok(url) => url,
            Err(said) => return Outcome { status: None, error: Some(said.to_owned()) },
        };
        let client = if target.private { &self.private } else { &self.public };
        let signed = signature::sign(&target.secret, parcel.timestamp, &parcel.body);
        let request = client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, concat!("vanthu/", env!("CARGO_PKG_VERSION")))
            .header("X-Vanthu-Event", parcel.event)
            .header("X-Vanthu-Delivery", parcel.delivery)
            .header("X-Vanthu-Timestamp", parcel.timestamp)
            .header("X-Vanthu-Signature", signed)
            .body(parcel.body);
        match request.send().await {
            Ok(answer) => answered(answer.status().as_u16()),
            Err(error) => Outcome { status: None, error: Some(said_of(&error).to_owned()) },
        }
    }
}

fn builder(private: bool, patience: Duration) -> ClientBuilder {
    Client::builder()
        .redirect(redirect::Policy::none())
        .no_proxy()
        .timeout(patience)
        .dns_resolver(Arc::new(Guard { private }))
}

fn answered(status: u16) -> Outcome {
    let error = match status {
        200..=299 => None,
        300..=399 => Some(format!("Máy nhận trả lời {status}: chuyển hướng không được đi theo.")),
        _ => Some(format!("Máy nhận trả lời {status}.")),
    };
    Outcome { status: Some(status), error }
}

/// Short, and without the address: it stands beside it.
fn said_of(error: &reqwest::Error) -> &'static str {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while cause.is_some_and(|cause| !cause.is::<Forbidden>()) {
        cause = cause.and_then(Error::source);
    }
    if cause.is_some() {
        FORBIDDEN
    } else if error.is_timeout() {
        "Máy nhận không trả lời kịp thời hạn."
    } else if error.is_connect() {
        "Không kết nối được với máy nhận."
    } else {
        "Kết nối với máy nhận bị ngắt."
    }
}
