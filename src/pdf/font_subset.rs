//! Font programs for embedding: the glyphs a document uses out of a TrueType face, unhinted.
//!
//! Takes a face and, by code, the glyph wanted there; gives a TrueType file in which the glyph number *is* the code.
//! Codes without a glyph are empty, the parts of composite glyphs come after the last code. Hinting is left out: it
//! is more than half of a face and no PDF viewer needs it at reading sizes.

use crate::font::Face;
use ttf_parser::{GlyphId, RawFace, Tag};

/// Flags of a part of a composite glyph (OpenType 1.9, `glyf`).
mod part {
    pub(super) const WORDS: u16 = 0x0001;
    pub(super) const SCALE: u16 = 0x0008;
    pub(super) const MORE: u16 = 0x0020;
    pub(super) const TWO_SCALES: u16 = 0x0040;
    pub(super) const MATRIX: u16 = 0x0080;
    pub(super) const INSTRUCTIONS: u16 = 0x0100;
}

/// The program with `glyphs[code]` as glyph `code`; 0 leaves a code empty. Glyphs the face lacks come out empty.
pub(super) fn subset(face: &Face, glyphs: &[u16]) -> Vec<u8> {
    let source = GlyphTables::of(face.tables().raw_face());
    let last = glyphs.iter().rposition(|&g| g != 0).unwrap_or(0);
    let mut wanted = GlyphSubset::new(glyphs.get(..=last).unwrap_or(&[0]), face.tables().number_of_glyphs());
    let (mut outlines, mut places) = (Vec::with_capacity(32 << 10), vec![0]);
    let mut next = 0;
    while let Some(&glyph) = wanted.glyphs.get(next) {
        if glyph != 0 {
            unhint(source.outline(glyph), &mut wanted, &mut outlines);
            // Offsets of the short format count pairs of bytes.
            outlines.resize(outlines.len().next_multiple_of(2), 0);
        }
        places.push(outlines.len());
        next += 1;
    }
    let count = wanted.glyphs.len() as u16;
    // Tables in the order of their names, as the directory wants them.
    assemble(&[
        (b"glyf", outlines),
        (b"head", head(source.head, &places)),
        (b"hhea", patched(source.hhea, 34, count)),
        (b"hmtx", metrics(face, &wanted.glyphs)),
        (b"loca", locations(&places)),
        (b"maxp", profile(source.maxp, count)),
    ])
}

/// The glyphs of the subset, by new number.
struct GlyphSubset {
    glyphs: Vec<u16>,
    /// New numbers by old; 0 is none.
    numbers: Vec<u16>,
}

impl GlyphSubset {
    fn new(glyphs: &[u16], count: u16) -> Self {
        let mut numbers = vec![0; usize::from(count)];
        for (new, &old) in glyphs.iter().enumerate() {
            if let Some(number) = numbers.get_mut(usize::from(old)) {
                *number = new as u16;
            }
        }
        Self { glyphs: glyphs.to_vec(), numbers }
    }

    /// The new number of a part of a composite glyph, which joins the subset if it is not in yet.
    fn number(&mut self, old: u16) -> u16 {
        match self.numbers.get_mut(usize::from(old)) {
            Some(number) if *number == 0 && old != 0 => {
                *number = self.glyphs.len() as u16;
                self.glyphs.push(old);
                *number
            }
            Some(number) => *number,
            None => 0,
        }
    }
}

/// The tables of a program that a subset is made of.
struct GlyphTables<'a> {
    glyf: &'a [u8],
    loca: &'a [u8],
    head: &'a [u8],
    hhea: &'a [u8],
    maxp: &'a [u8],
    long: bool,
}

impl<'a> GlyphTables<'a> {
    fn of(program: &RawFace<'a>) -> Self {
        let table = |name: &[u8; 4]| program.table(Tag::from_bytes(name)).unwrap_or_default();
        let head = table(b"head");
        let long = word(head, 50) == Some(1);
        Self {
            glyf: table(b"glyf"),
            loca: table(b"loca"),
            head,
            hhea: table(b"hhea"),
            maxp: table(b"maxp"),
            long,
        }
    }

