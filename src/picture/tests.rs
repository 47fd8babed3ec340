//! Requirements on an image printed as a signature or a seal.

use std::io::{Cursor, Write};

use image::{DynamicImage, Rgba, RgbaImage};
use proptest::prelude::*;

use super::*;

const BLUE: [u8; 3] = [20, 40, 160];
const RED: [u8; 3] = [200, 20, 30];

/// A PNG with a stroke of one colour on nothing.
fn stroke(width: u32, height: u32, [r, g, b]: [u8; 3]) -> Vec<u8> {
    let image =
        RgbaImage::from_fn(width, height, |x, y| Rgba([r, g, b, if (x + y) % 7 < 3 { 255 } else { 0 }]));
    png_of(&DynamicImage::ImageRgba8(image))
}

fn png_of(image: &DynamicImage) -> Vec<u8> {
    let mut out = Cursor::new(vec![]);
    image.write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner()
}

fn defaults() -> SigningStyle {
    SigningStyle { room: Length::mm(30), signature_height: Length::mm(18), seal: Length::mm(36) }
}

fn checked(
    bytes: &[u8],
    purpose: ImagePurpose,
    width: Option<Length>,
) -> (Option<Picture>, Vec<&'static str>) {
    let mut report = Report::new();
    let at = FieldPath::field("ảnh");
    let print = ImagePrint { purpose, width, defaults: &defaults() };
    let picture = check(bytes, None, print, &at, &mut report);
    assert!(report.problems.iter().all(|p| p.at == at));
    assert_eq!(picture.is_none(), report.has_errors());
    (picture, report.problems.iter().map(|p| p.code).collect())
}

#[test]
fn a_blue_signature_is_as_tall_as_the_style_says_and_keeps_its_proportions() {
    let (picture, codes) = checked(&stroke(600, 300, BLUE), ImagePurpose::Signature, None);
    assert!(codes.is_empty(), "{codes:?}");
    let size = picture.unwrap().size;
    assert_eq!((size.width, size.height), (Length::mm(36), Length::mm(18)));
}

#[test]
fn a_long_signature_is_at_most_sixty_millimetres_wide() {
    let (picture, _) = checked(&stroke(1000, 200, BLUE), ImagePurpose::Signature, None);
    let size = picture.unwrap().size;
    assert_eq!((size.width, size.height), (Length::mm(60), Length::mm(12)));
}

#[test]
fn a_seal_has_its_real_diameter() {
    let (picture, codes) = checked(&stroke(500, 500, RED), ImagePurpose::Seal, None);
    assert!(codes.is_empty(), "{codes:?}");
    assert_eq!(picture.unwrap().size.height, Length::mm(36));
    let (picture, _) = checked(&stroke(500, 500, RED), ImagePurpose::Seal, Some(Length::mm(40)));
    assert_eq!(picture.unwrap().size.height, Length::mm(40));
}

