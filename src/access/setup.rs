//! The first administrator: made by a link that is printed once, at the machine itself.

use super::accounts::{self, AccountRow};
use super::{ANYBODY, Access, AccessError, Grant, NewAccount, Role, secret};
use crate::digest::sha256;
use crate::store::{StoreError, Tx, Write, args};
use std::time::Duration;

/// Purpose of the link in the column `one_time.purpose`.
const PURPOSE: &str = "administrator";
/// Duration of the link's validity.
const GOOD_FOR: Duration = Duration::from_secs(24 * 3_600);

/// The link to the first administrator's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetupLink {
    /// A new one; its secret is told once, here.
    New(String),
    /// One was told before and can still be used until this moment.
    Told(String),
}

impl Access {
    /// The link of the first administrator, good for a day and one use; none where a key or an account exists.
    pub async fn first_administrator(&self) -> Result<Option<SetupLink>, AccessError> {
        let secret = secret::token(&self.runtime);
        let invite = Invite {
            id: sha256(secret.as_bytes()),
            now: self.runtime.now(),
            expires_at: self.runtime.later(GOOD_FOR),
        };
        Ok(match self.store.write(invite).await? {
            Invited::New => Some(SetupLink::New(secret)),
            Invited::Before(until) => Some(SetupLink::Told(until)),
            Invited::Needless => None,
        })
    }

    /// Takes back a link that could not be told, so that the next start has a new one.
    pub async fn withdraw_setup(&self, secret: &str) -> Result<(), StoreError> {
        const WITHDRAW: &str = "delete from one_time where id = $1 and purpose = $2";
        self.store.execute(WITHDRAW, args![sha256(secret.as_bytes()), PURPOSE]).await.map(drop)
    }

    /// Tests whether a link can still be used: it is known, not expired, and there is no key and no account yet.
    pub async fn setup_is_valid(&self, secret: &str) -> Result<bool, StoreError> {
        const FIND: &str = "select 1 from one_time where id = $1 and purpose = $2 and expires_at > $3";
        let values = args![sha256(secret.as_bytes()), PURPOSE, self.runtime.now()];
        Ok(self.store.exists(FIND, values).await? && self.is_open().await?)
    }

    /// Makes the first administrator, of every organ whatever `new` was granted, and uses up every such link; the id.
    ///
    /// # Errors
    /// A link that is unknown, used or too old (code `bad-link`), and all that is wrong with the account.
    pub async fn redeem(&self, secret: &str, new: NewAccount) -> Result<String, AccessError> {
        if !self.setup_is_valid(secret).await? {
            return Err(bad_link());
        }
        let grants = vec![Grant { organ: "*".to_owned(), role: Role::Admin }];
        let account = self.account_row(NewAccount { grants, ..new }).await?;
        let id = account.id.clone();
        let link = sha256(secret.as_bytes());
        self.store.write(Redeem { link, account, now: self.runtime.now() }).await?;
        Ok(id)
    }
}

fn bad_link() -> AccessError {
    let message = "Đường dẫn này không đúng, đã được dùng hoặc đã quá 24 giờ. Hãy tạo tài khoản bằng lệnh \
         «vanthu account create» trên máy chủ.";
    AccessError::refused("", "bad-link", message)
}

struct Invite {
    id: String,
    now: String,
    expires_at: String,
}

/// Outcome of an invitation.
enum Invited {
    /// It is kept.
    New,
    /// Another is kept already, until then.
    Before(String),
    /// Somebody has a way in.
    Needless,
}

impl Write for Invite {
    type Done = Invited;
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<Invited, StoreError> {
        const BEFORE: &str = "select expires_at from one_time where purpose = $1";
        const INSERT: &str = "insert into one_time (id, purpose, expires_at) values ($1, $2, $3)";
        tx.execute("delete from one_time where expires_at <= $1", args![&self.now]).await?;
        if tx.exists(ANYBODY, vec![]).await? {
            return Ok(Invited::Needless);
        }
        if let Some(before) = tx.row(BEFORE, args![PURPOSE]).await? {
            return Ok(Invited::Before(before));
        }
        tx.execute(INSERT, args![&self.id, PURPOSE, &self.expires_at]).await?;
        Ok(Invited::New)
    }
}

struct Redeem {
    link: String,
    account: AccountRow,
    now: String,
}

impl Write for Redeem {
    type Done = ();
    type Error = AccessError;

