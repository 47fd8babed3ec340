//! What was issued stays what it was: templates, styles, words and organs change or go, and previews, proofs, rebuilt
//! packages and documents left half done are those of the day of issue; after a backup and a restore too.

use crate::archive::intruder::Intruder;
use crate::archive::shelf::{Shelf, issue};
use crate::archive::{rebuild, verify};
use crate::support::root;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use vanthu::access::Scope;
use vanthu::archive::{Class, Filter};
use vanthu::digest::sha256;
use vanthu::office::Format;
use vanthu::service::Unfinished;

/// The templates of this repository in a folder of the shelf, their left margin another: nobody else has these.
fn own_templates(folder: &Path) -> PathBuf {
    let templates = folder.join("templates");
    copy(&root().join("templates"), &templates);
    edit(&templates.join("styles/nd30.toml"), |text| text.replace("left = 30 ", "left = 32 "));
    templates
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (from, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).unwrap();
        }
    }
}

fn edit(path: &Path, change: impl Fn(&str) -> String) {
    let text = fs::read_to_string(path).unwrap();
    let changed = change(&text);
    assert_ne!(text, changed, "{}", path.display());
    fs::write(path, changed).unwrap();
}

/// Every type prints a paragraph more, the margin is wider, most words are gone, and so are some types.
fn changed_templates(templates: &Path) {
    for kind in fs::read_dir(templates.join("types")).unwrap() {
        edit(&kind.unwrap().path().join("document.hbs"), |text| {
            format!("{text}\n\nĐoạn này mới thêm vào mẫu.\n")
        });
    }
    for removed in ["types/ke-hoach", "types/bao-cao", "types/cong-van"] {
        fs::remove_dir_all(templates.join(removed)).unwrap();
    }
    edit(&templates.join("styles/nd30.toml"), |text| text.replace("left = 32 ", "left = 35 "));
    without_words(templates);
}

fn without_words(templates: &Path) {
    for removed in ["terms", "familiar", "slips", "acronyms", "places", "persons"] {
        fs::remove_file(templates.join(format!("words/{removed}.toml"))).unwrap();
    }
}

/// A shelf with documents that were made with templates of their own.
async fn filled(name: &str, documents: usize) -> (Shelf, PathBuf) {
    let empty = Shelf::new(name).await;
    let templates = own_templates(&empty.folder);
    let shelf = empty.with_templates(&templates).await;
    shelf.fill(documents).await;
    issue(&shelf.service).await;
    (shelf, templates)
}

/// The organ moves to another province.
async fn moved_organ(shelf: &Shelf) {
    const MOVE: &str = "update organ set profile = replace(profile, 'Lai Châu', 'Điện Biên'), revision = revision + 1 \
         where id = $1";
    shelf.change(MOVE, "ldld-lai-chau").await;
}

/// Makes a document as a stop leaves it: it has its number, and no package; the ledger does not tell of one either.
async fn half_issued(shelf: &Shelf, id: &str) {
    const HALF: &str = "update document set state = 'issuing', package = null, package_bytes = null, stem = null, \
         pages = null, findings = null, template_sha256 = null, style_sha256 = null, engine = null, \
         version = version - 1, updated_at = '2024-02-23T02:00:00.000Z' where id = $1";
    const NUMBER: &str = "update number set package = null, state = case (select d.ends_as from document d \
         where d.id = number.document) when 'recorded' then state else 'given' end where document = $1";
    const FILES: &str = "delete from document_file where document = $1";
    let mut intruder = Intruder::into(shelf).await;
    intruder.rewrites_ledgers(|event, payload| event != "issued" || payload["document"] != *id).await;
    shelf.change(HALF, id).await;
    shelf.change(NUMBER, id).await;
    shelf.service.store().execute(FILES, vec![id.into()]).await.unwrap();
}

