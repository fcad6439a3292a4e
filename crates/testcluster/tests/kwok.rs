//! Nodes that kwok plays.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests are tests"
)]

use std::time::Duration;

use testcluster::{TestCluster, skipped_without_kubelet};

const SOON: Duration = Duration::from_secs(60);

/// How many lines of kubectl's have these columns READY and STATUS.
fn count(output: &str, wanted: &[&str]) -> usize {
    let columns = |line: &str| -> bool {
        line.split_whitespace()
            .skip(1)
            .take(2)
            .eq(wanted.iter().copied())
    };
    output.lines().filter(|line| columns(line)).count()
}

#[tokio::test]
async fn kwok_plays_deployments_jobs_and_deletes() {
    let cluster = TestCluster::builder()
        .kwok_nodes(3)
        .metrics_server(false)
        .start()
        .await
        .unwrap();
    let run = async |arguments: &[&str]| cluster.kubectl(arguments).await.unwrap();

    run(&[
        "create",
        "deployment",
        "played",
        "--image=any:1",
        "--replicas=20",
    ])
    .await;
    run(&["rollout", "status", "deployment/played", "--timeout=60s"]).await;
    let running = run(&["get", "pods", "--selector=app=played", "--no-headers"]).await;
    assert_eq!(count(&running, &["1/1", "Running"]), 20, "{running}");

    run(&["create", "job", "once", "--image=any:1"]).await;
    run(&[
        "wait",
        "job/once",
        "--for=condition=Complete",
        "--timeout=60s",
    ])
    .await;
    let completed = run(&["get", "pods", "--selector=job-name=once", "--no-headers"]).await;
    assert_eq!(count(&completed, &["0/1", "Completed"]), 1, "{completed}");

    run(&["scale", "deployment/played", "--replicas=0"]).await;
    let pods = ["get", "pods", "--selector=app=played", "--output=name"];
    cluster
        .wait_for_output(&pods, SOON, str::is_empty)
        .await
        .unwrap();
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn kwok_and_a_kubelet_live_in_one_cluster() {
    if skipped_without_kubelet() {
        return;
    }
    let cluster = TestCluster::builder()
        .kubelets(1)
        .kwok_nodes(5)
        .metrics_server(false)
        .start()
        .await
        .unwrap();
    let on_nodes = |name: &str, selection: &str| {
        format!(
            r#"
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  replicas: 4
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      {selection}
      containers: [{{name: main, image: "registry.local/testimage:1.0"}}]
"#
        )
    };
    let played = "nodeSelector: {type: kwok}
      tolerations: [{key: kwok.x-k8s.io/node, operator: Exists}]";
    cluster
        .apply(&on_nodes("real", "terminationGracePeriodSeconds: 1"))
        .await
        .unwrap();
    cluster.apply(&on_nodes("played", played)).await.unwrap();
    for (name, node) in [("real", "node1"), ("played", "kwok")] {
        let deployment = format!("deployment/{name}");
        cluster
            .kubectl(&["rollout", "status", &deployment, "--timeout=60s"])
            .await
            .unwrap();
        let selector = format!("--selector=app={name}");
        let nodes = "--output=jsonpath={range .items[*]}{.spec.nodeName}{\"\\n\"}{end}";
        let nodes = cluster
            .kubectl(&["get", "pods", &selector, nodes])
            .await
            .unwrap();
        assert_eq!(
            nodes.lines().filter(|line| line.starts_with(node)).count(),
            4,
            "{nodes}"
        );
    }
    cluster.stop().await.unwrap();
}
