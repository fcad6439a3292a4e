//! The verdict on a CronJob, rule by rule as in docs/verdicts.md.

mod build;

use build::{at, mk_condition, mk_container, mk_starting_pod, mk_status, waiting};
use model::{
    Concurrency, CronJobFacts, JobFacts, Judgement, ObservedJob, ObservedPod, PodFacts, PodHistory,
    Settings, Timestamp, Verdict, judge_cron_job,
};

/// Every ten minutes, at 0, 600, 1200…
fn every_ten_minutes(after: Timestamp) -> Option<Timestamp> {
    let since = after.0.checked_sub(at(0).0)?;
    Some(Timestamp(
        at(0).0 + (since.div_euclid(600_000) + 1) * 600_000,
    ))
}

/// A CronJob that ran at 0 and ended well at 9.
fn mk_cron() -> CronJobFacts {
    CronJobFacts {
        namespace: "shop".into(),
        name: "report".into(),
        uid: "uid-report".into(),
        created: at(-86_400),
        schedule: "*/10 * * * *".into(),
        last_scheduled: Some(at(0)),
        last_successful: Some(at(9)),
        containers: vec![mk_container("app")],
        ..CronJobFacts::default()
    }
}

/// A run made at this second, which ended nine seconds later with this condition.
fn mk_run(created: i64, condition: &str) -> JobFacts {
    let condition = mk_condition(condition, true, "BackoffLimitExceeded", at(created + 9));
    JobFacts {
        name: format!("report-{created}").into(),
        created: at(created),
        started: Some(at(created)),
        failed: 1,
        conditions: vec![condition],
        ..JobFacts::default()
    }
}

fn mk_running(created: i64) -> JobFacts {
    JobFacts {
        active: 1,
        completions: Some(1),
        failed: 0,
        conditions: Vec::new(),
        ..mk_run(created, "")
    }
}

fn judged_since(
    now: i64,
    changed: Option<Timestamp>,
    cron: &CronJobFacts,
    runs: &[(JobFacts, Vec<PodFacts>)],
) -> Judgement {
    let history = PodHistory::default();
    let observe = |facts| ObservedPod {
        facts,
        history: &history,
    };
    let pods: Vec<Vec<_>> = runs
        .iter()
        .map(|(_, pods)| pods.iter().map(observe).collect())
        .collect();
    let runs: Vec<_> = runs
        .iter()
        .zip(&pods)
        .map(|((facts, _), pods)| ObservedJob { facts, pods })
        .collect();
    let settings = Settings {
        next_after: Some(&every_ten_minutes),
        changed,
    };
    judge_cron_job(cron, settings, &runs, at(now))
}

fn judged(now: i64, cron: &CronJobFacts, runs: &[JobFacts]) -> Judgement {
    let runs: Vec<_> = runs.iter().map(|run| (run.clone(), Vec::new())).collect();
    judged_since(now, None, cron, &runs)
}

fn sentence(now: i64, judgement: Judgement) -> (Verdict, String) {
    let why = judgement.why.map(|why| why.sentence(at(now)));
    (judgement.verdict, why.unwrap_or_default())
}

fn says(now: i64, cron: &CronJobFacts, runs: &[JobFacts]) -> (Verdict, String) {
    sentence(now, judged(now, cron, runs))
}

fn because(verdict: Verdict, why: &str) -> (Verdict, String) {
    (verdict, why.to_owned())
}

#[test]
fn one_that_is_being_deleted_is_terminating() {
    let mut cron = mk_cron();
    cron.deleted = Some(at(3));
    assert_eq!(says(9, &cron, &[]).0, Verdict::Terminating);
}

#[test]
fn suspended_it_is_paused_whatever_it_missed_and_however_it_ended() {
    let mut cron = mk_cron();
    cron.suspend = Some(true);
    cron.last_successful = None;
    assert_eq!(
        says(9_000, &cron, &[mk_run(0, "Failed")]),
        because(Verdict::Paused, "Suspended")
    );
    cron.suspend = Some(false);
    assert_eq!(says(9_000, &cron, &[]).0, Verdict::Degraded);
}

#[test]
fn on_time_and_well_it_is_healthy_since_its_last_success() {
    let judgement = judged(300, &mk_cron(), &[mk_run(0, "Complete")]);
    assert_eq!(
        (judgement.verdict, judgement.why, judgement.since),
        (Verdict::Healthy, None, Some(at(9)))
    );
    assert_eq!(judgement.recheck, Some(at(660)));
}

#[test]
fn a_run_that_goes_on_well_is_healthy() {
    let runs = [mk_run(0, "Complete"), mk_running(600)];
    let mut cron = mk_cron();
    (cron.last_scheduled, cron.active) = (Some(at(600)), 1);
    assert_eq!(says(629, &cron, &runs).0, Verdict::Healthy);
}

// === missed ===

#[test]
fn a_run_that_did_not_begin_within_a_minute_is_missed() {
    assert_eq!(says(659, &mk_cron(), &[]).0, Verdict::Healthy);
    assert_eq!(
        says(660, &mk_cron(), &[]),
        because(Verdict::Degraded, "Missed its schedule for 1 min")
    );
    assert_eq!(judged(9_000, &mk_cron(), &[]).since, Some(at(600)));
}

