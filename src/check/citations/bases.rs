//! The lines of bases: CC-01, CC-02, CC-03 of what they cite, and CC-08.

use super::super::context::LintContext;
use super::super::dates::written::quote;
use super::super::findings::FindingCollector;
use super::super::passage::Passage;
use super::reader::{Citation, Citations, CodeOrder};
use super::{CC_01, CC_02, CC_03, CC_08};
use crate::appearance::FormattingExtent;
use crate::document::{Block, BlockRole};
use crate::record::Record;

/// Words behind the author that can still be no more than his name.
const AUTHOR_ONLY: usize = 10;
/// Openings of a subject.
const SUBJECT: &[&str] = &[
    "về", "quy", "hướng", "ban", "phê", "tổ", "triển", "thực", "sửa", "phát", "công", "kết", "tổng", "sơ",
    "thông", "giao", "xây", "tăng", "đẩy", "định",
];

/// The bases, and what in the body looks like one.
pub(super) fn run(lint: &LintContext<'_>, cited: &Citations, findings: &mut FindingCollector<'_>) {
    let bases: Vec<&Passage> = lint.of(&[BlockRole::Basis]).filter(|p| p.part == 0).collect();
    let goes_on = lint.record.is_some_and(|record| basis_count(record) > bases.len());
    for (index, basis) in bases.iter().enumerate() {
        if index + 1 < bases.len() || goes_on {
            inner(basis, findings);
        } else {
            last(lint, basis, findings);
        }
        one_a_line(basis, findings);
        complete(basis, cited, findings);
    }
    italic(lint, findings);
    in_body(lint, findings);
}

/// The bases printed: a type may add its own behind those of the draft (`Theo đề nghị của …`).
fn basis_count(record: &Record) -> usize {
    record
        .blocks
        .iter()
        .filter(|block| matches!(block, Block::Paragraph(p) if p.role == BlockRole::Basis))
        .count()
}

/// CC-01 of a basis that another follows.
fn inner(basis: &Passage, findings: &mut FindingCollector<'_>) {
    let text = basis.text();
    if text.ends_with(';') {
        return;
    }
    let message = "Căn cứ chưa kết thúc bằng dấu chấm phẩy: mỗi căn cứ một dòng, cuối dòng ghi «;».";
    let mark = mark(text);
    findings.add(&CC_01, basis, mark.clone(), message).fix(ended(text, &mark, ";")).corrected();
}

/// CC-01 of the last. One that ends with `;` before a sentence that goes on from it is a habit of some houses.
fn last(lint: &LintContext<'_>, basis: &Passage, findings: &mut FindingCollector<'_>) {
    let text = basis.text();
    if text.ends_with('.') {
        return;
    }
    let mark = mark(text);
    let right = ended(text, &mark, ".");
    let leads_in = lint.body_passages().find(|p| p.part == 0).is_some_and(|p| p.role() == BlockRole::Body);
    let message = "Căn cứ cuối cùng phải kết thúc bằng dấu chấm.";
    if !text.ends_with(';') {
        findings.add(&CC_01, basis, mark, message).fix(right).corrected();
    } else if leads_in {
        let message =
            "Căn cứ cuối cùng kết thúc bằng dấu chấm phẩy; Nghị định 30/2020/NĐ-CP quy định dấu chấm.";
        findings.add(CC_01.case("last"), basis, mark, message);
    } else {
        findings.add(&CC_01, basis, mark, message).fix(right);
    }
}

/// The mark that ends a line, or its last character where none does.
fn mark(text: &str) -> std::ops::Range<usize> {
    let start = text.char_indices().next_back().map_or(0, |(at, _)| at);
    start..text.len()
}

/// The right end in the place of a mark.
fn ended(text: &str, mark: &std::ops::Range<usize>, right: &str) -> String {
    match text.get(mark.clone()) {
        Some("." | "," | ";" | ":") | None => right.to_owned(),
        Some(letter) => format!("{letter}{right}"),
    }
}

/// CC-01: two bases on one line.
fn one_a_line(basis: &Passage, findings: &mut FindingCollector<'_>) {
    for (at, _) in basis.text().match_indices("; Căn cứ ") {
        let range = at + 2..at + 2 + "Căn cứ".len();
        findings.add(
            &CC_01,
            basis,
            range,
            "Mỗi căn cứ phải ghi một dòng riêng: hãy xuống dòng trước «Căn cứ».",
        );
    }
}

