//! *Nơi nhận* and *Lưu* as text.
//!
//! A receiver a line, its note behind it in brackets: `Thường trực Tỉnh ủy (b/c)`. Several with one note stand between
//! a line `{` and a line `} b/c`. Units that keep a copy are boxes; others are written with commas. A line *Lưu* that
//! was pasted among the receivers fills them.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Map, Value, json};

use super::leaf::{lines, one_line};
use super::{Field, Kind, Pairs, leaf, read_field};
use crate::filing::FilingLine;
use crate::text::without_list_dash;

/// Receivers, a line each.
const TYPED: &str = "recipients";
/// Usual receivers that were ticked.
const TICKED: &str = "recipients.add";
/// Units that keep a copy and were ticked.
const UNITS: &str = "filing.units";
/// Other units that keep a copy.
const OTHERS: &str = "filing.others";

/// Puts the receivers that were ticked behind those that were typed.
pub(super) fn gather(pairs: &mut Pairs) {
    let ticked = pairs.take(TICKED);
    let mut text = pairs.get(TYPED).trim_end().to_owned();
    for name in ticked {
        if !lines(&text).any(|line| line == name) {
            text = if text.is_empty() { name } else { format!("{text}\n{name}") };
        }
    }
    pairs.put(TYPED, text);
}

/// The receivers typed, and the lines *Lưu* among them; an entry that shows as a stored one does is that one.
pub(super) fn read(pairs: &Pairs, stored: Option<&Value>) -> (Option<Value>, Vec<String>) {
    let text = pairs.get(TYPED);
    if text.trim_end() == shown(stored).trim_end() {
        return (stored.cloned(), vec![]);
    }
    let entries = stored.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut known: BTreeMap<String, VecDeque<&Value>> = BTreeMap::new();
    for entry in entries {
        known.entry(entry_shown(entry).unwrap_or_default()).or_default().push_back(entry);
    }
    // What no line can show is nobody's to throw away.
    let hidden = known.remove("").unwrap_or_default();
    let (mut list, mut kept) = (vec![], vec![]);
    for (raw, entry) in entries_of(text) {
        match known.get_mut(&raw).and_then(VecDeque::pop_front) {
            Some(same) => list.push(same.clone()),
            None if FilingLine::of(&raw).is_some_and(|line| line.count().is_ok()) => kept.push(raw),
            None => list.push(entry),
        }
    }
    list.extend(hidden.into_iter().cloned());
    ((!list.is_empty()).then_some(Value::Array(list)), kept)
}

/// The receivers as text.
pub(super) fn write(value: Option<&Value>, pairs: &mut Pairs) {
    pairs.put(TYPED, shown(value));
}

fn shown(value: Option<&Value>) -> String {
    let entries = value.and_then(Value::as_array).into_iter().flatten();
    entries.filter_map(entry_shown).collect::<Vec<_>>().join("\n")
}

/// The line or lines of an entry, where it can be shown.
fn entry_shown(entry: &Value) -> Option<String> {
    let group = entry.get("group").and_then(Value::as_array);
    let purpose = entry.get("purpose").and_then(Value::as_str).map(one_line).unwrap_or_default();
    let Some(group) = group else {
        let name = name_shown(entry)?;
        return Some(if purpose.is_empty() { name } else { format!("{name} {}", bracketed(&purpose)) });
    };
    let members: Option<Vec<String>> = group.iter().map(name_shown).collect();
    Some(format!("{{\n{}\n}} {purpose}", members.filter(|m| !m.is_empty())?.join("\n")))
}

/// A receiver's name: the entry itself, or what its `name` says.
fn name_shown(entry: &Value) -> Option<String> {
    let name = entry.as_str().or_else(|| entry.get("name")?.as_str())?;
    Some(one_line(name)).filter(|name| !name.is_empty())
}

fn bracketed(purpose: &str) -> String {
    if purpose.starts_with('(') { purpose.to_owned() } else { format!("({purpose})") }
}

