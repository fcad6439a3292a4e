//! A Job, reduced to what we judge by.

use crate::{Condition, ContainerSpec, Owner, Text, Timestamp, condition};

/// One Job as its cluster reports it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobFacts {
    /// Namespace.
    pub namespace: Text,
    /// Name.
    pub name: Text,
    /// Unique id.
    pub uid: Text,
    /// The controller that made it, such as a CronJob.
    pub owner: Option<Owner>,
    /// Creation.
    pub created: Timestamp,
    /// `deletionTimestamp`: it is being deleted.
    pub deleted: Option<Timestamp>,
    /// `spec.parallelism`: Pods at a time; absent means 1.
    pub parallelism: Option<u32>,
    /// `spec.completions`: Pods that must succeed. Absent: the Pods share out the work themselves,
    /// and it is done when one succeeded and all ended.
    pub completions: Option<u32>,
    /// `spec.backoffLimit`: failures that are borne; absent means 6. With a limit for each index
    /// there is none for the whole.
    pub backoff_limit: Option<u32>,
    /// Whether `spec.backoffLimitPerIndex` is set: an index may fail and the others go on.
    pub is_limited_per_index: bool,
    /// `spec.activeDeadlineSeconds`.
    pub deadline_seconds: Option<i64>,
    /// `spec.suspend`.
    pub suspended: bool,
    /// `status.active`: Pods that are pending or running.
    pub active: u32,
    /// `status.ready`.
    pub ready: u32,
    /// `status.succeeded`.
    pub succeeded: u32,
    /// `status.failed`.
    pub failed: u32,
    /// `status.terminating`: Pods that are being deleted.
    pub terminating: u32,
    /// `status.startTime`; it begins anew after a suspension.
    pub started: Option<Timestamp>,
    /// `status.completionTime`.
    pub completed: Option<Timestamp>,
    /// `status.failedIndexes`, such as `1,3-5`.
    pub failed_indexes: Option<Text>,
    /// Conditions.
    pub conditions: Vec<Condition>,
    /// The Pod template's containers.
    pub containers: Vec<ContainerSpec>,
    /// Annotation `kubectl.kubernetes.io/default-container` of the Pod template.
    pub default_container: Option<Text>,
}

// === impl JobFacts ===

impl JobFacts {
    /// `spec.backoffLimit` where there is none written.
    const BACKOFF_LIMIT: u32 = 6;

    /// Pods that run at a time.
    pub fn parallelism(&self) -> u32 {
        self.parallelism.unwrap_or(1)
    }

    /// Pods that must succeed.
    pub fn desired(&self) -> u32 {
        self.completions.unwrap_or(1)
    }

    /// How often a Pod of it may be tried before it is given up.
    pub fn attempts(&self) -> u32 {
        let limit = self.backoff_limit.unwrap_or(Self::BACKOFF_LIMIT);
        limit.saturating_add(1)
    }

    /// The condition that says that it failed, or is about to.
    pub fn failure(&self) -> Option<&Condition> {
        self.true_condition("Failed")
            .or_else(|| self.true_condition("FailureTarget"))
    }

    /// Whether it succeeded.
    pub fn is_complete(&self) -> bool {
        self.true_condition("Complete").is_some()
    }

    /// Whether nothing of it will run again.
    pub fn is_finished(&self) -> bool {
        self.is_complete() || self.failure().is_some()
    }

    /// The condition of this type, if it holds.
    pub fn true_condition(&self, kind: &str) -> Option<&Condition> {
        condition(&self.conditions, kind).filter(|found| found.is_true)
    }
}
