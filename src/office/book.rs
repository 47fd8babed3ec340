//! The register of outgoing documents as a book: NĐ 30/2020, Phụ lục IV, made by the engine like any document.
//!
//! Takes the lines of a year, parted by rows of numbers; gives a PDF or a DOCX on A4 across. A book of more pages than a
//! document may have is parted into volumes.

use super::{Office, OfficeError, OutputFile, rejected};
use crate::catalog::Organ;
use crate::document::{
    Align, Block, BlockRole, Cell, Document, HorizontalRule, Meta, Orientation, Paragraph, Section, Table,
    TableRow, Text,
};
use crate::layout::{self, Layout};
use crate::length::Length;
use crate::limits;
use crate::report::{FieldPath, Report};
use crate::style::StyleSheet;
use crate::{docx, pdf};
use chrono::NaiveDate;

/// Columns of a register (NĐ 30/2020, Phụ lục IV).
pub const BOOK_COLUMNS: usize = 10;

/// A year of a register, as it is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// The calendar year.
    pub year: i32,
    /// Titles of the columns.
    pub columns: [&'static str; BOOK_COLUMNS],
    /// A row of numbers each.
    pub parts: Vec<BookPart>,
}

/// The lines of one row of numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BookPart {
    /// Name of the row of numbers: `Kế hoạch`.
    pub title: String,
    /// Its lines.
    pub rows: Vec<[String; BOOK_COLUMNS]>,
}

/// File format of a printed book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookForm {
    /// PDF.
    Pdf,
    /// DOCX.
    Docx,
}

/// A volume of a printed book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    /// Its file.
    pub file: OutputFile,
    /// Volumes of the whole book, mostly one.
    pub of: usize,
}

/// Words and dates flush left, figures and places to sign in the middle.
const ALIGN: [Align; BOOK_COLUMNS] = {
    use Align::{Center, Left};
    [Left, Center, Left, Left, Left, Left, Center, Center, Center, Left]
};
/// Spaces on each side of a column's number: room to write by hand, where no line says how wide the column must be.
const ROOM: [usize; BOOK_COLUMNS] = [0, 0, 0, 0, 0, 0, 0, 2, 8, 5];
const TITLE: &str = "SỔ ĐĂNG KÝ VĂN BẢN ĐI";

