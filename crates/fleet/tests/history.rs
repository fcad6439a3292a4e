//! What was, through the door, on a simulated API server with tokio's time in the test's hands.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "helpers of tests are tests, and tests make their own scopes"
)]

#[path = "../src/mk/json.rs"]
mod json;

use fleet::{Clock, ClusterSource, Connect, Fleet, FleetOptions, Scope};
use json::{Deployed, patch};
use model::{DeploymentKey, DeploymentUsage, NamingRules, Timestamp, UsageHistory, Verdict};
use serde_json::json;
use simcluster::{Kind, Part, SimCluster, Trouble};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// 2030-01-01.
const START: Timestamp = Timestamp::from_seconds(1_893_456_000);

/// A simulated cluster and the fleet that watches it.
struct Watched {
    sim: SimCluster,
    fleet: Fleet,
}

fn key() -> DeploymentKey {
    DeploymentKey::new("prod", "shop", "web")
}

fn deploy(sim: &SimCluster, cpu: u64) {
    let deployed = Deployed::new("shop", "web", 2);
    sim.apply(&deployed.deployment).unwrap();
    sim.apply(&deployed.replica_set).unwrap();
    for pod in &deployed.pods {
        sim.apply(pod).unwrap();
        let pod = pod["metadata"]["name"].as_str().unwrap();
        sim.set_usage("shop", pod, &[("web", cpu, 1 << 30)]);
    }
}

// === impl Watched ===

impl Watched {
    fn start() -> Self {
        let start = jiff::Timestamp::from_millisecond(START.0).unwrap();
        let sim = SimCluster::start("prod", Part::empty(), simcluster::Clock::starting_at(start));
        let shop =
            json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "shop" } });
        sim.apply(&shop).unwrap();
        deploy(&sim, 100);
        let fleet = Self::watch(&sim);
        Self { sim, fleet }
    }

    fn watch(sim: &SimCluster) -> Fleet {
        let cluster = ClusterSource {
            name: sim.name().into(),
            title: sim.name().into(),
            is_demo: true,
            namespaces: Vec::new(),
            connect: Connect::Client(sim.client()),
        };
        let options = FleetOptions {
            clusters: vec![cluster],
            naming: NamingRules::default(),
            metrics_interval: Duration::from_secs(15),
            epoch: "test".into(),
        };
        Fleet::start(options, Clock::tokio_from(START))
    }

    fn usage(&self, minutes: i64) -> DeploymentUsage {
        let since = self.now().plus_seconds(-60 * minutes);
        let everything = Scope::everything();
        self.fleet
            .usage_history(&everything, &key(), since)
            .unwrap()
    }

    fn now(&self) -> Timestamp {
        let view = self
            .fleet
            .view(&Scope::everything(), &model::Selection::default());
        view.now()
    }

    fn verdicts(&self) -> Vec<Verdict> {
        let history = self.fleet.verdict_history(&Scope::everything(), &key());
        let spans = history.unwrap_or_default().spans;
        spans.iter().map(|span| span.verdict).collect()
    }

    async fn until(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let began = Instant::now();
        while !is_so(self) {
            assert!(began.elapsed() < Duration::from_secs(300), "never {what}");
            sleep(Duration::from_millis(50)).await;
        }
    }
}

