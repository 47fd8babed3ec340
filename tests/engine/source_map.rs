//! Every printed word leads to the word of the draft that it was.

use crate::support::generate::{Choices, draft as generated, sentences};
use crate::support::{root, sample, samples};
use serde_json::{Map, Value};
use std::path::Path;
use vanthu::catalog::Catalog;
use vanthu::compose::compose;
use vanthu::document::{self, BlockRole, Document};
use vanthu::input::Draft;
use vanthu::office::FolderImages;
use vanthu::record::Record;
use vanthu::source_map::SourceMap;
use vanthu::text::search_key;

/// What was found of the words of a document.
#[derive(Default)]
struct Tally {
    /// Words that lead to the draft.
    mapped: usize,
    /// Words of parts that the program composes by itself.
    fixed: usize,
    /// Words that should lead somewhere and do not, or lead to another word.
    wrong: Vec<String>,
}

fn made(values: &Map<String, Value>) -> Option<(Document, SourceMap)> {
    let images = FolderImages::new(&root().join("samples"));
    let record = Record::check(Draft { values: values.clone() }, Catalog::embedded(), &images).ok()?.value;
    let document = compose(&record);
    let map = SourceMap::of(values, &record, &document, Catalog::embedded());
    Some((document, map))
}

/// Tests whether a word is one that the program sets in a line of this role.
fn is_fixed(role: BlockRole, word: &str, values: &Map<String, Value>) -> bool {
    use BlockRole::*;
    let number = word.bytes().all(|b| b.is_ascii_digit());
    match role {
        ParentOrgan | Organ | NationalName | Motto | DraftMark | RecipientsTitle | AppendixNumber
        | AppendixInfo | Address => true,
        // The symbol is composed where it is not given.
        Number => word == "Số" || !values.contains_key("code_notation"),
        PlaceDate => !values.contains_key("place") || number || ["ngày", "tháng", "năm"].contains(&word),
        TypeName => !values.contains_key("type_name"),
        LetterSubject => ["V", "v"].contains(&word),
        To | ToList => ["Kính", "gửi"].contains(&word),
        Recipient => number || ["Lưu", "VT", "Như", "trên"].contains(&word),
        // Words of a ready-made content are nobody's.
        _ => values.contains_key("content"),
    }
}

/// Counts the words of a draft; false where it has problems that keep it from being made.
fn tally(name: &str, values: &Map<String, Value>, tally: &mut Tally) -> bool {
    let Some((document, map)) = made(values) else { return false };
    let mut all = vec![];
    for section in &document.sections {
        for blocks in [&section.blocks, &section.foot] {
            document::paragraphs(blocks, &mut |paragraph| all.push(paragraph));
        }
    }
    for paragraph in all {
        let text = paragraph.text.as_str();
        let known: Vec<_> = map.words(paragraph.id).collect();
        let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}');
        let words = text.split(|c| !is_letter(c)).filter(|word| !word.is_empty());
        for word in words {
            let at = word.as_ptr() as usize - text.as_ptr() as usize;
            match known.iter().find(|(range, _)| range.start <= at && at < range.end) {
                None if is_fixed(paragraph.role, word, values) => tally.fixed += 1,
                None => tally.wrong.push(format!("{name}: «{word}» of «{text}» leads nowhere")),
                Some((_, origin)) => {
                    let value = match origin.at.find(values) {
                        Some(Value::String(value)) => value.clone(),
                        Some(value) => value.to_string(),
                        None => String::new(),
                    };
                    let given = value.get(origin.value.clone().unwrap()).unwrap_or("");
                    match search_key(given) == search_key(word) {
                        true => tally.mapped += 1,
                        false => tally.wrong.push(format!("{name}: «{word}» leads to «{given}»")),
                    }
                }
            }
        }
    }
    true
}

#[test]
fn every_word_of_the_samples_leads_to_its_word_in_the_draft() {
    let mut found = Tally::default();
    for file in samples() {
        let Value::Object(values) = sample(Path::new(&file)) else { panic!("a draft is an object") };
        assert!(tally(&file.display().to_string(), &values, &mut found), "{}", file.display());
    }
    assert!(found.wrong.is_empty(), "{:#?}", &found.wrong[..found.wrong.len().min(40)]);
    assert!(found.mapped > 5_000 && found.fixed < found.mapped / 10, "{} {}", found.mapped, found.fixed);
}

#[test]
fn every_word_of_500_drafts_leads_to_its_word_in_the_draft() {
    let sentences = sentences();
    let mut found = Tally::default();
    let mut drafts = 0;
    for seed in 0..1_000 {
        let Value::Object(mut values) = generated(seed, &sentences) else { panic!("a draft is an object") };
        if Choices::new(seed).chance(50) {
            // Corrected on the way: two blanks, a blank before a comma, a decomposed letter.
            values.insert("mode".to_owned(), "normalised".into());
            if let Some(Value::String(body)) = values.get_mut("body") {
                *body = body.replace(", ", " ,  ").replace('ế', "e\u{302}\u{301}");
            }
        }
        drafts += usize::from(tally(&format!("seed {seed}"), &values, &mut found));
        if drafts == 500 {
            break;
        }
    }
    assert_eq!(drafts, 500);
    assert!(
        found.wrong.is_empty(),
        "{}: {:#?}",
        found.wrong.len(),
        &found.wrong[..found.wrong.len().min(40)]
    );
    assert!(found.mapped > 200_000, "{}", found.mapped);
    println!("{} words lead to the draft, {} are of fixed parts", found.mapped, found.fixed);
}
