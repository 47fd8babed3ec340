//! Texts that are cited: their types (CAP-08), their parts (CAP-09).

use super::super::phrases::{PhraseMatch, bytes, same};
use super::table::{CAPITALISED_CLAUSES, LOWERCASE_CLAUSES, Lexicon, PhraseKind};
use super::word_ref::{WordRef, is_capital, is_small};
use super::{CAP_08, CAP_09, FindingCollector};
use crate::document::BlockRole;
use crate::text::capitalised;

/// Words behind which a part of a text is cited.
const CITING: [&str; 6] = ["tại", "theo", "thuộc", "của", "ở", "với"];

/// The type of one text: `kế hoạch số 133/KH-LĐLĐ`, or the name of a law behind its type: `Luật giá`.
pub(super) fn act(
    place: WordRef<'_>,
    hit: &PhraseMatch<'_, PhraseKind>,
    lexicon: &Lexicon<'_>,
    findings: &mut FindingCollector<'_>,
) -> usize {
    let last = place.on(hit.words.len().saturating_sub(1));
    if is_small(place.text()) && is_numbered(last) {
        let range = bytes(place.passage, &hit.words);
        let found = place.passage.text().get(range.clone()).unwrap_or("");
        let right = capitalised(found);
        let message = format!(
            "Tên loại của một văn bản cụ thể (có số, ký hiệu) phải viết hoa: hãy viết «{right}» thay cho «{found}»."
        );
        findings.add(&CAP_08, place.passage, range, message).fix(right);
        return hit.words.end;
    }
    law(place, hit, last, lexicon, findings);
    place.word
}

/// Tests whether a number with its symbol follows, `số` before it or not.
fn is_numbered(last: WordRef<'_>) -> bool {
    let number = match last.next() {
        Some(word) if same(word, "số") => last.on(2),
        _ => last.on(1),
    };
    let follows = number.back(1).is_some_and(|before| before.next().is_some());
    let digits = number.text().chars().next().is_some_and(|c| c.is_ascii_digit());
    let year = number.on(1).text();
    let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    let symbol = if is_year && number.on(1).behind() == "/" { number.on(2) } else { number.on(1) };
    follows && digits && matches!(number.behind(), "/" | "-") && is_symbol(symbol.text())
}

/// Tests whether a word is the beginning of a symbol: `QĐ`, `CTr`; 12/2023 and 500-600 are none.
fn is_symbol(word: &str) -> bool {
    is_capital(word) && word.chars().filter(|c| c.is_uppercase()).count() > 1
}

/// The name of a law in a basis: its first letter is a capital.
fn law(
    place: WordRef<'_>,
    hit: &PhraseMatch<'_, PhraseKind>,
    last: WordRef<'_>,
    lexicon: &Lexicon<'_>,
    findings: &mut FindingCollector<'_>,
) {
    let acts = &lexicon.capitals.acts;
    let named = acts.named.iter().any(|n| n == hit.text) && is_capital(place.text());
    let behind_basis = place.passage.role() == BlockRole::Basis && place.is_after("Căn cứ");
    let Some(name) = last.next().filter(|_| named && behind_basis) else { return };
    if is_small(name) && !Lexicon::has(&acts.not_names, name) {
        let right = capitalised(name);
        let message = format!("Chữ đầu của tên luật viết hoa: hãy viết «{} {right} …».", place.text());
        findings.add(&CAP_08, place.passage, last.on(1).bytes(), message).fix(right);
    }
}

/// A part of a text that is cited.
pub(super) fn clause(place: WordRef<'_>, findings: &mut FindingCollector<'_>) -> usize {
    let word = place.text();
    let small = LOWERCASE_CLAUSES.iter().position(|c| same(c, word));
    match small {
        Some(which) if is_capital(word) && !place.is_start() => lowercase_clause(place, which, findings),
        None if is_small(word) => capitalised_clause(place, findings),
        _ => {}
    }
    place.word
}

/// `Khoản 2` and `Điểm a khoản 2` inside a sentence.
fn lowercase_clause(place: WordRef<'_>, which: usize, findings: &mut FindingCollector<'_>) {
    let number = place.next().unwrap_or("");
    let cited = match which {
        0 => number.chars().next().is_some_and(|c| c.is_ascii_digit()),
        _ => {
            let next = place.on(1).next().unwrap_or("");
            number.chars().count() == 1 && is_small(number) && LOWERCASE_CLAUSES.iter().any(|c| same(c, next))
        }
    };
    if let (true, Some(right)) = (cited, LOWERCASE_CLAUSES.get(which)) {
        let message = format!("Khi viện dẫn, «{right}» viết thường: hãy viết «{right} {number}».");
        findings.add(&CAP_09, place.passage, place.bytes(), message).fix(*right);
    }
}

/// `điều 5` and `chương II` where something is cited. Of `mục` and `phần` a writer may mean a heading of his own.
fn capitalised_clause(place: WordRef<'_>, findings: &mut FindingCollector<'_>) {
    let word = place.text();
    let Some(known) = CAPITALISED_CLAUSES.iter().find(|c| **c == word) else { return };
    let Some(number) = place.next().filter(|n| is_count(n)) else { return };
    let is_whole = !place.on(1).behind().starts_with('.')
        || place.on(2).text().is_empty()
        || place.on(1).behind().len() > 1;
    let behind_number = place
        .back(2)
        .is_some_and(|two| LOWERCASE_CLAUSES.iter().any(|c| same(c, two.text())) && two.next().is_some());
    let cited =
        behind_number || place.before().is_some_and(|w| CITING.contains(&w)) && place.gap() == Some(" ");
    if !is_whole || !cited {
        return;
    }
    let right = capitalised(known);
    let message = format!("Khi viện dẫn, «{known}» viết hoa: hãy viết «{right} {number}».");
    let noted = findings.add(&CAP_09, place.passage, place.bytes(), message);
    match *known {
        "điều" | "chương" => noted.fix(right),
        _ => noted.information(),
    };
}

/// Tests whether a word is a number of a part: 5, 5a, II.
fn is_count(word: &str) -> bool {
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    let arabic = digits > 0 && word.chars().count() <= digits + 1;
    arabic || word.chars().all(|c| "IVXLC".contains(c))
}
