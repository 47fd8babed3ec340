//! Handlebars over outline text: compile, list the names used, expand.
//!
//! A template is read once and expanded often. Values are inert: `{{name}}` passes through the outline's escape
//! function, so that no value can make a heading, an emphasis or a table; `{{{name}}}` lets outline text through
//! live, and the [`catalog`](crate::catalog) allows it for fields of kind `outline` only.
//! Refused: partials, decorators, raw blocks, unknown helpers, a name that leaves its scope. A value that is not
//! there is an error, never a blank.

mod arithmetic;
mod helpers;
mod lists;
mod names;
mod table;

pub use names::{ArgumentKind, PathStep, Usage, ValueUse, written};

use handlebars::{
    Context, Handlebars, RenderContext, RenderError, RenderErrorReason, Renderable, StringOutput,
};
use std::fmt;
use std::sync::LazyLock;

/// Bytes of one template. The parser looks at every byte several times and keeps positions for each piece.
const SOURCE_BYTES: usize = 256 << 10;

/// Blocks or brackets inside one another. The parser is recursive; deep nesting would exhaust the stack.
const NESTING: usize = 32;

/// The helpers; one for all templates, since filling a registry costs more than expanding a page.
static HELPERS: LazyLock<Handlebars<'static>> = LazyLock::new(helpers::registry);

/// A compiled template; the default one is empty.
#[derive(Default)]
pub struct Template {
    compiled: handlebars::Template,
    names: Vec<ValueUse>,
}

/// Error of reading or expanding a template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct TemplateError {
    /// Line in the template, from 1.
    pub line: usize,
    /// Column in that line, in characters from 1.
    pub column: usize,
    /// Message in Vietnamese: template authors read it.
    pub message: String,
}

impl Template {
    /// Reads a template; `name` is what it is called in the error messages of the engine.
    ///
    /// # Errors
    /// The first thing that cannot be understood or is not allowed.
    pub fn compile(name: &str, source: &str) -> Result<Self, TemplateError> {
        bounded(source)?;
        let compiled =
            handlebars::Template::compile_with_name(source, name.to_owned()).map_err(unreadable)?;
        let names = names::collect(&compiled)?;
        Ok(Self { compiled, names })
    }

    /// Every value the template uses, from the root, in the order of the text: `{{#each results}}{{title}}` uses
    /// `results` and `results[].title`.
    pub fn names(&self) -> &[ValueUse] {
        &self.names
    }

    /// The text with the values of `data` in their places.
    ///
    /// # Errors
    /// A value that is missing, or is not what a helper takes; with the place in the template.
    pub fn expand(&self, data: &serde_json::Value) -> Result<String, TemplateError> {
        let context = Context::from(data.clone());
        let mut state = RenderContext::new(None);
        let mut text = StringOutput::new();
        self.compiled.render(&HELPERS, &context, &mut state, &mut text).map_err(|e| failed(&e))?;
        text.into_string().map_err(|e| TemplateError { line: 1, column: 1, message: e.to_string() })
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Template").field("names", &self.names.len()).finish_non_exhaustive()
    }
}

/// Refuses what the recursive parser must not see.
fn bounded(source: &str) -> Result<(), TemplateError> {
    let refuse = |line, message: String| Err(TemplateError { line, column: 1, message });
    if source.len() > SOURCE_BYTES {
        return refuse(1, format!("Mẫu dài hơn {} KB.", SOURCE_BYTES >> 10));
    }
    let (mut blocks, mut brackets, mut line) = (0usize, 0usize, 1usize);
    let bytes = source.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'\n' => line += 1,
            b'#' if at >= 2 && matches!(&bytes[at - 2..at], b"{{" | b"{~") => blocks += 1,
            b'/' if at >= 2 && matches!(&bytes[at - 2..at], b"{{" | b"{~") => {
                blocks = blocks.saturating_sub(1)
            }
            b'(' | b'[' => brackets += 1,
            b')' | b']' => brackets = brackets.saturating_sub(1),
            b'}' if at >= 1 && bytes[at - 1] == b'}' => brackets = 0,
            _ => {}
        }
        if blocks > NESTING || brackets > NESTING {
            return refuse(line, format!("Các khối lồng nhau quá {NESTING} lớp."));
        }
    }
    Ok(())
}

