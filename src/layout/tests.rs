//! Invariants of any layout, and the measured cases it must reproduce.

use super::*;
use crate::document::{
    Align, Block, Cell, Columns, ColumnsKind, Meta, Orientation, SigningRoom, Table, TableRow, Text,
};
use crate::length::Size;
use proptest::prelude::*;

pub(super) fn sheet() -> StyleSheet {
    let table: toml::Table = include_str!("../../templates/styles/nd30.toml").parse().unwrap();
    StyleSheet::from_table(table).unwrap()
}

pub(super) fn section(blocks: Vec<Block>) -> Section {
    Section { orientation: Orientation::Portrait, blocks, foot: vec![] }
}

pub(super) fn lay_out(blocks: Vec<Block>) -> Layout {
    let document = Document::new(Meta::default(), vec![section(blocks)]);
    paginate(&document, &sheet(), FontBook::embedded()).unwrap()
}

pub(super) fn paragraph(role: BlockRole, text: &str) -> Block {
    Block::Paragraph(Paragraph::new(role, text))
}

/// The words of each page's lines, top to bottom.
pub(super) fn lines(layout: &Layout) -> Vec<Vec<String>> {
    let page_lines = |page: &Page| {
        let mut lines: Vec<(Length, String)> = Vec::new();
        for placed in &page.items {
            let PageItem::Text(run) = &placed.item else { continue };
            let text = layout.text_of(run);
            match lines.last_mut() {
                Some((y, line)) if *y == placed.at.y => line.push_str(text),
                _ => lines.push((placed.at.y, text.to_owned())),
            }
        }
        lines.into_iter().map(|l| l.1).collect()
    };
    layout.pages.iter().map(page_lines).collect()
}

pub(super) const SENTENCE: &str =
    "Tuyên truyền sâu rộng trong đoàn viên, công nhân, viên chức, lao động và toàn xã hội. ";

#[test]
fn a_page_of_exact_lines_holds_as_many_as_a_word_processor_puts_there() {
    // 728.5 pt of body: the first line takes 6 pt before it, then forty lines of 18 pt are 720 pt.
    let layout = lay_out(vec![paragraph(BlockRole::Body, &SENTENCE.repeat(60))]);
    assert_eq!(lines(&layout)[0].len(), 40);
}

#[test]
fn pages_after_the_first_carry_their_number() {
    let layout = lay_out(vec![paragraph(BlockRole::Body, &SENTENCE.repeat(150))]);
    let pages = lines(&layout);
    assert!(pages.len() >= 3);
    assert!(!pages[0].iter().any(|l| l == "1"));
    assert_eq!(pages[1].last().unwrap(), "2");
    assert_eq!(pages[2].last().unwrap(), "3");
}

#[test]
fn a_heading_never_ends_a_page() {
    for filler in 30..42 {
        let mut blocks: Vec<_> = (0..filler).map(|_| paragraph(BlockRole::Subject, "một dòng")).collect();
        // Subjects keep with the next; body lines do not, so the page may end between them.
        blocks.iter_mut().for_each(|b| {
            if let Block::Paragraph(p) = b {
                p.role = BlockRole::ToItem;
            }
        });
        blocks.push(paragraph(BlockRole::Heading1, "I. MỤC ĐÍCH"));
        blocks.push(paragraph(BlockRole::Body, &SENTENCE.repeat(4)));
        let pages = lines(&lay_out(blocks));
        assert_ne!(pages[0].last().unwrap(), "I. MỤC ĐÍCH", "{filler} lines above");
    }
}

#[test]
fn no_paragraph_leaves_a_single_line_behind_or_ahead() {
    for above in 30..42 {
        let mut blocks: Vec<_> = (0..above).map(|_| paragraph(BlockRole::ToItem, "một dòng")).collect();
        blocks.push(paragraph(BlockRole::Body, &SENTENCE.repeat(5)));
        let pages = lines(&lay_out(blocks));
        let own = pages[0].iter().filter(|l| !l.contains("một dòng")).count();
        let ahead =
            pages.get(1).map_or(0, |p| p.iter().filter(|l| !l.contains("một dòng") && *l != "2").count());
        assert!(own != 1 && ahead != 1, "{above} lines above: {own} + {ahead}");
    }
}

