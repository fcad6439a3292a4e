//! The scenarios as a client sees them: consistent at every step, lively, and mostly healthy.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail"
)]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use k8s_openapi::api::{
    apps::v1::{Deployment, ReplicaSet},
    core::v1::{Namespace, Pod},
};
use kube::{Api, Client, Resource, ResourceExt, api::ListParams};
use simcluster::{Load, Scenario, SimCluster};
use support::{board::Board, clock};

async fn all<K>(client: &Client) -> Vec<K>
where
    K: Resource<DynamicType = ()> + Clone + std::fmt::Debug + serde::de::DeserializeOwned,
{
    Api::<K>::all(client.clone())
        .list(&ListParams::default())
        .await
        .unwrap()
        .items
}

/// Whether the pod belongs to a ReplicaSet, and so to a Deployment.
fn is_of_set(pod: &Pod) -> bool {
    let mut owners = pod.owner_references().iter();
    owners.any(|owner| owner.kind == "ReplicaSet")
}

async fn board(client: &Client) -> Board {
    Board {
        deployments: all(client).await,
        sets: all(client).await,
        pods: all::<Pod>(client)
            .await
            .into_iter()
            .filter(is_of_set)
            .collect(),
    }
}

#[tokio::test(start_paused = true)]
async fn ownership_and_counts_agree_at_every_step_of_ten_minutes() {
    for seed in [1, 20, 4_000_000_007] {
        for name in ["prod-eu", "staging-cluster"] {
            let sim = SimCluster::start(name, Scenario::demo(seed).part(name), clock());
            let client = sim.client();
            let mut last = String::new();
            while sim.clock().elapsed() < Duration::from_secs(600) {
                if sim.resource_version() != last {
                    last = sim.resource_version();
                    board(&client)
                        .await
                        .check(&format!("{name} of seed {seed}"));
                }
                tokio::time::sleep(Duration::from_millis(4_930)).await;
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_demo_begins_with_every_kind_of_trouble() {
    for seed in [1, 20, 31, 500] {
        let scenario = Scenario::demo(seed);
        let (mut words, mut deployments) = (BTreeMap::<&str, usize>::new(), 0);
        let mut namespaces = BTreeSet::new();
        for cluster in scenario.clusters() {
            let sim = SimCluster::start(&cluster, scenario.part(&cluster), clock());
            let client = sim.client();
            let board = board(&client).await;
            board.check(&cluster);
            deployments += board.deployments.len();
            for (_, word) in board.words(sim.clock().now()) {
                *words.entry(word).or_default() += 1;
            }
            let own = all::<Namespace>(&client)
                .await
                .into_iter()
                .map(|ns| ns.name_any());
            namespaces.extend(own.filter(|name| !name.starts_with("kube-") && name != "default"));
        }
        for word in [
            "Down",
            "Failed",
            "Degraded",
            "Warning",
            "Progressing",
            "Paused",
            "Idle",
            "Healthy",
            "Terminating",
        ] {
            assert!(
                words.contains_key(word),
                "seed {seed} lacks {word}: {words:?}"
            );
        }
        assert!((110..=130).contains(&deployments), "{deployments}");
        assert_eq!(namespaces.len(), 12, "{namespaces:?}");
        let healthy = words["Healthy"] * 100 / deployments;
        assert!((70..95).contains(&healthy), "{healthy} %: {words:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn something_changes_every_few_seconds_and_most_stay_healthy() {
    let scenario = Scenario::demo(20);
    let start = |name: &String| SimCluster::start(name, scenario.part(name), clock());
    let sims: Vec<SimCluster> = ["prod-eu", "staging-cluster"]
        .map(str::to_owned)
        .iter()
        .map(start)
        .collect();
    let mut changed_seconds = 0;
    let mut last = Vec::new();
    let mut seen = BTreeSet::new();
    for _ in 0..300 {
        let (mut now, mut healthy) = (Vec::new(), 0);
        for sim in &sims {
            let board = board(&sim.client()).await;
            for (name, word) in board.words(sim.clock().now()) {
                healthy += usize::from(word == "Healthy");
                now.push((sim.name().to_owned(), name, word));
            }
        }
        seen.extend(now.iter().map(|(_, _, word)| *word));
        let share = healthy * 100 / now.len();
        assert!(
            share >= 60,
            "{share} % after {:?}",
            sims[0].clock().elapsed()
        );
        changed_seconds += usize::from(now != last);
        last = now;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    assert!(
        changed_seconds >= 50,
        "only {changed_seconds} of 300 seconds brought a new verdict"
    );
    assert!(seen.len() >= 8, "{seen:?}");
}

#[tokio::test(start_paused = true)]
async fn a_seed_plays_the_same_day_again() {
    let mut days = Vec::new();
    for _ in 0..2 {
        let sim = SimCluster::start("prod-eu", Scenario::demo(5).part("prod-eu"), clock());
        tokio::time::sleep(Duration::from_secs(120)).await;
        let board = board(&sim.client()).await;
        days.push((sim.resource_version(), format!("{:?}", board.pods)));
    }
    assert_eq!(days[0], days[1]);
}

#[tokio::test(start_paused = true)]
async fn prod_us_is_lost_for_a_minute_and_comes_back() {
    let sim = SimCluster::start("prod-us", Scenario::demo(20).part("prod-us"), clock());
    let mut lost = 0;
    for _ in 0..300 {
        lost += usize::from(sim.client().apiserver_version().await.is_err());
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    assert!((59..=120).contains(&lost), "{lost} s of 300");
}

#[tokio::test(start_paused = true)]
async fn the_calm_fleet_is_healthy_and_still() {
    let scenario = Scenario::by_name("calm").unwrap();
    let sim = SimCluster::start("prod-eu", scenario.part("prod-eu"), clock());
    let before = sim.resource_version();
    tokio::time::sleep(Duration::from_secs(600)).await;
    let board = board(&sim.client()).await;
    assert!(
        board
            .words(sim.clock().now())
            .iter()
            .all(|(_, word)| *word == "Healthy")
    );
    assert_eq!(sim.resource_version(), before);
}

#[tokio::test(start_paused = true)]
async fn scenarios_are_found_by_word() {
    for word in [
        "demo",
        "demo/prod-us",
        "calm",
        "calm/staging-cluster",
        "load-500",
        "empty",
    ] {
        assert!(Scenario::by_name(word).is_ok(), "{word}");
    }
    for word in ["Demo", "demo/moon", "load-", "load-0", "load-many", ""] {
        let refused = Scenario::by_name(word).unwrap_err();
        assert!(
            refused.to_string().contains("demo, demo/CLUSTER"),
            "{refused}"
        );
    }
    let fixed = Scenario::by_name("demo/prod-us").unwrap();
    let sim = SimCluster::start("mine", fixed.part("mine"), clock());
    let deployments = all::<Deployment>(&sim.client()).await;
    assert!(deployments.iter().any(|d| d.name_any() == "customs-deploy"));
}

#[tokio::test(start_paused = true)]
async fn a_load_has_as_many_pods_as_asked() {
    let load = Load {
        clusters: 2,
        deployments: 100,
        pods_per_deployment: 10,
    };
    let scenario = Scenario::load(load);
    assert_eq!(scenario.clusters(), ["load-1", "load-2"]);
    let sim = SimCluster::start("load-1", scenario.part("load-1"), clock());
    let client = sim.client();
    let pods = all::<Pod>(&client).await;
    assert_eq!(pods.len(), 1000);
    assert!(all::<ReplicaSet>(&client).await.len() >= 100);
    let ready = pods
        .iter()
        .filter(|pod| support::board::is_ready(pod))
        .count();
    assert_eq!(ready, 1000);
}
