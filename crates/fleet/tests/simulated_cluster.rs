//! The fleet on simulated API servers, with tokio's time in the test's hands.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "helpers of tests are tests, and tests make their own scopes"
)]

#[path = "../src/mk/json.rs"]
mod json;

use fleet::{Clock, ClusterSource, Connect, Fleet, FleetOptions, Scope, Update};
use futures::StreamExt;
use json::{Deployed, patch};
use model::{
    ClusterState, Delta, DeploymentKey, FreshnessState, NamingRules, Row, Selection, Timestamp,
    Verdict,
};
use serde_json::json;
use simcluster::{Kind, Part, Reach, SimCluster, Trouble};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// 2030-01-01.
const START: Timestamp = Timestamp::from_seconds(1_893_456_000);

fn sim(name: &str) -> SimCluster {
    let start = jiff::Timestamp::from_millisecond(START.0).unwrap();
    let sim = SimCluster::start(name, Part::empty(), simcluster::Clock::starting_at(start));
    for namespace in ["shop", "bank"] {
        apply(
            &sim,
            &json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": namespace } }),
        );
    }
    sim
}

fn apply(sim: &SimCluster, object: &serde_json::Value) {
    sim.apply(object).unwrap();
}

fn deploy(sim: &SimCluster, namespace: &str, name: &str, replicas: u32) {
    let deployed = Deployed::new(namespace, name, replicas);
    apply(sim, &deployed.deployment);
    apply(sim, &deployed.replica_set);
    for pod in &deployed.pods {
        apply(sim, pod);
        let pod = pod["metadata"]["name"].as_str().unwrap();
        sim.set_usage(
            namespace,
            pod,
            &[(name, 20, 1 << 20), ("sidecar", 5, 1 << 20)],
        );
    }
}

fn source(sim: &SimCluster, namespaces: &[&str]) -> ClusterSource {
    ClusterSource {
        name: sim.name().into(),
        title: sim.name().to_uppercase().into(),
        is_demo: true,
        namespaces: namespaces.iter().map(|&name| name.into()).collect(),
        connect: Connect::Client(sim.client()),
    }
}

fn fleet(clusters: Vec<ClusterSource>) -> Fleet {
    let options = FleetOptions {
        clusters,
        naming: NamingRules::default(),
        metrics_interval: Duration::from_secs(15),
        epoch: "test".into(),
    };
    Fleet::start(options, Clock::tokio_from(START))
}

/// Lets time pass until it is so.
async fn until(what: &str, is_so: impl Fn() -> bool) -> Duration {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(300), "never {what}");
        sleep(Duration::from_millis(5)).await;
    }
    began.elapsed()
}

fn rows(fleet: &Fleet) -> Vec<Row> {
    let view = fleet.view(&Scope::everything(), &Selection::default());
    view.rows().cloned().collect()
}

fn names(fleet: &Fleet) -> Vec<String> {
    rows(fleet).iter().map(|row| row.key.to_string()).collect()
}

fn cluster(fleet: &Fleet, name: &str) -> ClusterState {
    let view = fleet.view(&Scope::everything(), &Selection::default());
    view.clusters()
        .iter()
        .find(|cluster| &*cluster.name == name)
        .unwrap()
        .clone()
}

async fn until_state(fleet: &Fleet, name: &str, state: FreshnessState) -> Duration {
    let is_so = || cluster(fleet, name).freshness.state == state;
    until(&format!("{name} {state:?}"), is_so).await
}

use FreshnessState::{Forbidden, Live, Unreachable};

#[tokio::test(start_paused = true)]
async fn what_the_cluster_has_is_shown_and_follows_it() {
    let sim = sim("prod");
    deploy(&sim, "shop", "web", 2);
    let fleet = fleet(vec![source(&sim, &[])]);
    until_state(&fleet, "prod", Live).await;
    assert_eq!(names(&fleet), ["prod/shop/web"]);
    let state = cluster(&fleet, "prod");
    assert!(state.is_demo && state.version.is_some());
    assert_eq!(state.namespaces, ["bank".into(), "shop".into()]);
    assert!(fleet.readiness()[0].is_listed);

    let everything = Scope::everything();
    let key = DeploymentKey::new("prod", "shop", "web");
    until("usage", || {
        fleet.usage(&everything, std::slice::from_ref(&key))[0].is_some()
    })
    .await;
    let (row, pods) = fleet.deployment(&everything, &key).unwrap();
    assert_eq!((row.verdict, pods.pods.len()), (Verdict::Healthy, 2));
    assert_eq!(
        pods.usage.unwrap().cpu_millicores,
        50,
        "the sum of containers"
    );

    deploy(&sim, "bank", "ledger", 1);
    until("added", || {
        names(&fleet) == ["prod/bank/ledger", "prod/shop/web"]
    })
    .await;
    let mut scaled = Deployed::new("shop", "web", 2).deployment;
    patch(
        &mut scaled,
        json!({ "spec": { "replicas": 0 }, "metadata": { "generation": 2 } }),
    );
    apply(&sim, &scaled);
    until("scaled", || rows(&fleet)[1].desired == 0).await;
    sim.delete(Kind::Deployment, "bank", "ledger");
    until("deleted", || names(&fleet) == ["prod/shop/web"]).await;
    sim.delete(Kind::Namespace, "", "bank");
    until("namespace gone", || {
        cluster(&fleet, "prod").namespaces == ["shop".into()]
    })
    .await;
    fleet.shutdown().await;
    assert_eq!(names(&fleet), ["prod/shop/web"], "what was read stays");
}

