//! Layouts to write: a few lines of line breaking in place of the real thing.

use crate::document::{Image, Meta};
use crate::font::{FaceId, FontBook};
use crate::layout::{Artifact, Layout, NodeId, Owner, Page, PageItem, PlacedItem, StructureTag, TextRun};
use crate::length::{Length, Point, Size};
use std::sync::Arc;

/// A4.
pub(super) const A4: Size = Size { width: Length::mm(210), height: Length::mm(297) };
const LEFT: Length = Length::mm(30);
const TOP: Length = Length::mm(20);
const MEASURE: Length = Length::mm(165);
const LINE: Length = Length::pt(18);

/// A paragraph of a plan, of the length that paragraphs have.
pub(super) const BODY: &str = "1. Tuyên truyền sâu rộng trong đoàn viên, công chức, viên chức, người lao động về lịch sử \
    95 năm xây dựng và phát triển của Công đoàn Việt Nam (28/7/1929 - 28/7/2024); khẳng định vai trò, vị trí của tổ chức \
    Công đoàn trong sự nghiệp đổi mới, “công nghiệp hóa, hiện đại hóa đất nước” và hội nhập quốc tế…";

/// Sets text into pages, a tall letter after the other.
pub(super) struct Typesetter {
    pub(super) layout: Layout,
    baseline: Length,
}

impl Typesetter {
    /// One empty page and the document node.
    pub(super) fn new() -> Self {
        let mut layout = Layout::default();
        layout.structure.add(None, StructureTag::Document);
        let mut setter = Self { layout, baseline: Length::ZERO };
        setter.new_page();
        setter
    }

    /// Begins a page with its number.
    pub(super) fn new_page(&mut self) {
        self.layout.pages.push(Page { size: A4, items: vec![] });
        self.baseline = TOP;
        let number = self.layout.pages.len().to_string();
        let run = self.run(&number, FaceId::Regular, Length::pt(13), Length::ZERO);
        self.place(
            Point { x: Length::mm(105), y: Length::mm(15) },
            Owner::Artifact(Artifact::Pagination),
            PageItem::Text(run),
        );
    }

    /// A new node under the document.
    pub(super) fn node(&mut self, tag: StructureTag) -> NodeId {
        self.layout.structure.add(Some(NodeId(0)), tag)
    }

    /// An item on the current page.
    pub(super) fn place(&mut self, at: Point, owner: Owner, item: PageItem) {
        self.layout.pages.last_mut().unwrap().items.push(PlacedItem { at, owner, item });
    }

    /// A run of text without any place yet.
    pub(super) fn run(&mut self, text: &str, face: FaceId, size: Length, word_gap: Length) -> TextRun {
        let start = self.layout.text.len() as u32;
        self.layout.text.push_str(text);
        let spaces = text.chars().filter(|&c| c == ' ').count() as i64;
        let width = FontBook::embedded().face(face).width(text, size) + word_gap * spaces;
        let end = self.layout.text.len() as u32;
        TextRun {
            start,
            end,
            face,
            size,
            rise: Length::ZERO,
            word_gap,
            letter_gap: Length::ZERO,
            width,
            red: false,
            place: Default::default(),
        }
    }

    /// A line that stands alone.
    pub(super) fn line(&mut self, node: NodeId, text: &str, face: FaceId) -> TextRun {
        self.baseline += LINE;
        let run = self.run(text, face, Length::pt(14), Length::ZERO);
        self.place(Point { x: LEFT, y: self.baseline }, Owner::Node(node), PageItem::Text(run));
        run
    }

    /// A justified paragraph of spans of one face each; goes on over as many pages as it needs.
    pub(super) fn paragraph(&mut self, spans: &[(FaceId, &str)]) -> NodeId {
        let node = self.node(StructureTag::P);
        let words: Vec<(FaceId, &str)> = spans
            .iter()
            .flat_map(|&(face, text)| text.split_inclusive(' ').map(move |word| (face, word)))
            .collect();
        let width =
            |(face, word): (FaceId, &str)| FontBook::embedded().face(face).width(word, Length::pt(14));
        let mut line: Vec<(FaceId, &str)> = vec![];
        let mut used = Length::ZERO;
        for word in words {
            if used + width((word.0, word.1.trim_end())) > MEASURE {
                self.justified(node, &line, MEASURE - used);
                line.clear();
                used = Length::ZERO;
            }
            used += width(word);
            line.push(word);
        }
        self.justified(node, &line, Length::ZERO);
        node
    }

    fn justified(&mut self, node: NodeId, words: &[(FaceId, &str)], room: Length) {
        self.baseline += LINE;
        if self.baseline > A4.height - TOP {
            self.new_page();
            self.baseline += LINE;
        }
        // The trailing space is part of the room already.
        let gap = room.part(1, words.len().max(2) as i64 - 1);
        let mut x = LEFT;
        for spans in words.chunk_by(|a, b| a.0 == b.0) {
            let text: String = spans.iter().map(|word| word.1).collect();
            let run = self.run(&text, spans[0].0, Length::pt(14), gap);
            self.place(Point { x, y: self.baseline }, Owner::Node(node), PageItem::Text(run));
            x += run.width;
        }
    }

    /// The height below which nothing stands yet.
    pub(super) fn below(&self) -> Length {
        self.baseline + Length::pt(6)
    }

    /// Leaves room.
    pub(super) fn skip(&mut self, room: Length) {
        self.baseline += room;
    }
}

