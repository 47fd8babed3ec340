//! TTL-05: the subject, said again in the lead-in (`… ban hành kế hoạch tổ chức …`) and in the closing (`Trên đây là Kế
//! hoạch …`), held against the subject at the top, word by word.
//!
//! A shorter way of saying the same is no disagreement: an abbreviation, a comma for «và», brackets, the organ's own
//! name and place left out, the end left out. A word or a figure left out or changed in the middle is one.

use super::TTL_05;
use crate::catalog::Organ;
use crate::check::context::LintContext;
use crate::check::declared;
use crate::check::findings::FindingCollector;
use crate::check::names;
use crate::check::passage::Passage;
use crate::document::BlockRole;
use std::ops::Range;

/// Words of a subject that are compared; more is no subject.
const COMPARED: usize = 200;
/// Words of the subject that must follow the type's name for it to be the subject that is said again.
const BEGINNING: usize = 3;
/// Words that may differ at one place; beyond, something else is being said.
const DIFFERING: usize = 3;
/// Words of a joined part whose absence is worth telling.
const PART: usize = 4;
/// Words shown on either side of a difference.
const AROUND: usize = 2;
/// Words before the type's name where a text speaks of itself: *ban hành*, *xây dựng*, *Trên đây là*.
const BEFORE: [&str; 3] = ["hành", "dựng", "là"];
/// Words whose absence changes nothing.
const EMPTY: [&str; 8] = ["và", "các", "của", "về", "trong", "những", "việc", "tại"];

pub(super) fn run(
    lint: &LintContext<'_>,
    type_name: &str,
    subject: &[&Passage],
    findings: &mut FindingCollector<'_>,
) {
    let type_name = type_name.to_lowercase();
    let type_name = names::words(&type_name);
    if type_name.is_empty() {
        return;
    }
    let subject = SubjectWords::of(subject);
    if subject.words.len() < BEGINNING {
        return;
    }
    let organ = declared::organ(lint);
    for passage in restating(lint) {
        let said = RestatedText::of(passage);
        if let Some(start) = said.start(&type_name, &subject.words) {
            compare(&subject, &said, start, organ.as_deref(), findings);
        }
    }
}

/// The texts that may say the subject again: what stands before the structure, and the closing.
fn restating<'p>(lint: &'p LintContext<'_>) -> impl Iterator<Item = &'p Passage> {
    let body = || lint.body_passages().filter(|p| p.part == 0);
    let lead = body().take_while(|p| p.role() == BlockRole::Body && p.paragraph.marker == 0);
    let closing = body().filter(|p| p.role() == BlockRole::Closing);
    lead.chain(closing)
}

/// The words of a subject, and which of them stand in brackets.
struct SubjectWords<'p> {
    words: Vec<&'p str>,
    /// The line of each word and its bytes there.
    places: Vec<(&'p Passage, Range<usize>)>,
    bracketed: Vec<bool>,
    /// Flag for each word: a comma joins it to the word before («và» is a word, a comma is not).
    after_comma: Vec<bool>,
}

impl<'p> SubjectWords<'p> {
    fn of(lines: &[&'p Passage]) -> Self {
        let mut subject = Self { words: vec![], places: vec![], bracketed: vec![], after_comma: vec![] };
        let mut depth = 0_usize;
        for passage in lines {
            let mut end = 0;
            for range in &passage.words {
                let between = passage.text().get(end..range.start).unwrap_or_default();
                depth = (depth + between.matches('(').count()).saturating_sub(between.matches(')').count());
                end = range.end;
                if subject.words.len() < COMPARED {
                    subject.words.push(passage.text().get(range.clone()).unwrap_or_default());
                    subject.places.push((*passage, range.clone()));
                    subject.bracketed.push(depth > 0);
                    subject.after_comma.push(between.contains([',', ';']));
                }
            }
        }
        subject
    }

    /// Text from one word up to another, as far as it stands on one line.
    fn said(&self, from: usize, to: usize) -> &'p str {
        let Some((line, first)) = self.places.get(from) else { return "" };
        let stretch = self.places.iter().skip(from).take(to.saturating_sub(from));
        let last = stretch.take_while(|(other, _)| other.index == line.index).last();
        last.and_then(|(_, last)| line.text().get(first.start..last.end)).unwrap_or("")
    }

