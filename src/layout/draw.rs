//! Line boxes at their places → placed items. Nothing is decided here.

use super::columns::LAYOUT_ARTIFACT;
use super::line_box::{CellBox, DrawOp, LinkOwner, MarkOwners, RowBox};
use super::lines::{TextMeasure, TypesetParagraph};
use super::page::{Artifact, Bounds, NodeId, Owner, Page, PageItem, PlacedItem, SigningPlace, TextRun};
use super::pagination::PlacedBox;
use crate::document::{Align, TextPlace};
use crate::font::{CharacterStyle, FontBook, UNITS_PER_EM};
use crate::length::{Length, Point, Size};
use std::collections::BTreeMap;
use std::ops::Range;

/// Draws line boxes on pages.
pub(super) struct Painter<'p, 'a> {
    pub sets: &'p [TypesetParagraph<'a>],
    pub owners: &'p [MarkOwners],
    /// By set paragraph, the addresses in it.
    pub links: &'p BTreeMap<usize, Vec<LinkOwner>>,
    pub fonts: &'p FontBook,
    /// The characters of all runs so far.
    pub text: String,
    /// The places for electronic signatures; where each is becomes known on painting.
    pub signing: Vec<SigningPlace>,
    /// Bounds of each table, in the order of the pages; none for one that spans several.
    pub tables: BTreeMap<NodeId, Option<Bounds>>,
    /// The page being painted, from 0.
    pub number: usize,
}

impl Painter<'_, '_> {
    /// A page with these line boxes, whose body begins at `top`.
    pub(super) fn page(&mut self, size: Size, top: Length, boxes: &[PlacedBox]) -> Page {
        let mut page = Page { size, items: Vec::with_capacity(boxes.len() * 2) };
        for placed_box in boxes {
            let from = page.items.len();
            self.line_box(
                &placed_box.line_box.draw,
                top + placed_box.y,
                placed_box.line_box.height,
                &mut page.items,
            );
            if placed_box.repeated {
                let pagination = Owner::Artifact(Artifact::Pagination);
                page.items[from..].iter_mut().for_each(|placed| placed.owner = pagination);
            }
        }
        page
    }

    /// Draws what a line box of `height` shows with its top at `y`.
    pub(super) fn line_box(&mut self, draw: &DrawOp, y: Length, height: Length, items: &mut Vec<PlacedItem>) {
        match draw {
            DrawOp::Nothing => {}
            DrawOp::Line { set, line, x } => self.line(*set, *line, *x, y, items),
            DrawOp::Rule { x, length, weight } => {
                let middle = y + *weight / 2;
                items.push(rule(*x, middle, *x + *length, middle, *weight));
            }
            DrawOp::Frame { set, x, size, weight } => {
                let red = self.sets[*set].style.red;
                let item = PageItem::Frame { size: *size, weight: *weight, red };
                items.push(PlacedItem { at: Point { x: *x, y }, owner: LAYOUT_ARTIFACT, item });
                let above = (size.height - self.sets[*set].line_height) / 2;
                self.line(*set, 0, *x, y + above, items);
            }
            DrawOp::SigningRoom { x, images, reserved } => {
                let place = |offset: Point| Point { x: *x + offset.x, y: y + offset.y };
                for image in images {
                    let (at, item) = (place(image.offset), PageItem::Image(image.index, image.size));
                    items.push(PlacedItem { at, owner: image.owner, item });
                }
                for reserved in reserved {
                    if let Some(signing) = self.signing.get_mut(reserved.index) {
                        let bounds = &mut signing.bounds;
                        (bounds.page, bounds.at) = (self.number, place(reserved.offset));
                    }
                }
            }
            DrawOp::Brace { x, size } => {
                items.push(PlacedItem {
                    at: Point { x: *x, y },
                    owner: LAYOUT_ARTIFACT,
                    item: PageItem::Brace(*size),
                });
            }
            DrawOp::Row(row) => self.row(row, y, height, items),
        }
    }

