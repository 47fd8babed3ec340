//! *Phụ lục*: what stands behind the signature under its number line (NĐ 30/2020, Phụ lục I, Phần I, Mục III khoản 1).

use super::PaperReading;
use super::attached::{self, AttachedHead};
use super::issuer::{self, OrganLine};
use super::masthead::{MastheadPart, segments};
use super::pieces::{lines, sides, spaced};
use super::structure::is_blank;
use super::{account, content, foot, head, signature};
use crate::document::{Align, BlockRole, Orientation};
use crate::input::source::{Item, Paragraph, Source};
use crate::outline::{is_capitals, marker};
use crate::report::FieldPath;
use crate::text;
use serde_json::{Value, json};

/// Lines of a title at most.
pub(super) const TITLE_LINES: usize = 6;

/// An appendix: its number line and what follows up to the next; or a text issued with the document, and its head.
pub(super) struct Appendix<'f> {
    items: &'f [Item],
    attached: Option<AttachedHead>,
}

/// The item at which the first appendix, or attached text, begins on a page of its own, from `from` on; the end where
/// there is none.
pub(super) fn begins(items: &[Item], from: usize) -> usize {
    let mut sheet = None;
    let mut new_page = false;
    for (index, item) in items.iter().enumerate().skip(from) {
        let is_attached = || attached::head(items.get(index..).unwrap_or(&[]), false).is_some();
        let Item::Paragraph(paragraph) = item else {
            if (new_page || starts_page(item, sheet)) && !is_blank(item) && is_attached() {
                return index;
            }
            new_page &= is_blank(item);
            continue;
        };
        new_page |= paragraph.new_page || sheet.is_some_and(|sheet| sheet != paragraph.sheet);
        sheet = Some(paragraph.sheet);
        if paragraph.is_blank() {
            continue;
        }
        if new_page && (number_line(paragraph).is_some() || is_attached()) {
            return index;
        }
        new_page = false;
    }
    items.len()
}

/// Tests whether an item stands on another sheet than what is before it, or on a page that it begins.
fn starts_page(item: &Item, sheet: Option<usize>) -> bool {
    let first = item.paragraphs().into_iter().next();
    first.is_some_and(|first| first.new_page || sheet.is_some_and(|sheet| sheet != first.sheet))
}

/// Words that begin a number line.
const LABELS: &[&str] = &["phụ lục", "phụ biểu", "biểu mẫu", "biểu số", "mẫu số", "biểu", "mẫu"];

/// What a number line says: the label as printed, and the lines of a title that stand behind it.
pub(super) fn number_line(paragraph: &Paragraph) -> Option<(String, Vec<String>)> {
    let mut all = lines(paragraph);
    let line = all.next()?;
    let lower = line.to_lowercase();
    let words = LABELS.iter().find(|words| lower.starts_with(**words))?;
    let begin = line.char_indices().nth(words.chars().count()).map_or(line.len(), |(at, _)| at);
    let rest = line.get(begin..)?;
    let behind = rest.trim_start();
    let so = ["số", "Số", "SỐ"]
        .iter()
        .find_map(|so| behind.strip_prefix(so))
        .map(|rest| rest.trim_start_matches([':', ' ']));
    let behind = so.unwrap_or(behind);
    let word = behind.split([':', '.', ' ', '-', '–']).next().unwrap_or("");
    let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
    let numbered = !word.is_empty()
        && word.chars().count() <= 6
        && (word.chars().all(|c| "IVXLC".contains(c))
            || !digits.is_empty()
                && digits.bytes().all(|b| b.is_ascii_digit())
                && word.len() <= digits.len() + 2
            || is_letter(word));
    let number = if numbered { word } else { "" };
    let behind = behind.strip_prefix(number)?;
    let title = behind.trim_matches([' ', ':', '.', '-', '–']);
    let label = line.get(..line.len() - behind.len())?.trim_end().to_owned();
    // A sentence that begins so is no heading.
    let sentence =
        !title.is_empty() && (!numbered || !is_capitals(title) && paragraph.align != Align::Center);
    let other = *words != LABELS[0] && !numbered;
    if sentence || other || (!rest.is_empty() && !rest.starts_with([' ', ':', '.'])) {
        return None;
    }
    let title = (!title.is_empty()).then(|| title.to_owned());
    Some((label, title.into_iter().chain(all).collect()))
}

/// `A`, `B` …
fn is_letter(word: &str) -> bool {
    word.len() == 1 && word.bytes().all(|b| b.is_ascii_uppercase())
}

