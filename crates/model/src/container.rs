//! A container as its Pod declares it and as the kubelet reports it.

use crate::{Text, Timestamp};
use serde::{Deserialize, Serialize};

/// Declared compute resources; `None` where nothing is declared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resources {
    /// CPU in millicores.
    pub cpu_millicores: Option<u64>,
    /// Memory in bytes.
    pub memory_bytes: Option<u64>,
}

// === impl Resources ===

impl Resources {
    /// The sum of what is declared, as the scheduler counts requests: a container without one
    /// counts as 0; `None` when none of them declares any.
    pub fn sum_declared<'a>(all: impl IntoIterator<Item = &'a Self>) -> Self {
        let add = |a: Option<u64>, b: Option<u64>| match (a, b) {
            (Some(a), Some(b)) => Some(a.saturating_add(b)),
            _ => a.or(b),
        };
        all.into_iter()
            .fold(Self::default(), |total, one| total.combine(one, add))
    }

    /// The sum over several containers; a figure that any of them lacks is `None`, as one container
    /// without a limit makes the whole Pod unlimited.
    pub fn sum<'a>(all: impl IntoIterator<Item = &'a Self>) -> Self {
        let add = |a: Option<u64>, b: Option<u64>| Some(a?.saturating_add(b?));
        all.into_iter()
            .copied()
            .reduce(|total, one| total.combine(&one, add))
            .unwrap_or_default()
    }

    fn combine(&self, other: &Self, add: impl Fn(Option<u64>, Option<u64>) -> Option<u64>) -> Self {
        Self {
            cpu_millicores: add(self.cpu_millicores, other.cpu_millicores),
            memory_bytes: add(self.memory_bytes, other.memory_bytes),
        }
    }
}

/// What a Pod (or Pod template) says of one container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainerSpec {
    /// The container's name.
    pub name: Text,
    /// The image reference as written.
    pub image: Text,
    /// Requests.
    pub requests: Resources,
    /// Limits.
    pub limits: Resources,
    /// Whether a readiness probe is declared.
    pub has_readiness_probe: bool,
}

/// How a container ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terminated {
    /// The process's exit code.
    pub exit_code: i32,
    /// The signal that ended it, 0 when none is reported.
    pub signal: i32,
    /// Such as `Completed`, `Error`, `OOMKilled`.
    pub reason: Option<Text>,
    /// The last words of the container, where the kubelet kept them.
    pub message: Option<Text>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// What a container is doing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ContainerState {
    /// Nothing is reported.
    #[default]
    Unreported,
    /// Not started yet, or between two starts.
    Waiting {
        /// Such as `ContainerCreating` or `CrashLoopBackOff`.
        reason: Option<Text>,
        /// A sentence for people.
        message: Option<Text>,
    },
    /// Its process runs.
    Running {
        /// Since when.
        started_at: Option<Timestamp>,
    },
    /// Its process ended.
    Terminated(Terminated),
}

/// What the kubelet reports of one container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainerStatus {
    /// The container's name.
    pub name: Text,
    /// Whether it passes its readiness probe, or runs and has none.
    pub ready: bool,
    /// Whether it passed its startup probe; `None` where the kubelet does not say.
    pub started: Option<bool>,
    /// How often it was restarted.
    pub restarts: u32,
    /// What it is doing.
    pub state: ContainerState,
    /// How its previous run ended.
    pub last: Option<Terminated>,
}
