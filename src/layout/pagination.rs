//! Line boxes → pages: fills each page with what fits and breaks at the last place where breaking is allowed.

use super::LayoutError;
use super::budget::WorkBudget;
use super::line_box::{DrawOp, LineBox, RowBox};
use crate::length::Length;

/// A line box and the place of its top below the top of the body.
#[derive(Clone, Debug)]
pub(super) struct PlacedBox {
    pub y: Length,
    pub line_box: LineBox,
    /// Flag: it is a repeated header row, which is not read twice.
    pub repeated: bool,
}

/// The heights of pages.
#[derive(Clone, Copy, Debug)]
pub(super) struct PageHeights {
    pub first: Length,
    pub others: Length,
}

/// Pages, and what a word processor must be told of their breaks.
#[derive(Debug)]
pub(super) struct FilledPages {
    pub pages: Vec<Vec<PlacedBox>>,
    /// The set paragraphs before which it would not break by itself.
    pub breaks_before: Vec<usize>,
}

/// Fills pages; never returns an empty list.
///
/// # Errors
/// More than `most` pages, or more work than `budget` allows.
pub(super) fn fill(
    boxes: Vec<LineBox>,
    headers: &[Vec<LineBox>],
    heights: PageHeights,
    most: usize,
    budget: &mut WorkBudget,
) -> Result<FilledPages, LayoutError> {
    let (room, height) = (heights.first, heights.others);
    let filled = FilledPages { pages: vec![Vec::new()], breaks_before: Vec::new() };
    let mut filler = PageFiller { headers, filled, y: Length::ZERO, room, height, most, budget };
    let mut rest = boxes.into_iter();
    let mut group = Vec::new();
    while let Some(line_box) = rest.next() {
        let keep_with_next = line_box.keep_with_next && !rest.as_slice().is_empty();
        group.push(line_box);
        if !keep_with_next {
            filler.group(&mut group, rest.as_slice())?;
        }
    }
    Ok(filler.filled)
}

struct PageFiller<'a> {
    headers: &'a [Vec<LineBox>],
    filled: FilledPages,
    /// Height filled on the current page.
    y: Length,
    /// The height of the current page.
    room: Length,
    /// The height of the pages to come.
    height: Length,
    /// Most pages there may be.
    most: usize,
    budget: &'a mut WorkBudget,
}

