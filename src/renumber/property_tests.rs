//! Laws of renumbering.

use super::{number, pieces, renumber};
use crate::outline::parse;
use crate::report::{FieldPath, Report};
use proptest::prelude::*;

/// Lines with markers, right and wrong.
pub(crate) fn bodies() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        (1u32..6).prop_map(|n| format!("{n}. Nội dung")),
        (1u32..4, 1u32..5).prop_map(|(a, b)| format!("{a}.{b}. Nội dung")),
        (1u32..3, 1u32..3, 1u32..4).prop_map(|(a, b, c)| format!("{a}.{b}.{c} Nội dung:")),
        (1u32..5).prop_map(|n| format!("({n}) Nội dung")),
        (1u32..5).prop_map(|n| format!("Điều {n}. Tên")),
        prop::sample::select(vec!["I.", "II.", "III.", "V.", "C."]).prop_map(|n| format!("{n} NỘI DUNG")),
        prop::sample::select(vec!["a)", "b)", "c)", "d)", "đ)", "e)"]).prop_map(|n| format!("{n} nội dung")),
        prop::sample::select(vec![
            "Chương I",
            "Chương III",
            "Mục 1",
            "Mục 3",
            "Phần thứ hai",
            "A. KẾT QUẢ",
            "QUYẾT ĐỊNH:",
            "- Một",
            "- Một:",
            "+ Hai",
            "Ba:",
            "Đoạn văn.",
            "Tiêu đề",
            "“1. Trích",
            "3. Trích”.",
            "| a | b |",
            "**2.** Đậm",
            "*1.2.* Nghiêng",
            "theo khoản 2 Điều 1",
            "tại mục 3.2, điểm a khoản 3 và Mục II",
            "",
            "24.500 đoàn viên",
        ])
        .prop_map(str::to_owned),
    ];
    (proptest::collection::vec(line, 0..20), prop::sample::select(vec!["\n", "\n\n", "\r\n\r\n"]))
        .prop_map(|(lines, end)| lines.join(end))
}

/// Number of faults left to renumber.
fn faults(body: &str) -> usize {
    let blocks = parse(body, &FieldPath::root(), &mut Report::new());
    let counts = number(&pieces(&blocks)).into_iter().flatten().filter_map(|p| p.count);
    counts.filter(|c| c.fault.is_some() || c.strays || c.written != c.right).count()
}

/// The text without its digits, Roman numbers and letters of points.
fn words(body: &str) -> String {
    let is_point = |w: &str| w.ends_with(')') && w.chars().count() == 2;
    let word = |w: &str| {
        !matches!(w, "nhất" | "hai")
            && !is_point(w)
            && !w.chars().all(|c| c.is_ascii_digit() || "IVXLC.,()abcdđe*".contains(c))
    };
    body.split([' ', '\n', '\r']).filter(|w| word(w)).collect::<Vec<_>>().join(" ")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn a_renumbered_body_has_right_numbers(body in bodies()) {
        let found = renumber(&body);
        prop_assert_eq!(faults(&found.body), 0, "{:?} → {:?}", &body, &found.body);
    }

    #[test]
    fn renumbering_twice_is_renumbering_once(body in bodies()) {
        let once = renumber(&body);
        let twice = renumber(&once.body);
        prop_assert_eq!(&twice.body, &once.body, "{:?}", &body);
        prop_assert!(!twice.is_changed());
    }

    #[test]
    fn only_numbers_change(body in bodies()) {
        let found = renumber(&body);
        prop_assert_eq!(words(&found.body), words(&body));
        if faults(&body) == 0 {
            prop_assert_eq!(&found.body, &body);
        }
    }

    #[test]
    fn nothing_upsets_it(body in any::<String>()) {
        let once = renumber(&body);
        prop_assert_eq!(&renumber(&once.body).body, &once.body);
    }
}

#[test]
fn the_largest_bodies_are_renumbered() {
    let size = crate::limits::BODY_BYTES;
    for unit in [
        "1. a khoản 1 Điều 1\n",
        "2. A\n",
        "Điều 2. A\n",
        "khoản 1, ",
        "“",
        "“1. A\n\n",
        "a”\n\n",
        "- a:\n\n1. b\n\n",
        "1.1.1. A\n",
        "I. A\n1. B\n",
    ] {
        let body = unit.repeat(size / unit.len());
        let found = renumber(&body);
        assert!(found.body.len() >= size / 4, "{unit}");
    }
}
