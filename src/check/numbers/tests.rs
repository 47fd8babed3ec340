use crate::check::testing::{findings, of, plan, quotes, seed};
use crate::report::Severity;
use serde_json::{Value, json};

fn with(changes: Value) -> Value {
    let mut draft = plan("Nội dung.");
    let Value::Object(changes) = changes else { panic!("changes are an object") };
    draft.as_object_mut().unwrap().extend(changes);
    draft
}

fn ranked(draft: &Value, id: &str) -> Vec<(String, Severity)> {
    of(draft, id).into_iter().map(|found| (found.at, found.severity)).collect()
}

fn said(body: &str, id: &str) -> Vec<String> {
    of(&plan(body), id).into_iter().map(|found| found.quote).collect()
}

fn place(at: &str, quote: &str) -> (String, String) {
    (at.to_owned(), quote.to_owned())
}

#[test]
fn a_clean_plan_has_nothing_said_of_its_number() {
    let body = "Thực hiện Kế hoạch số 17/KH-TLĐ ngày 05/02/2024 của Tổng Liên đoàn về thi đua.";
    let ids: Vec<_> =
        findings(&plan(body)).into_iter().map(|f| f.id).filter(|id| id.starts_with("NUM")).collect();
    assert_eq!(ids, [""; 0]);
}

#[test]
fn a_symbol_is_written_without_spaces_and_strokes() {
    for wrong in ["KH - LĐLĐ", "KH-LĐLĐ ĐOÀN", "KH–LĐLĐ", "KH/LĐLĐ", "kh-LĐLĐ", "-LĐLĐ"] {
        assert_eq!(of(&with(json!({"code_notation": wrong})), "NUM-01").len(), 1, "{wrong}");
    }
    for right in ["KH-LĐLĐ", "KH-LĐLĐ-TG"] {
        assert!(of(&with(json!({"code_notation": right})), "NUM-01").is_empty(), "{right}");
    }
    assert_eq!(of(&with(json!({"code_number": "22 /"})), "NUM-01").len(), 1);
    assert!(of(&with(json!({"code_number": "12b"})), "NUM-01").is_empty());
}

#[test]
fn a_number_below_ten_as_issued_has_its_zero() {
    let at = "code_number".to_owned();
    assert_eq!(
        ranked(&with(json!({"code_number": "5", "mode": "faithful"})), "NUM-02"),
        [(at, Severity::Error)]
    );
    for right in [
        json!({"code_number": "05", "mode": "faithful"}),
        json!({"code_number": "5"}),
        json!({"code_number": 5}),
    ] {
        assert!(of(&with(right), "NUM-02").is_empty());
    }
}

#[test]
fn a_symbol_names_the_type() {
    let at = || "code_notation".to_owned();
    assert_eq!(ranked(&with(json!({"code_notation": "TB-LĐLĐ"})), "NUM-03"), [(at(), Severity::Warning)]);
    let programme = with(json!({"type": "chuong-trinh"}));
    assert_eq!(ranked(&programme, "NUM-03"), [(at(), Severity::Information)]);
    assert!(of(&with(json!({"type": "chuong-trinh", "code_notation": "CTr-LĐLĐ"})), "NUM-03").is_empty());
    let letter = json!({"type": "cong-van", "to": ["Các đơn vị"], "code_notation": "LĐLĐ-TG"});
    assert!(of(&with(letter.clone()), "NUM-03").is_empty());
    assert!(of(&with(letter), "NUM-05").is_empty());
}

#[test]
fn a_symbol_names_the_organ_or_the_committee_that_signs() {
    for wrong in ["KH-LĐLD", "KH-LÐLĐ", "KH-TLĐ", "KH"] {
        let draft = with(json!({"code_notation": wrong, "mode": "faithful"}));
        assert_eq!(ranked(&draft, "NUM-05"), [("code_notation".to_owned(), Severity::Error)], "{wrong}");
    }
    assert!(of(&with(json!({"code_notation": "KH-BCH"})), "NUM-05").is_empty());
    let committee = json!({
        "code_notation": "KH-UBKT",
        "signers": [{ "competence": ["TM. ỦY BAN KIỂM TRA"], "position": "CHỦ NHIỆM", "full_name": "Hoàng Thọ Trung" }],
    });
    assert!(of(&with(committee), "NUM-05").is_empty());
}

#[test]
fn an_issued_document_has_number_and_date() {
    let without = |mode: &str| {
        let mut draft = plan("Nội dung.");
        draft.as_object_mut().unwrap().remove("code_number");
        draft["issued_date"] = json!(null);
        draft["mode"] = json!(mode);
        draft
    };
    let found = |severity| [("code_number".to_owned(), severity), ("issued_date".to_owned(), severity)];
    assert_eq!(ranked(&without("faithful"), "NUM-06"), found(Severity::Error));
    assert_eq!(ranked(&without("normalised"), "NUM-06"), found(Severity::Information));
    let mut draft = without("faithful");
    draft["status"] = json!("draft");
    assert!(of(&draft, "NUM-06").is_empty());
}

