//! The parts of the file around the body: properties, settings, content types, relationships.
//!
//! All are written here, sorted and with the document's own date: docx-rs leaves the title out, says "unknown" for
//! the author, takes the custom properties in the order of a hash map and does not escape them.

use super::block::LinkTargets;
use super::picture::relationship;
use super::section::{BodyParts, FIRST_HEADER, HEADER, footer_relationship};
use super::styles::styles;
use super::theme::{APPLICATION, FONTS, THEME};
use super::xml::escaped;
use crate::document::Meta;
use crate::style::StyleSheet;
use std::borrow::Cow;
use std::fmt::Write as _;

/// A file of the package.
pub(super) struct DocxPart<'a> {
    /// Its name in the archive.
    pub(super) name: Cow<'static, str>,
    /// Content.
    pub(super) bytes: Cow<'a, [u8]>,
}

impl<'a> DocxPart<'a> {
    fn new(name: impl Into<Cow<'static, str>>, bytes: impl Into<Cow<'a, [u8]>>) -> Self {
        Self { name: name.into(), bytes: bytes.into() }
    }
}

/// Parts that are the same in every document.
pub(super) const FIXED: [(&str, &str); 3] =
    [("docProps/app.xml", APPLICATION), ("word/fontTable.xml", FONTS), ("word/theme/theme1.xml", THEME)];

/// The parts of a document but for the fixed ones and the pictures, in the order of the archive.
pub(super) fn all<'a>(meta: &Meta, body: &'a BodyParts, style: &StyleSheet) -> Vec<DocxPart<'a>> {
    let mut parts = vec![
        DocxPart::new("[Content_Types].xml", content_types(body.footers.len()).into_bytes()),
        DocxPart::new("_rels/.rels", ROOT_RELATIONSHIPS.as_bytes()),
        DocxPart::new("word/document.xml", body.document.as_slice()),
        DocxPart::new("word/_rels/document.xml.rels", relationships(body).into_bytes()),
        DocxPart::new("word/styles.xml", styles(style, &body.headings).into_bytes()),
        DocxPart::new("word/settings.xml", settings(style.text.compatibility).into_bytes()),
    ];
    for (name, header) in ["word/header1.xml", "word/header2.xml"].into_iter().zip(&body.headers) {
        parts.push(DocxPart::new(name, header.as_slice()));
    }
    for (index, footer) in body.footers.iter().enumerate() {
        parts.push(DocxPart::new(format!("word/footer{}.xml", index + 1), footer.xml.as_slice()));
        if footer.links.all().next().is_some() {
            let mut relationships = Relationships::new();
            relationships.add_links(&footer.links);
            let name = format!("word/_rels/footer{}.xml.rels", index + 1);
            parts.push(DocxPart::new(name, relationships.finish().into_bytes()));
        }
    }
    parts.push(DocxPart::new("docProps/core.xml", core(meta).into_bytes()));
    parts.push(DocxPart::new("docProps/custom.xml", custom(meta).into_bytes()));
    parts
}

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

const ROOT_RELATIONSHIPS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>"#,
    r#"<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>"#,
    r#"<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties" Target="docProps/app.xml"/>"#,
    r#"<Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties" Target="docProps/custom.xml"/>"#,
    r#"</Relationships>"#,
);

