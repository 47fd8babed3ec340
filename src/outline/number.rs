//! The numbers in a marker, read and written in the marker's own style.
//!
//! Comes in: the text of a marker (`3.8.`, `IV.`, `Phần thứ hai`, `đ)`). Goes out: its numbers, and the same marker with
//! other numbers. A number that the marker's style has no spelling for (the 24th letter) is refused.

use super::marker::{DEPTH, LETTERS, MarkerKind, ORDINAL_WORDS, recognise, roman, spell_roman};
use std::ops::Range;

/// The numbers of a marker, outermost first: of `3.8.` these are 3 and 8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarkerNumbers {
    /// Kind.
    pub kind: MarkerKind,
    values: [u32; DEPTH as usize],
    len: usize,
}

impl MarkerNumbers {
    /// The numbers of a marker's text; `None` for dashes, bullets, and what is no marker.
    pub fn of(marker: &str) -> Option<Self> {
        let found = recognise(marker)?;
        let mut numbers = Self { kind: found.kind, values: [0; DEPTH as usize], len: 1 };
        numbers.values[0] = found.ordinal?;
        if let MarkerKind::Arabic(depth) = found.kind {
            numbers.len = usize::from(depth.clamp(1, DEPTH));
            let parts = marker.split('.').filter(|p| !p.is_empty());
            for (value, part) in numbers.values.iter_mut().zip(parts).take(numbers.len) {
                *value = part.parse().ok()?;
            }
        }
        Some(numbers)
    }

    /// All of them, at least one.
    pub fn values(&self) -> &[u32] {
        self.values.get(..self.len).unwrap_or(&[])
    }

    /// The innermost one, which counts among siblings.
    pub fn last(&self) -> u32 {
        self.values.get(self.len - 1).copied().unwrap_or(0)
    }

    /// All but the innermost one.
    pub fn prefix(&self) -> &[u32] {
        self.values.get(..self.len - 1).unwrap_or(&[])
    }

    /// The same with another innermost number.
    pub fn with_last(mut self, number: u32) -> Self {
        if let Some(last) = self.values.get_mut(self.len - 1) {
            *last = number;
        }
        self
    }

    /// The same with these numbers in the place of its first ones; the innermost one stays.
    pub fn with_first(mut self, numbers: &[u32]) -> Self {
        for (value, number) in self.values.iter_mut().take(self.len - 1).zip(numbers) {
            *value = *number;
        }
        self
    }

    /// The marker `like` with these numbers, its style kept; `None` where that style cannot spell them.
    pub fn spell(&self, like: &str) -> Option<String> {
        let (span, script) = span(like)?;
        let number = match script {
            NumberScript::Digits => self.digits(like.get(span.clone())?)?,
            NumberScript::Roman => Some(spell_roman(self.last())).filter(|_| is_roman_number(self.last()))?,
            NumberScript::Letter => letter(self.last())?.to_string(),
            NumberScript::Words { capitals } => word(self.last(), capitals)?.to_owned(),
        };
        let spelled = format!("{}{number}{}", like.get(..span.start)?, like.get(span.end..)?);
        (Self::of(&spelled)? == *self).then_some(spelled)
    }

    /// Digits joined by full stops, a leading zero kept.
    fn digits(&self, like: &str) -> Option<String> {
        let mut out = String::with_capacity(like.len() + 2);
        let mut parts = like.split('.');
        for value in self.values() {
            let padded = parts.next()?.starts_with('0');
            let part = if padded { format!("{value:02}") } else { value.to_string() };
            if !out.is_empty() {
                out.push('.');
            }
            out.push_str(&part);
        }
        Some(out)
    }
}

/// Script of a number.
enum NumberScript {
    Digits,
    Roman,
    Letter,
    Words { capitals: bool },
}

