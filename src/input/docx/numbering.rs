//! Automatic numbers as literal text, as Word would print them.
//!
//! Takes `numbering.xml` and paragraphs in reading order; gives the number before each paragraph of a list. A list
//! counts across the whole document; a level begins again when one above it goes on. Dashes stand for bullets.

use super::properties::ParagraphLook;
use super::xml::{Element, Tree};
use std::collections::BTreeMap;

/// Levels of a list (ISO 29500-1, 17.9.3).
const LEVELS: usize = 9;
/// A number larger than this was not meant.
const HIGHEST: i64 = 1_000_000;
/// Characters of the longest number.
const LONGEST: usize = 64;

/// The lists of a document and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// Lists by the id that paragraphs name.
    lists: BTreeMap<String, List>,
    /// Their patterns by id.
    patterns: BTreeMap<String, Pattern>,
}

#[derive(Debug, Default)]
struct List {
    pattern: String,
    /// What this list says otherwise than its pattern.
    own: BTreeMap<usize, Own>,
    begun: bool,
}

#[derive(Debug, Default)]
struct Own {
    start: Option<i64>,
    level: Option<Level>,
}

#[derive(Debug, Default)]
struct Pattern {
    levels: Vec<Level>,
    counts: [Option<i64>; LEVELS],
    /// A style that has the levels in its place.
    link: Option<String>,
    /// The style that has its levels from here.
    styled: Option<String>,
}

#[derive(Clone, Debug, Default)]
struct Level {
    start: Option<i64>,
    format: String,
    text: String,
    /// Nothing stands between number and text.
    tight: bool,
    legal: bool,
    /// The level whose number starts this one again: absent the one above, 0 never.
    restart: Option<usize>,
    /// The paragraph style that stands on this level.
    style: Option<String>,
    look: ParagraphLook,
}

/// The number of a paragraph.
pub(super) struct Number {
    /// The number and the space behind it.
    pub(super) text: String,
    /// What its level says of the paragraph.
    pub(super) look: ParagraphLook,
}

impl Numbering {
    /// Reads the part.
    pub(super) fn read(tree: Option<&Tree<'_>>) -> Self {
        let mut out = Self::default();
        for element in tree.iter().flat_map(|tree| tree.root().children()) {
            match element.w() {
                "abstractNum" => {
                    if let Some(id) = element.at("abstractNumId") {
                        out.patterns.insert(id.to_owned(), pattern(element));
                    }
                }
                "num" => {
                    if let (Some(id), Some(pattern)) = (element.at("numId"), element.val("abstractNumId")) {
                        out.lists.insert(id.to_owned(), list(element, pattern));
                    }
                }
                _ => {}
            }
        }
        out.follow_links();
        out
    }

    /// A pattern that names a style takes the levels of the pattern made for that style.
    fn follow_links(&mut self) {
        let owners: BTreeMap<String, String> =
            self.patterns.iter().filter_map(|(id, p)| Some((p.styled.clone()?, id.clone()))).collect();
        let target = |p: &Pattern| {
            p.link.as_ref().filter(|_| p.levels.is_empty()).and_then(|s| owners.get(s).cloned())
        };
        for list in self.lists.values_mut() {
            if let Some(other) = self.patterns.get(&list.pattern).and_then(target) {
                list.pattern = other;
            }
        }
    }

    /// The number of the next paragraph, if it has one.
    pub(super) fn next(&mut self, look: &ParagraphLook) -> Option<Number> {
        let list = self.lists.get_mut(look.list.as_deref()?)?;
        let Pattern { levels, counts, .. } = self.patterns.get_mut(&list.pattern)?;
        let styled = || levels.iter().position(|l| l.style.is_some() && l.style == look.style);
        let at = look.level.or_else(styled).unwrap_or(0).min(LEVELS - 1);
        if !list.begun {
            list.begun = true;
            for (&at, own) in &list.own {
                if let (Some(start), Some(count)) = (own.start, counts.get_mut(at)) {
                    *count = Some(start - 1);
                }
            }
        }
        let unsaid = Level::default();
        let levels: [&Level; LEVELS] = std::array::from_fn(|at| {
            let own = list.own.get(&at).and_then(|own| own.level.as_ref());
            own.or(levels.get(at)).unwrap_or(&unsaid)
        });
        let level = levels.get(at)?;
        count(counts, &levels, at);
        let mut text = printed(level, counts, &levels);
        if !text.is_empty() && !level.tight {
            text.push(' ');
        }
        Some(Number { text, look: level.look.clone() })
    }
}

