//! Keys of programs: `id.secret`, of which only the secret's SHA-256 is kept.

use super::{Access, AccessError, Grant, Role, Scope, accepted, grants, secret};
use crate::digest::sha256;
use crate::runtime::stamp;
use crate::store::{Store, StoreError, Tx, Write, args};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Time for which a key read from the store is used without reading it again: a key revoked in another process is
/// refused after this at the latest.
const BELIEVED: TimeDelta = TimeDelta::seconds(3);
/// Least time between two writes of a key's last use.
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
    /// Name for people: the program it is for; 200 characters at most.
    pub name: String,
    /// Roles of the key, each in an organ; at least one.
    pub grants: Vec<Grant>,
    /// Until when, as a moment in RFC 3339; `None`: until it is revoked.
    pub expires: Option<String>,
}

/// A key without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyInfo {
    /// Its id: the part of the credential before the dot.
    pub id: String,
    /// Name for people: the program it is for.
    pub name: String,
    /// Roles of the key, each in an organ.
    pub grants: Vec<Grant>,
    /// Time of creation, RFC 3339.
    pub created_at: String,
    /// End of validity, RFC 3339; `None`: valid until revoked.
    pub expires_at: Option<String>,
    /// Time of revocation, RFC 3339.
    pub revoked_at: Option<String>,
    /// Time of the last use, RFC 3339, to the minute; `None`: never used.
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

    /// Tests whether the last use is to be written to the store, and takes note of it: once in [`NOTED`] for each key.
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

/// Tests whether a moment lies less than `span` in the past. A moment in the future, after the clock was set back, does
/// not, so nothing lasts longer by it.
fn within(moment: DateTime<Utc>, now: DateTime<Utc>, span: TimeDelta) -> bool {
    (TimeDelta::zero()..span).contains(&(now - moment))
}

impl Access {
    /// Scope of the bearer of a credential `id.secret`; `None` where it is unknown, expired or revoked.
    ///
    /// A revoked key is refused within three seconds in every process, at once in this one.
    pub async fn key_scope(&self, credential: &str) -> Result<Option<Scope>, StoreError> {
        let Some((id, given)) = credential.split_once('.').filter(|_| credential.len() <= CREDENTIAL_BYTES)
        else {
            return Ok(None);
        };
        let now = self.runtime.instant();
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
        let (id, given) = (self.runtime.id(), secret::token(&self.runtime));
        let now = self.runtime.now();
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
        #[derive(Deserialize)]
        struct KeyGrantRow {
            id: String,
            name: String,
            created_at: String,
            expires_at: Option<String>,
            revoked_at: Option<String>,
            last_used_at: Option<String>,
            organ: Option<String>,
            role: Option<Role>,
        }
        const ALL: &str = "select k.id, k.name, k.created_at, k.expires_at, k.revoked_at, k.last_used_at, \
             g.organ, g.role from api_key k left join role_grant g on g.principal = k.id \
             order by k.created_at, k.id, g.organ, g.role";
        let mut keys: Vec<KeyInfo> = Vec::new();
        for row in self.store.rows::<KeyGrantRow>(ALL, vec![]).await? {
            if keys.last().is_none_or(|key| key.id != row.id) {
                keys.push(KeyInfo {
                    id: row.id,
                    name: row.name,
                    grants: Vec::new(),
                    created_at: row.created_at,
                    expires_at: row.expires_at,
                    revoked_at: row.revoked_at,
                    last_used_at: row.last_used_at,
                });
            }
            if let Some(key) = keys.last_mut() {
                key.grants.extend(grants::of(row.organ, row.role));
            }
        }
        Ok(keys)
    }

    /// Ends a key for ever; whether there was one that was not ended yet.
    pub async fn revoke_key(&self, id: &str) -> Result<bool, StoreError> {
        const REVOKE: &str = "update api_key set revoked_at = $1 where id = $2 and revoked_at is null";
        let revoked = self.store.execute(REVOKE, args![self.runtime.now(), id]).await?;
        self.shared.keys.forget(id);
        Ok(revoked > 0)
    }
}

