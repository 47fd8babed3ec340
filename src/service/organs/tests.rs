use crate::access::{Right, Role};
use crate::catalog::Organ;
use crate::register::{Period, Series};
use crate::service::testing::{Desk, OURS, THEIRS, act, on_both, one, operator};
use crate::service::{Service, ServiceError};
use crate::store::args;
use std::sync::Arc;

on_both!(
    the_organs_of_the_templates_are_there_once,
    the_catalog_follows_every_change,
    a_change_of_what_another_has_changed_is_stale,
    a_new_organ_takes_the_right_everywhere,
    faults_of_a_profile_are_all_said,
    a_foreign_organ_is_not_found,
    changes_at_the_same_time_have_revisions_of_their_own,
    series_are_replaced_as_a_whole,
    a_series_with_numbers_stays_and_keeps_its_period,
    series_of_a_foreign_organ_are_not_found,
);

async fn ours(service: &Service) -> Vec<Organ> {
    service.organ(&operator(), OURS).await.unwrap().versions
}

async fn the_organs_of_the_templates_are_there_once(desk: Desk) {
    let organs = desk.service.organs(&operator()).await.unwrap();
    assert_eq!(organs.iter().map(|o| o.id.as_str()).collect::<Vec<_>>(), [THEIRS, OURS]);
    let mut versions = ours(&desk.service).await;
    versions[0].place = "Than Uyên".to_owned();
    let scope = operator();
    let revision = desk.service.organ(&scope, OURS).await.unwrap().revision;
    desk.service.put_organ(act(&scope, "1"), OURS, Some(revision), versions.clone()).await.unwrap();
    let (one, two) = tokio::join!(desk.again(), desk.again());
    assert_eq!(ours(&one).await, versions, "what the database knows it keeps");
    assert_eq!(two.organs(&scope).await.unwrap().len(), 2);
}

async fn the_catalog_follows_every_change(desk: Desk) {
    let (scope, other) = (operator(), desk.again().await);
    let before = desk.service.catalog().await.unwrap();
    assert!(Arc::ptr_eq(&before, &desk.service.catalog().await.unwrap()), "read once");
    assert!(Arc::ptr_eq(&before.words, &other.catalog().await.unwrap().words), "all else is shared");
    let kept = desk.service.organ(&scope, OURS).await.unwrap();
    let mut versions = kept.versions;
    versions.iter_mut().for_each(|v| v.place = "Than Uyên".to_owned());
    versions.reverse();
    let put = other.put_organ(act(&scope, "1"), OURS, Some(kept.revision), versions).await.unwrap();
    assert!(put.revision > kept.revision);
    assert!(put.versions[0].valid_from < put.versions[1].valid_from, "in order of time");
    let now = desk.service.catalog().await.unwrap();
    assert_eq!(now.organ(OURS, None).unwrap().place, "Than Uyên");
    assert_eq!(before.organ(OURS, None).unwrap().place, "Lai Châu", "who has it at hand keeps it");
    assert_eq!(desk.service.organ(&scope, OURS).await.unwrap(), put);
}

async fn a_change_of_what_another_has_changed_is_stale(desk: Desk) {
    let scope = one(Role::Admin, OURS);
    let kept = desk.service.organ(&scope, OURS).await.unwrap();
    let mut versions = kept.versions.clone();
    versions[0].place = "Than Uyên".to_owned();
    let put = |revision, versions| desk.service.put_organ(act(&scope, "1"), OURS, revision, versions);
    let first = put(Some(kept.revision), versions.clone()).await.unwrap();
    assert_eq!(put(Some(kept.revision), versions).await.unwrap(), first, "the same said twice is said once");
    for seen in [Some(kept.revision), None] {
        let stale = put(seen, kept.versions.clone()).await;
        assert!(matches!(stale, Err(ServiceError::Stale(now)) if now == first.revision), "{stale:?}");
    }
}

async fn a_new_organ_takes_the_right_everywhere(desk: Desk) {
    let versions: Vec<Organ> =
        ours(&desk.service).await.into_iter().map(|v| Organ { id: String::new(), ..v }).collect();
    let (local, all) = (one(Role::Admin, "moi"), operator());
    let put = |scope, revision| desk.service.put_organ(act(scope, "1"), "moi", revision, versions.clone());
    assert!(matches!(put(&local, None).await, Err(ServiceError::Forbidden(Right::Govern))));
    assert!(matches!(put(&all, Some(1)).await, Err(ServiceError::NotFound)));
    let made = put(&all, None).await.unwrap();
    assert!(made.versions.iter().all(|v| v.id == "moi"));
    assert_eq!(desk.service.organ(&local, "moi").await.unwrap(), made);
    let newest = desk.service.catalog().await.unwrap().organ("moi", None);
    assert_eq!(newest.as_deref(), made.versions.last());
}

async fn faults_of_a_profile_are_all_said(desk: Desk) {
    let scope = operator();
    let mut versions = ours(&desk.service).await;
    versions[0].style = "nowhere".to_owned();
    versions[1].full_name.clear();
    let put = desk.service.put_organ(act(&scope, "1"), "Cơ quan", None, versions).await;
    let Err(ServiceError::Rejected(report)) = put else { panic!("{put:?}") };
    let said: Vec<String> = report.problems.iter().map(|p| format!("{} {}", p.at, p.code)).collect();
    let wanted = [
        "id bad-id",
        "versions[0].id wrong-id",
        "versions[0].style unknown-style",
        "versions[1].id wrong-id",
        "versions[1].full_name missing",
    ];
    assert_eq!(said, wanted);
}

