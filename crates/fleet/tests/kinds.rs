//! Workloads of other kinds on a simulated cluster: who asks for them gets them, nobody else.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "helpers of tests are tests, and tests make their own scopes"
)]

use fleet::{Clock, ClusterSource, Connect, Fleet, FleetOptions, Scope, Update};
use futures::{FutureExt, StreamExt};
use model::{DeploymentKey, FreshnessState, NamingRules, Selection, Timestamp, WorkloadKind};
use serde_json::json;
use simcluster::{Kind, Reach, Scenario, SimCluster, Trouble};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::sleep;

/// 2030-01-01.
const START: Timestamp = Timestamp::from_seconds(1_893_456_000);

/// The demo's first cluster.
fn demo() -> SimCluster {
    let start = jiff::Timestamp::from_millisecond(START.0).unwrap();
    let clock = simcluster::Clock::starting_at(start);
    SimCluster::start("prod-eu", Scenario::demo(20).part("prod-eu"), clock)
}

async fn fleet_of(sim: &SimCluster) -> Fleet {
    let source = ClusterSource {
        name: sim.name().into(),
        title: sim.name().into(),
        is_demo: true,
        namespaces: Vec::new(),
        connect: Connect::Client(sim.client()),
    };
    let options = FleetOptions {
        clusters: vec![source],
        naming: NamingRules::default(),
        metrics_interval: Duration::from_secs(15),
        epoch: "test".into(),
    };
    let fleet = Fleet::start(options, Clock::tokio_from(START));
    for _ in 0..10_000 {
        let view = fleet.view(&Scope::everything(), &Selection::default());
        let is_live = view.clusters()[0].freshness.state == FreshnessState::Live;
        if is_live && view.rows().len() > 0 {
            return fleet;
        }
        sleep(Duration::from_millis(5)).await;
    }
    panic!("it is never live");
}

