//! The shapes of the REST interface. They are its promise and change only by addition; the page's
//! own wire format is [`model`]'s.

use model::{ClusterState, DeploymentPods, PodRow, Timestamp, Totals, Verdict};
use serde::Serialize;
use utoipa::ToSchema;

/// A cluster.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Cluster {
    /// Its configured name.
    name: String,
    /// Its configured title.
    title: String,
    /// Whether its data are invented for demonstration.
    demo: bool,
    /// The API server's version, once known.
    version: Option<String>,
    freshness: Freshness,
    /// Why there are no usage figures, when there are none.
    metrics_trouble: Option<String>,
    /// What is missing though the cluster is live.
    notes: Vec<String>,
    /// Deployments by verdict.
    #[schema(value_type = std::collections::BTreeMap<String, u32>)]
    totals: Totals,
}

/// How recent what is known of a cluster is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Freshness {
    /// connecting, syncing, live, stale, unreachable or forbidden.
    state: &'static str,
    /// Since when, RFC 3339.
    since: Option<String>,
    /// Why.
    detail: Option<String>,
    /// When the data were last known to be true, RFC 3339, where they no longer are.
    last_seen: Option<String>,
    /// When the next attempt is made, RFC 3339.
    next_attempt: Option<String>,
}

/// A namespace.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Namespace {
    /// The cluster it is in.
    pub(crate) cluster: String,
    /// Its name.
    pub(crate) name: String,
    /// Deployments by verdict.
    #[schema(value_type = std::collections::BTreeMap<String, u32>)]
    pub(crate) totals: Totals,
}

/// A Deployment, or a workload of another kind.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Row {
    cluster: String,
    namespace: String,
    /// deployment, statefulset, daemonset, job, cronjob or pod.
    kind: &'static str,
    /// In full.
    name: String,
    /// Without the configured suffixes.
    title: String,
    /// down, failed, degraded, warning, unknown, progressing, paused, terminating, idle or healthy.
    verdict: &'static str,
    /// Why it is not healthy, in one sentence.
    why: Option<String>,
    /// Since when the verdict holds, RFC 3339.
    since: Option<String>,
    ready: u32,
    desired: u32,
    updated: u32,
    available: u32,
    container: Option<Container>,
    image: Option<Image>,
    /// CPU and memory of all its Pods; null where nothing is known.
    usage: Option<Usage>,
    /// Restarts of all its Pods.
    restarts: u32,
    /// RFC 3339.
    created: String,
}

/// The main container.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Container {
    /// In full.
    name: String,
    /// Without the configured suffixes.
    title: String,
}

/// Its image.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Image {
    reference: String,
    tag: String,
}

/// Current use.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Usage {
    cpu_millicores: u64,
    memory_bytes: u64,
}

/// Declared resources; null where nothing is declared.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Resources {
    cpu_millicores: Option<u64>,
    memory_bytes: Option<u64>,
}

/// A Pod. `status`, `ready` and `restarts` are the columns of `kubectl get pods`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Pod {
    cluster: String,
    namespace: String,
    /// The full name of its Deployment.
    deployment: String,
    name: String,
    status: String,
    /// Such as `1/2`.
    ready: String,
    /// Such as `3 (2m ago)`.
    restarts: String,
    /// ok, pending, failing, going or unknown.
    level: &'static str,
    /// Why it is not ok.
    detail: Option<String>,
    node: Option<String>,
    /// Null where it is not known; never 0 for unknown.
    usage: Option<Usage>,
    requests: Resources,
    limits: Resources,
    /// RFC 3339.
    created: String,
}

/// RFC 3339, in UTC and to the second.
pub(crate) fn rfc3339(at: Timestamp) -> String {
    jiff::Timestamp::from_second(at.0.div_euclid(1000))
        .map_or_else(|_| at.0.to_string(), |at| at.to_string())
}

fn text(text: &Option<model::Text>) -> Option<String> {
    text.as_deref().map(str::to_owned)
}

// === impl Cluster ===

impl Cluster {
    pub(crate) fn new(cluster: &ClusterState, totals: Totals) -> Self {
        let fresh = &cluster.freshness;
        Self {
            name: cluster.name.to_string(),
            title: cluster.title.to_string(),
            demo: cluster.is_demo,
            version: text(&cluster.version),
            freshness: Freshness {
                state: fresh.state.as_str(),
                since: fresh.since.map(rfc3339),
                detail: text(&fresh.detail),
                last_seen: fresh.last_seen.map(rfc3339),
                next_attempt: fresh.next_attempt.map(rfc3339),
            },
            metrics_trouble: text(&cluster.metrics_trouble),
            notes: cluster.notes.iter().map(|note| note.to_string()).collect(),
            totals,
        }
    }
}

// === impl Row ===

impl Row {
    pub(crate) fn new(
        row: &model::Row,
        shown: Verdict,
        usage: Option<model::Usage>,
        now: Timestamp,
    ) -> Self {
        Self {
            cluster: row.key.cluster.to_string(),
            namespace: row.key.namespace.to_string(),
            kind: row.key.kind.as_str(),
            name: row.key.name.to_string(),
            title: row.title.to_string(),
            verdict: shown.as_str(),
            why: row.why.as_ref().map(|why| why.sentence(now)),
            since: row.since.map(rfc3339),
            ready: row.ready,
            desired: row.desired,
            updated: row.updated,
            available: row.available,
            container: row.container.as_ref().map(|container| Container {
                name: container.name.to_string(),
                title: container.title.to_string(),
            }),
            image: row.image.as_ref().map(|image| Image {
                reference: image.reference.to_string(),
                tag: image.tag.to_string(),
            }),
            usage: usage.map(Usage::from),
            restarts: row.restarts,
            created: rfc3339(row.created),
        }
    }
}

// === impl Usage, Resources ===

impl From<model::Usage> for Usage {
    fn from(usage: model::Usage) -> Self {
        Self {
            cpu_millicores: usage.cpu_millicores,
            memory_bytes: usage.memory_bytes,
        }
    }
}

impl From<model::Resources> for Resources {
    fn from(resources: model::Resources) -> Self {
        let model::Resources {
            cpu_millicores,
            memory_bytes,
        } = resources;
        Self {
            cpu_millicores,
            memory_bytes,
        }
    }
}

// === impl Pod ===

impl Pod {
    /// The Pods of one Deployment.
    pub(crate) fn all(of: &DeploymentPods, now: Timestamp) -> impl Iterator<Item = Self> {
        of.pods.iter().map(move |pod| Self::new(&of.key, pod, now))
    }

    pub(crate) fn new(key: &model::DeploymentKey, pod: &PodRow, now: Timestamp) -> Self {
        Self {
            cluster: key.cluster.to_string(),
            namespace: key.namespace.to_string(),
            deployment: key.name.to_string(),
            name: pod.name.to_string(),
            status: pod.status.to_string(),
            ready: format!("{}/{}", pod.ready, pod.total),
            restarts: pod.restarts_column(now),
            level: pod.level.as_str(),
            detail: text(&pod.detail),
            node: text(&pod.node),
            usage: pod.usage.map(Usage::from),
            requests: pod.requests.into(),
            limits: pod.limits.into(),
            created: rfc3339(pod.created),
        }
    }
}
