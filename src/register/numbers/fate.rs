//! Acts on a document after it has its number: issued, taken back, replaced. The number stays.

use super::super::ledger::Head;
use super::super::series::refusal;
use super::super::{Actor, RegisterError};
use super::AllocatedNumber;
use super::reserve::is_said;
use crate::store::{Tx, args};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

const ISSUE: &str = "update number set state = 'issued', package = $3 \
     where organ = $1 and document = $2 and package is null \
     returning series, period, n, suffix, code";
const OF: &str = "select series, period, n, suffix, code from number where organ = $1 and document = $2";
const ISSUED: &str = "select code, package from number \
     where organ = $1 and document = $2 and package is not null";

/// A number whose document is issued.
#[derive(Deserialize)]
struct IssuedNumber {
    code: String,
    package: String,
}

/// Digests of what a document was issued with.
#[derive(Clone, Copy, Debug)]
pub struct IssuedWith<'d> {
    /// Of its package.
    pub package: &'d str,
    /// Of the templates that made it.
    pub catalog: &'d str,
}

/// Says that the document of a number was issued, and the digests of its package and templates; of a paper that was
/// entered, that its package is made. Said once more of the same package it changes nothing.
///
/// # Errors
/// Refused: `no-number`, `other-package`.
pub async fn issued(
    tx: &mut Tx,
    organ: &str,
    document: &str,
    IssuedWith { package, catalog }: IssuedWith<'_>,
    doer: &Actor,
) -> Result<(), RegisterError> {
    let head = Head::hold(tx, organ).await?;
    let Some(given) = tx.row::<AllocatedNumber>(ISSUE, args![organ, document, package]).await? else {
        return match tx.row::<IssuedNumber>(ISSUED, args![organ, document]).await? {
            Some(issued) if issued.package == package => Ok(()),
            Some(issued) => {
                let message = format!(
                    "Văn bản số {} đã ban hành với gói tệp {}; không thể thay bằng gói khác. Hãy lập văn bản thay thế.",
                    issued.code, issued.package
                );
                Err(refusal("", "other-package", message).into())
            }
            None => Err(unnumbered(document)),
        };
    };
    let more = json!({"package": package, "catalog": catalog, "row": attested(tx, document).await?});
    head.append(tx, "issued", &told(&given, document, more, doer), &doer.at).await?;
    Ok(())
}

/// Columns of a document's row that neither its package nor another act proves.
#[derive(Deserialize, Serialize)]
struct AttestedRow {
    created_at: String,
    created_by: String,
    version: i64,
    replaces: Option<String>,
    reason: Option<String>,
}

/// Reads the columns of a document's row that the ledger attests, since nothing else proves them. `history` reads them
/// back.
async fn attested(tx: &mut Tx, document: &str) -> Result<Option<Value>, RegisterError> {
    const ROW: &str = "select created_at, created_by, version, replaces, reason from document where id = $1";
    Ok(tx.row::<AttestedRow>(ROW, args![document]).await?.map(|row| json!(row)))
}

/// Says that a document that has a number was taken back, and why. The number stays in the register.
///
/// # Errors
/// Refused: `no-number`, `missing`.
pub async fn cancelled(
    tx: &mut Tx,
    organ: &str,
    document: &str,
    reason: &str,
    doer: &Actor,
) -> Result<(), RegisterError> {
    is_said(reason, "reason", "Chưa ghi lý do thu hồi văn bản, hoặc ghi quá dài.")?;
    fate(tx, organ, document, "cancelled", json!({"reason": reason}), doer).await
}

/// Says that another document stands in the place of one that has a number, and why (NĐ 30/2020, Điều 18 k.3).
///
/// # Errors
/// Refused: `no-number`, `missing`.
pub async fn replaced(
    tx: &mut Tx,
    organ: &str,
    document: &str,
    by_document: &str,
    reason: &str,
    doer: &Actor,
) -> Result<(), RegisterError> {
    is_said(reason, "reason", "Chưa ghi lý do thay thế văn bản, hoặc ghi quá dài.")?;
    let more = json!({"by_document": by_document, "reason": reason});
    fate(tx, organ, document, "replaced", more, doer).await
}

async fn fate(
    tx: &mut Tx,
    organ: &str,
    document: &str,
    event: &str,
    more: Value,
    doer: &Actor,
) -> Result<(), RegisterError> {
    let head = Head::hold(tx, organ).await?;
    let given =
        tx.row::<AllocatedNumber>(OF, args![organ, document]).await?.ok_or_else(|| unnumbered(document))?;
    head.append(tx, event, &told(&given, document, more, doer), &doer.at).await?;
    Ok(())
}

/// Payload of a ledger row about a document's number, with more keys.
fn told(number: &AllocatedNumber, document: &str, more: Value, doer: &Actor) -> Value {
    let mut told = json!({
        "series": number.series, "period": number.period, "n": number.n, "suffix": number.suffix,
        "code": number.code_number, "document": document, "by": doer.by, "operation": doer.operation,
    });
    if let (Value::Object(told), Value::Object(more)) = (&mut told, more) {
        told.extend(more);
    }
    told
}

fn unnumbered(document: &str) -> RegisterError {
    let message = format!("Văn bản {document} chưa có số trong sổ. Hãy cấp số trước.");
    refusal("", "no-number", message).into()
}
