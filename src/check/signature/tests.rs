use crate::check::testing::{TestFinding, findings, of, plan, quotes, seed};
use crate::report::Severity;
use serde_json::{Value, json};

fn signed(competence: &[&str], position: &str) -> Value {
    let mut draft = plan("Một.");
    draft["mode"] = json!("faithful");
    draft["signers"] = json!([{ "competence": competence, "position": position, "full_name": "Trần Văn A" }]);
    draft
}

fn named(full_name: &str) -> Value {
    let mut draft = plan("Một.");
    draft["signers"][0]["full_name"] = json!(full_name);
    draft
}

fn ids(draft: &Value) -> Vec<&'static str> {
    findings(draft).into_iter().map(|f| f.id).filter(|id| id.starts_with("SIG")).collect()
}

#[test]
fn a_clean_plan_has_no_findings_here() {
    let found: Vec<TestFinding> =
        findings(&plan("Một.")).into_iter().filter(|f| f.id.starts_with("SIG")).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn the_forms_of_competence_that_offices_use_are_right() {
    for (competence, position) in [
        (&[][..], "CHỦ TỊCH"),
        (&["TM. BAN THƯỜNG VỤ"], "CHỦ TỊCH"),
        (&["TM. BAN CHẤP HÀNH LIÊN ĐOÀN LAO ĐỘNG TỈNH"], "CHỦ TỊCH"),
        (&["TM. BAN THƯỜNG VỤ", "KT. CHỦ TỊCH"], "PHÓ CHỦ TỊCH"),
        (&["TM. BAN THƯỜNG VỤ", "KT. CHỦ TỊCH"], "PHÓ CHỦ TỊCH THƯỜNG TRỰC"),
        (&["KT. CHỦ TỊCH"], "PHÓ CHỦ TỊCH"),
        (&["KT. BỘ TRƯỞNG"], "THỨ TRƯỞNG"),
        (&["KT. TRƯỞNG BAN TỔ CHỨC"], "PHÓ BAN"),
        (&["TL. CHỦ TỊCH"], "CHÁNH VĂN PHÒNG"),
        (&["TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG"], "PHÓ CHÁNH VĂN PHÒNG"),
        (&["TUQ. CHỦ TỊCH"], "TRƯỞNG BAN TỔ CHỨC - KIỂM TRA"),
        (&["TM. ỦY BAN KIỂM TRA"], "CHỦ NHIỆM"),
        (&["TM. ĐOÀN CHỦ TỊCH"], "CHỦ TỊCH"),
        (&["TM. CHỦ TỊCH ĐOÀN"], "THƯ KÝ"),
        (&[], "Q. CHỦ TỊCH"),
        (&["Q. CHỦ TỊCH"], ""),
    ] {
        let found = ids(&signed(competence, position));
        assert!(found.is_empty(), "{competence:?} {position}: {found:?}");
    }
}

#[test]
fn other_ways_of_writing_the_letters_are_mended() {
    for (wrong, right) in [
        ("T/M. BAN THƯỜNG VỤ", "TM. BAN THƯỜNG VỤ"),
        ("T/M BAN THƯỜNG VỤ", "TM. BAN THƯỜNG VỤ"),
        ("TM BAN THƯỜNG VỤ", "TM. BAN THƯỜNG VỤ"),
        ("TM.BAN THƯỜNG VỤ", "TM. BAN THƯỜNG VỤ"),
        ("Thay mặt BAN THƯỜNG VỤ", "TM. BAN THƯỜNG VỤ"),
        ("BAN THƯỜNG VỤ", "TM. BAN THƯỜNG VỤ"),
        ("TM. Ban Thường vụ", "TM. BAN THƯỜNG VỤ"),
    ] {
        let found = of(&signed(&[wrong], "CHỦ TỊCH"), "SIG-01");
        assert_eq!(found.len(), 1, "{wrong}");
        assert_eq!((found[0].quote.as_str(), found[0].fixed.as_deref()), (wrong, Some(right)));
        assert_eq!(found[0].severity, Severity::Error);
    }
    assert_eq!(quotes(&signed(&["TH. CHỦ TỊCH"], "CHÁNH VĂN PHÒNG"), "SIG-01")[0].1, "TH.");
}

#[test]
fn capitals_of_a_new_document_are_written_by_the_composer() {
    let mut draft = plan("Một.");
    draft["signers"][0]["competence"] = json!(["TM. Ban Thường vụ"]);
    draft["signers"][0]["position"] = json!("Chủ tịch");
    let found = of(&draft, "SIG-01");
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|f| f.severity == Severity::Information), "{found:?}");
}

#[test]
fn what_parties_to_a_contract_sign_as_is_no_competence() {
    let mut draft = signed(&["ĐẠI DIỆN BÊN A"], "PHÓ GIÁM ĐỐC");
    draft["type"] = json!("hop-dong");
    assert!(ids(&draft).is_empty());
    draft["signers"][0]["competence"] = json!([]);
    assert!(ids(&draft).is_empty());
}

