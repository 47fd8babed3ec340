//! Tests that verifying finds every single fault of a list, in a register of every kind of number.

use super::super::ledger::hash;
use super::*;

laws![
    a_whole_register_is_said_to_be_whole,
    every_single_fault_is_found,
    a_row_forged_with_its_hash_breaks_the_next,
    a_missing_or_forged_row_is_no_fault_of_the_numbers_after_it,
    many_faults_are_cut_short,
];

/// A register with every kind of act in its ledger.
async fn full(office: &Office) {
    office.series(Series { suffixes: true, ..series("so", &["ke-hoach"]) }).await;
    let (first, second) = (unique("document"), unique("document"));
    for document in [&first, &second] {
        office
            .act(office.giving("ke-hoach", document, "2024-02-23", NumberChoice::Next, None))
            .await
            .unwrap();
        let package = "aa".to_owned();
        office.act(Deed::Issued { document: document.clone(), package }).await.unwrap();
    }
    office.reserve("so", "2024-02-23", 3).await.unwrap();
    let void = Deed::Void {
        series: "so".to_owned(),
        period: "2024".to_owned(),
        n: 4,
        reason: "không dùng".to_owned(),
    };
    office.act(void).await.unwrap();
    office.number("ke-hoach", "2024-03-01", NumberChoice::Reserved(3), None).await.unwrap();
    office.number("ke-hoach", "2024-02-23", NumberChoice::Behind(2), None).await.unwrap();
    office.paper("ke-hoach", "9", "2024-04-01").await.unwrap();
    office.act(Deed::Cancelled { document: first.clone() }).await.unwrap();
    office.act(Deed::Replaced { document: first, by: second }).await.unwrap();
    office.next("ke-hoach", "2024-04-02").await.unwrap();
}

async fn a_whole_register_is_said_to_be_whole(office: Office) {
    full(&office).await;
    let verdict = office.verify().await;
    assert_eq!(verdict.faults, Vec::<String>::new());
    assert_eq!((verdict.rows, verdict.numbers, verdict.head.len()), (12, 8, 64));
    let rows = office.register().ledger(&office.organ, 10, 100).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.event.as_str()).collect::<Vec<_>>(), ["replaced", "given"]);
    assert_eq!((&rows[1].hash, &rows[1].prev), (&verdict.head, &rows[0].hash));
}