/// A key that is not revoked, with its grants.
async fn read(store: &Store, id: &str) -> Result<Option<Key>, StoreError> {
    #[derive(Deserialize)]
    struct KeySecretRow {
        name: String,
        secret_sha256: String,
        expires_at: Option<String>,
        organ: Option<String>,
        role: Option<Role>,
    }
    const ONE: &str = "select k.name, k.secret_sha256, k.expires_at, g.organ, g.role \
         from api_key k left join role_grant g on g.principal = k.id where k.id = $1 and k.revoked_at is null";
    let rows: Vec<KeySecretRow> = store.rows(ONE, args![id]).await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let granted = rows.iter().filter_map(|row| grants::of(row.organ.clone(), row.role)).collect();
    let scope = Scope::new(id, first.name.clone(), granted);
    Ok(Some(Key { digest: first.secret_sha256.clone(), expires_at: first.expires_at.clone(), scope }))
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

#[cfg(test)]
mod tests {
    use super::super::Right;
    use super::super::testing::{Bench, admin, in_a, on_both};
    use super::*;
    use std::time::Duration;

    on_both!(
        a_key_opens_what_it_was_granted_and_only_with_its_secret,
        a_revoked_key_dies_within_five_seconds_everywhere,
        a_key_ends_when_it_was_to_end,
        the_last_use_is_written_once_a_minute,
        a_key_that_cannot_be_is_refused,
    );

    fn wanted(grants: Vec<Grant>) -> NewKey {
        NewKey { name: "Hệ thống quy trình".to_owned(), grants, expires: None }
    }

    async fn a_key_opens_what_it_was_granted_and_only_with_its_secret(bench: Bench) {
        let access = bench.access();
        let (id, credential) = access.create_key(wanted(in_a(Role::Clerk))).await.unwrap();
        for _ in 0..2 {
            let scope = access.key_scope(&credential).await.unwrap().unwrap();
            assert_eq!((scope.principal.as_str(), scope.name.as_str()), (id.as_str(), "Hệ thống quy trình"));
            assert!(scope.may(Right::Number, "a") && !scope.may(Right::Read, "b"));
        }
        let (_, secret) = credential.split_once('.').unwrap();
        assert_eq!(secret.len(), 64, "256 bits in hexadecimal");
        let other = access.create_key(wanted(admin())).await.unwrap().1;
        let crossed = format!("{id}.{}", other.split_once('.').unwrap().1);
        let upper = credential.to_uppercase();
        let longer = format!("{credential}0");
        let wrong = ["", ".", &id, &format!("{id}."), &crossed, &upper, &longer, &format!("{id}.{id}")];
        for wrong in wrong {
            assert_eq!(access.key_scope(wrong).await.unwrap(), None, "{wrong}");
        }
        assert_eq!(access.key_scope(&"x.".repeat(100_000)).await.unwrap(), None);
        let kept: Vec<String> = bench.store.rows("select secret_sha256 from api_key", vec![]).await.unwrap();
        assert!(kept.iter().all(|kept| !credential.contains(kept)), "the secret itself is not kept");
    }

    async fn a_revoked_key_dies_within_five_seconds_everywhere(bench: Bench) {
        let (here, there) = (bench.access(), bench.access());
        let (id, credential) = here.create_key(wanted(admin())).await.unwrap();
        for access in [&here, &there] {
            assert!(access.key_scope(&credential).await.unwrap().is_some());
        }
        assert!(here.revoke_key(&id).await.unwrap());
        assert!(!here.revoke_key(&id).await.unwrap() && !here.revoke_key("nobody").await.unwrap());
        assert_eq!(here.key_scope(&credential).await.unwrap(), None, "at once in this process");
        bench.pass(Duration::from_secs(5));
        assert_eq!(there.key_scope(&credential).await.unwrap(), None, "and soon in the other");
        let keys = here.keys().await.unwrap();
        assert!(keys[0].revoked_at.is_some() && keys[0].grants == admin());
    }

    async fn a_key_ends_when_it_was_to_end(bench: Bench) {
        let access = bench.access();
        let end = stamp(bench.runtime.instant() + TimeDelta::seconds(2));
        let (_, credential) =
            access.create_key(NewKey { expires: Some(end.clone()), ..wanted(admin()) }).await.unwrap();
        assert!(access.key_scope(&credential).await.unwrap().is_some());
        bench.pass(Duration::from_secs(2));
        assert_eq!(access.key_scope(&credential).await.unwrap(), None, "though it is still remembered");
        assert_eq!(access.keys().await.unwrap()[0].expires_at, Some(end));
    }

    async fn the_last_use_is_written_once_a_minute(bench: Bench) {
        let access = bench.access();
        let (_, credential) = access.create_key(wanted(admin())).await.unwrap();
        assert_eq!(access.keys().await.unwrap()[0].last_used_at, None);
        let first = bench.runtime.now();
        for seconds in [0, 30, 29] {
            bench.pass(Duration::from_secs(seconds));
            access.key_scope(&credential).await.unwrap().unwrap();
            used_at(&access, &first).await;
        }
        bench.pass(Duration::from_secs(1));
        access.key_scope(&credential).await.unwrap().unwrap();
        used_at(&access, &bench.runtime.now()).await;
    }

    /// Waits until the key counts as used then.
    async fn used_at(access: &Access, moment: &str) {
        for _ in 0..500 {
            if access.keys().await.unwrap()[0].last_used_at.as_deref() == Some(moment) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{:?} is not {moment}", access.keys().await.unwrap());
    }

    async fn a_key_that_cannot_be_is_refused(bench: Bench) {
        let access = bench.access();
        let nowhere = vec![Grant { organ: "c".to_owned(), role: Role::Clerk }];
        let past = Some(bench.runtime.now());
        for (wrong, code) in [
            (NewKey { name: " ".to_owned(), ..wanted(admin()) }, "missing"),
            (NewKey { name: "x".repeat(201), ..wanted(admin()) }, "too-long"),
            (wanted(vec![]), "missing"),
            (wanted(nowhere), "unknown-organ"),
            (NewKey { expires: past, ..wanted(admin()) }, "past"),
            (NewKey { expires: Some("mai".to_owned()), ..wanted(admin()) }, "unreadable-date"),
        ] {
            let Err(AccessError::Refused(report)) = access.create_key(wrong).await else { panic!("{code}") };
            assert_eq!(report.problems[0].code, code);
        }
        assert_eq!(access.keys().await.unwrap(), []);
    }
}
