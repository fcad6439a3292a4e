//! Renewals at a provider in this process.

mod failing;

use super::*;
use crate::auth::provider::tests::fake::{FakeProvider, TOKEN, USERINFO};
use crate::auth::provider::tests::signer::Signer;
use crate::auth::session::{COOKIE_LIMIT, SESSION_COOKIE};
use crate::state::AppState;
use fleet::{Fleet, FleetOptions};
use futures::future::join_all;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// A console, the provider it asks, and a clock that goes when it is told to.
struct Console {
    provider: FakeProvider,
    state: AppState,
    hands: Arc<AtomicI64>,
}

async fn console(roles: &str) -> Console {
    let provider = FakeProvider::start(&Signer::p256("one")).await;
    let yaml = format!(
        "auth:\n  provider: gitlab\n  gitlab_url: {}\n  client_id: console\n  client_secret_env: S\n  \
         redirect_uri: http://localhost/auth/callback\n  roles: {roles}\n",
        provider.issuer
    );
    let environment = BTreeMap::from([("S".to_owned(), "secret".to_owned())]);
    let loaded = config::parse(
        Some(Path::new("config.yaml")),
        yaml.as_bytes(),
        &environment,
    );
    let hands = Arc::new(AtomicI64::new(1_800_000_000_000));
    let clock = Clock::from_fn({
        let hands = Arc::clone(&hands);
        move || Timestamp(hands.load(Ordering::SeqCst))
    });
    let options = FleetOptions {
        clusters: Vec::new(),
        naming: model::NamingRules::default(),
        metrics_interval: Duration::from_secs(15),
        epoch: "test".into(),
    };
    let fleet = Fleet::start(options, clock.clone());
    let state = AppState::new(loaded.unwrap().config, fleet, clock, Default::default()).unwrap();
    let console = Console {
        provider,
        state,
        hands,
    };
    console.says_tokens("second");
    console.is_member_of(&["team/qa"]);
    console
}

impl Console {
    fn says_tokens(&self, refresh_token: &str) {
        let tokens =
            json!({"access_token": "a", "token_type": "Bearer", "refresh_token": refresh_token});
        self.provider.says(TOKEN, tokens);
    }

    fn is_member_of(&self, groups: &[&str]) {
        let answer = json!({"sub": "ada-1", "nickname": "ada", "groups": groups});
        self.provider.says(USERINFO, answer);
    }

