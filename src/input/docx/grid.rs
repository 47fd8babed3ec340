//! The grid of a table made what is seen of it: columns that no cell begins at are none, a row that ends early ends with
//! its last cell, and a cell goes on only below one of its own columns.

use super::body::SPAN;
use crate::input::source::{Cell, Row, Table};
use std::collections::BTreeSet;
use std::ops::Range;

/// A table being read.
#[derive(Debug, Default)]
pub(super) struct Grid {
    rows: Vec<Row>,
    /// By row, whether columns of the grid are left behind its last cell.
    short: Vec<bool>,
    /// Flag: some line of it is drawn.
    pub(super) lines: bool,
}

impl Grid {
    pub(super) fn new(lines: bool) -> Self {
        Self { lines, ..Self::default() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds a row; `short` where columns of the grid are left behind its last cell.
    pub(super) fn push(&mut self, row: Row, short: bool) {
        self.rows.push(row);
        self.short.push(short);
    }

    /// The table with its grid settled.
    pub(super) fn settled(mut self) -> Table {
        without_phantoms(&mut self.rows);
        let widest = self.rows.iter().map(width).max().unwrap_or(0).min(SPAN * SPAN);
        for (row, short) in self.rows.iter_mut().zip(&self.short) {
            let missing = widest.saturating_sub(width(row));
            if let Some(last) = row.cells.last_mut().filter(|_| *short) {
                last.span += missing;
            }
        }
        go_on(&mut self.rows);
        Table { rows: self.rows, lines: self.lines }
    }
}

/// Takes out the columns that no cell begins at.
fn without_phantoms(rows: &mut [Row]) {
    let real: BTreeSet<usize> = rows.iter().flat_map(begins).collect();
    let before: Vec<usize> = real.into_iter().collect();
    let column = |at: usize| before.partition_point(|real| *real < at);
    for row in rows {
        let mut at = 0;
        for cell in &mut row.cells {
            let end = at + cell.span;
            cell.span = (column(end) - column(at)).max(1);
            at = end;
        }
    }
}

/// Columns at which cells of a row begin.
fn begins(row: &Row) -> Vec<usize> {
    let mut at = 0;
    let begin = |cell: &Cell| {
        let begin = at;
        at += cell.span;
        begin
    };
    row.cells.iter().map(begin).collect()
}

fn width(row: &Row) -> usize {
    row.cells.iter().map(|cell| cell.span).sum()
}

/// Lets a cell go on the one above only where that has its columns; words in it are never given up for that.
fn go_on(rows: &mut [Row]) {
    let mut above: Vec<Range<usize>> = Vec::new();
    for row in rows {
        let mut at = 0;
        let mut own = Vec::with_capacity(row.cells.len());
        for cell in &mut row.cells {
            let columns = at..at + cell.span;
            cell.continues &= above.contains(&columns) && cell.is_blank();
            at = columns.end;
            own.push(columns);
        }
        above = own;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(spans: &[usize]) -> Row {
        let cells = spans.iter().map(|&span| Cell { span, ..Cell::default() });
        Row { cells: cells.collect(), ..Row::default() }
    }

    fn settled(rows: &[(&[usize], bool)]) -> Vec<Vec<usize>> {
        let mut grid = Grid::default();
        rows.iter().for_each(|(spans, short)| grid.push(row(spans), *short));
        let table = grid.settled();
        table.rows.iter().map(|row| row.cells.iter().map(|cell| cell.span).collect()).collect()
    }

    #[test]
    fn columns_that_no_cell_begins_at_are_none() {
        assert_eq!(
            settled(&[(&[1, 1], true), (&[3], false), (&[1, 1], true)]),
            [vec![1, 1], vec![2], vec![1, 1]]
        );
        assert_eq!(settled(&[(&[2, 5], false), (&[2, 5], false)]), [[1, 1], [1, 1]]);
    }

    #[test]
    fn a_row_that_ends_early_ends_with_its_last_cell() {
        assert_eq!(settled(&[(&[1, 1, 1], false), (&[1, 1], true)]), [vec![1, 1, 1], vec![1, 2]]);
    }

    #[test]
    fn a_cell_goes_on_only_below_its_own_columns() {
        let mut rows = vec![row(&[1, 2]), row(&[1, 1, 1])];
        rows[1].cells.iter_mut().for_each(|cell| cell.continues = true);
        go_on(&mut rows);
        let on: Vec<bool> = rows[1].cells.iter().map(|cell| cell.continues).collect();
        assert_eq!(on, [true, false, false]);
    }
}
