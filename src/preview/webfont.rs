//! The characters a page uses of one face, as a TrueType font a browser accepts.
//!
//! The subsetter writes for PDF and leaves out what only a browser asks for. Its outlines and metrics are taken as they
//! are; `cmap`, `name` and `post` are written here, `OS/2` is the face's own. The font gets a name of its own, because
//! the faces' licence (SIL OFL 1.1, clause 3) reserves theirs for the unmodified files.

use crate::font::{FaceId, FontBook};
use std::collections::BTreeMap;
use subsetter::GlyphRemapper;
use ttf_parser::{Face, RawFace, Tag, name_id};

/// A font of `characters` out of a program that has a glyph for each; those of glyph 0 are left out. None if the
/// program cannot be subset.
pub(super) fn web_font(program: &[u8], look: FaceId, characters: &BTreeMap<char, u16>) -> Option<Vec<u8>> {
    let face = Face::parse(program, 0).ok()?;
    let mut glyphs = GlyphRemapper::new();
    let used = characters.iter().filter(|(_, glyph)| **glyph != 0);
    let map: Vec<(u32, u32)> =
        used.map(|(&character, &glyph)| (u32::from(character), glyphs.remap(glyph).into())).collect();
    let subset = subsetter::subset(program, 0, &glyphs).ok()?;
    let mut tables: Vec<(Tag, Vec<u8>)> = read_tables(&subset)?
        .into_iter()
        .filter(|(tag, _)| ![NAME, POST].contains(tag))
        .map(|(tag, bytes)| (tag, bytes.to_vec()))
        .collect();
    tables.push((OS_2, style(face.raw_face(), look)?.to_vec()));
    tables.push((Tag::from_bytes(b"cmap"), character_map(&map)));
    tables.push((NAME, names(look, &face)));
    tables.push((POST, nameless_post(face.raw_face())));
    Some(assemble(tables))
}

const OS_2: Tag = Tag::from_bytes(b"OS/2");
const NAME: Tag = Tag::from_bytes(b"name");
const POST: Tag = Tag::from_bytes(b"post");

/// The `OS/2` table: weight and slope, heights for viewers of other systems. A program out of a PDF has none, and
/// takes that of the face it looks like.
fn style<'a>(program: &RawFace<'a>, look: FaceId) -> Option<&'a [u8]> {
    let ours = FontBook::embedded().face(look).tables().raw_face();
    program.table(OS_2).or_else(|| ours.table(OS_2))
}

/// The tables of a font file.
fn read_tables(font: &[u8]) -> Option<Vec<(Tag, &[u8])>> {
    let number = |at: usize| Some(u32::from_be_bytes(*font.get(at..)?.first_chunk()?));
    let count = (number(4)? >> 16) as usize;
    (0..count)
        .map(|index| {
            let record = 12 + index * 16;
            let start = number(record + 8)? as usize;
            let length = number(record + 12)? as usize;
            Some((Tag(number(record)?), font.get(start..start.checked_add(length)?)?))
        })
        .collect()
}

/// A `cmap` of one subtable of format 12 (segmented coverage), which reaches every plane.
fn character_map(map: &[(u32, u32)]) -> Vec<u8> {
    let mut groups: Vec<[u32; 3]> = Vec::new();
    for &(character, glyph) in map {
        match groups.last_mut() {
            Some([start, end, first]) if *end + 1 == character && *first + (character - *start) == glyph => {
                *end = character;
            }
            _ => groups.push([character, character, glyph]),
        }
    }
    let count = groups.len() as u32;
    // Version 0, one record: platform 3 (Windows), encoding 10 (full Unicode), at byte 12.
    let mut table: Vec<u8> = [0u16, 1, 3, 10].into_iter().flat_map(u16::to_be_bytes).collect();
    // The subtable: format 12 and a reserved half, its length, no language.
    let head = [12, 12 << 16, 16 + count * 12, 0, count];
    table.extend(head.into_iter().chain(groups.into_iter().flatten()).flat_map(u32::to_be_bytes));
    table
}

/// A `name` table: a name of its own, the copyright and the licence of the face.
fn names(look: FaceId, face: &Face<'_>) -> Vec<u8> {
    let style = match look {
        FaceId::Regular | FaceId::Symbols => "Regular",
        FaceId::Bold => "Bold",
        FaceId::Italic => "Italic",
        FaceId::BoldItalic => "Bold Italic",
    };
    let original = |id: u16| {
        face.names().into_iter().find(|n| n.name_id == id && n.is_unicode()).and_then(|n| n.to_string())
    };
    let entries = [
        (name_id::COPYRIGHT_NOTICE, original(name_id::COPYRIGHT_NOTICE).unwrap_or_default()),
        (name_id::FAMILY, "vt".to_owned()),
        (name_id::SUBFAMILY, style.to_owned()),
        (name_id::FULL_NAME, format!("vt {style}")),
        (name_id::POST_SCRIPT_NAME, format!("vt-{}", style.replace(' ', ""))),
        (name_id::LICENSE_URL, original(name_id::LICENSE_URL).unwrap_or_default()),
    ];
    let mut header: Vec<u16> = vec![0, entries.len() as u16, 6 + 12 * entries.len() as u16];
    let mut storage: Vec<u8> = Vec::new();
    for (name, value) in &entries {
        let start = storage.len();
        storage.extend(value.encode_utf16().flat_map(u16::to_be_bytes));
        // Platform 3 (Windows), encoding 1 (Unicode), language 0x409 (English).
        header.extend([3, 1, 0x409, *name, (storage.len() - start) as u16, start as u16]);
    }
    let mut table: Vec<u8> = header.into_iter().flat_map(u16::to_be_bytes).collect();
    table.extend(storage);
    table
}

