//! The command on folders, lists and files of every kind, in this process.

use crate::cli::run;
use crate::runtime::testing::SteppedClock;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("vanthu-import-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn put(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// Runs the command: exit code, standard output, standard error.
fn vanthu(words: &[&dyn AsRef<Path>]) -> (u8, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let words = ["vanthu", "import"]
        .map(OsString::from)
        .into_iter()
        .chain(words.iter().map(|word| word.as_ref().into()));
    let code = run(words, &SteppedClock::new().runtime(1), &mut out, &mut err);
    (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

fn tree(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).into_iter().flatten() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => open.push(path),
                false => found.push(path.strip_prefix(folder).unwrap().display().to_string()),
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_folder_and_a_list_are_imported_whole_and_a_bad_file_stops_no_other() {
    let at = folder("whole");
    put(&at, "in/a/x.txt", "Nội dung một.".as_bytes());
    put(&at, "in/b/y.html", "<p>Nội dung <b>hai</b>.</p>".as_bytes());
    put(&at, "in/b/~$y.docx", b"lock");
    put(&at, "in/b/anh.png", b"\x89PNG");
    put(&at, "in/hong.docx", b"PK\x03\x04");
    put(&at, "ngoai.txt", "Nội dung ba.".as_bytes());
    put(&at, "list.txt", format!("\u{feff}{}\r\n\r\n", at.join("ngoai.txt").display()).as_bytes());
    let (code, out, err) =
        vanthu(&[&at.join("in"), &"--list", &at.join("list.txt"), &"--out", &at.join("out")]);
    assert_eq!(tree(&at.join("out")), ["in/a/x.json", "in/b/y.json", "ngoai.json"], "{out}{err}");
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("hong.docx: "), "{err}");
    let draft = std::fs::read_to_string(at.join("out/in/b/y.json")).unwrap();
    assert!(draft.contains("Nội dung **hai**."), "{draft}");
    std::fs::remove_dir_all(at).unwrap();
}

#[test]
fn the_report_tells_of_each_file_what_was_recognised_and_what_to_look_at() {
    let at = folder("report");
    let paper = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\nSố: 7/KH-ABC\n\nKẾ HOẠCH\nKiểm kê tài sản\n\nNội dung kế hoạch.\n";
    put(&at, "in/a.txt", paper.as_bytes());
    put(&at, "in/b.docx", b"PK\x03\x04");
    for name in ["r.csv", "r.html"] {
        let report = at.join(name);
        let (code, _, err) = vanthu(&[&at.join("in"), &"--out", &at.join("out"), &"--report", &report]);
        assert_eq!(code, 1, "{err}");
        let told = std::fs::read_to_string(&report).unwrap();
        for words in ["a.txt", "đã nhập", "7/KH-ABC", "Kiểm kê tài sản", "b.docx", "không nhận", "bị hỏng"]
        {
            assert!(told.contains(words), "{name}: {words}: {told}");
        }
    }
    assert_eq!(vanthu(&[&at.join("in"), &"--report", &at.join("r.txt")]).0, 2);
    std::fs::remove_dir_all(at).unwrap();
}

#[test]
fn files_of_other_encodings_are_read_and_empty_ones_refused() {
    let at = folder("encodings");
    let text = "Căn cứ Luật Tổ chức chính quyền địa phương; Ủy ban nhân dân xã ban hành kế hoạch.";
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    put(&at, "rong.txt", b" \n");
    put(&at, "wide.txt", &wide);
    let (code, out, err) = vanthu(&[&at.join("wide.txt")]);
    assert_eq!((code, out.contains("Ủy ban nhân dân xã")), (0, true), "{out}{err}");
    assert!(err.contains("UTF-16"), "{err}");
    let (code, _, err) = vanthu(&[&at.join("rong.txt")]);
    assert_eq!((code, err.contains("Tệp rỗng")), (1, true), "{err}");
    let rtf = at.join("a.rtf");
    std::fs::write(&rtf, b"{\\rtf1 x}").unwrap();
    let (code, _, err) = vanthu(&[&rtf]);
    assert_eq!((code, err.contains("--convert")), (1, true), "{err}");
    std::fs::remove_dir_all(at).unwrap();
}
