//! Images of signatures and seals: an organ's, used only by those who may.

use super::{Act, Failure, Service};
use crate::access::Scope;
use serde::Serialize;
use utoipa::ToSchema;

/// An image of an organ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Asset {
    /// `sha256:…`: how drafts name it.
    pub id: String,
    /// The organ.
    pub organ: String,
    /// `signature` or `seal`.
    pub kind: String,
    /// For people.
    pub name: String,
    /// Whose signature it is; it is printed only where that person signs.
    pub holder: Option<String>,
    /// Bytes.
    pub bytes: i64,
    /// When it was withdrawn; documents issued before keep it.
    pub withdrawn_at: Option<String>,
    /// When it was added.
    pub created_at: String,
}

/// An image to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAsset {
    /// The organ.
    pub organ: String,
    /// `signature` or `seal`.
    pub kind: String,
    /// For people.
    pub name: String,
    /// Whose signature it is.
    pub holder: Option<String>,
    /// A PNG.
    pub bytes: Vec<u8>,
}

impl Service {
    /// Keeps an image: read, checked, and encoded anew first.
    pub async fn add_asset(&self, act: Act<'_>, asset: NewAsset) -> Result<Asset, Failure> {
        todo!()
    }

    /// The images of an organ.
    pub async fn assets(&self, scope: &Scope, organ: &str) -> Result<Vec<Asset>, Failure> {
        todo!()
    }

    /// The bytes of an image.
    pub async fn asset(&self, scope: &Scope, organ: &str, id: &str) -> Result<Vec<u8>, Failure> {
        todo!()
    }

    /// Lets an image be used no more.
    pub async fn withdraw_asset(&self, act: Act<'_>, organ: &str, id: &str) -> Result<(), Failure> {
        todo!()
    }
}
