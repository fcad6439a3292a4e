//! Limits of how much one may ask, and whose requests they count.

use crate::people::{company, member};
use crate::support::{Answer, TestApp, answer};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use server::auth::session::SESSION_COOKIE;
use server::auth::{Action, Outcome};
use server::listener::PeerAddress;
use std::time::Duration;

const LIMITS: &str = "server:\n  trusted_proxies: [\"10.0.0.0/8\"]\n  \
    limits: { auth_per_minute: 2, requests_per_minute: 3 }\n";

/// A server with narrow limits. From now on the clock stands still.
async fn start() -> TestApp {
    let app = TestApp::configured(&format!("{LIMITS}{}", company(""))).await;
    tokio::time::pause();
    app
}

/// Asks from this address.
async fn ask(app: &TestApp, path: &str, from: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let peer = PeerAddress((from.parse::<std::net::IpAddr>().unwrap(), 4711).into());
    let request = request.extension(ConnectInfo(peer));
    answer(app.router.clone(), request.body(Body::empty()).unwrap()).await
}

/// How many requests are answered before the first 429.
async fn allowed(app: &TestApp, path: &str, from: &str, headers: &[(&str, &str)]) -> usize {
    for count in 0..20 {
        if ask(app, path, from, headers).await.status == StatusCode::TOO_MANY_REQUESTS {
            return count;
        }
    }
    20
}

const SESSION: &str = "/api/v1/session";
const CALLBACK: &str = "/auth/callback";

#[tokio::test]
async fn too_many_requests_of_one_address_are_refused_for_a_while() {
    let app = start().await;
    assert_eq!(allowed(&app, SESSION, "192.0.2.1", &[]).await, 3);
    let refused = ask(&app, SESSION, "192.0.2.1", &[]).await;
    assert_eq!(refused.header("retry-after"), "20");
    assert_eq!(refused.header("content-type"), "application/problem+json");
    assert_eq!(refused.header("x-content-type-options"), "nosniff");
    assert_eq!(refused.json()["status"], 429);
    assert!(
        refused.body.contains("try again in 20 s"),
        "{}",
        refused.body
    );
    assert_eq!(
        ask(&app, SESSION, "192.0.2.2", &[]).await.status,
        StatusCode::OK
    );

    tokio::time::advance(Duration::from_secs(20)).await;
    assert_eq!(allowed(&app, SESSION, "192.0.2.1", &[]).await, 1);
}

#[tokio::test]
async fn signing_in_has_a_limit_of_its_own() {
    let app = start().await;
    assert_eq!(allowed(&app, CALLBACK, "192.0.2.1", &[]).await, 2);
    assert_eq!(allowed(&app, "/auth/renew", "192.0.2.1", &[]).await, 0);
    assert_eq!(allowed(&app, "/login", "192.0.2.1", &[]).await, 3);
    let cookie = format!("{SESSION_COOKIE}={}", member(&app, &["team/qa"]));
    let headers = [("cookie", cookie.as_str())];
    assert_eq!(
        allowed(&app, CALLBACK, "192.0.2.1", &headers).await,
        0,
        "a session is no way round"
    );
}

#[tokio::test]
async fn sessions_behind_one_address_are_counted_apart() {
    let app = start().await;
    let cookies = [(); 2].map(|()| format!("{SESSION_COOKIE}={}", member(&app, &["team/qa"])));
    for cookie in &cookies {
        let headers = [("cookie", cookie.as_str())];
        assert_eq!(allowed(&app, SESSION, "192.0.2.1", &headers).await, 3);
        assert_eq!(
            allowed(&app, SESSION, "192.0.2.9", &headers).await,
            0,
            "wherever it is"
        );
    }
    for invented in ["a", "b", "c"] {
        let headers = [("cookie", format!("{SESSION_COOKIE}={invented}"))];
        let headers = [(headers[0].0, headers[0].1.as_str())];
        assert_eq!(
            ask(&app, SESSION, "192.0.2.1", &headers).await.status,
            StatusCode::OK
        );
    }
    assert_eq!(
        allowed(&app, SESSION, "192.0.2.1", &[]).await,
        0,
        "no session, no count of its own"
    );
}

