//! A StatefulSet, reduced to what we judge by.

use crate::{ContainerSpec, Text, Timestamp};

/// How a change reaches the Pods of a StatefulSet or DaemonSet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UpdateStrategy {
    /// The controller replaces them one after another.
    #[default]
    Rolling,
    /// Each is replaced when somebody deletes it.
    OnDelete,
}

/// One StatefulSet as its cluster reports it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatefulSetFacts {
    /// Namespace.
    pub namespace: Text,
    /// Name.
    pub name: Text,
    /// Unique id.
    pub uid: Text,
    /// Creation.
    pub created: Timestamp,
    /// `deletionTimestamp`: it is being deleted.
    pub deleted: Option<Timestamp>,
    /// `metadata.generation`: the change number of the specification.
    pub generation: i64,
    /// `status.observedGeneration`: the change the controller has seen.
    pub observed_generation: i64,
    /// `spec.replicas`; absent means 1.
    pub replicas_wanted: Option<u32>,
    /// `spec.updateStrategy.type`.
    pub strategy: UpdateStrategy,
    /// `spec.updateStrategy.rollingUpdate.partition`: Pods with a lower number stay as they are.
    pub partition: u32,
    /// `spec.ordinals.start`: the number of the first Pod.
    pub first_ordinal: u32,
    /// `status.replicas`: Pods that exist, those being deleted included.
    pub replicas: u32,
    /// `status.readyReplicas`.
    pub ready: u32,
    /// `status.availableReplicas`; of clusters that do not report it, the ready ones.
    pub available: u32,
    /// `status.updatedReplicas`: Pods of the newest revision.
    pub updated: u32,
    /// `status.currentRevision`: the revision that was completely rolled out last.
    pub current_revision: Option<Text>,
    /// `status.updateRevision`: the newest one.
    pub update_revision: Option<Text>,
    /// The Pod template's containers.
    pub containers: Vec<ContainerSpec>,
    /// Annotation `kubectl.kubernetes.io/default-container` of the Pod template.
    pub default_container: Option<Text>,
}

// === impl StatefulSetFacts ===

impl StatefulSetFacts {
    /// How many Pods are wanted.
    pub fn desired(&self) -> u32 {
        self.replicas_wanted.unwrap_or(1)
    }

    /// How many Pods the partition keeps as they are.
    pub fn held_back(&self) -> u32 {
        let below = self.partition.saturating_sub(self.first_ordinal);
        match self.strategy {
            UpdateStrategy::Rolling => below.min(self.desired()),
            UpdateStrategy::OnDelete => 0,
        }
    }

    /// Whether the newest revision has not yet been completely rolled out.
    pub fn is_between_revisions(&self) -> bool {
        self.update_revision.is_some() && self.update_revision != self.current_revision
    }
}
