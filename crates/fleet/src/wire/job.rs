//! A Job.

use super::template::Template;
use super::{Meta, WireCondition, null_as_default, time};
use crate::intern::Interner;
use model::{JobFacts, Text, Timestamp};
use serde::Deserialize;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Job {
    pub(crate) metadata: Meta,
    #[serde(deserialize_with = "null_as_default")]
    spec: Spec,
    #[serde(deserialize_with = "null_as_default")]
    status: Status,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Spec {
    parallelism: Option<u32>,
    completions: Option<u32>,
    backoff_limit: Option<u32>,
    backoff_limit_per_index: Option<u32>,
    active_deadline_seconds: Option<i64>,
    suspend: Option<bool>,
    #[serde(deserialize_with = "null_as_default")]
    template: Template,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Status {
    active: Option<u32>,
    ready: Option<u32>,
    succeeded: Option<u32>,
    failed: Option<u32>,
    terminating: Option<u32>,
    #[serde(deserialize_with = "time::read")]
    start_time: Option<Timestamp>,
    #[serde(deserialize_with = "time::read")]
    completion_time: Option<Timestamp>,
    failed_indexes: Option<Text>,
    #[serde(deserialize_with = "null_as_default")]
    conditions: Vec<WireCondition>,
}

// === impl Job ===

impl Job {
    /// The Job as it is judged.
    pub(crate) fn project(mut self, strings: &mut Interner) -> JobFacts {
        let owner = self.metadata.owner(strings);
        let Self {
            metadata,
            spec,
            status,
        } = self;
        let conditions = status.conditions.into_iter();
        let (containers, default_container) = spec.template.project(strings);
        JobFacts {
            namespace: strings.intern(metadata.namespace),
            name: metadata.name,
            uid: strings.intern(metadata.uid),
            owner,
            created: metadata.creation_timestamp.unwrap_or_default(),
            deleted: metadata.deletion_timestamp,
            parallelism: spec.parallelism,
            completions: spec.completions,
            backoff_limit: spec.backoff_limit,
            is_limited_per_index: spec.backoff_limit_per_index.is_some(),
            deadline_seconds: spec.active_deadline_seconds,
            suspended: spec.suspend.unwrap_or(false),
            active: status.active.unwrap_or(0),
            ready: status.ready.unwrap_or(0),
            succeeded: status.succeeded.unwrap_or(0),
            failed: status.failed.unwrap_or(0),
            terminating: status.terminating.unwrap_or(0),
            started: status.start_time,
            completed: status.completion_time,
            failed_indexes: status.failed_indexes.filter(|indexes| !indexes.is_empty()),
            conditions: conditions.map(|one| one.project(strings)).collect(),
            containers,
            default_container,
        }
    }
}
