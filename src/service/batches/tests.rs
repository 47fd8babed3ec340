use super::BatchItem;
use super::item::operation;
use super::work::Next;
use crate::access::{Right, Role, Scope};
use crate::record::samples::{plan, with};
use crate::service::testing::{Desk, OURS, THEIRS, act, on_both, one, operator};
use crate::service::{BatchIssuing, Job, Query, Service, ServiceError};
use crate::store::args;
use serde_json::{Map, Value, json};
use std::time::Duration;
use uuid::Uuid;

on_both!(
    every_draft_ends_as_a_document_or_as_its_problems,
    numbers_are_given_in_the_order_of_the_drafts,
    a_batch_is_the_callers_and_no_more,
    the_same_act_makes_one_job,
    a_crashed_worker_leaves_nothing_done_twice,
    who_slept_over_the_lease_writes_nothing,
    two_workers_never_hold_one_job,
    a_long_job_gives_others_their_turn,
    a_batch_that_cannot_be_read_is_parked_and_keeps_no_other_waiting,
    a_draft_that_takes_the_process_with_it_parks_its_batch_after_eight_tries_and_is_tried_again_when_somebody_asks,
    tries_are_counted_from_the_last_draft_that_was_finished,
    a_batch_has_its_limits,
    a_foreign_organ_is_not_found,
);

fn draft(subject: &str) -> Map<String, Value> {
    let changes = json!({"code_number": null, "issued_date": null, "subject": subject});
    let Value::Object(draft) = with(plan(), changes) else { panic!("an object") };
    draft
}

fn drafts(count: usize) -> Vec<Map<String, Value>> {
    (0..count).map(|i| draft(&format!("Tổ chức hoạt động thứ {i}"))).collect()
}

async fn run_all(service: &Service) {
    while service.run_job().await.unwrap() {}
}

async fn job(desk: &Desk, id: &str) -> Job {
    desk.service.job(&operator(), id).await.unwrap()
}

async fn documents(desk: &Desk) -> usize {
    let query = Query { limit: Some(200), ..Query::default() };
    desk.service.find(&operator(), &query).await.unwrap().documents.len()
}

async fn every_draft_ends_as_a_document_or_as_its_problems(desk: Desk) {
    let (scope, id) = (one(Role::Drafter, OURS), desk.id());
    let mut given = drafts(4);
    given[1].insert("organ".to_owned(), THEIRS.into());
    given[2].remove("organ");
    given[3].insert("external_id".to_owned(), "x".into());
    let mut again = draft("Khác");
    again.insert("external_id".to_owned(), "x".into());
    given.push(again);
    let made = desk.service.batch(act(&scope, &id), OURS, given, None).await.unwrap();
    assert_eq!((made.state.as_str(), made.done, made.total), ("waiting", 0, 5));
    run_all(&desk.service).await;
    let job = job(&desk, &id).await;
    assert_eq!((job.state.as_str(), job.done, job.items.len()), ("done", 5, 5));
    let errors: Vec<_> = job.items.iter().map(|item| item.error.as_deref()).collect();
    assert_eq!(errors, [None, Some("rejected"), Some("rejected"), None, Some("external-id-taken")]);
    assert!(job.items.iter().enumerate().all(|(i, item)| item.index == i as i64));
    assert!(job.items.iter().all(|item| item.error.is_some() != item.problems.is_empty()));
    assert_eq!(job.items[1].problems[0]["at"], "organ");
    let first = job.items[0].document.as_deref().unwrap();
    let stored = desk.service.get(&scope, first).await.unwrap();
    assert_eq!(stored.summary.subject, "Tổ chức hoạt động thứ 0");
    const TOLD: &str = "select payload from event where kind = 'batch.finished'";
    let told: Vec<String> = desk.service.store().rows(TOLD, vec![]).await.unwrap();
    let told: Vec<Value> = told.iter().map(|told| serde_json::from_str(told).unwrap()).collect();
    assert_eq!(told, [json!({"job": id, "total": 5, "failed": 3})]);
}

