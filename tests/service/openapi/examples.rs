//! Every example of the description is sent to the service, and every answer held against the description.

use crate::fixed_runtime::fixed_runtime;
use crate::openapi::described::{operations, resolved};
use crate::openapi::schema::faults;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use tower::ServiceExt;
use vanthu::http::api::description;
use vanthu::http::{App, router};
use vanthu::office::TemplateFolder;
use vanthu::outbox::{NewWebhook, Webhooks};
use vanthu::service::{Service, Settings};
use vanthu::store::BlobSettings;

/// A day on which seed 004 might have been written.
const DAY: &str = "2024-03-01T02:00:00Z";

/// The series of the samples' organ.
const SERIES: &str = "/api/v1/organs/ldld-lai-chau/series";

/// A service with a store of its own, gone with it.
struct House {
    service: Service,
    router: Router,
    folder: PathBuf,
}

impl House {
    async fn open(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("vanthu-openapi-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let settings = Settings {
            database: format!("sqlite://{}/vanthu.db", folder.display()),
            blobs: BlobSettings {
                place: folder.join("blobs").display().to_string(),
                ..BlobSettings::default()
            },
            workers: 2,
            queue: 64,
        };
        let service =
            Service::open(&settings, TemplateFolder::Embedded, fixed_runtime(DAY, 1)).await.unwrap();
        let router = router(App::new(service.clone(), 0));
        Self { service, router, folder }
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec();
        Answer { status, headers, body }
    }