#[tokio::test]
async fn clients_behind_a_proxy_are_counted_apart() {
    let app = start().await;
    let forwarded = |client| [("x-forwarded-for", client)];
    for client in ["192.0.2.1", "2001:db8::1"] {
        assert_eq!(
            allowed(&app, SESSION, "10.0.0.1", &forwarded(client)).await,
            3
        );
    }
    let same = [("x-forwarded-for", "203.0.113.5, 192.0.2.1")];
    assert_eq!(allowed(&app, SESSION, "10.0.0.2", &same).await, 0);
    let neighbour = forwarded("2001:db8::ffff");
    assert_eq!(
        allowed(&app, SESSION, "10.0.0.1", &neighbour).await,
        0,
        "one network, one count"
    );
    for (number, pretended) in ["203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.4"]
        .into_iter()
        .enumerate()
    {
        let status = ask(&app, SESSION, "192.0.2.8", &forwarded(pretended))
            .await
            .status;
        assert_eq!(
            status == StatusCode::TOO_MANY_REQUESTS,
            number == 3,
            "who is no proxy is not believed"
        );
    }
}

#[tokio::test]
async fn probes_and_files_have_no_limit() {
    let app = start().await;
    for path in ["/livez", "/readyz", "/assets/colors.css", "/favicon.ico"] {
        assert_eq!(allowed(&app, path, "192.0.2.1", &[]).await, 20, "{path}");
    }
    assert_eq!(
        allowed(&app, "/pkg/no-such-file.js", "192.0.2.1", &[]).await,
        3
    );
}

#[tokio::test]
async fn zero_is_no_limit_and_nobody_is_not_counted() {
    let limits = "server: { limits: { auth_per_minute: 0, requests_per_minute: 0 } }\n";
    let app = TestApp::configured(&format!("{limits}{}", company(""))).await;
    for path in [SESSION, CALLBACK] {
        assert_eq!(allowed(&app, path, "192.0.2.1", &[]).await, 20);
    }
    let app = start().await;
    for _ in 0..5 {
        assert_eq!(app.get(SESSION).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_refusal_is_audited_once_a_minute() {
    let app = start().await;
    let refusals = || {
        let mut events = app.state.audit.recent();
        events.retain(|event| event.action == Action::Refusal && event.detail.contains("a minute"));
        events
    };
    let cookie = format!("{SESSION_COOKIE}={}", member(&app, &["team/qa"]));
    let headers = [(header::COOKIE.as_str(), cookie.as_str())];
    let mut ids = Vec::new();
    for _ in 0..10 {
        let answer = ask(&app, SESSION, "192.0.2.1", &headers).await;
        ids.push(answer.header("x-request-id").to_owned());
        ask(&app, CALLBACK, "192.0.2.2", &[]).await;
    }
    let events = refusals();
    assert_eq!(events.len(), 2, "{events:?}");
    assert!(events.iter().all(|event| event.outcome == Outcome::Failure));
    assert_eq!(events[0].detail, "more than 3 requests a minute");
    assert_eq!(events[0].name.as_deref(), Some("dana.kim"));
    assert_eq!(events[0].origin.address.as_deref(), Some("192.0.2.1"));
    // The fourth was the first too many.
    assert_eq!(events[0].origin.request_id.as_ref(), Some(&ids[3]));
    assert_eq!(events[1].detail, "more than 2 requests to sign in a minute");
    assert_eq!(
        (
            events[1].name.as_deref(),
            events[1].origin.address.as_deref()
        ),
        (None, Some("192.0.2.2"))
    );

    tokio::time::advance(Duration::from_secs(60)).await;
    assert_eq!(allowed(&app, CALLBACK, "192.0.2.2", &[]).await, 2);
    assert_eq!(refusals().len(), 3);
}
