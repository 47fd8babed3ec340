//! The images of a draft: those that came along, those the organ keeps, those a frozen document was made with.

use super::{Failure, Service, Upload};
use crate::access::Scope;
use crate::input::Draft;
use crate::record::Images;
use crate::report::{FieldPath, Report};
use serde_json::Value;
use std::collections::BTreeMap;

/// Images by the names a draft calls them by.
#[derive(Clone, Debug, Default)]
pub(super) struct Gallery {
    images: BTreeMap<String, Vec<u8>>,
    /// What is said of images that the draft names and the caller may not use there.
    refused: Report,
    /// Then: where the draft names images by digest. None of them is at hand, and the report says of which and why.
    named: Vec<FieldPath>,
}

impl Images for Gallery {
    fn load(&self, name: &str) -> Option<Vec<u8>> {
        self.images.get(name).cloned()
    }
}

impl Gallery {
    /// Images that came with a request. A digest names what an organ keeps, whatever the parts of a request are called.
    pub(super) fn of_uploads(uploads: Vec<Upload>) -> Self {
        let named = uploads.into_iter().filter(|upload| !upload.name.starts_with(DIGEST));
        Self { images: named.map(|upload| (upload.name, upload.bytes)).collect(), ..Self::default() }
    }

    /// What a check found, with what was refused in place of «there is no such image».
    pub(super) fn told(&self, mut report: Report) -> Report {
        report.problems.retain(|p| p.code != "image-missing" || !self.named.contains(&p.at));
        report.problems.extend(self.refused.problems.iter().cloned());
        report
    }
}

/// How a draft names an image by its digest.
const DIGEST: &str = "sha256:";

impl Service {
    /// The images a draft may be made with. What it may not be is told in [`Gallery::refused`]: a draft that is
    /// not finished is looked at all the same.
    pub(super) async fn gallery(
        &self,
        scope: &Scope,
        organ: &str,
        draft: &Draft,
        uploads: Vec<Upload>,
    ) -> Result<Gallery, Failure> {
        let mut gallery = Gallery::of_uploads(uploads);
        match self.images_for(scope, organ, draft).await {
            Ok(images) => gallery.images.extend(images),
            Err(Failure::Rejected(refused)) => {
                gallery.refused = refused;
                gallery.named = digests(draft).into_iter().map(|(at, _)| at).collect();
            }
            Err(other) => return Err(other),
        }
        Ok(gallery)
    }

    /// The images that a frozen document was made with: withdrawn or not, they stay part of it.
    pub(super) async fn frozen_gallery(&self, draft: &Draft) -> Result<Gallery, Failure> {
        let mut gallery = Gallery::default();
        for (_, digest) in digests(draft) {
            let bytes = self.inner.blobs.get(digest).await?;
            gallery.images.insert(format!("{DIGEST}{digest}"), bytes);
        }
        Ok(gallery)
    }
}

/// The images that a draft names by digest, with their places.
fn digests(draft: &Draft) -> Vec<(FieldPath, &str)> {
    let signers = draft.values.get("signers").and_then(Value::as_array).into_iter().flatten();
    let mut found = Vec::new();
    for (index, signer) in signers.enumerate() {
        for field in ["signature_image", "seal_image"] {
            let name = signer.get(field).and_then(Value::as_str);
            if let Some(digest) = name.and_then(|name| name.strip_prefix(DIGEST)) {
                found.push((FieldPath::field("signers").index(index).child(field), digest));
            }
        }
    }
    found
}
