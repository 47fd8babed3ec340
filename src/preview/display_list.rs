//! A page of a layout as a display list.

use crate::display::{
    BLACK, BRACE_WEIGHT, DisplayFont, DisplayImage, DisplayItem, DisplayList, GlyphRun, PlacedGlyph, RED,
    Rgb, brace,
};
use crate::document::{BlockId, Image};
use crate::font::{FaceId, FontBook, UNITS_PER_EM};
use crate::layout::{Layout, PageItem, PlacedItem, TextRun};
use crate::length::{Length, Point, Size};

/// A page (from 0); an empty list without a size if there is no such page.
pub fn display_list(layout: &Layout, page: usize) -> DisplayList<'_> {
    let found = layout.pages.get(page);
    let items = found.iter().flat_map(|page| &page.items);
    DisplayList {
        page,
        pages: layout.pages.len(),
        size: found.map_or(Size::default(), |page| page.size),
        fonts: FaceId::ALL.map(font).into(),
        images: layout.images.iter().map(|image| picture(image)).collect(),
        items: items.filter_map(|placed| item(layout, placed)).collect(),
    }
}

fn font(look: FaceId) -> DisplayFont<'static> {
    DisplayFont { program: FontBook::embedded().face(look).data().into(), look }
}

fn picture(image: &Image) -> DisplayImage<'_> {
    let Image { width, height, rgba, png, .. } = image;
    DisplayImage { width: *width, height: *height, rgba: rgba.into(), png: Some(png) }
}

/// Display item of a placed item; none for an image that is not there.
fn item(layout: &Layout, placed: &PlacedItem) -> Option<DisplayItem> {
    let at = placed.at;
    Some(match placed.item {
        PageItem::Text(run) => DisplayItem::Glyphs(glyph_run(layout, at, &run)),
        PageItem::Rule { to, weight } => DisplayItem::Rule { from: at, to, weight, colour: BLACK },
        PageItem::Frame { size, weight, red } => DisplayItem::Frame { at, size, weight, colour: colour(red) },
        PageItem::Image(index, size) if index < layout.images.len() => DisplayItem::Image { index, at, size },
        PageItem::Image(..) => return None,
        PageItem::Brace(size) => braced(at, size),
    })
}

fn colour(red: bool) -> Rgb {
    if red { RED } else { BLACK }
}

/// A run, empty if it does not belong to this layout.
///
/// The advances are added up in em units and scaled once, so that no rounding piles up along the line.
fn glyph_run(layout: &Layout, at: Point, run: &TextRun) -> GlyphRun {
    let text = layout.text.get(run.start as usize..run.end as usize).unwrap_or_default();
    let face = FontBook::embedded().face(run.face);
    let (mut units, mut gaps) = (0, Length::ZERO);
    let place = |character| {
        let x = run.size.part(units, UNITS_PER_EM) + gaps;
        units += i64::from(face.advance(character));
        gaps += run.letter_gap;
        if character == ' ' {
            gaps += run.word_gap;
        }
        PlacedGlyph { character, glyph: face.glyph(character).unwrap_or(0), x }
    };
    GlyphRun {
        at: Point { y: at.y - run.rise, ..at },
        font: run.face.index(),
        size: run.size,
        letter_gap: run.letter_gap,
        colour: colour(run.red),
        glyphs: text.chars().map(place).collect(),
        place: Some(run.place).filter(|place| place.block != BlockId::NONE),
    }
}

/// A brace to the hundredth of a point, as a PDF has it.
fn braced(at: Point, size: Size) -> DisplayItem {
    const HUNDREDTH: Length = Length::emu(127);
    let units = |length: Length| length.part(1, HUNDREDTH.to_emu()).to_emu();
    let point = |(x, y)| Point { x: at.x + HUNDREDTH * x, y: at.y + HUNDREDTH * y };
    let path = brace(units(size.width), units(size.height)).map(|segment| segment.map(point));
    DisplayItem::Stroke { path: path.into(), weight: BRACE_WEIGHT, colour: BLACK }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn a_justified_line_ends_where_its_width_says() {
        let text = "Căn cứ Kế hoạch này";
        let mut run = samples::run(0, text, FaceId::Italic, 14);
        run.word_gap = Length::emu(12_345);
        run.letter_gap = Length::emu(-635);
        let layout = Layout { text: text.into(), ..Layout::default() };
        let face = FontBook::embedded().face(run.face);
        let last = *glyph_run(&layout, Point::default(), &run).glyphs.last().unwrap();
        let end = last.x + face.width(&last.character.to_string(), run.size) + run.letter_gap;
        let width = face.width(text, run.size)
            + run.word_gap * text.matches(' ').count() as i64
            + run.letter_gap * text.chars().count() as i64;
        assert!((end - width).abs() <= Length::emu(1), "{end:?} against {width:?}");
    }
}
