//! Many at once.

use super::place::{codes, draft, plan, with};
use crate::service::testing::{Desk, on_both};
use crate::service::{Act, Issuing, Stored};
use serde_json::json;

on_both!(
    of_two_acts_on_one_document_one_gives_the_number,
    an_act_done_twice_at_once_is_done_once,
    two_hundred_at_once_have_the_numbers_from_1_to_200,
    a_draft_that_changes_while_it_is_issued_is_issued_as_changed,
);

async fn of_two_acts_on_one_document_one_gives_the_number(house: Desk) {
    let other = house.again().await;
    for number in 1..=5 {
        let made = house.created(plan()).await;
        let (first, second) = (house.id(), house.id());
        let issuing = Issuing::default();
        let (one, two) = tokio::join!(
            house.service.issue(house.act(&first), &made.summary.id, &issuing),
            other.issue(house.act(&second), &made.summary.id, &issuing),
        );
        let (won, lost) = if one.is_ok() { (one, two) } else { (two, one) };
        assert_eq!(won.unwrap().summary.code_number, Some(format!("{number:02}")));
        assert_eq!(codes(lost), ["already-issued"]);
    }
    assert_eq!(house.verified().await, [""; 0]);
}

async fn an_act_done_twice_at_once_is_done_once(house: Desk) {
    let other = house.again().await;
    for _ in 0..5 {
        let operation = house.id();
        let act = house.act(&operation);
        let issuing = Issuing::default();
        let (one, two) = tokio::join!(
            house.service.create_issued(act, draft(plan()), vec![], &issuing),
            other.create_issued(act, draft(plan()), vec![], &issuing),
        );
        assert_eq!(one.unwrap(), two.unwrap());
    }
    assert_eq!(house.count("select count(*) from number").await, 5);
    assert_eq!(house.count("select count(*) from event").await, 5);
    assert_eq!(house.verified().await, [""; 0]);
}

async fn two_hundred_at_once_have_the_numbers_from_1_to_200(house: Desk) {
    let mut tasks = tokio::task::JoinSet::new();
    let other = house.again().await;
    for index in 0..200 {
        let service = if index % 2 == 0 { house.service.clone() } else { other.clone() };
        let (scope, operation) = (house.operator.clone(), house.id());
        tasks.spawn(async move {
            let act = Act { scope: &scope, operation: &operation };
            let draft = draft(with(json!({"external_id": format!("wf-{index}")})));
            service.create_issued(act, draft, vec![], &Issuing::default()).await.unwrap()
        });
    }
    let issued: Vec<Stored> = tasks.join_all().await;
    let mut numbers: Vec<u32> =
        issued.iter().map(|made| made.summary.code_number.as_deref().unwrap().parse().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=200).collect::<Vec<u32>>());
    assert_eq!(house.verified().await, [""; 0]);
    for made in issued.iter().step_by(40) {
        house.holds_its_package(&made.summary.id).await;
    }
}

async fn a_draft_that_changes_while_it_is_issued_is_issued_as_changed(house: Desk) {
    for _ in 0..5 {
        let made = house.created(plan()).await;
        let (first, second) = (house.id(), house.id());
        let later = draft(with(json!({"subject": "Tổ chức Tháng Công nhân năm 2025"})));
        let issuing = Issuing::default();
        let (changed, issued) = tokio::join!(
            house.service.update(house.act(&first), &made.summary.id, 1, later, vec![]),
            house.service.issue(house.act(&second), &made.summary.id, &issuing),
        );
        let year = if changed.is_ok() { "2025" } else { "2024" };
        let issued = issued.unwrap();
        assert!(issued.summary.subject.ends_with(year), "{}", issued.summary.subject);
        house.holds_its_package(&issued.summary.id).await;
    }
    assert_eq!(house.verified().await, [""; 0]);
}
