//! The fleet on real API servers.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "helpers of tests are tests, and tests make their own scopes"
)]

use fleet::{Clock, ClusterSource, Connect, Fleet, FleetOptions, Scope};
use futures::StreamExt;
use model::{
    ClusterState, DeploymentKey, FreshnessState, NamingRules, Row, Selection, Snapshot, Verdict,
};
use std::time::{Duration, Instant};
use testcluster::{TestCluster, wait_until};

use FreshnessState::{Live, Unreachable};

const SOON: Duration = Duration::from_secs(60);

fn source(name: &str, connect: Connect) -> ClusterSource {
    ClusterSource {
        name: name.into(),
        title: name.into(),
        is_demo: false,
        namespaces: Vec::new(),
        connect,
    }
}

fn by_kubeconfig(cluster: &TestCluster) -> Connect {
    Connect::Kubeconfig {
        path: Some(cluster.kubeconfig().to_owned()),
        context: None,
        exec_timeout: Duration::from_secs(10),
    }
}

fn fleet(clusters: Vec<ClusterSource>) -> Fleet {
    let options = FleetOptions {
        clusters,
        naming: NamingRules::default(),
        metrics_interval: Duration::from_secs(2),
        epoch: "test".into(),
    };
    Fleet::start(options, Clock::system())
}

fn cluster(fleet: &Fleet, name: &str) -> ClusterState {
    let view = fleet.view(&Scope::everything(), &Selection::default());
    let mut clusters = view.clusters().iter();
    clusters
        .find(|cluster| &*cluster.name == name)
        .unwrap()
        .clone()
}

/// The rows of the namespace `shop`.
fn rows(fleet: &Fleet) -> Vec<Row> {
    let view = fleet.view(
        &Scope::everything(),
        &Selection::from_query("namespace=shop"),
    );
    view.rows().cloned().collect()
}

fn names(fleet: &Fleet) -> Vec<String> {
    rows(fleet).iter().map(|row| row.key.to_string()).collect()
}

/// Waits until the condition holds and returns how long that took.
async fn until(what: &str, mut is_so: impl FnMut() -> Result<(), String>) -> Duration {
    let began = Instant::now();
    wait_until(what, SOON, async || is_so()).await.unwrap();
    began.elapsed()
}

fn is<T: PartialEq + std::fmt::Debug>(found: &T, wanted: &T) -> Result<(), String> {
    if found == wanted {
        Ok(())
    } else {
        Err(format!("{found:?}, not {wanted:?}"))
    }
}

async fn until_state(fleet: &Fleet, name: &str, state: FreshnessState) -> Duration {
    until(state.as_str(), || {
        let freshness = cluster(fleet, name).freshness;
        is(&freshness.state, &state).map_err(|_| format!("{freshness:?}"))
    })
    .await
}

async fn until_verdict(fleet: &Fleet, verdict: Verdict, ready: u32) -> Duration {
    until(verdict.as_str(), || {
        let found: Vec<_> = rows(fleet)
            .iter()
            .map(|row| (row.verdict, row.ready))
            .collect();
        is(&found, &vec![(verdict, ready)])
    })
    .await
}

async fn kubectl(cluster: &TestCluster, command: &str) -> String {
    let arguments: Vec<&str> = command.split_whitespace().collect();
    cluster.kubectl(&arguments).await.unwrap()
}

async fn shop(cluster: &TestCluster) {
    kubectl(cluster, "create namespace shop").await;
    kubectl(
        cluster,
        "create deployment web-deploy --image=shop/web:v1 --replicas=3 -n shop",
    )
    .await;
}

#[tokio::test]
async fn deployments_and_namespaces_are_followed() {
    let real = TestCluster::builder()
        .kwok_nodes(2)
        .metrics_server(false)
        .start()
        .await
        .unwrap();
    let fleet = fleet(vec![source("real", by_kubeconfig(&real))]);
    until_state(&fleet, "real", Live).await;
    let mut stream = fleet.updates(&Scope::everything(), &Selection::default(), None);
    let first = stream.next().await.unwrap();
    let mut page: Snapshot = serde_json::from_slice(first.json()).unwrap();
    let mut follow = async |is_so: &dyn Fn(&Snapshot) -> bool| {
        while !is_so(&page) {
            let update = stream.next().await.unwrap();
            if update.name() == "delta" {
                page.apply(serde_json::from_slice(update.json()).unwrap());
            }
        }
    };

    shop(&real).await;
    until_verdict(&fleet, Verdict::Healthy, 3).await;
    follow(&|page| page.rows.iter().any(|row| row.ready == 3)).await;
    let row = rows(&fleet).pop().unwrap();
    assert_eq!(
        (&*row.title, &*row.image.as_ref().unwrap().tag),
        ("web", "v1")
    );
    let everything = Scope::everything();
    let (_, pods) = fleet.deployment(&everything, &row.key).unwrap();
    assert!(
        pods.pods
            .iter()
            .all(|pod| &*pod.status == "Running" && pod.ready == 1),
        "{pods:?}"
    );
    assert!(cluster(&fleet, "real").version.unwrap().starts_with("v1."));

    kubectl(
        &real,
        "set image deployment/web-deploy web=shop/web:v2 -n shop",
    )
    .await;
    until("v2", || {
        is(&&*rows(&fleet)[0].image.as_ref().unwrap().tag, &"v2")
    })
    .await;
    until_verdict(&fleet, Verdict::Healthy, 3).await;
    kubectl(&real, "scale deployment/web-deploy --replicas=0 -n shop").await;
    until_verdict(&fleet, Verdict::Idle, 0).await;
    follow(&|page| page.rows.iter().any(|row| row.verdict == Verdict::Idle)).await;
    kubectl(&real, "delete deployment/web-deploy -n shop").await;
    until("deleted", || is(&names(&fleet), &vec![])).await;
    follow(&|page| page.rows.iter().all(|row| &*row.key.namespace != "shop")).await;
    kubectl(&real, "delete namespace shop").await;
    until("namespace gone", || {
        is(
            &cluster(&fleet, "real").namespaces.contains(&"shop".into()),
            &false,
        )
    })
    .await;
    assert_eq!(fleet.stats().clusters[0].watches_open, 8);
    fleet.shutdown().await;
    real.stop().await.unwrap();
}

