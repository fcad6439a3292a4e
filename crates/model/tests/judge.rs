//! The verdict on a Deployment, rule by rule as in docs/verdicts.md, with the seconds just before
//! and just after each limit. Rule 0 is in select.rs: it is about the cluster.

mod build;

use build::{
    at, ended, judge_at, judge_observed, mk_condition, mk_crashing_pod, mk_deployment, mk_old,
    mk_pod, mk_replica_set, mk_restarted_pod, mk_rollout, mk_short, mk_starting_pod, mk_status,
    running, set, terminated, text, unready, waiting,
};
use model::{
    Condition, DeploymentFacts, Judgement, ObservedPod, Phase, PodFacts, PodHistory,
    ReplicaSetFacts, Resources, Verdict, judge,
};

fn what(judgement: &Judgement) -> &str {
    judgement.why.as_ref().map_or("", |why| &why.what)
}

fn detail(judgement: &Judgement) -> &str {
    let why = judgement.why.as_ref();
    why.and_then(|why| why.detail.as_deref())
        .unwrap_or_default()
}

fn mk_pods(count: usize) -> Vec<PodFacts> {
    (0..count)
        .map(|index| mk_pod(&format!("web-{index}")))
        .collect()
}

/// A Pod of the new revision whose image cannot be pulled since `since`.
fn mk_unpullable_pod(name: &str, since: i64) -> PodFacts {
    let mut pod = mk_starting_pod(name, at(since));
    pod.statuses = vec![mk_status(
        "app",
        waiting("ImagePullBackOff", "manifest unknown"),
    )];
    pod
}

/// A Pod that was rejected or evicted at `since` and lies around.
fn mk_evicted_pod(name: &str, since: i64) -> PodFacts {
    let mut pod = mk_pod(name);
    pod.phase = Phase::Failed;
    pod.reason = text("Evicted");
    pod.statuses.clear();
    unready(&mut pod, at(since));
    pod
}

// === rule 1 ===

#[test]
fn rule_1_a_deployment_that_is_being_deleted_is_terminating_whatever_else() {
    let mut deployment = mk_short(3, 0, at(0));
    deployment.generation = 9;
    deployment.deleted = Some(at(5));
    let said = judge_at(at(6), &deployment, &[]);
    assert_eq!(
        (said.verdict, said.since),
        (Verdict::Terminating, Some(at(5)))
    );
}

// === rule 2 ===

#[test]
fn rule_2_a_change_that_the_controller_has_not_seen_is_progressing() {
    let mut deployment = mk_short(3, 0, at(0));
    deployment.generation = 2;
    let said = judge_at(at(9), &deployment, &[]);
    assert_eq!(said.verdict, Verdict::Progressing);
    assert_eq!(what(&said), "Change not yet seen by the controller");
    deployment.observed_generation = 2;
    assert_ne!(what(&judge_at(at(9), &deployment, &[])), what(&said));
}

// === rule 3 ===

fn replica_failure(is_true: bool) -> Condition {
    Condition {
        message: text("pods \"web-1\" is forbidden: exceeded quota: shop"),
        ..mk_condition("ReplicaFailure", is_true, "FailedCreate", at(0))
    }
}

#[test]
fn rule_3_pods_that_cannot_be_created_are_degraded_with_the_reason() {
    let mut deployment = mk_short(3, 0, at(0));
    deployment.conditions.push(replica_failure(true));
    let said = judge_at(at(9), &deployment, &[]);
    assert_eq!((said.verdict, said.since), (Verdict::Degraded, Some(at(0))));
    assert_eq!(what(&said), "FailedCreate");
    assert_eq!(
        detail(&said),
        "pods \"web-1\" is forbidden: exceeded quota: shop"
    );
}

#[test]
fn rule_3_a_failure_that_is_over_does_not_count() {
    let mut deployment = mk_deployment(1);
    deployment.conditions.push(replica_failure(false));
    assert_eq!(
        judge_at(at(9), &deployment, &mk_pods(1)).verdict,
        Verdict::Healthy
    );
}

// === rule 4 ===

#[test]
fn rule_4_scaled_to_zero_is_idle() {
    assert_eq!(
        judge_at(at(9), &mk_deployment(0), &[]).verdict,
        Verdict::Idle
    );
}

