//! Signers: competence, post, name, and the images of signature and seal.

use serde_json::{Map, Value};

use super::fields::{Fields, short};
use super::heading::Heading;
use super::{Images, Signer, capitals, source};
use crate::catalog::{Catalog, Signatures};
use crate::document::Picture;
use crate::draft::fields::{self as draft, appendix, signer};
use crate::draft::{Demand, FieldSpec, Mode};
use crate::limits;
use crate::picture::{self, ImagePrint, ImagePurpose};
use crate::report::Report;

/// Source of the images of signers, and the place that their digests go to.
pub(super) struct SignerImages<'g> {
    pub(super) heading: &'g Heading,
    pub(super) catalog: &'g Catalog,
    pub(super) images: &'g dyn Images,
    /// The draft as it is kept: an image found is pinned there by its digest.
    pub(super) source: &'g mut Map<String, Value>,
}

/// Reads who signs the document.
pub(super) fn of_document(
    fields: &Fields<'_>,
    album: &mut SignerImages<'_>,
    report: &mut Report,
) -> Vec<Signer> {
    let most = match album.heading.document_type.as_ref().map(|t| t.signatures) {
        _ if fields.mode() == Mode::Faithful => limits::SIGNERS_ON_PAPER,
        Some(Signatures::One) => 1,
        Some(Signatures::Two) | None => 2,
    };
    let before = report.problems.len();
    let signers = named(fields, &draft::SIGNERS, most, album, report);
    if signers.is_empty() && report.problems.len() == before && draft::SIGNERS.demand.holds(fields.mode()) {
        report.error(fields.at(&draft::SIGNERS), "missing", "Chưa nhập người ký.");
    }
    signers
}

/// Reads who signs an attached text, which may be nobody.
pub(super) fn of_attached(
    fields: &Fields<'_>,
    album: &mut SignerImages<'_>,
    report: &mut Report,
) -> Vec<Signer> {
    let most = if fields.mode() == Mode::Faithful { limits::SIGNERS_ON_PAPER } else { 2 };
    named(fields, &appendix::SIGNERS, most, album, report)
}

/// The signers of a list.
fn named(
    fields: &Fields<'_>,
    list: &FieldSpec,
    most: usize,
    album: &mut SignerImages<'_>,
    report: &mut Report,
) -> Vec<Signer> {
    let entries = fields.list(list, report);
    if entries.len() > most {
        let message = match most {
            1 => "Loại văn bản này chỉ có một người ký. Bỏ bớt người ký.",
            2 => "Văn bản có nhiều nhất hai người ký. Bỏ bớt người ký.",
            _ => "Văn bản có nhiều nhất sáu người ký. Bỏ bớt người ký.",
        };
        report.error(fields.at(list), "too-many", message);
    }
    let mut signers = vec![];
    for (at, entry) in entries.into_iter().take(most) {
        let Some(entry) = fields.within(entry, at, report) else { continue };
        signers.push(signer(&entry, album, report));
    }
    signers
}

/// One signer.
fn signer(fields: &Fields<'_>, album: &mut SignerImages<'_>, report: &mut Report) -> Signer {
    fields.only(signer::FIELDS, report);
    let mode = album.heading.mode;
    let competence = fields.lines(&signer::COMPETENCE, report);
    let position = fields.line(&signer::POSITION, report);
    let full_name =
        fields.required(&signer::FULL_NAME, "Chưa nhập họ tên người ký.", report).unwrap_or_default();
    let has_post = position.is_some() || !competence.is_empty() || fields.has(&signer::POSITION);
    if !has_post && Demand::OfNew.holds(mode) {
        report.error(fields.at(&signer::POSITION), "missing", "Chưa nhập chức vụ người ký.");
    }
    Signer {
        signature: album.picture(fields, ImagePurpose::Signature, &full_name, report),
        seal: album.picture(fields, ImagePurpose::Seal, "", report),
        competence: competence.into_iter().map(|line| capitals(line, mode)).collect(),
        position: position.map(|line| capitals(line, mode)),
        note: fields.lines(&signer::NOTE, report),
        other_post: fields.line(&signer::OTHER_POST, report),
        note_below: fields.lines(&signer::NOTE_BELOW, report),
        full_name,
    }
}

impl SignerImages<'_> {
    /// The image of a signature or a seal, checked.
    fn picture(
        &mut self,
        fields: &Fields<'_>,
        purpose: ImagePurpose,
        name: &str,
        report: &mut Report,
    ) -> Option<Picture> {
        let (field, size) = match purpose {
            ImagePurpose::Signature => (&signer::SIGNATURE_IMAGE, &signer::SIGNATURE_WIDTH_MM),
            ImagePurpose::Seal => (&signer::SEAL_IMAGE, &signer::SEAL_DIAMETER_MM),
        };
        let width = fields.millimetres(size, report);
        let at = fields.at(field);
        let file = fields.line(field, report)?;
        if !is_image_name(&file) {
            let message = format!(
                "Tên ảnh “{}” không dùng được. Ghi tên tệp PNG đặt cạnh bản nháp, ví dụ images/chu-ky.png.",
                short(&file)
            );
            report.error(at, "bad-name", message);
            return None;
        }
        let Some(bytes) = self.images.load(&file) else {
            let message =
                format!("Không tìm thấy ảnh “{}”. Kiểm tra tên tệp hoặc tải ảnh lên lại.", short(&file));
            report.error(at, "image-missing", message);
            return None;
        };
        // Where the organ is not known any sheet will do: the draft is refused anyway, but all is said at once.
        let style = self.heading.style.as_ref().or_else(|| self.catalog.styles.values().next())?;
        let print = ImagePrint { purpose, width, defaults: &style.sheet.signing };
        if self.images.withholds(&file) {
            source::pin_image(fields.place(), field, None, self.source);
            return picture::room(&bytes, print, &at, report);
        }
        let mut picture = picture::check(&bytes, file.strip_prefix(source::IMAGE), print, &at, report)?;
        if !name.is_empty() {
            picture.description = format!("{} của {name}", picture.description);
        }
        let digest = picture.image.as_ref().map(|image| image.kept().0);
        source::pin_image(fields.place(), field, digest, self.source);
        Some(picture)
    }
}

/// Tests whether a name is a digest or a relative path that does not leave its folder.
fn is_image_name(name: &str) -> bool {
    if let Some(digest) = name.strip_prefix(source::IMAGE) {
        return digest.len() == 64 && digest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    }
    let is_plain = |part: &str| !part.is_empty() && part != "." && part != "..";
    !name.contains(['\\', ':', '\0']) && name.split('/').all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_images_stay_beside_the_draft() {
        for good in ["chu-ky.png", "images/dấu.png", &format!("sha256:{}", "0a".repeat(32))] {
            assert!(is_image_name(good), "{good}");
        }
        for bad in [
            "../x.png",
            "/etc/x.png",
            "a//b.png",
            "C:\\x.png",
            "data:image/png;base64,AA",
            "sha256:XYZ",
            "./x",
        ] {
            assert!(!is_image_name(bad), "{bad}");
        }
    }
}
