//! Webhooks between a real store and a real receiver on this machine.

use super::sender::WebhookSender;
use super::testing::*;
use super::*;
use crate::access::Organs;
use crate::access::testing::{Bench, on_both};
use serde_json::json;
use std::time::Duration;
use tokio::net::TcpListener;

on_both!(
    an_event_is_told_signed_and_once,
    what_fails_is_tried_again_and_given_up_after_twelve_tries,
    an_event_that_cannot_be_told_is_parked_and_keeps_no_other_waiting,
    a_delivery_whose_every_worker_died_is_parked_after_twelve_tries,
    a_later_event_of_a_document_waits_for_the_earlier,
    redirects_are_not_followed,
    a_target_inside_the_network_is_not_called_unless_it_was_said_to_lie_there,
    two_workers_never_tell_the_same_at_once,
    what_a_dead_worker_had_in_hand_is_told_by_another,
    who_was_too_slow_writes_nothing_any_more,
    a_target_is_told_what_it_asked_for,
    events_are_spread_once_by_however_many,
    the_log_is_read_by_organ_and_in_pages,
    a_removed_target_is_told_nothing_more,
    a_target_that_does_not_answer_is_given_up_on_in_time,
    a_worker_tells_until_it_is_told_to_stop,
    a_silent_target_keeps_no_other_waiting,
    a_target_that_cannot_be_is_refused,
);

async fn an_event_is_told_signed_and_once(bench: Bench) {
    let (webhooks, receiver) = (webhooks(&bench), Receiver::open().await);
    let (id, secret) = webhooks.add(target(&receiver.url)).await.unwrap();
    happens(&bench, "d1", "một").await;
    let at = bench.runtime.now();
    assert_eq!(round(&webhooks).await, 1);
    assert_eq!(round(&webhooks).await, 0);

    let seen = receiver.seen();
    assert_eq!(seen.len(), 1);
    let event = seen[0].header("x-vanthu-event");
    let timestamp = bench.runtime.instant().timestamp();
    let expected = json!({
        "id": event, "kind": "document.issued", "organ": "a", "document": "d1", "at": at,
        "data": { "mark": "một" },
    });
    assert_eq!(seen[0].json(), expected);
    assert_eq!(seen[0].header("content-type"), "application/json");
    assert_eq!(seen[0].header("x-vanthu-timestamp"), timestamp.to_string());
    assert_eq!(seen[0].header("x-vanthu-signature"), signature::sign(&secret, timestamp, &seen[0].body));
    let log = log(&webhooks).await;
    assert_eq!(log.len(), 1);
    assert_eq!(log[0].id, seen[0].header("x-vanthu-delivery"));
    assert_eq!((log[0].state.as_str(), log[0].status, log[0].attempts), ("done", Some(204), 1));
    assert_eq!((&log[0].webhook, &log[0].error, &log[0].next_at), (&id, &None, &None));
}

async fn what_fails_is_tried_again_and_given_up_after_twelve_tries(bench: Bench) {
    let (webhooks, receiver) = (webhooks(&bench), Receiver::open().await);
    webhooks.add(target(&receiver.url)).await.unwrap();
    receiver.answer(&[500]);
    happens(&bench, "d1", "1").await;
    assert_eq!(round(&webhooks).await, 1);
    let waiting = log(&webhooks).await.remove(0);
    assert_eq!((waiting.state.as_str(), waiting.status, waiting.attempts), ("waiting", Some(500), 1));
    assert_eq!(waiting.error.as_deref(), Some("Máy nhận trả lời 500."));
    bench.pass(Duration::from_millis(4_999));
    assert_eq!(round(&webhooks).await, 0, "not before its time");
    bench.pass(Duration::from_millis(1_001));
    assert_eq!(round(&webhooks).await, 1);
    assert_eq!(log(&webhooks).await[0].state, "done");
    let seen = receiver.seen();
    assert_eq!(seen[0].header("x-vanthu-event"), seen[1].header("x-vanthu-event"));
    assert_ne!(seen[0].header("x-vanthu-signature"), seen[1].header("x-vanthu-signature"));

    receiver.forget();
    receiver.answer(&[400, 404, 410, 429, 500, 501, 502, 503, 504, 199 + 301, 307, 599]);
    happens(&bench, "d1", "2").await;
    let day = Duration::from_secs(24 * 3_600);
    for _ in 0..20 {
        round(&webhooks).await;
        bench.pass(day);
    }
    let failed = log(&webhooks).await.remove(0);
    assert_eq!((failed.state.as_str(), failed.status, failed.attempts), ("parked", Some(599), 12));
    assert_eq!(receiver.marks(), vec!["2"; 12]);
    happens(&bench, "d1", "3").await;
    assert_eq!(round(&webhooks).await, 1, "what was given up keeps nothing waiting");

    // Somebody has mended the receiver and asks.
    receiver.forget();
    assert!(!webhooks.resume("nothing").await.unwrap());
    assert!(webhooks.resume(&failed.id).await.unwrap());
    assert!(!webhooks.resume(&failed.id).await.unwrap(), "it is on its way");
    assert_eq!(webhooks.organ_of(&failed.id).await.unwrap().as_deref(), Some("a"));
    assert_eq!(round(&webhooks).await, 1);
    let again = log(&webhooks).await.into_iter().find(|delivery| delivery.id == failed.id).unwrap();
    assert_eq!((again.state.as_str(), again.attempts, again.error), ("done", 1, None));
    assert_eq!(receiver.marks(), ["2"]);
}

