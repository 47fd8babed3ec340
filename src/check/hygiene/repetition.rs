//! ENC-10: words written twice: `Đại hội Đại hội`, `xây dựng Xây dựng`.
//!
//! A single word is left alone: `luôn luôn`, `xa xa` are words, `Ban Nữ công công đoàn` is two names that meet. Where
//! one word alone repeated is surely wrong (`các các`), the slips say so.

use super::super::findings::FindingCollector;
use super::super::passage::Passage;
use super::{ENC_10, same_word};
use std::ops::Range;

/// Words of the longest phrase that is looked for.
const LONGEST: usize = 8;

pub(super) fn check(passage: &Passage, findings: &mut FindingCollector<'_>) {
    let mut first = 0;
    while first < passage.words.len() {
        let Some((key, behind)) = passage.keys().get(first..).and_then(<[u64]>::split_first) else { return };
        // Most words do not stand there again.
        if !behind.get(1..LONGEST.min(behind.len())).is_some_and(|keys| keys.contains(key)) {
            first += 1;
            continue;
        }
        match (2..=LONGEST).find(|&count| is_twice(passage, first, count)) {
            Some(count) => {
                add(passage, first, count, findings);
                first += count;
            }
            None => first += 1,
        }
    }
}

/// Tests whether `count` words from `first` on stand there again at once.
fn is_twice(passage: &Passage, first: usize, count: usize) -> bool {
    let same = |offset: usize| {
        if passage.key(first + offset) != passage.key(first + count + offset) {
            return false;
        }
        let words = passage.word(first + offset).zip(passage.word(first + count + offset));
        words.is_some_and(|(a, b)| same_word(a, b))
    };
    if !(0..count).all(same) {
        return false;
    }
    let one_apart =
        |index: usize| gap(passage, index).is_some_and(|gap| !gap.is_empty() && gap.trim().is_empty());
    let one_word = (1..count).all(|o| passage.word(first) == passage.word(first + o));
    let has_letters = (0..count)
        .filter_map(|o| passage.word(first + o))
        .any(|word| word.chars().next().is_some_and(char::is_alphabetic));
    (first..first + 2 * count - 1).all(one_apart) && !one_word && has_letters
}

/// Text between a word and the next.
fn gap(passage: &Passage, index: usize) -> Option<&str> {
    passage.text().get(passage.words.get(index)?.end..passage.words.get(index + 1)?.start)
}

fn add(passage: &Passage, first: usize, count: usize, findings: &mut FindingCollector<'_>) {
    let ends = |from: usize, to: usize| -> Option<Range<usize>> {
        Some(passage.words.get(from)?.start..passage.words.get(to)?.end)
    };
    let (Some(both), Some(one)) = (ends(first, first + 2 * count - 1), ends(first, first + count - 1)) else {
        return;
    };
    let text = passage.text();
    let (seen, kept) = (text.get(both.clone()).unwrap_or(""), text.get(one.clone()).unwrap_or(""));
    let message = format!("«{seen}» viết lặp hai lần: hãy giữ lại một lần «{kept}».");
    let noted = findings.add(&ENC_10, passage, both.clone(), message);
    // Two small words may be a noun and a verb (`các tổ chức tổ chức`) or a reduplication (`từng bước từng bước`).
    if count == 2 && !seen.chars().any(char::is_uppercase) || seen.bytes().any(|b| b.is_ascii_digit()) {
        noted.information();
    } else {
        noted.fix_in(one.end..both.end, "");
    }
}
