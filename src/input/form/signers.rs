//! Who signs: chosen from those offered, or typed.
//!
//! A choice stands under `signers[0].choose` as `full name|POST`, the capacity under `signers[0].capacity` with its
//! lines between bars; `*` means that it was typed.

use serde_json::{Map, Value};

use super::{Field, Kind, Pairs, Post, child, leaf, pairs, read_fields, set, write_fields};

/// Chosen: none of those offered, but what was typed.
const TYPED: &str = "*";

/// Between a name and a post, and between lines of a capacity.
const BAR: char = '|';

/// How a post is chosen.
pub fn post_choice(post: &Post) -> String {
    format!("{}{BAR}{}", post.full_name, post.position)
}

/// How a capacity is chosen.
pub fn capacity_choice(lines: &[String]) -> String {
    lines.join(&BAR.to_string())
}

fn a_field(name: &str, kind: Kind) -> Field {
    Field {
        name: name.to_owned(),
        label: String::new(),
        kind,
        required: false,
        help: String::new(),
        default: None,
        choices: vec![],
        fields: vec![],
    }
}

/// The signers a page says.
pub(super) fn read(fields: &[Field], pairs: &Pairs, stored: Option<&Value>) -> Option<Value> {
    let base = stored.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut list: Vec<Option<Value>> = vec![];
    for index in pairs.rows("signers") {
        let row = pairs::row("signers", index);
        let mark: Option<usize> = pairs.get(&pairs::row_mark(&row)).parse().ok();
        list.push(signer(fields, &row, pairs, mark.and_then(|i| base.get(i))));
    }
    while list.last().is_some_and(Option::is_none) {
        list.pop();
    }
    if list.is_empty() {
        return stored.filter(|_| base.is_empty()).cloned();
    }
    Some(list.into_iter().map(|entry| entry.unwrap_or_else(|| Value::Object(Map::new()))).collect())
}

/// One signer.
fn signer(fields: &[Field], row: &str, pairs: &Pairs, stored: Option<&Value>) -> Option<Value> {
    let none = Map::new();
    let base = stored.and_then(Value::as_object).unwrap_or(&none);
    let mut map = base.clone();
    let typed = |name| pairs.get(&child(row, name)).to_owned();
    let (full_name, position) = match typed("choose").split_once(BAR) {
        Some((full_name, position)) => (full_name.to_owned(), position.to_owned()),
        None => (typed("full_name"), typed("position")),
    };
    let competence = match typed("capacity").as_str() {
        TYPED => typed("competence"),
        "" => typed("competence"),
        chosen => chosen.replace(BAR, "\n"),
    };
    let leaves = [
        (a_field("full_name", Kind::Line), full_name),
        (a_field("position", Kind::Line), position),
        (a_field("competence", Kind::Lines), competence),
    ];
    for (field, text) in leaves {
        let was = base.get(&field.name);
        if text != leaf::shown(&field, was) {
            set(&mut map, &field.name, leaf::meant(&field, &text));
        }
    }
    read_fields(fields, row, pairs, base, &mut map);
    if !map.is_empty() {
        return Some(Value::Object(map));
    }
    stored.filter(|_| base.is_empty()).cloned()
}

/// What a page shows of the signers.
pub(super) fn write(
    offered: &[Post],
    capacities: &[Vec<String>],
    fields: &[Field],
    value: Option<&Value>,
    pairs: &mut Pairs,
) {
    for (index, entry) in value.and_then(Value::as_array).into_iter().flatten().enumerate() {
        let row = pairs::row("signers", index);
        pairs.put(&pairs::row_mark(&row), index.to_string());
        let text = |name: &str, kind| leaf::shown(&a_field(name, kind), entry.get(name));
        let post = Post { full_name: text("full_name", Kind::Line), position: text("position", Kind::Line) };
        choose_post(offered, &row, post, pairs);
        let competence = text("competence", Kind::Lines);
        choose_capacity(capacities, &row, competence, pairs);
        write_fields(fields, &row, entry.as_object(), pairs);
    }
}

fn choose_post(offered: &[Post], row: &str, post: Post, pairs: &mut Pairs) {
    if offered.contains(&post) {
        return pairs.put(&child(row, "choose"), post_choice(&post));
    }
    if !post.full_name.is_empty() || !post.position.is_empty() {
        pairs.put(&child(row, "choose"), TYPED);
    }
    pairs.put(&child(row, "full_name"), post.full_name);
    pairs.put(&child(row, "position"), post.position);
}

fn choose_capacity(capacities: &[Vec<String>], row: &str, competence: String, pairs: &mut Pairs) {
    let chosen = capacities.iter().find(|lines| !lines.is_empty() && lines.join("\n") == competence);
    if let Some(lines) = chosen {
        return pairs.put(&child(row, "capacity"), capacity_choice(lines));
    }
    if !competence.is_empty() {
        pairs.put(&child(row, "capacity"), TYPED);
    }
    pairs.put(&child(row, "competence"), competence);
}
