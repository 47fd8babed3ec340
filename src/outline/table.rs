//! Pipe tables.
//!
//! Comes in: lines `| a | b |`. A row `|---|:--:|--:|` ends the header and says how the columns stand; `||` makes the
//! cell before it one column wider; a cell `^^` is part of the cell above it; `<br>` or `\n` breaks a line in a cell;
//! `\|` is a character. Goes out: a [`Table`] whose rows all have the same width. A row too long or too short, or a
//! `^^` under no cell of its own width, is a problem with its line.

use super::inline::{is_escapable, parse_inline, strip};
use crate::document::{Align, BlockRole, Cell, Paragraph, Table, TableRow};
use crate::limits;
use crate::report::{FieldPath, Problem, Report};
use std::ops::Range;

/// The cell that is part of the cell above it.
pub(super) const CONTINUES: &str = "^^";

/// Tests whether a line is a row of a table: it begins with `|` and has another one.
pub(super) fn is_row(line: &str) -> bool {
    let Some(rest) = line.strip_prefix('|') else { return false };
    let mut escaped = false;
    rest.bytes().any(|b| {
        let bar = b == b'|' && !escaped;
        escaped = b == b'\\' && !escaped;
        bar
    })
}

/// The table of consecutive rows, each with its line number; None where there is only a separator.
pub(super) fn read(lines: &[(usize, &str)], at: &FieldPath, report: &mut Report) -> Option<Table> {
    let mut rows: Vec<(usize, Vec<SourceCell>)> = lines.iter().map(|&(n, line)| (n, split(line))).collect();
    let separator = rows.iter().position(|(_, cells)| is_separator(cells));
    let mut columns: Vec<Align> = Vec::new();
    if let Some(index) = separator {
        columns = rows.remove(index).1.iter().map(|cell| align(&cell.text)).collect();
    }
    let expected = if separator.is_some() { columns.len() } else { width(&rows.first()?.1) };
    rows.first()?;
    check(&rows, expected, lines, at, report);
    join(&mut rows, separator.unwrap_or(0), at, report);
    let widest = rows.iter().map(|(_, cells)| width(cells)).max()?.max(expected);
    columns.resize(widest, Align::Left);
    let heads = separator.unwrap_or(0);
    let mut table = Table { columns, ..Table::default() };
    for (index, (_, cells)) in rows.into_iter().enumerate() {
        let (role, part) = if index < heads {
            (BlockRole::TableHead, &mut table.header)
        } else {
            (BlockRole::TableCell, &mut table.rows)
        };
        part.push(row(cells, widest, role));
    }
    Some(table)
}

/// Says which rows are ragged, and whether the table is too wide.
fn check(
    rows: &[(usize, Vec<SourceCell>)],
    expected: usize,
    lines: &[(usize, &str)],
    at: &FieldPath,
    report: &mut Report,
) {
    for (line, cells) in rows {
        let found = width(cells);
        if found != expected {
            let message =
                format!("Hàng của bảng có {found} ô, cần {expected} ô. Hãy thêm hoặc bớt dấu | cho đủ cột.");
            report.push(Problem::error(at.clone(), "table-ragged", message).on_line(*line));
        }
    }
    if expected > limits::TABLE_COLUMNS {
        let most = limits::TABLE_COLUMNS;
        let message = format!(
            "Bảng có {expected} cột, nhiều nhất là {most} cột. Hãy tách bảng hoặc đổi hàng thành cột."
        );
        let line = lines.first().map_or(1, |l| l.0);
        report.push(Problem::error(at.clone(), "table-columns", message).on_line(line));
    }
}

/// A cell as written.
struct SourceCell {
    text: String,
    columns: usize,
    /// Flag: it is part of the cell above.
    continues: bool,
}

impl SourceCell {
    fn new(text: String) -> Self {
        Self { text, columns: 1, continues: false }
    }
}