async fn numbers_are_given_in_the_order_of_the_drafts(desk: Desk) {
    let (scope, id) = (one(Role::Clerk, OURS), desk.id());
    let mut given = drafts(4);
    given[1].remove("signers");
    desk.service.batch(act(&scope, &id), OURS, given, Some(BatchIssuing::default())).await.unwrap();
    run_all(&desk.service).await;
    let items = job(&desk, &id).await.items;
    let numbers: Vec<_> = items.iter().map(|item| item.code_number.as_deref()).collect();
    assert_eq!(numbers, [Some("01"), None, Some("02"), Some("03")], "{items:#?}");
    assert_eq!(documents(&desk).await, 3, "what was refused is not there");
}

async fn a_batch_is_the_callers_and_no_more(desk: Desk) {
    let drafter = one(Role::Drafter, OURS);
    let issued =
        desk.service.batch(act(&drafter, &desk.id()), OURS, drafts(1), Some(BatchIssuing::default())).await;
    assert!(matches!(issued, Err(ServiceError::Forbidden(Right::Number))));
    let reader = one(Role::Auditor, OURS);
    let read = desk.service.batch(act(&reader, &desk.id()), OURS, drafts(1), None).await;
    assert!(matches!(read, Err(ServiceError::Forbidden(Right::Draft))));
    let id = desk.id();
    desk.service.batch(act(&drafter, &id), OURS, drafts(1), None).await.unwrap();
    run_all(&desk.again().await).await;
    let document = job(&desk, &id).await.items[0].document.clone().unwrap();
    const BY: &str = "select created_by from document where id = $1";
    let by: String = desk.service.store().one(BY, args![document]).await.unwrap();
    assert_eq!(by, drafter.principal);
}

async fn the_same_act_makes_one_job(desk: Desk) {
    let (scope, id) = (operator(), desk.id());
    for _ in 0..2 {
        desk.service.batch(act(&scope, &id), OURS, drafts(2), None).await.unwrap();
    }
    run_all(&desk.service).await;
    let again = desk.service.batch(act(&scope, &id), OURS, drafts(2), None).await.unwrap();
    assert_eq!((again.state.as_str(), documents(&desk).await), ("done", 2));
}

/// Takes the next job as a worker that dies after some items, before it has written anything.
async fn die_after(desk: &Desk, id: &str, scope: &Scope, done: usize) {
    const TAKE: &str = "update job set state = 'running', run_at = $1, attempts = attempts + 1 where id = $2";
    let until = desk.service.runtime().later(Duration::from_secs(60));
    desk.service.store().execute(TAKE, args![until, id]).await.unwrap();
    for (index, draft) in drafts(done).into_iter().enumerate() {
        let operation = operation(id, index);
        let draft = crate::input::Draft { values: draft };
        let issuing = crate::service::Issuing::default();
        desk.service.create_issued(act(scope, &operation), draft, vec![], &issuing).await.unwrap();
    }
}

async fn a_crashed_worker_leaves_nothing_done_twice(desk: Desk) {
    let (scope, id) = (one(Role::Clerk, OURS), desk.id());
    desk.service.batch(act(&scope, &id), OURS, drafts(4), Some(BatchIssuing::default())).await.unwrap();
    die_after(&desk, &id, &scope, 2).await;
    assert!(!desk.service.run_job().await.unwrap(), "the lease holds");
    desk.pass(Duration::from_secs(61));
    run_all(&desk.again().await).await;
    let items = job(&desk, &id).await.items;
    let numbers: Vec<_> = items.iter().map(|item| item.code_number.as_deref().unwrap()).collect();
    assert_eq!((numbers, documents(&desk).await), (vec!["01", "02", "03", "04"], 4));
}

async fn who_slept_over_the_lease_writes_nothing(desk: Desk) {
    let (scope, id) = (one(Role::Clerk, OURS), desk.id());
    desk.service.batch(act(&scope, &id), OURS, drafts(3), None).await.unwrap();
    let mut sleeper = desk.service.take_job().await.unwrap().unwrap();
    desk.pass(Duration::from_secs(600));
    run_all(&desk.service).await;
    let done = job(&desk, &id).await;
    assert_eq!(done.state, "done");
    assert!(!desk.service.keep_job(&mut sleeper, Next::Done).await.unwrap());
    assert_eq!(job(&desk, &id).await, done);
}

