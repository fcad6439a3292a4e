//! A CronJob, reduced to what we judge by.

use crate::{ContainerSpec, Text, Timestamp};

/// What happens when a run is due while the one before still goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Concurrency {
    /// Both run.
    #[default]
    Allow,
    /// The new one waits.
    Forbid,
    /// The old one is ended.
    Replace,
}

/// One CronJob as its cluster reports it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CronJobFacts {
    /// Namespace.
    pub namespace: Text,
    /// Name.
    pub name: Text,
    /// Unique id.
    pub uid: Text,
    /// Creation.
    pub created: Timestamp,
    /// `deletionTimestamp`: it is being deleted.
    pub deleted: Option<Timestamp>,
    /// `spec.schedule`.
    pub schedule: Text,
    /// `spec.timeZone`; absent means that of the cluster's controllers.
    pub time_zone: Option<Text>,
    /// `spec.suspend`; `None` where it is not written.
    pub suspend: Option<bool>,
    /// `spec.concurrencyPolicy`.
    pub concurrency: Concurrency,
    /// `spec.startingDeadlineSeconds`: a run that is later than this is left out.
    pub starting_deadline_seconds: Option<i64>,
    /// `status.active`: Jobs that go on.
    pub active: u32,
    /// `status.lastScheduleTime`: the time of the latest run, as the schedule says it.
    pub last_scheduled: Option<Timestamp>,
    /// `status.lastSuccessfulTime`: when a run last ended well.
    pub last_successful: Option<Timestamp>,
    /// The containers of its Jobs' Pod template.
    pub containers: Vec<ContainerSpec>,
    /// Annotation `kubectl.kubernetes.io/default-container` of the Pod template.
    pub default_container: Option<Text>,
}

// === impl CronJobFacts ===

impl CronJobFacts {
    /// Whether it starts no runs.
    pub fn is_suspended(&self) -> bool {
        self.suspend == Some(true)
    }
}
