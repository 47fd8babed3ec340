//! Files that are broken, of another kind, or made to do harm.

use crate::import::builder::{TYPES, archive, document, docx, p, package, part, table};
use crate::import::compare::knowledge;
use crate::support;
use proptest::prelude::*;
use vanthu::input::PaperImport;
use vanthu::input::docx::import;
use vanthu::limits;
use vanthu::report::Report;

fn read(bytes: &[u8]) -> Result<PaperImport, Report> {
    import(bytes, &knowledge()).map(|mut found| found.papers.remove(0))
}

/// The sentence with which a file is refused.
fn refused(bytes: &[u8]) -> String {
    let report = read(bytes).expect_err("refused");
    assert_eq!(report.problems.len(), 1);
    report.problems[0].message.clone()
}

#[test]
fn files_of_another_kind_are_called_by_their_name() {
    let ole = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 512], &wide].concat()
    };
    let with_type = |kind: &str, target: &str| {
        let types = TYPES.replace(
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            kind,
        );
        let types = types.replace("/word/document.xml", &format!("/{target}"));
        let root = format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="x/officeDocument" Target="{target}"/></Relationships>"#
        );
        archive(&[
            ("[Content_Types].xml", types.as_bytes()),
            ("_rels/.rels", root.as_bytes()),
            (target, b"<a/>"),
        ])
    };
    let odt = archive(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<a/>")]);
    let cases = [
        (ole("WordDocument"), "tệp Word cũ (.doc)"),
        (ole("Workbook"), "tệp Excel cũ (.xls)"),
        (ole("EncryptedPackage"), "đặt mật khẩu"),
        (
            with_type(
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                "xl/workbook.xml",
            ),
            "tệp Excel (.xlsx)",
        ),
        (
            with_type(
                "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
                "ppt/p.xml",
            ),
            "PowerPoint",
        ),
        (
            with_type("application/vnd.ms-word.document.macroEnabled.main+xml", "word/document.xml"),
            "macro (.docm)",
        ),
        (odt, "OpenDocument (.odt)"),
        (archive(&[("a.txt", b"a")]), "tệp nén ZIP"),
        (b"%PDF-1.7".to_vec(), "tệp PDF"),
        (b"{\\rtf1".to_vec(), "tệp RTF"),
        (b"<html>".to_vec(), "HTML"),
        (Vec::new(), "tệp rỗng"),
        (b"PK\x03\x04".to_vec(), "bị hỏng"),
    ];
    for (bytes, name) in cases {
        let message = refused(&bytes);
        assert!(message.contains(name), "{name}: {message}");
        assert!(message.contains("Hãy"), "no remedy: {message}");
    }
    assert_eq!(
        refused(&ole("WordDocument")),
        "Tệp không phải DOCX: đây là tệp Word cũ (.doc). Hãy mở bằng Word hoặc LibreOffice và lưu lại dạng .docx."
    );
}

