//! Where a story plays: a database and a folder of its own, a clock that is set by hand, chance that counts.

use crate::access::{Grant, Role, Scope};
use crate::input::Draft;
use crate::office::{Format, Office, PdfForm, Request, TemplateFolder};
use crate::record::NoImages;
use crate::service::{Act, Failure, Service, Settings, Stored};
use crate::store::{Arg, BlobSettings, Store};
use crate::world::{Clock, Entropy, World};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, AtomicUsize, Ordering};

pub(super) const ORGAN: &str = "ldld-lai-chau";

/// A clock that stands until it is set.
#[derive(Debug)]
pub(super) struct Watch(AtomicI64);

impl Clock for Watch {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0.load(Ordering::Relaxed)).unwrap()
    }
}

impl Watch {
    pub(super) fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000, Ordering::Relaxed);
    }
}

/// Never the same twice, in this process.
struct Counting;

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let count = COUNT.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        let end = bytes.len();
        bytes.fill(0);
        bytes[end - count.len().min(end)..].copy_from_slice(&count[count.len() - count.len().min(end)..]);
    }
}

/// A service on a place of its own.
pub(super) struct House {
    pub(super) service: Service,
    pub(super) watch: Arc<Watch>,
    pub(super) folder: PathBuf,
    pub(super) operator: Scope,
    database: String,
}

/// Counts the houses of this process.
static HOUSES: AtomicUsize = AtomicUsize::new(0);

impl House {
    pub(super) async fn sqlite(name: &str) -> Self {
        let folder = folder(name);
        let database = format!("sqlite://{}", folder.join("vanthu.db").display());
        Self::open(folder, database).await
    }

    /// A new database of the server that the environment names.
    #[allow(clippy::disallowed_methods, reason = "a test is told by its environment where the server is")]
    pub(super) async fn postgres(name: &str) -> Self {
        let server = std::env::var("VANTHU_TEST_POSTGRES").expect("the address of a PostgreSQL server");
        let number = HOUSES.fetch_add(1, Ordering::Relaxed);
        let base = format!("d{}_{number}", std::process::id());
        let store = Store::open(&server).await.unwrap();
        store.rows(sqlx::AssertSqlSafe(format!("create database {base}")), vec![]).await.unwrap();
        store.close().await;
        let (before, _) = server.rsplit_once('/').unwrap();
        Self::open(folder(name), format!("{before}/{base}")).await
    }

    async fn open(folder: PathBuf, database: String) -> Self {
        // 23 February 2024, nine in the morning in Vietnam.
        let watch = Arc::new(Watch(AtomicI64::new(1_708_653_600_000)));
        let operator = Scope::operator("operator");
        let service = service(&folder, &database, &watch).await;
        Self { service, watch, folder, operator, database }
    }

    /// Another process on the same database and blobs.
    pub(super) async fn another(&self) -> Service {
        service(&self.folder, &self.database, &self.watch).await
    }

    /// The id of a new act.
    pub(super) fn operation(&self) -> String {
        self.service.world().id()
    }

    pub(super) fn act<'a>(&'a self, operation: &'a str) -> Act<'a> {
        Act { scope: &self.operator, operation }
    }

    /// Creates and issues a draft.
    pub(super) async fn issued(&self, draft: Value) -> Stored {
        let operation = self.operation();
        let act = self.act(&operation);
        self.service.create_issued(act, self::draft(draft), vec![], &Default::default()).await.unwrap()
    }

    /// Creates a draft.
    pub(super) async fn created(&self, draft: Value) -> Stored {
        let operation = self.operation();
        self.service.create(self.act(&operation), self::draft(draft), vec![]).await.unwrap()
    }

    /// The number of a question.
    pub(super) async fn count(&self, sql: &'static str) -> i64 {
        self.service.store().row(sql, vec![]).await.unwrap().unwrap().int(0)
    }

    /// The one column of an answer.
    pub(super) async fn column(&self, sql: &'static str, values: Vec<Arg>) -> Vec<String> {
        self.service.store().rows(sql, values).await.unwrap().iter().map(|row| row.text(0)).collect()
    }

