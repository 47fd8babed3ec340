//! What stands beside the pages: annotations, the form, embedded files.

use super::file::{Claim, Findings, Pdf, inflated};
use super::structure::{Kid, Tree};
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::BTreeSet;

const KINDS: &str = "ISO 19005-2, 6.3.1";
const FLAGS: &str = "ISO 19005-2, 6.3.2";
const APPEARANCE: &str = "ISO 19005-2, 6.3.3";
const FORMS: &str = "ISO 19005-2, 6.4.1";
const SIGNED: &str = "ISO 32000-1, 12.7.4.5";
const FORM_TAG: &str = "ISO 14289-1, 7.18.4";
const LINK_TAG: &str = "ISO 14289-1, 7.18.5";
const ACTIONS: &str = "ISO 19005-2, 6.5.1";
const FILES: &str = "ISO 19005-3, 6.8";

pub(crate) fn check(pdf: &Pdf<'_>, claim: &Claim, findings: &mut Findings) {
    let tree = Tree::read(pdf, &mut Findings::default());
    let mut widgets = BTreeSet::new();
    for &page in &pdf.pages {
        let annotations = pdf.annotations(page);
        let ordered = annotations.is_empty() || pdf.name(pdf.object(page), "Tabs") == "S";
        findings
            .expect(ordered, "ISO 14289-1, 7.18.3", || format!("page {page:?} is not tabbed by structure"));
        for annotation in annotations {
            match annotation.as_reference() {
                Ok(id) if pdf.name(pdf.object(id), "Subtype") == "Link" => {
                    link(pdf, &tree, page, id, findings);
                }
                Ok(id) => {
                    widget(pdf, &tree, page, id, findings);
                    widgets.insert(id);
                }
                Err(_) => {
                    findings.add(KINDS, format!("page {page:?} has an annotation nothing can refer to"))
                }
            }
        }
    }
    form(pdf, claim, &widgets, findings);
    files(pdf, claim, findings);
}

/// A link: in a Link element with its text, described, shown by nothing but that text, leading to a page of the web or
/// to a letter box and nowhere else.
fn link(pdf: &Pdf<'_>, tree: &Tree<'_>, page: ObjectId, id: ObjectId, findings: &mut Findings) {
    let link = pdf.object(id);
    flags(pdf, link, id, findings);
    home(link, page, id, findings);
    place(pdf, link, page, id, findings);
    let described = pdf.text(link, "Contents").is_some_and(|text| !text.trim().is_empty());
    findings.expect(described, LINK_TAG, || format!("{id:?} is not described"));
    let element = tree.element_of(id);
    let has_text = |kid: &Kid| matches!(kid, Kid::Mark(..) | Kid::Element(_));
    let tagged = element.is_some_and(|element| element.kind == "Link" && element.kids.iter().any(has_text));
    findings.expect(tagged, LINK_TAG, || format!("{id:?} is not in a Link element with its text"));
    let action = pdf.dictionary(link, "A");
    let target = pdf.text(action, "URI").unwrap_or_default();
    let known = ["http://", "https://", "mailto:"].iter().any(|s| target.to_ascii_lowercase().starts_with(s));
    findings
        .expect(pdf.name(action, "S") == "URI" && known, ACTIONS, || format!("{id:?} leads to {target:?}"));
    findings.expect(!link.has(b"AA"), FORMS, || format!("{id:?} has triggers"));
    let border = pdf.numbers(link, "Border");
    let plain = border.len() == 3 && border.iter().all(|side| side.abs() < f32::EPSILON) && !link.has(b"AP");
    findings.expect(plain, "looks like the text around", || format!("{id:?} has a border or an appearance"));
}

/// Print, and none of Invisible, Hidden, NoView, ToggleNoView.
fn flags(pdf: &Pdf<'_>, annotation: &Dictionary, id: ObjectId, findings: &mut Findings) {
    let flags = pdf.integer(annotation, "F").unwrap_or(0);
    findings.expect(flags & 0b1_0010_0111 == 0b100, FLAGS, || format!("{id:?} has flags {flags}"));
}

