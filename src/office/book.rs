//! The register of outgoing documents as a book: NĐ 30/2020, Phụ lục IV, made by the engine like any document.
//!
//! Takes the lines of a year, parted by rows of numbers; gives a PDF and a DOCX on A4 across. A book of more pages than a
//! document may have is parted into volumes.

use super::{Failure, Office, OutputFile, rejected};
use crate::catalog::Organ;
use crate::document::{
    Align, Block, Cell, Document, Emphasis, Meta, Orientation, Paragraph, Role, Row, Rule, Section, Table,
    Text,
};
use crate::layout::{self, Layout, LayoutError};
use crate::limits;
use crate::report::{FieldPath, Report};
use crate::style::StyleSheet;
use crate::{docx, pdf};
use chrono::NaiveDate;

/// A year of a register, as it is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// The calendar year.
    pub year: i32,
    /// What stands above the columns.
    pub columns: [&'static str; 10],
    /// A row of numbers each.
    pub parts: Vec<Part>,
}

/// The lines of one row of numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// What it is called: `Kế hoạch`.
    pub title: String,
    /// Its lines, ten columns each.
    pub rows: Vec<[String; 10]>,
}

/// Words and dates flush left, figures and places to sign in the middle.
const ALIGN: [Align; 10] = {
    use Align::{Center, Left};
    [Left, Center, Left, Left, Left, Left, Center, Center, Center, Left]
};
const TITLE: &str = "SỔ ĐĂNG KÝ VĂN BẢN ĐI";

impl Office<'_> {
    /// The register of an organ's year: a PDF and a DOCX for each volume, mostly one.
    ///
    /// # Errors
    /// Refused: an organ the templates do not know; a line that is longer than a document may be.
    pub fn register_book(&self, organ: &str, book: &Book) -> Result<Vec<OutputFile>, Failure> {
        let day = NaiveDate::from_ymd_opt(book.year, 12, 31);
        let known = self.catalog.organ(organ, day).or_else(|| self.catalog.organ(organ, None));
        let styled = known.and_then(|organ| Some((self.catalog.style(&organ.style)?, organ)));
        let (style, organ) = styled.ok_or_else(|| unknown(organ))?;
        let style = &style.sheet;
        let lines: Vec<Line<'_>> =
            book.parts.iter().flat_map(|part| part.rows.iter().map(move |row| (part, row))).collect();
        let volumes = self.volumes(&organ, style, book, &lines)?;
        let alone = volumes.len() == 1;
        let mut files = Vec::with_capacity(volumes.len() * 2);
        for (index, (document, layout)) in volumes.iter().enumerate() {
            let stem = match alone {
                true => format!("so-van-ban-di-{}-{}", book.year, organ.id),
                false => format!("so-van-ban-di-{}-{}-quyen-{}", book.year, organ.id, index + 1),
            };
            let pdf = pdf::write(layout, &document.meta, &pdf::Options::default())?;
            files.push(OutputFile::new(format!("{stem}.pdf"), pdf));
            let docx = docx::write(document, &layout.hints, style)?;
            files.push(OutputFile::new(format!("{stem}.docx"), docx));
        }
        Ok(files)
    }

    /// As many lines to a volume as its pages take.
    fn volumes(
        &self,
        organ: &Organ,
        style: &StyleSheet,
        book: &Book,
        lines: &[Line<'_>],
    ) -> Result<Vec<(Document, Layout)>, Failure> {
        let (mut volumes, mut rest) = (Vec::new(), lines);
        loop {
            let mut count = rest.len().min(limits::TABLE_ROWS);
            let volume = loop {
                let whole = volumes.is_empty() && count == rest.len();
                let number = (!whole).then_some(volumes.len() + 1);
                let document = document(organ, book, number, rest.get(..count).unwrap_or_default());
                match layout::paginate(&document, style, self.fonts) {
                    Ok(layout) => break (document, layout),
                    Err(LayoutError::TooManyPages(_)) if count > 1 => count /= 2,
                    Err(error) => return Err(rejected(error)),
                }
            };
            volumes.push(volume);
            rest = rest.get(count..).unwrap_or_default();
            if rest.is_empty() {
                return Ok(volumes);
            }
        }
    }
}

/// A line and the row of numbers it belongs to.
type Line<'a> = (&'a Part, &'a [String; 10]);

/// A volume: the organ, what the book is, its lines.
fn document(organ: &Organ, book: &Book, volume: Option<usize>, lines: &[Line<'_>]) -> Document {
    let mut year = format!("Năm {}", book.year);
    if let Some(volume) = volume {
        year.push_str(&format!("\nQuyển số {volume}"));
    }
    let mut blocks = Vec::new();
    if !organ.parent.is_empty() {
        blocks.push(paragraph(Role::ParentOrgan, organ.parent.join(" ")));
    }
    blocks.push(paragraph(Role::Organ, organ.name.join(" ")));
    blocks.push(Block::Rule(Rule { id: Default::default(), role: Role::OrganRule }));
    blocks.push(paragraph(Role::TypeName, TITLE));
    blocks.push(paragraph(Role::Subject, year.clone()));
    blocks.push(Block::Rule(Rule { id: Default::default(), role: Role::SubjectRule }));
    blocks.push(Block::Table(table(book, lines)));
    let subject = year.replace('\n', ", ");
    let meta = Meta {
        title: format!("Sổ đăng ký văn bản đi {}", subject.to_lowercase()),
        subject,
        author: organ.full_name.clone(),
        ..Meta::default()
    };
    let section = Section { orientation: Orientation::Landscape, blocks, foot: vec![] };
    Document::new(meta, vec![section])
}

/// The ten columns with their numbers below, as Phụ lục IV has them, on every page.
fn table(book: &Book, lines: &[Line<'_>]) -> Table {
    let head = book.columns.map(|name| cell(1, Role::TableHead, name.into()));
    let numbers = std::array::from_fn::<_, 10, _>(|index| {
        cell(1, Role::TableHead, Text::plain(format!("({})", index + 1)))
    });
    let mut rows = Vec::with_capacity(lines.len());
    let mut last: Option<&Part> = None;
    for (part, line) in lines {
        if last.is_none_or(|last| !std::ptr::eq(last, *part)) {
            let mut title = Text::default();
            title.push(&part.title, Emphasis::BOLD);
            rows.push(Row { cells: vec![cell(line.len(), Role::TableCell, title)] });
            last = Some(part);
        }
        let cells = line.iter().map(|words| cell(1, Role::TableCell, words.as_str().into())).collect();
        rows.push(Row { cells });
    }
    let header = vec![Row { cells: head.into() }, Row { cells: numbers.into() }];
    Table { id: Default::default(), columns: ALIGN.into(), header, rows }
}

fn cell(columns: usize, role: Role, words: Text) -> Cell {
    Cell { columns, paragraph: Paragraph::new(role, words) }
}

fn paragraph(role: Role, words: impl Into<Text>) -> Block {
    Block::Paragraph(Paragraph::new(role, words))
}

fn unknown(organ: &str) -> Failure {
    let message = format!("Không có cơ quan «{organ}» trong danh mục. Hãy thêm cơ quan này trước.");
    let mut report = Report::new();
    report.error(FieldPath::field("organ"), "unknown-organ", message);
    Failure::Rejected(report)
}
