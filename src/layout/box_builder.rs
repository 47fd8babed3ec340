//! Blocks → line boxes: sets every paragraph, sizes every row, says what must stay together.
//!
//! Takes the blocks of a section and the width they stand in; returns line boxes for [`pagination`](super::pagination) and fills the
//! hints a word processor needs to come to the same lines.

use super::LayoutError;
use super::budget::{RemainingHeight, WorkBudget};
use super::column_widths::loosen_addresses;
use super::line_box::{DrawOp, LineBox, LinkOwner, MarkOwners};
use super::lines::{self, TypesetParagraph};
use super::page::{
    Artifact, FrameHint, LayoutHints, NodeId, Owner, ParagraphHint, RuleHint, SigningPlace, StructureTag,
};
use super::structure_builder::StructureBuilder;
use crate::document::{
    Align, Block, BlockId, BlockRole, Columns, ColumnsKind, Document, Frame, HorizontalRule, Image,
    Orientation, Paragraph, Section,
};
use crate::font::FontBook;
use crate::length::{Length, Size};
use crate::limits;
use crate::style::{FrameStyle, RoleStyle, StyleSheet};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The height of the empty paragraph that carries a rule.
const RULE_LINE: Length = Length::pt(2);
/// The empty paragraph a word processor wants after a table that nothing follows: as low as LibreOffice allows,
/// since it puts one that no longer fits on a page of its own.
const EMPTY_PARAGRAPH_HEIGHT: Length = Length::twips(2);
/// The rectangle of a word the style sheet does not know.
const FRAME_HEIGHT: Length = Length::mm(8);
/// Thickness of a rectangle's lines.
const FRAME_WEIGHT: Length = Length::emu(6_350);

/// Builder of line boxes, with the hints, images and structure it gathers.
pub(super) struct BoxBuilder<'a> {
    pub style: &'a StyleSheet,
    pub fonts: &'a FontBook,
    pub sets: Vec<TypesetParagraph<'a>>,
    /// The owners of each set paragraph.
    pub owners: Vec<MarkOwners>,
    /// By set paragraph, the addresses in it.
    pub links: BTreeMap<usize, Vec<LinkOwner>>,
    pub tree: StructureBuilder,
    pub hints: LayoutHints,
    pub images: Vec<Arc<Image>>,
    /// The places for electronic signatures; where they are becomes known on painting.
    pub signing: Vec<SigningPlace>,
    /// The room in which the organ puts its seal.
    pub seal_room: Option<BlockId>,
    /// The signature block of the section in work.
    pub signature: Option<BlockId>,
    /// The paragraphs that stay with it, last first.
    pub with_signature: Vec<BlockId>,
    /// Rows repeated at the top of pages, by table.
    pub headers: Vec<Vec<LineBox>>,
    pub budget: WorkBudget,
    /// Height left of the pages a document may have.
    pub room: RemainingHeight,
}

/// A column that blocks stand in.
#[derive(Clone, Copy, Debug)]
pub(super) struct ColumnArea {
    /// Its left edge, from the page's.
    pub x: Length,
    pub width: Length,
    /// Kind of the block it is part of, if any.
    pub kind: Option<ColumnsKind>,
}

impl<'a> BoxBuilder<'a> {
    pub(super) fn new(document: &Document, style: &'a StyleSheet, fonts: &'a FontBook) -> Self {
        let paragraphs = vec![ParagraphHint::default(); document.block_count()];
        Self {
            style,
            fonts,
            sets: Vec::with_capacity(document.block_count()),
            owners: Vec::with_capacity(document.block_count()),
            links: BTreeMap::new(),
            tree: StructureBuilder::new(),
            hints: LayoutHints { paragraphs, ..LayoutHints::default() },
            images: Vec::new(),
            signing: Vec::new(),
            seal_room: seal_room(document),
            signature: None,
            with_signature: Vec::new(),
            headers: Vec::new(),
            budget: WorkBudget::default(),
            room: RemainingHeight::of_pages(limits::PAGES, tallest_page(style)),
        }
    }

    /// The line boxes of a section and of its foot.
    ///
    /// # Errors
    /// More than the pages a document may have can hold, found before the rest is laid out; or too much work.
    pub(super) fn section(
        &mut self,
        section: &'a Section,
        appendix: bool,
    ) -> Result<(Vec<LineBox>, Vec<LineBox>), LayoutError> {
        let width = self.style.text_width(section.orientation);
        let column = ColumnArea { x: self.style.page.left, width, kind: None };
        let outer = appendix.then(|| self.tree.open(StructureTag::Sect));
        if has_title(section) {
            self.tree.set_titled();
        }
        self.keep_lines_with_signature(section, column)?;
        let boxes = self.blocks(&section.blocks, column)?;
        let foot = self.blocks(&section.foot, column)?;
        if let Some(outer) = outer {
            self.tree.close(outer);
        }
        Ok((boxes, foot))
    }

