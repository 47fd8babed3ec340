//! ARC-01: fields longer than the registers and archives that take the document hold.

use super::ARC_01;
use crate::check::context::LintContext;
use crate::check::declared;
use crate::check::findings::FindingCollector;
use crate::check::passage::Passage;
use crate::document::BlockRole;
use crate::draft::fields;

/// Characters of a subject.
const SUBJECT: usize = 500;
/// Characters of a symbol: `KH-LĐLĐ`.
const NOTATION: usize = 30;
/// Characters of a number.
const NUMBER: usize = 11;
/// Characters of an organ's name, also of a receiver's.
const ORGAN: usize = 200;
/// Characters of a type's name.
const TYPE: usize = 100;
/// Characters of a signer's post.
const POSITION: usize = 100;
/// Characters of a signer's name.
const FULL_NAME: usize = 50;

pub(super) fn run(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    subject(lint, findings);
    for passage in &lint.passages {
        let Some((what, most)) = limit(passage.role()) else { continue };
        let length = chars(passage.text());
        if length > most {
            findings.add_whole(&ARC_01, passage, too_long(what, length, most));
        }
    }
    for (field, what, most) in
        [(&fields::CODE_NOTATION, "Ký hiệu văn bản", NOTATION), (&fields::CODE_NUMBER, "Số văn bản", NUMBER)]
    {
        let length = lint.string(field).map_or(0, chars);
        if length > most {
            findings.add_at(&ARC_01, field.at(), too_long(what, length, most));
        }
    }
    let organ = declared::organ(lint).map_or(0, |organ| chars(&organ.full_name));
    if organ > ORGAN {
        findings.add_at(&ARC_01, fields::ORGAN.at(), too_long("Tên cơ quan", organ, ORGAN));
    }
}

/// The lines of a subject are one field.
fn subject(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    let lines: Vec<&Passage> = lint.of_main_part(&[BlockRole::Subject]).collect();
    let length = lines.iter().map(|p| chars(p.text()) + 1).sum::<usize>().saturating_sub(1);
    if let (Some(first), true) = (lines.first(), length > SUBJECT) {
        findings.add_whole(&ARC_01, first, too_long("Trích yếu", length, SUBJECT));
    }
}

/// Name of a role and the characters it may have.
fn limit(role: BlockRole) -> Option<(&'static str, usize)> {
    match role {
        BlockRole::TypeName => Some(("Tên loại", TYPE)),
        BlockRole::Recipient | BlockRole::To | BlockRole::ToItem => Some(("Tên nơi nhận", ORGAN)),
        BlockRole::Position => Some(("Chức vụ người ký", POSITION)),
        BlockRole::SignerName => Some(("Họ tên người ký", FULL_NAME)),
        _ => None,
    }
}

/// Characters as the standards count them.
fn chars(text: &str) -> usize {
    text.chars().count()
}

fn too_long(what: &str, length: usize, most: usize) -> String {
    format!("{what} dài {length} ký tự, hệ thống chỉ nhận {most}. Hãy rút ngắn.")
}
