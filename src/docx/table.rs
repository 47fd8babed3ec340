//! Bordered tables, side-by-side blocks and braced receivers, all as tables with fixed columns.

use super::DocxError;
use super::block::{BlockContext, BlockWriter, DocxBlock, blank, eighths, push_run, twips};
use super::normalise::{REPEATED_ROW, SHAPE};
use super::picture::Drawing;
use super::roles::GAP;
use crate::document::{self, Align, BlockRole, Braced, Columns, Paragraph, Table};
use crate::layout::{BraceHint, ColumnsHint, RowHint};
use crate::length::{Length, Size};
use docx_rs::{RunChild, Sym, TableBorder, TableBorderPosition, TableBorders, TableCell, TableCellContent};
use docx_rs::{
    TableCellMargins, TableCellProperty, TableLayoutType, TableRow, VAlignType, VMergeType, WidthType,
};

/// Row of a bordered table.
#[derive(Clone, Copy)]
enum RowKind {
    /// Repeated on every page, and with the row below it.
    Header,
    /// Printed once.
    Body(RowHint),
}

impl BlockWriter<'_> {
    /// A bordered table; its outer edges stand on the margins of the text.
    pub(super) fn table(&self, table: &Table) -> Result<Box<docx_rs::Table>, DocxError> {
        let hint = self.hints.table(table.id)?;
        let grid: Vec<usize> = hint.widths.iter().map(|&w| width(w)).collect();
        let hint = |index: usize| hint.rows.get(index).copied().unwrap_or_default();
        let header = (0..table.header.len()).map(|index| (&table.header[index..], RowKind::Header));
        let body = |index: usize| {
            // Cells that a page's end cuts are cells of their own on the next.
            let end = if hint(index + 1).cuts_spans { index + 1 } else { table.rows.len() };
            (&table.rows[index..end], RowKind::Body(hint(index)))
        };
        let rows = header.chain((0..table.rows.len()).map(body));
        let rows = rows.map(|(rows, kind)| self.row(rows, kind, table, &grid)).collect::<Result<_, _>>()?;
        let (margin, padding) = (self.style.table.margin, width(self.style.table.padding));
        // Up to mode 14 a table is shifted left so that its text, not its edge, meets the margin.
        let shift = if self.style.text.compatibility < 15 { twips(margin) } else { 0 };
        let size = eighths(self.style.table.border);
        Ok(Box::new(
            fixed(docx_rs::Table::new(rows), grid)
                .indent(shift)
                .margins(TableCellMargins::new().margin(padding, width(margin), padding, width(margin)))
                .set_borders(lines(size)),
        ))
    }

    /// The first of some rows; its cells may go on in the second.
    fn row(
        &self,
        rows: &[document::TableRow],
        kind: RowKind,
        table: &Table,
        grid: &[usize],
    ) -> Result<TableRow, DocxError> {
        let (row, below) = (&rows[0], rows.get(1));
        let hint = match kind {
            RowKind::Header => RowHint { keep_next: true, ..RowHint::default() },
            RowKind::Body(hint) => hint,
        };
        let mut at = 0;
        let mut cells = Vec::with_capacity(row.cells.len());
        for cell in &row.cells {
            let head = cell.paragraph.role == BlockRole::TableHead;
            let align = (!head).then(|| table.columns.get(at).copied().unwrap_or_default());
            let paragraph = self.paragraph(&cell.paragraph, align, hint.keep_next)?;
            let mut made =
                table_cell(vec![TableCellContent::Paragraph(paragraph)], &grid[at..at + cell.columns]);
            if head {
                made.property = made.property.vertical_align(VAlignType::Center);
            }
            if hint.foot > Length::ZERO {
                let room = width(self.style.table.padding + hint.foot);
                made.property = made.property.margin_bottom(room, WidthType::Dxa);
            }
            let is_continued = below.is_some_and(|below| continues(below, at));
            match (cell.continues && !hint.cuts_spans, is_continued) {
                (true, _) => made.property = made.property.vertical_merge(VMergeType::Continue),
                (false, true) => made.property = made.property.vertical_merge(VMergeType::Restart),
                (false, false) => {}
            }
            cells.push(made);
            at += cell.columns;
        }
        let row = TableRow::new(cells);
        let row = if hint.splits { row } else { row.cant_split() };
        Ok(if matches!(kind, RowKind::Header) { row.row_height(REPEATED_ROW) } else { row })
    }

    /// Two columns without lines, held together.
    pub(super) fn columns(
        &mut self,
        columns: &Columns,
        place: BlockContext,
    ) -> Result<Box<docx_rs::Table>, DocxError> {
        let ColumnsHint { widths, hang, parted, .. } = self.hints.columns(columns.id)?;
        let grid = widths.map(width);
        let mut rows = Vec::with_capacity(columns.rows.len().max(1));
        for (index, row) in columns.rows.iter().enumerate() {
            let keep_next = place.keep_next || index + 1 < columns.rows.len();
            let mut cells = Vec::with_capacity(2);
            for (side, blocks) in row.iter().enumerate() {
                let inside = BlockContext { keep_next, ..place.inside(widths[side]) };
                let content = self.blocks(blocks, inside)?.into_iter().map(content).collect();
                cells.push(table_cell(content, &grid[side..=side]));
            }
            let row = TableRow::new(cells);
            rows.push(if parted.contains(&index) { row } else { row.cant_split() });
        }
        if rows.is_empty() {
            rows.push(TableRow::new(grid.map(|w| table_cell(Vec::new(), &[w])).into()));
        }
        Ok(Box::new(borderless(rows, grid.into()).indent(-twips(*hang))))
    }

    /// Receivers, a brace as high as they are, and the note in the middle of it.
    pub(super) fn braced(
        &mut self,
        group: &Braced,
        place: BlockContext,
    ) -> Result<Box<docx_rs::Table>, DocxError> {
        let BraceHint { widths, height, .. } = *self.hints.brace(group.id)?;
        let grid = widths.map(width);
        let paragraph = |p: &Paragraph, align| -> Result<TableCellContent, DocxError> {
            Ok(TableCellContent::Paragraph(self.paragraph(p, align, place.keep_next)?))
        };
        let items = group.items.iter().map(|p| paragraph(p, None)).collect::<Result<_, _>>()?;
        let note = vec![paragraph(&group.note, Some(Align::Left))?];
        let mut brace = blank(GAP, place.keep_next);
        push_run(&mut brace, RunChild::Sym(Sym::new(SHAPE, "007D")));
        self.drawings.push(Drawing::Brace(Size { width: widths[1], height }));
        let mut note = table_cell(note, &grid[2..]);
        note.property = note.property.vertical_align(VAlignType::Center);
        let cells = vec![
            table_cell(items, &grid[..1]),
            table_cell(vec![TableCellContent::Paragraph(brace)], &grid[1..2]),
            note,
        ];
        Ok(Box::new(borderless(vec![TableRow::new(cells).cant_split()], grid.into())))
    }
}

