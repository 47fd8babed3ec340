//! Bases, body and appendixes: written out, or filled from a ready-made content.
//!
//! Takes the draft's fields and what stands above and below the body (a template may name it); returns blocks. Every
//! paragraph is polished where the mode lets it; a line that is nothing but the mark of a secret is refused.

use serde_json::{Map, Value, json};

use super::fields::{Fields, short, too_many};
use super::heading::Heading;
use super::signing::SignerImages;
use super::{Appendix, Mode, Signer, appendixes, names, rules};
use crate::catalog::fields::check_fields;
use crate::catalog::{DocumentType, Presence};
use crate::document::{Block, BlockRole, Paragraph};
use crate::draft::fields::{self as draft, signer};
use crate::limits;
use crate::outline;
use crate::report::{FieldPath, Report};
use crate::template::PathStep;
use crate::text::{self, Corrections, Rules};

/// Everything between the addressees and the signature, and what follows it.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) blocks: Vec<Block>,
    pub(super) appendixes: Vec<Appendix>,
}

/// Reads body and appendixes.
pub(super) fn read(
    fields: &Fields<'_>,
    signers: &[Signer],
    album: &mut SignerImages<'_>,
    corrections: &mut Corrections,
    report: &mut Report,
) -> Content {
    let heading = album.heading;
    let mut content = Content {
        blocks: main_part(fields, heading, signers, report),
        appendixes: appendixes::read(fields, album, report),
    };
    let parts =
        std::iter::once(&mut content.blocks).chain(content.appendixes.iter_mut().map(|a| &mut a.blocks));
    let mut rows = 0;
    for blocks in parts {
        rows += blocks.iter().map(table_rows).sum::<usize>();
        if heading.mode == Mode::Normalised {
            blocks.iter_mut().for_each(|block| polish(block, rules(heading.mode), corrections));
        }
    }
    if rows > limits::TABLE_ROWS {
        too_many(draft::BODY.at(), rows, limits::TABLE_ROWS, report);
    }
    content
}

/// Bases and body of the document itself.
fn main_part(fields: &Fields<'_>, heading: &Heading, signers: &[Signer], report: &mut Report) -> Vec<Block> {
    let bases = fields.lines(&draft::BASES, report);
    let wording = wording(fields, heading.document_type.as_deref(), report);
    let (Some(document_type), Some(organ)) = (&heading.document_type, &heading.organ) else {
        // The type's own text is not known; the body is read for the problems in it.
        return parse(&wording, &wording.text, report);
    };
    expect_body(fields, document_type, report);
    if heading.mode == Mode::Faithful {
        // As issued: what the type's template would add stands in the body already.
        let mut blocks = opening(fields, bases, report);
        own_unprinted(fields, document_type, report);
        blocks.append(&mut parse(&wording, &wording.text, report));
        return blocks;
    }
    if !bases.is_empty() && !uses(document_type, draft::BASES.name) {
        let message = format!("Loại {} không in phần căn cứ. Đưa căn cứ vào nội dung.", document_type.name);
        report.warning(fields.at(&draft::BASES), "not-printed", message);
    }
    let own = own_fields(fields, document_type, report);
    let values = template_values(heading, signers, bases, own);
    match document_type.text(&values, &wording.text, organ) {
        Ok(text) => parse(&wording, &text, report),
        Err(error) => {
            let message = format!("Không điền được mẫu của loại {}: {error}", document_type.name);
            report.error(FieldPath::root(), "template", message);
            vec![]
        }
    }
}

/// Authority and bases of a paper that is reproduced, in the order in which they stand on it.
fn opening(fields: &Fields<'_>, bases: Vec<String>, report: &mut Report) -> Vec<Block> {
    let as_blocks = |lines: Vec<String>, role| {
        lines.into_iter().map(move |line| Block::Paragraph(Paragraph::new(role, line)))
    };
    let authority = fields.lines(&draft::AUTHORITY, report);
    let first = fields.choice(&draft::AUTHORITY_AT, &[true, false], report).unwrap_or(true);
    let authority = as_blocks(authority, BlockRole::Authority);
    let bases = as_blocks(bases, BlockRole::Basis);
    if first { authority.chain(bases).collect() } else { bases.chain(authority).collect() }
}

