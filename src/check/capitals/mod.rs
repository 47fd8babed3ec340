//! Capitals (NĐ 30/2020, Phụ lục II): CAP-01 … CAP-10.
//!
//! Takes the passages and the word tables; adds findings. Only what the decree or the tables decide is a warning; what
//! a writer may have meant is information, and what cannot be told from a name nobody knows is nothing. Text all in
//! capitals is never judged.

mod agreement;
mod citing;
mod days;
mod names;
mod sentences;
mod table;
#[cfg(test)]
mod tests;
mod word_ref;

use super::context::LintContext;
use super::findings::{Check, FindingCollector, Stage};
use super::passage::Passage;
use crate::catalog::Organ;
use crate::document::BlockRole;
use crate::draft::fields;
use crate::report::Severity;
use agreement::SpellingAgreement;
use std::sync::Arc;
use table::{Lexicon, PhraseKind};
use word_ref::WordRef;

pub(super) const CHECKS: &[Check] =
    &[CAP_01, CAP_02, CAP_03, CAP_04, CAP_05, CAP_06, CAP_07, CAP_08, CAP_09, CAP_10];

const CAP_01: Check = Check {
    id: "CAP-01",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Viết hoa chữ cái đầu câu và khi xuống dòng; không viết hoa giữa câu, sau dấu phẩy, chấm phẩy, hai chấm.",
    source: "NĐ 30/2020, Phụ lục II, Mục I",
    page: include_str!("CAP-01.md"),
};
const CAP_02: Check = Check {
    id: "CAP-02",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Viết hoa chữ cái đầu mọi âm tiết của tên người.",
    source: "NĐ 30/2020, Phụ lục II, Mục II",
    page: include_str!("CAP-02.md"),
};
const CAP_03: Check = Check {
    id: "CAP-03",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Tên địa lý viết hoa mọi âm tiết; danh từ chung chỉ đơn vị hành chính viết thường.",
    source: "NĐ 30/2020, Phụ lục II, Mục III",
    page: include_str!("CAP-03.md"),
};
const CAP_04: Check = Check {
    id: "CAP-04",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Tên cơ quan, tổ chức viết hoa chữ đầu của từ chỉ loại hình và từ chỉ chức năng, lĩnh vực.",
    source: "NĐ 30/2020, Phụ lục II, Mục IV",
    page: include_str!("CAP-04.md"),
};
const CAP_05: Check = Check {
    id: "CAP-05",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Viết hoa Nhân dân, Nhà nước, Đảng khi là danh từ riêng.",
    source: "NĐ 30/2020, Phụ lục II, Mục V.1, V.4",
    page: include_str!("CAP-05.md"),
};
const CAP_06: Check = Check {
    id: "CAP-06",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Viết hoa tên huân chương, danh hiệu; chức vụ, học vị đi liền với tên người.",
    source: "NĐ 30/2020, Phụ lục II, Mục V.2, V.3",
    page: include_str!("CAP-06.md"),
};
const CAP_07: Check = Check {
    id: "CAP-07",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Viết hoa chữ đầu của tên ngày lễ, ngày kỷ niệm, ngày tết, năm âm lịch, thứ trong tuần.",
    source: "NĐ 30/2020, Phụ lục II, Mục V.5, V.8, V.9",
    page: include_str!("CAP-07.md"),
};
const CAP_08: Check = Check {
    id: "CAP-08",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Viết hoa tên loại của một văn bản cụ thể và chữ đầu của tên văn bản.",
    source: "NĐ 30/2020, Phụ lục II, Mục V.6",
    page: include_str!("CAP-08.md"),
};
const CAP_09: Check = Check {
    id: "CAP-09",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Khi viện dẫn, viết hoa Phần, Chương, Mục, Tiểu mục, Điều; viết thường khoản, điểm.",
    source: "NĐ 30/2020, Phụ lục II, Mục V.7",
    page: include_str!("CAP-09.md"),
};
const CAP_10: Check = Check {
    id: "CAP-10",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Thuật ngữ của cơ quan viết hoa đúng bảng từ; một từ ngữ viết thống nhất trong cả văn bản.",
    source: "thông lệ",
    page: include_str!("CAP-10.md"),
};

pub(super) fn run(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    let organ = organ(lint);
    let lexicon = Lexicon::new(lint, organ.as_deref());
    let mut agreement = SpellingAgreement::default();
    let mut above = None;
    for passage in lint.passages.iter().filter(|p| is_read(p.role())) {
        sentences::beginning(passage, above, findings);
        passage_run(passage, &lexicon, &mut agreement, findings);
        above = Some(passage);
    }
    agreement.report(&lexicon, findings);
}

/// The organ whose draft is read.
fn organ(lint: &LintContext<'_>) -> Option<Arc<Organ>> {
    match lint.record {
        Some(record) => Some(Arc::clone(record.organ())),
        None => lint.catalog.organ(lint.string(&fields::ORGAN)?, lint.issued()),
    }
}

/// Tests whether a role has sentences or names in ordinary letters.
fn is_read(role: BlockRole) -> bool {
    !matches!(
        role,
        BlockRole::TypeName
            | BlockRole::Competence
            | BlockRole::Position
            | BlockRole::OtherPost
            | BlockRole::SignerName
            | BlockRole::Typist
            | BlockRole::Address
    )
}

/// The phrases of one passage, in order; what a name covers is not judged as its parts.
fn passage_run<'p>(
    passage: &'p Passage,
    lexicon: &Lexicon<'_>,
    agreement: &mut SpellingAgreement<'p>,
    findings: &mut FindingCollector<'_>,
) {
    let mut covered = 0;
    for word in 0..passage.words.len() {
        let place = WordRef { passage, word };
        sentences::after_stop(place, findings);
        if word < covered {
            continue;
        }
        names::middle(place, lexicon, findings);
        let mut end = word;
        for hit in lexicon.table.at(passage, word) {
            if end > word {
                break;
            }
            end = match hit.tag {
                PhraseKind::Term(..) | PhraseKind::Province { .. } => {
                    names::term(place, &hit, lexicon, findings)
                }
                PhraseKind::Day(_) => days::day(place, &hit, lexicon, agreement, findings),
                PhraseKind::Stem => days::year(place, lexicon, findings),
                PhraseKind::Time => days::week(place, lexicon, findings),
                PhraseKind::Context(_) => names::in_context(place, &hit, lexicon, findings),
                PhraseKind::Post => names::post(place, &hit, lexicon, findings),
                PhraseKind::Unit => names::unit(place, &hit, lexicon, findings),
                PhraseKind::Task | PhraseKind::Opener => sentences::task(place, &hit, lexicon, findings),
                PhraseKind::Act => citing::act(place, &hit, lexicon, findings),
                PhraseKind::Clause => citing::clause(place, findings),
                PhraseKind::Consistent(phrase) => {
                    agreement.note(phrase, place, &hit.words);
                    word
                }
            };
        }
        if end > word {
            covered = end;
            agreement.cover(place.passage, &(word..end));
        }
    }
}
