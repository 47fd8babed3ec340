//! Characters of other faces, sizes and places; links, and what is read aloud.

use super::tests::{SENTENCE, lay_out, lines, paragraph, section, sheet};
use super::*;
use crate::document::{Block, Meta};

/// Runs of the first page with their characters.
fn runs(layout: &Layout) -> Vec<(&str, TextRun)> {
    let text = |placed: &PlacedItem| match placed.item {
        PageItem::Text(run) => Some((&layout.text[run.start as usize..run.end as usize], run)),
        _ => None,
    };
    layout.pages[0].items.iter().filter_map(text).collect()
}

/// A paragraph of the body from the marks of the outline.
fn marked(text: &str) -> Block {
    Block::Paragraph(Paragraph::new(BlockRole::Body, crate::outline::parse_inline(text)))
}

#[test]
fn a_tick_is_set_in_the_face_of_symbols_and_smaller_so_that_the_line_does_not_grow() {
    let layout = lay_out(vec![marked("**Có** ✓ thì in")]);
    let parts: Vec<_> = runs(&layout).into_iter().map(|(text, run)| (text, run.face, run.size)).collect();
    let (text, symbol) = (Length::pt(14), Length::from_pt(12.5));
    use crate::font::FaceId::{Bold, Regular, Symbols};
    let expected =
        [("Có", Bold, text), (" ", Regular, text), ("✓", Symbols, symbol), (" thì in", Regular, text)];
    assert_eq!(parts, expected);
    let plain = lay_out(vec![marked("Có thì in")]);
    assert_eq!(layout.pages[0].items[0].at.y, plain.pages[0].items[0].at.y);
}

#[test]
fn a_raised_figure_is_small_and_high_takes_its_own_width_and_stays_a_part_of_its_line() {
    let layout = lay_out(vec![marked("10 m^2^ CO~2~ xong")]);
    let found = runs(&layout);
    let texts: Vec<&str> = found.iter().map(|(text, _)| *text).collect();
    assert_eq!(texts, ["10 m", "2", " CO", "2", " xong"]);
    let (raised, lowered) = (found[1].1, found[3].1);
    assert_eq!((raised.size.to_twips(), raised.rise.to_twips()), (162, 110));
    assert!(lowered.rise < Length::ZERO && lowered.size == raised.size);
    assert_eq!(raised.width, FontBook::embedded().face(raised.face).width("2", raised.size));
    let items = &layout.pages[0].items;
    assert!(items.iter().all(|placed| placed.at.y == items[0].at.y && placed.owner == items[0].owner));
    assert_eq!(items[2].at.x, items[1].at.x + raised.width);
    assert_eq!(layout.text, "10 m2 CO2 xong");
}

#[test]
fn struck_text_has_a_line_through_it_that_is_no_content() {
    let layout = lay_out(vec![marked("giữ ~~bỏ câu này~~ giữ")]);
    let (text, run) = runs(&layout)[1];
    assert_eq!(text, "bỏ câu này");
    let lines = layout.pages[0].items.iter().filter(|placed| matches!(placed.item, PageItem::Rule { .. }));
    let [line] = lines.collect::<Vec<_>>()[..] else { panic!("one line") };
    let PageItem::Rule { to, .. } = line.item else { unreachable!() };
    assert_eq!((to.x - line.at.x, line.owner), (run.width, Owner::Artifact(Artifact::Layout)));
    assert!(line.at.y < layout.pages[0].items[1].at.y);
}

