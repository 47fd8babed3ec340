//! `vanthu key`: the keys of programs. A new key's credential is the only line on standard output, and is never shown
//! again.

use super::{CliError, OK, at};
use crate::access::{Grant, KeyInfo, NewKey, Role};
use crate::service::{Service, ServiceError};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, SecondsFormat};
use clap::{Args, Subcommand};
use std::io::Write;
use std::path::Path;

#[derive(Subcommand)]
pub(super) enum KeyCommand {
    /// Makes a key and prints `id.secret`, which is not shown again.
    Create(NewKeyArguments),
    /// Lists all keys, those revoked too.
    List,
    /// Ends a key for ever; within seconds it opens nothing any more.
    Revoke {
        /// The key's id: the part before the dot.
        id: String,
    },
}

#[derive(Args)]
pub(super) struct NewKeyArguments {
    /// Name of the key: the program it is for.
    #[arg(long, value_name = "NAME")]
    name: String,
    #[command(flatten)]
    grants: GrantArguments,
    /// The last day on which it is good (in Vietnam); without it, it is good until it is revoked.
    #[arg(long, value_name = "YYYY-MM-DD")]
    expires: Option<NaiveDate>,
}

/// Roles in organs: each of the roles in each of the organs.
#[derive(Args)]
pub(super) struct GrantArguments {
    /// The id of an organ, or `*` for every one; may be said several times.
    #[arg(long, required = true, value_name = "ORGAN")]
    organ: Vec<String>,
    /// drafter, clerk, archivist, auditor or admin; may be said several times.
    #[arg(long, required = true, value_name = "ROLE", value_parser = role)]
    role: Vec<Role>,
}

fn role(name: &str) -> Result<Role, String> {
    Role::named(name).ok_or_else(|| {
        let names: Vec<_> = Role::ALL.iter().map(|role| role.name()).collect();
        format!("không có vai trò này; các vai trò: {}", names.join(", "))
    })
}

impl GrantArguments {
    pub(super) fn grants(&self) -> Vec<Grant> {
        let of =
            |organ: &String| self.role.iter().map(|&role| Grant { organ: organ.clone(), role }).collect();
        self.organ.iter().flat_map(|organ| -> Vec<Grant> { of(organ) }).collect()
    }
}

/// Does what is said of keys.
pub(super) async fn key(
    service: &Service,
    wanted: &KeyCommand,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, CliError> {
    let access = service.access();
    match wanted {
        KeyCommand::Create(new) => {
            let expires = new.expires.map(end_of);
            let new = NewKey { name: new.name.clone(), grants: new.grants.grants(), expires };
            let (id, credential) = access.create_key(new).await.map_err(ServiceError::from)?;
            let _ = writeln!(err, "Đã tạo khóa {id}. Dòng dưới đây chỉ hiện một lần; hãy cất giữ cẩn thận.");
            writeln!(out, "{credential}").map_err(at(Path::new("-")))?;
        }
        KeyCommand::List => {
            for key in access.keys().await.map_err(ServiceError::from)? {
                writeln!(out, "{}", line_of(&key, &service.runtime().now())).map_err(at(Path::new("-")))?;
            }
        }
        KeyCommand::Revoke { id } => {
            if !access.revoke_key(id).await.map_err(ServiceError::from)? {
                let message = format!("không có khóa nào đang dùng mang mã {id}; xem bằng vanthu key list");
                return Err(CliError::Said(message));
            }
            writeln!(out, "Đã thu hồi khóa {id}.").map_err(at(Path::new("-")))?;
        }
    }
    Ok(OK)
}

fn line_of(key: &KeyInfo, now: &str) -> String {
    let state = match (&key.revoked_at, &key.expires_at) {
        (Some(at), _) => format!("đã thu hồi lúc {}", moment(at)),
        (None, Some(end)) if end.as_str() <= now => format!("đã hết hạn lúc {}", moment(end)),
        (None, Some(end)) => format!("có hạn đến {}", moment(end)),
        (None, None) => "không thời hạn".to_owned(),
    };
    let used =
        key.last_used_at.as_deref().map_or("chưa dùng".to_owned(), |at| format!("dùng {}", moment(at)));
    format!("{}\t{}\t{}\t{state}\t{used}", key.id, key.name, grants_of(&key.grants))
}

/// Grants on one line: `clerk@ldld-lai-chau, auditor@*`.
pub(super) fn grants_of(grants: &[Grant]) -> String {
    let all: Vec<_> = grants.iter().map(|grant| format!("{}@{}", grant.role.name(), grant.organ)).collect();
    all.join(", ")
}

/// Hanoi's, which is every office's.
fn zone() -> FixedOffset {
    FixedOffset::east_opt(7 * 3_600).expect("seven hours are less than a day")
}

/// A moment as it is kept, for people: `23/02/2024 08:02`, in Vietnam.
pub(super) fn moment(kept: &str) -> String {
    let read = DateTime::parse_from_rfc3339(kept);
    read.map_or(kept.to_owned(), |moment| moment.with_timezone(&zone()).format("%d/%m/%Y %H:%M").to_string())
}

/// The end of a day in Vietnam.
fn end_of(day: NaiveDate) -> String {
    let next = day.succ_opt().unwrap_or(day).and_time(NaiveTime::MIN);
    let end = next.and_local_timezone(zone()).single().map(|end| end.to_utc());
    end.map(|end| end.to_rfc3339_opts(SecondsFormat::Millis, true)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_good_until_the_day_ends_in_vietnam() {
        let day = NaiveDate::from_ymd_opt(2030, 12, 31).unwrap();
        assert_eq!(end_of(day), "2030-12-31T17:00:00.000Z");
        assert_eq!(moment("2024-02-23T01:02:03.456Z"), "23/02/2024 08:02");
        assert_eq!(moment("?"), "?");
    }

    #[test]
    fn each_role_is_granted_in_each_organ() {
        let said = GrantArguments {
            organ: vec!["a".to_owned(), "b".to_owned()],
            role: vec![Role::Clerk, Role::Auditor],
        };
        assert_eq!(grants_of(&said.grants()), "clerk@a, auditor@a, clerk@b, auditor@b");
        assert!(role("clerk").is_ok() && role("Clerk").is_err());
    }

    #[test]
    fn a_line_tells_whether_a_key_is_good() {
        let key = KeyInfo {
            id: "k".to_owned(),
            name: "Quy trình".to_owned(),
            grants: vec![Grant { organ: "*".to_owned(), role: Role::Clerk }],
            created_at: "2024-02-23T01:02:03.456Z".to_owned(),
            expires_at: Some("2024-03-01T17:00:00.000Z".to_owned()),
            revoked_at: None,
            last_used_at: None,
        };
        let line = line_of(&key, "2024-02-24T00:00:00.000Z");
        assert_eq!(line, "k\tQuy trình\tclerk@*\tcó hạn đến 02/03/2024 00:00\tchưa dùng");
        assert!(line_of(&key, "2024-03-01T17:00:00.000Z").contains("đã hết hạn"));
    }
}