    /// Lets so many seconds go by.
    fn pass(&self, seconds: i64) {
        self.hands.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    fn session(&self) -> Arc<Session> {
        let now = self.state.clock.now();
        Arc::new(Session {
            id: "sid".to_owned(),
            subject: "ada-1".to_owned(),
            name: "ada".to_owned(),
            groups: vec!["team/qa".to_owned()],
            seen: Vec::new(),
            more_groups: 0,
            signed_in_at: now,
            issued_at: now,
            expires_at: now.plus_seconds(3600),
            refresh_token: Some(SecretString::from("first")),
        })
    }

    async fn renew(&self, session: &Arc<Session>) -> Result<Begun, NotRenewed> {
        let session = Arc::clone(session);
        self.state.renewals.renew(self.state.live(), session).await
    }

    /// How often the provider was asked for tokens since the last time.
    fn asked(&self) -> usize {
        let paths = self.provider.paths();
        paths.iter().filter(|path| *path == TOKEN).count()
    }
}

const VIEWER: &str = "{ viewer: { gitlab_groups: [team/qa] } }";

#[tokio::test]
async fn tabs_that_ask_together_spend_one_refresh_token() {
    let console = console(VIEWER).await;
    let session = console.session();
    let all = join_all((0..10).map(|_| console.renew(&session))).await;
    let cookies: Vec<String> = all.into_iter().map(|begun| begun.unwrap().cookie).collect();
    assert!(cookies.iter().all(|cookie| *cookie == cookies[0]));
    assert_eq!(console.asked(), 1);
    // A little later too; but not for ever.
    console.pass(59);
    assert_eq!(console.renew(&session).await.unwrap().cookie, cookies[0]);
    assert_eq!(console.asked(), 0);
    console.pass(1);
    console.renew(&session).await.unwrap();
    assert_eq!(console.asked(), 1);
}

#[tokio::test]
async fn a_renewed_session_has_the_groups_of_now_and_goes_on() {
    let console = console(VIEWER).await;
    let session = console.session();
    console.pass(1800);
    console.is_member_of(&["other", "team"]);
    let renewed = console.renew(&session).await.unwrap().session;
    assert_eq!(
        (renewed.id.as_str(), renewed.signed_in_at),
        ("sid", session.signed_in_at)
    );
    assert_eq!(
        renewed.expires_at,
        session.signed_in_at.plus_seconds(1800 + 3600)
    );
    assert_eq!(renewed.refresh_token.unwrap().expose_secret(), "second");
    assert!(renewed.groups.is_empty());
    assert_eq!(renewed.seen, ["other", "team"]);
}

#[tokio::test]
async fn a_refusal_is_told_from_trouble_that_passes() {
    let console = console(VIEWER).await;
    let session = console.session();
    for (status, error, is_refused) in [
        (400, "invalid_grant", true),
        (401, "invalid_client", false),
        (400, "unauthorized_client", false),
        (503, "temporarily_unavailable", false),
    ] {
        let body = json!({ "error": error }).to_string();
        console
            .provider
            .answers(TOKEN, status, "application/json", body);
        let refused = console.renew(&session).await.unwrap_err().error;
        console.pass(FAILURE_SECONDS);
        assert_eq!(
            matches!(refused, RenewalError::Refused(_)),
            is_refused,
            "{error}: {refused}"
        );
    }
    let without = Arc::new(Session {
        refresh_token: None,
        ..(*session).clone()
    });
    let refused = console.renew(&without).await.unwrap_err().error;
    assert!(matches!(refused, RenewalError::Refused(_)));
}

#[tokio::test]
async fn somebody_blocked_is_refused() {
    let console = console(VIEWER).await;
    let body = json!({"error": "invalid_token"}).to_string();
    console
        .provider
        .answers(USERINFO, 401, "application/json", body);
    let refused = console.renew(&console.session()).await.unwrap_err().error;
    assert!(matches!(refused, RenewalError::Refused(_)));
}

#[tokio::test]
async fn five_hundred_groups_fit_into_a_cookie() {
    let console = console("{ viewer: { gitlab_groups: [company/**] }, admin: { gitlab_groups: [company/division-7/team] } }").await;
    let groups: Vec<String> = (0..500)
        .map(|n| format!("company/division-{n}/team"))
        .collect();
    console.is_member_of(&groups.iter().map(String::as_str).collect::<Vec<_>>());
    let begun = console.renew(&console.session()).await.unwrap();
    assert!(SESSION_COOKIE.len() + 1 + begun.cookie.len() <= COOKIE_LIMIT);
    assert_eq!(
        begun.session.groups,
        ["company/division-0/team", "company/division-7/team"]
    );
    let policy = &console.state.live().policy;
    assert_eq!(
        policy.members(&begun.session.groups),
        policy.members(&groups)
    );
}

#[tokio::test]
async fn who_has_no_role_is_told_some_of_their_groups() {
    let console = console("{ viewer: { gitlab_groups: [elsewhere] } }").await;
    let groups: Vec<String> = (0..500)
        .map(|n| format!("company/division-{n}/team"))
        .collect();
    console.is_member_of(&groups.iter().map(String::as_str).collect::<Vec<_>>());
    let begun = console.renew(&console.session()).await.unwrap();
    assert_eq!(begun.session.seen, groups[..50]);
    assert_eq!(begun.session.more_groups, 450);
    assert!(begun.cookie.len() < COOKIE_LIMIT);
}
