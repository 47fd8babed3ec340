//! `{{table rows columns="STT|Nội dung|Số tiền" fields="@index|name|amount:money" align="center|left|right"}}`:
//! a list as a pipe table of the outline.
//!
//! A field may name the helper that writes it after a colon. Cells are inert; a line break in one becomes a space.

use super::helpers;
use crate::outline;
use handlebars::{Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext};
use serde_json::Value;

/// One column as `fields` names it.
pub(super) struct TableColumn<'a> {
    /// `amount`, `unit.name`, `this`, or `@index` for the row's number from 1.
    pub(super) field: &'a str,
    /// The helper that writes it.
    pub(super) format: Option<&'a str>,
}

/// The columns `fields` names.
pub(super) fn columns(fields: &str) -> impl Iterator<Item = TableColumn<'_>> {
    fields.split('|').map(|column| match column.trim().split_once(':') {
        Some((field, format)) => TableColumn { field, format: Some(format) },
        None => TableColumn { field: column.trim(), format: None },
    })
}

/// The value of a field of an entry, by dotted path; null where there is none.
pub(super) fn field<'v>(entry: &'v Value, path: &str) -> &'v Value {
    const NONE: &Value = &Value::Null;
    if path == "this" {
        return entry;
    }
    path.split('.').fold(entry, |value, key| value.get(key).unwrap_or(NONE))
}

/// The helper.
pub(super) struct TableHelper;

impl HelperDef for TableHelper {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        helpers::present(helper)?;
        let option = |name| helper.hash_get(name).and_then(|p| p.value().as_str());
        let rows = helper.param(0).map(|p| p.value()).unwrap_or(&Value::Null);
        let table = pipe_table(rows, option("columns"), option("fields"), option("align"))
            .map_err(|sentence| helpers::refused("table", &sentence))?;
        out.write(&table)?;
        Ok(())
    }
}

/// The table as outline text, without a line break at its end; nothing for an empty list.
fn pipe_table(
    rows: &Value,
    titles: Option<&str>,
    fields: Option<&str>,
    align: Option<&str>,
) -> Result<String, String> {
    let (Some(titles), Some(fields)) = (titles, fields) else {
        return Err("cần columns=\"…\" và fields=\"…\".".to_owned());
    };
    let rows = match rows {
        Value::Array(rows) => rows.as_slice(),
        Value::Null => &[],
        _ => return Err("tham số đầu phải là một danh sách.".to_owned()),
    };
    let titles: Vec<&str> = titles.split('|').map(str::trim).collect();
    let columns: Vec<TableColumn<'_>> = columns(fields).collect();
    let marks = marks(align, titles.len())?;
    if titles.len() != columns.len() {
        return Err(format!("có {} tên cột nhưng {} trường.", titles.len(), columns.len()));
    }
    if rows.is_empty() {
        return Ok(String::new());
    }
    let mut out = String::with_capacity(rows.len() * 64);
    line(&mut out, titles.iter().map(|t| cell(t)));
    out.push('\n');
    line(&mut out, marks.into_iter());
    for (at, row) in rows.iter().enumerate() {
        out.push('\n');
        let cells: Vec<String> = columns.iter().map(|c| value(c, at, row)).collect::<Result<_, _>>()?;
        line(&mut out, cells.into_iter());
    }
    Ok(out)
}

/// `:-:` for each column.
fn marks(align: Option<&str>, columns: usize) -> Result<Vec<String>, String> {
    let Some(align) = align else {
        return Ok(vec!["---".to_owned(); columns]);
    };
    let marks: Vec<String> = align
        .split('|')
        .map(|word| match word.trim() {
            "left" => Ok(":--".to_owned()),
            "center" => Ok(":-:".to_owned()),
            "right" => Ok("--:".to_owned()),
            other => Err(format!("align chỉ nhận left, center, right; không có “{other}”.")),
        })
        .collect::<Result<_, _>>()?;
    if marks.len() == columns { Ok(marks) } else { Err("align phải có đủ số cột.".to_owned()) }
}

/// A cell's text.
fn value(column: &TableColumn<'_>, at: usize, row: &Value) -> Result<String, String> {
    if column.field == "@index" {
        return Ok((at + 1).to_string());
    }
    let value = field(row, column.field);
    let text = match column.format {
        Some(format) => helpers::format_one(format, value)?,
        None => helpers::plain(value)?,
    };
    Ok(cell(&text))
}

/// Text as a cell: inert, on one line, no bar left bare.
fn cell(text: &str) -> String {
    let escaped = outline::escape(&text.replace(['\n', '\r', '\t'], " "));
    let mut out = String::with_capacity(escaped.len());
    let mut backslashes = 0;
    for c in escaped.chars() {
        if c == '|' && backslashes % 2 == 0 {
            out.push('\\');
        }
        backslashes = if c == '\\' { backslashes + 1 } else { 0 };
        out.push(c);
    }
    out
}

fn line(out: &mut String, cells: impl Iterator<Item = String>) {
    out.push('|');
    for cell in cells {
        out.push(' ');
        out.push_str(&cell);
        out.push_str(" |");
    }
}

#[cfg(test)]
mod tests {
    use super::super::Template;
    use serde_json::json;

    #[test]
    fn a_list_becomes_a_pipe_table_with_formats_and_alignment() {
        let source = r#"{{table rows columns="STT|Nội dung|Số tiền" fields="@index|name|amount:money" align="center|left|right"}}"#;
        let rows =
            json!({"rows": [{"name": "Cầu lông", "amount": 4500000}, {"name": "a|b\nc", "amount": null}]});
        assert_eq!(
            Template::compile("t", source).unwrap().expand(&rows).unwrap(),
            "| STT | Nội dung | Số tiền |\n| :-: | :-- | --: |\n| 1 | Cầu lông | 4.500.000 đồng |\n| 2 | a\\|b c |  |"
        );
    }

    #[test]
    fn an_empty_list_is_no_table() {
        let template = Template::compile("t", r#"{{table rows columns="A" fields="this"}}"#).unwrap();
        assert_eq!(template.expand(&json!({"rows": []})).unwrap(), "");
    }

    #[test]
    fn columns_that_do_not_match_are_an_error() {
        let template = Template::compile("t", r#"{{table rows columns="A|B" fields="this"}}"#).unwrap();
        let error = template.expand(&json!({"rows": ["x"]})).unwrap_err();
        assert!(error.message.contains("2 tên cột"), "{}", error.message);
    }
}
