//! The targets of events: configured by an administrator, each with a secret of its own.

use super::address::url_of;
use super::{KINDS, OutboxError, Webhooks};
use crate::access::Organs;
use crate::digest::hexadecimal;
use crate::report::{FieldPath, Report};
use crate::store::{StoreError, Tx, Write, args, json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A target to be added.
#[derive(Clone, Debug, Default)]
pub struct NewWebhook {
    /// The organ whose events it is told; `None`: every organ's.
    pub organ: Option<String>,
    /// Address at which it listens.
    pub url: String,
    /// The kinds of events it is told; none: all.
    pub kinds: Vec<String>,
    /// Flag: it may lie inside the network, and listen to plain `http`.
    pub private: bool,
}

/// A target without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WebhookInfo {
    /// Its id.
    pub id: String,
    /// The organ whose events it is told; `None`: every organ's.
    pub organ: Option<String>,
    /// Address at which it listens.
    pub url: String,
    /// The kinds of events it is told; none: all.
    #[serde(deserialize_with = "json")]
    pub kinds: Vec<String>,
    /// `true`: it may lie inside the network.
    pub private: bool,
    /// `true`: it is sent events.
    pub active: bool,
    /// Time at which it was added.
    pub created_at: String,
}

impl Webhooks {
    /// Adds a target: its id, and the secret that signs what it is told, which is not shown again.
    ///
    /// # Errors
    /// An address that may not be called, an unknown kind of event, an organ that does not exist.
    pub async fn add(&self, new: NewWebhook) -> Result<(String, String), OutboxError> {
        let mut report = Report::new();
        if let Err(message) = url_of(&new.url, new.private) {
            report.error(FieldPath::field("url"), "bad-url", message);
        }
        for (index, kind) in new.kinds.iter().enumerate().filter(|(_, kind)| !KINDS.contains(&kind.as_str()))
        {
            let message = format!("Không có loại sự kiện “{kind}”; các loại có: {}.", KINDS.join(", "));
            report.error(FieldPath::field("kinds").index(index), "unknown-kind", message);
        }
        if report.has_errors() {
            return Err(OutboxError::Refused(report));
        }
        let (id, secret) = (self.runtime.id(), hexadecimal(&self.runtime.secret::<32>()));
        let add = Add { id: id.clone(), secret: secret.clone(), now: self.runtime.now(), new };
        self.store.write(add).await?;
        Ok((id, secret))
    }

    /// The targets that are told of events in these organs, oldest first; those of every organ to whom sees every one.
    pub async fn list(&self, organs: &Organs) -> Result<Vec<WebhookInfo>, StoreError> {
        const ALL: &str = "select id, organ, url, kinds, private, active, created_at from webhook \
             order by created_at, id";
        let all: Vec<WebhookInfo> = self.store.rows(ALL, vec![]).await?;
        Ok(all.into_iter().filter(|target| shows(organs, target.organ.as_deref())).collect())
    }

    /// Tells a target nothing more, not even what waits; whether there was one that was still told.
    pub async fn remove(&self, id: &str) -> Result<bool, StoreError> {
        self.store.write(Remove { id: id.to_owned(), now: self.runtime.now() }).await
    }
}

/// Tests whether a target of an organ's events, or of every organ's (`None`), is shown to who may read those of these
/// organs.
pub(super) fn shows(organs: &Organs, organ: Option<&str>) -> bool {
    match (organs, organ) {
        (Organs::All, _) => true,
        (Organs::Only(organs), Some(organ)) => organs.iter().any(|seen| seen == organ),
        (Organs::Only(_), None) => false,
    }
}

struct Add {
    id: String,
    secret: String,
    now: String,
    new: NewWebhook,
}

impl Write for Add {
    type Done = ();
    type Error = OutboxError;

    async fn run(&self, tx: &mut Tx) -> Result<(), OutboxError> {
        const INSERT: &str = "insert into webhook (id, organ, url, secret, kinds, private, active, created_at) \
             values ($1, $2, $3, $4, $5, $6, 1, $7)";
        let NewWebhook { organ, url, kinds, private } = &self.new;
        if let Some(organ) = organ
            && !tx.exists("select id from organ where id = $1", args![organ]).await?
        {
            let message = format!("Không có cơ quan “{organ}”; hãy dùng mã của một cơ quan đã có.");
            return Err(OutboxError::refused("organ", "unknown-organ", message));
        }
        let kinds = serde_json::Value::from(kinds.as_slice()).to_string();
        let values = args![&self.id, organ, url, &self.secret, kinds, *private, &self.now];
        tx.execute(INSERT, values).await?;
        Ok(())
    }
}

struct Remove {
    id: String,
    now: String,
}

impl Write for Remove {
    type Done = bool;
    type Error = StoreError;

    async fn run(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        const REMOVE: &str = "update webhook set active = 0 where id = $1 and active = 1";
        const END: &str = "update delivery set state = 'failed', error = $1, \
             updated_at = $2 where webhook = $3 and state in ('waiting', 'parked')";
        let removed = tx.execute(REMOVE, args![&self.id]).await? > 0;
        tx.execute(END, args!["Nơi nhận đã bị gỡ.", &self.now, &self.id]).await?;
        Ok(removed)
    }
}