    /// The description of a glyph; empty for a blank one.
    fn outline(&self, glyph: u16) -> &'a [u8] {
        let place = |index: usize| match self.long {
            true => Some(
                (usize::from(word(self.loca, index * 4)?) << 16)
                    + usize::from(word(self.loca, index * 4 + 2)?),
            ),
            false => Some(usize::from(word(self.loca, index * 2)?) * 2),
        };
        let index = usize::from(glyph);
        let range = place(index).zip(place(index + 1));
        range.and_then(|(start, end)| self.glyf.get(start..end)).unwrap_or_default()
    }
}

/// The big-endian word at a place.
pub(super) fn word(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2).map(|b| u16::from_be_bytes([b[0], b[1]]))
}

/// Appends a glyph without its instructions, its parts renumbered. A damaged one becomes blank.
fn unhint(outline: &[u8], wanted: &mut GlyphSubset, out: &mut Vec<u8>) {
    let start = out.len();
    let done = match word(outline, 0) {
        None => Some(()),
        Some(contours) if (contours as i16) < 0 => unhint_composite(outline, wanted, out),
        Some(contours) => unhint_simple(outline, usize::from(contours), out),
    };
    if done.is_none() {
        out.truncate(start);
    }
}

/// A simple glyph: header and ends of contours, the length of the instructions, the instructions, points.
fn unhint_simple(outline: &[u8], contours: usize, out: &mut Vec<u8>) -> Option<()> {
    let length_at = 10 + 2 * contours;
    let instructions = usize::from(word(outline, length_at)?);
    out.extend_from_slice(outline.get(..length_at)?);
    out.extend_from_slice(&[0, 0]);
    out.extend_from_slice(outline.get(length_at + 2 + instructions..)?);
    Some(())
}

/// Glyphs that may be looked at to draw each glyph of a program once: ours have some hundred glyphs of two parts.
const GLYPH_VISITS: usize = 200_000;

/// Tests whether every glyph of a program can be drawn in little time: parts of parts of parts, each twice, would
/// take as long as it pleases whoever made them.
pub(super) fn is_quickly_drawn(program: &RawFace<'_>, glyphs: u16) -> bool {
    let (source, mut left) = (GlyphTables::of(program), GLYPH_VISITS);
    (0..glyphs).all(|glyph| count_glyph(&source, glyph, &mut left).is_some())
}

/// Counts a glyph and its parts; `None` if more than `left` or damaged.
fn count_glyph(source: &GlyphTables<'_>, glyph: u16, left: &mut usize) -> Option<()> {
    let mut open = vec![glyph];
    while let Some(glyph) = open.pop() {
        *left = left.checked_sub(1)?;
        let outline = source.outline(glyph);
        if word(outline, 0).is_none_or(|contours| contours as i16 >= 0) {
            continue;
        }
        let mut at = 10;
        loop {
            let flags = word(outline, at)?;
            open.push(word(outline, at + 2)?);
            *left = left.checked_sub(1)?;
            at += part_length(flags);
            if flags & part::MORE == 0 {
                break;
            }
        }
    }
    Some(())
}

/// Bytes of a part of a composite glyph: flags, glyph, offsets, transformation.
const fn part_length(flags: u16) -> usize {
    let offsets = if flags & part::WORDS != 0 { 4 } else { 2 };
    let transformation = match flags & (part::SCALE | part::TWO_SCALES | part::MATRIX) {
        part::SCALE => 2,
        part::TWO_SCALES => 4,
        part::MATRIX => 8,
        _ => 0,
    };
    4 + offsets + transformation
}

/// A composite glyph: header, then parts, then instructions.
fn unhint_composite(outline: &[u8], wanted: &mut GlyphSubset, out: &mut Vec<u8>) -> Option<()> {
    out.extend_from_slice(outline.get(..10)?);
    let mut at = 10;
    loop {
        let flags = word(outline, at)?;
        let glyph = wanted.number(word(outline, at + 2)?);
        out.extend_from_slice(&(flags & !part::INSTRUCTIONS).to_be_bytes());
        out.extend_from_slice(&glyph.to_be_bytes());
        let next = at + part_length(flags);
        out.extend_from_slice(outline.get(at + 4..next)?);
        at = next;
        if flags & part::MORE == 0 {
            return Some(());
        }
    }
}

