//! Verification that an organ's ledger is whole, and that the numbers are those it tells of.
//!
//! Takes a moment of the database; reads the ledger row by row, remakes every hash and, from what the rows tell, what
//! counters and numbers must be now (`replay`); then holds those against the tables, and the numbers against their
//! documents. It changes nothing. A fault is a sentence with its place; it goes on after one, so that all are said. What
//! the rows tell of each document (`history`) is given to whoever proves the documents themselves.

mod history;
mod replay;

pub use history::{DocumentActs, History, RowColumns};

use super::ledger::{ChainEnd, KeptRow, NOTHING, Verdict, hash, kept};
use super::numbers::{named, shown};
use crate::store::{StoreError, Tx, args};
use replay::{FIELDS, Key, Replay, Telling};
use serde::Deserialize;

/// Faults said at most: a chain broken in the middle may show in every number after it.
const SAID: usize = 500;

/// Faults as they are found.
#[derive(Default)]
struct Faults {
    said: Vec<String>,
    more: usize,
}

impl Faults {
    fn say(&mut self, fault: String) {
        match self.said.len() < SAID {
            true => self.said.push(fault),
            false => self.more += 1,
        }
    }

    fn all(mut self) -> Vec<String> {
        if self.more > 0 {
            self.said.push(format!("Còn {} lỗi khác không kể hết ở đây.", self.more));
        }
        self.said
    }
}

/// Reads and judges an organ's ledger, counters and numbers.
///
/// Takes memory in proportion to the numbers there are, some hundred bytes each.
pub(super) async fn verify(tx: &mut Tx, organ: &str) -> Result<(Verdict, History), StoreError> {
    let mut faults = Faults::default();
    let mut told = LedgerReading { replay: Replay::default(), history: History::new(organ) };
    let (rows, head) = chain(tx, organ, &mut told, &mut faults).await?;
    let LedgerReading { mut replay, history } = told;
    let notes = replay.not_entered();
    counters(tx, organ, &mut replay, &mut faults).await?;
    closed_years(tx, organ, &mut replay, &mut faults).await?;
    let numbers = numbers(tx, organ, &mut replay, &mut faults).await?;
    replay.missing(&mut faults);
    unnumbered(tx, organ, &mut faults).await?;
    Ok((Verdict { rows, numbers, head, faults: faults.all(), notes }, history))
}

/// State of reading the ledger: numbers and documents as its rows tell of them.
struct LedgerReading {
    replay: Replay,
    history: History,
}

/// Reads the chain; how many rows, and the hash of the last.
async fn chain(
    tx: &mut Tx,
    organ: &str,
    told: &mut LedgerReading,
    faults: &mut Faults,
) -> Result<(u64, String), StoreError> {
    let (mut count, mut seq, mut last) = (0, 0, NOTHING.to_owned());
    loop {
        let rows = kept(tx, organ, seq).await?;
        let Some(end) = rows.last().map(|row| row.seq) else { break };
        for row in rows {
            if !link(organ, &row, seq, &last, faults) {
                told.replay.broke();
            }
            tell(&row, told, faults);
            (count, seq, last) = (count + 1, row.seq, row.hash);
        }
        seq = end;
    }
    let head: Option<ChainEnd> =
        tx.row("select seq, hash from ledger_head where organ = $1", args![organ]).await?;
    match head {
        None if seq == 0 => {}
        Some(head) if head.seq == seq && head.hash == last => {}
        None => faults.say(format!("Nhật ký có {seq} dòng nhưng không còn dấu chốt dòng cuối.")),
        Some(head) => faults.say(format!(
            "Dấu chốt của nhật ký là dòng {}, nhưng dòng cuối còn lại là dòng {seq}: đuôi nhật ký đã bị cắt hoặc bị sửa.",
            head.seq
        )),
    }
    Ok((count, last))
}

