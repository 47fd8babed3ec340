//! `vanthu check`: findings as text for people, as JSON and as SARIF for programs.

use super::{CliError, FAILED, OK, REJECTED, at, explain, print_report, read, sarif};
use crate::limits;
use crate::office::{CheckOptions, Checkup, Corrected, FolderImages, Mending, Office, OfficeError};
use crate::report::{Problem, Severity};
use crate::runtime::files;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(super) struct CheckArguments {
    /// Drafts, pasted or scanned texts, DOCX files.
    #[arg(required_unless_present_any = ["list", "explain"], value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Format of the findings.
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    format: CheckFormat,
    /// Mends what is certain in the drafts themselves, and says what it changed.
    #[arg(long)]
    fix: bool,
    /// Makes the numbering of headings and items in the drafts consistent, and references to them where they are
    /// certain; says what it changed and what is left to look at.
    #[arg(long)]
    renumber: bool,
    /// Holds the files against this style sheet's rules instead of their organ's: nd30, cong-doan.
    #[arg(long, value_name = "ID")]
    profile: Option<String>,
    /// Shows what is only worth knowing too.
    #[arg(long)]
    all: bool,
    /// Lists every check with its rule and source.
    #[arg(long)]
    list: bool,
    /// Explains checks: what must hold and why, a wrong and a right example, what to do.
    #[arg(long, value_name = "ID", num_args = 1.., conflicts_with_all = ["files", "fix", "renumber", "list"])]
    explain: Vec<String>,
    /// The address of a service whose pages explain the checks; a SARIF log points there.
    #[arg(long, value_name = "URL")]
    help_uri: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
    Text,
    Json,
    Sarif,
}