#[test]
fn a_type_is_not_cited_under_the_abbreviation_of_another() {
    let found = said("Thực hiện Kế hoạch số 12/TB-TLĐ và Chỉ thị số 5-NQ/TU.", "NUM-04");
    assert_eq!(found, ["12/TB-TLĐ", "5-NQ/TU"]);
    let silent = "Chương trình số 1563/CTr-TLĐ; Quy định số 66-QĐ/TW; Thông báo kết luận số 158-TB/TW; Kết luận số 05/KL-BCH; \
        Công văn số 627/BYT-BH; Đề án số 06/QĐ-TTg; NQ số 02-NQ/TW; Thông tư liên tịch số 01/2011/TTLT-BNV-BTC; Nghị quyết số 12b/NQ-BCH; \
        Tờ trình số 66/TTr-SNN; Luật số 50/2024/QH15; các Kế hoạch số 12/KH-TLĐ, 13/KH-TLĐ.";
    assert_eq!(said(silent, "NUM-04"), [""; 0]);
}

#[test]
fn the_documents_own_abbreviation_means_one_type() {
    let programme = |body: &str| {
        let mut draft = with(json!({"type": "chuong-trinh"}));
        draft["body"] = json!(body);
        of(&draft, "NUM-04").into_iter().map(|f| (f.quote, f.severity)).collect::<Vec<_>>()
    };
    let found = programme("Thực hiện Chỉ thị số 03/CT-TLĐ và Chỉ thị số 04/CT-TLĐ.");
    assert_eq!(found, [("03/CT-TLĐ".to_owned(), Severity::Information)]);
    let found = programme("Thực hiện Chương trình số 12/CTr-LĐLĐ.");
    assert_eq!(found, [("12/CTr-LĐLĐ".to_owned(), Severity::Information)]);
    assert_eq!(programme("Thực hiện Chương trình số 1563/CTr-TLĐ, Chương trình số 9/CT-LĐLĐ."), []);
}

#[test]
fn the_party_has_an_order_of_its_own() {
    let found =
        of(&plan("Thực hiện Nghị quyết số 02/NQ- TW của Bộ Chính trị, Thông báo 15/TB-VPTU."), "NUM-08");
    let quotes: Vec<_> = found.iter().map(|f| f.quote.as_str()).collect();
    assert_eq!(quotes, ["02/NQ- TW", "15/TB-VPTU"]);
    assert!(found[0].fixed.as_ref().unwrap().contains("số 02-NQ/TW của"));
    assert_eq!(said("Thực hiện Kế hoạch số 17-KH/TLĐ.", "NUM-08"), ["17-KH/TLĐ"]);
    let spaced = of(&plan("Thực hiện Kế hoạch số 17 /KH-TLĐ của Tổng Liên đoàn."), "NUM-08");
    assert!(spaced[0].fixed.as_ref().unwrap().contains("số 17/KH-TLĐ của"));
    let silent = "Nghị quyết số 02-NQ/TW; Kế hoạch số 17/KH-TLĐ; Nghị định số 145/2020/NĐ-CP; Kế hoạch số 12-KH/ĐĐ; Công văn số 12-CV/BTC - TW; \
        ngày 22 - 28/7/2024; tỷ lệ 12/15 - CĐCS; Nghị quyết số 13-NQ/TU - BCH.";
    assert_eq!(said(silent, "NUM-08"), [""; 0]);
}

#[test]
fn the_papers_numbers_are_told_as_they_stand() {
    for number in [0, 1] {
        let at = "code_notation".to_owned();
        assert_eq!(ranked(&seed(number), "NUM-03"), [(at, Severity::Information)], "{number}");
    }
    // Number and day of the second are blanks to be filled in: it is not issued yet.
    let ahead = |at: &str| (at.to_owned(), Severity::Information);
    assert_eq!(ranked(&seed(1), "NUM-06"), [ahead("code_number"), ahead("issued_date")]);
    assert_eq!(quotes(&seed(1), "NUM-04"), [place("body:107", "03/CT-TLĐ")]);
    assert_eq!(quotes(&seed(0), "NUM-08"), [place("body:143", "02/NQ- TW"), place("body:143", "02/NQ-TW")]);
}

#[test]
fn the_other_papers_are_numbered_as_they_should() {
    for number in 0..5 {
        for id in ["NUM-01", "NUM-02", "NUM-05"] {
            assert_eq!(quotes(&seed(number), id), [], "{number} {id}");
        }
        if number > 1 {
            for id in ["NUM-03", "NUM-04", "NUM-06", "NUM-08"] {
                assert_eq!(quotes(&seed(number), id), [], "{number} {id}");
            }
        }
    }
}

#[test]
fn papers_with_their_slips_are_found_out() {
    let mut plan = seed(3);
    plan["code_notation"] = json!("KH-LÐLĐ");
    assert_eq!(of(&plan, "NUM-05").len(), 1);
    let mut programme = seed(0);
    programme["code_notation"] = json!(" CT -LĐLĐ");
    assert_eq!(of(&programme, "NUM-01").len(), 1);
}