/// Error of the parser, without its drawing of the place.
fn unreadable(error: handlebars::TemplateError) -> TemplateError {
    let (line, column) = error.pos().unwrap_or((1, 1));
    let reason = error.reason().to_string();
    let message = match reason.split_once(" was opened, but ") {
        Some((opened, closed)) => format!(
            "Khối {} được mở nhưng lại đóng bằng {}.",
            opened.trim_start_matches("helper "),
            closed.trim_end_matches(" is closing")
        ),
        None => format!("Không đọc được mẫu: {}", reason.lines().last().unwrap_or_default().trim()),
    };
    TemplateError { line, column, message }
}

/// Error of expanding.
fn failed(error: &RenderError) -> TemplateError {
    let message = match error.reason() {
        RenderErrorReason::MissingVariable(Some(name)) => format!("Không có giá trị cho “{name}”."),
        RenderErrorReason::MissingVariable(None) => "Không có giá trị ở chỗ này.".to_owned(),
        other => other.to_string(),
    };
    TemplateError { line: error.line_no.unwrap_or(1), column: error.column_no.unwrap_or(1), message }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn expand(source: &str, data: serde_json::Value) -> String {
        Template::compile("t", source).unwrap().expand(&data).unwrap()
    }

    #[test]
    fn a_value_is_inert_and_three_braces_are_live() {
        assert_eq!(expand("{{{a}}}", json!({"a": "**x**"})), "**x**");
        assert_ne!(expand("{{a}}", json!({"a": "**x**"})), "**x**");
    }

    #[test]
    fn an_ampersand_and_quotes_pass_unchanged() {
        let text = "Q&A \"<b>\" 'c'";
        assert_eq!(crate::outline::parse_inline(&expand("{{a}}", json!({"a": text}))).as_str(), text);
    }

    #[test]
    fn lines_that_hold_only_a_block_leave_no_blank_line() {
        let source = "{{#each bases}}\n@basis {{this}}\n{{/each}}\n\n{{{body}}}";
        let text = expand(source, json!({"bases": ["Luật A;", "Luật B."], "body": "I. X"}));
        assert_eq!(text, "@basis Luật A;\n@basis Luật B.\n\nI. X");
    }

    #[test]
    fn a_missing_value_is_an_error_with_its_place() {
        let error = Template::compile("t", "a\n  {{b}}").unwrap().expand(&json!({})).unwrap_err();
        assert_eq!((error.line, error.column), (2, 3));
        assert_eq!(error.message, "Không có giá trị cho “b”.");
    }

    #[test]
    fn what_reaches_beyond_the_text_is_refused() {
        for source in
            ["{{> part}}", "{{*inline x}}", "{{{{raw}}}}x{{{{/raw}}}}", "{{log x}}", "{{#> p}}{{/p}}"]
        {
            assert!(Template::compile("t", source).is_err(), "{source}");
        }
    }

    #[test]
    fn deep_nesting_and_long_sources_are_refused() {
        let deep = "{{#if a}}".repeat(100) + &"{{/if}}".repeat(100);
        assert!(Template::compile("t", &deep).is_err());
        let brackets = format!("{{{{upper {}a{}}}}}", "(upper ".repeat(5000), ")".repeat(5000));
        assert!(Template::compile("t", &brackets).is_err());
        assert!(Template::compile("t", &"x".repeat(SOURCE_BYTES + 1)).is_err());
    }

    #[test]
    fn a_block_closed_by_another_is_said_in_vietnamese() {
        let error = Template::compile("t", "{{#if a}}x{{/each}}").unwrap_err();
        assert!(error.message.contains("được mở nhưng lại đóng bằng"), "{}", error.message);
    }

    proptest! {
        #[test]
        fn no_source_makes_compiling_panic(source in "(\\{\\{|\\}\\}|[{}#/^~!>*&@.a-c ()|\"'\\[\\]=0-9\n]|else|each|if|this|as){0,40}") {
            if let Ok(template) = Template::compile("t", &source) {
                let _ = template.expand(&json!({"a": [1, "x"], "b": {"c": 1}, "c": null}));
            }
        }
    }
}
