//! Blobs that nobody refers to.

use super::ArchiveError;
use crate::service::Service;
use crate::store::{Store, StoreError, args};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Blobs counted: all, and those that nothing refers to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Orphans {
    /// Blobs in all.
    pub blobs: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Those that no row refers to.
    pub orphans: u64,
    /// Their bytes.
    pub orphan_bytes: u64,
}

/// Tells of each blob, digest and bytes, that no document, image or job refers to. A package whose document is being
/// issued at this moment may be among them, and templates that no document was made with yet.
pub async fn orphans(
    service: &Service,
    tell: &mut dyn FnMut(&str, u64) -> Result<(), ArchiveError>,
) -> Result<Orphans, ArchiveError> {
    // Blobs are written before they are referred to, so what is listed first and not referred to later is an orphan.
    let mut unknown = Vec::new();
    let mut counted = Orphans::default();
    let known = references(service.store()).await?;
    for folder in 0..=u8::MAX {
        for (name, bytes) in service.blobs().list(&format!("{folder:02x}")).await? {
            counted.blobs += 1;
            counted.bytes += bytes;
            if !digest(&name).is_some_and(|digest| known.contains(&digest)) {
                unknown.push((name, bytes));
            }
        }
    }
    // Once more for what was issued while the folders were read.
    let known = if unknown.is_empty() { known } else { references(service.store()).await? };
    for (name, bytes) in unknown {
        if !digest(&name).is_some_and(|digest| known.contains(&digest)) {
            counted.orphans += 1;
            counted.orphan_bytes += bytes;
            tell(&name, bytes)?;
        }
    }
    Ok(counted)
}

/// A digest in 32 bytes: a million of them are held at once.
type Digest = [u8; 32];

fn digest(name: &str) -> Option<Digest> {
    let mut digest = [0; 32];
    if name.len() != 64 {
        return None;
    }
    for (byte, pair) in digest.iter_mut().zip(name.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(digest)
}

/// Rows of a page: sources are up to two megabytes each.
const PAGE: i64 = 32;

/// Every digest that a row names.
async fn references(store: &Store) -> Result<BTreeSet<Digest>, StoreError> {
    #[derive(Deserialize)]
    struct Referring {
        id: String,
        text: String,
        package: Option<String>,
        catalog: Option<String>,
    }
    const DOCUMENTS: &str = "select id, source as text, package, catalog_sha256 as catalog from document \
         where id > $1 order by id limit $2";
    const JOBS: &str = "select id, payload as text, cast(null as text) as package, \
         cast(null as text) as catalog from job where id > $1 order by id limit $2";
    let mut known = BTreeSet::new();
    for page_of in [DOCUMENTS, JOBS] {
        let mut after = String::new();
        loop {
            let page: Vec<Referring> = store.rows(page_of, args![&after, PAGE]).await?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.id);
            for row in &page {
                known.extend(named(&row.text));
                known.extend(
                    [&row.package, &row.catalog].into_iter().flatten().filter_map(|name| digest(name)),
                );
            }
        }
    }
    for name in store.rows::<String>("select sha256 from asset", vec![]).await? {
        known.extend(digest(&name));
    }
    Ok(known)
}

/// Digests that stand in a text as `sha256:…`.
fn named(text: &str) -> impl Iterator<Item = Digest> {
    text.split("sha256:").skip(1).filter_map(|rest| digest(rest.get(..64)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_read_out_of_any_text() {
        let hex = "0123456789abcdef".repeat(4);
        let text = format!("{{\"a\":\"sha256:{hex}\",\"b\":\"sha256:đđ\",\"c\":\"sha256:{}\"}}", &hex[1..]);
        let found: Vec<_> = named(&text).collect();
        assert_eq!(found, [digest(&hex).unwrap()]);
        assert_eq!(crate::digest::hexadecimal(&found[0]), hex);
        assert_eq!(digest("đ"), None);
        assert_eq!(digest(&"đ".repeat(32)), None);
    }
}
