//! The side-by-side blocks: header, signature, the room for signing, receivers under a brace.

use super::LayoutError;
use super::box_builder::{BoxBuilder, ColumnArea};
use super::line_box::{CellBox, DrawOp, LineBox, PlacedImage, RowBox, SigningBox};
use super::page::{
    Artifact, Bounds, BraceHint, ColumnsHint, LayoutHints, NodeId, Owner, RoomHint, Signatory, SigningPlace,
    StructureTag,
};
use super::pagination::PlacedBox;
use crate::document::{Align, Braced, Columns, ColumnsKind, Orientation, Picture, SigningRoom};
use crate::length::{Length, Point, Size};

/// Between the images and the posts and names around them.
const ROOM_MARGIN: Length = Length::pt(6);
/// Width to height of a signature that there is no picture of.
const SIGNATURE_SHAPE: (i64, i64) = (5, 2);
/// The width of a brace and of the gap behind it.
const BRACE: Length = Length::mm(4);
/// Between a brace and its note.
const BRACE_GAP: Length = Length::mm(1);

impl<'a> BoxBuilder<'a> {
    pub(super) fn columns(
        &mut self,
        columns: &'a Columns,
        column: ColumnArea,
        boxes: &mut Vec<LineBox>,
    ) -> Result<(), LayoutError> {
        let widths = self.two_column_widths(columns.kind, column);
        let hang = match columns.kind {
            ColumnsKind::Header => self.header_hang(widths, column),
            _ => Length::ZERO,
        };
        let outer = self.tree.open(StructureTag::Sect);
        let x = column.x - hang;
        let lefts = [x, x + widths[0]];
        let count = columns.rows.len();
        let mut parted = Vec::new();
        for (index, row) in columns.rows.iter().enumerate() {
            let mut cells = Vec::with_capacity(2);
            for side in [0, 1] {
                let cell = ColumnArea { x: lefts[side], width: widths[side], kind: Some(columns.kind) };
                self.tree.end_lists();
                cells.push(CellBox::new(cell.x, cell.width, self.blocks(&row[side], cell)?));
            }
            let mut row = RowBox { cells, ..RowBox::default() };
            let above =
                boxes.last().filter(|above| above.is_space()).map_or(Length::ZERO, |above| above.height);
            if above + row.height() > self.upright_page() {
                row.over_page = Some(self.hints.columns.len());
                parted.push(index);
            }
            boxes.push(LineBox::row(row, index + 1 < count));
        }
        self.hints.columns.push(ColumnsHint { id: columns.id, widths, hang, parted, begins_page: false });
        self.tree.close(outer);
        Ok(())
    }

    /// The two widths of a block: the style sheet's, which are those of an upright page; where the page lies, both grow
    /// with it, so that the right one stands at the right.
    fn two_column_widths(&self, kind: ColumnsKind, column: ColumnArea) -> [Length; 2] {
        let widths = self.style.columns.of(kind);
        let upright = self.style.text_width(Orientation::Portrait);
        if column.width <= upright {
            return widths;
        }
        widths.map(|width| width.part(column.width.to_emu(), upright.to_emu()).to_whole_twips())
    }

    fn header_hang(&self, widths: [Length; 2], column: ColumnArea) -> Length {
        (widths[0] + widths[1] - column.width).clamp(Length::ZERO, self.style.columns.header_hang)
    }

    /// Room to sign, with the signature in its middle and the seal over the signature's left third
    /// (NĐ 30/2020, Phụ lục I, Phần I, Mục II khoản 8).
    pub(super) fn signing_room(
        &mut self,
        room: &'a SigningRoom,
        signer: &str,
        column: ColumnArea,
        boxes: &mut Vec<LineBox>,
    ) {
        let tallest = [&room.signature, &room.seal].into_iter().flatten().map(|p| p.size.height).max();
        let wanted = tallest.map_or(Length::ZERO, |tallest| tallest + ROOM_MARGIN * 2);
        let height = self.style.signing.room.max(wanted.to_whole_twips());
        let centred = |size: Size| Point {
            x: ((column.width - size.width) / 2).max(Length::ZERO),
            y: (height - size.height) / 2,
        };
        let over_left_third = |signature: Size, seal: Size| Point {
            x: (centred(signature).x + signature.width / 3 - seal.width).max(Length::ZERO),
            y: (height - seal.height) / 2,
        };
        let signature_size = room.signature.as_ref().map(|p| p.size);
        let seal_size = room.seal.as_ref().map(|p| p.size);
        // A seal alone stands in the middle.
        let seal_at =
            |seal| signature_size.map_or_else(|| centred(seal), |signature| over_left_third(signature, seal));
        let signature = centred(signature_size.unwrap_or_default());
        let seal = seal_at(seal_size.unwrap_or_default());
        self.hints.rooms.push(RoomHint { id: room.id, height, signature, seal });

        let (mut images, mut reserved) = (Vec::new(), Vec::new());
        images.extend(room.signature.as_ref().and_then(|picture| self.placed_image(picture, signature)));
        let size = signature_size.unwrap_or_else(|| self.usual_signature());
        if !room.on_paper {
            reserved.push(self.reserve(Signatory::Person(signer.to_owned()), centred(size), size));
        }
        images.extend(room.seal.as_ref().and_then(|picture| self.placed_image(picture, seal)));
        if self.seal_room == Some(room.id) {
            let usual = Size { width: self.style.signing.seal, height: self.style.signing.seal };
            let offset = if seal_size.is_some() { seal } else { over_left_third(size, usual) };
            reserved.push(self.reserve(Signatory::Organ, offset, seal_size.unwrap_or(usual)));
        }
        let draw = DrawOp::SigningRoom { x: column.x, images, reserved };
        boxes.push(LineBox { before: Length::ZERO, height, keep_with_next: true, table: None, draw });
    }