fn cpu(history: &UsageHistory) -> Vec<Option<u64>> {
    let steps = history.steps.iter();
    steps
        .map(|step| step.map(|step| step.max.cpu_millicores))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_deployments_usage_goes_on_where_its_pods_are_replaced() {
    let watched = Watched::start();
    let known = |at_least: usize| {
        move |it: &Watched| {
            let known = it.fleet.usage_history(&Scope::everything(), &key(), START);
            known.is_some_and(|known| known.total.steps.iter().flatten().count() >= at_least)
        }
    };
    watched.until("figures", known(3)).await;
    let usage = watched.usage(30);
    assert!(cpu(&usage.total).ends_with(&[Some(200), Some(200), Some(200)]));
    assert_eq!(usage.total.step_seconds, 15);
    let names: Vec<&str> = usage.pods.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["web-1-0", "web-1-1"]);
    assert!(cpu(&usage.pods[0].1).ends_with(&[Some(100), Some(100)]));
    // As much as travels with the pods.
    let pods = watched.fleet.pods(&Scope::everything(), &[key()]);
    let trend = pods[0].trend.clone().unwrap();
    assert_eq!((trend.cpu.top, trend.memory.top), (200, 2 << 30));
    assert_eq!(pods[0].pods[0].trend.clone().unwrap().cpu.top, 100);

    // Another pod in the place of one.
    watched.sim.delete(Kind::Pod, "shop", "web-1-1");
    let mut pod = Deployed::new("shop", "web", 1).pods.remove(0);
    patch(
        &mut pod,
        json!({ "metadata": { "name": "web-1-9", "uid": "web-1-9" } }),
    );
    watched.sim.apply(&pod).unwrap();
    watched
        .sim
        .set_usage("shop", "web-1-9", &[("web", 40, 1 << 20)]);
    let last_is =
        |figure| move |it: &Watched| cpu(&it.usage(30).total).last() == Some(&Some(figure));
    watched.until("the new pod's figures", last_is(140)).await;
    let usage = watched.usage(30);
    assert!(cpu(&usage.total).contains(&Some(200)), "{usage:?}");
    let names: Vec<&str> = usage.pods.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["web-1-0", "web-1-9"]);
    assert_eq!(watched.fleet.stats().clusters[0].usage_tracks, 3);

    // Nothing is nothing, not zero.
    watched.sim.faults().inject(Trouble::MetricsUnavailable);
    sleep(Duration::from_secs(120)).await;
    watched.sim.faults().lift_all();
    let has_gap = |it: &Watched| {
        let figures = cpu(&it.usage(30).total);
        let first = figures.iter().position(Option::is_some).unwrap();
        figures[first..].contains(&None)
    };
    watched.until("figures again, after a gap", has_gap).await;
    let figures = cpu(&watched.usage(30).total);
    assert_eq!(figures.iter().flatten().min(), Some(&140));

    // Another process knows nothing of all this, and says so.
    let again = Watched {
        fleet: Watched::watch(&watched.sim),
        sim: watched.sim,
    };
    let restarted = again.now();
    again.until("figures after a restart", known(1)).await;
    let since = again.usage(30).total.since().unwrap();
    assert!(
        since.plus_seconds(15) >= restarted,
        "{since:?} {restarted:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn verdicts_are_kept_as_they_were_shown() {
    use Verdict::{Healthy, Unknown};
    let watched = Watched::start();
    let are = |verdicts: &'static [Verdict]| move |it: &Watched| it.verdicts() == verdicts;
    watched.until("a verdict", are(&[Healthy])).await;
    sleep(Duration::from_secs(60)).await;
    watched.sim.faults().inject(Trouble::Unreachable);
    watched
        .until("the cluster away", are(&[Healthy, Unknown]))
        .await;
    sleep(Duration::from_secs(60)).await;
    watched.sim.faults().lift_all();
    let back = are(&[Healthy, Unknown, Healthy]);
    watched.until("the cluster back", back).await;
    let mut scaled = Deployed::new("shop", "web", 2).deployment;
    patch(
        &mut scaled,
        json!({ "spec": { "paused": true }, "metadata": { "generation": 2 }, "status": { "observedGeneration": 2 } }),
    );
    watched.sim.apply(&scaled).unwrap();
    let paused = are(&[Healthy, Unknown, Healthy, Verdict::Paused]);
    watched.until("paused", paused).await;
    watched.sim.delete(Kind::Deployment, "shop", "web");
    watched.until("gone", are(&[])).await;
}

#[tokio::test(start_paused = true)]
async fn what_may_not_be_seen_has_no_history() {
    let watched = Watched::start();
    watched
        .until("a verdict", |it| !it.verdicts().is_empty())
        .await;
    let nothing = Scope::nothing();
    assert_eq!(watched.fleet.usage_history(&nothing, &key(), START), None);
    assert_eq!(watched.fleet.verdict_history(&nothing, &key()), None);
}
