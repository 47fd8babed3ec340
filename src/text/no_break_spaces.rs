//! No-break spaces: between a label and its number, a number and its unit, a title and a name, around the dash of a
//! range.
//!
//! Plain text with ordinary spaces goes in; the places of those spaces come out. Marks of list items are not among
//! them: the layout knows where a marker ends.

use super::symbol::{is_date, is_year};

/// The bytes of the spaces at which a line must not break, ascending; linear in the text.
pub fn no_break_spaces(text: &str) -> Vec<usize> {
    let mut no_break_spaces = Vec::new();
    let mut view = TokenWindow::default();
    let mut start = 0;
    // The space at `at` is judged once the two tokens after it are known.
    for (at, _) in text.match_indices([' ', '\n']).chain([(text.len(), "")]) {
        view.shift(TextToken { text: &text[start..at], end: at });
        view.judge(text, &mut no_break_spaces);
        start = at + 1;
    }
    view.shift(TextToken { text: "", end: text.len() });
    view.judge(text, &mut no_break_spaces);
    no_break_spaces
}

/// A piece between spaces and the byte where it ends.
#[derive(Clone, Copy, Default)]
struct TextToken<'a> {
    text: &'a str,
    end: usize,
}

/// Four neighbouring tokens; the space between `left` and `right` is the one that is judged.
#[derive(Default)]
struct TokenWindow<'a> {
    before: TextToken<'a>,
    left: TextToken<'a>,
    right: TextToken<'a>,
    after: TextToken<'a>,
    /// Flag: `left` is the number of a label before it, and so counts nothing.
    is_labelled: bool,
}

impl<'a> TokenWindow<'a> {
    fn shift(&mut self, next: TextToken<'a>) {
        self.before = self.left;
        self.left = self.right;
        self.right = self.after;
        self.after = next;
    }

    fn judge(&mut self, text: &str, no_break_spaces: &mut Vec<usize>) {
        let was_labelled = std::mem::take(&mut self.is_labelled);
        let (Some(first), false) = (self.right.text.chars().next(), self.left.text.is_empty()) else {
            return;
        };
        if text.as_bytes().get(self.left.end) != Some(&b' ') {
            return;
        }
        self.is_labelled = self.is_label_and_number(first);
        let keep = self.is_labelled
            || (!was_labelled && self.is_number_and_unit())
            || (matches!(first, 'đ' | 't') && is_large_sum(self.left.text, self.right.text))
            || (first.is_uppercase() && is_title(self.left.text))
            || self.is_before_dash()
            || self.is_after_dash();
        if keep {
            no_break_spaces.push(self.left.end);
        }
    }

    /// H1 to H4: a label and its number.
    fn is_label_and_number(&self, first: char) -> bool {
        // Most words go on after a small letter: they end the question here. Bytes from C3 to E1 begin letters,
        // those after them begin quotes and dots.
        let goes_on = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, 0xC3..=0xE1);
        let is_short = || !self.right.text.as_bytes().get(first.len_utf8()).is_some_and(goes_on);
        let may_count = first.is_ascii_digit() || first.is_ascii_uppercase() || is_short();
        if !may_count {
            return false;
        }
        let Some(label) = label(self.left.text, self.before.text) else { return false };
        let digit = first.is_ascii_digit();
        match label {
            LabelKind::Digits => digit,
            LabelKind::Numbers => digit || is_roman(self.right.text),
            LabelKind::Letters => digit || is_roman(self.right.text) || is_letter(self.right.text),
        }
    }

    /// H5: digits and their unit; not where the unit is the label of the next number (`02 tháng 12`).
    fn is_number_and_unit(&self) -> bool {
        if !self.left.text.ends_with(|c: char| c.is_ascii_digit()) || !is_amount(self.left.text) {
            return false;
        }
        match unit(closed(self.right.text)) {
            None => false,
            Some(CountedUnit::Measure) => true,
            Some(CountedUnit::Time) => {
                !self.after.text.starts_with(|c: char| c.is_ascii_digit()) && !is_roman(self.after.text)
                    || closed(self.right.text).len() < self.right.text.len()
            }
        }
    }

    /// H7: the space before the dash of a range of years or dates.
    fn is_before_dash(&self) -> bool {
        is_dash(self.right.text) && range(self.left.text, self.after.text).is_some()
    }

    /// H7: the space after it, for years only; two dates glued whole would tear the line before them open.
    fn is_after_dash(&self) -> bool {
        is_dash(self.left.text) && range(self.before.text, self.right.text) == Some(DashRange::Years)
    }
}

/// Numbers that may follow a label.
enum LabelKind {
    /// Digits.
    Digits,
    /// Digits or a Roman numeral.
    Numbers,
    /// Digits, a Roman numeral, or a letter: `điểm a`, `mục b)`.
    Letters,
}