#[test]
fn rule_4_scaling_to_zero_is_progressing_while_pods_remain() {
    let mut going = mk_pod("web-1");
    going.deleted = Some(at(9));
    let said = judge_at(at(9), &mk_deployment(0), &[going.clone()]);
    assert_eq!(
        (said.verdict, what(&said)),
        (Verdict::Progressing, "1 pod is still stopping")
    );
    let said = judge_at(at(9), &mk_deployment(0), &[going.clone(), going]);
    assert_eq!(what(&said), "2 pods are still stopping");
    let mut deployment = mk_deployment(0);
    deployment.replicas = 3;
    assert_eq!(
        what(&judge_at(at(9), &deployment, &[])),
        "3 pods are still stopping"
    );
}

#[test]
fn rule_4_an_evicted_pod_that_lies_around_does_not_keep_it_from_being_idle() {
    let said = judge_at(at(9), &mk_deployment(0), &[mk_evicted_pod("web-1", 0)]);
    assert_eq!(said.verdict, Verdict::Idle);
}

#[test]
fn rule_4_no_number_of_replicas_means_one() {
    let mut deployment = mk_deployment(1);
    deployment.replicas_wanted = None;
    assert_eq!(deployment.desired(), 1);
    assert_eq!(
        judge_at(at(9), &deployment, &mk_pods(1)).verdict,
        Verdict::Healthy
    );
}

// === rule 5 ===

#[test]
fn rule_5_a_rollout_past_its_deadline_has_failed_with_the_worst_reason_of_its_new_pods() {
    let mut deployment = mk_rollout(3, 1, 3);
    let exceeded = mk_condition("Progressing", false, "ProgressDeadlineExceeded", at(5));
    set(&mut deployment.conditions, exceeded);
    let mut pods: Vec<_> = mk_pods(3).into_iter().map(mk_old).collect();
    pods.push(mk_unpullable_pod("web-new", 0));
    let said = judge_at(at(9), &deployment, &pods);
    assert_eq!((said.verdict, said.since), (Verdict::Failed, Some(at(5))));
    assert_eq!(what(&said), "Rollout made no progress");
    assert_eq!(
        detail(&said),
        "ImagePullBackOff on the only new pod, tag v1 not found"
    );
}

#[test]
fn rule_5_without_a_troubled_pod_there_is_no_detail() {
    let mut deployment = mk_rollout(3, 1, 3);
    let exceeded = mk_condition("Progressing", false, "ProgressDeadlineExceeded", at(5));
    set(&mut deployment.conditions, exceeded);
    let said = judge_at(at(9), &deployment, &[]);
    assert_eq!((said.verdict, detail(&said)), (Verdict::Failed, ""));
}

// === rule 6 ===

#[test]
fn rule_6_a_rollout_is_stuck_when_a_new_pod_has_failed_for_30_seconds() {
    let mut pods: Vec<_> = mk_pods(3).into_iter().map(mk_old).collect();
    pods.push(mk_unpullable_pod("web-new", 0));
    let deployment = mk_rollout(3, 1, 3);
    for (seconds, verdict) in [(29, Verdict::Progressing), (30, Verdict::Degraded)] {
        let said = judge_at(at(seconds), &deployment, &pods);
        assert_eq!(said.verdict, verdict, "after {seconds} s");
    }
    let said = judge_at(at(30), &deployment, &pods);
    let sentence = said.why.map(|why| why.sentence(at(240)));
    assert_eq!(
        sentence.as_deref(),
        Some("Rollout stuck: ImagePullBackOff on the only new pod for 4 min: tag v1 not found")
    );
    assert_eq!(said.since, Some(at(0)));
    assert_eq!(judge_at(at(29), &deployment, &pods).recheck, Some(at(30)));
}

#[test]
fn rule_6_counts_the_new_pods_that_fail() {
    let mut pods = vec![mk_old(mk_pod("old"))];
    pods.extend([
        mk_pod("a"),
        mk_unpullable_pod("b", 0),
        mk_starting_pod("c", at(0)),
    ]);
    let said = judge_at(at(30), &mk_rollout(3, 3, 2), &pods);
    assert_eq!(
        what(&said),
        "Rollout stuck: ImagePullBackOff on 1 of 3 new pods"
    );
}

#[test]
fn rule_6_an_old_pod_that_fails_does_not_make_the_rollout_stuck() {
    let pods = [
        mk_old(mk_unpullable_pod("old", 0)),
        mk_starting_pod("new", at(0)),
    ];
    assert_eq!(
        judge_at(at(99), &mk_rollout(1, 1, 0), &pods).verdict,
        Verdict::Progressing
    );
}

#[test]
fn rule_6_a_new_pod_that_was_evicted_is_replaced_and_does_not_make_it_stuck() {
    let pods = [
        mk_evicted_pod("a", 0),
        mk_starting_pod("b", at(50)),
        mk_old(mk_pod("old")),
    ];
    assert_eq!(
        judge_at(at(99), &mk_rollout(1, 1, 0), &pods).verdict,
        Verdict::Progressing
    );
}

