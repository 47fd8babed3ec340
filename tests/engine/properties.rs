//! Laws that hold of every input.

use crate::support::generate;
use proptest::prelude::*;
use serde_json::{Value, json};
use vanthu::catalog::Catalog;
use vanthu::input::{self, Draft};
use vanthu::office::{CheckOptions, FolderImages, Format, Mending, Office, OfficeError, Request};
use vanthu::outline;
use vanthu::report::{FieldPath, Report};

/// The keys of a draft, so that made-up values land where they are looked at.
const KEYS: [&str; 24] = [
    "schema_version",
    "mode",
    "status",
    "type",
    "organ",
    "code_number",
    "code_notation",
    "place",
    "issued_date",
    "type_name",
    "subject",
    "to",
    "bases",
    "body",
    "content",
    "data",
    "recipients",
    "filing",
    "signers",
    "priority",
    "circulation",
    "typist",
    "address",
    "appendixes",
];

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,40}".prop_map(Value::from),
        "[IVX]{1,3}\\. [a-zđ ]{0,20}\n- .{0,20}\n|a|b|\n|-|-|\n".prop_map(Value::from),
        prop::sample::select(vec![
            "ke-hoach",
            "CT",
            "ldld-lai-chau",
            "2024-02-23",
            "KHẨN",
            "MẬT",
            "thang",
            "faithful"
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((prop::sample::select(KEYS.to_vec()), inner.clone()), 0..8).prop_map(
                |entries| Value::Object(entries.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
            ),
            prop::collection::vec(
                (
                    prop::sample::select(vec![
                        "name",
                        "purpose",
                        "group",
                        "full_name",
                        "position",
                        "competence",
                        "units",
                        "text",
                        "title",
                        "body",
                        "initials",
                        "copies",
                        "end"
                    ]),
                    inner
                ),
                0..5
            )
            .prop_map(|entries| Value::Object(entries.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())),
        ]
    })
}

/// A right draft with some fields replaced by anything.
fn nearly_right() -> impl Strategy<Value = Value> {
    prop::collection::vec((prop::sample::select(KEYS.to_vec()), value()), 0..4).prop_map(|changes| {
        let mut draft = json!({
            "type": "ke-hoach", "organ": "ldld-lai-chau", "subject": "Việc", "body": "1. Một.",
            "signers": [{"position": "CHỦ TỊCH", "full_name": "Hoàng Thọ Trung"}],
        });
        changes.into_iter().for_each(|(key, value)| draft[key] = value);
        draft
    })
}

fn outcome(draft: &Value) -> Result<usize, OfficeError> {
    let Value::Object(values) = draft.clone() else { return Ok(0) };
    let images = FolderImages::new(std::path::Path::new("khong-co"));
    let request = Request {
        formats: &[Format::Package, Format::Svg],
        mode: None,
        fallback: "x",
        images: &images,
        pdf: Default::default(),
    };
    Office::new(Catalog::embedded()).render(Draft { values }, request).map(|r| r.files.len())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_draft_gives_a_report_or_a_package(draft in nearly_right()) {
        match outcome(&draft) {
            Ok(files) => prop_assert!(files > 0),
            Err(OfficeError::Rejected(report)) => {
                prop_assert!(report.has_errors());
                for problem in &report.problems {
                    prop_assert!(!problem.message.is_empty() && !problem.code.is_empty());
                }
            }
            Err(other) => prop_assert!(false, "{other}"),
        }
    }

    #[test]
    fn any_bytes_are_a_draft_or_a_report(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for name in ["a.json", "a.toml", "a.txt", "a"] {
            if let Err(report) = input::read(&bytes, Some(name)) {
                prop_assert!(report.has_errors());
            }
        }
    }

    #[test]
    fn any_text_imports_without_losing_a_word(text in "(\\PC{0,30}\n|[IVX]+\\. [A-ZĐ ]{3,10}\n|- [a-zđươ ]{3,30}\n|\n){0,30}") {
        let office = Office::new(Catalog::embedded());
        let imported = office.import(text.as_bytes());
        prop_assert!(imported.is_ok() || matches!(imported, Err(OfficeError::Rejected(_))));
    }

    #[test]
    fn writing_blocks_and_reading_them_again_changes_nothing(seed in any::<u64>()) {
        let draft = generate::draft(seed, &generate::sentences());
        let body = draft["body"].as_str().unwrap();
        let mut report = Report::new();
        let blocks = outline::parse(body, &FieldPath::field("body"), &mut report);
        prop_assert!(report.problems.is_empty(), "{report:?}");
        let again = outline::parse(&outline::write(&blocks), &FieldPath::field("body"), &mut report);
        prop_assert_eq!(blocks, again);
    }

    #[test]
    fn generated_documents_come_out_the_same_from_two_threads(seed in any::<u64>()) {
        let draft = generate::draft(seed, &generate::sentences());
        let make = || crate::support::render(draft.clone(), "x", &[Format::Package]).unwrap().files.remove(0).bytes;
        let (a, b) = std::thread::scope(|s| {
            let (a, b) = (s.spawn(make), s.spawn(make));
            (a.join().unwrap(), b.join().unwrap())
        });
        prop_assert!(a == b);
    }
}