/// Makes every `^^` part of the cell above it, over the same columns and on the same side of the header's end.
fn join(rows: &mut [(usize, Vec<SourceCell>)], heads: usize, at: &FieldPath, report: &mut Report) {
    let mut above: Vec<Range<usize>> = Vec::new();
    for (index, (line, cells)) in rows.iter_mut().enumerate() {
        let mut column = 0;
        let mut own = Vec::with_capacity(cells.len());
        for cell in cells {
            let columns = column..column + cell.columns;
            if cell.text.trim() == CONTINUES {
                cell.text.clear();
                cell.continues = index > 0 && index != heads && above.contains(&columns);
                if !cell.continues {
                    let message = "Ô ^^ gộp với ô ngay trên, nhưng ngay trên không có ô nào cùng bề rộng. \
                                   Hãy bỏ ^^ hoặc gộp cùng số cột như ô trên.";
                    report.push(Problem::error(at.clone(), "table-span", message).on_line(*line));
                }
            }
            column = columns.end;
            own.push(columns);
        }
        above = own;
    }
}

fn width(cells: &[SourceCell]) -> usize {
    cells.iter().map(|c| c.columns).sum()
}

/// The cells of a row.
fn split(line: &str) -> Vec<SourceCell> {
    let mut cells: Vec<SourceCell> = Vec::new();
    let mut text = String::new();
    let mut chars = line.strip_prefix('|').unwrap_or(line).chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                text.push('\\');
                text.extend(chars.next());
            }
            '|' if text.is_empty() && !cells.is_empty() => {
                if let Some(cell) = cells.last_mut() {
                    cell.columns += 1;
                }
            }
            '|' => cells.push(SourceCell::new(std::mem::take(&mut text))),
            c => text.push(c),
        }
    }
    if !text.trim().is_empty() {
        cells.push(SourceCell::new(text));
    }
    cells
}

fn is_separator(cells: &[SourceCell]) -> bool {
    let dashes = |text: &str| {
        let text = text.trim();
        let bare = text.trim_matches(':');
        // One dash is enough beside a colon; alone it is as likely to be a cell that says “none”.
        let least = if bare.len() < text.len() { 1 } else { 2 };
        text.len() - bare.len() <= 2 && bare.len() >= least && bare.bytes().all(|b| b == b'-')
    };
    !cells.is_empty() && cells.iter().all(|c| c.columns == 1 && dashes(&c.text))
}

fn align(separator: &str) -> Align {
    let text = separator.trim();
    match (text.starts_with(':'), text.ends_with(':')) {
        (true, true) => Align::Center,
        (false, true) => Align::Right,
        _ => Align::Left,
    }
}

/// A row of a given width: a short one gets an empty cell as wide as what is missing.
fn row(sources: Vec<SourceCell>, widest: usize, role: BlockRole) -> TableRow {
    let missing = widest - width(&sources).min(widest);
    let mut cells: Vec<Cell> = sources
        .into_iter()
        .map(|source| {
            let continues = source.continues;
            Cell { continues, ..Cell::new(source.columns, paragraph(&source.text, role)) }
        })
        .collect();
    if missing > 0 {
        cells.push(Cell::new(missing, paragraph("", role)));
    }
    TableRow { cells }
}

fn paragraph(source: &str, role: BlockRole) -> Paragraph {
    Paragraph::new(role, strip(parse_inline(&break_lines(source.trim()))))
}

/// `<br>` and `\n` become line breaks.
fn break_lines(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let mut used = c.len_utf8();
        let next = rest.get(used..).and_then(|r| r.chars().next());
        match (c, next) {
            ('\\', Some('n')) => {
                out.push('\n');
                used += 1;
            }
            ('\\', Some(next)) if is_escapable(next) => {
                out.extend(['\\', next]);
                used += next.len_utf8();
            }
            ('<', _) if break_tag(rest).is_some() => {
                out.push('\n');
                used = break_tag(rest).unwrap_or(used);
            }
            _ => out.push(c),
        }
        rest = rest.get(used..).unwrap_or("");
    }
    out
}

/// The bytes of a `<br>` at the start.
fn break_tag(text: &str) -> Option<usize> {
    ["<br>", "<br/>", "<br />", "<BR>"].iter().find(|tag| text.starts_with(**tag)).map(|tag| tag.len())
}

#[cfg(test)]
mod tests {
    use crate::document::{Align, Block, BlockRole, Table, TableRow};
    use crate::outline::parse;
    use crate::report::{FieldPath, Report};

