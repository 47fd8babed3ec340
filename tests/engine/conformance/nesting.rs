//! Which element may stand in which, and what each must say of itself.

use super::file::{Findings, Pdf};
use super::structure::{Element, Kid, Tree};
use lopdf::ObjectId;
use std::collections::BTreeSet;

/// Standard types that group or are blocks, and those inside a line (ISO 32000-1, 14.8.4).
const BLOCKS: &str = " Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 \
    L LI Lbl LBody Table TR TH TD THead TBody TFoot ";
const INLINE: &str = " Span Quote Note Reference BibEntry Code Link Annot Ruby Warichu Figure Formula Form ";

const TYPES: &str = "ISO 19005-2, 6.7.3.4";
/// Where the nesting of tables and lists is checked; the tables of ISO 32000-1, 14.8.4.3 say what it is.
const NESTING: &str = "ISO 14289-1, 7.2";

fn is_one_of(list: &str, kind: &str) -> bool {
    !kind.is_empty() && list.contains(&format!(" {kind} "))
}

pub(crate) fn check<'a>(pdf: &Pdf<'a>, tree: &Tree<'a>, findings: &mut Findings) {
    for element in &tree.elements {
        standard(element, findings);
        nested(tree, element, findings);
        said(pdf, element, findings);
        if element.kind == "Table" {
            regular(pdf, tree, element, findings);
        }
    }
    headings(tree, findings);
}

fn standard(element: &Element<'_>, findings: &mut Findings) {
    let kind = element.kind;
    let known = is_one_of(BLOCKS, kind) || is_one_of(INLINE, kind);
    findings.expect(known, TYPES, || format!("{kind:?} is no standard type"));
}

/// Tables, rows, cells, lists and items hold and stand in what they may; a paragraph holds no block.
fn nested<'a>(tree: &Tree<'a>, element: &Element<'a>, findings: &mut Findings) {
    let (kids, parent) = (tree.kid_kinds(element), tree.parent_kind(element));
    let only = |allowed: &str| kids.iter().all(|kid| is_one_of(allowed, kid));
    let holds_marks = element.kids.iter().any(|kid| matches!(kid, Kid::Mark(..)));
    let (inside, outside) = match element.kind {
        "Document" => (only(BLOCKS) || only(&[BLOCKS, INLINE].concat()), parent.is_empty()),
        "Table" => (only(" TR THead TBody TFoot Caption ") && !holds_marks, true),
        "THead" | "TBody" | "TFoot" => (only(" TR ") && !holds_marks, parent == "Table"),
        "TR" => (only(" TH TD ") && !holds_marks, is_one_of(" Table THead TBody TFoot ", parent)),
        "TH" | "TD" => (true, parent == "TR"),
        "L" => (only(" L LI Caption ") && !holds_marks, true),
        "Caption" => (only(INLINE), is_one_of(" Table L Figure ", parent)),
        "Link" => (only(INLINE), true),
        "LI" => (only(" Lbl LBody ") && !holds_marks, parent == "L"),
        "Lbl" => (only(INLINE), is_one_of(" LI Note Caption ", parent)),
        "LBody" => (true, parent == "LI"),
        "P" | "H" | "H1" | "H2" | "H3" | "H4" | "H5" | "H6" => {
            (only(INLINE), !is_one_of(" P H1 H2 H3 H4 H5 H6 ", parent))
        }
        "TOC" => (only(" TOC TOCI Caption "), true),
        "TOCI" => (true, parent == "TOC"),
        _ => (true, true),
    };
    findings.expect(inside, NESTING, || format!("{} {:?} holds {kids:?}", element.kind, element.id));
    findings.expect(outside, NESTING, || format!("{} {:?} stands in {parent:?}", element.kind, element.id));
}

/// What an element says of itself, beyond its type.
fn said<'a>(pdf: &Pdf<'a>, element: &Element<'a>, findings: &mut Findings) {
    let attributes = pdf.dictionary(element.dictionary, "A");
    let says = |key: &str| pdf.text(element.dictionary, key).is_some_and(|text| !text.trim().is_empty());
    findings.expect(attributes.is_empty() || attributes.has(b"O"), "ISO 32000-1, 14.7.5", || {
        format!("attributes of {:?} have no owner", element.id)
    });
    match element.kind {
        "Figure" => {
            let what = || format!("figure {:?} has no description", element.id);
            findings.expect(says("Alt") || says("ActualText"), "ISO 14289-1, 7.3", what);
            let bounds = pdf.numbers(attributes, "BBox");
            let good = bounds.len() == 4 && bounds[0] < bounds[2] && bounds[1] < bounds[3];
            findings
                .expect(good, "ISO 32000-1, 14.8.5.4.3", || format!("figure {:?}: {bounds:?}", element.id));
        }
        "Formula" => findings.expect(says("Alt") || says("ActualText"), "ISO 14289-1, 7.7", || {
            format!("formula {:?} has no description", element.id)
        }),
        "TH" => {
            let scope = pdf.name(attributes, "Scope");
            findings.expect(is_one_of(" Row Column Both ", scope), "ISO 14289-1, 7.5", || {
                format!("TH {:?} has scope {scope:?}", element.id)
            });
        }
        "L" => {
            let numbering = pdf.name(attributes, "ListNumbering");
            let known = " None Disc Circle Square Decimal UpperRoman LowerRoman UpperAlpha LowerAlpha ";
            findings.expect(is_one_of(known, numbering), "ISO 14289-1, 7.6", || {
                format!("list {:?} has numbering {numbering:?}", element.id)
            });
        }
        "Link" => {
            let object = element.kids.iter().any(|kid| matches!(kid, Kid::Object(_)));
            findings.expect(object, "ISO 14289-1, 7.18.5", || format!("link {:?} leads nowhere", element.id));
        }
        "Note" => findings
            .expect(element.dictionary.has(b"ID"), "ISO 14289-1, 7.9", || "a note without ID".to_owned()),
        _ => {}
    }
}

