use super::signer::{base64, message};
use super::*;
use crate::auth::provider::id_token::{signed_claims, subject};
use aws_lc_rs::hmac;

const ISSUER: &str = "https://gitlab.example";
const NONCE: &str = "the nonce";

fn good() -> Value {
    let mut claims = claims(ISSUER);
    claims["nonce"] = NONCE.into();
    claims
}

fn keys(signers: &[&Signer]) -> KeySet {
    let keys: Vec<Value> = signers.iter().map(|signer| signer.jwk()).collect();
    KeySet::read(&object(json!({ "keys": keys }))).unwrap()
}

fn expected() -> Expected<'static> {
    Expected {
        issuer: ISSUER,
        client_id: CLIENT_ID,
        nonce: Some(NONCE),
        now: Timestamp::from_seconds(NOW),
    }
}

/// Good claims with these put in; `null` takes one out.
fn good_but(changes: &Value) -> Claims {
    let mut claims = object(good());
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => claims.remove(name),
            value => claims.insert(name.clone(), value.clone()),
        };
    }
    claims
}

#[test]
fn every_accepted_algorithm_verifies() {
    let signers = [
        Signer::rsa("rsa", 0),
        Signer::p256("p256"),
        Signer::p384("p384"),
        Signer::ed25519("ed25519"),
    ];
    let keys = keys(&signers.each_ref());
    for signer in &signers {
        for algorithm in signer.algorithms() {
            let token = signer.token_with(algorithm, &json!({}), &good());
            let claims = signed_claims(&token, &keys).unwrap();
            assert_eq!(
                subject(&claims, &expected()).unwrap(),
                "ada-1",
                "{algorithm}"
            );
            let anonymous = signer.token_with(algorithm, &json!({ "kid": null }), &good());
            signed_claims(&anonymous, &keys).unwrap();
        }
    }
}

#[test]
fn each_wrong_claim_is_refused_in_words() {
    let cases = [
        (
            json!({ "iss": "https://other.example" }),
            "it is of https://other.example",
        ),
        (
            json!({ "iss": "https://gitlab.example/" }),
            "it is of https://gitlab.example/ and not",
        ),
        (json!({ "iss": null }), "`iss`"),
        (json!({ "iss": [ISSUER] }), "`iss`"),
        (json!({ "aud": null }), "`aud`"),
        (json!({ "aud": "other" }), "`aud`"),
        (json!({ "aud": [] }), "`aud`"),
        (
            json!({ "aud": ["other", "another"], "azp": CLIENT_ID }),
            "`aud`",
        ),
        (json!({ "aud": { CLIENT_ID: CLIENT_ID } }), "`aud`"),
        (json!({ "aud": [CLIENT_ID, "other"] }), "`azp`"),
        (
            json!({ "aud": [CLIENT_ID, "other"], "azp": "other" }),
            "`azp`",
        ),
        (json!({ "azp": "other" }), "`azp`"),
        (json!({ "azp": [CLIENT_ID] }), "`azp`"),
        (json!({ "nonce": null }), "`nonce`"),
        (json!({ "nonce": "" }), "`nonce`"),
        (json!({ "nonce": "another nonce" }), "`nonce`"),
        (json!({ "nonce": [NONCE] }), "`nonce`"),
        (json!({ "iat": null }), "`iat`"),
        (json!({ "iat": NOW.to_string() }), "`iat`"),
        (json!({ "exp": null }), "`exp`"),
        (json!({ "exp": [NOW + 60] }), "`exp`"),
        (json!({ "exp": NOW - 60, "iat": NOW }), "`exp`"),
        (json!({ "exp": -1e300 }), "`exp`"),
        (json!({ "nbf": "now" }), "`nbf`"),
        (json!({ "sub": null }), "`sub`"),
        (json!({ "sub": "" }), "`sub`"),
        (json!({ "sub": 7 }), "`sub`"),
        (json!({ "sub": "x".repeat(256) }), "`sub`"),
    ];
    for (changes, word) in cases {
        let error = subject(&good_but(&changes), &expected()).unwrap_err();
        let ProviderError::BadIdToken(reason) = &error else {
            panic!("{changes}: {error}");
        };
        assert!(reason.contains(word), "{changes}: {reason}");
        assert!(!reason.contains(NONCE), "{changes}: {reason}");
    }
}

#[test]
fn harmless_differences_are_accepted() {
    let cases = [
        json!({ "aud": [CLIENT_ID] }),
        json!({ "aud": [CLIENT_ID], "azp": CLIENT_ID }),
        json!({ "aud": ["other", CLIENT_ID], "azp": CLIENT_ID }),
        json!({ "azp": CLIENT_ID }),
        json!({ "iat": NOW + 60, "nbf": NOW + 60 }),
        json!({ "iat": NOW - 3600, "exp": NOW - 59 }),
        json!({ "exp": (NOW + 60) as f64 + 0.5 }),
        json!({ "groups_direct": { "not": "looked at" } }),
    ];
    for changes in cases {
        let claims = good_but(&changes);
        assert_eq!(subject(&claims, &expected()), Ok("ada-1"), "{changes}");
    }
    let renewed = Expected {
        nonce: None,
        ..expected()
    };
    let without_nonce = good_but(&json!({ "nonce": null }));
    assert_eq!(subject(&without_nonce, &renewed), Ok("ada-1"));
}

