//! UTF-8 that was read as Windows-1252, once or twice: `Viá»‡t`, `ViÃ¡Â»â€¡t`.

use super::super::letters::is_vietnamese;

/// The characters of Windows-1252 at 0x80 to 0x9F; the five that it leaves free pass through as controls.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Tests whether most lines that are not ASCII come out as UTF-8, and as Vietnamese.
pub(super) fn is_likely(text: &str) -> bool {
    let (mut lines, mut mended, mut vietnamese) = (0_usize, 0_usize, false);
    for line in text.lines().filter(|line| !line.is_ascii()) {
        lines += 1;
        if let Some(line) = once(line) {
            mended += 1;
            vietnamese |= line.chars().any(is_vietnamese);
        }
    }
    vietnamese && mended * 5 >= lines * 4
}

/// The line as it was before; `None` when it is not such a line.
pub(super) fn repaired(line: &str) -> Option<String> {
    let first = once(line)?;
    Some(once(&first).unwrap_or(first))
}

fn once(line: &str) -> Option<String> {
    if line.is_ascii() {
        return None;
    }
    let bytes: Option<Vec<u8>> = line.chars().map(byte).collect();
    String::from_utf8(bytes?).ok()
}

fn byte(c: char) -> Option<u8> {
    match u8::try_from(c) {
        Ok(byte @ (..0x80 | 0xA0..)) => Some(byte),
        _ => HIGH.iter().position(|&high| high == c).map(|at| 0x80 + at as u8),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text that a reader of Windows-1252 sees in UTF-8 bytes.
    fn misread(text: &str) -> String {
        text.bytes()
            .map(|b| if (0x80..0xA0).contains(&b) { HIGH[usize::from(b) - 0x80] } else { b.into() })
            .collect()
    }

    #[test]
    fn every_letter_survives_one_and_two_misreadings() {
        for letter in super::super::super::letters::all() {
            let text = letter.to_string();
            assert_eq!(repaired(&misread(&text)).as_deref(), Some(text.as_str()));
            assert_eq!(repaired(&misread(&misread(&text))).as_deref(), Some(text.as_str()));
        }
        assert_eq!(misread("Việt"), "Viá»‡t");
    }

    #[test]
    fn sound_text_is_none() {
        for line in ["Việt Nam", "là à", "plain", ""] {
            assert_eq!(repaired(line), None, "{line}");
            assert!(!is_likely(line));
        }
    }
}
