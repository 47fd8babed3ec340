//! Tests of rights to what a document shows: the organ's images, and numbers that the register did not give.

use super::place::{codes, draft, plan, with};
use crate::access::{Right, Role};
use crate::input::Draft;
use crate::office::{Format, Mode, PdfForm, Rendered};
use crate::service::testing::{Desk, OURS, on_both, one};
use crate::service::{Act, Issuing, NewAsset, Service, ServiceError, Upload};
use serde_json::{Value, json};
use std::io::{Cursor, Read};

on_both!(
    stored_images_are_drawn_only_for_who_may_number,
    the_room_of_a_withheld_image_is_kept_and_nothing_moves,
    nothing_that_is_made_names_a_withheld_image,
    images_that_come_with_the_request_are_drawn_for_everybody,
    a_number_the_register_did_not_give_is_refused_whoever_may_not_number,
    a_draft_with_a_number_is_kept_told_of_and_not_shown,
    an_issued_document_shows_its_images_to_all_who_may_read,
    an_archivist_enters_no_stored_image,
);

const SIGNATURE: &[u8] = include_bytes!("../../../samples/images/chu-ky.png");
const SEAL: &[u8] = include_bytes!("../../../samples/images/con-dau.png");

/// The plan signed and sealed with the organ's images, which are kept first; `seal` wide enough to need more room.
async fn signed(house: &Desk) -> Value {
    let mut plan = plan();
    for (kind, holder, bytes, field) in [
        ("signature", Some("Hoàng Thọ Trung"), SIGNATURE, "signature_image"),
        ("seal", None, SEAL, "seal_image"),
    ] {
        let asset = NewAsset {
            organ: OURS.to_owned(),
            kind: kind.to_owned(),
            name: kind.to_owned(),
            holder: holder.map(str::to_owned),
            bytes: bytes.to_vec(),
        };
        let act = house.id();
        plan["signers"][0][field] = house.service.add_asset(house.act(&act), asset).await.unwrap().id.into();
    }
    plan["signers"][0]["seal_diameter_mm"] = 45.into();
    plan
}

async fn rendered(
    service: &Service,
    role: Role,
    draft: Draft,
    formats: &'static [Format],
    mode: Option<Mode>,
) -> Result<Rendered, ServiceError> {
    service.render(&one(role, OURS), draft, vec![], formats, mode, PdfForm::default()).await
}

/// The parts of an archive, those of archives in it included.
fn parts(zip: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut found = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let (name, mut bytes) = (entry.name().to_owned(), Vec::new());
        entry.read_to_end(&mut bytes).unwrap();
        if bytes.starts_with(b"PK") {
            found.extend(parts(&bytes));
        }
        found.push((name, bytes));
    }
    found
}

/// Number of pictures in a PDF, their masks aside.
fn pictures(pdf: &[u8]) -> usize {
    let file = lopdf::Document::load_mem(pdf).unwrap();
    let masks = |stream: &&lopdf::Stream| stream.dict.has(b"SMask");
    file.objects.values().filter_map(|object| object.as_stream().ok()).filter(masks).count()
}

async fn stored_images_are_drawn_only_for_who_may_number(house: Desk) {
    let (service, plan) = (&house.service, signed(&house).await);
    let kept = house.created(plan.clone()).await.summary.id;
    for role in Role::ALL {
        let (may, name) = (role.may(Right::Number), role.name());
        let made = rendered(service, role, draft(plan.clone()), &[Format::Pdf], None).await.unwrap();
        assert_eq!(pictures(&made.files[0].bytes), if may { 2 } else { 0 }, "{name}");
        let scope = one(role, OURS);
        let drawn = |svg: &[u8]| String::from_utf8_lossy(svg).contains("<image");
        let pages = service.preview_draft(&scope, draft(plan.clone()), vec![]).await.unwrap();
        let page = service.preview(&scope, &kept, 1, Format::Svg).await.unwrap();
        assert_eq!((drawn(&pages[0].bytes), drawn(&page.bytes)), (may, may), "{name}");
        let seal = plan["signers"][0]["seal_image"].as_str().unwrap();
        let fetched = service.asset(&scope, OURS, seal).await;
        assert_eq!(fetched.is_ok(), may, "{name}");
        assert!(may || matches!(fetched, Err(ServiceError::Forbidden(Right::Number))), "{name}");
        assert_eq!(
            service.assets(&scope, OURS).await.unwrap().len(),
            2,
            "{name}: that there are two, all know"
        );
    }
    let png = async |role| service.preview(&one(role, OURS), &kept, 1, Format::Png).await.unwrap().bytes;
    assert_ne!(png(Role::Clerk).await, png(Role::Drafter).await);
    // Who governs another organ has no more right here than anybody there.
    let stranger = service.preview(&one(Role::Admin, "other"), &kept, 1, Format::Svg).await;
    assert!(matches!(stranger, Err(ServiceError::NotFound)));
}