/// Statements about one organ (`$1`), each a fault of its own, and a piece of the sentence that must say so.
const FAULTS: &[(&str, &str)] = &[
    // The ledger.
    (
        "update ledger set payload = replace(payload, 'văn thư', 'kẻ khác') where organ = $1 and seq = 1",
        "dòng 1: nội dung không khớp",
    ),
    ("update ledger set payload = '{' where organ = $1 and seq = 1", "dòng 1: không đọc được"),
    (
        "update ledger set at = '2024-01-01T00:00:00.000Z' where organ = $1 and seq = 4",
        "dòng 4: nội dung không khớp",
    ),
    ("update ledger set event = 'recorded' where organ = $1 and seq = 1", "dòng 1: nội dung không khớp"),
    ("update ledger set prev = hash where organ = $1 and seq = 2", "dòng 2: không nối với dòng 1"),
    ("update ledger set hash = prev where organ = $1 and seq = 2", "dòng 3: không nối với dòng 2"),
    ("delete from ledger where organ = $1 and seq = 1", "thiếu dòng 1"),
    ("delete from ledger where organ = $1 and seq = 5", "thiếu dòng 5"),
    ("delete from ledger where organ = $1 and seq in (5, 6, 7)", "thiếu các dòng từ 5 đến 7"),
    ("delete from ledger where organ = $1 and seq = 12", "đuôi nhật ký"),
    ("delete from ledger where organ = $1 and seq > 3", "đuôi nhật ký"),
    ("delete from ledger where organ = $1", "đuôi nhật ký"),
    (
        "insert into ledger select organ, 13, at, event, payload, hash, hash from ledger where organ = $1 and seq = 12",
        "được cấp hai lần",
    ),
    // Its head.
    ("delete from ledger_head where organ = $1", "không còn dấu chốt"),
    ("update ledger_head set seq = 11 where organ = $1", "Dấu chốt"),
    ("update ledger_head set hash = 'x' where organ = $1", "Dấu chốt"),
    // Numbers.
    ("delete from number where organ = $1 and n = 1", "Số 1, sổ «so», kỳ 2024: nhật ký (dòng 1) có ghi"),
    ("delete from number where organ = $1 and n = 4", "Số 4, sổ «so», kỳ 2024: nhật ký (dòng 5) có ghi"),
    ("delete from number where organ = $1 and n = 10", "Số 10"),
    ("delete from number where organ = $1 and suffix = 'a'", "Số 2a"),
    ("update number set n = 77 where organ = $1 and n = 1", "Số 77, sổ «so», kỳ 2024: nhật ký không ghi"),
    ("update number set suffix = 'b' where organ = $1 and suffix = 'a'", "Số 2b"),
    ("update number set period = '2023' where organ = $1 and n = 1", "kỳ 2023: nhật ký không ghi"),
    ("update number set series = 'khac' where organ = $1 and n = 1", "sổ «khac»"),
    (
        "update number set state = 'reserved' where organ = $1 and n = 4",
        "Số 4, sổ «so», kỳ 2024: tình trạng là «reserved»",
    ),
    ("update number set state = 'issued' where organ = $1 and n = 10", "tình trạng là «issued»"),
    ("update number set code = '010' where organ = $1 and n = 10", "số in trên văn bản là «010»"),
    ("update number set document = 'x' where organ = $1 and n = 1", "văn bản là «x»"),
    ("update number set document = null where organ = $1 and n = 1", "văn bản là «»"),
    ("update number set date = '2024-02-22' where organ = $1 and n = 1", "ngày là «2024-02-22»"),
    ("update number set holder = 'x' where organ = $1 and n = 5", "người giữ số là «x»"),
    ("update number set reason = 'x' where organ = $1 and n = 4", "lý do là «x»"),
    ("update number set package = 'bb' where organ = $1 and n = 1", "gói tệp là «bb»"),
    ("update number set operation = 'x' || organ where organ = $1 and n = 10", "mã thao tác là"),
    ("update number set at = 'x' where organ = $1 and n = 10", "thời điểm là «x»"),
    (
        "insert into number select organ, series, period, 11, '', '11', state, null, 'new' || organ, date, null, null, null, at \
         from number where organ = $1 and n = 10",
        "Số 11, sổ «so», kỳ 2024: nhật ký không ghi",
    ),
    // Counters.
    ("update counter set last = 9 where organ = $1", "ở số 9, theo nhật ký phải ở số 10"),
    ("update counter set last = 11 where organ = $1", "ở số 11"),
    ("update counter set last_date = '2024-01-01' where organ = $1", "ngày gần nhất"),
    ("update counter set period = '2023' where organ = $1", "Không còn bộ đếm"),
    ("delete from counter where organ = $1", "Không còn bộ đếm"),
    // Documents.
    ("delete from document where organ = $1", "không còn văn bản"),
    ("update document set code_number = '99' where organ = $1 and n = 1", "ghi số 99"),
    ("update document set code_number = null where organ = $1 and n = 1", "ghi số trống"),
    ("update document set issued_date = '2024-01-01' where organ = $1 and n = 1", "ngày 01/01/2024"),
    ("update document set state = 'draft' where organ = $1 and n = 1", "không phải văn bản đã lấy số"),
    (
        "update document set package = 'bb' where organ = $1 and n = 1 and package is not null",
        "gói tệp của văn bản",
    ),
];

