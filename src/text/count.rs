//! Words of a text, to compare how many stand in two of them.

/// Words of a text as they are counted and compared: runs of letters and digits.
pub fn plain_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Number of words.
pub fn count_words(text: &str) -> usize {
    plain_words(text).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        assert_eq!(count_words("Số: 39/KH-LĐLĐ, ngày 05/3 – “Về việc”."), 9);
        assert_eq!(count_words(" .,;"), 0);
    }
}
