//! Laws of numbers and their ledger, on both databases: each law is run on SQLite always, and on PostgreSQL where
//! `VANTHU_TEST_POSTGRES` names one (`cargo test register -- --ignored`).

mod faults;
mod giving;
mod history;
mod page;
mod papers;
mod reserving;
mod rows;
mod years;

use super::{
    Actor, AllocatedNumber, AllocationRequest, IssuedWith, NumberChoice, PaperNumber, Period, Register,
    RegisterError, Series, Verdict, cancelled, close, give, issued, record, reopen, replaced, reserve, void,
};
use crate::runtime::{Clock, Entropy, Runtime};
use crate::store::{Store, StoreError, Tx, Write, args};
use chrono::{DateTime, NaiveDate, Utc};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Runs each law on a database of its own kind.
macro_rules! laws {
    ($($law:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $law() {
                super::$law($crate::register::tests::Office::on_sqlite().await).await;
            })*
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            #[ignore = "VANTHU_TEST_POSTGRES must name a database"]
            async fn $law() {
                super::$law($crate::register::tests::Office::on_postgres().await).await;
            })*
        }
    };
}
pub(in crate::register) use laws;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A clock that stands still, and no chance.
struct Still;

impl Clock for Still {
    fn now(&self) -> DateTime<Utc> {
        "2024-12-31T05:00:00Z".parse().unwrap()
    }
}

