//! Requests that are repeated under one key.

use super::place::codes;
use crate::service::testing::{Desk, on_both};
use crate::service::{Answer, Claim};
use std::time::Duration;

on_both!(
    an_answer_is_given_again,
    a_try_that_died_is_taken_over_as_the_same_act,
    a_try_given_up_is_taken_over_at_once,
    a_long_answer_is_not_kept_but_made_again,
    only_one_of_many_does_it,
    a_key_is_short_and_visible,
);

fn answer(body: &str) -> Answer {
    Answer { status: 201, headers: vec![("etag".to_owned(), "\"1\"".to_owned())], body: body.to_owned() }
}

async fn done(house: &Desk, key: &str) -> String {
    match house.service.claim(&house.operator, key, "request").await.unwrap() {
        Claim::Do { operation } => operation,
        other => panic!("{other:?}"),
    }
}

async fn an_answer_is_given_again(house: Desk) {
    let (service, scope) = (&house.service, &house.operator);
    done(&house, "k").await;
    assert_eq!(service.claim(scope, "k", "request").await.unwrap(), Claim::UnderWay(1));
    service.settle(scope, "k", &answer("Số 01")).await.unwrap();
    house.pass(Duration::from_secs(1_000_000));
    assert_eq!(service.claim(scope, "k", "request").await.unwrap(), Claim::Answered(answer("Số 01")));
    assert_eq!(service.claim(scope, "k", "another").await.unwrap(), Claim::Reused);
    let other = crate::access::Scope::operator("somebody else");
    assert!(matches!(service.claim(&other, "k", "another").await.unwrap(), Claim::Do { .. }));
}

async fn a_try_that_died_is_taken_over_as_the_same_act(house: Desk) {
    let operation = done(&house, "k").await;
    house.pass(Duration::from_secs(2));
    assert_eq!(house.service.claim(&house.operator, "k", "request").await.unwrap(), Claim::UnderWay(1));
    house.pass(Duration::from_secs(1));
    assert_eq!(done(&house, "k").await, operation);
    assert_eq!(house.service.claim(&house.operator, "k", "request").await.unwrap(), Claim::UnderWay(1));
}

async fn a_try_given_up_is_taken_over_at_once(house: Desk) {
    let operation = done(&house, "k").await;
    house.service.release(&house.operator, "k").await.unwrap();
    assert_eq!(done(&house, "k").await, operation);
}

async fn a_long_answer_is_not_kept_but_made_again(house: Desk) {
    let operation = done(&house, "k").await;
    let long = answer(&"x".repeat((256 << 10) + 1));
    house.service.settle(&house.operator, "k", &long).await.unwrap();
    assert_eq!(done(&house, "k").await, operation);
}

async fn only_one_of_many_does_it(house: Desk) {
    let other = house.again().await;
    let claim = |service: &crate::service::Service| {
        let (service, scope) = (service.clone(), house.operator.clone());
        tokio::spawn(async move { service.claim(&scope, "k", "request").await.unwrap() })
    };
    let tries: Vec<_> = (0..20).map(|n| claim(if n % 2 == 0 { &house.service } else { &other })).collect();
    let mut doing = 0;
    for one in tries {
        doing += u8::from(matches!(one.await.unwrap(), Claim::Do { .. }));
    }
    assert_eq!(doing, 1);
}

async fn a_key_is_short_and_visible(house: Desk) {
    let long = "k".repeat(201);
    for key in ["", "a b", "khóa", "a\n", &long] {
        assert_eq!(codes(house.service.claim(&house.operator, key, "request").await), ["bad-key"], "{key:?}");
    }
    done(&house, &"k".repeat(200)).await;
}
