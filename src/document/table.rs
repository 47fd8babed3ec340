//! Bordered tables: rows of cells over whole columns, a cell perhaps over several rows.

use super::{Align, BlockId, Paragraph};

/// A bordered table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Its number in the document.
    pub id: BlockId,
    /// Alignment of the cells, by column.
    pub columns: Vec<Align>,
    /// Rows repeated at the top of every page the table reaches.
    pub header: Vec<TableRow>,
    /// The other rows.
    pub rows: Vec<TableRow>,
}

impl Table {
    /// Tests whether the row after body row `row` must not begin a page without it: a row that heads a group stays
    /// with the group's first row, and a total with the last row it sums up.
    pub fn keeps_with_next(&self, row: usize) -> bool {
        let (Some(this), Some(next)) = (self.rows.get(row), self.rows.get(row + 1)) else { return false };
        self.is_group(this) || next.is_total()
    }

    /// Tests whether a row heads a group of rows: its one cell spans the table.
    fn is_group(&self, row: &TableRow) -> bool {
        matches!(row.cells.as_slice(), [cell] if self.columns.len() > 1 && !cell.paragraph.text.is_empty())
    }
}

/// A row; the columns its cells span add up to the table's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableRow {
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// The words that begin a row of totals, in lower case.
const TOTALS: [&str; 6] = ["cộng", "tổng", "tổng cộng", "tổng số", "cộng chung", "tổng số tiền"];

impl TableRow {
    /// Tests whether the row sums up those above it: its first words are `Cộng`, `Tổng cộng` and the like.
    fn is_total(&self) -> bool {
        let Some(cell) = self.cells.iter().find(|cell| !cell.paragraph.text.is_empty()) else { return false };
        let said = cell.paragraph.text.as_str().to_lowercase();
        let words = said.split(['(', ':', '\n']).next().unwrap_or("").trim();
        TOTALS.contains(&words) || words.starts_with("tổng cộng ")
    }
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Number of columns it spans, from 1.
    pub columns: usize,
    /// Flag: it is part of the cell above, which stands over the same columns; then its text is empty.
    pub continues: bool,
    /// Text, of the role [`BlockRole::TableHead`](super::BlockRole::TableHead) or
    /// [`BlockRole::TableCell`](super::BlockRole::TableCell).
    pub paragraph: Paragraph,
}

impl Cell {
    /// A cell of its own over so many columns.
    pub fn new(columns: usize, paragraph: Paragraph) -> Self {
        Self { columns, continues: false, paragraph }
    }
}

/// Number of rows that each cell spans, by row and cell: 0 for a cell that continues the one above.
pub fn row_spans(rows: &[TableRow]) -> Vec<Vec<usize>> {
    let columns = |row: &TableRow| row.cells.iter().map(|cell| cell.columns).sum::<usize>();
    // By column, the rows below that continue what stands in it.
    let mut below = vec![0; rows.iter().map(columns).max().unwrap_or(0)];
    let mut spans = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate().rev() {
        let mut at = 0;
        let mut own = Vec::with_capacity(row.cells.len());
        for cell in &row.cells {
            let reach = below.get(at).copied().unwrap_or(0) + 1;
            let continues = cell.continues && index > 0;
            below.iter_mut().skip(at).take(cell.columns).for_each(|rows| *rows = 0);
            if let Some(rows) = below.get_mut(at).filter(|_| continues) {
                *rows = reach;
            }
            own.push(if continues { 0 } else { reach });
            at += cell.columns;
        }
        spans.push(own);
    }
    spans.reverse();
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::BlockRole;

    fn row(cells: &[(usize, &str)]) -> TableRow {
        let cell = |&(columns, text): &(usize, &str)| Cell {
            continues: text == "^^",
            ..Cell::new(columns, Paragraph::new(BlockRole::TableCell, text.replace("^^", "")))
        };
        TableRow { cells: cells.iter().map(cell).collect() }
    }

    #[test]
    fn a_cell_spans_itself_and_the_cells_that_continue_it() {
        let rows = [
            row(&[(1, "a"), (2, "b")]),
            row(&[(1, "^^"), (1, "c"), (1, "d")]),
            row(&[(1, "^^"), (1, "^^"), (1, "e")]),
            row(&[(1, "f"), (2, "g")]),
            row(&[(1, "h"), (2, "^^")]),
        ];
        assert_eq!(row_spans(&rows), [vec![3, 1], vec![0, 2, 1], vec![0, 0, 1], vec![1, 2], vec![1, 0]]);
    }

    #[test]
    fn a_group_stays_with_its_first_row_and_a_total_with_the_last_row_it_sums_up() {
        let table = Table {
            columns: vec![Align::Left; 2],
            rows: vec![
                row(&[(2, "I. Thu")]),
                row(&[(1, "Hội phí"), (1, "10")]),
                row(&[(1, "Tổng hợp"), (1, "20")]),
                row(&[(1, "Tổng cộng:"), (1, "30")]),
                row(&[(2, "Cộng")]),
            ],
            ..Table::default()
        };
        let kept: Vec<usize> = (0..5).filter(|&index| table.keeps_with_next(index)).collect();
        assert_eq!(kept, [0, 2, 3]);
    }
}
