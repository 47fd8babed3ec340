//! A draft as the checks read it: every text with its role, its place in the draft, and its words.

use super::citations::reader::Citations;
use super::passage::{self, Passage, SourceStart};
use crate::appearance::MeasuredFormatting;
use crate::catalog::{Catalog, Words};
use crate::document::{Block, BlockRole, Document, Paragraph, Text};
use crate::draft::fields::{self, DRAFT, accepted};
use crate::draft::{self, DraftText, FieldKind, FieldSpec, PaperDate};
use crate::layout::Layout;
use crate::limits;
use crate::outline::{self, parse_inline};
use crate::record::{Mode, Record};
use crate::report::FieldPath;
use crate::style::{CheckRank, StyleSheet};
use chrono::NaiveDate;
use serde_json::{Map, Value};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Everything a check may look at.
#[derive(Debug)]
pub struct LintContext<'a> {
    /// The draft as it was given.
    pub values: &'a Map<String, Value>,
    /// Its checked values; none where it has problems that keep it from being made.
    pub record: Option<&'a Record>,
    /// Document composed of it; none where it has problems.
    pub document: Option<&'a Document>,
    /// Its pages; none for a document made elsewhere.
    pub layout: Option<&'a Layout>,
    /// Formatting as measured or imported.
    pub appearance: Option<&'a MeasuredFormatting>,
    /// The style sheet whose ranks hold.
    pub profile: Option<&'a StyleSheet>,
    /// Word tables.
    pub words: &'a Words,
    /// The templates.
    pub catalog: &'a Catalog,
    /// The day on which it is judged, where that matters. Checks ask `LintContext::is_to_come` and its neighbours, which
    /// note from which day on the answer may be another.
    pub today: Option<NaiveDate>,
    holds_until: Cell<Option<NaiveDate>>,
    /// Findings of one check that are told one by one.
    pub most_findings: usize,
    /// Mode: reproduced as issued, or newly made.
    pub mode: Mode,
    /// Its texts, in the order in which they are printed.
    pub passages: Vec<Passage>,
    /// The documents its passages cite, read when a check first asks.
    pub(super) cited: OnceLock<Citations>,
}

impl<'a> LintContext<'a> {
    /// Reads the texts of a draft.
    pub fn new(values: &'a Map<String, Value>, catalog: &'a Catalog) -> Self {
        let mut lint = Self {
            values,
            record: None,
            document: None,
            layout: None,
            appearance: None,
            profile: None,
            words: &catalog.words,
            catalog,
            today: None,
            holds_until: Cell::new(None),
            most_findings: limits::FINDINGS,
            mode: draft::mode(values),
            passages: Vec::new(),
            cited: OnceLock::new(),
        };
        draft::texts(values, &mut |text| lint.text(text));
        lint
    }

    /// The same context of a draft that passed its checks; a body filled from a ready-made content is read as filled.
    pub fn with_record(mut self, record: &'a Record) -> Self {
        self.record = Some(record);
        self.mode = record.mode();
        self.profile = self.profile.or(Some(record.style()));
        let is_given = |field: &FieldSpec| self.values.contains_key(field.name);
        if !is_given(&fields::BODY) && is_given(&fields::CONTENT) {
            self.filled(record);
        }
        self
    }

