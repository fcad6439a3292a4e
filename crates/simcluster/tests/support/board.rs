//! A cluster's state in one piece: its invariants, and a rough verdict of each Deployment.

use std::collections::BTreeMap;

use jiff::Timestamp;
use k8s_openapi::api::{
    apps::v1::{Deployment, DeploymentCondition, ReplicaSet},
    core::v1::Pod,
};
use kube::ResourceExt;

pub struct Board {
    pub deployments: Vec<Deployment>,
    pub sets: Vec<ReplicaSet>,
    pub pods: Vec<Pod>,
}

impl Board {
    /// Every pod belongs to a ReplicaSet that exists and counts it, and so upwards.
    pub fn check(&self, place: &str) {
        let deployments: BTreeMap<String, &Deployment> = self
            .deployments
            .iter()
            .map(|d| (d.uid().unwrap(), d))
            .collect();
        let mut pods_of = BTreeMap::<String, Vec<&Pod>>::new();
        for pod in &self.pods {
            let [owner] = pod.owner_references() else {
                panic!("{place}: owners of {pod:?}")
            };
            assert_eq!(owner.kind, "ReplicaSet");
            assert!(pod.name_any().starts_with(&owner.name), "{place}");
            pods_of.entry(owner.uid.clone()).or_default().push(pod);
        }
        let mut sets_of = BTreeMap::<String, Vec<(&ReplicaSet, Vec<&Pod>)>>::new();
        for set in &self.sets {
            let [owner] = set.owner_references() else {
                panic!("{place}: owners of {set:?}")
            };
            assert!(
                deployments.contains_key(&owner.uid),
                "{place}: orphan {}",
                set.name_any()
            );
            let pods = pods_of.remove(&set.uid().unwrap()).unwrap_or_default();
            let status = set.status.as_ref().unwrap();
            assert_eq!(
                status.replicas,
                active(&pods),
                "{place}: {}",
                set.name_any()
            );
            assert_eq!(status.ready_replicas.unwrap_or(0), ready(&pods), "{place}");
            let hash = &set.labels()["pod-template-hash"];
            assert!(
                pods.iter()
                    .all(|pod| &pod.labels()["pod-template-hash"] == hash),
                "{place}"
            );
            sets_of
                .entry(owner.uid.clone())
                .or_default()
                .push((set, pods));
        }
        assert!(
            pods_of.is_empty(),
            "{place}: pods without a ReplicaSet: {pods_of:?}"
        );
        for deployment in &self.deployments {
            let sets = sets_of
                .remove(&deployment.uid().unwrap())
                .unwrap_or_default();
            check_deployment(deployment, &sets, place);
        }
    }

    /// Each Deployment's verdict in one word, by `verdicts.md` without its finer points.
    pub fn words(&self, now: Timestamp) -> Vec<(String, &'static str)> {
        let word = |deployment: &Deployment| {
            let name = format!(
                "{}/{}",
                deployment.namespace().unwrap(),
                deployment.name_any()
            );
            let app = &deployment.labels()["app"];
            let own = |pod: &&Pod| {
                pod.namespace() == deployment.namespace() && &pod.labels()["app"] == app
            };
            let pods: Vec<&Pod> = self.pods.iter().filter(own).collect();
            (name, word(deployment, &pods, now))
        };
        self.deployments.iter().map(word).collect()
    }
}

fn check_deployment(deployment: &Deployment, sets: &[(&ReplicaSet, Vec<&Pod>)], place: &str) {
    let name = deployment.name_any();
    let status = deployment.status.clone().unwrap_or_default();
    if status.observed_generation != deployment.metadata.generation {
        return;
    }
    let pods: Vec<&Pod> = sets
        .iter()
        .flat_map(|(_, pods)| pods.iter().copied())
        .collect();
    assert_eq!(
        status.replicas.unwrap_or(0),
        active(&pods),
        "{place}: {name}"
    );
    assert_eq!(
        status.ready_replicas.unwrap_or(0),
        ready(&pods),
        "{place}: {name}"
    );
    assert_eq!(
        status.available_replicas.unwrap_or(0),
        ready(&pods),
        "{place}: {name}"
    );
    let revision = |annotations: &BTreeMap<String, String>| -> u32 {
        annotations["deployment.kubernetes.io/revision"]
            .parse()
            .unwrap()
    };
    let newest = sets
        .iter()
        .max_by_key(|(set, _)| revision(set.annotations()));
    let (newest, newest_pods) = newest.unwrap_or_else(|| panic!("{place}: {name} has no set"));
    assert_eq!(
        revision(newest.annotations()),
        revision(deployment.annotations()),
        "{place}"
    );
    assert_eq!(
        status.updated_replicas.unwrap_or(0),
        active(newest_pods),
        "{place}: {name}"
    );
    let spec = deployment.spec.as_ref().unwrap();
    let desired = spec.replicas.unwrap();
    let most = desired + (desired + 3) / 4;
    if spec.paused != Some(true) {
        assert!(
            active(&pods) <= most,
            "{place}: {name} has {} of {desired}",
            active(&pods)
        );
    }
    let condition = |kind| condition(deployment, kind).unwrap_or_else(|| panic!("{name}: {kind}"));
    let available = ready(&pods) >= desired - desired / 4;
    assert_eq!(
        condition("Available").status == "True",
        available,
        "{place}: {name}"
    );
    assert!(!condition("Progressing").reason.as_ref().unwrap().is_empty());
}