    async fn run(&self, tx: &mut Tx) -> Result<(), AccessError> {
        const TAKE: &str = "delete from one_time where id = $1 and purpose = $2 and expires_at > $3";
        // All links are taken together: of two redeemed at once, the second finds its own gone.
        let taken = tx.execute(TAKE, args![&self.link, PURPOSE, &self.now]).await?;
        tx.execute("delete from one_time where purpose = $1", args![PURPOSE]).await?;
        let another = tx.exists(ANYBODY, vec![]).await?;
        if taken == 0 || another {
            return Err(bad_link());
        }
        accounts::insert(tx, &self.account).await
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, admin, in_a, on_both, person};
    use super::super::{NewKey, Right, Role};
    use super::*;

    on_both!(
        the_first_administrator_is_made_by_a_link_that_works_once,
        a_link_is_good_for_a_day,
        a_link_is_told_once_and_a_second_start_says_until_when_it_is_good,
        a_key_makes_the_link_needless_and_void,
        of_many_uses_of_a_link_at_once_one_makes_an_administrator,
    );

    const PASSWORD: &str = "cau nay du dai de nho";

    async fn link(access: &Access) -> String {
        match access.first_administrator().await.unwrap() {
            Some(SetupLink::New(secret)) => secret,
            other => panic!("{other:?}"),
        }
    }

    async fn the_first_administrator_is_made_by_a_link_that_works_once(bench: Bench) {
        let access = bench.access();
        let link = link(&access).await;
        assert!(access.setup_is_valid(&link).await.unwrap());
        assert!(!access.setup_is_valid("guessed").await.unwrap());
        let weak = access.redeem(&link, person("lan", "ngan", vec![])).await;
        assert!(weak.is_err() && access.setup_is_valid(&link).await.unwrap(), "a slip does not use it up");
        access.redeem(&link, person("lan", PASSWORD, in_a(Role::Drafter))).await.unwrap();

        let cookie = access.sign_in("lan", PASSWORD, None).await.unwrap().unwrap().cookie;
        assert!(access.session(&cookie).await.unwrap().unwrap().scope.may_everywhere(Right::Govern));
        assert!(!access.setup_is_valid(&link).await.unwrap());
        assert!(access.redeem(&link, person("minh", PASSWORD, vec![])).await.is_err());
        assert_eq!(access.first_administrator().await.unwrap(), None);
        assert!(!access.is_open().await.unwrap());
    }

    async fn a_link_is_good_for_a_day(bench: Bench) {
        let access = bench.access();
        let first = link(&access).await;
        bench.pass(GOOD_FOR - Duration::from_millis(1));
        assert!(access.setup_is_valid(&first).await.unwrap());
        bench.pass(Duration::from_millis(1));
        assert!(!access.setup_is_valid(&first).await.unwrap());
        assert!(access.redeem(&first, person("lan", PASSWORD, vec![])).await.is_err());
        assert_ne!(link(&access).await, first, "then there is a new one");
    }

    async fn a_link_is_told_once_and_a_second_start_says_until_when_it_is_good(bench: Bench) {
        let access = bench.access();
        let (until, secret) = (bench.runtime.later(GOOD_FOR), link(&access).await);
        bench.pass(Duration::from_secs(60));
        let again = bench.access().first_administrator().await.unwrap();
        assert_eq!(again, Some(SetupLink::Told(until)));
        assert!(access.setup_is_valid(&secret).await.unwrap());
        access.withdraw_setup(&secret).await.unwrap();
        assert!(!access.setup_is_valid(&secret).await.unwrap(), "one that could not be told is no more");
        assert_ne!(link(&access).await, secret);
    }

    async fn a_key_makes_the_link_needless_and_void(bench: Bench) {
        let access = bench.access();
        let link = link(&access).await;
        access.create_key(NewKey { name: "n".into(), grants: admin(), expires: None }).await.unwrap();
        assert!(!access.setup_is_valid(&link).await.unwrap());
        assert!(access.redeem(&link, person("lan", PASSWORD, vec![])).await.is_err());
        assert_eq!(bench.access().first_administrator().await.unwrap(), None);
        assert_eq!(access.accounts().await.unwrap(), []);
    }

    async fn of_many_uses_of_a_link_at_once_one_makes_an_administrator(bench: Bench) {
        let access = bench.access();
        let link = link(&access).await;
        let tries = (0..6).map(|n| {
            let (access, link) = (bench.access(), link.clone());
            tokio::spawn(async move {
                access.redeem(&link, person(&format!("lan{n}"), PASSWORD, vec![])).await.is_ok()
            })
        });
        let tries: Vec<_> = tries.collect();
        let mut made = 0;
        for one in tries {
            made += usize::from(one.await.unwrap());
        }
        assert_eq!((made, access.accounts().await.unwrap().len()), (1, 1));
    }
}