/// The first and the last page of every document, as SVG.
async fn previews(shelf: &Shelf) -> BTreeMap<String, Vec<String>> {
    let scope = Scope::operator("auditor");
    let mut pages = BTreeMap::new();
    for id in shelf.packages().await.into_keys() {
        let first = shelf.service.preview(&scope, &id, 1, Format::Svg).await.unwrap();
        let last = shelf.service.preview(&scope, &id, first.pages, Format::Svg).await.unwrap();
        pages.insert(id, vec![sha256(&first.bytes), sha256(&last.bytes)]);
    }
    pages
}

/// The lines of text of an SVG. `tests/engine/stored.rs` holds the places: those of a stored page are rounded as its PDF has
/// them, and its faces have no more than the glyphs of the PDF.
fn lines(svg: &[u8]) -> Vec<String> {
    let (_, drawn) = std::str::from_utf8(svg).unwrap().split_once("</style>").unwrap();
    let bare =
        |line: &str| line.split('<').filter_map(|part| Some(part.split_once('>')?.1)).collect::<String>();
    drawn.lines().filter(|line| line.starts_with("<text")).map(bare).collect()
}

/// All of it is as it was.
async fn proved(shelf: &Shelf, packages: &BTreeMap<String, String>, out: &str) {
    assert_eq!(&shelf.packages().await, packages);
    let (totals, different) = verify(shelf, &Filter::default()).await;
    assert_eq!((different, totals.documents()), (vec![], packages.len() as u64));
    let rebuilt = rebuild(shelf, &Filter::default(), out).await;
    assert_eq!((rebuilt.identical, rebuilt.documents()), (packages.len() as u64, packages.len() as u64));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_issued_stays_frozen_when_templates_styles_words_and_organ_change() {
    let (shelf, templates) = filled("frozen", 10).await;
    let (packages, pages) = (shelf.packages().await, previews(&shelf).await);
    assert_eq!(packages.len(), 11);
    let halves: Vec<&String> = packages.keys().step_by(3).collect();
    for id in &halves {
        half_issued(&shelf, id).await;
    }
    changed_templates(&templates);
    moved_organ(&shelf).await;

    let later = shelf.with_templates(&templates).await;
    // A half-issued document is shown as it will be.
    let scope = Scope::operator("auditor");
    let to_be = later.service.preview(&scope, halves[0], 1, Format::Svg).await.unwrap();
    assert_eq!(later.service.recover().await.unwrap(), halves.len() as u64);
    assert_eq!(later.service.backlog().await.unwrap().issuing, 0);
    proved(&later, &packages, "later").await;
    assert_eq!(previews(&later).await, pages);
    let shown = later.service.preview(&scope, halves[0], 1, Format::Svg).await.unwrap();
    assert_eq!(lines(&to_be.bytes), lines(&shown.bytes));
    assert!(lines(&shown.bytes).len() > 20);
    let (code, said) = later.run(&["archive", "verify"]);
    assert!(code == 0 && said.contains("0 khác biệt"), "{said}");

    // Whatever `--templates` points to, and where the database was filled from a backup.
    let embedded = Shelf::on(later.database.clone(), later.folder.clone()).await;
    proved(&embedded, &packages, "embedded").await;
    let folder = shelf.folder.join("backup");
    let taken = later.service.backup(&folder, &mut |_| {}).await.unwrap();
    assert_eq!(taken.missing, Vec::<String>::new());
    let restored = Shelf::new("frozen-restored").await;
    restored.service.restore(&folder, &mut |_| {}).await.unwrap();
    proved(&restored, &packages, "restored").await;
    half_issued(&restored, halves[1]).await;
    assert_eq!(restored.service.recover().await.unwrap(), 1);
    assert_eq!((restored.packages().await, previews(&restored).await), (packages, pages));
    // The templates are nobody's orphan.
    let (_, said) = restored.run(&["archive", "verify", "--orphans"]);
    assert!(said.contains("0 tệp không văn bản nào dùng"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_share_the_blob_of_the_templates_that_made_them() {
    let (shelf, templates) = filled("shared", 4).await;
    changed_templates(&templates);
    let later = shelf.with_templates(&templates).await;
    let embedded = Shelf::on(later.database.clone(), later.folder.clone()).await;
    issue(&embedded.service).await;
    #[derive(serde::Deserialize)]
    struct Shared {
        digest: String,
        documents: i64,
    }
    let kept: Vec<Shared> = shelf
        .rows(
            "select catalog_sha256 as digest, count(*) as documents from document group by catalog_sha256 \
             order by count(*)",
        )
        .await;
    let counts: Vec<i64> = kept.iter().map(|shared| shared.documents).collect();
    assert_eq!(counts, [1, 5]);
    for Shared { digest, .. } in kept {
        let text = fs::read_to_string(shelf.blob(&digest)).unwrap();
        assert_eq!(sha256(text.as_bytes()), digest);
        assert!(
            text.starts_with("{\"styles/cong-doan.toml\":") && !text.contains("organs/"),
            "{}",
            &text[..80]
        );
    }
}

/// All documents as they were before templates were kept.
async fn without_templates(shelf: &Shelf) {
    let mut intruder = Intruder::into(shelf).await;
    intruder
        .rewrites_ledgers(|_, payload| {
            payload.as_object_mut().unwrap().remove("catalog");
            true
        })
        .await;
    shelf
        .service
        .store()
        .execute("update document set catalog_sha256 = null, catalog_adopted = null", vec![])
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_of_before_are_given_the_templates_that_fit_them() {
    let (shelf, templates) = filled("adopted", 6).await;
    let packages = shelf.packages().await;
    without_templates(&shelf).await;
    assert_eq!(shelf.service.adopt_catalogs().await.unwrap(), 7);
    assert_eq!(shelf.service.adopt_catalogs().await.unwrap(), 0, "once is enough");
    changed_templates(&templates);
    let later = shelf.with_templates(&templates).await;
    proved(&later, &packages, "out").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_of_before_that_are_half_issued_are_finished_with_the_templates_of_the_first_start() {
    let (shelf, templates) = filled("half-adopted", 4).await;
    let packages = shelf.packages().await;
    let halves: Vec<&String> = packages.keys().take(2).collect();
    for id in &halves {
        half_issued(&shelf, id).await;
    }
    without_templates(&shelf).await;
    assert_eq!(shelf.service.adopt_catalogs().await.unwrap(), 5);
    changed_templates(&templates);
    let later = shelf.with_templates(&templates).await;
    assert_eq!(later.service.recover().await.unwrap(), 2);
    proved(&later, &packages, "out").await;
    let sure = "select count(*) from document where catalog_adopted is null";
    assert_eq!(later.rows::<i64>(sure).await, [2], "what made them is known");
    // Without any start in between they are made with what there is, and never stuck.
    half_issued(&later, halves[0]).await;
    without_templates(&later).await;
    assert_eq!(later.service.recover().await.unwrap(), 1);
    let (_, different) = verify(&later, &Filter { ..Filter::default() }).await;
    assert!(different.iter().all(|finding| finding.document != *halves[0]), "{different:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_no_templates_fit_documents_stay_without_and_that_is_no_fault() {
    let (shelf, templates) = filled("unfitting", 6).await;
    let pages = previews(&shelf).await;
    without_templates(&shelf).await;
    changed_templates(&templates);
    let later = shelf.with_templates(&templates).await;
    assert_eq!(later.service.adopt_catalogs().await.unwrap(), 0);
    let (totals, different) = verify(&later, &Filter::default()).await;
    // Those whose type is gone among them.
    assert_eq!((totals.faults(), totals.classes.get(&Class::Templates)), (0, Some(&7)), "{different:?}");
    assert_eq!(previews(&later).await, pages, "their pages are those that were issued");
    let (code, said) = later.run(&["doctor"]);
    assert!(said.contains("7 văn bản cũ không có bộ mẫu nào khớp"), "{code}: {said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn templates_that_were_found_afterwards_are_no_proof_of_a_change() {
    let (shelf, templates) = filled("assumed", 6).await;
    without_templates(&shelf).await;
    // Types and styles are the same; no digest tells of the words.
    without_words(&templates);
    let later = shelf.with_templates(&templates).await;
    assert_eq!(later.service.adopt_catalogs().await.unwrap(), 7);
    let (totals, different) = verify(&later, &Filter::default()).await;
    assert_eq!(totals.faults(), 0, "{different:?}");
    assert!(totals.classes[&Class::Templates] > 0, "{totals:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kept_templates_that_are_missing_or_damaged_are_told_of_and_never_replaced_by_todays() {
    let (shelf, templates) = filled("lost", 4).await;
    let (packages, pages) = (shelf.packages().await, previews(&shelf).await);
    let digest = shelf.rows::<String>("select distinct catalog_sha256 from document").await.remove(0);
    let half = packages.keys().next().unwrap();
    half_issued(&shelf, half).await;
    let whole = fs::read(shelf.blob(&digest)).unwrap();
    changed_templates(&templates);
    let damages: [&dyn Fn(); 2] = [&|| fs::write(shelf.blob(&digest), &whole[1..]).unwrap(), &|| {
        fs::remove_file(shelf.blob(&digest)).unwrap()
    }];
    for damage in damages {
        damage();
        let later = shelf.with_templates(&templates).await;
        let (totals, different) = verify(&later, &Filter::default()).await;
        assert_eq!((totals.faults(), totals.classes.get(&Class::Unreadable)), (4, Some(&4)), "{different:?}");
        let told =
            |finding: &vanthu::archive::Finding| finding.detail.as_ref().is_some_and(|d| d.contains(&digest));
        assert_eq!(different.iter().filter(|finding| told(finding)).count(), 4, "{different:?}");
        // What was issued is shown all the same, and what was not is not made up.
        assert_eq!(previews(&later).await.len(), pages.len() - 1);
        let mut left = Vec::new();
        let mut tell = |unfinished: &Unfinished, finished| left.push((unfinished.clone(), finished));
        later.service.finish_all(&mut tell).await.unwrap();
        assert!(left.len() == 1 && !left[0].1, "{left:?}");
        assert!(left[0].0.error.as_ref().unwrap().contains(&digest), "{left:?}");
        let (code, said) = later.run(&["archive", "finish"]);
        assert!(code == 1 && said.contains(&digest) && said.contains(half.as_str()), "{code}: {said}");
        let (code, said) = later.run(&["doctor"]);
        assert!(
            code == 1 && said.contains(&format!("✗ Mẫu đã dùng: bộ mẫu bị mất hoặc hỏng: {digest}")),
            "{said}"
        );
        let taken = later.service.backup(&shelf.folder.join("backup"), &mut |_| {}).await.unwrap();
        assert_eq!(taken.missing, [digest.as_str()]);
    }
    fs::write(shelf.blob(&digest), &whole).unwrap();
    let (code, said) = shelf.with_templates(&templates).await.run(&["archive", "finish"]);
    assert!(code == 0 && said.contains("1 văn bản đã làm xong"), "{code}: {said}");
    proved(&shelf, &packages, "out").await;
    assert_eq!(previews(&shelf).await, pages);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_of_another_engine_are_a_class_of_their_own_and_show_what_was_issued() {
    let (shelf, templates) = filled("engines", 4).await;
    let (packages, pages) = (shelf.packages().await, previews(&shelf).await);
    let ids: Vec<&String> = packages.keys().collect();
    let mut intruder = Intruder::into(&shelf).await;
    for (id, engine) in [(ids[0], "0.0.1"), (ids[1], "99.0.0")] {
        intruder.makes_by(engine, &format!("id = '{id}'")).await;
    }
    changed_templates(&templates);
    let later = shelf.with_templates(&templates).await;
    let (_, different) = verify(&later, &Filter::default()).await;
    let classes: Vec<(&str, Class)> = different.iter().map(|f| (f.document.as_str(), f.class)).collect();
    assert_eq!(classes, [(ids[0].as_str(), Class::Engine), (ids[1].as_str(), Class::Engine)]);
    assert_eq!(previews(&later).await, pages);
}
