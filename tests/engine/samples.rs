//! Every sample through the whole pipeline: what it says, where it stands, what the DOCX holds.
//!
//! `tests/ref/<sample>/` holds what was read and found right. A difference is written to the folder the message names;
//! a reference is replaced only after reading it, with a sentence saying why.

use crate::support::reference::{compare, differs};
use crate::support::{render, sample, samples, stem};
use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;
use vanthu::catalog::Catalog;
use vanthu::compose::compose;
use vanthu::document::{Block, Document, Paragraph};
use vanthu::font::FontBook;
use vanthu::input::Draft;
use vanthu::layout::{Layout, PageItem, paginate};
use vanthu::office::{FolderImages, Format};
use vanthu::preview;
use vanthu::record::Record;

/// A sample as record, document and pages.
fn stages(file: &Path) -> (Record, Document, Layout) {
    let serde_json::Value::Object(values) = sample(file) else { panic!("a draft is an object") };
    let images = FolderImages::new(&crate::support::root().join("samples"));
    let record = Record::check(Draft { values }, Catalog::embedded(), &images);
    let record = record.unwrap_or_else(|report| panic!("{}: {report:#?}", file.display())).value;
    let document = compose(&record);
    let layout = paginate(&document, record.style(), FontBook::embedded()).unwrap();
    (record, document, layout)
}

/// A line a block: role, level, mark, text with its emphasis.
fn describe(document: &Document) -> String {
    let mut out = String::new();
    for (index, section) in document.sections.iter().enumerate() {
        let _ = writeln!(out, "== section {} {:?}", index + 1, section.orientation);
        section.blocks.iter().for_each(|b| describe_block(b, 0, &mut out));
        if !section.foot.is_empty() {
            out.push_str("-- foot\n");
            section.foot.iter().for_each(|b| describe_block(b, 0, &mut out));
        }
    }
    out
}

fn describe_block(block: &Block, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    match block {
        Block::Paragraph(p) => describe_paragraph(p, &indent, out),
        Block::Frame(f) => describe_paragraph(&f.paragraph, &format!("{indent}[frame] "), out),
        Block::Rule(rule) => writeln!(out, "{indent}----- {:?}", rule.role).unwrap(),
        Block::SigningRoom(room) => {
            let seal = room.seal.as_ref().and_then(|p| p.image.as_ref());
            writeln!(
                out,
                "{indent}(room to sign; {:?}, {seal:?})",
                room.signature.as_ref().and_then(|p| p.image.as_ref())
            )
            .unwrap();
        }
        Block::Table(table) => {
            writeln!(out, "{indent}table {:?}", table.columns).unwrap();
            for row in table.header.iter().chain(&table.rows) {
                let cells: Vec<_> =
                    row.cells.iter().map(|c| format!("{}×{}", c.columns, marked(&c.paragraph))).collect();
                writeln!(out, "{indent}  {}", cells.join(" | ")).unwrap();
            }
        }
        Block::Columns(columns) => {
            for (index, row) in columns.rows.iter().enumerate() {
                for (side, blocks) in ["left", "right"].iter().zip(row) {
                    writeln!(out, "{indent}{:?} row {} {side}", columns.kind, index + 1).unwrap();
                    blocks.iter().for_each(|b| describe_block(b, depth + 1, out));
                }
            }
        }
        Block::Braced(group) => {
            writeln!(out, "{indent}braced: {}", marked(&group.note)).unwrap();
            group.items.iter().for_each(|p| describe_paragraph(p, &format!("{indent}  "), out));
        }
    }
}

fn describe_paragraph(paragraph: &Paragraph, indent: &str, out: &mut String) {
    let mark = &paragraph.text.as_str()[..paragraph.marker];
    writeln!(out, "{indent}{:?} {} «{mark}» {}", paragraph.role, paragraph.level, marked(paragraph)).unwrap();
}

