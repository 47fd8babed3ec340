//! The signature of a webhook: HMAC-SHA256 over the moment of sending and the body.

use crate::digest::hexadecimal;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// `v1=` and the hexadecimal HMAC-SHA256, under the target's secret (its text, as it was shown), of the timestamp (Unix
/// seconds in decimal), a dot, and the bytes of the body.
pub(super) fn sign(secret: &str, timestamp: i64, body: &[u8]) -> String {
    format!("v1={}", hexadecimal(&mac(secret.as_bytes(), &[timestamp.to_string().as_bytes(), b".", body])))
}

fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_that_of_the_standard() {
        // RFC 4231, test cases 1, 2 and 6.
        for (key, data, expected) in [
            (&[0x0b; 20][..], "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
            (
                b"Jefe",
                "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                &[0xaa; 131],
                "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
        ] {
            let (one, other) = data.split_at(5);
            assert_eq!(hexadecimal(&mac(key, &[one.as_bytes(), other.as_bytes()])), expected);
        }
    }

    #[test]
    fn timestamp_and_body_are_signed_together() {
        // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac secret
        let expected = "v1=49f24e537407743fa4a0242bb63b94b9a47ee99cbbe071ccd8a22550ae411686";
        assert_eq!(sign("secret", 1_700_000_000, b"{\"a\":1}"), expected);
        assert_ne!(sign("secret", 1_700_000_001, b"{\"a\":1}"), expected);
        assert_ne!(sign("other", 1_700_000_000, b"{\"a\":1}"), expected);
    }
}
