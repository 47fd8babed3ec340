//! Rights to what a draft shows, by who asks: the images of its organ, and a number.
//!
//! | right in the organ | images the organ keeps | a number in the draft |
//! | --- | --- | --- |
//! | to number (`clerk`, `admin`) | drawn | printed |
//! | to record (`archivist`) | their room only | printed where the draft is faithful: an old paper |
//! | any other (`drafter`, `auditor`) | their room only | refused, `number-not-given` |
//!
//! Images that come with a request are the caller's own, and drawn: whoever sends the bytes has them already. A
//! document that is frozen is shown as it was issued to all who may read it. Every edge comes through here.

use super::{Service, ServiceError, Upload};
use crate::access::{Right, Scope};
use crate::draft::{self, Draft, fields};
use crate::length::Length;
use crate::office::{self, Mode};
use crate::picture::{self, ImagePurpose};
use crate::record::Images;
use crate::report::{FieldPath, KeptProblem, Problem, Report};
use std::collections::BTreeMap;

/// Images by the names a draft calls them by, and what its caller may not have shown.
#[derive(Clone, Debug, Default)]
pub(super) struct ImageResolver {
    images: BTreeMap<String, Vec<u8>>,
    /// Flag: the images named by digest keep their room and are not shown.
    withheld: bool,
    /// Problems of images that the draft names and the caller may not use there.
    refused: Report,
    /// Then: where the draft names images by digest. None of them is at hand, and the report says of which and why.
    named: Vec<FieldPath>,
    /// Problem for which the draft may not be made for this caller, whatever else is right with it.
    unnumbered: Option<Problem>,
    /// Bytes of memory that the images take while the draft is made.
    memory: usize,
}

impl Images for ImageResolver {
    fn load(&self, name: &str) -> Option<Vec<u8>> {
        self.images.get(name).cloned()
    }

    fn withholds(&self, name: &str) -> bool {
        self.withheld && name.starts_with(DIGEST)
    }
}

impl ImageResolver {
    /// Images that came with a request. A digest names what an organ keeps, whatever the parts of a request are called.
    fn of_uploads(uploads: Vec<Upload>) -> Self {
        let named = uploads.into_iter().filter(|upload| !upload.name.starts_with(DIGEST));
        Self { images: named.map(|upload| (upload.name, upload.bytes)).collect(), ..Self::default() }
    }

    /// The images that the organ keeps, and those that came with the request.
    fn hung(
        kept: Result<BTreeMap<String, Vec<u8>>, ServiceError>,
        draft: &Draft,
        uploads: Vec<Upload>,
    ) -> Result<Self, ServiceError> {
        let mut gallery = Self::of_uploads(uploads);
        match kept {
            Ok(images) => gallery.images.extend(images),
            Err(ServiceError::Rejected(refused)) => {
                gallery.refused = refused;
                gallery.named = digests(draft).map(|(at, _)| at).collect();
            }
            Err(other) => return Err(other),
        }
        Ok(gallery)
    }

    /// The same, knowing how much memory the images take in this draft.
    fn measured(self, draft: &Draft) -> Self {
        let images = draft::signer_images(&draft.values);
        let memory = images.iter().filter_map(|image| {
            let bytes = self.images.get(image.name).filter(|_| !self.withholds(image.name))?;
            let purpose = ImagePurpose::of_field(image.field)?;
            Some(picture::memory(bytes, purpose, image.width_mm.map(Length::from_mm)))
        });
        Self { memory: memory.sum(), ..self }
    }

    /// Bytes of memory that the images take while the draft is made.
    pub(super) fn memory(&self) -> usize {
        self.memory
    }

    /// The same for a caller who may not have a number printed that the register did not give.
    pub(super) fn numbered_by(self, scope: &Scope, organ: &str, draft: &Draft, mode: Option<Mode>) -> Self {
        Self { unnumbered: unnumbered(scope, organ, draft, mode), ..self }
    }

    /// Adds the problems of refused images and of the number to a report; the former take the place of «there is no
    /// such image».
    pub(super) fn told(&self, mut report: Report) -> Report {
        report.problems.retain(|p| p.code != "image-missing" || !self.named.contains(&p.at));
        report.problems.extend(self.refused.problems.iter().chain(&self.unnumbered).cloned());
        report
    }

    /// Hands on what was made of the draft, or refuses where it may not be made for this caller.
    pub(super) fn permits<T>(&self, made: Result<T, office::OfficeError>) -> Result<T, office::OfficeError> {
        match made {
            Err(office::OfficeError::Rejected(report)) => Err(self.told(report).into()),
            Ok(_) if self.unnumbered.is_some() => Err(self.told(Report::new()).into()),
            made => made,
        }
    }

    /// Problems of images that are kept back and would be missing in a document that is to be kept; empty where none
    /// are.
    pub(super) fn incomplete(&self, draft: &Draft) -> Report {
        let mut report = Report::new();
        for (at, _) in digests(draft).filter(|_| self.withheld) {
            let message = "Chỉ người có quyền cấp số được dùng ảnh chữ ký, con dấu của cơ quan. Bỏ ảnh, hoặc nhờ văn thư \
                           nhập văn bản này.";
            report.error(at, "image-not-permitted", message);
        }
        report
    }
}

