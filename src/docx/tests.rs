//! Content of the written files.

use super::sample::*;
use super::*;
use crate::document::*;
use crate::layout::{PageEnd, ParagraphHint};
use crate::length::Length;
use proptest::prelude::*;
use std::io::{Cursor, Read};

/// A part of a file.
fn part(docx: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn names(docx: &[u8]) -> Vec<String> {
    let zip = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    (0..zip.len()).map(|i| zip.name_for_index(i).unwrap().to_owned()).collect()
}

/// The body of a document of these blocks.
fn body(blocks: Vec<Block>) -> String {
    let document = one(blocks);
    part(&write(&document, &hints(&document), &style()).unwrap(), "word/document.xml")
}

/// The body of one paragraph with a hint.
fn hinted(text: Text, hint: ParagraphHint) -> String {
    let document = one(vec![Block::Paragraph(Paragraph::new(BlockRole::Body, text))]);
    let hints = LayoutHints { paragraphs: vec![hint], ..LayoutHints::default() };
    part(&write(&document, &hints, &style()).unwrap(), "word/document.xml")
}

/// Text of a body as a reader of the file finds it: text, breaks, no-break hyphens.
fn extracted(xml: &str) -> String {
    let mut out = String::new();
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut in_text = false;
    loop {
        use quick_xml::events::Event;
        match reader.read_event().unwrap() {
            Event::Start(tag) => in_text = tag.name().0 == b"w:t",
            Event::End(_) => in_text = false,
            Event::Empty(tag) if tag.name().0 == b"w:noBreakHyphen" => out.push('-'),
            Event::Empty(tag) if tag.name().0 == b"w:br" => out.push('\n'),
            Event::Text(text) if in_text => out.push_str(&text.decode().unwrap()),
            Event::GeneralRef(name) if in_text => out.push(match &*name {
                b"amp" => '&',
                b"lt" => '<',
                b"gt" => '>',
                b"quot" => '"',
                b"apos" => '\'',
                other => panic!("{other:?}"),
            }),
            Event::Eof => return out,
            _ => {}
        }
    }
}

#[test]
fn the_same_document_gives_the_same_bytes_in_any_thread() {
    let make = || {
        let document = full(6);
        write(&document, &hints(&document), &style()).unwrap()
    };
    let first = make();
    let others: Vec<_> =
        [std::thread::spawn(make), std::thread::spawn(make)].map(|t| t.join().unwrap()).into();
    assert!(make() == first && others.iter().all(|o| *o == first));
}

#[test]
fn entries_have_a_fixed_order_time_and_mode_and_no_folders() {
    let document = full(1);
    let docx = write(&document, &hints(&document), &style()).unwrap();
    let names = names(&docx);
    assert_eq!(names[..3], ["[Content_Types].xml", "_rels/.rels", "word/document.xml"]);
    assert_eq!(names.last().unwrap(), "word/media/image2.png");
    let mut zip = zip::ZipArchive::new(Cursor::new(&docx)).unwrap();
    for index in 0..zip.len() {
        let entry = zip.by_index(index).unwrap();
        assert!(!entry.is_dir());
        assert_eq!(entry.unix_mode().map(|m| m & 0o777), Some(0o644), "{}", entry.name());
        assert_eq!(entry.last_modified().unwrap().to_string(), "1980-01-01 00:00:00", "{}", entry.name());
    }
}

#[test]
fn every_part_is_declared_and_every_relationship_leads_somewhere() {
    let document = full(1);
    let docx = write(&document, &hints(&document), &style()).unwrap();
    let (names, types) = (names(&docx), part(&docx, "[Content_Types].xml"));
    for name in names.iter().filter(|n| n.ends_with(".xml") && !n.starts_with('[')) {
        assert!(types.contains(&format!("PartName=\"/{name}\"")), "{name} has no type");
    }
    let relationships = part(&docx, "word/_rels/document.xml.rels");
    for target in relationships.split("Target=\"").skip(1).map(|t| t.split('"').next().unwrap()) {
        assert!(names.contains(&format!("word/{target}")), "{target} is missing");
    }
    let body = part(&docx, "word/document.xml");
    for id in body.split("r:id=\"").chain(body.split("r:embed=\"")).skip(1) {
        let id = id.split('"').next().unwrap();
        assert!(id.contains("<?xml") || relationships.contains(&format!("Id=\"{id}\"")), "{id}");
    }
}

#[test]
fn the_properties_say_title_language_and_the_documents_own_date() {
    let document = full(0);
    let docx = write(&document, &hints(&document), &style()).unwrap();
    let core = part(&docx, "docProps/core.xml");
    assert!(core.contains("<dc:title>Kế hoạch &quot;A&quot; &amp; &lt;B&gt;</dc:title>"));
    assert!(core.contains("<dc:language>vi-VN</dc:language>"));
    assert!(core.contains(">2024-02-23T00:00:00+07:00</dcterms:created>"));
    assert!(part(&docx, "docProps/custom.xml").contains("<vt:lpwstr>39/KH-LĐLĐ</vt:lpwstr>"));
    let undated = write(&one(vec![]), &LayoutHints::default(), &style()).unwrap();
    assert!(!part(&undated, "docProps/core.xml").contains("dcterms:created"));
}

#[test]
fn every_role_has_a_style_and_headings_are_real_ones() {
    let docx = write(&one(vec![]), &LayoutHints::default(), &style()).unwrap();
    let styles = part(&docx, "word/styles.xml");
    for role in BlockRole::ALL {
        assert_eq!(
            styles.matches(&format!("w:styleId=\"{}\"", roles::style_id(role))).count(),
            1,
            "{role:?}"
        );
    }
    assert!(styles.contains(r#"w:styleId="Heading1"><w:name w:val="heading 1"/>"#));
    assert!(styles.contains(r#"<w:lang w:val="vi-VN""#));
    assert!(styles.contains(r#"<w:style w:type="paragraph" w:default="1" w:styleId="Normal">"#));
    let heading = styles.split("w:styleId=\"Heading2\"").nth(1).unwrap();
    assert!(heading[..heading.find("</w:style>").unwrap()].contains(r#"<w:outlineLvl w:val="1"/>"#));
    let body = styles.split("w:styleId=\"BodyText\"").nth(1).unwrap();
    assert!(body.contains(r#"<w:spacing w:before="120" w:after="0" w:line="360" w:lineRule="exact"/>"#));
}

#[test]
fn two_roles_of_one_name_get_two_names() {
    let mut style = style();
    style.roles[BlockRole::Note.index()].name = "NỘI dung".to_owned();
    let docx = write(&one(vec![]), &LayoutHints::default(), &style).unwrap();
    assert!(part(&docx, "word/styles.xml").contains(r#"<w:name w:val="NỘI dung 2"/>"#));
}

#[test]
fn the_compatibility_mode_is_the_style_sheets() {
    let mut style = style();
    for mode in [14, 15] {
        style.text.compatibility = mode;
        let document = one(vec![Block::Table(table(1))]);
        let docx = write(&document, &hints(&document), &style).unwrap();
        let setting = format!(r#"w:uri="http://schemas.microsoft.com/office/word" w:val="{mode}"/>"#);
        assert!(part(&docx, "word/settings.xml").contains(&setting));
        let shift = if mode == 14 { 80 } else { 0 };
        let indent = format!(r#"<w:tblInd w:w="{shift}" w:type="dxa"/>"#);
        assert!(part(&docx, "word/document.xml").contains(&indent), "mode {mode}");
    }
}

#[test]
fn no_break_spaces_and_hyphens_stand_where_the_layout_wants_them_and_nowhere_else() {
    let text = "ngày 23 và 22/CT-LĐLĐ - hết";
    let hint = ParagraphHint {
        no_break_spaces: vec![5],
        no_break_hyphens: vec![text.find("-L").unwrap()],
        ..ParagraphHint::default()
    };
    let xml = hinted(text.into(), hint);
    assert!(
        xml.contains(
            "ngày\u{A0}23 và 22/CT</w:t><w:noBreakHyphen/><w:t xml:space=\"preserve\">LĐLĐ - hết</w:t>"
        ),
        "{xml}"
    );
}

#[test]
fn a_balanced_title_is_indented_on_both_sides() {
    let xml = hinted("một".into(), ParagraphHint { inset: Length::twips(300), ..ParagraphHint::default() });
    assert!(xml.contains(r#"<w:ind w:left="300" w:right="300" w:firstLine="567"/>"#), "{xml}");
}

#[test]
fn a_break_after_a_slash_is_a_space_of_no_width() {
    let text = "đồng/người";
    let hint =
        ParagraphHint { break_places: vec![text.find("người").unwrap()], ..ParagraphHint::default() };
    let xml = hinted(text.into(), hint);
    assert!(xml.contains("đồng/\u{200B}người</w:t>"), "{xml}");
}

#[test]
fn a_paragraph_parted_before_a_signature_keeps_the_foot_of_its_page_clear() {
    let end = PageEnd { top: Length::mm(200), height: Length::mm(77) };
    let xml = hinted("một hai".into(), ParagraphHint { page_end: Some(end), ..ParagraphHint::default() });
    assert!(xml.contains("<wp:wrapTopAndBottom/>"), "{xml}");
    assert!(
        xml.contains(r#"<wp:positionV relativeFrom="page"><wp:posOffset>7200000</wp:posOffset>"#),
        "{xml}"
    );
    assert!(xml.contains(r#"cy="2772000""#), "{xml}");
    // The text stays in one paragraph, and nothing is drawn.
    assert_eq!(extracted(&xml), "một hai");
    assert!(xml.contains(r#"<a:ln w="9525"><a:noFill/></a:ln>"#), "{xml}");
}

#[test]
fn a_condensed_paragraph_is_condensed_in_every_run() {
    let mut text = Text::plain("một ");
    text.push("hai", Emphasis::BOLD);
    let xml =
        hinted(text, ParagraphHint { condense: 2, size: Some(Length::pt(13)), ..ParagraphHint::default() });
    assert_eq!(
        xml.matches(r#"<w:spacing w:val="-2"/><w:sz w:val="26"/><w:szCs w:val="26"/>"#).count(),
        2,
        "{xml}"
    );
    assert!(xml.contains(r#"<w:rPr><w:b/><w:bCs/><w:spacing w:val="-2"/>"#));
}

#[test]
fn a_row_of_dots_is_a_run_of_its_size_and_the_text_stays_whole() {
    let mut text = Text::plain("Địa chỉ: ");
    text.push("......", Emphasis::BOLD);
    text.push(";", Emphasis::BOLD);
    let row = "Địa chỉ: ".len().."Địa chỉ: ......".len();
    let hint = ParagraphHint { sizes: vec![(row, Length::pt(9))], ..ParagraphHint::default() };
    let xml = hinted(text, hint);
    assert!(
        xml.contains(
            r#"<w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr><w:t xml:space="preserve">......</w:t>"#
        ),
        "{xml}"
    );
    assert_eq!(xml.matches(r#"<w:sz w:val="18"/>"#).count(), 1, "{xml}");
    assert!(xml.contains(r#"<w:t xml:space="preserve">;</w:t>"#), "{xml}");
}

#[test]
fn a_paragraph_told_to_begin_a_page_has_no_space_above() {
    let xml = hinted("I. MỤC".into(), ParagraphHint { break_before: true, ..ParagraphHint::default() });
    assert!(xml.contains(r#"<w:pageBreakBefore/><w:spacing w:before="0"/>"#), "{xml}");
}

#[test]
fn emphasis_the_role_has_already_makes_no_run_of_its_own() {
    let mut text = Text::plain("I. ");
    text.push("MỤC ĐÍCH", Emphasis::BOLD);
    let xml = body(vec![Block::Paragraph(Paragraph::new(BlockRole::Heading1, text))]);
    assert!(xml.contains(r#"<w:r><w:t xml:space="preserve">I. MỤC ĐÍCH</w:t></w:r>"#), "{xml}");
}

#[test]
fn a_header_row_is_repeated_and_no_row_is_split() {
    let xml = body(vec![Block::Table(table(2))]);
    assert_eq!(xml.matches("<w:tblHeader/>").count(), 1);
    assert_eq!(xml.matches("<w:cantSplit/>").count(), 4);
    assert_eq!(xml.matches(r#"<w:gridSpan w:val="3"/>"#).count(), 1);
    assert!(xml.contains(r#"<w:left w:w="80" w:type="dxa"/>"#), "cell margins are said");
    assert!(!xml.contains("gridCol w:w=\"3118\" w:type"), "{xml}");
}

#[test]
fn a_column_aligns_its_cells_but_not_its_head() {
    let xml = body(vec![Block::Table(table(1))]);
    assert!(xml.contains(r#"<w:pStyle w:val="TableCell"/><w:jc w:val="right"/>"#));
    assert!(xml.contains(r#"<w:pStyle w:val="TableHead"/><w:keepNext/></w:pPr>"#), "{xml}");
}

#[test]
fn tables_never_touch_and_never_come_last() {
    let columns = || header();
    let xml = body(vec![columns(), columns(), Block::Table(table(1))]);
    assert!(!xml.contains("</w:tbl><w:tbl>"));
    assert!(xml.contains("</w:tbl><w:p><w:pPr><w:pStyle w:val=\"Gap\"/></w:pPr></w:p><w:sectPr>"), "{xml}");
    assert!(!body(vec![signature(SigningRoom::default())]).contains("</w:tbl></w:tc>"));
}

#[test]
fn the_seal_floats_over_the_signature_with_a_name_a_number_and_a_description() {
    let document = one(vec![Block::SigningRoom(signed_room()), Block::SigningRoom(signed_room())]);
    let hints = hints(&document);
    let docx = write(&document, &hints, &style()).unwrap();
    let xml = part(&docx, "word/document.xml");
    assert!(xml.contains("<wp:posOffset>-36000</wp:posOffset>"), "the seal begins 1 mm above its room");
    assert!(xml.contains(r#"<wp:docPr id="1" name="Chữ ký 1" descr="Chữ ký của &quot;Chủ tịch&quot;"/>"#));
    assert!(xml.contains(r#"<wp:docPr id="4" name="Con dấu 4" descr="Con dấu"/>"#));
    assert_eq!(xml.matches(r#"allowOverlap="1""#).count(), 4);
    assert!(xml.contains(r#"w:lineRule="atLeast""#), "an exact line would clip an image");
    let media = names(&docx).iter().filter(|n| n.contains("media")).count();
    assert_eq!(media, 2, "one file for each distinct image");
}

#[test]
fn a_line_is_a_border_in_the_middle_of_its_column() {
    let document = one(vec![p(BlockRole::Subject, "x"), rule(BlockRole::SubjectRule)]);
    let xml = part(&write(&document, &hints(&document), &style()).unwrap(), "word/document.xml");
    assert!(
        xml.contains(
            r#"<w:pStyle w:val="SubjectRule"/><w:ind w:left="3118" w:right="3118" w:firstLine="0"/>"#
        ),
        "{xml}"
    );
}

#[test]
fn an_urgent_word_stands_in_a_red_box_of_the_decrees_size() {
    let frame = Block::Frame(Frame { paragraph: Paragraph::new(BlockRole::Urgency, "HỎA TỐC") });
    let xml = body(vec![frame]);
    assert!(xml.contains(r#"<w:pBdr><w:top w:val="single" w:space="3" w:sz="4" w:color="FF0000""#), "{xml}");
    // 8 mm are 454 twips: two lines of 10, two spaces of 60, the line.
    assert!(xml.contains(r#"<w:spacing w:line="314" w:lineRule="exact"/>"#), "{xml}");
}

#[test]
fn appendixes_are_sections_numbered_from_one_and_footers_are_not_inherited() {
    let document = full(0);
    let docx = write(&document, &hints(&document), &style()).unwrap();
    let xml = part(&docx, "word/document.xml");
    assert_eq!(xml.matches("<w:sectPr>").count(), 2);
    assert_eq!(xml.matches("<w:titlePg/>").count(), 2);
    assert_eq!(xml.matches(r#"<w:pgNumType w:start="1"/>"#).count(), 1);
    assert!(xml.contains(r#"<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>"#), "{xml}");
    assert!(part(&docx, "word/footer1.xml").contains("Liên đoàn Lao động tỉnh Lai Châu"));
    assert!(!part(&docx, "word/footer2.xml").contains("<w:t"));
    assert!(part(&docx, "word/header1.xml").contains("<w:instrText>PAGE</w:instrText>"));
}

/// Runs of a body from the marks of the outline.
fn marked(text: &str) -> String {
    hinted(crate::outline::parse_inline(text), ParagraphHint::default())
}

#[test]
fn a_tick_names_the_face_of_symbols_and_is_neither_bold_nor_larger_than_its_line() {
    let xml = marked("Có **✓** thì");
    let run = concat!(
        r#"<w:r><w:rPr><w:rFonts w:ascii="Segoe UI Symbol" w:hAnsi="Segoe UI Symbol" w:cs="Segoe UI Symbol" "#,
        r#"w:eastAsia="Segoe UI Symbol"/><w:sz w:val="25"/><w:szCs w:val="25"/></w:rPr>"#,
        r#"<w:t xml:space="preserve">✓</w:t></w:r>"#
    );
    assert!(xml.contains(run), "{xml}");
    let heading = body(vec![p(BlockRole::Heading1, "I. ✓ MỤC")]);
    assert!(heading.contains(r#"<w:b w:val="false"/>"#), "{heading}");
    // A cell of symbols alone is as high as one of text.
    let cell = body(vec![p(BlockRole::TableCell, "✓☐")]);
    assert!(cell.contains(r#"<w:spacing w:line="299" w:lineRule="atLeast"/>"#), "{cell}");
    assert!(!body(vec![p(BlockRole::TableCell, "Đã xong")]).contains("atLeast"));
    let document = one(vec![p(BlockRole::Body, "✓")]);
    let docx = write(&document, &hints(&document), &style()).unwrap();
    let fonts = part(&docx, "word/fontTable.xml");
    assert!(fonts.contains(r#"<w:font w:name="Segoe UI Symbol"><w:altName w:val="DejaVu Sans"/>"#));
}

#[test]
fn raised_lowered_and_struck_characters_say_so() {
    let xml = marked("m^2^, CO~2~, ~~bỏ~~");
    for (text, property) in [
        ("m", ""),
        ("2", r#"<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>"#),
        (", CO", ""),
        ("2", r#"<w:rPr><w:vertAlign w:val="subscript"/></w:rPr>"#),
        (", ", ""),
        ("bỏ", r#"<w:rPr><w:strike/></w:rPr>"#),
    ] {
        let run = format!(r#"<w:r>{property}<w:t xml:space="preserve">{text}</w:t></w:r>"#);
        assert!(xml.contains(&run), "{run}\nnot in\n{xml}");
    }
}

#[test]
fn addresses_are_hyperlinks_that_look_like_the_text_around_them() {
    let mut document = one(vec![
        p(BlockRole::Body, "Xem https://a.vn/x?a=1&b=2 hoặc https://a.vn/x?a=1&b=2."),
        p(BlockRole::TableCell, "ld@a.vn"),
    ]);
    document.sections[0].foot = vec![p(BlockRole::Address, "Website: www.a.vn")];
    let document = Document::new(document.meta, document.sections);
    let docx = write(&document, &hints(&document), &style()).unwrap();
    let xml = part(&docx, "word/document.xml");
    let link = concat!(
        r#"<w:hyperlink r:id="rIdLink1" w:history="1"><w:r>"#,
        r#"<w:t xml:space="preserve">https://a.vn/x?a=1&amp;b=2</w:t></w:r></w:hyperlink>"#
    );
    assert_eq!(xml.matches(link).count(), 2, "{xml}");
    let relationships = part(&docx, "word/_rels/document.xml.rels");
    for (id, target) in [("1", "https://a.vn/x?a=1&amp;b=2"), ("2", "mailto:ld@a.vn")] {
        let target = format!(
            r#"Id="rIdLink{id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="{target}" TargetMode="External"/>"#
        );
        assert_eq!(relationships.matches(&target).count(), 1, "{relationships}");
    }
    assert!(part(&docx, "word/footer1.xml").contains(r#"<w:hyperlink r:id="rIdLink1""#));
    assert!(part(&docx, "word/_rels/footer1.xml.rels").contains(r#"Target="http://www.a.vn""#));
}

#[test]
fn divisions_of_a_regulation_have_the_built_in_heading_styles_and_their_own_looks() {
    let blocks = |more: Vec<Block>| {
        let mut blocks = vec![
            p(BlockRole::Part, "Chương I"),
            p(BlockRole::PartTitle, "QUY ĐỊNH CHUNG"),
            p(BlockRole::Division, "Mục 1"),
            p(BlockRole::Article, "Điều 1. Phạm vi"),
        ];
        blocks.extend(more);
        one(blocks)
    };
    let written = |document: &Document| {
        let docx = write(document, &hints(document), &style()).unwrap();
        (part(&docx, "word/document.xml"), part(&docx, "word/styles.xml"))
    };
    let (xml, styles) = written(&blocks(vec![]));
    for (number, text) in [(1, "Chương I"), (2, "Mục 1"), (3, "Điều 1. Phạm vi")] {
        let paragraph =
            format!(r#"<w:pStyle w:val="Heading{number}"/></w:pPr><w:r><w:t xml:space="preserve">{text}"#);
        assert!(xml.contains(&paragraph), "{paragraph}\nnot in\n{xml}");
    }
    let part_style = concat!(
        r#"<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:aliases w:val="Phần, Chương"/>"#,
        r#"<w:basedOn w:val="Normal"/>"#
    );
    assert!(styles.contains(part_style), "{styles}");
    assert!(!styles.contains(r#"w:styleId="Part""#));

    // A numbered heading keeps its style, and what would have its level is based on it.
    let (xml, styles) = written(&blocks(vec![p(BlockRole::Heading1, "I. TÌNH HÌNH")]));
    assert!(xml.contains(r#"<w:pStyle w:val="Part"/>"#) && xml.contains(r#"<w:pStyle w:val="Heading1"/>"#));
    assert!(styles.contains(r#"<w:name w:val="Phần, Chương"/><w:basedOn w:val="Heading1"/>"#), "{styles}");
}

#[test]
fn blocks_nested_beyond_reason_are_refused() {
    let mut block = p(BlockRole::Body, "x");
    for _ in 0..20 {
        let rows = vec![[vec![block], vec![]]];
        block = Block::Columns(Columns { id: BlockId::default(), kind: ColumnsKind::Header, rows });
    }
    let document = one(vec![block]);
    assert!(matches!(write(&document, &hints(&document), &style()), Err(DocxError::Nesting(_))));
}

#[test]
fn a_layout_of_another_document_is_refused() {
    let blocks = [
        p(BlockRole::Body, "x"),
        Block::Table(table(0)),
        header(),
        Block::SigningRoom(SigningRoom::default()),
        rule(BlockRole::SubjectRule),
    ];
    for block in blocks {
        let of_none = LayoutHints::default();
        let refused = write(&one(vec![block]), &of_none, &style());
        assert!(matches!(refused, Err(DocxError::NoHint(_))), "{refused:?}");
    }
}

proptest! {
    #[test]
    fn what_is_read_from_the_file_is_what_was_written(
        texts in prop::collection::vec("[ -~\\n\u{A0}-\u{FF}Ạ-ỹ\u{1}\u{FFFE}]{0,40}", 1..4),
        bold in any::<bool>(),
        marks in prop::collection::vec(0_usize..60, 0..8),
    ) {
        let mut text = Text::default();
        for (index, string) in texts.iter().enumerate() {
            text.push(string, Emphasis { bold: bold ^ (index % 2 == 0), ..Emphasis::NONE });
        }
        let mut marks = marks;
        marks.sort_unstable();
        let hint = ParagraphHint { no_break_spaces: marks.clone(), no_break_hyphens: marks, ..ParagraphHint::default() };
        let expected: String =
            texts.concat().chars().filter(|&c| c == '\n' || !xml::is_forbidden(c)).collect();
        let found = extracted(&hinted(text, hint));
        prop_assert_eq!(found.replace('\u{A0}', " "), expected.replace('\u{A0}', " "));
    }
}
