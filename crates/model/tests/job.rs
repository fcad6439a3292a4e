//! The verdict on a Job, rule by rule as in docs/verdicts.md.

mod build;

use build::{
    at, ended, mk_condition, mk_container, mk_pod, mk_starting_pod, mk_status, set, text, unready,
    waiting,
};
use model::{
    Condition, ContainerState, JobFacts, Judgement, ObservedPod, Phase, PodFacts, PodHistory,
    Terminated, Verdict, judge_job,
};

/// A Job of so many completions, at work since 0 with one Pod.
fn mk_job(completions: u32) -> JobFacts {
    JobFacts {
        namespace: "shop".into(),
        name: "import".into(),
        uid: "uid-import".into(),
        created: at(0),
        completions: Some(completions),
        active: 1,
        ready: 1,
        started: Some(at(0)),
        containers: vec![mk_container("app")],
        ..JobFacts::default()
    }
}

/// The same after this condition came true at 50.
fn mk_ended(kind: &str, reason: &str, message: &str) -> JobFacts {
    JobFacts {
        active: 0,
        ready: 0,
        conditions: vec![Condition {
            message: text(message),
            ..mk_condition(kind, true, reason, at(50))
        }],
        ..mk_job(1)
    }
}

/// A Pod whose container ended with this code and these last words.
fn mk_failed_pod(name: &str, finished: i64, words: &str) -> PodFacts {
    let mut pod = mk_pod(name);
    unready(&mut pod, at(finished));
    pod.phase = Phase::Failed;
    pod.statuses[0].state = ContainerState::Terminated(Terminated {
        message: text(words),
        ..ended(1, "Error", at(finished))
    });
    pod
}

fn judged(now: i64, job: &JobFacts, pods: &[PodFacts]) -> Judgement {
    let history = PodHistory::default();
    let pods: Vec<_> = pods
        .iter()
        .map(|facts| ObservedPod {
            facts,
            history: &history,
        })
        .collect();
    judge_job(job, &pods, at(now))
}

fn says(now: i64, job: &JobFacts, pods: &[PodFacts]) -> (Verdict, String) {
    let judgement = judged(now, job, pods);
    let why = judgement.why.map(|why| why.sentence(at(now)));
    (judgement.verdict, why.unwrap_or_default())
}

fn because(verdict: Verdict, why: &str) -> (Verdict, String) {
    (verdict, why.to_owned())
}

#[test]
fn one_that_is_being_deleted_is_terminating() {
    let job = JobFacts {
        deleted: Some(at(3)),
        ..mk_job(1)
    };
    assert_eq!(says(9, &job, &[]).0, Verdict::Terminating);
}

// === failed ===

#[test]
fn beyond_its_backoff_limit_it_failed_and_says_how_the_last_attempt_ended() {
    let job = JobFacts {
        failed: 3,
        backoff_limit: Some(2),
        ..mk_ended(
            "Failed",
            "BackoffLimitExceeded",
            "Job has reached the specified backoff limit",
        )
    };
    let pods = [
        mk_failed_pod("a", 40, "connection refused"),
        mk_failed_pod("b", 45, "no such table"),
    ];
    assert_eq!(
        says(99, &job, &pods),
        because(
            Verdict::Failed,
            "Backoff limit exceeded after 3 failures: exit code 1, “no such table”"
        )
    );
    assert_eq!(judged(99, &job, &pods).since, Some(at(50)));
    assert_eq!(
        says(99, &job, &[]),
        because(
            Verdict::Failed,
            "Backoff limit exceeded after 3 failures: Job has reached the specified backoff limit"
        )
    );
}

#[test]
fn a_single_failure_and_one_that_was_not_counted_read_well() {
    let mut job = mk_ended("Failed", "BackoffLimitExceeded", "");
    assert_eq!(says(99, &job, &[]).1, "Backoff limit exceeded");
    job.failed = 1;
    assert_eq!(
        says(99, &job, &[]).1,
        "Backoff limit exceeded after 1 failure"
    );
}

