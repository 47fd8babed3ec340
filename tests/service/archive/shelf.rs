//! A service with documents in it: half of them issued, half entered as papers were, some with signature and seal.

use crate::fixed_runtime::Counted;
use crate::support::generate::{Choices, draft, sentences};
use crate::support::root;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};
use vanthu::access::Scope;
use vanthu::digest::sha256;
use vanthu::input::Draft;
use vanthu::office::TemplateFolder;
use vanthu::runtime::{Clock, Runtime};
use vanthu::service::{Act, Issuing, Service, ServiceError, Settings, Stored, Upload};
use vanthu::store::{Arg, BlobSettings, FromRow};

/// The time of the machine, as the program sees it that is run on what is here; a millisecond more each time.
struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> DateTime<Utc> {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let now = DateTime::from_timestamp_millis(i64::try_from(since.as_millis()).unwrap()).unwrap();
        now + TimeDelta::milliseconds(self.0.fetch_add(1, Ordering::Relaxed))
    }
}

/// Shelves opened again: each has ids of its own.
static AGAIN: AtomicU64 = AtomicU64::new(1_000_000);

/// A service and where it keeps its things.
pub(crate) struct Shelf {
    pub(crate) service: Service,
    pub(crate) folder: PathBuf,
    pub(crate) database: String,
    templates: Option<PathBuf>,
}

/// A number that the environment may say.
#[allow(clippy::disallowed_methods, reason = "a long test is told how long")]
pub(crate) fn option(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().map_or(otherwise, |value| value.parse().unwrap())
}

/// How often a word stands in a text.
pub(crate) fn count(text: &str, word: &str) -> usize {
    text.matches(word).count()
}

/// The packages under a folder, by their path in it, with their digests.
pub(crate) fn files_of(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.file_name().unwrap().to_string_lossy().starts_with('.') {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                files.insert(name, sha256(&fs::read(&path).unwrap()));
            }
        }
    }
    files
}

impl Shelf {
    /// An empty one, in a folder of its own.
    pub(crate) async fn new(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("archive-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let database = format!("sqlite://{}/vanthu.db", folder.display());
        Self::on(database, folder).await
    }

    /// One on a database.
    pub(crate) async fn on(database: String, folder: PathBuf) -> Self {
        Self::open(database, folder, None, 1).await
    }

    /// The same as a process opens it that has other templates.
    pub(crate) async fn with_templates(&self, templates: &Path) -> Self {
        let seed = AGAIN.fetch_add(1_000_000, Ordering::Relaxed);
        Self::open(self.database.clone(), self.folder.clone(), Some(templates.to_owned()), seed).await
    }

    /// Another service on what is here, with other templates.
    pub(crate) async fn opened_with(&self, templates: TemplateFolder) -> Service {
        opened(&self.database, &self.folder, templates, AGAIN.fetch_add(1_000_000, Ordering::Relaxed)).await
    }

    async fn open(database: String, folder: PathBuf, templates: Option<PathBuf>, seed: u64) -> Self {
        let read = TemplateFolder::open(templates.as_deref()).unwrap();
        let service = opened(&database, &folder, read, seed).await;
        Self { service, folder, database, templates }
    }

    /// One with so many documents.
    pub(crate) async fn filled(name: &str, documents: usize) -> Self {
        let shelf = Self::new(name).await;
        shelf.fill(documents).await;
        shelf
    }

    /// Puts so many documents in, several at a time.
    pub(crate) async fn fill(&self, documents: usize) {
        let sentences = Arc::new(sentences());
        let mut under_way = tokio::task::JoinSet::new();
        for seed in 0..documents as u64 {
            if under_way.len() >= 8 {
                under_way.join_next().await.unwrap().unwrap();
            }
            let (service, sentences) = (self.service.clone(), Arc::clone(&sentences));
            under_way.spawn(async move { add(&service, seed, draft(seed, &sentences)).await });
        }
        while let Some(added) = under_way.join_next().await {
            added.unwrap();
        }
    }

    /// Id and digest of the package of each document.
    pub(crate) async fn packages(&self) -> BTreeMap<String, String> {
        #[derive(Deserialize)]
        struct Package {
            id: String,
            package: String,
        }
        let rows: Vec<Package> =
            self.rows("select id, package from document where package is not null").await;
        rows.into_iter().map(|row| (row.id, row.package)).collect()
    }

    pub(crate) async fn rows<T: FromRow>(&self, sql: &'static str) -> Vec<T> {
        self.service.store().rows(sql, vec![]).await.unwrap()
    }

    pub(crate) async fn rows_of<T: FromRow>(&self, sql: &'static str, id: &str) -> Vec<T> {
        self.service.store().rows(sql, vec![Arg::from(id)]).await.unwrap()
    }

    /// Changes a row behind the program's back.
    pub(crate) async fn change(&self, sql: &'static str, id: &str) {
        assert_eq!(self.service.store().execute(sql, vec![Arg::from(id)]).await.unwrap(), 1, "{sql}");
    }

    /// The file of a blob.
    pub(crate) fn blob(&self, digest: &str) -> PathBuf {
        self.folder.join("blobs").join(&digest[..2]).join(digest)
    }

    /// A path in its folder.
    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vanthu"));
        if let Some(templates) = &self.templates {
            command.arg("--templates").arg(templates);
        }
        command.args(words).args(["--database", &self.database]).args(["--blobs", &self.path("blobs")]);
        command
    }

