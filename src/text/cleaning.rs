//! Characters of incoming text: a whole body or one field goes in, the same text in clean characters comes out.
//!
//! The order of the passes matters: look-alikes before marks (a Cyrillic vowel may carry a tone), loose accents after
//! them (they need the syllable), spaces last. U+FFFD stays: what it stood for is lost, and a check must say so.

use std::borrow::Cow;

use super::{Corrections, Rule, Rules, homoglyphs, marks};

/// Cleans the characters of a string that comes in, a body with its lines or a single field, and counts what changed.
///
/// Line ends become line feeds whatever the rules. Borrowed when nothing changes; clean text costs one pass.
pub fn clean<'a>(text: &'a str, rules: Rules, corrections: &mut Corrections) -> Cow<'a, str> {
    let found = scan(text);
    let mut out = Cow::Borrowed(text);
    if found.suspects {
        let mut pass = |wanted: bool, f: &dyn Fn(&str, &mut Corrections) -> Option<String>| {
            if wanted && let Some(changed) = f(&out, corrections) {
                out = Cow::Owned(changed);
            }
        };
        let alike = rules.contains(Rule::LookAlikes);
        pass(true, &|text, corrections| replace_characters(text, rules, corrections));
        pass(alike, &homoglyphs::latinised);
        pass(true, &|text, corrections| marks::compose(text, rules, corrections));
        pass(alike, &homoglyphs::repaired_syllables);
        pass(alike, &homoglyphs::hyphens_for_minus);
    }
    if rules.contains(Rule::Spaces)
        && (found.spaces || matches!(out, Cow::Owned(_)))
        && let Some(changed) = single_spaced(&out, corrections)
    {
        out = Cow::Owned(changed);
    }
    out
}

/// Result of one scan of a text.
struct ScanResult {
    /// A character that some pass may change.
    suspects: bool,
    /// Two spaces in a row, or one at an end of a line.
    spaces: bool,
}

fn scan(text: &str) -> ScanResult {
    let (mut suspects, mut spaces) = (false, false);
    let mut last = '\n';
    for c in text.chars() {
        if c == ' ' {
            spaces |= last == ' ' || last == '\n';
        } else if c == '\n' {
            spaces |= last == ' ';
        } else if !is_clean(c) {
            suspects = true;
        }
        last = c;
    }
    ScanResult { suspects, spaces: spaces || last == ' ' }
}

/// Tests whether a text consists of what Vietnamese is usually typed with: precomposed letters, ASCII signs, line
/// feeds and the common quotes and dashes. Such a text is in NFC, and but for its spaces [`clean`] changes nothing
/// in it.
pub fn is_plain(text: &str) -> bool {
    let plain = |c| {
        matches!(c, ' '..='~' | '\n' | 'À'..='Ï' | 'Ñ'..='ï' | 'ñ'..='ſ' | 'Ơ'..='ơ' | 'Ư'..='ư' | 'Ạ'..='ỹ')
            || matches!(c, '–' | '—' | '‘'..='’' | '“'..='”' | '…')
    };
    text.chars().all(plain)
}

/// Characters that no pass of this module changes, wherever they stand.
fn is_clean(c: char) -> bool {
    match c {
        ' '..='~' | '¡'..='¬' | '®'..='³' | 'µ'..='Ï' | 'Ñ'..='ï' | 'ñ'..='ƈ' | 'Ơ'..='ơ' | 'Ư'..='ư' => {
            true
        }
        '−' => false,
        'Ạ'..='ỹ' | '–' | '—' | '‘'..='”' | '•' | '…' | '\n' => true,
        _ => matches!(c, '←'..='⋿' | '─'..='➿'),
    }
}

/// Replacement of a character.
enum CharReplacement {
    Text(&'static str),
    Letter(char),
}

/// Replaces and removes single characters; `None` when nothing changes.
fn replace_characters(text: &str, rules: Rules, corrections: &mut Corrections) -> Option<String> {
    let mut out = String::new();
    let mut copied = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let put = if c == '\r' {
            // Line ends of other systems are no fault, so they are not counted.
            CharReplacement::Text(if text[end..].starts_with('\n') { "" } else { "\n" })
        } else {
            let Some((rule, put)) = replacement(c) else { continue };
            if !rules.contains(rule) {
                continue;
            }
            corrections.add(rule, 1);
            put
        };
        out.push_str(&text[copied..at]);
        match put {
            CharReplacement::Text(string) => out.push_str(string),
            CharReplacement::Letter(letter) => out.push(letter),
        }
        copied = end;
    }
    (copied > 0).then(|| {
        out.push_str(&text[copied..]);
        out
    })
}

