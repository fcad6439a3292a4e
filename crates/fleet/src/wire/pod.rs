//! A Pod.

use super::template::PodSpec;
use super::{Meta, WireCondition, null_as_default, time};
use crate::intern::Interner;
use model::{ContainerState, ContainerStatus, Phase, PodFacts, Terminated, Text, Timestamp};
use serde::Deserialize;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Pod {
    pub(crate) metadata: Meta,
    #[serde(deserialize_with = "null_as_default")]
    spec: PodSpec,
    #[serde(deserialize_with = "null_as_default")]
    status: Status,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Status {
    phase: Option<String>,
    reason: Option<Text>,
    message: Option<Text>,
    #[serde(rename = "podIP")]
    pod_ip: Option<Text>,
    #[serde(deserialize_with = "null_as_default")]
    conditions: Vec<WireCondition>,
    #[serde(deserialize_with = "null_as_default")]
    container_statuses: Vec<WireStatus>,
    #[serde(deserialize_with = "null_as_default")]
    init_container_statuses: Vec<WireStatus>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct WireStatus {
    name: Text,
    ready: bool,
    started: Option<bool>,
    restart_count: i64,
    #[serde(deserialize_with = "null_as_default")]
    state: WireState,
    #[serde(deserialize_with = "null_as_default")]
    last_state: WireState,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct WireState {
    waiting: Option<Waiting>,
    running: Option<Running>,
    terminated: Option<WireTerminated>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Waiting {
    reason: Option<Text>,
    message: Option<Text>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Running {
    #[serde(deserialize_with = "time::read")]
    started_at: Option<Timestamp>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct WireTerminated {
    exit_code: i32,
    signal: Option<i32>,
    reason: Option<Text>,
    message: Option<Text>,
    #[serde(deserialize_with = "time::read")]
    finished_at: Option<Timestamp>,
}

/// The conditions of a Pod that are judged by; others are dropped.
const CONDITIONS: [&str; 4] = ["PodScheduled", "Initialized", "ContainersReady", "Ready"];

// === impl Pod ===

impl Pod {
    /// The Pod as it is judged.
    pub(crate) fn project(mut self, strings: &mut Interner) -> PodFacts {
        let owner = self.metadata.owner(strings);
        let revision = self.metadata.revision(owner.as_ref(), strings);
        let Self {
            metadata,
            spec,
            status,
        } = self;
        let conditions = status
            .conditions
            .into_iter()
            .map(|condition| condition.project(strings))
            .filter(|condition| CONDITIONS.contains(&&*condition.kind))
            .collect();
        let containers = spec.containers.into_iter();
        let containers = containers.map(|one| one.project(strings)).collect();
        let inits = spec.init_containers.into_iter();
        let init_containers = inits.map(|one| one.project_init(strings)).collect();
        let statuses = status.container_statuses.into_iter();
        let statuses = statuses.map(|one| one.project(strings)).collect();
        let init_statuses = status.init_container_statuses.into_iter();
        let init_statuses = init_statuses.map(|one| one.project(strings)).collect();
        PodFacts {
            namespace: strings.intern(metadata.namespace),
            name: metadata.name,
            uid: metadata.uid,
            owner,
            revision,
            created: metadata.creation_timestamp.unwrap_or_default(),
            deleted: metadata.deletion_timestamp,
            node: strings.intern_some(spec.node_name),
            ip: status.pod_ip.filter(|ip| !ip.is_empty()),
            phase: phase(status.phase.as_deref()),
            reason: strings.intern_some(status.reason),
            message: status.message,
            conditions,
            containers,
            init_containers,
            statuses,
            init_statuses,
        }
    }
}

fn phase(word: Option<&str>) -> Phase {
    match word {
        Some("Running") => Phase::Running,
        Some("Succeeded") => Phase::Succeeded,
        Some("Failed") => Phase::Failed,
        Some("Unknown") => Phase::Unknown,
        _ => Phase::Pending,
    }
}

// === impl WireStatus ===

impl WireStatus {
    fn project(self, strings: &mut Interner) -> ContainerStatus {
        ContainerStatus {
            name: strings.intern(self.name),
            ready: self.ready,
            started: self.started,
            restarts: u32::try_from(self.restart_count).unwrap_or(0),
            state: self.state.project(strings),
            last: self
                .last_state
                .terminated
                .map(|ended| ended.project(strings)),
        }
    }
}

// === impl WireState ===

impl WireState {
    fn project(self, strings: &mut Interner) -> ContainerState {
        if let Some(Waiting { reason, message }) = self.waiting {
            return ContainerState::Waiting {
                reason: strings.intern_some(reason),
                message: message.filter(|message| !message.is_empty()),
            };
        }
        if let Some(Running { started_at }) = self.running {
            return ContainerState::Running { started_at };
        }
        match self.terminated {
            Some(ended) => ContainerState::Terminated(ended.project(strings)),
            None => ContainerState::Unreported,
        }
    }
}

// === impl WireTerminated ===

impl WireTerminated {
    fn project(self, strings: &mut Interner) -> Terminated {
        Terminated {
            exit_code: self.exit_code,
            signal: self.signal.unwrap_or(0),
            reason: strings.intern_some(self.reason),
            message: self.message.filter(|message| !message.is_empty()),
            finished_at: self.finished_at,
        }
    }
}
