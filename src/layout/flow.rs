//! Strips → pages: fills each page with what fits and breaks at the last place where breaking is allowed.

use super::LayoutError;
use super::effort::Effort;
use super::strip::{Paint, Row, Strip};
use crate::length::Length;

/// A strip and the place of its top below the top of the body.
#[derive(Clone, Debug)]
pub(super) struct Put {
    pub y: Length,
    pub strip: Strip,
    /// Whether it is a repeated header row, which is not read twice.
    pub repeated: bool,
}

/// The heights of pages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heights {
    pub first: Length,
    pub others: Length,
}

/// Fills pages; never returns an empty list.
///
/// # Errors
/// More than `most` pages, or more work than `effort` allows.
pub(super) fn fill(
    strips: Vec<Strip>,
    headers: &[Vec<Strip>],
    heights: Heights,
    most: usize,
    effort: &mut Effort,
) -> Result<Vec<Vec<Put>>, LayoutError> {
    let (room, height) = (heights.first, heights.others);
    let mut filler = Filler { headers, pages: vec![Vec::new()], y: Length::ZERO, room, height, most, effort };
    let mut rest = strips.into_iter().peekable();
    let mut group = Vec::new();
    while let Some(strip) = rest.next() {
        let glued = strip.glued && rest.peek().is_some();
        group.push(strip);
        if !glued {
            filler.group(&mut group)?;
        }
    }
    Ok(filler.pages)
}

struct Filler<'a> {
    headers: &'a [Vec<Strip>],
    pages: Vec<Vec<Put>>,
    /// How far the current page is filled.
    y: Length,
    /// The height of the current page.
    room: Length,
    /// The height of the pages to come.
    height: Length,
    /// Most pages there may be.
    most: usize,
    effort: &'a mut Effort,
}

impl Filler<'_> {
    /// Puts strips that belong together, on a new page if they do not fit on this one.
    fn group(&mut self, group: &mut Vec<Strip>) -> Result<(), LayoutError> {
        if !self.fits(group) && !self.at_top() {
            self.turn(group[0].table)?;
        }
        if self.fits(group) {
            group.drain(..).try_for_each(|strip| self.put(strip))
        } else {
            // Larger than a page: what belongs together must be parted somewhere.
            group.drain(..).try_for_each(|strip| self.put_or_part(strip))
        }
    }

    fn at_top(&self) -> bool {
        self.pages.last().is_some_and(|page| page.iter().all(|put| put.repeated))
    }

    /// The space above a strip: none at the top of a page that was begun automatically.
    fn before(&self, strip: &Strip) -> Length {
        if self.pages.len() > 1 && self.at_top() { Length::ZERO } else { strip.before }
    }

    /// A table row that begins a page is drawn with a line above.
    fn top_line(&self, strip: &Strip) -> Length {
        match &strip.paint {
            Paint::Row(Row { border: Some(border), top_border: false, .. })
                if self.pages.last().is_some_and(Vec::is_empty) =>
            {
                *border
            }
            _ => Length::ZERO,
        }
    }

    fn fits(&self, group: &[Strip]) -> bool {
        let first = self.before(&group[0]) + self.top_line(&group[0]) + group[0].height;
        let others: Length = group[1..].iter().map(Strip::outer_height).sum();
        self.y + first + others <= self.room
    }

    /// Begins a page, with the header rows of the table that goes on there.
    fn turn(&mut self, table: Option<usize>) -> Result<(), LayoutError> {
        if self.pages.len() >= self.most {
            return Err(LayoutError::TooManyPages);
        }
        self.pages.push(Vec::new());
        self.y = Length::ZERO;
        self.room = self.height;
        let headers = self.headers;
        for row in table.and_then(|table| headers.get(table)).into_iter().flatten() {
            self.push(row.clone(), true)?;
        }
        Ok(())
    }

    fn put(&mut self, mut strip: Strip) -> Result<(), LayoutError> {
        self.y += self.before(&strip);
        strip.height += self.top_line(&strip);
        if let Paint::Row(row) = &mut strip.paint {
            row.top_border |= self.pages.last().is_some_and(Vec::is_empty);
        }
        self.push(strip, false)
    }

    fn push(&mut self, strip: Strip, repeated: bool) -> Result<(), LayoutError> {
        self.effort.place(strip.pieces())?;
        let y = self.y;
        self.y += strip.height;
        if let Some(page) = self.pages.last_mut() {
            page.push(Put { y, strip, repeated });
        }
        Ok(())
    }

    /// Puts a strip of a group that is larger than a page; a row that is larger itself is parted.
    fn put_or_part(&mut self, mut strip: Strip) -> Result<(), LayoutError> {
        while !self.fits(std::slice::from_ref(&strip)) {
            if strip.height <= self.height && !self.at_top() {
                self.turn(strip.table)?;
            } else if let Some(top) = part(&mut strip, self.room - self.y) {
                self.push(top, false)?;
                self.turn(strip.table)?;
            } else if self.at_top() {
                // Nothing of it fits even on an empty page: better over the edge than lost.
                return self.push(strip, false);
            } else {
                self.turn(strip.table)?;
            }
        }
        self.put(strip)
    }
}

/// Takes away the part of a row that fits into `room`.
fn part(strip: &mut Strip, room: Length) -> Option<Strip> {
    let table = strip.table;
    let strip_of = |row: Row| Strip { table, ..Strip::row(row, false) };
    let Paint::Row(row) = &mut strip.paint else { return None };
    let top = strip_of(row.split_off(room)?);
    // As high as what is left asks for, without space above.
    (strip.before, strip.height, strip.glued) = (Length::ZERO, row.height(), false);
    Some(top)
}
