//! Mentions of a document's own attachments: `Phụ lục II`, `đề cương và phụ lục gửi kèm`, `kèm theo Kế hoạch này`.
//!
//! Not meant are attachments of other documents (`ban hành kèm theo Quyết định số …`, `Phụ lục I Nghị định …`), what
//! others are asked to send along (`gửi báo cáo kèm theo hồ sơ`), and work on a *phụ lục* still to be written.

use super::roman;
use crate::check::letters::key;
use crate::check::names;
use crate::check::passage::Passage;
use std::ops::Range;

/// Words before «kèm theo» among which the thing attached is looked for.
const BACK: usize = 6;
/// Bytes after a mention that tell of which document it is.
const AHEAD: usize = 120;
/// Words that may follow «gửi kèm» when the thing attached stands before it.
const FOLLOWING: [&str; 4] = ["trước", "để", "này", "và"];

/// A mention of an attachment.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mention {
    /// Its bytes.
    pub(super) range: Range<usize>,
    /// The number of the *phụ lục*, where one is given.
    pub(super) number: Option<usize>,
    /// Flag: it issues a text of its own (`Ban hành kèm theo Quyết định này Quy chế …`), which may be a file apart.
    pub(super) issues: bool,
}

/// The mentions in a passage.
pub(super) fn of(passage: &Passage, things: &[String]) -> Vec<Mention> {
    let text = passage.text();
    // The line under an appendix's title, where it was taken for a paragraph.
    if text.starts_with("(Kèm theo") || text.starts_with("(Ban hành kèm theo") {
        return Vec::new();
    }
    let mut mentions = Vec::new();
    let mut at = 0;
    while at < passage.words.len() {
        let found = numbered(passage, at).or_else(|| sent_along(passage, at, things));
        at = match &found {
            Some((_, next)) => (*next).max(at + 1),
            None => at + 1,
        };
        mentions.extend(found.map(|(mention, _)| mention));
    }
    mentions
}

/// Tests whether a passage says anything of attachments at all.
pub(super) fn speaks_of_attachments(passage: &Passage) -> bool {
    (0..passage.words.len()).any(|at| is_appendix(passage, at) || phrase(passage, at).is_some())
}

/// Tests whether two words at a place are these.
fn pair(passage: &Passage, at: usize, first: &str, second: &str) -> bool {
    let is = |at: usize, wanted: &str| {
        passage.key(at) == Some(key(wanted)) && passage.word(at).is_some_and(|word| names::same(word, wanted))
    };
    is(at, first) && is(at + 1, second)
}

fn is_appendix(passage: &Passage, at: usize) -> bool {
    let starts = passage.word(at).is_some_and(|word| word.starts_with(['p', 'P']));
    starts && pair(passage, at, "phụ", "lục")
}

/// `Phụ lục II`, `Phụ lục số 01`, of this document; with the word behind it.
fn numbered(passage: &Passage, at: usize) -> Option<(Mention, usize)> {
    if !is_appendix(passage, at) {
        return None;
    }
    let is_counted = passage.word(at + 2).is_some_and(|word| names::same(word, "số"));
    let last = if is_counted { at + 3 } else { at + 2 };
    let word = passage.word(last)?;
    let number = roman(word).or_else(|| word.parse().ok().filter(|n| (1..=99).contains(n)))?;
    let gap = gap(passage, last - 1);
    if !gap.chars().all(|c| c.is_whitespace() || c == '.') || belongs_elsewhere(passage, last) {
        return None;
    }
    let range = passage.words.get(at)?.start..passage.words.get(last)?.end;
    // «Phụ lục I kèm theo» is one mention.
    let end = phrase(passage, last + 1).unwrap_or(last);
    Some((Mention { range, number: Some(number), issues: false }, end + 1))
}

/// The last word of `kèm theo`, `gửi kèm`, `gửi kèm theo`, `đính kèm` at a place.
fn phrase(passage: &Passage, at: usize) -> Option<usize> {
    let starts = passage.word(at)?.starts_with(['k', 'K', 'g', 'G', 'đ', 'Đ']);
    let last = match starts {
        true if pair(passage, at, "kèm", "theo") => at + 1,
        true if pair(passage, at, "gửi", "kèm") || pair(passage, at, "đính", "kèm") => at + 1,
        _ => return None,
    };
    let is_longer = pair(passage, last, "kèm", "theo");
    Some(if is_longer { last + 1 } else { last })
}

