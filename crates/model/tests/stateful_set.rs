//! The verdict on a StatefulSet, rule by rule as in docs/verdicts.md.

mod build;

use build::{
    at, mk_container, mk_crashing_pod, mk_pod, mk_restarted_pod, mk_starting_pod, mk_status, text,
    waiting,
};
use model::{
    Judgement, ObservedPod, PodFacts, PodHistory, Shortage, StatefulSetFacts, Timestamp,
    UpdateStrategy, Verdict, judge_stateful_set,
};

/// A StatefulSet that wants so many Pods and has them all.
fn mk_set(replicas: u32) -> StatefulSetFacts {
    StatefulSetFacts {
        namespace: "shop".into(),
        name: "db".into(),
        uid: "uid-db".into(),
        created: at(-86_400),
        generation: 1,
        observed_generation: 1,
        replicas_wanted: Some(replicas),
        replicas,
        ready: replicas,
        available: replicas,
        updated: replicas,
        current_revision: text("db-1"),
        update_revision: text("db-1"),
        containers: vec![mk_container("app")],
        ..StatefulSetFacts::default()
    }
}

/// The same with `updated` Pods of a second revision, and `ready` ones of both.
fn mk_rolling(replicas: u32, updated: u32, ready: u32) -> StatefulSetFacts {
    StatefulSetFacts {
        update_revision: text("db-2"),
        updated,
        ready,
        available: ready,
        ..mk_set(replicas)
    }
}

fn of(pod: PodFacts, revision: &str) -> PodFacts {
    PodFacts {
        revision: text(revision),
        ..pod
    }
}

/// `count` Pods of the first revision, ready for long.
fn mk_pods(count: usize) -> Vec<PodFacts> {
    let numbers = 0..count;
    numbers
        .map(|number| of(mk_pod(&format!("db-{number}")), "db-1"))
        .collect()
}

fn judged(now: i64, set: &StatefulSetFacts, pods: &[PodFacts]) -> Judgement {
    judged_short(now, set, pods, &Shortage::default())
}

fn judged_short(
    now: i64,
    set: &StatefulSetFacts,
    pods: &[PodFacts],
    shortage: &Shortage,
) -> Judgement {
    let history = PodHistory::default();
    let pods: Vec<_> = pods
        .iter()
        .map(|facts| ObservedPod {
            facts,
            history: &history,
        })
        .collect();
    judge_stateful_set(set, shortage, &pods, at(now))
}

fn said(judgement: &Judgement, now: Timestamp) -> (Verdict, String) {
    let why = judgement.why.as_ref();
    (
        judgement.verdict,
        why.map(|why| why.sentence(now)).unwrap_or_default(),
    )
}

fn says(now: i64, set: &StatefulSetFacts, pods: &[PodFacts]) -> (Verdict, String) {
    said(&judged(now, set, pods), at(now))
}

fn mk_unpullable(name: &str, since: i64) -> PodFacts {
    let mut pod = mk_starting_pod(name, at(since));
    pod.statuses = vec![mk_status(
        "app",
        waiting("ImagePullBackOff", "manifest unknown"),
    )];
    pod
}

#[test]
fn one_that_is_being_deleted_is_terminating() {
    let set = StatefulSetFacts {
        deleted: Some(at(3)),
        ..mk_set(3)
    };
    let judgement = judged(9, &set, &[]);
    assert_eq!(
        (judgement.verdict, judgement.since),
        (Verdict::Terminating, Some(at(3)))
    );
}

#[test]
fn a_change_that_the_controller_has_not_seen_is_progressing() {
    let set = StatefulSetFacts {
        generation: 2,
        ..mk_set(1)
    };
    let (verdict, why) = says(9, &set, &mk_pods(1));
    assert_eq!(verdict, Verdict::Progressing);
    assert_eq!(why, "Change not yet seen by the controller");
}

#[test]
fn scaled_to_zero_it_is_idle_when_the_last_pod_is_gone() {
    let mut set = mk_set(0);
    assert_eq!(says(9, &set, &[]).0, Verdict::Idle);
    set.replicas = 1;
    assert_eq!(
        says(9, &set, &mk_pods(1)),
        (Verdict::Progressing, "1 pod is still stopping".to_owned())
    );
}