#[test]
fn other_formats_are_named() {
    let named = |bytes: &[u8], word: &str| {
        let mut report = Report::new();
        let at = FieldPath::root();
        let print = ImagePrint { purpose: ImagePurpose::Seal, width: None, defaults: &defaults() };
        assert!(check(bytes, None, print, &at, &mut report).is_none());
        assert_eq!(report.problems[0].code, "image-format");
        assert!(report.problems[0].message.contains(word), "{}", report.problems[0].message);
    };
    named(b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG");
    named(b"GIF89a", "GIF");
    named(b"RIFF\0\0\0\0WEBP", "WebP");
    named(b"%PDF-1.7", "PDF");
    named(b"", "rỗng");
    named(b"xin ch\xc3\xa0o", "không rõ");
}

#[test]
fn an_image_without_transparency_is_refused() {
    let opaque = DynamicImage::ImageRgb8(image::RgbImage::from_pixel(400, 400, image::Rgb(RED)));
    assert_eq!(checked(&png_of(&opaque), ImagePurpose::Seal, None), (None, vec!["image-opaque"]));
    let clear = DynamicImage::ImageRgba8(RgbaImage::new(400, 400));
    assert_eq!(checked(&png_of(&clear), ImagePurpose::Seal, None), (None, vec!["image-empty"]));
}

#[test]
fn a_red_signature_and_a_blue_seal_are_warned_of() {
    assert_eq!(checked(&stroke(500, 500, RED), ImagePurpose::Signature, None).1, ["image-colour"]);
    assert_eq!(checked(&stroke(500, 500, BLUE), ImagePurpose::Seal, None).1, ["image-colour"]);
    assert_eq!(checked(&stroke(500, 500, [0, 0, 0]), ImagePurpose::Signature, None).1, ["image-colour"]);
}

#[test]
fn remains_of_white_paper_do_not_decide_the_colour() {
    let image = RgbaImage::from_fn(500, 500, |x, y| match (x + y) % 8 {
        0 => Rgba([20, 40, 160, 255]),
        7 => Rgba([0, 0, 0, 0]),
        _ => Rgba([250, 250, 250, 200]),
    });
    let (_, codes) = checked(&png_of(&DynamicImage::ImageRgba8(image)), ImagePurpose::Signature, None);
    assert!(codes.is_empty(), "{codes:?}");
}

#[test]
fn a_coarse_image_is_warned_of_at_its_printed_size() {
    // 36 mm at 300 dots to the inch are 425.2 pixels.
    assert_eq!(checked(&stroke(425, 425, RED), ImagePurpose::Seal, None).1, ["image-resolution"]);
    assert!(checked(&stroke(426, 426, RED), ImagePurpose::Seal, None).1.is_empty());
}

#[test]
fn sizes_no_signature_has_are_refused() {
    let bytes = stroke(500, 250, BLUE);
    for millimetres in [0, -3, 4, 9, 101, i64::MAX / 36_000] {
        let (picture, codes) = checked(&bytes, ImagePurpose::Signature, Some(Length::mm(millimetres)));
        assert_eq!((picture, codes), (None, vec!["image-size"]), "{millimetres} mm");
    }
    assert!(checked(&bytes, ImagePurpose::Signature, Some(Length::mm(10))).0.is_some());
}

#[test]
fn dimensions_are_judged_before_anything_is_unpacked() {
    let mut bytes = stroke(10, 10, BLUE);
    bytes[16..20].copy_from_slice(&5_001u32.to_be_bytes());
    assert_eq!(checked(&bytes, ImagePurpose::Signature, None).1, ["image-too-large"]);
    bytes[16..24].copy_from_slice(&[0xff; 8]);
    assert_eq!(checked(&bytes, ImagePurpose::Signature, None).1, ["image-too-large"]);
    bytes[16..24].copy_from_slice(&[0; 8]);
    assert_eq!(checked(&bytes, ImagePurpose::Signature, None).1, ["image-corrupt"]);
    assert_eq!(
        checked(&vec![0x89; limits::IMAGE_BYTES + 1], ImagePurpose::Seal, None).1,
        ["image-too-large"]
    );
}

#[test]
fn a_stream_longer_than_its_picture_is_refused() {
    let mut deflate = flate2::write::ZlibEncoder::new(vec![], flate2::Compression::fast());
    deflate.write_all(&vec![0; 64 << 20]).unwrap();
    let packed = deflate.finish().unwrap();
    assert_eq!(checked(&png_with(20, 20, &packed), ImagePurpose::Signature, None).1, ["image-corrupt"]);
}

/// A PNG of 8-bit RGBA with the given compressed data.
fn png_with(width: u32, height: u32, packed: &[u8]) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = [width.to_be_bytes(), height.to_be_bytes()].concat();
    head.extend([8, 6, 0, 0, 0]);
    for (kind, data) in [(b"IHDR", &head[..]), (b"IDAT", packed), (b"IEND", &[])] {
        out.extend((data.len() as u32).to_be_bytes());
        out.extend(kind);
        out.extend(data);
        let mut crc = flate2::Crc::new();
        crc.update(kind);
        crc.update(data);
        out.extend(crc.sum().to_be_bytes());
    }
    out
}

#[test]
fn equal_pixels_are_equal_files_and_a_stored_image_is_stored_again_unchanged() {
    let image = checked(&stroke(500, 300, BLUE), ImagePurpose::Signature, None).0.unwrap().image.unwrap();
    let again = checked(&image.png, ImagePurpose::Signature, None).0.unwrap().image.unwrap();
    assert_eq!(image, again);
    assert_eq!(image.sha256, digest::sha256(&image.png));
    assert_eq!(image.rgba.len(), 500 * 300 * 4);
    let names =
        image.png.windows(4).filter(|w| [b"tEXt", b"eXIf", b"tIME"].contains(&&[w[0], w[1], w[2], w[3]]));
    assert_eq!(names.count(), 0);
}

