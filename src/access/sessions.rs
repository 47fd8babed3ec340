//! People signed in: a cookie whose SHA-256 names the session, and a second secret that every form must bring along.

use super::accounts::LOGIN_CHARS;
use super::{Access, AccessError, Scope, grants, secret};
use crate::digest::sha256;
use crate::store::{StoreError, Tx, Write, args};
use crate::world::stamp;
use chrono::{DateTime, TimeDelta, Utc};

/// How long a session lasts after it was last used.
const IDLE: TimeDelta = TimeDelta::hours(12);
/// How long it lasts at most.
const LONGEST: TimeDelta = TimeDelta::days(7);
/// By how much a session must be prolonged to be worth a write.
const STEP: TimeDelta = TimeDelta::minutes(10);

/// What somebody who signed in is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The value of the cookie.
    pub cookie: String,
    /// The value every form of the session must bring along.
    pub csrf: String,
}

/// Somebody signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// What the person may do.
    pub scope: Scope,
    /// The value every form of the session must bring along.
    pub csrf: String,
    /// The account's id.
    pub account: String,
    /// The person's name.
    pub name: String,
}

impl Session {
    /// Whether a form brought the right value along; takes the same time for every wrong one.
    pub fn vouches_for(&self, csrf: &str) -> bool {
        secret::same(&self.csrf, csrf)
    }
}

impl Access {
    /// Begins a session if login and password are right and the account is not disabled; it takes as long if not.
    ///
    /// # Errors
    /// [`AccessError::Refused`] with the code `too-many-tries` after five failures of a login in 15 minutes (counted
    /// in each process by itself), with `busy` when too many sign in at once.
    pub async fn sign_in(&self, login: &str, password: &str) -> Result<Option<SignedIn>, AccessError> {
        const FIND: &str = "select id, password from account where login = $1 and disabled_at is null";
        let login = login.trim().to_lowercase();
        // No such account can be; and what is counted stays small.
        if login.chars().count() > *LOGIN_CHARS.end() || password.len() > 4_096 {
            return Ok(None);
        }
        self.shared.throttle.attempt(&login, self.world.instant()).map_err(too_many)?;
        let found = self.store.row(FIND, args![&login]).await?;
        let (account, kept) = found.map(|row| (row.text(0), row.text(1))).unzip();
        if !self.shared.passwords.verify(password, kept, self.world.secret()).await? {
            return Ok(None);
        }
        let Some(account) = account else { return Ok(None) };
        self.shared.throttle.forgive(&login);
        self.begin(account).await
    }

    async fn begin(&self, account: String) -> Result<Option<SignedIn>, AccessError> {
        let signed_in = SignedIn { cookie: secret::token(&self.world), csrf: secret::token(&self.world) };
        let begin = Begin {
            id: sha256(signed_in.cookie.as_bytes()),
            account,
            csrf: signed_in.csrf.clone(),
            expires_at: stamp(self.world.instant() + IDLE),
            now: self.world.now(),
        };
        let begun = self.store.write(begin).await?;
        Ok(begun.then_some(signed_in))
    }

    /// Who is signed in by a cookie. The session is prolonged by being used, up to seven days.
    pub async fn session(&self, cookie: &str) -> Result<Option<Session>, StoreError> {
        const FIND: &str = "select s.csrf, s.expires_at, s.created_at, a.id, a.name, g.organ, g.role \
             from session s join account a on a.id = s.account \
             left join role_grant g on g.principal = a.id \
             where s.id = $1 and s.expires_at > $2 and a.disabled_at is null";
        let id = sha256(cookie.as_bytes());
        let now = self.world.instant();
        let rows = self.store.rows(FIND, args![&id, stamp(now)]).await?;
        let Some(first) = rows.first() else { return Ok(None) };
        self.prolong(&id, &first.text(1), &first.text(2), now);
        let (account, name) = (first.text(3), first.text(4));
        let granted = rows.iter().filter_map(|row| grants::read(row, 5, 6)).collect();
        let scope = Scope::new(account.clone(), name.clone(), granted);
        Ok(Some(Session { scope, csrf: first.text(0), account, name }))
    }

    /// Moves the end of a session, beside the answer.
    fn prolong(&self, id: &str, expires_at: &str, created_at: &str, now: DateTime<Utc>) {
        const PROLONG: &str = "update session set expires_at = $1 where id = $2 and expires_at < $1";
        let Ok(created) = DateTime::parse_from_rfc3339(created_at) else { return };
        let end = (now + IDLE).min(created.to_utc() + LONGEST);
        if stamp(end - STEP).as_str() < expires_at {
            return;
        }
        let (store, values) = (self.store.clone(), args![stamp(end), id]);
        tokio::spawn(async move {
            if let Err(error) = store.execute(PROLONG, values).await {
                tracing::debug!(%error, "a session was not prolonged");
            }
        });
    }

    /// Ends a session; ended twice is ended once.
    pub async fn sign_out(&self, cookie: &str) -> Result<(), StoreError> {
        let id = sha256(cookie.as_bytes());
        self.store.execute("delete from session where id = $1", args![id]).await.map(drop)
    }
}

fn too_many(seconds: u32) -> AccessError {
    let minutes = seconds.div_ceil(60);
    let message = format!("Đăng nhập sai quá nhiều lần; hãy thử lại sau {minutes} phút.");
    AccessError::refused("", "too-many-tries", message)
}

struct Begin {
    id: String,
    account: String,
    csrf: String,
    expires_at: String,
    now: String,
}

impl Write for Begin {
    type Done = bool;
    type Error = StoreError;

    /// The account may have been disabled while its password was looked at.
    async fn run(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        const INSERT: &str = "insert into session (id, account, csrf, expires_at, created_at) \
             select $1, a.id, $2, $3, $4 from account a where a.id = $5 and a.disabled_at is null";
        tx.execute("delete from session where expires_at <= $1", args![&self.now]).await?;
        let values = args![&self.id, &self.csrf, &self.expires_at, &self.now, &self.account];
        Ok(tx.execute(INSERT, values).await? > 0)
    }
}
