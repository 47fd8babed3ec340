//! One page of a draft or of a stored PDF as a picture, without drawing the others.

use super::{Format, Office, OfficeError, PREVIEW_DPI, rejected};
use crate::compose::compose;
use crate::document::TextPlace;
use crate::input::Draft;
use crate::layout;
use crate::pdf::{PdfReadError, StoredPdf};
use crate::preview::{self, PreviewError, TextSource};
use crate::record::{Images, Record};
use crate::source_map::SourceMap;
use serde_json::Map;

/// A picture of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PagePicture {
    /// The picture.
    pub bytes: Vec<u8>,
    /// Pages of the document.
    pub pages: usize,
}

/// A page that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct PageRequest {
    /// Its number, from 0.
    pub page: usize,
    /// PNG, or else SVG.
    pub format: Format,
    /// Flag: the words of an SVG say where in the draft they come from (`data-at`, `data-from`, `data-to`).
    pub sources: bool,
}

impl Office<'_> {
    /// A page of a draft.
    ///
    /// # Errors
    /// A draft that cannot be made is rejected; a page that is not there is
    /// [`PreviewError::NoSuchPage`].
    pub fn page(
        &self,
        draft: Draft,
        images: &dyn Images,
        wanted: PageRequest,
    ) -> Result<PagePicture, OfficeError> {
        let PageRequest { page, format, sources } = wanted;
        let values = if sources { draft.values.clone() } else { Map::new() };
        let record = Record::check(draft, self.catalog, images)?.value;
        let document = compose(&record);
        let layout = layout::paginate(&document, record.style(), self.fonts).map_err(rejected)?;
        let pages = layout.pages.len();
        if page >= pages {
            return Err(PreviewError::NoSuchPage { page, pages }.into());
        }
        let bytes = match format {
            Format::Png => preview::png(&layout, page, PREVIEW_DPI)?,
            _ if sources => {
                let map = SourceMap::of(&values, &record, &document, self.catalog);
                preview::svg_with_sources(&layout, page, &|place| source(&map, place)).into_bytes()
            }
            _ => preview::svg(&layout, page).into_bytes(),
        };
        Ok(PagePicture { bytes, pages })
    }
}

/// TextOrigin of a character, as a page shows it.
fn source(map: &SourceMap, place: TextPlace) -> Option<TextSource<'_>> {
    let origin = map.find(place.block, place.byte as usize)?;
    Some(TextSource { at: origin.at.as_str(), value: origin.value })
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