async fn two_workers_never_hold_one_job(desk: Desk) {
    let (scope, other) = (operator(), desk.again().await);
    for _ in 0..10 {
        let id = desk.id();
        desk.service.batch(act(&scope, &id), OURS, drafts(1), None).await.unwrap();
        let (one, two) = tokio::join!(desk.service.take_job(), other.take_job());
        assert!(one.unwrap().is_some() != two.unwrap().is_some());
    }
}

async fn a_long_job_gives_others_their_turn(desk: Desk) {
    let (scope, first, second) = (operator(), desk.id(), desk.id());
    desk.service.batch(act(&scope, &first), OURS, drafts(3), None).await.unwrap();
    desk.pass(Duration::from_millis(1));
    desk.service.batch(act(&scope, &second), OURS, drafts(1), None).await.unwrap();
    desk.hurry(Duration::from_secs(3));
    desk.service.run_job().await.unwrap();
    let waiting = job(&desk, &first).await;
    assert_eq!(waiting.state, "waiting", "{waiting:?}");
    assert!(waiting.done > 0 && waiting.items.len() as i64 == waiting.done);
    desk.service.run_job().await.unwrap();
    assert_eq!(job(&desk, &second).await.state, "done");
    run_all(&desk.service).await;
    assert_eq!((job(&desk, &first).await.state.as_str(), documents(&desk).await), ("done", 4));
}

/// Faults that `doctor` finds with batches.
async fn examined(desk: &Desk) -> Vec<String> {
    let mut told = Vec::new();
    let mut tell = |examined: crate::service::Examined| {
        if examined.part == "Công việc nền" && !examined.good {
            told.push(examined.said);
        }
    };
    desk.service.examine(&mut tell).await;
    told
}

async fn a_batch_that_cannot_be_read_is_parked_and_keeps_no_other_waiting(desk: Desk) {
    const SPOIL: &str = "update job set payload = '{' where id = $1";
    let (scope, bad, good) = (operator(), desk.id(), desk.id());
    for id in [&bad, &good] {
        desk.service.batch(act(&scope, id), OURS, drafts(1), None).await.unwrap();
        desk.pass(Duration::from_millis(1));
    }
    let payload: String =
        desk.service.store().one("select payload from job where id = $1", args![&bad]).await.unwrap();
    desk.service.store().execute(SPOIL, args![&bad]).await.unwrap();
    run_all(&desk.service).await;
    assert_eq!(job(&desk, &good).await.state, "done");
    let parked = job(&desk, &bad).await;
    assert_eq!((parked.state.as_str(), parked.next_at), ("parked", None));
    assert!(parked.error.unwrap().starts_with("Không đọc được nội dung của lô"));
    desk.pass(Duration::from_secs(24 * 3_600));
    assert!(!desk.service.run_job().await.unwrap(), "it is not taken again");
    assert_eq!(desk.service.backlog().await.unwrap().jobs_parked, 1);
    let told = examined(&desk).await;
    assert!(told.len() == 1 && told[0].contains(&bad), "{told:?}");

    // Mended and asked for, it is done.
    desk.service
        .store()
        .execute("update job set payload = $1 where id = $2", args![payload, &bad])
        .await
        .unwrap();
    let stranger = one(Role::Admin, THEIRS);
    assert!(matches!(
        desk.service.resume_job(act(&stranger, &desk.id()), &bad).await,
        Err(ServiceError::NotFound)
    ));
    let reader = one(Role::Auditor, OURS);
    let refused = desk.service.resume_job(act(&reader, &desk.id()), &bad).await;
    assert!(matches!(refused, Err(ServiceError::Forbidden(Right::Draft))));
    for _ in 0..2 {
        let resumed = desk.service.resume_job(act(&scope, &desk.id()), &bad).await.unwrap();
        assert_eq!((resumed.state.as_str(), resumed.attempts), ("waiting", 0));
    }
    run_all(&desk.service).await;
    assert_eq!((job(&desk, &bad).await.state.as_str(), documents(&desk).await), ("done", 2));
    assert_eq!(desk.service.resume_job(act(&scope, &desk.id()), &bad).await.unwrap().state, "done");
}

