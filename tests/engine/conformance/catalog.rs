//! What holds of the file as a whole: the catalog, the pages, limits, colours, and what must not be anywhere.

use super::file::{Claim, Findings, Pdf, inflated};
use lopdf::{Dictionary, Object, ObjectId};

const LIMITS: &str = "ISO 19005-2, 6.1.13";
const FILTERS: &str = "ISO 19005-2, 6.1.7.2";
const INTENT: &str = "ISO 19005-2, 6.2.3";
const IMAGES: &str = "ISO 19005-2, 6.2.8";
const XOBJECTS: &str = "ISO 19005-2, 6.2.9";
const ACTIONS: &str = "ISO 19005-2, 6.5.1";
const TRIGGERS: &str = "ISO 19005-2, 6.5.2";

/// Actions that would do something when a page is opened or a key pressed.
const FORBIDDEN_ACTIONS: [&str; 11] = [
    "Launch",
    "Sound",
    "Movie",
    "ResetForm",
    "ImportData",
    "Hide",
    "SetOCGState",
    "Rendition",
    "Trans",
    "GoTo3DView",
    "JavaScript",
];

pub(crate) fn check(pdf: &Pdf<'_>, _: &Claim, findings: &mut Findings) {
    catalog(pdf, findings);
    trailer(pdf, findings);
    intent(pdf, findings);
    for &page in &pdf.pages {
        self::page(pdf, page, findings);
    }
    let count = pdf.document.objects.len();
    findings.expect(count <= 8_388_607, LIMITS, || format!("{count} objects"));
    for (&id, object) in &pdf.document.objects {
        walk(pdf, id, object, findings);
    }
}

