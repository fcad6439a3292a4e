//! What one Deployment's own resource says besides its row and Pods.

use super::resources::{Pod, Resources, rfc3339};
use model::{ContainerDetail, PodDetail, Terminated, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

/// A condition as the API server holds it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Condition {
    /// Such as Available or Progressing.
    #[serde(rename = "type")]
    kind: String,
    /// True, False or Unknown.
    status: &'static str,
    reason: Option<String>,
    message: Option<String>,
    /// When the status last changed, RFC 3339.
    last_transition: Option<String>,
    /// RFC 3339.
    last_update: Option<String>,
}

/// A Pod with its containers.
#[derive(Serialize, ToSchema)]
pub(crate) struct PodWithContainers {
    #[serde(flatten)]
    pod: Pod,
    /// Its address in the cluster.
    ip: Option<String>,
    /// Init containers, then containers.
    containers: Vec<ContainerState>,
}

/// A container: what it declares and what the kubelet reports.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContainerState {
    name: String,
    /// init, sidecar or main.
    kind: &'static str,
    image: String,
    ready: bool,
    restarts: u32,
    /// Running, or why it is not, in one word.
    state: String,
    /// Why it waits, or how it ended, in words.
    detail: Option<String>,
    /// Since when, RFC 3339.
    since: Option<String>,
    /// How its previous run ended.
    last_end: Option<End>,
    requests: Resources,
    limits: Resources,
}

/// How a container ended.
#[derive(Serialize, ToSchema)]
pub(crate) struct End {
    exit_code: i32,
    reason: Option<String>,
    /// The exit code in words, with the container's last line where it is kept.
    explained: String,
    /// RFC 3339.
    finished: Option<String>,
}

fn text(text: &Option<model::Text>) -> Option<String> {
    text.as_deref().map(str::to_owned)
}

// === impl Condition ===

impl From<&model::Condition> for Condition {
    fn from(condition: &model::Condition) -> Self {
        Self {
            kind: condition.kind.to_string(),
            status: condition.status(),
            reason: text(&condition.reason),
            message: text(&condition.message),
            last_transition: condition.changed.map(rfc3339),
            last_update: condition.updated.map(rfc3339),
        }
    }
}

// === impl PodWithContainers ===

impl PodWithContainers {
    pub(crate) fn new(key: &model::DeploymentKey, pod: &PodDetail, now: Timestamp) -> Self {
        Self {
            pod: Pod::new(key, &pod.row, now),
            ip: text(&pod.ip),
            containers: pod.containers.iter().map(ContainerState::from).collect(),
        }
    }
}

// === impl ContainerState ===

impl From<&ContainerDetail> for ContainerState {
    fn from(one: &ContainerDetail) -> Self {
        let end = |last: &Terminated| End {
            exit_code: last.exit_code,
            reason: text(&last.reason),
            explained: one.last_words().unwrap_or_default(),
            finished: last.finished_at.map(rfc3339),
        };
        Self {
            name: one.name.to_string(),
            kind: one.kind.as_str(),
            image: one.image.to_string(),
            ready: one.ready,
            restarts: one.restarts,
            state: one.state_word().to_owned(),
            detail: one.state_detail(),
            since: one.since().map(rfc3339),
            last_end: one.last.as_ref().map(end),
            requests: one.requests.into(),
            limits: one.limits.into(),
        }
    }
}