#[test]
fn one_that_never_ran_is_due_from_its_creation_on() {
    let mut cron = mk_cron();
    cron.created = at(5);
    (cron.last_scheduled, cron.last_successful) = (None, None);
    assert_eq!(says(659, &cron, &[]).0, Verdict::Healthy);
    assert_eq!(says(660, &cron, &[]).0, Verdict::Degraded);
}

#[test]
fn a_missed_run_beyond_its_starting_deadline_will_not_be_made_up_for() {
    let mut cron = mk_cron();
    cron.starting_deadline_seconds = Some(90);
    assert_eq!(
        says(690, &cron, &[]).1,
        "Missed its schedule for 1 min",
        "it may still be started"
    );
    let next = judged(690, &cron, &[]).recheck;
    assert_eq!(next, Some(Timestamp(at(690).0 + 1)));
    assert_eq!(
        says(691, &cron, &[]).1,
        "Missed its schedule for 1 min: not started within 90s of its time, so left out"
    );
}

#[test]
fn what_was_due_before_the_schedule_was_changed_was_not_missed() {
    let judge = |now, changed| sentence(now, judged_since(now, Some(at(changed)), &mk_cron(), &[]));
    assert_eq!(judge(7_000, 6_900).0, Verdict::Healthy);
    assert_eq!(judge(7_260, 6_900).0, Verdict::Degraded);
}

#[test]
fn a_schedule_that_cannot_be_read_misses_nothing() {
    let judgement = judge_cron_job(&mk_cron(), Settings::default(), &[], at(9_000));
    assert_eq!(judgement.verdict, Verdict::Healthy);
}

#[test]
fn a_run_that_waits_for_the_one_before_is_a_warning_and_not_missed() {
    let mut cron = mk_cron();
    (cron.concurrency, cron.active) = (Concurrency::Forbid, 1);
    let runs = [mk_running(0)];
    assert_eq!(says(659, &cron, &runs).0, Verdict::Healthy);
    assert_eq!(
        says(660, &cron, &runs),
        because(
            Verdict::Warning,
            "The last run still goes on and keeps the next one waiting for 1 min"
        )
    );
    cron.concurrency = Concurrency::Allow;
    assert_eq!(says(660, &cron, &runs).0, Verdict::Degraded);
}

// === runs ===

#[test]
fn a_failed_last_run_is_failed_with_its_reason() {
    let mut cron = mk_cron();
    cron.last_successful = Some(at(-500));
    let runs = [mk_run(-600, "Complete"), mk_run(0, "Failed")];
    assert_eq!(
        says(99, &cron, &runs),
        because(
            Verdict::Failed,
            "Last run failed: Backoff limit exceeded after 1 failure"
        )
    );
    assert_eq!(judged(99, &cron, &runs).since, Some(at(9)));
}

#[test]
fn a_failed_run_counts_until_a_newer_one_has_succeeded() {
    let mut cron = mk_cron();
    cron.last_successful = Some(at(-500));
    let running = [mk_run(0, "Failed"), mk_running(600)];
    (cron.last_scheduled, cron.active) = (Some(at(600)), 1);
    assert_eq!(says(630, &cron, &running).0, Verdict::Failed);
    cron.last_successful = Some(at(609));
    let done = [mk_run(0, "Failed"), mk_run(600, "Complete")];
    assert_eq!(says(630, &cron, &done).0, Verdict::Healthy);
    let kept = [mk_run(0, "Failed")];
    assert_eq!(
        says(630, &cron, &kept).0,
        Verdict::Healthy,
        "successful Jobs may not be kept"
    );
}

#[test]
fn a_run_in_trouble_is_told_as_it_is() {
    let mut pod = mk_starting_pod("report-600-x", at(600));
    pod.statuses = vec![mk_status(
        "app",
        waiting("ImagePullBackOff", "manifest unknown"),
    )];
    let mut cron = mk_cron();
    (cron.last_scheduled, cron.active) = (Some(at(600)), 1);
    let runs = [
        (mk_run(0, "Complete"), Vec::new()),
        (mk_running(600), vec![pod]),
    ];
    let judgement = judged_since(640, None, &cron, &runs);
    assert_eq!(
        sentence(640, judgement),
        because(
            Verdict::Degraded,
            "ImagePullBackOff on the only pod for 40 s: tag v1 not found"
        )
    );
    assert_eq!(
        judged_since(620, None, &cron, &runs).recheck,
        Some(at(630)),
        "it is asked again when the run may turn bad"
    );
}

#[test]
fn a_run_that_did_not_succeed_and_whose_job_is_not_kept_is_a_warning() {
    let mut cron = mk_cron();
    cron.last_successful = Some(at(-500));
    assert_eq!(says(59, &cron, &[]).0, Verdict::Healthy);
    assert_eq!(
        says(60, &cron, &[]),
        because(
            Verdict::Warning,
            "Last run did not succeed: its Job is not kept"
        )
    );
    cron.active = 1;
    assert_eq!(says(60, &cron, &[]).0, Verdict::Healthy, "it still runs");
}

#[test]
fn a_run_that_is_being_deleted_is_past() {
    let mut replaced = mk_run(0, "Failed");
    replaced.deleted = Some(at(20));
    let mut cron = mk_cron();
    cron.concurrency = Concurrency::Replace;
    assert_eq!(says(99, &cron, &[replaced]).0, Verdict::Healthy);
}
