//! *Số, ký hiệu*: the number, its symbol, and the line they stand in.

use serde_json::Value;

use super::fields::{Fields, line, short, wrong_kind};
use super::{HeadLine, Mode};
use crate::draft::{fields as draft, is_blank_number};
use crate::limits;
use crate::report::Report;

/// Number of a paper, and room to write it in.
#[derive(Debug, Default)]
pub(super) struct CodeNumber {
    /// As printed; none where it is not known yet.
    pub(super) number: Option<String>,
    /// The blank as it stands on the paper that is reproduced; none where there is a number, or the decree's room.
    pub(super) blank: Option<String>,
}

/// The line of number and symbol: a new document always has one, a paper that is reproduced where its draft speaks of it.
pub(super) fn head_line(fields: &Fields<'_>, report: &mut Report) -> HeadLine {
    let is_given = |value: &Value| value.as_str() != Some("");
    let parts = [&draft::CODE_NUMBER, &draft::CODE_NOTATION].map(|f| fields.value(f).is_some_and(is_given));
    let given = fields.as_printed(&draft::CODE, report);
    if given.is_some() && parts.contains(&true) {
        let message = "Vừa ghi cả dòng số, ký hiệu (code) vừa ghi số hoặc ký hiệu riêng. Bỏ một trong hai.";
        report.error(fields.at(&draft::CODE), "both-code-and-number", message);
    }
    match (given, fields.mode()) {
        (Some(line), Mode::Faithful) => HeadLine::Printed(line),
        (None, Mode::Faithful) if !parts.contains(&true) => HeadLine::Absent,
        _ => HeadLine::Composed,
    }
}

/// The number as printed: below ten with a zero before it (Phụ lục I, Mục II khoản 3), with a letter after it where the
/// register had to be mended (`12b`); or the blank in its place.
pub(super) fn code_number(fields: &Fields<'_>, report: &mut Report) -> CodeNumber {
    let mode = fields.mode();
    let Some(value) = fields.value(&draft::CODE_NUMBER) else { return CodeNumber::default() };
    let at = fields.at(&draft::CODE_NUMBER);
    let given = match value {
        Value::Number(number) => number.as_u64().map(|n| format!("{n:02}")),
        Value::String(text) if is_blank(text) => {
            let blank = (mode == Mode::Faithful && !text.is_empty()).then(|| no_break(text));
            return CodeNumber { number: None, blank };
        }
        Value::String(text) => line(text, &at, report),
        _ => None,
    };
    let Some(given) = given else {
        wrong_kind(at, "số văn bản: một số nguyên từ 1, có thể thêm một chữ cái", value, report);
        return CodeNumber::default();
    };
    let digits = given.trim_end_matches(|c: char| c.is_ascii_lowercase() || c == 'đ');
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let letters = given.chars().count() - digits.chars().count();
    // Eleven characters: Thông tư 05/2025/TT-BNV and NĐ 30/2020, Phụ lục VI hold no more.
    if !is_number || letters > 1 || given.len() > 11 || digits.bytes().all(|b| b == b'0') {
        let message =
            format!("Số văn bản “{}” không đúng dạng. Ghi một số từ 1, ví dụ 39 hoặc 12b.", short(&given));
        report.error(at, "bad-number", message);
        return CodeNumber::default();
    }
    let number = if mode == Mode::Normalised && digits.len() == 1 { format!("0{given}") } else { given };
    CodeNumber { number: Some(number), blank: None }
}

/// Tests whether a number is a blank, no longer than its room.
fn is_blank(text: &str) -> bool {
    text.chars().count() <= limits::NUMBER_BLANK_CHARS && is_blank_number(text)
}

/// A blank that no line ends in.
pub(super) fn no_break(text: &str) -> String {
    text.replace(' ', "\u{a0}")
}

/// The number and symbol that a printed line says: what follows the word *số*, where there is a digit in it.
pub(super) fn number_in(line: &str) -> Option<String> {
    const WORD: &str = "số";
    let lower = line.to_lowercase();
    let after = lower.find(WORD).map_or(0, |at| at + WORD.len());
    // Small letters may take other bytes; then the line is told whole.
    let rest = line.get(after..).filter(|_| lower.len() == line.len()).unwrap_or(line);
    let code = rest.trim_start_matches([':', '.', ' ', '\u{a0}']).trim_end();
    code.contains(|c: char| c.is_ascii_digit()).then(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_printed_line_follows_the_word_so() {
        for (line, number) in [
            ("Số 39-KH/ĐU", Some("39-KH/ĐU")),
            ("Nghị quyết số: 88/2025/UBTVQH15", Some("88/2025/UBTVQH15")),
            ("SỐ: 05/HĐLĐ", Some("05/HĐLĐ")),
            ("44/2025/QĐ-TTg", Some("44/2025/QĐ-TTg")),
            ("Số:      /QĐ-UBND", None),
        ] {
            assert_eq!(number_in(line).as_deref(), number, "{line}");
        }
    }
}