/// The entries of a text, each with what was typed for it.
fn entries_of(text: &str) -> Vec<(String, Value)> {
    let mut entries = vec![];
    let mut group: Option<Vec<&str>> = None;
    for line in lines(text) {
        match (&mut group, line.strip_prefix('}')) {
            (Some(members), Some(purpose)) => {
                let raw = format!("{{\n{}\n}} {}", members.join("\n"), purpose.trim());
                let names: Vec<&str> = members.iter().map(|name| plain(name)).collect();
                entries.push((raw, json!({ "group": names, "purpose": purpose.trim() })));
                group = None;
            }
            (Some(members), None) => members.push(line),
            (None, _) if line == "{" => group = Some(vec![]),
            (None, _) => entries.push((line.to_owned(), receiver(line))),
        }
    }
    // A brace that is not closed joins nothing.
    entries.extend(group.into_iter().flatten().map(|line| (line.to_owned(), receiver(line))));
    entries
}

/// One receiver: what stands in brackets at the end is its note.
fn receiver(line: &str) -> Value {
    let line = plain(line);
    let noted = line.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    match noted.map(|(name, purpose)| (name.trim(), purpose.trim())) {
        Some((name, purpose)) if !name.is_empty() && !purpose.is_empty() => {
            json!({ "name": name, "purpose": purpose })
        }
        _ => json!({ "name": line }),
    }
}

/// A line pasted from a document: without its dash and the mark at its end.
fn plain(line: &str) -> &str {
    let name = without_list_dash(line).trim_end_matches([';', ' ', '\t']);
    if name.is_empty() { line } else { name }
}

/// How many copies are kept.
fn copies() -> Field {
    Field {
        name: "copies".to_owned(),
        label: String::new(),
        kind: Kind::Integer,
        required: false,
        help: String::new(),
        default: None,
        choices: vec![],
        fields: vec![],
    }
}

/// *Lưu*: units ticked in the order offered, then others, then those of the lines typed among the receivers.
pub(super) fn read_filing(
    units: &[(String, String)],
    typed: &[String],
    pairs: &Pairs,
    stored: Option<&Value>,
) -> Option<Value> {
    let none = Map::new();
    let base = stored.and_then(Value::as_object).unwrap_or(&none);
    let mut filing = base.clone();
    let ticked: Vec<&str> = pairs.all(UNITS).iter().map(String::as_str).collect();
    let (was, others) = units_shown(units, base.get("units"));
    if ticked != was || pairs.get(OTHERS) != others {
        let offered =
            units.iter().map(|(symbol, _)| symbol.as_str()).filter(|symbol| ticked.contains(symbol));
        let others = pairs.get(OTHERS).split([',', ';']).map(str::trim).filter(|other| !other.is_empty());
        let all: Vec<Value> = offered.chain(others).map(Value::from).collect();
        super::set(&mut filing, "units", (!all.is_empty()).then_some(Value::Array(all)));
    }
    super::set(&mut filing, "copies", read_field(&copies(), "filing.copies", pairs, base.get("copies")));
    typed.iter().filter_map(|line| FilingLine::of(line)).for_each(|line| add(&mut filing, &line));
    if !filing.is_empty() {
        return Some(Value::Object(filing));
    }
    stored.filter(|_| base.is_empty()).cloned()
}

/// Adds what a line says that the boxes do not.
fn add(filing: &mut Map<String, Value>, line: &FilingLine<'_>) {
    let units = filing.entry("units").or_insert_with(|| json!([]));
    if let Value::Array(units) = units {
        let new = line.units.iter().filter(|unit| !units.iter().any(|known| known == *unit));
        let new: Vec<Value> = new.map(|unit| json!(unit)).collect();
        units.extend(new);
    }
    if let Ok(Some(copies)) = line.count() {
        filing.entry("copies").or_insert(json!(copies));
    }
}

/// The boxes and the text of a filing.
pub(super) fn write_filing(units: &[(String, String)], value: Option<&Value>, pairs: &mut Pairs) {
    let filing = value.and_then(Value::as_object);
    let (ticked, others) = units_shown(units, filing.and_then(|f| f.get("units")));
    ticked.into_iter().for_each(|unit| pairs.add(UNITS, unit));
    pairs.put(OTHERS, others);
    pairs.put("filing.copies", leaf::shown(&copies(), filing.and_then(|f| f.get("copies"))));
}

