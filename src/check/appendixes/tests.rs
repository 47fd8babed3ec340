use crate::appearance::{FormattingExtent, LineSpacing, MeasuredFormatting, ParagraphStyle};
use crate::catalog::Catalog;
use crate::check::testing::{TestFinding, findings, of, plan, quotes, seed};
use crate::check::{LintContext, check};
use crate::document::{Align, BlockRole};
use crate::length::Length;
use crate::report::{FieldPath, Severity};
use serde_json::{Value, json};

fn with_appendixes(body: &str, titles: &[&str]) -> Value {
    let mut draft = plan(body);
    draft["appendixes"] = titles.iter().map(|title| json!({ "title": title, "body": "Một." })).collect();
    draft
}

fn place(at: &str, quote: &str) -> (String, String) {
    (at.to_owned(), quote.to_owned())
}

#[test]
fn a_clean_plan_has_no_findings_here() {
    let found: Vec<TestFinding> =
        findings(&plan("Một.")).into_iter().filter(|f| f.id.starts_with("ATT")).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn the_plan_of_2023_sends_along_what_is_not_there() {
    let found = quotes(&seed(3), "ATT-01");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].1, "đề cương và phụ lục gửi kèm");
    assert!(found[0].0.starts_with("body:"), "{found:?}");
    for number in [0, 1, 2, 4] {
        let found = of(&seed(number), "ATT-01");
        assert!(found.is_empty(), "{number}: {found:?}");
    }
}

#[test]
fn attachments_of_its_own_that_are_missing_are_told() {
    for (body, quote) in [
        ("Các đơn vị báo cáo theo mẫu gửi kèm.", "mẫu gửi kèm"),
        ("Thời gian cụ thể (có danh sách đại biểu kèm theo).", "danh sách đại biểu kèm theo"),
        ("Kinh phí thực hiện theo Phụ lục II.", "Phụ lục II"),
        ("Chi tiết tại Phụ lục số 01 kèm theo Kế hoạch này.", "Phụ lục số 01"),
        ("Báo cáo kết quả (Phụ lục kèm theo).", "Phụ lục kèm theo"),
        ("Nội dung kiểm tra theo đề cương gửi kèm theo.", "đề cương gửi kèm theo"),
    ] {
        assert_eq!(quotes(&plan(body), "ATT-01"), [place("body:1", quote)], "{body}");
    }
}

#[test]
fn missing_attachments_are_told_once_at_the_first() {
    let found = of(&plan("Theo Phụ lục I.\n\nTheo Phụ lục II và Phụ lục III."), "ATT-01");
    assert_eq!(found.len(), 1);
    assert!(found[0].message.contains("và 2 chỗ khác"), "{}", found[0].message);
}

#[test]
fn a_text_issued_with_the_document_may_be_a_file_apart() {
    let found = of(&plan("Ban hành kèm theo Kế hoạch này Quy chế làm việc của Tổ giúp việc."), "ATT-01");
    assert_eq!((found[0].quote.as_str(), found[0].severity), ("kèm theo", Severity::Information));
}

#[test]
fn attachments_of_others_and_what_others_are_to_send_are_not_meant() {
    for body in [
        "Thực hiện Quy chế ban hành kèm theo Quyết định số 12/QĐ-TLĐ ngày 05/01/2024 của Tổng Liên đoàn.",
        "Trình bày theo Phụ lục I Nghị định số 30/2020/NĐ-CP.",
        "Trình bày theo Phụ lục I của Nghị định số 30/2020/NĐ-CP.",
        "Danh mục tại Phụ lục II ban hành kèm theo Thông tư số 05/2025/TT-BNV.",
        "Các đơn vị gửi báo cáo kèm theo hồ sơ về Liên đoàn Lao động tỉnh.",
        "Gửi văn bản đề nghị và danh sách kèm theo về Ban Tổ chức - Kiểm tra.",
        "Đơn vị nộp hồ sơ, danh sách kèm theo.",
        "Xây dựng đề cương, phụ lục báo cáo; gửi các đơn vị.",
        "Ký kết hợp đồng và phụ lục hợp đồng lao động.",
        "Văn phòng gửi kèm Công văn số 627/BYT-BH ngày 27/01/2021.",
        "Quyết định khen thưởng có kèm theo tiền thưởng.",
        "(Kèm theo Kế hoạch số 39/KH-LĐLĐ ngày 23 tháng 02 năm 2024 của Liên đoàn Lao động tỉnh)",
    ] {
        let found = of(&plan(body), "ATT-01");
        assert!(found.is_empty(), "{body}: {found:?}");
    }
}

