//! Issuing: what it would do, and then the word that does it.

use super::edit::is_act;
use super::page::Page;
use super::refusal::Refusal;
use super::session::{Sent, Visitor};
use super::words;
use crate::http::App;
use crate::input::form::{Pairs, date_meant};
use crate::register::NumberChoice;
use crate::report::Severity;
use crate::service::{Act, Issuing, Service, ServiceError, State, Stored, Versioned};
use axum::Router;
use axum::extract::{Path, State as Of};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Serialize;

/// The page that asks once more.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/documents/{id}/issue", get(ask).post(issue))
}

#[derive(Serialize)]
struct View {
    id: String,
    version: i64,
    heading: String,
    subject: String,
    signer: String,
    number: String,
    date: String,
    day: String,
    reason: String,
    warnings: Vec<String>,
    wrong: Vec<String>,
    act: String,
    pages: Vec<usize>,
}

async fn ask(visitor: Visitor, Of(app): Of<App>, Path(id): Path<String>) -> Response {
    let asked = Asked { act: app.service.runtime().id(), ..Asked::default() };
    confirm(&app.service, &visitor, &id, asked, vec![]).await
}

/// What was typed on the page.
#[derive(Clone, Debug, Default)]
struct Asked {
    act: String,
    /// As typed; empty: today.
    day: String,
    /// Why the day lies before today.
    reason: String,
}

impl Asked {
    fn of(pairs: &mut Pairs, service: &Service) -> Self {
        let mut one = |name: &str| pairs.take(name).pop().unwrap_or_default().trim().to_owned();
        let (act, day, reason) = (one("act"), one("day"), one("reason"));
        let act = if is_act(&act) { act } else { service.runtime().id() };
        Self { act, day, reason }
    }

    /// How it is to be issued, or what is wrong with the day.
    fn issuing(&self) -> Result<Issuing, String> {
        let date = match self.day.as_str() {
            "" => None,
            day => Some(date_meant(day).and_then(|d| d.parse().ok()).ok_or_else(|| {
                format!("“{day}” không phải một ngày có thật. Ghi ngày/tháng/năm, ví dụ 23/02/2024.")
            })?),
        };
        let back_dated = Some(self.reason.clone()).filter(|reason| !reason.is_empty());
        Ok(Issuing { date, wanted: NumberChoice::Next, back_dated })
    }
}

/// The page that asks, with the number and date there would be; a draft with errors is shown them instead.
async fn confirm(
    service: &Service,
    visitor: &Visitor,
    id: &str,
    asked: Asked,
    mut wrong: Vec<String>,
) -> Response {
    match tried(service, visitor, id, asked, &mut wrong).await {
        Ok(Some(view)) => {
            let status =
                if view.wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            Page::new("issue", "Ban hành", view).status(status).shown_to(Some(visitor))
        }
        Ok(None) => Redirect::to(&format!("/documents/{id}/edit?check=1#tong-hop")).into_response(),
        Err(failure) => Refusal::from(failure).page(Some(visitor)),
    }
}

/// What issuing would do; none where the draft has errors that keep it from being issued.
async fn tried(
    service: &Service,
    visitor: &Visitor,
    id: &str,
    asked: Asked,
    wrong: &mut Vec<String>,
) -> Result<Option<View>, ServiceError> {
    let scope = &visitor.session.scope;
    let stored = service.get(scope, id).await?;
    let mut issuing = asked.issuing().unwrap_or_default();
    let act = service.runtime().id();
    let act = Act { scope, operation: &act };
    let mut dry = service.issue_dry(act, id, &issuing).await;
    if let Err(ServiceError::Rejected(report)) = &dry
        && report.problems.iter().all(|p| is_of_the_register(p.at.as_str()))
    {
        // The day is refused, the draft is not: it is shown with the day it could have, and asked for a reason.
        if wrong.is_empty() {
            wrong.extend(report.problems.iter().map(|p| p.message.clone()));
        }
        issuing = Issuing { date: Some(service.runtime().today()), ..Issuing::default() };
        dry = service.issue_dry(act, id, &issuing).await;
    }
    let dry = match dry {
        Ok(dry) if dry.report.has_errors() => return Ok(None),
        Ok(dry) => dry,
        Err(ServiceError::Rejected(_)) => return Ok(None),
        Err(failure) => return Err(failure),
    };
    let choices = service.choices(scope, crate::access::Right::Read).await?;
    let kind = choices.types.iter().find(|t| t.id == stored.summary.document_type);
    let kind = kind.map_or_else(|| stored.summary.document_type.clone(), |t| t.name.clone());
    let pages = service.preview(scope, id, 1, crate::office::Format::Svg).await.map_or(0, |page| page.pages);
    let day = Some(asked.day).filter(|day| !day.is_empty()).unwrap_or_else(|| own_day(&stored, &issuing));
    let warnings = dry.report.problems.iter().filter(|p| p.severity == Severity::Warning);
    Ok(Some(View {
        id: id.to_owned(),
        version: stored.summary.version,
        heading: format!("Ban hành {}", words::inside(&kind)),
        subject: stored.summary.subject,
        signer: stored.summary.signer,
        number: format!("{}/{}", dry.code_number, stored.summary.code_notation),
        date: words::day(&dry.issued_date.to_string()),
        day,
        reason: asked.reason,
        warnings: warnings.map(|p| p.message.clone()).collect(),
        wrong: std::mem::take(wrong),
        act: asked.act,
        pages: (1..=pages).collect(),
    }))
}

