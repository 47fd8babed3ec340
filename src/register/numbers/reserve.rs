//! Numbers kept back for later, and those of them that are never used.

use super::super::ledger::Head;
use super::super::series::{Series, named, refusal, within};
use super::super::years::{closed_at, is_open};
use super::super::{Actor, RegisterError};
use super::give::not_reserved;
use super::{AllocatedNumber, KeptNumber, Place, not_future};
use crate::limits;
use crate::store::{Tx, args};
use chrono::NaiveDate;
use serde_json::json;

/// Numbers of one reservation at most.
const MOST: u32 = 100;

const TAKEN: &str = "select series, period, n, suffix, code from number where organ = $1 and operation = $2";
const WITH_IT: &str = "select series, period, n, suffix, code from number where organ = $1 and series = $2 \
     and period = $3 and n between $4 and $5 and suffix = '' order by n";
const AHEAD: &str = "insert into counter (organ, series, period, last, last_date) values ($1, $2, $3, $4, '') \
     on conflict (organ, series, period) do update set last = counter.last + $5 returning last";

/// Takes `count` numbers out of a series for later, for a holder (a person or a unit) and a reason. The same operation
/// again has the same numbers.
///
/// # Errors
/// Refused: `reserve-count`, `missing`, `future-date`, `year-closed`, `no-series`, `unknown-series`.
pub async fn reserve(
    tx: &mut Tx,
    organ: &str,
    series: &str,
    date: NaiveDate,
    count: u32,
    holder: &str,
    doer: &Actor,
) -> Result<Vec<AllocatedNumber>, RegisterError> {
    let head = Head::hold(tx, organ).await?;
    // Every number has an operation of its own; the first tells where the others are.
    let operation = |index: u32| format!("{}/{index}", doer.operation);
    if let Some(first) = tx.row::<AllocatedNumber>(TAKEN, args![organ, operation(0)]).await? {
        let to = first.n + i64::from(count) - 1;
        let values = args![organ, first.series, first.period, first.n, to];
        return Ok(tx.rows(WITH_IT, values).await?);
    }
    sensible(count, holder)?;
    not_future(date, "date", doer)?;
    is_open(closed_at(tx, organ, date).await?.as_deref(), date, "date")?;
    let series: Series = named(&within(tx, organ).await?, series, date)?;
    let place = Place::new(organ, &series, date);
    let begun = i64::from(series.first) - 1 + i64::from(count);
    let values = args![organ, &series.id, &place.period, begun, i64::from(count)];
    let last: i64 = tx.one(AHEAD, values).await?;
    let from = last - i64::from(count) + 1;
    let mut numbers = Vec::new();
    for (index, n) in (0..).zip(from..=last) {
        let given = place.given(n, "");
        let operation = operation(index);
        let kept = KeptNumber {
            given: &given,
            state: "reserved",
            document: None,
            operation: &operation,
            date,
            holder: Some(holder),
            reason: None,
        };
        kept.insert(tx, organ, &doer.at).await?;
        numbers.push(given);
    }
    let payload = json!({
        "series": series.id, "period": place.period, "from": from, "to": last, "date": super::day(date),
        "codes": numbers.iter().map(|given| given.code_number.as_str()).collect::<Vec<_>>(),
        "holder": holder, "by": doer.by, "operation": doer.operation,
    });
    head.append(tx, "reserved", &payload, &doer.at).await?;
    Ok(numbers)
}

fn sensible(count: u32, holder: &str) -> Result<(), RegisterError> {
    if !(1..=MOST).contains(&count) {
        let message = format!("Muốn giữ {count} số; mỗi lần giữ từ 1 đến {MOST} số. Hãy sửa số lượng.");
        return Err(refusal("count", "reserve-count", message).into());
    }
    is_said(holder, "holder", "Chưa ghi giữ số cho ai và để làm gì, hoặc ghi quá dài.")
}

/// Words that must be there and fit a line.
pub(super) fn is_said(words: &str, at: &str, message: &str) -> Result<(), RegisterError> {
    if words.trim().is_empty() || words.chars().count() > limits::FIELD_CHARS {
        return Err(refusal(at, "missing", message.to_owned()).into());
    }
    Ok(())
}

const VOID: &str = "update number set state = 'void', reason = $5 \
     where organ = $1 and series = $2 and period = $3 and n = $4 and suffix = '' and state = 'reserved' \
     returning code";
const VOIDED: &str = "select 1 from number where organ = $1 and series = $2 and period = $3 and n = $4 \
     and suffix = '' and state = 'void' and reason = $5";

/// Makes a reserved number void, with the reason; it stays in the register and is never given again. Done once more for
/// the same reason it changes nothing.
///
/// # Errors
/// Refused: `missing`, `number-not-reserved`.
pub async fn void(
    tx: &mut Tx,
    organ: &str,
    series: &str,
    period: &str,
    n: u32,
    reason: &str,
    doer: &Actor,
) -> Result<(), RegisterError> {
    is_said(reason, "reason", "Chưa ghi lý do hủy số, hoặc ghi quá dài.")?;
    let head = Head::hold(tx, organ).await?;
    let values = || args![organ, series, period, i64::from(n), reason];
    let Some(code) = tx.row::<String>(VOID, values()).await? else {
        if tx.exists(VOIDED, values()).await? {
            return Ok(());
        }
        let known = within(tx, organ).await?.into_iter().find(|s| s.id == series);
        let series = known.unwrap_or_else(|| Series::own(series));
        let place = Place { organ, series: &series, period: period.to_owned() };
        return Err(not_reserved(tx, &place, n, "n").await?);
    };
    let payload = json!({
        "series": series, "period": period, "n": n, "suffix": "", "code": code, "reason": reason,
        "by": doer.by, "operation": doer.operation,
    });
    head.append(tx, "voided", &payload, &doer.at).await?;
    Ok(())
}
