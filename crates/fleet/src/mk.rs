//! Builders of objects for tests: the JSON an API server would send.

use crate::kind::Object;
use model::Timestamp;
use serde_json::{Value, json};

/// 2029-12-31T00:00:00Z, when all of them were made long ago.
pub(crate) const T0: Timestamp = Timestamp::from_seconds(1_893_369_600);

const LONG_AGO: &str = "2029-06-01T00:00:00Z";

/// A healthy Deployment with its ReplicaSet `NAME-1` and the pods `NAME-1-N`.
pub(crate) struct Deployed {
    pub(crate) deployment: Value,
    pub(crate) replica_set: Value,
    pub(crate) pods: Vec<Value>,
}

impl Deployed {
    pub(crate) fn new(namespace: &str, name: &str, replicas: u32) -> Self {
        let set = format!("{name}-1");
        Self {
            deployment: deployment(namespace, name, replicas),
            replica_set: replica_set(namespace, name, replicas),
            pods: (0..replicas)
                .map(|number| pod(namespace, &set, number))
                .collect(),
        }
    }

    pub(crate) fn objects(&self) -> Vec<Object> {
        let pods = self.pods.iter().map(mk_pod);
        let owners = [
            mk_deployment(&self.deployment),
            mk_replica_set(&self.replica_set),
        ];
        owners.into_iter().chain(pods).collect()
    }
}

pub(crate) fn deployment(namespace: &str, name: &str, replicas: u32) -> Value {
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
pub(crate) fn pod(namespace: &str, set: &str, number: u32) -> Value {
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
pub(crate) fn patch(object: &mut Value, change: Value) {
    match (object, change) {
        (Value::Object(object), Value::Object(change)) => {
            for (name, value) in change {
                patch(object.entry(name).or_insert(Value::Null), value);
            }
        }
        (object, change) => *object = change,
    }
}

pub(crate) fn mk_deployment(object: &Value) -> Object {
    Object::Deployment(serde_json::from_value(object.clone()).unwrap())
}

pub(crate) fn mk_replica_set(object: &Value) -> Object {
    Object::ReplicaSet(serde_json::from_value(object.clone()).unwrap())
}

pub(crate) fn mk_pod(object: &Value) -> Object {
    Object::Pod(serde_json::from_value(object.clone()).unwrap())
}

pub(crate) fn mk_namespace(name: &str) -> Object {
    let object = json!({ "metadata": { "name": name } });
    Object::Namespace(serde_json::from_value(object).unwrap())
}
