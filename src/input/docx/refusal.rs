//! What is said of a file that cannot be read as DOCX: which file it is, what is broken, and the remedy.

use crate::limits;
use crate::report::{Code, FieldPath, Problem, Report};

/// A report of one problem of the file as a whole.
pub(super) fn one(code: Code, message: impl Into<String>) -> Report {
    Report { problems: vec![Problem::error(FieldPath::root(), code, message)] }
}

/// The file is of another kind.
pub(super) fn other(what: &str, remedy: &str) -> Report {
    one("not-docx", format!("Tệp không phải DOCX: đây là {what}. {remedy}"))
}

const SAVE_AS: &str = "Hãy mở bằng Word hoặc LibreOffice và lưu lại dạng .docx.";

/// What a file is that is no ZIP archive.
pub(super) fn no_archive(bytes: &[u8]) -> Report {
    match bytes {
        [0xd0, 0xcf, 0x11, 0xe0, ..] => compound(bytes),
        [b'%', b'P', b'D', b'F', ..] => {
            other("tệp PDF", "Hãy dùng tệp Word gốc, hoặc chép phần chữ rồi nhập dạng văn bản thuần.")
        }
        [b'{', b'\\', b'r', b't', b'f', ..] => other("tệp RTF", SAVE_AS),
        [b'<', ..] | [0xef, 0xbb, 0xbf, b'<', ..] => other("tệp HTML hoặc XML", SAVE_AS),
        [] => one("not-docx", "Tệp không phải DOCX: tệp rỗng. Hãy chọn lại tệp."),
        _ => one("not-docx", format!("Tệp không phải DOCX: không nhận ra định dạng. {SAVE_AS}")),
    }
}

/// An OLE compound file: Word, Excel or PowerPoint of before 2007, or a file behind a password.
fn compound(bytes: &[u8]) -> Report {
    // Names of streams stand in the directory as UTF-16.
    let names = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr_find(bytes, &wide)
    };
    if names("EncryptedPackage") {
        let message = "Tệp được đặt mật khẩu nên không đọc được. Hãy mở bằng Word, bỏ mật khẩu và lưu lại.";
        return one("encrypted", message);
    }
    if names("Workbook") {
        return other("tệp Excel cũ (.xls)", "Hãy chọn tệp Word của văn bản.");
    }
    if names("PowerPoint Document") {
        return other("tệp PowerPoint cũ (.ppt)", "Hãy chọn tệp Word của văn bản.");
    }
    other("tệp Word cũ (.doc)", SAVE_AS)
}

/// Whether bytes contain others; the first byte of a name is rare enough that this stays linear in practice.
fn memchr_find(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len().max(1)).any(|window| window == wanted)
}

/// What a ZIP archive is that holds no main document, by the names and types it does hold.
pub(super) fn no_document(mimetype: &str, main_type: &str, has: impl Fn(&str) -> bool) -> Report {
    let kinds: [(&str, &str); 5] = [
        ("spreadsheetml", "tệp Excel (.xlsx)"),
        ("ms-excel", "tệp Excel (.xlsm)"),
        ("ms-powerpoint", "tệp PowerPoint (.pptm)"),
        ("presentationml", "tệp PowerPoint (.pptx)"),
        ("visio", "tệp Visio (.vsdx)"),
    ];
    if let Some((_, what)) = kinds.iter().find(|(part, _)| main_type.contains(part)) {
        return other(what, "Hãy chọn tệp Word của văn bản.");
    }
    match mimetype {
        "application/vnd.oasis.opendocument.text" => {
            other("tệp OpenDocument (.odt)", "Hãy mở bằng LibreOffice và lưu lại dạng .docx.")
        }
        kind if kind.starts_with("application/vnd.oasis.opendocument") => {
            other("tệp OpenDocument không phải văn bản", "Hãy chọn tệp Word của văn bản.")
        }
        "application/epub+zip" => other("sách điện tử (.epub)", "Hãy chọn tệp Word của văn bản."),
        _ if has("[Content_Types].xml") => {
            one("bad-docx", "Tệp DOCX thiếu phần nội dung chính. Hãy mở bằng Word, chọn sửa tệp rồi lưu lại.")
        }
        _ => other("tệp nén ZIP thông thường", "Hãy giải nén và chọn tệp Word bên trong."),
    }
}

/// A Word file with macros.
pub(super) fn macros() -> Report {
    other("tệp Word có macro (.docm)", "Hãy mở bằng Word và lưu lại dạng .docx.")
}

/// The archive is damaged.
pub(super) fn damaged() -> Report {
    one(
        "bad-docx",
        "Tệp DOCX bị hỏng hoặc tải về chưa đủ. Hãy chép hoặc tải lại tệp, hoặc mở bằng Word rồi lưu lại.",
    )
}

/// A part that is needed is not there.
pub(super) fn missing(part: &str) -> Report {
    one("bad-docx", format!("Tệp DOCX thiếu phần {part}. Hãy mở bằng Word, chọn sửa tệp rồi lưu lại."))
}

/// An entry is behind a password.
pub(super) fn encrypted() -> Report {
    one("encrypted", "Tệp được đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu và lưu lại.")
}

/// The file is larger than any document.
pub(super) fn too_large(bytes: usize) -> Report {
    let most = limits::DOCX_BYTES >> 20;
    let message = format!(
        "Tệp lớn {} MiB, quá giới hạn {most} MiB. Hãy nén ảnh trong tệp (Picture Format > Compress Pictures) rồi lưu lại.",
        bytes.div_ceil(1 << 20)
    );
    one("too-large", message)
}

/// The archive has more entries than any document.
pub(super) fn too_many_entries(entries: usize) -> Report {
    let most = limits::DOCX_ENTRIES;
    let message = format!(
        "Tệp DOCX chứa {entries} mục, quá giới hạn {most} mục. Hãy mở bằng Word và chép nội dung sang một tệp mới."
    );
    one("too-large", message)
}

/// A part inflates to more than any document needs.
pub(super) fn inflates(part: &str) -> Report {
    let message = format!(
        "Phần {part} của tệp DOCX bung ra quá lớn, có thể là tệp cố ý gây treo máy. Hãy kiểm tra nguồn gốc của tệp."
    );
    one("too-large", message)
}

/// A part is no XML, or XML that is not read here.
pub(super) fn not_xml(part: &str, why: &str) -> Report {
    let message = format!("Phần {part} của tệp DOCX {why}. Hãy mở bằng Word, chọn sửa tệp rồi lưu lại.");
    one("bad-docx", message)
}

/// More paragraphs than any document.
pub(super) fn too_many_paragraphs() -> Report {
    let most = limits::DOCX_PARAGRAPHS;
    one("too-large", format!("Tệp có quá {most} đoạn văn. Hãy tách thành nhiều văn bản."))
}
