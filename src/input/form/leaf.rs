//! One control: a value as it is shown to a person, and what a person's text means.
//!
//! What a person types that is no value of its kind is kept as text: the record says what is wrong with it, and the
//! page shows it again as typed.

use chrono::{Datelike, NaiveDate};
use serde_json::{Number, Value};

use crate::catalog::{Field, Kind};

/// What stands under the name of a box that is ticked.
pub const TICKED: &str = "on";

/// A value as text; empty where it cannot be shown in its control.
pub(super) fn shown(field: &Field, value: Option<&Value>) -> String {
    let value = value.filter(|v| !v.is_null());
    match field.kind {
        Kind::Boolean => {
            let ticked = value.or(field.default.as_ref()).and_then(Value::as_bool).unwrap_or_default();
            if ticked { TICKED.to_owned() } else { String::new() }
        }
        Kind::Lines => match value {
            Some(Value::Array(list)) => {
                list.iter().filter_map(Value::as_str).map(one_line).collect::<Vec<_>>().join("\n")
            }
            Some(Value::String(text)) => unix_lines(text),
            _ => String::new(),
        },
        Kind::Outline => value.and_then(Value::as_str).map(unix_lines).unwrap_or_default(),
        Kind::Date => value.and_then(Value::as_str).map(date_shown).unwrap_or_default(),
        Kind::Integer | Kind::Number => match value {
            Some(Value::Number(number)) => number_shown(number),
            other => line_shown(other),
        },
        Kind::Line | Kind::Choice => line_shown(value),
        Kind::List | Kind::Group => String::new(),
    }
}

/// What a text means; nothing typed is no value, but for a box, which says no.
pub(super) fn meant(field: &Field, text: &str) -> Option<Value> {
    let trimmed = text.trim();
    match field.kind {
        Kind::Boolean => Some(Value::Bool(trimmed == TICKED)),
        Kind::Lines => {
            let lines: Vec<Value> = lines(text).map(Value::from).collect();
            (!lines.is_empty()).then_some(Value::Array(lines))
        }
        _ if trimmed.is_empty() => None,
        Kind::Outline => Some(text.into()),
        Kind::Date => Some(date_meant(trimmed).unwrap_or_else(|| trimmed.to_owned()).into()),
        Kind::Integer | Kind::Number => Some(number_meant(trimmed).unwrap_or_else(|| trimmed.into())),
        // What wraps in a control that grows, or was pasted with its line ends, is still one line.
        Kind::Line => Some(one_line(trimmed).into()),
        Kind::Choice => Some(trimmed.into()),
        Kind::List | Kind::Group => None,
    }
}

/// The lines of a text that say something, without blanks around them.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// A day as people write it.
pub fn date_shown(text: &str) -> String {
    match text.parse::<NaiveDate>() {
        Ok(day) if text.len() == 10 => format!("{:02}/{:02}/{}", day.day(), day.month(), day.year()),
        _ => one_line(text),
    }
}

/// A day that exists, as drafts write it, of `23/02/2024`, `23-2-2024` or `2024-02-23`.
pub fn date_meant(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.trim().split(['/', '-', '.']).map(str::trim).collect();
    let [first, month, last] = parts.as_slice() else { return None };
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
    let year = number(year).filter(|_| year.len() == 4)?;
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, number(month)?, number(day)?)?;
    Some(date.to_string())
}

/// A number as people write it: `22.595`, `12,5`; a year stays as it is.
fn number_shown(number: &Number) -> String {
    let plain = number.to_string();
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |digits| ("-", digits));
    if digits.bytes().all(|b| b.is_ascii_digit()) && digits.len() > 4 {
        let first = digits.len() % 3;
        let starts = (0..digits.len()).filter(|at| at % 3 == first || *at == 0);
        let ends = starts.clone().skip(1).chain([digits.len()]);
        let groups: Vec<&str> = starts.zip(ends).filter_map(|(from, to)| digits.get(from..to)).collect();
        return format!("{sign}{}", groups.join("."));
    }
    if digits.contains('e') { plain } else { plain.replace('.', ",") }
}