#[test]
fn rule_6_when_the_newest_replica_set_is_not_known_every_pod_is_new() {
    let (pod, history) = (mk_unpullable_pod("a", 0), PodHistory::default());
    let pods = [ObservedPod {
        facts: &pod,
        history: &history,
    }];
    let said = judge(&mk_rollout(1, 1, 0), None, &pods, at(30));
    assert_eq!(
        what(&said),
        "Rollout stuck: ImagePullBackOff on the only pod"
    );
}

#[test]
fn rule_6_the_30_seconds_count_from_when_the_pod_was_first_seen_failing() {
    let mut history = PodHistory::default();
    history.observe(&mk_starting_pod("new", at(0)), at(0));
    let pods = [mk_unpullable_pod("new", 0)];
    history.observe(&pods[0], at(100));
    let judged = |seconds| {
        judge_observed(
            at(seconds),
            &mk_rollout(1, 1, 0),
            &pods,
            std::slice::from_ref(&history),
        )
    };
    assert_eq!(judged(129).verdict, Verdict::Progressing);
    assert_eq!(judged(130).verdict, Verdict::Degraded);
    assert_eq!(judged(130).since, Some(at(100)));
}

#[test]
fn rule_6_a_crash_loop_does_not_start_its_30_seconds_anew_at_each_crash() {
    let mut history = PodHistory::default();
    history.observe(&mk_starting_pod("new", at(0)), at(0));
    for second in [10, 15, 20, 25, 35, 39] {
        let pod = mk_crashing_pod("new", 1 + (second as u32) / 10, at(second));
        history.observe(&pod, at(second));
    }
    let pods = [mk_crashing_pod("new", 5, at(39))];
    let judged = |seconds| {
        judge_observed(
            at(seconds),
            &mk_rollout(1, 1, 0),
            &pods,
            std::slice::from_ref(&history),
        )
    };
    assert_eq!(judged(39).verdict, Verdict::Progressing);
    assert_eq!(judged(40).verdict, Verdict::Degraded);
}

#[test]
fn rule_6_a_pod_that_recovered_between_two_reports_begins_anew() {
    let mut history = PodHistory::default();
    history.observe(&mk_restarted_pod("a", 1, at(0)), at(0));
    assert_eq!(history.failing_since(), Some(at(-1)));
    history.observe(&mk_crashing_pod("a", 2, at(299)), at(299));
    assert_eq!(history.failing_since(), Some(at(-1)), "not yet recovered");
    let mut history = PodHistory::default();
    history.observe(&mk_restarted_pod("a", 1, at(0)), at(0));
    history.observe(&mk_crashing_pod("a", 2, at(300)), at(300));
    assert_eq!(
        history.failing_since(),
        Some(at(300)),
        "it ran for 5 minutes"
    );
    history.observe(&mk_pod("a"), at(301));
    assert_eq!(history.failing_since(), None);
}

#[test]
fn rule_6_is_over_with_the_rollout_so_that_crashing_pods_are_down() {
    let pods = [mk_crashing_pod("a", 3, at(0))];
    assert_eq!(
        judge_at(at(99), &mk_rollout(1, 1, 0), &pods).verdict,
        Verdict::Degraded
    );
    assert_eq!(
        judge_at(at(99), &mk_short(1, 0, at(0)), &pods).verdict,
        Verdict::Down
    );
}

// === rule 7 ===

#[test]
fn rule_7_nothing_available_is_down_with_the_worst_reason() {
    let pods = [
        mk_crashing_pod("a", 3, at(0)),
        mk_crashing_pod("b", 3, at(0)),
    ];
    let said = judge_at(at(9), &mk_short(2, 0, at(1)), &pods);
    assert_eq!((said.verdict, said.since), (Verdict::Down, Some(at(1))));
    assert_eq!(what(&said), "CrashLoopBackOff on 2 of 2 pods");
    assert_eq!(detail(&said), "exit code 1");
}

#[test]
fn rule_7_applies_without_a_progress_deadline_once_the_numbers_are_complete() {
    let mut deployment = mk_short(1, 0, at(0));
    deployment
        .conditions
        .retain(|found| &*found.kind != "Progressing");
    let pods = [mk_crashing_pod("a", 3, at(0))];
    assert_eq!(judge_at(at(9), &deployment, &pods).verdict, Verdict::Down);
}

