//! A page as PNG, drawn from the outlines of the faces.
//!
//! A glyph is rasterised once for each quarter of a pixel it can start at and then only copied; a page repeats each
//! of its some hundred shapes dozens of times. Lines snap to whole pixels, so that thin ones stay solid at the low
//! resolution of a preview.

use super::{DisplayList, PreviewError};
use crate::display::{DisplayFont, DisplayImage, DisplayItem, GlyphRun, PathSegment, Rgb};
use crate::length::{Length, Point, Size};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::RangeInclusive;
use tiny_skia::{
    FillRule, FilterQuality, LineJoin, Mask, Paint, PathBuilder, Pixmap, PixmapPaint, Stroke, Transform,
};
use ttf_parser::{GlyphId, OutlineBuilder};

/// The resolutions on offer: below, letters are dots; above, a page does not fit in memory for long.
pub(super) const DPI: RangeInclusive<u32> = 20..=600;
/// Pixels of one picture: an A4 page at the highest resolution, and a little.
pub(super) const PIXELS: u64 = 40_000_000;
/// Starts of a glyph within a pixel that are told apart.
const STEPS: i64 = 4;

/// A page as an opaque PNG: grey, or RGB where something on it has a colour.
///
/// `dpi` is from 20 to 600. Errors: a resolution out of bounds, a picture without or with more than 40 million pixels.
pub fn draw_png(list: &DisplayList<'_>, dpi: u32) -> Result<Vec<u8>, PreviewError> {
    if !DPI.contains(&dpi) {
        return Err(PreviewError::Resolution { dpi });
    }
    let mut canvas = Canvas::new(list, dpi)?;
    for item in &list.items {
        canvas.draw(list, item);
    }
    canvas.encode()
}

/// A white page under the pen.
struct Canvas<'a> {
    /// Opaque everywhere, so premultiplied and straight are the same.
    pixmap: Pixmap,
    dpi: i64,
    /// By index; none for a program that cannot be read.
    fonts: Vec<Option<ttf_parser::Face<'a>>>,
    glyphs: HashMap<(usize, Length, u16, i64), Option<RasterGlyph>>,
    /// Pixels of all of them.
    kept: usize,
}

/// Coverage of pixels by a glyph.
struct RasterGlyph {
    /// Offset from the pixel its pen position falls into to the first covered column and row.
    left: i32,
    top: i32,
    coverage: Mask,
}

impl<'a> Canvas<'a> {
    fn new(list: &'a DisplayList<'_>, dpi: u32) -> Result<Self, PreviewError> {
        let size = list.size;
        let dpi = i64::from(dpi);
        let side = |length: Length| length.part(dpi, EMU_PER_INCH).to_emu().max(0) as u64;
        let (width, height) = (side(size.width), side(size.height));
        let refused = || PreviewError::Dimensions { width, height };
        if width.saturating_mul(height) > PIXELS {
            return Err(refused());
        }
        let mut pixmap = Pixmap::new(width as u32, height as u32).ok_or_else(refused)?;
        pixmap.fill(tiny_skia::Color::WHITE);
        let parse = |font: &'a DisplayFont<'_>| ttf_parser::Face::parse(&font.program, 0).ok();
        Ok(Self {
            pixmap,
            dpi,
            fonts: list.fonts.iter().map(parse).collect(),
            glyphs: HashMap::new(),
            kept: 0,
        })
    }

    fn draw(&mut self, list: &DisplayList<'_>, item: &DisplayItem) {
        match item {
            DisplayItem::Glyphs(run) => self.draw_run(run),
            DisplayItem::Rule { from, to, weight, colour } => self.draw_rule(*from, *to, *weight, *colour),
            DisplayItem::Frame { at, size, weight, colour } => self.draw_frame(*at, *size, *weight, *colour),
            DisplayItem::Image { index, at, size } => {
                if let Some(image) = list.images.get(*index) {
                    self.draw_image(*at, *size, image);
                }
            }
            DisplayItem::Stroke { path, weight, colour } => self.draw_stroke(path, *weight, *colour),
        }
    }

