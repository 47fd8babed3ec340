//! The fonts: embedded, one glyph a code, widths and meanings of every code shown.

use super::content;
use super::file::{Claim, Findings, Pdf, inflated};
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::{BTreeMap, BTreeSet};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

const FONT: &str = "ISO 19005-2, 6.2.11.2";
const SYSTEM: &str = "ISO 19005-2, 6.2.11.3.1";
const MAP: &str = "ISO 19005-2, 6.2.11.3.2";
const CMAP: &str = "ISO 19005-2, 6.2.11.3.3";
const EMBEDDED: &str = "ISO 19005-2, 6.2.11.4.1";
const SUBSET: &str = "ISO 19005-2, 6.2.11.4.2";
const WIDTHS: &str = "ISO 19005-2, 6.2.11.5";
const UNICODE: &str = "ISO 19005-2, 6.2.11.7.2";
const PRIVATE: &str = "ISO 19005-2, 6.2.11.7.3";
const MISSING: &str = "ISO 19005-2, 6.2.11.8";

pub(crate) fn check(pdf: &Pdf<'_>, _: &Claim, findings: &mut Findings) {
    let shown = content::read(pdf, &mut Findings::default());
    for (&id, codes) in &shown.codes {
        font(pdf, id, codes, findings);
    }
}

fn font(pdf: &Pdf<'_>, id: ObjectId, codes: &BTreeSet<u8>, findings: &mut Findings) {
    let font = pdf.object(id);
    let (kind, subtype, base) =
        (pdf.name(font, "Type"), pdf.name(font, "Subtype"), pdf.name(font, "BaseFont"));
    findings.expect(kind == "Font" && subtype == "Type0", FONT, || format!("{id:?}: {kind} {subtype}"));
    let tagged = base.split_once('+').is_some_and(|(tag, name)| {
        tag.len() == 6 && tag.bytes().all(|byte| byte.is_ascii_uppercase()) && !name.is_empty()
    });
    findings.expect(tagged, "ISO 32000-1, 9.6.4", || format!("{id:?}: {base} is no name of a subset"));
    let descendants = pdf.array(font, "DescendantFonts");
    findings.expect(descendants.len() == 1, FONT, || format!("{id:?}: {} descendants", descendants.len()));
    let Some(descendant) = descendants.first().map(|descendant| pdf.dictionary_of(descendant)) else {
        return;
    };
    let subtype = pdf.name(descendant, "Subtype");
    findings.expect(subtype == "CIDFontType2", FONT, || format!("{id:?}: descendant is a {subtype}"));
    findings.expect(pdf.name(descendant, "BaseFont") == base, FONT, || format!("{id:?}: names differ"));
    encoding(pdf, id, font, descendant, findings);
    let identity = pdf.name(descendant, "CIDToGIDMap") == "Identity";
    findings.expect(identity, MAP, || format!("{id:?}: no map from CIDs to glyphs"));
    program(pdf, id, descendant, codes, findings);
    meanings(pdf, id, font, codes, findings);
}

/// The CMap is embedded, says of itself what its dictionary says, and makes every byte the CID of its value.
fn encoding<'a>(
    pdf: &Pdf<'a>,
    id: ObjectId,
    font: &'a Dictionary,
    descendant: &'a Dictionary,
    findings: &mut Findings,
) {
    let Some(stream) = pdf.stream(font, "Encoding") else {
        return findings.add(CMAP, format!("{id:?}: the encoding is not embedded"));
    };
    let text = String::from_utf8(inflated(stream)).unwrap_or_default();
    let system = |dictionary| {
        let system = pdf.dictionary(dictionary, "CIDSystemInfo");
        (pdf.text(system, "Registry"), pdf.text(system, "Ordering"), pdf.integer(system, "Supplement"))
    };
    let (ours, theirs) = (system(&stream.dict), system(descendant));
    findings
        .expect(ours == theirs && ours.0.is_some(), SYSTEM, || format!("{id:?}: {ours:?} and {theirs:?}"));
    let inside = format!("/WMode {} def", pdf.integer(&stream.dict, "WMode").unwrap_or(0));
    findings.expect(text.contains(&inside), CMAP, || format!("{id:?}: the CMap does not say {inside}"));
    let name = format!("/CMapName/{} def", pdf.name(&stream.dict, "CMapName"));
    findings.expect(text.contains(&name), CMAP, || format!("{id:?}: the CMap does not say {name}"));
    let other = stream.dict.has(b"UseCMap") || text.contains("usecmap");
    findings.expect(!other, CMAP, || format!("{id:?}: the CMap uses another"));
    findings.expect(text.contains("begincidrange<00><FF>0 endcidrange"), CMAP, || format!("{id:?}: {text}"));
}