#[tokio::test]
async fn a_killed_api_server_is_survived_and_lost_history_made_up_for() {
    let (one, other) = tokio::join!(
        TestCluster::builder()
            .kwok_nodes(1)
            .metrics_server(false)
            .start(),
        TestCluster::builder().metrics_server(false).start(),
    );
    let (one, other) = (one.unwrap(), other.unwrap());
    shop(&one).await;
    kubectl(
        &one,
        "create deployment doomed --image=shop/doomed:v1 -n shop",
    )
    .await;
    let fleet = fleet(vec![
        source("one", by_kubeconfig(&one)),
        source("other", by_kubeconfig(&other)),
    ]);
    until_state(&fleet, "one", Live).await;
    until_state(&fleet, "other", Live).await;
    until("two rows", || is(&names(&fleet).len(), &2)).await;
    let live_since = cluster(&fleet, "other").freshness.since;

    one.kill_api_server().await.unwrap();
    let took = until_state(&fleet, "one", Unreachable).await;
    assert!(took < Duration::from_secs(3), "{took:?}");
    let freshness = cluster(&fleet, "one").freshness;
    assert_eq!(freshness.detail.as_deref(), Some("Connection refused"));
    assert!(freshness.last_seen.is_some() && freshness.next_attempt.is_some());
    assert_eq!(names(&fleet).len(), 2, "the rows are kept");
    let view = fleet.view(&Scope::everything(), &Selection::default());
    assert!(view.rows().all(|row| view.shown(row) == Verdict::Unknown));
    one.start_api_server().await.unwrap();
    let took = until_state(&fleet, "one", Live).await;
    eprintln!("live again {took:?} after the API server was ready");
    assert!(took < Duration::from_secs(10), "{took:?}");

    // What happens while nobody watches, and is then forgotten, is listed.
    kubectl(&one, "delete deployment doomed -n shop").await;
    one.compact_etcd().await.unwrap();
    one.kill_api_server().await.unwrap();
    until_state(&fleet, "one", Unreachable).await;
    one.start_api_server().await.unwrap();
    kubectl(&one, "create deployment late --image=shop/late:v1 -n shop").await;
    one.compact_etcd().await.unwrap();
    until_state(&fleet, "one", Live).await;
    let wanted = vec!["one/shop/late".to_owned(), "one/shop/web-deploy".to_owned()];
    until("caught up", || is(&names(&fleet), &wanted)).await;
    assert_eq!(
        cluster(&fleet, "other").freshness.since,
        live_since,
        "never stopped being live"
    );
    fleet.shutdown().await;
    one.stop().await.unwrap();
    other.stop().await.unwrap();
}

/// How many watches the API server has open of the kinds we read, by its own count.
async fn watches(cluster: &TestCluster) -> Vec<u32> {
    let metrics = cluster.raw("/metrics").await.unwrap();
    let of = |resource: &str| {
        let resource = format!("resource=\"{resource}\"");
        let gauges = metrics.lines().filter(|line| {
            line.starts_with("apiserver_longrunning_requests{")
                && line.contains(&resource)
                && line.contains("verb=\"WATCH\"")
        });
        let values = gauges.filter_map(|line| line.rsplit(' ').next()?.parse::<u32>().ok());
        values.sum()
    };
    let core = ["deployments", "replicasets", "pods", "namespaces"];
    let others = ["statefulsets", "daemonsets", "jobs", "cronjobs"];
    core.into_iter().chain(others).map(of).collect()
}

