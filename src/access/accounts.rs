//! Accounts of people: a login, a password, roles.

use super::keys::name_of;
use super::{Access, AccessError, Grant, Role, accepted, grants};
use crate::report::{FieldPath, Report};
use crate::store::{StoreError, Tx, Write, args};
use serde::Deserialize;
use std::fmt;

/// Characters of a login.
pub(super) const LOGIN_CHARS: std::ops::RangeInclusive<usize> = 2..=64;
/// Characters of a password. A limit above keeps a pasted book from being hashed.
const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 12..=512;

/// An account to be made.
#[derive(Clone)]
pub struct NewAccount {
    /// Login name: 2 to 64 of `a-z`, `0-9`, `.`, `_`, `-`.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// The password: 12 characters or more, and not the login.
    pub password: String,
    /// Roles of the person, each in an organ; at least one.
    pub grants: Vec<Grant>,
}

impl fmt::Debug for NewAccount {
    /// Without the password: this may end in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewAccount({} {:?})", self.login, self.grants)
    }
}

/// An account without its password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountInfo {
    /// Its id: what rows name as who did something.
    pub id: String,
    /// Login name, unique, in lower case.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Roles of the person, each in an organ.
    pub grants: Vec<Grant>,
    /// Time of creation, RFC 3339.
    pub created_at: String,
    /// Time at which it was disabled, RFC 3339; `None` while it may be used.
    pub disabled_at: Option<String>,
}

impl Access {
    /// Makes an account; its id.
    ///
    /// # Errors
    /// A login of other letters or taken, a weak password, no name, no grant, an organ that does not exist.
    pub async fn create_account(&self, new: NewAccount) -> Result<String, AccessError> {
        let row = self.account_row(new).await?;
        let id = row.id.clone();
        self.store.write(CreateAccount(row)).await?;
        Ok(id)
    }

    /// An account as a row, its password hashed.
    pub(super) async fn account_row(&self, new: NewAccount) -> Result<AccountRow, AccessError> {
        let mut report = Report::new();
        let name = name_of(&new.name, "Chưa nhập họ và tên.");
        if let Err(AccessError::Refused(wrong)) = &name {
            report.extend(wrong.clone());
        }
        report.extend(login_faults(&new.login));
        report.extend(password_faults(&new.password, &new.login));
        accepted(report)?;
        let password = self.shared.passwords.hash(&new.password, self.runtime.secret()).await?;
        let (id, now) = (self.runtime.id(), self.runtime.now());
        Ok(AccountRow { id, login: new.login, name: name?, password, now, grants: new.grants })
    }

    /// Gives an account another password and ends its sessions; whether there is such an account.
    pub async fn set_password(&self, login: &str, password: &str) -> Result<bool, AccessError> {
        accepted(password_faults(password, login))?;
        let password = self.shared.passwords.hash(password, self.runtime.secret()).await?;
        let changed = self.store.write(SetPassword { login: login.to_owned(), password }).await?;
        if changed {
            self.shared.throttle.forget(login);
        }
        Ok(changed)
    }

    /// Disables an account and ends its sessions; whether there was one that was not disabled yet.
    pub async fn disable_account(&self, login: &str) -> Result<bool, StoreError> {
        self.store.write(Disable { login: login.to_owned(), now: self.runtime.now() }).await
    }

    /// Lets a disabled account sign in again, with the password it had; whether there was such a one.
    pub async fn enable_account(&self, login: &str) -> Result<bool, StoreError> {
        const ENABLE: &str =
            "update account set disabled_at = null where login = $1 and disabled_at is not null";
        Ok(self.store.execute(ENABLE, args![login]).await? > 0)
    }

    /// Puts grants in the place of those an account has, from its next request on; whether there is such an account.
    ///
    /// # Errors
    /// No grant, an organ that does not exist.
    pub async fn set_grants(&self, login: &str, grants: Vec<Grant>) -> Result<bool, AccessError> {
        self.store.write(SetGrants { login: login.to_owned(), grants }).await
    }

