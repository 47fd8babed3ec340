//! Renumbering of real papers and of the forms of numbering there are.

use super::{Renumbered, renumber};
use serde_json::Value;

fn changes(found: &Renumbered) -> Vec<(usize, String)> {
    found.changes.iter().map(|c| (c.line, format!("{} → {}", c.before, c.after))).collect()
}

fn references(found: &Renumbered) -> Vec<String> {
    found.references.iter().map(|c| format!("{} → {}", c.before, c.after)).collect()
}

fn doubts(found: &Renumbered) -> Vec<&str> {
    found.doubts.iter().map(|d| d.text.as_str()).collect()
}

fn body(json: &str) -> String {
    let draft: Value = serde_json::from_str(json).unwrap();
    draft["body"].as_str().unwrap().to_owned()
}

fn stays(source: &str) {
    let found = renumber(source);
    assert_eq!(found.body, source, "{:?}", changes(&found));
    assert!(!found.is_changed() && found.doubts.is_empty(), "{found:?}");
}

#[test]
fn the_programme_of_action_gets_its_third_and_fourth_heading() {
    let source = body(include_str!("../../samples/001-ct.json"));
    let found = renumber(&source);
    let mut expected = vec![(47, "2. → 3.".to_owned()), (55, "3. → 4.".to_owned())];
    let lines = [57, 65, 77, 85, 99, 109, 115, 123];
    expected.extend(lines.iter().enumerate().map(|(i, line)| (*line, format!("3.{0}. → 4.{0}.", i + 1))));
    assert_eq!(changes(&found), expected);
    assert!(found.references.is_empty() && found.doubts.is_empty(), "{found:?}");
    let undone = found
        .body
        .replace("\n3. Thực hiện 03", "\n2. Thực hiện 03")
        .replace("\n4. Nhiệm", "\n3. Nhiệm")
        .replace("\n4.", "\n3.");
    assert_eq!(undone, source);
}

#[test]
fn the_other_papers_are_consistent() {
    for json in [
        include_str!("../../samples/000-ct.json"),
        include_str!("../../samples/002-bc.json"),
        include_str!("../../samples/003-kh.json"),
        include_str!("../../samples/004-kh.json"),
        include_str!("../../samples/cong-van-khan.json"),
        include_str!("../../samples/ke-hoach-phu-luc.json"),
    ] {
        stays(&body(json));
    }
}

#[test]
fn every_kind_of_marker_is_renumbered_in_its_own_style() {
    let source = "Phần thứ nhất\nQUY ĐỊNH\n\nPhần thứ ba\nTỔ CHỨC\n\nChương I\nCHUNG\n\nMục 1\nA\n\nMục 3\nB\n\n\
                  Điều 1. Một\n\n**Điều 3.** Hai\n\n1. Ba\n\na) Bốn;\n\nc) Năm;\n\nd) Sáu.\n\n3. Bảy\n\n(1) Tám\n\n(3) Chín";
    let found: Vec<String> = changes(&renumber(source)).into_iter().map(|c| c.1).collect();
    let expected = [
        "Phần thứ ba → Phần thứ hai",
        "Mục 3 → Mục 2",
        "Điều 3. → Điều 2.",
        "c) → b)",
        "d) → c)",
        "3. → 2.",
        "(3) → (2)",
    ];
    assert_eq!(found, expected);
    assert!(renumber(source).body.contains("**Điều 2.** Hai"));
    let early = "**Điều 1**. Một.\n\n**Điều 3**. Hai.\n\n1. Ba.\n\n**3**. Bốn.";
    assert!(
        renumber(early).body.ends_with("**Điều 2**. Hai.\n\n1. Ba.\n\n**2**. Bốn."),
        "{}",
        renumber(early).body
    );
}

#[test]
fn letters_follow_the_vietnamese_alphabet() {
    let found = renumber("1. Gồm:\n\na) Một;\n\nb) Hai;\n\nc) Ba;\n\nd) Bốn;\n\ne) Năm;\n\ng) Sáu.");
    assert_eq!(changes(&found), [(11, "e) → đ)".to_owned()), (13, "g) → e)".to_owned())]);
}

#[test]
fn a_count_through_the_sections_goes_on() {
    stays("I. THÁNG 1\n\n1. A\n\n2. B\n\nII. THÁNG 2\n\n3. C\n\n4. D\n\nIII. THÁNG 3\n\n5. E");
    let found = renumber("I. THÁNG 1\n\n1. A\n\n1. B\n\nII. THÁNG 2\n\n2. C\n\n4. D\n\nIII. THÁNG 3\n\n5. E");
    let expected = [(5, "1. → 2."), (9, "2. → 3.")].map(|(line, c)| (line, c.to_owned()));
    assert_eq!(changes(&found), expected);
}

