use super::{Found, Query, index, searchable};
use crate::access::{Grant, Role, Scope};
use crate::service::testing::{Desk, OURS, THEIRS, on_both, one, operator};
use crate::service::{ServiceError, State};
use crate::store::{StoreError, Tx, Write, args};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::time::Instant;

on_both!(
    every_part_of_a_query_must_hold,
    words_are_found_without_their_marks,
    a_changed_text_is_found_by_its_new_words_alone,
    what_is_typed_is_never_syntax,
    pages_give_every_document_once_newest_first,
    what_makes_no_sense_is_refused_at_once,
    only_the_callers_organs_are_searched,
);

/// A made-up row.
#[derive(Clone)]
struct Row {
    id: String,
    organ: &'static str,
    kind: &'static str,
    state: State,
    n: Option<i64>,
    code: Option<&'static str>,
    notation: &'static str,
    date: Option<String>,
    external_id: Option<String>,
    draft: Value,
    at: String,
}

fn row(i: u32) -> Row {
    Row {
        id: format!("00000000-0000-7000-8000-{i:012}"),
        organ: OURS,
        kind: "ke-hoach",
        state: State::Issued,
        n: Some(i64::from(i)),
        code: None,
        notation: "KH-LĐLĐ",
        date: Some("2024-02-23".to_owned()),
        external_id: None,
        draft: json!({
            "subject": "Tổ chức các hoạt động kỷ niệm 95 năm Ngày thành lập Công đoàn Việt Nam",
            "body": "I. MỤC ĐÍCH, **YÊU CẦU**\n\n1. Tuyên truyền sâu rộng.",
            "signers": [{"full_name": "Hoàng Thọ Trung", "position": "Chủ tịch"}],
            "recipients": [{"name": "Tổng LĐLĐ Việt Nam"}]
        }),
        at: format!("2024-03-01T00:00:{:02}.000Z", i % 60),
    }
}

struct Rows(Vec<Row>);

impl Write for Rows {
    type Done = ();
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<(), StoreError> {
        const PUT: &str = "insert into document (id, organ, type, state, version, external_id, source, subject, \
             signer, code_number, code_notation, n, issued_date, year, created_by, created_at, updated_at) \
             values ($1, $2, $3, $4, 1, $5, '{}', 'x', 'x', $6, $7, $8, $9, $10, 'x', $11, $11)";
        for row in &self.0 {
            let year = row.date.as_ref().and_then(|d| d[..4].parse::<i64>().ok());
            let code = row.code.map(str::to_owned).or(row.n.map(|n| format!("{n:02}")));
            tx.execute(
                PUT,
                args![
                    &row.id,
                    row.organ,
                    row.kind,
                    row.state.name(),
                    &row.external_id,
                    code,
                    row.notation,
                    row.n,
                    &row.date,
                    year,
                    &row.at
                ],
            )
            .await?;
            let Value::Object(draft) = &row.draft else { panic!("a draft is an object") };
            index(tx, &row.id, &searchable(draft, row.notation)).await?;
        }
        Ok(())
    }
}

async fn with(desk: &Desk, rows: Vec<Row>) {
    desk.service.store().write(Rows(rows)).await.unwrap();
}

fn asking(fields: Value) -> Query {
    serde_json::from_value(fields).unwrap()
}

async fn found(desk: &Desk, scope: &Scope, fields: Value) -> Found {
    desk.service.find(scope, &asking(fields)).await.unwrap()
}

/// The last digits of what is found.
async fn ids(desk: &Desk, fields: Value) -> Vec<u32> {
    let found = found(desk, &operator(), fields).await;
    found.documents.iter().map(|d| d.id[24..].parse().unwrap()).collect()
}

