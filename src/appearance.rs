//! Formatting of a document as measured on its pages or read from its file: page setup, fonts, sizes, spacing.
//!
//! Taken from our own pages or from a DOCX made elsewhere; the layout checks hold it against the decree
//! (NĐ 30/2020, Phụ lục I). What a source does not tell is `None`, and is not judged.

use crate::document::{Align, BlockRole, Orientation};
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
    /// Orientation of the pages.
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

/// Page numbering of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageNumberFormat {
    /// Position: `true` in the top margin, `false` in the bottom one.
    pub in_header: bool,
    /// Alignment.
    pub align: Align,
    /// Its size.
    pub size: Option<Length>,
    /// Flag: page 1 shows it.
    pub on_first_page: bool,
    /// Flag: the section begins again at 1.
    pub restarts: bool,
}

/// Share of a paragraph's text that has a kind of formatting.
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
    /// Multiple of the font's own line height, in hundredths (100 is single).
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
    /// Role in the document.
    pub role: BlockRole,
    /// Depth in the structure, as in [`Paragraph::level`](crate::document::Paragraph::level).
    pub level: u8,
    /// Its first words.
    pub text: String,
    /// The smallest and the largest size of its characters.
    pub sizes: Option<RangeInclusive<Length>>,
    /// The faces of its characters, each once, in alphabetical order; empty where they are not told.
    pub faces: Vec<String>,
    /// Share in bold.
    pub bold: FormattingExtent,
    /// Share in italics.
    pub italic: FormattingExtent,
    /// Flag: every character is black.
    pub black: bool,
    /// Alignment of its lines.
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
    /// Role of the line.
    pub role: BlockRole,
    /// Its length.
    pub length: Length,
    /// The longest line of the text it belongs to.
    pub text: Length,
}
