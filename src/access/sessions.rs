//! People signed in: a cookie whose SHA-256 names the session, and a second secret that every form must bring along.

use super::accounts::LOGIN_CHARS;
use super::{Access, AccessError, Role, Scope, grants, secret};
use crate::digest::sha256;
use crate::runtime::stamp;
use crate::store::{StoreError, Tx, Write, args};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use std::net::IpAddr;

/// Duration of a session after its last use.
const IDLE: TimeDelta = TimeDelta::hours(12);
/// Duration of a session at most, from sign-in.
const LONGEST: TimeDelta = TimeDelta::days(7);
/// By how much a session must be prolonged to be worth a write.
const STEP: TimeDelta = TimeDelta::minutes(10);

/// Secrets of a new session, for the browser; the store keeps the cookie's SHA-256 only.
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
    /// Scope of the person: name and roles.
    pub scope: Scope,
    /// The value every form of the session must bring along.
    pub csrf: String,
    /// The account's id.
    pub account: String,
    /// The person's name.
    pub name: String,
}

impl Session {
    /// Compares the value that a form brought along with the session's own, in constant time.
    pub fn vouches_for(&self, csrf: &str) -> bool {
        secret::same(&self.csrf, csrf)
    }
}

impl Access {
    /// Begins a session if login and password are right and the account is not disabled; it takes as long if not.
    ///
    /// # Errors
    /// [`AccessError::Refused`] with the code `too-many-tries` while others wait already to guess the same login from
    /// the same address (after five failures there, each try is delayed by seconds), with `busy` when too many sign in
    /// at once.
    pub async fn sign_in(
        &self,
        login: &str,
        password: &str,
        from: Option<IpAddr>,
    ) -> Result<Option<SignedIn>, AccessError> {
        let login = login.trim().to_lowercase();
        // No such account can be; and what is counted stays small.
        if login.chars().count() > *LOGIN_CHARS.end() || password.len() > 4_096 {
            return Ok(None);
        }
        let delay = self.shared.throttle.attempt(&login, from, self.runtime.instant()).map_err(too_many)?;
        tokio::time::sleep(delay).await;
        let found = self.account_of(&login, password).await;
        match found {
            Ok(None) => Ok(None),
            Ok(Some(account)) => {
                self.shared.throttle.forgive(&login, from);
                self.begin(account).await
            }
            Err(error) => {
                self.shared.throttle.withdraw(&login, from);
                Err(error)
            }
        }
    }

    /// The id of the account, if the password is its own.
    async fn account_of(&self, login: &str, password: &str) -> Result<Option<String>, AccessError> {
        #[derive(Deserialize)]
        struct PasswordRow {
            id: String,
            password: String,
        }
        const FIND: &str = "select id, password from account where login = $1 and disabled_at is null";
        let found: Option<PasswordRow> = self.store.row(FIND, args![login]).await?;
        let (account, kept) = found.map(|found| (found.id, found.password)).unzip();
        let right = self.shared.passwords.verify(password, kept, self.runtime.secret()).await?;
        Ok(account.filter(|_| right))
    }

    async fn begin(&self, account: String) -> Result<Option<SignedIn>, AccessError> {
        let signed_in = SignedIn { cookie: secret::token(&self.runtime), csrf: secret::token(&self.runtime) };
        let begin = Begin {
            id: sha256(signed_in.cookie.as_bytes()),
            account,
            csrf: signed_in.csrf.clone(),
            expires_at: stamp(self.runtime.instant() + IDLE),
            now: self.runtime.now(),
        };
        let begun = self.store.write(begin).await?;
        Ok(begun.then_some(signed_in))
    }

