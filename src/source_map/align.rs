//! Comparison of what is printed with what was given.

use super::WordSource;
use super::folded_text::FoldedText;
use super::texts::{SourceText, SourceTexts};
use crate::document::{BlockRole, Paragraph};
use crate::draft::FieldSpec;
use crate::draft::fields;
use std::ops::Range;

/// Paragraphs that are looked ahead where one is on one side only.
const WINDOW: usize = 300;

/// A printed paragraph, and what is known of its letters.
pub(super) struct Printed<'d> {
    pub(super) paragraph: &'d Paragraph,
    letters: FoldedText,
    /// Origin of each letter: a field, by its index, and bytes of its value.
    origins: Vec<Option<(usize, Range<usize>)>>,
}

impl<'d> Printed<'d> {
    pub(super) fn new(paragraph: &'d Paragraph) -> Self {
        let letters = FoldedText::of(paragraph.text.as_str());
        let origins = vec![None; letters.key.len()];
        Self { paragraph, letters, origins }
    }

    /// The words that stand in the draft.
    pub(super) fn words(&self) -> Vec<WordSource> {
        let known = self.letters.words.iter().filter_map(|word| {
            let (path, first) = self.origins.get(word.start)?.clone()?;
            let (last_path, last) = self.origins.get(word.end.checked_sub(1)?)?.clone()?;
            let text = self.letters.span(word)?;
            (path == last_path && first.start < last.end).then_some(WordSource {
                text,
                path,
                value: first.start..last.end,
            })
        });
        known.collect()
    }

    /// FoldedText `from..` come from those of a source, as far as they are not known yet.
    fn link(&mut self, from: usize, source: &SourceText, letters: Range<usize>) {
        let given = source.origins.get(letters).unwrap_or(&[]);
        for (origin, given) in self.origins.iter_mut().skip(from).zip(given) {
            if origin.is_none() {
                origin.clone_from(given);
            }
        }
    }

    /// Links a whole source to the first letters like its own whose origin is not known yet; whether there are any.
    fn link_within(&mut self, source: &SourceText) -> bool {
        let wanted = &source.letters.key;
        let mut from = 0;
        while let Some(at) = self.letters.find(wanted, from).filter(|_| !wanted.is_empty()) {
            if self.origins.iter().skip(at).take(wanted.len()).all(Option::is_none) {
                self.link(at, source, 0..wanted.len());
                return true;
            }
            from = at + 1;
        }
        false
    }

    /// Links token by token where some letters differ: a slip that was corrected.
    fn link_tokens(&mut self, source: &SourceText) {
        let (printed, given) = (self.letters.tokens.clone(), &source.letters.tokens);
        let (keys, given_keys) = (&self.letters.key, &source.letters.key);
        let alike = printed
            .iter()
            .zip(given)
            .any(|(token, other)| keys.get(token.clone()) == given_keys.get(other.clone()));
        if printed.len() != given.len() || !alike {
            return;
        }
        for (token, given) in printed.into_iter().zip(given) {
            if token.len() == given.len() {
                self.link(token.start, source, given.clone());
                continue;
            }
            let ends = (source.origins.get(given.start), source.origins.get(given.end - 1));
            if let (Some(Some((path, first))), Some(Some((_, last)))) = ends {
                let whole = Some((*path, first.start..last.end));
                self.origins[token].fill(whole);
            }
        }
    }
}

