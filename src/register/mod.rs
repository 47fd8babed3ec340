//! The register of outgoing documents: numbers given once, in order, without a gap, and a ledger that proves it.
//!
//! Takes an organ, a type and a date; gives the next number of the series they fall into, inside the transaction of
//! whoever needs it. It refuses dates that run backwards, suffixes without permission and numbers that are taken, and
//! it never forgets one (NĐ 30/2020, Điều 15; Phụ lục I, Phần I, Mục II, khoản 3).

mod book;
mod ledger;
mod numbers;
mod series;

pub use book::{Entry, Page, register_csv};
pub use ledger::{LedgerRow, Verdict, append};
pub use numbers::{Ask, Given, PaperNumber, Wanted, give, issued, record, reserve, void};
pub use series::{Period, Series};

use crate::report::Report;
use crate::store::{Store, StoreError};
use crate::world::World;

/// Why the register does not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// It may not: a date runs backwards, a number is taken. The report is for people.
    #[error("the register refused")]
    Refused(Report),
    /// It cannot.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Who does something to the register, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doer {
    /// The caller's principal.
    pub by: String,
    /// The id of the act: the same act never takes a second number.
    pub operation: String,
    /// The moment, as it is kept.
    pub at: String,
    /// The day in Vietnam.
    pub today: chrono::NaiveDate,
}

/// The register, for those who look at it.
#[derive(Clone, Debug)]
pub struct Register {
    store: Store,
    world: World,
}

impl Register {
    /// The register of a store.
    pub fn new(store: Store, world: World) -> Self {
        Self { store, world }
    }
}
