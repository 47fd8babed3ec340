//! Which values a template uses, and how.
//!
//! Takes a parsed template; returns every name from the root of the data, with the scopes of `each` and `with`
//! resolved. What the names stand for is not known here: the [`catalog`](crate::catalog) holds them against the
//! declared fields. Refuses everything that could not be held against anything.

use super::{TemplateError, helpers};
use handlebars::template::{BlockParam, HelperTemplate, Parameter, Template, TemplateElement};
use std::collections::BTreeMap;

/// A value a template uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// From the root of the data; empty for the data itself.
    pub path: Vec<Step>,
    /// What the template does with it.
    pub usage: Usage,
    /// Line in the template, from 1.
    pub line: usize,
    /// Column in that line, from 1.
    pub column: usize,
}

/// One step from a value to a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The field of this name.
    Key(String),
    /// An entry of the list.
    Entry,
}

/// What a template does with a value.
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
    Argument(Takes),
}

/// What a helper takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Plain text.
    Text,
    /// A date.
    Date,
    /// A number.
    Number,
    /// A list.
    List,
    /// Anything that is only looked at.
    Any,
}

/// A path as a person writes it: `results[].title`.
pub fn written(path: &[Step]) -> String {
    let mut out = String::new();
    for step in path {
        match step {
            Step::Key(key) => {
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(key);
            }
            Step::Entry => out.push_str("[]"),
        }
    }
    if out.is_empty() { "this".to_owned() } else { out }
}

/// Every name of a template, in the order of its text.
pub(super) fn collect(template: &Template) -> Result<Vec<Name>, TemplateError> {
    let mut walk = Walk { names: vec![], scopes: vec![Scope::default()], line: 1, column: 1 };
    walk.template(template)?;
    Ok(walk.names)
}

/// Where names are looked up: the root, or the inside of an `each` or a `with`.
#[derive(Default)]
struct Scope {
    path: Vec<Step>,
    /// `as |name|`; None for the index.
    params: Vec<(String, Option<Vec<Step>>)>,
    /// Whether `@index` means something.
    counted: bool,
}

struct Walk {
    names: Vec<Name>,
    scopes: Vec<Scope>,
    line: usize,
    column: usize,
}

type Result<T, E = TemplateError> = std::result::Result<T, E>;

impl Walk {
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
        match (&call.name, bare, usage) {
            (Parameter::Path(_), true, _) => {
                let raw = call.name.as_name().unwrap_or_default();
                if helpers::takes(raw).is_some() {
                    return self.refuse(format!(
                        "“{raw}” là tên một hàm; để in trường cùng tên hãy viết {{{{this.{raw}}}}}."
                    ));
                }
                self.name(raw, usage)
            }
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
        for parameter in &call.params {
            self.parameter(parameter, takes)?;
        }
        // A map has no order; sorted keys give the names the same order on every run.
        let options: BTreeMap<&String, &Parameter> = call.hash.iter().collect();
        for (key, parameter) in options {
            if !helpers::options(helper).contains(&key.as_str()) {
                return self.refuse(format!("Hàm “{helper}” không có tùy chọn “{key}”."));
            }
            self.parameter(parameter, Takes::Any)?;
        }
        self.columns(helper, call)
    }

    /// The fields of a list's entries that `table` and `sum` are told by literal text.
    fn columns(&mut self, helper: &str, call: &HelperTemplate) -> Result<()> {
        let literal = |p: Option<&Parameter>| match p {
            Some(Parameter::Literal(serde_json::Value::String(s))) => Some(s.clone()),
            _ => None,
        };
        let (fields, default) = match helper {
            "table" => (literal(call.hash.get("fields")), Takes::Text),
            "sum" => (literal(call.params.get(1)), Takes::Number),
            _ => return Ok(()),
        };
        let (Some(fields), Some(Parameter::Path(_))) = (fields, call.params.first()) else {
            return self
                .refuse(format!("Hàm “{helper}” cần tên một danh sách và tên trường viết trong ngoặc kép."));
        };
        let list = call.params.first().and_then(Parameter::as_name).unwrap_or_default().to_owned();
        for column in super::table::columns(&fields) {
            let takes = match column.format {
                None => default,
                Some(format) => match helpers::takes(format) {
                    Some(takes @ (Takes::Text | Takes::Number | Takes::Date)) => takes,
                    _ => return self.refuse(format!("“{format}” không phải là cách viết một ô của bảng.")),
                },
            };
            if column.field == "@index" {
                continue;
            }
            if let Some(mut path) = self.resolve(&list)? {
                path.push(Step::Entry);
                if column.field != "this" {
                    path.extend(column.field.split('.').map(|key| Step::Key(key.to_owned())));
                }
                self.push(path, Usage::Argument(takes));
            }
        }
        Ok(())
    }

