//! Values that a template uses, and the use it makes of them.
//!
//! Takes a parsed template; returns every name from the root of the data, with the scopes of `each` and `with`
//! resolved. What the names stand for is not known here: the [`catalog`](crate::catalog) holds them against the
//! declared fields. Refuses everything that could not be held against anything.

use super::{TemplateError, helpers};
use handlebars::template::{BlockParam, HelperTemplate, Parameter, Template, TemplateElement};
use std::collections::BTreeMap;

/// A value a template uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueUse {
    /// Path from the root of the data; empty for the data itself.
    pub path: Vec<PathStep>,
    /// Use that the template makes of it.
    pub usage: Usage,
    /// Line in the template, from 1.
    pub line: usize,
    /// Column in that line, from 1.
    pub column: usize,
}

/// One step from a value to a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathStep {
    /// The field of this name.
    Key(String),
    /// An entry of the list.
    Entry,
}

/// Use of a value by a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// `{{name}}`: printed, inert.
    Text,
    /// `{{{name}}}`: printed, live.
    Live,
    /// `{{#each name}}`.
    Each,
    /// `{{#with name}}`.
    With,
    /// `{{#if name}}`, `(eq name …)`: only looked at.
    Condition,
    /// `{{helper name}}`.
    Argument(ArgumentKind),
}

/// Kind of argument that a helper takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgumentKind {
    /// Plain text.
    Text,
    /// A date.
    Date,
    /// A number.
    Number,
    /// A list.
    List,
    /// A value that can be compared: text, a number, a date, yes or no.
    Key,
    /// Anything that is only looked at.
    Any,
}

/// A path as a person writes it: `results[].title`.
pub fn written(path: &[PathStep]) -> String {
    let mut out = String::new();
    for step in path {
        match step {
            PathStep::Key(key) => {
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(key);
            }
            PathStep::Entry => out.push_str("[]"),
        }
    }
    if out.is_empty() { "this".to_owned() } else { out }
}

/// Every name of a template, in the order of its text.
pub(super) fn collect(template: &Template) -> Result<Vec<ValueUse>, TemplateError> {
    let mut walk = NameCollector { names: vec![], scopes: vec![NameScope::default()], line: 1, column: 1 };
    walk.template(template)?;
    Ok(walk.names)
}

/// Scope in which names are looked up: the root, or the inside of an `each` or a `with`.
#[derive(Default)]
struct NameScope {
    place: ScopeSubject,
    /// `as |name|`; None for the index.
    params: Vec<(String, Option<ScopeSubject>)>,
    /// Flag: `@index` is defined.
    counted: bool,
}

/// Value that the names of a scope belong to.
#[derive(Clone)]
enum ScopeSubject {
    /// A value of the data.
    At(Vec<PathStep>),
    /// A group that `group` made of a list, by a field of its entries: its `key` and its `rows`.
    Group { list: Vec<PathStep>, key: Vec<PathStep> },
}

impl Default for ScopeSubject {
    fn default() -> Self {
        Self::At(vec![])
    }
}

impl ScopeSubject {
    /// The path in the data of what stands under these keys; none for what a group does not have.
    fn path(&self, keys: &[&str]) -> Option<Vec<PathStep>> {
        match (self, keys) {
            (Self::At(path), _) => Some(path.iter().cloned().chain(steps(keys)).collect()),
            (Self::Group { key, .. }, ["key"]) => Some(key.clone()),
            (Self::Group { list, .. }, ["rows", rest @ ..]) => {
                Some(list.iter().cloned().chain(steps(rest)).collect())
            }
            (Self::Group { .. }, _) => None,
        }
    }
}

struct NameCollector {
    names: Vec<ValueUse>,
    scopes: Vec<NameScope>,
    line: usize,
    column: usize,
}

type Result<T, E = TemplateError> = std::result::Result<T, E>;

impl NameCollector {
    fn template(&mut self, template: &Template) -> Result<()> {
        for (at, element) in template.elements.iter().enumerate() {
            // An `else if` carries no place of its own; the place of the block it belongs to stays.
            if let Some(place) = template.mapping.get(at) {
                (self.line, self.column) = (place.0, place.1);
            }
            self.element(element)?;
        }
        Ok(())
    }

