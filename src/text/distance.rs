//! Edit distance of two words, for telling which one was meant.

/// Edit distance (Levenshtein): letters put in, taken out or changed to make one of the other.
pub fn distance(name: &[char], other: &str) -> usize {
    let mut row: Vec<usize> = (0..=name.len()).collect();
    for (i, letter) in other.chars().enumerate() {
        let mut corner = i;
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
        for (j, own) in name.iter().enumerate() {
            let changed = corner + usize::from(*own != letter);
            corner = row[j + 1];
            row[j + 1] = changed.min(corner + 1).min(row[j] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}
