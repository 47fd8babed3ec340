//! The templates that made a document, kept with it: put as one blob before the document is frozen, read again for
//! everything that is made of it later.
//!
//! Takes what a row says of its origin; gives the catalog the document was made with, its organ as it was then. It never
//! takes today's templates for those that are named and missing.

use super::document_row::DocumentRow;
use super::{Service, ServiceError};
use crate::catalog::{Catalog, Organ};
use crate::store::{StoreError, Tx, Write, args};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// Catalogs at hand at once, a few megabytes each.
const AT_HAND: usize = 8;
/// Rows that are given their templates in one act.
const PORTION: i64 = 200;

/// Reasons for which the catalog that a document was made with cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum CatalogLoss {
    /// The blob it is kept in.
    #[error("the templates kept as blob {0} are missing or damaged")]
    Lost(String),
    /// The blob is there and holds no catalog that this program reads.
    #[error("the templates kept as blob {digest} cannot be read: {why}")]
    Unread {
        /// The blob.
        digest: String,
        /// The first problem.
        why: String,
    },
    /// The organ as it was.
    #[error("the organ's profile cannot be read: {0}")]
    Profile(String),
    /// The blobs cannot be reached.
    #[error(transparent)]
    Store(StoreError),
}

impl From<CatalogLoss> for ServiceError {
    fn from(loss: CatalogLoss) -> Self {
        match loss {
            CatalogLoss::Store(error) => error.into(),
            other => Self::Broken(other.to_string()),
        }
    }
}

/// Kept catalogs at hand, and whether the templates in use are kept.
#[derive(Debug, Default)]
pub(super) struct KeptCatalogs {
    at_hand: Mutex<BTreeMap<String, Arc<Catalog>>>,
    put: OnceCell<()>,
}

/// Digests of the templates that made a frozen document, from its row.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'r> {
    /// The id of its type.
    pub document_type: &'r str,
    /// Digest of the type's folder.
    pub template_sha256: &'r str,
    /// Digest of the style sheet.
    pub style_sha256: &'r str,
}

impl Origin<'_> {
    /// Tests whether type and style of a catalog are those that made the document.
    fn fits(&self, catalog: &Catalog) -> bool {
        let kind = catalog.types.get(self.document_type);
        kind.is_some_and(|kind| kind.digest == self.template_sha256)
            && catalog.styles.values().any(|style| style.digest == self.style_sha256)
    }
}

impl Service {
    /// Keeps the templates in use; whoever freezes a document does this first.
    pub(super) async fn keep_templates(&self) -> Result<(), ServiceError> {
        let put = async || self.keep_catalog(self.templates_in_use()).await;
        self.inner.kept_catalogs.put.get_or_try_init(put).await.copied()
    }

    /// Keeps the templates of a catalog.
    pub(super) async fn keep_catalog(&self, catalog: &Catalog) -> Result<(), ServiceError> {
        self.inner.blobs.put(catalog.bundle.text().as_bytes().to_vec()).await?;
        Ok(())
    }

    /// The catalog that a document is made with: a draft with what is in use, a frozen document with what was kept, its
    /// organ as it was then.
    pub(super) async fn catalog_of(&self, kept: &DocumentRow) -> Result<Arc<Catalog>, ServiceError> {
        let Some(profile) = &kept.organ_profile else { return self.catalog().await };
        let catalog = match &kept.catalog {
            Some(digest) => self.kept_catalog(digest).await,
            None => Ok(Arc::new(self.catalog_with(&kept.summary.document_type).clone())),
        };
        let catalog = catalog.and_then(|catalog| with_organ(&catalog, profile));
        catalog.map_err(|loss| match ServiceError::from(loss) {
            ServiceError::Broken(why) => ServiceError::Broken(format!("document {}: {why}", kept.summary.id)),
            other => other,
        })
    }

    /// A kept catalog, without organs. Those in use are the same where their digest is.
    async fn kept_catalog(&self, digest: &str) -> Result<Arc<Catalog>, CatalogLoss> {
        let at_hand = || self.inner.kept_catalogs.at_hand.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = at_hand().get(digest) {
            return Ok(Arc::clone(found));
        }
        let in_use = self.templates_in_use();
        let catalog = match in_use.bundle.sha256() == digest {
            true => Arc::new(in_use.clone()),
            false => self.read_catalog(digest).await?,
        };
        let mut at_hand = at_hand();
        if at_hand.len() >= AT_HAND {
            at_hand.clear();
        }
        at_hand.insert(digest.to_owned(), Arc::clone(&catalog));
        Ok(catalog)
    }

