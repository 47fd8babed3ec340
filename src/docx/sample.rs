//! A document with every kind of block, for the tests.

use crate::document::*;
use crate::layout::{
    BraceHint, ColumnsHint, FrameHint, LayoutHints, ParagraphHint, RoomHint, RuleHint, TableHint,
};
use crate::length::{Length, Point, Size};
use crate::style::StyleSheet;
use std::sync::Arc;

pub(super) fn style() -> StyleSheet {
    let sheet = include_str!("../../templates/styles/nd30.toml");
    StyleSheet::from_table(sheet.parse().unwrap()).unwrap()
}

pub(super) fn p(role: BlockRole, text: &str) -> Block {
    Block::Paragraph(Paragraph::new(role, text))
}

pub(super) fn rule(role: BlockRole) -> Block {
    Block::Rule(HorizontalRule { id: BlockId::default(), role })
}

pub(super) fn one(blocks: Vec<Block>) -> Document {
    let section = Section { orientation: Orientation::Portrait, blocks, foot: vec![] };
    Document::new(Meta::default(), vec![section])
}

/// A ring or a scribble of one colour on nothing.
pub(super) fn image(colour: [u8; 3], ring: bool) -> Arc<Image> {
    let side = 200_u32;
    let mut rgba = Vec::new();
    for (y, x) in (0..side).flat_map(|y| (0..side).map(move |x| (y as i32, x as i32))) {
        let radius = (x - 100).pow(2) + (y - 100).pow(2);
        let on = if ring {
            (8_100..10_000).contains(&radius)
        } else {
            (x - y).abs() < 6 || (x + y - 200).abs() < 6
        };
        rgba.extend([colour[0], colour[1], colour[2], if on { 255 } else { 0 }]);
    }
    let mut png = std::io::Cursor::new(Vec::new());
    let buffer = image::RgbaImage::from_raw(side, side, rgba.clone()).unwrap();
    buffer.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let sha256 = format!("{:064x}", rgba.iter().map(|&b| u64::from(b)).sum::<u64>());
    Arc::new(Image { width: side, height: side, rgba, png: png.into_inner(), sha256, original: None })
}

fn picture(colour: [u8; 3], ring: bool, size: i64, description: &str) -> Picture {
    let size = Size { width: Length::mm(size), height: Length::mm(size) };
    Picture { image: Some(image(colour, ring)), size, description: description.to_owned() }
}

pub(super) fn signed_room() -> SigningRoom {
    SigningRoom {
        id: BlockId::default(),
        signature: Some(picture([0, 0, 200], false, 18, "Chữ ký của \"Chủ tịch\"")),
        seal: Some(picture([220, 0, 0], true, 36, "Con dấu")),
        on_paper: false,
    }
}

