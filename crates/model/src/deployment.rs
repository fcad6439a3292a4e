//! A Deployment and its ReplicaSets, reduced to what we judge by.

use crate::{Condition, ContainerSpec, Text, Timestamp, condition};

/// One Deployment as its cluster reports it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeploymentFacts {
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
    /// `spec.paused`.
    pub paused: bool,
    /// `status.replicas`: Pods of every revision.
    pub replicas: u32,
    /// `status.updatedReplicas`: Pods of the newest revision.
    pub updated: u32,
    /// `status.readyReplicas`.
    pub ready: u32,
    /// `status.availableReplicas`.
    pub available: u32,
    /// Conditions.
    pub conditions: Vec<Condition>,
    /// The Pod template's containers.
    pub containers: Vec<ContainerSpec>,
    /// Annotation `kubectl.kubernetes.io/default-container` of the Pod template.
    pub default_container: Option<Text>,
    /// Annotation `deployment.kubernetes.io/revision`.
    pub revision: Option<u64>,
}

// === impl DeploymentFacts ===

impl DeploymentFacts {
    /// How many Pods are wanted.
    pub fn desired(&self) -> u32 {
        self.replicas_wanted.unwrap_or(1)
    }

    /// The condition of this type.
    pub fn condition(&self, kind: &str) -> Option<&Condition> {
        condition(&self.conditions, kind)
    }
}

/// One ReplicaSet: what revision and ownership need.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplicaSetFacts {
    /// Namespace.
    pub namespace: Text,
    /// Name.
    pub name: Text,
    /// Unique id.
    pub uid: Text,
    /// The Deployment's uid.
    pub owner_uid: Option<Text>,
    /// Annotation `deployment.kubernetes.io/revision`; 0 where absent.
    pub revision: u64,
    /// Creation.
    pub created: Timestamp,
    /// `status.replicas`.
    pub replicas: u32,
    /// The Pod template's containers: name and image.
    pub images: Vec<(Text, Text)>,
}
