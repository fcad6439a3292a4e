//! The level of a Pod and its reason.

mod build;

use build::{
    add_init, at, ended, mk_condition, mk_crashing_pod, mk_pod, mk_pod_in, mk_restarted_pod,
    mk_starting_pod, mk_status, running, set, terminated, text, unready, waiting,
};
use model::PodLevel::{Failing, Going, Ok, Pending, Unknown};
use model::{Assessment, ContainerState, ContainerStatus, Phase, PodFacts, PodLevel, assess};

fn level(pod: &PodFacts) -> PodLevel {
    assess(pod, at(60)).level
}

fn reason(found: &Assessment) -> &str {
    found.reason.as_deref().unwrap_or_default()
}

fn detail(found: &Assessment) -> &str {
    found.detail.as_deref().unwrap_or_default()
}

#[test]
fn running_and_ready_is_ok_and_so_is_succeeded() {
    assert_eq!(level(&mk_pod("web-1")), Ok);
    let mut pod = mk_pod_in(terminated(0, "Completed"));
    pod.phase = Phase::Succeeded;
    assert_eq!(level(&pod), Ok);
}

#[test]
fn a_pod_that_is_being_deleted_is_going_whatever_its_containers_do() {
    for state in [
        running(at(0)),
        waiting("CrashLoopBackOff", ""),
        terminated(1, "Error"),
    ] {
        let mut pod = mk_pod_in(state);
        pod.deleted = Some(at(30));
        assert_eq!(level(&pod), Going);
    }
}

#[test]
fn a_pod_on_a_lost_node_is_unknown() {
    let mut pod = mk_pod("web-1");
    pod.reason = text("NodeLost");
    assert_eq!(level(&pod), Unknown);
    pod.deleted = Some(at(30));
    assert_eq!(level(&pod), Unknown);
    let mut pod = mk_pod("web-1");
    pod.phase = Phase::Unknown;
    assert_eq!(level(&pod), Unknown);
}

#[test]
fn a_failed_pod_is_failing_with_its_own_reason() {
    let mut pod = mk_pod("web-1");
    pod.phase = Phase::Failed;
    pod.statuses.clear();
    assert_eq!(reason(&assess(&pod, at(60))), "Failed");
    pod.reason = text("Evicted");
    pod.message = text("The node was low on resource: memory.");
    let found = assess(&pod, at(60));
    assert_eq!((found.level, reason(&found)), (Failing, "Evicted"));
    assert_eq!(detail(&found), "The node was low on resource: memory.");
}

#[test]
fn a_failed_pod_without_a_reason_has_that_of_its_container() {
    let mut pod = mk_pod_in(terminated(127, "Error"));
    pod.phase = Phase::Failed;
    let found = assess(&pod, at(60));
    assert_eq!(reason(&found), "Error");
    assert_eq!(detail(&found), "exit code 127, command not found");
    assert_eq!(found.since, Some(at(0)));
}

#[test]
fn waiting_for_what_does_not_come_is_failing_in_main_and_init_containers() {
    for word in [
        "CrashLoopBackOff",
        "ImagePullBackOff",
        "ErrImagePull",
        "ErrImageNeverPull",
        "InvalidImageName",
        "ImageInspectError",
        "RegistryUnavailable",
        "SignatureValidationFailed",
        "CreateContainerConfigError",
        "CreateContainerError",
        "RunContainerError",
        "StartError",
        "PreCreateHookError",
        "PreStartHookError",
        "PostStartHookError",
    ] {
        assert_eq!(level(&mk_pod_in(waiting(word, ""))), Failing, "{word}");
        for is_sidecar in [false, true] {
            let mut pod = mk_pod_in(waiting("PodInitializing", ""));
            add_init(
                &mut pod,
                "init",
                is_sidecar,
                mk_status("", waiting(word, "")),
            );
            assert_eq!(level(&pod), Failing, "{word} on an init container");
        }
    }
}

#[test]
fn waiting_for_what_comes_is_pending() {
    for word in ["ContainerCreating", "PodInitializing", ""] {
        let mut pod = mk_pod_in(waiting(word, ""));
        pod.phase = Phase::Pending;
        assert_eq!(level(&pod), Pending, "{word}");
    }
    let mut pod = mk_pod_in(waiting("PodInitializing", ""));
    add_init(&mut pod, "init", false, mk_status("", running(at(0))));
    assert_eq!(level(&pod), Pending);
    assert_eq!(level(&mk_pod_in(ContainerState::Unreported)), Pending);
}