/// Counts a level on, and begins those below it again.
fn count(counts: &mut [Option<i64>; LEVELS], levels: &[&Level], at: usize) {
    let start = |level: usize| levels.get(level).and_then(|l| l.start).unwrap_or(1);
    // A level that was passed over counts as begun.
    for (above, count) in counts.iter_mut().enumerate().take(at) {
        count.get_or_insert_with(|| start(above));
    }
    if let Some(count) = counts.get_mut(at) {
        *count = Some(count.map_or_else(|| start(at), |n| (n + 1).min(HIGHEST)));
    }
    for (below, count) in counts.iter_mut().enumerate().skip(at + 1) {
        let again = match levels.get(below).and_then(|l| l.restart) {
            None => true,
            Some(0) => false,
            Some(level) => at < level,
        };
        if again {
            *count = None;
        }
    }
}

/// What a level prints.
fn printed(level: &Level, counts: &[Option<i64>; LEVELS], levels: &[&Level]) -> String {
    if level.format == "bullet" {
        return if level.text.trim() == "+" { "+" } else { "-" }.to_owned();
    }
    let mut out = String::new();
    let mut chars = level.text.chars().peekable();
    while let Some(c) = chars.next() {
        let place = chars.peek().and_then(|d| d.to_digit(10)).filter(|d| c == '%' && *d > 0);
        match place {
            Some(place) => {
                chars.next();
                let at = place as usize - 1;
                let number = counts.get(at).copied().flatten().unwrap_or(1);
                let format = levels.get(at).map_or("decimal", |l| l.format.as_str());
                let legal = level.legal && format != "decimalZero";
                out.push_str(&figure(number, if legal { "decimal" } else { format }));
            }
            None => out.push(c),
        }
        if out.len() > LONGEST {
            break;
        }
    }
    out.trim().to_owned()
}

/// A number in a format; formats of other scripts as figures.
fn figure(number: i64, format: &str) -> String {
    match format {
        "none" => String::new(),
        "decimalZero" => format!("{number:02}"),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperLetter" => letter(number).to_uppercase(),
        "lowerLetter" => letter(number),
        _ => number.to_string(),
    }
}

fn roman(number: i64) -> String {
    let written = u32::try_from(number).ok().and_then(crate::text::roman);
    written.unwrap_or_else(|| number.to_string())
}

/// a … z, aa, bb: the letter again after each turn of the alphabet.
fn letter(number: i64) -> String {
    let Ok(turn) = usize::try_from((number - 1) / 26) else { return number.to_string() };
    match u8::try_from((number - 1).rem_euclid(26)) {
        Ok(place) if number >= 1 && turn < 8 => char::from(b'a' + place).to_string().repeat(turn + 1),
        _ => number.to_string(),
    }
}

fn pattern(element: Element<'_>) -> Pattern {
    let mut levels: Vec<Level> = Vec::new();
    for child in element.children().filter(|c| c.w() == "lvl") {
        let at = child.number("ilvl").and_then(|n| usize::try_from(n).ok()).filter(|&n| n < LEVELS);
        let Some(at) = at else { continue };
        if levels.len() <= at {
            levels.resize_with(at + 1, Level::default);
        }
        if let Some(slot) = levels.get_mut(at) {
            *slot = level(child);
        }
    }
    Pattern {
        levels,
        counts: [None; LEVELS],
        link: element.val("numStyleLink").map(str::to_owned),
        styled: element.val("styleLink").map(str::to_owned),
    }
}