    /// A length in so many parts of a pixel, rounded.
    fn pixels(&self, length: Length, parts: i64) -> i64 {
        length.part(self.dpi * parts, EMU_PER_INCH).to_emu()
    }

    /// A length in pixels.
    fn exact(&self, length: Length) -> f32 {
        (length.to_emu() as f64 * self.dpi as f64 / EMU_PER_INCH as f64) as f32
    }

    fn draw_run(&mut self, run: &GlyphRun) {
        let Some(Some(face)) = self.fonts.get(run.font) else { return };
        // One row for the whole line, or its letters would dance.
        let row = self.pixels(run.at.y, 1);
        let scale = self.exact(run.size) / f32::from(face.units_per_em());
        for placed in &run.glyphs {
            let steps = self.pixels(run.at.x + placed.x, STEPS);
            let (column, step) = (steps.div_euclid(STEPS), steps.rem_euclid(STEPS));
            let drawn = match self.glyphs.entry((run.font, run.size, placed.glyph, step)) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => {
                    let glyph = GlyphId(placed.glyph);
                    let drawn = rasterise(face, glyph, scale, step as f32 / STEPS as f32);
                    self.kept += drawn.as_ref().map_or(0, |drawn| drawn.coverage.data().len());
                    new.insert(drawn)
                }
            };
            if let Some(drawn) = drawn {
                blend(&mut self.pixmap, drawn, column, row, run.colour);
            }
            // A page of ours keeps some hundred thousand; one of ever larger letters must not keep them all.
            if self.kept as u64 > PIXELS {
                self.glyphs.clear();
                self.kept = 0;
            }
        }
    }

    /// Draws a horizontal or vertical line, at least a pixel thick.
    fn draw_rule(&mut self, from: Point, to: Point, weight: Length, colour: Rgb) {
        let thick = self.pixels(weight, 1).max(1);
        let (left, right) = (self.pixels(from.x.min(to.x), 1), self.pixels(from.x.max(to.x), 1));
        let (top, bottom) = (self.pixels(from.y.min(to.y), 1), self.pixels(from.y.max(to.y), 1));
        let half = Length::emu(thick * EMU_PER_INCH / self.dpi / 2);
        if (to.x - from.x).abs() >= (to.y - from.y).abs() {
            let top = self.pixels(from.y - half, 1);
            self.fill([left, top, right.max(left + 1), top + thick], colour);
        } else {
            let left = self.pixels(from.x - half, 1);
            self.fill([left, top, left + thick, bottom.max(top + 1)], colour);
        }
    }

    fn draw_frame(&mut self, at: Point, size: Size, weight: Length, colour: Rgb) {
        let thick = self.pixels(weight, 1).max(1);
        let (left, top) = (self.pixels(at.x, 1), self.pixels(at.y, 1));
        let (right, bottom) = (self.pixels(at.x + size.width, 1), self.pixels(at.y + size.height, 1));
        self.fill([left, top, right, top + thick], colour);
        self.fill([left, bottom - thick, right, bottom], colour);
        self.fill([left, top, left + thick, bottom], colour);
        self.fill([right - thick, top, right, bottom], colour);
    }

    /// Fills the pixels from the first column and row up to, not including, the last.
    fn fill(&mut self, [left, top, right, bottom]: [i64; 4], colour: Rgb) {
        let (width, height) = (i64::from(self.pixmap.width()), i64::from(self.pixmap.height()));
        let (left, right) = (left.clamp(0, width) as usize, right.clamp(0, width) as usize);
        let (top, bottom) = (top.clamp(0, height) as usize, bottom.clamp(0, height) as usize);
        if left >= right || top >= bottom {
            return;
        }
        let rows = self.pixmap.data_mut().chunks_exact_mut(width as usize * 4);
        for row in rows.take(bottom).skip(top) {
            for pixel in row[left * 4..right * 4].chunks_exact_mut(4) {
                pixel[..3].copy_from_slice(&colour);
            }
        }
    }

    fn draw_image(&mut self, at: Point, size: Size, image: &DisplayImage<'_>) {
        let (width, height) = (self.exact(size.width), self.exact(size.height));
        // A filter looks at few neighbours: what is left for it to shrink must be less than half.
        let target = [width.ceil().max(1.0) as u32, height.ceil().max(1.0) as u32];
        let Some(small) = shrink(image, target) else { return };
        let transform = Transform::from_row(
            width / small.width() as f32,
            0.0,
            0.0,
            height / small.height() as f32,
            self.exact(at.x),
            self.exact(at.y),
        );
        let paint = PixmapPaint { quality: FilterQuality::Bilinear, ..PixmapPaint::default() };
        self.pixmap.draw_pixmap(0, 0, small.as_ref(), &paint, transform, None);
    }

    fn draw_stroke(&mut self, segments: &[PathSegment], weight: Length, colour: Rgb) {
        let mut path = PathBuilder::new();
        for segment in segments {
            match segment.map(|point| (self.exact(point.x), self.exact(point.y))) {
                PathSegment::Move((x, y)) => path.move_to(x, y),
                PathSegment::Line((x, y)) => path.line_to(x, y),
                PathSegment::Curve((x1, y1), (x2, y2), (x, y)) => path.cubic_to(x1, y1, x2, y2, x, y),
            }
        }
        let width = self.exact(weight).max(1.0);
        let stroke = Stroke { width, line_join: LineJoin::Round, ..Stroke::default() };
        let mut paint = Paint::default();
        paint.set_color_rgba8(colour[0], colour[1], colour[2], u8::MAX);
        if let Some(path) = path.finish() {
            self.pixmap.stroke_path(&path, &paint, &stroke, Transform::identity(), None);
        }
    }

    fn encode(self) -> Result<Vec<u8>, PreviewError> {
        let (width, height) = (self.pixmap.width(), self.pixmap.height());
        let pixels = self.pixmap.data().chunks_exact(4);
        let (bytes, kind): (Vec<u8>, _) = if pixels.clone().all(|p| p[0] == p[1] && p[1] == p[2]) {
            (pixels.map(|p| p[0]).collect(), ExtendedColorType::L8)
        } else {
            (pixels.flat_map(|p| [p[0], p[1], p[2]]).collect(), ExtendedColorType::Rgb8)
        };
        let mut out = Vec::with_capacity(bytes.len() / 8);
        // Unfiltered, since most rows are white or repeat letters; the encoder's own "fast" is as fast and ten times
        // as large.
        PngEncoder::new_with_quality(&mut out, CompressionType::Level(4), FilterType::NoFilter)
            .write_image(&bytes, width, height, kind)?;
        Ok(out)
    }
}

