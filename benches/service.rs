//! What the store takes: numbers given, documents issued, documents found again.
//!
//! Everything is durable before it is answered, so these are figures of the disk as much as of the program. On SQLite;
//! and on PostgreSQL, where `VANTHU_TEST_POSTGRES` names a database of its own that may be written to.

#[path = "../tests/support/fixed_runtime.rs"]
mod fixed_runtime;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use fixed_runtime::fixed_runtime;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use vanthu::access::Scope;
use vanthu::input::Draft;
use vanthu::office::TemplateFolder;
use vanthu::service::{Act, Query, Reserving, Service, Settings};
use vanthu::store::BlobSettings;

const ORGAN: &str = "ldld-lai-chau";
const PLAN: &str = include_str!("../samples/service/004-kh.json");
/// Callers at once.
const CALLERS: usize = 64;
/// Documents among which some are looked for.
const DOCUMENTS: usize = 2_000;

fn open(runtime: &Runtime, database: String, folder: &std::path::Path) -> Service {
    let blobs = BlobSettings { place: folder.join("blobs").display().to_string(), s3: Vec::new() };
    let settings = Settings { database, blobs, workers: 2, queue: 1_000 };
    // A database may have been written to by an earlier run: each has a seed of its own.
    let fixed = fixed_runtime("2024-02-23T02:00:00Z", u64::from(std::process::id()) << 32);
    let templates = TemplateFolder::open(None).expect("the embedded templates are right");
    runtime.block_on(Service::open(&settings, templates, fixed)).expect("a new database opens")
}

/// Does something for all callers at once, to the end.
fn at_once<T, F>(runtime: &Runtime, callers: usize, service: &Service, act: impl Fn(Service) -> F)
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    runtime.block_on(async {
        let calls: tokio::task::JoinSet<T> = (0..callers).map(|_| act(service.clone())).collect();
        calls.join_all().await
    });
}

async fn number(service: Service) {
    let scope = Scope::operator("bench");
    let operation = service.runtime().id();
    let series = "ke-hoach".to_owned();
    let holder = "Văn phòng".to_owned();
    let wanted = Reserving { organ: ORGAN.to_owned(), series, date: None, count: 1, holder };
    service.reserve(Act { scope: &scope, operation: &operation }, &wanted).await.expect("a number");
}

fn plan() -> Draft {
    let Ok(Value::Object(values)) = serde_json::from_str(PLAN) else {
        unreachable!("the sample is an object")
    };
    Draft { values }
}

async fn issued(service: Service) {
    let scope = Scope::operator("bench");
    let operation = service.runtime().id();
    let act = Act { scope: &scope, operation: &operation };
    service.create_issued(act, plan(), vec![], &Default::default()).await.expect("the sample is issued");
}

fn query(fields: Value) -> Query {
    serde_json::from_value(fields).expect("a query")
}

#[expect(clippy::disallowed_methods, reason = "a bench is told by its environment which database it may use")]
fn postgres() -> Option<String> {
    std::env::var("VANTHU_TEST_POSTGRES").ok()
}

fn service(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("threads");
    let folder = std::env::temp_dir().join(format!("vanthu-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let sqlite = format!("sqlite://{}/vanthu.db", folder.display());
    for (name, url) in [("SQLite", Some(sqlite)), ("PostgreSQL", postgres())] {
        let Some(url) = url else { continue };
        let service = open(&runtime, url, &folder);
        let mut group = criterion.benchmark_group(name);
        for callers in [1, CALLERS] {
            group.throughput(Throughput::Elements(callers as u64));
            group.bench_function(BenchmarkId::new("numbers given to callers at once", callers), |b| {
                b.iter(|| at_once(&runtime, callers, &service, number));
            });
            group.sample_size(20);
            group.bench_function(BenchmarkId::new("documents created and issued at once", callers), |b| {
                b.iter(|| at_once(&runtime, callers, &service, issued));
            });
        }
        group.throughput(Throughput::Elements(1));
        let have = |_| runtime.block_on(issued(service.clone()));
        (0..DOCUMENTS).for_each(have);
        let scope = Scope::operator("bench");
        for (what, fields) in [
            ("newest", json!({"organ": ORGAN})),
            ("number", json!({"organ": ORGAN, "number": "1200"})),
            ("words in all", json!({"text": "cong doan viet nam"})),
            ("words in none", json!({"text": "khong dau ca"})),
        ] {
            let query = query(fields);
            group.bench_function(BenchmarkId::new("found by", what), |b| {
                b.iter(|| runtime.block_on(service.find(&scope, &query)));
            });
        }
        group.finish();
        let verdict = runtime.block_on(service.register_verify(&scope, ORGAN)).expect("the ledger is read");
        assert!(verdict.faults.is_empty(), "{:?}", verdict.faults);
        runtime.block_on(service.store().close());
    }
    let _ = std::fs::remove_dir_all(&folder);
}

criterion_group!(benches, service);
criterion_main!(benches);
