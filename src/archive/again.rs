//! One document made again of what is stored of it: its source, the templates and the organ as they were, the images.

use super::select::Kept;
use crate::catalog::Catalog;
use crate::digest::sha256;
use crate::draft::{self, Draft};
use crate::office::{Office, OfficeError, Packed};
use crate::package::Engine;
use crate::record::Images;
use crate::report::Severity;
use crate::service::{CatalogLoss, Origin, Service, with_organ};
use crate::store::{Blobs, StoreError};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Catalogs at hand at once, a few megabytes each. Documents come in the order in which they were made, so that those of
/// the same templates come together.
const CATALOGS: usize = 16;

/// The digest of templates, and the organ's profile.
type OfOrgan = (String, String);

/// The templates that documents were made with, once for each organ profile.
#[derive(Clone, Debug)]
pub(super) struct Templates {
    service: Service,
    /// By the blob of the templates, without organs.
    read: Arc<Mutex<BTreeMap<String, Arc<Catalog>>>>,
    /// By the digest of the templates and the organ's profile.
    with_organ: Arc<Mutex<BTreeMap<OfOrgan, Arc<Catalog>>>>,
}

impl Templates {
    pub(super) fn of(service: &Service) -> Self {
        Self { service: service.clone(), read: Arc::default(), with_organ: Arc::default() }
    }

    /// The templates that made a document, with exactly one organ, in exactly one version. Of a document that names none,
    /// those whose digests fit, else those in use.
    async fn with(&self, kept: &Kept) -> Result<Arc<Catalog>, CatalogLoss> {
        let catalog = match &kept.catalog {
            Some(digest) => self.read(digest).await?,
            None => {
                let origin = Origin {
                    document_type: &kept.document_type,
                    template_sha256: &kept.template_sha256,
                    style_sha256: &kept.style_sha256,
                };
                let found = self.service.fitting_catalog(&origin);
                Arc::new(found.unwrap_or_else(|| self.service.templates_in_use()).clone())
            }
        };
        let key = (catalog.bundle.sha256().to_owned(), kept.organ_profile.clone());
        at_hand(&self.with_organ, key, || with_organ(&catalog, &kept.organ_profile))
    }

    /// Kept templates as their blob has them: a damaged one is told of, whatever else is at hand.
    async fn read(&self, digest: &str) -> Result<Arc<Catalog>, CatalogLoss> {
        if let Some(found) = self.read.lock().unwrap_or_else(PoisonError::into_inner).get(digest) {
            return Ok(Arc::clone(found));
        }
        let catalog = self.service.read_catalog(digest).await?;
        at_hand(&self.read, digest.to_owned(), || Ok(catalog))
    }

    /// One digest of all beside a document that may shape it: the program's version, and the templates in use for those
    /// that name none.
    pub(super) fn digest(&self) -> String {
        let (engine, templates) = (Engine::default(), self.service.templates_in_use().bundle.sha256());
        sha256(format!("{} {}\n{templates}\n", engine.name, engine.version).as_bytes())
    }
}

/// Finds the catalog under a key, or makes it and keeps it, [`CATALOGS`] at most.
fn at_hand<K: Ord, E>(
    known: &Mutex<BTreeMap<K, Arc<Catalog>>>,
    key: K,
    make: impl FnOnce() -> Result<Arc<Catalog>, E>,
) -> Result<Arc<Catalog>, E> {
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = known.get(&key) {
        return Ok(Arc::clone(found));
    }
    let made = make()?;
    if known.len() >= CATALOGS {
        known.clear();
    }
    known.insert(key, Arc::clone(&made));
    Ok(made)
}