#[test]
fn addresses_are_links_inside_the_node_of_their_paragraph() {
    let layout = lay_out(vec![paragraph(BlockRole::Body, "Xem https://a.vn/x, hỏi ld@a.vn.")]);
    let links: Vec<_> = layout.structure.nodes.iter().filter(|n| n.tag == StructureTag::Link).collect();
    let targets: Vec<_> = links.iter().map(|link| link.target.as_deref().unwrap()).collect();
    assert_eq!(targets, ["https://a.vn/x", "mailto:ld@a.vn"]);
    let parent = links[0].parent.unwrap();
    assert_eq!(layout.structure.nodes[parent.0 as usize].tag, StructureTag::P);
    let owned = |placed: &PlacedItem| match (placed.owner, &placed.item) {
        (Owner::Node(node), PageItem::Text(run)) => {
            Some((layout.structure.nodes[node.0 as usize].tag, layout.text_of(run)))
        }
        _ => None,
    };
    use StructureTag::{Link, P};
    let owned: Vec<_> = layout.pages[0].items.iter().filter_map(owned).collect();
    assert_eq!(owned, [(P, "Xem "), (Link, "https://a.vn/x"), (P, ", hỏi "), (Link, "ld@a.vn"), (P, ".")]);
}

#[test]
fn a_number_keeps_plain_hyphens_but_beside_the_end_of_a_line() {
    let held = |text: &str| lay_out(vec![paragraph(BlockRole::Body, text)]).hints.paragraphs[0].clone();
    assert_eq!(held("Số: 39/KH-LĐLĐ").no_break_hyphens, Vec::<usize>::new());
    let text = format!("{SENTENCE}{}", "Theo 22/CT-LĐLĐ đã ban hành. ".repeat(12));
    let layout = lay_out(vec![paragraph(BlockRole::Body, &text)]);
    let mut expected = Vec::new();
    let lines: Vec<String> = lines(&layout).remove(0);
    let mut at = 0;
    for (index, line) in lines.iter().enumerate() {
        for (hyphen, _) in line.match_indices('-') {
            let begins = index > 0 && !line[..hyphen].contains(' ');
            let ends = index + 1 < lines.len() && !line.trim_end()[hyphen..].contains(' ');
            if begins || ends {
                expected.push(at + hyphen);
            }
        }
        at += line.len();
    }
    let held = layout.hints.paragraphs[0].no_break_hyphens.clone();
    assert!(held.len() < 12, "{held:?}");
    assert_eq!(held, expected, "{lines:#?}");
}

#[test]
fn a_list_says_what_its_marks_are() {
    let item = |level, marker, text: &str| {
        Block::Paragraph(Paragraph { level, marker, ..Paragraph::new(BlockRole::Item, text) })
    };
    let numbering = |blocks: Vec<Block>| -> Vec<ListNumbering> {
        let nodes = lay_out(blocks).structure.nodes.into_iter();
        nodes.filter(|node| node.tag == StructureTag::L).map(|node| node.numbering).collect()
    };
    use ListNumbering::{Decimal, Disc, LowerAlpha, None, UpperRoman};
    for (mark, expected) in [
        ("-", None),
        ("•", Disc),
        ("1.", Decimal),
        ("1.2.", Decimal),
        ("(1)", Decimal),
        ("a)", LowerAlpha),
        ("đ)", LowerAlpha),
        ("IV.", UpperRoman),
    ] {
        let blocks =
            vec![item(1, mark.len(), &format!("{mark} một")), item(1, mark.len(), &format!("{mark} hai"))];
        assert_eq!(numbering(blocks), [expected], "{mark}");
    }
    assert_eq!(numbering(vec![item(1, 2, "a) một"), item(1, 1, "- hai")]), [None]);
    assert_eq!(
        numbering(vec![item(1, 2, "1. một"), item(2, 2, "a) hai"), item(1, 2, "2. ba")]),
        [Decimal, LowerAlpha]
    );
}

