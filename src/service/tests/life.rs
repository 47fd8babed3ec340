//! The life of a document: drafted, changed, issued, looked at, entered from paper.

use super::place::{codes, draft, plan, with};
use crate::access::Role;
use crate::office::{Format, PdfForm};
use crate::package::{FileKind, canonical_json};
use crate::service::testing::{Desk, OURS, on_both, one};
use crate::service::{Act, BatchIssuing, Issuing, ServiceError, State, Upload};
use crate::store::args;
use serde_json::{Value, json};
use std::time::Duration;

on_both!(
    a_draft_is_kept_changed_issued_and_read_again,
    an_unfinished_draft_is_kept_with_its_problems,
    what_is_at_fault_is_not_issued_and_takes_no_number,
    an_organ_outside_the_catalog_has_no_register,
    a_draft_with_a_month_gets_its_day_and_a_paper_without_one_is_not_entered,
    a_fault_that_the_office_accepts_is_issued,
    a_dry_run_says_the_number_and_keeps_nothing,
    nothing_is_issued_twice,
    a_refused_document_is_not_created,
    the_callers_own_id_leads_to_the_document,
    a_foreign_organ_is_not_there_and_a_drafter_gives_no_number,
    a_paper_is_entered_with_its_number_and_the_next_follows,
    the_date_is_the_callers_the_drafts_or_todays,
    an_old_day_needs_a_reason_although_no_number_is_later,
    midnight_between_asking_and_giving_makes_no_day_old,
    a_closed_year_takes_no_paper_until_it_is_opened_again,
    pages_and_checks_are_shown_without_keeping,
    files_are_slices_of_the_package,
    images_that_come_along_are_part_of_the_document,
    odd_characters_harm_no_row,
);

async fn a_draft_is_kept_changed_issued_and_read_again(house: Desk) {
    let made = house.created(with(json!({"subject": null, "status": "draft"}))).await;
    assert_eq!((made.summary.state, made.summary.version), (State::Draft, 1));
    let id = made.summary.id.as_str();
    let act = house.id();
    let (service, act) = (&house.service, house.act(&act));

    let stale = service.update(act, id, 7, draft(plan()), vec![]).await;
    assert!(matches!(stale, Err(ServiceError::Stale(1))), "{stale:?}");
    let changed = service.update(act, id, 1, draft(with(json!({"status": "draft"}))), vec![]).await.unwrap();
    assert_eq!(
        (changed.summary.version, changed.summary.subject.as_str()),
        (2, "Tổ chức Tháng Công nhân năm 2024")
    );
    assert_eq!(changed.summary.code_notation, "KH-LĐLĐ");

    let issued = service.issue(act, id, &Issuing::default()).await.unwrap();
    assert_eq!(issued.summary.state, State::Issued);
    assert_eq!(issued.summary.code_number.as_deref(), Some("01"));
    assert_eq!(issued.summary.issued_date.as_deref(), Some("2024-02-23"));
    assert_eq!(issued.stem.as_deref(), Some("01-KH-LDLD-2024-02-23"));
    assert_eq!((&issued.draft["code_number"], issued.draft.get("status")), (&json!("01"), None));
    assert_eq!(issued.engine.as_deref(), Some(env!("CARGO_PKG_VERSION")));
    house.holds_its_package(id).await;
    assert_eq!(house.verified().await, [""; 0]);
    let events = house.column("select kind from event where document = $1", args![id]).await;
    assert_eq!(events, ["document.issued"]);

    assert_eq!(codes(service.update(act, id, 2, draft(plan()), vec![]).await), ["not-a-draft"]);
    let read = service.get(&house.operator, id).await.unwrap();
    assert_eq!(read, issued);
}

