//! `vanthu webhook`: the receivers of events. A new receiver's secret is the only line on standard output, and is never
//! shown again.

use super::key::moment;
use super::{CliError, OK, at};
use crate::access::Organs;
use crate::outbox::{Delivery, NewWebhook, WebhookInfo, Webhooks};
use crate::service::{Service, ServiceError};
use clap::{Args, Subcommand};
use std::io::Write;
use std::path::Path;

#[derive(Subcommand)]
pub(super) enum WebhookCommand {
    /// Adds a receiver and prints the secret that signs what it is told, which is not shown again.
    Add(NewWebhookArguments),
    /// Lists all receivers, those removed too.
    List,
    /// Tells a receiver nothing more, not even what waits.
    Remove {
        /// The receiver's id.
        id: String,
    },
    /// Sends again what was given up, tries counted from the beginning: one delivery, or all there are.
    Resume {
        /// The delivery's id, as the log shows it.
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        id: Option<String>,
        /// Every delivery that was given up.
        #[arg(long)]
        all: bool,
    },
    /// Shows what was told to whom, newest first.
    Log {
        /// Lines at most.
        #[arg(long, default_value_t = 50, value_name = "N")]
        limit: usize,
    },
}

#[derive(Args)]
pub(super) struct NewWebhookArguments {
    /// Address at which it listens: https://…, or http://… with --private.
    url: String,
    /// The organ whose events it is told; without it, every organ's.
    #[arg(long, value_name = "ORGAN")]
    organ: Option<String>,
    /// A kind of events it is told (document.issued, document.recorded, document.cancelled, document.replaced,
    /// batch.finished); may be said several times; without it, all.
    #[arg(long, value_name = "KIND")]
    kind: Vec<String>,
    /// The receiver lies inside the network: only then are its addresses called.
    #[arg(long)]
    private: bool,
}

/// Does what is said of webhooks.
pub(super) async fn webhook(
    service: &Service,
    wanted: &WebhookCommand,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, CliError> {
    let webhooks = Webhooks::new(service.store().clone(), service.runtime().clone());
    match wanted {
        WebhookCommand::Add(new) => {
            let NewWebhookArguments { url, organ, kind, private } = new;
            let new =
                NewWebhook { organ: organ.clone(), url: url.clone(), kinds: kind.clone(), private: *private };
            let (id, secret) = webhooks.add(new).await.map_err(ServiceError::from)?;
            let _ = writeln!(
                err,
                "Đã thêm nơi nhận {id}. Dòng dưới đây là khóa ký (X-Vanthu-Signature), chỉ hiện một lần; hãy cất \
                 giữ cẩn thận."
            );
            writeln!(out, "{secret}").map_err(at(Path::new("-")))?;
        }
        WebhookCommand::List => {
            for target in webhooks.list(&Organs::All).await.map_err(ServiceError::from)? {
                writeln!(out, "{}", target_line(&target)).map_err(at(Path::new("-")))?;
            }
        }
        WebhookCommand::Remove { id } => {
            if !webhooks.remove(id).await.map_err(ServiceError::from)? {
                let message =
                    format!("không có nơi nhận nào đang dùng mang mã {id}; xem bằng vanthu webhook list");
                return Err(CliError::Said(message));
            }
            writeln!(out, "Đã gỡ nơi nhận {id}.").map_err(at(Path::new("-")))?;
        }
        WebhookCommand::Resume { id: Some(id), .. } => {
            if !webhooks.resume(id).await.map_err(ServiceError::from)? {
                let message =
                    format!("không có tin nào đã thôi tự gửi mang mã {id}; xem bằng vanthu webhook log");
                return Err(CliError::Said(message));
            }
            writeln!(out, "Sẽ gửi lại tin {id}.").map_err(at(Path::new("-")))?;
        }
        WebhookCommand::Resume { id: None, .. } => {
            let count = webhooks.resume_all().await.map_err(ServiceError::from)?;
            writeln!(out, "Sẽ gửi lại {count} tin.").map_err(at(Path::new("-")))?;
        }
        WebhookCommand::Log { limit } => {
            for delivery in webhooks
                .deliveries(&Organs::All, &Organs::All, None, *limit)
                .await
                .map_err(ServiceError::from)?
            {
                writeln!(out, "{}", delivery_line(&delivery)).map_err(at(Path::new("-")))?;
            }
        }
    }
    Ok(OK)
}

fn target_line(target: &WebhookInfo) -> String {
    let kinds =
        if target.kinds.is_empty() { "mọi sự kiện".to_owned() } else { target.kinds.join(", ") };
    let organ = target.organ.as_deref().unwrap_or("*");
    let place = if target.private { "mạng nội bộ" } else { "ngoài mạng" };
    let state = if target.active { "đang dùng" } else { "đã gỡ" };
    format!("{}\t{}\t{organ}\t{kinds}\t{place}\t{state}", target.id, target.url)
}

fn delivery_line(delivery: &Delivery) -> String {
    let state = match (delivery.state.as_str(), &delivery.next_at) {
        ("done", _) => "đã nhận".to_owned(),
        ("parked", _) => "đã thôi tự gửi".to_owned(),
        ("failed", _) => "không gửi được".to_owned(),
        (_, Some(next)) => format!("gửi lúc {}", moment(next)),
        (_, None) => "đang chờ".to_owned(),
    };
    let Delivery { kind, url, attempts, updated_at, .. } = delivery;
    let document = delivery.document.as_deref().unwrap_or("-");
    let error = delivery.error.as_deref().unwrap_or("");
    let url = url.as_deref().unwrap_or("-");
    let id = &delivery.id;
    format!("{}\t{kind}\t{document}\t{url}\t{state}\t{attempts} lần\t{id}\t{error}", moment(updated_at))
        .trim_end()
        .to_owned()
}