    fn row(&mut self, row: &RowBox, y: Length, height: Length, items: &mut Vec<PlacedItem>) {
        let top = row.border.filter(|_| row.top_border).unwrap_or_default();
        for cell in &row.cells {
            let bottom = row.border.filter(|_| cell.centred).unwrap_or_default();
            self.cell(cell, y + top + row.padding, height - top - bottom - row.padding * 2, items);
        }
        let Some(weight) = row.border else { return };
        let (Some(first), Some(last)) = (row.cells.first(), row.cells.last()) else { return };
        let (left, right) = (first.x, last.x + last.width);
        let half = weight / 2;
        if let Some(table) = row.table {
            let size = Size { width: right - left + weight, height };
            let bounds = Bounds { page: self.number, at: Point { x: left - half, y }, size };
            let known = self.tables.entry(table).or_insert(Some(bounds));
            *known = known.and_then(|known| known.with(bounds));
        }
        let bottom = y + height - half;
        if row.top_border {
            items.push(rule(left - half, y + half, right + half, y + half, weight));
        }
        // A line below every cell that ends here, in one stroke where they stand side by side.
        for cells in row.cells.chunk_by(|a, b| a.goes_on == b.goes_on).filter(|cells| !cells[0].goes_on) {
            let (from, to) = (cells[0].x, cells[cells.len() - 1].x + cells[cells.len() - 1].width);
            items.push(rule(from - half, bottom, to + half, bottom, weight));
        }
        for x in row.cells.iter().map(|cell| cell.x).chain([right]) {
            items.push(rule(x, y, x, y + height, weight));
        }
    }

    fn cell(&mut self, cell: &CellBox, top: Length, height: Length, items: &mut Vec<PlacedItem>) {
        let mut y = top;
        if cell.centred {
            y += (height + cell.below - cell.content_height) / 2;
        }
        for line_box in &cell.boxes {
            y += line_box.before;
            self.line_box(&line_box.draw, y, line_box.height, items);
            y += line_box.height;
        }
    }

    /// Draws a line of a paragraph whose column begins at `left`, a run for each stretch of one style and owner.
    fn line(&mut self, set: usize, number: usize, left: Length, top: Length, items: &mut Vec<PlacedItem>) {
        let (paragraph, owners) = (&self.sets[set], self.owners[set]);
        let line = &paragraph.lines[number];
        let natural = paragraph.natural_width(line);
        let spare = paragraph.width - paragraph.indent(number) - natural;
        let (shift, word_gap) = match paragraph.align {
            Align::Left => (Length::ZERO, Length::ZERO),
            Align::Center => (spare / 2, Length::ZERO),
            Align::Right => (spare, Length::ZERO),
            Align::Justify if line.last || line.spaces == 0 => (Length::ZERO, Length::ZERO),
            Align::Justify => (Length::ZERO, (spare / line.spaces).max(Length::ZERO)),
        };
        let left = left + paragraph.inset + paragraph.indent(number);
        let mut at = Point { x: left + shift, y: top + paragraph.baseline };
        let mark_end = if owners.label.is_some() { paragraph.paragraph.marker } else { 0 };
        let mut start = line.start;
        let mut strokes = Vec::new();
        while start < line.end {
            let (style_end, style) = paragraph.style_at(start);
            let in_mark = start < mark_end;
            let end = style_end.min(line.end).min(if in_mark { mark_end } else { usize::MAX });
            let (link, end) = self.link_at(set, start, end);
            let whole = (start, end) == (line.start, line.end) && style.size == paragraph.size;
            let measures = match whole {
                true => line.measures(self.fonts.face(style.face)),
                false => self.measure(set, start..end, style),
            };
            let run = self.run(set, start..end, style, word_gap, measures);
            let owner = link.or(owners.label.filter(|_| in_mark)).map_or(owners.text, Owner::Node);
            items.push(PlacedItem { at, owner, item: PageItem::Text(run) });
            if style.struck {
                strokes.push(stroke(at, &run));
            }
            at.x += run.width;
            start = end;
        }
        let text = paragraph.paragraph.text.as_str();
        if text.as_bytes().get(line.end) == Some(&b'\n') && line.end == line.text_end {
            self.end_word(items);
        }
        items.append(&mut strokes);
    }