/// Says which fields of the type's own a paper that is reproduced does not print: it has their words in its body.
fn own_unprinted(fields: &Fields<'_>, document_type: &DocumentType, report: &mut Report) {
    let printed = |name: &str| name == draft::AUTHORITY.name;
    let given = document_type.fields.iter().filter(|f| !printed(&f.name) && fields.named(&f.name).is_some());
    for field in given {
        let message = format!(
            "“{}” không in khi chép đúng văn bản giấy (faithful): chữ của trường này phải nằm sẵn trong nội dung.",
            field.label
        );
        report.warning(fields.place().child(&field.name), "not-printed", message);
    }
}

/// Text of a body, and its place in the draft.
pub(super) struct Wording {
    pub(super) text: String,
    at: FieldPath,
    /// Written by the person, so that lines can be counted in it.
    written: bool,
}

/// The body, or what the content chosen says.
pub(super) fn wording(
    fields: &Fields<'_>,
    document_type: Option<&DocumentType>,
    report: &mut Report,
) -> Wording {
    let at = fields.at(&draft::BODY);
    if fields.has(&draft::BODY) && fields.has(&draft::CONTENT) {
        let message = "Vừa có nội dung tự soạn vừa chọn nội dung mẫu. Bỏ một trong hai.";
        report.error(at.clone(), "both-body-and-content", message);
    }
    if fields.has(&draft::DATA) && !fields.has(&draft::CONTENT) {
        let message = "Có dữ liệu để điền nhưng chưa chọn nội dung mẫu (content).";
        report.error(fields.at(&draft::CONTENT), "missing", message);
    }
    if fields.has(&draft::CONTENT) {
        let text = filled(fields, document_type, report);
        return Wording { text, at: fields.at(&draft::CONTENT), written: false };
    }
    let text = fields.string(&draft::BODY, report).unwrap_or_default();
    if text.len() > limits::BODY_BYTES {
        let message = format!(
            "Nội dung dài {} KiB; tối đa {} KiB. Chuyển bớt thành phụ lục hoặc tách văn bản.",
            text.len().div_ceil(1024),
            limits::BODY_BYTES / 1024
        );
        report.error(at.clone(), "too-long", message);
        return Wording { text: String::new(), at, written: true };
    }
    Wording { text: text.to_owned(), at, written: true }
}

/// A ready-made content filled with the draft's data.
fn filled(fields: &Fields<'_>, document_type: Option<&DocumentType>, report: &mut Report) -> String {
    let (Some(id), Some(document_type)) = (fields.line(&draft::CONTENT, report), document_type) else {
        return String::new();
    };
    let Some(content) = document_type.contents.get(&id) else {
        let known: Vec<&str> = document_type.contents.keys().map(String::as_str).collect();
        let message = match known.is_empty() {
            true => format!("Loại {} không có nội dung mẫu. Soạn nội dung vào body.", document_type.name),
            false => format!("Không có nội dung mẫu “{}”. Các nội dung: {}.", short(&id), known.join(", ")),
        };
        report.error(fields.at(&draft::CONTENT), "unknown-content", message);
        return String::new();
    };
    let before = report.problems.len();
    let data = check_fields(
        &content.fields,
        fields.value(&draft::DATA).unwrap_or(&Value::Null),
        &fields.at(&draft::DATA),
        report,
    );
    // A template meets only data that fits: anything else has been said of the data already.
    if report.problems.iter().skip(before).any(|p| p.severity == crate::report::Severity::Error) {
        return String::new();
    }
    content.template.expand(&data).unwrap_or_else(|error| {
        let message = format!("Không điền được nội dung mẫu “{}”: {error}", content.name);
        report.error(fields.at(&draft::CONTENT), "template", message);
        String::new()
    })
}

/// Reports a body that the type requires and is missing, and one that the type does not print.
fn expect_body(fields: &Fields<'_>, document_type: &DocumentType, report: &mut Report) {
    let given = fields.has(&draft::BODY) || fields.has(&draft::CONTENT);
    match document_type.body {
        Presence::Required if !given || is_blank(fields) => {
            fields.expect(&draft::BODY, "Chưa soạn nội dung văn bản.", report);
        }
        Presence::Never if given => {
            let message = format!("Loại {} không in nội dung tự soạn. Bỏ phần nội dung.", document_type.name);
            report.warning(fields.at(&draft::BODY), "not-printed", message);
        }
        _ => {}
    }
}