fn replacement(c: char) -> Option<(Rule, CharReplacement)> {
    let text = |rule, text| Some((rule, CharReplacement::Text(text)));
    match c {
        ' '..='~' | '\n' => None,
        '\t' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            text(Rule::Blanks, " ")
        }
        '\u{85}' | '\u{2028}' => text(Rule::Controls, "\n"),
        '\u{b}' | '\u{c}' | '\u{2029}' => text(Rule::Controls, "\n\n"),
        _ if c.is_control() || is_noncharacter(c) => text(Rule::Controls, ""),
        '\u{ad}' | '\u{180e}' | '\u{feff}' => text(Rule::Invisibles, ""),
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => text(Rule::Invisibles, ""),
        '\u{2060}' | '\u{2066}'..='\u{2069}' => text(Rule::Invisibles, ""),
        '\u{2010}' | '\u{2011}' => text(Rule::Hyphens, "-"),
        'Ð' | 'Ɖ' => text(Rule::DStroke, "Đ"),
        'ð' | 'ɖ' => text(Rule::DStroke, "đ"),
        'ƣ' => text(Rule::LookAlikes, "ư"),
        'Ƣ' => text(Rule::LookAlikes, "Ư"),
        'ﬀ'..='ﬆ' => text(Rule::LookAlikes, ligature(c)),
        '，' => text(Rule::FullWidth, ","),
        '。' => text(Rule::FullWidth, "."),
        '、' => text(Rule::FullWidth, ","),
        '﹣' => text(Rule::FullWidth, "-"),
        '！'..='～' => {
            let plain = char::from_u32(c as u32 - 0xFEE0)?;
            Some((Rule::FullWidth, CharReplacement::Letter(plain)))
        }
        _ => symbol_font(c).and_then(|sign| text(Rule::SymbolFont, sign)),
    }
}

/// Code points that never are characters; XML forbids some of them.
fn is_noncharacter(c: char) -> bool {
    matches!(c as u32, 0xFDD0..=0xFDEF) || c as u32 & 0xFFFE == 0xFFFE
}

fn ligature(c: char) -> &'static str {
    match c {
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        _ => "st",
    }
}

/// The signs that word processors store as private characters of Symbol and Wingdings.
fn symbol_font(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{f0b7}' | '\u{f0a7}' | '\u{f076}' => "•",
        '\u{f0a8}' | '\u{f06f}' => "□",
        '\u{f02d}' | '\u{f0be}' => "-",
        '\u{f0fc}' => "✓",
        '\u{f0fb}' => "✗",
        '\u{f0fd}' => "☒",
        '\u{f0fe}' | '\u{f052}' => "☑",
        '\u{f0d8}' | '\u{f0e8}' => "➢",
        '\u{f0e0}' => "→",
        _ => return None,
    })
}

