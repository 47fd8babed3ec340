//! House rules over `templates/`, and what its reader promises to those who add to it.

use chrono::NaiveDate;
use serde_json::{Map, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use vanthu::catalog::{Catalog, CatalogError, Presence, Signatures, SubjectPlace};

/// The types of NĐ 30/2020, Điều 7, with the abbreviations of Phụ lục III, Mục I.
const TYPES: [(&str, &str, Option<&str>); 29] = [
    ("nghi-quyet", "nghị quyết", Some("NQ")),
    ("quyet-dinh", "quyết định", Some("QĐ")),
    ("chi-thi", "chỉ thị", Some("CT")),
    ("quy-che", "quy chế", Some("QC")),
    ("quy-dinh", "quy định", Some("QyĐ")),
    ("thong-cao", "thông cáo", Some("TC")),
    ("thong-bao", "thông báo", Some("TB")),
    ("huong-dan", "hướng dẫn", Some("HD")),
    ("chuong-trinh", "chương trình", Some("CTr")),
    ("ke-hoach", "kế hoạch", Some("KH")),
    ("phuong-an", "phương án", Some("PA")),
    ("de-an", "đề án", Some("ĐA")),
    ("du-an", "dự án", Some("DA")),
    ("bao-cao", "báo cáo", Some("BC")),
    ("bien-ban", "biên bản", Some("BB")),
    ("to-trinh", "tờ trình", Some("TTr")),
    ("hop-dong", "hợp đồng", Some("HĐ")),
    ("cong-van", "công văn", None),
    ("cong-dien", "công điện", Some("CĐ")),
    ("ban-ghi-nho", "bản ghi nhớ", Some("BGN")),
    ("ban-thoa-thuan", "bản thỏa thuận", Some("BTT")),
    ("giay-uy-quyen", "giấy ủy quyền", Some("GUQ")),
    ("giay-moi", "giấy mời", Some("GM")),
    ("giay-gioi-thieu", "giấy giới thiệu", Some("GGT")),
    ("giay-nghi-phep", "giấy nghỉ phép", Some("GNP")),
    ("phieu-gui", "phiếu gửi", Some("PG")),
    ("phieu-chuyen", "phiếu chuyển", Some("PC")),
    ("phieu-bao", "phiếu báo", Some("PB")),
    ("thu-cong", "thư công", None),
];

fn templates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")
}

/// A copy of `templates/` that is removed when the test ends.
struct Copy(PathBuf);

