//! What other programs say of our files: LibreOffice, poppler, qpdf, python-docx, openxml-audit, bagit, Chromium; and
//! how Node.js fares with the service.
//!
//! Ignored by default, because a fresh machine has none of them; `.ci/run` installs them and runs these too.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]

#[path = "engine/import/compare.rs"]
mod documents;
#[path = "support/server.rs"]
#[allow(dead_code, reason = "other programs use the rest")]
#[allow(clippy::disallowed_methods, reason = "patience is measured")]
mod server;
mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use support::parity::{first_difference, libreoffice, lines, output, path};
use support::{generate, tables};
use vanthu::office::{Format, Rendered};

/// How many made-up documents are compared with LibreOffice.
const GENERATED: u64 = 200;
/// Seeds of tables that still differ: a note under a table falls just over a page's end.
const OPEN_TABLES: [u64; 2] = [105, 111];
/// How many of them are given to LibreOffice to write again.
const REWRITTEN: u64 = 24;

/// An empty folder under the build folder.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Renders all samples into a folder: their names.
fn render_samples(folder: &Path) -> Vec<String> {
    let render = |file: &PathBuf| {
        let name = support::stem(file);
        let rendered =
            support::render(support::sample(file), &name, &[Format::Pdf, Format::Docx, Format::Package]);
        write(folder, &name, &rendered.unwrap());
        name
    };
    support::samples().iter().map(render).collect()
}

fn write(folder: &Path, name: &str, rendered: &Rendered) {
    for ending in ["pdf", "docx", "zip"] {
        if let Some(made) = rendered.files.iter().find(|f| f.name.ends_with(ending)) {
            std::fs::write(folder.join(format!("{name}.{ending}")), &made.bytes).unwrap();
        }
    }
}

/// Compares the breaks of each pair; what differs, a line each.
fn compare(folder: &Path, names: &[String]) -> (usize, Vec<String>) {
    let laid = libreoffice(folder, names);
    let (mut count, mut different) = (0, Vec::new());
    for name in names {
        let ours = lines(&path(folder, name, "pdf"));
        let theirs = lines(&path(&laid, name, "pdf"));
        count += theirs.len();
        if let Some(at) = first_difference(&ours, &theirs) {
            let first = (ours.get(at), theirs.get(at));
            different.push(format!("{name}: {} and {} lines, first {first:?}", ours.len(), theirs.len()));
        }
    }
    (count, different)
}

#[test]
#[ignore = "needs LibreOffice and poppler"]
fn the_docx_breaks_like_the_pdf_in_every_sample_and_in_generated_documents() {
    let folder = folder("parity");
    let mut names = render_samples(&folder);
    for (name, draft) in support::attached::drafts() {
        write(&folder, name, &support::render(draft, name, &[Format::Pdf, Format::Docx]).unwrap());
        names.push(name.to_owned());
    }
    let sentences = generate::sentences();
    for seed in 0..GENERATED {
        let name = format!("made-{seed:03}");
        let draft = generate::draft(seed, &sentences);
        let rendered = support::render(draft.clone(), &name, &[Format::Pdf, Format::Docx]);
        write(&folder, &name, &rendered.unwrap_or_else(|e| panic!("{name}: {e:?}\n{draft}")));
        names.push(name);
    }
    let (lines, different) = compare(&folder, &names);
    println!("{} documents, {lines} lines, {} documents differ", names.len(), different.len());
    assert!(different.is_empty(), "{}", different.join("\n"));
}

#[test]
#[ignore = "needs LibreOffice and poppler"]
fn tables_of_words_numbers_addresses_and_spans_break_alike_at_every_place_of_a_page() {
    let folder = folder("tables");
    let sentences = generate::sentences();
    let draw = |seed: u64| {
        let name = format!("tables-{seed:03}");
        let rendered = support::render(tables::draft(seed, &sentences), &name, &[Format::Pdf, Format::Docx]);
        write(&folder, &name, &rendered.unwrap_or_else(|e| panic!("{name}: {e:?}")));
        name
    };
    let names: Vec<String> = (0..GENERATED).map(draw).collect();
    let (lines, different) = compare(&folder, &names);
    println!("{} documents, {lines} lines, {} documents differ: {different:?}", names.len(), different.len());
    let is_open =
        |said: &&String| OPEN_TABLES.iter().any(|seed| said.starts_with(&format!("tables-{seed:03}:")));
    let (open, others): (Vec<&String>, Vec<&String>) = different.iter().partition(is_open);
    assert!(others.is_empty(), "{others:#?}");
    assert_eq!(open.len(), OPEN_TABLES.len(), "what was known to differ breaks alike: take its seed away");
}

