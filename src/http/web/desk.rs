//! The page on which a document is written: all that is on it, made of what was typed.

use super::controls::{self, PartView};
use super::findings::{Findings, Summary};
use super::page::{Page, to_be_gone_back_to};
use super::refusal::Refusal;
use super::session::Visitor;
use super::words;
use crate::access::Right;
use crate::input::Draft;
use crate::input::form::Pairs;
use crate::report::{KeptProblem, Report};
use crate::service::{Form, PageImage, ProblemsState, ServiceError, Stored};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Pages shown of a draft that is not stored; they stand in the answer itself.
const PAGES: usize = 30;

/// Somebody at work on a document.
#[derive(Clone)]
pub(super) struct Desk {
    /// Who.
    pub(super) visitor: Visitor,
    /// What is asked.
    pub(super) form: Form,
    /// The document, where it is stored already.
    pub(super) stored: Option<Stored>,
    /// Where the form is sent to.
    pub(super) address: String,
    /// The act of saving: the same however often the button is pressed.
    pub(super) act: String,
}

/// What there is to tell beside the form.
#[derive(Default)]
pub(super) struct Telling {
    /// What happened.
    pub(super) notice: Option<Notice>,
    /// What was found.
    pub(super) found: Option<Vec<KeptProblem>>,
    /// The pages.
    pub(super) pages: Vec<PageImage>,
    /// What another has written meanwhile.
    pub(super) theirs: Option<Stored>,
    /// The status, where it is not 200.
    pub(super) status: Option<StatusCode>,
}

/// What happened, in a sentence.
#[derive(Debug, Serialize)]
pub(super) struct Notice {
    kind: &'static str,
    heading: String,
    text: String,
}

impl Notice {
    /// All went well.
    pub(super) fn good(heading: impl Into<String>, text: impl Into<String>) -> Self {
        Self { kind: "good", heading: heading.into(), text: text.into() }
    }
}

impl Telling {
    /// What was found.
    pub(super) fn found(report: Report) -> Self {
        let found = report.problems.into_iter().map(KeptProblem::from).collect();
        Self { found: Some(found), ..Self::default() }
    }

    /// What was found in a draft when it was last assessed.
    pub(super) fn kept(stored: &Stored) -> Self {
        let found = serde_json::from_value(stored.problems.clone()).ok();
        let (heading, text) = match stored.problems_state {
            ProblemsState::Current => return Self { found, ..Self::default() },
            ProblemsState::Stale => (
                "Kết quả soát có thể đã cũ",
                "Mẫu, hồ sơ cơ quan hoặc ngày đã đổi từ lần soát trước. Văn bản đang được soát lại: tải lại trang sau ít \
                 giây, hoặc bấm «Kiểm tra».",
            ),
            ProblemsState::Pending => (
                "Chưa có kết quả soát",
                "Bản thảo đang được soát: tải lại trang sau ít giây, hoặc bấm «Kiểm tra».",
            ),
        };
        let notice = Notice { kind: "", heading: heading.to_owned(), text: text.to_owned() };
        let found = found.filter(|_| stored.problems_state == ProblemsState::Stale);
        Self { notice: Some(notice), found, ..Self::default() }
    }

    /// Something could not be done; what was typed stays on the page.
    pub(super) fn failed(failure: ServiceError) -> Self {
        if let ServiceError::Rejected(report) = failure {
            return Self::found(report);
        }
        let refusal = Refusal::from(failure);
        let notice = Notice {
            kind: "bad",
            heading: refusal.heading.to_owned(),
            text: format!("{} Những gì đã nhập vẫn còn nguyên trên trang này.", refusal.detail),
        };
        Self { notice: Some(notice), status: Some(refusal.status), ..Self::default() }
    }

    /// Another has changed the document meanwhile.
    pub(super) fn conflict(theirs: Stored) -> Self {
        let notice = Notice {
            kind: "bad",
            heading: "Chưa lưu: văn bản đã được người khác sửa".to_owned(),
            text: format!(
                "Bản trên máy chủ được sửa lúc {}. Bản của bạn còn nguyên trong biểu mẫu dưới đây; những chỗ khác nhau \
                 được liệt kê. Sửa cho khớp rồi bấm «Lưu» để thay bản trên máy chủ.",
                words::moment(&theirs.summary.updated_at)
            ),
        };
        Self {
            notice: Some(notice),
            theirs: Some(theirs),
            status: Some(StatusCode::CONFLICT),
            ..Self::default()
        }
    }
}

/// The page as the template sees it.
#[derive(Serialize)]
struct View<'v> {
    address: &'v str,
    act: &'v str,
    version: i64,
    heading: String,
    organ: &'v str,
    content: &'v str,
    document: &'v str,
    updated: String,
    notice: Option<Notice>,
    parts: Vec<PartView>,
    summary: Summary,
    pages: Vec<PageView>,
    total: usize,
    more: usize,
    differences: Vec<Difference>,
    may_issue: bool,
    replaces: &'v str,
}

/// A page of the document.
#[derive(Serialize)]
struct PageView {
    number: usize,
    address: String,
}

