//! A whole server in this process: routers, a data layer and simulated clusters, no sockets.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use config::Config;
use fleet::{Clock, ClusterSource, Connect, Fleet, FleetOptions};
use model::FreshnessState;
use serde_json::{Value, json};
use server::state::AppState;
use simcluster::{Part, SimCluster};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// The application's secret at the provider. It must not be found anywhere.
pub(crate) const CLIENT_SECRET: &str = "canary-client-secret";
/// What signs sessions. It must not be found anywhere either.
pub(crate) const SESSION_KEY: &str = "canary-session-key-of-more-than-32-characters";

/// A server that shows two clusters, `a` and `b`.
pub(crate) struct TestApp {
    pub(crate) router: Router,
    pub(crate) admin: Router,
    pub(crate) state: AppState,
    /// How far the server's clock is ahead of the machine's, in seconds.
    pub(crate) ahead: Arc<AtomicI64>,
    pub(crate) fleet: Fleet,
    pub(crate) clusters: Vec<SimCluster>,
    pub(crate) shutdown: CancellationToken,
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

impl TestApp {
    /// With the default configuration: everybody sees everything.
    pub(crate) async fn start() -> Self {
        Self::with(Config::default()).await
    }

    /// With this configuration file.
    pub(crate) async fn configured(yaml: &str) -> Self {
        Self::with(configuration(yaml)).await
    }

    async fn with(config: Config) -> Self {
        let clusters: Vec<SimCluster> = ["a", "b"]
            .map(|name| SimCluster::start(name, Part::empty(), simcluster::Clock::system()))
            .into();
        for cluster in &clusters {
            fill(cluster);
        }
        let sources = clusters.iter().map(|cluster| ClusterSource {
            name: cluster.name().into(),
            title: cluster.name().to_uppercase().into(),
            is_demo: true,
            namespaces: Vec::new(),
            connect: Connect::Client(cluster.client()),
        });
        let options = FleetOptions {
            clusters: sources.collect(),
            naming: model::NamingRules::default(),
            metrics_interval: Duration::from_secs(1),
            epoch: "test".into(),
        };
        let fleet = Fleet::start(options, Clock::system());
        let shutdown = CancellationToken::new();
        let ahead = Arc::new(AtomicI64::new(0));
        let clock = Clock::from_fn({
            let ahead = Arc::clone(&ahead);
            move || {
                let now = Clock::system().now();
                now.plus_seconds(ahead.load(Ordering::Relaxed))
            }
        });
        let state = AppState::new(config, fleet.clone(), clock, shutdown.clone()).unwrap();
        let app = Self {
            state: state.clone(),
            ahead,
            router: server::http::router(state.clone()),
            admin: server::http::admin_router(state, server::telemetry::silent()),
            fleet,
            clusters,
            shutdown,
        };
        app.until(|app| {
            let live = |one: &fleet::Readiness| one.freshness.state == FreshnessState::Live;
            app.fleet.readiness().iter().all(live)
        })
        .await;
        app
    }

    /// Waits until this holds.
    pub(crate) async fn until(&self, holds: impl Fn(&Self) -> bool) {
        let poll = async {
            while !holds(self) {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), poll)
            .await
            .expect("it never came to hold");
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        answer(self.router.clone(), request).await
    }

    pub(crate) async fn admin_get(&self, path: &str) -> Answer {
        answer(
            self.admin.clone(),
            Request::get(path).body(Body::empty()).unwrap(),
        )
        .await
    }
}

/// The configuration of this file, with the secrets that tests know.
pub(crate) fn configuration(yaml: &str) -> Config {
    let file = Path::new("config.yaml");
    let environment = [
        ("CLIENT_SECRET", CLIENT_SECRET),
        ("SESSION_KEYS", SESSION_KEY),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let loaded = config::parse(Some(file), yaml.as_bytes(), &BTreeMap::from(environment));
    loaded
        .unwrap_or_else(|error| panic!("{error}\n{yaml}"))
        .config
}

/// What a router answers.
pub(crate) async fn answer(router: Router, request: Request<Body>) -> Answer {
    let response = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

/// Namespaces `shop` and `secret`, with a healthy Deployment of one Pod in each.
fn fill(cluster: &SimCluster) {
    for namespace in ["shop", "secret", "empty"] {
        let object =
            json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}});
        cluster.apply(&object).unwrap();
    }
    for (namespace, name) in [("shop", "basket-deploy"), ("secret", "vault-deploy")] {
        apply_deployment(cluster, namespace, name, 1);
    }
}

