//! The report of an import: a row for each paper, with what was recognised and how much there is to look at.

use super::super::CliError;
use crate::office::Imported;
use crate::report::Report;
use serde_json::{Map, Value};
use std::fmt::Write as _;
use std::path::Path;

/// Form of a report.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ReportForm {
    Csv,
    Html,
}

/// The form that the ending of a name asks for.
pub(super) fn form_of(path: &Path) -> Result<ReportForm, CliError> {
    match path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("csv") => Ok(ReportForm::Csv),
        Some("html" | "htm") => Ok(ReportForm::Html),
        _ => Err(CliError::Said("--report: tên tệp phải có đuôi .csv hoặc .html".to_owned())),
    }
}

const COLUMNS: [&str; 14] = [
    "Tệp",
    "Văn bản",
    "Kết quả",
    "Loại",
    "Số, ký hiệu",
    "Ngày",
    "Cơ quan",
    "Trích yếu",
    "Người ký",
    "Số từ của tệp",
    "Số từ của dự thảo",
    "Số từ đã bỏ, có nêu",
    "Số điều cần xem",
    "Điều cần xem",
];
/// Characters of the remarks of one paper.
const REMARKS: usize = 4_000;

/// Outcome of a paper, or of a file that gave none: a text for each of [`COLUMNS`].
pub(super) struct Outcome([String; COLUMNS.len()]);

impl Outcome {
    /// The papers of a file.
    pub(super) fn imported(file: &Path, papers: &[Imported]) -> Vec<Self> {
        let of = |(index, paper): (usize, &Imported)| {
            let draft: Value = serde_json::from_str(&paper.draft).unwrap_or_default();
            let empty = Map::new();
            let values = draft.as_object().unwrap_or(&empty);
            let said: String = paper.remarks.join("; ").chars().take(REMARKS).collect();
            Self([
                file.display().to_string(),
                (index + 1).to_string(),
                "đã nhập".to_owned(),
                first(values, &["type_name", "type"]),
                number(values),
                first(values, &["issued_date", "place_date"]),
                organ(values),
                text(values.get("subject")),
                signers(values),
                paper.words.to_string(),
                paper.draft_words.to_string(),
                paper.left_out.to_string(),
                paper.remarks.len().to_string(),
                said,
            ])
        };
        papers.iter().enumerate().map(of).collect()
    }

    /// A file that was rejected.
    pub(super) fn rejected(file: &Path, report: &Report) -> Vec<Self> {
        let why: Vec<&str> = report.problems.iter().map(|problem| problem.message.as_str()).collect();
        Self::without_paper(file, "không nhận", &why.join("; "))
    }

    /// A file that could not be read or whose drafts could not be written.
    pub(super) fn failed(file: &Path, why: &str) -> Vec<Self> {
        Self::without_paper(file, "lỗi", why)
    }

    fn without_paper(file: &Path, outcome: &str, why: &str) -> Vec<Self> {
        let mut row: [String; COLUMNS.len()] = Default::default();
        let [name, _, result, .., said] = &mut row;
        *name = file.display().to_string();
        outcome.clone_into(result);
        why.clone_into(said);
        vec![Self(row)]
    }
}

/// Rows of a report.
#[derive(Default)]
pub(super) struct Summary {
    rows: Vec<Outcome>,
}

impl Summary {
    pub(super) fn add(&mut self, rows: Vec<Outcome>) {
        self.rows.extend(rows);
    }

    /// The report as a file.
    pub(super) fn write(&self, form: ReportForm) -> String {
        match form {
            ReportForm::Csv => self.csv(),
            ReportForm::Html => self.html(),
        }
    }

    /// With a mark of UTF-8, by which spreadsheets know it.
    fn csv(&self) -> String {
        let mut out = "\u{feff}".to_owned();
        let rows = self.rows.iter().map(|row| row.0.each_ref().map(String::as_str));
        for row in std::iter::once(COLUMNS).chain(rows) {
            let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
            let _ = write!(out, "{}\r\n", cells.join(","));
        }
        out
    }

    fn html(&self) -> String {
        let mut out = format!(
            "<!DOCTYPE html>\n<html lang=\"vi\"><head><meta charset=\"utf-8\"><title>Kết quả nhập</title>\n{STYLE}</head><body>\n<h1>Kết quả nhập: {} dòng</h1>\n<table>\n",
            self.rows.len()
        );
        let _ = writeln!(out, "<tr>{}</tr>", COLUMNS.map(|title| format!("<th>{title}</th>")).concat());
        for Outcome(row) in &self.rows {
            let cells: String = row.iter().map(|cell| format!("<td>{}</td>", escaped(cell))).collect();
            let _ = writeln!(out, "<tr>{cells}</tr>");
        }
        out.push_str("</table>\n</body></html>\n");
        out
    }
}

const STYLE: &str = "<style>body{font:14px sans-serif}table{border-collapse:collapse}td,th{border:1px solid #999;padding:2px 6px;vertical-align:top;text-align:left}</style>";

/// A cell of CSV. A text that a spreadsheet would take for a formula begins with a quote.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A value in one line: the lines of a list with spaces between.
fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.replace('\n', " "),
        Some(Value::Array(items)) => items.iter().map(|item| text(Some(item))).collect::<Vec<_>>().join(" "),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// The first of some fields that says something.
fn first(values: &Map<String, Value>, fields: &[&str]) -> String {
    fields.iter().map(|field| text(values.get(*field))).find(|text| !text.is_empty()).unwrap_or_default()
}

fn number(values: &Map<String, Value>) -> String {
    let code = text(values.get("code"));
    if !code.is_empty() {
        return code;
    }
    match (text(values.get("code_number")), text(values.get("code_notation"))) {
        (number, notation) if notation.is_empty() => number,
        (number, notation) => format!("{}/{notation}", number.trim()),
    }
}

fn organ(values: &Map<String, Value>) -> String {
    let own = values.get("issuer").and_then(Value::as_object).map(|issuer| text(issuer.get("name")));
    own.filter(|name| !name.is_empty()).unwrap_or_else(|| text(values.get("organ")))
}

fn signers(values: &Map<String, Value>) -> String {
    let signers = values.get("signers").and_then(Value::as_array).into_iter().flatten();
    let name = |signer: &Value| first(signer.as_object()?, &["full_name", "position"]).into();
    signers.filter_map(name).collect::<Vec<String>>().join("; ")
}
