//! The type's name and the subject below it.
//!
//! A name of the catalog gives the type; any other title in capitals, or set as titles are, is the `type_name` of the
//! general type. Without a title it is a letter where it has an addressee or a `V/v`.

use super::head::Candidate;
use super::issuer::is_organ;
use super::masthead::MastheadPart;
use super::pieces::{lines, spaced};
use super::{KnownType, PaperReading, receivers};
use crate::document::{Align, BlockRole};
use crate::input::source::{Item, Paragraph};
use crate::outline::{is_capitals, marker, starts_lower};
use serde_json::json;

/// Lines of a subject at most.
const SUBJECT_LINES: usize = 8;
/// Characters of a subject that no look tells from prose.
const PLAIN_SUBJECT: usize = 300;
/// Characters of the longest title that is none of the catalog's.
const TITLE: usize = 120;
/// Candidates behind the masthead among which a title of no known type is looked for.
const NEAR: usize = 2;

/// Where the title stands.
pub(super) struct Title {
    /// Index of its candidate.
    pub(super) at: usize,
    /// Index of its type; none for a title that is not one of the catalog's.
    known: Option<usize>,
}

/// The title: the name of a type, of several the longest; else the first line that looks like a title.
pub(super) fn find(
    reading: &PaperReading,
    candidates: &[Candidate<'_>],
    core: usize,
    wrapped: bool,
) -> Option<Title> {
    let mut before = None;
    for (at, candidate) in candidates.iter().enumerate() {
        let is_core = at < core;
        if is_over(candidate, is_core) {
            break;
        }
        let Some(known) = named(reading, &candidate.text) else { continue };
        if at >= core {
            // A subject may quote a type's name; a title stands near the head.
            let near = candidates.get(core..at).unwrap_or(&[]).iter().filter(|c| !is_mark(c)).count() <= 6;
            return near.then_some(Title { at, known: Some(known) }).or(before);
        }
        before.get_or_insert(Title { at, known: Some(known) });
    }
    before.or_else(|| other(candidates, core, wrapped))
}

/// Tests whether what begins here is no head any more.
fn is_over(candidate: &Candidate<'_>, is_core: bool) -> bool {
    let text = candidate.text.as_str();
    let over = ["Căn cứ", "Kính gửi", "KÍNH GỬI"].iter().any(|start| text.starts_with(start))
        || receivers::is_title(text);
    over || !is_core && candidate.cell.is_none() && marker(text).is_some()
}

fn is_mark(candidate: &Candidate<'_>) -> bool {
    matches!(candidate.kind, MastheadPart::Rule | MastheadPart::Mark(..))
}

/// Index of the type whose name a line begins with.
fn named(reading: &PaperReading, line: &str) -> Option<usize> {
    let types = reading.knowledge.types.iter().enumerate();
    let named = types.filter(|(_, known)| !known.title.is_empty() && begins_with(line, &known.title));
    named.max_by_key(|(_, known)| known.title.len()).map(|(index, _)| index)
}

/// A title of no known type: in capitals or set as titles are, behind the masthead, or first of all.
fn other(candidates: &[Candidate<'_>], core: usize, wrapped: bool) -> Option<Title> {
    let head = candidates.get(..core).unwrap_or(&[]);
    if head.iter().any(|c| matches!(c.kind, MastheadPart::About | MastheadPart::Addressees)) {
        return None;
    }
    let behind = candidates.iter().enumerate().skip(core).filter(|(_, c)| !is_mark(c));
    let organs = |c: &Candidate<'_>| core == 0 && is_organ(&c.text);
    let mut near = behind.skip_while(|(_, c)| organs(c)).take(NEAR);
    let same_item =
        |c: &Candidate<'_>| c.cell.is_some() && head.last().is_some_and(|last| last.item == c.item);
    near.find(|(_, c)| !same_item(c) && !is_over(c, false) && is_title(c, wrapped))
        .map(|(at, _)| Title { at, known: None })
}

fn is_title(candidate: &Candidate<'_>, wrapped: bool) -> bool {
    let text = candidate.text.as_str();
    let (centred, bold) = (candidate.is_centred(), candidate.is_bold());
    let short = text.chars().count() <= TITLE && marker(text).is_none();
    let capitals = is_capitals(text) && (wrapped || centred || bold);
    let set = centred && bold && !wrapped && !text.ends_with(['.', ';', ':', ',']) && !starts_lower(text);
    short && (capitals || set) && !text.starts_with('(')
}

/// Whether a text begins with these words.
pub(super) fn begins_with(text: &str, words: &str) -> bool {
    text.strip_prefix(words).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

impl Title {
    /// Stores the type's name, and reads the subject below it; says which item comes next.
    pub(super) fn read(
        &self,
        reading: &mut PaperReading,
        candidates: &[Candidate<'_>],
        items: &[Item],
        core: usize,
        wrapped: bool,
        subject: &mut Vec<(usize, String)>,
    ) -> usize {
        let Some(candidate) = candidates.get(self.at) else { return 0 };
        let number = candidate.paragraph.number;
        let mut all = lines(candidate.paragraph).skip_while(|line| !line.contains(&candidate.text));
        let line = all.next().map_or_else(|| candidate.text.clone(), |_| candidate.text.clone());
        let known = self.known.and_then(|index| reading.knowledge.types.get(index)).cloned();
        self.put(reading, known.as_ref(), &line, number, subject);
        subject.extend(all.map(|line| (number, line)));
        let last_core = candidates.get(..core).and_then(<[_]>::last);
        let behind = last_core.map_or(0, |last| last.item + 1).max(candidate.item + 1);
        if self.at < core && candidate.item < behind - 1 {
            // The masthead goes on below the title: what stands between is not the subject's.
            return self.subject_between(candidates, core, subject).max(behind);
        }
        if candidate.cell.is_some() {
            let rest = candidates.iter().skip(self.at + 1);
            let same = rest.take_while(|c| c.item == candidate.item && c.cell == candidate.cell);
            let taken: Vec<(usize, String)> = same.map(|c| (c.paragraph.number, c.text.clone())).collect();
            subject.extend(taken);
        }
        if wrapped {
            subject_of_lines(items, behind, subject)
        } else {
            subject_of_paragraphs(items, behind, subject)
        }
    }

    fn put(
        &self,
        reading: &mut PaperReading,
        known: Option<&KnownType>,
        line: &str,
        number: usize,
        subject: &mut Vec<(usize, String)>,
    ) {
        let Some(known) = known else {
            put_general(reading);
            reading.put("type_name", json!(line));
            return reading.claim(number, "type_name".into(), BlockRole::TypeName, line);
        };
        reading.put("type", json!(known.id));
        let mut printed = line;
        if is_capitals(line) {
            if line != known.title {
                reading.put("type_name", json!(line));
            }
        } else {
            let rest = line.get(known.title.len()..).unwrap_or("").trim_start_matches([':', ' ']);
            printed = line.get(..known.title.len()).unwrap_or(line);
            subject.push((number, rest.to_owned()));
        }
        let field = if reading.values.contains_key("type_name") { "type_name" } else { "type" };
        reading.claim(number, field.into(), BlockRole::TypeName, printed);
    }

    /// The subject where the masthead ends below it: lines right under the title.
    fn subject_between(
        &self,
        candidates: &[Candidate<'_>],
        core: usize,
        subject: &mut Vec<(usize, String)>,
    ) -> usize {
        let between = candidates.iter().take(core).skip(self.at + 1);
        let own = between.take_while(|c| {
            matches!(c.kind, MastheadPart::Other | MastheadPart::About | MastheadPart::Capitals)
        });
        let taken: Vec<(usize, String)> = own.map(|c| (c.paragraph.number, c.text.clone())).collect();
        subject.extend(taken);
        0
    }
}

/// The subject of a document whose paragraphs have a look.
fn subject_of_paragraphs(items: &[Item], from: usize, subject: &mut Vec<(usize, String)>) -> usize {
    let mut at = from;
    let mut next = from;
    while let Some(item) = items.get(next) {
        let Item::Paragraph(paragraph) = item else { break };
        next += 1;
        if paragraph.is_blank() {
            continue;
        }
        let below = items.get(next..).unwrap_or(&[]);
        if !is_subject(paragraph, below, subject) {
            break;
        }
        subject.extend(lines(paragraph).map(|line| (paragraph.number, line)));
        at = next;
    }
    at
}

/// Tests whether a paragraph goes on with the subject.
fn is_subject(paragraph: &Paragraph, below: &[Item], subject: &[(usize, String)]) -> bool {
    let text = spaced(paragraph.text.as_str());
    let (centred, bold) = (paragraph.align == Align::Center, paragraph.is_all_bold());
    // Bases and addressees are never set as titles are.
    let other = ["Căn cứ", "Kính gửi", "Nơi nhận"].iter().any(|start| text.starts_with(start));
    let other = other && !(centred && bold && subject.is_empty());
    if other || marker(&text).is_some() || text.ends_with(':') || subject.len() >= SUBJECT_LINES {
        return false;
    }
    let mut under = below.iter().flat_map(Item::paragraphs);
    let blank: Vec<&Paragraph> = under.clone().take_while(|p| p.is_blank()).collect();
    let underlined = paragraph.has_line() || blank.iter().any(|p| p.has_line());
    let next = under.find(|p| !p.is_blank()).map(|p| p.trimmed());
    let decides = !underlined && next.is_some_and(|t| t.starts_with("Căn cứ"));
    if is_capitals(&text) && (decides || !(subject.is_empty() || centred && bold)) {
        return false;
    }
    match (centred, bold) {
        (true, true) => true,
        (true, false) | (false, true) => !text.ends_with(['.', ';']) && !text.starts_with('('),
        (false, false) => {
            (subject.is_empty() || starts_lower(&text) && !ends_clause(subject))
                && !text.ends_with(['.', ';'])
                && text.chars().count() <= PLAIN_SUBJECT
        }
    }
}

fn ends_clause(subject: &[(usize, String)]) -> bool {
    subject.last().is_some_and(|(_, line)| line.ends_with(['.', ';', ':', ')']))
}

/// The subject of a text, whose lines have no look: what ends as a sentence does is the body's, all its lines with it.
fn subject_of_lines(items: &[Item], from: usize, subject: &mut Vec<(usize, String)>) -> usize {
    let line = |index: usize| match items.get(index) {
        Some(Item::Paragraph(paragraph)) => Some(paragraph),
        _ => None,
    };
    let mut at = from;
    let mut bold: Option<bool> = None;
    while let Some(first) = line(at) {
        if first.is_blank() {
            at += 1;
            continue;
        }
        let group = group(&line, at);
        let paragraph_of_its_own = at == from || line(at - 1).is_none_or(Paragraph::is_blank);
        let whole: Vec<&Paragraph> = (at..).map_while(&line).take_while(|p| !p.is_blank()).collect();
        let texts: Vec<String> = group.iter().map(|p| spaced(p.text.as_str())).collect();
        let joined = texts.join(" ");
        let is_bold = first.is_all_bold();
        let chars = joined.chars().count();
        let stop = !group.iter().all(|p| may_be_subject(&spaced(p.text.as_str())))
            || at > from
                && paragraph_of_its_own
                && !whole.iter().all(|p| may_be_subject(&spaced(p.text.as_str())))
            || !is_bold && chars > PLAIN_SUBJECT
            || bold == Some(true) && !is_bold
            || !subject.is_empty() && is_capitals(&joined)
            || subject.len() + texts.len() > SUBJECT_LINES;
        if stop {
            break;
        }
        bold = Some(is_bold);
        subject.extend(group.iter().map(|p| p.number).zip(texts));
        at += group.len();
    }
    at
}

/// The lines from one on that are one sentence: each below begins with a small letter.
fn group<'p>(line: &impl Fn(usize) -> Option<&'p Paragraph>, from: usize) -> Vec<&'p Paragraph> {
    let mut out: Vec<&Paragraph> = Vec::new();
    for paragraph in (from..).map_while(line) {
        let text = paragraph.trimmed();
        let goes_on = out.is_empty()
            || starts_lower(text)
                && marker(text).is_none()
                && !out.last().is_some_and(|l| l.trimmed().ends_with(['.', ';', ':']));
        if !goes_on || paragraph.is_blank() {
            break;
        }
        out.push(paragraph);
    }
    out
}

fn may_be_subject(text: &str) -> bool {
    let starts = ["Căn cứ", "Kính gửi", "Nơi nhận"];
    !starts.iter().any(|s| text.starts_with(s)) && marker(text).is_none() && !text.ends_with(['.', ';', ':'])
}

/// The type of a paper without a title: a letter, or what its first words say; `khac` where nothing tells.
pub(super) fn guess(reading: &mut PaperReading, letter: bool, first: &str) {
    let types = &reading.knowledge.types;
    let found = types.iter().find(|t| letter && t.title.is_empty());
    if let Some(id) = found.map(|known| known.id.clone()) {
        return reading.put("type", json!(id));
    }
    put_general(reading);
    let message = match named_in_any_case(reading, first) {
        Some(name) => format!("Văn bản không có dòng tên loại; chữ đầu là “{name}”. Hãy chọn loại."),
        None => "Không nhận ra loại văn bản. Hãy chọn loại.".to_owned(),
    };
    reading.doubt("type", "import-type", None, message);
}

/// Stores the type that takes any paper.
fn put_general(reading: &mut PaperReading) {
    if let Some(general) = reading.knowledge.general.clone() {
        reading.put("type", json!(general));
    }
}

/// The name of a type, as printed, that a line begins with in any case.
fn named_in_any_case(reading: &PaperReading, line: &str) -> Option<String> {
    let types = reading.knowledge.types.iter().filter(|known| !known.title.is_empty());
    let names = types.filter_map(|known| {
        let words: String = line.chars().take(known.title.chars().count()).collect();
        (words.to_uppercase() == known.title && begins_with(line, &words)).then_some(words)
    });
    names.max_by_key(String::len)
}
