//! STATUS, READY and RESTARTS are kubectl's, branch by branch of `printPod` 1.36.

mod build;

use build::{
    add_init, at, ended, mk_condition, mk_container, mk_pod, mk_pod_in, mk_status, running, set,
    terminated, text, unready, waiting,
};
use model::{ContainerState, ContainerStatus, Phase, PodFacts, Terminated, pod_columns};

fn status(pod: &PodFacts) -> String {
    pod_columns(pod).status.to_string()
}

fn signalled(signal: i32, exit_code: i32) -> ContainerState {
    ContainerState::Terminated(Terminated {
        exit_code,
        signal,
        ..Terminated::default()
    })
}

#[test]
fn the_phase_is_the_word_until_something_says_more() {
    for (phase, word) in [
        (Phase::Pending, "Pending"),
        (Phase::Running, "Running"),
        (Phase::Succeeded, "Succeeded"),
        (Phase::Failed, "Failed"),
        (Phase::Unknown, "Unknown"),
    ] {
        let pod = PodFacts {
            phase,
            ..PodFacts::default()
        };
        assert_eq!(status(&pod), word);
    }
}

#[test]
fn the_reason_of_the_status_replaces_the_phase_unless_it_is_empty() {
    let mut pod = PodFacts {
        phase: Phase::Failed,
        reason: text("Evicted"),
        ..PodFacts::default()
    };
    assert_eq!(status(&pod), "Evicted");
    pod.reason = Some("".into());
    assert_eq!(status(&pod), "Failed");
}

#[test]
fn a_gated_pod_is_scheduling_gated() {
    let mut pod = PodFacts {
        reason: text("Anything"),
        ..PodFacts::default()
    };
    let gated = mk_condition("PodScheduled", false, "SchedulingGated", at(0));
    set(&mut pod.conditions, gated);
    assert_eq!(status(&pod), "SchedulingGated");
}

#[test]
fn an_unschedulable_pod_is_pending() {
    let mut pod = PodFacts::default();
    let failed = mk_condition("PodScheduled", false, "Unschedulable", at(0));
    set(&mut pod.conditions, failed);
    assert_eq!(status(&pod), "Pending");
}

#[test]
fn the_state_of_a_single_container_is_the_word() {
    for (state, word) in [
        (waiting("ContainerCreating", ""), "ContainerCreating"),
        (waiting("CrashLoopBackOff", ""), "CrashLoopBackOff"),
        (waiting("", ""), "Running"),
        (ContainerState::Unreported, "Running"),
        (terminated(1, "Error"), "Error"),
        (terminated(137, "OOMKilled"), "OOMKilled"),
        (terminated(0, "Completed"), "Completed"),
        (running(at(0)), "Running"),
    ] {
        let words = format!("{state:?}");
        assert_eq!(status(&mk_pod_in(state)), word, "{words}");
    }
}

#[test]
fn a_termination_without_a_reason_shows_its_signal_or_exit_code() {
    assert_eq!(status(&mk_pod_in(signalled(9, 137))), "Signal:9");
    assert_eq!(status(&mk_pod_in(signalled(0, 3))), "ExitCode:3");
    assert_eq!(status(&mk_pod_in(signalled(0, 0))), "ExitCode:0");
    let empty = ContainerState::Terminated(Terminated {
        exit_code: 5,
        reason: Some("".into()),
        ..Terminated::default()
    });
    assert_eq!(status(&mk_pod_in(empty)), "ExitCode:5");
}

#[test]
fn the_first_of_several_containers_wins() {
    let mut pod = mk_pod_in(waiting("ErrImagePull", ""));
    pod.containers.push(mk_container("other"));
    pod.statuses
        .push(mk_status("other", waiting("CrashLoopBackOff", "")));
    assert_eq!(status(&pod), "ErrImagePull");
}

#[test]
fn a_container_with_nothing_to_say_leaves_the_word_to_the_next() {
    let mut pod = mk_pod_in(running(at(0)));
    pod.containers.push(mk_container("other"));
    pod.statuses
        .push(mk_status("other", terminated(2, "Error")));
    unready(&mut pod, at(0));
    assert_eq!(status(&pod), "Error");
}

/// `app` completed; `other` is in the given state.
fn half_completed(other: ContainerState) -> PodFacts {
    let mut pod = mk_pod_in(terminated(0, "Completed"));
    pod.containers.push(mk_container("other"));
    pod.statuses.push(mk_status("other", other));
    pod
}

#[test]
fn completed_beside_a_running_container_is_running_if_the_pod_is_ready() {
    let mut pod = half_completed(running(at(0)));
    set(&mut pod.conditions, mk_condition("Ready", true, "", at(0)));
    assert_eq!(status(&pod), "Running");
}

#[test]
fn completed_beside_a_running_container_is_not_ready_if_the_pod_is_not() {
    assert_eq!(status(&half_completed(running(at(0)))), "NotReady");
}