async fn the_room_of_a_withheld_image_is_kept_and_nothing_moves(house: Desk) {
    let (service, plan) = (&house.service, signed(&house).await);
    let formats = &[Format::Docx, Format::Svg];
    let made = async |role| rendered(service, role, draft(plan.clone()), formats, None).await.unwrap().files;
    let (shown, withheld) = (made(Role::Clerk).await, made(Role::Auditor).await);
    let without = |text: &[u8], from: &str, to: &str| {
        let mut text = String::from_utf8(text.to_vec()).unwrap();
        while let Some(start) = text.find(from) {
            let end = start + text[start..].find(to).unwrap() + to.len();
            text.replace_range(start..end, "");
        }
        text
    };
    assert_eq!(
        without(&shown[1].bytes, "<image", "/>\n"),
        String::from_utf8(withheld[1].bytes.clone()).unwrap()
    );
    let word = |file: &[u8]| parts(file).into_iter().find(|part| part.0 == "word/document.xml").unwrap().1;
    let (shown, withheld) = (word(&shown[0].bytes), word(&withheld[0].bytes));
    let shown = without(&shown, "<w:drawing>", "</w:drawing>").replace("<w:r></w:r>", "");
    let shown = shown.replace("<w:r><w:rPr/></w:r>", "").replace("<w:r><w:rPr></w:rPr></w:r>", "");
    assert!(shown.contains("SigningRoom") && shown == String::from_utf8(withheld).unwrap());
}

async fn nothing_that_is_made_names_a_withheld_image(house: Desk) {
    let (service, plan) = (&house.service, signed(&house).await);
    let formats = &[Format::Package];
    let forms = PdfForm { source: true, ..PdfForm::default() };
    let attached = async |role| {
        let scope = one(role, OURS);
        let made = service.render(&scope, draft(plan.clone()), vec![], &[Format::Pdf], None, forms);
        let file = lopdf::Document::load_mem(&made.await.unwrap().files[0].bytes).unwrap();
        let streams = file.objects.values().filter_map(|object| object.as_stream().ok());
        let plain = streams.map(|stream| stream.get_plain_content().unwrap_or_default());
        plain.flatten().collect::<Vec<u8>>()
    };
    let names = ["signature_image", "seal_image"].map(|field| plan["signers"][0][field].as_str().unwrap());
    let told = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        names.iter().any(|name| text.contains(name.trim_start_matches("sha256:")))
    };
    for role in [Role::Drafter, Role::Archivist, Role::Auditor] {
        let made = rendered(service, role, draft(plan.clone()), formats, None).await.unwrap();
        for (name, bytes) in parts(&made.files[0].bytes) {
            assert!(!name.contains("images/") && !name.contains("media/"), "{}: {name}", role.name());
            assert!(!told(&bytes) && !bytes.starts_with(b"\x89PNG"), "{}: {name}", role.name());
        }
        assert!(!told(&attached(role).await), "{}", role.name());
    }
    let made = rendered(service, Role::Clerk, draft(plan.clone()), formats, None).await.unwrap();
    let names: Vec<_> = parts(&made.files[0].bytes).into_iter().map(|part| part.0).collect();
    assert_eq!(names.iter().filter(|name| name.contains("images/")).count(), 2, "{names:?}");
    assert!(told(&attached(Role::Clerk).await));
}

async fn images_that_come_with_the_request_are_drawn_for_everybody(house: Desk) {
    let mut own = plan();
    own["signers"][0]["signature_image"] = "a.png".into();
    for role in Role::ALL {
        let images = vec![Upload { name: "a.png".to_owned(), bytes: SIGNATURE.to_vec() }];
        let scope = one(role, OURS);
        let made = house.service.render(
            &scope,
            draft(own.clone()),
            images,
            &[Format::Pdf],
            None,
            PdfForm::default(),
        );
        assert_eq!(pictures(&made.await.unwrap().files[0].bytes), 1, "{}", role.name());
    }
}

