//! Holds the source to its architecture: which module may use which, and what stands only in one place.
//!
//! The order of the `pub mod` lines in `src/lib.rs` is the order of the modules. Every fault is a sentence with its
//! file, line and rule. The rules are functions over made-up sources too, so that `architecture/proofs.rs` sees each of them fail.

mod proofs;
mod source;

use source::{Kind, Source, adopt, tokens};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Files longer than the rest may be, with the reason; an entry that is needed no more is a fault.
const LONG: &[(&str, &str)] = &[];
/// Lines a file stays under.
const LINES: usize = 500;
/// What may stand at the top of the repository, beside dot-files.
const TOP: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "LICENSE",
    "README.md",
    "benches",
    "fonts",
    "samples",
    "src",
    "templates",
    "tests",
    // Ignored by git: what is built, rendered and tried out.
    "target",
    "out",
    "drafts",
    "vanthu-data",
    "proptest-regressions",
];
/// Modules that see pages, and all they may know of the document.
const PAGE_WRITERS: &[&str] = &["pdf", "preview"];
const OF_DOCUMENT: &[&str] = &["Meta", "Image", "BlockId", "TextPlace"];
/// Modules that face the world, and all they may use.
const EDGES: &[&str] = &["http", "cli", "main"];
const OF_EDGES: &[&str] = &[
    "digest", "office", "service", "access", "register", "outbox", "archive", "input", "runtime", "report",
    "length", "limits", "config", "http", "cli",
];
/// Where the clock and the environment may be read.
const OUTSIDE: &[&str] = &["config", "cli", "main"];
/// Crates that only some modules may use.
const CONFINED: &[(&str, &[&str])] = &[
    ("printpdf", &["pdf"]),
    ("lopdf", &["pdf"]),
    ("docx_rs", &["docx"]),
    ("handlebars", &["template", "http"]),
    ("image", &["picture", "preview"]),
    ("png", &["picture"]),
    ("sqlx", &["store"]),
    ("object_store", &["store"]),
    ("argon2", &["access"]),
    ("governor", &["access"]),
    ("hmac", &["outbox"]),
    ("reqwest", &["outbox"]),
    ("axum", &["http", "cli"]),
    ("tower_http", &["http"]),
];

/// Names that two public types share for now, with the reason; an entry that is needed no more is a fault.
const SHARED_NAMES: &[(&str, &str)] = &[];

// The rules.

/// A module uses itself and modules above it in `src/lib.rs`.
fn order_faults(order: &[String], sources: &[Source]) -> Vec<String> {
    let place = |module: &str| order.iter().position(|m| m == module);
    let mut faults = Vec::new();
    for source in sources.iter().filter(|s| place(&s.module).is_some()) {
        for (line, used) in source.uses() {
            let at = format!("{}:{line}", source.path);
            match place(&used[0]) {
                None => faults.push(format!("{at}: `{}` is no `pub mod` of src/lib.rs", used[0])),
                Some(below) if Some(below) > place(&source.module) => faults.push(format!(
                    "{at}: `{}` uses `{}`, which stands below it in src/lib.rs; a module uses only modules above it",
                    source.module, used[0]
                )),
                Some(_) => {}
            }
        }
    }
    // A tree of three names from one module is one fault.
    faults.dedup();
    faults
}

/// Every module in `src/` has its place in the order.
fn unplaced_faults(order: &[String], sources: &[Source]) -> Vec<String> {
    let modules: BTreeSet<&str> = sources.iter().map(|s| s.module.as_str()).collect();
    modules
        .into_iter()
        .filter(|m| !["lib", "main"].contains(m) && !order.iter().any(|o| o == m))
        .map(|m| {
            format!("src/{m} has no `pub mod` line in src/lib.rs, so it has no place in the architecture")
        })
        .collect()
}

/// Writers of pages see the pages, never the document; its metadata and images aside.
fn document_faults(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources.iter().filter(|s| PAGE_WRITERS.contains(&s.module.as_str())) {
        for (line, used) in source.uses().into_iter().filter(|(_, u)| u[0] == "document") {
            let what = used.get(1).map_or("the whole module", String::as_str);
            if !OF_DOCUMENT.contains(&what) {
                faults.push(format!(
                    "{}:{line}: `{}` uses {what} of `document`; it may use only {}",
                    source.path,
                    source.module,
                    OF_DOCUMENT.join(", ")
                ));
            }
        }
    }
    faults
}

/// The edges see the use cases and plain data only.
fn edge_faults(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources.iter().filter(|s| EDGES.contains(&s.module.as_str())) {
        for (line, used) in source.uses() {
            if used[0] != source.module && !OF_EDGES.contains(&used[0].as_str()) {
                faults.push(format!(
                    "{}:{line}: `{}` uses `{}`; an edge uses only {}",
                    source.path,
                    source.module,
                    used[0],
                    OF_EDGES.join(", ")
                ));
            }
        }
    }
    faults
}

/// What the program knows of a document type stands in its `type.toml`: no type is named in `src/`.
fn type_faults(types: &BTreeSet<String>, sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        for token in source.shipped().filter(|t| t.kind == Kind::Text && types.contains(&t.text)) {
            faults.push(format!(
                "{}:{}: \"{}\" names a document type; what the program must know of it is an attribute in type.toml",
                source.path, token.line, token.text
            ));
        }
    }
    faults
}

