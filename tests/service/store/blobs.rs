//! Blobs: bytes named by their digest, in a folder and in a bucket.

use super::places::{blob_folder, blobs, bucket};
use std::fs;
use std::path::{Path, PathBuf};
use vanthu::store::{BlobSettings, StoreError};

/// `printf 'Công văn' | sha256sum`, so that a name is what everybody else takes it for.
const LETTER: (&[u8], &str) =
    ("Công văn".as_bytes(), "d7da780dfd307511b8973b9188dacc22e0dcbc0cc0e18d42e896728f36973fa9");

async fn what_is_put_comes_back_by_its_digest(settings: BlobSettings) {
    let blobs = blobs(&settings);
    assert_eq!(blobs.put(LETTER.0.to_vec()).await.unwrap(), LETTER.1);
    assert_eq!(blobs.get(LETTER.1).await.unwrap(), LETTER.0);
    assert_eq!(blobs.size(LETTER.1).await.unwrap(), Some(LETTER.0.len() as u64));
    let empty = blobs.put(vec![]).await.unwrap();
    assert_eq!(blobs.get(&empty).await.unwrap(), b"");
}

async fn put_twice_is_kept_once_whoever_is_first(settings: BlobSettings) {
    let bytes: Vec<u8> = (0..3_000_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 11) as u8).collect();
    let mut puts = tokio::task::JoinSet::new();
    for _ in 0..8 {
        // Each by a client of its own, as by processes of their own.
        let (blobs, bytes) = (blobs(&settings), bytes.clone());
        puts.spawn(async move { blobs.put(bytes).await });
    }
    let digests = puts.join_all().await.into_iter().map(Result::unwrap).collect::<Vec<_>>();
    assert!(digests.windows(2).all(|pair| pair[0] == pair[1]));
    let blobs = blobs(&settings);
    assert!(blobs.get(&digests[0]).await.unwrap() == bytes);
    assert_eq!(blobs.list(&digests[0][..2]).await.unwrap(), [(digests[0].clone(), bytes.len() as u64)]);
}

async fn what_is_not_there_is_said_by_name(settings: BlobSettings) {
    let blobs = blobs(&settings);
    let digest = "ab".repeat(32);
    assert_eq!(blobs.size(&digest).await.unwrap(), None);
    for error in [blobs.get(&digest).await.unwrap_err(), blobs.range(&digest, 0..3).await.unwrap_err()] {
        assert!(matches!(&error, StoreError::BlobDamaged(named) if *named == digest), "{error}");
        assert!(!error.is_passing());
    }
    assert!(blobs.list("ab").await.unwrap().is_empty());
}

async fn a_part_of_a_blob_is_its_bytes(settings: BlobSettings) {
    let blobs = blobs(&settings);
    let bytes: Vec<u8> = (0..100_000u32).map(|n| n as u8).collect();
    let digest = blobs.put(bytes.clone()).await.unwrap();
    for range in [0..1, 0..100_000, 99_999..100_000, 4_000..70_000] {
        let part = blobs.range(&digest, range.clone()).await.unwrap();
        assert!(part == bytes[range.start as usize..range.end as usize], "{range:?}");
    }
}

async fn a_probe_leaves_nothing_behind(settings: BlobSettings) {
    let blobs = blobs(&settings);
    for _ in 0..2 {
        assert!(blobs.probe("probe-1").await.unwrap(), "the place overwrites what was written");
    }
}

/// Each story in a folder, and in a bucket where there is one.
macro_rules! stories {
    ($($story:ident),* $(,)?) => {
        mod in_a_folder {
            $(#[tokio::test]
            async fn $story() {
                super::$story(super::blob_folder(stringify!($story))).await;
            })*
        }
        mod in_a_bucket {
            $(#[tokio::test]
            #[ignore = "needs tests/services.sh"]
            async fn $story() {
                super::$story(super::bucket(stringify!($story))).await;
            })*
        }
    };
}
stories![
    what_is_put_comes_back_by_its_digest,
    put_twice_is_kept_once_whoever_is_first,
    what_is_not_there_is_said_by_name,
    a_part_of_a_blob_is_its_bytes,
    a_probe_leaves_nothing_behind,
];

/// The file of a blob.
fn file(settings: &BlobSettings, digest: &str) -> PathBuf {
    Path::new(&settings.place).join(&digest[..2]).join(digest)
}

#[tokio::test]
async fn one_changed_byte_is_found_and_never_written_over() {
    let settings = blob_folder("damaged");
    let blobs = blobs(&settings);
    let digest = blobs.put(LETTER.0.to_vec()).await.unwrap();
    let mut bytes = LETTER.0.to_vec();
    bytes[3] ^= 1;
    fs::write(file(&settings, &digest), &bytes).unwrap();
    let error = blobs.get(&digest).await.unwrap_err();
    assert!(matches!(&error, StoreError::BlobDamaged(named) if *named == digest), "{error}");
    // Evidence is not tidied away by the next who has the same bytes.
    assert_eq!(blobs.put(LETTER.0.to_vec()).await.unwrap(), digest);
    assert_eq!(fs::read(file(&settings, &digest)).unwrap(), bytes);
}

#[tokio::test]
async fn what_a_killed_writer_left_is_no_blob_and_in_nobodys_way() {
    let settings = blob_folder("killed");
    let place = file(&settings, LETTER.1);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    // Half of it under the name that a file has while it is written.
    let part = place.with_file_name(format!("{}#1", LETTER.1));
    fs::write(&part, &LETTER.0[..4]).unwrap();
    let blobs = blobs(&settings);
    assert_eq!(blobs.size(LETTER.1).await.unwrap(), None);
    assert!(blobs.list(&LETTER.1[..2]).await.unwrap().is_empty());
    assert_eq!(blobs.put(LETTER.0.to_vec()).await.unwrap(), LETTER.1);
    assert_eq!(blobs.get(LETTER.1).await.unwrap(), LETTER.0);
    assert_eq!(blobs.list(&LETTER.1[..2]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_bucket_that_does_not_answer_is_passing() {
    let s3 = [
        ("AWS_ENDPOINT", "http://127.0.0.1:9"),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_ACCESS_KEY_ID", "x"),
        ("AWS_SECRET_ACCESS_KEY", "x"),
        ("AWS_REGION", "x"),
    ];
    let s3 = s3.map(|(key, value)| (key.to_owned(), value.to_owned())).to_vec();
    let blobs = blobs(&BlobSettings { place: "s3://bucket/part".to_owned(), s3 });
    let begun = tokio::time::Instant::now();
    let error = blobs.put(vec![1]).await.unwrap_err();
    assert!(error.is_passing(), "{error}");
    assert!(begun.elapsed().as_secs() < 8);
}
