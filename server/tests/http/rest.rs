//! `/api/v1` through the router.

use crate::support::{TestApp, only};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::json;

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
    let pods = app
        .get("/api/v1/pods?cluster=a&deployment=basket-deploy")
        .await
        .json();
    assert_eq!(pods["pods"].as_array().unwrap().len(), 1);
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
    let request = Request::get("/api/v1/openapi.json").header("accept-encoding", "gzip");
    let response =
        tower::ServiceExt::oneshot(app.router.clone(), request.body(Body::empty()).unwrap())
            .await
            .unwrap();
    assert_eq!(response.headers()["content-encoding"], "gzip");
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
            "/deployments/{cluster}/{namespace}/{name}/logs",
            "/namespaces",
            "/pods",
            "/session",
            "/stream"
        ]
    );
}
