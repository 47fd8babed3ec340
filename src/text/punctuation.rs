//! Punctuation of a composed paragraph: the rules in their order, each on what the one before has left.

use crate::document::Text;

use super::edit::{TextEdit, edit_text};
use super::{Corrections, Rule, Rules, quotes, spacing, tone};

/// A rule and the edits it finds.
type PunctuationStep = (Rule, fn(&str) -> Vec<TextEdit>);

/// The order makes the whole idempotent: a quote or an ellipsis must be one before the space beside it is judged.
const STEPS: [PunctuationStep; 10] = [
    (Rule::Quotes, quotes::double_quotes),
    (Rule::Ellipsis, quotes::ellipsis),
    (Rule::SpaceBefore, spacing::space_before),
    (Rule::SpaceAfter, spacing::space_after),
    (Rule::SymbolSpace, spacing::symbol_space),
    (Rule::Ranges, spacing::half_spaced_ranges),
    (Rule::ListDash, spacing::list_dash),
    (Rule::ToneRepair, tone::repairs),
    (Rule::ToneOld, tone::old_places),
    (Rule::ToneNew, tone::new_places),
];

/// Corrects the punctuation of a composed text (and the place of tones, where `rules` name it), emphasis kept, and
/// counts what changed. A text without fault costs one pass.
pub fn polish(text: &mut Text, rules: Rules, corrections: &mut Corrections) {
    let mut signs = SignPairs::of(text.as_str());
    for (rule, find) in STEPS {
        if !rules.contains(rule) || !signs.may_concern(rule) {
            continue;
        }
        let edits = find(text.as_str());
        if !edits.is_empty() {
            corrections.add(rule, edits.len());
            edit_text(text, &edits);
            signs = SignPairs::of(text.as_str());
        }
    }
}

/// The bytes that [`SignPairs::see`] looks for, the space aside: of two quiet neighbours nothing can be said.
static PUNCTUATION_BYTES: [bool; 256] = {
    let mut loud = [false; 256];
    let bytes = b",.;:!?()[]/-+\n\"\xE2\x93\x9C\x9E\x9F\xAB\xBB";
    let mut at = 0;
    while at < bytes.len() {
        loud[bytes[at] as usize] = true;
        at += 1;
    }
    loud
};

/// Rules that may find something, from pairs of neighbouring bytes.
#[derive(Default)]
struct SignPairs {
    quotes: bool,
    dots: bool,
    space_before: bool,
    space_after: bool,
    space_slash: bool,
    half_spaced: bool,
    list: bool,
}

impl SignPairs {
    fn of(text: &str) -> Self {
        let mut signs = Self::default();
        let mut before = b'\n';
        for byte in text.bytes() {
            if PUNCTUATION_BYTES[usize::from(before)] || PUNCTUATION_BYTES[usize::from(byte)] {
                signs.see(before, byte);
            }
            before = byte;
        }
        signs
    }

    fn see(&mut self, before: u8, byte: u8) {
        match before {
            b' ' => match byte {
                b',' | b'.' | b';' | b':' | b'!' | b'?' | b')' | b']' | 0xE2 => self.space_before = true,
                b'/' => self.space_slash = true,
                _ => {}
            },
            b',' | b';' | b':' => self.space_after |= byte.is_ascii_alphabetic() || byte >= 0x80,
            b'-' | 0x93 => self.half_spaced |= byte == b' ' || byte.is_ascii_digit(),
            b'.' => self.dots |= byte == b'.',
            b'\n' => self.list |= matches!(byte, b'-' | b'+'),
            _ => {}
        }
        match byte {
            b'"' | 0xAB | 0xBB | 0x9E | 0x9F => self.quotes = true,
            b' ' => self.space_before |= matches!(before, b'(' | b'[' | 0x9C),
            _ => {}
        }
    }

