//! Line boxes → pages: fills each page with what fits and breaks at the last place where breaking is allowed.

use super::LayoutError;
use super::budget::WorkBudget;
use super::line_box::{DrawOp, LineBox, RowBox, RowRooms};
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
    /// The set paragraphs that do not stay with what follows, because no page holds both.
    pub released: Vec<usize>,
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
    let filled = FilledPages { pages: vec![Vec::new()], breaks_before: Vec::new(), released: Vec::new() };
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
        if let Some(at) = self.end_of_excess(group) {
            let mut others = group.split_off(at);
            self.filled.released.extend(group.last().and_then(paragraph_of));
            self.group(group, &[])?;
            return self.group_that_fits(&mut others, rest).map(|()| group.clear());
        }
        self.group_that_fits(group, rest)
    }

    /// Index of the paragraph, or of the space above a row, from which on a group larger than a page fits one.
    fn end_of_excess(&self, group: &[LineBox]) -> Option<usize> {
        let mut height = Length::ZERO;
        let mut at = None;
        for (index, line_box) in group.iter().enumerate().rev() {
            if height + line_box.height > self.height {
                return at;
            }
            height += line_box.outer_height();
            if line_box.is_space() || matches!(line_box.draw, DrawOp::Line { line: 0, .. }) {
                at = Some(index);
            }
        }
        None
    }

    /// Puts line boxes that belong together and that a page holds, rows that are larger aside.
    fn group_that_fits(&mut self, group: &mut Vec<LineBox>, rest: &[LineBox]) -> Result<(), LayoutError> {
        let whole = self.is_moved_whole(group, rest);
        let large_list = self.begins_large_list(group);
        if !self.at_top() && (whole || !(self.fits(group) || large_list || self.splits_last(group))) {
            self.say_break(group);
            self.start_page(group[0].table)?;
        }
        if self.fits(group) {
            group.drain(..).try_for_each(|line_box| self.place(line_box))
        } else {
            // Larger than what is left of the page: what belongs together must be parted somewhere.
            group.drain(..).try_for_each(|line_box| self.place_or_split(line_box))
        }
    }

    /// Tests whether a group ends with a row of receivers and signers that no page can hold and that begins on this one,
    /// with all of its signers.
    fn begins_large_list(&self, group: &[LineBox]) -> bool {
        let Some((LineBox { draw: DrawOp::Row(row), .. }, others)) = group.split_last() else { return false };
        let filled = if others.is_empty() { self.y } else { self.height_of(others) };
        row.over_page.is_some() && row.signs_within(self.room - filled)
    }

    /// Tests whether all of a group but its last line box fits, and that one is a row that can be parted there. One that
    /// is parted on later pages only is kept from beginning here.
    fn splits_last(&self, group: &mut [LineBox]) -> bool {
        let Some((last, others)) = group.split_last_mut() else { return false };
        let height = others.iter().map(LineBox::outer_height).sum::<Length>();
        let before = others.first().map_or(Length::ZERO, |first| first.before - self.before(first));
        let used = height - before;
        let splits = self.foot(last, used).is_some();
        if !splits {
            self.hold_back(last, used);
        }
        splits
    }

    /// Room below the text of a row with which it is parted at the end of this page, `used` more of the page being
    /// filled; none if it is not to be parted there.
    fn foot(&self, line_box: &LineBox, used: Length) -> Option<Length> {
        let DrawOp::Row(row) = &line_box.draw else { return None };
        let first = self.room_for(line_box) - used;
        let others = self.room_on_next(line_box.table, row);
        if row.can_split {
            return row.foot_for(RowRooms { first, others });
        }
        // A row that holds cells over several rows is parted only where no page can hold it.
        let begins = row.border.is_some() && line_box.height > others && row.begins_within(first);
        (begins && !line_box.keep_with_next).then_some(row.foot)
    }

    /// Keeps a word processor from beginning a row here that no page can hold and that is to begin the next page.
    fn hold_back(&self, line_box: &mut LineBox, used: Length) {
        let room = self.room_for(line_box) - used;
        let (height, table) = (line_box.height, line_box.table);
        if let DrawOp::Row(row) = &mut line_box.draw
            && row.can_split
            && !row.parted
            && height > self.room_on_next(table, row)
            && row.begins_within(room)
        {
            row.hold_back(room);
        }
    }

    /// Room for a row on a page that it begins.
    fn room_on_next(&self, table: Option<usize>, row: &RowBox) -> Length {
        let headers = table.and_then(|table| self.headers.get(table)).into_iter().flatten();
        let repeated: Length = headers.map(|header| header.height).sum();
        // Where no header is repeated a line is drawn above.
        self.height - repeated.max(row.border.unwrap_or_default())
    }

    /// Room for a row on this page.
    fn room_for(&self, line_box: &LineBox) -> Length {
        self.room - self.y - self.top_line(line_box)
    }

    /// Tests whether a paragraph of four lines behind a heading, of which three fit on this page, moves as a whole: a
    /// word processor does not part it two and two there.
    fn is_moved_whole(&self, group: &[LineBox], rest: &[LineBox]) -> bool {
        let (Some(last), [third, fourth, ..]) = (group.last().and_then(paragraph_of), rest) else {
            return false;
        };
        let lines = group.iter().filter(|line_box| paragraph_of(line_box) == Some(last)).count();
        let is_more = |line_box: &LineBox| paragraph_of(line_box) == Some(last);
        let of_four = lines == 2 && is_more(third) && is_more(fourth) && !rest.get(2).is_some_and(is_more);
        let room = self.room - self.height_of(group);
        of_four && group.len() > lines && third.height <= room && room < third.height + fourth.height
    }

    /// Remembers to say a break that a word processor would not always make by itself: before what begins a page
    /// because it stays with what follows, such as a heading, the caption of a table, the last paragraph before the
    /// signature. LibreOffice 7.4 leaves one in some hundred behind, with no rule that could be measured, several
    /// headings at once more often, and a row larger than a page it begins where there is room for a line of it. A
    /// paragraph that the break parts is told otherwise: see [`signature_keep`](super::signature_keep).
    fn say_break(&mut self, group: &[LineBox]) {
        let DrawOp::Line { set: first, line: 0, .. } = group[0].draw else { return };
        if group.iter().any(|line_box| paragraph_of(line_box) != Some(first)) {
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
        if let Some(DrawOp::Row(row)) =
            self.filled.pages.last_mut().and_then(|page| page.last_mut()).map(|last| &mut last.line_box.draw)
        {
            row.close();
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

    /// Puts a line box of a group that is larger than what is left of the page; a row is parted where it may be, or
    /// where it is larger than a page itself.
    fn place_or_split(&mut self, mut line_box: LineBox) -> Result<(), LayoutError> {
        while !self.fits(std::slice::from_ref(&line_box)) {
            if let Some(top) = self.part(&mut line_box) {
                self.place(top)?;
            } else if self.at_top() {
                // Nothing of it fits even on an empty page: better over the edge than lost.
                return self.place(line_box);
            }
            self.start_page(line_box.table)?;
        }
        self.place(line_box)
    }

    /// Takes away the part of a row that stands on this page.
    fn part(&self, line_box: &mut LineBox) -> Option<LineBox> {
        let foot = self.foot(line_box, Length::ZERO);
        let (room, table, at_top) = (self.room_for(line_box), line_box.table, self.at_top());
        if foot.is_none() && !at_top {
            self.hold_back(line_box, Length::ZERO);
        }
        let DrawOp::Row(row) = &mut line_box.draw else { return None };
        match foot {
            Some(foot) if !row.parted => row.foot = foot,
            // What no page can hold is parted wherever it is; a row of a table on a page of its own.
            _ if at_top || row.parted || row.over_page.is_some() => {}
            _ => return None,
        }
        let lines = row.lines_within(room)?;
        let top = LineBox { table, ..LineBox::row(row.split_off(&lines), false) };
        // As high as what is left asks for, without space above.
        (line_box.before, line_box.height, line_box.keep_with_next) = (Length::ZERO, row.height(), false);
        Some(top)
    }
}

/// The set paragraph of which a line box is a line.
fn paragraph_of(line_box: &LineBox) -> Option<usize> {
    if let DrawOp::Line { set, .. } = line_box.draw { Some(set) } else { None }
}
