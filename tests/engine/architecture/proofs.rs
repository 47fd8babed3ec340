//! Made-up sources that break the rules, so that no rule passes because it cannot fail.

use super::*;

const ORDER: [&str; 6] = ["length", "document", "layout", "pdf", "office", "cli"];

fn order_of() -> Vec<String> {
    ORDER.map(str::to_owned).to_vec()
}

/// The faults of one file, without their places.
fn order_in(path: &str, text: &str) -> Vec<String> {
    order_faults(&order_of(), &adopt(vec![Source::new(path, text)]))
}

#[test]
fn a_use_of_a_module_below_is_found_however_it_is_written() {
    let texts = [
        "use crate::office::issue;",
        "use crate::{length::Length, office};",
        "use crate::{\n    length::Length,\n    document::{self, Meta},\n    office::{issue, render},\n};",
        "fn f() { let x = crate::office::issue(); }",
        "fn f(x: &dyn crate::office::Issue) {}",
        "use super::office::issue;",
        "mod inner { use super::super::office; }",
        "pub use ::vanthu::office as works;",
        "#[cfg(test)]\nmod tests { use crate::office; }",
    ];
    for text in texts {
        let faults = order_in("src/layout/mod.rs", text);
        assert_eq!(faults.len(), 1, "{text}: {faults:?}");
        assert!(faults[0].contains("`layout` uses `office`, which stands below it"), "{faults:?}");
    }
    assert!(order_in("src/layout/lines/knuth.rs", "use super::super::super::office::A;").len() == 1);
    assert!(order_in("src/layout.rs", "\n\nuse super::pdf;")[0].starts_with("src/layout.rs:3: "));
}

#[test]
fn what_is_no_use_of_a_module_below_is_let_be() {
    let texts = [
        "//! Handed on to [`render`](crate::office::render).",
        "/* crate::office */ // crate::office\n/// crate::office",
        "const A: &str = \"crate::office::issue\"; const B: &str = r#\"\"crate::office\"\"#;",
        "use crate::length::{Length, Size};\nuse crate::layout::page::Page;\nuse self::page;",
        "fn office<'a>(c: &'a str) -> char { let q = '\"'; let e = '\\''; office::b(); q } // '",
        "mod inner { use super::office; }",
    ];
    for text in texts {
        assert_eq!(order_in("src/layout/mod.rs", text), Vec::<String>::new(), "{text}");
    }
    assert_eq!(order_in("src/layout/lines.rs", "use super::office;"), Vec::<String>::new());
}

#[test]
fn a_module_outside_the_order_is_found_on_both_sides() {
    let stray = [
        Source::new("src/helpers.rs", ""),
        Source::new("src/main.rs", ""),
        Source::new("src/pdf/mod.rs", ""),
    ];
    let faults = unplaced_faults(&order_of(), &stray);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].starts_with("src/helpers has no `pub mod` line"));
    assert!(order_in("src/pdf/mod.rs", "use crate::helpers::x;")[0].contains("`helpers` is no `pub mod`"));
}

#[test]
fn the_order_is_that_of_the_mod_lines() {
    assert_eq!(
        order("//! pub mod z;\npub mod length;\n\n/// The model.\npub mod document;\n"),
        ["length", "document"]
    );
}

#[test]
fn a_writer_that_looks_into_the_document_is_found() {
    let faults = |text: &str| document_faults(&[Source::new("src/pdf/tree.rs", text)]).len();
    assert_eq!(faults("use crate::document::{BlockId, Document, Meta, Paragraph};"), 2);
    assert_eq!(faults("use crate::document;"), 1);
    assert_eq!(faults("use crate::document::*;"), 1);
    assert_eq!(faults("use crate::document::{self as d};"), 1);
    assert_eq!(faults("fn f(b: &crate::document::Block) {}"), 1);
    assert_eq!(faults("use crate::document::{Image, Meta}; fn f(b: crate::document::BlockId) {}"), 0);
    assert_eq!(
        document_faults(&[Source::new("src/docx/body.rs", "use crate::document::Block;")]),
        [] as [&str; 0]
    );
}

#[test]
fn an_edge_that_goes_past_the_use_cases_is_found() {
    let faults = |path: &str, text: &str| edge_faults(&[Source::new(path, text)]).len();
    assert_eq!(faults("src/cli.rs", "use crate::{compose::compose, office::Office, report::Report};"), 1);
    assert_eq!(faults("src/http/forms.rs", "use crate::layout::Layout; use super::router;"), 1);
    assert_eq!(faults("src/main.rs", "fn main() { vanthu::layout::paginate() }"), 1);
    assert_eq!(faults("src/main.rs", "fn main() { vanthu::cli::run() }"), 0);
    assert_eq!(faults("src/office.rs", "use crate::layout::Layout;"), 0);
}

