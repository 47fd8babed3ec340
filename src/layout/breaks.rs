//! Line break opportunities, and the places where a word processor must be told that there is none.
//!
//! The opportunities are those a word processor sees (measured on LibreOffice 7.4): after a space; after a hyphen or
//! an en dash; around an em dash; after `?` and `…`; never at a slash. Between two words, `đồng/người`, a line may end
//! after the slash all the same; the word processor is told so, by a space of no width, where one does. Inside a *symbol* (`22/CT-LĐLĐ`, `2023-2028`)
//! there is none but the hyphen between two full dates; there the word processor is told by a no-break hyphen.

use crate::text;

/// The opportunities of one paragraph beyond its spaces, and what must be held together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct BreakOpportunities {
    /// Bytes of the U+0020 at which a line must not end.
    pub no_break_spaces: Vec<usize>,
    /// Bytes of the hyphens that must be written as no-break hyphens.
    pub no_break_hyphens: Vec<usize>,
    /// Bytes before which a line may begin although no space stands there.
    pub soft: Vec<usize>,
    /// Those of the soft places that a word processor does not see and must be told where a line begins at one.
    pub told: Vec<usize>,
}

impl BreakOpportunities {
    /// With further spaces at which no line ends.
    pub(super) fn holding(mut self, spaces: &[usize]) -> Self {
        if !spaces.is_empty() {
            self.no_break_spaces.extend_from_slice(spaces);
            self.no_break_spaces.sort_unstable();
            self.no_break_spaces.dedup();
        }
        self
    }
}

/// Finds them; one pass over the text.
pub(super) fn find(string: &str) -> BreakOpportunities {
    let mut breaks = BreakOpportunities {
        no_break_spaces: text::no_break_spaces(string),
        ..BreakOpportunities::default()
    };
    let mut from = 0;
    // Few words hold one of these bytes (E2 begins dashes, quotes and dots); the others are passed over unseen.
    let interesting = |b: u8| matches!(b, b'-' | b'/' | b'?' | 0xE2);
    while let Some(found) = string.as_bytes()[from..].iter().position(|&b| interesting(b)) {
        let at = from + found;
        let start = string[..at].rfind(GAPS).map_or(0, |gap| gap + width_of_gap(string, gap));
        let end = string[at..].find(GAPS).map_or(string.len(), |gap| at + gap);
        token_breaks(&string[start..end], start, &mut breaks);
        from = end;
    }
    breaks
}

/// Separators of words.
const GAPS: [char; 3] = [' ', '\n', '\u{a0}'];

fn width_of_gap(string: &str, at: usize) -> usize {
    if string.as_bytes()[at] < 0x80 { 1 } else { '\u{a0}'.len_utf8() }
}

/// The opportunities inside one word, which starts at `offset`.
fn token_breaks(token: &str, offset: usize, breaks: &mut BreakOpportunities) {
    let symbol = text::is_symbol(token);
    let date_hyphen = if symbol { text::date_range_hyphen(token) } else { None };
    let mut previous = None;
    let mut chars = token.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, n)| n);
        let after = at + c.len_utf8();
        let may_follow = next.is_some_and(|n| n.is_alphanumeric() || n == '(');
        match c {
            '-' if may_follow && symbol && date_hyphen != Some(at) => {
                breaks.no_break_hyphens.push(offset + at)
            }
            '-' | '–' | '?' | '…' if may_follow && (c == '-' || !symbol) => {
                breaks.soft.push(offset + after)
            }
            '/' if !symbol && joins_words(token, at) => {
                breaks.soft.push(offset + after);
                breaks.told.push(offset + after);
            }
            '—' => {
                if previous.is_some_and(char::is_alphanumeric) {
                    breaks.soft.push(offset + at);
                }
                if may_follow {
                    breaks.soft.push(offset + after);
                }
            }
            _ => {}
        }
        previous = Some(c);
    }
}

/// Tests whether a slash stands between two words in small letters: `đồng/người`, not `km/h`, `b/c`, a web address.
fn joins_words(token: &str, slash: usize) -> bool {
    let is_small = |c: &char| c.is_lowercase();
    let before = token[..slash].chars().rev().take_while(is_small).count();
    let after = token[slash + 1..].chars().take_while(is_small).count();
    let inner = token.trim_end_matches(|c: char| !c.is_alphanumeric());
    before >= 2 && after >= 2 && !inner.contains(['.', ':', '@', '?', '='])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbol_is_held_together() {
        let breaks = find("Số 22/CT-LĐLĐ giai đoạn 2023-2028");
        assert_eq!(breaks.no_break_hyphens.len(), 2);
        assert!(breaks.soft.is_empty());
    }

    #[test]
    fn a_range_of_two_full_dates_may_break_at_its_hyphen() {
        let string = "(28/7/1929-28/7/2024)";
        let breaks = find(string);
        assert!(breaks.no_break_hyphens.is_empty());
        assert_eq!(breaks.soft, [string.find('-').unwrap() + 1]);
    }

    #[test]
    fn a_line_may_end_after_a_slash_between_two_words() {
        assert_eq!(find("đồng/người;").soft, ["đồng/".len()]);
        assert_eq!(find("cá nhân/tập thể và/hoặc").soft.len(), 2);
        for whole in [
            "km/h",
            "b/c",
            "V/v",
            "Đ/c",
            "TT/TW",
            "22/CT-LĐLĐ",
            "28/7/1929",
            "https://an.vn/tin/moi",
            "an.vn/tin",
        ] {
            assert_eq!(find(whole).soft, Vec::<usize>::new(), "{whole}");
        }
    }

    #[test]
    fn an_ordinary_hyphen_may_end_a_line() {
        assert_eq!(find("xe-tải").soft, [3]);
        assert_eq!(find("v.v…) và").soft, Vec::<usize>::new());
    }
}
