//! Contents of `templates/`, as read and checked.

use super::bundle::Bundle;
use super::capitals::Capitals;
use crate::style::StyleSheet;
use crate::template::Template;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A document type: *kế hoạch*, *báo cáo* …
#[derive(Debug)]
pub struct DocumentType {
    /// `ke-hoach`; the folder's name.
    pub id: String,
    /// `kế hoạch`.
    pub name: String,
    /// `KẾ HOẠCH`: what is printed; empty for a type without a printed name (*công văn*).
    pub title: String,
    /// `KH` (NĐ 30/2020, Phụ lục III, Mục I); an organ may print another. None for a type without one.
    pub abbreviation: Option<String>,
    /// Place of the subject.
    pub subject: SubjectPlace,
    /// Number of signers it allows.
    pub signatures: Signatures,
    /// Presence of `to` (*Kính gửi*).
    pub to: Presence,
    /// Flag: it has a place-and-date line (a *biên bản* has none).
    pub dated: bool,
    /// Flag: the organ's address stands at the foot of page 1 (a *công văn*).
    pub address: bool,
    /// Presence of `body` (or of a ready-made content); a type whose form is made of fields need not have one.
    pub body: Presence,
    /// Heading of a block under the signature that another organ fills in (*giấy nghỉ phép*); none in most.
    pub confirmation: Option<String>,
    /// Sections such a document is expected to have, for the linter.
    pub sections: Vec<String>,
    /// Code in Thông tư 05/2025/TT-BNV.
    pub tt05_code: Option<String>,
    /// Code in edXML.
    pub edxml_type: Option<String>,
    /// Flag: it takes papers of every kind beyond the others; name and symbol are the paper's own.
    pub general: bool,
    /// Fields of its own beyond those every draft has.
    pub fields: Vec<Field>,
    /// Bases and body, as outline text with `{{fields}}`.
    pub template: Template,
    /// Ready-made contents by id.
    pub contents: BTreeMap<String, Content>,
    /// SHA-256 over the folder's files, lower-case hexadecimal.
    pub digest: String,
}

/// Place of *trích yếu*.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SubjectPlace {
    /// Under the type's name.
    #[default]
    UnderTitle,
    /// Under the number, `V/v …` (*công văn*).
    UnderNumber,
}

/// Number of signers that a type allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signatures {
    /// One.
    #[default]
    One,
    /// One, or two side by side.
    Two,
}

/// Presence of a component in the documents of a type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// Never.
    #[default]
    Never,
    /// If given.
    Optional,
    /// Always.
    Required,
}

/// A ready-made content: the text of a recurring document, filled from data.
#[derive(Debug)]
pub struct Content {
    /// `thang`; the file's name.
    pub id: String,
    /// For people.
    pub name: String,
    /// Fields of `data`.
    pub fields: Vec<Field>,
    /// The text, as outline text with `{{fields}}`; it stands in place of `body`.
    pub template: Template,
    /// Sample data.
    pub sample: serde_json::Value,
}

/// A value a template takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The key.
    pub name: String,
    /// For people, in Vietnamese.
    pub label: String,
    /// Kind of value.
    pub kind: Kind,
    /// Flag: it must be given.
    #[serde(default)]
    pub required: bool,
    /// A sentence of help, in Vietnamese.
    #[serde(default)]
    pub help: String,
    /// Value where none is given.
    #[serde(default)]
    pub default: Option<serde_json::Value>,
    /// For `choice`: the values.
    #[serde(default)]
    pub choices: Vec<String>,
    /// For `list` and `group`: the fields of an entry.
    #[serde(default)]
    pub fields: Vec<Field>,
}

/// Kind of value that a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One line of plain text.
    Line,
    /// Lines of plain text: a list of strings.
    Lines,
    /// Outline text, live: markers, emphasis and tables count.
    Outline,
    /// A date, `2024-02-23`.
    Date,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// One of `choices`.
    Choice,
    /// Entries, each with `fields`.
    List,
    /// One entry with `fields`.
    Group,
}

/// The style sheet of the decree itself (NĐ 30/2020), which others inherit; that of an organ that names none.
pub const DECREE_STYLE: &str = "nd30";

