//! The row of each component in the decree's table (NĐ 30/2020, Phụ lục I, Phần I, Mục II and Mục V).

use crate::document::BlockRole;
use crate::style::AllowedRange;

/// Formatting that the decree asks of a component.
pub(super) struct ComponentRule {
    pub(super) role: BlockRole,
    /// Name for people.
    pub(super) name: &'static str,
    /// Sizes, pt.
    pub(super) sizes: AllowedRange,
    pub(super) bold: bool,
    pub(super) italic: bool,
    /// Flag: in capitals throughout.
    pub(super) upper: bool,
    /// Centred in its column.
    pub(super) centred: bool,
    pub(super) source: &'static str,
}

const fn component(
    role: BlockRole,
    name: &'static str,
    (least, most): (u8, u8),
    source: &'static str,
) -> ComponentRule {
    let sizes = AllowedRange::new(least as f64, most as f64);
    ComponentRule { role, name, sizes, bold: false, italic: false, upper: false, centred: false, source }
}

impl ComponentRule {
    const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    const fn italic(self) -> Self {
        Self { italic: true, ..self }
    }

    const fn upper(self) -> Self {
        Self { upper: true, ..self }
    }

    const fn centred(self) -> Self {
        Self { centred: true, ..self }
    }
}

/// Every component but the body, which has rules of its own.
pub(super) const COMPONENTS: [ComponentRule; 25] = [
    component(BlockRole::NationalName, "Quốc hiệu", (12, 13), "khoản 1a").bold().upper().centred(),
    component(BlockRole::Motto, "Tiêu ngữ", (13, 14), "khoản 1b").bold().centred(),
    component(BlockRole::ParentOrgan, "Tên cơ quan chủ quản", (12, 13), "khoản 2").upper().centred(),
    component(BlockRole::Organ, "Tên cơ quan ban hành", (12, 13), "khoản 2").bold().upper().centred(),
    component(BlockRole::Number, "Số, ký hiệu", (13, 13), "khoản 3").centred(),
    component(BlockRole::PlaceDate, "Địa danh, thời gian", (13, 14), "khoản 4").italic().centred(),
    component(BlockRole::LetterSubject, "Trích yếu công văn", (12, 13), "khoản 5").centred(),
    component(BlockRole::Urgency, "Dấu chỉ độ khẩn", (13, 14), "Mục III khoản 2b").bold().upper(),
    component(BlockRole::Circulation, "Phạm vi lưu hành", (13, 14), "Mục III khoản 2c").bold().upper(),
    component(BlockRole::TypeName, "Tên loại", (13, 14), "khoản 5").bold().upper().centred(),
    component(BlockRole::Subject, "Trích yếu", (13, 14), "khoản 5").bold().centred(),
    component(BlockRole::To, "Kính gửi", (13, 14), "khoản 9d"),
    component(BlockRole::ToItem, "Kính gửi", (13, 14), "khoản 9d"),
    component(BlockRole::ToList, "Kính gửi", (13, 14), "khoản 9d"),
    component(BlockRole::Basis, "Căn cứ", (13, 14), "khoản 6a").italic(),
    component(BlockRole::RecipientsTitle, "Từ “Nơi nhận”", (12, 12), "khoản 9").bold().italic(),
    component(BlockRole::Recipient, "Danh sách nơi nhận", (11, 11), "khoản 9"),
    component(BlockRole::Typist, "Ký hiệu người soạn thảo", (11, 11), "Mục III khoản 3"),
    component(BlockRole::Competence, "Quyền hạn", (13, 14), "khoản 7").bold().upper().centred(),
    component(BlockRole::Position, "Chức vụ", (13, 14), "khoản 7").bold().upper().centred(),
    component(BlockRole::SignerName, "Họ và tên", (13, 14), "khoản 7").bold().centred(),
    component(BlockRole::AppendixNumber, "Số phụ lục", (14, 14), "Mục III khoản 1b").bold().centred(),
    component(BlockRole::AppendixTitle, "Tiêu đề phụ lục", (13, 14), "Mục III khoản 1b")
        .bold()
        .upper()
        .centred(),
    component(BlockRole::AppendixInfo, "Thông tin chỉ dẫn phụ lục", (13, 14), "Mục III khoản 1c")
        .italic()
        .centred(),
    component(BlockRole::Address, "Địa chỉ cơ quan", (11, 12), "Mục III khoản 4"),
];
