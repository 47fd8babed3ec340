//! Reads a written file back the way a viewer does: codes through the font dictionaries, positions through operators.

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::BTreeMap;

/// A piece of text one operator shows.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) page: usize,
    pub(super) size: f64,
    pub(super) red: bool,
    /// Start of the baseline, from the bottom left corner, in points.
    pub(super) start: (f64, f64),
    pub(super) end: f64,
    pub(super) text: String,
}

/// A font as a viewer knows it.
#[derive(Default)]
pub(super) struct ReadFont {
    /// Widths in thousandths of an em.
    pub(super) widths: BTreeMap<u8, f64>,
    pub(super) unicode: BTreeMap<u8, String>,
}

/// A file, read back.
pub(super) struct Reader {
    pub(super) document: Document,
    pub(super) pages: Vec<ObjectId>,
    pub(super) fonts: BTreeMap<String, ReadFont>,
}

impl Reader {
    pub(super) fn new(bytes: &[u8]) -> Self {
        let document = Document::load_mem(bytes).unwrap();
        let pages: Vec<_> = document.get_pages().into_values().collect();
        let mut reader = Self { document, pages, fonts: BTreeMap::new() };
        let read: BTreeMap<_, _> =
            reader.font_dictionaries().map(|(name, font)| (name, reader.font(font))).collect();
        reader.fonts = read;
        reader
    }

    /// The font dictionaries.
    pub(super) fn font_dictionaries(&self) -> impl Iterator<Item = (String, &Dictionary)> {
        let page = self.document.get_dictionary(self.pages[0]).unwrap();
        let resources = self.dictionary(page.get(b"Resources").unwrap());
        let fonts = self.dictionary(resources.get(b"Font").unwrap());
        fonts.iter().map(|(name, font)| (text(name), self.dictionary(font)))
    }

    /// A dictionary, direct or not.
    pub(super) fn dictionary<'a>(&'a self, object: &'a Object) -> &'a Dictionary {
        match self.document.dereference(object).unwrap().1 {
            Object::Stream(stream) => &stream.dict,
            other => other.as_dict().unwrap(),
        }
    }

    pub(super) fn catalog(&self) -> &Dictionary {
        self.document.catalog().unwrap()
    }

    /// A stream's bytes, inflated.
    pub(super) fn stream(&self, object: &Object) -> Vec<u8> {
        let stream = self.document.dereference(object).unwrap().1.as_stream().unwrap();
        stream.decompressed_content().unwrap_or_else(|_| stream.content.clone())
    }

    pub(super) fn descendant<'a>(&'a self, font: &'a Dictionary) -> &'a Dictionary {
        self.dictionary(&font.get(b"DescendantFonts").unwrap().as_array().unwrap()[0])
    }

    fn font(&self, font: &Dictionary) -> ReadFont {
        let mut read = ReadFont::default();
        let mut items = self.descendant(font).get(b"W").unwrap().as_array().unwrap().iter();
        while let Some(first) = items.next() {
            let widths = items.next().unwrap().as_array().unwrap();
            for (code, width) in (first.as_i64().unwrap()..).zip(widths) {
                read.widths.insert(code as u8, f64::from(width.as_float().unwrap()));
            }
        }
        let unicode = String::from_utf8(self.stream(font.get(b"ToUnicode").unwrap())).unwrap();
        for line in unicode.lines().filter(|line| line.starts_with('<') && line.contains("><")) {
            let (code, units) = line.trim_matches(['<', '>']).split_once("><").unwrap();
            let units = units
                .as_bytes()
                .chunks(4)
                .map(|hex| u16::from_str_radix(str::from_utf8(hex).unwrap(), 16).unwrap());
            let text = String::from_utf16(&units.collect::<Vec<_>>()).unwrap();
            read.unicode.insert(u8::from_str_radix(code, 16).unwrap(), text);
        }
        read
    }

    pub(super) fn operations(&self, page: usize) -> Vec<Operation> {
        Content::decode(&self.document.get_page_content(self.pages[page])).unwrap().operations
    }

    /// All text, in the order of the pages.
    pub(super) fn shown(&self) -> Vec<Shown> {
        (0..self.pages.len()).flat_map(|page| self.shown_on(page)).collect()
    }

    fn shown_on(&self, page: usize) -> Vec<Shown> {
        let mut shown = vec![];
        let (mut line, mut pen) = ((0.0, 0.0), 0.0);
        let (mut font, mut size, mut tw, mut tc, mut red) = (String::new(), 0.0, 0.0, 0.0, false);
        for Operation { operator, operands } in self.operations(page) {
            let number = |index: usize| f64::from(operands[index].as_float().unwrap());
            match operator.as_str() {
                "BT" => (line, pen) = ((0.0, 0.0), 0.0),
                "Td" => {
                    line = (line.0 + number(0), line.1 + number(1));
                    pen = line.0;
                }
                "Tf" => (font, size) = (text(operands[0].as_name().unwrap()), number(1)),
                "Tw" => tw = number(0),
                "Tc" => tc = number(0),
                "rg" => red = true,
                "g" => red = false,
                "Tj" => {
                    let known = &self.fonts[&font];
                    let start = (pen, line.1);
                    let mut out = String::new();
                    for &code in operands[0].as_str().unwrap() {
                        out.push_str(&known.unicode[&code]);
                        pen += known.widths[&code] * size / 1000.0 + tc + if code == 32 { tw } else { 0.0 };
                    }
                    shown.push(Shown { page, size, red, start, end: pen, text: out });
                }
                _ => {}
            }
        }
        shown
    }
}

fn text(name: &[u8]) -> String {
    String::from_utf8(name.to_vec()).unwrap()
}