impl Entropy for Still {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

/// A name nothing else has, in this run and in others.
fn unique(what: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("{what}-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// An organ with a store; what was made for it goes with it.
#[derive(Clone)]
struct Office {
    store: Store,
    organ: String,
    _file: Option<Arc<File>>,
}

struct File(PathBuf);

impl Drop for File {
    fn drop(&mut self) {
        for ending in ["", "-wal", "-shm"] {
            let mut path = self.0.clone().into_os_string();
            path.push(ending);
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Office {
    async fn on_sqlite() -> Self {
        let path = std::env::temp_dir().join(unique("vanthu-register"));
        let store = Store::open(&format!("sqlite://{}", path.display())).await.unwrap();
        Self::of(store, Some(Arc::new(File(path)))).await
    }

    #[expect(clippy::disallowed_methods, reason = "a test on a database that is not always there")]
    async fn on_postgres() -> Self {
        let url = std::env::var("VANTHU_TEST_POSTGRES").expect("VANTHU_TEST_POSTGRES names a database");
        Self::of(Store::open(&url).await.unwrap(), None).await
    }

    async fn of(store: Store, file: Option<Arc<File>>) -> Self {
        let organ = unique("organ");
        let insert = "insert into organ (id, revision, profile, updated_at) values ($1, 1, '[]', '')";
        store.execute(insert, args![&organ]).await.unwrap();
        Self { store, organ, _file: file }
    }

    /// Another organ of the same store.
    async fn another(&self) -> Self {
        Self::of(self.store.clone(), self._file.clone()).await
    }

    fn register(&self) -> Register {
        Register::new(self.store.clone(), Runtime::new(Arc::new(Still), Arc::new(Still)))
    }

    async fn series(&self, series: Series) {
        let (kind, days) = match series.period {
            Period::Year => ("year", None),
            Period::Term { from, to } => ("term", Some((from.to_string(), to.to_string()))),
        };
        let (from, to) = days.unzip();
        let insert = "insert into series \
             (organ, id, name, types, period, term_from, term_to, padding, suffixes, first) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let types = serde_json::to_string(&series.types).unwrap();
        let named = args![&self.organ, series.id, series.name, types, kind, from, to];
        let ruled = args![i64::from(series.padding), series.suffixes, i64::from(series.first)];
        self.store.execute(insert, named.into_iter().chain(ruled).collect()).await.unwrap();
    }

    async fn act(&self, deed: Deed) -> Result<Vec<AllocatedNumber>, RegisterError> {
        self.act_as(&unique("act"), deed).await
    }

    async fn act_as(&self, operation: &str, deed: Deed) -> Result<Vec<AllocatedNumber>, RegisterError> {
        // Papers are numbered on their own day, none later than the last that has come.
        let today = match &deed {
            Deed::Give(ask) => ask.date.min(date(LAST)),
            _ => date(LAST),
        };
        self.act_on(today, operation, deed).await
    }

    async fn act_on(
        &self,
        today: NaiveDate,
        operation: &str,
        deed: Deed,
    ) -> Result<Vec<AllocatedNumber>, RegisterError> {
        let doer = Actor {
            by: "văn thư".to_owned(),
            operation: operation.to_owned(),
            at: "2024-12-31T05:00:00.000Z".to_owned(),
            today,
        };
        self.store.write(Step { organ: self.organ.clone(), doer, deed }).await
    }

    /// Gives the next number of a type to a new document; as printed.
    async fn next(&self, kind: &str, on: &str) -> Result<String, RegisterError> {
        self.number(kind, on, NumberChoice::Next, None).await
    }

    async fn number(
        &self,
        kind: &str,
        on: &str,
        wanted: NumberChoice,
        back_dated: Option<&str>,
    ) -> Result<String, RegisterError> {
        let document = unique("document");
        let given = self.act(self.giving(kind, &document, on, wanted, back_dated)).await?;
        Ok(given[0].code_number.clone())
    }

    fn giving(
        &self,
        kind: &str,
        document: &str,
        on: &str,
        wanted: NumberChoice,
        back_dated: Option<&str>,
    ) -> Deed {
        Deed::Give(AllocationRequest {
            organ: self.organ.clone(),
            document_type: kind.to_owned(),
            document: document.to_owned(),
            date: date(on),
            wanted,
            back_dated: back_dated.map(str::to_owned),
        })
    }

    async fn paper(&self, kind: &str, number: &str, on: &str) -> Result<String, RegisterError> {
        let paper = PaperNumber {
            organ: self.organ.clone(),
            document_type: kind.to_owned(),
            document: unique("paper"),
            date: date(on),
            code_number: number.to_owned(),
        };
        Ok(self.act(Deed::Record(paper)).await?[0].code_number.clone())
    }

    async fn reserve(&self, series: &str, on: &str, count: u32) -> Result<Vec<String>, RegisterError> {
        let given = self.act(Deed::Reserve(series.to_owned(), date(on), count)).await?;
        Ok(given.into_iter().map(|given| given.code_number).collect())
    }

    async fn verify(&self) -> Verdict {
        self.register().verify(&self.organ).await.unwrap()
    }

    async fn is_whole(&self) {
        let verdict = self.verify().await;
        assert_eq!(verdict.faults, Vec::<String>::new());
    }

    /// The number of rows a question counts; `$1` is the organ.
    async fn count(&self, sql: &'static str) -> i64 {
        self.store.one(sql, args![&self.organ]).await.unwrap()
    }
}

/// The last day that has come.
const LAST: &str = "2024-12-31";

/// Act on the register in a test.
#[derive(Clone)]
enum Deed {
    Give(AllocationRequest),
    Record(PaperNumber),
    Issued { document: String, package: String },
    Reserve(String, NaiveDate, u32),
    Void { series: String, period: String, n: u32, reason: String },
    Cancelled { document: String },
    Replaced { document: String, by: String },
    Close(i32),
    Reopen(i32, &'static str),
}

struct Step {
    organ: String,
    doer: Actor,
    deed: Deed,
}

impl Write for Step {
    type Done = Vec<AllocatedNumber>;
    type Error = RegisterError;

    fn holds(&self) -> &str {
        &self.organ
    }

    async fn run(&self, tx: &mut Tx) -> Result<Vec<AllocatedNumber>, RegisterError> {
        let (organ, doer) = (self.organ.as_str(), &self.doer);
        match &self.deed {
            Deed::Give(ask) => {
                let given = give(tx, ask, doer).await?;
                document(tx, organ, &ask.document, &ask.document_type, "issuing", &given, ask.date).await?;
                Ok(vec![given])
            }
            Deed::Record(paper) => {
                let given = record(tx, paper, doer).await?;
                let kind = &paper.document_type;
                document(tx, organ, &paper.document, kind, "recorded", &given, paper.date).await?;
                Ok(vec![given])
            }
            Deed::Issued { document, package } => {
                let with = IssuedWith { package, catalog: "bb" };
                issued(tx, organ, document, with, doer).await?;
                let issue = "update document set package = $2, state = 'issued' where id = $1";
                tx.execute(issue, args![document, package]).await?;
                Ok(vec![])
            }
            Deed::Reserve(series, date, count) => {
                reserve(tx, organ, series, *date, *count, "Văn phòng", doer).await
            }
            Deed::Void { series, period, n, reason } => {
                void(tx, organ, series, period, *n, reason, doer).await?;
                Ok(vec![])
            }
            Deed::Close(year) => {
                close(tx, organ, *year, doer).await?;
                Ok(vec![])
            }
            Deed::Reopen(year, reason) => {
                reopen(tx, organ, *year, reason, doer).await?;
                Ok(vec![])
            }
            Deed::Cancelled { document } => {
                cancelled(tx, organ, document, "ban hành nhầm", doer).await?;
                let fate = "update document set state = 'cancelled', reason = 'ban hành nhầm' where id = $1";
                tx.execute(fate, args![document]).await?;
                Ok(vec![])
            }
            Deed::Replaced { document, by } => {
                replaced(tx, organ, document, by, "sai nội dung", doer).await?;
                let fate = "update document set state = 'replaced', replaced_by = $2, reason = 'sai nội dung' \
                     where id = $1";
                tx.execute(fate, args![document, by]).await?;
                tx.execute("update document set replaces = $2 where id = $1", args![by, document]).await?;
                Ok(vec![])
            }
        }
    }
}

/// The row a use case writes with a number.
async fn document(
    tx: &mut Tx,
    organ: &str,
    id: &str,
    kind: &str,
    state: &str,
    given: &AllocatedNumber,
    date: NaiveDate,
) -> Result<(), StoreError> {
    let insert = "insert into document (id, organ, type, state, version, source, subject, signer, \
         code_number, code_notation, n, issued_date, created_by, created_at, updated_at) \
         values ($1, $2, $3, $4, 1, $5, 'về việc thử', 'Nguyễn Văn A', $6, 'KH-LĐLĐ', $7, $8, 'thử', '', '') \
         on conflict (id) do nothing";
    let source = r#"{"recipients": ["Như trên"], "filing": {"units": ["VT"]}, "typist": {"initials": "A", "copies": 5}}"#;
    let values = args![id, organ, kind, state, source, &given.code_number, given.n, date.to_string()];
    tx.execute(insert, values).await.map(drop)
}

/// The code of a refusal.
fn refused<T: std::fmt::Debug>(outcome: Result<T, RegisterError>) -> &'static str {
    match outcome {
        Err(RegisterError::Refused(report)) => {
            let [problem] = &report.problems[..] else { panic!("{report:?}") };
            assert!(problem.message.ends_with('.'), "{}", problem.message);
            problem.code
        }
        other => panic!("{other:?}"),
    }
}

/// A series for some types, by the year.
fn series(id: &str, types: &[&str]) -> Series {
    Series {
        id: id.to_owned(),
        name: id.to_owned(),
        types: types.iter().map(|&t| t.to_owned()).collect(),
        ..Series::own(id)
    }
}

fn term(from: &str, to: &str) -> Period {
    Period::Term { from: date(from), to: date(to) }
}