#[test]
fn an_appendix_is_spoken_of_in_the_text() {
    assert!(of(&with_appendixes("Nội dung theo Phụ lục kèm theo.", &["DANH SÁCH"]), "ATT-01").is_empty());
    assert!(of(&with_appendixes("Nội dung tại phụ lục.", &["DANH SÁCH"]), "ATT-01").is_empty());
    assert_eq!(
        quotes(&with_appendixes("Một.", &["DANH SÁCH"]), "ATT-01"),
        [place("appendixes[0].title", "DANH SÁCH")]
    );
}

#[test]
fn an_appendix_beyond_the_last_is_told() {
    let body = "Theo Phụ lục I, Phụ lục II và Phụ lục III.";
    assert_eq!(quotes(&with_appendixes(body, &["A", "B"]), "ATT-01"), [place("body:1", "Phụ lục III")]);
}

#[test]
fn a_label_typed_in_the_title_is_told() {
    let found = of(
        &with_appendixes("Theo Phụ lục.", &["PHỤ LỤC 01: DANH SÁCH", "Phụ lục II", "PHỤ LỤC HỢP ĐỒNG"]),
        "ATT-02",
    );
    let quotes: Vec<&str> = found.iter().map(|f| f.quote.as_str()).collect();
    assert_eq!(quotes, ["PHỤ LỤC 01:", "Phụ lục II"]);
    assert_eq!(found[0].fixed.as_deref(), Some("DANH SÁCH"));
    assert!(found[1].fixed.is_none());
}

#[test]
fn printed_labels_count_in_roman_digits_from_the_second_appendix_on() {
    let found = |labels: &[&str]| {
        let draft = plan("Một.");
        let mut lint = LintContext::new(draft.as_object().unwrap(), Catalog::embedded());
        let look = MeasuredFormatting {
            paragraphs: labels.iter().map(|text| look(text)).collect(),
            ..MeasuredFormatting::default()
        };
        lint.appearance = Some(&look);
        check(&lint).problems.iter().filter(|p| p.code == "ATT-02").count()
    };
    assert_eq!(found(&["Phụ lục"]), 0);
    assert_eq!(found(&["Phụ lục I", "PHỤ LỤC II"]), 0);
    assert_eq!(found(&["Phụ lục I"]), 1);
    assert_eq!(found(&["Phụ lục 1", "Phụ lục 2"]), 2);
    assert_eq!(found(&["Phụ lục I", "Phụ lục III"]), 1);
    assert_eq!(found(&["Phụ lục", "Phụ lục"]), 2);
}

fn look(text: &str) -> ParagraphStyle {
    ParagraphStyle {
        at: FieldPath::root(),
        line: None,
        role: BlockRole::AppendixNumber,
        level: 0,
        text: text.to_owned(),
        sizes: None,
        faces: vec![],
        bold: FormattingExtent::All,
        italic: FormattingExtent::None,
        black: true,
        align: Align::Center,
        first_line: Length::mm(0),
        before: None,
        spacing: LineSpacing::Unknown,
    }
}

#[test]
fn every_appendix_says_to_which_document_it_belongs() {
    let with_info = |info: Value| {
        let mut draft = with_appendixes("Theo Phụ lục.", &["DANH SÁCH"]);
        draft["appendixes"][0]["info"] = info;
        draft
    };
    assert!(of(&with_appendixes("Theo Phụ lục.", &["DANH SÁCH"]), "ATT-03").is_empty());
    assert_eq!(of(&with_info(json!("")), "ATT-03")[0].at, "appendixes[0].info");
    let other = of(&with_info(json!("(Kèm theo Kế hoạch số 38/KH-LĐLĐ ngày 23/02/2024)")), "ATT-03");
    assert_eq!(other[0].quote, "38/KH-LĐLĐ");
    assert_eq!(other[0].fixed.as_deref(), Some("(Kèm theo Kế hoạch số 39/KH-LĐLĐ ngày 23/02/2024)"));
    for right in
        ["(Kèm theo Kế hoạch số     /KH-LĐLĐ ngày   tháng   năm 2024)", "(Kèm theo Kế hoạch số 39/KH-LĐLĐ)"]
    {
        assert!(of(&with_info(json!(right)), "ATT-03").is_empty(), "{right}");
    }
    assert_eq!(of(&with_info(json!("(Danh sách gồm 20 người)")), "ATT-03").len(), 1);
    let mut issued = with_appendixes("Theo Phụ lục.", &["DANH SÁCH"]);
    issued["mode"] = json!("faithful");
    assert_eq!(of(&issued, "ATT-03").len(), 1);
}

