//! A number for a document that is being issued.

use super::super::ledger::Head;
use super::super::series::{falls, refusal};
use super::super::years::is_open;
use super::super::{Actor, RegisterError, reason};
use super::known::{Known, known};
use super::{
    AllocatedNumber, AllocationRequest, Found, KeptNumber, NumberChoice, Place, again, day, not_future, shown,
};
use crate::store::{Tx, args};
use crate::text;
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;

/// Gives a number to a document: counter, number and ledger in the caller's transaction. The same operation again is
/// given the same number.
///
/// # Errors
/// Refused: `future-date`, `year-closed`, `no-series`, `back-dated`, `number-not-reserved`, `suffix-not-permitted`,
/// `number-unknown`.
pub async fn give(
    tx: &mut Tx,
    ask: &AllocationRequest,
    doer: &Actor,
) -> Result<AllocatedNumber, RegisterError> {
    let head = Head::hold(tx, &ask.organ).await?;
    let Known { series, number, closed_at } =
        known(tx, &ask.organ, &doer.operation, &ask.document, ask.date).await?;
    if let Some(number) = number {
        return again(number, &ask.document);
    }
    not_future(ask.date, "date", doer)?;
    is_open(closed_at.as_deref(), ask.date, "date")?;
    let excuse = reason("back_dated", ask.back_dated.as_deref().unwrap_or_default())?;
    let series = falls(&series, &ask.document_type, ask.date)?;
    let place = Place::new(&ask.organ, &series, ask.date);
    let given = match ask.wanted {
        NumberChoice::Next => next(tx, &place, ask, excuse).await?,
        NumberChoice::Reserved(n) => reserved(tx, &place, n, ask, excuse).await?,
        NumberChoice::Behind(n) => behind(tx, &place, n, ask, excuse).await?,
    };
    if excuse.is_none() && ask.date < doer.today {
        return Err(past(ask.date, doer.today));
    }
    if !matches!(ask.wanted, NumberChoice::Reserved(_)) {
        let kept = KeptNumber {
            given: &given,
            state: "given",
            document: Some(&ask.document),
            operation: &doer.operation,
            date: ask.date,
            holder: None,
            reason: excuse,
        };
        kept.insert(tx, &ask.organ, &doer.at).await?;
    }
    let wanted = match ask.wanted {
        NumberChoice::Next => "next",
        NumberChoice::Reserved(_) => "reserved",
        NumberChoice::Behind(_) => "behind",
    };
    let payload = json!({
        "series": given.series, "period": given.period, "n": given.n, "suffix": given.suffix,
        "code": given.code_number, "type": ask.document_type, "document": ask.document, "date": day(ask.date),
        "wanted": wanted, "back_dated": excuse, "by": doer.by, "operation": doer.operation,
    });
    head.append(tx, "given", &payload, &doer.at).await?;
    Ok(given)
}

/// The counter goes on by one, unless the date runs backwards.
const NEXT: &str = "insert into counter (organ, series, period, last, last_date) values ($1, $2, $3, $4, $5) \
     on conflict (organ, series, period) do update set last = counter.last + 1, last_date = \
     case when counter.last_date > excluded.last_date then counter.last_date else excluded.last_date end \
     where counter.last_date <= excluded.last_date or cast($6 as bigint) = 1 returning last";
/// Last number of a counter, and the latest date in its row of numbers.
#[derive(Deserialize)]
struct CounterPosition {
    last: i64,
    last_date: String,
}
const COUNTER: &str = "select last, last_date from counter where organ = $1 and series = $2 and period = $3";

async fn next(
    tx: &mut Tx,
    place: &Place<'_>,
    ask: &AllocationRequest,
    excuse: Option<&str>,
) -> Result<AllocatedNumber, RegisterError> {
    let Place { organ, series, period } = place;
    let first = i64::from(series.first);
    let values = args![*organ, &series.id, period, first, day(ask.date), excuse.is_some()];
    if let Some(n) = tx.row(NEXT, values).await? {
        return Ok(place.given(n, ""));
    }
    let CounterPosition { last, last_date } = tx.one(COUNTER, args![*organ, &series.id, period]).await?;
    Err(back_dated(place, ask.date, &series.code(last, ""), &last_date))
}

/// The refusal of a day that is over, without a reason.
fn past(date: NaiveDate, today: NaiveDate) -> RegisterError {
    let message = format!(
        "Ngày {} đã qua: hôm nay là {}. Hãy ghi ngày hôm nay, hoặc nêu lý do ghi ngày cũ.",
        text::short_date(date),
        text::short_date(today)
    );
    refusal("date", "back-dated", message).into()
}

/// The refusal of a date before that of an earlier number (NUM-07).
fn back_dated(place: &Place<'_>, date: NaiveDate, number: &str, last_date: &str) -> RegisterError {
    let letter = match place.series.suffixes {
        true => ", lấy số kèm chữ sau một số đã cấp",
        false => "",
    };
    let message = format!(
        "Ngày {} sớm hơn ngày {} đã ghi ở {}, đến số {number}. Hãy ghi ngày {1} hoặc muộn hơn, dùng số đang giữ{letter}, \
         hoặc nêu lý do ghi lùi ngày.",
        text::short_date(date),
        shown(last_date),
        place.name(),
    );
    refusal("date", "back-dated", message).into()
}