async fn every_part_of_a_query_must_hold(desk: Desk) {
    let rows = vec![
        row(1),
        Row { kind: "bao-cao", notation: "BC-LĐLĐ", external_id: Some("x-7".to_owned()), ..row(2) },
        Row { date: Some("2023-12-14".to_owned()), ..row(3) },
        Row { state: State::Draft, n: None, date: None, ..row(4) },
        Row { n: Some(12), code: Some("12b"), ..row(5) },
        Row { n: Some(12), code: Some("12"), notation: "QĐ-LĐLĐ", ..row(6) },
    ];
    with(&desk, rows).await;
    for (fields, wanted) in [
        (json!({}), vec![6, 5, 4, 3, 2, 1]),
        (json!({"type": "bao-cao"}), vec![2]),
        (json!({"state": "draft"}), vec![4]),
        (json!({"year": 2023}), vec![3]),
        (json!({"from": "2023-12-14", "to": "2023-12-31"}), vec![3]),
        (json!({"from": "2024-02-23", "state": "issued"}), vec![6, 5, 2, 1]),
        (json!({"external_id": "x-7"}), vec![2]),
        (json!({"number": "12"}), vec![6, 5]),
        (json!({"number": "12B"}), vec![5]),
        (json!({"number": "012/kh-ldld"}), vec![5]),
        (json!({"number": "12/QĐ-LĐLĐ"}), vec![6]),
        (json!({"number": "bc-ldld"}), vec![2]),
        (
            json!({"organ": OURS, "type": "ke-hoach", "year": 2024, "number": "1", "text": "", "signer": " "}),
            vec![1],
        ),
        (json!({"type": "ke-hoach", "number": "2"}), vec![]),
    ] {
        assert_eq!(ids(&desk, fields.clone()).await, wanted, "{fields}");
    }
}

async fn words_are_found_without_their_marks(desk: Desk) {
    let other = json!({
        "subject": "Báo cáo công tác tháng 5", "code_number": 39,
        "signers": [{"full_name": "Lương Xuân Trường"}], "recipients": ["Đồng chí Hoàng Thọ Trung"],
        "data": {"results": [{"title": "Tặng 3.5 tấn gạo"}]}, "body": "中文 слово"
    });
    with(&desk, vec![row(1), Row { draft: other, notation: "BC-LĐLĐ", ..row(2) }]).await;
    for (fields, wanted) in [
        (json!({"text": "kỷ niệm"}), vec![1]),
        (json!({"text": "KY NIEM"}), vec![1]),
        (json!({"text": "niem ky"}), vec![1]),
        (json!({"text": "tuyen truy"}), vec![1]),
        (json!({"text": "tuy truyen"}), vec![]),
        (json!({"text": "yêu cầu"}), vec![1]),
        (json!({"text": "tong ldld"}), vec![1]),
        (json!({"text": "39/BC-LDLD"}), vec![2]),
        (json!({"text": "3.5 tan gao"}), vec![2]),
        (json!({"text": "中文"}), vec![2]),
        (json!({"text": "СЛОВО"}), vec![2]),
        (json!({"text": "hoang tho trung"}), vec![2, 1]),
        (json!({"signer": "hoang tho trung"}), vec![1]),
        (json!({"signer": "Trung"}), vec![1]),
        (json!({"signer": "hoang th"}), vec![1]),
        (json!({"signer": "tr"}), vec![2, 1]),
        (json!({"signer": "Chủ tịch"}), vec![]),
        (json!({"signer": "truong", "text": "thang 5"}), vec![2]),
        (json!({"signer": "truong", "text": "ky niem"}), vec![]),
        (json!({"text": "!? –"}), vec![2, 1]),
    ] {
        assert_eq!(ids(&desk, fields.clone()).await, wanted, "{fields}");
    }
}

