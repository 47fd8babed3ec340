//! Laws of the whole module, and how lines are joined.

use super::{escape, parse, write};
use crate::document::{Block, Text};
use crate::report::{FieldPath, Report};
use proptest::prelude::*;

fn read(source: &str) -> Vec<Block> {
    parse(source, &FieldPath::field("body"), &mut Report::new())
}

fn texts(source: &str) -> Vec<String> {
    read(source)
        .into_iter()
        .map(|block| match block {
            Block::Paragraph(p) => p.text.as_str().to_owned(),
            other => panic!("{other:?}"),
        })
        .collect()
}

/// Every character of every block, in order.
fn characters(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Paragraph(p) => out.push_str(p.text.as_str()),
            Block::Table(t) => {
                let cells = t.header.iter().chain(&t.rows).flat_map(|r| &r.cells);
                cells.for_each(|c| out.push_str(c.paragraph.text.as_str()));
            }
            other => panic!("{other:?}"),
        }
    }
    out
}

/// Pieces that make structure, so that random text meets it often.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\n"),
        Just("\n"),
        Just("\n\n"),
        Just(" "),
        Just("  "),
        Just("*"),
        Just("**"),
        Just("***"),
        Just("~"),
        Just("~~"),
        Just("^"),
        Just("m^2^"),
        Just("\\"),
        Just("|"),
        Just("||"),
        Just("^^"),
        Just("| ^^ |"),
        Just("|--|"),
        Just("<br>"),
        Just("1."),
        Just("1.1"),
        Just("(1)"),
        Just("a)"),
        Just("-"),
        Just("+ "),
        Just("I."),
        Just("Chương I"),
        Just("Điều 5."),
        Just("@center "),
        Just("Mục"),
        Just("Tổng kết"),
        Just("đoàn viên"),
        Just("NỘI DUNG"),
        Just(":"),
        Just(";"),
        Just("Ghi chú:"),
        Just("(a)"),
        Just("Đề nghị"),
        Just("\t"),
        Just("\r\n"),
        Just("\u{a0}"),
        Just("• "),
        Just("24.500"),
        Just("“"),
        Just("QUYẾT ĐỊNH:"),
        Just("một dòng chữ dài vừa đủ để chương trình gõ phải xuống dòng ở đây"),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn writing_and_reading_gives_the_same_blocks(source in prop_oneof![pieces(), any::<String>()]) {
        let blocks = read(&source);
        let written = write(&blocks);
        prop_assert_eq!(read(&written), blocks, "{:?}", &written);
    }

    #[test]
    fn no_letter_and_no_digit_is_lost(source in pieces()) {
        // Words of the markup itself: `<br>`, `\n` in cells, the name of a directive.
        let source = source.replace("<br>", "").replace("@center", "").replace("\\n", "");
        let letters = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        prop_assert_eq!(letters(&characters(&read(&source))), letters(&source));
    }

    #[test]
    fn an_escaped_value_is_one_paragraph_with_its_own_text(value in prop_oneof![pieces(), any::<String>()]) {
        let clean = value.replace("\r\n", "\n");
        let clean: String = clean
            .chars()
            .map(|c| if "\n\r\t\u{b}\u{c}\u{85}\u{2028}\u{2029}".contains(c) { ' ' } else { c })
            .filter(|c| !c.is_control())
            .collect();
        let expected: Vec<Text> = Some(clean.trim()).filter(|t| !t.is_empty()).map(Text::plain).into_iter().collect();
        let found: Vec<Text> = read(&escape(&value))
            .into_iter()
            .map(|block| match block {
                Block::Paragraph(p) => {
                    assert_eq!(p.marker, 0, "{value:?}");
                    p.text
                }
                other => panic!("{other:?}"),
            })
            .collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn an_escaped_value_stays_inside_its_cell(value in pieces()) {
        let blocks = read(&format!("| {} | b |", escape(&value)));
        let [Block::Table(table)] = &blocks[..] else { panic!("{blocks:?}") };
        prop_assert_eq!(table.columns.len(), 2);
    }
}

#[test]
fn clerks_lines_are_paragraphs_of_their_own() {
    assert_eq!(texts("Thực hiện Nghị quyết\nNhiệm kỳ 2023 - 2028\nBáo cáo").len(), 3);
    assert_eq!(texts("1. Một\n2. Hai\n- Ba\n+ Bốn").len(), 4);
    assert_eq!(texts("như sau:\ntổ chức").len(), 2);
}

#[test]
fn a_cut_sentence_goes_on() {
    assert_eq!(texts("Tổ chức các hoạt động\nkỷ niệm 95 năm"), ["Tổ chức các hoạt động kỷ niệm 95 năm"]);
    assert_eq!(texts("1. Một\nhai"), ["1. Một hai"]);
}

#[test]
fn wrapped_prose_is_joined_and_its_paragraphs_kept() {
    let source = "Tháng 02 năm 2007 giá trị sản xuất công nghiệp (GTSXCN) ước đạt\n\
                  39.897 tỷ đồng giảm 19% so với tháng 01 năm 2007 và tăng 11,9% so cùng kỳ,\n\
                  trong đó khu vực doanh nghiệp nhà nước tăng 8,4%, khu vực ngoài quốc doanh\n\
                  tăng 15%, khu vực có vốn đầu tư nước ngoài tăng 11,7% so với cùng kỳ (trong\n\
                  đó Tcty dầu khí tăng 8,5%, các ngành khác tăng 12,4%).\n\
                  Tính gộp 2 tháng đầu năm GTSXCN ước đạt 89.084 tỷ đồng tăng 17,5%\n\
                  vượt mức kế hoạch đề ra cho cả năm 2007 (16%).\n\
                  - Việt Nam chính thức gia nhập WTO từ năm 2007 tạo điều kiện để Bà Rịa –\n\
                  Vũng Tàu tăng 2,1%.";
    let found = texts(source);
    assert_eq!(found.len(), 3, "{found:#?}");
    assert!(found[0].contains("ước đạt 39.897 tỷ đồng"), "{}", found[0]);
    assert!(found[2].ends_with("Bà Rịa – Vũng Tàu tăng 2,1%."), "{}", found[2]);
}

#[test]
fn a_backslash_breaks_a_line_without_ending_the_paragraph() {
    assert_eq!(texts("Một \\\n- hai\\\n\nBa"), ["Một\n- hai", "Ba"]);
}

#[test]
fn one_space_follows_a_marker() {
    assert_eq!(texts("1.Tổng kết\n-  Hai\n**2.**   Ba"), ["1. Tổng kết", "- Hai", "2. Ba"]);
}

#[test]
fn a_body_over_the_limit_is_refused_with_a_reason() {
    let mut report = Report::new();
    let blocks = parse(&"a".repeat(crate::limits::BODY_BYTES + 1), &FieldPath::field("body"), &mut report);
    assert!(blocks.is_empty());
    assert_eq!(report.problems[0].code, "too-large");
}

#[test]
fn the_largest_bodies_are_read() {
    let size = crate::limits::BODY_BYTES;
    for unit in ["\n\n", "a\n", "*", "\\*", "* a ", "|", "|\n", "1. ", "(", "- a\n\n", "a\\\n", "**a* ", "@"]
    {
        let source = unit.repeat(size / unit.len());
        let blocks = read(&source);
        let written = write(&blocks);
        if written.len() <= size {
            assert_eq!(read(&written).len(), blocks.len(), "{unit:?}");
        }
    }
}
