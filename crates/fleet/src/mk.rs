//! Builders of objects for tests.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod json;

use crate::kind::Object;
use model::Timestamp;
use serde_json::{Value, json};

pub(crate) use json::{Deployed, deployment, patch, pod};

/// 2029-12-31T00:00:00Z, when all of them were made long ago.
pub(crate) const T0: Timestamp = Timestamp::from_seconds(1_893_369_600);

impl Deployed {
    pub(crate) fn objects(&self) -> Vec<Object> {
        let pods = self.pods.iter().map(mk_pod);
        let owners = [
            mk_deployment(&self.deployment),
            mk_replica_set(&self.replica_set),
        ];
        owners.into_iter().chain(pods).collect()
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

/// An object of any kind that is watched.
pub(crate) fn mk_object(object: &Value) -> Object {
    let kind = object["kind"].as_str().unwrap();
    let value = object.clone();
    match kind {
        "StatefulSet" => Object::StatefulSet(serde_json::from_value(value).unwrap()),
        "DaemonSet" => Object::DaemonSet(serde_json::from_value(value).unwrap()),
        "Job" => Object::Job(serde_json::from_value(value).unwrap()),
        "CronJob" => Object::CronJob(serde_json::from_value(value).unwrap()),
        "Pod" => mk_pod(object),
        "ReplicaSet" => mk_replica_set(object),
        other => panic!("{other} is not made here"),
    }
}

pub(crate) fn mk_namespace(name: &str) -> Object {
    let object = json!({ "metadata": { "name": name } });
    Object::Namespace(serde_json::from_value(object).unwrap())
}