/// Tests whether a body was given that is blank.
fn is_blank(fields: &Fields<'_>) -> bool {
    !fields.has(&draft::CONTENT)
        && fields.value(&draft::BODY).and_then(Value::as_str).is_some_and(|b| b.trim().is_empty())
}

/// Tests whether the type's template uses a value.
fn uses(document_type: &DocumentType, name: &str) -> bool {
    document_type
        .template
        .names()
        .iter()
        .any(|n| matches!(n.path.first(), Some(PathStep::Key(key)) if key == name))
}

/// The fields of the type's own, held against their declarations.
fn own_fields(fields: &Fields<'_>, document_type: &DocumentType, report: &mut Report) -> Map<String, Value> {
    let own =
        document_type.fields.iter().filter_map(|f| Some((f.name.clone(), fields.named(&f.name)?.clone())));
    let own = Value::Object(own.collect());
    match check_fields(&document_type.fields, &own, fields.place(), report) {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Values for the type's template: its own fields, and the common ones as they are printed.
fn template_values(
    heading: &Heading,
    signers: &[Signer],
    bases: Vec<String>,
    own: Map<String, Value>,
) -> Map<String, Value> {
    let signers: Vec<Value> = signers
        .iter()
        .map(|s| {
            json!({
                (signer::COMPETENCE.name): s.competence,
                (signer::POSITION.name): s.position.as_deref().unwrap_or_default(),
                (signer::FULL_NAME.name): s.full_name,
            })
        })
        .collect();
    let mut values = own;
    let mut put = |name: &str, value: Value| values.insert(name.to_owned(), value);
    put(draft::CODE_NUMBER.name, heading.code_number.as_deref().unwrap_or_default().into());
    put(draft::CODE_NOTATION.name, heading.code_notation.as_str().into());
    put(draft::PLACE.name, heading.place.as_str().into());
    put(draft::ISSUED_DATE.name, heading.date.day().map_or(Value::Null, |d| d.to_string().into()));
    put(draft::TYPE_NAME.name, heading.type_name.as_str().into());
    put(draft::SUBJECT.name, heading.subject.clone().into());
    put(draft::TO.name, heading.to.clone().into());
    put(draft::BASES.name, bases.into());
    put(draft::SIGNERS.name, signers.into());
    values
}

/// The blocks of a text that holds a wording; problems are placed in the wording, and on its own lines.
pub(super) fn parse(wording: &Wording, text: &str, report: &mut Report) -> Vec<Block> {
    let mut found = Report::new();
    let blocks = outline::parse(text, &wording.at, &mut found);
    if !found.problems.is_empty() {
        // Searching for a text in one that holds it takes as long as reading it: only a problem is worth that.
        let before = text.find(&wording.text).and_then(|at| text.get(..at));
        let lines_before = before.map_or(0, |t| t.matches('\n').count());
        found.problems.iter_mut().for_each(|problem| {
            problem.line = problem.line.filter(|_| wording.written).and_then(|l| l.checked_sub(lines_before));
        });
        report.extend(found);
    }
    let is_secret =
        |block: &Block| matches!(block, Block::Paragraph(p) if names::is_secret_mark(p.text.as_str()));
    if blocks.iter().any(is_secret) {
        names::refuse_secret(wording.at.clone(), report);
    }
    blocks
}

/// Polishes every text of a block that the outline makes.
fn polish(block: &mut Block, rules: Rules, corrections: &mut Corrections) {
    match block {
        Block::Paragraph(p) => {
            text::polish(&mut p.text, rules, corrections);
            // A marker that polishing has changed is no longer known to end there.
            p.marker = if p.text.as_str().is_char_boundary(p.marker) { p.marker } else { 0 };
        }
        Block::Table(table) => {
            let rows = table.header.iter_mut().chain(&mut table.rows);
            rows.flat_map(|row| &mut row.cells)
                .for_each(|cell| text::polish(&mut cell.paragraph.text, rules, corrections));
        }
        _ => {}
    }
}

/// Rows below the header of a block that is a table, at least one.
fn table_rows(block: &Block) -> usize {
    match block {
        Block::Table(table) => table.rows.len().max(1),
        _ => 0,
    }
}
