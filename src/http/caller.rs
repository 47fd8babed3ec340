//! Who calls: `Authorization: Bearer id.secret`, or nobody in particular on a machine without keys.

use super::App;
use super::answer::Trouble;
use crate::access::Scope;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

/// The caller's scope.
#[derive(Clone, Debug)]
pub struct Caller(pub Scope);

impl FromRequestParts<App> for Caller {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Trouble> {
        todo!()
    }
}
