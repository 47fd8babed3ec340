//! What each stage costs, for the nine-page and the three-page paper of `samples/`.
//!
//! `package/whole` is what a caller waits for: draft JSON to finished package in one thread. The stages measured one by
//! one run warm; what each takes of a whole run, where all push each other out of the cache, is printed at the end.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};
use vanthu::catalog::Catalog;
use vanthu::compose::compose;
use vanthu::font::FontBook;
use vanthu::layout::paginate;
use vanthu::office::{FolderImages, Format, Office, PageRequest, pack, problems, stored_page};
use vanthu::package::PackagedFile;
use vanthu::record::Record;
use vanthu::report::Report;
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
        group.bench_function("record", |b| {
            b.iter_with_setup(|| draft.clone(), |draft| Record::check(draft, Catalog::embedded(), &images));
        });
        let record = Record::check(draft, Catalog::embedded(), &images).expect("a sample is right").value;
        group.bench_function("compose", |b| b.iter(|| compose(black_box(&record))));
        let (document, style) = (compose(&record), record.style());
        group.bench_function("layout", |b| b.iter(|| paginate(&document, style, FontBook::embedded())));
        let layout = paginate(&document, style, FontBook::embedded()).expect("nine pages are few");
        group.bench_function("lint", |b| {
            b.iter(|| problems(Report::new(), &record, Catalog::embedded(), &document, &layout, None));
        });
        group.bench_function("pdf", |b| {
            b.iter(|| pdf::write(&layout, &document.meta, &pdf::PdfOptions::default()))
        });
        let stored =
            pdf::write(&layout, &document.meta, &pdf::PdfOptions::default()).expect("a sample is drawn");
        let last = layout.pages.len() - 1;
        group.bench_function("page of the stored PDF", |b| {
            b.iter(|| stored_page(black_box(&stored), last, Format::Svg))
        });
        group.bench_function("page laid out anew", |b| {
            b.iter_with_setup(
                || input::read_json(json.as_bytes()).expect("a sample is a draft"),
                |draft| {
                    office.page(
                        draft,
                        &images,
                        PageRequest { page: last, format: Format::Svg, sources: false },
                    )
                },
            );
        });
        group.bench_function("docx", |b| b.iter(|| docx::write(&document, &layout.hints, style)));
        group.bench_function("package/whole", |b| {
            b.iter(|| {
                let draft =
                    office.read(black_box(json.as_bytes()), Some("x.json")).expect("a sample is a draft");
                office.make(draft, &images, "x")
            });
        });
        group.finish();
    }
}

/// Runs of the whole that shares are taken from.
const RUNS: u32 = 400;

/// Prints what each stage takes of a whole run, and the whole against its PDF and DOCX stages.
#[expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a bench measures time and says what it found"
)]
fn shares(_: &mut Criterion) {
    let office = Office::new(Catalog::embedded());
    let images = FolderImages::new(Path::new("samples"));
    for (name, json, _) in PAPERS {
        let mut spent = [Duration::ZERO; 8];
        for run in 0..RUNS * 2 {
            let mut at = Instant::now();
            let mut lap = |stage: usize| {
                let now = Instant::now();
                // The first half warms up.
                if run >= RUNS {
                    spent[stage] += now - at;
                }
                at = now;
            };
            let draft = office.read(json.as_bytes(), Some("x.json")).expect("a sample is a draft");
            lap(0);
            let checked = Record::check(draft, Catalog::embedded(), &images).expect("a sample is right");
            lap(1);
            let (record, report) = (checked.value, checked.report);
            let document = compose(&record);
            lap(2);
            let layout = paginate(&document, record.style(), FontBook::embedded()).expect("few pages");
            lap(3);
            let report = problems(report, &record, Catalog::embedded(), &document, &layout, None);
            lap(4);
            let pdf =
                pdf::write(&layout, &document.meta, &pdf::PdfOptions::default()).expect("a sample is drawn");
            lap(5);
            let docx = docx::write(&document, &layout.hints, record.style()).expect("a sample is written");
            lap(6);
            let files =
                [("x.pdf", pdf), ("x.docx", docx)].map(|(name, bytes)| PackagedFile::new(name, bytes));
            black_box(pack("x", files.into(), &record, report)).expect("a sample is packed");
            lap(7);
        }
        let micros = spent.map(|s| s.as_secs_f64() * 1e6 / f64::from(RUNS));
        let whole: f64 = micros.iter().sum();
        for (stage, time) in
            ["read", "record", "compose", "layout", "lint", "pdf", "docx", "package"].iter().zip(micros)
        {
            println!("{name}: {stage:<8} {time:7.1} µs {:5.1} %", time / whole * 100.0);
        }
        println!("{name}: whole    {whole:7.1} µs, {:.2} times pdf + docx", whole / (micros[5] + micros[6]));
    }
}

/// A draft that is right, with another body.
fn draft_of(body: String) -> serde_json::Value {
    let mut draft: serde_json::Value = serde_json::from_str(PAPERS[1].1).expect("a sample is JSON");
    draft["body"] = body.into();
    draft
}

/// A table of so many rows: number, work, who does it, when.
fn table(rows: usize) -> String {
    let mut body = String::from("| TT | Nội dung | Đơn vị | Thời gian |\n|---|---|---|---|\n");
    for row in 1..=rows {
        writeln!(
            body,
            "| {row} | Tổ chức hội nghị tổng kết phong trào thi đua | Văn phòng | Tháng {} |",
            row % 12 + 1
        )
        .expect("a string takes all");
    }
    body
}

/// So many paragraphs of four lines.
fn paragraphs(count: usize) -> String {
    let text = "Các cấp công đoàn tổ chức tuyên truyền, phổ biến chủ trương của Đảng, chính sách, pháp luật của Nhà \
                nước tới đoàn viên, người lao động; nắm bắt tâm tư, nguyện vọng, kịp thời kiến nghị giải quyết những \
                vấn đề phát sinh, góp phần xây dựng quan hệ lao động hài hòa, ổn định và tiến bộ tại đơn vị.\n\n";
    text.repeat(count)
}

/// Body of so many elements.
type BodyOfSize = fn(usize) -> String;

/// Elements per second of packages that grow: as many at every size where the time grows with the size.
fn growth(criterion: &mut Criterion) {
    let office = Office::new(Catalog::embedded());
    let images = FolderImages::new(Path::new("samples"));
    let make = |draft: &serde_json::Value| {
        let draft = office.read(draft.to_string().as_bytes(), Some("x.json")).expect("it is a draft");
        office.make(draft, &images, "x").expect("it is right")
    };
    let kinds: [(&str, BodyOfSize, [usize; 4]); 2] =
        [("table rows", table, [250, 500, 1000, 2000]), ("paragraphs", paragraphs, [200, 400, 800, 1600])];
    for (name, body, sizes) in kinds {
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10);
        for size in sizes {
            let draft = draft_of(body(size));
            group.throughput(Throughput::Elements(size as u64));
            group.bench_with_input(BenchmarkId::from_parameter(size), &draft, |b, draft| {
                b.iter(|| make(draft))
            });
        }
        group.finish();
    }
}

criterion_group!(benches, stages, growth, shares);
criterion_main!(benches);
