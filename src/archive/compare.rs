//! Two packages of one document: which file of them differs first.

use std::io::{Cursor, Read};
use zip::ZipArchive;

type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// The name of the first file in which a stored package differs from the one made again; none where all bytes are the
/// same. The files themselves come before the lists of their digests, which differ wherever a file does.
pub(super) fn first_difference(stored: &[u8], made: &[u8]) -> Option<String> {
    if stored == made {
        return None;
    }
    let outside = || Some("(ZIP)".to_owned());
    let Ok(mut expected) = ZipArchive::new(Cursor::new(made)) else { return outside() };
    let Ok(mut found) = ZipArchive::new(Cursor::new(stored)) else { return outside() };
    let mut names: Vec<String> = expected.file_names().map(str::to_owned).collect();
    names.sort_by_key(|name| rank(name));
    for name in names {
        if content(&mut expected, &name) != content(&mut found, &name) {
            return Some(name);
        }
    }
    let unknown = found.file_names().find(|name| expected.index_for_name(name).is_none());
    unknown.map(str::to_owned).or_else(outside)
}

/// Files, then the manifest, then the bag's own lists.
fn rank(name: &str) -> u8 {
    match name {
        name if name.ends_with("/data/manifest.json") => 1,
        name if name.contains("/data/") => 0,
        _ => 2,
    }
}

/// Contents of a file; `None` where it is not there or not whole.
fn content(archive: &mut Archive<'_>, name: &str) -> Option<Vec<u8>> {
    let file = archive.by_name(name).ok()?;
    // A damaged length must not ask for the memory of the machine; stored files are as long as the archive at most, and
    // what is deflated is text of a few megabytes.
    const MOST: u64 = 256 << 20;
    let mut bytes = Vec::new();
    file.take(MOST).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::{Package, PackageManifest, PackagedFile};

    fn package(files: &[(&str, &[u8])]) -> Vec<u8> {
        let files = files.iter().map(|(name, bytes)| PackagedFile::new(*name, bytes.to_vec())).collect();
        Package::new("a", files, PackageManifest::default()).unwrap().zip().unwrap().into_bytes()
    }

    #[test]
    fn equal_packages_do_not_differ() {
        let one = package(&[("a.pdf", b"x")]);
        assert_eq!(first_difference(&one, &one.clone()), None);
    }

    #[test]
    fn every_single_changed_byte_is_a_difference_and_those_of_a_file_are_that_files() {
        let made = package(&[("a.pdf", b"0123456789"), ("b.docx", b"abcdefghij")]);
        let place = |bytes: &[u8]| made.windows(bytes.len()).position(|w| w == bytes).unwrap();
        let (pdf, docx) = (place(b"0123456789"), place(b"abcdefghij"));
        for at in 0..made.len() {
            let mut stored = made.clone();
            stored[at] ^= 0x20;
            let named = first_difference(&stored, &made).expect("a byte differs");
            if (pdf..pdf + 10).contains(&at) {
                assert_eq!(named, "a/data/a.pdf", "byte {at}");
            } else if (docx..docx + 10).contains(&at) {
                assert_eq!(named, "a/data/b.docx", "byte {at}");
            }
        }
    }

    #[test]
    fn a_changed_file_is_named_before_the_lists_that_change_with_it() {
        let (one, other) =
            (package(&[("a.pdf", b"x"), ("b", b"1")]), package(&[("a.pdf", b"x"), ("b", b"22")]));
        assert_eq!(first_difference(&one, &other).unwrap(), "a/data/b");
        let more = package(&[("a.pdf", b"x"), ("b", b"1"), ("c", b"2")]);
        assert_eq!(first_difference(&one, &more).unwrap(), "a/data/c");
        assert_eq!(first_difference(b"not a zip", &one).unwrap(), "(ZIP)");
        assert_eq!(first_difference(&one[..one.len() / 2], &one).unwrap(), "(ZIP)");
    }
}
