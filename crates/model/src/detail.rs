//! Everything that is known of one Deployment without asking its cluster anew.

use crate::level::{exit_sentence, is_failing};
use crate::{
    ClusterState, Column, Condition, ContainerSpec, ContainerState, ContainerStatus, PodFacts,
    PodRow, Resources, Row, Terminated, Text, Timestamp, Usage, Verdict,
};

/// One Deployment at one moment, with its Pods and their containers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeploymentDetail {
    /// What stands on its card.
    pub row: Row,
    /// The verdict as it is shown: see [`crate::shown_verdict`].
    pub shown: Verdict,
    /// Its cluster, without namespaces.
    pub cluster: ClusterState,
    /// Annotation `deployment.kubernetes.io/revision`.
    pub revision: Option<u64>,
    /// When the ReplicaSet of that revision was made.
    pub changed: Option<Timestamp>,
    /// What `kubectl get` prints of it.
    pub columns: Vec<Column>,
    /// Its conditions, in the API's order.
    pub conditions: Vec<Condition>,
    /// Its Pods, worst first, then by name.
    pub pods: Vec<PodDetail>,
    /// What its Pods use together; `None` when none of them is known.
    pub usage: Option<Usage>,
    /// Limits of its Pods together; a figure that any of them lacks is `None`.
    pub limits: Resources,
}

/// One Pod with its containers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodDetail {
    /// Its columns.
    pub row: PodRow,
    /// Its address in the cluster.
    pub ip: Option<Text>,
    /// Init containers, then containers, in their order.
    pub containers: Vec<ContainerDetail>,
}

/// What a container is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContainerKind {
    /// Runs once, before the others.
    Init,
    /// An init container that keeps running beside the others.
    Sidecar,
    /// One of `spec.containers`.
    Main,
}

/// One container of a Pod: what it declares and what the kubelet reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerDetail {
    /// Its name.
    pub name: Text,
    /// What it is for.
    pub kind: ContainerKind,
    /// The image reference as written.
    pub image: Text,
    /// Whether it passes its readiness probe, or runs and has none.
    pub ready: bool,
    /// How often it was restarted.
    pub restarts: u32,
    /// What it is doing.
    pub state: ContainerState,
    /// How its previous run ended.
    pub last: Option<Terminated>,
    /// Requests.
    pub requests: Resources,
    /// Limits.
    pub limits: Resources,
}

// === impl ContainerKind ===

impl ContainerKind {
    /// The word for it in JSON and on the page.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Init => "init",
            Self::Sidecar => "sidecar",
            Self::Main => "main",
        }
    }
}

/// The containers of a Pod, each with what the kubelet reports of it.
pub fn container_details(pod: &PodFacts) -> Vec<ContainerDetail> {
    let init = pod.init_containers.iter().map(|init| {
        let kind = match init.is_sidecar {
            true => ContainerKind::Sidecar,
            false => ContainerKind::Init,
        };
        ContainerDetail::new(&init.spec, kind, &pod.init_statuses)
    });
    let main = pod.containers.iter();
    let main = main.map(|spec| ContainerDetail::new(spec, ContainerKind::Main, &pod.statuses));
    init.chain(main).collect()
}

// === impl ContainerDetail ===

impl ContainerDetail {
    fn new(spec: &ContainerSpec, kind: ContainerKind, all: &[ContainerStatus]) -> Self {
        let status = all.iter().find(|status| status.name == spec.name);
        let status = status.cloned().unwrap_or_default();
        Self {
            name: spec.name.clone(),
            kind,
            image: spec.image.clone(),
            ready: status.ready,
            restarts: status.restarts,
            state: status.state,
            last: status.last,
            requests: spec.requests,
            limits: spec.limits,
        }
    }

    /// What it is doing, in one word: `Running`, kubectl's reason, `Waiting`, or nothing reported.
    pub fn state_word(&self) -> &str {
        match &self.state {
            ContainerState::Unreported => "Not reported",
            ContainerState::Waiting { reason, .. } => reason.as_deref().unwrap_or("Waiting"),
            ContainerState::Running { .. } => "Running",
            ContainerState::Terminated(ended) => match ended.reason.as_deref() {
                Some(reason) if !reason.is_empty() => reason,
                _ => "Terminated",
            },
        }
    }

    /// The key of `ui.status_colors.pod` that colours its state.
    pub fn colour(&self) -> &'static str {
        match &self.state {
            ContainerState::Unreported => "unknown",
            ContainerState::Running { .. } if self.ready || self.kind == ContainerKind::Init => {
                "running"
            }
            ContainerState::Running { .. } => "pending",
            ContainerState::Waiting { reason, .. } if is_failing(reason.as_deref()) => "failed",
            ContainerState::Waiting { .. } => "pending",
            ContainerState::Terminated(ended) if ended.exit_code == 0 => "succeeded",
            ContainerState::Terminated(_) => "failed",
        }
    }

    /// Since when it is in this state, where that is reported.
    pub fn since(&self) -> Option<Timestamp> {
        match &self.state {
            ContainerState::Running { started_at } => *started_at,
            ContainerState::Terminated(ended) => ended.finished_at,
            ContainerState::Unreported | ContainerState::Waiting { .. } => None,
        }
    }

    /// What the kubelet says of the state: why it waits, or how it ended.
    pub fn state_detail(&self) -> Option<String> {
        match &self.state {
            ContainerState::Waiting { message, .. } => message.as_deref().map(str::to_owned),
            ContainerState::Terminated(ended) => Some(exit_sentence(ended)),
            ContainerState::Unreported | ContainerState::Running { .. } => None,
        }
    }
    /// How its previous run ended: the exit code in words and the last line the kubelet kept.
    pub fn last_words(&self) -> Option<String> {
        self.last.as_ref().map(exit_sentence)
    }
}
