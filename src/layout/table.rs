//! Bordered tables: rows as line boxes, header rows repeated, cells over several rows, and which rows stay together.

use super::LayoutError;
use super::box_builder::{BoxBuilder, ColumnArea};
use super::column_widths::ColumnPlan;
use super::line_box::{CellBox, DrawOp, LineBox, MarkOwners, RowBox};
use super::lines;
use super::page::{LayoutHints, NodeId, Owner, RowHint, StructureTag, TableHint};
use super::pagination::PlacedBox;
use crate::document::{self, Align, Block, BlockRole, Table, TableRow, row_spans};
use crate::length::Length;

/// Part of a page's height up to which rows are moved to the next page for the sake of what they belong to: more would
/// leave a hole.
const KEPT_PART: (i64, i64) = (1, 3);

/// A table being cut into rows.
#[derive(Clone, Copy)]
struct TableContext<'t, 'a> {
    table: &'a Table,
    plan: &'t ColumnPlan,
    column: ColumnArea,
    /// The table's node in the structure.
    node: NodeId,
}

impl<'a> BoxBuilder<'a> {
    pub(super) fn table(
        &mut self,
        table: &'a Table,
        next: Option<&Block>,
        column: ColumnArea,
        boxes: &mut Vec<LineBox>,
    ) -> Result<(), LayoutError> {
        let plan = self.column_plan(table, column.width);
        boxes.push(LineBox::space(self.style.table.before, true));
        let outer = self.tree.open(StructureTag::Table);
        let node = self.tree.container();
        let context = TableContext { table, plan: &plan, column, node };
        let mut cells = 0;
        let header = self.rows(context, &table.header, StructureTag::THead, &mut cells)?;
        // A header never stands without a row under it.
        let header: Vec<LineBox> = header.into_iter().map(|row| LineBox::row(row, true)).collect();
        self.headers.push(header.clone());
        boxes.extend(header);
        let repeats = Some(self.headers.len() - 1).filter(|_| !table.header.is_empty());

        let rows = self.rows(context, &table.rows, StructureTag::TBody, &mut cells)?;
        let keeps = self.kept_rows(table, &rows, next);
        self.tree.close(outer);
        let (id, hint, too_narrow) = (table.id, self.hints.tables.len(), plan.too_narrow);
        let mut hints = Vec::with_capacity(rows.len());
        let mut is_covered = false;
        for (index, (mut row, keep_next)) in rows.into_iter().zip(keeps).enumerate() {
            let goes_on = spans_on(&row);
            row.can_split = !(keep_next || goes_on || is_covered);
            row.hint = Some((hint, index));
            is_covered = goes_on;
            hints.push(RowHint { keep_next, cuts_spans: row.cuts_spans, ..RowHint::default() });
            boxes.push(LineBox { table: repeats, ..LineBox::row(row, keep_next) });
        }
        let widths = plan.widths;
        self.hints.tables.push(TableHint { id, widths, rows: hints, too_narrow });
        Ok(())
    }

