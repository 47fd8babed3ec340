//! The built program as its users call it, with right and with wrong input.

use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// An empty folder under the build folder.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn vanthu(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vanthu")).args(arguments).stdin(Stdio::null()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return vec![] };
    let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A draft that is right in everything.
fn good() -> Value {
    json!({
        "type": "ke-hoach", "organ": "ldld-lai-chau", "code_number": 5, "issued_date": "2024-02-23",
        "subject": "Tổ chức hội nghị", "body": "I. MỤC ĐÍCH\n\n1. Một việc.",
        "recipients": ["Các ban"], "filing": {"units": ["VT"]},
        "signers": [{"competence": "TM. BAN THƯỜNG VỤ", "position": "CHỦ TỊCH", "full_name": "Hoàng Thọ Trung"}],
    })
}

/// `good` with one field set.
fn with(field: &str, value: Value) -> Value {
    let mut draft = good();
    draft[field] = value;
    draft
}

/// Renders one file of these bytes: the outcome, what was said, the files made.
fn render(name: &str, file: &str, bytes: &[u8]) -> (i32, String, Vec<String>) {
    let folder = folder(name);
    let draft = folder.join(file);
    std::fs::write(&draft, bytes).unwrap();
    render_in(&folder, &draft)
}

fn render_in(folder: &Path, draft: &Path) -> (i32, String, Vec<String>) {
    let out = folder.join("out");
    let ran = vanthu(&["render", draft.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    let said = text(&ran.stderr);
    assert!(!said.contains("panicked"), "{said}");
    (ran.status.code().unwrap(), said, names(&out))
}

/// Asserts that a draft is rejected at a place with a word of the sentence, and nothing is written.
fn rejects(name: &str, draft: &Value, place: &str, word: &str) {
    let (code, said, made) = render(name, "thu.json", draft.to_string().as_bytes());
    assert_eq!(code, 1, "{name}: {said}");
    assert!(said.contains(&format!("thu.json: {place}")), "{name}: {said}");
    assert!(said.to_lowercase().contains(&word.to_lowercase()), "{name}: {said}");
    assert_eq!(made, Vec::<String>::new(), "{name}");
}

#[test]
fn a_good_draft_becomes_pdf_docx_and_package() {
    let (code, said, made) = render("good", "thu.json", good().to_string().as_bytes());
    assert_eq!(code, 0, "{said}");
    assert_eq!(
        made,
        ["05-KH-LDLD-2024-02-23.docx", "05-KH-LDLD-2024-02-23.pdf", "05-KH-LDLD-2024-02-23.zip"]
    );
}

#[test]
fn toml_and_text_with_a_head_are_drafts_too() {
    let head = "type = \"ke-hoach\"\norgan = \"ldld-lai-chau\"\ncode_number = 5\nissued_date = 2024-02-23\n\
        subject = \"Tổ chức hội nghị\"\nrecipients = [\"Các ban\"]\nfiling = { units = [\"VT\"] }\n\
        signers = [{ competence = \"TM. BAN THƯỜNG VỤ\", position = \"CHỦ TỊCH\", full_name = \"Hoàng Thọ Trung\" }]\n";
    let with_body = format!("body = \"I. MỤC ĐÍCH\\n\\n1. Một việc.\"\n{head}");
    let (code, said, made) = render("toml", "thu.toml", with_body.as_bytes());
    assert_eq!((code, made.len()), (0, 3), "{said}");
    let (code, said, made) =
        render("text", "thu.txt", format!("+++\n{head}+++\nI. MỤC ĐÍCH\n\n1. Một việc.\n").as_bytes());
    assert_eq!((code, made.len()), (0, 3), "{said}");
}

#[test]
fn a_draft_may_come_on_standard_input() {
    let folder = folder("stdin");
    let out = folder.join("out");
    let mut child = Command::new(env!("CARGO_BIN_EXE_vanthu"))
        .args(["render", "-", "--out", out.to_str().unwrap(), "--format", "pdf"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(with("code_number", Value::Null).to_string().as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(names(&out), ["du-thao-stdin.pdf"]);
}

#[test]
fn every_format_is_delivered_on_request() {
    let folder = folder("formats");
    let draft = folder.join("thu.json");
    std::fs::write(&draft, good().to_string()).unwrap();
    let out = folder.join("out");
    let ran =
        vanthu(&["render", draft.to_str().unwrap(), "--out", out.to_str().unwrap(), "--format", "svg,png"]);
    assert!(ran.status.success());
    assert_eq!(names(&out), ["05-KH-LDLD-2024-02-23-1.png", "05-KH-LDLD-2024-02-23-1.svg"]);
}

#[test]
fn wrong_values_are_named_with_their_place() {
    rejects("type", &with("type", json!("ke-hoac")), "type", "ke-hoach");
    rejects("organ", &with("organ", json!("khong-co")), "organ", "khong-co");
    rejects("signer", &with("signers", json!([])), "signers", "người ký");
    rejects("name", &with("signers", json!([{"position": "CHỦ TỊCH"}])), "signers[0].full_name", "họ tên");
    rejects("date", &with("issued_date", json!("2024-02-30")), "issued_date", "2024-02-30");
    rejects("secret", &with("priority", json!("TỐI MẬT")), "priority", "mật");
    rejects("kind", &with("subject", json!(5)), "subject", "");
    rejects("ragged", &with("body", json!("| a | b |\n|---|---|\n| 1 |")), "body:3", "ô");
    rejects("long", &with("body", json!("chữ ".repeat(1_300_000))), "", "");
}

#[test]
fn all_problems_of_a_draft_are_told_at_once() {
    let mut draft = with("type", json!("ke-hoach"));
    draft["issued_date"] = json!("2024-13-01");
    draft["signers"] = json!([{"position": "CHỦ TỊCH"}]);
    draft["mau"] = json!(1);
    let (code, said, _) = render("several", "thu.json", draft.to_string().as_bytes());
    assert_eq!(code, 1);
    for place in ["issued_date:", "signers[0].full_name:", "mau:"] {
        assert!(said.contains(place), "{place} is missing in: {said}");
    }
}

#[test]
fn bytes_that_are_no_draft_are_refused() {
    let mut noise = vec![0_u8; 1 << 20];
    let mut state = 1_u32;
    for byte in &mut noise {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *byte = (state >> 24) as u8;
    }
    for (name, bytes) in [
        ("noise", noise.as_slice()),
        ("list", b"[1, 2]"),
        ("half", b"{\"type\": "),
        ("twice", b"{\"type\": \"ke-hoach\", \"type\": \"bao-cao\"}"),
        ("deep", "[".repeat(100_000).as_bytes()),
        ("empty", b""),
    ] {
        let (code, said, made) = render(name, "thu.json", bytes);
        assert_eq!(code, 1, "{name}: {said}");
        assert!(said.contains("thu.json"), "{name}: {said}");
        assert_eq!(made, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn control_characters_are_dropped_and_replacement_characters_refused() {
    let (code, said, made) =
        render("controls", "thu.json", with("subject", json!("Tổ\u{b}chức\u{1} họp")).to_string().as_bytes());
    assert_eq!((code, made.len()), (0, 3), "{said}");
    rejects("lost", &with("subject", json!("Tổ ch\u{fffd}c")), "subject", "U+FFFD");
    rejects("foreign", &with("subject", json!("Hội nghị 漢")), "subject", "U+6F22");
}

/// A PNG of this size, all zeros, with as little data as deflate allows.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = image::codecs::png::PngEncoder::new(&mut bytes);
    let pixels = vec![0_u8; (width * height * 4) as usize];
    image::ImageEncoder::write_image(encoder, &pixels, width, height, image::ExtendedColorType::Rgba8)
        .unwrap();
    bytes
}

/// The same PNG whose head claims another size; its check sum is right.
fn claiming(mut bytes: Vec<u8>, width: u32, height: u32) -> Vec<u8> {
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc32(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.to_be_bytes());
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { (c >> 1) ^ 0xEDB8_8320 } else { c >> 1 })
    })
}

#[test]
fn hostile_images_are_refused_and_nothing_is_written() {
    let small = png(8, 8);
    for (name, bytes) in [
        ("huge", claiming(small.clone(), 20_000, 20_000)),
        ("bomb", claiming(png(4_000, 4_000), 5_001, 5_001)),
        ("cut", small[..40].to_vec()),
        ("gif", b"GIF89a000000".to_vec()),
        ("opaque", {
            let mut bytes = Vec::new();
            let encoder = image::codecs::png::PngEncoder::new(&mut bytes);
            image::ImageEncoder::write_image(
                encoder,
                &[9; 400 * 200 * 3],
                400,
                200,
                image::ExtendedColorType::Rgb8,
            )
            .unwrap();
            bytes
        }),
    ] {
        let folder = folder(&format!("image-{name}"));
        std::fs::write(folder.join("ky.png"), bytes).unwrap();
        let mut draft = good();
        draft["signers"][0]["signature_image"] = json!("ky.png");
        let file = folder.join("thu.json");
        std::fs::write(&file, draft.to_string()).unwrap();
        let (code, said, made) = render_in(&folder, &file);
        assert_eq!(code, 1, "{name}: {said}");
        assert!(said.contains("signers[0].signature_image"), "{name}: {said}");
        assert_eq!(made, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn an_image_outside_the_drafts_folder_is_not_read() {
    for name in ["../ky.png", "/etc/passwd", "khong-co.png"] {
        let mut draft = good();
        draft["signers"][0]["signature_image"] = json!(name);
        rejects("outside", &draft, "signers[0].signature_image", name);
    }
}

#[test]
fn two_drafts_of_one_name_are_a_problem_and_never_an_overwrite() {
    let folder = folder("same-name");
    let (first, second) = (folder.join("a.json"), folder.join("b.json"));
    std::fs::write(&first, good().to_string()).unwrap();
    std::fs::write(&second, with("subject", json!("Việc khác")).to_string()).unwrap();
    let out = folder.join("out");
    let arguments =
        ["render", first.to_str().unwrap(), second.to_str().unwrap(), "--out", out.to_str().unwrap()];
    let ran = vanthu(&arguments);
    assert_eq!(ran.status.code(), Some(1));
    let said = text(&ran.stderr);
    assert!(
        said.contains("b.json: ") && said.contains("a.json: ") && said.contains("05-KH-LDLD-2024-02-23"),
        "{said}"
    );
    assert_eq!(names(&out), Vec::<String>::new(), "refused before anything is written");
}

/// Every file below a folder, by its path there.
fn tree(folder: &Path) -> Vec<String> {
    let mut found = vec![];
    for name in names(folder) {
        match folder.join(&name).is_dir() {
            true => {
                found.extend(tree(&folder.join(&name)).into_iter().map(|below| format!("{name}/{below}")))
            }
            false => found.push(name),
        }
    }
    found
}

/// Runs a command on files in a folder of its own: exit code and what was said on standard error.
fn run_in(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let ran = Command::new(env!("CARGO_BIN_EXE_vanthu"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (ran.status.code().unwrap(), text(&ran.stderr))
}

#[test]
fn texts_of_one_name_in_two_folders_are_imported_into_two_folders() {
    let folder = folder("import-tree");
    for (name, text) in [("a/x.txt", "Một."), ("b/x.txt", "Hai."), ("b/c/x.txt", "Ba.")] {
        std::fs::create_dir_all(folder.join(name).parent().unwrap()).unwrap();
        std::fs::write(folder.join(name), text).unwrap();
    }
    let (code, said) = run_in(&folder, &["import", "a/x.txt", "b/x.txt", "b/c/x.txt", "--out", "out"]);
    assert_eq!(
        (code, tree(&folder.join("out"))),
        (0, vec!["a/x.json".into(), "b/c/x.json".into(), "b/x.json".into()]),
        "{said}"
    );
    let body = |name: &str| std::fs::read_to_string(folder.join("out").join(name)).unwrap();
    assert!(body("a/x.json").contains("Một.") && body("b/x.json").contains("Hai."));
}

#[test]
fn inputs_that_would_have_one_name_are_all_named_and_nothing_is_imported() {
    let folder = folder("import-collision");
    for name in ["x.txt", "x.md", "y.txt"] {
        std::fs::write(folder.join(name), format!("Nội dung {name}.")).unwrap();
    }
    let (code, said) = run_in(&folder, &["import", "x.txt", "x.md", "y.txt", "--out", "out"]);
    assert_eq!((code, tree(&folder.join("out"))), (1, vec![]), "{said}");
    assert!(said.contains("x.txt: ") && said.contains("x.md: ") && !said.contains("y.txt: "), "{said}");
}

#[test]
fn an_imported_draft_that_was_worked_on_is_not_written_over() {
    let folder = folder("import-again");
    std::fs::write(folder.join("x.txt"), "Một.").unwrap();
    let draft = folder.join("out/x.json");
    assert_eq!(run_in(&folder, &["import", "x.txt", "--out", "out"]).0, 0);
    assert_eq!(run_in(&folder, &["import", "x.txt", "--out", "out"]).0, 0, "equal content is no collision");
    std::fs::write(&draft, "{\"body\": \"đã sửa tay\"}").unwrap();
    let (code, said) = run_in(&folder, &["import", "x.txt", "--out", "out"]);
    assert_eq!((code, said.contains("nội dung khác")), (1, true), "{said}");
    assert!(std::fs::read_to_string(&draft).unwrap().contains("đã sửa tay"));
    assert_eq!(run_in(&folder, &["import", "x.txt", "--out", "out", "--overwrite"]).0, 0);
    assert!(std::fs::read_to_string(&draft).unwrap().contains("Một."));
    assert_eq!(tree(&folder.join("out")), ["x.json"]);
}

#[test]
fn a_paper_of_an_earlier_run_is_not_written_over_by_another_of_its_name() {
    let folder = folder("render-again");
    std::fs::write(folder.join("a.json"), good().to_string()).unwrap();
    std::fs::write(folder.join("b.json"), with("subject", json!("Việc khác")).to_string()).unwrap();
    let pdf = folder.join("out/05-KH-LDLD-2024-02-23.pdf");
    assert_eq!(run_in(&folder, &["render", "a.json"]).0, 0);
    let first = std::fs::read(&pdf).unwrap();
    assert_eq!(run_in(&folder, &["render", "a.json"]).0, 0, "the same paper again is no collision");
    let (code, said) = run_in(&folder, &["render", "b.json"]);
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("b.json: ") && said.contains("nội dung khác") && said.contains("--overwrite"),
        "{said}"
    );
    assert_eq!((std::fs::read(&pdf).unwrap() == first, names(&folder.join("out")).len()), (true, 3));
    assert_eq!(run_in(&folder, &["render", "b.json", "--overwrite"]).0, 0);
    assert!(std::fs::read(&pdf).unwrap() != first);
}

#[test]
fn drafts_of_one_stem_in_two_folders_keep_their_folders() {
    let folder = folder("render-tree");
    for (name, subject) in [("a/x.json", "Một việc"), ("b/y.json", "Việc khác")] {
        std::fs::create_dir_all(folder.join(name).parent().unwrap()).unwrap();
        std::fs::write(folder.join(name), with("subject", json!(subject)).to_string()).unwrap();
    }
    let (code, said) = run_in(&folder, &["render", "a/x.json", "b/y.json", "--format", "pdf"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(tree(&folder.join("out")), ["a/05-KH-LDLD-2024-02-23.pdf", "b/05-KH-LDLD-2024-02-23.pdf"]);
}

#[test]
fn two_types_whose_abbreviations_differ_in_marks_only_have_two_names() {
    let folder = folder("marks");
    for (file, kind) in
        [("a.json", "de-an"), ("b.json", "du-an"), ("c.json", "hop-dong"), ("d.json", "huong-dan")]
    {
        let mut draft = with("type", json!(kind));
        draft["code_number"] = json!(39);
        std::fs::write(folder.join(file), draft.to_string()).unwrap();
    }
    let (_, said) = run_in(&folder, &["render", "a.json", "b.json", "c.json", "d.json", "--format", "pdf"]);
    let stem = |kind: &str| format!("39-{kind}-LDLD-2024-02-23.pdf");
    let expected = ["de-an", "du-an", "hop-dong", "huong-dan"].map(stem);
    assert_eq!(names(&folder.join("out")), expected, "{said}");
}

#[test]
fn good_drafts_are_written_though_another_is_rejected() {
    let folder = folder("mixed");
    let (bad, fine) = (folder.join("a.json"), folder.join("b.json"));
    std::fs::write(&bad, "{}").unwrap();
    std::fs::write(&fine, good().to_string()).unwrap();
    let out = folder.join("out");
    let ran =
        vanthu(&["render", bad.to_str().unwrap(), fine.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    assert_eq!(ran.status.code(), Some(1));
    assert_eq!(names(&out).len(), 3);
}

#[test]
fn a_missing_file_and_a_wrong_word_are_failures() {
    assert_eq!(
        vanthu(&["render", "khong-co.json", "--out", folder("missing").to_str().unwrap()]).status.code(),
        Some(2)
    );
    assert_eq!(vanthu(&["render"]).status.code(), Some(2));
    assert_eq!(vanthu(&["in-an"]).status.code(), Some(2));
    assert_eq!(vanthu(&["--help"]).status.code(), Some(0));
}

#[test]
fn templates_and_fonts_are_listed() {
    let list = text(&vanthu(&["templates", "list"]).stdout);
    for word in ["ke-hoach", "KH", "bao-cao/thang", "cong-van"] {
        assert!(list.contains(word), "{word}: {list}");
    }
    assert!(text(&vanthu(&["templates", "show", "bao-cao/thang"]).stdout).contains("\"month\""));
    assert_eq!(vanthu(&["templates", "check"]).status.code(), Some(0));
    assert_eq!(vanthu(&["templates", "show", "khong-co"]).status.code(), Some(1));
    assert!(text(&vanthu(&["fonts"]).stdout).contains("LiberationSerif-BoldItalic"));
}

#[test]
fn a_folder_of_templates_with_a_mistake_is_refused_with_its_place() {
    let folder = folder("templates");
    std::fs::create_dir_all(folder.join("types/thu")).unwrap();
    std::fs::write(folder.join("types/thu/type.toml"), "name = 5\n").unwrap();
    let ran = vanthu(&["templates", "check", "--templates", folder.to_str().unwrap()]);
    assert_ne!(ran.status.code(), Some(0));
    assert!(text(&ran.stderr).contains("types/thu/type.toml"), "{}", text(&ran.stderr));
}

#[test]
fn completions_know_every_command_in_every_shell() {
    let help = text(&vanthu(&["--help"]).stdout);
    let commands =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let commands: Vec<&str> = commands.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(commands.contains(&"completions") && commands.len() > 12, "{commands:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = vanthu(&["completions", shell]);
        assert_eq!(ran.status.code(), Some(0), "{shell}");
        let script = text(&ran.stdout);
        for command in &commands {
            assert!(script.contains(command), "{shell}: {command}");
        }
    }
    assert_eq!(vanthu(&["completions", "cmd"]).status.code(), Some(2));
}