async fn a_changed_text_is_found_by_its_new_words_alone(desk: Desk) {
    struct Again(String, &'static str);
    impl Write for Again {
        type Done = ();
        type Error = StoreError;
        async fn run(&self, tx: &mut Tx) -> Result<(), StoreError> {
            index(tx, &self.0, self.1).await
        }
    }
    with(&desk, vec![row(1), row(2)]).await;
    for text in ["sao chep", "sao luc", "sao luc", ""] {
        desk.service.store().write(Again(row(1).id, text)).await.unwrap();
        assert_eq!(ids(&desk, json!({"text": "ky niem"})).await, [2]);
        assert_eq!(ids(&desk, json!({"text": "sao luc"})).await.len(), usize::from(text == "sao luc"));
    }
}

async fn what_is_typed_is_never_syntax(desk: Desk) {
    with(&desk, vec![row(1)]).await;
    for text in [
        "\"",
        "'",
        "ky OR nowhere",
        "NOT ky",
        "ky NEAR niem",
        "text:ky",
        "ky* -niem ^ky",
        "ky & !niem",
        "a\\' | ky:*",
        "(((",
        "§hoang",
    ] {
        let parts = json!({"text": text, "signer": text, "type": text, "external_id": text});
        assert!(ids(&desk, parts).await.is_empty(), "{text}");
        found(&desk, &operator(), json!({"text": text})).await;
        found(&desk, &operator(), json!({"signer": text})).await;
    }
    assert_eq!(ids(&desk, json!({"text": "ky niem-95 \"nam\""})).await, [1]);
}

async fn pages_give_every_document_once_newest_first(desk: Desk) {
    // Three of each moment: the id decides.
    let rows = (0..60).map(|i| Row { at: format!("2024-03-01T00:00:{:02}.000Z", i / 3), ..row(i) }).collect();
    with(&desk, rows).await;
    let narrowed = [(Value::Null, Value::Null), (json!(OURS), Value::Null), (json!(OURS), json!("ke-hoach"))];
    for (organ, kind) in narrowed {
        let mut seen = Vec::new();
        let mut cursor = Value::Null;
        loop {
            let fields =
                json!({"cursor": cursor, "limit": 7, "organ": organ, "type": kind, "text": "ky niem"});
            let page = found(&desk, &operator(), fields).await;
            assert!(page.documents.len() == 7 || page.next_cursor.is_none());
            seen.extend(page.documents.iter().map(|d| d.id[24..].parse::<u32>().unwrap()));
            match page.next_cursor {
                Some(next) => cursor = next.into(),
                None => break,
            }
        }
        assert_eq!(seen, (0..60).rev().collect::<Vec<_>>());
    }
    let whole = found(&desk, &operator(), json!({"limit": 60})).await;
    assert!(whole.next_cursor.is_none(), "a full last page is the last");
}

async fn what_makes_no_sense_is_refused_at_once(desk: Desk) {
    let query = asking(json!({
        "limit": 201, "cursor": "2024-03-01T00:00:00.000Z~x' or 1", "from": "2024-02-30", "to": "hôm nay",
        "number": "mười hai", "text": "\u{0}"
    }));
    let Err(ServiceError::Rejected(report)) = desk.service.find(&operator(), &query).await else {
        panic!("taken")
    };
    let mut said: Vec<String> = report.problems.iter().map(|p| format!("{} {}", p.at, p.code)).collect();
    said.sort();
    let wanted = ["cursor bad-cursor", "from bad-date", "limit bad-limit", "text wrong-kind", "to bad-date"];
    assert_eq!(said, wanted, "a number may be a symbol alone");
    let zero = desk.service.find(&operator(), &asking(json!({"limit": 0, "number": "12bc"}))).await;
    assert!(matches!(zero, Err(ServiceError::Rejected(report)) if report.problems.len() == 2));
}

async fn only_the_callers_organs_are_searched(desk: Desk) {
    with(&desk, vec![row(1), Row { organ: THEIRS, ..row(2) }]).await;
    let count = |scope, fields| {
        let desk = &desk;
        async move { found(desk, &scope, fields).await.documents.len() }
    };
    assert_eq!(count(operator(), json!({})).await, 2);
    for fields in [json!({}), json!({"text": "ky niem"}), json!({"organ": OURS})] {
        assert_eq!(count(one(Role::Drafter, OURS), fields).await, 1);
    }
    let both = [OURS, THEIRS].map(|organ| Grant { organ: organ.to_owned(), role: Role::Auditor });
    assert_eq!(count(Scope::new("x", "x", both.into()), json!({})).await, 2);
    assert_eq!(count(Scope::new("x", "x", vec![]), json!({})).await, 0);
    let foreign = desk.service.find(&one(Role::Admin, OURS), &asking(json!({"organ": THEIRS}))).await;
    assert!(matches!(foreign, Err(ServiceError::NotFound)));
}

#[test]
fn what_is_searched_is_each_word_once() {
    let Value::Object(draft) = json!({
        "type": "ke-hoach", "organ": "co-quan", "mode": "faithful", "body": "Kế hoạch, kế hoạch: ĐƯỢC.",
        "signers": [{"full_name": "Trung", "signature_image": "chu-ky.png"}]
    }) else {
        panic!("an object")
    };
    assert_eq!(searchable(&draft, "KH-LĐLĐ"), "duoc hoach ke kh ldld trung §trung");
}

proptest! {
    #[test]
    fn any_text_gives_words_of_letters_and_digits(body in "\\PC{0,60}", name in "\\PC{0,20}") {
        let Value::Object(draft) = json!({"body": body, "signers": [{"full_name": name}]}) else { unreachable!() };
        for word in searchable(&draft, "KH-LĐLĐ").split(' ').filter(|word| !word.is_empty()) {
            let plain = word.strip_prefix('§').unwrap_or(word);
            prop_assert!(!plain.is_empty() && plain.chars().all(char::is_alphanumeric));
        }
    }
}

/// Drafts whose words are those of long ones, in the frequencies of language: few words often, many seldom.
fn prose(i: u32) -> Value {
    let mut state = u64::from(i) * 0x9e37_79b9 + 1;
    let mut word = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let rare = state % 1_000;
        format!("tu{}", (rare * rare * rare) / 250_000)
    };
    let body: Vec<String> = (0..400).map(|_| word()).collect();
    json!({"subject": format!("Kế hoạch thứ {i}"), "body": body.join(" "),
        "signers": [{"full_name": if i.is_multiple_of(10) { "Lương Xuân Trường" } else { "Hoàng Thọ Trung" }}]})
}