    /// The rows of the header or of the rest; `cells` counts the table's cells.
    fn rows(
        &mut self,
        context: TableContext<'_, 'a>,
        rows: &'a [TableRow],
        part: StructureTag,
        cells: &mut usize,
    ) -> Result<Vec<RowBox>, LayoutError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let outer = self.tree.open(part);
        let begins = part == StructureTag::THead || context.table.header.is_empty();
        let spans = row_spans(rows);
        let most = self.kept_height();
        let mut open = OpenSpans::new(most);
        let (mut boxes, mut height) = (Vec::with_capacity(rows.len()), Length::ZERO);
        for (index, (row, spans)) in rows.iter().zip(&spans).enumerate() {
            let mut row_box = self.row(context, row, spans, cells)?;
            row_box.top_border = begins && index == 0;
            open.take(&mut boxes, &mut row_box, spans);
            height += row_box.height();
            self.room.holds(height)?;
            boxes.push(row_box);
        }
        self.tree.close(outer);
        Ok(boxes)
    }

    fn row(
        &mut self,
        context: TableContext<'_, 'a>,
        row: &'a TableRow,
        spans: &[usize],
        index: &mut usize,
    ) -> Result<RowBox, LayoutError> {
        let outer = self.tree.open(StructureTag::TR);
        let style = &self.style.table;
        let (border, margin, padding) = (style.border, style.margin, style.padding);
        let mut cells = Vec::with_capacity(row.cells.len());
        let (mut x, mut at) = (context.column.x, 0);
        for (cell, &rows) in row.cells.iter().zip(spans) {
            let columns = context.plan.widths.iter().skip(at).take(cell.columns);
            let width: Length = columns.copied().sum();
            let inner = (width - margin * 2).max(Length::pt(1));
            let area = ColumnArea { x: x + margin, width: inner, kind: None };
            let align = context.table.columns.get(at).copied().unwrap_or_default();
            let stack = match rows {
                0 => Vec::new(),
                rows => self.cell_lines(cell, (*index, rows), align, context.plan, area)?,
            };
            let centred = cell.paragraph.role == BlockRole::TableHead;
            cells.push(CellBox { centred, covered: rows == 0, ..CellBox::new(x, width, stack) });
            x += width;
            at += cell.columns;
            *index += 1;
        }
        self.tree.close(outer);
        let (border, table) = (Some(border), Some(context.node));
        Ok(RowBox { cells, border, padding, table, ..RowBox::default() })
    }

    /// The lines of the cell that is `index` in reading order and spans `rows`.
    fn cell_lines(
        &mut self,
        cell: &'a document::Cell,
        (index, rows): (usize, usize),
        align: Align,
        plan: &ColumnPlan,
        column: ColumnArea,
    ) -> Result<Vec<LineBox>, LayoutError> {
        let paragraph = &cell.paragraph;
        let head = paragraph.role == BlockRole::TableHead;
        let style = self.style.role(paragraph.role);
        let breaks = plan.breaks(index, paragraph.text.as_str(), column.width);
        let size = plan.size(style.size);
        let set = lines::set_with_breaks(paragraph, style, size, column.width, self.fonts, breaks);
        let mut set = self.counted(set)?;
        set.align = if head { style.align } else { align };
        let node = self.tree.leaf(if head { StructureTag::TH } else { StructureTag::TD });
        let structure = self.tree.structure.node_mut(node);
        (structure.columns, structure.rows) = (cell.columns, rows);
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

    /// Height up to which rows are moved to the next page for the sake of what they belong to.
    fn kept_height(&self) -> Length {
        let page = self.style.page.height - self.style.page.top - self.style.page.bottom;
        page.part(KEPT_PART.0, KEPT_PART.1)
    }

    /// By row below the header, a flag: the next row, or what follows the table, stands on its page.
    fn kept_rows(&self, table: &Table, rows: &[RowBox], next: Option<&Block>) -> Vec<bool> {
        let most = self.kept_height();
        let short = |rows: &[RowBox]| rows.iter().map(RowBox::height).sum::<Length>() <= most;
        let keeps =
            |row: usize| rows[row].needs_next || (table.keeps_with_next(row) && short(&rows[row..=row]));
        let mut keeps: Vec<bool> = (0..rows.len()).map(keeps).collect();
        let mut first = 0;
        while first < rows.len() {
            let last = first + rows[first..].iter().take_while(|row| spans_on(row)).count();
            let end = (last + 1).min(rows.len());
            if short(&rows[first..end]) {
                keeps[first..end - 1].iter_mut().for_each(|keep| *keep = true);
            }
            first = end;
        }
        let is_note = |block: &Block| matches!(block, Block::Paragraph(p) if p.role == BlockRole::Note);
        if let (Some(keep), Some(last)) = (keeps.last_mut(), rows.last()) {
            *keep = next.is_some_and(is_note) && short(std::slice::from_ref(last));
        }
        keeps
    }
}

/// Tests whether a cell of a row goes on in the next.
fn spans_on(row: &RowBox) -> bool {
    row.cells.iter().any(|cell| cell.goes_on)
}

/// Cells that go on below the rows made so far.
struct OpenSpans {
    open: Vec<OpenSpan>,
    /// Height of text beyond its rows from which on it stands in its first row alone, where it can be parted.
    most: Length,
}

