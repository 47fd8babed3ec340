//! The content of a page, followed operator by operator.
//!
//! Knows the operators that our engines write and those a next one is likely to; any other is refused by its name, for
//! a page that leaves something out would not be the page that was issued.

use super::file::PdfObjects;
use super::font::StoredFont;
use super::lexer::{PdfDictionary, PdfLexer, PdfToken, PdfValue};
use super::{PdfReadError, images};
use crate::display::{BLACK, DisplayImage, DisplayItem, GlyphRun, PathSegment, PlacedGlyph, Rgb};
use crate::length::{Length, Point, Size};
use std::collections::BTreeMap;

/// Graphics states saved inside each other (ISO 32000-1, Annex C).
const SAVED_STATES: usize = 28;
/// Operands of one operator; a matrix has six.
const OPERANDS: usize = 8;
/// The largest distance in points that may occur (ISO 32000-1, Annex C: the largest page).
const FARTHEST: f64 = 14_400.0;
/// The largest size of letters in points; a page of larger ones would take long to draw, and no paper has any.
const LARGEST_LETTERS: f64 = 200.0;
/// Pixels of all images of a page, as they are kept: a score of signatures and seals.
const PAGE_PIXELS: u64 = 32_000_000;

/// Items, fonts and images of a page's content.
pub(super) struct PageContent {
    pub(super) fonts: Vec<StoredFont>,
    pub(super) images: Vec<DisplayImage<'static>>,
    pub(super) items: Vec<DisplayItem>,
}

/// Graphics state saved by `q`.
#[derive(Clone)]
struct GraphicsState {
    fill: Rgb,
    stroke: Rgb,
    weight: f64,
    font: Option<(usize, f64)>,
    word_gap: f64,
    letter_gap: f64,
    rise: f64,
    /// Scale and shift of both axes; none for the page's own.
    placed: Option<[f64; 4]>,
}

/// Position of text, in points from the bottom left corner.
#[derive(Clone, Copy, Default)]
struct TextPosition {
    line: (f64, f64),
    pen: f64,
}

/// Part of a path, as it was written.
#[derive(Clone, Copy)]
enum PathPart {
    Segment(PathSegment<(f64, f64)>),
    Rectangle([f64; 4]),
}

struct PageInterpreter<'f, 'a> {
    file: &'f PdfObjects<'a>,
    font_names: PdfDictionary,
    image_names: PdfDictionary,
    height: Length,
    known_fonts: BTreeMap<Vec<u8>, usize>,
    known_images: BTreeMap<Vec<u8>, usize>,
    /// By font, the glyph each character is drawn with.
    glyphs: Vec<BTreeMap<char, u16>>,
    page: PageContent,
    state: GraphicsState,
    saved: Vec<GraphicsState>,
    text: Option<TextPosition>,
    path: Vec<PathPart>,
    marks: usize,
}

/// Follows the content of a page of a height; `resources` name its fonts and images.
pub(super) fn interpret(
    file: &PdfObjects<'_>,
    resources: &PdfDictionary,
    content: &[u8],
    height: Length,
) -> Result<PageContent, PdfReadError> {
    let names =
        |key: &[u8]| resources.get(key).map_or(Ok(PdfDictionary::new()), |names| file.dictionary(names));
    let mut interpreter = PageInterpreter {
        file,
        font_names: names(b"Font")?,
        image_names: names(b"XObject")?,
        height,
        known_fonts: BTreeMap::new(),
        known_images: BTreeMap::new(),
        glyphs: Vec::new(),
        page: PageContent { fonts: Vec::new(), images: Vec::new(), items: Vec::new() },
        state: GraphicsState::default(),
        saved: Vec::new(),
        text: None,
        path: Vec::new(),
        marks: 0,
    };
    let (mut syntax, mut operands) = (PdfLexer::new(content, 0), Vec::new());
    while let Some(token) = syntax.token()? {
        match token {
            PdfToken::Value(_) if operands.len() == OPERANDS => {
                return Err(PdfReadError::TooLarge("a list of operands"));
            }
            PdfToken::Value(operand) => operands.push(operand),
            PdfToken::Word(operator) => {
                interpreter.operator(operator, &operands)?;
                operands.clear();
            }
        }
    }
    interpreter.finish(&operands)
}

