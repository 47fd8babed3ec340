//! `vanthu check`: what it finds in real papers, and what it changes.
//!
//! `tests/ref/<sample>/findings.txt` holds every finding on a sample, read one by one and found right.

use crate::support::reference::compare;
use crate::support::{root, samples, stem};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use vanthu::catalog::Catalog;
use vanthu::office::Format;
use vanthu::office::{CheckOptions, Checkup, FolderImages, Mending, Office};
use vanthu::report::Severity;

/// What is found in a file.
fn checkup(file: &Path) -> Checkup {
    let images = FolderImages::new(&root().join("samples"));
    let wanted = CheckOptions { profile: None, images: &images };
    let name = file.file_name().unwrap().to_str();
    Office::new(Catalog::embedded()).check(&std::fs::read(file).unwrap(), name, wanted).unwrap()
}

/// The text a sample was scanned from, or the sample itself.
fn source(sample: &Path) -> PathBuf {
    let scan = root().join("samples/scans").join(format!("{}.txt", stem(sample)));
    if scan.exists() { scan } else { sample.to_owned() }
}

/// A line a finding: weight, check, place, the words that are meant, the sentence, the fix.
fn describe(checkup: &Checkup) -> String {
    let mut out = String::new();
    for problem in &checkup.report.problems {
        let weight = ["information", "warning", "error"][problem.severity as usize];
        let line = problem.line.map_or(String::new(), |line| format!(":{line}"));
        write!(out, "{weight} {} {}{line}", problem.code, problem.at).unwrap();
        let excerpt = checkup.excerpt(problem).filter(|excerpt| !excerpt.marked.is_empty());
        if let Some(excerpt) = excerpt {
            let meant: String = excerpt.text[excerpt.marked].chars().take(80).collect();
            write!(out, " «{meant}»").unwrap();
        }
        write!(out, " {}", problem.message).unwrap();
        if let Some(fix) = &problem.fix {
            write!(out, " → «{}»", fix.replacement).unwrap();
        }
        out.push('\n');
    }
    out
}

#[test]
fn the_findings_on_every_sample_are_those_that_were_read_and_found_right() {
    let differences: Vec<String> = samples()
        .iter()
        .filter_map(|sample| compare(&stem(sample), "findings.txt", &describe(&checkup(&source(sample)))))
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn the_readme_says_how_many_findings_each_of_the_five_papers_has() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    for sample in samples().iter().filter(|sample| stem(sample).starts_with('0')) {
        let checkup = checkup(&source(sample));
        let [errors, warnings, notes] =
            [Severity::Error, Severity::Warning, Severity::Information].map(|s| checkup.count(s));
        let row = format!("| `{}` | {errors} | {warnings} | {notes} |", stem(sample));
        assert!(readme.contains(&row), "README.md lacks the row {row}");
    }
}

const FIXES: Mending = Mending { fixes: true, numbers: false };

/// An empty folder under the build folder.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("check").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn vanthu(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vanthu"));
    let output = command.arg("check").args(arguments).stdin(Stdio::null()).output().unwrap();
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"));
    output
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A new plan in which a clerk made slips.
fn slips() -> Value {
    json!({
        "type": "ke-hoach", "organ": "ldld-lai-chau", "code_number": 5, "issued_date": "2024-02-23",
        "mode": "faithful", "subject": ["Tổ chức hội nghị"],
        "body": "Ban Thường vụ LÐLĐ tỉnh xây dựng kế hoạch như sau:\n\nI. MỤC ĐÍCH\n\n1. Giáo dục thể hệ trẻ ;",
        "recipients": ["Các Ban LĐLĐ tỉnh"], "filing": { "text": "Lưu: VT." },
        "signers": [{ "competence": ["TM. BAN THƯỜNG VỤ"], "position": "CHỦ TỊCH", "full_name": "Hoàng Thọ Trung" }],
    })
}

#[test]
fn a_finding_is_shown_with_its_place_its_line_and_what_is_meant_underlined() {
    let folder = folder("shown");
    let file = folder.join("thu.json");
    std::fs::write(&file, slips().to_string()).unwrap();
    let output = vanthu(&[file.to_str().unwrap()]);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    let shown = format!(
        "  --> {}: body:1\n  |\n1 | Ban Thường vụ LÐLĐ tỉnh xây dựng kế hoạch như sau:\n",
        file.display()
    );
    assert!(text.contains("lỗi[ENC-02]: ") && text.contains(&shown), "{text}");
    let marks = text.lines().find(|line| line.trim_start_matches([' ', '|']).starts_with('^')).unwrap();
    assert_eq!(marks, "  |               ^^^^", "{text}");
}

