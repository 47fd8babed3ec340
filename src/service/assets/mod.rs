//! Images of signatures and seals: an organ's, used only by those who may.
//!
//! Takes PNG files; keeps them encoded anew, so that nothing but the pixels stays, under the digest of what is kept.
//! It refuses what [`picture`](crate::picture) refuses, another's signature, an image that was withdrawn, and another organ's.

mod drafts;
mod keeping;
#[cfg(test)]
mod tests;

use super::{Act, Service, ServiceError};
use crate::access::{Right, Scope};
use crate::limits;
use crate::picture::ImagePurpose;
use crate::report::{FieldPath, Report};
use crate::store::args;
use keeping::{Keeping, Scan};
use serde::{Deserialize, Serialize};
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
    /// Time at which it was withdrawn; documents issued before keep it.
    pub withdrawn_at: Option<String>,
    /// Time at which it was added.
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

/// Prefix of the digest in the name of an image.
const SCHEME: &str = "sha256:";

/// An image as its row says it.
#[derive(Deserialize)]
struct AssetRow {
    organ: String,
    sha256: String,
    kind: String,
    name: String,
    holder: Option<String>,
    bytes: i64,
    withdrawn_at: Option<String>,
    created_at: String,
}

impl From<AssetRow> for Asset {
    fn from(row: AssetRow) -> Self {
        let AssetRow { organ, sha256, kind, name, holder, bytes, withdrawn_at, created_at } = row;
        let id = format!("{SCHEME}{sha256}");
        Self { id, organ, kind, name, holder, bytes, withdrawn_at, created_at }
    }
}

impl Asset {
    /// Purpose: signature or seal; `None` of a kind that is neither.
    fn purpose(&self) -> Option<ImagePurpose> {
        purpose_of(&self.kind)
    }
}

/// Purpose of images of a kind; `None` where there is no such kind.
pub(super) fn purpose_of(kind: &str) -> Option<ImagePurpose> {
    [ImagePurpose::Signature, ImagePurpose::Seal].into_iter().find(|purpose| kind_of(*purpose) == kind)
}

/// Name of a purpose in rows and in the API: `signature`, `seal`.
fn kind_of(purpose: ImagePurpose) -> &'static str {
    match purpose {
        ImagePurpose::Signature => "signature",
        ImagePurpose::Seal => "seal",
    }
}

/// The digest in the name of an image, if it is such a name.
fn digest_in(name: &str) -> Option<&str> {
    let digest = name.strip_prefix(SCHEME)?;
    let is_digit = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
    (digest.len() == 64 && digest.bytes().all(is_digit)).then_some(digest)
}

impl Service {
    /// Keeps an image: read, checked, and encoded anew first. The same image again is the same asset; one that was
    /// withdrawn may be used again, as what it is now said to be.
    pub async fn add_asset(&self, act: Act<'_>, asset: NewAsset) -> Result<Asset, ServiceError> {
        Self::permit(act.scope, Right::Govern, &asset.organ)?;
        let catalog = self.catalog().await?;
        if !catalog.organs.contains_key(&asset.organ) {
            return Err(ServiceError::NotFound);
        }
        let purpose = check_said(&asset)?;
        let (organ, bytes) = (asset.organ.clone(), asset.bytes);
        let scan = Scan { organ, bytes, purpose, width: None, at: FieldPath::field("file") };
        let image = self.scanned(catalog, vec![scan]).await?.pop();
        let image =
            image.ok_or_else(|| ServiceError::Broken("an image was scanned and is not there".to_owned()))?;
        let keeping = Keeping {
            organ: asset.organ,
            purpose,
            name: asset.name,
            holder: asset.holder,
            by: act.scope.principal.clone(),
            revives: true,
        };
        self.keep(keeping, image).await
    }

    /// The images of an organ, newest first.
    pub async fn assets(&self, scope: &Scope, organ: &str) -> Result<Vec<Asset>, ServiceError> {
        const ALL: &str = "select organ, sha256, kind, name, holder, bytes, withdrawn_at, created_at from asset \
             where organ = $1 order by created_at desc, sha256";
        Self::permit(scope, Right::Read, organ)?;
        let rows: Vec<AssetRow> = self.inner.store.rows(ALL, args![organ]).await?;
        Ok(rows.into_iter().map(Asset::from).collect())
    }

    /// The bytes of an image, for those who may have it printed. That there is one, all who may read are told.
    pub async fn asset(&self, scope: &Scope, organ: &str, id: &str) -> Result<Vec<u8>, ServiceError> {
        Self::permit(scope, Right::Number, organ)?;
        let digest = digest_in(id).ok_or(ServiceError::NotFound)?;
        self.asset_row(organ, digest).await?.ok_or(ServiceError::NotFound)?;
        Ok(self.inner.blobs.get(digest).await?)
    }

    /// Lets an image be used no more. Withdrawn twice is withdrawn once.
    pub async fn withdraw_asset(&self, act: Act<'_>, organ: &str, id: &str) -> Result<(), ServiceError> {
        const WITHDRAW: &str = "update asset set withdrawn_at = coalesce(withdrawn_at, $1) \
             where organ = $2 and sha256 = $3";
        Self::permit(act.scope, Right::Govern, organ)?;
        let digest = digest_in(id).ok_or(ServiceError::NotFound)?;
        let args = args![self.inner.runtime.now(), organ, digest];
        match self.inner.store.execute(WITHDRAW, args).await? {
            0 => Err(ServiceError::NotFound),
            _ => Ok(()),
        }
    }

    /// An organ's image of a digest.
    async fn asset_row(&self, organ: &str, digest: &str) -> Result<Option<Asset>, ServiceError> {
        let row: Option<AssetRow> = self.inner.store.row(ONE, args![organ, digest]).await?;
        Ok(row.map(Asset::from))
    }
}

/// An organ's image of a digest.
const ONE: &str = "select organ, sha256, kind, name, holder, bytes, withdrawn_at, created_at from asset \
     where organ = $1 and sha256 = $2";

/// Holds what is said of a new image against what may be said; gives what it shows.
fn check_said(asset: &NewAsset) -> Result<ImagePurpose, Report> {
    let mut report = Report::new();
    let purpose = purpose_of(&asset.kind);
    if purpose.is_none() {
        let message = format!("Không có loại ảnh “{}”. Chọn một trong: signature, seal.", short(&asset.kind));
        report.error(FieldPath::field("kind"), "not-offered", message);
    }
    let lines = [("name", Some(&asset.name)), ("holder", asset.holder.as_ref())];
    for (field, text) in lines {
        let Some(text) = text else { continue };
        let at = FieldPath::field(field);
        if text.trim().is_empty() {
            report.error(at, "missing", "Chỗ này còn để trống.");
        } else if text.chars().any(char::is_control) || text.chars().count() > limits::FIELD_CHARS {
            let message = format!("Chỗ này phải là một dòng chữ không quá {} ký tự.", limits::FIELD_CHARS);
            report.error(at, "wrong-kind", message);
        }
    }
    if purpose == Some(ImagePurpose::Seal) && asset.holder.is_some() {
        let message = "Con dấu là của cơ quan, không của riêng ai. Bỏ trống ô người giữ.";
        report.error(FieldPath::field("holder"), "wrong-kind", message);
    }
    match purpose {
        Some(purpose) if !report.has_errors() => Ok(purpose),
        _ => Err(report),
    }
}

/// A name as a sentence shows it.
fn short(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
