//! Symbols of documents and dates: tokens that never break at the end of a line.

use std::ops::Range;

/// Tests whether a token is a symbol: it has `-` or `/`, and a digit or two capitals (`22/CT-LĐLĐ`, `2023-2028`,
/// `TG-NC`).
pub fn is_symbol(token: &str) -> bool {
    if !token.bytes().any(|b| b == b'-' || b == b'/') {
        return false;
    }
    token.bytes().any(|b| b.is_ascii_digit()) || token.chars().filter(|c| c.is_uppercase()).nth(1).is_some()
}

/// The byte of the `-` between two full dates, `(03/02/1930-03/02/2023)`: the one hyphen of a symbol that may break.
pub fn date_range_hyphen(token: &str) -> Option<usize> {
    let hyphen = token.find('-')?;
    let (left, right) = (&token[..hyphen], &token[hyphen + 1..]);
    let is_outside = |c: char| !c.is_alphanumeric() && !matches!(c, '/' | '-');
    let between = is_date(left.trim_start_matches(is_outside)) && is_date(right.trim_end_matches(is_outside));
    between.then_some(hyphen)
}

/// Tests whether all of a string is `d/m/yyyy`.
pub(super) fn is_date(text: &str) -> bool {
    let mut parts = text.split('/');
    let mut figures = |digits: Range<usize>| {
        parts.next().is_some_and(|p| digits.contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()))
    };
    figures(1..3) && figures(1..3) && figures(4..5) && parts.next().is_none()
}

/// Tests whether all of a string is a year of four digits.
pub fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) && matches!(text.as_bytes()[0], b'1' | b'2')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn symbols_have_a_stroke_and_a_digit_or_two_capitals() {
        for symbol in
            ["22/CT-LĐLĐ,", "2023-2028", "TG-NC;", "28/7/1929", "(03/02/1930-03/02/2023)", "Covid-19"]
        {
            assert!(is_symbol(symbol), "{symbol}");
        }
        for word in ["và/hoặc", "V/v", "-", "Đ/c", "LĐLĐ", "10.000", "Tuy-nhiên", ""] {
            assert!(!is_symbol(word), "{word}");
        }
    }

    #[test]
    fn only_the_hyphen_between_two_full_dates_may_break() {
        assert_eq!(date_range_hyphen("28/7/1929-28/7/2024"), Some(9));
        assert_eq!(date_range_hyphen("(03/02/1930-03/02/2023);"), Some(11));
        assert_eq!(date_range_hyphen("“03/02/1930-03/02/2023”"), Some(13));
        for token in [
            "2023-2028",
            "22/CT-LĐLĐ",
            "1/2/2023-",
            "-1/2/2023",
            "1/2/2023-1/2023",
            "1/2/2023-3/4/2023-x",
            "",
        ] {
            assert_eq!(date_range_hyphen(token), None, "{token}");
        }
    }

    proptest! {
        #[test]
        fn the_hyphen_found_is_a_hyphen(token in "[(“0-9/\\-đ)]{0,30}") {
            if let Some(at) = date_range_hyphen(&token) {
                prop_assert_eq!(token.as_bytes()[at], b'-');
            }
        }
    }
}
