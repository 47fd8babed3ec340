//! The images of a draft: those it may use, and those that came with it.

use super::keeping::{Keeping, Scan};
use super::{Asset, SCHEME, digest_in, short};
use crate::access::{Right, Scope};
use crate::draft::{self, Draft, fields};
use crate::length::Length;
use crate::picture::ImagePurpose;
use crate::report::{FieldPath, Problem, Report};
use crate::service::{Act, Service, ServiceError, Upload};
use crate::text;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Signers of whom a document prints images; a draft with more is refused as a whole.
const SIGNERS: usize = 2;

/// A field of a draft that names an image.
struct Slot {
    at: FieldPath,
    /// Whose signature stands there.
    signer: FieldPath,
    purpose: ImagePurpose,
    /// Name of the image in the draft: a file name, or `sha256:…`.
    name: String,
    /// Full name of the signer.
    full_name: String,
    /// Printed width, where the draft gives one.
    width: Option<Length>,
}

/// The fields of a draft that name images.
fn slots(draft: &Map<String, Value>) -> Vec<Slot> {
    let images = draft::signer_images(draft).into_iter().filter(|image| image.index < SIGNERS);
    let slots = images.filter_map(|image| {
        Some(Slot {
            at: image.at,
            signer: image.signer.child(fields::signer::FULL_NAME.name),
            purpose: ImagePurpose::of_field(image.field)?,
            name: image.name.to_owned(),
            full_name: image.full_name.to_owned(),
            width: image.width_mm.map(Length::from_mm),
        })
    });
    slots.collect()
}

impl Slot {
    /// Problem of an image that may not stand here: withdrawn, of the other kind, or another person's signature.
    fn refuses(&self, asset: &Asset) -> Option<Problem> {
        let problem = |code, message: String| Some(Problem::error(self.at.clone(), code, message));
        if asset.withdrawn_at.is_some() {
            let message =
                format!("Ảnh “{}” đã bị thu hồi, không dùng được nữa. Chọn ảnh khác.", short(&asset.name));
            return problem("image-withdrawn", message);
        }
        if asset.purpose() != Some(self.purpose) {
            let message = match self.purpose {
                ImagePurpose::Signature => "Ảnh này là con dấu, không phải chữ ký. Chọn ảnh chữ ký.",
                ImagePurpose::Seal => "Ảnh này là chữ ký, không phải con dấu. Chọn ảnh con dấu.",
            };
            return problem("wrong-image", message.to_owned());
        }
        match &asset.holder {
            Some(holder) if !same_name(holder, &self.full_name) => problem(
                "not-your-signature",
                format!(
                    "Ảnh chữ ký này là của {}, không dùng cho người ký “{}”. Chọn ảnh chữ ký của người ký.",
                    short(holder),
                    short(&self.full_name)
                ),
            ),
            _ => None,
        }
    }

    /// Problem of an image that the organ does not have.
    fn misses(&self) -> Problem {
        let message =
            format!("Không tìm thấy ảnh “{}”. Kiểm tra tên ảnh hoặc tải ảnh lên lại.", short(&self.name));
        Problem::error(self.at.clone(), "image-missing", message)
    }
}

/// Tests whether two spellings are one person's name, compared word by word without case and diacritics.
fn same_name(a: &str, b: &str) -> bool {
    let (a, b) = (text::search_key(a), text::search_key(b));
    a.split_whitespace().eq(b.split_whitespace())
}

impl Service {
    /// The bytes of every image of the organ that a draft names by its digest, by that name. Who may read may know that
    /// they belong there; who may see them drawn is decided by the gallery they hang in.
    ///
    /// # Errors
    /// [`ServiceError::Rejected`] with the places of images that are not the organ's, that were withdrawn, or that do not
    /// belong there (`image-missing`, `image-withdrawn`, `wrong-image`, `not-your-signature`).
    pub(in crate::service) async fn images_for(
        &self,
        scope: &Scope,
        organ: &str,
        draft: &Draft,
    ) -> Result<BTreeMap<String, Vec<u8>>, ServiceError> {
        Self::permit(scope, Right::Read, organ)?;
        self.images_of(organ, draft).await
    }