/// Part of the findings on a draft that depends on who reads them; all else is the same for everybody.
#[derive(Clone, Debug)]
pub(super) struct ReadersView {
    /// The places of images that are not shown to him: what is told of those is told by their pixels.
    withheld: Vec<FieldPath>,
    unnumbered: Option<Problem>,
}

impl ReadersView {
    pub(super) fn of(scope: &Scope, organ: &str, draft: &Draft) -> Self {
        let hidden = !scope.may(Right::Number, organ);
        let withheld = digests(draft).filter(|_| hidden).map(|(at, _)| at).collect();
        Self { withheld, unnumbered: unnumbered(scope, organ, draft, None) }
    }

    /// Tests whether the pages may be shown to him.
    pub(super) fn may_see_pages(&self) -> bool {
        self.unnumbered.is_none()
    }

    /// Problems that he is told, of those that hold for everybody, and his own.
    pub(super) fn told(&self, mut problems: Vec<KeptProblem>) -> Vec<KeptProblem> {
        problems.retain(|p| !picture::tells_of_the_image(&p.code) || !self.withheld.contains(&p.at));
        problems.extend(self.unnumbered.clone().map(KeptProblem::from));
        problems
    }
}

/// Tests whether a draft names images that its organ keeps.
pub(super) fn names_kept_images(draft: &Draft) -> bool {
    digests(draft).next().is_some()
}

/// Prefix of an image's name in a draft that is a digest.
const DIGEST: &str = "sha256:";

/// The refusal of a number that the register did not give, for a caller who may not give one.
fn unnumbered(scope: &Scope, organ: &str, draft: &Draft, mode: Option<Mode>) -> Option<Problem> {
    let faithful = match mode {
        Some(mode) => mode == Mode::Faithful,
        None => draft::mode(&draft.values) == Mode::Faithful,
    };
    let old_paper = faithful && scope.may(Right::Record, organ);
    let given = draft::number_given(&draft.values)?;
    if scope.may(Right::Number, organ) || old_paper {
        return None;
    }
    let message = "Số này không do sổ đăng ký cấp, và người không có quyền cấp số không dựng được văn bản mang số. Bỏ số \
                   khỏi dự thảo: số được cấp khi ban hành.";
    Some(Problem::error(given.at(), "number-not-given", message))
}

impl Service {
    /// The images a draft may be made with. What it may not be is told in [`ImageResolver::told`]: a draft that is not finished
    /// is looked at all the same.
    pub(super) async fn gallery(
        &self,
        scope: &Scope,
        organ: &str,
        draft: &Draft,
        uploads: Vec<Upload>,
    ) -> Result<ImageResolver, ServiceError> {
        let images = self.images_for(scope, organ, draft).await;
        let withheld = !scope.may(Right::Number, organ);
        Ok(ImageResolver { withheld, ..ImageResolver::hung(images, draft, uploads)? }.measured(draft))
    }

    /// The images a draft is assessed with for everybody: as it would be issued.
    pub(super) async fn open_gallery(
        &self,
        organ: &str,
        draft: &Draft,
    ) -> Result<ImageResolver, ServiceError> {
        Ok(ImageResolver::hung(self.images_of(organ, draft).await, draft, Vec::new())?.measured(draft))
    }

    /// The images of a draft that is not kept, and whether it may be made. Who may read in an organ may see how its
    /// documents would look; a draft of an organ that the catalog does not have, or of none, has no images but those that
    /// came along. An organ of the catalog that a draft writes out as its issuer is that organ.
    pub(super) async fn loose_gallery(
        &self,
        scope: &Scope,
        draft: &Draft,
        images: Vec<Upload>,
        mode: Option<Mode>,
    ) -> Result<ImageResolver, ServiceError> {
        if fields::ORGAN.text(&draft.values).is_some() {
            let organ = Self::organ_of(scope, Right::Read, draft)?;
            let gallery = self.gallery(scope, &organ, draft, images).await?;
            return Ok(gallery.numbered_by(scope, &organ, draft, mode));
        }
        let gallery = ImageResolver::of_uploads(images).measured(draft);
        let catalog = self.catalog().await?;
        let named = catalog.organs_named(&draft::issuer_name(&draft.values));
        let numbers = |organ: &&&str| scope.may(Right::Number, organ) || scope.may(Right::Record, organ);
        match named.iter().find(numbers).or(named.first()) {
            Some(organ) => Ok(gallery.numbered_by(scope, organ, draft, mode)),
            None => Ok(gallery),
        }
    }

    /// The images that a frozen document was made with: withdrawn or not, they stay part of it.
    pub(super) async fn frozen_gallery(&self, draft: &Draft) -> Result<ImageResolver, ServiceError> {
        let mut gallery = ImageResolver::default();
        for (_, digest) in digests(draft) {
            let bytes = self.inner.blobs.get(digest).await?;
            gallery.images.insert(format!("{DIGEST}{digest}"), bytes);
        }
        Ok(gallery.measured(draft))
    }
}

/// The images that a draft names by digest, with their places.
fn digests(draft: &Draft) -> impl Iterator<Item = (FieldPath, &str)> {
    let images = draft::signer_images(&draft.values).into_iter();
    images.filter_map(|image| Some((image.at, image.name.strip_prefix(DIGEST)?)))
}
