//! Who signs: *quyền hạn*, *chức vụ*, name, and marks such as `(Đã ký)`.

use super::PaperReading;
use super::masthead::is_core;
use super::names::is_name;
use super::pieces::Piece;
use super::receivers;
use crate::document::BlockRole;
use crate::outline::{is_capitals, marker};
use crate::report::FieldPath;
use serde_json::{Map, Value, json};

/// What begins a line of *quyền hạn* (NĐ 30/2020, Phụ lục I, Mục II khoản 7a).
const COMPETENCES: &[&str] = &[
    "TM.", "KT.", "TL.", "TUQ.", "Q.", "T/M", "K/T", "T/L", "TM ", "KT ", "TL ", "TUQ ", "T.M", "K.T", "T.L",
];
/// Competences of one who signs for a person: the person's post stands behind, then the signer's own.
const FOR_A_POST: &[&str] = &["Q.", "KT", "TL", "TUQ", "K/T", "T/L", "K.T", "T.L"];
/// What a post begins with; of lines under a competence the first that does begins the post, for a long competence
/// takes two lines as often as a long post.
const POSTS: &[&str] = &[
    "TỔNG GIÁM ĐỐC",
    "CHÁNH VĂN PHÒNG",
    "TỔNG CỤC TRƯỞNG",
    "CHỦ TỊCH",
    "PHÓ ",
    "BÍ THƯ",
    "GIÁM ĐỐC",
    "TỔNG ",
    "TRƯỞNG",
    "CHÁNH ",
    "CHỦ NHIỆM",
    "THƯ KÝ",
    "HIỆU TRƯỞNG",
    "VIỆN TRƯỞNG",
    "CỤC TRƯỞNG",
    "VỤ TRƯỞNG",
    "KẾ TOÁN",
    "BỘ TRƯỞNG",
    "THỨ TRƯỞNG",
    "CHI CỤC TRƯỞNG",
    "THỦ TƯỚNG",
    "QUYỀN ",
    "CHỦ TỌA",
    "CHỦ TOẠ",
    "NGƯỜI ",
    "ĐẠI DIỆN",
    "HIỆU PHÓ",
    "TỔ TRƯỞNG",
    "ĐỘI TRƯỞNG",
    "THỦ TRƯỞNG",
    "PHỤ TRÁCH",
    "CHỈ HUY",
    "ỦY VIÊN",
    "CHÍNH ỦY",
];
/// Characters of the longest line of a signature.
const LINE: usize = 120;
/// Lines of the longest one.
const LINES: usize = 16;
/// Words of the longest post that is not in capitals.
const POST_WORDS: usize = 9;

/// Whether the lines end with the signature, or the document goes on behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    Here,
    Open,
}

/// A line and the number of its paragraph.
type Line = (usize, String);

/// A signature as written.
#[derive(Debug, Default)]
pub(super) struct Signature {
    competence: Vec<Line>,
    position: Vec<Line>,
    other_post: Option<Line>,
    pub(super) full_name: Option<Line>,
    /// Marks above the name, such as `(Đã ký)`.
    note: Vec<Line>,
    note_below: Vec<Line>,
}

impl Signature {
    /// Tests whether it says who signs and as what.
    pub(super) fn is_complete(&self) -> bool {
        self.full_name.is_some() && self.has_post()
    }

    fn has_post(&self) -> bool {
        !(self.competence.is_empty() && self.position.is_empty())
    }
}

pub(super) fn is_competence(text: &str) -> bool {
    let prefix = COMPETENCES.iter().find_map(|prefix| text.strip_prefix(prefix));
    prefix.is_some_and(|rest| {
        let rest = rest.trim_start_matches(['.', ' ']);
        rest.is_empty() || rest.starts_with(char::is_uppercase)
    }) && text.chars().count() <= LINE
}

