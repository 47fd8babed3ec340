//! Blocks as paragraphs and tables of docx-rs.
//!
//! Takes blocks and the column they stand in; gives pieces for a body, a cell or a footer. Two tables never touch
//! and a table is never the last piece: word processors join the first and demand a paragraph after the second.

use super::DocxError;
use super::hints::HintIndex;
use super::normalise::SHAPE;
use super::picture::{Drawing, MediaFiles, floating};
use super::roles::{GAP, HeadingStyles, SIGNATURE_GAP, SIGNING_ROOM, TABLE_GAP, style_id};
use super::text::{runs, size};
use crate::document::{Align, Block, ColumnsKind, Frame, HorizontalRule, Paragraph, SigningRoom, Text};
use crate::font::{self, FaceId, FontBook};
use crate::layout::{FrameHint, ParagraphHint};
use crate::length::{Length, Size};
use crate::style::{LineHeight, RoleStyle, StyleSheet};
use docx_rs::{
    AlignmentType, BorderType, Indent, Justification, LineSpacing, LineSpacingType, ParagraphStyle,
};
use docx_rs::{ParagraphBorder, ParagraphBorderPosition, ParagraphBorders, ParagraphProperty};
use docx_rs::{Run, RunChild, SpecialIndentType, Sym};
use std::cell::RefCell;

/// Nesting of blocks; the decree's forms need three levels.
const DEPTH: u8 = 8;

/// Targets of a part's links, each once, in the order in which they occur.
#[derive(Clone, Debug, Default)]
pub(super) struct LinkTargets(Vec<String>);

impl LinkTargets {
    /// Id of the relationship that leads to a target.
    fn relationship(&mut self, target: String) -> String {
        let known = self.0.iter().position(|known| *known == target);
        let index = known.unwrap_or_else(|| {
            self.0.push(target);
            self.0.len() - 1
        });
        Self::id(index)
    }

    fn id(index: usize) -> String {
        format!("rIdLink{}", index + 1)
    }

    /// Id and target of every relationship.
    pub(super) fn all(&self) -> impl Iterator<Item = (String, &str)> {
        self.0.iter().enumerate().map(|(index, target)| (Self::id(index), target.as_str()))
    }
}

/// A paragraph or a table.
pub(super) enum DocxBlock {
    Paragraph(Box<docx_rs::Paragraph>),
    Table(Box<docx_rs::Table>),
}

/// Context of blocks: column, page break, nesting.
#[derive(Clone, Copy, Debug)]
pub(super) struct BlockContext {
    /// The width of their column.
    pub(super) column: Length,
    /// Flag: all of them stay on the page of what follows.
    pub(super) keep_next: bool,
    /// Nesting inside other blocks.
    pub(super) depth: u8,
}

impl BlockContext {
    /// Directly on a page.
    pub(super) fn page(column: Length) -> Self {
        Self { column, keep_next: false, depth: 0 }
    }

    /// A column inside this place.
    pub(super) fn inside(self, column: Length) -> Self {
        Self { column, depth: self.depth + 1, ..self }
    }
}

/// Turns blocks into pieces.
pub(super) struct BlockWriter<'a> {
    pub(super) hints: &'a HintIndex<'a>,
    pub(super) style: &'a StyleSheet,
    pub(super) headings: &'a HeadingStyles,
    /// The drawings of the part that is being written.
    pub(super) drawings: Vec<Drawing>,
    /// The targets of the part's links.
    pub(super) links: RefCell<LinkTargets>,
    /// The files of the part's pictures; none for a footer, whose part has no relationships.
    pub(super) media: Option<MediaFiles>,
}

impl<'a> BlockWriter<'a> {
    pub(super) fn new(
        hints: &'a HintIndex<'a>,
        style: &'a StyleSheet,
        headings: &'a HeadingStyles,
        media: Option<MediaFiles>,
    ) -> Self {
        Self { hints, style, headings, drawings: Vec::new(), links: RefCell::default(), media }
    }

    /// The pieces of some blocks; at least one, the last a paragraph.
    pub(super) fn blocks(
        &mut self,
        blocks: &[Block],
        place: BlockContext,
    ) -> Result<Vec<DocxBlock>, DocxError> {
        if place.depth > DEPTH {
            return Err(DocxError::Nesting(DEPTH));
        }
        let mut pieces = Vec::with_capacity(blocks.len() + 4);
        for (index, block) in blocks.iter().enumerate() {
            // A line never stands on another page than the words it belongs to.
            let keep_next = place.keep_next || matches!(blocks.get(index + 1), Some(Block::Rule(_)));
            self.block(block, BlockContext { keep_next, ..place }, &mut pieces)?;
        }
        if !matches!(pieces.last(), Some(DocxBlock::Paragraph(_))) {
            pieces.push(gap(GAP, place.keep_next));
        }
        Ok(pieces)
    }

