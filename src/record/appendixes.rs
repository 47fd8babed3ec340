//! *Phụ lục*, and texts issued with the document (*ban hành kèm theo*; NĐ 30/2020, Phụ lục III, mẫu 1.3).
//!
//! Takes the entries of one field; returns them as they will be printed. An attached text has a *tên loại*, and may have
//! signers of its own; where a *phụ lục* was given them, they are told of and not printed.

use serde_json::Value;

use super::content::{parse, wording};
use super::fields::{Fields, too_many};
use super::signing::{self, SignerImages};
use super::{Appendix, AttachedText, Masthead, Mode, capitals, issuer};
use crate::document::Orientation;
use crate::draft::Demand;
use crate::draft::fields::{self as draft, appendix};
use crate::limits;
use crate::report::Report;

/// Reads the appendixes and attached texts.
pub(super) fn read(fields: &Fields<'_>, album: &mut SignerImages<'_>, report: &mut Report) -> Vec<Appendix> {
    let entries = fields.groups(&draft::APPENDIXES, report);
    // Counted before they are read: each may bring two images to be drawn.
    let signers = entries.iter().filter_map(|entry| entry.value(&appendix::SIGNERS)?.as_array());
    let signers = signers.map(Vec::len).sum();
    if signers > limits::ATTACHED_SIGNERS {
        too_many(fields.at(&draft::APPENDIXES), signers, limits::ATTACHED_SIGNERS, report);
        return vec![];
    }
    entries.iter().map(|entry| one(entry, album, report)).collect()
}

/// One of them.
fn one(fields: &Fields<'_>, album: &mut SignerImages<'_>, report: &mut Report) -> Appendix {
    fields.only(appendix::FIELDS, report);
    let attached = attached(fields, album, report);
    let title = title(fields, attached.is_some(), album, report);
    let has_text = fields.has(&appendix::BODY) || fields.has(&appendix::CONTENT);
    if !has_text && Demand::OfNew.holds(fields.mode()) {
        let message = match attached {
            Some(_) => "Chưa soạn nội dung văn bản kèm theo.",
            None => "Chưa soạn nội dung phụ lục.",
        };
        report.error(fields.at(&appendix::BODY), "missing", message);
    }
    let ways = [Orientation::Portrait, Orientation::Landscape];
    let orientation = fields.choice(&appendix::ORIENTATION, &ways, report).unwrap_or_default();
    let wording = wording(fields, album.heading.document_type.as_deref(), report);
    let blocks = parse(&wording, &wording.text, report);
    let info = match fields.value(&appendix::INFO) {
        Some(Value::String(info)) if info.trim().is_empty() => Some(String::new()),
        _ => fields.line(&appendix::INFO, report),
    };
    let label =
        fields.value(&appendix::LABEL).map(|_| fields.line(&appendix::LABEL, report).unwrap_or_default());
    Appendix { attached, label, title, info, orientation, blocks }
}

/// Particulars of an attached text beyond those of an appendix; none where the entry is an appendix.
fn attached(fields: &Fields<'_>, album: &mut SignerImages<'_>, report: &mut Report) -> Option<AttachedText> {
    let is_attached = fields.choice(&appendix::KIND, &[false, true], report).unwrap_or_default();
    let masthead = fields.choice(&appendix::MASTHEAD, &[true, false], report).unwrap_or(true);
    if !is_attached {
        let unprinted =
            [&appendix::TYPE_NAME, &appendix::SIGNERS].into_iter().filter(|field| fields.has(field));
        for field in unprinted {
            let message = "Phụ lục không in tên loại và người ký riêng. Bỏ chỗ này, hoặc chọn loại là văn bản ban hành \
                           kèm theo (kind: attached).";
            report.warning(fields.at(field), "not-printed", message);
        }
        return None;
    }
    let missing = "Chưa nhập tên loại của văn bản kèm theo, ví dụ QUY CHẾ.";
    let type_name = fields.demanded(&appendix::TYPE_NAME, Demand::OfNew, missing, report).unwrap_or_default();
    Some(AttachedText {
        type_name: capitals(type_name, album.heading.mode),
        masthead: own_masthead(fields, album, report).filter(|_| masthead),
        signers: signing::of_attached(fields, album, report),
    })
}

/// What stands above an attached text: lines of its own, or else those of the document.
fn own_masthead(fields: &Fields<'_>, album: &SignerImages<'_>, report: &mut Report) -> Option<Masthead> {
    let motto = issuer::motto(fields, &appendix::MOTTO, report);
    let of_document = &album.heading.masthead;
    Some(match issuer::own(fields, &appendix::ISSUER, report) {
        Some(organ) => issuer::masthead(&organ, motto),
        None => Masthead { motto: motto.or_else(|| of_document.motto.clone()), ..of_document.clone() },
    })
}

/// The title: of an appendix in capitals, of an attached text as given.
fn title(fields: &Fields<'_>, attached: bool, album: &SignerImages<'_>, report: &mut Report) -> Vec<String> {
    let title = fields.lines(&appendix::TITLE, report);
    let at = fields.at(&appendix::TITLE);
    match (fields.has(&appendix::TITLE), attached, album.heading.mode) {
        (true, ..) => {}
        (false, false, Mode::Faithful) => {}
        (false, false, Mode::Normalised) => report.error(at, "missing", "Chưa nhập tiêu đề phụ lục."),
        // As issued: `DANH SÁCH ĐẠI BIỂU` may say all in its name.
        (false, true, Mode::Faithful) => {
            report.warning(at, "missing", "Văn bản kèm theo không có trích yếu.")
        }
        (false, true, Mode::Normalised) => {
            report.error(at, "missing", "Chưa nhập trích yếu của văn bản kèm theo.")
        }
    }
    match attached {
        true => title,
        false => title.into_iter().map(|line| capitals(line, album.heading.mode)).collect(),
    }
}
