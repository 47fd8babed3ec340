//! Bases and citations: whether each is complete, written like the others, still in force, and by whom it says it is.
//!
//! Takes the texts of a draft and what [`reader`] found in it. The first citation of a document says type, number, date, organ and
//! subject, later ones type and number (NĐ 30/2020, Phụ lục I, Phần I, Mục II khoản 6b). Whether the cited document
//! exists nobody can tell here.

mod bases;
pub(super) mod reader;

#[cfg(test)]
mod tests;

use super::context::LintContext;
use super::dates::written::quote;
use super::findings::{Check, FindingCollector, Stage};
use super::passage::Passage;
use crate::document::BlockRole;
use crate::report::Severity;
use crate::text::{search_key, short_date};
use reader::{Citation, Citations, CodeOrder, cited};
use std::collections::HashMap;

const CITING: &str = "NĐ 30/2020, Phụ lục I, Phần I, Mục II khoản 6b";

const BASIS_END: Check = Check {
    id: "CC-01",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Mỗi căn cứ một dòng riêng, cuối dòng có dấu chấm phẩy, dòng cuối cùng kết thúc bằng dấu chấm.",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục II khoản 6a",
    page: include_str!("CC-01.md"),
};
const ITALIC: Check = Check {
    id: "CC-02",
    severity: Severity::Error,
    stage: Stage::Pages,
    rule: "Căn cứ ban hành văn bản trình bày bằng kiểu chữ nghiêng.",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục II khoản 6a",
    page: include_str!("CC-02.md"),
};
const COMPLETE: Check = Check {
    id: "CC-03",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Viện dẫn lần đầu ghi đủ tên loại, số, ký hiệu, ngày, cơ quan ban hành và trích yếu.",
    source: CITING,
    page: include_str!("CC-03.md"),
};
const COMMA: Check = Check {
    id: "CC-04",
    severity: Severity::Information,
    stage: Stage::Text,
    rule: "Dấu phẩy trước «ngày» khi viện dẫn dùng thống nhất trong văn bản.",
    source: "thông lệ",
    page: include_str!("CC-04.md"),
};
const LATER: Check = Check {
    id: "CC-05",
    severity: Severity::Information,
    stage: Stage::Text,
    rule: "Viện dẫn các lần sau chỉ ghi tên loại, số và ký hiệu.",
    source: CITING,
    page: include_str!("CC-05.md"),
};
const AUTHOR: Check = Check {
    id: "CC-06",
    severity: Severity::Information,
    stage: Stage::Text,
    rule: "Cơ quan nêu khi viện dẫn khớp với ký hiệu của văn bản được viện dẫn.",
    source: "thông lệ",
    page: include_str!("CC-06.md"),
};
const IN_FORCE: Check = Check {
    id: "CC-07",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Văn bản được viện dẫn còn hiệu lực vào ngày ban hành.",
    source: "Luật Ban hành văn bản quy phạm pháp luật; thông lệ",
    page: include_str!("CC-07.md"),
};
const NO_BASIS: Check = Check {
    id: "CC-08",
    severity: Severity::Information,
    stage: Stage::Text,
    rule: "Dòng bắt đầu bằng «Căn cứ» trong nội dung không phải là căn cứ ban hành.",
    source: "thông lệ",
    page: include_str!("CC-08.md"),
};

pub(super) const CHECKS: &[Check] = &[BASIS_END, ITALIC, COMPLETE, COMMA, LATER, AUTHOR, IN_FORCE, NO_BASIS];

static CC_01: Check = BASIS_END;
static CC_02: Check = ITALIC;
static CC_03: Check = COMPLETE;
static CC_04: Check = COMMA;
static CC_05: Check = LATER;
static CC_06: Check = AUTHOR;
static CC_07: Check = IN_FORCE;
static CC_08: Check = NO_BASIS;

/// Words before and behind a citation that say that it is no longer in force.
const KNOWN_ENDED: &[&str] = &["thay thế", "bãi bỏ", "hết hiệu lực", "trước đây", "hủy bỏ"];
/// Words on either side that are searched for them.
const BESIDE: usize = 12;

pub(super) fn run(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    let cited = cited(lint);
    bases::run(lint, cited, findings);
    first_and_later(lint, cited, findings);
    commas(lint, cited, findings);
    let authors = CitedAuthors::of(lint);
    for (passage, citation) in placed(lint, cited) {
        authors.judge(passage, citation, findings);
        in_force(lint, passage, citation, findings);
    }
}

/// The citations with their passages.
fn placed<'r>(
    lint: &'r LintContext<'_>,
    cited: &'r Citations,
) -> impl Iterator<Item = (&'r Passage, &'r Citation)> {
    cited.citations.iter().filter_map(|c| Some((lint.passages.get(c.passage)?, c)))
}

/// CC-03 of what the body cites, and CC-05. The subject stands for itself: what it names is named again below.
fn first_and_later(lint: &LintContext<'_>, cited: &Citations, findings: &mut FindingCollector<'_>) {
    for bare in &cited.bare {
        let Some(passage) = lint.passages.get(bare.passage) else { continue };
        let message =
            format!("«{}» thiếu ký hiệu: hãy ghi đủ số, ký hiệu của văn bản.", quote(passage, &bare.range));
        findings.add(&CC_03, passage, bare.range.clone(), message);
    }
    let mut seen: HashMap<(bool, String), Option<&str>> = HashMap::new();
    for (passage, citation) in placed(lint, cited) {
        let text = passage.text();
        let date = citation.date.as_ref().map(|date| quote(passage, &date.range));
        let zone = passage.role() == BlockRole::Subject;
        match seen.entry((zone, citation.key(text))) {
            std::collections::hash_map::Entry::Vacant(first) => {
                if !zone && passage.role() != BlockRole::Basis {
                    incomplete(passage, citation, findings);
                }
                first.insert(date);
            }
            std::collections::hash_map::Entry::Occupied(first) => {
                if let Some(date) = date.filter(|date| *first.get() == Some(date)) {
                    later(passage, citation, date, findings);
                }
            }
        }
    }
}

