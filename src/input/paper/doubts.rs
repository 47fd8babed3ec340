//! What a person should know of a file besides its text: pictures, tracked changes, hidden text, notes.

use super::PaperReading;
use super::pieces::spaced;
use crate::input::source::Source;
use crate::report::Problem;
use std::collections::BTreeMap;

/// Doubts of one kind that are told; who has more reads the whole anyway.
const TOLD: usize = 30;

/// Texts of page margins that are quoted.
const QUOTED: usize = 3;

/// Names what the draft cannot hold.
pub(super) fn of_file(scan: &mut PaperReading, flow: &Source) {
    let traits = &flow.traits;
    for number in &traits.letters {
        scan.mend(*number, "letter", "Ð", "Đ");
    }
    if let Some(markup) = traits.markup {
        let message = format!(
            "Tệp ở dạng {markup}: đã chuyển thành đoạn văn và bảng, bỏ phần trình bày. Hãy soát lại."
        );
        scan.note("", "import-markup", &message);
    }
    for encoding in &traits.encodings {
        let message = format!("Tệp dùng phông chữ bảng mã {encoding}, đã chuyển sang Unicode. Hãy soát lại.");
        scan.doubt("", "import-encoding", None, message);
    }
    if traits.images > 0 {
        let message = format!(
            "Tệp có {} ảnh (chữ ký, con dấu, hình vẽ); ảnh không được nhập. Hãy thêm lại nếu cần.",
            traits.images
        );
        scan.doubt("", "import-images", None, message);
    }
    let told: [(bool, &'static str, &str); 4] = [
        (
            traits.tracked,
            "import-tracked",
            "Tệp còn vết sửa (Track Changes): phần thêm đã lấy, phần xóa đã bỏ, đoạn có dấu xuống dòng bị xóa đã nối với đoạn sau. Hãy soát lại.",
        ),
        (traits.hidden, "import-hidden", "Tệp có chữ ẩn, không in ra; phần này đã bỏ. Hãy soát lại."),
        (traits.formulas, "import-formula", "Tệp có công thức; chỉ lấy được các ký tự. Hãy soát lại."),
        (
            traits.embedded,
            "import-embedded",
            "Tệp có đối tượng nhúng hoặc tệp lồng bên trong; phần này không được nhập. Hãy chép nội dung vào nếu cần.",
        ),
    ];
    let struck = flow.mended.iter().any(|mend| mend.what == "struck");
    let told = told.into_iter().chain([(
        struck,
        "import-struck",
        "Tệp có chữ gạch ngang; phần này đã bỏ. Hãy soát lại.",
    )]);
    for (is_so, code, message) in told {
        if is_so {
            scan.doubt("", code, None, message.to_owned());
        }
    }
    comments(scan, flow);
    for text in &traits.unfilled {
        let message = format!("Ô “{}” chưa điền (mẫu hoặc trộn thư). Hãy điền vào hoặc bỏ.", spaced(text));
        scan.doubt("", "import-unfilled", None, message);
    }
    if let Some(text) = traits.highlighted.first() {
        let message = format!(
            "Tệp có {} chỗ tô màu nền, từ “{}”; chữ giữ, màu bỏ. Có thể đây là chỗ còn phải sửa.",
            traits.highlighted.len(),
            spaced(text)
        );
        scan.note("", "import-highlight", &message);
    }
    if !flow.notes.is_empty() {
        let message = format!(
            "Tệp có {} chú thích ở chân trang; đã đưa xuống cuối nội dung thành các dòng “Ghi chú: …”. Hãy xem lại.",
            flow.notes.len()
        );
        scan.doubt("body", "import-notes", None, message);
    }
    for text in flow.margin_text.iter().take(QUOTED) {
        let message = format!("Chữ “{text}” ở đầu trang hoặc chân trang không được nhập.");
        scan.doubt("", "import-margin", None, message);
    }
}

/// Names the comments in the margin, which are no part of the paper.
fn comments(scan: &mut PaperReading<'_>, flow: &Source) {
    let count = flow.mended.iter().filter(|mend| mend.what == "comment").count();
    if count > 0 {
        let message = format!(
            "Tệp có {count} lời ghi bên lề (Comment); không nhập, nội dung ghi ở phần đã bỏ. Hãy xem lại."
        );
        scan.doubt("", "import-comments", None, message);
    }
}

/// Leaves out doubts of a kind that has been told often enough.
pub(super) fn bound(doubts: &mut Vec<Problem>) {
    let mut told: BTreeMap<&'static str, usize> = BTreeMap::new();
    doubts.retain(|doubt| {
        let count = told.entry(doubt.code).or_default();
        *count += 1;
        *count <= TOLD
    });
}
