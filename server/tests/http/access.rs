//! Access while the server runs: streams that end, another configuration, another view.

use crate::people::{CANARIES, company, member, session, signed, with_session};
use crate::stream::Events;
use crate::support::{TestApp, answer, configuration};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use std::sync::atomic::Ordering;

const STREAM: &str = "/api/v1/stream";

/// Reads on until the stream ends, and says why it did.
async fn reason(mut events: Events) -> String {
    let mut last = None;
    while let Some(event) = events.next().await {
        last = Some(event);
    }
    let last = last.expect("it said nothing");
    assert_eq!(last.name, "end");
    last.data["reason"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_stream_ends_with_its_session() {
    let app = TestApp::configured(&company("")).await;
    let cookie = member(&app, &["team/qa"]);
    let mut events = Events::open_as(&app, Some(&cookie), STREAM).await;
    assert_eq!(events.next().await.unwrap().name, "snapshot");
    app.ahead.store(3601, Ordering::Relaxed);
    // The same configuration again: everybody looks at the clock.
    app.state.apply(configuration(&company(""))).unwrap();
    assert_eq!(reason(events).await, "session");
    let again = app.get_as(Some(&cookie), STREAM).await;
    assert_eq!(again.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn signing_out_ends_the_streams_and_every_copy_of_the_cookie() {
    let app = TestApp::configured(&company("")).await;
    let (mine, other) = (member(&app, &["team/qa"]), member(&app, &["team/vault"]));
    let (own, others) = (
        Events::open_as(&app, Some(&mine), STREAM).await,
        &mut Events::open_as(&app, Some(&other), STREAM).await,
    );
    let answer = app.post_as(Some(&mine), "/auth/sign-out", "").await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::SEE_OTHER, "/login")
    );
    assert!(
        answer
            .header("set-cookie")
            .starts_with("__Host-dl_session=; ")
    );
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(reason(own).await, "session");
    assert_eq!(
        app.get_as(Some(&mine), "/api/v1/pods").await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(others.next().await.unwrap().name, "snapshot");
    assert_eq!(
        app.get_as(Some(&other), "/api/v1/pods").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn another_configuration_decides_at_once() {
    let app = TestApp::configured(&company("")).await;
    let cookie = member(&app, &["team/qa"]);
    let mut kept = Events::open_as(&app, Some(&cookie), STREAM).await;
    assert_eq!(kept.next().await.unwrap().name, "snapshot");
    // What concerns somebody else changes nothing here.
    let other = company("").replace("^secret$", "^secret-.*$");
    app.state.apply(configuration(&other)).unwrap();
    let beat = kept.next().await.unwrap();
    assert_eq!(beat.name, "heartbeat");

    let wider = company("").replace("^shop$", "^(shop|secret)$");
    app.state.apply(configuration(&wider)).unwrap();
    assert_eq!(reason(kept).await, "access");
    let rows = app
        .get_as(Some(&cookie), "/api/v1/deployments")
        .await
        .json();
    assert_eq!(rows["rows"].as_array().unwrap().len(), 2);

    let events = Events::open_as(&app, Some(&cookie), STREAM).await;
    let gone = company("").replace("team/qa", "team/quality");
    app.state.apply(configuration(&gone)).unwrap();
    assert_eq!(reason(events).await, "access");
    let refused = app.get_as(Some(&cookie), STREAM).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(
        refused.body.contains("dana.kim"),
        "it says what concerns oneself"
    );
}

#[tokio::test]
async fn closing_the_console_ends_anonymous_streams() {
    let app = TestApp::configured(&company(
        "allow_anonymous_access: true\n  anonymous_role: guest",
    ))
    .await;
    let events = Events::open_as(&app, None, STREAM).await;
    app.state.apply(configuration(&company(""))).unwrap();
    assert_eq!(reason(events).await, "access");
    assert_eq!(
        app.get("/api/v1/pods").await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn all_sessions_can_be_ended() {
    let app = TestApp::configured(&company("")).await;
    let cookie = member(&app, &["team/qa"]);
    let later = "sessions_valid_after: 2200-01-01T00:00:00Z";
    app.state.apply(configuration(&company(later))).unwrap();
    assert_eq!(
        app.get_as(Some(&cookie), "/api/v1/pods").await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn who_has_signed_out_is_told_so_once_and_nobody_else() {
    const WORDS: &str = "You are signed out.";
    let app = TestApp::configured(&company("")).await;
    let cookie = member(&app, &["team/qa"]);
    let out = app.post_as(Some(&cookie), "/auth/sign-out", "").await;
    let lines: Vec<&str> = out
        .headers
        .get_all(header::SET_COOKIE)
        .iter()
        .map(|line| line.to_str().unwrap())
        .collect();
    let flag = lines.iter().find(|line| !line.contains("Max-Age=0"));
    let flag = flag.unwrap().split(';').next().unwrap();
    let request = Request::get("/login?next=/%3Fq=x").header(header::COOKIE, flag);
    let page = answer(app.router.clone(), request.body(Body::empty()).unwrap()).await;
    assert!(page.body.contains(WORDS), "{}", page.body);
    let (name, _) = flag.split_once('=').unwrap();
    let gone = format!("{name}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
    assert_eq!(page.header("set-cookie"), gone);
    // No address alone says so.
    for path in ["/login", "/login?signed_out", "/login?state=signed_out"] {
        let page = app.get(path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.body.contains(WORDS), "{path}");
    }
}

/// The cookie that a view-as answer sets, besides the session's.
fn both(cookie: &str, view: &str) -> String {
    let pair = view.split(';').next().unwrap();
    format!("{cookie}; {pair}")
}

#[tokio::test]
async fn an_administrator_looks_as_others_do_but_never_further_than_themselves() {
    // This administrator may not see cluster b.
    let narrow = company("").replace("allowed_clusters: [\"*\"]", "allowed_clusters: [\"a\"]");
    let app = TestApp::configured(&narrow).await;
    let admin = member(&app, &["team/ops/core"]);
    let view = app
        .post_as(Some(&admin), "/auth/view-as", "groups=team/qa, team/vault")
        .await;
    assert_eq!(view.status, StatusCode::SEE_OTHER);
    let cookie = both(&admin, view.header("set-cookie"));
    let session = app.get_as(Some(&cookie), "/api/v1/session").await.json();
    assert_eq!(session["name"], "dana.kim");
    assert_eq!(
        session["view_as"],
        serde_json::json!(["team/qa", "team/vault"])
    );
    assert_eq!(session["roles"], serde_json::json!(["viewer", "keeper"]));
    let rows = app
        .get_as(Some(&cookie), "/api/v1/deployments")
        .await
        .json();
    let seen: Vec<_> = rows["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["namespace"])
        .collect();
    assert_eq!(seen, ["shop"], "b/secret is not the administrator's to see");
    assert_eq!(
        app.get_as(Some(&cookie), "/admin").await.status,
        StatusCode::NOT_FOUND
    );

    // The view is of this session only, and only while its owner administers.
    let other = signed(
        &app,
        &server::auth::Session {
            id: "other".into(),
            ..session_of_ops(&app)
        },
    );
    let stolen = both(&other, view.header("set-cookie"));
    let session = app.get_as(Some(&stolen), "/api/v1/session").await.json();
    assert_eq!(session["view_as"], serde_json::json!([]));
    let stop = app.post_as(Some(&cookie), "/auth/view-as/stop", "").await;
    assert!(stop.header("set-cookie").contains("Max-Age=0"));
}

fn session_of_ops(app: &TestApp) -> server::auth::Session {
    session(app, &["team/ops/core"], 0)
}

#[tokio::test]
async fn another_site_cannot_sign_anybody_out() {
    let app = TestApp::configured(&company("")).await;
    let cookie = member(&app, &["team/ops/core"]);
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
    ] {
        for path in [
            "/auth/sign-out",
            "/auth/renew",
            "/auth/view-as",
            "/api/app/snapshot",
        ] {
            let request = with_session(Request::post(path), Some(&cookie))
                .header(name, value)
                .header(header::HOST, "dashboard.example")
                .header(header::CONTENT_TYPE, "text/plain");
            let answer = answer(app.router.clone(), request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} with {name}");
        }
    }
    assert_eq!(
        app.get_as(Some(&cookie), "/api/v1/pods").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_page_leads_to_the_sign_in_and_back() {
    let app = TestApp::configured(&company("")).await;
    let answer = app.get("/?cluster=a&q=x%20y").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        answer.header("location"),
        "/login?next=%2F%3Fcluster%3Da%26q%3Dx%2520y"
    );
    let page = app.get(answer.header("location")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body
            .contains("/auth/sign-in?next=%2F%3Fcluster%3Da%26q%3Dx%2520y")
    );
    let evil = app.get("/login?next=//evil.example/").await;
    assert!(!evil.body.contains("evil"), "{}", evil.body);
}

#[tokio::test]
async fn hidden_and_missing_things_answer_alike() {
    let app = TestApp::configured(&company("")).await;
    let cookie = member(&app, &["team/qa"]);
    let get = async |path: &str| {
        let mut answer = app.get_as(Some(&cookie), path).await;
        answer.headers.remove("x-request-id");
        answer.headers.remove("content-length");
        // Both depend on what was asked, not on what there is.
        answer.headers.remove("etag");
        if let Some(at) = answer.body.find("\"epoch\":") {
            let end = answer.body[at..].find(',').unwrap() + at;
            answer.body.replace_range(at..end, "");
        }
        answer
    };
    let hidden = get("/api/v1/deployments/a/secret/vault-deploy").await;
    let missing = get("/api/v1/deployments/a/nowhere/vault-deploy").await;
    assert_eq!(hidden.status, missing.status);
    assert_eq!(hidden.headers, missing.headers);
    assert_eq!(hidden.body.replace("secret", "nowhere"), missing.body);
    for path in [
        "/api/v1/deployments?namespace=",
        "/api/v1/pods?namespace=",
        "/api/v1/deployments?q=",
        "/api/v1/namespaces?cluster=",
    ] {
        let hidden = get(&format!(
            "{path}{}",
            if path.ends_with("cluster=") {
                "b"
            } else {
                "secret"
            }
        ))
        .await;
        let missing = get(&format!("{path}nowhere")).await;
        assert_eq!(
            (hidden.status, &hidden.headers),
            (missing.status, &missing.headers),
            "{path}"
        );
        assert_eq!(hidden.body, missing.body, "{path}");
    }
}

#[tokio::test]
async fn no_secret_is_in_a_debug_output_or_a_metric() {
    let app = TestApp::configured(&company("")).await;
    let session = session_of_ops(&app);
    let cookie = signed(&app, &session);
    app.get_as(Some(&cookie), "/?cluster=*").await;
    let metrics = app.admin_get("/metrics").await;
    assert_eq!(metrics.status, StatusCode::OK);
    for text in [
        format!("{:?}", app.state),
        format!("{:?}", app.state.live()),
        format!("{session:?}"),
        format!("{:?}", configuration(&company(""))),
        metrics.body,
    ] {
        for secret in CANARIES.into_iter().chain([cookie.as_str()]) {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

#[tokio::test]
async fn browsers_are_told_to_stay_with_https_where_that_is_how_they_come() {
    let secure = company("").replace("http://127.0.0.1:3000/", "https://dashboard.example.com/");
    for (yaml, header) in [(company(""), ""), (secure, "max-age=31536000")] {
        let app = TestApp::configured(&yaml).await;
        let page = app.get("/login").await;
        assert_eq!(page.header("strict-transport-security"), header);
    }
}

#[tokio::test]
async fn nobody_administers_while_they_look_as_others() {
    let app = TestApp::configured(&company("")).await;
    let admin = member(&app, &["team/ops/core"]);
    let view = app
        .post_as(Some(&admin), "/auth/view-as", "groups=team/ops/other")
        .await;
    let cookie = both(&admin, view.header("set-cookie"));
    assert_eq!(
        app.get_as(Some(&cookie), "/admin").await.status,
        StatusCode::NOT_FOUND
    );
    let session = app.get_as(Some(&cookie), "/api/v1/session").await.json();
    assert_eq!(session["menu"].as_array().unwrap().len(), 2, "{session}");
}

#[tokio::test]
async fn request_ids_are_ours() {
    let app = TestApp::configured(&company("")).await;
    let request = Request::get("/livez").header("x-request-id", "theirs");
    let answer = answer(app.router.clone(), request.body(Body::empty()).unwrap()).await;
    let id = answer.header("x-request-id");
    assert!(!id.is_empty() && id != "theirs", "{id}");
}
