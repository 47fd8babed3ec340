//! Sections, page headers and footers: the parts of the file that docx-rs builds.

use super::DocxError;
use super::block::{BlockContext, BlockWriter, DocxBlock, LinkTargets, blank, twips};
use super::hints::HintIndex;
use super::normalise::normalise;
use super::picture::MediaFiles;
use super::roles::{HeadingStyles, style_id};
use crate::document::{BlockRole, Document, Orientation, Section};
use crate::length::Length;
use crate::style::StyleSheet;
use docx_rs::{
    BuildXML, DocumentChild, Footer, FooterChild, FooterReference, Header, HeaderReference, PageNum,
};
use docx_rs::{PageMargin, PageNumType, PageOrientationType, PageSize, ParagraphChild, SectionProperty};

/// The relationship of the page header with the number.
pub(super) const HEADER: &str = "rIdHeader1";
/// The relationship of the empty header of first pages.
pub(super) const FIRST_HEADER: &str = "rIdHeader2";

/// Parts built by docx-rs, in schema order.
pub(super) struct BodyParts {
    /// `word/document.xml`.
    pub(super) document: Vec<u8>,
    /// The page header with the number, and the empty one of first pages.
    pub(super) headers: [Vec<u8>; 2],
    /// The targets of the links of the body.
    pub(super) links: LinkTargets,
    /// The footers of first pages.
    pub(super) footers: Vec<FooterPart>,
    /// The files of the pictures.
    pub(super) media: MediaFiles,
    /// The styles of the headings.
    pub(super) headings: HeadingStyles,
}

/// A footer and the targets of its links.
pub(super) struct FooterPart {
    /// `word/footer1.xml`.
    pub(super) xml: Vec<u8>,
    pub(super) links: LinkTargets,
}

/// The relationship of a footer, counted from 1.
pub(super) fn footer_relationship(number: usize) -> String {
    format!("rIdFooter{number}")
}

/// The body, headers and footers of a document.
pub(super) fn body(
    document: &Document,
    hints: &HintIndex<'_>,
    style: &StyleSheet,
) -> Result<BodyParts, DocxError> {
    let headings = HeadingStyles::of(document);
    let footers = Footers::of(document, hints, style)?;
    let mut writer = BlockWriter::new(hints, style, &headings, Some(MediaFiles::default()));
    let mut built = docx_rs::Document::new();
    for (index, section) in document.sections.iter().enumerate() {
        let mut pieces =
            writer.blocks(&section.blocks, BlockContext::page(style.text_width(section.orientation)))?;
        let property = property(section, index, style, footers.reference(index));
        if index + 1 == document.sections.len() {
            built.section_property = property;
        } else if let Some(DocxBlock::Paragraph(last)) = pieces.last_mut() {
            // Not `docx_rs::Section`: it adds an empty paragraph that may fall on a page of its own.
            last.property.section_property = Some(property);
        }
        built.children.extend(pieces.into_iter().map(|piece| match piece {
            DocxBlock::Paragraph(p) => DocumentChild::Paragraph(p),
            DocxBlock::Table(t) => DocumentChild::Table(t),
        }));
    }
    // The parts are built one by one: `Docx::build` writes a dozen we replace and sorts ten headers as text.
    Ok(BodyParts {
        document: normalise(&built.build(), &writer.drawings)?,
        headers: [normalise(&numbered_header().build(), &[])?, normalise(&empty_header().build(), &[])?],
        links: writer.links.into_inner(),
        footers: footers.parts,
        media: writer.media.unwrap_or_default(),
        headings,
    })
}

/// The footers of first pages and which section has which.
struct Footers {
    parts: Vec<FooterPart>,
    /// Per section, the number of its footer from 1; none if no section has one.
    numbers: Vec<Option<usize>>,
}

impl Footers {
    /// A section without a footer inherits that of the section before it, so as soon as one has a footer the
    /// others are given an empty one.
    fn of(document: &Document, hints: &HintIndex<'_>, style: &StyleSheet) -> Result<Self, DocxError> {
        let mut footers = Self { parts: Vec::new(), numbers: Vec::new() };
        let mut empty = None;
        if document.sections.iter().all(|section| section.foot.is_empty()) {
            return Ok(footers);
        }
        for section in &document.sections {
            let number = match empty {
                Some(number) if section.foot.is_empty() => number,
                _ => {
                    footers.parts.push(footer(section, hints, style)?);
                    footers.parts.len()
                }
            };
            if section.foot.is_empty() {
                empty = Some(number);
            }
            footers.numbers.push(Some(number));
        }
        Ok(footers)
    }

    fn reference(&self, section: usize) -> Option<FooterReference> {
        let number = self.numbers.get(section).copied().flatten()?;
        Some(FooterReference::new("first", footer_relationship(number)))
    }
}

/// Footer of a section's first page.
fn footer(section: &Section, hints: &HintIndex<'_>, style: &StyleSheet) -> Result<FooterPart, DocxError> {
    let headings = HeadingStyles::default();
    let mut writer = BlockWriter::new(hints, style, &headings, None);
    let pieces = writer.blocks(&section.foot, BlockContext::page(style.text_width(section.orientation)))?;
    let children = pieces.into_iter().map(|piece| match piece {
        DocxBlock::Paragraph(p) => FooterChild::Paragraph(p),
        DocxBlock::Table(t) => FooterChild::Table(t),
    });
    let footer = Footer { has_numbering: false, children: children.collect() };
    Ok(FooterPart { xml: normalise(&footer.build(), &writer.drawings)?, links: writer.links.into_inner() })
}

/// The page header with the number.
fn numbered_header() -> Header {
    let mut paragraph = blank(style_id(BlockRole::PageNumber), false);
    paragraph.children.push(ParagraphChild::PageNum(Box::new(PageNum::new())));
    Header::new().add_paragraph(*paragraph)
}

/// The header of first pages, which bear no number (NĐ 30/2020, Phụ lục I, Phần I, Mục I khoản 7).
fn empty_header() -> Header {
    Header::new().add_paragraph(*blank(style_id(BlockRole::PageNumber), false))
}

/// A section's page, header and footer.
fn property(
    section: &Section,
    index: usize,
    style: &StyleSheet,
    foot: Option<FooterReference>,
) -> SectionProperty {
    let size = style.page_size(section.orientation);
    let mut page_size = PageSize::new().size(unsigned(size.width), unsigned(size.height));
    if section.orientation == Orientation::Landscape {
        page_size = page_size.orient(PageOrientationType::Landscape);
    }
    SectionProperty {
        page_size,
        page_margin: margins(style),
        title_pg: true,
        header_reference: Some(HeaderReference::new("default", HEADER)),
        first_header_reference: Some(HeaderReference::new("first", FIRST_HEADER)),
        first_footer_reference: foot,
        // Each appendix is numbered on its own (khoản 7).
        page_num_type: (index > 0).then(|| PageNumType::new().start(1)),
        ..SectionProperty::default()
    }
}

fn margins(style: &StyleSheet) -> PageMargin {
    let page = &style.page;
    PageMargin {
        top: twips(page.top),
        left: twips(page.left),
        bottom: twips(page.bottom),
        right: twips(page.right),
        header: twips(page.header),
        footer: twips(page.footer),
        gutter: 0,
    }
}

fn unsigned(length: Length) -> u32 {
    u32::try_from(length.to_twips()).unwrap_or(0)
}