/// Files as LibreOffice writes them in a format.
fn converted(folder: &Path, files: &[String], format: &str, name: &str) -> PathBuf {
    let out = folder.join(name);
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let place = out.display().to_string();
    let mut arguments = vec![profile.as_str(), "--headless", "--convert-to", format, "--outdir", &place];
    arguments.extend(files.iter().map(String::as_str));
    output("soffice", &arguments);
    out
}

#[test]
#[ignore = "needs LibreOffice"]
fn a_docx_that_libreoffice_has_rewritten_is_read_as_the_same_document() {
    let folder = folder("rewritten");
    let mut drafts: Vec<(String, serde_json::Value)> =
        support::samples().iter().map(|file| (support::stem(file), support::sample(file))).collect();
    let sentences = generate::sentences();
    drafts.extend((0..REWRITTEN).map(|seed| (format!("seed-{seed}"), generate::draft(seed, &sentences))));
    for (name, draft) in &drafts {
        write(&folder, name, &support::render(draft.clone(), name, &[Format::Docx]).unwrap());
    }
    let files = |folder: &Path, ending: &str| -> Vec<String> {
        drafts.iter().map(|(name, _)| path(folder, name, ending)).collect()
    };
    let again = converted(&folder, &files(&folder, "docx"), "docx:MS Word 2007 XML", "again");
    let odt = converted(&folder, &files(&folder, "docx"), "odt", "odt");
    let from_odt = converted(&folder, &files(&odt, "odt"), "docx:MS Word 2007 XML", "from-odt");
    for (name, draft) in drafts {
        let serde_json::Value::Object(values) = draft else { panic!("a draft is an object") };
        let before = documents::describe(&documents::composed(values, &name));
        for way in [&again, &from_odt] {
            let bytes = std::fs::read(path(way, &name, "docx")).unwrap();
            let import =
                vanthu::input::docx::import(&bytes, &documents::knowledge()).unwrap().papers.remove(0);
            let after = documents::describe(&documents::composed(import.draft.values, &name));
            let place = format!("{} of {name}", way.display());
            documents::assert_same(&place, &before, &after);
        }
    }
}

#[test]
#[ignore = "needs openxml-audit"]
fn every_docx_is_valid_office_open_xml() {
    let folder = folder("audit");
    for name in render_samples(&folder) {
        output("openxml-audit", &["-q", "-m", "0", &path(&folder, &name, "docx")]);
    }
}

#[test]
#[ignore = "needs python-docx"]
fn python_docx_finds_title_language_styles_and_every_word() {
    let folder = folder("python-docx");
    let script = "
import sys, docx
d = docx.Document(sys.argv[1])
p = d.core_properties
print(p.title); print(p.language)
print(sum(1 for x in d.paragraphs if x.style.name.lower().startswith('heading')))
def walk(b):
    for x in b.iter_inner_content():
        if isinstance(x, docx.table.Table):
            for r in x.rows:
                # A cell over several columns is listed once for each.
                for c in {id(c._tc): c for c in r.cells}.values(): yield from walk(c)
        else: yield x.text
foot = [x.text for s in d.sections for x in s.first_page_footer.paragraphs]
print(' '.join(' '.join([*walk(d), *foot]).split()))";
    for name in render_samples(&folder) {
        let said = output("python3", &["-c", script, &path(&folder, &name, "docx")]);
        let mut said = said.lines();
        assert!(!said.next().unwrap().is_empty(), "{name} has no title");
        assert_eq!(said.next().unwrap(), "vi-VN", "{name}");
        let headings: usize = said.next().unwrap().parse().unwrap();
        assert!(headings > 0 || name.starts_with("cong-van"), "{name} has no headings");
        let ours = words(&output("pdftotext", &["-raw", &path(&folder, &name, "pdf"), "-"]));
        let theirs = words(said.next().unwrap());
        // Page numbers are in headers, which the body does not show.
        let missing: Vec<_> =
            difference(&ours, &theirs).into_iter().filter(|w| w.parse::<u32>().is_err()).collect();
        assert!(missing.is_empty(), "{name}: only in the PDF: {missing:?}");
        assert!(difference(&theirs, &ours).is_empty(), "{name}: only in the DOCX");
    }
}

fn words(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    // A line may end after a hyphen or a slash, where the PDF's text has a line end and the DOCX's none.
    let text = text.replace('\u{a0}', " ").replace('\u{200b}', "").replace('-', "- ").replace('/', "/ ");
    for word in text.split_whitespace() {
        *counts.entry(word.to_owned()).or_default() += 1;
    }
    counts
}

