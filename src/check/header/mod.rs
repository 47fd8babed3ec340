//! Components above the number: *Quốc hiệu*, *Tiêu ngữ*, the organs; the mark of urgency; and the lengths a
//! register holds.
//!
//! Of a document of our own the header is composed, so it is read there; of one made elsewhere it is read where it
//! looks like a header. Marks of secrecy never come here: a draft with one is refused.

mod lengths;

use super::context::LintContext;
use super::declared;
use super::findings::{Check, FindingCollector, Stage};
use super::names;
use crate::document::{Block, BlockRole};
use crate::draft::fields;
use crate::length::Length;
use crate::report::{FieldPath, Severity};

const HDR_01: Check = Check {
    id: "HDR-01",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Quốc hiệu ghi đúng: CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM.",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục II, khoản 1",
    page: include_str!("HDR-01.md"),
};
const HDR_02: Check = Check {
    id: "HDR-02",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Tiêu ngữ ghi đúng: Độc lập - Tự do - Hạnh phúc.",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục II, khoản 1",
    page: include_str!("HDR-02.md"),
};
const HDR_03: Check = Check {
    id: "HDR-03",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Tên cơ quan ban hành ghi đầy đủ, đúng hồ sơ cơ quan có hiệu lực vào ngày ban hành.",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục II, khoản 2",
    page: include_str!("HDR-03.md"),
};
const SEC_01: Check = Check {
    id: "SEC-01",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Độ khẩn là HỎA TỐC, THƯỢNG KHẨN hoặc KHẨN, trong khung đúng kích thước.",
    source: "NĐ 30/2020, Phụ lục I, Phần I, Mục III, khoản 2",
    page: include_str!("SEC-01.md"),
};
const ARC_01: Check = Check {
    id: "ARC-01",
    severity: Severity::Error,
    stage: Stage::Text,
    rule: "Các trường thông tin đầu vào không dài quá mức hệ thống quản lý văn bản nhận được.",
    source: "NĐ 30/2020, Phụ lục VI, Phần II; Thông tư 05/2025/TT-BNV",
    page: include_str!("ARC-01.md"),
};

pub(super) const CHECKS: &[Check] = &[HDR_01, HDR_02, HDR_03, SEC_01, ARC_01];

/// *Quốc hiệu*.
const NATIONAL_NAME: &str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
/// *Tiêu ngữ*.
const MOTTO: &str = "Độc lập - Tự do - Hạnh phúc";
/// The words of urgency and their frames, width and height in millimetres (khoản 2b).
const URGENCIES: [(&str, f64, f64); 3] =
    [("HỎA TỐC", 30.0, 8.0), ("THƯỢNG KHẨN", 40.0, 8.0), ("KHẨN", 20.0, 8.0)];
/// Tolerance of a frame's size, millimetres: less than a reader with a ruler sees.
const FRAME_TOLERANCE: f64 = 0.5;

pub(super) fn run(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    if let Some(header) = HeaderTexts::of(lint) {
        national_name(&header, findings);
        motto(&header, findings);
        organ(lint, &header, findings);
        urgency(lint, &header, findings);
    }
    frame(lint, findings);
    lengths::run(lint, findings);
}

/// The printed texts of the header.
struct HeaderTexts {
    lines: Vec<(BlockRole, String, FieldPath)>,
}

impl HeaderTexts {
    /// Header texts: of a document made elsewhere its paragraphs that look like a header, else those composed.
    fn of(lint: &LintContext<'_>) -> Option<Self> {
        let mut lines = Vec::new();
        match (lint.appearance, lint.document) {
            (Some(look), _) if lint.layout.is_none() => {
                let paragraphs = look.paragraphs.iter().filter(|p| is_header(p.role));
                lines.extend(paragraphs.map(|p| (p.role, plain(&p.text), p.at.clone())));
            }
            (_, Some(document)) => {
                composed(document.sections.first().map_or(&[][..], |s| &s.blocks), &mut lines)
            }
            _ => return None,
        }
        Some(Self { lines })
    }

    /// Printed text of a role, its paragraphs joined; `None` where there are none.
    fn text(&self, role: BlockRole) -> Option<(String, FieldPath)> {
        let lines: Vec<_> = self.lines.iter().filter(|line| line.0 == role).collect();
        let text: Vec<&str> = lines.iter().map(|line| line.1.as_str()).collect();
        Some((text.join(" "), lines.first()?.2.clone()))
    }
}

/// Tests whether a role stands in the header.
fn is_header(role: BlockRole) -> bool {
    matches!(
        role,
        BlockRole::NationalName
            | BlockRole::Motto
            | BlockRole::Organ
            | BlockRole::ParentOrgan
            | BlockRole::Urgency
    )
}

/// The header texts of composed blocks; they stand in the first columns.
fn composed(blocks: &[Block], lines: &mut Vec<(BlockRole, String, FieldPath)>) {
    let Some(Block::Columns(columns)) = blocks.first() else { return };
    for block in columns.rows.iter().flatten().flatten() {
        let paragraph = match block {
            Block::Paragraph(paragraph) => paragraph,
            Block::Frame(frame) => &frame.paragraph,
            _ => continue,
        };
        if is_header(paragraph.role) {
            lines.push((paragraph.role, plain(paragraph.text.as_str()), FieldPath::root()));
        }
    }
}