#[test]
fn beyond_its_deadline_it_failed() {
    let mut job = mk_ended(
        "Failed",
        "DeadlineExceeded",
        "Job was active longer than specified",
    );
    job.deadline_seconds = Some(3600);
    assert_eq!(
        says(99, &job, &[]),
        because(
            Verdict::Failed,
            "Deadline of 60m exceeded: Job was active longer than specified"
        )
    );
    job.deadline_seconds = None;
    assert!(says(99, &job, &[]).1.starts_with("Deadline exceeded"));
}

#[test]
fn a_pod_failure_policy_indexes_and_unknown_reasons_are_told() {
    let why = |reason: &str| {
        let mut job = mk_ended("Failed", reason, "");
        job.failed_indexes = text("1,3-5");
        says(99, &job, &[]).1
    };
    assert_eq!(why("PodFailurePolicy"), "Ended by its Pod failure policy");
    assert_eq!(why("FailedIndexes"), "Indexes 1,3-5 failed");
    assert_eq!(why("MaxFailedIndexesExceeded"), "Indexes 1,3-5 failed");
    assert_eq!(why("SomethingNew"), "SomethingNew");
    assert_eq!(why(""), "Failed");
    let job = mk_ended("Failed", "FailedIndexes", "");
    assert_eq!(says(99, &job, &[]).1, "Some of its indexes failed");
}

#[test]
fn it_has_failed_as_soon_as_that_is_decided_though_its_pods_still_stop() {
    let job = JobFacts {
        terminating: 1,
        ..mk_ended("FailureTarget", "BackoffLimitExceeded", "")
    };
    assert_eq!(says(99, &job, &[]).0, Verdict::Failed);
    assert!(job.is_finished());
}

#[test]
fn a_condition_that_does_not_hold_is_none() {
    let mut job = mk_job(1);
    let not = mk_condition("Failed", false, "BackoffLimitExceeded", at(1));
    set(&mut job.conditions, not);
    assert_eq!(says(9, &job, &[mk_pod("a")]).0, Verdict::Progressing);
}

// === complete ===

#[test]
fn complete_it_is_healthy_whatever_failed_before() {
    let job = JobFacts {
        failed: 2,
        succeeded: 1,
        completed: Some(at(49)),
        ..mk_ended("Complete", "CompletionsReached", "")
    };
    let judgement = judged(99, &job, &[mk_failed_pod("a", 20, "")]);
    assert_eq!(
        (judgement.verdict, judgement.why, judgement.since),
        (Verdict::Healthy, None, Some(at(49)))
    );
}

#[test]
fn with_its_success_criteria_met_it_waits_for_its_pods_to_stop() {
    let mut job = mk_ended("SuccessCriteriaMet", "SuccessPolicy", "");
    job.succeeded = 1;
    assert_eq!(
        says(99, &job, &[mk_pod("a")]),
        because(Verdict::Progressing, "Succeeded: 1 pod is still stopping")
    );
}

// === suspended ===

#[test]
fn suspended_it_is_paused_since_then() {
    let mut job = JobFacts {
        suspended: true,
        active: 0,
        started: None,
        conditions: vec![mk_condition("Suspended", true, "JobSuspended", at(5))],
        ..mk_job(1)
    };
    let judgement = judged(99, &job, &[]);
    assert_eq!(judgement.since, Some(at(5)));
    assert_eq!(says(99, &job, &[]), because(Verdict::Paused, "Suspended"));
    job.conditions.clear();
    assert_eq!(
        says(99, &job, &[mk_pod("a")]),
        because(Verdict::Paused, "Suspended: 1 pod is still stopping")
    );
}

#[test]
fn without_parallelism_it_is_paused() {
    let job = JobFacts {
        parallelism: Some(0),
        ..mk_job(1)
    };
    assert_eq!(
        says(99, &job, &[]),
        because(Verdict::Paused, "Parallelism is 0")
    );
}

