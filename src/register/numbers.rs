//! Numbers: given, reserved, entered from paper, voided. Every act is a step of the caller's transaction.

use super::{Doer, RegisterError};
use crate::store::Tx;
use chrono::NaiveDate;

/// What number is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Wanted {
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
pub struct Ask {
    /// The issuing organ.
    pub organ: String,
    /// The id of the document's type.
    pub document_type: String,
    /// The document.
    pub document: String,
    /// The date of issue.
    pub date: NaiveDate,
    /// Which number.
    pub wanted: Wanted,
    /// Why the date may lie before that of the number before it.
    pub back_dated: Option<String>,
}

/// A number that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The series.
    pub series: String,
    /// The period: `2024`, `2023-10-01/2028-10-01`.
    pub period: String,
    /// The number.
    pub n: i64,
    /// Its letter, mostly none.
    pub suffix: String,
    /// As printed: `05`, `12a`.
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

/// Gives a number to a document: counter, number and ledger in the caller's transaction. The same operation again is
/// given the same number.
pub async fn give(tx: &mut Tx, ask: &Ask, doer: &Doer) -> Result<Given, RegisterError> {
    todo!()
}

/// Says that the document of a number was issued, and the digest of its package.
pub async fn issued(
    tx: &mut Tx,
    organ: &str,
    document: &str,
    package: &str,
    doer: &Doer,
) -> Result<(), RegisterError> {
    todo!()
}

/// Enters the number of a paper issued before: state `issued`. The counter follows where it was behind.
pub async fn record(tx: &mut Tx, paper: &PaperNumber, doer: &Doer) -> Result<Given, RegisterError> {
    todo!()
}

/// Takes `count` numbers out of a series for later, for a holder (a person or a unit) and a reason.
pub async fn reserve(
    tx: &mut Tx,
    organ: &str,
    series: &str,
    date: NaiveDate,
    count: u32,
    holder: &str,
    doer: &Doer,
) -> Result<Vec<Given>, RegisterError> {
    todo!()
}

/// Makes a reserved number void, with the reason; it stays in the register and is never given again.
pub async fn void(
    tx: &mut Tx,
    organ: &str,
    series: &str,
    period: &str,
    n: u32,
    reason: &str,
    doer: &Doer,
) -> Result<(), RegisterError> {
    todo!()
}