impl Default for GraphicsState {
    fn default() -> Self {
        Self {
            fill: BLACK,
            stroke: BLACK,
            weight: 1.0,
            font: None,
            word_gap: 0.0,
            letter_gap: 0.0,
            rise: 0.0,
            placed: None,
        }
    }
}

/// The operands as so many numbers.
fn numbers<const N: usize>(operands: &[PdfValue]) -> Result<[f64; N], PdfReadError> {
    let numbers: Option<Vec<f64>> = operands.iter().map(PdfValue::number).collect();
    numbers.and_then(|numbers| numbers.try_into().ok()).ok_or(PdfReadError::Foreign("operand"))
}

/// Points as a length.
pub(super) fn length(points: f64) -> Result<Length, PdfReadError> {
    match points.abs() <= FARTHEST {
        true => Ok(Length::from_pt(points)),
        false => Err(PdfReadError::TooLarge("a distance")),
    }
}

impl PageInterpreter<'_, '_> {
    fn operator(&mut self, operator: &[u8], operands: &[PdfValue]) -> Result<(), PdfReadError> {
        match operator {
            b"BDC" | b"BMC" => self.begin_mark(operands),
            b"EMC" => self.end_mark(),
            b"q" => self.save(),
            b"Q" => self.restore(),
            b"cm" => self.place(numbers(operands)?),
            b"Do" => self.image(operands),
            b"rg" | b"RG" | b"g" | b"G" => self.colour(operator, operands),
            b"m" | b"l" | b"c" | b"re" | b"w" | b"S" => self.line(operator, operands),
            b"BT" | b"ET" | b"Td" | b"Tm" | b"Tf" | b"Tw" | b"Tc" | b"Ts" | b"Tj" | b"TJ" => {
                self.text(operator, operands)
            }
            other => Err(PdfReadError::unknown("operator", other)),
        }
    }

    /// Nothing may be left open.
    fn finish(self, operands: &[PdfValue]) -> Result<PageContent, PdfReadError> {
        let closed = self.text.is_none() && self.path.is_empty() && self.saved.is_empty() && self.marks == 0;
        if closed && operands.is_empty() {
            Ok(self.page)
        } else {
            Err(PdfReadError::Missing("the end of a page"))
        }
    }

    /// Marks say what a thing is, not how it looks, but for optional content.
    fn begin_mark(&mut self, operands: &[PdfValue]) -> Result<(), PdfReadError> {
        match operands.first().and_then(PdfValue::name) {
            Some(b"OC") | None => Err(PdfReadError::Foreign("marked content")),
            Some(_) => {
                self.marks += 1;
                Ok(())
            }
        }
    }

    fn end_mark(&mut self) -> Result<(), PdfReadError> {
        self.marks = self.marks.checked_sub(1).ok_or(PdfReadError::Foreign("marked content"))?;
        Ok(())
    }

    fn save(&mut self) -> Result<(), PdfReadError> {
        if self.saved.len() == SAVED_STATES || self.text.is_some() {
            return Err(PdfReadError::Foreign("saved graphics state"));
        }
        self.saved.push(self.state.clone());
        Ok(())
    }

    fn restore(&mut self) -> Result<(), PdfReadError> {
        self.state = self.saved.pop().ok_or(PdfReadError::Foreign("saved graphics state"))?;
        Ok(())
    }

