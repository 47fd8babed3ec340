//! Text with a TOML head → [`Draft`]: the head stands between two lines `+++`, all below it is `body`.

use super::{Draft, text_of, toml};
use crate::report::{FieldPath, Problem, Report};
use serde_json::Value;

/// The draft in a text file; all that is wrong with it otherwise. A text without a head is a draft with a body only.
pub fn read_text(bytes: &[u8]) -> Result<Draft, Report> {
    let source = text_of(bytes)?;
    let (mut draft, body, line) = match after_fence(source) {
        None => (Draft::default(), source, 1),
        Some(rest) => {
            let (head, body) = split_head(rest).ok_or_else(no_end)?;
            (toml::read_head(head, 1)?, body, head.matches('\n').count() + 3)
        }
    };
    let body = body.trim_matches(['\r', '\n']);
    if body.trim().is_empty() {
        return Ok(draft);
    }
    if draft.values.insert("body".to_owned(), Value::String(body.to_owned())).is_some() {
        return Err(two_bodies(line));
    }
    Ok(draft)
}

/// The bytes of the head, where there is one, and of the body, without the line ends around it.
pub(super) fn split(source: &str) -> (Option<std::ops::Range<usize>>, std::ops::Range<usize>) {
    let parts = after_fence(source).and_then(split_head);
    let (head, body) = match parts {
        Some((head, body)) => (Some(head), body),
        None => (None, source),
    };
    let bytes = |part: &str, end: usize| end - part.len()..end;
    let trimmed = body.trim_end_matches(['\r', '\n']);
    let end = source.len() - (body.len() - trimmed.len());
    let body = bytes(trimmed.trim_start_matches(['\r', '\n']), end);
    let start = source.len() - after_fence(source).map_or(0, str::len);
    (head.map(|head| start..start + head.len()), body)
}

/// What follows a `+++` on the first line.
fn after_fence(source: &str) -> Option<&str> {
    let (first, rest) = source.split_once('\n').unwrap_or((source, ""));
    (first.trim_end() == "+++").then_some(rest)
}

/// The head and what is below its closing line.
fn split_head(source: &str) -> Option<(&str, &str)> {
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        if line.trim_end() == "+++" {
            return Some((source.get(..start)?, source.get(start + line.len()..)?));
        }
        start += line.len();
    }
    None
}

fn no_end() -> Report {
    let mut report = Report::new();
    let message =
        "Phần đầu mở bằng dòng +++ nhưng không có dòng +++ đóng lại. Hãy thêm một dòng +++ trước nội dung.";
    report.push(Problem::error(FieldPath::root(), "not-toml", message).on_line(1));
    report
}

fn two_bodies(line: usize) -> Report {
    let mut report = Report::new();
    let message = "Nội dung có hai lần: khóa body ở phần đầu và phần chữ bên dưới. Hãy bỏ bớt một.";
    report.push(Problem::error(FieldPath::field("body"), "duplicate-key", message).on_line(line));
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_is_toml_and_the_rest_is_the_body() {
        let source = "\u{feff}+++\r\ntype = \"a\"\r\n+++\r\n\r\nI. MỤC ĐÍCH\n\n1. Một\n";
        let draft = read_text(source.as_bytes()).unwrap();
        assert_eq!(draft.values["type"], "a");
        assert_eq!(draft.values["body"], "I. MỤC ĐÍCH\n\n1. Một");
    }

    #[test]
    fn text_without_a_head_is_only_a_body() {
        let draft = read_text("Một\n\nHai".as_bytes()).unwrap();
        assert_eq!(draft.values.len(), 1);
        assert_eq!(draft.values["body"], "Một\n\nHai");
    }

    #[test]
    fn problems_of_the_head_have_the_line_of_the_file() {
        let problem = |source: &str| read_text(source.as_bytes()).unwrap_err().problems.remove(0);
        assert_eq!(problem("+++\na = 1\nb = ?\n+++\nx").line, Some(3));
        assert_eq!(problem("+++\na = 1\n").code, "not-toml");
        let twice = problem("+++\nbody = \"a\"\n+++\nb");
        assert_eq!((twice.code, twice.line), ("duplicate-key", Some(4)));
    }
}