#[test]
fn clocks_that_differ_are_told_apart_from_bad_tokens() {
    let cases = [
        (json!({ "iat": NOW + 61 }), -61),
        (json!({ "nbf": NOW + 90 }), -90),
        (json!({ "iat": NOW - 180, "exp": NOW - 60 }), 180),
        (json!({ "iat": NOW - 400, "exp": NOW - 100 }), 400),
        (json!({ "iat": 1e300, "exp": 2e300 }), NOW - i64::MAX),
    ];
    for (changes, seconds) in cases {
        assert_eq!(
            subject(&good_but(&changes), &expected()),
            Err(ProviderError::ClockSkew { seconds }),
            "{changes}"
        );
    }
    let text = ProviderError::ClockSkew { seconds: -61 }.to_string();
    assert!(
        text.contains("differ by 61 s: this server's is behind"),
        "{text}"
    );
}

#[test]
fn unsigned_tokens_are_refused() {
    let keys = keys(&[&Signer::rsa("a", 0)]);
    for algorithm in ["none", "None", "NONE", "nOnE", ""] {
        let message = message(&json!({ "alg": algorithm, "kid": "a" }), &good());
        for token in [
            format!("{message}."),
            message.clone(),
            format!("{message}.AAAA"),
        ] {
            let error = signed_claims(&token, &keys).unwrap_err();
            assert!(
                matches!(error, Unverified::Unacceptable(_)),
                "{token}: {error:?}"
            );
        }
    }
}

#[test]
fn a_public_key_is_no_shared_secret() {
    let signer = Signer::rsa("a", 0);
    let keys = keys(&[&signer]);
    let jwk = signer.jwk();
    let modulus = jwk["n"].as_str().unwrap();
    let secrets = [
        signer.public_bytes(),
        jwk.to_string().into_bytes(),
        modulus.as_bytes().to_vec(),
    ];
    let algorithms = [
        ("HS256", hmac::HMAC_SHA256),
        ("HS384", hmac::HMAC_SHA384),
        ("HS512", hmac::HMAC_SHA512),
    ];
    for secret in secrets {
        for (name, algorithm) in algorithms {
            let message = message(&json!({ "alg": name, "kid": "a" }), &good());
            let key = hmac::Key::new(algorithm, &secret);
            let tag = hmac::sign(&key, message.as_bytes());
            let token = format!("{message}.{}", base64(tag));
            let error = signed_claims(&token, &keys).unwrap_err();
            assert!(
                matches!(error, Unverified::Unacceptable(_)),
                "{name}: {error:?}"
            );
        }
    }
}

#[test]
fn a_key_the_token_brings_along_is_not_trusted() {
    let (known, own) = (Signer::p256("known"), Signer::p256("own"));
    let keys = keys(&[&known]);
    for id in ["own", "known"] {
        let header = json!({ "kid": id, "jwk": own.jwk(), "jku": "https://own.example/keys" });
        let token = own.token_with("ES256", &header, &good());
        let error = signed_claims(&token, &keys).unwrap_err();
        assert!(matches!(error, Unverified::ByNoKnownKey(_)), "{error:?}");
    }
}

#[test]
fn a_key_is_used_with_its_own_algorithm_only() {
    let (rsa, p256) = (Signer::rsa("rsa", 0), Signer::p256("p256"));
    let both = keys(&[&rsa, &p256]);
    let swapped = p256.token_with("ES256", &json!({ "kid": "rsa" }), &good());
    let relabelled = rsa.token_with("RS256", &json!({ "alg": "RS512" }), &good());
    for token in [swapped, relabelled] {
        let error = signed_claims(&token, &both).unwrap_err();
        assert!(matches!(error, Unverified::ByNoKnownKey(_)), "{error:?}");
    }
    let mut only_rs256 = rsa.jwk();
    only_rs256["alg"] = "RS256".into();
    let only_rs256 = KeySet::read(&object(json!({ "keys": [only_rs256] }))).unwrap();
    assert!(signed_claims(&rsa.token(&good()), &only_rs256).is_ok());
    let token = rsa.token_with("PS256", &json!({}), &good());
    assert!(signed_claims(&token, &only_rs256).is_err());
}

#[test]
fn a_changed_token_is_not_signed() {
    let signer = Signer::ed25519("a");
    let keys = keys(&[&signer]);
    let token = signer.token(&good());
    let [header, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else {
        panic!("{token}");
    };
    let mut forged = good();
    forged["sub"] = "somebody-else".into();
    let forged = base64(forged.to_string());
    let cases = [
        format!("{header}.{forged}.{signature}"),
        format!("{header}.{claims}.{}", base64([0; 64])),
        format!("{header}.{claims}."),
        format!("{header}.{claims}.{signature}.{signature}"),
        format!("{header}.{claims}"),
        format!(" {token}"),
        String::new(),
    ];
    for token in cases {
        assert!(signed_claims(&token, &keys).is_err(), "{token}");
    }
}

#[test]
fn demands_we_do_not_know_are_refused() {
    let signer = Signer::p256("a");
    let header = json!({ "crit": ["b64"], "b64": false });
    let token = signer.token_with("ES256", &header, &good());
    let error = signed_claims(&token, &keys(&[&signer])).unwrap_err();
    assert!(matches!(error, Unverified::Unacceptable(_)), "{error:?}");
}

#[test]
fn an_unknown_key_is_named() {
    let (known, unknown) = (Signer::p256("known"), Signer::p256("new\nkey"));
    let error = signed_claims(&unknown.token(&good()), &keys(&[&known])).unwrap_err();
    let text = ProviderError::from(error).to_string();
    assert!(
        text.ends_with("the provider publishes no ES256 key `new key`"),
        "{text}"
    );
}
