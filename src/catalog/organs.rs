//! Reads `organs/<id>.toml`: an organ, and what it was between which dates.
//!
//! Keys at the top hold for every version; `[[versions]]` say what differs, key by key. Refused: what is no value of
//! its key, and what [`profile`] refuses, each at its line.

use super::Files;
use super::entries::{Section, Source, problem};
use super::model::{Organ, OrganSigner, Unit};
use super::profile::{self, Known};
use crate::report::{FieldPath, Report};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use toml::de::{DeTable, DeValue};

/// Reads every file; versions come in order of time.
pub(super) fn read(
    files: &Files<'_>,
    known: &Known<'_>,
    report: &RefCell<Report>,
) -> BTreeMap<String, Vec<Arc<Organ>>> {
    let mut organs = BTreeMap::new();
    for (path, bytes) in files {
        let Some(id) = path.strip_prefix("organs/").and_then(|p| p.strip_suffix(".toml")) else {
            problem(report, path, None, "unexpected-file", "Thư mục organs/ chỉ chứa tệp .toml.");
            continue;
        };
        if let Some(source) = Source::new(path, bytes, report) {
            organs.insert(id.to_owned(), versions(id, &source, known));
        }
    }
    organs
}

/// The versions of one organ, in order of time.
fn versions(id: &str, source: &Source<'_>, known: &Known<'_>) -> Vec<Arc<Organ>> {
    let mut top = Section::new(source, source.keys(), 1);
    let differing = top.sections("versions");
    let always = top.into_keys();
    let mut sections: Vec<Section<'_, '_>> = differing
        .into_iter()
        .map(|version| {
            let line = version.line();
            Section::new(source, over(&always, version.into_keys()), line)
        })
        .collect();
    if sections.is_empty() {
        sections.push(Section::new(source, always, 1));
    }
    let mut organs: Vec<(Organ, usize)> = sections
        .into_iter()
        .map(|section| {
            let line = section.line();
            (read_version(id, section, source, known), line)
        })
        .collect();
    organs.sort_by_key(|(organ, _)| organ.valid_from);
    let times = profile::judge_times(&organs.iter().map(|(organ, _)| organ).collect::<Vec<_>>());
    for (at, code, message) in times {
        source.problem(organs.get(at).map(|(_, line)| *line), code, message);
    }
    organs.into_iter().map(|(organ, _)| Arc::new(organ)).collect()
}

/// The keys of a version over those that always hold.
fn over<'f>(always: &DeTable<'f>, version: DeTable<'f>) -> DeTable<'f> {
    let mut keys = always.clone();
    for (key, value) in version {
        keys.insert(key, value);
    }
    keys
}

/// The lines of what a version says, by place.
struct Lines(BTreeMap<FieldPath, usize>);

impl Lines {
    /// Remembers the keys of a section that stands at `at`.
    fn add(&mut self, at: &FieldPath, section: &Section<'_, '_>) {
        self.0.insert(at.clone(), section.line());
        self.0.extend(section.lines().map(|(key, line)| (at.child(key), line)));
    }

    /// The line of a place, or of what it lies in.
    fn of(&self, at: &FieldPath) -> Option<usize> {
        let path = at.as_str();
        let ends = path.char_indices().rev().filter(|(_, c)| matches!(c, '.' | '[')).map(|(end, _)| end);
        let wider = ends.filter_map(|end| path.get(..end)).map(FieldPath::from);
        std::iter::once(at.clone()).chain(wider).find_map(|place| self.0.get(&place).copied())
    }
}

fn read_version(id: &str, mut keys: Section<'_, '_>, source: &Source<'_>, known: &Known<'_>) -> Organ {
    let mut lines = Lines(BTreeMap::new());
    lines.add(&FieldPath::root(), &keys);
    let organ = Organ {
        id: id.to_owned(),
        valid_from: keys.take("valid_from"),
        valid_to: keys.take("valid_to"),
        parent: keys.take("parent").unwrap_or_default(),
        name: keys.require("name"),
        full_name: keys.require("full_name"),
        symbol: keys.require("symbol"),
        place: keys.require("place"),
        style: keys.require("style"),
        abbreviations: abbreviations(&mut keys, source, &mut lines),
        collectives: keys.take("collectives").unwrap_or_default(),
        signers: entries(&mut keys, "signers", &mut lines, signer),
        units: entries(&mut keys, "units", &mut lines, unit),
        receivers: keys.take("receivers").unwrap_or_default(),
        address: keys.take("address").unwrap_or_default(),
        terms: keys.take("terms").unwrap_or_default(),
        acronyms: keys.take("acronyms").unwrap_or_default(),
    };
    keys.finish(
        "parent, name, full_name, symbol, place, style, abbreviations, collectives, signers, units, receivers, address, \
         terms, acronyms, valid_from, valid_to, versions",
    );
    profile::judge(&organ, &FieldPath::root(), known, &mut |at, code, message| {
        let line = lines.of(&at);
        // A key that is not there or is of the wrong kind was said to be so.
        if code != "missing" || !source.is_faulty(line) {
            source.problem(line, code, message);
        }
    });
    organ
}

/// The entries of a list of tables.
fn entries<T>(
    keys: &mut Section<'_, '_>,
    name: &str,
    lines: &mut Lines,
    read: impl Fn(Section<'_, '_>) -> T,
) -> Vec<T> {
    let sections = keys.sections(name).into_iter().enumerate();
    sections
        .map(|(i, section)| {
            lines.add(&FieldPath::field(name).index(i), &section);
            read(section)
        })
        .collect()
}

/// Reads the abbreviations that the organ prints, by type id.
fn abbreviations(
    keys: &mut Section<'_, '_>,
    source: &Source<'_>,
    lines: &mut Lines,
) -> BTreeMap<String, String> {
    let Some((value, line)) = keys.raw("abbreviations") else {
        return BTreeMap::new();
    };
    let DeValue::Table(table) = value else {
        source.problem(
            Some(line),
            "wrong-kind",
            "Khóa “abbreviations” phải là bảng loại = \"chữ viết tắt\".",
        );
        return BTreeMap::new();
    };
    let mut read = BTreeMap::new();
    for (id, value) in &table {
        let line = source.line_of(id.span().start);
        let id = id.get_ref().as_ref();
        let Some(printed) = value.get_ref().as_str() else {
            source.problem(
                Some(line),
                "wrong-kind",
                format!("Chữ viết tắt của “{id}” phải là một dòng chữ."),
            );
            continue;
        };
        lines.0.insert(FieldPath::field("abbreviations").child(id), line);
        read.insert(id.to_owned(), printed.to_owned());
    }
    read
}

fn signer(mut keys: Section<'_, '_>) -> OrganSigner {
    let signer = OrganSigner {
        full_name: keys.require("full_name"),
        position: keys.require("position"),
        from: keys.take("from"),
        to: keys.take("to"),
    };
    keys.finish("full_name, position, from, to");
    signer
}

fn unit(mut keys: Section<'_, '_>) -> Unit {
    let unit = Unit { name: keys.require("name"), symbol: keys.require("symbol") };
    keys.finish("name, symbol");
    unit
}
