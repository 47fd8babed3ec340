//! Letters as the checks compare them: small letters, and words by what they are in small letters.
//!
//! The standard tables are a search for every letter beyond ASCII; the ranges of Vietnamese are told without it.

/// The key of no letters; [`key_with`] adds the letters of a word to it.
pub(super) const NO_KEY: u64 = 0xcbf2_9ce4_8422_2325;

/// The key of a word and one more letter: FNV-1a over small letters. Words that are the same but for case have one key.
pub(super) fn key_with(key: u64, letter: char) -> u64 {
    (key ^ u64::from(u32::from(small(letter)))).wrapping_mul(0x0100_0000_01b3)
}

/// The key of a word.
pub(super) fn key(word: &str) -> u64 {
    word.chars().fold(NO_KEY, key_with)
}

/// The small letter of a letter.
pub(super) fn small(c: char) -> char {
    match c {
        '\0'..='\u{7f}' => c.to_ascii_lowercase(),
        'À'..='Ö' | 'Ø'..='Þ' => char::from_u32(u32::from(c) | 0x20).unwrap_or(c),
        '×' | '\u{df}'..='\u{ff}' | 'ư' | '\u{300}'..='\u{344}' | '\u{2000}'..='\u{20ff}' => c,
        // What pairs with the letter behind: ă, đ, ĩ, ũ, ơ, ạ … ỹ.
        '\u{100}'..='\u{12f}'
        | '\u{14a}'..='\u{177}'
        | 'Ơ'
        | 'ơ'
        | '\u{1e00}'..='\u{1e95}'
        | '\u{1ea0}'..='\u{1eff}' => char::from_u32(u32::from(c) | 1).unwrap_or(c),
        'Ư' => 'ư',
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

/// Tests whether a character is a letter or a digit.
pub(super) fn is_alphanumeric(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphanumeric(),
        '×' | '÷' | '\u{2000}'..='\u{206f}' => false,
        'À'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => true,
        _ => c.is_alphanumeric(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_of_unicode() {
        for c in '\0'..='\u{2fff}' {
            assert_eq!(small(c), c.to_lowercase().next().unwrap(), "{c}");
            assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c}");
        }
    }

    #[test]
    fn a_key_tells_words_apart_and_not_their_case() {
        assert_eq!(key("ĐƯỜNG"), key("đường"));
        assert_ne!(key("đường"), key("đương"));
        assert_eq!(key(""), NO_KEY);
    }
}
