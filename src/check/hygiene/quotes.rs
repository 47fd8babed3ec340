//! ENC-08: straight quotes, and quotes that open without closing.

use super::super::findings::FindingCollector;
use super::super::passage::Passage;
use super::spacing::SpacingEdit;
use super::{ENC_08, is_polished};

/// The straight quotes of a passage, a finding for each pair.
pub(super) fn check(passage: &Passage, changes: &[SpacingEdit], findings: &mut FindingCollector<'_>) {
    let mut quotes = changes.iter().filter(|c| matches!(c.replacement.as_str(), "“" | "”")).peekable();
    while let Some(first) = quotes.next() {
        let second = quotes.next_if(|next| first.replacement == "“" && next.replacement == "”");
        let last = second.unwrap_or(first);
        let range = first.range.start..last.range.end;
        let seen = passage.text().get(range.clone()).unwrap_or("");
        let inner = passage.text().get(first.range.end..last.range.start);
        let meant = match inner {
            Some(inner) if second.is_some() => format!("“{inner}”"),
            _ => first.replacement.clone(),
        };
        let message = format!("Dấu ngoặc kép thẳng {seen}: hãy dùng {meant}.");
        let noted = findings.add(&ENC_08, passage, range, message).fix(meant);
        if is_polished(passage) {
            noted.corrected();
        }
    }
}

/// Quotes that open without closing or close without opening, in a draft whose quotes do not come out even. A quotation
/// of several paragraphs opens in one and closes in another: together they are even.
pub(super) fn check_pairs(passages: &[Passage], findings: &mut FindingCollector<'_>) {
    let count = |quote: char| passages.iter().map(|p| p.text().matches(quote).count()).sum::<usize>();
    if count('“') == count('”') {
        return;
    }
    for passage in passages.iter().filter(|p| !p.text().contains(['"', '„', '«', '»'])) {
        let Some((at, quote)) = unpaired(passage.text()) else { continue };
        let rest = passage.text().get(at..).unwrap_or("");
        let message = match quote {
            '“' => "Dấu ngoặc kép “ mở ra mà không có dấu ” đóng lại: hãy thêm dấu đóng.",
            _ => "Có dấu ngoặc kép ” đóng lại mà không có dấu “ mở ra: hãy thêm dấu mở.",
        };
        let len = rest.split_whitespace().next().map_or(0, str::len);
        findings.add(&ENC_08, passage, at..at + len, message);
    }
}

/// The last quote that opens without closing, or the first that closes without opening.
fn unpaired(text: &str) -> Option<(usize, char)> {
    let mut open = Vec::new();
    for (at, quote) in text.match_indices(['“', '”']) {
        match quote {
            "“" => open.push(at),
            _ if open.pop().is_none() => return Some((at, '”')),
            _ => {}
        }
    }
    Some((open.pop()?, '“'))
}