/// `loca`: short while offsets fit, which [`head`] repeats.
fn locations(places: &[usize]) -> Vec<u8> {
    if is_short(places) {
        places.iter().flat_map(|&place| ((place / 2) as u16).to_be_bytes()).collect()
    } else {
        places.iter().flat_map(|&place| (place as u32).to_be_bytes()).collect()
    }
}

fn is_short(places: &[usize]) -> bool {
    places.last().is_none_or(|&end| end / 2 <= usize::from(u16::MAX))
}

/// `head` with the format of `loca` and no checksum yet.
fn head(source: &[u8], places: &[usize]) -> Vec<u8> {
    let unsigned = patched(&patched(source, 8, 0), 10, 0);
    patched(&unsigned, 50, u16::from(!is_short(places)))
}

/// `maxp` for so many glyphs and no instructions.
fn profile(source: &[u8], count: u16) -> Vec<u8> {
    let mut table = patched(source, 4, count);
    // From maxTwilightPoints to maxSizeOfInstructions.
    table.get_mut(16..28).unwrap_or_default().fill(0);
    table
}

/// `hmtx`: all glyphs with advance and side bearing.
fn metrics(face: &Face, glyphs: &[u16]) -> Vec<u8> {
    let mut table = Vec::with_capacity(glyphs.len() * 4);
    for &glyph in glyphs {
        let (id, tables) = (GlyphId(glyph), face.tables());
        let used = glyph != 0;
        let advance = tables.glyph_hor_advance(id).filter(|_| used).unwrap_or(0);
        let bearing = tables.glyph_hor_side_bearing(id).filter(|_| used).unwrap_or(0);
        table.extend_from_slice(&advance.to_be_bytes());
        table.extend_from_slice(&bearing.to_be_bytes());
    }
    table
}

/// A copy of a table with one word replaced.
fn patched(table: &[u8], at: usize, value: u16) -> Vec<u8> {
    let mut table = table.to_vec();
    if let Some(place) = table.get_mut(at..at + 2) {
        place.copy_from_slice(&value.to_be_bytes());
    }
    table
}

