//! Facts that an act on numbers must know first, read in one query.

use super::super::series::{Series, within};
use super::AllocatedNumber;
use crate::store::{StoreError, Tx, args};
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

/// The series of an organ, and the number that an act or its document has already.
pub(super) struct Known {
    pub(super) series: Vec<Series>,
    /// With the document it was taken for.
    pub(super) number: Option<(AllocatedNumber, Option<String>)>,
    /// Time at which the year of the date was closed; `None`: it is open.
    pub(super) closed_at: Option<String>,
}

/// The number of an act or its document, and the closing of a year: one question, since every act waits for it.
const STANDING: &str = "select n.series, n.period, n.n, n.suffix, n.code, n.document, c.at as closed_at \
     from (select cast($1 as text) as organ) asked \
     left join number n on n.operation = $2 or n.document = $3 \
     left join closed_year c on c.organ = asked.organ and c.year = $4 limit 1";

#[derive(Deserialize)]
struct Standing {
    series: Option<String>,
    period: Option<String>,
    n: Option<i64>,
    suffix: Option<String>,
    code: Option<String>,
    document: Option<String>,
    closed_at: Option<String>,
}

impl Standing {
    /// The number, where there is one: all of it is NULL where there is none.
    fn number(self) -> Option<(AllocatedNumber, Option<String>)> {
        let (series, period, n) = (self.series?, self.period?, self.n?);
        let given = AllocatedNumber { series, period, n, suffix: self.suffix?, code_number: self.code? };
        Some((given, self.document))
    }
}

pub(super) async fn known(
    tx: &mut Tx,
    organ: &str,
    operation: &str,
    document: &str,
    date: NaiveDate,
) -> Result<Known, StoreError> {
    let values = args![organ, operation, document, i64::from(date.year())];
    let mut standing: Standing = tx.one(STANDING, values).await?;
    let closed_at = standing.closed_at.take();
    Ok(Known { series: within(tx, organ).await?, number: standing.number(), closed_at })
}