#[test]
fn rule_7_young_pods_on_their_way_up_are_no_outage_for_five_minutes() {
    let pods = [mk_starting_pod("a", at(0))];
    let deployment = mk_short(1, 0, at(0));
    for (seconds, verdict) in [
        (0, Verdict::Progressing),
        (299, Verdict::Progressing),
        (300, Verdict::Down),
    ] {
        assert_eq!(
            judge_at(at(seconds), &deployment, &pods).verdict,
            verdict,
            "{seconds} s"
        );
    }
    assert_eq!(
        what(&judge_at(at(300), &deployment, &pods)),
        "ContainerCreating on the only pod"
    );
}

#[test]
fn rule_7_pods_that_lost_their_readiness_are_an_outage_at_once() {
    let mut pod = mk_pod("a");
    pod.created = at(-1000);
    unready(&mut pod, at(0));
    let said = judge_at(at(1), &mk_short(1, 0, at(0)), &[pod]);
    assert_eq!(
        (said.verdict, what(&said)),
        (Verdict::Down, "1 of 1 pods are not ready")
    );
}

#[test]
fn rule_7_pods_that_are_missing_altogether_are_an_outage_after_30_seconds() {
    let mut deployment = mk_short(2, 0, at(0));
    deployment.replicas = 0;
    assert_eq!(
        judge_at(at(29), &deployment, &[]).verdict,
        Verdict::Progressing
    );
    assert_eq!(judge_at(at(29), &deployment, &[]).recheck, Some(at(30)));
    let said = judge_at(at(30), &deployment, &[]);
    assert_eq!(
        (said.verdict, what(&said)),
        (Verdict::Down, "2 of 2 pods are missing")
    );
}

#[test]
fn rule_7_does_not_apply_before_the_first_readiness_of_a_rollout() {
    let pods = [mk_starting_pod("a", at(-1000))];
    assert_eq!(
        judge_at(at(9), &mk_rollout(1, 1, 0), &pods).verdict,
        Verdict::Progressing
    );
}

/// A rollout that began at 0 of a Deployment that has been unavailable since then.
fn rollout_while_down(created: i64, unavailable: i64) -> Verdict {
    let mut deployment = mk_rollout(1, 1, 0);
    deployment.created = at(created);
    let down = mk_condition("Available", false, "", at(unavailable));
    set(&mut deployment.conditions, down);
    let newest = ReplicaSetFacts {
        created: at(0),
        ..mk_replica_set()
    };
    let mut pod = mk_pod("a");
    pod.created = at(-1000);
    unready(&mut pod, at(0));
    let history = PodHistory::default();
    let pods = [ObservedPod {
        facts: &pod,
        history: &history,
    }];
    judge(&deployment, Some(&newest), &pods, at(9)).verdict
}

#[test]
fn rule_7_what_was_down_for_five_minutes_before_a_rollout_stays_down() {
    assert_eq!(rollout_while_down(-9000, -300), Verdict::Down);
    assert_eq!(
        rollout_while_down(-9000, -299),
        Verdict::Progressing,
        "Recreate takes it down"
    );
    assert_eq!(rollout_while_down(-9000, 5), Verdict::Progressing);
}

#[test]
fn rule_7_what_never_was_available_is_not_down_before_its_first_readiness() {
    assert_eq!(rollout_while_down(-9000, -8941), Verdict::Progressing);
    assert_eq!(rollout_while_down(-9000, -8940), Verdict::Down);
}

#[test]
fn rule_7_a_pod_that_crashed_again_and_again_counts_once_it_has_run_for_a_minute() {
    let deployment = mk_deployment(1);
    for (restarts, seconds, verdict) in [
        (1, 0, Verdict::Warning),
        (2, 0, Verdict::Down),
        (2, 59, Verdict::Down),
        (2, 60, Verdict::Warning),
        (2, 299, Verdict::Warning),
        (2, 300, Verdict::Healthy),
    ] {
        let pods = [mk_restarted_pod("a", restarts, at(0))];
        let said = judge_at(at(seconds), &deployment, &pods);
        assert_eq!(said.verdict, verdict, "{restarts} restarts, {seconds} s");
    }
}

#[test]
fn rule_7_the_deployments_own_number_may_lag_behind_a_crash() {
    let pods = [mk_crashing_pod("a", 3, at(0))];
    let said = judge_at(at(9), &mk_deployment(1), &pods);
    assert_eq!((said.verdict, said.since), (Verdict::Down, Some(at(0))));
}

#[test]
fn rule_7_a_pod_is_young_by_its_creation_not_by_its_readiness() {
    let mut pod = mk_starting_pod("a", at(0));
    unready(&mut pod, at(100));
    let judged = |seconds| judge_at(at(seconds), &mk_short(1, 0, at(0)), &[pod.clone()]);
    assert_eq!(judged(299).verdict, Verdict::Progressing);
    assert_eq!(judged(299).recheck, Some(at(300)));
    assert_eq!(judged(300).verdict, Verdict::Down);
}

