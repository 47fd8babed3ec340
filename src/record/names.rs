//! Names of fields: what a draft may hold, what a misspelt name probably means, and names that mark a secret.

use std::collections::BTreeSet;

use super::fields::{Fields, short};
use crate::catalog::{Catalog, DocumentType};
use crate::draft::fields::DRAFT;
use crate::draft::{FieldSpec, Mode};
use crate::report::{FieldPath, Report};
use crate::text::distance;

/// Fields that would say how secret a document is.
const SECRECY: [&str; 6] =
    ["secrecy", "secrecy_level", "security_level", "confidentiality", "do_mat", "muc_do_mat"];

/// The marks of state secrets (NĐ 30/2020, Phụ lục I, Mục III khoản 2a).
const SECRET_MARKS: [&str; 3] = ["MẬT", "TỐI MẬT", "TUYỆT MẬT"];

/// Unknown fields told of in one object; whoever sends a file of another kind learns enough from these.
const TOLD: usize = 50;

/// Says of every field of the draft that neither all drafts nor its type know. Where the type is unknown, the fields
/// of any type will do: the mistake is in the type.
pub(super) fn check(
    fields: &Fields<'_>,
    document_type: Option<&DocumentType>,
    catalog: &Catalog,
    report: &mut Report,
) {
    let mut known: BTreeSet<&str> = offered(DRAFT, fields.mode()).collect();
    match document_type {
        Some(document_type) => known.extend(document_type.fields.iter().map(|f| f.name.as_str())),
        None => known.extend(catalog.types.values().flat_map(|t| &t.fields).map(|f| f.name.as_str())),
    }
    let mut told = 0;
    for (name, value) in fields.map {
        if SECRECY.contains(&name.as_str()) {
            if !is_nothing_secret(value) {
                refuse_secret(fields.place().child(name), report);
            }
        } else if !known.contains(name.as_str()) && told < TOLD {
            told += 1;
            let at = fields.place().child(name);
            match is_faithful(name, DRAFT) {
                true => faithful_only(name, at, report),
                false => unknown(name, &known.iter().copied().collect::<Vec<_>>(), at, report),
            }
        }
    }
}

/// Tests whether the value of a field about secrecy says that there is none.
fn is_nothing_secret(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::Null | serde_json::Value::Bool(false) => true,
        serde_json::Value::Number(number) => number.as_f64() == Some(0.0),
        serde_json::Value::String(text) => {
            matches!(text.trim(), "" | "0" | "Thường" | "thường" | "Không" | "không")
        }
        _ => false,
    }
}

/// Tests whether a line is nothing but the mark of a state secret.
pub(super) fn is_secret_mark(line: &str) -> bool {
    let blank = |c: char| {
        c.is_whitespace()
            || matches!(c, '*' | '(' | ')' | '[' | ']' | '.' | '#' | '|' | '_' | '“' | '”' | '"')
    };
    let line = line.trim_matches(blank);
    line.len() <= 24 && SECRET_MARKS.contains(&line)
}

/// Refuses a secret, with the reason.
pub(super) fn refuse_secret(at: FieldPath, report: &mut Report) {
    let message = "Văn bản có dấu chỉ độ mật không được soạn ở đây: bí mật nhà nước chỉ được soạn thảo, lưu giữ trên \
                   máy tính độc lập, không nối mạng. Bỏ dấu chỉ độ mật nếu ghi nhầm.";
    report.error(at, "secret-refused", message);
}

/// Says of every field of an object that is not among `list`, or that the mode of the draft does not allow.
pub(super) fn only(fields: &Fields<'_>, list: &[&FieldSpec], report: &mut Report) {
    let known: Vec<&str> = offered(list, fields.mode()).collect();
    let strange = fields.map.keys().filter(|name| !known.contains(&name.as_str()));
    for name in strange.take(TOLD) {
        let at = fields.place().child(name);
        match is_faithful(name, list) {
            true => faithful_only(name, at, report),
            false => unknown(name, &known, at, report),
        }
    }
}

/// The names among these that a draft in this mode may have.
fn offered<'f>(list: &'f [&'f FieldSpec], mode: Mode) -> impl Iterator<Item = &'f str> {
    list.iter().filter(move |field| !field.faithful || mode == Mode::Faithful).map(|field| field.name)
}

/// Tests whether a name is that of a field for papers that are reproduced.
fn is_faithful(name: &str, list: &[&FieldSpec]) -> bool {
    list.iter().any(|field| field.faithful && field.name == name)
}

/// Says that a field is for papers that are reproduced.
fn faithful_only(name: &str, at: FieldPath, report: &mut Report) {
    let message = format!(
        "Trường “{name}” chỉ dùng khi chép đúng một văn bản đã có (mode: faithful). Bỏ trường này ở văn bản mới."
    );
    report.error(at, "unknown-field", message);
}

/// Says that a field is not known, and which name was probably meant.
fn unknown(name: &str, known: &[&str], at: FieldPath, report: &mut Report) {
    let shown = short(name);
    let message = match nearest(name, known) {
        Some(near) => format!("Không có trường “{shown}”. Có phải “{near}”?"),
        None => format!("Không có trường “{shown}”. Các trường: {}.", known.join(", ")),
    };
    report.error(at, "unknown-field", message);
}

/// The known name that differs least, if it differs little.
fn nearest<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    // No field has a name nearly that long; comparing longer ones costs time and finds nothing.
    if name.len() > 40 {
        return None;
    }
    let letters: Vec<char> =
        name.to_lowercase().chars().map(|c| if c == '-' || c == ' ' { '_' } else { c }).collect();
    let most = 1 + letters.len() / 4;
    let rated = known.iter().map(|k| (distance(&letters, k), *k));
    rated.filter(|(differs, _)| *differs <= most).min().map(|(_, k)| k)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_the_name_that_was_meant() {
        let known = ["signers", "subject", "code_number", "issued_date", "to"];
        assert_eq!(nearest("signer", &known), Some("signers"));
        assert_eq!(nearest("Subjects", &known), Some("subject"));
        assert_eq!(nearest("issued-date", &known), Some("issued_date"));
        assert_eq!(nearest("colour", &known), None);
        assert_eq!(nearest("", &known), None);
        assert_eq!(nearest(&"x".repeat(1000), &known), None);
    }

    #[test]
    fn a_mark_of_secrecy_is_told_from_a_word() {
        for mark in ["MẬT", " **TỐI MẬT** ", "(TUYỆT MẬT)"] {
            assert!(is_secret_mark(mark), "{mark}");
        }
        for word in ["Mật ong", "BẢO MẬT", "mật", "mat", "MẬT ĐỘ", ""] {
            assert!(!is_secret_mark(word), "{word}");
        }
    }
}