    /// Appends a block.
    fn block(
        &mut self,
        block: &Block,
        place: BlockContext,
        out: &mut Vec<DocxBlock>,
    ) -> Result<(), DocxError> {
        match block {
            Block::Paragraph(p) => {
                let mut paragraph = self.paragraph(p, None, place.keep_next)?;
                self.page_end(p, place, &mut paragraph)?;
                out.push(DocxBlock::Paragraph(paragraph));
            }
            Block::Frame(frame) => {
                out.push(DocxBlock::Paragraph(self.frame(frame, place)?));
                let after = self.style.columns.frame_after;
                if after > Length::ZERO {
                    out.push(DocxBlock::Paragraph(clear(after, place.keep_next)));
                }
            }
            Block::Rule(rule) => out.push(DocxBlock::Paragraph(self.rule(rule, place)?)),
            Block::SigningRoom(room) => out.push(DocxBlock::Paragraph(self.room(room)?)),
            Block::Table(table) => {
                if self.style.table.before > Length::ZERO {
                    out.push(gap(TABLE_GAP, true));
                }
                push_table(DocxBlock::Table(self.table(table)?), out);
            }
            Block::Columns(columns) => {
                if columns.kind != ColumnsKind::Header && self.style.columns.signature_before > Length::ZERO {
                    let hint = self.hints.columns(columns.id)?;
                    let mut gap = blank(SIGNATURE_GAP, !hint.is_larger_than_page());
                    gap.property.page_break_before = hint.begins_page.then_some(true);
                    out.push(DocxBlock::Paragraph(gap));
                }
                push_table(DocxBlock::Table(self.columns(columns, place)?), out);
            }
            Block::Braced(group) => push_table(DocxBlock::Table(self.braced(group, place)?), out),
        }
        Ok(())
    }

    /// A paragraph of text; `align` stands over the role's.
    pub(super) fn paragraph(
        &self,
        p: &Paragraph,
        align: Option<Align>,
        keep: bool,
    ) -> Result<Box<docx_rs::Paragraph>, DocxError> {
        let look = self.style.role(p.role);
        let hint = self.hints.paragraph(p.id)?;
        let mut out = blank(self.headings.id(p.role), keep && !look.keep_next);
        if hint.keep_next && !look.keep_next {
            out.property.keep_next = Some(true);
            out.property.keep_lines = Some(true);
        }
        if hint.inset > Length::ZERO {
            let (left, right) = (twips(look.left + hint.inset), twips(hint.inset));
            let first = Some(SpecialIndentType::FirstLine(twips(look.first_line)));
            out.property.indent = Some(Indent::new(Some(left), first, Some(right), None));
        }
        out.property.alignment = align.filter(|&a| a != look.align).map(justification);
        out.property.run_property = size(hint, look);
        out.property.line_spacing = height_of_symbols(&p.text, hint, look);
        if hint.break_before {
            // A word processor drops the space above only where it breaks by itself.
            let spacing = out.property.line_spacing.take().unwrap_or_default();
            out.property.line_spacing = Some(spacing.before(0));
            out.property.page_break_before = Some(true);
        }
        out.children = runs(&p.text, hint, look, |target| self.links.borrow_mut().relationship(target));
        Ok(out)
    }

    /// Keeps the foot of the page clear on which a paragraph begins, where the layout asks for it.
    fn page_end(
        &mut self,
        p: &Paragraph,
        place: BlockContext,
        out: &mut docx_rs::Paragraph,
    ) -> Result<(), DocxError> {
        if let Some(end) = self.hints.paragraph(p.id)?.page_end {
            self.drawings.push(Drawing::PageEnd(end, place.column));
            push_run(out, RunChild::Sym(Sym::new(SHAPE, "007D")));
            out.children.rotate_right(1);
        }
        Ok(())
    }

    /// A line: the upper border of an empty paragraph.
    fn rule(&self, rule: &HorizontalRule, place: BlockContext) -> Result<Box<docx_rs::Paragraph>, DocxError> {
        let hint = self.hints.rule(rule.id)?;
        let mut out = blank(style_id(rule.role), place.keep_next);
        indent(&mut out.property, hint.column, hint.length);
        Ok(out)
    }

    /// A word in a rectangle: a paragraph with borders on all sides.
    fn frame(&self, frame: &Frame, place: BlockContext) -> Result<Box<docx_rs::Paragraph>, DocxError> {
        let look = self.style.role(frame.paragraph.role);
        let mut out = self.paragraph(&frame.paragraph, None, place.keep_next)?;
        let FrameHint { size: Size { width, height }, column, .. } = *self.hints.frame(frame.paragraph.id)?;
        let weight = self.style.table.border;
        // Half of what capitals and their marks leave free goes above the line, half below; in whole points,
        // the unit of `w:space`.
        let free = height - weight * 2 - look.size.part(115, 100);
        let space = (free.to_emu() / 2 / Length::pt(1).to_emu()).clamp(0, 31);
        let line = (height - weight * 2 - Length::pt(2 * space)).max(Length::pt(1));
        let red = if look.red { "FF0000" } else { "000000" };
        // Left and right borders stand outside the indents.
        indent(&mut out.property, column, width - weight * 2);
        out.property.line_spacing =
            Some(LineSpacing::new().line(twips(line)).line_rule(LineSpacingType::Exact));
        out.property.borders = Some(box_borders(eighths(weight), space as usize, red));
        Ok(out)
    }

