//! Keys of programs: `id.secret`, of which only the secret's SHA-256 is kept.

use super::{Access, AccessError, Grant, Scope, accepted, grants, secret};
use crate::digest::sha256;
use crate::store::{Store, StoreError, Tx, Write, args};
use crate::world::stamp;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How long a key read from the store is believed: a revoked one lives no longer in any process.
const BELIEVED: TimeDelta = TimeDelta::seconds(3);
/// How often the last use of a key is written.
const NOTED: TimeDelta = TimeDelta::seconds(60);
/// Keys remembered at once. Only keys that exist are, so nobody can fill this from outside.
const REMEMBERED: usize = 10_000;
/// Characters of a key's or an account's name.
pub(super) const NAME_CHARS: usize = 200;
/// Bytes of a credential worth looking at.
const CREDENTIAL_BYTES: usize = 256;

/// A key to be made.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub grants: Vec<Grant>,
    /// Until when, as a moment in RFC 3339; `None`: until it is revoked.
    pub expires: Option<String>,
}

/// A key without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyInfo {
    /// Its id: the part of the credential before the dot.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub grants: Vec<Grant>,
    /// When it was made.
    pub created_at: String,
    /// When it ends.
    pub expires_at: Option<String>,
    /// When it was revoked.
    pub revoked_at: Option<String>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<String>,
}

/// A key as it is believed for a moment.
#[derive(Clone, Debug)]
struct Key {
    digest: String,
    expires_at: Option<String>,
    scope: Scope,
}

#[derive(Debug)]
struct Recent {
    key: Arc<Key>,
    read_at: DateTime<Utc>,
    noted_at: Option<DateTime<Utc>>,
}

/// Keys read in the last moments.
#[derive(Debug, Default)]
pub(super) struct RecentKeys(Mutex<BTreeMap<String, Recent>>);

impl RecentKeys {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Recent>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, id: &str, now: DateTime<Utc>) -> Option<Arc<Key>> {
        let keys = self.lock();
        let recent = keys.get(id)?;
        within(recent.read_at, now, BELIEVED).then(|| Arc::clone(&recent.key))
    }

    fn remember(&self, id: &str, key: &Arc<Key>, read_at: DateTime<Utc>) {
        let mut keys = self.lock();
        if keys.len() >= REMEMBERED {
            keys.clear();
        }
        let noted_at = keys.get(id).and_then(|recent| recent.noted_at);
        keys.insert(id.to_owned(), Recent { key: Arc::clone(key), read_at, noted_at });
    }

    fn forget(&self, id: &str) {
        self.lock().remove(id);
    }

    /// Whether a use is to be written; once in a while it is.
    fn note(&self, id: &str, now: DateTime<Utc>) -> bool {
        let mut keys = self.lock();
        let Some(recent) = keys.get_mut(id) else { return false };
        let due = recent.noted_at.is_none_or(|at| !within(at, now, NOTED));
        if due {
            recent.noted_at = Some(now);
        }
        due
    }
}

/// Whether a moment is past by less than so much. A clock set back makes nothing last longer.
fn within(moment: DateTime<Utc>, now: DateTime<Utc>, span: TimeDelta) -> bool {
    (TimeDelta::zero()..span).contains(&(now - moment))
}

impl Access {
    /// What the bearer of a credential `id.secret` may do; nothing where it is unknown, expired or revoked.
    ///
    /// A revoked key is refused within three seconds in every process, at once in this one.
    pub async fn key_scope(&self, credential: &str) -> Result<Option<Scope>, StoreError> {
        let Some((id, given)) = credential.split_once('.').filter(|_| credential.len() <= CREDENTIAL_BYTES)
        else {
            return Ok(None);
        };
        let now = self.world.instant();
        let key = match self.shared.keys.find(id, now) {
            Some(key) => key,
            None => match read(&self.store, id).await? {
                Some(key) => {
                    let key = Arc::new(key);
                    self.shared.keys.remember(id, &key, now);
                    key
                }
                None => return Ok(None),
            },
        };
        let known = secret::same(&sha256(given.as_bytes()), &key.digest);
        if !known || key.expires_at.as_ref().is_some_and(|end| *end <= stamp(now)) {
            return Ok(None);
        }
        self.note_use(id, now);
        Ok(Some(key.scope.clone()))
    }

    /// Writes that a key was used, beside the answer: a full disk or a slow database hold nobody up.
    fn note_use(&self, id: &str, now: DateTime<Utc>) {
        const NOTE: &str = "update api_key set last_used_at = $1 \
             where id = $2 and (last_used_at is null or last_used_at <= $3)";
        if !self.shared.keys.note(id, now) {
            return;
        }
        let (store, values) = (self.store.clone(), args![stamp(now), id, stamp(now - NOTED)]);
        tokio::spawn(async move {
            if let Err(error) = store.execute(NOTE, values).await {
                tracing::debug!(%error, "the last use of a key was not written");
            }
        });
    }

