//! What tests are made of.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panic")]

use model::{Row, Timestamp, Verdict};

/// The row of this key (`cluster/namespace/name`): one Pod, made in 1970.
pub(crate) fn mk_row(key: &str, verdict: Verdict) -> Row {
    let key: model::DeploymentKey = key.parse().unwrap();
    Row {
        title: key.name.clone(),
        key,
        verdict,
        why: None,
        since: None,
        ready: 1,
        desired: 1,
        updated: 1,
        available: 1,
        pods: 1,
        container: None,
        other_containers: 0,
        image: None,
        previous_tag: None,
        image_since: None,
        restarts: 0,
        created: Timestamp::default(),
        pods_revision: 0,
    }
}
