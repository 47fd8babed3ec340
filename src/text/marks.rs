//! Marks in their order, letters precomposed.
//!
//! NFC alone is not enough: where the tone was typed before the circumflex or the breve, 32 of the 134 letters stay
//! broken after it, and a font draws them broken too.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use super::{Corrections, Rule, Rules};

/// The text with every cluster of marks in order and composed; `None` when nothing changes.
pub(super) fn compose(text: &str, rules: Rules, corrections: &mut Corrections) -> Option<String> {
    if !rules.contains(Rule::Marks) {
        return None;
    }
    let mut out = String::new();
    let mut copied = 0;
    for range in clusters(text) {
        let cluster = &text[range.clone()];
        let (mended, rule) = compose_cluster(cluster, rules);
        if mended != cluster {
            corrections.add(rule, 1);
            out.push_str(&text[copied..range.start]);
            out.push_str(&mended);
            copied = range.end;
        }
    }
    (copied > 0).then(|| {
        out.push_str(&text[copied..]);
        out
    })
}

/// Tests whether a character neither changes under NFC nor joins what stands before it. A short list, but it holds all
/// Vietnamese text; what is not on it is looked at closely.
pub(super) fn is_normalised(c: char) -> bool {
    matches!(c, '\0'..='\u{24f}' | '\u{1ea0}'..='\u{1ef9}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}')
        || matches!(c, '\u{2190}'..='\u{22ff}' | '\u{2500}'..='\u{27bf}')
}

/// The stretches of text that NFC may change: unsettled characters and the settled one they follow.
fn clusters(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut rest = text.char_indices().peekable();
    let mut base = 0;
    std::iter::from_fn(move || {
        let (mut start, mut end) = (None, text.len());
        while let Some(&(at, c)) = rest.peek() {
            if is_normalised(c) {
                if start.is_some() {
                    end = at;
                    break;
                }
                base = at;
            } else if start.is_none() {
                start = Some(base);
            }
            rest.next();
        }
        start.map(|start| start..end)
    })
}

/// A cluster decomposed, its marks in Vietnamese order, composed again; and the rule that did it.
fn compose_cluster(cluster: &str, rules: Rules) -> (String, Rule) {
    let letters: Vec<char> = cluster.nfd().collect();
    let mut settled = Vec::with_capacity(letters.len());
    let mut rule = Rule::Marks;
    for group in letters.chunk_by(|_, &next| canonical_combining_class(next) != 0) {
        let Some((&base, marks)) = group.split_first() else { continue };
        match base.to_ascii_lowercase() {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' => order_marks(base, marks, &mut settled),
            'ı' if marks.iter().any(|&mark| is_tone(mark)) => order_marks('i', marks, &mut settled),
            'd' if rules.contains(Rule::DStroke) && marks.iter().any(|&mark| is_stroke(mark)) => {
                rule = Rule::DStroke;
                settled.push(if base == 'd' { 'đ' } else { 'Đ' });
                settled.extend(marks.iter().filter(|&&mark| !is_stroke(mark)));
            }
            _ => settled.extend(group),
        }
    }
    (settled.into_iter().nfc().collect(), rule)
}

/// Puts the marks after a Latin vowel in order: quality, tone, the others; a Vietnamese mark typed twice stands once.
fn order_marks(base: char, marks: &[char], out: &mut Vec<char>) {
    out.push(base);
    let start = out.len();
    // A perispomeni is a tilde that lost its way.
    let marks = || marks.iter().map(|&mark| if mark == '\u{342}' { '\u{303}' } else { mark });
    for mark in marks().filter(|&m| is_quality(m)).chain(marks().filter(|&m| is_tone(m))) {
        if !out[start..].contains(&mark) {
            out.push(mark);
        }
    }
    out.extend(marks().filter(|&m| !is_quality(m) && !is_tone(m)));
}

fn is_quality(mark: char) -> bool {
    matches!(mark, '\u{302}' | '\u{306}' | '\u{31b}')
}

fn is_tone(mark: char) -> bool {
    matches!(mark, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}')
}

fn is_stroke(mark: char) -> bool {
    matches!(mark, '\u{335}' | '\u{336}')
}

/// One word composed, for those who have just put marks into it.
pub(super) fn composed(word: &str) -> String {
    compose(word, Rules::NONE.with(Rule::Marks), &mut Corrections::new()).unwrap_or_else(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::letters;
    use super::*;
    use proptest::prelude::*;

    fn parts(c: char) -> (char, Vec<char>) {
        let mut parts = c.nfd();
        (parts.next().unwrap(), parts.collect())
    }

    #[test]
    fn every_order_of_marks_gives_the_precomposed_letter() {
        for c in letters::all() {
            let (base, marks) = parts(c);
            let mut reversed = marks.clone();
            reversed.reverse();
            for order in [&marks, &reversed] {
                let typed: String = std::iter::once(base).chain(order.iter().copied()).collect();
                assert_eq!(composed(&typed), c.to_string());
                if let [first, rest @ ..] = &order[..] {
                    let split: String =
                        [base, *first].into_iter().nfc().chain(rest.iter().copied()).collect();
                    assert_eq!(composed(&split), c.to_string(), "{split:?}");
                    let twice: String = typed.chars().chain([*first]).collect();
                    assert_eq!(composed(&twice), c.to_string(), "{twice:?}");
                }
            }
        }
    }

    #[test]
    fn the_cases_that_nfc_leaves_broken_are_mended() {
        for typed in ["a\u{301}\u{302}", "á\u{302}", "â\u{301}", "a\u{302}\u{301}"] {
            assert_eq!(composed(typed), "ấ");
        }
        assert_eq!(composed("ẹ\u{302}"), "ệ");
        assert_eq!(composed("u\u{323}\u{31b}"), "ự");
        assert_eq!(composed("ı\u{301}"), "í");
        assert_eq!(composed("u\u{342}"), "ũ");
    }

    #[test]
    fn counts_are_per_cluster_and_clean_text_is_left_alone() {
        let mut corrections = Corrections::new();
        assert_eq!(compose("Kế hoạch – số 39/KH-LĐLĐ…", Rules::FAITHFUL, &mut corrections), None);
        let mended = compose("Ke\u{302}\u{301} hoa\u{323}ch d\u{335}", Rules::FAITHFUL, &mut corrections);
        assert_eq!(mended.as_deref(), Some("Kế hoạch đ"));
        assert_eq!((corrections.count(Rule::Marks), corrections.count(Rule::DStroke)), (2, 1));
    }

    #[test]
    fn settled_characters_are_starters_that_nfc_does_not_touch() {
        for c in (0..=0x2fff_u32).filter_map(char::from_u32).filter(|&c| is_normalised(c)) {
            assert!(std::iter::once(c).nfc().eq([c]), "{c:?}");
            assert_eq!(canonical_combining_class(c), 0, "{c:?}");
            assert_eq!(
                unicode_normalization::is_nfc_quick([c].into_iter()),
                unicode_normalization::IsNormalized::Yes
            );
        }
    }

    proptest! {
        #[test]
        fn composed_text_is_nfc_and_stays(text in "[aeoudDĐ \u{300}-\u{309}\u{31b}\u{323}\u{335}\u{342}ıâấưα가각ᄀ]{0,24}") {
            let once = composed(&text);
            prop_assert!(unicode_normalization::is_nfc(&once));
            prop_assert_eq!(composed(&once), once);
        }
    }
}
