//! The documents there are, and the search for them.

use super::page::Page;
use super::refusal::Refusal;
use super::session::{Visitor, percent};
use super::words;
use crate::access::Right;
use crate::http::App;
use crate::service::{Choices, Query as Wanted, Service, ServiceError, State, Summary};
use axum::Router;
use axum::extract::{Query, State as Of};
use axum::response::Response;
use axum::routing::get;
use serde::{Deserialize, Serialize};

/// The list.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/", get(list))
}

/// Documents on one page.
const ROWS: u32 = 25;

/// What was typed in the search; all of it may be empty.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Search {
    #[serde(default)]
    text: String,
    #[serde(default)]
    organ: String,
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    year: String,
    #[serde(default)]
    number: String,
    #[serde(default)]
    cursor: String,
}

impl Search {
    fn query(&self) -> Wanted {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|t| !t.is_empty());
        Wanted {
            organ: given(&self.organ),
            document_type: given(&self.kind),
            state: State::named(self.state.trim()),
            year: self.year.trim().parse().ok(),
            number: given(&self.number),
            text: given(&self.text),
            cursor: given(&self.cursor),
            limit: Some(ROWS),
            ..Wanted::default()
        }
    }

    /// Whether anything but all documents is looked for.
    fn narrows(&self) -> bool {
        [&self.text, &self.organ, &self.kind, &self.state, &self.year, &self.number]
            .iter()
            .any(|text| !text.trim().is_empty())
    }

    /// The same search, from where a page ended.
    fn address(&self, cursor: &str) -> String {
        let fields = [
            ("text", self.text.as_str()),
            ("organ", &self.organ),
            ("type", &self.kind),
            ("state", &self.state),
            ("year", &self.year),
            ("number", &self.number),
            ("cursor", cursor),
        ];
        let given = fields.iter().filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> = given.map(|(name, value)| format!("{name}={}", percent(value))).collect();
        if pairs.is_empty() { "/".to_owned() } else { format!("/?{}", pairs.join("&")) }
    }
}

#[derive(Serialize)]
struct View<'v> {
    search: &'v Search,
    narrowed: bool,
    organs: Vec<Choosable>,
    types: Vec<Choosable>,
    states: Vec<Choosable>,
    documents: Vec<Row>,
    next: String,
    first: String,
    wrong: String,
    may_draft: bool,
}

#[derive(Serialize)]
struct Choosable {
    value: String,
    label: String,
    chosen: bool,
}

#[derive(Serialize)]
struct Row {
    id: String,
    number: String,
    date: String,
    kind: String,
    subject: String,
    signer: String,
    organ: String,
    state: &'static str,
    word: &'static str,
    updated: String,
}

async fn list(visitor: Visitor, Of(app): Of<App>, Query(search): Query<Search>) -> Response {
    match view(&app.service, &visitor, &search).await {
        Ok(page) => page.shown_to(Some(&visitor)),
        Err(failure) => Refusal::from(failure).page(Some(&visitor)),
    }
}

async fn view(service: &Service, visitor: &Visitor, search: &Search) -> Result<Page, ServiceError> {
    let scope = &visitor.session.scope;
    let choices = service.choices(scope, Right::Read).await?;
    let (found, wrong) = match service.find(scope, &search.query()).await {
        Ok(found) => (Some(found), String::new()),
        Err(ServiceError::Rejected(report)) => {
            let said: Vec<String> = report.problems.into_iter().map(|p| p.message).collect();
            (None, said.join(" "))
        }
        Err(failure) => return Err(failure),
    };
    let (documents, next) = found.map_or((vec![], None), |f| (f.documents, f.next_cursor));
    let many = choices.organs.len() > 1;
    let view = View {
        search,
        narrowed: search.narrows(),
        documents: documents.into_iter().map(|summary| row(summary, &choices, many)).collect(),
        next: next.map(|cursor| search.address(&cursor)).unwrap_or_default(),
        first: if search.cursor.is_empty() { String::new() } else { search.address("") },
        organs: match many {
            true => choosable(choices.organs.into_iter().map(|o| (o.id, o.name)), &search.organ),
            false => vec![],
        },
        types: choosable(choices.types.into_iter().map(|t| (t.id, t.name)), &search.kind),
        states: choosable(
            words::STATES.iter().map(|s| (s.name().to_owned(), words::state(*s, true).to_owned())),
            &search.state,
        ),
        wrong,
        may_draft: scope.organs(Right::Draft) != crate::access::Organs::Only(vec![]),
    };
    Ok(Page::new("list", "Văn bản", view))
}

fn choosable(all: impl Iterator<Item = (String, String)>, chosen: &str) -> Vec<Choosable> {
    all.map(|(value, label)| Choosable { chosen: value == chosen, value, label }).collect()
}

fn row(summary: Summary, choices: &Choices, many: bool) -> Row {
    let kind = choices.types.iter().find(|t| t.id == summary.document_type);
    let organ = choices.organs.iter().find(|o| many && o.id == summary.organ);
    Row {
        number: number(&summary),
        date: summary.issued_date.as_deref().map(words::day).unwrap_or_default(),
        kind: kind.map_or_else(|| summary.document_type.clone(), |t| t.name.clone()),
        subject: match summary.subject.trim() {
            "" => "(chưa có trích yếu)".to_owned(),
            subject => subject.to_owned(),
        },
        organ: organ.map(|o| o.name.clone()).unwrap_or_default(),
        state: summary.state.name(),
        word: words::state(summary.state, summary.code_number.is_some()),
        updated: words::moment(&summary.updated_at),
        signer: summary.signer,
        id: summary.id,
    }
}

/// `39/KH-LĐLĐ`; nothing before there is a number.
pub(super) fn number(summary: &Summary) -> String {
    let number = summary.code_number.as_ref();
    number.map(|number| format!("{number}/{}", summary.code_notation)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_typed_is_not_looked_for() {
        let search = Search { year: " 2024 ".to_owned(), state: "draft".to_owned(), ..Search::default() };
        let query = search.query();
        assert_eq!((query.year, query.state, query.text), (Some(2024), Some(State::Draft), None));
        assert!(search.narrows() && !Search::default().narrows());
    }

    #[test]
    fn the_next_page_keeps_the_search() {
        let search =
            Search { text: "ky niem & họp".to_owned(), cursor: "a".to_owned(), ..Search::default() };
        assert_eq!(search.address("b+"), "/?text=ky%20niem%20%26%20h%E1%BB%8Dp&cursor=b%2B");
        assert_eq!(Search::default().address(""), "/");
    }
}
