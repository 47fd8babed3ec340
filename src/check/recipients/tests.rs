use crate::check::testing::{TestFinding, findings, of, plan, quotes, seed};
use crate::report::Severity;
use serde_json::{Value, json};

fn issued(recipients: Value, filing: Value) -> Value {
    let mut draft = plan("Một.");
    draft["mode"] = json!("faithful");
    draft["recipients"] = recipients;
    draft["filing"] = filing;
    draft
}

fn kept(text: &str) -> Value {
    issued(json!(["Tỉnh ủy"]), json!({ "text": text }))
}

fn place(at: &str, quote: &str) -> (String, String) {
    (at.to_owned(), quote.to_owned())
}

#[test]
fn a_clean_plan_has_no_findings_here() {
    let found: Vec<TestFinding> =
        findings(&plan("Một.")).into_iter().filter(|f| f.id.starts_with("REC")).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn items_end_with_a_semicolon_and_the_last_with_a_full_stop() {
    let draft = issued(
        json!([{ "name": "Tỉnh ủy", "end": "" }, "UBND tỉnh,", "Các Ban;", { "name": "Văn phòng", "end": "." },
               { "name": "Sở Nội vụ", "purpose": "b/c", "end": "," }]),
        json!({ "units": ["VT"] }),
    );
    let found = of(&draft, "REC-01");
    let places: Vec<&str> = found.iter().map(|f| f.at.as_str()).collect();
    assert_eq!(places, ["recipients[0].name", "recipients[1]", "recipients[3].name", "recipients[4].name"]);
    assert_eq!(found[0].fixed.as_deref(), Some("Tỉnh ủy;"));
    assert_eq!(found[1].fixed.as_deref(), Some("UBND tỉnh;"));
    assert!(found[2].fixed.is_none() && found[3].fixed.is_none());
    assert!(found.iter().all(|f| f.severity == Severity::Error));
}

#[test]
fn a_fixed_item_is_right() {
    let draft = issued(json!([{ "name": "Tỉnh ủy;", "end": "" }]), json!({ "units": ["VT"] }));
    assert!(of(&draft, "REC-01").is_empty());
}

#[test]
fn without_a_line_of_filing_the_last_receiver_ends_with_a_full_stop() {
    let mut draft = issued(json!(["Tỉnh ủy;", "UBND tỉnh;"]), json!({}));
    draft.as_object_mut().unwrap().remove("filing");
    assert_eq!(quotes(&draft, "REC-01"), [place("recipients[1]", "UBND tỉnh;")]);
    assert_eq!(of(&draft, "REC-02")[0].at, "filing");
}

#[test]
fn a_new_list_gets_its_marks_from_the_composer() {
    let mut draft = plan("Một.");
    draft["recipients"] = json!(["Tỉnh ủy.", "UBND tỉnh,"]);
    assert!(of(&draft, "REC-01").is_empty());
}

#[test]
fn the_line_of_filing_has_one_form() {
    for right in
        ["Lưu: VT.", "Lưu: VT, TG-NC.", "- Lưu: VT, UBKT (3).", "Lưu: VT, Hồ sơ.", "Lưu: VT, KTTH (2b)."]
    {
        assert!(of(&kept(right), "REC-02").is_empty(), "{right}");
    }
    for (wrong, right) in [
        ("Lưu VT.", "Lưu: VT."),
        ("Lưu VT, Ban TC-KT.", "Lưu: VT, Ban TC-KT."),
        ("Lưu: TG-NC, VT.", "Lưu: VT, TG-NC."),
        ("Lưu: VT; TCCB.", "Lưu: VT, TCCB."),
        ("Lưu: VT;", "Lưu: VT."),
        ("Lưu: VT, UBKT (3)./.", "Lưu: VT, UBKT (3)."),
    ] {
        let found = of(&kept(wrong), "REC-02");
        assert_eq!(found.len(), 1, "{wrong}");
        assert_eq!((found[0].quote.as_str(), found[0].fixed.as_deref()), (wrong, Some(right)));
    }
    let unknown = of(&kept("Lưu: Văn phòng."), "REC-02");
    assert!(unknown.len() == 1 && unknown[0].fixed.is_none());
}

#[test]
fn a_line_of_filing_typed_among_the_receivers_is_read_and_stands_last() {
    let mut draft = plan("Một.");
    draft.as_object_mut().unwrap().remove("filing");
    draft["recipients"] = json!(["Tỉnh ủy", "Lưu: VT."]);
    assert!(of(&draft, "REC-02").is_empty() && of(&draft, "REC-01").is_empty());
    draft["recipients"] = json!(["Lưu VT.", "Tỉnh ủy"]);
    assert_eq!(of(&draft, "REC-02").len(), 2);
    draft["recipients"] = json!(["Lưu trữ lịch sử tỉnh", "Tỉnh ủy"]);
    assert!(of(&draft, "REC-02").is_empty(), "an archive is a receiver like any other");
}

#[test]
fn a_list_without_a_line_of_filing_is_told_whatever_else_is_kept() {
    let without = |recipients: Value| {
        let mut draft = issued(recipients, json!({}));
        draft.as_object_mut().unwrap().remove("filing");
        draft
    };
    for receiver in ["Lưu trữ lịch sử tỉnh.", "Lưu học sinh tại Lào.", "Lưu Thị Hà."] {
        let found = of(&without(json!(["Tỉnh ủy;", receiver])), "REC-02");
        assert!(found.len() == 1 && found[0].at == "filing", "{receiver}: {found:?}");
    }
    for line in ["Lưu: VT.", "– Lưu: VT, TG.", "+ Lưu: VT.", "• Lưu: VT."] {
        assert!(of(&without(json!(["Tỉnh ủy;", line])), "REC-02").is_empty(), "{line}");
    }
    let capitals = of(&without(json!(["Tỉnh ủy;", "LƯU: VT."])), "REC-02");
    assert_eq!(capitals[0].fixed.as_deref(), Some("Lưu: VT."));
    let other = of(&kept("VT, TG-NC."), "REC-02");
    assert_eq!(other[0].fixed.as_deref(), Some("Lưu: VT, TG-NC."));
}

#[test]
fn a_second_line_of_filing_is_told() {
    let both = issued(json!(["Tỉnh ủy;", "Lưu: VT."]), json!({ "units": ["VT"] }));
    assert_eq!(quotes(&both, "REC-02"), [place("recipients[1]", "Lưu: VT.")]);
    let typed = issued(json!(["Lưu: VT;", "Tỉnh ủy;", "- Lưu: VT."]), Value::Null);
    assert!(quotes(&typed, "REC-02").contains(&place("recipients[2]", "- Lưu: VT.")));
}

#[test]
fn what_the_papers_say_of_filing() {
    assert_eq!(quotes(&seed(0), "REC-02"), [place("filing.text", "Lưu VT.")]);
    assert_eq!(quotes(&seed(3), "REC-02"), [place("filing.text", "Lưu VT, Ban TC-KT.")]);
    let order = of(&seed(4), "REC-02");
    assert_eq!(order[0].at, "filing.units");
    assert!(order[0].message.contains("«Lưu: TG-NC, VT.»"), "{}", order[0].message);
    assert!(of(&seed(1), "REC-02").is_empty());
    assert!(of(&seed(2), "REC-02").is_empty());
}

#[test]
fn the_programme_of_2023_leaves_out_a_semicolon_and_a_note_stands_loose() {
    assert_eq!(
        quotes(&seed(0), "REC-01"),
        [place("recipients[2].name", "Đ/c Vũ Thị Giáng Hương – Đoàn CT TLD")]
    );
    assert_eq!(quotes(&seed(0), "REC-05"), [place("recipients_note", "(B/c)")]);
    for number in 1..5 {
        assert!(of(&seed(number), "REC-01").is_empty(), "{number}");
        assert!(of(&seed(number), "REC-05").is_empty(), "{number}");
    }
}

#[test]
fn a_note_bound_to_its_receivers_is_right() {
    let mut draft = plan("Một.");
    draft["recipients"] = json!([{ "group": ["Tỉnh ủy", "UBND tỉnh"], "purpose": "b/c" }, { "name": "Sở Nội vụ", "purpose": "p/h" }]);
    assert!(of(&draft, "REC-05").is_empty());
}

#[test]
fn an_inner_semicolon_is_told() {
    assert_eq!(
        quotes(&seed(4), "REC-03"),
        [
            place("recipients[0].name", "TT Tỉnh ủy; UBND tỉnh"),
            place("recipients[2].name", "Ban Dân vận; Tuyên giáo Tỉnh ủy")
        ]
    );
    assert_eq!(
        quotes(&seed(0), "REC-03"),
        [place("recipients[9].name", "LĐLĐ huyện, TP; CĐN, CĐVC, CĐCSTT")]
    );
    for number in 1..4 {
        assert!(of(&seed(number), "REC-03").is_empty(), "{number}");
    }
    assert!(of(&issued(json!(["Tỉnh ủy;"]), json!({ "units": ["VT"] })), "REC-03").is_empty());
}

#[test]
fn a_report_to_the_organ_above_has_addressees() {
    let found = of(&seed(2), "REC-04");
    assert_eq!((found[0].at.as_str(), found[0].quote.as_str()), ("recipients[1].name", "Tổng LĐLĐ Việt Nam"));
    assert_eq!(found[0].severity, Severity::Information, "the house lets it pass");
    let mut report = plan("Một.");
    report["type"] = json!("bao-cao");
    assert!(of(&report, "REC-04").is_empty(), "a report to equals has none");
    for number in [0, 1, 3, 4] {
        assert!(of(&seed(number), "REC-04").is_empty(), "{number}");
    }
}

#[test]
fn an_issued_letter_answers_its_addressees_first() {
    let mut letter = issued(json!(["Tỉnh ủy", "Như trên"]), json!({ "units": ["VT"] }));
    letter["type"] = json!("cong-van");
    letter["to"] = json!(["Sở Nội vụ"]);
    assert_eq!(quotes(&letter, "REC-04"), [place("recipients[0]", "Tỉnh ủy")]);
    letter["recipients"] = json!(["Như trên;", "Tỉnh ủy"]);
    assert!(of(&letter, "REC-04").is_empty() && of(&letter, "REC-07").is_empty());
    letter["recipients"] = json!(["Như kính gửi;", "Tỉnh ủy"]);
    assert!(of(&letter, "REC-04").is_empty());
    assert_eq!(of(&letter, "REC-07")[0].fixed.as_deref(), Some("Như trên;"));
    letter.as_object_mut().unwrap().remove("to");
    assert_eq!(of(&letter, "REC-04")[0].at, "to");
}

#[test]
fn as_above_needs_something_above() {
    let mut draft = plan("Một.");
    draft["recipients"] = json!(["Như trên", "Như Điều 3"]);
    assert_eq!(quotes(&draft, "REC-07"), [place("recipients[0]", "Như trên")]);
}

#[test]
fn other_spellings_of_the_directory_are_worth_knowing() {
    assert_eq!(
        quotes(&seed(0), "REC-06"),
        [place("recipients[9].name", "LĐLĐ huyện, TP"), place("recipients[9].name", "CĐN, CĐVC")]
    );
    assert_eq!(
        quotes(&seed(2), "REC-06"),
        [place("recipients[6].name", "LĐLĐ huyện, Thành phố"), place("recipients[6].name", "CĐN, CĐVC")]
    );
    for number in [1, 3, 4] {
        assert!(of(&seed(number), "REC-06").is_empty(), "{number}: {:?}", of(&seed(number), "REC-06"));
    }
    let mut draft = plan("Một.");
    draft["recipients"] = json!(["Tổng Liên đoàn Lao động Việt Nam", "Văn phòng Tỉnh ủy", "TTLĐLĐ tỉnh"]);
    assert!(of(&draft, "REC-06").is_empty(), "{:?}", of(&draft, "REC-06"));
}

#[test]
fn a_receiver_named_twice_is_worth_knowing() {
    let mut draft = plan("Một.");
    draft["recipients"] = json!(["Sở Nội vụ", "Sở nội vụ", "Sở Y tế"]);
    assert_eq!(quotes(&draft, "REC-06"), [place("recipients[1]", "Sở nội vụ")]);
}