    /// What the register's book says of itself.
    pub(super) async fn verified(&self) -> Vec<String> {
        self.service.register().verify(ORGAN).await.unwrap().faults
    }

    /// The kept package of a document is what its kept source makes.
    pub(super) async fn holds_its_package(&self, id: &str) {
        let kept = self.service.find_kept(id).await.unwrap().unwrap();
        let package = self.service.blobs().get(kept.package.as_deref().unwrap()).await.unwrap();
        let catalog = self.service.catalog().await.unwrap();
        let made = Office::new(&catalog).render(
            kept.draft().unwrap(),
            Request {
                formats: &[Format::Package],
                mode: None,
                fallback: "",
                images: &NoImages,
                pdf: PdfForm::default(),
            },
        );
        assert!(made.unwrap().files[0].bytes == package, "another package");
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

async fn service(folder: &std::path::Path, database: &str, watch: &Arc<Watch>) -> Service {
    let settings = Settings {
        database: database.to_owned(),
        blobs: BlobSettings { place: folder.join("blobs").display().to_string(), s3: vec![] },
        workers: 2,
        queue: 1_000,
    };
    let world = World::new(Arc::clone(watch) as Arc<dyn Clock>, Arc::new(Counting));
    Service::open(&settings, TemplateFolder::Embedded, world).await.unwrap()
}

fn folder(name: &str) -> PathBuf {
    let number = HOUSES.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("vanthu-{}-{number}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// A plan that breaks no rule.
pub(super) fn plan() -> Value {
    json!({
        "type": "ke-hoach", "organ": ORGAN, "subject": "Tổ chức Tháng Công nhân năm 2024",
        "bases": ["Căn cứ Chương trình công tác năm của Ban Thường vụ Liên đoàn Lao động tỉnh;"],
        "body": "Ban Thường vụ Liên đoàn Lao động tỉnh ban hành Kế hoạch như sau:\n\nI. MỤC ĐÍCH, YÊU CẦU\n\n\
                 1. Tổ chức thiết thực.\n\n2. Đúng tiến độ.\n\nII. TỔ CHỨC THỰC HIỆN\n\nVăn phòng chủ trì thực hiện.",
        "recipients": ["Như trên"], "filing": {"units": ["VT"]},
        "signers": [{"competence": "TM. BAN THƯỜNG VỤ", "position": "CHỦ TỊCH", "full_name": "Hoàng Thọ Trung"}],
    })
}

/// The plan with some fields put or, by null, taken out.
pub(super) fn with(fields: Value) -> Value {
    let mut plan = plan();
    for (name, value) in fields.as_object().unwrap() {
        match value {
            Value::Null => drop(plan.as_object_mut().unwrap().remove(name)),
            value => plan[name] = value.clone(),
        }
    }
    plan
}

pub(super) fn draft(value: Value) -> Draft {
    let Value::Object(values) = value else { panic!("a draft is an object") };
    Draft { values }
}

/// Somebody with one role in one organ.
pub(super) fn somebody(role: Role, organ: &str) -> Scope {
    Scope::new("somebody", "Somebody", vec![Grant { organ: organ.to_owned(), role }])
}

/// The codes of a refusal; the code of a conflict.
pub(super) fn codes<T: std::fmt::Debug>(refused: Result<T, Failure>) -> Vec<&'static str> {
    match refused.unwrap_err() {
        Failure::Rejected(report) => report.problems.iter().map(|p| p.code).collect(),
        Failure::Conflict { code, .. } => vec![code],
        other => panic!("{other}"),
    }
}

/// Each story on SQLite, and on PostgreSQL where there is one.
macro_rules! stories {
    ($($story:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                super::$story($crate::service::tests::place::House::sqlite(stringify!($story)).await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            #[ignore = "needs VANTHU_TEST_POSTGRES"]
            async fn $story() {
                super::$story($crate::service::tests::place::House::postgres(stringify!($story)).await).await;
            })*
        }
    };
}
pub(super) use stories;
