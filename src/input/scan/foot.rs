//! The foot of a document: *Nơi nhận* and the signature.

use super::{Line, Parts, Scan, bare};
use crate::filing::{self, FilingLine};
use crate::outline::{is_capitals, starts_lower};
use serde_json::{Map, Value, json};

/// Lines among which a signature is looked for where there is no *Nơi nhận*.
const FOOT_LINES: usize = 15;
/// What begins a line of *quyền hạn* (NĐ 30/2020, Phụ lục I, Mục II khoản 7a).
const COMPETENCES: [&str; 6] = ["TM.", "KT.", "TL.", "TUQ.", "Q.", "T/M"];

/// Takes receivers and signature from the lines of the body.
pub(super) fn read(scan: &mut Scan, parts: &mut Parts) {
    let all = parts.body;
    let Some(start) = all.iter().position(|line| is_recipients_title(line.bare())) else {
        take_trailing(scan, parts);
        return;
    };
    parts.body = all.get(..start).unwrap_or(&[]);
    let after = all.get(start..).unwrap_or(&[]);
    let used = read_recipients(scan, after);
    let after = after.get(used..).unwrap_or(&[]);
    match read_signature(after) {
        Some(signature) => {
            parts.rest = after.get(signature.lines..).unwrap_or(&[]);
            signature.put(scan);
        }
        // In some scans the signature comes out above the receivers.
        None => {
            take_trailing(scan, parts);
            parts.rest = after;
        }
    }
}

pub(in crate::input) fn is_recipients_title(text: &str) -> bool {
    text.strip_prefix("Nơi nhận").is_some_and(|rest| {
        let rest = rest.trim_matches(['*', ' ']);
        rest.is_empty() || rest.starts_with(':')
    })
}

/// Takes the signature off the end of the body.
fn take_trailing(scan: &mut Scan, parts: &mut Parts) {
    let lines = parts.body;
    let foot: Vec<usize> = (0..lines.len())
        .rev()
        .filter(|&i| lines.get(i).is_some_and(|l| !l.is_blank()))
        .take(FOOT_LINES)
        .collect();
    let starts = |index: &&usize| lines.get(**index).is_some_and(|l| is_competence(l.bare()));
    let post = foot.get(1).filter(|&&i| lines.get(i).is_some_and(|l| is_capitals(l.bare())));
    let Some(&start) = foot.iter().rev().find(starts).or(post) else { return };
    let tail = lines.get(start..).unwrap_or(&[]);
    let Some(signature) = read_signature(tail).filter(|s| s.full_name.is_some()) else { return };
    if tail.iter().skip(signature.lines).all(Line::is_blank) {
        signature.put(scan);
        parts.body = lines.get(..start).unwrap_or(&[]);
    }
}

/// A receiver as written.
struct Receiver {
    line: usize,
    text: String,
}

/// Reads the receivers; says how many lines they took.
fn read_recipients(scan: &mut Scan, lines: &[Line]) -> usize {
    let mut list: Vec<Receiver> = Vec::new();
    let mut used = 1;
    let first =
        lines.first().map_or("", |l| l.bare().trim_start_matches("Nơi nhận").trim_matches([':', '*', ' ']));
    if !first.is_empty() {
        let text = first.strip_prefix("- ").unwrap_or(first).to_owned();
        list.push(Receiver { line: lines.first().map_or(0, |l| l.number), text });
    }
    for (index, line) in lines.iter().enumerate().skip(1) {
        let text = line.bare();
        let marked = ["- ", "– ", "— ", "+ ", "• ", "-"].iter().find(|m| text.starts_with(**m));
        match (marked, list.last_mut()) {
            _ if text.is_empty() => continue,
            (Some(mark), _) => {
                if *mark != "- " {
                    scan.mend(line.number, "dash", mark.trim(), "-");
                }
                let text = text.get(mark.len()..).unwrap_or("").trim().to_owned();
                list.push(Receiver { line: line.number, text });
            }
            (None, Some(last)) if starts_lower(text) && !last.text.ends_with([';', '.']) => {
                last.text.push(' ');
                last.text.push_str(text);
            }
            (None, _) if !is_capitals(text) && !is_competence(text) && text.ends_with([';', '.']) => {
                scan.mend(line.number, "dash", "", "-");
                list.push(Receiver { line: line.number, text: text.to_owned() });
            }
            _ => break,
        }
        used = index + 1;
    }
    used = read_note(scan, lines, used);
    put_recipients(scan, list);
    used
}

