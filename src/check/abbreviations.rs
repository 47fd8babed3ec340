//! Short forms and terms that have ended: ABB-01 … ABB-03, TRM-01.
//!
//! Takes the passages, the tables of acronyms and concepts, the organ's own acronyms; adds findings, one for each
//! acronym, concept or term, at the place where it is first seen. Headings in capitals and symbols (`133/KH-LĐLĐ`) have
//! no acronyms for it; receivers are short by custom, there an acronym is only worth knowing.

use super::context::LintContext;
use super::declared;
use super::findings::{Check, FindingCollector, Stage};
use super::passage::Passage;
use super::phrases::{PhraseMatch, PhraseTable, bytes};
use crate::catalog::Organ;
use crate::document::BlockRole;
use crate::report::Severity;
use crate::text::is_syllable;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

pub(super) const CHECKS: &[Check] = &[ABB_01, ABB_02, ABB_03, TRM_01];

const ABB_01: Check = Check {
    id: "ABB-01",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Từ viết tắt phải được viết đầy đủ khi dùng lần đầu, trừ những từ ai cũng biết.",
    source: "thông lệ",
    page: include_str!("abbreviations/ABB-01.md"),
};
const ABB_02: Check = Check {
    id: "ABB-02",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Một khái niệm chỉ có một cách viết tắt trong cả văn bản.",
    source: "thông lệ",
    page: include_str!("abbreviations/ABB-02.md"),
};
const ABB_03: Check = Check {
    id: "ABB-03",
    severity: Severity::Information,
    stage: Stage::Text,
    rule: "Viết «và», không viết «&».",
    source: "thông lệ",
    page: include_str!("abbreviations/ABB-03.md"),
};
const TRM_01: Check = Check {
    id: "TRM-01",
    severity: Severity::Information,
    stage: Stage::Text,
    rule: "Văn bản không nói về tổ chức, đơn vị đã kết thúc như còn tồn tại.",
    source: "thông lệ",
    page: include_str!("abbreviations/TRM-01.md"),
};

pub(super) fn run(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    let mut shorts = ShortForms::new(lint);
    for passage in &lint.passages {
        ampersands(passage, findings);
        if is_read(passage.role()) {
            shorts.read(passage);
        }
    }
    shorts.report(findings);
}

/// Tests whether a role is judged; the subject has its own check for acronyms.
fn is_read(role: BlockRole) -> bool {
    !matches!(
        role,
        BlockRole::Subject
            | BlockRole::TypeName
            | BlockRole::Competence
            | BlockRole::Position
            | BlockRole::OtherPost
            | BlockRole::SignerName
            | BlockRole::RecipientNote
            | BlockRole::Typist
            | BlockRole::Address
    )
}

/// Words a company's name is told by: its `&` is its own.
const COMPANY: &str = "Công ty";

/// `&` between two Vietnamese words.
fn ampersands(passage: &Passage, findings: &mut FindingCollector<'_>) {
    for (at, _) in passage.text().match_indices('&') {
        let before = passage.words.partition_point(|w| w.end <= at);
        let parted = |end: usize| passage.text().get(end..at) == Some(" ");
        let left = before.checked_sub(1).and_then(|i| passage.words.get(i)).filter(|w| parted(w.end));
        let right = passage.words.get(before).filter(|w| passage.text().get(at + 1..w.start) == Some(" "));
        let (Some(left), Some(right)) = (left, right) else { continue };
        let is_word = |w: &Range<usize>| passage.text().get(w.clone()).is_some_and(is_syllable);
        let noted = findings.add(&ABB_03, passage, at..at + 1, "Hãy viết «và» thay cho dấu «&».");
        if is_word(left) && is_word(right) && !just_before(passage, at).contains(COMPANY) {
            noted.fix("và");
        }
    }
}

/// Kind of a phrase of the table, with its index.
#[derive(Clone, Copy, Debug)]
enum TermKind {
    /// A concept written out.
    Full,
    /// A short form of a concept.
    Short(usize),
    /// A term that has ended.
    Ended(usize),
}

