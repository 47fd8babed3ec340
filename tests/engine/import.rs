//! DOCX files read back: our own give the same document again, foreign ones in any arrangement give the same fields,
//! hostile ones give a clear problem.

mod builder;
mod compare;
mod foreign;
mod hostile;
mod looks;
mod word_features;

use crate::support::{attached, generate, render, sample, samples, stem};
use compare::{composed, describe, knowledge};
use vanthu::input::docx;
use vanthu::office::Format;

/// A draft's document, and the one of the draft that its DOCX is imported as: both as text, block by block.
fn both(draft: serde_json::Value, name: &str) -> (String, String) {
    let rendered = render(draft.clone(), name, &[Format::Docx]).unwrap();
    let import = docx::import(crate::support::file(&rendered, "docx"), &knowledge());
    let import = import.unwrap_or_else(|report| panic!("{name}: {report:#?}")).papers.remove(0);
    let serde_json::Value::Object(values) = draft else { panic!("a draft is an object") };
    let before = describe(&composed(values, name));
    (before, describe(&composed(import.draft.values, name)))
}

#[test]
fn every_sample_read_back_gives_the_same_document() {
    for file in samples() {
        let name = stem(&file);
        let (before, after) = both(sample(&file), &name);
        compare::assert_same(&name, &before, &after);
    }
}

#[test]
fn texts_issued_with_a_document_read_back_give_the_same_document() {
    for (name, draft) in [("attached", attached::decision()), ("attached-letter", attached::letter())] {
        let (before, after) = both(draft, name);
        compare::assert_same(name, &before, &after);
    }
}

#[test]
fn made_up_documents_read_back_give_the_same_document() {
    let sentences = generate::sentences();
    for seed in 0..60 {
        let name = format!("seed {seed}");
        let (before, after) = both(generate::draft(seed, &sentences), &name);
        compare::assert_same(&name, &before, &after);
    }
}