/// Holds a row against its own hash and against the row before; whether both are whole.
fn link(organ: &str, row: &KeptRow, before: i64, last: &str, faults: &mut Faults) -> bool {
    let (seq, prev) = (row.seq, &row.prev);
    let next = seq == before + 1 && prev == last;
    if seq != before + 1 {
        let missing = match seq - before {
            2 => format!("dòng {}", before + 1),
            _ => format!("các dòng từ {} đến {}", before + 1, seq - 1),
        };
        faults.say(format!("Nhật ký thiếu {missing}."));
    } else if prev != last {
        faults.say(format!("Nhật ký, dòng {seq}: không nối với dòng {before} (mã băm của dòng trước khác)."));
    }
    let remade = hash(organ, seq, &row.at, &row.event, &row.payload, prev);
    if remade != row.hash {
        faults.say(format!("Nhật ký, dòng {seq}: nội dung không khớp mã băm của chính dòng đó."));
    }
    next && remade == row.hash
}

/// Follows what a row tells.
fn tell(row: &KeptRow, told: &mut LedgerReading, faults: &mut Faults) {
    let seq = row.seq;
    told.history.passed(seq);
    match serde_json::from_str::<Telling>(&row.payload) {
        Ok(telling) => {
            told.history.note(&row.at, &row.event, &telling);
            for fault in told.replay.follow(seq, &row.at, &row.event, telling) {
                faults.say(format!("Nhật ký, dòng {seq}: {fault}"));
            }
        }
        Err(_) => faults.say(format!("Nhật ký, dòng {seq}: không đọc được nội dung.")),
    }
}

#[derive(Deserialize)]
struct CounterRow {
    series: String,
    period: String,
    last: i64,
    last_date: String,
}

/// Holds the counters against what the ledger tells of them.
async fn counters(
    tx: &mut Tx,
    organ: &str,
    replay: &mut Replay,
    faults: &mut Faults,
) -> Result<(), StoreError> {
    const COUNTERS: &str = "select series, period, last, last_date from counter where organ = $1 \
         order by series, period";
    for row in tx.rows::<CounterRow>(COUNTERS, args![organ]).await? {
        let name = named(&row.series, &row.period);
        match replay.counter(&row.series, &row.period) {
            None => faults.say(format!("Bộ đếm của {name}: nhật ký không ghi số nào.")),
            Some((last, date)) => {
                if last != row.last {
                    let is = row.last;
                    faults.say(format!("Bộ đếm của {name} ở số {is}, theo nhật ký phải ở số {last}."));
                }
                if date != row.last_date {
                    let (is, date) = (shown(&row.last_date), shown(&date));
                    faults.say(format!(
                        "Bộ đếm của {name} ghi ngày gần nhất là «{is}», theo nhật ký phải là «{date}»."
                    ));
                }
            }
        }
    }
    for (series, period) in replay.uncounted() {
        faults.say(format!("Không còn bộ đếm của {}.", named(&series, &period)));
    }
    Ok(())
}

/// Holds the closed years against what the ledger tells of them.
async fn closed_years(
    tx: &mut Tx,
    organ: &str,
    replay: &mut Replay,
    faults: &mut Faults,
) -> Result<(), StoreError> {
    const CLOSED: &str = "select year from closed_year where organ = $1 order by year";
    let years: Vec<i64> = tx.rows(CLOSED, args![organ]).await?;
    for year in years.into_iter().filter(|year| !replay.take_closed(*year)) {
        faults.say(format!("Sổ năm {year} đang khóa, nhưng nhật ký không ghi việc khóa."));
    }
    for year in replay.still_closed() {
        faults.say(format!("Sổ năm {year} không khóa, nhưng theo nhật ký phải đang khóa."));
    }
    Ok(())
}

/// Numbers with their documents, a page behind a place in their order.
const NUMBERS: &str = "select n.series, n.period, n.n, n.suffix, \
     n.state, n.code, n.document, n.date, n.holder, n.reason, n.package, n.operation, n.at, \
     d.organ as document_organ, d.state as document_state, d.code_number as document_code, \
     d.issued_date as document_date, d.package as document_package \
     from number n left join document d on d.id = n.document \
     where n.organ = $1 and (n.series, n.period, n.n, n.suffix) > ($2, $3, $4, $5) \
     order by n.series, n.period, n.n, n.suffix limit 1000";