    fn parameter(&mut self, parameter: &Parameter, takes: Takes) -> Result<()> {
        match parameter {
            Parameter::Literal(_) => Ok(()),
            Parameter::Name(raw) => self.name(raw, Usage::Argument(takes)),
            Parameter::Path(_) => {
                let usage = if takes == Takes::Any { Usage::Condition } else { Usage::Argument(takes) };
                self.name(parameter.as_name().unwrap_or_default(), usage)
            }
            Parameter::Subexpression(inner) => match inner.as_element() {
                TemplateElement::Expression(call) if inner.is_helper() => self.call(call),
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
                self.parameter(subject, Takes::Any)?;
                self.inside(call.template.as_ref())?;
            }
            "each" | "with" => {
                let raw = match subject {
                    Parameter::Path(_) => subject.as_name().unwrap_or_default(),
                    _ => return self.refuse(format!("Khối “{helper}” cần tên một trường.")),
                };
                self.name(raw, if helper == "each" { Usage::Each } else { Usage::With })?;
                let scope = self.scope(helper, raw, call.block_param.as_ref())?;
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

    fn scope(&self, helper: &str, raw: &str, params: Option<&BlockParam>) -> Result<Scope> {
        let Some(mut path) = self.resolve(raw)? else {
            return self.refuse(format!("Khối “{helper}” cần tên một trường."));
        };
        let counted = helper == "each";
        if counted {
            path.push(Step::Entry);
        }
        let name = |p: &Parameter| p.as_name().unwrap_or_default().to_owned();
        let params = match params {
            Some(BlockParam::Single(value)) => vec![(name(value), Some(path.clone()))],
            Some(BlockParam::Pair((value, index))) => {
                vec![(name(value), Some(path.clone())), (name(index), None)]
            }
            _ => vec![],
        };
        // `with` keeps the counters of the `each` around it.
        let counted = counted || self.scopes.last().is_some_and(|s| s.counted);
        Ok(Scope { path, params, counted })
    }

    fn name(&mut self, raw: &str, usage: Usage) -> Result<()> {
        if let Some(path) = self.resolve(raw)? {
            self.push(path, usage);
        }
        Ok(())
    }

    fn push(&mut self, path: Vec<Step>, usage: Usage) {
        self.names.push(Name { path, usage, line: self.line, column: self.column });
    }

    /// A name as written, from the root; None for a counter (`@index`).
    fn resolve(&self, raw: &str) -> Result<Option<Vec<Step>>> {
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
            && let Some(param) = self.block_param(&keys)
        {
            return Ok(param);
        }
        Ok(Some(scope.path.iter().cloned().chain(steps(&keys)).collect()))
    }

    /// What a name means that `as |name|` gave; the innermost block wins.
    fn block_param(&self, keys: &[&str]) -> Option<Option<Vec<Step>>> {
        let (first, rest) = keys.split_first()?;
        let mut params = self.scopes.iter().rev().flat_map(|s| &s.params);
        let (_, path) = params.find(|(name, _)| name == first)?;
        Some(path.as_ref().map(|path| path.iter().cloned().chain(steps(rest)).collect()))
    }

    fn refuse<T>(&self, message: impl Into<String>) -> Result<T> {
        Err(TemplateError { line: self.line, column: self.column, message: message.into() })
    }
}

/// Keys as steps; a number is an entry of a list.
fn steps(keys: &[&str]) -> impl Iterator<Item = Step> {
    keys.iter().map(|key| match key.parse::<usize>() {
        Ok(_) => Step::Entry,
        Err(_) => Step::Key((*key).to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(source: &str) -> Vec<(String, Usage)> {
        let template = super::super::Template::compile("t", source).unwrap();
        template.names().iter().map(|n| (written(&n.path), n.usage)).collect()
    }

    fn refused(source: &str) -> TemplateError {
        super::super::Template::compile("t", source).unwrap_err()
    }

    #[test]
    fn names_carry_the_scopes_around_them() {
        assert_eq!(
            names("{{#each a}}{{b}}{{#with c}}{{d}}{{../b}}{{../../m}}{{@index}}{{/with}}{{/each}}{{{e}}}"),
            [
                ("a".to_owned(), Usage::Each),
                ("a[].b".to_owned(), Usage::Text),
                ("a[].c".to_owned(), Usage::With),
                ("a[].c.d".to_owned(), Usage::Text),
                ("a[].b".to_owned(), Usage::Text),
                ("m".to_owned(), Usage::Text),
                ("e".to_owned(), Usage::Live),
            ]
        );
    }

    #[test]
    fn if_opens_no_scope_and_else_belongs_outside() {
        assert_eq!(
            names("{{#each a}}{{#if b}}{{c}}{{else if d}}{{e}}{{/if}}{{else}}{{f}}{{/each}}"),
            [
                ("a".to_owned(), Usage::Each),
                ("a[].b".to_owned(), Usage::Condition),
                ("a[].c".to_owned(), Usage::Text),
                ("a[].d".to_owned(), Usage::Condition),
                ("a[].e".to_owned(), Usage::Text),
                ("f".to_owned(), Usage::Text),
            ]
        );
    }

    #[test]
    fn block_params_and_the_root_are_resolved() {
        assert_eq!(
            names("{{#each a as |x i|}}{{x.b}}{{i}}{{@root.m}}{{this}}{{/each}}"),
            [
                ("a".to_owned(), Usage::Each),
                ("a[].b".to_owned(), Usage::Text),
                ("m".to_owned(), Usage::Text),
                ("a[]".to_owned(), Usage::Text),
            ]
        );
    }

    #[test]
    fn the_fields_of_a_table_and_a_sum_are_names() {
        assert_eq!(
            names(r#"{{table rows columns="A|B|C" fields="@index|b|c:money"}}{{money (sum rows "c")}}"#),
            [
                ("rows".to_owned(), Usage::Argument(Takes::List)),
                ("rows[].b".to_owned(), Usage::Argument(Takes::Text)),
                ("rows[].c".to_owned(), Usage::Argument(Takes::Number)),
                ("rows".to_owned(), Usage::Argument(Takes::List)),
                ("rows[].c".to_owned(), Usage::Argument(Takes::Number)),
            ]
        );
    }

    #[test]
    fn the_place_of_a_name_is_its_line() {
        let template = super::super::Template::compile("t", "x\n{{#each a}}\ny {{b}}\n{{/each}}").unwrap();
        assert_eq!(template.names().iter().map(|n| n.line).collect::<Vec<_>>(), [2, 3]);
    }

    #[test]
    fn what_cannot_be_resolved_is_refused() {
        for source in [
            "{{../a}}",
            "{{@index}}",
            "{{#each (lookup a b)}}x{{/each}}",
            "{{nothing a}}",
            "{{#upper a}}x{{/upper}}",
            "{{a.[b c]}}",
            "{{{upper a}}}",
            "{{upper a colour=\"x\"}}",
            "{{upper (a)}}",
            "{{table rows columns=c fields=f}}",
        ] {
            assert!(!refused(source).message.is_empty(), "{source}");
        }
        assert!(refused("a\n{{date}}").message.contains("this.date"));
        assert_eq!(refused("a\n{{date}}").line, 2);
    }
}