/// The number a text means: dots or blanks between thousands, a comma before decimals.
fn number_meant(text: &str) -> Option<Value> {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, decimals) = match digits.split_once(',') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (digits, None),
    };
    let whole = if whole.contains(['.', ' ', '\u{a0}']) { ungrouped(whole) } else { Some(whole.to_owned()) };
    let plain = whole.map(|whole| match decimals {
        Some(decimals) => format!("{sign}{whole}.{decimals}"),
        None => format!("{sign}{whole}"),
    });
    let read = |text: &str| text.parse::<Number>().ok();
    plain.as_deref().and_then(read).or_else(|| read(text)).map(Value::Number)
}

/// `10.000.000` without what stands between the thousands.
fn ungrouped(whole: &str) -> Option<String> {
    let groups: Vec<&str> = whole.split(['.', ' ', '\u{a0}']).collect();
    let (first, others) = groups.split_first()?;
    let fits = (1..=3).contains(&first.len()) && others.iter().all(|group| group.len() == 3);
    (fits && groups.iter().all(|g| g.bytes().all(|b| b.is_ascii_digit()))).then(|| groups.concat())
}

/// A value that stands on one line; other kinds cannot be shown there.
fn line_shown(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) if !text.contains(['\n', '\r']) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// A text on one line.
pub(super) fn one_line(text: &str) -> String {
    lines(&unix_lines(text)).collect::<Vec<_>>().join(" ")
}

fn unix_lines(text: &(impl AsRef<str> + ?Sized)) -> String {
    text.as_ref().replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn field(kind: Kind) -> Field {
        Field {
            name: "x".to_owned(),
            label: String::new(),
            kind,
            required: false,
            help: String::new(),
            default: None,
            choices: vec![],
            fields: vec![],
        }
    }

    #[test]
    fn days_are_written_as_people_do_and_kept_as_drafts_do() {
        assert_eq!(shown(&field(Kind::Date), Some(&json!("2024-02-03"))), "03/02/2024");
        for text in ["03/02/2024", "3/2/2024", "03-02-2024", "2024-02-03", " 3.2.2024 "] {
            assert_eq!(meant(&field(Kind::Date), text), Some(json!("2024-02-03")), "{text}");
        }
        for text in ["30/02/2024", "3/2", "3/2/24", "hôm nay", "+3/2/2024"] {
            assert_eq!(meant(&field(Kind::Date), text), Some(json!(text)), "what is no day stays as typed");
        }
    }

    #[test]
    fn numbers_are_written_as_people_do() {
        let cases = [
            (json!(10_000_000), "10.000.000"),
            (json!(2024), "2024"),
            (json!(-12_345), "-12.345"),
            (json!(12.5), "12,5"),
            (json!(1.234), "1,234"),
            (json!(0), "0"),
            (json!(1e300), "1e+300"),
        ];
        for (value, text) in cases {
            let number = field(Kind::Number);
            assert_eq!(shown(&number, Some(&value)), text);
            assert_eq!(meant(&number, text), Some(value), "{text}");
        }
        assert_eq!(meant(&field(Kind::Integer), "1.234"), Some(json!(1234)));
        for text in ["mười", "1.2.3", "12.3456,7", "1,2,3", "--1", "NaN"] {
            assert_eq!(
                meant(&field(Kind::Integer), text),
                Some(json!(text)),
                "what is no number stays as typed"
            );
        }
    }

    #[test]
    fn a_line_pasted_with_its_line_ends_is_one_line() {
        assert_eq!(meant(&field(Kind::Line), " một\n  hai \n\nba"), Some(json!("một hai ba")));
        assert_eq!(meant(&field(Kind::Outline), "một\nhai"), Some(json!("một\nhai")));
    }

    #[test]
    fn nothing_typed_is_no_value_and_a_box_not_ticked_says_no() {
        for kind in
            [Kind::Line, Kind::Lines, Kind::Outline, Kind::Date, Kind::Integer, Kind::Number, Kind::Choice]
        {
            assert_eq!(meant(&field(kind), " \n "), None, "{kind:?}");
        }
        assert_eq!(meant(&field(Kind::Boolean), ""), Some(json!(false)));
    }
}
