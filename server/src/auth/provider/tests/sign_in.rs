//! Signing in and asking again, against a provider in this process.

use super::fake::{ACCESS_TOKEN, KEYS, REFRESH_TOKEN, TOKEN, USERINFO};
use super::*;
use aws_lc_rs::digest;
use std::collections::HashMap;

/// A provider that Ada can sign in with, and our client of it, which knows it already.
async fn ready() -> (FakeProvider, Provider, Attempt) {
    let signer = Signer::rsa("a", 0);
    let fake = FakeProvider::start(&signer).await;
    let attempt = Attempt::new().unwrap();
    fake.knows_ada(&signer, &attempt);
    let provider = client(&fake, |_| {});
    provider.warm_up().await;
    fake.questions();
    (fake, provider, attempt)
}

fn client(fake: &FakeProvider, change: impl FnOnce(&mut config::SignIn)) -> Provider {
    let mut settings = settings(&fake.issuer);
    change(&mut settings);
    Provider::new(&settings, Hands::new().clock()).unwrap()
}

fn refreshed(fake: &FakeProvider, answer: Value) {
    let mut all = json!({ "access_token": ACCESS_TOKEN, "token_type": "bearer" });
    for (name, value) in object(answer) {
        all[&name] = value;
    }
    fake.says(TOKEN, all);
}

fn old_token() -> SecretString {
    "old-refresh-token".into()
}