async fn a_foreign_organ_is_not_found(desk: Desk) {
    let stranger = one(Role::Admin, THEIRS);
    let versions = ours(&desk.service).await;
    assert!(matches!(desk.service.organ(&stranger, OURS).await, Err(ServiceError::NotFound)));
    let put = desk.service.put_organ(act(&stranger, "1"), OURS, Some(1), versions.clone()).await;
    assert!(matches!(put, Err(ServiceError::NotFound)));
    let seen = desk.service.organs(&stranger).await.unwrap();
    assert_eq!(seen.iter().map(|o| o.id.as_str()).collect::<Vec<_>>(), [THEIRS]);
    let clerk = one(Role::Clerk, OURS);
    let put = desk.service.put_organ(act(&clerk, "1"), OURS, Some(1), versions).await;
    assert!(matches!(put, Err(ServiceError::Forbidden(Right::Govern))));
}

async fn changes_at_the_same_time_have_revisions_of_their_own(desk: Desk) {
    let (scope, other) = (operator(), desk.again().await);
    let versions = |place: &str, of: &[Organ]| -> Vec<Organ> {
        of.iter().map(|v| Organ { place: place.to_owned(), id: String::new(), ..v.clone() }).collect()
    };
    let kept = ours(&desk.service).await;
    let mut revisions = Vec::new();
    for round in 0..10 {
        let (a, b) = (format!("a{round}"), format!("b{round}"));
        let (first, second) = tokio::join!(
            desk.service.put_organ(act(&scope, "1"), &a, None, versions(&a, &kept)),
            other.put_organ(act(&scope, "2"), &b, None, versions(&b, &kept)),
        );
        revisions.extend([first.unwrap().revision, second.unwrap().revision]);
        let (mine, theirs) = (desk.service.catalog().await.unwrap(), other.catalog().await.unwrap());
        assert!([&mine, &theirs].iter().all(|c| c.organs.contains_key(&a) && c.organs.contains_key(&b)));
    }
    let given = revisions.len();
    revisions.sort();
    revisions.dedup();
    assert_eq!(revisions.len(), given);
}

fn series(id: &str, types: &[&str], period: Period) -> Series {
    let types = types.iter().map(|t| (*t).to_owned()).collect();
    Series { id: id.to_owned(), name: "Sổ".to_owned(), types, period, padding: 2, suffixes: true, first: 1 }
}

fn term() -> Period {
    Period::Term { from: "2023-10-01".parse().unwrap(), to: "2028-10-01".parse().unwrap() }
}

async fn series_are_replaced_as_a_whole(desk: Desk) {
    let scope = one(Role::Admin, OURS);
    let put = |series| desk.service.put_series(act(&scope, "1"), OURS, series);
    assert!(desk.service.series(&scope, OURS).await.unwrap().is_empty());
    let first = vec![series("ke-hoach", &["ke-hoach"], term()), series("khac", &[], Period::Year)];
    assert_eq!(put(first.clone()).await.unwrap(), first);
    let second = vec![series("a", &["bao-cao", "ke-hoach"], Period::Year)];
    assert_eq!(put(second.clone()).await.unwrap(), second);
    let wrong = vec![series("a", &["no-type"], Period::Year), series("a", &[], Period::Year)];
    assert!(matches!(put(wrong).await, Err(ServiceError::Rejected(report)) if report.problems.len() == 2));
    assert_eq!(desk.service.series(&scope, OURS).await.unwrap(), second, "what was refused changed nothing");
    assert!(put(vec![]).await.unwrap().is_empty());
}

/// A number of a series.
async fn number(service: &Service, series: &str) {
    const PUT: &str = "insert into number (organ, series, period, n, suffix, code, state, operation, date, at) \
         values ($1, $2, '2024', 1, '', '01', 'issued', $2, '2024-02-23', 'x')";
    service.store().execute(PUT, args![OURS, series]).await.unwrap();
}

async fn a_series_with_numbers_stays_and_keeps_its_period(desk: Desk) {
    let scope = one(Role::Admin, OURS);
    let put = |series| desk.service.put_series(act(&scope, "1"), OURS, series);
    let (mine, free) = (series("chung", &[], Period::Year), series("tu-do", &["bao-cao"], term()));
    put(vec![mine.clone(), free]).await.unwrap();
    number(&desk.service, "chung").await;
    number(&desk.service, "ke-hoach").await;
    let in_use = |done: Result<_, ServiceError>| {
        matches!(done, Err(ServiceError::Conflict { code: "series-in-use", .. }))
    };
    assert!(in_use(put(vec![]).await), "removed");
    assert!(in_use(put(vec![series("chung", &[], term())]).await), "another period");
    let own = series("ke-hoach", &["ke-hoach"], term());
    assert!(in_use(put(vec![mine.clone(), own]).await), "a type's own numbers run by the year");
    let other = Series { padding: 3, name: "Văn bản".to_owned(), suffixes: false, ..mine };
    let own = series("ke-hoach", &["ke-hoach"], Period::Year);
    assert_eq!(put(vec![other.clone(), own.clone()]).await.unwrap(), [other, own]);
}

async fn series_of_a_foreign_organ_are_not_found(desk: Desk) {
    let stranger = one(Role::Admin, THEIRS);
    assert!(matches!(desk.service.series(&stranger, OURS).await, Err(ServiceError::NotFound)));
    let put = desk.service.put_series(act(&stranger, "1"), OURS, vec![]).await;
    assert!(matches!(put, Err(ServiceError::NotFound)));
    let clerk = one(Role::Clerk, OURS);
    let put = desk.service.put_series(act(&clerk, "1"), OURS, vec![]).await;
    assert!(matches!(put, Err(ServiceError::Forbidden(Right::Govern))));
    let nowhere = desk.service.put_series(act(&operator(), "1"), "nowhere", vec![]).await;
    assert!(matches!(nowhere, Err(ServiceError::NotFound)));
}
