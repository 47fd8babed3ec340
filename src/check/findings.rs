//! Findings of the checks, weighed by the style sheet and collected into a report.

use super::context::LintContext;
use super::passage::Passage;
use crate::record::Mode;
use crate::report::{Code, FieldPath, Fix, Problem, Report, Severity};
use crate::style::CheckRank;
use std::collections::BTreeMap;
use std::ops::Range;

/// One rule that a document is held against.
#[derive(Debug, PartialEq, Eq)]
pub struct Check {
    /// Its stable name: `NUM-01`.
    pub id: Code,
    /// Weight of a breach by the decree; a style sheet may rank it otherwise.
    pub severity: Severity,
    /// Stage at which it can be decided.
    pub stage: Stage,
    /// Rule, a sentence in Vietnamese.
    pub rule: &'static str,
    /// Source of the rule: a clause of the decree, or `thông lệ` for custom.
    pub source: &'static str,
    /// Its page in Markdown, of which [`Check::explanation`] gives the parts.
    pub page: &'static str,
}

/// Stage at which a check can be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Decided from the text.
    Text,
    /// Decided from the pages.
    Pages,
}

impl Check {
    /// A variant of the check that a style sheet can rank on its own, as `ID:case`.
    pub(super) const fn case(&'static self, case: &'static str) -> CheckCase {
        CheckCase { check: self, case: Some(case) }
    }
}

/// A check, or a case of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct CheckCase {
    check: &'static Check,
    case: Option<&'static str>,
}

impl From<&'static Check> for CheckCase {
    fn from(check: &'static Check) -> Self {
        Self { check, case: None }
    }
}

/// The findings so far.
#[derive(Debug)]
pub(super) struct FindingCollector<'r> {
    ranks: Option<&'r BTreeMap<String, CheckRank>>,
    accepted: Vec<(&'r str, &'r str)>,
    mode: Mode,
    /// Each with the passage it is in and the byte there, for the order of the report.
    found: Vec<((usize, usize), Problem)>,
    /// Findings of one check that are told.
    most: usize,
    /// Findings so far, by check.
    counts: BTreeMap<Code, FindingCount>,
    /// The last finding that is only counted: it may still be given another weight.
    untold: Option<Problem>,
}

/// Number of a check's findings, told and untold.
#[derive(Debug)]
struct FindingCount {
    all: usize,
    /// The weight of the gravest finding that is not told.
    gravest: Severity,
}

impl<'r> FindingCollector<'r> {
    /// None yet.
    pub(super) fn new(lint: &'r LintContext<'_>) -> Self {
        Self {
            ranks: lint.ranks(),
            accepted: lint.accepted().collect(),
            mode: lint.mode,
            found: Vec::new(),
            most: lint.most_findings,
            counts: BTreeMap::new(),
            untold: None,
        }
    }

    /// A finding on bytes of a passage's text.
    pub(super) fn add<'p>(
        &mut self,
        kind: impl Into<CheckCase>,
        passage: &'p Passage,
        range: Range<usize>,
        message: impl Into<String>,
    ) -> DiagnosticBuilder<'_, 'p> {
        let value = passage.value_range(&range);
        let problem = Problem {
            line: passage.line_at(range.start),
            range: value.clone(),
            ..Problem::error(passage.at.clone(), "", message)
        };
        let order = (passage.index, range.start);
        DiagnosticBuilder { place: Some((passage, range)), ..self.push(kind.into(), problem, order) }
    }

    /// A finding on a whole passage.
    pub(super) fn add_whole<'p>(
        &mut self,
        kind: impl Into<CheckCase>,
        passage: &'p Passage,
        message: impl Into<String>,
    ) -> DiagnosticBuilder<'_, 'p> {
        self.add(kind, passage, 0..passage.text().len(), message)
    }

    /// A finding about a field that has no text, or, at the root, about the document as a whole.
    pub(super) fn add_at(
        &mut self,
        kind: impl Into<CheckCase>,
        at: FieldPath,
        message: impl Into<String>,
    ) -> DiagnosticBuilder<'_, 'static> {
        self.push(kind.into(), Problem::error(at, "", message), (usize::MAX, 0))
    }

    /// The same, on a line (from 1) of the field's value.
    pub(super) fn add_on_line(
        &mut self,
        kind: impl Into<CheckCase>,
        at: FieldPath,
        line: Option<usize>,
        message: impl Into<String>,
    ) {
        self.push(kind.into(), Problem { line, ..Problem::error(at, "", message) }, (usize::MAX, 0));
    }

    fn push(
        &mut self,
        kind: CheckCase,
        problem: Problem,
        order: (usize, usize),
    ) -> DiagnosticBuilder<'_, 'static> {
        let mode = self.mode;
        let id = kind.check.id;
        let problem = self.severity(kind).and_then(|severity| {
            let problem = Problem { code: id, severity, ..problem };
            let count =
                self.counts.entry(id).or_insert(FindingCount { all: 0, gravest: Severity::Information });
            count.all += 1;
            if count.all > self.most {
                self.weigh_untold();
                return Some(self.untold.insert(problem));
            }
            self.found.push((order, problem));
            self.found.last_mut().map(|found| &mut found.1)
        });
        DiagnosticBuilder { problem, place: None, mode }
    }

    /// Remembers how much the last finding weighs that is only counted.
    fn weigh_untold(&mut self) {
        if let Some(problem) = self.untold.take()
            && let Some(count) = self.counts.get_mut(problem.code)
        {
            count.gravest = count.gravest.max(problem.severity);
        }
    }

    /// Summaries of untold findings: for each check that found more than is told, their number, as grave as the
    /// gravest.
    fn more(&mut self) -> Vec<((usize, usize), Problem)> {
        self.weigh_untold();
        let most = self.most;
        let over = self.counts.iter().filter(|(_, count)| count.all > most);
        let more = over.map(|(&code, count)| {
            let message = format!(
                "Còn {} chỗ khác như vậy chưa nêu. Hãy sửa các chỗ đã nêu rồi kiểm tra lại.",
                count.all - most
            );
            let severity = count.gravest;
            ((usize::MAX, 1), Problem { severity, ..Problem::error(FieldPath::root(), code, message) })
        });
        more.collect()
    }

    /// Severity by the style sheet; `None` where the check is off.
    fn severity(&self, kind: CheckCase) -> Option<Severity> {
        let id = kind.check.id;
        let of_case = kind.case.and_then(|case| self.ranks?.get(&format!("{id}:{case}")));
        match of_case.or_else(|| self.ranks?.get(id)) {
            None => Some(kind.check.severity),
            Some(CheckRank::Off) => None,
            Some(CheckRank::Information) => Some(Severity::Information),
            Some(CheckRank::Warning) => Some(Severity::Warning),
            Some(CheckRank::Error) => Some(Severity::Error),
        }
    }

    /// The report, in the order of the document.
    pub(super) fn finish(mut self) -> Report {
        let more = self.more();
        self.found.extend(more);
        self.found.sort_by_key(|found| found.0);
        let accepted = self.accepted;
        let problems = self.found.into_iter().map(|(_, mut problem)| {
            if let Some((_, reason)) = accepted.iter().find(|(id, _)| *id == problem.code) {
                problem.severity = Severity::Information;
                problem.message.push_str(&format!(" (Đã chấp nhận: {reason})"));
            }
            problem
        });
        Report { problems: problems.collect() }
    }
}

