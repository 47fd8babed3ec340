//! Pasted or scanned text → [`Import`].
//!
//! Comes in: Unicode text in reading order, plain or with the Markdown marks of a scanner (`#`, `**`), and what is
//! known of document types and organs. Goes out: drafts that reproduce the papers as issued, the office's own
//! errors included; what was mended of the scan, line by line; and what a person should look at. Nothing is refused
//! and nothing is lost.

mod lines;

#[cfg(test)]
mod tests;

use super::paper::{self, Import, Knowledge};
use super::source::{Cell, Item, Paragraph, Row, Source, Table};
use crate::document::{Align, Block, Text};
use crate::outline::{self, is_capitals, parse_inline};
use crate::report::{FieldPath, Report};
use lines::Line;

/// Cells of the narrowest table that is set with tabs: two columns are as often a head or a foot.
const CELLS: usize = 3;
/// Characters of the longest line in capitals that counts as centred.
const CENTRED: usize = 120;
/// Columns of the widest table.
const COLUMNS: usize = 40;

/// The papers in a text.
pub fn import(text: &str, knowledge: &Knowledge) -> Import {
    paper::read(&source(text), knowledge)
}

/// The flow of a text: a paragraph a line, blank ones too; tables where they are set with bars or tabs.
pub(in crate::input) fn source(text: &str) -> Source {
    let mut source = Source { wrapped: true, ..Source::default() };
    let lines = lines::tidy(text, &mut source.mended);
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let rest = lines.get(at..).unwrap_or(&[]);
        let barred = rest.iter().take_while(|line| line.text.starts_with('|') && line.text.len() > 1).count();
        let tabbed = tab_rows(rest);
        if barred > 0
            && let Some(items) = bar_table(rest.get(..barred).unwrap_or(&[]), &mut source)
        {
            source.items.extend(items);
            at += barred;
        } else if tabbed >= 2 {
            source.items.push(Item::Table(tab_table(rest.get(..tabbed).unwrap_or(&[]))));
            at += tabbed;
        } else {
            source.items.push(Item::Paragraph(paragraph(line.number, &line.text)));
            at += 1;
        }
    }
    source
}

/// A line as a paragraph: its marks of emphasis are a look, its capitals stand in the middle.
fn paragraph(number: usize, line: &str) -> Paragraph {
    let text = parse_inline(line);
    let bare = text.as_str().trim();
    let centred = is_capitals(bare) && bare.chars().count() <= CENTRED && outline::marker(bare).is_none();
    let align = if centred { Align::Center } else { Align::Left };
    Paragraph { number, text, align, ..Paragraph::default() }
}

/// How many lines from the first on are rows of a table set with tabs.
fn tab_rows(lines: &[Line]) -> usize {
    let cells = |line: &Line| line.text.split('\t').count();
    let Some(width) = lines.first().map(cells).filter(|width| (CELLS..=COLUMNS).contains(width)) else {
        return 0;
    };
    lines.iter().take_while(|line| cells(line) == width).count()
}

fn tab_table(lines: &[Line]) -> Table {
    let row = |(index, line): (usize, &Line)| Row {
        header: index == 0,
        cells: line
            .text
            .split('\t')
            .map(|cell| self::cell(line.number, parse_inline(cell.trim()), 1))
            .collect(),
    };
    Table { rows: lines.iter().enumerate().map(row).collect(), lines: false }
}

fn cell(number: usize, text: Text, span: usize) -> Cell {
    let items = vec![Item::Paragraph(Paragraph { number, text, ..Paragraph::default() })];
    Cell { span, continues: false, items }
}

/// A table set with bars, as outline text reads it; none where it is none.
fn bar_table(lines: &[Line], source: &mut Source) -> Option<Vec<Item>> {
    let text: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let mut report = Report::new();
    let blocks = outline::parse(&text.join("\n"), &FieldPath::field("body"), &mut report);
    let [Block::Table(table)] = blocks.as_slice() else { return None };
    let first = lines.first().map_or(1, |line| line.number);
    let mut numbers = lines.iter().filter(|line| !is_ruler(&line.text)).map(|line| line.number);
    let mut row = |row: &crate::document::TableRow, header: bool| {
        let number = numbers.next().unwrap_or(first);
        let cells = row
            .cells
            .iter()
            .map(|c| Cell { continues: c.continues, ..cell(number, c.paragraph.text.clone(), c.columns) });
        Row { header, cells: cells.collect() }
    };
    let mut rows: Vec<Row> = table.header.iter().map(|r| row(r, true)).collect();
    rows.extend(table.rows.iter().map(|r| row(r, false)));
    let doubts = report.problems.into_iter();
    source.doubts.extend(
        doubts.map(|problem| crate::report::Problem { line: problem.line.map(|l| l + first - 1), ..problem }),
    );
    Some(vec![Item::Table(Table { rows, lines: true })])
}

/// Tests whether a line only ends the header: `|---|:---:|`.
fn is_ruler(line: &str) -> bool {
    line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ')) && line.contains("---")
}