async fn an_event_that_cannot_be_told_is_parked_and_keeps_no_other_waiting(bench: Bench) {
    let (webhooks, receiver) = (webhooks(&bench), Receiver::open().await);
    webhooks.add(target(&receiver.url)).await.unwrap();
    happens(&bench, "d1", "1").await;
    bench.store.execute("update event set payload = '{'", vec![]).await.unwrap();
    happens(&bench, "d1", "2").await;
    for _ in 0..2 {
        round(&webhooks).await;
    }
    assert_eq!(receiver.marks(), ["2"]);
    let parked = log(&webhooks).await.pop().unwrap();
    assert_eq!((parked.state.as_str(), parked.next_at), ("parked", None));
    assert!(parked.error.unwrap().starts_with("Không đọc được nội dung của sự kiện"));
}

async fn a_delivery_whose_every_worker_died_is_parked_after_twelve_tries(bench: Bench) {
    let (webhooks, receiver) = (webhooks(&bench), Receiver::open().await);
    let (id, _) = webhooks.add(target(&receiver.url)).await.unwrap();
    happens(&bench, "d1", "1").await;
    webhooks.fan_out().await.unwrap();
    for _ in 0..12 {
        assert_eq!(webhooks.take(&id).await.unwrap().len(), 1);
        bench.pass(Duration::from_secs(24 * 3_600));
    }
    assert_eq!(round(&webhooks).await, 0);
    let parked = log(&webhooks).await.remove(0);
    assert_eq!((parked.state.as_str(), parked.attempts), ("parked", 12));
    assert!(parked.error.unwrap().contains("nhiều lần dừng"));
    assert!(receiver.seen().is_empty());
}

async fn a_later_event_of_a_document_waits_for_the_earlier(bench: Bench) {
    let (webhooks, receiver) = (webhooks(&bench), Receiver::open().await);
    let other = Receiver::open().await;
    webhooks.add(target(&receiver.url)).await.unwrap();
    webhooks.add(target(&other.url)).await.unwrap();
    receiver.answer(&[500]);
    happens(&bench, "d1", "d1 1").await;
    assert_eq!(round(&webhooks).await, 2);
    happens(&bench, "d1", "d1 2").await;
    happens(&bench, "d1", "d1 3").await;
    happens(&bench, "d2", "d2 1").await;
    assert_eq!(round(&webhooks).await, 3, "of d1 the other target is told, and both of d2");
    assert_eq!(receiver.marks(), ["d1 1", "d2 1"]);
    bench.pass(Duration::from_secs(6));
    for _ in 0..3 {
        round(&webhooks).await;
    }
    assert_eq!(receiver.marks(), ["d1 1", "d2 1", "d1 1", "d1 2", "d1 3"]);
    let of_d1: Vec<String> = other.marks().into_iter().filter(|mark| mark.starts_with("d1")).collect();
    assert_eq!(of_d1, ["d1 1", "d1 2", "d1 3"]);
}

async fn redirects_are_not_followed(bench: Bench) {
    let (webhooks, receiver) = (webhooks(&bench), Receiver::open().await);
    webhooks.add(target(&receiver.url)).await.unwrap();
    for (n, status) in [301, 302, 303, 307, 308].into_iter().enumerate() {
        receiver.answer(&[status]);
        happens(&bench, &format!("d{n}"), "1").await;
        assert_eq!(round(&webhooks).await, 1);
        assert_eq!(receiver.seen().len(), n + 1, "the receiver points at itself");
        let log = log(&webhooks).await;
        assert_eq!((log[0].state.as_str(), log[0].status), ("waiting", Some(i64::from(status))));
    }
}

