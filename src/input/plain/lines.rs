//! The lines of a text without the traces of scanning: heading marks, ticks, page numbers, rules, and letters that
//! only look right. Goes out with a [`Mend`] for each.

use crate::input::source::Mend;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Digits of the highest page number of a scan.
const PAGE_DIGITS: usize = 3;
/// Characters of a line of wrapped prose around a page number.
const PROSE: usize = 30;

/// A line of the text, tidied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Counted from 1.
    pub(super) number: usize,
    /// As it stands, without white space at its end; blank for a blank line.
    pub(super) text: String,
}

impl Line {
    /// The text without marks of emphasis around it.
    fn bare(&self) -> &str {
        self.text.trim_matches(|c: char| c == '*' || c.is_whitespace())
    }

    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// The tidied lines; lines that were only noise are gone.
pub(super) fn tidy(text: &str, mended: &mut Vec<Mend>) -> Vec<Line> {
    let composed: String;
    let text = if is_nfc(text) {
        text
    } else {
        composed = text.nfc().collect();
        &composed
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines: Vec<Line> = split(text).enumerate().map(|(index, raw)| line(index + 1, raw, mended)).collect();
    let mut lines = without_noise(lines, mended);
    balance(&mut lines);
    lines
}

/// Lines among which bold that begins on one ends on another.
const BOLD_LINES: usize = 4;

/// Makes bold that goes over several lines bold on each of them.
fn balance(lines: &mut [Line]) {
    let is_open = |line: &Line| line.text.matches("**").count() % 2 == 1;
    let mut at = 0;
    while at < lines.len() {
        let below =
            lines.get(at + 1..).unwrap_or(&[]).iter().take(BOLD_LINES).take_while(|line| !line.is_blank());
        let open = lines.get(at).is_some_and(is_open);
        let Some(end) = below.clone().position(is_open).map(|step| at + 1 + step).filter(|_| open) else {
            at += 1;
            continue;
        };
        for index in at..=end {
            let Some(line) = lines.get_mut(index) else { break };
            let (before, after) = (if index > at { "**" } else { "" }, if index < end { "**" } else { "" });
            line.text = format!("{before}{}{after}", line.text.trim());
        }
        at = end + 1;
    }
}

/// Lines at any kind of line end.
fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n')
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
        .flat_map(|line| line.split(['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']))
}

/// One line without heading marks, ticks and look-alikes of Đ.
fn line(number: usize, raw: &str, mended: &mut Vec<Mend>) -> Line {
    let clean: String = raw.chars().filter(|c| *c == '\t' || !c.is_control()).collect();
    let mut text = without_heading_marks(clean.trim_end()).to_owned();
    if text.contains(['✓', '✔']) {
        let after = text.replace(['✓', '✔'], "").trim_end().to_owned();
        mended.push(Mend { line: number, what: "tick", before: text, after: after.clone() });
        text = after;
    }
    let double =
        text.trim_start().strip_prefix("- ").map(str::trim_start).filter(|rest| rest.starts_with("+ "));
    if let Some(single) = double {
        mended.push(Mend {
            line: number,
            what: "double-mark",
            before: "- +".to_owned(),
            after: "+".to_owned(),
        });
        text = single.to_owned();
    }
    // Eth and the African D look like Đ, but no search finds them.
    if text.contains(['Ð', 'ð', 'Ɖ']) {
        let after = text.replace(['Ð', 'Ɖ'], "Đ").replace('ð', "đ");
        mended.push(Mend { line: number, what: "letter", before: text, after: after.clone() });
        text = after;
    }
    Line { number, text }
}

/// `### **I. …**` without its `###`.
fn without_heading_marks(text: &str) -> &str {
    let bare = text.trim_start();
    let rest = bare.trim_start_matches('#');
    let marks = bare.len() - rest.len();
    if (1..=6).contains(&marks) && (rest.is_empty() || rest.starts_with(' ')) {
        rest.trim_start()
    } else {
        text
    }
}

/// Takes out rules, fences and page numbers.
fn without_noise(lines: Vec<Line>, mended: &mut Vec<Mend>) -> Vec<Line> {
    let mut out = Vec::with_capacity(lines.len());
    let mut page = None;
    for (index, line) in lines.iter().enumerate() {
        let above = index.checked_sub(1).and_then(|i| lines.get(i));
        match noise(line, above, lines.get(index + 1), &mut page) {
            Some(what) => {
                mended.push(Mend {
                    line: line.number,
                    what,
                    before: line.text.clone(),
                    after: String::new(),
                });
            }
            None => out.push(line.clone()),
        }
    }
    out
}

/// Which noise a line is; `page` is the last page number seen.
fn noise(
    line: &Line,
    above: Option<&Line>,
    below: Option<&Line>,
    page: &mut Option<u32>,
) -> Option<&'static str> {
    let Some((number, sure)) = page_number(line.bare()) else {
        return is_rule(line.text.trim()).then_some("rule");
    };
    let blank = |line: Option<&Line>| line.is_none_or(Line::is_blank);
    let prose = |line: Option<&Line>| line.is_some_and(|l| l.text.chars().count() > PROSE);
    let figure = |line: Option<&Line>| line.is_some_and(|l| is_number(l.text.trim()));
    let first = page.is_none() && number <= 2 && prose(above) && prose(below);
    let due = page.is_some() && *page == number.checked_sub(1) && !figure(above) && !figure(below);
    let found = matches!(sure, Sure::Yes) || (blank(above) && blank(below)) || first || due;
    found.then(|| {
        *page = Some(number);
        "page-number"
    })
}

/// Whether a line that could be a page number is certainly one.
enum Sure {
    Yes,
    No,
}

/// The page number a line is: `2`, `- 2 -`, `Trang 2/5`, `Page 2`.
fn page_number(text: &str) -> Option<(u32, Sure)> {
    let (text, named) =
        match ["Trang ", "trang ", "Page ", "page "].iter().find_map(|w| text.strip_prefix(*w)) {
            Some(rest) => (rest, true),
            None => (text, false),
        };
    let inner = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–'));
    let dashed = inner.len() < text.len() && text.starts_with(['-', '–']) && text.ends_with(['-', '–']);
    let digits = match inner.split_once('/') {
        Some((page, pages)) if named && is_number(pages) => page,
        _ => inner,
    };
    if !is_number(digits) || (inner.len() < text.trim().len() && !dashed) {
        return None;
    }
    Some((digits.parse().ok()?, if named || dashed { Sure::Yes } else { Sure::No }))
}

fn is_number(text: &str) -> bool {
    (1..=PAGE_DIGITS).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// A line drawn with characters, or the fence of a code block.
fn is_rule(text: &str) -> bool {
    text.len() >= 3
        && (text.chars().all(|c| matches!(c, '-' | '_' | '=' | '*' | ' ' | '—')) || text.starts_with("```"))
}
