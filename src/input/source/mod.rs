//! Flow of any source (DOCX, text, HTML), in reading order: paragraphs and tables with every look resolved, and the sheets
//! they are on.

mod mend;

pub use mend::Mend;

use crate::appearance::{LineSpacing, PageSetup};
use crate::document::{Align, Text};
use crate::length::Length;

/// Everything that was read.
#[derive(Debug, Default)]
pub(in crate::input) struct Source {
    pub(in crate::input) items: Vec<Item>,
    /// The sheets; [`Paragraph::sheet`] counts them.
    pub(in crate::input) sheets: Vec<PageSetup>,
    /// What stands at the foot of first pages, page numbers aside.
    pub(in crate::input) foot: Vec<Paragraph>,
    /// Other text in page margins.
    pub(in crate::input) margin_text: Vec<String>,
    /// Footnotes and endnotes, in the order in which they are referred to.
    pub(in crate::input) notes: Vec<Paragraph>,
    pub(in crate::input) traits: Traits,
    /// What the reader of the file changed or left out, by the numbers of paragraphs (lines of a text).
    pub(in crate::input) mended: Vec<Mend>,
}

/// What a person should know of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::input) struct Traits {
    pub(in crate::input) images: usize,
    pub(in crate::input) tracked: bool,
    pub(in crate::input) hidden: bool,
    pub(in crate::input) formulas: bool,
    /// Other files inside it.
    pub(in crate::input) embedded: bool,
    /// Legacy encodings that were read by the names of fonts.
    pub(in crate::input) encodings: Vec<&'static str>,
    /// Paragraphs in which a letter that only looks like Đ was replaced.
    pub(in crate::input) letters: Vec<usize>,
}

/// A paragraph or a table.
#[derive(Clone, Debug)]
pub(in crate::input) enum Item {
    Paragraph(Paragraph),
    Table(Table),
}

/// A paragraph.
#[derive(Clone, Debug, Default)]
pub(in crate::input) struct Paragraph {
    /// Counted from 1 in reading order.
    pub(in crate::input) number: usize,
    /// With `\t` for tabs and `\n` for breaks; emphasis as it looks.
    pub(in crate::input) text: Text,
    /// Where each stretch of one look ends.
    pub(in crate::input) runs: Vec<Run>,
    pub(in crate::input) align: Align,
    pub(in crate::input) first_line: Length,
    pub(in crate::input) left: Length,
    pub(in crate::input) right: Length,
    /// Between it and what stands above: the larger of the two spaces that meet there, as word processors take it.
    pub(in crate::input) before: Length,
    pub(in crate::input) spacing: LineSpacing,
    pub(in crate::input) above: bool,
    pub(in crate::input) below: bool,
    pub(in crate::input) boxed: bool,
    /// The lengths of the lines drawn at it.
    pub(in crate::input) drawn: Vec<Length>,
    /// The width of the cell it stands in.
    pub(in crate::input) column: Option<Length>,
    pub(in crate::input) new_page: bool,
    /// Whether it shows the number of its page.
    pub(in crate::input) page_number: bool,
    /// Which sheet it stands on, from 0.
    pub(in crate::input) sheet: usize,
    /// Its own spaces, for its neighbours.
    pub(in crate::input) own: OwnSpace,
}

/// The spaces a paragraph asks for.
#[derive(Clone, Debug, Default)]
pub(in crate::input) struct OwnSpace {
    pub(in crate::input) before: Length,
    pub(in crate::input) after: Length,
    /// None between paragraphs of its style.
    pub(in crate::input) contextual: bool,
    pub(in crate::input) style: Option<String>,
}

/// A stretch of one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::input) struct Run {
    /// The byte of the text at which it ends.
    pub(in crate::input) end: usize,
    pub(in crate::input) size: Length,
    pub(in crate::input) faces: Vec<String>,
    pub(in crate::input) black: bool,
}

/// A table.
#[derive(Clone, Debug, Default)]
pub(in crate::input) struct Table {
    pub(in crate::input) rows: Vec<Row>,
    /// Whether any line of it is drawn.
    pub(in crate::input) lines: bool,
}

/// A row.
#[derive(Clone, Debug, Default)]
pub(in crate::input) struct Row {
    /// Repeated on every page.
    pub(in crate::input) header: bool,
    pub(in crate::input) cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug, Default)]
pub(in crate::input) struct Cell {
    /// Columns of the grid it takes.
    pub(in crate::input) span: usize,
    /// It goes on from the row above.
    pub(in crate::input) continues: bool,
    pub(in crate::input) items: Vec<Item>,
}

impl Paragraph {
    pub(in crate::input) fn is_blank(&self) -> bool {
        self.text.as_str().trim().is_empty()
    }

    /// The text without white space around it.
    pub(in crate::input) fn trimmed(&self) -> &str {
        self.text.as_str().trim()
    }

    /// Whether a line is drawn at it, other than a box around it.
    pub(in crate::input) fn has_line(&self) -> bool {
        !self.drawn.is_empty() || (self.above || self.below) && !self.boxed
    }

    pub(in crate::input) fn is_all_bold(&self) -> bool {
        !self.is_blank() && self.text.is_all_bold()
    }

    pub(in crate::input) fn is_all_italic(&self) -> bool {
        let string = self.text.as_str();
        let italic = |(span, look): (std::ops::Range<usize>, crate::document::Emphasis)| {
            look.italic || string.get(span).unwrap_or("").trim().is_empty()
        };
        !self.is_blank() && self.text.spans().all(italic)
    }
}

impl Item {
    /// Every paragraph in it, in reading order.
    pub(in crate::input) fn paragraphs(&self) -> Vec<&Paragraph> {
        let mut out = Vec::new();
        self.collect(&mut out);
        out
    }

    fn collect<'i>(&'i self, out: &mut Vec<&'i Paragraph>) {
        match self {
            Self::Paragraph(paragraph) => out.push(paragraph),
            Self::Table(table) => {
                let cells = table.rows.iter().flat_map(|row| &row.cells);
                cells.flat_map(|cell| &cell.items).for_each(|item| item.collect(out));
            }
        }
    }

    /// Changes every paragraph in it.
    pub(in crate::input) fn each(&mut self, change: &mut dyn FnMut(&mut Paragraph)) {
        match self {
            Self::Paragraph(paragraph) => change(paragraph),
            Self::Table(table) => {
                let cells = table.rows.iter_mut().flat_map(|row| &mut row.cells);
                cells.flat_map(|cell| &mut cell.items).for_each(|item| item.each(change));
            }
        }
    }
}