    async fn json(&self, method: &str, path: &str, body: &Value) -> Answer {
        let request = Request::builder().method(method).uri(path).header(header::HOST, "localhost");
        let request = request.header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// The ETag of what stands at an address.
    async fn tag(&self, path: &str) -> String {
        self.get(path).await.headers[header::ETAG].to_str().unwrap().to_owned()
    }

    async fn get(&self, path: &str) -> Answer {
        let request = Request::get(path).header(header::HOST, "localhost");
        self.send(request.body(Body::empty()).unwrap()).await
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{} {}", self.status, self.text()))
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// What an example needs to be there: words of the address, and headers.
#[derive(Default)]
struct Ground {
    words: BTreeMap<&'static str, String>,
    headers: Vec<(&'static str, String)>,
}

/// The body of an operation's first example.
fn example(operation: &str, media: &str, name: &str) -> Value {
    let (_, _, operation) =
        operations().into_iter().find(|(_, _, op)| op["operationId"] == operation).unwrap();
    operation["requestBody"]["content"][media]["examples"][name]["value"].clone()
}

/// Makes what an operation works on, through the API itself.
async fn ground(house: &House, path: &str, id: &str) -> Ground {
    let mut ground = Ground::default();
    if path.starts_with("/api/v1/documents/{id}") {
        let document = document(house, path).await;
        ground.headers.push(("if-match", format!("\"{}\"", document["version"])));
        ground.words.insert("id", document["id"].as_str().unwrap().to_owned());
    }
    match id {
        "job" | "resumeJob" => {
            let batch = example("createBatch", "application/json", "hai-van-ban");
            let job = house.json("POST", "/api/v1/batches", &batch).await.value();
            ground.words.insert("id", job["id"].as_str().unwrap().to_owned());
            while house.service.run_job().await.unwrap() {}
        }
        "resumeDelivery" => {
            let id = parked_delivery(house).await;
            ground.words.insert("id", id);
        }
        "asset" | "withdrawAsset" => {
            let form = example("addAsset", "multipart/form-data", "chu-ky");
            let (kind, bytes) = form_of(&form);
            let request = Request::post("/api/v1/assets").header(header::HOST, "localhost");
            let request = request.header(header::CONTENT_TYPE, kind).body(Body::from(bytes)).unwrap();
            let asset = house.send(request).await.value();
            ground.words.insert("id", asset["id"].as_str().unwrap().to_owned());
        }
        "putOrgan" => {
            ground.headers.push(("if-match", house.tag("/api/v1/organs/ldld-lai-chau").await));
        }
        "putSeries" => ground.headers.push(("if-match", house.tag(SERIES).await)),
        "reopenYear" => {
            let year = example("closeYear", "application/json", "nam-da-het");
            let closed = house.json("POST", "/api/v1/register/ldld-lai-chau/close", &year).await;
            assert_eq!(closed.status, 204, "{}", closed.text());
        }
        "reserve" | "voidNumber" => {
            let series = example("putSeries", "application/json", "hai-so");
            let put = Request::put(SERIES).header(header::HOST, "localhost");
            let put = put.header(header::IF_MATCH, house.tag(SERIES).await);
            let put = put.header(header::CONTENT_TYPE, "application/json");
            let put = house.send(put.body(Body::from(series.to_string())).unwrap()).await;
            assert_eq!(put.status, 200, "{}", put.text());
        }
        _ => {}
    }
    if id == "voidNumber" {
        let wanted = example("reserve", "application/json", "hai-so");
        let reserved = house.json("POST", "/api/v1/register/ldld-lai-chau/reservations", &wanted).await;
        assert_eq!(reserved.status, 201, "{}", reserved.text());
    }
    ground
}

/// The id of a delivery that was given up.
async fn parked_delivery(house: &House) -> String {
    const PARK: &str = "insert into delivery (id, event, webhook, state, attempts, run_at, error, updated_at) \
         select 'd', e.id, w.id, 'parked', 12, e.at, '500', e.at from event e cross join webhook w limit 1";
    let store = house.service.store();
    let webhooks = Webhooks::new(store.clone(), house.service.runtime().clone());
    webhooks
        .add(NewWebhook { url: "https://one.example/x".to_owned(), ..NewWebhook::default() })
        .await
        .unwrap();
    document(house, "cancel").await;
    assert_eq!(store.execute(PARK, vec![]).await.unwrap(), 1);
    "d".to_owned()
}

/// A document: a draft, or issued where the operation needs an issued one.
async fn document(house: &House, path: &str) -> Value {
    let draft = example("render", "application/json", "pdf");
    let issued = ["{file}", "cancel", "replace"].iter().any(|end| path.ends_with(end));
    let address = if issued { "/api/v1/documents?issue=true" } else { "/api/v1/documents" };
    let created = house.json("POST", address, &draft).await;
    assert_eq!(created.status, 201, "{}", created.text());
    created.value()
}

/// A form and its media type; files are those of `samples/images`.
fn form_of(parts: &Value) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    for (name, part) in parts.as_object().unwrap() {
        let images = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/images"));
        let file = part.as_str().filter(|file| file.ends_with(".png"));
        let (named, bytes) = match (file, part) {
            (Some(file), _) => (format!("; filename=\"{file}\""), std::fs::read(images.join(file)).unwrap()),
            (None, Value::String(text)) => (String::new(), text.clone().into_bytes()),
            (None, value) => (String::new(), value.to_string().into_bytes()),
        };
        body.extend(format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"{named}\r\n\r\n").bytes());
        body.extend(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--x--\r\n");
    ("multipart/form-data; boundary=x".to_owned(), body)
}

/// A value as an address may have it (RFC 3986, section 2.3).
fn encoded(value: &str) -> String {
    let byte = |b: u8| match b {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' | b'~' => char::from(b).to_string(),
        _ => format!("%{b:02X}"),
    };
    value.bytes().map(byte).collect()
}

/// A request as the description's examples make it.
struct Try<'d> {
    path: &'d str,
    method: &'d str,
    operation: &'d Value,
    body: Option<(&'d str, &'d Value)>,
}

impl Try<'_> {
    fn request(&self, ground: &Ground) -> Request<Body> {
        let mut address = self.path.to_owned();
        let mut asked = Vec::new();
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        for parameter in self.operation["parameters"].as_array().into_iter().flatten().map(resolved) {
            let name = parameter["name"].as_str().unwrap();
            let example =
                parameter.get("example").map(|e| e.as_str().map_or_else(|| e.to_string(), str::to_owned));
            match parameter["in"].as_str().unwrap() {
                "path" => {
                    let value = ground.words.get(name).cloned().or(example);
                    let value = value.unwrap_or_else(|| panic!("{}: no example of {name}", self.path));
                    address = address.replace(&format!("{{{name}}}"), &value);
                }
                "query" => asked.extend(example.map(|value| format!("{name}={}", encoded(&value)))),
                "header" => drop(example.map(|value| headers.insert(name.to_lowercase(), value))),
                place => panic!("{place}"),
            }
        }
        if !asked.is_empty() {
            address = format!("{address}?{}", asked.join("&"));
        }
        headers.extend(ground.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        let mut request = Request::builder().method(self.method.to_uppercase().as_str()).uri(address);
        request = request.header(header::HOST, "localhost");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let Some((media, example)) = self.body else { return request.body(Body::empty()).unwrap() };
        if let Some(accept) = example["x-accept"].as_str() {
            request = request.header(header::ACCEPT, accept);
        }
        let (kind, bytes) = match media {
            "multipart/form-data" => form_of(&example["value"]),
            media => (media.to_owned(), example["value"].to_string().into_bytes()),
        };
        request.header(header::CONTENT_TYPE, kind).body(Body::from(bytes)).unwrap()
    }

    /// What is not as described: the answer is the first good one that the description names, and of the schema named.
    fn faults(&self, answer: &Answer) -> Vec<String> {
        let responses = self.operation["responses"].as_object().unwrap();
        let good = responses.keys().find(|status| status.starts_with('2')).unwrap();
        if answer.status.as_str() != good {
            return vec![format!("{}, not {good}: {}", answer.status, answer.text())];
        }
        let response = resolved(&responses[good]);
        let mut found: Vec<String> = response["headers"]
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(header, _)| !answer.headers.contains_key(header.as_str()))
            .filter(|(header, _)| {
                !response["headers"][header]["description"].as_str().unwrap().contains("không có khi")
            })
            .map(|(header, _)| format!("does not send {header}"))
            .collect();
        let Some(media) = response["content"].as_object() else {
            found.extend((!answer.body.is_empty()).then(|| "says more than is described".to_owned()));
            return found;
        };
        let kind = answer.headers[header::CONTENT_TYPE].to_str().unwrap().split(';').next().unwrap();
        match media.get(kind) {
            None => found.push(format!("answers in {kind}")),
            Some(described) if kind == "application/json" && described.get("schema").is_some() => {
                found.extend(faults(description(), &described["schema"], &answer.value()));
            }
            Some(_) => {}
        }
        found
    }
}

/// The bodies an operation has examples of; none for one without a body.
fn bodies(operation: &Value) -> Vec<(String, Option<(&str, &Value)>)> {
    let Some(content) = operation["requestBody"]["content"].as_object() else {
        return vec![(String::new(), None)];
    };
    let examples = content.iter().flat_map(|(media, content)| {
        let examples = content["examples"].as_object().into_iter().flatten();
        examples.map(move |(name, example)| (name.clone(), Some((media.as_str(), example))))
    });
    examples.collect()
}

#[tokio::test]
async fn every_example_works_and_every_answer_is_as_described() {
    let mut found = Vec::new();
    for (path, method, operation) in operations() {
        let id = operation["operationId"].as_str().unwrap();
        let bodies = bodies(operation);
        assert!(!bodies.is_empty(), "{id} has no example of its body");
        for (name, body) in bodies {
            let house = House::open(&format!("{id}-{name}")).await;
            let ground = ground(&house, path, id).await;
            let attempt = Try { path, method, operation, body };
            let answer = house.send(attempt.request(&ground)).await;
            found.extend(attempt.faults(&answer).into_iter().map(|fault| format!("{id} {name}: {fault}")));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[tokio::test]
async fn every_form_of_an_answer_can_be_had_and_no_other() {
    let house = House::open("forms").await;
    let draft = example("render", "application/json", "pdf");
    for (path, method, operation) in operations() {
        let media =
            resolved(&operation["responses"]["200"])["content"].as_object().cloned().unwrap_or_default();
        // Where no form is refused, the address alone says which it is.
        if media.len() < 2 || operation["responses"].get("406").is_none() {
            continue;
        }
        let ground = ground(&house, path, operation["operationId"].as_str().unwrap()).await;
        for kind in media.keys().map(String::as_str).chain(["image/gif"]) {
            let example = json!({ "value": draft, "x-accept": kind });
            let body = (method == "post").then_some(("application/json", &example));
            let mut request = Try { path, method, operation, body }.request(&ground);
            request.headers_mut().insert(header::ACCEPT, kind.parse().unwrap());
            let answer = house.send(request).await;
            if kind == "image/gif" {
                assert_eq!(answer.status, 406, "{path}");
                continue;
            }
            assert_eq!(answer.status, 200, "{path} {kind}\n{}", answer.text());
            let said = answer.headers[header::CONTENT_TYPE].to_str().unwrap();
            assert!(said.starts_with(kind), "{path} {kind}: {said}");
        }
    }
}

#[tokio::test]
async fn the_page_and_the_description_are_open_to_everybody() {
    let house = House::open("open").await;
    for path in ["/api/v1", "/api/v1/", "/api/v1/openapi.json"] {
        let request = Request::get(path).header(header::HOST, "vanthu.example").body(Body::empty()).unwrap();
        assert_eq!(house.send(request).await.status, 200, "{path}");
    }
    let served = house.get("/api/v1/openapi.json").await.value();
    assert_eq!(&served, description());
    let kind = house.get("/api/v1/problems/stale").await;
    assert_eq!(
        (kind.status, kind.headers[header::LOCATION].to_str().unwrap()),
        (StatusCode::SEE_OTHER, "/api/v1#loi-stale")
    );
    assert_eq!(house.get("/api/v1/problems/khong-co").await.status, 404);
}