fn label(word: &str, before: &str) -> Option<LabelKind> {
    Some(match opened(word) {
        "số" | "Số" | "SỐ" | "số:" | "Số:" | "SỐ:" => LabelKind::Digits,
        "ngày" | "tháng" | "năm" | "quý" | "tuần" | "Ngày" | "Tháng" | "Năm" | "Quý" | "Tuần" => {
            LabelKind::Numbers
        }
        "NGÀY" | "THÁNG" | "NĂM" | "QUÝ" | "TUẦN" => LabelKind::Numbers,
        "thứ" | "khóa" | "khoá" | "kỳ" | "lần" | "Thứ" | "Khóa" | "Khoá" | "Kỳ" | "Lần" => {
            LabelKind::Numbers
        }
        "THỨ" | "KHÓA" | "KHOÁ" | "KỲ" | "LẦN" => LabelKind::Numbers,
        "hội" | "Hội" | "HỘI" => {
            return is_any(before, ["đại", "Đại", "ĐẠI"]).then_some(LabelKind::Numbers);
        }
        "nghị" | "Nghị" | "NGHỊ" => {
            return is_any(before, ["hội", "Hội", "HỘI"]).then_some(LabelKind::Numbers);
        }
        "Điều" | "khoản" | "điểm" | "mục" | "Phần" | "Chương" | "Bảng" | "trang" => {
            LabelKind::Letters
        }
        "điều" | "Khoản" | "Điểm" | "Mục" | "phần" | "chương" | "bảng" | "Trang" => {
            LabelKind::Letters
        }
        "ĐIỀU" | "KHOẢN" | "ĐIỂM" | "MỤC" | "PHẦN" | "CHƯƠNG" | "BẢNG" | "TRANG" => {
            LabelKind::Letters
        }
        "lục" | "Lục" | "LỤC" => {
            return is_any(before, ["phụ", "Phụ", "PHỤ"]).then_some(LabelKind::Letters);
        }
        _ => return None,
    })
}

fn is_any<const N: usize>(word: &str, words: [&str; N]) -> bool {
    words.contains(&opened(word))
}

/// Word without opening punctuation.
fn opened(word: &str) -> &str {
    word.trim_start_matches(['(', '[', '“', '‘', '"'])
}

/// Word without closing punctuation.
fn closed(word: &str) -> &str {
    word.trim_end_matches(['.', ',', ';', ':', '!', '?', '…', ')', ']', '”', '’', '"'])
}

/// Tests whether a word is, or begins as, a Roman numeral below 90: `XIII,`, `I/2023`.
fn is_roman(word: &str) -> bool {
    let end = word.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(word.len());
    let (numeral, rest) = word.split_at(end);
    let tens = ["LXXX", "LXX", "LX", "XL", "XXX", "XX", "X", "L", ""];
    let ones = ["VIII", "VII", "IX", "IV", "VI", "V", "III", "II", "I", ""];
    let below_ten = tens.iter().find_map(|t| numeral.strip_prefix(t)).unwrap_or(numeral);
    !numeral.is_empty() && ones.contains(&below_ten) && !rest.starts_with(|c: char| c.is_alphanumeric())
}

/// Tests whether a word is one letter that counts: `a`, `b)`, `đ,`.
fn is_letter(word: &str) -> bool {
    let mut letters = closed(word).chars();
    matches!((letters.next(), letters.next()), (Some('a'..='z' | 'A'..='Z' | 'đ' | 'Đ'), None))
}

/// Tests whether a word is digits with their separators: `10.000.000`, `(2,5`, `02-03`.
fn is_amount(word: &str) -> bool {
    let digits = word.trim_start_matches(['(', '[', '“', '+', '-', '–', '≥', '≤', '>', '<', '±', '=']);
    let is_part = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-');
    digits.starts_with(|c: char| c.is_ascii_digit()) && digits.bytes().all(is_part)
}

/// Unit that a number counts.
enum CountedUnit {
    /// A measure or a counting word.
    Measure,
    /// A word that may as well be the label of the number after it.
    Time,
}

fn unit(word: &str) -> Option<CountedUnit> {
    Some(match word {
        "ngày" | "tháng" | "năm" | "tuần" | "quý" => CountedUnit::Time,
        "%" | "‰" | "đồng" | "nghìn" | "ngàn" | "triệu" | "tỷ" | "tỉ" | "đ" | "₫" => {
            CountedUnit::Measure
        }
        "người" | "giờ" | "phút" | "giây" | "tuổi" | "lượt" | "suất" | "lần" => {
            CountedUnit::Measure
        }
        "km" | "m" | "cm" | "mm" | "km²" | "m²" | "km2" | "m2" | "m³" | "m3" | "ha" => {
            CountedUnit::Measure
        }
        "kg" | "g" | "tấn" | "tạ" | "lít" | "°C" | "kW" | "kWh" => CountedUnit::Measure,
        _ => return None,
    })
}

