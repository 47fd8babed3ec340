//! Failures as answers: RFC 9457 `application/problem+json`, by one match.

use crate::service::Failure;
use axum::response::{IntoResponse, Response};

/// A failure on its way out.
#[derive(Debug)]
pub struct Trouble(pub Failure);

impl<F: Into<Failure>> From<F> for Trouble {
    fn from(failure: F) -> Self {
        Self(failure.into())
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        todo!()
    }
}
