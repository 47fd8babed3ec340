//! JSON bytes → [`Draft`]. Refuses what is too large, not UTF-8, not JSON, not an object, nested too deep, or names a
//! key twice; every duplicate is reported.

use super::{Draft, not_object, text_of, too_deep};
use crate::limits;
use crate::report::{FieldPath, Problem, Report};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// The draft in a JSON file; all that is wrong with it otherwise.
pub fn read_json(bytes: &[u8]) -> Result<Draft, Report> {
    let source = text_of(bytes)?;
    if let Some(line) = line_too_deep(source) {
        return Err(too_deep(Some(line)));
    }
    let mut report = Report::new();
    let mut reader = serde_json::Deserializer::from_str(source);
    let seed = Strict { place: Place::Root, report: &mut report };
    let value = seed.deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    match value {
        Err(error) => Err(not_json(source, &error)),
        Ok(_) if report.has_errors() => Err(report),
        Ok(Value::Object(values)) => Ok(Draft { values }),
        Ok(_) => Err(not_object()),
    }
}

/// The line on which brackets nest too deep; counted before anything recursive reads the source.
fn line_too_deep(source: &str) -> Option<usize> {
    // Few brackets in all cannot nest deep; counting them is many times quicker than following them.
    if source.bytes().filter(|byte| matches!(byte, b'{' | b'[')).count() <= limits::DEPTH {
        return None;
    }
    let (mut depth, mut line) = (0usize, 1usize);
    let (mut quoted, mut escaped) = (false, false);
    for byte in source.bytes() {
        match byte {
            b'\n' => line += 1,
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => depth += 1,
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > limits::DEPTH {
            return Some(line);
        }
    }
    None
}

/// The sentence for a syntax error, with line and column in characters.
fn not_json(source: &str, error: &serde_json::Error) -> Report {
    let line = error.line().max(1);
    let before = source.split('\n').nth(line - 1).map_or(0, |text| {
        let bytes = error.column().min(text.len());
        text.char_indices().take_while(|(at, _)| *at < bytes).count()
    });
    let message =
        format!("Tệp JSON sai cú pháp ở dòng {line}, cột {before}: {}.", reason(&error.to_string()));
    let mut report = Report::new();
    report.push(Problem::error(FieldPath::root(), "not-json", message).on_line(line));
    report
}

/// What the parser says, for people.
fn reason(error: &str) -> &'static str {
    const REASONS: [(&str, &str); 12] = [
        ("EOF", "tệp dừng giữa chừng, còn thiếu dấu đóng ngoặc hoặc dấu nháy"),
        ("trailing comma", "thừa dấu phẩy trước dấu đóng ngoặc"),
        ("expected `,` or", "thiếu dấu phẩy giữa hai mục hoặc thiếu dấu đóng ngoặc"),
        ("expected `:`", "thiếu dấu hai chấm sau tên khóa"),
        ("key must be a string", "tên khóa phải đặt trong dấu nháy kép"),
        (
            "control character",
            "chuỗi có ký tự xuống dòng hoặc ký tự điều khiển; hãy viết \\n thay cho xuống dòng",
        ),
        ("invalid escape", "sau dấu \\ là ký tự không hợp lệ; muốn có dấu \\ thì viết \\\\"),
        ("trailing characters", "còn chữ thừa sau dấu đóng ngoặc cuối cùng"),
        ("number out of range", "số quá lớn"),
        ("invalid number", "số viết sai; số không có số 0 ở đầu, dấu thập phân là dấu chấm"),
        ("surrogate", "mã \\u… bị cắt đôi"),
        ("expected", "thiếu giá trị; chữ phải đặt trong dấu nháy kép"),
    ];
    REASONS.iter().find(|(part, _)| error.contains(part)).map_or("không đọc được", |found| found.1)
}

/// Where a value stands, written out only when there is something to say.
#[derive(Clone, Copy)]
enum Place<'a> {
    Root,
    Key(&'a Place<'a>, &'a str),
    Index(&'a Place<'a>, usize),
}

impl Place<'_> {
    fn path(&self) -> FieldPath {
        match self {
            Self::Root => FieldPath::root(),
            Self::Key(parent, key) => parent.path().child(key),
            Self::Index(parent, index) => parent.path().index(*index),
        }
    }
}

/// Reads a value as serde_json does, but says when a key comes twice.
struct Strict<'a, 'r> {
    place: Place<'a>,
    report: &'r mut Report,
}

impl<'de> DeserializeSeed<'de> for Strict<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_, '_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        loop {
            let place = Place::Index(&self.place, values.len());
            match list.next_element_seed(Strict { place, report: self.report })? {
                Some(value) => values.push(value),
                None => return Ok(Value::Array(values)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut values = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let place = Place::Key(&self.place, &key);
            let value = entries.next_value_seed(Strict { place, report: self.report })?;
            if values.contains_key(&key) {
                let message = format!("Khóa “{key}” có hai lần. Hãy bỏ bớt một.");
                self.report.error(place.path(), "duplicate-key", message);
            }
            values.insert(key, value);
        }
        Ok(Value::Object(values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(source: &[u8]) -> Vec<&'static str> {
        read_json(source).expect_err("refused").problems.iter().map(|p| p.code).collect()
    }

    #[test]
    fn an_object_is_a_draft() {
        let draft =
            read_json("\u{feff}{\"type\": \"a\", \"code_number\": 39, \"x\": [1.5, null]}".as_bytes())
                .unwrap();
        assert_eq!(draft.values["code_number"], 39);
        assert_eq!(draft.values["x"][0], 1.5);
    }

    #[test]
    fn every_duplicate_key_is_named_with_its_place() {
        let source = r#"{"a": 1, "b": [{"c": 1, "c": 2}], "a": 3}"#;
        let report = read_json(source.as_bytes()).unwrap_err();
        let places: Vec<_> = report.problems.iter().map(|p| (p.code, p.at.as_str())).collect();
        assert_eq!(places, [("duplicate-key", "b[0].c"), ("duplicate-key", "a")]);
    }

    #[test]
    fn what_is_no_draft_is_refused_with_its_reason() {
        assert_eq!(codes(b"[1]"), ["not-object"]);
        assert_eq!(codes(b"{\"a\": \xff}"), ["not-utf8"]);
        assert_eq!(codes(b"{\"a\": 1,}"), ["not-json"]);
        assert_eq!(codes(b""), ["not-json"]);
        assert_eq!(codes(&vec![b'['; 200_000]), ["too-deep"]);
        assert_eq!(codes(&vec![b' '; limits::DRAFT_BYTES + 1]), ["too-large"]);
        let deep = format!("{}1{}", "{\"a\":".repeat(32), "}".repeat(32));
        assert!(read_json(deep.as_bytes()).is_ok());
    }

    #[test]
    fn a_syntax_error_has_line_and_column_in_characters() {
        let report = read_json("{\n  \"tên\": \"Đỗ\",\n  \"số\": 01\n}".as_bytes()).unwrap_err();
        assert_eq!(report.problems[0].line, Some(3));
        assert!(report.problems[0].message.contains("dòng 3, cột 10"), "{}", report.problems[0].message);
    }
}