async fn a_number_the_register_did_not_give_is_refused_whoever_may_not_number(house: Desk) {
    let service = &house.service;
    let numbered = with(json!({"code_number": 39, "issued_date": "2024-02-23"}));
    let faithful = with(json!({"code_number": "39", "issued_date": "2024-02-23", "mode": "faithful"}));
    // An organ of the catalog is the same organ where it is written out; a line with a number has one.
    let written_out = with(json!({
        "organ": null, "issuer": {"name": ["LIÊN ĐOÀN LAO ĐỘNG", "Tỉnh Lai Châu"]}, "code_number": "39", "mode": "faithful",
    }));
    let lined = with(json!({"code": "Số 39-KH/LĐLĐ", "mode": "faithful"}));
    let foreign =
        with(json!({"organ": null, "issuer": {"name": ["SỞ HAI"]}, "code_number": "39", "mode": "faithful"}));
    for role in Role::ALL {
        let (name, number, record) = (role.name(), role.may(Right::Number), role.may(Right::Record));
        for (given, mode, may) in [
            (&numbered, None, number),
            (&numbered, Some(Mode::Faithful), number || record),
            (&faithful, None, number || record),
            (&faithful, Some(Mode::Normalised), number),
            (&with(json!({"code_number": " ", "issued_date": "2024-02-23"})), None, true),
            (&written_out, None, number || record),
            (&lined, None, number || record),
            (&foreign, None, true),
        ] {
            let made = rendered(service, role, draft(given.clone()), &[Format::Pdf], mode).await;
            match may {
                true => drop(made.unwrap()),
                false => assert_eq!(codes(made), ["number-not-given"], "{name} {mode:?}"),
            }
        }
        let scope = one(role, OURS);
        let pages = service.preview_draft(&scope, draft(numbered.clone()), vec![]).await;
        assert_eq!(pages.is_ok(), number, "{name}");
        let found = service.check_draft(&scope, draft(numbered.clone()), vec![]).await.unwrap();
        let told = found.problems.iter().find(|problem| problem.code == "number-not-given");
        assert_eq!(told.is_some(), !number, "{name}");
        assert!(told.is_none_or(|problem| problem.at.as_str() == "code_number"), "{name}");
    }
    // All that is wrong is told at once.
    let wrong = with(json!({"code_number": 39, "subject": null}));
    let both = codes(rendered(service, Role::Drafter, draft(wrong), &[Format::Pdf], None).await);
    assert_eq!(both, ["missing", "number-not-given"]);
}

async fn a_draft_with_a_number_is_kept_told_of_and_not_shown(house: Desk) {
    let drafter = one(Role::Drafter, OURS);
    let operation = house.id();
    let act = Act { scope: &drafter, operation: &operation };
    let numbered = draft(with(json!({"code_number": 39})));
    let made = house.service.create(act, numbered, vec![]).await.unwrap();
    let told = |problems: &Value| problems.to_string().contains("number-not-given");
    assert!(told(&made.problems), "{}", made.problems);
    let (service, id) = (&house.service, made.summary.id.as_str());
    assert!(json!(service.check(&drafter, id).await.unwrap()).to_string().contains("number-not-given"));
    assert_eq!(codes(service.preview(&drafter, id, 1, Format::Svg).await), ["number-not-given"]);
    let clerk = one(Role::Clerk, OURS);
    assert!(!told(&service.get(&clerk, id).await.unwrap().problems));
    service.preview(&clerk, id, 1, Format::Svg).await.unwrap();
}

async fn an_issued_document_shows_its_images_to_all_who_may_read(house: Desk) {
    let plan = signed(&house).await;
    let clerk = one(Role::Clerk, OURS);
    let operation = house.id();
    let act = Act { scope: &clerk, operation: &operation };
    let issued =
        house.service.create_issued(act, draft(plan), vec![], &Issuing::default()).await.unwrap().summary;
    for role in Role::ALL {
        let page = house.service.preview(&one(role, OURS), &issued.id, 1, Format::Svg).await.unwrap();
        assert!(String::from_utf8_lossy(&page.bytes).contains("<image"), "{}", role.name());
    }
}

async fn an_archivist_enters_no_stored_image(house: Desk) {
    let mut paper = signed(&house).await;
    for (name, value) in [("code_number", "7"), ("issued_date", "2024-02-20"), ("mode", "faithful")] {
        paper[name] = value.into();
    }
    let operation = house.id();
    let archivist = one(Role::Archivist, OURS);
    let act = Act { scope: &archivist, operation: &operation };
    let refused = house.service.record(act, draft(paper.clone()), vec![]).await;
    assert_eq!(codes(refused), ["image-not-permitted", "image-not-permitted"]);
    let clerk = one(Role::Clerk, OURS);
    house.service.record(Act { scope: &clerk, ..act }, draft(paper), vec![]).await.unwrap();
}