    /// Session of a cookie; `None` where there is none or it has ended. Using it prolongs it, up to seven days in all.
    pub async fn session(&self, cookie: &str) -> Result<Option<Session>, StoreError> {
        #[derive(Deserialize)]
        struct SessionRow {
            csrf: String,
            expires_at: String,
            created_at: String,
            account: String,
            name: String,
            organ: Option<String>,
            role: Option<Role>,
        }
        const FIND: &str = "select s.csrf, s.expires_at, s.created_at, a.id as account, a.name, g.organ, g.role \
             from session s join account a on a.id = s.account \
             left join role_grant g on g.principal = a.id \
             where s.id = $1 and s.expires_at > $2 and a.disabled_at is null";
        let id = sha256(cookie.as_bytes());
        let now = self.runtime.instant();
        let rows: Vec<SessionRow> = self.store.rows(FIND, args![&id, stamp(now)]).await?;
        let Some(first) = rows.first() else { return Ok(None) };
        self.prolong(&id, &first.expires_at, &first.created_at, now);
        let (account, name) = (first.account.clone(), first.name.clone());
        let granted = rows.iter().filter_map(|row| grants::of(row.organ.clone(), row.role)).collect();
        let scope = Scope::new(account.clone(), name.clone(), granted);
        Ok(Some(Session { scope, csrf: first.csrf.clone(), account, name }))
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
    let message = format!("Đăng nhập sai quá nhiều lần từ máy này; hãy thử lại sau {seconds} giây.");
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

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, in_a, on_both, person};
    use super::super::{AccessError, Right};
    use super::*;
    use std::time::Duration;

    on_both!(
        who_signs_in_has_the_rights_of_the_account_until_signing_out,
        a_wrong_password_an_unknown_login_and_a_disabled_account_look_alike,
        guesses_from_one_address_keep_nobody_out,
        guesses_from_one_address_are_looked_at_one_by_one,
        a_session_ends_twelve_hours_after_its_last_use_and_after_seven_days,
        another_password_and_disabling_end_sessions,
    );

    const PASSWORD: &str = "cau nay du dai de nho";

