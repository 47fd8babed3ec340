//! Made-up drafts of tables at every place of a page: real words, numbers, dates, symbols and addresses, cells over rows
//! and columns, groups and totals, rows of one line and of several pages.

use super::generate::{self, Choices};
use serde_json::{Value, json};

/// Kind of a column.
#[derive(Clone, Copy, PartialEq)]
enum Column {
    Number,
    Name,
    Amount,
    Date,
    Phone,
    Symbol,
    Address,
    Text(usize, usize),
}

const NAMES: [&str; 6] = [
    "Ban Tổ chức",
    "Văn phòng",
    "Ban Tuyên giáo - Nữ công",
    "LĐLĐ huyện Tân Uyên",
    "Phòng Kinh tế - Hạ tầng",
    "Các CĐCS trực thuộc",
];
const ADDRESSES: [&str; 5] = [
    "https://congdoan.vn/van-ban/luat-cong-doan-2024-so-50-2024-qh15",
    "https://vanban.vn/default.aspx?pageid=27160&docid=199378",
    "van_phong.ldld@laichau.gov.vn",
    "www.congdoan.vn/tin-tuc/hoat-dong",
    "dichvucong.gov.vn",
];

impl Column {
    const ALL: [Self; 10] = [
        Self::Name,
        Self::Amount,
        Self::Date,
        Self::Phone,
        Self::Symbol,
        Self::Address,
        Self::Text(1, 5),
        Self::Text(4, 18),
        Self::Text(12, 60),
        Self::Text(4, 18),
    ];

    fn mark(self) -> &'static str {
        match self {
            Self::Number | Self::Date => ":---:",
            Self::Amount => "---:",
            _ => "---",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Number => "TT",
            Self::Name => "Đơn vị chủ trì",
            Self::Amount => "Kinh phí (đồng)",
            Self::Date => "Thời hạn",
            Self::Phone => "Điện thoại",
            Self::Symbol => "Số, ký hiệu",
            Self::Address => "Địa chỉ truy cập",
            Self::Text(..) => "Nội dung công việc",
        }
    }

    fn cell(self, row: usize, choices: &mut Choices, sentences: &[String]) -> String {
        match self {
            Self::Number => row.to_string(),
            Self::Name => choices.pick(&NAMES).to_owned(),
            Self::Amount => format!("{}.{:03}.000", 1 + choices.below(900), choices.below(1000)),
            Self::Date => format!("{:02}/{:02}/2024", 1 + choices.below(28), 1 + choices.below(12)),
            Self::Phone => format!("09{:02}.{:03}.678", choices.below(90), choices.below(1000)),
            Self::Symbol => format!("{}/{}", 1 + choices.below(900), choices.pick(&["KH-LĐLĐ", "QĐ-UBND"])),
            Self::Address => choices.pick(&ADDRESSES).to_owned(),
            Self::Text(least, most) => generate::short(choices, sentences, least, most),
        }
    }
}

/// A draft with a table or two; the same for the same seed. A quarter have rows of many lines, half have cells over rows.
pub(crate) fn draft(seed: u64, sentences: &[String]) -> Value {
    let mut choices = Choices::new(seed ^ 0x7AB1E);
    let mut draft = generate::draft(2, sentences);
    let mut blocks = vec!["Phân công nhiệm vụ như sau:".to_owned()];
    let paragraphs = |count: usize, choices: &mut Choices, blocks: &mut Vec<String>| {
        (0..count).for_each(|_| blocks.push(format!("{}.", generate::short(choices, sentences, 8, 40))));
    };
    let above = choices.below(15);
    paragraphs(above, &mut choices, &mut blocks);
    for _ in 0..1 + choices.below(2) {
        if choices.chance(30) {
            blocks.push(format!("@caption Bảng 1. {}", generate::short(&mut choices, sentences, 4, 12)));
        }
        blocks.push(table(&mut choices, sentences, seed.is_multiple_of(4), seed.is_multiple_of(2)));
        if choices.chance(20) {
            blocks.push(format!("Ghi chú: {}.", generate::short(&mut choices, sentences, 6, 30)));
        }
        let below = 1 + choices.below(4);
        paragraphs(below, &mut choices, &mut blocks);
    }
    draft["body"] = json!(blocks.join("\n\n"));
    draft
}

fn table(choices: &mut Choices, sentences: &[String], is_tall: bool, has_spans: bool) -> String {
    let mut columns = vec![Column::Number, Column::Text(4, 18)];
    for _ in 0..choices.below(5) {
        columns.push(Column::ALL[choices.below(Column::ALL.len())]);
    }
    let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let mut lines = vec![
        row(columns.iter().map(|column| column.title().to_owned()).collect()),
        row(columns.iter().map(|column| column.mark().to_owned()).collect()),
    ];
    let rows = if is_tall { 1 + choices.below(10) } else { 2 + choices.below(40) };
    let mut open = vec![0; columns.len()];
    for number in 1..=rows {
        if choices.chance(6) && open.iter().all(|&rows| rows == 0) {
            lines.push(format!("| **{number}. Nhóm việc** {}", "|".repeat(columns.len())));
            continue;
        }
        let mut cells = Vec::with_capacity(columns.len());
        for (at, column) in columns.iter().enumerate() {
            if open[at] > 0 {
                open[at] -= 1;
                cells.push("^^".to_owned());
                continue;
            }
            let mut cell = column.cell(number, choices, sentences);
            if is_tall && matches!(column, Column::Text(..)) && choices.chance(40) {
                for _ in 0..choices.below(12) {
                    cell = format!("{cell}<br>{}", generate::short(choices, sentences, 10, 60));
                }
            }
            if choices.chance(8) && !cell.contains("<br>") {
                cell = format!("**{cell}**");
            }
            cells.push(cell);
            if has_spans && at < 2 && number < rows && choices.chance(18) {
                open[at] = (1 + choices.below(5)).min(rows - number);
            }
        }
        lines.push(row(cells));
    }
    if choices.chance(35) {
        lines.push(format!("| **Tổng cộng** | {} |", vec!["100.000"; columns.len() - 1].join(" | ")));
    }
    lines.join("\n")
}
