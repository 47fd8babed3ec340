//! Tables on pages: what is cut, what is parted, what stays together.

use super::tests::{section, sheet};
use super::*;
use crate::document::{Block, Meta, Orientation};
use crate::length::Length;
use crate::outline;
use crate::report::{FieldPath, Report};
use std::collections::BTreeMap;

/// The layout of a body text.
fn lay_out(source: &str) -> (Document, Layout) {
    let mut report = Report::new();
    let blocks = outline::parse(source, &FieldPath::field("body"), &mut report);
    assert!(report.problems.is_empty(), "{report:?}");
    let document = Document::new(Meta::default(), vec![section(blocks)]);
    let layout = paginate(&document, &sheet(), FontBook::embedded()).unwrap();
    (document, layout)
}

/// A line of a cell: page, height of its baseline, text.
type CellLine = (usize, Length, String);

/// The lines of each cell that has text, in reading order.
fn cells(layout: &Layout) -> Vec<Vec<CellLine>> {
    let mut cells: BTreeMap<NodeId, Vec<CellLine>> = BTreeMap::new();
    for (page, items) in layout.pages.iter().enumerate() {
        for placed in &items.items {
            let (Owner::Node(node), PageItem::Text(run)) = (placed.owner, &placed.item) else { continue };
            let Some(node) = cell_of(layout, node) else { continue };
            let lines = cells.entry(node).or_default();
            match lines.last_mut() {
                Some((on, y, text)) if *on == page && *y == placed.at.y => text.push_str(layout.text_of(run)),
                _ => lines.push((page, placed.at.y, layout.text_of(run).to_owned())),
            }
        }
    }
    cells.into_values().collect()
}

/// The cell that a node is, or that a link in it stands in.
fn cell_of(layout: &Layout, node: NodeId) -> Option<NodeId> {
    let found = &layout.structure.nodes[node.0 as usize];
    match found.tag {
        StructureTag::TD | StructureTag::TH => Some(node),
        StructureTag::Link => cell_of(layout, found.parent?),
        _ => None,
    }
}

/// The lines that end inside a word.
fn cut(layout: &Layout) -> Vec<String> {
    let parted = |pair: &[CellLine]| (!pair[0].2.ends_with([' ', '-'])).then(|| pair[0].2.clone());
    cells(layout).iter().flat_map(|lines| lines.windows(2).filter_map(parted)).collect()
}

/// The first page on which a text stands.
fn page_of(layout: &Layout, text: &str) -> usize {
    let has = |page: &Page| {
        page.items.iter().any(|placed| match (&placed.item, placed.owner) {
            (PageItem::Text(run), Owner::Node(_)) => layout.text_of(run).contains(text),
            _ => false,
        })
    };
    layout.pages.iter().position(has).unwrap_or_else(|| panic!("{text} stands nowhere"))
}

fn widths(layout: &Layout) -> &[Length] {
    &layout.hints.tables[0].widths
}

#[test]
fn no_word_number_amount_phone_date_or_symbol_is_cut_where_all_fit() {
    let (_, layout) = lay_out(
        "| TT | Nhiệm vụ | Chủ trì | Thời hạn | Điện thoại | Số, ký hiệu | Kinh phí |\n|--|--|--|--|--|--|--:|\n\
         | 1 | Kiểm kê, rà soát nguồn nguyên liệu và xây dựng cơ chế hỗ trợ | Ban Tuyên giáo - Nữ công | 15/12/2024 | \
         0912.345.678 | 139/KH-LĐLĐ | 1.250.000.000 |\n| 2 | Nghiệm thu | Văn phòng | quý IV/2026 | 0213.3876.543 | \
         7/QĐ-UBND | 950.000 |",
    );
    assert_eq!(cut(&layout), Vec::<String>::new());
    assert_eq!(
        layout.hints.tables[0].widths.iter().copied().sum::<Length>(),
        sheet().text_width(Orientation::Portrait)
    );
}

#[test]
fn bold_and_slanted_words_are_measured_as_they_are() {
    let (_, layout) = lay_out(
        "| **Nghiêng** | *nghiêng* | Nghiêm |\n| a | b | cccccc dddddd eeeeee ffffff gggggg \
         hhhhhh iiiiii kkkkkk llllll mmmmmm nnnnnn oooooo pppppp qqqqqq rrrrrr ssssss tttttt uuuuuu vvvvvv |",
    );
    assert_eq!(cut(&layout), Vec::<String>::new());
}

