//! The form: pages for people, in Vietnamese, without a script.

use super::App;
use axum::Router;

/// The pages.
pub fn routes() -> Router<App> {
    Router::new()
}
