//! What the demo runs beside Deployments: every kind, consistent, and CronJobs that run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail"
)]

mod support;

use std::{collections::BTreeSet, time::Duration};

use k8s_openapi::api::{
    apps::v1::{DaemonSet, StatefulSet},
    batch::v1::{CronJob, Job},
    core::v1::Pod,
};
use kube::{Api, Client, Resource, ResourceExt, api::ListParams};
use simcluster::{Scenario, SimCluster};
use support::{board::is_ready, clock};

async fn all<K>(client: &Client) -> Vec<K>
where
    K: Resource<DynamicType = ()> + Clone + std::fmt::Debug + serde::de::DeserializeOwned,
{
    let api = Api::<K>::all(client.clone());
    api.list(&ListParams::default()).await.unwrap().items
}

fn demo(cluster: &str) -> SimCluster {
    SimCluster::start(cluster, Scenario::demo(20).part(cluster), clock())
}

/// The ready and all Pods of the owner with this uid.
fn pods_of(pods: &[Pod], uid: &str) -> (i32, i32) {
    let owned = |pod: &&Pod| pod.owner_references().iter().any(|owner| owner.uid == uid);
    let own: Vec<&Pod> = pods.iter().filter(owned).collect();
    let ready = own.iter().filter(|pod| is_ready(pod)).count();
    (ready as i32, own.len() as i32)
}

#[tokio::test(start_paused = true)]
async fn every_cluster_has_what_every_cluster_has() {
    for name in ["prod-eu", "prod-us", "staging-cluster", "elsewhere"] {
        let client = demo(name).client();
        assert!(!all::<StatefulSet>(&client).await.is_empty(), "{name}");
        assert!(!all::<DaemonSet>(&client).await.is_empty(), "{name}");
    }
    let client = demo("prod-eu").client();
    assert!(!all::<Job>(&client).await.is_empty());
    assert!(!all::<CronJob>(&client).await.is_empty());
    let pods = all::<Pod>(&client).await;
    assert!(pods.iter().any(|pod| pod.owner_references().is_empty()));
}

#[tokio::test(start_paused = true)]
async fn sets_count_their_pods() {
    for name in ["prod-eu", "prod-us", "staging-cluster"] {
        let client = demo(name).client();
        let pods = all::<Pod>(&client).await;
        for set in all::<StatefulSet>(&client).await {
            let status = set.status.clone().unwrap();
            let counted = (status.ready_replicas.unwrap_or(0), status.replicas);
            assert_eq!(pods_of(&pods, &set.uid().unwrap()), counted, "{set:?}");
        }
        for set in all::<DaemonSet>(&client).await {
            let status = set.status.clone().unwrap();
            let counted = (status.number_ready, status.current_number_scheduled);
            assert_eq!(pods_of(&pods, &set.uid().unwrap()), counted, "{set:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn jobs_count_their_pods_and_belong_to_cron_jobs_that_exist() {
    let client = demo("prod-eu").client();
    let pods = all::<Pod>(&client).await;
    let cron_jobs: BTreeSet<String> = all::<CronJob>(&client)
        .await
        .iter()
        .map(|cron| cron.uid().unwrap())
        .collect();
    for job in all::<Job>(&client).await {
        let status = job.status.clone().unwrap();
        let counted = [status.active, status.succeeded, status.failed];
        let sum: i32 = counted.into_iter().flatten().sum();
        assert_eq!(pods_of(&pods, &job.uid().unwrap()).1, sum, "{job:?}");
        for owner in job.owner_references() {
            assert!(cron_jobs.contains(&owner.uid), "{job:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_cron_job_runs_by_the_clock() {
    let sim = demo("prod-eu");
    let client = sim.client();
    let mut last = BTreeSet::new();
    let mut was_active = BTreeSet::new();
    for _ in 0..60 {
        let cron_jobs = all::<CronJob>(&client).await;
        let import = cron_jobs
            .iter()
            .find(|cron| cron.name_any() == "price-import");
        let status = import.unwrap().status.clone().unwrap();
        let began = status.last_schedule_time.unwrap().0;
        let age = sim.clock().now().duration_since(began).as_secs();
        assert!((0..60).contains(&age), "{age}");
        last.insert(began);
        was_active.insert(status.active.is_some());
        let jobs = all::<Job>(&client).await;
        let own = jobs
            .iter()
            .filter(|job| job.name_any().starts_with("price-import-"));
        assert!(own.count() <= 4);
        tokio::time::sleep(Duration::from_secs(10)).await;
    }
    assert!((10..=11).contains(&last.len()), "{last:?}");
    assert_eq!(was_active.len(), 2, "it runs, and it rests");
}
