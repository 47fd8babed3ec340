//! A draft checked against its type: values that can be composed, or every problem at once.
//!
//! Takes a [`Draft`], the catalog and the images it names; returns a [`Record`] whose values are typed, cleaned and
//! complete, with what is worth knowing about them, or a report of all that must change, each problem at its field.
//! It refuses what cannot be printed truthfully: unknown fields, impossible dates, characters no face has, images
//! that are none, and anything marked secret (state secrets must not be on a networked machine).

mod appendixes;
mod content;
mod dates;
mod fields;
mod heading;
mod incoming;
mod issuer;
mod names;
mod numbered;
mod people;
mod signing;
mod source;

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::catalog::{Catalog, DocumentType, Organ, SheetFile};
use crate::document::{Block, Orientation, Picture};
pub use crate::draft::Mode;
use crate::draft::fields::accepted;
use crate::draft::{self, Draft, PaperDate};
use crate::report::{Checked, Report};
use crate::style::StyleSheet;
use crate::text::{self, Corrections};
use fields::Fields;
use signing::SignerImages;
pub use source::is_canonical;

/// Source of the bytes of the images that a draft names.
pub trait Images {
    /// The bytes of an image; `name` is a relative file name (`images/chu-ky.png`) or `sha256:` and 64 hexadecimal
    /// digits. `None` when there is none of that name.
    fn load(&self, name: &str) -> Option<Vec<u8>>;

    /// Tests whether an image may not be shown here: its room is kept as it would be printed, and neither its picture
    /// nor its digest gets into anything that is made.
    fn withholds(&self, _name: &str) -> bool {
        false
    }
}

/// No images at all.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoImages;

impl Images for NoImages {
    fn load(&self, _: &str) -> Option<Vec<u8>> {
        None
    }
}

/// Status of the document: final, or a draft shown to others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// To be signed as it is.
    #[default]
    Final,
    /// Shown to others: `DỰ THẢO` stands on it.
    Draft,
}

/// A checked draft: everything that is printed, but not yet as blocks.
#[derive(Debug)]
pub struct Record {
    pub(crate) document_type: Arc<DocumentType>,
    pub(crate) organ: Arc<Organ>,
    pub(crate) style: Arc<SheetFile>,
    pub(crate) mode: Mode,
    pub(crate) status: Status,
    pub(crate) masthead: Masthead,
    pub(crate) number_line: HeadLine,
    /// As printed: `39`, `05`, `12b`.
    pub(crate) code_number: Option<String>,
    /// Room for the number as the paper has it; none: the decree's.
    pub(crate) number_blank: Option<String>,
    pub(crate) code_notation: String,
    pub(crate) date_line: HeadLine,
    pub(crate) place: String,
    pub(crate) date: PaperDate,
    /// As printed; empty for a type without a printed name.
    pub(crate) type_name: String,
    pub(crate) subject: Vec<String>,
    pub(crate) to: Vec<String>,
    /// Bases and body.
    pub(crate) blocks: Vec<Block>,
    pub(crate) recipients: Vec<Receiver>,
    pub(crate) recipients_note: Option<String>,
    pub(crate) filing: Option<Filing>,
    /// One, or two of equal rank; of a paper that is reproduced any that stand on it, or none.
    pub(crate) signers: Vec<Signer>,
    /// One of the words of [`fields::PRIORITIES`](draft::fields::PRIORITIES).
    pub(crate) priority: Option<&'static str>,
    /// One of the words of [`fields::CIRCULATIONS`](draft::fields::CIRCULATIONS).
    pub(crate) circulation: Option<&'static str>,
    pub(crate) typist: Option<Typist>,
    pub(crate) address: Vec<String>,
    pub(crate) appendixes: Vec<Appendix>,
    overrides: Vec<Override>,
    external_id: Option<String>,
    corrections: Corrections,
    source: Map<String, Value>,
}

/// A line of the head.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum HeadLine {
    /// The paper has none.
    Absent,
    /// Made of its parts.
    #[default]
    Composed,
    /// As it stands on the paper that is reproduced.
    Printed(String),
}

/// What stands above a document, or above a text attached to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Masthead {
    /// The organ above, in lines.
    pub(crate) parent: Vec<String>,
    /// The organ's name, in lines; empty: none is printed.
    pub(crate) name: Vec<String>,
    /// *Quốc hiệu* and *Tiêu ngữ* as printed, empty where there are none; absent: the decree's.
    pub(crate) motto: Option<Vec<String>>,
}

/// One entry of *Nơi nhận*.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Receiver {
    /// One receiver, with a note of its own.
    One(Named),
    /// Several, joined by a brace with one note.
    Group { members: Vec<Named>, purpose: String },
}

/// A receiver.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) name: String,
    /// `b/c`, with or without brackets.
    pub(crate) purpose: Option<String>,
    /// Mark that ends the line in the document as issued; where absent, the usual one.
    pub(crate) end: Option<String>,
}