/// A number with what its document says.
#[derive(Deserialize)]
struct NumberRow {
    series: String,
    period: String,
    n: i64,
    suffix: String,
    state: String,
    code: String,
    document: Option<String>,
    date: String,
    holder: Option<String>,
    reason: Option<String>,
    package: Option<String>,
    operation: String,
    at: String,
    document_organ: Option<String>,
    document_state: Option<String>,
    document_code: Option<String>,
    document_date: Option<String>,
    document_package: Option<String>,
}

impl NumberRow {
    /// Values of the row, in the order of [`FIELDS`]; empty where it is NULL.
    fn fields(&self) -> [&str; FIELDS.len()] {
        [
            &self.state,
            &self.code,
            self.document.as_deref().unwrap_or(""),
            &self.date,
            self.holder.as_deref().unwrap_or(""),
            self.reason.as_deref().unwrap_or(""),
            self.package.as_deref().unwrap_or(""),
            &self.operation,
            &self.at,
        ]
    }
}

/// Holds every number against the ledger and against its document; how many there are.
async fn numbers(
    tx: &mut Tx,
    organ: &str,
    replay: &mut Replay,
    faults: &mut Faults,
) -> Result<u64, StoreError> {
    let (mut count, mut behind) = (0, args![organ, "", "", 0_i64, ""]);
    loop {
        let rows: Vec<NumberRow> = tx.rows(NUMBERS, behind).await?;
        let Some(end) = rows.last() else { return Ok(count) };
        behind = args![organ, &end.series, &end.period, end.n, &end.suffix];
        count += rows.len() as u64;
        for row in &rows {
            let key = Key::new(&row.series, &row.period, row.n, &row.suffix);
            match replay.take(&key) {
                None => faults.say(format!("{}: nhật ký không ghi số này.", key.name())),
                Some(told) => {
                    for ((name, told), is) in FIELDS.iter().zip(&told.fields).zip(row.fields()) {
                        if is != told {
                            let number = key.name();
                            faults.say(format!("{number}: {name} là «{is}», theo nhật ký phải là «{told}»."));
                        }
                    }
                }
            }
            if let Some(document) = &row.document {
                documented(organ, &key, document, row, faults);
            }
        }
    }
}

/// Holds a number against its document.
fn documented(organ: &str, key: &Key, document: &str, row: &NumberRow, faults: &mut Faults) {
    let name = key.name();
    let Some(of) = &row.document_organ else {
        return faults.say(format!("{name}: không còn văn bản {document}."));
    };
    if of != organ || row.document_state.as_deref() == Some("draft") {
        faults.say(format!("{name}: văn bản {document} không phải văn bản đã lấy số của cơ quan này."));
    }
    let issued = row.state == "issued";
    let (code, date) = (&row.document_code, &row.document_date);
    // While its files are being made a document may not say its number yet.
    let differs = |said: &Option<String>, is: &str| match said {
        Some(said) => said != is,
        None => issued,
    };
    if differs(code, &row.code) || differs(date, &row.date) {
        let date = date.as_ref().map_or("trống".to_owned(), |date| shown(date));
        let code = code.as_deref().unwrap_or("trống");
        faults.say(format!("{name}: văn bản {document} lại ghi số {code}, ngày {date}."));
    }
    if row.package.is_some() && row.package != row.document_package {
        faults.say(format!("{name}: gói tệp của văn bản {document} không phải gói đã ban hành."));
    }
}

#[derive(Deserialize)]
struct UnnumberedRow {
    id: String,
    code_number: Option<String>,
}

/// Issued documents that no number knows: both ends of the ledger may have been cut off together.
async fn unnumbered(tx: &mut Tx, organ: &str, faults: &mut Faults) -> Result<(), StoreError> {
    const UNNUMBERED: &str = "select d.id, d.code_number from document d where d.organ = $1 \
         and (d.state in ('issuing', 'issued', 'recorded', 'replaced') or d.package is not null) \
         and not exists (select 1 from number n where n.document = d.id) order by d.id limit 1000";
    for row in tx.rows::<UnnumberedRow>(UNNUMBERED, args![organ]).await? {
        let number = row.code_number.map_or(String::new(), |code| format!(" ghi số {code}"));
        faults.say(format!("Văn bản {}{number} đã ban hành nhưng không có số trong sổ.", row.id));
    }
    Ok(())
}
