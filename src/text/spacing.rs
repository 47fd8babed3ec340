//! Spaces around punctuation, in symbols, ranges and list marks.

use super::edit::TextEdit;
use super::symbol::is_year;

/// No space before closing punctuation, none after an opening sign.
///
/// Blanks of forms stay: a tick box `( )`, `ngày … tháng …`, leaders of dots, a ratio `1 : 500`.
pub(super) fn space_before(text: &str) -> Vec<TextEdit> {
    let runs = runs_of_spaces(text);
    let wrong = runs
        .filter(|&(start, end)| is_before_closing(text, start, end) || is_after_opening(text, start, end));
    wrong.map(|(start, end)| TextEdit::remove(start..end)).collect()
}

/// The runs of U+0020 that have something on both sides on their line.
fn runs_of_spaces(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes[at..].iter().position(|&b| b == b' ')?;
        at = start + bytes[start..].iter().take_while(|&&b| b == b' ').count();
        Some((start, at))
    })
    .filter(move |&(start, end)| {
        start > 0 && end < bytes.len() && bytes[start - 1] != b'\n' && bytes[end] != b'\n'
    })
}

fn is_before_closing(text: &str, start: usize, end: usize) -> bool {
    let Some(before) = text[..start].chars().next_back() else { return false };
    let mut rest = text[end..].chars();
    let (sign, after) = (rest.next(), rest.clone().next());
    let next_sign = rest.find(|&c| c != ' ');
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let ends_word =
        before.is_alphanumeric() || matches!(before, ')' | ']' | '”' | '’' | '%' | '₫' | '²' | '³');
    match sign {
        Some(',' | ';' | '!' | '?') => ends_word && !is_digit(after),
        Some('.') => {
            let leads_on = next_sign == Some('.') || after.is_some_and(|c| c.is_alphanumeric() || c == '/');
            ends_word && !leads_on
        }
        Some(':') => ends_word && !(before.is_ascii_digit() && is_digit(next_sign)),
        Some(')' | ']') => ends_word,
        Some('”') => ends_word || matches!(before, '.' | ',' | '!' | '?' | '…'),
        Some('…') => before == '”' || text[..start].trim_end_matches('.').ends_with("v.v"),
        _ => false,
    }
}

fn is_after_opening(text: &str, start: usize, end: usize) -> bool {
    let opens = text[..start].ends_with(['(', '[', '“']);
    opens && text[end..].starts_with(|c: char| c.is_alphanumeric())
}

/// A space after `,`, `;`, `:` where a letter follows at once; addresses of mail and web stay.
pub(super) fn space_after(text: &str) -> Vec<TextEdit> {
    let mut edits = Vec::new();
    let mut start = 0;
    for token in text.split([' ', '\n']) {
        if !is_address(token) {
            let signs = token.match_indices([',', ';', ':']).map(|(at, _)| at);
            let bare = signs.filter(|&at| at > 0 && lacks_space(&token[..at], &token[at + 1..]));
            edits.extend(bare.map(|at| TextEdit::insert(start + at + 1, " ")));
        }
        start += token.len() + 1;
    }
    edits
}

fn lacks_space(before: &str, after: &str) -> bool {
    before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | ']' | '”' | '%' | '…'))
        && after.starts_with(char::is_alphabetic)
}

fn is_address(token: &str) -> bool {
    token.contains(['@', '\\', '=', '_']) || token.contains("://") || token.contains("www.")
}

/// `số 22 /CT-LĐLĐ` → `số 22/CT-LĐLĐ`; a number still blank (`Số:      /KH`) stays.
pub(super) fn symbol_space(text: &str) -> Vec<TextEdit> {
    let mut edits = Vec::new();
    for (slash, _) in text.match_indices('/') {
        let before = text[..slash].trim_end_matches(' ');
        let symbol = text[slash + 1..].starts_with(char::is_uppercase);
        if before.len() < slash && symbol && is_after_so(before) {
            edits.push(TextEdit::remove(before.len()..slash));
        }
    }
    edits
}

/// Tests whether a text ends in `số` and a number of at most six figures: `Số: 22`.
fn is_after_so(text: &str) -> bool {
    let digits = text.bytes().rev().take(7).take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 6 {
        return false;
    }
    let label = text[..text.len() - digits].trim_end_matches([' ', ':']);
    let Some(word) = ["số", "Số", "SỐ"].iter().find_map(|so| label.strip_suffix(so)) else {
        return false;
    };
    !word.ends_with(char::is_alphabetic)
}

/// A space on both sides of the dash between two years that has one on one side: `(1890- 2023)`.
pub(super) fn half_spaced_ranges(text: &str) -> Vec<TextEdit> {
    let mut edits = Vec::new();
    for (at, dash) in text.match_indices(['-', '–']) {
        let end = at + dash.len();
        let (spaced_before, spaced_after) = (text[..at].ends_with(' '), text[end..].starts_with(' '));
        if spaced_before == spaced_after {
            continue;
        }
        let left = text[..at].strip_suffix(' ').unwrap_or(&text[..at]);
        let right = text[end..].strip_prefix(' ').unwrap_or(&text[end..]);
        if ends_in_year(left) && begins_with_year(right) {
            edits.push(TextEdit::insert(if spaced_before { end } else { at }, " "));
        }
    }
    edits
}

