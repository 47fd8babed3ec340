//! Numbers and symbols of cited documents: NUM-04 and NUM-08.
//!
//! A cited number is as its organ gave it. What can be told is whether its order fits the organ, and whether type and
//! abbreviation belong together.

use super::super::citations::reader::{Citation, Citations, CodeOrder, cited};
use super::super::context::LintContext;
use super::super::dates::written::quote;
use super::super::findings::FindingCollector;
use super::super::passage::Passage;
use super::{NUM_04, NUM_08};
use std::ops::Range;

/// The numbers that the text cites.
pub(super) fn run(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    let cited = cited(lint);
    let own = OwnSymbol::of(lint);
    let mut told = false;
    for citation in &cited.citations {
        let Some(passage) = lint.passages.get(citation.passage) else { continue };
        if !order(lint, passage, citation, findings) && citation.spaced {
            let written = quote(passage, &citation.number);
            let right = written.replace([' ', '\u{a0}'], "");
            let message = format!("Số, ký hiệu «{written}» có dấu cách: hãy viết liền «{right}».");
            findings.add(&NUM_08, passage, citation.number.clone(), message).fix(right);
        }
        if !of_kind(cited, passage, citation, findings)
            && !told
            && let Some(own) = &own
        {
            told = of_own(cited, own, passage, citation, findings);
        }
    }
}

/// NUM-08: the Party's order for the Party's documents, the state's for others. Says whether it found something.
fn order(
    lint: &LintContext<'_>,
    passage: &Passage,
    citation: &Citation,
    findings: &mut FindingCollector<'_>,
) -> bool {
    let Some(abbreviation) = &citation.abbreviation else { return false };
    let part = |range: &Range<usize>| quote(passage, range).replace([' ', '\u{a0}'], "");
    let (serial, kind, organ) = (part(&citation.serial), part(abbreviation), part(&citation.organ));
    let of_party = lint.words.party_organs.contains(&organ);
    let written = quote(passage, &citation.number);
    let (right, message) = match citation.shape {
        CodeOrder::State if of_party => {
            let right = format!("{serial}-{kind}/{organ}");
            let message = format!("«{written}» là văn bản của Đảng: hãy viết «{right}».");
            (right, message)
        }
        CodeOrder::Party if !of_party && is_of_state(lint, &organ) => {
            let right = format!("{serial}/{kind}-{organ}");
            let message = format!(
                "«{written}» ghi theo lối của Đảng; «{organ}» không phải cơ quan Đảng: hãy viết «{right}»."
            );
            (right, message)
        }
        _ => return false,
    };
    let noted = findings.add(&NUM_08, passage, citation.number.clone(), message);
    if of_party {
        noted.fix(right);
    }
    true
}

/// Tests whether a symbol is known to be of an organ that is not the Party's.
fn is_of_state(lint: &LintContext<'_>, organ: &str) -> bool {
    let own = lint.record.is_some_and(|record| record.organ().symbol == organ);
    own || lint.words.cited.authors.contains_key(organ)
}

/// NUM-04: a type cited under the abbreviation of another. Says whether it found something.
fn of_kind(
    cited: &Citations,
    passage: &Passage,
    citation: &Citation,
    findings: &mut FindingCollector<'_>,
) -> bool {
    let (Some(kind), Some(range)) =
        (citation.kind.as_ref().filter(|kind| kind.direct), &citation.abbreviation)
    else {
        return false;
    };
    let abbreviation = quote(passage, range);
    if cited.kinds.fits(kind, abbreviation) {
        return false;
    }
    let Some(meant) = cited.kinds.meant_by(abbreviation) else { return false };
    let message = format!(
        "«{}» gọi là {}, nhưng «{abbreviation}» là chữ viết tắt của {meant}. Kiểm tra lại tên loại và ký hiệu.",
        quote(passage, &citation.number),
        cited.kinds.name(kind),
    );
    findings.add(&NUM_04, passage, citation.number.clone(), message);
    true
}

/// Abbreviation of the type in the document's own symbol.
struct OwnSymbol<'r> {
    id: &'r str,
    name: &'r str,
    abbreviation: &'r str,
    organ: &'r str,
    /// Flag: the organ's profile says so.
    registered: bool,
}

impl<'r> OwnSymbol<'r> {
    fn of(lint: &LintContext<'r>) -> Option<Self> {
        let record = lint.record?;
        let (document_type, organ) = (record.document_type(), record.organ());
        document_type.abbreviation.as_ref()?;
        let abbreviation = record.code_notation().split('-').next()?.trim();
        let registered = organ.abbreviations.get(&document_type.id).is_some_and(|own| own == abbreviation);
        Some(Self {
            id: &document_type.id,
            name: &document_type.name,
            abbreviation,
            organ: &organ.symbol,
            registered,
        })
    }
}

/// NUM-04: the document's own abbreviation stands for another type in a citation, or its own type has another
/// abbreviation with the same organ. The same all over the document: told once.
fn of_own(
    cited: &Citations,
    own: &OwnSymbol<'_>,
    passage: &Passage,
    citation: &Citation,
    findings: &mut FindingCollector<'_>,
) -> bool {
    let (Some(kind), Some(range)) =
        (citation.kind.as_ref().filter(|kind| kind.direct), &citation.abbreviation)
    else {
        return false;
    };
    let (abbreviation, number) = (quote(passage, range), quote(passage, &citation.number));
    let same_type = cited.kinds.id(kind) == Some(own.id);
    let message = if !same_type && abbreviation == own.abbreviation {
        format!(
            "Ở «{number}», «{abbreviation}» là {}; ký hiệu của văn bản này lại dùng «{abbreviation}» cho {}.",
            cited.kinds.name(kind),
            own.name
        )
    } else if same_type && abbreviation != own.abbreviation && quote(passage, &citation.organ) == own.organ {
        format!(
            "Cơ quan viết tắt {} là «{abbreviation}» ở «{number}», là «{}» ở văn bản này. Nên dùng một chữ viết tắt.",
            own.name, own.abbreviation
        )
    } else {
        return false;
    };
    let noted = findings.add(&NUM_04, passage, citation.number.clone(), message);
    if own.registered || same_type {
        noted.information();
    }
    true
}