#[test]
fn fixing_changes_only_the_words_it_names_and_a_second_time_nothing() {
    let folder = folder("fixed");
    let file = folder.join("thu.json");
    let before = serde_json::to_string_pretty(&slips()).unwrap();
    std::fs::write(&file, &before).unwrap();
    let first = said(&vanthu(&["--fix", file.to_str().unwrap()]));
    let after = std::fs::read_to_string(&file).unwrap();
    let expected =
        before.replace("LÐLĐ tỉnh xây", "LĐLĐ tỉnh xây").replace("thể hệ", "thế hệ").replace("trẻ ;", "trẻ;");
    assert_eq!(after, expected, "{first}");
    assert!(first.contains("đã sửa «thể hệ» thành «thế hệ» [ENC-11]"), "{first}");
    let second = said(&vanthu(&["--fix", file.to_str().unwrap()]));
    assert!(!second.contains("đã "), "{second}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), after);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "nothing is left beside the file");
}

#[test]
fn fixing_the_five_papers_is_finished_after_once_and_their_words_stay() {
    let office = Office::new(Catalog::embedded());
    let images = FolderImages::new(&root().join("samples"));
    for sample in samples() {
        let bytes = std::fs::read(&sample).unwrap();
        let wanted = CheckOptions { profile: None, images: &images };
        let once = office.correct(&bytes, Some("x.json"), wanted, FIXES).unwrap();
        let twice = office.correct(once.file.as_bytes(), Some("x.json"), wanted, FIXES).unwrap();
        assert_eq!(once.file, twice.file, "{}", stem(&sample));
        assert_eq!(twice.changes, []);
        if once.changes.is_empty() {
            assert_eq!(once.file.as_bytes(), bytes);
        }
        let fields = |text: &str| serde_json::from_str::<Map<String, Value>>(text).unwrap().len();
        assert_eq!(fields(&once.file), fields(std::str::from_utf8(&bytes).unwrap()));
    }
}

#[test]
fn json_gives_every_finding_with_its_columns_and_its_fix() {
    let folder = folder("json");
    let file = folder.join("thu.json");
    std::fs::write(&file, slips().to_string()).unwrap();
    let output = vanthu(&["--format", "json", file.to_str().unwrap()]);
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    let problems = log[0]["problems"].as_array().unwrap();
    let slip = problems.iter().find(|p| p["code"] == "ENC-02").unwrap();
    assert_eq!((&slip["at"], &slip["line"], &slip["column"]), (&json!("body"), &json!(1), &json!(15)));
    assert!(log[0]["errors"].as_u64().unwrap() >= 1);
    assert!(problems.iter().any(|p| p["fix"]["replacement"] == "thế hệ"), "{log:#}");
}

#[test]
fn sarif_names_every_rule_and_points_each_result_at_one() {
    let file = root().join("samples/scans/003-kh.txt");
    let output = vanthu(&["--format", "sarif", file.to_str().unwrap()]);
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert!(!results.is_empty());
    for result in results {
        let Some(index) = result["ruleIndex"].as_u64() else { continue };
        assert_eq!(rules[index as usize]["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
    }
    let letter = results.iter().find(|r| r["ruleId"] == "ENC-02").unwrap();
    assert_eq!(letter["locations"][0]["physicalLocation"]["region"]["startLine"], 3);
}

#[test]
fn sarif_carries_the_page_of_every_check_and_points_to_a_service_where_one_is_named() {
    let file = root().join("samples/scans/004-kh.txt");
    let rules = |more: &[&str]| -> Vec<Value> {
        let arguments = [&["--format", "sarif", file.to_str().unwrap()], more].concat();
        let log: Value = serde_json::from_slice(&vanthu(&arguments).stdout).unwrap();
        log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap().clone()
    };
    let alone = rules(&[]);
    assert!(alone.iter().all(|rule| rule.get("helpUri").is_none()), "a URI of help is absolute");
    for rule in &alone {
        let markdown = rule["help"]["markdown"].as_str().unwrap();
        assert!(
            markdown.contains("## Sai")
                && markdown.contains(rule["fullDescription"]["text"].as_str().unwrap())
        );
        assert!(!rule["help"]["text"].as_str().unwrap().is_empty());
    }
    let named = rules(&["--help-uri", "https://vanthu.example/"]);
    let filing = named.iter().find(|rule| rule["id"] == "REC-02").unwrap();
    assert_eq!(filing["helpUri"], "https://vanthu.example/checks/REC-02");
}

#[test]
fn checks_are_explained_with_reason_examples_and_remedy_in_the_order_asked() {
    let output = vanthu(&["--explain", "sig-04", "REC-02"]);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    let begins = ["SIG-04 (lỗi): ", "\nNguồn: NĐ 30/2020", "\nSai:\n    {", "\nĐúng:\n    {", "\nCách sửa: "];
    assert!(begins.iter().all(|part| text.contains(part)), "{text}");
    assert!(text.starts_with("SIG-04") && text.contains("\n\nREC-02 (lỗi): "), "{text}");
    let prose = text.lines().filter(|line| !line.starts_with("    "));
    assert!(prose.into_iter().all(|line| line.chars().count() <= 100), "{text}");
}

#[test]
fn an_explanation_for_programs_has_all_parts_of_the_page() {
    let output = vanthu(&["--explain", "LAY-02", "--format", "json"]);
    let pages: Value = serde_json::from_slice(&output.stdout).unwrap();
    let page = &pages[0];
    assert_eq!(
        (&page["id"], &page["severity"], &page["fixable"]),
        (&json!("LAY-02"), &json!("error"), &json!("by-hand"))
    );
    assert_eq!(page["wrong"], json!({ "medium": "docx", "text": "Lề trái: 25 mm" }));
    for part in ["rule", "source", "about", "remedy", "markdown"] {
        assert!(page[part].as_str().is_some_and(|text| !text.is_empty()), "{part}: {page:#}");
    }
}

#[test]
fn an_unknown_check_is_told_with_those_that_may_be_meant_and_nothing_is_explained() {
    let output = vanthu(&["--explain", "REC-02", "REC02", "chữ-ký"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(said(&output), "");
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("«REC02»; có phải: REC-02?") && told.contains("«chữ-ký»"), "{told}");
    assert!(
        told.contains("vanthu check --list") && told.lines().all(|line| line.starts_with("vanthu: ")),
        "{told}"
    );
    assert_eq!(vanthu(&["--explain", "REC-02", "--format", "sarif"]).status.code(), Some(2));
    assert_eq!(vanthu(&["--explain"]).status.code(), Some(2));
}

#[test]
fn an_error_that_is_accepted_with_a_reason_is_told_but_stops_nothing() {
    let mut draft = slips();
    draft["overrides"] = json!([{ "id": "ENC-02", "reason": "Giữ nguyên như bản gốc." }]);
    draft["body"] =
        json!("Ban Thường vụ LÐLĐ tỉnh xây dựng kế hoạch như sau:\n\nI. MỤC ĐÍCH\n\n1. Giáo dục.");
    let folder = folder("accepted");
    let file = folder.join("thu.json");
    std::fs::write(&file, draft.to_string()).unwrap();
    let output = vanthu(&["--all", file.to_str().unwrap()]);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("thông tin[ENC-02]"), "{text}");
    assert!(text.contains("(Đã chấp nhận: Giữ nguyên như bản gốc.)"), "{text}");
}

#[test]
fn wrong_files_and_words_are_told_apart_by_the_exit_code() {
    let folder = folder("wrong");
    let at = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    assert_eq!(vanthu(&[&at("absent.json")]).status.code(), Some(2));
    std::fs::write(at("bad.json"), "{").unwrap();
    assert_eq!(vanthu(&[&at("bad.json")]).status.code(), Some(1));
    std::fs::write(at("good.json"), slips().to_string()).unwrap();
    let output = vanthu(&["--profile", "khong-co", &at("good.json")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cong-doan, nd30"));
    assert_eq!(
        vanthu(&["--fix", root().join("samples/scans/003-kh.txt").to_str().unwrap()]).status.code(),
        Some(1)
    );
    assert_eq!(vanthu(&[]).status.code(), Some(2));
    assert_eq!(vanthu(&["--fix", "-"]).status.code(), Some(2), "there is no file to write to");
    let list = said(&vanthu(&["--list"]));
    assert!(list.lines().count() > 80 && list.contains("LAY-02"), "{list}");
}

#[test]
fn renumbering_makes_the_programme_of_action_count_on_and_a_second_time_changes_nothing() {
    let folder = folder("renumbered");
    let file = folder.join("001.json");
    std::fs::copy(root().join("samples/001-ct.json"), &file).unwrap();
    let first = said(&vanthu(&["--renumber", file.to_str().unwrap()]));
    assert!(first.contains("body:47: đã sửa «2.» thành «3.» [renumber]"), "{first}");
    assert!(first.contains("đã sửa «3.8.» thành «4.8.» [renumber]"), "{first}");
    assert!(!first.contains("[STR-01]") && !first.contains("[STR-02]"), "{first}");
    let after = std::fs::read(&file).unwrap();
    let second = said(&vanthu(&["--renumber", file.to_str().unwrap()]));
    assert!(!second.contains("đã sửa"), "{second}");
    assert_eq!(std::fs::read(&file).unwrap(), after);
}

#[test]
fn the_docx_of_a_paper_made_elsewhere_is_found_to_break_the_same_rules_and_none_of_looks() {
    let office = Office::new(Catalog::embedded());
    let images = FolderImages::new(&root().join("samples"));
    let wanted = CheckOptions { profile: None, images: &images };
    // The one without number and date cannot be told from a form left blank.
    for sample in samples().iter().filter(|s| stem(s).starts_with('0') && !stem(s).starts_with("001")) {
        let rendered = crate::support::render(crate::support::sample(sample), "x", &[Format::Docx]).unwrap();
        let docx = office.check(crate::support::file(&rendered, "docx"), Some("x.docx"), wanted).unwrap();
        let draft = office.check(&std::fs::read(sample).unwrap(), Some("x.json"), wanted).unwrap();
        let told = |checkup: &Checkup| -> Vec<(&'static str, String)> {
            let problems = checkup.report.problems.iter().filter(|p| !p.code.starts_with("import-"));
            problems.map(|p| (p.code, p.message.clone())).collect()
        };
        assert_eq!(told(&docx), told(&draft), "{}", stem(sample));
    }
}

#[test]
fn a_profile_ranks_what_the_house_lets_pass() {
    let office = Office::new(Catalog::embedded());
    let images = FolderImages::new(&root().join("samples"));
    let bytes = std::fs::read(root().join("samples/000-ct.json")).unwrap();
    let weight = |profile| {
        let wanted = CheckOptions { profile, images: &images };
        let found = office.check(&bytes, Some("x.json"), wanted).unwrap();
        let last = found.report.problems.iter().find(|p| p.code == "CC-01");
        last.map(|p| p.severity)
    };
    assert_eq!(weight(None), Some(Severity::Information), "the union's last basis may end with ;");
    assert_eq!(weight(Some("nd30")), Some(Severity::Warning));
}

/// What a reading of the five papers by the decree had found before there was a program: paper, check, place.
const KNOWN: &[(&str, &str, &[&str])] = &[
    ("000-ct", "NUM-01", &[":3"]),
    ("000-ct", "NUM-03", &["code_notation"]),
    ("000-ct", "NUM-08", &["body:143", "body:143"]),
    ("000-ct", "ENC-03", &["recipients[2].name", "recipients[3].name"]),
    ("000-ct", "ENC-04", &[":198"]),
    ("000-ct", "ENC-05", &[":42"]),
    ("000-ct", "ENC-06", &["body:73"]),
    ("000-ct", "ENC-09", &["body:83", "body:101", "body:149"]),
    ("000-ct", "ENC-10", &["body:13", "body:21"]),
    ("000-ct", "ENC-11", &["body:81"]),
    ("000-ct", "ENC-12", &[":56"]),
    ("000-ct", "DAT-06", &["body:45", "body:129"]),
    ("000-ct", "CC-01", &["bases[1]"]),
    ("000-ct", "STR-05", &["body:29"]),
    ("000-ct", "STR-08", &["body:7", "body:11", "body:33", "body:141", "body:163"]),
    ("000-ct", "CAP-03", &["body:89"]),
    ("000-ct", "CAP-07", &["body:39", "body:93"]),
    ("000-ct", "ABB-02", &["body:9", "body:21"]),
    ("000-ct", "ABB-03", &["body:117"]),
    ("000-ct", "REC-01", &["recipients[2].name"]),
    ("000-ct", "REC-02", &["filing.text"]),
    ("000-ct", "REC-05", &["recipients_note"]),
    ("000-ct", "SIG-03", &["signers[0].competence[0]"]),
    ("001-ct", "NUM-06", &["code_number", "issued_date"]),
    ("001-ct", "ENC-03", &["body:1"]),
    ("001-ct", "ENC-11", &["body:33", "body:121"]),
    ("001-ct", "ENC-12", &[":89", ":127", ":145"]),
    ("001-ct", "CC-04", &["body:61", "body:89"]),
    ("001-ct", "STR-01", &["body:47"]),
    ("001-ct", "STR-03", &["body:49"]),
    ("001-ct", "STR-07", &["body:65"]),
    ("002-bc", "ENC-06", &["body:11", "body:33"]),
    ("002-bc", "ENC-13", &["body:11"]),
    ("002-bc", "CAP-01", &["body:5", "body:5", "body:21", "body:37"]),
    ("002-bc", "CAP-03", &["body:11", "recipients[6].name"]),
    ("002-bc", "CAP-04", &["body:41"]),
    ("002-bc", "CAP-05", &["body:19"]),
    ("002-bc", "STR-08", &["body:5", "body:27"]),
    ("002-bc", "STR-11", &["body:1"]),
    ("002-bc", "REC-04", &["recipients[1].name"]),
    ("002-bc", "SIG-06", &["signers[0].position"]),
    ("003-kh", "ENC-02", &[":3", ":9", ":11", ":19"]),
    ("003-kh", "NUM-05", &[":3"]),
    ("003-kh", "ENC-05", &[":7"]),
    ("003-kh", "ENC-06", &["body:59"]),
    ("003-kh", "TTL-03", &["subject[0]"]),
    ("003-kh", "CC-08", &["body:57", "body:77"]),
    ("003-kh", "STR-04", &["body:55"]),
    ("003-kh", "STR-06", &["body:69"]),
    ("003-kh", "STR-07", &["body:47", "body:71"]),
    ("003-kh", "CAP-08", &["body:9"]),
    ("003-kh", "CAP-03", &["body:41"]),
    ("003-kh", "CAP-04", &["body:41", "body:77", "body:77"]),
    ("003-kh", "REC-02", &["filing.text"]),
    ("003-kh", "ATT-01", &["body:75"]),
    ("004-kh", "ENC-08", &["body:17"]),
    ("004-kh", "ENC-11", &["body:73", "body:85"]),
    ("004-kh", "STR-09", &[":60", ":61", ":62", ":63", ":64"]),
    ("004-kh", "STR-08", &["body:29", "body:31", "body:33", "body:35"]),
    ("004-kh", "TTL-05", &["body:1", "body:97"]),
    ("004-kh", "CC-01", &["bases[1]"]),
    ("004-kh", "CC-03", &["bases[1]"]),
    ("004-kh", "CC-04", &["bases[0]"]),
    ("004-kh", "CAP-03", &["body:97"]),
    ("004-kh", "REC-02", &["filing.units"]),
    ("004-kh", "REC-03", &["recipients[0].name", "recipients[2].name"]),
];

#[test]
fn everything_that_readers_found_in_the_five_papers_is_found() {
    for (paper, id, places) in KNOWN {
        let checkup = checkup(&root().join("samples/scans").join(format!("{paper}.txt")));
        let place = |problem: &vanthu::report::Problem| {
            problem.line.map_or(problem.at.to_string(), |line| format!("{}:{line}", problem.at))
        };
        let mut found: Vec<String> =
            checkup.report.problems.iter().filter(|p| p.code == *id).map(place).collect();
        for expected in *places {
            let at = found.iter().position(|f| f == expected);
            let at = at.unwrap_or_else(|| panic!("{paper}: {id} at {expected} is not found: {found:?}"));
            found.remove(at);
        }
    }
}
