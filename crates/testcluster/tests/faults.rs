//! Breaking and repairing what a dashboard has to survive.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests are tests"
)]

use std::time::{Duration, Instant};

use testcluster::TestCluster;

const SOON: Duration = Duration::from_secs(60);

#[tokio::test]
async fn the_api_server_can_be_killed_and_started_again() {
    let cluster = TestCluster::builder()
        .kwok_nodes(1)
        .metrics_server(false)
        .start()
        .await
        .unwrap();
    cluster
        .kubectl(&["create", "configmap", "kept"])
        .await
        .unwrap();
    let before = cluster.base_url().await.unwrap();

    cluster.kill_api_server().await.unwrap();
    let error = cluster.raw("/livez").await.unwrap_err().to_string();
    assert!(error.contains("refused"), "{error}");

    let begun = Instant::now();
    cluster.start_api_server().await.unwrap();
    assert!(begun.elapsed() < SOON);
    cluster
        .kubectl(&["get", "configmap", "kept"])
        .await
        .unwrap();
    assert_eq!(cluster.base_url().await.unwrap(), before);
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn compaction_and_a_restart_make_an_old_version_gone() {
    let cluster = TestCluster::builder()
        .metrics_server(false)
        .start()
        .await
        .unwrap();
    let list = cluster
        .kubectl_json(&["get", "--raw", "/api/v1/configmaps"])
        .await;
    let list = match list {
        Ok(list) => list,
        Err(_) => serde_json::from_str(&cluster.raw("/api/v1/configmaps").await.unwrap()).unwrap(),
    };
    let version = list["metadata"]["resourceVersion"]
        .as_str()
        .unwrap()
        .to_owned();
    let watch = format!("/api/v1/configmaps?watch=1&timeoutSeconds=1&resourceVersion={version}");
    assert!(!is_gone(&cluster, &watch).await, "nothing is forgotten yet");

    cluster
        .kubectl(&["create", "configmap", "newer"])
        .await
        .unwrap();
    let compacted = cluster.compact_etcd().await.unwrap();
    assert!(
        compacted > version.parse().unwrap(),
        "{compacted} {version}"
    );
    cluster.kill_api_server().await.unwrap();
    cluster.start_api_server().await.unwrap();

    assert!(is_gone(&cluster, &watch).await);
    let list = "/api/v1/configmaps?resourceVersionMatch=Exact&resourceVersion=";
    assert!(is_gone(&cluster, &format!("{list}{version}")).await);
    cluster.stop().await.unwrap();
}

/// Whether the API server answers 410, in its status or in a watch's event.
async fn is_gone(cluster: &TestCluster, path: &str) -> bool {
    let answer = match cluster.raw(path).await {
        Ok(answer) => answer,
        Err(error) => error.to_string(),
    };
    answer.contains(r#""code":410"#) || answer.contains("(Expired)")
}

#[tokio::test]
async fn metrics_server_can_be_stopped_and_started_again() {
    let cluster = TestCluster::builder().start().await.unwrap();
    let path = "/apis/metrics.k8s.io/v1beta1/pods";
    cluster.raw(path).await.unwrap();

    cluster.stop_metrics_server().await.unwrap();
    let error = cluster.raw(path).await.unwrap_err().to_string();
    assert!(error.contains("ServiceUnavailable"), "{error}");

    cluster.start_metrics_server().await.unwrap();
    cluster.raw(path).await.unwrap();
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn the_api_servers_own_figures_can_be_read() {
    let cluster = TestCluster::builder()
        .metrics_server(false)
        .start()
        .await
        .unwrap();
    let metrics = cluster.raw("/metrics").await.unwrap();
    assert!(
        metrics.contains("apiserver_longrunning_requests"),
        "{}",
        metrics.len()
    );
    let (certificate, key) = cluster.client_certificate().unwrap();
    for file in [certificate, key, cluster.certificate_authority().unwrap()] {
        assert!(
            std::fs::read_to_string(file)
                .unwrap()
                .starts_with("-----BEGIN ")
        );
    }
    cluster.stop().await.unwrap();
}
