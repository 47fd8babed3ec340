//! The five papers as imported: everything that is wrong in them, and nothing else.

use super::super::super::testing::{quotes, seed};

/// Asserts the places and quotes of all findings of a check in one paper.
fn check(number: usize, id: &str, expected: &[(&str, &str)]) {
    let expected: Vec<_> = expected.iter().map(|(at, quote)| (at.to_string(), quote.to_string())).collect();
    assert_eq!(quotes(&seed(number), id), expected, "{number} {id}");
}

#[test]
fn the_programme_of_work() {
    check(0, "ENC-03", &[("recipients[2].name", "TLD"), ("recipients[3].name", "TLD")]);
    check(0, "ENC-06", &[("body:73", "1890- 2023")]);
    check(
        0,
        "ENC-07",
        &[
            ("body:1", "2018 - 2023"),
            ("body:15", "2023 – 2028"),
            ("body:21", "1991 - 2023"),
            ("body:33", "2018 – 2023"),
            ("body:75", "2022 - 2023"),
            ("body:81", "2018 – 2023"),
            ("body:135", "2023 – 2028"),
        ],
    );
    check(0, "ENC-09", &[("body:83", "uỷ"), ("body:101", "khoá"), ("body:149", "khoá")]);
    check(0, "ENC-10", &[("body:13", "Đại hội Đại hội"), ("body:21", "xây dựng Xây dựng")]);
    check(0, "ENC-11", &[("body:81", "lần thứ mười năm")]);
}

#[test]
fn the_programme_of_action() {
    check(1, "ENC-03", &[("body:1", "LĐLD")]);
    check(1, "ENC-07", &[("body:139", "2023-2028")]);
    check(1, "ENC-11", &[("body:33", "LĐLĐ tinh"), ("body:121", "Chủ trọng")]);
}

#[test]
fn the_monthly_report() {
    check(2, "ENC-06", &[("body:11", "2023- Tranh"), ("body:33", "2024...trong")]);
    check(2, "ENC-07", &[("body:1", "2023-2028")]);
    check(2, "ENC-13", &[("body:11", "4,5 triệu đồng")]);
}

#[test]
fn the_two_plans() {
    check(3, "ENC-06", &[("body:59", "tra :")]);
    check(4, "ENC-06", &[("body:17", "quả\" .")]);
    check(
        4,
        "ENC-08",
        &[
            ("body:17", "\"Lao động giỏi, lao động sáng tạo\""),
            ("body:17", "\"Tham mưu giỏi, phục vụ tốt\""),
            ("body:17", "\"Đổi mới, sáng tạo, hiệu quả\""),
        ],
    );
    check(4, "ENC-11", &[("body:73", "thể hệ"), ("body:85", "thể hệ")]);
}

#[test]
fn nothing_else_is_found_in_them() {
    let silent = [
        (0, ["ENC-01", "ENC-02", "ENC-04", "ENC-05", "ENC-08", "ENC-12", "ENC-13"].as_slice()),
        (
            1,
            &[
                "ENC-01", "ENC-02", "ENC-04", "ENC-05", "ENC-06", "ENC-08", "ENC-09", "ENC-10", "ENC-12",
                "ENC-13",
            ],
        ),
        (
            2,
            &[
                "ENC-01", "ENC-02", "ENC-03", "ENC-04", "ENC-05", "ENC-08", "ENC-09", "ENC-10", "ENC-11",
                "ENC-12",
            ],
        ),
        (
            3,
            &[
                "ENC-01", "ENC-02", "ENC-03", "ENC-05", "ENC-07", "ENC-08", "ENC-09", "ENC-10", "ENC-11",
                "ENC-12",
            ],
        ),
        (4, &["ENC-01", "ENC-02", "ENC-03", "ENC-04", "ENC-05", "ENC-09", "ENC-10", "ENC-12", "ENC-13"]),
    ];
    for (number, ids) in silent {
        for id in ids {
            check(number, id, &[]);
        }
    }
}

#[test]
fn the_scans_show_what_an_import_mends() {
    let scan = |text: &str, id: &str| super::found(text, id).len();
    let programme = include_str!("../../../../samples/scans/000-ct.txt");
    let action = include_str!("../../../../samples/scans/001-ct.txt");
    let plan = include_str!("../../../../samples/scans/003-kh.txt");
    assert_eq!((scan(programme, "ENC-04"), scan(programme, "ENC-12")), (1, 1));
    assert!(scan(programme, "ENC-05") > 10);
    assert_eq!(scan(action, "ENC-12"), 3);
    assert_eq!(scan(plan, "ENC-02"), 12);
}
