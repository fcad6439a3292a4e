//! Minimal facts for tests: everything is well and ready since [`at`]`(0)` until a test says more.
#![allow(dead_code, reason = "each test file uses its own part")]

use model::{
    Condition, ContainerSpec, ContainerState, ContainerStatus, DeploymentFacts, InitContainer,
    Judgement, ObservedPod, Owner, Phase, PodFacts, PodHistory, ReplicaSetFacts, Terminated, Text,
    Timestamp, judge,
};

/// The moment `seconds` after the test's own zero.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(1_800_000_000).plus_seconds(seconds)
}

pub(crate) fn text(word: &str) -> Option<Text> {
    (!word.is_empty()).then(|| word.into())
}

/// A running, ready Pod of the newest ReplicaSet with the container `app`.
pub(crate) fn mk_pod(name: &str) -> PodFacts {
    PodFacts {
        namespace: "shop".into(),
        name: name.into(),
        uid: format!("uid-{name}").into(),
        owner: Some(Owner {
            kind: "ReplicaSet".into(),
            name: "web-new".into(),
            uid: "rs-new".into(),
        }),
        created: at(0),
        phase: Phase::Running,
        conditions: ["PodScheduled", "Initialized", "ContainersReady", "Ready"]
            .map(|kind| mk_condition(kind, true, "", at(0)))
            .into(),
        containers: vec![mk_container("app")],
        statuses: vec![mk_status("app", running(at(0)))],
        ..PodFacts::default()
    }
}

/// A Pod whose only container is in this state; ready only where the state is running.
pub(crate) fn mk_pod_in(state: ContainerState) -> PodFacts {
    let mut pod = mk_pod("web-1");
    pod.statuses = vec![mk_status("app", state)];
    if !pod.statuses[0].ready {
        unready(&mut pod, at(0));
    }
    pod
}

/// A Pod that was scheduled and waits for its first start.
pub(crate) fn mk_starting_pod(name: &str, created: Timestamp) -> PodFacts {
    let mut pod = mk_pod(name);
    pod.created = created;
    pod.phase = Phase::Pending;
    pod.statuses = vec![mk_status("app", waiting("ContainerCreating", ""))];
    unready(&mut pod, created);
    pod
}

/// A Pod that crashed `restarts` times, the last time at `crashed`, and waits to start again.
pub(crate) fn mk_crashing_pod(name: &str, restarts: u32, crashed: Timestamp) -> PodFacts {
    let mut pod = mk_pod(name);
    pod.statuses = vec![ContainerStatus {
        restarts,
        last: Some(ended(1, "Error", crashed)),
        ..mk_status("app", waiting("CrashLoopBackOff", "back-off 40s"))
    }];
    unready(&mut pod, crashed);
    pod
}

/// A Pod that crashed `restarts` times and runs again, ready, since `started`.
pub(crate) fn mk_restarted_pod(name: &str, restarts: u32, started: Timestamp) -> PodFacts {
    let mut pod = mk_pod(name);
    pod.statuses = vec![ContainerStatus {
        restarts,
        last: Some(ended(1, "Error", started.plus_seconds(-1))),
        ..mk_status("app", running(started))
    }];
    pod
}

pub(crate) fn mk_container(name: &str) -> ContainerSpec {
    ContainerSpec {
        name: name.into(),
        image: format!("registry.example:5000/shop/{name}:v1").into(),
        ..ContainerSpec::default()
    }
}

pub(crate) fn mk_status(name: &str, state: ContainerState) -> ContainerStatus {
    let runs = matches!(state, ContainerState::Running { .. });
    ContainerStatus {
        name: name.into(),
        ready: runs,
        started: Some(runs),
        state,
        ..ContainerStatus::default()
    }
}

/// Adds an init container with its status.
pub(crate) fn add_init(pod: &mut PodFacts, name: &str, is_sidecar: bool, status: ContainerStatus) {
    pod.init_containers.push(InitContainer {
        spec: mk_container(name),
        is_sidecar,
    });
    pod.init_statuses.push(ContainerStatus {
        name: name.into(),
        ..status
    });
}

pub(crate) fn mk_condition(kind: &str, is_true: bool, reason: &str, at: Timestamp) -> Condition {
    Condition {
        kind: kind.into(),
        is_true,
        is_unknown: false,
        reason: text(reason),
        message: None,
        changed: Some(at),
        updated: Some(at),
    }
}

