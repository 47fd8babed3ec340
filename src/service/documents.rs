//! Drafts: created, changed, looked at.

use super::{Act, Failure, Service, Stored};
use crate::access::Scope;
use crate::input::Draft;

/// An image that came with a draft, under the name the draft calls it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// `chu-ky.png`.
    pub name: String,
    /// A PNG.
    pub bytes: Vec<u8>,
}

impl Service {
    /// Keeps a new draft. A draft may be incomplete, but must name an organ the caller drafts for and a type there is.
    /// Images are kept as assets of the document's organ under their digest, and the draft names them by it.
    /// The document's id is the act's; the same `external_id` again in an organ is a conflict that names the document.
    pub async fn create(&self, act: Act<'_>, draft: Draft, images: Vec<Upload>) -> Result<Stored, Failure> {
        todo!()
    }

    /// A document.
    pub async fn get(&self, scope: &Scope, id: &str) -> Result<Stored, Failure> {
        todo!()
    }

    /// Puts another draft in the place of a document's, if its version is still `version`.
    pub async fn update(
        &self,
        act: Act<'_>,
        id: &str,
        version: i64,
        draft: Draft,
        images: Vec<Upload>,
    ) -> Result<Stored, Failure> {
        todo!()
    }
}
