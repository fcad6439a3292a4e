//! Deployments, ReplicaSets and Namespaces of the play as the API server shows them.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::play::{
    app::{App, Template},
    pod_json::{annotations, owner_reference, pod_spec, time},
    progress::{Condition, Progress},
    replica_set::SetPlay,
    workload::{HISTORY, Live, progress_deadline},
};

/// The Deployment object.
pub(crate) fn deployment(app: &App, live: &Live) -> Value {
    let revision = live.sets.iter().map(|set| set.revision).max().unwrap_or(0);
    let mut metadata = json!({
        "name": app.name,
        "namespace": app.namespace,
        "uid": live.uid,
        "creationTimestamp": time(live.created),
        "generation": live.generation,
        "labels": {"app": app.label, "app.kubernetes.io/managed-by": "Helm"},
    });
    if let Some(newest) = live.newest() {
        // What `helm upgrade` leaves behind a moment before the controller acts.
        metadata["managedFields"] = json!([{
            "manager": "helm", "operation": "Update", "apiVersion": "apps/v1",
            "time": time(newest.created), "fieldsType": "FieldsV1",
            "fieldsV1": {"f:spec": {"f:template": {}}},
        }]);
    }
    if revision > 0 {
        metadata["annotations"] =
            json!({"deployment.kubernetes.io/revision": revision.to_string()});
    }
    if let Some(deleted) = live.deleted {
        metadata["deletionTimestamp"] = time(deleted).into();
        metadata["deletionGracePeriodSeconds"] = 0.into();
        metadata["finalizers"] = json!(["foregroundDeletion"]);
    }
    let mut spec = json!({
        "replicas": live.replicas,
        "selector": {"matchLabels": {"app": app.label}},
        "template": template(app, &live.template, None),
        "strategy": {
            "type": "RollingUpdate",
            "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"},
        },
        "revisionHistoryLimit": HISTORY,
        "progressDeadlineSeconds": progress_deadline().as_secs(),
    });
    if live.paused {
        spec["paused"] = true.into();
    }
    json!({"metadata": metadata, "spec": spec, "status": deployment_status(app, live)})
}

fn deployment_status(app: &App, live: &Live) -> Value {
    if live.observed == 0 {
        return json!({});
    }
    let Progress {
        available,
        progressing,
        ..
    } = &live.progress;
    let mut counts = live.counts();
    // The status is what the controller has written last.
    if live.observed != live.generation {
        counts = live.progress.counts;
    }
    let missing = live.replicas.saturating_sub(counts.available);
    let mut status = numbers([
        ("replicas", counts.replicas),
        ("updatedReplicas", counts.updated),
        ("readyReplicas", counts.available),
        ("availableReplicas", counts.available),
        ("unavailableReplicas", missing),
        ("terminatingReplicas", counts.terminating),
    ]);
    let mut conditions = vec![
        condition(&app.name, "Available", available),
        condition(&app.name, "Progressing", progressing),
    ];
    let refused = live.sets.iter().find_map(|set| Some((set, set.refused?)));
    if let Some((set, since)) = refused {
        let mut failure = refusal(app, set, live.quota, since);
        failure["lastUpdateTime"] = time(since).into();
        conditions.push(failure);
    }
    status.insert("observedGeneration".into(), live.observed.into());
    status.insert("conditions".into(), conditions.into());
    Value::Object(status)
}

/// The ReplicaSet object.
pub(crate) fn replica_set(app: &App, live: &Live, set: &SetPlay) -> Value {
    let name = format!("{}-{}", app.name, set.hash);
    let metadata = json!({
        "name": name,
        "namespace": app.namespace,
        "uid": set.uid,
        "creationTimestamp": time(set.created),
        "generation": set.generation,
        "labels": {"app": app.label, "pod-template-hash": set.hash},
        "annotations": {
            "deployment.kubernetes.io/desired-replicas": live.replicas.to_string(),
            "deployment.kubernetes.io/max-replicas": (live.replicas + live.surge()).to_string(),
            "deployment.kubernetes.io/revision": set.revision.to_string(),
        },
        "ownerReferences": [owner_reference("Deployment", &app.name, &live.uid)],
    });
    let mut status = numbers([
        ("fullyLabeledReplicas", set.active()),
        ("readyReplicas", set.available()),
        ("availableReplicas", set.available()),
        ("terminatingReplicas", set.pods.len() as u32 - set.active()),
    ]);
    status.insert("replicas".into(), set.active().into());
    status.insert("observedGeneration".into(), set.generation.into());
    if let Some(since) = set.refused {
        status.insert(
            "conditions".into(),
            json!([refusal(app, set, live.quota, since)]),
        );
    }
    let spec = json!({
        "replicas": set.desired,
        "selector": {"matchLabels": {"app": app.label, "pod-template-hash": set.hash}},
        "template": template(app, &set.template, Some(&set.hash)),
    });
    json!({"metadata": metadata, "spec": spec, "status": status})
}

/// A Namespace object.
pub(crate) fn namespace(name: &str, uid: &str, created: Timestamp) -> Value {
    json!({
        "metadata": {
            "name": name,
            "uid": uid,
            "creationTimestamp": time(created),
            "labels": {"kubernetes.io/metadata.name": name},
        },
        "spec": {"finalizers": ["kubernetes"]},
        "status": {"phase": "Active"},
    })
}

fn template(app: &App, template: &Template, hash: Option<&str>) -> Value {
    let mut labels = json!({"app": app.label});
    if let Some(hash) = hash {
        labels["pod-template-hash"] = hash.into();
    }
    json!({
        "metadata": {"labels": labels, "annotations": annotations(app, template)},
        "spec": pod_spec(app, template),
    })
}

/// Counters as Go writes them: zero is left out.
fn numbers<const N: usize>(fields: [(&str, u32); N]) -> Map<String, Value> {
    let present = fields.into_iter().filter(|(_, number)| *number > 0);
    present
        .map(|(name, number)| (name.to_owned(), number.into()))
        .collect()
}

fn condition(deployment: &str, kind: &str, condition: &Condition) -> Value {
    json!({
        "type": kind,
        "status": condition.status,
        "reason": condition.reason,
        "message": condition.message(deployment),
        "lastUpdateTime": time(condition.updated),
        "lastTransitionTime": time(condition.changed),
    })
}

/// ReplicaFailure: the quota of the namespace refuses pods.
fn refusal(app: &App, set: &SetPlay, quota: Option<u32>, since: Timestamp) -> Value {
    let memory = app.size.memory_limit;
    let used = memory * u64::from(quota.unwrap_or_default());
    let message = format!(
        "pods \"{}-{}-{}\" is forbidden: exceeded quota: compute, requested: limits.memory={memory}Mi, \
         used: limits.memory={used}Mi, limited: limits.memory={used}Mi",
        app.name,
        set.hash,
        &set.hash[..5]
    );
    json!({
        "type": "ReplicaFailure",
        "status": "True",
        "reason": "FailedCreate",
        "message": message,
        "lastTransitionTime": time(since),
    })
}
