//! A paper that is reproduced is printed whole, and nothing beside it, whatever it lacks.

use super::compose;
use crate::document::{self, Document};
use crate::record::samples::{check, with};
use serde_json::{Map, Value, json};

/// The parts of a paper, each with what its draft says and the words it prints beside that.
fn parts() -> Vec<(Value, &'static str)> {
    vec![
        (json!({"issuer": {"parent": ["UBND TỈNH MỘT"], "name": ["SỞ HAI VÀ BA"]}}), ""),
        (json!({"motto": ["ĐẢNG CỘNG SẢN VIỆT NAM", "Dòng thứ hai"]}), ""),
        (json!({"code_number": "....", "code_notation": "PTr-SHB"}), "Số:"),
        (json!({"issued_date": "2026-04"}), "Ngày tháng năm"),
        (json!({"type_name": "PHIẾU TRÌNH"}), ""),
        (json!({"subject": ["Về việc thứ nhất"]}), ""),
        (json!({"to": ["Lãnh đạo Sở"]}), "Kính gửi:"),
        (json!({"authority": ["GIÁM ĐỐC SỞ"], "bases": ["Căn cứ văn bản thứ tư;"]}), ""),
        (json!({"body": "Nội dung trình lãnh đạo xem xét."}), ""),
        (json!({"recipients": ["Phòng Năm"]}), "Nơi nhận:"),
        (json!({"filing": {"text": "Lưu VP"}}), "Nơi nhận:"),
        (
            json!({"signers": [{"position": "TRƯỞNG PHÒNG", "note": ["(Đã ký)"], "note_below": ["ĐT: 0213"]}, {"full_name": "Đại tá Lò Văn Sáu"},
            {"competence": ["TM. TỔ"]}]}),
            "",
        ),
        (json!({"status": "draft"}), "DỰ THẢO"),
    ]
}

/// Words without the marks between them, in order.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.sort();
    words
}

/// The words of the values of a draft.
fn given(value: &Value, out: &mut String) {
    match value {
        Value::String(text) => {
            out.push_str(text);
            out.push(' ');
        }
        Value::Array(list) => list.iter().for_each(|value| given(value, out)),
        Value::Object(map) => map.values().for_each(|value| given(value, out)),
        _ => {}
    }
}

fn printed(document: &Document) -> String {
    let mut out = String::new();
    for section in &document.sections {
        document::paragraphs(&section.blocks, &mut |paragraph| {
            out.push_str(paragraph.text.as_str());
            out.push(' ');
        });
    }
    out
}

#[test]
fn a_faithful_draft_of_any_parts_prints_their_words_and_no_others_and_nothing_is_at_fault() {
    let parts = parts();
    for subset in 0..1_u32 << parts.len() {
        let chosen = parts.iter().enumerate().filter(|(bit, _)| subset & 1 << bit != 0).map(|(_, part)| part);
        let mut draft = json!({"mode": "faithful"});
        let (mut wanted, mut fixed) = (String::new(), vec![]);
        for (values, beside) in chosen {
            draft = with(draft, values.clone());
            let is_said = values.get("issued_date").is_some() || values.get("status").is_some();
            if is_said {
                wanted.push_str(if values.get("issued_date").is_some() { "4 2026 " } else { "" });
            } else {
                given(values, &mut wanted);
            }
            if !fixed.contains(beside) {
                fixed.push(beside);
            }
        }
        fixed.iter().for_each(|text| wanted.push_str(&format!("{text} ")));
        let has_organ = draft.get("issuer").is_some();
        if has_organ && draft.get("motto").is_none() {
            wanted.push_str("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập Tự do Hạnh phúc");
        }
        let checked = check(draft.clone()).unwrap_or_else(|report| panic!("{draft}: {report:#?}"));
        let told: Vec<_> = checked.report.problems.iter().filter(|p| p.code != "untitled").collect();
        assert!(told.is_empty(), "{draft}: {told:?}");
        let document = compose(&checked.value);
        assert_eq!(words(&printed(&document)), words(&wanted), "{draft}");
        assert!(!document.meta.title.is_empty(), "{draft}");
    }
}

/// The document of a faithful draft.
fn faithful(fields: Value) -> Document {
    let draft = with(json!({"mode": "faithful"}), fields);
    compose(&check(draft).unwrap_or_else(|report| panic!("{report:#?}")).value)
}

/// The texts of a document in order.
fn lines(document: &Document) -> Vec<String> {
    let mut lines = vec![];
    document::paragraphs(&document.sections[0].blocks, &mut |p| lines.push(p.text.as_str().to_owned()));
    lines
}

#[test]
fn a_number_of_any_form_and_a_date_line_of_any_form_are_printed_as_they_stand() {
    for (fields, line) in [
        (json!({"code": "Số 39-KH/ĐU"}), "Số 39-KH/ĐU"),
        (json!({"code": "Nghị quyết số: 88/2025/UBTVQH15"}), "Nghị quyết số: 88/2025/UBTVQH15"),
        (json!({"code": "Số:     /QĐ-UBND"}), "Số:\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}/QĐ-UBND"),
        (json!({"code_number": "44", "code_notation": "2025/QĐ-TTg"}), "Số: 44/2025/QĐ-TTg"),
        (json!({"code_number": "....", "code_notation": "KH-X"}), "Số:..../KH-X"),
        (json!({"code_number": "   ", "code_notation": "KH-X"}), "Số:\u{a0}\u{a0}\u{a0}/KH-X"),
        (json!({"code_notation": "KH-X"}), "Số:\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}/KH-X"),
        (
            json!({"place": "A", "issued_date": "2026-04"}),
            "A, ngày\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}tháng 4 năm 2026",
        ),
        (
            json!({"place": "A", "issued_date": "2026-02"}),
            "A, ngày\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}tháng 02 năm 2026",
        ),
        (
            json!({"place": "A", "issued_date": "2026"}),
            "A, ngày\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}tháng\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}năm 2026",
        ),
        (
            json!({"place": "A"}),
            "A, ngày\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}tháng\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}năm",
        ),
        (
            json!({"place": "A", "issued_date": "2026-04", "place_date": "A, ngày ..../4/2026"}),
            "A, ngày ..../4/2026",
        ),
    ] {
        assert_eq!(lines(&faithful(fields.clone())), [line], "{fields}");
    }
}