/// What stands before the first appendix, and the appendixes.
pub(super) fn split(items: &[Item]) -> (&[Item], Vec<Appendix<'_>>) {
    let mut starts: Vec<(usize, Option<AttachedHead>)> = Vec::new();
    let mut sheet = None;
    // What stands directly behind the signature begins something.
    let mut new_page = true;
    for (index, item) in items.iter().enumerate() {
        new_page |= starts_page(item, sheet);
        sheet = item.paragraphs().last().map(|last| last.sheet).or(sheet);
        if is_blank(item) {
            continue;
        }
        let numbered = matches!(item, Item::Paragraph(p) if (p.align == Align::Center || p.new_page || starts.is_empty() && new_page) && number_line(p).is_some());
        let head =
            attached::head(items.get(index..).unwrap_or(&[]), new_page).filter(|_| new_page && !numbered);
        if numbered || head.is_some() {
            starts.push((index, head));
        }
        new_page = false;
    }
    starts.truncate(crate::limits::APPENDIXES);
    let first = starts.first().map_or(items.len(), |(index, _)| *index);
    let ends: Vec<usize> = starts.iter().skip(1).map(|(index, _)| *index).chain([items.len()]).collect();
    let parts = starts.into_iter().zip(ends);
    let part = |((from, attached), to)| Some(Appendix { items: items.get(from..to)?, attached });
    (items.get(..first).unwrap_or(&[]), parts.filter_map(part).collect())
}