/// CC-02.
fn italic(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    let looks = lint.appearance.into_iter().flat_map(|appearance| &appearance.paragraphs);
    for look in looks.filter(|look| look.role == BlockRole::Basis && look.italic == FormattingExtent::None) {
        findings.add_at(&CC_02, look.at.clone(), format!("Căn cứ «{}» phải in nghiêng.", look.text));
    }
}

/// CC-03 of a basis: what it cites must be told in full.
fn complete(basis: &Passage, cited: &Citations, findings: &mut FindingCollector<'_>) {
    let mut own = cited.citations.iter().filter(|c| c.passage == basis.index);
    match own.next() {
        Some(citation) => parts(basis, citation, cited, findings),
        None => unnumbered(basis, cited, findings),
    }
}

/// `Căn cứ Thông báo kết luận …` without a number. A law, a charter, a resolution of a congress goes by its name.
fn unnumbered(basis: &Passage, cited: &Citations, findings: &mut FindingCollector<'_>) {
    let (Some("Căn"), Some("cứ")) = (basis.word(0), basis.word(1)) else { return };
    let Some((kind, last)) = cited.kinds.beginning_at(basis, 2) else { return };
    let of_congress = basis.word(last + 1) == Some("Đại") && basis.word(last + 2) == Some("hội");
    let is_told = cited.bare.iter().any(|bare| bare.passage == basis.index);
    if !kind.capital || cited.kinds.is_unnumbered(&kind) || of_congress || is_told {
        return;
    }
    let message = format!(
        "Căn cứ nêu «{}» nhưng thiếu số, ký hiệu. Hãy ghi đủ số, ký hiệu, ngày, cơ quan ban hành và trích yếu.",
        quote(basis, &kind.range)
    );
    findings.add(&CC_03, basis, kind.range.clone(), message);
}

/// Type, date, organ and subject of a citation with a number.
fn parts(basis: &Passage, citation: &Citation, cited: &Citations, findings: &mut FindingCollector<'_>) {
    let by_name = citation.kind.as_ref().is_some_and(|kind| cited.kinds.is_unnumbered(kind));
    if by_name || basis.word(0) != Some("Căn") {
        return;
    }
    let mut missing = Vec::new();
    if citation.kind.is_none() {
        missing.push("tên loại");
    }
    // The year in its number is the date by which a legal text is cited.
    if citation.date.is_none() && citation.shape != CodeOrder::Law {
        missing.push("ngày ban hành");
    }
    if citation.author.is_none() && citation.shape != CodeOrder::Law {
        missing.push("cơ quan ban hành");
    }
    if !has_subject(basis, citation) {
        missing.push("trích yếu");
    }
    if missing.is_empty() {
        return;
    }
    let number = quote(basis, &citation.number);
    let message = format!("Căn cứ «{number}» thiếu {}. Hãy ghi đầy đủ.", missing.join(", "));
    findings.add(&CC_03, basis, citation.number.clone(), message);
}

/// Tests whether more than the author stands behind number and date.
fn has_subject(basis: &Passage, citation: &Citation) -> bool {
    let rest = basis.words.len().saturating_sub(citation.last + 1);
    if rest > AUTHOR_ONLY {
        return true;
    }
    let words = (citation.last + 1..basis.words.len()).filter_map(|at| basis.word(at));
    words.into_iter().any(|word| SUBJECT.contains(&word))
}

/// CC-08: lines of the body that begin as bases do.
fn in_body(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    for passage in lint.body_passages().filter(|p| p.part == 0) {
        let plain =
            matches!(passage.role(), BlockRole::Body | BlockRole::Closing) && passage.marker().is_empty();
        let begins = passage.word(0) == Some("Căn") && passage.word(1) == Some("cứ");
        if plain && begins {
            let end = passage.words.get(1).map_or(0, |word| word.end);
            let message = match passage.text().ends_with(';') {
                true => {
                    "Dòng «Căn cứ» này đứng trong nội dung: nếu là căn cứ ban hành, hãy đưa lên phần căn cứ."
                }
                false => "Đoạn này bắt đầu bằng «Căn cứ» nhưng thuộc nội dung, không phải căn cứ ban hành.",
            };
            findings.add(&CC_08, passage, 0..end, message);
        }
    }
}
