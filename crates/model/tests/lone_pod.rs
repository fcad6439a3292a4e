//! The verdict on a Pod that stands for itself, rule by rule as in docs/verdicts.md.

mod build;

use build::{
    at, ended, mk_condition, mk_crashing_pod, mk_pod, mk_restarted_pod, mk_starting_pod, mk_status,
    set, terminated, text, unready, waiting,
};
use model::{Judgement, ObservedPod, Phase, PodFacts, PodHistory, Verdict, judge_pod};

fn judged(now: i64, facts: &PodFacts) -> Judgement {
    let history = PodHistory::default();
    let pod = ObservedPod {
        facts,
        history: &history,
    };
    judge_pod(pod, at(now))
}

fn says(now: i64, pod: &PodFacts) -> (Verdict, String) {
    let judgement = judged(now, pod);
    let why = judgement.why.map(|why| why.sentence(at(now)));
    (judgement.verdict, why.unwrap_or_default())
}

fn because(verdict: Verdict, why: &str) -> (Verdict, String) {
    (verdict, why.to_owned())
}

#[test]
fn a_ready_one_is_healthy_since_it_became_so() {
    let judgement = judged(9, &mk_pod("a"));
    assert_eq!(
        (judgement.verdict, judgement.since),
        (Verdict::Healthy, Some(at(0)))
    );
}

#[test]
fn one_that_is_being_deleted_is_terminating_and_on_a_lost_node_down() {
    let mut pod = mk_pod("a");
    pod.deleted = Some(at(5));
    assert_eq!(says(9, &pod).0, Verdict::Terminating);
    pod.reason = text("NodeLost");
    assert_eq!(
        says(9, &pod),
        because(Verdict::Down, "Its node does not answer for 9 s")
    );
}

#[test]
fn one_that_ended_well_is_healthy() {
    let mut pod = mk_pod("a");
    pod.phase = Phase::Succeeded;
    unready(&mut pod, at(7));
    pod.statuses[0].state = terminated(0, "Completed");
    assert_eq!(judged(9, &pod).verdict, Verdict::Healthy);
    assert_eq!(judged(9, &pod).since, Some(at(7)));
}

#[test]
fn one_that_ended_badly_failed_with_its_reason() {
    let mut pod = mk_pod("a");
    pod.phase = Phase::Failed;
    pod.statuses[0].state = terminated(2, "Error");
    assert_eq!(
        says(60, &pod),
        because(Verdict::Failed, "Error for 1 min: exit code 2")
    );
    pod.reason = text("Evicted");
    pod.message = text("The node was low on resource: memory.");
    assert_eq!(
        says(60, &pod).1,
        "Evicted for 1 min: The node was low on resource: memory."
    );
}

#[test]
fn one_behind_a_scheduling_gate_is_paused() {
    let mut pod = mk_starting_pod("a", at(0));
    let gated = mk_condition("PodScheduled", false, "SchedulingGated", at(0));
    set(&mut pod.conditions, gated);
    assert_eq!(
        says(60, &pod),
        because(Verdict::Paused, "SchedulingGated for 1 min")
    );
}

#[test]
fn a_young_one_is_progressing_for_five_minutes() {
    let pod = mk_starting_pod("a", at(0));
    assert_eq!(
        says(299, &pod),
        because(Verdict::Progressing, "ContainerCreating")
    );
    assert_eq!(
        says(300, &pod),
        because(Verdict::Down, "ContainerCreating for 5 min")
    );
    let mut running = mk_pod("a");
    unready(&mut running, at(0));
    assert_eq!(
        says(60, &running),
        because(Verdict::Progressing, "0 of 1 ready")
    );
}

#[test]
fn a_failure_may_pass_within_thirty_seconds_while_it_starts() {
    let mut pod = mk_starting_pod("a", at(0));
    pod.statuses = vec![mk_status(
        "app",
        waiting("CreateContainerConfigError", "secret \"s3\" not found"),
    )];
    assert_eq!(says(29, &pod).0, Verdict::Progressing);
    assert_eq!(judged(29, &pod).recheck, Some(at(30)));
    assert_eq!(
        says(30, &pod),
        because(
            Verdict::Down,
            "CreateContainerConfigError for 30 s: secret \"s3\" not found"
        )
    );
}

#[test]
fn one_that_finds_no_node_is_down() {
    let mut pod = mk_starting_pod("a", at(0));
    let unscheduled = mk_condition("PodScheduled", false, "Unschedulable", at(0));
    set(&mut pod.conditions, unscheduled);
    assert_eq!(
        says(9, &pod),
        because(Verdict::Down, "Unschedulable for 9 s")
    );
}

#[test]
fn a_crash_loop_is_down_while_it_waits_and_while_it_runs() {
    let waits = mk_crashing_pod("a", 5, at(400));
    assert_eq!(says(460, &waits).0, Verdict::Down);
    let runs = mk_restarted_pod("a", 5, at(400));
    assert_eq!(says(401, &runs).0, Verdict::Down);
}

#[test]
fn one_that_runs_again_after_a_crash_is_a_warning_until_it_proved_itself() {
    let pod = mk_restarted_pod("a", 1, at(0));
    assert_eq!(
        says(60, &pod),
        because(Verdict::Warning, "Flapping, last exit code 1")
    );
    assert_eq!(says(300, &pod).0, Verdict::Healthy);
}

#[test]
fn one_that_was_killed_for_memory_lately_is_a_warning() {
    let mut pod = mk_restarted_pod("a", 1, at(0));
    pod.statuses[0].last = Some(ended(137, "OOMKilled", at(0)));
    pod.containers[0].limits.memory_bytes = Some(64 << 20);
    assert_eq!(
        says(400, &pod).1,
        "Flapping, last OOMKilled at the 64 MiB limit"
    );
    assert_eq!(says(600, &pod).0, Verdict::Healthy);
}
