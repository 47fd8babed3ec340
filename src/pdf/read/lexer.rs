//! The objects of a file and the operands of a page as they are written (ISO 32000-1, 7.2, 7.3).
//!
//! Numbers are kept as finely as they were written: lopdf holds them in 32 bits, in which a hundredth of a point at the
//! foot of a page is no longer exact.

use super::PdfReadError;
use std::collections::BTreeMap;

/// Arrays and dictionaries inside each other: ours nest to six.
const DEPTH: usize = 32;
/// Bytes of a number, a name or a keyword.
const WORD_BYTES: usize = 256;

/// A dictionary by its keys.
pub(super) type PdfDictionary = BTreeMap<Vec<u8>, PdfValue>;

/// An object that is no stream.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum PdfValue {
    Null,
    Bool(bool),
    Number(f64),
    Name(Vec<u8>),
    Bytes(Vec<u8>),
    Array(Vec<PdfValue>),
    Dictionary(PdfDictionary),
    /// To an object of this number; none of ours has a generation but 0.
    Reference(u32),
}

impl PdfValue {
    pub(super) fn number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    /// A whole number that is not negative.
    pub(super) fn count(&self) -> Option<usize> {
        let number = self.number()?;
        let whole = number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number);
        whole.then_some(number as usize)
    }

    pub(super) fn name(&self) -> Option<&[u8]> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }

    pub(super) fn array(&self) -> Option<&[Self]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }
}

/// Token: an object, or a keyword of the language around it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum PdfToken<'a> {
    Value(PdfValue),
    Word(&'a [u8]),
}

