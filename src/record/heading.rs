//! Heading: organ, type, number, place and date, subject, addressees, and the marks of the header.
//!
//! Takes the draft's fields; returns typed values. What is derived when the draft is silent: the symbol, the place, the
//! type's printed name, the address.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use serde_json::Value;

use super::fields::{Fields, line, short, wrong_kind};
use super::{Mode, Status, capitals, names};
use crate::catalog::{Catalog, DocumentType, Organ, Presence, SheetFile};
use crate::draft::{FieldKind, FieldSpec, fields as draft};
use crate::report::Report;

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
    pub(super) code_number: Option<String>,
    pub(super) code_notation: String,
    pub(super) place: String,
    pub(super) issued_date: Option<NaiveDate>,
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
    let issued_date = issued_date(fields, report);
    let organ = organ(fields, issued_date, catalog, report);
    let style = organ.as_ref().and_then(|organ| style(organ, fields, catalog, report));
    let document_type = document_type(fields, organ.as_deref(), catalog, report);
    let mut heading =
        Heading { mode, status, document_type, organ, style, issued_date, ..Heading::default() };
    heading.number(fields, report);
    heading.title(fields, report);
    heading.addressees(fields, report);
    heading.marks(fields, report);
    heading
}

/// The date of issue: a day that exists, within the years documents of this form are from.
fn issued_date(fields: &Fields<'_>, report: &mut Report) -> Option<NaiveDate> {
    let given = fields.string(&draft::ISSUED_DATE, report)?.trim();
    let at = fields.at(&draft::ISSUED_DATE);
    match given.parse::<NaiveDate>() {
        Ok(date) if given.len() == 10 && !(1945..=2100).contains(&date.year()) => {
            let message = format!("Ngày “{}” nằm ngoài các năm 1945–2100. Kiểm tra lại năm.", short(given));
            report.error(at, "bad-date", message);
            None
        }
        Ok(date) if given.len() == 10 => Some(date),
        _ => {
            let message = format!(
                "“{}” không phải ngày có thật viết theo năm-tháng-ngày. Ghi đủ chữ số, ví dụ 2024-02-23.",
                short(given)
            );
            report.error(at, "bad-date", message);
            None
        }
    }
}

/// The organ as it was: in the version the source pins, else on the day of issue, else its newest version.
fn organ(
    fields: &Fields<'_>,
    on: Option<NaiveDate>,
    catalog: &Catalog,
    report: &mut Report,
) -> Option<Arc<Organ>> {
    let id = fields.required(&draft::ORGAN, "Chưa chọn cơ quan ban hành.", report)?;
    let Some(versions) = catalog.organs.get(&id) else {
        let known: Vec<&str> = catalog.organs.keys().map(String::as_str).take(20).collect();
        let message =
            format!("Không có cơ quan “{}”. Các cơ quan đã khai: {}.", short(&id), known.join(", "));
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
fn style(
    organ: &Organ,
    fields: &Fields<'_>,
    catalog: &Catalog,
    report: &mut Report,
) -> Option<Arc<SheetFile>> {
    let style = catalog.style(&organ.style);
    if style.is_none() {
        let message = format!("Hồ sơ cơ quan dùng kiểu trình bày “{}” chưa được khai.", organ.style);
        report.error(fields.at(&draft::ORGAN), "unknown-style", message);
    }
    style
}

/// The type, by id or by an abbreviation of the organ's or the decree's.
fn document_type(
    fields: &Fields<'_>,
    organ: Option<&Organ>,
    catalog: &Catalog,
    report: &mut Report,
) -> Option<Arc<DocumentType>> {
    let name = fields.required(&draft::TYPE, "Chưa chọn loại văn bản.", report)?;
    let found = catalog.document_type(&name, organ);
    if found.is_none() {
        let known: Vec<&str> = catalog.types.keys().map(String::as_str).collect();
        let message = format!("Không có loại văn bản “{}”. Các loại: {}.", short(&name), known.join(", "));
        report.error(fields.at(&draft::TYPE), "unknown-type", message);
    }
    found
}

impl Heading {
    /// Number, symbol and place.
    fn number(&mut self, fields: &Fields<'_>, report: &mut Report) {
        self.code_number = code_number(fields, self.mode, report);
        let unit = fields.line(&draft::UNIT, report);
        self.code_notation = match fields.line(&draft::CODE_NOTATION, report) {
            Some(notation) => notation,
            None => self.derived_notation(unit),
        };
        let default = || self.organ.as_ref().map(|o| o.place.clone()).unwrap_or_default();
        self.place = fields.line(&draft::PLACE, report).unwrap_or_else(default);
    }

    /// `<type>-<organ>`; for a type without an abbreviation `<organ>-<unit>`, or the organ alone (NĐ 30/2020, Phụ lục
    /// I, Mục II khoản 3b).
    fn derived_notation(&self, unit: Option<String>) -> String {
        let (Some(document_type), Some(organ)) = (&self.document_type, &self.organ) else {
            return String::new();
        };
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
            self.expect(fields, &draft::SUBJECT, "Chưa nhập trích yếu nội dung.", report);
        }
    }

    /// *Kính gửi*, and the address at the foot.
    fn addressees(&mut self, fields: &Fields<'_>, report: &mut Report) {
        self.to = fields.lines(&draft::TO, report);
        let Some(document_type) = self.document_type.clone() else { return };
        match document_type.to {
            Presence::Required if !fields.has(&draft::TO) => {
                self.expect(fields, &draft::TO, "Chưa nhập nơi nhận ở dòng Kính gửi.", report);
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
        if document_type.address {
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

    /// Says that a field is missing: an archived document may lack it, a new one may not.
    fn expect(&self, fields: &Fields<'_>, field: &FieldSpec, message: &str, report: &mut Report) {
        match self.mode {
            Mode::Normalised => report.error(fields.at(field), "missing", message),
            Mode::Faithful => report.warning(fields.at(field), "missing", message),
        }
    }
}

/// The number as printed: below ten with a zero before it (Phụ lục I, Mục II khoản 3), with a letter after it where the
/// register had to be mended (`12b`).
fn code_number(fields: &Fields<'_>, mode: Mode, report: &mut Report) -> Option<String> {
    let value = fields.value(&draft::CODE_NUMBER)?;
    let given = match value {
        Value::Number(number) => number.as_u64().map(|n| format!("{n:02}")),
        Value::String(text) if text.trim().is_empty() => return None,
        Value::String(text) => line(text, &fields.at(&draft::CODE_NUMBER), report),
        _ => None,
    };
    let at = fields.at(&draft::CODE_NUMBER);
    let Some(given) = given else {
        wrong_kind(at, "số văn bản: một số nguyên từ 1, có thể thêm một chữ cái", value, report);
        return None;
    };
    let digits = given.trim_end_matches(|c: char| c.is_ascii_lowercase() || c == 'đ');
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let letters = given.chars().count() - digits.chars().count();
    // Eleven characters: Thông tư 05/2025/TT-BNV and NĐ 30/2020, Phụ lục VI hold no more.
    if !is_number || letters > 1 || given.len() > 11 || digits.bytes().all(|b| b == b'0') {
        let message =
            format!("Số văn bản “{}” không đúng dạng. Ghi một số từ 1, ví dụ 39 hoặc 12b.", short(&given));
        report.error(at, "bad-number", message);
        return None;
    }
    Some(if mode == Mode::Normalised && digits.len() == 1 { format!("0{given}") } else { given })
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
