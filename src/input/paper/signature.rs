//! Who signs: *quyền hạn*, *chức vụ*, name.

use super::PaperReading;
use super::pieces::{Piece, Places};
use crate::document::BlockRole;
use crate::input::scan::foot::{is_competence, is_name, is_recipients_title, is_stamp};
use crate::outline::is_capitals;
use crate::report::FieldPath;
use serde_json::{Map, Value, json};

/// What a post begins with; of lines under a competence the first that does begins the post, for a long competence
/// takes two lines as often as a long post.
const POSTS: [&str; 14] = [
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
];
/// Characters of the longest line of a signature.
const LINE: usize = 100;
/// Lines of the longest one.
const LINES: usize = 10;

/// Whether the lines end with the signature, or the document goes on behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    Here,
    Open,
}

/// A signature as written; each line with the number of its paragraph.
#[derive(Debug, Default)]
pub(super) struct Signature {
    competence: Vec<(usize, String)>,
    position: Vec<(usize, String)>,
    other_post: Option<(usize, String)>,
    full_name: Option<(usize, String)>,
    /// Marks such as `(Đã ký)`.
    stamps: Vec<(usize, String)>,
}

impl Signature {
    /// Whether it says who signs and as what.
    pub(super) fn is_complete(&self) -> bool {
        self.full_name.is_some() && !(self.competence.is_empty() && self.position.is_empty())
    }
}

/// Whether a line may be one of a signature.
pub(super) fn may_sign(text: &str) -> bool {
    let short = text.chars().count() <= LINE && !text.contains(|c: char| c.is_ascii_digit());
    short && (is_competence(text) || is_capitals(text) || is_stamp(text) || is_name(text))
}

/// The signature at the start of some lines, and how many it takes.
pub(super) fn read(pieces: &[Piece<'_>], ends: Ends) -> Option<(Signature, usize)> {
    let mut found = Signature::default();
    let mut capitals: Vec<(usize, String)> = Vec::new();
    let mut used = 0;
    for piece in pieces.iter().take(LINES) {
        let text = piece.text.as_str();
        let line = (piece.paragraph.number, text.to_owned());
        let begun = !found.competence.is_empty() || !capitals.is_empty();
        if text.chars().count() > LINE || is_recipients_title(text) || piece.group.is_some() {
            break;
        }
        if begun && is_stamp(text) {
            found.stamps.push(line);
        } else if is_competence(text) && found.other_post.is_none() && may_sign(text) {
            found.competence.append(&mut capitals);
            found.competence.push(line);
        } else if is_capitals(text) && may_sign(text) && found.other_post.is_none() {
            capitals.push(line);
        } else if begun && is_name(text) {
            found.full_name = Some(line);
            used += 1;
            break;
        } else if begun && ends == Ends::Here && !text.starts_with('-') && !text.ends_with([';', ':']) {
            // Another post, or a name that is written unusually; which one shows when the lines are over.
            if let Some(post) = found.other_post.take() {
                found.position.push(post);
            }
            found.other_post = Some(line);
        } else {
            break;
        }
        used += 1;
    }
    if found.full_name.is_none() {
        found.full_name = found.other_post.take();
    }
    found.share(capitals);
    let told = found.is_complete() || !found.competence.is_empty() && ends == Ends::Here;
    told.then_some((found, used))
}

impl Signature {
    /// Shares lines in capitals between competence and post.
    fn share(&mut self, capitals: Vec<(usize, String)>) {
        let is_post = |text: &str| POSTS.iter().any(|post| text.starts_with(post));
        let first = match self.competence.is_empty() {
            true => 0,
            false => capitals
                .iter()
                .position(|(_, text)| is_post(text))
                .unwrap_or_else(|| capitals.len().saturating_sub(1)),
        };
        for (index, (number, text)) in capitals.into_iter().enumerate() {
            match self.competence.last_mut().filter(|_| index < first) {
                Some((_, competence)) => {
                    competence.push(' ');
                    competence.push_str(&text);
                }
                None => {
                    self.position.insert(index.saturating_sub(first).min(self.position.len()), (number, text))
                }
            }
        }
    }
}

/// Signers as entries of the list at a place.
pub(super) fn values(
    scan: &mut PaperReading,
    signatures: &[Signature],
    list: &FieldPath,
    places: &mut Places,
) -> Vec<Value> {
    let mut signers: Vec<Value> = Vec::new();
    for (index, signature) in signatures.iter().enumerate() {
        let at = list.index(index);
        for (number, text) in &signature.stamps {
            scan.mend(*number, "stamp", text, "");
        }
        let mut signer = Map::new();
        if !signature.competence.is_empty() {
            let lines: Vec<&str> = signature.competence.iter().map(|(_, text)| text.as_str()).collect();
            signer.insert("competence".to_owned(), json!(lines));
        }
        for (line, (number, text)) in signature.competence.iter().enumerate() {
            places.put(*number, at.child("competence").index(line), BlockRole::Competence, text);
        }
        let mut one = |field: &str, role: BlockRole, lines: &[(usize, String)]| {
            let text: Vec<&str> = lines.iter().map(|(_, text)| text.as_str()).collect();
            signer.insert(field.to_owned(), json!(text.join(" ")));
            lines.iter().for_each(|(number, text)| places.put(*number, at.child(field), role, text));
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
                let message = "Không thấy họ tên người ký.".to_owned();
                scan.doubt(at.child("full_name").as_str(), "import-signer", None, message);
            }
        }
        signers.push(Value::Object(signer));
    }
    signers
}

/// Stores who signs the document.
pub(super) fn put(scan: &mut PaperReading, signatures: &[Signature], places: &mut Places) {
    let signers = values(scan, signatures, &FieldPath::field("signers"), places);
    if signers.is_empty() {
        scan.doubt(
            "signers",
            "import-signer",
            None,
            "Không thấy người ký. Hãy nhập chức vụ và họ tên.".to_owned(),
        );
    } else {
        scan.put("signers", Value::Array(signers));
    }
}
