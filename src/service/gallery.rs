//! The images of a draft: those that came along, those the organ keeps, those a frozen document was made with.

use super::{Failure, Service, Upload};
use crate::access::Scope;
use crate::input::Draft;
use crate::record::Images;
use crate::report::Report;
use serde_json::Value;
use std::collections::BTreeMap;

/// Images by the names a draft calls them by.
#[derive(Clone, Debug, Default)]
pub(super) struct Gallery {
    images: BTreeMap<String, Vec<u8>>,
    /// What is said of images that the draft names and the caller may not use there.
    pub(super) refused: Report,
}

impl Images for Gallery {
    fn load(&self, name: &str) -> Option<Vec<u8>> {
        self.images.get(name).cloned()
    }
}

impl Gallery {
    /// What a check found, with what was refused in place of «there is no such image».
    pub(super) fn told(&self, mut report: Report) -> Report {
        let refused = &self.refused.problems;
        report.problems.retain(|p| p.code != "image-missing" || !refused.iter().any(|r| r.at == p.at));
        report.problems.extend(refused.iter().cloned());
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
        let mut gallery = match self.images_for(scope, organ, draft).await {
            Ok(images) => Gallery { images, refused: Report::new() },
            Err(Failure::Rejected(refused)) => Gallery { refused, ..Gallery::default() },
            Err(other) => return Err(other),
        };
        // A digest names what the organ keeps, whatever the parts of a request are called.
        let named = uploads.into_iter().filter(|upload| !upload.name.starts_with(DIGEST));
        gallery.images.extend(named.map(|upload| (upload.name, upload.bytes)));
        Ok(gallery)
    }

    /// The images that a frozen document was made with: withdrawn or not, they stay part of it.
    pub(super) async fn frozen_gallery(&self, draft: &Draft) -> Result<Gallery, Failure> {
        let mut gallery = Gallery::default();
        let signers = draft.values.get("signers").and_then(Value::as_array).into_iter().flatten();
        let names = signers.flat_map(|signer| ["signature_image", "seal_image"].map(|field| signer.get(field)));
        for name in names.flatten().filter_map(Value::as_str) {
            if let Some(digest) = name.strip_prefix(DIGEST) {
                gallery.images.insert(name.to_owned(), self.inner.blobs.get(digest).await?);
            }
        }
        Ok(gallery)
    }
}