/// A Deployment with its ReplicaSet and `replicas` ready Pods.
pub(crate) fn apply_deployment(cluster: &SimCluster, namespace: &str, name: &str, replicas: u32) {
    let uid = |part: &str| format!("{namespace}-{name}-{part}");
    let owner = |kind: &str, name: &str, uid: String| json!([{"apiVersion": "apps/v1", "kind": kind, "name": name, "uid": uid, "controller": true}]);
    let created = "2026-01-01T00:00:00Z";
    let container = json!({"name": "apf-main-pod", "image": "registry.example:5000/shop/app:v1"});
    let template =
        json!({"metadata": {"labels": {"app": name}}, "spec": {"containers": [container]}});
    let status = json!({
        "observedGeneration": 1, "replicas": replicas, "updatedReplicas": replicas,
        "readyReplicas": replicas, "availableReplicas": replicas,
        "conditions": [
            {"type": "Available", "status": "True", "reason": "MinimumReplicasAvailable",
             "lastTransitionTime": created, "lastUpdateTime": created},
            {"type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable",
             "lastTransitionTime": created, "lastUpdateTime": created}]});
    let deployment = json!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": name, "namespace": namespace, "uid": uid("d"), "generation": 1,
            "creationTimestamp": created, "annotations": {"deployment.kubernetes.io/revision": "1"}},
        "spec": {"replicas": replicas, "selector": {"matchLabels": {"app": name}}, "template": template},
        "status": status});
    cluster.apply(&deployment).unwrap();
    let replica_set = format!("{name}-5d9c");
    let object = json!({
        "apiVersion": "apps/v1", "kind": "ReplicaSet",
        "metadata": {"name": replica_set, "namespace": namespace, "uid": uid("r"), "labels": {"app": name},
            "creationTimestamp": created, "annotations": {"deployment.kubernetes.io/revision": "1"},
            "ownerReferences": owner("Deployment", name, uid("d"))},
        "spec": {"replicas": replicas, "selector": {"matchLabels": {"app": name}}, "template": template},
        "status": {"replicas": replicas}});
    cluster.apply(&object).unwrap();
    for index in 0..replicas {
        let condition =
            |kind: &str| json!({"type": kind, "status": "True", "lastTransitionTime": created});
        let conditions = ["PodScheduled", "Initialized", "ContainersReady", "Ready"].map(condition);
        let pod = json!({
            "apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": format!("{replica_set}-{index}"), "namespace": namespace,
                "uid": uid(&format!("p{index}")), "creationTimestamp": created,
                "ownerReferences": owner("ReplicaSet", &replica_set, uid("r"))},
            "spec": {"nodeName": "node1", "containers": [container]},
            "status": {"phase": "Running",
                "conditions": conditions,
                "containerStatuses": [{"name": "apf-main-pod", "image": "x", "imageID": "x", "ready": true,
                    "restartCount": 0, "started": true, "state": {"running": {"startedAt": created}}}]}});
        cluster.apply(&pod).unwrap();
    }
}

/// The configuration of an anonymous role that sees the namespaces this pattern matches in `a`.
pub(crate) fn only(pattern: &str) -> String {
    format!(
        "auth:\n  allow_anonymous_access: true\n  anonymous_role: viewer\n  roles:\n    viewer: {{ gitlab_groups: [\"qa\"] }}\n  \
         permissions:\n    viewer:\n      menu_items: [\"status\"]\n      allowed_namespace_patterns: [\"{pattern}\"]\n      \
         allowed_clusters: [\"a\"]\n"
    )
}
