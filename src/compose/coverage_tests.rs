//! Every field of a draft that has a role in the text is printed.

use super::compose;
use crate::catalog::Catalog;
use crate::draft::{FieldKind, FieldSpec, fields, texts};
use crate::record::samples::{check, plan, with};
use serde_json::{Map, Value};

/// Gives each text a number by which it is found again.
#[derive(Default)]
struct Numbered(usize);

impl Numbered {
    fn text(&mut self) -> Value {
        self.0 += 1;
        format!("Mốc thứ {} của bản in", self.0).into()
    }

    /// An object with a text in every field that has a role.
    fn object<'f>(&mut self, fields: impl IntoIterator<Item = &'f &'f FieldSpec>) -> Value {
        let fields = fields.into_iter();
        let values = fields.filter_map(|field| Some((field.name.to_owned(), self.value(field)?)));
        Value::Object(values.collect())
    }

    fn value(&mut self, field: &FieldSpec) -> Option<Value> {
        match field.kind {
            FieldKind::Group(entry) => Some(self.object(entry)).filter(is_filled),
            FieldKind::List(entry, _) => {
                Some(self.object(entry)).filter(is_filled).map(|entry| vec![entry].into())
            }
            FieldKind::NamedList(entry, _) => Some(self.entries(entry).into()),
            FieldKind::Lines(_) if field.role.is_some() => Some(vec![self.text()].into()),
            _ if field.role.is_some() => Some(self.text()),
            _ => None,
        }
    }

    /// One entry with a name, and, where entries may be groups, one that is.
    fn entries(&mut self, entry: &[&FieldSpec]) -> Vec<Value> {
        let is_group = |field: &&&FieldSpec| matches!(field.kind, FieldKind::NamedList(..));
        let one = self.object(entry.iter().filter(|field| !is_group(field)));
        let grouped = |field: &&&FieldSpec| !std::ptr::eq(**field, entry[0]);
        let group = entry.iter().any(|f| is_group(&f)).then(|| self.object(entry.iter().filter(grouped)));
        std::iter::once(one).chain(group).collect()
    }
}

fn is_filled(object: &Value) -> bool {
    object.as_object().is_some_and(|map| !map.is_empty())
}

/// The text of the document of a draft in small letters, its appendix of a kind; empty where the draft is refused.
fn printed(draft: &Value, document_type: &str, mode: &str, kind: &str) -> String {
    let changes = serde_json::json!({ "type": document_type, "mode": mode });
    let mut draft = with(draft.clone(), changes);
    draft[fields::APPENDIXES.name][0][fields::appendix::KIND.name] = kind.into();
    let checked = check(draft);
    checked.map(|checked| format!("{:?}", compose(&checked.value)).to_lowercase()).unwrap_or_default()
}

#[test]
fn every_field_with_a_role_is_printed_in_some_type() {
    let mut draft: Map<String, Value> = plan().as_object().unwrap().clone();
    let Value::Object(given) = Numbered::default().object(fields::DRAFT) else { unreachable!() };
    draft.extend(given);
    // Fields that stand for each other are never in one draft: a line as printed, or its parts.
    let instead = [&fields::ISSUER, &fields::CODE, &fields::PLACE_DATE];
    let parts =
        [&fields::ORGAN, &fields::CODE_NUMBER, &fields::CODE_NOTATION, &fields::PLACE, &fields::ISSUED_DATE];
    let drafts = [instead.as_slice(), parts.as_slice()].map(|left_out| {
        let kept = draft.iter().filter(|(name, _)| left_out.iter().all(|field| field.name != *name));
        Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
    });
    let FieldKind::Choice(kinds) = fields::appendix::KIND.kind else { unreachable!() };
    let mut papers: Vec<String> = vec![];
    for document_type in Catalog::embedded().types.keys() {
        for mode in ["normalised", "faithful"] {
            let made = drafts.iter().flat_map(|draft| kinds.iter().map(move |kind| (draft, kind)));
            papers.extend(made.map(|(draft, kind)| printed(draft, document_type, mode, kind)));
        }
    }
    assert!(papers.iter().any(|paper| !paper.is_empty()), "every type refuses {draft:?}");
    texts(&draft, &mut |text| {
        let wanted = text.text.to_lowercase();
        let is_printed = papers.iter().any(|paper| paper.contains(&wanted));
        assert!(is_printed || text.role.is_none(), "{} is not printed", text.at);
    });
}