const EMU_PER_INCH: i64 = 914_400;

/// The outline of a glyph in pixels, its pen at (`shift`, 0), y downwards.
struct PixelOutline {
    path: PathBuilder,
    scale: f32,
    shift: f32,
}

impl PixelOutline {
    fn x(&self, x: f32) -> f32 {
        x * self.scale + self.shift
    }

    fn y(&self, y: f32) -> f32 {
        -y * self.scale
    }
}

impl OutlineBuilder for PixelOutline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(self.x(x), self.y(y));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(self.x(x), self.y(y));
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.path.quad_to(self.x(x1), self.y(y1), self.x(x), self.y(y));
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2)) = ((self.x(x1), self.y(y1)), (self.x(x2), self.y(y2)));
        self.path.cubic_to(x1, y1, x2, y2, self.x(x), self.y(y));
    }

    fn close(&mut self) {
        self.path.close();
    }
}

/// A glyph whose pen stands `shift` of a pixel right of a pixel's edge; none if it has no ink.
fn rasterise(face: &ttf_parser::Face<'_>, glyph: GlyphId, scale: f32, shift: f32) -> Option<RasterGlyph> {
    let mut outline = PixelOutline { path: PathBuilder::new(), scale, shift };
    face.outline_glyph(glyph, &mut outline)?;
    let path = outline.path.finish()?;
    let bounds = path.bounds();
    let (left, top) = (bounds.left().floor(), bounds.top().floor());
    let (width, height) = (bounds.right().ceil() - left, bounds.bottom().ceil() - top);
    // A letter larger than the largest page is no letter.
    if width * height > PIXELS as f32 {
        return None;
    }
    let mut coverage = Mask::new((width as u32).max(1), (height as u32).max(1))?;
    let path = path.transform(Transform::from_translate(-left, -top))?;
    coverage.fill_path(&path, FillRule::Winding, true, Transform::identity());
    Some(RasterGlyph { left: left as i32, top: top as i32, coverage })
}

