//! Heading: organ, type, number, place and date, subject, addressees, and the marks of the header.
//!
//! Takes the draft's fields; returns typed values. What is derived when the draft is silent: the symbol, the place, the
//! type's printed name, the address.

use std::sync::Arc;

use serde_json::Value;

use super::fields::{Fields, short};
use super::{HeadLine, Masthead, Mode, Status, capitals, dates, issuer, names, numbered};
use crate::catalog::{Catalog, DocumentType, Organ, Presence, SheetFile};
use crate::draft::fields::issuer as issuer_of;
use crate::draft::{FieldKind, FieldSpec, PaperDate, fields as draft};
use crate::report::{Problem, Report, Severity};

/// Ids that mark a state secret where a word of the lists above is expected.
const SECRET_IDS: [&str; 3] = ["mat", "toi-mat", "tuyet-mat"];

/// Components above the body; what could not be found out is `None` and has been reported.
#[derive(Debug, Default)]
pub(super) struct Heading {
    pub(super) mode: Mode,
    pub(super) status: Status,
    pub(super) document_type: Option<Arc<DocumentType>>,
    pub(super) organ: Option<Arc<Organ>>,
    pub(super) style: Option<Arc<SheetFile>>,
    pub(super) masthead: Masthead,
    pub(super) number_line: HeadLine,
    pub(super) code_number: Option<String>,
    pub(super) number_blank: Option<String>,
    pub(super) code_notation: String,
    pub(super) date_line: HeadLine,
    pub(super) place: String,
    pub(super) date: PaperDate,
    pub(super) type_name: String,
    pub(super) subject: Vec<String>,
    pub(super) to: Vec<String>,
    pub(super) address: Vec<String>,
    pub(super) priority: Option<&'static str>,
    pub(super) circulation: Option<&'static str>,
}

/// Reads what stands above the body.
pub(super) fn read(fields: &Fields<'_>, mode: Mode, catalog: &Catalog, report: &mut Report) -> Heading {
    // What is no mode is told of here; the mode itself decides how the draft was cleaned before.
    fields.choice(&draft::MODE, &[Mode::Normalised, Mode::Faithful], report);
    let status = fields.choice(&draft::STATUS, &[Status::Final, Status::Draft], report).unwrap_or_default();
    let date = dates::issued(fields, report);
    let organ = issuer::read(fields, date.day(), catalog, report);
    let style = organ.as_ref().and_then(|organ| issuer::style(organ, fields, catalog, report));
    let document_type = document_type(fields, organ.as_deref(), catalog, report);
    let motto = issuer::motto(fields, &draft::MOTTO, report);
    let masthead = organ.as_ref().map(|organ| issuer::masthead(organ, motto)).unwrap_or_default();
    let mut heading =
        Heading { mode, status, document_type, organ, style, masthead, date, ..Heading::default() };
    heading.number(fields, report);
    heading.place_and_date(fields, report);
    heading.title(fields, report);
    heading.addressees(fields, report);
    heading.marks(fields, report);
    heading
}

/// The type, by id or by an abbreviation of the organ's or the decree's. A paper that is reproduced and names none is of
/// the general type.
fn document_type(
    fields: &Fields<'_>,
    organ: Option<&Organ>,
    catalog: &Catalog,
    report: &mut Report,
) -> Option<Arc<DocumentType>> {
    if !fields.has(&draft::TYPE) && fields.mode() == Mode::Faithful {
        return general_type(fields, catalog, report);
    }
    let name = fields.required(&draft::TYPE, "Chưa chọn loại văn bản.", report)?;
    let found = catalog.document_type(&name, organ);
    if found.is_none() {
        let known: Vec<&str> = catalog.types.keys().map(String::as_str).collect();
        let message = format!("Không có loại văn bản “{}”. Các loại: {}.", short(&name), known.join(", "));
        report.error(fields.at(&draft::TYPE), "unknown-type", message);
    }
    found
}

/// The general type, which takes any paper.
fn general_type(fields: &Fields<'_>, catalog: &Catalog, report: &mut Report) -> Option<Arc<DocumentType>> {
    let general = catalog.general_type();
    if general.is_none() {
        report.error(fields.at(&draft::TYPE), "missing", "Chưa chọn loại văn bản.");
    }
    general
}

