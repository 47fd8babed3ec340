//! The pages for people: who may come in, what a form must bring along, and that nothing typed is lost.

use crate::http::desk::{Answer, Ask, Desk, ORGAN, draft, send};
use vanthu::access::{Grant, NewAccount, Role};

const PASSWORD: &str = "mot cau de nho 12";
const OWN: &str = "http://localhost:8080";

/// Somebody signed in.
pub(crate) struct Person {
    cookie: String,
    csrf: String,
}

/// A page asked for.
fn page(path: &str) -> Ask {
    Ask::at("GET", path)
}

/// A form sent.
fn form(path: &str, fields: &[(&str, &str)]) -> Ask {
    let pairs: Vec<String> = fields.iter().map(|(n, v)| format!("{}={}", percent(n), percent(v))).collect();
    Ask::at("POST", path).body("application/x-www-form-urlencoded", pairs.join("&").as_bytes())
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

impl Person {
    /// An account with a role in an organ, signed in.
    pub(crate) async fn signed_in(desk: &Desk, login: &str, organ: &str, role: Role) -> Self {
        let new = NewAccount {
            login: login.to_owned(),
            name: format!("Người {login}"),
            password: PASSWORD.to_owned(),
            grants: vec![Grant { organ: organ.to_owned(), role }],
        };
        desk.service.access().create_account(new).await.unwrap();
        let fields = [("sign-in.login", login), ("sign-in.password", PASSWORD), ("next", "/new")];
        let answer = desk.ask(form("/sign-in", &fields).header("origin", OWN)).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/new"), "{}", answer.text());
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        let page = desk.ask(page("/").header("cookie", &cookie)).await;
        Self { csrf: hidden(&page, "csrf"), cookie }
    }

    pub(crate) async fn opens(&self, desk: &Desk, path: &str) -> Answer {
        desk.ask(page(path).header("cookie", &self.cookie)).await
    }

    pub(crate) async fn sends(&self, desk: &Desk, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("csrf", self.csrf.as_str())];
        all.extend_from_slice(fields);
        desk.ask(form(path, &all).header("cookie", &self.cookie).header("origin", OWN)).await
    }
}

/// What stands in a hidden field of a page.
pub(crate) fn hidden(answer: &Answer, name: &str) -> String {
    let text = answer.text();
    let mark = format!("name=\"{name}\" value=\"");
    let start = text.find(&mark).unwrap_or_else(|| panic!("no {name} in {text}")) + mark.len();
    text[start..].split('"').next().unwrap().to_owned()
}

fn new_plan() -> String {
    format!("/new/ke-hoach?organ={ORGAN}")
}

/// A draft saved through the form; its id.
pub(crate) async fn saved(desk: &Desk, person: &Person, fields: &[(&str, &str)]) -> String {
    let blank = person.opens(desk, &new_plan()).await;
    let act = hidden(&blank, "act");
    let mut all = vec![("act", act.as_str()), ("do", "save")];
    all.extend_from_slice(fields);
    let answer = person.sends(desk, &new_plan(), &all).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.header("location").split('/').nth(2).unwrap().to_owned()
}

/// Every page and every form; `ID` is a document.
const PAGES: [&str; 10] = [
    "/",
    "/checks",
    "/checks/REC-02",
    "/new",
    "/new/ke-hoach?organ=ORGAN",
    "/documents/ID",
    "/documents/ID/edit",
    "/documents/ID/issue",
    "/documents/ID/pages/1.svg",
    "/documents/ID/files/pdf",
];
const FORMS: [&str; 6] = [
    "/new/ke-hoach?organ=ORGAN",
    "/documents/ID/edit",
    "/documents/ID/issue",
    "/documents/ID/cancel",
    "/documents/ID/replace",
    "/sign-out",
];

fn of(path: &str, id: &str) -> String {
    path.replace("ORGAN", ORGAN).replace("ID", id)
}

