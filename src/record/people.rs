//! *Nơi nhận*, *Lưu* and the typist: who gets the document and who keeps it.

use serde_json::Value;

use super::fields::{Fields, line, wrong_kind};
use super::heading::Heading;
use super::{Filing, Mode, Named, Receiver, Typist};
use crate::draft::Demand;
use crate::draft::fields::receiver::{self, member};
use crate::draft::fields::{self as draft, filing as filing_line, typist as typist_of};
use crate::filing::{self, FilingLine, RECORDS};
use crate::limits;
use crate::report::{FieldPath, Report};

/// Receivers, filing and typist of a document.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) recipients: Vec<Receiver>,
    pub(super) note: Option<String>,
    pub(super) filing: Option<Filing>,
    pub(super) typist: Option<Typist>,
}

/// Reads receivers, filing and typist.
pub(super) fn read(fields: &Fields<'_>, heading: &Heading, report: &mut Report) -> People {
    let entries = fields.list(&draft::RECIPIENTS, report);
    let receivers = entries
        .into_iter()
        .filter_map(|(at, entry)| Some((receiver(fields, entry, at.clone(), report)?, at)));
    let mut recipients: Vec<(Receiver, FieldPath)> = receivers.collect();
    let members = recipients.iter().map(|(receiver, _)| match receiver {
        Receiver::One(_) => 1,
        Receiver::Group { members, .. } => members.len(),
    });
    let members = members.sum();
    if members > limits::RECIPIENTS {
        super::fields::too_many(fields.at(&draft::RECIPIENTS), members, limits::RECIPIENTS, report);
    }
    let filing = match heading.mode {
        Mode::Faithful => given_filing(fields, report),
        Mode::Normalised => Some(one_filing(fields, &mut recipients, report)),
    };
    People {
        recipients: recipients.into_iter().map(|(receiver, _)| receiver).collect(),
        note: fields.line(&draft::RECIPIENTS_NOTE, report),
        filing,
        typist: typist(fields, report),
    }
}

/// One entry: a name, an object with a name, or a group.
fn receiver(draft: &Fields<'_>, entry: &Value, at: FieldPath, report: &mut Report) -> Option<Receiver> {
    if let Value::String(text) = entry {
        return Some(Receiver::One(Named { name: line(text, &at, report)?, ..Named::default() }));
    }
    let fields = draft.within(entry, at, report)?;
    if !fields.has(&receiver::GROUP) {
        fields.only(&[&receiver::NAME, &receiver::PURPOSE, &receiver::END], report);
        return named(&fields, report).map(Receiver::One);
    }
    fields.only(&[&receiver::GROUP, &receiver::PURPOSE], report);
    let entries = fields.list(&receiver::GROUP, report);
    let members: Vec<Named> =
        entries.into_iter().filter_map(|(at, entry)| member(&fields, entry, at, report)).collect();
    let purpose = fields.demanded(
        &receiver::PURPOSE,
        Demand::Always,
        "Chưa ghi mục đích gửi của nhóm, ví dụ b/c.",
        report,
    )?;
    (!members.is_empty()).then_some(Receiver::Group { members, purpose })
}

/// A receiver of a group.
fn member(group: &Fields<'_>, entry: &Value, at: FieldPath, report: &mut Report) -> Option<Named> {
    if let Value::String(text) = entry {
        return Some(Named { name: line(text, &at, report)?, ..Named::default() });
    }
    let fields = group.within(entry, at, report)?;
    fields.only(member::FIELDS, report);
    named(&fields, report)
}

/// A receiver with its fields.
fn named(fields: &Fields<'_>, report: &mut Report) -> Option<Named> {
    let name = fields.required(&receiver::NAME, "Chưa ghi tên nơi nhận.", report)?;
    Some(Named { name, purpose: fields.line(&receiver::PURPOSE, report), end: end(fields, report) })
}

/// Mark that ends the line as issued; an empty string means that none is printed, which is not the same as absent.
fn end(fields: &Fields<'_>, report: &mut Report) -> Option<String> {
    match fields.value(&receiver::END)? {
        Value::String(end) if matches!(end.trim(), "" | ";" | "." | "," | "./." | ":") => {
            Some(end.trim().to_owned())
        }
        other => {
            wrong_kind(
                fields.at(&receiver::END),
                "dấu kết thúc dòng (“;”, “.”, “,” hoặc để trống)",
                other,
                report,
            );
            None
        }
    }
}