    /// Makes a key: its id, and the credential `id.secret`, which is nowhere to be read again.
    ///
    /// # Errors
    /// No or too long a name, no grant, an organ that does not exist, an end that is past or unreadable.
    pub async fn create_key(&self, new: NewKey) -> Result<(String, String), AccessError> {
        let (id, given) = (self.world.id(), secret::token(&self.world));
        let now = self.world.now();
        let expires_at = new.expires.as_deref().map(|end| end_of(end, &now)).transpose()?;
        let digest = sha256(given.as_bytes());
        let name = name_of(&new.name, "Chưa đặt tên cho khóa.")?;
        let credential = format!("{id}.{given}");
        let write = CreateKey { id: id.clone(), name, digest, expires_at, now, grants: new.grants };
        self.store.write(write).await?;
        Ok((id, credential))
    }

    /// All keys, oldest first.
    pub async fn keys(&self) -> Result<Vec<KeyInfo>, StoreError> {
        const ALL: &str = "select k.id, k.name, k.created_at, k.expires_at, k.revoked_at, k.last_used_at, \
             g.organ, g.role from api_key k left join role_grant g on g.principal = k.id \
             order by k.created_at, k.id, g.organ, g.role";
        let mut keys: Vec<KeyInfo> = Vec::new();
        for row in self.store.rows(ALL, vec![]).await? {
            let id = row.text(0);
            if keys.last().is_none_or(|key| key.id != id) {
                keys.push(KeyInfo {
                    id,
                    name: row.text(1),
                    grants: Vec::new(),
                    created_at: row.text(2),
                    expires_at: row.opt_text(3),
                    revoked_at: row.opt_text(4),
                    last_used_at: row.opt_text(5),
                });
            }
            if let Some(key) = keys.last_mut() {
                key.grants.extend(grants::read(&row, 6, 7));
            }
        }
        Ok(keys)
    }

    /// Ends a key for ever; whether there was one that was not ended yet.
    pub async fn revoke_key(&self, id: &str) -> Result<bool, StoreError> {
        const REVOKE: &str = "update api_key set revoked_at = $1 where id = $2 and revoked_at is null";
        let revoked = self.store.execute(REVOKE, args![self.world.now(), id]).await?;
        self.shared.keys.forget(id);
        Ok(revoked > 0)
    }
}

/// A key that is not revoked, with its grants.
async fn read(store: &Store, id: &str) -> Result<Option<Key>, StoreError> {
    const ONE: &str = "select k.name, k.secret_sha256, k.expires_at, g.organ, g.role \
         from api_key k left join role_grant g on g.principal = k.id where k.id = $1 and k.revoked_at is null";
    let rows = store.rows(ONE, args![id]).await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let granted = rows.iter().filter_map(|row| grants::read(row, 3, 4)).collect();
    let scope = Scope::new(id, first.text(0), granted);
    Ok(Some(Key { digest: first.text(1), expires_at: first.opt_text(2), scope }))
}

/// A name that is there and not too long.
pub(super) fn name_of(name: &str, missing: &str) -> Result<String, AccessError> {
    let name = name.trim();
    if name.is_empty() {
        return Err(AccessError::refused("name", "missing", missing));
    }
    if name.chars().count() > NAME_CHARS || name.chars().any(char::is_control) {
        let message = format!("Tên phải nằm trên một dòng và có nhiều nhất {NAME_CHARS} ký tự.");
        return Err(AccessError::refused("name", "too-long", message));
    }
    Ok(name.to_owned())
}

/// A moment to come, as moments are kept.
fn end_of(end: &str, now: &str) -> Result<String, AccessError> {
    let Ok(moment) = DateTime::parse_from_rfc3339(end) else {
        let message = format!("Không đọc được thời hạn “{end}”; hãy viết như 2030-12-31T17:00:00Z.");
        return Err(AccessError::refused("expires", "unreadable-date", message));
    };
    let end = stamp(moment.to_utc());
    if end.as_str() <= now {
        return Err(AccessError::refused("expires", "past", "Thời hạn đã qua; hãy chọn một ngày sắp tới."));
    }
    Ok(end)
}

struct CreateKey {
    id: String,
    name: String,
    digest: String,
    expires_at: Option<String>,
    now: String,
    grants: Vec<Grant>,
}

impl Write for CreateKey {
    type Done = ();
    type Error = AccessError;

    async fn run(&self, tx: &mut Tx) -> Result<(), AccessError> {
        const INSERT: &str = "insert into api_key (id, name, secret_sha256, expires_at, created_at) \
             values ($1, $2, $3, $4, $5)";
        accepted(grants::examine(tx, &self.grants).await?)?;
        tx.execute(INSERT, args![&self.id, &self.name, &self.digest, &self.expires_at, &self.now]).await?;
        grants::keep(tx, &self.id, &self.grants).await
    }
}
