//! The first administrator: made by a link that is printed once, at the machine itself.

use super::accounts::{self, AccountRow};
use super::{Access, AccessError, Grant, NewAccount, Role, secret};
use crate::digest::sha256;
use crate::store::{StoreError, Tx, Write, args};
use std::time::Duration;

/// What the link is for, as its row says it.
const PURPOSE: &str = "administrator";
/// How long it is good for.
const GOOD_FOR: Duration = Duration::from_secs(24 * 3_600);

impl Access {
    /// A secret for the link of the first administrator, good for a day and one use; none if an account exists.
    pub async fn first_administrator(&self) -> Result<Option<String>, AccessError> {
        let secret = secret::token(&self.world);
        let invite = Invite {
            id: sha256(secret.as_bytes()),
            now: self.world.now(),
            expires_at: self.world.later(GOOD_FOR),
        };
        Ok(self.store.write(invite).await?.then_some(secret))
    }

    /// Whether a link can still be used.
    pub async fn setup_is_valid(&self, secret: &str) -> Result<bool, StoreError> {
        const FIND: &str = "select 1 from one_time where id = $1 and purpose = $2 and expires_at > $3 \
             and not exists (select 1 from account)";
        let values = args![sha256(secret.as_bytes()), PURPOSE, self.world.now()];
        Ok(self.store.row(FIND, values).await?.is_some())
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
        self.store.write(Redeem { link, account, now: self.world.now() }).await?;
        Ok(id)
    }
}

fn bad_link() -> AccessError {
    let message = "Đường dẫn này không đúng, đã được dùng hoặc đã quá 24 giờ; hãy khởi động lại dịch vụ để có \
         đường dẫn mới.";
    AccessError::refused("", "bad-link", message)
}

struct Invite {
    id: String,
    now: String,
    expires_at: String,
}

impl Write for Invite {
    type Done = bool;
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        const INSERT: &str = "insert into one_time (id, purpose, expires_at) \
             select $1, $2, $3 where not exists (select 1 from account)";
        tx.execute("delete from one_time where expires_at <= $1", args![&self.now]).await?;
        Ok(tx.execute(INSERT, args![&self.id, PURPOSE, &self.expires_at]).await? > 0)
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
        let another = tx.row("select 1 from account limit 1", vec![]).await?;
        if taken == 0 || another.is_some() {
            return Err(bad_link());
        }
        accounts::insert(tx, &self.account).await
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, in_a, on_both, person};
    use super::super::{Right, Role};
    use super::*;

    on_both!(
        the_first_administrator_is_made_by_a_link_that_works_once,
        a_link_is_good_for_a_day,
        of_many_links_used_at_once_one_makes_an_administrator,
    );

    const PASSWORD: &str = "cau nay du dai de nho";

    async fn the_first_administrator_is_made_by_a_link_that_works_once(bench: Bench) {
        let access = bench.access();
        let link = access.first_administrator().await.unwrap().unwrap();
        let another = access.first_administrator().await.unwrap().unwrap();
        assert!(
            access.setup_is_valid(&link).await.unwrap() && access.setup_is_valid(&another).await.unwrap()
        );
        assert!(!access.setup_is_valid("guessed").await.unwrap());
        let weak = access.redeem(&link, person("lan", "ngan", vec![])).await;
        assert!(weak.is_err() && access.setup_is_valid(&link).await.unwrap(), "a slip does not use it up");
        access.redeem(&link, person("lan", PASSWORD, in_a(Role::Drafter))).await.unwrap();

        let cookie = access.sign_in("lan", PASSWORD).await.unwrap().unwrap().cookie;
        assert!(access.session(&cookie).await.unwrap().unwrap().scope.may_everywhere(Right::Govern));
        for used in [&link, &another] {
            assert!(!access.setup_is_valid(used).await.unwrap());
            assert!(access.redeem(used, person("minh", PASSWORD, vec![])).await.is_err());
        }
        assert_eq!(access.first_administrator().await.unwrap(), None);
        assert!(!access.is_open().await.unwrap());
    }

    async fn a_link_is_good_for_a_day(bench: Bench) {
        let access = bench.access();
        let link = access.first_administrator().await.unwrap().unwrap();
        bench.pass(GOOD_FOR - Duration::from_millis(1));
        assert!(access.setup_is_valid(&link).await.unwrap());
        bench.pass(Duration::from_millis(1));
        assert!(!access.setup_is_valid(&link).await.unwrap());
        assert!(access.redeem(&link, person("lan", PASSWORD, vec![])).await.is_err());
    }

    async fn of_many_links_used_at_once_one_makes_an_administrator(bench: Bench) {
        let access = bench.access();
        let mut links = Vec::new();
        for _ in 0..6 {
            links.push(access.first_administrator().await.unwrap().unwrap());
        }
        let tries = links.into_iter().enumerate().map(|(n, link)| {
            let access = bench.access();
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
