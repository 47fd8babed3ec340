//! Rows of HTML tables as rows of a grid: a cell over several rows goes on in each row below it.

use crate::input::source::{Cell, Row};

/// Columns of the widest grid that is followed.
pub(super) const SPAN: usize = 63;

/// A cell as written, with the number of rows it takes.
#[derive(Debug)]
pub(super) struct SpanningCell {
    pub(super) cell: Cell,
    pub(super) rows: usize,
}

/// Cells that go on below, by column: rows left, and the columns of the cell (0 where it is not the first of them).
type Below = Vec<(usize, usize)>;

/// The rows with the cells that go on.
pub(super) fn rows(written: Vec<(bool, Vec<SpanningCell>)>) -> Vec<Row> {
    let mut below: Below = Vec::new();
    written.into_iter().map(|(header, cells)| Row { header, cells: row(cells, &mut below) }).collect()
}

fn row(cells: Vec<SpanningCell>, below: &mut Below) -> Vec<Cell> {
    let mut out = Vec::with_capacity(cells.len());
    let mut at = 0;
    for SpanningCell { cell, rows } in cells {
        at = go_on(below, at, &mut out);
        let span = cell.span;
        if at + span > SPAN {
            // Nothing is so wide; the words stay in the last cell that fits.
            match out.last_mut() {
                Some(last) => {
                    last.continues = false;
                    last.items.extend(cell.items);
                }
                None => out.push(Cell { span: 1, ..cell }),
            }
            continue;
        }
        below.resize(below.len().max(at + span), (0, 0));
        for (column, slot) in below.iter_mut().enumerate().skip(at).take(span) {
            *slot = (rows.saturating_sub(1), if column == at { span } else { 0 });
        }
        out.push(cell);
        at += span;
    }
    go_on(below, at, &mut out);
    out
}

/// Puts the cells from above that stand at a column and those next to it; the column behind them.
fn go_on(below: &mut Below, from: usize, out: &mut Vec<Cell>) -> usize {
    let mut at = from;
    while let Some((left, span)) = below.get(at).copied().filter(|(left, _)| *left > 0) {
        // A cell that another was written over goes on with what is left of it.
        let span = span.max(1);
        out.push(Cell { span, continues: true, items: Vec::new() });
        below.iter_mut().skip(at).take(span).for_each(|slot| slot.0 = left - 1);
        at += span;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(span: usize, rows: usize) -> SpanningCell {
        SpanningCell { cell: Cell { span, ..Cell::default() }, rows }
    }

    #[test]
    fn a_cell_over_several_rows_goes_on_in_each() {
        let written = vec![
            (true, vec![cell(1, 2), cell(2, 1)]),
            (true, vec![cell(1, 1), cell(1, 1)]),
            (false, vec![cell(1, 1), cell(2, 2)]),
            (false, vec![cell(1, 1)]),
        ];
        let spans: Vec<Vec<(usize, bool)>> = rows(written)
            .iter()
            .map(|row| row.cells.iter().map(|c| (c.span, c.continues)).collect())
            .collect();
        let plain = |span| (span, false);
        assert_eq!(
            spans,
            [
                vec![plain(1), plain(2)],
                vec![(1, true), plain(1), plain(1)],
                vec![plain(1), plain(2)],
                vec![plain(1), (2, true)]
            ]
        );
    }
}
