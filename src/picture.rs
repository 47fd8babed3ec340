//! The image of a signature or of a seal: bytes from outside in, a checked [`Picture`] out.
//!
//! It takes a PNG with transparency and the size it is to be printed at, and returns its pixels, the same pixels as a
//! PNG without metadata, and the printed size. It refuses other formats, damaged files, files that unpack to more
//! than the limits, images without transparency and sizes no signature or seal has. The decree (NĐ 30/2020, Phụ lục
//! I, Mục II khoản 7d, khoản 8) wants a blue signature and a red seal: other colours are a warning.
//!
//! A large image is averaged down, as it is read, to what its printed size needs. A file that an organ keeps is not
//! changed by that: documents name it by its digest, and are printed from a smaller image of it.

mod pixels;

use std::sync::Arc;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

use crate::digest;
use crate::document::{Image, OriginalImage, Picture};
use crate::draft::FieldSpec;
use crate::draft::fields::signer;
use crate::length::{Length, Size};
use crate::limits;
use crate::report::{Code, FieldPath, Report};
use crate::style::SigningStyle;
use pixels::{DecodedPixels, PixelSize};

/// Subject of an image; it decides the colour expected and the size printed by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImagePurpose {
    /// The hand signature of the signer.
    Signature,
    /// The seal of the organ.
    Seal,
}

impl ImagePurpose {
    /// The purpose of the images that a field of a signer names; none for any other field.
    pub fn of_field(field: &FieldSpec) -> Option<Self> {
        match field.name {
            name if name == signer::SIGNATURE_IMAGE.name => Some(Self::Signature),
            name if name == signer::SEAL_IMAGE.name => Some(Self::Seal),
            _ => None,
        }
    }

    /// As it is called in sentences.
    const fn name(self) -> &'static str {
        match self {
            Self::Signature => "chữ ký",
            Self::Seal => "con dấu",
        }
    }

    /// Text alternative for readers who cannot see the image.
    fn description(self) -> String {
        match self {
            Self::Signature => "Chữ ký",
            Self::Seal => "Dấu của cơ quan",
        }
        .to_owned()
    }
}

/// Parameters of printing an image.
#[derive(Clone, Copy, Debug)]
pub struct ImagePrint<'s> {
    /// Subject.
    pub purpose: ImagePurpose,
    /// Printed width, where one is given. Otherwise a signature is as tall as `defaults` says and at most 60 mm
    /// wide, a seal as large as its diameter. The height follows by the image's proportions.
    pub width: Option<Length>,
    /// The sizes of the style sheet.
    pub defaults: &'s SigningStyle,
}

/// Checks an image file and makes it what is printed; `None` when `report` has gained an error at `at`.
///
/// `kept` is the digest of the file where an organ keeps it under that digest: it stays what the document names.
pub fn check(
    bytes: &[u8],
    kept: Option<&str>,
    print: ImagePrint<'_>,
    at: &FieldPath,
    report: &mut Report,
) -> Option<Picture> {
    let (extent, size) = measured(bytes, print, at, report)?;
    let wanted = printed_extent(extent, size);
    let kept = kept.filter(|digest| digest::sha256(bytes) == **digest);
    // Else the smaller image is all that is left of it: made again of that, the document has to be the same.
    let size =
        if kept.is_some() { size } else { checked_size(printed_size(wanted, print), print, at, report)? };
    let mut image = decoded(bytes, extent, wanted, print, at, report)?;
    warn_of_resolution(extent, print.purpose, size, at, report);
    if let Some(digest) = kept.filter(|digest| **digest != *image.sha256) {
        image.original = Some(OriginalImage { png: bytes.to_vec(), sha256: digest.to_owned() });
    }
    let description = print.purpose.description();
    Some(Picture { image: Some(Arc::new(image)), size, description })
}

/// Checks an image file as [`check`] does and gives the PNG to be kept of it: fine enough for every size it may be
/// printed at.
pub fn keep(bytes: &[u8], print: ImagePrint<'_>, at: &FieldPath, report: &mut Report) -> Option<Vec<u8>> {
    let (extent, size) = measured(bytes, print, at, report)?;
    let image = decoded(bytes, extent, kept_extent(extent), print, at, report)?;
    warn_of_resolution(extent, print.purpose, size, at, report);
    Some(image.png)
}