/// The face's `post` table, but version 3: without glyph names.
fn nameless_post(program: &RawFace<'_>) -> Vec<u8> {
    let original = program.table(POST).unwrap_or_default();
    let mut table: Vec<u8> = original.iter().copied().chain(std::iter::repeat(0)).take(32).collect();
    table[..4].copy_from_slice(&0x0003_0000_u32.to_be_bytes());
    table
}

/// A font file of tables.
fn assemble(mut tables: Vec<(Tag, Vec<u8>)>) -> Vec<u8> {
    tables.sort_by_key(|&(tag, _)| tag);
    let count = tables.len() as u16;
    let log = count.max(1).ilog2() as u16;
    let mut font = 0x0001_0000_u32.to_be_bytes().to_vec();
    font.extend([count, 16 << log, log, (count << 4) - (16 << log)].into_iter().flat_map(u16::to_be_bytes));
    let mut offset = 12 + 16 * tables.len();
    let mut adjustment = None;
    for (tag, table) in &mut tables {
        if *tag == Tag::from_bytes(b"head") {
            // Counted as zero in every sum, then set so that the sum of the whole file is a constant.
            table[8..12].fill(0);
            adjustment = Some(offset + 8);
        }
        let record = [tag.0, checksum(table), offset as u32, table.len() as u32];
        font.extend(record.into_iter().flat_map(u32::to_be_bytes));
        offset += table.len().next_multiple_of(4);
    }
    for (_, table) in tables {
        font.extend(table);
        font.resize(font.len().next_multiple_of(4), 0);
    }
    if let Some(at) = adjustment {
        let sum = 0xB1B0_AFBA_u32.wrapping_sub(checksum(&font));
        font[at..at + 4].copy_from_slice(&sum.to_be_bytes());
    }
    font
}

/// The sum of a table as big-endian numbers, the last padded with zeros.
fn checksum(table: &[u8]) -> u32 {
    table.chunks(4).fold(0, |sum: u32, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A font of ours, cut down to some text.
    fn cut(id: FaceId, text: &str) -> Vec<u8> {
        let face = FontBook::embedded().face(id);
        let characters = text.chars().map(|c| (c, face.glyph(c).unwrap_or(0))).collect();
        web_font(face.data(), id, &characters).unwrap()
    }

    #[test]
    fn a_web_font_has_the_characters_asked_for_with_their_widths_and_outlines_and_no_others() {
        for id in FaceId::ALL {
            let text = match id {
                FaceId::Symbols => "✓☐➢⁻",
                _ => "CỘNG HÒA Xã hội ướt 39/KH-LĐLĐ “ngoặc” – \u{a0}\u{2011}",
            };
            let face = FontBook::embedded().face(id);
            let bytes = cut(id, text);
            let font = ttf_parser::Face::parse(&bytes, 0).unwrap();
            for c in text.chars() {
                let glyph = font.glyph_index(c).unwrap_or_else(|| panic!("{c:?} is missing"));
                assert_eq!(font.glyph_hor_advance(glyph), Some(face.advance(c)), "{c:?}");
                let original = ttf_parser::GlyphId(face.glyph(c).unwrap());
                assert_eq!(
                    font.glyph_bounding_box(glyph),
                    face.tables().glyph_bounding_box(original),
                    "{c:?}"
                );
            }
            assert_eq!(font.glyph_index('z'), None);
            assert_eq!(font.ascender(), face.tables().ascender());
            assert!(bytes.len() < 40_000, "{} bytes", bytes.len());
        }
    }

    #[test]
    fn a_web_font_does_not_bear_the_reserved_name_but_keeps_the_copyright() {
        let bytes = cut(FaceId::Bold, "a");
        let font = ttf_parser::Face::parse(&bytes, 0).unwrap();
        let name =
            |id| font.names().into_iter().find(|n| n.name_id == id).and_then(|n| n.to_string()).unwrap();
        assert!(!name(name_id::FULL_NAME).contains("Liberation"));
        assert!(name(name_id::COPYRIGHT_NOTICE).contains("Red Hat"));
    }

    #[test]
    fn the_sum_of_the_whole_file_is_the_constant_of_the_format() {
        let bytes = cut(FaceId::Regular, "ề");
        assert_eq!(checksum(&bytes), 0xB1B0_AFBA);
    }
}
