//! How a document looks, as a ruler and an eye would find it.
//!
//! Taken from our own pages or from a DOCX made elsewhere; the layout checks hold it against the decree
//! (NĐ 30/2020, Phụ lục I). What a source does not tell is `None`, and is not judged.

use crate::document::{Align, Orientation, Role};
use crate::length::{Length, Size};
use crate::report::FieldPath;
use std::ops::RangeInclusive;

/// The look of a whole document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MeasuredFormatting {
    /// The main part, then each appendix that has pages of its own.
    pub sheets: Vec<PageSetup>,
    /// Paragraphs with text, in reading order.
    pub paragraphs: Vec<ParagraphStyle>,
    /// The lines drawn under components.
    pub rules: Vec<RuleFormat>,
}

/// The pages of one section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageSetup {
    /// Which way they stand.
    pub orientation: Orientation,
    /// Their size.
    pub size: Size,
    /// Their margins.
    pub margins: PageMargins,
    /// Their number, where one is printed.
    pub page_number: Option<PageNumberFormat>,
}

/// The margins of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageMargins {
    /// Top.
    pub top: Length,
    /// Bottom.
    pub bottom: Length,
    /// Left.
    pub left: Length,
    /// Right.
    pub right: Length,
}

/// How pages are numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageNumberFormat {
    /// In the top margin; else in the bottom one.
    pub in_header: bool,
    /// How it stands.
    pub align: Align,
    /// Its size.
    pub size: Option<Length>,
    /// Whether page 1 shows it.
    pub on_first_page: bool,
    /// Whether the section begins again at 1.
    pub restarts: bool,
}

/// How much of a paragraph's text looks so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FormattingExtent {
    /// None of it.
    #[default]
    None,
    /// Some of it.
    Some,
    /// All of it, spaces aside.
    All,
}

/// The distance from line to line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineSpacing {
    /// What the face asks for, times this many hundredths (100 is single).
    Multiple(u32),
    /// This much, always.
    Exact(Length),
    /// At least this much.
    AtLeast(Length),
    /// Not told.
    #[default]
    Unknown,
}

/// The look of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParagraphStyle {
    /// The field of the draft it says.
    pub at: FieldPath,
    /// The line of that field's value, from 1, where it has many.
    pub line: Option<usize>,
    /// What it is.
    pub role: Role,
    /// Depth in the structure, as in [`Paragraph::level`](crate::document::Paragraph::level).
    pub level: u8,
    /// Its first words.
    pub text: String,
    /// The smallest and the largest size of its characters.
    pub sizes: Option<RangeInclusive<Length>>,
    /// The faces of its characters, each once, in alphabetical order; empty where they are not told.
    pub faces: Vec<String>,
    /// How much of it is bold.
    pub bold: FormattingExtent,
    /// How much of it is italic.
    pub italic: FormattingExtent,
    /// Whether every character is black.
    pub black: bool,
    /// How its lines stand.
    pub align: Align,
    /// Indent of the first line against the left margin of its column.
    pub first_line: Length,
    /// Room between it and the paragraph above.
    pub before: Option<Length>,
    /// The distance of its lines.
    pub spacing: LineSpacing,
}

/// A line under (or over) a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFormat {
    /// Which line it is.
    pub role: Role,
    /// Its length.
    pub length: Length,
    /// The longest line of the text it belongs to.
    pub text: Length,
}