#[test]
fn a_type_named_outside_tests_is_found() {
    let types = BTreeSet::from(["ke-hoach".to_owned(), "KH".to_owned()]);
    let faults = |sources: Vec<Source>| type_faults(&types, &adopt(sources)).len();
    let one = |text: &str| faults(vec![Source::new("src/compose.rs", text)]);
    assert_eq!(one("if id == \"ke-hoach\" {}"), 1);
    assert_eq!(one("match a { \"KH\" => 1, r\"KH\" => 2, r#\"KH\"# => 3, b\"KH\" => 4, _ => 0 }"), 4);
    assert_eq!(one("// \"KH\"\nconst KH: &str = \"KHÁC\"; let escaped = \"\\\"KH\\\"\";"), 0);
    assert_eq!(one("#[cfg(test)]\nmod tests { fn f() { g(\"KH\") } }\n"), 0);
    assert_eq!(one("#[cfg(test)]\nuse a::{b, c};\nconst A: &str = \"KH\";"), 1);
    assert_eq!(one("#[cfg(test)]\nmod tests { fn f() {} }\nconst A: &str = \"KH\";"), 1);
}

#[test]
fn a_file_for_tests_only_is_known_by_the_line_that_names_it() {
    let types = BTreeSet::from(["KH".to_owned()]);
    let parent =
        "#[cfg(test)]\nmod tests;\n#[cfg(test)]\n#[path = \"page_tests.rs\"]\nmod more;\nmod shipped;";
    let children = ["tests/mod.rs", "tests/deep.rs", "tests.rs", "page_tests.rs", "shipped.rs"];
    let mut sources = vec![Source::new("src/layout/mod.rs", parent)];
    sources.extend(children.map(|c| Source::new(&format!("src/layout/{c}"), "const A: &str = \"KH\";")));
    let faults = type_faults(&types, &adopt(sources));
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].starts_with("src/layout/shipped.rs:1: "));
}

#[test]
fn a_file_named_by_its_path_stands_below_the_file_that_names_it() {
    let order: Vec<String> = ["layout", "page", "office"].map(str::to_owned).to_vec();
    let parent = Source::new("src/layout/page.rs", "#[cfg(test)]\n#[path = \"page_tests.rs\"]\nmod tests;");
    let child =
        Source::new("src/layout/page_tests.rs", "use super::super::office; use super::super::super::page;");
    let faults = order_faults(&order, &adopt(vec![parent, child]));
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].contains("`layout` uses `page`"));
}

#[test]
fn a_glance_at_the_clock_or_the_environment_is_found() {
    let faults = |path: &str, text: &str| outside_faults(&[Source::new(path, text)]).len();
    let texts = [
        "use std::time::SystemTime;",
        "use std::{fs, time::{Duration, SystemTime}};",
        "use std::{env, fs};",
        "use std::time::Instant; fn f() { Instant::now(); }",
        "fn f() { ::std::env::var(\"A\"); }",
        "fn f() { chrono::Utc::now() }",
    ];
    for text in texts {
        assert_eq!(faults("src/layout/flow.rs", text), 1, "{text}");
        assert_eq!(faults("src/cli.rs", text), 0, "{text}");
        assert_eq!(
            faults("src/layout/flow.rs", &format!("#[cfg(test)]\nmod tests {{ {text} }}")),
            0,
            "{text}"
        );
    }
    assert_eq!(
        faults("src/layout/flow.rs", "use std::time::Duration; const V: &str = env!(\"CARGO_PKG_VERSION\");"),
        0
    );
}

#[test]
fn a_crate_out_of_its_module_is_found() {
    let faults = |path: &str, text: &str| confinement_faults(&[Source::new(path, text)]).len();
    assert_eq!(
        faults(
            "src/office.rs",
            "use lopdf::{Document, Object}; use printpdf as p; fn f() { docx_rs::Docx::new() }"
        ),
        4
    );
    assert_eq!(faults("src/pdf/mod.rs", "use lopdf::Object; use printpdf as p;"), 0);
    assert_eq!(faults("src/docx/mod.rs", "fn f() { image::load_from_memory(b\"\") }"), 1);
    assert_eq!(faults("src/docx/mod.rs", "mod image; use image::inline;"), 0);
    assert_eq!(faults("src/docx/mod.rs", "use crate::document::image::A;"), 0);
}

#[test]
fn a_long_file_is_found_and_so_is_an_exception_nobody_needs() {
    let long = [("src/a.rs", "a reason"), ("src/b.rs", "a reason")];
    let faults =
        length_faults([("src/a.rs", 900), ("src/b.rs", 10), ("src/c.rs", 500), ("src/d.rs", 499)], &long);
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults[0].starts_with("src/c.rs:500: ") && faults[1].contains("src/b.rs"));
}

#[test]
fn a_stray_name_at_the_top_is_found() {
    assert_eq!(top_faults([".git", "src", "target", "notes.md", "LICENSE"]).len(), 1);
}

#[test]
fn public_types_that_share_a_name_are_found_with_their_places() {
    let sources = [
        Source::new("src/layout/page.rs", "pub struct Page;\n\npub(super) struct Line;"),
        Source::new("src/register/book.rs", "struct Line;\n\npub enum Page {}\npub type Row = u8;"),
        Source::new("src/store/tx.rs", "pub trait Row {}\n#[cfg(test)]\npub struct Page;"),
    ];
    let faults = name_faults(&sources, &[("Row", "two rows")]);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].starts_with("src/layout/page.rs:1, src/register/book.rs:3: `Page` "), "{faults:?}");
    let spare = name_faults(&sources[..1], &[("Page", "no more")]);
    assert_eq!(spare, ["`Page` names one type now; take it off SHARED_NAMES"]);
}