    fn may_concern(&self, rule: Rule) -> bool {
        match rule {
            Rule::Quotes => self.quotes,
            Rule::Ellipsis => self.dots,
            Rule::SpaceBefore => self.space_before,
            Rule::SpaceAfter => self.space_after,
            Rule::SymbolSpace => self.space_slash,
            Rule::Ranges => self.half_spaced,
            Rule::ListDash => self.list,
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Emphasis;
    use proptest::prelude::*;

    const ALL: Rules = Rules::NORMALISED.with(Rule::ToneRepair).with(Rule::ToneOld);

    fn polished(text: &str, rules: Rules) -> (String, Corrections) {
        let (mut text, mut corrections) = (Text::plain(text), Corrections::new());
        polish(&mut text, rules, &mut corrections);
        (text.as_str().to_owned(), corrections)
    }

    #[test]
    fn a_paragraph_is_mended_and_every_mend_is_counted() {
        let typed = "-Kế hoạch số 22 /CT-LĐLĐ về \"Đổi mới\" ...trong giai đoạn 2018- 2023 ,gồm a,b";
        let (text, corrections) = polished(typed, Rules::NORMALISED);
        assert_eq!(text, "- Kế hoạch số 22/CT-LĐLĐ về “Đổi mới”…trong giai đoạn 2018 - 2023, gồm a, b");
        assert_eq!((corrections.count(Rule::Quotes), corrections.count(Rule::SpaceAfter)), (2, 2));
        assert_eq!(corrections.iter().count(), 7);
    }

    #[test]
    fn the_faithful_mode_changes_no_punctuation() {
        let typed = "-Kế hoạch số 22 /CT về \"Đổi mới\" ... ,gồm hoà";
        assert_eq!(polished(typed, Rules::FAITHFUL), (typed.to_owned(), Corrections::new()));
    }

    #[test]
    fn a_quote_that_opens_in_one_span_and_closes_in_another_is_a_pair() {
        let mut text = Text::default();
        text.push("về \"", Emphasis::NONE);
        text.push("Đổi mới\"", Emphasis::BOLD);
        text.push(" ;", Emphasis::NONE);
        polish(&mut text, Rules::NORMALISED, &mut Corrections::new());
        let spans: Vec<_> = text.spans().map(|(range, look)| (&text.as_str()[range], look)).collect();
        let expected = [("về “", Emphasis::NONE), ("Đổi mới”", Emphasis::BOLD), (";", Emphasis::NONE)];
        assert_eq!(spans, expected);
    }

    #[test]
    fn tones_move_only_on_request() {
        assert_eq!(polished("Uỷ ban hoà giải", Rules::NORMALISED).0, "Uỷ ban hoà giải");
        assert_eq!(polished("Uỷ ban hoà giải", Rules::NONE.with(Rule::ToneOld)).0, "Ủy ban hòa giải");
        assert_eq!(polished("Ủy ban", Rules::NONE.with(Rule::ToneNew)).0, "Uỷ ban");
    }

    const TYPED: &str =
        "([a-c]|Đ|số|hoà|v\\.v|[0-9]|2023|1890|[ .,;:!?/()\\[\\]{}\"-]| |…|“|”|„|»|–|\n|@|\\+){0,40}";

    proptest! {
        #[test]
        fn polishing_twice_is_polishing_once(text in TYPED) {
            for rules in [Rules::NORMALISED, ALL] {
                let once = polished(&text, rules).0;
                let (twice, counted) = polished(&once, rules);
                prop_assert_eq!(&twice, &once);
                prop_assert!(counted.is_empty());
            }
        }

        #[test]
        fn no_letter_and_no_digit_is_lost(text in TYPED) {
            let words = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            prop_assert_eq!(words(&polished(&text, Rules::NORMALISED).0), words(&text));
        }

        #[test]
        fn a_rule_passed_over_would_have_found_nothing(text in TYPED) {
            let signs = SignPairs::of(&text);
            for (rule, find) in STEPS {
                prop_assert!(signs.may_concern(rule) || find(&text).is_empty(), "{:?}", rule);
            }
        }
    }
}