/// Letters of an acronym that is worth a word among receivers, where space is short.
const LONG: usize = 3;

/// Something where it is first seen, and how often.
#[derive(Clone, Debug)]
struct FirstUse<'p> {
    passage: &'p Passage,
    words: Range<usize>,
    count: usize,
}

impl<'p> FirstUse<'p> {
    fn new(passage: &'p Passage, words: Range<usize>) -> Self {
        Self { passage, words, count: 1 }
    }

    fn text(&self) -> &'p str {
        self.passage.text().get(bytes(self.passage, &self.words)).unwrap_or("")
    }
}

/// An acronym of the document.
#[derive(Debug)]
struct Acronym<'p> {
    first: FirstUse<'p>,
    /// Place of the explanation: at the first use, later, or nowhere.
    explained: ExplainedAt,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ExplainedAt {
    AtFirst,
    Later,
    Never,
}

/// All short forms and ended terms of a document.
#[derive(Debug)]
struct ShortForms<'a, 'p> {
    lint: &'p LintContext<'a>,
    phrases: PhraseTable<'p, TermKind>,
    /// Acronyms of the trade.
    known: BTreeSet<&'p str>,
    /// The organ's own and the world's.
    familiar: BTreeSet<String>,
    /// The acronyms of the trade with D for Đ: what is one but for that is a slip, which hygiene tells.
    plain: BTreeSet<String>,
    acronyms: BTreeMap<&'p str, Acronym<'p>>,
    /// Short forms seen, with the number of their concept.
    forms: BTreeMap<(usize, &'p str), FirstUse<'p>>,
    ended: BTreeMap<usize, FirstUse<'p>>,
}

impl<'a, 'p> ShortForms<'a, 'p> {
    fn new(lint: &'p LintContext<'a>) -> Self {
        let words = lint.words;
        let concepts = words.capitals.concepts.iter().enumerate().flat_map(|(index, concept)| {
            let short = concept.short.iter().map(move |s| (s.as_str(), TermKind::Short(index)));
            short.chain([(concept.name.as_str(), TermKind::Full)])
        });
        let ended = words.abolished.iter().enumerate().filter(|(_, a)| lint.has_come(a.from));
        let ended = ended.map(|(index, a)| (a.term.as_str(), TermKind::Ended(index)));
        Self {
            lint,
            phrases: PhraseTable::new(ended.chain(concepts)),
            known: words.acronyms.iter().map(String::as_str).collect(),
            familiar: familiar(lint),
            plain: words.acronyms.iter().map(|a| a.replace('Đ', "D")).collect(),
            acronyms: BTreeMap::new(),
            forms: BTreeMap::new(),
            ended: BTreeMap::new(),
        }
    }

    /// One passage.
    fn read(&mut self, passage: &'p Passage) {
        let has_small = passage.body().chars().any(char::is_lowercase);
        let mut covered = 0;
        for word in 0..passage.words.len() {
            if word < covered {
                continue;
            }
            covered = self.phrase(passage, word);
            if has_small && covered <= word + 1 {
                self.acronym(passage, word);
            }
        }
    }

    /// The phrases that begin at a word; the word behind the longest.
    fn phrase(&mut self, passage: &'p Passage, word: usize) -> usize {
        let hits: Vec<PhraseMatch<'_, TermKind>> = self.phrases.at(passage, word).collect();
        let is_receiver = passage.role() == BlockRole::Recipient;
        for hit in &hits {
            match hit.tag {
                TermKind::Ended(index) if !is_receiver && !is_past(passage, &hit.words) => {
                    let seen = self.ended.entry(index);
                    seen.and_modify(|s| s.count += 1)
                        .or_insert_with(|| FirstUse::new(passage, hit.words.clone()));
                }
                _ => {}
            }
        }
        let named = hits.iter().find(|h| matches!(h.tag, TermKind::Full | TermKind::Short(_)));
        let Some(hit) = named.filter(|h| !is_in_symbol(passage, &h.words)) else { return word };
        if let (TermKind::Short(concept), false) = (hit.tag, is_receiver) {
            let seen = FirstUse::new(passage, hit.words.clone());
            self.forms.entry((concept, hit.text)).and_modify(|s| s.count += 1).or_insert(seen);
        }
        hit.words.end
    }

