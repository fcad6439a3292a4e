//! Keys that sign tokens as a provider does, written without the library that is tested.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
    KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384,
    RSA_PSS_SHA512, RsaKeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::sync::{Arc, LazyLock};

/// RSA keys take their time, so all tests share two.
static RSA: LazyLock<[Arc<RsaKeyPair>; 2]> =
    LazyLock::new(|| [0, 1].map(|_| Arc::new(RsaKeyPair::generate(KeySize::Rsa2048).unwrap())));

/// A private key of a provider.
#[derive(Clone)]
pub(in crate::auth) struct Signer {
    pub(super) id: &'static str,
    key: Key,
}

#[derive(Clone)]
enum Key {
    Rsa(Arc<RsaKeyPair>),
    P256(Arc<EcdsaKeyPair>),
    P384(Arc<EcdsaKeyPair>),
    Ed25519(Arc<Ed25519KeyPair>),
}

impl Signer {
    /// One of two RSA keys.
    pub(super) fn rsa(id: &'static str, number: usize) -> Self {
        let key = Key::Rsa(Arc::clone(&RSA[number]));
        Self { id, key }
    }

    pub(in crate::auth) fn p256(id: &'static str) -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let key = Key::P256(Arc::new(key));
        Self { id, key }
    }

    pub(super) fn p384(id: &'static str) -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).unwrap();
        let key = Key::P384(Arc::new(key));
        Self { id, key }
    }

    pub(super) fn ed25519(id: &'static str) -> Self {
        let key = Key::Ed25519(Arc::new(Ed25519KeyPair::generate().unwrap()));
        Self { id, key }
    }

    /// The algorithms it can sign with, the usual one first.
    pub(super) fn algorithms(&self) -> &'static [&'static str] {
        match &self.key {
            Key::Rsa(_) => &["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
            Key::P256(_) => &["ES256"],
            Key::P384(_) => &["ES384"],
            Key::Ed25519(_) => &["EdDSA"],
        }
    }

    /// The public half as a provider publishes it.
    pub(super) fn jwk(&self) -> Value {
        let mut jwk = match &self.key {
            Key::Rsa(key) => {
                let key = key.public_key();
                let (n, e) = (key.modulus(), key.exponent());
                json!({
                    "kty": "RSA",
                    "n": base64(n.big_endian_without_leading_zero()),
                    "e": base64(e.big_endian_without_leading_zero()),
                })
            }
            Key::P256(key) => point("P-256", key.public_key().as_ref()),
            Key::P384(key) => point("P-384", key.public_key().as_ref()),
            Key::Ed25519(key) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "x": base64(key.public_key().as_ref()) })
            }
        };
        jwk["kid"] = self.id.into();
        jwk["use"] = "sig".into();
        jwk
    }

    /// The public half in the bytes that others may take for a shared secret.
    pub(super) fn public_bytes(&self) -> Vec<u8> {
        match &self.key {
            Key::Rsa(key) => key.public_key().as_ref().to_vec(),
            Key::P256(key) | Key::P384(key) => key.public_key().as_ref().to_vec(),
            Key::Ed25519(key) => key.public_key().as_ref().to_vec(),
        }
    }

    /// A token with these claims, signed in the usual way.
    pub(in crate::auth) fn token(&self, claims: &Value) -> String {
        self.token_with(self.algorithms()[0], &json!({}), claims)
    }

    /// A token signed with `algorithm`, its header changed by `header`.
    pub(super) fn token_with(&self, algorithm: &str, header: &Value, claims: &Value) -> String {
        let mut all = json!({ "alg": algorithm, "typ": "JWT", "kid": self.id });
        for (name, value) in header.as_object().unwrap() {
            all[name] = value.clone();
        }
        let message = message(&all, claims);
        let signature = self.sign(algorithm, message.as_bytes());
        format!("{message}.{}", base64(&signature))
    }

    fn sign(&self, algorithm: &str, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.key {
            Key::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                let padding: &'static dyn aws_lc_rs::signature::RsaEncoding = match algorithm {
                    "RS384" => &RSA_PKCS1_SHA384,
                    "RS512" => &RSA_PKCS1_SHA512,
                    "PS256" => &RSA_PSS_SHA256,
                    "PS384" => &RSA_PSS_SHA384,
                    "PS512" => &RSA_PSS_SHA512,
                    _ => &RSA_PKCS1_SHA256,
                };
                key.sign(padding, &random, message, &mut signature).unwrap();
                signature
            }
            Key::P256(key) | Key::P384(key) => {
                key.sign(&random, message).unwrap().as_ref().to_vec()
            }
            Key::Ed25519(key) => key.sign(message).as_ref().to_vec(),
        }
    }
}

/// The part of a token that is signed.
pub(super) fn message(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| base64(value.to_string().as_bytes());
    format!("{}.{}", part(header), part(claims))
}

pub(super) fn base64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn point(curve: &str, bytes: &[u8]) -> Value {
    let (x, y) = bytes[1..].split_at((bytes.len() - 1) / 2);
    json!({ "kty": "EC", "crv": curve, "x": base64(x), "y": base64(y) })
}