    /// The size of a signature that there is no picture of.
    fn usual_signature(&self) -> Size {
        let height = self.style.signing.signature_height;
        Size { width: height.part(SIGNATURE_SHAPE.0, SIGNATURE_SHAPE.1), height }
    }

    /// A picture at its place; a room that shows none is no figure either.
    fn placed_image(&mut self, picture: &'a Picture, offset: Point) -> Option<PlacedImage> {
        let index = self.image(picture.image.as_ref()?);
        Some(PlacedImage { index, offset, size: picture.size, owner: self.figure(&picture.description) })
    }

    /// Keeps a place for an electronic signature; it is no part of the page until a writer makes it a field.
    fn reserve(&mut self, signatory: Signatory, offset: Point, size: Size) -> SigningBox {
        let node: NodeId = self.tree.leaf(StructureTag::Form);
        let bounds = Bounds { page: 0, at: Point::default(), size };
        self.signing.push(SigningPlace { signatory, bounds, node });
        SigningBox { index: self.signing.len() - 1, offset }
    }

    /// Receivers, a brace, and one note beside it.
    pub(super) fn braced(
        &mut self,
        group: &'a Braced,
        column: ColumnArea,
        boxes: &mut Vec<LineBox>,
    ) -> Result<(), LayoutError> {
        let note_style = self.style.role(group.note.role);
        let note = (self.natural_width(&group.note, note_style.size)? + Length::pt(2)).to_whole_twips();
        let brace = BRACE.to_whole_twips();
        let items = (column.width - note - brace).max(column.width / 2).to_whole_twips();
        let note = column.width - items - brace;
        let mut stack = Vec::new();
        for item in &group.items {
            self.paragraph(item, ColumnArea { width: items, ..column }, &mut stack)?;
        }
        let list = CellBox::new(column.x, items, stack);
        let height = list.content_height;
        self.hints.braces.push(BraceHint { id: group.id, widths: [items, brace, note], height });
        let draw = DrawOp::Brace { x: column.x + items, size: Size { width: brace - BRACE_GAP, height } };
        let mark = LineBox { before: Length::ZERO, height, keep_with_next: false, table: None, draw };
        let mark = CellBox::new(column.x + items, brace, vec![mark]);
        let x = column.x + items + brace;
        let mut stack = Vec::new();
        let set = self.paragraph(&group.note, ColumnArea { x, width: note, ..column }, &mut stack)?;
        self.sets[set].align = Align::Left;
        let note = CellBox { centred: true, ..CellBox::new(x, note, stack) };
        let row = RowBox { cells: vec![list, mark, note], ..RowBox::default() };
        boxes.push(LineBox::row(row, false));
        Ok(())
    }
}

/// Lines of tables and frames are furniture.
pub(super) const LAYOUT_ARTIFACT: Owner = Owner::Artifact(Artifact::Layout);

/// Notes which of the blocks larger than a page begin one.
pub(super) fn note_page_starts(pages: &[Vec<PlacedBox>], hints: &mut LayoutHints) {
    let mut seen = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        for (index, placed) in page.iter().filter(|placed| !placed.line_box.is_space()).enumerate() {
            if let DrawOp::Row(RowBox { over_page: Some(block), .. }) = placed.line_box.draw
                && !seen.contains(&block)
            {
                seen.push(block);
                hints.columns[block].begins_page = number > 0 && index == 0;
            }
        }
    }
}