/// `(Đã ký)`, `Đã ký`, `(Ký, đóng dấu)`, `(Ký tên, ghi rõ họ tên)`.
pub(super) fn is_stamp(text: &str) -> bool {
    let lower = text.to_lowercase();
    let bracketed = text.starts_with('(') && text.ends_with(')');
    text.chars().count() <= 60
        && (lower.contains("đã ký")
            || lower.contains("đóng dấu")
            || lower.starts_with("(ký")
            || bracketed
                && (lower.contains("ghi rõ họ") || lower.contains("họ và tên") || lower.contains("chữ ký")))
}

/// Tests whether a line may be one of a signature.
pub(super) fn may_sign(text: &str) -> bool {
    let short = text.chars().count() <= LINE && !text.contains(|c: char| c.is_ascii_digit());
    let signs = is_competence(text)
        || is_capitals(text)
        || is_stamp(text)
        || is_name(text)
        || stamped_name(text).is_some();
    short && signs && !is_foreign(text)
}

/// Tests whether a line in capitals begins with a post.
pub(super) fn is_post(text: &str) -> bool {
    POSTS.iter().any(|post| text.starts_with(post)) && is_capitals(text)
}

/// Tests whether a line belongs to a head, an appendix, a list: none of these is ever a signer.
fn is_foreign(text: &str) -> bool {
    is_core(text)
        || receivers::is_title(text)
        || ["PHỤ LỤC", "Căn cứ", "Phụ lục", "DANH SÁCH", "QUY CHẾ", "QUY ĐỊNH", "ĐIỀU LỆ", "BIỂU ", "MẪU "]
            .iter()
            .any(|s| text.starts_with(s))
        || text.starts_with(['-', '+', '•', '–', '|'])
        || marker(text).is_some() && !is_competence(text)
}

/// `(Đã ký) Hoàng Thọ Trung`: the mark and the name.
fn stamped_name(text: &str) -> Option<(&str, &str)> {
    let end = text.find(')')? + 1;
    let (mark, name) = (text.get(..end)?, text.get(end..)?.trim());
    (text.starts_with('(') && is_stamp(mark) && is_name(name)).then_some((mark, name))
}