#[test]
fn a_container_that_ended_badly_is_failing() {
    for (state, word, sentence) in [
        (terminated(1, "Error"), "Error", "exit code 1"),
        (
            terminated(137, "OOMKilled"),
            "OOMKilled",
            "out of memory (OOMKilled)",
        ),
        (
            terminated(0, "OOMKilled"),
            "OOMKilled",
            "out of memory (OOMKilled)",
        ),
        (terminated(3, ""), "Error", "exit code 3"),
    ] {
        let found = assess(&mk_pod_in(state), at(1));
        assert_eq!((found.level, reason(&found)), (Failing, word));
        assert_eq!((detail(&found), found.since), (sentence, Some(at(0))));
        assert!(!found.is_crash_loop, "it did not restart yet");
    }
}

#[test]
fn a_container_that_ended_well_is_pending_until_it_keeps_ending() {
    for (restarts, expected) in [(0, Pending), (1, Pending), (2, Failing)] {
        let mut pod = mk_pod_in(terminated(0, "Completed"));
        pod.statuses[0].restarts = restarts;
        assert_eq!(level(&pod), expected, "{restarts} restarts");
    }
}

#[test]
fn an_init_container_may_fail_once_but_not_again() {
    for (restarts, expected) in [(0, Pending), (1, Failing)] {
        let mut pod = mk_pod_in(waiting("PodInitializing", ""));
        let status = ContainerStatus {
            restarts,
            ..mk_status("", terminated(1, "Error"))
        };
        add_init(&mut pod, "migrate", false, status);
        assert_eq!(level(&pod), expected, "{restarts} restarts");
    }
}

#[test]
fn an_init_container_that_runs_again_after_a_crash_stays_failing() {
    let mut pod = mk_pod_in(waiting("PodInitializing", ""));
    let status = ContainerStatus {
        restarts: 1,
        last: Some(ended(1, "Error", at(1))),
        ..mk_status("", running(at(2)))
    };
    add_init(&mut pod, "migrate", false, status);
    assert!(assess(&pod, at(3)).is_crash_loop);
}

#[test]
fn an_init_container_that_succeeded_at_last_is_forgiven() {
    let mut pod = mk_pod("web-1");
    let status = ContainerStatus {
        restarts: 7,
        last: Some(ended(1, "Error", at(1))),
        ..mk_status("", terminated(0, "Completed"))
    };
    add_init(&mut pod, "migrate", false, status);
    assert_eq!(level(&pod), Ok);
}

#[test]
fn a_stable_crash_loop_stays_failing_until_it_has_run_for_five_minutes() {
    let pod = mk_restarted_pod("web-1", 1, at(0));
    for (seconds, expected) in [(0, Failing), (299, Failing), (300, Ok)] {
        assert_eq!(
            assess(&pod, at(seconds)).level,
            expected,
            "after {seconds} s"
        );
    }
    let found = assess(&pod, at(1));
    assert!(found.is_crash_loop);
    assert_eq!(found.recheck, Some(at(300)));
    assert_eq!(found.since, Some(at(-1)));
}

#[test]
fn a_readiness_probe_vouches_for_a_first_restart_at_once_and_for_more_after_a_minute() {
    for (restarts, seconds, expected) in
        [(1, 0, Ok), (2, 0, Failing), (2, 59, Failing), (2, 60, Ok)]
    {
        let mut pod = mk_restarted_pod("web-1", restarts, at(0));
        pod.containers[0].has_readiness_probe = true;
        let found = assess(&pod, at(seconds));
        assert_eq!(found.level, expected, "{restarts} restarts, {seconds} s");
    }
}

#[test]
fn a_readiness_probe_that_fails_vouches_for_nothing() {
    let mut pod = mk_restarted_pod("web-1", 1, at(0));
    pod.containers[0].has_readiness_probe = true;
    unready(&mut pod, at(-1));
    assert_eq!(assess(&pod, at(200)).level, Failing);
}

#[test]
fn what_never_crashed_is_no_crash_loop() {
    let mut pod = mk_restarted_pod("web-1", 0, at(0));
    assert_eq!(level(&pod), Ok, "no restarts");
    pod = mk_restarted_pod("web-1", 1, at(0));
    pod.statuses[0].last = Some(ended(0, "Completed", at(-1)));
    assert_eq!(level(&pod), Ok, "it ended well, once");
    pod.statuses[0].restarts = 2;
    assert_eq!(level(&pod), Failing, "it ended well, again and again");
}

#[test]
fn a_crash_loop_has_one_word_in_all_its_phases() {
    let mut ended_again = mk_crashing_pod("web-1", 3, at(0));
    ended_again.statuses[0].state = terminated(1, "Error");
    for pod in [
        mk_crashing_pod("web-1", 3, at(0)),
        mk_restarted_pod("web-1", 3, at(0)),
        ended_again,
    ] {
        let found = assess(&pod, at(1));
        assert_eq!(reason(&found), "CrashLoopBackOff");
        assert_eq!(detail(&found), "exit code 1");
        assert!(found.is_crash_loop);
    }
}

