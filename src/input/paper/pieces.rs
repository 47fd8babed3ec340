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
    /// Receivers joined by a brace have the same number here.
    pub(super) group: Option<usize>,
    /// The note beside a brace.
    pub(super) note: bool,
}

impl<'f> Piece<'f> {
    pub(super) fn new(paragraph: &'f Paragraph, text: String) -> Self {
        Self { paragraph, text, group: None, note: false }
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

/// The lines of a paragraph with tabs: what stands left of the first of them inside the text, and what right.
pub(super) fn sides(paragraph: &Paragraph) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    for line in paragraph.text.as_str().split('\n') {
        for (column, part) in line.split('\t').enumerate() {
            let text = spaced(part);
            if !text.is_empty() {
                out.push((column.min(1), text));
            }
        }
    }
    out
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