/// One space between words and none at the ends of lines; `None` when nothing changes.
fn single_spaced(text: &str, corrections: &mut Corrections) -> Option<String> {
    if !scan(text).spaces {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
        }
        let trimmed = line.trim_matches(' ');
        corrections.add(Rule::Spaces, usize::from(trimmed.len() < line.len()));
        let mut words = trimmed.split(' ');
        out.push_str(words.next().unwrap_or_default());
        let mut run = 0;
        for word in words {
            run += 1;
            if !word.is_empty() {
                corrections.add(Rule::Spaces, usize::from(run > 1));
                run = 0;
                out.push(' ');
                out.push_str(word);
            }
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::canonical_combining_class;

    fn cleaned(text: &str, rules: Rules) -> (String, Corrections) {
        let mut corrections = Corrections::new();
        (clean(text, rules, &mut corrections).into_owned(), corrections)
    }

    fn normalised(text: &str) -> String {
        cleaned(text, Rules::NORMALISED).0
    }

    #[test]
    fn clean_text_is_borrowed_and_nothing_is_counted() {
        let text = "Căn cứ Kế hoạch số 17/KH-TLĐ, ngày 05/02/2024 – “Đổi mới…”;\n\n- Ý: 70%";
        let mut corrections = Corrections::new();
        assert!(matches!(clean(text, Rules::NORMALISED, &mut corrections), Cow::Borrowed(_)));
        assert!(corrections.is_empty());
    }

    #[test]
    fn plain_text_is_composed_and_clean() {
        use unicode_normalization::{IsNormalized, is_nfc_quick};
        for c in (0..0x3000).filter_map(char::from_u32).filter(|c| is_plain(c.encode_utf8(&mut [0; 4]))) {
            assert!(is_clean(c) && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes, "{c:?}");
        }
    }

    #[test]
    fn every_letter_is_clean_but_the_foreign_d() {
        for c in super::super::letters::all() {
            assert!(is_clean(c), "{c}");
        }
        for c in (0..0x3000).filter_map(char::from_u32).filter(|&c| is_clean(c)) {
            assert!(
                marks::is_normalised(c) && replacement(c).is_none() && !homoglyphs::is_standalone_accent(c),
                "{c:?}"
            );
        }
    }

    #[test]
    fn controls_and_invisibles_go_and_line_ends_are_line_feeds() {
        assert_eq!(normalised("a\u{b}b"), "a\n\nb");
        assert_eq!(normalised("a\r\nb\rc\u{2028}d\u{85}e"), "a\nb\nc\nd\ne");
        assert_eq!(normalised("Công\u{200b}đoàn\u{feff}\u{3}\u{4}"), "Côngđoàn");
        assert_eq!(normalised("mất \u{fffd} chữ"), "mất \u{fffd} chữ");
        assert!(cleaned("a\r\nb", Rules::FAITHFUL).1.is_empty());
    }

    #[test]
    fn faithful_text_keeps_its_spaces_and_its_odd_letters() {
        let (text, corrections) = cleaned("Số:\u{a0}\u{a0}12\t/KH-LÐLĐ  Trƣờng \"x\" ", Rules::FAITHFUL);
        assert_eq!(text, "Số:  12 /KH-LĐLĐ  Trƣờng \"x\" ");
        assert_eq!((corrections.count(Rule::Blanks), corrections.count(Rule::DStroke)), (3, 1));
    }

    #[test]
    fn the_normalised_mode_mends_what_looks_right_and_is_not() {
        assert_eq!(normalised("ＣＴ－ＬĐＬĐ"), "CT-LĐLĐ");
        assert_eq!(normalised("A\u{2011}B，c"), "A-B,c");
        assert_eq!(normalised("Trƣờng đƣợc Cоng nǎm"), "Trường được Cong năm");
        assert_eq!(normalised("\u{f0b7} việc, \u{f0fc}, \u{fb01}"), "• việc, ✓, fi");
    }

    #[test]
    fn spaces_are_single_and_never_stand_at_the_ends_of_lines() {
        let (text, corrections) = cleaned("  Căn  cứ   Luật \n\n \tĐiều 1.\u{a0} ", Rules::NORMALISED);
        assert_eq!(text, "Căn cứ Luật\n\nĐiều 1.");
        assert_eq!(corrections.count(Rule::Spaces), 4);
    }

    /// Letters and digits without their marks, as plain as they can be.
    fn substance(text: &str) -> Vec<char> {
        let folded = text.nfkd().filter(|&c| canonical_combining_class(c) == 0);
        folded
            .flat_map(|c| {
                match c {
                    'Ð' | 'Ɖ' | 'Đ' | 'D' => 'd',
                    'ð' | 'ɖ' | 'đ' => 'd',
                    'ı' => 'i',
                    'ƣ' => 'u',
                    'Ƣ' => 'U',
                    _ => c,
                }
                .nfkd()
                .collect::<Vec<_>>()
            })
            .filter(|c| c.is_ascii_alphanumeric())
            .collect()
    }

    const TYPED: &str = "[a-eghinmotuyvABDHTUÐðĐđƣƢǎıäñấớự 0-9.,;:/\\-–−´ˆ˜“”\"\n\r\t\u{a0}\u{200b}\u{b}\u{2011}\u{300}-\u{303}\u{306}\u{309}\u{30c}\u{31b}\u{323}\u{335}\u{342}＃-ｚﬁаеоцКΩΟο\u{212a}\u{f0b7}\u{1f71}\u{1ffd}가]{0,40}";

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once(text in TYPED, any in "\\PC*") {
            for rules in [Rules::FAITHFUL, Rules::NORMALISED, Rules::NONE] {
                for text in [&text, &any] {
                    let once = cleaned(text, rules).0;
                    let (twice, counted) = cleaned(&once, rules);
                    prop_assert_eq!(&twice, &once);
                    prop_assert!(counted.is_empty());
                }
            }
        }

        #[test]
        fn no_letter_and_no_digit_is_lost(text in "[a-zA-ZÐðĐđıäñấớự 0-9.,/\\-–−´ˆ˜\n\r\t\u{a0}\u{200b}\u{2011}\u{300}-\u{303}\u{306}\u{309}\u{30c}\u{31b}\u{323}\u{335}\u{342}＃-ｚﬁ]{0,60}") {
            for rules in [Rules::FAITHFUL, Rules::NORMALISED] {
                prop_assert_eq!(substance(&cleaned(&text, rules).0), substance(&text));
            }
        }

        #[test]
        fn the_result_is_nfc_and_holds_no_control(text in TYPED) {
            let out = cleaned(&text, Rules::FAITHFUL).0;
            prop_assert!(unicode_normalization::is_nfc(&out));
            prop_assert!(out.chars().all(|c| c == '\n' || !c.is_control()));
        }
    }
}
