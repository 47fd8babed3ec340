//! The pixels of a PNG, read row by row and averaged down to what is wanted of them.
//!
//! A file and the size wanted come in; straight RGBA of that size goes out. The whole image never lies in memory, an
//! interlaced one aside, which cannot be read in rows and is refused where it is large.

use std::io::Cursor;

use png::{BitDepth, ColorType, Decoder, Limits, Reader, Transformations};

use super::ImageRejection;
use crate::limits;

/// Width and height in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PixelSize {
    pub(super) width: u32,
    pub(super) height: u32,
}

/// Decoded pixels: straight RGBA, row by row.
pub(super) struct DecodedPixels {
    pub(super) extent: PixelSize,
    pub(super) rgba: Vec<u8>,
}

impl PixelSize {
    pub(super) fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// Bytes of its pixels as RGBA.
    fn bytes(self) -> usize {
        self.width as usize * self.height as usize * 4
    }
}

/// Memory of a decoder beside a row: an image of the largest side needs less, and metadata is not read.
const DECODER_BYTES: usize = 4 << 20;

/// The first bytes of every PNG.
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Width and height of a PNG within the limits, as its first chunk says them: judged before anything is unpacked.
pub(super) fn extent(bytes: &[u8]) -> Result<PixelSize, ImageRejection> {
    if bytes.len() > limits::IMAGE_BYTES {
        return Err(ImageRejection::TooLarge(format!("tệp vượt quá {} MB", limits::IMAGE_BYTES >> 20)));
    }
    if let Some(other) = other_format(bytes) {
        return Err(ImageRejection::Format(other));
    }
    let extent = dimensions(bytes)?;
    match packed_bytes(bytes) > most_packed(extent) {
        true => Err(ImageRejection::Corrupt),
        false => Ok(extent),
    }
}

/// Format of a file that is not a PNG.
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

fn dimensions(bytes: &[u8]) -> Result<PixelSize, ImageRejection> {
    let (head, _) = bytes
        .get(SIGNATURE.len()..)
        .and_then(<[u8]>::split_first_chunk::<16>)
        .ok_or(ImageRejection::Corrupt)?;
    let [_, _, _, _, b'I', b'H', b'D', b'R', w0, w1, w2, w3, h0, h1, h2, h3] = *head else {
        return Err(ImageRejection::Corrupt);
    };
    let (width, height) = (u32::from_be_bytes([w0, w1, w2, w3]), u32::from_be_bytes([h0, h1, h2, h3]));
    let extent = PixelSize { width, height };
    if width == 0 || height == 0 {
        return Err(ImageRejection::Corrupt);
    }
    if width > limits::IMAGE_SIDE || height > limits::IMAGE_SIDE {
        let most = limits::IMAGE_SIDE;
        return Err(ImageRejection::TooLarge(format!("{width} × {height} điểm ảnh, mỗi cạnh tối đa {most}")));
    }
    if extent.pixels() > limits::IMAGE_PIXELS {
        let most = limits::IMAGE_PIXELS / 1_000_000;
        return Err(ImageRejection::TooLarge(format!(
            "{width} × {height} điểm ảnh, tối đa {most} triệu điểm"
        )));
    }
    Ok(extent)
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
fn most_packed(PixelSize { width, height }: PixelSize) -> u64 {
    let raw = (u64::from(width) * 8 + 8) * u64::from(height);
    raw + raw / 16 + 4096
}

/// The pixels of a PNG of this extent, averaged down to the one wanted, which is no larger.
pub(super) fn read(
    bytes: &[u8],
    from: PixelSize,
    wanted: PixelSize,
) -> Result<DecodedPixels, ImageRejection> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: DECODER_BYTES });
    decoder.set_transformations(Transformations::EXPAND);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let mut reader = decoder.read_info().map_err(|_| ImageRejection::Corrupt)?;
    let mut shrinking = Downscaler::new(from, wanted);
    match reader.info().interlaced {
        true => interlaced(&mut reader, from, &mut shrinking)?,
        false => rows(&mut reader, &mut shrinking)?,
    }
    shrinking.done().ok_or(ImageRejection::Corrupt)
}

type PngReader<'b> = Reader<Cursor<&'b [u8]>>;

/// Takes the rows of an image one after another.
fn rows(reader: &mut PngReader<'_>, shrinking: &mut Downscaler) -> Result<(), ImageRejection> {
    let format = reader.output_color_type();
    let mut row = vec![0; reader.output_line_size(shrinking.from.width).ok_or(ImageRejection::Corrupt)?];
    while reader.read_row(&mut row).map_err(|_| ImageRejection::Corrupt)?.is_some() {
        shrinking.take(&row, format);
    }
    Ok(())
}

/// Takes the rows of an image that comes in passes: it has to be there as a whole first.
fn interlaced(
    reader: &mut PngReader<'_>,
    from: PixelSize,
    shrinking: &mut Downscaler,
) -> Result<(), ImageRejection> {
    if from.pixels() > limits::IMAGE_PIXELS_INTERLACED {
        let PixelSize { width, height } = from;
        let most = limits::IMAGE_PIXELS_INTERLACED / 1_000_000;
        return Err(ImageRejection::TooLarge(format!(
            "{width} × {height} điểm ảnh, mà ảnh PNG lưu kiểu xen kẽ (interlaced) tối đa {most} triệu điểm"
        )));
    }
    let format = reader.output_color_type();
    let line = reader.output_line_size(from.width).ok_or(ImageRejection::Corrupt)?;
    let mut whole = vec![0; reader.output_buffer_size().ok_or(ImageRejection::Corrupt)?];
    reader.next_frame(&mut whole).map_err(|_| ImageRejection::Corrupt)?;
    whole.chunks_exact(line).for_each(|row| shrinking.take(row, format));
    Ok(())
}