async fn an_unfinished_draft_is_kept_with_its_problems(house: Desk) {
    let made = house.created(json!({"type": "KH", "organ": OURS})).await;
    assert_eq!(made.summary.document_type, "ke-hoach");
    let fields: Vec<&str> =
        made.problems.as_array().unwrap().iter().filter_map(|p| p["at"].as_str()).collect();
    for field in ["subject", "body", "signers"] {
        assert!(fields.contains(&field), "{fields:?}");
    }
    assert_eq!(house.service.get(&house.operator, &made.summary.id).await.unwrap(), made);

    let act = house.id();
    let act = house.act(&act);
    let refused = |value| house.service.create(act, draft(value), vec![]);
    assert_eq!(codes(refused(json!({"type": "ke-hoach"})).await), ["missing"]);
    assert_eq!(codes(refused(json!({"organ": OURS})).await), ["missing"]);
    assert_eq!(codes(refused(json!({"organ": OURS, "type": "thơ"})).await), ["unknown-type"]);
    assert_eq!(codes(refused(json!({"organ": "x", "type": "ke-hoach"})).await), ["unknown-organ"]);
    let long = "x".repeat(201);
    assert_eq!(codes(refused(with(json!({"external_id": long}))).await), ["too-long"]);
    let long = "x".repeat(3 << 20);
    assert_eq!(codes(refused(with(json!({"body": long}))).await), ["too-large"]);
    assert_eq!(house.count("select count(*) from document").await, 1);
}

async fn what_is_at_fault_is_not_issued_and_takes_no_number(house: Desk) {
    let at_fault = [
        (json!({"signers": null}), "missing"),
        (json!({"code_number": 39}), "number-given"),
        (json!({"mode": "faithful"}), "faithful-issue"),
        (json!({"subject": "Tổ chức Tháng Công nhân [ ]"}), "STR-15"),
        (json!({"issued_date": "2024-02-30"}), "bad-date"),
        (json!({"issued_date": "2024-02-24"}), "future-date"),
    ];
    for (fields, code) in at_fault {
        let made = house.created(with(fields.clone())).await;
        let act = house.id();
        let refused = house.service.issue(house.act(&act), &made.summary.id, &Issuing::default()).await;
        let told = codes(refused);
        assert!(told.contains(&code), "{fields}: {told:?}");
        let after = house.service.get(&house.operator, &made.summary.id).await.unwrap();
        assert_eq!((after.summary.state, after.summary.version), (State::Draft, 1));
    }
    let both = house.created(with(json!({"code_number": 39, "mode": "faithful", "signers": null}))).await;
    let act = house.id();
    let told = codes(house.service.issue(house.act(&act), &both.summary.id, &Issuing::default()).await);
    assert!(["number-given", "faithful-issue", "missing"].iter().all(|code| told.contains(code)), "{told:?}");
    assert_eq!(house.issued(plan()).await.summary.code_number.as_deref(), Some("01"));
}

async fn an_organ_outside_the_catalog_has_no_register(house: Desk) {
    let foreign =
        || with(json!({"organ": null, "issuer": {"name": ["SỞ HAI"], "symbol": "SH", "place": "Hà Nội"}}));
    let act = house.id();
    let kept = house.service.create(house.act(&act), draft(foreign()), vec![]).await;
    assert_eq!(codes(kept), ["issuer-without-register"]);
    let paper = with(json!({
        "organ": null, "issuer": {"name": ["SỞ HAI"]}, "code_number": 7, "issued_date": "2023-11-20", "mode": "faithful",
    }));
    let recorded = house.service.record(house.act(&act), draft(paper), vec![]).await;
    assert_eq!(codes(recorded), ["issuer-without-register"]);
    assert!(house.service.check_draft(&house.operator, draft(foreign()), vec![]).await.is_ok());
    assert!(house.service.preview_draft(&house.operator, draft(foreign()), vec![]).await.is_ok());
}