#[test]
fn sixteen_bits_a_channel_are_read_too() {
    let deep =
        DynamicImage::ImageRgba8(image::load_from_memory(&stroke(500, 500, RED)).unwrap().into_rgba8());
    let deep = DynamicImage::ImageRgba16(deep.into_rgba16());
    let (picture, codes) = checked(&png_of(&deep), ImagePurpose::Seal, None);
    assert!(picture.is_some() && codes.is_empty(), "{codes:?}");
}

/// A PNG of a form that the decoder gives in another shape, of these pixels.
fn png_as(image: &RgbaImage, form: image::ColorType) -> Vec<u8> {
    let image = DynamicImage::ImageRgba8(image.clone());
    png_of(&match form {
        image::ColorType::Rgba16 => DynamicImage::ImageRgba16(image.into_rgba16()),
        image::ColorType::La8 => DynamicImage::ImageLumaA8(image.into_luma_alpha8()),
        image::ColorType::La16 => DynamicImage::ImageLumaA16(image.into_luma_alpha16()),
        _ => image,
    })
}

#[test]
fn rows_are_read_as_the_whole_image_would_be() {
    let any = |x: u32, y: u32| {
        let mix = x.wrapping_mul(0x9e37_79b9) ^ y.wrapping_mul(0x85eb_ca6b);
        Rgba((mix.wrapping_mul(0xc2b2_ae35) ^ mix >> 7).to_be_bytes())
    };
    let image = RgbaImage::from_fn(131, 97, any);
    for form in
        [image::ColorType::Rgba8, image::ColorType::Rgba16, image::ColorType::La8, image::ColorType::La16]
    {
        let bytes = png_as(&image, form);
        let whole = image::load_from_memory(&bytes).unwrap().into_rgba8();
        let extent = PixelSize { width: 131, height: 97 };
        let rows = pixels::read(&bytes, extent, extent).unwrap();
        assert_eq!(rows.rgba, whole.into_raw(), "{form:?}");
    }
    // Samples of 16 bits that no 8 bits stand for.
    let deep = image::ImageBuffer::from_fn(64, 64, |x, y| {
        image::Rgba([x as u16 * 997, y as u16 * 1013, (x * y) as u16 * 15, (x ^ y) as u16 * 1021])
    });
    let bytes = png_of(&DynamicImage::ImageRgba16(deep));
    let whole = image::load_from_memory(&bytes).unwrap().into_rgba8();
    let extent = PixelSize { width: 64, height: 64 };
    assert_eq!(pixels::read(&bytes, extent, extent).unwrap().rgba, whole.into_raw());
}

#[test]
fn a_large_image_is_drawn_as_large_as_its_print_needs() {
    let bytes = stroke(3_000, 1_500, BLUE);
    let image = checked(&bytes, ImagePurpose::Signature, None).0.unwrap().image.unwrap();
    // 36 mm by 18 mm at 600 dots to the inch.
    assert_eq!((image.width, image.height), (851, 426));
    assert!(image.original.is_none(), "nobody keeps the large one");
    let ink = image.rgba.chunks_exact(4).map(|p| u64::from(p[3])).sum::<u64>() / (851 * 426);
    assert!((100..=118).contains(&ink), "three sevenths are covered: {ink}");
    assert!(image.rgba.chunks_exact(4).all(|p| p[3] == 0 || p[..3] == BLUE), "and keep their colour");
    // One that is dense but small is drawn as it is.
    let small = checked(&stroke(1_000, 1_000, RED), ImagePurpose::Seal, Some(Length::mm(10))).0.unwrap();
    assert_eq!(small.image.unwrap().width, 1_000);
}