    /// Sets a paragraph and counts what that takes.
    pub(super) fn set<'p>(
        &mut self,
        paragraph: &'p Paragraph,
        style: &'p RoleStyle,
        size: Length,
        width: Length,
    ) -> Result<TypesetParagraph<'p>, LayoutError> {
        self.set_held(paragraph, style, size, width, &[])
    }

    /// Sets a paragraph with further spaces at which no line ends, and counts what that takes.
    pub(super) fn set_held<'p>(
        &mut self,
        paragraph: &'p Paragraph,
        style: &'p RoleStyle,
        size: Length,
        width: Length,
        held: &[usize],
    ) -> Result<TypesetParagraph<'p>, LayoutError> {
        let set = self.counted(lines::set_held(paragraph, style, size, width, held, self.fonts))?;
        if !set.cuts_a_word() {
            return Ok(set);
        }
        let mut breaks = set.breaks.clone();
        if !loosen_addresses(paragraph.text.as_str(), &mut breaks) {
            return Ok(set);
        }
        self.counted(lines::set_with_breaks(paragraph, style, size, width, self.fonts, breaks))
    }

    /// Counts what setting a paragraph took.
    pub(super) fn counted<'p>(
        &mut self,
        set: TypesetParagraph<'p>,
    ) -> Result<TypesetParagraph<'p>, LayoutError> {
        self.budget.spend(1 + set.measured)?;
        if set.is_endless() { Err(LayoutError::TooManyPages) } else { Ok(set) }
    }

    pub(super) fn blocks(
        &mut self,
        blocks: &'a [Block],
        column: ColumnArea,
    ) -> Result<Vec<LineBox>, LayoutError> {
        let mut boxes = Vec::with_capacity(blocks.len() * 3);
        let mut above = None;
        for (index, block) in blocks.iter().enumerate() {
            let first = boxes.len();
            self.tree.look_ahead(blocks.get(index + 1));
            match block {
                Block::Paragraph(paragraph) => above = Some(self.paragraph(paragraph, column, &mut boxes)?),
                Block::Rule(rule) => self.rule(rule, above, column, &mut boxes),
                Block::Frame(frame) => {
                    self.frame(frame, column, &mut boxes)?;
                    boxes.push(LineBox::space(self.style.columns.frame_after, false));
                }
                Block::Table(table) => self.table(table, blocks.get(index + 1), column, &mut boxes)?,
                Block::Columns(columns) => {
                    if columns.kind != ColumnsKind::Header {
                        boxes.push(LineBox::space(self.style.columns.signature_before, true));
                    }
                    self.columns(columns, column, &mut boxes)?;
                }
                Block::SigningRoom(room) => {
                    self.signing_room(room, signer(&blocks[index + 1..]), column, &mut boxes);
                }
                Block::Braced(group) => self.braced(group, column, &mut boxes)?,
            }
            if matches!(block, Block::Table(_) | Block::Columns(_)) {
                self.empty_paragraph_after_table(blocks.get(index + 1), &mut boxes);
            }
            // What stands in a column counts with the row it is part of.
            if column.kind.is_none() {
                self.room.take(boxes[first..].iter().map(|line_box| line_box.height).sum())?;
            }
        }
        Ok(boxes)
    }

    /// A word processor wants a paragraph between two tables and after the last.
    fn empty_paragraph_after_table(&mut self, next: Option<&Block>, boxes: &mut Vec<LineBox>) {
        if matches!(next, None | Some(Block::Columns(Columns { kind: ColumnsKind::Header, .. }))) {
            if let Some(last) = boxes.last_mut() {
                last.keep_with_next = true;
            }
            boxes.push(LineBox::space(EMPTY_PARAGRAPH_HEIGHT, false));
        }
    }

    /// Sets a paragraph and adds its lines; its index among the set ones.
    pub(super) fn paragraph(
        &mut self,
        paragraph: &'a Paragraph,
        column: ColumnArea,
        boxes: &mut Vec<LineBox>,
    ) -> Result<usize, LayoutError> {
        let style = self.style.role(paragraph.role);
        let size = self.fitting_size(paragraph, column)?;
        let set = self.set_balanced(paragraph, style, size, column.width)?;
        let set = self.mended(set)?;
        let owners = self.tree.paragraph(paragraph);
        let index = self.keep(set, owners);
        let keep = match style.keep_next {
            true => ParagraphKeep::Whole,
            false if self.hints.paragraphs[paragraph.id.index()].keep_next => ParagraphKeep::End,
            false => ParagraphKeep::No,
        };
        let set = &self.sets[index];
        let count = set.lines.len();
        for line in 0..count {
            boxes.push(LineBox {
                before: if line == 0 { style.before } else { Length::ZERO },
                height: set.line_height,
                keep_with_next: keep_with_next(line, count, keep),
                table: None,
                draw: DrawOp::Line { set: index, line, x: column.x },
            });
        }
        Ok(index)
    }

    /// A set paragraph without the no-break spaces that tear a line of it open, and with its addresses parted at their
    /// joints where a whole one does so, if that mends the line.
    fn mended<'p>(&mut self, set: TypesetParagraph<'p>) -> Result<TypesetParagraph<'p>, LayoutError> {
        let torn = set.torn_lines(self.fonts);
        if torn.is_empty() {
            return Ok(set);
        }
        let mut breaks = set.breaks.clone();
        let tearing = set.tearing_spaces(&torn);
        breaks.no_break_spaces.retain(|at| !tearing.contains(at));
        let is_loosened =
            set.is_torn_by_address(&torn) && loosen_addresses(set.paragraph.text.as_str(), &mut breaks);
        if tearing.is_empty() && !is_loosened {
            return Ok(set);
        }
        let looser = self.counted(lines::set_anew(&set, breaks, self.fonts))?;
        Ok(if looser.torn_lines(self.fonts).len() < torn.len() { looser } else { set })
    }

    /// Remembers a set paragraph and tells the word processor how it was set.
    pub(super) fn keep(&mut self, set: TypesetParagraph<'a>, owners: MarkOwners) -> usize {
        let hint = &mut self.hints.paragraphs[set.paragraph.id.index()];
        hint.no_break_spaces.clone_from(&set.breaks.no_break_spaces);
        hint.no_break_hyphens = set.held_hyphens();
        hint.break_places = set.told_places();
        hint.condense = set.condense;
        hint.inset = set.inset;
        hint.sizes.clone_from(&set.trimmed);
        hint.size = (set.size != set.style.size).then_some(set.size);
        let links = self.tree.links(set.paragraph, owners);
        if !links.is_empty() {
            self.links.insert(self.sets.len(), links);
        }
        self.sets.push(set);
        self.owners.push(owners);
        self.sets.len() - 1
    }

    /// Size of a name in the header block: the smaller one where it does not fit at its own size but does at the
    /// smaller.
    fn fitting_size(&mut self, paragraph: &Paragraph, column: ColumnArea) -> Result<Length, LayoutError> {
        let style = self.style.role(paragraph.role);
        let small = self.style.columns.header_small;
        if column.kind == Some(ColumnsKind::Header)
            && paragraph.role != BlockRole::LetterSubject
            && self.natural_width(paragraph, style.size)? > column.width
            && self.natural_width(paragraph, small)? <= column.width
        {
            return Ok(small);
        }
        Ok(style.size)
    }

    /// The width of the longest line when nothing but a line break ends one.
    pub(super) fn natural_width(
        &mut self,
        paragraph: &Paragraph,
        size: Length,
    ) -> Result<Length, LayoutError> {
        let style = self.style.role(paragraph.role);
        Ok(self.set(paragraph, style, size, Length::mm(10_000))?.longest_line())
    }

    fn rule(
        &mut self,
        rule: &HorizontalRule,
        above: Option<usize>,
        column: ColumnArea,
        boxes: &mut Vec<LineBox>,
    ) {
        let style = self.style.rule(rule.role);
        let longest = above.map_or(column.width, |set| self.sets[set].longest_line());
        let length = match style.share {
            share if share > 0.0 => Length::emu((longest.to_emu() as f64 * share).round() as i64),
            _ => column.width,
        };
        let indent = ((column.width - length) / 2).to_whole_twips();
        let length = column.width - indent * 2;
        self.hints.rules.push(RuleHint { id: rule.id, length, column: column.width });
        if let Some(last) = boxes.last_mut() {
            last.keep_with_next = true;
        }
        boxes.push(LineBox {
            before: style.before,
            height: RULE_LINE + style.weight,
            keep_with_next: false,
            table: None,
            draw: DrawOp::Rule { x: column.x + indent, length, weight: style.weight },
        });
    }

    fn frame(
        &mut self,
        frame: &'a Frame,
        column: ColumnArea,
        boxes: &mut Vec<LineBox>,
    ) -> Result<(), LayoutError> {
        let paragraph = &frame.paragraph;
        let style = self.style.role(paragraph.role);
        let known = self.style.frames.get(paragraph.text.as_str());
        let fallback = FrameStyle {
            width: self.natural_width(paragraph, style.size)? + Length::mm(4),
            height: FRAME_HEIGHT,
        };
        let FrameStyle { width, height } = *known.unwrap_or(&fallback);
        let size = Size { width: width.to_whole_twips(), height: height.to_whole_twips() };
        let indent = ((column.width - size.width) / 2).to_whole_twips();
        let x = column.x + indent;
        let owners = self.tree.paragraph(paragraph);
        let set = self.set(paragraph, style, style.size, size.width)?;
        let set = self.keep(set, owners);
        self.hints.frames.push(FrameHint { id: paragraph.id, size, column: column.width });
        let draw = DrawOp::Frame { set, x, size, weight: FRAME_WEIGHT };
        boxes.push(LineBox {
            before: style.before,
            height: size.height,
            keep_with_next: false,
            table: None,
            draw,
        });
        Ok(())
    }

    /// The height of the body of an upright page.
    pub(super) fn upright_page(&self) -> Length {
        self.style.page_size(Orientation::Portrait).height - self.style.page.top - self.style.page.bottom
    }

    /// The index of an image among those of the layout.
    pub(super) fn image(&mut self, image: &Arc<Image>) -> usize {
        match self.images.iter().position(|known| known.sha256 == image.sha256) {
            Some(index) => index,
            None => {
                self.images.push(Arc::clone(image));
                self.images.len() - 1
            }
        }
    }

    /// A figure node with its description.
    pub(super) fn figure(&mut self, description: &str) -> Owner {
        let node: NodeId = self.tree.leaf(StructureTag::Figure);
        self.tree.structure.node_mut(node).description = Some(description.to_owned());
        Owner::Node(node)
    }

    /// Centres a page number in its own paragraph style.
    pub(super) fn page_number(&mut self, paragraph: &'a Paragraph, orientation: Orientation) -> usize {
        let style = self.style.role(BlockRole::PageNumber);
        let width = self.style.text_width(orientation);
        let set = lines::set(paragraph, style, style.size, width, self.fonts);
        self.sets.push(TypesetParagraph { align: Align::Center, ..set });
        self.owners.push(MarkOwners { label: None, text: Owner::Artifact(Artifact::Pagination) });
        self.sets.len() - 1
    }
}