    fn element(&mut self, element: &TemplateElement) -> Result<()> {
        match element {
            TemplateElement::RawString(_) | TemplateElement::Comment(_) => Ok(()),
            TemplateElement::Expression(call) => self.expression(call, Usage::Text),
            TemplateElement::HtmlExpression(call) => self.expression(call, Usage::Live),
            TemplateElement::HelperBlock(call) => self.block(call),
            TemplateElement::PartialExpression(_) | TemplateElement::PartialBlock(_) => {
                self.refuse("Không dùng được {{> …}}: mỗi mẫu là một tệp trọn vẹn.")
            }
            _ => self.refuse("Không dùng được {{*…}} trong mẫu."),
        }
    }

    /// `{{name}}`, `{{{name}}}` or `{{helper …}}`.
    fn expression(&mut self, call: &HelperTemplate, usage: Usage) -> Result<()> {
        let bare = call.params.is_empty() && call.hash.is_empty();
        let raw = call.name.as_name().unwrap_or_default();
        match (&call.name, bare, usage) {
            (Parameter::Path(_), true, _) => {
                if helpers::takes(raw).is_some() && !helpers::prefers_field(raw) {
                    return self.refuse(format!(
                        "“{raw}” là tên một hàm; để in trường cùng tên hãy viết {{{{this.{raw}}}}}."
                    ));
                }
                self.name(raw, usage)
            }
            (_, false, Usage::Text) if helpers::makes_list(raw) => self.refuse(format!(
                "“{raw}” cho một danh sách, không in thẳng được; dùng each, join hoặc table."
            )),
            (_, false, Usage::Text) => self.call(call),
            (_, false, _) => {
                self.refuse("Ba dấu ngoặc {{{…}}} chỉ dùng cho tên một trường, không dùng cho hàm.")
            }
            _ => self.refuse("Chỗ này phải là tên một trường hoặc một hàm."),
        }
    }

    /// A helper and what it is given.
    fn call(&mut self, call: &HelperTemplate) -> Result<()> {
        let helper = call.name.as_name().unwrap_or_default();
        let Some(takes) = helpers::takes(helper) else {
            return self.refuse(format!("Không có hàm “{helper}”. Các hàm: {}.", helpers::list()));
        };
        if call.block || matches!(helper, "if" | "unless" | "each" | "with") {
            return self.refuse(format!("“{helper}” không đứng ở chỗ này."));
        }
        if takes == ArgumentKind::List {
            return self.list_call(helper, call).map(drop);
        }
        for parameter in &call.params {
            self.parameter(parameter, takes)?;
        }
        self.options(helper, call)
    }

    fn options(&mut self, helper: &str, call: &HelperTemplate) -> Result<()> {
        // A map has no order; sorted keys give the names the same order on every run.
        let options: BTreeMap<&String, &Parameter> = call.hash.iter().collect();
        for (key, parameter) in options {
            if !helpers::options(helper).contains(&key.as_str()) {
                return self.refuse(format!("Hàm “{helper}” không có tùy chọn “{key}”."));
            }
            self.parameter(parameter, ArgumentKind::Any)?;
        }
        Ok(())
    }

    /// A helper that takes a list, and fields of its entries named by literal text; what its entries are, where it
    /// makes a list.
    fn list_call(&mut self, helper: &str, call: &HelperTemplate) -> Result<Option<ScopeSubject>> {
        let Some((list, rest)) = call.params.split_first() else {
            return self.refuse(format!("Hàm “{helper}” cần một danh sách."));
        };
        let entries = self.list(list, Usage::Argument(ArgumentKind::List))?;
        for parameter in rest {
            self.parameter(parameter, ArgumentKind::Any)?;
        }
        self.options(helper, call)?;
        let literal = |p: Option<&Parameter>| match p {
            Some(Parameter::Literal(serde_json::Value::String(s))) => Some(s.clone()),
            _ => None,
        };
        let (fields, default) = match helper {
            "table" => (literal(call.hash.get("fields")), ArgumentKind::Text),
            "sum" | "average" | "min" | "max" => (literal(rest.first()), ArgumentKind::Number),
            "sort" if rest.is_empty() => (Some("this".to_owned()), ArgumentKind::Key),
            "sort" | "group" | "count" => (literal(rest.first()), ArgumentKind::Key),
            _ => return Ok(None),
        };
        let (Some(fields), Some(entries)) = (fields, entries) else {
            return self
                .refuse(format!("Hàm “{helper}” cần tên một danh sách và tên trường viết trong ngoặc kép."));
        };
        if helper == "table" {
            self.columns(&fields, &entries)?;
            return Ok(None);
        }
        let key = self.field(&fields, &entries, default)?;
        match (helper, entries) {
            ("sort", entries) => Ok(Some(entries)),
            ("group", ScopeSubject::At(mut list)) => {
                list.pop();
                Ok(Some(ScopeSubject::Group { list, key }))
            }
            ("group", ScopeSubject::Group { .. }) => {
                self.refuse("Không chia nhóm những gì đã chia nhóm; hãy chia “rows”.")
            }
            _ => Ok(None),
        }
    }

