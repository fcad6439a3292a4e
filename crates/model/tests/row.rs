//! The words and colours of a card.

mod build;

use build::at;
use model::{DeploymentKey, PodLevel, PodRow, Resources, Row, Usage, Verdict, WorkloadKind};

fn mk_row() -> Row {
    Row {
        key: DeploymentKey::new("prod", "shop", "web-deploy"),
        title: "web".into(),
        verdict: Verdict::Healthy,
        why: None,
        since: None,
        ready: 2,
        desired: 5,
        updated: 5,
        available: 1,
        pods: 5,
        container: None,
        other_containers: 0,
        image_since: None,
        image: None,
        previous_tag: None,
        restarts: 0,
        created: at(0),
        pods_revision: 0,
    }
}

#[test]
fn every_verdict_has_its_headline() {
    for (verdict, words) in [
        (Verdict::Down, "Down · 1 of 5 available"),
        (Verdict::Failed, "Failed · deadline exceeded"),
        (Verdict::Degraded, "Degraded · 2 of 5 ready"),
        (Verdict::Warning, "Warning · flapping"),
        (Verdict::Unknown, "Unknown · last seen 14:02"),
        (Verdict::Progressing, "Starting 2/5"),
        (Verdict::Paused, "Paused · rollout on hold"),
        (Verdict::Terminating, "Terminating · 5 pods left"),
        (Verdict::Idle, "Idle · scaled to zero"),
        (Verdict::Healthy, "Healthy"),
    ] {
        assert_eq!(mk_row().headline(verdict, Some("14:02")), words);
    }
    assert_eq!(mk_row().headline(Verdict::Unknown, None), "Unknown");
    let between_crashes = Row {
        available: 5,
        ..mk_row()
    };
    assert_eq!(
        between_crashes.headline(Verdict::Down, None),
        "Down · crashing"
    );
}

#[test]
fn degraded_does_not_count_what_is_not_missing() {
    let words = |row: Row| row.headline(Verdict::Degraded, None);
    let all_ready = Row {
        ready: 5,
        ..mk_row()
    };
    let stuck = Row {
        updated: 1,
        ..all_ready.clone()
    };
    assert_eq!(words(stuck), "Degraded · rollout stuck");
    let all_updated = Row {
        updated: 5,
        previous_tag: None,
        ..all_ready
    };
    assert_eq!(words(all_updated), "Degraded");
}

#[test]
fn progressing_says_what_is_going_on() {
    let words = |row: Row| row.headline(Verdict::Progressing, None);
    let updated = |updated| Row {
        updated,
        ..mk_row()
    };
    assert_eq!(words(updated(2)), "Rolling 2/5");
    let previous_tag = Some("v1".into());
    assert_eq!(
        words(Row {
            previous_tag,
            ..mk_row()
        }),
        "Rolling 5/5"
    );
    let to_zero = Row {
        desired: 0,
        previous_tag: Some("v1".into()),
        ..mk_row()
    };
    assert_eq!(words(to_zero), "Scaling to zero");
}

#[test]
fn a_last_pod_is_one_pod() {
    let row = Row {
        pods: 1,
        ..mk_row()
    };
    assert_eq!(
        row.headline(Verdict::Terminating, None),
        "Terminating · 1 pod left"
    );
}

fn mk_pod_row(level: PodLevel, status: &str) -> PodRow {
    PodRow {
        name: "web-deploy-6d4cf56db6-x2k9p".into(),
        status: status.into(),
        ready: 1,
        total: 1,
        restarts: 3,
        last_restart: Some(at(0)),
        level,
        detail: None,
        since: None,
        created: at(0),
        node: None,
        usage: None,
        requests: Resources::default(),
        limits: Resources::default(),
        trend: None,
    }
}

