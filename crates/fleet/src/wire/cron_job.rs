//! A CronJob.

use super::template::Template;
use super::{Meta, null_as_default, time};
use crate::intern::Interner;
use model::{Concurrency, CronJobFacts, Text, Timestamp};
use serde::Deserialize;
use serde::de::IgnoredAny;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CronJob {
    pub(crate) metadata: Meta,
    #[serde(deserialize_with = "null_as_default")]
    spec: Spec,
    #[serde(deserialize_with = "null_as_default")]
    status: Status,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Spec {
    #[serde(deserialize_with = "null_as_default")]
    schedule: Text,
    time_zone: Option<Text>,
    suspend: Option<bool>,
    concurrency_policy: Option<String>,
    starting_deadline_seconds: Option<i64>,
    #[serde(deserialize_with = "null_as_default")]
    job_template: JobTemplate,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct JobTemplate {
    #[serde(deserialize_with = "null_as_default")]
    spec: JobSpec,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct JobSpec {
    #[serde(deserialize_with = "null_as_default")]
    template: Template,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Status {
    #[serde(deserialize_with = "null_as_default")]
    active: Vec<IgnoredAny>,
    #[serde(deserialize_with = "time::read")]
    last_schedule_time: Option<Timestamp>,
    #[serde(deserialize_with = "time::read")]
    last_successful_time: Option<Timestamp>,
}

// === impl CronJob ===

impl CronJob {
    /// The CronJob as it is judged.
    pub(crate) fn project(self, strings: &mut Interner) -> CronJobFacts {
        let Self {
            metadata,
            spec,
            status,
        } = self;
        let (containers, default_container) = spec.job_template.spec.template.project(strings);
        CronJobFacts {
            namespace: strings.intern(metadata.namespace),
            name: strings.intern(metadata.name),
            uid: strings.intern(metadata.uid),
            created: metadata.creation_timestamp.unwrap_or_default(),
            deleted: metadata.deletion_timestamp,
            schedule: strings.intern(spec.schedule),
            time_zone: strings.intern_some(spec.time_zone),
            suspend: spec.suspend,
            concurrency: match spec.concurrency_policy.as_deref() {
                Some("Forbid") => Concurrency::Forbid,
                Some("Replace") => Concurrency::Replace,
                _ => Concurrency::Allow,
            },
            starting_deadline_seconds: spec.starting_deadline_seconds,
            active: u32::try_from(status.active.len()).unwrap_or(u32::MAX),
            last_scheduled: status.last_schedule_time,
            last_successful: status.last_successful_time,
            containers,
            default_container,
        }
    }
}