/// `đề cương và phụ lục gửi kèm`; with the word behind it.
fn sent_along(passage: &Passage, at: usize, things: &[String]) -> Option<(Mention, usize)> {
    let last = phrase(passage, at)?;
    let thing = thing_before(passage, at, things);
    let of_this = says_this(ahead(passage, last));
    if !of_this && (thing.is_none() || !stands_alone(passage, last) || asks_to_send(passage, at, last)) {
        return None;
    }
    let start = thing.unwrap_or(at);
    let range = passage.words.get(start)?.start..passage.words.get(last)?.end;
    let issues = thing.is_none() && at.checked_sub(2).is_some_and(|verb| pair(passage, verb, "ban", "hành"));
    Some((Mention { range, number: None, issues }, last + 1))
}

/// The first word of the farthest thing attached that stands before a phrase, in the same clause.
fn thing_before(passage: &Passage, at: usize, things: &[String]) -> Option<usize> {
    let mut farthest = None;
    for start in (at.saturating_sub(BACK)..at).rev() {
        if gap(passage, start).contains(['.', ';', ':', '(', ')']) {
            break;
        }
        let is_thing = things.iter().any(|thing| {
            let mut words = thing.split(' ').enumerate();
            words.all(|(i, wanted)| {
                start + i < at && passage.word(start + i).is_some_and(|word| names::same(word, wanted))
            })
        });
        if is_thing {
            farthest = Some(start);
        }
    }
    farthest
}

/// Tests whether nothing follows that is itself sent along, or that says of which document it is.
fn stands_alone(passage: &Passage, last: usize) -> bool {
    let gap = gap(passage, last);
    let is_end = last + 1 >= passage.words.len() || gap.contains(['.', ',', ';', ':', ')', '”', '"']);
    is_end
        || passage.word(last + 1).is_some_and(|word| FOLLOWING.iter().any(|known| names::same(word, known)))
}

/// Tests whether the clause asks others to send something somewhere: «gửi … kèm theo về …». What they are to go by
/// («theo mẫu gửi kèm») is sent along all the same.
fn asks_to_send(passage: &Passage, at: usize, last: usize) -> bool {
    let clause = (0..at).rev().take_while(|&word| !gap(passage, word).contains(['.', ';', '(', ')']));
    let mut sends = false;
    let mut goes_by = false;
    for word in clause.take(2 * BACK) {
        let Some(said) = passage.word(word) else { continue };
        goes_by |= names::same(said, "theo");
        sends |= ["gửi", "nộp"].iter().any(|verb| names::same(said, verb));
    }
    let goes_on = passage.word(last + 1).is_some_and(|word| names::same(word, "về"));
    goes_on || sends && !goes_by
}

/// Tests whether a numbered appendix is of another document: `Phụ lục I Nghị định số 30/2020/NĐ-CP`, `Phụ lục I của
/// Luật …`.
fn belongs_elsewhere(passage: &Passage, last: usize) -> bool {
    let ahead = ahead(passage, last);
    if says_this(ahead) {
        return false;
    }
    let next = ahead.strip_prefix(' ').unwrap_or(ahead);
    let names_document = ahead.starts_with(' ') && next.starts_with(char::is_uppercase);
    names_document
        || next.starts_with("của ")
        || next.starts_with("ban hành")
        || next.starts_with("kèm theo ")
}

/// Tests whether a clause speaks of the document it stands in.
fn says_this(clause: &str) -> bool {
    let words = names::words(clause);
    words.iter().take(5).any(|word| names::same(word, "này"))
}

/// Text that follows a word, to the end of its clause.
fn ahead(passage: &Passage, word: usize) -> &str {
    let start = passage.words.get(word).map_or(0, |range| range.end);
    let rest = passage.text().get(start..).unwrap_or_default();
    let end = rest.char_indices().map(|(at, _)| at).take_while(|at| *at <= AHEAD).last().unwrap_or(0);
    let rest = if rest.len() <= AHEAD { rest } else { rest.get(..end).unwrap_or_default() };
    rest.split(['.', ',', ';', ':', ')', '(']).next().unwrap_or_default()
}

/// Text between a word and the next.
fn gap(passage: &Passage, word: usize) -> &str {
    let end = passage.words.get(word).map_or(0, |range| range.end);
    let next = passage.words.get(word + 1).map_or(passage.text().len(), |range| range.start);
    passage.text().get(end..next).unwrap_or_default()
}