/// The words that stand more often in `a` than in `b`.
fn difference(a: &BTreeMap<String, usize>, b: &BTreeMap<String, usize>) -> Vec<String> {
    a.iter().filter(|(w, n)| b.get(*w).unwrap_or(&0) < n).map(|(w, _)| w.clone()).collect()
}

#[test]
#[ignore = "needs qpdf and poppler"]
fn every_pdf_is_sound_and_carries_its_fonts() {
    let folder = folder("pdf");
    for name in render_samples(&folder) {
        let pdf = path(&folder, &name, "pdf");
        output("qpdf", &["--check", &pdf]);
        for font in output("pdffonts", &[&pdf]).lines().skip(2) {
            let marks: Vec<_> = font.split_whitespace().rev().skip(2).take(3).collect();
            assert_eq!(marks, ["yes"; 3], "{name}: embedded, subset and with Unicode map: {font}");
        }
        let info = output("pdfinfo", &[&pdf]);
        for key in ["Title:", "Tagged:          yes"] {
            assert!(info.contains(key), "{name} lacks {key}\n{info}");
        }
        assert!(!output("pdftotext", &[&pdf, "-"]).contains('\u{fffd}'), "{name}: a glyph without text");
    }
}

#[test]
#[ignore = "needs poppler"]
fn whoever_reads_by_the_tags_gets_every_word_of_the_pages_and_no_page_number() {
    let folder = folder("tags");
    // A word that a line's end cuts in two (between two dates) is whole in the tags: letters are compared, not words.
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    for name in render_samples(&folder) {
        let pdf = path(&folder, &name, "pdf");
        let tags = output("pdfinfo", &["-struct-text", &pdf]);
        let quoted = |line: &str| line.trim().strip_prefix('"')?.strip_suffix('"').map(str::to_owned);
        let read: String = tags.lines().filter_map(quoted).map(|text| letters(&text)).collect();
        let pages = output("pdftotext", &["-raw", &pdf, "-"]);
        let pages = pages.split('\u{c}').enumerate().map(|(index, page)| {
            // The number is drawn last.
            let page = page.trim_end();
            letters(page.strip_suffix(&format!("\n{}", index + 1)).unwrap_or(page))
        });
        assert_eq!(read, pages.collect::<String>(), "{name}");
    }
}

#[test]
#[ignore = "needs bagit"]
fn every_package_is_a_valid_bag() {
    let folder = folder("bags");
    let script = "import sys, zipfile, bagit, os
d = sys.argv[1][:-4] + '-bag'
zipfile.ZipFile(sys.argv[1]).extractall(d)
bagit.Bag(os.path.join(d, os.listdir(d)[0])).validate()";
    for name in render_samples(&folder) {
        output("python3", &["-c", script, &path(&folder, &name, "zip")]);
    }
}

#[test]
#[ignore = "needs Node.js"]
fn a_client_of_node_hears_every_early_refusal_and_keeps_its_connection() {
    let place = server::Place::new("node");
    let (_, said) = place.run(&["key", "create", "--name", "n", "--organ", "*", "--role", "admin"]);
    let key = said.split_whitespace().find(|word| word.len() > 70 && word.contains('.')).unwrap();
    let server = server::Server::start(&place, "127.0.0.1:0", &["--rate", "0"]);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/client.mjs");
    output("node", &[script, &server.address, key]);
    server.stop();
}

#[test]
#[ignore = "needs Chromium"]
fn a_browser_shows_the_svg_of_a_page_in_our_face() {
    let folder = folder("browser");
    let file = &support::samples()[0];
    let rendered = support::render(support::sample(file), "x", &[Format::Svg]).unwrap();
    let svg = folder.join("page.svg");
    std::fs::write(&svg, support::file(&rendered, "-1.svg")).unwrap();
    let page = folder.join("page.html");
    // The page answers with its title whether the embedded face was loaded and is used.
    let html = format!(
        "<html><body>{}<script>document.fonts.ready.then(()=>{{document.title=[...document.fonts].map(f=>f.status).join(' ')}})</script></body></html>",
        std::fs::read_to_string(&svg).unwrap()
    );
    std::fs::write(&page, html).unwrap();
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    let url = format!("file://{}", page.display());
    let quiet =
        ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
    let more = ["--disable-component-update", "--disable-sync", "--virtual-time-budget=5000", "--dump-dom"];
    let arguments: Vec<_> = quiet.into_iter().chain(more).chain([profile.as_str(), url.as_str()]).collect();
    let dom = output("chromium", &arguments);
    let title = dom.split("<title>").nth(1).and_then(|t| t.split('<').next()).unwrap_or("").to_owned();
    assert!(!title.is_empty() && title.split(' ').all(|s| s == "loaded"), "faces: {title:?}");
}