/// `(B/c)` alone under the list: it stands beside a brace on paper.
fn read_note(scan: &mut Scan, lines: &[Line], used: usize) -> usize {
    let next = lines.iter().enumerate().skip(used).find(|(_, l)| !l.is_blank());
    let Some((index, line)) = next else { return used };
    let text = line.bare();
    if !text.starts_with('(') || !text.ends_with(')') || text.chars().count() > 40 || is_stamp(text) {
        return used;
    }
    scan.put("recipients_note", json!(text));
    index + 1
}

/// Stores the receivers and the line for the files; an unusual end of an entry is kept beside it.
fn put_recipients(scan: &mut Scan, list: Vec<Receiver>) {
    let filing = list.iter().rposition(|r| FilingLine::of(&r.text).is_some());
    let last = list.len().saturating_sub(1);
    if filing.is_some_and(|index| index != last) {
        let line = filing.and_then(|i| list.get(i)).map(|r| r.line);
        scan.doubt(
            "filing",
            "import-filing",
            line,
            "Dòng Lưu không đứng cuối nơi nhận; sẽ in ở cuối.".to_owned(),
        );
    }
    let mut recipients: Vec<Value> = Vec::new();
    for (index, receiver) in list.iter().enumerate() {
        if filing == Some(index) {
            scan.put("filing", filing_of(&receiver.text));
            continue;
        }
        let usual = if index == last { '.' } else { ';' };
        let mut entry = Map::new();
        match receiver.text.strip_suffix(usual) {
            Some(name) => entry.insert("name".to_owned(), json!(name)),
            None => {
                let name = receiver.text.trim_end_matches(['.', ';', ',']);
                let end = receiver.text.get(name.len()..).unwrap_or("");
                entry.insert("end".to_owned(), json!(end));
                entry.insert("name".to_owned(), json!(name))
            }
        };
        recipients.push(Value::Object(entry));
    }
    scan.put("recipients", Value::Array(recipients));
}

/// `Lưu: VT, HC (2).` as units and copies; any other form word for word.
pub(in crate::input) fn filing_of(text: &str) -> Value {
    let read = FilingLine::of(text).map(|line| (line.count(), line.units));
    match read {
        Some((Ok(copies), units)) if filing::written(&units, copies) == text && !units.is_empty() => {
            match copies {
                Some(copies) => json!({ "units": units, "copies": copies }),
                None => json!({ "units": units }),
            }
        }
        _ => json!({ "text": text }),
    }
}

/// A signature as written.
#[derive(Default)]
struct Signature {
    competence: Vec<String>,
    position: Option<String>,
    full_name: Option<String>,
    /// Marks such as `(Đã ký)`, with their lines.
    stamps: Vec<(usize, String)>,
    /// Lines it took.
    lines: usize,
    /// Its first line in the text.
    first: usize,
}

impl Signature {
    fn put(self, scan: &mut Scan) {
        for (line, text) in &self.stamps {
            scan.mend(*line, "stamp", text, "");
        }
        let mut signer = Map::new();
        signer.insert("competence".to_owned(), json!(self.competence));
        match self.position {
            Some(position) => {
                signer.insert("position".to_owned(), json!(position));
            }
            None => {
                let message = "Không thấy chức vụ người ký.".to_owned();
                scan.doubt("signers[0].position", "import-signer", Some(self.first), message);
            }
        }
        match self.full_name {
            Some(name) => {
                signer.insert("full_name".to_owned(), json!(name));
            }
            None => {
                let message = "Không thấy họ tên người ký.".to_owned();
                scan.doubt("signers[0].full_name", "import-signer", Some(self.first), message);
            }
        }
        scan.put("signers", json!([signer]));
    }
}

