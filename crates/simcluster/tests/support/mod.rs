//! What several test files build with.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(unreachable_pub, reason = "a module of several test binaries")]

pub mod board;
pub mod conformance;

use jiff::Timestamp;
use k8s_openapi::api::core::v1::Pod;
use kube::{Error, core::Status};
use serde_json::json;
use simcluster::{Clock, Part, SimCluster};

/// 2026-03-02T10:00:00Z
pub const START: i64 = 1_772_445_600;

/// An empty cluster.
pub fn cluster() -> SimCluster {
    SimCluster::start("test", Part::empty(), clock())
}

pub fn clock() -> Clock {
    Clock::starting_at(Timestamp::from_second(START).unwrap())
}

pub fn mk_pod(namespace: &str, name: &str, app: &str) -> Pod {
    serde_json::from_value(json!({
        "metadata": {"namespace": namespace, "name": name, "labels": {"app": app}},
        "spec": {"containers": [{"name": "main", "image": "registry.example:5000/x:1"}]},
        "status": {"phase": "Running"},
    }))
    .unwrap()
}

/// The Status of a refusal.
pub fn status_of<T: std::fmt::Debug>(result: Result<T, Error>) -> Status {
    match result {
        Err(Error::Api(status)) => *status,
        other => panic!("no Status: {other:?}"),
    }
}
