//! The signature: in whose name, as what, and who signs.

mod collective;
mod competence;
mod person;

use super::context::LintContext;
use super::declared;
use super::findings::{Check, FindingCollector, Stage};
use super::passage::Passage;
use crate::catalog::{DocumentType, Organ, Signatures, SubjectPlace};
use crate::document::BlockRole;
use crate::report::Severity;
use std::sync::Arc;

const SIG_01: Check = Check {
    id: "SIG-01",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Quyền hạn người ký ghi TM., Q., KT., TL. hoặc TUQ., sau dấu chấm cách một chữ, viết hoa.",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục II, khoản 7",
    page: include_str!("SIG-01.md"),
};
const SIG_02: Check = Check {
    id: "SIG-02",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Chức vụ người ký hợp với quyền hạn: KT. là cấp phó, TL. là người đứng đầu đơn vị.",
    source: "NĐ 30/2020, Điều 13; Phụ lục I, Phần I, Mục II, khoản 7",
    page: include_str!("SIG-02.md"),
};
const SIG_03: Check = Check {
    id: "SIG-03",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Tập thể được ký thay mặt là tập thể xây dựng, ban hành văn bản theo nội dung.",
    source: "NĐ 30/2020, Điều 13, khoản 2",
    page: include_str!("SIG-03.md"),
};
const SIG_04: Check = Check {
    id: "SIG-04",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Họ tên người ký không kèm học hàm, học vị, danh hiệu; viết hoa chữ cái đầu mỗi âm tiết.",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục II, khoản 7; Phụ lục II, Mục II",
    page: include_str!("SIG-04.md"),
};
const SIG_05: Check = Check {
    id: "SIG-05",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Người ký giữ chức vụ đã ghi vào ngày ban hành.",
    source: "NĐ 30/2020, Điều 13; hồ sơ cơ quan",
    page: include_str!("SIG-05.md"),
};
const SIG_06: Check = Check {
    id: "SIG-06",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "Cấp phó ký thay mặt tập thể có thêm dòng KT. người đứng đầu.",
    source: "NĐ 30/2020, Điều 13, khoản 2",
    page: include_str!("SIG-06.md"),
};
const SIG_07: Check = Check {
    id: "SIG-07",
    severity: Severity::Warning,
    stage: Stage::Text,
    rule: "TL., TUQ. đứng trước chức vụ người đứng đầu, không đứng trước tên tập thể.",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục II, khoản 7",
    page: include_str!("SIG-07.md"),
};

/// Nobody signs in a post not held yet. Who has left it may have signed before, and the paper come late.
static SIG_05_EARLY: Check = Check { severity: Severity::Error, ..SIG_05 };

pub(super) const CHECKS: &[Check] = &[SIG_01, SIG_02, SIG_03, SIG_04, SIG_05, SIG_06, SIG_07];

pub(super) fn run(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    let organ = declared::organ(lint);
    let document_type = declared::document_type(lint);
    let context = SignatureContext { lint, organ, document_type };
    for signature in signatures(lint) {
        competence::run(&context, &signature, findings);
        collective::run(&context, &signature, findings);
        person::run(&context, &signature, findings);
    }
}

/// Organ, type and day that a signature is held against.
struct SignatureContext<'r> {
    lint: &'r LintContext<'r>,
    organ: Option<Arc<Organ>>,
    document_type: Option<Arc<DocumentType>>,
}

impl SignatureContext<'_> {
    /// Tests whether the organ itself signs, so that its posts and the forms of competence hold; those who sign a
    /// record or a contract together sign as its secretary, chair or party.
    fn is_of_organ(&self) -> bool {
        self.document_type.as_ref().is_none_or(|t| t.signatures == Signatures::One)
    }

    /// Tests whether the type is a personal letter: it has a printed name but no abbreviation for a number.
    fn is_personal(&self) -> bool {
        let is_letter =
            |t: &Arc<DocumentType>| t.abbreviation.is_none() && t.subject == SubjectPlace::UnderTitle;
        self.document_type.as_ref().is_some_and(is_letter)
    }

    /// Tests whether words in capitals name a collective of the organ, or begin with one.
    fn names_collective(&self, name: &str) -> bool {
        let collectives = self.organ.iter().flat_map(|organ| &organ.collectives);
        collectives.into_iter().any(|collective| {
            let rest = name.strip_prefix(collective.to_uppercase().as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ',']))
        })
    }
}

/// The lines of one signature.
#[derive(Default)]
struct SignatureLines<'r> {
    competence: Vec<&'r Passage>,
    position: Option<&'r Passage>,
    name: Option<&'r Passage>,
}

/// The signatures, in the order of print.
fn signatures<'r>(lint: &'r LintContext<'_>) -> Vec<SignatureLines<'r>> {
    const ROLES: [BlockRole; 3] = [BlockRole::Competence, BlockRole::Position, BlockRole::SignerName];
    let mut signatures: Vec<SignatureLines<'r>> = Vec::new();
    let mut last = "";
    for passage in lint.of(&ROLES) {
        // `signers[0].competence[0]`, `appendixes[0].signers[0].full_name`: the signer is what stands before the field.
        let place = passage.at.as_str().rsplit_once('.').map_or("", |(signer, _)| signer);
        if place != last || signatures.is_empty() {
            signatures.push(SignatureLines::default());
            last = place;
        }
        let Some(signature) = signatures.last_mut() else { continue };
        match passage.role() {
            BlockRole::Competence => signature.competence.push(passage),
            BlockRole::Position => signature.position = Some(passage),
            _ => signature.name = Some(passage),
        }
    }
    signatures
}

#[cfg(test)]
mod tests;