const TAKE: &str = "update number set state = 'given', document = $5, date = $6, reason = $7 \
     where organ = $1 and series = $2 and period = $3 and n = $4 and suffix = '' and state = 'reserved' \
     returning code";
/// A number that was given, and its day.
#[derive(Deserialize)]
struct DatedNumber {
    code: String,
    date: String,
}
/// Number below a given one that has the latest date.
const BELOW: &str = "select code, date from number where organ = $1 and series = $2 and period = $3 \
     and n < $4 and state in ('given', 'issued') order by date desc, n desc limit 1";
/// The days of a row of numbers do not run backwards from here on.
const DATED: &str = "update counter set last_date = $4 \
     where organ = $1 and series = $2 and period = $3 and last_date < $4";

/// A number kept back: it may be dated later than numbers above it, which is what it was kept for, but not earlier than
/// those below it.
async fn reserved(
    tx: &mut Tx,
    place: &Place<'_>,
    n: u32,
    ask: &AllocationRequest,
    excuse: Option<&str>,
) -> Result<AllocatedNumber, RegisterError> {
    let Place { organ, series, period } = place;
    let key = || args![*organ, &series.id, period, i64::from(n)];
    let date = day(ask.date);
    let below =
        tx.row::<DatedNumber>(BELOW, key()).await?.filter(|below| below.date > date && excuse.is_none());
    if let Some(below) = below {
        return Err(back_dated(place, ask.date, &below.code, &below.date));
    }
    let values = key().into_iter().chain(args![&ask.document, &date, excuse]).collect();
    let Some(code_number) = tx.row(TAKE, values).await? else {
        return Err(not_reserved(tx, place, n, "number").await?);
    };
    tx.execute(DATED, args![*organ, &series.id, period, date]).await?;
    Ok(AllocatedNumber { code_number, ..place.given(i64::from(n), "") })
}

/// Refusal of a number that is not a reserved one, saying what it is instead.
pub(super) async fn not_reserved(
    tx: &mut Tx,
    place: &Place<'_>,
    n: u32,
    at: &str,
) -> Result<RegisterError, RegisterError> {
    let found = Found::at(tx, place, i64::from(n), "").await?;
    let message = format!(
        "Số {} của {} không phải số đang giữ: {}. Hãy chọn một số đang giữ, hoặc lấy số tiếp theo.",
        place.series.code(i64::from(n), ""),
        place.name(),
        found.map_or("chưa có trong sổ".to_owned(), |found| found.says())
    );
    Ok(refusal(at, "number-not-reserved", message).into())
}

/// The letters an office puts behind a number: those of the Vietnamese alphabet without a mark.
const LETTERS: &str = "abcdeghiklmnopqrstuvxy";

/// A number near another.
#[derive(Deserialize)]
struct Neighbour {
    n: i64,
    suffix: String,
    code: String,
    date: String,
}
const AROUND: &str = "select n, suffix, code, date from number where organ = $1 and series = $2 and period = $3 \
     and n between $4 and $4 + 1 and state in ('given', 'issued') order by n, suffix";

/// The next free letter behind a number (NUM-09), dated between it and the number after it (NUM-07).
async fn behind(
    tx: &mut Tx,
    place: &Place<'_>,
    n: u32,
    ask: &AllocationRequest,
    excuse: Option<&str>,
) -> Result<AllocatedNumber, RegisterError> {
    let Place { organ, series, period } = place;
    let code = series.code(i64::from(n), "");
    let refused = |code, message| Err(refusal("number", code, message).into());
    if !series.suffixes {
        let message = format!(
            "Sổ «{}» không cho phép số kèm chữ. Hãy lấy số tiếp theo, hoặc cho phép số kèm chữ khi thiết lập sổ.",
            series.name
        );
        return refused("suffix-not-permitted", message);
    }
    let around: Vec<Neighbour> = tx.rows(AROUND, args![*organ, &series.id, period, i64::from(n)]).await?;
    let (of_n, after): (Vec<_>, Vec<_>) = around.iter().partition(|number| number.n == i64::from(n));
    if !of_n.iter().any(|number| number.suffix.is_empty()) {
        let name = place.name();
        let message = format!(
            "Số {code} chưa được cấp ở {name} nên không thể có số kèm chữ sau nó. Hãy chọn một số đã cấp."
        );
        return refused("number-unknown", message);
    }
    let taken = |letter: &char| of_n.iter().any(|number| number.suffix.starts_with(*letter));
    let Some(letter) = LETTERS.chars().find(|letter| !taken(letter)) else {
        let message = format!("Sau số {code} đã hết chữ cái. Hãy chọn một số khác, hoặc lấy số tiếp theo.");
        return refused("suffix-not-permitted", message);
    };
    let date = day(ask.date);
    let earlier = of_n.iter().filter(|number| number.date > date).max_by_key(|number| &number.date);
    if let Some(number) = earlier.filter(|_| excuse.is_none()) {
        return Err(back_dated(place, ask.date, &number.code, &number.date));
    }
    if let Some(number) = after.iter().find(|number| number.date < date) {
        let message = format!(
            "Ngày {} muộn hơn ngày {} của số {} đứng sau. Hãy ghi ngày {1} hoặc sớm hơn, hoặc lấy số tiếp theo.",
            text::short_date(ask.date),
            shown(&number.date),
            number.code
        );
        return Err(refusal("date", "after-next", message).into());
    }
    Ok(place.given(i64::from(n), letter.encode_utf8(&mut [0; 4])))
}
