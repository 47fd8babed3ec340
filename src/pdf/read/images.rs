//! The images of a file: rows of colours and, where anything shines through, a soft mask of the same size.

use super::PdfReadError;
use super::file::{PdfObjects, RawStream};
use super::lexer::PdfValue;
use crate::display::DisplayImage;
use crate::limits;
use std::io::Read;

/// Entries an image may have: with any other it could look otherwise than its pixels say.
const KNOWN_ENTRIES: [&str; 9] =
    ["Type", "Subtype", "Width", "Height", "BitsPerComponent", "ColorSpace", "Filter", "Length", "SMask"];
/// Pixels of an image that are kept. A seal of this many has 1 400 dots to the inch; what has more is averaged down
/// while it is read, so that no stored image costs more memory than its print is worth.
const MAX_PIXELS: usize = 4_000_000;

/// Reads an image.
pub(super) fn read(file: &PdfObjects<'_>, image: &PdfValue) -> Result<DisplayImage<'static>, PdfReadError> {
    let image = file.stream(image)?;
    let sides = sides(&image)?;
    let mask = image.about.get(b"SMask".as_slice()).map(|mask| file.stream(mask)).transpose()?;
    let alpha = mask.as_ref().map(|mask| alpha(mask, sides)).transpose()?;
    let colours = match colour_space(&image) {
        Some(b"DeviceRGB") => StreamRows::new(&image, sides.0 * 3)?,
        Some(b"DeviceGray") => StreamRows::new(&image, sides.0)?,
        _ => return Err(PdfReadError::Foreign("image")),
    };
    PixelRows { colours, alpha, width: sides.0 }.averaged(sides.1)
}

/// The rows of a soft mask.
fn alpha<'m>(mask: &'m RawStream<'_>, image: (usize, usize)) -> Result<StreamRows<'m>, PdfReadError> {
    let plain = colour_space(mask) == Some(b"DeviceGray") && !mask.about.contains_key(b"SMask".as_slice());
    match plain && sides(mask)? == image {
        true => StreamRows::new(mask, image.0),
        false => Err(PdfReadError::Foreign("soft mask")),
    }
}

fn colour_space<'i>(image: &'i RawStream<'_>) -> Option<&'i [u8]> {
    image.about.get(b"ColorSpace".as_slice()).and_then(PdfValue::name)
}

/// Pixels across and down of an image of eight bits a colour.
fn sides(image: &RawStream<'_>) -> Result<(usize, usize), PdfReadError> {
    let about = &image.about;
    if let Some(other) = about.keys().find(|key| !KNOWN_ENTRIES.iter().any(|known| known.as_bytes() == *key))
    {
        return Err(PdfReadError::unknown("entry of an image", other));
    }
    let number = |key: &[u8]| about.get(key).and_then(PdfValue::count);
    let is_image = about.get(b"Subtype".as_slice()).and_then(PdfValue::name) == Some(b"Image");
    let (Some(width @ 1..), Some(height @ 1..), Some(8), true) =
        (number(b"Width"), number(b"Height"), number(b"BitsPerComponent"), is_image)
    else {
        return Err(PdfReadError::Foreign("image"));
    };
    let side = limits::IMAGE_SIDE as usize;
    match width <= side && height <= side && (width * height) as u64 <= limits::IMAGE_PIXELS {
        true => Ok((width, height)),
        false => Err(PdfReadError::TooLarge("an image")),
    }
}

/// A stream row by row.
struct StreamRows<'s> {
    reader: Box<dyn Read + 's>,
    row: Vec<u8>,
}

impl<'s> StreamRows<'s> {
    fn new(stream: &'s RawStream<'_>, bytes: usize) -> Result<Self, PdfReadError> {
        Ok(Self { reader: stream.inflater()?, row: vec![0; bytes] })
    }

    fn next(&mut self) -> Result<&[u8], PdfReadError> {
        self.reader.read_exact(&mut self.row).map_err(|_| PdfReadError::Deflate)?;
        Ok(&self.row)
    }

    /// Nothing may be left.
    fn finish(mut self) -> Result<(), PdfReadError> {
        match self.reader.read(&mut [0]) {
            Ok(0) => Ok(()),
            Ok(_) => Err(PdfReadError::Foreign("image")),
            Err(_) => Err(PdfReadError::Deflate),
        }
    }
}

/// Rows of colours, of one or three bytes a pixel, and of alpha.
struct PixelRows<'s> {
    colours: StreamRows<'s>,
    alpha: Option<StreamRows<'s>>,
    width: usize,
}