    /// The room for signing: an empty line, at least so high, over which signature and seal float.
    fn room(&mut self, room: &SigningRoom) -> Result<Box<docx_rs::Paragraph>, DocxError> {
        let mut out = blank(SIGNING_ROOM, true);
        let at = self.hints.room(room.id)?;
        if at.height != self.style.signing.room {
            let line = LineSpacing::new().line(twips(at.height)).line_rule(LineSpacingType::AtLeast);
            out.property.line_spacing = Some(line);
        }
        let images = [("Chữ ký", &room.signature, at.signature), ("Con dấu", &room.seal, at.seal)];
        for (name, picture, corner) in images {
            let (Some(picture), Some(media)) = (picture, &mut self.media) else { continue };
            let Some(pic) = floating(picture, corner, media) else { continue };
            self.drawings.push(Drawing::Picture { name, description: picture.description.clone() });
            push_run(&mut out, RunChild::Drawing(Box::new(docx_rs::Drawing::new().pic(pic))));
        }
        Ok(out)
    }
}

/// Height of the lines of a paragraph with symbols, where the style leaves it to what stands in each line: a line of
/// symbols alone, which are smaller than text, is as high as the others.
fn height_of_symbols(text: &Text, hint: &ParagraphHint, look: &RoleStyle) -> Option<LineSpacing> {
    let is_symbol = |c| FontBook::embedded().face_of(c, FaceId::Regular) == FaceId::Symbols;
    if look.line != LineHeight::Single || !text.as_str().chars().any(is_symbol) {
        return None;
    }
    let height = font::line_height(hint.size.unwrap_or(look.size));
    Some(LineSpacing::new().line(twips(height)).line_rule(LineSpacingType::AtLeast))
}

/// Appends a table, apart from a table before it.
fn push_table(table: DocxBlock, out: &mut Vec<DocxBlock>) {
    if matches!(out.last(), Some(DocxBlock::Table(_))) {
        out.push(gap(GAP, false));
    }
    out.push(table);
}

/// An empty paragraph of a style.
pub(super) fn gap(style: &str, keep_next: bool) -> DocxBlock {
    DocxBlock::Paragraph(blank(style, keep_next))
}

/// An empty paragraph of this height.
fn clear(height: Length, keep_next: bool) -> Box<docx_rs::Paragraph> {
    let mut out = blank(GAP, keep_next);
    let line = LineSpacing::new().line(twips(height)).line_rule(LineSpacingType::Exact);
    out.property.line_spacing = Some(line);
    out
}

/// A paragraph without text.
pub(super) fn blank(style: &str, keep_next: bool) -> Box<docx_rs::Paragraph> {
    let mut property = ParagraphProperty::new();
    property.style = Some(ParagraphStyle::new(Some(style)));
    property.keep_next = keep_next.then_some(true);
    // Made by hand because `Paragraph::new` prints an id that is thrown away again.
    Box::new(docx_rs::Paragraph { id: String::new(), children: Vec::new(), property, has_numbering: false })
}

/// Appends a run of one piece.
pub(super) fn push_run(paragraph: &mut docx_rs::Paragraph, child: RunChild) {
    let run = Run { children: vec![child], ..Run::default() };
    paragraph.children.push(docx_rs::ParagraphChild::Run(Box::new(run)));
}

/// Indents both sides so that `length` of the column is left in its middle.
fn indent(property: &mut ParagraphProperty, column: Length, length: Length) {
    let side = twips((column - length) / 2).max(0);
    if side > 0 {
        // The first line's indent is said too, or the style's would move one side.
        let first = Some(SpecialIndentType::FirstLine(0));
        property.indent = Some(Indent::new(Some(side), first, Some(side), None));
    }
}

/// One line on each side.
fn box_borders(size: usize, space: usize, color: &str) -> ParagraphBorders {
    use ParagraphBorderPosition::{Bottom, Left, Right, Top};
    [(Top, space), (Left, 0), (Bottom, space), (Right, 0)].into_iter().fold(
        ParagraphBorders::with_empty(),
        |borders, (position, space)| {
            let border = ParagraphBorder::new(position).val(BorderType::Single);
            borders.set(border.size(size).space(space).color(color))
        },
    )
}

/// Alignment as docx-rs names it.
fn justification(align: Align) -> Justification {
    let align = match align {
        Align::Left => AlignmentType::Left,
        Align::Center => AlignmentType::Center,
        Align::Right => AlignmentType::Right,
        Align::Justify => AlignmentType::Both,
    };
    Justification::new(align.to_string())
}

/// Twips that fit the schema.
pub(super) fn twips(length: Length) -> i32 {
    i32::try_from(length.to_twips()).unwrap_or(i32::MAX)
}

/// A line's thickness in the unit of `w:sz`: eighths of a point, within the schema's bounds.
pub(super) fn eighths(weight: Length) -> usize {
    ((weight.to_emu() * 8 + Length::pt(1).to_emu() / 2) / Length::pt(1).to_emu()).clamp(2, 96) as usize
}
