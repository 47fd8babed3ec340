//! Every route of the API, for every role, in its own organ and in another's.
//!
//! The table [`ROUTES`] says which right each route takes; it must name exactly the routes of the description, so that
//! a new route cannot be forgotten here.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]

#[path = "support/service.rs"]
mod service;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use service::Bench;
use std::collections::BTreeSet;
use tower::ServiceExt as _;
use vanthu::access::{Grant, NewKey, Right, Role};

const OWN: &str = "ldld-lai-chau";
const FOREIGN: &str = "to-chuc-khac";

/// What a route takes.
#[derive(Clone, Copy)]
enum Takes {
    /// No credential.
    Nothing,
    /// Any credential: it shows nothing of an organ.
    Credential,
    /// A right in the organ that it names or that its document belongs to.
    In(Right),
    /// A right in every organ.
    Everywhere(Right),
    /// A list: it shows what the caller may see, and nothing else.
    Listed,
}

use Takes::{Credential, Everywhere, In, Listed, Nothing};

const ROUTES: &[(&str, &str, Takes)] = &[
    ("get", "/openapi.json", Nothing),
    ("get", "/", Nothing),
    ("get", "/documents", Listed),
    ("post", "/documents", In(Right::Draft)),
    ("post", "/documents/record", In(Right::Record)),
    ("get", "/documents/{id}", In(Right::Read)),
    ("put", "/documents/{id}", In(Right::Draft)),
    ("post", "/documents/{id}/check", In(Right::Read)),
    ("post", "/documents/{id}/preview", In(Right::Read)),
    ("post", "/documents/{id}/issue", In(Right::Number)),
    ("post", "/documents/{id}/cancel", In(Right::Draft)),
    ("post", "/documents/{id}/replace", In(Right::Number)),
    ("get", "/documents/{id}/pdf", In(Right::Read)),
    ("get", "/documents/{id}/docx", In(Right::Read)),
    ("get", "/documents/{id}/package", In(Right::Read)),
    ("get", "/documents/{id}/source", In(Right::Read)),
];
