//! One page of a draft or of a stored PDF as a picture, without drawing the others.

use super::{Format, Office, OfficeError, PREVIEW_DPI, rejected};
use crate::compose::compose;
use crate::input::Draft;
use crate::layout;
use crate::pdf::{PdfReadError, StoredPdf};
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
    ) -> Result<PagePicture, OfficeError> {
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

/// A page (from 0) of a PDF that any engine of ours wrote: as PNG where that is asked for, as SVG otherwise.
///
/// Everything comes from the file: what was issued is shown, whatever has become of templates, styles and faces since.
///
/// # Errors
/// A page that is not there is [`PreviewError::NoSuchPage`]; a file that is damaged or not ours is [`OfficeError::Stored`].
pub fn stored_page(pdf: &[u8], page: usize, format: Format) -> Result<PagePicture, OfficeError> {
    let stored = StoredPdf::open(pdf)?;
    let pages = stored.pages();
    let list = match stored.page(page) {
        Err(PdfReadError::NoSuchPage { page, pages }) => {
            return Err(PreviewError::NoSuchPage { page, pages }.into());
        }
        read => read?,
    };
    let bytes = match format {
        Format::Png => preview::draw_png(&list, PREVIEW_DPI)?,
        _ => preview::draw_svg(&list).into_bytes(),
    };
    Ok(PagePicture { bytes, pages })
}
