//! The columns of each kind as `kubectl get` prints them.

mod build;

use build::{at, mk_condition, mk_deployment, mk_pod, mk_restarted_pod, text};
use model::{
    Column, CronJobFacts, DaemonSetFacts, JobFacts, StatefulSetFacts, cron_job_columns,
    daemon_set_columns, deployment_columns, job_columns, lone_pod_columns, stateful_set_columns,
};

/// `HEADING=content` of each column.
fn shown(columns: Vec<Column>) -> Vec<String> {
    let columns = columns.into_iter();
    columns
        .map(|(head, cell)| format!("{head}={cell}"))
        .collect()
}

#[test]
fn deployments_stateful_sets_and_daemon_sets_count_their_pods() {
    assert_eq!(
        shown(deployment_columns(&mk_deployment(3), at(0))),
        ["READY=3/3", "UP-TO-DATE=3", "AVAILABLE=3", "AGE=24h"]
    );
    let set = StatefulSetFacts {
        created: at(-90),
        replicas_wanted: Some(3),
        ready: 2,
        ..StatefulSetFacts::default()
    };
    assert_eq!(
        shown(stateful_set_columns(&set, at(0))),
        ["READY=2/3", "AGE=90s"]
    );
    let mut set = DaemonSetFacts {
        created: at(-90),
        desired: 5,
        current: 4,
        ready: 3,
        updated: 2,
        available: 1,
        ..DaemonSetFacts::default()
    };
    assert_eq!(
        shown(daemon_set_columns(&set, at(0))),
        [
            "DESIRED=5",
            "CURRENT=4",
            "READY=3",
            "UP-TO-DATE=2",
            "AVAILABLE=1",
            "NODE SELECTOR=<none>",
            "AGE=90s"
        ]
    );
    set.node_selector = vec![
        ("pool".into(), "gpu".into()),
        ("arch".into(), "arm64".into()),
    ];
    let selector = &daemon_set_columns(&set, at(0))[5];
    assert_eq!(selector.1, "arch=arm64,pool=gpu");
}

#[test]
fn jobs_tell_status_completions_and_duration() {
    let mut job = JobFacts {
        created: at(-100),
        completions: Some(5),
        succeeded: 2,
        ..JobFacts::default()
    };
    assert_eq!(
        shown(job_columns(&job, at(0))),
        ["STATUS=Running", "COMPLETIONS=2/5", "DURATION=", "AGE=100s"]
    );
    job.started = Some(at(-90));
    assert_eq!(job_columns(&job, at(0))[2].1, "90s");
    job.completed = Some(at(-30));
    assert_eq!(job_columns(&job, at(0))[2].1, "60s");
    job.completions = None;
    assert_eq!(job_columns(&job, at(0))[1].1, "2/1");
    job.parallelism = Some(3);
    assert_eq!(job_columns(&job, at(0))[1].1, "2/1 of 3");
}

#[test]
fn the_status_of_a_job_is_its_weightiest_condition() {
    let mut job = JobFacts::default();
    let mut status = |kind: &str| {
        let condition = mk_condition(kind, true, "", at(0));
        job.conditions.insert(0, condition);
        job_columns(&job, at(0))[0].1.clone()
    };
    assert_eq!(status("SuccessCriteriaMet"), "Running");
    for kind in ["FailureTarget", "Suspended", "Failed", "Complete"] {
        assert_eq!(status(kind), kind);
    }
    let going = JobFacts {
        deleted: Some(at(0)),
        conditions: vec![mk_condition("Suspended", true, "", at(0))],
        ..JobFacts::default()
    };
    assert_eq!(job_columns(&going, at(0))[0].1, "Terminating");
}

#[test]
fn cron_jobs_tell_their_schedule() {
    let mut cron = CronJobFacts {
        created: at(-7200),
        schedule: "*/5 * * * *".into(),
        ..CronJobFacts::default()
    };
    assert_eq!(
        shown(cron_job_columns(&cron, at(0))),
        [
            "SCHEDULE=*/5 * * * *",
            "TIMEZONE=<none>",
            "SUSPEND=<unset>",
            "ACTIVE=0",
            "LAST SCHEDULE=<none>",
            "AGE=120m"
        ]
    );
    cron.time_zone = text("Europe/Berlin");
    cron.suspend = Some(false);
    cron.active = 2;
    cron.last_scheduled = Some(at(-60));
    assert_eq!(
        shown(cron_job_columns(&cron, at(0)))[1..5],
        [
            "TIMEZONE=Europe/Berlin",
            "SUSPEND=False",
            "ACTIVE=2",
            "LAST SCHEDULE=60s"
        ]
    );
    cron.suspend = Some(true);
    assert_eq!(cron_job_columns(&cron, at(0))[2].1, "True");
}

#[test]
fn pods_have_their_own_columns() {
    assert_eq!(
        shown(lone_pod_columns(&mk_pod("a"), at(90))),
        ["READY=1/1", "STATUS=Running", "RESTARTS=0", "AGE=90s"]
    );
    let restarts = &lone_pod_columns(&mk_restarted_pod("a", 2, at(31)), at(90))[2];
    assert_eq!(restarts.1, "2 (60s ago)");
}