/// Tests whether the cell that begins at a column is part of the one above.
fn continues(row: &document::TableRow, column: usize) -> bool {
    let mut at = 0;
    row.cells.iter().any(|cell| {
        let begins = at;
        at += cell.columns;
        begins == column && cell.continues
    })
}

/// A piece as the content of a cell.
fn content(piece: DocxBlock) -> TableCellContent {
    match piece {
        DocxBlock::Paragraph(p) => TableCellContent::Paragraph(p),
        DocxBlock::Table(t) => TableCellContent::Table(t),
    }
}

/// A cell over some columns of the grid.
fn table_cell(mut children: Vec<TableCellContent>, columns: &[usize]) -> TableCell {
    if children.is_empty() {
        children.push(TableCellContent::Paragraph(blank(GAP, false)));
    }
    let mut property = TableCellProperty::new().width(columns.iter().sum(), WidthType::Dxa);
    if columns.len() > 1 {
        property = property.grid_span(columns.len());
    }
    TableCell { children, property, has_numbering: false }
}

/// A table without lines whose text touches its edges.
fn borderless(rows: Vec<TableRow>, grid: Vec<usize>) -> docx_rs::Table {
    fixed(docx_rs::Table::without_borders(rows), grid)
        .margins(TableCellMargins::new().margin(0, 0, 0, 0))
        .indent(0)
}

/// A table whose columns are as wide as said.
fn fixed(table: docx_rs::Table, grid: Vec<usize>) -> docx_rs::Table {
    table.width(grid.iter().sum(), WidthType::Dxa).layout(TableLayoutType::Fixed).set_grid(grid)
}

/// All lines of a table, black.
fn lines(size: usize) -> TableBorders {
    use TableBorderPosition::{Bottom, InsideH, InsideV, Left, Right, Top};
    [Top, Left, Bottom, Right, InsideH, InsideV]
        .into_iter()
        .fold(TableBorders::with_empty(), |borders, side| borders.set(TableBorder::new(side).size(size)))
}

/// A width in twips.
fn width(length: Length) -> usize {
    usize::try_from(length.to_twips()).unwrap_or(0)
}