#[test]
fn a_line_of_stars_under_a_name_stands_in_the_place_of_the_drawn_rule() {
    let rules = |name: Value| {
        let document = faithful(json!({"issuer": {"name": name}, "motto": ["ĐẢNG CỘNG SẢN VIỆT NAM"]}));
        format!("{document:?}").matches("OrganRule").count()
    };
    assert_eq!((rules(json!(["ĐẢNG ỦY XÃ", "*"])), rules(json!(["ĐẢNG ỦY XÃ"]))), (0, 1));
    let subject =
        |lines: Value| format!("{:?}", faithful(json!({"subject": lines}))).matches("SubjectRule").count();
    assert_eq!((subject(json!(["học tập", "-----"])), subject(json!(["học tập"]))), (0, 1));
}

#[test]
fn the_authority_is_printed_where_it_stood_before_or_after_the_bases() {
    let order = |at: &str| {
        lines(&faithful(json!({
            "type": "quyet-dinh", "type_name": "QUYẾT ĐỊNH", "subject": "Về việc A", "authority_at": at,
            "authority": ["CHỦ TỊCH", "ỦY BAN NHÂN DÂN"], "bases": ["Căn cứ B;"], "body": "QUYẾT ĐỊNH:",
        })))
    };
    let before = ["QUYẾT ĐỊNH", "Về việc A", "CHỦ TỊCH", "ỦY BAN NHÂN DÂN", "Căn cứ B;", "QUYẾT ĐỊNH:"];
    assert_eq!(order("before-bases"), before);
    let after = ["QUYẾT ĐỊNH", "Về việc A", "Căn cứ B;", "CHỦ TỊCH", "ỦY BAN NHÂN DÂN", "QUYẾT ĐỊNH:"];
    assert_eq!(order("after-bases"), after);
}

#[test]
fn an_attached_text_keeps_the_head_and_the_label_that_stand_on_the_paper() {
    let draft = json!({"mode": "faithful", "body": "Một.", "appendixes": [
        {"kind": "attached", "type_name": "ĐIỀU LỆ", "body": "Hai.", "issuer": {"name": ["CÔNG TY BỐN"]}, "motto": []},
        {"label": "PHỤ LỤC 01", "body": "Ba."},
        {"label": "", "title": ["DANH SÁCH"], "body": "Ba."},
    ]});
    let document = compose(&check(draft).unwrap().value);
    let texts = |section: usize| {
        let mut lines = vec![];
        let blocks = &document.sections[section].blocks;
        document::paragraphs(blocks, &mut |p| lines.push(p.text.as_str().to_owned()));
        lines
    };
    assert_eq!(texts(1), ["CÔNG TY BỐN", "ĐIỀU LỆ", "Hai."]);
    assert_eq!(texts(2), ["PHỤ LỤC 01", "Ba."]);
    assert_eq!(texts(3), ["DANH SÁCH", "Ba."]);
}

#[test]
fn a_file_without_title_and_subject_is_named_by_its_number_or_its_first_words() {
    let title = |fields| faithful(fields).meta.title;
    assert_eq!(title(json!({"code": "Số 39-KH/ĐU", "body": "Một hai."})), "39-KH/ĐU");
    assert_eq!(title(json!({"body": "Một hai.\n\nBa."})), "Một hai.");
    assert_eq!(title(json!({"issuer": {"name": ["SỞ", "HAI"]}})), "SỞ HAI");
    assert_eq!(title(json!({"type_name": "ĐƠN", "subject": "Xin nghỉ", "body": "Một."})), "ĐƠN Xin nghỉ");
}

#[test]
fn a_new_document_of_an_organ_outside_the_catalog_says_what_its_profile_would() {
    let new: Map<String, Value> = json!({
        "type": "ke-hoach", "issuer": {"name": ["SỞ HAI"]}, "subject": "A", "body": "B.",
        "signers": [{"position": "GIÁM ĐỐC", "full_name": "Lò Văn Sáu"}],
    })
    .as_object()
    .unwrap()
    .clone();
    let problems = crate::record::samples::problems(Value::Object(new.clone()));
    assert_eq!(problems, ["issuer.symbol missing", "issuer.place missing"]);
    let issuer = json!({"name": ["SỞ HAI"], "symbol": "SH", "place": "Hà Nội"});
    let document = compose(&check(with(Value::Object(new), json!({"issuer": issuer}))).unwrap().value);
    let lines = lines(&document);
    assert!(lines.iter().any(|line| line.ends_with("/KH-SH")), "{lines:?}");
    assert!(lines.iter().any(|line| line.starts_with("Hà Nội, ngày")), "{lines:?}");
}