    /// The first word behind the brackets that open at a word.
    fn after_brackets(&self, at: usize) -> Option<usize> {
        let inside = self.bracketed.iter().skip(at).take_while(|b| **b).count();
        (inside > 0).then_some(at + inside)
    }

    fn rest(&self, at: usize) -> &[&'p str] {
        self.words.get(at..).unwrap_or_default()
    }
}

/// A text that may say the subject again.
struct RestatedText<'p> {
    passage: &'p Passage,
    words: Vec<&'p str>,
}

impl<'p> RestatedText<'p> {
    fn of(passage: &'p Passage) -> Self {
        let words = passage.words.iter().filter_map(|range| passage.text().get(range.clone())).collect();
        Self { passage, words }
    }

    /// The word at which the subject begins: behind the type's name, where the text speaks of itself.
    fn start(&self, type_name: &[&str], subject: &[&str]) -> Option<usize> {
        let first = type_name.first()?;
        (1..self.words.len()).find_map(|at| {
            let speaks_of_itself = names::same(self.words.get(at)?, first)
                && BEFORE.iter().any(|word| self.words.get(at - 1).is_some_and(|w| names::same(w, word)));
            let start = at + type_name.len();
            let begins = || agrees_for(BEGINNING, subject, self.words.get(start..).unwrap_or_default());
            (speaks_of_itself && names::begin_with(self.words.get(at..)?, type_name) && begins())
                .then_some(start)
        })
    }

    /// Tests whether the text is done with the subject at a word.
    fn ends(&self, at: usize) -> bool {
        at >= self.words.len() || names::begin_with(self.rest(at), &["như", "sau"])
    }

    fn rest(&self, at: usize) -> &[&'p str] {
        self.words.get(at..).unwrap_or_default()
    }

    /// The bytes from one word up to another.
    fn bytes(&self, from: usize, to: usize) -> Range<usize> {
        let start = self.passage.words.get(from).map_or(0, |r| r.start);
        let end = to.checked_sub(1).and_then(|last| self.passage.words.get(last)).map_or(start, |r| r.end);
        start..end.max(start)
    }
}

/// Tests whether the first words of two texts agree.
fn agrees_for(count: usize, left: &[&str], right: &[&str]) -> bool {
    let (mut a, mut b) = (0, 0);
    for _ in 0..count {
        let rest = (left.get(a..).unwrap_or_default(), right.get(b..).unwrap_or_default());
        let Some((one, other)) = names::step(rest.0, rest.1) else { return false };
        a += one;
        b += other;
    }
    true
}

/// Goes along both texts and tells where they part.
fn compare(
    subject: &SubjectWords<'_>,
    said: &RestatedText<'_>,
    start: usize,
    organ: Option<&Organ>,
    findings: &mut FindingCollector<'_>,
) {
    let (mut wanted, mut at) = (0, start);
    while wanted < subject.words.len() && !said.ends(at) {
        if let Some((one, other)) = names::step(subject.rest(wanted), said.rest(at)) {
            wanted += one;
            at += other;
            continue;
        }
        let Some((missing, instead)) = meeting(subject, wanted, said, at) else { break };
        let left_out = subject.words.get(wanted..wanted + missing).unwrap_or_default();
        if is_disagreement(left_out, said.words.get(at..at + instead).unwrap_or_default(), organ)
            && subject.bracketed.get(wanted) != Some(&true)
        {
            differs(subject, (wanted, missing), said, (at, instead), findings);
        }
        wanted += missing;
        at += instead;
    }
    left_out_at_end(subject, wanted, said, (start, at), findings);
}