/// An issuing organ, as it was between two dates.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organ {
    /// `ldld-lai-chau`; the file's name.
    #[serde(default)]
    pub id: String,
    /// First day this version holds.
    pub valid_from: Option<NaiveDate>,
    /// Last day it holds.
    pub valid_to: Option<NaiveDate>,
    /// The organ above, in printed lines.
    pub parent: Vec<String>,
    /// Its own name, in printed lines.
    pub name: Vec<String>,
    /// Its name in running text: `Liên đoàn Lao động tỉnh Lai Châu`.
    pub full_name: String,
    /// `LĐLĐ`.
    pub symbol: String,
    /// `Lai Châu`.
    pub place: String,
    /// The id of its style sheet.
    pub style: String,
    /// Abbreviations it prints, by type id, where they are not the decree's.
    #[serde(default)]
    pub abbreviations: BTreeMap<String, String>,
    /// Collectives in whose name documents are signed: `Ban Chấp hành`, `Ban Thường vụ`.
    #[serde(default)]
    pub collectives: Vec<String>,
    /// Persons who sign for it.
    #[serde(default)]
    pub signers: Vec<OrganSigner>,
    /// Units and their abbreviations.
    #[serde(default)]
    pub units: Vec<Unit>,
    /// Usual receivers.
    #[serde(default)]
    pub receivers: Vec<String>,
    /// Lines of the address at the foot of a *công văn*.
    #[serde(default)]
    pub address: Vec<String>,
    /// Terms whose capitals this organ fixes, beyond [`Capitals::terms`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<String>,
    /// Acronyms this organ uses without explaining them, beyond [`Words::familiar`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acronyms: Vec<String>,
}

/// A person who signs for an organ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganSigner {
    /// `Hoàng Thọ Trung`.
    pub full_name: String,
    /// `Chủ tịch`.
    pub position: String,
    /// First day in that post.
    pub from: Option<NaiveDate>,
    /// Last day in that post.
    pub to: Option<NaiveDate>,
}

/// A unit of an organ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// `Ban Tuyên giáo - Nữ công`.
    pub name: String,
    /// `TG-NC`.
    pub symbol: String,
}

/// Everything `templates/` holds. Clones share what is large.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// By id.
    pub types: BTreeMap<String, Arc<DocumentType>>,
    /// By id; the versions of each in order of time.
    pub organs: BTreeMap<String, Vec<Arc<Organ>>>,
    /// By id.
    pub styles: BTreeMap<String, Arc<SheetFile>>,
    /// Word tables.
    pub words: Arc<Words>,
    /// The files it was read from, those of organs aside.
    pub bundle: Arc<Bundle>,
}

/// A style sheet and the digest of the files it was read from.
#[derive(Debug)]
pub struct SheetFile {
    /// The sheet.
    pub sheet: StyleSheet,
    /// SHA-256 over the file and what it inherits, lower-case hexadecimal.
    pub digest: String,
}

/// `templates/words/`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words {
    /// Known acronyms, as written.
    pub acronyms: Vec<String>,
    /// Characters no face has, and what is drawn instead.
    pub substitutes: BTreeMap<char, String>,
    /// Characters no face has and none stands in for, and what to write in their place.
    pub offers: BTreeMap<char, String>,
    /// Tables of capitals: `Ban Thường vụ`.
    pub capitals: Capitals,
    /// Acronyms that need no explanation at first use.
    pub familiar: Vec<String>,
    /// Frequent slips of typing and scanning, and what was meant.
    pub slips: BTreeMap<String, String>,
    /// Symbols of organs whose documents are numbered in the Party's order: `TW`, `VPTU`.
    pub party_organs: Vec<String>,
    /// Terms abolished with the day from which a document should not use them, and what stands for them now.
    pub abolished: Vec<Abolished>,
    /// Degrees and titles that do not stand before a signer's name: `ThS`, `Nhà giáo Ưu tú`.
    pub titles: Vec<String>,
    /// Things that a document may have attached: `phụ lục`, `đề cương`.
    pub attachments: Vec<String>,
    /// Legal texts that have ended.
    pub ended: Vec<EndedText>,
    /// Words by which other documents are cited.
    pub cited: CitedWords,
}

/// Words by which texts call the types and the authors of the documents they cite.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CitedWords {
    /// Types by name in lower case (`nghị định`), with what stands for them in a symbol; beyond the catalog's own.
    pub types: BTreeMap<String, Vec<String>>,
    /// Names by which texts call the author of a document, by the symbol of the organ: `TW`, `TLĐ`.
    pub authors: BTreeMap<String, Vec<String>>,
    /// Names of types that a basis calls by their title and not by a number: `điều lệ`.
    pub unnumbered: Vec<String>,
}

/// A term that ended.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Abolished {
    /// As written.
    pub term: String,
    /// First day it is out of use.
    pub from: NaiveDate,
    /// A sentence: what took its place, and the source.
    pub note: String,
}

/// A legal text that another has replaced.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndedText {
    /// Number and symbol: `110/2004/NĐ-CP`.
    pub number: String,
    /// First day it no longer holds.
    pub from: NaiveDate,
    /// Text that replaced it.
    pub replaced_by: String,
}
