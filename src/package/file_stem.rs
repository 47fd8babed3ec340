//! The name a document's files share.

use super::NAME_BYTES;
use chrono::{Datelike, NaiveDate};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Room for the endings of the files.
const STEM_BYTES: usize = NAME_BYTES - 8;

/// The name of a document's files: `39-KH-LDLD-2024-02-23`, in ASCII letters, digits, `-` and `_`, at most 92 bytes.
///
/// A symbol that would lose with its marks what tells its type is to be given with the type's id instead.
/// Without a number it is `du-thao-` and `fallback`. Names that would be too long lose the end of the symbol, never the date.
pub fn stem(
    code_number: Option<&str>,
    code_notation: &str,
    issued: Option<NaiveDate>,
    fallback: &str,
) -> String {
    let number = fold(code_number.unwrap_or_default(), STEM_BYTES);
    if number.is_empty() {
        return join("du-thao".to_owned(), fallback, STEM_BYTES);
    }
    let date =
        issued.map_or_else(String::new, |d| format!("-{:04}-{:02}-{:02}", d.year(), d.month(), d.day()));
    join(number, code_notation, STEM_BYTES - date.len()) + &date
}

/// Both parts with `-` between them, in at most so many bytes.
fn join(mut start: String, end: &str, bytes: usize) -> String {
    let end = fold(end, bytes);
    if !end.is_empty() {
        start.push('-');
        start.push_str(&end);
    }
    start.truncate(bytes);
    start.truncate(start.trim_end_matches('-').len());
    start
}

/// Text without its marks; what is neither letter nor digit becomes one `-`. At most so many bytes.
fn fold(text: &str, bytes: usize) -> String {
    let mut out = String::new();
    for character in text.nfd().filter(|&c| !is_combining_mark(c)) {
        if out.len() >= bytes {
            break;
        }
        match character {
            // The letters without a decomposition; Ð (eth) is often typed for Đ.
            'đ' | 'ð' => out.push('d'),
            'Đ' | 'Ð' => out.push('D'),
            c if c.is_ascii_alphanumeric() || c == '_' => out.push(c),
            _ if out.is_empty() || out.ends_with('-') => {}
            _ => out.push('-'),
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, month, day)
    }

    #[test]
    fn an_issued_document_is_named_after_its_number_symbol_and_date() {
        let cases = [
            (stem(Some("39"), "KH-LĐLĐ", day(2024, 2, 23), "x"), "39-KH-LDLD-2024-02-23"),
            (stem(Some("07a"), "Hướng/dẫn–ỦBND", None, "x"), "07a-Huong-dan-UBND"),
            (stem(Some("1"), "", day(2024, 12, 1), "x"), "1-2024-12-01"),
        ];
        for (made, wanted) in cases {
            assert_eq!(made, wanted);
        }
    }

    #[test]
    fn a_draft_is_named_after_what_it_came_from() {
        assert_eq!(stem(None, "KH-LĐLĐ", day(2024, 2, 23), "Kế hoạch số 1"), "du-thao-Ke-hoach-so-1");
        assert_eq!(stem(Some(" "), "KH", None, "3fa1"), "du-thao-3fa1");
        assert_eq!(stem(None, "KH", None, "漢字"), "du-thao");
    }

    #[test]
    fn a_long_symbol_is_cut_and_the_date_kept() {
        let made = stem(Some("39"), &"Ủy ban ".repeat(50), day(2024, 2, 23), "");
        assert!(made.starts_with("39-Uy-ban-Uy-ban-") && made.ends_with("-2024-02-23"), "{made}");
        assert!(made.len() <= STEM_BYTES);
    }

    proptest! {
        #[test]
        fn a_stem_is_a_safe_name_that_leaves_room_for_an_ending(number in "\\PC{0,200}", notation in "\\PC{0,200}", year in -9999..99_999, fallback: String) {
            let made = stem(Some(&number), &notation, day(year, 1, 31), &fallback);
            prop_assert!(super::super::is_safe(&made), "{made:?}");
            prop_assert!(made.len() <= STEM_BYTES);
            prop_assert!(!made.contains('.'));
        }
    }
}
