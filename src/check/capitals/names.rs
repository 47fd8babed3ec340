//! Names of people, places and organisations, posts and orders: CAP-02 … CAP-06, CAP-08, CAP-10.

use super::super::findings::Check;
use super::super::phrases::{PhraseMatch, bytes, same};
use super::table::{Lexicon, PhraseKind};
use super::word_ref::{
    WordRef, has_all_caps, is_all_caps, is_capital, is_cased, is_small, is_title_case, recased,
};
use super::{CAP_02, CAP_03, CAP_04, CAP_05, CAP_06, CAP_07, CAP_08, CAP_10, FindingCollector};
use crate::catalog::Clause;
use crate::text::capitalised;
use std::ops::Range;

/// Words of the longest type of a document.
const TYPE_WORDS: usize = 3;

/// A name whose capitals are fixed. The word behind it where it is one; else where it began.
pub(super) fn term(
    place: WordRef<'_>,
    hit: &PhraseMatch<'_, PhraseKind>,
    lexicon: &Lexicon<'_>,
    findings: &mut FindingCollector<'_>,
) -> usize {
    let WordRef { passage, word } = place;
    if is_cased(hit.text, passage, &hit.words, false) || has_all_caps(hit.text, passage, &hit.words) {
        return hit.words.end;
    }
    let (check, is_slip) = match hit.tag {
        PhraseKind::Province { ordinary } => (&CAP_03, is_province(place, hit, ordinary, lexicon)),
        PhraseKind::Term(clause, begun) => (check_of(clause), !begun || is_begun(place, hit, clause)),
        _ => return word,
    };
    if !is_slip {
        return word;
    }
    wrong(check, place, hit.text, &hit.words, findings);
    hit.words.end
}

fn check_of(clause: Clause) -> &'static Check {
    match clause {
        Clause::Person => &CAP_02,
        Clause::Place => &CAP_03,
        Clause::Organisation => &CAP_04,
        Clause::Order => &CAP_06,
        Clause::Day => &CAP_07,
        Clause::Act => &CAP_08,
        Clause::Other => &CAP_10,
    }
}

/// Says how words are written.
fn wrong(
    check: &'static Check,
    place: WordRef<'_>,
    right: &str,
    words: &Range<usize>,
    findings: &mut FindingCollector<'_>,
) {
    let range = bytes(place.passage, words);
    let right = recased(right, place.passage, words);
    let found = place.passage.text().get(range.clone()).unwrap_or("");
    let message = format!("Viết hoa chưa đúng ở «{found}»: hãy viết «{right}».");
    findings.add(check, place.passage, range, message).fix(right);
}

/// Tests whether a writer began a name with a capital and did not go on. Where every word may have a capital, only
/// the word behind tells.
fn is_begun(place: WordRef<'_>, hit: &PhraseMatch<'_, PhraseKind>, clause: Clause) -> bool {
    if !is_capital(place.text()) {
        return false;
    }
    let last = place.on(hit.words.len().saturating_sub(1));
    if place.is_start() && has_only_first(hit, place) {
        return last.next().is_some_and(is_capital) || is_quoted(place, last);
    }
    // Behind another capital the first word may end a name: ông Nam bộc bạch.
    clause != Clause::Place || !place.before().is_some_and(is_title_case)
}

/// Tests whether no word but the first has a capital.
fn has_only_first(hit: &PhraseMatch<'_, PhraseKind>, place: WordRef<'_>) -> bool {
    (1..hit.words.len()).all(|index| !is_capital(place.on(index).text()))
}

/// Tests whether words are all that stands between quotation marks.
fn is_quoted(first: WordRef<'_>, last: WordRef<'_>) -> bool {
    first.gap().is_some_and(|gap| gap.ends_with(['“', '"', '«']))
        && last.behind().starts_with(['”', '"', '»'])
}

/// Tests whether words are a province's name: surely behind a unit or a preposition; elsewhere only with a capital,
/// and not behind another name's word.
fn is_province(
    place: WordRef<'_>,
    hit: &PhraseMatch<'_, PhraseKind>,
    ordinary: bool,
    lexicon: &Lexicon<'_>,
) -> bool {
    let places = &lexicon.capitals.places;
    let begun = (0..hit.words.len()).any(|index| is_capital(place.on(index).text()));
    let after_unit = !place.is_start() && places.units.iter().any(|unit| place.is_after(unit));
    if after_unit {
        return begun || is_whole(place, hit);
    }
    let after_preposition = place.before().is_some_and(|w| Lexicon::has(&places.prepositions, w));
    begun
        && !place.before().is_some_and(is_title_case)
        && (!ordinary || after_preposition && place.gap() == Some(" "))
}

/// Tests whether nothing goes on behind a name in small letters: `tỉnh lai châu.`, not `tỉnh hòa bình yên`.
fn is_whole(place: WordRef<'_>, hit: &PhraseMatch<'_, PhraseKind>) -> bool {
    place.on(hit.words.len().saturating_sub(1)).next().is_none_or(|next| !is_small(next))
}

