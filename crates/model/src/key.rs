//! Which Deployment is meant.

use crate::Text;
use serde::{Deserialize, Serialize};

/// The identity of one Deployment in the fleet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DeploymentKey {
    /// The cluster's configured name.
    pub cluster: Text,
    /// The namespace's name.
    pub namespace: Text,
    /// The Deployment's full name.
    pub name: Text,
}

// === impl DeploymentKey ===

impl DeploymentKey {
    /// A key of its three parts.
    pub fn new(
        cluster: impl Into<Text>,
        namespace: impl Into<Text>,
        name: impl Into<Text>,
    ) -> Self {
        Self {
            cluster: cluster.into(),
            namespace: namespace.into(),
            name: name.into(),
        }
    }
}

impl std::fmt::Display for DeploymentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}/{}", self.cluster, self.namespace, self.name)
    }
}