    /// A word of capitals.
    fn acronym(&mut self, passage: &'p Passage, word: usize) {
        let Some(text) = passage.word(word).filter(|w| is_acronym(w)) else { return };
        let words = word..word + 1;
        if self.familiar.contains(text) || is_in_symbol(passage, &words) {
            return;
        }
        let known = self.known.contains(text);
        let is_receiver = passage.role() == BlockRole::Recipient;
        let is_other = || is_syllable(text) || is_roman(text) || self.plain.contains(&text.replace('Đ', "D"));
        if known && is_receiver && text.chars().count() < LONG || !known && (is_receiver || is_other()) {
            return;
        }
        let explains = explains(passage, word);
        match self.acronyms.get_mut(text) {
            Some(acronym) => {
                acronym.first.count += 1;
                if explains && acronym.explained == ExplainedAt::Never {
                    acronym.explained = ExplainedAt::Later;
                }
            }
            None => {
                let explained = if explains { ExplainedAt::AtFirst } else { ExplainedAt::Never };
                let first = FirstUse::new(passage, words);
                self.acronyms.insert(text, Acronym { first, explained });
            }
        }
    }

    fn report(self, findings: &mut FindingCollector<'_>) {
        for (text, acronym) in &self.acronyms {
            self.report_acronym(text, acronym, findings);
        }
        let forms: Vec<_> = self.forms.iter().collect();
        for same in forms.chunk_by(|a, b| a.0.0 == b.0.0) {
            self.report_forms(same, findings);
        }
        for (index, seen) in &self.ended {
            if let Some(ended) = self.lint.words.abolished.get(*index) {
                let message = format!("«{}»{}: {}", seen.text(), times(seen.count), ended.note);
                findings.add(&TRM_01, seen.passage, bytes(seen.passage, &seen.words), message);
            }
        }
    }

    fn report_acronym(&self, text: &str, acronym: &Acronym<'_>, findings: &mut FindingCollector<'_>) {
        let FirstUse { passage, words, count } = &acronym.first;
        let concepts = &self.lint.words.capitals.concepts;
        let concept = concepts.iter().find(|c| c.short.iter().any(|s| s == text));
        let full = concept.map_or(format!("cả cụm từ rồi «({text})»"), |c| {
            format!("«{} ({text})»", c.meanings.get(text).unwrap_or(&c.name))
        });
        let message = match acronym.explained {
            ExplainedAt::AtFirst => return,
            ExplainedAt::Later => {
                format!("«{text}» được dùng trước chỗ giải thích: ở lần đầu này hãy viết {full}.")
            }
            ExplainedAt::Never => {
                format!("«{text}»{} chưa được viết đầy đủ: ở lần đầu hãy viết {full}.", times(*count))
            }
        };
        let noted = findings.add(&ABB_01, passage, bytes(passage, words), message);
        if !self.known.contains(text) || passage.role() == BlockRole::Recipient {
            noted.information();
        }
    }