#[tokio::test]
async fn somebody_is_sent_to_the_provider() {
    let (fake, provider, attempt) = ready().await;
    let url = provider.authorize_url(&attempt).await.unwrap();
    assert!(fake.paths().is_empty());
    assert_eq!(url.path(), "/authorize");
    let query: HashMap<_, _> = url.query_pairs().into_owned().collect();
    let challenge = digest::digest(&digest::SHA256, attempt.verifier().as_bytes());
    let expected = [
        ("response_type", "code"),
        ("client_id", CLIENT_ID),
        ("redirect_uri", "https://console.example/auth/callback"),
        ("scope", "openid profile email"),
        ("state", attempt.state()),
        ("nonce", attempt.nonce()),
        ("code_challenge", &signer::base64(challenge)),
        ("code_challenge_method", "S256"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(query, HashMap::from(expected));
}

#[tokio::test]
async fn openid_is_always_asked_for() {
    let (fake, _, attempt) = ready().await;
    let provider = client(&fake, |settings| {
        settings.scopes = vec!["groups".to_owned()]
    });
    let url = provider.authorize_url(&attempt).await.unwrap();
    let scope = url.query_pairs().find(|(name, _)| name == "scope");
    assert_eq!(scope.unwrap().1, "openid groups");
}

#[tokio::test]
async fn signing_in_asks_the_provider_twice() {
    let (fake, provider, attempt) = ready().await;
    provider.authorize_url(&attempt).await.unwrap();
    let ada = provider.exchange("the code", &attempt).await.unwrap();
    assert_eq!((ada.subject.as_str(), ada.name.as_str()), ("ada-1", "ada"));
    assert_eq!(ada.groups, ["team", "team/platform"]);
    assert_eq!(ada.refresh_token.unwrap().expose_secret(), REFRESH_TOKEN);
    let [token, userinfo] = &fake.questions()[..] else {
        panic!("not two requests");
    };
    assert_eq!(
        (token.method.as_str(), token.path.as_str()),
        ("POST", TOKEN)
    );
    let expected = [
        ("grant_type", "authorization_code"),
        ("code", "the code"),
        ("redirect_uri", "https://console.example/auth/callback"),
        ("code_verifier", attempt.verifier()),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(token.form, HashMap::from(expected));
    // console:client-secret-canary
    let basic = "Basic Y29uc29sZTpjbGllbnQtc2VjcmV0LWNhbmFyeQ==";
    assert_eq!(token.headers["authorization"], basic);
    assert_eq!(
        (userinfo.method.as_str(), userinfo.path.as_str()),
        ("GET", USERINFO)
    );
    let bearer = format!("Bearer {ACCESS_TOKEN}");
    assert_eq!(userinfo.headers["authorization"], bearer);
}

#[tokio::test]
async fn the_secret_goes_into_the_body_where_only_that_is_taken() {
    let (fake, _, attempt) = ready().await;
    let mut document = fake.document();
    document["token_endpoint_auth_methods_supported"] = json!(["client_secret_post"]);
    fake.says(fake::DISCOVERY, document);
    let provider = client(&fake, |_| {});
    provider.exchange("the code", &attempt).await.unwrap();
    let questions = fake.questions();
    let token = questions.iter().find(|it| it.path == TOKEN).unwrap();
    assert_eq!(token.form["client_id"], CLIENT_ID);
    assert_eq!(token.form["client_secret"], CLIENT_SECRET);
    assert!(!token.headers.contains_key("authorization"));
}

#[tokio::test]
async fn without_a_secret_the_code_is_bound_by_pkce_alone() {
    let (fake, _, attempt) = ready().await;
    let provider = client(&fake, |settings| settings.client_secret = None);
    provider.exchange("the code", &attempt).await.unwrap();
    let questions = fake.questions();
    let token = questions.iter().find(|it| it.path == TOKEN).unwrap();
    assert_eq!(token.form["client_id"], CLIENT_ID);
    assert_eq!(token.form["code_verifier"], attempt.verifier());
    assert!(!token.form.contains_key("client_secret"));
    assert!(!token.headers.contains_key("authorization"));
}

#[tokio::test]
async fn a_key_changed_at_the_provider_fails_no_sign_in() {
    let (fake, provider, attempt) = ready().await;
    let changes = [Signer::p256("b"), Signer::rsa("b", 1), Signer::ed25519("b")];
    for signer in changes {
        fake.publishes([&signer]);
        fake.knows_ada(&signer, &attempt);
        // Another moment: see `caching` for changes that follow at once.
        provider.0.keys.forget_pause();
        provider.exchange("the code", &attempt).await.unwrap();
        assert_eq!(fake.paths(), [TOKEN, KEYS, USERINFO]);
        provider.exchange("the code", &attempt).await.unwrap();
        assert_eq!(fake.paths(), [TOKEN, USERINFO]);
    }
}

#[tokio::test]
async fn a_key_the_provider_does_not_publish_is_looked_for_once() {
    let (fake, provider, attempt) = ready().await;
    fake.knows_ada(&Signer::p256("unknown"), &attempt);
    provider.0.keys.forget_pause();
    let error = provider.exchange("the code", &attempt).await.unwrap_err();
    assert!(matches!(error, ProviderError::BadIdToken(_)), "{error}");
    assert_eq!(fake.paths(), [TOKEN, KEYS]);
}

#[tokio::test]
async fn many_who_meet_a_changed_key_ask_for_it_once() {
    let (fake, provider, attempt) = ready().await;
    let signer = Signer::p256("b");
    fake.publishes([&signer]);
    fake.knows_ada(&signer, &attempt);
    provider.0.keys.forget_pause();
    let all = (0..20).map(|_| provider.exchange("the code", &attempt));
    for signed_in in futures::future::join_all(all).await {
        signed_in.unwrap();
    }
    let asked = fake.paths();
    assert_eq!(asked.iter().filter(|path| *path == KEYS).count(), 1);
    assert_eq!(asked.len(), 41);
}

#[tokio::test]
async fn the_token_must_belong_to_the_attempt() {
    let (fake, provider, _) = ready().await;
    let other = Attempt::new().unwrap();
    let error = provider.exchange("the code", &other).await.unwrap_err();
    assert!(error.to_string().contains("nonce"), "{error}");
    assert_eq!(fake.paths(), [TOKEN]);
}

#[tokio::test]
async fn userinfo_must_be_about_the_same_person() {
    let (fake, provider, attempt) = ready().await;
    for userinfo in [
        json!({ "sub": "eve", "groups": ["admins"] }),
        json!({ "groups": [] }),
    ] {
        fake.says(USERINFO, userinfo);
        let error = provider.exchange("the code", &attempt).await.unwrap_err();
        assert!(error.to_string().contains("somebody else"), "{error}");
    }
}

#[tokio::test]
async fn groups_come_from_the_id_token_where_userinfo_has_none_but_not_of_gitlab() {
    let (fake, _, attempt) = ready().await;
    let mut claims = claims(&fake.name());
    claims["nonce"] = attempt.nonce().into();
    claims["groups"] = json!(["from/token"]);
    claims["groups_direct"] = json!(["direct"]);
    let id_token = Signer::rsa("a", 0).token(&claims);
    refreshed(&fake, json!({ "id_token": id_token }));
    let groups = async |kind, claim: &str| {
        let provider = client(&fake, |settings| {
            settings.provider = kind;
            settings.groups_claim = claim.to_owned();
        });
        let signed_in = provider.exchange("the code", &attempt).await;
        signed_in.unwrap().groups
    };
    use config::Provider::{Gitlab, Oidc};
    assert_eq!(groups(Oidc, "groups").await, ["team", "team/platform"]);
    fake.says(USERINFO, json!({ "sub": "ada-1" }));
    assert_eq!(groups(Oidc, "groups").await, ["from/token"]);
    assert!(groups(Gitlab, "groups").await.is_empty());
    assert!(groups(Gitlab, "groups_direct").await.is_empty());
    fake.says(USERINFO, json!({ "sub": "ada-1", "groups": [] }));
    assert!(groups(Oidc, "groups").await.is_empty());
}

#[tokio::test]
async fn asking_again_asks_twice_and_needs_no_id_token() {
    let (fake, provider, _) = ready().await;
    refreshed(&fake, json!({}));
    fake.says(USERINFO, json!({ "sub": "ada-1", "groups": ["team"] }));
    let ada = provider.refresh(&old_token(), "ada-1").await.unwrap();
    assert_eq!(ada.groups, ["team"]);
    assert_eq!(
        ada.refresh_token.unwrap().expose_secret(),
        "old-refresh-token"
    );
    let questions = fake.questions();
    assert_eq!(questions[0].form["grant_type"], "refresh_token");
    assert_eq!(questions[0].form["refresh_token"], "old-refresh-token");
    let paths: Vec<_> = questions.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(paths, [TOKEN, USERINFO]);
}

#[tokio::test]
async fn asking_again_keeps_a_new_refresh_token_and_checks_an_id_token() {
    let (fake, provider, _) = ready().await;
    let signer = Signer::rsa("a", 0);
    let answer = |claims: &Value| {
        let id_token = signer.token(claims);
        refreshed(
            &fake,
            json!({ "id_token": id_token, "refresh_token": "new" }),
        );
    };
    let good = claims(&fake.name());
    answer(&good);
    let ada = provider.refresh(&old_token(), "ada-1").await.unwrap();
    assert_eq!(ada.refresh_token.unwrap().expose_secret(), "new");
    for (claim, value) in [
        ("sub", "eve"),
        ("aud", "other"),
        ("iss", "https://other.example"),
    ] {
        let mut bad = good.clone();
        bad[claim] = value.into();
        answer(&bad);
        let failure = provider.refresh(&old_token(), "ada-1").await.unwrap_err();
        let error = failure.error;
        assert!(
            matches!(error, ProviderError::BadIdToken(_)),
            "{claim}: {error}"
        );
    }
    answer(&good);
    let failure = provider.refresh(&old_token(), "eve").await.unwrap_err();
    let error = failure.error;
    assert!(error.to_string().contains("somebody else"), "{error}");
}

#[tokio::test]
async fn asking_again_is_about_the_same_person() {
    let (fake, provider, _) = ready().await;
    refreshed(&fake, json!({}));
    fake.says(USERINFO, json!({ "sub": "eve", "groups": ["admins"] }));
    let failure = provider.refresh(&old_token(), "ada-1").await.unwrap_err();
    let error = failure.error;
    assert!(error.to_string().contains("somebody else"), "{error}");
}

#[tokio::test]
async fn signing_out_leads_to_the_provider_where_it_is_known() {
    let (fake, provider, _) = ready().await;
    let page = Url::parse("https://console.example/login").unwrap();
    let url = provider.end_session_url(&page).unwrap();
    let expected = format!(
        "{}/end?tenant=1&client_id=console&post_logout_redirect_uri=https%3A%2F%2Fconsole.example%2Flogin",
        fake.name()
    );
    assert_eq!(url.as_str(), expected);
    assert_eq!(provider.end_session_origin(), Some(fake.name()));
    let unknown = client(&fake, |_| {});
    assert_eq!(unknown.end_session_url(&page), None);
    assert_eq!(unknown.end_session_origin(), None);
}

#[tokio::test]
async fn nothing_secret_is_shown_by_debug() {
    let (_, provider, attempt) = ready().await;
    let ada = provider.exchange("the code", &attempt).await.unwrap();
    let shown = format!("{provider:?} {attempt:?} {ada:?}");
    for secret in [
        CLIENT_SECRET,
        REFRESH_TOKEN,
        attempt.nonce(),
        attempt.verifier(),
    ] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn an_attempt_survives_a_cookie_and_is_like_no_other() {
    let attempt = Attempt::new().unwrap();
    let kept: Attempt = serde_json::from_str(&serde_json::to_string(&attempt).unwrap()).unwrap();
    assert_eq!(kept.state(), attempt.state());
    assert_eq!(kept.nonce(), attempt.nonce());
    assert_eq!(kept.verifier(), attempt.verifier());
    let other = Attempt::new().unwrap();
    let all = [&attempt, &other].map(|it| [it.state(), it.nonce(), it.verifier()]);
    let different: std::collections::HashSet<_> = all.iter().flatten().collect();
    assert_eq!(different.len(), 6);
    assert!(all.iter().flatten().all(|secret| secret.len() == 43));
}

#[test]
fn what_handlers_wait_for_may_move_between_threads() {
    fn may_move<T: Send>(_: T) {}
    fn check(provider: &Provider, attempt: &Attempt, token: &SecretString) {
        may_move(provider.warm_up());
        may_move(provider.authorize_url(attempt));
        may_move(provider.exchange("", attempt));
        may_move(provider.refresh(token, ""));
    }
    let _ = check;
}