#[test]
fn an_address_breaks_after_its_joints_where_it_does_not_fit_and_a_word_processor_is_told() {
    let address =
        "https://vanban.laichau.vn/default.aspx?id=27160&so=199378-qh15/phu_luc_kem_theo/bieu-mau-so-01.docx";
    let (document, layout) = lay_out(&format!(
        "| TT | Tài liệu | Địa chỉ | Kinh phí |\n|--|--|--|--:|\n| 1 | Luật Công đoàn | {address} | 1.250.000.000 |"
    ));
    let lines = cells(&layout).into_iter().find(|lines| lines[0].2.starts_with("https")).unwrap();
    assert!(lines.len() > 1, "{lines:?}");
    for (_, _, line) in &lines[..lines.len() - 1] {
        assert!(line.ends_with(['/', '.', '-', '_', '?', '&', '=']), "{line}");
    }
    let Block::Table(table) = &document.sections[0].blocks[0] else { panic!("a table") };
    let hint = &layout.hints.paragraphs[table.rows[0].cells[2].paragraph.id.index()];
    // After a hyphen or a question mark it parts the address by itself.
    let told = lines[..lines.len() - 1].iter().filter(|line| !line.2.ends_with(['-', '?']));
    assert_eq!(hint.break_places.len(), told.count());
    assert!(!hint.break_places.is_empty());
    let rest: String = lines.iter().map(|line| line.2.as_str()).collect();
    assert_eq!(rest, address);
}

#[test]
fn a_whole_address_is_not_parted_while_it_fits() {
    let (_, layout) = lay_out(
        "| Nơi nộp hồ sơ trực tuyến của tổ chức và cá nhân có yêu cầu trong cả năm nay | \
         www.dich-vu-cong.gov.vn |\n| a | b |",
    );
    assert!(cells(&layout).iter().flatten().any(|line| line.2.contains("www.dich-vu-cong.gov.vn")));
}

#[test]
fn what_does_not_fit_is_set_smaller_and_only_what_fits_nowhere_is_too_narrow() {
    let table = |columns: usize| {
        let row = |text: &str| format!("|{}\n", format!(" {text} |").repeat(columns));
        format!("{}{}{}", row("Cột"), row("--"), row("12345678"))
    };
    let size = |layout: &Layout| {
        let runs = layout.pages[0].items.iter().filter_map(|placed| match &placed.item {
            PageItem::Text(run) => Some(run.size),
            _ => None,
        });
        runs.max().unwrap()
    };
    let made = |columns| lay_out(&table(columns)).1;
    assert_eq!((size(&made(7)), made(7).hints.tables[0].too_narrow), (Length::pt(13), false));
    let smaller = made(8);
    assert!(size(&smaller) < Length::pt(13) && cut(&smaller).is_empty());
    assert!(!smaller.hints.tables[0].too_narrow);
    let narrow = made(18);
    assert_eq!(size(&narrow), sheet().table.smallest);
    assert!(narrow.hints.tables[0].too_narrow && !cut(&narrow).is_empty());
}

#[test]
fn a_short_column_beside_a_long_text_is_not_squeezed_to_its_longest_word() {
    let long = "Tổ chức quán triệt, triển khai thực hiện nghiêm túc các văn bản của cấp trên. ".repeat(8);
    let (_, layout) =
        lay_out(&format!("| TT | Nội dung | Đơn vị |\n|--|--|--|\n| 1 | {long} | Ban Tổ chức - Kiểm tra |"));
    let short = cells(&layout).into_iter().find(|lines| lines[0].2.starts_with("Ban")).unwrap();
    assert!(short.len() <= 2, "{short:?}");
    assert!(widths(&layout)[1] > widths(&layout)[2] * 2, "{:?}", widths(&layout));
}

#[test]
fn a_cell_over_columns_widens_them_where_they_are_too_narrow_for_its_words() {
    let (_, layout) = lay_out("| a | b | c |\n| nghiêngnghiêngnghiêngnghiêngnghiêng || d |");
    assert_eq!(cut(&layout), Vec::<String>::new());
}

/// Lines above a table whose rows have these numbers of lines in their cells.
fn above(lines: usize, rows: &[&[usize]]) -> String {
    let mut source = String::new();
    (0..lines).for_each(|_| source.push_str("Một dòng.\n\n"));
    source.push_str("| TT | Nội dung | Ghi chú |\n|--|--|--|\n");
    for (number, row) in rows.iter().enumerate() {
        for &cell in *row {
            let lines: Vec<String> = (0..cell).map(|line| format!("h{number} dòng {line}")).collect();
            source.push_str(&format!("| {} ", lines.join("<br>")));
        }
        source.push_str("|\n");
    }
    source
}

