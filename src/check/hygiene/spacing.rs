//! ENC-06 and the straight quotes of ENC-08, as `text::polish` would write them.

use super::super::findings::{DiagnosticBuilder, FindingCollector};
use super::super::passage::Passage;
use super::{ENC_06, around, changed, is_polished, missing_spaces, quotes};
use crate::catalog::Words;
use crate::text::{self, Corrections, Rule, Rules};
use std::ops::Range;

/// Rules of polishing that move no tone.
const PUNCTUATION: Rules = Rules::NONE
    .with(Rule::Quotes)
    .with(Rule::Ellipsis)
    .with(Rule::SpaceBefore)
    .with(Rule::SpaceAfter)
    .with(Rule::SymbolSpace)
    .with(Rule::Ranges);

pub(super) fn check(passage: &Passage, words: &Words, findings: &mut FindingCollector<'_>) {
    let changes = polished(passage);
    quotes::check(passage, &changes, findings);
    let spaces: Vec<&SpacingEdit> = changes.iter().filter(|c| c.is_space()).collect();
    for change in &spaces {
        let place = place(passage.text(), &change.range);
        let noted = add(passage, &place, &change.range, &change.replacement, findings);
        if is_polished(passage) {
            noted.corrected();
        }
    }
    let taken: Vec<Range<usize>> = spaces.into_iter().map(|change| change.range.clone()).collect();
    missing_spaces::check(passage, &taken, words, findings);
}

/// A space too many or too few at a range, shown with what stands around it.
pub(super) fn add<'f, 'p>(
    passage: &'p Passage,
    place: &Range<usize>,
    range: &Range<usize>,
    replacement: &str,
    findings: &'f mut FindingCollector<'_>,
) -> DiagnosticBuilder<'f, 'p> {
    let text = passage.text();
    let seen = text.get(place.clone()).unwrap_or("");
    let fault = if replacement.len() > range.len() { "Thiếu" } else { "Thừa" };
    let message =
        format!("{fault} dấu cách trong «{seen}»: hãy viết «{}».", changed(text, place, range, replacement));
    findings.add(&ENC_06, passage, place.clone(), message).fix_in(range.clone(), replacement)
}

/// Range that a message quotes: the words beside it, both words of a dash, the sign behind a space that goes.
fn place(text: &str, range: &Range<usize>) -> Range<usize> {
    let is_dash = |c: char| matches!(c, '-' | '–');
    let place = around(text, range);
    let (before, after) = (text.get(..range.start).unwrap_or(""), text.get(range.end..).unwrap_or(""));
    if range.is_empty() && after.starts_with(is_dash) {
        let dash_and_space = after.find(' ').map_or(0, |at| at + 1);
        return place.start..around(text, &(range.end..range.end + dash_and_space)).end;
    }
    if range.is_empty() && before.ends_with(is_dash) {
        let word = before.trim_end_matches(is_dash).trim_end();
        return around(text, &(word.len()..range.end)).start..place.end;
    }
    let sign = after.chars().next().filter(|_| !range.is_empty()).map_or(0, char::len_utf8);
    place.start..place.end.max(range.end + sign)
}

/// A change that polishing makes.
pub(super) struct SpacingEdit {
    /// The bytes that go; empty where something comes.
    pub(super) range: Range<usize>,
    /// Text that comes in their place.
    pub(super) replacement: String,
}

impl SpacingEdit {
    fn is_space(&self) -> bool {
        self.replacement.trim().is_empty()
    }
}

/// Edits that polishing makes in a passage.
fn polished(passage: &Passage) -> Vec<SpacingEdit> {
    if !may_change(passage.text()) {
        return Vec::new();
    }
    let mut polished = passage.paragraph.text.clone();
    let mut corrections = Corrections::new();
    text::polish(&mut polished, PUNCTUATION, &mut corrections);
    if corrections.is_empty() { Vec::new() } else { changes(passage.text(), polished.as_str()) }
}

