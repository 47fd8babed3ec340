//! Tests of checking drafts: what is refused, and what the record of an accepted draft holds.

mod attached;

use std::collections::BTreeMap;

use image::{DynamicImage, Rgba, RgbaImage};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::samples::{any_changes, check, check_with, letter, plan, problems, record, with};
use super::*;
use crate::limits;
use crate::report::Severity;
use crate::text::Rule;

#[test]
fn a_plan_with_all_it_needs_has_no_problems() {
    assert_eq!(problems(plan()), [""; 0]);
    assert_eq!(problems(letter()), [""; 0]);
    let record = record(plan());
    assert_eq!(record.number().as_deref(), Some("39/KH-LĐLĐ"));
    assert_eq!((record.place.as_str(), record.type_name.as_str()), ("Lai Châu", "KẾ HOẠCH"));
    assert_eq!(record.organ().full_name, "Liên đoàn Lao động tỉnh Lai Châu");
}

#[test]
fn every_problem_is_found_at_once_at_its_field() {
    let draft = json!({
        "type": "ke-hoạch", "organ": "ldld-lao-cai", "code_number": 0, "issued_date": "2024-02-30",
        "subjects": "x", "signers": [{"position": "CHỦ TỊCH", "fullname": "x", "competence": ["a", "b", "c", "d"]}],
        "body": 5, "recipients": [{"name": 7}, {"group": ["a"]}, 9], "filing": "VT", "priority": "GẤP",
        "typist": {"copies": 0}, "appendixes": [{"orientation": "wide"}], "status": "mới", "mode": 1,
        "overrides": [{"id": "REC-02"}], "schema_version": 2
    });
    let mut found = problems(draft);
    found.sort();
    let mut expected = vec![
        "schema_version unknown-version",
        "mode wrong-kind",
        "status not-offered",
        "type unknown-type",
        "organ unknown-organ",
        "issued_date bad-date",
        "code_number bad-number",
        "priority not-offered",
        "subjects unknown-field",
        "signers[0].fullname unknown-field",
        "signers[0].competence too-many",
        "signers[0].full_name missing",
        "recipients[0].name wrong-kind",
        "recipients[1].purpose missing",
        "recipients[2] wrong-kind",
        "filing wrong-kind",
        "typist.copies wrong-kind",
        "typist.initials missing",
        "body wrong-kind",
        "appendixes[0].title missing",
        "appendixes[0].body missing",
        "appendixes[0].orientation not-offered",
        "overrides[0].reason missing",
    ];
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn what_must_be_there_is_missed() {
    let bare = problems(json!({}));
    for field in ["type", "organ", "signers"] {
        assert!(bare.contains(&format!("{field} missing")), "{bare:?}");
    }
    let empty = json!({"type": "cong-van", "organ": "ldld-lai-chau", "signers": []});
    assert_eq!(problems(empty), ["subject missing", "to missing", "signers missing", "body missing"]);
}

#[test]
fn an_archived_document_may_lack_what_a_new_one_must_have() {
    let draft = with(letter(), json!({"subject": null, "to": null, "mode": "faithful"}));
    let checked = check(draft).unwrap();
    assert!(checked.report.problems.iter().all(|p| p.severity == Severity::Warning));
    assert_eq!(checked.report.problems.len(), 2);
}

#[test]
fn two_lines_of_filing_that_differ_are_a_problem_at_the_second() {
    let with_line = |line: &str, filing: Value| {
        problems(with(plan(), json!({"recipients": ["Tỉnh ủy", line], "filing": filing})))
    };
    assert_eq!(with_line("Lưu: VT, NC.", json!({"units": ["TG"]})), ["recipients[1] filing-twice"]);
    assert_eq!(with_line("Lưu: VT, TG (2).", json!({"units": ["TG"]})), ["recipients[1] filing-twice"]);
    assert!(
        check(with(plan(), json!({"recipients": ["– Lưu: VT, TG."], "filing": {"units": ["TG"]}}))).is_ok()
    );
    let typed_twice = with(plan(), json!({"recipients": ["Lưu: VT.", "A", "Lưu: VT, TG."], "filing": null}));
    assert_eq!(problems(typed_twice), ["recipients[2] filing-twice"]);
    let issued = json!({"mode": "faithful", "recipients": ["A", "Lưu: VT."], "filing": {"text": "Lưu VP."}});
    assert!(check(with(plan(), issued)).is_ok(), "an archived document is printed as it was issued");
}

#[test]
fn a_misspelt_field_is_told_with_the_name_that_was_meant() {
    let report = check(with(plan(), json!({"signer": []}))).unwrap_err();
    assert_eq!(report.problems[0].message, "Không có trường “signer”. Có phải “signers”?");
}

#[test]
fn impossible_dates_are_refused() {
    for date in ["2023-02-29", "23/02/2024", "2024-2-3", "1944-12-31", "2101-01-01", "2024", "+12024-01-01"] {
        let found = problems(with(plan(), json!({"issued_date": date})));
        assert_eq!(found, ["issued_date bad-date"], "{date}");
    }
}

#[test]
fn numbers_are_printed_with_a_zero_below_ten_and_may_have_a_letter() {
    let number = |number: Value, mode: &str| {
        record(with(plan(), json!({"code_number": number, "mode": mode}))).number().unwrap()
    };
    assert_eq!(number(json!(5), "normalised"), "05/KH-LĐLĐ");
    assert_eq!(number(json!("5"), "normalised"), "05/KH-LĐLĐ");
    assert_eq!(number(json!("5"), "faithful"), "5/KH-LĐLĐ");
    assert_eq!(number(json!("12b"), "normalised"), "12b/KH-LĐLĐ");
    for wrong in
        [json!(0), json!(-3), json!(1.5), json!("39/KH"), json!("12bb"), json!("b"), json!("000"), json!([])]
    {
        let found = problems(with(plan(), json!({"code_number": wrong.clone()})));
        assert_eq!(found.len(), 1, "{wrong}: {found:?}");
        assert!(found[0].starts_with("code_number "), "{found:?}");
    }
}

#[test]
fn the_symbol_is_derived_from_type_organ_and_unit() {
    let notation = |changes: Value| record(with(letter(), changes)).code_notation().to_owned();
    assert_eq!(notation(json!({})), "LĐLĐ-TG-NC");
    assert_eq!(notation(json!({"unit": "VP"})), "LĐLĐ-VP");
    assert_eq!(notation(json!({"unit": null})), "LĐLĐ");
    assert_eq!(notation(json!({"code_notation": "LĐLĐ-TG"})), "LĐLĐ-TG");
    // The organ prints another abbreviation than the decree.
    let programme = record(with(plan(), json!({"type": "chuong-trinh"})));
    assert_eq!(programme.code_notation(), "CT-LĐLĐ");
    assert_eq!(record(with(plan(), json!({"type": "CT"}))).document_type().id, "chuong-trinh");
}

#[test]
fn a_draft_needs_neither_number_nor_date() {
    let record = record(with(plan(), json!({"code_number": null, "issued_date": null, "status": "draft"})));
    assert_eq!((record.number(), record.issued_date(), record.status()), (None, None, Status::Draft));
}

#[test]
fn secrets_are_refused_wherever_they_are_marked() {
    for changes in [
        json!({"secrecy": "Mật"}),
        json!({"do_mat": 1}),
        json!({"priority": "TỐI MẬT"}),
        json!({"circulation": "mat"}),
        json!({"subject": ["MẬT", "Về việc"]}),
        json!({"body": "Kính gửi\n\n**TUYỆT MẬT**\n\nNội dung"}),
    ] {
        let found = problems(with(plan(), changes.clone()));
        assert!(found.iter().any(|p| p.ends_with("secret-refused")), "{changes}: {found:?}");
    }
    assert_eq!(problems(with(plan(), json!({"do_mat": "thường"}))), [""; 0]);
    assert_eq!(problems(with(plan(), json!({"body": "Giữ bí mật công tác."}))), [""; 0]);
}

#[test]
fn words_of_urgency_are_known_under_their_names_ids_and_numbers() {
    let priority = |value: Value| record(with(plan(), json!({"priority": value}))).priority;
    for (given, printed) in [
        (json!("KHẨN"), Some("KHẨN")),
        (json!("Thượng khẩn"), Some("THƯỢNG KHẨN")),
        (json!("hoa-toc"), Some("HỎA TỐC")),
        (json!("HOẢ TỐC"), Some("HỎA TỐC")),
        (json!(2), Some("THƯỢNG KHẨN")),
        (json!(0), None),
    ] {
        assert_eq!(priority(given.clone()), printed, "{given}");
    }
    let circulation = record(with(plan(), json!({"circulation": "Lưu hành nội bộ"}))).circulation;
    assert_eq!(circulation, Some("LƯU HÀNH NỘI BỘ"));
}

#[test]
fn a_character_no_face_has_is_told_with_its_code_and_line_or_replaced() {
    let draft = with(plan(), json!({"body": "Dòng một\n\nChữ 漢 này 漢", "subject": "Chữ 漢"}));
    let report = check(draft).unwrap_err();
    let told: Vec<_> = report.problems.iter().map(|p| (p.at.as_str(), p.line, p.code)).collect();
    assert_eq!(told, [("body", Some(3), "missing-glyph"), ("subject", None, "missing-glyph")]);
    assert!(report.problems[0].message.contains("U+6F22"), "{}", report.problems[0].message);

    let private = json!({"subject": "Việc \u{f0fc} xong", "mode": "faithful"});
    let checked = check(with(plan(), private)).unwrap();
    assert_eq!(checked.value.subject(), ["Việc ✓ xong"]);
    assert_eq!(checked.report.problems[0].code, "substituted-glyph");
    assert_eq!(checked.report.problems[0].severity, Severity::Information);
}

#[test]
fn a_tick_stays_a_tick_and_a_box_a_box() {
    let subject = "Việc ✓ ✔ ✗ ☐ ☑ ☒ ➢ ★ xong, m², CO₂, 10⁻³";
    let checked = check(with(plan(), json!({"subject": subject}))).unwrap();
    assert_eq!(checked.value.subject(), [subject]);
    assert_eq!(checked.report.problems, []);
}

#[test]
fn a_character_no_face_has_is_refused_with_the_offer_of_another_and_its_place() {
    let subject = "Nhiệt độ 37℃ trở lên";
    let report = check(with(plan(), json!({"subject": subject}))).unwrap_err();
    let [problem] = &report.problems[..] else { panic!("{:?}", report.problems) };
    assert_eq!(problem.code, "missing-glyph");
    assert!(problem.message.ends_with("Hãy viết “°C”."), "{}", problem.message);
    let at = subject.find('℃').unwrap();
    let fix = crate::report::Fix { range: at..at + '℃'.len_utf8(), replacement: "°C".to_owned() };
    assert_eq!((problem.range.clone(), problem.fix.as_ref()), (Some(fix.range.clone()), Some(&fix)));
}

#[test]
fn every_substitute_and_every_offer_can_be_drawn_and_what_has_an_offer_cannot() {
    let (words, font) = (&Catalog::embedded().words, crate::font::FontBook::embedded());
    for (character, instead) in words.substitutes.iter().chain(&words.offers) {
        assert_eq!(font.first_missing(instead), None, "{character}");
    }
    assert!(words.offers.keys().all(|&character| !font.covers(character)));
}

#[test]
fn every_string_is_cleaned_and_corrections_are_counted() {
    let record = record(with(
        plan(),
        json!({"subject": "LÐLĐ  tỉnh\u{200b} ban ha\u{301}nh", "place": " Lai  Châu "}),
    ));
    assert_eq!(record.subject(), ["LĐLĐ tỉnh ban hánh"]);
    assert_eq!(record.place, "Lai Châu");
    assert_eq!(record.corrections().count(Rule::DStroke), 1);
}

#[test]
fn a_faithful_document_keeps_the_errors_of_its_office() {
    let body = "1. Báo cáo ,kết quả \"tốt\"...";
    let faithful = record(with(plan(), json!({"mode": "faithful", "body": body})));
    let normalised = record(with(plan(), json!({"body": body})));
    let text = |record: &Record| match record.blocks.last() {
        Some(Block::Paragraph(p)) => p.text.as_str().to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(text(&faithful), body);
    assert_ne!(text(&normalised), body);
}

#[test]
fn names_of_posts_are_capitals_in_new_documents_only() {
    let signers =
        json!([{"competence": "TM. Ban Thường vụ", "position": "Chủ tịch", "full_name": "Hoàng Thọ Trung"}]);
    let new = record(with(plan(), json!({"signers": signers, "type_name": "Kế hoạch"})));
    assert_eq!(
        (new.signers[0].competence[0].as_str(), new.type_name.as_str()),
        ("TM. BAN THƯỜNG VỤ", "KẾ HOẠCH")
    );
    let old = record(with(plan(), json!({"signers": signers, "type_name": "Kế hoạch", "mode": "faithful"})));
    assert_eq!((old.signers[0].position.as_deref(), old.type_name.as_str()), (Some("Chủ tịch"), "Kế hoạch"));
}

#[test]
fn only_types_with_two_signatures_have_two_signers() {
    let two = json!([{"position": "A", "full_name": "B"}, {"position": "C", "full_name": "D"}]);
    assert_eq!(problems(with(plan(), json!({"signers": two}))), ["signers too-many"]);
    let contract = with(plan(), json!({"type": "hop-dong", "signers": two}));
    assert_eq!(record(contract).signers.len(), 2);
}

#[test]
fn body_and_content_exclude_each_other() {
    let found = problems(with(plan(), json!({"content": "thang"})));
    assert_eq!(found, ["body both-body-and-content", "content unknown-content"]);
    let found = problems(with(plan(), json!({"data": {}})));
    assert_eq!(found, ["content missing"]);
}

#[test]
fn a_content_is_filled_from_data_or_says_what_the_data_lack() {
    let sample = &Catalog::embedded().types["bao-cao"].contents["thang"].sample;
    let report = with(plan(), json!({"type": "bao-cao", "body": null, "content": "thang", "data": sample}));
    assert!(record(report.clone()).blocks.len() > 5);
    let found = problems(with(report, json!({"data": {"colour": 1}})));
    assert!(found.contains(&"data.colour unknown-key".to_owned()), "{found:?}");
    assert!(found.iter().any(|p| p.starts_with("data.") && p.ends_with("missing")), "{found:?}");
}

#[test]
fn fields_of_the_type_are_held_against_their_declarations() {
    let found = problems(with(plan(), json!({"type": "quyet-dinh"})));
    assert_eq!(found, ["authority missing"]);
    let draft = with(plan(), json!({"type": "quyet-dinh", "authority": "BAN THƯỜNG VỤ"}));
    let roles: Vec<_> = record(draft).blocks.iter().take(1).map(role).collect();
    assert_eq!(roles, [crate::document::BlockRole::Authority]);
    assert_eq!(problems(with(plan(), json!({"authority": "x"}))), ["authority unknown-field"]);
}

fn role(block: &Block) -> crate::document::BlockRole {
    match block {
        Block::Paragraph(p) => p.role,
        other => panic!("{other:?}"),
    }
}

#[test]
fn problems_of_the_body_stand_on_the_lines_of_the_body() {
    // The bases come before the body in the text that is read, and must not shift its lines.
    let draft = with(plan(), json!({"body": "Một\n\n| a | b |\n| - | - |\n| 1 | 2 | 3 |"}));
    let report = match check(draft) {
        Ok(checked) => checked.report,
        Err(report) => report,
    };
    let places: Vec<_> = report.problems.iter().map(|p| (p.at.as_str(), p.line)).collect();
    assert_eq!(places, [("body", Some(5))]);
}

#[test]
fn what_a_type_does_not_print_is_told() {
    let found = problems(with(plan(), json!({"to": "Tỉnh ủy", "address": ["Số 1"]})));
    assert_eq!(found, ["to not-expected", "address not-printed"]);
    assert_eq!(problems(with(letter(), json!({"bases": ["Luật"]}))), ["bases not-printed"]);
}

#[test]
fn limits_hold() {
    let long = "ơ".repeat(limits::FIELD_CHARS + 1);
    let many = vec!["x"; limits::RECIPIENTS + 1];
    let found = problems(with(
        plan(),
        json!({"place": long, "recipients": many, "body": "x".repeat(limits::BODY_BYTES + 1)}),
    ));
    assert_eq!(found, ["place too-long", "recipients too-many", "body too-long"]);
    let group = json!({"group": vec!["x"; 150], "purpose": "b/c"});
    assert_eq!(problems(with(plan(), json!({"recipients": [group, group]}))), ["recipients too-many"]);
    let mut deep = json!("x");
    for _ in 0..100 {
        deep = json!([deep]);
    }
    let found = problems(with(plan(), json!({"external_id": deep})));
    assert!(found.iter().any(|p| p.ends_with(" too-deep")), "{found:?}");
}

#[test]
fn a_line_break_in_a_name_is_refused_and_in_a_subject_makes_lines() {
    let signers = json!([{"position": "CHỦ TỊCH", "full_name": "Hoàng\nThọ Trung"}]);
    assert_eq!(
        problems(with(plan(), json!({"signers": signers}))),
        ["signers[0].full_name control-character"]
    );
    assert_eq!(record(with(plan(), json!({"subject": "Một\r\n\r\nHai"}))).subject(), ["Một", "Hai"]);
}

/// Images by name.
#[derive(Default)]
struct Album(BTreeMap<String, Vec<u8>>);

impl Images for Album {
    fn load(&self, name: &str) -> Option<Vec<u8>> {
        self.0.get(name).cloned()
    }
}

fn a_signature() -> Vec<u8> {
    let image =
        RgbaImage::from_fn(800, 400, |x, y| Rgba([20, 40, 160, if (x + y) % 9 < 4 { 255 } else { 0 }]));
    let mut out = std::io::Cursor::new(vec![]);
    DynamicImage::ImageRgba8(image).write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner()
}

#[test]
fn images_are_checked_and_kept_by_their_digest() {
    let mut album = Album::default();
    album.0.insert("images/ký.png".to_owned(), a_signature());
    let signers = json!([{"position": "CHỦ TỊCH", "full_name": "Hoàng Thọ Trung", "signature_image": "images/ký.png", "signature_width_mm": 40}]);
    let first = check_with(with(plan(), json!({"signers": signers})), &album).unwrap().value;
    let picture = first.pictures().next().unwrap();
    assert_eq!(picture.description, "Chữ ký của Hoàng Thọ Trung");
    assert!((picture.size.width.to_mm() - 40.0).abs() < 0.01);
    let name = format!("sha256:{}", picture.image.as_ref().unwrap().sha256);
    assert_eq!(first.canonical_source()["signers"][0]["signature_image"], name.as_str());

    // What was kept gives the same again.
    album.0 = BTreeMap::from([(name, picture.image.as_ref().unwrap().png.clone())]);
    let again = check_with(first.canonical_source(), &album).unwrap().value;
    assert_eq!(again.canonical_source(), first.canonical_source());
    assert_eq!(again.pictures().next(), Some(picture));
}

#[test]
fn images_that_are_not_there_are_told() {
    let signers = |image: &str| json!([{"position": "A", "full_name": "B", "seal_image": image}]);
    let found = |image| problems(with(plan(), json!({"signers": signers(image)})));
    assert_eq!(found("dấu.png"), ["signers[0].seal_image image-missing"]);
    assert_eq!(found("../dấu.png"), ["signers[0].seal_image bad-name"]);
    assert_eq!(found("data:image/png;base64,AAAA"), ["signers[0].seal_image bad-name"]);
}

#[test]
fn the_source_leaves_out_what_is_absent_and_pins_the_organ() {
    let undated = with(plan(), json!({"issued_date": null}));
    let source = record(undated).canonical_source();
    assert_eq!(source["organ_valid_from"], "2025-07-01");
    assert!(source.get("issued_date").is_none());
    let mut draft = plan();
    draft["unit"] = Value::Null;
    draft["subject"] = "hoa\u{301}".into();
    let source = record(draft).canonical_source();
    assert!(source.get("unit").is_none());
    assert_eq!(source["subject"], "hoá");
}

#[test]
fn an_organ_is_taken_as_it_was_on_the_day_of_issue() {
    let old = record(plan());
    assert_eq!(old.organ().valid_from, None);
    let new = record(with(plan(), json!({"issued_date": "2025-07-01"})));
    assert!(new.organ().valid_from.is_some());
    let pinned = record(with(plan(), json!({"organ_valid_from": "2025-07-01"})));
    assert!(pinned.organ().valid_from.is_some());
    let found = problems(with(plan(), json!({"organ_valid_from": "1999-01-01"})));
    assert_eq!(found, ["organ unknown-organ"]);
}

#[test]
fn every_message_is_a_sentence_that_ends() {
    let report = check(json!({"type": 1, "organ": "x", "colour": true, "signers": [{}], "code_number": "x"}))
        .unwrap_err();
    for problem in &report.problems {
        assert!(problem.message.ends_with(['.', '?']), "{problem}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_values_give_a_report_or_a_record_and_its_source_gives_it_again(changes in any_changes()) {
        let mut draft = plan();
        for (name, value) in changes {
            draft[name.as_str()] = value;
        }
        match check(draft) {
            Ok(checked) => {
                prop_assert!(!checked.report.has_errors());
                let source = checked.value.canonical_source();
                let again = check(source.clone()).unwrap().value;
                prop_assert_eq!(again.canonical_source(), source);
                prop_assert_eq!(again.corrections(), checked.value.corrections());
            }
            Err(report) => prop_assert!(report.has_errors()),
        }
    }
}

#[test]
fn a_file_of_another_kind_is_not_answered_with_every_key_of_it() {
    let strange: Map<String, Value> = (0..1000).map(|i| (format!("k{i}"), json!(i))).collect();
    let found = problems(Value::Object(strange));
    assert_eq!(found.iter().filter(|p| p.ends_with("unknown-field")).count(), 50);
}