#[test]
fn after_its_first_restart_a_container_has_the_reason_it_ended_for_until_it_has_to_wait() {
    let restarted = assess(&mk_restarted_pod("web-1", 1, at(0)), at(1));
    assert_eq!(reason(&restarted), "Error");
    let waiting = assess(&mk_crashing_pod("web-1", 1, at(0)), at(1));
    assert_eq!(reason(&waiting), "CrashLoopBackOff");
}

#[test]
fn both_phases_of_a_failing_pull_have_one_word_and_one_beginning() {
    for word in ["ErrImagePull", "ImagePullBackOff"] {
        let mut pod = mk_pod_in(waiting(word, "rpc error: manifest unknown"));
        unready(&mut pod, at(5));
        let found = assess(&pod, at(60));
        assert_eq!(reason(&found), "ImagePullBackOff");
        assert_eq!(
            (detail(&found), found.since),
            ("tag v1 not found", Some(at(5)))
        );
    }
}

#[test]
fn a_crash_loop_that_was_never_ready_has_lasted_since_before_its_last_crash() {
    let mut pod = mk_crashing_pod("web-1", 3, at(100));
    unready(&mut pod, at(5));
    assert_eq!(assess(&pod, at(101)).since, Some(at(5)));
}

#[test]
fn the_last_words_of_a_container_are_part_of_the_detail() {
    let mut pod = mk_crashing_pod("web-1", 3, at(0));
    if let Some(last) = &mut pod.statuses[0].last {
        last.message = text("starting\nDATABASE_URL is not set\n\n");
    }
    let found = assess(&pod, at(1));
    assert_eq!(detail(&found), "exit code 1, “DATABASE_URL is not set”");
}

#[test]
fn an_invalid_image_name_is_quoted() {
    let mut pod = mk_pod_in(waiting("InvalidImageName", "whatever"));
    pod.containers[0].image = "Shop/Web".into();
    assert_eq!(detail(&assess(&pod, at(1))), "“Shop/Web” is no image name");
}

#[test]
fn a_missing_secret_is_said_as_the_kubelet_says_it() {
    let pod = mk_pod_in(waiting(
        "CreateContainerConfigError",
        "secret \"db\" not found",
    ));
    assert_eq!(detail(&assess(&pod, at(1))), "secret \"db\" not found");
}

#[test]
fn a_pod_may_be_pending_for_five_minutes_before_we_say_why() {
    let pod = mk_starting_pod("web-1", at(0));
    let early = assess(&pod, at(299));
    assert_eq!((early.level, &early.reason), (Pending, &None));
    assert_eq!(early.recheck, Some(at(300)));
    let late = assess(&pod, at(300));
    assert_eq!((late.level, reason(&late)), (Pending, "ContainerCreating"));
    assert_eq!(late.since, Some(at(0)));
}

#[test]
fn an_unschedulable_pod_says_why_at_once() {
    let mut pod = mk_starting_pod("web-1", at(0));
    pod.statuses.clear();
    let mut condition = mk_condition("PodScheduled", false, "Unschedulable", at(1));
    condition.message =
        text("0/3 nodes are available: 3 Insufficient cpu. preemption: not helpful.");
    set(&mut pod.conditions, condition);
    let found = assess(&pod, at(2));
    assert_eq!((found.level, reason(&found)), (Pending, "Unschedulable"));
    assert_eq!(
        detail(&found),
        "0/3 nodes are available: 3 Insufficient cpu"
    );
    assert_eq!(found.since, Some(at(1)));
}

#[test]
fn a_running_pod_that_is_not_ready_for_five_minutes_says_what_fails() {
    let mut pod = mk_pod("web-1");
    set(&mut pod.conditions, mk_condition("Ready", false, "", at(0)));
    let gate = assess(&pod, at(300));
    assert_eq!(reason(&gate), "NotReady");
    assert!(detail(&gate).contains("readiness gate"));
    unready(&mut pod, at(0));
    assert_eq!(assess(&pod, at(299)).reason, None);
    let said = |pod: &PodFacts| detail(&assess(pod, at(300))).to_owned();
    assert_eq!(said(&pod), "its containers are not ready");
    pod.containers[0].has_readiness_probe = true;
    assert_eq!(said(&pod), "its readiness probe fails");
    pod.statuses[0].started = Some(false);
    assert_eq!(said(&pod), "its startup probe fails");
}

#[test]
fn the_levels_have_words_and_stand_worst_first() {
    let all = [Failing, Unknown, Pending, Going, Ok];
    assert!(all.is_sorted());
    let words = all.map(PodLevel::as_str);
    assert_eq!(words, ["failing", "unknown", "pending", "going", "ok"]);
    for level in all {
        assert_eq!(
            serde_json::to_value(level).ok(),
            Some(level.as_str().into())
        );
    }
}
