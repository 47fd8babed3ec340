use crate::check::testing::{TestFinding, findings, of, plan, quotes, seed};
use crate::report::Severity;
use serde_json::{Value, json};

fn with(field: &str, value: Value) -> Value {
    let mut draft = plan("Một.");
    draft[field] = value;
    draft
}

fn faithful(mut draft: Value) -> Value {
    draft["mode"] = json!("faithful");
    draft
}

fn place(at: &str, quote: &str) -> (String, String) {
    (at.to_owned(), quote.to_owned())
}

#[test]
fn a_clean_plan_has_no_findings_here() {
    let found: Vec<TestFinding> =
        findings(&plan("Một.")).into_iter().filter(|f| f.id.starts_with("TTL")).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_type_name_may_say_more_than_the_type_but_not_something_else() {
    assert!(of(&with("type_name", json!("KẾ HOẠCH LIÊN TỊCH")), "TTL-01").is_empty());
    assert!(of(&faithful(with("type_name", json!("KẾ HOẠCH"))), "TTL-01").is_empty());
    let other = of(&with("type_name", json!("CHƯƠNG TRÌNH")), "TTL-01");
    assert_eq!(
        (other[0].at.as_str(), other[0].quote.as_str(), other[0].severity),
        ("type_name", "CHƯƠNG TRÌNH", Severity::Error)
    );
    assert!(of(&seed(0), "TTL-01").is_empty());
    assert!(of(&seed(1), "TTL-01").is_empty());
}

#[test]
fn a_type_name_in_small_letters_is_put_in_capitals() {
    let issued = of(&faithful(with("type_name", json!("Kế hoạch"))), "TTL-01");
    assert_eq!((issued[0].fixed.as_deref(), issued[0].severity), (Some("KẾ HOẠCH"), Severity::Error));
    let new = of(&with("type_name", json!("Kế hoạch")), "TTL-01");
    assert_eq!(new[0].severity, Severity::Information, "the composer writes it in capitals");
}

#[test]
fn a_subject_begins_with_a_capital_unless_it_goes_on_from_the_type_name() {
    let found = of(&with("subject", json!(["tổ chức Tháng Công nhân"])), "TTL-02");
    assert_eq!(found[0].quote, "tổ");
    assert_eq!(found[0].fixed.as_deref(), Some("Tổ chức Tháng Công nhân"));
    assert!(of(&with("subject", json!(["của Ban Thường vụ năm 2024"])), "TTL-02").is_empty());
    let mut longer = with("subject", json!(["thực hiện Nghị quyết"]));
    longer["type_name"] = json!("KẾ HOẠCH HÀNH ĐỘNG");
    assert!(of(&longer, "TTL-02").is_empty());
    assert!(of(&with("subject", json!(["8 nhiệm vụ trọng tâm"])), "TTL-02").is_empty());
    for number in 0..5 {
        assert!(of(&seed(number), "TTL-02").is_empty(), "{number}");
    }
}

#[test]
fn a_subject_ends_without_a_mark_and_is_not_in_capitals() {
    let found = of(&with("subject", json!(["Tổ chức Tháng Công nhân", "năm 2024."])), "TTL-02");
    assert_eq!((found[0].at.as_str(), found[0].quote.as_str()), ("subject[1]", "."));
    assert_eq!(found[0].fixed.as_deref(), Some("năm 2024"));
    assert!(of(&with("subject", json!(["Tổ chức hội nghị, hội thảo..."])), "TTL-02").is_empty());
    assert!(of(&with("subject", json!(["Xây dựng đội ngũ “giỏi nghề”"])), "TTL-02").is_empty());
    let capitals = of(&with("subject", json!(["TỔ CHỨC THÁNG CÔNG NHÂN"])), "TTL-02");
    assert_eq!(capitals.len(), 1);
    assert!(capitals[0].fixed.is_none());
}

#[test]
fn a_missing_subject_is_told_of_an_issued_document() {
    let mut draft = faithful(plan("Một."));
    draft.as_object_mut().unwrap().remove("subject");
    assert_eq!(of(&draft, "TTL-02")[0].at, "subject");
}

#[test]
fn the_subject_of_an_issued_letter_begins_with_v_v() {
    let letter = |subject: &str| {
        let mut draft = faithful(with("subject", json!(subject)));
        draft["type"] = json!("cong-van");
        draft["to"] = json!(["Các đơn vị"]);
        draft
    };
    assert!(of(&letter("V/v nâng bậc lương"), "TTL-02").is_empty());
    let found = of(&letter("Về việc nâng bậc lương"), "TTL-02");
    assert_eq!(found[0].fixed.as_deref(), Some("V/v nâng bậc lương"));
}

#[test]
fn a_long_subject_is_told_with_its_length() {
    let found = of(&seed(3), "TTL-03");
    assert_eq!(found[0].at, "subject[0]");
    assert!(found[0].quote.starts_with("Tổng kết Chương trình số 1563/CTr-TLĐ"), "{}", found[0].quote);
    assert!(found[0].message.contains("chữ"), "{}", found[0].message);
    for number in [0, 1, 2, 4] {
        assert!(of(&seed(number), "TTL-03").is_empty(), "{number}");
    }
}

#[test]
fn abbreviations_in_a_subject_are_told_once_each_but_not_numbers_of_documents() {
    assert_eq!(quotes(&seed(0), "TTL-04"), [place("subject[0]", "LĐLĐ")]);
    assert_eq!(quotes(&seed(3), "TTL-04"), [place("subject[0]", "LĐLĐ"), place("subject[0]", "BCH")]);
    for number in [1, 2, 4] {
        assert!(of(&seed(number), "TTL-04").is_empty(), "{number}");
    }
    let names = with("subject", json!(["Chào mừng Đại hội XIII, Hội nghị ASEAN và phòng, chống COVID-19"]));
    assert!(of(&names, "TTL-04").is_empty());
}

#[test]
fn the_plan_of_2024_says_its_subject_twice_otherwise() {
    let found = quotes(&seed(4), "TTL-05");
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0], place("body:1", "61 năm thành lập"));
    assert!(found[1].1.starts_with("tổ chức các hoạt động kỷ niệm 95 năm"), "{found:?}");
    let messages = of(&seed(4), "TTL-05");
    assert!(messages[0].message.contains("«61 năm Ngày thành lập»"), "{}", messages[0].message);
    assert!(messages[1].message.contains("61 năm Ngày thành lập Công đoàn tỉnh"), "{}", messages[1].message);
    assert_eq!((messages[0].severity, messages[1].severity), (Severity::Warning, Severity::Information));
}

