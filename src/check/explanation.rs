//! The page of a check: what must hold and why, a wrong and a right example, the remedy.
//!
//! Takes the Markdown file beside the check's family; gives its parts. The file has a paragraph, then `## Sai` and
//! `## Đúng` with a fenced block each, then `## Cách sửa` with a sentence that begins with one of three phrases. The
//! tests of this module hold every page to that and try its examples.

use super::findings::Check;
use serde::Serialize;
use utoipa::ToSchema;

#[cfg(test)]
mod looks;
#[cfg(test)]
mod tests;

/// The parts of a check's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Rule and its reason: a paragraph in which only back-ticks are markup.
    pub about: &'static str,
    /// Example that breaks the rule.
    pub wrong: Specimen,
    /// The same as it should be.
    pub right: Specimen,
    /// Degree to which the program can mend a breach.
    pub fixable: Fixable,
    /// Remedy, a sentence in which only back-ticks are markup.
    pub remedy: &'static str,
}

/// An example of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Specimen {
    /// Medium in which it is given.
    pub medium: Medium,
    /// The example itself.
    pub text: &'static str,
}

/// Medium in which an example is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Medium {
    /// Fields of a draft, as a JSON merge patch (RFC 7396) over a plan that breaks no rule.
    Draft,
    /// The looks of a DOCX made elsewhere: a line for each component, `name: look, look`.
    Docx,
    /// Text of the pages, in words.
    Pages,
}

/// Degree to which findings of a check can be mended without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fixable {
    /// Always.
    Certain,
    /// Some findings of the check.
    Partly,
    /// Never: a person decides.
    ByHand,
}

/// Openings of a remedy and the degree of fixability each stands for.
const BEGINNINGS: [(&str, Fixable); 3] = [
    ("Chương trình sửa được: ", Fixable::Certain),
    ("Chương trình sửa được một phần: ", Fixable::Partly),
    ("Người soạn sửa: ", Fixable::ByHand),
];

/// Info strings of fenced blocks and the medium each stands for.
const MEDIA: [(&str, Medium); 3] =
    [("json", Medium::Draft), ("docx", Medium::Docx), ("trang", Medium::Pages)];

impl Check {
    /// Parsed page of the check.
    pub fn explanation(&self) -> Explanation {
        Explanation::read(self.page)
    }
}

impl Explanation {
    /// The parts of a page. What a page lacks is empty: the tests allow no such page.
    fn read(page: &'static str) -> Self {
        let remedy = section(page, "Cách sửa");
        let fixable = BEGINNINGS.iter().find(|(beginning, _)| remedy.starts_with(beginning));
        Self {
            about: page.split("\n## ").next().unwrap_or("").trim(),
            wrong: Specimen::read(section(page, "Sai")),
            right: Specimen::read(section(page, "Đúng")),
            fixable: fixable.map_or(Fixable::ByHand, |(_, fixable)| *fixable),
            remedy,
        }
    }
}

impl Specimen {
    /// A fenced block.
    fn read(section: &'static str) -> Self {
        let block = section.strip_prefix("```").and_then(|rest| rest.strip_suffix("```")).unwrap_or("");
        let (name, text) = block.split_once('\n').unwrap_or_default();
        let medium = MEDIA.iter().find(|(known, _)| *known == name);
        Self { medium: medium.map_or(Medium::Draft, |(_, medium)| *medium), text: text.trim_end() }
    }
}

/// Section under a heading of the second level.
fn section(page: &'static str, heading: &str) -> &'static str {
    let sections = page.split("\n## ").skip(1);
    let mut named = sections.filter_map(|section| section.strip_prefix(heading));
    named.find_map(|rest| rest.strip_prefix('\n')).unwrap_or("").trim()
}
