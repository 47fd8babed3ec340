//! What document is to be written: the organ, and a type or a ready-made content.

use super::page::Page;
use super::refusal::Refusal;
use super::session::{Visitor, percent};
use super::words::Groups;
use crate::access::Right;
use crate::http::App;
use crate::service::{Choice, Service, TypeChoice};
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// The page.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/new", get(choose))
}

/// Groups of types, and what each is for.
static GROUPS: LazyLock<Groups> = LazyLock::new(|| {
    let source = include_str!("../../../templates/web/types.toml");
    toml::from_str(source).expect("the file is read in the tests of this module")
});

/// For which organ.
#[derive(Debug, Deserialize)]
struct For {
    #[serde(default)]
    organ: String,
}

#[derive(Serialize)]
struct View<'v> {
    organs: Vec<OrganLink<'v>>,
    organ: &'v str,
    groups: Vec<GroupView<'v>>,
}

#[derive(Serialize)]
struct OrganLink<'v> {
    id: &'v str,
    name: &'v str,
    chosen: bool,
}

#[derive(Serialize)]
struct GroupView<'v> {
    name: &'v str,
    types: Vec<Offer<'v>>,
}

#[derive(Serialize)]
struct Offer<'v> {
    name: &'v str,
    r#for: &'v str,
    address: String,
    contents: Vec<ContentOffer<'v>>,
}

#[derive(Serialize)]
struct ContentOffer<'v> {
    name: &'v str,
    address: String,
}

async fn choose(visitor: Visitor, State(app): State<App>, Query(wanted): Query<For>) -> Response {
    match page(&app.service, &visitor, &wanted.organ).await {
        Ok(page) => page.shown_to(Some(&visitor)),
        Err(refusal) => refusal.page(Some(&visitor)),
    }
}

async fn page(service: &Service, visitor: &Visitor, organ: &str) -> Result<Page, Refusal> {
    let choices = service.choices(&visitor.session.scope, Right::Draft).await?;
    let chosen = choices.organs.iter().find(|o| o.id == organ).or_else(|| choices.organs.first());
    let Some(chosen) = chosen else {
        return Err(Refusal::from(crate::service::ServiceError::Forbidden(Right::Draft)));
    };
    let view = View {
        organs: links(&choices.organs, &chosen.id),
        organ: &chosen.name,
        groups: groups(&GROUPS, &choices.types, &chosen.id),
    };
    Ok(Page::new("choose", "Soạn văn bản", view))
}

/// The organs, where there is a choice.
fn links<'v>(organs: &'v [Choice], chosen: &str) -> Vec<OrganLink<'v>> {
    let links = organs.iter().map(|o| OrganLink { id: &o.id, name: &o.name, chosen: o.id == chosen });
    if organs.len() > 1 { links.collect() } else { vec![] }
}

/// Types by group; what no group names comes last.
fn groups<'v>(groups: &'v Groups, types: &'v [TypeChoice], organ: &str) -> Vec<GroupView<'v>> {
    let mut views: Vec<GroupView<'v>> = vec![];
    for group in &groups.group {
        let known = group.types.iter();
        let offers =
            known.filter_map(|used| Some((types.iter().find(|t| t.id == used.id)?, used.r#for.as_str())));
        let offers: Vec<_> = offers.map(|(kind, r#for)| offer(kind, r#for, organ)).collect();
        views.push(GroupView { name: &group.name, types: offers });
    }
    let named = |id: &str| groups.group.iter().flat_map(|g| &g.types).any(|used| used.id == id);
    let others: Vec<_> = types.iter().filter(|t| !named(&t.id)).map(|kind| offer(kind, "", organ)).collect();
    views.push(GroupView { name: "Loại khác", types: others });
    views.retain(|view| !view.types.is_empty());
    views
}

fn offer<'v>(kind: &'v TypeChoice, r#for: &'v str, organ: &str) -> Offer<'v> {
    let address = format!("/new/{}?organ={}", percent(&kind.id), percent(organ));
    let contents = kind.contents.iter().map(|content| ContentOffer {
        name: &content.name,
        address: format!("{address}&content={}", percent(&content.id)),
    });
    Offer { name: &kind.name, r#for, contents: contents.collect(), address }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::TemplateFolder;

    #[test]
    fn every_type_of_the_house_is_in_a_group_and_says_what_it_is_for() {
        let folder = TemplateFolder::open(None).unwrap();
        let types: Vec<TypeChoice> = folder
            .catalog()
            .types
            .values()
            .map(|t| TypeChoice { id: t.id.clone(), name: t.name.clone(), contents: vec![] })
            .collect();
        let views = groups(&GROUPS, &types, "o");
        assert!(views.iter().all(|view| view.name != "Loại khác"), "a type without a group");
        let offers: Vec<_> = views.iter().flat_map(|view| &view.types).collect();
        assert_eq!(offers.len(), types.len(), "each type once");
        assert!(offers.iter().all(|offer| offer.r#for.ends_with('.')));
    }

    #[test]
    fn a_type_that_no_group_names_is_offered_too() {
        let kind = TypeChoice {
            id: "mới".to_owned(),
            name: "Mới".to_owned(),
            contents: vec![Choice { id: "a".to_owned(), name: "A".to_owned() }],
        };
        let kinds = [kind];
        let views = groups(&GROUPS, &kinds, "o");
        assert_eq!(views[0].types[0].contents[0].address, "/new/m%E1%BB%9Bi?organ=o&content=a");
    }
}
