//! The revisions of StatefulSets and DaemonSets on a real API server.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "helpers of tests are tests, and tests make their own scopes"
)]

use fleet::{Clock, ClusterSource, Connect, Fleet, FleetOptions, Scope};
use model::{DeploymentKey, NamingRules, Revision, Stage, WorkloadKind};
use std::sync::Arc;
use std::time::Duration;
use testcluster::{TestCluster, wait_until};

const SOON: Duration = Duration::from_secs(60);

/// A set of two Pods, or of one for each node, with this image.
fn manifest(kind: &str, image: &str) -> String {
    let own = match kind {
        "StatefulSet" => "serviceName: ledger\n  replicas: 2",
        _ => "updateStrategy: { type: RollingUpdate }",
    };
    format!(
        "apiVersion: apps/v1
kind: {kind}
metadata: {{ name: ledger, namespace: shop }}
spec:
  {own}
  selector: {{ matchLabels: {{ app: {kind} }} }}
  template:
    metadata: {{ labels: {{ app: {kind} }} }}
    spec: {{ containers: [{{ name: main, image: \"{image}\" }}] }}
"
    )
}

/// The revisions, when the newest has this number, is rolled out and has both Pods.
async fn revisions(fleet: &Fleet, key: &DeploymentKey, number: u64) -> Arc<Vec<Revision>> {
    let mut found = Arc::default();
    wait_until("the revisions", SOON, async || {
        found = fleet
            .history(&Scope::everything(), key)
            .await
            .map_err(|error| error.to_string())?;
        let present = found
            .first()
            .map(|one| (one.number, one.stage, one.replicas));
        match present == Some((number, Stage::Complete, 2)) {
            true => Ok(()),
            false => Err(format!("{found:?}")),
        }
    })
    .await
    .unwrap();
    found
}

#[tokio::test]
async fn sets_tell_what_each_of_their_revisions_changed() {
    let real = TestCluster::builder()
        .kwok_nodes(2)
        .metrics_server(false)
        .start()
        .await
        .unwrap();
    real.kubectl(&["create", "namespace", "shop"])
        .await
        .unwrap();
    let fleet = Fleet::start(
        FleetOptions {
            clusters: vec![ClusterSource {
                name: "real".into(),
                title: "real".into(),
                is_demo: false,
                namespaces: Vec::new(),
                connect: Connect::Kubeconfig {
                    path: Some(real.kubeconfig().to_owned()),
                    context: None,
                    exec_timeout: Duration::from_secs(10),
                },
            }],
            naming: NamingRules::default(),
            metrics_interval: Duration::from_secs(15),
            epoch: "test".into(),
        },
        Clock::system(),
    );
    for kind in [WorkloadKind::StatefulSet, WorkloadKind::DaemonSet] {
        let key = DeploymentKey::new("real", "shop", "ledger").of_kind(kind);
        real.apply(&manifest(kind.title(), "shop/ledger:v1"))
            .await
            .unwrap();
        assert_eq!(revisions(&fleet, &key, 1).await.len(), 1);
        real.apply(&manifest(kind.title(), "shop/ledger:v2"))
            .await
            .unwrap();
        let both = revisions(&fleet, &key, 2).await;
        let numbers: Vec<u64> = both.iter().map(|one| one.number).collect();
        assert_eq!(numbers, [2, 1]);
        assert_eq!(both[1].replicas, 0);
        assert_eq!(&*both[0].images[0].1, "shop/ledger:v2");
        let changes = both[0].changes.as_ref().unwrap();
        let told: Vec<_> = changes
            .iter()
            .map(|one| (&*one.what, one.before.as_deref(), one.after.as_deref()))
            .collect();
        let image = ("image", Some("shop/ledger:v1"), Some("shop/ledger:v2"));
        assert_eq!(told, [image]);
        assert_eq!(both[0].who.as_deref(), Some("kubectl-client-side-apply"));
        assert_eq!(both[1].stage, Stage::Past);
        // What was before comes back with a number of its own.
        real.apply(&manifest(kind.title(), "shop/ledger:v1"))
            .await
            .unwrap();
        let back = revisions(&fleet, &key, 3).await;
        assert_eq!(&*back[0].images[0].1, "shop/ledger:v1");
        assert_eq!(back.len(), 2);
    }
    fleet.shutdown().await;
    real.stop().await.unwrap();
}