fn marked(paragraph: &Paragraph) -> String {
    let text = paragraph.text.as_str();
    let span = |(range, look): (std::ops::Range<usize>, vanthu::document::Emphasis)| {
        let marks = ["", "*", "**", "***"][usize::from(look.italic) + 2 * usize::from(look.bold)];
        format!("{marks}{}{marks}", &text[range])
    };
    paragraph.text.spans().map(span).collect::<String>().replace('\n', "⏎").replace('\u{a0}', "⍽")
}

/// A line a placed item, in points.
fn places(layout: &Layout) -> String {
    let mut out = String::new();
    for (index, page) in layout.pages.iter().enumerate() {
        let (width, height) = (page.size.width.to_pt(), page.size.height.to_pt());
        writeln!(out, "== page {} {width:.2}×{height:.2}", index + 1).unwrap();
        for placed in &page.items {
            write!(out, "{:7.2} {:7.2} ", placed.at.x.to_pt(), placed.at.y.to_pt()).unwrap();
            match &placed.item {
                PageItem::Text(run) => {
                    let (size, gap) = (run.size.to_pt(), run.word_gap.to_pt());
                    let condensed = if run.letter_gap.to_emu() == 0 { "" } else { " condensed" };
                    let text = layout.text_of(run);
                    writeln!(out, "{:?} {size} +{gap:.2}{condensed} {text}", run.face).unwrap();
                }
                PageItem::Rule { to, weight } => {
                    writeln!(out, "rule to {:.2} {:.2}, {}", to.x.to_pt(), to.y.to_pt(), weight.to_pt())
                        .unwrap();
                }
                PageItem::Frame { size, .. } => {
                    writeln!(out, "frame {:.2}×{:.2}", size.width.to_pt(), size.height.to_pt()).unwrap();
                }
                PageItem::Image(image, size) => {
                    writeln!(out, "image {image} {:.2}×{:.2}", size.width.to_pt(), size.height.to_pt())
                        .unwrap();
                }
                PageItem::Brace(size) => {
                    writeln!(out, "brace {:.2}×{:.2}", size.width.to_pt(), size.height.to_pt()).unwrap();
                }
            }
        }
    }
    out
}

/// `word/document.xml`, an element a line.
fn word_xml(docx: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut xml = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    xml.replace("<w:p>", "\n<w:p>").replace("<w:p ", "\n<w:p ").replace("<w:tbl>", "\n<w:tbl>")
}