async fn is_quick_among_twenty_thousand(desk: Desk) {
    const ROWS: u32 = 20_000;
    for from in (0..ROWS).step_by(1_000) {
        let at = |i: u32| format!("2024-03-01T{:02}:{:02}:{:02}.000Z", i / 3_600, i / 60 % 60, i % 60);
        let organ = |i: u32| if i.is_multiple_of(3) { THEIRS } else { OURS };
        let made = |i: u32| Row { at: at(i), organ: organ(i), draft: prose(i), ..row(i) };
        with(&desk, (from..from + 1_000).map(made).collect()).await;
    }
    if desk.service.store().is_postgres() {
        // As the server does by itself after a while.
        desk.service.store().exists("analyze", vec![]).await.unwrap();
    }
    let (mine, all) = (one(Role::Clerk, OURS), operator());
    let mut slow = Vec::new();
    for (scope, fields) in [
        (&mine, json!({})),
        (&all, json!({})),
        (&mine, json!({"text": "ke hoach"})),
        (&all, json!({"text": "ke hoach"})),
        (&mine, json!({"text": "tu3997"})),
        (&mine, json!({"text": "tu0 tu1 tu2"})),
        (&mine, json!({"text": "tu39"})),
        (&mine, json!({"text": "t"})),
        (&mine, json!({"text": "tu1", "year": 2023})),
        (&mine, json!({"text": "tu1", "year": 2024})),
        (&mine, json!({"text": "nowhere", "year": 2024})),
        (&mine, json!({"year": 2023})),
        (&mine, json!({"text": "nowhere"})),
        (&mine, json!({"signer": "truong"})),
        (&all, json!({"signer": "truong", "text": "thu 19990"})),
        (&mine, json!({"number": "17000/KH-LĐLĐ"})),
        (&mine, json!({"year": 2024, "type": "ke-hoach", "number": "17000"})),
        (&all, json!({"text": "tu1", "from": "2024-02-24"})),
        (&mine, json!({"cursor": "2024-03-01T01:00:00.000Z~00000000-0000-7000-8000-000000003600"})),
    ] {
        let query = asking(fields.clone());
        let mut took = Vec::new();
        let mut hits = 0;
        for _ in 0..9 {
            #[expect(clippy::disallowed_methods, reason = "a measurement")]
            let begun = Instant::now();
            hits = desk.service.find(scope, &query).await.unwrap().documents.len();
            took.push(begun.elapsed());
        }
        took.sort();
        slow.push(format!("{:>9.2?} median, {hits:>2} shown: {fields}", took[4]));
    }
    say(&slow.join("\n"));
}

fn say(report: &str) {
    eprintln!("{report}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes a minute; prints figures"]
async fn a_search_is_quick_among_twenty_thousand() {
    is_quick_among_twenty_thousand(Desk::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a PostgreSQL at VANTHU_TEST_POSTGRES; prints figures"]
async fn a_search_is_quick_among_twenty_thousand_on_postgres() {
    is_quick_among_twenty_thousand(Desk::postgres().await).await;
}

/// Fields of a draft, for those who read this file from below.
#[test]
fn a_draft_without_texts_has_no_words() {
    assert_eq!(searchable(&Map::new(), ""), "");
}
