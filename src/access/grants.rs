//! Grants of keys and accounts: what may be granted, and how it is kept.

use super::{AccessError, Grant, Role};
use crate::report::{FieldPath, Report};
use crate::store::{Tx, args};

/// Collects the problems of grants: there are none, or an organ does not exist.
pub(super) async fn examine(tx: &mut Tx, grants: &[Grant]) -> Result<Report, AccessError> {
    let mut report = Report::new();
    let at = FieldPath::field("grants");
    if grants.is_empty() {
        report.error(
            at.clone(),
            "missing",
            "Chưa cấp vai trò nào; hãy cấp ít nhất một vai trò ở một cơ quan.",
        );
    }
    for (index, grant) in grants.iter().enumerate().filter(|(_, grant)| grant.organ != "*") {
        if !tx.exists("select id from organ where id = $1", args![&grant.organ]).await? {
            let message = format!(
                "Không có cơ quan “{}”; hãy dùng mã của một cơ quan đã có, hoặc “*” cho mọi cơ quan.",
                grant.organ
            );
            report.error(at.index(index).child("organ"), "unknown-organ", message);
        }
    }
    Ok(report)
}

/// Keeps what a key or an account was granted.
pub(super) async fn keep(tx: &mut Tx, principal: &str, grants: &[Grant]) -> Result<(), AccessError> {
    const INSERT: &str =
        "insert into role_grant (principal, organ, role) values ($1, $2, $3) on conflict do nothing";
    for grant in grants {
        tx.execute(INSERT, args![principal, &grant.organ, grant.role.name()]).await?;
    }
    Ok(())
}

/// The grant in two columns of a row that was joined to its grants; there may be none.
pub(super) fn of(organ: Option<String>, role: Option<Role>) -> Option<Grant> {
    Some(Grant { organ: organ?, role: role? })
}