/// The clock and the environment enter as values.
fn outside_faults(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources.iter().filter(|s| !OUTSIDE.contains(&s.module.as_str())) {
        for (line, path) in source.shipped_paths() {
            let pair = |a: &str, b: &str| path.windows(2).any(|w| w[0] == a && w[1] == b);
            let clock = path.iter().any(|s| s == "SystemTime")
                || ["Instant", "Utc", "Local"].iter().any(|c| pair(c, "now"));
            if clock || path.starts_with(&["std".to_owned(), "env".to_owned()]) {
                faults.push(format!(
                    "{}:{line}: `{}` reads the clock or the environment; only {} may",
                    source.path,
                    path.join("::"),
                    OUTSIDE.join(", ")
                ));
            }
        }
    }
    faults
}

/// Crates that know a file format stay with the module that knows it too.
fn confinement_faults(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        for (line, path) in source.shipped_paths() {
            let Some((name, modules)) = CONFINED.iter().find(|c| c.0 == path[0]) else { continue };
            if !modules.contains(&source.module.as_str()) && !source.declares(name) {
                faults.push(format!(
                    "{}:{line}: `{}` uses the crate `{name}`; only {} may",
                    source.path,
                    source.module,
                    modules.join(", ")
                ));
            }
        }
    }
    faults
}

/// Files stay short enough to be read in one sitting.
fn length_faults<'a>(
    files: impl IntoIterator<Item = (&'a str, usize)>,
    long: &[(&str, &str)],
) -> Vec<String> {
    let mut faults = Vec::new();
    let mut spare: BTreeSet<&str> = long.iter().map(|l| l.0).collect();
    for (path, lines) in files.into_iter().filter(|f| f.1 >= LINES) {
        if !spare.remove(path) {
            faults
                .push(format!("{path}:{lines}: a file stays under {LINES} lines; split it by sub-question"));
        }
    }
    faults.extend(
        spare.into_iter().map(|p| format!("{p}: under {LINES} lines now; take it off the list LONG")),
    );
    faults
}

/// A public type has a name of its own, by which a search finds it alone.
fn name_faults(sources: &[Source], shared: &[(&str, &str)]) -> Vec<String> {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for source in sources {
        for (line, name) in source.public_types() {
            places.entry(name).or_default().push(format!("{}:{line}", source.path));
        }
    }
    let mut spare: BTreeSet<&str> = shared.iter().map(|s| s.0).collect();
    let mut faults = Vec::new();
    for (name, places) in places.into_iter().filter(|(_, places)| places.len() > 1) {
        if !spare.remove(name.as_str()) {
            let places = places.join(", ");
            faults.push(format!("{places}: `{name}` names more than one public type; each says what it is"));
        }
    }
    faults.extend(spare.into_iter().map(|n| format!("`{n}` names one type now; take it off SHARED_NAMES")));
    faults
}

/// Nothing lies about at the top of the repository.
fn top_faults<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let stray = |name: &&str| !name.starts_with('.') && !TOP.contains(name);
    names
        .into_iter()
        .filter(stray)
        .map(|n| format!("{n}: has no place at the top of the repository"))
        .collect()
}

// The repository.

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// All Rust files under a folder, in the order of their names.
fn rust_files(folder: &str) -> Vec<String> {
    let mut files = Vec::new();
    for name in names(folder) {
        let path = format!("{folder}/{name}");
        if repository().join(&path).is_dir() {
            files.extend(rust_files(&path));
        } else if path.ends_with(".rs") {
            files.push(path);
        }
    }
    files
}

fn names(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(repository().join(folder)).into_iter().flatten().flatten();
    entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect()
}

fn sources() -> Vec<Source> {
    adopt(rust_files("src").iter().map(|path| Source::new(path, &read(path))).collect())
}

/// The modules as `src/lib.rs` lists them.
fn order(lib: &str) -> Vec<String> {
    let tokens = tokens(lib);
    tokens.windows(2).filter(|w| w[0].is("mod")).map(|w| w[1].text.clone()).collect()
}

/// The ids and abbreviations of all document types.
fn types() -> BTreeSet<String> {
    let mut types = BTreeSet::new();
    for id in names("templates/types") {
        let path = repository().join("templates/types").join(&id).join("type.toml");
        let Ok(text) = fs::read_to_string(path) else { continue };
        let table: toml::Table = text.parse().unwrap_or_else(|e| panic!("{id}/type.toml: {e}"));
        types.extend(table.get("abbreviation").and_then(|a| a.as_str()).map(str::to_owned));
        types.insert(id);
    }
    types
}

fn assert_none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn modules_use_only_modules_above_them() {
    let (order, sources) = (order(&read("src/lib.rs")), sources());
    assert_none(unplaced_faults(&order, &sources));
    assert_none(order_faults(&order, &sources));
}

#[test]
fn writers_of_pages_do_not_see_the_document() {
    assert_none(document_faults(&sources()));
}

#[test]
fn edges_see_use_cases_and_plain_data_only() {
    assert_none(edge_faults(&sources()));
}

#[test]
fn no_document_type_is_named_in_the_source() {
    assert_none(type_faults(&types(), &sources()));
}

#[test]
fn clock_and_environment_are_read_outside_only() {
    assert_none(outside_faults(&sources()));
}

#[test]
fn crates_that_know_a_format_stay_where_it_is_known() {
    assert_none(confinement_faults(&sources()));
}

#[test]
fn public_types_do_not_share_a_name() {
    assert_none(name_faults(&sources(), SHARED_NAMES));
}

#[test]
fn files_are_short() {
    let files: Vec<_> =
        ["src", "tests"].into_iter().flat_map(rust_files).map(|p| (read(&p).lines().count(), p)).collect();
    assert_none(length_faults(files.iter().map(|(lines, path)| (path.as_str(), *lines)), LONG));
}

#[test]
fn the_top_of_the_repository_is_tidy() {
    assert_none(top_faults(names("").iter().map(String::as_str)));
}