/// Checks every file; 1 where one has an error or could not be read as a document.
pub(super) fn check(
    office: &Office<'_>,
    wanted: &CheckArguments,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, CliError> {
    if wanted.list {
        return list(out);
    }
    if !wanted.explain.is_empty() {
        return explain::explain(&wanted.explain, wanted.format, out);
    }
    if (wanted.fix || wanted.renumber) && wanted.files.iter().any(|file| file == Path::new("-")) {
        let _ = writeln!(err, "vanthu: --fix và --renumber cần một tệp để ghi lại, không dùng được với «-»");
        return Ok(FAILED);
    }
    let mut code = OK;
    let mut checked = Vec::with_capacity(wanted.files.len());
    for file in &wanted.files {
        match check_one(office, wanted, file, out) {
            Ok(checkup) => {
                if checkup.report.has_errors() {
                    code = code.max(REJECTED);
                }
                if wanted.format == CheckFormat::Text {
                    print(file, &checkup, wanted.all, out).map_err(at(Path::new("-")))?;
                }
                checked.push((file.display().to_string(), checkup));
            }
            Err(CliError::Office(OfficeError::Rejected(report))) => {
                print_report(&file.display().to_string(), &report, err);
                code = code.max(REJECTED);
            }
            Err(trouble) => {
                let _ = writeln!(err, "vanthu: {trouble}");
                code = FAILED;
            }
        }
    }
    let written = match wanted.format {
        CheckFormat::Text => return Ok(code),
        CheckFormat::Json => checked.iter().map(|(file, checkup)| as_json(file, checkup)).collect::<Value>(),
        CheckFormat::Sarif => sarif::log(&checked, wanted.help_uri.as_deref()),
    };
    writeln!(out, "{written:#}").map_err(at(Path::new("-")))?;
    Ok(code)
}

fn check_one(
    office: &Office<'_>,
    wanted: &CheckArguments,
    file: &Path,
    out: &mut dyn Write,
) -> Result<Checkup, CliError> {
    let bytes = read(file, limits::DOCX_BYTES)?;
    let name = file.file_name().and_then(|name| name.to_str()).filter(|name| *name != "-");
    let images = FolderImages::new(file.parent().unwrap_or(Path::new("")));
    let request = CheckOptions { profile: wanted.profile.as_deref(), images: &images };
    let mending = Mending { fixes: wanted.fix, numbers: wanted.renumber };
    if mending == Mending::default() {
        return Ok(office.check(&bytes, name, request)?);
    }
    let corrected = office.correct(&bytes, name, request, mending)?;
    if !corrected.changes.is_empty() {
        files::replace(file, &bytes, corrected.file.as_bytes())?;
    }
    if wanted.format == CheckFormat::Text {
        print_changes(file, &corrected, out).map_err(at(Path::new("-")))?;
    }
    Ok(corrected.checkup)
}

fn print_changes(file: &Path, corrected: &Corrected, out: &mut dyn Write) -> std::io::Result<()> {
    for change in &corrected.changes {
        let (file, line) = (file.display(), change.line);
        let told = match (change.before.as_str(), change.after.as_str()) {
            ("", put) => format!("đã thêm «{put}» sau «{}»", change.behind),
            (cut, "") => format!("đã bỏ «{cut}» sau «{}»", change.behind),
            (before, after) => format!("đã sửa «{before}» thành «{after}»"),
        };
        writeln!(out, "{file}: {}:{line}: {told} [{}]", change.at, change.code)?;
    }
    for (at, doubt) in &corrected.doubts {
        writeln!(
            out,
            "{}: {at}:{}: cần xem lại «{}»: {}",
            file.display(),
            doubt.line,
            doubt.text,
            doubt.message
        )?;
    }
    Ok(())
}

/// Characters of a line that are shown around what is meant.
const SHOWN: usize = 96;

/// The findings as a compiler shows them: the sentence, the place, the line with what is meant underlined.
fn print(file: &Path, checkup: &Checkup, all: bool, out: &mut dyn Write) -> std::io::Result<()> {
    let least = if all { Severity::Information } else { Severity::Warning };
    let file = file.display();
    for problem in checkup.report.problems.iter().filter(|p| p.severity >= least) {
        writeln!(out, "{}[{}]: {}", word(problem.severity), problem.code, problem.message)?;
        let excerpt = checkup.excerpt(problem);
        let place = match (problem.at.as_str(), problem.line.or(excerpt.as_ref().map(|e| e.line))) {
            ("", None) => String::new(),
            ("", Some(line)) => format!(":{line}"),
            (at, Some(line)) if problem.line.is_some() => format!(": {at}:{line}"),
            (at, _) => format!(": {at}"),
        };
        writeln!(out, "  --> {file}{place}")?;
        if let Some(excerpt) = excerpt {
            let number = excerpt.line.to_string();
            let gap = " ".repeat(number.len());
            let (shown, marks) = line_excerpt(excerpt.text, excerpt.marked);
            writeln!(out, "{gap} |\n{number} | {shown}")?;
            if !marks.is_empty() {
                writeln!(out, "{gap} | {marks}")?;
            }
        }
        if let Some(fix) = &problem.fix {
            match fix.replacement.as_str() {
                "" => writeln!(out, "  = sửa được: bỏ phần được gạch dưới")?,
                text => writeln!(out, "  = sửa được: «{text}»")?,
            }
        }
        writeln!(out)?;
    }
    let [errors, warnings, notes] =
        [Severity::Error, Severity::Warning, Severity::Information].map(|severity| checkup.count(severity));
    let more = if all || notes == 0 { "" } else { " (xem bằng --all)" };
    writeln!(out, "{file}: {errors} lỗi, {warnings} cảnh báo, {notes} thông tin{more}")
}

/// Excerpt of a line that a person takes in, and a line of marks under the range meant.
fn line_excerpt(line: &str, marked: std::ops::Range<usize>) -> (String, String) {
    let before: Vec<char> = line.get(..marked.start).unwrap_or("").chars().collect();
    let meant = line.get(marked).map_or(0, |text| text.chars().count());
    let chars: Vec<char> = line.chars().collect();
    let room = SHOWN.saturating_sub(meant.min(SHOWN)) / 2;
    let start =
        if chars.len() <= SHOWN { 0 } else { before.len().saturating_sub(room).min(chars.len() - SHOWN) };
    let end = (start + SHOWN).min(chars.len());
    let mut shown: String = chars
        .get(start..end)
        .unwrap_or_default()
        .iter()
        .map(|c| if c.is_control() { ' ' } else { *c })
        .collect();
    let mut indent = before.len() - start;
    if start > 0 {
        shown.insert(0, '…');
        indent += 1;
    }
    if end < chars.len() {
        shown.push('…');
    }
    let marks = "^".repeat(meant.min(end.saturating_sub(before.len())));
    let marks = if marks.is_empty() { marks } else { " ".repeat(indent) + &marks };
    (shown, marks)
}

/// Word for a severity.
pub(super) const fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "lỗi",
        Severity::Warning => "cảnh báo",
        Severity::Information => "thông tin",
    }
}

fn as_json(file: &str, checkup: &Checkup) -> Value {
    let problems = checkup.report.problems.iter().map(|problem| with_columns(problem, checkup));
    json!({
        "file": file,
        "errors": checkup.count(Severity::Error),
        "warnings": checkup.count(Severity::Warning),
        "information": checkup.count(Severity::Information),
        "problems": problems.collect::<Vec<_>>(),
    })
}

/// A finding with line and columns (characters, from 1; the end is the one behind the last) beside its bytes.
fn with_columns(problem: &Problem, checkup: &Checkup) -> Value {
    let mut value = serde_json::to_value(problem).unwrap_or_default();
    if let Some(excerpt) = checkup.excerpt(problem)
        && let Some(entries) = value.as_object_mut()
    {
        let column = |byte: usize| excerpt.text.get(..byte).unwrap_or("").chars().count() + 1;
        entries.insert("line".to_owned(), json!(excerpt.line));
        if !excerpt.marked.is_empty() {
            entries.insert("column".to_owned(), json!(column(excerpt.marked.start)));
            entries.insert("end_column".to_owned(), json!(column(excerpt.marked.end)));
        }
    }
    value
}

fn list(out: &mut dyn Write) -> Result<u8, CliError> {
    let mut checks: Vec<_> = Office::checks().collect();
    checks.sort_by_key(|check| check.id);
    for check in checks {
        writeln!(out, "{:<7} {:<9} {} ({})", check.id, word(check.severity), check.rule, check.source)
            .map_err(at(Path::new("-")))?;
    }
    Ok(OK)
}
