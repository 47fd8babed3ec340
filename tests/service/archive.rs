//! Bulk runs over an archive of made-up documents: made again and held against their originals, stopped at random, with
//! a byte changed here and there; and all of it carried from one database to another.
//!
//! `VANTHU_TEST_DOCUMENTS=5000 VANTHU_TEST_KILLS=20 cargo test --release --test service -- --ignored --nocapture large`
//! does the same with as many documents and prints what it saw.

#![allow(
    clippy::disallowed_methods,
    reason = "it runs the program, which has the machine's clock, and measures"
)]

mod backup;
mod changes;
mod doctor;
mod frozen;
mod intruder;
mod shelf;
mod tamper;

use crate::support::generate::Choices;
use shelf::{Shelf, count, files_of, option};
use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};
use vanthu::archive::{self, Class, DiscrepancyKind, Filter, Finding, Outcome, Rebuilt, Step, Totals};

async fn verify(shelf: &Shelf, filter: &Filter) -> (Totals, Vec<Finding>) {
    let mut different = Vec::new();
    let mut total = 0;
    let mut tell = |step: Step<&Finding>| {
        match step {
            Step::Total(count) => total = count,
            Step::Done(finding) if finding.class == Class::Identical && !finding.is_fault() => {}
            Step::Done(finding) => different.push(finding.clone()),
        }
        Ok(())
    };
    let totals = archive::verify(&shelf.service, filter, 0, &mut tell).await.unwrap();
    assert_eq!(totals.documents(), total);
    (totals, different)
}

