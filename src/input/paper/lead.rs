//! What stands between the title and the body: addressees and bases.

use super::PaperReading;
use super::pieces::{Places, lines, spaced};
use super::structure::is_blank;
use crate::document::BlockRole;
use crate::input::scan::head::is_basis;
use crate::input::source::{Item, Paragraph};
use crate::outline::{ends_sentence, is_capitals, marker, starts_lower};
use crate::report::FieldPath;
use serde_json::json;

/// `Kính gửi:` and the list below it, in paragraphs or in a table; says which item comes next. It has begun already
/// where it stood on a line of the masthead.
pub(super) fn addressees(
    scan: &mut PaperReading,
    items: &[Item],
    from: usize,
    begun: Option<Vec<String>>,
    places: &mut Places,
) -> usize {
    let Some(first) = items.iter().skip(from).position(|item| !is_blank(item)).map(|step| from + step) else {
        return from;
    };
    let filled =
        |item: &Item| item.paragraphs().iter().find(|p| !p.is_blank()).map(|p| spaced(p.text.as_str()));
    let starts = items.get(first).and_then(filled).is_some_and(|text| text.starts_with("Kính gửi"));
    if !starts && begun.is_none() {
        return from;
    }
    let mut list: Vec<(usize, String)> = Vec::new();
    let mut at = first;
    if let Some(names) = begun.filter(|_| !starts) {
        list.push((0, format!("Kính gửi: {}", names.join(" ")).trim_end().to_owned()));
    }
    while let Some(item) = items.get(at) {
        let texts: Vec<(usize, String)> =
            item.paragraphs().iter().flat_map(|p| lines(p).map(|line| (p.number, line))).collect();
        let goes_on = match item {
            _ if (starts && at == first) || texts.is_empty() => true,
            Item::Table(_) => false,
            Item::Paragraph(_) => texts.iter().all(|(_, text)| is_addressee(text, &list)),
        };
        if !goes_on {
            break;
        }
        list.extend(texts);
        at += 1;
    }
    put_addressees(scan, list, places);
    at
}

/// Whether a line goes on with the addressees: it has a dash, or nobody has been named, or the one before expects more.
fn is_addressee(text: &str, list: &[(usize, String)]) -> bool {
    let dashed = |text: &str| text.starts_with(['-', '–', '•', '+']);
    let last = list.last().map_or("", |(_, text)| text.as_str());
    let alone = list.len() == 1 && last.trim_end_matches([':', ' ']) == "Kính gửi";
    let list_open = alone || last.ends_with(';') || dashed(last) && !last.ends_with('.');
    if dashed(text) {
        return alone || dashed(last) || last.contains(": -") || last.ends_with(';');
    }
    list_open && !text.starts_with("Căn cứ") && marker(text).is_none() && text.chars().count() <= 200
}

fn put_addressees(scan: &mut PaperReading, list: Vec<(usize, String)>, places: &mut Places) {
    let mut names: Vec<(usize, String)> = Vec::new();
    let mut heading = None;
    for (number, text) in list {
        let text = match text.strip_prefix("Kính gửi") {
            Some(rest) if heading.is_none() => {
                heading = Some((number, text.clone()));
                rest.trim_start_matches([':', ' ']).to_owned()
            }
            _ => text,
        };
        let name = text.trim_start_matches(['-', '–', '•', '+', ' ']).trim();
        match names.last_mut() {
            _ if name.is_empty() => {}
            Some((_, last)) if starts_lower(name) && name.len() == text.len() && !ends_sentence(last) => {
                last.push(' ');
                last.push_str(name);
            }
            _ => names.push((number, name.to_owned())),
        }
    }
    let one = names.len() == 1;
    let last = names.len().saturating_sub(1);
    let heading_alone = heading.filter(|(number, _)| names.iter().all(|(n, _)| n != number));
    if let Some((number, text)) = heading_alone {
        places.put(number, "to".into(), BlockRole::ToList, &text);
    }
    let mut to = Vec::with_capacity(names.len());
    for (index, (number, name)) in names.into_iter().enumerate() {
        let role = if one { BlockRole::To } else { BlockRole::ToItem };
        places.put(number, FieldPath::field("to").index(index), role, &name);
        let usual = if index == last { '.' } else { ';' };
        if !one && !name.ends_with(['.', ';', ',', ':']) {
            let message = format!("Nơi kính gửi “{name}” không kết thúc bằng dấu “{usual}” như sẽ in.");
            scan.doubt("to", "import-to", None, message);
        }
        let bare = if one { &name } else { name.strip_suffix(usual).unwrap_or(&name) };
        to.push(bare.to_owned());
    }
    if !to.is_empty() {
        scan.put("to", json!(to));
    }
}

/// The bases. As a field where they are plain and open the document; else they stay in the body, by number.
pub(super) fn bases(
    scan: &mut PaperReading,
    items: &[Item],
    from: usize,
    opens: bool,
    places: &mut Places,
) -> (usize, Vec<usize>) {
    let mut found: Vec<(&Paragraph, String)> = Vec::new();
    let mut authority = false;
    let mut at = from;
    for (index, item) in items.iter().enumerate().skip(from) {
        let Item::Paragraph(paragraph) = item else { break };
        let text = spaced(paragraph.text.as_str());
        if text.is_empty() {
            continue;
        }
        let told = paragraph.is_all_italic() || text.ends_with(';') || !found.is_empty();
        if is_basis(&text, !found.is_empty()) && told {
            found.push((paragraph, text));
            at = index + 1;
        } else if found.is_empty() && is_capitals(&text) && marker(&text).is_none() && !text.ends_with(':') {
            authority = true;
        } else {
            break;
        }
    }
    let plain = |(p, _): &(&Paragraph, String)| {
        let bold = p.text.spans().any(|(_, look)| look.bold);
        let italic = p.text.spans().any(|(_, look)| look.italic);
        !bold && (!italic || p.is_all_italic())
    };
    if authority || !opens || !found.iter().all(plain) {
        return (from, found.iter().map(|(p, _)| p.number).collect());
    }
    if !found.is_empty() {
        for (index, (paragraph, text)) in found.iter().enumerate() {
            places.put(paragraph.number, FieldPath::field("bases").index(index), BlockRole::Basis, text);
        }
        scan.put("bases", json!(found.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>()));
        return (at, Vec::new());
    }
    (from, Vec::new())
}