    /// The same context beside what was made of the draft.
    pub fn with_pages<'b>(
        self,
        document: &'b Document,
        layout: Option<&'b Layout>,
        appearance: Option<&'b MeasuredFormatting>,
    ) -> LintContext<'b>
    where
        'a: 'b,
    {
        LintContext { document: Some(document), layout, appearance, ..self }
    }

    /// The passages of these roles.
    pub fn of(&self, roles: &[BlockRole]) -> impl Iterator<Item = &Passage> {
        self.passages.iter().filter(move |p| roles.contains(&p.role()))
    }

    /// The passages of these roles in the document itself, without its appendixes and attached texts.
    pub fn of_main_part(&self, roles: &[BlockRole]) -> impl Iterator<Item = &Passage> {
        self.of(roles).filter(|passage| passage.part == 0)
    }

    /// The passages of the body proper: what stands between the bases and the receivers, without tables.
    pub fn body_passages(&self) -> impl Iterator<Item = &Passage> {
        self.passages.iter().filter(|p| is_body(p.role()))
    }

    /// The date of issue.
    pub fn issued(&self) -> Option<NaiveDate> {
        match self.record {
            Some(record) => record.issued_date(),
            None => PaperDate::of(self.values).day(),
        }
    }

    /// Tests whether a day is still to come, and then notes that the findings may change on it. One that has come has
    /// come for good.
    pub(super) fn is_to_come(&self, day: NaiveDate) -> bool {
        let to_come = self.today.is_some_and(|today| day > today);
        if to_come {
            self.note_change(day);
        }
        to_come
    }

    /// Tests whether a day has come when the paper is issued: by its date, or else by today.
    pub(super) fn has_come(&self, day: NaiveDate) -> bool {
        match self.issued() {
            Some(issued) => day <= issued,
            None => self.today.is_some() && !self.is_to_come(day),
        }
    }

    /// Notes a day, after today, from which on a check may say otherwise.
    pub(super) fn note_change(&self, day: NaiveDate) {
        let first = self.holds_until.get().map_or(day, |known| known.min(day));
        self.holds_until.set(Some(first));
    }

    /// The first day on which the checks may say otherwise than they have, were nothing changed but the day.
    pub fn holds_until(&self) -> Option<NaiveDate> {
        self.holds_until.get()
    }

    /// A text of the draft itself, without blanks around it; none where it is blank.
    pub fn string(&self, field: &FieldSpec) -> Option<&'a str> {
        field.text(self.values)
    }

    /// Weights that the style sheet gives to checks.
    pub(super) fn ranks(&self) -> Option<&'a BTreeMap<String, CheckRank>> {
        self.profile.map(|sheet| &sheet.checks)
    }

    /// The findings the draft accepts, each with its reason.
    pub(super) fn accepted(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let entries = fields::OVERRIDES.objects(self.values);
        entries.filter_map(|(_, entry)| accepted::ID.text(entry).zip(accepted::REASON.text(entry)))
    }

    /// A text of the draft, if it has a role in the document.
    fn text(&mut self, text: DraftText<'a>) {
        let DraftText { field, at, text, part, role } = text;
        match (role, field.kind) {
            (None, _) => {}
            (Some(_), FieldKind::Outline) => self.outline(text, at, part, true),
            (Some(role), _) => self.line(at, text, role, part),
        }
    }

    /// A text that is one line of the draft; only a basis may have emphasis.
    fn line(&mut self, at: FieldPath, value: &str, role: BlockRole, part: usize) {
        let text = match role {
            BlockRole::Basis => parse_inline(value.trim()),
            _ => Text::plain(value.trim()),
        };
        let from = Some(SourceStart { source: value, start: 0, line: 1 });
        passage::push(&mut self.passages, &at, Paragraph::new(role, text), part, from);
    }

    /// Outline text; `written` in the draft, or made of a ready-made content.
    fn outline(&mut self, source: &str, at: FieldPath, part: usize, written: bool) {
        for mut passage in Passage::of_outline(source, &at, part, written) {
            passage.index = self.passages.len();
            self.passages.push(passage);
        }
    }

    /// A body filled from a ready-made content: its text is in no field, so nothing in it can be fixed.
    fn filled(&mut self, record: &Record) {
        let is_basis = |block: &&Block| matches!(block, Block::Paragraph(p) if p.role == BlockRole::Basis);
        let blocks: Vec<Block> = record.blocks.iter().filter(|b| !is_basis(b)).cloned().collect();
        let foot = self.passages.iter().position(is_foot).unwrap_or(self.passages.len());
        let rest = self.passages.split_off(foot);
        self.outline(&outline::write(&blocks), fields::CONTENT.at(), 0, false);
        self.passages.extend(rest);
        for (index, passage) in self.passages.iter_mut().enumerate() {
            passage.index = index;
        }
    }
}