impl PageFiller<'_> {
    /// Puts line boxes that belong together, on a new page if they do not fit on this one; `rest` follows them.
    fn group(&mut self, group: &mut Vec<LineBox>, rest: &[LineBox]) -> Result<(), LayoutError> {
        let whole = self.is_moved_whole(group, rest);
        if (whole || !self.fits(group)) && !self.at_top() {
            self.say_break(group, whole);
            self.start_page(group[0].table)?;
        }
        if self.fits(group) {
            group.drain(..).try_for_each(|line_box| self.place(line_box))
        } else {
            // Larger than a page: what belongs together must be parted somewhere.
            group.drain(..).try_for_each(|line_box| self.place_or_split(line_box))
        }
    }

    /// Tests whether a paragraph of four lines behind a heading, of which three fit on this page, moves as a whole: a
    /// word processor does not part it two and two there.
    fn is_moved_whole(&self, group: &[LineBox], rest: &[LineBox]) -> bool {
        let (Some(last), [third, fourth, ..]) = (group.last().and_then(paragraph), rest) else {
            return false;
        };
        let lines = group.iter().filter(|line_box| paragraph(line_box) == Some(last)).count();
        let is_more = |line_box: &LineBox| paragraph(line_box) == Some(last);
        let of_four = lines == 2 && is_more(third) && is_more(fourth) && !rest.get(2).is_some_and(is_more);
        let room = self.room - self.height_of(group);
        of_four && group.len() > lines && third.height <= room && room < third.height + fourth.height
    }

    /// Remembers to say a break that a word processor would not always make by itself, measured on LibreOffice 7.4:
    /// it moves what is kept together where the first two lines behind the headings do not fit; where they do and a
    /// later part is what does not fit, or behind many headings, or above a foot of the page, it leaves headings behind.
    /// A row larger than a page it begins where there is room for a line of it.
    fn say_break(&mut self, group: &[LineBox], whole: bool) {
        let mut chain: Vec<usize> = group.iter().filter_map(paragraph).collect();
        chain.dedup();
        let (Some(&first), Some(&last)) = (chain.first(), chain.last()) else { return };
        if paragraph(&group[0]) != Some(first) {
            return;
        }
        let above = group.iter().take_while(|line_box| paragraph(line_box) != Some(last)).count();
        let two_lines = &group[..(above + 2).min(group.len())];
        let is_said = match chain.len() - 1 {
            0 => false,
            _ if self.room < self.height => true,
            1 => false,
            2 => whole || self.height_of(two_lines) <= self.room,
            _ => true,
        };
        if is_said || group.iter().any(|line_box| line_box.height > self.height) {
            self.filled.breaks_before.push(first);
        }
    }

    /// The height filled on the page once these stand on it too.
    fn height_of(&self, group: &[LineBox]) -> Length {
        let first = self.before(&group[0]) + self.top_line(&group[0]) + group[0].height;
        self.y + first + group[1..].iter().map(LineBox::outer_height).sum::<Length>()
    }

    fn at_top(&self) -> bool {
        self.filled.pages.last().is_some_and(|page| page.iter().all(|place| place.repeated))
    }

    /// The space above a line box: none at the top of a page that was begun automatically.
    fn before(&self, line_box: &LineBox) -> Length {
        if self.filled.pages.len() > 1 && self.at_top() { Length::ZERO } else { line_box.before }
    }

    /// A table row that begins a page is drawn with a line above.
    fn top_line(&self, line_box: &LineBox) -> Length {
        match &line_box.draw {
            DrawOp::Row(RowBox { border: Some(border), top_border: false, .. })
                if self.filled.pages.last().is_some_and(Vec::is_empty) =>
            {
                *border
            }
            _ => Length::ZERO,
        }
    }

    fn fits(&self, group: &[LineBox]) -> bool {
        self.height_of(group) <= self.room
    }

    /// Begins a page, with the header rows of the table that goes on there.
    fn start_page(&mut self, table: Option<usize>) -> Result<(), LayoutError> {
        if self.filled.pages.len() >= self.most {
            return Err(LayoutError::TooManyPages);
        }
        self.filled.pages.push(Vec::new());
        self.y = Length::ZERO;
        self.room = self.height;
        let headers = self.headers;
        for row in table.and_then(|table| headers.get(table)).into_iter().flatten() {
            self.push(row.clone(), true)?;
        }
        Ok(())
    }

    fn place(&mut self, mut line_box: LineBox) -> Result<(), LayoutError> {
        self.y += self.before(&line_box);
        line_box.height += self.top_line(&line_box);
        if let DrawOp::Row(row) = &mut line_box.draw {
            row.top_border |= self.filled.pages.last().is_some_and(Vec::is_empty);
        }
        self.push(line_box, false)
    }

    fn push(&mut self, line_box: LineBox, repeated: bool) -> Result<(), LayoutError> {
        self.budget.place(line_box.pieces())?;
        let y = self.y;
        self.y += line_box.height;
        if let Some(page) = self.filled.pages.last_mut() {
            page.push(PlacedBox { y, line_box, repeated });
        }
        Ok(())
    }

    /// Puts a line box of a group that is larger than a page; a row that is larger itself is parted.
    fn place_or_split(&mut self, mut line_box: LineBox) -> Result<(), LayoutError> {
        while !self.fits(std::slice::from_ref(&line_box)) {
            if line_box.height <= self.height && !self.at_top() {
                self.start_page(line_box.table)?;
            } else if let Some(top) = part(&mut line_box, self.room - self.y) {
                self.push(top, false)?;
                self.start_page(line_box.table)?;
            } else if self.at_top() {
                // Nothing of it fits even on an empty page: better over the edge than lost.
                return self.push(line_box, false);
            } else {
                self.start_page(line_box.table)?;
            }
        }
        self.place(line_box)
    }
}

/// The set paragraph of which a line box is a line.
fn paragraph(line_box: &LineBox) -> Option<usize> {
    if let DrawOp::Line { set, .. } = line_box.draw { Some(set) } else { None }
}

/// Takes away the part of a row that fits into `room`.
fn part(line_box: &mut LineBox, room: Length) -> Option<LineBox> {
    let table = line_box.table;
    let strip_of = |row: RowBox| LineBox { table, ..LineBox::row(row, false) };
    let DrawOp::Row(row) = &mut line_box.draw else { return None };
    let top = strip_of(row.split_off(room)?);
    // As high as what is left asks for, without space above.
    (line_box.before, line_box.height, line_box.keep_with_next) = (Length::ZERO, row.height(), false);
    Some(top)
}