/// Number of words of each to pass over until they agree again; `None` where they do not within a few words.
fn meeting(
    subject: &SubjectWords<'_>,
    wanted: usize,
    said: &RestatedText<'_>,
    at: usize,
) -> Option<(usize, usize)> {
    if let Some(behind) = subject.after_brackets(wanted)
        && agrees_for(1, subject.rest(behind), said.rest(at))
    {
        return Some((behind - wanted, 0));
    }
    let meets = |missing: usize, instead: usize| {
        let (rest, text) = (subject.rest(wanted + missing), said.rest(at + instead));
        agrees_for(2, rest, text)
            || rest.len() < 2 && agrees_for(rest.len(), rest, text) && said.ends(at + instead + rest.len())
    };
    let distances =
        (1..=2 * DIFFERING).flat_map(|sum| (0..=sum).map(move |missing| (missing, sum - missing)));
    distances
        .filter(|(missing, instead)| *missing <= DIFFERING && *instead <= DIFFERING)
        .find(|(missing, instead)| meets(*missing, *instead))
}

/// Tests whether what was left out and what stands instead make another sense.
fn is_disagreement(left_out: &[&str], instead: &[&str], organ: Option<&Organ>) -> bool {
    if left_out.is_empty() {
        // More words say it more exactly; another figure does not.
        return instead.iter().any(|word| word.bytes().any(|b| b.is_ascii_digit()));
    }
    let is_own = |word: &&str| {
        organ.is_some_and(|o| {
            let full = names::words(&o.full_name);
            full.iter().any(|own| names::same(own, word)) || names::same(&o.symbol, word)
        })
    };
    let is_empty = |word: &&str| EMPTY.iter().any(|empty| names::same(empty, word));
    !left_out.iter().chain(instead).all(|word| is_own(word) || is_empty(word))
}

/// Tells of a difference in the middle, with the words around it.
fn differs(
    subject: &SubjectWords<'_>,
    (wanted, missing): (usize, usize),
    said: &RestatedText<'_>,
    (at, instead): (usize, usize),
    findings: &mut FindingCollector<'_>,
) {
    let subject_says = subject.said(wanted.saturating_sub(AROUND), wanted + missing + AROUND);
    let behind = (at + instead..at + instead + AROUND).take_while(|word| !said.ends(*word)).count();
    let range = said.bytes(at.saturating_sub(AROUND), at + instead + behind);
    let text_says = said.passage.text().get(range.clone()).unwrap_or_default();
    let message = format!("Trích yếu ghi «{subject_says}», ở đây ghi «{text_says}». Hãy thống nhất hai chỗ.");
    findings.add(&TTL_05, said.passage, range, message);
}

/// Tells of a part that the subject joins with «và» or a comma and the text leaves out.
fn left_out_at_end(
    subject: &SubjectWords<'_>,
    wanted: usize,
    said: &RestatedText<'_>,
    (start, at): (usize, usize),
    findings: &mut FindingCollector<'_>,
) {
    let rest = subject.rest(wanted);
    let is_joined = rest.first().is_some_and(|word| names::same(word, "và"))
        || wanted
            .checked_sub(1)
            .and_then(|last| subject.words.get(last))
            .is_some_and(|w| names::same(w, "và"))
        || subject.after_comma.get(wanted) == Some(&true);
    let said_most = at.saturating_sub(start) >= BEGINNING;
    if rest.len() < PART || !is_joined || !said_most {
        return;
    }
    let shown = rest.len().min(12);
    let more = if rest.len() > shown { " …" } else { "" };
    let message = format!(
        "Trích yếu có thêm phần «{}{more}» mà ở đây không nhắc. Hãy xem có bỏ sót không.",
        subject.said(wanted, wanted + shown)
    );
    findings.add(&TTL_05, said.passage, said.bytes(start, at), message).information();
}
