//! Findings on a pasted or scanned text before it is a draft: what importing mends or leaves out is a finding too.

use crate::check;
use crate::input::{Mend, PaperImport};
use crate::report::{FieldPath, Problem, Severity};
use crate::text::search_key;

/// The findings on the text itself, with its lines.
pub(super) fn of(found: &PaperImport, text: &str) -> Vec<Problem> {
    let mut problems: Vec<Problem> = found.mended.iter().flat_map(mended).collect();
    problems.extend(found.doubts.iter().map(doubt));
    problems.extend(marks(text));
    problems.sort_by_key(|problem| problem.line);
    problems.extend(absent(text));
    problems
}

/// A finding of a check, on a line of the text.
fn finding(id: &str, line: Option<usize>, message: String) -> Option<Problem> {
    let check = check::checks().find(|check| check.id == id)?;
    let problem = Problem::error(FieldPath::root(), check.id, message);
    Some(Problem { line, severity: check.severity, ..problem })
}

/// Findings for a mend that the import has made, each a fault of the text.
fn mended(mend: &Mend) -> Vec<Problem> {
    let (id, fault) = match mend.what {
        "letter" => ("ENC-02", "Có chữ nước ngoài trông giống chữ tiếng Việt"),
        "tick" => ("ENC-04", "Có ký tự lạ"),
        "page-break" => ("ENC-12", "Đoạn văn bị cắt làm hai ở chỗ sang trang"),
        "double-mark" => ("STR-09", "Một mục có hai ký hiệu đầu dòng"),
        _ => return Vec::new(),
    };
    let (before, after) = differing(&mend.before, &mend.after);
    let told = match after.as_str() {
        "" => format!("{fault} («{before}»); khi nhập sẽ bỏ đi."),
        after => format!("{fault} («{before}»); khi nhập sẽ viết «{after}»."),
    };
    let mut problems: Vec<Problem> = finding(id, Some(mend.line), told).into_iter().collect();
    if mend.what == "letter" && mend.before.trim_start_matches(['*', '#', ' ']).starts_with("Số:") {
        let message = format!("Chữ viết tắt tên cơ quan trong ký hiệu ghi «{before}», phải là «{after}».");
        problems.extend(finding("NUM-05", Some(mend.line), message));
    }
    problems
}

/// The words in which two texts differ, each pair of them once; the whole texts where words came or went.
fn differing(before: &str, after: &str) -> (String, String) {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.split(' ').collect(), after.split(' ').collect());
    if old.len() != new.len() {
        let lost = old.iter().filter(|word| !new.contains(word)).copied().collect::<Vec<_>>();
        return match lost.as_slice() {
            [sign] if before.strip_suffix(sign).is_some_and(|rest| rest.trim_end() == after) => {
                ((*sign).to_owned(), String::new())
            }
            _ => (short(before), short(after)),
        };
    }
    let bare = |word: &'_ str| word.trim_matches(|c: char| c.is_ascii_punctuation()).to_owned();
    let changed = old.into_iter().zip(new).filter(|(a, b)| a != b);
    let mut pairs: Vec<(String, String)> = changed.map(|(a, b)| (bare(a), bare(b))).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let (old, new): (Vec<String>, Vec<String>) = pairs.into_iter().unzip();
    (short(&old.join(", ")), short(&new.join(", ")))
}

/// As much as a person takes in.
fn short(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or("")),
        None => text.to_owned(),
    }
}

/// Finding for a doubt of the import; where it read a number otherwise than it is written, that is a fault of the text.
fn doubt(doubt: &Problem) -> Problem {
    let at = if doubt.line.is_some() { FieldPath::root() } else { doubt.at.clone() };
    let told = Problem { at, ..doubt.clone() };
    match doubt.code {
        "import-number" => finding("NUM-01", doubt.line, doubt.message.clone()).unwrap_or(told),
        _ => told,
    }
}

/// Headings marked as a scanner marks them; one finding for all.
fn marks(text: &str) -> Option<Problem> {
    let mut lines = text.lines().enumerate().filter(|(_, line)| line.starts_with('#'));
    let (first, _) = lines.next()?;
    let count = 1 + lines.count();
    let message = format!("Còn dấu định dạng «#» ở {count} dòng; khi nhập sẽ hiểu là đề mục và bỏ dấu.");
    finding("ENC-05", Some(first + 1), message)
}

/// Components that every document of an office has and the text does not show; they are printed from the organ's
/// profile.
fn absent(text: &str) -> Vec<Problem> {
    let key = search_key(text);
    let parts = [
        ("HDR-01", "cong hoa xa hoi chu nghia viet nam", "Quốc hiệu"),
        ("HDR-02", "doc lap - tu do - hanh phuc", "Tiêu ngữ"),
    ];
    let lost = parts.into_iter().filter(|(_, said, _)| !key.contains(said));
    let lost = lost.filter_map(|(id, _, name)| {
        let message = format!("Không thấy {name} trong văn bản; sẽ in theo mẫu.");
        finding(id, None, message).map(|problem| Problem { severity: Severity::Information, ..problem })
    });
    lost.collect()
}
