//! Findings kept with a draft: reading renders nothing, and nobody is told what only another may know.

use super::place::{codes, draft, plan, with};
use crate::access::{Right, Role};
use crate::office::Format;
use crate::service::findings::Refresh;
use crate::service::testing::{Desk, OURS, on_both, one};
use crate::service::{Act, Issuing, NewAsset, ProblemsState, Stored};
use crate::store::args;
use serde_json::{Value, json};
use std::time::Duration;

on_both!(
    a_draft_is_assessed_once_when_it_is_written_and_never_when_it_is_read,
    issuing_assesses_anew_and_trusts_no_kept_findings,
    findings_are_let_go_with_the_draft,
    findings_are_stale_when_the_organ_changed_until_the_background_has_made_them_anew,
    findings_judged_by_another_engine_or_other_templates_are_stale,
    drafts_of_before_are_pending_and_brought_up_to_date_after_a_restart,
    findings_are_stale_on_another_day_only_where_the_day_matters,
    findings_are_stale_when_an_image_of_the_draft_was_withdrawn,
    findings_of_a_version_that_moved_on_are_dropped,
    each_reader_is_told_what_a_check_would_tell_him,
    a_draft_that_cannot_be_laid_out_is_assessed_and_told_without_pages,
);

impl Desk {
    /// Pieces of work that renderers have begun.
    fn begun(&self) -> usize {
        self.service.load().begun
    }

    async fn read(&self, id: &str) -> Stored {
        let begun = self.begun();
        let stored = self.service.get(&self.operator, id).await.unwrap();
        assert_eq!(self.begun(), begun, "reading renders nothing");
        stored
    }

    /// Findings of all drafts brought up to date; how many were rendered for that.
    async fn refreshed(&self) -> usize {
        let begun = self.begun();
        while self.service.refresh_portion().await.unwrap() {}
        self.begun() - begun
    }

    async fn changed(&self, id: &str, version: i64, draft: Value) -> Stored {
        let operation = self.id();
        let draft = super::place::draft(draft);
        self.service.update(self.act(&operation), id, version, draft, vec![]).await.unwrap()
    }
}

fn told(stored: &Stored) -> Vec<&str> {
    stored.problems.as_array().unwrap().iter().map(|problem| problem["code"].as_str().unwrap()).collect()
}

async fn a_draft_is_assessed_once_when_it_is_written_and_never_when_it_is_read(house: Desk) {
    let made = house.created(with(json!({"subject": null}))).await;
    assert_eq!(house.begun(), 1);
    let id = made.summary.id.as_str();
    assert!(told(&made).contains(&"missing"), "{}", made.problems);
    assert_eq!(house.read(id).await, made);
    let changed = house.changed(id, 1, plan()).await;
    assert_eq!((house.begun(), changed.problems_state), (2, ProblemsState::Current));
    assert!(!told(&changed).contains(&"missing"));
    assert_eq!(house.read(id).await, changed);
    assert_eq!(changed.pages, Some(1));
    assert_eq!(house.refreshed().await, 0, "nothing is stale");
    // What is kept is what a check says.
    let checked = house.service.check(&house.operator, id).await.unwrap();
    assert_eq!(json!(checked), changed.problems);
    // A repeated request is answered with what is kept.
    let act = house.act(id);
    let begun = house.begun();
    let again = house.service.create(act, draft(plan()), vec![]).await.unwrap();
    assert_eq!((again, house.begun()), (changed, begun));
}

async fn issuing_assesses_anew_and_trusts_no_kept_findings(house: Desk) {
    const KEEP: &str = "update draft_findings set problems = $2 where document = $1";
    let store = house.service.store();
    let faulty = house.created(with(json!({"subject": null}))).await.summary.id;
    store.execute(KEEP, args![&faulty, "[]"]).await.unwrap();
    assert_eq!(house.read(&faulty).await.problems, json!([]));
    let act = house.id();
    let begun = house.begun();
    assert_eq!(codes(house.service.issue(house.act(&act), &faulty, &Issuing::default()).await), ["missing"]);
    assert!(house.begun() > begun);
    let right = house.created(plan()).await.summary.id;
    let error = json!([{"at": "body", "code": "missing", "severity": "error", "message": "Thiếu."}]);
    store.execute(KEEP, args![&right, error.to_string()]).await.unwrap();
    let begun = house.begun();
    let issued = house.service.issue(house.act(&act), &right, &Issuing::default()).await.unwrap();
    assert_eq!((house.begun() - begun, issued.problems_state), (1, ProblemsState::Current));
    assert_eq!(house.read(&right).await, issued);
}