/// The program is embedded whole, has a glyph for every code, and its widths are those of the dictionary.
fn program<'a>(
    pdf: &Pdf<'a>,
    id: ObjectId,
    descendant: &'a Dictionary,
    codes: &BTreeSet<u8>,
    findings: &mut Findings,
) {
    let descriptor = pdf.dictionary(descendant, "FontDescriptor");
    findings.expect(pdf.name(descriptor, "FontName") == pdf.name(descendant, "BaseFont"), FONT, || {
        format!("{id:?}: names differ")
    });
    for key in ["Flags", "FontBBox", "ItalicAngle", "Ascent", "Descent", "CapHeight", "StemV"] {
        findings
            .expect(descriptor.has(key.as_bytes()), "ISO 32000-1, 9.8.1", || format!("{id:?} has no {key}"));
    }
    let Some(stream) = pdf.stream(descriptor, "FontFile2") else {
        return findings.add(EMBEDDED, format!("{id:?} is not embedded"));
    };
    let program = inflated(stream);
    let length = pdf.integer(&stream.dict, "Length1");
    findings.expect(length == Some(program.len() as i64), "ISO 32000-1, 9.9", || {
        format!("{id:?}: {length:?} bytes")
    });
    let Ok(face) = Face::parse(&program, 0) else {
        return findings.add(EMBEDDED, format!("{id:?}: the program cannot be read"));
    };
    if let Some(set) = pdf.stream(descriptor, "CIDSet") {
        let set = inflated(set);
        let listed = |glyph: u16| {
            set.get(usize::from(glyph / 8)).is_some_and(|byte| byte & (0x80 >> (glyph % 8)) != 0)
        };
        findings.expect((0..face.number_of_glyphs()).all(listed), SUBSET, || {
            format!("{id:?}: CIDs missing in CIDSet")
        });
    }
    let widths = widths(pdf, descendant);
    let scale = 1000.0 / f32::from(face.units_per_em());
    for &code in codes {
        let glyph = GlyphId(u16::from(code));
        findings.expect(code != 0, MISSING, || format!("{id:?} shows .notdef"));
        let Some(advance) = face.glyph_hor_advance(glyph).filter(|_| glyph.0 < face.number_of_glyphs())
        else {
            findings.add(EMBEDDED, format!("{id:?} has no glyph for code {code}"));
            continue;
        };
        let (said, real) = (widths.get(&code).copied().unwrap_or(f32::MAX), f32::from(advance) * scale);
        findings.expect((said - real).abs() < 0.01, WIDTHS, || {
            format!("{id:?}: code {code} is {said} wide, not {real}")
        });
    }
    blanks(pdf, id, descendant, &face, codes, findings);
}

/// A code of a visible character has an outline.
fn blanks<'a>(
    pdf: &Pdf<'a>,
    id: ObjectId,
    descendant: &'a Dictionary,
    face: &Face<'_>,
    codes: &BTreeSet<u8>,
    findings: &mut Findings,
) {
    struct Nothing;
    impl OutlineBuilder for Nothing {
        fn move_to(&mut self, _: f32, _: f32) {}
        fn line_to(&mut self, _: f32, _: f32) {}
        fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {}
        fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {}
        fn close(&mut self) {}
    }
    let unicode = unicode(pdf, pdf.object(id));
    let is_blank = |code: &u8| {
        let text = unicode.get(code).map(String::as_str).unwrap_or_default();
        text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}'))
    };
    for &code in codes.iter().filter(|code| !is_blank(code)) {
        let drawn = face.outline_glyph(GlyphId(u16::from(code)), &mut Nothing).is_some();
        findings.expect(drawn, EMBEDDED, || {
            format!("{} has nothing to draw for code {code}", pdf.name(descendant, "BaseFont"))
        });
    }
}

/// The `/W` array (ISO 32000-1, 9.7.4.3).
fn widths<'a>(pdf: &Pdf<'a>, descendant: &'a Dictionary) -> BTreeMap<u8, f32> {
    let mut widths = BTreeMap::new();
    let mut items = pdf.array(descendant, "W").iter();
    while let (Some(first), Some(row)) = (items.next(), items.next()) {
        let (Ok(first), Ok(row)) = (first.as_i64(), row.as_array()) else { break };
        let codes = (first..).filter_map(|code| u8::try_from(code).ok());
        widths.extend(codes.zip(row.iter().filter_map(|width| width.as_float().ok())));
    }
    widths
}

/// Every code shown means something, and nothing private.
fn meanings<'a>(
    pdf: &Pdf<'a>,
    id: ObjectId,
    font: &'a Dictionary,
    codes: &BTreeSet<u8>,
    findings: &mut Findings,
) {
    let unicode = unicode(pdf, font);
    for code in codes {
        let Some(text) = unicode.get(code).filter(|text| !text.is_empty()) else {
            findings.add(UNICODE, format!("{id:?}: code {code} means nothing"));
            continue;
        };
        let sound = !text.contains(['\0', '\u{FEFF}', '\u{FFFE}']);
        findings.expect(sound, UNICODE, || format!("{id:?}: code {code} means {text:?}"));
        let private = text.contains(|c| matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..));
        findings.expect(!private, PRIVATE, || format!("{id:?}: code {code} means {text:?}"));
    }
}

/// The `bfchar` lines of a ToUnicode CMap.
fn unicode<'a>(pdf: &Pdf<'a>, font: &'a Dictionary) -> BTreeMap<u8, String> {
    let Some(Object::Stream(stream)) = pdf.get(font, "ToUnicode") else { return BTreeMap::new() };
    let text = String::from_utf8(inflated(stream)).unwrap_or_default();
    let line = |line: &str| -> Option<(u8, String)> {
        let (code, units) = line.strip_prefix('<')?.strip_suffix('>')?.split_once("><")?;
        let units =
            units.as_bytes().chunks(4).map(|hex| u16::from_str_radix(str::from_utf8(hex).ok()?, 16).ok());
        let text = String::from_utf16(&units.collect::<Option<Vec<u16>>>()?).ok()?;
        Some((u8::from_str_radix(code, 16).ok()?, text))
    };
    text.lines().filter_map(line).collect()
}