impl PageView {
    fn new((page, number): (&PageImage, usize)) -> Self {
        Self { number, address: picture(page) }
    }
}

/// A control in which two versions differ.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Difference {
    label: String,
    mine: String,
    theirs: String,
}

impl Desk {
    /// The draft as stored; nothing where it is new.
    pub(super) fn base(&self) -> Map<String, Value> {
        self.stored.as_ref().map(|stored| stored.draft.clone()).unwrap_or_default()
    }

    /// The draft that the page says.
    pub(super) fn draft(&self, pairs: &Pairs) -> Draft {
        self.form.shape.read(pairs, &self.base())
    }

    /// The page, with what was typed and what there is to tell.
    pub(super) fn page(&self, pairs: &Pairs, telling: Telling) -> Response {
        let mut parts = controls::parts(&self.form, pairs);
        let labels = controls::labels(&parts, pairs);
        let mut summary = Summary::default();
        if let Some(found) = &telling.found {
            let mut findings = Findings::new(found, &self.draft(pairs).values, &labels);
            controls::place(&mut parts, &mut findings);
            summary = findings.summary().clone();
        }
        let total = telling.pages.first().map_or(0, |page| page.pages);
        let theirs = telling.theirs.as_ref();
        let current = theirs.or(self.stored.as_ref());
        let form = &self.form;
        let heading = match self.stored {
            Some(_) => form.document_type.name.clone(),
            None => format!("{} mới", form.document_type.name),
        };
        let view = View {
            address: &self.address,
            act: &self.act,
            version: current.map_or(0, |stored| stored.summary.version),
            organ: &form.organ.name,
            content: form.content.as_ref().map_or("", |content| content.name.as_str()),
            document: current.map_or("", |stored| stored.summary.id.as_str()),
            updated: current.map(|stored| words::moment(&stored.summary.updated_at)).unwrap_or_default(),
            notice: telling.notice,
            parts,
            summary,
            pages: telling.pages.iter().take(PAGES).zip(1..).map(PageView::new).collect(),
            total,
            more: total.saturating_sub(PAGES),
            differences: theirs.map(|t| self.differences(pairs, &t.draft, &labels)).unwrap_or_default(),
            may_issue: self.visitor.session.scope.may(Right::Number, &form.organ.id),
            replaces: current.and_then(|stored| stored.summary.replaces.as_deref()).unwrap_or(""),
            heading: heading.clone(),
        };
        let title = match view.summary.errors {
            0 => heading,
            errors => format!("{errors} lỗi – {heading}"),
        };
        let page = Page::new("desk", title, view).status(telling.status.unwrap_or(StatusCode::OK));
        to_be_gone_back_to(page.shown_to(Some(&self.visitor)))
    }

    /// Where what was typed differs from what is stored now.
    fn differences(
        &self,
        mine: &Pairs,
        theirs: &Map<String, Value>,
        labels: &BTreeMap<String, String>,
    ) -> Vec<Difference> {
        // Through the draft, so that both are written the same way.
        let mine = self.form.shape.write(&self.draft(mine).values);
        let theirs = self.form.shape.write(theirs);
        let names: BTreeSet<&str> = mine.iter().chain(theirs.iter()).map(|(name, _)| name).collect();
        let told =
            names.into_iter().filter(|name| !name.ends_with('#') && mine.all(name) != theirs.all(name));
        told.map(|name| Difference {
            label: labels.get(name).cloned().unwrap_or_else(|| name.to_owned()),
            mine: mine.all(name).join(", "),
            theirs: theirs.all(name).join(", "),
        })
        .collect()
    }
}

/// A picture of a page as an address that holds it.
fn picture(page: &PageImage) -> String {
    let mut address = format!("data:{};charset=utf-8,", page.media_type);
    address.reserve(page.bytes.len() * 5 / 4);
    for piece in
        String::from_utf8_lossy(&page.bytes).split_inclusive(['%', '#', '"', '<', '>', '&', '\'', '\n', '\r'])
    {
        let (plain, last) = match piece.char_indices().next_back() {
            Some((at, c)) if matches!(c, '%' | '#' | '"' | '<' | '>' | '&' | '\'' | '\n' | '\r') => {
                (piece.get(..at).unwrap_or(""), Some(c))
            }
            _ => (piece, None),
        };
        address.push_str(plain);
        if let Some(c) = last {
            // Writing to a string cannot fail.
            let _ = write!(address, "%{:02X}", u32::from(c));
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_in_an_address_can_be_read_back() {
        let svg = "<svg a='1' b=\"#x\">&amp;\n100% chữ ỹ</svg>";
        let page = PageImage { media_type: "image/svg+xml", bytes: svg.as_bytes().to_vec(), pages: 1 };
        let address = picture(&page);
        assert!(!address.contains(['<', '>', '#', '"', '\'', '&', '\n']), "{address}");
        let mut read = address.strip_prefix("data:image/svg+xml;charset=utf-8,").unwrap().to_owned();
        for c in ['<', '>', '#', '"', '\'', '&', '\n', '%'] {
            read = read.replace(&format!("%{:02X}", u32::from(c)), &c.to_string());
        }
        assert_eq!(read, svg);
    }
}