#[tokio::test]
async fn the_api_server_has_one_watch_per_kind_of_us() {
    let real = TestCluster::builder()
        .metrics_server(false)
        .start()
        .await
        .unwrap();
    let before = watches(&real).await;
    let fleet = fleet(vec![source("real", by_kubeconfig(&real))]);
    until_state(&fleet, "real", Live).await;
    let wanted: Vec<u32> = before.iter().map(|count| count + 1).collect();
    let mut streams = Vec::new();
    for viewers in [1, 50] {
        while streams.len() < viewers {
            let mut stream = fleet.updates(&Scope::everything(), &Selection::default(), None);
            stream.next().await.unwrap();
            streams.push(stream);
        }
        wait_until("one more each", SOON, async || {
            is(&watches(&real).await, &wanted)
        })
        .await
        .unwrap();
    }
    fleet.shutdown().await;
    real.stop().await.unwrap();
}

/// What a reader of one namespace may do, and who it is.
const READER: &str = r#"
apiVersion: v1
kind: ServiceAccount
metadata: { name: reader, namespace: shop }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: reader }
rules:
- { apiGroups: ["", "apps"], resources: [pods, deployments, replicasets, namespaces], verbs: [list, watch] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: reader, namespace: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader }
subjects: [{ kind: ServiceAccount, name: reader, namespace: shop }]
"#;

#[tokio::test]
async fn what_rbac_forbids_is_worked_around_and_said() {
    let real = TestCluster::builder()
        .kwok_nodes(1)
        .metrics_server(false)
        .start()
        .await
        .unwrap();
    shop(&real).await;
    kubectl(&real, "create namespace bank").await;
    kubectl(
        &real,
        "create deployment ledger --image=bank/ledger:v1 -n bank",
    )
    .await;
    real.apply(READER).await.unwrap();
    let token_file = tempfile::NamedTempFile::new().unwrap();
    let token = kubectl(&real, "create token reader -n shop").await;
    std::fs::write(token_file.path(), token.trim()).unwrap();
    let connect = || {
        let certificate_authority = Some(real.certificate_authority().unwrap());
        (certificate_authority, token_file.path().to_owned())
    };
    let url = real.base_url().await.unwrap();
    let by_token = || {
        let (certificate_authority, token_file) = connect();
        Connect::Server {
            url: url.clone(),
            certificate_authority,
            token_file,
        }
    };
    let allowed = ClusterSource {
        namespaces: vec!["shop".into()],
        ..source("allowed", by_token())
    };
    let fleet = fleet(vec![allowed, source("refused", by_token())]);
    until_state(&fleet, "allowed", Live).await;
    until_state(&fleet, "refused", FreshnessState::Forbidden).await;
    assert_eq!(names(&fleet), ["allowed/shop/web-deploy"]);
    let state = cluster(&fleet, "allowed");
    assert_eq!(state.namespaces, ["shop".into()]);
    let left_out =
        "StatefulSets, DaemonSets, Jobs, CronJobs cannot be listed (403) and are not shown";
    assert_eq!(state.notes.len(), 3, "{:?}", state.notes);
    assert!(state.notes.contains(&left_out.into()), "{:?}", state.notes);
    let detail = cluster(&fleet, "refused").freshness.detail;
    let words = "We may not list Deployments, ReplicaSets, Pods (403)";
    assert_eq!(detail.as_deref(), Some(words));

    let grant =
        "create clusterrolebinding reader --clusterrole=reader --serviceaccount=shop:reader";
    kubectl(&real, grant).await;
    until_state(&fleet, "refused", Live).await;
    let bank = Selection::from_query("namespace=bank");
    until("the other namespace", || {
        is(&fleet.view(&Scope::everything(), &bank).rows().len(), &2)
    })
    .await;
    fleet.shutdown().await;
    real.stop().await.unwrap();
}

#[tokio::test]
async fn usage_is_unknown_while_metrics_server_is_stopped() {
    if testcluster::skipped_without_kubelet() {
        return;
    }
    let real = TestCluster::builder().kubelets(1).start().await.unwrap();
    kubectl(&real, "create namespace shop").await;
    real.import_image("registry-minor:5000/wl/backend:staging-a1dcf6ff")
        .await
        .unwrap();
    kubectl(
        &real,
        "create deployment web -n shop --image=registry-minor:5000/wl/backend:staging-a1dcf6ff",
    )
    .await;
    let fleet = fleet(vec![source("real", by_kubeconfig(&real))]);
    until_verdict(&fleet, Verdict::Healthy, 1).await;
    let keys = [DeploymentKey::new("real", "shop", "web")];
    let everything = Scope::everything();
    let known = || fleet.usage(&everything, &keys)[0].is_some();
    let long = Duration::from_secs(120);
    let wait = wait_until("usage", long, async || is(&known(), &true));
    wait.await.unwrap();
    let usage = fleet.usage(&everything, &keys)[0].unwrap();
    assert!(usage.memory_bytes > 0, "{usage:?}");

    real.stop_metrics_server().await.unwrap();
    until("unknown", || is(&known(), &false)).await;
    until("said", || {
        is(&cluster(&fleet, "real").metrics_trouble.is_some(), &true)
    })
    .await;
    assert_eq!(cluster(&fleet, "real").freshness.state, Live);
    real.start_metrics_server().await.unwrap();
    let wait = wait_until("usage again", long, async || is(&known(), &true));
    wait.await.unwrap();
    fleet.shutdown().await;
    real.stop().await.unwrap();
}
