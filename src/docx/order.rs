//! The order in which the schema wants the children of a property element (ISO/IEC 29500-1, Annex A).
//!
//! docx-rs writes `w:rPr` before `w:pStyle`, `w:sz` before `w:rStyle`, `w:tblW` before `w:tblStyle` and so on; Word
//! ignores properties it finds out of order, or calls the file damaged. The lists below name what docx-rs can write.

/// An element whose children have a fixed order.
pub(super) type ChildOrder = &'static [&'static [u8]];

/// The order of an element's children, if it is a property element.
pub(super) fn child_order(element: &[u8]) -> Option<ChildOrder> {
    match element {
        b"w:pPr" => Some(PARAGRAPH),
        b"w:rPr" => Some(RUN),
        b"w:tblPr" => Some(TABLE),
        b"w:trPr" => Some(ROW),
        b"w:tcPr" => Some(CELL),
        b"w:sectPr" => Some(SECTION),
        b"w:pBdr" => Some(BORDERS),
        _ => None,
    }
}

/// Rank of a child among its siblings; a name that the list lacks goes last.
pub(super) fn rank(child_order: ChildOrder, child: &[u8]) -> u8 {
    child_order.iter().position(|&name| name == child).unwrap_or(child_order.len()) as u8
}

const PARAGRAPH: ChildOrder = &[
    b"w:pStyle",
    b"w:keepNext",
    b"w:keepLines",
    b"w:pageBreakBefore",
    b"w:framePr",
    b"w:widowControl",
    b"w:numPr",
    b"w:pBdr",
    b"w:shd",
    b"w:tabs",
    b"w:bidi",
    b"w:adjustRightInd",
    b"w:snapToGrid",
    b"w:spacing",
    b"w:ind",
    b"w:jc",
    b"w:textAlignment",
    b"w:outlineLvl",
    b"w:rPr",
    b"w:sectPr",
    b"w:pPrChange",
];

const RUN: ChildOrder = &[
    b"w:rStyle",
    b"w:rFonts",
    b"w:b",
    b"w:bCs",
    b"w:i",
    b"w:iCs",
    b"w:caps",
    b"w:strike",
    b"w:dstrike",
    b"w:vanish",
    b"w:color",
    b"w:spacing",
    b"w:w",
    b"w:sz",
    b"w:szCs",
    b"w:highlight",
    b"w:u",
    b"w:bdr",
    b"w:shd",
    b"w:fitText",
    b"w:vertAlign",
    b"w:specVanish",
];

const TABLE: ChildOrder = &[
    b"w:tblStyle",
    b"w:tblpPr",
    b"w:tblW",
    b"w:jc",
    b"w:tblInd",
    b"w:tblBorders",
    b"w:tblLayout",
    b"w:tblCellMar",
];

const ROW: ChildOrder = &[b"w:cantSplit", b"w:trHeight", b"w:ins", b"w:del"];

const CELL: ChildOrder = &[
    b"w:tcW",
    b"w:gridSpan",
    b"w:vMerge",
    b"w:tcBorders",
    b"w:shd",
    b"w:tcMar",
    b"w:textDirection",
    b"w:vAlign",
];

const SECTION: ChildOrder = &[
    b"w:headerReference",
    b"w:footerReference",
    b"w:type",
    b"w:pgSz",
    b"w:pgMar",
    b"w:pgNumType",
    b"w:cols",
    b"w:titlePg",
    b"w:textDirection",
    b"w:docGrid",
];

const BORDERS: ChildOrder = &[b"w:top", b"w:left", b"w:bottom", b"w:right", b"w:between", b"w:bar"];
