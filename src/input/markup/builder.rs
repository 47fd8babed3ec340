//! Paragraphs and tables put together from pieces of text in reading order.

use super::grid::{self, SPAN, SpanningCell};
use super::style::Style;
use crate::document::Text;
use crate::input::source::letters::settled;
use crate::input::source::{Cell, Item, Paragraph, Source, Table, symbols};
use crate::limits;
use crate::text::legacy::{self, Encoding};

/// Tables in tables that are followed; the text of deeper ones stands in the cell.
const NESTED: usize = 20;
/// Rows a cell may be over.
const ROWS: usize = 1_000;

/// A source being put together.
#[derive(Debug)]
pub(super) struct Builder {
    pub(super) source: Source,
    /// Items outside all tables.
    items: Vec<Item>,
    /// Tables that are open, innermost last.
    tables: Vec<OpenTable>,
    /// Tables too deep to be one, that are open.
    ignored: usize,
    /// The paragraph that is open.
    paragraph: Option<Paragraph>,
    /// The number of a list item, until its first words come.
    marker: Option<String>,
    new_page: bool,
    paragraphs: usize,
    cells: usize,
    /// The encoding of letters whose face does not tell it, and these letters.
    encoding: Encoding,
    pub(super) untold: String,
}

#[derive(Debug, Default)]
struct OpenTable {
    rows: Vec<(bool, Vec<SpanningCell>)>,
    /// The cell that is open.
    cell: Option<SpanningCell>,
    lines: bool,
}

impl Builder {
    pub(super) fn new(encoding: Encoding) -> Self {
        Self {
            source: Source::default(),
            items: Vec::new(),
            tables: Vec::new(),
            ignored: 0,
            paragraph: None,
            marker: None,
            new_page: false,
            paragraphs: 0,
            cells: 0,
            encoding,
            untold: String::new(),
        }
    }

    /// Tests whether there is more than a document may have.
    pub(super) fn is_full(&self) -> bool {
        self.paragraphs > limits::DOCX_PARAGRAPHS || self.cells > limits::DOCX_PARAGRAPHS
    }

    /// Adds characters; white space in them is one space, unless they are preformatted.
    pub(super) fn text(&mut self, raw: &str, style: &Style) {
        if style.hidden || style.emphasis.struck {
            let what = if style.hidden { "hidden" } else { "struck" };
            self.source.traits.hidden |= style.hidden;
            return self.source.leave_out(self.paragraphs + 1, what, raw);
        }
        let text = self.decoded(raw, style);
        let mut piece = String::with_capacity(text.len());
        let mut spaced = self.ends_with_space();
        for c in text.chars() {
            match c {
                '\n' if style.preformatted => piece.push('\n'),
                ' ' | '\n' | '\t' | '\r' | '\u{c}' if !style.preformatted => {
                    if !spaced {
                        piece.push(' ');
                    }
                    spaced = true;
                    continue;
                }
                // A space that browsers keep, so that columns set by them stay apart.
                '\u{a0}' => piece.push(' '),
                c if c.is_control() && c != '\t' => continue,
                c => piece.push(c),
            }
            spaced = false;
        }
        let (piece, strange) = settled(piece);
        if piece.is_empty() {
            return;
        }
        let number = self.paragraphs + 1;
        if strange && self.source.traits.letters.last() != Some(&number) {
            self.source.traits.letters.push(number);
        }
        self.push(&piece, style);
    }

    /// Letters of before Unicode and of fonts of signs as those of Unicode.
    fn decoded(&mut self, raw: &str, style: &Style) -> String {
        let text = match legacy::encoding_of_font(&style.face) {
            Some(font) => {
                let name = font.encoding.name();
                if !raw.trim().is_empty() && !self.source.traits.encodings.contains(&name) {
                    self.source.traits.encodings.push(name);
                }
                font.decode(raw)
            }
            None => symbols::text(&style.face, &style.face, raw).unwrap_or_else(|| {
                self.untold.push_str(raw);
                legacy::convert(raw, self.encoding)
            }),
        };
        if style.capitals { text.to_uppercase() } else { text }
    }

    /// Tests whether white space may not follow: at the beginning of a paragraph or a line, or after a space.
    fn ends_with_space(&self) -> bool {
        let text = self.paragraph.as_ref().map_or("", |paragraph| paragraph.text.as_str());
        text.is_empty() && self.marker.is_none() || text.ends_with([' ', '\n', '\t'])
    }

    fn push(&mut self, piece: &str, style: &Style) {
        let marker = if piece.trim().is_empty() { None } else { self.marker.take() };
        let paragraph = self.opened(style);
        if let Some(marker) = marker {
            paragraph.text.push(&marker, style.emphasis);
        }
        paragraph.text.push(piece, style.emphasis);
    }