async fn a_draft_with_a_month_gets_its_day_and_a_paper_without_one_is_not_entered(house: Desk) {
    let issued = house.issued(with(json!({"issued_date": "2024-02"}))).await;
    assert_eq!(issued.summary.issued_date.as_deref(), Some("2024-02-23"));
    for (fields, at) in [
        (json!({"code_number": 7, "issued_date": "2023-11"}), "issued_date"),
        (json!({"code_number": "....", "issued_date": "2023-11-20"}), "code_number"),
        (json!({"code": "Số 7-KH/ĐU", "issued_date": "2023-11-20"}), "code_number"),
    ] {
        let act = house.id();
        let paper = with(json!({"mode": "faithful"}));
        let paper = fields.as_object().unwrap().iter().fold(paper, |mut paper, (name, value)| {
            paper[name] = value.clone();
            paper
        });
        let Err(ServiceError::Rejected(report)) =
            house.service.record(house.act(&act), draft(paper), vec![]).await
        else {
            panic!("{fields} was entered")
        };
        assert!(
            report.problems.iter().any(|p| p.at.as_str() == at && p.code == "missing"),
            "{fields}: {report:?}"
        );
    }
}

async fn a_fault_that_the_office_accepts_is_issued(house: Desk) {
    let overrides = json!([{"id": "STR-15", "reason": "Trích nguyên văn."}]);
    let accepted = with(json!({"subject": "Tổ chức Tháng Công nhân [ ]", "overrides": overrides}));
    let issued = house.issued(accepted).await;
    let left = issued.problems.as_array().unwrap().iter().find(|p| p["code"] == "STR-15").unwrap();
    assert_eq!(left["severity"], "information");
}

async fn a_dry_run_says_the_number_and_keeps_nothing(house: Desk) {
    let made = house.created(plan()).await;
    let act = house.id();
    for _ in 0..2 {
        let dry =
            house.service.issue_dry(house.act(&act), &made.summary.id, &Issuing::default()).await.unwrap();
        assert_eq!((dry.code_number.as_str(), dry.issued_date.to_string().as_str()), ("01", "2024-02-23"));
        assert!(!dry.report.has_errors());
    }
    assert_eq!(house.count("select count(*) from number").await, 0);
    assert_eq!(house.count("select count(*) from ledger").await, 0);
    let wrong = house.created(with(json!({"subject": "Tổ chức Tháng Công nhân [ ]"}))).await;
    let dry = house.service.issue_dry(house.act(&act), &wrong.summary.id, &Issuing::default()).await.unwrap();
    assert!(dry.report.has_errors());
}

async fn nothing_is_issued_twice(house: Desk) {
    let made = house.created(plan()).await;
    let id = made.summary.id.as_str();
    let (first, second) = (house.id(), house.id());
    let issued = house.service.issue(house.act(&first), id, &Issuing::default()).await.unwrap();
    let again = house.service.issue(house.act(&first), id, &Issuing::default()).await.unwrap();
    assert_eq!(again, issued);
    match house.service.issue(house.act(&second), id, &Issuing::default()).await {
        Err(ServiceError::Conflict { code: "already-issued", message, .. }) => {
            assert_eq!(message, "Văn bản đã được cấp số 01/KH-LĐLĐ ngày 23/02/2024; không cấp số lần nữa.");
        }
        other => panic!("{other:?}"),
    }
    let act = house.act(&second);
    let one = house.service.create_issued(act, draft(plan()), vec![], &Issuing::default()).await.unwrap();
    let again = house.service.create_issued(act, draft(plan()), vec![], &Issuing::default()).await.unwrap();
    assert_eq!((again.summary.id.as_str(), &again), (second.as_str(), &one));
    assert_eq!(house.count("select count(*) from number").await, 2);
}

async fn a_refused_document_is_not_created(house: Desk) {
    let act = house.id();
    let at_fault = with(json!({"body": null, "subject": "Tổ chức Tháng Công nhân [ ]"}));
    let refused =
        house.service.create_issued(house.act(&act), draft(at_fault), vec![], &Issuing::default()).await;
    let told = codes(refused);
    assert!(told.contains(&"missing") && told.contains(&"STR-15"), "{told:?}");
    for table in
        ["select count(*) from document", "select count(*) from number", "select count(*) from event"]
    {
        assert_eq!(house.count(table).await, 0, "{table}");
    }
}

