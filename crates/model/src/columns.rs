//! The columns that `kubectl get` prints of each kind, to the left of `-o wide`.
//!
//! Source of the algorithms: Kubernetes' `pkg/printers/internalversion/printers.go` (1.36).

use crate::{
    CronJobFacts, DaemonSetFacts, DeploymentFacts, JobFacts, PodFacts, StatefulSetFacts, Timestamp,
    kubectl_duration, pod_columns,
};

/// A column: its heading and what stands in it.
pub type Column = (&'static str, String);

const NONE: &str = "<none>";

fn since(moment: Timestamp, now: Timestamp) -> String {
    kubectl_duration(now.0.saturating_sub(moment.0) / 1000)
}

/// `kubectl get deployments`.
pub fn deployment_columns(facts: &DeploymentFacts, now: Timestamp) -> Vec<Column> {
    vec![
        ("READY", format!("{}/{}", facts.ready, facts.desired())),
        ("UP-TO-DATE", facts.updated.to_string()),
        ("AVAILABLE", facts.available.to_string()),
        ("AGE", since(facts.created, now)),
    ]
}

/// `kubectl get statefulsets`.
pub fn stateful_set_columns(facts: &StatefulSetFacts, now: Timestamp) -> Vec<Column> {
    vec![
        ("READY", format!("{}/{}", facts.ready, facts.desired())),
        ("AGE", since(facts.created, now)),
    ]
}

/// `kubectl get daemonsets`.
pub fn daemon_set_columns(facts: &DaemonSetFacts, now: Timestamp) -> Vec<Column> {
    let mut selector: Vec<String> = facts
        .node_selector
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    selector.sort_unstable();
    let selector = match selector.is_empty() {
        true => NONE.to_owned(),
        false => selector.join(","),
    };
    vec![
        ("DESIRED", facts.desired.to_string()),
        ("CURRENT", facts.current.to_string()),
        ("READY", facts.ready.to_string()),
        ("UP-TO-DATE", facts.updated.to_string()),
        ("AVAILABLE", facts.available.to_string()),
        ("NODE SELECTOR", selector),
        ("AGE", since(facts.created, now)),
    ]
}

/// `kubectl get jobs`.
pub fn job_columns(facts: &JobFacts, now: Timestamp) -> Vec<Column> {
    let holds = |kind| facts.true_condition(kind).is_some();
    let status = if holds("Complete") {
        "Complete"
    } else if holds("Failed") {
        "Failed"
    } else if facts.deleted.is_some() {
        "Terminating"
    } else if holds("Suspended") {
        "Suspended"
    } else if holds("FailureTarget") {
        "FailureTarget"
    } else {
        "Running"
    };
    let done = facts.succeeded;
    let completions = match (facts.completions, facts.parallelism()) {
        (Some(wanted), _) => format!("{done}/{wanted}"),
        (None, 2..) => format!("{done}/1 of {}", facts.parallelism()),
        (None, _) => format!("{done}/1"),
    };
    let duration = match (facts.started, facts.completed) {
        (Some(started), end) => since(started, end.unwrap_or(now)),
        (None, _) => String::new(),
    };
    vec![
        ("STATUS", status.to_owned()),
        ("COMPLETIONS", completions),
        ("DURATION", duration),
        ("AGE", since(facts.created, now)),
    ]
}

/// `kubectl get cronjobs`.
pub fn cron_job_columns(facts: &CronJobFacts, now: Timestamp) -> Vec<Column> {
    let suspend = match facts.suspend {
        Some(true) => "True",
        Some(false) => "False",
        None => "<unset>",
    };
    let zone = facts.time_zone.as_deref().unwrap_or(NONE);
    let last = facts.last_scheduled.map(|last| since(last, now));
    vec![
        ("SCHEDULE", facts.schedule.to_string()),
        ("TIMEZONE", zone.to_owned()),
        ("SUSPEND", suspend.to_owned()),
        ("ACTIVE", facts.active.to_string()),
        ("LAST SCHEDULE", last.unwrap_or_else(|| NONE.to_owned())),
        ("AGE", since(facts.created, now)),
    ]
}

/// `kubectl get pods`.
pub fn lone_pod_columns(facts: &PodFacts, now: Timestamp) -> Vec<Column> {
    let columns = pod_columns(facts);
    vec![
        ("READY", columns.ready_column()),
        ("STATUS", columns.status.to_string()),
        ("RESTARTS", columns.restarts_column(now)),
        ("AGE", since(facts.created, now)),
    ]
}