proptest::proptest! {
    #[test]
    fn every_finding_on_any_parts_of_a_draft_is_a_stretch_of_it(texts in proptest::collection::vec("([A-ZĐƯa-zđưủ]{1,4}[ ./:;,()-]{0,2}|Phụ lục |kèm theo |Lưu |VT|TM|\\. |các |[0-9]{1,2}/|này |“|ﬁ|İ){0,14}", 12)) {
        let t = |i: usize| texts[i].clone();
        let draft = serde_json::json!({
            "type": "ke-hoach", "organ": "ldld-lai-chau", "mode": if t(0).len() % 2 == 0 { "faithful" } else { "normalised" },
            "type_name": t(1), "subject": [t(2), t(3)], "body": format!("Ban hành kế hoạch {} {}", t(2), t(4)),
            "recipients": [t(5), { "name": t(6), "purpose": t(7), "end": t(8) }], "filing": { "text": t(9) },
            "signers": [{ "competence": [t(10)], "position": t(11), "full_name": t(0) }],
            "appendixes": [{ "title": t(4), "info": t(9), "body": t(5) }],
        });
        findings(&draft);
        let mut new = draft; new["filing"]["text"] = format!("Lưu {}", t(3)).into();
        findings(&new);
    }
}

/// A plan that issues texts, with what is attached to it.
fn issuing(body: &str, entries: Value) -> Value {
    let mut draft = plan(body);
    draft["appendixes"] = entries;
    draft
}

fn charter() -> Value {
    json!({
        "kind": "attached", "type_name": "QUY CHẾ", "title": "Làm việc của Ban Tổ chức",
        "body": "Chương I\nQUY ĐỊNH CHUNG\n\nĐiều 1. Phạm vi điều chỉnh\n\n1. Quy chế này quy định về làm việc.\n\nChương II\nTỔ CHỨC THỰC HIỆN\n\nĐiều 2. Hiệu lực\n\nQuy chế có hiệu lực từ ngày ký."
    })
}

#[test]
fn an_attached_text_that_the_document_issues_has_no_findings_of_attachments() {
    let draft =
        issuing("1. Ban hành kèm theo Kế hoạch này Quy chế làm việc của Ban Tổ chức.", json!([charter()]));
    let found: Vec<TestFinding> = findings(&draft)
        .into_iter()
        .filter(|f| f.id.starts_with("ATT") || f.at.starts_with("appendixes"))
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn an_attached_text_counts_as_no_appendix() {
    let draft =
        issuing("1. Ban hành kèm theo Kế hoạch này Quy chế làm việc. Theo Phụ lục I.", json!([charter()]));
    let found = of(&draft, "ATT-01");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].message.contains("không có phụ lục nào"), "{}", found[0].message);
    let silent = of(&issuing("1. Một.", json!([charter()])), "ATT-01");
    assert!(silent[0].message.contains("văn bản kèm theo"), "{}", silent[0].message);
    assert_eq!(silent[0].at, "appendixes[0].title");
}

#[test]
fn an_attached_text_that_is_called_an_appendix_is_told() {
    let mut text = charter();
    text["type_name"] = "PHỤ LỤC I".into();
    let draft = issuing("1. Ban hành kèm theo Kế hoạch này Quy chế làm việc.", json!([text]));
    assert_eq!(quotes(&draft, "ATT-04"), [place("appendixes[0].type_name", "PHỤ LỤC I")]);
}

#[test]
fn an_appendix_that_the_document_issues_as_a_text_is_offered_to_be_one() {
    let entry = json!([{ "title": "QUY CHẾ LÀM VIỆC", "body": "Điều 1. Phạm vi" }]);
    let found = of(&issuing("1. Ban hành kèm theo Kế hoạch này Quy chế làm việc.", entry.clone()), "ATT-04");
    assert_eq!((found.len(), found[0].severity), (1, Severity::Information), "{found:?}");
    let of_others = issuing("1. Thực hiện Quy chế làm việc (Phụ lục kèm theo).", entry);
    assert!(of(&of_others, "ATT-04").is_empty());
}

#[test]
fn the_signatures_of_attached_texts_are_judged_each_for_itself() {
    let mut text = charter();
    text["signers"] = json!([
        { "competence": ["KT. CHỦ TỊCH"], "position": "PHÓ CHỦ TỊCH", "full_name": "Lương Xuân Trường" },
        { "position": "CHỦ TỊCH", "full_name": "ThS. Hoàng Thọ Trung" },
    ]);
    let draft = issuing("1. Ban hành kèm theo Kế hoạch này Quy chế làm việc.", json!([text]));
    assert_eq!(of(&draft, "SIG-04").len(), 1);
    assert_eq!(of(&draft, "SIG-04")[0].at, "appendixes[0].signers[1].full_name");
    assert!(of(&draft, "SIG-02").is_empty());
}
