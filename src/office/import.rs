//! Drafts made of what already exists: DOCX files, pasted or scanned text.

use super::{Office, OfficeError};
use crate::input::{self, Import, Knowledge, KnownOrgan, KnownType, PaperImport, plain};
use crate::text::count_words;
use crate::text::legacy::{self, Encoding};

impl Office<'_> {
    /// Makes a draft of each paper in a DOCX, in HTML, or of pasted or scanned text in any encoding that is certain.
    pub fn import(&self, bytes: &[u8]) -> Result<Vec<Imported>, OfficeError> {
        if input::docx::is_file(bytes) {
            let found = input::docx::import(bytes, &self.knowledge())?;
            return Ok(imported(&found, Vec::new()));
        }
        let input::encoding::DecodedText { text, encoding: decoded } = input::encoding::decode(bytes)?;
        let mut remarks: Vec<String> = decoded.map(of_encoding).into_iter().collect();
        if input::markup::is_html(&text) {
            return Ok(imported(&input::markup::import(&text, &self.knowledge())?, remarks));
        }
        let (found, _, encoding) = self.import_text(text);
        if encoding != Encoding::Unicode {
            remarks.push(of_encoding(encoding.name()));
        }
        Ok(imported(&found, remarks))
    }

    /// Reads a text: what was recognised in it, the text in Unicode, and the encoding it was in.
    pub(super) fn import_text(&self, text: String) -> (Import, String, Encoding) {
        let encoding = legacy::detect(&text);
        let text = match encoding {
            Encoding::Unicode => text,
            _ => legacy::convert(&text, encoding),
        };
        let input::markup::Markdown { text: without_links, mended } = input::markup::without_links(&text);
        let mut found = plain::import(&without_links, &self.knowledge());
        if let Some(first) = found.papers.first_mut() {
            first.mended.extend(mended);
        }
        (found, text, encoding)
    }

    /// Types and organs by which importing recognises names and symbols.
    pub fn knowledge(&self) -> Knowledge {
        let types = self.catalog.types.values().map(|kind| {
            // What organs print for a type counts as much as the decree's abbreviation.
            let printed =
                self.catalog.organs.values().flatten().filter_map(|o| o.abbreviations.get(&kind.id));
            KnownType {
                id: kind.id.clone(),
                title: kind.title.clone(),
                abbreviations: kind.abbreviation.iter().chain(printed).cloned().collect(),
            }
        });
        let newest = self.catalog.organs.values().filter_map(|versions| versions.last());
        let organs = newest.map(|organ| KnownOrgan {
            id: organ.id.clone(),
            symbol: organ.symbol.clone(),
            place: organ.place.clone(),
            parent: organ.parent.clone(),
            name: organ.name.clone(),
        });
        let general = self.catalog.general_type().map(|general| general.id.clone());
        Knowledge { types: types.collect(), organs: organs.collect(), general }
    }
}

/// A draft made of text, and what a person should look at.
#[derive(Debug)]
pub struct Imported {
    /// The draft, as JSON for people to read and correct.
    pub draft: String,
    /// Sentences on what was mended and on what is unsure.
    pub remarks: Vec<String>,
    /// Words of the paper in its source.
    pub words: usize,
    /// Words of the draft, ids and other terms of its own not counted.
    pub draft_words: usize,
    /// Words of the source that are left out and named among the remarks.
    pub left_out: usize,
}

/// Keys of a draft whose values are no words of its paper.
const TERMS: [&str; 4] = ["schema_version", "mode", "type", "organ"];

/// Remark on the encoding a text was in.
fn of_encoding(name: &str) -> String {
    format!("văn bản dùng bảng mã {name}, đã chuyển sang Unicode; hãy soát lại")
}

/// The papers of a source; the first has the remarks on the whole.
fn imported(found: &Import, remarks: Vec<String>) -> Vec<Imported> {
    let mut remarks = remarks;
    let papers = found.papers.iter();
    papers.map(|paper| Imported::new(paper, std::mem::take(&mut remarks))).collect()
}

/// Words in the texts of a value.
fn words_of(value: &serde_json::Value) -> usize {
    use serde_json::Value;
    match value {
        Value::String(text) => count_words(text),
        Value::Array(items) => items.iter().map(words_of).sum(),
        Value::Object(fields) => fields.values().map(words_of).sum(),
        Value::Number(_) => 1,
        Value::Null | Value::Bool(_) => 0,
    }
}

impl Imported {
    fn new(paper: &PaperImport, mut remarks: Vec<String>) -> Self {
        remarks.extend(paper.mended.iter().map(ToString::to_string));
        remarks.extend(paper.doubts.iter().map(|doubt| format!("chưa chắc: {doubt}")));
        let own = paper.draft.values.iter().filter(|(key, _)| !TERMS.contains(&key.as_str()));
        let draft_words = own.map(|(_, value)| words_of(value)).sum();
        let mut draft = serde_json::to_string_pretty(&paper.draft.values).unwrap_or_default();
        draft.push('\n');
        Self { draft, remarks, words: paper.words.0, draft_words, left_out: paper.words.1 }
    }
}
