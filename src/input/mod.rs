//! What comes from outside: JSON, TOML, text with a TOML head, pasted or scanned text, HTML, DOCX → [`Draft`], unchecked.

pub mod docx;
pub mod encoding;
pub mod form;
mod head;
mod json;
pub mod markup;
mod paper;
pub mod plain;
mod rewrite;
mod source;
mod toml;

pub use head::read_text;
pub use json::read_json;
pub use paper::{Import, Knowledge, KnownOrgan, KnownType, PaperImport};
pub use rewrite::rewrite;
pub use source::Mend;
pub use toml::read_toml;

pub use crate::draft::Draft;

use crate::limits;
use crate::report::{FieldPath, Problem, Report};

/// The draft in a file of any of the three forms; the extension of its name decides, else how it begins.
pub fn read(bytes: &[u8], name: Option<&str>) -> Result<Draft, Report> {
    match form_of_bytes(bytes, name)? {
        Form::Json => read_json(bytes),
        Form::Toml => read_toml(bytes),
        Form::Text => read_text(bytes),
    }
}

/// The forms of a draft.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Toml,
    Text,
}

/// The form of a file; what is no text is refused only where its name does not tell.
fn form_of_bytes(bytes: &[u8], name: Option<&str>) -> Result<Form, Report> {
    match named(name) {
        Some(form) => Ok(form),
        None => Ok(form(text_of(bytes)?)),
    }
}

/// The form of a file's text.
fn form_of(source: &str, name: Option<&str>) -> Form {
    named(name).unwrap_or_else(|| form(source))
}

/// Whether a file is text without a head: not a draft as such, but a document pasted or scanned.
pub fn is_plain_text(source: &str, name: Option<&str>) -> bool {
    form_of(source, name) == Form::Text && !source.starts_with("+++")
}

/// The form that a name tells.
fn named(name: Option<&str>) -> Option<Form> {
    let (_, extension) = name?.rsplit_once('.')?;
    match extension.to_ascii_lowercase().as_str() {
        "json" => Some(Form::Json),
        "toml" => Some(Form::Toml),
        "txt" | "md" => Some(Form::Text),
        _ => None,
    }
}

/// The form of a source, by its first line that says something.
fn form(source: &str) -> Form {
    let first =
        source.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or("");
    let key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | ' ');
    let assigned = first.split_once('=').is_some_and(|(name, _)| !name.is_empty() && name.chars().all(key));
    let section = first.trim_matches(['[', ']']).chars().all(key) && first.ends_with(']') && first.len() > 2;
    match first.chars().next() {
        Some('{') => Form::Json,
        Some('[') if !section => Form::Json,
        Some('[') => Form::Toml,
        _ if assigned => Form::Toml,
        _ => Form::Text,
    }
}

/// The bytes as text without a byte order mark, if they are not too many.
pub fn text_of(bytes: &[u8]) -> Result<&str, Report> {
    if bytes.len() > limits::DRAFT_BYTES {
        return Err(too_large(bytes.len()));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| not_utf8(bytes, error.valid_up_to()))
}

fn too_large(bytes: usize) -> Report {
    let most = limits::DRAFT_BYTES / 1024;
    let message = format!(
        "Dự thảo lớn {} KiB, quá giới hạn {most} KiB. Ảnh và tệp kèm theo phải để riêng, không chép vào dự thảo.",
        bytes.div_ceil(1024)
    );
    one("too-large", message, None)
}

fn not_utf8(bytes: &[u8], valid: usize) -> Report {
    let before = bytes.get(..valid).unwrap_or(bytes);
    let line = before.iter().filter(|&&b| b == b'\n').count() + 1;
    let last = before.rsplit(|&b| b == b'\n').next().unwrap_or(b"");
    let column = String::from_utf8_lossy(last).chars().count() + 1;
    let message = format!(
        "Dự thảo không phải văn bản UTF-8: dòng {line}, cột {column} có byte sai. Hãy lưu lại tệp với bảng mã UTF-8."
    );
    one("not-utf8", message, Some(line))
}

fn too_deep(line: Option<usize>) -> Report {
    let message = format!("Dự thảo lồng nhau quá {} tầng. Hãy viết phẳng hơn.", limits::DEPTH);
    one("too-deep", message, line)
}

fn not_object() -> Report {
    let message = "Dự thảo phải là một đối tượng JSON: { \"type\": …, \"body\": … }.";
    one("not-object", message.to_owned(), None)
}

fn one(code: &'static str, message: String, line: Option<usize>) -> Report {
    let problem = Problem::error(FieldPath::root(), code, message);
    Report { problems: vec![Problem { line, ..problem }] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_decides_and_else_the_beginning() {
        let json = br#"{"type": "a"}"#;
        let toml = b"# head\ntype = \"a\"\n";
        let text = b"+++\ntype = \"a\"\n+++\nbody\n";
        for (bytes, name) in [
            (&json[..], Some("x.json")),
            (&json[..], None),
            (&toml[..], Some("x.TOML")),
            (&toml[..], Some("x")),
            (&text[..], Some("x.txt")),
            (&text[..], None),
            (&b"[filing]\nunits = []\n[x]\ny = 1\n"[..], None),
        ] {
            let draft = read(bytes, name).unwrap();
            assert!(draft.values.contains_key("type") || draft.values.contains_key("filing"), "{name:?}");
        }
        let plain = read("Căn cứ Luật = luật".as_bytes(), None).unwrap();
        assert!(plain.values.contains_key("body"));
        assert_eq!(read(b"[1, 2]", None).unwrap_err().problems[0].code, "not-object");
    }

    #[test]
    fn a_wrong_byte_is_named_with_line_and_column() {
        let report =
            read("{\n \"tên\": \"".bytes().chain([0xff]).collect::<Vec<_>>().as_slice(), None).unwrap_err();
        assert!(report.problems[0].message.contains("dòng 2, cột 10"), "{}", report.problems[0].message);
    }
}