/// CC-05.
fn later(passage: &Passage, citation: &Citation, date: &str, findings: &mut FindingCollector<'_>) {
    let Some(dated) = &citation.date else { return };
    let message = format!(
        "«{}» đã viện dẫn đầy đủ ở trên: từ lần thứ hai chỉ cần tên loại, số và ký hiệu, bỏ «ngày {date}».",
        quote(passage, &citation.number),
    );
    findings.add(&CC_05, passage, citation.number.start..dated.range.end, message);
}

/// CC-03 in the body, where a date may stand in a sentence of its own: only worth knowing. Legal texts carry their
/// year in the number, and laws are cited by name.
fn incomplete(passage: &Passage, citation: &Citation, findings: &mut FindingCollector<'_>) {
    if citation.date.is_some() || citation.shape == CodeOrder::Law {
        return;
    }
    let message = format!(
        "Viện dẫn lần đầu «{}» chưa có ngày ban hành. Nên ghi đủ ngày, cơ quan ban hành và trích yếu.",
        quote(passage, &citation.number)
    );
    findings.add(&CC_03, passage, citation.number.clone(), message).information();
}

/// CC-04: the habit that most citations follow; the state's, without a comma, where both are as many.
fn commas(lint: &LintContext<'_>, cited: &Citations, findings: &mut FindingCollector<'_>) {
    let comma = |citation: &Citation| citation.date.as_ref().and_then(|date| date.comma);
    let with = cited.citations.iter().filter(|c| comma(c) == Some(true)).count();
    let without = cited.citations.iter().filter(|c| comma(c) == Some(false)).count();
    if with == 0 || without == 0 {
        return;
    }
    let wrong = with <= without;
    for (passage, citation) in placed(lint, cited).filter(|(_, c)| comma(c) == Some(wrong)) {
        let Some(date) = &citation.date else { continue };
        let range = citation.number.start..date.range.end;
        let message = match wrong {
            true => format!(
                "«{}» có dấu phẩy trước «ngày», {without} chỗ khác không có. Nên thống nhất.",
                quote(passage, &range)
            ),
            false => format!(
                "«{}» không có dấu phẩy trước «ngày», {with} chỗ khác có. Nên thống nhất.",
                quote(passage, &range)
            ),
        };
        findings.add(&CC_04, passage, range, message);
    }
}

/// Issuers of documents, folded as texts may name them.
struct CitedAuthors<'r> {
    /// By symbol: the first name as it is written, and all names folded.
    by_symbol: HashMap<&'r str, (&'r str, Vec<String>)>,
}

impl<'r> CitedAuthors<'r> {
    fn of(lint: &'r LintContext<'_>) -> Self {
        let table = lint.words.cited.authors.iter();
        let entry = |(symbol, names): (&'r String, &'r Vec<String>)| {
            let first = names.first()?.as_str();
            Some((symbol.as_str(), (first, names.iter().map(|name| search_key(name)).collect())))
        };
        Self { by_symbol: table.filter_map(entry).collect() }
    }

    /// CC-06.
    fn judge(&self, passage: &Passage, citation: &Citation, findings: &mut FindingCollector<'_>) {
        let Some(author) = &citation.author else { return };
        let organ = quote(passage, &citation.organ).trim_end_matches(|c: char| c.is_ascii_digit());
        let Some((expected, names)) = self.by_symbol.get(organ) else { return };
        let written = quote(passage, author);
        let folded = search_key(written);
        if names.iter().any(|name| has_words(&folded, name)) {
            return;
        }
        let number = quote(passage, &citation.number);
        let message = format!(
            "Ký hiệu «{number}» là của {expected}, ở đây ghi «{written}». Kiểm tra lại cơ quan ban hành."
        );
        findings.add(&CC_06, passage, citation.number.start..author.end, message);
    }
}

/// Tests whether whole words stand in a text.
fn has_words(text: &str, words: &str) -> bool {
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(words).any(|(at, _)| {
        let (before, after) = (text.get(..at), text.get(at + words.len()..));
        is_edge(before.and_then(|b| b.chars().next_back())) && is_edge(after.and_then(|a| a.chars().next()))
    })
}

/// CC-07.
fn in_force(
    lint: &LintContext<'_>,
    passage: &Passage,
    citation: &Citation,
    findings: &mut FindingCollector<'_>,
) {
    let number = quote(passage, &citation.number);
    let mut ended = lint.words.ended.iter();
    let Some(ended) = ended.find(|text| text.number == number && lint.has_come(text.from)) else { return };
    // Who speaks of its end knows of it.
    let first = citation.first.saturating_sub(BESIDE);
    let last = (citation.last + BESIDE).min(passage.words.len().saturating_sub(1));
    let around = passage.words.get(first).zip(passage.words.get(last));
    let around = around.and_then(|(a, b)| passage.text().get(a.start..b.end)).unwrap_or("").to_lowercase();
    if KNOWN_ENDED.iter().any(|phrase| around.contains(phrase)) {
        return;
    }
    let message = format!(
        "«{number}» đã hết hiệu lực từ ngày {}. Kiểm tra lại; văn bản thay thế: {}.",
        short_date(ended.from),
        ended.replaced_by
    );
    findings.add(&CC_07, passage, citation.number.clone(), message);
}
