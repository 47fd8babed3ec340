//! *Nơi nhận*, *Lưu* and the typist: who gets the document and who keeps it.

use serde_json::Value;

use super::fields::{Fields, line, wrong_kind};
use super::heading::Heading;
use super::{Filing, Mode, Named, Receiver, Typist};
use crate::limits;
use crate::report::{FieldPath, Report};

/// Who gets the document and who keeps it.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) recipients: Vec<Receiver>,
    pub(super) note: Option<String>,
    pub(super) filing: Option<Filing>,
    pub(super) typist: Option<Typist>,
}

/// Reads receivers, filing and typist.
pub(super) fn read(fields: &Fields<'_>, heading: &Heading, report: &mut Report) -> People {
    let entries = fields.list("recipients", limits::RECIPIENTS, report);
    let recipients: Vec<Receiver> =
        entries.into_iter().filter_map(|(at, entry)| receiver(entry, at, report)).collect();
    let members = recipients.iter().map(|r| match r {
        Receiver::One(_) => 1,
        Receiver::Group { members, .. } => members.len(),
    });
    let members = members.sum();
    if members > limits::RECIPIENTS {
        super::fields::too_many(fields.at("recipients"), members, limits::RECIPIENTS, report);
    }
    let filing = filing(fields, heading, &recipients, report);
    People {
        recipients,
        note: fields.line("recipients_note", report),
        filing,
        typist: typist(fields, report),
    }
}

/// One entry: a name, an object with a name, or a group.
fn receiver(entry: &Value, at: FieldPath, report: &mut Report) -> Option<Receiver> {
    if let Value::String(text) = entry {
        return Some(Receiver::One(Named { name: line(text, &at, report)?, ..Named::default() }));
    }
    let fields = Fields::of(entry, at, report)?;
    if !fields.has("group") {
        fields.only(&["name", "purpose", "end"], report);
        return named(&fields, report).map(Receiver::One);
    }
    fields.only(&["group", "purpose"], report);
    let entries = fields.list("group", limits::RECIPIENTS, report);
    let members: Vec<Named> =
        entries.into_iter().filter_map(|(at, entry)| member(entry, at, report)).collect();
    let purpose = fields.required("purpose", "Chưa ghi mục đích gửi của nhóm, ví dụ b/c.", report)?;
    (!members.is_empty()).then_some(Receiver::Group { members, purpose })
}

/// A receiver of a group.
fn member(entry: &Value, at: FieldPath, report: &mut Report) -> Option<Named> {
    if let Value::String(text) = entry {
        return Some(Named { name: line(text, &at, report)?, ..Named::default() });
    }
    let fields = Fields::of(entry, at, report)?;
    fields.only(&["name", "end"], report);
    named(&fields, report)
}

/// A receiver with its fields.
fn named(fields: &Fields<'_>, report: &mut Report) -> Option<Named> {
    let name = fields.required("name", "Chưa ghi tên nơi nhận.", report)?;
    Some(Named { name, purpose: fields.line("purpose", report), end: end(fields, report) })
}

/// What ends the line as issued; an empty string is nothing, which is not the same as absent.
fn end(fields: &Fields<'_>, report: &mut Report) -> Option<String> {
    match fields.value("end")? {
        Value::String(end) if matches!(end.trim(), "" | ";" | "." | "," | "./." | ":") => {
            Some(end.trim().to_owned())
        }
        other => {
            wrong_kind(fields.at("end"), "dấu kết thúc dòng (“;”, “.”, “,” hoặc để trống)", other, report);
            None
        }
    }
}

/// The line *Lưu*: units and copies, or the line as issued. A new document always has one (NĐ 30/2020, Phụ lục I, Mục
/// II khoản 9), with the office of records in it.
fn filing(
    fields: &Fields<'_>,
    heading: &Heading,
    recipients: &[Receiver],
    report: &mut Report,
) -> Option<Filing> {
    let given = fields.group("filing", report).map(|filing| {
        filing.only(&["units", "copies", "text"], report);
        Filing {
            units: filing.lines("units", limits::LIST_ITEMS, report),
            copies: filing.count("copies", report),
            text: filing.line("text", report),
        }
    });
    match heading.mode {
        Mode::Faithful => given,
        Mode::Normalised if given.is_none() && recipients.iter().any(is_filing) => None,
        Mode::Normalised => {
            let mut filing = given.unwrap_or_default();
            if !filing.units.iter().any(|unit| unit == RECORDS) {
                filing.units.insert(0, RECORDS.to_owned());
            }
            Some(filing)
        }
    }
}

/// Whether a clerk has written the line *Lưu* among the receivers.
fn is_filing(receiver: &Receiver) -> bool {
    match receiver {
        Receiver::One(named) => named.name.trim_start_matches(['-', ' ']).starts_with("Lưu"),
        Receiver::Group { .. } => false,
    }
}

/// *Văn thư*: who keeps the original.
const RECORDS: &str = "VT";

/// Initials and copies.
fn typist(fields: &Fields<'_>, report: &mut Report) -> Option<Typist> {
    let typist = fields.group("typist", report)?;
    typist.only(&["initials", "copies"], report);
    let copies = typist.count("copies", report);
    let initials = typist.required("initials", "Chưa ghi ký hiệu người soạn thảo, ví dụ PL.", report)?;
    Some(Typist { initials, copies })
}
