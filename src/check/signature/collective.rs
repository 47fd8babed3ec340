//! SIG-03: the collective in whose name a document is signed, against the one its lead-in says has made it.

use super::{SIG_03, SignatureContext, SignatureLines};
use crate::check::findings::FindingCollector;
use crate::check::names;
use crate::check::passage::Passage;
use crate::document::BlockRole;

/// Words that may stand between the collective and what it does: the organ's name.
const NAME: usize = 10;
/// Verbs for a collective's act on its document.
const DEEDS: [[&str; 2]; 2] = [["xây", "dựng"], ["ban", "hành"]];

pub(super) fn run(
    context: &SignatureContext<'_>,
    signature: &SignatureLines<'_>,
    findings: &mut FindingCollector<'_>,
) {
    let Some(organ) = &context.organ else { return };
    let signed = signature.competence.iter().find_map(|passage| {
        let of = passage.text().strip_prefix("TM. ")?.to_uppercase();
        let collective = organ.collectives.iter().find(|c| of.starts_with(c.to_uppercase().as_str()))?;
        Some((*passage, collective))
    });
    let Some((passage, signed)) = signed else { return };
    let acting = lead_in(context).find_map(|p| acting(p, &organ.collectives));
    if let Some((said, collective)) = acting
        && collective != signed
    {
        let message = format!(
            "Nội dung ghi «{said}», nhưng ký «{}». Hãy thống nhất tập thể ban hành văn bản.",
            passage.text()
        );
        findings.add_whole(&SIG_03, passage, message);
    }
}

/// Passages between the bases and the structure.
fn lead_in<'p>(context: &'p SignatureContext<'_>) -> impl Iterator<Item = &'p Passage> {
    let body = context.lint.body_passages().filter(|p| p.part == 0);
    body.take_while(|p| p.role() == BlockRole::Body && p.paragraph.marker == 0)
}

/// The collective that a text says makes the document, with what it says: at the beginning of a clause, followed by
/// little more than the organ's name and *xây dựng* or *ban hành*.
fn acting<'p, 'c>(passage: &'p Passage, collectives: &'c [String]) -> Option<(&'p str, &'c String)> {
    let text = passage.text();
    let words: Vec<&str> = passage.words.iter().filter_map(|range| text.get(range.clone())).collect();
    let known: Vec<(&String, Vec<&str>)> = collectives.iter().map(|c| (c, names::words(c))).collect();
    (0..words.len()).filter(|&start| begins_clause(passage, start)).find_map(|start| {
        let rest = words.get(start..).unwrap_or_default();
        let (collective, length) = known.iter().find_map(|(collective, name)| {
            let agreement = names::agreement(rest, name);
            (agreement.right == name.len()).then_some((*collective, agreement.left))
        })?;
        let deed = (length..length + NAME).find(|&at| {
            let at = rest.get(at..).unwrap_or_default();
            DEEDS.iter().any(|deed| names::begin_with(at, deed))
        })?;
        let from = passage.words.get(start)?.start;
        let to = passage.words.get(start + deed + 1)?.end;
        let said = text.get(from..to)?;
        (!said.contains([',', ';', '.'])).then_some((said, collective))
    })
}

/// Tests whether a word begins the text, or a clause of it.
fn begins_clause(passage: &Passage, word: usize) -> bool {
    let Some(last) = word.checked_sub(1).and_then(|before| passage.words.get(before)) else { return true };
    let next = passage.words.get(word).map_or(last.end, |range| range.start);
    passage.text().get(last.end..next).is_some_and(|gap| gap.contains([',', ';', '.']))
}
