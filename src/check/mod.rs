//! The linter: what is wrong with a document by the decree (NĐ 30/2020) and the house's own rules.
//!
//! Takes a [`LintContext`]: a draft's texts with their places, and what was made of them. Gives findings: each a
//! [`Problem`](crate::report::Problem) under a check's id, ranked as the organ's style sheet says, on the bytes of the
//! draft it is about, with a fix where one is certain. It changes nothing; nothing it says stops a rendering.

mod abbreviations;
mod appendixes;
mod capitals;
mod citations;
mod context;
mod dates;
mod declared;
mod explanation;
mod findings;
mod fix;
mod header;
mod hygiene;
mod letters;
mod names;
mod numbers;
mod pages;
mod passage;
mod phrases;
mod recipients;
mod signature;
mod structure;
mod title;

#[cfg(test)]
mod testing;

pub use context::LintContext;
pub use explanation::{Explanation, Fixable, Medium, Specimen};
pub use findings::{Check, Stage};
pub use fix::{AppliedFix, apply};
pub use pages::measure;
pub use passage::Passage;

use crate::catalog::Catalog;
use crate::draft::fields;
use crate::report::Report;
use crate::text::search_key;
use findings::FindingCollector;
use serde_json::{Map, Value};

/// The families of checks, in the order in which their findings are reported at one place.
const FAMILIES: &[CheckFamily] = &[
    CheckFamily { of_any_order: true, checks: hygiene::CHECKS, run: hygiene::run },
    CheckFamily { of_any_order: false, checks: capitals::CHECKS, run: capitals::run },
    CheckFamily { of_any_order: false, checks: abbreviations::CHECKS, run: abbreviations::run },
    CheckFamily { of_any_order: false, checks: header::CHECKS, run: header::run },
    CheckFamily { of_any_order: false, checks: numbers::CHECKS, run: numbers::run },
    CheckFamily { of_any_order: false, checks: dates::CHECKS, run: dates::run },
    CheckFamily { of_any_order: false, checks: title::CHECKS, run: title::run },
    CheckFamily { of_any_order: false, checks: citations::CHECKS, run: citations::run },
    CheckFamily { of_any_order: false, checks: structure::CHECKS, run: structure::run },
    CheckFamily { of_any_order: false, checks: recipients::CHECKS, run: recipients::run },
    CheckFamily { of_any_order: false, checks: signature::CHECKS, run: signature::run },
    CheckFamily { of_any_order: false, checks: appendixes::CHECKS, run: appendixes::run },
    CheckFamily { of_any_order: false, checks: pages::CHECKS, run: pages::run },
];

/// Checks that look at one subject.
struct CheckFamily {
    /// Flag: it looks at letters and spelling, which are right or wrong in a paper of any order.
    of_any_order: bool,
    checks: &'static [Check],
    run: fn(&LintContext<'_>, &mut FindingCollector<'_>),
}

/// Every check there is.
pub fn checks() -> impl Iterator<Item = &'static Check> {
    FAMILIES.iter().flat_map(|family| family.checks)
}

/// The texts of a draft with their places, in the order of print.
pub fn passages(values: &Map<String, Value>, catalog: &Catalog) -> Vec<Passage> {
    LintContext::new(values, catalog).passages
}

/// Tests whether a draft reproduces a paper of the Party, whose order is its own (Hướng dẫn 36-HD/VPTW) and not the
/// decree's.
fn is_of_party(values: &Map<String, Value>) -> bool {
    let motto = fields::MOTTO.lines(values);
    motto.first().is_some_and(|line| search_key(line) == "dang cong san viet nam")
}

/// All that the checks find, in the order of the document. A finding that the draft overrides with a reason becomes
/// information.
pub fn check(lint: &LintContext<'_>) -> Report {
    let mut findings = FindingCollector::new(lint);
    let of_party = is_of_party(lint.values);
    for family in FAMILIES.iter().filter(|family| !of_party || family.of_any_order) {
        (family.run)(lint, &mut findings);
    }
    findings.finish()
}
