//! Bordered tables: column widths from what the cells say, rows as line boxes, header rows repeated.

use super::LayoutError;
use super::box_builder::{BoxBuilder, ColumnArea};
use super::line_box::{CellBox, DrawOp, LineBox, MarkOwners, RowBox};
use super::page::Owner;
use super::page::StructureTag;
use crate::document::{self, Align, BlockRole, Table};
use crate::length::Length;

impl<'a> BoxBuilder<'a> {
    pub(super) fn table(
        &mut self,
        table: &'a Table,
        column: ColumnArea,
        boxes: &mut Vec<LineBox>,
    ) -> Result<(), LayoutError> {
        let widths = self.column_widths(table, column.width);
        self.hints.tables.push((table.id, widths.clone()));
        boxes.push(LineBox::space(self.style.table.before, true));
        let outer = self.tree.open(StructureTag::Table);
        let mut header = Vec::with_capacity(table.header.len());
        for (index, row) in table.header.iter().enumerate() {
            header.push(self.row(table, row, index == 0, &widths, column)?);
        }
        // A header never stands without a row under it.
        header.iter_mut().for_each(|line_box| line_box.keep_with_next = true);
        self.headers.push(header.clone());
        boxes.append(&mut header);
        let repeats = Some(self.headers.len() - 1).filter(|_| !table.header.is_empty());
        let mut height = Length::ZERO;
        for (index, row) in table.rows.iter().enumerate() {
            let first = index == 0 && table.header.is_empty();
            let line_box = self.row(table, row, first, &widths, column)?;
            height += line_box.height;
            self.room.holds(height)?;
            boxes.push(LineBox { table: repeats, ..line_box });
        }
        self.tree.close(outer);
        Ok(())
    }

    fn row(
        &mut self,
        table: &'a Table,
        row: &'a document::TableRow,
        first: bool,
        widths: &[Length],
        column: ColumnArea,
    ) -> Result<LineBox, LayoutError> {
        let node = self.tree.open(StructureTag::TR);
        let (border, margin) = (self.style.table.border, self.style.table.margin);
        let mut cells = Vec::with_capacity(row.cells.len());
        let (mut x, mut at) = (column.x, 0);
        for cell in &row.cells {
            let width: Length = widths.iter().skip(at).take(cell.columns).copied().sum();
            let inner = (width - margin * 2).max(Length::pt(1));
            let align = table.columns.get(at).copied().unwrap_or_default();
            let stack =
                self.cell_lines(cell, align, ColumnArea { x: x + margin, width: inner, kind: None })?;
            cells.push(CellBox::new(x, width, stack));
            x += width;
            at += cell.columns;
        }
        self.tree.close(node);
        let row = RowBox { cells, border: Some(border), top_border: first, table: Some(node) };
        Ok(LineBox::row(row, false))
    }

    fn cell_lines(
        &mut self,
        cell: &'a document::Cell,
        align: Align,
        column: ColumnArea,
    ) -> Result<Vec<LineBox>, LayoutError> {
        let paragraph = &cell.paragraph;
        let head = paragraph.role == BlockRole::TableHead;
        let style = self.style.role(paragraph.role);
        let mut set = self.set(paragraph, style, style.size, column.width)?;
        set.align = if head { style.align } else { align };
        let node = self.tree.leaf(if head { StructureTag::TH } else { StructureTag::TD });
        self.tree.structure.node_mut(node).columns = cell.columns;
        let (count, height) = (set.lines.len(), set.line_height);
        let index = self.keep(set, MarkOwners { label: None, text: Owner::Node(node) });
        let line = |line| LineBox {
            before: if line == 0 { style.before } else { Length::ZERO },
            height,
            keep_with_next: false,
            table: None,
            draw: DrawOp::Line { set: index, line, x: column.x },
        };
        Ok((0..count).map(line).collect())
    }

    /// Shares the width among the columns: each gets what its longest word needs, the rest goes where the most text is.
    fn column_widths(&self, table: &Table, width: Length) -> Vec<Length> {
        let count = table.columns.len().max(1);
        let (mut least, mut most) = (vec![Length::pt(12); count], vec![Length::pt(12); count]);
        let padding = self.style.table.margin * 2 + self.style.table.border * 2 + Length::pt(1);
        for row in table.header.iter().chain(&table.rows) {
            let mut at = 0;
            for cell in &row.cells {
                if cell.columns == 1 && at < count {
                    let (word, line) = self.cell_widths(cell);
                    least[at] = least[at].max(word + padding);
                    most[at] = most[at].max(line + padding);
                }
                at += cell.columns;
            }
        }
        share(width, &least, &most)
    }

    /// The width of a cell's longest word and of its longest line.
    fn cell_widths(&self, cell: &document::Cell) -> (Length, Length) {
        let style = self.style.role(cell.paragraph.role);
        let face = self.fonts.face(crate::font::FaceId::of(
            style.bold || cell.paragraph.text.spans().any(|s| s.1.bold),
            style.italic,
        ));
        let text = cell.paragraph.text.as_str();
        let word = text.split([' ', '\n']).map(|w| face.width(w, style.size)).max().unwrap_or_default();
        let line = text.split('\n').map(|l| face.width(l, style.size)).max().unwrap_or_default();
        (word, line)
    }
}

/// Parts `width` so that no column is below `least` (if it can be helped) and columns with more text get more.
fn share(width: Length, least: &[Length], most: &[Length]) -> Vec<Length> {
    let (all_least, all_most): (Length, Length) = (least.iter().copied().sum(), most.iter().copied().sum());
    let part = |whole: Length, weight: Length, weights: Length| {
        whole.part(weight.to_emu() / 100, (weights.to_emu() / 100).max(1))
    };
    let mut widths: Vec<Length> = if all_least >= width {
        least.iter().map(|&l| part(width, l, all_least)).collect()
    } else if all_most <= width {
        most.iter().map(|&m| m + part(width - all_most, m, all_most)).collect()
    } else {
        let spread = all_most - all_least;
        least.iter().zip(most).map(|(&l, &m)| l + part(width - all_least, m - l, spread)).collect()
    };
    widths.iter_mut().for_each(|w| *w = w.to_whole_twips());
    // Rounding goes to the last column, so that the table is exactly as wide as the text.
    let sum: Length = widths.iter().copied().sum();
    if let Some(last) = widths.last_mut() {
        *last += width - sum;
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_the_width_exactly() {
        let pt = Length::pt;
        for (least, most) in [
            (vec![pt(20), pt(30)], vec![pt(40), pt(300)]),
            (vec![pt(20), pt(30)], vec![pt(400), pt(3_000)]),
            (vec![pt(600), pt(300)], vec![pt(600), pt(3_000)]),
        ] {
            let widths = share(Length::twips(9_355), &least, &most);
            assert_eq!(widths.iter().copied().sum::<Length>(), Length::twips(9_355));
        }
    }

    #[test]
    fn a_column_is_never_narrower_than_its_longest_word_if_the_words_fit() {
        let widths =
            share(Length::pt(400), &[Length::pt(90), Length::pt(50)], &[Length::pt(95), Length::pt(4_000)]);
        assert!(widths[0] >= Length::pt(89), "{widths:?}");
    }
}
