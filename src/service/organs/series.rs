//! The series of an organ: which documents share a row of numbers.

use crate::access::{Right, Scope};
use crate::digest::sha256;
use crate::register::series::{self, check};
use crate::register::{Period, Series};
use crate::service::{Act, Service, ServiceError, Versioned};
use crate::store::{Tx, Write, args};
use std::collections::{BTreeMap, BTreeSet};

/// The series of an organ replaced.
struct Replace {
    organ: String,
    /// Revision of them that the caller has seen; `None`: whatever there is.
    seen: Option<i64>,
    series: Vec<Series>,
}

/// Revision of an organ's series: the same number for the same series, in whatever order. Sixty bits of a digest.
pub fn series_revision(series: &[Series]) -> i64 {
    let mut written: Vec<String> =
        series.iter().map(|series| serde_json::to_string(series).unwrap_or_default()).collect();
    written.sort();
    let digest = sha256(written.join("\n").as_bytes());
    digest.get(..15).and_then(|digits| i64::from_str_radix(digits, 16).ok()).unwrap_or_default()
}

impl Write for Replace {
    type Done = ();
    type Error = ServiceError;

    async fn run(&self, tx: &mut Tx) -> Result<(), ServiceError> {
        // Others who change the same wait here.
        const HOLD: &str = "update organ set updated_at = updated_at where id = $1";
        if tx.execute(HOLD, args![&self.organ]).await? == 0 {
            return Err(ServiceError::NotFound);
        }
        let before = series::within(tx, &self.organ).await?;
        let revision = series_revision(&before);
        // Said already: a request repeated.
        if revision == series_revision(&self.series) {
            return Ok(());
        }
        Versioned { id: &self.organ, version: self.seen }.still(revision)?;
        let before = before.iter().map(|s| (s.id.as_str(), s.period)).collect();
        let now = self.series.iter().map(|s| (s.id.as_str(), s.period)).collect();
        const NUMBERED: &str = "select distinct series from number where organ = $1";
        for numbered in tx.rows::<String>(NUMBERED, args![&self.organ]).await? {
            keeps(&numbered, &before, &now)?;
        }
        tx.execute("delete from series where organ = $1", args![&self.organ]).await?;
        for series in &self.series {
            put(tx, &self.organ, series).await?;
        }
        Ok(())
    }
}

/// A series that has numbers stays, with its period: what was given belongs to it.
fn keeps(
    numbered: &str,
    before: &BTreeMap<&str, Period>,
    now: &BTreeMap<&str, Period>,
) -> Result<(), ServiceError> {
    let message = match (before.get(numbered), now.get(numbered)) {
        (Some(before), Some(now)) if before == now => return Ok(()),
        // Until now it was a type's own, which runs by the year.
        (None, None | Some(Period::Year)) => return Ok(()),
        (Some(_), None) => {
            format!("Sổ «{numbered}» đã có số, không bỏ được. Hãy giữ sổ này trong danh sách.")
        }
        (_, Some(_)) => format!(
            "Sổ «{numbered}» đã có số, không đổi được thời gian của sổ. Hãy giữ thời gian cũ, hoặc lập sổ mới với mã khác."
        ),
    };
    Err(ServiceError::Conflict { code: "series-in-use", message, document: None })
}

async fn put(tx: &mut Tx, organ: &str, series: &Series) -> Result<(), ServiceError> {
    const PUT: &str = "insert into series (organ, id, name, types, period, term_from, term_to, padding, suffixes, first) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let types =
        serde_json::to_string(&series.types).map_err(|error| ServiceError::Broken(error.to_string()))?;
    let (period, term) = match series.period {
        Period::Year => ("year", None),
        Period::Term { from, to } => ("term", Some((from.to_string(), to.to_string()))),
    };
    let (from, to) = term.unzip();
    let (padding, first) = (i64::from(series.padding), i64::from(series.first));
    let values =
        args![organ, &series.id, &series.name, types, period, from, to, padding, series.suffixes, first];
    tx.execute(PUT, values).await?;
    Ok(())
}

impl Service {
    /// The series of an organ, in order of id.
    pub async fn series(&self, scope: &Scope, organ: &str) -> Result<Vec<Series>, ServiceError> {
        Self::permit(scope, Right::Read, organ)?;
        Ok(series::of(&self.inner.store, organ).await?)
    }

    /// Puts the series of an organ in place of those it had. A series that has numbers keeps its period.
    pub async fn put_series(
        &self,
        act: Act<'_>,
        organ: impl Into<Versioned<'_>>,
        series: Vec<Series>,
    ) -> Result<Vec<Series>, ServiceError> {
        let Versioned { id: organ, version: seen } = organ.into();
        Self::permit(act.scope, Right::Govern, organ)?;
        let catalog = self.catalog().await?;
        let types: BTreeSet<&str> = catalog.types.keys().map(String::as_str).collect();
        let report = check(&series, &types);
        if report.has_errors() {
            return Err(ServiceError::Rejected(report));
        }
        self.inner.store.write(Replace { organ: organ.to_owned(), seen, series }).await?;
        Ok(series::of(&self.inner.store, organ).await?)
    }
}
