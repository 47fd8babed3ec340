//! Texts as their letters: what stays the same when marks, case, blanks and punctuation are corrected.

use crate::text::fold_letter;
use std::ops::Range;

/// The letters and digits of a text, folded to lower case without marks, with their bytes and words.
#[derive(Debug, Default)]
pub(super) struct FoldedText {
    /// Folded letters.
    pub(super) key: Vec<char>,
    /// Bytes of the character that each letter stands for, its combining marks included.
    pub(super) bytes: Vec<Range<usize>>,
    /// Words: letters without anything between them, as ranges of `key`.
    pub(super) words: Vec<Range<usize>>,
    /// Tokens: what stands between blanks, as ranges of `key`; one without letters is left out.
    pub(super) tokens: Vec<Range<usize>>,
}

impl FoldedText {
    /// The letters of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut letters = Self::default();
        let (mut in_word, mut in_token) = (false, false);
        for (at, c) in text.char_indices() {
            let end = at + c.len_utf8();
            if c.is_alphanumeric() {
                let from = letters.key.len();
                fold_letter(c, &mut |plain| letters.key.extend(plain.to_lowercase()));
                let to = letters.key.len();
                letters.bytes.extend((from..to).map(|_| at..end));
                extend(&mut letters.words, from..to, in_word);
                extend(&mut letters.tokens, from..to, in_token);
                (in_word, in_token) = (true, true);
            } else if matches!(c, '\u{300}'..='\u{36f}') {
                if let (Some(last), true) = (letters.bytes.last_mut(), in_word) {
                    last.end = end;
                }
            } else {
                in_word = false;
                in_token &= !c.is_whitespace();
            }
        }
        letters
    }

    /// The first place at or after `from` where whole words have these letters.
    pub(super) fn find(&self, wanted: &[char], from: usize) -> Option<usize> {
        let ends = |end: usize| self.words.binary_search_by_key(&end, |word| word.end).is_ok();
        let starts = self.words.iter().map(|word| word.start).filter(|&start| start >= from);
        starts.into_iter().find(|&start| {
            self.key.get(start..start + wanted.len()) == Some(wanted) && ends(start + wanted.len())
        })
    }

    /// Bytes of a range of letters.
    pub(super) fn span(&self, letters: &Range<usize>) -> Option<Range<usize>> {
        Some(self.bytes.get(letters.start)?.start..self.bytes.get(letters.end.checked_sub(1)?)?.end)
    }
}

/// Adds letters to the last range, or as a new one.
fn extend(ranges: &mut Vec<Range<usize>>, letters: Range<usize>, goes_on: bool) {
    match ranges.last_mut() {
        Some(last) if goes_on => last.end = letters.end,
        _ => ranges.push(letters),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> String {
        FoldedText::of(text).key.into_iter().collect()
    }

    #[test]
    fn corrections_of_marks_case_and_blanks_leave_the_letters() {
        assert_eq!(key("Kế hoạch số 39/KH-LĐLĐ"), "kehoachso39khldld");
        assert_eq!(key("KÊ\u{301}  HOẠCH số 39 /KH-LÐLĐ"), "kehoachso39khldld");
    }

    #[test]
    fn a_letter_has_its_combining_marks() {
        let letters = FoldedText::of("ke\u{302}\u{301} b");
        assert_eq!(letters.bytes, [0..1, 1..6, 7..8]);
        assert_eq!((letters.words, letters.tokens), (vec![0..2, 2..3], vec![0..2, 2..3]));
    }

    #[test]
    fn only_whole_words_are_found() {
        let letters = FoldedText::of("(b/c) bc, abc");
        let wanted: Vec<char> = "bc".chars().collect();
        assert_eq!(letters.find(&wanted, 0), Some(0));
        assert_eq!(letters.find(&wanted, 1), Some(2));
        assert_eq!(letters.find(&wanted, 3), None);
    }
}
