//! A document's life over HTTP.

use crate::http::desk::{Ask, Desk, ORGAN, draft};
use serde_json::{Value, json};
use vanthu::package::FileKind;

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_made_looked_at_mended_numbered_delivered_found_and_taken_back() {
    let desk = Desk::open().await;
    let mut incomplete = draft();
    incomplete["signers"] = json!([]);
    incomplete["external_id"] = "job-7".into();
    let made = desk.ask(Ask::post("/documents").json(&incomplete)).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let place = format!("/documents/{id}");
    assert_eq!(made.header("location"), format!("/api/v1{place}"));
    assert_eq!(made.json()["state"], "draft");
    assert_eq!(made.header("cache-control"), "no-store");

    let checked = desk.ask(Ask::post(&format!("{place}/check"))).await;
    assert_eq!(checked.status, 200, "{}", checked.text());
    assert!(checked.json()["errors"].as_u64() > Some(0), "{}", checked.text());
    desk.ask(Ask::post(&format!("{place}/issue")).json(&json!({}))).await.refuses(422, "rejected");

    let mut whole = draft();
    whole["external_id"] = "job-7".into();
    let changed = Ask::new("PUT", &place).header("if-match", made.header("etag")).json(&whole);
    let changed = desk.ask(changed).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_ne!(changed.header("etag"), made.header("etag"));

    let page = desk.ask(Ask::get(&format!("{place}/preview?page=1")).header("accept", "image/png")).await;
    assert_eq!((page.status.as_u16(), page.header("content-type")), (200, "image/png"), "{}", page.text());
    assert!(page.body.starts_with(b"\x89PNG") && page.header("x-vanthu-pages").parse::<u32>().unwrap() >= 1);
    let page = desk.ask(Ask::post(&format!("{place}/preview"))).await;
    assert_eq!(page.header("content-type"), "image/svg+xml");
    assert!(page.header("content-security-policy").contains("sandbox"));

    let forecast = desk.ask(Ask::post(&format!("{place}/issue")).json(&json!({"dry_run": true}))).await;
    assert_eq!(forecast.json()["code_number"], "01", "{}", forecast.text());
    assert_eq!(forecast.json()["issued_date"], "2024-02-23");
    let issued = desk.ask(Ask::post(&format!("{place}/issue"))).await;
    assert_eq!(issued.status, 200, "{}", issued.text());
    let (number, state) = (&issued.json()["code_number"], &issued.json()["state"]);
    assert_eq!((number, state), (&json!("01"), &json!("issued")));
    files(&desk, &place, &issued.json()).await;

    for question in ["number=01&year=2024", "text=ke+hoach+to+chuc", "external_id=job-7", "type=ke-hoach"] {
        let found = desk.ask(Ask::get(&format!("/documents?organ={ORGAN}&{question}"))).await;
        assert_eq!(found.status, 200, "{question}: {}", found.text());
        assert_eq!(found.json()["documents"][0]["id"], id, "{question}: {}", found.text());
    }

    let cancel = |place: &str, body: Value| desk.ask(Ask::post(&format!("{place}/cancel")).json(&body));
    let missing = cancel(&place, json!({})).await.refuses(422, "rejected");
    assert_eq!(
        (&missing["problems"][0]["at"], &missing["problems"][0]["code"]),
        (&json!("reason"), &json!("missing"))
    );
    let cancelled = cancel(&place, json!({"reason": "Ban hành nhầm."})).await;
    assert_eq!(cancelled.json()["state"], "cancelled", "{}", cancelled.text());
    let draft = cancel(&format!("/documents/{}", desk.drafted().await), json!({})).await;
    assert_eq!(draft.json()["state"], "cancelled", "a draft needs no reason: {}", draft.text());
    let still = desk.ask(Ask::get(&format!("{place}/pdf"))).await;
    assert_eq!(still.status, 200, "what was issued can always be read");
}