/// Reads tokens one after the other.
pub(super) struct PdfLexer<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> PdfLexer<'a> {
    pub(super) const fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    /// The place of the next byte.
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// The next object.
    pub(super) fn value(&mut self) -> Result<PdfValue, PdfReadError> {
        match self.token()? {
            Some(PdfToken::Value(value)) => Ok(value),
            _ => Err(self.broken("an object is missing")),
        }
    }

    /// Passes over a word that has to stand here.
    pub(super) fn expect(&mut self, word: &'static str) -> Result<(), PdfReadError> {
        match self.token()? {
            Some(PdfToken::Word(found)) if found == word.as_bytes() => Ok(()),
            _ => Err(self.broken(word)),
        }
    }

    /// The next token; none at the end.
    pub(super) fn token(&mut self) -> Result<Option<PdfToken<'a>>, PdfReadError> {
        self.nested(DEPTH)
    }

    fn broken(&self, what: &'static str) -> PdfReadError {
        PdfReadError::Syntax { what, at: self.at }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn starts_with(&self, text: &[u8]) -> bool {
        self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(text))
    }

    fn nested(&mut self, depth: usize) -> Result<Option<PdfToken<'a>>, PdfReadError> {
        self.skip_blanks();
        let Some(first) = self.peek() else { return Ok(None) };
        let value = match first {
            b'/' => PdfValue::Name(self.name()?),
            b'(' => PdfValue::Bytes(self.literal()?),
            b'<' if self.starts_with(b"<<") => PdfValue::Dictionary(self.dictionary(depth)?),
            b'<' => PdfValue::Bytes(self.hexadecimal()?),
            b'[' => PdfValue::Array(self.array(depth)?),
            b'0'..=b'9' | b'+' | b'-' | b'.' => self.number_or_reference()?,
            _ => return self.word(),
        };
        Ok(Some(PdfToken::Value(value)))
    }

    fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'%' => {
                    let rest = self.bytes.get(self.at..).unwrap_or_default();
                    self.at += rest.iter().position(|&b| matches!(b, b'\n' | b'\r')).unwrap_or(rest.len());
                }
                _ if is_blank(byte) => self.at += 1,
                _ => return,
            }
        }
    }

    /// The bytes up to the next blank or delimiter.
    fn regular(&mut self) -> Result<&'a [u8], PdfReadError> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|&b| is_blank(b) || is_delimiter(b)).unwrap_or(rest.len());
        if length > WORD_BYTES {
            return Err(PdfReadError::TooLarge("a word"));
        }
        self.at += length;
        Ok(&rest[..length])
    }

    fn word(&mut self) -> Result<Option<PdfToken<'a>>, PdfReadError> {
        let token = match self.regular()? {
            b"" => return Err(self.broken("a bracket without its other half")),
            b"true" => PdfToken::Value(PdfValue::Bool(true)),
            b"false" => PdfToken::Value(PdfValue::Bool(false)),
            b"null" => PdfToken::Value(PdfValue::Null),
            word => PdfToken::Word(word),
        };
        Ok(Some(token))
    }

    fn number(&mut self) -> Result<f64, PdfReadError> {
        let digits = self.regular()?;
        let plain = digits.iter().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.'));
        let number = str::from_utf8(digits).ok().filter(|_| plain).and_then(|text| text.parse().ok());
        number.ok_or_else(|| self.broken("a number"))
    }

    /// A number, or three tokens `n 0 R`.
    fn number_or_reference(&mut self) -> Result<PdfValue, PdfReadError> {
        let number = PdfValue::Number(self.number()?);
        match number.count() {
            // `0 0 RG` sets a colour.
            Some(target) if self.starts_with(REFERENCE) && self.ends_word(REFERENCE.len()) => {
                self.at += REFERENCE.len();
                Ok(PdfValue::Reference(target as u32))
            }
            _ => Ok(number),
        }
    }

    /// Tests whether a word ends so many bytes on.
    fn ends_word(&self, on: usize) -> bool {
        self.bytes.get(self.at + on).is_none_or(|&byte| is_blank(byte) || is_delimiter(byte))
    }

    fn name(&mut self) -> Result<Vec<u8>, PdfReadError> {
        self.at += 1;
        let mut written = self.regular()?;
        let mut name = Vec::with_capacity(written.len());
        while let Some((&byte, rest)) = written.split_first() {
            if byte != b'#' {
                name.push(byte);
                written = rest;
                continue;
            }
            let coded =
                rest.split_first_chunk().and_then(|(&[high, low], after)| Some((pair(high, low)?, after)));
            let (byte, after) = coded.ok_or_else(|| self.broken("a name"))?;
            name.push(byte);
            written = after;
        }
        Ok(name)
    }

    /// A string in round brackets.
    fn literal(&mut self) -> Result<Vec<u8>, PdfReadError> {
        self.at += 1;
        let (mut out, mut open) = (Vec::new(), 1_usize);
        loop {
            let byte = self.next_byte("a string without its end")?;
            match byte {
                b'(' => open += 1,
                b')' if open == 1 => return Ok(out),
                b')' => open -= 1,
                b'\\' => {
                    self.escaped(&mut out)?;
                    continue;
                }
                _ => {}
            }
            out.push(byte);
        }
    }

    /// Decodes the character behind a backslash in a string; octal numbers are never written.
    fn escaped(&mut self, out: &mut Vec<u8>) -> Result<(), PdfReadError> {
        let byte = match self.next_byte("a string without its end")? {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            byte @ (b'(' | b')' | b'\\') => byte,
            _ => return Err(self.broken("an escape in a string")),
        };
        out.push(byte);
        Ok(())
    }

    fn next_byte(&mut self, missing: &'static str) -> Result<u8, PdfReadError> {
        let byte = self.peek().ok_or_else(|| self.broken(missing))?;
        self.at += 1;
        Ok(byte)
    }

    fn hexadecimal(&mut self) -> Result<Vec<u8>, PdfReadError> {
        self.at += 1;
        let digits = self.regular()?;
        if self.peek() != Some(b'>') {
            return Err(self.broken("a string without its end"));
        }
        self.at += 1;
        let (pairs, rest) = digits.as_chunks::<2>();
        let bytes: Option<Vec<u8>> = pairs.iter().map(|&[high, low]| pair(high, low)).collect();
        bytes.filter(|_| rest.is_empty()).ok_or_else(|| self.broken("a string of hexadecimal digits"))
    }

    fn array(&mut self, depth: usize) -> Result<Vec<PdfValue>, PdfReadError> {
        self.at += 1;
        let mut items = Vec::new();
        while !self.closes(b"]") {
            items.push(self.inner(depth)?);
        }
        Ok(items)
    }

    fn dictionary(&mut self, depth: usize) -> Result<PdfDictionary, PdfReadError> {
        self.at += 2;
        let mut entries = PdfDictionary::new();
        while !self.closes(b">>") {
            let PdfValue::Name(key) = self.inner(depth)? else { return Err(self.broken("a key")) };
            if entries.insert(key, self.inner(depth)?).is_some() {
                return Err(self.broken("a key that stands twice"));
            }
        }
        Ok(entries)
    }

    /// Tests whether a bracket closes here, which is passed over.
    fn closes(&mut self, bracket: &[u8]) -> bool {
        self.skip_blanks();
        let closes = self.starts_with(bracket);
        self.at += if closes { bracket.len() } else { 0 };
        closes
    }

    fn inner(&mut self, depth: usize) -> Result<PdfValue, PdfReadError> {
        let depth = depth.checked_sub(1).ok_or(PdfReadError::TooLarge("the nesting of objects"))?;
        match self.nested(depth)? {
            Some(PdfToken::Value(value)) => Ok(value),
            _ => Err(self.broken("an object is missing")),
        }
    }
}