/// A word with a capital in one sense only, where what stands before it gives it that sense.
pub(super) fn in_context(
    place: WordRef<'_>,
    hit: &PhraseMatch<'_, PhraseKind>,
    lexicon: &Lexicon<'_>,
    findings: &mut FindingCollector<'_>,
) -> usize {
    let PhraseKind::Context(index) = hit.tag else { return place.word };
    let Some(context) = lexicon.capitals.contexts.get(index) else { return place.word };
    let last = place.on(hit.words.len().saturating_sub(1));
    let next = last.next().unwrap_or("");
    let sure = is_small(place.text())
        && context.after.iter().any(|after| is_behind(place, after))
        && !is_capital(next)
        && !Lexicon::has(&context.not_before, next);
    if sure {
        wrong(&CAP_05, place, hit.text, &hit.words, findings);
        return hit.words.end;
    }
    place.word
}

/// Tests whether a word stands behind these: with a space, or, behind a name, with a comma (`Đảng, nhà nước`).
fn is_behind(place: WordRef<'_>, after: &str) -> bool {
    match place.gap() {
        Some(" " | "\u{a0}") => place.is_after(after),
        Some(", ") => is_capital(after) && place.before() == Some(after),
        _ => false,
    }
}

/// A post right before a person's name.
pub(super) fn post(
    place: WordRef<'_>,
    hit: &PhraseMatch<'_, PhraseKind>,
    lexicon: &Lexicon<'_>,
    findings: &mut FindingCollector<'_>,
) -> usize {
    let last = place.on(hit.words.len().saturating_sub(1));
    let is_right = is_cased(hit.text, place.passage, &hit.words, false);
    if is_right || has_all_caps(hit.text, place.passage, &hit.words) || !is_person(last, lexicon) {
        return place.word;
    }
    wrong(&CAP_06, place, hit.text, &hit.words, findings);
    hit.words.end
}

/// Tests whether a family name and two capital words stand behind, and no place begins there.
fn is_person(last: WordRef<'_>, lexicon: &Lexicon<'_>) -> bool {
    let (name, middle) = (last.on(1), last.on(2));
    let surname = last.next().is_some_and(|w| lexicon.capitals.persons.surnames.iter().any(|s| s == w));
    surname
        && name.next().is_some_and(is_title_case)
        && middle.next().is_some_and(is_title_case)
        && !lexicon
            .table
            .at(last.passage, name.word)
            .any(|hit| matches!(hit.tag, PhraseKind::Province { .. }))
}

/// A middle name in small letters: `Vũ thị Giáng Hương`.
pub(super) fn middle(place: WordRef<'_>, lexicon: &Lexicon<'_>, findings: &mut FindingCollector<'_>) {
    if !lexicon.may_be_middle(place) {
        return;
    }
    let word = place.text();
    let persons = &lexicon.capitals.persons;
    if !is_small(word) || !persons.middles.iter().any(|m| same(m, word)) {
        return;
    }
    let surname =
        place.before().filter(|w| place.gap() == Some(" ") && persons.surnames.iter().any(|s| s == w));
    if let (Some(surname), Some(next)) = (surname, place.next().filter(|w| is_title_case(w))) {
        let right = capitalised(word);
        let message = format!("Tên người viết hoa mọi âm tiết: hãy viết «{surname} {right} {next}».");
        findings.add(&CAP_02, place.passage, place.bytes(), message).fix(right);
    }
}

/// A noun of an administrative unit with a capital that nothing asks for.
pub(super) fn unit(
    place: WordRef<'_>,
    hit: &PhraseMatch<'_, PhraseKind>,
    lexicon: &Lexicon<'_>,
    findings: &mut FindingCollector<'_>,
) -> usize {
    let WordRef { passage, word } = place;
    let range = bytes(passage, &hit.words);
    let found = passage.text().get(range.clone()).unwrap_or("");
    let only_first = is_cased(hit.text, passage, &hit.words, true) && is_capital(found);
    if !only_first || place.is_start() || lexicon.is_in_name(found) {
        return word;
    }
    let last = place.on(hit.words.len().saturating_sub(1));
    let is_named = last.next().is_some_and(|next| !is_common(next, last, lexicon));
    if is_named || is_title(place, lexicon) {
        return word;
    }
    let message = format!(
        "Danh từ chung chỉ đơn vị hành chính không viết hoa: hãy viết «{}» thay cho «{found}».",
        hit.text
    );
    findings.add(&CAP_03, passage, range, message).fix(hit.text);
    hit.words.end
}

/// Tests whether a document's type stands right before: what follows may be its name (Đề án Thành phố thông minh).
fn is_title(place: WordRef<'_>, lexicon: &Lexicon<'_>) -> bool {
    (1..=TYPE_WORDS).filter_map(|words| place.back(words)).any(|from| {
        let mut hits = lexicon.table.at(from.passage, from.word);
        hits.any(|hit| hit.tag == PhraseKind::Act && hit.words.end == place.word)
    })
}

/// Tests whether a unit before this word is a common noun: before a province or a word in small letters that makes
/// no other word of it; before a number or a name nobody knows (Phường Điện Biên Phủ) it may belong to the name.
fn is_common(next: &str, last: WordRef<'_>, lexicon: &Lexicon<'_>) -> bool {
    if is_small(next) {
        return !Lexicon::has(&lexicon.capitals.places.compounds, next);
    }
    let mut names = lexicon.table.at(last.passage, last.word + 1);
    let longest = names.find(|hit| matches!(hit.tag, PhraseKind::Province { .. } | PhraseKind::Term(..)));
    !is_all_caps(next) && longest.is_some_and(|hit| matches!(hit.tag, PhraseKind::Province { .. }))
}
