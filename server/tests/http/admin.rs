//! The admin listener's routes.

use crate::support::{TestApp, answer};
use axum::body::Body;
use axum::http::{Request, StatusCode};

#[tokio::test]
async fn ready_means_every_cluster_was_looked_at() {
    let app = TestApp::start().await;
    assert_eq!(app.admin_get("/livez").await.status, StatusCode::OK);
    let ready = app.admin_get("/readyz?verbose").await;
    assert_eq!(ready.status, StatusCode::OK);
    assert!(ready.body.contains("[+] a listed, live"), "{}", ready.body);
    let quiet = app.get("/readyz?verbose").await;
    assert_eq!(
        (quiet.status, quiet.body.as_str()),
        (StatusCode::OK, "ok\n")
    );
}

#[tokio::test]
async fn metrics_count_rows_and_watches() {
    let app = TestApp::start().await;
    let metrics = app.admin_get("/metrics").await;
    assert!(
        metrics
            .body
            .contains("dashboard_light_deployments{cluster=\"a\"} 2"),
        "{}",
        metrics.body
    );
    assert!(
        metrics
            .body
            .contains("dashboard_light_watches_open{cluster=\"b\"} 8"),
        "{}",
        metrics.body
    );
    assert_eq!(
        app.get("/metrics").await.status,
        StatusCode::NOT_FOUND,
        "not for users"
    );
}

#[tokio::test]
async fn a_log_level_that_is_none_is_refused() {
    let app = TestApp::start().await;
    let put = |level: &'static str| Request::put("/log-level").body(Body::from(level)).unwrap();
    assert_eq!(
        answer(app.admin.clone(), put("fleet=debug")).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        answer(app.admin.clone(), put("fleet=loud")).await.status,
        StatusCode::BAD_REQUEST
    );
}