pub(super) fn header() -> Block {
    let left = vec![
        p(BlockRole::ParentOrgan, "TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM"),
        p(BlockRole::Organ, "LIÊN ĐOÀN LAO ĐỘNG\nTỈNH LAI CHÂU"),
        rule(BlockRole::OrganRule),
    ];
    let right = vec![
        p(BlockRole::NationalName, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        p(BlockRole::Motto, "Độc lập - Tự do - Hạnh phúc"),
        rule(BlockRole::MottoRule),
    ];
    let number = vec![
        p(BlockRole::Number, "Số: 39/KH-LĐLĐ"),
        Block::Frame(Frame { paragraph: Paragraph::new(BlockRole::Urgency, "HỎA TỐC") }),
    ];
    let rows =
        vec![[left, right], [number, vec![p(BlockRole::PlaceDate, "Lai Châu, ngày 23 tháng 02 năm 2024")]]];
    Block::Columns(Columns { id: BlockId::default(), kind: ColumnsKind::Header, rows })
}

pub(super) fn signature(room: SigningRoom) -> Block {
    let braced = Braced {
        id: BlockId::default(),
        items: ["- TT Tỉnh ủy;", "- UBND tỉnh;", "- Tổng Liên đoàn;"]
            .map(|t| Paragraph::new(BlockRole::Recipient, t))
            .into(),
        note: Paragraph::new(BlockRole::RecipientNote, "(b/c)"),
    };
    let left = vec![
        p(BlockRole::RecipientsTitle, "Nơi nhận:"),
        Block::Braced(braced),
        p(BlockRole::Recipient, "- Lưu: VT, TG-NC."),
    ];
    let right = vec![
        p(BlockRole::Competence, "TM. BAN THƯỜNG VỤ"),
        p(BlockRole::Position, "CHỦ TỊCH"),
        Block::SigningRoom(room),
        p(BlockRole::SignerName, "Hoàng Thọ Trung"),
    ];
    Block::Columns(Columns {
        id: BlockId::default(),
        kind: ColumnsKind::Signature,
        rows: vec![[left, right]],
    })
}

pub(super) fn row(role: BlockRole, cells: &[(usize, &str)]) -> TableRow {
    let cell = |&(columns, text): &(usize, &str)| Cell::new(columns, Paragraph::new(role, text));
    TableRow { cells: cells.iter().map(cell).collect() }
}

pub(super) fn table(rows: usize) -> Table {
    let mut body = vec![row(BlockRole::TableCell, &[(3, "I. Nhóm thứ nhất")])];
    body.extend(
        (0..rows).map(|_| row(BlockRole::TableCell, &[(1, "1"), (1, "Tuyên truyền & vận động"), (1, "100")])),
    );
    Table {
        id: BlockId::default(),
        columns: vec![Align::Center, Align::Left, Align::Right],
        header: vec![row(BlockRole::TableHead, &[(1, "TT"), (1, "Nội dung"), (1, "Số lượng")])],
        rows: body,
    }
}

pub(super) fn full(paragraphs: usize) -> Document {
    let mut blocks = vec![
        header(),
        p(BlockRole::TypeName, "KẾ HOẠCH"),
        p(BlockRole::Subject, "Tổ chức các hoạt động kỷ niệm 95 năm Ngày thành lập Công đoàn Việt Nam"),
        rule(BlockRole::SubjectRule),
        p(BlockRole::Basis, "Căn cứ Kế hoạch số 17/KH-TLĐ, ngày 05/02/2024 của Tổng Liên đoàn;"),
        p(BlockRole::Heading1, "I. MỤC ĐÍCH, YÊU CẦU"),
        p(BlockRole::Heading2, "1. Mục đích"),
    ];
    let text = "Tuyên truyền sâu rộng trong đoàn viên, người lao động về lịch sử vẻ vang 28/7/1929-28/7/2024 của \
                Công đoàn Việt Nam; khơi dậy niềm tự hào, cổ vũ đoàn viên thi đua lao động giỏi, lao động sáng tạo, \
                góp phần hoàn thành nhiệm vụ phát triển kinh tế - xã hội của tỉnh năm 2024 và những năm tiếp theo.";
    for index in 0..paragraphs {
        let mut line = Text::plain("- ");
        line.push("Nội dung & yêu cầu: ", Emphasis::BOLD);
        line.push(text, if index % 3 == 0 { Emphasis::ITALIC } else { Emphasis::NONE });
        blocks.push(p(BlockRole::Item, line.as_str()));
        if let Some(Block::Paragraph(last)) = blocks.last_mut() {
            last.text = line;
        }
    }
    blocks.extend([
        p(BlockRole::Caption, "Bảng 1. Chỉ tiêu"),
        Block::Table(table(8)),
        p(BlockRole::Closing, "Trên đây là Kế hoạch của Ban Thường vụ Liên đoàn Lao động tỉnh."),
        signature(signed_room()),
    ]);
    let foot = vec![rule(BlockRole::AddressRule), p(BlockRole::Address, "Liên đoàn Lao động tỉnh Lai Châu")];
    let appendix = vec![
        p(BlockRole::AppendixNumber, "Phụ lục I"),
        p(BlockRole::AppendixTitle, "BIỂU TỔNG HỢP"),
        p(BlockRole::AppendixInfo, "(Kèm theo Kế hoạch số 39/KH-LĐLĐ)"),
        rule(BlockRole::AppendixRule),
        Block::Table(table(50)),
        signature(SigningRoom::default()),
    ];
    let meta = Meta {
        title: "Kế hoạch \"A\" & <B>".to_owned(),
        subject: "Tổ chức các hoạt động kỷ niệm".to_owned(),
        author: "Liên đoàn Lao động tỉnh Lai Châu".to_owned(),
        number: Some("39/KH-LĐLĐ".to_owned()),
        issued: chrono::NaiveDate::from_ymd_opt(2024, 2, 23),
    };
    let sections = vec![
        Section { orientation: Orientation::Portrait, blocks, foot },
        Section { orientation: Orientation::Landscape, blocks: appendix, foot: vec![] },
    ];
    Document::new(meta, sections)
}

/// Hints as a layout would give them.
pub(super) fn hints(document: &Document) -> LayoutHints {
    let mut hints = LayoutHints {
        paragraphs: vec![ParagraphHint::default(); document.block_count()],
        ..LayoutHints::default()
    };
    for section in &document.sections {
        let width = if section.orientation == Orientation::Portrait { 165 } else { 252 };
        visit(&section.blocks, Length::mm(width), &mut hints);
        visit(&section.foot, Length::mm(width), &mut hints);
    }
    hints
}

fn visit(blocks: &[Block], column: Length, hints: &mut LayoutHints) {
    for block in blocks {
        match block {
            Block::Paragraph(p) => marks(p, hints),
            Block::Frame(f) => {
                let size = Size { width: Length::mm(30), height: Length::mm(8) };
                hints.frames.push(FrameHint { id: f.paragraph.id, size, column });
            }
            Block::Rule(r) => {
                let length = if r.role == BlockRole::AddressRule { column } else { column.part(1, 3) };
                hints.rules.push(RuleHint { id: r.id, length, column });
            }
            Block::Table(t) => {
                let widths = [15, 0, 30].map(Length::mm);
                let middle = column - widths[0] - widths[2];
                let widths = vec![widths[0], middle, widths[2]];
                hints.tables.push(TableHint { id: t.id, widths, ..TableHint::default() });
            }
            Block::Columns(c) => {
                let (widths, hang) = match c.kind {
                    ColumnsKind::Header => ([Length::from_mm(67.5), Length::mm(100)], Length::from_mm(3.5)),
                    _ => ([Length::mm(53), Length::mm(111)], Length::ZERO),
                };
                hints.columns.push(ColumnsHint {
                    id: c.id,
                    widths,
                    hang,
                    parted: vec![],
                    begins_page: false,
                });
                for row in &c.rows {
                    visit(&row[0], widths[0], hints);
                    visit(&row[1], widths[1], hints);
                }
            }
            Block::SigningRoom(room) => hints.rooms.push(RoomHint {
                id: room.id,
                height: Length::mm(if room.seal.is_some() { 34 } else { 30 }),
                signature: Point { x: Length::mm(46), y: Length::mm(10) },
                seal: Point { x: Length::mm(20), y: -Length::mm(1) },
            }),
            Block::Braced(b) => {
                let height = Length::pt(13) * b.items.len() as i64;
                hints.braces.push(BraceHint { id: b.id, widths: [33, 3, 17].map(Length::mm), height });
            }
        }
    }
}

/// A keep after `ngày` and a hold in the first symbol, as the layout might want them.
fn marks(paragraph: &Paragraph, hints: &mut LayoutHints) {
    let text = paragraph.text.as_str();
    let hint = &mut hints.paragraphs[paragraph.id.index()];
    hint.no_break_spaces.extend(text.match_indices("ngày ").map(|(at, m)| at + m.len() - 1));
    hint.no_break_hyphens.extend(text.match_indices("-LĐLĐ").map(|(at, _)| at));
}
