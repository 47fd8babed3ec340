//! Drawings: signature and seal as floating pictures, the brace and the clear foot of a page as shapes.

use super::xml::escaped;
use crate::document::{Image, Picture};
use crate::layout::PageEnd;
use crate::length::{Length, Point, Size};
use docx_rs::{Pic, RelativeFromHType, RelativeFromVType};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A drawing of a part, in reading order.
#[derive(Clone, Debug)]
pub(super) enum Drawing {
    /// A picture.
    Picture {
        /// Name in a word processor.
        name: &'static str,
        /// Text alternative for readers who cannot see it.
        description: String,
    },
    /// A right curly brace.
    Brace(Size),
    /// An empty box of this width at the foot of a page, which text flows around.
    PageEnd(PageEnd, Length),
}

/// The pictures' files, one for each distinct image, in order of first use.
#[derive(Debug, Default)]
pub(super) struct MediaFiles {
    by_digest: BTreeMap<String, usize>,
    images: Vec<Arc<Image>>,
}

impl MediaFiles {
    /// The number of an image's file, from 1.
    fn number(&mut self, image: &Arc<Image>) -> usize {
        let images = &mut self.images;
        *self.by_digest.entry(image.sha256.clone()).or_insert_with(|| {
            images.push(Arc::clone(image));
            images.len()
        })
    }

    /// Each file's number and PNG.
    pub(super) fn files(&self) -> impl Iterator<Item = (usize, &[u8])> {
        self.images.iter().enumerate().map(|(index, image)| (index + 1, image.png.as_slice()))
    }
}

/// The relationship of an image's file.
pub(super) fn relationship(number: usize) -> String {
    format!("rIdImage{number}")
}

/// A picture that floats over its paragraph, its corner at `at` from the corner of the column; none where only its room
/// is kept.
pub(super) fn floating(picture: &Picture, at: Point, media: &mut MediaFiles) -> Option<Pic> {
    let id = relationship(media.number(picture.image.as_ref()?));
    // The bytes stay out of docx-rs, which would copy them: the packer takes them from the image.
    let mut pic = Pic::new_with_dimensions(Vec::new(), 0, 0)
        .id(id)
        .size(extent(picture.size.width), extent(picture.size.height))
        .floating()
        .overlapping()
        .relative_from_h(RelativeFromHType::Column)
        .relative_from_v(RelativeFromVType::Paragraph)
        .offset_x(offset(at.x))
        .offset_y(offset(at.y));
    pic.layout_in_cell = true;
    Some(pic)
}

fn extent(length: Length) -> u32 {
    u32::try_from(length.to_emu().max(1)).unwrap_or(u32::MAX)
}

fn offset(length: Length) -> i32 {
    i32::try_from(length.to_emu()).unwrap_or(0)
}

/// The start tag of the anchor that `before` drawings precede; later ones lie above earlier ones.
pub(super) fn anchor(before: usize, out: &mut Vec<u8>) {
    let tag = format!(
        r#"<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="{}" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">"#,
        251_658_240 + before
    );
    out.extend_from_slice(tag.as_bytes());
}

/// The number, name and description of a drawing.
pub(super) fn drawing_name(drawing: &Drawing, number: usize, out: &mut Vec<u8>) {
    let tag = match drawing {
        Drawing::Picture { name, description } => {
            format!(r#"<wp:docPr id="{number}" name="{name} {number}" descr="{}"/>"#, escaped(description))
        }
        Drawing::Brace(_) => format!(r#"<wp:docPr id="{number}" name="Dấu ngoặc {number}"/>"#),
        Drawing::PageEnd(..) => format!(r#"<wp:docPr id="{number}" name="Cuối trang {number}"/>"#),
    };
    out.extend_from_slice(tag.as_bytes());
}

/// Place and outline of a shape.
struct ShapeXml {
    /// Position of its corner and what text does beside it.
    place: String,
    size: (u32, u32),
    /// Its geometry and lines.
    outline: &'static str,
}

/// A right curly brace that fills the middle half of a box, whose corner is that of its paragraph.
pub(super) fn brace(size: Size, number: usize, out: &mut Vec<u8>) {
    let (x, cx, cy) = (extent(size.width / 4), extent(size.width / 2), extent(size.height));
    let place = format!(
        r#"<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>{x}</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV><wp:extent cx="{cx}" cy="{cy}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>"#
    );
    let outline = r#"<a:prstGeom prst="rightBrace"><a:avLst><a:gd name="adj1" fmla="val 50000"/><a:gd name="adj2" fmla="val 50000"/></a:avLst></a:prstGeom><a:noFill/><a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln>"#;
    shape(&Drawing::Brace(size), ShapeXml { place, size: (cx, cy), outline }, number, out);
}

/// An empty box at the foot of the page.
pub(super) fn page_end(end: PageEnd, width: Length, number: usize, out: &mut Vec<u8>) {
    let (y, cx, cy) = (offset(end.top), extent(width), extent(end.height));
    let place = format!(
        r#"<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="margin"><wp:posOffset>0</wp:posOffset></wp:positionH><wp:positionV relativeFrom="page"><wp:posOffset>{y}</wp:posOffset></wp:positionV><wp:extent cx="{cx}" cy="{cy}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapTopAndBottom/>"#
    );
    let outline =
        r#"<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln w="9525"><a:noFill/></a:ln>"#;
    shape(&Drawing::PageEnd(end, width), ShapeXml { place, size: (cx, cy), outline }, number, out);
}

fn shape(
    drawing: &Drawing,
    ShapeXml { place, size: (cx, cy), outline }: ShapeXml,
    number: usize,
    out: &mut Vec<u8>,
) {
    out.extend_from_slice(br#"<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>"#);
    anchor(number - 1, out);
    out.extend_from_slice(place.as_bytes());
    drawing_name(drawing, number, out);
    let shape = format!(
        r#"<wp:cNvGraphicFramePr/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>{outline}</wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent>"#
    );
    out.extend_from_slice(shape.as_bytes());
}