/// Range of the numbers in a marker, and their script.
fn span(marker: &str) -> Option<(Range<usize>, NumberScript)> {
    let start =
        marker.char_indices().rfind(|(_, c)| c.is_whitespace()).map_or(0, |(at, c)| at + c.len_utf8());
    let start = start + usize::from(marker.get(start..)?.starts_with('('));
    let number = marker.get(start..)?;
    let end = |len: usize| start..start + len;
    let first = number.chars().next()?;
    if first.is_ascii_digit() {
        let len = number.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
        return Some((end(number.get(..len)?.trim_end_matches('.').len()), NumberScript::Digits));
    }
    if let Some((len, _)) = roman(number) {
        return Some((end(len), NumberScript::Roman));
    }
    let len = number.find(|c: char| !c.is_alphabetic()).unwrap_or(number.len());
    if number.get(len..)?.starts_with(')') {
        return Some((end(len), NumberScript::Letter));
    }
    Some((end(len), NumberScript::Words { capitals: first.is_uppercase() }))
}

/// The number of a Roman numeral at the start of a text, and its length; only its one right spelling counts.
pub fn roman_number(text: &str) -> Option<(usize, u32)> {
    roman(text)
}

/// The Roman spelling of a number below 400.
pub fn roman_spelling(number: u32) -> Option<String> {
    is_roman_number(number).then(|| spell_roman(number))
}

/// L and C alone are letters of headings (`C. NỘI DUNG`), not numbers.
fn is_roman_number(number: u32) -> bool {
    (1..400).contains(&number) && number != 50 && number != 100
}

/// A letter of *điểm* by its place in the Vietnamese alphabet, from 1.
pub fn letter(ordinal: u32) -> Option<char> {
    LETTERS.chars().nth(usize::try_from(ordinal).ok()?.checked_sub(1)?)
}

/// The place of a letter of *điểm* in the Vietnamese alphabet, from 1.
pub fn letter_ordinal(letter: char) -> Option<u32> {
    u32::try_from(LETTERS.chars().position(|l| l == letter)? + 1).ok()
}

fn word(ordinal: u32, capitals: bool) -> Option<&'static str> {
    let pair = ORDINAL_WORDS.get(usize::try_from(ordinal).ok()?.checked_sub(1)?)?;
    pair.get(usize::from(capitals)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_is_spelled_with_other_numbers_in_its_own_style() {
        for (marker, last, expected) in [
            ("2.", 3, "3."),
            ("02.", 3, "03."),
            ("3.8.", 9, "3.9."),
            ("3.8", 9, "3.9"),
            ("(1).", 2, "(2)."),
            ("(1)", 12, "(12)"),
            ("1)", 2, "2)"),
            ("d)", 5, "đ)"),
            ("II.", 4, "IV."),
            ("Điều 12a.", 13, "Điều 13a."),
            ("Chương I", 2, "Chương II"),
            ("CHƯƠNG 1:", 2, "CHƯƠNG 2:"),
            ("Tiểu mục 1", 2, "Tiểu mục 2"),
            ("Phần thứ nhất", 2, "Phần thứ hai"),
            ("PHẦN THỨ NHẤT.", 9, "PHẦN THỨ CHÍN."),
        ] {
            let numbers = MarkerNumbers::of(marker).unwrap().with_last(last);
            assert_eq!(numbers.spell(marker).as_deref(), Some(expected), "{marker}");
            assert_eq!(MarkerNumbers::of(expected).unwrap().values(), numbers.values(), "{expected}");
        }
    }

    #[test]
    fn all_numbers_of_a_nested_marker_are_read() {
        assert_eq!(MarkerNumbers::of("4.12.3.").unwrap().values(), [4, 12, 3]);
        assert_eq!(MarkerNumbers::of("4.12.3.").unwrap().prefix(), [4, 12]);
        let moved = MarkerNumbers::of("3.8.").unwrap().with_first(&[4]);
        assert_eq!(moved.spell("3.8.").as_deref(), Some("4.8."));
        assert_eq!(MarkerNumbers::of("-"), None);
    }

    #[test]
    fn what_a_style_cannot_spell_is_refused() {
        for (marker, last) in
            [("a)", 24), ("I.", 50), ("I.", 400), ("1.", 1000), ("Phần thứ nhất", 11), ("1.1.", 100)]
        {
            assert_eq!(
                MarkerNumbers::of(marker).unwrap().with_last(last).spell(marker),
                None,
                "{marker} {last}"
            );
        }
    }
}