impl PixelRows<'_> {
    /// The pixels of so many rows; where they are more than [`MAX_PIXELS`], the averages of squares of them.
    fn averaged(mut self, rows: usize) -> Result<DisplayImage<'static>, PdfReadError> {
        let sides = |factor: usize| (self.width.div_ceil(factor), rows.div_ceil(factor));
        let mut factor = 1;
        while sides(factor).0 * sides(factor).1 > MAX_PIXELS {
            factor += 1;
        }
        let (width, height) = sides(factor);
        let mut rgba = vec![0; width * height * 4];
        let mut sums = vec![PixelSum::default(); width];
        for (index, out) in rgba.chunks_exact_mut(width * 4).enumerate() {
            sums.fill(PixelSum::default());
            for _ in index * factor..rows.min((index + 1) * factor) {
                self.add_row(factor, &mut sums)?;
            }
            out.chunks_exact_mut(4).zip(&sums).for_each(|(pixel, sum)| pixel.copy_from_slice(&sum.average()));
        }
        self.colours.finish()?;
        self.alpha.map_or(Ok(()), StreamRows::finish)?;
        Ok(DisplayImage { width: width as u32, height: height as u32, rgba: rgba.into(), png: None })
    }

    /// Adds the pixels of a row to sums of weighed colours, of their weights, of alpha, and of their number.
    fn add_row(&mut self, factor: usize, sums: &mut [PixelSum]) -> Result<(), PdfReadError> {
        let colours = self.colours.next()?;
        let alpha = self.alpha.as_mut().map(StreamRows::next).transpose()?;
        let channels = colours.len() / self.width;
        for (x, colour) in colours.chunks_exact(channels).enumerate() {
            let alpha = alpha.map_or(u32::from(u8::MAX), |row| row[x].into());
            // The colour of a pixel alone counts even where nobody sees it.
            let weight = if factor == 1 { 1 } else { alpha };
            let sum = &mut sums[x / factor];
            for (channel, total) in sum.colours.iter_mut().enumerate() {
                *total += u32::from(colour[channel.min(channels - 1)]) * weight;
            }
            sum.weights += weight;
            sum.alpha += alpha;
            sum.count += 1;
        }
        Ok(())
    }
}

/// Sums over the pixels of a square.
#[derive(Clone, Copy, Default)]
struct PixelSum {
    colours: [u32; 3],
    weights: u32,
    alpha: u32,
    count: u32,
}

impl PixelSum {
    /// The average as a straight pixel.
    fn average(&self) -> [u8; 4] {
        let rounded = |sum: u32, by: u32| (sum + by / 2).checked_div(by).unwrap_or(0) as u8;
        let [red, green, blue] = self.colours.map(|sum| rounded(sum, self.weights));
        [red, green, blue, rounded(self.alpha, self.count)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn averaged(colours: &[u8], alpha: Option<&[u8]>, sides: (usize, usize)) -> Vec<u8> {
        let channels = colours.len() / (sides.0 * sides.1);
        let rows = |bytes: &[u8], row: usize| StreamRows {
            reader: Box::new(std::io::Cursor::new(bytes.to_vec())),
            row: vec![0; row],
        };
        let pixels = PixelRows {
            colours: rows(colours, sides.0 * channels),
            alpha: alpha.map(|alpha| rows(alpha, sides.0)),
            width: sides.0,
        };
        pixels.averaged(sides.1).unwrap().rgba.into_owned()
    }

    #[test]
    fn a_small_image_keeps_every_pixel_even_those_nobody_sees() {
        let rgba = averaged(&[1, 2, 3, 4, 5, 6], Some(&[0, 9]), (2, 1));
        assert_eq!(rgba, [1, 2, 3, 0, 4, 5, 6, 9]);
        assert_eq!(averaged(&[7, 8], None, (1, 2)), [7, 7, 7, 255, 8, 8, 8, 255]);
    }

    #[test]
    fn a_large_image_is_averaged_down_and_what_is_transparent_lends_it_no_colour() {
        let sides = (4_000, 1_999);
        let grey: Vec<u8> = (0..sides.0 * sides.1).map(|at| if at % 2 == 0 { 200 } else { 0 }).collect();
        let alpha: Vec<u8> = grey.iter().map(|&level| if level == 0 { 0 } else { 255 }).collect();
        let rgba = averaged(&grey, Some(&alpha), sides);
        assert_eq!(rgba.len(), 2_000 * 1_000 * 4);
        assert!(rgba.chunks_exact(4).all(|pixel| pixel == [200, 200, 200, 128]));
    }

    #[test]
    fn an_image_of_more_or_fewer_bytes_than_its_sides_say_is_refused() {
        let pixels = |bytes: &'static [u8]| PixelRows {
            colours: StreamRows { reader: Box::new(bytes), row: vec![0; 2] },
            alpha: None,
            width: 2,
        };
        assert!(pixels(&[0; 4]).averaged(2).is_ok());
        assert_eq!(pixels(&[0; 3]).averaged(2).unwrap_err(), PdfReadError::Deflate);
        assert_eq!(pixels(&[0; 5]).averaged(2).unwrap_err(), PdfReadError::Foreign("image"));
    }
}
