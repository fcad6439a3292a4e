//! `/versions` and `/api/v1/versions` through the router.

use crate::support::TestApp;
use axum::http::StatusCode;
use serde_json::{Value, json};
use simcluster::SimCluster;

/// A Deployment of this image without any Pod.
fn apply(cluster: &SimCluster, namespace: &str, name: &str, image: &str) {
    let containers = json!([{"name": "apf-main-pod", "image": image}]);
    let labels = json!({"app": name});
    let object = json!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": name, "namespace": namespace, "uid": format!("{namespace}-{name}-d"),
            "generation": 1, "creationTimestamp": "2026-01-01T00:00:00Z"},
        "spec": {"replicas": 0, "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": containers}}},
        "status": {"observedGeneration": 1}});
    cluster.apply(&object).unwrap();
}

async fn shown(app: &TestApp, query: &str) -> Value {
    let answer = app.get(&format!("/api/v1/versions{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()
}

/// `checkout` of `shop` is another one in `b`.
async fn with_drift(yaml: &str) -> TestApp {
    let app = TestApp::configured(yaml).await;
    let before = app.fleet.stats().changes;
    apply(
        &app.clusters[0],
        "shop",
        "checkout-deploy",
        "x/checkout:prod-aaaaaaa1",
    );
    apply(
        &app.clusters[0],
        "secret",
        "checkout-deploy",
        "x/checkout:stag-aaaaaaa1",
    );
    apply(
        &app.clusters[1],
        "shop",
        "checkout-deploy",
        "x/checkout:prod-bbbbbbb2",
    );
    app.until(|app| app.fleet.stats().changes >= before + 3)
        .await;
    app
}

const ENVIRONMENTS: &str =
    "ui: { versions: { namespace_pattern: '^(?<env>shop|secret)$', environments: [shop] } }";

#[tokio::test]
async fn what_differs_is_told_for_each_deployment() {
    let app = with_drift("{}").await;
    let all = shown(&app, "").await;
    assert_eq!(all["by"], "cluster");
    let columns =
        json!([{"environment": null, "cluster": "a"}, {"environment": null, "cluster": "b"}]);
    assert_eq!(all["columns"], columns);
    assert_eq!((&all["all"], &all["differing"]), (&json!(3), &json!(1)));
    let basket = &all["applications"][0]["deployments"][0];
    assert_eq!(basket["name"], "basket-deploy");
    assert_eq!(basket["since"], "2026-01-01T00:00:00Z");
    let differing = shown(&app, "?differences=true&compare=a").await;
    let applications = differing["applications"].as_array().unwrap();
    assert_eq!(applications.len(), 1);
    let deployments = applications[0]["deployments"].as_array().unwrap();
    let marks: Vec<(&Value, &Value)> = deployments
        .iter()
        .map(|it| (&it["tag"], &it["differs"]))
        .collect();
    let wanted = [
        (json!("stag-aaaaaaa1"), json!(false)),
        (json!("prod-aaaaaaa1"), json!(false)),
        (json!("prod-bbbbbbb2"), json!(true)),
    ];
    assert_eq!(
        marks,
        wanted.each_ref().map(|(tag, differs)| (tag, differs))
    );
    let found = shown(&app, "?q=tag:bbbb&namespace=shop").await;
    let deployments = found["applications"][0]["deployments"].as_array().unwrap();
    let found: Vec<&Value> = deployments.iter().map(|it| &it["found"]).collect();
    assert_eq!(found, [false, true]);
}

#[tokio::test]
async fn environments_come_from_the_configuration_and_change_with_it() {
    let app = with_drift(ENVIRONMENTS).await;
    let all = shown(&app, "").await;
    assert_eq!(all["by"], "environment");
    let columns = all["columns"].as_array().unwrap();
    let names: Vec<&Value> = columns.iter().map(|it| &it["environment"]).collect();
    assert_eq!(names, ["shop", "shop", "secret", "secret"]);
    let compared = shown(&app, "?compare=secret&q=checkout").await;
    assert_eq!(compared["differing"], 1);
    app.state
        .apply(crate::support::configuration("{}"))
        .unwrap();
    assert_eq!(shown(&app, "").await["by"], "cluster");
}

#[tokio::test]
async fn tables_are_files_of_their_kind() {
    let app = with_drift("{}").await;
    let csv = app
        .get("/api/v1/versions.csv?q=checkout&namespace=shop")
        .await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        csv.header("content-disposition"),
        "attachment; filename=\"versions.csv\""
    );
    assert_eq!(csv.body.lines().count(), 3, "{}", csv.body);
    assert!(
        csv.body
            .contains("\r\ncheckout,,,b,shop,deployment,checkout-deploy,prod-bbbbbbb2,"),
        "{}",
        csv.body
    );
    let markdown = app.get("/api/v1/versions.md?q=checkout&compare=a").await;
    assert_eq!(
        markdown.header("content-type"),
        "text/markdown; charset=utf-8"
    );
    assert!(
        markdown.body.starts_with("| Application | A | B |\n"),
        "{}",
        markdown.body
    );
    assert!(
        markdown.body.contains("**`prod-bbbbbbb2`** differs"),
        "{}",
        markdown.body
    );
}

#[tokio::test]
async fn a_mistake_in_the_question_is_told() {
    let app = TestApp::start().await;
    for (query, words) in [
        ("by=moon", "use cluster or environment"),
        ("kind=foo", "`foo` is no kind"),
        ("by=environment", "ui.versions.namespace_pattern is not set"),
        ("compare=c", "none of the columns is of cluster `c`"),
        ("difference=true", "unknown field"),
        ("differences=maybe", "differences"),
    ] {
        for path in ["versions", "versions.csv", "versions.md"] {
            let answer = app.get(&format!("/api/v1/{path}?{query}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}?{query}");
            assert!(answer.body.contains(words), "{}", answer.body);
        }
    }
}

#[tokio::test]
async fn the_page_shows_what_an_old_link_asks_for_as_well_as_it_can() {
    let app = with_drift("{}").await;
    let page = app
        .get("/versions?by=environment&compare=gone&page=9")
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("data-key=\"b/shop/checkout-deploy\""));
    // Links to resources, which are read strictly, ask only for what there is.
    assert!(page.body.contains("href=\"/api/v1/versions.csv\""));
}
