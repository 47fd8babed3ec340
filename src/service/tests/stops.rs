//! Stops in the middle: what has a number is finished, with the same number and the same bytes.

use super::place::{codes, draft, plan};
use crate::package::FileKind;
use crate::register::{AllocationRequest, NumberChoice};
use crate::service::freezing::{FreezeDocument, NumberSource, Place};
use crate::service::making::make;
use crate::service::pool::Demand;
use crate::service::testing::{Desk, OURS, on_both};
use crate::service::{Issuing, ServiceError, State};
use std::time::Duration;

on_both!(
    a_document_with_a_number_is_finished_by_whoever_comes_next,
    a_living_process_is_left_alone,
    the_same_act_finishes_what_it_began,
    the_organ_is_that_of_the_day_the_number_was_given,
    two_may_finish_the_same_document,
    without_blobs_nothing_is_announced_and_nothing_lost,
    without_blobs_for_its_templates_no_number_is_given,
    a_document_on_its_way_is_finished_before_it_is_taken_back,
);

/// Gives a new document its number and stops there; its id and the act.
pub(super) async fn stopped(house: &Desk) -> (String, String) {
    let made = house.created(plan()).await;
    let (id, operation) = (made.summary.id, house.id());
    let act = house.act(&operation);
    let ask = AllocationRequest {
        organ: made.summary.organ,
        document_type: made.summary.document_type,
        document: id.clone(),
        date: "2024-02-23".parse().unwrap(),
        wanted: NumberChoice::Next,
        back_dated: None,
    };
    let mut values = made.draft;
    values.insert("code_number".to_owned(), "77".into());
    values.insert("issued_date".to_owned(), "2024-02-23".into());
    let catalog = house.service.catalog().await.unwrap();
    let draft = crate::input::Draft { values };
    let ready = house
        .service
        .on_renderer(catalog, Demand::LIGHT, move |office| make(office, draft, &Default::default()));
    let ready = ready.await.unwrap().unwrap();
    let place = Place::Draft { id: id.clone(), version: 1, replaces: None };
    let enter = FreezeDocument::new(NumberSource::Give(ask), place, house.service.doer(act), &ready);
    house.service.store().write(enter).await.unwrap();
    (id, operation)
}

async fn a_document_with_a_number_is_finished_by_whoever_comes_next(house: Desk) {
    let (id, _) = stopped(&house).await;
    let half = house.service.get(&house.operator, &id).await.unwrap();
    assert_eq!((half.summary.state, half.stem), (State::Issuing, None));
    // Another was given meanwhile than the one it was validated with.
    assert_eq!((half.summary.code_number.as_deref(), &half.draft["code_number"]), (Some("01"), &"01".into()));
    assert_eq!(codes(house.service.file(&house.operator, &id, FileKind::Pdf).await), ["being-issued"]);
    assert_eq!(house.count("select count(*) from event").await, 0);
    house.pass(Duration::from_secs(31));
    let next = house.again().await;
    assert_eq!(next.recover().await.unwrap(), 1);
    assert_eq!(next.recover().await.unwrap(), 0);
    let whole = next.get(&house.operator, &id).await.unwrap();
    assert_eq!((whole.summary.state, whole.summary.code_number.as_deref()), (State::Issued, Some("01")));
    house.holds_its_package(&id).await;
    assert_eq!(house.verified().await, [""; 0]);
    assert_eq!(house.column("select kind from event", vec![]).await, ["document.issued"]);
}

async fn a_living_process_is_left_alone(house: Desk) {
    stopped(&house).await;
    house.pass(Duration::from_secs(29));
    assert_eq!(house.again().await.recover().await.unwrap(), 0);
    house.pass(Duration::from_secs(1));
    assert_eq!(house.again().await.recover().await.unwrap(), 1);
}

async fn the_same_act_finishes_what_it_began(house: Desk) {
    let (id, operation) = stopped(&house).await;
    let other = house.id();
    let refused = house.service.issue(house.act(&other), &id, &Issuing::default()).await;
    assert_eq!(codes(refused), ["already-issued"]);
    let issued = house.service.issue(house.act(&operation), &id, &Issuing::default()).await.unwrap();
    assert_eq!((issued.summary.state, issued.summary.code_number.as_deref()), (State::Issued, Some("01")));
    house.holds_its_package(&id).await;
    assert_eq!(house.count("select count(*) from number").await, 1);
}

