//! The checks as programs and people are told of them: each with its page.

use super::Office;
use crate::check::{self, Check, Fixable, Specimen};
use crate::report::Severity;
use crate::text;
use serde::Serialize;
use utoipa::ToSchema;

/// A check in a list.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct CheckEntry {
    /// Its id: the `code` of its findings.
    #[schema(examples("REC-02"))]
    pub id: &'static str,
    /// Weight of a breach by the decree: `information`, `warning`, `error`; an organ's style sheet may rank it
    /// otherwise.
    #[schema(value_type = String)]
    pub severity: Severity,
    /// Rule that must hold, a sentence in Vietnamese.
    pub rule: &'static str,
    /// Source of the rule: a clause of the decree, or `thông lệ` for custom.
    pub source: &'static str,
    /// Degree to which the program can mend findings: `certain`, `partly`, `by-hand`.
    pub fixable: Fixable,
}

/// A check with its page.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct CheckPage {
    /// Fields of a list's entry.
    #[serde(flatten)]
    pub entry: CheckEntry,
    /// Rule and its reason: a paragraph in which only back-ticks are markup.
    pub about: &'static str,
    /// Example of a fault that the check finds.
    pub wrong: Specimen,
    /// The same as it should be.
    pub right: Specimen,
    /// Remedy, a sentence in which only back-ticks are markup.
    pub remedy: &'static str,
    /// The whole page in Markdown, headed by the rule.
    pub markdown: String,
}

/// Ids that are told to who asked for another, at most.
const NEAR: usize = 8;
/// Letters in which they may differ.
const DIFFERING: usize = 2;
/// Characters of a word that may be an id but for a slip.
const LONGEST: usize = 12;

impl Office<'_> {
    /// Every check there is, in the order of their families.
    pub fn checks() -> impl Iterator<Item = &'static Check> {
        check::checks()
    }

    /// The check of an id, whatever the case of its letters.
    pub fn check_named(id: &str) -> Option<&'static Check> {
        Self::checks().find(|check| check.id.eq_ignore_ascii_case(id))
    }
}

/// Every check, in order of id.
pub fn checks_offered() -> Vec<CheckEntry> {
    let mut entries: Vec<CheckEntry> = Office::checks().map(entry).collect();
    entries.sort_by_key(|entry| entry.id);
    entries
}

/// A check with its page.
pub fn check_offered(id: &str) -> Option<CheckPage> {
    let check = Office::check_named(id)?;
    let page = check.explanation();
    Some(CheckPage {
        entry: entry(check),
        about: page.about,
        wrong: page.wrong,
        right: page.right,
        remedy: page.remedy,
        markdown: format!("# {}: {}\n\n*{}*\n\n{}", check.id, check.rule, check.source, check.page),
    })
}

/// The ids that were probably meant by one that no check has, the nearest first.
pub fn checks_near(id: &str) -> Vec<&'static str> {
    let letters: Vec<char> = id.to_uppercase().chars().take(LONGEST + 1).collect();
    if letters.len() > LONGEST {
        return Vec::new();
    }
    let rated = Office::checks().map(|check| (text::distance(&letters, check.id), check.id));
    let mut near: Vec<_> = rated.filter(|(differs, _)| *differs <= DIFFERING).collect();
    near.sort_unstable();
    // Those a letter further off say nothing beside nearer ones.
    let nearest = near.first().map_or(0, |(differs, _)| *differs);
    near.into_iter().take_while(|(differs, _)| *differs == nearest).map(|(_, id)| id).take(NEAR).collect()
}

fn entry(check: &Check) -> CheckEntry {
    CheckEntry {
        id: check.id,
        severity: check.severity,
        rule: check.rule,
        source: check.source,
        fixable: check.explanation().fixable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_no_check_has_brings_up_those_it_may_stand_for() {
        assert!(checks_near("rec-12").contains(&"REC-02"), "{:?}", checks_near("rec-12"));
        assert_eq!(checks_near("RCE-02"), ["CC-02", "REC-02"]);
        assert_eq!(checks_near("Rec02"), ["REC-02"]);
        assert!(checks_near("NUM-07").iter().all(|id| id.starts_with("NUM-")));
        assert_eq!(checks_near("chu-ky"), [""; 0]);
        assert_eq!(checks_near(&"x".repeat(100_000)), [""; 0]);
    }

    #[test]
    fn a_check_is_told_with_its_page_whatever_the_case_of_its_id() {
        let page = check_offered("rec-02").unwrap();
        assert_eq!(page.entry.id, "REC-02");
        assert!(page.markdown.starts_with("# REC-02: Dòng cuối của Nơi nhận"), "{}", page.markdown);
        assert!(page.markdown.contains("## Sai") && page.markdown.contains(page.about));
        assert_eq!(check_offered("REC-99"), None);
        let ids: Vec<&str> = checks_offered().iter().map(|entry| entry.id).collect();
        assert!(ids.is_sorted() && ids.len() > 90);
    }
}