#[tokio::test]
async fn whoever_is_not_signed_in_sees_no_page_and_loses_nothing_typed() {
    let desk = Desk::open().await;
    let clerk = Person::signed_in(&desk, "vanthu", ORGAN, Role::Clerk).await;
    let id = saved(&desk, &clerk, &[]).await;
    for path in PAGES {
        let answer = desk.ask(page(&of(path, &id))).await;
        assert_eq!(answer.status, 303, "{path}");
        assert!(answer.header("location").starts_with("/sign-in"), "{path}");
    }
    for path in FORMS {
        let sent = form(&of(path, &id), &[("body", "Một “đoạn” <văn>\n"), ("do", "save")]);
        let answer = desk.ask(sent.header("origin", OWN)).await;
        assert_eq!(answer.status, 401, "{path}");
        let text = answer.text();
        assert!(
            text.contains("Một “đoạn” &lt;văn&gt;") && text.contains("sign-in.password"),
            "{path}: {text}"
        );
    }
    let fields =
        [("body", "Giữ lại"), ("do", "check"), ("sign-in.login", "vanthu"), ("sign-in.password", PASSWORD)];
    let answer = desk.ask(form(&new_plan(), &fields).header("origin", OWN)).await;
    assert!(answer.header("set-cookie").starts_with("vanthu="), "signed in anew");
    assert!(answer.status.is_success() && answer.text().contains("Giữ lại"), "… and done what was asked");
}

#[tokio::test]
async fn a_form_without_the_token_or_from_elsewhere_does_nothing() {
    let desk = Desk::open().await;
    let clerk = Person::signed_in(&desk, "vanthu", ORGAN, Role::Clerk).await;
    let id = saved(&desk, &clerk, &[]).await;
    for path in FORMS {
        let path = of(path, &id);
        let fields = [("csrf", clerk.csrf.as_str()), ("reason", "x"), ("do", "save")];
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            let sent = form(&path, &fields).header("cookie", &clerk.cookie).header(name, value);
            assert_eq!(desk.ask(sent).await.status, 403, "{path} {name}: {value}");
        }
        for token in ["", "x", &clerk.cookie] {
            let sent = form(&path, &[("csrf", token), ("reason", "x")]).header("cookie", &clerk.cookie);
            assert_eq!(desk.ask(sent).await.status, 403, "{path} with {token:?}");
            // From a page of ours that is too old: asked once more, with what was typed.
            let sent = form(&path, &[("csrf", token), ("reason", "lý do")]).header("cookie", &clerk.cookie);
            let answer = desk.ask(sent.header("origin", OWN)).await;
            assert_eq!(answer.status, 409, "{path} with {token:?}");
            assert!(answer.text().contains("lý do"), "{path}");
        }
    }
    let foreign = [("sign-in.login", "vanthu"), ("sign-in.password", PASSWORD)];
    let sent = form("/sign-in", &foreign).header("origin", "https://evil.example");
    assert_eq!(desk.ask(sent).await.status, 403, "nobody is signed in by a page of another place");
    let stored = clerk.opens(&desk, &format!("/documents/{id}")).await;
    assert!(stored.text().contains("Bản thảo"), "the document is as it was");
}

#[tokio::test]
async fn a_document_of_another_organ_is_not_there() {
    let desk = Desk::open().await;
    desk.found("noi-khac").await;
    let clerk = Person::signed_in(&desk, "vanthu", ORGAN, Role::Clerk).await;
    let id = saved(&desk, &clerk, &[]).await;
    let stranger = Person::signed_in(&desk, "nguoi-la", "noi-khac", Role::Admin).await;
    // Those that name an organ or a document; checks are explained to everybody.
    for path in PAGES.iter().filter(|path| path.contains("ORGAN") || path.contains("ID")) {
        assert_eq!(stranger.opens(&desk, &of(path, &id)).await.status, 404, "{path}");
    }
    for path in FORMS.iter().take(5) {
        for wish in ["save", "check", "preview", "issue", "fix-all"] {
            let answer = stranger.sends(&desk, &of(path, &id), &[("do", wish), ("reason", "x")]).await;
            assert_eq!(answer.status, 404, "{path} {wish}");
        }
    }
    assert!(!stranger.opens(&desk, "/").await.text().contains(&id), "nor is it listed");
}

