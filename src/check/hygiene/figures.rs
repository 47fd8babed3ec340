//! ENC-13: `8,640,000`, `8640000 đồng`, `4.5 triệu`; sums of money written in two ways side by side, or without a unit.

use super::super::findings::FindingCollector;
use super::super::passage::Passage;
use super::{ENC_13, is_cell};
use std::ops::Range;

/// A number and the word behind it.
struct FigureToken<'t> {
    range: Range<usize>,
    digits: &'t str,
    /// Text that follows, white space aside.
    rest: &'t str,
}

pub(super) fn check(passage: &Passage, findings: &mut FindingCollector<'_>) {
    let mut sums: Vec<(Range<usize>, bool)> = Vec::new();
    for number in numbers(passage) {
        style(passage, &number, findings);
        unit(passage, &number, findings);
        if let Some((range, scaled)) = sum(passage.text(), &number) {
            sums.push((range, scaled));
        }
    }
    mixed(passage, &sums, findings);
}

/// The numbers of a passage behind its marker: digits with points and commas inside.
fn numbers(passage: &Passage) -> impl Iterator<Item = FigureToken<'_>> {
    let text = passage.text();
    let mut at = passage.body_start();
    std::iter::from_fn(move || {
        loop {
            let start = at + text.get(at..)?.find(|c: char| c.is_ascii_digit())?;
            let rest = text.get(start..)?;
            let len =
                rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(rest.len());
            let digits = rest.get(..len)?.trim_end_matches(['.', ',']);
            at = start + len;
            let before = text.get(..start)?.chars().next_back();
            let inside = before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '-' | '.' | ','));
            let after = rest.get(digits.len()..)?;
            if !inside && !after.starts_with(['/', '-']) {
                return Some(FigureToken {
                    range: start..start + digits.len(),
                    digits,
                    rest: after.trim_start(),
                });
            }
        }
    })
}

/// Tests whether a text begins with one of these words, whole.
fn begins(text: &str, words: &[&str]) -> bool {
    words
        .iter()
        .any(|word| text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphabetic)))
}

const MONEY: [&str; 4] = ["đồng", "VNĐ", "VND", "đ"];
const SCALES: [&str; 5] = ["nghìn", "ngàn", "triệu", "tỷ", "tỉ"];

fn style(passage: &Passage, number: &FigureToken<'_>, findings: &mut FindingCollector<'_>) {
    let digits = number.digits;
    let is_money = begins(number.rest, &MONEY);
    let (commas, points) = (digits.matches(',').count(), digits.matches('.').count());
    let meant = if points == 0 && is_grouped(digits, ',') && (commas > 1 || is_money) {
        digits.replace(',', ".")
    } else if commas + points == 0 && digits.len() > 4 && !digits.starts_with('0') && is_money {
        grouped(digits)
    } else if points == 1 && commas == 0 && is_decimal(passage, number) {
        digits.replace('.', ",")
    } else {
        return;
    };
    let message = format!(
        "Số «{digits}»: trong tiếng Việt, dấu chấm tách nhóm ba chữ số, dấu phẩy tách phần lẻ; hãy viết «{meant}»."
    );
    findings.add(&ENC_13, passage, number.range.clone(), message).fix(meant);
}

/// `tổng số tiền 8.640.000.`: a sum that nothing follows which could be its unit.
fn unit(passage: &Passage, number: &FigureToken<'_>, findings: &mut FindingCollector<'_>) {
    let before = passage.text().get(..number.range.start).unwrap_or("").trim_end_matches([' ', ':']);
    let is_sum = before.strip_suffix(" là").unwrap_or(before).ends_with("số tiền");
    let ends = number.rest.is_empty() || number.rest.starts_with(['.', ',', ';']);
    if is_sum && ends && is_grouped(number.digits, '.') && !is_cell(passage) {
        let message = format!("Số tiền «{}» chưa có đơn vị: hãy viết rõ, như «đồng».", number.digits);
        findings.add(&ENC_13, passage, number.range.clone(), message);
    }
}

/// Groups of three digits behind the first, at least one.
fn is_grouped(digits: &str, sign: char) -> bool {
    let mut groups = digits.split(sign);
    let first = groups.next().is_some_and(|g| (1..=3).contains(&g.len()) && !g.starts_with('0'));
    first && groups.all(|g| g.len() == 3) && digits.contains(sign)
}

fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() * 4 / 3 + 1);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

/// `4.5 triệu đồng`, `12.5%`: one or two digits behind the point are no group. At the start of a text or a sentence it
/// may be a number of a heading (`2.1 Triệu tập`), and `2.1 triệu tập` anywhere.
fn is_decimal(passage: &Passage, number: &FigureToken<'_>) -> bool {
    let before = passage.text().get(..number.range.start).unwrap_or("").trim_end();
    let short = number.digits.rsplit('.').next().is_some_and(|part| part.len() < 3);
    let counted = begins(number.rest, &SCALES) && !begins(number.rest, &["triệu tập"]);
    short && (counted || number.rest.starts_with('%')) && !before.is_empty() && !before.ends_with('.')
}

/// A sum of money: its bytes with the unit, and whether it is counted in thousands or millions by word.
fn sum(text: &str, number: &FigureToken<'_>) -> Option<(Range<usize>, bool)> {
    let scale = SCALES.iter().find(|scale| begins(number.rest, &[scale]));
    let behind = scale.map_or(number.rest, |s| number.rest.get(s.len()..).unwrap_or("").trim_start());
    let unit = MONEY.iter().find(|unit| begins(behind, &[unit]))?;
    let is_grouped = is_grouped(number.digits, '.');
    if scale.is_none() && !is_grouped {
        return None;
    }
    let end = text.len() - behind.len() + unit.len();
    Some((number.range.start..end, scale.is_some()))
}

/// Sums with millions by word beside sums in digits. A round sum is often said by word, so this is only worth knowing.
fn mixed(passage: &Passage, sums: &[(Range<usize>, bool)], findings: &mut FindingCollector<'_>) {
    let of = |scaled: bool| sums.iter().find(|sum| sum.1 == scaled).map(|sum| sum.0.clone());
    let (Some(words), Some(digits)) = (of(true), of(false)) else { return };
    if is_cell(passage) {
        return;
    }
    let seen = |range: &Range<usize>| passage.text().get(range.clone()).unwrap_or("").to_owned();
    let message =
        format!("Một đoạn có cả «{}» và «{}»: nên viết số tiền theo một cách.", seen(&words), seen(&digits));
    findings.add(&ENC_13, passage, words, message).information();
}
