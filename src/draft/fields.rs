//! The table of the fields of a draft (NĐ 30/2020, Phụ lục VI, in snake_case), in the order of print.
//!
//! A new field is one entry here, its value in `record`, and its place in print in `compose`; a test fails for a field
//! with a role that is not printed.

use super::Mode;
use super::spec::{FieldKind, FieldSpec, FormPart, PrintedWord, line, lines, of_kind};
use crate::document::BlockRole;
use crate::limits;

/// Defines fields and the list of them.
macro_rules! fields {
    ($(#[$doc:meta])* $list:ident: $($(#[$each:meta])* $name:ident = $spec:expr;)*) => {
        $($(#[$each])* pub static $name: FieldSpec = $spec;)*
        $(#[$doc])* pub static $list: &[&FieldSpec] = &[$(&$name),*];
    };
}

/// *Dấu chỉ độ khẩn*: the words of print, and what a draft may call them (NĐ 30/2020, Phụ lục I, Mục III khoản 2b; the
/// numbers are those of the data standards).
pub const PRIORITIES: &[PrintedWord] = &[
    ("KHẨN", &["khan", "1"]),
    ("THƯỢNG KHẨN", &["thuong-khan", "2"]),
    ("HỎA TỐC", &["hoa-toc", "HOẢ TỐC", "3"]),
];

/// *Phạm vi lưu hành* (khoản 2c).
pub const CIRCULATIONS: &[PrintedWord] =
    &[("XEM XONG TRẢ LẠI", &["xem-xong-tra-lai"]), ("LƯU HÀNH NỘI BỘ", &["luu-hanh-noi-bo"])];

fields! {
    /// The fields of every draft. A type may declare more.
    DRAFT:
    /// Version of the format.
    SCHEMA_VERSION = of_kind("schema_version", FieldKind::Version)
        .described("Phiên bản của định dạng dự thảo.").unsearched().unprinted();
    /// Mode: text corrected, or as it was issued.
    MODE = of_kind("mode", FieldKind::Choice(&[Mode::Normalised.name(), Mode::Faithful.name()])).label("Cách chép")
        .described("normalised: sửa lỗi gõ trước khi in; faithful: in đúng như văn bản giấy đã ban hành.").unsearched();
    /// Status: a draft has `DỰ THẢO` printed.
    STATUS = of_kind("status", FieldKind::Choice(&["final", "draft"])).label("Tình trạng")
        .described("draft: in thêm chữ DỰ THẢO.").unsearched();
    /// The document type: its id, or the abbreviation that the organ prints.
    TYPE = line("type").label("Loại").required_of_new()
        .described("Mã loại văn bản, hoặc chữ viết tắt cơ quan in cho loại đó.");
    /// The issuing organ's id.
    ORGAN = line("organ").label("Cơ quan").required_of_new().described("Mã cơ quan ban hành.").unsearched();
    /// The issuing organ, where the catalog does not have it.
    ISSUER = of_kind("issuer", FieldKind::Group(issuer::FIELDS)).label("Cơ quan ngoài danh mục")
        .described("Cơ quan ban hành chưa có trong danh mục, đứng thay cho organ; văn bản như vậy không có sổ đăng ký.");
    /// *Quốc hiệu* and *Tiêu ngữ* as printed, where they are not the decree's.
    MOTTO = lines("motto").label("Quốc hiệu, Tiêu ngữ").role(BlockRole::Motto).faithful()
        .described("Quốc hiệu và Tiêu ngữ như trên giấy, mỗi dòng một mục; để trống ([]) khi giấy không có; không ghi thì \
                    theo Nghị định. Chỉ dùng với faithful.");
    /// *Số*.
    CODE_NUMBER = of_kind("code_number", FieldKind::CodeNumber).label("Số").in_template()
        .described("Số văn bản. Không ghi khi sẽ lấy số từ sổ đăng ký; “.....” hoặc khoảng trắng là chỗ để điền.");
    /// *Ký hiệu*.
    CODE_NOTATION = line("code_notation").label("Ký hiệu").in_template()
        .described("Ký hiệu; không ghi thì ghép từ loại văn bản và cơ quan.");
    /// The line of *số, ký hiệu* as printed.
    CODE = line("code").label("Dòng số, ký hiệu").role(BlockRole::Number).faithful()
        .described("Cả dòng số, ký hiệu như trên giấy, ví dụ “Số 39-KH/ĐU”; đứng thay cho code_number và code_notation. \
                    Chỉ dùng với faithful.");
    /// *Địa danh*.
    PLACE = line("place").label("Địa danh").role(BlockRole::PlaceDate).in_template().asked_in(FormPart::Further)
        .described("Địa danh; không ghi thì lấy của cơ quan.");
    /// *Ngày ban hành*.
    ISSUED_DATE = of_kind("issued_date", FieldKind::PaperDate).label("Ngày ban hành").in_template()
        .described("Ngày ban hành; khi chưa có ngày thì ghi năm và tháng, ví dụ 2024-02.");
    /// The line of place and date as printed.
    PLACE_DATE = line("place_date").label("Dòng địa danh, thời gian").role(BlockRole::PlaceDate).faithful()
        .described("Cả dòng địa danh và thời gian như trên giấy; place và issued_date đứng bên cạnh thì không in lại. \
                    Chỉ dùng với faithful.");
    /// *Tên loại* as printed.
    TYPE_NAME = line("type_name").label("Tên loại").role(BlockRole::TypeName).in_template()
        .described("Tên loại như được in; không ghi thì lấy của loại văn bản.");
    /// *Trích yếu*.
    SUBJECT = lines("subject").label("Trích yếu nội dung").role(BlockRole::Subject).in_template()
        .asked_in(FormPart::Heading).described("Trích yếu nội dung, một hoặc nhiều dòng.");
    /// *Kính gửi*.
    TO = lines("to").label("Kính gửi").help("Mỗi cơ quan, cá nhân một dòng.").role(BlockRole::ToItem).in_template()
        .asked_in(FormPart::Heading).described("Kính gửi.");
    /// Authority in whose name the document decides: `CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH`. A type may ask for it itself.
    AUTHORITY = lines("authority").label("Thẩm quyền ban hành").role(BlockRole::Authority).faithful()
        .described("Thẩm quyền ban hành như trên giấy, ví dụ “CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH”.");
    /// Place of the authority: before or after the bases.
    AUTHORITY_AT = of_kind("authority_at", FieldKind::Choice(&["before-bases", "after-bases"]))
        .label("Chỗ in thẩm quyền ban hành").unsearched().faithful()
        .described("Chỗ in thẩm quyền ban hành: before-bases: trên các căn cứ; after-bases: dưới các căn cứ.");
    /// *Căn cứ ban hành*.
    BASES = lines("bases").label("Các căn cứ ban hành")
        .help("Mỗi căn cứ một dòng, viết cả chữ “Căn cứ”; cuối dòng là dấu chấm phẩy, dòng cuối là dấu chấm.")
        .role(BlockRole::Basis).in_template().asked_in(FormPart::Bases)
        .described("Căn cứ ban hành, mỗi căn cứ một dòng.");
    /// The body.
    BODY = of_kind("body", FieldKind::Outline).label("Nội dung văn bản")
        .help("Mỗi đoạn một dòng, đánh số như trên văn bản in.")
        .role(BlockRole::Body).in_template().asked_in(FormPart::Body).described(HOW_A_BODY_IS_WRITTEN);
    /// A ready-made content in place of the body.
    CONTENT = of_kind("content", FieldKind::Content).label("Nội dung mẫu")
        .described("Nội dung mẫu, đứng thay cho body.");
    /// Data that fill the content.
    DATA = of_kind("data", FieldKind::Data).label("Dữ liệu của nội dung mẫu")
        .described("Dữ liệu để điền nội dung mẫu.");
    /// *Nơi nhận*.
    RECIPIENTS = of_kind("recipients", FieldKind::NamedList(receiver::FIELDS, limits::RECIPIENTS)).label("Nơi nhận")
        .described("Nơi nhận: tên, hoặc tên kèm mục đích gửi, hoặc một nhóm chung mục đích.");
    /// A note under the receivers.
    RECIPIENTS_NOTE = line("recipients_note").label("Ghi chú dưới Nơi nhận").help("Ví dụ “(B/c)”.")
        .role(BlockRole::RecipientNote).asked_in(FormPart::Further)
        .described("Ghi chú chung dưới danh sách nơi nhận.");
    /// The line *Lưu*.
    FILING = of_kind("filing", FieldKind::Group(filing::FIELDS)).label("Lưu")
        .described("Dòng Lưu; văn bản mới luôn có đơn vị VT.");
    /// Signers.
    SIGNERS = of_kind("signers", FieldKind::List(signer::FIELDS, limits::LIST_ITEMS)).label("Người ký").required_of_new()
        .in_template().described("Người ký.");
    /// *Độ khẩn*.
    PRIORITY = of_kind("priority", FieldKind::Mark(PRIORITIES)).label("Độ khẩn").asked_in(FormPart::Heading)
        .described("Độ khẩn.");
    /// *Phạm vi lưu hành*.
    CIRCULATION = of_kind("circulation", FieldKind::Mark(CIRCULATIONS)).label("Phạm vi lưu hành")
        .asked_in(FormPart::Further).described("Chỉ dẫn về phạm vi lưu hành.");
    /// *Ký hiệu người soạn thảo và số lượng bản*.
    TYPIST = of_kind("typist", FieldKind::Group(typist::FIELDS)).label("Người soạn thảo").asked_in(FormPart::Further)
        .described("Ký hiệu người soạn thảo và số lượng bản.");
    /// The organ's address at the foot.
    ADDRESS = lines("address").label("Địa chỉ cơ quan").role(BlockRole::Address)
        .described("Địa chỉ cơ quan ở chân trang, với loại có in.");
    /// *Phụ lục*, and texts issued with the document.
    APPENDIXES = of_kind("appendixes", FieldKind::List(appendix::FIELDS, limits::APPENDIXES)).label("Phụ lục")
        .help("Mỗi phụ lục, mỗi văn bản ban hành kèm theo (quy chế, quy định, điều lệ …) bắt đầu ở một trang mới.")
        .asked_in(FormPart::Appendixes)
        .described("Phụ lục và văn bản ban hành kèm theo: quy chế, quy định, điều lệ, danh sách …");
    /// Findings that the office has seen and accepts.
    OVERRIDES = of_kind("overrides", FieldKind::List(accepted::FIELDS, limits::LIST_ITEMS))
        .label("Phát hiện được chấp nhận")
        .help("Khi một lỗi được báo là cố ý và có lý do, ghi mã của lỗi và lý do; lỗi đó không còn cản việc ban hành.")
        .asked_in(FormPart::Overrides).described("Lỗi thể thức mà cơ quan chấp nhận, kèm lý do.").unprinted();
    /// The unit that drafts, for the symbol of a type without an abbreviation.
    UNIT = line("unit").label("Đơn vị soạn thảo")
        .described("Đơn vị soạn thảo, để ghép ký hiệu của loại không có chữ viết tắt.");
    /// The id of the document in the system that sent the draft.
    EXTERNAL_ID = of_kind("external_id", FieldKind::Id(limits::EXTERNAL_ID_CHARS)).label("Mã ngoài")
        .described("Mã của văn bản trong hệ thống gửi dự thảo; không in.").unprinted();
    /// The first day of the version of the organ's profile that was used.
    ORGAN_VALID_FROM = of_kind("organ_valid_from", FieldKind::Date).label("Hồ sơ cơ quan")
        .described("Ngày đầu của bản hồ sơ cơ quan đã dùng; chương trình tự ghi.").unsearched().unprinted();
}

/// Description of the body in the schema.
const HOW_A_BODY_IS_WRITTEN: &str = "Nội dung: mỗi dòng bắt đầu bằng ký hiệu của mục (I., 1., 1.1., a), -, +); chữ đậm giữa hai dấu **, chữ \
                                     nghiêng giữa hai dấu *, số mũ giữa hai dấu ^ (m^2^), chỉ số dưới giữa hai \
                                     dấu ~ (CO~2~), chữ gạch bỏ giữa hai dấu ~~; bảng kẻ bằng dấu |.";

/// An entry of *Nơi nhận*: one receiver, or a group with one purpose.
pub mod receiver {
    use super::*;
    fields! {
        /// The fields of an entry.
        FIELDS:
        /// The receiver.
        NAME = line("name").role(BlockRole::Recipient).required();
        /// The members of a group.
        GROUP = of_kind("group", FieldKind::NamedList(member::FIELDS, limits::RECIPIENTS));
        /// `b/c`.
        PURPOSE = line("purpose").role(BlockRole::RecipientNote);
        /// Punctuation at the end of the line, as issued.
        END = of_kind("end", FieldKind::LineEnd).unsearched();
    }

    /// A member of a group.
    pub mod member {
        use super::*;
        fields! {
            /// The fields of a member.
            FIELDS:
            /// The receiver.
            NAME = line("name").role(BlockRole::Recipient).required();
            /// Punctuation at the end of the line, as issued.
            END = of_kind("end", FieldKind::LineEnd).unsearched();
        }
    }
}

/// The line *Lưu*.
pub mod filing {
    use super::*;
    fields! {
        /// The fields of the line.
        FIELDS:
        /// Units that keep a copy.
        UNITS = lines("units");
        /// Copies that are kept.
        COPIES = of_kind("copies", FieldKind::Count);
        /// The whole line as issued, in place of units and copies.
        TEXT = line("text").role(BlockRole::Recipient);
    }
}

/// A signer.
pub mod signer {
    use super::*;

    /// Lines of competence a signature may have (NĐ 30/2020, Phụ lục I, Mục II khoản 7b: `TL.` over `KT.`, and one more).
    pub const COMPETENCES: usize = 3;

    const IMAGE_OF_SIGNER: &str = "Tên ảnh PNG gửi kèm, hoặc sha256:… của ảnh cơ quan đã lưu.";

    fields! {
        /// The fields of a signer.
        FIELDS:
        /// *Quyền hạn*: `TM. BAN THƯỜNG VỤ`.
        COMPETENCE = of_kind("competence", FieldKind::Lines(COMPETENCES)).label("Quyền hạn ký").role(BlockRole::Competence)
            .in_template().described("Quyền hạn ký: TM., KT., TL., TUQ. …");
        /// *Chức vụ*.
        POSITION = line("position").label("Chức vụ").role(BlockRole::Position).in_template().described("Chức vụ.");
        /// What is written where the signature goes: `(Đã ký)`.
        NOTE = lines("note").label("Ghi chú chỗ ký").role(BlockRole::OtherPost).faithful()
            .described("Chữ in ở chỗ ký như trên giấy: “(Đã ký)”, “(Ký tên, đóng dấu)”.");
        /// A second post, in a line of its own.
        OTHER_POST = line("other_post").label("Chức vụ khác").role(BlockRole::OtherPost);
        /// *Họ và tên*.
        FULL_NAME = line("full_name").label("Họ và tên").role(BlockRole::SignerName).in_template()
            .required_of_new().described("Họ và tên.");
        /// What is written below the name.
        NOTE_BELOW = lines("note_below").label("Chữ dưới họ tên").role(BlockRole::OtherPost).faithful()
            .described("Chữ in dưới họ tên như trên giấy.");
        /// The image of the signature.
        SIGNATURE_IMAGE = of_kind("signature_image", FieldKind::Image).label("Ảnh chữ ký").asked_in(FormPart::Signers)
            .described(IMAGE_OF_SIGNER).unsearched();
        /// The printed width of the signature.
        SIGNATURE_WIDTH_MM = of_kind("signature_width_mm", FieldKind::Millimetres).unsearched();
        /// The image of the seal.
        SEAL_IMAGE = of_kind("seal_image", FieldKind::Image).label("Ảnh con dấu").asked_in(FormPart::Signers)
            .described(IMAGE_OF_SIGNER).unsearched();
        /// The printed diameter of the seal.
        SEAL_DIAMETER_MM = of_kind("seal_diameter_mm", FieldKind::Millimetres).unsearched();
    }
}

/// The typist.
pub mod typist {
    use super::*;
    fields! {
        /// The fields of the typist.
        FIELDS:
        /// Initials.
        INITIALS = line("initials").label("Ký hiệu người soạn thảo")
            .help("Chữ viết tắt của người soạn, ví dụ “PL”.").required();
        /// Copies that are issued.
        COPIES = of_kind("copies", FieldKind::Count).label("Số lượng bản phát hành");
    }
}

/// An appendix, or a text issued with the document (*văn bản ban hành kèm theo*: NĐ 30/2020, Phụ lục III, mẫu 1.3).
pub mod appendix {
    use super::*;

    /// Kind of an entry that is a text issued with the document.
    pub const ATTACHED: &str = "attached";

    fields! {
        /// The fields of an appendix.
        FIELDS:
        /// Kind: an appendix, or a text issued with the document.
        KIND = of_kind("kind", FieldKind::Choice(&["appendix", ATTACHED])).label("Loại phần kèm theo")
            .help("Quy chế, quy định, điều lệ … ban hành cùng quyết định là văn bản kèm theo, không phải phụ lục.")
            .asked_in(FormPart::Appendixes).unsearched()
            .described("appendix: phụ lục; attached: văn bản ban hành kèm theo (quy chế, quy định, điều lệ, danh sách …).");
        /// *Tên cơ quan*, *Quốc hiệu* and *Tiêu ngữ* above the title of an attached text: printed, or none.
        MASTHEAD = of_kind("masthead", FieldKind::Choice(&["printed", "none"]))
            .label("Tên cơ quan, Quốc hiệu và Tiêu ngữ của văn bản kèm theo").asked_in(FormPart::Appendixes).unsearched()
            .described("Tên cơ quan, Quốc hiệu và Tiêu ngữ ở đầu văn bản kèm theo: printed: in; none: không in.");
        /// The organ above an attached text, where it is not that of the document.
        ISSUER = of_kind("issuer", FieldKind::Group(issuer::FIELDS)).label("Cơ quan ở đầu văn bản kèm theo").faithful()
            .described("Tên cơ quan ở đầu văn bản kèm theo như trên giấy; không ghi thì như văn bản chính.");
        /// *Quốc hiệu* and *Tiêu ngữ* above an attached text, as printed.
        MOTTO = lines("motto").label("Quốc hiệu, Tiêu ngữ của văn bản kèm theo").role(BlockRole::Motto).faithful()
            .described("Quốc hiệu và Tiêu ngữ ở đầu văn bản kèm theo như trên giấy; không ghi thì như văn bản chính.");
        /// The line above the title of an appendix, as printed; empty: none.
        LABEL = line("label").label("Dòng chữ Phụ lục").role(BlockRole::AppendixNumber).faithful()
            .described("Dòng chữ trên tiêu đề như trên giấy, ví dụ “PHỤ LỤC 01”; để trống thì không in; không ghi thì theo \
                        Nghị định.");
        /// *Tên loại* of an attached text.
        TYPE_NAME = line("type_name").label("Tên loại văn bản kèm theo").help("Ví dụ “QUY CHẾ”; phụ lục thì để trống.")
            .role(BlockRole::TypeName).asked_in(FormPart::Appendixes)
            .described("Tên loại của văn bản kèm theo, ví dụ QUY CHẾ; bắt buộc khi kind là attached.");
        /// The title of an appendix, in capitals; *trích yếu* of an attached text.
        TITLE = lines("title").label("Tiêu đề phụ lục, hoặc trích yếu văn bản kèm theo").role(BlockRole::AppendixTitle)
            .required_of_new().asked_in(FormPart::Appendixes)
            .described("Tiêu đề phụ lục; của văn bản kèm theo là trích yếu nội dung.");
        /// *Kèm theo …*; absent: derived; empty: none.
        INFO = line("info").role(BlockRole::AppendixInfo)
            .described("Dòng «Kèm theo …»; không ghi thì chương trình ghép, để trống thì không in.");
        /// The way the page stands.
        ORIENTATION = of_kind("orientation", FieldKind::Choice(&["portrait", "landscape"])).label("Khổ giấy")
            .asked_in(FormPart::Appendixes).unsearched();
        /// The text.
        BODY = of_kind("body", FieldKind::Outline).label("Nội dung phụ lục, văn bản kèm theo")
            .help("Viết như nội dung văn bản.").role(BlockRole::Body).asked_in(FormPart::Appendixes);
        /// A ready-made content in place of the text.
        CONTENT = of_kind("content", FieldKind::Content).described("Nội dung mẫu, đứng thay cho body.");
        /// Data that fill the content.
        DATA = of_kind("data", FieldKind::Data).described("Dữ liệu để điền nội dung mẫu.");
        /// Signers of an attached text; mostly none beside those of the document.
        SIGNERS = of_kind("signers", FieldKind::List(signer::FIELDS, limits::LIST_ITEMS))
            .label("Người ký văn bản kèm theo").help("Để trống nếu chỉ ký văn bản chính.").asked_in(FormPart::Appendixes)
            .described("Người ký văn bản kèm theo, nếu văn bản đó có phần ký riêng.");
    }
}

/// An issuing organ that the catalog does not have, in the keys of its files.
pub mod issuer {
    use super::*;
    fields! {
        /// The fields of the organ.
        FIELDS:
        /// The organ above, in printed lines.
        PARENT = lines("parent").label("Cơ quan chủ quản").role(BlockRole::ParentOrgan)
            .described("Cơ quan chủ quản trực tiếp, mỗi dòng in một mục.");
        /// Its name, in printed lines.
        NAME = lines("name").label("Tên cơ quan").role(BlockRole::Organ).required()
            .described("Tên cơ quan ban hành, mỗi dòng in một mục; dòng cuối là “*” hoặc “-----” thì thay cho đường kẻ.");
        /// Its name in running text.
        FULL_NAME = line("full_name").label("Tên đầy đủ").described("Tên cơ quan viết trong câu.");
        /// Its symbol.
        SYMBOL = line("symbol").label("Chữ viết tắt").described("Chữ viết tắt tên cơ quan trong ký hiệu.").unsearched();
        /// *Địa danh*.
        PLACE = line("place").label("Địa danh").described("Địa danh; dùng khi văn bản không ghi place.");
        /// The id of its style sheet.
        STYLE = line("style").label("Kiểu trình bày").unsearched()
            .described("Mã kiểu trình bày; không ghi thì theo Nghị định 30/2020/NĐ-CP.");
        /// Collectives in whose name documents are signed.
        COLLECTIVES = lines("collectives").label("Tập thể lãnh đạo").unsearched()
            .described("Tập thể mà văn bản được ký thay mặt: Ban Chấp hành, Ủy ban nhân dân …");
        /// Units and their abbreviations.
        UNITS = of_kind("units", FieldKind::List(unit::FIELDS, limits::LIST_ITEMS)).label("Đơn vị trực thuộc");
        /// Lines of the address at the foot.
        ADDRESS = lines("address").label("Địa chỉ").described("Địa chỉ ở chân trang của công văn.").unsearched();
        /// Terms whose capitals the organ fixes.
        TERMS = lines("terms").label("Từ ngữ viết hoa").unsearched();
        /// Acronyms that the organ uses without explaining them.
        ACRONYMS = lines("acronyms").label("Chữ viết tắt quen dùng").unsearched();
    }

    /// A unit of the organ.
    pub mod unit {
        use super::*;
        fields! {
            /// The fields of a unit.
            FIELDS:
            /// Its name.
            NAME = line("name").required().unsearched();
            /// Its symbol.
            SYMBOL = line("symbol").required().unsearched();
        }
    }
}

/// A finding that is accepted.
pub mod accepted {
    use super::*;
    fields! {
        /// The fields of the entry.
        FIELDS:
        /// The id of the check.
        ID = line("id").label("Mã phát hiện").help("Ví dụ “REC-02”.").required().asked_in(FormPart::Overrides);
        /// Reason for accepting it.
        REASON = line("reason").label("Lý do chấp nhận").help("Lý do được ghi trong gói lưu trữ.").required()
            .asked_in(FormPart::Overrides);
    }
}
