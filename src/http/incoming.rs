//! Drafts that come in: JSON, or `multipart/form-data` with a part `draft` and the images it names.

use super::App;
use super::answer::Trouble;
use crate::input::Draft;
use crate::service::Upload;
use axum::extract::{FromRequest, Request};

/// A draft and its images.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// The draft.
    pub draft: Draft,
    /// Images under the names the draft calls them by.
    pub images: Vec<Upload>,
}

impl FromRequest<App> for Incoming {
    type Rejection = Trouble;

    async fn from_request(request: Request, app: &App) -> Result<Self, Trouble> {
        todo!()
    }
}