    /// The short forms of one concept; where there are two, the rarest is shown.
    fn report_forms(&self, forms: &[(&(usize, &str), &FirstUse<'_>)], findings: &mut FindingCollector<'_>) {
        let rarest = forms.iter().map(|f| f.1).min_by_key(|s| (s.count, s.passage.index));
        let (Some(rarest), true) = (rarest, forms.len() > 1) else { return };
        let concept = forms.first().and_then(|f| self.lint.words.capitals.concepts.get(f.0.0));
        let name = concept.map_or("", |c| c.name.as_str());
        let told: Vec<String> = forms.iter().map(|f| format!("«{}» {} lần", f.0.1, f.1.count)).collect();
        let message = format!(
            "«{name}» được viết tắt theo {} cách: {}; hãy dùng một cách.",
            forms.len(),
            told.join(", ")
        );
        findings.add(&ABB_02, rarest.passage, bytes(rarest.passage, &rarest.words), message);
    }
}

/// Note on the number of occurrences, where there is more than one.
fn times(count: usize) -> String {
    if count > 1 { format!(" (có {count} lần)") } else { String::new() }
}

/// Acronyms that need no explanation in this document.
fn familiar(lint: &LintContext<'_>) -> BTreeSet<String> {
    let mut familiar: BTreeSet<String> = lint.words.familiar.iter().cloned().collect();
    if let Some(organ) = declared::organ(lint).as_deref() {
        familiar.extend(own(organ));
    }
    familiar
}

/// The organ's own acronyms: listed, its symbol, the symbols of its units and what they are made of.
fn own(organ: &Organ) -> impl Iterator<Item = String> {
    let units = organ.units.iter().flat_map(|u| u.symbol.split('-'));
    let all = organ.acronyms.iter().map(String::as_str).chain([organ.symbol.as_str()]).chain(units);
    all.map(str::to_owned)
}

/// Tests whether a word is two capitals or more and nothing else.
fn is_acronym(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(char::is_uppercase)
        && letters.all(char::is_uppercase)
}

fn is_roman(word: &str) -> bool {
    word.chars().all(|c| "IVXLCDM".contains(c))
}

/// Tests whether words stand in a symbol: a slash or a hyphen touches them.
fn is_in_symbol(passage: &Passage, words: &Range<usize>) -> bool {
    let range = bytes(passage, words);
    let before = passage.text().get(..range.start).and_then(|t| t.chars().next_back());
    let after = passage.text().get(range.end..).and_then(|t| t.chars().next());
    [before, after].into_iter().flatten().any(|c| matches!(c, '/' | '-' | '–' | '_' | '@'))
}

/// Words before an acronym that is explained: viết tắt là, gọi tắt là.
const EXPLAINING: [&str; 2] = ["tắt là", "tắt:"];

/// Tests whether an acronym is explained here: `người lao động (NLĐ)`, `NLĐ (người lao động)`, `viết tắt là NLĐ`.
fn explains(passage: &Passage, word: usize) -> bool {
    let Some(range) = passage.words.get(word) else { return false };
    let text = passage.text();
    let before = text.get(..range.start).unwrap_or("").trim_end_matches([' ', '“', '"', '«']);
    let after = text.get(range.end..).unwrap_or("");
    if before.ends_with('(') && after.starts_with([')', ';', ','])
        || EXPLAINING.iter().any(|e| before.ends_with(e))
    {
        return true;
    }
    let first = |s: &str| s.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_lowercase().to_string());
    let inside = after.strip_prefix(" (").filter(|rest| rest.chars().next().is_some_and(char::is_alphabetic));
    inside.is_some_and(|rest| first(rest) == passage.word(word).and_then(first))
}

/// Words that say a thing was: before it, or behind it in brackets.
const PAST_BEFORE: [&str; 3] = ["nguyên", "trước đây là", "trước đây của"];
const PAST_BEHIND: [&str; 3] = [" (cũ)", " cũ", " trước đây"];

/// Bytes before a word that can still say something of it: a sentence or two.
const NEAR: usize = 400;

/// The text just before a byte.
fn just_before(passage: &Passage, byte: usize) -> &str {
    let text = passage.text();
    text.get(text.floor_char_boundary(byte.saturating_sub(NEAR))..byte).unwrap_or("")
}

/// Tests whether the text itself says that what it names is past, or cites an older text of it.
fn is_past(passage: &Passage, words: &Range<usize>) -> bool {
    if passage.role() == BlockRole::Basis {
        return true;
    }
    let range = bytes(passage, words);
    let before = just_before(passage, range.start).trim_end();
    let after = passage.text().get(range.end..).unwrap_or("");
    let cited =
        before.rfind(" số ").is_some_and(|at| before.get(at..).is_some_and(|rest| rest.contains('/')));
    cited
        || PAST_BEFORE.iter().any(|w| before.ends_with(w))
        || PAST_BEHIND.iter().any(|w| after.starts_with(w))
}

#[cfg(test)]
#[path = "abbreviations_tests.rs"]
mod tests;