#[test]
fn rule_7_does_not_apply_between_the_old_and_the_new_pods_of_recreate() {
    let mut deployment = mk_short(3, 0, at(0));
    deployment.replicas = 0;
    deployment.updated = 0;
    assert_eq!(
        judge_at(at(99), &deployment, &[]).verdict,
        Verdict::Progressing
    );
}

#[test]
fn rule_7_does_not_apply_while_old_pods_remain() {
    let mut deployment = mk_short(1, 0, at(0));
    deployment
        .conditions
        .retain(|found| &*found.kind != "Progressing");
    deployment.replicas = 2;
    let pods = [
        mk_old(mk_crashing_pod("old", 3, at(0))),
        mk_crashing_pod("new", 3, at(0)),
    ];
    let said = judge_at(at(99), &deployment, &pods);
    assert_eq!(said.verdict, Verdict::Degraded);
    assert_eq!(
        what(&said),
        "Rollout stuck: CrashLoopBackOff on the only new pod"
    );
}

#[test]
fn rule_7_a_pod_that_is_ready_for_min_ready_seconds_is_progressing() {
    let said = judge_at(at(9), &mk_short(1, 0, at(0)), &mk_pods(1));
    assert_eq!(said.verdict, Verdict::Progressing);
}

// === rule 8 ===

fn mk_paused(desired: u32, available: u32) -> DeploymentFacts {
    let mut deployment = mk_short(desired, available, at(0));
    deployment.paused = true;
    let paused = mk_condition("Progressing", false, "DeploymentPaused", at(3));
    set(&mut deployment.conditions, paused);
    deployment
}

#[test]
fn rule_8_a_paused_deployment_is_paused_since_its_condition() {
    let said = judge_at(at(9), &mk_paused(2, 2), &mk_pods(2));
    assert_eq!((said.verdict, said.since), (Verdict::Paused, Some(at(3))));
    assert_eq!(said.why, None);
}

#[test]
fn rule_8_paused_keeps_the_availability() {
    let mut pods = mk_pods(1);
    pods.push(mk_crashing_pod("b", 3, at(0)));
    let said = judge_at(at(99), &mk_paused(2, 1), &pods);
    assert_eq!(said.verdict, Verdict::Paused);
    assert_eq!(what(&said), "CrashLoopBackOff on 1 of 2 pods");
}

#[test]
fn rule_8_paused_and_crashing_is_down_and_no_stuck_rollout() {
    let pods = [mk_crashing_pod("a", 3, at(0))];
    assert_eq!(
        judge_at(at(99), &mk_paused(1, 0), &pods).verdict,
        Verdict::Down
    );
}

#[test]
fn rule_8_created_paused_is_paused_though_it_has_no_pods() {
    let mut deployment = mk_paused(2, 0);
    deployment.replicas = 0;
    deployment.updated = 0;
    assert_eq!(judge_at(at(99), &deployment, &[]).verdict, Verdict::Paused);
}

// === rule 9 ===

#[test]
fn rule_9_a_rollout_is_progressing_and_says_how_far() {
    let mut surplus = mk_rollout(3, 3, 3);
    surplus.replicas = 4;
    let mut more_surplus = surplus.clone();
    more_surplus.replicas = 5;
    for (deployment, words) in [
        (mk_rollout(5, 2, 4), "2 of 5 updated"),
        (surplus, "1 old pod is still to go"),
        (more_surplus, "2 old pods are still to go"),
        (mk_rollout(3, 3, 1), "1 of 3 available"),
    ] {
        let said = judge_at(at(9), &deployment, &mk_pods(3));
        assert_eq!((said.verdict, what(&said)), (Verdict::Progressing, words));
    }
}

