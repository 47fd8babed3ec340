//! A single change anywhere in a store of documents is named by `archive verify`, and nothing else is: with today's
//! templates, with edited ones, and where another version of the engine made the documents.
//!
//! `VANTHU_TEST_DOCUMENTS=300 cargo test --release --test service -- --ignored --nocapture tampering` does it in a store
//! of as many documents and prints what it saw.

use crate::archive::changes::{Change, Victims, blob_changes, column_changes, otherwise, row_changes};
use crate::archive::intruder::Intruder;
use crate::archive::shelf::{Shelf, add, is_signed, option, values};
use crate::support::root;
use serde_json::{Value, json};
use sqlx::Row as _;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use vanthu::access::Scope;
use vanthu::archive::{self, Class, Filter, Finding, Step, Totals};
use vanthu::office::TemplateFolder;
use vanthu::service::{Act, Issuing, Service};

/// A store of every kind of document; six of them are short, so that a store of no more is proven quickly.
async fn papers(name: &str, documents: usize) -> Shelf {
    let shelf = Shelf::filled(name, documents.saturating_sub(6)).await;
    let service = &shelf.service;
    let (cancelled, old) = (issued(service, "thu hồi").await, issued(service, "thay thế").await);
    let scope = Scope::operator("clerk");
    let ids: [String; 3] = std::array::from_fn(|_| service.runtime().id());
    let [cancel, replace, issue] = ids.each_ref().map(|id| Act { scope: &scope, operation: id });
    service.cancel(cancel, &cancelled, "ban hành nhầm").await.unwrap();
    let draft = values(short("thay văn bản cũ"));
    let new = service.replace(replace, &old, "sai nội dung", draft, vec![]).await.unwrap().summary.id;
    service.issue(issue, &new, &Issuing::default()).await.unwrap();
    // A paper with signature and seal.
    let signed = (10_001..).step_by(2).find(|&seed| is_signed(seed)).unwrap();
    let mut paper = short("có chữ ký và con dấu");
    paper["issued_date"] = json!("2024-02-23");
    add(service, signed, paper).await;
    issued(service, "thứ nhất").await;
    issued(service, "thứ hai").await;
    shelf
}

/// A draft of a page that breaks no rule.
fn short(subject: &str) -> Value {
    json!({
        "type": "ke-hoach", "organ": "ldld-lai-chau", "subject": format!("Kiểm tra văn bản {subject}"),
        "external_id": format!("wf-{subject}"),
        "bases": ["Căn cứ Chương trình công tác năm của Ban Thường vụ Liên đoàn Lao động tỉnh;"],
        "body": "Ban Thường vụ Liên đoàn Lao động tỉnh ban hành Kế hoạch như sau:\n\nI. MỤC ĐÍCH, YÊU CẦU\n\n\
            1. Kiểm tra đúng từng cột.\n\n2. Không sót, không thừa.\n\nII. TỔ CHỨC THỰC HIỆN\n\nVăn phòng chủ trì thực hiện.",
        "recipients": ["Như trên"], "filing": {"units": ["VT"]},
        "signers": [{"competence": "TM. BAN THƯỜNG VỤ", "position": "CHỦ TỊCH", "full_name": "Hoàng Thọ Trung"}],
    })
}

/// Issues a short document; its id.
async fn issued(service: &Service, subject: &str) -> String {
    let (scope, id) = (Scope::operator("clerk"), service.runtime().id());
    let act = Act { scope: &scope, operation: &id };
    let issued = service.create_issued(act, values(short(subject)), vec![], &Issuing::default()).await;
    issued.unwrap().summary.id
}

/// The same store with the program's templates, each file of a type with a comment more.
async fn with_edited_templates(shelf: &Shelf) -> Service {
    let folder = shelf.folder.join("templates");
    copied(&root().join("templates"), &folder);
    for kind in fs::read_dir(folder.join("types")).unwrap() {
        let path = kind.unwrap().path().join("document.hbs");
        if let Ok(text) = fs::read_to_string(&path) {
            fs::write(&path, format!("{{{{!-- sửa --}}}}{text}")).unwrap();
        }
    }
    shelf.opened_with(TemplateFolder::open(Some(&folder)).unwrap()).await
}

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copied(&path, &target),
            false => drop(fs::copy(&path, &target).unwrap()),
        }
    }
}

async fn verify(service: &Service) -> (Totals, Vec<Finding>) {
    let mut faulty = Vec::new();
    let mut tell = |step: Step<&Finding>| {
        if let Step::Done(finding) = step
            && finding.is_fault()
        {
            faulty.push(finding.clone());
        }
        Ok(())
    };
    let totals = archive::verify(service, &Filter::default(), 0, &mut tell).await.unwrap();
    (totals, faulty)
}

/// The numbers of documents as sentences name them.
async fn numbers(intruder: &mut Intruder) -> BTreeMap<String, String> {
    let sql = "select document, 'Số ' || n || suffix || ', sổ «' || series || '», kỳ ' || period from number \
         where document is not null";
    intruder.rows(sql).await.iter().map(|row| (row.get(0), row.get(1))).collect()
}