#[test]
fn bombs_are_refused_before_they_unfold() {
    // 200 MiB of spaces deflate to 200 KB.
    let spaces = vec![b' '; 200 << 20];
    let bomb = archive(&[("[Content_Types].xml", TYPES.as_bytes()), ("_rels/.rels", &spaces)]);
    assert!(bomb.len() < 1 << 20);
    assert!(refused(&bomb).contains("quá lớn"));
    let names: Vec<String> = (0..=limits::DOCX_ENTRIES).map(|n| format!("{n}.xml")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert!(refused(&archive(&entries)).contains("4001 mục"));
    let entities = r#"<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>"#;
    let document =
        document("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>").replacen("?>", &format!("?>{entities}"), 1);
    assert!(refused(&package(&document, &[])).contains("DOCTYPE"));
    let external = r#"<!DOCTYPE a SYSTEM "file:///etc/passwd">"#;
    assert!(refused(&package(&document.replace(entities, external), &[])).contains("DOCTYPE"));
    assert!(refused(&vec![b'P'; limits::DOCX_BYTES + 1]).contains("50 MiB"));
}

#[test]
fn names_that_lead_elsewhere_are_never_followed() {
    let root = |target: &str| {
        format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="x/officeDocument" Target="{target}"/></Relationships>"#
        )
    };
    let main = document(&p("", "Chữ"));
    for name in ["../document.xml", "/document.xml", "..\\document.xml", "C:/document.xml"] {
        let root = root(name);
        let bytes = archive(&[
            ("[Content_Types].xml", TYPES.as_bytes()),
            ("_rels/.rels", root.as_bytes()),
            (name, main.as_bytes()),
        ]);
        assert!(read(&bytes).is_err(), "{name}");
        let good = [("../evil.xml", b"x".as_slice()), ("[Content_Types].xml", TYPES.as_bytes())];
        let root = self::root_of("word/document.xml");
        let entries =
            [good[0], good[1], ("_rels/.rels", root.as_bytes()), ("word/document.xml", main.as_bytes())];
        assert!(read(&archive(&entries)).is_ok(), "an entry nobody asks for does no harm");
    }
}

fn root_of(target: &str) -> String {
    format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="x/officeDocument" Target="{target}"/></Relationships>"#
    )
}

#[test]
fn two_parts_of_one_name_are_refused() {
    let bytes = docx(&p("", "Chữ"));
    // The second name is made the first by hand: writers of archives refuse to.
    let twice = archive(&[("word/a.xml", b"1"), ("word/b.xml", b"2")]);
    let at: Vec<usize> =
        twice.windows(10).enumerate().filter(|(_, w)| w == b"word/b.xml").map(|(at, _)| at).collect();
    let mut twice = twice.clone();
    at.into_iter().for_each(|at| twice[at + 5] = b'a');
    assert!(refused(&twice).contains("bị hỏng"));
    assert!(read(&bytes).is_ok());
}

#[test]
fn encrypted_parts_are_refused() {
    let mut bytes = docx(&p("", "Chữ"));
    // The flag of encryption, in each local and central header.
    let marks: Vec<usize> =
        bytes.windows(4).enumerate().filter(|(_, w)| *w == b"PK\x03\x04").map(|(at, _)| at + 6).collect();
    let central: Vec<usize> =
        bytes.windows(4).enumerate().filter(|(_, w)| *w == b"PK\x01\x02").map(|(at, _)| at + 8).collect();
    marks.into_iter().chain(central).for_each(|at| bytes[at] |= 1);
    assert!(refused(&bytes).contains("mật khẩu"));
}

#[test]
fn missing_and_truncated_parts_are_told() {
    let whole = docx(&p("", "Chữ"));
    for cut in [4, whole.len() / 2, whole.len() - 1] {
        assert!(refused(&whole[..cut]).contains("bị hỏng"), "{cut}");
    }
    let root = root_of("word/document.xml");
    let without = archive(&[("[Content_Types].xml", TYPES.as_bytes()), ("_rels/.rels", root.as_bytes())]);
    assert!(refused(&without).contains("thiếu phần word/document.xml"));
    assert!(refused(&archive(&[("[Content_Types].xml", TYPES.as_bytes())])).contains("thiếu"));
    assert!(refused(&package("<a/>", &[])).contains("thiếu"));
    assert!(refused(&package("no XML", &[])).contains("XML"));
}

