//! A DaemonSet, reduced to what we judge by.

use crate::{ContainerSpec, Text, Timestamp, UpdateStrategy};

/// One DaemonSet as its cluster reports it. The numbers count nodes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DaemonSetFacts {
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
    /// `spec.updateStrategy.type`.
    pub strategy: UpdateStrategy,
    /// Annotation `deprecated.daemonset.template.generation`, which its Pods bear as a label: the
    /// only word of the API for the newest revision.
    pub template_generation: Option<Text>,
    /// `spec.template.spec.nodeSelector`.
    pub node_selector: Vec<(Text, Text)>,
    /// `status.desiredNumberScheduled`: nodes that should run a Pod.
    pub desired: u32,
    /// `status.currentNumberScheduled`: those of them that have one.
    pub current: u32,
    /// `status.numberReady`.
    pub ready: u32,
    /// `status.numberAvailable`.
    pub available: u32,
    /// `status.updatedNumberScheduled`: nodes whose Pod is of the newest revision.
    pub updated: u32,
    /// `status.numberMisscheduled`: nodes that run a Pod though they should not.
    pub misscheduled: u32,
    /// The Pod template's containers.
    pub containers: Vec<ContainerSpec>,
    /// Annotation `kubectl.kubernetes.io/default-container` of the Pod template.
    pub default_container: Option<Text>,
}