impl Heading {
    /// Number and symbol.
    fn number(&mut self, fields: &Fields<'_>, report: &mut Report) {
        let code = numbered::code_number(fields, report);
        (self.code_number, self.number_blank) = (code.number, code.blank);
        self.number_line = numbered::head_line(fields, report);
        let unit = fields.line(&draft::UNIT, report);
        self.code_notation = match (fields.line(&draft::CODE_NOTATION, report), &self.number_line) {
            (Some(notation), _) => notation,
            (None, HeadLine::Printed(_)) => String::new(),
            (None, _) => self.derived_notation(unit),
        };
        if self.mode == Mode::Normalised && !fields.has(&draft::CODE_NOTATION) {
            self.expect_notation(fields, report);
        }
    }

    /// Says what a symbol cannot be made of.
    fn expect_notation(&self, fields: &Fields<'_>, report: &mut Report) {
        if self.document_type.as_ref().is_some_and(|t| t.general) {
            let message =
                "Chưa nhập ký hiệu: loại văn bản này không có chữ viết tắt, ký hiệu ghi như cơ quan đặt.";
            report.error(fields.at(&draft::CODE_NOTATION), "missing", message);
        } else if self.organ.as_ref().is_some_and(|organ| organ.symbol.is_empty()) {
            let at = fields.at(&draft::ISSUER).child(issuer_of::SYMBOL.name);
            issuer::expect_known(at, "chữ viết tắt (symbol) để ghép ký hiệu", report);
        }
    }

    /// *Địa danh và thời gian*: the line as printed, or what it is made of.
    fn place_and_date(&mut self, fields: &Fields<'_>, report: &mut Report) {
        let place = fields.line(&draft::PLACE, report);
        let printed = fields.as_printed(&draft::PLACE_DATE, report);
        let is_given = place.is_some() || self.date != PaperDate::Unknown;
        let dated = self.document_type.as_ref().is_some_and(|t| t.dated);
        if let Some(line) = &printed {
            self.hold_against(line, place.as_deref(), fields, report);
        }
        self.date_line = match (printed, self.mode) {
            (Some(line), Mode::Faithful) => HeadLine::Printed(line),
            (_, Mode::Faithful) if !is_given => HeadLine::Absent,
            _ if dated => HeadLine::Composed,
            _ => HeadLine::Absent,
        };
        let of_organ = || self.organ.as_ref().map(|o| o.place.clone()).unwrap_or_default();
        self.place = place.unwrap_or_else(of_organ);
        if self.mode == Mode::Normalised && dated && self.place.is_empty() && self.organ.is_some() {
            let at = fields.at(&draft::ISSUER).child(issuer_of::PLACE.name);
            issuer::expect_known(at, "địa danh (place)", report);
        }
    }

    /// Holds place and date against the line that is printed in their stead.
    fn hold_against(&self, line: &str, place: Option<&str>, fields: &Fields<'_>, report: &mut Report) {
        let lacks = |text: &str| !line.to_lowercase().contains(&text.to_lowercase());
        if let Some(place) = place.filter(|place| lacks(place)) {
            let message =
                format!("Dòng địa danh, thời gian được in (place_date) không có “{}”.", short(place));
            report.warning(fields.at(&draft::PLACE), "not-printed", message);
        }
        if let Some(year) = self.date.year().map(|year| year.to_string()).filter(|year| lacks(year)) {
            let message = format!("Dòng địa danh, thời gian được in (place_date) không có năm {year}.");
            report.warning(fields.at(&draft::ISSUED_DATE), "not-printed", message);
        }
    }

    /// `<type>-<organ>`; for a type without an abbreviation `<organ>-<unit>`, or the organ alone (NĐ 30/2020, Phụ lục
    /// I, Mục II khoản 3b). Nothing of an organ whose symbol is not known, and of the general type, whose symbols are the
    /// papers' own.
    fn derived_notation(&self, unit: Option<String>) -> String {
        let (Some(document_type), Some(organ)) = (&self.document_type, &self.organ) else {
            return String::new();
        };
        if organ.symbol.is_empty() || document_type.general {
            return String::new();
        }
        let printed = organ.abbreviations.get(&document_type.id).or(document_type.abbreviation.as_ref());
        match (printed, unit) {
            (Some(abbreviation), _) => format!("{abbreviation}-{}", organ.symbol),
            (None, Some(unit)) => {
                let known = organ.units.iter().find(|u| u.name == unit).map(|u| u.symbol.as_str());
                format!("{}-{}", organ.symbol, known.unwrap_or(&unit))
            }
            (None, None) => organ.symbol.clone(),
        }
    }

