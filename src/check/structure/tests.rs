//! Every check fires on what breaks it and is silent on what does not.

use super::super::context::LintContext;
use super::super::findings::FindingCollector;
use super::super::testing::{findings, of, plan, quotes};
use crate::catalog::Catalog;
use crate::renumber::{property_tests::bodies, renumber};
use crate::report::Severity;
use proptest::prelude::*;
use serde_json::{Value, json};

fn found(body: &str, id: &str) -> Vec<String> {
    quotes(&plan(body), id).into_iter().map(|(_, quote)| quote).collect()
}

fn silent(body: &str, id: &str) {
    let found = of(&plan(body), id);
    assert!(found.is_empty(), "{body}\n{found:#?}");
}

/// The whole body after the only fix.
fn fixed(body: &str, id: &str) -> String {
    let found = of(&plan(body), id);
    assert_eq!(found.len(), 1, "{found:#?}");
    found[0].fixed.clone().unwrap()
}

const CLEAN: &str = "Ban Thường vụ Liên đoàn Lao động tỉnh ban hành kế hoạch như sau:\n\nI. MỤC ĐÍCH, YÊU CẦU\n\n\
                     1. Nâng cao nhận thức của đoàn viên.\n\n2. Tổ chức thiết thực, tiết kiệm.\n\nII. NỘI DUNG\n\n\
                     1. Tuyên truyền\n\na) Trên báo chí;\n\nb) Trên mạng xã hội.\n\n2. Thi đua\n\n2.1. Phát động: Tháng 5.\n\n\
                     2.2. Tổng kết: Tháng 6.\n\nIII. TỔ CHỨC THỰC HIỆN\n\n1. Văn phòng chuẩn bị kinh phí.\n\n\
                     2. Các đơn vị thực hiện.\n\nTrên đây là Kế hoạch tổ chức Tháng Công nhân năm 2024.";

