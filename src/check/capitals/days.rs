//! Days, lunar years, days of the week: CAP-07.

use super::super::phrases::{PhraseMatch, bytes, same};
use super::agreement::SpellingAgreement;
use super::table::{Lexicon, PhraseKind};
use super::word_ref::{WordRef, has_all_caps, is_all_caps, is_capital, is_cased, recased};
use super::{CAP_07, FindingCollector};

/// A day's name behind the word that makes it one.
pub(super) fn day<'p>(
    place: WordRef<'p>,
    hit: &PhraseMatch<'_, PhraseKind>,
    lexicon: &Lexicon<'_>,
    agreement: &mut SpellingAgreement<'p>,
    findings: &mut FindingCollector<'_>,
) -> usize {
    let PhraseKind::Day(index) = hit.tag else { return place.word };
    let (Some(named), Some(lead)) = (lexicon.capitals.days.named.get(index), place.back(1)) else {
        return place.word;
    };
    let shouted = has_all_caps(hit.text, place.passage, &hit.words) || is_all_caps(lead.text());
    if !same(&named.after, lead.text()) || lead.next().is_none() || shouted {
        return place.word;
    }
    let is_great = is_capital(lead.text()) && !lead.is_start();
    if is_cased(hit.text, place.passage, &hit.words, false) {
        if is_great {
            agreement.capitalised_day(index, lead, hit.words.end);
        }
        return hit.words.end;
    }
    let words = lead.word..hit.words.end;
    let lead_word = if named.small && !lead.is_start() { &named.after } else { lead.text() };
    let right = recased(&format!("{lead_word} {}", hit.text), place.passage, &words);
    let range = bytes(place.passage, &words);
    let found = place.passage.text().get(range.clone()).unwrap_or("");
    let message = format!("Tên ngày lễ viết hoa chữ đầu của tên gọi: hãy viết «{right}» thay cho «{found}».");
    findings.add(&CAP_07, place.passage, range, message).fix(right);
    hit.words.end
}

/// The name of a lunar year.
pub(super) fn year(place: WordRef<'_>, lexicon: &Lexicon<'_>, findings: &mut FindingCollector<'_>) -> usize {
    let days = &lexicon.capitals.days;
    let known = |list: &[String], word: &str| list.iter().find(|k| same(k, word)).cloned();
    let is_year =
        place.next().is_some() && place.before().is_some_and(|w| Lexicon::has(&days.before_years, w));
    let stem = known(&days.stems, place.text());
    let branch = place.next().and_then(|word| known(&days.branches, word));
    let (true, Some(stem), Some(branch)) = (is_year, stem, branch) else { return place.word };
    let words = place.word..place.word + 2;
    let right = format!("{stem} {branch}");
    if is_cased(&right, place.passage, &words, false) || has_all_caps(&right, place.passage, &words) {
        return words.end;
    }
    let range = bytes(place.passage, &words);
    let message = format!("Tên năm âm lịch viết hoa cả hai âm tiết: hãy viết «{right}».");
    findings.add(&CAP_07, place.passage, range, message).fix(right);
    words.end
}

/// A day of the week behind a time of the day: `sáng thứ hai`.
pub(super) fn week(place: WordRef<'_>, lexicon: &Lexicon<'_>, findings: &mut FindingCollector<'_>) -> usize {
    let number = place.on(2);
    let (Some("thứ"), Some(word)) = (place.next(), place.on(1).next()) else { return place.word };
    let Some(right) = lexicon.capitals.days.week.iter().find(|d| same(d, word) && d.as_str() != word) else {
        return place.word;
    };
    if !is_all_caps(word) {
        let message = format!("Thứ trong tuần viết bằng chữ thì viết hoa: hãy viết «thứ {right}».");
        findings.add(&CAP_07, place.passage, number.bytes(), message).fix(right.as_str());
    }
    place.word + 3
}