/// Reasons for which a document cannot be made again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unmade {
    /// Its source is no draft.
    #[error("nguồn của văn bản không đọc được: {0}")]
    Source(String),
    /// Its organ profile is none.
    #[error("hồ sơ cơ quan của văn bản không đọc được: {0}")]
    Profile(String),
    /// The templates that it was made with are missing or damaged; the blob that kept them.
    #[error("bộ mẫu {0} đã làm ra văn bản bị mất hoặc hỏng")]
    TemplatesLost(String),
    /// The templates that it was made with are there, and this program cannot read them.
    #[error("không đọc được bộ mẫu {digest} đã làm ra văn bản: {why}")]
    TemplatesUnread {
        /// The blob.
        digest: String,
        /// The first problem.
        why: String,
    },
    /// An image that it names is missing or damaged.
    #[error("ảnh {0} của văn bản bị mất hoặc hỏng")]
    Image(String),
    /// It is refused now.
    #[error("không dựng lại được: {0}")]
    Refused(String),
}

impl Unmade {
    /// Tests whether another version of the program or of the templates may be the reason: then nothing that is stored
    /// is amiss.
    pub(super) fn may_be_by_excuse(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::TemplatesUnread { .. })
    }
}

/// Images by the names that sources give them.
struct StoredImages(BTreeMap<String, Vec<u8>>);

impl Images for StoredImages {
    fn load(&self, name: &str) -> Option<Vec<u8>> {
        self.0.get(name).cloned()
    }
}

/// Inputs from which a document is made again, loaded.
pub(super) struct Material {
    source: Map<String, Value>,
    catalog: Arc<Catalog>,
    images: StoredImages,
}

/// Brings together what a document is made of. A blob store that does not answer is an error; what is wrong with this
/// document alone is the inner one.
pub(super) async fn material(
    kept: &Kept,
    templates: &Templates,
    blobs: &Blobs,
) -> Result<Result<Material, Unmade>, StoreError> {
    let source: Map<String, Value> = match serde_json::from_str(&kept.source) {
        Ok(source) => source,
        Err(error) => return Ok(Err(Unmade::Source(error.to_string()))),
    };
    let catalog = match templates.with(kept).await {
        Ok(catalog) => catalog,
        Err(CatalogLoss::Store(error)) => return Err(error),
        Err(CatalogLoss::Lost(digest)) => return Ok(Err(Unmade::TemplatesLost(digest))),
        Err(CatalogLoss::Unread { digest, why }) => return Ok(Err(Unmade::TemplatesUnread { digest, why })),
        Err(CatalogLoss::Profile(why)) => return Ok(Err(Unmade::Profile(why))),
    };
    let mut images = BTreeMap::new();
    for name in image_names(&source) {
        let digest = name.strip_prefix("sha256:").unwrap_or(&name);
        match blobs.get(digest).await {
            Ok(bytes) => drop(images.insert(name, bytes)),
            Err(StoreError::BlobDamaged(_)) => return Ok(Err(Unmade::Image(name))),
            Err(error) => return Err(error),
        }
    }
    Ok(Ok(Material { source, catalog, images: StoredImages(images) }))
}

/// The images that a source names, by their digests.
fn image_names(source: &Map<String, Value>) -> Vec<String> {
    let named = draft::signer_images(source).into_iter().map(|image| image.name);
    named.filter(|name| name.starts_with("sha256:")).map(str::to_owned).collect()
}

impl Material {
    /// Makes the document under the name that its files have.
    pub(super) fn make(self, stem: &str) -> Result<Packed, Unmade> {
        let made =
            Office::new(&self.catalog).keeping(stem).make(Draft { values: self.source }, &self.images, stem);
        made.map_err(|failure| Unmade::Refused(reason(&failure)))
    }
}

/// A sentence of a refusal: the first of its problems.
fn reason(failure: &OfficeError) -> String {
    match failure {
        OfficeError::Rejected(report) => {
            match report.problems.iter().find(|problem| problem.severity == Severity::Error) {
                Some(problem) => problem.to_string(),
                None => failure.to_string(),
            }
        }
        other => other.to_string(),
    }
}

/// Tests whether a package was made by this program in this version.
pub(super) fn is_this_engine(engine: &str) -> bool {
    let this = Engine::default();
    engine == this.version || engine == format!("{} {}", this.name, this.version)
}