#[test]
fn a_clean_plan_has_no_findings() {
    let found: Vec<_> = findings(&plan(CLEAN)).into_iter().filter(|f| f.id.starts_with("STR")).collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn numbers_run() {
    assert_eq!(found("1. A.\n\n3. B.", "STR-01"), ["3."]);
    assert_eq!(found("2. A.\n\n3. B.", "STR-01"), ["2."]);
    assert_eq!(found("I. A\n\nII. B\n\nIV. C\n\nIII. D", "STR-01"), ["IV.", "III."]);
    assert_eq!(found("Điều 1. A\n\n1. B.\n\nĐiều 3. C", "STR-01"), ["Điều 3."]);
    assert_eq!(found("1. A\n\n1.1. B.\n\n1.3. C.", "STR-01"), ["1.3."]);
    assert_eq!(found("1. A gồm:\n\na) B;\n\nc) C.", "STR-01"), ["c)"]);
    let message = &of(&plan("1. A.\n\n2. B.\n\n4. C."), "STR-01")[0].message;
    assert_eq!(
        message,
        "Số nhảy từ «2.» (dòng 3) sang «4.»: hãy bổ sung mục còn thiếu hoặc đánh lại từ đây thành «3.»."
    );
    for body in [
        "1. A.\n\n24.500 đoàn viên.\n\n22.595 Đoàn viên.\n\n98% trở lên.\n\n02 Nghị quyết.\n\n2. B.",
        "1. Sửa đổi như sau:\n\n“1. Một\n\n5. Năm”\n\n2. B.",
        "I. THÁNG 1\n\n1. A.\n\n2. B.\n\nII. THÁNG 2\n\n3. C.",
        "1. A.\n\n2. B.\n\nĐối với các huyện:\n\n1. C.\n\n2. D.",
        "| 1. A | 5. B |\n|---|---|\n| 7. | 9. |",
    ] {
        silent(body, "STR-01");
    }
}

#[test]
fn an_appendix_is_counted_on_its_own() {
    let mut draft = plan("1. A.\n\n2. B.");
    draft["appendixes"] = json!([{ "title": "DANH MỤC", "body": "1. C.\n\n3. D." }]);
    assert_eq!(quotes(&draft, "STR-01"), [("appendixes[0].body:3".to_owned(), "3.".to_owned())]);
}

#[test]
fn children_begin_with_their_parents_number() {
    assert_eq!(found("1. A\n\n1.1. B.\n\n2. C\n\n1.1. D.\n\n1.2. E.", "STR-02"), ["1.1."]);
    silent("II. A\n\n1.1. B.\n\n1.2. C.", "STR-02");
    silent("1. A\n\n1.1. B.\n\n1. C\n\n2.1. D.", "STR-02");
}

#[test]
fn siblings_have_one_style() {
    assert_eq!(found("1. A\n\n1.1. B.\n\n2. C\n\n(1) D.\n\n(2) E.", "STR-03"), ["(1)"]);
    assert_eq!(found("I. A\n\n- B.\n\n- C.\n\n– D.", "STR-03"), ["–"]);
    assert_eq!(found("1. A\n\n1.1. B.\n\n1.2 C.\n\n1.3. D.", "STR-03"), ["1.2"]);
    silent("1. A gồm:\n\n(1) B;\n\n(2) C.", "STR-03");
    silent("I. A\n\n- B:\n\n• C;\n\n• D.\n\n- E.", "STR-03");
}

#[test]
fn dashes_do_not_stand_before_subheadings() {
    assert_eq!(found("I. A\n\n- B.\n\n1. C.\n\n2. D.", "STR-04"), ["1."]);
    silent("I. A\n\n1. B\n\n- C.\n\n2. D\n\n- E.", "STR-04");
    silent("I. A\n\n- Đối với huyện:\n\n1. B.\n\n2. C.", "STR-04");
    silent("- Căn cứ A;\n\nI. B\n\n1. C.", "STR-04");
}

#[test]
fn articles_are_counted_through_without_a_word() {
    silent("Chương I\nA\n\nĐiều 1. B\n\nChương II\nC\n\nĐiều 2. D", "STR-05");
    assert_eq!(found("I. A\n\n1. B.\n\nII. C\n\n2. D.\n\nIII. E\n\n3. F.", "STR-05"), ["2."]);
}

#[test]
fn headings_of_one_level_look_alike() {
    assert_eq!(found("I. MỘT\n\n1. A.\n\nII. HAI\n\n1. B.\n\nIII. Ba\n\n1. C.", "STR-06"), ["III. Ba"]);
    assert_eq!(found("1. A\n\n- B.\n\n2. C\n\n- D.\n\n*3. E*\n\n- F.", "STR-06"), ["3. E"]);
    // In print headings of this level are bold anyway.
    silent("**I. MỘT**\n\n1. A.\n\nII. HAI\n\n1. B.\n\nIII. BA\n\n1. C.", "STR-06");
    silent("1. Một: Hai.\n\n2. Ba: Bốn.\n\n3. Năm:\n\nSáu.", "STR-06");
}

#[test]
fn headings_end_without_a_mark() {
    assert_eq!(found("I. MỘT.\n\n1. A.\n\n2. B", "STR-07"), ["."]);
    silent("I. MỘT\n\n1. Gồm:\n\n- A.\n\n2. B.\n\nĐiều 1. Quyết định này có hiệu lực từ ngày ký.", "STR-07");
}

#[test]
fn items_end_alike() {
    assert_eq!(found("1. A.\n\n2. B\n\n3. C.", "STR-08"), ["B"]);
    assert_eq!(fixed("1. A.\n\n2. B **đậm**\n\n3. C.", "STR-08"), "1. A.\n\n2. B **đậm.**\n\n3. C.");
    assert_eq!(fixed("1. A.\n\n2. B;\n\n3. C.", "STR-08"), "1. A.\n\n2. B.\n\n3. C.");
    assert_eq!(fixed("a) A;\n\nb) B;\n\nc) C;", "STR-08"), "a) A;\n\nb) B;\n\nc) C.");
    assert_eq!(fixed("a) A;\n\nb) B.\n\nc) C;\n\nd) D.", "STR-08"), "a) A;\n\nb) B;\n\nc) C;\n\nd) D.");
    for body in [
        "a) A;\n\nb) B; và\n\nc) C.",
        "1. A\n\n2. B\n\n3. C",
        "1. A.\n\n2. B gồm:\n\n- C;\n\n- D.\n\n3. E “F.”",
        "1. A như “B”...\n\n2. C!\n\n3. D (theo E.)\n\n4. F.",
        "- A gồm:\n\n+ B;\n\n+ C;\n\n- D.",
        "1. A.\n\n2. B./.",
    ] {
        silent(body, "STR-08");
    }
}

#[test]
fn an_item_has_one_marker() {
    assert_eq!(fixed("I. A\n\n- - B.", "STR-09"), "I. A\n\n- B.");
    assert_eq!(found("I. A\n\n1. - B.", "STR-09"), ["1. -"]);
    silent("I. A\n\n- -5 độ.\n\n1. a) B.\n\n- 98% trở lên.\n\nĐiều 1. 1. C", "STR-09");
}

#[test]
fn a_lead_in_ends_in_a_colon() {
    assert_eq!(
        fixed("Ban hành kế hoạch như sau.\n\n1. A.\n\n2. B.", "STR-11"),
        "Ban hành kế hoạch như sau:\n\n1. A.\n\n2. B."
    );
    let found = of(&plan("Tình hình ổn định.\n\nI. A\n\n1. B."), "STR-11");
    assert_eq!(found[0].severity, Severity::Information);
    silent("Theo đề nghị của Chánh Văn phòng.\n\nĐiều 1. A", "STR-11");
    silent("Ban hành kế hoạch như sau:\n\nI. A\n\n1. B.", "STR-11");
}

#[test]
fn only_a_document_in_sections_needs_a_closing_sentence() {
    assert_eq!(found("I. A\n\n1. B.\n\nII. C\n\n1. D.", "STR-12"), ["D."]);
    silent("1. A.\n\n2. B.", "STR-12");
    silent("I. A\n\n1. B.\n\nII. C\n\n1. D.\n\nTrên đây là Kế hoạch.", "STR-12");
}

#[test]
fn the_end_mark_is_the_houses() {
    assert_eq!(fixed("1. A.\n\n2. B./.", "STR-13"), "1. A.\n\n2. B.");
    silent("1. A.\n\n2. B.", "STR-13");
}

#[test]
fn expected_sections_are_looked_for_by_their_words() {
    let message =
        &of(&plan("I. MỤC ĐÍCH\n\n1. A.\n\nII. NỘI DUNG VÀ THỜI GIAN\n\n1. B."), "STR-14")[0].message;
    assert_eq!(
        message,
        "Loại văn bản «kế hoạch» thường có phần «TỔ CHỨC THỰC HIỆN»: hãy xem có thiếu không."
    );
    silent("I. YÊU CẦU\n\n1. A.\n\nII. NỘI DUNG\n\n1. B.\n\nIII. TỔ CHỨC, THỰC HIỆN\n\n1. C.", "STR-14");
    silent("Tổ chức họp.", "STR-14");
}

#[test]
fn blanks_left_to_fill_in_are_found() {
    for (body, blank) in [
        ("Họp ngày … tháng 5 năm 2024.", "…"),
        ("Họp ngày 5 tháng 3 năm ....", "...."),
        ("Theo Kế hoạch số …/KH-LĐLĐ.", "…"),
        ("Theo Kế hoạch số xx/KH-LĐLĐ.", "xx"),
        ("Theo Kế hoạch số XX/KH-LĐLĐ.", "XX"),
        ("Đồng chí xxx chủ trì.", "xxx"),
        ("Đồng chí [ ] chủ trì.", "[ ]"),
        ("Đồng chí [điền họ tên] chủ trì.", "[điền họ tên]"),
        ("Đồng chí {{chu_tri}} chủ trì.", "{{chu_tri}}"),
        ("Đồng chí ____ chủ trì.", "____"),
        ("Kinh phí: ..........", ".........."),
    ] {
        assert_eq!(found(body, "STR-15"), [blank], "{body}");
    }
}

#[test]
fn dots_that_say_and_so_on_are_no_blanks() {
    for body in [
        "các phong trào \"Lao động giỏi\", \"Đổi mới, sáng tạo\" ... trong đoàn viên.",
        "“Tháng Công nhân”, “Chương trình phúc lợi đoàn viên”... Huy động các nguồn lực.",
        "Ban hành các văn bản, báo cáo, kế hoạch, hướng dẫn... theo chức năng.",
        "năm 2024...trong đoàn viên; theo tuần, tháng ... và năm … của đơn vị; một số … khác",
        "Trích: “ngày … tháng … năm …” và “[…]”.",
        "Đại hội lần thứ XXX, thế kỷ XX/XXI, mạng xã hội, taxi.",
        "Hình [1], mục [a], tập {A}.",
        "________________",
        "| STT | Ngày … tháng |\n|---|---|\n| 1 | ......... |",
    ] {
        silent(body, "STR-15");
    }
}

#[test]
fn drafts_forms_and_appendixes_may_have_blanks() {
    let blank = "Họp ngày … tháng … năm 2024.";
    let mut draft = plan(blank);
    draft["status"] = json!("draft");
    assert!(of(&draft, "STR-15").is_empty());
    let mut form = plan("Có mặt.");
    form["appendixes"] =
        json!([{ "title": "MẪU ĐĂNG KÝ", "body": "Họ và tên: ..........\n\nĐơn vị: {{don_vi}}" }]);
    assert_eq!(quotes(&form, "STR-15"), [("appendixes[0].body:3".to_owned(), "{{don_vi}}".to_owned())]);
    let letter = json!({ "type": "giay-gioi-thieu", "person": "Lương Xuân Trường", "body": blank });
    assert!(of(&letter, "STR-15").is_empty());
}

#[test]
fn numbers_and_letters_that_are_none_are_found() {
    assert_eq!(found("I. MỘT\n\n1. A.\n\nIl. HAI\n\n1. B.", "STR-16"), ["Il."]);
    assert_eq!(found("IIII. BỐN", "STR-16"), ["IIII."]);
    assert_eq!(found("a) A;\n\nb) B;\n\nc) C;\n\nd) D;\n\ne) E;\n\nf) F;\n\ng) G.", "STR-16"), ["e)", "f)"]);
    silent("a) A;\n\nb) B;\n\nc) C;\n\nd) D;\n\nđ) Đ;\n\ne) E;\n\ng) G.", "STR-16");
    silent("C. Mác và Ph. Ăngghen.\n\nV.I. Lênin.\n\nXIX. THÁNG 19", "STR-16");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn a_renumbered_body_has_no_fault_in_its_numbers(body in bodies()) {
        let renumbered = renumber(&body);
        let faults = |body: &str| of(&plan(body), "STR-01").len() + of(&plan(body), "STR-02").len();
        prop_assert_eq!(faults(&renumbered.body), 0, "{:?}", &renumbered.body);
        if renumbered.changes.is_empty() {
            prop_assert_eq!(faults(&body), 0, "{:?}", &body);
        }
    }
}

#[test]
fn the_largest_bodies_are_checked() {
    for unit in [
        "1. a\n",
        "- a:\n\n1. b;\n\n",
        "“1. a\n\n",
        "(1) a\n",
        "[",
        "{{",
        "… ",
        "ngày … ",
        "I. A\n\n1.1. b\n",
    ] {
        let mut values = serde_json::Map::new();
        values.insert("body".to_owned(), Value::String(unit.repeat(300_000 / unit.len())));
        let lint = LintContext::new(&values, Catalog::embedded());
        super::run(&lint, &mut FindingCollector::new(&lint));
    }
}
