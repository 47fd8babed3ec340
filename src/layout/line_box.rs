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

    /// Tests whether it draws nothing.
    pub(super) fn is_space(&self) -> bool {
        matches!(self.draw, DrawOp::Nothing)
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
#[derive(Clone, Debug, Default)]
pub(super) struct RowBox {
    pub cells: Vec<CellBox>,
    /// The thickness of the lines around the cells, if they have any.
    pub border: Option<Length>,
    /// Room between the line above and the text, and between the text and the line below.
    pub padding: Length,
    /// Room below the text beyond the padding, so that no part of the row has a line alone.
    pub foot: Length,
    /// Flag: a line is drawn above; below, one is drawn under every cell that ends there.
    pub top_border: bool,
    /// Height, lines aside, that the cells which began in rows above and end here ask for.
    pub least: Length,
    /// Flag: the text of a cell that goes on needs the height of the next row too.
    pub needs_next: bool,
    /// Flag: cells over several rows are cut above it, wherever it stands.
    pub cuts_spans: bool,
    /// Flag: it may be parted between lines at the end of a page.
    pub can_split: bool,
    /// Index of the hint of the block whose receivers and signers stand in it, where no page can hold them.
    pub over_page: Option<usize>,
    /// Flag: it is one of the parts of a row.
    pub parted: bool,
    /// The table it is part of.
    pub table: Option<NodeId>,
    /// Index of the table's hint and of the row's in it; none for a row of a header.
    pub hint: Option<(usize, usize)>,
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
    /// Flag: the stack stands in the middle of the cell's height.
    pub centred: bool,
    /// Flag: it is part of a cell of the row above; no height is asked for it.
    pub covered: bool,
    /// Flag: the cell goes on in the next row, with no line between.
    pub goes_on: bool,
    /// Height of the further rows that a cell stands in.
    pub below: Length,
}

impl CellBox {
    /// A cell with these line boxes at its top.
    pub(super) fn new(x: Length, width: Length, boxes: Vec<LineBox>) -> Self {
        let content_height = boxes.iter().map(LineBox::outer_height).sum();
        let boxes = boxes.into();
        let (centred, covered, goes_on, below) = (false, false, false, Length::ZERO);
        Self { x, width, boxes, content_height, centred, covered, goes_on, below }
    }

    /// Number of line boxes that fit into `room`.
    fn count_within(&self, room: Length) -> usize {
        let mut height = Length::ZERO;
        let fits = |line_box: &&LineBox| {
            height += line_box.outer_height();
            height <= room
        };
        self.boxes.iter().take_while(fits).count()
    }

    /// Takes away the first line boxes. What is left is not moved, so that a cell over many pages is parted in the time
    /// it takes to fill them.
    fn split_off(&mut self, count: usize) -> Self {
        let boxes: VecDeque<LineBox> = self.boxes.drain(..count).collect();
        let height = boxes.iter().map(LineBox::outer_height).sum();
        self.content_height -= height;
        Self { boxes, content_height: height, ..*self }
    }
}

/// Lines that a parted cell has at least on either side.
const LEAST_LINES: i64 = 2;
/// Times that room is looked for below the text of a row.
const MOST_TURNS: usize = 12;
/// Room beyond what is left of a page that keeps a line from it.
const PUSH: Length = Length::pt(1);

/// Rooms that pages leave for the text of a row, the lines around it included.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowRooms {
    /// The rest of the page on which it begins.
    pub first: Length,
    /// A whole page.
    pub others: Length,
}

/// Result for a cell where its row is parted with some room below its text.
enum PartedCell {
    /// It has [`LEAST_LINES`] on either side of every page's end, or is whole.
    Good,
    /// It has less than that above the first page's end.
    Short,
    /// One line would be left for the last page; with so much room below the text there are more.
    Needs(Length),
}