/// The line *Lưu*.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filing {
    pub(crate) units: Vec<String>,
    pub(crate) copies: Option<u64>,
    /// The whole line as issued, in place of units and copies.
    pub(crate) text: Option<String>,
}

/// Signer: competence, posts, name, and the images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Signer {
    pub(crate) competence: Vec<String>,
    pub(crate) position: Option<String>,
    /// Where the signature goes: `(Đã ký)`.
    pub(crate) note: Vec<String>,
    pub(crate) other_post: Option<String>,
    /// Empty where the paper has none.
    pub(crate) full_name: String,
    pub(crate) note_below: Vec<String>,
    pub(crate) signature: Option<Picture>,
    pub(crate) seal: Option<Picture>,
}

/// *Ký hiệu người soạn thảo văn bản và số lượng bản*.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Typist {
    pub(crate) initials: String,
    pub(crate) copies: Option<u64>,
}

/// A *phụ lục*, or a text issued with the document.
#[derive(Clone, Debug)]
pub(crate) struct Appendix {
    /// Particulars of a text issued with the document; none for a *phụ lục*.
    pub(crate) attached: Option<AttachedText>,
    /// The line above the title as printed, empty where there is none; absent: the decree's.
    pub(crate) label: Option<String>,
    /// The title in capitals; of an attached text its subject, as given.
    pub(crate) title: Vec<String>,
    /// As given; absent: derived; empty: none.
    pub(crate) info: Option<String>,
    pub(crate) orientation: Orientation,
    pub(crate) blocks: Vec<Block>,
}

/// A text issued with the document (*ban hành kèm theo*; NĐ 30/2020, Phụ lục III, mẫu 1.3).
#[derive(Clone, Debug)]
pub(crate) struct AttachedText {
    /// As printed: `QUY CHẾ`.
    pub(crate) type_name: String,
    /// *Tên cơ quan*, *Quốc hiệu* and *Tiêu ngữ* above it; none where nothing stands there.
    pub(crate) masthead: Option<Masthead>,
    /// Its signers; none where the document alone is signed.
    pub(crate) signers: Vec<Signer>,
}

/// A finding of the linter that the office has seen and accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// The finding's id: `REC-02`.
    pub id: String,
    /// Reason for accepting it.
    pub reason: String,
}

impl Record {
    /// Checks a draft.
    ///
    /// # Errors
    /// All that must change before the document can be made; warnings come with the record otherwise.
    pub fn check(given: Draft, catalog: &Catalog, images: &dyn Images) -> Result<Checked<Self>, Report> {
        let mut report = Report::new();
        let mut source = source::canonical(given.values, &mut report);
        let mode = draft::mode(&source);
        let mut corrections = Corrections::new();
        let values = incoming::clean(&source, mode, &catalog.words, &mut corrections, &mut report);
        let fields = Fields::of_draft(&values, mode);
        let heading = heading::read(&fields, mode, catalog, &mut report);
        names::check(&fields, heading.document_type.as_deref(), catalog, &mut report);
        let mut album = SignerImages { heading: &heading, catalog, images, source: &mut source };
        let signers = signing::of_document(&fields, &mut album, &mut report);
        let people = people::read(&fields, &heading, &mut report);
        let content = content::read(&fields, &signers, &mut album, &mut corrections, &mut report);
        let carried = Carried { corrections, source, overrides: overrides(&fields, &mut report) };
        let record = assemble(heading, people, signers, content, carried, &fields, &mut report);
        match record {
            Some(record) => report.judge(record),
            None => Err(report),
        }
    }

    /// The type.
    pub fn document_type(&self) -> &Arc<DocumentType> {
        &self.document_type
    }

    /// The issuing organ as it was on the day of issue; its newest version where there is no date.
    pub fn organ(&self) -> &Arc<Organ> {
        &self.organ
    }

    /// The style sheet's file.
    pub fn style_file(&self) -> &Arc<SheetFile> {
        &self.style
    }

    /// The style sheet.
    pub fn style(&self) -> &StyleSheet {
        &self.style.sheet
    }

    /// Mode of the draft: whether its text was corrected.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Status: final, or a draft shown to others.
    pub fn status(&self) -> Status {
        self.status
    }

    /// The number as printed (`39`, `05`, `12b`), where known.
    pub fn code_number(&self) -> Option<&str> {
        self.code_number.as_deref()
    }

    /// The symbol: `KH-LĐLĐ`.
    pub fn code_notation(&self) -> &str {
        &self.code_notation
    }

    /// Number and symbol, where the number is known: `39/KH-LĐLĐ`; of a line that is printed as it stands, what follows
    /// the word *số*: `39-KH/ĐU`.
    pub fn number(&self) -> Option<String> {
        match (&self.number_line, &self.code_number) {
            (HeadLine::Printed(line), _) => numbered::number_in(line),
            (_, Some(number)) => Some(format!("{number}/{}", self.code_notation)),
            (_, None) => None,
        }
    }

