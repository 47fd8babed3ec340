//! Drafts made into pages and files without keeping anything; pages of what was kept, drawn from its PDF.

use super::document_row::DocumentRow;
use super::image_resolver::ImageResolver;
use super::pool::{Demand, Weight};
use super::{Service, ServiceError, Upload};
use crate::access::{Right, Scope};
use crate::catalog::Catalog;
use crate::digest::sha256;
use crate::input::Draft;
use crate::office::{self, Format, Mode, Office, PagePicture, PageRequest, PdfForm, Rendered, Request};
use crate::package::{FileKind, canonical_json};
use crate::preview::PreviewError;
use crate::report::Report;
use serde_json::Value;
use std::sync::Arc;

/// A picture of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageImage {
    /// Its media type.
    pub media_type: &'static str,
    /// The picture.
    pub bytes: Vec<u8>,
    /// Pages of the document.
    pub pages: usize,
}

impl Service {
    /// Renders a draft with the service's organs; nothing is kept. `organ` images are those the caller may use, and
    /// those that came along.
    pub async fn render(
        &self,
        scope: &Scope,
        draft: Draft,
        images: Vec<Upload>,
        formats: &'static [Format],
        mode: Option<Mode>,
        pdf: PdfForm,
    ) -> Result<Rendered, ServiceError> {
        let gallery = self.loose_gallery(scope, &draft, images, mode).await?;
        let weight = Weight::of(&draft);
        let rendered = move |office: &Office<'_>, gallery: &ImageResolver| {
            // What has no number is named after what it says.
            let digest = sha256(canonical_json(&Value::Object(draft.values.clone())).as_bytes());
            let fallback = digest.get(..8).unwrap_or_default();
            gallery.permits(office.render(draft, Request { formats, mode, fallback, images: gallery, pdf }))
        };
        Ok(self.drawn(self.catalog().await?, weight, gallery, rendered).await??)
    }

    /// All that is found in a draft; nothing is kept.
    pub async fn check_draft(
        &self,
        scope: &Scope,
        draft: Draft,
        images: Vec<Upload>,
    ) -> Result<Report, ServiceError> {
        let gallery = self.loose_gallery(scope, &draft, images, None).await?;
        let today = self.inner.runtime.today();
        let weight = Weight::of(&draft);
        let checked = move |office: &Office<'_>, gallery: &ImageResolver| {
            gallery.told(office.on(today).check_draft(draft, gallery).report)
        };
        self.drawn(self.catalog().await?, weight, gallery, checked).await
    }

    /// All that is found in a stored document's draft now.
    pub async fn check(&self, scope: &Scope, id: &str) -> Result<Report, ServiceError> {
        let kept = self.kept(scope, Right::Read, id).await?;
        let Opened { draft, catalog, gallery } = self.opened(scope, kept).await?;
        let today = self.inner.runtime.today();
        let weight = Weight::of(&draft);
        let checked = move |office: &Office<'_>, gallery: &ImageResolver| {
            gallery.told(office.on(today).check_draft(draft, gallery).report)
        };
        self.drawn(catalog, weight, gallery, checked).await
    }

    /// A page (from 1) of a stored document, see [`Service::preview_page`].
    pub async fn preview(
        &self,
        scope: &Scope,
        id: &str,
        page: usize,
        format: Format,
    ) -> Result<PageImage, ServiceError> {
        let page = page.checked_sub(1).ok_or(ServiceError::NotFound)?;
        self.preview_page(scope, id, PageRequest { page, format, sources: false }).await
    }

    /// A page of a stored document, as SVG or PNG: of one that has its files as they were made, and then without sources;
    /// of any other as it will print.
    pub async fn preview_page(
        &self,
        scope: &Scope,
        id: &str,
        wanted: PageRequest,
    ) -> Result<PageImage, ServiceError> {
        let kept = self.kept(scope, Right::Read, id).await?;
        match kept.package {
            Some(_) => self.stored_page(scope, id, wanted.page, wanted.format).await,
            None => self.page_to_be(scope, kept, wanted).await,
        }
    }

    /// A page (from 0) of the PDF that was kept.
    async fn stored_page(
        &self,
        scope: &Scope,
        id: &str,
        page: usize,
        format: Format,
    ) -> Result<PageImage, ServiceError> {
        let file = self.file(scope, id, FileKind::Pdf).await?;
        let pdf = self.file_bytes(&file, 0..file.bytes).await?;
        let drawn = self.inner.pool.run(Demand::LIGHT, move || office::stored_page(&pdf, page, format));
        picture(drawn.await?, format)
    }

    /// A page of a document that has no files yet.
    async fn page_to_be(
        &self,
        scope: &Scope,
        kept: DocumentRow,
        wanted: PageRequest,
    ) -> Result<PageImage, ServiceError> {
        let format = wanted.format;
        let Opened { draft, catalog, gallery } = self.opened(scope, kept).await?;
        let weight = Weight::of(&draft);
        let drawn = move |office: &Office<'_>, gallery: &ImageResolver| {
            gallery.permits(office.page(draft, gallery, wanted))
        };
        picture(self.drawn(catalog, weight, gallery, drawn).await?, format)
    }

    /// Every page of a draft as SVG; nothing is kept.
    pub async fn preview_draft(
        &self,
        scope: &Scope,
        draft: Draft,
        images: Vec<Upload>,
    ) -> Result<Vec<PageImage>, ServiceError> {
        let media_type = media_type(Format::Svg)?;
        let made = self.render(scope, draft, images, &[Format::Svg], None, PdfForm::default()).await?;
        let pages = made.pages;
        let images = made.files.into_iter().map(|file| PageImage { media_type, bytes: file.bytes, pages });
        Ok(images.collect())
    }

    /// A stored document with all it takes to make it: as it was frozen, or as things are now.
    async fn opened(&self, scope: &Scope, kept: DocumentRow) -> Result<Opened, ServiceError> {
        let draft = kept.draft()?;
        let catalog = self.catalog_of(&kept).await?;
        let gallery = match kept.organ_profile {
            Some(_) => self.frozen_gallery(&draft).await?,
            None => {
                let organ = &kept.summary.organ;
                let gallery = self.gallery(scope, organ, &draft, Vec::new()).await?;
                gallery.numbered_by(scope, organ, &draft, None)
            }
        };
        Ok(Opened { draft, catalog, gallery })
    }
}

/// All it takes to make a stored document.
struct Opened {
    draft: Draft,
    catalog: Arc<Catalog>,
    gallery: ImageResolver,
}

/// A page that was drawn. One that is not there is not found.
fn picture(
    drawn: Result<PagePicture, office::OfficeError>,
    format: Format,
) -> Result<PageImage, ServiceError> {
    match drawn {
        Ok(PagePicture { bytes, pages }) => Ok(PageImage { media_type: media_type(format)?, bytes, pages }),
        Err(office::OfficeError::Preview(PreviewError::NoSuchPage { .. })) => Err(ServiceError::NotFound),
        Err(other) => Err(other.into()),
    }
}

/// The media type of a picture of a page.
fn media_type(format: Format) -> Result<&'static str, ServiceError> {
    match format {
        Format::Svg => Ok("image/svg+xml"),
        Format::Png => Ok("image/png"),
        other => Err(ServiceError::Broken(format!("a page has no picture as {other:?}"))),
    }
}