    fn code(error: AccessError) -> &'static str {
        let AccessError::Refused(report) = error else { panic!("{error}") };
        report.problems[0].code
    }

    async fn who_signs_in_has_the_rights_of_the_account_until_signing_out(bench: Bench) {
        let access = bench.access();
        let id = access.create_account(person("lan", PASSWORD, in_a(Role::Clerk))).await.unwrap();
        let signed_in = access.sign_in(" Lan ", PASSWORD, None).await.unwrap().unwrap();
        let session = bench.access().session(&signed_in.cookie).await.unwrap().unwrap();
        assert_eq!((session.account.as_str(), session.scope.principal.as_str()), (id.as_str(), id.as_str()));
        assert!(session.scope.may(Right::Number, "a") && !session.scope.may(Right::Read, "b"));
        assert!(session.vouches_for(&signed_in.csrf) && !session.vouches_for(&signed_in.cookie));
        let kept: String = bench.store.one("select id from session", vec![]).await.unwrap();
        assert_ne!(kept, signed_in.cookie, "the cookie itself is not kept");

        access.sign_out(&signed_in.cookie).await.unwrap();
        assert_eq!(bench.access().session(&signed_in.cookie).await.unwrap(), None);
        access.sign_out(&signed_in.cookie).await.unwrap();
    }

    async fn a_wrong_password_an_unknown_login_and_a_disabled_account_look_alike(bench: Bench) {
        let access = bench.access();
        access.create_account(person("lan", PASSWORD, in_a(Role::Clerk))).await.unwrap();
        access.create_account(person("minh", PASSWORD, in_a(Role::Clerk))).await.unwrap();
        assert!(access.disable_account("minh").await.unwrap());
        assert!(!access.disable_account("minh").await.unwrap());
        for (login, password) in
            [("lan", "another one altogether"), ("hoa", PASSWORD), ("minh", PASSWORD), ("", "")]
        {
            assert_eq!(access.sign_in(login, password, None).await.unwrap(), None, "{login}");
        }
        assert_eq!(access.sign_in(&"x".repeat(1_000), PASSWORD, None).await.unwrap(), None);
        assert_eq!(access.sign_in("lan", &"x".repeat(1_000_000), None).await.unwrap(), None);
    }

    const GUESS: &str = "another one altogether";

    fn place(last: u8) -> Option<IpAddr> {
        Some(IpAddr::from([203, 0, 113, last]))
    }

    async fn guesses_from_one_address_keep_nobody_out(bench: Bench) {
        let access = bench.access();
        access.create_account(person("lan", PASSWORD, in_a(Role::Clerk))).await.unwrap();
        for _ in 0..5 {
            assert_eq!(access.sign_in("lan", GUESS, place(1)).await.unwrap(), None);
        }
        let elsewhere = access.sign_in("lan", PASSWORD, place(2)).await.unwrap();
        assert!(elsewhere.is_some(), "the right password passes from another address");
        let here = access.sign_in("LAN", PASSWORD, place(1)).await.unwrap();
        assert!(here.is_some(), "and from the guesser's own, after a delay");
    }

    async fn guesses_from_one_address_are_looked_at_one_by_one(bench: Bench) {
        let access = bench.access();
        access.create_account(person("lan", PASSWORD, in_a(Role::Clerk))).await.unwrap();
        for _ in 0..9 {
            let _ = access.shared.throttle.attempt("lan", place(1), bench.runtime.instant());
        }
        assert_eq!(code(access.sign_in("LAN", GUESS, place(1)).await.unwrap_err()), "too-many-tries");
        bench.pass(Duration::from_secs(24));
        assert!(access.sign_in("lan", PASSWORD, place(1)).await.unwrap().is_some());
    }

    /// Waits until a session ends when it should; it is prolonged beside the answer.
    async fn ends(bench: &Bench, end: TimeDelta) {
        let end = stamp(bench.runtime.instant() + end);
        for _ in 0..500 {
            let kept: String = bench.store.one("select expires_at from session", vec![]).await.unwrap();
            if kept == end {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the session does not end at {end}");
    }

    async fn a_session_ends_twelve_hours_after_its_last_use_and_after_seven_days(bench: Bench) {
        const HOUR: Duration = Duration::from_secs(3_600);
        let access = bench.access();
        access.create_account(person("lan", PASSWORD, in_a(Role::Clerk))).await.unwrap();
        let cookie = access.sign_in("lan", PASSWORD, None).await.unwrap().unwrap().cookie;
        for _ in 0..15 {
            bench.pass(11 * HOUR);
            assert!(access.session(&cookie).await.unwrap().is_some());
            // 15 times eleven hours are three short of seven days.
            let left = bench.runtime.instant() - started(&bench).await;
            ends(&bench, IDLE.min(LONGEST - left)).await;
        }
        bench.pass(3 * HOUR);
        assert!(access.session(&cookie).await.unwrap().is_none(), "seven days are over");

        let cookie = access.sign_in("lan", PASSWORD, None).await.unwrap().unwrap().cookie;
        bench.pass(12 * HOUR);
        assert!(access.session(&cookie).await.unwrap().is_none(), "unused for twelve hours");
    }

    async fn started(bench: &Bench) -> DateTime<Utc> {
        let kept: String = bench.store.one("select created_at from session", vec![]).await.unwrap();
        DateTime::parse_from_rfc3339(&kept).unwrap().to_utc()
    }

    async fn another_password_and_disabling_end_sessions(bench: Bench) {
        let access = bench.access();
        access.create_account(person("lan", PASSWORD, in_a(Role::Clerk))).await.unwrap();
        let first = access.sign_in("lan", PASSWORD, None).await.unwrap().unwrap().cookie;
        assert!(access.set_password("lan", "mot cau khac cung dai").await.unwrap());
        assert!(access.session(&first).await.unwrap().is_none());
        assert_eq!(access.sign_in("lan", PASSWORD, None).await.unwrap(), None);
        let second = access.sign_in("lan", "mot cau khac cung dai", None).await.unwrap().unwrap().cookie;
        access.disable_account("lan").await.unwrap();
        assert!(bench.access().session(&second).await.unwrap().is_none());
        assert!(!access.set_password("nobody", "mot cau khac cung dai").await.unwrap());

        assert!(access.enable_account("lan").await.unwrap());
        assert!(access.session(&second).await.unwrap().is_none(), "what was ended stays so");
        assert!(access.sign_in("lan", "mot cau khac cung dai", None).await.unwrap().is_some());
        assert!(!access.enable_account("lan").await.unwrap(), "it is not disabled");
    }
}
