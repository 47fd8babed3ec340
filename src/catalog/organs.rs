//! Reads `organs/<id>.toml`: an organ, and what it was between which dates.
//!
//! Keys at the top hold for every version; `[[versions]]` say what differs, key by key. Refused: versions that
//! overlap, a style sheet or a document type that does not exist, one abbreviation for two types.

use super::Files;
use super::entries::{Section, Source, problem};
use super::model::{Organ, OrganSigner, Unit};
use crate::report::Report;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use toml::de::{DeTable, DeValue};

/// What organs may refer to.
pub(super) struct Known<'k> {
    /// Ids of style sheets.
    pub(super) styles: BTreeSet<&'k str>,
    /// Ids of document types.
    pub(super) types: BTreeSet<&'k str>,
}

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
    overlaps(&organs, source);
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

fn read_version(id: &str, mut keys: Section<'_, '_>, source: &Source<'_>, known: &Known<'_>) -> Organ {
    let style_line = keys.line_of("style");
    let style: String = keys.require("style");
    if !style.is_empty() && !known.styles.contains(style.as_str()) {
        source.problem(
            Some(style_line),
            "unknown-style",
            format!("Không có mẫu trình bày “{style}” trong styles/."),
        );
    }
    let organ = Organ {
        id: id.to_owned(),
        valid_from: keys.take("valid_from"),
        valid_to: keys.take("valid_to"),
        parent: keys.take("parent").unwrap_or_default(),
        name: keys.require("name"),
        full_name: keys.require("full_name"),
        symbol: keys.require("symbol"),
        place: keys.require("place"),
        style,
        abbreviations: abbreviations(&mut keys, source, known),
        collectives: keys.take("collectives").unwrap_or_default(),
        signers: keys.sections("signers").into_iter().map(|s| signer(s, source)).collect(),
        units: keys.sections("units").into_iter().map(unit).collect(),
        receivers: keys.take("receivers").unwrap_or_default(),
        address: keys.take("address").unwrap_or_default(),
        terms: keys.take("terms").unwrap_or_default(),
        acronyms: keys.take("acronyms").unwrap_or_default(),
    };
    keys.finish(
        "parent, name, full_name, symbol, place, style, abbreviations, collectives, signers, units, receivers, address, \
         terms, acronyms, valid_from, valid_to, versions",
    );
    organ
}

/// What the organ prints for a type; each must name a type, and no two the same.
fn abbreviations(
    keys: &mut Section<'_, '_>,
    source: &Source<'_>,
    known: &Known<'_>,
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
    let mut seen = BTreeSet::new();
    let mut read = BTreeMap::new();
    for (id, value) in &table {
        let line = Some(source.line_of(id.span().start));
        let id = id.get_ref().as_ref();
        let Some(printed) = value.get_ref().as_str() else {
            source.problem(line, "wrong-kind", format!("Chữ viết tắt của “{id}” phải là một dòng chữ."));
            continue;
        };
        if !known.types.contains(id) {
            source.problem(line, "unknown-type", format!("Không có loại văn bản “{id}” trong types/."));
        }
        if !seen.insert(printed.to_owned()) {
            source.problem(line, "duplicate", format!("Chữ viết tắt “{printed}” dùng cho hai loại văn bản."));
        }
        read.insert(id.to_owned(), printed.to_owned());
    }
    read
}

fn signer(mut keys: Section<'_, '_>, source: &Source<'_>) -> OrganSigner {
    let line = keys.line();
    let signer = OrganSigner {
        full_name: keys.require("full_name"),
        position: keys.require("position"),
        from: keys.take("from"),
        to: keys.take("to"),
    };
    keys.finish("full_name, position, from, to");
    if signer.from.zip(signer.to).is_some_and(|(from, to)| from > to) {
        source.problem(Some(line), "bad-dates", "Ngày “from” sau ngày “to”.");
    }
    signer
}

fn unit(mut keys: Section<'_, '_>) -> Unit {
    let unit = Unit { name: keys.require("name"), symbol: keys.require("symbol") };
    keys.finish("name, symbol");
    unit
}

/// Versions in order of time must not share a day.
fn overlaps(organs: &[(Organ, usize)], source: &Source<'_>) {
    for (organ, line) in organs {
        if organ.valid_from.zip(organ.valid_to).is_some_and(|(from, to)| from > to) {
            source.problem(Some(*line), "bad-dates", "Ngày “valid_from” sau ngày “valid_to”.");
        }
    }
    for pair in organs.windows(2) {
        let [(earlier, _), (later, line)] = pair else { continue };
        let apart = earlier.valid_to.zip(later.valid_from).is_some_and(|(to, from)| to < from);
        if !apart {
            let message =
                "Thời gian hiệu lực của hai phiên bản chồng lên nhau; sửa “valid_from” hoặc “valid_to”.";
            source.problem(Some(*line), "overlap", message);
        }
    }
}
