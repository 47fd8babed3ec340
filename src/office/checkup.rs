//! Checking a file against the house's rules, and mending what is certain.
//!
//! A draft, a pasted or scanned text, or a DOCX made elsewhere comes in; every finding goes out, each with the line it
//! is about. A draft can be corrected: only where a finding has a fix, and nothing else in its file changes.

use super::{Office, OfficeError, Particulars, not_laid_out, particulars, traces};
use crate::appearance::MeasuredFormatting;
use crate::catalog::Catalog;
use crate::check::{self, AppliedFix, LintContext, measure};
use crate::compose::compose;
use crate::document::Document;
use crate::draft::fields;
use crate::input::{self, Draft};
use crate::layout::{self, Layout};
use crate::limits;
use crate::record::{Images, Record, is_canonical};
use crate::renumber::{Ambiguity, renumber};
use crate::report::{Checked, FieldPath, Problem, Report, Severity};
use crate::style::StyleSheet;
use chrono::NaiveDate;
use serde_json::{Map, Value};

/// Options of a checkup.
#[derive(Clone, Copy)]
pub struct CheckOptions<'a> {
    /// The id of the style sheet whose ranks hold, in place of the organ's.
    pub profile: Option<&'a str>,
    /// Source of the draft's images.
    pub images: &'a dyn Images,
}

/// Result of checking a file.
#[derive(Debug)]
pub struct Checkup {
    /// The draft, as given or as made of the file.
    pub draft: Draft,
    /// Everything that is wrong or worth knowing.
    pub report: Report,
    /// Particulars of the document, for a register and a search; `None` where it cannot be made.
    pub particulars: Option<Particulars>,
    /// Number of pages; `None` where it cannot be laid out, or was laid out elsewhere.
    pub pages: Option<usize>,
    /// The first day on which the checks may say otherwise, were nothing changed but the day.
    pub holds_until: Option<NaiveDate>,
    /// The text of the file, where findings without a field count its lines.
    text: Option<String>,
}

/// The line that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt<'c> {
    /// Its number in the value, from 1.
    pub line: usize,
    /// Text of the line.
    pub text: &'c str,
    /// Bytes of it that are meant; empty where none are named.
    pub marked: std::ops::Range<usize>,
}

impl Checkup {
    /// The line that a finding is about, where it has one.
    pub fn excerpt(&self, problem: &Problem) -> Option<Excerpt<'_>> {
        let value = match problem.at.as_str() {
            "" => self.text.as_deref()?,
            _ => problem.at.find(&self.draft.values)?.as_str()?,
        };
        if let Some(range) = problem.range.clone() {
            let start = value.get(..range.start)?.rfind('\n').map_or(0, |at| at + 1);
            let text = value.get(start..)?.lines().next().unwrap_or("");
            // Counted only where nobody has: a long text may have many findings.
            let counted = || value.get(..start).map_or(0, |before| before.matches('\n').count()) + 1;
            let line = problem.line.unwrap_or_else(counted);
            return Some(Excerpt {
                line,
                text,
                marked: range.start - start..(range.end - start).min(text.len()),
            });
        }
        let line = problem.line?;
        value.lines().nth(line - 1).map(|text| Excerpt { line, text, marked: 0..0 })
    }

    /// Number of findings of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.report.problems.iter().filter(|p| p.severity == severity).count()
    }
}

/// Kinds of changes allowed in a draft's file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mending {
    /// Flag: fixes of findings are made.
    pub fixes: bool,
    /// The numbers of headings and items, and references to them where they are certain.
    pub numbers: bool,
}

/// A draft whose certain faults were mended.
#[derive(Debug)]
pub struct Corrected {
    /// The file, changed only there.
    pub file: String,
    /// Changes that were made.
    pub changes: Vec<AppliedFix>,
    /// References that a person should look at after renumbering, by field.
    pub doubts: Vec<(FieldPath, Ambiguity)>,
    /// Findings that are left.
    pub checkup: Checkup,
}

/// Settings by which a draft is judged.
#[derive(Clone, Copy)]
struct Judging<'a> {
    /// The style sheet whose ranks hold, in place of the organ's.
    profile: Option<&'a StyleSheet>,
    images: &'a dyn Images,
    /// Formatting measured in a document made elsewhere.
    looks: Option<&'a MeasuredFormatting>,
    /// Findings of one check that are told one by one.
    most_findings: usize,
}

