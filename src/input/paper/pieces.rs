//! Lines of paragraphs, where they stand beside each other: what the head and the foot of a document are read from.

use crate::document::BlockRole;
use crate::input::source::{Item, Paragraph, Table};
use crate::report::FieldPath;

/// A line of a paragraph, or what stands between two of its tabs.
#[derive(Clone, Debug)]
pub(super) struct Piece<'f> {
    pub(super) paragraph: &'f Paragraph,
    /// With single spaces, trimmed, never empty.
    pub(super) text: String,
    /// As it stands, white space around it aside.
    pub(super) raw: String,
    /// 0: left, 1: right of it, where pieces of a line stand beside each other.
    pub(super) column: usize,
    /// Receivers joined by a brace have the same number here.
    pub(super) group: Option<usize>,
    /// The note beside a brace.
    pub(super) note: bool,
}

impl<'f> Piece<'f> {
    pub(super) fn new(paragraph: &'f Paragraph, text: String) -> Self {
        Self { paragraph, raw: text.clone(), text, column: 0, group: None, note: false }
    }
}

/// Where a paragraph, or a piece of it, went.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) number: usize,
    pub(super) at: FieldPath,
    pub(super) line: Option<usize>,
    pub(super) role: BlockRole,
    pub(super) level: u8,
    pub(super) text: String,
}

/// All that has been placed.
#[derive(Debug, Default)]
pub(super) struct Places(pub(super) Vec<Placed>);

impl Places {
    /// Notes that a piece of text went to a field.
    pub(super) fn put(&mut self, number: usize, at: FieldPath, role: BlockRole, text: &str) {
        self.0.push(Placed { number, at, line: None, role, level: 0, text: text.to_owned() });
    }
}

/// The words of a text with one space between them.
pub(super) fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The lines of a paragraph.
pub(super) fn lines(paragraph: &Paragraph) -> impl Iterator<Item = String> + '_ {
    paragraph.text.as_str().split('\n').map(spaced).filter(|line| !line.is_empty())
}

/// Blanks in a row that part two columns.
const GAP: usize = 3;
/// Blanks before a line that stands in the right column.
const INDENT: usize = 8;

/// The pieces of a paragraph's lines that stand beside each other, parted by tabs or many blanks: what stands left, in
/// column 0, and what right, in column 1.
pub(super) fn sides(paragraph: &Paragraph) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    for line in paragraph.text.as_str().split('\n') {
        for (column, raw) in parts(line) {
            let column = column.min(1);
            out.push(Piece { raw: raw.to_owned(), column, ..Piece::new(paragraph, spaced(raw)) });
        }
    }
    out
}

/// The parts of a line, with the column of each; blanks that are to be filled in do not part: `Số:      /KH-UBND`.
fn parts(line: &str) -> Vec<(usize, &str)> {
    let bare = line.trim();
    let indent = line.get(..line.len() - line.trim_start().len()).unwrap_or("");
    if bare.is_empty() {
        return Vec::new();
    }
    let first = usize::from(indent.contains('\t') || indent.chars().count() >= INDENT);
    let mut out: Vec<(usize, &str)> = Vec::new();
    let mut start = 0;
    let mut blanks: Option<(usize, usize, bool)> = None;
    for (at, c) in bare.char_indices() {
        if c.is_whitespace() {
            let (from, count, tab) = blanks.unwrap_or((at, 0, false));
            blanks = Some((from, count + 1, tab || c == '\t'));
            continue;
        }
        if let Some((from, count, tab)) = blanks.take() {
            let (left, right) = (bare.get(start..from).unwrap_or(""), bare.get(at..).unwrap_or(""));
            if (tab || count >= GAP) && !is_filled_in(left, right) {
                out.push((first + out.len(), left));
                start = at;
            }
        }
    }
    out.push((first + out.len(), bare.get(start..).unwrap_or("")));
    out
}

/// Tests whether the blanks between two texts are for somebody to write in.
fn is_filled_in(left: &str, right: &str) -> bool {
    let ends = ["Số:", "Số", "số:", "số", "ngày", "tháng", "năm", "/", "Ngày", "Luật", "20"];
    let asks = ends.iter().any(|end| left.ends_with(end));
    let goes_on = ["/", "tháng ", "năm ", "-", ",", "."].iter().any(|start| right.starts_with(start));
    let dash = right.starts_with("- ");
    asks && !right.starts_with(char::is_uppercase) || goes_on && !dash
}

/// The lines of a column of a table, all its rows one under another.
pub(super) fn columns(table: &Table) -> Vec<Vec<Piece<'_>>> {
    let mut columns: Vec<Vec<Piece<'_>>> = Vec::new();
    let mut groups = 0;
    for row in &table.rows {
        let mut at = 0;
        for cell in &row.cells {
            if columns.len() <= at {
                columns.resize_with(at + 1, Vec::new);
            }
            if let Some(column) = columns.get_mut(at) {
                cell.items.iter().for_each(|item| item_pieces(item, &mut groups, column));
            }
            at += cell.span;
        }
    }
    columns.retain(|column| !column.is_empty());
    columns
}

/// Appends the lines of an item of a cell; a small table in it is a brace with its note.
fn item_pieces<'f>(item: &'f Item, groups: &mut usize, out: &mut Vec<Piece<'f>>) {
    match item {
        Item::Paragraph(paragraph) => out.extend(lines(paragraph).map(|text| Piece::new(paragraph, text))),
        Item::Table(table) => {
            let columns = columns(table);
            let is_note = |pieces: &[Piece<'_>]| {
                let text = spaced(&pieces.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" "));
                text.starts_with('(') && text.ends_with(')') && text.chars().count() <= 60
            };
            let braced = columns.len() >= 2 && columns.last().is_some_and(|last| is_note(last));
            *groups += 1;
            let last = columns.len().saturating_sub(1);
            for (index, column) in columns.into_iter().enumerate() {
                let note = braced && index == last;
                let group = braced.then_some(*groups);
                out.extend(column.into_iter().map(|piece| Piece { group, note, ..piece }));
            }
        }
    }
}