/// The signature at the start of some lines, and how many it takes.
pub(super) fn read(pieces: &[Piece<'_>], ends: Ends) -> Option<(Signature, usize)> {
    let mut found = Signature::default();
    let mut capitals: Vec<Line> = Vec::new();
    let mut used = 0;
    for (index, piece) in pieces.iter().enumerate().take(LINES) {
        let text = piece.text.as_str();
        if text.chars().count() > LINE || piece.group.is_some() || is_foreign(text) {
            break;
        }
        let next = pieces.get(index + 1..).unwrap_or(&[]);
        if !found.take(piece, next, ends, &mut capitals) {
            break;
        }
        used = index + 1;
    }
    let unusual =
        |(_, text): &Line| !text.contains(|c: char| c.is_ascii_digit()) && text.split(' ').count() <= 7;
    if found.full_name.is_none() && found.other_post.as_ref().is_some_and(unusual) {
        found.full_name = found.other_post.take();
    }
    found.share(capitals);
    let all = used == pieces.len() || ends == Ends::Here;
    let post = found.position.first().is_some_and(|(_, text)| is_post(text));
    let told = found.is_complete() || all && (!found.competence.is_empty() || post);
    told.then_some((found, used))
}

impl Signature {
    /// Takes a line; says whether it belongs to the signature.
    fn take(&mut self, piece: &Piece<'_>, next: &[Piece<'_>], ends: Ends, capitals: &mut Vec<Line>) -> bool {
        let text = piece.text.as_str();
        let line = (piece.paragraph.number, text.to_owned());
        let begun = self.has_post() || !capitals.is_empty();
        if self.full_name.is_some() {
            let below = is_stamp(text);
            self.note_below.extend(below.then_some(line));
            return below;
        }
        if let Some((mark, name)) = stamped_name(text).filter(|_| begun) {
            self.note.push((line.0, mark.to_owned()));
            self.full_name = Some((line.0, name.to_owned()));
        } else if begun && is_stamp(text) {
            self.note.push(line);
        } else if is_competence(text) && self.other_post.is_none() && self.position.is_empty() {
            self.competence.append(capitals);
            self.split(line, capitals);
        } else if begun && is_name(text) {
            self.full_name = Some(line);
        } else if is_capitals(text)
            && self.other_post.is_none()
            && !text.contains(|c: char| c.is_ascii_digit())
        {
            capitals.push(line);
        } else if self.is_other_post(text, next, ends, begun) {
            // Another post, or a name that is written unusually; which one shows when the lines are over.
            if let Some(post) = self.other_post.take() {
                self.position.push(post);
            }
            match begun {
                true => self.other_post = Some(line),
                false => self.position.push(line),
            }
        } else {
            return false;
        }
        true
    }

    /// Tests whether a line that is not in capitals is a post: in a column of its own, or right above a mark or a name.
    fn is_other_post(&self, text: &str, next: &[Piece<'_>], ends: Ends, begun: bool) -> bool {
        let ended = text.ends_with([';', ':', ',']) || text.ends_with('.') && text.chars().count() > 30;
        if ended || text.split(' ').count() > POST_WORDS {
            return false;
        }
        let mut below = next.iter().map(|piece| piece.text.as_str());
        let signed = |text: &str| is_stamp(text) || is_name(text) || stamped_name(text).is_some();
        let near = below.next().is_some_and(signed);
        if begun {
            ends == Ends::Here || near
        } else {
            near && text.starts_with(char::is_uppercase) && !is_name(text)
        }
    }

    /// A line of *quyền hạn*; scans run post and name on behind it.
    fn split(&mut self, (number, text): Line, capitals: &mut Vec<Line>) {
        let (upper, name) = with_name(&text);
        if let Some(name) = name {
            self.full_name = Some((number, name.to_owned()));
        }
        match post_start(upper) {
            Some(at) => {
                self.competence.push((number, upper.get(..at).unwrap_or("").trim().to_owned()));
                capitals.push((number, upper.get(at..).unwrap_or("").trim().to_owned()));
            }
            None => self.competence.push((number, upper.to_owned())),
        }
    }

    /// Shares lines in capitals between competence and post.
    fn share(&mut self, capitals: Vec<Line>) {
        let open = self.competence.last().is_some_and(|(_, text)| !is_whole(text));
        let is_post_at = |(_, text): &Line| is_post(text);
        let first = match self.competence.is_empty() {
            true => 0,
            false if !open => 0,
            false => capitals.iter().position(is_post_at).unwrap_or_else(|| capitals.len().saturating_sub(1)),
        };
        // `TL. CHỦ TỊCH`, its post on the next line: one more post is needed for the signer.
        let bare = self.competence.last().is_some_and(|(_, text)| is_for_a_post(text) && is_bare(text));
        let first = if bare && capitals.len() > 1 { first.max(1) } else { first };
        for (index, line) in capitals.into_iter().enumerate() {
            if index < first && !self.competence.is_empty() {
                self.competence.push(line);
            } else {
                self.position.insert(index.saturating_sub(first).min(self.position.len()), line);
            }
        }
    }
}

/// Tests whether a competence names a person's post in whose place somebody signs.
fn is_for_a_post(text: &str) -> bool {
    FOR_A_POST.iter().any(|start| text.starts_with(start))
}

/// Tests whether a competence has no words behind its abbreviation.
fn is_bare(text: &str) -> bool {
    !text.contains(' ') && text.chars().count() <= 4
}

/// Tests whether a line of competence is complete in itself: `TL. CHỦ TỊCH`, `KT. GIÁM ĐỐC`.
fn is_whole(text: &str) -> bool {
    let behind = text.find(['.', ' ']).and_then(|at| text.get(at + 1..)).unwrap_or("").trim();
    is_for_a_post(text) && POSTS.iter().any(|post| behind.starts_with(post))
}

/// A line in capitals with the name that is run on behind it, if there is one.
fn with_name(text: &str) -> (&str, Option<&str>) {
    let mut start = text.len();
    while let Some(before) = text.get(..start).map(str::trim_end) {
        let word = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        if !before.get(word..).is_some_and(|w| w.chars().any(char::is_lowercase)) {
            break;
        }
        start = word;
    }
    let (capitals, name) = text.split_at(start);
    if is_name(name) && !capitals.trim().is_empty() { (capitals.trim(), Some(name)) } else { (text, None) }
}

/// Where the post begins on a line that starts with *quyền hạn*: a deputy signs for the head, a head for the body; who signs
/// by order has a post of his own behind that of the one who ordered.
fn post_start(text: &str) -> Option<usize> {
    let starts = |from: usize| {
        let rest = text.get(from..).unwrap_or("");
        let found = POSTS.iter().filter_map(|post| rest.find(&format!(" {}", post.trim_end())));
        // `ĐOÀN CHỦ TỊCH`, `BAN GIÁM ĐỐC` are bodies.
        let body = |at: &usize| {
            let before = text.get(..from + *at).unwrap_or("");
            ["ĐOÀN", "BAN", "TỔ"].iter().any(|word| before.ends_with(word))
        };
        found.filter(|at| !body(at)).min().map(|at| from + at + 1)
    };
    if text.starts_with("KT") || text.starts_with("K/T") || text.starts_with("K.T") {
        return text.find(" PHÓ ").map(|at| at + 1).filter(|at| *at > 5);
    }
    let first = starts(0)?;
    if !is_for_a_post(text) {
        return Some(first);
    }
    // Behind the whole post of the one who ordered.
    let posts = POSTS
        .iter()
        .filter_map(|post| text.get(first..)?.starts_with(post).then_some(first + post.trim_end().len()));
    starts(posts.max()?)
}

/// Signers as entries of the list at a place.
pub(super) fn values(reading: &mut PaperReading, signatures: &[Signature], list: &FieldPath) -> Vec<Value> {
    signatures
        .iter()
        .enumerate()
        .map(|(index, signature)| value(reading, signature, &list.index(index)))
        .collect()
}

fn value(reading: &mut PaperReading, signature: &Signature, at: &FieldPath) -> Value {
    let mut signer = Map::new();
    for (field, role, lines) in [
        ("competence", BlockRole::Competence, &signature.competence),
        ("note", BlockRole::OtherPost, &signature.note),
        ("note_below", BlockRole::OtherPost, &signature.note_below),
    ] {
        let texts: Vec<&str> = lines.iter().map(|(_, text)| text.as_str()).collect();
        if texts.is_empty() {
            continue;
        }
        signer.insert(field.to_owned(), json!(texts));
        for (line, (number, text)) in lines.iter().enumerate() {
            if field == "competence" {
                reading.claim(*number, at.child(field).index(line), role, text);
            } else {
                reading.account(*number, text);
            }
        }
    }
    let mut one = |field: &str, role: BlockRole, lines: &[Line]| {
        let text: Vec<&str> = lines.iter().map(|(_, text)| text.as_str()).collect();
        signer.insert(field.to_owned(), json!(text.join(" ")));
        lines.iter().for_each(|(number, text)| reading.claim(*number, at.child(field), role, text));
    };
    if !signature.position.is_empty() {
        one("position", BlockRole::Position, &signature.position);
    }
    if let Some(post) = &signature.other_post {
        one("other_post", BlockRole::OtherPost, std::slice::from_ref(post));
    }
    match &signature.full_name {
        Some(name) => one("full_name", BlockRole::SignerName, std::slice::from_ref(name)),
        None => {
            let message = "Không thấy họ tên người ký.";
            reading.note(at.child("full_name").as_str(), "import-signer", message);
        }
    }
    Value::Object(signer)
}

/// Stores who signs the document.
pub(super) fn put(reading: &mut PaperReading, signatures: &[Signature]) {
    let signers = values(reading, signatures, &FieldPath::field("signers"));
    if signers.is_empty() {
        let message = "Không thấy người ký. Hãy nhập chức vụ và họ tên nếu có.".to_owned();
        reading.doubt("signers", "import-signer", None, message);
    } else {
        reading.put("signers", Value::Array(signers));
    }
}
