//! Files of older word processors made into DOCX by LibreOffice, each in a folder and with a profile of its own.

use super::super::{CliError, at};
use crate::limits;
use crate::office::OfficeError;
use crate::report::{FieldPath, Problem, Report};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Steps that LibreOffice is waited for, and how long one is: two minutes in all.
const STEPS: u32 = 1_200;
const STEP: Duration = Duration::from_millis(100);

/// The ending that LibreOffice knows a file by, if it is one that it is needed for.
pub(super) fn ending(bytes: &[u8]) -> Option<&'static str> {
    const ODT: &[u8] = b"mimetypeapplication/vnd.oasis.opendocument.text";
    match bytes {
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Some("doc"),
        [b'{', b'\\', b'r', b't', b'f', ..] => Some("rtf"),
        _ => bytes.get(30..30 + ODT.len()).is_some_and(|begin| begin == ODT).then_some("odt"),
    }
}

/// The DOCX that LibreOffice makes of a file; rejected where it is not installed, takes too long or makes none.
pub(super) fn docx(bytes: &[u8], ending: &str) -> Result<Vec<u8>, CliError> {
    let folder = WorkFolder::new()?;
    let input = folder.0.join(format!("input.{ending}"));
    std::fs::write(&input, bytes).map_err(at(&input))?;
    let profile = format!("-env:UserInstallation=file://{}", folder.0.join("profile").display());
    let child = Command::new("soffice")
        .args([profile.as_str(), "--headless", "--norestore", "--convert-to", "docx", "--outdir"])
        .arg(&folder.0)
        .arg(&input)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let child = match child {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(rejected(ABSENT)),
        child => child.map_err(at(Path::new("soffice")))?,
    };
    if !finished(child).map_err(at(Path::new("soffice")))? {
        return Err(rejected(SLOW));
    }
    let made = folder.0.join("input.docx");
    let Ok(file) = std::fs::File::open(&made) else { return Err(rejected(UNREADABLE)) };
    let mut docx = Vec::new();
    file.take(limits::DOCX_BYTES as u64 + 1).read_to_end(&mut docx).map_err(at(&made))?;
    Ok(docx)
}

const ABSENT: &str = "Không tìm thấy LibreOffice (lệnh soffice) để đọc tệp này. Hãy cài LibreOffice, hoặc mở tệp bằng Word và lưu lại dạng .docx.";
const SLOW: &str =
    "LibreOffice đọc tệp này quá hai phút nên đã dừng. Hãy mở tệp bằng Word và lưu lại dạng .docx.";
const UNREADABLE: &str =
    "LibreOffice không đọc được tệp này (hỏng hoặc có mật khẩu). Hãy mở tệp bằng Word và lưu lại dạng .docx.";

fn rejected(message: &str) -> CliError {
    OfficeError::Rejected(one("not-converted", message.to_owned())).into()
}

/// The refusal of a file that LibreOffice may read, with the option that lets it.
pub(super) fn advised(error: OfficeError) -> OfficeError {
    let OfficeError::Rejected(mut report) = error else { return error };
    for problem in report.problems.iter_mut().filter(|problem| problem.code == "not-docx") {
        problem.message.push_str(" Hoặc thêm --convert để LibreOffice trên máy này đọc.");
    }
    OfficeError::Rejected(report)
}

/// A report of one problem of the file as a whole.
pub(super) fn one(code: &'static str, message: String) -> Report {
    Report { problems: vec![Problem::error(FieldPath::root(), code, message)] }
}

/// Waits for a process; false where it had to be stopped.
fn finished(mut child: Child) -> io::Result<bool> {
    for _ in 0..STEPS {
        if child.try_wait()?.is_some() {
            return Ok(true);
        }
        std::thread::sleep(STEP);
    }
    child.kill()?;
    child.wait()?;
    Ok(false)
}

/// A folder of one conversion; it goes when that is done.
struct WorkFolder(PathBuf);

impl WorkFolder {
    fn new() -> Result<Self, CliError> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("vanthu-convert-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        // One that is there already is somebody else's.
        std::fs::create_dir(&path).map_err(at(&path))?;
        Ok(Self(path))
    }
}

impl Drop for WorkFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
