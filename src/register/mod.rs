//! The register of outgoing documents: numbers given once, in order, without a gap, and a ledger that proves it.
//!
//! Takes an organ, a type and a date; gives the next number of the series they fall into, inside the transaction of
//! whoever needs it. It refuses dates that run backwards, suffixes without permission and numbers that are taken, and
//! it never forgets one (NĐ 30/2020, Điều 15; Phụ lục I, Phần I, Mục II, khoản 3).

mod book;
mod ledger;
mod numbers;
pub mod series;
mod verify;
mod years;

#[cfg(test)]
mod tests;

pub use book::{COLUMNS, RegisterEntry, RegisterPage, csv_line, register_csv};
pub use ledger::{LedgerRow, Verdict, append};
pub use numbers::{
    AllocatedNumber, AllocationRequest, IssuedWith, NumberChoice, PaperNumber, cancelled, give, issued,
    record, replaced, reserve, void,
};
pub use series::{Period, Series};
pub use verify::{DocumentActs, History, RowColumns};
pub use years::{close, reopen};

use crate::limits;
use crate::report::Report;
use crate::runtime::Runtime;
use crate::store::{Store, StoreError};

/// Reasons for which the register does not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// It may not: a date runs backwards, a number is taken. The report is for people.
    #[error("the register refused")]
    Refused(Report),
    /// It cannot.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Report> for RegisterError {
    fn from(report: Report) -> Self {
        Self::Refused(report)
    }
}

/// Author and moment of an act on the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The caller's principal.
    pub by: String,
    /// The id of the act: the same act never takes a second number.
    pub operation: String,
    /// The moment, as it is kept.
    pub at: String,
    /// The day in Vietnam.
    pub today: chrono::NaiveDate,
}

/// A reason as it is kept, trimmed; none where it is blank.
///
/// # Errors
/// Refused: `bad-character`, `too-long`.
fn reason<'r>(at: &str, reason: &'r str) -> Result<Option<&'r str>, RegisterError> {
    let reason = reason.trim();
    if reason.contains(char::is_control) {
        let message = "Lý do phải là một dòng chữ, có ký tự không in được. Hãy bỏ ký tự đó.".to_owned();
        return Err(series::refusal(at, "bad-character", message).into());
    }
    if reason.chars().count() > limits::FIELD_CHARS {
        let message = format!("Lý do dài quá {} ký tự. Hãy viết ngắn hơn.", limits::FIELD_CHARS);
        return Err(series::refusal(at, "too-long", message).into());
    }
    Ok(Some(reason).filter(|reason| !reason.is_empty()))
}

/// The register, for those who look at it.
#[derive(Clone, Debug)]
pub struct Register {
    store: Store,
    runtime: Runtime,
}

impl Register {
    /// The register of a store.
    pub fn new(store: Store, runtime: Runtime) -> Self {
        Self { store, runtime }
    }

    /// A caller who does something now.
    pub fn doer(&self, by: &str, operation: &str) -> Actor {
        Actor {
            by: by.to_owned(),
            operation: operation.to_owned(),
            at: self.runtime.now(),
            today: self.runtime.today(),
        }
    }

    /// The series an organ has of its own making, in order of id.
    pub async fn series(&self, organ: &str) -> Result<Vec<Series>, StoreError> {
        series::of(&self.store, organ).await
    }

    /// Rows of an organ's ledger after a place in it (0: from the first), in order; at most 1,000.
    pub async fn ledger(&self, organ: &str, after: i64, most: i64) -> Result<Vec<LedgerRow>, StoreError> {
        ledger::rows(&self.store, organ, after, most).await
    }

    /// Verifies that an organ's ledger is whole and its numbers are without gap or double, as they are at one moment.
    pub async fn verify(&self, organ: &str) -> Result<Verdict, StoreError> {
        self.verify_with_history(organ).await.map(|(verdict, _)| verdict)
    }

    /// The same, and what the ledger tells of each document.
    pub async fn verify_with_history(&self, organ: &str) -> Result<(Verdict, History), StoreError> {
        let mut moment = self.store.snapshot().await?;
        verify::verify(&mut moment, organ).await
    }
}
