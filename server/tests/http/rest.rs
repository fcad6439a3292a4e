//! `/api/v1` through the router.

use crate::support::{TestApp, only};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::json;
use simcluster::{Kind, Reach, Trouble};

#[tokio::test]
async fn clusters_tell_their_freshness_and_counts() {
    let answer = TestApp::start().await.get("/api/v1/clusters").await;
    assert_eq!(answer.status, StatusCode::OK);
    let clusters = &answer.json()["clusters"];
    assert_eq!(clusters[0]["name"], "a");
    assert_eq!(clusters[0]["title"], "A");
    assert_eq!(clusters[0]["freshness"]["state"], "live");
    assert_eq!(clusters[1]["totals"]["healthy"], 2);
    assert_eq!(clusters[1]["totals"]["down"], 0);
}

#[tokio::test]
async fn namespaces_without_deployments_are_listed_too() {
    let app = TestApp::start().await;
    let all = app.get("/api/v1/namespaces?cluster=a").await.json();
    let names: Vec<_> = all["namespaces"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n["name"].clone())
        .collect();
    assert_eq!(names, ["empty", "secret", "shop"]);
}

#[tokio::test]
async fn a_row_has_all_that_a_card_shows() {
    let app = TestApp::start().await;
    let answer = app
        .get("/api/v1/deployments?cluster=a&namespace=shop")
        .await
        .json();
    let rows = answer["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 1);
    let row = &rows[0];
    assert_eq!(row["cluster"], "a");
    assert_eq!(row["namespace"], "shop");
    assert_eq!(row["name"], "basket-deploy");
    assert_eq!(row["title"], "basket");
    assert_eq!(row["verdict"], "healthy");
    assert_eq!((&row["ready"], &row["desired"]), (&json!(1), &json!(1)));
    assert_eq!(
        row["container"],
        json!({"name": "apf-main-pod", "title": "apf-main"})
    );
    assert_eq!(row["image"]["tag"], "v1");
    assert_eq!(
        row["usage"],
        json!(null),
        "nothing was measured, and nothing is not zero"
    );
}

#[tokio::test]
async fn pages_of_rows_follow_each_other_without_gap_or_double() {
    let app = TestApp::start().await;
    let mut names = Vec::new();
    let mut path = "/api/v1/deployments?limit=1".to_owned();
    loop {
        let page = app.get(&path).await.json();
        let rows = page["rows"].as_array().unwrap();
        names.extend(
            rows.iter()
                .map(|row| format!("{}/{}", row["cluster"], row["name"])),
        );
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        path = format!("/api/v1/deployments?limit=1&cursor={cursor}");
    }
    assert_eq!(
        names,
        [
            "\"a\"/\"vault-deploy\"",
            "\"a\"/\"basket-deploy\"",
            "\"b\"/\"vault-deploy\"",
            "\"b\"/\"basket-deploy\""
        ]
    );
}

#[tokio::test]
async fn rows_are_answered_in_the_order_that_is_asked_for() {
    let app = TestApp::start().await;
    for (query, names) in [
        ("", ["a/secret", "a/shop", "b/secret", "b/shop"]),
        ("?sort=name", ["a/shop", "b/shop", "a/secret", "b/secret"]),
        // Nothing was measured: names decide.
        ("?sort=cpu", ["a/shop", "b/shop", "a/secret", "b/secret"]),
    ] {
        let answer = app.get(&format!("/api/v1/deployments{query}")).await.json();
        let rows = answer["rows"].as_array().unwrap().iter();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let found: Vec<_> = rows
            .map(|row| format!("{}/{}", text(&row["cluster"]), text(&row["namespace"])))
            .collect();
        assert_eq!(found, names, "{query}");
    }
    let first = app
        .get("/api/v1/deployments?sort=name&limit=1")
        .await
        .json();
    assert_eq!(first["rows"][0]["title"], "basket");
    assert_eq!(
        first["next_cursor"],
        json!(null),
        "there is no cursor in that order"
    );
}

#[tokio::test]
async fn one_deployment_comes_with_its_pods() {
    let app = TestApp::start().await;
    let answer = app
        .get("/api/v1/deployments/a/shop/basket-deploy")
        .await
        .json();
    assert_eq!(answer["deployment"]["title"], "basket");
    let pod = &answer["pods"][0];
    assert_eq!(pod["status"], "Running");
    assert_eq!(pod["ready"], "1/1");
    assert_eq!(pod["restarts"], "0");
    assert_eq!(pod["level"], "ok");
    let container = &pod["containers"][0];
    assert_eq!(container["kind"], "main");
    assert_eq!(container["state"], "Running");
    assert_eq!(answer["revision"], 1);
    assert_eq!(answer["conditions"][0]["type"], "Available");
    assert_eq!(answer["conditions"][0]["status"], "True");
    let pods = app
        .get("/api/v1/pods?cluster=a&deployment=basket-deploy")
        .await
        .json();
    assert_eq!(pods["pods"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn events_history_and_manifest_are_read_from_the_cluster() {
    let app = TestApp::start().await;
    let path = "/api/v1/deployments/a/shop/basket-deploy";
    let event = json!({
        "apiVersion": "v1", "kind": "Event", "metadata": {"namespace": "shop", "name": "e"},
        "involvedObject": {"kind": "Pod", "namespace": "shop", "name": "basket-deploy-5d9c-0"},
        "reason": "BackOff", "message": "Back-off", "type": "Warning", "count": 4,
        "firstTimestamp": "2026-01-01T00:00:00Z", "lastTimestamp": "2026-01-01T00:05:00Z"});
    app.clusters[0].apply(&event).unwrap();
    let events = app.get(&format!("{path}/events")).await.json();
    let wanted = json!({"partial": false, "events": [{"type": "Warning", "reason": "BackOff",
        "message": "Back-off", "object_kind": "Pod", "object_name": "basket-deploy-5d9c-0",
        "source": null, "count": 4, "first": "2026-01-01T00:00:00Z", "last": "2026-01-01T00:05:00Z"}]});
    assert_eq!(events, wanted);
    let history = app.get(&format!("{path}/history")).await.json();
    assert_eq!(history["revisions"][0]["number"], 1);
    assert_eq!(history["revisions"][0]["stage"], "complete");
    let manifest = app.get(&format!("{path}/manifest")).await.json();
    let yaml = manifest["yaml"].as_str().unwrap();
    assert!(
        yaml.contains("kind: Deployment") && !yaml.contains("status:"),
        "{yaml}"
    );
    let full = app
        .get(&format!("{path}/manifest?status=true"))
        .await
        .json();
    assert!(full["yaml"].as_str().unwrap().contains("status:"));
    let mistaken = app.get(&format!("{path}/manifest?state=1")).await;
    assert_eq!(mistaken.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_cluster_that_refuses_is_not_mistaken_for_what_is_not_there() {
    let app = TestApp::start().await;
    app.clusters[0]
        .faults()
        .inject_on(Trouble::Forbidden, Reach::Kind(Kind::Event));
    let path = "/api/v1/deployments/a/shop/basket-deploy";
    let refused = app.get(&format!("{path}/events")).await;
    assert_eq!(refused.status, StatusCode::BAD_GATEWAY);
    assert!(
        refused.body.contains("read events (403)"),
        "{}",
        refused.body
    );
    let drawn = app
        .post_json_as(
            None,
            "/api/app/drawer",
            &json!({ "query": "open=a/shop/basket-deploy&tab=events" }),
        )
        .await;
    assert_eq!(drawn.status, StatusCode::OK);
    assert!(drawn.body.contains("Try again"), "{}", drawn.body);
}

#[tokio::test]
async fn mistakes_are_told_as_problem_details() {
    let app = TestApp::start().await;
    for (path, status, words) in [
        (
            "/api/v1/deployments?verdict=rotten",
            400,
            "`rotten` is no verdict",
        ),
        (
            "/api/v1/deployments?sort=fast",
            400,
            "`fast` is no order; use worst, name",
        ),
        (
            "/api/v1/deployments?sort=name&cursor=a/b/c",
            400,
            "leave out sort",
        ),
        (
            "/api/v1/deployments?limit=0",
            400,
            "limit: 0 is not 1 to 10000",
        ),
        ("/api/v1/deployments?limit=x", 400, "limit"),
        (
            "/api/v1/deployments?colour=red",
            400,
            "unknown field `colour`",
        ),
        (
            "/api/v1/deployments/a/shop/nothing",
            404,
            "no such deployment",
        ),
        ("/api/v1/nothing", 404, "no resource"),
    ] {
        let answer = app.get(path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "{path}"
        );
        let problem = answer.json();
        assert_eq!(problem["status"], status);
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(words), "{path}: {detail}");
    }
    let post = Request::post("/api/v1/clusters")
        .body(Body::empty())
        .unwrap();
    let answer = app.send(post).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn an_answer_that_is_known_is_not_sent_again() {
    let app = TestApp::start().await;
    let first = app.get("/api/v1/clusters").await;
    let tag = first.header("etag").to_owned();
    assert!(!tag.is_empty());
    let again = |tag: &str| {
        Request::get("/api/v1/clusters")
            .header("if-none-match", tag)
            .body(Body::empty())
            .unwrap()
    };
    let second = app.send(again(&tag)).await;
    assert_eq!(second.status, StatusCode::NOT_MODIFIED);
    assert_eq!(second.body, "");
    let other = app.send(again("W/\"other\"")).await;
    assert_eq!(other.status, StatusCode::OK);
}

#[tokio::test]
async fn answers_are_compressed_for_who_can_read_it() {
    let app = TestApp::start().await;
    // A document, and what is streamed.
    for path in [
        "/api/v1/openapi.json",
        "/api/v1/deployments/a/shop/basket-deploy/logs",
    ] {
        let request = Request::get(path).header("accept-encoding", "gzip");
        let request = request.body(Body::empty()).unwrap();
        let response = tower::ServiceExt::oneshot(app.router.clone(), request).await;
        let response = response.unwrap();
        assert_eq!(response.headers()["content-encoding"], "gzip", "{path}");
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await;
        assert_eq!(body.unwrap()[..2], [0x1f, 0x8b], "{path}");
    }
}

#[tokio::test]
async fn what_a_role_may_not_see_does_not_exist() {
    let app = TestApp::configured(&only("^shop$")).await;
    for path in [
        "/api/v1/clusters",
        "/api/v1/namespaces",
        "/api/v1/namespaces?cluster=b",
        "/api/v1/deployments",
        "/api/v1/deployments?namespace=secret",
        "/api/v1/pods",
        "/api/v1/pods?namespace=secret",
        "/api/v1/session",
        "/",
        "/?cluster=b&namespace=secret",
    ] {
        let answer = app.get(path).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.status);
        let names_asked_for = path.contains("secret");
        assert!(
            !answer.body.contains("vault"),
            "{path} tells of a hidden Deployment"
        );
        assert!(
            names_asked_for || !answer.body.contains("secret"),
            "{path} tells of a hidden namespace"
        );
    }
    let clusters = app.get("/api/v1/clusters").await.json();
    assert_eq!(clusters["clusters"].as_array().unwrap().len(), 1);
    assert_eq!(clusters["clusters"][0]["totals"]["healthy"], 1);
    let hidden = app.get("/api/v1/deployments/a/secret/vault-deploy").await;
    let absent = app.get("/api/v1/deployments/a/secret/none").await;
    assert_eq!(
        (hidden.status, &hidden.body),
        (StatusCode::NOT_FOUND, &absent.body)
    );
    let session = app.get("/api/v1/session").await.json();
    assert_eq!(session["roles"], json!(["viewer"]));
    assert_eq!(
        session["menu"],
        json!([{"id": "status", "title": "Status", "icon": "icon-status", "href": "/"}])
    );
}

#[tokio::test]
async fn the_description_names_every_route() {
    let document = TestApp::start()
        .await
        .get("/api/v1/openapi.json")
        .await
        .json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    assert_eq!(
        paths,
        [
            "/clusters",
            "/deployments",
            "/deployments/{cluster}/{namespace}/{name}",
            "/deployments/{cluster}/{namespace}/{name}/events",
            "/deployments/{cluster}/{namespace}/{name}/history",
            "/deployments/{cluster}/{namespace}/{name}/logs",
            "/deployments/{cluster}/{namespace}/{name}/manifest",
            "/deployments/{cluster}/{namespace}/{name}/usage",
            "/deployments/{cluster}/{namespace}/{name}/verdicts",
            "/namespaces",
            "/pods",
            "/session",
            "/stream",
            "/versions",
            "/versions.csv",
            "/versions.md"
        ]
    );
}