#[test]
fn no_number_of_replicas_means_one() {
    let set = StatefulSetFacts {
        replicas_wanted: None,
        ..mk_set(1)
    };
    assert_eq!(set.desired(), 1);
    assert_eq!(says(9, &set, &mk_pods(1)).0, Verdict::Healthy);
}

#[test]
fn with_all_pods_ready_it_is_healthy_since_the_last_became_so() {
    let judgement = judged(9, &mk_set(3), &mk_pods(3));
    assert_eq!(
        (judgement.verdict, judgement.why, judgement.since),
        (Verdict::Healthy, None, Some(at(0)))
    );
}

// === down and degraded ===

#[test]
fn with_nothing_available_it_is_down_with_the_worst_reason() {
    let mut set = mk_set(1);
    (set.ready, set.available) = (0, 0);
    let pods = [of(mk_crashing_pod("db-0", 4, at(0)), "db-1")];
    assert_eq!(
        says(60, &set, &pods),
        (
            Verdict::Down,
            "CrashLoopBackOff on the only pod for 1 min: exit code 1".to_owned()
        )
    );
}

#[test]
fn with_one_pod_down_it_is_degraded() {
    let mut set = mk_set(3);
    (set.ready, set.available) = (2, 2);
    let mut pods = mk_pods(2);
    pods.push(of(mk_crashing_pod("db-2", 4, at(0)), "db-1"));
    assert_eq!(
        says(60, &set, &pods),
        (
            Verdict::Degraded,
            "CrashLoopBackOff on 1 of 3 pods for 1 min: exit code 1".to_owned()
        )
    );
}

#[test]
fn a_pod_that_only_needs_its_time_is_progressing_for_five_minutes() {
    let mut set = mk_set(3);
    (set.ready, set.available) = (2, 2);
    let mut pods = mk_pods(2);
    pods.push(of(mk_starting_pod("db-2", at(0)), "db-1"));
    assert_eq!(
        says(299, &set, &pods),
        (Verdict::Progressing, "2 of 3 ready".to_owned())
    );
    assert_eq!(says(300, &set, &pods).0, Verdict::Degraded);
}

#[test]
fn the_next_pod_in_order_may_be_missing_for_thirty_seconds_after_the_one_before_is_ready() {
    let mut set = mk_set(3);
    (set.replicas, set.ready, set.available) = (2, 2, 2);
    set.created = at(-100);
    let pods = mk_pods(2);
    assert_eq!(
        says(29, &set, &pods),
        (Verdict::Progressing, "2 of 3 ready".to_owned())
    );
    assert_eq!(judged(29, &set, &pods).recheck, Some(at(30)));
    assert_eq!(
        says(30, &set, &pods),
        (Verdict::Degraded, "1 of 3 pods are missing".to_owned())
    );
}

#[test]
fn a_pod_that_is_being_deleted_may_take_its_grace_period_before_it_is_replaced() {
    let mut set = mk_set(3);
    (set.ready, set.available) = (2, 2);
    let mut pods = mk_pods(3);
    pods[2].deleted = Some(at(100));
    assert_eq!(says(129, &set, &pods).0, Verdict::Progressing);
    assert_eq!(says(130, &set, &pods).0, Verdict::Degraded);
}

#[test]
fn what_went_missing_while_we_watched_counts_from_then() {
    let mut set = mk_set(2);
    (set.replicas, set.ready, set.available) = (1, 1, 1);
    let mut shortage = Shortage::default();
    shortage.observe(false, at(0));
    shortage.observe(true, at(500));
    shortage.observe(true, at(510));
    let judge = |now| said(&judged_short(now, &set, &mk_pods(1), &shortage), at(now));
    assert_eq!(judge(529).0, Verdict::Progressing);
    assert_eq!(
        judge(560),
        (
            Verdict::Degraded,
            "1 of 2 pods are missing for 1 min".to_owned()
        )
    );
    shortage.observe(false, at(600));
    assert_eq!(shortage.since(), None);
}

