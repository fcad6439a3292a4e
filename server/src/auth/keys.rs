//! The secrets of this installation: what signs sessions and what seals values in cookies.

use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{DecodingKey, EncodingKey};
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use std::sync::Arc;

/// Keys made of the configured secrets: the first signs and seals, all verify and open. So a key
/// is changed by putting the new one first, and several replicas know each other's sessions.
#[derive(Clone)]
pub struct Keys(Arc<[Key]>);

/// The system has no randomness.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the system gives no random numbers")]
pub struct NoRandomness;

struct Key {
    sign: EncodingKey,
    verify: DecodingKey,
    seal: RandomizedNonceKey,
}

/// The length of a nonce of AES-GCM, in bytes.
const NONCE: usize = 12;

// === impl Keys ===

impl Keys {
    /// Keys made of these secrets, at least one, each of at least 32 characters.
    pub fn new(secrets: &[SecretString]) -> Result<Self, NoRandomness> {
        let keys = secrets
            .iter()
            .map(|secret| Key::derive(secret.expose_secret().as_bytes()));
        Ok(Self(keys.collect::<Result<Vec<_>, _>>()?.into()))
    }

    /// A key of this process alone.
    pub fn generate() -> Result<Self, NoRandomness> {
        let mut secret = [0; 32];
        aws_lc_rs::rand::fill(&mut secret).map_err(|_| NoRandomness)?;
        Ok(Self([Key::derive(&secret)?].into()))
    }

    /// What signs.
    pub(super) fn signing(&self) -> Option<&EncodingKey> {
        self.0.first().map(|key| &key.sign)
    }

    /// What verifies, the one that signs first.
    pub(super) fn verifying(&self) -> impl Iterator<Item = &DecodingKey> {
        self.0.iter().map(|key| &key.verify)
    }

    /// Encrypts and authenticates a text; `purpose` must be given again to open it. The result is
    /// base64url. `None` when there is no key.
    pub fn seal(&self, purpose: &str, text: &str) -> Option<String> {
        let mut sealed = text.as_bytes().to_vec();
        let key = &self.0.first()?.seal;
        let nonce = key
            .seal_in_place_append_tag(Aad::from(purpose), &mut sealed)
            .ok()?;
        sealed.extend_from_slice(nonce.as_ref());
        Some(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// The text that was sealed for this purpose by one of the keys; `None` for anything else.
    pub fn open(&self, purpose: &str, sealed: &str) -> Option<String> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (sealed, nonce) = bytes.split_at_checked(bytes.len().checked_sub(NONCE)?)?;
        self.0.iter().find_map(|key| {
            let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
            let mut text = sealed.to_vec();
            let text = key
                .seal
                .open_in_place(nonce, Aad::from(purpose), &mut text)
                .ok()?;
            String::from_utf8(text.to_vec()).ok()
        })
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({})", self.0.len())
    }
}

// === impl Key ===

impl Key {
    /// Two independent keys out of one secret, by HKDF (RFC 5869).
    fn derive(secret: &[u8]) -> Result<Self, NoRandomness> {
        let root = Salt::new(HKDF_SHA256, b"dashboard-light").extract(secret);
        let expand = |purpose: &[u8]| {
            let mut key = [0; 32];
            let info = [purpose];
            let derived = root.expand(&info, HKDF_SHA256.hmac_algorithm());
            derived
                .and_then(|derived| derived.fill(&mut key))
                .map(|()| key)
                .map_err(|_| NoRandomness)
        };
        let signature = expand(b"session signature")?;
        let seal = expand(b"cookie seal")?;
        Ok(Self {
            sign: EncodingKey::from_secret(&signature),
            verify: DecodingKey::from_secret(&signature),
            seal: RandomizedNonceKey::new(&AES_256_GCM, &seal).map_err(|_| NoRandomness)?,
        })
    }
}

/// `bytes` random bytes as base64url.
pub fn random(bytes: usize) -> Result<String, NoRandomness> {
    let mut random = vec![0; bytes];
    aws_lc_rs::rand::fill(&mut random).map_err(|_| NoRandomness)?;
    Ok(URL_SAFE_NO_PAD.encode(random))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn keys(secrets: &[&str]) -> Keys {
        let secrets: Vec<SecretString> = secrets.iter().map(|s| (*s).into()).collect();
        Keys::new(&secrets).unwrap()
    }

    #[test]
    fn what_is_sealed_is_opened_by_whoever_has_the_key() {
        let old = keys(&["an old secret of more than 32 characters"]);
        let both = keys(&[
            "a new secret of more than 32 characters",
            "an old secret of more than 32 characters",
        ]);
        let sealed = old.seal("token", "geheim").unwrap();
        assert!(!sealed.contains("geheim"));
        assert_eq!(both.open("token", &sealed).as_deref(), Some("geheim"));
        assert_eq!(both.open("sign-in", &sealed), None);
        let newer = both.seal("token", "geheim").unwrap();
        assert_eq!(old.open("token", &newer), None);
        assert_ne!(sealed, old.seal("token", "geheim").unwrap());
    }

    #[test]
    fn debug_shows_no_key() {
        let keys = keys(&["a secret of more than 32 characters, canary"]);
        assert_eq!(format!("{keys:?}"), "Keys(1)");
    }

    proptest! {
        #[test]
        fn whatever_was_not_sealed_does_not_open(text in ".{0,200}", flip in 0usize..1000) {
            let keys = keys(&["a secret of more than 32 characters, canary"]);
            prop_assert_eq!(keys.open("token", &text), None);
            let mut sealed = URL_SAFE_NO_PAD.decode(keys.seal("token", &text).unwrap()).unwrap();
            let at = flip % sealed.len();
            sealed[at] ^= 1;
            prop_assert_eq!(keys.open("token", &URL_SAFE_NO_PAD.encode(sealed)), None);
        }
    }
}
