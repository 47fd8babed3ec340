//! What each stage costs, for the nine-page and the three-page paper of `samples/`.
//!
//! `package/whole` is what a caller waits for: draft JSON to finished package in one thread.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::path::Path;
use vanthu::catalog::Catalog;
use vanthu::compose::compose;
use vanthu::font::FontBook;
use vanthu::layout::paginate;
use vanthu::office::{FolderImages, Format, Office, Request};
use vanthu::record::Record;
use vanthu::{docx, input, pdf};

const PAPERS: [(&str, &str, &str); 2] = [
    ("nine pages", include_str!("../samples/001-ct.json"), include_str!("../samples/scans/001-ct.txt")),
    ("three pages", include_str!("../samples/003-kh.json"), include_str!("../samples/scans/003-kh.txt")),
];

fn stages(criterion: &mut Criterion) {
    let office = Office::new(Catalog::embedded());
    let images = FolderImages::new(Path::new("samples"));
    for (name, json, scan) in PAPERS {
        let mut group = criterion.benchmark_group(name);
        group.bench_function("import", |b| b.iter(|| office.import(black_box(scan.as_bytes()))));
        let draft = input::read_json(json.as_bytes()).expect("a sample is a draft");
        group.bench_function("read", |b| b.iter(|| input::read_json(black_box(json.as_bytes()))));
        group.bench_function("check", |b| {
            b.iter_with_setup(|| draft.clone(), |draft| Record::check(draft, Catalog::embedded(), &images));
        });
        let record = Record::check(draft, Catalog::embedded(), &images).expect("a sample is right").value;
        group.bench_function("compose", |b| b.iter(|| compose(black_box(&record))));
        let (document, style) = (compose(&record), record.style());
        group.bench_function("layout", |b| b.iter(|| paginate(&document, style, FontBook::embedded())));
        let layout = paginate(&document, style, FontBook::embedded()).expect("nine pages are few");
        group.bench_function("pdf", |b| b.iter(|| pdf::write(&layout, &document.meta)));
        group.bench_function("docx", |b| b.iter(|| docx::write(&document, &layout.hints, style)));
        group.bench_function("package/whole", |b| {
            b.iter(|| {
                let draft =
                    office.read(black_box(json.as_bytes()), Some("x.json")).expect("a sample is a draft");
                let request =
                    Request { formats: &[Format::Package], mode: None, fallback: "x", images: &images };
                office.render(draft, request)
            });
        });
        group.finish();
    }
}

criterion_group!(benches, stages);
criterion_main!(benches);
