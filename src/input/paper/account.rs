//! The account of words: each word of the source ends in the draft, or in a sentence that quotes it.
//!
//! Takes what was claimed of each paragraph; gives what nobody claimed, for the body to keep at its place. When the draft is
//! done the account is closed over all words, whoever claimed them: a word that is nowhere is told.

use super::PaperReading;
use crate::document::BlockRole;
use crate::input::source::{Item, Paragraph, Source};
use crate::outline::parse_inline;
use crate::text::plain_words;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Words with their counts.
type Bag = HashMap<String, usize>;

/// Words that no field and no place claimed, of a paragraph.
pub(super) struct Left {
    pub(super) number: usize,
    pub(super) text: String,
}

/// The words of a text as they are compared: letters and digits, lower case.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    plain_words(text).map(|word| {
        word.chars().map(|c| if c == 'Ð' { 'Đ' } else { c }).flat_map(char::to_lowercase).collect()
    })
}

fn add(bag: &mut Bag, text: &str) {
    words(text).for_each(|word| *bag.entry(word).or_default() += 1);
}

fn take(bag: &mut Bag, word: &str) -> bool {
    match bag.get_mut(word) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    }
}

/// What of these items nobody has claimed, a text a paragraph.
pub(super) fn left(reading: &PaperReading, items: &[Item]) -> Vec<Left> {
    let mut claimed: HashMap<usize, Bag> = HashMap::new();
    for placed in &reading.places.0 {
        add(claimed.entry(placed.number).or_default(), &placed.text);
    }
    for (number, text) in &reading.accounted {
        add(claimed.entry(*number).or_default(), text);
    }
    let mut out = Vec::new();
    for paragraph in items.iter().flat_map(Item::paragraphs) {
        let text = match claimed.get_mut(&paragraph.number) {
            Some(bag) => unclaimed(paragraph, bag),
            None => paragraph.trimmed().to_owned(),
        };
        if text.chars().any(char::is_alphanumeric) {
            out.push(Left { number: paragraph.number, text });
        }
    }
    out
}

/// The words of a paragraph that are not in a bag, in their order.
fn unclaimed(paragraph: &Paragraph, bag: &mut Bag) -> String {
    let left = paragraph.text.as_str().split_whitespace().filter(|token| {
        // Each word is taken, also behind one that is not there.
        words(token).filter(|word| !take(bag, word)).count() > 0
    });
    left.collect::<Vec<_>>().join(" ")
}

/// Closes the account: names the words of the source that are neither in the draft nor in what was mended.
pub(super) fn close(reading: &mut PaperReading, source: &Source) {
    let mut have = Bag::new();
    reading.values.values().for_each(|value| add_strings(&mut have, value));
    reading.mended.iter().for_each(|mend| add(&mut have, &mend.before));
    reading.accounted.iter().for_each(|(_, text)| add(&mut have, text));
    add_printed(&mut have, reading);
    let mut missing: Vec<String> = Vec::new();
    for paragraph in source.items.iter().flat_map(Item::paragraphs) {
        let text = paragraph.text.as_str();
        missing.extend(words(text).filter(|word| !take(&mut have, word)));
    }
    if !missing.is_empty() {
        let message = format!(
            "Những chữ sau của bản gốc không có trong dự thảo: “{}”. Hãy xem lại.",
            missing.join(" ")
        );
        reading.doubt("", "import-unplaced", None, message);
    }
}

/// Adds the words of claims that the program prints by itself: those that do not stand in the field claimed.
fn add_printed(have: &mut Bag, reading: &PaperReading) {
    let mut fields: HashMap<&str, Bag> = HashMap::new();
    for placed in reading.places.0.iter().filter(|placed| is_printed(placed.role)) {
        let at = placed.at.as_str();
        let field = fields.entry(at).or_insert_with(|| {
            let mut bag = Bag::new();
            for key in fields_of(placed.role, at) {
                at_path(&reading.values, key).into_iter().for_each(|value| add_strings(&mut bag, value));
            }
            bag
        });
        for word in words(&placed.text) {
            if !take(field, &word) {
                *have.entry(word).or_default() += 1;
            }
        }
    }
}

/// The fields in which the words of a claim may stand.
fn fields_of(role: BlockRole, at: &str) -> Vec<&str> {
    match role {
        BlockRole::Number => vec!["code_number", "code_notation", "code"],
        BlockRole::PlaceDate => vec!["place", "issued_date", "place_date"],
        BlockRole::NationalName | BlockRole::Motto => vec!["motto"],
        BlockRole::RecipientsTitle => Vec::new(),
        _ => vec![at],
    }
}

/// The value at a path of the draft: `signers[0].full_name`.
fn at_path<'v>(values: &'v Map<String, Value>, path: &str) -> Option<&'v Value> {
    let mut steps = path.split('.');
    let mut step = |value: Option<&'v Value>, map: Option<&'v Map<String, Value>>| {
        let step = steps.next()?;
        let mut parts = step.split('[');
        let map = map.or_else(|| value?.as_object())?;
        let mut found = map.get(parts.next()?)?;
        for index in parts {
            found = found.get(index.trim_end_matches(']').parse::<usize>().ok()?)?;
        }
        Some(found)
    };
    let mut found = step(None, Some(values))?;
    while let Some(next) = step(Some(found), None) {
        found = next;
    }
    Some(found)
}

/// Roles whose words the program prints without their standing in the draft as they are.
fn is_printed(role: BlockRole) -> bool {
    matches!(
        role,
        BlockRole::NationalName
            | BlockRole::Motto
            | BlockRole::Organ
            | BlockRole::ParentOrgan
            | BlockRole::Number
            | BlockRole::PlaceDate
            | BlockRole::DraftMark
            | BlockRole::TypeName
            | BlockRole::RecipientsTitle
            | BlockRole::Recipient
            | BlockRole::ToList
            | BlockRole::AppendixNumber
            | BlockRole::Typist
            | BlockRole::LetterSubject
    )
}

/// Adds the words of every string, without the marks of outline text: `CO~2~` is one word on paper.
fn add_strings(bag: &mut Bag, value: &Value) {
    match value {
        Value::String(text) => add(bag, parse_inline(text).as_str()),
        Value::Array(list) => list.iter().for_each(|value| add_strings(bag, value)),
        Value::Object(map) => map.values().for_each(|value| add_strings(bag, value)),
        Value::Number(number) => add(bag, &number.to_string()),
        _ => {}
    }
}
