//! A page as a display list: glyphs at their places, lines and images in the order they are painted.
//!
//! Previews draw this, wherever it comes from: a layout just made, or a PDF written long ago by any engine. Nothing in
//! it is left to measure or to decide; the font programs and the pixels it needs come along or are borrowed.

use crate::document::TextPlace;
use crate::font::FaceId;
use crate::length::{Length, Point, Size};
use std::borrow::Cow;

/// A page, ready to be drawn.
#[derive(Clone, Debug, Default)]
pub struct DisplayList<'a> {
    /// The page, from 0.
    pub page: usize,
    /// Pages of the document.
    pub pages: usize,
    /// Its size.
    pub size: Size,
    /// The fonts that items name by index.
    pub fonts: Vec<DisplayFont<'a>>,
    /// The images that items name by index.
    pub images: Vec<DisplayImage<'a>>,
    /// Items in painting order.
    pub items: Vec<DisplayItem>,
}

/// A font program and how it looks beside its family.
#[derive(Clone, Debug)]
pub struct DisplayFont<'a> {
    /// A TrueType file; it may have no more than outlines and metrics.
    pub program: Cow<'a, [u8]>,
    /// The face of ours that looks most like it, for viewers that cannot use the program.
    pub look: FaceId,
}

/// An image.
#[derive(Clone, Debug)]
pub struct DisplayImage<'a> {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Straight (not premultiplied) RGBA, row by row.
    pub rgba: Cow<'a, [u8]>,
    /// The same pixels as PNG, where somebody has encoded them already.
    pub png: Option<&'a [u8]>,
}

/// Red, green and blue of sRGB.
pub type Rgb = [u8; 3];
/// The colour of nearly everything.
pub const BLACK: Rgb = [0, 0, 0];
/// The colour of a *độ khẩn*.
pub const RED: Rgb = [255, 0, 0];

/// Item to be painted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DisplayItem {
    /// Text on one baseline.
    Glyphs(GlyphRun),
    /// A horizontal or vertical line between the middles of its ends.
    Rule {
        /// One end.
        from: Point,
        /// The other.
        to: Point,
        /// Thickness.
        weight: Length,
        /// Colour.
        colour: Rgb,
    },
    /// A rectangle, outlined inside its outer size.
    Frame {
        /// The top left corner.
        at: Point,
        /// Outer size.
        size: Size,
        /// Thickness.
        weight: Length,
        /// Colour.
        colour: Rgb,
    },
    /// An image, by its index in [`DisplayList::images`].
    Image {
        /// The image.
        index: usize,
        /// The top left corner.
        at: Point,
        /// Drawn size.
        size: Size,
    },
    /// Any other line.
    Stroke {
        /// Its pieces; the first is a move.
        path: Vec<PathSegment>,
        /// Thickness.
        weight: Length,
        /// Colour.
        colour: Rgb,
    },
}

/// Glyphs of one font and size on one baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlyphRun {
    /// The start of the baseline.
    pub at: Point,
    /// The font, by its index in [`DisplayList::fonts`].
    pub font: usize,
    /// Size.
    pub size: Length,
    /// Already in the places of the glyphs; a viewer that sets words by itself must add it to every character.
    pub letter_gap: Length,
    /// Colour.
    pub colour: Rgb,
    /// The glyphs, in reading order.
    pub glyphs: Vec<PlacedGlyph>,
    /// Place of the first character in the document; none where the page was read from a file.
    pub place: Option<TextPlace>,
}

/// A glyph and the character it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlacedGlyph {
    /// The character.
    pub character: char,
    /// Its number in the font program.
    pub glyph: u16,
    /// Horizontal offset from the start of the run.
    pub x: Length,
}

/// A piece of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathSegment<T = Point> {
    /// Begins anew at a point.
    Move(T),
    /// A straight line to a point.
    Line(T),
    /// A cubic curve: two control points, then its end.
    Curve(T, T, T),
}

/// Thickness of the line a brace is drawn with: as thick as the stems of the text beside it.
pub const BRACE_WEIGHT: Length = Length::twips(15);

/// A right curly brace: a spine in the middle of a box, curving left at its ends and right to a tip half way down.
///
/// Sides and points are in whole units of the caller's; points are measured right and down from the top left corner.
/// The middle of the line, [`BRACE_WEIGHT`] thick, touches every side of the box.
pub fn brace(width: i64, height: i64) -> [PathSegment<(i64, i64)>; 7] {
    use PathSegment::{Curve, Line, Move};
    let (spine, middle, bend) = (width / 2, height / 2, width.min(height / 4));
    let turn = |corner, end| Curve(corner, corner, end);
    [
        Move((0, 0)),
        turn((spine, 0), (spine, bend)),
        Line((spine, middle - bend)),
        turn((spine, middle), (width, middle)),
        turn((spine, middle), (spine, middle + bend)),
        Line((spine, height - bend)),
        turn((spine, height), (0, height)),
    ]
}

impl<T> PathSegment<T> {
    /// The same piece with its points measured otherwise.
    pub fn map<U>(self, mut point: impl FnMut(T) -> U) -> PathSegment<U> {
        match self {
            Self::Move(to) => PathSegment::Move(point(to)),
            Self::Line(to) => PathSegment::Line(point(to)),
            Self::Curve(first, second, to) => PathSegment::Curve(point(first), point(second), point(to)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brace_touches_every_side_of_its_box_and_leaves_it_nowhere() {
        let (mut xs, mut ys) = (vec![], vec![]);
        for segment in brace(567, 4_252) {
            segment.map(|(x, y)| {
                xs.push(x);
                ys.push(y);
            });
        }
        assert_eq!((xs.iter().min(), xs.iter().max()), (Some(&0), Some(&567)));
        assert_eq!((ys.iter().min(), ys.iter().max()), (Some(&0), Some(&4_252)));
    }
}