/// Tests whether polishing may change a text: it looks at quotes to turn, dots in a row, spaces beside signs, signs
/// without a space, dashes between figures with one space. Cheap, for every passage.
fn may_change(text: &str) -> bool {
    let bytes = text.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or(0);
    let signs = bytes.iter().enumerate().filter(|(_, byte)| SIGNS.get(usize::from(**byte)) == Some(&true));
    signs.into_iter().any(|(index, byte)| {
        let (before, next) = (at(index.wrapping_sub(1)), at(index + 1));
        let spaced = before == b' ';
        match byte {
            b'"' => true,
            b'.' => spaced || next == b'.',
            b',' | b';' | b':' => spaced || next.is_ascii_alphabetic() || next >= 0x80,
            b'!' | b'?' | b')' | b']' | b'/' => spaced,
            b'(' | b'[' => next == b' ',
            b'-' => spaced && next.is_ascii_digit() || next == b' ' && before.is_ascii_digit(),
            // « »
            0xC2 => matches!(next, 0xAB | 0xBB),
            0xE2 => match at(index + 2) {
                // „ ‟
                0x9E | 0x9F => true,
                // “
                0x9C => at(index + 3) == b' ',
                // ” …
                0x9D | 0xA6 => spaced,
                // –
                0x93 => at(index + 3) == b' ' || at(index + 3).is_ascii_digit(),
                _ => false,
            },
            _ => false,
        }
    })
}

/// The bytes that [`may_change`] looks at.
static SIGNS: [bool; 256] = super::marked(b"\".,;:!?)]/([-\xC2\xE2");

/// The spaces and quotes in which two texts differ; dots that became an ellipsis are passed over. What differs in
/// another way ends the comparison: nothing behind it is known.
fn changes(old: &str, new: &str) -> Vec<SpacingEdit> {
    let mut out: Vec<SpacingEdit> = Vec::new();
    let (mut at, mut to) = (0, 0);
    while let Some(rest) = old.get(at..).filter(|rest| !rest.is_empty()) {
        let before = rest.chars().next().unwrap_or(' ');
        let after = new.get(to..).and_then(|n| n.chars().next());
        let len = before.len_utf8();
        match (before, after) {
            (a, Some(b)) if a == b => to += len,
            ('.', Some('…')) if rest.starts_with("...") => {
                to += '…'.len_utf8();
                at += 2;
            }
            (_, Some(quote @ ('“' | '”'))) if is_quote(before) => {
                out.push(SpacingEdit { range: at..at + len, replacement: quote.to_string() });
                to += quote.len_utf8();
            }
            (' ', _) => match out.last_mut() {
                Some(last) if last.range.end == at && last.replacement.is_empty() => last.range.end += 1,
                _ => out.push(SpacingEdit { range: at..at + 1, replacement: String::new() }),
            },
            (_, Some(' ')) => {
                out.push(SpacingEdit { range: at..at, replacement: " ".to_owned() });
                to += 1;
                continue;
            }
            _ => return out,
        }
        at += len;
    }
    out
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '„' | '‟' | '«' | '»')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Text;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_text_passed_over_stays_as_it_is(
            typed in "([a-c]|Đ|Ờ|số |[0-9]|2023|[ .,;:!?/()\\[\\]\"-]|…|“|”|„|‟|«|»|–){0,12}"
        ) {
            let mut polished = Text::plain(typed.as_str());
            text::polish(&mut polished, PUNCTUATION, &mut Corrections::new());
            prop_assert!(may_change(&typed) || polished.as_str() == typed);
        }

        #[test]
        fn the_changes_found_make_the_polished_text(
            typed in "([a-c]|Đ|số |[0-9]|2023|[ .,;:!?/()\"-]|…|“|”|„|»|–){0,40}"
        ) {
            let mut polished = Text::plain(typed.as_str());
            text::polish(&mut polished, PUNCTUATION, &mut Corrections::new());
            let mut made = typed.clone();
            for change in changes(&typed, polished.as_str()).iter().rev() {
                made.replace_range(change.range.clone(), &change.replacement);
            }
            prop_assert_eq!(made.replace("...", "…"), polished.as_str().replace("...", "…"));
        }
    }
}
