//! All that is kept, carried into a folder and out of it again.

use crate::archive::shelf::{Shelf, add, issue};
use crate::support::generate::{draft, sentences};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use vanthu::archive::{self, Filter};
use vanthu::service::{BackupError, BackupStep};

const TABLES: [&str; 9] = [
    "select count(*) as rows, min(id) as least, max(id) as most from organ",
    "select count(*) as rows, min(id) as least, max(id) as most from document",
    "select count(*) as rows, min(document) as least, max(sha256) as most from document_file",
    "select count(*) as rows, min(text) as least, max(text) as most from document_text",
    "select count(*) as rows, min(hash) as least, max(hash) as most from ledger",
    "select count(*) as rows, min(hash) as least, max(seq) as most from ledger_head",
    "select count(*) as rows, min(document) as least, max(n) as most from number",
    "select count(*) as rows, min(last) as least, max(last) as most from counter",
    "select count(*) as rows, min(id) as least, max(payload) as most from event",
];

async fn state(shelf: &Shelf) -> Vec<String> {
    let mut state = Vec::new();
    for sql in TABLES {
        let told: Vec<BTreeMap<String, Option<Value>>> = shelf.rows(sql).await;
        state.push(format!("{told:?}"));
    }
    state
}

fn silent() -> impl FnMut(BackupStep) {
    |_| {}
}