#[test]
fn rule_9_says_at_once_what_fails_or_which_probe_is_waited_for() {
    let mk_waiting = |name: &str, started| {
        let mut pod = mk_pod(name);
        pod.containers[0].has_readiness_probe = true;
        pod.statuses[0].started = Some(started);
        unready(&mut pod, at(8));
        pod
    };
    let said = |pods: &[PodFacts]| {
        let why = judge_at(at(9), &mk_rollout(3, 1, 2), pods).why.unwrap();
        why.sentence(at(9))
    };
    let one = [mk_pod("a"), mk_waiting("b", true)];
    assert_eq!(
        said(&one),
        "1 of 3 updated: 1 pod waits for its readiness probe"
    );
    let more = [
        mk_waiting("a", true),
        mk_waiting("b", true),
        mk_waiting("c", false),
    ];
    assert_eq!(
        said(&more),
        "1 of 3 updated: 1 pod waits for its startup probe, 2 pods wait for their readiness probe"
    );
    let mut broken = mk_starting_pod("a", at(8));
    broken.statuses[0].state = waiting(
        "CreateContainerConfigError",
        "configmap \"settings\" not found",
    );
    let both = [broken, mk_waiting("b", true)];
    assert_eq!(
        said(&both),
        "1 of 3 updated: CreateContainerConfigError on 1 of 2 pods, configmap \"settings\" not found"
    );
    let mut starting = [mk_starting_pod("a", at(8))];
    starting[0].containers[0].has_readiness_probe = true;
    assert_eq!(said(&starting), "1 of 3 updated");
}

#[test]
fn rule_9_a_rollout_is_as_old_as_its_oldest_new_pod() {
    let pods = [
        mk_old(mk_pod("old")),
        mk_starting_pod("a", at(7)),
        mk_starting_pod("b", at(4)),
    ];
    assert_eq!(
        judge_at(at(9), &mk_rollout(3, 2, 1), &pods).since,
        Some(at(4))
    );
}

#[test]
fn rule_9_scaling_up_is_progressing_without_a_beginning() {
    let mut deployment = mk_deployment(5);
    deployment.replicas = 2;
    deployment.updated = 2;
    let said = judge_at(at(9), &deployment, &mk_pods(2));
    assert_eq!(
        (said.verdict, what(&said)),
        (Verdict::Progressing, "2 of 5 updated")
    );
    assert_eq!(said.since, None);
}

// === rule 10 ===

#[test]
fn rule_10_a_finished_rollout_with_a_failing_pod_is_degraded() {
    let mut pods = mk_pods(2);
    pods.push(mk_crashing_pod("c", 3, at(0)));
    let said = judge_at(at(9), &mk_short(3, 2, at(0)), &pods);
    assert_eq!((said.verdict, said.since), (Verdict::Degraded, Some(at(0))));
    assert_eq!(what(&said), "CrashLoopBackOff on 1 of 3 pods");
}

#[test]
fn rule_10_a_missing_pod_that_is_young_and_starting_is_progressing_for_five_minutes() {
    let mut pods = mk_pods(2);
    pods.push(mk_starting_pod("c", at(0)));
    let deployment = mk_short(3, 2, at(0));
    for (seconds, verdict) in [
        (0, Verdict::Progressing),
        (299, Verdict::Progressing),
        (300, Verdict::Degraded),
    ] {
        assert_eq!(
            judge_at(at(seconds), &deployment, &pods).verdict,
            verdict,
            "{seconds} s"
        );
    }
    assert_eq!(what(&judge_at(at(9), &deployment, &pods)), "2 of 3 ready");
    assert_eq!(judge_at(at(9), &deployment, &pods).recheck, Some(at(30)));
    assert_eq!(judge_at(at(290), &deployment, &pods).recheck, Some(at(300)));
}

#[test]
fn rule_10_an_unschedulable_pod_is_degraded_at_once() {
    let mut pod = mk_starting_pod("b", at(0));
    set(
        &mut pod.conditions,
        mk_condition("PodScheduled", false, "Unschedulable", at(0)),
    );
    let said = judge_at(at(1), &mk_short(2, 1, at(0)), &[mk_pod("a"), pod]);
    assert_eq!(
        (said.verdict, what(&said)),
        (Verdict::Degraded, "Unschedulable on 1 of 2 pods")
    );
}

#[test]
fn rule_10_an_eviction_explains_what_is_missing_for_five_minutes_and_no_longer() {
    let pods = [
        mk_pod("a"),
        mk_evicted_pod("b", 0),
        mk_starting_pod("c", at(290)),
    ];
    let deployment = mk_short(2, 1, at(0));
    let said = judge_at(at(299), &deployment, &pods);
    assert_eq!(
        (said.verdict, what(&said)),
        (Verdict::Degraded, "Evicted on 1 of 3 pods")
    );
    assert_eq!(
        judge_at(at(300), &deployment, &pods).verdict,
        Verdict::Progressing
    );
    let replaced = [mk_pod("a"), mk_evicted_pod("b", 0), mk_pod("c")];
    let said = judge_at(at(1), &mk_deployment(2), &replaced);
    assert_eq!(said.verdict, Verdict::Healthy);
}

