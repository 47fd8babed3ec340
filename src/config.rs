//! Settings from flags and environment. The only reader of the environment.
//!
//! A flag goes before the environment, the environment before what holds by itself: everything in one folder,
//! `vanthu-data` where the program was started, and an address that only this machine can reach.

mod proxies;

pub use proxies::TrustedProxies;

use crate::service::Settings;
use crate::store::BlobSettings;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Storage locations given by flags; each empty one falls back to the environment, then to the default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StorageLocations {
    /// The folder for what is not said to be elsewhere.
    pub data: Option<PathBuf>,
    /// `sqlite://…` or `postgres://…`.
    pub database: Option<String>,
    /// A folder, or `s3://bucket/prefix`.
    pub blobs: Option<String>,
}

/// The variables that are for this program: `VANTHU_…`, and `AWS_…` for the bucket.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Environment(BTreeMap<String, String>);

impl std::fmt::Debug for Environment {
    /// Names only: some are secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// The folder for everything, where nothing else is said.
const DATA: &str = "vanthu-data";
/// The address that is listened on, where nothing else is said.
const LISTEN: &str = "127.0.0.1:8080";

impl Environment {
    /// Reads it.
    pub fn read() -> Self {
        Self::of(
            std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))),
        )
    }

    /// An environment of these variables; those of other programs are left out, empty ones count as not there.
    pub fn of(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let ours = |name: &str| name.starts_with("VANTHU_") || name.starts_with("AWS_");
        Self(variables.into_iter().filter(|(name, value)| ours(name) && !value.is_empty()).collect())
    }

    fn get(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned()
    }

    /// The address to listen on: the flag, `VANTHU_LISTEN`, `127.0.0.1:8080`.
    pub fn listen(&self, flag: Option<&str>) -> String {
        flag.map(str::to_owned).or_else(|| self.get("VANTHU_LISTEN")).unwrap_or_else(|| LISTEN.to_owned())
    }

    /// The proxies whose `X-Forwarded-For` is believed: the flag, `VANTHU_TRUSTED_PROXY`, none but this machine's own.
    ///
    /// # Errors
    /// A word that is neither an address nor a network.
    pub fn trusted_proxies(&self, flag: Option<&str>) -> Result<TrustedProxies, String> {
        let said = flag.map(str::to_owned).or_else(|| self.get("VANTHU_TRUSTED_PROXY"));
        TrustedProxies::read(&said.unwrap_or_default())
    }

    /// The folder for everything: the flag, `VANTHU_DATA`, `vanthu-data`.
    pub fn data(&self, locations: &StorageLocations) -> PathBuf {
        let said = || self.get("VANTHU_DATA").map(PathBuf::from);
        locations.data.clone().or_else(said).unwrap_or_else(|| DATA.into())
    }

    /// Settings of database and blobs: the flags, then `VANTHU_DATABASE` and `VANTHU_BLOBS`, then the data folder.
    pub fn settings(&self, locations: &StorageLocations, workers: usize, queue: usize) -> Settings {
        let data = self.data(locations);
        let database = locations.database.clone().or_else(|| self.get("VANTHU_DATABASE"));
        let blobs = locations.blobs.clone().or_else(|| self.get("VANTHU_BLOBS"));
        let s3 = self.0.iter().filter(|(name, _)| name.starts_with("AWS_"));
        Settings {
            database: database.unwrap_or_else(|| sqlite_url(&data.join("vanthu.db"))),
            blobs: BlobSettings {
                place: blobs.unwrap_or_else(|| data.join("blobs").to_string_lossy().into_owned()),
                s3: s3.map(|(name, value)| (name.clone(), value.clone())).collect(),
            },
            workers,
            queue,
        }
    }
}

/// A path as an address; three characters mean something there.
fn sqlite_url(path: &Path) -> String {
    let path = path.to_string_lossy().replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    format!("sqlite://{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> Environment {
        Environment::of(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())))
    }

    #[test]
    fn without_a_word_everything_is_in_one_folder_here() {
        let none = environment(&[("HOME", "/root"), ("VANTHU_BLOBS", "")]);
        let settings = none.settings(&StorageLocations::default(), 0, 8);
        assert_eq!(settings.database, "sqlite://vanthu-data/vanthu.db");
        assert_eq!(settings.blobs.place, "vanthu-data/blobs");
        assert_eq!(none.listen(None), "127.0.0.1:8080");
    }

    #[test]
    fn a_flag_goes_before_the_environment_and_that_before_the_folder() {
        let said = environment(&[
            ("VANTHU_DATA", "/srv/a?b%"),
            ("VANTHU_BLOBS", "s3://bucket/x"),
            ("AWS_REGION", "here"),
            ("VANTHU_LISTEN", "[::1]:1"),
        ]);
        let settings = said.settings(&StorageLocations::default(), 0, 8);
        assert_eq!(settings.database, "sqlite:///srv/a%3Fb%25/vanthu.db");
        assert_eq!(settings.blobs.place, "s3://bucket/x");
        assert_eq!(settings.blobs.s3, [("AWS_REGION".to_owned(), "here".to_owned())]);
        let flags = StorageLocations {
            blobs: Some("/blobs".to_owned()),
            data: Some("/d".into()),
            ..StorageLocations::default()
        };
        let settings = said.settings(&flags, 0, 8);
        assert_eq!(
            (settings.database.as_str(), settings.blobs.place.as_str()),
            ("sqlite:///d/vanthu.db", "/blobs")
        );
        assert_eq!((said.listen(None), said.listen(Some("x:2"))), ("[::1]:1".to_owned(), "x:2".to_owned()));
        assert!(!format!("{said:?}").contains("here"));
    }
}
