//! ENC-07: `2023-2028`, `2018 – 2023` in one document.

use super::super::findings::FindingCollector;
use super::super::passage::Passage;
use super::ENC_07;
use crate::text::is_year;
use std::ops::Range;

/// A range of years, and how its dash is written; that of full dates is judged with the dates.
struct YearRange<'p> {
    passage: &'p Passage,
    range: Range<usize>,
    /// The dash with its spaces.
    dash: Range<usize>,
}

impl YearRange<'_> {
    fn style(&self) -> &str {
        self.passage.text().get(self.dash.clone()).unwrap_or("")
    }
}

pub(super) fn check(passages: &[Passage], findings: &mut FindingCollector<'_>) {
    let mut found = Vec::new();
    for passage in passages {
        let text = passage.text();
        found.extend(text.match_indices(['-', '–']).filter_map(|(at, dash)| {
            let (range, dash) = bounds(text, at..at + dash.len())?;
            Some(YearRange { passage, range, dash })
        }));
    }
    report(&found, findings);
}

/// Places that make a way of writing the author's own: with fewer it is not certain which one is meant.
const HABIT: usize = 4;

/// Each of the few beside the many, with its fix; where no way of writing prevails, one finding.
fn report(found: &[YearRange<'_>], findings: &mut FindingCollector<'_>) {
    let mut styles: Vec<(&str, usize)> = Vec::new();
    for one in found {
        match styles.iter_mut().find(|(style, _)| *style == one.style()) {
            Some((_, count)) => *count += 1,
            None => styles.push((one.style(), 1)),
        }
    }
    let Some(&(most, count)) = styles.iter().rev().max_by_key(|(_, count)| count) else { return };
    let few = || found.iter().filter(|one| one.style() != most);
    if 3 * count >= 2 * found.len() {
        for one in few() {
            let (seen, meant) = (seen(one), with_dash(one, most));
            let message =
                format!("«{seen}»: các khoảng khác trong văn bản viết kiểu «{meant}» ({count} chỗ).");
            let noted = findings.add(&ENC_07, one.passage, one.range.clone(), message);
            if count >= HABIT {
                noted.fix_in(one.dash.clone(), most);
            }
        }
    } else if let Some(one) = few().next() {
        let example = |style: &str| found.iter().find(|f| f.style() == style).map_or("", |f| seen(f));
        let ways: Vec<String> =
            styles.iter().map(|(style, count)| format!("«{}» ({count} chỗ)", example(style))).collect();
        let message =
            format!("Gạch giữa các khoảng năm viết nhiều kiểu: {}. Nên dùng một kiểu.", ways.join(", "));
        findings.add(&ENC_07, one.passage, one.range.clone(), message);
    }
}

fn seen<'p>(found: &YearRange<'p>) -> &'p str {
    found.passage.text().get(found.range.clone()).unwrap_or("")
}

fn with_dash(found: &YearRange<'_>, dash: &str) -> String {
    super::changed(found.passage.text(), &found.range, &found.dash, dash)
}

/// The whole range around a dash, and the dash with its spaces; `None` where it joins no two years, or has a space
/// on one side only, which another check says.
fn bounds(text: &str, dash: Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let (left, right) = (text.get(..dash.start)?, text.get(dash.end..)?);
    let (near, far) = (left.trim_end_matches(' '), right.trim_start_matches(' '));
    let spaces = (left.len() - near.len(), right.len() - far.len());
    if spaces.0 != spaces.1 {
        return None;
    }
    let is_part = |c: char| c.is_ascii_digit() || c == '/';
    let first = near.get(near.trim_end_matches(is_part).len()..)?;
    let last = far.get(..far.len() - far.trim_start_matches(is_part).len())?;
    let apart = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '–' | '.'));
    let before = near.get(..near.len() - first.len())?.chars().next_back();
    let mut after = far.get(last.len()..)?.chars();
    let (next, later) = (after.next(), after.next());
    let ends = apart(next) || next == Some('.') && !later.is_some_and(|c| c.is_ascii_digit());
    (is_year(first) && is_year(last) && apart(before) && ends).then_some((
        near.len() - first.len()..dash.end + spaces.1 + last.len(),
        near.len()..dash.end + spaces.1,
    ))
}