#[test]
fn a_ready_condition_that_is_present_but_false_does_not_count_as_ready() {
    let pod = half_completed(running(at(0)));
    assert!(pod.conditions.iter().any(|found| &*found.kind == "Ready"));
    assert_eq!(status(&pod), "NotReady");
}

#[test]
fn completed_beside_an_error_is_the_error() {
    assert_eq!(status(&half_completed(terminated(2, "Error"))), "Error");
    assert_eq!(status(&half_completed(signalled(0, 4))), "ExitCode:4");
    let both_well = half_completed(terminated(0, "Completed"));
    assert_eq!(status(&both_well), "Completed");
}

#[test]
fn an_error_comes_before_not_ready_but_not_before_running() {
    let mut pod = half_completed(running(at(0)));
    pod.containers.push(mk_container("third"));
    pod.statuses
        .push(mk_status("third", terminated(2, "Error")));
    assert_eq!(status(&pod), "Error");
    set(&mut pod.conditions, mk_condition("Ready", true, "", at(0)));
    assert_eq!(status(&pod), "Running");
}

/// A Pod that initialises: `count` init containers, the statuses as given.
fn initialising(states: Vec<ContainerState>, count: usize) -> PodFacts {
    let mut pod = mk_pod_in(waiting("PodInitializing", ""));
    pod.phase = Phase::Pending;
    set(
        &mut pod.conditions,
        mk_condition("Initialized", false, "", at(0)),
    );
    for (index, state) in states.into_iter().enumerate() {
        let name = format!("init-{index}");
        add_init(&mut pod, &name, false, mk_status(&name, state));
    }
    while pod.init_containers.len() < count {
        let name = format!("init-{}", pod.init_containers.len());
        add_init(&mut pod, &name, false, mk_status("", waiting("", "")));
        pod.init_statuses.pop();
    }
    pod
}

#[test]
fn the_first_unfinished_init_container_decides() {
    let done = || terminated(0, "Completed");
    for (states, word) in [
        (vec![waiting("PodInitializing", "")], "Init:0/3"),
        (vec![waiting("", "")], "Init:0/3"),
        (vec![running(at(0))], "Init:0/3"),
        (vec![ContainerState::Unreported], "Init:0/3"),
        (vec![done(), running(at(0))], "Init:1/3"),
        (
            vec![done(), done(), waiting("PodInitializing", "")],
            "Init:2/3",
        ),
        (
            vec![waiting("ImagePullBackOff", "")],
            "Init:ImagePullBackOff",
        ),
        (vec![done(), terminated(1, "Error")], "Init:Error"),
        (vec![signalled(9, 137)], "Init:Signal:9"),
        (vec![signalled(0, 3)], "Init:ExitCode:3"),
        (
            vec![terminated(1, "Error"), waiting("CrashLoopBackOff", "")],
            "Init:Error",
        ),
    ] {
        assert_eq!(status(&initialising(states, 3)), word);
    }
}

#[test]
fn when_all_init_containers_are_done_the_containers_decide() {
    let pod = initialising(vec![terminated(0, "Completed")], 1);
    assert_eq!(status(&pod), "PodInitializing");
}

#[test]
fn an_initialized_pod_shows_its_containers_though_an_init_container_runs_again() {
    let mut pod = initialising(vec![running(at(0))], 1);
    pod.statuses = vec![mk_status("app", waiting("CrashLoopBackOff", ""))];
    set(
        &mut pod.conditions,
        mk_condition("Initialized", true, "", at(0)),
    );
    assert_eq!(status(&pod), "CrashLoopBackOff");
}

/// A ready Pod with a sidecar in the given status.
fn with_sidecar(sidecar: ContainerStatus) -> PodFacts {
    let mut pod = mk_pod("web-1");
    set(
        &mut pod.conditions,
        mk_condition("Initialized", false, "", at(0)),
    );
    add_init(&mut pod, "proxy", true, sidecar);
    pod
}

#[test]
fn a_sidecar_counts_in_ready() {
    for (ready, column) in [(true, "2/2"), (false, "1/2")] {
        let pod = with_sidecar(ContainerStatus {
            ready,
            started: Some(true),
            ..mk_status("proxy", running(at(0)))
        });
        assert_eq!(pod_columns(&pod).ready_column(), column);
        assert_eq!(status(&pod), "Running");
    }
}

#[test]
fn a_sidecar_that_has_not_started_holds_up_the_pod() {
    for started in [None, Some(false)] {
        let pod = with_sidecar(ContainerStatus {
            ready: true,
            started,
            ..mk_status("proxy", running(at(0)))
        });
        assert_eq!(status(&pod), "Init:0/1");
        assert_eq!(pod_columns(&pod).ready_column(), "0/2");
    }
}

#[test]
fn a_sidecar_that_crashed_before_it_started_decides() {
    let pod = with_sidecar(mk_status("proxy", terminated(1, "Error")));
    assert_eq!(status(&pod), "Init:Error");
}

