//! The source a document was made from, inside the file (ISO 19005-3, 6.8 and Annex E).
//!
//! The bytes of a file and what is to be known of it come in; an embedded file goes out that the document as a whole
//! is associated with. Nothing is refused: PDF/A-3 takes files of any kind.

use super::deflate::Deflater;
use super::metadata;
use super::skeleton::CATALOG;
use super::text_string;
use chrono::NaiveDate;
use lopdf::{Document, Object, dictionary};

/// A file to go into the PDF file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attachment<'a> {
    /// Its name, without folders: `source.json`.
    pub name: &'a str,
    /// Content.
    pub bytes: &'a [u8],
    /// Its media type (RFC 6838): `application/json`.
    pub media_type: &'a str,
    /// Description for people.
    pub description: &'a str,
}

/// The date of a file nobody knows one of. A modification date has to be there (ISO 19005-3, Annex E) and must not
/// come from a clock; this is the one the entries of every package have too, the first day an archive can name.
const UNDATED: Option<NaiveDate> = NaiveDate::from_ymd_opt(1980, 1, 1);

/// Embeds the source of the document, which was last changed on the day of issue.
pub(super) fn attach(
    attachment: &Attachment<'_>,
    issued: Option<NaiveDate>,
    document: &mut Document,
    deflater: &mut Deflater,
) {
    let mut parameters = dictionary! { "Size" => attachment.bytes.len() as i64 };
    if let Some(date) = issued.or(UNDATED) {
        parameters.set("ModDate", metadata::date(date));
    }
    let about = dictionary! {
        "Type" => "EmbeddedFile",
        "Subtype" => Object::Name(attachment.media_type.as_bytes().to_vec()),
        "Params" => parameters,
    };
    let file = document.add_object(deflater.stream(about, attachment.bytes));
    let specification = document.add_object(dictionary! {
        "Type" => "Filespec",
        "F" => text_string(attachment.name),
        "UF" => text_string(attachment.name),
        "Desc" => text_string(attachment.description),
        "AFRelationship" => "Source",
        "EF" => dictionary! { "F" => file, "UF" => file },
    });
    if let Ok(catalog) = document.get_dictionary_mut(CATALOG) {
        catalog.set("AF", vec![specification.into()]);
        let names = vec![text_string(attachment.name), specification.into()];
        catalog.set("Names", dictionary! { "EmbeddedFiles" => dictionary! { "Names" => names } });
    }
}
