//! The head of a document: masthead, type's name, subject, addressees, bases.

use super::masthead::{Masthead, Organs};
use super::{KnownOrgan, KnownType, Line, Parts, Scan, bare};
use crate::outline::{ends_sentence, escape, is_capitals, marker, starts_lower};
use serde_json::json;

/// Lines among which the type's name is looked for.
const HEAD_LINES: usize = 60;
/// Lines of a subject at most.
const SUBJECT_LINES: usize = 6;
/// Characters of a plain subject at most; a bold one may be longer.
const SUBJECT_CHARS: usize = 400;

/// Reads the head; what is left of the lines is the body and the foot.
pub(super) fn read<'l>(scan: &mut Scan, lines: &'l [Line]) -> Parts<'l> {
    let mut masthead = Masthead::default();
    let mut opening = Vec::new();
    let title = find_title(scan, lines);
    let mut at = match title {
        Some(title) => eat_all(scan, &mut masthead, lines.get(..title.line).unwrap_or(&[]), &mut opening),
        None => eat_some(scan, &mut masthead, lines, &mut opening),
    };
    let mut subject = std::mem::take(&mut masthead.subject);
    match title {
        Some(title) => {
            put_type(scan, &title, lines, &mut subject);
            at = read_subject(lines, title.line + 1, &mut subject);
        }
        None => at = guess_type(scan, lines, at, &masthead, &mut subject),
    }
    at = read_addressees(scan, &mut masthead, lines, at, &mut opening);
    put_organ(scan, &masthead);
    if !subject.is_empty() {
        scan.put("subject", json!(subject));
    }
    at = read_bases(scan, lines, at, &mut opening);
    note_absent(scan);
    Parts { opening, body: lines.get(at..).unwrap_or(&[]), rest: &[] }
}

/// Eats every line above the type's name; what has no place opens the body.
fn eat_all(scan: &mut Scan, masthead: &mut Masthead, lines: &[Line], opening: &mut Vec<String>) -> usize {
    for line in lines.iter().filter(|line| !line.is_blank()) {
        if let Some(rest) = masthead.eat(scan, line.number, &line.text, Organs::Allowed) {
            unplaced(scan, line.number, &rest, opening);
        }
    }
    lines.len()
}

/// Without a type's name the masthead ends at the first line it cannot place.
fn eat_some(scan: &mut Scan, masthead: &mut Masthead, lines: &[Line], opening: &mut Vec<String>) -> usize {
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_blank()) {
        let known = is_masthead(line.bare());
        let organs = if index < 8 { Organs::Allowed } else { Organs::Over };
        let goes_on = !masthead.subject.is_empty() && !masthead.addressed && starts_lower(&line.text);
        if goes_on && marker(&line.text).is_none() && index < HEAD_LINES {
            masthead.subject.push(line.bare().to_owned());
        } else if masthead.addressed || !known && (organs == Organs::Over || !is_capitals(line.bare())) {
            return index;
        } else if let Some(rest) = masthead.eat(scan, line.number, &line.text, organs) {
            unplaced(scan, line.number, &rest, opening);
        }
    }
    lines.len()
}

/// Whether a line begins with a fixed piece of a masthead.
pub(in crate::input) fn is_masthead(text: &str) -> bool {
    ["CỘNG HÒA", "CỘNG HOÀ", "Độc lập", "Số:", "Số ", "V/v", "Kính gửi"].iter().any(|s| text.starts_with(s))
        || (text.contains(", ngày") && text.chars().count() < 120)
        || (text.contains("CỘNG HÒA XÃ HỘI") && text.chars().count() < 160)
        || text.trim_end_matches(['-', '_', ' ']).len() < text.len() && is_capitals(text)
}

fn unplaced(scan: &mut Scan, line: usize, text: &str, opening: &mut Vec<String>) {
    let message = format!("Không biết đặt “{text}” vào đâu, tạm để đầu nội dung. Hãy xem lại.");
    scan.doubt("body", "import-unplaced", Some(line), message);
    opening.push(if is_capitals(text) { format!("@center {}", escape(text)) } else { escape(text) });
}

/// Where the type's name stands.
#[derive(Clone, Copy)]
struct Title {
    line: usize,
    known: usize,
}