impl<'a> Judging<'a> {
    /// As checks usually are.
    fn by(profile: Option<&'a StyleSheet>, images: &'a dyn Images) -> Self {
        Self { profile, images, looks: None, most_findings: limits::FINDINGS }
    }
}

/// Rounds of mending at most: a change may bring up another, but never for long.
const ROUNDS: usize = 8;

impl Office<'_> {
    /// Checks a file: a draft, a text, a DOCX.
    ///
    /// # Errors
    /// A file that cannot be read as any of them is rejected; a draft that cannot be rendered is not, its problems are
    /// among the findings.
    pub fn check(
        &self,
        bytes: &[u8],
        name: Option<&str>,
        wanted: CheckOptions<'_>,
    ) -> Result<Checkup, OfficeError> {
        let profile = self.profile(wanted.profile)?;
        if input::docx::is_file(bytes) {
            let found = input::docx::import(bytes, &self.knowledge())?.first();
            let mut checkup = self.assess(
                found.draft,
                Judging { looks: Some(&found.appearance), ..Judging::by(profile, wanted.images) },
            );
            let doubts = found.doubts.into_iter().map(|doubt| Problem { line: None, ..doubt });
            checkup.report.problems.extend(doubts);
            return Ok(checkup);
        }
        if let Ok(text) = input::text_of(bytes)
            && input::is_plain_text(text, name)
        {
            let (found, text, _) = self.import_text(input::encoding::decode(bytes)?.text);
            let found = found.first();
            let mut problems = traces::of(&found, &text);
            let mut checkup = self.assess(found.draft, Judging::by(profile, wanted.images));
            problems.append(&mut checkup.report.problems);
            checkup.report.problems = problems;
            return Ok(Checkup { text: Some(text), ..checkup });
        }
        let draft = input::read(bytes, name)?;
        Ok(self.assess(draft, Judging::by(profile, wanted.images)))
    }

    /// Checks a draft: what keeps it from being made is among the findings.
    pub fn check_draft(&self, draft: Draft, images: &dyn Images) -> Checkup {
        self.assess(draft, Judging::by(None, images))
    }

    /// Mends what is certain in a draft's file, until checking finds nothing more to mend.
    ///
    /// # Errors
    /// A text or a DOCX is rejected: there is no draft to put the changes into.
    pub fn correct(
        &self,
        bytes: &[u8],
        name: Option<&str>,
        wanted: CheckOptions<'_>,
        mending: Mending,
    ) -> Result<Corrected, OfficeError> {
        let profile = self.profile(wanted.profile)?;
        let text = match input::text_of(bytes) {
            Ok(text) if !input::is_plain_text(text, name) => text,
            _ => return Err(not_a_draft().into()),
        };
        let given = input::read(bytes, name)?;
        let mut values = given.values.clone();
        let old = given.values;
        let (mut changes, mut doubts) = (Vec::new(), Vec::new());
        // What is not told is not mended.
        let judging = Judging { most_findings: usize::MAX, ..Judging::by(profile, wanted.images) };
        let mut checkup = self.assess(Draft { values: values.clone() }, judging);
        // A mended sentence may show another structure, and another number another fault.
        for _ in 0..ROUNDS {
            let before = changes.len();
            if mending.fixes {
                changes.extend(check::apply(&mut values, &checkup.report));
            }
            if mending.numbers {
                doubts = number_anew(&mut values, &mut changes);
            }
            if changes.len() == before {
                break;
            }
            checkup = self.assess(Draft { values: values.clone() }, judging);
        }
        let file = input::rewrite(text, name, &old, &values).ok_or_else(not_rewritten)?;
        Ok(Corrected { file, changes, doubts, checkup })
    }

    /// The style sheet of a profile named.
    fn profile(&self, id: Option<&str>) -> Result<Option<&StyleSheet>, OfficeError> {
        let Some(id) = id else { return Ok(None) };
        match self.catalog.styles.get(id) {
            Some(file) => Ok(Some(&file.sheet)),
            None => {
                let known: Vec<&str> = self.catalog.styles.keys().map(String::as_str).collect();
                let message = format!("Không có bộ quy tắc «{id}». Các bộ quy tắc: {}.", known.join(", "));
                let problem = Problem::error(FieldPath::root(), "unknown-profile", message);
                Err(Report { problems: vec![problem] }.into())
            }
        }
    }

    /// All that is found in a draft: what keeps it from being made, and what the checks say.
    /// A document made elsewhere comes with its looks; those of our own pages are measured.
    fn assess(&self, draft: Draft, judging: Judging<'_>) -> Checkup {
        let Judging { profile, images, looks, most_findings } = judging;
        let values = draft.values.clone();
        let mut lint = LintContext::new(&values, self.catalog);
        lint.profile = profile;
        lint.most_findings = most_findings;
        lint.today = self.today;
        let mut known = None;
        let mut pages = None;
        let (report, holds_until) = match Record::check(draft, self.catalog, images) {
            Err(mut report) => {
                without_moved_ranges(&mut report, &values);
                lint.appearance = looks;
                report.extend(check::check(&lint));
                (report, lint.holds_until())
            }
            Ok(Checked { value: record, mut report }) => {
                without_moved_ranges(&mut report, &values);
                known = Some(particulars(&record));
                let document = compose(&record);
                let layout = match looks {
                    Some(_) => None,
                    None => match layout::paginate(&document, record.style(), self.fonts) {
                        Ok(layout) => Some(layout),
                        Err(error) => {
                            report.push(not_laid_out(&error));
                            None
                        }
                    },
                };
                let own = layout.as_ref().map(|layout| measure(&document, record.style(), layout));
                pages = layout.as_ref().map(|layout| layout.pages.len());
                let looks = looks.or(own.as_ref());
                let lint = lint.with_record(&record).with_pages(&document, layout.as_ref(), looks);
                report.extend(check::check(&lint));
                (report, lint.holds_until())
            }
        };
        let draft = Draft { values };
        Checkup { draft, report, particulars: known, pages, holds_until, text: None }
    }
}