#[tokio::test(start_paused = true)]
async fn there_is_one_watch_per_kind_however_many_look() {
    let sim = sim("prod");
    deploy(&sim, "shop", "web", 1);
    let fleet = fleet(vec![source(&sim, &[])]);
    until_state(&fleet, "prod", Live).await;
    let mut streams: Vec<_> = (0..50)
        .map(|_| fleet.updates(&Scope::everything(), &Selection::default(), None))
        .collect();
    for stream in &mut streams {
        stream.next().await.unwrap();
    }
    assert_eq!(fleet.stats().streams, 50);
    for kind in [
        Kind::Deployment,
        Kind::ReplicaSet,
        Kind::Pod,
        Kind::Namespace,
    ] {
        let requests = sim.requests(kind);
        assert_eq!((requests.lists, requests.watches), (1, 1), "{kind:?}");
    }
    drop(streams);
    assert_eq!(fleet.stats().streams, 0);
}

#[tokio::test(start_paused = true)]
async fn a_change_reaches_a_stream_within_fifty_milliseconds() {
    let sim = sim("prod");
    deploy(&sim, "shop", "web", 1);
    let fleet = fleet(vec![source(&sim, &[])]);
    until_state(&fleet, "prod", Live).await;
    let mut stream = fleet.updates(&Scope::everything(), &Selection::default(), None);
    assert_eq!(stream.next().await.unwrap().name(), "snapshot");
    sleep(Duration::from_millis(300)).await;
    let began = Instant::now();
    let mut changed = Deployed::new("shop", "web", 1).deployment;
    patch(
        &mut changed,
        json!({ "status": { "availableReplicas": 0, "readyReplicas": 0 } }),
    );
    apply(&sim, &changed);
    let update = stream.next().await.unwrap();
    assert!(matches!(update, Update::Delta { .. }));
    assert!(
        began.elapsed() < Duration::from_millis(50),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn an_outage_keeps_the_rows_marks_them_and_touches_no_other_cluster() {
    let (prod, edge) = (sim("prod"), sim("edge"));
    deploy(&prod, "shop", "web", 1);
    deploy(&edge, "shop", "web", 1);
    let fleet = fleet(vec![source(&prod, &[]), source(&edge, &[])]);
    until_state(&fleet, "prod", Live).await;
    until_state(&fleet, "edge", Live).await;
    let since = cluster(&fleet, "edge").freshness.since;

    let fault = prod.faults().inject(Trouble::Unreachable);
    assert!(until_state(&fleet, "prod", Unreachable).await < Duration::from_secs(5));
    let freshness = cluster(&fleet, "prod").freshness;
    assert!(freshness.last_seen.is_some() && freshness.next_attempt.is_some());
    assert!(freshness.detail.is_some(), "{freshness:?}");
    assert_eq!(rows(&fleet).len(), 2);
    let shown = |fleet: &Fleet| {
        let view = fleet.view(&Scope::everything(), &Selection::default());
        view.totals()
            .map(|(_, totals)| totals.unknown)
            .collect::<Vec<_>>()
    };
    assert_eq!(shown(&fleet), [1, 0]);

    prod.delete(Kind::Deployment, "shop", "web");
    deploy(&prod, "shop", "new", 1);
    sleep(Duration::from_secs(60)).await;
    prod.faults().lift(fault);
    let took = until_state(&fleet, "prod", Live).await;
    assert!(took < Duration::from_secs(10), "{took:?}");
    until("caught up", || {
        names(&fleet) == ["edge/shop/web", "prod/shop/new"]
    })
    .await;
    assert_eq!(
        cluster(&fleet, "edge").freshness.since,
        since,
        "never stopped being live"
    );
    assert_eq!(shown(&fleet), [0, 0]);
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_hangs_is_noticed() {
    let sim = sim("prod");
    let fleet = fleet(vec![source(&sim, &[])]);
    until_state(&fleet, "prod", Live).await;
    let fault = sim.faults().inject(Trouble::Hang);
    let took = until_state(&fleet, "prod", Unreachable).await;
    assert!(took < Duration::from_secs(25), "{took:?}");
    sim.faults().lift(fault);
    let took = until_state(&fleet, "prod", Live).await;
    assert!(took < Duration::from_secs(31), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn expired_history_is_listed_anew_without_a_blink() {
    let sim = sim("prod");
    deploy(&sim, "shop", "web", 1);
    deploy(&sim, "shop", "old", 1);
    let fleet = fleet(vec![source(&sim, &[])]);
    until_state(&fleet, "prod", Live).await;
    let mut stream = fleet.updates(&Scope::everything(), &Selection::default(), None);
    stream.next().await.unwrap();
    let lists = sim.requests(Kind::Deployment).lists;
    sim.faults().inject(Trouble::Compaction);
    until("listed anew", || {
        sim.requests(Kind::Deployment).lists > lists
    })
    .await;
    sim.delete(Kind::Deployment, "shop", "old");
    let mut deltas = Vec::new();
    while deltas.iter().all(|delta: &Delta| delta.removed.is_empty()) {
        if let Update::Delta { json, .. } = stream.next().await.unwrap() {
            deltas.push(serde_json::from_slice(&json).unwrap());
        }
    }
    let removed: Vec<_> = deltas.iter().flat_map(|delta| &delta.removed).collect();
    assert_eq!(removed, [&DeploymentKey::new("prod", "shop", "old")]);
    assert!(deltas.iter().all(|delta| delta.rows.is_empty()));
    assert_eq!(cluster(&fleet, "prod").freshness.state, Live);
}

#[tokio::test(start_paused = true)]
async fn a_broken_stream_goes_on_where_it_was() {
    for trouble in [Trouble::BreakStreams, Trouble::TruncateLine] {
        let sim = sim("prod");
        deploy(&sim, "shop", "web", 1);
        let fleet = fleet(vec![source(&sim, &[])]);
        until_state(&fleet, "prod", Live).await;
        sim.faults().inject(trouble);
        deploy(&sim, "shop", "new", 1);
        let took = until("caught up", || names(&fleet).len() == 2).await;
        assert!(took < Duration::from_secs(5), "{took:?}");
        until_state(&fleet, "prod", Live).await;
        assert_eq!(sim.requests(Kind::Deployment).lists, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn namespaces_that_may_not_be_listed_are_those_configured_and_seen() {
    let sim = sim("prod");
    deploy(&sim, "shop", "web", 1);
    sim.faults()
        .inject_on(Trouble::Forbidden, Reach::Kind(Kind::Namespace));
    let fleet = fleet(vec![source(&sim, &["empty"])]);
    until_state(&fleet, "prod", Live).await;
    let state = cluster(&fleet, "prod");
    assert_eq!(state.namespaces, ["empty".into(), "shop".into()]);
    assert_eq!(state.notes.len(), 1, "{:?}", state.notes);
}

#[tokio::test(start_paused = true)]
async fn where_only_some_namespaces_may_be_read_those_are() {
    let sim = sim("prod");
    deploy(&sim, "shop", "web", 1);
    deploy(&sim, "bank", "ledger", 1);
    for kind in [
        Kind::Deployment,
        Kind::ReplicaSet,
        Kind::Pod,
        Kind::Namespace,
    ] {
        sim.faults()
            .inject_on(Trouble::Forbidden, Reach::ClusterWide(kind));
    }
    let fleet = fleet(vec![source(&sim, &["shop"])]);
    until_state(&fleet, "prod", Live).await;
    assert_eq!(names(&fleet), ["prod/shop/web"]);
    assert_eq!(rows(&fleet)[0].pods, 1);
    assert_eq!(cluster(&fleet, "prod").notes.len(), 2);

    // Once it is allowed, the whole cluster is read by one watch a kind again.
    sim.faults().lift_all();
    until("widened", || names(&fleet).len() == 2).await;
    until("no notes", || cluster(&fleet, "prod").notes.is_empty()).await;
    until_state(&fleet, "prod", Live).await;
    assert_eq!(fleet.stats().clusters[0].watches_open, 8);
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_refuses_us_says_so_until_it_does_not() {
    for (trouble, words) in [(Trouble::Forbidden, "list"), (Trouble::Unauthorized, "401")] {
        let (prod, edge) = (sim("prod"), sim("edge"));
        deploy(&prod, "shop", "web", 1);
        prod.faults().inject(trouble);
        let fleet = fleet(vec![source(&prod, &[]), source(&edge, &[])]);
        until_state(&fleet, "prod", Forbidden).await;
        until("explained", || {
            let detail = cluster(&fleet, "prod").freshness.detail;
            detail.is_some_and(|detail| detail.contains(words))
        })
        .await;
        until_state(&fleet, "edge", Live).await;
        assert!(fleet.readiness().iter().all(|cluster| cluster.is_settled));
        prod.faults().lift_all();
        until_state(&fleet, "prod", Live).await;
        until("read", || names(&fleet) == ["prod/shop/web"]).await;
    }
}

#[tokio::test(start_paused = true)]
async fn usage_that_cannot_be_read_is_unknown_and_never_zero() {
    let sim = sim("prod");
    deploy(&sim, "shop", "web", 1);
    let fleet = fleet(vec![source(&sim, &[])]);
    let everything = Scope::everything();
    let keys = [DeploymentKey::new("prod", "shop", "web")];
    let usage = || fleet.usage(&everything, &keys)[0];
    until("known", || usage().is_some()).await;
    let mut stream = fleet.updates(&everything, &Selection::default(), None);
    stream.next().await.unwrap();

    let fault = sim.faults().inject(Trouble::MetricsUnavailable);
    let took = until("unknown", || usage().is_none()).await;
    assert!(took <= Duration::from_secs(45), "{took:?}");
    until("said", || cluster(&fleet, "prod").metrics_trouble.is_some()).await;
    assert_eq!(cluster(&fleet, "prod").freshness.state, Live);
    assert_eq!(fleet.pods(&everything, &keys)[0].pods[0].usage, None);
    sim.faults().lift(fault);
    until("known again", || usage().is_some()).await;
    until("unsaid", || {
        cluster(&fleet, "prod").metrics_trouble.is_none()
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn figures_alone_make_no_update() {
    let sim = sim("prod");
    deploy(&sim, "shop", "web", 1);
    let fleet = fleet(vec![source(&sim, &[])]);
    until_state(&fleet, "prod", Live).await;
    let before = fleet.stats().changes;
    sleep(Duration::from_secs(120)).await;
    assert_eq!(fleet.stats().changes, before);
}

#[tokio::test(start_paused = true)]
async fn what_is_out_of_scope_does_not_exist() {
    let sim = sim("prod");
    deploy(&sim, "shop", "web", 1);
    deploy(&sim, "bank", "ledger", 1);
    let fleet = fleet(vec![source(&sim, &[])]);
    until_state(&fleet, "prod", Live).await;
    let scope = Scope::of(["prod"], ["^shop$"]).unwrap();
    let view = fleet.view(&scope, &Selection::default());
    assert_eq!(view.rows().len(), 1);
    assert_eq!(view.clusters()[0].namespaces, ["shop".into()]);
    assert_eq!(view.totals().next().unwrap().1.all(), 1);
    assert_eq!(
        view.snapshot_json().as_ref(),
        serde_json::to_vec(&view.snapshot()).unwrap()
    );
    let hidden = DeploymentKey::new("prod", "bank", "ledger");
    assert!(fleet.deployment(&scope, &hidden).is_none());
    assert!(fleet.pods(&scope, std::slice::from_ref(&hidden)).is_empty());
    assert_eq!(fleet.usage(&scope, std::slice::from_ref(&hidden)), [None]);
    // All that is measured is told to who may see it, and nothing else.
    let everything = Scope::everything();
    let table = |scope: &Scope| fleet.usage_table(scope, &Selection::default());
    until("usage", || table(&everything).len() == 2).await;
    let seen: Vec<DeploymentKey> = table(&scope).into_keys().collect();
    assert_eq!(seen, [DeploymentKey::new("prod", "shop", "web")]);
    let other = Scope::of(["edge"], [".*"]).unwrap();
    assert!(
        fleet
            .view(&other, &Selection::default())
            .clusters()
            .is_empty()
    );
}

#[tokio::test(start_paused = true)]
async fn dropping_the_last_handle_ends_the_streams() {
    let sim = sim("prod");
    let fleet = fleet(vec![source(&sim, &[])]);
    let mut stream = fleet.updates(&Scope::everything(), &Selection::default(), None);
    stream.next().await.unwrap();
    drop(fleet);
    while stream.next().await.is_some() {}
}