/// Tests whether a role stands in the body.
fn is_body(role: BlockRole) -> bool {
    matches!(
        role,
        BlockRole::Body
            | BlockRole::Part
            | BlockRole::PartTitle
            | BlockRole::Division
            | BlockRole::DivisionTitle
            | BlockRole::Article
            | BlockRole::Heading1
            | BlockRole::Heading2
            | BlockRole::Heading3
            | BlockRole::Heading4
            | BlockRole::Item
            | BlockRole::Note
            | BlockRole::Caption
            | BlockRole::Authority
            | BlockRole::Closing
    )
}

/// Tests whether a passage stands behind the body.
fn is_foot(passage: &Passage) -> bool {
    let behind = DRAFT.iter().skip_while(|field| !std::ptr::eq(**field, &fields::RECIPIENTS));
    behind.map(|field| field.name).any(|name| passage.at.as_str().starts_with(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn passages(draft: &Value) -> Vec<Passage> {
        LintContext::new(draft.as_object().unwrap(), Catalog::embedded()).passages
    }

    #[test]
    fn every_word_of_a_body_is_found_in_the_draft_through_emphasis_tables_and_missing_spaces() {
        let body = "I. MỤC ĐÍCH\n\n-Tổ chức **Hội nghị** *tổng kết*\nnăm 2023.\n\n| Tên | Số |\n|---|---|\n| Huyện \\* A | 12 |\n\n**1. Hình thức:** họp";
        let draft =
            json!({ "subject": ["  Tổ chức hội nghị"], "body": body, "bases": "Căn cứ *Luật* Công đoàn" });
        let passages = passages(&draft);
        let mut words = 0;
        for passage in &passages {
            let value = draft
                .pointer(&format!("/{}", passage.at.as_str().replace(['[', '.'], "/").replace(']', "")))
                .unwrap();
            for word in &passage.words {
                let range = passage.verbatim_range(word).unwrap();
                assert_eq!(&value.as_str().unwrap()[range], &passage.text()[word.clone()]);
                words += 1;
            }
        }
        assert_eq!(words, 29);
        let lines: Vec<_> = passages.iter().filter_map(|p| Some((p.line_at(0)?, p.text()))).collect();
        assert!(lines.contains(&(1, "I. MỤC ĐÍCH")), "{lines:?}");
        assert!(lines.contains(&(8, "12")), "{lines:?}");
        assert!(lines.contains(&(10, "1. Hình thức: họp")), "{lines:?}");
    }

    #[test]
    fn receivers_signers_and_appendixes_are_read_with_their_places() {
        let draft = json!({
            "recipients": ["Như trên", { "name": "Tỉnh ủy", "purpose": "b/c" }, { "group": ["A", { "name": "B" }], "purpose": "t/h" }],
            "filing": { "text": "Lưu VT." },
            "signers": [{ "competence": ["TM. BAN THƯỜNG VỤ"], "position": "CHỦ TỊCH", "full_name": "Hoàng Thọ Trung" }],
            "appendixes": [{ "title": "DANH SÁCH", "body": "Một." }],
        });
        let places: Vec<_> = passages(&draft).iter().map(|p| (p.at.to_string(), p.part)).collect();
        let expected = [
            ("recipients[0]", 0),
            ("recipients[1].name", 0),
            ("recipients[1].purpose", 0),
            ("recipients[2].group[0]", 0),
            ("recipients[2].group[1].name", 0),
            ("recipients[2].purpose", 0),
            ("filing.text", 0),
            ("signers[0].competence[0]", 0),
            ("signers[0].position", 0),
            ("signers[0].full_name", 0),
            ("appendixes[0].title", 1),
            ("appendixes[0].body", 1),
        ];
        assert_eq!(places, expected.map(|(at, part)| (at.to_owned(), part)));
    }
}
