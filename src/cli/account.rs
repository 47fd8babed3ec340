//! `vanthu account`: the accounts of people. A password is a line of standard input: an argument would stand in the list
//! of processes and in the history of the shell.

use super::key::{GrantArguments, grants_of, moment};
use super::{CliError, OK, at};
use crate::access::{AccountInfo, NewAccount};
use crate::service::{Service, ServiceError};
use clap::{Args, Subcommand};
use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::path::Path;

#[derive(Subcommand)]
pub(super) enum AccountCommand {
    /// Makes an account; the password is the first line of standard input (typed, it is seen).
    Create(NewAccountArguments),
    /// Lists all accounts, those disabled too.
    List,
    /// Disables an account and ends its sessions.
    Disable {
        /// Login name of the person.
        login: String,
    },
    /// Lets a disabled account sign in again, with the password it had.
    Enable {
        /// Login name of the person.
        login: String,
    },
    /// Puts other roles in the place of those an account has.
    Grant {
        /// Login name of the person.
        login: String,
        #[command(flatten)]
        grants: GrantArguments,
    },
    /// Gives an account another password, the first line of standard input (typed, it is seen), and ends its sessions.
    Password {
        /// Login name of the person.
        login: String,
    },
}

#[derive(Args)]
pub(super) struct NewAccountArguments {
    /// Login name of the person: 2 to 64 of a-z, 0-9, `.`, `_`, `-`.
    login: String,
    /// The person's name.
    #[arg(long, value_name = "NAME")]
    name: String,
    #[command(flatten)]
    grants: GrantArguments,
}

/// Does what is said of accounts.
pub(super) async fn account(
    service: &Service,
    wanted: &AccountCommand,
    input: &mut dyn BufRead,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, CliError> {
    let access = service.access();
    match wanted {
        AccountCommand::Create(new) => {
            let (login, name) = (new.login.clone(), new.name.clone());
            let password = password(input, err)?;
            let new = NewAccount { login, name, password, grants: new.grants.grants() };
            let told = format!("Đã tạo tài khoản {} cho {}.", new.login, new.name);
            access.create_account(new).await.map_err(ServiceError::from)?;
            writeln!(out, "{told}").map_err(at(Path::new("-")))?;
        }
        AccountCommand::List => {
            for account in access.accounts().await.map_err(ServiceError::from)? {
                writeln!(out, "{}", line_of(&account)).map_err(at(Path::new("-")))?;
            }
        }
        AccountCommand::Disable { login } => {
            let disabled = access.disable_account(login).await.map_err(ServiceError::from)?;
            found(disabled, login)?;
            writeln!(out, "Đã khóa tài khoản {login} và kết thúc các phiên làm việc.")
                .map_err(at(Path::new("-")))?;
        }
        AccountCommand::Enable { login } => {
            if !access.enable_account(login).await.map_err(ServiceError::from)? {
                let message = format!("không có tài khoản nào bị khóa mang tên {login}");
                return Err(CliError::Said(format!("{message}; xem bằng vanthu account list")));
            }
            writeln!(out, "Đã mở lại tài khoản {login}.").map_err(at(Path::new("-")))?;
        }
        AccountCommand::Grant { login, grants } => {
            found(access.set_grants(login, grants.grants()).await.map_err(ServiceError::from)?, login)?;
            writeln!(out, "Đã cấp lại vai trò cho {login}.").map_err(at(Path::new("-")))?;
        }
        AccountCommand::Password { login } => {
            let changed =
                access.set_password(login, &password(input, err)?).await.map_err(ServiceError::from)?;
            found(changed, login)?;
            writeln!(out, "Đã đổi mật khẩu của {login} và kết thúc các phiên làm việc.")
                .map_err(at(Path::new("-")))?;
        }
    }
    Ok(OK)
}

fn found(found: bool, login: &str) -> Result<(), CliError> {
    let message =
        || format!("không có tài khoản nào đang dùng mang tên {login}; xem bằng vanthu account list");
    if found { Ok(()) } else { Err(CliError::Said(message())) }
}

/// Bytes of a line worth reading.
const LINE_BYTES: u64 = 8 << 10;

/// The first line of the input.
fn password(input: &mut dyn BufRead, err: &mut dyn Write) -> Result<String, CliError> {
    if io::stdin().is_terminal() {
        let _ = write!(err, "Mật khẩu (sẽ hiện trên màn hình): ").and_then(|()| err.flush());
    }
    let mut line = String::new();
    input.take(LINE_BYTES).read_line(&mut line).map_err(at(Path::new("-")))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn line_of(account: &AccountInfo) -> String {
    let state = account
        .disabled_at
        .as_deref()
        .map_or("đang dùng".to_owned(), |at| format!("đã khóa lúc {}", moment(at)));
    let AccountInfo { login, name, created_at, grants, .. } = account;
    format!("{login}\t{name}\t{}\ttạo {}\t{state}", grants_of(grants), moment(created_at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_the_first_line_without_its_end() {
        let read = |text: &str| password(&mut text.as_bytes(), &mut Vec::new()).unwrap();
        assert_eq!(read("một câu dài \r\nvà một câu nữa\n"), "một câu dài ");
        assert_eq!(read("không xuống dòng"), "không xuống dòng");
        assert_eq!(read(""), "");
        assert!(read(&"x".repeat(100_000)).len() < 10_000);
    }
}