/// A TrueType file of tables, with its checksums.
fn assemble(tables: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let directory = 12 + 16 * tables.len();
    let size: usize = tables.iter().map(|(_, table)| table.len().next_multiple_of(4)).sum();
    let mut out = Vec::with_capacity(directory + size);
    let power = tables.len().max(1).ilog2() as u16;
    out.extend_from_slice(&[0, 1, 0, 0]);
    for field in [tables.len() as u16, 16 << power, power, 16 * tables.len() as u16 - (16 << power)] {
        out.extend_from_slice(&field.to_be_bytes());
    }
    let mut offset = directory;
    for (name, table) in tables {
        out.extend_from_slice(*name);
        for field in [checksum(table), offset as u32, table.len() as u32] {
            out.extend_from_slice(&field.to_be_bytes());
        }
        offset += table.len().next_multiple_of(4);
    }
    let mut head_at = None;
    for (name, table) in tables {
        head_at = head_at.or((*name == b"head").then_some(out.len()));
        out.extend_from_slice(table);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    let adjustment = 0xB1B0_AFBA_u32.wrapping_sub(checksum(&out));
    if let Some(place) = head_at.and_then(|at| out.get_mut(at + 8..at + 12)) {
        place.copy_from_slice(&adjustment.to_be_bytes());
    }
    out
}

/// The sum of a table's 32-bit words, the last filled up with zeros.
fn checksum(table: &[u8]) -> u32 {
    let (words, rest) = table.as_chunks::<4>();
    let mut last = [0; 4];
    last[..rest.len()].copy_from_slice(rest);
    let sum = words.iter().fold(0_u32, |sum, word| sum.wrapping_add(u32::from_be_bytes(*word)));
    sum.wrapping_add(u32::from_be_bytes(last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::font::{FaceId, FontBook};
    use ttf_parser::{Face as TtfFace, OutlineBuilder};

    #[derive(Default, PartialEq, Debug)]
    struct Path(Vec<[f32; 4]>);

    impl OutlineBuilder for Path {
        fn move_to(&mut self, x: f32, y: f32) {
            self.0.push([x, y, 0.0, 0.0]);
        }
        fn line_to(&mut self, x: f32, y: f32) {
            self.0.push([x, y, 1.0, 0.0]);
        }
        fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
            self.0.push([x1, y1, x, y]);
        }
        fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {
            unreachable!("TrueType has no cubic curves");
        }
        fn close(&mut self) {}
    }

    fn path(face: &TtfFace<'_>, glyph: u16) -> Path {
        let mut path = Path::default();
        face.outline_glyph(GlyphId(glyph), &mut path);
        path
    }

    #[test]
    fn a_subset_draws_the_same_outlines_and_is_less_than_a_tenth_of_the_face() {
        for id in FaceId::ALL {
            let face = FontBook::embedded().face(id);
            let letters = if id == FaceId::Symbols {
                "✓☐➢⁻"
            } else {
                "aáàảãạăắặâấậđĐêệ ôộơợưựỳỹ.,½ǅ"
            };
            let letters: Vec<char> = letters.chars().collect();
            let glyphs: Vec<u16> =
                [0, 0, 0].into_iter().chain(letters.iter().map(|&c| face.glyph(c).unwrap())).collect();
            let program = subset(face, &glyphs);
            assert!(program.len() * 10 < face.data().len(), "{} bytes", program.len());
            let parsed = TtfFace::parse(&program, 0).unwrap();
            for (code, &glyph) in glyphs.iter().enumerate().skip(3) {
                assert_eq!(
                    path(&parsed, code as u16),
                    path(face.tables(), glyph),
                    "{id:?} {}",
                    letters[code - 3]
                );
                let advance = face.tables().glyph_hor_advance(GlyphId(glyph));
                assert_eq!(parsed.glyph_hor_advance(GlyphId(code as u16)), advance);
            }
            assert_eq!(path(&parsed, 1), Path::default());
        }
    }

    /// Glyphs that are made of the next one twice, but the last, which is blank.
    fn doubling(count: u16) -> Vec<u8> {
        let source = FontBook::embedded().face(FaceId::Regular);
        let raw = GlyphTables::of(source.tables().raw_face());
        let (mut outlines, mut places) = (vec![], vec![0]);
        for glyph in 1..count {
            outlines.extend([0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0]);
            for flags in [part::MORE, 0] {
                outlines.extend([flags.to_be_bytes(), glyph.to_be_bytes()].concat());
                outlines.extend([0, 0]);
            }
            places.push(outlines.len());
        }
        places.push(outlines.len());
        assemble(&[
            (b"glyf", outlines),
            (b"head", head(raw.head, &places)),
            (b"hhea", patched(raw.hhea, 34, count)),
            (b"hmtx", vec![0; usize::from(count) * 4]),
            (b"loca", locations(&places)),
            (b"maxp", profile(raw.maxp, count)),
        ])
    }

    #[test]
    fn a_program_whose_parts_of_parts_double_without_end_is_not_soon_drawn_but_the_faces_are() {
        let soon = |program: &[u8]| {
            let face = TtfFace::parse(program, 0).unwrap();
            is_quickly_drawn(face.raw_face(), face.number_of_glyphs())
        };
        assert!(soon(&doubling(5)));
        assert!(!soon(&doubling(31)));
        for id in FaceId::ALL {
            let face = FontBook::embedded().face(id);
            assert!(soon(face.data()));
            let glyphs: Vec<u16> = ('ạ'..='ỹ').filter_map(|c| face.glyph(c)).collect();
            assert!(soon(&subset(face, &glyphs)));
        }
    }

    #[test]
    fn the_sum_of_a_whole_program_is_the_one_the_format_prescribes() {
        let face = FontBook::embedded().face(FaceId::Bold);
        let program = subset(face, &[0, face.glyph('Ệ').unwrap()]);
        assert_eq!(checksum(&program), 0xB1B0_AFBA);
    }

    #[test]
    fn a_subset_of_nothing_or_of_glyphs_that_do_not_exist_is_still_a_font() {
        let face = FontBook::embedded().face(FaceId::Regular);
        for glyphs in [&[][..], &[0], &[0, 60_000]] {
            assert!(TtfFace::parse(&subset(face, glyphs), 0).is_ok(), "{glyphs:?}");
        }
    }
}