    /// The type's printed name and the subject.
    fn title(&mut self, fields: &Fields<'_>, report: &mut Report) {
        let default = || self.document_type.as_ref().map(|t| t.title.clone()).unwrap_or_default();
        self.type_name = capitals(fields.line(&draft::TYPE_NAME, report).unwrap_or_else(default), self.mode);
        self.subject = fields.lines(&draft::SUBJECT, report);
        if self.subject.iter().any(|line| names::is_secret_mark(line)) {
            names::refuse_secret(fields.at(&draft::SUBJECT), report);
        }
        // A form (giấy nghỉ phép, giấy giới thiệu) says all in its fields; what is written out has a subject.
        let written_out = self.document_type.as_ref().is_some_and(|t| t.body == Presence::Required);
        if written_out && !fields.has(&draft::SUBJECT) {
            fields.expect(&draft::SUBJECT, "Chưa nhập trích yếu nội dung.", report);
        }
        let nameless = self.document_type.as_ref().is_some_and(|t| t.general) && self.type_name.is_empty();
        match self.mode {
            Mode::Normalised if nameless => {
                report.error(
                    fields.at(&draft::TYPE_NAME),
                    "missing",
                    "Chưa nhập tên loại, ví dụ PHIẾU TRÌNH.",
                );
            }
            Mode::Faithful if nameless && self.subject.is_empty() => {
                let message = "Văn bản không có tên loại và trích yếu: tên trong thuộc tính của tệp lấy theo số, ký hiệu \
                               hoặc dòng đầu của nội dung.";
                report.push(Problem {
                    severity: Severity::Information,
                    ..Problem::warning(fields.at(&draft::TYPE_NAME), "untitled", message)
                });
            }
            _ => {}
        }
    }

    /// *Kính gửi*, and the address at the foot.
    fn addressees(&mut self, fields: &Fields<'_>, report: &mut Report) {
        self.to = fields.lines(&draft::TO, report);
        let Some(document_type) = self.document_type.clone() else { return };
        match document_type.to {
            Presence::Required if !fields.has(&draft::TO) => {
                fields.expect(&draft::TO, "Chưa nhập nơi nhận ở dòng Kính gửi.", report);
            }
            Presence::Never if !self.to.is_empty() => {
                let message = format!(
                    "Loại {} thường không có dòng Kính gửi. Đưa các nơi nhận vào phần Nơi nhận.",
                    document_type.name
                );
                report.warning(fields.at(&draft::TO), "not-expected", message);
            }
            _ => {}
        }
        let given = fields.lines(&draft::ADDRESS, report);
        if self.mode == Mode::Faithful {
            self.address = given;
        } else if document_type.address {
            let default = || self.organ.as_ref().map(|o| o.address.clone()).unwrap_or_default();
            self.address = if fields.has(&draft::ADDRESS) { given } else { default() };
        } else if !given.is_empty() {
            let message = format!("Loại {} không in địa chỉ cơ quan. Bỏ phần địa chỉ.", document_type.name);
            report.warning(fields.at(&draft::ADDRESS), "not-printed", message);
        }
    }

    /// *Độ khẩn* and *phạm vi lưu hành*.
    fn marks(&mut self, fields: &Fields<'_>, report: &mut Report) {
        self.priority = mark(fields, &draft::PRIORITY, report);
        self.circulation = mark(fields, &draft::CIRCULATION, report);
    }
}

/// One of the words of a list; a secret is refused.
fn mark(fields: &Fields<'_>, field: &FieldSpec, report: &mut Report) -> Option<&'static str> {
    let FieldKind::Mark(words) = field.kind else { return None };
    let number;
    let given = match fields.value(field)? {
        Value::Number(n) if n.as_u64() == Some(0) => return None,
        Value::Number(n) => {
            number = n.to_string();
            &number
        }
        _ => fields.string(field, report)?.trim(),
    };
    let upper = given.to_uppercase();
    if names::is_secret_mark(&upper) || SECRET_IDS.contains(&given) {
        names::refuse_secret(fields.at(field), report);
        return None;
    }
    let found = words
        .iter()
        .find(|(word, others)| *word == upper || others.contains(&given) || others.contains(&upper.as_str()));
    if found.is_none() {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let message = format!("Không có dấu “{}”. Chọn một trong: {}.", short(given), known.join(", "));
        report.error(fields.at(field), "not-offered", message);
    }
    found.map(|(word, _)| *word)
}
