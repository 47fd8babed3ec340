//! Pages made by hand, for the tests of this module.

use crate::document::{BlockId, Image, TextPlace};
use crate::font::{FaceId, FontBook};
use crate::layout::{Artifact, Layout, Owner, Page, PageItem, PlacedItem, TextRun};
use crate::length::{Length, Point, Size};
use std::sync::Arc;

/// A run whose text starts at a byte of the layout's text.
pub(super) fn run(start: usize, text: &str, face: FaceId, size: i64) -> TextRun {
    let size = Length::pt(size);
    TextRun {
        start: start as u32,
        end: (start + text.len()) as u32,
        face,
        size,
        rise: Length::ZERO,
        word_gap: Length::ZERO,
        letter_gap: Length::ZERO,
        width: FontBook::embedded().face(face).width(text, size),
        red: false,
        place: TextPlace { block: BlockId(0), byte: start as u32 },
    }
}

/// An item that belongs to nothing.
pub(super) fn placed(at: Point, item: PageItem) -> PlacedItem {
    PlacedItem { at, owner: Owner::Artifact(Artifact::Layout), item }
}

/// A place in millimetres.
pub(super) fn at(x: f64, y: f64) -> Point {
    Point { x: Length::from_mm(x), y: Length::from_mm(y) }
}

/// A size in millimetres.
pub(super) fn size(width: f64, height: f64) -> Size {
    Size { width: Length::from_mm(width), height: Length::from_mm(height) }
}

/// An A4 page with something of everything that can stand on one.
pub(super) fn letter() -> Layout {
    let mut layout = Layout::default();
    let mut page = Page { size: size(210.0, 297.0), items: Vec::new() };
    let lines: [(f64, f64, &str, FaceId, i64); 9] = [
        (30.0, 25.0, "LIÊN ĐOÀN LAO ĐỘNG TỈNH", FaceId::Bold, 13),
        (97.0, 25.0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", FaceId::Bold, 13),
        (114.0, 31.0, "Độc lập - Tự do - Hạnh phúc", FaceId::Bold, 14),
        (40.0, 38.0, "Số: 39/KH-LĐLĐ", FaceId::Regular, 13),
        (110.0, 38.0, "Lai Châu, ngày 23 tháng 02 năm 2024", FaceId::Italic, 14),
        (
            40.0,
            60.0,
            "Ứ Ừ Ử Ữ Ự ẩ ẫ ấ ầ ậ ẳ ẵ ắ ằ ặ ể ễ ế ề ệ ỷ ỹ ợ ở “ngoặc kép” – & < >",
            FaceId::Regular,
            14,
        ),
        (30.0, 220.0, "Nơi nhận:", FaceId::BoldItalic, 12),
        (30.0, 226.0, "- Như trên;", FaceId::Regular, 11),
        (30.0, 231.0, "- Lưu: VT, TG-NC.", FaceId::Regular, 11),
    ];
    for (x, y, text, face, points) in lines {
        page.items.push(placed(at(x, y), PageItem::Text(run(layout.text.len(), text, face, points))));
        layout.text.push_str(text);
    }
    let body = "Tuyên truyền sâu rộng trong cán bộ, đoàn viên, công nhân, viên chức, lao động";
    for line in 0..20 {
        let mut run = run(layout.text.len(), body, FaceId::Regular, 14);
        let spaces = body.matches(' ').count() as i64;
        run.word_gap = (Length::mm(165) - run.width) / spaces;
        run.width += run.word_gap * spaces;
        page.items.push(placed(at(30.0, 70.0 + 6.35 * f64::from(line)), PageItem::Text(run)));
        layout.text.push_str(body);
    }
    let mut urgent = run(layout.text.len(), "HỎA TỐC", FaceId::Bold, 14);
    urgent.red = true;
    page.items.push(placed(at(42.0, 48.0), PageItem::Text(urgent)));
    layout.text.push_str("HỎA TỐC");
    let weight = Length::from_pt(0.75);
    page.items.push(placed(at(40.0, 42.5), PageItem::Frame { size: size(28.0, 8.0), weight, red: true }));
    page.items.push(placed(at(114.0, 32.5), PageItem::Rule { to: at(178.0, 32.5), weight }));
    page.items.push(placed(at(75.0, 222.0), PageItem::Brace(size(2.5, 10.0))));
    page.items.push(placed(at(120.0, 225.0), PageItem::Image(0, size(36.0, 36.0))));
    layout.images.push(Arc::new(ring(200)));
    layout.pages.push(page);
    layout
}

/// A red ring on nothing, as a seal looks.
pub(super) fn ring(side: u32) -> Image {
    let centre = f64::from(side) / 2.0;
    let pixel = |x: u32, y: u32| {
        let distance = (f64::from(x) + 0.5 - centre).hypot(f64::from(y) + 0.5 - centre) / centre;
        if (0.85..0.98).contains(&distance) { [220, 30, 30, 255] } else { [0, 0, 0, 0] }
    };
    image((0..side * side).flat_map(|i| pixel(i % side, i / side)).collect(), side, side)
}

/// An image of straight RGBA.
pub(super) fn image(rgba: Vec<u8>, width: u32, height: u32) -> Image {
    use image::ImageEncoder;
    let mut png = Vec::new();
    image::codecs::png::PngEncoder::new(&mut png)
        .write_image(&rgba, width, height, image::ExtendedColorType::Rgba8)
        .unwrap();
    Image { width, height, rgba, png, sha256: String::new(), original: None }
}
