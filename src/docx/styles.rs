//! `word/styles.xml`: a named style for each role, so that a clerk restyles a document in one place.
//!
//! docx-rs cannot write a default paragraph style, a language or a style's properties in schema order.

use super::block::{eighths, twips};
use super::roles::{
    GAP, HeadingStyles, SIGNATURE_GAP, SIGNING_ROOM, TABLE_GAP, built_in_name, is_built_in, outline_level,
    rule_name, style_id,
};
use super::text::half_points;
use super::xml::escape;
use crate::document::{Align, BlockRole};
use crate::length::Length;
use crate::style::{LineHeight, RoleStyle, RuleStyle, StyleSheet};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The font the document names; the PDF's Liberation Serif has the same widths.
pub(super) const FONT: &str = "Times New Roman";

/// The styles of a sheet as `word/styles.xml`, where these are the styles of the document's headings.
pub(super) fn styles(style: &StyleSheet, headings: &HeadingStyles) -> String {
    let mut out = String::with_capacity(24 << 10);
    out.push_str(r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">"#);
    defaults(style.role(BlockRole::Body).size, &mut out);
    out.push_str(BUILT_IN);
    let mut names = StyleNames::default();
    for role in BlockRole::ALL {
        if headings.holder(role).is_some() {
            continue;
        }
        match rule_name(role) {
            Some(name) => rule_style(role, &names.own(name), style.rules.get(&role), &mut out),
            None => {
                let name = names.own(&style.role(role).name);
                role_style(role, &name, style.role(role), headings, &mut out);
            }
        }
    }
    gap_style(GAP, &names.own("Khoảng đệm"), GAP_HEIGHT, "exact", &mut out);
    let before = style.table.before.max(Length::pt(1));
    gap_style(TABLE_GAP, &names.own("Khoảng cách bảng"), before, "exact", &mut out);
    let before = style.columns.signature_before.max(Length::pt(1));
    gap_style(SIGNATURE_GAP, &names.own("Khoảng cách phần ký"), before, "exact", &mut out);
    gap_style(SIGNING_ROOM, &names.own("Chỗ ký"), style.signing.room, "atLeast", &mut out);
    out.push_str("</w:styles>");
    out
}

/// Styles that every word processor expects: the default paragraph, character, table and list styles.
const BUILT_IN: &str = concat!(
    r#"<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>"#,
    r#"<w:pPr><w:widowControl/></w:pPr></w:style>"#,
    r#"<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">"#,
    r#"<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>"#,
    r#"<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>"#,
    r#"<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>"#,
    r#"<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>"#,
    r#"<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>"#,
    r#"<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>"#,
    r#"<w:uiPriority w:val="99"/><w:semiHidden/></w:style>"#,
);

/// The face, size and language of everything, and no space nobody asked for.
fn defaults(size: Length, out: &mut String) {
    let size = half_points(size);
    let _ = write!(
        out,
        concat!(
            r#"<w:docDefaults><w:rPrDefault><w:rPr>"#,
            r#"<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>"#,
            r#"<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>"#,
            r#"<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>"#,
            r#"<w:pPrDefault><w:pPr><w:widowControl/>"#,
            r#"<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault>"#,
            r#"</w:docDefaults>"#
        ),
        font = FONT,
        size = size
    );
}

/// Names already given; a word processor tells styles apart by name, without regard to case.
#[derive(Default)]
struct StyleNames(BTreeSet<String>);

impl StyleNames {
    /// The name, with a number after it where another style has it already.
    fn own(&mut self, name: &str) -> String {
        let mut own = name.to_owned();
        let mut number = 2;
        while own.trim().is_empty()
            || own.eq_ignore_ascii_case("normal")
            || !self.0.insert(own.to_lowercase())
        {
            own = format!("{name} {number}");
            number += 1;
        }
        own
    }
}

/// The start of a paragraph style, up to its properties.
fn head(id: &str, name: &str, out: &mut String) {
    named(id, name, None, "Normal", out);
}

/// The start of a paragraph style with another name for people, based on a style.
fn named(id: &str, name: &str, alias: Option<&str>, base: &str, out: &mut String) {
    out.push_str(r#"<w:style w:type="paragraph""#);
    if !is_built_in(name) {
        out.push_str(r#" w:customStyle="1""#);
    }
    let _ = write!(out, r#" w:styleId="{id}"><w:name w:val=""#);
    escape(name, out);
    if let Some(alias) = alias {
        out.push_str(r#""/><w:aliases w:val=""#);
        escape(alias, out);
    }
    let _ = write!(out, r#""/><w:basedOn w:val="{base}"/>"#);
}

/// The style of a role that is text. What takes the style of a built-in heading has its name, and its own as an alias;
/// what is based on one says all that it does not take from it.
fn role_style(role: BlockRole, name: &str, look: &RoleStyle, headings: &HeadingStyles, out: &mut String) {
    let base = headings.base(role);
    match headings.taken(role).and_then(built_in_name) {
        Some(built_in) => named(headings.id(role), built_in, Some(name), "Normal", out),
        None => named(style_id(role), name, None, base.map_or("Normal", style_id), out),
    }
    if outline_level(role).is_some() {
        let _ = write!(out, r#"<w:next w:val="{}"/>"#, style_id(BlockRole::Body));
    }
    out.push_str("<w:qFormat/>");
    paragraph_properties(role, look, base.is_some(), out);
    run_properties(look, base.is_some(), out);
    out.push_str("</w:style>");
}

fn paragraph_properties(role: BlockRole, look: &RoleStyle, inherits: bool, out: &mut String) {
    out.push_str("<w:pPr>");
    if look.keep_next {
        // What stays with the next is not parted itself.
        out.push_str("<w:keepNext/><w:keepLines/>");
    } else if inherits {
        out.push_str(r#"<w:keepNext w:val="0"/><w:keepLines w:val="0"/>"#);
    }
    let (line, rule) = match look.line {
        LineHeight::Single => (240, "auto"),
        LineHeight::Exact(height) => (twips(height), "exact"),
    };
    let before = twips(look.before).max(0);
    let _ =
        write!(out, r#"<w:spacing w:before="{before}" w:after="0" w:line="{line}" w:lineRule="{rule}"/>"#);
    indent(look, inherits, out);
    let align = match look.align {
        Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
        Align::Justify => "both",
    };
    let _ = write!(out, r#"<w:jc w:val="{align}"/>"#);
    if let Some(level) = outline_level(role) {
        let _ = write!(out, r#"<w:outlineLvl w:val="{level}"/>"#);
    }
    out.push_str("</w:pPr>");
}

fn indent(look: &RoleStyle, inherits: bool, out: &mut String) {
    let (left, first) = (twips(look.left), twips(look.first_line));
    if left == 0 && first == 0 && !inherits {
        return;
    }
    let (kind, first) = if first < 0 { ("hanging", -first) } else { ("firstLine", first) };
    let _ = write!(out, r#"<w:ind w:left="{left}" w:{kind}="{first}"/>"#);
}

fn run_properties(look: &RoleStyle, inherits: bool, out: &mut String) {
    out.push_str("<w:rPr>");
    if look.bold {
        out.push_str("<w:b/><w:bCs/>");
    } else if inherits {
        out.push_str(r#"<w:b w:val="0"/><w:bCs w:val="0"/>"#);
    }
    if look.italic {
        out.push_str("<w:i/><w:iCs/>");
    } else if inherits {
        out.push_str(r#"<w:i w:val="0"/><w:iCs w:val="0"/>"#);
    }
    if look.red {
        out.push_str(r#"<w:color w:val="FF0000"/>"#);
    }
    let size = half_points(look.size);
    let _ = write!(out, r#"<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>"#);
}

/// The paragraph after a last table: as low as LibreOffice allows, which puts one that no longer fits on a page of
/// its own.
const GAP_HEIGHT: Length = Length::twips(2);
/// The height of the paragraph whose upper border is a line.
const RULE_HEIGHT: Length = Length::pt(2);

/// The style of a role that is a line.
fn rule_style(role: BlockRole, name: &str, rule: Option<&RuleStyle>, out: &mut String) {
    head(style_id(role), name, out);
    let weight = rule.map_or(6, |r| eighths(r.weight));
    let before = rule.map_or(0, |r| twips(r.before).max(0));
    let height = twips(RULE_HEIGHT);
    let _ = write!(
        out,
        concat!(
            r#"<w:pPr><w:pBdr><w:top w:val="single" w:sz="{weight}" w:space="0" w:color="000000"/></w:pBdr>"#,
            r#"<w:spacing w:before="{before}" w:after="0" w:line="{height}" w:lineRule="exact"/></w:pPr></w:style>"#
        ),
        weight = weight,
        before = before,
        height = height
    );
}

/// The style of an empty paragraph of a height.
fn gap_style(id: &str, name: &str, height: Length, rule: &str, out: &mut String) {
    head(id, name, out);
    let height = twips(height);
    let _ = write!(
        out,
        r#"<w:pPr><w:spacing w:before="0" w:after="0" w:line="{height}" w:lineRule="{rule}"/></w:pPr></w:style>"#
    );
}
