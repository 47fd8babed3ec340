//! Roles of a document's blocks, in the decree's terms.

use serde::{Deserialize, Serialize};

/// Role of a paragraph or of a line, in the decree's terms. Style sheets are written per role.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum BlockRole {
    /// Running text of the body (*nội dung văn bản*).
    #[default]
    Body,
    /// The organ above (*cơ quan chủ quản trực tiếp*).
    ParentOrgan,
    /// The issuing organ (*cơ quan ban hành*).
    Organ,
    /// The line under the organ.
    OrganRule,
    /// *Quốc hiệu*.
    NationalName,
    /// *Tiêu ngữ*.
    Motto,
    /// The line under the motto.
    MottoRule,
    /// *Số, ký hiệu*.
    Number,
    /// *Địa danh và thời gian*.
    PlaceDate,
    /// *Trích yếu* of a *công văn*, under its number: `V/v …`.
    LetterSubject,
    /// *Dấu chỉ độ khẩn*, framed, red.
    Urgency,
    /// *Phạm vi lưu hành*, framed.
    Circulation,
    /// `DỰ THẢO` on a draft.
    DraftMark,
    /// *Tên loại*.
    TypeName,
    /// *Trích yếu nội dung* under the type's name.
    Subject,
    /// The line under the subject.
    SubjectRule,
    /// The body that decides, centred in a *nghị quyết* or *quyết định*; also `QUYẾT ĐỊNH:`.
    Authority,
    /// *Kính gửi* with one addressee on its line.
    To,
    /// One of several addressees.
    ToItem,
    /// *Kính gửi* alone above a list of addressees.
    ToList,
    /// *Căn cứ ban hành*.
    Basis,
    /// `Phần I`, `Chương I`: the number line.
    Part,
    /// The title below it.
    PartTitle,
    /// `Mục 1`, `Tiểu mục 1`: the number line.
    Division,
    /// The title below it.
    DivisionTitle,
    /// `Điều 1. …` with a title; one with a sentence is an item behind a bold label.
    Article,
    /// `I. …`: *mục* by Roman number.
    Heading1,
    /// `1. …` with a title of its own (*khoản* with a title); any number that the author set in bold.
    Heading2,
    /// `1.1. …` with a title; any number that the author set in bold italics.
    Heading3,
    /// `1.1.1. …` with a title; any number that the author set in italics.
    Heading4,
    /// An item: `1.`, `1.1.`, `(1).`, `a)`, `-`, `+` and its text.
    Item,
    /// A remark: `Ghi chú: …`, or a whole paragraph in brackets.
    Note,
    /// The caption of a table.
    Caption,
    /// A cell in a table's header row.
    TableHead,
    /// A cell of a table.
    TableCell,
    /// `Nơi nhận:`.
    RecipientsTitle,
    /// One receiver: `- …;`.
    Recipient,
    /// The note beside a brace over receivers.
    RecipientNote,
    /// *Ký hiệu người soạn thảo và số lượng bản*.
    Typist,
    /// *Quyền hạn*: `TM. BAN THƯỜNG VỤ`, `KT. CHỦ TỊCH`.
    Competence,
    /// *Chức vụ* of the signer.
    Position,
    /// A second post, above the name (ô số 7b).
    OtherPost,
    /// *Họ và tên* of the signer.
    SignerName,
    /// `Phụ lục I`.
    AppendixNumber,
    /// *Tiêu đề phụ lục*.
    AppendixTitle,
    /// `(Kèm theo …)`.
    AppendixInfo,
    /// The line under it.
    AppendixRule,
    /// *Địa chỉ cơ quan* at the foot of page 1 of a *công văn*.
    Address,
    /// The line above the address.
    AddressRule,
    /// *Số trang*.
    PageNumber,
    /// The sentence that closes a plan or a report (`Trên đây là …`).
    Closing,
}

impl BlockRole {
    /// Every role, in the order of their numbers.
    pub const ALL: [Self; 51] = [
        Self::Body,
        Self::ParentOrgan,
        Self::Organ,
        Self::OrganRule,
        Self::NationalName,
        Self::Motto,
        Self::MottoRule,
        Self::Number,
        Self::PlaceDate,
        Self::LetterSubject,
        Self::Urgency,
        Self::Circulation,
        Self::DraftMark,
        Self::TypeName,
        Self::Subject,
        Self::SubjectRule,
        Self::Authority,
        Self::To,
        Self::ToItem,
        Self::ToList,
        Self::Basis,
        Self::Part,
        Self::PartTitle,
        Self::Division,
        Self::DivisionTitle,
        Self::Article,
        Self::Heading1,
        Self::Heading2,
        Self::Heading3,
        Self::Heading4,
        Self::Item,
        Self::Note,
        Self::Caption,
        Self::TableHead,
        Self::TableCell,
        Self::RecipientsTitle,
        Self::Recipient,
        Self::RecipientNote,
        Self::Typist,
        Self::Competence,
        Self::Position,
        Self::OtherPost,
        Self::SignerName,
        Self::AppendixNumber,
        Self::AppendixTitle,
        Self::AppendixInfo,
        Self::AppendixRule,
        Self::Address,
        Self::AddressRule,
        Self::PageNumber,
        Self::Closing,
    ];

    /// Its place in [`BlockRole::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_stand_at_their_own_index() {
        for (index, role) in BlockRole::ALL.iter().enumerate() {
            assert_eq!(role.index(), index, "{role:?}");
        }
    }
}
