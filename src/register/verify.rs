//! Whether an organ's ledger is whole, and whether the numbers are those it tells of.
//!
//! Takes a moment of the database; reads the ledger row by row, remakes every hash and, from what the rows tell, what
//! counters and numbers must be now (`replay`); then holds those against the tables, and the numbers against their
//! documents. It changes nothing. A fault is a sentence with its place; it goes on after one, so that all are said. What
//! the rows tell of each document (`history`) is given to whoever proves the documents themselves.

mod history;
mod replay;

pub use history::{DocumentActs, History, RowColumns};

use super::ledger::{NOTHING, Verdict, hash, kept};
use super::numbers::{named, shown};
use crate::store::{Row, StoreError, Tx, args};
use replay::{FIELDS, Key, Replay, Telling};

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

/// What the ledger tells of numbers and of documents.
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
        let Some(end) = rows.last().map(|row| row.int(0)) else { break };
        for row in &rows {
            if !link(organ, row, seq, &last, faults) {
                told.replay.broke();
            }
            tell(row, told, faults);
            (count, seq, last) = (count + 1, row.int(0), row.text(5));
        }
        seq = end;
    }
    let head = tx.row("select seq, hash from ledger_head where organ = $1", args![organ]).await?;
    match head {
        None if seq == 0 => {}
        Some(head) if head.int(0) == seq && head.text(1) == last => {}
        None => faults.say(format!("Nhật ký có {seq} dòng nhưng không còn dấu chốt dòng cuối.")),
        Some(head) => faults.say(format!(
            "Dấu chốt của nhật ký là dòng {}, nhưng dòng cuối còn lại là dòng {seq}: đuôi nhật ký đã bị cắt hoặc bị sửa.",
            head.int(0)
        )),
    }
    Ok((count, last))
}

/// Holds a row against its own hash and against the row before; whether both are whole.
fn link(organ: &str, row: &Row, before: i64, last: &str, faults: &mut Faults) -> bool {
    let (seq, prev) = (row.int(0), row.text(4));
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
    let remade = hash(organ, seq, &row.text(1), &row.text(2), &row.text(3), &prev);
    if remade != row.text(5) {
        faults.say(format!("Nhật ký, dòng {seq}: nội dung không khớp mã băm của chính dòng đó."));
    }
    next && remade == row.text(5)
}

/// Follows what a row tells.
fn tell(row: &Row, told: &mut LedgerReading, faults: &mut Faults) {
    let seq = row.int(0);
    told.history.passed(seq);
    match serde_json::from_str::<Telling>(&row.text(3)) {
        Ok(telling) => {
            told.history.note(&row.text(1), &row.text(2), &telling);
            for fault in told.replay.follow(seq, &row.text(1), &row.text(2), telling) {
                faults.say(format!("Nhật ký, dòng {seq}: {fault}"));
            }
        }
        Err(_) => faults.say(format!("Nhật ký, dòng {seq}: không đọc được nội dung.")),
    }
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
    for row in tx.rows(COUNTERS, args![organ]).await? {
        let name = named(&row.text(0), &row.text(1));
        match replay.counter(&row.text(0), &row.text(1)) {
            None => faults.say(format!("Bộ đếm của {name}: nhật ký không ghi số nào.")),
            Some((last, date)) => {
                if last != row.int(2) {
                    let is = row.int(2);
                    faults.say(format!("Bộ đếm của {name} ở số {is}, theo nhật ký phải ở số {last}."));
                }
                if date != row.text(3) {
                    let (is, date) = (shown(&row.text(3)), shown(&date));
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
    let rows = tx.rows("select year from closed_year where organ = $1 order by year", args![organ]).await?;
    for year in rows.iter().map(|row| row.int(0)).filter(|year| !replay.take_closed(*year)) {
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
     d.organ, d.state, d.code_number, d.issued_date, d.package \
     from number n left join document d on d.id = n.document \
     where n.organ = $1 and (n.series, n.period, n.n, n.suffix) > ($2, $3, $4, $5) \
     order by n.series, n.period, n.n, n.suffix limit 1000";
/// The first column of what the ledger tells of a number, and of what its document says.
const TOLD: usize = 4;
const DOCUMENT: usize = TOLD + FIELDS.len();

/// Holds every number against the ledger and against its document; how many there are.
async fn numbers(
    tx: &mut Tx,
    organ: &str,
    replay: &mut Replay,
    faults: &mut Faults,
) -> Result<u64, StoreError> {
    let (mut count, mut behind) = (0, args![organ, "", "", 0_i64, ""]);
    loop {
        let rows = tx.rows(NUMBERS, behind).await?;
        let Some(end) = rows.last() else { return Ok(count) };
        behind = args![organ, end.text(0), end.text(1), end.int(2), end.text(3)];
        count += rows.len() as u64;
        for row in &rows {
            let key = Key::new(&row.text(0), &row.text(1), row.int(2), &row.text(3));
            match replay.take(&key) {
                None => faults.say(format!("{}: nhật ký không ghi số này.", key.name())),
                Some(told) => {
                    for (at, (name, told)) in FIELDS.iter().zip(&told.fields).enumerate() {
                        let is = row.text(TOLD + at);
                        if is != *told {
                            let number = key.name();
                            faults.say(format!("{number}: {name} là «{is}», theo nhật ký phải là «{told}»."));
                        }
                    }
                }
            }
            if let Some(document) = row.opt_text(TOLD + 2) {
                documented(organ, &key, &document, row, faults);
            }
        }
    }
}

/// Holds a number against its document.
fn documented(organ: &str, key: &Key, document: &str, row: &Row, faults: &mut Faults) {
    let name = key.name();
    let Some(of) = row.opt_text(DOCUMENT) else {
        return faults.say(format!("{name}: không còn văn bản {document}."));
    };
    if of != organ || row.text(DOCUMENT + 1) == "draft" {
        faults.say(format!("{name}: văn bản {document} không phải văn bản đã lấy số của cơ quan này."));
    }
    let issued = row.text(TOLD) == "issued";
    let (code, date) = (row.opt_text(DOCUMENT + 2), row.opt_text(DOCUMENT + 3));
    // While its files are being made a document may not say its number yet.
    let differs = |said: &Option<String>, is: String| match said {
        Some(said) => *said != is,
        None => issued,
    };
    if differs(&code, row.text(TOLD + 1)) || differs(&date, row.text(TOLD + 3)) {
        let date = date.map_or("trống".to_owned(), |date| shown(&date));
        let code = code.unwrap_or("trống".to_owned());
        faults.say(format!("{name}: văn bản {document} lại ghi số {code}, ngày {date}."));
    }
    let package = row.text(TOLD + 6);
    if !package.is_empty() && package != row.text(DOCUMENT + 4) {
        faults.say(format!("{name}: gói tệp của văn bản {document} không phải gói đã ban hành."));
    }
}

/// Issued documents that no number knows: both ends of the ledger may have been cut off together.
async fn unnumbered(tx: &mut Tx, organ: &str, faults: &mut Faults) -> Result<(), StoreError> {
    const UNNUMBERED: &str = "select d.id, d.code_number from document d where d.organ = $1 \
         and (d.state in ('issuing', 'issued', 'recorded', 'replaced') or d.package is not null) \
         and not exists (select 1 from number n where n.document = d.id) order by d.id limit 1000";
    for row in tx.rows(UNNUMBERED, args![organ]).await? {
        let number = row.opt_text(1).map_or(String::new(), |code| format!(" ghi số {code}"));
        faults.say(format!("Văn bản {}{number} đã ban hành nhưng không có số trong sổ.", row.text(0)));
    }
    Ok(())
}
