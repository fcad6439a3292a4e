//! The keys a provider signs with (RFC 7517).

use super::error::ProviderError;
use jsonwebtoken::jwk::{
    AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse,
};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::{Map, Value};

/// The public keys that verify a provider's signatures.
#[derive(Debug)]
pub(super) struct KeySet(Vec<PublicKey>);

#[derive(Debug)]
struct PublicKey {
    id: Option<String>,
    /// The algorithms it may be used with.
    algorithms: Vec<Algorithm>,
    key: DecodingKey,
}

/// How errors name it.
pub(super) const KEY_SET: &str = "key set";

const RSA: [Algorithm; 6] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
];

/// Whether we accept signatures of this algorithm: none that a shared secret makes.
pub(super) fn is_accepted(algorithm: Algorithm) -> bool {
    use Algorithm::{ES256, ES384, EdDSA};
    RSA.contains(&algorithm) || matches!(algorithm, ES256 | ES384 | EdDSA)
}

// === impl KeySet ===

impl KeySet {
    /// Reads a key set. Keys that are not for signatures, or of a kind we don't know, are left
    /// out, as the standard demands.
    pub(super) fn read(document: &Map<String, Value>) -> Result<Self, ProviderError> {
        let Some(Value::Array(keys)) = document.get("keys") else {
            return Err(ProviderError::bad_answer(KEY_SET, "it has no list `keys`"));
        };
        let keys: Vec<PublicKey> = keys.iter().filter_map(PublicKey::read).collect();
        if keys.is_empty() {
            let reason = "it has no key that verifies signatures (RSA, P-256, P-384 or Ed25519)";
            return Err(ProviderError::bad_answer(KEY_SET, reason));
        }
        Ok(Self(keys))
    }

    /// The keys that may have made a signature of this algorithm with the key of this id.
    pub(super) fn matching(
        &self,
        id: Option<&str>,
        algorithm: Algorithm,
    ) -> impl Iterator<Item = &DecodingKey> {
        self.0
            .iter()
            .filter(move |key| match (key.id.as_deref(), id) {
                (Some(its_id), Some(id)) => its_id == id,
                _ => true,
            })
            .filter(move |key| key.algorithms.contains(&algorithm))
            .map(|key| &key.key)
    }
}

// === impl PublicKey ===

impl PublicKey {
    fn read(key: &Value) -> Option<Self> {
        let jwk: Jwk = serde_json::from_value(key.clone()).ok()?;
        let common = &jwk.common;
        let is_for_signatures = common
            .public_key_use
            .as_ref()
            .is_none_or(|it| *it == PublicKeyUse::Signature)
            && common
                .key_operations
                .as_ref()
                .is_none_or(|them| them.contains(&KeyOperations::Verify));
        let mut algorithms = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => RSA.to_vec(),
            AlgorithmParameters::EllipticCurve(key) => match key.curve {
                EllipticCurve::P256 => vec![Algorithm::ES256],
                EllipticCurve::P384 => vec![Algorithm::ES384],
                _ => Vec::new(),
            },
            AlgorithmParameters::OctetKeyPair(key) => match key.curve {
                EllipticCurve::Ed25519 => vec![Algorithm::EdDSA],
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        if let Some(only) = common.key_algorithm {
            algorithms.retain(|algorithm| KeyAlgorithm::from(*algorithm) == only);
        }
        if algorithms.is_empty() || !is_for_signatures {
            return None;
        }
        Some(Self {
            id: common.key_id.clone(),
            algorithms,
            key: DecodingKey::from_jwk(&jwk).ok()?,
        })
    }
}