/// Lays a colour over the pixels a glyph covers; what falls outside the page is lost.
fn blend(pixmap: &mut Pixmap, glyph: &RasterGlyph, column: i64, row: i64, colour: Rgb) {
    let (width, height) = (i64::from(pixmap.width()), i64::from(pixmap.height()));
    let (left, top) = (column.saturating_add(glyph.left.into()), row.saturating_add(glyph.top.into()));
    let (glyph_width, glyph_height) = (i64::from(glyph.coverage.width()), i64::from(glyph.coverage.height()));
    let (first, last) = ((-left).clamp(0, glyph_width), (width.saturating_sub(left)).clamp(0, glyph_width));
    if first >= last {
        return;
    }
    for line in (-top).clamp(0, glyph_height)..(height.saturating_sub(top)).clamp(0, glyph_height) {
        let covered = &glyph.coverage.data()
            [(line * glyph_width + first) as usize..(line * glyph_width + last) as usize];
        let start = ((top + line) * width + left + first) as usize * 4;
        let pixels = &mut pixmap.data_mut()[start..start + covered.len() * 4];
        for (pixel, &cover) in pixels.chunks_exact_mut(4).zip(covered).filter(|(_, cover)| **cover > 0) {
            for (channel, ink) in pixel.iter_mut().zip(colour) {
                let (cover, mixed) = (u32::from(cover), u32::from(*channel) * (255 - u32::from(cover)));
                *channel = ((mixed + u32::from(ink) * cover + 127) / 255) as u8;
            }
        }
    }
}

/// An image with its colours multiplied by their alpha, averaged down by the largest whole factors that leave it at
/// least as large as `target`; none if its pixels are not as many as it says.
fn shrink(image: &DisplayImage<'_>, target: [u32; 2]) -> Option<Pixmap> {
    let (from_width, from_height) = (image.width as usize, image.height as usize);
    if image.rgba.len() != from_width.checked_mul(from_height)?.checked_mul(4)? {
        return None;
    }
    let fewer = |from: u32, target: u32| from / (from / target.max(1)).max(1);
    let mut small = Pixmap::new(fewer(image.width, target[0]), fewer(image.height, target[1]))?;
    let (width, height) = (small.width() as usize, small.height() as usize);
    let mut sums = vec![[0u64; 4]; width];
    let rows = small.data_mut().chunks_exact_mut(width * 4).enumerate();
    for (y, row) in rows {
        sums.fill([0; 4]);
        let lines = y * from_height / height..(y + 1) * from_height / height;
        for line in
            image.rgba[lines.start * from_width * 4..lines.end * from_width * 4].chunks_exact(from_width * 4)
        {
            for (x, sum) in sums.iter_mut().enumerate() {
                let block = &line[x * from_width / width * 4..(x + 1) * from_width / width * 4];
                for pixel in block.chunks_exact(4) {
                    let alpha = u64::from(pixel[3]);
                    for (total, &channel) in sum.iter_mut().zip(&pixel[..3]) {
                        *total += u64::from(channel) * alpha;
                    }
                    sum[3] += alpha;
                }
            }
        }
        for (x, (pixel, sum)) in row.chunks_exact_mut(4).zip(&sums).enumerate() {
            let columns = (x + 1) * from_width / width - x * from_width / width;
            let count = (columns * lines.len()) as u64;
            for (channel, total) in pixel.iter_mut().zip(&sum[..3]) {
                *channel = ((total + count * 127) / (count * 255)) as u8;
            }
            pixel[3] = ((sum[3] + count / 2) / count) as u8;
            // Rounding must not leave a colour above its alpha: premultiplied means at most.
            let alpha = pixel[3];
            pixel[..3].iter_mut().for_each(|channel| *channel = (*channel).min(alpha));
        }
    }
    Some(small)
}

#[cfg(test)]
#[path = "png_tests.rs"]
mod tests;
