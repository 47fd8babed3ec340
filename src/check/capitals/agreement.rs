//! One way of writing a phrase in one document: CAP-10, information.

use super::super::phrases::bytes;
use super::table::Lexicon;
use super::word_ref::{WordRef, has_all_caps};
use super::{CAP_07, CAP_10, FindingCollector, Passage};
use std::ops::Range;

/// Forms of one phrase that are told apart.
const FORMS: usize = 8;

/// Uses of the phrases that a document has to write in one way.
#[derive(Debug, Default)]
pub(super) struct SpellingAgreement<'p> {
    seen: Vec<PhraseUse<'p>>,
    /// Names of days behind a capital, by the number of the word before them: the first and how many.
    great: Vec<(usize, PhraseUse<'p>, usize)>,
}

/// A phrase where it stands.
#[derive(Clone, Debug)]
struct PhraseUse<'p> {
    phrase: usize,
    passage: &'p Passage,
    words: Range<usize>,
    /// Flag: its first letter has a capital for another reason.
    is_start: bool,
}

impl PhraseUse<'_> {
    fn text(&self) -> &str {
        self.passage.text().get(bytes(self.passage, &self.words)).unwrap_or("")
    }

    /// Text behind its first letter.
    fn tail(&self) -> &str {
        let mut letters = self.text().chars();
        letters.next();
        letters.as_str()
    }
}

impl<'p> SpellingAgreement<'p> {
    /// A phrase, but for what overlaps it: of two the one that goes on behind the other is meant, of one inside another
    /// the outer.
    pub(super) fn note(&mut self, phrase: usize, place: WordRef<'p>, words: &Range<usize>) {
        let seen = PhraseUse { phrase, passage: place.passage, words: words.clone(), is_start: false };
        match self.seen.last_mut() {
            Some(last) if last.passage.index == place.passage.index && words.start < last.words.end => {
                if words.end > last.words.end {
                    *last = seen;
                }
            }
            _ => self.seen.push(seen),
        }
    }

    /// Words that belong to a name.
    pub(super) fn cover(&mut self, passage: &Passage, words: &Range<usize>) {
        while self.seen.last().is_some_and(|l| l.passage.index == passage.index && l.words.end > words.start)
        {
            self.seen.pop();
        }
    }

    /// A day's name in order, with a capital on the word before it.
    pub(super) fn capitalised_day(&mut self, index: usize, lead: WordRef<'p>, end: usize) {
        match self.great.iter_mut().find(|g| g.0 == index) {
            Some(known) => known.2 += 1,
            None => {
                let seen = PhraseUse {
                    phrase: index,
                    passage: lead.passage,
                    words: lead.word..end,
                    is_start: false,
                };
                self.great.push((index, seen, 1));
            }
        }
    }

    /// Says which phrases have two forms.
    pub(super) fn report(mut self, lexicon: &Lexicon<'_>, findings: &mut FindingCollector<'_>) {
        for (index, seen, count) in &self.great {
            let Some(named) = lexicon.capitals.days.named.get(*index) else { continue };
            let message = format!(
                "Theo ví dụ của Nghị định 30, «{}» trước tên ngày viết thường; văn bản này viết hoa {count} lần.",
                named.after
            );
            findings.add(&CAP_07, seen.passage, bytes(seen.passage, &seen.words), message).information();
        }
        let phrases = &lexicon.capitals.consistent;
        self.seen.retain_mut(|s| {
            let text = phrases.get(s.phrase).map_or("", String::as_str);
            let place = WordRef { passage: s.passage, word: s.words.start };
            s.is_start = place.is_start();
            !has_all_caps(text, s.passage, &s.words)
        });
        self.seen.sort_by_key(|s| s.phrase);
        for same in self.seen.chunk_by(|a, b| a.phrase == b.phrase) {
            disagreement(same, findings);
        }
    }
}

/// The forms of one phrase; where there are two, the rarest is shown at its first place.
fn disagreement(seen: &[PhraseUse<'_>], findings: &mut FindingCollector<'_>) {
    let mut forms: Vec<(&PhraseUse<'_>, usize)> = Vec::new();
    let (starts, inner): (Vec<&PhraseUse<'_>>, Vec<&PhraseUse<'_>>) = seen.iter().partition(|s| s.is_start);
    for one in inner.into_iter().chain(starts) {
        let is_known = |f: &(&PhraseUse<'_>, usize)| match one.is_start {
            true => f.0.tail() == one.tail(),
            false => f.0.text() == one.text(),
        };
        match forms.iter().position(is_known) {
            Some(known) => forms.get_mut(known).into_iter().for_each(|form| form.1 += 1),
            None if forms.len() < FORMS => forms.push((one, 1)),
            None => {}
        }
    }
    let rarest = forms.iter().rev().min_by_key(|f| f.1).map(|f| f.0);
    let (Some(rarest), true) = (rarest, forms.len() > 1) else { return };
    forms.sort_by_key(|f| std::cmp::Reverse(f.1));
    let told: Vec<String> = forms.iter().map(|(s, count)| format!("«{}» {count} lần", s.text())).collect();
    let message = format!("Viết hoa chưa thống nhất: {}; hãy chọn một cách viết.", told.join(", "));
    findings
        .add(CAP_10.case("consistency"), rarest.passage, bytes(rarest.passage, &rarest.words), message)
        .information();
}
