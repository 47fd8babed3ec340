//! Documents taken back, and documents that stand in the place of others.

use super::place::{codes, draft, plan, with};
use crate::service::testing::{Desk, on_both};
use crate::service::{Issuing, ServiceError, State};
use crate::store::args;
use serde_json::json;

on_both!(
    a_draft_is_cancelled_without_a_reason,
    an_issued_document_is_cancelled_with_one_and_its_number_stays,
    a_document_is_replaced_when_the_new_one_is_issued,
    one_document_at_a_time_stands_in_the_place_of_another,
    what_was_taken_back_meanwhile_is_not_replaced,
);

async fn a_draft_is_cancelled_without_a_reason(house: Desk) {
    let made = house.created(plan()).await;
    let (first, second) = (house.id(), house.id());
    let cancelled = house.service.cancel(house.act(&first), &made.summary.id, "").await.unwrap();
    assert_eq!(cancelled.summary.state, State::Cancelled);
    let again = house.service.cancel(house.act(&first), &made.summary.id, "").await.unwrap();
    assert_eq!(again, cancelled);
    let other = house.service.cancel(house.act(&second), &made.summary.id, "").await;
    assert_eq!(codes(other), ["already-cancelled"]);
    let issue = house.service.issue(house.act(&second), &made.summary.id, &Issuing::default()).await;
    assert_eq!(codes(issue), ["not-a-draft"]);
}

async fn an_issued_document_is_cancelled_with_one_and_its_number_stays(house: Desk) {
    let issued = house.issued(plan()).await;
    let id = issued.summary.id.as_str();
    let act = house.id();
    assert_eq!(codes(house.service.cancel(house.act(&act), id, " ").await), ["missing"]);
    let reason = "Ban hành nhầm nội dung.";
    let cancelled = house.service.cancel(house.act(&act), id, reason).await.unwrap();
    assert_eq!(
        (cancelled.summary.state, cancelled.summary.reason.as_deref()),
        (State::Cancelled, Some(reason))
    );
    assert_eq!(cancelled.summary.code_number.as_deref(), Some("01"));
    assert_eq!(house.service.cancel(house.act(&act), id, reason).await.unwrap(), cancelled);
    let told = house.column("select event from ledger order by seq", vec![]).await;
    assert_eq!(told, ["given", "issued", "cancelled"]);
    let events = house.column("select kind from event order by id", vec![]).await;
    assert_eq!(events, ["document.issued", "document.cancelled"]);
    assert_eq!(house.issued(plan()).await.summary.code_number.as_deref(), Some("02"));
    assert_eq!(house.verified().await, [""; 0]);
}

async fn a_document_is_replaced_when_the_new_one_is_issued(house: Desk) {
    let old = house.issued(plan()).await.summary.id;
    let act = house.id();
    let reason = "Sai thời gian thực hiện.";
    let better = || draft(with(json!({"subject": "Tổ chức Tháng Công nhân năm 2025"})));
    let new = house.service.replace(house.act(&act), &old, reason, better(), vec![]).await.unwrap();
    assert_eq!(new.summary.replaces.as_deref(), Some(old.as_str()));
    assert_eq!(new.summary.state, State::Draft);
    let again = house.service.replace(house.act(&act), &old, reason, better(), vec![]).await.unwrap();
    assert_eq!(again, new);
    let still = house.service.get(&house.operator, &old).await.unwrap();
    assert_eq!(still.summary.state, State::Issued);

    let issued = house.service.issue(house.act(&act), &new.summary.id, &Issuing::default()).await.unwrap();
    assert_eq!(issued.summary.code_number.as_deref(), Some("02"));
    let replaced = house.service.get(&house.operator, &old).await.unwrap().summary;
    assert_eq!(replaced.state, State::Replaced);
    assert_eq!(replaced.replaced_by, Some(new.summary.id.clone()));
    assert_eq!(replaced.reason.as_deref(), Some(reason));
    let told = house.column("select event from ledger order by seq", vec![]).await;
    assert_eq!(told, ["given", "issued", "given", "issued", "replaced"]);
    let events = house.column("select kind from event where document = $1 order by id", args![&old]).await;
    assert_eq!(events, ["document.issued", "document.replaced"]);
    let other = house.id();
    let refused = house.service.replace(house.act(&other), &old, reason, better(), vec![]).await;
    assert_eq!(codes(refused), ["already-replaced"]);
    assert_eq!(codes(house.service.cancel(house.act(&other), &old, "x").await), ["already-replaced"]);
    assert_eq!(house.verified().await, [""; 0]);
}

async fn one_document_at_a_time_stands_in_the_place_of_another(house: Desk) {
    let old = house.issued(plan()).await.summary.id;
    let (first, second) = (house.id(), house.id());
    let (service, acts) = (&house.service, (house.act(&first), house.act(&second)));
    assert_eq!(codes(service.replace(acts.0, &old, "", draft(plan()), vec![]).await), ["missing"]);
    let replacing = |act| service.replace(act, &old, "x", draft(plan()), vec![]);
    let (one, two) = tokio::join!(replacing(acts.0), replacing(acts.1));
    let (won, lost) = if one.is_ok() { (one, two) } else { (two, one) };
    assert_eq!(codes(lost), ["being-replaced"]);
    let third = house.id();
    service.cancel(house.act(&third), &won.unwrap().summary.id, "").await.unwrap();
    let fourth = house.id();
    replacing(house.act(&fourth)).await.unwrap();
    let drafted = house.created(plan()).await;
    let fifth = house.id();
    let refused = service.replace(house.act(&fifth), &drafted.summary.id, "x", draft(plan()), vec![]).await;
    assert_eq!(codes(refused), ["not-issued"]);
}

async fn what_was_taken_back_meanwhile_is_not_replaced(house: Desk) {
    let old = house.issued(plan()).await.summary.id;
    let (act, other) = (house.id(), house.id());
    let new = house.service.replace(house.act(&act), &old, "x", draft(plan()), vec![]).await.unwrap();
    house.service.cancel(house.act(&other), &old, "x").await.unwrap();
    match house.service.issue(house.act(&act), &new.summary.id, &Issuing::default()).await {
        Err(ServiceError::Conflict { code: "not-issued", message, .. }) => {
            assert!(message.contains(&old), "{message}")
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(house.count("select count(*) from number").await, 1);
}
