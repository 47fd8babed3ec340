//! Drafts made into pages and files without keeping anything.

use super::{Failure, Service, Upload};
use crate::access::Scope;
use crate::input::Draft;
use crate::office::{Format, Mode, PdfForm, Rendered};
use crate::report::Report;

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
    ) -> Result<Rendered, Failure> {
        todo!()
    }

    /// All that is found in a draft; nothing is kept.
    pub async fn check_draft(
        &self,
        scope: &Scope,
        draft: Draft,
        images: Vec<Upload>,
    ) -> Result<Report, Failure> {
        todo!()
    }

    /// All that is found in a stored document's draft now.
    pub async fn check(&self, scope: &Scope, id: &str) -> Result<Report, Failure> {
        todo!()
    }

    /// A page (from 1) of a stored document as it will print, as SVG or PNG.
    pub async fn preview(
        &self,
        scope: &Scope,
        id: &str,
        page: usize,
        format: Format,
    ) -> Result<PageImage, Failure> {
        todo!()
    }

    /// Every page of a draft as SVG; nothing is kept.
    pub async fn preview_draft(
        &self,
        scope: &Scope,
        draft: Draft,
        images: Vec<Upload>,
    ) -> Result<Vec<PageImage>, Failure> {
        todo!()
    }
}
