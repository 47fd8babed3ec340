//! The contents of the pages: operators, resources, and marks around everything that shows.

use super::file::{Claim, Findings, Pdf};
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::{BTreeMap, BTreeSet};

const OPERATORS: &str = "ISO 19005-2, 6.2.2";
const NESTING: &str = "ISO 32000-1, 14.6.1";
const TAGGED: &str = "ISO 14289-1, 7.1";

/// The operators of ISO 32000-1, Table A.1.
const KNOWN: &str = " b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k l \
    m M MP n q Q re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \" ";
/// Those that put something on the page.
const SHOWING: &str = " b B b* B* Do EI f F f* s S sh Tj TJ ' \" ";
/// Kinds of artifacts (ISO 32000-1, Table 330).
const ARTIFACTS: [&str; 4] = ["Pagination", "Layout", "Page", "Background"];

/// What the pages refer to.
#[derive(Default)]
pub(crate) struct Shown {
    /// By page, the numbers of its marks.
    pub(crate) marks: Vec<BTreeSet<i64>>,
    /// By font, the codes shown in it.
    pub(crate) codes: BTreeMap<ObjectId, BTreeSet<u8>>,
}

pub(crate) fn check(pdf: &Pdf<'_>, _: &Claim, findings: &mut Findings) {
    read(pdf, findings);
}

/// Reads all pages, noting what is wrong on the way.
pub(crate) fn read(pdf: &Pdf<'_>, findings: &mut Findings) -> Shown {
    let mut shown = Shown::default();
    for (index, &id) in pdf.pages.iter().enumerate() {
        let content = pdf.document.get_page_content(id);
        let Ok(content) = Content::decode(&content) else {
            findings.add(OPERATORS, format!("page {index} cannot be read"));
            continue;
        };
        let resources = pdf.dictionary(pdf.object(id), "Resources");
        let mut reader = Reader {
            pdf,
            index,
            resources,
            findings,
            open: vec![],
            saved: 0,
            font: None,
            marks: BTreeSet::new(),
        };
        content.operations.iter().for_each(|operation| reader.operation(operation, &mut shown));
        let (open, marks) = (reader.open.len() + reader.saved, std::mem::take(&mut reader.marks));
        findings
            .expect(open == 0, NESTING, || format!("page {index}: {open} things are still open at the end"));
        shown.marks.push(marks);
    }
    shown
}

/// What may be open.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    Text,
    Artifact,
    Tagged,
    Plain,
}

struct Reader<'r, 'a> {
    pdf: &'r Pdf<'a>,
    index: usize,
    resources: &'a Dictionary,
    findings: &'r mut Findings,
    open: Vec<Open>,
    saved: usize,
    font: Option<ObjectId>,
    marks: BTreeSet<i64>,
}

fn is_one_of(list: &str, operator: &str) -> bool {
    !operator.is_empty() && list.contains(&format!(" {operator} "))
}

impl Reader<'_, '_> {
    fn operation(&mut self, Operation { operator, operands }: &Operation, shown: &mut Shown) {
        let page = self.index;
        let known = is_one_of(KNOWN, operator);
        self.findings.expect(known, OPERATORS, || format!("page {page}: operator {operator}"));
        if is_one_of(SHOWING, operator) {
            self.shows(operator);
        }
        match operator.as_str() {
            "BT" => self.begin(Open::Text),
            "ET" => self.end(operator, |open| open == Open::Text),
            "BMC" | "BDC" => self.mark(operands),
            "EMC" => self.end(operator, |open| open != Open::Text),
            "q" => {
                self.saved += 1;
                let depth = self.saved;
                self.findings
                    .expect(depth <= 28, "ISO 19005-2, 6.1.13", || format!("page {page}: q {depth} deep"));
            }
            "Q" => match self.saved.checked_sub(1) {
                Some(saved) => self.saved = saved,
                None => self.findings.add(NESTING, format!("page {page}: Q without q")),
            },
            "Tf" => self.font = self.resource("Font", operands.first()),
            "Do" => _ = self.resource("XObject", operands.first()),
            "gs" => _ = self.resource("ExtGState", operands.first()),
            "K" | "k" | "CS" | "cs" => {
                let what = format!("page {page}: a colour that no output intent is for ({operator})");
                self.findings.add("ISO 19005-2, 6.2.4.3", what);
            }
            "Tj" | "TJ" | "'" | "\"" => self.codes(operands, shown),
            _ => {}
        }
    }