    /// Only one transformation at a time, without turning or mirroring.
    fn place(&mut self, [a, b, c, d, e, f]: [f64; 6]) -> Result<(), PdfReadError> {
        let upright = b == 0.0 && c == 0.0 && a > 0.0 && d > 0.0;
        if !upright || self.state.placed.is_some() {
            return Err(PdfReadError::Foreign("transformation"));
        }
        self.state.placed = Some([a, d, e, f]);
        Ok(())
    }

    /// An image fills the unit square of the transformation.
    fn image(&mut self, operands: &[PdfValue]) -> Result<(), PdfReadError> {
        let ([PdfValue::Name(name)], Some([width, height, x, y]), None) =
            (operands, self.state.placed, self.text)
        else {
            return Err(PdfReadError::Foreign("image"));
        };
        let index = match self.known_images.get(name) {
            Some(&index) => index,
            None => {
                let object = self.image_names.get(name).ok_or(PdfReadError::Missing("an image"))?;
                self.page.images.push(images::read(self.file, object)?);
                self.refuse_more_pixels()?;
                self.known_images.insert(name.clone(), self.page.images.len() - 1);
                self.page.images.len() - 1
            }
        };
        let size = Size { width: length(width)?, height: length(height)? };
        self.page.items.push(DisplayItem::Image { index, at: self.point((x, y + height))?, size });
        Ok(())
    }

    fn refuse_more_pixels(&self) -> Result<(), PdfReadError> {
        let pixels = self.page.images.iter().map(|image| u64::from(image.width) * u64::from(image.height));
        match pixels.sum::<u64>() > PAGE_PIXELS {
            true => Err(PdfReadError::TooLarge("the images of a page")),
            false => Ok(()),
        }
    }

    fn colour(&mut self, operator: &[u8], operands: &[PdfValue]) -> Result<(), PdfReadError> {
        let level = |number: f64| match (0.0..=1.0).contains(&number) {
            true => Ok((number * 255.0).round() as u8),
            false => Err(PdfReadError::Foreign("colour")),
        };
        let colour = match operator {
            b"g" | b"G" => [level(numbers::<1>(operands)?[0])?; 3],
            _ => {
                let [red, green, blue] = numbers(operands)?;
                [level(red)?, level(green)?, level(blue)?]
            }
        };
        match operator {
            b"g" | b"rg" => self.state.fill = colour,
            _ => self.state.stroke = colour,
        }
        Ok(())
    }

    /// A place on the page, from one in points from its bottom left corner.
    fn point(&self, (x, y): (f64, f64)) -> Result<Point, PdfReadError> {
        Ok(Point { x: length(x)?, y: self.height - length(y)? })
    }
}

/// Lines.
impl PageInterpreter<'_, '_> {
    fn line(&mut self, operator: &[u8], operands: &[PdfValue]) -> Result<(), PdfReadError> {
        if self.text.is_some() || self.state.placed.is_some() {
            return Err(PdfReadError::Foreign("line"));
        }
        let point = |[x, y]: [f64; 2]| (x, y);
        let part = match operator {
            b"w" => {
                [self.state.weight] = numbers(operands)?;
                return Ok(());
            }
            b"S" => return self.stroke(),
            b"m" => PathPart::Segment(PathSegment::Move(point(numbers(operands)?))),
            b"l" => PathPart::Segment(PathSegment::Line(point(numbers(operands)?))),
            b"c" => {
                let [a, b, c, d, e, f] = numbers(operands)?;
                PathPart::Segment(PathSegment::Curve((a, b), (c, d), (e, f)))
            }
            _ => PathPart::Rectangle(numbers(operands)?),
        };
        self.path.push(part);
        Ok(())
    }

