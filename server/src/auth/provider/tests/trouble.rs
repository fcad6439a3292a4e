//! Providers that are away, refuse or talk nonsense.

use super::fake::{ACCESS_TOKEN, DISCOVERY, KEYS, TOKEN, USERINFO};
use super::*;
use std::net::{Ipv4Addr, TcpListener};

const CODE: &str = "code-canary";

async fn sign_in(fake: &FakeProvider, attempt: &Attempt) -> Result<SignedIn, ProviderError> {
    let provider = Provider::new(&settings(&fake.issuer), Hands::new().clock()).unwrap();
    provider.exchange(CODE, attempt).await
}

async fn fake() -> (FakeProvider, Attempt) {
    let signer = Signer::p256("a");
    let fake = FakeProvider::start(&signer).await;
    let attempt = Attempt::new().unwrap();
    fake.knows_ada(&signer, &attempt);
    (fake, attempt)
}

fn assert_tells_no_secret(error: &ProviderError, attempt: &Attempt) {
    let shown = format!("{error} {error:?}");
    let secrets = [
        CODE,
        ACCESS_TOKEN,
        CLIENT_SECRET,
        attempt.verifier(),
        attempt.nonce(),
        "canary",
    ];
    for secret in secrets {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(shown.len() < 1000, "{shown}");
}

#[tokio::test]
async fn nonsense_is_named_at_each_address() {
    let huge = format!("{{\"x\": \"{}\"}}", "y".repeat(1024 * 1024));
    let answers = [
        (
            200,
            "text/html",
            "<html>canary</html>".to_owned(),
            "text/html",
        ),
        (
            200,
            "application/json",
            "\"canary\"".to_owned(),
            "no JSON object",
        ),
        (
            200,
            "application/json",
            "[\"canary\"]".to_owned(),
            "no JSON object",
        ),
        (
            200,
            "application/json",
            "{\"canary\": ".to_owned(),
            "no JSON object",
        ),
        (200, "application/json", String::new(), "no JSON object"),
        (
            200,
            "application/json",
            "[".repeat(100_000),
            "no JSON object",
        ),
        (200, "application/json", huge, "larger than"),
        (
            302,
            "text/html",
            "canary".to_owned(),
            "302 Found; is the configured address",
        ),
        (404, "text/html", "canary".to_owned(), "404 Not Found"),
        (201, "text/plain", "canary".to_owned(), "201 Created"),
    ];
    let addresses = [
        (DISCOVERY, "discovery document"),
        (KEYS, "key set"),
        (TOKEN, "answer with tokens"),
        (USERINFO, "userinfo"),
    ];
    for (path, name) in addresses {
        for (status, media_type, body, words) in &answers {
            let (fake, attempt) = fake().await;
            fake.answers(path, *status, media_type, body.clone());
            let error = sign_in(&fake, &attempt).await.unwrap_err();
            let ProviderError::BadAnswer { what, reason } = &error else {
                panic!("{path} {status} {media_type}: {error}");
            };
            assert_eq!(*what, name);
            assert!(reason.contains(words), "{path}: {reason}");
            assert_tells_no_secret(&error, &attempt);
        }
    }
}

#[tokio::test]
async fn trouble_of_its_own_counts_as_away() {
    for path in [DISCOVERY, KEYS, TOKEN, USERINFO] {
        for status in [429, 500, 502, 503] {
            let (fake, attempt) = fake().await;
            let body = json!({ "error": "invalid_grant", "error_description": CODE });
            fake.answers(path, status, "application/json", body.to_string());
            let error = sign_in(&fake, &attempt).await.unwrap_err();
            let is_away = matches!(&error, ProviderError::Unreachable(reason)
                if reason.contains(&fake.name()) && reason.contains(&status.to_string()));
            assert!(is_away, "{path}: {error}");
            assert_tells_no_secret(&error, &attempt);
        }
    }
}

/// An address where nobody listens: the port was free a moment ago.
fn nowhere() -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[tokio::test]
async fn nobody_at_the_address_is_said_with_the_reason() {
    let nowhere = nowhere();
    let settings = settings(&Url::parse(&nowhere).unwrap());
    let provider = Provider::new(&settings, Hands::new().clock()).unwrap();
    provider.warm_up().await;
    let attempt = Attempt::new().unwrap();
    let error = provider.authorize_url(&attempt).await.unwrap_err();
    let text = error.to_string();
    assert!(matches!(error, ProviderError::Unreachable(_)), "{text}");
    assert!(
        text.contains(&nowhere) && text.contains("refused"),
        "{text}"
    );
}

#[tokio::test]
async fn an_address_is_named_without_its_path_and_query() {
    for endpoint in ["jwks_uri", "token_endpoint", "userinfo_endpoint"] {
        let (fake, attempt) = fake().await;
        let mut document = fake.document();
        let nowhere = nowhere();
        document[endpoint] = format!("{nowhere}/canary?key=canary").into();
        fake.says(DISCOVERY, document);
        let error = sign_in(&fake, &attempt).await.unwrap_err();
        assert!(error.to_string().contains(&nowhere), "{error}");
        assert_tells_no_secret(&error, &attempt);
    }
}

#[tokio::test]
async fn refusals_are_repeated_without_secrets() {
    let (fake, attempt) = fake().await;
    let said = format!(
        "no such code {CODE}\nfor {CLIENT_SECRET} and {}",
        attempt.verifier()
    );
    let refusal = json!({ "error": "invalid_client", "error_description": said });
    fake.answers(TOKEN, 401, "application/json", refusal.to_string());
    let error = sign_in(&fake, &attempt).await.unwrap_err();
    assert_tells_no_secret(&error, &attempt);
    let expected = ProviderError::Refused {
        error: "invalid_client".to_owned(),
        description: Some("no such code [secret] for [secret] and [secret]".to_owned()),
    };
    assert_eq!(error, expected);
    let text = "the identity provider refuses: invalid_client \
                (no such code [secret] for [secret] and [secret])";
    assert_eq!(error.to_string(), text);
    let refusal = json!({ "error": "x".repeat(10_000), "error_description": "y".repeat(10_000) });
    fake.answers(TOKEN, 400, "application/json", refusal.to_string());
    let error = sign_in(&fake, &attempt).await.unwrap_err();
    assert_tells_no_secret(&error, &attempt);
}

#[tokio::test]
async fn a_used_code_and_a_revoked_refresh_token_are_told_apart() {
    let (fake, attempt) = fake().await;
    let refusal = json!({ "error": "invalid_grant", "error_description": "revoked" });
    fake.answers(TOKEN, 400, "application/json", refusal.to_string());
    assert_eq!(
        sign_in(&fake, &attempt).await.unwrap_err(),
        ProviderError::InvalidGrant
    );
    let provider = Provider::new(&settings(&fake.issuer), Hands::new().clock()).unwrap();
    let failure = provider.refresh(&"old".into(), "ada-1").await;
    let error = failure.unwrap_err().error;
    assert_eq!(error, ProviderError::InvalidGrant);
}

#[tokio::test]
async fn userinfo_that_is_closed_to_somebody_is_a_refusal() {
    let (fake, attempt) = fake().await;
    let said = format!("blocked {ACCESS_TOKEN}");
    let refusal = json!({ "error": "invalid_token", "error_description": said });
    fake.answers(USERINFO, 401, "application/json", refusal.to_string());
    let error = sign_in(&fake, &attempt).await.unwrap_err();
    let text = "the identity provider refuses: invalid_token (blocked [secret])";
    assert_eq!(error.to_string(), text);
    fake.answers(USERINFO, 403, "text/html", "<html>");
    let error = sign_in(&fake, &attempt).await.unwrap_err();
    let text = "the identity provider refuses: userinfo answers 403 Forbidden";
    assert_eq!(error.to_string(), text);
}

#[tokio::test]
async fn an_answer_with_tokens_is_checked() {
    let id_token = Signer::p256("a").token(&claims("https://other.example"));
    let cases = [
        (json!({}), "missing"),
        (
            json!({ "access_token": 7, "token_type": "Bearer" }),
            "`access_token`",
        ),
        (
            json!({ "access_token": ACCESS_TOKEN, "token_type": "Bearer" }),
            "no ID token",
        ),
        (
            json!({ "access_token": ACCESS_TOKEN, "token_type": "Bearer", "id_token": [id_token] }),
            "`id_token`",
        ),
    ];
    for (answer, words) in cases {
        let (fake, attempt) = fake().await;
        fake.says(TOKEN, answer.clone());
        let error = sign_in(&fake, &attempt).await.unwrap_err();
        assert!(error.to_string().contains(words), "{answer}: {error}");
        assert_tells_no_secret(&error, &attempt);
    }
    let (fake, _) = fake().await;
    let answer = json!({ "access_token": ACCESS_TOKEN, "token_type": "DPoP" });
    fake.says(TOKEN, answer);
    let provider = Provider::new(&settings(&fake.issuer), Hands::new().clock()).unwrap();
    let failure = provider.refresh(&"old".into(), "ada-1").await;
    let error = failure.unwrap_err().error;
    assert!(error.to_string().contains("other than Bearer"), "{error}");
}

#[tokio::test]
async fn signed_userinfo_is_refused_in_words() {
    let (fake, attempt) = fake().await;
    fake.answers(USERINFO, 200, "application/jwt", "e30.e30.canary");
    let error = sign_in(&fake, &attempt).await.unwrap_err();
    assert!(error.to_string().contains("signed JWT"), "{error}");
    assert_tells_no_secret(&error, &attempt);
}
