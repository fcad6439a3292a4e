//! Every fault, as a client of the cluster meets it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail"
)]

mod support;

use std::time::Duration;

use futures::{StreamExt, TryStreamExt};
use http::Request;
use k8s_openapi::api::{apps::v1::Deployment, core::v1::Pod};
use kube::{
    Api, Error,
    api::{ListParams, WatchEvent, WatchParams},
    client::Body,
};
use serde_json::Value;
use simcluster::{Fault, Kind, Reach, SimCluster, Trouble};
use support::{cluster, mk_pod, status_of};

async fn list(sim: &SimCluster, namespace: Option<&str>) -> Result<usize, Error> {
    let pods: Api<Pod> = match namespace {
        Some(namespace) => Api::namespaced(sim.client(), namespace),
        None => Api::all(sim.client()),
    };
    Ok(pods.list(&ListParams::default()).await?.items.len())
}

/// Status code and body of a plain GET.
async fn get(sim: &SimCluster, path: &str) -> (u16, http::HeaderMap, String) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let answer = sim.client().send(request).await.unwrap();
    let (parts, body) = answer.into_parts();
    let text = body.collect_bytes().await.unwrap().to_vec();
    (
        parts.status.as_u16(),
        parts.headers,
        String::from_utf8(text).unwrap(),
    )
}

#[tokio::test(start_paused = true)]
async fn refused_credentials_are_401() {
    let sim = cluster();
    let fault = sim.faults().inject(Trouble::Unauthorized);
    let status = status_of(list(&sim, None).await);
    assert_eq!((status.code, status.reason.as_str()), (401, "Unauthorized"));
    sim.faults().lift(fault);
    assert_eq!(list(&sim, None).await.unwrap(), 0);
}

#[tokio::test(start_paused = true)]
async fn forbidden_is_limited_to_its_reach() {
    let sim = cluster();
    sim.faults()
        .inject_on(Trouble::Forbidden, Reach::ClusterWide(Kind::Pod));
    let status = status_of(list(&sim, None).await);
    assert_eq!(status.code, 403);
    assert_eq!(
        status.message,
        "pods is forbidden: User \"dashboard-light\" cannot list resource \"pods\" \
         in API group \"\" at the cluster scope"
    );
    assert!(list(&sim, Some("a")).await.is_ok());
    sim.faults().lift_all();

    sim.faults()
        .inject_on(Trouble::Forbidden, Reach::Namespace("a".to_owned()));
    assert!(
        status_of(list(&sim, Some("a")).await)
            .message
            .ends_with("in the namespace \"a\"")
    );
    assert!(list(&sim, Some("b")).await.is_ok());
    assert!(list(&sim, None).await.is_ok());
    sim.faults().lift_all();

    sim.faults()
        .inject_on(Trouble::Forbidden, Reach::Kind(Kind::Deployment));
    assert!(list(&sim, None).await.is_ok());
    let deployments: Api<Deployment> = Api::namespaced(sim.client(), "a");
    let status = status_of(deployments.get("x").await);
    assert_eq!(status.details.unwrap().group, "apps");
    sim.faults().lift_all();

    sim.faults().inject(Trouble::Forbidden);
    assert_eq!(status_of(list(&sim, Some("b")).await).code, 403);
}

#[tokio::test(start_paused = true)]
async fn too_many_requests_say_when_to_come_back() {
    let sim = cluster();
    let retry_after = Duration::from_secs(7);
    sim.faults()
        .inject(Trouble::TooManyRequests { retry_after });
    let (code, headers, _) = get(&sim, "/api/v1/pods").await;
    assert_eq!((code, headers["retry-after"].to_str().unwrap()), (429, "7"));
}

#[tokio::test(start_paused = true)]
async fn a_broken_etcd_is_500() {
    let sim = cluster();
    sim.faults().inject(Trouble::InternalError);
    assert_eq!(status_of(list(&sim, None).await).code, 500);
}

#[tokio::test(start_paused = true)]
async fn an_unreachable_cluster_refuses_and_resets() {
    let sim = cluster();
    let pods: Api<Pod> = Api::all(sim.client());
    let watch = pods
        .watch(&WatchParams::default(), &sim.resource_version())
        .await
        .unwrap();
    let fault = Fault::new(Trouble::Unreachable).from(Duration::from_secs(10));
    sim.faults()
        .schedule(fault.lasting(Duration::from_secs(60)));
    let seen: Vec<_> = watch.collect().await;
    assert!(
        matches!(seen.as_slice(), [Err(Error::ReadEvents(_))]),
        "{seen:?}"
    );
    assert_eq!(sim.clock().elapsed().as_secs(), 10);
    assert!(matches!(list(&sim, None).await, Err(Error::Service(_))));
    tokio::time::sleep(Duration::from_secs(61)).await;
    assert_eq!(list(&sim, None).await.unwrap(), 0);
    assert_eq!(sim.all_requests().open_watches, 0);
}

