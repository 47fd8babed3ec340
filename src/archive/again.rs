//! One document made again of what is stored of it: its source, the organ as it was, the images.

use super::ArchiveError;
use super::select::Kept;
use crate::catalog::{Catalog, Organ};
use crate::digest::sha256;
use crate::input::Draft;
use crate::office::{Failure, Format, Office, PdfForm, Request};
use crate::package::Engine;
use crate::record::Images;
use crate::report::Severity;
use crate::service::Service;
use crate::store::{Blobs, StoreError};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Organ profiles at hand at once; an archive of many years has a few dozen.
const PROFILES: usize = 64;

/// The templates, once for each organ profile that documents were made with.
#[derive(Clone, Debug)]
pub(super) struct Templates {
    catalog: Arc<Catalog>,
    by_profile: Arc<Mutex<BTreeMap<String, Arc<Catalog>>>>,
}

impl Templates {
    pub(super) async fn of(service: &Service) -> Result<Self, ArchiveError> {
        let catalog = service.catalog().await?;
        Ok(Self { catalog, by_profile: Arc::default() })
    }

    /// The templates with exactly one organ, in exactly one version: the one a document was made with.
    fn with(&self, profile: &str) -> Result<Arc<Catalog>, Unmade> {
        let mut known = self.by_profile.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(profile) {
            return Ok(Arc::clone(found));
        }
        let organ: Organ = serde_json::from_str(profile).map_err(|e| Unmade::Profile(e.to_string()))?;
        let organs = BTreeMap::from([(organ.id.clone(), vec![Arc::new(organ)])]);
        let catalog = Arc::new(self.catalog.with_organs(organs));
        if known.len() >= PROFILES {
            known.clear();
        }
        known.insert(profile.to_owned(), Arc::clone(&catalog));
        Ok(catalog)
    }

    /// One digest of all that shapes a document beside its source: the program's version, types and styles.
    pub(super) fn digest(&self) -> String {
        let types = self.catalog.types.iter().map(|(id, kind)| (id, &kind.digest));
        let styles = self.catalog.styles.iter().map(|(id, file)| (id, &file.digest));
        let parts: String = types.chain(styles).map(|(id, digest)| format!("{id} {digest}\n")).collect();
        sha256(format!("{} {}\n{parts}", Engine::default().name, Engine::default().version).as_bytes())
    }
}

/// Why a document cannot be made again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unmade {
    /// Its source is no draft.
    #[error("nguồn của văn bản không đọc được: {0}")]
    Source(String),
    /// Its organ profile is none.
    #[error("hồ sơ cơ quan của văn bản không đọc được: {0}")]
    Profile(String),
    /// An image that it names is missing or damaged.
    #[error("ảnh {0} của văn bản bị mất hoặc hỏng")]
    Image(String),
    /// It is refused now.
    #[error("không dựng lại được: {0}")]
    Refused(String),
}

/// A document made again.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) package: Vec<u8>,
    pub(super) template_sha256: String,
    pub(super) style_sha256: String,
}

/// Images by the names that sources give them.
struct Gallery(BTreeMap<String, Vec<u8>>);

impl Images for Gallery {
    fn load(&self, name: &str) -> Option<Vec<u8>> {
        self.0.get(name).cloned()
    }
}

/// What a document is made of, at hand.
pub(super) struct Material {
    source: Map<String, Value>,
    catalog: Arc<Catalog>,
    images: Gallery,
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
    let catalog = match templates.with(&kept.organ_profile) {
        Ok(catalog) => catalog,
        Err(unmade) => return Ok(Err(unmade)),
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
    Ok(Ok(Material { source, catalog, images: Gallery(images) }))
}

/// The images that a source names, by their digests.
fn image_names(source: &Map<String, Value>) -> Vec<String> {
    let signers = source.get("signers").and_then(Value::as_array).into_iter().flatten();
    let fields = signers.flat_map(|signer| [signer.get("signature_image"), signer.get("seal_image")]);
    let names = fields.flatten().filter_map(Value::as_str);
    names.filter(|name| name.starts_with("sha256:")).map(str::to_owned).collect()
}

impl Material {
    /// Makes the package.
    pub(super) fn make(self, stem: &str) -> Result<Made, Unmade> {
        let request = Request {
            formats: &[Format::Package],
            mode: None,
            fallback: stem,
            images: &self.images,
            pdf: PdfForm::default(),
        };
        let rendered = Office::new(&self.catalog).render(Draft { values: self.source }, request);
        let mut rendered = rendered.map_err(|failure| Unmade::Refused(reason(&failure)))?;
        let package = rendered.files.pop().map(|file| file.bytes).unwrap_or_default();
        let particulars = rendered.particulars;
        Ok(Made {
            package,
            template_sha256: particulars.template_sha256,
            style_sha256: particulars.style_sha256,
        })
    }
}

/// A sentence of a refusal: the first of its problems.
fn reason(failure: &Failure) -> String {
    match failure {
        Failure::Rejected(report) => {
            match report.problems.iter().find(|problem| problem.severity == Severity::Error) {
                Some(problem) => problem.to_string(),
                None => failure.to_string(),
            }
        }
        other => other.to_string(),
    }
}

/// Whether the program that made a package is this one, in this version.
pub(super) fn is_this_engine(engine: &str) -> bool {
    let this = Engine::default();
    engine == this.version || engine == format!("{} {}", this.name, this.version)
}
