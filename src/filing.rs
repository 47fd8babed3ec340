//! The line *Lưu* of *Nơi nhận*: who keeps the original (NĐ 30/2020, Phụ lục I, Phần I, Mục II khoản 9b).
//!
//! Takes a line as it was typed, whatever its dash, case or spacing; returns its parts, or none where the line is a
//! receiver like any other: `Lưu trữ lịch sử tỉnh`, `Lưu học sinh tại Lào`, `Lưu Thị Hà`. Refuses nothing.

use crate::text::{is_syllable, without_list_dash};

/// The word the line begins with.
pub const WORD: &str = "Lưu";
/// *Văn thư*, who keeps the original of every document.
pub const RECORDS: &str = "VT";

/// Units that keep a copy, recognised where the colon was left out and no abbreviation shows that units follow.
const KEEPERS: [&str; 5] = ["văn thư", "văn phòng", "hồ sơ", "ban", "phòng"];

/// The line in its parts, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilingLine<'t> {
    /// Flag: the word is written `Lưu`, and not `LƯU` or `lưu`.
    pub word: bool,
    /// Flag: a colon stands behind the word.
    pub colon: bool,
    /// Text behind word and colon, its end included: `VT, TG-NC (3).`
    pub list: &'t str,
    /// The units, without what separates them.
    pub units: Vec<&'t str>,
    /// Text about the copies, in its brackets: `(3)`.
    pub copies: Option<&'t str>,
    /// Flag: semicolons part the units.
    pub semicolon: bool,
    /// Flag: it ends with a full stop and no other mark.
    pub full_stop: bool,
}

impl<'t> FilingLine<'t> {
    /// The parts of a line that says who keeps the original; none where it says something else.
    pub fn of(line: &'t str) -> Option<Self> {
        let line = without_list_dash(line);
        let rest = after_word(line)?;
        let spaced = rest.trim_start();
        let colon = spaced.strip_prefix([':', '：']);
        let list =
            colon.unwrap_or(spaced).trim_start_matches(|c: char| "-–—;.,".contains(c) || c.is_whitespace());
        (colon.is_some() || names_keeper(list)).then(|| Self {
            word: line.starts_with(WORD),
            colon: colon.is_some(),
            ..Self::of_list(list)
        })
    }

    /// The parts of what may stand behind `Lưu:`.
    pub fn of_list(list: &'t str) -> Self {
        let list = list.trim();
        let bare = list.trim_end_matches(['.', ';', ',', '/', ' ']);
        let (units, copies) = match bare.find('(') {
            Some(at) if bare.ends_with(')') => bare.split_at(at),
            _ => (bare, ""),
        };
        let split = units.split([',', ';']).map(str::trim).filter(|unit| !unit.is_empty());
        Self {
            word: true,
            colon: true,
            list,
            units: split.collect(),
            copies: (!copies.is_empty()).then_some(copies),
            semicolon: units.contains(';'),
            full_stop: list.strip_prefix(bare).is_some_and(|mark| mark.trim() == "."),
        }
    }

    /// Number of copies kept; none where nothing is said of them, an error where it is no plain number.
    pub fn count(&self) -> Result<Option<u64>, &'t str> {
        let Some(copies) = self.copies else { return Ok(None) };
        let number = copies.trim_start_matches('(').trim_end_matches(')').trim();
        number.parse().map(Some).map_err(|_| copies)
    }
}

/// The line as the decree writes it: `Lưu: VT, TG-NC (3).`
pub fn written(units: &[impl AsRef<str>], copies: Option<u64>) -> String {
    let units = units.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
    let copies = copies.map(|n| format!(" ({n})")).unwrap_or_default();
    format!("{WORD}: {units}{copies}.")
}

/// Text behind the word *Lưu*, in any case, composed or not; none where the line begins with another word.
fn after_word(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(['L', 'l'])?;
    let rest =
        rest.strip_prefix(['ư', 'Ư']).or_else(|| rest.strip_prefix(['u', 'U'])?.strip_prefix('\u{31b}'))?;
    let rest = rest.strip_prefix(['u', 'U'])?;
    (!rest.starts_with(|c: char| c.is_alphanumeric() || is_mark(c))).then_some(rest)
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Tests whether a list without a colon before it begins with one who keeps copies: nobody, `VT`, an abbreviation
/// that is no syllable (`TC-KT`), or one of [`KEEPERS`].
fn names_keeper(list: &str) -> bool {
    let unit = list.split([' ', '\u{a0}', ',', ';', '.', '(']).next().unwrap_or_default();
    if unit.is_empty() || unit.eq_ignore_ascii_case(RECORDS) {
        return true;
    }
    let letters = unit.chars().filter(|c| *c != '-');
    let is_abbreviation = letters.clone().count() > 1
        && letters.clone().all(|c| c.is_uppercase() || c.is_ascii_digit())
        && unit.split('-').any(|part| !is_syllable(&part.to_lowercase()));
    let lower = list.to_lowercase();
    let begins = |words: &&str| {
        let rest = lower.strip_prefix(*words);
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    is_abbreviation || KEEPERS.iter().any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_filing_is_known_whatever_dash_case_or_spacing_was_typed() {
        for line in [
            "Lưu: VT, TG.",
            "- Lưu: VT, TG.",
            "– Lưu: VT, TG.",
            "— Lưu: VT, TG.",
            "• Lưu: VT, TG.",
            "+ Lưu: VT, TG.",
            "-Lưu : VT, TG.",
            "  −  LƯU: VT, TG.",
            "lưu VT, TG.",
            "Lưu:VT, TG.",
            "Lưu - VT, TG.",
            "Lưu\u{a0}: VT, TG.",
            "Lu\u{31b}u: VT, TG.",
        ] {
            let read = FilingLine::of(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!((read.units.as_slice(), read.list), (&["VT", "TG"][..], "VT, TG."), "{line}");
        }
        for line in
            ["Lưu", "Lưu.", "Lưu: Văn phòng.", "Lưu Văn thư.", "Lưu hồ sơ.", "Lưu TC-KT.", "Lưu Ban TC."]
        {
            assert!(FilingLine::of(line).is_some(), "{line}");
        }
    }

    #[test]
    fn archives_students_and_persons_are_receivers_and_no_filing() {
        for line in [
            "Lưu trữ lịch sử tỉnh",
            "- Lưu trữ tỉnh;",
            "LƯU TRỮ LỊCH SỬ TỈNH",
            "Lưu học sinh tại Lào",
            "LƯU HỌC SINH",
            "Lưu Thị Hà",
            "LƯU VĂN AN",
            "Lưu ý: gửi gấp",
            "Lưu hành nội bộ",
            "Chi cục Văn thư - Lưu trữ",
            "Lưui",
            "",
        ] {
            assert_eq!(FilingLine::of(line), None, "{line}");
        }
    }

    #[test]
    fn the_parts_are_those_that_were_typed() {
        let read = FilingLine::of("Lưu VT; UBKT (3)./.").unwrap();
        assert_eq!(
            (read.units.as_slice(), read.copies, read.count()),
            (&["VT", "UBKT"][..], Some("(3)"), Ok(Some(3)))
        );
        assert!(read.word && !read.colon && read.semicolon && !read.full_stop);
        assert_eq!(FilingLine::of("Lưu: VT (2b).").unwrap().count(), Err("(2b)"));
        assert_eq!(FilingLine::of("LƯU: VT.").map(|line| (line.word, line.full_stop)), Some((false, true)));
        assert_eq!(written(&["VT", "TG"], Some(3)), "Lưu: VT, TG (3).");
    }
}
