//! Numbers: given, reserved, entered from paper, voided. Every act is a step of the caller's transaction.
//!
//! Takes an act on a number and who does it; leaves the counter, the number and a row of the ledger as they must be
//! together. It begins by holding the organ's ledger, so that what it reads stays so until it has written.

mod fate;
mod give;
mod known;
mod paper;
mod reserve;

pub use fate::{IssuedWith, cancelled, issued, replaced};
pub use give::give;
pub use paper::record;
pub use reserve::{reserve, void};

use super::series::{Series, refusal};
use super::{Actor, RegisterError};
use crate::store::{StoreError, Tx, args};
use crate::text;
use chrono::NaiveDate;
use serde::Deserialize;

/// Choice of a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum NumberChoice {
    /// The next.
    #[default]
    Next,
    /// One that was reserved before.
    Reserved(u32),
    /// The next free letter behind a number that was given: `12a`.
    Behind(u32),
}

/// A number is asked for a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllocationRequest {
    /// The issuing organ.
    pub organ: String,
    /// The id of the document's type.
    pub document_type: String,
    /// The document.
    pub document: String,
    /// The date of issue.
    pub date: NaiveDate,
    /// Choice of the number.
    pub wanted: NumberChoice,
    /// Reason for a date before today, or before that of the number before it; `None`: such a date is refused.
    pub back_dated: Option<String>,
}

/// A number that was given.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct AllocatedNumber {
    /// The series.
    pub series: String,
    /// The period: `2024`, `2023-10-01/2028-10-01`.
    pub period: String,
    /// The number.
    pub n: i64,
    /// Its letter, mostly none.
    pub suffix: String,
    /// As printed: `05`, `12a`.
    #[serde(rename = "code")]
    pub code_number: String,
}

/// A number that stands on a paper issued before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperNumber {
    /// The issuing organ.
    pub organ: String,
    /// The id of the document's type.
    pub document_type: String,
    /// The document.
    pub document: String,
    /// The date on the paper.
    pub date: NaiveDate,
    /// As it is on the paper: `39`, `12b`.
    pub code_number: String,
}

/// The row of numbers an act is about: a series of an organ in a period.
struct Place<'a> {
    organ: &'a str,
    series: &'a Series,
    period: String,
}

impl<'a> Place<'a> {
    fn new(organ: &'a str, series: &'a Series, date: NaiveDate) -> Self {
        Self { organ, series, period: series.period.key(date) }
    }

    /// For people: `sổ «Kế hoạch», kỳ 2024`.
    fn name(&self) -> String {
        named(&self.series.name, &self.period)
    }

    fn given(&self, n: i64, suffix: &str) -> AllocatedNumber {
        AllocatedNumber {
            series: self.series.id.clone(),
            period: self.period.clone(),
            n,
            suffix: suffix.to_owned(),
            code_number: self.series.code(n, suffix),
        }
    }
}

/// A row of numbers for people: `sổ «Kế hoạch», kỳ 2024`.
pub(super) fn named(series: &str, period: &str) -> String {
    format!("sổ «{series}», kỳ {period}")
}

/// A number as it is kept.
struct KeptNumber<'a> {
    given: &'a AllocatedNumber,
    state: &'static str,
    document: Option<&'a str>,
    operation: &'a str,
    date: NaiveDate,
    holder: Option<&'a str>,
    reason: Option<&'a str>,
}

const INSERT: &str = "insert into number \
     (organ, series, period, n, suffix, code, state, document, operation, date, holder, reason, at) \
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

impl KeptNumber<'_> {
    async fn insert(&self, tx: &mut Tx, organ: &str, at: &str) -> Result<(), StoreError> {
        let AllocatedNumber { series, period, n, suffix, code_number } = self.given;
        let key = args![organ, series, period, *n, suffix, code_number, self.state];
        let rest = args![self.document, self.operation, day(self.date), self.holder, self.reason, at];
        tx.execute(INSERT, key.into_iter().chain(rest).collect()).await.map(drop)
    }
}

/// Row of a number that is taken, for the message to those who may not have it.
#[derive(Deserialize)]
struct Found {
    state: String,
    document: Option<String>,
    date: String,
    holder: Option<String>,
    reason: Option<String>,
    subject: Option<String>,
}

const FIND: &str = "select n.state, n.document, n.date, n.holder, n.reason, d.subject \
     from number n left join document d on d.id = n.document \
     where n.organ = $1 and n.series = $2 and n.period = $3 and n.n = $4 and n.suffix = $5";

impl Found {
    async fn at(tx: &mut Tx, place: &Place<'_>, n: i64, suffix: &str) -> Result<Option<Self>, StoreError> {
        tx.row(FIND, args![place.organ, &place.series.id, &place.period, n, suffix]).await
    }

    /// `đã cấp cho văn bản «…» ngày …`.
    fn says(&self) -> String {
        match self.state.as_str() {
            "reserved" => format!("đang giữ cho {}", said(&self.holder)),
            "void" => format!("đã hủy ({})", said(&self.reason)),
            _ => {
                let subject = self.subject.as_ref().filter(|subject| !subject.is_empty());
                let what = subject.or(self.document.as_ref()).map_or("", String::as_str);
                format!("đã cấp cho văn bản «{what}» ngày {}", shown(&self.date))
            }
        }
    }
}

/// The number that an act or its document has already: the same again. Of another document it is a fault of the caller.
fn again(
    (given, holder): (AllocatedNumber, Option<String>),
    document: &str,
) -> Result<AllocatedNumber, RegisterError> {
    match holder {
        Some(holder) if holder == document => Ok(given),
        holder => {
            let holder = said(&holder);
            Err(StoreError::Refused(format!("this act took a number for document {holder}")).into())
        }
    }
}

/// Words as they are shown; nothing where there are none.
fn said(words: &Option<String>) -> &str {
    words.as_deref().unwrap_or("")
}

/// Papers of tomorrow have no number today.
fn not_future(date: NaiveDate, at: &str, doer: &Actor) -> Result<(), RegisterError> {
    if date <= doer.today {
        return Ok(());
    }
    let message = format!(
        "Ngày {} chưa tới: hôm nay là {}. Hãy ghi ngày hôm nay hoặc một ngày trước đó.",
        text::short_date(date),
        text::short_date(doer.today)
    );
    Err(refusal(at, "future-date", message).into())
}

/// A date as it is kept.
pub(super) fn day(date: NaiveDate) -> String {
    date.to_string()
}

/// A kept date as people write it.
pub(super) fn shown(date: &str) -> String {
    date.parse().map_or_else(|_| date.to_owned(), text::short_date)
}