#[test]
fn a_shortage_from_before_the_first_look_has_no_beginning() {
    let mut shortage = Shortage::default();
    shortage.observe(true, at(0));
    assert_eq!(shortage.since(), None);
}

#[test]
fn a_pod_that_keeps_crashing_though_it_is_ready_is_a_warning() {
    let pods = [of(mk_restarted_pod("db-0", 1, at(0)), "db-1")];
    let mut set = mk_set(1);
    set.available = 1;
    let mut pod = pods[0].clone();
    pod.containers[0].has_readiness_probe = true;
    let mut history = PodHistory::default();
    for restart in 1..=5 {
        pod.statuses[0].restarts = restart;
        history.observe(&pod, at(i64::from(restart)));
    }
    pod.statuses[0].restarts = 1;
    let observed = ObservedPod {
        facts: &pod,
        history: &history,
    };
    let judgement = judge_stateful_set(&set, &Shortage::default(), &[observed], at(400));
    assert_eq!(
        said(&judgement, at(400)),
        (
            Verdict::Warning,
            "5 restarts in 10 min, last exit code 1".to_owned()
        )
    );
}

// === rolling ===

#[test]
fn a_rollout_is_progressing_from_the_last_pod_to_the_first() {
    let mut pods = mk_pods(2);
    pods.push(of(mk_starting_pod("db-2", at(5)), "db-2"));
    let judgement = judged(9, &mk_rolling(3, 1, 2), &pods);
    assert_eq!(
        said(&judgement, at(9)),
        (Verdict::Progressing, "1 of 3 updated".to_owned())
    );
    assert_eq!(judgement.since, Some(at(5)), "its oldest new pod");
}

#[test]
fn the_last_pod_of_a_rollout_is_waited_for() {
    let mut pods: Vec<_> = mk_pods(3).into_iter().map(|pod| of(pod, "db-2")).collect();
    pods[0] = of(mk_starting_pod("db-0", at(5)), "db-2");
    assert_eq!(
        says(9, &mk_rolling(3, 3, 2), &pods),
        (Verdict::Progressing, "2 of 3 available".to_owned())
    );
}

#[test]
fn a_rollout_is_stuck_when_a_new_pod_has_failed_for_30_seconds() {
    let mut pods = mk_pods(2);
    pods.push(of(mk_unpullable("db-2", 0), "db-2"));
    let set = mk_rolling(3, 1, 2);
    assert_eq!(says(29, &set, &pods).0, Verdict::Progressing);
    assert_eq!(
        says(30, &set, &pods),
        (
            Verdict::Degraded,
            "Rollout stuck: ImagePullBackOff on the only new pod for 30 s: tag v1 not found"
                .to_owned()
        )
    );
}

#[test]
fn an_old_pod_that_fails_does_not_make_the_rollout_stuck() {
    let mut pods = mk_pods(3);
    pods[0] = of(mk_crashing_pod("db-0", 3, at(0)), "db-1");
    pods[2] = of(mk_starting_pod("db-2", at(50)), "db-2");
    assert_eq!(
        says(99, &mk_rolling(3, 1, 1), &pods).0,
        Verdict::Progressing
    );
}

#[test]
fn a_rollout_of_the_only_pod_is_no_outage_until_the_new_one_fails() {
    let set = mk_rolling(1, 1, 0);
    let starting = [of(mk_starting_pod("db-0", at(0)), "db-2")];
    assert_eq!(says(30, &set, &starting).0, Verdict::Progressing);
    let broken = [of(mk_unpullable("db-0", 0), "db-2")];
    assert_eq!(says(29, &set, &broken).0, Verdict::Progressing);
    assert_eq!(
        says(30, &set, &broken),
        (
            Verdict::Down,
            "ImagePullBackOff on the only pod for 30 s: tag v1 not found".to_owned()
        )
    );
}

#[test]
fn scaling_down_is_progressing_while_pods_are_to_go() {
    let mut set = mk_set(3);
    set.replicas = 5;
    assert_eq!(
        says(9, &set, &mk_pods(5)),
        (Verdict::Progressing, "2 pods are still to go".to_owned())
    );
}

