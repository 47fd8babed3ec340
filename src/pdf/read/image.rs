//! The images of a file: rows of colours and, where anything shines through, a soft mask of the same size.

use super::PdfReadError;
use super::file::{Objects, RawStream};
use super::syntax::PdfValue;
use crate::display::DisplayImage;
use crate::limits;

/// Entries an image may have: with any other it could look otherwise than its pixels say.
const KNOWN: [&str; 9] =
    ["Type", "Subtype", "Width", "Height", "BitsPerComponent", "ColorSpace", "Filter", "Length", "SMask"];

/// Reads an image.
pub(super) fn read(file: &Objects<'_>, image: &PdfValue) -> Result<DisplayImage<'static>, PdfReadError> {
    let image = file.stream(image)?;
    let (width, height) = sides(&image)?;
    let pixels = width * height;
    let grey = match image.about.get(b"ColorSpace".as_slice()).and_then(PdfValue::name) {
        Some(b"DeviceRGB") => false,
        Some(b"DeviceGray") => true,
        _ => return Err(PdfReadError::Foreign("image")),
    };
    let mut rgba = vec![u8::MAX; pixels * 4];
    let colours = image.whole(if grey { pixels } else { pixels * 3 })?;
    if grey {
        rgba.chunks_exact_mut(4).zip(&colours).for_each(|(pixel, &grey)| pixel[..3].fill(grey));
    } else {
        let colours = colours.chunks_exact(3);
        rgba.chunks_exact_mut(4).zip(colours).for_each(|(pixel, rgb)| pixel[..3].copy_from_slice(rgb));
    }
    drop(colours);
    if let Some(mask) = image.about.get(b"SMask".as_slice()) {
        let mask = file.stream(mask)?;
        let is_grey =
            mask.about.get(b"ColorSpace".as_slice()).and_then(PdfValue::name) == Some(b"DeviceGray");
        if sides(&mask)? != (width, height) || !is_grey || mask.about.contains_key(b"SMask".as_slice()) {
            return Err(PdfReadError::Foreign("soft mask"));
        }
        let alpha = mask.whole(pixels)?;
        rgba.chunks_exact_mut(4).zip(alpha).for_each(|(pixel, alpha)| pixel[3] = alpha);
    }
    Ok(DisplayImage { width: width as u32, height: height as u32, rgba: rgba.into(), png: None })
}

/// Pixels across and down of an image of eight bits a colour.
fn sides(image: &RawStream<'_>) -> Result<(usize, usize), PdfReadError> {
    let about = &image.about;
    if let Some(other) = about.keys().find(|key| !KNOWN.iter().any(|known| known.as_bytes() == *key)) {
        return Err(PdfReadError::unknown("entry of an image", other));
    }
    let number = |key: &[u8]| about.get(key).and_then(PdfValue::count);
    let is_image = about.get(b"Subtype".as_slice()).and_then(PdfValue::name) == Some(b"Image");
    match (number(b"Width"), number(b"Height"), number(b"BitsPerComponent")) {
        (Some(width @ 1..), Some(height @ 1..), Some(8)) if is_image => {
            let most = limits::IMAGE_SIDE as usize;
            let pixels = (width <= most && height <= most).then(|| width * height);
            match pixels.is_some_and(|pixels| pixels as u64 <= limits::IMAGE_PIXELS) {
                true => Ok((width, height)),
                false => Err(PdfReadError::TooLarge("an image")),
            }
        }
        _ => Err(PdfReadError::Foreign("image")),
    }
}

impl RawStream<'_> {
    /// The content, which has exactly so many bytes.
    fn whole(&self, expected: usize) -> Result<Vec<u8>, PdfReadError> {
        use std::io::Read;
        let mut out = Vec::with_capacity(expected + 1);
        let limit = expected as u64 + 1;
        self.inflater()?.take(limit).read_to_end(&mut out).map_err(|_| PdfReadError::Deflate)?;
        if out.len() == expected { Ok(out) } else { Err(PdfReadError::Foreign("image")) }
    }
}