/// The annotation names the page that it is on.
fn home(annotation: &Dictionary, page: ObjectId, id: ObjectId, findings: &mut Findings) {
    let home = Pdf::reference(annotation, "P");
    findings
        .expect(home == Some(page), "ISO 32000-1, 12.5.2", || format!("{id:?} is on {page:?}, not {home:?}"));
}

/// Another annotation: nothing but an empty signature field, in a Form element of its own.
fn widget(pdf: &Pdf<'_>, tree: &Tree<'_>, page: ObjectId, id: ObjectId, findings: &mut Findings) {
    let widget = pdf.object(id);
    let kind = pdf.name(widget, "Subtype");
    findings.expect(kind == "Widget", KINDS, || format!("{id:?} is a {kind}"));
    flags(pdf, widget, id, findings);
    findings.expect(!widget.has(b"A") && !widget.has(b"AA"), FORMS, || format!("{id:?} has an action"));
    let signature = pdf.name(widget, "FT") == "Sig" && !widget.has(b"V");
    findings.expect(signature, SIGNED, || format!("{id:?} is no empty signature field"));
    home(widget, page, id, findings);
    place(pdf, widget, page, id, findings);
    appearance(pdf, widget, id, findings);
    let says = |text: Option<String>| text.is_some_and(|text| !text.trim().is_empty());
    let element = tree.element_of(id);
    let described = says(pdf.text(widget, "TU"))
        || element.is_some_and(|element| says(pdf.text(element.dictionary, "Alt")));
    findings.expect(described, "ISO 14289-1, 7.18.1", || format!("{id:?} is not described"));
    let alone = element.is_some_and(|element| element.kind == "Form" && element.kids == [Kid::Object(id)]);
    findings.expect(alone, FORM_TAG, || format!("{id:?} is not alone in a Form element"));
}

/// The rectangle lies on the page.
fn place(pdf: &Pdf<'_>, widget: &Dictionary, page: ObjectId, id: ObjectId, findings: &mut Findings) {
    let rectangle: Vec<f32> = match widget.get(b"Rect") {
        Ok(Object::Array(numbers)) => numbers.iter().filter_map(|number| number.as_float().ok()).collect(),
        _ => vec![],
    };
    let bounds = pdf.numbers(pdf.object(page), "MediaBox");
    let inside = match (rectangle.as_slice(), bounds.as_slice()) {
        (&[left, bottom, right, top], &[x, y, width, height]) => {
            x <= left && left < right && right <= width && y <= bottom && bottom < top && top <= height
        }
        _ => false,
    };
    findings.expect(inside, "ISO 32000-1, 12.5.2", || format!("{id:?} is at {rectangle:?}"));
}

/// A normal appearance and no other.
fn appearance(pdf: &Pdf<'_>, widget: &Dictionary, id: ObjectId, findings: &mut Findings) {
    let Ok(appearances) = widget.get(b"AP").and_then(Object::as_dict) else {
        return findings.add(APPEARANCE, format!("{id:?} has no appearance"));
    };
    let only = appearances.iter().all(|(key, _)| key == b"N");
    let normal = appearances.get(b"N").and_then(Object::as_reference).ok();
    let stream =
        normal.and_then(|id| pdf.document.objects.get(&id)).is_some_and(|object| object.as_stream().is_ok());
    findings.expect(only && stream, APPEARANCE, || format!("{id:?}: the appearance is not one stream"));
}