// === at work ===

#[test]
fn at_work_it_is_progressing_and_counts_completions() {
    let job = JobFacts {
        succeeded: 3,
        ..mk_job(10)
    };
    assert_eq!(
        says(99, &job, &[mk_pod("a")]),
        because(Verdict::Progressing, "3 of 10 complete")
    );
    assert_eq!(judged(99, &job, &[mk_pod("a")]).since, Some(at(0)));
}

#[test]
fn without_a_number_of_completions_it_counts_pods() {
    let mut job = mk_job(1);
    job.completions = None;
    assert_eq!(says(99, &job, &[]).1, "1 pod at work");
    job.active = 4;
    assert_eq!(says(99, &job, &[]).1, "4 pods at work");
}

#[test]
fn before_the_controller_took_it_up_it_is_progressing() {
    let job = JobFacts {
        started: None,
        active: 0,
        ..mk_job(1)
    };
    assert_eq!(
        says(99, &job, &[]),
        because(Verdict::Progressing, "Not started yet")
    );
}

#[test]
fn a_failed_attempt_is_a_warning_until_it_is_done() {
    let mut job = JobFacts {
        failed: 2,
        ..mk_job(1)
    };
    let pods = [mk_failed_pod("a", 20, "no route"), mk_pod("b")];
    assert_eq!(
        says(99, &job, &pods),
        because(
            Verdict::Warning,
            "2 of 7 attempts failed: exit code 1, “no route”"
        )
    );
    assert_eq!(judged(99, &job, &pods).since, Some(at(20)));
    job.is_limited_per_index = true;
    assert_eq!(says(99, &job, &[]).1, "2 attempts failed");
    job.failed = 1;
    assert_eq!(says(99, &job, &[]).1, "1 attempt failed");
    job.failed_indexes = text("3");
    assert_eq!(says(99, &job, &[]).1, "Index 3 failed");
}

#[test]
fn a_pod_that_fails_without_ending_is_degraded_after_30_seconds() {
    let mut pod = mk_starting_pod("a", at(0));
    pod.statuses = vec![mk_status(
        "app",
        waiting("ImagePullBackOff", "manifest unknown"),
    )];
    assert_eq!(says(29, &mk_job(1), &[pod.clone()]).0, Verdict::Progressing);
    assert_eq!(
        says(30, &mk_job(1), &[pod]),
        because(
            Verdict::Degraded,
            "ImagePullBackOff on the only pod for 30 s: tag v1 not found"
        )
    );
}

#[test]
fn a_pod_that_finds_no_node_may_wait_five_minutes_for_one() {
    let mut pod = mk_starting_pod("a", at(0));
    pod.statuses.clear();
    let unscheduled = Condition {
        message: text("0/3 nodes are available: 3 Insufficient cpu."),
        ..mk_condition("PodScheduled", false, "Unschedulable", at(0))
    };
    set(&mut pod.conditions, unscheduled);
    assert_eq!(
        says(299, &mk_job(1), &[pod.clone()]).0,
        Verdict::Progressing
    );
    assert_eq!(
        says(300, &mk_job(1), &[pod]),
        because(
            Verdict::Degraded,
            "Unschedulable on the only pod for 5 min: 0/3 nodes are available: 3 Insufficient cpu"
        )
    );
}

#[test]
fn a_job_for_which_no_pod_is_made_is_degraded_after_30_seconds() {
    let job = JobFacts {
        active: 0,
        ..mk_job(1)
    };
    assert_eq!(says(29, &job, &[]).0, Verdict::Progressing);
    assert_eq!(judged(29, &job, &[]).recheck, Some(at(30)));
    assert_eq!(
        says(30, &job, &[]),
        because(Verdict::Degraded, "No pod was created for 30 s")
    );
    let between = JobFacts {
        succeeded: 3,
        ..job
    };
    assert_eq!(says(30, &between, &[]).0, Verdict::Progressing);
}