/// A text on one line, with single spaces.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// HDR-01. The decree itself prints both HÒA and HOÀ; capitals may come from the look of the text.
fn national_name(header: &HeaderTexts, findings: &mut FindingCollector<'_>) {
    match header.text(BlockRole::NationalName) {
        None => {
            let message =
                format!("Không thấy Quốc hiệu. Hãy ghi «{NATIONAL_NAME}» ở góc trên bên phải trang đầu.");
            findings.add_at(&HDR_01, FieldPath::root(), message);
        }
        Some((text, at)) if text.to_uppercase().replace("HOÀ", "HÒA") != NATIONAL_NAME => {
            let message = format!("Quốc hiệu ghi «{text}». Hãy ghi đúng «{NATIONAL_NAME}».");
            findings.add_at(&HDR_01, at, message);
        }
        Some(_) => {}
    }
}

/// HDR-02.
fn motto(header: &HeaderTexts, findings: &mut FindingCollector<'_>) {
    match header.text(BlockRole::Motto) {
        None => {
            let message = format!("Không thấy Tiêu ngữ. Hãy ghi «{MOTTO}» dưới Quốc hiệu.");
            findings.add_at(&HDR_02, FieldPath::root(), message);
        }
        Some((text, at)) if text != MOTTO => {
            let message = format!(
                "Tiêu ngữ ghi «{text}». Hãy ghi đúng «{MOTTO}», giữa các cụm từ là gạch nối có cách chữ."
            );
            findings.add_at(&HDR_02, at, message);
        }
        Some(_) => {}
    }
}

/// HDR-03. The organ above may be abbreviated (khoản 2); what the profile says of it is not certain enough to weigh.
fn organ(lint: &LintContext<'_>, header: &HeaderTexts, findings: &mut FindingCollector<'_>) {
    let known = declared::organ(lint);
    let Some((printed, at)) = header.text(BlockRole::Organ) else {
        let message = match &known {
            Some(organ) => format!(
                "Không thấy tên cơ quan ban hành. Hãy ghi «{}» ở góc trên bên trái.",
                organ.name.join(" ")
            ),
            None => {
                "Không thấy tên cơ quan ban hành ở góc trên bên trái. Hãy ghi đầy đủ tên cơ quan.".to_owned()
            }
        };
        findings.add_at(&HDR_03, FieldPath::root(), message);
        return;
    };
    let Some(known) = known else { return };
    let name = plain(&known.name.join(" "));
    if !is_same_name(&printed, &name) {
        let message = format!(
            "Tên cơ quan ban hành ghi «{printed}», khác hồ sơ cơ quan «{name}». Hãy ghi đầy đủ, đúng tên."
        );
        findings.add_at(&HDR_03, at, message);
    }
    let parent = plain(&known.parent.join(" ")).to_lowercase();
    if let Some((printed, at)) = header.text(BlockRole::ParentOrgan)
        && !parent.is_empty()
        && !names::agree(&names::words(&printed), &names::words(&parent))
        && !is_same_name(&printed, &parent)
    {
        let message = format!(
            "Tên cơ quan chủ quản ghi «{printed}», hồ sơ cơ quan ghi «{}». Hãy xem lại.",
            parent.to_uppercase()
        );
        findings.add_at(HDR_03.case("parent"), at, message).information();
    }
}

/// Tests whether two names are the same word by word, whatever their capitals and the place of tone marks.
fn is_same_name(printed: &str, name: &str) -> bool {
    let fold = |text: &str| crate::text::search_key(text);
    printed.to_lowercase() == name.to_lowercase() || names::words(&fold(printed)) == names::words(&fold(name))
}

/// SEC-01, the word, as it is printed on a document made elsewhere.
fn urgency(lint: &LintContext<'_>, header: &HeaderTexts, findings: &mut FindingCollector<'_>) {
    if lint.layout.is_some() || lint.appearance.is_none() {
        return;
    }
    let Some((printed, at)) = header.text(BlockRole::Urgency) else { return };
    if !URGENCIES.iter().any(|(word, ..)| *word == printed.replace("HOẢ", "HỎA")) {
        let message =
            format!("Dấu chỉ độ khẩn ghi «{printed}». Hãy ghi HỎA TỐC, THƯỢNG KHẨN hoặc KHẨN, viết hoa.");
        findings.add_at(&SEC_01, at, message);
    }
}

/// SEC-01, the frame, as the style sheet draws it.
fn frame(lint: &LintContext<'_>, findings: &mut FindingCollector<'_>) {
    let Some(word) = lint.record.and_then(|record| record.priority) else { return };
    let Some((_, width, height)) = URGENCIES.iter().find(|(known, ..)| *known == word) else { return };
    let frame = lint.profile.and_then(|sheet| sheet.frames.get(word));
    let fits = |size: Length, wanted: f64| (size.to_mm() - wanted).abs() <= FRAME_TOLERANCE;
    if !frame.is_some_and(|f| fits(f.width, *width) && fits(f.height, *height)) {
        let message = format!(
            "Khung dấu «{word}» không đúng {width} mm × {height} mm. Hãy sửa kích thước khung trong kiểu trình bày."
        );
        findings.add_at(&SEC_01, fields::PRIORITY.at(), message);
    }
}

#[cfg(test)]
mod tests;
