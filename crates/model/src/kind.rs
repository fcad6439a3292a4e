//! The kinds of workload.

use serde::{Deserialize, Serialize};

/// The kind of what a row is about.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum WorkloadKind {
    /// What Dashboard-Light shows unless somebody asks for more.
    #[default]
    Deployment,
    /// Pods with names and volumes of their own.
    StatefulSet,
    /// A Pod on each node.
    DaemonSet,
    /// Pods that run until they are done; those of a CronJob belong to that.
    Job,
    /// Jobs at set times.
    CronJob,
    /// A Pod that belongs to none of the others.
    Pod,
}

/// A word that is no kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a kind is deployment, statefulset, daemonset, job, cronjob or pod")]
pub struct UnknownKind;

// === impl WorkloadKind ===

impl WorkloadKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Deployment,
        Self::StatefulSet,
        Self::DaemonSet,
        Self::Job,
        Self::CronJob,
        Self::Pod,
    ];

    /// The word in addresses and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Deployment => "deployment",
            Self::StatefulSet => "statefulset",
            Self::DaemonSet => "daemonset",
            Self::Job => "job",
            Self::CronJob => "cronjob",
            Self::Pod => "pod",
        }
    }

    /// Whether its cluster keeps the revisions of its Pod template.
    pub const fn has_revisions(self) -> bool {
        matches!(self, Self::Deployment | Self::StatefulSet | Self::DaemonSet)
    }

    /// The kind as Kubernetes writes it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Deployment => "Deployment",
            Self::StatefulSet => "StatefulSet",
            Self::DaemonSet => "DaemonSet",
            Self::Job => "Job",
            Self::CronJob => "CronJob",
            Self::Pod => "Pod",
        }
    }
}

impl std::fmt::Display for WorkloadKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for WorkloadKind {
    type Err = UnknownKind;

    fn from_str(word: &str) -> Result<Self, UnknownKind> {
        let mut kinds = Self::ALL.into_iter();
        kinds
            .find(|kind| kind.as_str().eq_ignore_ascii_case(word))
            .ok_or(UnknownKind)
    }
}