#[test]
fn a_parted_row_has_two_lines_of_every_parted_cell_on_either_side_and_leaves_no_hole() {
    let mut parted = 0;
    for lines in 16..31 {
        for count in 1..12 {
            let (_, layout) = lay_out(&above(lines, &[&[1, count, 2], &[1, 2, 1]]));
            for cell in cells(&layout) {
                let first = cell.iter().filter(|line| line.0 == cell[0].0).count();
                let rest = cell.len() - first;
                assert!(rest == 0 || (first >= 2 && rest >= 2), "{lines} above, {count} lines: {cell:?}");
                parted += usize::from(rest > 0);
            }
        }
    }
    assert!(parted > 20, "{parted}");
}

#[test]
fn only_parted_rows_may_be_parted_by_a_word_processor() {
    let (_, layout) = lay_out(&above(20, &[&[1, 2, 1], &[1, 30, 1], &[1, 3, 1]]));
    assert!(layout.pages.len() == 2);
    let splits: Vec<bool> = layout.hints.tables[0].rows.iter().map(|row| row.splits).collect();
    assert_eq!(splits, [false, true, false]);
}

#[test]
fn a_row_taller_than_pages_is_parted_without_a_line_alone() {
    for count in 95..120 {
        let (_, layout) = lay_out(&above(12, &[&[1, count, 1], &[1, 1, 1]]));
        let cell = cells(&layout).into_iter().max_by_key(Vec::len).unwrap();
        assert_eq!(cell.len(), count);
        let mut by_page: BTreeMap<usize, usize> = BTreeMap::new();
        cell.iter().for_each(|line| *by_page.entry(line.0).or_default() += 1);
        assert!(by_page.values().all(|&lines| lines >= 2), "{count}: {by_page:?}");
    }
}

#[test]
fn a_group_stands_with_its_first_row_and_a_total_with_the_row_before_it() {
    for lines in 4..30 {
        let rows: String = (0..9).map(|row| format!("| {row} | việc {row} |\n")).collect();
        let source = format!(
            "{}| TT | Việc |\n|--|--|\n{rows}| **I. Nhóm** ||\n| a | đầu nhóm |\n{rows}| x | cuối cùng |\n| Tổng cộng | 100 |",
            "Một dòng.\n\n".repeat(lines)
        );
        let (_, layout) = lay_out(&source);
        assert_eq!(page_of(&layout, "I. Nhóm"), page_of(&layout, "đầu nhóm"), "{lines}");
        assert_eq!(page_of(&layout, "cuối cùng"), page_of(&layout, "Tổng cộng"), "{lines}");
    }
}

#[test]
fn a_caption_stands_with_the_first_rows_and_a_note_with_the_last() {
    for lines in 12..30 {
        let source = format!(
            "{}@caption Bảng 1. Chỉ tiêu\n\n| TT | Việc |\n|--|--|\n| 1 | đầu tiên |\n| 2 | giữa |\n| 3 | cuối cùng |\n\n\
             Ghi chú: số liệu đến ngày 15/6.",
            "Một dòng.\n\n".repeat(lines)
        );
        let (_, layout) = lay_out(&source);
        assert_eq!(page_of(&layout, "Bảng 1"), page_of(&layout, "đầu tiên"), "{lines}");
        assert_eq!(page_of(&layout, "cuối cùng"), page_of(&layout, "Ghi chú"), "{lines}");
    }
}

#[test]
fn a_header_cell_stands_in_the_middle_of_its_height() {
    let (_, layout) = lay_out("| TT | Một đầu bảng<br>rất dài<br>ba dòng |\n|--|--|\n| 1 | a |");
    let cells = cells(&layout);
    assert_eq!(cells[0][0].1, cells[1][1].1);
}

#[test]
fn text_keeps_clear_of_the_lines_above_and_below_it() {
    let (_, layout) = lay_out("| a |\n| b |");
    let rules: Vec<Length> = layout.pages[0]
        .items
        .iter()
        .filter_map(|placed| match placed.item {
            PageItem::Rule { to, .. } if to.y == placed.at.y => Some(placed.at.y),
            _ => None,
        })
        .collect();
    let pitch = rules[1] - rules[0];
    let style = sheet();
    assert_eq!(
        pitch,
        crate::font::line_height(Length::pt(13)) + style.table.padding * 2 + style.table.border
    );
}

/// Horizontal and vertical lines of a page: left, right, height; x, top, bottom.
fn strokes(page: &Page) -> Vec<(Length, Length, Length)> {
    let stroke = |placed: &PlacedItem| match placed.item {
        PageItem::Rule { to, .. } if to.y == placed.at.y => Some((placed.at.x, to.x, placed.at.y)),
        _ => None,
    };
    page.items.iter().filter_map(stroke).collect()
}