#[test]
fn a_post_that_does_not_fit_its_competence_is_an_error() {
    for (competence, position) in [
        (&["KT. CHỦ TỊCH"][..], "CHỦ TỊCH"),
        (&["KT. CHỦ TỊCH"], "PHÓ GIÁM ĐỐC"),
        (&["KT. CHỦ TỊCH"], "CHÁNH VĂN PHÒNG"),
        (&["TL. CHỦ TỊCH"], "PHÓ CHÁNH VĂN PHÒNG"),
        (&["TL. CHỦ TỊCH"], "PHÓ CHỦ TỊCH"),
        (&["TL. CHỦ TỊCH"], "CHỦ TỊCH"),
        (&["TM. CHỦ TỊCH"], "PHÓ CHỦ TỊCH THƯỜNG TRỰC"),
        (&["KT. BAN THƯỜNG VỤ"], "PHÓ CHỦ TỊCH"),
        (&[], "PHÓ CHỦ TỊCH"),
    ] {
        let found = ids(&signed(competence, position));
        assert!(found.contains(&"SIG-02"), "{competence:?} {position}: {found:?}");
    }
    let mut letter = signed(&[], "PHÓ CHỦ TỊCH");
    letter["type"] = json!("thu-cong");
    assert!(ids(&letter).is_empty(), "a personal letter is signed by whoever writes it");
}

#[test]
fn the_house_lets_pass_what_the_partys_form_has() {
    let deputy = of(&seed(2), "SIG-06");
    assert_eq!((deputy[0].at.as_str(), deputy[0].quote.as_str()), ("signers[0].position", "PHÓ CHỦ TỊCH"));
    assert_eq!(deputy[0].severity, Severity::Information);
    let order = of(&signed(&["TL. BAN THƯỜNG VỤ"], "CHÁNH VĂN PHÒNG"), "SIG-07");
    assert_eq!((order[0].quote.as_str(), order[0].severity), ("TL. BAN THƯỜNG VỤ", Severity::Information));
}

#[test]
fn the_programme_of_2023_is_signed_for_another_collective_than_made_it() {
    assert_eq!(
        quotes(&seed(0), "SIG-03"),
        [("signers[0].competence[0]".to_owned(), "TM. BAN CHẤP HÀNH".to_owned())]
    );
    let message = &of(&seed(0), "SIG-03")[0].message;
    assert!(message.contains("«Ban Thường vụ LĐLĐ tỉnh xây dựng»"), "{message}");
    for number in 1..5 {
        assert!(of(&seed(number), "SIG-03").is_empty(), "{number}");
    }
}

#[test]
fn only_who_acts_in_the_lead_in_counts_as_the_maker() {
    for lead in [
        "Thực hiện Nghị quyết của Ban Chấp hành, Ban Thường vụ LĐLĐ tỉnh ban hành kế hoạch như sau:",
        "BTV Liên đoàn Lao động tỉnh Lai Châu xây dựng kế hoạch như sau:",
        "Liên đoàn Lao động tỉnh xây dựng kế hoạch theo Chương trình Ban Chấp hành ban hành như sau:",
        "Ban Chấp hành giao, Liên đoàn Lao động tỉnh xây dựng kế hoạch như sau:",
    ] {
        let body = format!("{lead}\n\nI. MỤC ĐÍCH\n\n1. Ban Chấp hành LĐLĐ tỉnh ban hành nghị quyết.");
        let found = of(&plan(&body), "SIG-03");
        assert!(found.is_empty(), "{lead}: {found:?}");
    }
    let body = "BCH Liên đoàn Lao động tỉnh ban hành kế hoạch như sau:\n\nI. MỤC ĐÍCH\n\n1. Một.";
    assert_eq!(of(&plan(body), "SIG-03").len(), 1);
}

#[test]
fn a_name_stands_without_titles() {
    for (name, title) in [
        ("TS. Trần Văn A", "TS."),
        ("PGS.TS Trần Văn A", "PGS.TS"),
        ("Thạc sĩ Trần Văn A", "Thạc sĩ"),
        ("Đ/c Trần Văn A", "Đ/c"),
    ] {
        let found = of(&named(name), "SIG-04");
        assert_eq!(found.len(), 1, "{name}");
        assert_eq!(found[0].quote, title);
    }
    for name in ["Ông Ích A", "Tòng Thị A", "H'Hen Niê", "Y Thanh Hà Niê Kđăm", "Cù Thị A", "Bác A"]
    {
        assert!(of(&named(name), "SIG-04").is_empty(), "{name}");
    }
}

