use super::*;

fn changed(signer: &Signer, name: &str, value: Value) -> Value {
    let mut jwk = signer.jwk();
    jwk[name] = value;
    jwk
}

#[test]
fn keys_for_other_purposes_and_of_unknown_kinds_are_left_out() {
    let signer = Signer::p256("a");
    let unusable = [
        changed(&signer, "use", "enc".into()),
        changed(&signer, "key_ops", json!(["sign"])),
        changed(&signer, "crv", "secp256k1".into()),
        changed(&signer, "crv", "P-521".into()),
        changed(&signer, "alg", "ES512".into()),
        changed(&signer, "alg", "RS256".into()),
        changed(&signer, "kty", "RSA".into()),
        changed(&signer, "x", "not base64!".into()),
        changed(&signer, "kid", 7.into()),
        json!({ "kty": "oct", "k": "c2hhcmVkIHNlY3JldA", "kid": "a" }),
        json!({ "kty": "OKP", "crv": "X25519", "x": "AAAA" }),
        json!("a"),
        Value::Null,
    ];
    for jwk in &unusable {
        let error = KeySet::read(&object(json!({ "keys": [jwk] }))).unwrap_err();
        assert!(
            error.to_string().contains("no key that verifies"),
            "{jwk}: {error}"
        );
    }
    let mut keys = unusable.to_vec();
    keys.push(changed(&signer, "key_ops", json!(["verify"])));
    assert!(KeySet::read(&object(json!({ "keys": keys }))).is_ok());
}

#[test]
fn what_is_no_key_set_is_refused() {
    for document in [json!({}), json!({ "keys": {} }), json!({ "keys": [] })] {
        let error = KeySet::read(&object(document.clone())).unwrap_err();
        let is_bad_answer = matches!(error, ProviderError::BadAnswer { what: KEY_SET, .. });
        assert!(is_bad_answer, "{document}: {error}");
    }
}