async fn every_single_fault_is_found(office: Office) {
    for (sql, said) in FAULTS {
        let organ = office.another().await;
        full(&organ).await;
        assert!(organ.store.execute(sql, args![&organ.organ]).await.unwrap() > 0, "{sql}");
        let faults = organ.verify().await.faults;
        assert!(faults.iter().any(|fault| fault.contains(said)), "{sql}\n{faults:#?}");
        assert!(faults.iter().all(|fault| fault.ends_with('.')), "{faults:#?}");
        office.is_whole().await;
    }
}

async fn a_row_forged_with_its_hash_breaks_the_next(office: Office) {
    // Two rows change places; each is made to fit its new place, but not the row behind.
    full(&office).await;
    for sql in [
        "update ledger set seq = 0 where organ = $1 and seq = 2",
        "update ledger set seq = 2 where organ = $1 and seq = 3",
        "update ledger set seq = 3 where organ = $1 and seq = 0",
    ] {
        office.store.execute(sql, args![&office.organ]).await.unwrap();
    }
    assert!(!office.verify().await.faults.is_empty());

    let office = office.another().await;
    full(&office).await;
    let rows = office.register().ledger(&office.organ, 0, 100).await.unwrap();
    let forged = r#"{"document":"khác","n":1,"period":"2024","series":"so"}"#;
    let hash = hash(&office.organ, 1, &rows[0].at, &rows[0].event, forged, &rows[0].prev);
    let sql = "update ledger set payload = $2, hash = $3 where organ = $1 and seq = 1";
    office.store.execute(sql, args![&office.organ, forged, hash]).await.unwrap();
    let faults = office.verify().await.faults;
    assert!(faults.iter().any(|fault| fault.contains("dòng 2: không nối với dòng 1")), "{faults:#?}");

    // The tail cut off with its head, its number and its counter: the document is left.
    let office = office.another().await;
    full(&office).await;
    for sql in [
        "delete from ledger where organ = $1 and seq = 12",
        "update ledger_head set seq = 11, hash = (select l.hash from ledger l where l.organ = $1 and l.seq = 11) \
         where organ = $1",
        "delete from number where organ = $1 and n = 10",
        "update counter set last = 9, last_date = '2024-04-01' where organ = $1",
    ] {
        office.store.execute(sql, args![&office.organ]).await.unwrap();
    }
    let faults = office.verify().await.faults;
    assert!(faults[0].contains("ghi số 10 đã ban hành nhưng không có số trong sổ"), "{faults:#?}");
    assert_eq!(faults.len(), 1, "{faults:#?}");
}

async fn a_missing_or_forged_row_is_no_fault_of_the_numbers_after_it(office: Office) {
    for sql in [
        "delete from ledger where organ = $1 and seq = 3",
        "update ledger set payload = replace(payload, '\"n\":2,', '\"n\":70,') where organ = $1 and seq = 3",
    ] {
        let organ = office.another().await;
        full(&organ).await;
        organ.store.execute(sql, args![&organ.organ]).await.unwrap();
        let faults = organ.verify().await.faults;
        assert!(faults.iter().any(|fault| fault.starts_with("Số 2, sổ «so»")), "{sql}\n{faults:#?}");
        for fault in &faults {
            let (_, number) = fault.split_once("Số ").unwrap_or_default();
            let named = number.split(',').next().unwrap_or_default();
            assert!(["", "2", "70"].contains(&named), "{sql}\n{faults:#?}");
        }
    }
}

async fn many_faults_are_cut_short(office: Office) {
    for _ in 0..6 {
        office.reserve("ke-hoach", "2024-03-01", 100).await.unwrap();
    }
    office.store.execute("delete from number where organ = $1", args![&office.organ]).await.unwrap();
    let faults = office.verify().await.faults;
    assert_eq!(faults.len(), 501);
    assert_eq!(faults[500], "Còn 100 lỗi khác không kể hết ở đây.");
}