impl CellBox {
    /// A word processor fills each page with as many lines as fit, whatever that leaves for the next.
    fn parted(&self, rooms: RowRooms, foot: Length) -> PartedCell {
        let Some(first) = self.boxes.front() else { return PartedCell::Good };
        let (lead, height) = (first.before, first.height.max(Length::twips(1)));
        let (mut left, mut room) = (self.boxes.len() as i64, rooms.first - lead - foot);
        loop {
            let fit = (room.max(Length::ZERO).to_emu() / height.to_emu()).min(left);
            left -= fit;
            if left == 0 {
                return PartedCell::Good;
            }
            if fit < LEAST_LINES {
                return PartedCell::Short;
            }
            if left < LEAST_LINES {
                return PartedCell::Needs((foot + room - height * fit + PUSH).to_whole_twips());
            }
            room = rooms.others - foot;
        }
    }
}

impl RowBox {
    /// Room that the lines around the row, the padding and the room below the text take.
    fn edges(&self) -> Length {
        self.border.unwrap_or_default() * if self.top_border { 2 } else { 1 } + self.padding * 2
    }

    /// Room below the text with which the row can be parted; none where it is to stand whole on the next page.
    pub(super) fn foot_for(&self, rooms: RowRooms) -> Option<Length> {
        let rooms = RowRooms { first: rooms.first - self.edges(), others: rooms.others - self.edges() };
        let mut foot = self.foot;
        // Every turn takes a line from one of the pages.
        for _ in 0..MOST_TURNS {
            let mut needed = foot;
            for cell in &self.cells {
                match cell.parted(rooms, foot) {
                    PartedCell::Good => {}
                    PartedCell::Short => return None,
                    PartedCell::Needs(room) => needed = needed.max(room),
                }
            }
            if needed == foot {
                return Some(foot);
            }
            foot = needed;
        }
        None
    }

    /// Lines of each cell that fit into `room`; none if there is none or nothing is left for the next page.
    pub(super) fn lines_within(&self, room: Length) -> Option<Vec<usize>> {
        let room = room - self.edges() - self.foot;
        let counts: Vec<usize> = self.cells.iter().map(|cell| cell.count_within(room)).collect();
        let is_parted = counts.iter().zip(&self.cells).any(|(&count, cell)| count < cell.boxes.len());
        (is_parted && counts.iter().any(|&count| count > 0)).then_some(counts)
    }

    /// Tests whether signers all stand in the first part of a row of receivers and signers, where that has `room`.
    pub(super) fn signs_within(&self, room: Length) -> bool {
        let signers = self.cells.iter().skip(1);
        signers.into_iter().all(|cell| cell.content_height <= room) && self.lines_within(room).is_some()
    }

    /// Tests whether every cell has some of its lines above the end of a page that leaves `room`; a word processor moves
    /// a row with lines as a whole where a cell has none.
    pub(super) fn begins_within(&self, room: Length) -> bool {
        let room = room - self.edges() - self.foot;
        self.cells.iter().all(|cell| cell.boxes.is_empty() || cell.count_within(room) > 0)
    }

    /// Keeps a word processor from putting the first line of a row into `room`, where it is to begin the next page.
    pub(super) fn hold_back(&mut self, room: Length) {
        let line = self.cells.iter().filter_map(|cell| cell.boxes.front()).map(LineBox::outer_height).max();
        let room = room - self.edges() - line.unwrap_or_default() + PUSH;
        self.foot = self.foot.max(room.to_whole_twips());
    }

    /// Takes away so many lines of each cell; what is left has no line above, and its cells end with it.
    pub(super) fn split_off(&mut self, lines: &[usize]) -> Self {
        self.close();
        let cells = self.cells.iter_mut().zip(lines).map(|(cell, &count)| cell.split_off(count)).collect();
        (self.least, self.parted) = (Length::ZERO, true);
        let top_border = std::mem::replace(&mut self.top_border, false);
        Self { cells, top_border, ..*self }
    }

    /// Draws a line under every cell.
    pub(super) fn close(&mut self) {
        self.cells.iter_mut().for_each(|cell| cell.goes_on = false);
    }

    /// The height the cells ask for without the lines around them.
    pub(super) fn inner_height(&self) -> Length {
        let own = self.cells.iter().filter(|cell| !cell.goes_on && !cell.covered);
        let content = own.map(|cell| cell.content_height + self.padding * 2 + self.foot).max();
        content.unwrap_or_default().max(self.least)
    }

    /// The height the cells ask for, lines included.
    pub(super) fn height(&self) -> Length {
        let border = self.border.unwrap_or_default();
        self.inner_height() + if self.top_border { border * 2 } else { border }
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
