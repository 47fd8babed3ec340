//! The last lines of the body and the signature block after them: two at least stand above it on its page.
//!
//! The last paragraph may be parted for that. A word processor parts no paragraph that stays with the next, so one that
//! is parted is not told to stay; where it would fill its page further than we do, the foot of that page is kept clear.

use super::LayoutError;
use super::box_builder::{BoxBuilder, ColumnArea};
use super::line_box::DrawOp;
use super::page::{ColumnsHint, PageEnd};
use super::pagination::{PageHeights, PlacedBox};
use crate::document::{Block, BlockId, Columns, ColumnsKind, Section};
use crate::length::Length;

/// Lines of the body that a signature block keeps with it.
const LINES_WITH_SIGNATURE: usize = 2;

/// Last line of a paragraph on the page where it begins, when it ends on another.
struct PartedLine {
    /// Page in its section, from 0.
    page: usize,
    /// Lines up to here, and in all.
    lines: (usize, usize),
    /// Distance of its foot from the top of the body.
    foot: Length,
    height: Length,
}

impl PartedLine {
    /// Tests whether a word processor ends the page here by itself, where so much room is left.
    fn is_natural(&self, room: Length) -> bool {
        let (here, all) = self.lines;
        // The last line alone would be a widow, so the one before it comes along.
        let more = if all - here == 2 { 2 } else { 1 };
        room < self.height * more
    }
}

impl BoxBuilder<'_> {
    /// Makes the last lines of the body stay with the signature block after them.
    pub(super) fn keep_lines_with_signature(
        &mut self,
        section: &Section,
        column: ColumnArea,
    ) -> Result<(), LayoutError> {
        let signature = |block: &Block| match block {
            Block::Columns(Columns {
                id, kind: ColumnsKind::Signature | ColumnsKind::TwoSignatures, ..
            }) => Some(*id),
            _ => None,
        };
        self.with_signature.clear();
        let found = section.blocks.iter().enumerate().find_map(|(at, block)| Some((at, signature(block)?)));
        self.signature = found.map(|(_, id)| id);
        let Some((at, _)) = found else { return Ok(()) };
        let mut lines = 0;
        for block in section.blocks[..at].iter().rev() {
            let Block::Paragraph(paragraph) = block else { return Ok(()) };
            if lines >= LINES_WITH_SIGNATURE {
                return Ok(());
            }
            self.hints.paragraphs[paragraph.id.index()].keep_next = true;
            self.with_signature.push(paragraph.id);
            let style = self.style.role(paragraph.role);
            lines += self.set(paragraph, style, style.size, column.width)?.lines.len();
        }
        Ok(())
    }

    /// Tells the word processor of a paragraph before the signature block that is parted by the end of a page.
    pub(super) fn part_before_signature(&mut self, pages: &[Vec<PlacedBox>], heights: PageHeights) {
        let is_large = |hint: &ColumnsHint| Some(hint.id) == self.signature && hint.is_larger_than_page();
        let is_large = self.hints.columns.iter().any(is_large);
        for id in std::mem::take(&mut self.with_signature) {
            // With a block that no page holds it would be moved to the next page; a break is said where it is to be.
            self.hints.paragraphs[id.index()].keep_next &= !is_large;
            let Some(line) = self.parted(id, pages) else { continue };
            let whole = if line.page == 0 { heights.first } else { heights.others };
            let room = whole - line.foot;
            let hint = &mut self.hints.paragraphs[id.index()];
            hint.keep_next = false;
            if !line.is_natural(room) {
                // A third of a line below the words, so that rounding parts nothing else.
                let gap = line.height / 3;
                let top = self.style.page.top + line.foot + gap;
                hint.page_end = Some(PageEnd { top, height: room - gap });
            }
        }
    }

    /// Last line of a paragraph on its first page; none where all of it is on one page.
    fn parted(&self, id: BlockId, pages: &[Vec<PlacedBox>]) -> Option<PartedLine> {
        let line_of = |place: &PlacedBox| match place.line_box.draw {
            DrawOp::Line { set, line, .. } if self.sets[set].paragraph.id == id => Some((set, line)),
            _ => None,
        };
        let is_here = |place: &PlacedBox| line_of(place).is_some();
        let page = pages.iter().position(|page| page.iter().any(is_here))?;
        let place = pages[page].iter().rev().find(|place| is_here(place))?;
        let (set, line) = line_of(place)?;
        let all = self.sets[set].lines.len();
        let height = place.line_box.height;
        (line + 1 < all).then(|| PartedLine { page, lines: (line + 1, all), foot: place.y + height, height })
    }
}
