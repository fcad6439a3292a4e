//! How much memory a large cluster takes. Alone in its process, which it measures.

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
use model::{NamingRules, Selection};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::time::{Duration, Instant};

const DEPLOYMENTS: usize = 1000;
const PODS_EACH: u32 = 10;
/// The index takes about 20 MiB; the rest is pages under way, those the test makes among them.
const LIMIT: usize = 80 << 20;

/// Answers lists page by page, each object made when it is asked for; watches never answer.
async fn answer(request: Request<Body>) -> Result<Response<Body>, Infallible> {
    let query = request.uri().query().unwrap_or_default();
    let value = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.to_owned())
    };
    if value("watch").is_some() {
        std::future::pending::<()>().await;
    }
    let deployed = |number: usize| {
        let name = format!("application-number-{number}");
        Deployed::new("shop", &name, PODS_EACH)
    };
    let from: usize = value("continue").map_or(0, |at| at.parse().unwrap());
    let numbers = from..(from + 50).min(DEPLOYMENTS);
    let items: Vec<Value> = match request.uri().path().rsplit('/').next().unwrap() {
        "version" => return Ok(respond(&json!({ "gitVersion": "v1.36.0" }))),
        "deployments" => numbers.map(|number| deployed(number).deployment).collect(),
        "replicasets" => numbers.map(|number| deployed(number).replica_set).collect(),
        "pods" => numbers.flat_map(|number| deployed(number).pods).collect(),
        _ => Vec::new(),
    };
    let next = if items.is_empty() || from + 50 >= DEPLOYMENTS {
        None
    } else {
        Some(from + 50)
    };
    let next = next.map_or(String::new(), |next| next.to_string());
    let metadata = json!({ "resourceVersion": "1", "continue": next });
    Ok(respond(&json!({ "metadata": metadata, "items": items })))
}

fn respond(value: &Value) -> Response<Body> {
    Response::new(Body::from(serde_json::to_vec(value).unwrap()))
}

/// Resident memory of this process, in bytes.
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

#[tokio::test]
async fn ten_thousand_pods_take_a_few_tens_of_megabytes() {
    let before = resident();
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
        metrics_interval: Duration::from_secs(15),
        epoch: "test".into(),
    };
    let fleet = Fleet::start(options, Clock::system());
    let began = Instant::now();
    while fleet
        .view(&Scope::everything(), &Selection::default())
        .rows()
        .len()
        < DEPLOYMENTS
    {
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "{:?}",
            fleet.stats()
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let grown = resident().saturating_sub(before);
    let stats = fleet.stats().clusters.remove(0);
    assert_eq!(stats.pods, DEPLOYMENTS * PODS_EACH as usize);
    eprintln!(
        "{} KiB for {} pods and {} rows",
        grown / 1024,
        stats.pods,
        stats.rows
    );
    assert!(grown < LIMIT, "{grown}");
}
