//! Tables as the outline writes them: rows of cells over whole columns, each with one text.

use super::PaperReading;
use super::content::{Origin, Passage};
use super::words;
use crate::document::{self, Align, Block, BlockRole, Emphasis, Paragraph, Text};
use crate::input::source::{Cell, Item, Row, Table};
use crate::report::FieldPath;

/// What stands in a table that is only a frame.
pub(super) fn only_cell(table: &Table) -> Option<&[Item]> {
    match table.rows.as_slice() {
        [row] => match row.cells.as_slice() {
            [cell] => Some(&cell.items),
            _ => None,
        },
        _ => None,
    }
}

/// A table with what it was made of; none where it has no cells.
pub(super) fn source(scan: &mut PaperReading, table: &Table, at: &FieldPath) -> Option<Passage> {
    let rows: Vec<&Row> = table.rows.iter().filter(|row| !row.cells.is_empty()).collect();
    let width = rows.iter().map(|row| row.cells.iter().map(|c| c.span).sum::<usize>()).max()?;
    let heads = heads(&rows);
    let mut out =
        document::Table { columns: aligns(rows.get(heads..).unwrap_or(&[]), width), ..Default::default() };
    let mut origins = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let role = if index < heads { BlockRole::TableHead } else { BlockRole::TableCell };
        let part = if index < heads { &mut out.header } else { &mut out.rows };
        part.push(document::TableRow { cells: cells(row, width, role, index > 0 && index != heads) });
        for paragraph in row.cells.iter().flat_map(|c| &c.items).flat_map(Item::paragraphs) {
            let text = paragraph.trimmed();
            if !text.is_empty() {
                origins.push(Origin { number: paragraph.number, row: index, text: text.to_owned() });
            }
        }
    }
    tell(scan, &rows, at);
    Some(Passage { block: Block::Table(out), origins, apart: true })
}

/// Names what the outline cannot hold.
fn tell(scan: &mut PaperReading, rows: &[&Row], at: &FieldPath) {
    let mut cells = rows.iter().flat_map(|row| &row.cells);
    let nested = |cell: &Cell| cell.items.iter().any(|item| matches!(item, Item::Table(_)));
    if cells.any(nested) {
        let message =
            "Có bảng nằm trong ô của bảng khác; đã chuyển thành chữ trong ô. Hãy xem lại.".to_owned();
        scan.doubt(at.as_str(), "import-nested-table", None, message);
    }
}

/// How many rows are the header: those that say so; else the first, if it alone is bold throughout.
fn heads(rows: &[&Row]) -> usize {
    let said = rows.iter().take_while(|row| row.header).count();
    if said > 0 {
        return if said < rows.len() { said } else { 1 };
    }
    let bold = |row: &&Row| {
        let mut filled =
            row.cells.iter().flat_map(|c| &c.items).flat_map(Item::paragraphs).filter(|p| !p.is_blank());
        filled.clone().next().is_some() && filled.all(|p| p.is_all_bold())
    };
    let heads = match rows {
        [first, second, ..] => usize::from(bold(first) && (!bold(second) || goes_on(second))),
        _ => 0,
    };
    // Rows that a cell of the header reaches into are header too.
    let more = rows.get(heads..).unwrap_or(&[]).iter().take_while(|row| heads > 0 && goes_on(row)).count();
    if heads + more < rows.len() { heads + more } else { heads }
}

/// Tests whether a cell of the row above goes on in a row.
fn goes_on(row: &&Row) -> bool {
    row.cells.iter().any(|cell| cell.continues)
}

/// How most cells of each column stand.
fn aligns(rows: &[&Row], width: usize) -> Vec<Align> {
    let mut counts = vec![[0usize; 3]; width];
    let mut blank = vec![Align::Left; width];
    for row in rows {
        let mut at = 0;
        for cell in &row.cells {
            if let (Some(Item::Paragraph(paragraph)), 1) = (cell.items.first(), cell.span) {
                let place = match paragraph.align {
                    Align::Center => 1,
                    Align::Right => 2,
                    Align::Left | Align::Justify => 0,
                };
                match counts.get_mut(at) {
                    Some(count) if !paragraph.is_blank() => count[place] += 1,
                    _ => blank.get_mut(at).into_iter().for_each(|b| *b = paragraph.align),
                }
            }
            at += cell.span;
        }
    }
    let most = |([left, center, right], blank): ([usize; 3], Align)| match () {
        () if left + center + right == 0 => {
            if blank == Align::Justify {
                Align::Left
            } else {
                blank
            }
        }
        () if center > left && center >= right => Align::Center,
        () if right > left => Align::Right,
        () => Align::Left,
    };
    counts.into_iter().zip(blank).map(most).collect()
}

/// The cells of a row; a short one gets an empty cell as wide as what is missing.
fn cells(row: &Row, width: usize, role: BlockRole, has_above: bool) -> Vec<document::Cell> {
    let made = |cell: &Cell| {
        let paragraph = Paragraph::new(role, words::clean(&text(&cell.items)));
        let continues = cell.continues && has_above;
        document::Cell { continues, ..document::Cell::new(cell.span, paragraph) }
    };
    let mut cells: Vec<document::Cell> = row.cells.iter().map(made).collect();
    let missing = width - cells.iter().map(|c| c.columns).sum::<usize>().min(width);
    if missing > 0 {
        cells.push(document::Cell::new(missing, Paragraph::new(role, "")));
    }
    cells
}

/// What stands in a cell, a line a paragraph; of a table in it a line a row.
fn text(items: &[Item]) -> Text {
    let mut out = Text::default();
    for item in items {
        match item {
            Item::Paragraph(paragraph) => append(&mut out, &paragraph.text, "\n"),
            Item::Table(table) => {
                for row in &table.rows {
                    let mut line = Text::default();
                    row.cells
                        .iter()
                        .for_each(|cell| append(&mut line, &words::clean(&text(&cell.items)), " – "));
                    append(&mut out, &line, "\n");
                }
            }
        }
    }
    out
}

fn append(out: &mut Text, text: &Text, joint: &str) {
    if text.as_str().trim().is_empty() {
        return;
    }
    if !out.is_empty() {
        out.push(joint, Emphasis::NONE);
    }
    text.spans().for_each(|(span, look)| out.push(text.as_str().get(span).unwrap_or(""), look));
}

/// Role and level of a cell's text, and how many lines below its table's first its row is written.
pub(super) fn place(table: &document::Table, row: usize) -> (BlockRole, u8, usize) {
    if row < table.header.len() {
        return (BlockRole::TableHead, 0, row);
    }
    let separated = !table.header.is_empty() || table.columns.iter().any(|align| *align != Align::Left);
    (BlockRole::TableCell, 0, row + usize::from(separated))
}
