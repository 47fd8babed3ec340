//! An image checked, encoded anew, and kept: first the bytes, then the row that names them.

use super::{Asset, AssetRow, ONE, kind_of};
use crate::catalog::Catalog;
use crate::length::Length;
use crate::picture::{self, ImagePrint, ImagePurpose};
use crate::report::{FieldPath, Report};
use crate::service::pool::Demand;
use crate::service::{Service, ServiceError};
use crate::store::{StoreError, Tx, Write, args};
use std::sync::Arc;

/// An image to be looked at.
pub(super) struct Scan {
    pub(super) organ: String,
    pub(super) bytes: Vec<u8>,
    pub(super) purpose: ImagePurpose,
    /// Printed width, where it is known.
    pub(super) width: Option<Length>,
    /// Place at which its problems are reported.
    pub(super) at: FieldPath,
}

impl Scan {
    /// The image as it is kept; `None` when `report` has gained an error.
    fn checked(&self, catalog: &Catalog, report: &mut Report) -> Option<Vec<u8>> {
        let organs = catalog.organ(&self.organ, None).and_then(|organ| catalog.style(&organ.style));
        // An organ whose style is gone cannot print, but it can still be told what is wrong with its image.
        let style = organs.or_else(|| catalog.styles.values().next().cloned())?;
        let print = ImagePrint { purpose: self.purpose, width: self.width, defaults: &style.sheet.signing };
        picture::keep(&self.bytes, print, &self.at, report)
    }
}

/// Data of an image's row.
pub(super) struct Keeping {
    pub(super) organ: String,
    pub(super) purpose: ImagePurpose,
    pub(super) name: String,
    pub(super) holder: Option<String>,
    pub(super) by: String,
    /// Flag: a withdrawn image may be used again.
    pub(super) revives: bool,
}

/// The row written.
struct NewDocument {
    keeping: Keeping,
    sha256: String,
    bytes: i64,
    at: String,
}

impl Write for NewDocument {
    type Done = Asset;
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<Asset, StoreError> {
        const PUT: &str = "insert into asset (organ, sha256, kind, name, holder, bytes, created_by, created_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (organ, sha256) do nothing";
        const REVIVE: &str = "update asset set withdrawn_at = null, kind = $1, name = $2, holder = $3 \
             where organ = $4 and sha256 = $5 and withdrawn_at is not null";
        let (row, kind) = (&self.keeping, kind_of(self.keeping.purpose));
        let (organ, sha256) = (&row.organ, &self.sha256);
        let values = args![organ, sha256, kind, &row.name, &row.holder, self.bytes, &row.by, &self.at];
        tx.execute(PUT, values).await?;
        if row.revives {
            tx.execute(REVIVE, args![kind, &row.name, &row.holder, organ, sha256]).await?;
        }
        tx.one::<AssetRow>(ONE, args![organ, sha256]).await.map(Asset::from)
    }
}

impl Service {
    /// Images as they are kept, in the order given; all their faults at once.
    pub(super) async fn scanned(
        &self,
        catalog: Arc<Catalog>,
        scans: Vec<Scan>,
    ) -> Result<Vec<Vec<u8>>, ServiceError> {
        let templates = Arc::clone(&catalog);
        // Read one after another, each in the largest size it may be printed at.
        let memory =
            scans.iter().map(|scan| picture::memory(&scan.bytes, scan.purpose, Some(picture::LONGEST))).max();
        let checked = self.on_renderer(catalog, Demand::images(memory.unwrap_or_default()), move |_| {
            let mut report = Report::new();
            let images = scans.iter().filter_map(|scan| scan.checked(&templates, &mut report)).collect();
            if report.has_errors() { Err(report) } else { Ok(images) }
        });
        Ok(checked.await??)
    }

    /// Keeps an image that was scanned; the asset as it is now, which may be another's of the same bytes.
    pub(super) async fn keep(&self, keeping: Keeping, image: Vec<u8>) -> Result<Asset, ServiceError> {
        let bytes = i64::try_from(image.len()).map_err(|error| ServiceError::Broken(error.to_string()))?;
        let sha256 = self.inner.blobs.put(image).await?;
        let row = NewDocument { keeping, sha256, bytes, at: self.inner.runtime.now() };
        Ok(self.inner.store.write(row).await?)
    }
}
