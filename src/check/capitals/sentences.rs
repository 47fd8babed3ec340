//! Capitals at the beginning of sentences, and inside them: CAP-01.

use super::super::phrases::{PhraseMatch, bytes};
use super::table::{Lexicon, PhraseKind};
use super::word_ref::{WordRef, is_capital, is_cased, is_small};
use super::{CAP_01, FindingCollector, Passage};
use crate::document::BlockRole;
use crate::text::{capitalised, is_syllable};

/// The beginning of a line.
pub(super) fn beginning(passage: &Passage, above: Option<&Passage>, findings: &mut FindingCollector<'_>) {
    let starts = match passage.role() {
        BlockRole::Item
        | BlockRole::Heading1
        | BlockRole::Heading2
        | BlockRole::Heading3
        | BlockRole::Heading4
        | BlockRole::Article => passage.paragraph.marker > 0,
        // Behind anything but a full stop a small letter may be the rest of a paragraph that was cut.
        BlockRole::Body | BlockRole::Basis => above.is_some_and(|a| {
            a.part == passage.part && a.role() == BlockRole::Body && a.text().ends_with('.')
        }),
        _ => false,
    };
    let first = passage.words.iter().position(|w| w.start >= passage.body_start());
    let Some(place) = first.filter(|_| starts).map(|word| WordRef { passage, word }) else { return };
    let is_first = place.bytes().start == passage.body_start();
    if is_first
        && is_small(place.text())
        && is_syllable(place.text())
        && !place.behind().starts_with(['-', '/', '.', ')'])
    {
        begin(place, "Đầu dòng", findings);
    }
}

/// A small letter behind a full stop, a question mark, an exclamation mark.
pub(super) fn after_stop(place: WordRef<'_>, findings: &mut FindingCollector<'_>) {
    // Most words stand behind a letter and a space: told without looking further.
    let before = place.passage.text().as_bytes().get(..place.bytes().start).unwrap_or_default();
    if !matches!(before, [.., b'.' | b'?' | b'!', b' ']) {
        return;
    }
    let Some(gap) = place.gap().filter(|gap| gap.starts_with(['.', '?', '!'])) else { return };
    let is_stop = gap.len() > 1 && gap.chars().skip(1).all(|c| c == ' ');
    let before = place.before().unwrap_or("");
    // Neither v.v. nor TP. nor 3. ends a sentence.
    let ends = before.chars().count() > 1 && is_syllable(before) && (is_small(before) || is_name_end(before));
    if is_stop && ends && is_small(place.text()) && is_syllable(place.text()) {
        begin(place, "Đầu câu", findings);
    }
}

/// Tests whether a capital word may end a sentence: longer than an abbreviation like `Tp.`.
fn is_name_end(word: &str) -> bool {
    word.chars().count() > 2 && word.chars().skip(1).all(char::is_lowercase)
}

fn begin(place: WordRef<'_>, what: &str, findings: &mut FindingCollector<'_>) {
    let right = capitalised(place.text());
    let message = format!("{what} phải viết hoa: hãy viết «{right}» thay cho «{}».", place.text());
    findings.add(&CAP_01, place.passage, place.bytes(), message).fix(right);
}

/// A task begun with a capital though the sentence goes on.
pub(super) fn task(
    place: WordRef<'_>,
    hit: &PhraseMatch<'_, PhraseKind>,
    lexicon: &Lexicon<'_>,
    findings: &mut FindingCollector<'_>,
) -> usize {
    let WordRef { passage, word } = place;
    let only_first = is_capital(place.text()) && is_cased(hit.text, passage, &hit.words, true);
    if !only_first || !is_sentence(passage.role()) {
        return word;
    }
    let goes_on = place.on(hit.words.len().saturating_sub(1)).next().is_none_or(is_small);
    let is_task = hit.tag == PhraseKind::Task;
    let Some(where_) = cause(place, lexicon, is_task, goes_on) else { return word };
    let range = bytes(passage, &hit.words);
    let found = passage.text().get(range.clone()).unwrap_or("");
    let message = format!("Không viết hoa {where_}: hãy viết «{}» thay cho «{found}».", hit.text);
    findings.add(&CAP_01, passage, range, message).fix(hit.text);
    word
}

/// Reason why a capital cannot stand here.
fn cause(place: WordRef<'_>, lexicon: &Lexicon<'_>, is_task: bool, goes_on: bool) -> Option<&'static str> {
    let gap = place.gap()?;
    let sentences = &lexicon.capitals.sentences;
    let before = place.before().unwrap_or("");
    match gap.trim_end_matches([' ', '\u{a0}']) {
        stop if stop.ends_with(';') => (is_task || goes_on).then_some("sau dấu chấm phẩy"),
        ":" => (Lexicon::has(&sentences.lead_ins, before) && goes_on
            || is_quotation_next(place) && Lexicon::has(&sentences.lead_ins, before))
        .then_some("sau dấu hai chấm khi câu còn tiếp"),
        "," => (is_task && goes_on).then_some("sau dấu phẩy"),
        "" => {
            (is_task && !gap.is_empty() && Lexicon::has(&sentences.particles, before)).then_some("giữa câu")
        }
        _ => None,
    }
}

/// Tests whether a quotation follows the task: như: Phong trào “…”.
fn is_quotation_next(place: WordRef<'_>) -> bool {
    place.on(1).behind().contains(['“', '"'])
}

/// Tests whether a role has sentences.
fn is_sentence(role: BlockRole) -> bool {
    matches!(
        role,
        BlockRole::Body
            | BlockRole::Item
            | BlockRole::Article
            | BlockRole::Basis
            | BlockRole::Note
            | BlockRole::Closing
            | BlockRole::TableCell
    ) || matches!(role, BlockRole::Heading2 | BlockRole::Heading3 | BlockRole::Heading4 | BlockRole::Subject)
}
