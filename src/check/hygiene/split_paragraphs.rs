//! ENC-12: a paragraph that the end of a page has cut in two.

use super::super::findings::FindingCollector;
use super::super::passage::Passage;
use super::ENC_12;
use crate::document::BlockRole;
use crate::outline::is_capitals;

/// Characters of the shortest paragraph that can be half of one: below it stand headings and entries of lists.
const SHORTEST: usize = 60;

pub(super) fn check(passages: &[Passage], findings: &mut FindingCollector<'_>) {
    for pair in passages.windows(2) {
        if let [above, below] = pair
            && is_running(above.role())
            && matches!(below.role(), BlockRole::Body | BlockRole::Closing)
            && above.at == below.at
            && above.part == below.part
            && is_cut(above.text(), below)
        {
            add(above, below, findings);
        }
    }
}

fn is_running(role: BlockRole) -> bool {
    matches!(
        role,
        BlockRole::Body
            | BlockRole::Item
            | BlockRole::Note
            | BlockRole::Heading2
            | BlockRole::Heading3
            | BlockRole::Heading4
            | BlockRole::Article
    )
}

/// The one above stops inside a sentence, the one below begins with a small letter and no marker.
fn is_cut(above: &str, below: &Passage) -> bool {
    below.marker().is_empty()
        && below.text().starts_with(char::is_lowercase)
        && above.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '”' | ')' | '%'))
        && above.chars().nth(SHORTEST).is_some()
        && !is_capitals(above)
}

fn add(above: &Passage, below: &Passage, findings: &mut FindingCollector<'_>) {
    let tail = |count: usize| above.words.len().checked_sub(count).and_then(|at| above.words.get(at));
    let start = tail(3).or(tail(1)).map_or(0, |word| word.start);
    let head_end = below.words.get(2).or(below.words.last()).map_or(0, |word| word.end);
    let message = format!(
        "Đoạn này dừng giữa câu («… {}»), đoạn sau viết tiếp («{} …»): hãy nhập hai đoạn làm một.",
        above.text().get(start..).unwrap_or(""),
        below.text().get(..head_end).unwrap_or("")
    );
    findings.add(&ENC_12, above, start..above.text().len(), message);
}