async fn findings_are_let_go_with_the_draft(house: Desk) {
    let [issued, cancelled, stays] =
        [house.created(plan()).await, house.created(plan()).await, house.created(plan()).await]
            .map(|stored| stored.summary.id);
    let acts = [house.id(), house.id()];
    house.service.issue(house.act(&acts[0]), &issued, &Issuing::default()).await.unwrap();
    house.service.cancel(house.act(&acts[1]), &cancelled, "").await.unwrap();
    let kept = house.column("select document from draft_findings", vec![]).await;
    assert_eq!(kept, [stays]);
    assert_eq!(house.read(&cancelled).await.problems, json!([]));
    assert_eq!(house.refreshed().await, 0, "what is no draft is not assessed");
}

async fn findings_are_stale_when_the_organ_changed_until_the_background_has_made_them_anew(house: Desk) {
    let id = house.created(with(json!({"place": "Lai Châu"}))).await.summary.id;
    let before = house.read(&id).await;
    let mut organ = house.service.organ(&house.operator, OURS).await.unwrap();
    organ.versions.iter_mut().for_each(|version| version.place = "Điện Biên".to_owned());
    let act = house.id();
    let put = house.service.put_organ(house.act(&act), OURS, Some(organ.revision), organ.versions).await;
    put.unwrap();
    let stale = house.read(&id).await;
    assert_eq!((stale.problems_state, &stale.problems), (ProblemsState::Stale, &before.problems));
    let begun = house.begun();
    house.service.refresh_wanted().await.unwrap();
    assert_eq!(house.begun() - begun, 1);
    let now = house.read(&id).await;
    assert_eq!((now.problems_state, now.summary.version), (ProblemsState::Current, before.summary.version));
    assert!(told(&now).contains(&"PLC-01") && !told(&before).contains(&"PLC-01"), "{}", now.problems);
    house.service.refresh_wanted().await.unwrap();
    assert_eq!((house.refreshed().await, house.begun() - begun), (0, 1), "once is enough");
}

async fn findings_judged_by_another_engine_or_other_templates_are_stale(house: Desk) {
    let id = house.created(plan()).await.summary.id;
    const OTHER: &str = "update draft_findings set judged_by = 'x', problems = '[]' where document = $1";
    house.service.store().execute(OTHER, args![&id]).await.unwrap();
    assert_eq!(house.read(&id).await.problems_state, ProblemsState::Stale);
    assert_eq!(house.refreshed().await, 1);
    assert_eq!(house.read(&id).await.problems_state, ProblemsState::Current);
}

async fn drafts_of_before_are_pending_and_brought_up_to_date_after_a_restart(house: Desk) {
    let mut made = Vec::new();
    for _ in 0..3 {
        made.push(house.created(with(json!({"subject": null}))).await);
    }
    house.service.store().execute("delete from draft_findings", vec![]).await.unwrap();
    let pending = house.read(&made[0].summary.id).await;
    assert_eq!((pending.problems_state, &pending.problems), (ProblemsState::Pending, &json!([])));
    let later = house.again().await;
    while later.refresh_portion().await.unwrap() {}
    assert_eq!(later.load().begun, 3);
    for was in made {
        assert_eq!(house.read(&was.summary.id).await, was);
    }
    assert_eq!(house.refreshed().await, 0);
}

async fn findings_are_stale_on_another_day_only_where_the_day_matters(house: Desk) {
    const DAY: Duration = Duration::from_secs(24 * 3_600);
    let undated = house.created(plan()).await.summary.id;
    let past = house.created(with(json!({"issued_date": "2024-02-20"}))).await.summary.id;
    let early = house.created(with(json!({"issued_date": "2024-02-25"}))).await;
    assert!(told(&early).contains(&"DAT-03"), "{}", early.problems);
    house.pass(DAY);
    for id in [&undated, &past, &early.summary.id] {
        assert_eq!(house.read(id).await.problems_state, ProblemsState::Current, "{id}");
    }
    house.pass(DAY);
    for id in [&undated, &past] {
        assert_eq!(house.read(id).await.problems_state, ProblemsState::Current, "{id}");
    }
    let stale = house.read(&early.summary.id).await;
    assert_eq!((stale.problems_state, &stale.problems), (ProblemsState::Stale, &early.problems));
    assert_eq!(house.refreshed().await, 1);
    let now = house.read(&early.summary.id).await;
    assert!(now.problems_state == ProblemsState::Current && !told(&now).contains(&"DAT-03"));
}