#[test]
fn rule_10_pods_that_are_going_are_not_blamed_and_not_called_old() {
    let mut going = mk_crashing_pod("gone", 9, at(0));
    going.deleted = Some(at(20));
    let pods = [going, mk_pod("a"), mk_unpullable_pod("b", 0)];
    let said = judge_at(at(9), &mk_short(2, 1, at(0)), &pods);
    assert_eq!(what(&said), "ImagePullBackOff on 1 of 2 pods");
}

#[test]
fn rule_10_the_commonest_reason_among_the_worst_is_said() {
    let pods = [
        mk_unpullable_pod("a", 0),
        mk_crashing_pod("b", 3, at(0)),
        mk_crashing_pod("c", 3, at(0)),
        mk_starting_pod("d", at(-900)),
        mk_starting_pod("e", at(-900)),
        mk_starting_pod("f", at(-900)),
        mk_pod("g"),
    ];
    let said = judge_at(at(9), &mk_short(7, 1, at(0)), &pods);
    assert_eq!(what(&said), "CrashLoopBackOff on 2 of 7 pods");
}

#[test]
fn rule_10_of_two_reasons_that_are_as_common_the_same_is_said_in_any_order() {
    let mut pods = [
        mk_unpullable_pod("a", 0),
        mk_crashing_pod("b", 3, at(0)),
        mk_pod("c"),
    ];
    let deployment = mk_short(3, 1, at(0));
    let said = judge_at(at(9), &deployment, &pods).why;
    pods.reverse();
    assert_eq!(judge_at(at(9), &deployment, &pods).why, said);
}

#[test]
fn rule_10_relapsing_pods_are_not_counted_twice() {
    let pods = [mk_pod("a"), mk_pod("b"), mk_restarted_pod("c", 5, at(0))];
    let lagging = mk_short(3, 2, at(0));
    for deployment in [mk_deployment(3), lagging] {
        let said = judge_at(at(9), &deployment, &pods);
        assert_eq!(
            (said.verdict, what(&said)),
            (Verdict::Degraded, "CrashLoopBackOff on 1 of 3 pods")
        );
    }
    let lagging_more = mk_short(2, 1, at(0));
    let said = judge_at(at(9), &lagging_more, &pods[1..]);
    assert_eq!(said.verdict, Verdict::Degraded, "b is available, not down");
}

// === rule 11 ===

/// The history of a Pod that restarted at these seconds, one after the other.
fn history_of(restarts: &[i64]) -> PodHistory {
    let mut history = PodHistory::default();
    let mut pod = mk_pod("a");
    history.observe(&pod, at(-5000));
    for &second in restarts {
        pod.statuses[0].restarts += 1;
        history.observe(&pod, at(second));
    }
    history
}

fn judge_restarts(restarts: &[i64], now: i64) -> Judgement {
    let mut pod = mk_pod("a");
    pod.created = at(-6000);
    pod.statuses[0].state = running(at(-5000));
    pod.statuses[0].last = Some(ended(137, "Error", at(-5000)));
    judge_observed(at(now), &mk_deployment(1), &[pod], &[history_of(restarts)])
}

#[test]
fn rule_11_more_than_three_restarts_in_ten_minutes_are_a_warning() {
    assert_eq!(judge_restarts(&[0, 10, 20], 30).verdict, Verdict::Healthy);
    let said = judge_restarts(&[0, 10, 20, 29], 30);
    assert_eq!((said.verdict, said.since), (Verdict::Warning, Some(at(0))));
    assert_eq!(
        what(&said),
        "4 restarts in 10 min, last exit code 137, killed"
    );
}

#[test]
fn rule_11_restarts_count_for_ten_minutes() {
    let said = judge_restarts(&[0, 100, 200, 300], 599);
    assert_eq!(
        (said.verdict, said.recheck),
        (Verdict::Warning, Some(at(600)))
    );
    assert_eq!(
        judge_restarts(&[0, 100, 200, 300], 600).verdict,
        Verdict::Healthy
    );
}

#[test]
fn rule_11_being_killed_for_memory_is_a_warning_for_ten_minutes() {
    let mut pod = mk_pod("a");
    pod.statuses[0].last = Some(ended(137, "OOMKilled", at(0)));
    pod.containers[0].limits = Resources {
        memory_bytes: Some(256 << 20),
        ..Resources::default()
    };
    let judged =
        |now, pod: &PodFacts| judge_at(at(now), &mk_deployment(1), std::slice::from_ref(pod));
    let said = judged(599, &pod);
    assert_eq!(said.verdict, Verdict::Warning);
    assert_eq!(what(&said), "Flapping, last OOMKilled at the 256 MiB limit");
    assert_eq!(judged(600, &pod).verdict, Verdict::Healthy);
    pod.containers[0].limits = Resources::default();
    assert_eq!(what(&judged(1, &pod)), "Flapping, last OOMKilled");
    pod.statuses[0].last = Some(ended(137, "Error", at(0)));
    assert_eq!(
        judged(1, &pod).verdict,
        Verdict::Healthy,
        "killed, but not for memory"
    );
}

