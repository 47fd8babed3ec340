//! Every string of a draft, cleaned: the characters repaired that the mode lets be repaired, and each of them one that
//! the faces can draw.
//!
//! Takes the draft's values; returns a copy whose strings can be printed. A character that no face has is replaced as
//! the catalog's word tables say, which is told, or is a problem at its place.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::{Map, Value};

use super::{Mode, rules};
use crate::catalog::Words;
use crate::draft::fields::DRAFT;
use crate::font::FontBook;
use crate::report::{FieldPath, Fix, Problem, Report, Severity};
use crate::text::{self, Corrections, Rules};

/// Different characters told of in one string; whoever pastes a page of a foreign script learns enough from these.
const TOLD: usize = 20;

/// A cleaned copy of the draft's fields.
pub(super) fn clean(
    source: &Map<String, Value>,
    mode: Mode,
    words: &Words,
    corrections: &mut Corrections,
    report: &mut Report,
) -> Map<String, Value> {
    let mut cleaning = Cleaning { rules: rules(mode), words, corrections, report };
    let is_printed = |name: &str| DRAFT.iter().all(|field| field.name != name || field.printed);
    cleaning.map(source, &|name| is_printed(name).then(|| FieldPath::field(name)))
}

/// State of the cleaning, at hand at every string.
struct Cleaning<'c> {
    rules: Rules,
    words: &'c Words,
    corrections: &'c mut Corrections,
    report: &'c mut Report,
}

impl Cleaning<'_> {
    /// An object; `place` names its fields, or says that one is not printed.
    fn map(
        &mut self,
        map: &Map<String, Value>,
        place: &dyn Fn(&str) -> Option<FieldPath>,
    ) -> Map<String, Value> {
        let fields = map.iter();
        fields
            .map(|(name, value)| {
                let value = match place(name) {
                    Some(at) => self.value(value, &at),
                    None => value.clone(),
                };
                (name.clone(), value)
            })
            .collect()
    }

    /// A value of any kind.
    fn value(&mut self, value: &Value, at: &FieldPath) -> Value {
        match value {
            Value::String(text) => Value::String(self.string(text, at)),
            Value::Array(list) => {
                let entries = list.iter().enumerate();
                entries.map(|(i, entry)| self.value(entry, &at.index(i))).collect()
            }
            Value::Object(map) => Value::Object(self.map(map, &|name| Some(at.child(name)))),
            other => other.clone(),
        }
    }

    /// A string.
    fn string(&mut self, given: &str, at: &FieldPath) -> String {
        if text::is_plain(given) && !self.rules.contains(text::Rule::Spaces) {
            return given.to_owned();
        }
        let cleaned = text::clean(given, self.rules, self.corrections);
        match FontBook::embedded().first_missing(&cleaned) {
            None => cleaned.into_owned(),
            Some(_) => self.drawable(&cleaned, given, at),
        }
    }

    /// The cleaned text of `original` with each character that no face has replaced or told of.
    fn drawable(&mut self, given: &str, original: &str, at: &FieldPath) -> String {
        let font = FontBook::embedded();
        let mut out = String::with_capacity(given.len());
        let mut told: Vec<char> = vec![];
        let many_lines = given.contains('\n');
        let mut line = 1;
        for c in given.chars() {
            line += usize::from(c == '\n');
            if c.is_control() || font.covers(c) {
                out.push(c);
                continue;
            }
            let substitute = self.words.substitutes.get(&c);
            out.push_str(substitute.map_or("", String::as_str));
            if !told.contains(&c) && told.len() < TOLD {
                told.push(c);
                let problem = match substitute {
                    Some(substitute) => substituted_glyph(c, substitute, at),
                    None => {
                        let range = original.find(c).map(|start| start..start + c.len_utf8());
                        missing_glyph(c, self.words.offers.get(&c).map(String::as_str), range, at)
                    }
                };
                self.report.push(if many_lines { problem.on_line(line) } else { problem });
            }
        }
        out
    }
}

/// A character as a sentence names it.
fn named(character: char) -> String {
    let shown: Cow<'_, str> = match character {
        // Private and invisible characters show nothing in a sentence.
        '\u{e000}'..='\u{f8ff}' => Cow::Borrowed("một ký tự riêng của phông chữ khác"),
        c => Cow::Owned(format!("ký tự “{c}”")),
    };
    format!("{shown} (U+{:04X})", u32::from(character))
}

/// Refusal of a character that no face has; `range` is its first place in the value.
fn missing_glyph(
    character: char,
    offer: Option<&str>,
    range: Option<Range<usize>>,
    at: &FieldPath,
) -> Problem {
    let remedy = match offer {
        None => "Thay bằng ký tự khác hoặc bỏ đi.".to_owned(),
        Some(offer) => format!("Hãy viết “{offer}”."),
    };
    let message = format!("Phông chữ Times New Roman không có {}. {remedy}", named(character));
    let fix = range.clone().zip(offer).map(|(range, offer)| Fix { range, replacement: offer.to_owned() });
    Problem { range, fix, ..Problem::error(at.clone(), "missing-glyph", message) }
}

/// Information on a character that another stands in for.
fn substituted_glyph(character: char, substitute: &str, at: &FieldPath) -> Problem {
    let how = match substitute {
        "" => "đã bỏ".to_owned(),
        substitute => format!("in thay bằng “{substitute}”"),
    };
    let message = format!("Phông chữ Times New Roman không có {}: {how}.", named(character));
    let warning = Problem::warning(at.clone(), "substituted-glyph", message);
    Problem { severity: Severity::Information, ..warning }
}
