//! The number of a paper that was issued before, entered as it is.

use super::super::ledger::Head;
use super::super::series::{LARGEST, falls, refusal};
use super::super::years::is_open;
use super::super::{Actor, RegisterError};
use super::known::{Known, known};
use super::{AllocatedNumber, Found, KeptNumber, PaperNumber, Place, again, day, not_future};
use crate::store::{Tx, args};
use serde_json::json;

/// Enters the number of a paper issued before: state `issued`. The counter follows where it was behind. Its day is an
/// old one by its nature and needs no reason.
///
/// Numbers that the counter passes over are not missing but not entered: the ledger says from where to where it went.
///
/// # Errors
/// Refused: `future-date`, `year-closed`, `no-series`, `bad-number`, `number-taken`.
pub async fn record(
    tx: &mut Tx,
    paper: &PaperNumber,
    doer: &Actor,
) -> Result<AllocatedNumber, RegisterError> {
    let head = Head::hold(tx, &paper.organ).await?;
    let Known { series, number, closed_at } =
        known(tx, &paper.organ, &doer.operation, &paper.document, paper.date).await?;
    if let Some(number) = number {
        return again(number, &paper.document);
    }
    not_future(paper.date, "issued_date", doer)?;
    is_open(closed_at.as_deref(), paper.date, "issued_date")?;
    let series = falls(&series, &paper.document_type, paper.date)?;
    let place = Place::new(&paper.organ, &series, paper.date);
    let (n, suffix) = parts(&paper.code_number)?;
    // As it is on the paper, `5` or `05`.
    let given =
        AllocatedNumber { code_number: paper.code_number.trim().to_owned(), ..place.given(n, suffix) };
    take(tx, &place, &given, paper, doer).await?;
    let last = follow(tx, &place, n, paper).await?;
    let payload = json!({
        "series": given.series, "period": given.period, "n": n, "suffix": suffix, "code": given.code_number,
        "type": paper.document_type, "document": paper.document, "date": day(paper.date), "last": last,
        "by": doer.by, "operation": doer.operation,
    });
    head.append(tx, "recorded", &payload, &doer.at).await?;
    Ok(given)
}

/// The number and the letter of `05`, `39`, `12b`.
fn parts(code: &str) -> Result<(i64, &str), RegisterError> {
    let code = code.trim();
    let digits = code.trim_end_matches(|c: char| c.is_ascii_lowercase() || c == 'đ');
    let suffix = code.get(digits.len()..).unwrap_or_default();
    let number = digits.parse::<u32>().ok().filter(|n| (1..=LARGEST).contains(n));
    match number.filter(|_| suffix.chars().count() <= 1 && digits.bytes().all(|b| b.is_ascii_digit())) {
        Some(n) => Ok((i64::from(n), suffix)),
        None => {
            let shown: String = code.chars().take(20).collect();
            let message = format!(
                "Số «{shown}» không vào sổ được. Ghi một số từ 1 đến {LARGEST}, có thể thêm một chữ cái, ví dụ 39 hoặc 12b."
            );
            Err(refusal("code_number", "bad-number", message).into())
        }
    }
}

const TAKE: &str = "update number set state = 'issued', document = $6, date = $7, code = $8 \
     where organ = $1 and series = $2 and period = $3 and n = $4 and suffix = $5 and state = 'reserved'";

/// Puts the paper at its number: a free one, or one that was kept back for it.
async fn take(
    tx: &mut Tx,
    place: &Place<'_>,
    given: &AllocatedNumber,
    paper: &PaperNumber,
    doer: &Actor,
) -> Result<(), RegisterError> {
    match Found::at(tx, place, given.n, &given.suffix).await? {
        None => {
            let kept = KeptNumber {
                given,
                state: "issued",
                document: Some(&paper.document),
                operation: &doer.operation,
                date: paper.date,
                holder: None,
                reason: None,
            };
            Ok(kept.insert(tx, place.organ, &doer.at).await?)
        }
        Some(found) if found.state == "reserved" => {
            let key = args![place.organ, &place.series.id, &place.period, given.n, &given.suffix];
            let values = args![&paper.document, day(paper.date), &given.code_number];
            tx.execute(TAKE, key.into_iter().chain(values).collect()).await?;
            Ok(())
        }
        Some(found) => {
            let message = format!(
                "Số {} của {} {}. Hãy đối chiếu lại số và ngày trên bản giấy.",
                given.code_number,
                place.name(),
                found.says()
            );
            Err(refusal("code_number", "number-taken", message).into())
        }
    }
}

/// A paper of the middle of the book moves neither the counter nor its date.
const FOLLOW: &str = "insert into counter (organ, series, period, last, last_date) values ($1, $2, $3, $4, $5) \
     on conflict (organ, series, period) do update set \
     last = case when counter.last < $6 then $6 else counter.last end, last_date = \
     case when counter.last > $6 or counter.last_date > excluded.last_date \
     then counter.last_date else excluded.last_date end returning last";

async fn follow(tx: &mut Tx, place: &Place<'_>, n: i64, paper: &PaperNumber) -> Result<i64, RegisterError> {
    let at_least = n.max(i64::from(place.series.first) - 1);
    let values = args![place.organ, &place.series.id, &place.period, at_least, day(paper.date), n];
    Ok(tx.one(FOLLOW, values).await?)
}
