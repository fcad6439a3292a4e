//! What a day of history costs at 10,000 Pods: memory, the time to take a reading in, the time to read
//! what the cards on a screen show. Time is tokio's and stands still, so a day passes in seconds.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "helpers of tests are tests, and tests make their own scopes"
)]

#[path = "../src/mk/json.rs"]
mod json;

use fleet::{Clock, ClusterSource, Connect, Fleet, FleetOptions, Scope};
use http::{Request, Response};
use json::Deployed;
use kube::client::Body;
use model::{DeploymentKey, NamingRules, Selection, Timestamp};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::fmt::Write;
use std::time::{Duration, Instant};

const DEPLOYMENTS: usize = 1000;
const PODS_EACH: u32 = 10;
const PODS: usize = DEPLOYMENTS * PODS_EACH as usize;
/// Rarer than in life, where it is 15 s: a reading counts for two and a half intervals, so every slot
/// is filled all the same.
const INTERVAL: Duration = Duration::from_secs(300);

fn name(number: usize) -> String {
    format!("application-number-{number}")
}

/// Answers lists page by page; watches never answer.
async fn answer(request: Request<Body>) -> Result<Response<Body>, Infallible> {
    let query = request.uri().query().unwrap_or_default();
    let value = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let found = pairs.find(|(known, _)| *known == name);
        found.map(|(_, value)| value.to_owned())
    };
    if value("watch").is_some() {
        std::future::pending::<()>().await;
    }
    let path = request.uri().path();
    if path.starts_with("/apis/metrics.k8s.io") {
        return Ok(Response::new(Body::from(usage().into_bytes())));
    }
    let deployed = |number: usize| Deployed::new("shop", &name(number), PODS_EACH);
    let from: usize = value("continue").map_or(0, |at| at.parse().unwrap());
    let numbers = from..(from + 50).min(DEPLOYMENTS);
    let items: Vec<Value> = match path.rsplit('/').next().unwrap() {
        "version" => return Ok(respond(&json!({ "gitVersion": "v1.36.0" }))),
        "deployments" => numbers.map(|number| deployed(number).deployment).collect(),
        "replicasets" => numbers.map(|number| deployed(number).replica_set).collect(),
        "pods" => numbers.flat_map(|number| deployed(number).pods).collect(),
        _ => Vec::new(),
    };
    let is_last = items.is_empty() || from + 50 >= DEPLOYMENTS;
    let next = if is_last {
        String::new()
    } else {
        (from + 50).to_string()
    };
    let metadata = json!({ "resourceVersion": "1", "continue": next });
    Ok(respond(&json!({ "metadata": metadata, "items": items })))
}

/// A reading with figures of every Pod.
fn usage() -> String {
    let mut items = String::new();
    for number in 0..DEPLOYMENTS {
        for pod in 0..PODS_EACH {
            let comma = if items.is_empty() { "" } else { "," };
            let (cpu, memory) = (fastrand::u32(10..900), fastrand::u32(100_000..900_000));
            let name = name(number);
            let _ = write!(
                items,
                r#"{comma}{{"metadata":{{"name":"{name}-1-{pod}","namespace":"shop"}},"containers":[{{"name":"web","usage":{{"cpu":"{cpu}m","memory":"{memory}Ki"}}}}]}}"#
            );
        }
    }
    format!(r#"{{"items":[{items}]}}"#)
}

fn respond(value: &Value) -> Response<Body> {
    Response::new(Body::from(serde_json::to_vec(value).unwrap()))
}

/// Resident memory of this process, in bytes.
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

fn say(name: &str, value: &str) {
    println!("{name:<52}{value}");
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn mib(bytes: usize) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let mut runtime = runtime;
    runtime.enable_all().start_paused(true);
    runtime.build().unwrap().block_on(measure());
}

async fn measure() {
    let client = kube::Client::new(tower::service_fn(answer), "default");
    let cluster = ClusterSource {
        name: "large".into(),
        title: "Large".into(),
        is_demo: true,
        namespaces: Vec::new(),
        connect: Connect::Client(client),
    };
    let options = FleetOptions {
        clusters: vec![cluster],
        naming: NamingRules::default(),
        metrics_interval: INTERVAL,
        epoch: "bench".into(),
    };
    let fleet = Fleet::start(
        options,
        Clock::tokio_from(Timestamp::from_seconds(1_893_456_000)),
    );
    let everything = Scope::everything();
    let rows = || fleet.view(&everything, &Selection::default()).rows().len();
    while rows() < DEPLOYMENTS || fleet.stats().clusters[0].usage_tracks < PODS + DEPLOYMENTS {
        tokio::time::sleep(Duration::from_secs(10)).await;
    }
    let before = resident();
    let young = fleet.stats().clusters.remove(0).usage_track_bytes;
    let began = Instant::now();
    for _ in 0..25 * 12 {
        tokio::time::sleep(INTERVAL).await;
    }
    let took = began.elapsed();
    let full = fleet.stats().clusters.remove(0).usage_track_bytes;
    let grown = resident().saturating_sub(before);
    say(
        "history: 10,000 pods, 1,000 deployments, first",
        &format!("{:.1} MiB", mib(young)),
    );
    say(
        "history: the same after 24 h",
        &format!(
            "{:.1} MiB, {} bytes a pod or deployment",
            mib(full),
            full / (PODS + DEPLOYMENTS)
        ),
    );
    say(
        "history: resident memory grew by",
        &format!("{:.1} MiB", mib(grown)),
    );
    say(
        "history: bytes a series-hour (CPU and memory are two)",
        &format!("{}", full / (PODS + DEPLOYMENTS) / 2 / 24),
    );
    say(
        "history: a reading of 10,000 pods, parsed and kept",
        &format!("{:.1} ms", took.as_secs_f64() * 1000.0 / 300.0),
    );
    let keys: Vec<DeploymentKey> = (0..40)
        .map(|number| DeploymentKey::new("large", "shop", name(number)))
        .collect();
    let began = Instant::now();
    let pods = fleet.pods(&everything, &keys);
    let took = began.elapsed();
    let json = serde_json::to_vec(&pods).unwrap().len();
    let plain: usize = pods
        .into_iter()
        .map(|mut of| {
            of.trend = None;
            of.pods.iter_mut().for_each(|pod| pod.trend = None);
            serde_json::to_vec(&of).unwrap().len()
        })
        .sum();
    say(
        "history: pods of 40 cards (400 pods) with their lines",
        &format!(
            "{:.1} ms, {} KiB JSON, {} KiB of it lines",
            took.as_secs_f64() * 1000.0,
            json / 1024,
            (json - plain) / 1024
        ),
    );
    let began = Instant::now();
    let since = Timestamp::from_seconds(1_893_456_000);
    let day = fleet.usage_history(&everything, &keys[0], since).unwrap();
    let took = began.elapsed();
    say(
        "history: a day of one deployment with 10 pods",
        &format!(
            "{:.2} ms, {} steps",
            took.as_secs_f64() * 1000.0,
            day.total.steps.len()
        ),
    );
}
