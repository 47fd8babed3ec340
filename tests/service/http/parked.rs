//! Work that nobody tries any more is seen, counted, and set going again by who asks.

use crate::http::desk::{Ask, Desk, ORGAN, draft};
use serde_json::{Value, json};
use vanthu::outbox::{NewWebhook, Webhooks};

async fn metrics(desk: &Desk) -> String {
    desk.ask(Ask::at("GET", "/metrics")).await.text()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parked_batch_is_seen_with_its_reason_counted_and_goes_on_when_somebody_asks() {
    const PARK: &str = "update job set state = 'parked', tries = 8, error = 'Máy chủ dừng.' where id = $1";
    let desk = Desk::open().await;
    let batch = json!({"organ": ORGAN, "drafts": [draft()]});
    let made = desk.ask(Ask::post("/batches").json(&batch)).await;
    assert_eq!((made.status.as_u16(), &made.json()["attempts"]), (202, &json!(0)), "{}", made.text());
    assert!(made.json()["next_at"].is_string() && made.json().get("error").is_none(), "{}", made.text());
    let id = made.json()["id"].as_str().unwrap().to_owned();
    desk.service.store().execute(PARK, vec![id.as_str().into()]).await.unwrap();

    let job = async || desk.ask(Ask::get(&format!("/jobs/{id}"))).await.json();
    let parked = job().await;
    assert_eq!((&parked["state"], &parked["attempts"]), (&json!("parked"), &json!(8)), "{parked}");
    assert_eq!((&parked["error"], parked.get("next_at")), (&json!("Máy chủ dừng."), None), "{parked}");
    assert!(metrics(&desk).await.contains("vanthu_jobs_parked 1\n"));
    assert!(!desk.service.run_job().await.unwrap(), "nobody asked");

    for _ in 0..2 {
        let resumed = desk.ask(Ask::post(&format!("/jobs/{id}/resume"))).await;
        assert_eq!((resumed.status.as_u16(), &resumed.json()["state"]), (200, &json!("waiting")));
    }
    assert!(metrics(&desk).await.contains("vanthu_jobs_parked 0\n"));
    while desk.service.run_job().await.unwrap() {}
    assert_eq!(job().await["state"], "done");
    desk.ask(Ask::post("/jobs/nothing/resume")).await.refuses(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parked_delivery_is_seen_with_its_reason_counted_and_sent_again_when_somebody_asks() {
    const PARK: &str = "insert into delivery (id, event, webhook, state, attempts, run_at, error, updated_at) \
         select 'd', e.id, w.id, 'parked', 12, e.at, 'Máy nhận trả lời 500.', e.at from event e cross join webhook w \
         where e.document = $1 limit 1";
    let desk = Desk::open().await;
    let webhooks = Webhooks::new(desk.service.store().clone(), desk.service.runtime().clone());
    let target = NewWebhook { url: "https://one.example/x".to_owned(), ..NewWebhook::default() };
    webhooks.add(target).await.unwrap();
    let issued = desk.issued().await;
    assert_eq!(desk.service.store().execute(PARK, vec![issued.as_str().into()]).await.unwrap(), 1);

    let delivery = async || -> Value {
        desk.ask(Ask::get("/webhooks/deliveries")).await.json()["deliveries"][0].clone()
    };
    let parked = delivery().await;
    assert_eq!((&parked["state"], &parked["attempts"]), (&json!("parked"), &json!(12)), "{parked}");
    assert_eq!((&parked["error"], &parked["next_at"]), (&json!("Máy nhận trả lời 500."), &json!(null)));
    assert!(metrics(&desk).await.contains("vanthu_deliveries_parked 1\n"));

    let resume = |id: &str| desk.ask(Ask::post(&format!("/webhooks/deliveries/{id}/resume")));
    assert_eq!(resume("d").await.status, 204);
    let going = delivery().await;
    assert_eq!((&going["state"], &going["attempts"]), (&json!("waiting"), &json!(0)), "{going}");
    assert!(metrics(&desk).await.contains("vanthu_deliveries_parked 0\n"));
    resume("d").await.refuses(409, "not-parked");
    resume("nothing").await.refuses(404, "not-found");
}