    #[expect(clippy::float_cmp, reason = "a level or upright line repeats the very number that was written")]
    fn stroke(&mut self) -> Result<(), PdfReadError> {
        let path = std::mem::take(&mut self.path);
        let (weight, colour) = (length(self.state.weight)?, self.state.stroke);
        use PathSegment::{Line, Move};
        let item = match path[..] {
            [PathPart::Rectangle(rectangle)] => self.frame(rectangle, weight, colour)?,
            [PathPart::Segment(Move(from)), PathPart::Segment(Line(to))]
                if from.0 == to.0 || from.1 == to.1 =>
            {
                DisplayItem::Rule { from: self.point(from)?, to: self.point(to)?, weight, colour }
            }
            [PathPart::Segment(Move(_)), ..] => {
                DisplayItem::Stroke { path: self.segments(&path)?, weight, colour }
            }
            _ => return Err(PdfReadError::Foreign("path")),
        };
        self.page.items.push(item);
        Ok(())
    }

    /// The middle of a frame's line is given, its outer size is wanted.
    fn frame(
        &self,
        [x, y, width, height]: [f64; 4],
        weight: Length,
        colour: Rgb,
    ) -> Result<DisplayItem, PdfReadError> {
        if width < 0.0 || height < 0.0 {
            return Err(PdfReadError::Foreign("rectangle"));
        }
        let corner = self.point((x, y + height))?;
        let at = Point { x: corner.x - weight / 2, y: corner.y - weight / 2 };
        let size = Size { width: length(width)? + weight, height: length(height)? + weight };
        Ok(DisplayItem::Frame { at, size, weight, colour })
    }

    fn segments(&self, path: &[PathPart]) -> Result<Vec<PathSegment>, PdfReadError> {
        let segment = |part: &PathPart| match part {
            PathPart::Segment(PathSegment::Move(to)) => Ok(PathSegment::Move(self.point(*to)?)),
            PathPart::Segment(PathSegment::Line(to)) => Ok(PathSegment::Line(self.point(*to)?)),
            PathPart::Segment(PathSegment::Curve(first, second, to)) => {
                Ok(PathSegment::Curve(self.point(*first)?, self.point(*second)?, self.point(*to)?))
            }
            PathPart::Rectangle(_) => Err(PdfReadError::Foreign("path")),
        };
        path.iter().map(segment).collect()
    }
}

/// Text.
impl PageInterpreter<'_, '_> {
    fn text(&mut self, operator: &[u8], operands: &[PdfValue]) -> Result<(), PdfReadError> {
        match operator {
            b"BT" => self.begin_text(),
            b"ET" => self.text.take().map(|_| ()).ok_or(PdfReadError::Foreign("text object")),
            b"Td" => self.move_line(numbers(operands)?),
            b"Tm" => self.set_line(numbers(operands)?),
            b"Tf" => self.set_font(operands),
            b"Tw" | b"Tc" | b"Ts" => {
                let [number] = numbers(operands)?;
                length(number)?;
                match operator {
                    b"Tw" => self.state.word_gap = number,
                    b"Tc" => self.state.letter_gap = number,
                    _ => self.state.rise = number,
                }
                Ok(())
            }
            b"Tj" => operands.iter().try_for_each(|operand| self.show(operand)),
            _ => {
                let pieces = operands.first().and_then(PdfValue::array);
                let pieces = pieces.ok_or(PdfReadError::Foreign("operand"))?;
                pieces.iter().try_for_each(|piece| self.show_or_move(piece))
            }
        }
    }

    fn begin_text(&mut self) -> Result<(), PdfReadError> {
        if self.text.is_some() || self.state.placed.is_some() || !self.path.is_empty() {
            return Err(PdfReadError::Foreign("text object"));
        }
        self.text = Some(TextPosition::default());
        Ok(())
    }

    fn position(&mut self) -> Result<&mut TextPosition, PdfReadError> {
        self.text.as_mut().ok_or(PdfReadError::Foreign("text object"))
    }

    fn move_line(&mut self, [x, y]: [f64; 2]) -> Result<(), PdfReadError> {
        let position = self.position()?;
        position.line = (position.line.0 + x, position.line.1 + y);
        position.pen = position.line.0;
        Ok(())
    }

