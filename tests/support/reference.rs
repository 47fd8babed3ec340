//! References under `tests/ref/<sample>/`: what was read and found right.

use super::root;
use std::path::{Path, PathBuf};

/// What was found beside what is known; where they differ, what was found is written to the folder returned.
pub(crate) fn differs(name: &str, part: &str, found: &[u8]) -> Option<(Vec<u8>, PathBuf)> {
    let reference = root().join("tests/ref").join(name).join(part);
    let known = std::fs::read(&reference).unwrap_or_default();
    if known == found {
        return None;
    }
    let at = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ref").join(name);
    std::fs::create_dir_all(&at).unwrap();
    std::fs::write(at.join(part), found).unwrap();
    Some((known, at))
}

/// The sentence for the first line that differs.
pub(crate) fn compare(name: &str, part: &str, found: &str) -> Option<String> {
    let (known, at) = differs(name, part, found.as_bytes())?;
    let known = String::from_utf8(known).unwrap();
    let line = known.lines().zip(found.lines()).position(|(a, b)| a != b);
    let line = line.unwrap_or_else(|| known.lines().count().min(found.lines().count()));
    let show = |text: &str| text.lines().nth(line).unwrap_or("(end)").to_owned();
    Some(format!(
        "{name}/{part} differs from line {}:\n  known {}\n  found {}\n  written to {}",
        line + 1,
        show(&known),
        show(found),
        at.display()
    ))
}