/// `name verdict` of the rows of a kind, in order.
fn rows(fleet: &Fleet, query: &str) -> Vec<String> {
    let view = fleet.view(&Scope::everything(), &Selection::from_query(query));
    view.rows()
        .map(|row| format!("{} {}", row.key.name, row.verdict))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn the_demo_has_a_few_of_each_kind_as_they_stand() {
    let fleet = fleet_of(&demo()).await;
    for (query, expected) in [
        (
            "kind=statefulset",
            vec![
                "ledger-db degraded",
                "user-directory-db healthy",
                "search-index paused",
            ],
        ),
        (
            "kind=daemonset",
            vec!["kube-proxy healthy", "log-shipper paused"],
        ),
        (
            "kind=job",
            vec!["ledger-migration failed", "asset-reindex progressing"],
        ),
        (
            "kind=cronjob",
            vec![
                "dunning-letters failed",
                "customs-report degraded",
                "price-import healthy",
            ],
        ),
        (
            "kind=pod",
            vec!["etcd-node-01 healthy", "debug-shell healthy"],
        ),
    ] {
        assert_eq!(rows(&fleet, query), expected, "{query}");
    }
    let all = rows(&fleet, "kind=all").len();
    assert_eq!(all, rows(&fleet, "").len() + 12);
    assert_eq!(fleet.stats().clusters[0].rows, rows(&fleet, "").len());
}

#[tokio::test(start_paused = true)]
async fn whys_name_the_cause() {
    let fleet = fleet_of(&demo()).await;
    let view = fleet.view(&Scope::everything(), &Selection::from_query("kind=all"));
    let whys: BTreeMap<_, _> = view
        .rows()
        .filter(|row| row.key.kind != WorkloadKind::Deployment)
        .filter_map(|row| Some((&*row.key.name, row.why.as_ref()?.sentence(START))))
        .collect();
    for (name, part) in [
        ("ledger-db", "CrashLoopBackOff on 1 of 3 pods"),
        (
            "ledger-migration",
            "Backoff limit exceeded after 3 failures",
        ),
        (
            "dunning-letters",
            "Last run failed: Backoff limit exceeded after 1 failure",
        ),
        ("customs-report", "not started within 2m of its time"),
        (
            "search-index",
            "2 of 5 updated: the partition keeps the others",
        ),
        (
            "log-shipper",
            "1 of 9 updated: the others change when they are deleted",
        ),
    ] {
        assert!(whys[name].contains(part), "{name}: {}", whys[name]);
    }
}

#[tokio::test(start_paused = true)]
async fn pods_and_details_of_every_kind_can_be_read() {
    let fleet = fleet_of(&demo()).await;
    let scope = Scope::everything();
    let view = fleet.view(&scope, &Selection::from_query("kind=all"));
    for row in view.rows() {
        let (_, pods) = fleet.deployment(&scope, &row.key).unwrap();
        assert_eq!(pods.pods.len(), row.pods as usize, "{}", row.key);
        let detail = fleet.detail(&scope, &row.key).unwrap();
        assert!(!detail.columns.is_empty(), "{}", row.key);
    }
    let key = |text: &str| text.parse::<DeploymentKey>().unwrap();
    let shell = key("prod-eu/shop/pod:debug-shell");
    let manifest = fleet.manifest(&scope, &shell, false).await.unwrap();
    assert!(manifest.yaml.contains("debug-shell"));
    let import = key("prod-eu/shop/cronjob:price-import");
    assert!(fleet.events(&scope, &import).await.is_ok());
    assert!(fleet.history(&scope, &import).await.unwrap().is_empty());
    let other = key("prod-eu/shop/job:debug-shell");
    assert!(fleet.deployment(&scope, &other).is_none(), "it is no job");
}

#[tokio::test(start_paused = true)]
async fn who_looks_at_deployments_is_told_of_nothing_else() {
    let start = jiff::Timestamp::from_millisecond(START.0).unwrap();
    let part = Scenario::calm(20).part("prod-eu");
    let sim = SimCluster::start("prod-eu", part, simcluster::Clock::starting_at(start));
    let fleet = fleet_of(&sim).await;
    let scope = Scope::everything();
    let mut deployments = fleet.updates(&scope, &Selection::default(), None);
    let jobs = Selection::from_query("kind=job");
    let mut other = fleet.updates(&scope, &jobs, None);
    for stream in [&mut deployments, &mut other] {
        assert!(matches!(stream.next().await, Some(Update::Snapshot { .. })));
    }
    let job = json!({
        "apiVersion": "batch/v1", "kind": "Job",
        "metadata": { "namespace": "shop", "name": "fresh" },
        "spec": { "template": { "spec": { "containers": [] } } },
    });
    sim.apply(&job).unwrap();
    let Some(Update::Delta { json, .. }) = other.next().await else {
        panic!("a delta was expected");
    };
    assert!(String::from_utf8_lossy(&json).contains(r#""kind":"job""#));
    sleep(Duration::from_secs(1)).await;
    assert!(deployments.next().now_or_never().is_none());
}

#[tokio::test(start_paused = true)]
async fn what_a_scope_hides_it_hides_of_every_kind() {
    let fleet = fleet_of(&demo()).await;
    let all = Selection::from_query("kind=all");
    let everything = fleet.view(&Scope::everything(), &all);
    let nothing = fleet.view(&Scope::nothing(), &all);
    assert_eq!(nothing.rows().len(), 0);
    for row in everything.rows() {
        assert!(fleet.deployment(&Scope::nothing(), &row.key).is_none());
        assert!(fleet.detail(&Scope::nothing(), &row.key).is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn a_kind_that_may_not_be_read_is_left_out_and_said_to_be() {
    let sim = demo();
    let reach = Reach::ClusterWide(Kind::CronJob);
    sim.faults().inject_on(Trouble::Forbidden, reach);
    let fleet = fleet_of(&sim).await;
    assert!(rows(&fleet, "kind=cronjob").is_empty());
    assert_eq!(rows(&fleet, "kind=statefulset").len(), 3);
    let view = fleet.view(&Scope::everything(), &Selection::default());
    let notes = &view.clusters()[0].notes;
    assert_eq!(
        notes[..],
        ["CronJobs cannot be listed (403) and are not shown".into()]
    );
    sim.faults().lift_all();
    for _ in 0..20_000 {
        if rows(&fleet, "kind=cronjob").len() == 3 {
            return;
        }
        sleep(Duration::from_millis(5)).await;
    }
    panic!("they never came");
}

#[tokio::test(start_paused = true)]
async fn a_search_finds_pods_by_name_within_what_may_be_seen_and_is_picked() {
    let fleet = fleet_of(&demo()).await;
    let selection = Selection::from_query("kind=all&q=ledger-db-2");
    let everything = Scope::everything();
    let found = fleet.find_pods(&everything, &selection);
    let found: Vec<String> = found
        .pods()
        .map(|(key, pod)| format!("{key} {pod}"))
        .collect();
    assert_eq!(found, ["prod-eu/billing/statefulset:ledger-db ledger-db-2"]);
    let knowing = fleet.knowing_pods(&everything, selection);
    assert_eq!(fleet.view(&everything, &knowing).rows().len(), 1);
    for other in ["q=ledger-db-2", "kind=all&q=ledger-db-2&namespace=shop"] {
        let other = fleet.find_pods(&everything, &Selection::from_query(other));
        assert_eq!(other.pods().count(), 0);
    }
    let elsewhere = Scope::of(["prod-eu"], ["^shop$"]).unwrap();
    let hidden = fleet.find_pods(&elsewhere, &Selection::from_query("kind=all&q=ledger-db-2"));
    assert_eq!(hidden.pods().count(), 0);
}