async fn a_target_inside_the_network_is_not_called_unless_it_was_said_to_lie_there(bench: Bench) {
    const REPLACE: &str = "update webhook set url = $1";
    let (webhooks, receiver) = (webhooks(&bench), Receiver::open().await);
    let port = receiver.url.split([':', '/']).nth(4).unwrap().to_owned();
    let literal = NewWebhook { private: false, ..target(&format!("https://127.0.0.1:{port}/")) };
    assert!(matches!(webhooks.add(literal).await, Err(OutboxError::Refused(_))));
    // A name tells only when it is looked up; and rows may be older than the rules.
    let name = NewWebhook { private: false, ..target(&format!("https://localhost:{port}/")) };
    webhooks.add(name).await.unwrap();
    happens(&bench, "d1", "1").await;
    for url in ["https://localhost", "http://localhost", "http://127.0.0.1", "https://127.1", "http://[::1]"]
    {
        bench.store.execute(REPLACE, args![format!("{url}:{port}/")]).await.unwrap();
        bench.pass(Duration::from_secs(3_600));
        assert_eq!(round(&webhooks).await, 1, "{url}");
        let log = log(&webhooks).await;
        assert_eq!((log[0].state.as_str(), log[0].status), ("waiting", None), "{url}");
        if url.starts_with("https") {
            assert_eq!(log[0].error.as_deref(), Some(address::FORBIDDEN), "{url}");
        }
    }
    assert!(receiver.seen().is_empty());

    bench.store.execute("update webhook set private = 1", vec![]).await.unwrap();
    bench.store.execute(REPLACE, args![format!("http://localhost:{port}/")]).await.unwrap();
    bench.pass(Duration::from_secs(24 * 3_600));
    round(&webhooks).await;
    assert_eq!(receiver.marks(), ["1"]);
}

