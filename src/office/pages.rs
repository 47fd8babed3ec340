//! One page of a draft as a picture, without drawing the others.

use super::{Failure, Format, Office, PREVIEW_DPI, rejected};
use crate::compose::compose;
use crate::input::Draft;
use crate::layout;
use crate::preview::{self, PreviewError};
use crate::record::{Images, Record};

/// A picture of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PagePicture {
    /// The picture.
    pub bytes: Vec<u8>,
    /// Pages of the document.
    pub pages: usize,
}

impl Office<'_> {
    /// A page (from 0) of a draft: as PNG where that is asked for, as SVG otherwise.
    ///
    /// # Errors
    /// A draft that cannot be made is rejected; a page that is not there is
    /// [`PreviewError::NoSuchPage`].
    pub fn page(
        &self,
        draft: Draft,
        images: &dyn Images,
        page: usize,
        format: Format,
    ) -> Result<PagePicture, Failure> {
        let record = Record::check(draft, self.catalog, images)?.value;
        let layout = layout::paginate(&compose(&record), record.style(), self.fonts).map_err(rejected)?;
        let pages = layout.pages.len();
        if page >= pages {
            return Err(PreviewError::NoSuchPage { page, pages }.into());
        }
        let bytes = match format {
            Format::Png => preview::png(&layout, page, PREVIEW_DPI)?,
            _ => preview::svg(&layout, page).into_bytes(),
        };
        Ok(PagePicture { bytes, pages })
    }
}