fn ends_in_year(text: &str) -> bool {
    let Some((rest, year)) = text.len().checked_sub(4).and_then(|at| text.split_at_checked(at)) else {
        return false;
    };
    is_year(year)
        && !rest.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | ',' | '-' | '–'))
}

fn begins_with_year(text: &str) -> bool {
    let Some((year, rest)) = text.split_at_checked(4) else { return false };
    let mut rest = rest.chars();
    let (next, later) = (rest.next(), rest.next());
    let ends = match next {
        Some('.' | ',') => !later.is_some_and(|c| c.is_ascii_digit()),
        Some(c) => !c.is_alphanumeric() && !matches!(c, '/' | '-' | '–'),
        None => true,
    };
    is_year(year) && ends
}

/// `- Tổ chức` for `-Tổ chức` at the start of a line; a symbol cut by a line end (`-NQ/TW`) stays.
pub(super) fn list_dash(text: &str) -> Vec<TextEdit> {
    let mut edits = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        if let Some(rest) = line.strip_prefix(['-', '+']) {
            let word = rest.split(' ').next().unwrap_or_default();
            let is_text = word.starts_with(char::is_alphabetic) && !super::is_symbol(&line[..1 + word.len()]);
            if is_text {
                edits.push(TextEdit::insert(start + 1, " "));
            }
        }
        start += line.len() + 1;
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::super::edit::edit_string;
    use super::*;

    fn check(rule: fn(&str) -> Vec<TextEdit>, cases: &[(&str, &str)], kept: &[&str]) {
        for (typed, mended) in cases {
            assert_eq!(edit_string(typed, &rule(typed)), *mended);
            assert!(rule(mended).is_empty(), "{mended}");
        }
        for kept in kept {
            assert_eq!(edit_string(kept, &rule(kept)), *kept);
        }
    }

    #[test]
    fn no_space_stands_before_closing_or_after_opening_signs() {
        check(
            space_before,
            &[
                ("Kiểm tra :", "Kiểm tra:"),
                ("số 25/CT-BYT , vẫn", "số 25/CT-BYT, vẫn"),
                ("25/CT-BYT .", "25/CT-BYT."),
                ("“Đổi mới ” ; ( bổ sung )", "“Đổi mới”; (bổ sung)"),
                ("hiệu quả” … trong", "hiệu quả”… trong"),
                ("v.v …", "v.v…"),
            ],
            &[
                "Có ( ) Không ( )",
                "ngày … tháng … năm …",
                "tỷ lệ 1 : 500",
                "a .5",
                "Họ tên . . . . .",
                "chạy .NET",
                "1 ,5",
                " , đầu dòng",
                "x\n, y",
                "Số … ./.",
            ],
        );
    }

    #[test]
    fn a_space_stands_after_punctuation_before_a_letter() {
        check(
            space_after,
            &[("a,b", "a, b"), ("Kính gửi:Ban;Sở", "Kính gửi: Ban; Sở"), ("(một),hai,ba", "(một), hai, ba")],
            &[
                "9,5",
                "1:2",
                "7:30",
                "https://vanban.chinhphu.vn",
                "mail:a@b.vn",
                "C:\\x",
                ",b",
                "x ;",
                "rộng,...)",
            ],
        );
    }

    #[test]
    fn a_symbol_after_so_holds_together() {
        check(
            symbol_space,
            &[("Số: 22 /CT-LĐLĐ", "Số: 22/CT-LĐLĐ"), ("Kế hoạch số 9  /KH-TLĐ", "Kế hoạch số 9/KH-TLĐ")],
            &["Số:      /KH-LĐLĐ", "22 /CT-LĐLĐ", "hệ số 2 /năm", "Số: 22 / CT"],
        );
    }

    #[test]
    fn a_range_of_years_has_both_spaces_or_none() {
        check(
            half_spaced_ranges,
            &[("(1890- 2023)", "(1890 - 2023)"), ("2023 –2028, và", "2023 – 2028, và")],
            &[
                "2023-2028",
                "2023 - 2028",
                "2023- Tranh",
                "15/4/1963- 15/4/2023",
                "2023 -2028/KH",
                "x 12023- 2028",
                "-",
                "–",
            ],
        );
    }

    #[test]
    fn a_dash_that_begins_a_line_has_a_space_after_it() {
        check(
            list_dash,
            &[("-Tổ chức", "- Tổ chức"), ("a\n+tổ chức\n-Ban", "a\n+ tổ chức\n- Ban")],
            &["- Tổ chức", "-5 độ", "-NQ/TW ngày", "kinh tế -xã hội", "--", "-", "- a\n"],
        );
    }
}