/// A finding just added; it can still be given a fix.
#[derive(Debug)]
pub(super) struct DiagnosticBuilder<'f, 'p> {
    problem: Option<&'f mut Problem>,
    place: Option<(&'p Passage, Range<usize>)>,
    mode: Mode,
}

impl DiagnosticBuilder<'_, '_> {
    /// Certainly mended by putting `replacement` in the place of the bytes found.
    pub(super) fn fix(self, replacement: impl Into<String>) -> Self {
        let range = self.place.as_ref().map_or(0..0, |(_, range)| range.clone());
        self.fix_in(range, replacement)
    }

    /// Certainly mended by putting `replacement` in the place of these bytes of the passage's text. Left out where
    /// marks of emphasis stand between them in the source: then the change is not certain to be what is meant.
    pub(super) fn fix_in(mut self, range: Range<usize>, replacement: impl Into<String>) -> Self {
        if let (Some(problem), Some((passage, _))) = (&mut self.problem, &self.place) {
            let range = passage.verbatim_range(&range);
            problem.fix = range.map(|range| Fix { range, replacement: replacement.into() });
        }
        self
    }

    /// The same is corrected by itself when a new document is rendered: there it is only worth knowing.
    pub(super) fn corrected(self) -> Self {
        match self.mode {
            Mode::Normalised => self.information(),
            Mode::Faithful => self,
        }
    }

    /// Only worth knowing here, whatever the house says of the check elsewhere.
    pub(super) fn information(mut self) -> Self {
        if let Some(problem) = &mut self.problem {
            problem.severity = Severity::Information;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{of, plan};
    use crate::limits;
    use crate::report::Severity;

    #[test]
    fn of_findings_without_number_the_first_are_told_and_the_others_counted() {
        let body = "Một  việc. ".repeat(limits::FINDINGS + 250);
        let found = of(&plan(&body), "ENC-06");
        assert_eq!(found.len(), limits::FINDINGS + 1);
        let more = found.last().unwrap();
        assert!(more.message.contains("Còn 250 chỗ khác"), "{}", more.message);
        // A new document is corrected by itself: none of them weighs more than a remark.
        assert_eq!((more.at.as_str(), more.severity), ("", Severity::Information));
        assert_eq!(of(&plan(&"Một  việc. ".repeat(limits::FINDINGS)), "ENC-06").len(), limits::FINDINGS);
    }

    #[test]
    fn the_gravest_finding_that_is_not_told_is_not_lost() {
        let mut draft =
            plan(&format!("{}Công\u{f8e5} đoàn", "Một\u{f0fc} việc. ".repeat(limits::FINDINGS + 1)));
        draft["mode"] = "faithful".into();
        let found = of(&draft, "ENC-04");
        assert_eq!(found.len(), limits::FINDINGS + 1);
        assert_eq!(found.last().unwrap().severity, Severity::Error);
    }
}
