//! Issuing: a draft is given its number and date, frozen, made, kept, announced. In that order.
//!
//! Two transactions with the rendering between them: the first gives the number and freezes the draft (state
//! `issuing`), the second names the finished package (state `issued`) and announces it. Whatever stops the program in
//! between, `recovery` finishes what has a number, with the same bytes.

use super::{Act, Failure, Service, Stored};
use crate::input::Draft;
use crate::register::Wanted;
use crate::report::Report;
use crate::service::Upload;
use chrono::NaiveDate;

/// How a document is to be issued.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Issuing {
    /// The date of issue; today where none is given.
    pub date: Option<NaiveDate>,
    /// Which number.
    pub wanted: Wanted,
    /// Why the date may lie before that of the number before it.
    pub back_dated: Option<String>,
}

/// What issuing would do.
#[derive(Clone, Debug, PartialEq)]
pub struct DryRun {
    /// The number it would have now; another may take it meanwhile.
    pub code_number: String,
    /// The date.
    pub issued_date: NaiveDate,
    /// All that was found; errors keep it from being issued.
    pub report: Report,
}

impl Service {
    /// Gives number and date, freezes, makes and keeps the package. Findings of severity error refuse it, unless the
    /// draft overrides them with a reason. Issued already by the same act: the same answer; by another: a conflict.
    pub async fn issue(&self, act: Act<'_>, id: &str, issuing: &Issuing) -> Result<Stored, Failure> {
        todo!()
    }

    /// What issuing would do; nothing is kept.
    pub async fn issue_dry(&self, act: Act<'_>, id: &str, issuing: &Issuing) -> Result<DryRun, Failure> {
        todo!()
    }

    /// Creates and issues in one act. Where issuing is refused, nothing is created.
    pub async fn create_issued(
        &self,
        act: Act<'_>,
        draft: Draft,
        images: Vec<Upload>,
        issuing: &Issuing,
    ) -> Result<Stored, Failure> {
        todo!()
    }

    /// Enters a paper issued before: the draft carries number and date. Its package is made and kept.
    pub async fn record(&self, act: Act<'_>, draft: Draft, images: Vec<Upload>) -> Result<Stored, Failure> {
        todo!()
    }

    /// Takes a document back with a reason. Its number stays in the register. A draft is simply cancelled.
    pub async fn cancel(&self, act: Act<'_>, id: &str, reason: &str) -> Result<Stored, Failure> {
        todo!()
    }

    /// Makes a new draft that will stand in the place of an issued document (NĐ 30/2020, Điều 18 k.3); when the new one
    /// is issued, the old becomes `replaced`.
    pub async fn replace(
        &self,
        act: Act<'_>,
        id: &str,
        reason: &str,
        draft: Draft,
        images: Vec<Upload>,
    ) -> Result<Stored, Failure> {
        todo!()
    }
}
