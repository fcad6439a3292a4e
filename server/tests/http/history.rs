//! What was, through the router.

use crate::support::TestApp;
use axum::http::StatusCode;
use serde_json::{Value, json};

const BASKET: &str = "/api/v1/deployments/a/shop/basket-deploy";

#[tokio::test]
async fn usage_comes_in_steps_with_what_is_not_known_left_out() {
    let app = TestApp::start().await;
    let pod = "basket-deploy-5d9c-0";
    app.clusters[0].set_usage("shop", pod, &[("apf-main-pod", 120, 3 << 20)]);
    app.until(|app| app.fleet.stats().clusters[0].usage_tracks == 2)
        .await;
    for (since, step) in [
        ("", 15),
        ("?since=30m", 15),
        ("?since=6h", 60),
        ("?since=1d", 300),
    ] {
        let answer = app.get(&format!("{BASKET}/usage{since}")).await.json();
        assert_eq!(answer["step_seconds"], step, "{since}");
        let last = |figures: &Value| figures.as_array().unwrap().last().unwrap().clone();
        for figure in ["mean", "max"] {
            assert_eq!(last(&answer["total"]["cpu_millicores"][figure]), 120);
            assert_eq!(last(&answer["pods"][0]["memory_bytes"][figure]), 3 << 20);
        }
        assert_eq!(answer["pods"][0]["name"], pod);
        let first = &answer["total"]["cpu_millicores"]["mean"][0];
        assert_eq!(first, &json!(null), "nothing was known {since} ago");
        assert!(answer["since"].as_str() > answer["from"].as_str());
    }
    // Nothing was measured of this one.
    let answer = app
        .get("/api/v1/deployments/b/shop/basket-deploy/usage")
        .await;
    assert_eq!(answer.json()["since"], json!(null));
    assert_eq!(answer.json()["total"]["memory_bytes"]["max"], json!([]));
}

#[tokio::test]
async fn verdicts_come_since_the_server_knows_them() {
    let app = TestApp::start().await;
    let answer = app.get(&format!("{BASKET}/verdicts")).await.json();
    let spans = answer["spans"].as_array().unwrap();
    assert_eq!(spans.len(), 1);
    assert_eq!(spans[0]["verdict"], "healthy");
    assert_eq!(
        (&spans[0]["from"], &spans[0]["until"]),
        (&answer["since"], &json!(null))
    );
}

#[tokio::test]
async fn a_mistake_in_since_is_told() {
    let app = TestApp::start().await;
    for since in [
        "yesterday",
        "-5m",
        "2999-01-01T00:00:00Z",
        "99999999999h",
        "",
    ] {
        let answer = app.get(&format!("{BASKET}/usage?since={since}")).await;
        assert_eq!(
            answer.status,
            StatusCode::BAD_REQUEST,
            "{since}: {}",
            answer.body
        );
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(&format!("since: `{since}`")), "{detail}");
        assert!(detail.contains("30m"), "{detail}");
    }
    for since in ["2020-01-01T00:00:00Z", "90s", "PT30M", "1 day 2 hours"] {
        let since = since.replace(' ', "%20");
        let answer = app.get(&format!("{BASKET}/usage?since={since}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{since}: {}", answer.body);
    }
}
