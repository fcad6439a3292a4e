//! The API by hand-applied objects, through the unchanged kube client.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail"
)]

mod support;

use futures::{StreamExt, TryStreamExt, pin_mut};
use k8s_openapi::api::core::v1::Pod;
use kube::{
    Api, Error,
    api::{ListParams, WatchEvent, WatchParams},
    runtime::watcher,
};
use simcluster::{Kind, Trouble};
use support::{cluster, mk_pod, status_of};

#[tokio::test(start_paused = true)]
async fn a_list_is_read_in_consistent_pages() {
    let sim = cluster();
    for number in 0..7 {
        sim.apply(&mk_pod("a", &format!("p{number}"), "x")).unwrap();
    }
    let pods: Api<Pod> = Api::all(sim.client());
    let first = pods.list(&ListParams::default().limit(3)).await.unwrap();
    assert_eq!(first.items.len(), 3);
    assert_eq!(first.metadata.remaining_item_count, Some(4));
    sim.delete(Kind::Pod, "a", "p4");
    let token = first.metadata.continue_.unwrap();
    let rest = pods
        .list(&ListParams::default().continue_token(&token))
        .await
        .unwrap();
    let names: Vec<String> = rest
        .items
        .into_iter()
        .filter_map(|pod| pod.metadata.name)
        .collect();
    assert_eq!(names, ["p3", "p4", "p5", "p6"]);
    assert_eq!(
        rest.metadata.resource_version,
        first.metadata.resource_version
    );
}

#[tokio::test(start_paused = true)]
async fn a_continue_token_expires_with_compaction() {
    let sim = cluster();
    for number in 0..3 {
        sim.apply(&mk_pod("a", &format!("p{number}"), "x")).unwrap();
    }
    let pods: Api<Pod> = Api::all(sim.client());
    let first = pods.list(&ListParams::default().limit(1)).await.unwrap();
    sim.apply(&mk_pod("a", "p9", "x")).unwrap();
    tokio::time::advance(std::time::Duration::from_secs(1)).await;
    sim.faults().inject(Trouble::Compaction);
    let token = first.metadata.continue_.unwrap();
    let refused = pods
        .list(&ListParams::default().continue_token(&token))
        .await;
    let status = status_of(refused);
    assert_eq!((status.code, status.reason.as_str()), (410, "Expired"));
    assert!(
        status
            .metadata
            .and_then(|m| m.continue_)
            .is_some_and(|token| !token.is_empty())
    );
}

#[tokio::test(start_paused = true)]
async fn a_watch_tells_what_happens_after_its_version() {
    let sim = cluster();
    sim.apply(&mk_pod("a", "old", "x")).unwrap();
    let from = sim.resource_version();
    sim.apply(&mk_pod("a", "new", "x")).unwrap();
    sim.apply(&mk_pod("b", "elsewhere", "x")).unwrap();
    sim.delete(Kind::Pod, "a", "old");
    let pods: Api<Pod> = Api::namespaced(sim.client(), "a");
    let events = pods.watch(&WatchParams::default(), &from).await.unwrap();
    let seen: Vec<String> = events
        .take(2)
        .map(|event| word(&event.unwrap()))
        .collect()
        .await;
    assert_eq!(seen, ["ADDED new", "DELETED old"]);
}

#[tokio::test(start_paused = true)]
async fn objects_come_into_and_leave_a_selection() {
    let sim = cluster();
    sim.apply(&mk_pod("a", "p", "cart")).unwrap();
    let from = sim.resource_version();
    let pods: Api<Pod> = Api::all(sim.client());
    let params = WatchParams::default().labels("app=cart");
    let events = pods.watch(&params, &from).await.unwrap();
    sim.apply(&mk_pod("a", "p", "basket")).unwrap();
    sim.apply(&mk_pod("a", "p", "cart")).unwrap();
    let seen: Vec<String> = events
        .take(2)
        .map(|event| word(&event.unwrap()))
        .collect()
        .await;
    assert_eq!(seen, ["DELETED p", "ADDED p"]);
}