#[test]
fn sizes_beyond_all_documents_end_in_a_sentence_or_a_good_import() {
    let many = p("", "Chữ").repeat(100_000);
    assert!(refused(&docx(&many)).contains("60000 đoạn"));
    let long = read(&docx(&p("", &"Chữ dài ".repeat(20_000)).repeat(8))).unwrap();
    assert!(long.doubts.iter().any(|d| d.code == "too-large"), "{:?}", long.doubts);
    let deep = "<w:tbl><w:tr><w:tc>".repeat(60) + &p("", "x") + &"</w:tc></w:tr></w:tbl>".repeat(60);
    assert!(refused(&docx(&deep)).contains("quá sâu"));
    let nested = (0..12).fold(p("", "trong cùng"), |inner, _| table(&[&[inner + &p("", "x"), p("", "y")]]));
    assert!(read(&docx(&nested)).is_ok());
    let wide = format!(
        "<w:tbl><w:tr>{}</w:tr></w:tbl>",
        format!("<w:tc><w:tcPr><w:gridSpan w:val=\"999999999\"/></w:tcPr>{}</w:tc>", p("", "x")).repeat(500)
    );
    assert!(read(&docx(&wide)).unwrap().doubts.iter().any(|d| d.code == "table-columns"));
    let unended = format!(r#"<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>{}"#, p("", "Còn lại"));
    assert_eq!(read(&docx(&unended)).unwrap().draft.values["body"], "Còn lại");
}

#[test]
fn odd_styles_and_numbers_do_no_harm() {
    let styles: String = (0..2_000)
        .map(|n| {
            format!(
                r#"<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{}"/></w:style>"#,
                (n + 1) % 2_000
            )
        })
        .collect();
    let numbering = part(
        "numbering",
        r#"<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="self"/><w:styleLink w:val="self"/><w:lvl w:ilvl="4294967295"/><w:lvl w:ilvl="-1"/><w:lvl w:ilvl="8"><w:start w:val="99999999999999999999"/><w:lvlText w:val="%9%9%9%"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"#,
    );
    let text = r#"<w:p><w:pPr><w:pStyle w:val="s0"/><w:numPr><w:ilvl w:val="77"/><w:numId w:val="1"/></w:numPr><w:ind w:left="99999999999" w:firstLine="-5"/><w:spacing w:line="-99999999999999" w:before="1e9"/></w:pPr><w:r><w:rPr><w:sz w:val="99999999999"/></w:rPr><w:t>Chữ</w:t></w:r></w:p>"#;
    let found = read(&package(
        &document(text),
        &[("styles.xml", &part("styles", &styles)), ("numbering.xml", &numbering)],
    ));
    assert!(found.unwrap().draft.values["body"].as_str().unwrap().ends_with("Chữ"));
}

/// A good file with signature, table, appendix.
fn good() -> Vec<u8> {
    let file = support::root().join("samples/ke-hoach-phu-luc.json");
    let rendered = support::render(support::sample(&file), "x", &[vanthu::office::Format::Docx]).unwrap();
    support::file(&rendered, "docx").to_vec()
}

/// The parts of a good file.
fn parts() -> &'static [(String, Vec<u8>)] {
    static PARTS: std::sync::LazyLock<Vec<(String, Vec<u8>)>> = std::sync::LazyLock::new(|| {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(good())).unwrap();
        let count = zip.len();
        let read = |index| {
            let mut entry = zip.by_index(index).unwrap();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
            (entry.name().to_owned(), bytes)
        };
        (0..count).map(read).collect::<Vec<_>>()
    });
    &PARTS
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_archive_never_panics(damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        static GOOD: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(good);
        let mut bytes = GOOD.clone();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = read(&bytes);
    }

    #[test]
    fn a_damaged_part_never_panics(
        part in any::<prop::sample::Index>(),
        damage in proptest::collection::vec((any::<prop::sample::Index>(), "<|>|/|w:p|w:tbl|\"|&|9999999|-1|[ -~]"), 1..6),
    ) {
        let mut parts = parts().to_vec();
        let index = part.index(parts.len());
        let bytes = &mut parts[index].1;
        for (at, new) in damage {
            let at = at.index(bytes.len());
            let end = (at + new.len()).min(bytes.len());
            bytes.splice(at..end, new.bytes());
        }
        let entries: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        let _ = read(&archive(&entries));
    }
}
