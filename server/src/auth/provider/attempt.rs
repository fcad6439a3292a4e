//! One attempt to sign in.

use crate::auth::keys::{NoRandomness, random};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What one attempt to sign in must remember until the provider sends the person back. The
/// secrets are 32 random bytes each, as base64url.
#[derive(Clone, Serialize, Deserialize)]
pub struct Attempt {
    /// Ties the answer to the browser that asked (RFC 6749, section 10.12).
    state: String,
    /// Ties the ID token to the attempt (OpenID Connect Core, section 15.5.2).
    nonce: String,
    /// Ties the code to the attempt (RFC 7636).
    verifier: String,
}

const SECRET_BYTES: usize = 32;

// === impl Attempt ===

impl Attempt {
    /// A new attempt.
    pub fn new() -> Result<Self, NoRandomness> {
        Ok(Self {
            state: random(SECRET_BYTES)?,
            nonce: random(SECRET_BYTES)?,
            verifier: random(SECRET_BYTES)?,
        })
    }

    /// What comes back with the person.
    pub fn state(&self) -> &str {
        &self.state
    }

    pub(super) fn nonce(&self) -> &str {
        &self.nonce
    }

    pub(super) fn verifier(&self) -> &str {
        &self.verifier
    }
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Attempt(..)")
    }
}
