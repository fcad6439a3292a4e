//! Facts as no cluster would report them, and as one might.
#![allow(dead_code, reason = "each test file uses its own part")]

pub(crate) mod kinds;

use crate::build::{at, mk_replica_set, text};
use model::{
    ClusterState, Condition, ContainerName, ContainerSpec, ContainerState, ContainerStatus,
    DeploymentFacts, DeploymentKey, Freshness, FreshnessState, ImageReference, InitContainer,
    Owner, Phase, PodFacts, ReplicaSetFacts, Resources, Row, Terminated, Text, Timestamp, Verdict,
    Why,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// Mostly within a quarter of an hour around now, to the millisecond; sometimes anything.
pub(crate) fn moment() -> impl Strategy<Value = Timestamp> {
    prop_oneof![
        8 => (-900..100i64).prop_map(at),
        4 => (-900_000..100_000i64).prop_map(|ms| Timestamp(at(0).0 + ms)),
        1 => any::<i64>().prop_map(Timestamp),
    ]
}

pub(crate) fn word(words: &'static [&'static str]) -> impl Strategy<Value = Option<Text>> {
    select(words).prop_map(text)
}

pub(crate) fn count() -> impl Strategy<Value = u32> {
    prop_oneof![8 => 0..4u32, 1 => any::<u32>()]
}

fn ended() -> impl Strategy<Value = Terminated> {
    let reason = word(&["", "Completed", "Error", "OOMKilled"]);
    let message = word(&["", "first\nlast words"]);
    let code = prop_oneof![select(vec![0, 1, 137]), any::<i32>()];
    (
        code,
        0..10i32,
        reason,
        message,
        option::weighted(0.8, moment()),
    )
        .prop_map(
            |(exit_code, signal, reason, message, finished_at)| Terminated {
                exit_code,
                signal,
                reason,
                message,
                finished_at,
            },
        )
}

fn state() -> impl Strategy<Value = ContainerState> {
    let reason = word(&[
        "",
        "ContainerCreating",
        "PodInitializing",
        "CrashLoopBackOff",
        "ImagePullBackOff",
        "ErrImagePull",
        "InvalidImageName",
        "CreateContainerError",
    ]);
    let message = word(&["", "not found", "no such host", "x"]);
    prop_oneof![
        1 => Just(ContainerState::Unreported),
        3 => (reason, message)
            .prop_map(|(reason, message)| ContainerState::Waiting { reason, message }),
        4 => option::weighted(0.9, moment())
            .prop_map(|started_at| ContainerState::Running { started_at }),
        2 => ended().prop_map(ContainerState::Terminated),
    ]
}

fn status() -> impl Strategy<Value = ContainerStatus> {
    let name = select(vec!["app", "proxy", "other"]);
    let started = option::of(any::<bool>());
    (
        name,
        any::<bool>(),
        started,
        count(),
        state(),
        option::of(ended()),
    )
        .prop_map(
            |(name, ready, started, restarts, state, last)| ContainerStatus {
                name: name.into(),
                ready,
                started,
                restarts,
                state,
                last,
            },
        )
}

fn container() -> impl Strategy<Value = ContainerSpec> {
    let name = select(vec!["app", "proxy", "other"]);
    (name, any::<bool>(), option::of(any::<u64>())).prop_map(|(name, probe, memory)| {
        ContainerSpec {
            name: name.into(),
            image: "shop/web:v2".into(),
            limits: Resources {
                memory_bytes: memory,
                ..Resources::default()
            },
            has_readiness_probe: probe,
            ..ContainerSpec::default()
        }
    })
}

pub(crate) fn conditions(
    kinds: &'static [&'static str],
    reasons: &'static [&'static str],
) -> impl Strategy<Value = Vec<Condition>> {
    let one = (
        select(kinds),
        any::<bool>(),
        word(reasons),
        option::of(moment()),
    );
    let one = one.prop_map(|(kind, is_true, reason, changed)| Condition {
        kind: kind.into(),
        is_true,
        is_unknown: false,
        reason,
        message: text("a sentence"),
        changed,
        updated: changed,
    });
    vec(one, 0..5)
}