fn catalog(pdf: &Pdf<'_>, findings: &mut Findings) {
    let catalog = pdf.catalog();
    let language = pdf.text(catalog, "Lang").unwrap_or_default();
    let good = !language.is_empty()
        && language
            .split('-')
            .all(|tag| (1..=8).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    findings.expect(good, "ISO 19005-2, 6.7.4", || format!("{language:?} is no language"));
    findings.expect(good, "ISO 14289-1, 7.2", || "the language of text cannot be determined".to_owned());
    let mark_info = pdf.dictionary(catalog, "MarkInfo");
    findings.expect(pdf.flag(mark_info, "Marked") == Some(true), "ISO 19005-2, 6.7.2.2", || {
        "not Marked".to_owned()
    });
    findings
        .expect(pdf.flag(mark_info, "Suspects") != Some(true), "ISO 14289-1, 7.1", || "Suspects".to_owned());
    let preferences = pdf.dictionary(catalog, "ViewerPreferences");
    findings.expect(pdf.flag(preferences, "DisplayDocTitle") == Some(true), "ISO 14289-1, 7.1", || {
        "the title is not displayed".to_owned()
    });
    let labels = pdf.dictionary(catalog, "PageLabels");
    let starts: Vec<i64> = pdf.array(labels, "Nums").iter().filter_map(|start| start.as_i64().ok()).collect();
    let good = labels.is_empty() || starts.first() == Some(&0) && starts.is_sorted_by(|a, b| a < b);
    findings.expect(good, "ISO 32000-1, 12.4.2", || format!("labels begin at the pages {starts:?}"));
    for (key, clause) in [
        ("AA", TRIGGERS),
        ("OpenAction", TRIGGERS),
        ("Requirements", "ISO 19005-2, 6.11"),
        ("NeedsRendering", "ISO 19005-2, 6.4.2"),
        ("OCProperties", "ISO 19005-2, 6.9"),
        ("Perms", "ISO 19005-2, 6.1.12"),
    ] {
        findings.expect(!catalog.has(key.as_bytes()), clause, || format!("the catalog has /{key}"));
    }
    for (key, _) in pdf.dictionary(catalog, "Names").iter() {
        let key = String::from_utf8_lossy(key);
        let clause = if key == "AlternatePresentations" { "ISO 19005-2, 6.10" } else { ACTIONS };
        findings.expect(key == "EmbeddedFiles", clause, || format!("names of {key}"));
    }
}

fn trailer(pdf: &Pdf<'_>, findings: &mut Findings) {
    let trailer = &pdf.document.trailer;
    let is_id = |object: &Object| object.as_str().is_ok_and(|id| id.len() >= 16);
    let id = pdf.array(trailer, "ID");
    findings.expect(id.len() == 2 && id.iter().all(is_id), "ISO 19005-2, 6.1.3", || "no /ID".to_owned());
    findings.expect(!trailer.has(b"Encrypt"), "ISO 19005-2, 6.1.3", || "the file is encrypted".to_owned());
}

fn page(pdf: &Pdf<'_>, id: ObjectId, findings: &mut Findings) {
    let page = pdf.object(id);
    let bounds = pdf.numbers(page, "MediaBox");
    let sides = [2, 3].map(|side| bounds.get(side).unwrap_or(&0.0) - bounds.get(side - 2).unwrap_or(&0.0));
    findings
        .expect(sides.iter().all(|side| (3.0..=14_400.0).contains(side)), LIMITS, || format!("{bounds:?}"));
    findings.expect(page.has(b"Resources"), "ISO 19005-2, 6.2.2", || format!("page {id:?} has no resources"));
    findings.expect(!page.has(b"AA"), TRIGGERS, || format!("page {id:?} has /AA"));
    findings.expect(!page.has(b"PresSteps"), "ISO 19005-2, 6.10", || format!("page {id:?} has /PresSteps"));
}

/// One intent, with an RGB profile whose header and tags are sound (ICC.1:2001, 6).
fn intent(pdf: &Pdf<'_>, findings: &mut Findings) {
    let intents = pdf.array(pdf.catalog(), "OutputIntents");
    let [intent] = intents else {
        findings.add(INTENT, format!("{} output intents", intents.len()));
        return;
    };
    let intent = pdf.dictionary_of(intent);
    findings.expect(pdf.name(intent, "S") == "GTS_PDFA1", INTENT, || "not a PDF/A output intent".to_owned());
    findings
        .expect(intent.has(b"OutputConditionIdentifier"), INTENT, || "no condition identifier".to_owned());
    let Some(stream) = pdf.stream(intent, "DestOutputProfile") else {
        findings.add(INTENT, "no profile");
        return;
    };
    let profile = inflated(stream);
    let word = |at: usize| -> usize {
        let bytes = profile.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, u32::from_be_bytes) as usize
    };
    let field = |at: usize| profile.get(at..at + 4).unwrap_or_default();
    let header = word(0) == profile.len()
        && profile.get(8).is_some_and(|version| (2..=4).contains(version))
        && [b"mntr", b"prtr"].iter().any(|class| field(12) == *class)
        && field(16) == b"RGB "
        && [b"XYZ ", b"Lab "].iter().any(|space| field(20) == *space)
        && field(36) == b"acsp";
    findings.expect(header && pdf.integer(&stream.dict, "N") == Some(3), INTENT, || {
        "no header of an RGB profile".to_owned()
    });
    for tag in [b"desc", b"cprt", b"wtpt", b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC"] {
        let entries = (0..word(128).min(100)).map(|index| 132 + 12 * index);
        let inside =
            entries.filter(|&at| field(at) == tag).any(|at| word(at + 4) + word(at + 8) <= profile.len());
        findings.expect(inside, INTENT, || format!("the profile has no {}", String::from_utf8_lossy(tag)));
    }
}

