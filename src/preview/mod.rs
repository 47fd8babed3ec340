//! Pages as pictures: SVG for a browser, PNG for everything else.
//!
//! A finished [`Layout`] and the number of a page come in. What goes out shows the same words at the same places as the
//! PDF: [`svg`] keeps text as text in an embedded subset of the faces, [`png`] draws the outlines.
//! Nothing is measured or decided here, and nothing is refused but a page that is not there and a resolution that
//! would make a picture too small to read or too large to hold.

mod png;
mod svg;
mod webfont;

pub use png::png;
pub use svg::svg;

use crate::font::{Face, FontBook, UNITS_PER_EM};
use crate::layout::{Layout, Run};
use crate::length::{Length, Point, Size};

/// Why there is no picture of a page.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// The document has fewer pages.
    #[error("there is no page {page}: the document has {pages} (pages count from 0)")]
    NoSuchPage {
        /// The page asked for, from 0.
        page: usize,
        /// How many there are.
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

/// Thickness of the line a brace is drawn with.
const BRACE_WEIGHT: Length = Length::twips(15);

/// The characters of a run; none if the run does not belong to this layout.
fn characters<'a>(layout: &'a Layout, run: &Run) -> &'a str {
    layout.text.get(run.start as usize..run.end as usize).unwrap_or_default()
}

/// The face of a run.
fn face(run: &Run) -> &'static Face {
    FontBook::embedded().face(run.face)
}

/// Each character of a run and where it starts, measured from the start of the run.
///
/// The advances are added up in em units and scaled once, so that no rounding piles up along the line.
fn places<'a>(run: &Run, text: &'a str) -> impl Iterator<Item = (char, Length)> + 'a {
    let (face, run) = (face(run), *run);
    let (mut units, mut gaps) = (0, Length::ZERO);
    text.chars().map(move |character| {
        let start = run.size.part(units, UNITS_PER_EM) + gaps;
        units += i64::from(face.advance(character));
        gaps += run.letter_gap;
        if character == ' ' {
            gaps += run.word_gap;
        }
        (character, start)
    })
}

/// A piece of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Move(Point),
    Line(Point),
    /// A quadratic curve: its control point, then its end.
    Curve(Point, Point),
}

/// A right curly brace whose ink fills a box, to be stroked [`BRACE_WEIGHT`] wide.
fn brace(at: Point, size: Size) -> [Piece; 7] {
    let half = BRACE_WEIGHT / 2;
    let (left, right) = (at.x + half, at.x + size.width - half);
    let (top, bottom) = (at.y + half, at.y + size.height - half);
    let (spine, middle) = (left + (right - left) / 2, top + (bottom - top) / 2);
    let radius = (spine - left).min((bottom - top) / 4);
    let point = |x, y| Point { x, y };
    [
        Piece::Move(point(left, top)),
        Piece::Curve(point(spine, top), point(spine, top + radius)),
        Piece::Line(point(spine, middle - radius)),
        Piece::Curve(point(spine, middle), point(right, middle)),
        Piece::Curve(point(spine, middle), point(spine, middle + radius)),
        Piece::Line(point(spine, bottom - radius)),
        Piece::Curve(point(spine, bottom), point(left, bottom)),
    ]
}

#[cfg(test)]
mod samples;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::font::FaceId;

    #[test]
    fn a_justified_line_ends_where_its_width_says() {
        let text = "Căn cứ Kế hoạch này";
        let mut run = samples::run(0, text, FaceId::Italic, 14);
        run.word_gap = Length::emu(12_345);
        run.letter_gap = Length::emu(-635);
        let (last, start) = places(&run, text).last().unwrap();
        let end = start + face(&run).width(&last.to_string(), run.size) + run.letter_gap;
        let width = face(&run).width(text, run.size)
            + run.word_gap * text.matches(' ').count() as i64
            + run.letter_gap * text.chars().count() as i64;
        assert!((end - width).abs() <= Length::emu(1), "{end:?} against {width:?}");
    }

    #[test]
    fn a_brace_touches_every_side_of_its_box_and_leaves_it_nowhere() {
        let (at, size) = (
            Point { x: Length::mm(50), y: Length::mm(20) },
            Size { width: Length::mm(2), height: Length::mm(15) },
        );
        let points: Vec<Point> = brace(at, size)
            .into_iter()
            .flat_map(|piece| match piece {
                Piece::Move(p) | Piece::Line(p) => vec![p],
                Piece::Curve(c, p) => vec![c, p],
            })
            .collect();
        let half = BRACE_WEIGHT / 2;
        assert_eq!(points.iter().map(|p| p.x - half).min(), Some(at.x));
        assert_eq!(points.iter().map(|p| p.x + half).max(), Some(at.x + size.width));
        assert_eq!(points.iter().map(|p| p.y - half).min(), Some(at.y));
        assert_eq!(points.iter().map(|p| p.y + half).max(), Some(at.y + size.height));
    }
}