async fn a_draft_that_takes_the_process_with_it_parks_its_batch_after_eight_tries_and_is_tried_again_when_somebody_asks(
    desk: Desk,
) {
    let (scope, id) = (operator(), desk.id());
    desk.service.batch(act(&scope, &id), OURS, drafts(2), None).await.unwrap();
    for attempt in 1..=8 {
        // Taken by a worker of which nothing is heard any more.
        assert!(desk.service.take_job().await.unwrap().is_some(), "try {attempt}");
        assert_eq!(job(&desk, &id).await.attempts, attempt);
        assert!(desk.service.take_job().await.unwrap().is_none(), "the lease holds");
        desk.pass(Duration::from_secs(3_600));
    }
    assert!(desk.service.take_job().await.unwrap().is_none(), "eight are enough");
    let parked = job(&desk, &id).await;
    assert_eq!((parked.state.as_str(), parked.attempts, parked.done), ("parked", 8, 0));
    assert!(parked.error.unwrap().contains("nhiều lần dừng"));
    desk.service.resume_job(act(&scope, &desk.id()), &id).await.unwrap();
    run_all(&desk.service).await;
    assert_eq!((job(&desk, &id).await.state.as_str(), documents(&desk).await), ("done", 2));
}

async fn tries_are_counted_from_the_last_draft_that_was_finished(desk: Desk) {
    let (scope, id) = (operator(), desk.id());
    desk.service.batch(act(&scope, &id), OURS, drafts(12), None).await.unwrap();
    desk.hurry(Duration::from_secs(3));
    for _ in 0..12 {
        // A worker stops, and the next gets on by a few drafts.
        drop(desk.service.take_job().await.unwrap());
        desk.pass(Duration::from_secs(3_600));
        desk.service.run_job().await.unwrap();
    }
    assert_eq!(job(&desk, &id).await.state, "done", "{:?}", job(&desk, &id).await);
}

async fn a_batch_has_its_limits(desk: Desk) {
    let scope = operator();
    let code = |drafts| {
        let (desk, scope) = (&desk, &scope);
        async move {
            match desk.service.batch(act(scope, &desk.id()), OURS, drafts, None).await {
                Err(ServiceError::Rejected(report)) => report.problems[0].code,
                other => panic!("{other:?}"),
            }
        }
    };
    assert_eq!(code(vec![]).await, "missing");
    assert_eq!(code(vec![Map::new(); 1_001]).await, "too-many");
    let long = Map::from_iter([("body".to_owned(), Value::from("x".repeat(17 << 20)))]);
    assert_eq!(code(vec![long]).await, "too-large");
    assert!(!desk.service.run_job().await.unwrap());
}

async fn a_foreign_organ_is_not_found(desk: Desk) {
    let (stranger, id) = (one(Role::Admin, THEIRS), desk.id());
    let taken = desk.service.batch(act(&stranger, &id), OURS, drafts(1), None).await;
    assert!(matches!(taken, Err(ServiceError::NotFound)));
    let nowhere = desk.service.batch(act(&operator(), &id), "nowhere", drafts(1), None).await;
    assert!(matches!(nowhere, Err(ServiceError::NotFound)));
    desk.service.batch(act(&operator(), &id), OURS, drafts(1), None).await.unwrap();
    for asked in [id.as_str(), "nothing"] {
        assert!(matches!(desk.service.job(&stranger, asked).await, Err(ServiceError::NotFound)));
    }
}

#[test]
fn acts_of_items_are_told_apart_and_lie_behind_their_job() {
    let job = "018dd3a5-1c40-7abc-8def-0123456789ab";
    let ids: Vec<String> = (0..1_000).map(|i| operation(job, i)).collect();
    assert!(ids.iter().all(|id| id.starts_with("018dd3a5-1c40-8") && Uuid::try_parse(id).is_ok()));
    assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), ids.len());
    assert_eq!(operation(job, 7), ids[7]);
    assert_ne!(operation("another", 7), ids[7]);
}

#[test]
fn an_item_says_only_what_became_of_it() {
    let done =
        BatchItem { index: 0, document: Some("d".into()), code_number: None, error: None, problems: vec![] };
    assert_eq!(serde_json::to_value(&done).unwrap(), json!({"index": 0, "document": "d"}));
}
