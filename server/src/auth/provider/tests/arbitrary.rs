//! Whatever a provider says, nothing panics.

use super::*;
use crate::auth::provider::http::Answer;
use crate::auth::provider::id_token::{signed_claims, subject};
use crate::auth::provider::{identity, tokens};
use proptest::prelude::*;
use std::sync::LazyLock;

static SIGNER: LazyLock<Signer> = LazyLock::new(|| Signer::ed25519("a"));

static KEYS: LazyLock<KeySet> =
    LazyLock::new(|| KeySet::read(&object(json!({ "keys": [SIGNER.jwk()] }))).unwrap());

/// Any JSON value, with numbers at the limits.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        Just(json!(CLIENT_ID)),
        (NOW - 200..NOW + 200).prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::hash_map(".{0,8}", inner, 0..5)
                .prop_map(|map| map.into_iter().collect()),
        ]
    })
}

/// An object that has some of these members, with any values.
fn any_object(names: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let member = (proptest::sample::select(names), any_value());
    proptest::collection::vec(member, 0..10).prop_map(|members| {
        members
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    })
}

fn answer(body: Vec<u8>) -> Answer {
    Answer {
        what: USERINFO,
        status: StatusCode::OK,
        media_type: "application/json".to_owned(),
        body,
    }
}

fn expected() -> Expected<'static> {
    Expected {
        issuer: "https://gitlab.example",
        client_id: CLIENT_ID,
        nonce: None,
        now: Timestamp::from_seconds(NOW),
    }
}

proptest! {
    #[test]
    fn any_text_is_no_token(text in ".{0,200}", parts in proptest::collection::vec("[A-Za-z0-9_-]{0,40}", 0..6)) {
        prop_assert!(signed_claims(&text, &KEYS).is_err());
        prop_assert!(signed_claims(&parts.join("."), &KEYS).is_err());
    }

    #[test]
    fn any_header_is_judged(header in any_object(&["alg", "kid", "typ", "crit", "jwk", "x5c", "enc"])) {
        let text = signer::message(&header, &claims("https://gitlab.example"));
        prop_assert!(signed_claims(&(text + ".AAAA"), &KEYS).is_err());
        let token = SIGNER.token_with("EdDSA", &header, &claims("https://gitlab.example"));
        let _ = signed_claims(&token, &KEYS);
    }

    #[test]
    fn any_signed_claims_are_judged(claims in any_value(), members in any_object(&["iss", "aud", "azp", "sub", "exp", "iat", "nbf", "nonce"])) {
        let signed = signed_claims(&SIGNER.token(&claims), &KEYS);
        prop_assert!(signed.is_err() || claims.is_object());
        let mut all = super::claims("https://gitlab.example");
        for (name, value) in object(members) {
            all[&name] = value;
        }
        if let Ok(signed) = signed_claims(&SIGNER.token(&all), &KEYS)
            && let Ok(subject) = subject(&signed, &expected())
        {
            prop_assert_eq!(Some(subject), all["sub"].as_str());
            prop_assert_eq!(all["iss"].as_str(), Some("https://gitlab.example"));
            prop_assert!(all["exp"].as_f64().unwrap() > (NOW - 60) as f64);
            prop_assert!(all["iat"].as_f64().unwrap() < (NOW + 61) as f64);
        }
    }

    #[test]
    fn any_bytes_are_no_answer_or_an_object(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let answer = answer(bytes);
        prop_assert_eq!(answer.object().is_err(), serde_json::from_slice::<Claims>(&answer.body).is_err());
        let _ = answer.oauth_error();
    }

    #[test]
    fn any_object_is_judged_as_each_document(
        discovery in any_object(&["issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "end_session_endpoint", "token_endpoint_auth_methods_supported"]),
        jwk in any_object(&["kty", "kid", "use", "alg", "n", "e", "crv", "x", "y", "key_ops", "x5c"]),
        userinfo in any_object(&["sub", "groups", "name", "nickname", "email", "preferred_username"]),
    ) {
        let issuer = Url::parse("https://gitlab.example").unwrap();
        let _ = Metadata::read(&object(discovery), &issuer);
        let userinfo = object(userinfo);
        let _ = identity::groups(&userinfo, "groups", USERINFO);
        let name = identity::name([&userinfo], "ada-1");
        prop_assert!(!name.is_empty() && name.chars().count() <= 200);
        let mut half_good = SIGNER.jwk();
        for (name, value) in object(jwk.clone()) {
            half_good[&name] = value;
        }
        for jwk in [jwk, half_good] {
            if let Ok(keys) = KeySet::read(&object(json!({ "keys": [jwk] }))) {
                let _ = signed_claims(&SIGNER.token(&claims("https://gitlab.example")), &keys);
            }
        }
    }

    #[test]
    fn any_numbers_make_a_key_that_verifies_nothing(n in "[A-Za-z0-9_-]{0,400}", e in "[A-Za-z0-9_-]{0,8}") {
        let token = Signer::rsa("a", 0).token(&claims("https://gitlab.example"));
        let rsa = json!({ "kty": "RSA", "n": n, "e": e });
        let point = json!({ "kty": "EC", "crv": "P-256", "x": n, "y": e });
        let octets = json!({ "kty": "OKP", "crv": "Ed25519", "x": n });
        if let Ok(keys) = KeySet::read(&object(json!({ "keys": [rsa, point, octets] }))) {
            prop_assert!(signed_claims(&token, &keys).is_err());
            for algorithm in ["ES256", "EdDSA"] {
                let message = signer::message(&json!({ "alg": algorithm }), &json!({}));
                prop_assert!(signed_claims(&(message + ".AAAA"), &keys).is_err());
            }
        }
    }

    #[test]
    fn any_answer_of_the_token_endpoint_is_judged(tokens in any_object(&["access_token", "token_type", "refresh_token", "id_token", "expires_in", "scope"])) {
        if let Ok(tokens) = serde_json::from_value::<tokens::Tokens>(tokens) {
            let _ = (tokens.bearer(), tokens.refresh_token());
        }
    }
}
