//! Packages and images: bytes named by their SHA-256, in a folder or an S3 bucket, written once and never again.

use super::StoreError;
use crate::digest::sha256;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ClientOptions, ObjectStore, ObjectStoreExt, PutMode, RetryConfig};
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Place of the blobs, and how it is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BlobSettings {
    /// A folder, or `s3://bucket/prefix`.
    pub place: String,
    /// Settings of the bucket from the environment, by name: `AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT` …
    pub s3: Vec<(String, String)>,
}

/// The blobs. Clones share them.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    prefix: Key,
    folder: Option<PathBuf>,
}

impl fmt::Debug for Blobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blobs({} {})", self.store, self.prefix)
    }
}

impl Blobs {
    /// Opens them; a folder is made if need be.
    pub fn open(settings: &BlobSettings) -> Result<Self, StoreError> {
        match settings.place.strip_prefix("s3://") {
            None => {
                let folder = Path::new(&settings.place);
                std::fs::create_dir_all(folder).map_err(|e| StoreError::BlobsUnavailable(e.to_string()))?;
                let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
                Ok(Self { store: Arc::new(store), prefix: Key::default(), folder: Some(folder.to_owned()) })
            }
            Some(place) => {
                let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
                let store = Arc::new(bucket_of(bucket, &settings.s3)?);
                Ok(Self { store, prefix: Key::from(prefix), folder: None })
            }
        }
    }

    /// Keeps bytes; their digest. Kept twice is kept once.
    pub async fn put(&self, bytes: Vec<u8>) -> Result<String, StoreError> {
        let digest = sha256(&bytes);
        match self.store.put_opts(&self.key(&digest), bytes.into(), PutMode::Create.into()).await {
            Ok(_) | Err(object_store::Error::AlreadyExists { .. }) => Ok(digest),
            Err(error) => Err(error.into()),
        }
    }

    /// All bytes of a blob, held against its digest.
    pub async fn get(&self, digest: &str) -> Result<Vec<u8>, StoreError> {
        let found = self.store.get(&self.key(digest)).await.map_err(|e| missing(e, digest))?;
        let bytes = found.bytes().await.map_err(|e| missing(e, digest))?;
        match sha256(&bytes) == digest {
            true => Ok(bytes.into()),
            false => Err(StoreError::BlobDamaged(digest.to_owned())),
        }
    }

    /// Some bytes of a blob; not held against anything.
    pub async fn range(&self, digest: &str, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
        let found = self.store.get_range(&self.key(digest), range).await;
        Ok(found.map_err(|e| missing(e, digest))?.into())
    }

    /// Size of a blob in bytes; `None` where it is not there.
    pub async fn size(&self, digest: &str) -> Result<Option<u64>, StoreError> {
        match self.store.head(&self.key(digest)).await {
            Ok(found) => Ok(Some(found.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Digests and lengths of the blobs whose digest begins with two letters, in order: there are 256 such folders, and
    /// one at a time keeps a list of millions out of memory.
    pub async fn list(&self, letters: &str) -> Result<Vec<(String, u64)>, StoreError> {
        let folder = self.prefix.clone().join(letters);
        let found = self.store.list_with_delimiter(Some(&folder)).await?;
        let blob = |object: object_store::ObjectMeta| {
            let name = object.location.filename()?.to_owned();
            (name.len() == 64 && name.starts_with(letters)).then_some((name, object.size))
        };
        let mut blobs: Vec<_> = found.objects.into_iter().filter_map(blob).collect();
        blobs.sort();
        Ok(blobs)
    }

    /// Writes a few bytes under a name that no blob has, reads them, takes them away again. Whether the place keeps what
    /// is written once: a bucket that does not know conditional puts would let two writers overwrite each other.
    pub async fn probe(&self, name: &str) -> Result<bool, StoreError> {
        let key = self.prefix.clone().join("probe").join(name);
        let put = || self.store.put_opts(&key, name.to_owned().into(), PutMode::Create.into());
        put().await?;
        let again = put().await;
        let read = self.store.get(&key).await?.bytes().await?;
        self.store.delete(&key).await?;
        let once = matches!(again, Err(object_store::Error::AlreadyExists { .. }));
        Ok(once && read == name.as_bytes())
    }

    /// The folder they are in, where it is one.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Two letters of the digest make a folder: a million files in one is slow on most systems.
    fn key(&self, digest: &str) -> Key {
        let folder = digest.get(..2).unwrap_or("__");
        self.prefix.clone().join(folder).join(digest)
    }
}

/// Time limit of one request to a bucket, its megabytes included.
const PATIENCE: Duration = Duration::from_secs(8);
/// Time limit of connecting to a bucket.
const CONNECTING: Duration = Duration::from_secs(2);
/// Time within which a request that failed is tried again.
const RETRYING: Duration = Duration::from_secs(4);

/// A bucket: tried again for a few seconds, not minutes, since somebody is waiting.
fn bucket_of(name: &str, settings: &[(String, String)]) -> Result<object_store::aws::AmazonS3, StoreError> {
    // Whoever installed one first is as good: all are ours.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let retry = RetryConfig { max_retries: 2, retry_timeout: RETRYING, ..RetryConfig::default() };
    let client = ClientOptions::new().with_timeout(PATIENCE).with_connect_timeout(CONNECTING);
    let mut builder =
        AmazonS3Builder::new().with_bucket_name(name).with_retry(retry).with_client_options(client);
    for (key, value) in settings {
        if let Ok(key) = key.to_ascii_lowercase().parse() {
            builder = builder.with_config(key, value);
        }
    }
    Ok(builder.build()?)
}

fn missing(error: object_store::Error, digest: &str) -> StoreError {
    match error {
        object_store::Error::NotFound { .. } => StoreError::BlobDamaged(digest.to_owned()),
        other => other.into(),
    }
}

impl From<object_store::Error> for StoreError {
    fn from(error: object_store::Error) -> Self {
        Self::BlobsUnavailable(error.to_string())
    }
}
