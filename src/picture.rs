//! The image of a signature or of a seal: bytes from outside in, a checked [`Picture`] out.
//!
//! It takes a PNG with transparency and the size it is to be printed at, and returns its pixels, the same pixels as a
//! PNG without metadata, and the printed size. It refuses other formats, damaged files, files that unpack to more
//! than the limits, images without transparency and sizes no signature or seal has. The decree (NĐ 30/2020, Phụ lục
//! I, Mục II khoản 7d, khoản 8) wants a blue signature and a red seal: other colours are a warning.

use std::io::Cursor;
use std::sync::Arc;

use image::codecs::png::{CompressionType, FilterType, PngDecoder, PngEncoder};
use image::{DynamicImage, ExtendedColorType, ImageEncoder, Limits};

use crate::digest;
use crate::document::{Image, Picture};
use crate::length::{Length, Size};
use crate::limits;
use crate::report::{FieldPath, Report};
use crate::style::SigningStyle;

/// What an image shows; it decides the colour expected and the size printed by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The hand signature of the signer.
    Signature,
    /// The seal of the organ.
    Seal,
}

impl Purpose {
    /// As it is called in sentences.
    const fn name(self) -> &'static str {
        match self {
            Self::Signature => "chữ ký",
            Self::Seal => "con dấu",
        }
    }
}

/// Checks an image file and re-encodes it; `None` when `report` has gained an error at `at`.
///
/// A side that is not given follows the other by the image's proportions; where neither is given a signature is as
/// tall as `defaults` says and at most 60 mm wide, a seal as large as its diameter.
pub fn check(
    bytes: &[u8],
    purpose: Purpose,
    width: Option<Length>,
    height: Option<Length>,
    defaults: &SigningStyle,
    at: &FieldPath,
    report: &mut Report,
) -> Option<Picture> {
    let pixels = read(bytes).and_then(Pixels::judge);
    let pixels = pixels.map_err(|refusal| refusal.tell(purpose, at, report)).ok()?;
    let size = printed_size(&pixels, purpose, width, height, defaults);
    if !is_sane(size) {
        report.error(at.clone(), "image-size", size_message(purpose, size));
        return None;
    }
    warn_of_colour(&pixels, purpose, at, report);
    warn_of_resolution(&pixels, purpose, size, at, report);
    let image = pixels.encode().map_err(|refusal| refusal.tell(purpose, at, report)).ok()?;
    let description = match purpose {
        Purpose::Signature => "Chữ ký",
        Purpose::Seal => "Dấu của cơ quan",
    };
    Some(Picture { image: Arc::new(image), size, description: description.to_owned() })
}

