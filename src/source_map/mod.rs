//! Source map: the field and the bytes of a draft that each printed word comes from.
//!
//! Takes a draft, its record and its document; gives for every block the words that stand in the draft, through
//! corrections, emphasis marks, templates, ready-made contents and table cells, and the field that the rest belongs to.
//! It is made on demand, by comparing what is printed with what was given: nothing on the way to a file waits for it.

mod align;
mod folded_text;
#[cfg(test)]
mod tests;
mod texts;

use crate::catalog::Catalog;
use crate::document::{self, BlockId, BlockRole, Document};
use crate::draft::{FieldSpec, fields};
use crate::record::Record;
use crate::report::FieldPath;
use align::Printed;
use serde_json::{Map, Value};
use std::ops::Range;
use texts::SourceTexts;

/// Origin of the text of a document.
#[derive(Debug, Default)]
pub struct SourceMap {
    paths: Vec<FieldPath>,
    blocks: Vec<BlockSource>,
}

/// Origin of a block's text.
#[derive(Clone, Debug, Default)]
struct BlockSource {
    /// The field that words without an origin of their own belong to, by its index.
    owner: Option<usize>,
    words: Vec<WordSource>,
}

/// Origin of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
struct WordSource {
    /// Its bytes in the text of the block.
    text: Range<usize>,
    /// The field, by its index.
    path: usize,
    /// Its bytes in the value of the field.
    value: Range<usize>,
}

/// Origin of a place in a printed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextOrigin<'m> {
    /// The field of the draft.
    pub at: &'m FieldPath,
    /// Bytes of the field's value; none for what the program or a template adds to it.
    pub value: Option<Range<usize>>,
}

impl SourceMap {
    /// The source map of a document that was made of a draft.
    pub fn of(values: &Map<String, Value>, record: &Record, document: &Document, catalog: &Catalog) -> Self {
        let mut texts = SourceTexts::of(values, record.document_type(), catalog);
        let mut blocks = vec![BlockSource::default(); document.block_count()];
        for (part, section) in document.sections.iter().enumerate() {
            let mut printed = Vec::new();
            for blocks in [&section.blocks, &section.foot] {
                document::paragraphs(blocks, &mut |paragraph| printed.push(Printed::new(paragraph)));
            }
            for paragraph in &printed {
                let owner = owner(paragraph.paragraph.role, part, values);
                blocks[paragraph.paragraph.id.index()].owner = owner.map(|at| texts.paths.index(at));
            }
            align::part(part, &mut printed, &texts);
            for paragraph in printed {
                let block = &mut blocks[paragraph.paragraph.id.index()];
                block.words = paragraph.words();
                if let Some(word) = block.words.first() {
                    block.owner = Some(word.path);
                }
            }
        }
        Self { paths: texts.paths.list, blocks }
    }

    /// Origin of a byte of a block's text; none for what belongs to no field: *Quốc hiệu*, page numbers.
    pub fn find(&self, block: BlockId, byte: usize) -> Option<TextOrigin<'_>> {
        let source = self.blocks.get(block.index())?;
        let after = source.words.partition_point(|word| word.text.start <= byte);
        let word = after.checked_sub(1).and_then(|at| source.words.get(at)).filter(|w| byte < w.text.end);
        match word {
            Some(word) => {
                Some(TextOrigin { at: self.paths.get(word.path)?, value: Some(word.value.clone()) })
            }
            None => Some(TextOrigin { at: self.paths.get(source.owner?)?, value: None }),
        }
    }

    /// The words of a block that stand in the draft: bytes of its text, field, bytes of the field's value.
    pub fn words(&self, block: BlockId) -> impl Iterator<Item = (Range<usize>, TextOrigin<'_>)> {
        let words = self.blocks.get(block.index()).map_or(&[][..], |source| &source.words);
        words.iter().filter_map(|word| {
            let origin = TextOrigin { at: self.paths.get(word.path)?, value: Some(word.value.clone()) };
            Some((word.text.clone(), origin))
        })
    }
}

/// The field that a paragraph of a role belongs to, whatever of it stands there as given.
fn owner(role: BlockRole, part: usize, values: &Map<String, Value>) -> Option<FieldPath> {
    // Of two fields that stand for each other, the one that is given.
    let either = |given: &'static FieldSpec, other: &'static FieldSpec| match values.contains_key(given.name)
    {
        true => given,
        false => other,
    };
    let field = match role {
        BlockRole::NationalName | BlockRole::Motto if values.contains_key(fields::MOTTO.name) => {
            &fields::MOTTO
        }
        BlockRole::NationalName | BlockRole::Motto | BlockRole::PageNumber => return None,
        BlockRole::ParentOrgan | BlockRole::Organ => either(&fields::ISSUER, &fields::ORGAN),
        BlockRole::Number => either(&fields::CODE, &fields::CODE_NUMBER),
        BlockRole::PlaceDate => either(&fields::PLACE_DATE, &fields::ISSUED_DATE),
        BlockRole::LetterSubject | BlockRole::Subject => &fields::SUBJECT,
        BlockRole::Urgency => &fields::PRIORITY,
        BlockRole::Circulation => &fields::CIRCULATION,
        BlockRole::DraftMark => &fields::STATUS,
        BlockRole::TypeName => either(&fields::TYPE_NAME, &fields::TYPE),
        BlockRole::To | BlockRole::ToItem | BlockRole::ToList => &fields::TO,
        BlockRole::RecipientsTitle | BlockRole::Recipient => &fields::RECIPIENTS,
        BlockRole::RecipientNote => &fields::RECIPIENTS_NOTE,
        BlockRole::Typist => &fields::TYPIST,
        BlockRole::Competence | BlockRole::Position | BlockRole::OtherPost | BlockRole::SignerName => {
            &fields::SIGNERS
        }
        BlockRole::Address => &fields::ADDRESS,
        BlockRole::Basis => &fields::BASES,
        _ if part > 0 => return part.checked_sub(1).map(|index| fields::APPENDIXES.at().index(index)),
        _ if values.contains_key(fields::CONTENT.name) => &fields::CONTENT,
        _ => &fields::BODY,
    };
    Some(field.at())
}
