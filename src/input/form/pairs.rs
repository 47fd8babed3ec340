//! What a page sends: names and what was typed under them.

use std::collections::{BTreeMap, BTreeSet};

use crate::limits;

/// Names of one page: a list of as many entries as there may be, a few fields each.
const NAMES: usize = 20_000;

/// Names and what was typed under them. A name may have several values: boxes that were ticked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs {
    values: BTreeMap<String, Vec<String>>,
}

impl Pairs {
    /// Pairs as they came; ends of lines become `\n`. `None` where they are more than a draft can hold.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Option<Self> {
        let mut all = Self::default();
        let (mut names, mut bytes) = (0, 0);
        for (name, value) in pairs {
            names += 1;
            bytes += name.len() + value.len();
            if names > NAMES || bytes > limits::DRAFT_BYTES {
                return None;
            }
            all.add(&name, unix_lines(value));
        }
        Some(all)
    }

    /// What stands under a name; nothing typed is an empty text.
    pub fn get(&self, name: &str) -> &str {
        self.all(name).first().map_or("", String::as_str)
    }

    /// All that stands under a name.
    pub fn all(&self, name: &str) -> &[String] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// Puts a text under a name, in place of what stood there; an empty one is none.
    pub fn put(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        match value.is_empty() {
            true => self.values.remove(name),
            false => self.values.insert(name.to_owned(), vec![value]),
        };
    }

    /// Puts one more text under a name.
    pub fn add(&mut self, name: &str, value: impl Into<String>) {
        self.values.entry(name.to_owned()).or_default().push(value.into());
    }

    /// Takes away what stands under a name.
    pub fn take(&mut self, name: &str) -> Vec<String> {
        self.values.remove(name).unwrap_or_default()
    }

    /// Names and values, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values
            .iter()
            .flat_map(|(name, all)| all.iter().map(move |value| (name.as_str(), value.as_str())))
    }

    /// The indexes of the rows of a list that are there, in order.
    pub fn rows(&self, list: &str) -> Vec<usize> {
        let prefix = format!("{list}[");
        let under = self.values.range(prefix.clone()..).map(|(name, _)| name);
        let rows: BTreeSet<usize> =
            under.map_while(|name| name.strip_prefix(&prefix)).filter_map(index).map(|(i, _)| i).collect();
        rows.into_iter().take(limits::LIST_ITEMS).collect()
    }

    /// Adds a row to a list, with nothing in it.
    pub fn add_row(&mut self, list: &str) {
        let next = self.rows(list).last().map_or(0, |last| last + 1);
        self.values.insert(row_mark(&row(list, next)), vec![String::new()]);
    }

    /// Takes a row out of a list.
    pub fn remove_row(&mut self, list: &str, gone: usize) {
        self.renumber(list, |i| if i == gone { None } else { Some(i) });
    }

    /// Puts a row of a list before the one above it.
    pub fn raise_row(&mut self, list: &str, raised: usize) {
        let rows = self.rows(list);
        let above =
            rows.iter().position(|i| *i == raised).and_then(|at| rows.get(at.checked_sub(1)?).copied());
        if let Some(above) = above {
            self.renumber(list, |i| match i {
                _ if i == raised => Some(above),
                _ if i == above => Some(raised),
                _ => Some(i),
            });
        }
    }

    /// Numbers the rows of a list anew, from 0 without a gap; a row whose new index is none goes.
    fn renumber(&mut self, list: &str, new: impl Fn(usize) -> Option<usize>) {
        let mut kept: Vec<(usize, usize)> =
            self.rows(list).into_iter().filter_map(|i| Some((new(i)?, i))).collect();
        kept.sort_unstable();
        let place: BTreeMap<usize, usize> =
            kept.iter().enumerate().map(|(at, (_, old))| (*old, at)).collect();
        let prefix = format!("{list}[");
        let (mut old, mut moved) = (vec![], vec![]);
        for (name, values) in self.values.range(prefix.clone()..).take_while(|(n, _)| n.starts_with(&prefix))
        {
            old.push(name.clone());
            let found = name.strip_prefix(&prefix).and_then(index);
            if let Some((at, rest)) = found.and_then(|(i, rest)| Some((place.get(&i)?, rest))) {
                moved.push((format!("{list}[{at}]{rest}"), values.clone()));
            }
        }
        old.iter().for_each(|name| drop(self.values.remove(name)));
        self.values.extend(moved);
    }
}

/// The name of a row of a list.
pub(super) fn row(list: &str, index: usize) -> String {
    format!("{list}[{index}]")
}

/// The name under which a row says which entry of the stored draft it shows; a new row says nothing there.
pub(super) fn row_mark(row: &str) -> String {
    format!("{row}#")
}

/// The number before a closing bracket, and what follows it.
fn index(rest: &str) -> Option<(usize, &str)> {
    let (digits, rest) = rest.split_once(']')?;
    // Longer ones are no row of ours; a leading zero would be a second name of a row.
    let canonical = digits.len() <= 6 && (digits == "0" || !digits.starts_with('0'));
    Some((digits.parse().ok().filter(|_| canonical)?, rest))
}

/// Ends of lines as one character.
fn unix_lines(text: String) -> String {
    match text.contains('\r') {
        true => text.replace("\r\n", "\n").replace('\r', "\n"),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(given: &[(&str, &str)]) -> Pairs {
        Pairs::new(given.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))).unwrap()
    }

    #[test]
    fn rows_are_found_by_their_index_and_nothing_else() {
        let given =
            pairs(&[("a[0].x", "1"), ("a[10].x", "2"), ("a[2]#", ""), ("a[02].x", "3"), ("ab[5].x", "4")]);
        assert_eq!(given.rows("a"), [0, 2, 10]);
        assert_eq!(given.rows("b"), [0; 0]);
    }

    #[test]
    fn a_row_that_goes_takes_all_its_fields_with_it_and_the_others_close_up() {
        let mut given =
            pairs(&[("a[0].x", "1"), ("a[1].x", "2"), ("a[1].y[0].z", "3"), ("a[3].x", "4"), ("b", "5")]);
        given.remove_row("a", 1);
        assert_eq!(given, pairs(&[("a[0].x", "1"), ("a[1].x", "4"), ("b", "5")]));
        given.raise_row("a", 1);
        assert_eq!(given, pairs(&[("a[0].x", "4"), ("a[1].x", "1"), ("b", "5")]));
        given.raise_row("a", 0);
        given.add_row("a");
        assert_eq!(given.rows("a"), [0, 1, 2]);
    }

    #[test]
    fn line_ends_are_one_and_too_much_is_refused() {
        assert_eq!(pairs(&[("a", "x\r\ny\rz")]).get("a"), "x\ny\nz");
        let many = (0..=NAMES).map(|i| (i.to_string(), String::new()));
        assert!(Pairs::new(many).is_none());
        assert!(Pairs::new([("a".to_owned(), "x".repeat(limits::DRAFT_BYTES))]).is_none());
    }
}
