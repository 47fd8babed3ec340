//! Letters as every source comes to have them: composed (NFC), without marks nobody sees, with plain spaces and hyphens, Đ
//! where only a look-alike stood.

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A text settled, and whether a letter in it only looked like Đ. It must have been decoded: U+00AD is ư in TCVN3.
pub(in crate::input) fn settled(text: String) -> (String, bool) {
    const ODD: [char; 7] = ['\u{a0}', '\u{2011}', '\u{2010}', '\u{ad}', '\u{feff}', '\u{200b}', '\u{202f}'];
    let mut text = text;
    if text.contains(ODD) {
        let kept = text.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{feff}' | '\u{200b}'));
        let plain = kept.map(|c| match c {
            '\u{a0}' | '\u{202f}' => ' ',
            '\u{2010}' | '\u{2011}' => '-',
            c => c,
        });
        text = plain.collect();
    }
    if !is_nfc(&text) {
        text = text.nfc().collect();
    }
    let strange = text.contains(['Ð', 'ð', 'Ɖ']);
    if strange {
        text = text.replace(['Ð', 'Ɖ'], "Đ").replace('ð', "đ");
    }
    (text, strange)
}
