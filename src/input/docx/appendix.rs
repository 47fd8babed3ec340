//! *Phụ lục*: what stands behind the signature under its number line (NĐ 30/2020, Phụ lục I, Phần I, Mục III khoản 1).

use super::content;
use super::flow::{Item, Paragraph};
use super::pieces::{Places, lines, spaced};
use super::structure::is_blank;
use crate::document::{Align, BlockRole, Orientation};
use crate::input::scan::Scan;
use crate::outline::{is_capitals, marker};
use crate::report::FieldPath;
use crate::text;
use serde_json::{Value, json};

/// Lines of a title at most.
const TITLE_LINES: usize = 6;

/// An appendix: its number line and what follows up to the next.
pub(super) struct Appendix<'f> {
    items: &'f [Item],
}

/// The item at which the first appendix begins on a page of its own, from `from` on; the end where there is none.
pub(super) fn begins(items: &[Item], from: usize) -> usize {
    let mut sheet = None;
    let mut new_page = false;
    for (index, item) in items.iter().enumerate().skip(from) {
        let Item::Paragraph(paragraph) = item else {
            new_page &= is_blank(item);
            continue;
        };
        new_page |= paragraph.new_page || sheet.is_some_and(|sheet| sheet != paragraph.sheet);
        sheet = Some(paragraph.sheet);
        if paragraph.is_blank() {
            continue;
        }
        if new_page && number_line(paragraph).is_some() {
            return index;
        }
        new_page = false;
    }
    items.len()
}

/// What a number line says: the number as printed, and the first line of a title that stands behind it.
fn number_line(paragraph: &Paragraph) -> Option<(String, Vec<String>)> {
    let mut all = lines(paragraph);
    let line = all.next()?;
    let first: String = line.chars().take(7).collect();
    if first.to_lowercase() != "phụ lục" {
        return None;
    }
    let rest = line.get(first.len()..)?;
    let word = rest.trim_start().split([':', '.', ' ', '-', '–']).next().unwrap_or("");
    let numbered = !word.is_empty()
        && word.chars().count() <= 6
        && (word.chars().all(|c| "IVXLC".contains(c))
            || word.bytes().all(|b| b.is_ascii_digit())
            || is_letter(word));
    let number = if numbered { word } else { "" };
    let title = rest.trim_start().strip_prefix(number)?.trim_matches([' ', ':', '.', '-', '–']);
    // A sentence that begins so is no heading.
    let sentence =
        !title.is_empty() && (!numbered || !is_capitals(title) && paragraph.align != Align::Center);
    if sentence || (!rest.is_empty() && !rest.starts_with([' ', ':', '.'])) {
        return None;
    }
    let title = (!title.is_empty()).then(|| title.to_owned());
    Some((number.to_owned(), title.into_iter().chain(all).collect()))
}

/// `A`, `B` …
fn is_letter(word: &str) -> bool {
    word.len() == 1 && word.bytes().all(|b| b.is_ascii_uppercase())
}

/// What stands before the first appendix, and the appendixes.
pub(super) fn split(items: &[Item]) -> (&[Item], Vec<Appendix<'_>>) {
    let starts: Vec<usize> = items
        .iter()
        .enumerate()
        .filter(|(_, item)| {
            matches!(item, Item::Paragraph(p) if (p.align == Align::Center || p.new_page) && number_line(p).is_some())
        })
        .map(|(index, _)| index)
        .take(crate::limits::APPENDIXES)
        .collect();
    let first = starts.first().copied().unwrap_or(items.len());
    let ends = starts.iter().skip(1).copied().chain([items.len()]);
    let parts = starts.iter().zip(ends).filter_map(|(&from, to)| items.get(from..to));
    (items.get(..first).unwrap_or(&[]), parts.map(|items| Appendix { items }).collect())
}

/// Stores the appendixes.
pub(super) fn read(
    scan: &mut Scan,
    appendixes: &[Appendix<'_>],
    flow: &super::flow::Flow,
    places: &mut Places,
) {
    let mut out: Vec<Value> = Vec::new();
    for (index, appendix) in appendixes.iter().enumerate() {
        let at = FieldPath::field("appendixes").index(index);
        let orientation = appendix.items.iter().flat_map(Item::paragraphs).next();
        let orientation = orientation.and_then(|p| flow.sheets.get(p.sheet)).map(|sheet| sheet.orientation);
        let head = head(scan, appendix, &at, (index, appendixes.len()), places);
        let body =
            content::part(scan, appendix.items.get(head.used..).unwrap_or(&[]), &at.child("body"), places);
        if head.title.is_empty() {
            let message = "Phụ lục không có tiêu đề. Hãy nhập tiêu đề.".to_owned();
            scan.doubt(at.child("title").as_str(), "import-appendix", None, message);
        }
        let mut entry = json!({ "title": head.title, "body": body });
        if let Some(info) = head.info {
            entry["info"] = json!(info);
        }
        if orientation == Some(Orientation::Landscape) {
            entry["orientation"] = json!("landscape");
        }
        out.push(entry);
    }
    if !out.is_empty() {
        scan.put("appendixes", Value::Array(out));
    }
}

/// What stands above the body of an appendix.
#[derive(Default)]
struct Head {
    title: Vec<String>,
    info: Option<String>,
    used: usize,
}

fn head(
    scan: &mut Scan,
    appendix: &Appendix<'_>,
    at: &FieldPath,
    (index, count): (usize, usize),
    places: &mut Places,
) -> Head {
    let mut head = Head::default();
    let mut numbered = false;
    for (item, it) in appendix.items.iter().enumerate() {
        let Item::Paragraph(paragraph) = it else { break };
        let number = paragraph.number;
        let text = spaced(paragraph.text.as_str());
        if !numbered {
            let (printed, title) = number_line(paragraph).unwrap_or_default();
            let first = lines(paragraph).next().unwrap_or_default();
            places.put(number, at.clone(), BlockRole::AppendixNumber, &first);
            told_otherwise(scan, &first, &printed, at, (index, count));
            title
                .iter()
                .for_each(|line| places.put(number, at.child("title"), BlockRole::AppendixTitle, line));
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
            places.put(number, at.child("info"), BlockRole::AppendixInfo, &text);
            head.info = Some(text);
        } else if head.title.len() < TITLE_LINES && is_title(paragraph, &text, &head) {
            for line in lines(paragraph) {
                places.put(
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
fn is_info(text: &str) -> bool {
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

/// Says so where the number line will be printed otherwise.
fn told_otherwise(
    scan: &mut Scan,
    first: &str,
    printed: &str,
    at: &FieldPath,
    (index, count): (usize, usize),
) {
    let number = u32::try_from(index + 1).ok().filter(|_| count > 1);
    let expected = number.and_then(text::roman).unwrap_or_default();
    if printed != expected {
        let will = format!("Phụ lục {expected}");
        let message = format!("Bản gốc ghi “{first}”, sẽ in “{}”.", will.trim_end());
        scan.doubt(at.as_str(), "import-appendix", None, message);
    }
}