/// A signature block with a room to sign.
fn signature() -> Block {
    let right = vec![paragraph(BlockRole::Position, "CHỦ TỊCH"), Block::SigningRoom(Default::default())];
    let left = vec![paragraph(BlockRole::RecipientsTitle, "Nơi nhận:")];
    Block::Columns(Columns {
        id: Default::default(),
        kind: ColumnsKind::Signature,
        rows: vec![[left, right]],
    })
}

#[test]
fn the_last_paragraph_before_a_signature_is_parted_and_leaves_no_hole() {
    let (mut natural, mut kept_clear) = (0, 0);
    let foot = sheet().page.height - sheet().page.bottom;
    for above in 18..38 {
        let mut blocks: Vec<_> = (0..above).map(|_| paragraph(BlockRole::ToItem, "một dòng")).collect();
        blocks.push(paragraph(BlockRole::Body, &SENTENCE.repeat(9)));
        blocks.push(signature());
        let layout = lay_out(blocks);
        let pages = lines(&layout);
        let hint = layout.hints.paragraphs.iter().rev().find(|h| h.keep_next || h.page_end.is_some());
        if pages.len() == 1 {
            assert!(hint.is_some_and(|h| h.keep_next), "{above}");
            continue;
        }
        let own = |page: &[String]| {
            page.iter().filter(|l| l.contains(' ') && !l.contains("một dòng") && !l.contains("CHỦ")).count()
        };
        let (here, ahead) = (own(&pages[0]), own(&pages[1]) - 1);
        // 8 lines: those that fit stay, two at least go on with the signature.
        assert!(ahead >= 2 && (here >= 2 || above > 37), "{above} lines above: {here} + {ahead}");
        match hint {
            Some(hint) => {
                let end = hint.page_end.unwrap();
                assert_eq!(ahead, 2, "{above} lines above");
                assert!(end.height > Length::ZERO && end.top + end.height <= foot, "{end:?}");
                kept_clear += 1;
            }
            None => natural += 1,
        }
    }
    assert!(natural > 2 && kept_clear > 2, "{natural} {kept_clear}");
}

/// Lines of a paragraph of a role.
fn lines_of(role: BlockRole, text: &str) -> Vec<String> {
    lines(&lay_out(vec![paragraph(role, text)])).remove(0)
}

#[test]
fn the_lines_of_a_title_are_about_equally_long_and_part_no_word_or_name() {
    for (text, count) in [
        ("Tổng kết phong trào thi đua yêu nước trong công nhân, viên chức, lao động tỉnh năm 2025", 2),
        (
            "Tổ chức Hội nghị biểu dương gia đình đoàn viên, người lao động tiêu biểu nhân Ngày Gia đình Việt Nam, \
          sơ kết phong trào thi đua và gặp mặt cán bộ công đoàn tại Lai Châu",
            3,
        ),
    ] {
        let lines = lines_of(BlockRole::Subject, text);
        assert_eq!(lines.len(), count, "{lines:?}");
        let lengths: Vec<usize> = lines.iter().map(|l| l.trim_end().chars().count()).collect();
        let (least, most) = (lengths.iter().min().unwrap(), lengths.iter().max().unwrap());
        assert!(least * 10 >= most * 6, "{lines:?}");
        assert_eq!(lines.concat(), text);
        let mut at = 0;
        for line in &lines[..count - 1] {
            at += line.len();
            assert!(!crate::text::parts_word(text, at - 1), "{lines:?}");
        }
    }
    // One line, and lines that the author broke, stay.
    assert_eq!(lines_of(BlockRole::Subject, "Tổng kết năm 2025").len(), 1);
    let layout =
        lay_out(vec![paragraph(BlockRole::Subject, "Kết quả hoạt động công đoàn\nNhiệm vụ tháng 02")]);
    assert_eq!(layout.hints.paragraphs[0].inset, Length::ZERO);
}