/// Pieces of the real papers, torn anywhere, with odd signs between them.
fn torn() -> impl Strategy<Value = String> {
    let sentences = generate::sentences();
    let piece = (0..sentences.len(), 0..60usize, 0..200usize).prop_map(move |(index, skip, take)| {
        sentences[index].chars().skip(skip).take(take).collect::<String>()
    });
    let signs = prop::sample::select(vec![
        " ",
        "\n",
        "\n\n",
        ";",
        " ; ",
        "**",
        "*",
        "- ",
        "\n- + ",
        "\n1. ",
        "\n2.1. ",
        "\nI. ",
        "\na) ",
        "| a | b |",
        "\u{301}",
        "ngày 2/13/2024",
        "02/NQ-TW",
        "“",
        "\"",
        "...",
        "Ð",
        "\u{fffd}",
        "(",
        "số 22 /CT-LĐLĐ",
        "năm học 2022-2022",
    ]);
    prop::collection::vec((piece, signs), 0..12)
        .prop_map(|parts| parts.into_iter().map(|(piece, sign)| piece + sign).collect())
}

/// Checks a draft as a file; every finding must lie within what it is about, and mending must come to an end.
fn checks_hold(draft: &Value) {
    let office = Office::new(Catalog::embedded());
    let images = FolderImages::new(std::path::Path::new("khong-co"));
    let wanted = CheckOptions { profile: None, images: &images };
    let bytes = draft.to_string();
    let Ok(found) = office.check(bytes.as_bytes(), Some("x.json"), wanted) else { return };
    for problem in &found.report.problems {
        let excerpt = found.excerpt(problem);
        if problem.range.is_some() {
            let excerpt = excerpt.unwrap_or_else(|| panic!("{problem:?} is about nothing"));
            assert!(excerpt.text.get(excerpt.marked.clone()).is_some(), "{problem:?}");
        }
        assert!(!problem.message.is_empty());
    }
    let mending = Mending { fixes: true, numbers: true };
    let once = office.correct(bytes.as_bytes(), Some("x.json"), wanted, mending).unwrap();
    let twice = office.correct(once.file.as_bytes(), Some("x.json"), wanted, mending).unwrap();
    assert_eq!(once.file, twice.file);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_draft_is_checked_and_mended_once_for_all(draft in nearly_right()) {
        checks_hold(&draft);
    }

    #[test]
    fn a_body_of_torn_sentences_is_checked_and_mended_once_for_all(body in torn(), faithful in any::<bool>()) {
        let mut draft = json!({
            "type": "ke-hoach", "organ": "ldld-lai-chau", "subject": "Việc", "body": body,
            "signers": [{"position": "CHỦ TỊCH", "full_name": "Hoàng Thọ Trung"}],
        });
        if faithful {
            draft["mode"] = json!("faithful");
        }
        checks_hold(&draft);
    }
}