/// Takes a backup of one shelf and fills another from it; then everything is the same there, and numbers go on.
async fn carried(from: &Shelf, to: &Shelf, folder: &Path) {
    let taken = from.service.backup(folder, &mut silent()).await.unwrap();
    assert_eq!(taken.missing, Vec::<String>::new());
    let restored = to.service.restore(folder, &mut silent()).await.unwrap();
    assert_eq!(restored.manifest, taken.manifest);
    for (organ, verdict) in &restored.registers {
        assert_eq!(verdict.faults, Vec::<String>::new(), "{organ}");
    }
    assert_eq!(state(to).await, state(from).await);
    let totals = archive::verify(&to.service, &Filter::default(), 0, &mut |_| Ok(())).await.unwrap();
    assert_eq!((totals.faults(), totals.documents()), (0, from.packages().await.len() as u64));

    // The next number is the same in both, and follows the last.
    let (here, there) = (issue(&from.service).await, issue(&to.service).await);
    assert_eq!(here.summary.code_number, there.summary.code_number);
    for shelf in [from, to] {
        for (organ, verdict) in shelf.service.verify_registers().await.unwrap() {
            assert_eq!(verdict.faults, Vec::<String>::new(), "{organ}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_carried_to_another_place_is_all_there_and_numbers_go_on() {
    let (from, to) = (Shelf::filled("from", 12).await, Shelf::new("to").await);
    carried(&from, &to, &from.folder.join("backup")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs tests/services.sh"]
async fn sqlite_can_be_carried_to_postgres_and_back() {
    let sqlite = Shelf::filled("from-sqlite", 12).await;
    let folder = sqlite.folder.join("postgres");
    fs::create_dir_all(&folder).unwrap();
    let postgres = Shelf::on(new_database().await, folder).await;
    carried(&sqlite, &postgres, &sqlite.folder.join("there")).await;
    let back = Shelf::new("back-to-sqlite").await;
    carried(&postgres, &back, &sqlite.folder.join("back")).await;
}

#[allow(clippy::disallowed_methods, reason = "a test is told by its environment where the services are")]
async fn new_database() -> String {
    let server = std::env::var("VANTHU_TEST_POSTGRES").expect("run this by tests/services.sh");
    let name = format!("archive_{}", std::process::id());
    let store = vanthu::store::Store::open(&server).await.unwrap();
    store.exists(sqlx::AssertSqlSafe(format!("create database {name}")), vec![]).await.unwrap();
    format!("{}/{name}", server.rsplit_once('/').unwrap().0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_backup_copies_only_what_is_new_and_leaves_nothing_behind() {
    let shelf = Shelf::filled("again", 6).await;
    let folder = shelf.folder.join("backup");
    let first = shelf.service.backup(&folder, &mut silent()).await.unwrap();
    assert_eq!(first.copied, first.manifest.blobs.count);
    let before = files(&folder);
    let same = shelf.service.backup(&folder, &mut silent()).await.unwrap();
    assert_eq!((same.copied, files(&folder)), (0, before));
    add(&shelf.service, 100, draft(100, &sentences())).await;
    let more = shelf.service.backup(&folder, &mut silent()).await.unwrap();
    assert!((1..=3).contains(&more.copied), "a package and its images: {}", more.copied);
    // One file a table, and nobody else's business.
    assert_eq!(fs::read_dir(folder.join("tables")).unwrap().count(), more.manifest.tables.len());
    #[cfg(unix)]
    for name in ["", "tables", "manifest.json"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(folder.join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name}: {mode:o}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_touches_no_file_of_somebody_else_in_its_folder() {
    let shelf = Shelf::new("foreign").await;
    let folder = shelf.folder.join("backup");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("notes.jsonl"), b"mine").unwrap();
    shelf.service.backup(&folder, &mut silent()).await.unwrap();
    assert_eq!(fs::read(folder.join("notes.jsonl")).unwrap(), b"mine");
    let other = shelf.folder.join("other");
    fs::create_dir_all(&other).unwrap();
    fs::write(other.join("manifest.json"), b"{\"name\": \"another program's\"}").unwrap();
    let refused = shelf.service.backup(&other, &mut silent()).await;
    assert!(matches!(refused, Err(BackupError::Unsound { .. })), "{refused:?}");
    assert_eq!(files(&other).len(), 1);
}

/// Paths and lengths of all files under a folder, but for the moment in the manifest.
fn files(folder: &Path) -> BTreeMap<PathBuf, u64> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => drop(found.insert(path.clone(), fs::metadata(&path).unwrap().len())),
            }
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_taken_while_documents_are_issued_is_of_one_moment() {
    let shelf = Shelf::filled("busy", 4).await;
    let service = shelf.service.clone();
    let busy = tokio::spawn(async move {
        let sentences = sentences();
        for seed in 200..230 {
            add(&service, seed, draft(seed, &sentences)).await;
        }
    });
    for round in 0..4 {
        let folder = shelf.folder.join(format!("backup-{round}"));
        let taken = shelf.service.backup(&folder, &mut silent()).await.unwrap();
        assert_eq!(taken.missing, Vec::<String>::new());
        let to = Shelf::new(&format!("busy-{round}")).await;
        let restored = to.service.restore(&folder, &mut silent()).await.unwrap();
        assert!(restored.registers.iter().all(|(_, verdict)| verdict.faults.is_empty()));
        let totals = archive::verify(&to.service, &Filter::default(), 0, &mut |_| Ok(())).await.unwrap();
        assert_eq!(totals.faults(), 0);
    }
    busy.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_backup_is_refused_and_nothing_is_restored() {
    let shelf = Shelf::filled("hurt", 4).await;
    let folder = shelf.folder.join("backup");
    shelf.service.backup(&folder, &mut silent()).await.unwrap();
    let to = Shelf::new("hurt-to").await;
    let empty = state(&to).await;
    let all: Vec<PathBuf> = files(&folder).into_keys().filter(|path| !path.ends_with(".lock")).collect();
    assert!(all.len() > 20);
    for path in all {
        let whole = fs::read(&path).unwrap();
        if whole.is_empty() {
            continue;
        }
        let mut changed = whole.clone();
        let middle = whole.len() / 2;
        changed[middle] ^= 4;
        for damage in [Some(changed), Some(whole[..middle].to_vec()), None] {
            match &damage {
                Some(bytes) => fs::write(&path, bytes).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
            let restored = to.service.restore(&folder, &mut silent()).await;
            // A manifest that reads otherwise may still be one; then its digests are not.
            let refused = matches!(restored, Err(BackupError::Unsound { .. } | BackupError::Io { .. }));
            assert!(refused, "{}: {restored:?}", path.display());
            assert_eq!(state(&to).await, empty);
        }
        fs::write(&path, whole).unwrap();
    }
    to.service.restore(&folder, &mut silent()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_with_anything_in_it_is_not_filled() {
    let shelf = Shelf::filled("full", 2).await;
    let folder = shelf.folder.join("backup");
    shelf.service.backup(&folder, &mut silent()).await.unwrap();
    let before = state(&shelf).await;
    let (code, said) = shelf.run(&["restore", &folder.display().to_string()]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("cơ sở dữ liệu trống"), "{said}");
    assert_eq!(state(&shelf).await, before);
    let (code, said) = shelf.run(&["restore", "--check", &folder.display().to_string()]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("nguyên vẹn"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_blob_that_is_gone_is_told_and_the_rest_is_saved() {
    let shelf = Shelf::filled("gone", 4).await;
    let packages: Vec<String> = shelf.packages().await.into_values().collect();
    fs::remove_file(shelf.blob(&packages[1])).unwrap();
    let mut bytes = fs::read(shelf.blob(&packages[2])).unwrap();
    bytes[10] ^= 1;
    fs::write(shelf.blob(&packages[2]), bytes).unwrap();
    let (code, said) = shelf.run(&["backup", &shelf.path("backup")]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains(&packages[1]) && said.contains(&packages[2]), "{said}");
    let (code, said) = shelf.run(&["restore", "--check", &shelf.path("backup")]);
    assert_eq!(code, 0, "{said}");
}
