use super::super::{png, samples};
use super::*;
use crate::font::FaceId;
use crate::layout::{Layout, Page, PageItem, PlacedItem};

fn decoded(layout: &Layout, dpi: u32) -> image::RgbImage {
    image::load_from_memory(&png(layout, 0, dpi).unwrap()).unwrap().to_rgb8()
}

fn page_of(items: Vec<PlacedItem>) -> Layout {
    let page = Page { size: samples::size(25.4, 25.4), items };
    Layout { pages: vec![page], ..Layout::default() }
}

/// The box of what is not white: first column and row, and those after the last.
fn ink(picture: &image::RgbImage) -> (u32, u32, u32, u32) {
    let dark: Vec<_> = picture.enumerate_pixels().filter(|(_, _, p)| p.0 != [255; 3]).collect();
    let (xs, ys) = (dark.iter().map(|p| p.0), dark.iter().map(|p| p.1));
    (xs.clone().min().unwrap(), ys.clone().min().unwrap(), xs.max().unwrap() + 1, ys.max().unwrap() + 1)
}

#[test]
fn a_page_has_as_many_pixels_as_its_size_and_resolution_say() {
    let picture = decoded(&samples::letter(), 80);
    assert_eq!(picture.dimensions(), (661, 935));
}

#[test]
fn the_same_page_is_the_same_file() {
    let layout = samples::letter();
    let once = png(&layout, 0, 96).unwrap();
    let twice = std::thread::scope(|s| s.spawn(|| png(&layout, 0, 96).unwrap()).join().unwrap());
    assert!(once == twice);
}

#[test]
fn a_page_that_is_not_there_and_silly_resolutions_are_refused() {
    let layout = samples::letter();
    assert!(matches!(png(&layout, 1, 80), Err(PreviewError::NoSuchPage { page: 1, pages: 1 })));
    assert!(matches!(png(&layout, 0, 19), Err(PreviewError::Resolution { dpi: 19 })));
    assert!(matches!(png(&layout, 0, 601), Err(PreviewError::Resolution { dpi: 601 })));
    let mut large = Layout { pages: vec![Page::default()], ..Layout::default() };
    assert!(matches!(png(&large, 0, 80), Err(PreviewError::Dimensions { width: 0, height: 0 })));
    large.pages[0].size = samples::size(2_000.0, 2_000.0);
    assert!(matches!(png(&large, 0, 600), Err(PreviewError::Dimensions { .. })));
}

#[test]
fn a_letter_stands_on_its_baseline_at_its_place() {
    // At 508 dpi a millimetre is 20 pixels. `I` has serifs on the baseline and is as tall as a capital: 1341 units.
    let mut layout = page_of(vec![samples::placed(
        samples::at(5.0, 20.0),
        PageItem::Text(samples::run(0, "I", FaceId::Regular, 36)),
    )]);
    layout.text.push('I');
    let (left, top, right, bottom) = ink(&decoded(&layout, 508));
    assert_eq!(bottom, 400, "the baseline");
    let capital = 1341.0 / 2048.0 * 36.0 / 72.0 * 508.0;
    assert!((f64::from(bottom - top) - capital).abs() <= 1.0);
    let advance = layout.pages[0].items.iter().map(|p| match p.item {
        PageItem::Text(run) => run.width.to_mm() * 20.0,
        _ => 0.0,
    });
    assert!(left >= 100 && f64::from(right) <= 100.0 + advance.sum::<f64>());
}

#[test]
fn a_page_in_black_is_grey_and_red_is_red() {
    let frame = |red| {
        let weight = Length::pt(1);
        page_of(vec![samples::placed(
            samples::at(5.0, 5.0),
            PageItem::Frame { size: samples::size(10.0, 5.0), weight, red },
        )])
    };
    let colour = |layout| image::load_from_memory(&png(&layout, 0, 100).unwrap()).unwrap();
    assert_eq!(colour(frame(false)).color(), image::ColorType::L8);
    let red = colour(frame(true)).to_rgb8();
    assert_eq!(red.get_pixel(20, 20).0, [255, 0, 0]);
    assert_eq!(ink(&red), (20, 20, 59, 39));
}

#[test]
fn a_thin_rule_is_solid_at_every_resolution() {
    for dpi in [20, 80, 96, 150, 600] {
        let rule = PageItem::Rule { to: samples::at(20.0, 10.0), weight: Length::from_pt(0.5) };
        let picture = decoded(&page_of(vec![samples::placed(samples::at(5.0, 10.0), rule)]), dpi);
        let middle = picture.width() / 2;
        assert!((0..picture.height()).any(|y| picture.get_pixel(middle, y).0 == [0; 3]), "{dpi} dpi");
    }
}

#[test]
fn what_hangs_over_the_edge_is_cut_off() {
    let mut layout = samples::letter();
    for (index, placed) in layout.pages[0].items.iter_mut().enumerate() {
        let far = Length::mm([-1_000_000, -5, 208, 1_000_000][index % 4]);
        placed.at = Point { x: far, y: far };
    }
    png(&layout, 0, 80).unwrap();
}

#[test]
fn a_transparent_image_lets_the_page_through_and_does_not_bleed_black() {
    // White wherever it is opaque, black where it cannot be seen.
    let rgba = (0..64 * 64).flat_map(|i| if i % 2 == 0 { [255; 4] } else { [0; 4] }).collect();
    let mut layout =
        page_of(vec![samples::placed(samples::at(5.0, 5.0), PageItem::Image(0, samples::size(10.0, 10.0)))]);
    layout.images.push(std::sync::Arc::new(samples::image(rgba, 64, 64)));
    for dpi in [20, 50, 300] {
        let picture = decoded(&layout, dpi);
        assert!(picture.pixels().all(|p| p.0.iter().all(|&c| c >= 254)), "{dpi} dpi");
    }
}

#[test]
fn a_large_image_is_averaged_not_sampled() {
    // Columns of black and white, two pixels apart at a hundred times the picture's resolution, must come out grey.
    let rgba = (0..1_000 * 100).flat_map(|i| if i % 2 == 0 { [0, 0, 0, 255] } else { [255; 4] }).collect();
    let mut layout =
        page_of(vec![samples::placed(samples::at(0.0, 0.0), PageItem::Image(0, samples::size(25.4, 25.4)))]);
    layout.images.push(std::sync::Arc::new(samples::image(rgba, 1_000, 100)));
    let picture = decoded(&layout, 20);
    assert!(picture.pixels().all(|p| (120..=136).contains(&p.0[0])));
}

#[test]
fn an_image_fills_its_box_and_nothing_else() {
    let mut layout = page_of(vec![samples::placed(
        samples::at(5.08, 5.08),
        PageItem::Image(0, samples::size(10.16, 5.08)),
    )]);
    layout.images.push(std::sync::Arc::new(samples::image([200, 0, 0, 255].repeat(77 * 33), 77, 33)));
    let picture = decoded(&layout, 100);
    assert_eq!(ink(&picture), (20, 20, 60, 40));
    assert_eq!(picture.get_pixel(40, 30).0, [200, 0, 0]);
}
