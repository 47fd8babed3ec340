//! Documents that cannot be finished: tried less and less often, parked, seen, and tried again when somebody asks.

use super::place::{codes, plan};
use super::stops::stopped;
use crate::service::recovery::ISSUING;
use crate::service::testing::{Desk, on_both};
use crate::service::{Issuing, ServiceError, State};
use crate::store::args;
use std::time::Duration;

on_both!(
    a_document_whose_templates_are_lost_is_parked_after_its_attempts_and_stays_in_sight,
    a_parked_document_is_finished_once_somebody_has_mended_it_and_asks,
    another_version_of_the_program_tries_a_parked_document_again,
    attempts_do_not_hide_how_long_a_document_has_waited,
    an_outage_is_no_attempt,
    an_attempt_counts_before_it_begins,
    a_document_that_cannot_be_finished_keeps_nobody_behind_it_waiting,
);

const LOST: &str = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";
const ATTEMPTS: i64 = ISSUING.policy.retry.attempts;
const HOUR: Duration = Duration::from_secs(3_600);

/// A document with a number whose templates are not there.
async fn lost(house: &Desk) -> (String, String) {
    let (id, _) = stopped(house).await;
    let kept = house.service.find_kept(&id).await.unwrap().unwrap().catalog.unwrap();
    name_templates(house, &id, LOST).await;
    (id, kept)
}

async fn name_templates(house: &Desk, id: &str, digest: &str) {
    const NAME: &str = "update document set catalog_sha256 = $2 where id = $1";
    assert_eq!(house.service.store().execute(NAME, args![id, digest]).await.unwrap(), 1);
}

/// Tries until nothing is tried any more.
async fn parked(house: &Desk) {
    for _ in 0..ATTEMPTS {
        house.pass(HOUR);
        assert_eq!(house.service.recover().await.unwrap(), 0);
    }
}

async fn examined(house: &Desk) -> Vec<String> {
    let mut told = Vec::new();
    house
        .service
        .examine(&mut |examined| {
            if !examined.good {
                told.push(format!("{}: {}", examined.part, examined.said));
            }
        })
        .await;
    told
}

async fn a_document_whose_templates_are_lost_is_parked_after_its_attempts_and_stays_in_sight(house: Desk) {
    let (id, _) = lost(&house).await;
    parked(&house).await;
    house.pass(HOUR * 100);
    house.service.recover().await.unwrap();
    let left = house.service.unfinished().await.unwrap();
    assert_eq!(
        (left.len(), left[0].attempts, left[0].parked),
        (1, ATTEMPTS, true),
        "not once more: {left:?}"
    );
    assert_eq!((&left[0].document, left[0].number.as_str()), (&id, "01/KH-LĐLĐ"));
    assert!(left[0].error.as_ref().unwrap().contains(LOST), "{left:?}");

    let backlog = house.service.backlog().await.unwrap();
    assert_eq!((backlog.issuing, backlog.parked), (1, 1));
    assert!(backlog.issuing_seconds >= 108 * 3_600, "{backlog:?}");
    let told = examined(&house).await;
    let line = told.iter().find(|line| line.contains(&id)).unwrap();
    for word in ["01/KH-LĐLĐ", &left[0].since, "đã thử 8 lần", LOST, "đã thôi tự làm lại"] {
        assert!(line.contains(word), "{word}: {line}");
    }
    assert!(told.iter().any(|line| line.starts_with("Mẫu đã dùng") && line.contains(LOST)), "{told:?}");
    // It is what the registers have of it all the same.
    assert_eq!(house.verified().await, [""; 0]);
}

async fn a_parked_document_is_finished_once_somebody_has_mended_it_and_asks(house: Desk) {
    let (id, kept) = lost(&house).await;
    parked(&house).await;
    let mut told = Vec::new();
    let mut tell = |left: &crate::service::Unfinished, finished| told.push((left.error.clone(), finished));
    house.service.finish_all(&mut tell).await.unwrap();
    name_templates(&house, &id, &kept).await;
    house.service.finish_all(&mut tell).await.unwrap();
    house.service.finish_all(&mut tell).await.unwrap();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(!told[0].1 && told[0].0.as_ref().unwrap().contains(LOST), "{told:?}");
    assert!(told[1].1);
    house.holds_its_package(&id).await;
    let backlog = house.service.backlog().await.unwrap();
    assert_eq!((backlog.issuing, backlog.parked, backlog.issuing_seconds), (0, 0, 0));
}