#[test]
fn every_syllable_of_a_name_begins_with_a_capital() {
    for (wrong, right) in
        [("TRẦN VĂN ANH", "Trần Văn Anh"), ("Trần văn Anh", "Trần Văn Anh"), ("trần văn anh", "Trần Văn Anh")]
    {
        assert_eq!(of(&named(wrong), "SIG-04")[0].fixed.as_deref(), Some(right), "{wrong}");
    }
}

#[test]
fn who_signs_held_the_post_on_that_day() {
    let on = |day: &str, position: &str| {
        let mut draft = plan("Một.");
        draft["issued_date"] = json!(day);
        draft["signers"][0]["position"] = json!(position);
        quotes(&draft, "SIG-05")
    };
    assert!(on("2024-02-23", "CHỦ TỊCH").is_empty());
    let place = |at: &str, quote: &str| vec![(at.to_owned(), quote.to_owned())];
    assert_eq!(on("2023-02-23", "CHỦ TỊCH"), place("signers[0].full_name", "Hoàng Thọ Trung"));
    assert_eq!(on("2024-02-23", "PHÓ CHỦ TỊCH"), place("signers[0].position", "PHÓ CHỦ TỊCH"));
    assert!(on("2022-02-23", "PHÓ CHỦ TỊCH").is_empty(), "what was held before is not known");
    assert!(on("2024-02-23", "CHỦ NHIỆM").is_empty(), "somebody may hold a second post");
    assert!(of(&named("Trần Văn A"), "SIG-05").is_empty(), "the profile does not know everybody");
    for number in 0..5 {
        assert!(of(&seed(number), "SIG-05").is_empty(), "{number}");
    }
}

#[test]
fn a_day_before_the_term_is_an_error_and_a_day_after_it_a_warning() {
    let on = |day: &str, name: &str| {
        let mut draft = plan("Một.");
        draft["issued_date"] = json!(day);
        draft["signers"][0]["full_name"] = json!(name);
        of(&draft, "SIG-05").iter().map(|found| found.severity).collect::<Vec<_>>()
    };
    assert_eq!(on("2023-09-30", "Hoàng Thọ Trung"), [Severity::Error]);
    assert_eq!(on("2023-10-01", "Hoàng Thọ Trung"), []);
    assert_eq!(on("2023-10-31", "Nguyễn Thị Thiện"), []);
    assert_eq!(on("2023-11-01", "Nguyễn Thị Thiện"), [Severity::Warning]);
}

#[test]
fn a_name_typed_by_hand_is_known_by_the_profile() {
    let typed = |name: &str, position: Value| {
        let mut draft = plan("Một.");
        draft["issued_date"] = json!("2024-02-23");
        draft["signers"][0]["full_name"] = json!(name);
        draft["signers"][0]["position"] = position;
        of(&draft, "SIG-05").len()
    };
    for name in ["nguyễn thị thiện", "NGUYỄN THỊ THIỆN", " Nguyễn  Thị Thiện ", "Đ/c Nguyễn Thị Thiện"]
    {
        assert_eq!(typed(name, json!("chủ tịch")), 1, "{name}");
    }
    // Without a post any that the profile gives will do, and none is held that day.
    assert_eq!(typed("Nguyễn Thị Thiện", Value::Null), 1);
    assert_eq!(typed("Hoàng Thọ Trung", Value::Null), 0);
    assert_eq!(typed("Nguyễn Thị Thiên", json!("CHỦ TỊCH")), 0, "another person");
}

#[test]
fn a_draft_without_a_date_is_held_against_today() {
    let mut draft = plan("Một.");
    draft["signers"][0]["full_name"] = json!("Nguyễn Thị Thiện");
    draft.as_object_mut().unwrap().remove("issued_date");
    let catalog = crate::catalog::Catalog::embedded();
    let found = |draft: &Value, day: Option<&str>| {
        let Value::Object(values) = draft else { unreachable!() };
        let mut lint = crate::check::LintContext::new(values, catalog);
        lint.today = day.map(|day| day.parse().unwrap());
        let report = crate::check::check(&lint);
        report.problems.into_iter().filter(|p| p.code == "SIG-05").collect::<Vec<_>>()
    };
    let late = found(&draft, Some("2024-02-23"));
    assert_eq!(late.len(), 1);
    assert!(late[0].message.contains("hôm nay là ngày 23/02/2024"), "{}", late[0].message);
    assert!(found(&draft, Some("2023-05-01")).is_empty());
    assert!(found(&draft, None).is_empty(), "on no day nothing is known");
    draft["mode"] = json!("faithful");
    assert!(found(&draft, Some("2024-02-23")).is_empty(), "an old paper is not of today");
}

#[test]
fn the_papers_have_no_other_faults_in_their_signatures() {
    let found: Vec<Vec<&str>> = (0..5).map(|number| ids(&seed(number))).collect();
    assert_eq!(found, [vec!["SIG-03"], vec![], vec!["SIG-06"], vec![], vec![]]);
}