    /// The same, whoever asks.
    pub(in crate::service) async fn images_of(
        &self,
        organ: &str,
        draft: &Draft,
    ) -> Result<BTreeMap<String, Vec<u8>>, ServiceError> {
        let mut report = Report::new();
        let mut digests = BTreeMap::new();
        for slot in slots(&draft.values) {
            let Some(digest) = digest_in(&slot.name) else { continue };
            match self.asset_row(organ, digest).await? {
                None => report.push(slot.misses()),
                Some(asset) => match slot.refuses(&asset) {
                    Some(problem) => report.push(problem),
                    None => drop(digests.insert(slot.name.clone(), digest.to_owned())),
                },
            }
        }
        if report.has_errors() {
            return Err(ServiceError::Rejected(report));
        }
        let mut images = BTreeMap::new();
        for (name, digest) in digests {
            images.insert(name, self.inner.blobs.get(&digest).await?);
        }
        Ok(images)
    }

    /// Keeps images that came with a draft as assets of the organ, signatures as those of who signs there, and lets
    /// the draft name them by their digests. Nothing is kept where an image is at fault.
    pub(in crate::service) async fn keep_uploads(
        &self,
        act: Act<'_>,
        organ: &str,
        draft: &mut Draft,
        images: Vec<Upload>,
    ) -> Result<(), ServiceError> {
        Self::permit(act.scope, Right::Draft, organ)?;
        if images.is_empty() {
            return Ok(());
        }
        let catalog = self.catalog().await?;
        if !catalog.organs.contains_key(organ) {
            return Err(ServiceError::NotFound);
        }
        let placed = placed(&draft.values, images)?;
        let scan = |(slot, bytes): &(Slot, Vec<u8>)| Scan {
            organ: organ.to_owned(),
            bytes: bytes.clone(),
            purpose: slot.purpose,
            width: slot.width,
            at: slot.at.clone(),
        };
        let scanned = self.scanned(catalog, placed.iter().map(scan).collect()).await?;
        let mut report = Report::new();
        for ((slot, _), image) in placed.into_iter().zip(scanned) {
            let asset = self.keep(slot.keeping(organ, act), image).await?;
            match slot.refuses(&asset) {
                Some(problem) => report.push(problem),
                None => {
                    if let Some(value) = slot.at.find_mut(&mut draft.values) {
                        *value = asset.id.into();
                    }
                }
            }
        }
        if report.has_errors() { Err(ServiceError::Rejected(report)) } else { Ok(()) }
    }
}

impl Slot {
    /// Data of the row for an image that came for this field.
    fn keeping(&self, organ: &str, act: Act<'_>) -> Keeping {
        let holder = (self.purpose == ImagePurpose::Signature).then(|| self.full_name.clone());
        Keeping {
            organ: organ.to_owned(),
            purpose: self.purpose,
            name: self.name.clone(),
            holder,
            by: act.scope.principal.clone(),
            // Who writes drafts does not undo what who governs has withdrawn.
            revives: false,
        }
    }
}

/// The images that came, each with a field that names it.
fn placed(draft: &Map<String, Value>, images: Vec<Upload>) -> Result<Vec<(Slot, Vec<u8>)>, Report> {
    let mut report = Report::new();
    let mut unused = BTreeSet::new();
    for image in &images {
        if !unused.insert(image.name.as_str()) {
            let message = format!("Có hai ảnh cùng tên “{}”. Đặt tên khác cho một ảnh.", short(&image.name));
            report.error(FieldPath::field("image"), "duplicate", message);
        }
    }
    let mut placed = Vec::new();
    for slot in slots(draft) {
        let named = !slot.name.starts_with(SCHEME);
        let Some(image) = images.iter().find(|image| named && image.name == slot.name) else { continue };
        unused.remove(image.name.as_str());
        if slot.purpose == ImagePurpose::Signature && slot.full_name.is_empty() {
            let message = "Chưa nhập họ tên người ký. Ảnh chữ ký phải là của một người.";
            report.error(slot.signer.clone(), "missing", message);
        }
        placed.push((slot, image.bytes.clone()));
    }
    for name in unused {
        let message = format!(
            "Ảnh “{}” tải lên nhưng không người ký nào dùng. Ghi tên ảnh vào signature_image hoặc seal_image, hoặc bỏ ảnh.",
            short(name)
        );
        report.error(FieldPath::field("image"), "unused-image", message);
    }
    if report.has_errors() { Err(report) } else { Ok(placed) }
}