/// Sets or replaces a condition.
pub(crate) fn set(conditions: &mut Vec<Condition>, condition: Condition) {
    conditions.retain(|known| known.kind != condition.kind);
    conditions.push(condition);
}

/// The Pod has not been ready since this moment.
pub(crate) fn unready(pod: &mut PodFacts, since: Timestamp) {
    for kind in ["ContainersReady", "Ready"] {
        set(&mut pod.conditions, mk_condition(kind, false, "", since));
    }
    for status in &mut pod.statuses {
        status.ready = false;
    }
}

pub(crate) fn running(started: Timestamp) -> ContainerState {
    ContainerState::Running {
        started_at: Some(started),
    }
}

pub(crate) fn waiting(reason: &str, message: &str) -> ContainerState {
    ContainerState::Waiting {
        reason: text(reason),
        message: text(message),
    }
}

pub(crate) fn terminated(exit_code: i32, reason: &str) -> ContainerState {
    ContainerState::Terminated(ended(exit_code, reason, at(0)))
}

pub(crate) fn ended(exit_code: i32, reason: &str, finished: Timestamp) -> Terminated {
    Terminated {
        exit_code,
        reason: text(reason),
        finished_at: Some(finished),
        ..Terminated::default()
    }
}

/// A Deployment whose rollout of `replicas` Pods is complete and all of them available.
pub(crate) fn mk_deployment(replicas: u32) -> DeploymentFacts {
    DeploymentFacts {
        namespace: "shop".into(),
        name: "web-deploy".into(),
        uid: "uid-web".into(),
        created: at(-86_400),
        generation: 1,
        observed_generation: 1,
        replicas_wanted: Some(replicas),
        replicas,
        updated: replicas,
        ready: replicas,
        available: replicas,
        conditions: vec![
            mk_condition("Available", true, "MinimumReplicasAvailable", at(-80_000)),
            mk_condition("Progressing", true, "NewReplicaSetAvailable", at(-80_000)),
        ],
        containers: vec![mk_container("app")],
        ..DeploymentFacts::default()
    }
}

/// The same in the middle of a rollout: `updated` of its Pods are new, `available` available.
pub(crate) fn mk_rollout(desired: u32, updated: u32, available: u32) -> DeploymentFacts {
    let mut deployment = mk_deployment(desired);
    deployment.replicas = desired.max(updated);
    deployment.updated = updated;
    deployment.ready = available;
    deployment.available = available;
    let rolling = mk_condition("Progressing", true, "ReplicaSetUpdated", at(-10));
    set(&mut deployment.conditions, rolling);
    deployment
}

/// A finished rollout of which only `available` are available, since `since`.
pub(crate) fn mk_short(desired: u32, available: u32, since: Timestamp) -> DeploymentFacts {
    let mut deployment = mk_deployment(desired);
    deployment.ready = available;
    deployment.available = available;
    if available == 0 {
        let down = mk_condition("Available", false, "MinimumReplicasUnavailable", since);
        set(&mut deployment.conditions, down);
    }
    deployment
}

pub(crate) fn mk_replica_set() -> ReplicaSetFacts {
    ReplicaSetFacts {
        namespace: "shop".into(),
        name: "web-new".into(),
        uid: "rs-new".into(),
        owner_uid: Some("uid-web".into()),
        revision: 2,
        created: at(-20),
        ..ReplicaSetFacts::default()
    }
}

/// Makes the Pod one of the revision that is being replaced.
pub(crate) fn mk_old(mut pod: PodFacts) -> PodFacts {
    pod.owner = Some(Owner {
        kind: "ReplicaSet".into(),
        name: "web-old".into(),
        uid: "rs-old".into(),
    });
    pod
}

/// The judgement at `now` on what was never watched before.
pub(crate) fn judge_at(
    now: Timestamp,
    deployment: &DeploymentFacts,
    pods: &[PodFacts],
) -> Judgement {
    judge_observed(
        now,
        deployment,
        pods,
        &vec![PodHistory::default(); pods.len()],
    )
}

pub(crate) fn judge_observed(
    now: Timestamp,
    deployment: &DeploymentFacts,
    pods: &[PodFacts],
    histories: &[PodHistory],
) -> Judgement {
    let observed: Vec<_> = pods
        .iter()
        .zip(histories)
        .map(|(facts, history)| ObservedPod { facts, history })
        .collect();
    judge(deployment, Some(&mk_replica_set()), &observed, now)
}
