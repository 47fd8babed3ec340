//! Years of the register: closed when all their papers are in, opened again for a reason.
//!
//! Takes an organ and a calendar year that is over. While it is closed, no number of that year is given, kept back or
//! entered, whatever reason is named; what was done with numbers before can still be finished, cancelled and replaced.

use super::ledger::Head;
use super::series::refusal;
use super::{Actor, RegisterError};
use crate::store::{StoreError, Tx, args};
use chrono::{Datelike, NaiveDate};
use serde_json::json;

/// Closes a year. Closed twice is closed once.
///
/// # Errors
/// Refused: `year-not-over`.
pub async fn close(tx: &mut Tx, organ: &str, year: i32, doer: &Actor) -> Result<(), RegisterError> {
    const CLOSE: &str = "insert into closed_year (organ, year, closed_by, at) values ($1, $2, $3, $4) \
         on conflict (organ, year) do nothing";
    let head = Head::hold(tx, organ).await?;
    if year >= doer.today.year() {
        let message = format!("Năm {year} chưa hết nên chưa khóa sổ được. Hãy khóa sổ khi đã sang năm sau.");
        return Err(refusal("year", "year-not-over", message).into());
    }
    if tx.execute(CLOSE, args![organ, i64::from(year), &doer.by, &doer.at]).await? == 0 {
        return Ok(());
    }
    let payload = json!({ "year": year, "by": doer.by, "operation": doer.operation });
    Ok(head.append(tx, "closed", &payload, &doer.at).await?)
}

/// Opens a closed year again, for a reason that the ledger keeps.
///
/// # Errors
/// Refused: `missing` where no reason is given, `year-not-closed`.
pub async fn reopen(
    tx: &mut Tx,
    organ: &str,
    year: i32,
    reason: &str,
    doer: &Actor,
) -> Result<(), RegisterError> {
    const REOPEN: &str = "delete from closed_year where organ = $1 and year = $2";
    let head = Head::hold(tx, organ).await?;
    let reason = super::reason("reason", reason)?;
    let Some(reason) = reason else {
        return Err(refusal("reason", "missing", "Chưa ghi lý do mở lại sổ.".to_owned()).into());
    };
    if tx.execute(REOPEN, args![organ, i64::from(year)]).await? == 0 {
        let message = format!("Sổ năm {year} không khóa. Hãy kiểm tra lại năm.");
        return Err(refusal("year", "year-not-closed", message).into());
    }
    let payload = json!({ "year": year, "reason": reason, "by": doer.by, "operation": doer.operation });
    Ok(head.append(tx, "reopened", &payload, &doer.at).await?)
}

/// Time at which the year of a day was closed; `None` where it is open.
pub(super) async fn closed_at(
    tx: &mut Tx,
    organ: &str,
    date: NaiveDate,
) -> Result<Option<String>, StoreError> {
    tx.row(CLOSED, args![organ, i64::from(date.year())]).await
}

const CLOSED: &str = "select at from closed_year where organ = $1 and year = $2";

/// Refuses a day of a closed year.
pub(super) fn is_open(closed_at: Option<&str>, date: NaiveDate, at: &str) -> Result<(), RegisterError> {
    let Some(_) = closed_at else { return Ok(()) };
    let message = format!(
        "Sổ năm {0} đã khóa nên không nhận ngày của năm {0}. Hãy ghi ngày khác, hoặc nhờ quản trị mở lại sổ.",
        date.year()
    );
    Err(refusal(at, "year-closed", message).into())
}