struct OpenSpan {
    /// The row it begins in.
    row: usize,
    /// Its place among the cells of that row.
    cell: usize,
    /// Its left edge.
    x: Length,
    /// Rows still to come.
    rows: usize,
    /// Height its text needs beyond that of the rows so far, lines aside.
    needed: Length,
    /// Flag: it ended above the next row, where a cell without text begins.
    is_cut: bool,
}

impl OpenSpans {
    fn new(most: Length) -> Self {
        Self { open: Vec::new(), most }
    }

    /// Takes the next row: what it must hold of the cells above, and what goes on below it.
    fn take(&mut self, above: &mut [RowBox], row: &mut RowBox, spans: &[usize]) {
        for open in &mut self.open {
            open.rows -= 1;
            let is_cut = std::mem::take(&mut open.is_cut);
            row.cuts_spans |= is_cut;
            let covered = row.cells.iter_mut().filter(|cell| cell.x == open.x);
            covered.for_each(|cell| (cell.goes_on, cell.covered) = (open.rows > 0, !is_cut));
            if open.rows == 0 && open.needed > self.most {
                open.cut(above, row);
            } else if open.rows == 0 {
                row.least = row.least.max(open.needed);
            }
        }
        for (cell, _) in row.cells.iter_mut().zip(spans).filter(|(_, rows)| **rows > 1) {
            cell.goes_on = true;
        }
        let (inner, border) = (row.inner_height(), row.border.unwrap_or_default());
        for open in &mut self.open {
            open.needed -= inner + border;
            if let Some(cell) = above.get_mut(open.row).and_then(|row| row.cells.get_mut(open.cell)) {
                cell.below += inner + border;
            }
        }
        self.open.retain(|open| open.rows > 0);
        for (cell, (of, &rows)) in row.cells.iter().zip(spans).enumerate().filter(|(_, (_, rows))| **rows > 1)
        {
            let needed = of.content_height + row.padding * 2 - (inner + border);
            let (row, x, rows) = (above.len(), of.x, rows - 1);
            self.open.push(OpenSpan { row, cell, x, rows, needed, is_cut: false });
        }
        row.needs_next = self.open.iter().any(|open| open.needed > Length::ZERO);
        if row.needs_next && inner > self.most {
            self.cut(above, row);
        }
    }

    /// Ends every cell with a row too tall to be kept with the next; what needs more height stands in its first row.
    fn cut(&mut self, above: &mut [RowBox], row: &mut RowBox) {
        for open in &mut self.open {
            if open.needed > Length::ZERO && open.row < above.len() {
                open.cut(above, row);
            }
            (open.needed, open.is_cut) = (Length::ZERO, true);
        }
        row.needs_next = false;
        row.close();
    }
}

impl OpenSpan {
    /// Leaves the text to the first row alone; the rows below, up to `last`, have an empty cell there.
    fn cut(&self, above: &mut [RowBox], last: &mut RowBox) {
        let Some(rows) = above.get_mut(self.row..) else { return };
        for (index, row) in rows.iter_mut().chain([last]).enumerate() {
            row.needs_next = false;
            row.cells.iter_mut().filter(|cell| cell.x == self.x).for_each(|cell| cell.covered = false);
            match index {
                0 => row.close(),
                1 => row.cuts_spans = true,
                _ => {}
            }
        }
    }
}

/// Notes in the hints which rows are parted, with how much room below their text, and which begin a page.
pub(super) fn note_breaks(pages: &[Vec<PlacedBox>], hints: &mut LayoutHints) {
    for (number, page) in pages.iter().enumerate() {
        let mut rows =
            page.iter().filter(|placed| !placed.repeated).map(|placed| match &placed.line_box.draw {
                DrawOp::Row(row) => row.hint.map(|hint| (row, hint)),
                _ => None,
            });
        if let Some(Some((row, (table, index)))) = rows.next()
            && let Some(hint) = hints.tables.get_mut(table)
            && number > 0
        {
            // A parted row ends the cells that stand in it and in rows below.
            if let Some(row) = hint.rows.get_mut(index + usize::from(row.parted)) {
                row.cuts_spans = true;
            }
            if let Some(hint) = hint.rows.get_mut(index).filter(|_| row.parted) {
                (hint.splits, hint.foot) = (true, row.foot);
            }
        }
    }
}