async fn the_callers_own_id_leads_to_the_document(house: Desk) {
    let first = house.created(with(json!({"external_id": "wf-7"}))).await;
    assert_eq!(first.summary.external_id.as_deref(), Some("wf-7"));
    let act = house.id();
    let act = house.act(&act);
    let named = |refused: Result<_, ServiceError>| match refused {
        Err(ServiceError::Conflict { code: "external-id-taken", message, .. }) => {
            assert!(message.contains(&first.summary.id), "{message}");
        }
        other => panic!("{other:?}"),
    };
    let again = || draft(with(json!({"external_id": " wf-7 "})));
    named(house.service.create(act, again(), vec![]).await);
    named(house.service.create_issued(act, again(), vec![], &Issuing::default()).await);
    let other = house.created(plan()).await;
    named(house.service.update(act, &other.summary.id, 1, again(), vec![]).await);
    assert_eq!(house.count("select count(*) from number").await, 0);
    // The document itself may be saved with its own id.
    house.service.update(act, &first.summary.id, 1, again(), vec![]).await.unwrap();
}

async fn a_foreign_organ_is_not_there_and_a_drafter_gives_no_number(house: Desk) {
    let made = house.created(plan()).await;
    let id = made.summary.id.as_str();
    let act = house.id();
    let (stranger, drafter) = (one(Role::Admin, "other"), one(Role::Drafter, OURS));
    let strange = Act { scope: &stranger, operation: &act };
    let service = &house.service;
    let issuing = Issuing::default();
    for refused in [
        service.get(&stranger, id).await,
        service.create(strange, draft(plan()), vec![]).await,
        service.update(strange, id, 1, draft(plan()), vec![]).await,
        service.issue(strange, id, &issuing).await,
        service.create_issued(strange, draft(plan()), vec![], &issuing).await,
        service.record(strange, draft(plan()), vec![]).await,
        service.cancel(strange, id, "x").await,
        service.replace(strange, id, "x", draft(plan()), vec![]).await,
    ] {
        assert!(matches!(refused, Err(ServiceError::NotFound)), "{refused:?}");
    }
    assert!(matches!(service.check(&stranger, id).await, Err(ServiceError::NotFound)));
    assert!(matches!(service.preview(&stranger, id, 1, Format::Svg).await, Err(ServiceError::NotFound)));
    assert!(matches!(service.file(&stranger, id, FileKind::Pdf).await, Err(ServiceError::NotFound)));
    let forms = &[Format::Pdf];
    let refused = service.render(&stranger, draft(plan()), vec![], forms, None, PdfForm::default()).await;
    assert!(matches!(refused, Err(ServiceError::NotFound)));

    let drafting = Act { scope: &drafter, operation: &act };
    for refused in [
        service.issue(drafting, id, &issuing).await,
        service.create_issued(drafting, draft(plan()), vec![], &issuing).await,
        service.record(drafting, draft(plan()), vec![]).await,
        service.replace(drafting, id, "x", draft(plan()), vec![]).await,
    ] {
        assert!(matches!(refused, Err(ServiceError::Forbidden(_))), "{refused:?}");
    }
    service.cancel(drafting, id, "").await.unwrap();
    let auditor = one(Role::Auditor, OURS);
    let auditing = Act { scope: &auditor, operation: &act };
    assert!(matches!(service.create(auditing, draft(plan()), vec![]).await, Err(ServiceError::Forbidden(_))));
    service.get(&auditor, id).await.unwrap();
}