    /// All accounts, by login.
    pub async fn accounts(&self) -> Result<Vec<AccountInfo>, StoreError> {
        #[derive(Deserialize)]
        struct AccountGrantRow {
            id: String,
            login: String,
            name: String,
            created_at: String,
            disabled_at: Option<String>,
            organ: Option<String>,
            role: Option<Role>,
        }
        const ALL: &str = "select a.id, a.login, a.name, a.created_at, a.disabled_at, g.organ, g.role \
             from account a left join role_grant g on g.principal = a.id \
             order by a.login, g.organ, g.role";
        let mut accounts: Vec<AccountInfo> = Vec::new();
        for row in self.store.rows::<AccountGrantRow>(ALL, vec![]).await? {
            if accounts.last().is_none_or(|account| account.id != row.id) {
                accounts.push(AccountInfo {
                    id: row.id,
                    login: row.login,
                    name: row.name,
                    grants: Vec::new(),
                    created_at: row.created_at,
                    disabled_at: row.disabled_at,
                });
            }
            if let Some(account) = accounts.last_mut() {
                account.grants.extend(grants::of(row.organ, row.role));
            }
        }
        Ok(accounts)
    }
}

fn login_faults(login: &str) -> Report {
    let mut report = Report::new();
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
    if !LOGIN_CHARS.contains(&login.chars().count()) || !login.chars().all(letter) {
        let message = "Tên đăng nhập có từ 2 đến 64 ký tự, chỉ gồm chữ thường không dấu (a–z), chữ số và \
             các dấu “.”, “_”, “-”.";
        report.error(FieldPath::field("login"), "bad-login", message);
    }
    report
}

fn password_faults(password: &str, login: &str) -> Report {
    let mut report = Report::new();
    let characters = password.chars().count();
    let message = if characters < *PASSWORD_CHARS.start() {
        "Mật khẩu phải có ít nhất 12 ký tự; một câu dài, dễ nhớ là tốt nhất."
    } else if characters > *PASSWORD_CHARS.end() {
        "Mật khẩu có nhiều nhất 512 ký tự; hãy rút ngắn."
    } else if password.to_lowercase() == login.to_lowercase() {
        "Mật khẩu không được trùng với tên đăng nhập; hãy chọn mật khẩu khác."
    } else {
        return report;
    };
    report.error(FieldPath::field("password"), "weak-password", message);
    report
}

/// An account on its way into the store.
pub(super) struct AccountRow {
    pub(super) id: String,
    login: String,
    name: String,
    password: String,
    now: String,
    pub(super) grants: Vec<Grant>,
}

/// Inserts an account with its grants.
pub(super) async fn insert(tx: &mut Tx, row: &AccountRow) -> Result<(), AccessError> {
    const INSERT: &str = "insert into account (id, login, name, password, created_at) \
         values ($1, $2, $3, $4, $5) on conflict (login) do nothing";
    let mut report = grants::examine(tx, &row.grants).await?;
    let values = args![&row.id, &row.login, &row.name, &row.password, &row.now];
    if tx.execute(INSERT, values).await? == 0 {
        let message = format!("Tên đăng nhập “{}” đã có người dùng; hãy chọn tên khác.", row.login);
        report.error(FieldPath::field("login"), "taken", message);
    }
    accepted(report)?;
    grants::keep(tx, &row.id, &row.grants).await
}

struct CreateAccount(AccountRow);

impl Write for CreateAccount {
    type Done = ();
    type Error = AccessError;

    async fn run(&self, tx: &mut Tx) -> Result<(), AccessError> {
        insert(tx, &self.0).await
    }
}

/// Ends the sessions of the account that a change was made to.
async fn end_sessions(tx: &mut Tx, login: &str) -> Result<(), StoreError> {
    const END: &str = "delete from session where account in (select id from account where login = $1)";
    tx.execute(END, args![login]).await.map(drop)
}

struct SetPassword {
    login: String,
    password: String,
}

impl Write for SetPassword {
    type Done = bool;
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        const SET: &str = "update account set password = $1 where login = $2";
        let changed = tx.execute(SET, args![&self.password, &self.login]).await? > 0;
        end_sessions(tx, &self.login).await?;
        Ok(changed)
    }
}

struct Disable {
    login: String,
    now: String,
}

impl Write for Disable {
    type Done = bool;
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        const DISABLE: &str = "update account set disabled_at = $1 where login = $2 and disabled_at is null";
        let disabled = tx.execute(DISABLE, args![&self.now, &self.login]).await? > 0;
        end_sessions(tx, &self.login).await?;
        Ok(disabled)
    }
}

struct SetGrants {
    login: String,
    grants: Vec<Grant>,
}