#[test]
fn an_ordinary_init_container_does_not_count_in_ready() {
    let mut pod = mk_pod("web-1");
    add_init(&mut pod, "migrate", false, mk_status("", terminated(0, "")));
    assert_eq!(pod_columns(&pod).ready_column(), "1/1");
}

#[test]
fn a_ready_container_that_does_not_run_is_not_counted() {
    let mut pod = mk_pod_in(terminated(1, "Error"));
    pod.statuses[0].ready = true;
    assert_eq!(pod_columns(&pod).ready_column(), "0/1");
}

#[test]
fn a_container_that_runs_but_is_not_ready_is_not_counted() {
    let mut pod = mk_pod("web-1");
    unready(&mut pod, at(0));
    assert_eq!(pod_columns(&pod).ready_column(), "0/1");
    assert_eq!(status(&pod), "Running");
}

#[test]
fn a_pod_without_statuses_counts_its_declared_containers() {
    let mut pod = mk_pod("web-1");
    pod.containers.push(mk_container("other"));
    pod.statuses.clear();
    assert_eq!(pod_columns(&pod).ready_column(), "0/2");
}

#[test]
fn a_pod_that_is_being_deleted_is_terminating() {
    let mut pod = mk_pod("web-1");
    pod.deleted = Some(at(9));
    assert_eq!(status(&pod), "Terminating");
}

#[test]
fn a_finished_pod_that_is_being_deleted_is_not_terminating() {
    for (phase, state, word) in [
        (Phase::Succeeded, terminated(0, "Completed"), "Completed"),
        (Phase::Failed, terminated(1, "Error"), "Error"),
    ] {
        let mut pod = mk_pod_in(state);
        pod.phase = phase;
        pod.deleted = Some(at(9));
        assert_eq!(status(&pod), word);
    }
}

#[test]
fn a_pod_that_is_deleted_while_it_initialises_is_terminating() {
    let mut pod = initialising(vec![running(at(0))], 1);
    pod.deleted = Some(at(9));
    assert_eq!(status(&pod), "Terminating");
}

#[test]
fn a_pod_on_a_lost_node_is_unknown_once_it_is_deleted() {
    let mut pod = mk_pod_in(ContainerState::Unreported);
    pod.reason = text("NodeLost");
    assert_eq!(status(&pod), "NodeLost");
    pod.deleted = Some(at(9));
    assert_eq!(status(&pod), "Unknown");
    pod.phase = Phase::Failed;
    assert_eq!(status(&pod), "Unknown");
}

fn restarted(restarts: u32, finished: i64, name: &str) -> ContainerStatus {
    ContainerStatus {
        restarts,
        last: Some(ended(1, "Error", at(finished))),
        started: Some(true),
        ..mk_status(name, running(at(finished)))
    }
}

#[test]
fn restarts_are_summed_and_dated_by_the_latest() {
    let mut pod = mk_pod("web-1");
    pod.statuses = vec![restarted(2, 10, "app"), restarted(1, 50, "other")];
    assert_eq!(pod_columns(&pod).restarts_column(at(170)), "3 (2m ago)");
}

#[test]
fn no_restarts_have_no_date() {
    let mut pod = mk_pod("web-1");
    assert_eq!(pod_columns(&pod).restarts_column(at(60)), "0");
    pod.statuses = vec![restarted(0, 10, "app")];
    assert_eq!(pod_columns(&pod).restarts_column(at(60)), "0");
}

#[test]
fn restarts_without_a_known_date_stand_alone() {
    let mut pod = mk_pod("web-1");
    pod.statuses[0].restarts = 4;
    assert_eq!(pod_columns(&pod).restarts_column(at(60)), "4");
}

#[test]
fn a_restart_less_than_two_seconds_in_the_future_is_0s_ago() {
    let mut pod = mk_pod("web-1");
    pod.statuses = vec![restarted(1, 10, "app")];
    let columns = pod_columns(&pod);
    let before = |ms| columns.restarts_column(model::Timestamp(at(10).0 - ms));
    assert_eq!(before(1999), "1 (0s ago)");
    assert_eq!(before(2000), "1 (<invalid> ago)");
}

#[test]
fn while_it_initialises_the_restarts_of_init_containers_count() {
    let mut pod = initialising(vec![running(at(0))], 1);
    pod.init_statuses[0] = restarted(5, 10, "init-0");
    pod.statuses = vec![restarted(2, 90, "app")];
    assert_eq!(pod_columns(&pod).restarts_column(at(20)), "5 (10s ago)");
}

#[test]
fn afterwards_they_are_forgotten_but_those_of_sidecars_are_not() {
    let mut pod = mk_pod("web-1");
    add_init(&mut pod, "migrate", false, mk_status("", terminated(0, "")));
    pod.init_statuses[0].restarts = 5;
    pod.init_statuses[0].last = Some(ended(1, "Error", at(90)));
    add_init(&mut pod, "proxy", true, restarted(2, 40, "proxy"));
    pod.statuses = vec![restarted(1, 20, "app")];
    assert_eq!(pod_columns(&pod).restarts_column(at(100)), "3 (60s ago)");
}