#[test]
fn shorter_ways_of_saying_the_same_are_no_disagreement() {
    let subject = "Tổ chức các hoạt động kỷ niệm 95 năm Ngày thành lập Công đoàn Việt Nam (28/7/1929 - 28/7/2024) và Tháng Công nhân của Liên đoàn Lao động tỉnh Lai Châu năm 2024";
    for said in [
        "Tổ chức các hoạt động kỷ niệm 95 năm Ngày thành lập Công đoàn Việt Nam (28/7/1929 - 28/7/2024) và Tháng Công nhân của Liên đoàn Lao động tỉnh Lai Châu năm 2024",
        "tổ chức hoạt động kỷ niệm 95 năm Ngày thành lập Công đoàn Việt Nam, Tháng Công nhân của LĐLĐ tỉnh năm 2024",
        "tổ chức các hoạt động kỷ niệm 95 năm Ngày thành lập Công đoàn Việt Nam và Tháng Công nhân",
    ] {
        let body = format!("Ban Thường vụ ban hành kế hoạch {said} như sau:\n\nI. MỤC ĐÍCH\n\n1. Một.");
        let mut draft = plan(&body);
        draft["subject"] = json!([subject]);
        let found = of(&draft, "TTL-05");
        assert!(found.is_empty(), "{said}: {found:?}");
    }
    for number in [0, 1, 2] {
        let found = of(&seed(number), "TTL-05");
        assert!(found.is_empty(), "{number}: {found:?}");
    }
}

#[test]
fn another_year_is_a_disagreement() {
    let body =
        "Ban Thường vụ xây dựng Kế hoạch tổ chức Tháng Công nhân năm 2023 như sau:\n\nI. MỤC ĐÍCH\n\n1. Một.";
    assert_eq!(quotes(&plan(body), "TTL-05"), [place("body:1", "nhân năm 2023")]);
}

#[test]
fn another_organs_plan_of_the_same_name_is_not_compared() {
    let body =
        "Thực hiện Kế hoạch tổ chức Tháng Công nhân năm 2023 của Tổng Liên đoàn.\n\nI. MỤC ĐÍCH\n\n1. Một.";
    assert!(of(&plan(body), "TTL-05").is_empty());
}

#[test]
fn what_the_plan_of_2023_leaves_out_of_its_subject_is_worth_knowing_only() {
    let found = of(&seed(3), "TTL-05");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].severity, Severity::Information);
    assert!(found[0].message.contains("«và Kế hoạch số 133"), "{}", found[0].message);
}
