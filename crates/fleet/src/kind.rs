//! The kinds that are watched, and one object of any of them.

use crate::wire;
use model::{Text, WorkloadKind};
use serde::de::DeserializeOwned;
use std::fmt;

/// A kind of object that is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Deployment,
    ReplicaSet,
    Pod,
    StatefulSet,
    DaemonSet,
    Job,
    CronJob,
    Namespace,
}

/// Where a kind is listed: in one namespace, or (`None`) in the whole cluster.
pub(crate) type Reach = Option<Text>;

/// One object as it came from the API server.
#[derive(Clone, Debug)]
pub(crate) enum Object {
    Deployment(Box<wire::Deployment>),
    ReplicaSet(Box<wire::ReplicaSet>),
    Pod(Box<wire::Pod>),
    StatefulSet(Box<wire::StatefulSet>),
    DaemonSet(Box<wire::DaemonSet>),
    Job(Box<wire::Job>),
    CronJob(Box<wire::CronJob>),
    Namespace(Box<wire::Namespace>),
}

/// A parsed object of a watched kind.
pub(crate) trait Watched: DeserializeOwned + Clone + Send + 'static {
    const KIND: Kind;

    fn resource_version(&self) -> &str;

    fn into_object(self) -> Object;
}

// === impl Kind ===

impl Kind {
    pub(crate) const ALL: [Self; 8] = [
        Self::Deployment,
        Self::ReplicaSet,
        Self::Pod,
        Self::StatefulSet,
        Self::DaemonSet,
        Self::Job,
        Self::CronJob,
        Self::Namespace,
    ];

    /// Whether a cluster is of no use without it.
    pub(crate) fn is_core(self) -> bool {
        matches!(self, Self::Deployment | Self::ReplicaSet | Self::Pod)
    }

    /// Whether it is left out where it cannot be read.
    pub(crate) fn is_extra(self) -> bool {
        !self.is_core() && self != Self::Namespace
    }

    /// In the plural, as people write it.
    pub(crate) fn plural(self) -> &'static str {
        match self {
            Self::Deployment => "Deployments",
            Self::ReplicaSet => "ReplicaSets",
            Self::Pod => "Pods",
            Self::StatefulSet => "StatefulSets",
            Self::DaemonSet => "DaemonSets",
            Self::Job => "Jobs",
            Self::CronJob => "CronJobs",
            Self::Namespace => "Namespaces",
        }
    }

    /// The kind of the objects that a workload of this kind is.
    pub(crate) fn of(kind: WorkloadKind) -> Self {
        match kind {
            WorkloadKind::Deployment => Self::Deployment,
            WorkloadKind::StatefulSet => Self::StatefulSet,
            WorkloadKind::DaemonSet => Self::DaemonSet,
            WorkloadKind::Job => Self::Job,
            WorkloadKind::CronJob => Self::CronJob,
            WorkloadKind::Pod => Self::Pod,
        }
    }

    /// The resource, as a role names it.
    pub(crate) fn resource(self) -> &'static str {
        self.place().1
    }

    /// The address of its API group and its resource.
    fn place(self) -> (&'static str, &'static str) {
        match self {
            Self::Deployment => ("/apis/apps/v1", "deployments"),
            Self::ReplicaSet => ("/apis/apps/v1", "replicasets"),
            Self::Pod => ("/api/v1", "pods"),
            Self::StatefulSet => ("/apis/apps/v1", "statefulsets"),
            Self::DaemonSet => ("/apis/apps/v1", "daemonsets"),
            Self::Job => ("/apis/batch/v1", "jobs"),
            Self::CronJob => ("/apis/batch/v1", "cronjobs"),
            Self::Namespace => ("/api/v1", "namespaces"),
        }
    }

    /// The address of its list.
    pub(crate) fn path(self, reach: Option<&str>) -> String {
        let (group, resource) = self.place();
        match reach {
            Some(namespace) => format!("{group}/namespaces/{namespace}/{resource}"),
            None => format!("{group}/{resource}"),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.plural())
    }
}

// === impl Watched ===

macro_rules! watched {
    ($($kind:ident),*) => {$(
        impl Watched for wire::$kind {
            const KIND: Kind = Kind::$kind;

            fn resource_version(&self) -> &str {
                &self.metadata.resource_version
            }

            fn into_object(self) -> Object {
                Object::$kind(Box::new(self))
            }
        }
    )*};
}

watched!(
    Deployment,
    ReplicaSet,
    Pod,
    StatefulSet,
    DaemonSet,
    Job,
    CronJob,
    Namespace
);