/// Makes a change, verifies, undoes it; a sentence where something was not named, or too much was.
async fn told(
    service: &Service,
    intruder: &mut Intruder,
    change: &Change,
    numbers: &BTreeMap<String, String>,
) -> Option<String> {
    for (table, statements) in &change.tables {
        intruder.changes(table, statements).await;
    }
    for (digest, at) in &change.blobs {
        intruder.changes_blob(digest, |mut bytes| {
            let at = at.map(|at| at(bytes.len()))?;
            bytes[at] ^= 1;
            Some(bytes)
        });
    }
    let (totals, faulty) = verify(service).await;
    intruder.undoes().await;
    let mut sentences: Vec<String> =
        totals.organs.iter().flat_map(|organ| organ.verdict.faults.clone()).collect();
    sentences.extend(totals.stray.iter().map(|stray| stray.at.clone()));
    let mut said = sentences.clone();
    said.extend(faulty.iter().map(|finding| format!("{finding:?}")));
    let mut named: BTreeSet<String> = faulty.iter().map(|finding| finding.document.clone()).collect();
    for (document, number) in numbers {
        if sentences.iter().any(|sentence| sentence.contains(document) || sentence.contains(number)) {
            named.insert(document.clone());
        }
    }
    let is_named = totals.faults() > 0
        && (!change.names_document || named.iter().any(|id| change.documents.contains(id)))
        && said.iter().any(|sentence| sentence.contains(&change.said));
    let more: Vec<&String> = named.difference(&change.documents).collect();
    (!is_named || !more.is_empty()).then(|| {
        format!("{}\n  named besides: {more:?}\n  of {:?}\n  {said:#?}", change.what, change.documents)
    })
}

/// Makes every `step`th change in a store and verifies with a service; how many there were.
async fn every_change(service: &Service, intruder: &mut Intruder, condition: &str, step: usize) -> usize {
    let (totals, faulty) = verify(service).await;
    assert_eq!((totals.faults(), faulty), (0, vec![]), "{condition}: {:?}", totals.organs);
    let victims = Victims::of(intruder).await;
    let mut changes = column_changes(intruder, &victims).await;
    changes.extend(row_changes(intruder, &victims).await);
    changes.extend(blob_changes(intruder, &victims).await);
    let changes: Vec<Change> = changes.into_iter().step_by(step).collect();
    let numbers = numbers(intruder).await;
    let mut failed = Vec::new();
    for change in &changes {
        failed.extend(told(service, intruder, change, &numbers).await);
    }
    assert!(failed.is_empty(), "{condition}: {} of {}\n{}", failed.len(), changes.len(), failed.join("\n"));
    assert_eq!(verify(service).await.0.faults(), 0, "{condition}: all was put back");
    changes.len()
}

/// How many documents are of a class.
async fn of_class(service: &Service, class: Class) -> u64 {
    verify(service).await.0.classes.get(&class).copied().unwrap_or_default()
}

/// Every change with today's templates, and every `step`th under the other conditions; how long each took.
async fn under_every_condition(name: &str, documents: usize, step: usize) -> [Duration; 3] {
    let shelf = papers(name, documents).await;
    let mut intruder = Intruder::into(&shelf).await;
    let count = documents as u64;
    let begun = Instant::now();
    assert_eq!(of_class(&shelf.service, Class::Identical).await, count);
    let changes = every_change(&shelf.service, &mut intruder, "today's templates", 1).await;
    assert!(changes >= 24, "{changes}");
    let today = begun.elapsed();

    let edited = with_edited_templates(&shelf).await;
    every_change(&edited, &mut intruder, "edited templates", step).await;
    let with_edited = begun.elapsed();

    intruder.makes_by("0.0.9", "true").await;
    assert_eq!(of_class(&shelf.service, Class::Engine).await, count);
    every_change(&shelf.service, &mut intruder, "another engine", step).await;
    [today, with_edited - today, begun.elapsed() - with_edited]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_single_change_is_named_and_nothing_else_is_whatever_templates_and_engine() {
    under_every_condition("tamper", 6, 6).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: VANTHU_TEST_DOCUMENTS; with --release"]
async fn tampering_in_a_large_store() {
    let documents = option("VANTHU_TEST_DOCUMENTS", 300);
    let [today, edited, engine] = under_every_condition("tamper-large", documents, 1).await;
    println!(
        "{documents} documents, every change named alone: today's templates {today:?}, edited ones {edited:?}, another \
         engine {engine:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_without_attested_rows_is_whole_and_the_columns_it_cannot_prove_are_counted() {
    let shelf = papers("unattested", 6).await;
    let mut intruder = Intruder::into(&shelf).await;
    intruder
        .rewrites_ledgers(|_, payload| {
            payload.as_object_mut().unwrap().remove("row");
            true
        })
        .await;
    let (totals, faulty) = verify(&shelf.service).await;
    assert_eq!((totals.faults(), faulty), (0, vec![]), "{:?}", totals.organs);
    let unproven: Vec<(&str, u64)> = totals.unproven.into_iter().collect();
    // A document that stands in another's place, and one that was taken back, have their reasons in the ledger.
    let expected = [("created_at", 6), ("created_by", 6), ("reason", 3), ("replaces", 5), ("version", 6)];
    assert_eq!(unproven, expected);
    // What its package proves is proven all the same.
    let id = Victims::of(&mut intruder).await.plain;
    for column in ["subject", "signer", "pages", "findings", "template_sha256", "source"] {
        let sql = format!("update document set {column} = {} where id = '{id}'", otherwise(column));
        intruder.changes("document", &[sql]).await;
        let (totals, faulty) = verify(&shelf.service).await;
        intruder.undoes().await;
        assert_eq!((totals.faults(), faulty[0].faults[0].at.as_str()), (1, column));
    }
}