/// The room an image takes, with nothing in it: for those who may not see it. Its pixels are not read.
pub fn room(bytes: &[u8], print: ImagePrint<'_>, at: &FieldPath, report: &mut Report) -> Option<Picture> {
    let (_, size) = measured(bytes, print, at, report)?;
    Some(Picture { image: None, size, description: String::new() })
}

/// An image's own size and the one it is printed at, if it can be printed so.
fn measured(
    bytes: &[u8],
    print: ImagePrint<'_>,
    at: &FieldPath,
    report: &mut Report,
) -> Option<(PixelSize, Size)> {
    let extent = pixels::extent(bytes).map_err(|refusal| refusal.tell(print.purpose, at, report)).ok()?;
    Some((extent, checked_size(printed_size(extent, print), print, at, report)?))
}

/// An image read in the size wanted, judged and encoded anew.
fn decoded(
    bytes: &[u8],
    from: PixelSize,
    wanted: PixelSize,
    print: ImagePrint<'_>,
    at: &FieldPath,
    report: &mut Report,
) -> Option<Image> {
    let purpose = print.purpose;
    let pixels = pixels::read(bytes, from, wanted).and_then(DecodedPixels::judge);
    let pixels = pixels.map_err(|refusal| refusal.tell(purpose, at, report)).ok()?;
    warn_of_colour(&pixels, purpose, at, report);
    pixels.encode().map_err(|refusal| refusal.tell(purpose, at, report)).ok()
}

/// Dots to the inch that print needs at most: finer is no sharper on paper.
const PRINT_DPI: i64 = 600;
/// Tenths of [`PRINT_DPI`] that an image may have before it is made smaller. One that was made smaller is never
/// above that by rounding, so it stays as it is however often it is read.
const TENTHS: u32 = 11;

/// The pixels that a length in print needs.
fn dots(length: Length) -> u32 {
    const INCH: i64 = 914_400;
    let dots = (length.to_emu() * PRINT_DPI + INCH - 1) / INCH;
    u32::try_from(dots.max(1)).unwrap_or(u32::MAX)
}

/// Pixel size an image is drawn at for a printed size.
fn printed_extent(extent: PixelSize, size: Size) -> PixelSize {
    let PixelSize { width, height } = extent;
    let (across, down) = (dots(size.width), dots(size.height));
    let dense = |have: u32, need: u32| have.saturating_mul(10) > need.saturating_mul(TENTHS);
    if extent.pixels() <= limits::IMAGE_PIXELS_FREE || !(dense(width, across) && dense(height, down)) {
        return extent;
    }
    PixelSize { width: across, height: down }
}

/// Pixel size an image is kept at: its longer side as the longest that is ever printed needs.
fn kept_extent(extent: PixelSize) -> PixelSize {
    let (longer, most) = (extent.width.max(extent.height), dots(LONGEST));
    if extent.pixels() <= limits::IMAGE_PIXELS_FREE || longer <= most {
        return extent;
    }
    let smaller = |side: u32| (u64::from(side) * u64::from(most)).div_ceil(u64::from(longer)) as u32;
    PixelSize { width: smaller(extent.width), height: smaller(extent.height) }
}

/// Bytes of memory that rendering a document takes, at most, for an image printed so wide, or in the usual size; none for
/// what is no image. Its head alone is read.
pub fn memory(bytes: &[u8], purpose: ImagePurpose, width: Option<Length>) -> usize {
    /// The pixels themselves, a copy for the PDF or its planes of colour and alpha, and what is packed of them.
    const PIXEL: u64 = 12;
    /// No style sheet has larger ones.
    const USUAL_HEIGHT: Length = Length::mm(30);
    const USUAL_SEAL: Length = Length::mm(50);
    let Ok(extent) = pixels::extent(bytes) else { return 0 };
    let (across, down) = (i64::from(extent.width), i64::from(extent.height));
    let width = width.unwrap_or_else(|| match purpose {
        ImagePurpose::Signature => USUAL_HEIGHT.part(across, down).min(WIDEST_SIGNATURE),
        ImagePurpose::Seal => USUAL_SEAL,
    });
    let dense = |length: Length| u64::from(dots(length) * TENTHS / 10);
    let width = dense(width.clamp(SHORTEST, LONGEST)).min(u64::from(extent.width));
    let drawn = width * width * u64::from(extent.height) / u64::from(extent.width);
    let drawn = match extent.pixels() {
        pixels if pixels <= limits::IMAGE_PIXELS_FREE => pixels,
        _ => drawn.min(dense(LONGEST) * dense(LONGEST)),
    };
    usize::try_from(drawn * PIXEL).unwrap_or(usize::MAX).saturating_add(bytes.len())
}