pub(crate) fn pod() -> impl Strategy<Value = PodFacts> {
    let phase = select(vec![
        Phase::Running,
        Phase::Running,
        Phase::Running,
        Phase::Pending,
        Phase::Succeeded,
        Phase::Failed,
        Phase::Unknown,
    ]);
    let life = (moment(), option::weighted(0.1, moment()), phase);
    let reason = word(&["", "", "", "NodeLost", "Evicted"]);
    let owner = option::of(select(vec!["rs-new", "rs-new", "rs-old"]));
    let revision = word(&["", "1", "2"]);
    let conditions = conditions(
        &["Ready", "ContainersReady", "Initialized", "PodScheduled"],
        &["", "Unschedulable", "SchedulingGated"],
    );
    let init = vec((container(), any::<bool>()), 0..3);
    let statuses = (vec(status(), 0..3), vec(status(), 0..3));
    (
        life,
        reason,
        (owner, revision),
        conditions,
        vec(container(), 0..3),
        init,
        statuses,
    )
        .prop_map(
            |(life, reason, (owner, revision), conditions, containers, init, statuses)| {
                let (created, deleted, phase) = life;
                PodFacts {
                    created,
                    deleted,
                    phase,
                    reason,
                    revision,
                    owner: owner.map(|uid| Owner {
                        kind: "ReplicaSet".into(),
                        name: uid.into(),
                        uid: uid.into(),
                    }),
                    conditions,
                    containers,
                    init_containers: init
                        .into_iter()
                        .map(|(spec, is_sidecar)| InitContainer { spec, is_sidecar })
                        .collect(),
                    statuses: statuses.0,
                    init_statuses: statuses.1,
                    ..PodFacts::default()
                }
            },
        )
}

pub(crate) fn deployment() -> impl Strategy<Value = DeploymentFacts> {
    let conditions = conditions(
        &["Available", "Progressing", "Progressing", "ReplicaFailure"],
        &[
            "",
            "NewReplicaSetAvailable",
            "NewReplicaSetAvailable",
            "ReplicaSetUpdated",
        ],
    );
    let life = (moment(), option::weighted(0.03, moment()), any::<bool>());
    let generations = prop_oneof![9 => Just((1, 1)), 1 => any::<(i64, i64)>()];
    let counts = (option::of(count()), count(), count(), count(), count());
    (life, generations, counts, conditions).prop_map(
        |((created, deleted, paused), generations, counts, conditions)| DeploymentFacts {
            created,
            deleted,
            paused,
            generation: generations.0,
            observed_generation: generations.1,
            replicas_wanted: counts.0,
            replicas: counts.1,
            updated: counts.2,
            ready: counts.3,
            available: counts.4,
            conditions,
            ..DeploymentFacts::default()
        },
    )
}

pub(crate) fn replica_set() -> impl Strategy<Value = Option<ReplicaSetFacts>> {
    let one = moment().prop_map(|created| ReplicaSetFacts {
        created,
        ..mk_replica_set()
    });
    option::weighted(0.9, one)
}

fn short_name() -> impl Strategy<Value = Text> {
    select(vec!["a", "b", "ab", "B", "web", "web-deploy", "é"]).prop_map(Text::from)
}

pub(crate) fn verdict() -> impl Strategy<Value = Verdict> {
    select(Verdict::ALL.to_vec())
}

pub(crate) fn row() -> impl Strategy<Value = Row> {
    let key = (short_name(), short_name(), short_name());
    let why = option::of(word(&["x", "tag v2 not found"]));
    (
        key,
        short_name(),
        verdict(),
        why,
        option::of(moment()),
        count(),
        count(),
    )
        .prop_map(
            |((cluster, namespace, name), title, verdict, why, since, restarts, ready)| Row {
                key: DeploymentKey::new(cluster, namespace, name.clone()),
                title,
                verdict,
                why: why.flatten().map(Why::new),
                since,
                ready,
                desired: 3,
                updated: 3,
                available: ready,
                pods: 3,
                container: Some(ContainerName {
                    name: name.clone(),
                    title: name,
                }),
                other_containers: 0,
                image_since: None,
                image: Some(ImageReference::new("shop/web:v2".into())),
                previous_tag: None,
                restarts,
                created: at(0),
                pods_revision: 1,
            },
        )
}

pub(crate) fn cluster() -> impl Strategy<Value = ClusterState> {
    let state = select(vec![
        FreshnessState::Live,
        FreshnessState::Stale,
        FreshnessState::Unreachable,
    ]);
    (short_name(), state).prop_map(|(name, state)| ClusterState {
        name: name.clone(),
        title: name,
        freshness: Freshness {
            state,
            ..Freshness::default()
        },
        ..ClusterState::default()
    })
}