/// Why an image is not taken.
#[derive(Debug, PartialEq, Eq)]
enum Refusal {
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

impl Refusal {
    /// Says it to the person.
    fn tell(self, purpose: Purpose, at: &FieldPath, report: &mut Report) {
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

/// Decoded pixels: straight RGBA, row by row.
struct Pixels {
    width: u32,
    height: u32,
    rgba: Vec<u8>,
}

/// What a decoder may keep beside the pixels themselves; metadata beyond it makes the file unreadable.
const DECODER_BYTES: u64 = 64 << 20;

/// The pixels of a PNG within the limits.
fn read(bytes: &[u8]) -> Result<Pixels, Refusal> {
    if bytes.len() > limits::IMAGE_BYTES {
        return Err(Refusal::TooLarge(format!("tệp vượt quá {} MB", limits::IMAGE_BYTES >> 20)));
    }
    if let Some(other) = other_format(bytes) {
        return Err(Refusal::Format(other));
    }
    let (width, height) = dimensions(bytes)?;
    if packed_bytes(bytes) > most_packed(width, height) {
        return Err(Refusal::Corrupt);
    }
    let decoder_limits = {
        let mut bounds = Limits::no_limits();
        bounds.max_image_width = Some(limits::IMAGE_SIDE);
        bounds.max_image_height = Some(limits::IMAGE_SIDE);
        bounds.max_alloc = Some(DECODER_BYTES);
        bounds
    };
    let decoder =
        PngDecoder::with_limits(Cursor::new(bytes), decoder_limits).map_err(|_| Refusal::Corrupt)?;
    let image = DynamicImage::from_decoder(decoder).map_err(|_| Refusal::Corrupt)?.into_rgba8();
    Ok(Pixels { width, height, rgba: image.into_raw() })
}

/// The first bytes of every PNG.
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// What a file is that is not a PNG.
fn other_format(bytes: &[u8]) -> Option<&'static str> {
    const KNOWN: [(usize, &[u8], &str); 11] = [
        (0, b"\xff\xd8\xff", "ảnh JPEG"),
        (0, b"GIF8", "ảnh GIF"),
        (0, b"BM", "ảnh BMP"),
        (8, b"WEBP", "ảnh WebP"),
        (0, b"II*\0", "ảnh TIFF"),
        (0, b"MM\0*", "ảnh TIFF"),
        (4, b"ftyp", "ảnh HEIC hoặc AVIF"),
        (0, b"%PDF", "tệp PDF"),
        (0, b"<svg", "ảnh SVG"),
        (0, b"<?xml", "ảnh SVG"),
        (0, b"PK\x03\x04", "tệp nén hoặc tệp Office"),
    ];
    if bytes.starts_with(SIGNATURE) {
        return None;
    }
    let known = KNOWN.iter().find(|(at, magic, _)| bytes.get(*at..).is_some_and(|b| b.starts_with(magic)));
    Some(match known {
        Some((_, _, name)) => name,
        None if bytes.is_empty() => "tệp rỗng",
        None => "tệp không rõ định dạng",
    })
}

/// Width and height as the first chunk says them: judged before anything is unpacked.
fn dimensions(bytes: &[u8]) -> Result<(u32, u32), Refusal> {
    let (head, _) =
        bytes.get(SIGNATURE.len()..).and_then(<[u8]>::split_first_chunk::<16>).ok_or(Refusal::Corrupt)?;
    let [_, _, _, _, b'I', b'H', b'D', b'R', w0, w1, w2, w3, h0, h1, h2, h3] = *head else {
        return Err(Refusal::Corrupt);
    };
    let (width, height) = (u32::from_be_bytes([w0, w1, w2, w3]), u32::from_be_bytes([h0, h1, h2, h3]));
    if width == 0 || height == 0 {
        return Err(Refusal::Corrupt);
    }
    if width > limits::IMAGE_SIDE || height > limits::IMAGE_SIDE {
        let most = limits::IMAGE_SIDE;
        return Err(Refusal::TooLarge(format!("{width} × {height} điểm ảnh, mỗi cạnh tối đa {most}")));
    }
    if u64::from(width) * u64::from(height) > limits::IMAGE_PIXELS {
        let most = limits::IMAGE_PIXELS / 1_000_000;
        return Err(Refusal::TooLarge(format!("{width} × {height} điểm ảnh, tối đa {most} triệu điểm")));
    }
    Ok((width, height))
}

/// The bytes of all compressed image data of a PNG, as its chunks say.
fn packed_bytes(bytes: &[u8]) -> u64 {
    let mut rest = bytes.get(SIGNATURE.len()..).unwrap_or_default();
    let mut packed = 0;
    while let Some(([l0, l1, l2, l3, kind @ ..], _)) = rest.split_first_chunk::<8>() {
        let length = u32::from_be_bytes([*l0, *l1, *l2, *l3]);
        if kind == b"IDAT" {
            packed += u64::from(length);
        }
        rest = rest.get(length as usize + 12..).unwrap_or_default();
    }
    packed
}

/// More than any honest stream of that many pixels takes, at 16 bits a channel and not compressed at all. A longer one
/// hides data behind the picture: a bomb for whoever unpacks it, or a second file.
fn most_packed(width: u32, height: u32) -> u64 {
    let raw = (u64::from(width) * 8 + 8) * u64::from(height);
    raw + raw / 16 + 4096
}

impl Pixels {
    /// The pixels, if some let the paper through and some do not.
    fn judge(self) -> Result<Self, Refusal> {
        let (mut all, mut none) = (true, true);
        for pixel in self.rgba.chunks_exact(4) {
            all &= pixel[3] == u8::MAX;
            none &= pixel[3] == 0;
        }
        match (all, none) {
            (true, _) => Err(Refusal::Opaque),
            (_, true) => Err(Refusal::Empty),
            _ => Ok(self),
        }
    }

