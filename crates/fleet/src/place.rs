//! Where a workload stands in its cluster.

use model::{DeploymentKey, Text, WorkloadKind};

/// Namespace, name and kind, ordered as keys are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    pub(crate) namespace: Text,
    pub(crate) name: Text,
    pub(crate) kind: WorkloadKind,
}

// === impl Place ===

impl Place {
    /// The place of a key.
    pub(crate) fn of(key: &DeploymentKey) -> Self {
        Self {
            namespace: key.namespace.clone(),
            name: key.name.clone(),
            kind: key.kind,
        }
    }

    /// The key of what stands there.
    pub(crate) fn key(&self, cluster: Text) -> DeploymentKey {
        DeploymentKey::new(cluster, self.namespace.clone(), self.name.clone()).of_kind(self.kind)
    }
}