#[test]
fn headlines_of_other_kinds_say_what_those_do() {
    let words = |kind: WorkloadKind, verdict: Verdict, (ready, desired): (u32, u32)| {
        let mut row = mk_row();
        row.key.kind = kind;
        (row.ready, row.desired) = (ready, desired);
        row.headline(verdict, None)
    };
    for (kind, verdict, numbers, expected) in [
        (
            WorkloadKind::StatefulSet,
            Verdict::Degraded,
            (2, 3),
            "Degraded · 2 of 3 ready",
        ),
        (
            WorkloadKind::StatefulSet,
            Verdict::Paused,
            (3, 3),
            "Paused · rollout on hold",
        ),
        (
            WorkloadKind::DaemonSet,
            Verdict::Idle,
            (0, 0),
            "Idle · no node",
        ),
        (
            WorkloadKind::Job,
            Verdict::Progressing,
            (4, 10),
            "At work 4/10",
        ),
        (WorkloadKind::Job, Verdict::Healthy, (1, 1), "Complete"),
        (WorkloadKind::Job, Verdict::Failed, (0, 1), "Failed"),
        (
            WorkloadKind::CronJob,
            Verdict::Paused,
            (0, 0),
            "Paused · suspended",
        ),
        (WorkloadKind::CronJob, Verdict::Degraded, (0, 0), "Degraded"),
        (WorkloadKind::CronJob, Verdict::Healthy, (0, 0), "Healthy"),
        (
            WorkloadKind::CronJob,
            Verdict::Healthy,
            (1, 1),
            "Healthy · running",
        ),
        (WorkloadKind::Pod, Verdict::Healthy, (0, 1), "Completed"),
        (WorkloadKind::Pod, Verdict::Healthy, (1, 1), "Healthy"),
        (WorkloadKind::Pod, Verdict::Progressing, (0, 1), "Starting"),
        (WorkloadKind::Pod, Verdict::Down, (0, 1), "Down"),
    ] {
        assert_eq!(words(kind, verdict, numbers), expected, "{kind} {verdict}");
    }
}

#[test]
fn the_levels_have_the_configured_colours() {
    for (level, status, colour) in [
        (PodLevel::Ok, "Running", "running"),
        (PodLevel::Ok, "Completed", "succeeded"),
        (PodLevel::Ok, "Succeeded", "succeeded"),
        (PodLevel::Pending, "Pending", "pending"),
        (PodLevel::Failing, "Completed", "failed"),
        (PodLevel::Going, "Terminating", "terminating"),
        (PodLevel::Unknown, "Unknown", "unknown"),
    ] {
        assert_eq!(mk_pod_row(level, status).colour(), colour);
    }
}

#[test]
fn a_pod_row_has_a_short_name_and_kubectls_restarts() {
    let row = mk_pod_row(PodLevel::Ok, "Running");
    assert_eq!(row.short_name(), "x2k9p");
    assert_eq!(row.restarts_column(at(150)), "3 (2m30s ago)");
}

#[test]
fn usage_is_summed_over_what_is_known_and_unknown_when_nothing_is() {
    let usage = |cpu_millicores, memory_bytes| {
        Some(Usage {
            cpu_millicores,
            memory_bytes,
        })
    };
    assert_eq!(Usage::sum([usage(1, 2), None, usage(3, 4)]), usage(4, 6));
    assert_eq!(
        Usage::sum([usage(u64::MAX, 1), usage(1, 1)]),
        usage(u64::MAX, 2)
    );
    assert_eq!(Usage::sum([None, None]), None);
    assert_eq!(Usage::sum([]), None);
}

#[test]
fn resources_are_summed_only_where_every_container_declares_them() {
    let one = |cpu_millicores, memory_bytes| Resources {
        cpu_millicores,
        memory_bytes,
    };
    let sum = |all: &[Resources]| Resources::sum(all);
    assert_eq!(
        sum(&[one(Some(1), Some(2)), one(Some(3), None)]),
        one(Some(4), None)
    );
    assert_eq!(sum(&[]), one(None, None));
    let declared = |all: &[Resources]| Resources::sum_declared(all);
    assert_eq!(
        declared(&[one(Some(1), None), one(Some(3), None), one(None, None)]),
        one(Some(4), None)
    );
}
