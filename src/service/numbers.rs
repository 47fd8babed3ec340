//! Numbers without a document: reserved for later, made void; and the printed register.

use super::{Act, Failure, Service};
use crate::access::Scope;
use crate::office::OutputFile;
use crate::register::{Given, Page, Verdict};
use chrono::NaiveDate;

/// Numbers wanted for later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reserving {
    /// The organ.
    pub organ: String,
    /// The id of the series.
    pub series: String,
    /// The date whose period they are of; today where none is given.
    pub date: Option<NaiveDate>,
    /// How many, 1 to 100.
    pub count: u32,
    /// For whom.
    pub holder: String,
}

impl Service {
    /// Reserves numbers.
    pub async fn reserve(&self, act: Act<'_>, reserving: &Reserving) -> Result<Vec<Given>, Failure> {
        todo!()
    }

    /// Makes a reserved number void.
    pub async fn void(
        &self,
        act: Act<'_>,
        organ: &str,
        series: &str,
        period: &str,
        n: u32,
        reason: &str,
    ) -> Result<(), Failure> {
        todo!()
    }

    /// A year of an organ's register.
    pub async fn register_page(&self, scope: &Scope, organ: &str, year: i32) -> Result<Page, Failure> {
        todo!()
    }

    /// The same printed as NĐ 30/2020, Phụ lục IV asks: PDF and DOCX, made by the engine like any document.
    pub async fn register_print(
        &self,
        scope: &Scope,
        organ: &str,
        year: i32,
    ) -> Result<Vec<OutputFile>, Failure> {
        todo!()
    }

    /// Whether an organ's ledger is whole and its numbers without gap or double.
    pub async fn register_verify(&self, scope: &Scope, organ: &str) -> Result<Verdict, Failure> {
        todo!()
    }
}