/// Reason for rejecting an image.
#[derive(Debug, PartialEq, Eq)]
enum ImageRejection {
    /// Not a PNG, but this.
    Format(&'static str),
    /// More bytes, a longer side or more pixels than the limits.
    TooLarge(String),
    /// A PNG that cannot be read.
    Corrupt,
    /// No pixel lets the paper through.
    Opaque,
    /// No pixel covers the paper.
    Empty,
}

impl ImageRejection {
    /// Says it to the person.
    fn tell(self, purpose: ImagePurpose, at: &FieldPath, report: &mut Report) {
        let name = purpose.name();
        let (code, message) = match self {
            Self::Format(found) => (
                "image-format",
                format!("Ảnh {name} là {found}, không phải PNG. Lưu lại ảnh dưới dạng PNG nền trong suốt."),
            ),
            Self::TooLarge(how) => {
                ("image-too-large", format!("Ảnh {name} quá lớn: {how}. Thu nhỏ ảnh rồi tải lại."))
            }
            Self::Corrupt => (
                "image-corrupt",
                format!("Tệp ảnh {name} bị hỏng, không đọc được. Xuất lại ảnh từ phần mềm gốc."),
            ),
            Self::Opaque => (
                "image-opaque",
                format!(
                    "Ảnh {name} không có nền trong suốt. Xóa nền rồi lưu lại dưới dạng PNG nền trong suốt."
                ),
            ),
            Self::Empty => (
                "image-empty",
                format!("Ảnh {name} trong suốt hoàn toàn, không có nét nào. Chọn lại tệp ảnh."),
            ),
        };
        report.error(at.clone(), code, message);
    }
}

impl DecodedPixels {
    /// The pixels, if some let the paper through and some do not.
    fn judge(self) -> Result<Self, ImageRejection> {
        let (mut all, mut none) = (true, true);
        for pixel in self.rgba.chunks_exact(4) {
            all &= pixel[3] == u8::MAX;
            none &= pixel[3] == 0;
        }
        match (all, none) {
            (true, _) => Err(ImageRejection::Opaque),
            (_, true) => Err(ImageRejection::Empty),
            _ => Ok(self),
        }
    }