/// The day that the draft itself names, as people write it, where it is not the one shown.
fn own_day(stored: &Stored, shown: &Issuing) -> String {
    let day = stored.draft.get("issued_date").and_then(serde_json::Value::as_str);
    day.filter(|_| shown.date.is_some()).map(words::day).unwrap_or_default()
}

/// Whether a problem is about the day or the number, which are asked on this page and not in the draft.
fn is_of_the_register(at: &str) -> bool {
    matches!(at, "issued_date" | "code_number" | "back_dated")
}

async fn issue(Of(app): Of<App>, Path(id): Path<String>, Sent { visitor, mut pairs }: Sent) -> Response {
    let service = &app.service;
    let asked = Asked::of(&mut pairs, service);
    let look_only = pairs.take("do").pop().is_some_and(|said| said == "look");
    let draft = seen(&id, &mut pairs);
    let issuing = match asked.issuing() {
        Ok(issuing) => issuing,
        Err(message) => return confirm(service, &visitor, &id, asked, vec![message]).await,
    };
    if look_only {
        return confirm(service, &visitor, &id, asked, vec![]).await;
    }
    let act = Act { scope: &visitor.session.scope, operation: &asked.act };
    match service.issue(act, draft, &issuing).await {
        Ok(_) => Redirect::to(&format!("/documents/{id}?issued=1")).into_response(),
        Err(ServiceError::Rejected(report)) => {
            let said = report.problems.iter().filter(|p| is_of_the_register(p.at.as_str()));
            let said = said.map(|p| p.message.clone()).collect();
            confirm(service, &visitor, &id, asked, said).await
        }
        // Issued meanwhile, by this person on another page or by another: the document says so.
        Err(ServiceError::Conflict { .. } | ServiceError::Stale(_))
            if is_issued(service, &visitor, &id).await =>
        {
            Redirect::to(&format!("/documents/{id}")).into_response()
        }
        Err(ServiceError::Stale(_)) => {
            confirm(service, &visitor, &id, asked, vec![MOVED_ON.to_owned()]).await
        }
        Err(failure) => Refusal::from(failure).page(Some(&visitor)),
    }
}

/// What is told of a draft that was changed while the page was open.
const MOVED_ON: &str = "Có người đã sửa bản thảo sau khi trang này được mở. Dưới đây là bản mới: hãy xem lại rồi bấm «Ban \
    hành» lần nữa.";

/// A document in the version that the page showed. A page that names none showed nothing that counts.
pub(super) fn seen<'a>(id: &'a str, pairs: &mut Pairs) -> Versioned<'a> {
    let version = pairs.take("version").pop().and_then(|version| version.parse().ok());
    Versioned { id, version: Some(version.unwrap_or(0)) }
}

async fn is_issued(service: &Service, visitor: &Visitor, id: &str) -> bool {
    let found = service.get(&visitor.session.scope, id).await;
    found.is_ok_and(|stored| matches!(stored.summary.state, State::Issued | State::Issuing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_typed_as_people_do_and_today_where_none_is() {
        let asked = |day: &str, reason: &str| Asked {
            act: String::new(),
            day: day.to_owned(),
            reason: reason.to_owned(),
        };
        assert_eq!(asked("", "").issuing(), Ok(Issuing::default()));
        let issuing = asked("23/2/2024", "Sổ giấy").issuing().unwrap();
        assert_eq!(issuing.date.map(|d| d.to_string()).as_deref(), Some("2024-02-23"));
        assert_eq!(issuing.back_dated.as_deref(), Some("Sổ giấy"));
        assert!(asked("30/2/2024", "").issuing().unwrap_err().contains("30/2/2024"));
    }
}
