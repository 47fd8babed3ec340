//! The breaks of a PDF beside those that LibreOffice makes of the DOCX of the same document.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Files that one call of LibreOffice converts.
const CHUNK: usize = 25;

/// A line of a document: its page, from 1, and its characters without spaces.
pub(crate) type PlacedLine = (usize, String);

/// A program's standard output; its failure is the test's.
pub(crate) fn output(program: &str, arguments: &[&str]) -> String {
    let ran = Command::new(program).args(arguments).output();
    let ran = ran.unwrap_or_else(|e| panic!("{program} cannot be run ({e}); .ci/run installs it"));
    let text = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(
        ran.status.success(),
        "{program} {arguments:?}: {text}\n{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    text
}

/// The place of a file in a folder.
pub(crate) fn path(folder: &Path, name: &str, ending: &str) -> String {
    folder.join(format!("{name}.{ending}")).display().to_string()
}

/// The lines of a PDF: words that share a bottom edge, left to right, spaces dropped.
pub(crate) fn lines(pdf: &str) -> Vec<PlacedLine> {
    let html = output("pdftotext", &["-bbox-layout", pdf, "-"]);
    let pages = html.split("<page ").skip(1).enumerate();
    pages.flat_map(|(index, page)| page_lines(page).into_iter().map(move |line| (index + 1, line))).collect()
}

fn page_lines(page: &str) -> Vec<String> {
    let mut rows: Vec<(f64, Vec<(f64, String)>)> = Vec::new();
    for word in page.split("<word ").skip(1) {
        let attribute = |name: &str| -> f64 {
            let from = word.find(name).unwrap() + name.len() + 2;
            word[from..].split('"').next().unwrap().parse().unwrap()
        };
        let (left, bottom) = (attribute("xMin"), attribute("yMax"));
        let text = word.split('>').nth(1).unwrap().split('<').next().unwrap();
        let text = text.replace(['\u{2010}', '\u{2011}'], "-");
        match rows.iter_mut().find(|row| (row.0 - bottom).abs() < 2.5) {
            Some(row) => row.1.push((left, text)),
            None => rows.push((bottom, vec![(left, text)])),
        }
    }
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let line = |mut words: Vec<(f64, String)>| {
        words.sort_by(|a, b| a.0.total_cmp(&b.0));
        words.into_iter().map(|w| w.1).collect()
    };
    rows.into_iter().map(|row| line(row.1)).collect()
}

/// Lays the DOCX files of a folder out with LibreOffice: NAME.pdf in a folder of its own.
pub(crate) fn libreoffice(folder: &Path, names: &[String]) -> PathBuf {
    let laid = folder.join("libreoffice");
    std::fs::create_dir_all(&laid).unwrap();
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    for chunk in names.chunks(CHUNK) {
        let files: Vec<_> = chunk.iter().map(|n| path(folder, n, "docx")).collect();
        let out = laid.display().to_string();
        let mut arguments = vec![profile.as_str(), "--headless", "--convert-to", "pdf", "--outdir", &out];
        arguments.extend(files.iter().map(String::as_str));
        output("soffice", &arguments);
    }
    laid
}

/// Finds the first line of ours that is not theirs, or that is on another page; the end of the shorter counts.
pub(crate) fn first_difference(ours: &[PlacedLine], theirs: &[PlacedLine]) -> Option<usize> {
    let differs = ours.iter().zip(theirs).position(|(a, b)| a != b);
    differs.or_else(|| (ours.len() != theirs.len()).then(|| ours.len().min(theirs.len())))
}
