//! Names written out and abbreviated: how far two of them say the same, word by word.
//!
//! Takes words as slices of a text; `LĐLĐ` says the same as `Liên đoàn Lao động`, `TP` the same as `thành phố`. There
//! is no table: an acronym fits the words whose first letters it is. A name in capitals throughout must be put in small
//! letters first: its words cannot be told from acronyms.

use super::letters::small;

/// The article of the plural; names differ in it without meaning another.
const PLURAL: &str = "các";

/// Bytes of an acronym; what is longer is no acronym.
const LONGEST: usize = 32;

/// Agreement of two names from their beginnings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct NameAgreement {
    /// Words of the first that agree.
    pub(super) left: usize,
    /// Words of the second that agree.
    pub(super) right: usize,
    /// Flag: the first abbreviates what the second writes out.
    pub(super) abbreviates: bool,
    /// Flag: they differ in capitals or in the plural article.
    pub(super) respelled: bool,
}

/// The words of a text: letters and digits without anything between them.
pub(super) fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect()
}

/// Tests whether two words are the same but for capitals.
pub(super) fn same(left: &str, right: &str) -> bool {
    let begins = |word: &str| word.chars().next().map(small);
    left == right
        || begins(left) == begins(right)
            && left.chars().flat_map(char::to_lowercase).eq(right.chars().flat_map(char::to_lowercase))
}

/// Tests whether `words` begin with `start`, but for capitals.
pub(super) fn begin_with(words: &[&str], start: &[&str]) -> bool {
    words.len() >= start.len() && words.iter().zip(start).all(|(word, wanted)| same(word, wanted))
}

/// Number of words at the beginning of each that say the same: a word and itself, or an acronym and its expansion.
pub(super) fn step(left: &[&str], right: &[&str]) -> Option<(usize, usize)> {
    let (first, second) = (left.first()?, right.first()?);
    if same(first, second) {
        return Some((1, 1));
    }
    if let Some(count) = stands_for(first, right) {
        return Some((1, count));
    }
    stands_for(second, left).map(|count| (count, 1))
}

/// Agreement of two names from their beginnings.
pub(super) fn agreement(left: &[&str], right: &[&str]) -> NameAgreement {
    let mut so_far = NameAgreement::default();
    loop {
        let (a, b) =
            (left.get(so_far.left..).unwrap_or_default(), right.get(so_far.right..).unwrap_or_default());
        let plural = step(a, b).is_none().then(|| plural_before(a, b));
        let (on_left, on_right) = plural.unwrap_or_default();
        let Some((one, other)) =
            step(a.get(on_left..).unwrap_or_default(), b.get(on_right..).unwrap_or_default())
        else {
            return so_far;
        };
        so_far.left += on_left + one;
        so_far.right += on_right + other;
        so_far.abbreviates |= other > one;
        so_far.respelled |= on_left + on_right > 0 || one == other && a.get(on_left) != b.get(on_right);
    }
}

/// Number of plural articles, one at most, before the next word of each name.
fn plural_before(left: &[&str], right: &[&str]) -> (usize, usize) {
    let is_plural = |words: &[&str]| words.first().is_some_and(|word| same(word, PLURAL));
    match (is_plural(left), is_plural(right)) {
        (true, _) => (1, 0),
        (_, true) => (0, 1),
        _ => (0, 0),
    }
}

/// Tests whether two names are the same name.
pub(super) fn agree(left: &[&str], right: &[&str]) -> bool {
    let agreement = agreement(left, right);
    agreement.left == left.len() && agreement.right == right.len()
}

/// Tests whether a word is an acronym: two letters or more, every one a capital.
pub(super) fn is_acronym(word: &str) -> bool {
    word.len() <= LONGEST
        && word.chars().nth(1).is_some()
        && word.chars().all(|c| c.is_alphabetic() && c.is_uppercase())
}

/// Number of words an acronym stands for; `None` where their first letters are others.
fn stands_for(acronym: &str, words: &[&str]) -> Option<usize> {
    if !is_acronym(acronym) {
        return None;
    }
    let mut count = 0;
    for letter in acronym.chars() {
        let word = words.get(count)?;
        if is_acronym(word) || !word.chars().next()?.to_uppercase().eq([letter]) {
            return None;
        }
        count += 1;
    }
    Some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agreed(left: &str, right: &str) -> bool {
        agree(&words(left), &words(right))
    }

    #[test]
    fn an_acronym_agrees_with_what_its_letters_begin() {
        assert!(agreed("Tổng LĐLĐ Việt Nam", "tổng liên đoàn lao động việt nam"));
        assert!(agreed("LĐLĐ huyện, TP", "LĐLĐ các huyện, thành phố"));
        assert!(agreed("Công đoàn Viên chức", "CĐVC"));
        assert!(!agreed("Tổng LĐLĐ Việt Nam", "Liên đoàn Lao động Việt Nam"));
        assert!(!agreed("LĐLĐ tỉnh", "UBND tỉnh"));
        assert!(!agreed("LĐLĐ", "TLĐ"));
    }

    #[test]
    fn it_is_told_how_the_names_differ() {
        let agreement = |left: &str, right: &str| agreement(&words(left), &words(right));
        assert!(agreement("CĐVC", "Công đoàn Viên chức").abbreviates);
        assert!(!agreement("Công đoàn Viên chức", "CĐVC").abbreviates);
        assert!(agreement("LĐLĐ huyện", "LĐLĐ các huyện").respelled);
        assert_eq!(
            agreement("Tỉnh ủy", "Tỉnh ủy"),
            NameAgreement { left: 2, right: 2, ..NameAgreement::default() }
        );
    }

    #[test]
    fn a_plural_article_is_passed_over_once() {
        assert!(agreed("các huyện", "huyện"));
        assert!(!agreed("các các huyện", "huyện"));
    }
}