/// End of a reference behind its object number.
const REFERENCE: &[u8] = b" 0 R";

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\0' | b'\t' | b'\n' | b'\x0C' | b'\r' | b' ')
}

const fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// The byte of two hexadecimal digits.
fn pair(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    Some((digit(high)? * 16 + digit(low)?) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<PdfValue, PdfReadError> {
        PdfLexer::new(text.as_bytes(), 0).value()
    }

    #[test]
    fn numbers_are_as_fine_as_they_were_written() {
        for (text, number) in [("841.89", 841.89), ("-.5", -0.5), ("12", 12.0), ("+3.", 3.0), (".001", 0.001)]
        {
            assert_eq!(read(text), Ok(PdfValue::Number(number)), "{text}");
        }
        for text in ["1e9", "--1", "1.2.3", ".", "inf", "-"] {
            assert!(matches!(read(text), Err(PdfReadError::Syntax { .. })), "{text}");
        }
    }

    #[test]
    fn strings_and_names_are_read_as_they_are_written_by_us() {
        assert_eq!(read("(a\\(b\\)\\\\ (c) \\r)"), Ok(PdfValue::Bytes(b"a(b)\\ (c) \r".to_vec())));
        assert_eq!(read("<D83DDE00>"), Ok(PdfValue::Bytes(vec![0xD8, 0x3D, 0xDE, 0x00])));
        assert_eq!(read("/A#20B"), Ok(PdfValue::Name(b"A B".to_vec())));
        for text in ["(a", "<D8", "<D>", "(\\101)", "/A#2", "/A#2G", ")"] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn dictionaries_arrays_and_references_nest() {
        let Ok(PdfValue::Dictionary(entries)) = read("<</A[1 2 0 R true null]/B<</C(x)>> % note\n/D 3>>")
        else {
            panic!("no dictionary")
        };
        let array = [PdfValue::Number(1.0), PdfValue::Reference(2), PdfValue::Bool(true), PdfValue::Null];
        assert_eq!(entries[b"A".as_slice()].array(), Some(&array[..]));
        assert_eq!(entries[b"D".as_slice()].count(), Some(3));
        assert!(read("<</A 1/A 2>>").is_err());
        assert!(read("[1 2").is_err());
        assert!(read("<</A>>").is_err());
    }

    #[test]
    fn nesting_without_end_and_words_without_end_are_refused_not_followed() {
        assert_eq!(read(&"[".repeat(1_000_000)), Err(PdfReadError::TooLarge("the nesting of objects")));
        assert_eq!(read(&"<</A".repeat(1_000_000)), Err(PdfReadError::TooLarge("the nesting of objects")));
        assert_eq!(read(&"1".repeat(1_000_000)), Err(PdfReadError::TooLarge("a word")));
    }
}