    /// Name of the kind of document in a sentence: `Kế hoạch`; of the general type what is printed, or nothing.
    pub fn kind_name(&self) -> String {
        match self.document_type.general {
            true => self.type_name.clone(),
            false => text::capitalised(&self.document_type.name),
        }
    }

    /// The day of issue, where known.
    pub fn issued_date(&self) -> Option<NaiveDate> {
        self.date.day()
    }

    /// The lines of the subject.
    pub fn subject(&self) -> &[String] {
        &self.subject
    }

    /// The full names of those who sign, in order.
    pub fn signer_names(&self) -> impl Iterator<Item = &str> {
        self.signers.iter().map(|s| s.full_name.as_str())
    }

    /// Findings that the office accepts.
    pub fn overrides(&self) -> &[Override] {
        &self.overrides
    }

    /// The id of the document in the system that sent the draft; carried, never printed.
    pub fn external_id(&self) -> Option<&str> {
        self.external_id.as_deref()
    }

    /// Corrections made in the text.
    pub fn corrections(&self) -> &Corrections {
        &self.corrections
    }

    /// The images of signatures and seals, in the order of the signers; those of attached texts come last.
    pub fn pictures(&self) -> impl Iterator<Item = &Picture> {
        let attached = self.appendixes.iter().filter_map(|appendix| appendix.attached.as_ref());
        let signers = self.signers.iter().chain(attached.flat_map(|text| &text.signers));
        signers.flat_map(|s| s.signature.iter().chain(&s.seal))
    }

    /// The fields of [`Record::canonical_source`].
    pub fn source(&self) -> &Map<String, Value> {
        &self.source
    }

    /// The draft as it is kept: absent fields left out, text in NFC, images by digest, the organ's version pinned where
    /// it has a first day. Checking it again with the same catalog and images gives the same record.
    pub fn canonical_source(&self) -> Value {
        Value::Object(self.source.clone())
    }
}

/// Parts of a draft that the readers of fields pass on as they are.
struct Carried {
    corrections: Corrections,
    source: Map<String, Value>,
    overrides: Vec<Override>,
}

/// The record, if the type, the organ and the style are known.
fn assemble(
    heading: heading::Heading,
    people: people::People,
    signers: Vec<Signer>,
    content: content::Content,
    carried: Carried,
    fields: &Fields<'_>,
    report: &mut Report,
) -> Option<Record> {
    let external_id = fields.line(&draft::fields::EXTERNAL_ID, report);
    let (document_type, organ, style) = (heading.document_type?, heading.organ?, heading.style?);
    let mut source = carried.source;
    source::pin(&organ, &mut source);
    Some(Record {
        document_type,
        organ,
        style,
        mode: heading.mode,
        status: heading.status,
        masthead: heading.masthead,
        number_line: heading.number_line,
        code_number: heading.code_number,
        number_blank: heading.number_blank,
        code_notation: heading.code_notation,
        date_line: heading.date_line,
        place: heading.place,
        date: heading.date,
        type_name: heading.type_name,
        subject: heading.subject,
        to: heading.to,
        blocks: content.blocks,
        recipients: people.recipients,
        recipients_note: people.note,
        filing: people.filing,
        signers,
        priority: heading.priority,
        circulation: heading.circulation,
        typist: people.typist,
        address: heading.address,
        appendixes: content.appendixes,
        overrides: carried.overrides,
        external_id,
        corrections: carried.corrections,
        source,
    })
}

/// The findings the draft overrides; each needs its reason.
fn overrides(fields: &Fields<'_>, report: &mut Report) -> Vec<Override> {
    let entries = fields.groups(&draft::fields::OVERRIDES, report);
    let mut overrides = Vec::with_capacity(entries.len());
    for entry in entries {
        entry.only(accepted::FIELDS, report);
        let id = entry.required(&accepted::ID, "Chưa ghi mã lỗi được bỏ qua, ví dụ REC-02.", report);
        let reason = entry.required(&accepted::REASON, "Chưa ghi lý do bỏ qua lỗi này.", report);
        overrides.extend(id.zip(reason).map(|(id, reason)| Override { id, reason }));
    }
    overrides
}

/// In capitals where the mode lets the program change the case.
fn capitals(text: String, mode: Mode) -> String {
    match mode {
        Mode::Normalised => text.to_uppercase(),
        Mode::Faithful => text,
    }
}

/// Corrections that the mode allows.
fn rules(mode: Mode) -> text::Rules {
    match mode {
        Mode::Normalised => text::Rules::NORMALISED,
        Mode::Faithful => text::Rules::FAITHFUL,
    }
}