#[test]
fn a_space_that_would_tear_a_line_open_is_let_go() {
    // «ngày» stays with its date, but not where the line above would be left with gaps four times as wide.
    let long = "Thực hiện Kế hoạch của Liên đoàn Lao động tỉnh Lai Châu số 12345678901234567890/KH-LĐLĐ, ngày 09/10/2019 tổ chức";
    let widest = |text: &str| {
        let layout = lay_out(vec![paragraph(BlockRole::Body, text)]);
        let gaps = layout.pages[0].items.iter().filter_map(|placed| match &placed.item {
            PageItem::Text(run) => Some(run.word_gap),
            _ => None,
        });
        gaps.max().unwrap_or_default()
    };
    for words in 0..24 {
        let text = format!("{}{long} {SENTENCE}", "một ".repeat(words));
        let held = crate::text::no_break_spaces(&text).len();
        let hints = &lay_out(vec![paragraph(BlockRole::Body, &text)]).hints.paragraphs[0];
        let kept = hints.no_break_spaces.len();
        assert!(kept == held || widest(&text) <= Length::pt(7), "{words}");
    }
}

#[test]
fn a_break_after_a_slash_is_told_where_it_is_used() {
    let hints = |text: &str| lay_out(vec![paragraph(BlockRole::Body, text)]).hints.paragraphs[0].clone();
    let used = (0..60)
        .map(|n| format!("{}{}tập thể/cá nhân được khen thưởng", "một ".repeat(n / 2), "ở ".repeat(n % 2)));
    let told: Vec<String> = used.filter(|text| !hints(text).break_places.is_empty()).collect();
    assert!(!told.is_empty() && told.len() < 5, "{told:?}");
    for text in told {
        assert_eq!(hints(&text).break_places, [text.find('/').unwrap() + 1]);
    }
}

#[test]
fn a_signature_keeps_at_least_two_lines_of_the_body() {
    for above in 25..40 {
        let mut blocks: Vec<_> = (0..above).map(|_| paragraph(BlockRole::ToItem, "một dòng")).collect();
        blocks.push(signature());
        let pages = lines(&lay_out(blocks));
        let page = pages.iter().find(|p| p.iter().any(|l| l == "CHỦ TỊCH")).unwrap();
        assert!(page.iter().filter(|l| *l == "một dòng").count() >= 2, "{above} lines above");
    }
}

#[test]
fn a_tables_header_stands_on_every_page_the_table_reaches() {
    let cell = |role, text: &str| Cell::new(1, Paragraph::new(role, text));
    let row = |role, text| TableRow { cells: vec![cell(role, text), cell(role, "x")] };
    let table = Table {
        columns: vec![Align::Left; 2],
        header: vec![row(BlockRole::TableHead, "Đầu")],
        rows: (0..120).map(|_| row(BlockRole::TableCell, "thân")).collect(),
        ..Table::default()
    };
    let pages = lines(&lay_out(vec![Block::Table(table)]));
    assert!(pages.len() >= 3);
    for page in &pages {
        assert!(page[0].starts_with("Đầu"), "{:?}", page[0]);
    }
    assert_eq!(pages.iter().flatten().filter(|l| l.starts_with("thân")).count(), 120);
}