async fn another_version_of_the_program_tries_a_parked_document_again(house: Desk) {
    const ELSEWHERE: &str = "update document set attempt_engine = '0.0.1' where state = 'issuing'";
    let (id, kept) = lost(&house).await;
    parked(&house).await;
    name_templates(&house, &id, &kept).await;
    house.pass(HOUR);
    assert_eq!(house.service.recover().await.unwrap(), 0, "the version that parked it does not");
    house.service.store().execute(ELSEWHERE, vec![]).await.unwrap();
    assert_eq!(house.service.backlog().await.unwrap().parked, 0);
    assert_eq!(house.service.recover().await.unwrap(), 1);
    house.holds_its_package(&id).await;
}

async fn attempts_do_not_hide_how_long_a_document_has_waited(house: Desk) {
    lost(&house).await;
    let since = house.column("select updated_at from document", vec![]).await;
    parked(&house).await;
    assert_eq!(house.column("select updated_at from document", vec![]).await, since);
    assert_eq!(house.count("select version from document").await, 2);
}

async fn an_outage_is_no_attempt(house: Desk) {
    stopped(&house).await;
    let (blobs, away) = (house.folder.join("blobs"), house.folder.join("away"));
    std::fs::rename(&blobs, &away).unwrap();
    std::fs::write(&blobs, b"in the way").unwrap();
    for _ in 0..2 * ATTEMPTS {
        house.pass(HOUR);
        assert!(matches!(house.service.recover().await, Err(ServiceError::Unavailable(_))));
    }
    assert_eq!(house.service.unfinished().await.unwrap()[0].attempts, 0);
    std::fs::remove_file(&blobs).unwrap();
    std::fs::rename(&away, &blobs).unwrap();
    house.pass(HOUR);
    assert_eq!(house.service.recover().await.unwrap(), 1);
}

async fn an_attempt_counts_before_it_begins(house: Desk) {
    const STOP: &str =
        "update document set attempts = $1, attempt_engine = $2, attempt_at = $3, attempt_error = null";
    stopped(&house).await;
    // Each took the process with it: nothing was written after it began.
    let engine = crate::package::Engine::default().version;
    let values = args![ATTEMPTS, engine, house.service.runtime().now()];
    house.service.store().execute(STOP, values).await.unwrap();
    house.pass(HOUR);
    assert_eq!(house.service.recover().await.unwrap(), 0);
    let told = examined(&house).await;
    assert!(
        told.iter().any(|line| line.starts_with("Văn bản dở dang") && line.contains("đã thử 8 lần")),
        "{told:?}"
    );
}

async fn a_document_that_cannot_be_finished_keeps_nobody_behind_it_waiting(house: Desk) {
    let (first, _) = lost(&house).await;
    let (second, operation) = stopped(&house).await;
    house.pass(HOUR);
    assert_eq!(house.service.recover().await.unwrap(), 1);
    let states: Vec<State> = [
        house.service.get(&house.operator, &first).await.unwrap().summary.state,
        house.service.get(&house.operator, &second).await.unwrap().summary.state,
    ]
    .to_vec();
    assert_eq!(states, [State::Issuing, State::Issued]);
    // Whoever asks for the one that cannot be finished is told, and the next document has its number.
    let again = house.service.issue(house.act(&operation), &second, &Issuing::default()).await.unwrap();
    assert_eq!(again.summary.code_number.as_deref(), Some("02"));
    let other = house.id();
    let refused = house.service.issue(house.act(&other), &first, &Issuing::default()).await;
    assert_eq!(codes(refused), ["already-issued"]);
    assert_eq!(house.issued(plan()).await.summary.code_number.as_deref(), Some("03"));
}