/// Tests whether a type's name stands above the headings of a section.
fn has_title(section: &Section) -> bool {
    section.blocks.iter().any(|block| matches!(block, Block::Paragraph(p) if p.role == BlockRole::TypeName))
}

/// The height of the body of the pages that hold the most.
fn tallest_page(style: &StyleSheet) -> Length {
    let height = |orientation| style.page_size(orientation).height - style.page.top - style.page.bottom;
    height(Orientation::Portrait).max(height(Orientation::Landscape))
}

/// Signing room of the organ's seal: the room that shows one, else the last: of two who sign the one who presides
/// stands on the right, and the seal goes with him (NĐ 30/2020, Phụ lục III, mẫu 1.9).
fn seal_room(document: &Document) -> Option<BlockId> {
    let blocks = document.sections.iter().flat_map(|section| &section.blocks);
    let columns =
        blocks.filter_map(|block| if let Block::Columns(columns) = block { Some(columns) } else { None });
    let cells = columns.flat_map(|columns| columns.rows.iter().flatten().flatten());
    let rooms =
        cells.filter_map(|block| if let Block::SigningRoom(room) = block { Some(room) } else { None });
    rooms.filter(|room| !room.on_paper).max_by_key(|room| room.seal.is_some()).map(|room| room.id)
}

/// The name printed under a signing room.
fn signer(below: &[Block]) -> &str {
    let is_name = |block: &&Block| matches!(block, Block::Paragraph(p) if p.role == BlockRole::SignerName);
    match below.iter().find(is_name) {
        Some(Block::Paragraph(name)) => name.text.as_str(),
        _ => "",
    }
}

/// Part of a paragraph that stays on the page of what follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ParagraphKeep {
    No,
    /// Its last lines.
    End,
    /// All of it.
    Whole,
}

/// Tests whether line `line` of `count` must be on the page of what follows it: no single first or last line alone
/// (widows and orphans 2/2), and what the paragraph keeps.
fn keep_with_next(line: usize, count: usize, keep: ParagraphKeep) -> bool {
    let last = line + 1 == count;
    match keep {
        ParagraphKeep::Whole => true,
        _ if last => keep == ParagraphKeep::End,
        _ => line == 0 || line + 2 == count,
    }
}