/// What must hold of every object, wherever it stands.
fn walk(pdf: &Pdf<'_>, id: ObjectId, object: &Object, findings: &mut Findings) {
    match object {
        Object::Integer(value) => {
            findings.expect(i32::try_from(*value).is_ok(), LIMITS, || format!("{id:?}: {value}"));
        }
        Object::Real(value) => {
            let good = value.is_finite() && (*value == 0.0 || value.abs() >= 1.175e-38);
            findings.expect(good, LIMITS, || format!("{id:?}: {value}"));
        }
        Object::String(bytes, _) => {
            findings
                .expect(bytes.len() <= 32_767, LIMITS, || format!("{id:?}: string of {} bytes", bytes.len()));
        }
        Object::Name(name) => {
            findings.expect(name.len() <= 127, LIMITS, || format!("{id:?}: name of {} bytes", name.len()));
            let utf8 = str::from_utf8(name).is_ok();
            findings.expect(utf8, "ISO 19005-2, 6.1.8", || format!("{id:?}: a name that is no UTF-8"));
        }
        Object::Array(items) => items.iter().for_each(|item| walk(pdf, id, item, findings)),
        Object::Dictionary(inside) => dictionary(pdf, id, inside, findings),
        Object::Stream(stream) => {
            for key in ["F", "FFilter", "FDecodeParms"] {
                findings.expect(!stream.dict.has(key.as_bytes()), "ISO 19005-2, 6.1.7.1", || {
                    format!("{id:?} has /{key}")
                });
            }
            let plain = stream.filters().unwrap_or_default().iter().all(|name| *name == b"FlateDecode");
            findings.expect(plain, FILTERS, || format!("{id:?} has another filter than Flate"));
            self::stream(pdf, id, &stream.dict, findings);
            dictionary(pdf, id, &stream.dict, findings);
        }
        Object::Reference(target) => {
            let there = pdf.document.objects.contains_key(target);
            findings.expect(there, "ISO 32000-1, 7.3.10", || {
                format!("{id:?} refers to {target:?}, which is not there")
            });
        }
        Object::Null | Object::Boolean(_) => {}
    }
}

fn dictionary(pdf: &Pdf<'_>, id: ObjectId, inside: &Dictionary, findings: &mut Findings) {
    let action = pdf.name(inside, "S");
    findings.expect(!FORBIDDEN_ACTIONS.contains(&action) && !inside.has(b"JS"), ACTIONS, || {
        format!("{id:?}: action {action}")
    });
    for key in ["TR", "TR2", "HTP"] {
        findings.expect(!inside.has(key.as_bytes()), "ISO 19005-2, 6.2.5", || format!("{id:?} has /{key}"));
    }
    inside.iter().for_each(|(key, value)| {
        walk(pdf, id, &Object::Name(key.clone()), findings);
        walk(pdf, id, value, findings);
    });
}

/// Images and forms.
fn stream<'a>(pdf: &Pdf<'a>, id: ObjectId, about: &'a Dictionary, findings: &mut Findings) {
    match pdf.name(about, "Subtype") {
        "Image" => {
            for key in ["Alternates", "OPI"] {
                findings.expect(!about.has(key.as_bytes()), IMAGES, || format!("{id:?} has /{key}"));
            }
            let interpolated = pdf.flag(about, "Interpolate") == Some(true);
            findings.expect(!interpolated, IMAGES, || format!("{id:?} is interpolated"));
            let bits = pdf.integer(about, "BitsPerComponent");
            findings.expect(bits == Some(8), IMAGES, || format!("{id:?}: {bits:?} bits"));
            let space = pdf.name(about, "ColorSpace");
            findings.expect(matches!(space, "DeviceRGB" | "DeviceGray"), "ISO 19005-2, 6.2.4.3", || {
                format!("{id:?}: an image in {space}, for which there is no output intent")
            });
        }
        "Form" => {
            for key in ["OPI", "PS", "Subtype2", "Ref"] {
                findings.expect(!about.has(key.as_bytes()), XOBJECTS, || format!("{id:?} has /{key}"));
            }
            findings
                .expect(about.has(b"Resources"), "ISO 19005-2, 6.2.2", || format!("{id:?} has no resources"));
        }
        "PS" => findings.add(XOBJECTS, format!("{id:?} is PostScript")),
        _ => {}
    }
}
