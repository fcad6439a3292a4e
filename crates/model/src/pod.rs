//! A Pod, reduced to what we judge by.

use crate::{Condition, ContainerSpec, ContainerStatus, Resources, Text, Timestamp, condition};

/// `status.phase`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Accepted, not all containers started.
    #[default]
    Pending,
    /// Bound, at least one container started.
    Running,
    /// All containers ended well.
    Succeeded,
    /// All containers ended, one of them badly.
    Failed,
    /// The node does not answer.
    Unknown,
}

// === impl Phase ===

impl Phase {
    /// The API's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Running => "Running",
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
            Self::Unknown => "Unknown",
        }
    }

    /// Whether the Pod will never run again.
    pub const fn is_finished(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed)
    }
}

/// The controller an object belongs to (`ownerReferences` with `controller: true`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Such as `ReplicaSet`.
    pub kind: Text,
    /// Its name.
    pub name: Text,
    /// Its uid, which decides.
    pub uid: Text,
}

/// An init container; a *sidecar* is one with `restartPolicy: Always`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InitContainer {
    /// What it declares.
    pub spec: ContainerSpec,
    /// Whether it keeps running beside the main containers.
    pub is_sidecar: bool,
}

/// One Pod as its cluster reports it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PodFacts {
    /// Namespace.
    pub namespace: Text,
    /// Name.
    pub name: Text,
    /// Unique id.
    pub uid: Text,
    /// The controller that made it.
    pub owner: Option<Owner>,
    /// The revision of its StatefulSet (label `controller-revision-hash`) or DaemonSet (label
    /// `pod-template-generation`).
    pub revision: Option<Text>,
    /// Creation.
    pub created: Timestamp,
    /// `deletionTimestamp`: it is being deleted.
    pub deleted: Option<Timestamp>,
    /// The node it is bound to.
    pub node: Option<Text>,
    /// Its address in the cluster.
    pub ip: Option<Text>,
    /// Phase.
    pub phase: Phase,
    /// `status.reason`, such as `Evicted` or `NodeLost`.
    pub reason: Option<Text>,
    /// `status.message`.
    pub message: Option<Text>,
    /// Conditions.
    pub conditions: Vec<Condition>,
    /// Containers, in order.
    pub containers: Vec<ContainerSpec>,
    /// Init containers, in order.
    pub init_containers: Vec<InitContainer>,
    /// Status of the containers, in the API's order.
    pub statuses: Vec<ContainerStatus>,
    /// Status of the init containers, in the API's order.
    pub init_statuses: Vec<ContainerStatus>,
}

// === impl PodFacts ===

impl PodFacts {
    /// Whether condition `Ready` is true.
    pub fn is_ready(&self) -> bool {
        self.condition_is_true("Ready")
    }

    /// Whether this condition is present and true.
    pub fn condition_is_true(&self, kind: &str) -> bool {
        condition(&self.conditions, kind).is_some_and(|found| found.is_true)
    }

    /// Init containers that have a status, then containers: each with whether it is a sidecar or
    /// main container (as against one that runs once).
    pub fn all_statuses(&self) -> impl Iterator<Item = (&ContainerStatus, bool)> {
        let init = self.init_statuses.iter().map(|status| {
            let runs_on = self
                .init_containers
                .iter()
                .any(|init| init.is_sidecar && init.spec.name == status.name);
            (status, runs_on)
        });
        init.chain(self.statuses.iter().map(|status| (status, true)))
    }

    /// Requests of all long-running containers together.
    pub fn requests(&self) -> Resources {
        Resources::sum_declared(self.long_running().map(|spec| &spec.requests))
    }

    /// Limits of all long-running containers together.
    pub fn limits(&self) -> Resources {
        Resources::sum(self.long_running().map(|spec| &spec.limits))
    }

    fn long_running(&self) -> impl Iterator<Item = &ContainerSpec> {
        let sidecars = self.init_containers.iter().filter(|init| init.is_sidecar);
        sidecars.map(|init| &init.spec).chain(&self.containers)
    }
}
