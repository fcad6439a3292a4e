//! What is read from a cluster when somebody asks: on a simulated API server.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "helpers of tests are tests, and tests make their own scopes"
)]

#[path = "../src/mk/json.rs"]
mod json;

use fleet::{Clock, ClusterSource, Connect, Fleet, FleetOptions, ReadError, Scope};
use json::{Deployed, patch};
use model::{DeploymentKey, FreshnessState, NamingRules, Selection, Stage, Timestamp};
use serde_json::{Value, json};
use simcluster::{Kind, Part, Reach, SimCluster, Trouble};
use std::time::Duration;
use tokio::time::sleep;

/// 2030-01-01.
const START: Timestamp = Timestamp::from_seconds(1_893_456_000);

fn event(name: &str, kind: &str, of: &str, reason: &str, count: u32, at: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Event",
        "metadata": {"namespace": "shop", "name": name},
        "involvedObject": {"kind": kind, "namespace": "shop", "name": of},
        "reason": reason, "message": "words", "type": "Warning", "count": count,
        "source": {"component": "kubelet"}, "firstTimestamp": at, "lastTimestamp": at,
    })
}

/// A cluster with the Deployment `web` in `shop`, and a fleet that shows it.
async fn shown(prepare: impl Fn(&SimCluster, &mut Deployed)) -> (SimCluster, Fleet, DeploymentKey) {
    let start = jiff::Timestamp::from_millisecond(START.0).unwrap();
    let sim = SimCluster::start("prod", Part::empty(), simcluster::Clock::starting_at(start));
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}});
    sim.apply(&namespace).unwrap();
    let mut deployed = Deployed::new("shop", "web", 1);
    prepare(&sim, &mut deployed);
    for object in [&deployed.deployment, &deployed.replica_set] {
        sim.apply(object).unwrap();
    }
    for pod in &deployed.pods {
        sim.apply(pod).unwrap();
    }
    let options = FleetOptions {
        clusters: vec![ClusterSource {
            name: "prod".into(),
            title: "Production".into(),
            is_demo: false,
            namespaces: Vec::new(),
            connect: Connect::Client(sim.client()),
        }],
        naming: NamingRules::default(),
        metrics_interval: Duration::from_secs(15),
        epoch: "test".into(),
    };
    let fleet = Fleet::start(options, Clock::tokio_from(START));
    let is_shown = || {
        let view = fleet.view(&Scope::everything(), &Selection::default());
        view.rows().len() == 1 && view.clusters()[0].freshness.state == FreshnessState::Live
    };
    while !is_shown() {
        sleep(Duration::from_millis(5)).await;
    }
    let key = DeploymentKey::new("prod", "shop", "web");
    (sim, fleet, key)
}

#[tokio::test(start_paused = true)]
async fn events_of_all_that_belongs_to_it_are_merged_newest_first() {
    let (_sim, fleet, key) = shown(|sim, _| {
        for object in [
            event(
                "a",
                "Deployment",
                "web",
                "ScalingReplicaSet",
                1,
                "2029-12-31T23:00:00Z",
            ),
            event(
                "b",
                "ReplicaSet",
                "web-1",
                "SuccessfulCreate",
                1,
                "2029-12-31T23:10:00Z",
            ),
            event(
                "c",
                "Pod",
                "web-1-gone",
                "BackOff",
                4,
                "2029-12-31T23:40:00Z",
            ),
            event(
                "d",
                "Pod",
                "web-1-gone",
                "BackOff",
                2,
                "2029-12-31T23:50:00Z",
            ),
            event(
                "e",
                "Pod",
                "web-1-api-1",
                "Alien",
                1,
                "2029-12-31T23:55:00Z",
            ),
            event(
                "f",
                "ReplicaSet",
                "web-api-1",
                "Alien",
                1,
                "2029-12-31T23:55:00Z",
            ),
            event(
                "g",
                "Deployment",
                "other",
                "Alien",
                1,
                "2029-12-31T23:55:00Z",
            ),
        ] {
            sim.apply(&object).unwrap();
        }
    })
    .await;
    let found = fleet.events(&Scope::everything(), &key).await.unwrap();
    let told: Vec<_> = found
        .events
        .iter()
        .map(|event| (&*event.reason, event.count))
        .collect();
    assert_eq!(
        told,
        [
            ("BackOff", 6),
            ("SuccessfulCreate", 1),
            ("ScalingReplicaSet", 1)
        ]
    );
    assert!(!found.is_partial);
}