#[test]
fn what_was_made_smaller_is_made_the_same_again() {
    for (width, height, purpose) in [
        (3_001, 1_499, ImagePurpose::Signature),
        (4_499, 1_203, ImagePurpose::Signature),
        (1_501, 2_003, ImagePurpose::Seal),
    ] {
        let bytes = stroke(width, height, if purpose == ImagePurpose::Seal { RED } else { BLUE });
        for millimetres in [None, Some(Length::mm(20)), Some(Length::from_mm(33.3))] {
            let once = checked(&bytes, purpose, millimetres).0.unwrap();
            let png = once.image.as_ref().unwrap().kept().1.to_vec();
            let again = checked(&png, purpose, millimetres).0.unwrap();
            assert_eq!(again, once, "{width} × {height}, {millimetres:?}");
        }
    }
}

#[test]
fn a_kept_image_stays_what_the_document_names_however_small_it_is_drawn() {
    let bytes = stroke(5_000, 2_500, BLUE);
    let print = ImagePrint { purpose: ImagePurpose::Signature, width: None, defaults: &defaults() };
    let (at, mut report) = (FieldPath::root(), Report::new());
    let kept = keep(&bytes, print, &at, &mut report).unwrap();
    let extent = pixels::extent(&kept).unwrap();
    assert_eq!((extent.width, extent.height), (2_363, 1_182), "100 mm at 600 dots to the inch");
    assert_eq!(keep(&kept, print, &at, &mut report).unwrap(), kept);
    let digest = digest::sha256(&kept);
    let drawn = check(&kept, Some(&digest), print, &at, &mut report).unwrap();
    let image = drawn.image.unwrap();
    assert_eq!((image.kept(), image.width), ((digest.as_str(), kept.as_slice()), 851));
    // A digest that is not the file's says nothing.
    let other = check(&kept, Some("00"), print, &at, &mut report).unwrap().image.unwrap();
    assert!(other.original.is_none());
    assert_eq!(report.problems, []);
}

#[test]
fn the_room_of_an_image_is_as_large_as_the_image_and_empty() {
    let bytes = stroke(600, 300, BLUE);
    let print =
        ImagePrint { purpose: ImagePurpose::Signature, width: Some(Length::mm(40)), defaults: &defaults() };
    let mut report = Report::new();
    let drawn = check(&bytes, None, print, &FieldPath::root(), &mut report).unwrap();
    let empty = room(&bytes, print, &FieldPath::root(), &mut report).unwrap();
    assert_eq!((empty.size, empty.image, empty.description.as_str()), (drawn.size, None, ""));
}

#[test]
fn a_large_interlaced_image_is_refused_with_its_reason() {
    let mut bytes = stroke(2_100, 2_000, RED);
    // The byte for interlacing, and the checksum that goes with it.
    bytes[28] = 1;
    let mut crc = flate2::Crc::new();
    crc.update(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    let mut report = Report::new();
    let print = ImagePrint { purpose: ImagePurpose::Seal, width: None, defaults: &defaults() };
    assert!(check(&bytes, None, print, &FieldPath::root(), &mut report).is_none());
    let problem = &report.problems[0];
    assert!(problem.code == "image-too-large" && problem.message.contains("interlaced"), "{problem:?}");
}

#[test]
fn memory_is_reckoned_by_what_is_drawn_and_bounded() {
    // The head alone says how large it is.
    let mut bomb = stroke(10, 10, RED);
    bomb[16..24].copy_from_slice(&[5_000u32.to_be_bytes(), 5_000u32.to_be_bytes()].concat());
    for (purpose, most) in [(ImagePurpose::Signature, 12 << 20), (ImagePurpose::Seal, 24 << 20)] {
        let usual = memory(&bomb, purpose, None);
        assert!((4 << 20..most).contains(&usual), "{purpose:?}: {usual}");
    }
    let largest = memory(&bomb, ImagePurpose::Seal, Some(Length::mm(10_000)));
    assert!((64 << 20..limits::IMAGES_MEMORY).contains(&largest), "{largest}");
    assert_eq!(memory(b"no image", ImagePurpose::Seal, None), 0);
    assert!(memory(&stroke(10, 10, RED), ImagePurpose::Seal, None) < 10_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damage_anywhere_gives_a_picture_or_a_report(at in 0usize..4000, byte: u8, keep in 0usize..4000) {
        let mut bytes = stroke(60, 40, BLUE);
        let last = bytes.len() - 1;
        bytes[at.min(last)] = byte;
        checked(&bytes, ImagePurpose::Signature, None);
        bytes.truncate(keep);
        checked(&bytes, ImagePurpose::Signature, None);
    }
}