fn level(element: Element<'_>) -> Level {
    let number = |name: &str| element.child(name).and_then(|c| c.number("val"));
    Level {
        start: number("start").map(|n| n.clamp(0, HIGHEST)),
        format: element.val("numFmt").unwrap_or("decimal").to_owned(),
        text: element.val("lvlText").unwrap_or("").chars().take(LONGEST).collect(),
        tight: element.val("suff") == Some("nothing"),
        legal: element.child("isLgl").is_some_and(super::properties::is_on),
        restart: number("lvlRestart").and_then(|n| usize::try_from(n).ok()),
        style: element.val("pStyle").map(str::to_owned),
        look: ParagraphLook::of(element.child("pPr")),
    }
}

fn list(element: Element<'_>, pattern: &str) -> List {
    let mut own = BTreeMap::new();
    for over in element.children().filter(|c| c.w() == "lvlOverride") {
        let at = over.number("ilvl").and_then(|n| usize::try_from(n).ok()).filter(|&n| n < LEVELS);
        let Some(at) = at else { continue };
        let start = over.child("startOverride").and_then(|c| c.number("val")).map(|n| n.clamp(0, HIGHEST));
        own.insert(at, Own { start, level: over.child("lvl").map(level) });
    }
    List { pattern: pattern.to_owned(), own, begun: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::docx::xml::Budget;

    fn numbers(levels: &str, paragraphs: &[usize]) -> Vec<String> {
        let source = format!(
            "<w:numbering xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>\
             <w:abstractNum w:abstractNumId='7'>{levels}</w:abstractNum>\
             <w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num></w:numbering>"
        );
        let tree = Tree::parse("numbering", &source, &mut Budget::new()).unwrap();
        let mut numbering = Numbering::read(Some(&tree));
        let look =
            |level| ParagraphLook { list: Some("1".into()), level: Some(level), ..ParagraphLook::default() };
        paragraphs.iter().map(|&level| numbering.next(&look(level)).unwrap().text).collect()
    }

    fn lvl(at: usize, format: &str, text: &str, more: &str) -> String {
        format!("<w:lvl w:ilvl='{at}'><w:numFmt w:val='{format}'/>{more}<w:lvlText w:val='{text}'/></w:lvl>")
    }

    #[test]
    fn levels_count_and_begin_again() {
        let levels = lvl(0, "upperRoman", "%1.", "")
            + &lvl(1, "decimal", "%2.", "")
            + &lvl(2, "lowerLetter", "%3)", "");
        let found = numbers(&levels, &[0, 1, 1, 2, 2, 0, 1, 2]);
        assert_eq!(found, ["I. ", "1. ", "2. ", "a) ", "b) ", "II. ", "1. ", "a) "]);
        let legal = lvl(0, "upperRoman", "%1.", "") + &lvl(1, "decimal", "%1.%2.", "<w:isLgl/>");
        assert_eq!(numbers(&legal, &[0, 1, 1, 0, 1]), ["I. ", "1.1. ", "1.2. ", "II. ", "2.1. "]);
        let on = lvl(0, "decimal", "%1.", "")
            + &lvl(1, "decimal", "(%2)", "<w:lvlRestart w:val='0'/><w:start w:val='5'/>");
        assert_eq!(numbers(&on, &[1, 0, 1]), ["(5) ", "2. ", "(6) "]);
    }

    #[test]
    fn bullets_are_dashes() {
        assert_eq!(
            numbers(&(lvl(0, "bullet", "\u{f0b7}", "") + &lvl(1, "bullet", "+", "")), &[0, 1]),
            ["- ", "+ "]
        );
    }

    #[test]
    fn odd_numbers_do_no_harm() {
        let start = "<w:start w:val='999999999999'/>";
        assert_eq!(numbers(&lvl(0, "upperRoman", "%1%9%%0", start), &[0]), ["10000001%%0 "]);
        assert_eq!(letter(27), "aa");
        assert_eq!(letter(0), "0");
        assert_eq!(letter(i64::MAX), i64::MAX.to_string());
    }
}