impl Office<'_> {
    /// A volume of the register of an organ's year, counted from 1; nothing where the book has not so many.
    ///
    /// # Errors
    /// Refused: an organ the templates do not know; a line that is longer than a document may be.
    pub fn register_book(
        &self,
        organ: &str,
        book: &Book,
        form: BookForm,
        number: usize,
    ) -> Result<Option<Volume>, OfficeError> {
        let day = NaiveDate::from_ymd_opt(book.year, 12, 31);
        let known = self.catalog.organ(organ, day).or_else(|| self.catalog.organ(organ, None));
        let styled = known.and_then(|organ| Some((self.catalog.style(&organ.style)?, organ)));
        let (style, organ) = styled.ok_or_else(|| unknown(organ))?;
        let style = &small(&style.sheet);
        let lines: Vec<Line<'_>> =
            book.parts.iter().flat_map(|part| part.rows.iter().map(move |row| (part, row))).collect();
        let volumes = self.volumes(&organ, style, book, &lines)?;
        let wanted = number.checked_sub(1).and_then(|index| volumes.get(index));
        let Some((document, layout)) = wanted else { return Ok(None) };
        let stem = match volumes.len() {
            1 => format!("so-van-ban-di-{}-{}", book.year, organ.id),
            _ => format!("so-van-ban-di-{}-{}-quyen-{number}", book.year, organ.id),
        };
        let file = match form {
            BookForm::Pdf => {
                let pdf = pdf::write(layout, &document.meta, &pdf::PdfOptions::default())?;
                OutputFile::new(format!("{stem}.pdf"), pdf)
            }
            BookForm::Docx => {
                OutputFile::new(format!("{stem}.docx"), docx::write(document, &layout.hints, style)?)
            }
        };
        Ok(Some(Volume { file, of: volumes.len() }))
    }

    /// As many lines to a volume as its pages take.
    fn volumes(
        &self,
        organ: &Organ,
        style: &StyleSheet,
        book: &Book,
        lines: &[Line<'_>],
    ) -> Result<Vec<(Document, Layout)>, OfficeError> {
        let (mut volumes, mut rest) = (Vec::new(), lines);
        loop {
            let mut count = rest.len().min(limits::TABLE_ROWS);
            let volume = loop {
                let whole = volumes.is_empty() && count == rest.len();
                let number = (!whole).then_some(volumes.len() + 1);
                let document = document(organ, book, number, rest.get(..count).unwrap_or_default());
                match layout::paginate(&document, style, self.fonts) {
                    Ok(layout) => break (document, layout),
                    Err(_) if count > 1 => count /= 2,
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

/// The size of what stands in the columns. The decree asks for none in a register, and ten columns at the size of a
/// document's tables hold two documents to a page.
const SIZE: Length = Length::pt(11);

/// The sheet of a register.
fn small(style: &StyleSheet) -> StyleSheet {
    let mut style = style.clone();
    for role in [BlockRole::TableHead, BlockRole::TableCell] {
        if let Some(role) = style.roles.get_mut(role.index()) {
            role.size = SIZE;
        }
    }
    style
}

/// A line and the row of numbers it belongs to.
type Line<'a> = (&'a BookPart, &'a [String; BOOK_COLUMNS]);

/// A volume: the organ, what the book is, its lines.
fn document(organ: &Organ, book: &Book, volume: Option<usize>, lines: &[Line<'_>]) -> Document {
    let mut year = format!("Năm {}", book.year);
    if let Some(volume) = volume {
        year.push_str(&format!("\nQuyển số {volume}"));
    }
    let mut blocks = Vec::new();
    if !organ.parent.is_empty() {
        blocks.push(paragraph(BlockRole::ParentOrgan, organ.parent.join(" ")));
    }
    blocks.push(paragraph(BlockRole::Organ, organ.name.join(" ")));
    blocks.push(Block::Rule(HorizontalRule { id: Default::default(), role: BlockRole::OrganRule }));
    blocks.push(paragraph(BlockRole::TypeName, TITLE));
    blocks.push(paragraph(BlockRole::Subject, year.clone()));
    blocks.push(Block::Rule(HorizontalRule { id: Default::default(), role: BlockRole::SubjectRule }));
    for part in lines.chunk_by(|a, b| std::ptr::eq(a.0, b.0)) {
        blocks.extend(part.first().map(|(part, _)| paragraph(BlockRole::Caption, part.title.as_str())));
        blocks.push(Block::Table(table(book, part)));
    }
    if lines.is_empty() {
        blocks.push(Block::Table(table(book, &[(&BookPart::default(), &Default::default())])));
    }
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
    let head = book.columns.map(|name| cell(BlockRole::TableHead, name));
    let numbers = std::array::from_fn::<_, 10, _>(|index| {
        let room = "\u{a0}".repeat(ROOM.get(index).copied().unwrap_or_default());
        cell(BlockRole::TableHead, &format!("{room}({}){room}", index + 1))
    });
    let row = |line: &[String; BOOK_COLUMNS]| TableRow {
        cells: line.iter().map(|words| cell(BlockRole::TableCell, words)).collect(),
    };
    let rows = lines.iter().map(|(_, line)| row(line)).collect();
    let header = vec![TableRow { cells: head.into() }, TableRow { cells: numbers.into() }];
    Table { id: Default::default(), columns: ALIGN.into(), header, rows }
}

fn cell(role: BlockRole, words: &str) -> Cell {
    Cell::new(1, Paragraph::new(role, words))
}

fn paragraph(role: BlockRole, words: impl Into<Text>) -> Block {
    Block::Paragraph(Paragraph::new(role, words))
}

fn unknown(organ: &str) -> OfficeError {
    let message = format!("Không có cơ quan «{organ}» trong danh mục. Hãy thêm cơ quan này trước.");
    let mut report = Report::new();
    report.error(FieldPath::field("organ"), "unknown-organ", message);
    OfficeError::Rejected(report)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    const ORGAN: &str = "ldld-lai-chau";

    fn line(n: usize) -> [String; BOOK_COLUMNS] {
        let number = format!("{n:02}/KH-LĐLĐ");
        let filled = [
            &number,
            "23/02/2024",
            "Kế hoạch Tổ chức các hoạt động kỷ niệm 95 năm Ngày thành lập Công đoàn Việt Nam",
            "Hoàng Thọ Trung",
            "Tổng LĐLĐ Việt Nam; Các Ban LĐLĐ tỉnh; LĐLĐ các huyện, thành phố",
            "VT, TG-NC",
            "25",
        ];
        std::array::from_fn(|at| filled.get(at).copied().unwrap_or("").to_owned())
    }

    fn book(lines: usize) -> Book {
        let part =
            |title: &str, lines| BookPart { title: title.to_owned(), rows: (1..=lines).map(line).collect() };
        let titles = [
            "Số, ký hiệu văn bản",
            "Ngày tháng văn bản",
            "Tên loại và trích yếu nội dung văn bản",
            "Người ký",
            "Nơi nhận văn bản",
            "Đơn vị, người nhận bản lưu",
            "Số lượng bản",
            "Ngày chuyển",
            "Ký nhận",
        ];
        let columns = std::array::from_fn(|at| titles.get(at).copied().unwrap_or("Ghi chú"));
        Book { year: 2024, columns, parts: vec![part("Báo cáo", 3), part("Kế hoạch", lines)] }
    }

    /// Every volume, as PDF and as DOCX.
    fn files(book: &Book) -> Vec<OutputFile> {
        let office = Office::new(Catalog::embedded());
        let file = |form, number| office.register_book(ORGAN, book, form, number).unwrap();
        let volumes =
            (1..).map_while(|number| Some([file(BookForm::Pdf, number)?, file(BookForm::Docx, number)?]));
        let files: Vec<Volume> = volumes.flatten().collect();
        assert!(files.iter().all(|volume| volume.of * 2 == files.len()));
        files.into_iter().map(|volume| volume.file).collect()
    }

    #[test]
    fn a_book_lies_across_and_every_row_of_numbers_has_its_own_table_under_the_ten_columns() {
        let organ = Catalog::embedded().organ(ORGAN, None).unwrap();
        let book = book(4);
        let lines: Vec<Line<'_>> =
            book.parts.iter().flat_map(|p| p.rows.iter().map(move |r| (p, r))).collect();
        let document = document(&organ, &book, None, &lines);
        let [section] = &document.sections[..] else { panic!("one section") };
        assert_eq!(section.orientation, Orientation::Landscape);
        let tables = section.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some((table.columns.len(), table.header.len(), table.rows.len())),
            _ => None,
        });
        assert_eq!(tables.collect::<Vec<_>>(), [(10, 2, 3), (10, 2, 4)]);
        assert_eq!(document.meta.title, "Sổ đăng ký văn bản đi năm 2024");
    }

    #[test]
    fn a_book_is_two_files_and_the_same_bytes_every_time() {
        let files = files(&book(20));
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        let stem = "so-van-ban-di-2024-ldld-lai-chau";
        assert_eq!(names, [format!("{stem}.pdf"), format!("{stem}.docx")]);
        assert_eq!(self::files(&book(20)), files);
    }

    #[test]
    fn a_year_without_a_number_is_an_empty_book() {
        let book = Book { parts: vec![], ..book(0) };
        assert_eq!(files(&book).len(), 2);
    }

    #[test]
    fn a_long_year_is_several_volumes() {
        let files = files(&book(limits::TABLE_ROWS));
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names[0], "so-van-ban-di-2024-ldld-lai-chau-quyen-1.pdf");
        assert_eq!(names.len(), 4, "{names:?}");
    }

    #[test]
    fn an_organ_that_is_not_known_has_no_book() {
        let refused = Office::new(Catalog::embedded()).register_book("khong-co", &book(1), BookForm::Pdf, 1);
        assert!(
            matches!(refused, Err(OfficeError::Rejected(report)) if report.problems[0].code == "unknown-organ")
        );
    }
}
