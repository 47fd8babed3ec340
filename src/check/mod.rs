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
use crate::report::Report;
use findings::FindingCollector;
use serde_json::{Map, Value};

/// The families of checks, in the order in which their findings are reported at one place.
const FAMILIES: &[CheckFamily] = &[
    CheckFamily { checks: hygiene::CHECKS, run: hygiene::run },
    CheckFamily { checks: capitals::CHECKS, run: capitals::run },
    CheckFamily { checks: abbreviations::CHECKS, run: abbreviations::run },
    CheckFamily { checks: header::CHECKS, run: header::run },
    CheckFamily { checks: numbers::CHECKS, run: numbers::run },
    CheckFamily { checks: dates::CHECKS, run: dates::run },
    CheckFamily { checks: title::CHECKS, run: title::run },
    CheckFamily { checks: citations::CHECKS, run: citations::run },
    CheckFamily { checks: structure::CHECKS, run: structure::run },
    CheckFamily { checks: recipients::CHECKS, run: recipients::run },
    CheckFamily { checks: signature::CHECKS, run: signature::run },
    CheckFamily { checks: appendixes::CHECKS, run: appendixes::run },
    CheckFamily { checks: pages::CHECKS, run: pages::run },
];

/// Checks that look at one subject.
struct CheckFamily {
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

/// All that the checks find, in the order of the document. A finding that the draft overrides with a reason becomes
/// information.
pub fn check(lint: &LintContext<'_>) -> Report {
    let mut findings = FindingCollector::new(lint);
    for family in FAMILIES {
        (family.run)(lint, &mut findings);
    }
    findings.finish()
}