/// The first line in capitals that begins with the name of a type; of several types the longest name.
fn find_title(scan: &Scan, lines: &[Line]) -> Option<Title> {
    let filled = lines.iter().enumerate().filter(|(_, line)| !line.is_blank()).take(HEAD_LINES);
    for (line, text) in filled {
        let bare = text.bare();
        if bare.starts_with("Căn cứ") || bare.starts_with("Nơi nhận") || marker(bare).is_some() {
            return None;
        }
        let named = |known: &KnownType| !known.title.is_empty() && begins_with(bare, &known.title);
        let types = scan.knowledge.types.iter().enumerate().filter(|(_, known)| named(known));
        if let Some((known, _)) = types.max_by_key(|(_, known)| known.title.len()) {
            return Some(Title { line, known });
        }
    }
    None
}

/// Whether a text begins with these words.
pub(in crate::input) fn begins_with(text: &str, words: &str) -> bool {
    text.strip_prefix(words).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Stores the type, and what is printed in place of its name.
fn put_type(scan: &mut Scan, title: &Title, lines: &[Line], subject: &mut Vec<String>) {
    let Some(known) = scan.knowledge.types.get(title.known) else { return };
    let (id, name) = (known.id.clone(), known.title.clone());
    scan.put("type", json!(id));
    let line = lines.get(title.line).map_or("", Line::bare);
    if is_capitals(line) {
        if line != name {
            scan.put("type_name", json!(line));
        }
    } else {
        let rest = bare(line.get(name.len()..).unwrap_or("").trim_start_matches(':'));
        subject.push(rest.to_owned());
    }
}

/// Without a printed name: a letter has a subject under its number; else the first words may name the type.
fn guess_type(
    scan: &mut Scan,
    lines: &[Line],
    at: usize,
    masthead: &Masthead,
    subject: &mut Vec<String>,
) -> usize {
    let prefix = masthead.notation.as_deref().and_then(|n| n.split('-').next()).unwrap_or("");
    let by_number = |known: &&KnownType| known.abbreviations.iter().any(|a| a == prefix);
    let letter = !subject.is_empty() || masthead.addressed;
    let types = &scan.knowledge.types;
    let found = types.iter().find(by_number).or_else(|| types.iter().find(|t| letter && t.title.is_empty()));
    if let Some(id) = found.map(|known| known.id.clone()) {
        scan.put("type", json!(id));
        return at;
    }
    let first = lines.iter().enumerate().skip(at).find(|(_, line)| !line.is_blank());
    let named = first.and_then(|(index, line)| Some((index, line, named_type(scan, line.bare())?)));
    let Some((index, line, (id, words))) = named else {
        let message = "Không nhận ra loại văn bản. Hãy chọn loại.".to_owned();
        scan.doubt("type", "import-type", None, message);
        return at;
    };
    let name = line.bare().get(..words).unwrap_or("").to_owned();
    let message = format!("Đoán loại văn bản từ chữ “{name}” ở đầu. Hãy xem lại.");
    scan.doubt("type", "import-type", Some(line.number), message);
    scan.put("type", json!(id));
    scan.put("type_name", json!(name));
    let rest = line.bare().get(words..).unwrap_or("").trim();
    subject.extend((!rest.is_empty()).then(|| rest.to_owned()));
    let mut next = index + 1;
    while let Some(line) = lines.get(next).filter(|l| starts_lower(&l.text) && !subject.is_empty()) {
        subject.push(line.bare().to_owned());
        next += 1;
    }
    next
}

/// The type whose name a line begins with in any case, and the bytes of the name.
pub(in crate::input) fn named_type(scan: &Scan, line: &str) -> Option<(String, usize)> {
    let mut best: Option<(String, usize)> = None;
    for known in scan.knowledge.types.iter().filter(|known| !known.title.is_empty()) {
        let words: String = line.chars().take(known.title.chars().count()).collect();
        let same = words.to_uppercase() == known.title;
        if same && begins_with(line, &words) && best.as_ref().is_none_or(|(_, len)| *len < words.len()) {
            best = Some((known.id.clone(), words.len()));
        }
    }
    best
}

/// The lines of the subject under the type's name.
fn read_subject(lines: &[Line], from: usize, subject: &mut Vec<String>) -> usize {
    let mut at = from;
    let mut bold = false;
    // A paragraph that ends like a sentence is the lead-in, all its lines with it.
    while let Some(line) = lines.get(at) {
        if line.is_blank() {
            at += 1;
            continue;
        }
        let own_paragraph = at > from && lines.get(at - 1).is_some_and(Line::is_blank);
        if own_paragraph && lines.iter().skip(at).take_while(|l| !l.is_blank()).any(|l| !may_be_subject(l)) {
            break;
        }
        let is_bold = line.text.starts_with("**") && line.text.ends_with("**");
        let too_long = !is_bold && line.text.chars().count() > SUBJECT_CHARS;
        let other_look = bold && !is_bold;
        let authority = !subject.is_empty() && is_capitals(line.bare());
        if !may_be_subject(line) || too_long || other_look || authority || subject.len() == SUBJECT_LINES {
            break;
        }
        bold = is_bold;
        subject.push(line.bare().to_owned());
        at += 1;
    }
    at
}

fn may_be_subject(line: &Line) -> bool {
    let text = line.bare();
    let starts = ["Căn cứ", "Kính gửi", "Nơi nhận"];
    !starts.iter().any(|s| text.starts_with(s)) && marker(text).is_none() && !text.ends_with(['.', ';', ':'])
}

/// `Kính gửi:` and the list below it.
fn read_addressees(
    scan: &mut Scan,
    masthead: &mut Masthead,
    lines: &[Line],
    from: usize,
    opening: &mut Vec<String>,
) -> usize {
    let mut at = from;
    if !masthead.addressed {
        let next = lines.iter().skip(at).position(|l| !l.is_blank()).map(|step| at + step);
        let Some((index, line)) = next.and_then(|i| Some((i, lines.get(i)?))) else { return at };
        if !line.bare().starts_with("Kính gửi") {
            return at;
        }
        if let Some(rest) = masthead.eat(scan, line.number, &line.text, Organs::Over) {
            unplaced(scan, line.number, &rest, opening);
        }
        at = index + 1;
    }
    let mut list: Vec<(usize, String)> = Vec::new();
    for (index, line) in lines.iter().enumerate().skip(at).filter(|(_, l)| !l.is_blank()) {
        let Some(name) = line.text.strip_prefix("- ").filter(|_| masthead.to.is_empty()) else { break };
        list.push((line.number, name.trim().to_owned()));
        at = index + 1;
    }
    let last = list.len().saturating_sub(1);
    for (index, (line, name)) in list.into_iter().enumerate() {
        let usual = if index == last { '.' } else { ';' };
        if !name.ends_with(usual) {
            let message = format!("Nơi kính gửi “{name}” không kết thúc bằng dấu “{usual}” như sẽ in.");
            scan.doubt("to", "import-to", Some(line), message);
        }
        masthead.to.push(name.strip_suffix(usual).unwrap_or(&name).to_owned());
    }
    if !masthead.to.is_empty() {
        scan.put("to", json!(masthead.to));
    }
    at
}

/// The bases, and lines in capitals around them (the authority that decides).
fn read_bases(scan: &mut Scan, lines: &[Line], from: usize, opening: &mut Vec<String>) -> usize {
    let mut bases: Vec<String> = Vec::new();
    let mut at = from;
    for (index, line) in lines.iter().enumerate().skip(from) {
        let text = line.bare();
        let before = bases.last().map_or("", String::as_str);
        if line.is_blank() {
            continue;
        }
        if is_basis(text, !bases.is_empty()) {
            bases.push(text.to_owned());
        } else if !before.is_empty() && !ends_sentence(before) && starts_lower(text) && marker(text).is_none()
        {
            if lines.get(index - 1).is_some_and(Line::is_blank) {
                scan.mend(line.number, "page-break", text, &format!("{before} {text}"));
            }
            if let Some(last) = bases.last_mut() {
                last.push(' ');
                last.push_str(text);
            }
        } else if bases.is_empty() && is_capitals(text) && basis_follows(lines, index) {
            unplaced(scan, line.number, text, opening);
        } else {
            break;
        }
        at = index + 1;
    }
    if !bases.is_empty() {
        scan.put("bases", json!(bases));
    }
    at
}

/// `Căn cứ …`; after one of these also `Xét …` and `Theo đề nghị …`. What ends in a colon leads in the body.
pub(in crate::input) fn is_basis(text: &str, has_bases: bool) -> bool {
    let follows = |start: &str| has_bases && text.starts_with(start) && text.ends_with([';', '.', ',']);
    !text.ends_with(':') && (text.starts_with("Căn cứ ") || follows("Xét ") || follows("Theo đề nghị"))
}

fn basis_follows(lines: &[Line], index: usize) -> bool {
    let next = lines.iter().skip(index + 1).find(|l| !l.is_blank());
    next.is_some_and(|l| {
        l.bare().starts_with("Căn cứ ") || is_capitals(l.bare()) && marker(l.bare()).is_none()
    })
}

/// The organ by the symbol in the number, by its printed name, by its place.
pub(in crate::input) fn put_organ(scan: &mut Scan, masthead: &Masthead) {
    let printed: Vec<&str> = masthead.organs.iter().map(|(_, name)| name.as_str()).collect();
    let printed = fold(&printed.join(" "));
    let organs = &scan.knowledge.organs;
    let symbol = |organ: &&KnownOrgan| {
        let notation = masthead.notation.as_deref().unwrap_or("");
        notation.strip_suffix(organ.symbol.as_str()).is_some_and(|rest| rest.ends_with(['-', '/']))
    };
    let place = |organ: &&KnownOrgan| masthead.place.as_deref() == Some(organ.place.as_str());
    let name = |organ: &&KnownOrgan| !organ.name.is_empty() && printed.contains(&fold(&organ.name.join(" ")));
    let sure = organs
        .iter()
        .find(|o| symbol(o) && name(o))
        .or_else(|| organs.iter().find(|o| symbol(o) && place(o)))
        .or_else(|| organs.iter().find(name))
        .or_else(|| only(organs.iter().filter(symbol)));
    let guessed = only(organs.iter()).filter(|o| printed.is_empty() && masthead.place.is_none() || place(o));
    let (found, guessed) = (sure.or(guessed).cloned(), sure.is_none());
    let Some(organ) = found else {
        let all = masthead.organs.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(" / ");
        let message = if all.is_empty() {
            "Không nhận ra cơ quan ban hành. Hãy chọn cơ quan.".to_owned()
        } else {
            format!("Không nhận ra cơ quan ban hành “{all}”. Hãy chọn cơ quan hoặc thêm cơ quan này.")
        };
        scan.doubt("organ", "import-organ", masthead.organs.first().map(|o| o.0), message);
        return;
    };
    scan.put("organ", json!(organ.id));
    if guessed {
        let message =
            "Văn bản không cho biết cơ quan ban hành; tạm chọn cơ quan duy nhất đã có. Hãy xem lại.";
        scan.doubt("organ", "import-organ", None, message.to_owned());
    }
    compare_header(scan, masthead, &organ, &printed);
}

/// The organ profile prints the header; says so where the text had another.
fn compare_header(scan: &mut Scan, masthead: &Masthead, organ: &KnownOrgan, printed: &str) {
    let expected: Vec<&str> = organ.parent.iter().chain(&organ.name).map(String::as_str).collect();
    if printed.is_empty() || printed == fold(&expected.join(" ")) || printed == fold(&organ.name.join(" ")) {
        return;
    }
    let found = masthead.organs.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(" / ");
    let message =
        format!("Bản gốc ghi tên cơ quan “{found}”, sẽ in “{}” theo hồ sơ cơ quan.", expected.join(" / "));
    scan.doubt("organ", "import-header", masthead.organs.first().map(|o| o.0), message);
}

/// The one entry, if there is only one.
fn only<'o>(mut organs: impl Iterator<Item = &'o KnownOrgan>) -> Option<&'o KnownOrgan> {
    organs.next().filter(|_| organs.next().is_none())
}

/// Capitals and single spaces, so that names compare.
pub(in crate::input) fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase().replace("OÀ", "ÒA")
}

pub(in crate::input) fn note_absent(scan: &mut Scan) {
    if !scan.values.contains_key("code_number") {
        scan.note("code_number", "import-absent", "Không thấy số văn bản.");
    }
    if !scan.values.contains_key("issued_date") {
        scan.note("issued_date", "import-absent", "Không thấy ngày ban hành.");
    }
    if !scan.values.contains_key("subject") {
        scan.note("subject", "import-absent", "Không thấy trích yếu.");
    }
}
