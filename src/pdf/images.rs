//! Images as objects of a file: colours and, where anything shines through, a soft mask. printpdf makes them.

use super::PdfError;
use crate::document::Image;
use lopdf::{Dictionary, Document, Object, ObjectId};
use printpdf::{
    Mm, PdfDocument, PdfPage, PdfSaveOptions, RawImage, RawImageData, RawImageFormat, XObject, XObjectId,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Images of a layout that its pages show. Two of the same pixels are one.
pub(super) struct UsedImages {
    /// By index in the layout: the first image with the same digest.
    same_as: Vec<usize>,
    used: Vec<bool>,
}

impl UsedImages {
    /// None so far.
    pub(super) fn new(images: &[Arc<Image>]) -> Self {
        let mut firsts = BTreeMap::new();
        let pixels =
            images.iter().enumerate().map(|(index, image)| *firsts.entry(&image.sha256).or_insert(index));
        Self { same_as: pixels.collect(), used: vec![false; images.len()] }
    }

    /// Resource name of an image, which is noted as used; `None` if there is no such image.
    pub(super) fn name(&mut self, index: usize) -> Option<String> {
        let first = *self.same_as.get(index)?;
        *self.used.get_mut(first)? = true;
        Some(resource_name(first))
    }
}

fn resource_name(index: usize) -> String {
    format!("I{index}")
}

/// Puts the used images into a file and gives the dictionary that names them.
pub(super) fn embed(
    images: &[Arc<Image>],
    used: &UsedImages,
    document: &mut Document,
) -> Result<Dictionary, PdfError> {
    let mut names = Dictionary::new();
    // One after another: the planes of all at once would be many times what the file takes.
    for (index, image) in images.iter().enumerate().filter(|(index, _)| used.used[*index]) {
        let name = resource_name(index);
        let id = image_document(&name, image)
            .and_then(|mut image_document| transfer(&mut image_document, &name, document));
        names.set(name, id.ok_or(PdfError::Image(index))?);
    }
    Ok(names)
}

/// A file of one image that its only page names; `None` where the image contradicts itself.
fn image_document(name: &str, image: &Image) -> Option<Document> {
    let mut image_document = PdfDocument::new("");
    image_document.resources.xobjects.map.insert(XObjectId(name.to_owned()), XObject::Image(raw(image)?));
    // Resources hang on pages, so there has to be one.
    image_document.pages.push(PdfPage::new(Mm(1.0), Mm(1.0), vec![]));
    let options = PdfSaveOptions { image_optimization: None, ..PdfSaveOptions::default() };
    Some(image_document.to_lopdf_document(&options, &mut Vec::new()))
}

/// An image as printpdf takes it; `None` if its pixels are not as many as its sides say.
fn raw(image: &Image) -> Option<RawImage> {
    let (width, height) = (image.width as usize, image.height as usize);
    let (pixels, rest) = image.rgba.as_chunks::<4>();
    if pixels.is_empty() || pixels.len() != width.checked_mul(height)? || !rest.is_empty() {
        return None;
    }
    let opaque = pixels.iter().all(|pixel| pixel[3] == u8::MAX);
    let (data, data_format) = if opaque {
        (pixels.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect(), RawImageFormat::RGB8)
    } else {
        (image.rgba.clone(), RawImageFormat::RGBA8)
    };
    Some(RawImage { pixels: RawImageData::U8(data), width, height, data_format, tag: vec![] })
}

/// Takes an image and its soft mask out of what printpdf made; pixels are not copied.
fn transfer(image_document: &mut Document, name: &str, document: &mut Document) -> Option<ObjectId> {
    let page = image_document.get_dictionary(*image_document.get_pages().values().next()?).ok()?;
    let resources = image_document.dereference(page.get(b"Resources").ok()?).ok()?.1.as_dict().ok()?;
    let names = image_document.dereference(resources.get(b"XObject").ok()?).ok()?.1.as_dict().ok()?;
    let id = names.get(name.as_bytes()).ok()?.as_reference().ok()?;
    let Object::Stream(mut image) = image_document.objects.remove(&id)? else { return None };
    if let Ok(mask) = image.dict.get(b"SMask").and_then(Object::as_reference) {
        image.dict.set("SMask", document.add_object(image_document.objects.remove(&mask)?));
    }
    Some(document.add_object(image))
}