/// The line *Lưu* in its own field: units and copies, or the line as issued.
fn given_filing(fields: &Fields<'_>, report: &mut Report) -> Option<Filing> {
    fields.group(&draft::FILING, report).map(|filing| {
        filing.only(filing_line::FIELDS, report);
        Filing {
            units: filing.lines(&filing_line::UNITS, report),
            copies: filing.count(&filing_line::COPIES, report),
            text: filing.line(&filing_line::TEXT, report),
        }
    })
}

/// The one line *Lưu* of a new document, which always has it, with the office of records in it (NĐ 30/2020, Phụ lục I,
/// Mục II khoản 9): from its own field, or typed among the receivers, from where it is taken.
fn one_filing(
    fields: &Fields<'_>,
    recipients: &mut Vec<(Receiver, FieldPath)>,
    report: &mut Report,
) -> Filing {
    let given = given_filing(fields, report).filter(|filing| *filing != Filing::default());
    let given = given.map(|filing| (regular(filing), fields.at(&draft::FILING)));
    let typed = recipients.extract_if(.., |(receiver, _)| typed_line(receiver).is_some());
    let typed = typed.filter_map(|(receiver, at)| Some((typed_filing(&typed_line(&receiver)?), at)));
    let mut lines = given.into_iter().chain(typed);
    let Some((first, _)) = lines.next() else { return with_records(Filing::default()) };
    for (other, at) in lines.filter(|(other, _)| *other != first) {
        let message = format!(
            "Dòng «Lưu» được ghi hai lần mà không giống nhau: «{}» và «{}». Hãy giữ một dòng.",
            said(&first),
            said(&other)
        );
        report.error(at, "filing-twice", message);
    }
    first
}

/// The line *Lưu* that a clerk has written among the receivers.
fn typed_line(receiver: &Receiver) -> Option<String> {
    let Receiver::One(named) = receiver else { return None };
    let line = match &named.purpose {
        // A note in brackets behind a receiver is how many copies, behind this line.
        Some(copies) => format!("{} ({})", named.name, copies.trim_matches(['(', ')'])),
        None => named.name.clone(),
    };
    FilingLine::of(&line).is_some().then_some(line)
}

/// A line as typed, as units and copies.
fn typed_filing(line: &str) -> Filing {
    let read = FilingLine::of(line).unwrap_or_else(|| FilingLine::of_list(line));
    let units = read.units.iter().map(|unit| (*unit).to_owned()).collect();
    match read.count() {
        Ok(copies) => with_records(Filing { units, copies, text: None }),
        // Copies that are no number are printed as they are.
        Err(copies) => {
            let filing = with_records(Filing { units, ..Filing::default() });
            let units = filing.units.join(", ");
            Filing { text: Some(format!("{}: {units} {copies}.", filing::WORD)), ..filing }
        }
    }
}

/// The line of the field: one given as text is read like one typed among the receivers.
fn regular(filing: Filing) -> Filing {
    match &filing.text {
        Some(text) => typed_filing(text),
        None => with_records(filing),
    }
}

/// With the office of records, which keeps the original.
fn with_records(mut filing: Filing) -> Filing {
    if !filing.units.iter().any(|unit| unit == RECORDS) {
        filing.units.insert(0, RECORDS.to_owned());
    }
    filing
}

fn said(filing: &Filing) -> String {
    filing.text.clone().unwrap_or_else(|| filing::written(&filing.units, filing.copies))
}

/// Initials and copies.
fn typist(fields: &Fields<'_>, report: &mut Report) -> Option<Typist> {
    let typist = fields.group(&draft::TYPIST, report)?;
    typist.only(typist_of::FIELDS, report);
    let copies = typist.count(&typist_of::COPIES, report);
    let initials =
        typist.required(&typist_of::INITIALS, "Chưa ghi ký hiệu người soạn thảo, ví dụ PL.", report)?;
    Some(Typist { initials, copies })
}
