//! The page and its headers through the router.

use crate::support::TestApp;
use axum::body::Body;
use axum::http::{Request, StatusCode};

#[tokio::test]
async fn the_page_is_complete_without_a_script() {
    let app = TestApp::start().await;
    let page = app.get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.header("content-type").starts_with("text/html"));
    for words in ["basket", "vault", "Demo data", "Healthy", "1"] {
        assert!(page.body.contains(words), "the page does not say {words}");
    }
}

#[tokio::test]
async fn the_policy_forbids_what_the_page_does_not_need() {
    let app = TestApp::start().await;
    let (first, second) = (app.get("/").await, app.get("/").await);
    let policy = first.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self' 'nonce-"));
    assert!(!policy.contains("unsafe-inline"));
    assert_ne!(
        policy,
        second.header("content-security-policy"),
        "a nonce is used once"
    );
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .and_then(|rest| rest.split('\'').next())
        .unwrap();
    assert!(!nonce.is_empty() && first.body.contains(&format!("nonce=\"{nonce}\"")));
    assert!(
        !first.body.contains(" style="),
        "inline styles are refused by the policy"
    );
    assert_eq!(first.header("cache-control"), "no-store");
    assert_eq!(first.header("x-content-type-options"), "nosniff");
    assert_eq!(first.header("referrer-policy"), "no-referrer");
    assert!(!first.header("x-request-id").is_empty());
    assert_eq!(
        app.get("/api/v1/clusters")
            .await
            .header("content-security-policy"),
        "default-src 'none'; frame-ancestors 'none'"
    );
}

#[tokio::test]
async fn an_unknown_address_is_a_page_that_says_so() {
    let page = TestApp::start().await.get("/nowhere").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.body.contains("Page not found"));
}

#[tokio::test]
async fn configured_colours_are_served() {
    let yaml = "ui:\n  status_colors:\n    deployment: { healthy: \"#003300\" }\n";
    let css = TestApp::configured(yaml)
        .await
        .get("/assets/colors.css")
        .await;
    assert!(css.header("content-type").starts_with("text/css"));
    assert!(css.body.contains("--status-healthy: #003300;"));
}

#[tokio::test]
async fn the_last_selection_is_resumed_on_a_bare_address_only() {
    let app = TestApp::start().await;
    let with_cookie = |path: &str| {
        Request::get(path)
            .header("cookie", "dl_selection=cluster%3Da")
            .body(Body::empty())
            .unwrap()
    };
    let bare = app.send(with_cookie("/")).await;
    assert_eq!(bare.status, StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(bare.header("location"), "/?cluster=a");
    assert_eq!(
        app.send(with_cookie("/?cluster=b")).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let app = TestApp::start().await;
    let request = Request::post("/api/app/pods")
        .header("sec-fetch-site", "cross-site")
        .header("origin", "https://elsewhere.example")
        .header("host", "localhost")
        .header("content-type", "application/json")
        .body(Body::from("{\"keys\":[]}"))
        .unwrap();
    assert_eq!(app.send(request).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_batch_of_pods_is_answered_and_a_too_large_one_refused() {
    let app = TestApp::start().await;
    let post = |keys: usize| {
        let key = "{\"cluster\":\"a\",\"namespace\":\"shop\",\"name\":\"basket-deploy\"}";
        let body = format!("{{\"keys\":[{}]}}", vec![key; keys].join(","));
        Request::post("/api/app/pods")
            .header("content-type", "application/json")
            .header("accept", "application/json")
            .body(Body::from(body))
            .unwrap()
    };
    let answer = app.send(post(1)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(answer.json()[0]["pods"][0]["status"], "Running");
    assert_eq!(app.send(post(501)).await.status, StatusCode::BAD_REQUEST);
    let garbage = Request::post("/api/app/pods").header("content-type", "application/json");
    let answer = app.send(garbage.body(Body::from("{")).unwrap()).await;
    assert!(answer.status.is_client_error() || answer.status.is_server_error());
}

#[tokio::test]
async fn each_density_is_complete_without_a_script() {
    let app = TestApp::start().await;
    for (query, words) in [
        ("view=table", "aria-sort=\"descending\""),
        (
            "view=table&group=application&sort=name",
            "aria-sort=\"ascending\"",
        ),
        ("view=tiles", "aria-label=\"basket 1/1 ready, Healthy\""),
        (
            "view=tiles&group=none",
            "aria-label=\"vault 1/1 ready, Healthy\"",
        ),
        ("view=wall", "4 deployments: none needs anybody."),
        ("group=none", "basket"),
    ] {
        let page = app.get(&format!("/?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        assert!(page.body.contains(words), "{query} lacks {words}");
        assert!(!page.body.contains(" style="), "{query}");
    }
}

#[tokio::test]
async fn a_bare_address_leads_to_the_remembered_arrangement() {
    let app = TestApp::start().await;
    let request = Request::get("/")
        .header(
            "cookie",
            "dl_selection=cluster%3Da%26view%3Dtable%26sort%3Dcpu; dl_columns=cpu.tag",
        )
        .body(Body::empty())
        .unwrap();
    let answer = app.send(request).await;
    assert_eq!(answer.status, StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(answer.header("location"), "/?cluster=a&sort=cpu&view=table");
    let request = Request::get("/?view=table")
        .header("cookie", "dl_columns=cpu.tag")
        .body(Body::empty())
        .unwrap();
    let page = app.send(request).await;
    assert!(page.body.contains("data-hide=\"cluster tag cpu\""));
}

#[tokio::test]
async fn a_page_is_drawn_in_one_thread_and_sent_in_another() {
    let app = TestApp::start().await;
    for path in [
        "/?view=cards",
        "/?view=table",
        "/?view=tiles",
        "/?view=wall",
        "/?open=a/shop/basket-deploy&tab=logs",
        "/?open=a/shop/basket-deploy&tab=manifest",
        "/nowhere",
    ] {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = tower::ServiceExt::oneshot(app.router.clone(), request).await;
        let body = response.unwrap().into_body();
        let runtime = tokio::runtime::Handle::current();
        let sent = std::thread::spawn(move || {
            runtime
                .block_on(axum::body::to_bytes(body, usize::MAX))
                .unwrap()
        });
        // Whatever the page was drawn with is given up there.
        let sent = tokio::task::spawn_blocking(|| sent.join()).await.unwrap();
        let page = String::from_utf8(sent.unwrap().to_vec()).unwrap();
        assert!(page.contains("</html>"), "{path}");
    }
}