    /// A kept catalog as its blob has it, without organs. A whole blob of the templates in use, or of those in the
    /// program, need not be read once more: its digest says what is in it.
    pub async fn read_catalog(&self, digest: &str) -> Result<Arc<Catalog>, CatalogLoss> {
        let text = self.inner.blobs.get(digest).await.map_err(|error| match error {
            StoreError::BlobDamaged(digest) => CatalogLoss::Lost(digest),
            error => CatalogLoss::Store(error),
        })?;
        let mut at_hand = [self.templates_in_use(), Catalog::embedded()].into_iter();
        if let Some(catalog) = at_hand.find(|catalog| catalog.bundle.sha256() == digest) {
            return Ok(Arc::new(catalog.clone()));
        }
        let unread = |why: String| CatalogLoss::Unread { digest: digest.to_owned(), why };
        // Reading tries every template out.
        let read = tokio::task::spawn_blocking(move || Catalog::of_bundle(&text)).await;
        let read = read.map_err(|panic| unread(panic.to_string()))?;
        read.map(Arc::new).map_err(|error| unread(error.to_string()))
    }

    /// The catalog of a document that names none: of those in use and those in the program the first whose type and
    /// style made it.
    pub fn fitting_catalog(&self, origin: &Origin<'_>) -> Option<&Catalog> {
        [self.templates_in_use(), Catalog::embedded()].into_iter().find(|catalog| origin.fits(catalog))
    }

    /// Catalog for a document that was frozen before templates were kept: the templates in use, as it was until then,
    /// or those in the program where its type is not in use any more.
    fn catalog_with(&self, document_type: &str) -> &Catalog {
        let in_use = self.templates_in_use();
        let known = [in_use, Catalog::embedded()].into_iter().find(|c| c.types.contains_key(document_type));
        known.unwrap_or(in_use)
    }

    /// The templates in use.
    pub fn templates_in_use(&self) -> &Catalog {
        self.inner.templates.catalog()
    }

    /// Gives documents that were frozen before templates were kept those that fit their digests, and those of them that
    /// are still half issued what they are to be made with; how many it gave them. Where none fit they stay without.
    ///
    /// # Errors
    /// Database or blobs cannot be reached.
    pub async fn adopt_catalogs(&self) -> Result<u64, ServiceError> {
        const MADE: &str = "select id, type, template_sha256, style_sha256 from document \
             where catalog_sha256 is null and package is not null and id > $1 order by id limit $2";
        const HALF: &str = "select id, type, template_sha256, style_sha256 from document \
             where state = 'issuing' and catalog_sha256 is null and id > $1 order by id limit $2";
        let fitting = |row: &Uncatalogued| {
            self.fitting_catalog(&Origin {
                document_type: &row.document_type,
                template_sha256: row.template_sha256.as_deref()?,
                style_sha256: row.style_sha256.as_deref()?,
            })
        };
        let made = self.adopt_of(MADE, fitting).await?;
        let half = self.adopt_of(HALF, |row| Some(self.catalog_with(&row.document_type))).await?;
        Ok(made + half)
    }

    /// Gives documents of a question the catalogs chosen for their rows, a portion at a time.
    async fn adopt_of<'c>(
        &self,
        question: &'static str,
        choose: impl Fn(&Uncatalogued) -> Option<&'c Catalog>,
    ) -> Result<u64, ServiceError> {
        let (mut adopted, mut after) = (0, String::new());
        loop {
            let page: Vec<Uncatalogued> = self.inner.store.rows(question, args![&after, PORTION]).await?;
            let Some(last) = page.last() else { return Ok(adopted) };
            after.clone_from(&last.id);
            let mut chosen: BTreeMap<&str, (&Catalog, Vec<String>)> = BTreeMap::new();
            for row in &page {
                if let Some(catalog) = choose(row) {
                    let (_, ids) = chosen.entry(catalog.bundle.sha256()).or_insert((catalog, vec![]));
                    ids.push(row.id.clone());
                }
            }
            for (digest, (catalog, documents)) in chosen {
                self.keep_catalog(catalog).await?;
                adopted += self.inner.store.write(Adopt { catalog: digest.to_owned(), documents }).await?;
            }
        }
    }
}

/// A document that names no templates.
#[derive(Deserialize)]
struct Uncatalogued {
    id: String,
    #[serde(rename = "type")]
    document_type: String,
    template_sha256: Option<String>,
    style_sha256: Option<String>,
}

/// A catalog with exactly one organ, in exactly one version.
pub fn with_organ(catalog: &Catalog, profile: &str) -> Result<Arc<Catalog>, CatalogLoss> {
    let organ: Organ =
        serde_json::from_str(profile).map_err(|error| CatalogLoss::Profile(error.to_string()))?;
    let organs = BTreeMap::from([(organ.id.clone(), vec![Arc::new(organ)])]);
    Ok(Arc::new(catalog.with_organs(organs)))
}

/// Documents that are given the catalog that fits them.
struct Adopt {
    catalog: String,
    documents: Vec<String>,
}

impl Write for Adopt {
    type Done = u64;
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<u64, StoreError> {
        const ADOPT: &str = "update document set catalog_sha256 = $2, catalog_adopted = 1 \
             where id = $1 and catalog_sha256 is null";
        let mut adopted = 0;
        for id in &self.documents {
            adopted += tx.execute(ADOPT, args![id, &self.catalog]).await?;
        }
        Ok(adopted)
    }
}