#[tokio::test]
async fn what_a_role_may_not_do_is_refused() {
    let desk = Desk::open().await;
    let drafter = Person::signed_in(&desk, "soanthao", ORGAN, Role::Drafter).await;
    let auditor = Person::signed_in(&desk, "kiemtra", ORGAN, Role::Auditor).await;
    let id = saved(&desk, &drafter, &[("subject", "Họp")]).await;
    assert!(!drafter.opens(&desk, &format!("/documents/{id}/edit")).await.text().contains("value=\"issue\""));
    assert_eq!(drafter.opens(&desk, &of("/documents/ID/issue", &id)).await.status, 403);
    assert_eq!(drafter.sends(&desk, &of("/documents/ID/issue", &id), &[]).await.status, 403);
    assert_eq!(auditor.opens(&desk, &format!("/documents/{id}")).await.status, 200);
    for path in ["/new", "/new/ke-hoach?organ=ORGAN", "/documents/ID/edit"] {
        assert_eq!(auditor.opens(&desk, &of(path, &id)).await.status, 403, "{path}");
    }
    for path in FORMS.iter().take(5) {
        let answer = auditor.sends(&desk, &of(path, &id), &[("do", "save"), ("reason", "x")]).await;
        assert_eq!(answer.status, 403, "{path}");
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_login_are_answered_alike() {
    let desk = Desk::open().await;
    Person::signed_in(&desk, "vanthu", ORGAN, Role::Clerk).await;
    let mut said = vec![];
    for login in ["vanthu", "khongai"] {
        let fields = [("sign-in.login", login), ("sign-in.password", "sai mat khau roi")];
        let answer = desk.ask(form("/sign-in", &fields).header("origin", OWN)).await;
        assert_eq!(answer.status, 401);
        said.push(answer.text().replace(login, "…"));
    }
    assert_eq!(said[0], said[1]);
}

#[tokio::test]
async fn saving_twice_makes_one_document_and_a_page_gone_back_to_overwrites_nothing() {
    let desk = Desk::open().await;
    let clerk = Person::signed_in(&desk, "vanthu", ORGAN, Role::Clerk).await;
    let plan = new_plan();
    let act = hidden(&clerk.opens(&desk, &plan).await, "act");
    let first = [("act", act.as_str()), ("do", "save"), ("subject", "Họp giao ban")];
    let (one, two) = tokio::join!(clerk.sends(&desk, &plan, &first), clerk.sends(&desk, &plan, &first));
    assert_eq!(one.header("location"), format!("/documents/{act}/edit?saved=1"), "{}", one.text());
    assert_eq!(one.header("location"), two.header("location"), "{}", two.text());
    let other = [("act", act.as_str()), ("do", "save"), ("subject", "Họp tổng kết")];
    let back = clerk.sends(&desk, &plan, &other).await;
    assert_eq!(back.status, 409);
    assert!(back.text().contains("Họp tổng kết") && back.text().contains("Họp giao ban"), "both are shown");
    let version = hidden(&back, "version");
    let edit = format!("/documents/{act}/edit");
    let over = [("version", version.as_str()), ("do", "save"), ("subject", "Họp tổng kết")];
    assert_eq!(clerk.sends(&desk, &edit, &over).await.status, 303, "and may be put over it on purpose");
    let stale = [("version", version.as_str()), ("do", "save"), ("subject", "Họp khác")];
    let answer = clerk.sends(&desk, &edit, &stale).await;
    assert_eq!(answer.status, 409);
    assert!(answer.text().contains("Họp khác") && answer.text().contains("Họp tổng kết"));
}

#[tokio::test]
async fn what_the_form_does_not_show_stays_in_the_draft() {
    let desk = Desk::open().await;
    let draft = serde_json::json!({
        "type": "ke-hoach", "organ": ORGAN, "unit": "TG-NC", "subject": ["Họp"], "body": "1. Một.",
        "recipients": [{ "group": ["Sở A", "Sở B"], "purpose": "p/h" }, { "name": "C", "end": "." }],
        "appendixes": [{ "title": ["A"], "body": "x", "info": "" }],
    });
    let made = desk.ask(Ask::post("/documents").json(&draft)).await.json();
    let id = made["id"].as_str().unwrap().to_owned();
    let clerk = Person::signed_in(&desk, "vanthu", ORGAN, Role::Clerk).await;
    let edit = format!("/documents/{id}/edit");
    let opened = clerk.opens(&desk, &edit).await;
    let text = opened.text();
    assert!(text.contains("{\nSở A\nSở B\n} p/h\nC"), "{text}");
    let version = hidden(&opened, "version");
    let fields = [
        ("version", version.as_str()),
        ("do", "save"),
        ("subject", "Họp"),
        ("body", "1. Hai."),
        ("recipients", "{\r\nSở A\r\nSở B\r\n} p/h\r\nC\r\nD"),
        ("appendixes[0]#", "0"),
        ("appendixes[0].title", "A"),
        ("appendixes[0].body", "x"),
    ];
    assert_eq!(clerk.sends(&desk, &edit, &fields).await.status, 303);
    let key = desk.key(Role::Drafter).await;
    let now = desk.ask(Ask::get(&format!("/documents/{id}")).key(&key)).await.json();
    let draft_now = &now["draft"];
    assert_eq!(draft_now["unit"], "TG-NC");
    assert_eq!(draft_now["body"], "1. Hai.");
    assert_eq!(draft_now["appendixes"], draft["appendixes"]);
    assert_eq!(draft_now["recipients"][0], draft["recipients"][0]);
    assert_eq!(draft_now["recipients"][1], draft["recipients"][1]);
    assert_eq!(draft_now["recipients"][2]["name"], "D");
}

#[tokio::test]
async fn what_is_typed_is_text_on_every_page() {
    let desk = Desk::open().await;
    let clerk = Person::signed_in(&desk, "vanthu", ORGAN, Role::Clerk).await;
    let evil = "\"><script>alert(1)</script>{{csrf}}{{{body}}}";
    let names = [
        "subject",
        "bases",
        "body",
        "recipients",
        "signers[0].full_name",
        "filing.others",
        "place",
        "priority",
    ];
    let mut fields: Vec<(&str, &str)> = names.iter().map(|name| (*name, evil)).collect();
    fields.push(("signers[0].choose", "*"));
    let id = saved(&desk, &clerk, &fields).await;
    for path in
        ["/", "/documents/ID", "/documents/ID/edit", "/documents/ID/edit?check=1", "/documents/ID/issue"]
    {
        let text = clerk.opens(&desk, &of(path, &id)).await.text();
        assert!(!text.contains("<script"), "{path}");
    }
    for wish in ["check", "preview", "save", "fix-all", "add appendixes", "accept \"><b>", evil] {
        fields.push(("do", wish));
        let text = clerk.sends(&desk, &new_plan(), &fields).await.text();
        assert!(!text.contains("<script") && !text.contains("<b>"), "{wish}");
        fields.pop();
    }
    let search = format!("/?text={}&type={}&year=x&cursor={}", percent(evil), percent(evil), percent(evil));
    let answer = clerk.opens(&desk, &search).await;
    assert!(answer.status.is_success() && !answer.text().contains("<script"));
}

#[tokio::test]
async fn whatever_is_sent_is_answered_and_never_a_fault_of_the_server() {
    let desk = Desk::open().await;
    let clerk = Person::signed_in(&desk, "vanthu", ORGAN, Role::Clerk).await;
    let id = saved(&desk, &clerk, &[]).await;
    let edit = format!("/documents/{id}/edit");
    let deep = format!("data{}", "[0].x".repeat(5_000));
    let long = "x".repeat(3 << 20);
    let sent: [&[(&str, &str)]; 8] = [
        &[("act", "../../etc"), ("version", "x"), ("do", "save")],
        &[("do", "fix 99999999999999999999 X y"), ("do", "save")],
        &[("do", "remove appendixes[99999999999999999999]")],
        &[("do", "raise appendixes[0]"), ("appendixes[99999999]#", "7")],
        &[("signers[200000].full_name", "x"), ("do", "preview")],
        &[(deep.as_str(), "x"), ("do", "check")],
        &[("body", long.as_str()), ("do", "check")],
        &[("recipients", "{\n{\n}\n}"), ("filing.copies", "9e999"), ("do", "check")],
    ];
    for fields in sent {
        for path in [edit.as_str(), new_plan().as_str()] {
            let answer = clerk.sends(&desk, path, fields).await;
            assert!(
                !answer.status.is_server_error(),
                "{path} {:?}: {}",
                fields[0].0.get(..20),
                answer.status
            );
            assert!(answer.header("content-type").starts_with("text/html") || answer.status == 303);
        }
    }
    for body in ["csrf=%FF%FE", "%", "=&=&", "a=1&a=2&csrf=x"] {
        let sent = Ask::at("POST", &edit).body("application/x-www-form-urlencoded", body.as_bytes());
        let answer = desk.ask(sent.header("cookie", &clerk.cookie).header("origin", OWN)).await;
        assert!(answer.status.is_client_error(), "{body}: {}", answer.status);
    }
    let strange = [
        "/documents/..%2f..%2fetc",
        "/documents/x'--",
        "/documents/%00",
        "/new/khong-co?organ=x",
        "/nowhere",
        "/documents/x/pages/0.svg",
        "/documents/x/files/exe",
        "/setup/x",
        "/?year=99999999999&number='",
    ];
    for path in strange {
        let answer = clerk.opens(&desk, path).await;
        assert!(!answer.status.is_server_error(), "{path}: {}", answer.status);
        assert!(answer.header("content-type").starts_with("text/html"), "{path}");
    }
}

#[tokio::test]
async fn beside_a_finding_a_link_leads_to_the_page_that_says_why() {
    let desk = Desk::open().await;
    let clerk = Person::signed_in(&desk, "vanthu", ORGAN, Role::Clerk).await;
    let fields = [("do", "check"), ("body", "1. Gặp mặt các thể hệ cán bộ.")];
    let checked = clerk.sends(&desk, &new_plan(), &fields).await.text();
    assert!(checked.contains("href=\"/checks/ENC-11\""), "{checked}");
    let page = clerk.opens(&desk, "/checks/enc-11").await;
    assert_eq!(page.status, 200);
    let text = page.text();
    for part in [
        "ENC-11",
        "<h2>Sai</h2>",
        "<h2>Đúng</h2>",
        "bổ xung kế hoạch",
        "<figcaption>Nội dung văn bản</figcaption>",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(clerk.opens(&desk, "/checks/ENC-05").await.text().contains("<code>&lt;b&gt;</code>"));
    assert!(clerk.opens(&desk, "/checks").await.text().contains("href=\"/checks/ENC-11\""));
    assert_eq!(clerk.opens(&desk, "/checks/ENC-99").await.status, 404);
}

#[tokio::test]
async fn pages_forbid_everything_that_is_not_theirs() {
    let desk = Desk::open().await;
    let answer = send(&desk.router, page("/sign-in")).await;
    let policy = answer.header("content-security-policy");
    for part in ["default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "img-src 'self' data:"]
    {
        assert!(policy.contains(part), "{policy}");
    }
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    let style =
        answer.text().split("href=\"/style.css").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let style = desk.ask(page(&format!("/style.css{style}"))).await;
    assert!(style.status.is_success() && style.header("content-type").starts_with("text/css"));
}

/// A form of a page that was open while somebody else changed the draft.
#[tokio::test]
async fn what_a_page_did_not_show_is_neither_issued_nor_cancelled_from_it() {
    let desk = Desk::open().await;
    let clerk = Person::signed_in(&desk, "vanthu", ORGAN, Role::Clerk).await;
    let made = desk.service.access().create_key(vanthu::access::NewKey {
        name: "n".to_owned(),
        grants: vec![Grant { organ: ORGAN.to_owned(), role: Role::Clerk }],
        expires: None,
    });
    let key = made.await.unwrap().1;
    let api = |ask: Ask| desk.ask(ask.key(&key));
    let id = api(Ask::post("/documents").json(&draft())).await.json()["id"].as_str().unwrap().to_owned();
    let (issue, cancel) = (of("/documents/ID/issue", &id), of("/documents/ID/cancel", &id));
    let page = clerk.opens(&desk, &issue).await;
    let (act, version) = (hidden(&page, "act"), hidden(&page, "version"));
    assert_eq!(version, "1");

    let mut other = draft();
    other["subject"] = "Một việc khác".into();
    let put = Ask::new("PUT", &format!("/documents/{id}")).header("if-match", "\"1\"").json(&other);
    assert_eq!(api(put).await.status, 200);
    let press = |version: &str| {
        let fields = [("act", act.as_str()), ("version", version), ("do", "issue")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let (clerk, desk, issue) = (&clerk, &desk, &issue);
        async move {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            clerk.sends(desk, issue, &fields).await
        }
    };
    for unseen in [version.as_str(), "", "x"] {
        let asked = press(unseen).await;
        assert_eq!(asked.status, 422, "{unseen}: {}", asked.text());
        assert!(asked.text().contains("Một việc khác") && asked.text().contains("Dưới đây là bản mới"));
        assert_eq!(hidden(&asked, "version"), "2", "the page shows the new version and asks again");
    }
    let refused = clerk.sends(&desk, &cancel, &[("version", "1"), ("reason", "Sai")]).await;
    assert_eq!(refused.status, 412, "{}", refused.text());
    assert_eq!(api(Ask::get(&format!("/documents/{id}"))).await.json()["state"], "draft");

    let issued = press("2").await;
    assert_eq!(
        (issued.status.as_u16(), issued.header("location")),
        (303, format!("/documents/{id}?issued=1").as_str())
    );
    assert_eq!(press("2").await.status, 303, "pressed twice is pressed once");
    assert_eq!(hidden(&clerk.opens(&desk, &format!("/documents/{id}")).await, "version"), "4");
}
