//! The side-by-side blocks: header, signature, the room for signing, receivers under a brace.

use super::page::{Artifact, ColumnsHint, Owner, RoomHint, Tag};
use super::prepare::{Column, Preparation};
use super::strip::{CellBox, Paint, PlacedImage, Row, Strip};
use crate::document::{Align, Block, Braced, Columns, ColumnsKind, Picture, SigningRoom};
use crate::length::{Length, Point, Size};

/// Between the images and the posts and names around them.
const ROOM_MARGIN: Length = Length::pt(6);
/// The width of a brace and of the gap behind it.
const BRACE: Length = Length::mm(4);
/// Between a brace and its note.
const BRACE_GAP: Length = Length::mm(1);

impl<'a> Preparation<'a> {
    pub(super) fn columns(&mut self, columns: &'a Columns, column: Column, strips: &mut Vec<Strip>) {
        let widths = self.style.columns.of(columns.kind);
        let hang = match columns.kind {
            ColumnsKind::Header => self.header_hang(widths, column),
            _ => Length::ZERO,
        };
        self.hints.columns.push(ColumnsHint { id: columns.id, widths, hang });
        let outer = self.tree.open(Tag::Sect);
        let x = column.x - hang;
        let lefts = [x, x + widths[0]];
        let count = columns.rows.len();
        for (index, row) in columns.rows.iter().enumerate() {
            let cells = [0, 1].map(|side| {
                let cell = Column { x: lefts[side], width: widths[side], kind: Some(columns.kind) };
                self.tree.end_lists();
                self.cell(&row[side], cell)
            });
            let row = Row { cells: cells.into(), border: None, top_border: false };
            strips.push(Strip::row(row, index + 1 < count));
        }
        self.tree.close(outer);
    }

    fn header_hang(&self, widths: [Length; 2], column: Column) -> Length {
        (widths[0] + widths[1] - column.width).clamp(Length::ZERO, self.style.columns.header_hang)
    }

    fn cell(&mut self, blocks: &'a [Block], column: Column) -> CellBox {
        let strips = self.blocks(blocks, column);
        CellBox { x: column.x, width: column.width, strips, centred: false }
    }

    /// Room to sign, with the signature in its middle and the seal over the signature's left third
    /// (NĐ 30/2020, Phụ lục I, Phần I, Mục II khoản 8).
    pub(super) fn signing_room(&mut self, room: &'a SigningRoom, column: Column, strips: &mut Vec<Strip>) {
        let tallest = [&room.signature, &room.seal].into_iter().flatten().map(|p| p.size.height).max();
        let wanted = tallest.map_or(Length::ZERO, |tallest| tallest + ROOM_MARGIN * 2);
        let height = self.style.signing.room.max(wanted.to_whole_twips());
        let signature_size = room.signature.as_ref().map_or(Size::default(), |p| p.size);
        let seal_size = room.seal.as_ref().map_or(Size::default(), |p| p.size);
        let signature = Point {
            x: ((column.width - signature_size.width) / 2).max(Length::ZERO),
            y: (height - signature_size.height) / 2,
        };
        let overlap = if room.signature.is_some() { signature_size.width / 3 } else { seal_size.width / 2 };
        let seal = Point {
            x: (signature.x + overlap - seal_size.width).max(Length::ZERO),
            y: (height - seal_size.height) / 2,
        };
        self.hints.rooms.push(RoomHint { id: room.id, height, signature, seal });
        let mut images = Vec::new();
        let mut place = |this: &mut Self, picture: &'a Picture, offset| {
            let (index, owner) = (this.image(&picture.image), this.figure(&picture.description));
            images.push(PlacedImage { index, offset, size: picture.size, owner });
        };
        if let Some(picture) = &room.signature {
            place(self, picture, signature);
        }
        if let Some(picture) = &room.seal {
            place(self, picture, seal);
        }
        let paint = Paint::Images { x: column.x, images };
        strips.push(Strip { before: Length::ZERO, height, glued: true, table: None, paint });
    }

    /// Receivers, a brace, and one note beside it.
    pub(super) fn braced(&mut self, group: &'a Braced, column: Column, strips: &mut Vec<Strip>) {
        let note_style = self.style.role(group.note.role);
        let note = (self.natural_width(&group.note, note_style.size) + Length::pt(2)).to_whole_twips();
        let brace = BRACE.to_whole_twips();
        let items = (column.width - note - brace).max(column.width / 2).to_whole_twips();
        let note = column.width - items - brace;
        self.hints.tables.push((group.id, vec![items, brace, note]));
        let mut stack = Vec::new();
        for item in &group.items {
            self.paragraph(item, Column { width: items, ..column }, &mut stack);
        }
        let list = CellBox { x: column.x, width: items, strips: stack, centred: false };
        let height = list.content_height();
        let paint = Paint::Brace { x: column.x + items, size: Size { width: brace - BRACE_GAP, height } };
        let mark = Strip { before: Length::ZERO, height, glued: false, table: None, paint };
        let mark = CellBox { x: column.x + items, width: brace, strips: vec![mark], centred: false };
        let x = column.x + items + brace;
        let mut stack = Vec::new();
        let set = self.paragraph(&group.note, Column { x, width: note, ..column }, &mut stack);
        self.sets[set].align = Align::Left;
        let note = CellBox { x, width: note, strips: stack, centred: true };
        let row = Row { cells: vec![list, mark, note], border: None, top_border: false };
        strips.push(Strip::row(row, false));
    }
}

/// Lines of tables and frames are furniture.
pub(super) const FURNITURE: Owner = Owner::Artifact(Artifact::Layout);