async fn a_paper_is_entered_with_its_number_and_the_next_follows(house: Desk) {
    let paper: Value = serde_json::from_str(include_str!("../../../samples/004-kh.json")).unwrap();
    let archivist = one(Role::Archivist, OURS);
    let operation = house.id();
    let act = Act { scope: &archivist, operation: &operation };
    let recorded = house.service.record(act, draft(paper.clone()), vec![]).await.unwrap();
    assert_eq!(recorded.summary.state, State::Recorded);
    assert_eq!(recorded.summary.code_number.as_deref(), Some("39"));
    assert_eq!(house.service.record(act, draft(paper.clone()), vec![]).await.unwrap(), recorded);
    house.holds_its_package(&recorded.summary.id).await;
    let events = house.column("select kind from event", vec![]).await;
    assert_eq!(events, ["document.recorded"]);

    let again = house.id();
    let again = Act { operation: &again, ..act };
    assert_eq!(codes(house.service.record(again, draft(paper.clone()), vec![]).await), ["number-taken"]);
    let mut unnumbered = paper;
    unnumbered["code_number"] = Value::Null;
    unnumbered["issued_date"] = Value::Null;
    assert_eq!(codes(house.service.record(again, draft(unnumbered), vec![]).await), ["missing", "missing"]);
    assert_eq!(house.issued(plan()).await.summary.code_number.as_deref(), Some("40"));
    assert_eq!(house.verified().await, [""; 0]);
}

async fn the_date_is_the_callers_the_drafts_or_todays(house: Desk) {
    let late = |date: &str| Issuing {
        date: date.parse().ok(),
        back_dated: Some("ký ngày ấy, chuyển đến muộn".to_owned()),
        ..Issuing::default()
    };
    let operation = house.id();
    let dated = draft(with(json!({"issued_date": "2024-02-20"})));
    let first = house.service.create_issued(house.act(&operation), dated, vec![], &late("")).await.unwrap();
    assert_eq!(first.summary.issued_date.as_deref(), Some("2024-02-20"));
    let operation = house.id();
    let issuing = late("2024-02-21");
    let dated = draft(with(json!({"issued_date": "2024-02-22"})));
    let second = house.service.create_issued(house.act(&operation), dated, vec![], &issuing).await.unwrap();
    assert_eq!(second.summary.issued_date.as_deref(), Some("2024-02-21"));
    assert_eq!(second.draft["issued_date"], "2024-02-21");
    let third = house.issued(plan()).await;
    assert_eq!(third.summary.issued_date.as_deref(), Some("2024-02-23"));
    let operation = house.id();
    let early = draft(with(json!({"issued_date": "2024-02-22"})));
    let refused =
        house.service.create_issued(house.act(&operation), early, vec![], &Issuing::default()).await;
    assert_eq!(codes(refused), ["back-dated"]);
}

async fn an_old_day_needs_a_reason_although_no_number_is_later(house: Desk) {
    let made = house.created(with(json!({"issued_date": "2024-02-22"}))).await;
    let (service, id, operation) = (&house.service, made.summary.id.as_str(), house.id());
    let act = house.act(&operation);
    let plain = Issuing::default();
    assert_eq!(codes(service.issue_dry(act, id, &plain).await), ["back-dated"]);
    assert_eq!(codes(service.issue(act, id, &plain).await), ["back-dated"]);
    let reason = "ký ngày 22, văn thư vắng";
    let late = Issuing { back_dated: Some(reason.to_owned()), ..Issuing::default() };
    let issued = service.issue(act, id, &late).await.unwrap();
    assert_eq!(issued.summary.issued_date.as_deref(), Some("2024-02-22"));
    assert_eq!(house.column("select reason from number", vec![]).await, [reason]);
    let told = house.column("select payload from ledger where event = 'given'", vec![]).await;
    assert!(told[0].contains(reason), "{told:?}");
    // The same act again, days later and without its reason, is answered as before.
    house.pass(Duration::from_secs(3 * 86_400));
    assert_eq!(service.issue(act, id, &plain).await.unwrap(), issued);
    let batch = house.id();
    let drafts = vec![draft(with(json!({"issued_date": "2024-02-22"}))).values];
    let issuing = BatchIssuing { back_dated: Some(reason.to_owned()) };
    service.batch(house.act(&batch), OURS, drafts, Some(issuing)).await.unwrap();
    while service.run_job().await.unwrap() {}
    let job = service.job(&house.operator, &batch).await.unwrap();
    assert_eq!(job.items[0].code_number.as_deref(), Some("02"), "{job:?}");
    assert_eq!(house.verified().await, [""; 0]);
}