    fn table(source: &str) -> (Table, Report) {
        let mut report = Report::new();
        let blocks = parse(source, &FieldPath::field("body"), &mut report);
        let [Block::Table(table)] = &blocks[..] else { panic!("{blocks:?}") };
        (table.clone(), report)
    }

    #[test]
    fn a_table_has_header_alignment_and_spans() {
        let source = "| TT | Đơn vị | Số |\n|----|:--:|--:|\n| 1 | LĐLĐ | 24.500 |\n| Tổng || 24.500 |";
        let (table, report) = table(source);
        assert!(report.problems.is_empty(), "{report:?}");
        assert_eq!(table.columns, [Align::Left, Align::Center, Align::Right]);
        assert_eq!((table.header.len(), table.rows.len()), (1, 2));
        assert_eq!(table.header[0].cells[0].paragraph.role, BlockRole::TableHead);
        assert_eq!(table.rows[1].cells[0].columns, 2);
        assert_eq!(table.rows[1].cells[1].paragraph.text.as_str(), "24.500");
    }

    #[test]
    fn breaks_bars_and_empty_cells_survive() {
        let (table, _) = table("| a<br>b | c\\nd | e\\|f | |");
        let cells: Vec<&str> = table.rows[0].cells.iter().map(|c| c.paragraph.text.as_str()).collect();
        assert_eq!(cells, ["a\nb", "c\nd", "e|f", ""]);
    }

    #[test]
    fn a_ragged_row_is_named_with_its_line() {
        let (table, report) = table("\n\n| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |");
        let found: Vec<_> = report.problems.iter().map(|p| (p.code, p.line)).collect();
        assert_eq!(found, [("table-ragged", Some(5)), ("table-ragged", Some(6))]);
        assert!(report.problems[0].message.contains("có 1 ô, cần 2 ô"), "{}", report.problems[0].message);
        assert!(table.rows.iter().all(|r| r.cells.iter().map(|c| c.columns).sum::<usize>() == 3));
    }

    #[test]
    fn a_cell_of_two_carets_is_part_of_the_cell_above_it_over_the_same_columns() {
        let (table, report) = table(
            "| TT | Nhóm || Số |\n| ^^ | a | b | ^^ |\n|---|---|---|---|\n| 1 | x || 5 |\n| ^^ | ^^ || 6 |",
        );
        assert!(report.problems.is_empty(), "{report:?}");
        let joined = |rows: &[TableRow]| -> Vec<Vec<bool>> {
            rows.iter().map(|row| row.cells.iter().map(|cell| cell.continues).collect()).collect()
        };
        assert_eq!(joined(&table.header), [vec![false; 3], vec![true, false, false, true]]);
        assert_eq!(joined(&table.rows), [vec![false; 3], vec![true, true, false]]);
        assert!(table.rows[1].cells[0].paragraph.text.is_empty());
    }

    #[test]
    fn two_carets_under_no_cell_of_their_width_are_named_with_their_line() {
        let (_, report) = table("| ^^ | a |\n|---|---|\n| ^^ | b |\n| c ||\n| ^^ | d |");
        let found: Vec<_> = report.problems.iter().map(|p| (p.code, p.line)).collect();
        assert_eq!(found, [("table-span", Some(1)), ("table-span", Some(3)), ("table-span", Some(5))]);
    }

    #[test]
    fn an_escaped_caret_is_a_character() {
        let (table, report) = table("| a |\n| \\^^ |\n| ^ |");
        assert!(report.problems.is_empty() && table.rows.iter().all(|row| !row.cells[0].continues));
        assert_eq!(table.rows[1].cells[0].paragraph.text.as_str(), "^^");
    }

    #[test]
    fn a_table_over_the_limits_is_a_problem() {
        let (_, report) = table(&"| a | b |\n".repeat(2_001));
        assert_eq!(report.problems[0].code, "table-rows");
        let (_, report) = table(&format!("| A | B |\n|---|---|\n{}", "| a | b |\n".repeat(2_000)));
        assert!(report.problems.is_empty(), "the header is no row of the limit");
        let (_, report) = table(&"| a ".repeat(31));
        assert_eq!(report.problems[0].code, "table-columns");
    }
}