#[test]
fn a_cell_over_rows_has_no_line_across_it_and_is_one_cell_in_the_structure() {
    let (_, layout) = lay_out("| A | b |\n| ^^ | c |\n| ^^ | d |\n| E | f |");
    let strokes = strokes(&layout.pages[0]);
    let lefts: Vec<bool> = strokes.iter().map(|stroke| stroke.0 < Length::mm(31)).collect();
    assert_eq!(lefts, [true, false, false, true, true]);
    let rows: Vec<usize> =
        layout.structure.nodes.iter().filter(|n| n.tag == StructureTag::TD).map(|n| n.rows).collect();
    assert_eq!(rows, [3, 1, 1, 1, 1, 1]);
}

#[test]
fn the_last_row_of_a_cell_over_rows_is_as_high_as_its_text_needs() {
    let (_, layout) = lay_out("| một<br>hai<br>ba<br>bốn | b |\n| ^^ | c |\n| d | e |");
    let cells = cells(&layout);
    let (tall, below) = (&cells[0], cells.iter().find(|lines| lines[0].2 == "d").unwrap());
    assert!(below[0].1 > tall[3].1 + Length::pt(14), "{cells:?}");
}

#[test]
fn rows_under_one_short_cell_stay_together_and_a_long_span_is_cut_where_a_page_begins() {
    let rows = |count: usize| -> String {
        (1..count).map(|row| format!("| ^^ | việc {row}. |\n")).collect::<String>()
    };
    for lines in 18..28 {
        let source = format!("{}| Nhóm | việc 0. |\n{}", "Một dòng.\n\n".repeat(lines), rows(4));
        let (_, layout) = lay_out(&source);
        assert_eq!(page_of(&layout, "việc 0."), page_of(&layout, "việc 3."), "{lines}");
    }
    let (_, layout) = lay_out(&format!("| Nhóm | việc 0. |\n{}", rows(60)));
    assert_eq!(layout.pages.len(), 2);
    let cuts: Vec<usize> = (0..60).filter(|&row| layout.hints.tables[0].rows[row].cuts_spans).collect();
    assert_eq!(cuts.len(), 1, "{cuts:?}");
    assert_eq!(page_of(&layout, &format!("việc {}.", cuts[0])), 1);
    // A line ends the cell at the foot of the page.
    let foot = strokes(&layout.pages[0]).pop().unwrap();
    assert!(foot.0 < Length::mm(31), "{foot:?}");
}

#[test]
fn a_text_much_taller_than_the_rows_it_spans_is_parted_in_its_first_row() {
    let text = (0..70).map(|line| format!("dòng {line}")).collect::<Vec<_>>().join("<br>");
    let (_, layout) = lay_out(&format!("| {text} | a |\n| ^^ | b |\n| c | d |"));
    let tall = cells(&layout).into_iter().max_by_key(Vec::len).unwrap();
    assert_eq!(tall.len(), 70);
    let style = sheet();
    let bottom = style.page.height - style.page.bottom;
    assert!(tall.iter().all(|line| line.1 < bottom), "text runs over the edge");
    assert!(layout.hints.tables[0].rows[1].cuts_spans);
}

#[test]
fn a_number_alone_in_its_cell_has_no_no_break_hyphen() {
    let (document, layout) = lay_out("| 139/KH-LĐLĐ | Thực hiện Kế hoạch số 139/KH-LĐLĐ |");
    let Block::Table(table) = &document.sections[0].blocks[0] else { panic!("a table") };
    for cell in &table.rows[0].cells {
        let hint = &layout.hints.paragraphs[cell.paragraph.id.index()];
        assert!(hint.no_break_hyphens.is_empty(), "{hint:?}");
    }
}

#[test]
fn a_symbol_that_begins_a_line_keeps_its_no_break_hyphen() {
    let words = "chữ ".repeat(5);
    let rows: Vec<String> =
        (1..40).map(|count| format!("| {}{words}139/KH-LĐLĐ |", "a ".repeat(count))).collect();
    let (document, layout) = lay_out(&format!("| x | {}", rows.join("\n| x ").trim_start_matches("| ")));
    let Block::Table(table) = &document.sections[0].blocks[0] else { panic!("a table") };
    let cells = cells(&layout);
    let mut held = 0;
    for (row, lines) in table.rows.iter().zip(cells.iter().filter(|lines| lines[0].2.starts_with("a "))) {
        let hint = &layout.hints.paragraphs[row.cells[1].paragraph.id.index()];
        let begins = lines.len() > 1 && lines[lines.len() - 1].2.starts_with("139");
        assert_eq!(!hint.no_break_hyphens.is_empty(), begins, "{lines:?}");
        held += usize::from(begins);
    }
    assert!(held > 0);
}
