//! The issuing organ: one of the catalog, one that the draft carries itself, or, of a paper without a head, none.
//!
//! Takes the draft's fields; returns the organ, and the lines that stand above the document. An organ that the draft
//! carries has no id: it has no register.

use std::sync::Arc;

use chrono::NaiveDate;

use super::fields::{Fields, short};
use super::{Masthead, Mode};
use crate::catalog::{Catalog, DECREE_STYLE, Organ, SheetFile, Unit};
use crate::draft::FieldSpec;
use crate::draft::fields::{self as draft, issuer};
use crate::report::{FieldPath, Report};

/// The organ of a draft. `on` is the day of issue: an organ of the catalog is as it was then.
pub(super) fn read(
    fields: &Fields<'_>,
    on: Option<NaiveDate>,
    catalog: &Catalog,
    report: &mut Report,
) -> Option<Arc<Organ>> {
    if fields.has(&draft::ORGAN) && fields.has(&draft::ISSUER) {
        let message = "Vừa chọn cơ quan trong danh mục (organ) vừa ghi cơ quan ngoài danh mục (issuer). Bỏ một trong hai.";
        report.error(fields.at(&draft::ISSUER), "both-organ-and-issuer", message);
    }
    if let Some(own) = own(fields, &draft::ISSUER, report) {
        return Some(Arc::new(own));
    }
    match (fields.has(&draft::ORGAN), fields.mode()) {
        (false, Mode::Faithful) if !fields.has(&draft::ISSUER) => Some(Arc::new(nobody())),
        (false, _) if fields.has(&draft::ISSUER) => None,
        _ => of_catalog(fields, on, catalog, report),
    }
}

/// The organ in whose place a paper without a head is laid out, with the decree's looks.
fn nobody() -> Organ {
    Organ { style: DECREE_STYLE.to_owned(), ..Organ::default() }
}

/// The organ that an object carries in a field.
pub(super) fn own(fields: &Fields<'_>, field: &FieldSpec, report: &mut Report) -> Option<Organ> {
    let given = fields.group(field, report)?;
    given.only(issuer::FIELDS, report);
    let name = given.lines(&issuer::NAME, report);
    if name.is_empty() {
        let message = "Chưa nhập tên cơ quan, mỗi dòng in ra là một mục.";
        report.error(given.at(&issuer::NAME), "missing", message);
    }
    let full_name = given.line(&issuer::FULL_NAME, report).unwrap_or_else(|| words_of(&name));
    Some(Organ {
        parent: given.lines(&issuer::PARENT, report),
        full_name,
        symbol: given.line(&issuer::SYMBOL, report).unwrap_or_default(),
        place: given.line(&issuer::PLACE, report).unwrap_or_default(),
        style: given.line(&issuer::STYLE, report).unwrap_or_else(|| DECREE_STYLE.to_owned()),
        collectives: given.lines(&issuer::COLLECTIVES, report),
        units: units(&given, report),
        address: given.lines(&issuer::ADDRESS, report),
        terms: given.lines(&issuer::TERMS, report),
        acronyms: given.lines(&issuer::ACRONYMS, report),
        name,
        ..Organ::default()
    })
}

/// The lines of a name that have letters, as one line.
fn words_of(name: &[String]) -> String {
    let lines = name.iter().filter(|line| line.contains(char::is_alphanumeric));
    lines.map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// The units of an organ that a draft carries.
fn units(issuer: &Fields<'_>, report: &mut Report) -> Vec<Unit> {
    let mut units = vec![];
    for entry in issuer.groups(&issuer::UNITS, report) {
        entry.only(issuer::unit::FIELDS, report);
        let name = entry.required(&issuer::unit::NAME, "Chưa nhập tên đơn vị.", report);
        let symbol = entry.required(&issuer::unit::SYMBOL, "Chưa nhập chữ viết tắt của đơn vị.", report);
        units.extend(name.zip(symbol).map(|(name, symbol)| Unit { name, symbol }));
    }
    units
}

/// An organ of the catalog as it was: in the version the source pins, else on the day of issue, else its newest version.
fn of_catalog(
    fields: &Fields<'_>,
    on: Option<NaiveDate>,
    catalog: &Catalog,
    report: &mut Report,
) -> Option<Arc<Organ>> {
    let missing = "Chưa chọn cơ quan ban hành (organ), hoặc ghi cơ quan ngoài danh mục (issuer).";
    let id = fields.required(&draft::ORGAN, missing, report)?;
    let Some(versions) = catalog.organs.get(&id) else {
        let known: Vec<&str> = catalog.organs.keys().map(String::as_str).take(20).collect();
        let message = format!(
            "Không có cơ quan “{}”. Các cơ quan đã khai: {}. Cơ quan khác thì ghi vào issuer.",
            short(&id),
            known.join(", ")
        );
        report.error(fields.at(&draft::ORGAN), "unknown-organ", message);
        return None;
    };
    let pinned = fields.line(&draft::ORGAN_VALID_FROM, report).map(|day| {
        versions.iter().find(|o| o.valid_from.is_some_and(|from| from.to_string() == day)).cloned()
    });
    let found = pinned.unwrap_or_else(|| catalog.organ(&id, on));
    if found.is_none() {
        let message = format!(
            "Cơ quan “{id}” không có hồ sơ có hiệu lực vào ngày ban hành. Kiểm tra ngày hoặc bổ sung hồ sơ cơ quan."
        );
        report.error(fields.at(&draft::ORGAN), "unknown-organ", message);
    }
    found
}

/// The organ's style sheet.
pub(super) fn style(
    organ: &Organ,
    fields: &Fields<'_>,
    catalog: &Catalog,
    report: &mut Report,
) -> Option<Arc<SheetFile>> {
    let style = catalog.style(&organ.style);
    if style.is_none() {
        let at = match fields.has(&draft::ISSUER) {
            true => fields.at(&draft::ISSUER).child(issuer::STYLE.name),
            false => fields.at(&draft::ORGAN),
        };
        let known: Vec<&str> = catalog.styles.keys().map(String::as_str).collect();
        let message = format!(
            "Hồ sơ cơ quan dùng kiểu trình bày “{}” chưa được khai. Các kiểu: {}.",
            short(&organ.style),
            known.join(", ")
        );
        report.error(at, "unknown-style", message);
    }
    style
}

/// What stands above a document: the organ's lines, and *Quốc hiệu* and *Tiêu ngữ*, the decree's where an organ stands
/// there and nothing else is said.
pub(super) fn masthead(organ: &Organ, motto: Option<Vec<String>>) -> Masthead {
    let absent = || organ.name.is_empty().then(Vec::new);
    Masthead { parent: organ.parent.clone(), name: organ.name.clone(), motto: motto.or_else(absent) }
}

/// *Quốc hiệu* and *Tiêu ngữ* as printed; none where the draft does not speak of them.
pub(super) fn motto(fields: &Fields<'_>, field: &FieldSpec, report: &mut Report) -> Option<Vec<String>> {
    fields.has(field).then(|| fields.lines(field, report))
}

/// What a new document of an organ without a profile must say, as the profile would.
pub(super) fn expect_known(at: FieldPath, what: &str, report: &mut Report) {
    let message = format!("Cơ quan ngoài danh mục chưa có {what}. Ghi thêm vào issuer hoặc vào văn bản.");
    report.error(at, "missing", message);
}