#[test]
fn every_sample_is_what_was_read_and_found_right() {
    let mut differences = Vec::new();
    for file in samples() {
        let name = stem(&file);
        let (_, document, layout) = stages(&file);
        let rendered = render(sample(&file), &name, &[Format::Docx]).unwrap();
        let first = preview::png(&layout, 0, 40).unwrap();
        differences.extend(
            differs(&name, "page.png", &first).map(|(_, at)| format!("{name}: look at {}", at.display())),
        );
        differences.extend(compare(&name, "document.txt", &describe(&document)));
        differences.extend(compare(&name, "layout.txt", &places(&layout)));
        differences.extend(compare(&name, "word.xml", &word_xml(crate::support::file(&rendered, "docx"))));
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Words without the marks of the scan, with what is mended in samples/README.md mended.
fn scanned_words(scan: &str) -> Vec<String> {
    let text = scan.replace("- +", "+").replace(['#', '✓'], " ").replace('*', "").replace('Ð', "Đ");
    // The number line is set without the space the office typed before its slash.
    text.replace("Số: 22 /CT", "Số: 22/CT").split_whitespace().map(str::to_owned).collect()
}

/// The words of a document in reading order.
fn document_words(document: &Document) -> Vec<String> {
    fn gather(block: &Block, out: &mut String) {
        match block {
            Block::Paragraph(p) => {
                out.push_str(p.text.as_str());
                out.push('\n');
            }
            Block::Columns(columns) => columns.rows.iter().flatten().flatten().for_each(|b| gather(b, out)),
            _ => {}
        }
    }
    let mut out = String::new();
    document.sections.iter().flat_map(|s| &s.blocks).for_each(|b| gather(b, &mut out));
    out.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn each_of_the_five_papers_says_every_word_of_its_scan_once_and_in_order() {
    for file in samples().iter().filter(|f| stem(f).starts_with('0')) {
        let scan = crate::support::root().join("samples/scans").join(format!("{}.txt", stem(file)));
        let scan = scanned_words(&std::fs::read_to_string(scan).unwrap());
        let (_, document, _) = stages(file);
        let words = document_words(&document);
        // Before the number line stands what every paper of the office carries and the scans lost.
        let from = words.iter().position(|w| w == "Số:").unwrap();
        let mut words = &words[from..];
        if scan.first().is_some_and(|w| w != "Số:") {
            // Neither number nor date: blanks are printed in their place.
            words = &words[words.iter().position(|w| *w == scan[0]).unwrap()..];
        }
        for (index, (word, scanned)) in words.iter().zip(&scan).enumerate() {
            let near = &scan[index.saturating_sub(6)..(index + 2).min(scan.len())];
            assert_eq!(word, scanned, "{} near {near:?}", stem(file));
        }
        assert_eq!(words.len(), scan.len(), "{}", stem(file));
    }
}

#[test]
fn the_pages_say_every_word_of_the_document_in_order() {
    for file in samples() {
        let (_, document, layout) = stages(&file);
        let runs = layout.pages.iter().flat_map(|p| &p.items).filter_map(|placed| {
            match (&placed.item, placed.owner) {
                (PageItem::Text(run), vanthu::layout::Owner::Node(_)) => Some(layout.text_of(run)),
                _ => None,
            }
        });
        let placed: String = runs.collect();
        let all = describe_text(&document);
        let squeeze = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert_eq!(squeeze(&placed), squeeze(&all), "{}", stem(&file));
    }
}

/// All text in reading order, tables and frames and foot included.
fn describe_text(document: &Document) -> String {
    fn gather(block: &Block, out: &mut String) {
        match block {
            Block::Paragraph(p) => out.push_str(p.text.as_str()),
            Block::Frame(f) => out.push_str(f.paragraph.text.as_str()),
            Block::Table(t) => {
                let cells = t.header.iter().chain(&t.rows).flat_map(|r| &r.cells);
                cells.for_each(|c| out.push_str(c.paragraph.text.as_str()));
            }
            Block::Columns(columns) => columns.rows.iter().flatten().flatten().for_each(|b| gather(b, out)),
            Block::Braced(group) => {
                group.items.iter().chain([&group.note]).for_each(|p| out.push_str(p.text.as_str()));
            }
            Block::Rule(_) | Block::SigningRoom(_) => {}
        }
    }
    let mut out = String::new();
    for section in &document.sections {
        // The foot of a section is placed on its first page; no sample with a foot has more than one.
        section.blocks.iter().chain(&section.foot).for_each(|b| gather(b, &mut out));
    }
    out
}

#[test]
fn rendering_twice_or_in_two_threads_gives_the_same_bytes() {
    let formats = [Format::Pdf, Format::Docx, Format::Package, Format::Svg];
    for file in samples() {
        let make = || {
            let rendered = render(sample(&file), "x", &formats).unwrap();
            rendered.files.into_iter().map(|f| (f.name, f.bytes)).collect::<Vec<_>>()
        };
        let first = make();
        let (second, third) = std::thread::scope(|scope| {
            let (a, b) = (scope.spawn(make), scope.spawn(make));
            (a.join().unwrap(), b.join().unwrap())
        });
        assert!(first == second && second == third, "{}", stem(&file));
    }
}

#[test]
fn the_nine_page_paper_stays_small() {
    let file = crate::support::root().join("samples/001-ct.json");
    let rendered = render(sample(&file), "x", &[Format::Pdf, Format::Docx]).unwrap();
    assert_eq!(rendered.pages, 9);
    let (pdf, docx) =
        (crate::support::file(&rendered, "pdf").len(), crate::support::file(&rendered, "docx").len());
    assert!(pdf < 60 * 1024 && docx < 32 * 1024, "PDF {pdf}, DOCX {docx} bytes");
}
