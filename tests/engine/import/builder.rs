//! DOCX files made by hand, part by part.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// An archive of these entries.
pub(crate) fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in entries {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A file of parts beside the main document: name without folder, and text.
pub(crate) fn package(document: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut links = String::new();
    for (name, _) in parts {
        let kind = name.trim_end_matches(".xml").trim_end_matches(|c: char| c.is_ascii_digit());
        links.push_str(&format!(r#"<Relationship Id="r-{name}" Type="{office}/{kind}" Target="{name}"/>"#));
    }
    let relationships = "http://schemas.openxmlformats.org/package/2006/relationships";
    let links = format!(r#"<Relationships xmlns="{relationships}">{links}</Relationships>"#);
    let root = format!(
        r#"<Relationships xmlns="{relationships}"><Relationship Id="r1" Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>"#
    );
    let mut entries: Vec<(String, &[u8])> = vec![
        ("[Content_Types].xml".into(), TYPES.as_bytes()),
        ("_rels/.rels".into(), root.as_bytes()),
        ("word/document.xml".into(), document.as_bytes()),
        ("word/_rels/document.xml.rels".into(), links.as_bytes()),
    ];
    entries.extend(parts.iter().map(|(name, text)| (format!("word/{name}"), text.as_bytes())));
    let entries: Vec<(&str, &[u8])> = entries.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    archive(&entries)
}

/// What every archive says of its parts.
pub(crate) const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;

/// A main document around its body.
pub(crate) fn document(body: &str) -> String {
    part("document", &format!("<w:body>{body}</w:body>"))
}

/// A part around what is in it.
pub(crate) fn part(name: &str, content: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:{name} xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml">{content}</w:{name}>"#
    )
}

/// A file of a body alone.
pub(crate) fn docx(body: &str) -> Vec<u8> {
    package(&document(body), &[])
}

/// A paragraph: `b` bold, `i` italic, `c` centred, `r` right; tabs and line breaks as in the text.
pub(crate) fn p(look: &str, text: &str) -> String {
    let align = match () {
        () if look.contains('c') => r#"<w:jc w:val="center"/>"#,
        () if look.contains('r') => r#"<w:jc w:val="right"/>"#,
        () => r#"<w:jc w:val="both"/>"#,
    };
    format!("<w:p><w:pPr>{align}</w:pPr>{}</w:p>", run(look, text))
}

/// A run.
pub(crate) fn run(look: &str, text: &str) -> String {
    let bold = if look.contains('b') { "<w:b/>" } else { "" };
    let italic = if look.contains('i') { "<w:i/>" } else { "" };
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let text = text.replace('\t', "</w:t><w:tab/><w:t xml:space=\"preserve\">");
    let text = text.replace('\n', "</w:t><w:br/><w:t xml:space=\"preserve\">");
    format!(r#"<w:r><w:rPr>{bold}{italic}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>"#)
}

/// A table without lines: rows of cells of paragraphs.
pub(crate) fn table(rows: &[&[String]]) -> String {
    let cell = |cell: &String| format!("<w:tc><w:tcPr/>{cell}</w:tc>");
    let row = |row: &&[String]| format!("<w:tr>{}</w:tr>", row.iter().map(cell).collect::<String>());
    format!("<w:tbl><w:tblPr/>{}</w:tbl>", rows.iter().map(row).collect::<String>())
}

/// A table with lines.
pub(crate) fn ruled(rows: &[&[String]]) -> String {
    let borders = r#"<w:tblPr><w:tblBorders><w:top w:val="single"/><w:insideH w:val="single"/></w:tblBorders></w:tblPr>"#;
    table(rows).replace("<w:tblPr/>", borders)
}