#[test]
fn rule_11_a_pod_that_was_killed_for_memory_a_moment_ago_is_a_warning_too() {
    let mut killed = mk_pod("b");
    killed.statuses = vec![mk_status("app", terminated(137, "OOMKilled"))];
    unready(&mut killed, at(0));
    let said = judge_at(at(1), &mk_deployment(1), &[mk_pod("a"), killed]);
    assert_eq!(said.verdict, Verdict::Warning);
}

#[test]
fn rule_11_a_stable_crash_loop_is_a_warning_for_five_minutes() {
    let pods = [mk_restarted_pod("a", 1, at(0))];
    let mut history = PodHistory::default();
    history.observe(&pods[0], at(0));
    let judged = |now| {
        judge_observed(
            at(now),
            &mk_deployment(1),
            &pods,
            std::slice::from_ref(&history),
        )
    };
    assert_eq!(judged(299).verdict, Verdict::Warning);
    assert_eq!(what(&judged(299)), "1 restart in 10 min, last exit code 1");
    assert_eq!(judged(300).verdict, Verdict::Healthy);
}

#[test]
fn rule_11_a_readiness_probe_does_not_hide_repeated_crashes() {
    for (restarts, verdict) in [(1, Verdict::Healthy), (2, Verdict::Warning)] {
        let mut pod = mk_restarted_pod("a", restarts, at(0));
        pod.containers[0].has_readiness_probe = true;
        assert_eq!(
            judge_at(at(60), &mk_deployment(1), &[pod.clone()]).verdict,
            verdict
        );
        assert_eq!(
            judge_at(at(300), &mk_deployment(1), &[pod]).verdict,
            Verdict::Healthy
        );
    }
}

#[test]
fn rule_11_a_pod_that_is_going_does_not_flap() {
    let mut going = mk_pod("gone");
    going.deleted = Some(at(0));
    going.statuses[0].last = Some(ended(137, "OOMKilled", at(-1)));
    let said = judge_at(at(0), &mk_deployment(1), &[going, mk_pod("a")]);
    assert_eq!(said.verdict, Verdict::Healthy);
}

#[test]
fn rule_11_the_restarts_of_init_containers_do_not_flap() {
    let mut history = PodHistory::default();
    let mut pod = mk_pod("a");
    build::add_init(
        &mut pod,
        "migrate",
        false,
        mk_status("", terminated(0, "Completed")),
    );
    for restarts in 0..9 {
        pod.init_statuses[0].restarts = restarts;
        history.observe(&pod, at(i64::from(restarts)));
    }
    assert_eq!(history.restarts_after(at(-1)), []);
}

#[test]
fn the_first_look_at_a_pod_finds_the_latest_restart_of_each_container() {
    let mut pod = mk_restarted_pod("a", 7, at(100));
    let mut other = mk_restarted_pod("b", 2, at(50)).statuses;
    pod.statuses.append(&mut other);
    pod.statuses.push(mk_status("never", running(at(0))));
    let mut history = PodHistory::default();
    history.observe(&pod, at(200));
    assert_eq!(history.restarts_after(at(0)), [at(49), at(99)]);
    assert_eq!(history.restarts_after(at(49)), [at(99)]);
    pod.statuses[0].restarts += 2;
    history.observe(&pod, at(201));
    assert_eq!(history.restarts_after(at(99)), [at(201), at(201)]);
}

// === rule 12 ===

#[test]
fn rule_12_everything_else_is_healthy_since_it_became_available() {
    let said = judge_at(at(9), &mk_deployment(3), &mk_pods(3));
    assert_eq!((said.verdict, said.why), (Verdict::Healthy, None));
    assert_eq!(
        said.since,
        Some(at(-20)),
        "when the newest ReplicaSet was made"
    );
    let mut deployment = mk_deployment(3);
    set(
        &mut deployment.conditions,
        mk_condition("Available", true, "", at(3)),
    );
    assert_eq!(judge_at(at(9), &deployment, &mk_pods(3)).since, Some(at(3)));
}

#[test]
fn rule_12_more_pods_than_wanted_are_healthy_while_they_go() {
    let mut deployment = mk_deployment(3);
    deployment.replicas_wanted = Some(2);
    assert_eq!(
        judge_at(at(9), &deployment, &mk_pods(3)).verdict,
        Verdict::Healthy
    );
}