/// The signature at the start of these lines.
fn read_signature(lines: &[Line]) -> Option<Signature> {
    let mut found = Signature::default();
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_blank()) {
        if found.full_name.is_some() {
            break;
        }
        let text = line.bare();
        let begun = !found.competence.is_empty() || found.position.is_some();
        if begun && is_stamp(text) {
            found.stamps.push((line.number, text.to_owned()));
        } else if begun && is_name(text) {
            found.full_name = Some(text.to_owned());
        } else if found.position.is_none() && is_competence(text) {
            found.split(text);
        } else if is_capitals(text) && !text.contains(|c: char| c.is_ascii_digit()) && text.len() < 160 {
            let position = found.position.get_or_insert_default();
            if !position.is_empty() {
                position.push(' ');
            }
            position.push_str(text);
        } else {
            break;
        }
        if found.first == 0 {
            found.first = line.number;
        }
        found.lines = index + 1;
    }
    let enough = !found.competence.is_empty() || (found.position.is_some() && found.full_name.is_some());
    enough.then_some(found)
}

impl Signature {
    /// A line of *quyền hạn*; scans run post and name on behind it.
    fn split(&mut self, text: &str) {
        let mut start = text.len();
        while let Some(before) = text.get(..start).map(str::trim_end) {
            let word = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
            if !before.get(word..).is_some_and(|w| w.chars().any(char::is_lowercase)) {
                break;
            }
            start = word;
        }
        let (capitals, name) = text.split_at(start);
        if is_name(name) {
            self.full_name = Some(name.to_owned());
        }
        let capitals = if is_name(name) { bare(capitals) } else { text };
        match post_start(capitals) {
            Some(at) => {
                self.competence.push(capitals.get(..at).unwrap_or("").trim().to_owned());
                self.position = capitals.get(at..).map(|post| post.trim().to_owned());
            }
            None => self.competence.push(capitals.to_owned()),
        }
    }
}

/// Where the post begins on a line that starts with *quyền hạn*: a deputy signs for the head, a head for the body.
fn post_start(text: &str) -> Option<usize> {
    let heads: &[&str] = if text.starts_with("KT.") {
        &[" PHÓ "]
    } else {
        &[" PHÓ ", " CHỦ TỊCH", " BÍ THƯ", " GIÁM ĐỐC", " TRƯỞNG BAN", " CHÁNH VĂN PHÒNG"]
    };
    heads.iter().find_map(|head| text.find(head))
}

pub(in crate::input) fn is_competence(text: &str) -> bool {
    let prefix = COMPETENCES.iter().find_map(|prefix| text.strip_prefix(prefix));
    prefix.is_some_and(|rest| rest.trim_start().starts_with(char::is_uppercase))
}

/// `(Đã ký)`, `Đã ký`, `(Ký, đóng dấu)`.
pub(in crate::input) fn is_stamp(text: &str) -> bool {
    let lower = text.to_lowercase();
    text.chars().count() <= 40
        && (lower.contains("đã ký") || lower.contains("đóng dấu") || lower.starts_with("(ký"))
}

/// Two to six words, each with a capital and small letters behind it.
pub(in crate::input) fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let proper = |word: &&str| {
        let mut chars = word.chars();
        chars.next().is_some_and(char::is_uppercase)
            && chars.all(|c| c.is_alphabetic() || c == '.')
            && (word.chars().skip(1).any(char::is_lowercase) || word.chars().count() == 1)
    };
    (2..=6).contains(&words.len()) && words.iter().all(proper) && !text.ends_with('.')
}
