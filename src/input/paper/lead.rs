//! What stands between the title and the body: addressees and bases.

use super::PaperReading;
use super::pieces::{lines, spaced};
use super::structure::is_blank;
use crate::document::BlockRole;
use crate::input::source::{Item, Paragraph};
use crate::outline::{ends_sentence, is_capitals, marker, starts_lower};
use crate::report::FieldPath;
use serde_json::json;

/// `Kính gửi:` and the list below it, in paragraphs or in a table; says which item comes next. It has begun already
/// where it stood on a line of the masthead.
pub(super) fn addressees(
    reading: &mut PaperReading,
    items: &[Item],
    from: usize,
    begun: Option<Vec<(usize, String)>>,
) -> usize {
    let Some(first) = items.iter().skip(from).position(|item| !is_blank(item)).map(|step| from + step) else {
        return from;
    };
    let filled =
        |item: &Item| item.paragraphs().iter().find(|p| !p.is_blank()).map(|p| spaced(p.text.as_str()));
    let starts = items.get(first).and_then(filled).is_some_and(|text| begins(&text));
    if !starts && begun.is_none() {
        return from;
    }
    let mut list: Vec<(usize, String)> = Vec::new();
    let mut at = first;
    list.extend(begun.into_iter().flatten());
    while let Some(item) = items.get(at) {
        let texts: Vec<(usize, String)> =
            item.paragraphs().iter().flat_map(|p| lines(p).map(|line| (p.number, line))).collect();
        let goes_on = match item {
            _ if texts.is_empty() => true,
            _ if starts && at == first && list.is_empty() => true,
            Item::Table(_) => at == first + 1 && list.len() == 1,
            Item::Paragraph(_) => texts.iter().all(|(_, text)| is_addressee(text, &list)),
        };
        if !goes_on {
            break;
        }
        list.extend(texts);
        at += 1;
    }
    put_addressees(reading, list);
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

/// An addressee: its words, and the lines it stands on.
struct Addressee {
    name: String,
    lines: Vec<(usize, String)>,
}

fn put_addressees(reading: &mut PaperReading, list: Vec<(usize, String)>) {
    let mut names: Vec<Addressee> = Vec::new();
    let mut heading = None;
    for (number, text) in list {
        let text = match text.strip_prefix("Kính gửi").or_else(|| text.strip_prefix("KÍNH GỬI")) {
            Some(rest) if heading.is_none() => {
                heading = Some((number, text.clone()));
                reading.account(number, "Kính gửi");
                rest.trim_start_matches([':', ' ']).to_owned()
            }
            _ => text,
        };
        let name = text.trim_start_matches(['-', '–', '•', '+', ' ']).trim();
        match names.last_mut() {
            _ if name.is_empty() => {}
            Some(last) if starts_lower(name) && name.len() == text.len() && !ends_sentence(&last.name) => {
                last.name.push(' ');
                last.name.push_str(name);
                last.lines.push((number, name.to_owned()));
            }
            _ => names.push(Addressee { name: name.to_owned(), lines: vec![(number, name.to_owned())] }),
        }
    }
    let heading_alone =
        heading.filter(|(number, _)| names.iter().flat_map(|a| &a.lines).all(|(n, _)| n != number));
    if let Some((number, text)) = heading_alone {
        reading.claim(number, "to".into(), BlockRole::ToList, &text);
    }
    let (one, count) = (names.len() == 1, names.len());
    let mut to = Vec::with_capacity(count);
    for (index, Addressee { name, lines }) in names.into_iter().enumerate() {
        let role = if one { BlockRole::To } else { BlockRole::ToItem };
        for (number, line) in &lines {
            reading.claim(*number, FieldPath::field("to").index(index), role, line);
        }
        let usual = if index + 1 == count { '.' } else { ';' };
        if !one && !name.ends_with(['.', ';', ',', ':']) {
            let message = format!("Nơi kính gửi “{name}” không kết thúc bằng dấu “{usual}” như sẽ in.");
            reading.doubt("to", "import-to", None, message);
        }
        let bare = if one { &name } else { name.strip_suffix(usual).unwrap_or(&name) };
        to.push(bare.to_owned());
    }
    if !to.is_empty() {
        reading.put("to", json!(to));
    }
}

/// Tests whether a line begins with *Kính gửi*.
fn begins(text: &str) -> bool {
    text.starts_with("Kính gửi") || text.starts_with("KÍNH GỬI")
}

/// What stands between addressees and body, as it is found.
#[derive(Default)]
struct Lead<'f> {
    authority: Vec<(&'f Paragraph, String)>,
    bases: Vec<(&'f Paragraph, Vec<(usize, String)>)>,
    /// The item behind the last basis.
    at: usize,
}

/// The authority that decides, and the bases. As fields where they are plain and open the document; else they stay in the
/// body, the bases by number.
pub(super) fn bases(
    reading: &mut PaperReading,
    items: &[Item],
    from: usize,
    opens: bool,
) -> (usize, Vec<usize>) {
    let lead = Lead::of(reading, items, from);
    let plain = |p: &&Paragraph| {
        let bold = p.text.spans().any(|(_, look)| look.bold);
        let italic = p.text.spans().any(|(_, look)| look.italic);
        !bold && (!italic || p.is_all_italic())
    };
    let numbers: Vec<usize> =
        lead.bases.iter().flat_map(|(_, lines)| lines.iter().map(|(n, _)| *n)).collect();
    if lead.bases.is_empty() || !opens || !lead.bases.iter().all(|(p, _)| plain(p)) {
        return (from, numbers);
    }
    let authority: Vec<&str> = lead.authority.iter().map(|(_, text)| text.as_str()).collect();
    if !authority.is_empty() {
        for (index, (paragraph, text)) in lead.authority.iter().enumerate() {
            let place = FieldPath::field("authority").index(index);
            reading.claim(paragraph.number, place, BlockRole::Authority, text);
        }
        reading.put("authority", json!(authority));
    }
    let mut texts: Vec<String> = Vec::new();
    for (index, (_, lines)) in lead.bases.iter().enumerate() {
        for (number, line) in lines {
            let place = FieldPath::field("bases").index(index);
            reading.claim(*number, place, BlockRole::Basis, line);
        }
        texts.push(lines.iter().map(|(_, line)| line.as_str()).collect::<Vec<_>>().join(" "));
    }
    reading.put("bases", json!(texts));
    (lead.at, Vec::new())
}

impl<'f> Lead<'f> {
    fn of(reading: &mut PaperReading, items: &'f [Item], from: usize) -> Self {
        let mut lead = Lead { at: from, ..Lead::default() };
        for (index, item) in items.iter().enumerate().skip(from) {
            let Item::Paragraph(paragraph) = item else { break };
            let text = spaced(paragraph.text.as_str());
            if text.is_empty() {
                continue;
            }
            if !lead.take(reading, paragraph, text, items.get(index.wrapping_sub(1))) {
                break;
            }
            if !lead.bases.is_empty() {
                lead.at = index + 1;
            }
        }
        lead
    }

    /// Takes a paragraph; says whether it belongs here.
    fn take(
        &mut self,
        reading: &mut PaperReading,
        paragraph: &'f Paragraph,
        text: String,
        above: Option<&Item>,
    ) -> bool {
        let said = self.bases.last().and_then(|(_, lines)| lines.last()).map(|(_, line)| line.clone());
        let told = paragraph.is_all_italic() || text.ends_with(';') || said.is_some() || reading.wrapped;
        let goes_on = said
            .as_ref()
            .is_some_and(|said| !ends_sentence(said) && starts_lower(&text) && marker(&text).is_none());
        if is_basis(&text, said.is_some()) && told {
            self.bases.push((paragraph, vec![(paragraph.number, text)]));
        } else if goes_on && !text.ends_with(':') {
            if above.is_some_and(is_blank) && reading.wrapped {
                let said = said.unwrap_or_default();
                reading.mend(paragraph.number, "page-break", &text, &format!("{said} {text}"));
            }
            if let Some((_, lines)) = self.bases.last_mut() {
                lines.push((paragraph.number, text));
            }
        } else if said.is_none() && is_capitals(&text) && marker(&text).is_none() && !text.ends_with(':') {
            self.authority.push((paragraph, text));
        } else {
            return false;
        }
        true
    }
}

/// `Căn cứ …`; after one of these also `Xét …` and `Theo đề nghị …`. What ends in a colon leads in the body.
fn is_basis(text: &str, has_bases: bool) -> bool {
    let follows = |start: &str| has_bases && text.starts_with(start) && text.ends_with([';', '.', ',']);
    !text.ends_with(':') && (text.starts_with("Căn cứ ") || follows("Xét ") || follows("Theo đề nghị"))
}
