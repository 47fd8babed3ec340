//! Passwords as argon2id with the parameters OWASP asks for (19 MiB, two passes, one lane).
//!
//! A hash takes memory and tens of milliseconds by design, so only a few run at once and only a few may wait: a flood of
//! sign-ins costs a refusal each, not the machine.

use super::AccessError;
use crate::store::StoreError;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, PasswordHash, Version};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use unicode_normalization::UnicodeNormalization;

/// Hashes at once: 38 MiB.
const AT_ONCE: usize = 2;
/// Hashes under way and waiting together: the last waits about a second.
const ADMITTED: usize = 32;
const MEMORY_KIB: u32 = 19 * 1_024;
const PASSES: u32 = 2;

/// The place where passwords are hashed.
#[derive(Debug)]
pub(super) struct Passwords {
    admitted: Arc<Semaphore>,
    at_once: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { admitted: Arc::new(Semaphore::new(ADMITTED)), at_once: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Passwords {
    /// A password as it is kept: a PHC string.
    pub(super) async fn hash(&self, password: &str, salt: [u8; 16]) -> Result<String, AccessError> {
        let password = composed(password);
        self.work(move || hash(&password, &salt)).await
    }

    /// Tests a password against the hash that is kept. Where none is kept, the answer is `false` and takes as long.
    pub(super) async fn verify(
        &self,
        password: &str,
        kept: Option<String>,
        salt: [u8; 16],
    ) -> Result<bool, AccessError> {
        let password = composed(password);
        let work = move || match kept {
            None => hash(&password, &salt).map(|_| false),
            Some(kept) => verify(&password, &kept),
        };
        self.work(work).await
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, String> + Send + 'static,
    ) -> Result<T, AccessError> {
        let (admitted, turn) = self.turn().await?;
        // The work keeps its place even if nobody waits for it any more: it still takes the memory.
        let done = tokio::task::spawn_blocking(move || {
            let _places = (admitted, turn);
            work()
        });
        let done = done.await.map_err(|error| error.to_string()).and_then(|done| done);
        done.map_err(|said| StoreError::Refused(said).into())
    }

    async fn turn(&self) -> Result<(OwnedSemaphorePermit, OwnedSemaphorePermit), AccessError> {
        let busy = || {
            let message = "Đang có quá nhiều người đăng nhập cùng lúc; hãy thử lại sau vài giây.";
            AccessError::refused("", "busy", message)
        };
        let admitted = Arc::clone(&self.admitted).try_acquire_owned().map_err(|_| busy())?;
        let turn = Arc::clone(&self.at_once).acquire_owned().await.map_err(|_| busy())?;
        Ok((admitted, turn))
    }
}

/// The same letters in the same bytes: keyboards compose Vietnamese letters in two ways.
fn composed(password: &str) -> String {
    password.nfc().collect()
}

fn argon2() -> Result<Argon2<'static>, String> {
    let parameters = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|error| error.to_string())?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters))
}

fn hash(password: &str, salt: &[u8]) -> Result<String, String> {
    let hashed = argon2()?.hash_password_with_salt(password.as_bytes(), salt);
    hashed.map(|hash| hash.to_string()).map_err(|error| error.to_string())
}

fn verify(password: &str, kept: &str) -> Result<bool, String> {
    let kept = PasswordHash::new(kept).map_err(|error| error.to_string())?;
    Ok(argon2()?.verify_password(password.as_bytes(), &kept).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_kept_as_argon2id_with_the_parameters_of_owasp() {
        let kept = Passwords::default().hash("mật khẩu rất dài", [7; 16]).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
    }

    #[tokio::test]
    async fn the_way_a_keyboard_composes_letters_does_not_matter() {
        let passwords = Passwords::default();
        let composed: String = "mật khẩu rất dài".nfc().collect();
        let decomposed: String = composed.nfd().collect();
        assert_ne!(composed, decomposed);
        let kept = passwords.hash(&composed, [7; 16]).await.unwrap();
        assert!(passwords.verify(&decomposed, Some(kept.clone()), [0; 16]).await.unwrap());
        assert!(!passwords.verify("mat khau rat dai", Some(kept), [0; 16]).await.unwrap());
        assert!(!passwords.verify(&composed, None, [0; 16]).await.unwrap());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn more_sign_ins_than_may_wait_are_refused_and_not_queued() {
        let passwords = Arc::new(Passwords::default());
        let held = Arc::clone(&passwords.at_once).acquire_many_owned(AT_ONCE as u32).await.unwrap();
        let waiting: Vec<_> = (0..ADMITTED)
            .map(|_| {
                let passwords = Arc::clone(&passwords);
                tokio::spawn(async move { passwords.verify("x", None, [0; 16]).await })
            })
            .collect();
        while passwords.admitted.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let refused = passwords.verify("x", None, [0; 16]).await;
        assert!(matches!(refused, Err(AccessError::Refused(_))));
        waiting.iter().for_each(tokio::task::JoinHandle::abort);
        drop(held);
    }
}