impl Write for SetGrants {
    type Done = bool;
    type Error = AccessError;

    async fn run(&self, tx: &mut Tx) -> Result<bool, AccessError> {
        accepted(grants::examine(tx, &self.grants).await?)?;
        const OF: &str = "select id from account where login = $1";
        let Some(id) = tx.row::<String>(OF, args![&self.login]).await? else { return Ok(false) };
        tx.execute("delete from role_grant where principal = $1", args![&id]).await?;
        grants::keep(tx, &id, &self.grants).await?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, in_a, on_both, person};
    use super::*;

    on_both!(
        an_account_is_listed_without_its_password,
        all_that_is_wrong_with_an_account_is_said,
        other_grants_hold_from_the_next_request_on,
    );

    async fn an_account_is_listed_without_its_password(bench: Bench) {
        let access = bench.access();
        let mut grants = in_a(Role::Clerk);
        grants.extend(in_a(Role::Auditor));
        grants.extend(in_a(Role::Clerk));
        let id = access.create_account(person("lan", "cau nay du dai de nho", grants)).await.unwrap();
        let accounts = access.accounts().await.unwrap();
        assert_eq!(accounts.len(), 1);
        assert_eq!((accounts[0].id.as_str(), accounts[0].login.as_str()), (id.as_str(), "lan"));
        assert_eq!(accounts[0].grants, [in_a(Role::Auditor), in_a(Role::Clerk)].concat());
        assert!(!format!("{:?}", person("lan", "cau nay du dai", vec![])).contains("cau nay"));
    }

    async fn refusals(access: &Access, new: NewAccount) -> Vec<(String, &'static str)> {
        let Err(AccessError::Refused(report)) = access.create_account(new).await else { return vec![] };
        report.problems.into_iter().map(|p| (p.at.to_string(), p.code)).collect()
    }

    async fn all_that_is_wrong_with_an_account_is_said(bench: Bench) {
        let access = bench.access();
        let mut bad = person("Lan Anh", "ngan", vec![]);
        bad.name = " ".to_owned();
        let expected = [("name", "missing"), ("login", "bad-login"), ("password", "weak-password")];
        assert_eq!(refusals(&access, bad).await, expected.map(|(at, code)| (at.to_owned(), code)));
        for login in ["x", "lán", "a b", "a/b", "..\n", &"x".repeat(65)] {
            let new = person(login, "cau nay du dai de nho", in_a(Role::Clerk));
            assert_eq!(refusals(&access, new).await[0].1, "bad-login", "{login}");
        }
        let same = person("nguyen.van.lan", "Nguyen.Van.Lan", in_a(Role::Clerk));
        assert_eq!(refusals(&access, same).await[0].1, "weak-password");
        let nothing = person("lan", "cau nay du dai de nho", vec![]);
        assert_eq!(refusals(&access, nothing).await[0].1, "missing");
        let nowhere = vec![Grant { organ: "c".to_owned(), role: Role::Clerk }];
        let refused = refusals(&access, person("lan", "cau nay du dai de nho", nowhere)).await;
        assert_eq!(refused, [("grants[0].organ".to_owned(), "unknown-organ")]);

        assert_eq!(access.accounts().await.unwrap(), [], "nothing of what was refused is there");
        let lan = || person("lan", "cau nay du dai de nho", in_a(Role::Clerk));
        access.create_account(lan()).await.unwrap();
        assert_eq!(refusals(&access, lan()).await, [("login".to_owned(), "taken")]);
    }

    async fn other_grants_hold_from_the_next_request_on(bench: Bench) {
        let access = bench.access();
        let password = "cau nay du dai de nho";
        access.create_account(person("lan", password, in_a(Role::Clerk))).await.unwrap();
        let cookie = access.sign_in("lan", password, None).await.unwrap().unwrap().cookie;
        assert!(access.set_grants("lan", in_a(Role::Auditor)).await.unwrap());
        assert_eq!(access.session(&cookie).await.unwrap().unwrap().scope.grants(), in_a(Role::Auditor));
        assert!(access.set_grants("lan", vec![]).await.is_err(), "an account may do something");
        assert_eq!(access.accounts().await.unwrap()[0].grants, in_a(Role::Auditor));
        assert!(!access.set_grants("nobody", in_a(Role::Clerk)).await.unwrap());
    }
}
