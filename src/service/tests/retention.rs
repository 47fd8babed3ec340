//! Tests of retention: what is let go of after its time, and what never is.

use super::place::plan;
use crate::service::testing::{Desk, on_both};
use crate::service::{Answer, Claim};
use crate::store::args;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 3_600);

on_both!(
    an_answer_is_kept_for_thirty_days,
    an_event_is_kept_for_ninety_days_and_as_long_as_it_waits,
    documents_and_numbers_are_kept_for_ever,
);

impl Desk {
    /// Time passes, and what is past its time is let go of.
    async fn days_later(&self, days: u32) {
        self.pass(DAY * days);
        while self.service.purge_expired().await.unwrap() {}
    }

    /// An event, spread or not.
    async fn event(&self, fan_out: i64) -> String {
        const EVENT: &str = "insert into event (id, organ, kind, document, payload, at, spread) \
             values ($1, 'o', 'document.issued', null, '{}', '', $2)";
        let id = self.id();
        self.service.store().execute(EVENT, args![&id, fan_out]).await.unwrap();
        id
    }
}

async fn an_answer_is_kept_for_thirty_days(desk: Desk) {
    let (service, operator) = (&desk.service, &desk.operator);
    let answer = Answer { status: 201, headers: vec![], body: "{}".to_owned() };
    service.claim(operator, "key", "request").await.unwrap();
    service.settle(operator, "key", &answer).await.unwrap();
    desk.days_later(29).await;
    assert_eq!(service.claim(operator, "key", "request").await.unwrap(), Claim::Answered(answer));
    desk.days_later(2).await;
    assert!(matches!(service.claim(operator, "key", "another").await.unwrap(), Claim::Do { .. }));
}

async fn an_event_is_kept_for_ninety_days_and_as_long_as_it_waits(desk: Desk) {
    const HOOK: &str = "insert into webhook (id, organ, url, secret, kinds, private, active, created_at) \
         values ('hook', null, 'https://example.org/', '', '[]', 0, 1, '')";
    const DELIVERY: &str = "insert into delivery (id, event, webhook, state, attempts, run_at, updated_at) \
         values ($1, $1, 'hook', $2, 1, '', '')";
    desk.service.store().execute(HOOK, args![]).await.unwrap();
    let mut waiting = String::new();
    for state in ["done", "failed", "waiting"] {
        waiting = desk.event(1).await;
        desk.service.store().execute(DELIVERY, args![&waiting, state]).await.unwrap();
    }
    desk.event(1).await;
    let not_spread = desk.event(0).await;
    desk.days_later(89).await;
    assert_eq!(desk.count("select count(*) from event").await, 5);
    desk.days_later(2).await;
    assert_eq!(desk.column("select state from delivery", args![]).await, ["waiting"]);
    assert_eq!(desk.column("select id from event order by id", args![]).await, [waiting, not_spread]);
}

async fn documents_and_numbers_are_kept_for_ever(desk: Desk) {
    let issued = desk.issued(plan()).await;
    desk.days_later(36_500).await;
    assert_eq!(desk.service.get(&desk.operator, &issued.summary.id).await.unwrap(), issued);
    desk.holds_its_package(&issued.summary.id).await;
    assert_eq!(desk.verified().await, [""; 0]);
    assert_eq!(
        desk.count("select count(*) from ledger").await,
        desk.count("select max(seq) from ledger").await
    );
}