/// An image on its way to a smaller size: each pixel is the mean of those in its place, colours weighed by how much
/// they cover.
struct Downscaler {
    from: PixelSize,
    wanted: PixelSize,
    /// The row being taken, as straight RGBA.
    straight: Vec<u8>,
    /// A row of nothing.
    clear: Vec<u8>,
    /// Number of rows taken.
    taken: usize,
    /// By column of the row being made: the sums of red, green and blue times alpha, and of alpha.
    sums: Vec<[u64; 4]>,
    rgba: Vec<u8>,
}

impl Downscaler {
    fn new(from: PixelSize, wanted: PixelSize) -> Self {
        Self {
            from,
            wanted,
            straight: vec![0; from.width as usize * 4],
            clear: vec![0; from.width as usize * 4],
            taken: 0,
            sums: vec![[0; 4]; wanted.width as usize],
            rgba: Vec::with_capacity(wanted.bytes()),
        }
    }

    /// The next row, as the decoder gives it.
    fn take(&mut self, row: &[u8], format: (ColorType, BitDepth)) {
        straighten(row, format, &mut self.straight);
        if self.from == self.wanted {
            self.rgba.extend_from_slice(&self.straight);
            return;
        }
        // Most of a signature is nothing, and adds nothing.
        if self.straight != self.clear {
            self.sum_up();
        }
        self.taken += 1;
        let (from, wanted) = (self.from.height as usize, self.wanted.height as usize);
        let made = self.rgba.len() / (self.wanted.width as usize * 4);
        if self.taken == (made + 1) * from / wanted {
            self.finish_row(self.taken - made * from / wanted);
        }
    }

    /// Adds the row being taken.
    fn sum_up(&mut self) {
        let (from, wanted) = (self.from.width as usize, self.wanted.width as usize);
        let (pixels, _) = self.straight.as_chunks::<4>();
        for (x, sum) in self.sums.iter_mut().enumerate() {
            for &[red, green, blue, alpha] in &pixels[x * from / wanted..(x + 1) * from / wanted] {
                let alpha = u64::from(alpha);
                sum[0] += u64::from(red) * alpha;
                sum[1] += u64::from(green) * alpha;
                sum[2] += u64::from(blue) * alpha;
                sum[3] += alpha;
            }
        }
    }

    /// Writes the row that so many rows were summed up for.
    fn finish_row(&mut self, lines: usize) {
        let (from, wanted) = (self.from.width as usize, self.wanted.width as usize);
        for (x, sum) in self.sums.iter_mut().enumerate() {
            let count = (((x + 1) * from / wanted - x * from / wanted) * lines) as u64;
            let [red, green, blue, alpha] = std::mem::take(sum);
            let mean = |total: u64| (total + alpha / 2).checked_div(alpha).unwrap_or_default() as u8;
            self.rgba.extend([mean(red), mean(green), mean(blue), ((alpha + count / 2) / count) as u8]);
        }
    }

    /// The pixels, if there were as many rows as there had to be.
    fn done(self) -> Option<DecodedPixels> {
        (self.rgba.len() == self.wanted.bytes())
            .then_some(DecodedPixels { extent: self.wanted, rgba: self.rgba })
    }
}

/// A row as straight RGBA of 8 bits.
fn straighten(row: &[u8], (colour, depth): (ColorType, BitDepth), out: &mut [u8]) {
    let (out, _) = out.as_chunks_mut::<4>();
    match (colour, depth) {
        (ColorType::Rgba, BitDepth::Sixteen) => spread(row, out, |s: &[u8; 8]| {
            [eight(s[0], s[1]), eight(s[2], s[3]), eight(s[4], s[5]), eight(s[6], s[7])]
        }),
        (ColorType::Rgb, BitDepth::Sixteen) => {
            spread(row, out, |s: &[u8; 6]| [eight(s[0], s[1]), eight(s[2], s[3]), eight(s[4], s[5]), u8::MAX])
        }
        (ColorType::GrayscaleAlpha, BitDepth::Sixteen) => spread(row, out, |s: &[u8; 4]| {
            let grey = eight(s[0], s[1]);
            [grey, grey, grey, eight(s[2], s[3])]
        }),
        (_, BitDepth::Sixteen) => spread(row, out, |s: &[u8; 2]| {
            let grey = eight(s[0], s[1]);
            [grey, grey, grey, u8::MAX]
        }),
        (ColorType::Rgba, _) => spread(row, out, |s: &[u8; 4]| *s),
        (ColorType::Rgb, _) => spread(row, out, |&[red, green, blue]| [red, green, blue, u8::MAX]),
        (ColorType::GrayscaleAlpha, _) => spread(row, out, |&[grey, alpha]| [grey, grey, grey, alpha]),
        _ => spread(row, out, |&[grey]| [grey, grey, grey, u8::MAX]),
    }
}

/// Fills pixels from samples of so many bytes each.
fn spread<const N: usize>(row: &[u8], out: &mut [[u8; 4]], pixel: impl Fn(&[u8; N]) -> [u8; 4]) {
    for (out, samples) in out.iter_mut().zip(row.as_chunks::<N>().0) {
        *out = pixel(samples);
    }
}

/// A sample of 16 bits as the nearest of 8.
fn eight(high: u8, low: u8) -> u8 {
    ((u32::from(u16::from_be_bytes([high, low])) + 128) / 257) as u8
}
