use super::*;
use crate::auth::provider::metadata::address;

const ISSUER: &str = "https://gitlab.example";

fn document() -> Value {
    json!({
        "issuer": ISSUER,
        "authorization_endpoint": "https://gitlab.example/oauth/authorize",
        "token_endpoint": "https://gitlab.example/oauth/token",
        "userinfo_endpoint": "https://gitlab.example/oauth/userinfo",
        "jwks_uri": "https://gitlab.example/oauth/discovery/keys",
    })
}

fn document_with(name: &str, value: Value) -> Claims {
    let mut document = object(document());
    match value {
        Value::Null => document.remove(name),
        value => document.insert(name.to_owned(), value),
    };
    document
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

#[test]
fn the_document_is_below_the_issuer() {
    let cases = [
        (
            "https://a.example",
            "https://a.example/.well-known/openid-configuration",
        ),
        (
            "https://a.example/",
            "https://a.example/.well-known/openid-configuration",
        ),
        (
            "https://a.example/git",
            "https://a.example/git/.well-known/openid-configuration",
        ),
        (
            "https://a.example/realms/x/",
            "https://a.example/realms/x/.well-known/openid-configuration",
        ),
        (
            "https://a.example:8443/?x=1#y",
            "https://a.example:8443/.well-known/openid-configuration",
        ),
    ];
    for (issuer, expected) in cases {
        assert_eq!(address(&url(issuer)).as_str(), expected);
    }
}

#[test]
fn the_issuer_is_the_configured_one() {
    let cases = [
        ("https://a.example", "https://a.example/", true),
        ("https://a.example/", "https://a.example/", true),
        ("https://A.example:443", "https://a.example/", true),
        ("https://a.example/git", "https://a.example/git/", true),
        ("https://a.example/git/", "https://a.example/git", true),
        ("http://a.example", "https://a.example/", false),
        ("https://b.example", "https://a.example/", false),
        (
            "https://a.example.evil.example",
            "https://a.example/",
            false,
        ),
        ("https://a.example/git", "https://a.example/", false),
        ("https://a.example/Git", "https://a.example/git", false),
        ("a.example", "https://a.example/", false),
    ];
    for (its, ours, is_same) in cases {
        let read = Metadata::read(&document_with("issuer", its.into()), &url(ours));
        let is_accepted = match read {
            Ok(metadata) => metadata.issuer == its,
            // The endpoints of the document are https and an http issuer may have such.
            Err(error) => {
                assert!(error.to_string().contains("calls itself"), "{error}");
                false
            }
        };
        assert_eq!(is_accepted, is_same, "{its} for {ours}");
    }
}

#[test]
fn what_is_missing_or_wrong_is_named() {
    let required = [
        "issuer",
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "jwks_uri",
    ];
    for name in required {
        for value in [
            Value::Null,
            json!(7),
            json!("nowhere"),
            json!("javascript:alert(1)"),
        ] {
            let error = Metadata::read(&document_with(name, value), &url(ISSUER)).unwrap_err();
            let words = if name == "issuer" {
                "issuer|calls itself"
            } else {
                name
            };
            let is_named = words
                .split('|')
                .any(|word| error.to_string().contains(word));
            assert!(is_named, "{error}");
        }
    }
}

#[test]
fn secrets_do_not_leave_https() {
    let plain = "http://gitlab.example/oauth/token";
    let document = document_with("token_endpoint", plain.into());
    let error = Metadata::read(&document, &url(ISSUER)).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("token_endpoint is an http address"),
        "{error}"
    );
}

#[test]
fn the_secret_is_in_a_header_unless_only_the_body_is_announced() {
    let cases = [
        (Value::Null, false),
        (json!(["client_secret_basic", "client_secret_post"]), false),
        (json!(["client_secret_post", "client_secret_basic"]), false),
        (json!(["client_secret_post"]), true),
        (json!(["client_secret_post", "private_key_jwt"]), true),
        (json!(["private_key_jwt"]), false),
        (json!("client_secret_post"), false),
    ];
    for (methods, in_body) in cases {
        let document = document_with("token_endpoint_auth_methods_supported", methods.clone());
        let metadata = Metadata::read(&document, &url(ISSUER)).unwrap();
        assert_eq!(metadata.wants_secret_in_body, in_body, "{methods}");
    }
}
