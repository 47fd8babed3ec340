//! Breaks as LibreOffice 7.4 has them: each case was measured there.

use super::page::ParagraphHint;
use super::tests::{lay_out, lines, paragraph};
use super::*;
use crate::document::{Block, Columns, ColumnsKind, Emphasis, Text};

/// The lines of one paragraph of the body.
fn broken(text: Text) -> Vec<String> {
    let layout = lay_out(vec![Block::Paragraph(Paragraph::new(BlockRole::Body, text))]);
    lines(&layout).concat().into_iter().map(|line| line.trim_end().to_owned()).collect()
}

/// The ends of the first lines of a text behind a word of so many narrow letters each.
fn ends(range: std::ops::Range<usize>, text: &str) -> Vec<String> {
    let end = |count: usize| {
        let lines = broken(Text::plain(format!("Mở {}{text}", "i".repeat(count))));
        lines[0].trim_start_matches("Mở ").trim_start_matches('i').to_owned()
    };
    range.map(end).collect()
}

#[test]
fn a_space_that_does_not_fit_ends_the_line_even_before_a_full_stop() {
    let text = " abc . người dân";
    assert!(ends(90..100, text).iter().all(|end| end == " abc ."));
    assert_eq!(ends(100..103, text), ["", " abc", ""]);
}

#[test]
fn a_bracket_apart_from_its_words_moves_with_them_unless_the_space_between_does_not_fit() {
    let text = " ( abc ) người dân";
    assert!(ends(90..97, text).iter().all(|end| end == " ( abc )"));
    let parted = |end: &String| matches!(end.as_str(), "" | " (" | " ( abc");
    let found = ends(97..108, text);
    assert!(found.iter().all(parted), "{found:?}");
}

#[test]
fn a_word_with_a_slash_moves_whole_unless_it_joins_two_words() {
    let kinds = |text: &str| {
        let mut ends = ends(90..98, text);
        ends.dedup();
        ends
    };
    assert_eq!(kinds(" Và/Hoặc người"), [" Và/Hoặc", ""]);
    assert_eq!(kinds(" và/hoặc người"), [" và/hoặc", " và/"]);
    assert_eq!(ends(92..95, " số 22/CT người"), [" số 22/CT", "", ""]);
}

#[test]
fn where_the_look_changes_the_part_before_ends_the_line_at_its_last_space() {
    let end = |count: usize| {
        let mut text = Text::plain(format!("Mở {} abc ", "i".repeat(count)));
        text.push(".người", Emphasis { bold: true, ..Emphasis::NONE });
        text.push(" dân", Emphasis::NONE);
        broken(text)[1].clone()
    };
    assert_eq!(end(90), "dân");
    assert!((91..102).all(|count| end(count) == ".người dân"));
    assert_eq!(end(102), "abc .người dân");
}

#[test]
fn a_row_of_dots_stays_whole_on_the_line_of_its_label_and_keeps_every_dot() {
    for count in [90, 109, 150, 200] {
        let dots = ".".repeat(count);
        let layout = lay_out(vec![paragraph(BlockRole::Body, &format!("Địa chỉ: {dots}"))]);
        assert_eq!(lines(&layout).concat(), [format!("Địa chỉ: {dots}")]);
        let right = Length::mm(210 - 15);
        for item in &layout.pages[0].items {
            let PageItem::Text(run) = &item.item else { continue };
            assert!(item.at.x + run.width <= right, "{count} dots reach over the margin");
        }
    }
}

#[test]
fn a_row_of_dots_that_fits_keeps_its_size() {
    let layout = lay_out(vec![paragraph(BlockRole::Body, "Họ và tên: ....................")]);
    assert!(layout.hints.paragraphs[0].sizes.is_empty());
}

#[test]
fn an_address_longer_than_a_line_begins_on_the_line_it_would_tear_open() {
    let address =
        "https://an.vn/mot/duong/dan/rat/dai/khong/co/cho/ngat/dong/de/thu/xem/dong/chu/co/tran/ra/ngoai/le";
    let lines = broken(Text::plain(format!("2. Xem {address}/khong?so=1 để biết.")));
    assert!(lines[0].starts_with("2. Xem https://an.vn/mot/"), "{lines:?}");
    // A short one goes to the next line whole where the line above is full of words.
    let text =
        "Các cấp công đoàn tổ chức tuyên truyền, phổ biến chủ trương tại https://an.vn/tin-tuc/thong-bao.";
    let lines = broken(Text::plain(text));
    assert!(lines[1].starts_with("https://an.vn/"), "{lines:?}");
}

/// Pages of `above` lines, headings, and a paragraph of so many lines; the paragraph after it fills the next page.
fn chain(above: usize, headings: usize, count: usize) -> (Vec<Vec<String>>, Layout) {
    let mut blocks: Vec<_> = (0..above).map(|_| paragraph(BlockRole::ToItem, "một dòng")).collect();
    blocks.extend((0..headings).map(|_| paragraph(BlockRole::Heading2, "1. Tiêu đề")));
    let text: Vec<String> = (0..count).map(|line| format!("dòng {line}")).collect();
    blocks.push(paragraph(BlockRole::Body, &text.join("\n")));
    blocks.push(paragraph(BlockRole::Body, "cuối"));
    let layout = lay_out(blocks);
    (lines(&layout), layout)
}