#[tokio::test(start_paused = true)]
async fn of_very_many_events_the_rest_is_said_to_be_missing() {
    let (_sim, fleet, key) = shown(|sim, _| {
        for number in 0..2100 {
            let name = format!("web-1-{number}");
            let object = event(&name, "Pod", &name, "Pulled", 1, "2029-12-31T23:00:00Z");
            sim.apply(&object).unwrap();
        }
    })
    .await;
    let found = fleet.events(&Scope::everything(), &key).await.unwrap();
    assert!(found.is_partial);
    assert_eq!(found.events.len(), 2000);
}

#[tokio::test(start_paused = true)]
async fn whoever_asks_at_the_same_time_gets_one_answer() {
    let (sim, fleet, key) = shown(|_, _| {}).await;
    let scope = Scope::everything();
    let before = sim.requests(Kind::Event).lists;
    let (a, b) = tokio::join!(fleet.events(&scope, &key), fleet.events(&scope, &key));
    assert_eq!(a.unwrap(), b.unwrap());
    assert_eq!(
        sim.requests(Kind::Event).lists - before,
        3,
        "one list a kind"
    );
    sleep(Duration::from_secs(3)).await;
    fleet.events(&scope, &key).await.unwrap();
    assert_eq!(sim.requests(Kind::Event).lists - before, 6);
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_refuses_or_is_away_is_told() {
    let (sim, fleet, key) = shown(|_, _| {}).await;
    let scope = Scope::everything();
    sim.faults()
        .inject_on(Trouble::Forbidden, Reach::Kind(Kind::Event));
    let refused = fleet.events(&scope, &key).await.unwrap_err();
    assert_eq!(refused, ReadError::Refused { what: "events" });
    assert!(
        fleet.manifest(&scope, &key, false).await.is_ok(),
        "that one is permitted"
    );
    sim.faults().lift_all();
    sleep(Duration::from_secs(3)).await;
    sim.faults().inject(Trouble::Hang);
    let away = fleet.events(&scope, &key).await.unwrap_err();
    assert!(matches!(away, ReadError::Away(_)), "{away}");
    sim.faults().lift_all();
    sleep(Duration::from_secs(3)).await;
    assert!(
        fleet.events(&scope, &key).await.is_ok(),
        "it is asked again"
    );
}

#[tokio::test(start_paused = true)]
async fn what_may_not_be_seen_is_answered_as_what_is_not_there() {
    let (sim, fleet, key) = shown(|_, _| {}).await;
    let before = sim.all_requests();
    let none = DeploymentKey::new("prod", "shop", "none");
    let shop = Scope::of(["prod"], ["^other$"]).unwrap();
    for (scope, key) in [(&shop, &key), (&Scope::everything(), &none)] {
        assert_eq!(
            fleet.events(scope, key).await.unwrap_err(),
            ReadError::NoSuch
        );
        assert_eq!(
            fleet.history(scope, key).await.unwrap_err(),
            ReadError::NoSuch
        );
        let manifest = fleet.manifest(scope, key, false).await;
        assert_eq!(manifest.unwrap_err(), ReadError::NoSuch);
        assert_eq!(fleet.detail(scope, key), None);
    }
    let lists = |requests: simcluster::Requests| requests.lists + requests.gets;
    assert_eq!(
        lists(sim.all_requests()),
        lists(before),
        "the cluster is not even asked"
    );
}

#[tokio::test(start_paused = true)]
async fn revisions_are_told_with_what_each_changed() {
    let selector = json!({"spec": {"selector": {"matchLabels": {"app": "web"}}},
        "metadata": {"labels": {"app": "web"}}});
    let (_sim, fleet, key) = shown(|sim, deployed| {
        patch(&mut deployed.deployment, selector.clone());
        patch(
            &mut deployed.deployment,
            json!({"metadata": {
                "annotations": {"deployment.kubernetes.io/revision": "2"},
                "managedFields": [
                    {"manager": "helm", "time": "2029-12-31T23:59:58Z"},
                    {"manager": "kube-controller-manager", "subresource": "status", "time": "2030-01-01T00:00:00Z"},
                ],
            }}),
        );
        patch(&mut deployed.replica_set, selector.clone());
        let mut newer = deployed.replica_set.clone();
        patch(
            &mut newer,
            json!({"metadata": {"name": "web-2", "uid": "web-2", "creationTimestamp": "2029-12-31T23:59:59Z",
                "annotations": {"deployment.kubernetes.io/revision": "2", "kubernetes.io/change-cause": "release 2"}}}),
        );
        newer["spec"]["template"]["spec"]["containers"][0] = json!({
            "name": "web", "image": "web:v2",
            "resources": {"requests": {"cpu": "200m", "memory": "64Mi"}},
            "env": [{"name": "URL", "valueFrom": {"secretKeyRef": {"name": "db", "key": "url"}}},
                {"name": "DB_PASSWORD", "value": "canary"}],
            "readinessProbe": {"httpGet": {"path": "/healthz", "port": 8080}, "periodSeconds": 10},
        });
        sim.apply(&newer).unwrap();
        // Another's, with the same labels.
        let mut alien = newer;
        patch(&mut alien, json!({"metadata": {"name": "alien-1", "uid": "alien-1",
            "ownerReferences": [{"kind": "Deployment", "uid": "alien", "controller": true}]}}));
        sim.apply(&alien).unwrap();
    })
    .await;
    let found = fleet.history(&Scope::everything(), &key).await.unwrap();
    let numbers: Vec<_> = found.iter().map(|one| one.number).collect();
    assert_eq!(numbers, [2, 1]);
    let newest = &found[0];
    assert_eq!(newest.cause.as_deref(), Some("release 2"));
    assert_eq!(newest.who.as_deref(), Some("helm"));
    assert_ne!(newest.stage, Stage::Past);
    let changes = newest.changes.as_ref().unwrap();
    let told: Vec<_> = changes
        .iter()
        .map(|one| (&*one.what, one.before.as_deref(), one.after.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            ("image", Some("web:v1"), Some("web:v2")),
            ("env URL", None, Some("secret db, key url")),
            ("env DB_PASSWORD", None, Some(model::HIDDEN)),
            ("requests.cpu", Some("100m"), Some("200m")),
            (
                "readiness probe",
                None,
                Some("GET :8080/healthz, every 10 s")
            ),
        ]
    );
    assert!(!format!("{found:?}").contains("canary"));
}

#[tokio::test(start_paused = true)]
async fn a_manifest_is_yaml_without_bookkeeping() {
    let (_sim, fleet, key) = shown(|_, deployed| {
        patch(
            &mut deployed.deployment,
            json!({"metadata": {"managedFields": [{"manager": "helm"}]}}),
        );
    })
    .await;
    let scope = Scope::everything();
    let plain = fleet.manifest(&scope, &key, false).await.unwrap();
    assert!(
        plain
            .yaml
            .starts_with("apiVersion: apps/v1\nkind: Deployment\n"),
        "{}",
        plain.yaml
    );
    assert!(
        !plain.yaml.contains("helm") && !plain.yaml.contains("status:"),
        "{}",
        plain.yaml
    );
    let full = fleet.manifest(&scope, &key, true).await.unwrap();
    assert!(full.yaml.contains("status:"), "{}", full.yaml);
}