fn word(deployment: &Deployment, pods: &[&Pod], now: Timestamp) -> &'static str {
    let spec = deployment.spec.as_ref().unwrap();
    let status = deployment.status.clone().unwrap_or_default();
    let desired = spec.replicas.unwrap();
    let (available, updated) = (
        status.available_replicas.unwrap_or(0),
        status.updated_replicas.unwrap_or(0),
    );
    let progressing = condition(deployment, "Progressing").and_then(|c| c.reason);
    if deployment.metadata.deletion_timestamp.is_some() {
        return "Terminating";
    }
    if status.observed_generation != deployment.metadata.generation {
        return "Progressing";
    }
    if condition(deployment, "ReplicaFailure").is_some() {
        return "Degraded";
    }
    if desired == 0 {
        return if pods.is_empty() {
            "Idle"
        } else {
            "Progressing"
        };
    }
    if progressing.as_deref() == Some("ProgressDeadlineExceeded") {
        return "Failed";
    }
    let complete = progressing.as_deref() == Some("NewReplicaSetAvailable");
    if available == 0 && complete {
        return "Down";
    }
    if spec.paused == Some(true) {
        return "Paused";
    }
    let failing = pods.iter().any(|pod| is_waiting_for(pod, "BackOff"));
    if !complete || updated < desired {
        return if failing { "Degraded" } else { "Progressing" };
    }
    if available < desired {
        return "Degraded";
    }
    if pods.iter().any(|pod| out_of_memory_lately(pod, now)) {
        "Warning"
    } else {
        "Healthy"
    }
}

fn is_waiting_for(pod: &Pod, reason: &str) -> bool {
    let statuses = pod
        .status
        .iter()
        .flat_map(|status| status.container_statuses.iter().flatten());
    let waiting = statuses.filter_map(|status| status.state.as_ref()?.waiting.as_ref());
    waiting
        .filter_map(|waiting| waiting.reason.as_ref())
        .any(|found| found.contains(reason))
}

fn out_of_memory_lately(pod: &Pod, now: Timestamp) -> bool {
    let statuses = pod
        .status
        .iter()
        .flat_map(|status| status.container_statuses.iter().flatten());
    let ended = statuses.filter_map(|status| status.last_state.as_ref()?.terminated.as_ref());
    let mut killed = ended.filter(|ended| ended.reason.as_deref() == Some("OOMKilled"));
    killed.any(|ended| {
        let finished = ended.finished_at.as_ref().unwrap().0;
        now.duration_since(finished).as_secs() < 600
    })
}

fn condition(deployment: &Deployment, kind: &str) -> Option<DeploymentCondition> {
    let conditions = deployment.status.as_ref()?.conditions.as_ref()?;
    conditions
        .iter()
        .find(|condition| condition.type_ == kind)
        .cloned()
}

pub fn is_ready(pod: &Pod) -> bool {
    let conditions = pod
        .status
        .iter()
        .flat_map(|status| status.conditions.iter().flatten());
    let mut ready = conditions.filter(|condition| condition.type_ == "Ready");
    ready.any(|condition| condition.status == "True")
}

fn active(pods: &[&Pod]) -> i32 {
    pods.iter()
        .filter(|pod| pod.metadata.deletion_timestamp.is_none())
        .count() as i32
}

fn ready(pods: &[&Pod]) -> i32 {
    let there = |pod: &&&Pod| pod.metadata.deletion_timestamp.is_none() && is_ready(pod);
    pods.iter().filter(there).count() as i32
}