    /// A line anywhere, upright and of its own size.
    #[expect(clippy::float_cmp, reason = "what is written as 1 and 0 is read as these very numbers")]
    fn set_line(&mut self, [a, b, c, d, x, y]: [f64; 6]) -> Result<(), PdfReadError> {
        if [a, b, c, d] != [1.0, 0.0, 0.0, 1.0] {
            return Err(PdfReadError::Foreign("transformation"));
        }
        *self.position()? = TextPosition { line: (x, y), pen: x };
        Ok(())
    }

    fn set_font(&mut self, operands: &[PdfValue]) -> Result<(), PdfReadError> {
        let [PdfValue::Name(name), PdfValue::Number(size)] = operands else {
            return Err(PdfReadError::Foreign("font"));
        };
        if *size <= 0.0 || *size > LARGEST_LETTERS {
            return Err(PdfReadError::Foreign("font"));
        }
        let index = match self.known_fonts.get(name) {
            Some(&index) => index,
            None => {
                let object = self.font_names.get(name).ok_or(PdfReadError::Missing("a font"))?;
                self.page.fonts.push(StoredFont::read(self.file, object)?);
                self.glyphs.push(BTreeMap::new());
                self.known_fonts.insert(name.clone(), self.page.fonts.len() - 1);
                self.page.fonts.len() - 1
            }
        };
        self.state.font = Some((index, *size));
        Ok(())
    }

    /// An element of `TJ`: a string, or how far to go back in thousandths of the size.
    fn show_or_move(&mut self, piece: &PdfValue) -> Result<(), PdfReadError> {
        let PdfValue::Number(back) = piece else { return self.show(piece) };
        let (_, size) = self.state.font.ok_or(PdfReadError::Missing("a font"))?;
        self.position()?.pen -= back * size / 1000.0;
        Ok(())
    }

    /// Shows a string from where the pen is.
    ///
    /// The widths are added up in thousandths of an em and scaled once, so that no rounding piles up along the line.
    fn show(&mut self, string: &PdfValue) -> Result<(), PdfReadError> {
        let PdfValue::Bytes(codes) = string else { return Err(PdfReadError::Foreign("operand")) };
        let (font, size) = self.state.font.ok_or(PdfReadError::Missing("a font"))?;
        let TextPosition { line, pen } = *self.position()?;
        let (mut thousandths, mut gaps) = (0.0, 0.0);
        let mut glyphs = Vec::with_capacity(codes.len());
        for &code in codes {
            let (width, character) = self.page.fonts[font].code(code)?;
            let glyph = u16::from(code);
            self.note_glyph(font, character, glyph)?;
            glyphs.push(PlacedGlyph { character, glyph, x: length(thousandths * size / 1000.0 + gaps)? });
            thousandths += width;
            gaps += self.state.letter_gap + if code == b' ' { self.state.word_gap } else { 0.0 };
        }
        let run = GlyphRun {
            at: self.point((pen, line.1 + self.state.rise))?,
            font,
            size: length(size)?,
            letter_gap: length(self.state.letter_gap)?,
            colour: self.state.fill,
            glyphs,
            place: None,
        };
        if !run.glyphs.is_empty() {
            self.page.items.push(DisplayItem::Glyphs(run));
        }
        self.position()?.pen = pen + thousandths * size / 1000.0 + gaps;
        Ok(())
    }

    /// A viewer that sets text by itself knows one glyph of a character; two blank ones are no difference.
    fn note_glyph(&mut self, font: usize, character: char, glyph: u16) -> Result<(), PdfReadError> {
        let known = *self.glyphs[font].entry(character).or_insert(glyph);
        let inked = |glyph| self.page.fonts[font].is_inked(glyph);
        if known != glyph && (inked(known) || inked(glyph)) {
            let name = character.to_string();
            return Err(PdfReadError::Unknown { what: "second glyph of a character", name });
        }
        Ok(())
    }
}
