//! Strings folded for finding and for file names.

use unicode_normalization::char::decompose_canonical;

use super::letters::Vowel;

/// Search key, common to all spellings of the same words: no marks, lower case, `đ` as `d`.
pub fn search_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for c in text.chars() {
        fold_letter(c, &mut |plain| key.extend(plain.to_lowercase().filter(|&l| !is_mark(l))));
    }
    key
}

/// The text in ASCII with its capitals, for file names: `LĐLĐ` → `LDLD`; what has no ASCII letter under it is left out.
pub fn fold_ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        fold_letter(c, &mut |plain| out.extend(plain.is_ascii().then_some(plain)));
    }
    out
}

/// Takes the marks off one character.
pub fn fold_letter(c: char, put: &mut impl FnMut(char)) {
    if c.is_ascii() {
        return put(c);
    }
    if let Some(vowel) = Vowel::of(c) {
        return put(if vowel.is_upper() { vowel.plain().to_ascii_uppercase() } else { vowel.plain() });
    }
    match c {
        'đ' | 'ð' => put('d'),
        'Đ' | 'Ð' => put('D'),
        '\u{2010}'..='\u{2015}' => put('-'),
        _ => decompose_canonical(c, |part| {
            if !is_mark(part) {
                put(part);
            }
        }),
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn the_key_has_no_marks_and_no_capitals() {
        assert_eq!(search_key("KẾ HOẠCH số 39/KH-LĐLĐ"), "ke hoach so 39/kh-ldld");
        let decomposed: String = "KẾ HOẠCH".nfd().collect();
        assert_eq!(search_key(&decomposed), "ke hoach");
        assert_eq!(search_key("LÐLĐ"), "ldld");
    }

    #[test]
    fn file_names_keep_their_capitals() {
        assert_eq!(fold_ascii("39/KH-LĐLĐ Phụ lục số 1 – Đơn vị"), "39/KH-LDLD Phu luc so 1 - Don vi");
        assert_eq!(fold_ascii("表 a"), " a");
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC*") {
            let key = search_key(&text);
            prop_assert_eq!(search_key(&key), key.clone());
            prop_assert!(fold_ascii(&text).is_ascii());
        }
    }
}