    /// Runs the program on what is here; its exit code and all it said.
    pub(crate) fn run(&self, words: &[&str]) -> (i32, String) {
        let output = self.command(words).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap_or(-1), String::from_utf8(said).unwrap())
    }

    /// Starts the program on what is here.
    pub(crate) fn start(&self, words: &[&str]) -> Child {
        self.command(words).stdout(Stdio::null()).stderr(Stdio::inherit()).spawn().unwrap()
    }
}

async fn opened(database: &str, folder: &Path, templates: TemplateFolder, seed: u64) -> Service {
    let blobs = BlobSettings { place: folder.join("blobs").display().to_string(), s3: vec![] };
    let settings = Settings { database: database.to_owned(), blobs, workers: 0, queue: 1_000 };
    let clock = Arc::new(Ticking(AtomicI64::new(0)));
    Service::open(&settings, templates, Runtime::new(clock, Counted::from(seed))).await.unwrap()
}

/// Adds a document: issues it where it may be issued, enters it as a paper where not.
pub(crate) async fn add(service: &Service, seed: u64, mut draft: Value) -> Stored {
    let images = images(seed, &mut draft);
    let (scope, id) = (Scope::operator("archivist"), service.runtime().id());
    let act = Act { scope: &scope, operation: &id };
    if seed.is_multiple_of(2) {
        let mut new = draft.clone();
        for given in ["mode", "code_number", "issued_date"] {
            new.as_object_mut().unwrap().remove(given);
        }
        let issued = service.create_issued(act, values(new), images.clone(), &Issuing::default()).await;
        match issued {
            Ok(stored) => return stored,
            // Made-up sentences break a rule now and then.
            Err(ServiceError::Rejected(_)) => {}
            Err(failure) => panic!("{seed}: {failure}"),
        }
    }
    // Far above what is given here, each its own.
    draft["code_number"] = json!(100_000 + seed);
    match service.record(act, values(draft), images).await {
        Ok(stored) => stored,
        Err(ServiceError::Rejected(report)) => panic!("{seed}: {:?}", report.problems),
        Err(failure) => panic!("{seed}: {failure}"),
    }
}

/// Issues a document that breaks no rule.
pub(crate) async fn issue(service: &Service) -> Stored {
    let text = fs::read_to_string(root().join("samples/service/004-kh.json")).unwrap();
    let (scope, id) = (Scope::operator("clerk"), service.runtime().id());
    let act = Act { scope: &scope, operation: &id };
    let draft = values(serde_json::from_str(&text).unwrap());
    service.create_issued(act, draft, vec![], &Issuing::default()).await.unwrap()
}

/// One in five is signed and sealed.
pub(crate) fn is_signed(seed: u64) -> bool {
    Choices::new(seed).chance(20)
}

fn images(seed: u64, draft: &mut Value) -> Vec<Upload> {
    if !is_signed(seed) {
        return vec![];
    }
    let signer = draft["signers"].as_array_mut().unwrap().last_mut().unwrap();
    let mut uploads = Vec::new();
    for (field, name) in [("signature_image", "chu-ky.png"), ("seal_image", "con-dau.png")] {
        signer[field] = json!(name);
        let bytes = fs::read(root().join("samples/images").join(name)).unwrap();
        uploads.push(Upload { name: name.to_owned(), bytes });
    }
    uploads
}

pub(crate) fn values(draft: Value) -> Draft {
    let Value::Object(values) = draft else { panic!("a draft is an object") };
    Draft { values }
}