#[test]
fn blanks_of_number_and_date_are_read_aloud_as_blanks_and_look_as_they_are() {
    let read = |role, text: &str| {
        let layout = lay_out(vec![paragraph(role, text)]);
        assert_eq!(layout.text, text);
        layout.structure.nodes[1].read_as.clone()
    };
    let blank = "\u{a0}".repeat(6);
    let number = read(BlockRole::Number, &format!("Số:{blank}/KH-LĐLĐ"));
    assert_eq!(number.as_deref(), Some("Số: (chưa có)/KH-LĐLĐ"));
    let date = read(BlockRole::PlaceDate, &format!("TP. Vinh, ngày{blank}tháng 3 năm 2024"));
    assert_eq!(date.as_deref(), Some("TP. Vinh, ngày (chưa có) tháng 3 năm 2024"));
    let date = read(BlockRole::PlaceDate, &format!("Vinh, ngày{blank}tháng{blank}năm"));
    assert_eq!(date.as_deref(), Some("Vinh, ngày (chưa có) tháng (chưa có) năm (chưa có)"));
    let date = read(BlockRole::PlaceDate, "Vinh, ngày ..../..../2024");
    assert_eq!(date.as_deref(), Some("Vinh, ngày (chưa có)/ (chưa có)/2024"));
    assert_eq!(read(BlockRole::PlaceDate, "TP. Vinh, ngày 23 tháng 02 năm 2024"), None);
    assert_eq!(read(BlockRole::Number, "Số: 39/KH-LĐLĐ"), None);
}

#[test]
fn a_bookmark_has_the_title_below_its_heading() {
    let layout = lay_out(vec![
        paragraph(BlockRole::TypeName, "QUY CHẾ"),
        paragraph(BlockRole::Subject, "Làm việc của Ban\nThường vụ"),
        paragraph(BlockRole::Part, "Chương I"),
        paragraph(BlockRole::PartTitle, "QUY ĐỊNH CHUNG"),
        paragraph(BlockRole::Article, "Điều 1. Phạm vi"),
        paragraph(BlockRole::Body, "Quy chế này quy định."),
    ]);
    let bookmarks: Vec<_> = layout.structure.nodes.iter().filter_map(|n| n.bookmark.as_deref()).collect();
    assert_eq!(
        bookmarks,
        ["QUY CHẾ Làm việc của Ban Thường vụ", "Chương I. QUY ĐỊNH CHUNG", "Điều 1. Phạm vi"]
    );
}

#[test]
fn a_caption_stands_in_its_table_and_parts_begin_pages() {
    let cell = |text: &str| crate::document::Cell {
        columns: 1,
        continues: false,
        paragraph: Paragraph::new(BlockRole::TableCell, text),
    };
    let row = crate::document::TableRow { cells: vec![cell("a")] };
    let table = crate::document::Table {
        columns: vec![crate::document::Align::Left],
        rows: vec![row],
        ..Default::default()
    };
    let blocks = vec![paragraph(BlockRole::Caption, "Bảng 1. Số liệu"), Block::Table(table)];
    let document = Document::new(Meta::default(), vec![section(blocks), section(vec![marked("Phụ lục")])]);
    let layout = paginate(&document, &sheet(), FontBook::embedded()).unwrap();
    let tags: Vec<_> = layout.structure.nodes.iter().map(|node| node.tag).collect();
    use StructureTag::{Caption, TBody, Table};
    assert_eq!(tags[1..4], [Table, Caption, TBody]);
    assert_eq!(layout.structure.nodes[3].parent, Some(NodeId(1)));
    assert_eq!(layout.parts, [0, 1]);
}

#[test]
fn a_character_before_a_stretch_of_another_size_is_not_condensed() {
    // Single symbols with a space between, in a column a hair too narrow, cannot be moved together: as in a word
    // processor, each is measured apart and without the room taken from its last character.
    let (style, fonts) = (sheet(), FontBook::embedded());
    let paragraph = Paragraph::new(BlockRole::TableCell, "✓ ✗");
    let cell = style.role(BlockRole::TableCell);
    let symbols = crate::font::symbol_size(cell.size);
    let advance =
        |c, size| fonts.face(fonts.face_of(c, crate::font::FaceId::Regular)).width(&String::from(c), size);
    let natural = advance('✓', symbols) + advance(' ', cell.size) + advance('✗', symbols);
    let count = |width| lines::set(&paragraph, cell, cell.size, width, fonts).lines.len();
    assert_eq!(count(natural + Length::pt(1)), 1);
    assert_eq!(count(natural - Length::from_pt(0.2)), 2);
}