    fn begin(&mut self, what: Open) {
        if what == Open::Text && self.open.contains(&Open::Text) {
            self.findings.add(NESTING, format!("page {}: a text object in another", self.index));
        }
        self.open.push(what);
    }

    fn end(&mut self, operator: &str, fits: fn(Open) -> bool) {
        if !self.open.pop().is_some_and(fits) {
            self.findings.add(NESTING, format!("page {}: {operator} ends what is not open", self.index));
        }
    }

    fn mark(&mut self, operands: &[Object]) {
        let page = self.index;
        let tag = operands.first().and_then(|tag| tag.as_name().ok()).unwrap_or_default();
        let properties = operands.get(1).and_then(|properties| properties.as_dict().ok());
        let number = properties.and_then(|properties| properties.get(b"MCID").ok()?.as_i64().ok());
        let inside = |what| self.open.contains(&what);
        if tag == b"Artifact" {
            self.findings.expect(!inside(Open::Tagged), TAGGED, || {
                format!("page {page}: an artifact in real content")
            });
            let kind = properties.and_then(|properties| properties.get(b"Type").ok()?.as_name().ok());
            let known = kind.is_none_or(|kind| ARTIFACTS.iter().any(|known| known.as_bytes() == kind));
            self.findings
                .expect(known, "ISO 32000-1, 14.8.2.2", || format!("page {page}: artifact of kind {kind:?}"));
            return self.open.push(Open::Artifact);
        }
        let Some(number) = number else { return self.open.push(Open::Plain) };
        self.findings
            .expect(!inside(Open::Artifact), TAGGED, || format!("page {page}: real content in an artifact"));
        self.findings.expect(!inside(Open::Tagged), "ISO 32000-1, 14.7.4.2", || {
            format!("page {page}: mark {number} in a mark")
        });
        let new = self.marks.insert(number);
        self.findings.expect(new && number >= 0, "ISO 32000-1, 14.7.4.2", || {
            format!("page {page}: mark {number} twice")
        });
        self.open.push(Open::Tagged);
    }

    fn shows(&mut self, operator: &str) {
        let (page, open) = (self.index, &self.open);
        let marked = open.contains(&Open::Tagged) || open.contains(&Open::Artifact);
        self.findings
            .expect(marked, TAGGED, || format!("page {page}: {operator} outside any tag and artifact"));
        let text = is_one_of(" Tj TJ ' \" ", operator);
        self.findings.expect(text == open.contains(&Open::Text), "ISO 32000-1, 8.2", || {
            format!("page {page}: {operator} on the wrong side of a text object")
        });
    }

    /// The object that a name means in the page's own resources.
    fn resource(&mut self, kind: &str, name: Option<&Object>) -> Option<ObjectId> {
        let name = name.and_then(|name| name.as_name().ok()).unwrap_or_default();
        let found = self.pdf.dictionary(self.resources, kind).get(name).and_then(Object::as_reference).ok();
        let page = self.index;
        self.findings.expect(found.is_some(), OPERATORS, || {
            format!("page {page}: {kind} {} is not among its resources", String::from_utf8_lossy(name))
        });
        found
    }

    fn codes(&mut self, operands: &[Object], shown: &mut Shown) {
        let Some(font) = self.font else {
            return self
                .findings
                .add("ISO 32000-1, 9.3.1", format!("page {}: text without a font", self.index));
        };
        let codes = shown.codes.entry(font).or_default();
        for operand in operands {
            match operand {
                Object::String(bytes, _) => codes.extend(bytes),
                Object::Array(parts) => {
                    codes.extend(parts.iter().filter_map(|part| part.as_str().ok()).flatten());
                }
                _ => {}
            }
        }
    }
}
