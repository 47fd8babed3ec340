//! SIG-01, SIG-02, SIG-06, SIG-07: the letters before a competence, and whether the post below fits them.

use super::{SIG_01, SIG_02, SIG_06, SIG_07, SignatureContext, SignatureLines};
use crate::check::findings::FindingCollector;
use crate::check::names;
use crate::check::passage::Passage;

/// The letters of khoản 7; the longer first, so that none hides another.
const PREFIXES: [&str; 5] = ["TUQ", "TM", "KT", "TL", "Q"];
/// The same written out, and how it is abbreviated.
const WRITTEN_OUT: [(&str, &str); 5] = [
    ("THAY MẶT ", "TM"),
    ("KÝ THAY ", "KT"),
    ("THỪA LỆNH ", "TL"),
    ("THỪA ỦY QUYỀN ", "TUQ"),
    ("THỪA UỶ QUYỀN ", "TUQ"),
];
/// Beginning of a deputy's post.
const DEPUTY: &str = "PHÓ ";
/// A deputy whose post does not begin so.
const DEPUTY_MINISTER: &str = "THỨ TRƯỞNG";
/// Beginnings of the posts of heads, as far as they cannot begin a collective's name.
const HEADS: [&str; 9] = [
    "CHỦ TỊCH",
    "CHỦ NHIỆM",
    "GIÁM ĐỐC",
    "TỔNG GIÁM ĐỐC",
    "TRƯỞNG",
    "CHÁNH",
    "HIỆU TRƯỞNG",
    "VIỆN TRƯỞNG",
    "BÍ THƯ",
];
/// A collective whose name begins like a head's post.
const PRESIDIUM: &str = "CHỦ TỊCH ĐOÀN";

pub(super) fn run(
    context: &SignatureContext<'_>,
    signature: &SignatureLines<'_>,
    findings: &mut FindingCollector<'_>,
) {
    let mut last = None;
    for passage in &signature.competence {
        let read = CompetenceLine::of(passage.text());
        form(context, passage, read.as_ref(), findings);
        if let Some(read) = &read {
            stands_before(context, passage, read, findings);
        }
        last = read.map(|read| (*passage, read)).or(last);
    }
    let Some(position) = signature.position else { return };
    capitals(position, findings);
    match last {
        Some((passage, read)) => fits(passage, &read, position, findings),
        None if signature.competence.is_empty() => without_competence(context, position, findings),
        None => {}
    }
}

/// A line of competence in its parts.
struct CompetenceLine {
    /// `TM`.
    prefix: &'static str,
    /// Collective or post in whose name or place one signs, in capitals.
    of: String,
    /// The line as it should be.
    right: String,
}

impl CompetenceLine {
    /// Reads a line, also where letters are written in another way (`T/M`, `KT/`, `TM.BAN …`, `THAY MẶT …`).
    fn of(line: &str) -> Option<Self> {
        let capitals = line.to_uppercase();
        let written_out = WRITTEN_OUT
            .iter()
            .find_map(|(words, prefix)| Some((*prefix, capitals.strip_prefix(words)?.trim_start())));
        let loose = || PREFIXES.iter().find_map(|prefix| Some((*prefix, after_letters(&capitals, prefix)?)));
        let (prefix, of) = written_out.or_else(loose)?;
        Some(Self { prefix, of: of.to_owned(), right: format!("{prefix}. {of}") })
    }
}

/// Text behind the letters of a prefix, which strokes and points may part; `None` where they are no prefix.
fn after_letters<'l>(line: &'l str, prefix: &str) -> Option<&'l str> {
    let mut rest = line;
    for letter in prefix.chars() {
        rest = rest.trim_start_matches(['/', '.']).strip_prefix(letter)?;
    }
    let name = rest.trim_start_matches(['.', '/', ':', '-', ' ']);
    (name.len() < rest.len() && name.starts_with(char::is_alphabetic)).then_some(name)
}

/// SIG-01.
fn form(
    context: &SignatureContext<'_>,
    passage: &Passage,
    read: Option<&CompetenceLine>,
    findings: &mut FindingCollector<'_>,
) {
    let said = passage.text();
    match read {
        Some(read) if read.right == said => {}
        Some(read) if read.right == said.to_uppercase() => capitals(passage, findings),
        Some(read) => {
            let message = format!("Quyền hạn ghi «{said}». Hãy ghi «{}».", read.right);
            findings.add_whole(&SIG_01, passage, message).fix(read.right.clone());
        }
        None if context.names_collective(&said.to_uppercase()) => {
            let right = format!("TM. {}", said.to_uppercase());
            let message = format!("Trước tên tập thể «{said}» thiếu «TM.». Hãy ghi «{right}».");
            findings.add_whole(&SIG_01, passage, message).fix(right);
        }
        None => match unknown_letters(said) {
            Some(letters) => {
                let message = format!(
                    "Không có chữ ký hiệu quyền hạn «{letters}». Hãy dùng TM., Q., KT., TL. hoặc TUQ."
                );
                findings.add(&SIG_01, passage, 0..letters.len(), message);
            }
            None => capitals(passage, findings),
        },
    }
}

/// Letters that look like a prefix: up to four capitals and a point before a word.
fn unknown_letters(line: &str) -> Option<&str> {
    let (letters, rest) = line.split_once('.')?;
    let is_short = (1..=4).contains(&letters.chars().count());
    let is_prefix = is_short && letters.chars().all(char::is_uppercase) && rest.starts_with(' ');
    is_prefix.then(|| line.get(..=letters.len())).flatten()
}