/// All four files are there, and the package has the other three in it.
async fn files(desk: &Desk, place: &str, issued: &Value) {
    let stem = issued["stem"].as_str().unwrap();
    let package = desk.ask(Ask::get(&format!("{place}/package"))).await;
    assert_eq!(package.header("etag"), format!("\"{}\"", issued["package_sha256"].as_str().unwrap()));
    assert!(package.body.starts_with(b"PK"));
    let of_each = [
        ("pdf", "pdf", "application/pdf", &b"%PDF"[..]),
        ("docx", "docx", DOCX, b"PK"),
        ("package", "zip", "application/zip", b"PK"),
        ("source", "json", "application/json", b"{"),
    ];
    assert!(FileKind::ALL.iter().all(|kind| of_each.iter().any(|(file, ..)| *file == kind.name())));
    for (file, ending, kind, begins) in of_each {
        let got = desk.ask(Ask::get(&format!("{place}/{file}"))).await;
        assert_eq!((got.status.as_u16(), got.header("content-type")), (200, kind), "{file}");
        assert!(got.body.starts_with(begins), "{file}");
        assert_eq!(got.header("content-length"), got.body.len().to_string(), "{file}");
        assert!(got.header("cache-control").contains("immutable"), "{file}");
        let disposition = got.header("content-disposition");
        let named = format!(".{ending}\"");
        assert!(disposition.contains(&named) && disposition.contains("filename*=UTF-8''"), "{disposition}");
        assert!(file == "source" || disposition.contains(stem), "{disposition}");
    }
    desk.ask(Ask::get(&format!("{place}/exe"))).await.refuses(404, "no-route");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_issued_before_is_entered_and_a_wrong_one_replaced() {
    let desk = Desk::open().await;
    let mut paper = draft();
    paper["code_number"] = 39.into();
    paper["issued_date"] = "2024-02-23".into();
    let entered = desk.ask(Ask::post("/documents/record").json(&paper)).await;
    assert_eq!(entered.status, 201, "{}", entered.text());
    assert_eq!(entered.json()["state"], "recorded");
    assert_eq!(entered.json()["code_number"], "39");

    let old = desk.issued().await;
    let body = json!({ "reason": "Sai tên đơn vị nhận.", "draft": draft() });
    let new = desk.ask(Ask::post(&format!("/documents/{old}/replace")).json(&body)).await;
    assert_eq!(new.status, 201, "{}", new.text());
    assert_eq!(new.json()["replaces"], old);
    let issued = desk.ask(Ask::post(&format!("{}/issue", &new.header("location")["/api/v1".len()..]))).await;
    assert_eq!(issued.status, 200, "{}", issued.text());
    let old = desk.ask(Ask::get(&format!("/documents/{old}"))).await.json();
    assert_eq!((&old["state"], &old["replaced_by"]), (&json!("replaced"), &issued.json()["id"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_carries_the_draft_and_its_images() {
    let desk = Desk::open().await;
    let mut signed = draft();
    signed["signers"][0]["signature_image"] = "chu-ky.png".into();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/images/chu-ky.png");
    let image = std::fs::read(path).unwrap();
    let mut form = format!(
        "--b\r\ncontent-disposition: form-data; name=\"draft\"\r\n\r\n{signed}\r\n--b\r\ncontent-disposition: \
         form-data; name=\"image\"; filename=\"chu-ky.png\"\r\ncontent-type: image/png\r\n\r\n"
    )
    .into_bytes();
    form.extend(image);
    form.extend(b"\r\n--b--\r\n");
    let made = desk.ask(Ask::post("/documents").body("multipart/form-data; boundary=b", &form)).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let named = made.json()["draft"]["signers"][0]["signature_image"].as_str().unwrap().to_owned();
    assert!(named.starts_with("sha256:"), "{named}");
    let cut = &form[..form.len() - 10];
    desk.ask(Ask::post("/documents").body("multipart/form-data; boundary=b", cut))
        .await
        .refuses(400, "unreadable");
    let bare = Ask::post("/documents").body("multipart/form-data", &form);
    desk.ask(bare).await.refuses(400, "unreadable");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_of_a_year_is_read_and_printed() {
    let desk = Desk::open().await;
    let issued = desk.ask(Ask::post("/documents?issue=true").json(&draft())).await;
    assert_eq!(issued.status, 201, "{}", issued.text());
    let place = format!("/register/{ORGAN}/2024");
    let read = desk.ask(Ask::get(&place)).await;
    assert_eq!(read.json()["entries"].as_array().map(Vec::len), Some(1), "{}", read.text());
    let listed = desk.ask(Ask::get(&place).header("accept", "text/csv")).await;
    assert!(listed.text().contains("23/02/2024"), "{}", listed.text());
    for (form, begin) in [("application/pdf", "%PDF-"), (DOCX, "PK")] {
        let printed = desk.ask(Ask::get(&format!("{place}?volume=1")).header("accept", form)).await;
        assert_eq!(printed.status, 200, "{}", printed.text());
        assert!(printed.body.starts_with(begin.as_bytes()), "{form}");
        assert_eq!(printed.header("link"), "", "a short year is one volume");
        desk.ask(Ask::get(&format!("{place}?volume=2")).header("accept", form))
            .await
            .refuses(404, "not-found");
    }
    desk.ask(Ask::get(&format!("{place}?volume=0"))).await.refuses(400, "unreadable");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organ_that_was_read_is_changed_and_sent_back_whole() {
    let desk = Desk::open().await;
    let place = format!("/organs/{ORGAN}");
    let read = desk.ask(Ask::get(&place)).await;
    let mut profile = read.json();
    profile["versions"][0]["receivers"] = json!(["Ban Thường vụ Tỉnh ủy"]);
    let put = |profile: &Value| Ask::new("PUT", &place).header("if-match", read.header("etag")).json(profile);
    let mut another = profile.clone();
    another["id"] = "co-quan-khac".into();
    desk.ask(put(&another)).await.refuses(422, "rejected");
    let kept = desk.ask(put(&profile)).await;
    assert_eq!(kept.status, 200, "{}", kept.text());
    assert_eq!(kept.json()["versions"], profile["versions"]);
    profile["versions"][0]["receivers"] = json!([]);
    desk.ask(put(&profile)).await.refuses(412, "stale");
}
