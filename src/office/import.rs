//! Drafts made of what already exists: DOCX files, pasted or scanned text.

use super::{Office, OfficeError};
use crate::input::{self, Draft, scan};
use crate::report::Problem;
use crate::text::legacy::{self, Encoding};

impl Office<'_> {
    /// Makes a draft of each paper in a DOCX, or of pasted or scanned text.
    pub fn import(&self, bytes: &[u8]) -> Result<Vec<Imported>, OfficeError> {
        if input::docx::is_file(bytes) {
            let found = input::docx::import(bytes, &self.knowledge())?;
            return Ok(found
                .papers
                .iter()
                .map(|p| Imported::new(&p.draft, &p.mended, &p.doubts, Vec::new()))
                .collect());
        }
        let (found, _, encoding) = self.import_text(bytes)?;
        let mut remarks = Vec::new();
        if encoding != Encoding::Unicode {
            remarks.push(format!(
                "văn bản dùng bảng mã {}, đã chuyển sang Unicode; hãy soát lại",
                encoding.name()
            ));
        }
        Ok(vec![Imported::new(&found.draft, &found.mended, &found.doubts, remarks)])
    }

    /// Reads a text: what was recognised in it, the text in Unicode, and the encoding it was in.
    pub(super) fn import_text(
        &self,
        bytes: &[u8],
    ) -> Result<(scan::TextImport, String, Encoding), OfficeError> {
        let text = input::text_of(bytes)?;
        let encoding = legacy::detect(text);
        let text = match encoding {
            Encoding::Unicode => text.to_owned(),
            _ => legacy::convert(text, encoding),
        };
        Ok((scan::import(&text, &self.knowledge()), text, encoding))
    }

    /// Types and organs by which importing recognises names and symbols.
    pub fn knowledge(&self) -> scan::Knowledge {
        let types = self.catalog.types.values().map(|kind| {
            // What organs print for a type counts as much as the decree's abbreviation.
            let printed =
                self.catalog.organs.values().flatten().filter_map(|o| o.abbreviations.get(&kind.id));
            scan::KnownType {
                id: kind.id.clone(),
                title: kind.title.clone(),
                abbreviations: kind.abbreviation.iter().chain(printed).cloned().collect(),
            }
        });
        let newest = self.catalog.organs.values().filter_map(|versions| versions.last());
        let organs = newest.map(|organ| scan::KnownOrgan {
            id: organ.id.clone(),
            symbol: organ.symbol.clone(),
            place: organ.place.clone(),
            parent: organ.parent.clone(),
            name: organ.name.clone(),
        });
        scan::Knowledge { types: types.collect(), organs: organs.collect() }
    }
}

/// A draft made of text, and what a person should look at.
#[derive(Debug)]
pub struct Imported {
    /// The draft, as JSON for people to read and correct.
    pub draft: String,
    /// Sentences on what was mended and on what is unsure.
    pub remarks: Vec<String>,
}

impl Imported {
    fn new(draft: &Draft, mended: &[scan::Mend], doubts: &[Problem], mut remarks: Vec<String>) -> Self {
        remarks.extend(mended.iter().map(ToString::to_string));
        remarks.extend(doubts.iter().map(|doubt| format!("chưa chắc: {doubt}")));
        let mut draft = serde_json::to_string_pretty(&draft.values).unwrap_or_default();
        draft.push('\n');
        Self { draft, remarks }
    }
}
