//! The task that sends the post out while the service runs.

use super::sender::WebhookSender;
use super::{OutboxError, Webhooks};
use crate::store::StoreError;
use std::collections::BTreeSet;
use std::future::Future;
use std::time::Duration;
use tokio::task::JoinSet;

/// Between two looks for events, when nothing else happens.
const PULSE: Duration = Duration::from_secs(1);
/// Between two looks while the database cannot be reached.
const REST: Duration = Duration::from_secs(5);

/// Rounds under way, a target each: one that does not answer keeps no other waiting.
struct Rounds {
    tasks: JoinSet<(String, Result<usize, StoreError>)>,
    targets: BTreeSet<String>,
}

impl Webhooks {
    /// Spreads and delivers until told to stop; then it waits for what is under way (a courier's patience at most).
    ///
    /// Any number of processes may do so on one database.
    ///
    /// # Errors
    /// No client for HTTP can be made. A database out of reach is waited for.
    pub async fn run(&self, shutdown: impl Future<Output = ()>) -> Result<(), OutboxError> {
        let sender = WebhookSender::new()?;
        let mut rounds = Rounds { tasks: JoinSet::new(), targets: BTreeSet::new() };
        tokio::pin!(shutdown);
        loop {
            let pause = match self.send_out(&sender, &mut rounds).await {
                Ok(()) => PULSE,
                Err(error) => {
                    tracing::warn!(%error, "webhooks wait for the database");
                    REST
                }
            };
            tokio::select! {
                () = &mut shutdown => break,
                () = rounds.settled() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
        while rounds.tasks.join_next().await.is_some() {}
        Ok(())
    }

    /// Spreads new events and begins a round for each target that has something due and none under way.
    async fn send_out(&self, sender: &WebhookSender, rounds: &mut Rounds) -> Result<(), StoreError> {
        self.fan_out().await?;
        for target in self.due_targets().await? {
            if rounds.targets.insert(target.id.clone()) {
                let (webhooks, sender) = (self.clone(), sender.clone());
                rounds.tasks.spawn(async move {
                    let tries = webhooks.deliver_to(&target, &sender).await;
                    (target.id, tries)
                });
            }
        }
        Ok(())
    }
}

impl Rounds {
    /// Waits until a round is over that delivered something: there may be more. Waits for ever if none is.
    async fn settled(&mut self) {
        while let Some(round) = self.tasks.join_next().await {
            match round {
                Ok((target, tries)) => {
                    self.targets.remove(&target);
                    match tries {
                        Ok(0) => {}
                        Ok(_) => return,
                        Err(error) => tracing::warn!(%error, "how deliveries went was not written down"),
                    }
                }
                // Whose round it was is not known. A second round of another's is harmless: deliveries are leased.
                Err(error) => {
                    tracing::error!(%error, "a round of deliveries broke off");
                    self.targets.clear();
                }
            }
        }
        std::future::pending().await
    }
}