/// Finds the origins of a part of the document: 0 is the document itself, then the appendixes.
pub(super) fn part(part: usize, printed: &mut [Printed<'_>], texts: &SourceTexts) {
    let bodies: Vec<&SourceText> = of_part(&texts.bodies, part).collect();
    let mut body: Vec<&mut Printed<'_>> = printed.iter_mut().filter(|p| is_body(p.paragraph.role)).collect();
    paragraphs(&mut body, &bodies);
    for (roles, names) in COMPONENTS {
        let given: Vec<&SourceText> =
            of_part(&texts.fields, part).filter(|text| is_of(text, names, part)).collect();
        let lines = printed.iter_mut().filter(|p| roles.contains(&p.paragraph.role));
        component(lines, &given);
    }
    // What a template puts among the rest: fields of the type's own, or common ones once more.
    let others = texts.own.iter().chain(texts.fields.iter().map(|(_, text)| text));
    let mut others: Vec<&SourceText> = others.filter(|text| text.letters.key.len() > 1).collect();
    others.sort_by_key(|text| std::cmp::Reverse(text.letters.key.len()));
    let is_unknown =
        |p: &&mut Printed<'_>| is_body(p.paragraph.role) && p.origins.iter().any(Option::is_none);
    for paragraph in printed.iter_mut().filter(is_unknown) {
        for text in &others {
            while paragraph.link_within(text) {}
        }
    }
}

/// The texts that are printed in a part.
fn of_part(texts: &[(usize, SourceText)], part: usize) -> impl Iterator<Item = &SourceText> {
    texts.iter().filter(move |(of, _)| *of == part).map(|(_, text)| text)
}

/// Components of the decree whose lines are composed of fields: their roles, and the fields in the order of print.
const COMPONENTS: &[(&[BlockRole], &[&FieldSpec])] = &[
    (&[BlockRole::ParentOrgan, BlockRole::Organ], &[&fields::ISSUER]),
    (&[BlockRole::NationalName, BlockRole::Motto], &[&fields::MOTTO]),
    (&[BlockRole::Number], &[&fields::CODE, &fields::CODE_NUMBER, &fields::CODE_NOTATION]),
    (&[BlockRole::PlaceDate], &[&fields::PLACE_DATE, &fields::PLACE]),
    (&[BlockRole::TypeName], &[&fields::TYPE_NAME]),
    (&[BlockRole::LetterSubject, BlockRole::Subject], &[&fields::SUBJECT]),
    (&[BlockRole::To, BlockRole::ToList, BlockRole::ToItem], &[&fields::TO]),
    (
        &[BlockRole::Recipient, BlockRole::RecipientNote],
        &[&fields::RECIPIENTS, &fields::RECIPIENTS_NOTE, &fields::FILING],
    ),
    (&[BlockRole::Typist], &[&fields::TYPIST]),
    (
        &[BlockRole::Competence, BlockRole::Position, BlockRole::OtherPost, BlockRole::SignerName],
        &[&fields::SIGNERS],
    ),
    (&[BlockRole::Urgency], &[&fields::PRIORITY]),
    (&[BlockRole::Circulation], &[&fields::CIRCULATION]),
    (&[BlockRole::Address], &[&fields::ADDRESS]),
    (&[BlockRole::AppendixTitle, BlockRole::AppendixInfo], &[&fields::APPENDIXES]),
];

/// Tests whether a text stands in one of these fields; in an appendix, whatever stands in the appendix.
fn is_of(text: &SourceText, names: &[&FieldSpec], part: usize) -> bool {
    let outermost = text.at.steps().next().unwrap_or("");
    part > 0 || names.iter().any(|field| field.name == outermost)
}

/// Tests whether a role stands between the title and the signature.
fn is_body(role: BlockRole) -> bool {
    !COMPONENTS.iter().any(|(roles, _)| roles.contains(&role))
        && !matches!(
            role,
            BlockRole::DraftMark
                | BlockRole::RecipientsTitle
                | BlockRole::AppendixNumber
                | BlockRole::PageNumber
        )
}

/// Pairs the paragraphs of a body with those given, both in order: what is equal but for corrections first.
fn paragraphs(printed: &mut [&mut Printed<'_>], given: &[&SourceText]) {
    let (mut at, mut next) = (0, 0);
    while let (Some(paragraph), Some(source)) = (printed.get(at), given.get(next)) {
        let key = &paragraph.letters.key;
        if *key == source.letters.key {
            printed[at].link(0, source, 0..source.letters.key.len());
            (at, next) = (at + 1, next + 1);
            continue;
        }
        let in_print = printed[at..].iter().take(WINDOW).position(|p| p.letters.key == source.letters.key);
        let in_draft = given[next..].iter().take(WINDOW).position(|s| s.letters.key == *key);
        match (in_print, in_draft) {
            (Some(extra), other) if other.is_none_or(|other| extra <= other) => at += extra,
            (_, Some(extra)) => next += extra,
            _ => {
                if !printed[at].link_within(source) {
                    printed[at].link_tokens(source);
                }
                (at, next) = (at + 1, next + 1);
            }
        }
    }
}

/// Finds given texts in the lines of a component, each once; a text may run over several lines.
fn component<'p, 'd: 'p>(lines: impl Iterator<Item = &'p mut Printed<'d>>, given: &[&SourceText]) {
    let mut left: Vec<&SourceText> = given.to_vec();
    for line in lines {
        let before = left.len();
        let mut tried = 0;
        left.retain(|source| {
            tried += 1;
            tried > WINDOW || !line.link_within(source)
        });
        if left.len() < before {
            continue;
        }
        let whole = line.letters.key.clone();
        let Some(source) = left.first() else { return };
        match source.letters.find(&whole, 0).filter(|_| !whole.is_empty()) {
            Some(at) => line.link(0, source, at..at + whole.len()),
            None => line.link_tokens(source),
        }
    }
}