    /// A list: a name, or what `sort` or `group` makes; what its entries are, where that is known.
    fn list(&mut self, parameter: &Parameter, usage: Usage) -> Result<Option<ScopeSubject>> {
        match parameter {
            Parameter::Path(_) => {
                let Some(mut path) = self.resolve(parameter.as_name().unwrap_or_default())? else {
                    return Ok(None);
                };
                self.push(path.clone(), usage);
                path.push(PathStep::Entry);
                Ok(Some(ScopeSubject::At(path)))
            }
            Parameter::Subexpression(inner) => match inner.as_element() {
                TemplateElement::Expression(call)
                    if inner.is_helper() && helpers::makes_list(call.name.as_name().unwrap_or_default()) =>
                {
                    self.list_call(call.name.as_name().unwrap_or_default(), call)
                }
                _ => self.parameter(parameter, ArgumentKind::List).map(|()| None),
            },
            _ => self.parameter(parameter, ArgumentKind::List).map(|()| None),
        }
    }

    /// The fields that the columns of a table show.
    fn columns(&mut self, fields: &str, entries: &ScopeSubject) -> Result<()> {
        for column in super::table::columns(fields) {
            let takes = match column.format {
                None => ArgumentKind::Text,
                Some(format) => match helpers::takes(format) {
                    Some(takes @ (ArgumentKind::Text | ArgumentKind::Number | ArgumentKind::Date)) => takes,
                    _ => return self.refuse(format!("“{format}” không phải là cách viết một ô của bảng.")),
                },
            };
            if column.field != "@index" {
                self.field(column.field, entries, takes)?;
            }
        }
        Ok(())
    }

    /// A field of the entries of a list; its path.
    fn field(&mut self, field: &str, entries: &ScopeSubject, takes: ArgumentKind) -> Result<Vec<PathStep>> {
        let keys: Vec<&str> = field.split('.').filter(|key| *key != "this").collect();
        let Some(path) = entries.path(&keys) else { return self.no_group_has(field) };
        self.push(path.clone(), Usage::Argument(takes));
        Ok(path)
    }

    fn no_group_has<T>(&self, name: &str) -> Result<T> {
        self.refuse(format!("Một nhóm do “group” tạo ra chỉ có “key” và “rows”, không có “{name}”."))
    }

    fn parameter(&mut self, parameter: &Parameter, takes: ArgumentKind) -> Result<()> {
        match parameter {
            Parameter::Literal(_) => Ok(()),
            Parameter::Name(raw) => self.name(raw, Usage::Argument(takes)),
            Parameter::Path(_) => {
                let usage =
                    if takes == ArgumentKind::Any { Usage::Condition } else { Usage::Argument(takes) };
                self.name(parameter.as_name().unwrap_or_default(), usage)
            }
            Parameter::Subexpression(inner) => match inner.as_element() {
                TemplateElement::Expression(call) if inner.is_helper() => {
                    let name = call.name.as_name().unwrap_or_default();
                    if helpers::makes_list(name) && !matches!(takes, ArgumentKind::List | ArgumentKind::Any) {
                        return self.refuse(format!("“{name}” cho một danh sách; hàm này cần một giá trị."));
                    }
                    self.call(call)
                }
                _ => self.refuse("Trong ngoặc tròn phải là một hàm và tham số của nó."),
            },
            _ => self.refuse("Không hiểu tham số này."),
        }
    }

    /// `{{#if}}`, `{{#unless}}`, `{{#each}}`, `{{#with}}`, each with what is inside.
    fn block(&mut self, call: &HelperTemplate) -> Result<()> {
        let helper = call.name.as_name().unwrap_or_default();
        let [subject] = call.params.as_slice() else {
            return self.refuse(format!("Khối “{helper}” cần đúng một tham số."));
        };
        match helper {
            "if" | "unless" => {
                self.parameter(subject, ArgumentKind::Any)?;
                self.inside(call.template.as_ref())?;
            }
            "each" | "with" => {
                let scope = self.scope(helper, subject, call.block_param.as_ref())?;
                self.scopes.push(scope);
                let inside = self.inside(call.template.as_ref());
                self.scopes.pop();
                inside?;
            }
            _ => return self.refuse(format!("Không có khối “{helper}”. Các khối: if, unless, each, with.")),
        }
        self.inside(call.inverse.as_ref())
    }

