//! Objects as an API server sends them. Shared with the tests outside of the crate.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "the unit tests and each test outside use their own part"
)]

use serde_json::{Value, json};

const LONG_AGO: &str = "2029-06-01T00:00:00Z";

/// A healthy Deployment with its ReplicaSet `NAME-1` and the pods `NAME-1-N`.
pub struct Deployed {
    pub deployment: Value,
    pub replica_set: Value,
    pub pods: Vec<Value>,
}

impl Deployed {
    pub fn new(namespace: &str, name: &str, replicas: u32) -> Self {
        let set = format!("{name}-1");
        Self {
            deployment: deployment(namespace, name, replicas),
            replica_set: replica_set(namespace, name, replicas),
            pods: (0..replicas)
                .map(|number| pod(namespace, &set, number))
                .collect(),
        }
    }
}

pub fn deployment(namespace: &str, name: &str, replicas: u32) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {
            "namespace": namespace, "name": name, "uid": format!("{namespace}/{name}"),
            "generation": 1, "creationTimestamp": LONG_AGO,
            "annotations": { "deployment.kubernetes.io/revision": "1" },
            "managedFields": [{ "manager": "test" }],
        },
        "spec": {
            "replicas": replicas,
            "template": { "metadata": { "creationTimestamp": null }, "spec": template(name) },
        },
        "status": {
            "observedGeneration": 1, "replicas": replicas, "updatedReplicas": replicas,
            "readyReplicas": replicas, "availableReplicas": replicas,
            "conditions": [
                { "type": "Available", "status": "True", "lastTransitionTime": LONG_AGO },
                { "type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable",
                  "lastTransitionTime": LONG_AGO },
            ],
        },
    })
}

fn replica_set(namespace: &str, name: &str, replicas: u32) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "ReplicaSet",
        "metadata": {
            "namespace": namespace, "name": format!("{name}-1"),
            "uid": format!("{namespace}/{name}-1"), "creationTimestamp": LONG_AGO,
            "annotations": { "deployment.kubernetes.io/revision": "1" },
            "ownerReferences": [{ "apiVersion": "apps/v1", "kind": "Deployment", "name": name,
                "uid": format!("{namespace}/{name}"), "controller": true }],
        },
        "spec": { "template": { "spec": template(name) } },
        "status": { "replicas": replicas },
    })
}

/// A running pod of the ReplicaSet `set`.
pub fn pod(namespace: &str, set: &str, number: u32) -> Value {
    let app = set.rsplit_once('-').map_or(set, |(app, _)| app);
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {
            "namespace": namespace, "name": format!("{set}-{number}"),
            "uid": format!("{namespace}/{set}-{number}"), "creationTimestamp": LONG_AGO,
            "ownerReferences": [{ "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": set,
                "uid": format!("{namespace}/{set}"), "controller": true }],
        },
        "spec": { "nodeName": "node-1", "containers": template(app)["containers"] },
        "status": {
            "phase": "Running",
            "conditions": [
                { "type": "Ready", "status": "True", "lastTransitionTime": LONG_AGO },
                { "type": "PodReadyToStartContainers", "status": "True" },
            ],
            "containerStatuses": [{ "name": app, "ready": true, "started": true,
                "restartCount": 0, "state": { "running": { "startedAt": LONG_AGO } } }],
        },
    })
}

fn template(name: &str) -> Value {
    json!({ "containers": [{
        "name": name, "image": format!("{name}:v1"),
        "resources": { "requests": { "cpu": "100m", "memory": "64Mi" } },
    }] })
}

/// Merges `change` into an object, as a JSON merge patch does.
pub fn patch(object: &mut Value, change: Value) {
    match (object, change) {
        (Value::Object(object), Value::Object(change)) => {
            for (name, value) in change {
                patch(object.entry(name).or_insert(Value::Null), value);
            }
        }
        (object, change) => *object = change,
    }
}