/// A seal that is blue, kept by the organ; its name in a draft.
async fn blue_seal(house: &Desk) -> String {
    let asset = NewAsset {
        organ: OURS.to_owned(),
        kind: "seal".to_owned(),
        name: "dấu".to_owned(),
        holder: None,
        bytes: include_bytes!("../../../samples/images/chu-ky.png").to_vec(),
    };
    let act = house.id();
    house.service.add_asset(house.act(&act), asset).await.unwrap().id
}

async fn sealed(house: &Desk) -> Value {
    let mut sealed = plan();
    sealed["signers"][0]["seal_image"] = blue_seal(house).await.into();
    sealed
}

async fn findings_are_stale_when_an_image_of_the_draft_was_withdrawn(house: Desk) {
    let draft = sealed(&house).await;
    let seal = draft["signers"][0]["seal_image"].as_str().unwrap().to_owned();
    let (id, plain) = (house.created(draft).await.summary.id, house.created(plan()).await.summary.id);
    assert_eq!(house.read(&id).await.problems_state, ProblemsState::Current);
    let act = house.id();
    house.service.withdraw_asset(house.act(&act), OURS, &seal).await.unwrap();
    assert_eq!(house.read(&plain).await.problems_state, ProblemsState::Current);
    assert_eq!(house.read(&id).await.problems_state, ProblemsState::Stale);
    assert_eq!(house.refreshed().await, 1);
    let now = house.read(&id).await;
    assert!(now.problems_state == ProblemsState::Current && told(&now).contains(&"image-withdrawn"));
}

async fn findings_of_a_version_that_moved_on_are_dropped(house: Desk) {
    let id = house.created(with(json!({"subject": null}))).await.summary.id;
    let draft = super::place::draft;
    let findings = house.service.assess(OURS, draft(with(json!({"subject": null})))).await.unwrap().findings;
    let changed = house.changed(&id, 1, plan()).await;
    let refresh = |version, findings| Refresh { id: id.clone(), version, findings };
    assert!(!house.service.store().write(refresh(1, findings.clone())).await.unwrap());
    assert_eq!(house.read(&id).await, changed);
    let act = house.id();
    house.service.issue(house.act(&act), &id, &Issuing::default()).await.unwrap();
    assert!(!house.service.store().write(refresh(3, findings)).await.unwrap(), "it is no draft any more");
}

async fn each_reader_is_told_what_a_check_would_tell_him(house: Desk) {
    let mut draft = sealed(&house).await;
    draft["code_number"] = 39.into();
    for writer in [Role::Drafter, Role::Clerk] {
        let (scope, operation) = (one(writer, OURS), house.id());
        let act = Act { scope: &scope, operation: &operation };
        let made = house.service.create(act, super::place::draft(draft.clone()), vec![]).await.unwrap();
        let id = made.summary.id.as_str();
        for role in Role::ALL {
            let (reader, begun) = (one(role, OURS), house.begun());
            let read = house.service.get(&reader, id).await.unwrap();
            assert_eq!(house.begun(), begun);
            let (name, may) = (role.name(), role.may(Right::Number));
            assert_eq!(told(&read).contains(&"image-colour"), may, "{name}: {}", read.problems);
            assert_eq!(told(&read).contains(&"number-not-given"), !may, "{name}");
            assert_eq!(read.pages.is_some(), may, "{name}");
            assert_eq!(read.problems_state, ProblemsState::Current);
            assert_eq!(json!(house.service.check(&reader, id).await.unwrap()), read.problems, "{name}");
            assert_eq!(house.service.preview(&reader, id, 1, Format::Svg).await.is_ok(), may, "{name}");
            if role == writer {
                assert_eq!(read, made, "{name}");
            }
        }
    }
}

async fn a_draft_that_cannot_be_laid_out_is_assessed_and_told_without_pages(house: Desk) {
    let made = house.created(with(json!({"signers": []}))).await;
    assert_eq!((made.pages, told(&made).contains(&"missing")), (None, true));
    assert_eq!(house.read(&made.summary.id).await, made);
}
