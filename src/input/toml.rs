//! TOML bytes → [`Draft`]. Refuses the same as [`json`](super::json); dates become ISO strings.

use super::{Draft, text_of, too_deep};
use crate::limits;
use crate::report::{FieldPath, Problem, Report};
use serde_json::{Map, Number, Value};

/// The draft in a TOML file; all that is wrong with it otherwise.
pub fn read_toml(bytes: &[u8]) -> Result<Draft, Report> {
    read_head(text_of(bytes)?, 0)
}

/// The draft in TOML text that begins after `above` lines of its file.
pub(super) fn read_head(source: &str, above: usize) -> Result<Draft, Report> {
    let table: ::toml::Table = ::toml::from_str(source).map_err(|error| not_toml(source, above, &error))?;
    let mut values = Map::new();
    let mut report = Report::new();
    for (key, value) in table {
        let at = FieldPath::field(key.as_str());
        values.insert(key, plain(value, 1, &at, &mut report));
    }
    if report.has_errors() { Err(report) } else { Ok(Draft { values }) }
}

/// A TOML value as JSON. The parser itself stops at 80 levels, so this cannot exhaust the stack.
fn plain(value: ::toml::Value, depth: usize, at: &FieldPath, report: &mut Report) -> Value {
    if depth > limits::DEPTH {
        report.extend(too_deep(None));
        return Value::Null;
    }
    match value {
        ::toml::Value::String(string) => Value::String(string),
        ::toml::Value::Integer(number) => Value::from(number),
        ::toml::Value::Boolean(value) => Value::Bool(value),
        ::toml::Value::Datetime(date) => Value::String(date.to_string()),
        ::toml::Value::Float(number) => Number::from_f64(number).map_or_else(
            || {
                report.error(at.clone(), "not-toml", "Số vô hạn hoặc không xác định. Hãy ghi một số cụ thể.");
                Value::Null
            },
            Value::Number,
        ),
        ::toml::Value::Array(list) => {
            let values = list.into_iter().enumerate();
            Value::Array(values.map(|(i, v)| plain(v, depth + 1, &at.index(i), report)).collect())
        }
        ::toml::Value::Table(table) => Value::Object(
            table
                .into_iter()
                .map(|(key, value)| {
                    let value = plain(value, depth + 1, &at.child(&key), report);
                    (key, value)
                })
                .collect(),
        ),
    }
}

/// The sentence for a syntax error.
fn not_toml(source: &str, above: usize, error: &::toml::de::Error) -> Report {
    let start = error.span().map_or(0, |span| span.start.min(source.len()));
    let before = source.get(..start).unwrap_or("");
    let line = above + before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    let (code, why) = reason(error.message());
    let message = format!("Phần TOML sai ở dòng {line}, cột {column}: {why}.");
    let mut report = Report::new();
    report.push(Problem::error(FieldPath::root(), code, message).on_line(line));
    report
}

/// What the parser says, for people, and the code it goes under.
fn reason(error: &str) -> (&'static str, &'static str) {
    if error.contains("duplicate key") {
        return ("duplicate-key", "khóa này có hai lần; hãy bỏ bớt một");
    }
    if error.contains("recurs") {
        return ("too-deep", "các mục lồng nhau quá sâu; hãy viết phẳng hơn");
    }
    let why = if error.contains("string") {
        "chuỗi viết sai; chữ đặt trong dấu nháy kép, nhiều dòng đặt trong ba dấu nháy kép"
    } else if error.contains("number") || error.contains("date") || error.contains("time") {
        "số hoặc ngày viết sai; ngày viết 2024-02-23, chữ đặt trong dấu nháy kép"
    } else if error.contains("key") {
        "tên khóa viết sai hoặc thiếu dấu bằng"
    } else {
        "không đúng cú pháp khóa = giá trị; chữ đặt trong dấu nháy kép"
    };
    ("not-toml", why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(source: &[u8]) -> Problem {
        read_toml(source).expect_err("refused").problems.remove(0)
    }

    #[test]
    fn dates_become_iso_strings() {
        let source = "type = \"a\"\nissued_date = 2024-02-23\ncode_number = 39\n[filing]\nunits = [\"VT\"]\n";
        let draft = read_toml(source.as_bytes()).unwrap();
        assert_eq!(draft.values["issued_date"], "2024-02-23");
        assert_eq!(draft.values["filing"]["units"][0], "VT");
    }

    #[test]
    fn what_is_no_draft_is_refused_with_its_reason() {
        assert_eq!(refused(b"a = 1\na = 2\n").code, "duplicate-key");
        assert_eq!(refused(b"a = \xff").code, "not-utf8");
        assert_eq!(refused(b"a = inf").code, "not-toml");
        assert_eq!(refused(format!("a = {}1{}", "[".repeat(40), "]".repeat(40)).as_bytes()).code, "too-deep");
        for deep in ["a = [".to_owned() + &"[".repeat(100_000), "a.".repeat(100_000) + "a = 1"] {
            assert_eq!(refused(deep.as_bytes()).code, "too-deep");
        }
        let problem = refused("a = 1\nđ = “chữ”\n".as_bytes());
        assert_eq!((problem.code, problem.line), ("not-toml", Some(2)));
    }
}