/// Takes the ranges away that count the bytes of a text as it is kept, where it was given otherwise: they would mark
/// something else.
fn without_moved_ranges(report: &mut Report, values: &Map<String, Value>) {
    for problem in report.problems.iter_mut().filter(|problem| problem.range.is_some()) {
        let given = problem.at.find(values).and_then(Value::as_str);
        if !given.is_some_and(is_canonical) {
            (problem.range, problem.fix) = (None, None);
        }
    }
}

/// Problems of a finished document: those of its record, and those that the checks find in its source, on a day if one
/// is given.
pub fn problems(
    mut report: Report,
    record: &Record,
    catalog: &Catalog,
    document: &Document,
    layout: &Layout,
    today: Option<NaiveDate>,
) -> Report {
    let mut lint = LintContext::new(record.source(), catalog).with_record(record);
    lint.today = today;
    let looks = measure(document, record.style(), layout);
    report.extend(check::check(&lint.with_pages(document, Some(layout), Some(&looks))));
    report
}

/// Makes the numbering of the body and of each appendix consistent.
fn number_anew(
    values: &mut Map<String, Value>,
    changes: &mut Vec<AppliedFix>,
) -> Vec<(FieldPath, Ambiguity)> {
    let mut doubts = Vec::new();
    let mut number = |at: FieldPath, body: &mut Value| {
        let Value::String(text) = body else { return };
        let numbered = renumber(text);
        let made = numbered.changes.into_iter().chain(numbered.references);
        changes.extend(made.map(|change| AppliedFix {
            at: at.clone(),
            code: "renumber",
            line: change.line,
            behind: String::new(),
            before: change.before,
            after: change.after,
        }));
        doubts.extend(numbered.doubts.into_iter().map(|doubt| (at.clone(), doubt)));
        *text = numbered.body;
    };
    if let Some(body) = values.get_mut("body") {
        number(fields::BODY.at(), body);
    }
    let appendixes = values.get_mut("appendixes").and_then(Value::as_array_mut).into_iter().flatten();
    for (index, appendix) in appendixes.enumerate() {
        if let Some(body) = appendix.get_mut("body") {
            number(fields::APPENDIXES.at().index(index).child("body"), body);
        }
    }
    doubts
}

fn not_a_draft() -> Report {
    let message = "Chỉ sửa được dự thảo (JSON, TOML hoặc văn bản có phần đầu +++). Hãy chạy «vanthu import» rồi sửa tệp dự thảo.";
    Report { problems: vec![Problem::error(FieldPath::root(), "not-a-draft", message)] }
}

fn not_rewritten() -> Report {
    let message = "Không ghi lại được tệp mà giữ nguyên phần còn lại. Hãy sửa bằng tay theo các lỗi đã báo.";
    Report { problems: vec![Problem::error(FieldPath::root(), "not-rewritten", message)] }
}