/// The pages that anything under an element is on.
fn pages<'a>(tree: &Tree<'a>, element: &Element<'a>) -> BTreeSet<ObjectId> {
    let mut pages: BTreeSet<ObjectId> = tree.kids(element).flat_map(|kid| pages(tree, kid)).collect();
    pages.extend(
        element.kids.iter().filter_map(|kid| if let Kid::Mark(page, _) = kid { Some(*page) } else { None }),
    );
    pages
}

/// Columns of each row of a table or of a part of it, those filled by cells of rows above included; and the rows that
/// cells reach below the last.
fn columns<'a>(pdf: &Pdf<'a>, tree: &Tree<'a>, rows: &Element<'a>) -> (Vec<i64>, i64) {
    let span = |cell: &Element<'_>, name: &str| {
        pdf.integer(pdf.dictionary(cell.dictionary, "A"), name).unwrap_or(1).max(0)
    };
    let (mut counts, mut open): (Vec<i64>, Vec<(i64, i64)>) = (Vec::new(), Vec::new());
    for row in tree.kids(rows).filter(|kid| kid.kind == "TR") {
        open.iter_mut().for_each(|(rows, _)| *rows -= 1);
        open.retain(|&(rows, _)| rows > 0);
        open.extend(tree.kids(row).map(|cell| (span(cell, "RowSpan"), span(cell, "ColSpan"))));
        counts.push(open.iter().map(|(_, columns)| columns).sum());
    }
    (counts, open.iter().map(|(rows, _)| rows - 1).max().unwrap_or(0))
}

/// All rows of a table have as many columns, its header stands in a part of its own, no cell reaches into another part;
/// a table that is whole on a page says where it is.
fn regular<'a>(pdf: &Pdf<'a>, tree: &Tree<'a>, table: &Element<'a>, findings: &mut Findings) {
    let mut counts = BTreeSet::new();
    let parts: Vec<&Element<'a>> = tree.kids(table).filter(|kid| kid.kind != "Caption").collect();
    for rows in std::iter::once(table).chain(parts.iter().copied().filter(|part| part.kind != "TR")) {
        let (found, beyond) = columns(pdf, tree, rows);
        counts.extend(found);
        findings.expect(beyond == 0, NESTING, || {
            format!("cells of {} {:?} reach {beyond} rows below it", rows.kind, rows.id)
        });
    }
    let kinds: Vec<&str> = parts.iter().map(|part| part.kind).collect();
    let known = [&["THead", "TBody"][..], &["TBody"], &["THead"]];
    let is_parted = known.contains(&kinds.as_slice()) || kinds.iter().all(|kind| *kind == "TR");
    findings.expect(is_parted, NESTING, || format!("table {:?} holds {kinds:?}", table.id));
    for part in parts.iter().filter(|part| part.kind != "TR") {
        let head = part.kind == "THead";
        let fits = tree.kids(part).flat_map(|row| tree.kids(row)).all(|cell| (cell.kind == "TH") == head);
        findings
            .expect(fits, NESTING, || format!("{} {:?} holds cells of the other kind", part.kind, part.id));
    }
    let bounds = pdf.numbers(pdf.dictionary(table.dictionary, "A"), "BBox");
    let placed = bounds.len() == 4 && bounds[0] < bounds[2] && bounds[1] < bounds[3];
    findings.expect(placed == (pages(tree, table).len() == 1), "ISO 32000-1, 14.8.5.4.3", || {
        format!("table {:?}: {bounds:?}", table.id)
    });
    findings.expect(counts.len() == 1, NESTING, || {
        format!("the rows of table {:?} have {counts:?} columns", table.id)
    });
}

/// The first heading is of level 1, none is more than one below the heading before, and `H` is not mixed with `H1`.
fn headings(tree: &Tree<'_>, findings: &mut Findings) {
    let mut before = 0;
    for element in &tree.elements {
        findings.expect(element.kind != "H", "ISO 14289-1, 7.4.4", || "an unnumbered heading".to_owned());
        let level = element.kind.strip_prefix('H').and_then(|level| level.parse::<usize>().ok());
        if let Some(level) = level {
            findings
                .expect(level <= before + 1, "ISO 14289-1, 7.4.2", || format!("H{level} follows H{before}"));
            before = level;
        }
    }
}