#[test]
fn four_lines_behind_a_heading_are_not_parted_where_three_fit() {
    let mut seen = Vec::new();
    for above in 30..40 {
        let own = |page: &Vec<String>| page.iter().filter(|line| line.starts_with("dòng")).count();
        seen.push(chain(above, 1, 4).0.first().map_or(0, own));
    }
    seen.dedup();
    assert_eq!(seen, [4, 0, 2, 0]);
}

#[test]
fn headings_that_move_with_the_text_below_them_are_told_to_begin_the_page() {
    for above in 30..42 {
        for headings in [1, 3, 4] {
            let (pages, layout) = chain(above, headings, 3);
            let here = pages[0].iter().filter(|line| line.starts_with("1.")).count();
            assert!(here == 0 || here == headings, "{above} lines above, {headings} headings: {here}");
            let told: Vec<usize> = (0..layout.hints.paragraphs.len())
                .filter(|&index| layout.hints.paragraphs[index].break_before)
                .collect();
            let moved = here == 0 && above <= 40;
            assert_eq!(told, if moved { vec![above] } else { vec![] }, "{above} lines above");
        }
    }
}

/// Text of so many lines and a paragraph of six above receivers over two pages; pages of the paragraph's ends, of the post
/// and the name.
fn above_many_receivers(above: usize) -> ([usize; 4], Layout) {
    let receivers = (0..90).map(|_| paragraph(BlockRole::Recipient, "- Một nơi nhận;")).collect();
    let signer = vec![
        paragraph(BlockRole::Position, "CHỦ TỊCH"),
        paragraph(BlockRole::Position, "(Đã ký)\n \n \n \n"),
        paragraph(BlockRole::SignerName, "Nguyễn Văn A"),
    ];
    let names = Block::Columns(Columns {
        id: Default::default(),
        kind: ColumnsKind::Signature,
        rows: vec![[receivers, signer]],
    });
    let text: Vec<String> = (0..6).map(|line| format!("dòng {line}")).collect();
    let mut blocks: Vec<_> = (0..above).map(|_| paragraph(BlockRole::ToItem, "một dòng")).collect();
    blocks.extend([paragraph(BlockRole::Body, &text.join("\n")), names]);
    let layout = lay_out(blocks);
    let page = |line: &str| {
        lines(&layout).iter().position(|page| page.iter().any(|l| l.trim_end() == line)).unwrap()
    };
    (["dòng 0", "dòng 5", "CHỦ TỊCH", "Nguyễn Văn A"].map(page), layout)
}

#[test]
fn receivers_over_a_page_begin_right_below_the_text_and_part_no_paragraph() {
    for above in [3, 20, 25] {
        let (pages, layout) = above_many_receivers(above);
        assert_eq!(pages, [0, 0, 0, 0], "{above}");
        assert!(layout.hints.columns[0].is_larger_than_page());
        // Told to stay with a row that no page can hold, a paragraph would be moved with the row.
        let is_told = |hint: &ParagraphHint| hint.break_before || hint.keep_next;
        assert!(!layout.hints.paragraphs.iter().any(is_told), "{above}");
    }
}

#[test]
fn signers_beside_receivers_over_a_page_are_never_parted() {
    let mut seen: Vec<[usize; 4]> = (25..40).map(|above| above_many_receivers(above).0).collect();
    seen.dedup();
    // All on the first page; the signers with the last two lines on the next; with the whole paragraph.
    assert_eq!(seen, [[0, 0, 0, 0], [0, 1, 1, 1], [1, 1, 1, 1]]);
}

#[test]
fn where_a_signature_fills_a_page_only_the_paragraphs_that_fit_it_stay_with_it() {
    let receivers =
        |count: usize| (0..count).map(|_| paragraph(BlockRole::Recipient, "- Một nơi nhận;")).collect();
    let pages = |count: usize| {
        let names = Block::Columns(Columns {
            id: Default::default(),
            kind: ColumnsKind::Signature,
            rows: vec![[receivers(count), vec![paragraph(BlockRole::Position, "CHỦ TỊCH")]]],
        });
        let mut blocks: Vec<_> = (0..20).map(|_| paragraph(BlockRole::ToItem, "một dòng")).collect();
        let text = ["đoạn một", "đoạn hai"].map(|text| paragraph(BlockRole::Body, text));
        blocks.extend(text.into_iter().chain([names]));
        let layout = lay_out(blocks);
        let page = |line: &str| {
            lines(&layout).iter().position(|page| page.iter().any(|l| l.trim_end() == line)).unwrap()
        };
        [page("đoạn một"), page("đoạn hai"), page("CHỦ TỊCH")]
    };
    let mut seen: Vec<[usize; 3]> = (30..70).map(pages).collect();
    seen.dedup();
    // Both move with it, then one, then none; what no page holds begins below the text.
    assert_eq!(seen, [[1, 1, 1], [0, 1, 1], [0, 0, 1], [0, 0, 0]]);
}