/// Units that are offered, in the order offered, and the others as text.
fn units_shown<'u>(units: &'u [(String, String)], value: Option<&Value>) -> (Vec<&'u str>, String) {
    let list = value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let list: Vec<&str> = list.chain(value.and_then(Value::as_str)).collect();
    let offered = units.iter().map(|(symbol, _)| symbol.as_str());
    let ticked = offered.clone().filter(|symbol| list.contains(symbol)).collect();
    let others = list.iter().filter(|unit| !offered.clone().any(|symbol| symbol == **unit));
    (ticked, others.map(|unit| one_line(unit)).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, stored: Option<&Value>) -> Value {
        let mut pairs = Pairs::default();
        pairs.put(TYPED, text);
        read(&pairs, stored).0.unwrap_or_default()
    }

    #[test]
    fn a_line_is_a_receiver_with_its_note_in_brackets() {
        let text = "- Tỉnh ủy, UBND tỉnh;\n\nTổng LĐLĐ Việt Nam (b/c)\n{\nSở A\nSở B\n} p/h\n()";
        assert_eq!(
            said(text, None),
            json!([
                { "name": "Tỉnh ủy, UBND tỉnh" },
                { "name": "Tổng LĐLĐ Việt Nam", "purpose": "b/c" },
                { "group": ["Sở A", "Sở B"], "purpose": "p/h" },
                { "name": "()" },
            ])
        );
    }

    #[test]
    fn an_entry_whose_line_did_not_change_keeps_what_no_line_shows() {
        let stored = json!([{ "name": "A", "end": "." }, 7, { "name": "B (c)" }, "C"]);
        assert_eq!(
            said("B (c)\nA\nD", Some(&stored)),
            json!([{ "name": "B (c)" }, { "name": "A", "end": "." }, { "name": "D" }, 7])
        );
    }

    #[test]
    fn a_receiver_that_is_ticked_comes_behind_the_others_once() {
        let mut pairs = Pairs::default();
        pairs.put(TYPED, "B\nA\n");
        ["A", "C"].iter().for_each(|name| pairs.add(TICKED, *name));
        gather(&mut pairs);
        assert_eq!(pairs.get(TYPED), "B\nA\nC");
        assert!(pairs.all(TICKED).is_empty());
    }

    #[test]
    fn units_come_in_the_order_offered_but_for_those_that_did_not_change() {
        let units = [("VT".to_owned(), String::new()), ("TG".to_owned(), String::new())];
        let stored = json!({ "units": ["TG", "VT"], "text": "x" });
        let mut pairs = Pairs::default();
        write_filing(&units, Some(&stored), &mut pairs);
        assert_eq!(read_filing(&units, &[], &pairs, Some(&stored)), Some(stored.clone()));
        pairs.put(OTHERS, "BTV; VP");
        assert_eq!(
            read_filing(&units, &[], &pairs, Some(&stored)),
            Some(json!({ "units": ["VT", "TG", "BTV", "VP"], "text": "x" }))
        );
    }

    #[test]
    fn a_line_of_filing_pasted_among_the_receivers_fills_the_boxes() {
        let units = [("VT".to_owned(), String::new()), ("TG".to_owned(), String::new())];
        let mut pairs = Pairs::default();
        pairs.put(TYPED, "- Tỉnh ủy;\n+ Lưu học sinh tại Lào;\n– LƯU: VT, TG, NC (3).");
        pairs.add(UNITS, "VT");
        let (list, kept) = read(&pairs, None);
        assert_eq!(list, Some(json!([{ "name": "Tỉnh ủy" }, { "name": "Lưu học sinh tại Lào" }])));
        let filing = read_filing(&units, &kept, &pairs, None);
        assert_eq!(filing, Some(json!({ "units": ["VT", "TG", "NC"], "copies": 3 })));
        // One that was stored among them is as it was.
        let stored = json!(["A", "Lưu: VT."]);
        pairs.put(TYPED, "A\nLưu: VT.\nB");
        assert_eq!(read(&pairs, Some(&stored)), (Some(json!(["A", "Lưu: VT.", { "name": "B" }])), vec![]));
    }
}