    /// The image as it is stored: one fixed compression and filter and no metadata, so equal pixels are equal files.
    fn encode(self) -> Result<Image, Refusal> {
        let Self { width, height, rgba } = self;
        let mut png = Vec::with_capacity(rgba.len() / 16 + 1024);
        PngEncoder::new_with_quality(&mut png, CompressionType::Default, FilterType::Adaptive)
            .write_image(&rgba, width, height, ExtendedColorType::Rgba8)
            .map_err(|_| Refusal::Corrupt)?;
        let sha256 = digest::sha256(&png);
        Ok(Image { width, height, rgba, png, sha256 })
    }
}

/// A signature is never printed wider than this unless the draft says so: it would reach under the receivers.
const WIDEST_SIGNATURE: Length = Length::mm(60);

/// The size an image is printed at.
fn printed_size(
    pixels: &Pixels,
    purpose: Purpose,
    width: Option<Length>,
    height: Option<Length>,
    defaults: &SigningStyle,
) -> Size {
    let (across, down) = (i64::from(pixels.width), i64::from(pixels.height));
    let by_width = |width: Length| Size { width, height: width.part(down, across) };
    let by_height = |height: Length| Size { width: height.part(across, down), height };
    // A size nobody means must not overflow before it is refused.
    let bounded = |given: Option<Length>| given.map(|l| l.clamp(Length::ZERO, Length::mm(10_000)));
    match (bounded(width), bounded(height), purpose) {
        (Some(width), Some(height), _) => Size { width, height },
        (Some(width), None, _) => by_width(width),
        (None, Some(height), _) => by_height(height),
        (None, None, Purpose::Signature) => {
            let size = by_height(defaults.signature_height);
            if size.width > WIDEST_SIGNATURE { by_width(WIDEST_SIGNATURE) } else { size }
        }
        (None, None, Purpose::Seal) if across >= down => by_width(defaults.seal),
        (None, None, Purpose::Seal) => by_height(defaults.seal),
    }
}

/// Whether a signature or a seal can be that size.
fn is_sane(size: Size) -> bool {
    let sane = Length::mm(5)..=Length::mm(100);
    sane.contains(&size.width) && sane.contains(&size.height)
}

/// What to say of a size that is none.
fn size_message(purpose: Purpose, size: Size) -> String {
    format!(
        "Ảnh {} in ra rộng {:.0} mm, cao {:.0} mm; mỗi cạnh phải từ 5 đến 100 mm. Sửa kích thước in hoặc cắt lại ảnh.",
        purpose.name(),
        size.width.to_mm(),
        size.height.to_mm(),
    )
}

/// Warns where less than half of the ink has the colour the decree asks for.
fn warn_of_colour(pixels: &Pixels, purpose: Purpose, at: &FieldPath, report: &mut Report) {
    let (mut ink, mut right) = (0u64, 0u64);
    for pixel in pixels.rgba.chunks_exact(4) {
        let &[r, g, b, alpha] = pixel else { continue };
        // Remains of white paper around the strokes are not ink.
        if alpha == 0 || r.min(g).min(b) > 230 {
            continue;
        }
        let (wanted, others) = match purpose {
            Purpose::Signature => (b, r.max(g)),
            Purpose::Seal => (r, g.max(b)),
        };
        ink += u64::from(alpha);
        right += if wanted > others.saturating_add(12) { u64::from(alpha) } else { 0 };
    }
    if right * 2 > ink {
        return;
    }
    let message = match purpose {
        Purpose::Signature => {
            "Ảnh chữ ký không phải màu xanh (NĐ 30/2020, Phụ lục I, Mục II khoản 7d). Quét lại chữ ký bằng mực xanh."
        }
        Purpose::Seal => {
            "Ảnh con dấu không phải màu đỏ (NĐ 30/2020, Phụ lục I, Mục II khoản 8). Quét lại con dấu bằng mực đỏ."
        }
    };
    report.warning(at.clone(), "image-colour", message);
}

/// Pixels to the inch below which strokes show steps in print.
const FINE: f64 = 300.0;

/// Warns where an image is too coarse for its printed size.
fn warn_of_resolution(pixels: &Pixels, purpose: Purpose, size: Size, at: &FieldPath, report: &mut Report) {
    let per_inch = |pixels: u32, length: Length| f64::from(pixels) / (length.to_mm() / 25.4);
    let dpi = per_inch(pixels.width, size.width).min(per_inch(pixels.height, size.height));
    // A tenth of a dot is lost in rounding the size to EMU.
    if dpi + 0.1 >= FINE {
        return;
    }
    let message = format!(
        "Ảnh {} chỉ có {dpi:.0} điểm ảnh mỗi inch khi in rộng {:.0} mm; cần ít nhất {FINE:.0}. Quét lại với độ phân giải cao hơn.",
        purpose.name(),
        size.width.to_mm(),
    );
    report.warning(at.clone(), "image-resolution", message);
}

#[cfg(test)]
mod tests;