/// The form has the fields of the pages, no more and no fewer, and nothing that makes it move.
fn form(pdf: &Pdf<'_>, claim: &Claim, widgets: &BTreeSet<ObjectId>, findings: &mut Findings) {
    let catalog = pdf.catalog();
    findings.expect(catalog.has(b"AcroForm") == claim.fields, "what was asked for", || {
        "a form or none".to_owned()
    });
    let form = pdf.dictionary(catalog, "AcroForm");
    let redrawn = pdf.flag(form, "NeedAppearances") == Some(true);
    findings.expect(!redrawn, FORMS, || "appearances are left to the viewer".to_owned());
    findings.expect(!form.has(b"XFA"), "ISO 19005-2, 6.4.2", || "the form is XFA".to_owned());
    let fields: BTreeSet<ObjectId> =
        pdf.array(form, "Fields").iter().filter_map(|f| f.as_reference().ok()).collect();
    findings.expect(fields == *widgets, "ISO 32000-1, 12.7.2", || {
        format!("fields {fields:?}, widgets {widgets:?}")
    });
    let names: BTreeSet<_> = fields.iter().map(|&id| pdf.text(pdf.object(id), "T")).collect();
    findings.expect(names.len() == fields.len() && !names.contains(&None), "ISO 32000-1, 12.7.3.2", || {
        format!("fields are named {names:?}")
    });
    let flags = pdf.integer(form, "SigFlags");
    let right = flags == (!fields.is_empty()).then_some(1);
    findings.expect(right, "ISO 32000-1, 12.7.2", || {
        format!("SigFlags are {flags:?} for {} fields", fields.len())
    });
}

/// PDF/A-2 holds no files but PDF/A, so ours holds none; in PDF/A-3 each is associated and says what it is.
fn files(pdf: &Pdf<'_>, claim: &Claim, findings: &mut Findings) {
    let is_specification = |id: &&ObjectId| pdf.object(**id).has(b"EF");
    let specifications: BTreeSet<ObjectId> =
        pdf.document.objects.keys().filter(is_specification).copied().collect();
    if claim.part < 3 {
        let none = specifications.is_empty() && !pdf.catalog().has(b"AF");
        return findings.expect(none, "ISO 19005-2, 6.8", || "files that are no PDF/A".to_owned());
    }
    findings.expect(!specifications.is_empty(), "what was asked for", || "no source inside".to_owned());
    let listed = |objects: &[Object]| -> BTreeSet<ObjectId> {
        objects.iter().filter_map(|object| object.as_reference().ok()).collect()
    };
    let associated = listed(pdf.array(pdf.catalog(), "AF"));
    findings.expect(associated == specifications, FILES, || format!("{associated:?} are associated"));
    let names = pdf.dictionary(pdf.dictionary(pdf.catalog(), "Names"), "EmbeddedFiles");
    let named = listed(pdf.array(names, "Names"));
    findings.expect(named == specifications, "ISO 32000-1, 7.11.4", || format!("{named:?} are named"));
    specifications.iter().for_each(|&id| file(pdf, id, findings));
}

fn file(pdf: &Pdf<'_>, id: ObjectId, findings: &mut Findings) {
    let specification = pdf.object(id);
    for (key, clause) in
        [("F", "ISO 14289-1, 7.11"), ("UF", "ISO 14289-1, 7.11"), ("Desc", "ISO 32000-1, 7.11.3")]
    {
        let said = pdf.text(specification, key).is_some_and(|text| !text.is_empty());
        findings.expect(said, clause, || format!("{id:?} has no {key}"));
    }
    let relation = pdf.name(specification, "AFRelationship");
    findings.expect(relation == "Source", FILES, || format!("{id:?} is related as {relation:?}"));
    let Some(stream) = pdf.stream(pdf.dictionary(specification, "EF"), "F") else {
        return findings.add(FILES, format!("{id:?} holds no file"));
    };
    let media_type = pdf.name(&stream.dict, "Subtype");
    let good =
        media_type.split_once('/').is_some_and(|(kind, subtype)| !kind.is_empty() && !subtype.is_empty());
    findings.expect(good, FILES, || format!("{id:?} is of type {media_type:?}"));
    let parameters = pdf.dictionary(&stream.dict, "Params");
    let date = pdf.text(parameters, "ModDate").unwrap_or_default();
    let dated = date.starts_with("D:") && date.len() >= 16;
    findings.expect(dated, "ISO 19005-3, Annex E", || format!("{id:?} was changed on {date:?}"));
    let (said, real) = (pdf.integer(parameters, "Size"), inflated(stream).len() as i64);
    findings.expect(said == Some(real), "ISO 32000-1, 7.11.4", || {
        format!("{id:?} has {real} bytes, not {said:?}")
    });
}