    /// The paragraph that is open, or a new one.
    fn opened(&mut self, style: &Style) -> &mut Paragraph {
        let align = style.align.unwrap_or_default();
        let new_page = &mut self.new_page;
        self.paragraph.get_or_insert_with(|| Paragraph {
            align,
            new_page: std::mem::take(new_page),
            ..Paragraph::default()
        })
    }

    /// Breaks the line in a paragraph.
    pub(super) fn line_break(&mut self, style: &Style) {
        if !style.hidden && !style.emphasis.struck {
            self.opened(style).text.push("\n", style.emphasis);
        }
    }

    /// Moves to the next stop of tabs.
    pub(super) fn tab(&mut self, style: &Style) {
        self.push("\t", style);
    }

    /// Gives the number of the list item whose words come next.
    pub(super) fn mark(&mut self, marker: String) {
        self.marker = Some(marker);
    }

    /// Lets the next paragraph begin a page.
    pub(super) fn page_break(&mut self) {
        self.end_paragraph();
        self.new_page = true;
    }

    /// Ends the paragraph that is open; white space alone is none.
    pub(super) fn end_paragraph(&mut self) {
        self.untold.push('\n');
        let Some(paragraph) = self.paragraph.take() else { return };
        let paragraph = Paragraph { text: trimmed(&paragraph.text), ..paragraph };
        if !paragraph.is_blank() {
            self.add(paragraph);
        }
    }

    fn add(&mut self, paragraph: Paragraph) {
        self.paragraphs += 1;
        let paragraph = Paragraph { number: self.paragraphs, ..paragraph };
        self.item(Item::Paragraph(paragraph));
    }

    /// Puts an item where reading stands: in the innermost cell, or outside all tables.
    fn item(&mut self, item: Item) {
        let cell = self.tables.iter_mut().rev().find_map(|table| table.cell.as_mut());
        cell.map_or(&mut self.items, |cell| &mut cell.cell.items).push(item);
    }

    pub(super) fn open_table(&mut self, lines: bool) {
        self.end_paragraph();
        if self.tables.len() >= NESTED {
            self.ignored += 1;
        } else {
            self.tables.push(OpenTable { lines, ..OpenTable::default() });
        }
    }

    pub(super) fn open_row(&mut self, header: bool) {
        self.close_cell();
        if let Some(table) = self.innermost() {
            table.rows.push((header, Vec::new()));
        }
    }

    /// Opens a cell over so many columns and rows; a row is opened where none is.
    pub(super) fn open_cell(&mut self, columns: usize, rows: usize) {
        self.close_cell();
        self.cells += 1;
        if self.innermost().is_some_and(|table| table.rows.is_empty()) {
            self.open_row(false);
        }
        if let Some(table) = self.innermost() {
            let cell = Cell { span: columns.clamp(1, SPAN), ..Cell::default() };
            table.cell = Some(SpanningCell { cell, rows: rows.clamp(1, ROWS) });
        }
    }

    pub(super) fn close_cell(&mut self) {
        self.end_paragraph();
        self.marker = None;
        if let Some(table) = self.innermost()
            && let Some(cell) = table.cell.take()
            && let Some((_, row)) = table.rows.last_mut()
        {
            row.push(cell);
        }
    }

    fn innermost(&mut self) -> Option<&mut OpenTable> {
        self.tables.last_mut().filter(|_| self.ignored == 0)
    }

    pub(super) fn close_table(&mut self) {
        self.end_paragraph();
        if self.ignored > 0 {
            self.ignored -= 1;
            return;
        }
        self.close_cell();
        if let Some(OpenTable { rows, lines, .. }) = self.tables.pop() {
            let rows = grid::rows(rows).into_iter().filter(|row| !row.cells.is_empty()).collect();
            self.item(Item::Table(Table { rows, lines }));
        }
    }

    /// The source, with what was still open closed.
    pub(super) fn finish(mut self) -> (Source, String) {
        self.end_paragraph();
        self.ignored = 0;
        while !self.tables.is_empty() {
            self.close_table();
        }
        for mend in &mut self.source.mended {
            mend.before = mend.before.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        (Source { items: self.items, ..self.source }, self.untold)
    }
}

/// A text without white space at its ends and before its breaks.
fn trimmed(text: &Text) -> Text {
    let string = text.as_str();
    let begin = string.len() - string.trim_start_matches([' ', '\n']).len();
    let end = string.trim_end().len();
    let mut out = Text::default();
    for (span, look) in text.spans() {
        let part = span.start.max(begin)..span.end.min(end);
        if let Some(piece) = string.get(part.start..part.end.max(part.start)) {
            out.push(piece, look);
        }
    }
    out
}