async fn midnight_between_asking_and_giving_makes_no_day_old(house: Desk) {
    // Every look at the clock is six hours later than the one before.
    house.hurry(Duration::from_secs(6 * 3_600));
    let issued = house.issued(plan()).await;
    assert_eq!(issued.summary.code_number.as_deref(), Some("01"));
}

async fn a_closed_year_takes_no_paper_until_it_is_opened_again(house: Desk) {
    let (clerk, admin) = (one(Role::Clerk, OURS), one(Role::Admin, OURS));
    let operation = house.id();
    let act = Act { scope: &clerk, operation: &operation };
    let paper = || draft(with(json!({"code_number": 7, "issued_date": "2023-11-20", "mode": "faithful"})));
    house.service.close_year(act, OURS, 2023).await.unwrap();
    assert_eq!(codes(house.service.record(act, paper(), vec![]).await), ["year-closed"]);
    let late =
        Issuing {
            date: "2023-11-20".parse().ok(), back_dated: Some("sót".to_owned()), ..Issuing::default()
        };
    assert_eq!(codes(house.service.create_issued(act, draft(plan()), vec![], &late).await), ["year-closed"]);
    assert_eq!(codes(house.service.close_year(act, OURS, 2024).await), ["year-not-over"]);
    let own = house.service.reopen_year(act, OURS, 2023, "sót một văn bản").await;
    assert!(matches!(own, Err(ServiceError::Forbidden(_))), "who closes a year does not open it: {own:?}");
    let act = Act { scope: &admin, ..act };
    house.service.reopen_year(act, OURS, 2023, "sót một văn bản").await.unwrap();
    house.service.record(act, paper(), vec![]).await.unwrap();
    assert_eq!(house.verified().await, [""; 0]);
}

async fn pages_and_checks_are_shown_without_keeping(house: Desk) {
    let made = house.created(plan()).await;
    let (service, scope, id) = (&house.service, &house.operator, made.summary.id.as_str());
    let page = service.preview(scope, id, 1, Format::Svg).await.unwrap();
    assert!(page.bytes.starts_with(b"<svg") && page.pages == 1);
    assert_eq!(service.preview(scope, id, 1, Format::Png).await.unwrap().media_type, "image/png");
    for page in [0, 2, usize::MAX] {
        assert!(matches!(service.preview(scope, id, page, Format::Svg).await, Err(ServiceError::NotFound)));
    }
    let pages = service.preview_draft(scope, draft(plan()), vec![]).await.unwrap();
    assert_eq!(pages[0].bytes, page.bytes);
    assert_eq!(json!(service.check(scope, id).await.unwrap()), made.problems);
    assert_eq!(json!(service.check_draft(scope, draft(plan()), vec![]).await.unwrap()), made.problems);
    let late = draft(with(json!({"issued_date": "2024-02-24"})));
    let report = service.check_draft(scope, late, vec![]).await.unwrap();
    assert!(report.problems.iter().any(|p| p.code == "DAT-03"), "a day to come is no date of issue");
    let forms = &[Format::Pdf, Format::Docx];
    let made = service.render(scope, draft(plan()), vec![], forms, None, PdfForm::default()).await.unwrap();
    assert_eq!((made.files.len(), made.stem.len()), (2, "du-thao-".len() + 8));
    assert_eq!(house.count("select count(*) from document").await, 1);
}

