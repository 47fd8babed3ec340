//! Tables of our own pages whose words do not fit their columns.

use super::NARROW_COLUMNS;
use crate::check::findings::FindingCollector;
use crate::document::{Block, Document, Orientation, Table};
use crate::draft::fields;
use crate::layout::Layout;

pub(super) fn run(document: &Document, layout: &Layout, findings: &mut FindingCollector<'_>) {
    let is_narrow =
        |table: &Table| layout.hints.tables.iter().any(|hint| hint.id == table.id && hint.too_narrow);
    for (index, section) in document.sections.iter().enumerate() {
        let tables = section.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        });
        let at = match index.checked_sub(1) {
            None => fields::BODY.at(),
            Some(appendix) => fields::APPENDIXES.at().index(appendix),
        };
        let remedy = match section.orientation {
            Orientation::Portrait => "Hãy chuyển bảng thành phụ lục khổ ngang, bớt cột hoặc tách bảng.",
            Orientation::Landscape => "Hãy bớt cột hoặc tách bảng.",
        };
        for (number, table) in tables.enumerate().filter(|(_, table)| is_narrow(table)) {
            let message = format!(
                "Bảng thứ {} ({} cột) có từ hoặc số dài hơn cột dù đã thu nhỏ cỡ chữ, nên bị cắt giữa dòng. {remedy}",
                number + 1,
                table.columns.len()
            );
            findings.add_at(&NARROW_COLUMNS, at.clone(), message);
        }
    }
}
