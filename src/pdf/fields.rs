//! Signature fields: places laid down with the document, so that a person and then the organ can sign the finished
//! file without either touching what the other signed.
//!
//! The places of a layout come in; empty fields go out, each with its widget on the page, an appearance that shows
//! nothing, and a name and a tooltip of its own. Nothing is signed here.

use super::annotations::{FLAGS, TaggedAnnotation, add_to_page};
use super::skeleton::CATALOG;
use super::{PdfError, points, rectangle, text_string};
use crate::layout::{Layout, Signatory, SigningPlace};
use crate::length::{Length, Size};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

/// The name of the field of who signs alone; where two sign, each gets a number after it.
const PERSON: &str = "NguoiKy";
/// The name of the organ's field.
const ORGAN: &str = "CoQuan";
/// The document has signature fields (ISO 32000-1, Table 219, bit 1). Bit 2, "append only", is for who signs to set:
/// it says that there are signatures to be spoiled.
const SIGNATURE_FLAGS: i64 = 1;

/// Adds a field for each place; the parent tree knows the first by `first_key`, the next by the number after it.
///
/// Fails if a place is on a page that is not there.
pub(super) fn add(
    layout: &Layout,
    pages: &[ObjectId],
    first_key: usize,
    document: &mut Document,
) -> Result<Vec<TaggedAnnotation>, PdfError> {
    let names = names(&layout.signing);
    let mut widgets = Vec::with_capacity(names.len());
    for (index, (place, name)) in layout.signing.iter().zip(names).enumerate() {
        let missing = PdfError::Node(place.node.0);
        let page = layout.pages.get(place.bounds.page).zip(pages.get(place.bounds.page));
        let (height, page_id) = page.map(|(page, &id)| (page.size.height, id)).ok_or(missing)?;
        let mut widget = dictionary! {
            "Type" => "Annot",
            "Subtype" => "Widget",
            "FT" => "Sig",
            "T" => Object::string_literal(name),
            "TU" => text_string(&tooltip(&place.signatory)),
            "F" => FLAGS,
            "P" => page_id,
            "StructParent" => (first_key + index) as i64,
        };
        widget.set("Rect", rectangle(&place.bounds, height));
        widget.set("AP", dictionary! { "N" => document.add_object(empty_appearance(place.bounds.size)) });
        let id = document.add_object(widget);
        add_to_page(page_id, id, document);
        widgets.push(TaggedAnnotation { id, node: place.node, page: place.bounds.page });
    }
    if let (false, Ok(catalog)) = (widgets.is_empty(), document.get_dictionary_mut(CATALOG)) {
        let fields: Vec<Object> = widgets.iter().map(|widget| widget.id.into()).collect();
        catalog.set("AcroForm", dictionary! { "Fields" => fields, "SigFlags" => SIGNATURE_FLAGS });
    }
    Ok(widgets)
}

/// By place, the name of its field.
fn names(places: &[SigningPlace]) -> Vec<String> {
    let is_person = |place: &&SigningPlace| matches!(place.signatory, Signatory::Person(_));
    let persons = places.iter().filter(is_person).count();
    let mut number = 0;
    let name = |place: &SigningPlace| match place.signatory {
        Signatory::Person(_) if persons == 1 => PERSON.to_owned(),
        Signatory::Person(_) => {
            number += 1;
            format!("{PERSON}{number}")
        }
        Signatory::Organ => ORGAN.to_owned(),
    };
    places.iter().map(name).collect()
}

/// Tooltip of a field, read aloud in place of its name (ISO 14289-1, 7.18.1); the decree's words (NĐ 30/2020, Phụ
/// lục III).
fn tooltip(signatory: &Signatory) -> String {
    match signatory {
        Signatory::Person(name) if name.is_empty() => "Chữ ký số của người có thẩm quyền".to_owned(),
        Signatory::Person(name) => format!("Chữ ký số của {}", name.replace('\n', " ")),
        Signatory::Organ => "Dấu, chữ ký số của cơ quan, tổ chức".to_owned(),
    }
}

/// The appearance of a place nobody has signed in: every annotation has one (ISO 19005-2, 6.3.3).
fn empty_appearance(size: Size) -> Stream {
    let bounds = [Length::ZERO, Length::ZERO, size.width, size.height].map(points);
    let about = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => bounds.to_vec(),
        "Resources" => Dictionary::new(),
    };
    Stream::new(about, Vec::new())
}