async fn files_are_slices_of_the_package(house: Desk) {
    let made = house.created(plan()).await;
    assert_eq!(
        codes(house.service.file(&house.operator, &made.summary.id, FileKind::Pdf).await),
        ["not-issued"]
    );
    let issued = house.issued(plan()).await;
    let id = issued.summary.id.as_str();
    for (kind, name, begins) in [
        (FileKind::Pdf, "01-KH-LDLD-2024-02-23.pdf", &b"%PDF-1.7"[..]),
        (FileKind::Docx, "01-KH-LDLD-2024-02-23.docx", b"PK"),
        (FileKind::Package, "01-KH-LDLD-2024-02-23.zip", b"PK"),
        (FileKind::Source, "01-KH-LDLD-2024-02-23.json", b"{"),
    ] {
        let file = house.service.file(&house.operator, id, kind).await.unwrap();
        let bytes = house.service.file_bytes(&file, 0..file.bytes).await.unwrap();
        assert_eq!((file.name.as_str(), file.bytes), (name, bytes.len() as u64));
        assert_eq!(file.sha256, crate::digest::sha256(&bytes));
        assert!(bytes.starts_with(begins), "{name}");
        let some = house.service.file_bytes(&file, 5..100).await.unwrap();
        assert_eq!(some, bytes[5..100]);
        assert!(house.service.file_bytes(&file, 7..7).await.unwrap().is_empty());
        assert!(house.service.file_bytes(&file, 5..file.bytes + 1).await.is_err());
        if kind == FileKind::Source {
            assert_eq!(bytes, canonical_json(&Value::Object(issued.draft.clone())).into_bytes());
        }
        if kind == FileKind::Package {
            assert_eq!(Some(file.sha256), issued.package_sha256);
        }
    }
}

async fn images_that_come_along_are_part_of_the_document(house: Desk) {
    let mut signed = plan();
    signed["signers"][0]["signature_image"] = json!("chu-ky.png");
    let upload = || Upload {
        name: "chu-ky.png".to_owned(),
        bytes: include_bytes!("../../../samples/images/chu-ky.png").to_vec(),
    };
    let operation = house.id();
    let act = house.act(&operation);
    let bare = house.service.create_issued(act, draft(signed.clone()), vec![], &Issuing::default()).await;
    assert_eq!(codes(bare), ["image-missing"]);
    let forms = &[Format::Pdf];
    let service = &house.service;
    let images = vec![upload()];
    service
        .render(&house.operator, draft(signed.clone()), images, forms, None, PdfForm::default())
        .await
        .unwrap();
    assert_eq!(house.count("select count(*) from asset").await, 0);
    let wrong = draft(with(json!({"signers": signed["signers"], "subject": null})));
    let refused = service.create_issued(act, wrong, vec![upload()], &Issuing::default()).await;
    assert_eq!(codes(refused), ["missing"]);
    assert_eq!(house.count("select count(*) from asset").await, 0, "no image of a document that is not made");

    let issued =
        service.create_issued(act, draft(signed), vec![upload()], &Issuing::default()).await.unwrap();
    let name = issued.draft["signers"][0]["signature_image"].as_str().unwrap();
    assert!(name.starts_with("sha256:"), "{name}");
    // A signature that is withdrawn stays on the document it was issued with.
    service.withdraw_asset(act, OURS, name).await.unwrap();
    service.preview(&house.operator, &issued.summary.id, 1, Format::Svg).await.unwrap();
    let mut copied = plan();
    copied["signers"] = issued.draft["signers"].clone();
    let operation = house.id();
    let refused =
        service.create_issued(house.act(&operation), draft(copied), vec![], &Issuing::default()).await;
    assert_eq!(codes(refused), ["image-withdrawn"]);
}

async fn odd_characters_harm_no_row(house: Desk) {
    let made = house.created(with(json!({"subject": "một\u{0}hai", "x\u{0}": "\u{feff}"}))).await;
    assert_eq!(made.summary.subject, "một hai");
    assert_eq!(house.service.get(&house.operator, &made.summary.id).await.unwrap(), made);
    let act = house.id();
    let odd = draft(with(json!({"external_id": "a\u{0}b"})));
    assert_eq!(codes(house.service.create(house.act(&act), odd, vec![]).await), ["control-character"]);
}