    /// The image as it is stored: one fixed compression and filter and no metadata, so equal pixels are equal files.
    fn encode(self) -> Result<Image, ImageRejection> {
        let Self { extent: PixelSize { width, height }, rgba } = self;
        let mut png = Vec::with_capacity(rgba.len() / 16 + 1024);
        PngEncoder::new_with_quality(&mut png, CompressionType::Default, FilterType::Adaptive)
            .write_image(&rgba, width, height, ExtendedColorType::Rgba8)
            .map_err(|_| ImageRejection::Corrupt)?;
        let sha256 = digest::sha256(&png);
        Ok(Image { width, height, rgba, png, sha256, original: None })
    }
}

/// A signature is never printed wider than this unless the draft says so: it would reach under the receivers.
const WIDEST_SIGNATURE: Length = Length::mm(60);

/// The size an image is printed at.
fn printed_size(extent: PixelSize, ImagePrint { purpose, width, defaults }: ImagePrint<'_>) -> Size {
    let (across, down) = (i64::from(extent.width), i64::from(extent.height));
    let by_width = |width: Length| Size { width, height: width.part(down, across) };
    let by_height = |height: Length| Size { width: height.part(across, down), height };
    match (width, purpose) {
        // A size nobody means must not overflow before it is refused.
        (Some(width), _) => by_width(width.clamp(Length::ZERO, Length::mm(10_000))),
        (None, ImagePurpose::Signature) => {
            let size = by_height(defaults.signature_height);
            if size.width > WIDEST_SIGNATURE { by_width(WIDEST_SIGNATURE) } else { size }
        }
        (None, ImagePurpose::Seal) if across >= down => by_width(defaults.seal),
        (None, ImagePurpose::Seal) => by_height(defaults.seal),
    }
}

/// The shortest side of a signature or a seal.
const SHORTEST: Length = Length::mm(5);
/// The longest.
pub const LONGEST: Length = Length::mm(100);

/// A size that a signature or a seal can have; `None` when `report` has gained an error.
fn checked_size(size: Size, print: ImagePrint<'_>, at: &FieldPath, report: &mut Report) -> Option<Size> {
    let sides = SHORTEST..=LONGEST;
    if sides.contains(&size.width) && sides.contains(&size.height) {
        return Some(size);
    }
    report.error(at.clone(), "image-size", size_message(print.purpose, size));
    None
}

/// Message for a printed size that no signature or seal has.
fn size_message(purpose: ImagePurpose, size: Size) -> String {
    format!(
        "Ảnh {} in ra rộng {:.0} mm, cao {:.0} mm; mỗi cạnh phải từ 5 đến 100 mm. Sửa kích thước in hoặc cắt lại ảnh.",
        purpose.name(),
        size.width.to_mm(),
        size.height.to_mm(),
    )
}

const COLOUR: Code = "image-colour";
const RESOLUTION: Code = "image-resolution";

/// Tests whether a problem's code concerns what an image shows, beyond that it is there and how much room it takes.
pub fn tells_of_the_image(code: &str) -> bool {
    [COLOUR, RESOLUTION].contains(&code)
}

/// Warns where less than half of the ink has the colour the decree asks for.
fn warn_of_colour(pixels: &DecodedPixels, purpose: ImagePurpose, at: &FieldPath, report: &mut Report) {
    let (mut ink, mut right) = (0u64, 0u64);
    for pixel in pixels.rgba.chunks_exact(4) {
        let &[r, g, b, alpha] = pixel else { continue };
        // Remains of white paper around the strokes are not ink.
        if alpha == 0 || r.min(g).min(b) > 230 {
            continue;
        }
        let (wanted, others) = match purpose {
            ImagePurpose::Signature => (b, r.max(g)),
            ImagePurpose::Seal => (r, g.max(b)),
        };
        ink += u64::from(alpha);
        right += if wanted > others.saturating_add(12) { u64::from(alpha) } else { 0 };
    }
    if right * 2 > ink {
        return;
    }
    let message = match purpose {
        ImagePurpose::Signature => {
            "Ảnh chữ ký không phải màu xanh (NĐ 30/2020, Phụ lục I, Mục II khoản 7d). Quét lại chữ ký bằng mực xanh."
        }
        ImagePurpose::Seal => {
            "Ảnh con dấu không phải màu đỏ (NĐ 30/2020, Phụ lục I, Mục II khoản 8). Quét lại con dấu bằng mực đỏ."
        }
    };
    report.warning(at.clone(), COLOUR, message);
}

/// Pixels to the inch below which strokes show steps in print.
const FINE: f64 = 300.0;

/// Warns where an image is too coarse for its printed size.
fn warn_of_resolution(
    extent: PixelSize,
    purpose: ImagePurpose,
    size: Size,
    at: &FieldPath,
    report: &mut Report,
) {
    let per_inch = |pixels: u32, length: Length| f64::from(pixels) / (length.to_mm() / 25.4);
    let dpi = per_inch(extent.width, size.width).min(per_inch(extent.height, size.height));
    // A tenth of a dot is lost in rounding the size to EMU.
    if dpi + 0.1 >= FINE {
        return;
    }
    let message = format!(
        "Ảnh {} chỉ có {dpi:.0} điểm ảnh mỗi inch khi in rộng {:.0} mm; cần ít nhất {FINE:.0}. Quét lại với độ phân giải cao hơn.",
        purpose.name(),
        size.width.to_mm(),
    );
    report.warning(at.clone(), RESOLUTION, message);
}

#[cfg(test)]
mod tests;
