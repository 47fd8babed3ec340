//! What the doctor says of an installation.

use crate::archive::shelf::Shelf;
use std::fs;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sound_installation_is_said_to_be_sound() {
    let shelf = Shelf::filled("sound", 4).await;
    let (code, said) = shelf.run(&["doctor"]);
    // How much room this machine has is its own affair.
    let faults: Vec<&str> = said.lines().filter(|l| l.starts_with('✗') && !l.contains("Chỗ trống")).collect();
    assert!(faults.is_empty(), "{said}");
    assert!(code == 0 || said.contains("✗ Chỗ trống"), "{code}: {said}");
    for part in
        ["Phông chữ", "Mẫu văn bản", "synchronous=2", "Ghi dữ liệu", "Kho tệp", "+07:00", "ldld-lai-chau"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_is_told_with_its_remedy() {
    let shelf = Shelf::filled("ill", 4).await;
    let documents: Vec<(String, String)> = shelf.packages().await.into_iter().collect();
    fs::remove_file(shelf.blob(&documents[0].1)).unwrap();
    let (stuck, hash) = (&documents[1].0, "0".repeat(64));
    shelf
        .change(
            "update document set state = 'issuing', updated_at = '2024-02-23T02:00:00.000Z' where id = $1",
            stuck,
        )
        .await;
    shelf.change("update ledger set hash = $1 where seq = 2", &hash).await;
    let store = shelf.service.store();
    let late = "insert into ledger (organ, seq, at, event, payload, prev, hash) \
         select organ, 1000, '2999-01-01T00:00:00.000Z', event, payload, prev, hash from ledger limit 1";
    store.execute(late, vec![]).await.unwrap();
    let event =
        "insert into event (id, organ, kind, payload, at, spread) values ('e', 'x', 'k', '{}', '2020', 0)";
    store.execute(event, vec![]).await.unwrap();
    let job = "insert into job (id, kind, organ, state, payload, result, done, total, attempts, run_at, created_by, \
         created_at, updated_at) values ('j', 'batch', 'x', 'waiting', '[]', '[]', 0, 1, 0, '2020', 'x', '2020', '2020')";
    store.execute(job, vec![]).await.unwrap();
    let (code, said) = shelf.run(&["doctor"]);
    assert_eq!(code, 1, "{said}");
    for part in ["Gói tệp", "Đồng hồ", "Văn bản dở dang", "Công việc nền", "Thông báo", "Sổ đăng ký"]
    {
        assert!(said.contains(&format!("✗ {part}")), "{part}: {said}");
    }
    assert!(said.contains(stuck), "{said}");
    assert_eq!(said.matches('✗').count(), said.matches('→').count(), "each fault has its remedy: {said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_does_not_open_is_a_finding() {
    let shelf = Shelf::new("unopened").await;
    let words = ["doctor", "--data", "/proc/no-such-folder"];
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_vanthu")).args(words).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.starts_with('✗') && said.contains('→'), "{said}");
    drop(shelf);
}
