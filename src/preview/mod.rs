//! Pages as pictures: SVG for a browser, PNG for everything else.
//!
//! A finished [`Layout`] and the number of a page come in, or a [`DisplayList`] from elsewhere. What goes out shows the
//! same words at the same places as the PDF: SVG keeps text as text in an embedded subset of the fonts, PNG draws the
//! outlines. Nothing is measured or decided here, and nothing is refused but a page that is not there and a resolution
//! that would make a picture too small to read or too large to hold.

mod display_list;
mod png;
mod svg;
mod text_source;
mod webfont;

pub use display_list::display_list;
pub use png::draw_png;
pub use svg::{draw_svg, draw_svg_with_sources};
pub use text_source::{Sources, TextSource};

use crate::display::DisplayList;
use crate::layout::Layout;

/// Error of drawing a page.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// The document has fewer pages.
    #[error("there is no page {page}: the document has {pages} (pages count from 0)")]
    NoSuchPage {
        /// The page asked for, from 0.
        page: usize,
        /// Number of pages there are.
        pages: usize,
    },
    /// The resolution is out of bounds.
    #[error("{dpi} dots per inch are outside {}..={}", png::DPI.start(), png::DPI.end())]
    Resolution {
        /// The resolution asked for.
        dpi: u32,
    },
    /// The page is too large at this resolution, or has no size.
    #[error("a picture of {width} × {height} pixels is empty or too large (at most {} pixels)", png::PIXELS)]
    Dimensions {
        /// Pixels across.
        width: u64,
        /// Pixels down.
        height: u64,
    },
    /// The PNG could not be written.
    #[error("the page could not be written as PNG: {0}")]
    Encoding(#[from] image::ImageError),
}

/// A page (from 0) of a layout as SVG, see [`draw_svg`]; an empty drawing if there is no such page.
pub fn svg(layout: &Layout, page: usize) -> String {
    draw_svg(&display_list(layout, page))
}

/// The same with the origin of every word, see [`draw_svg_with_sources`].
pub fn svg_with_sources(layout: &Layout, page: usize, sources: &Sources<'_>) -> String {
    draw_svg_with_sources(&display_list(layout, page), sources)
}

/// A page (from 0) of a layout as PNG, see [`draw_png`].
pub fn png(layout: &Layout, page: usize, dpi: u32) -> Result<Vec<u8>, PreviewError> {
    let pages = layout.pages.len();
    if page >= pages {
        return Err(PreviewError::NoSuchPage { page, pages });
    }
    draw_png(&display_list(layout, page), dpi)
}

#[cfg(test)]
mod samples;
#[cfg(test)]
mod stored_tests;