/// Stores the appendixes.
pub(super) fn read(reading: &mut PaperReading, appendixes: &[Appendix<'_>], source: &Source) {
    let mut out: Vec<Value> = Vec::new();
    let count = appendixes.iter().filter(|appendix| appendix.attached.is_none()).count();
    let mut number = 0;
    for (index, appendix) in appendixes.iter().enumerate() {
        let at = FieldPath::field("appendixes").index(index);
        let orientation = appendix.items.iter().flat_map(Item::paragraphs).next();
        let orientation = orientation.and_then(|p| source.sheets.get(p.sheet)).map(|sheet| sheet.orientation);
        let mut entry = match &appendix.attached {
            Some(head) => attached_entry(reading, appendix.items, head, &at),
            None => {
                number += 1;
                appendix_entry(reading, appendix, &at, (number, count))
            }
        };
        if orientation == Some(Orientation::Landscape) {
            entry["orientation"] = json!("landscape");
        }
        out.push(entry);
    }
    if !out.is_empty() {
        reading.put("appendixes", Value::Array(out));
    }
}

/// An appendix as an entry of the draft; `number` of so many.
fn appendix_entry(
    reading: &mut PaperReading,
    appendix: &Appendix<'_>,
    at: &FieldPath,
    number: (usize, usize),
) -> Value {
    let head = above_body(reading, appendix, at, number);
    let parts = content::Main {
        opening: account::left(reading, appendix.items.get(..head.used).unwrap_or(&[])),
        items: appendix.items.get(head.used..).unwrap_or(&[]),
        unplaced: Vec::new(),
        stray: &[],
    };
    let body = content::whole(reading, &parts, &at.child("body"));
    let mut entry = json!({ "title": head.title, "body": body });
    if head.title.is_empty() {
        let message = "Phụ lục không có tiêu đề. Hãy nhập tiêu đề.".to_owned();
        reading.doubt(at.child("title").as_str(), "import-appendix", None, message);
    }
    if let Some(label) = head.label {
        entry["label"] = json!(label);
    }
    if let Some(info) = head.info {
        entry["info"] = json!(info);
    }
    entry
}

/// A text issued with the document as an entry of the draft.
fn attached_entry(reading: &mut PaperReading, items: &[Item], head: &AttachedHead, at: &FieldPath) -> Value {
    let rest = items.get(head.used..).unwrap_or(&[]);
    let signed = foot::signatures(reading, rest);
    let end = signed.as_ref().map_or(rest.len(), |(from, _)| *from);
    let (name, title) = (&head.type_name, &head.title);
    reading.claim(name.0, at.child("type_name"), BlockRole::TypeName, &name.1);
    for (index, (number, line)) in title.iter().enumerate() {
        reading.claim(*number, at.child("title").index(index), BlockRole::Subject, line);
    }
    let own = own_masthead(reading, items.get(..head.above).unwrap_or(&[]), at);
    if let Some((number, info)) = &head.info {
        reading.claim(*number, at.child("info"), BlockRole::AppendixInfo, info);
    }
    let signers = signed.map(|(_, signatures)| signature::values(reading, &signatures, &at.child("signers")));
    let left = |reading: &PaperReading, items: Option<&[Item]>| account::left(reading, items.unwrap_or(&[]));
    let parts = content::Main {
        opening: left(reading, items.get(..head.used)),
        items: rest.get(..end).unwrap_or(&[]),
        unplaced: left(reading, rest.get(end..)),
        stray: &[],
    };
    let body = content::whole(reading, &parts, &at.child("body"));
    let lines: Vec<&str> = title.iter().map(|(_, line)| line.as_str()).collect();
    let mut entry = json!({ "kind": "attached", "type_name": name.1, "body": body });
    if !lines.is_empty() {
        entry["title"] = json!(lines);
    }
    if !head.masthead {
        entry["masthead"] = json!("none");
    }
    if let Some((_, info)) = &head.info {
        entry["info"] = json!(info);
    }
    for (field, value) in own {
        entry[field] = value;
    }
    if let Some(signers) = signers {
        entry["signers"] = signers.into();
    }
    entry
}

/// What the masthead of an attached text says that the document's own does not: its organ, its *Quốc hiệu* as printed.
fn own_masthead(reading: &mut PaperReading, items: &[Item], at: &FieldPath) -> Vec<(&'static str, Value)> {
    let mut motto: Vec<String> = Vec::new();
    let mut organs: Vec<OrganLine> = Vec::new();
    for paragraph in items.iter().flat_map(Item::paragraphs) {
        for segment in sides(paragraph).iter().flat_map(|piece| segments(&piece.raw)) {
            let text = spaced(&segment.text);
            match segment.kind {
                MastheadPart::Nation | MastheadPart::Motto | MastheadPart::Party => {
                    reading.account(paragraph.number, &text);
                    motto.push(text);
                }
                MastheadPart::Capitals => organs.push(OrganLine {
                    number: paragraph.number,
                    text,
                    bold: paragraph.is_all_bold(),
                    cell: None,
                }),
                _ => {}
            }
        }
    }
    let mut out = Vec::new();
    if !motto.is_empty() && !head::is_usual(&motto) {
        out.push(("motto", json!(motto)));
    }
    if !organs.is_empty() {
        let issuer = issuer::value(reading, &organs, &at.child("issuer"));
        if !issuer::is_same(reading, &issuer) {
            out.push(("issuer", issuer));
        }
    }
    out
}

/// What stands above the body of an appendix.
#[derive(Default)]
struct Head {
    label: Option<String>,
    title: Vec<String>,
    info: Option<String>,
    used: usize,
}

fn above_body(
    reading: &mut PaperReading,
    appendix: &Appendix<'_>,
    at: &FieldPath,
    number_of: (usize, usize),
) -> Head {
    let mut head = Head::default();
    let mut numbered = false;
    for (item, it) in appendix.items.iter().enumerate() {
        let Item::Paragraph(paragraph) = it else { break };
        let number = paragraph.number;
        let text = spaced(paragraph.text.as_str());
        if !numbered {
            let (first, title) = number_line(paragraph).unwrap_or_default();
            reading.claim(number, at.clone(), BlockRole::AppendixNumber, &first);
            head.label = label(&first, number_of);
            title.iter().for_each(|line| {
                reading.claim(number, at.child("title"), BlockRole::AppendixTitle, line);
            });
            head.title = title;
            numbered = true;
        } else if paragraph.is_blank() {
            // The line below the head ends it.
            if (paragraph.above || paragraph.below) && !head.title.is_empty() {
                head.used = item + 1;
                break;
            }
            continue;
        } else if is_info(&text) && head.info.is_none() {
            reading.claim(number, at.child("info"), BlockRole::AppendixInfo, &text);
            head.info = Some(text);
        } else if head.title.len() < TITLE_LINES && is_title(paragraph, &text, &head) {
            for line in lines(paragraph) {
                reading.claim(
                    number,
                    at.child("title").index(head.title.len()),
                    BlockRole::AppendixTitle,
                    &line,
                );
                head.title.push(line);
            }
        } else {
            break;
        }
        head.used = item + 1;
    }
    head
}

/// `(Kèm theo Kế hoạch số …)`.
pub(super) fn is_info(text: &str) -> bool {
    let inner = text.trim_start_matches('(').to_lowercase();
    let bracketed = text.starts_with('(') && text.ends_with(')');
    inner.starts_with("kèm theo") || (bracketed && inner.contains("kèm theo"))
}

fn is_title(paragraph: &Paragraph, text: &str, head: &Head) -> bool {
    let centred = paragraph.align == Align::Center && (paragraph.is_all_bold() || is_capitals(text));
    let first = head.title.is_empty() && (is_capitals(text) || paragraph.is_all_bold());
    // Behind the line that says to what it belongs only a first title may follow.
    (centred && (head.title.is_empty() || head.info.is_none()) || first) && marker(text).is_none()
}

/// The number line as printed, where the program would print another.
fn label(first: &str, (number, count): (usize, usize)) -> Option<String> {
    let number = u32::try_from(number).ok().filter(|_| count > 1);
    let expected = format!("Phụ lục {}", number.and_then(text::roman).unwrap_or_default());
    (first != expected.trim_end()).then(|| first.to_owned())
}