/// H5: `nghìn tỷ`, `triệu đồng`.
fn is_large_sum(left: &str, right: &str) -> bool {
    match closed(right) {
        "đồng" => matches!(left, "nghìn" | "ngàn" | "triệu" | "tỷ" | "tỉ"),
        "tỷ" | "tỉ" => matches!(left, "nghìn" | "ngàn"),
        _ => false,
    }
}

/// H6: what stands before a name or a rank, capitals following.
fn is_title(word: &str) -> bool {
    let is_rank =
        |word| matches!(word, "TS." | "ThS." | "PGS." | "GS." | "BS." | "KT." | "TM." | "TL." | "TUQ.");
    let word = opened(word);
    is_rank(word) || matches!(word, "Đ/c" | "đ/c" | "Ông" | "Bà" | "ông" | "bà" | "Q." | "Tp." | "TP.")
}

fn is_dash(word: &str) -> bool {
    matches!(word, "-" | "–")
}

/// Kind of range that a spaced dash makes.
#[derive(PartialEq, Eq)]
enum DashRange {
    Years,
    Dates,
}

fn range(left: &str, right: &str) -> Option<DashRange> {
    let (left, right) = (opened(left), closed(right));
    let is_month = |word: &str| word.split_once('/').is_some_and(|(m, y)| m.len() <= 2 && is_year(y));
    let is_dated = |word: &str| is_date(word) || is_month(word);
    if is_year(left) && is_year(right) {
        Some(DashRange::Years)
    } else {
        (is_dated(left) && is_dated(right)).then_some(DashRange::Dates)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The text with `~` for each kept space.
    fn shown(text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        for at in no_break_spaces(text) {
            assert_eq!(bytes[at], b' ');
            bytes[at] = b'~';
        }
        String::from_utf8(bytes).unwrap()
    }

    fn check(marked: &[&str]) {
        for marked in marked {
            assert_eq!(shown(&marked.replace('~', " ")), *marked);
        }
    }

    #[test]
    fn a_label_stays_with_its_number() {
        check(&[
            "Lai Châu, ngày~02 tháng~12 năm~2022",
            "ngày~20/10/2022 của Thường trực; quý~I/2023, tuần~3, THÁNG~2",
            "tại khoản~3 Điều~44, điểm~a khoản~2, điểm~b) mục~II, Phụ lục~I, Bảng~1; trang~15",
            "Số:~22/CT-LĐLĐ; số~186-TB/VPTU; Luật số~40/2009/QH12",
            "Đại hội~XIII, khóa~XII, lần thứ~XVI, Hội nghị~7, nhiệm kỳ~2018-2023",
        ]);
    }

    #[test]
    fn a_number_stays_with_its_unit_and_long_dates_are_not_glued_whole() {
        check(&[
            "kỷ niệm 60~năm Ngày thành lập; 93~năm, 70~%, 01~người",
            "10.000.000~đồng; 2,5~triệu~đồng; 15~nghìn~tỷ~đồng; (50~km",
            "trong 02 tháng~3 và 02~tháng, 3 ngày~5",
            "ngày~15 tháng~11 năm~2024 người dân",
        ]);
    }

    #[test]
    fn a_title_stays_with_the_name_and_is_a_whole_word() {
        check(&["Đ/c~Hoàng Thọ Trung (Ông~Hoàng", "cầu lông CNVCLĐ", "TM.~BAN THƯỜNG VỤ", "bà con"]);
    }

    #[test]
    fn a_dash_stays_with_what_is_before_it_and_between_years_with_both() {
        check(&[
            "nhiệm kỳ~2018~-~2023 và",
            "(15/4/1963~– 15/4/2023);",
            "giai đoạn (1991~–~2023)",
            "kinh tế - xã hội, 5 - 6",
        ]);
    }

    #[test]
    fn doubled_spaces_and_line_breaks_are_never_kept() {
        check(&["ngày  02", "ngày\n02", " ngày~02 ", "số", ""]);
        assert!(no_break_spaces(" ").is_empty());
    }

    #[test]
    fn words_that_only_begin_as_roman_numerals_are_none() {
        for (word, is) in
            [("XIII,", true), ("I/2023", true), ("IV", true), ("IIII", false), ("VX", false), ("Xã", false)]
        {
            assert_eq!(is_roman(word), is, "{word}");
        }
        assert!(!is_roman(""));
    }

    proptest! {
        #[test]
        fn every_place_is_an_inner_single_space(text in "(ngày|năm|số|Điều|Ông|-|–|2023|1/2/2023|I|a\\)|triệu|đồng|  | |\n|Đ){0,30}") {
            let places = no_break_spaces(&text);
            prop_assert!(places.windows(2).all(|w| w[0] < w[1]));
            for at in places {
                prop_assert_eq!(text.as_bytes()[at], b' ');
                prop_assert!(at > 0 && !matches!(text.as_bytes()[at - 1], b' ' | b'\n'));
                prop_assert!(!matches!(text.as_bytes().get(at + 1), None | Some(b' ' | b'\n')));
            }
        }
    }
}