async fn two_workers_never_tell_the_same_at_once(bench: Bench) {
    let receiver = Receiver::open().await;
    webhooks(&bench).add(target(&receiver.url)).await.unwrap();
    for n in 0..60 {
        receiver.answer_late(Duration::from_millis(n % 7));
        happens(&bench, &format!("d{}", n % 20), &n.to_string()).await;
    }
    webhooks(&bench).fan_out().await.unwrap();
    let workers: Vec<_> = (0..4)
        .map(|_| {
            let webhooks = webhooks(&bench);
            tokio::spawn(async move {
                let sender = sender();
                for _ in 0..30 {
                    webhooks.deliver_due(&sender).await.unwrap();
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    let marks: Vec<usize> = receiver.marks().iter().map(|mark| mark.parse().unwrap()).collect();
    let mut sorted = marks.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, (0..60).collect::<Vec<_>>(), "each once");
    for document in 0..20 {
        let of: Vec<_> = marks.iter().filter(|&&n| n % 20 == document).collect();
        assert!(of.is_sorted(), "{of:?}");
    }
}

async fn what_a_dead_worker_had_in_hand_is_told_by_another(bench: Bench) {
    let (webhooks, receiver) = (webhooks(&bench), Receiver::open().await);
    let (id, _) = webhooks.add(target(&receiver.url)).await.unwrap();
    happens(&bench, "d1", "1").await;
    webhooks.fan_out().await.unwrap();
    assert_eq!(webhooks.take(&id).await.unwrap().len(), 1);
    assert_eq!(webhooks.take(&id).await.unwrap().len(), 0);
    bench.pass(Duration::from_secs(29));
    assert_eq!(round(&webhooks).await, 0, "it may still be on its way");
    bench.pass(Duration::from_secs(1));
    assert_eq!(round(&webhooks).await, 1);
    assert_eq!((receiver.marks().len(), log(&webhooks).await[0].attempts), (1, 2));
}

async fn who_was_too_slow_writes_nothing_any_more(bench: Bench) {
    let (webhooks, receiver) = (webhooks(&bench), Receiver::open().await);
    webhooks.add(target(&receiver.url)).await.unwrap();
    happens(&bench, "d1", "1").await;
    webhooks.fan_out().await.unwrap();
    // Long enough for a busy machine to make the second courier meanwhile.
    receiver.answer_late(Duration::from_millis(2_500));
    receiver.answer(&[500]);
    let slow = {
        let webhooks = webhooks.clone();
        tokio::spawn(async move { webhooks.deliver_due(&sender()).await })
    };
    while receiver.seen().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    bench.pass(Duration::from_secs(30));
    assert_eq!(round(&webhooks).await, 1, "its lease is over");
    slow.await.unwrap().unwrap();
    let log = log(&webhooks).await;
    assert_eq!((log[0].state.as_str(), log[0].attempts, log[0].status), ("waiting", 2, Some(500)));
}

async fn a_target_is_told_what_it_asked_for(bench: Bench) {
    let webhooks = webhooks(&bench);
    let kinds = |kinds: &[&str]| kinds.iter().map(ToString::to_string).collect();
    let wanted = [
        NewWebhook { organ: Some("a".to_owned()), ..NewWebhook::default() },
        NewWebhook {
            organ: Some("b".to_owned()),
            kinds: kinds(&["document.issued"]),
            ..NewWebhook::default()
        },
        NewWebhook { kinds: kinds(&["document.issued", "document.cancelled"]), ..NewWebhook::default() },
    ];
    let mut receivers = Vec::new();
    for new in wanted {
        let receiver = Receiver::open().await;
        webhooks.add(NewWebhook { url: receiver.url.clone(), private: true, ..new }).await.unwrap();
        receivers.push(receiver);
    }
    for organ in ["a", "b"] {
        for kind in KINDS {
            happens_in(&bench, organ, kind, &format!("{organ}{kind}"), &format!("{organ} {kind}")).await;
        }
    }
    for _ in 0..3 {
        round(&webhooks).await;
    }
    let told = |n: usize| {
        let mut marks = receivers[n].marks();
        marks.sort();
        marks
    };
    let mut all_of_a: Vec<String> = KINDS.iter().map(|kind| format!("a {kind}")).collect();
    all_of_a.sort();
    assert_eq!(told(0), all_of_a);
    assert_eq!(told(1), ["b document.issued"]);
    let two = ["a document.cancelled", "a document.issued", "b document.cancelled", "b document.issued"];
    assert_eq!(told(2), two);
}

async fn events_are_spread_once_by_however_many(bench: Bench) {
    let receiver = Receiver::open().await;
    for _ in 0..3 {
        webhooks(&bench).add(target(&receiver.url)).await.unwrap();
    }
    for n in 0..700 {
        let event = Event { organ: "a".into(), kind: KINDS[0], document: None, payload: json!({ "n": n }) };
        bench.pass(Duration::from_millis(1));
        bench.store.write(Announce(bench.runtime.clone(), event)).await.unwrap();
    }
    let workers: Vec<_> = (0..4)
        .map(|_| {
            let webhooks = webhooks(&bench);
            tokio::spawn(async move { webhooks.fan_out().await.unwrap() })
        })
        .collect();
    let mut fan_out = 0;
    for worker in workers {
        fan_out += worker.await.unwrap();
    }
    fan_out += webhooks(&bench).fan_out().await.unwrap();
    assert_eq!(fan_out, 700);
    let count = async |sql: &'static str| bench.store.one::<i64>(sql, vec![]).await.unwrap();
    assert_eq!(count("select count(*) from delivery where state = 'waiting'").await, 2_100);
    assert_eq!(count("select count(*) from event where spread <> 1").await, 0);
}

async fn the_log_is_read_by_organ_and_in_pages(bench: Bench) {
    let (webhooks, receiver) = (webhooks(&bench), Receiver::open().await);
    webhooks.add(target(&receiver.url)).await.unwrap();
    for n in 0..6 {
        happens_in(&bench, ["a", "b"][n % 2], KINDS[0], &format!("d{n}"), &n.to_string()).await;
    }
    webhooks.fan_out().await.unwrap();
    let documents = |log: Vec<Delivery>| log.into_iter().filter_map(|d| d.document).collect::<Vec<_>>();
    let only = |organs: &[&str]| Organs::Only(organs.iter().map(ToString::to_string).collect());
    let read = async |organs, before: Option<&str>, most| {
        webhooks.deliveries(&organs, &Organs::All, before, most).await.unwrap()
    };
    assert_eq!(documents(read(Organs::All, None, 100).await), ["d5", "d4", "d3", "d2", "d1", "d0"]);
    assert_eq!(documents(read(only(&["a"]), None, 100).await), ["d4", "d2", "d0"]);
    assert_eq!(documents(read(only(&["b", "a"]), None, 2).await), ["d5", "d4"]);
    let two = read(only(&["b"]), None, 2).await;
    assert_eq!(documents(read(only(&["b"]), Some(&two[1].id), 2).await), ["d1"]);
    for nothing in [only(&[]), only(&["c"]), only(&["%"]), only(&["ab"]), only(&["", "_"])] {
        assert_eq!(read(nothing, None, 100).await, []);
    }
}

async fn a_removed_target_is_told_nothing_more(bench: Bench) {
    let (webhooks, receiver) = (webhooks(&bench), Receiver::open().await);
    let (id, _) = webhooks.add(target(&receiver.url)).await.unwrap();
    happens(&bench, "d1", "1").await;
    webhooks.fan_out().await.unwrap();
    assert!(webhooks.remove(&id).await.unwrap());
    assert!(!webhooks.remove(&id).await.unwrap() && !webhooks.remove("nobody").await.unwrap());
    happens(&bench, "d1", "2").await;
    assert_eq!(round(&webhooks).await, 0);
    assert!(receiver.seen().is_empty());
    let log = log(&webhooks).await;
    assert_eq!((log.len(), log[0].state.as_str()), (1, "failed"));
    let targets = webhooks.list(&Organs::All).await.unwrap();
    assert_eq!((targets.len(), targets[0].active), (1, false));
    assert_eq!(webhooks.list(&Organs::Only(vec!["a".to_owned()])).await.unwrap(), []);
}

async fn a_target_that_does_not_answer_is_given_up_on_in_time(bench: Bench) {
    let (webhooks, receiver) = (webhooks(&bench), Receiver::open().await);
    webhooks.add(target(&receiver.url)).await.unwrap();
    receiver.answer_late(Duration::from_secs(600));
    happens(&bench, "d1", "1").await;
    webhooks.fan_out().await.unwrap();
    let hasty = WebhookSender::with_patience(Duration::from_millis(200)).unwrap();
    assert_eq!(webhooks.deliver_due(&hasty).await.unwrap(), 1);
    let tried = log(&webhooks).await.remove(0);
    assert_eq!(tried.error.as_deref(), Some("Máy nhận không trả lời kịp thời hạn."));

    // Nobody listens at all.
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    webhooks.add(target(&format!("http://{free}/"))).await.unwrap();
    happens(&bench, "d2", "1").await;
    round(&webhooks).await;
    let all = log(&webhooks).await;
    let refused = all
        .iter()
        .find(|delivery| delivery.url.as_ref().is_some_and(|url| url.contains(&free.to_string())))
        .unwrap();
    assert_eq!(refused.error.as_deref(), Some("Không kết nối được với máy nhận."));
}

async fn a_worker_tells_until_it_is_told_to_stop(bench: Bench) {
    let (webhooks, receiver) = (webhooks(&bench), Receiver::open().await);
    webhooks.add(target(&receiver.url)).await.unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let worker = {
        let webhooks = webhooks.clone();
        tokio::spawn(async move { webhooks.run(async { stopped.await.unwrap() }).await })
    };
    for n in 0..30 {
        happens(&bench, "d1", &n.to_string()).await;
    }
    wait_for(|| receiver.seen().len() == 30).await;
    assert!(receiver.marks().iter().map(|mark| mark.parse::<u32>().unwrap()).is_sorted());
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(10), worker).await.unwrap().unwrap().unwrap();
    assert!(log(&webhooks).await.iter().all(|delivery| delivery.state == "done"));
}

async fn a_silent_target_keeps_no_other_waiting(bench: Bench) {
    let (silent, quick) = (Receiver::open().await, Receiver::open().await);
    let webhooks = webhooks(&bench);
    webhooks.add(target(&silent.url)).await.unwrap();
    webhooks.add(target(&quick.url)).await.unwrap();
    for n in 0..40 {
        silent.answer_late(Duration::from_secs(600));
        happens(&bench, &format!("d{n}"), &n.to_string()).await;
    }
    let worker = tokio::spawn(async move { webhooks.run(std::future::pending()).await });
    wait_for(|| quick.seen().len() == 40).await;
    assert!(silent.seen().len() <= 8, "a few at once");
    worker.abort();
}

async fn a_target_that_cannot_be_is_refused(bench: Bench) {
    let webhooks = webhooks(&bench);
    let good = || target("http://10.0.0.5/su-kien");
    for (bad, at, code) in [
        (target("mailto:a@b.vn"), "url", "bad-url"),
        (NewWebhook { private: false, ..good() }, "url", "bad-url"),
        (NewWebhook { kinds: vec!["document.eaten".to_owned()], ..good() }, "kinds[0]", "unknown-kind"),
        (NewWebhook { organ: Some("c".to_owned()), ..good() }, "organ", "unknown-organ"),
    ] {
        let Err(OutboxError::Refused(report)) = webhooks.add(bad).await else { panic!("{code}") };
        assert_eq!((report.problems[0].at.as_str(), report.problems[0].code), (at, code));
    }
    assert_eq!(webhooks.list(&Organs::All).await.unwrap(), []);
}
