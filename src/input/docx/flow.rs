//! What stands in a file, in reading order, with every look resolved: paragraphs and tables, and the sheets they are on.

use crate::appearance::{LineSpacing, PageSetup};
use crate::document::{Align, Text};
use crate::length::Length;

/// Everything that was read.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pub(super) items: Vec<Item>,
    /// The sheets; [`Paragraph::sheet`] counts them.
    pub(super) sheets: Vec<PageSetup>,
    /// What stands at the foot of first pages, page numbers aside.
    pub(super) foot: Vec<Paragraph>,
    /// Other text in page margins.
    pub(super) margin_text: Vec<String>,
    /// Footnotes and endnotes, in the order in which they are referred to.
    pub(super) notes: Vec<Paragraph>,
    pub(super) traits: Traits,
}

/// What a person should know of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Traits {
    pub(super) images: usize,
    pub(super) tracked: bool,
    pub(super) hidden: bool,
    pub(super) formulas: bool,
    /// Other files inside it.
    pub(super) embedded: bool,
    /// Legacy encodings that were read by the names of fonts.
    pub(super) encodings: Vec<&'static str>,
    /// Paragraphs in which a letter that only looks like Đ was replaced.
    pub(super) letters: Vec<usize>,
}

/// A paragraph or a table.
#[derive(Clone, Debug)]
pub(super) enum Item {
    Paragraph(Paragraph),
    Table(Table),
}

/// A paragraph.
#[derive(Clone, Debug, Default)]
pub(super) struct Paragraph {
    /// Counted from 1 in reading order.
    pub(super) number: usize,
    /// With `\t` for tabs and `\n` for breaks; emphasis as it looks.
    pub(super) text: Text,
    /// Where each stretch of one look ends.
    pub(super) runs: Vec<Run>,
    pub(super) align: Align,
    pub(super) first_line: Length,
    pub(super) left: Length,
    pub(super) right: Length,
    /// Between it and what stands above: the larger of the two spaces that meet there, as word processors take it.
    pub(super) before: Length,
    pub(super) spacing: LineSpacing,
    pub(super) above: bool,
    pub(super) below: bool,
    pub(super) boxed: bool,
    /// The lengths of the lines drawn at it.
    pub(super) drawn: Vec<Length>,
    /// The width of the cell it stands in.
    pub(super) column: Option<Length>,
    pub(super) new_page: bool,
    /// Whether it shows the number of its page.
    pub(super) page_number: bool,
    /// Which sheet it stands on, from 0.
    pub(super) sheet: usize,
    /// Its own spaces, for its neighbours.
    pub(super) own: OwnSpace,
}

/// The spaces a paragraph asks for.
#[derive(Clone, Debug, Default)]
pub(super) struct OwnSpace {
    pub(super) before: Length,
    pub(super) after: Length,
    /// None between paragraphs of its style.
    pub(super) contextual: bool,
    pub(super) style: Option<String>,
}

/// A stretch of one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// The byte of the text at which it ends.
    pub(super) end: usize,
    pub(super) size: Length,
    pub(super) faces: Vec<String>,
    pub(super) black: bool,
}

/// A table.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
    /// Whether any line of it is drawn.
    pub(super) lines: bool,
}

/// A row.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// Repeated on every page.
    pub(super) header: bool,
    pub(super) cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    /// Columns of the grid it takes.
    pub(super) span: usize,
    /// It goes on from the row above.
    pub(super) continues: bool,
    pub(super) items: Vec<Item>,
}

impl Paragraph {
    pub(super) fn is_blank(&self) -> bool {
        self.text.as_str().trim().is_empty()
    }

    /// The text without white space around it.
    pub(super) fn trimmed(&self) -> &str {
        self.text.as_str().trim()
    }

    /// Whether a line is drawn at it, other than a box around it.
    pub(super) fn has_line(&self) -> bool {
        !self.drawn.is_empty() || (self.above || self.below) && !self.boxed
    }

    pub(super) fn is_all_bold(&self) -> bool {
        !self.is_blank() && self.text.is_all_bold()
    }

    pub(super) fn is_all_italic(&self) -> bool {
        let string = self.text.as_str();
        let italic = |(span, look): (std::ops::Range<usize>, crate::document::Emphasis)| {
            look.italic || string.get(span).unwrap_or("").trim().is_empty()
        };
        !self.is_blank() && self.text.spans().all(italic)
    }
}

impl Item {
    /// Every paragraph in it, in reading order.
    pub(super) fn paragraphs(&self) -> Vec<&Paragraph> {
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
    pub(super) fn each(&mut self, change: &mut dyn FnMut(&mut Paragraph)) {
        match self {
            Self::Paragraph(paragraph) => change(paragraph),
            Self::Table(table) => {
                let cells = table.rows.iter_mut().flat_map(|row| &mut row.cells);
                cells.flat_map(|cell| &mut cell.items).for_each(|item| item.each(change));
            }
        }
    }
}
