//! Classes of characters by which lines break: those of UAX #14 that the program's faces have characters of.

/// Class of a character; the comment gives its name in UAX #14.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BreakClass {
    /// AL, and all that behaves like it.
    Letter,
    /// NU.
    Figure,
    /// U+00B0, which is both a letter and PO.
    Degree,
    /// CM.
    Mark,
    /// OP.
    Open,
    /// CL and CP.
    Close,
    /// QU.
    Quote,
    /// EX.
    Exclamation,
    /// IS.
    Infix,
    /// SY, the backslash among them.
    Slash,
    /// HY.
    Hyphen,
    /// BA.
    After,
    /// BB.
    Before,
    /// B2.
    BothSides,
    /// IN.
    Inseparable,
    /// NS.
    NonStarter,
    /// PR.
    Prefix,
    /// PO.
    Postfix,
    /// GL and WJ.
    Glue,
}

impl BreakClass {
    /// The class of a character.
    pub(super) fn of(c: char) -> Self {
        match c {
            '0'..='9' => Self::Figure,
            '\0'..='\u{7f}' => Self::of_ascii(c),
            '\u{a1}'..='\u{bf}' => Self::of_latin(c),
            '\u{2000}'..='\u{206f}' => Self::of_punctuation(c),
            '\u{2c8}' | '\u{2cc}' | '\u{2df}' => Self::Before,
            '\u{a0}' | '\u{34f}' | '\u{35c}'..='\u{362}' => Self::Glue,
            '\u{300}'..='\u{36f}' => Self::Mark,
            '\u{207d}' | '\u{208d}' => Self::Open,
            '\u{207e}' | '\u{208e}' => Self::Close,
            '\u{20a7}' | '\u{20b6}' | '\u{2103}' | '\u{2109}' => Self::Postfix,
            '\u{20a0}'..='\u{20cf}' | '\u{2116}' | '\u{2212}' | '\u{2213}' => Self::Prefix,
            _ => Self::Letter,
        }
    }

    fn of_ascii(c: char) -> Self {
        match c {
            '(' | '[' | '{' => Self::Open,
            ')' | ']' | '}' => Self::Close,
            '!' | '?' => Self::Exclamation,
            ',' | '.' | ':' | ';' => Self::Infix,
            '/' | '\\' => Self::Slash,
            '-' => Self::Hyphen,
            '|' => Self::After,
            '"' | '\'' => Self::Quote,
            '$' | '+' => Self::Prefix,
            '%' => Self::Postfix,
            _ => Self::Letter,
        }
    }

    fn of_latin(c: char) -> Self {
        match c {
            '¡' | '¿' => Self::Open,
            '«' | '»' => Self::Quote,
            '¢' => Self::Postfix,
            '£'..='¥' | '±' => Self::Prefix,
            '°' => Self::Degree,
            '´' => Self::Before,
            _ => Self::Letter,
        }
    }

    fn of_punctuation(c: char) -> Self {
        match c {
            '\u{2007}' | '\u{2011}' | '\u{202f}' | '\u{2060}' => Self::Glue,
            '\u{2000}'..='\u{200a}' | '‐' | '‒' | '–' | '‧' | '\u{2056}' => Self::After,
            '—' => Self::BothSides,
            '‚' | '„' => Self::Open,
            '‘'..='‟' | '‹' | '›' => Self::Quote,
            '․'..='…' => Self::Inseparable,
            '‰'..='‷' => Self::Postfix,
            '‼' | '‽' | '⁇'..='⁉' => Self::NonStarter,
            '⁄' => Self::Infix,
            _ => Self::Letter,
        }
    }

    /// The class of the last character of a text, combining marks aside; a letter's if there is none.
    pub(super) fn last(text: &str) -> Self {
        text.chars().rev().map(Self::of).find(|&class| class != Self::Mark).unwrap_or(Self::Letter)
    }

    /// The class of the first character of a text; a letter's if there is none.
    pub(super) fn first(text: &str) -> Self {
        text.chars().next().map_or(Self::Letter, Self::of)
    }
}
