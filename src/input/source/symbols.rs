//! Signs of symbol fonts, whose codes say nothing without the name of the font.
//!
//! Takes a code (or a character of the private range U+F000–U+F0FF, where Word keeps codes) and a font; gives the
//! character of Unicode that looks so.

/// A font of signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input) enum SymbolFont {
    Symbol,
    Wingdings,
    Wingdings2,
    Webdings,
}

impl SymbolFont {
    /// The font of a name; `None` for fonts of letters.
    pub(in crate::input) fn of(name: &str) -> Option<Self> {
        const NAMES: [(&str, SymbolFont); 4] = [
            ("Symbol", SymbolFont::Symbol),
            ("Wingdings", SymbolFont::Wingdings),
            ("Wingdings 2", SymbolFont::Wingdings2),
            ("Webdings", SymbolFont::Webdings),
        ];
        let named = |(known, _): &&(&str, Self)| known.eq_ignore_ascii_case(name.trim());
        NAMES.iter().find(named).map(|(_, font)| *font)
    }

    fn sign(self, code: u32) -> Option<char> {
        let table = match self {
            Self::Symbol => SYMBOL,
            Self::Wingdings => WINGDINGS,
            Self::Wingdings2 => WINGDINGS_2,
            Self::Webdings => WEBDINGS,
        };
        let found = table.iter().find(|(known, _)| *known == code).map(|(_, sign)| *sign);
        found.or_else(|| (self == Self::Symbol && is_same(code)).then(|| char::from_u32(code)).flatten())
    }
}

const SYMBOL: &[(u32, char)] = &[
    (0x2d, '-'),
    (0xa3, '≤'),
    (0xa5, '∞'),
    (0xae, '→'),
    (0xac, '←'),
    (0xb0, '°'),
    (0xb1, '±'),
    (0xb3, '≥'),
    (0xb4, '×'),
    (0xb7, '•'),
    (0xb8, '÷'),
    (0xb9, '≠'),
    (0xbb, '≈'),
    (0xbc, '…'),
    (0xd6, '√'),
    (0xde, '⇒'),
    (0xe5, '∑'),
    (0x61, 'α'),
    (0x62, 'β'),
    (0x67, 'γ'),
    (0x64, 'δ'),
    (0x44, 'Δ'),
    (0x6c, 'λ'),
    (0x6d, 'μ'),
    (0x70, 'π'),
    (0x73, 'σ'),
    (0x53, 'Σ'),
    (0x57, 'Ω'),
    (0x77, 'ω'),
    (0x66, 'φ'),
    (0x71, 'θ'),
];
const WINGDINGS: &[(u32, char)] = &[
    (0x2d, '-'),
    (0x52, '☑'),
    (0x6c, '●'),
    (0x6e, '■'),
    (0x6f, '☐'),
    (0x71, '☐'),
    (0x72, '☐'),
    (0x76, '❖'),
    (0x78, '☒'),
    (0x9f, '•'),
    (0xa0, '•'),
    (0xa7, '▪'),
    (0xa8, '☐'),
    (0xab, '★'),
    (0xd8, '➢'),
    (0xdf, '←'),
    (0xe0, '→'),
    (0xe8, '➔'),
    (0xf0, '⇒'),
    (0xfb, '✗'),
    (0xfc, '✓'),
    (0xfd, '☒'),
    (0xfe, '☑'),
];
const WINGDINGS_2: &[(u32, char)] =
    &[(0x4f, '✗'), (0x50, '✓'), (0x51, '☒'), (0x52, '☑'), (0x53, '☒'), (0x54, '☒'), (0x97, '•'), (0xa3, '☐')];
const WEBDINGS: &[(u32, char)] = &[(0x61, '✓'), (0x72, '✗'), (0x63, '☐')];

/// The sign a code of a font shows; a code that no table has is a character itself, if it is one that prints.
pub(in crate::input) fn sign(font: &str, code: u32) -> Option<char> {
    let low = if (0xf000..=0xf0ff).contains(&code) { code & 0xff } else { code };
    let known = SymbolFont::of(font).and_then(|font| font.sign(low));
    known.or_else(|| char::from_u32(code)).filter(|c| !c.is_control())
}

/// A text as the signs it shows, where its ASCII characters or its other ones are set in a font of signs; `None` where
/// neither are.
pub(in crate::input) fn text(ascii: &str, other: &str, text: &str) -> Option<String> {
    let fonts = [SymbolFont::of(ascii), SymbolFont::of(other)];
    if fonts == [None, None] {
        return None;
    }
    let shown = |c: char| {
        let font = fonts.get(usize::from(!c.is_ascii())).copied().flatten()?;
        let code = u32::from(c);
        font.sign(if is_private(c) { code & 0xff } else { code }).filter(|_| !c.is_whitespace())
    };
    Some(text.chars().map(|c| shown(c).unwrap_or(c)).collect())
}

/// Tests whether a character is a code of a font of signs, whatever face it is set in.
pub(in crate::input) fn is_private(c: char) -> bool {
    matches!(c, '\u{f000}'..='\u{f0ff}')
}

/// The sign that a code of the private range most likely shows where no font of signs is named.
pub(in crate::input) fn unnamed(c: char) -> char {
    let code = u32::from(c) & 0xff;
    SymbolFont::Wingdings.sign(code).or_else(|| SymbolFont::Symbol.sign(code)).unwrap_or(c)
}

/// Tests whether a code means the same in Symbol as elsewhere.
fn is_same(code: u32) -> bool {
    u8::try_from(code).is_ok_and(|b| b.is_ascii_punctuation() || b.is_ascii_digit() || b == b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_and_boxes_of_wingdings_are_signs_of_unicode() {
        for (font, code, shown) in [
            ("Wingdings", 0xf0fc, '✓'),
            ("Wingdings", 0xfe, '☑'),
            ("wingdings", 0xf06f, '☐'),
            ("Wingdings 2", 0x50, '✓'),
            ("Wingdings 2", 0xf0a3, '☐'),
            ("Symbol", 0xf0b3, '≥'),
            ("Symbol", 0x2b, '+'),
            ("Times New Roman", 0x2713, '✓'),
        ] {
            assert_eq!(sign(font, code), Some(shown), "{font} {code:x}");
        }
        assert_eq!(text("Wingdings", "Wingdings", "ü \u{f0fc} x").as_deref(), Some("✓ ✓ ☒"));
        assert_eq!(text("Arial", "Wingdings", "x ü").as_deref(), Some("x ✓"));
        assert_eq!(text("Arial", "Arial", "ü"), None);
        assert_eq!((unnamed('\u{f0b7}'), unnamed('\u{f0fc}')), ('•', '✓'));
    }
}