/// Content types of all parts (`[Content_Types].xml`).
fn content_types(footers: usize) -> String {
    const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    const PACKAGE: &str = "application/vnd.openxmlformats-package";
    const OFFICE: &str = "application/vnd.openxmlformats-officedocument";
    let mut out = format!(
        concat!(
            "{}",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
            r#"<Default Extension="png" ContentType="image/png"/>"#,
            r#"<Default Extension="rels" ContentType="{}.relationships+xml"/>"#,
            r#"<Default Extension="xml" ContentType="application/xml"/>"#
        ),
        DECLARATION, PACKAGE
    );
    let mut add = |part: &str, base: &str, kind: &str| {
        let _ = write!(out, r#"<Override PartName="/{part}" ContentType="{base}.{kind}+xml"/>"#);
    };
    add("docProps/app.xml", OFFICE, "extended-properties");
    add("docProps/core.xml", PACKAGE, "core-properties");
    add("docProps/custom.xml", OFFICE, "custom-properties");
    add("word/document.xml", WORD, "document.main");
    add("word/fontTable.xml", WORD, "fontTable");
    for number in 1..=footers {
        add(&format!("word/footer{number}.xml"), WORD, "footer");
    }
    add("word/header1.xml", WORD, "header");
    add("word/header2.xml", WORD, "header");
    add("word/settings.xml", WORD, "settings");
    add("word/styles.xml", WORD, "styles");
    add("word/theme/theme1.xml", OFFICE, "theme");
    out.push_str("</Types>");
    out
}

/// Relationships of a part, being written.
struct Relationships(String);

impl Relationships {
    fn new() -> Self {
        let namespace = "http://schemas.openxmlformats.org/package/2006/relationships";
        Self(format!(r#"{DECLARATION}<Relationships xmlns="{namespace}">"#))
    }

    /// A part of the package.
    fn add(&mut self, id: &str, kind: &str, target: &str) {
        let _ = write!(self.0, r#"<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/>"#);
    }

    /// The targets of links.
    fn add_links(&mut self, links: &LinkTargets) {
        for (id, target) in links.all() {
            let target = escaped(target);
            let _ = write!(
                self.0,
                r#"<Relationship Id="{id}" Type="{OFFICE}/hyperlink" Target="{target}" TargetMode="External"/>"#
            );
        }
    }

    fn finish(self) -> String {
        self.0 + "</Relationships>"
    }
}

/// Relationships of the body.
fn relationships(body: &BodyParts) -> String {
    let mut out = Relationships::new();
    out.add("rId1", "styles", "styles.xml");
    out.add("rId2", "settings", "settings.xml");
    out.add("rId3", "fontTable", "fontTable.xml");
    out.add("rId4", "theme", "theme/theme1.xml");
    out.add(HEADER, "header", "header1.xml");
    out.add(FIRST_HEADER, "header", "header2.xml");
    for number in 1..=body.footers.len() {
        out.add(&footer_relationship(number), "footer", &format!("footer{number}.xml"));
    }
    for (number, _) in body.media.files() {
        out.add(&relationship(number), "image", &format!("media/image{number}.png"));
    }
    out.add_links(&body.links);
    out.finish()
}

/// `word/settings.xml`: Vietnamese, no hyphenation, the layout rules of one version of Word.
fn settings(compatibility: u8) -> String {
    format!(
        concat!(
            "{}",
            r#"<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">"#,
            r#"<w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>"#,
            r#"<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:doNotExpandShiftReturn/>"#,
            r#"<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="{}"/>"#,
            r#"</w:compat><w:themeFontLang w:val="vi-VN"/>"#,
            r#"<w:clrSchemeMapping w:bg1="light1" w:t1="dark1" w:bg2="light2" w:t2="dark2" w:accent1="accent1" w:accent2="accent2" w:accent3="accent3" w:accent4="accent4" w:accent5="accent5" w:accent6="accent6" w:hyperlink="hyperlink" w:followedHyperlink="followedHyperlink"/>"#,
            r#"<w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>"#
        ),
        DECLARATION, compatibility
    )
}

/// `docProps/core.xml`; the only dates are the document's own, at midnight in Vietnam.
fn core(meta: &Meta) -> String {
    let mut out = format!(
        concat!(
            "{}",
            r#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties""#,
            r#" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/""#,
            r#" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">"#,
            r#"<dc:title>{}</dc:title><dc:subject>{}</dc:subject><dc:creator>{}</dc:creator>"#
        ),
        DECLARATION,
        escaped(&meta.title),
        escaped(&meta.subject),
        escaped(&meta.author)
    );
    if let Some(date) = meta.issued {
        let date = date.format("%Y-%m-%dT00:00:00+07:00");
        for name in ["created", "modified"] {
            let _ = write!(out, r#"<dcterms:{name} xsi:type="dcterms:W3CDTF">{date}</dcterms:{name}>"#);
        }
    }
    out.push_str("<dc:language>vi-VN</dc:language></cp:coreProperties>");
    out
}

/// `docProps/custom.xml`: number and symbol, where known.
fn custom(meta: &Meta) -> String {
    let mut out = format!(
        concat!(
            "{}",
            r#"<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties""#,
            r#" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">"#
        ),
        DECLARATION
    );
    if let Some(number) = &meta.number {
        let number = escaped(number);
        let _ = write!(
            out,
            r#"<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="Số, ký hiệu"><vt:lpwstr>{number}</vt:lpwstr></property>"#
        );
    }
    out.push_str("</Properties>");
    out
}