#[test]
fn the_national_name_keeps_to_one_line() {
    let name = || paragraph(BlockRole::NationalName, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
    let block =
        Columns { id: Default::default(), kind: ColumnsKind::Header, rows: vec![[vec![], vec![name()]]] };
    assert_eq!(lines(&lay_out(vec![Block::Columns(block)]))[0].len(), 1);
}

fn words() -> impl Strategy<Value = String> {
    prop::collection::vec("[a-zA-Zđươê0-9,.;:/()–-]{1,12}|22/CT-LĐLĐ|\u{a0}", 0..120)
        .prop_map(|w| w.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_character_is_placed_once_and_inside_the_page(texts in prop::collection::vec(words(), 1..12)) {
        let blocks = texts.iter().map(|t| paragraph(BlockRole::Body, t)).collect();
        let layout = lay_out(blocks);
        let placed: String = layout.pages.iter().flat_map(|p| &p.items)
            .filter(|i| matches!(i.owner, Owner::Node(_)))
            .filter_map(|i| match &i.item { PageItem::Text(run) => Some(layout.text_of(run)), _ => None })
            .collect();
        prop_assert_eq!(placed, texts.concat());
        for page in &layout.pages {
            for item in &page.items {
                if let PageItem::Text(run) = &item.item {
                    let visible = layout.text_of(run).trim_end_matches(' ').len() as u32;
                    let trailing = run.end - run.start - visible;
                    // A trailing space may hang over the margin; nothing else may.
                    let hang = if trailing > 0 { (Length::pt(14) + run.word_gap) * i64::from(trailing) } else { Length::twips(1) };
                    prop_assert!(item.at.x + run.width <= page.size.width - Length::mm(15) + hang);
                }
                prop_assert!(item.at.y <= page.size.height - Length::mm(20));
            }
        }
    }

    #[test]
    fn no_decision_is_a_hairs_breadth_from_the_margin(text in words()) {
        let layout = lay_out(vec![paragraph(BlockRole::Body, &text)]);
        prop_assert!(layout.hints.paragraphs[0].condense <= 12);
    }

    #[test]
    fn a_text_with_emphasis_is_placed_as_it_stands(parts in prop::collection::vec((words(), any::<bool>()), 1..6)) {
        let mut text = Text::default();
        for (part, bold) in &parts {
            text.push(part, crate::document::Emphasis { bold: *bold, ..crate::document::Emphasis::NONE });
        }
        let layout = lay_out(vec![Block::Paragraph(Paragraph::new(BlockRole::Body, text.clone()))]);
        let placed: String = layout.pages.iter().flat_map(|p| &p.items)
            .filter(|i| matches!(i.owner, Owner::Node(_)))
            .filter_map(|i| match &i.item { PageItem::Text(run) => Some(layout.text_of(run)), _ => None })
            .collect();
        prop_assert_eq!(placed, text.as_str());
    }
}

/// A signing room between a post and a name, alone or two side by side.
fn signatures(kind: ColumnsKind, names: [&str; 2]) -> Vec<Block> {
    let side = |name: &str| match name {
        "" => vec![],
        name => vec![
            paragraph(BlockRole::Position, "CHỦ TỊCH"),
            Block::SigningRoom(Default::default()),
            paragraph(BlockRole::SignerName, name),
        ],
    };
    vec![Block::Columns(Columns { id: Default::default(), kind, rows: vec![names.map(side)] })]
}

#[test]
fn a_signer_has_a_place_between_post_and_name_and_the_seal_covers_its_left_third() {
    let layout = lay_out(signatures(ColumnsKind::Signature, ["", "Hoàng Thọ Trung"]));
    let [person, organ] = layout.signing.as_slice() else { panic!("{:?}", layout.signing) };
    assert_eq!(person.signatory, Signatory::Person("Hoàng Thọ Trung".into()));
    assert_eq!(organ.signatory, Signatory::Organ);
    let style = sheet();
    let (height, seal) = (style.signing.signature_height, style.signing.seal);
    assert_eq!(person.bounds.size, Size { width: height * 5 / 2, height });
    assert_eq!(organ.bounds.size, Size { width: seal, height: seal });
    let middle = style.page.left + style.columns.signature[0] + style.columns.signature[1] / 2;
    assert!((person.bounds.at.x + person.bounds.size.width / 2 - middle).abs() < Length::twips(1));
    let third = person.bounds.at.x + person.bounds.size.width / 3;
    assert!((organ.bounds.at.x + organ.bounds.size.width - third).abs() < Length::twips(1));
    let baselines: Vec<Length> = layout.pages[0].items.iter().map(|placed| placed.at.y).collect();
    assert!(
        baselines[0] < person.bounds.at.y
            && person.bounds.at.y + person.bounds.size.height < *baselines.last().unwrap()
    );
    assert_eq!(layout.structure.nodes[person.node.0 as usize].tag, StructureTag::Form);
}

#[test]
fn of_two_who_sign_the_right_one_has_the_seal() {
    let layout = lay_out(signatures(ColumnsKind::TwoSignatures, ["Lương Xuân Trường", "Hoàng Thọ Trung"]));
    let signatories: Vec<_> = layout.signing.iter().map(|place| place.signatory.clone()).collect();
    let person = |name: &str| Signatory::Person(name.into());
    assert_eq!(signatories, [person("Lương Xuân Trường"), person("Hoàng Thọ Trung"), Signatory::Organ]);
    let style = sheet();
    assert!(layout.signing[2].bounds.at.x >= style.page.left + style.columns.two_signatures[0]);
}

#[test]
fn a_room_that_is_signed_on_paper_has_no_place_for_an_electronic_signature_nor_the_seal() {
    let mut blocks = signatures(ColumnsKind::Signature, ["", "Hoàng Thọ Trung"]);
    let room = SigningRoom { on_paper: true, ..SigningRoom::default() };
    blocks.push(Block::SigningRoom(room));
    let layout = lay_out(blocks);
    let signatories: Vec<_> = layout.signing.iter().map(|place| place.signatory.clone()).collect();
    assert_eq!(signatories, [Signatory::Person("Hoàng Thọ Trung".into()), Signatory::Organ]);
}

#[test]
fn on_a_page_that_lies_the_two_columns_reach_from_margin_to_margin() {
    let section = |orientation| Section {
        orientation,
        blocks: signatures(ColumnsKind::Signature, ["", "Hoàng Thọ Trung"]),
        foot: vec![],
    };
    let widths = |orientation| {
        let document = Document::new(Meta::default(), vec![section(orientation)]);
        let layout = paginate(&document, &sheet(), FontBook::embedded()).unwrap();
        layout.hints.columns[0].widths
    };
    let (upright, lying) = (widths(Orientation::Portrait), widths(Orientation::Landscape));
    assert_eq!(upright, sheet().columns.signature);
    let share = |widths: [Length; 2], whole: Length| (widths[0] + widths[1]).to_mm() / whole.to_mm();
    let text_width = |orientation| sheet().text_width(orientation);
    let (before, after) =
        (share(upright, text_width(Orientation::Portrait)), share(lying, text_width(Orientation::Landscape)));
    assert!((before - after).abs() < 0.001, "{before} {after}");
}

#[test]
fn a_place_for_signing_is_on_the_page_its_room_is_on() {
    let mut blocks = vec![paragraph(BlockRole::Body, &SENTENCE.repeat(150))];
    blocks.extend(signatures(ColumnsKind::Signature, ["", "Hoàng Thọ Trung"]));
    let layout = lay_out(blocks);
    assert!(layout.pages.len() >= 3);
    assert!(layout.signing.iter().all(|place| place.bounds.page == layout.pages.len() - 1));
}

#[test]
fn a_line_break_parts_words_in_the_text_and_moves_nothing() {
    let broken = lay_out(vec![paragraph(BlockRole::Organ, "LIÊN ĐOÀN LAO ĐỘNG\nTỈNH LAI CHÂU")]);
    assert_eq!(broken.text, "LIÊN ĐOÀN LAO ĐỘNG TỈNH LAI CHÂU");
    let alone = lay_out(vec![paragraph(BlockRole::Organ, "LIÊN ĐOÀN LAO ĐỘNG")]);
    assert_eq!(broken.pages[0].items[0].at, alone.pages[0].items[0].at);
    let (PageItem::Text(with), PageItem::Text(without)) =
        (&broken.pages[0].items[0].item, &alone.pages[0].items[0].item)
    else {
        panic!("lines are text");
    };
    let space = FontBook::embedded().face(with.face).width(" ", with.size);
    assert_eq!(with.width, without.width + space);
}

#[test]
fn a_list_in_a_list_is_part_of_the_text_of_its_item() {
    let item = |level, text: &str| {
        Block::Paragraph(Paragraph { level, marker: 1, ..Paragraph::new(BlockRole::Item, text) })
    };
    let layout = lay_out(vec![item(1, "- một"), item(2, "+ một một"), item(1, "- hai")]);
    let nodes = &layout.structure.nodes;
    let parent = |index: usize| nodes[index].parent.map(|parent| nodes[parent.0 as usize].tag);
    let lists: Vec<_> =
        (0..nodes.len()).filter(|&index| nodes[index].tag == StructureTag::L).map(parent).collect();
    assert_eq!(lists, [Some(StructureTag::Document), Some(StructureTag::LBody)]);
    let items = (0..nodes.len()).filter(|&index| nodes[index].tag == StructureTag::LI);
    assert!(items.clone().count() == 3 && items.map(parent).all(|tag| tag == Some(StructureTag::L)));
}
