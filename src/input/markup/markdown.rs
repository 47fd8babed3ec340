//! The marks of Markdown that the outline has not: links, pictures, entities, line breaks in HTML, escaped signs. Taken
//! line by line, so lines stay as they are; headings, emphasis and tables are left to the reader of texts, whose marks
//! they are.

use crate::input::source::Mend;

/// A text without links, and what was changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markdown {
    /// The text, with as many lines as before.
    pub text: String,
    /// The addresses of links and pictures, by line.
    pub mended: Vec<Mend>,
}

/// Entities that editors of Markdown leave in a text.
const ENTITIES: [(&str, &str); 9] = [
    ("&nbsp;", " "),
    ("&ensp;", " "),
    ("&emsp;", " "),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&ndash;", "–"),
    ("&mdash;", "—"),
    ("&amp;", "&"),
];

/// The text without links and entities; a text that has none is the same.
pub fn without_links(text: &str) -> Markdown {
    let mut out = Markdown::default();
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.text.push('\n');
        }
        let plain = links(line, index + 1, &mut out.mended);
        match plain.contains('&') {
            false => out.text.push_str(&plain),
            true => {
                let entities = ENTITIES.iter().fold(plain, |line, (entity, sign)| line.replace(entity, sign));
                out.text.push_str(&entities);
            }
        }
    }
    out
}

/// A line with the words of its links in their place.
fn links(line: &str, number: usize, mended: &mut Vec<Mend>) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find('[') {
        let (before, from) = rest.split_at(at);
        match link(from) {
            Some((words, address, after)) => {
                let is_picture = before.ends_with('!');
                out.push_str(before.strip_suffix('!').unwrap_or(before));
                out.push_str(words);
                let what = if is_picture { "picture" } else { "link" };
                let before = address.to_owned();
                mended.push(Mend { line: number, what, before, after: String::new() });
                rest = after;
            }
            None => {
                out.push_str(before);
                out.push('[');
                rest = from.get(1..).unwrap_or("");
            }
        }
    }
    out.push_str(rest);
    out
}

/// Words and address of a link `[words](address)` at the beginning of a text, and what follows; none where it is
/// something else, such as a bracket of the paper itself.
fn link(text: &str) -> Option<(&str, &str, &str)> {
    let (words, rest) = text.strip_prefix('[')?.split_once(']')?;
    let (target, after) = rest.strip_prefix('(')?.split_once(')')?;
    let address = target.split_whitespace().next()?;
    let leads = ["http://", "https://", "mailto:", "#", "./", "../", "/"]
        .iter()
        .any(|start| address.starts_with(start));
    let is_file = !address.contains(['(', ',', ';'])
        && address.rsplit_once('.').is_some_and(|(_, ending)| (2..=5).contains(&ending.len()));
    ((leads || is_file) && !words.contains('[')).then_some((words, address, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_links_stay_and_their_addresses_are_told() {
        let found = without_links(
            "Xem [Nghị định 30](https://vbpl.vn/x \"a\"),\n![Dấu](dau.png)&nbsp;tại [1] (trang 2).",
        );
        assert_eq!(found.text, "Xem Nghị định 30,\nDấu tại [1] (trang 2).");
        let told: Vec<_> = found.mended.iter().map(|m| (m.line, m.what, m.before.as_str())).collect();
        assert_eq!(told, [(1, "link", "https://vbpl.vn/x"), (2, "picture", "dau.png")]);
        for plain in ["Điều 1. [Khoản a](nêu trên) và (b)", "", "a\n\nb[", "[x](", "[x]()"] {
            assert_eq!(without_links(plain), Markdown { text: plain.to_owned(), mended: vec![] });
        }
    }
}
