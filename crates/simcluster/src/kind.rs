//! The kinds of objects the simulated API server serves.

/// A kind the API server serves. `PodMetrics` is computed at each request; the others are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// `/api/v1/namespaces`
    Namespace,
    /// `/api/v1/pods`
    Pod,
    /// `/apis/apps/v1/deployments`
    Deployment,
    /// `/apis/apps/v1/replicasets`
    ReplicaSet,
    /// `/apis/apps/v1/statefulsets`
    StatefulSet,
    /// `/apis/apps/v1/daemonsets`
    DaemonSet,
    /// `/apis/apps/v1/controllerrevisions`
    ControllerRevision,
    /// `/apis/batch/v1/jobs`
    Job,
    /// `/apis/batch/v1/cronjobs`
    CronJob,
    /// `/api/v1/events`
    Event,
    /// `/apis/metrics.k8s.io/v1beta1/pods`
    PodMetrics,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 11] = [
        Kind::Namespace,
        Kind::Pod,
        Kind::Deployment,
        Kind::ReplicaSet,
        Kind::StatefulSet,
        Kind::DaemonSet,
        Kind::ControllerRevision,
        Kind::Job,
        Kind::CronJob,
        Kind::Event,
        Kind::PodMetrics,
    ];

    /// The kinds with stored objects, which can be watched.
    pub const STORED: [Kind; 10] = [
        Kind::Namespace,
        Kind::Pod,
        Kind::Deployment,
        Kind::ReplicaSet,
        Kind::StatefulSet,
        Kind::DaemonSet,
        Kind::ControllerRevision,
        Kind::Job,
        Kind::CronJob,
        Kind::Event,
    ];

    /// The stored kind served as `plural` in the API `group`.
    pub(crate) fn served(group: &str, version: &str, plural: &str) -> Option<Kind> {
        Kind::ALL
            .into_iter()
            .find(|k| k.group() == group && k.version() == version && k.plural() == plural)
    }

    /// The stored kind with this `apiVersion` and `kind`.
    pub(crate) fn named(api_version: &str, kind: &str) -> Option<Kind> {
        Kind::STORED
            .into_iter()
            .find(|k| k.api_version() == api_version && k.name() == kind)
    }

    /// The API group, empty for the core group.
    pub fn group(self) -> &'static str {
        match self {
            Kind::Namespace | Kind::Pod | Kind::Event => "",
            Kind::Deployment
            | Kind::ReplicaSet
            | Kind::StatefulSet
            | Kind::DaemonSet
            | Kind::ControllerRevision => "apps",
            Kind::Job | Kind::CronJob => "batch",
            Kind::PodMetrics => "metrics.k8s.io",
        }
    }

    /// The version within the group.
    pub fn version(self) -> &'static str {
        match self {
            Kind::PodMetrics => "v1beta1",
            _ => "v1",
        }
    }

    /// `apiVersion` as objects carry it.
    pub fn api_version(self) -> &'static str {
        match self {
            Kind::Namespace | Kind::Pod | Kind::Event => "v1",
            Kind::Deployment
            | Kind::ReplicaSet
            | Kind::StatefulSet
            | Kind::DaemonSet
            | Kind::ControllerRevision => "apps/v1",
            Kind::Job | Kind::CronJob => "batch/v1",
            Kind::PodMetrics => "metrics.k8s.io/v1beta1",
        }
    }

    /// `kind` as objects carry it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Namespace => "Namespace",
            Kind::Pod => "Pod",
            Kind::Deployment => "Deployment",
            Kind::ReplicaSet => "ReplicaSet",
            Kind::StatefulSet => "StatefulSet",
            Kind::DaemonSet => "DaemonSet",
            Kind::ControllerRevision => "ControllerRevision",
            Kind::Job => "Job",
            Kind::CronJob => "CronJob",
            Kind::Event => "Event",
            Kind::PodMetrics => "PodMetrics",
        }
    }

    /// The resource's name in paths and messages.
    pub fn plural(self) -> &'static str {
        match self {
            Kind::Namespace => "namespaces",
            Kind::Pod | Kind::PodMetrics => "pods",
            Kind::Deployment => "deployments",
            Kind::ReplicaSet => "replicasets",
            Kind::StatefulSet => "statefulsets",
            Kind::DaemonSet => "daemonsets",
            Kind::ControllerRevision => "controllerrevisions",
            Kind::Job => "jobs",
            Kind::CronJob => "cronjobs",
            Kind::Event => "events",
        }
    }

    /// Whether objects of the kind live in a namespace.
    pub fn namespaced(self) -> bool {
        self != Kind::Namespace
    }

    /// Position among [`Kind::STORED`].
    pub(crate) fn shelf(self) -> Option<usize> {
        Kind::STORED.into_iter().position(|k| k == self)
    }

    /// The resource with its group, as "not found" messages name it.
    pub(crate) fn qualified(self) -> String {
        match self.group() {
            "" => self.plural().to_owned(),
            group => format!("{}.{group}", self.plural()),
        }
    }
}