    fn inside(&mut self, template: Option<&Template>) -> Result<()> {
        template.map_or(Ok(()), |t| self.template(t))
    }

    fn scope(&mut self, helper: &str, subject: &Parameter, params: Option<&BlockParam>) -> Result<NameScope> {
        let counted = helper == "each";
        let place = match subject {
            Parameter::Path(_) if !counted => {
                let path = self.resolve(subject.as_name().unwrap_or_default())?;
                path.map(|path| {
                    self.push(path.clone(), Usage::With);
                    ScopeSubject::At(path)
                })
            }
            Parameter::Path(_) | Parameter::Subexpression(_) if counted => self.list(subject, Usage::Each)?,
            _ => None,
        };
        let Some(place) = place else {
            return self.refuse(format!("Khối “{helper}” cần tên một trường."));
        };
        let name = |p: &Parameter| p.as_name().unwrap_or_default().to_owned();
        let params = match params {
            Some(BlockParam::Single(value)) => vec![(name(value), Some(place.clone()))],
            Some(BlockParam::Pair((value, index))) => {
                vec![(name(value), Some(place.clone())), (name(index), None)]
            }
            _ => vec![],
        };
        // `with` keeps the counters of the `each` around it.
        let counted = counted || self.scopes.last().is_some_and(|s| s.counted);
        Ok(NameScope { place, params, counted })
    }

    fn name(&mut self, raw: &str, usage: Usage) -> Result<()> {
        if let Some(path) = self.resolve(raw)? {
            self.push(path, usage);
        }
        Ok(())
    }

    fn push(&mut self, path: Vec<PathStep>, usage: Usage) {
        self.names.push(ValueUse { path, usage, line: self.line, column: self.column });
    }

    /// A name as written, from the root; None for a counter (`@index`).
    fn resolve(&self, raw: &str) -> Result<Option<Vec<PathStep>>> {
        if raw.contains(['[', ']']) {
            return self.refuse(format!("Không dùng được ngoặc vuông trong tên “{raw}”."));
        }
        let (from_root, rest) = match raw.strip_prefix("@root") {
            Some(rest) => (true, rest.trim_start_matches(['.', '/'])),
            None => (false, raw),
        };
        let (counter, mut rest) = match rest.strip_prefix('@') {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let mut up = 0;
        while let Some(outer) = rest.strip_prefix("../").or_else(|| rest.strip_prefix("...")) {
            up += 1;
            rest = outer;
        }
        let scope = match self.scopes.len().checked_sub(up + 1).and_then(|at| self.scopes.get(at)) {
            Some(_) if from_root => &self.scopes[0],
            Some(scope) => scope,
            None => return self.refuse(format!("“{raw}” ra ngoài mọi khối.")),
        };
        if counter {
            return match (rest, scope.counted) {
                ("index" | "first" | "last", true) => Ok(None),
                _ => self.refuse(format!("“{raw}” chỉ có trong each: @index, @first, @last.")),
            };
        }
        let keys: Vec<&str> = rest.split(['.', '/']).filter(|k| !k.is_empty() && *k != "this").collect();
        if up == 0
            && !from_root
            && let Some((param, keys)) = self.block_param(&keys)
        {
            let Some(place) = param else { return Ok(None) };
            return place.path(keys).map_or_else(|| self.no_group_has(raw), |path| Ok(Some(path)));
        }
        scope.place.path(&keys).map_or_else(|| self.no_group_has(raw), |path| Ok(Some(path)))
    }

    /// Value that a name given by `as |name|` stands for, and the keys behind it; the innermost block wins.
    fn block_param<'k>(&self, keys: &'k [&'k str]) -> Option<(Option<&ScopeSubject>, &'k [&'k str])> {
        let (first, rest) = keys.split_first()?;
        let mut params = self.scopes.iter().rev().flat_map(|s| &s.params);
        let (_, place) = params.find(|(name, _)| name == first)?;
        Some((place.as_ref(), rest))
    }

    fn refuse<T>(&self, message: impl Into<String>) -> Result<T> {
        Err(TemplateError { line: self.line, column: self.column, message: message.into() })
    }
}

/// Keys as steps; a number is an entry of a list.
fn steps(keys: &[&str]) -> impl Iterator<Item = PathStep> {
    keys.iter().map(|key| match key.parse::<usize>() {
        Ok(_) => PathStep::Entry,
        Err(_) => PathStep::Key((*key).to_owned()),
    })
}

#[cfg(test)]
#[path = "names_tests.rs"]
mod tests;
