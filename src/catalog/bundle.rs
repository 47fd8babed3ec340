//! All files that shape documents as one text, to be kept with what they made and read again.
//!
//! In go the files of a catalog; out comes a JSON object of path and text, sorted, so that the same files are the same
//! bytes and anybody can read them without this program. Organs are not among them: what an organ was is kept with each
//! document. Refused on reading: what is no such object, and all that [`Catalog::read`] refuses.

use super::model::Catalog;
use super::{CatalogError, Files, ORGANS, is_catalog, read_files};
use crate::digest::sha256;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

/// Bytes of a bundle at most: what the files may have, and room for what JSON escapes.
const BUNDLE_BYTES: usize = 4 * super::CATALOG_BYTES;

/// The files of a catalog but its organs'.
pub struct Bundle {
    files: BTreeMap<String, String>,
    written: OnceLock<(String, String)>,
}

impl fmt::Debug for Bundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.files.keys()).finish()
    }
}

impl Bundle {
    /// The bundle of files that were read without a problem; so all of them are text.
    pub(super) fn of(files: &Files<'_>) -> Self {
        let shaping = files.iter().filter(|(path, _)| !path.starts_with(ORGANS));
        let text =
            |(path, bytes): (&String, &&[u8])| (path.clone(), String::from_utf8_lossy(bytes).into_owned());
        Self { files: shaping.map(text).collect(), written: OnceLock::new() }
    }

    /// The files as JSON.
    pub fn text(&self) -> &str {
        &self.written().0
    }

    /// SHA-256 of [`Bundle::text`], lower-case hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.written().1
    }

    fn written(&self) -> &(String, String) {
        self.written.get_or_init(|| {
            // A map of texts has nothing that JSON could not say.
            let text = serde_json::to_string(&self.files).unwrap_or_default();
            let digest = sha256(text.as_bytes());
            (text, digest)
        })
    }
}

impl Catalog {
    /// Reads a catalog from the text of a [`Bundle`]. It has no organs.
    ///
    /// # Errors
    /// A text that is no bundle, or every problem of every file at once.
    pub fn of_bundle(text: &[u8]) -> Result<Self, CatalogError> {
        if text.len() > BUNDLE_BYTES {
            return Err(CatalogError::Bundle(format!("it has more than {BUNDLE_BYTES} bytes")));
        }
        let read: BTreeMap<String, String> =
            serde_json::from_slice(text).map_err(|error| CatalogError::Bundle(error.to_string()))?;
        if let Some(foreign) = read.keys().find(|path| !is_catalog(path) || path.starts_with(ORGANS)) {
            return Err(CatalogError::Bundle(format!("{foreign:?} is no file of a bundle")));
        }
        let files = read.iter().map(|(path, text)| (path.clone(), text.as_bytes())).collect();
        read_files(&files).map_err(CatalogError::Invalid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bundle: &Bundle) -> Catalog {
        Catalog::of_bundle(bundle.text().as_bytes()).unwrap()
    }

    #[test]
    fn a_catalog_read_from_its_bundle_has_the_same_types_styles_and_words() {
        let embedded = Catalog::embedded();
        let again = read(&embedded.bundle);
        let digests = |catalog: &Catalog| -> Vec<(String, String)> {
            let types = catalog.types.iter().map(|(id, kind)| (id.clone(), kind.digest.clone()));
            types.chain(catalog.styles.iter().map(|(id, file)| (id.clone(), file.digest.clone()))).collect()
        };
        assert_eq!(digests(&again), digests(embedded));
        assert_eq!(again.words, embedded.words);
        assert!(again.organs.is_empty());
        assert_eq!(again.bundle.sha256(), embedded.bundle.sha256());
        assert_eq!(embedded.bundle.sha256(), sha256(embedded.bundle.text().as_bytes()));
    }

    #[test]
    fn a_bundle_changes_with_every_file_but_those_of_organs() {
        let embedded = Catalog::embedded();
        let files: Vec<(String, String)> =
            embedded.bundle.files.iter().map(|(path, text)| (path.clone(), text.clone())).collect();
        let digest_of = |change: Option<usize>, organ: &str| {
            let mut changed: Vec<(String, String)> = files.clone();
            changed.push(("organs/a.toml".to_owned(), organ.to_owned()));
            if let Some(at) = change {
                changed[at].1.push(' ');
            }
            let files = changed.iter().map(|(path, text)| (path.clone(), text.as_bytes())).collect();
            Bundle::of(&files).sha256().to_owned()
        };
        let same = digest_of(None, "");
        assert_eq!(digest_of(None, "name = \"a\""), same);
        for at in [0, files.len() / 2, files.len() - 1] {
            assert_ne!(digest_of(Some(at), ""), same, "{}", files[at].0);
        }
    }

    #[test]
    fn what_is_no_bundle_is_refused() {
        for text in [
            "",
            "[]",
            "{",
            "null",
            r#"{"types/a/type.toml":1}"#,
            r#"{"web/a":""}"#,
            r#"{"organs/a.toml":""}"#,
        ] {
            let refused = Catalog::of_bundle(text.as_bytes());
            assert!(matches!(refused, Err(CatalogError::Bundle(_))), "{text}");
        }
        for text in [r#"{"types/a/type.toml":"x"}"#, r#"{"other":""}"#] {
            let refused = Catalog::of_bundle(text.as_bytes());
            assert!(matches!(refused, Err(CatalogError::Invalid(_))), "{text}");
        }
        let long = format!("{{\"words/{}\":\"\"}}", "a".repeat(BUNDLE_BYTES));
        assert!(matches!(Catalog::of_bundle(long.as_bytes()), Err(CatalogError::Bundle(_))));
    }

    #[test]
    fn a_catalog_that_no_bundle_may_hold_is_refused_when_it_is_read() {
        let long = vec![b' '; super::super::CATALOG_BYTES + 1];
        let files = Files::from([("words/substitutes.toml".to_owned(), long.as_slice())]);
        let report = read_files(&files).unwrap_err();
        assert!(report.problems.iter().any(|problem| problem.code == "too-large"), "{report:?}");
    }

    proptest! {
        // Each reads all templates.
        #![proptest_config(ProptestConfig::with_cases(16))]

        #[test]
        fn any_bytes_are_a_catalog_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(Catalog::of_bundle(&bytes).is_err());
        }

        #[test]
        fn a_changed_bundle_is_a_catalog_or_refused(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let mut text = Catalog::embedded().bundle.text().as_bytes().to_vec();
            let at = at.index(text.len());
            text[at] = byte;
            if let Err(error) = Catalog::of_bundle(&text) {
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }
}