/// A disc on a transparent ground.
pub(super) fn seal(side: u32) -> Arc<Image> {
    let middle = f64::from(side) / 2.0;
    let pixel = |i: u32| {
        let (x, y) = (f64::from(i % side) - middle, f64::from(i / side) - middle);
        let distance = x.hypot(y) / middle;
        if (0.8..0.95).contains(&distance) || distance < 0.3 {
            [220, 20, 30, 200]
        } else {
            [255, 255, 255, 0]
        }
    };
    let rgba = (0..side * side).flat_map(pixel).collect();
    Arc::new(Image {
        width: side,
        height: side,
        rgba,
        png: vec![],
        sha256: format!("seal {side}"),
        original: None,
    })
}

/// Properties of a plan.
pub(crate) fn meta() -> Meta {
    Meta {
        title: "KẾ HOẠCH Tổ chức các hoạt động kỷ niệm 95 năm".into(),
        subject: "Tổ chức các hoạt động <kỷ niệm> & 95 năm".into(),
        author: "LIÊN ĐOÀN LAO ĐỘNG TỈNH LAI CHÂU".into(),
        number: Some("39/KH-LĐLĐ".into()),
        issued: chrono::NaiveDate::from_ymd_opt(2024, 2, 23),
    }
}

/// Everything at once: headings, emphasis, a paragraph over two pages, a table, a frame, a rule, a brace, a seal twice,
/// and characters no main font has.
pub(crate) fn everything() -> Layout {
    use FaceId::{Bold, BoldItalic, Italic, Regular};
    let mut setter = Typesetter::new();
    let frame = setter.node(StructureTag::P);
    urgent(&mut setter, frame);
    heading(&mut setter, 1, "I. MỤC ĐÍCH, YÊU CẦU");
    let rule =
        PageItem::Rule { to: Point { x: Length::mm(100), y: setter.below() }, weight: Length::twips(10) };
    setter.place(Point { x: LEFT, y: setter.below() }, Owner::Artifact(Artifact::Layout), rule);
    setter.paragraph(&[(Bold, "1. Yêu cầu: "), (Regular, BODY), (Italic, " (kèm theo Phụ lục)")]);
    heading(&mut setter, 3, "1.1. Nội dung");
    setter.paragraph(&[(
        Regular,
        "Góc α ≤ β, Владимир, ½ giá 5.000₫ → hết; số\u{A0}\u{A0}\u{A0}/KH-LĐLĐ, 22\u{2011}CT ",
    )]);
    setter.paragraph(&[(BoldItalic, "Hệ số α tăng ½ (\\*)")]);
    table(&mut setter);
    seals(&mut setter);
    heading(&mut setter, 2, "II. TỔ CHỨC THỰC HIỆN");
    for _ in 0..9 {
        setter.paragraph(&[(Regular, BODY)]);
    }
    assert_eq!(setter.layout.pages.len(), 2);
    let empty = setter.node(StructureTag::L);
    setter.layout.structure.add(Some(empty), StructureTag::LI);
    setter.layout
}

fn urgent(setter: &mut Typesetter, node: NodeId) {
    let mut run = setter.line(node, "HỎA TỐC", FaceId::Bold);
    run.red = true;
    setter.layout.pages[0].items.last_mut().unwrap().item = PageItem::Text(run);
    let size = Size { width: run.width + Length::pt(8), height: Length::pt(20) };
    let at = Point { x: LEFT - Length::pt(4), y: setter.baseline - Length::pt(14) };
    setter.place(at, Owner::Node(node), PageItem::Frame { size, weight: Length::pt(1), red: true });
}

fn heading(setter: &mut Typesetter, level: u8, text: &str) {
    let node = setter.node(StructureTag::Heading(level));
    setter.layout.structure.node_mut(node).bookmark = Some(text.into());
    setter.line(node, text, FaceId::Bold);
}

fn table(setter: &mut Typesetter) {
    let table = setter.node(StructureTag::Table);
    let structure = &mut setter.layout.structure;
    let head = structure.add(Some(table), StructureTag::THead);
    let head = structure.add(Some(head), StructureTag::TR);
    let title = structure.add(Some(head), StructureTag::TH);
    structure.node_mut(title).columns = 2;
    let body = structure.add(Some(table), StructureTag::TBody);
    let row = structure.add(Some(body), StructureTag::TR);
    let cell = structure.add(Some(row), StructureTag::TD);
    structure.node_mut(cell).rows = 2;
    let text = structure.add(Some(cell), StructureTag::P);
    structure.add(Some(row), StructureTag::TD);
    let row = structure.add(Some(body), StructureTag::TR);
    structure.add(Some(row), StructureTag::TD);
    setter.line(title, "Chỉ tiêu", FaceId::Bold);
    setter.line(text, "1.250", FaceId::Regular);
}

fn seals(setter: &mut Typesetter) {
    setter.layout.images = vec![seal(60), seal(60)];
    let size = Size { width: Length::mm(20), height: Length::mm(20) };
    for index in [0, 1] {
        let figure = setter.node(StructureTag::Figure);
        setter.layout.structure.node_mut(figure).description = Some("Dấu của cơ quan".into());
        let at = Point { x: LEFT + Length::mm(30 * index), y: setter.below() };
        setter.place(at, Owner::Node(figure), PageItem::Image(index as usize, size));
    }
    let brace = Size { width: Length::mm(3), height: Length::mm(20) };
    let at = Point { x: Length::mm(100), y: setter.below() };
    setter.place(at, Owner::Artifact(Artifact::Layout), PageItem::Brace(brace));
    setter.skip(Length::mm(24));
}