#[tokio::test(start_paused = true)]
async fn a_repeating_fault_comes_back() {
    let sim = cluster();
    let seconds = Duration::from_secs;
    let fault = Fault::new(Trouble::Unreachable)
        .from(seconds(10))
        .lasting(seconds(5));
    sim.faults().schedule(fault.repeating(seconds(20)));
    let mut lost = Vec::new();
    for second in 0..60 {
        if list(&sim, None).await.is_err() {
            lost.push(second);
        }
        tokio::time::sleep(seconds(1)).await;
    }
    let expected: Vec<i32> = (10..15).chain(30..35).chain(50..55).collect();
    assert_eq!(lost, expected);
}

#[tokio::test(start_paused = true)]
async fn a_slow_cluster_answers_late() {
    let sim = cluster();
    sim.faults().inject(Trouble::Slow(Duration::from_secs(9)));
    list(&sim, None).await.unwrap();
    assert_eq!(sim.clock().elapsed().as_secs(), 9);
}

#[tokio::test(start_paused = true)]
async fn a_hanging_cluster_answers_when_it_hangs_no_more() {
    let sim = cluster();
    let fault = Fault::new(Trouble::Hang).lasting(Duration::from_secs(40));
    sim.faults().schedule(fault);
    list(&sim, None).await.unwrap();
    assert_eq!(sim.clock().elapsed().as_secs(), 40);
}

#[tokio::test(start_paused = true)]
async fn broken_streams_end_and_new_ones_work() {
    for trouble in [Trouble::BreakStreams, Trouble::TruncateLine] {
        let sim = cluster();
        let pods: Api<Pod> = Api::all(sim.client());
        let from = sim.resource_version();
        let watch = pods.watch(&WatchParams::default(), &from).await.unwrap();
        sim.faults()
            .schedule(Fault::new(trouble).from(Duration::from_secs(5)));
        sim.apply(&mk_pod("a", "p", "x")).unwrap();
        let seen: Vec<_> = watch.try_collect().await.unwrap();
        assert!(
            matches!(seen.as_slice(), [WatchEvent::Added(_)]),
            "{seen:?}"
        );
        assert_eq!(sim.clock().elapsed().as_secs(), 5);
        tokio::time::sleep(Duration::from_millis(1)).await;
        let watch = pods.watch(&WatchParams::default(), &from).await.unwrap();
        assert_eq!(watch.take(1).count().await, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn compaction_expires_open_watches() {
    let sim = cluster();
    let pods: Api<Pod> = Api::all(sim.client());
    let from = sim.resource_version();
    let watch = pods.watch(&WatchParams::default(), &from).await.unwrap();
    sim.faults()
        .schedule(Fault::new(Trouble::Compaction).from(Duration::from_secs(5)));
    let seen: Vec<_> = watch.try_collect().await.unwrap();
    let [WatchEvent::Error(status)] = seen.as_slice() else {
        panic!("{seen:?}")
    };
    assert_eq!((status.code, status.reason.as_str()), (410, "Expired"));
}

#[tokio::test(start_paused = true)]
async fn metrics_can_be_missing_or_down_or_unaware_of_a_namespace() {
    let sim = cluster();
    for namespace in ["a", "b"] {
        sim.apply(&mk_pod(namespace, "p", "x")).unwrap();
        sim.set_usage(namespace, "p", &[("main", 250, 64 << 20)]);
    }
    let path = "/apis/metrics.k8s.io/v1beta1/pods";
    let namespaces = |text: &str| -> Vec<String> {
        let list: Value = serde_json::from_str(text).unwrap();
        let items = list["items"].as_array().unwrap();
        items
            .iter()
            .map(|i| i["metadata"]["namespace"].as_str().unwrap().to_owned())
            .collect()
    };
    let (code, _, text) = get(&sim, path).await;
    assert_eq!(
        (code, namespaces(&text)),
        (200, vec!["a".to_owned(), "b".to_owned()])
    );
    let list: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        list["items"][0]["containers"][0]["usage"]["cpu"],
        "250000000n"
    );
    assert_eq!(
        list["items"][0]["containers"][0]["usage"]["memory"],
        "65536Ki"
    );

    sim.faults()
        .inject_on(Trouble::NoMetrics, Reach::Namespace("a".to_owned()));
    assert_eq!(namespaces(&get(&sim, path).await.2), ["b"]);
    let missing = sim.faults().inject(Trouble::MetricsMissing);
    assert_eq!(get(&sim, path).await.0, 404);
    sim.faults().lift(missing);
    sim.faults().inject(Trouble::MetricsUnavailable);
    assert_eq!(get(&sim, path).await.0, 503);
    assert_eq!(get(&sim, "/api/v1/pods").await.0, 200);
}

#[tokio::test(start_paused = true)]
async fn requests_are_counted_by_kind() {
    let sim = cluster();
    list(&sim, None).await.unwrap();
    let pods: Api<Pod> = Api::all(sim.client());
    let watch = pods
        .watch(&WatchParams::default(), &sim.resource_version())
        .await
        .unwrap();
    let counted = sim.requests(Kind::Pod);
    assert_eq!(
        (counted.lists, counted.watches, counted.open_watches),
        (1, 1, 1)
    );
    drop(watch);
    assert_eq!(sim.requests(Kind::Pod).open_watches, 0);
    assert_eq!(
        sim.requests(Kind::Deployment),
        simcluster::Requests::default()
    );
}
