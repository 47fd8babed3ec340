//! The five papers: every fault of structure at its place, and nothing else.

use super::super::testing::{findings, of, quotes, seed};
use crate::report::Severity;
use serde_json::{Value, json};

fn at(places: &[(usize, &str)]) -> Vec<(String, String)> {
    places.iter().map(|(line, quote)| (format!("body:{line}"), (*quote).to_owned())).collect()
}

#[test]
fn a_repeated_number_is_found_where_it_repeats() {
    assert_eq!(quotes(&seed(1), "STR-01"), at(&[(47, "2.")]));
    let found = &of(&seed(1), "STR-01")[0];
    assert_eq!(found.message, "Số «2.» lặp lại số của mục trước (dòng 17): hãy đánh lại từ đây thành «3.».");
    for paper in [0, 2, 3, 4] {
        assert!(of(&seed(paper), "STR-01").is_empty(), "{paper}");
    }
}

#[test]
fn the_children_of_the_papers_follow_their_parents_until_a_parent_is_renumbered() {
    for paper in 0..5 {
        assert!(of(&seed(paper), "STR-02").is_empty(), "{paper}");
    }
    let mut draft = seed(1);
    let body = draft["body"].as_str().unwrap().replace("\n3. Nhiệm vụ", "\n4. Nhiệm vụ");
    draft["body"] = json!(body);
    assert_eq!(quotes(&draft, "STR-02"), at(&[(57, "3.1.")]));
    assert!(of(&draft, "STR-02")[0].message.contains("(có 8 mục như vậy)"));
}

#[test]
fn brackets_with_a_full_stop_are_another_style() {
    assert_eq!(quotes(&seed(1), "STR-03"), at(&[(49, "(1).")]));
}

#[test]
fn dashes_before_the_subheadings_of_one_parent_are_found() {
    assert_eq!(quotes(&seed(3), "STR-04"), at(&[(55, "1.1.")]));
}

#[test]
fn a_count_through_the_months_is_information() {
    assert_eq!(quotes(&seed(0), "STR-05"), at(&[(29, "12.")]));
    assert_eq!(of(&seed(0), "STR-05")[0].severity, Severity::Information);
}

#[test]
fn a_heading_that_goes_on_in_its_line_is_found_among_those_that_do_not() {
    assert_eq!(quotes(&seed(3), "STR-06"), at(&[(69, "Văn phòng LĐLĐ tỉnh:")]));
}

#[test]
fn marks_at_the_end_of_headings_are_found() {
    assert_eq!(quotes(&seed(1), "STR-07"), at(&[(65, ".")]));
    // «3. Công tác thi đua khen thưởng:» stands among sentences: an item like them, no heading.
    assert!(quotes(&seed(2), "STR-07").is_empty());
    assert_eq!(quotes(&seed(3), "STR-07"), at(&[(47, "."), (55, "."), (71, ".")]));
}

#[test]
fn items_that_end_unlike_their_siblings_are_found() {
    let expected = [(7, "2023);"), (11, "hoạch"), (33, "2028"), (141, "hoạch"), (163, "2024;")];
    assert_eq!(quotes(&seed(0), "STR-08"), at(&expected));
    assert_eq!(quotes(&seed(1), "STR-08"), at(&[(71, "đoàn")]));
    assert_eq!(quotes(&seed(2), "STR-08"), at(&[(5, "gia"), (27, "CNVCLĐ")]));
    assert_eq!(quotes(&seed(3), "STR-08"), at(&[(15, "trình.")]));
    let expected = [(29, "giới"), (31, "2024"), (33, "2024"), (35, "2024"), (55, "2024"), (59, "giới")];
    assert_eq!(quotes(&seed(4), "STR-08"), at(&expected));
}

#[test]
fn two_markers_on_one_item_are_found_as_the_paper_has_them() {
    let mut draft = seed(4);
    draft["body"] = json!(draft["body"].as_str().unwrap().replace("\n+ Tổ chức", "\n- + Tổ chức"));
    let expected: Vec<_> = [55, 57, 59, 61, 63].into_iter().map(|line| (line, "- +")).collect();
    assert_eq!(quotes(&draft, "STR-09"), at(&expected));
    let fixed = of(&draft, "STR-09")[0].fixed.clone().unwrap();
    assert!(fixed.contains("cụ thể:\n\n+ Tổ chức Hội thi tiếng hát"), "{fixed}");
}

#[test]
fn what_stands_around_the_structure_is_told_as_information() {
    let known = |id: &str| -> Vec<usize> {
        (0..5).filter(|&n| of(&seed(n), id).iter().any(|f| f.severity == Severity::Information)).collect()
    };
    assert_eq!(known("STR-10"), [1, 3, 4]);
    assert_eq!(known("STR-11"), [2]);
    assert_eq!(known("STR-12"), [0, 1, 2]);
    for id in ["STR-13", "STR-14", "STR-15", "STR-16"] {
        assert!((0..5).all(|n| of(&seed(n), id).is_empty()), "{id}");
    }
}

#[test]
fn the_samples_of_good_documents_have_no_error_and_no_warning() {
    let samples = [
        include_str!("../../../samples/cong-van-khan.json"),
        include_str!("../../../samples/ke-hoach-phu-luc.json"),
        include_str!("../../../samples/bao-cao-thang.json"),
    ];
    for sample in samples {
        let draft: Value = serde_json::from_str(sample).unwrap();
        let bad: Vec<_> = findings(&draft)
            .into_iter()
            .filter(|f| f.id.starts_with("STR") && f.severity > Severity::Information)
            .collect();
        assert!(bad.is_empty(), "{bad:#?}");
    }
}
