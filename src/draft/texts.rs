//! The texts of a draft, each with its field and its place, in the order of print.

use super::fields::{self, appendix};
use super::spec::{FieldKind, FieldSpec};
use super::values::is_attached;
use crate::document::BlockRole;
use crate::report::FieldPath;
use serde_json::{Map, Value};

/// One text of a draft: a line, or the whole text of a body.
#[derive(Debug)]
pub struct DraftText<'v> {
    /// Its field.
    pub field: &'static FieldSpec,
    /// Its place.
    pub at: FieldPath,
    /// The text as given.
    pub text: &'v str,
    /// 0 in the document itself, 1 in the first appendix.
    pub part: usize,
    /// Role of the text in the document, where it has one: its field's, but the title of an attached text is a subject.
    pub role: Option<BlockRole>,
}

/// Visits every text of a draft that stands where its kind is expected; anything else is passed over.
pub fn texts<'v>(values: &'v Map<String, Value>, visit: &mut dyn FnMut(DraftText<'v>)) {
    Visit { part: 0, attached: false, visit }.object(fields::DRAFT, values, &FieldPath::root());
}

struct Visit<'d, 'v> {
    part: usize,
    /// Flag: that part is a text issued with the document.
    attached: bool,
    visit: &'d mut dyn FnMut(DraftText<'v>),
}

impl<'v> Visit<'_, 'v> {
    fn object(&mut self, fields: &[&'static FieldSpec], map: &'v Map<String, Value>, at: &FieldPath) {
        for field in fields {
            if let Some(value) = map.get(field.name) {
                self.field(field, value, &at.child(field.name));
            }
        }
    }

    fn field(&mut self, field: &'static FieldSpec, value: &'v Value, at: &FieldPath) {
        match (field.kind, value) {
            (FieldKind::Group(fields), Value::Object(map)) => self.object(fields, map, at),
            (FieldKind::List(..) | FieldKind::NamedList(..), Value::Array(list)) => {
                for (index, entry) in list.iter().enumerate() {
                    self.entry(field, entry, &at.index(index), index);
                }
            }
            (FieldKind::Lines(_) | FieldKind::Line, Value::Array(lines)) => {
                for (index, line) in lines.iter().enumerate() {
                    if let Value::String(text) = line {
                        self.text(field, text, at.index(index));
                    }
                }
            }
            (FieldKind::Group(_) | FieldKind::List(..) | FieldKind::NamedList(..), _) => {}
            (_, Value::String(text)) => self.text(field, text, at.clone()),
            _ => {}
        }
    }

    fn entry(&mut self, field: &'static FieldSpec, entry: &'v Value, at: &FieldPath, index: usize) {
        let outer = (self.part, self.attached);
        if std::ptr::eq(field, &fields::APPENDIXES) {
            self.part = index + 1;
            self.attached = entry.as_object().is_some_and(is_attached);
        }
        match (field.kind, entry) {
            (FieldKind::List(fields, _) | FieldKind::NamedList(fields, _), Value::Object(map)) => {
                self.object(fields, map, at);
            }
            (FieldKind::NamedList(fields, _), Value::String(name)) => {
                if let Some(first) = fields.first() {
                    self.text(first, name, at.clone());
                }
            }
            _ => {}
        }
        (self.part, self.attached) = outer;
    }

    fn text(&mut self, field: &'static FieldSpec, text: &'v str, at: FieldPath) {
        let role = match self.attached && std::ptr::eq(field, &appendix::TITLE) {
            true => Some(BlockRole::Subject),
            false => field.role,
        };
        (self.visit)(DraftText { field, at, text, part: self.part, role });
    }
}