#[test]
fn a_section_that_skips_follows_what_the_others_do() {
    let through = "I. A\n\n1. B\n\n2. C\n\nII. D\n\n4. E\n\n5. F\n\nIII. G\n\n6. H\n\nIV. K\n\n7. L";
    let expected = ["4. → 3.", "5. → 4.", "6. → 5.", "7. → 6."];
    assert_eq!(changes(&renumber(through)).into_iter().map(|c| c.1).collect::<Vec<_>>(), expected);
    let anew = "I. A\n\n1. B\n\n2. C\n\nII. D\n\n1. E\n\nIII. G\n\n4. H";
    assert_eq!(changes(&renumber(anew)), [(13, "4. → 1.".to_owned())]);
}

#[test]
fn children_follow_their_parents_down() {
    let source = "1. A\n\n1.1. B\n\n1. C\n\n1.1. D\n\n1.1.1. E\n\n1.1.3. F\n\n*1.2.* G";
    let found = renumber(source);
    assert_eq!(found.body, "1. A\n\n1.1. B\n\n2. C\n\n2.1. D\n\n2.1.1. E\n\n2.1.2. F\n\n*2.2.* G");
    assert!(found.doubts.is_empty(), "{found:?}");
}

#[test]
fn a_child_of_another_parent_is_a_doubt_too() {
    let found = renumber("1. A\n\n1.1. B\n\n2.2. C");
    assert_eq!(found.body, "1. A\n\n1.1. B\n\n1.2. C");
    assert_eq!(doubts(&found), ["2.2."]);
}

#[test]
fn lists_that_begin_anew_for_a_reason_stay() {
    stays("1. A\n\n2. B\n\nĐối với các huyện\n\n1. C\n\n2. D");
    stays("A. KẾT QUẢ\n\nI. A\n\n1. B\n\nII. C\n\nB. NHIỆM VỤ\n\nI. D\n\nC. KIẾN NGHỊ\n\nI. E\n\nD. KHÁC");
    stays("- Đối với các huyện:\n\n1. A\n\n2. B\n\n- Đối với tỉnh:\n\n1. C\n\n2. D");
    stays("a) Nội dung\n\n1. A\n\n2. B\n\nb) Kinh phí\n\n1. C\n\n2. D\n\nc) Khác");
    stays("1. A\n\n2. Gồm:\n\n- B:\n\n1. C\n\n2. D\n\n3. E\n\n3. F");
    stays(
        "Điều 1. A\n\nĐiều 2. B\n\nChương I\nCHUNG\n\nĐiều 1. C\n\n1. D\n\nChương II\nRIÊNG\n\nĐiều 2. E\n\n1. F\n\nĐiều 2a. G\n\nĐiều 3. H",
    );
}

#[test]
fn articles_are_counted_through_the_chapters() {
    let found = renumber("Chương I\nA\n\nĐiều 1. B\n\nĐiều 2. C\n\nChương II\nD\n\nĐiều 1. E\n\nĐiều 2. F");
    assert_eq!(
        changes(&found).into_iter().map(|c| c.1).collect::<Vec<_>>(),
        ["Điều 1. → Điều 3.", "Điều 2. → Điều 4."]
    );
}

#[test]
fn numbers_of_the_prose_and_of_quotations_stay() {
    stays("1. A\n\n24.500 đoàn viên\n\n- 98% trở lên\n\n02 Nghị quyết\n\n2. B");
    stays(
        "1. Sửa đổi Điều 5 như sau:\n\n“Điều 5. Tên\n\n1. Một\n\n2. Hai\n\n4. Bốn”.\n\n2. Sửa đổi Điều 9 như sau:\n\n“1. Một\n\n3. Ba.”\n\n3. Hết",
    );
    stays("| 1. A | 3. B |\n|---|---|\n| 1. | 5. |");
}

#[test]
fn references_to_what_moved_move_too() {
    let source = "I. A\n\n1. B\n\n1. C\n\n3. E\n\n3.1. F\n\n3.2. G\n\nIII. H\n\nĐã nêu tại mục 3.2 (và mục 3.1), từ mục\n3.1 đến mục 3.2 **Mục III** này; các mục 3.1, 3.2 và 3.9.";
    let source = source.replace("\n\n3. E", "\n\n4. E");
    let found = renumber(&source);
    assert_eq!(
        found.body.lines().last(),
        Some("3.1 đến mục 3.2 **Mục II** này; các mục 3.1, 3.2 và 3.9."),
        "{found:?}"
    );
    assert!(found.body.contains("Đã nêu tại mục 3.2 (và mục 3.1), từ mục\n"), "{found:?}");
    assert_eq!(references(&found), ["Mục III → Mục II"]);
}