#[tokio::test(start_paused = true)]
async fn a_quiet_watch_gets_bookmarks_and_ends_in_time() {
    let sim = cluster();
    let pods: Api<Pod> = Api::all(sim.client());
    let from = sim.resource_version();
    let events = pods
        .watch(&WatchParams::default().timeout(130), &from)
        .await
        .unwrap();
    let seen: Vec<String> = events.map(|event| word(&event.unwrap())).collect().await;
    assert_eq!(seen, ["BOOKMARK", "BOOKMARK"]);
    assert_eq!(sim.clock().elapsed().as_secs(), 130);
}

#[tokio::test(start_paused = true)]
async fn a_version_before_compaction_cannot_be_watched_from() {
    let sim = cluster();
    let from = sim.resource_version();
    sim.apply(&mk_pod("a", "p", "x")).unwrap();
    tokio::time::advance(std::time::Duration::from_secs(1)).await;
    sim.faults().inject(Trouble::Compaction);
    let pods: Api<Pod> = Api::all(sim.client());
    let events = pods.watch(&WatchParams::default(), &from).await.unwrap();
    let seen: Vec<WatchEvent<Pod>> = events.try_collect().await.unwrap();
    let [WatchEvent::Error(status)] = seen.as_slice() else {
        panic!("{seen:?}")
    };
    assert_eq!((status.code, status.reason.as_str()), (410, "Expired"));
}

#[tokio::test(start_paused = true)]
async fn kubes_own_watcher_is_content_by_list_and_by_stream() {
    let configs = [
        watcher::Config::default(),
        watcher::Config::default().streaming_lists(),
    ];
    for config in configs.into_iter().map(|config| config.page_size(2)) {
        let sim = cluster();
        for number in 0..5 {
            sim.apply(&mk_pod("a", &format!("p{number}"), "x")).unwrap();
        }
        let events = watcher(Api::<Pod>::all(sim.client()), config);
        pin_mut!(events);
        let mut seen = Vec::new();
        while seen.len() < 7 {
            seen.push(match events.next().await.unwrap().unwrap() {
                watcher::Event::Init => "init".to_owned(),
                watcher::Event::InitApply(pod) => pod.metadata.name.unwrap(),
                watcher::Event::InitDone => "done".to_owned(),
                other => panic!("{other:?}"),
            });
        }
        assert_eq!(seen, ["init", "p0", "p1", "p2", "p3", "p4", "done"]);
        sim.apply(&mk_pod("a", "late", "x")).unwrap();
        let next = events.next().await.unwrap().unwrap();
        assert!(matches!(next, watcher::Event::Apply(_)), "{next:?}");
        assert_eq!(sim.requests(Kind::Pod).open_watches, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn metadata_alone_is_served_to_those_who_ask() {
    let sim = cluster();
    sim.apply(&mk_pod("a", "p", "x")).unwrap();
    let pods: Api<Pod> = Api::all(sim.client());
    let list = pods.list_metadata(&ListParams::default()).await.unwrap();
    let labels = list.items[0].metadata.labels.clone().unwrap();
    assert_eq!(labels["app"], "x");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_there_is_not_found() {
    let sim = cluster();
    let pods: Api<Pod> = Api::namespaced(sim.client(), "a");
    let status = status_of(pods.get("nobody").await);
    assert_eq!(status.message, "pods \"nobody\" not found");
    let request = http::Request::get("/apis/nothing.example/v1/shoes")
        .body(Vec::new())
        .unwrap();
    match sim.client().request_text(request).await {
        Err(Error::Api(status)) => assert_eq!(status.code, 404),
        other => panic!("{other:?}"),
    }
}

fn word(event: &WatchEvent<Pod>) -> String {
    let named = |word: &str, pod: &Pod| format!("{word} {}", pod.metadata.name.clone().unwrap());
    match event {
        WatchEvent::Added(pod) => named("ADDED", pod),
        WatchEvent::Modified(pod) => named("MODIFIED", pod),
        WatchEvent::Deleted(pod) => named("DELETED", pod),
        WatchEvent::Bookmark(_) => "BOOKMARK".to_owned(),
        WatchEvent::Error(status) => format!("ERROR {}", status.code),
    }
}