async fn rebuild(shelf: &Shelf, filter: &Filter, name: &str) -> Rebuilt {
    let out = shelf.folder.join(name);
    let told = &mut |step: Step<&Outcome>| {
        if let Step::Done(Outcome::Failed { document, why, .. }) = step {
            panic!("{document}: {why}");
        }
        Ok(())
    };
    archive::rebuild(&shelf.service, filter, &out, 0, told).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_document_is_made_again_byte_for_byte() {
    let shelf = Shelf::filled("same", 24).await;
    let (totals, different) = verify(&shelf, &Filter::default()).await;
    assert_eq!(different, []);
    assert_eq!((totals.documents(), totals.faults()), (24, 0));

    let rebuilt = rebuild(&shelf, &Filter::default(), "out").await;
    assert_eq!((rebuilt.identical, rebuilt.documents()), (24, 24));
    let stored = shelf.packages().await;
    let made = files_of(&shelf.folder.join("out"));
    assert_eq!(made.len(), 24);
    let digests: Vec<&String> = made.values().collect();
    assert!(stored.values().all(|package| digests.contains(&package)));
    // The second run has nothing to do.
    assert_eq!(rebuild(&shelf, &Filter::default(), "out").await.skipped, 24);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filter_takes_the_documents_it_names_and_no_others() {
    let shelf = Shelf::filled("filter", 12).await;
    #[derive(serde::Deserialize)]
    struct Kind {
        kind: String,
        count: i64,
    }
    let kinds = "select type as kind, count(*) as count from document group by type order by type";
    let kinds = shelf.rows::<Kind>(kinds).await.into_iter().map(|kind| (kind.kind, kind.count));
    let kinds: BTreeMap<String, i64> = kinds.collect();
    let mut sum = 0;
    for (kind, expected) in &kinds {
        let filter = Filter { document_type: Some(kind.clone()), ..Filter::default() };
        let found = rebuild(&shelf, &filter, &format!("out-{kind}")).await.documents();
        assert_eq!(i64::try_from(found).unwrap(), *expected, "{kind}");
        sum += found;
    }
    assert_eq!(sum, 12);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_selection_of_nothing_is_refused_and_no_report_is_left() {
    let shelf = Shelf::filled("nothing", 2).await;
    let report = shelf.path("report.json");
    for (words, said) in [
        (["--organ", "khong-co"], "không có cơ quan «khong-co»; các cơ quan đang có: ldld-lai-chau"),
        (["--type", "khong-co"], "không có loại văn bản «khong-co»"),
        (["--year", "1999"], "không có văn bản nào đã có số khớp với lựa chọn"),
        (["--type", "hop-dong"], "không có văn bản nào đã có số khớp với lựa chọn"),
    ] {
        let (code, told) = shelf.run(&["archive", "verify", "--report", &report, words[0], words[1]]);
        assert_eq!(code, 2, "{told}");
        assert!(told.contains(said), "{told}");
        let (code, told) =
            shelf.run(&["archive", "rebuild", "--out", &shelf.path("out"), words[0], words[1]]);
        assert_eq!(code, 2, "{told}");
        assert!(told.contains(said), "{told}");
    }
    let left = files_of(&shelf.folder);
    assert!(left.keys().all(|name| !name.contains("report")), "{left:?}");
    let empty = Shelf::new("nothing-at-all").await;
    let (code, told) = empty.run(&["archive", "verify"]);
    assert_eq!(code, 2, "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_says_what_was_checked_also_when_all_is_well() {
    let shelf = Shelf::filled("report", 3).await;
    let path = shelf.path("report.json");
    let (code, said) =
        shelf.run(&["archive", "verify", "--report", &path, "--year", &this_year(&shelf).await]);
    assert_eq!(code, 0, "{said}");
    let report: serde_json::Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let documents = report["documents"].as_array().unwrap();
    assert!(!documents.is_empty());
    for document in documents {
        assert_eq!(document["class"], "identical");
        for digest in ["stored", "found", "made"] {
            assert_eq!(document[digest], document["expected"], "{document}");
        }
    }
    assert_eq!(report["engine"], format!("vanthu {}", env!("CARGO_PKG_VERSION")));
    assert!(report["at"].as_str().unwrap().ends_with('Z'));
    assert_eq!(report["registers"][0]["organ"], "ldld-lai-chau");
    assert_eq!(report["registers"][0]["faults"], serde_json::json!([]));
    assert_eq!(report["totals"]["classes"]["identical"], documents.len());
    assert_eq!(report["proven"], true);
    // Standard output takes one too, and nothing else beside it.
    let (code, said) = shelf.run(&["archive", "verify", "--format", "csv"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(said.lines().filter(|line| line.starts_with("document,")).count(), 3);
    assert!(said.contains("class-total,,,,identical,,,,,,,,3"), "{said}");
}

async fn this_year(shelf: &Shelf) -> String {
    shelf.rows::<i64>("select max(year) from document").await[0].to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_changed_byte_names_the_document_and_the_file() {
    let shelf = Shelf::filled("byte", 8).await;
    let documents = shelf.packages().await;
    let (victim, package) = documents.iter().nth(5).unwrap();
    let bytes = fs::read(shelf.blob(package)).unwrap();
    // In the middle of the PDF.
    #[derive(serde::Deserialize)]
    struct Place {
        name: String,
        start: usize,
        bytes: usize,
    }
    let place: Vec<Place> = shelf
        .rows_of("select name, start, bytes from document_file where kind = 'pdf' and document = $1", victim)
        .await;
    let (name, start, length) = (place[0].name.as_str(), place[0].start, place[0].bytes);
    for at in [start, start + length / 2, start + length - 1] {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        fs::write(shelf.blob(package), changed).unwrap();
        let (totals, different) = verify(&shelf, &Filter::default()).await;
        assert_eq!((totals.faults(), different.len()), (1, 1));
        assert_eq!((&different[0].document, different[0].class), (victim, Class::Damaged));
        assert!(different[0].file.as_ref().unwrap().ends_with(&name), "{:?}", different[0]);
    }
    // The command says so too, and fails.
    let (code, said) = shelf.run(&["archive", "verify", "--report", &shelf.path("report.json")]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains(victim), "{said}");
    let report: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(shelf.path("report.json")).unwrap()).unwrap();
    let documents = report["documents"].as_array().unwrap();
    let damaged: Vec<_> = documents.iter().filter(|document| document["class"] == "damaged").collect();
    assert_eq!((documents.len(), damaged.len()), (8, 1));
    assert_eq!(
        (&damaged[0]["document"], &damaged[0]["expected"]),
        (&victim.as_str().into(), &package.as_str().into())
    );
    assert_ne!(damaged[0]["found"], damaged[0]["expected"]);
    assert_eq!(report["totals"]["faults"], serde_json::json!({"damaged": 1}));
    // What was made again is what the digest says, so the archive can be mended from it.
    rebuild(&shelf, &Filter::default(), "out").await;
    let made = files_of(&shelf.folder.join("out"));
    let (mended, _) = made.iter().find(|(_, digest)| *digest == package).unwrap();
    fs::copy(shelf.folder.join("out").join(mended), shelf.blob(package)).unwrap();
    assert_eq!(verify(&shelf, &Filter::default()).await.0.faults(), 0);
    let (code, said) = shelf.run(&["archive", "verify", "--orphans"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("0 khác biệt") && said.contains("0 tệp không văn bản nào dùng"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kind_of_difference_has_its_class_and_its_fault() {
    use DiscrepancyKind::{Column, File, Missing};
    let shelf = Shelf::filled("classes", 10).await;
    let documents: Vec<(String, String)> = shelf.packages().await.into_iter().collect();
    let id = |n: usize| documents[n].0.as_str();
    fs::remove_file(shelf.blob(&documents[0].1)).unwrap();
    // What a row says is held against the package, which is made again of what it holds itself.
    shelf.change("update document set source = '{' where id = $1", id(1)).await;
    shelf.change("update document set organ_profile = '[]' where id = $1", id(2)).await;
    shelf.change("update document set source = replace(source, 'công', 'CÔNG') where id = $1", id(3)).await;
    shelf
        .change("update document_file set start = start + 1 where kind = 'pdf' and document = $1", id(4))
        .await;
    shelf.change("update document set package = null, stem = null where id = $1", id(5)).await;
    // No other version and no other template excuses a forged row.
    let sql = "update document set engine = '0.0.1', source = replace(source, 'công', 'CÔNG') where id = $1";
    shelf.change(sql, id(6)).await;
    shelf.change("update document set template_sha256 = 'x' where id = $1", id(7)).await;
    let (totals, different) = verify(&shelf, &Filter::default()).await;
    let found: Vec<_> = different
        .iter()
        .map(|f| {
            let faults = f.faults.iter().map(|fault| (fault.kind, fault.at.as_str())).collect::<Vec<_>>();
            (f.document.as_str(), f.class, faults)
        })
        .collect();
    let expected = [
        (id(0), Class::Missing, vec![(Missing, "package")]),
        (id(1), Class::Identical, vec![(Column, "source")]),
        (id(2), Class::Identical, vec![(Column, "organ_profile")]),
        (id(3), Class::Identical, vec![(Column, "source")]),
        (id(4), Class::Identical, vec![(File, "pdf.start")]),
        (id(5), Class::Identical, vec![(Column, "package"), (Column, "stem")]),
        (id(6), Class::Identical, vec![(Column, "engine"), (Column, "source")]),
        (id(7), Class::Identical, vec![(Column, "template_sha256")]),
    ];
    assert_eq!(found, expected);
    assert_eq!((totals.faulty, totals.classes[&Class::Identical]), (8, 9));
    // The package that no row of a document names any more.
    let (_, said) = shelf.run(&["archive", "verify", "--orphans"]);
    assert!(said.contains(&documents[5].1) && said.contains("1 tệp không văn bản nào dùng"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_documents_with_one_name_lie_beside_each_other_whatever_the_order() {
    let shelf = Shelf::filled("names", 4).await;
    let documents: Vec<String> = shelf.packages().await.into_keys().collect();
    for id in &documents[..3] {
        shelf.change("update document set stem = '1-KH-X-2024-01-01' where id = $1", id).await;
    }
    assert_eq!(rebuild(&shelf, &Filter::default(), "out").await.documents(), 4);
    let made = files_of(&shelf.folder.join("out"));
    assert_eq!(made.len(), 4);
    let names: Vec<&String> = made.keys().filter(|name| name.contains("1-KH-X")).collect();
    assert_eq!(names.len(), 3);
    for id in &documents[1..3] {
        assert!(names.iter().any(|name| name.ends_with(&format!("1-KH-X-2024-01-01-{id}.zip"))), "{names:?}");
    }
    // Done again none is taken for another.
    assert_eq!(rebuild(&shelf, &Filter::default(), "out").await.skipped, 4);
}

/// Kills the command at random moments until it comes to its end.
fn rebuild_under_kills(shelf: &Shelf, out: &str, kills: usize, longest: Duration, seed: u64) -> usize {
    let mut choices = Choices::new(seed);
    let mut killed = 0;
    loop {
        let mut run = shelf.start(&["archive", "rebuild", "--out", out]);
        let last = killed >= kills;
        let wait = Duration::from_millis(choices.below(longest.as_millis() as usize + 1) as u64);
        let begun = Instant::now();
        while last || begun.elapsed() < wait {
            match run.try_wait().unwrap() {
                Some(status) => {
                    assert!(status.success());
                    return killed;
                }
                None => std::thread::sleep(Duration::from_millis(1)),
            }
        }
        run.kill().unwrap();
        run.wait().unwrap();
        killed += 1;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_is_killed_at_random_and_run_again_ends_the_same() {
    let shelf = Shelf::filled("killed", 40).await;
    assert_eq!(rebuild(&shelf, &Filter::default(), "once").await.identical, 40);
    // What lies there from another time is no obstacle, whole or torn.
    let place = shelf.folder.join("again/ldld-lai-chau/2024");
    fs::create_dir_all(&place).unwrap();
    let name = files_of(&shelf.folder.join("once")).into_keys().next().unwrap();
    fs::write(place.join(name.rsplit('/').next().unwrap()), b"torn").unwrap();
    rebuild_under_kills(&shelf, &shelf.path("again"), 8, Duration::from_millis(700), 7);
    assert_eq!(files_of(&shelf.folder.join("again")), files_of(&shelf.folder.join("once")));
    // The journal too: it is written in the order of the documents.
    let journal = |name: &str| fs::read_to_string(shelf.folder.join(name).join(".vanthu-rebuild")).unwrap();
    assert_eq!(journal("again"), journal("once"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: VANTHU_TEST_DOCUMENTS, VANTHU_TEST_KILLS; with --release"]
async fn large() {
    let (documents, kills) = (option("VANTHU_TEST_DOCUMENTS", 5_000), option("VANTHU_TEST_KILLS", 20));
    let begun = Instant::now();
    let shelf = Shelf::filled("large", documents).await;
    let per_second = |begun: Instant| documents as f64 / begun.elapsed().as_secs_f64();
    println!("{documents} documents issued or recorded, {:.0}/s", per_second(begun));

    let begun = Instant::now();
    let (totals, different) = verify(&shelf, &Filter::default()).await;
    println!(
        "verify in process: {:?}, {} MiB, {:.0}/s",
        totals.classes,
        totals.bytes >> 20,
        per_second(begun)
    );
    assert_eq!(different, []);
    let (code, said) = shelf.run(&["archive", "verify", "--orphans"]);
    println!("{said}");
    assert_eq!(code, 0);

    let begun = Instant::now();
    let (code, said) = shelf.run(&["archive", "rebuild", "--out", &shelf.path("once")]);
    println!("{said}");
    assert_eq!(code, 0);
    let killed = rebuild_under_kills(&shelf, &shelf.path("again"), kills, begun.elapsed() / 4, 1);
    let (once, again) = (files_of(&shelf.folder.join("once")), files_of(&shelf.folder.join("again")));
    assert_eq!(once.len(), documents);
    assert!(once == again, "the killed run ends with other files");
    println!("rebuild killed {killed} times at random and run again: the same {} files", again.len());

    let packages = shelf.packages().await;
    let (victim, package) = packages.iter().nth(documents / 3).unwrap();
    let mut bytes = fs::read(shelf.blob(package)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(shelf.blob(package), bytes).unwrap();
    let (code, said) = shelf.run(&["archive", "verify"]);
    println!("byte {middle} of one package changed:\n{said}");
    assert_eq!(code, 1);
    assert_eq!((count(&said, "✗"), count(&said, victim)), (1, 1));
}