// === partition ===

fn mk_partitioned(updated: u32, partition: u32) -> StatefulSetFacts {
    StatefulSetFacts {
        partition,
        ..mk_rolling(5, updated, 5)
    }
}

/// Five Pods, the last ones of the second revision.
fn mk_mixed(new: usize) -> Vec<PodFacts> {
    let pods = mk_pods(5).into_iter().enumerate();
    pods.map(|(number, pod)| match number + new >= 5 {
        true => of(pod, "db-2"),
        false => pod,
    })
    .collect()
}

#[test]
fn a_rollout_up_to_the_partition_is_progressing_until_it_is_there() {
    assert_eq!(
        says(9, &mk_partitioned(1, 3), &mk_mixed(1)),
        (
            Verdict::Progressing,
            "1 of 2 updated, 3 kept by the partition".to_owned()
        )
    );
}

#[test]
fn at_the_partition_it_is_paused_because_that_was_wished() {
    assert_eq!(
        says(9, &mk_partitioned(2, 3), &mk_mixed(2)),
        (
            Verdict::Paused,
            "2 of 5 updated: the partition keeps the others as they are".to_owned()
        )
    );
}

#[test]
fn a_partition_above_all_pods_holds_all_back() {
    assert_eq!(
        says(9, &mk_partitioned(0, 9), &mk_mixed(0)),
        (
            Verdict::Paused,
            "0 of 5 updated: the partition keeps the others as they are".to_owned()
        )
    );
}

#[test]
fn a_partition_counts_from_the_first_number() {
    let set = StatefulSetFacts {
        first_ordinal: 10,
        ..mk_partitioned(2, 13)
    };
    assert_eq!(set.held_back(), 3);
    let below = StatefulSetFacts {
        first_ordinal: 10,
        ..mk_partitioned(2, 3)
    };
    assert_eq!(below.held_back(), 0);
}

#[test]
fn a_partition_without_a_second_revision_holds_nothing_back() {
    let set = StatefulSetFacts {
        partition: 3,
        ..mk_set(5)
    };
    assert_eq!(says(9, &set, &mk_pods(5)).0, Verdict::Healthy);
}

#[test]
fn a_pod_that_fails_behind_the_partition_is_degraded() {
    let mut set = mk_partitioned(2, 3);
    (set.ready, set.available) = (4, 4);
    let mut pods = mk_mixed(2);
    pods[4] = of(mk_crashing_pod("db-4", 3, at(0)), "db-2");
    assert_eq!(says(60, &set, &pods).0, Verdict::Degraded);
}

// === on delete ===

#[test]
fn on_delete_it_is_paused_until_somebody_deletes_the_old_pods() {
    let mut set = mk_rolling(3, 1, 3);
    set.strategy = UpdateStrategy::OnDelete;
    let mut pods = mk_pods(3);
    pods[2] = of(mk_pod("db-2"), "db-2");
    assert_eq!(
        says(9, &set, &pods),
        (
            Verdict::Paused,
            "1 of 3 updated: the others change when they are deleted (OnDelete)".to_owned()
        )
    );
}

#[test]
fn on_delete_the_controller_never_completes_the_revision_and_that_is_healthy() {
    let mut set = mk_rolling(3, 3, 3);
    set.strategy = UpdateStrategy::OnDelete;
    let pods: Vec<_> = mk_pods(3).into_iter().map(|pod| of(pod, "db-2")).collect();
    assert_eq!(says(9, &set, &pods).0, Verdict::Healthy);
}

#[test]
fn on_delete_a_pod_that_is_just_being_replaced_is_no_old_one() {
    let mut set = mk_rolling(3, 2, 3);
    set.strategy = UpdateStrategy::OnDelete;
    let mut pods: Vec<_> = mk_pods(3).into_iter().map(|pod| of(pod, "db-2")).collect();
    pods[2].deleted = Some(at(30));
    assert_eq!(says(9, &set, &pods).0, Verdict::Healthy);
}