/// SIG-01, capitals. In a new document the composer writes them.
fn capitals(passage: &Passage, findings: &mut FindingCollector<'_>) {
    let said = passage.text();
    if said.chars().any(char::is_lowercase) {
        let right = said.to_uppercase();
        let message = format!("Quyền hạn, chức vụ người ký phải viết hoa: «{right}».");
        findings.add_whole(&SIG_01, passage, message).fix(right).corrected();
    }
}

/// SIG-02, SIG-07: `TM.` stands before a collective, the others before a post.
fn stands_before(
    context: &SignatureContext<'_>,
    passage: &Passage,
    read: &CompetenceLine,
    findings: &mut FindingCollector<'_>,
) {
    let (prefix, of) = (read.prefix, read.of.as_str());
    let is_collective = context.names_collective(of);
    match prefix {
        "TM" if !is_collective && is_head(of) => {
            let message = format!(
                "«TM.» đứng trước tên tập thể, không đứng trước chức vụ «{of}». Hãy bỏ «TM.» hoặc ghi tên tập thể."
            );
            findings.add_whole(&SIG_02, passage, message);
        }
        "KT" | "Q" if is_collective => {
            let message = format!(
                "«{prefix}.» đứng trước chức vụ người đứng đầu, không đứng trước tên tập thể «{of}». Hãy ghi «TM. {of}» hoặc «{prefix}.» và chức vụ."
            );
            findings.add_whole(&SIG_02, passage, message);
        }
        "TL" | "TUQ" if is_collective => {
            let message = format!(
                "«{prefix}.» đứng trước tên tập thể «{of}». Theo Nghị định 30, «{prefix}.» đứng trước chức vụ người đứng đầu, ví dụ «{prefix}. CHỦ TỊCH»."
            );
            findings.add_whole(&SIG_07, passage, message);
        }
        _ => {}
    }
}

/// SIG-02, SIG-06: the post under the last line of competence.
fn fits(passage: &Passage, read: &CompetenceLine, position: &Passage, findings: &mut FindingCollector<'_>) {
    let (of, post) = (read.of.as_str(), position.text().to_uppercase());
    let is_deputy = is_deputy(&post);
    match read.prefix {
        "KT" if !is_deputy => {
            let message = format!(
                "«KT. {of}» do cấp phó ký, nhưng chức vụ ghi «{}». Hãy ghi chức vụ cấp phó hoặc sửa quyền hạn.",
                position.text()
            );
            findings.add_whole(&SIG_02, position, message);
        }
        "KT" if !is_deputy_of(&post, of) => {
            let message = format!(
                "«{}» không phải cấp phó của «{of}» ở dòng «{}». Hãy xem lại hai dòng này.",
                position.text(),
                passage.text()
            );
            findings.add_whole(&SIG_02, position, message);
        }
        "TL" | "TUQ" if post == of => {
            let message = format!(
                "«{}» không ký thừa lệnh, thừa ủy quyền của chính mình. Hãy sửa quyền hạn hoặc chức vụ.",
                position.text()
            );
            findings.add_whole(&SIG_02, position, message);
        }
        "TL" if is_deputy => by_order(of, &post, position, findings),
        "TM" if is_deputy => {
            let message = format!(
                "Cấp phó «{}» ký dưới «{}» mà không có dòng «KT.» người đứng đầu. Theo Nghị định 30, hãy thêm dòng này.",
                position.text(),
                passage.text()
            );
            findings.add_whole(&SIG_06, position, message);
        }
        _ => {}
    }
}

/// SIG-02: a deputy under `TL.` signs in his own head's place, which needs its line (Điều 13 khoản 4); the deputy of him
/// who gives the order signs `KT.`.
fn by_order(of: &str, post: &str, position: &Passage, findings: &mut FindingCollector<'_>) {
    let head = post.strip_prefix(DEPUTY).unwrap_or(post);
    let message = match is_deputy_of(post, of) {
        true => {
            format!("Cấp phó «{}» ký thay, không ký thừa lệnh «{of}». Hãy ghi «KT. {of}».", position.text())
        }
        false => format!(
            "Cấp phó «{}» ký dưới «TL. {of}». Hãy thêm dòng «KT.» và chức vụ cấp trưởng (ví dụ «KT. {head}»).",
            position.text()
        ),
    };
    findings.add_whole(&SIG_02, position, message);
}

/// SIG-02: a deputy who signs for the organ needs `KT.` or `TM.` above.
fn without_competence(
    context: &SignatureContext<'_>,
    position: &Passage,
    findings: &mut FindingCollector<'_>,
) {
    let post = position.text().to_uppercase();
    if !is_deputy(&post) || !context.is_of_organ() || context.is_personal() {
        return;
    }
    let head = post.strip_prefix(DEPUTY).unwrap_or("CHỦ TỊCH");
    let message = format!(
        "Cấp phó «{}» ký mà không có dòng quyền hạn. Hãy thêm «KT.» và chức vụ người đứng đầu, ví dụ «KT. {head}».",
        position.text()
    );
    findings.add_whole(&SIG_02, position, message);
}

/// Tests whether a post in capitals is a head's.
fn is_head(post: &str) -> bool {
    !post.starts_with(PRESIDIUM) && HEADS.iter().any(|head| post.starts_with(head))
}

/// Tests whether a post in capitals is a deputy's.
fn is_deputy(post: &str) -> bool {
    post.starts_with(DEPUTY) || post.starts_with(DEPUTY_MINISTER)
}

/// Tests whether a deputy's post can be that of a head: they share a word (`PHÓ BAN`, `TRƯỞNG BAN`).
fn is_deputy_of(post: &str, head: &str) -> bool {
    let head = names::words(head);
    let own = names::words(post.strip_prefix(DEPUTY).unwrap_or(post));
    own.iter().any(|word| head.contains(word))
}