#[test]
fn references_to_the_children_of_a_moved_heading_move_too() {
    let source = "I. A\n\n1. B\n\n1. C\n\n1. E\n\n2.1. F\n\n2.2. G\n\nĐã nêu tại mục 2.2 (và điểm 2.1), từ **mục** 2.1 đến mục 2.2; các mục 2.1, 2.2 và 2.9 nêu trên; mục 2.1 Kế hoạch này, mục 2.2 Kế hoạch số 17/KH-TLĐ.";
    let found = renumber(source);
    let tail = found.body.split("G\n\n").nth(1).unwrap();
    assert_eq!(
        tail,
        "Đã nêu tại mục 3.2 (và điểm 3.1), từ **mục** 3.1 đến mục 3.2; các mục 3.1, 3.2 và 2.9 nêu trên; mục 3.1 Kế hoạch này, mục 2.2 Kế hoạch số 17/KH-TLĐ."
    );
}

#[test]
fn references_to_articles_clauses_and_points_are_followed() {
    let source = "Điều 1. A\n\n1. B\n\n3. C nêu tại khoản 3 Điều này\n\na) D\n\nc) E theo điểm c khoản này\n\nĐiều 3. F\n\n\
                  1. Theo điểm a, c khoản 3 Điều 1, các khoản 1 và 3 Điều 1 và Điều 3 Quyết định này.\n\n\
                  2. Theo Điều 3 Luật Công đoàn; khoản 2 Điều 3 của Quyết định số 12/QĐ-LĐLĐ; Điều 3 Nghị định số 30/2020/NĐ-CP.\n\n\
                  3. Khoản 3 triệu đồng; Luật Công đoàn tại Điều 3; Điều 7; 3% phần 3 năm.";
    let found = renumber(source);
    let expected =
        ["khoản 3 → khoản 2", "điểm c → điểm b", "khoản 3 → khoản 2", "c → b", "3 → 2", "Điều 3 → Điều 2"];
    let mut got = references(&found);
    let mut want = expected.map(str::to_owned).to_vec();
    got.sort();
    want.sort();
    assert_eq!(got, want);
    assert!(
        found.body.contains("điểm a, b khoản 2 Điều 1, các khoản 1 và 2 Điều 1 và Điều 2 Quyết định này."),
        "{}",
        found.body
    );
    assert!(
        found.body.contains("Theo Điều 3 Luật Công đoàn; khoản 2 Điều 3 của Quyết định số 12"),
        "{}",
        found.body
    );
    assert_eq!(doubts(&found), ["Điều 3"]);
}

#[test]
fn a_reference_that_may_mean_two_places_is_a_doubt() {
    let found = renumber("1. A\n\n2. B\n\n2. C theo mục 2 và mục 1");
    assert_eq!(found.body, "1. A\n\n2. B\n\n3. C theo mục 2 và mục 1");
    assert_eq!(doubts(&found), ["mục 2 và mục 1"]);
    assert_eq!(found.doubts[0].line, 5);
}

#[test]
fn headings_are_referred_to_by_roman_numbers_and_paths() {
    let found =
        renumber("I. A\n\n1. B theo phần III.3 và Mục III\n\nIII. C\n\n1. D\n\n3. E theo Phần III, mục 3");
    assert_eq!(
        found.body,
        "I. A\n\n1. B theo phần II.2 và Mục II\n\nII. C\n\n1. D\n\n2. E theo Phần II, mục 2"
    );
}

#[test]
fn nothing_but_numbers_changes() {
    let source = "\u{feff}\r\n  **1.**\tA  \r\n\r\n\t*3.*   B \\* \r\n3.1 C\r\n3.3 D\u{85}| 1 | 2 |";
    let found = renumber(source);
    assert_eq!(
        found.body,
        source.replace("*3.*", "*2.*").replace("3.1 C", "2.1 C").replace("3.3 D", "2.2 D")
    );
}

#[test]
fn a_number_without_a_spelling_stays_and_is_told() {
    let letters: String = "abcdđeghiklmnopqrstuvxyy".chars().map(|c| format!("{c}) Mục\n\n")).collect();
    let found = renumber(&letters);
    assert!(found.changes.is_empty());
    assert_eq!(doubts(&found), ["y)"]);
}
