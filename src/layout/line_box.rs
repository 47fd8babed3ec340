//! Line boxes: a document cut into horizontal slices that no page break divides.
//!
//! Every rule about page breaks (widows, orphans, headings that stay with their text, rows that are not split, a
//! signature that never stands alone) is said once, as a line box *kept with* the next. [`pagination`](super::pagination) then only
//! asks what fits.

use super::page::{NodeId, Owner};
use crate::length::{Length, Point, Size};
use std::collections::VecDeque;
use std::ops::Range;

/// A slice of a section, as wide as its column.
#[derive(Clone, Debug)]
pub(super) struct LineBox {
    /// Space above, dropped at the top of a page that was begun automatically.
    pub before: Length,
    /// Height, the space above not counted.
    pub height: Length,
    /// Flag: the next line box must be on the same page.
    pub keep_with_next: bool,
    /// The table, by its index in the section, whose header rows stand above this line box at the top of a page.
    pub table: Option<usize>,
    /// Drawing of the box.
    pub draw: DrawOp,
}

impl LineBox {
    /// A line box that draws nothing.
    pub(super) fn space(height: Length, keep_with_next: bool) -> Self {
        Self { before: Length::ZERO, height, keep_with_next, table: None, draw: DrawOp::Nothing }
    }

    /// A row as high as its cells ask for.
    pub(super) fn row(row: RowBox, keep_with_next: bool) -> Self {
        let height = row.height();
        Self { before: Length::ZERO, height, keep_with_next, table: None, draw: DrawOp::Row(row) }
    }

    /// Lines and other things it draws.
    pub(super) fn pieces(&self) -> u64 {
        match &self.draw {
            DrawOp::Row(row) => row.cells.iter().map(|cell| 1 + cell.boxes.len() as u64).sum(),
            _ => 1,
        }
    }

    /// Space above and height together.
    pub(super) fn outer_height(&self) -> Length {
        self.before + self.height
    }
}

/// Drawing of a line box. Horizontal places are from the page's left edge.
#[derive(Clone, Debug)]
pub(super) enum DrawOp {
    Nothing,
    /// A line of a set paragraph, whose column begins at `x`.
    Line {
        set: usize,
        line: usize,
        x: Length,
    },
    Rule {
        x: Length,
        length: Length,
        weight: Length,
    },
    /// A rectangle around the only line of a set paragraph.
    Frame {
        set: usize,
        x: Length,
        size: Size,
        weight: Length,
    },
    /// Images and places for electronic signatures at offsets from the line box's top and `x`.
    SigningRoom {
        x: Length,
        images: Vec<PlacedImage>,
        reserved: Vec<SigningBox>,
    },
    Brace {
        x: Length,
        size: Size,
    },
    Row(RowBox),
}

#[derive(Clone, Debug)]
pub(super) struct PlacedImage {
    pub index: usize,
    pub offset: Point,
    pub size: Size,
    pub owner: Owner,
}

/// A place for an electronic signature, by its index in the layout.
#[derive(Clone, Copy, Debug)]
pub(super) struct SigningBox {
    pub index: usize,
    pub offset: Point,
}

/// Cells side by side.
#[derive(Clone, Debug)]
pub(super) struct RowBox {
    pub cells: Vec<CellBox>,
    /// The thickness of the lines around the cells, if they have any.
    pub border: Option<Length>,
    /// Flag: a line is drawn above; the lines below always are.
    pub top_border: bool,
    /// The table it is part of.
    pub table: Option<NodeId>,
}

/// Line boxes stacked in a cell.
#[derive(Clone, Debug)]
pub(super) struct CellBox {
    /// The cell's left edge.
    pub x: Length,
    pub width: Length,
    pub boxes: VecDeque<LineBox>,
    /// Height of all line boxes together.
    pub content_height: Length,
    /// Flag: the stack stands in the middle of the row's height.
    pub centred: bool,
}

impl CellBox {
    /// A cell with these line boxes at its top.
    pub(super) fn new(x: Length, width: Length, boxes: Vec<LineBox>) -> Self {
        let content_height = boxes.iter().map(LineBox::outer_height).sum();
        Self { x, width, boxes: boxes.into(), content_height, centred: false }
    }

    /// Takes away the line boxes that fit into `room`. What is left is not moved, so that a cell over many pages is parted
    /// in the time it takes to fill them.
    fn split_off(&mut self, room: Length) -> Self {
        let mut height = Length::ZERO;
        let fits = |line_box: &&LineBox| {
            let reached = height + line_box.outer_height();
            let fits = reached <= room;
            height = if fits { reached } else { height };
            fits
        };
        let count = self.boxes.iter().take_while(fits).count();
        let boxes = self.boxes.drain(..count).collect();
        self.content_height -= height;
        Self { boxes, content_height: height, ..*self }
    }
}

impl RowBox {
    /// Takes away a part of the row that is at most `room` high; none if nothing of it fits there.
    pub(super) fn split_off(&mut self, room: Length) -> Option<Self> {
        let room = room - self.border.unwrap_or_default() * 2;
        let cells: Vec<CellBox> = self.cells.iter_mut().map(|cell| cell.split_off(room)).collect();
        if cells.iter().all(|cell| cell.boxes.is_empty()) {
            return None;
        }
        let top_border = std::mem::replace(&mut self.top_border, true);
        Some(Self { cells, top_border, ..*self })
    }

    /// The height the cells ask for, lines included.
    pub(super) fn height(&self) -> Length {
        let content = self.cells.iter().map(|cell| cell.content_height).max().unwrap_or_default();
        let border = self.border.unwrap_or_default();
        content + if self.top_border { border * 2 } else { border }
    }
}

/// Structure node that owns an address in a typeset paragraph.
#[derive(Clone, Debug)]
pub(super) struct LinkOwner {
    /// Bytes of the paragraph's text.
    pub range: Range<usize>,
    pub node: NodeId,
}

/// Structure nodes that own the characters of a typeset paragraph: its mark, and the rest.
#[derive(Clone, Copy, Debug)]
pub(super) struct MarkOwners {
    pub label: Option<NodeId>,
    pub text: Owner,
}
