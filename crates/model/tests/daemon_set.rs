//! The verdict on a DaemonSet, rule by rule as in docs/verdicts.md.

mod build;

use build::{
    at, mk_container, mk_crashing_pod, mk_pod, mk_starting_pod, mk_status, text, unready, waiting,
};
use model::{
    DaemonSetFacts, Judgement, ObservedPod, PodFacts, PodHistory, Shortage, UpdateStrategy,
    Verdict, judge_daemon_set,
};

/// A DaemonSet of so many nodes with a ready Pod on each.
fn mk_set(nodes: u32) -> DaemonSetFacts {
    DaemonSetFacts {
        namespace: "kube-system".into(),
        name: "proxy".into(),
        uid: "uid-proxy".into(),
        created: at(-86_400),
        generation: 1,
        observed_generation: 1,
        template_generation: text("2"),
        desired: nodes,
        current: nodes,
        ready: nodes,
        available: nodes,
        updated: nodes,
        containers: vec![mk_container("app")],
        ..DaemonSetFacts::default()
    }
}

fn of(pod: PodFacts, generation: &str) -> PodFacts {
    PodFacts {
        revision: text(generation),
        ..pod
    }
}

fn mk_pods(count: usize, generation: &str) -> Vec<PodFacts> {
    let numbers = 0..count;
    numbers
        .map(|number| of(mk_pod(&format!("proxy-{number}")), generation))
        .collect()
}

fn judged(now: i64, set: &DaemonSetFacts, pods: &[PodFacts]) -> Judgement {
    let history = PodHistory::default();
    let pods: Vec<_> = pods
        .iter()
        .map(|facts| ObservedPod {
            facts,
            history: &history,
        })
        .collect();
    judge_daemon_set(set, &Shortage::default(), &pods, at(now))
}

fn says(now: i64, set: &DaemonSetFacts, pods: &[PodFacts]) -> (Verdict, String) {
    let judgement = judged(now, set, pods);
    let why = judgement.why.map(|why| why.sentence(at(now)));
    (judgement.verdict, why.unwrap_or_default())
}

#[test]
fn one_that_is_being_deleted_is_terminating() {
    let set = DaemonSetFacts {
        deleted: Some(at(3)),
        ..mk_set(3)
    };
    assert_eq!(says(9, &set, &[]).0, Verdict::Terminating);
}

#[test]
fn a_change_that_the_controller_has_not_seen_is_progressing() {
    let set = DaemonSetFacts {
        generation: 2,
        ..mk_set(1)
    };
    assert_eq!(says(9, &set, &mk_pods(1, "2")).0, Verdict::Progressing);
}

#[test]
fn with_a_ready_pod_on_each_node_it_is_healthy() {
    assert_eq!(
        says(9, &mk_set(3), &mk_pods(3, "2")),
        (Verdict::Healthy, String::new())
    );
}

#[test]
fn where_no_node_is_to_run_it_it_is_idle() {
    let mut set = mk_set(0);
    assert_eq!(
        says(9, &set, &[]),
        (Verdict::Idle, "No node is to run it".to_owned())
    );
    set.misscheduled = 2;
    assert_eq!(
        says(9, &set, &mk_pods(2, "2")),
        (Verdict::Progressing, "2 pods are still stopping".to_owned())
    );
}

#[test]
fn a_pod_that_stays_on_a_tainted_node_is_healthy_with_a_word() {
    let mut set = mk_set(3);
    set.misscheduled = 1;
    assert_eq!(
        says(9, &set, &mk_pods(4, "2")),
        (
            Verdict::Healthy,
            "1 pod runs on a node that should have none".to_owned()
        )
    );
}

#[test]
fn without_a_working_pod_anywhere_it_is_down() {
    let mut set = mk_set(2);
    (set.ready, set.available) = (0, 0);
    let pods = ["a", "b"].map(|name| of(mk_crashing_pod(name, 4, at(0)), "2"));
    assert_eq!(
        says(60, &set, &pods),
        (
            Verdict::Down,
            "CrashLoopBackOff on 2 of 2 pods for 1 min: exit code 1".to_owned()
        )
    );
}

#[test]
fn a_node_that_does_not_answer_makes_it_degraded() {
    let mut set = mk_set(3);
    (set.ready, set.available) = (2, 2);
    let mut pods = mk_pods(3, "2");
    pods[1].created = at(-9_000);
    unready(&mut pods[1], at(0));
    assert_eq!(
        says(60, &set, &pods),
        (Verdict::Degraded, "1 of 3 pods are not ready".to_owned())
    );
}

#[test]
fn a_new_node_gets_its_pod_within_thirty_seconds_or_that_is_a_problem() {
    let mut set = mk_set(3);
    (set.current, set.updated, set.ready, set.available) = (2, 2, 2, 2);
    let pods = mk_pods(2, "2");
    assert_eq!(
        says(29, &set, &pods),
        (Verdict::Progressing, "2 of 3 ready".to_owned())
    );
    assert_eq!(
        says(30, &set, &pods),
        (Verdict::Degraded, "1 of 3 pods are missing".to_owned())
    );
}

#[test]
fn a_rollout_is_progressing_node_by_node() {
    let mut set = mk_set(3);
    (set.updated, set.ready, set.available) = (1, 2, 2);
    let mut pods = mk_pods(2, "1");
    pods.push(of(mk_starting_pod("proxy-2", at(5)), "2"));
    let judgement = judged(9, &set, &pods);
    assert_eq!(judgement.verdict, Verdict::Progressing);
    assert_eq!(judgement.since, Some(at(5)));
    assert_eq!(says(9, &set, &pods).1, "1 of 3 updated");
}

#[test]
fn a_rollout_is_stuck_when_a_new_pod_has_failed_for_30_seconds() {
    let mut set = mk_set(3);
    (set.updated, set.ready, set.available) = (1, 2, 2);
    let mut pods = mk_pods(2, "1");
    let mut broken = of(mk_starting_pod("proxy-2", at(0)), "2");
    broken.statuses = vec![mk_status("app", waiting("CreateContainerError", "no path"))];
    pods.push(broken);
    assert_eq!(says(29, &set, &pods).0, Verdict::Progressing);
    assert_eq!(
        says(30, &set, &pods),
        (
            Verdict::Degraded,
            "Rollout stuck: CreateContainerError on the only new pod for 30 s: no path".to_owned()
        )
    );
}

#[test]
fn on_delete_it_is_paused_until_somebody_deletes_the_old_pods() {
    let mut set = mk_set(3);
    set.strategy = UpdateStrategy::OnDelete;
    set.updated = 1;
    let mut pods = mk_pods(2, "1");
    pods.push(of(mk_pod("proxy-2"), "2"));
    assert_eq!(
        says(9, &set, &pods),
        (
            Verdict::Paused,
            "1 of 3 updated: the others change when they are deleted (OnDelete)".to_owned()
        )
    );
    let new = mk_pods(3, "2");
    assert_eq!(says(9, &set, &new).0, Verdict::Healthy, "none is old");
}
