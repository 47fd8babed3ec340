//! Our own pages, measured: document, style sheet and layout → [`MeasuredFormatting`].

use crate::appearance::{
    FormattingExtent, LineSpacing, MeasuredFormatting, PageMargins, PageNumberFormat, PageSetup,
    ParagraphStyle, RuleFormat,
};
use crate::document::{Block, BlockRole, Document, Emphasis, HorizontalRule, Paragraph, Section};
use crate::draft::fields::{self, appendix};
use crate::layout::{Layout, ParagraphHint};
use crate::length::Length;
use crate::report::FieldPath;
use crate::style::{LineHeight, StyleSheet};

/// The face our documents are set in, by the name a word processor knows it under.
const FACE: &str = "Times New Roman";
/// Characters of a paragraph that a finding may quote.
const EXCERPT: usize = 60;

/// Formatting of a document that we laid out.
pub fn measure(document: &Document, style: &StyleSheet, layout: &Layout) -> MeasuredFormatting {
    let mut measured = Measurer { style, layout, part: 0, appearance: MeasuredFormatting::default() };
    for (part, section) in document.sections.iter().enumerate() {
        measured.part = part;
        measured.sheet(section);
        measured.blocks(&section.blocks);
        measured.blocks(&section.foot);
    }
    measured.appearance
}

struct Measurer<'a> {
    style: &'a StyleSheet,
    layout: &'a Layout,
    /// 0 in the document itself, then the appendixes.
    part: usize,
    appearance: MeasuredFormatting,
}

impl Measurer<'_> {
    fn sheet(&mut self, section: &Section) {
        let (page, number) = (&self.style.page, self.style.role(BlockRole::PageNumber));
        self.appearance.sheets.push(PageSetup {
            orientation: section.orientation,
            size: self.style.page_size(section.orientation),
            margins: PageMargins { top: page.top, bottom: page.bottom, left: page.left, right: page.right },
            page_number: Some(PageNumberFormat {
                in_header: true,
                align: number.align,
                size: Some(number.size),
                on_first_page: false,
                restarts: true,
            }),
        });
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(paragraph) => self.paragraph(paragraph),
                Block::Frame(frame) => self.paragraph(&frame.paragraph),
                Block::Rule(rule) => self.rule(rule),
                Block::Table(table) => {
                    let cells = table.header.iter().chain(&table.rows).flat_map(|row| &row.cells);
                    cells.for_each(|cell| self.paragraph(&cell.paragraph));
                }
                Block::Columns(columns) => columns.rows.iter().flatten().for_each(|c| self.blocks(c)),
                Block::Braced(group) => {
                    group.items.iter().for_each(|item| self.paragraph(item));
                    self.paragraph(&group.note);
                }
                Block::SigningRoom(_) => {}
            }
        }
    }

    fn paragraph(&mut self, paragraph: &Paragraph) {
        let style = self.style.role(paragraph.role);
        let hint: Option<&ParagraphHint> = self.layout.hints.paragraphs.get(paragraph.id.index());
        let size = hint.and_then(|hint| hint.size).unwrap_or(style.size);
        let text = paragraph.text.as_str();
        self.appearance.paragraphs.push(ParagraphStyle {
            at: self.place(paragraph.role),
            line: None,
            role: paragraph.role,
            level: paragraph.level,
            text: text.chars().take(EXCERPT).collect(),
            sizes: Some(size..=size),
            faces: vec![FACE.to_owned()],
            bold: extent(paragraph, style.bold, |look| look.bold),
            italic: extent(paragraph, style.italic, |look| look.italic),
            black: !style.red,
            align: style.align,
            first_line: style.first_line,
            before: Some(style.before),
            spacing: match style.line {
                LineHeight::Single => LineSpacing::Multiple(100),
                LineHeight::Exact(height) => LineSpacing::Exact(height),
            },
        });
    }

    /// The field of the draft that a component is printed from; what heads and signs an attached text is its own.
    fn place(&self, role: BlockRole) -> FieldPath {
        let field = match role {
            BlockRole::TypeName => &appendix::TYPE_NAME,
            BlockRole::Subject => &appendix::TITLE,
            BlockRole::Competence | BlockRole::Position | BlockRole::OtherPost | BlockRole::SignerName => {
                &appendix::SIGNERS
            }
            _ => return field_of(role),
        };
        match self.part.checked_sub(1) {
            Some(index) => fields::APPENDIXES.at().index(index).child(field.name),
            None => field_of(role),
        }
    }

    fn rule(&mut self, rule: &HorizontalRule) {
        let share = self.style.rule(rule.role).share;
        let length = self.layout.hints.rules.iter().find(|hint| hint.id == rule.id).map(|hint| hint.length);
        let Some(length) = length.filter(|_| share > 0.0) else { return };
        let text = Length::emu((length.to_emu() as f64 / share).round() as i64);
        self.appearance.rules.push(RuleFormat { role: rule.role, length, text });
    }
}

/// Share of a paragraph with a kind of emphasis: all of it where its role has it.
fn extent(paragraph: &Paragraph, whole: bool, looks: fn(&Emphasis) -> bool) -> FormattingExtent {
    let (mut some, mut all) = (false, true);
    for (_, look) in paragraph.text.spans() {
        some |= looks(&look);
        all &= looks(&look);
    }
    match (some, all) {
        _ if whole => FormattingExtent::All,
        (true, true) => FormattingExtent::All,
        (true, false) => FormattingExtent::Some,
        (false, _) => FormattingExtent::None,
    }
}

/// The field of the draft that a component is printed from.
fn field_of(role: BlockRole) -> FieldPath {
    FieldPath::field(match role {
        BlockRole::ParentOrgan | BlockRole::Organ | BlockRole::NationalName | BlockRole::Motto => "organ",
        BlockRole::Number => "code_number",
        BlockRole::PlaceDate => "issued_date",
        BlockRole::LetterSubject | BlockRole::Subject => "subject",
        BlockRole::TypeName => "type_name",
        BlockRole::Urgency => "priority",
        BlockRole::Circulation => "circulation",
        BlockRole::DraftMark => "status",
        BlockRole::To | BlockRole::ToItem | BlockRole::ToList => "to",
        BlockRole::Basis => "bases",
        BlockRole::RecipientsTitle | BlockRole::Recipient | BlockRole::RecipientNote => "recipients",
        BlockRole::Typist => "typist",
        BlockRole::Competence | BlockRole::Position | BlockRole::OtherPost | BlockRole::SignerName => {
            "signers"
        }
        BlockRole::AppendixNumber | BlockRole::AppendixTitle | BlockRole::AppendixInfo => "appendixes",
        BlockRole::Address => "address",
        _ => "body",
    })
}
