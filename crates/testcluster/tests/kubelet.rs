//! Nodes with a real kubelet and real pods.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests are tests"
)]

use std::time::Duration;

use testcluster::{TestCluster, skipped_without_kubelet};

const SOON: Duration = Duration::from_secs(60);

const PODS: &str = r#"
apiVersion: apps/v1
kind: Deployment
metadata: {name: sneakers-remote-deploy}
spec:
  replicas: 3
  selector: {matchLabels: {app: sneakers}}
  template:
    metadata: {labels: {app: sneakers}}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: apf-sneakers-remote-pod
          image: registry-minor:5000/wl/backend:staging-a1dcf6ff
          args: [--serve=8080, --cpu=50, --memory=16, --log-rate=10]
          readinessProbe: {httpGet: {port: 8080, path: /healthz}, periodSeconds: 1}
---
apiVersion: v1
kind: Pod
metadata: {name: never-pulled}
spec: {containers: [{name: main, image: "registry-minor:5000/wl/backend:not-imported"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: crashing}
spec: {containers: [{name: main, image: "registry.local/testimage:1.0", args: [--exit=3]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: probed}
spec:
  containers:
    - name: main
      image: registry.local/late:2.0
      args: [--serve=8080]
      readinessProbe:
        {httpGet: {port: 8080, path: /healthz}, periodSeconds: 1, failureThreshold: 1}
"#;

/// A pod's columns READY and STATUS as kubectl prints them.
async fn wait_for_columns(cluster: &TestCluster, pod: &str, wanted: &[&str]) {
    let arguments = ["get", "pod", pod, "--no-headers"];
    let matches = |output: &str| {
        let columns: Vec<&str> = output.split_whitespace().skip(1).take(2).collect();
        columns == wanted
    };
    cluster
        .wait_for_output(&arguments, SOON, matches)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_kubelet_runs_pods_with_logs_probes_and_usage() {
    if skipped_without_kubelet() {
        return;
    }
    let cluster = TestCluster::builder().kubelets(1).start().await.unwrap();
    cluster
        .import_image("registry.local/late:2.0")
        .await
        .unwrap();
    cluster.apply(PODS).await.unwrap();

    let deployment = "deployment/sneakers-remote-deploy";
    cluster
        .kubectl(&["rollout", "status", deployment, "--timeout=60s"])
        .await
        .unwrap();
    wait_for_columns(&cluster, "crashing", &["0/1", "CrashLoopBackOff"]).await;
    wait_for_columns(&cluster, "never-pulled", &["0/1", "ImagePullBackOff"]).await;
    wait_for_columns(&cluster, "probed", &["1/1", "Running"]).await;
    for (path, ready) in [("/fail", "0/1"), ("/recover", "1/1")] {
        cluster
            .kubectl(&["exec", "probed", "--", "/testimage", "post", "8080", path])
            .await
            .unwrap();
        wait_for_columns(&cluster, "probed", &[ready, "Running"]).await;
    }

    let logs = cluster
        .kubectl(&["logs", deployment, "--tail=1"])
        .await
        .unwrap();
    assert!(logs.contains("a line of the test image"), "{logs}");
    cluster
        .kubectl(&[
            "exec",
            deployment,
            "--",
            "/testimage",
            "exists",
            "/testimage",
        ])
        .await
        .unwrap();

    let usage = ["top", "pods", "--selector=app=sneakers", "--no-headers"];
    let of_three_pods = |output: &str| output.lines().count() == 3;
    let usage = cluster
        .wait_for_output(&usage, SOON, of_three_pods)
        .await
        .unwrap();
    for line in usage.lines() {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let number = |column: &str, unit| column.trim_end_matches(unit).parse::<u32>().unwrap();
        // Each burns 50 m and holds 16 MiB besides itself.
        assert!((20..=200).contains(&number(columns[1], "m")), "{usage}");
        assert!((16..=64).contains(&number(columns[2], "Mi")), "{usage}");
    }
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn two_kubelets_of_two_clusters_do_not_disturb_each_other() {
    if skipped_without_kubelet() {
        return;
    }
    let start = || {
        TestCluster::builder()
            .kubelets(1)
            .metrics_server(false)
            .start()
    };
    let (one, other) = tokio::try_join!(start(), start()).unwrap();
    for cluster in [&one, &other] {
        cluster
            .kubectl(&["run", "same-name", "--image=registry.local/testimage:1.0"])
            .await
            .unwrap();
    }
    for cluster in [&one, &other] {
        wait_for_columns(cluster, "same-name", &["1/1", "Running"]).await;
    }
    one.stop().await.unwrap();

    other
        .kubectl(&["exec", "same-name", "--", "/testimage", "touch", "/alive"])
        .await
        .unwrap();
    let arguments = [
        "get",
        "pod",
        "same-name",
        "--output=jsonpath={.status.containerStatuses[0]}",
    ];
    let status = other.kubectl(&arguments).await.unwrap();
    assert!(
        status.contains(r#""restartCount":0"#) && status.contains("running"),
        "{status}"
    );
    other.stop().await.unwrap();
}
