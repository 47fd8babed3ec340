use crate::appearance::{FormattingExtent, LineSpacing, MeasuredFormatting, ParagraphStyle};
use crate::catalog::Catalog;
use crate::check::testing::{findings, of, plan, quotes};
use crate::check::{LintContext, check};
use crate::document::{Align, BlockRole};
use crate::length::Length;
use crate::report::{FieldPath, Severity};
use serde_json::{Value, json};

const OWN: [&str; 5] = ["HDR-01", "HDR-02", "HDR-03", "SEC-01", "ARC-01"];

/// Ids and severities of what is found where a document of another program has these header lines.
fn in_header(lines: &[(BlockRole, &str)]) -> Vec<(&'static str, Severity, String)> {
    let draft = plan("Một.");
    let mut lint = LintContext::new(draft.as_object().unwrap(), Catalog::embedded());
    let look = MeasuredFormatting {
        paragraphs: lines.iter().map(|(role, text)| look(*role, text)).collect(),
        ..MeasuredFormatting::default()
    };
    lint.appearance = Some(&look);
    let problems = check(&lint).problems.into_iter();
    problems.filter(|p| OWN.contains(&p.code)).map(|p| (p.code, p.severity, p.message)).collect()
}

fn look(role: BlockRole, text: &str) -> ParagraphStyle {
    ParagraphStyle {
        at: FieldPath::root(),
        line: None,
        role,
        level: 0,
        text: text.to_owned(),
        sizes: None,
        faces: vec![],
        bold: FormattingExtent::None,
        italic: FormattingExtent::None,
        black: true,
        align: Align::Center,
        first_line: Length::mm(0),
        before: None,
        spacing: LineSpacing::Unknown,
    }
}

const RIGHT: [(BlockRole, &str); 4] = [
    (BlockRole::ParentOrgan, "TỔNG LĐLĐ VIỆT NAM"),
    (BlockRole::Organ, "LIÊN ĐOÀN LAO ĐỘNG TỈNH LAI CHÂU"),
    (BlockRole::NationalName, "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (BlockRole::Motto, "Độc lập - Tự do - Hạnh phúc"),
];

fn with(role: BlockRole, text: &'static str) -> Vec<(BlockRole, &'static str)> {
    RIGHT.iter().map(|line| if line.0 == role { (role, text) } else { *line }).collect()
}

fn ids(lines: &[(BlockRole, &str)]) -> Vec<&'static str> {
    in_header(lines).into_iter().map(|f| f.0).collect()
}

#[test]
fn the_right_header_is_silent_in_either_spelling_and_over_two_paragraphs() {
    assert_eq!(in_header(&RIGHT), []);
    assert_eq!(in_header(&with(BlockRole::NationalName, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")), []);
    let mut split = with(BlockRole::Organ, "LIÊN ĐOÀN LAO ĐỘNG");
    split.insert(2, (BlockRole::Organ, "TỈNH LAI CHÂU"));
    assert_eq!(in_header(&split), []);
}

#[test]
fn a_composed_header_is_right() {
    let found = findings(&plan("Một."));
    assert!(found.iter().all(|f| !OWN.contains(&f.id)), "{found:?}");
}

#[test]
fn missing_and_misspelt_header_texts_are_errors() {
    assert_eq!(ids(&RIGHT[..2]), ["HDR-01", "HDR-02"]);
    assert_eq!(ids(&RIGHT[2..]), ["HDR-03"]);
    assert_eq!(ids(&with(BlockRole::NationalName, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT")), ["HDR-01"]);
    for motto in ["Độc lập – Tự do – Hạnh phúc", "Độc lập-Tự do-Hạnh phúc", "ĐỘC LẬP - TỰ DO - HẠNH PHÚC"]
    {
        assert_eq!(ids(&with(BlockRole::Motto, motto)), ["HDR-02"], "{motto}");
    }
    assert_eq!(ids(&with(BlockRole::Organ, "LĐLĐ TỈNH LAI CHÂU")), ["HDR-03"]);
}

#[test]
fn another_organ_above_is_only_worth_knowing() {
    let found = in_header(&with(BlockRole::ParentOrgan, "ỦY BAN MTTQ VIỆT NAM TỈNH LAI CHÂU"));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].0, found[0].1), ("HDR-03", Severity::Information));
}

#[test]
fn urgency_has_three_words() {
    let with_mark = |text: &'static str| {
        let mut lines = RIGHT.to_vec();
        lines.push((BlockRole::Urgency, text));
        ids(&lines)
    };
    assert_eq!(with_mark("HOẢ TỐC"), [""; 0]);
    assert_eq!(with_mark("KHẨN CẤP"), ["SEC-01"]);
    assert_eq!(with_mark("Khẩn"), ["SEC-01"]);
}

#[test]
fn the_frames_of_our_style_sheets_are_the_decrees() {
    for word in ["KHẨN", "THƯỢNG KHẨN", "HỎA TỐC"] {
        let mut draft = plan("Một.");
        draft["priority"] = json!(word);
        assert!(of(&draft, "SEC-01").is_empty(), "{word}");
    }
}

#[test]
fn a_field_longer_than_the_registers_hold_is_an_error() {
    let long = |count: usize| "Liên đoàn ".repeat(count).trim_end().to_owned();
    let mut draft = plan("Một.");
    draft["subject"] = json!([long(30), long(30)]);
    draft["signers"][0]["full_name"] = json!("Nguyễn ".repeat(8).trim_end());
    draft["recipients"] = json!([long(21)]);
    let places: Vec<String> = quotes(&draft, "ARC-01").into_iter().map(|q| q.0).collect();
    assert_eq!(places, ["subject[0]", "recipients[0]", "signers[0].full_name"]);
    let mut draft = plan("Một.");
    draft["code_notation"] = Value::from("KH-".repeat(11));
    assert_eq!(of(&draft, "ARC-01").len(), 1);
    draft["code_notation"] = Value::from("KH-LĐLĐ");
    draft["subject"] = json!([long(50)]);
    assert!(of(&draft, "ARC-01").is_empty());
}

#[test]
fn a_paper_of_the_party_is_read_for_letters_and_spelling_alone() {
    let told = |motto: Value| {
        let mut draft = plan("Ban của L\u{d0}LĐ tỉnh ,.");
        draft["mode"] = json!("faithful");
        draft["code_notation"] = json!("XX-YY");
        draft["motto"] = motto;
        ["NUM-03", "ENC-02"].map(|id| of(&draft, id).len())
    };
    assert_eq!(told(json!(["Một dòng khác"])), [1, 1]);
    assert_eq!(told(json!(["ĐẢNG CỘNG SẢN VIỆT NAM"])), [0, 1]);
}