    /// Node of the address that a stretch of a paragraph begins in, and where the stretch ends so that it is in that
    /// address, or in none, as a whole.
    fn link_at(&self, set: usize, start: usize, end: usize) -> (Option<NodeId>, usize) {
        let links = self.links.get(&set).map(Vec::as_slice).unwrap_or_default();
        match links.iter().find(|link| start < link.range.end) {
            Some(link) if link.range.start <= start => (Some(link.node), end.min(link.range.end)),
            Some(link) => (None, end.min(link.range.start)),
            None => (None, end),
        }
    }

    /// A line break parts words, which whoever reads the text without its lines must see: a space ends the line, as
    /// one does where the line is full (ISO 32000-1, 14.8.2.5).
    fn end_word(&mut self, items: &mut [PlacedItem]) {
        let Some(PlacedItem { item: PageItem::Text(run), .. }) = items.last_mut() else { return };
        if run.start < run.end && run.end as usize == self.text.len() {
            self.text.push(' ');
            run.end += 1;
            let advance = i64::from(self.fonts.face(run.face).advance(' '));
            run.width += run.size.part(advance, UNITS_PER_EM) + run.word_gap + run.letter_gap;
        }
    }

    /// Measures a part of a line in em units of its own size; a line of one style and owner has been measured on
    /// breaking.
    fn measure(&self, set: usize, range: Range<usize>, style: CharacterStyle) -> TextMeasure {
        let string = &self.sets[set].paragraph.text.as_str()[range];
        let metrics = self.fonts.face(style.face);
        let take = |sum: TextMeasure, c: char| TextMeasure {
            units: sum.units + i64::from(metrics.advance(c)),
            chars: sum.chars + 1,
            spaces: sum.spaces + i64::from(c == ' '),
        };
        string.chars().fold(TextMeasure::default(), take)
    }

    fn run(
        &mut self,
        set: usize,
        range: Range<usize>,
        style: CharacterStyle,
        word_gap: Length,
        TextMeasure { units, chars, spaces }: TextMeasure,
    ) -> TextRun {
        let paragraph = &self.sets[set];
        let start = self.text.len() as u32;
        let place = TextPlace { block: paragraph.paragraph.id, byte: range.start as u32 };
        self.text.push_str(&paragraph.paragraph.text.as_str()[range]);
        let letter_gap = paragraph.letter_gap();
        let width = style.size.part(units, UNITS_PER_EM) + letter_gap * chars + word_gap * spaces;
        let (end, red) = (self.text.len() as u32, paragraph.style.red);
        let CharacterStyle { face, size, rise, .. } = style;
        TextRun { start, end, face, size, rise, word_gap, letter_gap, width, red, place }
    }
}

/// The line through a struck run that begins at a place: where a word processor draws it, a fifth of the size above the
/// baseline, a twentieth of the size thick (`OS/2` of the faces of text).
fn stroke(at: Point, run: &TextRun) -> PlacedItem {
    let y = at.y - run.rise - run.size.part(370, UNITS_PER_EM);
    rule(at.x, y, at.x + run.width, y, run.size.part(100, UNITS_PER_EM))
}

/// A line between two points.
fn rule(x: Length, y: Length, to_x: Length, to_y: Length, weight: Length) -> PlacedItem {
    let to = Point { x: to_x, y: to_y };
    PlacedItem { at: Point { x, y }, owner: LAYOUT_ARTIFACT, item: PageItem::Rule { to, weight } }
}
