#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod arbitrary;
mod caching;
pub(in crate::auth) mod fake;
mod id_token;
mod identity;
mod key_set;
mod metadata;
mod sign_in;
pub(in crate::auth) mod signer;
mod tls;
mod trouble;

use super::*;
use fake::FakeProvider;
use model::Timestamp;
use serde_json::json;
use signer::Signer;
use std::sync::atomic::{AtomicI64, Ordering};

/// The moment at which tests begin, in seconds since 1970.
const NOW: i64 = 1_800_000_000;

const CLIENT_ID: &str = "console";
const CLIENT_SECRET: &str = "client-secret-canary";

/// A clock that goes when it is told to.
#[derive(Clone)]
struct Hands(Arc<AtomicI64>);

impl Hands {
    fn new() -> Self {
        Self(Arc::new(AtomicI64::new(NOW * 1000)))
    }

    fn clock(&self) -> Clock {
        let hands = Arc::clone(&self.0);
        Clock::from_fn(move || Timestamp(hands.load(Ordering::SeqCst)))
    }

    fn advance_ms(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

fn settings(issuer: &Url) -> config::SignIn {
    config::SignIn {
        provider: config::Provider::Gitlab,
        issuer: issuer.clone(),
        client_id: CLIENT_ID.to_owned(),
        client_secret: Some(CLIENT_SECRET.into()),
        redirect_uri: Url::parse("https://console.example/auth/callback").unwrap(),
        scopes: ["openid", "profile", "email"].map(str::to_owned).to_vec(),
        groups_claim: "groups".to_owned(),
        ca_file: None,
    }
}

/// What an ID token of this provider says of Ada.
fn claims(issuer: &str) -> Value {
    json!({
        "iss": issuer,
        "aud": CLIENT_ID,
        "sub": "ada-1",
        "iat": NOW,
        "exp": NOW + 120,
    })
}

fn object(value: Value) -> Claims {
    match value {
        Value::Object(claims) => claims,
        other => panic!("{other} is no object"),
    }
}