impl Copy {
    fn new(name: &str) -> Self {
        let to = std::env::temp_dir().join(format!("vanthu-templates-{}-{name}", std::process::id()));
        copy(&templates(), &to);
        Self(to)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// `file:line code` of every problem.
    fn problems(&self) -> Vec<String> {
        match Catalog::read(&self.0) {
            Err(CatalogError::Invalid(report)) => {
                let line = |l: Option<usize>| l.map_or(String::new(), |l| format!(":{l}"));
                report.problems.iter().map(|p| format!("{}{} {}", p.at, line(p.line), p.code)).collect()
            }
            other => panic!("{other:?}"),
        }
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    Some(text.parse().unwrap())
}

#[test]
fn every_folder_checks() {
    if let Err(CatalogError::Invalid(report)) = Catalog::read(&templates()) {
        let problems: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
        panic!("{}", problems.join("\n"));
    }
}

#[test]
fn the_types_and_their_abbreviations_are_those_of_the_decree() {
    let catalog = Catalog::embedded();
    let general: Vec<&str> = catalog.types.values().filter(|t| t.general).map(|t| t.id.as_str()).collect();
    assert_eq!(general, ["khac"], "one type takes what is none of the decree's");
    let found: BTreeMap<&str, (&str, Option<&str>)> = catalog
        .types
        .values()
        .filter(|t| !t.general)
        .map(|t| (t.id.as_str(), (t.name.as_str(), t.abbreviation.as_deref())))
        .collect();
    let decree = TYPES.iter().map(|(id, name, abbreviation)| (*id, (*name, *abbreviation))).collect();
    assert_eq!(found, decree);
}

#[test]
fn each_type_has_its_own_code_of_the_archive() {
    let mut codes: Vec<&str> =
        Catalog::embedded().types.values().filter_map(|t| t.tt05_code.as_deref()).collect();
    codes.sort_unstable();
    let expected: Vec<String> = (1..=29).map(|n| format!("{n:02}")).collect();
    assert_eq!(codes, expected);
}

#[test]
fn what_is_particular_to_a_form_is_said_in_its_folder() {
    let catalog = Catalog::embedded();
    let letter = &catalog.types["cong-van"];
    assert_eq!(
        (letter.subject, letter.to, letter.address),
        (SubjectPlace::UnderNumber, Presence::Required, true)
    );
    assert_eq!(letter.title, "");
    let minutes = &catalog.types["bien-ban"];
    assert_eq!((minutes.signatures, minutes.dated), (Signatures::Two, false));
    let plan = &catalog.types["ke-hoach"];
    assert_eq!((plan.title.as_str(), plan.to, plan.body), ("KẾ HOẠCH", Presence::Never, Presence::Required));
    assert_eq!(catalog.types["bao-cao"].to, Presence::Optional);
}

#[test]
fn an_organs_own_abbreviation_wins() {
    let catalog = Catalog::embedded();
    let organ = catalog.organ("ldld-lai-chau", None).unwrap();
    let found = |name: &str, organ| catalog.document_type(name, organ).map(|t| t.id.clone());
    assert_eq!(found("CT", Some(&*organ)).as_deref(), Some("chuong-trinh"));
    assert_eq!(found("CT", None).as_deref(), Some("chi-thi"));
    assert_eq!(found("CTr", Some(&*organ)).as_deref(), Some("chuong-trinh"));
    assert_eq!(found("ke-hoach", None), found("KH", Some(&*organ)));
    assert_eq!(found("kh", None), None);
}

#[test]
fn an_organ_is_what_it_was_on_the_day() {
    let catalog = Catalog::embedded();
    let held = |on| catalog.organ("ldld-lai-chau", on).map(|o| (o.valid_from, o.valid_to));
    assert_eq!(held(day("2025-06-30")), Some((None, day("2025-06-30"))));
    assert_eq!(held(day("2025-07-01")), Some((day("2025-07-01"), None)));
    assert_eq!(held(None), held(day("2026-01-01")));
    let organ = catalog.organ("ldld-lai-chau", None).unwrap();
    assert_eq!(organ.id, "ldld-lai-chau");
    assert_eq!(organ.parent, ["TỔNG LIÊN ĐOÀN LAO ĐỘNG", "VIỆT NAM"]);
    assert!(catalog.style(&organ.style).is_some());
    assert!(catalog.organ("nowhere", None).is_none());
}

#[test]
fn the_binary_and_the_directory_hold_the_same() {
    let (embedded, read) = (Catalog::embedded(), Catalog::read(&templates()).unwrap());
    let digests = |c: &Catalog| -> Vec<String> {
        c.types
            .values()
            .map(|t| t.digest.clone())
            .chain(c.styles.values().map(|s| s.digest.clone()))
            .collect()
    };
    assert_eq!(digests(embedded), digests(&read));
    assert_eq!(embedded.words, read.words);
}

#[test]
fn every_sample_expands() {
    for document_type in Catalog::embedded().types.values() {
        for content in document_type.contents.values() {
            let text = content.template.expand(&content.sample).unwrap();
            assert!(text.len() > 200, "{}/{}", document_type.id, content.id);
        }
    }
}

#[test]
fn the_monthly_report_makes_prose_and_a_table_of_its_figures() {
    let content = &Catalog::embedded().types["bao-cao"].contents["thang"];
    let text = content.template.expand(&content.sample).unwrap();
    for part in [
        "I. KẾT QUẢ TRIỂN KHAI THỰC HIỆN NHIỆM VỤ THÁNG 12/2023",
        "II. NHIỆM VỤ TRỌNG TÂM THÁNG 01/2024",
        "Tuyên truyền tới 22.595 đoàn viên, CNVCLĐ",
        "Khen thưởng 09 tập thể với tổng số tiền 13.140.000 đồng (bằng chữ: ",
        "| 2 | Giải Bóng chuyền đoàn kết Công",
        "| 06 | 8.640.000 |",
        "\n8. Một số kết quả bằng số liệu trong tháng:",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn a_documents_text_is_its_bases_and_its_body() {
    let catalog = Catalog::embedded();
    let organ = catalog.organ("ldld-lai-chau", None).unwrap();
    let mut values = Map::new();
    values.insert("bases".into(), json!(["Căn cứ Luật Công đoàn;"]));
    let text = catalog.types["ke-hoach"].text(&values, "I. **MỤC ĐÍCH**", &organ).unwrap();
    assert_eq!(text, "@basis Căn cứ Luật Công đoàn;\n\nI. **MỤC ĐÍCH**\n");
    let invitation = &catalog.types["giay-moi"];
    for (key, value) in
        [("invited", "UBND tỉnh"), ("event", "Lễ"), ("time", "8 giờ 00"), ("venue", "Hội trường")]
    {
        values.insert(key.into(), json!(value));
    }
    let text = invitation.text(&values, "", &organ).unwrap();
    assert!(text.starts_with("Liên đoàn Lao động tỉnh Lai Châu trân trọng kính mời: UBND tỉnh"), "{text}");
}

#[test]
fn a_new_folder_is_a_new_type() {
    let copy = Copy::new("new");
    copy.write("types/ket-luan/type.toml", "name = \"kết luận\"\nabbreviation = \"KL\"\n");
    copy.write("types/ket-luan/document.hbs", "{{{body}}}\n");
    copy.write(
        "types/ket-luan/quy.toml",
        "name = \"Quý\"\n[[fields]]\nname = \"quarter\"\nlabel = \"Quý\"\nkind = \"integer\"\nrequired = true\n\
         [sample]\nquarter = 4\n",
    );
    copy.write("types/ket-luan/quy.hbs", "I. QUÝ {{roman quarter}}\n");
    let catalog = Catalog::read(&copy.0).unwrap();
    let found = catalog.document_type("KL", None).unwrap();
    assert_eq!((found.title.as_str(), catalog.types.len()), ("KẾT LUẬN", 31));
    let content = &found.contents["quy"];
    assert_eq!(content.template.expand(&content.sample).unwrap(), "I. QUÝ IV\n");
}

#[test]
fn every_mistake_of_a_folder_is_a_problem_with_file_and_line() {
    let copy = Copy::new("mistakes");
    copy.write("types/ket-luan/type.toml", "nam = \"kết luận\"\nabbreviation = \"KH\"\nto = \"maybe\"\n");
    copy.write("types/ket-luan/document.hbs", "{{{body}}}\n{{bodi}}\n\n{{{subject.[0]}}}");
    copy.write("types/ket-luan/rieng.hbs", "x");
    assert_eq!(
        copy.problems(),
        [
            "types/ket-luan/document.hbs:4 bad-template",
            "types/ket-luan/rieng.toml missing-file",
            "types/ket-luan/type.toml:1 unknown-key",
            "types/ket-luan/type.toml:1 missing",
            "types/ket-luan/type.toml:2 duplicate",
            "types/ket-luan/type.toml:3 not-offered",
        ]
    );
}

#[test]
fn names_and_braces_are_held_against_the_declared_fields() {
    let copy = Copy::new("names");
    copy.write(
        "types/ke-hoach/document.hbs",
        "{{body}}\n{{{place}}}\n{{issued_date}}\n{{subject}}\n{{#each bases}}{{name}}{{/each}}\n{{bodi}}\n{{upper to}}\n",
    );
    let found: Vec<String> = copy.problems();
    let expected =
        ["1 misused", "2 misused", "3 misused", "4 misused", "5 undeclared", "6 undeclared", "7 misused"];
    assert_eq!(found, expected.map(|e| format!("types/ke-hoach/document.hbs:{e}")));
}

#[test]
fn a_sample_that_breaks_its_own_fields_is_found_on_its_line() {
    let copy = Copy::new("sample");
    copy.write(
        "types/ke-hoach/thu.toml",
        "name = \"Thử\"\n[[fields]]\nname = \"rows\"\nlabel = \"Dòng\"\nkind = \"list\"\n[[fields.fields]]\n\
         name = \"n\"\nlabel = \"N\"\nkind = \"integer\"\n[sample]\nextra = 1\n[[sample.rows]]\nn = 1\n\
         [[sample.rows]]\nn = \"hai\"\n",
    );
    copy.write("types/ke-hoach/thu.hbs", "{{#each rows}}{{n}}{{/each}}");
    let file = "types/ke-hoach/thu.toml";
    assert_eq!(copy.problems(), [format!("{file}:11 unknown-key"), format!("{file}:15 wrong-kind")]);
}

#[test]
fn a_template_must_expand_without_what_need_not_be_given() {
    let copy = Copy::new("bare");
    copy.write(
        "types/ke-hoach/thu.toml",
        "name = \"Thử\"\n[[fields]]\nname = \"g\"\nlabel = \"G\"\nkind = \"group\"\n[[fields.fields]]\n\
         name = \"n\"\nlabel = \"N\"\nkind = \"integer\"\n[sample]\ng = { n = 1 }\n",
    );
    copy.write("types/ke-hoach/thu.hbs", "a\n{{#with g}}{{n}}{{/with}}");
    assert_eq!(copy.problems(), ["types/ke-hoach/thu.hbs:2 bad-template"]);
}

#[test]
fn styles_and_organs_are_checked_too() {
    let copy = Copy::new("organs");
    copy.write("styles/a.toml", "inherits = \"b\"\n");
    copy.write("styles/b.toml", "name = \"B\"\ninherits = \"a\"\n");
    copy.write("styles/c.toml", "inherits = \"nd30\"\n[page]\nwdith = 3\n");
    copy.write("styles/d.toml", "inherits = \"nowhere\"\n");
    copy.write(
        "organs/x.toml",
        "name = [\"X\"]\nfull_name = \"X\"\nsymbol = \"X\"\nplace = \"X\"\nstyle = \"nowhere\"\n\
         [abbreviations]\nke-hoach = \"K\"\nno-type = \"K\"\n[[versions]]\nvalid_to = 2025-07-01\n\
         [[versions]]\nvalid_from = 2025-07-01\n",
    );
    assert_eq!(
        copy.problems(),
        [
            "organs/x.toml:5 unknown-style",
            "organs/x.toml:8 duplicate",
            "organs/x.toml:8 unknown-type",
            "organs/x.toml:11 overlap",
            "styles/a.toml:1 cycle",
            "styles/b.toml:2 cycle",
            "styles/c.toml:3 bad-style",
            "styles/d.toml:1 unknown-style",
        ]
    );
}

#[test]
fn broken_files_are_problems_and_missing_folders_are_errors() {
    let copy = Copy::new("broken");
    copy.write("types/ke-hoach/type.toml", "name = \nx\n");
    copy.write("words/acronyms.toml", "acronyms = 3\n");
    copy.write("notes.txt", "x");
    let problems = copy.problems();
    assert!(problems.iter().any(|p| p.starts_with("types/ke-hoach/type.toml:1 bad-toml")), "{problems:?}");
    assert!(problems.contains(&"words/acronyms.toml:1 wrong-kind".to_owned()), "{problems:?}");
    assert!(problems.contains(&"notes.txt unexpected-file".to_owned()), "{problems:?}");
    assert!(matches!(Catalog::read(&copy.0.join("nowhere")), Err(CatalogError::Io { .. })));
}

#[test]
fn a_changed_file_changes_the_digest_of_its_folder_only() {
    let copy = Copy::new("digest");
    let before = Catalog::read(&copy.0).unwrap();
    copy.write("types/ke-hoach/document.hbs", "{{{body}}}\n");
    let after = Catalog::read(&copy.0).unwrap();
    for (id, document_type) in &before.types {
        let same = document_type.digest == after.types[id].digest;
        assert_eq!(same, id != "ke-hoach", "{id}");
    }
}

#[test]
fn the_examples_of_the_page_for_authors_can_be_used() {
    let page = std::fs::read_to_string(templates().join("README.md")).unwrap();
    let blocks = |language: &str| -> Vec<String> {
        let fence = format!("```{language}\n");
        page.split(&fence).skip(1).map(|part| part.split("```").next().unwrap().to_owned()).collect()
    };
    let copy = Copy::new("page");
    let [kind, content, organ, house, checks] = blocks("toml").try_into().unwrap();
    copy.write("types/ket-luan/type.toml", &kind);
    copy.write("types/ket-luan/document.hbs", &blocks("handlebars")[0]);
    copy.write("types/ket-luan/quy.toml", &content);
    copy.write("types/ket-luan/quy.hbs", "QUÝ {{roman quarter}}\n");
    copy.write("organs/x.toml", &organ);
    copy.write("styles/x.toml", &format!("inherits = \"nd30\"\n{house}{checks}"));
    vanthu::office::TemplateFolder::open(Some(&copy.0)).unwrap();
}

#[test]
fn a_style_sheet_that_ranks_a_check_nobody_makes_is_refused() {
    use vanthu::office::{OfficeError, TemplateFolder};
    let good = TemplateFolder::open(Some(&templates()));
    assert!(good.is_ok(), "the sheets in use rank checks that there are");
    let copy = Copy::new("unknown-check");
    let sheet = std::fs::read_to_string(templates().join("styles/cong-doan.toml")).unwrap();
    let ranked = sheet.replace("[checks]", "[checks]\n\"XYZ-99\" = \"off\"\n#");
    assert_ne!(ranked, sheet);
    copy.write("styles/cong-doan.toml", &ranked);
    let Err(OfficeError::Rejected(report)) = TemplateFolder::open(Some(&copy.0)) else {
        panic!("it was read")
    };
    assert_eq!(report.problems.len(), 1, "{report:?}");
    assert_eq!(
        (report.problems[0].code, report.problems[0].at.as_str()),
        ("unknown-check", "styles/cong-doan.toml")
    );
}