async fn the_organ_is_that_of_the_day_the_number_was_given(house: Desk) {
    let (id, operation) = stopped(&house).await;
    let whole = house.again().await;
    let organ = house.service.organ(&house.operator, OURS).await.unwrap();
    let mut versions = organ.versions.clone();
    versions[0].place = "Điện Biên".to_owned();
    let change = house.id();
    let revision = Some(organ.revision);
    house.service.put_organ(house.act(&change), &organ.id, revision, versions).await.unwrap();
    let issued = whole.issue(house.act(&operation), &id, &Issuing::default()).await.unwrap();
    let source = house.service.find_kept(&id).await.unwrap().unwrap();
    assert!(source.organ_profile.unwrap().contains("Lai Châu"));
    // The same document, had nothing come between.
    let fresh = Desk::sqlite().await;
    let (same, operation) = stopped(&fresh).await;
    let same = fresh.service.issue(fresh.act(&operation), &same, &Issuing::default()).await.unwrap();
    assert_eq!(issued.package_sha256, same.package_sha256);
}

async fn two_may_finish_the_same_document(house: Desk) {
    let (id, _) = stopped(&house).await;
    let other = house.again().await;
    let (one, two) = tokio::join!(house.service.finish(&id, None), other.finish(&id, None));
    assert_eq!(u8::from(one.unwrap()) + u8::from(two.unwrap()), 1);
    assert!(!house.service.finish(&id, None).await.unwrap());
    house.holds_its_package(&id).await;
    assert_eq!(house.count("select count(*) from document_file").await, 4);
    assert_eq!(house.count("select count(*) from event").await, 1);
    assert_eq!(house.verified().await, [""; 0]);
}

async fn without_blobs_nothing_is_announced_and_nothing_lost(house: Desk) {
    // Where the templates cannot be kept either, no number is given at all.
    house.service.keep_templates().await.unwrap();
    let (blobs, away) = (house.folder.join("blobs"), house.folder.join("away"));
    std::fs::rename(&blobs, &away).unwrap();
    std::fs::write(&blobs, b"in the way").unwrap();
    let operation = house.id();
    let act = house.act(&operation);
    let refused = house.service.create_issued(act, draft(plan()), vec![], &Issuing::default()).await;
    assert!(matches!(refused, Err(ServiceError::Unavailable(_))), "{refused:?}");
    assert_eq!(house.count("select count(*) from event").await, 0);
    house.pass(Duration::from_secs(31));
    assert!(matches!(house.service.recover().await, Err(ServiceError::Unavailable(_))));

    std::fs::remove_file(&blobs).unwrap();
    std::fs::rename(&away, &blobs).unwrap();
    let issued = house.service.create_issued(act, draft(plan()), vec![], &Issuing::default()).await.unwrap();
    assert_eq!((issued.summary.state, issued.summary.code_number.as_deref()), (State::Issued, Some("01")));
    house.holds_its_package(&operation).await;
    assert_eq!(house.count("select count(*) from document").await, 1);
}

async fn without_blobs_for_its_templates_no_number_is_given(house: Desk) {
    let (blobs, away) = (house.folder.join("blobs"), house.folder.join("away"));
    std::fs::rename(&blobs, &away).unwrap();
    std::fs::write(&blobs, b"in the way").unwrap();
    let operation = house.id();
    let act = house.act(&operation);
    let refused = house.service.create_issued(act, draft(plan()), vec![], &Issuing::default()).await;
    assert!(matches!(refused, Err(ServiceError::Unavailable(_))), "{refused:?}");
    let kept = ["select count(*) from document", "select count(*) from number"];
    assert_eq!(
        (house.count(kept[0]).await, house.count(kept[1]).await),
        (0, 0),
        "no row names what is not there"
    );
    std::fs::remove_file(&blobs).unwrap();
    std::fs::rename(&away, &blobs).unwrap();
    let issued = house.service.create_issued(act, draft(plan()), vec![], &Issuing::default()).await.unwrap();
    assert_eq!((issued.summary.state, issued.summary.code_number.as_deref()), (State::Issued, Some("01")));
    let kept = house.service.find_kept(&operation).await.unwrap().unwrap().catalog.unwrap();
    let text = house.service.blobs().get(&kept).await.unwrap();
    assert_eq!(text, crate::catalog::Catalog::embedded().bundle.text().as_bytes());
}

async fn a_document_on_its_way_is_finished_before_it_is_taken_back(house: Desk) {
    let (id, _) = stopped(&house).await;
    let act = house.id();
    let cancelled = house.service.cancel(house.act(&act), &id, "Ban hành nhầm.").await.unwrap();
    assert_eq!(cancelled.summary.state, State::Cancelled);
    assert!(cancelled.package_sha256.is_some());
    let told = house.column("select event from ledger order by seq", vec![]).await;
    assert_eq!(told, ["given", "issued", "cancelled"]);
}
