//! A number as a person types it: `39`, `12b`, `39/KH-LĐLĐ`, `39/kh-ldld`.

use crate::text;

/// Parts of a number that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NumberAsked {
    /// The number itself.
    pub(super) n: Option<i64>,
    /// The end of the number as printed, in lower case: `b`.
    pub(super) letter: Option<String>,
    /// The symbol in lower case as a pattern: `kh-l_l_`.
    pub(super) notation: Option<String>,
}

/// Digits of a number; more are none, and no column would hold them.
const DIGITS: usize = 9;

impl NumberAsked {
    /// Reads the parts of a number from a text; `None` where it is no such text.
    pub(super) fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        let (number, notation) = match text.split_once('/') {
            Some((number, notation)) => (number.trim(), notation.trim()),
            None if text.starts_with(|c: char| c.is_ascii_digit()) => (text, ""),
            None => ("", text),
        };
        let digits = number.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, letter) = number.split_at(digits);
        if digits.len() > DIGITS || letter.chars().count() > 1 || !letter.chars().all(char::is_alphabetic) {
            return None;
        }
        let asked = Self {
            n: digits.parse().ok(),
            letter: (!letter.is_empty()).then(|| letter.to_lowercase()),
            notation: (!notation.is_empty()).then(|| pattern(notation)),
        };
        let sensible = asked.n.is_some() || asked.letter.is_none() && asked.notation.is_some();
        sensible.then_some(asked)
    }
}

/// A pattern that holds a symbol whether or not its marks were typed: where a letter may carry one, any letter passes.
/// A text of the caller's is never a pattern by itself: `%` becomes `_`, which stands for one character.
fn pattern(notation: &str) -> String {
    let plain = text::search_key(notation);
    let kept =
        |c: char| c.is_ascii_alphanumeric() && !"aeiouyd".contains(c) || matches!(c, '-' | '/' | '.' | '&');
    plain.chars().take(60).map(|c| if kept(c) { c } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(n: Option<i64>, letter: Option<&str>, notation: Option<&str>) -> Option<NumberAsked> {
        Some(NumberAsked { n, letter: letter.map(str::to_owned), notation: notation.map(str::to_owned) })
    }

    #[test]
    fn a_number_is_read_with_or_without_letter_and_symbol() {
        assert_eq!(NumberAsked::of("39"), asked(Some(39), None, None));
        assert_eq!(NumberAsked::of(" 012B "), asked(Some(12), Some("b"), None));
        assert_eq!(NumberAsked::of("39/KH-LĐLĐ"), asked(Some(39), None, Some("kh-l_l_")));
        assert_eq!(NumberAsked::of("39/kh-ldld"), NumberAsked::of("39 / KH-LĐLĐ"));
        assert_eq!(NumberAsked::of("/QĐ-LĐLĐ"), asked(None, None, Some("q_-l_l_")));
        assert_eq!(NumberAsked::of("KH-LĐLĐ"), asked(None, None, Some("kh-l_l_")));
    }

    #[test]
    fn what_is_typed_is_never_a_pattern() {
        let wild = NumberAsked::of("1/%_\\'").unwrap().notation.unwrap();
        assert_eq!(wild, "____");
    }

    #[test]
    fn what_is_no_number_says_so() {
        for text in ["", "12ab", "1234567890", "b/KH", "12 b", "12'"] {
            assert_eq!(NumberAsked::of(text), None, "{text}");
        }
    }
}
